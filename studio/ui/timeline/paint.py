"""UI room, timeline: the lanes, their clips and what a gesture shows on them. Paints what it is given; changes nothing.

Only what is in sight is painted; clips too narrow to tell apart are painted as one bar.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetrics, QPainter, QPen, QPolygonF

from studio.session.film import Clip, Gap, Project, find_media, source_frame
from studio.ui.theme import SMALL, Theme
from studio.ui.timeline.drag import Drop, Gesture, Idle, Inner, Move, Press, Trim, can_grow
from studio.ui.timeline.layout import HEADER, LABEL, RULER, Hit, OnClip, OnGap, Row, View, rows, visible, visible_gaps
from studio.ui.timeline.strips import Strips
from studio.ui.timeline.words import duration, tr

NARROW = 3  # pixels below which neighbouring clips are painted as one bar
BARE = 26  # and below which a clip carries no text
CORNER = 4


@dataclass(frozen=True, slots=True)
class Making:
    """A clip being generated: `done` of its length (0..1) and the words for it."""

    done: float
    text: str


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything a painting of the timeline depends on. `project` is the film as the gesture would leave it."""

    project: Project
    before: Project
    view: View
    theme: Theme
    font: QFont
    strips: Strips
    gesture: Gesture = Idle()
    selection: frozenset[str] = frozenset()
    hover: Hit | None = None
    drop: Drop | None = None
    playhead: int = 0
    tool: str = "select"
    focused: bool = False
    making: Callable[[str], Making | None] = lambda _: None


def colour(value: str, alpha: float = 1.0) -> QColor:
    made = QColor(value)
    made.setAlphaF(alpha)
    return made


def sized(font: QFont, pixels: int, *, bold: bool = False) -> QFont:
    made = QFont(font)
    made.setPixelSize(pixels)
    made.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    return made


def paint_lanes(painter: QPainter, scene: Scene) -> None:
    """Every track with its clips, gaps and whatever the gesture adds."""
    view, theme = scene.view, scene.theme
    painter.save()
    painter.setClipRect(QRect(HEADER, RULER, view.lanes_width, view.lanes_bottom - RULER))
    soloed = any(track.solo for track in scene.project.tracks)
    for row in rows(scene.project, view):
        if row.bottom < RULER or row.y > view.lanes_bottom:
            continue
        painter.fillRect(QRectF(HEADER, row.y, view.lanes_width, row.height), colour(theme.panel))
        painter.setOpacity(0.4 if row.track.muted or (soloed and not row.track.solo) else 1.0)
        for gap in visible_gaps(row.track, view):
            _gap(painter, scene, row, gap)
        _clips(painter, scene, row)
        painter.setOpacity(1.0)
        if row.track.locked:
            lock = QBrush(colour(theme.text, 0.07), Qt.BrushStyle.BDiagPattern)
            painter.fillRect(QRectF(HEADER, row.y, view.lanes_width, row.height), lock)
    _range(painter, scene)
    _left_behind(painter, scene)
    _extension(painter, scene)
    _drop(painter, scene)
    painter.restore()


def _clips(painter: QPainter, scene: Scene, row: Row) -> None:
    view, dragged = scene.view, _dragged(scene.gesture)
    run: QRectF | None = None
    late = []
    for clip in visible(row.track, view):
        left, right = view.x(clip.start), view.x(clip.end)
        if right - left < NARROW:
            if run is not None and left - run.right() < 1:
                run.setRight(max(right, left + 1))
                continue
            _bar(painter, scene, row, run)
            run = QRectF(left, row.y, max(right - left, 1.0), row.height)
        elif clip.id in dragged:
            late.append(clip)
        else:
            _clip(painter, scene, row, clip)
    _bar(painter, scene, row, run)
    for clip in late:  # above its neighbours
        _clip(painter, scene, row, clip)


def _bar(painter: QPainter, scene: Scene, row: Row, run: QRectF | None) -> None:
    if run is not None:
        base = scene.theme.clip_audio if row.track.kind == "audio" else scene.theme.clip_video
        painter.fillRect(run, colour(base))


