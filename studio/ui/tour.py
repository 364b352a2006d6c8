"""UI room: the tour, three bubbles that point at the window's parts. It holds nothing up; everything goes on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPainterPath, QPaintEvent, QPen, QRegion
from PySide6.QtWidgets import QWidget

from studio.ui import theme
from studio.ui.widgets import button, column, label, row

WIDTH = 340  # of a bubble
ARROW = 10
RING = 3  # thickness of the line around what is meant


def tr(text: str) -> str:
    return QCoreApplication.translate("Tour", text)


@dataclass(frozen=True, slots=True)
class Stop:
    """One bubble: what it points at, from which side, and its words. `before` makes the place visible."""

    place: QWidget
    side: str  # of the place, where the bubble stands: left, right, above, below
    title: str
    text: str
    before: Callable[[], object] = lambda: None


def stops(window) -> tuple[Stop, ...]:
    """The three steps: watch, describe, choose."""
    return (
        Stop(window.timeline, "above", tr("A film of shots"),
             tr("Every clip here was made from words. Space plays. Drag a clip's edge past its end, and the studio "
                "goes on from there; click a gap, and it is filled with motion from both sides."),
             lambda: window.lower_tabs.setCurrentWidget(window.timeline)),
        Stop(window.shot, "left", tr("Say what happens"),
             tr("Describe a shot and press Generate (Ctrl+Return). Frames appear while the rest is still being made; "
                "Enough keeps what exists so far.")),
        Stop(window.tabs, "right", tr("Nothing is lost"),
             tr("Whatever is made is a take of its shot. Compare takes here and choose; none is ever overwritten. "
                "Ctrl+E writes the film to a file, and ? shows every key."),
             lambda: window.show_tab(window.takes)),
    )  # fmt: skip


class Tour(QObject):
    """Lives from `start` until the last step is left, the tour is skipped, or its window goes."""

    ended = Signal()

    def __init__(self, window: QWidget, steps: Sequence[Stop]) -> None:
        super().__init__(window)
        self._window, self._steps, self.at = window, tuple(steps), -1
        self.ring, self.bubble = Ring(window), Bubble(window)
        self.bubble.forward.clicked.connect(lambda: self.go(self.at + 1))
        self.bubble.back.clicked.connect(lambda: self.go(self.at - 1))
        self.bubble.skip.clicked.connect(self.end)
        self.bubble.left.connect(self.end)

    def start(self) -> None:
        for watched in (self._window, *(step.place for step in self._steps)):
            watched.installEventFilter(self)
        self.go(0)

    def go(self, number: int) -> None:
        """Show a step; past the last one the tour ends."""
        if number >= len(self._steps):
            self.end()
            return
        self.at = max(0, number)
        step = self._steps[self.at]
        step.before()
        self.bubble.show_step(step, self.at, len(self._steps))
        self._place()
        for part in (self.ring, self.bubble):
            part.show()
            part.raise_()
        self.bubble.forward.setFocus()

    def end(self) -> None:
        if self.at < 0:
            return
        self.at = -1
        for watched in (self._window, *(step.place for step in self._steps)):
            watched.removeEventFilter(self)
        for part in (self.ring, self.bubble):
            part.hide()
            part.deleteLater()
        self.ended.emit()
        self.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.LayoutRequest) and self.at >= 0:
            self._place()
        return False

    def _place(self) -> None:
        step = self._steps[self.at]
        place = QRect(step.place.mapTo(self._window, step.place.rect().topLeft()), step.place.size())
        self.ring.surround(place)
        self.bubble.stand(place, step.side, self._window.rect())


class Ring(QWidget):
    """A line around what is meant, and nothing else: the mask keeps it off what it surrounds."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def surround(self, place: QRect) -> None:
        around, parent = place.adjusted(-RING, -RING, RING, RING), self.parentWidget()
        self.setGeometry(around.intersected(parent.rect()) if parent else around)
        inner = self.rect().adjusted(2 * RING, 2 * RING, -2 * RING, -2 * RING)
        self.setMask(QRegion(self.rect()) - QRegion(inner))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme.current().accent), 2))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1.5, 1.5, -1.5, -1.5), theme.RADIUS, theme.RADIUS)
        painter.end()


