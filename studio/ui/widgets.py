"""UI room: small parts the panels share. They know Qt and the theme; nothing of films or the studio."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QCoreApplication, QEvent, QMimeData, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDropEvent,
    QFocusEvent,
    QImage,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPixmap,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QSlider,
    QSpinBox,
    QStackedWidget,
    QStyle,
    QStyleOptionButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from studio.ui import theme
from studio.ui.icons import icon


def label(text: str = "", role: str = "", *, wrap: bool = False) -> QLabel:
    """A label in one of the stylesheet's roles: title, display, field, hint, small, danger, warn."""
    made = QLabel(text)
    made.setProperty("role", role)
    made.setWordWrap(wrap)
    return made


def button(text: str, role: str = "", *, tip: str = "") -> QPushButton:
    made = QPushButton(text)
    made.setProperty("role", role)
    made.setToolTip(tip)
    return made


def tool(text: str, tip: str, *, checkable: bool = False, mark: str = "") -> QToolButton:
    """A small quiet button; `mark` names its icon, `tip` is also its name for screen readers."""
    made = QToolButton()
    made.setText(text)
    made.setToolTip(tip)
    made.setCheckable(checkable)
    made.setProperty("role", "quiet")
    made.setAccessibleName(tip)
    if mark:
        made.setIcon(icon(mark))
        made.setIconSize(QSize(16, 16))
        made.setProperty("square", True)
    return made


def rule() -> QFrame:
    made = QFrame()
    made.setObjectName("rule")
    return made


def row(*parts: QWidget | int, spacing: int = theme.S) -> QHBoxLayout:
    """Widgets side by side; a number is a stretch."""
    made = QHBoxLayout()
    made.setContentsMargins(0, 0, 0, 0)
    made.setSpacing(spacing)
    for part in parts:
        made.addStretch(part) if isinstance(part, int) else made.addWidget(part)
    return made


def field(name: str, *parts: QWidget | int, spacing: int = theme.S) -> QWidget:
    """A small caption above its controls."""
    made = QWidget()
    box = QVBoxLayout(made)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(theme.XS)
    caption = label(name, "field")
    box.addWidget(caption)
    box.addLayout(row(*parts, spacing=spacing))
    controls = [part for part in parts if isinstance(part, QWidget)]
    if controls:
        caption.setBuddy(controls[0])
    for part in controls:
        if part is controls[0] or isinstance(part, QAbstractSpinBox):
            part.setAccessibleName(part.accessibleName() or name)
    return made


def column(parent: QWidget, *, margin: int = theme.M, spacing: int = theme.M) -> QVBoxLayout:
    made = QVBoxLayout(parent)
    made.setContentsMargins(margin, margin, margin, margin)
    made.setSpacing(spacing)
    return made


def restyle(widget: QWidget, name: str, value: object) -> None:
    """Set a dynamic property and let the stylesheet notice."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def image_of(pixels: np.ndarray) -> QImage:
    """A QImage of its own from (H, W, 3) uint8."""
    pixels = np.ascontiguousarray(pixels)
    height, width = pixels.shape[:2]
    return QImage(pixels.data, width, height, 3 * width, QImage.Format.Format_RGB888).copy()


def card(pixels: np.ndarray | None, size: QSize, *, mark: str = "", ratio: float = 1.0) -> QPixmap:
    """A rounded thumbnail of `size`, filled edge to edge; without pixels a calm plate with `mark` in the middle."""
    made = QPixmap(size * ratio)
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    frame = QRectF(0, 0, size.width(), size.height())
    outline = QPainterPath()
    outline.addRoundedRect(frame, theme.XS, theme.XS)
    painter = QPainter(made)
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
    painter.setClipPath(outline)
    painter.fillRect(frame, QColor(theme.current().window))
    if pixels is not None:
        image = image_of(pixels)
        scale = max(size.width() / image.width(), size.height() / image.height())
        shown = QRectF(0, 0, image.width() * scale, image.height() * scale)
        shown.moveCenter(frame.center())
        painter.drawImage(shown, image)
    elif mark:
        painter.setPen(QColor(theme.current().muted))
        font = painter.font()
        font.setPixelSize(theme.DISPLAY)
        painter.setFont(font)
        painter.drawText(frame, Qt.AlignmentFlag.AlignCenter, mark)
    painter.end()
    return made


class ElidedLabel(QLabel):
    """One line that ends in an ellipsis where the room ends."""

    def __init__(self, text: str = "") -> None:
        super().__init__(text)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        painter.setPen(self.palette().windowText().color())
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
        painter.end()


class Calm(QWidget if TYPE_CHECKING else object):
    """Mixin: the wheel turns its value only while it has the focus; else it scrolls what it stands on."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class Slider(Calm, QSlider):
    pass


class Count(Calm, QSpinBox):
    pass


class Number(Calm, QDoubleSpinBox):
    pass


class Choice(Calm, QComboBox):
    """A combo box with an arrow in the theme's colour."""

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme.current().muted), 1.6))
        x, y = self.width() - 16, self.height() / 2 - 2
        painter.drawPolyline([QPointF(x - 4, y), QPointF(x, y + 4), QPointF(x + 4, y)])
        painter.end()


