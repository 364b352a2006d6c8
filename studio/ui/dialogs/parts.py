"""UI room: a part of a clip made anew (re-cut, redo), and other ways to lead up to it (many pasts)."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QDoubleSpinBox, QSpinBox, QWidget

from studio.session.film import Clip, find_take, seconds, timecode
from studio.session.studio import Studio
from studio.ui.dialogs.rangestrip import RangeStrip
from studio.ui.dialogs.verb import VerbDialog
from studio.ui.frames import Frames, frame_ref
from studio.ui.widgets import Segmented, field, label, row

SMALL = (256, 144)
ANEW, AGAIN = "anew", "again"


def tr(text: str) -> str:
    return QCoreApplication.translate("Parts", text)


class RecutDialog(VerbDialog):
    """Marks a stretch of the clip. It becomes a shot of its own between what is kept, or a take of the same shot."""

    def __init__(self, studio: Studio, clip: Clip, frames: Frames, parent: QWidget | None = None) -> None:
        hint = tr("Mark what should go. What is kept on both sides is what the new part goes on from and leads to.")
        super().__init__(studio, tr("Re-cut"), hint, tr("Make it anew"), parent)
        self._clip, self._frames = clip, frames
        start, stop = self._marked(clip)
        self.strip = RangeStrip(clip.length, start=start, stop=stop, picture=self._picture)
        self.strip.setAccessibleName(tr("The part to make anew"))
        self.strip.changed.connect(lambda *_: self._say())
        self.words = label("", "small")
        self.how = Segmented([(ANEW, tr("A shot of its own")), (AGAIN, tr("Another take"))])
        self.how.show_value(ANEW)
        self.how.chosen.connect(lambda _: self._say())
        self.prompt = self.prompt_field(clip.prompt, tr("What should happen there? Empty: what the clip's words say"))
        take = find_take(studio.project, clip.take)
        self.how_field = field(tr("It becomes"), self.how)
        self.how_field.setVisible(take is not None and bool(take.latents))
        for part in (self.strip, self.words, self.how_field, self.prompt):
            self.body.addWidget(part)
        frames.arrived.connect(self.strip.refresh)
        self._say()

    def begin(self) -> object:
        at, start, stop = self._clip.start, self.strip.start, self.strip.stop
        if self.how.value() == AGAIN:
            return self.studio.redo_part(self._clip.id, at + start, at + stop)
        words = self.prompt.toPlainText().strip()
        return self.studio.recut(self._clip.id, at + start, at + stop, prompt=words)

    def _marked(self, clip: Clip) -> tuple[int, int]:
        """The film's in and out point where they lie in the clip; else its middle third."""
        film = self.studio.project
        low = max((film.in_point if film.in_point is not None else clip.start) - clip.start, 0)
        high = min((film.out_point if film.out_point is not None else clip.end) - clip.start, clip.length)
        if low >= high or (low, high) == (0, clip.length):
            low, high = clip.length // 3, max(2 * clip.length // 3, clip.length // 3 + 1)
        return low, high

    def _picture(self, frame: int) -> np.ndarray | None:
        clip = self._clip
        return self._frames.of(frame_ref(self.studio.project, clip, clip.start + frame), size=SMALL)

    def _say(self) -> None:
        film, strip = self.studio.project, self.strip
        first, last = (timecode(self._clip.start + frame, film.rate) for frame in (strip.start, strip.stop))
        length = float(seconds(strip.stop - strip.start, film.rate))
        words = tr("{first} to {last}  ·  {length} s")
        self.words.setText(words.format(first=first, last=last, length=f"{length:.1f}"))
        whole = strip.stop - strip.start == self._clip.length
        self.go.setEnabled(not whole or self.how.value() == AGAIN)
        self.prompt.setEnabled(self.how.value() == ANEW)


class PastsDialog(VerbDialog):
    """Several takes of one shot that leads up to the clip."""

    def __init__(self, studio: Studio, clip: Clip, parent: QWidget | None = None) -> None:
        hint = tr("Several ways to lead up to where this clip begins. They arrive as takes of one shot before it.")
        super().__init__(studio, tr("Many pasts, one ending"), hint, tr("Make them"), parent)
        self._clip_id = clip.id
        self.prompt = self.prompt_field(clip.prompt, tr("What happened before? Empty: what the clip's words say"))
        self.count = QSpinBox(minimum=2, maximum=8, value=3)
        self.length = QDoubleSpinBox(decimals=1, minimum=0.5, maximum=60.0, singleStep=0.5, value=3.0)
        self.length.setSuffix(tr(" s"))
        for part in (self.count, self.length):
            part.setAlignment(Qt.AlignmentFlag.AlignCenter)
            part.setFixedWidth(88)
        self.body.addWidget(self.prompt)
        self.body.addLayout(row(field(tr("How many"), self.count), field(tr("How long"), self.length), 1))

    def begin(self) -> object:
        words = self.prompt.toPlainText().strip()
        length = Fraction(str(round(self.length.value(), 1)))
        return self.studio.pasts(self._clip_id, n=self.count.value(), seconds=length, prompt=words)