class Bubble(QWidget):
    """Words, where we are, and the ways on. Return and the arrows go on and back, Escape leaves."""

    left = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Tour"))
        self._side, self._tip = "above", 0.0
        self._total, self._number = 1, 0
        self.title, self.words = label("", "title"), label("", "hint", wrap=True)
        self.skip, self.back, self.forward = button(tr("Skip"), "link"), button(tr("Back"), "quiet"), button(tr("Next"))
        self.skip.setCursor(Qt.CursorShape.PointingHandCursor)
        self._box = column(self, margin=theme.L + ARROW, spacing=theme.S)
        self._box.addWidget(self.title)
        self._box.addWidget(self.words)
        self._box.addSpacing(theme.S)
        self._box.addLayout(row(self.skip, 1, self.back, self.forward))
        self.hide()

    def show_step(self, step: Stop, number: int, total: int) -> None:
        self._number, self._total, self._side = number, total, step.side
        self.title.setText(step.title)
        self.words.setText(step.text)
        self.back.setVisible(number > 0)
        last = number == total - 1
        self.skip.setVisible(not last)
        self.forward.setText(tr("Begin") if last else tr("Next"))
        self.setAccessibleDescription(f"{step.title}. {step.text}")

    def stand(self, place: QRect, side: str, room: QRect) -> None:
        """Beside `place`, inside `room`, the arrow towards the place's middle."""
        self.words.setFixedWidth(WIDTH - 2 * (theme.L + ARROW))
        high = self._box.heightForWidth(WIDTH) if self._box.hasHeightForWidth() else self.sizeHint().height()
        size = QSize(WIDTH, high)
        middle = place.center()
        x = {"left": place.left() - size.width(), "right": place.right()}.get(side, middle.x() - size.width() // 2)
        y = {"above": place.top() - size.height(), "below": place.bottom()}.get(side, middle.y() - size.height() // 2)
        x = max(room.left() + theme.S, min(x, room.right() - size.width() - theme.S))
        y = max(room.top() + theme.S, min(y, room.bottom() - size.height() - theme.S))
        self.setGeometry(QRect(x, y, size.width(), size.height()))
        along = middle.x() - x if side in ("above", "below") else middle.y() - y
        length = size.width() if side in ("above", "below") else size.height()
        self._tip = max(3.5 * ARROW, min(along, length - 3.5 * ARROW))
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Escape:
                self.left.emit()
            case Qt.Key.Key_Right | Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.forward.click()
            case Qt.Key.Key_Left:
                self.back.click()
            case _:
                super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        colours, painter = theme.current(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        plate = QRectF(self.rect()).adjusted(ARROW, ARROW, -ARROW, -ARROW)
        for spread in range(1, 7):  # a soft shadow
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(0, 0, 0, 16))
            painter.drawRoundedRect(plate.adjusted(-spread, -spread + 3, spread, spread + 2), 10 + spread, 10 + spread)
        shape = QPainterPath()
        shape.addRoundedRect(plate, 10, 10)
        shape = shape.united(self._arrow(plate))
        painter.setPen(QPen(QColor(colours.accent), 1.2))
        painter.setBrush(QColor(colours.raised))
        painter.drawPath(shape)
        self._dots(painter, plate)
        painter.end()

    def _arrow(self, plate: QRectF) -> QPainterPath:
        at, path = self._tip, QPainterPath()
        corners = {
            "above": ((at - ARROW, plate.bottom() - 1), (at, self.height() - 1.5), (at + ARROW, plate.bottom() - 1)),
            "below": ((at - ARROW, plate.top() + 1), (at, 1.5), (at + ARROW, plate.top() + 1)),
            "left": ((plate.right() - 1, at - ARROW), (self.width() - 1.5, at), (plate.right() - 1, at + ARROW)),
            "right": ((plate.left() + 1, at - ARROW), (1.5, at), (plate.left() + 1, at + ARROW)),
        }[self._side]
        path.moveTo(*corners[0])
        for corner in corners[1:]:
            path.lineTo(*corner)
        path.closeSubpath()
        return path

    def _dots(self, painter: QPainter, plate: QRectF) -> None:
        """Where we are, at the top right."""
        colours = theme.current()
        mix = theme.mix(colours.muted, colours.raised, 0.5)
        painter.setPen(Qt.PenStyle.NoPen)
        for number in range(self._total):
            painter.setBrush(QColor(colours.accent if number == self._number else mix))
            x = plate.right() - theme.L - (self._total - 1 - number) * 12
            painter.drawEllipse(QPointF(x - 3, plate.top() + theme.L + 8), 3, 3)