def _dragged(gesture: Gesture) -> frozenset[str]:
    match gesture:
        case Move(clip_ids=ids):
            return frozenset(ids)
        case Trim(clip_id=clip_id) | Inner(clip_id=clip_id):
            return frozenset((clip_id,))
    return frozenset()


def clip_rect(row: Row, clip: Clip, view: View) -> QRectF:
    """The clip's body: a hairline of the lane stays visible between two that touch."""
    left, right = view.x(clip.start), view.x(clip.end)
    left, right = max(left, HEADER - 40.0), min(right, view.width + 40.0)
    return QRectF(left + 0.5, row.y + 1.0, max(right - left - 1.0, 1.0), row.height - 2.0)


def _clip(painter: QPainter, scene: Scene, row: Row, clip: Clip) -> None:
    theme, box = scene.theme, clip_rect(row, clip, scene.view)
    chosen = clip.id in scene.selection
    making = scene.making(clip.id)
    base = _base(scene, row, clip)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour(base))
    painter.drawRoundedRect(box, CORNER, CORNER)
    if box.width() >= 12:
        if clip.planned:
            _planned(painter, scene, box, clip, making)
        elif row.track.kind == "audio":
            _sound(painter, scene, box, clip)
        else:
            _strip(painter, scene, box, clip)
    if clip.colour:
        painter.fillRect(QRectF(box.left() + 2, box.top() + 2, 3, LABEL - 4), QColor(clip.colour))
    if box.width() >= BARE and not clip.planned:
        _label(painter, scene, box, clip)
    _fades(painter, scene, box, clip)
    _keyframes(painter, scene, box, clip)
    if making:
        _progress(painter, scene, box, making)
    if chosen:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(colour(theme.window, 0.65), 1))
        painter.drawRoundedRect(box.adjusted(2, 2, -2, -2), CORNER - 2, CORNER - 2)
        painter.setPen(QPen(colour(theme.selection), 2))
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), CORNER, CORNER)
    _grip(painter, scene, box, clip)


def _base(scene: Scene, row: Row, clip: Clip) -> str:
    if row.track.kind == "audio":
        return scene.theme.clip_audio
    if clip.planned:
        return scene.theme.clip_planned
    return scene.theme.clip_take if clip.shot else scene.theme.clip_video


def title(project: Project, clip: Clip) -> str:
    """What a clip is called: its own name, its prompt, or its file."""
    media = find_media(project, clip.media_id)
    return clip.name or " ".join(clip.prompt.split()) or (media.name or media.path if media else tr("Untitled shot"))


def _label(painter: QPainter, scene: Scene, box: QRectF, clip: Clip) -> None:
    left = max(box.left(), HEADER) + (10 if clip.colour else 7)
    room = min(box.right(), scene.view.width) - left - 6
    if room < 12:
        return
    font = sized(scene.font, SMALL)
    painter.setFont(font)
    name = QFontMetrics(font).elidedText(title(scene.project, clip), Qt.TextElideMode.ElideRight, int(room))
    painter.setPen(colour(scene.theme.text))
    painter.drawText(QRectF(left, box.top(), room, LABEL), Qt.AlignmentFlag.AlignVCenter, name)
    if clip.speed != 1 and room > 120:
        painter.drawText(
            QRectF(left, box.top(), room, LABEL),
            Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight,
            f"{float(clip.speed) * 100:.0f} %",
        )


