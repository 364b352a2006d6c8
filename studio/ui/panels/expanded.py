"""UI room: the prompt as the model will read it: shown before anything is made, open to edits, off with one switch."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from studio.session.film import CastMember, Clip
from studio.session.naming import filmed
from studio.session.planning import BLEND
from studio.session.studio import Expansion, Studio
from studio.ui import theme
from studio.ui.language import said
from studio.ui.widgets import Check, column, label, row, tool

Key = tuple[str, tuple[CastMember, ...]]  # what an expansion is made from
PAUSE_MS = 350  # after the last key; half-typed words are not worth looking up


class ExpandedField(QWidget):
    """Shows the shot's own expansion, or the one it would get. Nothing is written into the film until it is edited."""

    edited = Signal(str)  # "" for: back to the automatic one
    switched = Signal(bool)
    arrived = Signal()

    def __init__(self, studio: Studio) -> None:
        super().__init__()
        self._studio = studio
        self._answer: tuple[Key, Expansion] | None = None
        self._asked: Key | None = None
        self._key: Key | None = None
        self.switch = Check(self.tr("Expand the prompt"))
        self.switch.setToolTip(self.tr("Off: the model reads exactly what you wrote"))
        self.again = tool("", self.tr("Back to the automatic expansion"), mark="undo")
        self.text = QPlainTextEdit()
        self.text.setAccessibleName(self.tr("Expanded prompt"))
        self.text.setPlaceholderText(self.tr("Reading the prompt…"))
        self.text.setFixedHeight(84)
        self.notes = label("", "warn", wrap=True)
        box = column(self, margin=0, spacing=theme.XS)
        box.addLayout(row(self.switch, 1, self.again))
        box.addWidget(self.text)
        box.addWidget(self.notes)
        self._soon = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._soon.timeout.connect(self._ask)
        self.text.textChanged.connect(lambda: self.edited.emit(self.text.toPlainText()))
        self.again.clicked.connect(lambda: self.edited.emit(""))
        self.switch.clicked.connect(lambda on: self.switched.emit(on))

    def show_clip(self, clip: Clip | None) -> None:
        shot = clip.shot if clip else None
        prompt = filmed(shot.prompt, shot.camera) if shot else ""
        wordy = shot is not None and bool(prompt.strip()) and shot.verb != BLEND
        automatic = self._studio.settings.expansion and wordy
        self._key = (prompt, self._studio.project.cast) if automatic else None
        own = shot.expanded if shot else ""
        found = self._answer[1] if self._answer and self._answer[0] == self._key else None
        if self._key is not None and found is None and not own:
            if self._asked != self._key:
                self._soon.start()
        else:
            self._soon.stop()
        self.switch.setChecked(self._studio.settings.expansion)
        self.text.setVisible(bool(own) or automatic)
        self.again.setVisible(bool(own) and automatic and (found is None or own != found.text))
        self._show_text(own or (found.text if found else ""))
        left_out = found.left_out if found is not None and own in ("", found.text) else ()
        self.notes.setText("  ·  ".join(map(said, left_out)))
        self.notes.setVisible(bool(left_out))

    @property
    def known(self) -> bool:
        """Whether what the model will read is on screen, so that asking for the request costs nothing."""
        return self._key is None or bool(self.text.toPlainText())

    def when_known(self, then: Callable[[], object]) -> None:
        """Do it at once, or as soon as the expansion is there."""
        key = self._key
        if key is None or self.known:
            then()
            return

        def done(found: Expansion) -> None:
            self._keep(key, found)
            then()

        self._studio.expand(key[0], on_done=done)

    def _ask(self) -> None:
        key = self._asked = self._key
        if key is not None:
            self._studio.expand(key[0], on_done=lambda found: self._keep(key, found))

    def _keep(self, key: Key, found: Expansion) -> None:
        if key == self._key:
            self._answer, self._asked = (key, found), None
            self.arrived.emit()

    def _show_text(self, text: str) -> None:
        if text != self.text.toPlainText():
            self.text.blockSignals(True)
            self.text.setPlainText(text)
            self.text.blockSignals(False)
