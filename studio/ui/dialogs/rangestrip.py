"""UI room: a clip as a strip of pictures with a stretch of it marked by two handles. Knows pictures and numbers."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from studio.ui import theme
from studio.ui.widgets import image_of

HEIGHT = 72
GRIP = 10           # pixels beside a handle that still take it
PICTURES = 7


class RangeStrip(QWidget):
    """`picture(frame)` gives (H, W, 3) uint8 or None. Frames count from 0 to `length`; the stretch is never empty.

    The arrows move the handle that was touched last by a frame, with Shift by ten; Tab within goes to the other one.
    """

    changed = Signal(int, int)

    def __init__(self, length: int, *, start: int, stop: int, picture: Callable[[int], np.ndarray | None]) -> None:
        super().__init__()
        self._length, self._picture = max(length, 2), picture
        self.start, self.stop = start, stop
        self._held = "stop"
        self._grabbed: int | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_range(self, start: int, stop: int) -> None:
        """Held inside the clip, at least a frame long."""
        start = min(max(start, 0), self._length - 1)
        stop = min(max(stop, start + 1), self._length)
        if (start, stop) != (self.start, self.stop):
            self.start, self.stop = start, stop
            self.changed.emit(start, stop)
        self.update()

    def refresh(self) -> None:
        """Pictures have arrived."""
        self.update()

    def _x(self, frame: int) -> float:
        return frame * self.width() / self._length

    def _frame(self, x: float) -> int:
        return round(min(max(x / max(self.width(), 1), 0.0), 1.0) * self._length)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        x = event.position().x()
        to_start, to_stop = abs(x - self._x(self.start)), abs(x - self._x(self.stop))
        self._grabbed = None
        if min(to_start, to_stop) <= GRIP or not self._x(self.start) < x < self._x(self.stop):
            self._held = "start" if to_start < to_stop else "stop"
            self.mouseMoveEvent(event)
        else:
            self._grabbed = self._frame(x) - self.start

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        x = event.position().x()
        near = min(abs(x - self._x(self.start)), abs(x - self._x(self.stop))) <= GRIP
        inside = self._x(self.start) < x < self._x(self.stop)
        shape = Qt.CursorShape
        self.setCursor(shape.SizeHorCursor if near else shape.OpenHandCursor if inside else shape.ArrowCursor)
        if not event.buttons() & Qt.MouseButton.LeftButton:
            return
        frame, size = self._frame(x), self.stop - self.start
        if self._grabbed is not None:
            start = min(max(frame - self._grabbed, 0), self._length - size)
            self.set_range(start, start + size)
        elif self._held == "start":
            self.set_range(min(frame, self.stop - 1), self.stop)
        else:
            self.set_range(self.start, max(frame, self.start + 1))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        by = (event.key() == Qt.Key.Key_Right) - (event.key() == Qt.Key.Key_Left)
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._held = "stop" if self._held == "start" else "start"
            self.update()
        elif by:
            by *= 10 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
            if self._held == "start":
                self.set_range(min(self.start + by, self.stop - 1), self.stop)
            else:
                self.set_range(self.start, max(self.stop + by, self.start + 1))
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        colours, painter = theme.current(), QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        whole = QRectF(0, 0, self.width(), self.height())
        outline = QPainterPath()
        outline.addRoundedRect(whole, theme.RADIUS, theme.RADIUS)
        painter.setClipPath(outline)
        painter.fillRect(whole, QColor(colours.window))
        wide = self.width() / PICTURES
        for place in range(PICTURES):
            pixels = self._picture(int((place + 0.5) * self._length / PICTURES))
            if pixels is not None:
                image = image_of(pixels)
                scale = max(wide / image.width(), HEIGHT / image.height())
                shown = QRectF(0, 0, wide / scale, HEIGHT / scale)
                shown.moveCenter(QRectF(image.rect()).center())
                painter.drawImage(QRectF(place * wide, 0, wide + 1, HEIGHT), image, shown)
        left, right = self._x(self.start), self._x(self.stop)
        veil = QColor(colours.panel)
        veil.setAlphaF(0.78)
        painter.fillRect(QRectF(0, 0, left, HEIGHT), veil)
        painter.fillRect(QRectF(right, 0, self.width() - right, HEIGHT), veil)
        accent = QColor(colours.accent)
        painter.setClipping(False)
        painter.setPen(QPen(accent, 2))
        painter.drawRoundedRect(QRectF(left + 1, 1, max(right - left - 2, 2), HEIGHT - 2), 3, 3)
        painter.setPen(Qt.PenStyle.NoPen)
        for name, x in (("start", left), ("stop", right)):
            painter.setBrush(accent if not (self.hasFocus() and name == self._held) else QColor(colours.text))
            painter.drawRoundedRect(QRectF(min(max(x - 3, 0), self.width() - 6), HEIGHT / 2 - 12, 6, 24), 3, 3)
        painter.end()