def _strip(painter: QPainter, scene: Scene, box: QRectF, clip: Clip) -> None:
    """Film frames from the clip's first on, each as wide as its picture."""
    view, project = scene.view, scene.project
    area = QRectF(box.left() + 1.5, box.top() + LABEL, box.width() - 3, box.height() - LABEL - 1.5)
    tile = area.height() * project.width / project.height
    first = max(int((HEADER - view.x(clip.start)) // tile), 0)
    painter.save()
    painter.setClipRect(area, Qt.ClipOperation.IntersectClip)
    painter.fillRect(area, colour(scene.theme.window, 0.35))
    origin, each = view.x(clip.start) + 2.0, tile / view.scale
    index = first
    while origin + index * tile < min(area.right(), view.width):
        at = min(clip.start + int(index * each), clip.end - 1)
        image = scene.strips.tile(project, clip, source_frame(project, clip, at=at), step=each)
        if image is not None:
            painter.drawImage(QRectF(origin + index * tile, area.top(), tile, area.height()), image)
        index += 1
    painter.restore()


def _planned(painter: QPainter, scene: Scene, box: QRectF, clip: Clip, making: Making | None) -> None:
    """A card: hatched, with its prompt. While it is made the frames that exist cover it from the left."""
    theme = scene.theme
    painter.setBrush(QBrush(colour(theme.accent, 0.10), Qt.BrushStyle.BDiagPattern))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.drawRoundedRect(box, CORNER, CORNER)
    live = _live_strip(painter, scene, box, clip) if making else False
    painter.setBrush(Qt.BrushStyle.NoBrush)
    outline = QPen(colour(theme.accent, 0.55), 1, Qt.PenStyle.SolidLine if making else Qt.PenStyle.DashLine)
    painter.setPen(outline)
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), CORNER, CORNER)
    left = max(box.left(), HEADER) + 9
    room = min(box.right(), scene.view.width) - left - 8
    if room < 30:
        return
    font = sized(scene.font, SMALL)
    painter.setFont(font)
    painter.setPen(colour(theme.text))
    if live:
        name = QFontMetrics(font).elidedText(title(scene.project, clip), Qt.TextElideMode.ElideRight, int(room))
        painter.drawText(QRectF(left, box.top(), room, LABEL), Qt.AlignmentFlag.AlignVCenter, name)
        return
    words = title(scene.project, clip) if clip.prompt or clip.name else tr("Describe this shot")
    text = QRectF(left, box.top() + 7, room, 32)
    painter.drawText(text, Qt.TextFlag.TextWordWrap, _two_lines(words, font, room))
    if making is None and room > 60 and box.height() > 60:
        painter.setPen(colour(theme.muted))
        foot = QRectF(left, box.bottom() - 22, room, 16)
        caption = f"{tr('Planned')}  ·  {duration(clip.length, scene.project.rate)}"
        caption = QFontMetrics(font).elidedText(caption, Qt.TextElideMode.ElideRight, int(room))
        painter.drawText(foot, Qt.AlignmentFlag.AlignVCenter, caption)


def _two_lines(words: str, font: QFont, room: float) -> str:
    metrics = QFontMetrics(font)
    return metrics.elidedText(words, Qt.TextElideMode.ElideRight, int(room * 1.8)) if room > 0 else ""


