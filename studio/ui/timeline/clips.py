"""UI room, timeline: the body of a clip: its name, its pictures or its sound, its fades. Painted once, then kept.

A body that reaches out of the window on the left, or that is being made, is painted as it is needed.
"""

from __future__ import annotations

import math
from collections.abc import Hashable
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap, QPolygonF

from studio.session.film import Clip, Project, Title, find_media, source_frame
from studio.ui.theme import SMALL
from studio.ui.timeline.layout import HEADER, LABEL, Row, View
from studio.ui.timeline.scene import CORNER, Scene, colour, diamond, hatch, metrics, pen, sized
from studio.ui.timeline.words import duration, tr

BARE = 26  # pixels below which a clip carries no text
KEPT = 1600  # pixels above which a body is not kept
HINTS = QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a body is painted: its box, the x of the clip's first frame, and the stretch of x that will be seen."""

    box: QRectF
    origin: float
    left: float
    right: float


def clip_rect(row: Row, clip: Clip, view: View) -> QRectF:
    """The clip's body, on whole pixels: a hairline of the lane stays visible between two that touch."""
    left, right = max(view.x(clip.start), HEADER - 40.0), min(view.x(clip.end), view.width + 40.0)
    return _box(row, round(left), round(right))


def _box(row: Row, left: int, right: int) -> QRectF:
    return QRectF(left, row.y + 1, max(right - left - 1, 1), row.height - 2)


def paint_clip(painter: QPainter, scene: Scene, row: Row, clip: Clip, left: int, right: int) -> None:
    """The body between two x, in one stroke when it was painted before."""
    if clip.id in scene.busy or left < HEADER or right - left > KEPT:
        box, view = _box(row, left, right), scene.view
        spot = Spot(box, view.x(clip.start), max(box.left(), HEADER), min(box.right(), view.width))
        _body(painter, scene, spot, row, clip)
        return
    key = _key(scene, clip, right - left)
    body = scene.pictures.find(key, clip) or scene.pictures.keep(key, clip, _picture(scene, row, clip, right - left))
    painter.drawPixmap(left, row.y + 1, body)


def _key(scene: Scene, clip: Clip, width: int) -> Hashable:
    """All a body depends on besides the theme, the font and the density of the screen, at a change of which all go."""
    tied = clip.group != "" and clip.group in scene.groups
    return id(clip), width, clip.id in scene.selection, tied, scene.strips.news(clip.take or clip.media_id)


def _picture(scene: Scene, row: Row, clip: Clip, width: int) -> QPixmap:
    box = _box(row, 0, width)
    box.moveTop(0)
    made = QPixmap((box.size() * scene.ratio).toSize())
    made.setDevicePixelRatio(scene.ratio)
    made.fill(Qt.GlobalColor.transparent)
    inner = QPainter(made)
    inner.setRenderHints(HINTS)
    inner.setFont(scene.font)
    _body(inner, scene, Spot(box, 0.0, 0.0, box.width()), row, clip)
    inner.end()
    return made


def title(project: Project, clip: Clip) -> str:
    """What a clip is called: its own name, its words, its prompt, or its file."""
    said = clip.name or " ".join((clip.title.text if clip.title else clip.prompt).split())
    if said:
        return said
    media = find_media(project, clip.media_id)
    return (media.name or media.path) if media else tr("Title") if clip.title else tr("Untitled shot")


def _body(painter: QPainter, scene: Scene, spot: Spot, row: Row, clip: Clip) -> None:
    theme, box = scene.theme, spot.box
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour(_base(scene, row, clip)))
    painter.drawRoundedRect(box, CORNER, CORNER)
    if box.width() >= 12:
        if clip.planned:
            _planned(painter, scene, spot, clip)
        elif row.track.kind == "audio":
            _sound(painter, scene, spot, clip, _area(spot))
        elif clip.title:
            _words(painter, scene, spot, clip.title)
        else:
            _strip(painter, scene, spot, clip)
            _own_sound(painter, scene, spot, clip)
    if clip.colour:
        painter.fillRect(QRectF(box.left() + 3, box.top() + 4, 3, LABEL - 7), QColor(clip.colour))
    if box.width() >= BARE and not clip.planned:
        _label(painter, scene, spot, clip)
    _fades(painter, scene, spot, clip)
    _keyframes(painter, scene, spot, clip)
    if clip.id in scene.selection:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(pen(theme.window, 1, 0.65))
        painter.drawRoundedRect(box.adjusted(2.5, 2.5, -2.5, -2.5), CORNER - 2, CORNER - 2)
        painter.setPen(pen(theme.selection, 2))
        painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), CORNER - 1, CORNER - 1)


def _base(scene: Scene, row: Row, clip: Clip) -> str:
    theme = scene.theme
    if row.track.kind == "audio":
        return theme.clip_audio
    if clip.title:
        return theme.clip_title
    if clip.planned:
        return theme.clip_planned
    return theme.clip_take if clip.shot else theme.clip_video


