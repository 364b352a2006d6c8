"""UI room, preview: the picture, letterboxed, with what is said over it. Paints what it is given; asks for nothing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PySide6.QtCore import QCoreApplication, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDropEvent,
    QFont,
    QFontMetrics,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from studio.ui import theme
from studio.ui.timeline.dropping import kind_of
from studio.ui.widgets import dropped_files, image_of

RING = 44  # diameter of the progress ring
TURN_MS = 40


def tr(text: str) -> str:
    return QCoreApplication.translate("Preview", text)


@dataclass(frozen=True, slots=True)
class Note:
    """Words over the picture. `progress` draws a ring: 0..1, or None for one that turns."""

    title: str
    hint: str = ""
    ring: bool = False
    progress: float | None = None


class Stage(QWidget):
    """Shows (H, W, 3) uint8 pictures. `chip_pressed`: return to render; `dropped`: picture files let go over it."""

    chip_pressed = Signal()
    pressed = Signal()
    dropped = Signal(list)  # of Path
    resized = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._image: QImage | None = None
        self._aspect = 16 / 9
        self.note: Note | None = None
        self.chip = ""
        self.badge = self.corner = ""
        self._over_chip = False
        self._holding = ""  # what the files held over the stage would become
        self._angle = 0
        self._turn = QTimer(self, interval=TURN_MS)
        self._turn.timeout.connect(self._turned)
        self.setAcceptDrops(True)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(256, 144)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(tr("Preview"))

    def sizeHint(self) -> QSize:
        return QSize(720, 405)

    # -- what is shown -------------------------------------------------------------------------------------------

    def show_picture(self, picture: np.ndarray | None) -> None:
        """(H, W, 3) uint8; None for an empty stage."""
        self._image = None if picture is None else image_of(picture).convertToFormat(QImage.Format.Format_RGB32)
        self.update()

    def set_aspect(self, aspect: float) -> None:
        self._aspect = aspect
        self.update()

    def say(self, note: Note | None, *, chip: str = "", badge: str = "", corner: str = "") -> None:
        """What stands over the picture: a note in the middle, a chip to press, a badge that tells, a quieter one."""
        if (note, chip, badge, corner) == (self.note, self.chip, self.badge, self.corner):
            return
        self.note, self.chip, self.badge, self.corner = note, chip, badge, corner
        turning = note is not None and note.ring and note.progress is None
        if turning != self._turn.isActive():
            self._turn.start() if turning else self._turn.stop()
        self.setAccessibleDescription(" ".join(filter(None, (note.title if note else "", chip, badge, corner))))
        self.update()

    def picture_rect(self) -> QRectF:
        """Where the picture is: as large as fits, whole."""
        room = QRectF(self.rect())
        width = min(room.width(), room.height() * self._aspect)
        shown = QRectF(0, 0, width, width / self._aspect)
        shown.moveCenter(room.center())
        return shown

    def pixels(self) -> tuple[int, int]:
        """The picture's size in device pixels."""
        shown, ratio = self.picture_rect(), self.devicePixelRatioF()
        return round(shown.width() * ratio), round(shown.height() * ratio)

    def resizeEvent(self, event) -> None:
        self.resized.emit()

    # -- painting ------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, now = QPainter(self), theme.current()
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(self.rect(), QColor(now.window))
        shown = self.picture_rect()
        painter.fillRect(shown, QColor("#000000"))
        if self._image is not None:
            painter.drawImage(shown, self._image)
        if self.note is not None and not self._holding:
            self._paint_note(painter, shown, self.note)
        if self.chip:
            self._paint_pill(painter, self.chip_rect(), self.chip, fill=now.live, ink=now.window, over=self._over_chip)
        elif self.badge:
            self._paint_pill(painter, self._pill_rect(self.badge), self.badge, fill=now.window, ink=now.live)
        if self.corner:
            box = self._pill_rect(self.corner)
            box.moveLeft(shown.left() + theme.M)
            self._paint_pill(painter, box, self.corner, fill=now.window, ink=now.muted)
        if self._holding:
            self._paint_holding(painter, shown, self._holding)
        if self.hasFocus():
            painter.setPen(QPen(QColor(now.accent), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()

    def _font(self, pixels: int, *, bold: bool = False) -> QFont:
        made = QFont(self.font())
        made.setPixelSize(pixels)
        made.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
        return made

    def _paint_note(self, painter: QPainter, shown: QRectF, note: Note) -> None:
        """Light words on a dark veil, whatever the theme: what lies below is a picture."""
        veil = QColor("#0b0c0f")
        veil.setAlphaF(theme.VEIL)
        painter.fillRect(shown, veil)
        light, dim = QColor(theme.DARK.text), QColor(theme.DARK.muted)
        title = self._font(theme.TITLE, bold=True)
        hint = self._font(theme.BODY)
        room = min(shown.width() - 2 * theme.XL, 460.0)
        flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
        hint_height = 0.0
        if note.hint:
            bounds = QFontMetrics(hint).boundingRect(0, 0, int(room), 400, int(flags), note.hint)
            hint_height = min(bounds.height(), 4 * QFontMetrics(hint).height()) + theme.S
        title_height = QFontMetrics(title).height()
        ring_height = RING + theme.L if note.ring else 0
        y = shown.center().y() - (ring_height + title_height + hint_height) / 2
        x = shown.center().x() - room / 2
        if note.ring:
            self._paint_ring(painter, QRectF(shown.center().x() - RING / 2, y, RING, RING), note.progress)
            y += ring_height
        painter.setFont(title)
        painter.setPen(light)
        painter.drawText(QRectF(x, y, room, title_height + 2), flags, note.title)
        if note.hint:
            painter.setFont(hint)
            painter.setPen(dim)
            painter.drawText(QRectF(x, y + title_height + theme.S, room, hint_height), flags, note.hint)

    def _paint_ring(self, painter: QPainter, box: QRectF, progress: float | None) -> None:
        ring = box.adjusted(2, 2, -2, -2)
        track = QColor(theme.DARK.text)
        track.setAlphaF(0.18)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(track, 3))
        painter.drawEllipse(ring)
        painter.setPen(QPen(QColor(theme.DARK.live), 3, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        if progress is None:
            painter.drawArc(ring, int((90 - self._angle) * 16), -80 * 16)
        else:
            painter.drawArc(ring, 90 * 16, int(-progress * 360 * 16))

    def chip_rect(self) -> QRectF:
        return self._pill_rect(self.chip)

    def _pill_rect(self, words: str) -> QRectF:
        shown = self.picture_rect()
        width = QFontMetrics(self._font(theme.SMALL, bold=True)).horizontalAdvance(words) + 34
        return QRectF(shown.right() - width - theme.M, shown.top() + theme.M, width, 26)

    def _paint_pill(
        self, painter: QPainter, box: QRectF, words: str, *, fill: str, ink: str, over: bool = False
    ) -> None:
        plate = QColor(fill)
        plate = plate.lighter(112) if over else plate
        plate.setAlphaF(theme.PLATE)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(plate)
        painter.drawRoundedRect(box, 13, 13)
        painter.setBrush(QColor(ink))
        painter.drawEllipse(QPointF(box.left() + 14, box.center().y()), 4, 4)
        painter.setFont(self._font(theme.SMALL, bold=True))
        painter.setPen(QColor(ink))
        painter.drawText(box.adjusted(24, 0, -10, 0), Qt.AlignmentFlag.AlignVCenter, words)

    def _paint_holding(self, painter: QPainter, shown: QRectF, words: str) -> None:
        accent = QColor(theme.current().accent)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(accent, 3))
        painter.drawRect(shown.adjusted(1.5, 1.5, -1.5, -1.5))
        font = self._font(theme.BODY, bold=True)
        width = QFontMetrics(font).horizontalAdvance(words) + 2 * theme.L
        box = QRectF(0, 0, width, 34)
        box.moveCenter(QPointF(shown.center().x(), shown.bottom() - 40))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(accent)
        painter.drawRoundedRect(box, 17, 17)
        painter.setFont(font)
        painter.setPen(QColor(theme.current().accent_text))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)

    def _turned(self) -> None:
        self._angle = (self._angle + 9) % 360
        self.update()

    # -- input ---------------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        if self.chip and self.chip_rect().contains(event.position()):
            self.chip_pressed.emit()
        else:
            self.pressed.emit()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        over = bool(self.chip) and self.chip_rect().contains(event.position())
        if over != self._over_chip:
            self._over_chip = over
            self.setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)
            self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.chip and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.chip_pressed.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event) -> None:
        self.update()

    def focusOutEvent(self, event) -> None:
        self.update()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if files := dropped_files(event.mimeData()):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            pictures = all(kind_of(path) == "picture" for path in files)
            self._hold(tr("First frame of a new shot") if pictures else tr("Clip at the playhead"))

    def dragLeaveEvent(self, event) -> None:
        self._hold("")

    def dropEvent(self, event: QDropEvent) -> None:
        self._hold("")
        files: list[Path] = dropped_files(event.mimeData())
        if files:
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self.dropped.emit(files)

    def _hold(self, words: str) -> None:
        self._holding = words
        self.update()
