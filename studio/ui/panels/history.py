"""UI room: the history: every state the film has been in, oldest first. A click goes there, back or forth."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QListWidget, QListWidgetItem

from studio.session.changes import FilmClosed, FilmOpened, ProjectChanged
from studio.session.studio import Studio
from studio.ui import theme
from studio.ui.frames import Frames
from studio.ui.language import said
from studio.ui.panels.panel import Panel
from studio.ui.widgets import column, label, row

NEWEST = 300  # states in the list; older ones are reached with undo


class HistoryPanel(Panel):
    """What has been undone is greyed, and goes when something else is done."""

    HEARS = (FilmOpened, FilmClosed, ProjectChanged)

    def __init__(self, studio: Studio, frames: Frames) -> None:
        self.list = QListWidget()
        super().__init__(studio, frames)
        self._first = 0  # which state the first row is
        self.list.setAccessibleName(self.tr("History"))
        self.list.setUniformItemSizes(True)
        self.list.setSpacing(2)
        self.list.itemClicked.connect(lambda item: self.go(self.list.row(item)))
        self.list.itemActivated.connect(lambda item: self.go(self.list.row(item)))
        self.count = label("", "small")
        box = column(self, spacing=theme.S)
        box.addWidget(self.list, 1)
        box.addLayout(row(self.count, 1))

    def focus(self) -> None:
        self.list.setFocus()

    def go(self, index: int) -> None:
        """To the state of a row."""
        steps = self._first + index - len(self.studio.history.past)
        if steps:
            self.studio.attempt(self.studio.travel, steps)

    def refresh(self) -> None:
        history = self.studio.history
        here = len(history.past)
        labels = [self.tr("Opened"), *(said(step.label) for step in (*history.past, *history.future))]
        self._first = max(min(here, len(labels) - NEWEST), 0)
        labels = labels[self._first : self._first + NEWEST]
        while self.list.count() > len(labels):
            self.list.takeItem(self.list.count() - 1)
        while self.list.count() < len(labels):
            self.list.addItem(QListWidgetItem())
        undone = QColor(theme.current().muted)
        for index, text in enumerate(labels):
            item, gone = self.list.item(index), self._first + index > here
            item.setText(text)
            item.setData(Qt.ItemDataRole.ForegroundRole, undone if gone else None)
            font = item.font()
            font.setItalic(gone)
            item.setFont(font)
        self.list.setCurrentRow(here - self._first)
        self.list.scrollToItem(self.list.item(here - self._first), QListWidget.ScrollHint.PositionAtCenter)
        self.count.setText(self.tr("{n} steps back, {m} forth").format(n=here, m=len(history.future)))
