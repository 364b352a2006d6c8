"""UI room: what the dialogs of the verbs share: a title, words, what else is asked, and one button that starts it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QSizePolicy, QSlider, QVBoxLayout, QWidget

from studio.session.studio import Studio
from studio.ui import theme
from studio.ui.mentions import Mentions
from studio.ui.widgets import PromptEdit, button, column, label, row

WIDTH = 520


def tr(text: str) -> str:
    return QCoreApplication.translate("Verb", text)


class VerbDialog(QDialog):
    """Subclasses fill `body` and say in `begin` what starts; Ctrl+Enter or the button does it."""

    def __init__(self, studio: Studio, title: str, hint: str, go: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.studio = studio
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(WIDTH)
        self.body = QVBoxLayout()
        self.body.setSpacing(theme.L)
        self.go, close = button(go, "primary"), button(tr("Cancel"))
        self.go.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.go.setMinimumWidth(120)
        self.go.setDefault(True)
        close.setMinimumHeight(40)
        self.go.clicked.connect(self.start)
        close.clicked.connect(self.reject)
        box = column(self, margin=theme.XL, spacing=theme.L)
        head = QVBoxLayout()
        head.setSpacing(theme.XS)
        head.addWidget(label(title, "display"))
        head.addWidget(label(hint, "hint", wrap=True))
        box.addLayout(head)
        box.addLayout(self.body, 1)
        box.addLayout(row(1, close, self.go))

    def begin(self) -> object:
        """Start it; raises StudioError, or returns None, to stay open."""
        raise NotImplementedError

    def start(self) -> None:
        if self.studio.attempt(self.begin) is not None:
            self.accept()

    def prompt_field(self, text: str, placeholder: str, *, height: int = 88) -> PromptEdit:
        made = PromptEdit()
        made.show_text(text)
        made.setPlaceholderText(placeholder)
        made.setAccessibleName(tr("Prompt"))
        made.setFixedHeight(height)
        made.submitted.connect(self.start)
        Mentions(made, lambda: [(member.name, member.description) for member in self.studio.project.cast])
        return made


class Share(QSlider):
    """A share in percent, with its value beside it: `whole` is the line to lay out."""

    def __init__(self, value: int, *, least: int = 0, say: Callable[[int], str] = lambda value: f"{value} %") -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._say = say
        self.setRange(least, 100)
        self.words = QLabel()
        self.words.setFixedWidth(48)
        self.words.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.valueChanged.connect(lambda now: self.words.setText(self._say(now)))
        self.setValue(value)
        self.words.setText(self._say(value))

    @property
    def share(self) -> float:
        return self.value() / 100


def ends(left: str, right: str) -> QHBoxLayout:
    """What the two ends of a slider mean."""
    return row(label(left, "small"), 1, label(right, "small"))
