"""UI room, timeline: one clip, from its film strip to the edge under the pointer."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRect, QRectF, QSizeF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetrics, QPainter, QPen, QPixmap, QPolygonF

from studio.session.film import Clip, Project, edit, find_media, source_frame
from studio.ui.theme import SMALL
from studio.ui.timeline.drag import Idle, Press, can_grow
from studio.ui.timeline.layout import HEADER, LABEL, OnClip, Row, View
from studio.ui.timeline.scene import CORNER, Making, Scene, colour, diamond, pill, sized
from studio.ui.timeline.words import duration, tr

BARE = 26  # pixels below which a clip carries no text


def clip_rect(row: Row, clip: Clip, view: View) -> QRectF:
    """The clip's body: a hairline of the lane stays visible between two that touch."""
    left, right = view.x(clip.start), view.x(clip.end)
    left, right = max(left, HEADER - 40.0), min(right, view.width + 40.0)
    return QRectF(left + 0.5, row.y + 1.0, max(right - left - 1.0, 1.0), row.height - 2.0)


def paint_clip(painter: QPainter, scene: Scene, row: Row, clip: Clip) -> None:
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
    high, wide = round(area.height() * painter.device().devicePixelRatio()), math.ceil(tile)
    first = max(int((HEADER - view.x(clip.start)) // tile), 0)
    painter.save()
    painter.setClipRect(area, Qt.ClipOperation.IntersectClip)
    painter.fillRect(area, colour(scene.theme.window, 0.35))
    origin, each = view.x(clip.start) + 2.0, tile / view.scale
    index = first
    while origin + index * tile < min(area.right(), view.width):
        at = min(clip.start + int(index * each), clip.end - 1)
        shown = scene.strips.tile(project, clip, source_frame(project, clip, at=at), step=each, height=high)
        if shown is not None:
            _tile(painter, shown, QRect(round(origin + index * tile), round(area.top()), wide, round(area.height())))
        index += 1
    painter.restore()


def _tile(painter: QPainter, shown: QPixmap, box: QRect) -> None:
    """A thumbnail that covers its tile: a wider one is cut at the sides, a narrower one above and below."""
    whole = QSizeF(box.size()).scaled(QSizeF(shown.size()), Qt.AspectRatioMode.KeepAspectRatio)
    left, top = (shown.width() - whole.width()) / 2, (shown.height() - whole.height()) / 2
    painter.drawPixmap(box, shown, QRectF(left, top, whole.width(), whole.height()).toRect())


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
    high, wide = round(area.height() * painter.device().devicePixelRatio()), math.ceil(tile)
    painter.save()
    painter.setClipRect(area, Qt.ClipOperation.IntersectClip)
    index, origin = max(int((HEADER - view.x(clip.start)) // tile), 0), view.x(clip.start) + 2.0
    while origin + index * tile < min(area.right(), view.width):
        shown = scene.strips.live_tile(clip.id, index * tile / whole, height=high)
        if shown is not None:
            _tile(painter, shown, QRect(round(origin + index * tile), round(area.top()), wide, round(area.height())))
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


def _progress(painter: QPainter, scene: Scene, box: QRectF, making: Making) -> None:
    theme = scene.theme
    line = QRectF(box.left() + 2, box.bottom() - 4, box.width() - 4, 3)
    painter.fillRect(line, colour(theme.window, 0.7))
    painter.fillRect(QRectF(line.left(), line.top(), line.width() * making.done, 3), colour(theme.live))
    left = max(box.left(), HEADER) + 7
    if making.text and min(box.right(), scene.view.width) - left > 50:
        pill(
            painter,
            scene,
            making.text,
            QPointF(left, box.bottom() - 26),
            fill=theme.window,
            ink=theme.live,
            room=box.right() - left - 6,
        )


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
        pill(
            painter,
            scene,
            "+",
            QPointF(pill_x, box.center().y() - 2),
            fill=scene.theme.accent,
            ink=scene.theme.accent_text,
        )


def at_source_end(scene: Scene, clip: Clip, side: str) -> bool:
    return clip.offset == 0 if side == "start" else clip.length == edit.longest(scene.project, clip)
