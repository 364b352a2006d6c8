"""UI room: what a clip shows, in words that can be a prompt. Asked of the studio, shown when it answers."""

from __future__ import annotations

import weakref

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QApplication, QDialog, QPlainTextEdit, QWidget

from studio.session.film import Clip, edit
from studio.session.studio import Description, Studio
from studio.ui import theme
from studio.ui.language import said
from studio.ui.widgets import Segmented, button, column, label, row

LANGUAGES = {"en": "English", "zh": "中文"}


def tr(text: str) -> str:
    return QCoreApplication.translate("Describe", text)


class DescribeDialog(QDialog):
    """The words can be changed before they are used; nothing happens to the film until then."""

    def __init__(self, studio: Studio, clip: Clip, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._studio, self._clip_id, self._asked = studio, clip.id, 0
        self.setWindowTitle(tr("Describe"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(520)
        self.language = Segmented(list(LANGUAGES.items()))
        self.length = Segmented([("short", tr("Short")), ("medium", tr("Medium")), ("long", tr("Long"))])
        self.by = Segmented([("own", tr("Your model")), ("studio", tr("Built in"))])
        self.by.show_value("own" if studio.has_writer else "studio")
        self.by.setVisible(studio.has_writer)
        for part, width in ((self.language, 160), (self.length, 260), (self.by, 200)):
            part.setMinimumWidth(width)
        self.language.show_value("en")
        self.length.show_value("long")
        self.text = QPlainTextEdit()
        self.text.setAccessibleName(tr("Description"))
        self.text.setPlaceholderText(tr("Looking at the clip…"))
        self.text.setFixedHeight(110)
        self.unsure = label("", "warn", wrap=True)
        self.note = label("", "small", wrap=True)
        self.use = button(tr("Use as prompt"), "primary")
        copy, close = button(tr("Copy")), button(tr("Close"))
        self.use.setVisible(clip.shot is not None)
        for part in (copy, close):
            part.setMinimumHeight(40)
        box = column(self, margin=theme.XL, spacing=theme.L)
        box.addWidget(label(tr("What this clip shows"), "display"))
        box.addLayout(row(self.language, self.length, self.by, 1))
        box.addWidget(self.text)
        box.addWidget(self.unsure)
        box.addWidget(self.note)
        box.addLayout(row(1, close, copy, self.use))
        self.language.chosen.connect(lambda _: self.ask())
        self.length.chosen.connect(lambda _: self.ask())
        self.by.chosen.connect(lambda _: self.ask())
        copy.clicked.connect(lambda: QApplication.clipboard().setText(self.text.toPlainText()))
        self.use.clicked.connect(self.take)
        close.clicked.connect(self.reject)
        self.ask()

    def ask(self) -> None:
        self._asked += 1
        number, here = self._asked, weakref.ref(self)       # it may be closed before the answer comes

        def answered(found: Description | None) -> None:
            if (dialog := here()) is not None and number == dialog._asked:
                dialog.show_found(found)

        self.text.setPlainText("")
        self._wait(True)
        self._studio.attempt(
            self._studio.describe, self._clip_id, language=self.language.value(), length=self.length.value(),
            own=self.by.value() == "own", on_done=answered,
        )  # fmt: skip

    def show_found(self, found: Description | None) -> None:
        self._wait(False)
        if found is None:                                   # the window tells the trouble
            self.reject()
            return
        self.text.setPlainText(found.text)
        either = {said(name): tr(" or ").join(list(values)[:2]) for name, values in found.unsure.items()}
        doubts = [f"{name} ({values})" for name, values in either.items()]
        self.unsure.setText(tr("Unsure: {}").format(", ".join(doubts)))
        self.unsure.setVisible(bool(doubts))
        instead = tr("The built-in captioner looked instead.") if found.trouble else ""
        self.note.setText(" ".join(filter(None, [said(found.trouble), instead, said(found.note)])))

    def take(self) -> None:
        """The words become the shot's prompt."""
        text = self.text.toPlainText().strip()
        change = lambda film: edit.set_prompt(film, self._clip_id, prompt=text)  # noqa: E731
        self._studio.attempt(self._studio.edit, "Prompt", change)
        self.accept()

    def _wait(self, waiting: bool) -> None:
        self.use.setEnabled(not waiting)
        self.text.setReadOnly(waiting)
        self.unsure.setVisible(False)
        self.note.setText("")