def _label(painter: QPainter, scene: Scene, spot: Spot, clip: Clip) -> None:
    """The name, as long as any of the clip is in sight; at the other end its speed and whether it is in a group."""
    box, measure = spot.box, metrics(scene.font, SMALL)
    left = spot.left + (10 if clip.colour else 7)
    right = spot.right - 6
    painter.setFont(sized(scene.font, SMALL))
    painter.setPen(colour(scene.theme.text))
    if clip.group in scene.groups and right - left > 44:
        _link(painter, scene, QPointF(right - 6, box.top() + LABEL / 2 + 0.5))
        right -= 20
    if clip.speed != 1 and right - left > 70:
        words = f"{float(clip.speed) * 100:.0f} %"
        right -= measure.horizontalAdvance(words)
        painter.drawText(QPointF(right, box.top() + 14), words)
        right -= 8
    if right - left >= 12:
        name = measure.elidedText(title(scene.project, clip), Qt.TextElideMode.ElideRight, int(right - left))
        painter.drawText(QPointF(left, box.top() + 14), name)


def _link(painter: QPainter, scene: Scene, at: QPointF) -> None:
    """Two rings that hold each other."""
    painter.save()
    painter.translate(at)
    painter.rotate(-35)
    painter.setPen(pen(scene.theme.text, 1.3, 0.85))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for x in (-6.0, -0.6):
        painter.drawRoundedRect(QRectF(x, -2.2, 6.6, 4.4), 2.2, 2.2)
    painter.restore()


def _area(spot: Spot) -> QRectF:
    """The room below the label."""
    box = spot.box
    return QRectF(box.left() + 1.5, box.top() + LABEL, box.width() - 3, box.height() - LABEL - 1.5)


def _strip(painter: QPainter, scene: Scene, spot: Spot, clip: Clip) -> None:
    """Film frames from the clip's first on, each as wide as its picture."""
    project, area = scene.project, _area(spot)
    tile = area.height() * project.width / project.height
    high, wide = round(area.height() * scene.ratio), math.ceil(tile)
    painter.save()
    painter.setClipRect(area, Qt.ClipOperation.IntersectClip)
    painter.fillRect(area, colour(scene.theme.window, 0.35))
    origin, each = spot.origin + 2.0, tile / scene.view.scale
    index = max(int((spot.left - spot.origin) // tile), 0)
    while origin + index * tile < min(area.right(), spot.right):
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


def _words(painter: QPainter, scene: Scene, spot: Spot, shown: Title) -> None:
    """A title in small: its words, their colour, and about where in the picture they stand."""
    area = _area(spot)
    painter.fillRect(area, colour("#000000", 0.42))  # dark in every theme, as a picture under it would be
    room = QRectF(spot.left + 8, area.top() + 4, spot.right - spot.left - 16, area.height() - 8)
    if room.width() < 24:
        return
    lines = [line.strip() for line in shown.text.splitlines() if line.strip()]
    size = min(max(round(shown.size / 6), 10), 17)
    while size > 9 and any(_wide(scene, line, size) > room.width() for line in lines):
        size -= 1
    measure, step, left_set = metrics(scene.font, size, bold=True), size * 1.25, shown.place == "lower third"
    lines = lines[: max(int(room.height() / step), 1)]
    high = step * len(lines)
    low = {"top": 0.0, "centre": 0.5, "lower third": 0.8, "foot": 1.0}[shown.place]
    top = room.top() + (room.height() - high) * low
    painter.setFont(sized(scene.font, size, bold=True))
    for number, line in enumerate(lines):
        words = measure.elidedText(line, Qt.TextElideMode.ElideRight, int(room.width()))
        wide = measure.horizontalAdvance(words)
        x = room.left() if left_set else room.center().x() - wide / 2
        if shown.plate:
            painter.fillRect(QRectF(x - 4, top + step * number, wide + 8, step), colour("#000000", 0.55))
        painter.setPen(colour("#000000", 0.6))
        painter.drawText(QPointF(x, top + step * number + size + 1), words)
        painter.setPen(colour(shown.colour))
        painter.drawText(QPointF(x, top + step * number + size), words)


def _wide(scene: Scene, line: str, size: int) -> int:
    return metrics(scene.font, size, bold=True).horizontalAdvance(line)


def _planned(painter: QPainter, scene: Scene, spot: Spot, clip: Clip) -> None:
    """A card: hatched, with its prompt. While it is made the frames that exist cover it from the left."""
    theme, box, making = scene.theme, spot.box, clip.id in scene.busy
    painter.drawTiledPixmap(box.adjusted(2, 2, -2, -2), hatch(theme.accent, 0.13))
    live = _live_strip(painter, scene, spot, clip) if making else False
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(pen(theme.accent, 1, 0.55, Qt.PenStyle.SolidLine if making else Qt.PenStyle.DashLine))
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), CORNER, CORNER)
    left = spot.left + 9
    room = spot.right - left - 8
    if room < 30:
        return
    measure = metrics(scene.font, SMALL)
    painter.setFont(sized(scene.font, SMALL))
    painter.setPen(colour(theme.text))
    if live:
        name = measure.elidedText(title(scene.project, clip), Qt.TextElideMode.ElideRight, int(room))
        painter.drawText(QPointF(left, box.top() + 14), name)
        return
    words = title(scene.project, clip) if clip.prompt or clip.name else tr("Describe this shot")
    words = measure.elidedText(words, Qt.TextElideMode.ElideRight, int(room * 1.8))
    painter.drawText(QRectF(left, box.top() + 7, room, 32), Qt.TextFlag.TextWordWrap, words)
    if not making and room > 60 and box.height() > 60:
        caption = f"{tr('Planned')}  ·  {duration(clip.length, scene.project.rate)}"
        caption = measure.elidedText(caption, Qt.TextElideMode.ElideRight, int(room))
        painter.drawText(QPointF(left, box.bottom() - 10), caption)


