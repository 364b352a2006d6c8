"""UI room: the same film, changed towards other words: a prompt, and how far it may go from what is there."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from studio.session.film import Clip
from studio.session.jobs import Job
from studio.session.studio import Studio
from studio.ui import theme
from studio.ui.dialogs.verb import Share, VerbDialog, ends
from studio.ui.language import NOOP
from studio.ui.widgets import Segmented, field

STRENGTHS = ((30, NOOP("Remix", "Subtle")), (60, NOOP("Remix", "Mild")), (90, NOOP("Remix", "Strong")))
USUAL = 60


def tr(text: str) -> str:
    return QCoreApplication.translate("Remix", text)


class RemixDialog(VerbDialog):
    """The result is another take; footage gets it as a shot on the track above."""

    def __init__(self, studio: Studio, clip: Clip, parent: QWidget | None = None) -> None:
        hint = tr("Change what is there towards other words. It arrives as another take.")
        super().__init__(studio, tr("Remix"), hint, tr("Remix"), parent)
        self._clip_id = clip.id
        self.prompt = self.prompt_field(clip.prompt, tr("What should it become? The same street at night, in the rain"))
        self.strength = Share(USUAL, least=5)
        self.strength.setAccessibleName(tr("Strength"))
        self.quick = Segmented([(str(value), tr(name)) for value, name in STRENGTHS])
        self.quick.chosen.connect(lambda value: self.strength.setValue(int(value)))
        self.strength.valueChanged.connect(self._say)
        self.body.addWidget(self.prompt)
        line = QVBoxLayout()
        line.setSpacing(theme.XS)
        line.addWidget(field(tr("Strength"), self.quick))
        line.addSpacing(theme.XS)
        line.addWidget(field("", self.strength, self.strength.words))
        line.addLayout(ends(tr("the same film"), tr("a new one")))
        self.body.addLayout(line)
        self._say(USUAL)

    def begin(self) -> Job:
        return self.studio.remix(
            self._clip_id, prompt=self.prompt.toPlainText().strip(), strength=self.strength.share
        )

    def _say(self, value: int) -> None:
        self.quick.show_value(str(value))