def _live_strip(painter: QPainter, scene: Scene, box: QRectF, clip: Clip) -> bool:
    """The frames decoded so far, at their places. False while there are none."""
    share = scene.strips.live_share(clip.id)
    if not share:
        return False
    view, project = scene.view, scene.project
    whole = view.x(clip.end) - view.x(clip.start)
    end = view.x(clip.start) + whole * share
    area = QRectF(box.left() + 1.5, box.top() + LABEL, end - box.left() - 1.5, box.height() - LABEL - 1.5)
    tile = area.height() * project.width / project.height
    painter.save()
    painter.setClipRect(area, Qt.ClipOperation.IntersectClip)
    index, origin = max(int((HEADER - view.x(clip.start)) // tile), 0), view.x(clip.start) + 2.0
    while origin + index * tile < min(area.right(), view.width):
        image = scene.strips.live_tile(clip.id, index * tile / whole)
        if image is not None:
            painter.drawImage(QRectF(origin + index * tile, area.top(), tile, area.height()), image)
        index += 1
    painter.restore()
    painter.fillRect(QRectF(end - 1, box.top() + LABEL, 1.5, box.height() - LABEL - 2), colour(scene.theme.live))
    return True


def _sound(painter: QPainter, scene: Scene, box: QRectF, clip: Clip) -> None:
    area = QRectF(box.left() + 1, box.top() + LABEL, box.width() - 2, box.height() - LABEL - 3)
    left, right = max(area.left(), HEADER), min(area.right(), scene.view.width)
    middle, half = area.center().y(), area.height() / 2
    painter.fillRect(QRectF(left, middle, right - left, 1), colour(scene.theme.text, 0.16))
    if right - left < 2:
        return
    first = clip.start + (left - scene.view.x(clip.start)) / scene.view.scale
    columns = int(right - left)
    levels = scene.strips.wave(scene.project, clip, first=first, per_column=1 / scene.view.scale, columns=columns)
    if levels is None:
        return
    outline = [QPointF(left + x, middle - high * half) for x, (_, high) in enumerate(levels)]
    outline += [QPointF(left + x, middle - low * half + 1) for x, (low, _) in reversed(list(enumerate(levels)))]
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour(scene.theme.text, 0.62))
    painter.drawPolygon(QPolygonF(outline))


def _fades(painter: QPainter, scene: Scene, box: QRectF, clip: Clip) -> None:
    for frames, edge, sign in ((clip.fade_in, box.left(), 1), (clip.fade_out, box.right(), -1)):
        if frames:
            reach = edge + sign * frames * scene.view.scale
            top, bottom = box.top() + LABEL, box.bottom() - 1
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour(scene.theme.window, 0.55))
            painter.drawPolygon(QPolygonF([QPointF(edge, top), QPointF(reach, top), QPointF(edge, bottom)]))
            painter.setPen(QPen(colour(scene.theme.text, 0.8), 1))
            painter.drawLine(QPointF(edge, bottom), QPointF(reach, top))


def _keyframes(painter: QPainter, scene: Scene, box: QRectF, clip: Clip) -> None:
    for key in clip.shot.keyframes if clip.shot else ():
        at = key.time - clip.offset
        if 0 <= at < clip.length:
            diamond(painter, scene, QPointF(max(scene.view.x(clip.start + at), box.left() + 7), box.bottom() - 8))


def diamond(painter: QPainter, scene: Scene, at: QPointF, *, size: float = 4.5) -> None:
    corners = [QPointF(at.x() + dx * size, at.y() + dy * size) for dx, dy in ((0, -1), (1, 0), (0, 1), (-1, 0))]
    painter.setPen(QPen(colour(scene.theme.window), 1))
    painter.setBrush(colour(scene.theme.accent))
    painter.drawPolygon(QPolygonF(corners))


def _progress(painter: QPainter, scene: Scene, box: QRectF, making: Making) -> None:
    theme = scene.theme
    line = QRectF(box.left() + 2, box.bottom() - 4, box.width() - 4, 3)
    painter.fillRect(line, colour(theme.window, 0.7))
    painter.fillRect(QRectF(line.left(), line.top(), line.width() * making.done, 3), colour(theme.live))
    left = max(box.left(), HEADER) + 7
    if making.text and min(box.right(), scene.view.width) - left > 50:
        pill(painter, scene, making.text, QPointF(left, box.bottom() - 26), fill=theme.window, ink=theme.live,
             room=box.right() - left - 6)


def pill(
    painter: QPainter, scene: Scene, words: str, at: QPointF, *, fill: str, ink: str, room: float = 1e6
) -> QRectF:
    """A small rounded caption with its upper left corner at `at`."""
    font = sized(scene.font, SMALL, bold=True)
    metrics = QFontMetrics(font)
    words = metrics.elidedText(words, Qt.TextElideMode.ElideRight, int(max(room - 14, 0)))
    box = QRectF(at.x(), at.y(), metrics.horizontalAdvance(words) + 14, 19)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour(fill, 0.92))
    painter.drawRoundedRect(box, 9.5, 9.5)
    painter.setFont(font)
    painter.setPen(colour(ink))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)
    return box