def _live_strip(painter: QPainter, scene: Scene, spot: Spot, clip: Clip) -> bool:
    """The frames decoded so far, at their places. False while there are none."""
    share = scene.strips.live_share(clip.id)
    if not share:
        return False
    project, box, whole = scene.project, spot.box, clip.length * scene.view.scale
    end = spot.origin + whole * share
    area = _area(spot)
    area.setRight(end)
    tile = area.height() * project.width / project.height
    high, wide = round(area.height() * scene.ratio), math.ceil(tile)
    painter.save()
    painter.setClipRect(area, Qt.ClipOperation.IntersectClip)
    index, origin = max(int((spot.left - spot.origin) // tile), 0), spot.origin + 2.0
    while origin + index * tile < min(area.right(), spot.right):
        shown = scene.strips.live_tile(clip.id, index * tile / whole, height=high)
        if shown is not None:
            _tile(painter, shown, QRect(round(origin + index * tile), round(area.top()), wide, round(area.height())))
        index += 1
    painter.restore()
    painter.fillRect(QRectF(end - 1, box.top() + LABEL, 1.5, box.height() - LABEL - 2), colour(scene.theme.live))
    return True


def _own_sound(painter: QPainter, scene: Scene, spot: Spot, clip: Clip) -> None:
    """Footage with sound of its own: a low waveform on a veil along its foot, where the strip leaves room for it."""
    media, area = find_media(scene.project, clip.media_id), _area(spot)
    if media is None or not media.has_audio or area.height() < 30:
        return
    area.setTop(area.bottom() - area.height() * 0.3)
    painter.fillRect(area, colour(scene.theme.window, 0.55))
    _sound(painter, scene, spot, clip, area)


def _sound(painter: QPainter, scene: Scene, spot: Spot, clip: Clip, area: QRectF) -> None:
    scale = scene.view.scale
    left, right = max(area.left(), spot.left), min(area.right(), spot.right)
    middle, half = area.center().y(), area.height() / 2
    painter.fillRect(QRectF(left, middle, right - left, 1), colour(scene.theme.text, 0.16))
    if right - left < 2:
        return
    first = clip.start + (left - spot.origin) / scale
    levels = scene.strips.wave(scene.project, clip, first=first, per_column=1 / scale, columns=int(right - left))
    if levels is None:
        return
    outline = [QPointF(left + x, middle - high * half) for x, (_, high) in enumerate(levels)]
    outline += [QPointF(left + x, middle - low * half + 1) for x, (low, _) in reversed(list(enumerate(levels)))]
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour(scene.theme.text, 0.62))
    painter.drawPolygon(QPolygonF(outline))


def _fades(painter: QPainter, scene: Scene, spot: Spot, clip: Clip) -> None:
    """A dark corner under the line along which the clip comes in or goes out."""
    first = spot.origin
    last = first + clip.length * scene.view.scale - 1
    top, bottom = spot.box.top() + LABEL, spot.box.bottom() - 1
    for frames, edge, sign in ((clip.fade_in, first, 1), (clip.fade_out, last, -1)):
        if frames:
            reach = edge + sign * frames * scene.view.scale
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour(scene.theme.window, 0.6))
            painter.drawPolygon(QPolygonF([QPointF(edge, top), QPointF(reach, top), QPointF(edge, bottom)]))
            painter.setPen(pen(scene.theme.text, 1.2, 0.85))
            painter.drawLine(QPointF(edge, bottom), QPointF(reach, top))


def _keyframes(painter: QPainter, scene: Scene, spot: Spot, clip: Clip) -> None:
    for key in clip.shot.keyframes if clip.shot else ():
        at = key.time - clip.offset
        if 0 <= at < clip.length:
            x = max(spot.origin + at * scene.view.scale, spot.box.left() + 7)
            diamond(painter, scene, QPointF(x, spot.box.bottom() - 8))