class Check(QCheckBox):
    """A check box whose tick is drawn in the theme's colour."""

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self.isChecked():
            return
        option = QStyleOptionButton()
        self.initStyleOption(option)
        box = QRectF(self.style().subElementRect(QStyle.SubElement.SE_CheckBoxIndicator, option, self))
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme.current().accent_text), 2))
        left, middle, right = (0.22, 0.52), (0.43, 0.72), (0.78, 0.3)
        corners = [QPointF(box.x() + box.width() * x, box.y() + box.height() * y) for x, y in (left, middle, right)]
        painter.drawPolyline(corners)
        painter.end()


class Segmented(QWidget):
    """One of a few, side by side. `chosen` is emitted when a person picks; `show_value` only shows."""

    chosen = Signal(str)

    def __init__(self, options: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self._group = QButtonGroup(self)
        box = row(spacing=0)
        self.setLayout(box)
        self._buttons: dict[str, QPushButton] = {}
        for index, (value, text) in enumerate(options):
            made = button(text, "segment")
            made.setProperty("place", "first" if index == 0 else "last" if index == len(options) - 1 else "")
            made.setCheckable(True)
            made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            made.clicked.connect(lambda _=False, value=value: self.chosen.emit(value))
            self._group.addButton(made)
            self._buttons[value] = made
            box.addWidget(made)

    def show_value(self, value: str) -> None:
        if value in self._buttons:
            self._buttons[value].setChecked(True)
            return
        self._group.setExclusive(False)
        for made in self._buttons.values():
            made.setChecked(False)
        self._group.setExclusive(True)

    def value(self) -> str:
        return next((value for value, made in self._buttons.items() if made.isChecked()), "")


def pages(parent: QWidget, *choices: QWidget, margin: int = theme.S) -> QStackedWidget:
    """Fills `parent` with one of several widgets at a time."""
    made = QStackedWidget()
    for choice in choices:
        made.addWidget(choice)
    column(parent, margin=margin).addWidget(made)
    return made


def reveal(scroll: QScrollArea, part: QWidget) -> None:
    """Scroll to a part, also to one that has only just been put there and waits for its place."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
    scroll.ensureWidgetVisible(part, theme.S, theme.S)


class EmptyState(QWidget):
    """What a panel says when it has nothing to show, with at most one thing to do about it."""

    def __init__(self, title: str, hint: str, action: QPushButton | None = None) -> None:
        super().__init__()
        box = column(self, margin=theme.XL, spacing=theme.S)
        box.addStretch(2)
        for text, role in ((title, "title"), (hint, "hint")):
            made = label(text, role, wrap=True)
            made.setAlignment(Qt.AlignmentFlag.AlignCenter)
            box.addWidget(made)
        if action is not None:
            box.addSpacing(theme.S)
            box.addWidget(action, alignment=Qt.AlignmentFlag.AlignCenter)
        box.addStretch(3)


class PromptEdit(QPlainTextEdit):
    """Where a shot is described. Ctrl+Enter submits; dropped files are handed on, dropped text is text."""

    edited = Signal(str)
    submitted = Signal()
    left = Signal()
    dropped = Signal(list)  # of Path

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "prompt")
        self.setUndoRedoEnabled(False)
        self.setTabChangesFocus(True)
        self.textChanged.connect(lambda: self.edited.emit(self.toPlainText()))

    def sizeHint(self) -> QSize:
        """Asks for little, takes what is left."""
        return QSize(240, 96)

    def show_text(self, text: str) -> None:
        """Render without moving the caret when nothing changed, and without reporting an edit."""
        if text != self.toPlainText():
            self.blockSignals(True)
            self.setPlainText(text)
            self.blockSignals(False)
            self.moveCursor(self.textCursor().MoveOperation.End)

    def event(self, event: QEvent) -> bool:
        """Undo and redo belong to the film, which knows every word typed here."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and (
            event.matches(QKeySequence.StandardKey.Undo) or event.matches(QKeySequence.StandardKey.Redo)
        ):
            event.ignore()
            return False
        return super().event(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.submitted.emit()
            return
        super().keyPressEvent(event)

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return bool(dropped_files(source)) or super().canInsertFromMimeData(source)

    def insertFromMimeData(self, source: QMimeData) -> None:
        if files := dropped_files(source):
            self.dropped.emit(files)
        else:
            self.insertPlainText(source.text())


class DropZone:
    """Mixin: files dropped on the widget go to `files_dropped(paths)`."""

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_files(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        if files := dropped_files(event.mimeData()):
            event.acceptProposedAction()
            self.files_dropped(files)

    def files_dropped(self, files: list[Path]) -> None:
        raise NotImplementedError


def dropped_files(data: QMimeData) -> list[Path]:
    """Local files among what is being dragged."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()] if data.hasUrls() else []


def clear(box: QVBoxLayout | QHBoxLayout, keep: Iterable[QWidget] = ()) -> None:
    """Remove and delete a layout's widgets, apart from those to keep."""
    kept = set(keep)
    for index in reversed(range(box.count())):
        item = box.itemAt(index)
        widget = item.widget() if item else None
        if widget is not None and widget not in kept:
            box.takeAt(index)
            widget.hide()
            widget.deleteLater()