def _grip(painter: QPainter, scene: Scene, box: QRectF, clip: Clip) -> None:
    """The edge under the pointer; with a plus where there is no more source and more can be generated."""
    hover = scene.hover
    if not (isinstance(scene.gesture, Idle | Press) and isinstance(hover, OnClip) and hover.clip.id == clip.id):
        return
    if hover.side is None or hover.row.track.locked or scene.tool != "select":
        return
    x = box.left() if hover.side == "start" else box.right() - 3
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour(scene.theme.text))
    painter.drawRoundedRect(QRectF(x, box.top() + 6, 3, box.height() - 12), 1.5, 1.5)
    if hover.row.track.kind == "video" and can_grow(scene.project, clip) and at_source_end(scene, clip, hover.side):
        pill_x = box.right() - 30 if hover.side == "end" else box.left() + 8
        pill(painter, scene, "+", QPointF(pill_x, box.center().y() - 2), fill=scene.theme.accent,
             ink=scene.theme.accent_text)


def at_source_end(scene: Scene, clip: Clip, side: str) -> bool:
    from studio.session.film import edit

    return clip.offset == 0 if side == "start" else clip.length == edit.longest(scene.project, clip)


def _gap(painter: QPainter, scene: Scene, row: Row, gap: Gap) -> None:
    """Quiet until the pointer is over it, then a button as large as the gap."""
    view, theme = scene.view, scene.theme
    left, right = max(view.x(gap.start), HEADER), min(view.x(gap.end), float(view.width))
    if right - left < 6 or row.track.kind == "audio":
        return
    box = QRectF(left + 1.5, row.y + 2, right - left - 3, row.height - 4)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour(theme.gap))
    painter.drawRoundedRect(box, CORNER, CORNER)
    hover = scene.hover
    over = isinstance(hover, OnGap) and hover.row.track.id == row.track.id and hover.gap.start == gap.start
    if not over or row.track.locked or not isinstance(scene.gesture, Idle | Press) or scene.drop:
        return
    painter.setBrush(colour(theme.accent, 0.10))
    painter.setPen(QPen(colour(theme.accent), 1, Qt.PenStyle.DashLine))
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), CORNER, CORNER)
    if box.width() < 30:
        return
    words = tr("Fill with motion") if box.width() > 118 else tr("Fill") if box.width() > 40 else "+"
    font = sized(scene.font, SMALL, bold=True)
    painter.setFont(font)
    painter.setPen(colour(theme.accent))
    roomy = box.height() > 60 and box.width() > 60
    painter.drawText(box.adjusted(0, 0, 0, -16 if roomy else 0), Qt.AlignmentFlag.AlignCenter, words)
    if roomy:
        painter.setFont(sized(scene.font, SMALL))
        painter.setPen(colour(theme.muted))
        painter.drawText(
            box.adjusted(0, 18, 0, 0), Qt.AlignmentFlag.AlignCenter, duration(gap.length, scene.project.rate)
        )


def _range(painter: QPainter, scene: Scene) -> None:
    """What lies outside the in and out points is dimmed."""
    view, shade = scene.view, colour(scene.theme.window, 0.45)
    upper, height = RULER, view.lanes_bottom - RULER
    if scene.project.in_point is not None and (x := view.x(scene.project.in_point)) > HEADER:
        painter.fillRect(QRectF(HEADER, upper, x - HEADER, height), shade)
    if scene.project.out_point is not None and (x := view.x(scene.project.out_point)) < view.width:
        painter.fillRect(QRectF(max(x, HEADER), upper, view.width - x, height), shade)


def _left_behind(painter: QPainter, scene: Scene) -> None:
    """Where the moved clips come from."""
    if not isinstance(scene.gesture, Move):
        return
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(colour(scene.theme.muted, 0.8), 1, Qt.PenStyle.DotLine))
    dragged = _dragged(scene.gesture)
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
    painter.setBrush(QBrush(colour(theme.accent, 0.35), Qt.BrushStyle.BDiagPattern))
    painter.setPen(QPen(colour(theme.accent), 1.5, Qt.PenStyle.DashLine))
    painter.drawRoundedRect(box.adjusted(0.75, 0.75, -0.75, -0.75), CORNER, CORNER)
    width = QFontMetrics(sized(scene.font, SMALL, bold=True)).horizontalAdvance(words) + 14
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
