"""UI room: the sheet of every shortcut, opened with `?`. It is made from the tables that make the keys work."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QCoreApplication, QKeyCombination, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from studio.ui import theme
from studio.ui.widgets import button, column, label, row

COLUMNS = 4


def tr(text: str) -> str:
    return QCoreApplication.translate("Keys", text)


class KeysDialog(QDialog):
    """Groups of (what, keys). `?` or Escape closes it again."""

    def __init__(self, groups: Iterable[tuple[str, Sequence[tuple[str, str]]]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Keyboard shortcuts"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box = column(self, margin=theme.XL, spacing=theme.L)
        box.addWidget(label(tr("Keyboard shortcuts"), "display"))
        columns = [QVBoxLayout() for _ in range(COLUMNS)]
        heights = [0] * COLUMNS
        for name, lines in sorted(groups, key=lambda group: -len(group[1])):
            if not lines:
                continue
            shortest = heights.index(min(heights))
            heights[shortest] += len(lines) + 2
            columns[shortest].addLayout(self._group(name, lines))
            columns[shortest].addSpacing(theme.M)
        across = QHBoxLayout()
        across.setSpacing(2 * theme.XL)
        for part in columns:
            part.addStretch(1)
            across.addLayout(part)
        box.addLayout(across)
        close = button(tr("Close"))
        close.clicked.connect(self.accept)
        box.addLayout(row(1, close))

    def _group(self, name: str, lines: Sequence[tuple[str, str]]) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.XL)
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
