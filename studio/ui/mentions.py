"""UI room: names offered while an @ is being written in a prompt. Knows lists of names, nothing of films."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtGui import QKeyEvent, QStandardItem, QStandardItemModel, QTextCursor
from PySide6.QtWidgets import QAbstractItemView, QCompleter, QPlainTextEdit

from studio.session.naming import being_named

NAME = Qt.ItemDataRole.UserRole
WIDTH = 240
Names = Callable[[], Sequence[tuple[str, str]]]     # (name, what is known of it)


class Mentions(QCompleter):
    """Belongs to its text field. Up, Down and Enter or Tab choose, Escape goes on without."""

    def __init__(self, edit: QPlainTextEdit, names: Names) -> None:
        self._edit, self._names, self._model = edit, names, QStandardItemModel()
        super().__init__(self._model, edit)
        self.setWidget(edit)
        self.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        self.setCompletionRole(NAME)
        self.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._shown.setObjectName("mentions")
        self.activated.connect(self._take)
        edit.textChanged.connect(self._look)
        edit.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """While names are offered, the keys that choose one are not text. On a screen the list gets them first, and
        would hand them straight to the field, past its filters."""
        keys = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab)
        pressed = event.type() == QEvent.Type.KeyPress
        if pressed and watched in (self._edit, self._shown) and self._shown.isVisible():
            assert isinstance(event, QKeyEvent)
            if event.key() == Qt.Key.Key_Escape:
                self._shown.hide()
                return True
            if event.key() in keys and not event.modifiers():
                self._take(self._shown.currentIndex().data(NAME) or self.currentCompletion())
                return True
        return super().eventFilter(watched, event)

    @property
    def _shown(self) -> QAbstractItemView:
        """The list of names, which Qt makes when it is first asked for."""
        if (made := self.popup()) is None:
            raise RuntimeError("a completer without a list")
        return made

    def _look(self) -> None:
        found = being_named(self._edit.toPlainText(), caret=self._edit.textCursor().position())
        known = self._names() if found is not None and self._edit.hasFocus() else ()
        begun = found[1] if found else ""
        fitting = [(name, told) for name, told in known if name.lower().startswith(begun.lower())]
        if not fitting or (len(fitting) == 1 and fitting[0][0] == begun):
            self._shown.hide()
            return
        self._model.clear()
        for name, told in fitting:
            item = QStandardItem(f"@{name}   {told}" if told else f"@{name}")
            item.setData(name, NAME)
            self._model.appendRow(item)
        self.setCompletionPrefix(begun)
        spot: QRect = self._edit.cursorRect()
        spot.translate(0, 6)
        spot.setWidth(WIDTH)
        self.complete(spot)
        self._shown.setCurrentIndex(self.completionModel().index(0, 0))

    def _take(self, name: str) -> None:
        """What was typed after the @ becomes the name."""
        cursor = self._edit.textCursor()
        found = being_named(self._edit.toPlainText(), caret=cursor.position())
        if found is None or not name:
            return
        name = name.removeprefix("@").split(" ")[0]
        self._shown.hide()
        cursor.setPosition(found[0] + 1)
        cursor.setPosition(found[0] + 1 + len(found[1]), QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(f"{name} ")
        self._edit.setTextCursor(cursor)
