"""UI room, timeline: what lies over the clips: dissolves, progress, and the edges and handles under the pointer."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from studio.session.film import Clip, Span, edit
from studio.ui.timeline.clips import clip_rect
from studio.ui.timeline.drag import Cross, Fade, Idle, Press, can_grow
from studio.ui.timeline.hits import LEAST_DISSOLVE, LEAST_FADED, OnClip, OnDissolve, OnFade, fade_x
from studio.ui.timeline.layout import HEADER, LABEL, Row, Side, visible_dissolves
from studio.ui.timeline.scene import CORNER, Making, Scene, colour, pen, pill

HANDLE = 4.5  # radius of a fade's handle


def paint_over(painter: QPainter, scene: Scene, row: Row, clips: list[Clip]) -> None:
    """Over the bodies of the clips of a row."""
    for _, right, span in visible_dissolves(row.track, scene.view):
        _dissolve(painter, scene, row, right, span)
    for clip in clips if scene.busy else ():
        if making := scene.making(clip.id):
            _progress(painter, scene, clip_rect(row, clip, scene.view), making)
    hover, gesture = scene.hover, scene.gesture
    if isinstance(gesture, Fade):
        held = next((clip for clip in clips if clip.id == gesture.clip_id), None)
        if held:
            _handle(painter, scene, row, held, gesture.side, grasped=True)
    elif isinstance(gesture, Idle | Press) and isinstance(hover, OnClip | OnFade) and hover.row.lane == row.lane:
        under = next((clip for clip in clips if clip.id == hover.clip.id), None)
        if under and not row.track.locked and scene.tool in ("select", "rate"):
            _handles(painter, scene, row, under)
            if isinstance(hover, OnClip) and hover.side:
                _grip(painter, scene, row, under, hover.side)


def _dissolve(painter: QPainter, scene: Scene, row: Row, right: Clip, span: Span) -> None:
    """Two curves that cross, on a pane through which both clips are seen."""
    view, theme = scene.view, scene.theme
    x0, x1 = view.x(span.start), view.x(span.end)
    box = QRectF(x0, row.y + LABEL + 1, x1 - x0, row.height - LABEL - 3)
    if box.width() < LEAST_DISSOLVE:
        painter.fillRect(QRectF(view.x(right.start) - 2, box.top(), 4, box.height()), colour(theme.text, 0.7))
        return
    hover, gesture = scene.hover, scene.gesture
    over = isinstance(hover, OnDissolve) and hover.clip.id == right.id and isinstance(gesture, Idle | Press)
    held = isinstance(gesture, Cross) and gesture.clip_id == right.id
    painter.setPen(pen(theme.accent if over or held else theme.text, 1.5 if over or held else 1, 1 if over else 0.7))
    painter.setBrush(colour(theme.window, 0.62))
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), CORNER, CORNER)
    painter.setPen(pen(theme.text, 1.2, 0.9))
    inner = box.adjusted(3, 4, -3, -4)
    painter.drawLine(inner.bottomLeft(), inner.topRight())
    painter.setPen(pen(theme.text, 1.2, 0.45))
    painter.drawLine(inner.topLeft(), inner.bottomRight())


def _progress(painter: QPainter, scene: Scene, box: QRectF, making: Making) -> None:
    theme = scene.theme
    line = QRectF(box.left() + 2, box.bottom() - 4, box.width() - 4, 3)
    painter.fillRect(line, colour(theme.window, 0.7))
    painter.fillRect(QRectF(line.left(), line.top(), line.width() * making.done, 3), colour(theme.live))
    left = max(box.left(), HEADER) + 7
    if making.text and min(box.right(), scene.view.width) - left > 50:
        at, room = QPointF(left, box.bottom() - 26), box.right() - left - 6
        pill(painter, scene, making.text, at, fill=theme.window, ink=theme.live, room=room)


def _handles(painter: QPainter, scene: Scene, row: Row, clip: Clip) -> None:
    """Where the fades are taken hold of, while the pointer is over the clip."""
    if clip.length * scene.view.scale < LEAST_FADED:
        return
    hover = scene.hover
    sides: tuple[Side, ...] = ("start", "end")
    for side in sides:
        _handle(painter, scene, row, clip, side, grasped=isinstance(hover, OnFade) and hover.side == side)


def _handle(painter: QPainter, scene: Scene, row: Row, clip: Clip, side: Side, *, grasped: bool) -> None:
    theme = scene.theme
    at = QPointF(fade_x(clip, scene.view, side), row.y + LABEL)
    painter.setPen(pen(theme.window, 1.5))
    painter.setBrush(colour(theme.accent if grasped else theme.text))
    painter.drawEllipse(at, HANDLE + grasped, HANDLE + grasped)


def _grip(painter: QPainter, scene: Scene, row: Row, clip: Clip, side: Side) -> None:
    """The edge under the pointer; with a plus where there is no more source and more can be generated."""
    box, theme = clip_rect(row, clip, scene.view), scene.theme
    x = box.left() if side == "start" else box.right() - 3
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour(theme.text))
    painter.drawRoundedRect(QRectF(x, box.top() + 6, 3, box.height() - 12), 1.5, 1.5)
    if row.track.kind == "video" and can_grow(scene.project, clip) and at_source_end(scene, clip, side):
        at = QPointF(box.right() - 30 if side == "end" else box.left() + 8, box.center().y() - 2)
        pill(painter, scene, "+", at, fill=theme.accent, ink=theme.accent_text)


def at_source_end(scene: Scene, clip: Clip, side: Side) -> bool:
    return clip.offset == 0 if side == "start" else clip.length == edit.longest(scene.project, clip)
