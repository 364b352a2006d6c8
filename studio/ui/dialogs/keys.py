"""UI room: the sheet of every shortcut, opened with `?`, and the choice of the map they come from.

It is made from the tables that make the keys work.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QCoreApplication, QKeyCombination, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QDialog, QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from studio.ui import keymaps, theme
from studio.ui.widgets import Choice, button, column, label, row

COLUMNS = 4


def tr(text: str) -> str:
    return QCoreApplication.translate("Keys", text)


class KeysDialog(QDialog):
    """`choose(name)` puts another map in force. `?` or Escape closes it again."""

    def __init__(self, current: str, choose: Callable[[str], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choose = choose
        self.setWindowTitle(tr("Keyboard shortcuts"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.map = Choice()
        for name, (words, _) in keymaps.MAPS.items():
            self.map.addItem(words, name)
        self.map.setAccessibleName(tr("Keys as in"))
        self.map.setCurrentIndex(max(self.map.findData(current), 0))
        self.map.currentIndexChanged.connect(self._chosen)
        box = column(self, margin=theme.XL, spacing=theme.L)
        box.addLayout(row(label(tr("Keyboard shortcuts"), "display"), 1, label(tr("Keys as in"), "field"), self.map))
        self._sheet = QScrollArea(widgetResizable=True)
        self._sheet.setFrameShape(QFrame.Shape.NoFrame)
        self._sheet.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        box.addWidget(self._sheet, 1)
        close = button(tr("Close"))
        close.clicked.connect(self.accept)
        box.addLayout(row(1, close))
        self._fill()
        self.resize(self.minimumSizeHint().width(), 780)

    def _chosen(self) -> None:
        self._choose(self.map.currentData())
        self._fill()

    def _fill(self) -> None:
        """The keys in force, in columns about as long as each other."""
        whole = QWidget()
        across = QHBoxLayout(whole)
        across.setContentsMargins(0, 0, theme.M, 0)
        across.setSpacing(2 * theme.XL)
        columns = [QVBoxLayout() for _ in range(COLUMNS)]
        heights = [0] * COLUMNS
        for name, lines in sorted(keymaps.sheet(self.map.currentData()), key=lambda group: -len(group[1])):
            if not lines:
                continue
            shortest = heights.index(min(heights))
            heights[shortest] += len(lines) + 2
            columns[shortest].addLayout(self._group(name, [(what, written(keys)) for what, keys in lines]))
            columns[shortest].addSpacing(theme.M)
        for part in columns:
            part.addStretch(1)
            across.addLayout(part, 1)
        self._sheet.setWidget(whole)
        self._sheet.setMinimumWidth(whole.minimumSizeHint().width() + 2 * theme.L)

    def _group(self, name: str, lines: Sequence[tuple[str, str]]) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.L)
        grid.setVerticalSpacing(theme.XS)
        grid.setColumnStretch(0, 1)
        grid.addWidget(label(name, "title"), 0, 0, 1, 2)
        for at, (what, keys) in enumerate(lines, start=1):
            grid.addWidget(label(what, "hint"), at, 0)
            grid.addWidget(label(keys), at, 1, Qt.AlignmentFlag.AlignRight)
        return grid

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text() == "?":
            self.accept()
            return
        super().keyPressEvent(event)


def written(keys: QKeySequence | QKeyCombination | str) -> str:
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText).replace("+", " + ")
