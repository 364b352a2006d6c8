"""UI room: the same film, changed towards other words: a prompt, and how far it may go from what is there."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QDialog, QSizePolicy, QSlider, QWidget

from studio.session.film import Clip
from studio.session.studio import Studio
from studio.ui import theme
from studio.ui.widgets import PromptEdit, button, column, field, label, row

USUAL = 60


def tr(text: str) -> str:
    return QCoreApplication.translate("Remix", text)


class RemixDialog(QDialog):
    """Ctrl+Enter or the button starts it; the result is another take."""

    def __init__(self, studio: Studio, clip: Clip, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._studio, self._clip_id = studio, clip.id
        self.setWindowTitle(tr("Remix"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(460)
        self.prompt = PromptEdit()
        self.prompt.show_text(clip.prompt)
        self.prompt.setPlaceholderText(tr("What should it become? The same street at night, in the rain"))
        self.prompt.setMinimumHeight(110)
        self.prompt.submitted.connect(self.start)
        self.strength = QSlider(Qt.Orientation.Horizontal)
        self.strength.setRange(5, 100)
        self.strength.setValue(USUAL)
        self.share = label("", "small")
        self.share.setFixedWidth(40)
        self.strength.valueChanged.connect(self._say)
        self.go, close = button(tr("Remix"), "primary"), button(tr("Cancel"))
        self.go.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        close.setMinimumHeight(40)
        self.go.clicked.connect(self.start)
        close.clicked.connect(self.reject)
        box = column(self, margin=theme.XL, spacing=theme.L)
        box.addWidget(label(tr("Remix"), "display"))
        box.addWidget(self.prompt, 1)
        box.addWidget(field(tr("How far it may go: 0 % is the same film, 100 % a new one"), self.strength, self.share))
        box.addLayout(row(1, close, self.go))
        self._say()

    def start(self) -> None:
        strength = self.strength.value() / 100
        job = self._studio.attempt(
            self._studio.remix, self._clip_id, prompt=self.prompt.toPlainText().strip(), strength=strength
        )
        if job is not None:
            self.accept()

    def _say(self) -> None:
        self.share.setText(f"{self.strength.value()} %")
