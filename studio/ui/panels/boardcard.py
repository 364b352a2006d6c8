"""UI room: one card of the storyboard: its picture, its words, how long it lasts, how it is filmed. Holds no state."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QMimeData, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QDrag, QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QFrame,
    QInputDialog,
    QLabel,
    QProgressBar,
    QSizePolicy,
)

from studio.session.adapted import learned_looks
from studio.session.looks import CAMERAS, LOOKS
from studio.ui import theme
from studio.ui.language import said
from studio.ui.widgets import Choice, Number, PromptEdit, column, label, restyle, row, tool

More = Callable[[], tuple[tuple[str, str], ...]]
CARD_MIME = "application/x-fantascope-card"     # the clip's id, UTF-8
WIDTH = 260
FACE = QSize(WIDTH - 2 * theme.S - 2, 80)       # a wide cut of the picture: the row of cards stays low


class WordsChoice(Choice):
    """One of some named words, none of them, or words of one's own. `said` is what a person chose or wrote."""

    said = Signal(str)

    def __init__(self, none: str, choices: tuple[tuple[str, str], ...], name: str, *, more: More = tuple) -> None:
        """`more` is asked for further choices, which need no translation, each time the list is opened."""
        super().__init__()
        self._words: str | None = None
        self._more = more
        self.setProperty("role", "small")
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.addItem(none, "")
        for title, words in choices:
            self.addItem(said(title), words)
        self.addItem(self.tr("Own words…"), None)
        self._offer_more()
        self.activated.connect(self._chosen)

    def show_words(self, words: str) -> None:
        """Without reporting a choice. Own words stand in a line of their own, above the one that asks for them."""
        if words == self._words:
            return
        self._words = words
        own = self.count() - 2
        if self.itemData(own, Qt.ItemDataRole.UserRole + 1):
            self.removeItem(own)
        index = self.findData(words)
        if index < 0:
            index = self.count() - 1
            self.insertItem(index, words, words)
            self.setItemData(index, True, Qt.ItemDataRole.UserRole + 1)
        self.setCurrentIndex(index)

    def showPopup(self) -> None:
        self._offer_more()
        super().showPopup()

    def _offer_more(self) -> None:
        for title, words in self._more():
            if self.findData(words) < 0:
                own = self.count() - 2
                self.insertItem(own + (not self.itemData(own, Qt.ItemDataRole.UserRole + 1)), title, words)

    def _back(self) -> None:
        """To what was shown before."""
        words, self._words = self._words or "", None
        self.show_words(words)

    def _chosen(self, index: int) -> None:
        words = self.itemData(index)
        if words is not None:
            self.said.emit(words)
            return
        asked = QInputDialog(self.window())
        asked.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        asked.setWindowTitle(self.accessibleName())
        asked.setLabelText(self.accessibleName())
        asked.textValueSelected.connect(lambda text: self.said.emit(text.strip()[:400]))
        asked.rejected.connect(self._back)
        asked.open()


class BoardCard(QFrame):
    """Alt and the arrows move it, the arrows alone go to its neighbours, Delete removes it, Ctrl+Enter makes it."""

    chosen = Signal()
    said = Signal(str)
    settled = Signal()
    lasted = Signal(float)
    filmed = Signal(str)
    looked = Signal(str)
    again = Signal()
    removed = Signal()
    moved = Signal(int)         # by so many places
    stepped = Signal(int)       # the focus, likewise

    def __init__(self, clip_id: str) -> None:
        super().__init__()
        self.clip_id = clip_id
        self.setObjectName("card")
        self.setFixedWidth(WIDTH)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.number, self.state = label("", "title"), label("", "small")
        self.make = tool("", self.tr("Make this card again and keep the others"), mark="again")
        self.away = tool("", self.tr("Remove this card"), mark="close")
        self.face = QLabel()
        self.face.setFixedSize(FACE)
        self.prompt = PromptEdit()
        self.prompt.setProperty("role", "")
        self.prompt.setPlaceholderText(self.tr("What is seen? Write @ for somebody of the cast."))
        self.prompt.setAccessibleName(self.tr("Prompt of the card"))
        self.prompt.setMinimumHeight(56)
        self.length = Number(decimals=1, minimum=0.1, maximum=600.0, singleStep=0.5)
        self.length.setSuffix(self.tr(" s"))
        self.length.setFixedWidth(54)
        self.length.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.length.setKeyboardTracking(False)
        self.length.setAccessibleName(self.tr("Length of the card"))
        self.camera = WordsChoice(self.tr("Camera"), CAMERAS, self.tr("How it is filmed"))
        self.look = WordsChoice(self.tr("Look"), LOOKS, self.tr("Look of this card alone"), more=learned_looks)
        self.bar = QProgressBar(textVisible=False)
        self.bar.setRange(0, 1000)
        quiet = self.bar.sizePolicy()
        quiet.setRetainSizeWhenHidden(True)     # a card does not jump when it begins to be made
        self.bar.setSizePolicy(quiet)
        box = column(self, margin=theme.S, spacing=theme.XS)
        box.addLayout(row(self.number, self.state, 1, self.make, self.away, spacing=theme.XS))
        box.addWidget(self.face)
        box.addWidget(self.bar)
        box.addWidget(self.prompt, 1)
        line = row(self.length, self.camera, self.look, spacing=theme.XS)
        line.setStretch(1, 1)
        line.setStretch(2, 1)
        box.addLayout(line)
        self._pressed: QPoint | None = None
        self.prompt.edited.connect(self.said)
        self.prompt.left.connect(self.settled)
        self.prompt.submitted.connect(self.again)
        self.length.valueChanged.connect(self.lasted)
        self.length.editingFinished.connect(self.settled)
        self.camera.said.connect(self.filmed)
        self.look.said.connect(self.looked)
        self.make.clicked.connect(lambda: self.again.emit())
        self.away.clicked.connect(lambda: self.removed.emit())

    def show_chosen(self, on: bool) -> None:
        restyle(self, "chosen", on)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.chosen.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, alt = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        way = (key == Qt.Key.Key_Right) - (key == Qt.Key.Key_Left)
        if way and alt:
            self.moved.emit(way)
        elif way and not event.modifiers():
            self.stepped.emit(way)
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removed.emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
            self.again.emit() if control else self.prompt.setFocus()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = event.position().toPoint()
            self.setFocus()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        far = QApplication.startDragDistance()
        if self._pressed is None or (event.position().toPoint() - self._pressed).manhattanLength() < far:
            return
        drag, data = QDrag(self), QMimeData()
        data.setData(CARD_MIME, self.clip_id.encode())
        drag.setMimeData(data)
        drag.setPixmap(self.face.pixmap())
        drag.setHotSpot(QPoint(FACE.width() // 2, FACE.height() // 2))
        self._pressed = None
        drag.exec(Qt.DropAction.MoveAction)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._pressed = None
