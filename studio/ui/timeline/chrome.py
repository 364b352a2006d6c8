"""UI room, timeline: the ruler, the track headers, the scroll bar, and the lines that cross everything."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen, QPixmap, QPolygonF

from studio.session.film import find_clip, timecode
from studio.ui.language import said
from studio.ui.theme import BODY, SMALL, TITLE, inked
from studio.ui.timeline.drag import Band, Cross, Fade, MarkDrag, Move, Trim
from studio.ui.timeline.hits import OnFoot, OnHeader
from studio.ui.timeline.layout import (
    BUTTON,
    BUTTONS,
    FOOT,
    HEADER,
    RULER,
    Button,
    Row,
    button_x,
    button_y,
    rows,
    ruler_step,
    thumb,
)
from studio.ui.timeline.scene import Scene, colour, metrics, pen, pill, sized, static
from studio.ui.timeline.words import duration, tr

CAP = 11  # width of the playhead's cap


def paint_still(painter: QPainter, scene: Scene) -> None:
    """Around the lanes, all that does not move with the playhead or a gesture."""
    _ruler(painter, scene)
    _headers(painter, scene)
    _foot(painter, scene)


def paint_moving(painter: QPainter, scene: Scene) -> None:
    """Over everything: the playhead, its timecode, and what a gesture shows."""
    _snap_line(painter, scene)
    _band(painter, scene)
    _readout(painter, scene)
    _corner(painter, scene)
    _playhead(painter, scene)


def _ruler(painter: QPainter, scene: Scene) -> None:
    view, theme, rate = scene.view, scene.theme, scene.project.rate
    painter.save()
    painter.setClipRect(QRectF(HEADER, 0, view.lanes_width, RULER))
    painter.fillRect(HEADER, 0, view.lanes_width, RULER, colour(theme.panel))
    painter.fillRect(HEADER, RULER - 1, view.lanes_width, 1, colour(theme.line))
    _in_out(painter, scene)
    major, minor = ruler_step(view.scale, float(rate))
    font = sized(scene.font, SMALL)
    painter.setFont(font)
    painter.setPen(colour(theme.muted))
    first, key = int(view.left // minor) * minor, font.key()
    strong, faint = colour(theme.muted, 0.8), colour(theme.muted, 0.35)
    for frame in range(first, math.ceil(view.last) + minor, minor):
        x, labelled = round(view.x(frame)), frame % major == 0
        painter.fillRect(x, RULER - (10 if labelled else 5), 1, 8 if labelled else 3, strong if labelled else faint)
        if labelled:
            painter.drawStaticText(QPointF(x + 5, 5), static(timecode(frame, rate), key))
    _markers(painter, scene)
    painter.restore()


def _in_out(painter: QPainter, scene: Scene) -> None:
    film, view, theme = scene.project, scene.view, scene.theme
    if film.in_point is None and film.out_point is None:
        return
    left = view.x(film.in_point or 0)
    right = view.x(film.duration if film.out_point is None else film.out_point)
    painter.fillRect(QRectF(left, 0, right - left, RULER - 1), colour(theme.accent, 0.12))
    painter.fillRect(QRectF(left, RULER - 3, right - left, 2), colour(theme.accent))
    painter.setPen(pen(theme.accent, 2))
    for at, sign in ((film.in_point, 1), (film.out_point, -1)):
        if at is not None:
            x = view.x(at) + sign
            bracket = [QPointF(x + sign * 5, 21), QPointF(x, 21), QPointF(x, RULER - 2)]
            painter.drawPolyline(QPolygonF(bracket))


def _markers(painter: QPainter, scene: Scene) -> None:
    """Flags on the ruler, named where there is room before the next one."""
    view, theme, markers = scene.view, scene.theme, scene.project.markers
    measure = metrics(scene.font, SMALL)
    painter.setFont(sized(scene.font, SMALL))
    for index, marker in enumerate(markers):
        x = view.x(marker.frame)
        if HEADER - 12 <= x <= view.width + 12:
            flag = [QPointF(x + dx, y) for dx, y in ((-5, 19), (5, 19), (5, 27), (0, 33), (-5, 27))]
            painter.setPen(pen(theme.window))
            painter.setBrush(colour(inked(marker.colour or theme.live, theme)))
            painter.drawPolygon(QPolygonF(flag))
            following = view.x(markers[index + 1].frame) if index + 1 < len(markers) else view.width
            room = min(following - x - 20, 160)
            if marker.name and room > 24:
                name = measure.elidedText(marker.name, Qt.TextElideMode.ElideRight, int(room))
                ground = QRectF(x + 7, 19, measure.horizontalAdvance(name) + 6, RULER - 23)
                painter.fillRect(ground, colour(theme.panel))
                painter.setPen(colour(theme.text))
                painter.drawText(QPointF(x + 10, 30), name)


def marker_lines(painter: QPainter, scene: Scene) -> None:
    """A thin line down through the lanes under each flag."""
    view = scene.view
    for marker in scene.project.markers:
        x = round(view.x(marker.frame))
        if HEADER <= x <= view.width:
            ink = colour(marker.colour or scene.theme.live, 0.45)
            painter.fillRect(x, RULER, 1, view.lanes_bottom - RULER, ink)


def _playhead(painter: QPainter, scene: Scene) -> None:
    view = scene.view
    x = view.x(scene.playhead)
    if not HEADER - CAP <= x <= view.width + CAP:
        return
    painter.save()
    painter.setClipRect(QRectF(HEADER - CAP / 2, 0, view.lanes_width + CAP, view.lanes_bottom))
    ink, x = colour(scene.theme.playhead), round(x)
    painter.fillRect(QRectF(x - 0.5, RULER - 6, 1.5, view.lanes_bottom - RULER + 6), ink)
    half = CAP / 2
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink)
    cap = ((-half, 19), (half, 19), (half, 27), (0, 34), (-half, 27))
    painter.drawPolygon(QPolygonF([QPointF(x + dx, y) for dx, y in cap]))
    painter.restore()


def _snap_line(painter: QPainter, scene: Scene) -> None:
    at = getattr(scene.gesture, "snapped", None)
    if at is not None:
        x, view = scene.view.x(at), scene.view
        painter.setPen(pen(scene.theme.accent, 1, 1, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(x + 0.5, RULER - 10), QPointF(x + 0.5, view.lanes_bottom))


def _readout(painter: QPainter, scene: Scene) -> None:
    """Where a gesture lands, in numbers, at the top of the lanes."""
    film, view, gesture = scene.project, scene.view, scene.gesture
    match gesture:
        case Move(by=by, refused=refused, mode=mode) if by or refused:
            verb = tr("Insert") if mode == "insert" else tr("Move")
            words, at = said(refused) or f"{verb} {signed(by, film)}", gesture.grabbed + by
        case Trim(to=to, beyond=beyond, side=side):
            at = to + (beyond if side == "end" else -beyond)
            words = timecode(at, film.rate)
            if gesture.kind == "rate" and (found := find_clip(film, gesture.clip_id)):
                words = f"{float(found[1].speed) * 100:.0f} %"
        case MarkDrag(to=to):
            words, at = timecode(to, film.rate), to
        case Fade(clip_id=clip_id, side=side, frames=frames) if found := find_clip(film, clip_id):
            clip, name = found[1], tr("Fade in") if side == "start" else tr("Fade out")
            at = clip.start + frames if side == "start" else clip.end - frames
            words = f"{name} {duration(frames, film.rate)}"
        case Cross(clip_id=clip_id) if found := find_clip(film, clip_id):
            words, at = f"{tr('Dissolve')} {duration(found[1].dissolve, film.rate)}", found[1].start
        case _:
            return
    fill, ink = (scene.theme.danger, scene.theme.window) if getattr(gesture, "refused", "") else (
        scene.theme.text, scene.theme.window)  # fmt: skip
    width = metrics(scene.font, SMALL, bold=True).horizontalAdvance(words) + 14
    x = min(max(view.x(at) + 8, HEADER + 4), view.width - width - 4)
    pill(painter, scene, words, QPointF(x, RULER + 4), fill=fill, ink=ink)


def signed(frames: int, film) -> str:
    return f"{'−' if frames < 0 else '+'}{duration(abs(frames), film.rate)}"


def _band(painter: QPainter, scene: Scene) -> None:
    if isinstance(scene.gesture, Band):
        band = scene.gesture
        box = QRectF(QPointF(band.x0, band.y0), QPointF(band.x1, band.y1)).normalized()
        painter.setPen(pen(scene.theme.selection))
        painter.setBrush(colour(scene.theme.selection, 0.14))
        painter.drawRect(box)


def _headers(painter: QPainter, scene: Scene) -> None:
    """Kept as a picture of their own: they stay the same while the lanes are scrolled and edited."""
    view, theme = scene.view, scene.theme
    tracks = scene.project.tracks
    looks = tuple((track.name, track.kind, track.muted, track.locked, track.solo) for track in tracks)
    over = (scene.hover.row.lane, scene.hover.button) if isinstance(scene.hover, OnHeader) else None
    key = ("headers", looks, over, view.top, view.height, theme.name, scene.ratio)

    def make() -> QPixmap:
        made = QPixmap(QSize(HEADER, view.height - RULER) * scene.ratio)
        made.setDevicePixelRatio(scene.ratio)
        made.fill(colour(theme.window))
        inner = QPainter(made)
        inner.setRenderHint(QPainter.RenderHint.Antialiasing)
        inner.translate(0, -RULER)
        inner.setClipRect(QRectF(0, RULER, HEADER, view.lanes_bottom - RULER))
        for row in rows(scene.project, view):
            if row.bottom >= RULER and row.y <= view.lanes_bottom:
                _header(inner, scene, row)
        inner.setClipping(False)
        inner.fillRect(HEADER - 1, RULER, 1, view.height - RULER, colour(theme.line))
        inner.end()
        return made

    painter.drawPixmap(0, RULER, scene.pictures.find(key) or scene.pictures.keep(key, None, make()))


def _header(painter: QPainter, scene: Scene, row: Row) -> None:
    theme, track = scene.theme, row.track
    painter.fillRect(QRectF(0, row.y, HEADER - 1, row.height), colour(theme.panel))
    stripe = theme.clip_audio if track.kind == "audio" else theme.clip_take
    painter.fillRect(QRectF(0, row.y, 3, row.height), colour(stripe))
    painter.setFont(sized(scene.font, BODY, bold=True))
    painter.setPen(colour(theme.text))
    name = metrics(scene.font, BODY, bold=True).elidedText(track.name, Qt.TextElideMode.ElideRight, HEADER - 26)
    painter.drawText(QRectF(13, row.y + 8, HEADER - 26, 18), Qt.AlignmentFlag.AlignVCenter, name)
    if row.height > 64:
        painter.setFont(sized(scene.font, SMALL))
        painter.setPen(colour(theme.muted))
        kind = tr("Picture") if track.kind == "video" else tr("Sound")
        painter.drawText(QRectF(13, row.y + 25, HEADER - 26, 16), Qt.AlignmentFlag.AlignVCenter, kind)
    for button in BUTTONS:
        _button(painter, scene, row, button)


def _button(painter: QPainter, scene: Scene, row: Row, button: Button) -> None:
    theme, track = scene.theme, row.track
    on = {"mute": track.muted, "solo": track.solo, "lock": track.locked}[button]
    box = QRectF(button_x(button), button_y(row), BUTTON, BUTTON)
    hover = scene.hover
    over = isinstance(hover, OnHeader) and hover.row.track.id == track.id and hover.button == button
    fill = {"mute": theme.warn, "solo": theme.accent, "lock": theme.text}[button]
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour(fill) if on else colour(theme.text, 0.16 if over else 0.07))
    painter.drawRoundedRect(box, 4, 4)
    ink = colour(theme.window if on else theme.text if over else theme.muted)
    if button == "lock":
        _padlock(painter, box, ink, shut=on)
        return
    painter.setFont(sized(scene.font, SMALL, bold=True))
    painter.setPen(ink)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, tr("M") if button == "mute" else tr("S"))


def _padlock(painter: QPainter, box: QRectF, ink, *, shut: bool) -> None:
    middle = box.center()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink)
    painter.drawRoundedRect(QRectF(middle.x() - 4.5, middle.y() - 1, 9, 6.5), 1.2, 1.2)
    painter.setPen(QPen(ink, 1.4))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    lift = 0.0 if shut else -1.5
    bow = QRectF(middle.x() - 2.8, middle.y() - 5.2 + lift, 5.6, 7)
    painter.drawArc(bow, 0 if shut else 35 * 16, (180 if shut else 145) * 16)


def _corner(painter: QPainter, scene: Scene) -> None:
    """The playhead's timecode, and the tool in hand when it is not the usual one."""
    theme = scene.theme
    painter.fillRect(0, 0, HEADER, RULER, colour(theme.panel))
    painter.fillRect(0, RULER - 1, HEADER, 1, colour(theme.line))
    painter.fillRect(HEADER - 1, 0, 1, RULER, colour(theme.line))
    painter.setFont(sized(scene.font, TITLE, bold=True))
    painter.setPen(colour(theme.text))
    painter.drawText(QPointF(13, 23), timecode(scene.playhead, scene.project.rate))
    if scene.tool != "select":
        name = {"blade": tr("Blade"), "slip": tr("Slip"), "slide": tr("Slide"), "rate": tr("Speed")}[scene.tool]
        pill(painter, scene, name, QPointF(HEADER + 8, RULER + 6), fill=theme.accent, ink=theme.accent_text)


def _foot(painter: QPainter, scene: Scene) -> None:
    view, theme = scene.view, scene.theme
    painter.fillRect(HEADER, view.lanes_bottom, view.lanes_width, FOOT, colour(theme.window))
    at, width = thumb(scene.project, view, length=view.lanes_width)
    over = isinstance(scene.hover, OnFoot)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour(theme.muted if over else theme.line))
    painter.drawRoundedRect(QRectF(HEADER + at + 2, view.lanes_bottom + 4, width - 4, 6), 3, 3)
