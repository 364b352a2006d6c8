"""UI room: the button that makes a shot. While one is being made it is Enough and Cancel, with how far it is."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QProgressBar, QSizePolicy, QWidget

from studio.problem import StudioError
from studio.session.jobs import Cancelling, Job, Paused, Running
from studio.session.models import notes
from studio.session.studio import Studio
from studio.ui import theme
from studio.ui.language import in_a_row, said
from studio.ui.times import duration, remaining, size
from studio.ui.widgets import button, column, label, restyle, row


class MakeBar(QWidget):
    generate = Signal()

    def __init__(self, studio: Studio) -> None:
        super().__init__()
        self._studio = studio
        self.go = button(self.tr("Generate"), "primary", tip=self.tr("Ctrl + Enter"))
        self.enough = button(self.tr("Enough"), "primary", tip=self.tr("Stop here and keep what exists"))
        self.cancel = button(self.tr("Cancel"), tip=self.tr("Stop and keep nothing"))
        for made in (self.go, self.enough):
            made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.cancel.setMinimumHeight(40)
        self.bar = QProgressBar(textVisible=False)
        self.bar.setRange(0, 1000)
        self.words = label("", "small", wrap=True)
        self.go.clicked.connect(lambda: self.generate.emit())
        self.enough.clicked.connect(lambda: self._with_job(studio.enough))
        self.cancel.clicked.connect(lambda: self._with_job(studio.cancel))
        self._job = ""
        box = column(self, margin=0, spacing=theme.S)
        box.addWidget(self.bar)
        box.addLayout(row(self.go, self.enough, self.cancel))
        box.addWidget(self.words)

    def show_clip(self, clip_id: str | None, *, prompt_missing: bool, known: bool = True) -> None:
        """Render the job of that clip, or what a new one would take, once what the model will read is `known`."""
        job = self._studio.job_of(clip_id) if clip_id else None
        self._job = job.id if job else ""
        running = job is not None and isinstance(job.state, Running | Paused)
        self.go.setVisible(not running)
        self.enough.setVisible(running)
        self.cancel.setVisible(job is not None)
        self.bar.setVisible(job is not None)
        if job is not None:
            self._show_job(job)
            return
        text, trouble = "", False
        if known or prompt_missing:
            text, trouble = self._outlook(clip_id, prompt_missing=prompt_missing)
        self.go.setText(self.tr("Generate"))
        self.go.setEnabled(not trouble)
        self._say(text, "small")

    def _show_job(self, job: Job) -> None:
        self.cancel.setEnabled(not isinstance(job.state, Cancelling))
        self.go.setEnabled(False)
        match job.state:
            case Running() as run:
                self.bar.setValue(round(1000 * run.fraction))
                steps = self.tr("Step {done} of {total}").format(done=run.done, total=run.total)
                self._say(said(run.doing) or f"{steps}  ·  {remaining(run.seconds_left)}", "small")
            case Paused(progress=run):
                self.bar.setValue(round(1000 * run.fraction))
                self._say(self.tr("Paused. Resume it in the queue."), "warn")
            case Cancelling(keep=keep):
                self.go.setText(self.tr("Keeping what exists…") if keep else self.tr("Stopping…"))
                self._say("", "small")
            case _:
                self.bar.setValue(0)
                self.go.setText(self.tr("In the queue"))
                self._say(self.tr("Starts as soon as what is before it is done."), "small")

    def _outlook(self, clip_id: str | None, *, prompt_missing: bool) -> tuple[str, bool]:
        """(words, whether something is missing): said before the start, naming the field."""
        if prompt_missing:
            return self.tr("Say what should be seen, and press Ctrl + Enter."), True
        if clip_id is None:
            return "", True
        try:
            request = self._studio.request_for(clip_id)
            seconds, needs = self._studio.estimate(request), self._studio.footprint(request)
            self._studio.refuse_too_large(request)
            limits = notes(request)
        except StudioError as trouble:
            return in_a_row(trouble.problem), True
        words = self.tr("How long it takes here is known after the first one.")
        if seconds is not None:
            words = self.tr("Takes about {time} on this machine.").format(time=duration(seconds))
        if limits:                              # another model: it lies in memory as it says itself
            return " ".join((words, *map(said, limits))), False
        room = self.tr("Needs {memory} of memory, {disk} on disk.").format(
            memory=size(needs.memory), disk=size(needs.disk)
        )
        if needs.tight:
            room += " " + self.tr("Only {free} are free: close other programs first.").format(
                free=size(needs.free_memory or 0)
            )
        return f"{words} {room}", False

    def _say(self, text: str, role: str) -> None:
        self.words.setText(text)
        restyle(self.words, "role", role)

    def _with_job(self, act) -> None:
        if self._job:
            self._studio.attempt(act, self._job)
