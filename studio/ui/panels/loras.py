"""UI room: the LoRA files of a shot, each with its weight. Hidden while the shot's model cannot use any."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from studio.session.film import LoraFile
from studio.ui import theme
from studio.ui.dialogs import files
from studio.ui.widgets import ElidedLabel, Number, button, clear, column, row, tool


class LoraList(QWidget):
    """`changed` carries the whole list as it is wished for."""

    changed = Signal(tuple)

    def __init__(self) -> None:
        super().__init__()
        self._shown: tuple[LoraFile, ...] = ()
        self._rows = column(self, margin=0, spacing=theme.XS)
        self.add = button(self.tr("Add a LoRA file…"), "link")
        self.add.clicked.connect(lambda: files.choose_weights(self, Path.home(), self.take))
        self._rows.addWidget(self.add)

    def take(self, path: Path) -> None:
        """One more file, at full weight."""
        if str(path) not in {lora.path for lora in self._shown}:
            self.changed.emit((*self._shown, LoraFile(str(path))))

    def show_files(self, loras: Sequence[LoraFile]) -> None:
        if tuple(loras) == self._shown:
            return
        paths = [lora.path for lora in self._shown]
        self._shown = tuple(loras)
        if [lora.path for lora in loras] == paths:          # only weights differ: whoever types keeps the caret
            return
        clear(self._rows, keep=(self.add,))
        for number, lora in enumerate(self._shown):
            self._rows.insertWidget(number, self._row(number, lora))

    def _row(self, number: int, lora: LoraFile) -> QWidget:
        made, name = QWidget(), ElidedLabel(Path(lora.path).stem)
        name.setToolTip(lora.path)
        weight = Number(decimals=2, minimum=-2.0, maximum=2.0, singleStep=0.1, value=lora.weight)
        weight.setAccessibleName(self.tr("Weight of {name}").format(name=Path(lora.path).stem))
        weight.setKeyboardTracking(False)
        remove = tool("", self.tr("Without this file"), mark="close")
        weight.valueChanged.connect(lambda value: self._weigh(number, value))
        remove.clicked.connect(lambda: self.changed.emit(self._shown[:number] + self._shown[number + 1:]))
        inner = row(name, weight, remove)
        inner.setStretch(0, 1)
        made.setLayout(inner)
        return made

    def _weigh(self, number: int, weight: float) -> None:
        changed = replace(self._shown[number], weight=round(weight, 2))
        self.changed.emit((*self._shown[:number], changed, *self._shown[number + 1:]))
