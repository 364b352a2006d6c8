"""UI room, timeline: the lanes, their clips and what a gesture shows on them. Paints what it is given; changes nothing.

Only what is in sight is painted; clips too narrow to tell apart are painted as one bar.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter

from studio.session.film import Gap
from studio.ui.theme import SMALL
from studio.ui.timeline.chrome import marker_lines
from studio.ui.timeline.clips import clip_rect, paint_clip
from studio.ui.timeline.drag import Idle, Move, Press, Trim, clips_of
from studio.ui.timeline.hits import OnGap
from studio.ui.timeline.layout import HEADER, RULER, Row, parted, rows, visible, visible_gaps
from studio.ui.timeline.over import paint_over
from studio.ui.timeline.scene import CORNER, Scene, colour, diamond, hatch, metrics, pen, pill, sized
from studio.ui.timeline.words import duration, tr

LEAST_GAP = 6  # pixels below which a gap is only lane
NARROW = 3  # pixels below which neighbouring clips are painted as one bar


def paint_lanes(painter: QPainter, scene: Scene) -> None:
    """Every track with its clips, gaps and whatever the gesture adds."""
    view, theme = scene.view, scene.theme
    painter.save()
    painter.setClipRect(QRect(HEADER, RULER, view.lanes_width, view.lanes_bottom - RULER))
    soloed = any(track.solo for track in scene.project.tracks)
    for row in rows(scene.project, view):
        if row.bottom < RULER or row.y > view.lanes_bottom:
            continue
        painter.fillRect(QRect(HEADER, row.y, view.lanes_width, row.height), colour(theme.panel))
        _outside(painter, scene, row)
        painter.setOpacity(0.4 if row.track.muted or (soloed and not row.track.solo) else 1.0)
        for gap in visible_gaps(row.track, view, least=LEAST_GAP):
            _gap(painter, scene, row, gap)
        _clips(painter, scene, row)
        painter.setOpacity(1.0)
        if row.track.locked:
            painter.drawTiledPixmap(QRect(HEADER, row.y, view.lanes_width, row.height), hatch(theme.text, 0.16))
    marker_lines(painter, scene)
    _left_behind(painter, scene)
    _extension(painter, scene)
    _drop(painter, scene)
    painter.restore()


def _clips(painter: QPainter, scene: Scene, row: Row) -> None:
    dragged = frozenset(clips_of(scene.gesture))
    bars, wide = parted(row.track, scene.view, narrow=NARROW)
    base = colour(scene.theme.clip_audio if row.track.kind == "audio" else scene.theme.clip_video)
    for left, right in bars:
        painter.fillRect(QRectF(left, row.y + 1, right - left, row.height - 2), base)
    if dragged:  # above its neighbours
        wide.sort(key=lambda found: found[0].id in dragged)
    for clip, left, right in wide:
        paint_clip(painter, scene, row, clip, left, right)
    paint_over(painter, scene, row, [clip for clip, _, _ in wide])


def _gap(painter: QPainter, scene: Scene, row: Row, gap: Gap) -> None:
    """Quiet until the pointer is over it, then a button as large as the gap."""
    view, theme = scene.view, scene.theme
    left, right = max(view.x(gap.start), HEADER), min(view.x(gap.end), float(view.width))
    if right - left < LEAST_GAP or row.track.kind == "audio":
        return
    box = QRectF(left + 1.5, row.y + 2, right - left - 3, row.height - 4)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour(theme.gap))
    painter.drawRoundedRect(box, CORNER, CORNER)
    hover = scene.hover
    over = isinstance(hover, OnGap) and hover.row.track.id == row.track.id and hover.gap.start == gap.start
    if not over or row.track.locked or not isinstance(scene.gesture, Idle | Press) or scene.drop:
        return
    painter.setBrush(colour(theme.accent, 0.05))
    painter.setPen(pen(theme.accent, 1, 1, Qt.PenStyle.DashLine))
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), CORNER, CORNER)
    if box.width() < 30:
        return
    words = tr("Fill with motion") if box.width() > 118 else tr("Fill") if box.width() > 40 else "+"
    painter.setFont(sized(scene.font, SMALL, bold=True))
    painter.setPen(colour(theme.accent))
    roomy = box.height() > 60 and box.width() > 60
    painter.drawText(box.adjusted(0, 0, 0, -16 if roomy else 0), Qt.AlignmentFlag.AlignCenter, words)
    if roomy:
        painter.setFont(sized(scene.font, SMALL))
        painter.setPen(colour(theme.muted))
        painter.drawText(
            box.adjusted(0, 18, 0, 0), Qt.AlignmentFlag.AlignCenter, duration(gap.length, scene.project.rate)
        )


def _outside(painter: QPainter, scene: Scene, row: Row) -> None:
    """The lane is darker outside the in and out points; clips keep their own brightness, and words their contrast."""
    film, view = scene.project, scene.view
    left = HEADER if film.in_point is None else max(min(round(view.x(film.in_point)), view.width), HEADER)
    right = view.width if film.out_point is None else max(min(round(view.x(film.out_point)), view.width), HEADER)
    shade = colour(scene.theme.window)
    for start, end in ((HEADER, left), (right, view.width)):
        if end > start:
            painter.fillRect(start, row.y, end - start, row.height, shade)


def _left_behind(painter: QPainter, scene: Scene) -> None:
    """Where the moved clips come from."""
    if not isinstance(scene.gesture, Move):
        return
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(pen(scene.theme.muted, 1, 0.8, Qt.PenStyle.DotLine))
    dragged = frozenset(clips_of(scene.gesture))
    for row in rows(scene.before, scene.view):
        for clip in visible(row.track, scene.view):
            if clip.id in dragged:
                painter.drawRoundedRect(clip_rect(row, clip, scene.view), CORNER, CORNER)


def _extension(painter: QPainter, scene: Scene) -> None:
    """What an edge dragged past its source would have generated."""
    gesture, view = scene.gesture, scene.view
    if not (isinstance(gesture, Trim) and gesture.beyond):
        return
    for row in rows(scene.project, view):
        clip = next((clip for clip in visible(row.track, view) if clip.id == gesture.clip_id), None)
        if clip is None:
            continue
        edge = clip.end if gesture.side == "end" else clip.start - gesture.beyond
        box = QRectF(view.x(edge) + 0.5, row.y + 1, gesture.beyond * view.scale - 1, row.height - 2)
        words = tr("Generate +{}").format(duration(gesture.beyond, scene.project.rate))
        _ghost(painter, scene, box, words)


def _ghost(painter: QPainter, scene: Scene, box: QRectF, words: str) -> None:
    theme = scene.theme
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour(theme.clip_planned))
    painter.drawRoundedRect(box, CORNER, CORNER)
    painter.drawTiledPixmap(box.adjusted(2, 2, -2, -2), hatch(theme.accent, 0.35))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(pen(theme.accent, 1.5, 1, Qt.PenStyle.DashLine))
    painter.drawRoundedRect(box.adjusted(0.75, 0.75, -0.75, -0.75), CORNER, CORNER)
    width = metrics(scene.font, SMALL, bold=True).horizontalAdvance(words) + 14
    x = min(max(box.center().x() - width / 2, HEADER + 4), scene.view.width - width - 4)
    pill(painter, scene, words, QPointF(x, box.center().y() - 9.5), fill=theme.accent, ink=theme.accent_text)


def _drop(painter: QPainter, scene: Scene) -> None:
    """Where held files would land, and as what."""
    drop, view = scene.drop, scene.view
    if drop is None:
        return
    row = next((row for row in rows(scene.project, view) if row.lane == drop.lane), None)
    top, height = (row.y + 1, row.height - 2) if row else (view.lanes_bottom - 84, 76)
    x = view.x(drop.frame)
    if drop.kind == "keyframe":
        painter.fillRect(QRectF(x - 1, top, 2, height), colour(scene.theme.accent))
        diamond(painter, scene, QPointF(x, top + height - 8), size=7)
        pill(painter, scene, drop.text, QPointF(x + 8, top + 24), fill=scene.theme.accent, ink=scene.theme.accent_text)
    elif drop.kind == "none":
        pill(painter, scene, drop.text, QPointF(x + 8, top + 24), fill=scene.theme.danger, ink=scene.theme.window)
    else:
        _ghost(painter, scene, QRectF(x, top, max(drop.length * view.scale, 120.0), height), drop.text)
