"""UI room: the few icons, drawn in the theme's colours at any size. Only the program's own comes from files."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QIconEngine, QPainter, QPainterPath, QPen, QPixmap

from studio.session.places import resources
from studio.ui import theme

Draw = Callable[[QPainter], None]  # on a 24 × 24 field, pen and no brush set


def icon(name: str) -> QIcon:
    """The app's own, or one of those in `_DRAWN`."""
    return _app() if name == "app" else QIcon(_Engine(name))


def _app() -> QIcon:
    made = QIcon()
    for file in sorted((resources() / "icons").glob("*.png")):
        made.addFile(str(file))
    return made


class _Engine(QIconEngine):
    """Asks for the theme each time it paints, so a change of theme needs no new icons."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name

    def clone(self) -> QIconEngine:
        return _Engine(self._name)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        colours = theme.current()
        colour = colours.accent if state == QIcon.State.On else colours.text
        if mode == QIcon.Mode.Disabled:
            colour = theme.mix(colours.muted, colours.panel, 0.55)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = min(rect.width(), rect.height())
        painter.translate(rect.center().x() - side / 2 + 0.5, rect.center().y() - side / 2 + 0.5)
        painter.scale(side / 24, side / 24)
        pen = QPen(QColor(colour), 1.8)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        _DRAWN[self._name](painter)
        painter.restore()

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        made = QPixmap(size)
        made.fill(Qt.GlobalColor.transparent)
        painter = QPainter(made)
        self.paint(painter, QRect(0, 0, size.width(), size.height()), mode, state)
        painter.end()
        return made


def _plus(painter: QPainter) -> None:
    painter.drawLine(12, 5, 12, 19)
    painter.drawLine(5, 12, 19, 12)


def _close(painter: QPainter) -> None:
    painter.drawLine(7, 7, 17, 17)
    painter.drawLine(17, 7, 7, 17)


def _check(painter: QPainter) -> None:
    painter.drawPolyline([QPointF(5, 12.5), QPointF(10, 17.5), QPointF(19, 7)])


def _dice(painter: QPainter) -> None:
    painter.drawRoundedRect(QRectF(4, 4, 16, 16), 3.5, 3.5)
    painter.setBrush(painter.pen().color())
    painter.setPen(Qt.PenStyle.NoPen)
    for x, y in ((8.5, 8.5), (15.5, 8.5), (12, 12), (8.5, 15.5), (15.5, 15.5)):
        painter.drawEllipse(QPointF(x, y), 1.4, 1.4)


def _lock(painter: QPainter, *, shut: bool = True) -> None:
    painter.drawRoundedRect(QRectF(5, 11, 14, 9), 2, 2)
    shackle = QPainterPath(QPointF(8, 11))
    shackle.lineTo(8, 8)
    shackle.arcTo(QRectF(8, 4, 8, 8), 180, -180)
    if shut:
        shackle.lineTo(16, 11)
    painter.drawPath(shackle)


def _camera(painter: QPainter) -> None:
    painter.drawRoundedRect(QRectF(3.5, 7, 17, 12), 2.5, 2.5)
    painter.drawEllipse(QPointF(12, 13), 3.4, 3.4)
    painter.drawLine(QPointF(9, 5), QPointF(15, 5))


def _pause(painter: QPainter) -> None:
    painter.drawLine(9, 6, 9, 18)
    painter.drawLine(15, 6, 15, 18)


def _play(painter: QPainter) -> None:
    painter.drawPolygon([QPointF(8, 5.5), QPointF(18.5, 12), QPointF(8, 18.5)])


def _clear(painter: QPainter) -> None:
    for y, width in ((7, 14), (12, 10), (17, 6)):
        painter.drawLine(QPointF(5, y), QPointF(5 + width, y))


def _undo(painter: QPainter) -> None:
    painter.drawPolyline([QPointF(9, 5), QPointF(5, 9), QPointF(9, 13)])
    path = QPainterPath(QPointF(5, 9))
    path.lineTo(14, 9)
    path.arcTo(QRectF(9, 9, 10, 10), 90, -180)
    path.lineTo(10, 19)
    painter.drawPath(path)


def _again(painter: QPainter) -> None:
    path = QPainterPath(QPointF(17.2, 8.2))
    path.arcTo(QRectF(5, 5.5, 14, 14), 42, 290)
    painter.drawPath(path)
    painter.drawPolyline([QPointF(17.8, 3.8), QPointF(17.6, 8.6), QPointF(12.9, 8.2)])


def _back(painter: QPainter) -> None:
    painter.drawPolyline([QPointF(12, 6), QPointF(6, 12), QPointF(12, 18)])
    painter.drawPolyline([QPointF(18.5, 6), QPointF(12.5, 12), QPointF(18.5, 18)])


_DRAWN: dict[str, Draw] = {
    "plus": _plus,
    "close": _close,
    "check": _check,
    "dice": _dice,
    "lock": _lock,
    "unlock": lambda painter: _lock(painter, shut=False),
    "camera": _camera,
    "pause": _pause,
    "play": _play,
    "clear": _clear,
    "undo": _undo,
    "again": _again,
    "back": _back,
}
