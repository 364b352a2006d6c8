"""UI room: the queue: what is being made, how far it is, how long it will take, and every way to stop it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QProgressBar, QSizePolicy, QWidget

from studio.session.changes import FilmOpened, JobChanged, QueueChanged
from studio.session.jobs import Cancelled, Cancelling, Failed, Finished, Job, Paused, Running, Waiting
from studio.session.studio import Studio
from studio.ui import theme
from studio.ui.frames import Frames
from studio.ui.icons import icon
from studio.ui.language import said
from studio.ui.panels.panel import Panel
from studio.ui.times import duration, remaining
from studio.ui.widgets import ElidedLabel, column, label, restyle, row, tool

ID = Qt.ItemDataRole.UserRole
SHOWN_OVER = 4  # finished jobs that stay in sight
ROW, ROW_AT_REST = 50, 40


class JobRow(QWidget):
    """One job. It shows the state it was last given."""

    cancel = Signal()
    enough = Signal()
    rewind = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.title, self.state = ElidedLabel(), label("", "small")
        self.bar = QProgressBar(textVisible=False)
        self.bar.setRange(0, 1000)
        self.back = tool("", self.tr("Make the last finished part again"), mark="back")
        self.back.clicked.connect(lambda: self.rewind.emit())
        self.keep = tool(self.tr("Enough"), self.tr("Stop here and keep what exists"))
        self.stop = tool("", self.tr("Cancel: nothing of it is kept"), mark="close")
        self.keep.clicked.connect(lambda: self.enough.emit())
        self.stop.clicked.connect(lambda: self.cancel.emit())
        box = column(self, margin=theme.XS, spacing=2)
        line = row(self.title, self.state, self.back, self.keep, self.stop, spacing=theme.XS)
        line.setStretch(0, 1)
        box.addLayout(line)
        box.addWidget(self.bar)

    def show_job(self, job: Job) -> None:
        self.title.setText(self._title(job))
        self.title.setToolTip(job.request.prompts[0].text if job.request and job.request.prompts else said(job.label))
        text, fraction, role = self._state(job)
        self.state.setText(text)
        restyle(self.state, "role", role)
        self.bar.setVisible(job.active)
        self.bar.setValue(round(1000 * fraction))
        self.keep.setVisible(isinstance(job.state, Running | Paused) and job.kind == "generate")
        self.back.setVisible(isinstance(job.state, Running | Paused) and job.kind == "generate" and _window(job) > 0)
        self.stop.setVisible(not job.over)
        self.stop.setEnabled(not isinstance(job.state, Cancelling))

    def _title(self, job: Job) -> str:
        prompt = job.request.prompts[0].text.strip() if job.request and job.request.prompts else ""
        label = said(job.label)
        return f"{label}  ·  {prompt}" if prompt else label

    def _state(self, job: Job) -> tuple[str, float, str]:
        """(words, fraction done, role of the words)"""
        match job.state:
            case Waiting(position=position, seconds_left=left):
                words = self.tr("next") if position == 0 else self.tr("waiting")
                return (words if left is None else self.tr("done in {time}").format(time=duration(left)), 0.0, "small")
            case Running(doing=doing) as run:
                return (said(doing) or remaining(run.seconds_left), run.fraction, "small")
            case Paused(progress=run):
                return (self.tr("paused"), run.fraction, "warn")
            case Cancelling(keep=keep):
                return (self.tr("keeping what exists") if keep else self.tr("stopping"), 0.0, "small")
            case Finished(complete=complete):
                return (self.tr("done") if complete else self.tr("kept"), 1.0, "small")
            case Cancelled():
                return (self.tr("cancelled"), 0.0, "small")
            case Failed():
                return (self.tr("failed"), 0.0, "danger")


def _window(job: Job) -> int:
    """How many parts of a running job are finished."""
    run = job.state.progress if isinstance(job.state, Paused) else job.state
    return run.window if isinstance(run, Running) else 0


class JobList(QListWidget):
    """Rows that can be dragged into another order."""

    reordered = Signal(list)

    def __init__(self) -> None:
        super().__init__()
        self.setDragDropMode(QListWidget.DragDropMode.InternalMove)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setSelectionMode(QListWidget.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)

    def dropEvent(self, event: QDropEvent) -> None:
        super().dropEvent(event)
        self.reordered.emit([self.item(index).data(ID) for index in range(self.count())])


class QueuePanel(Panel):
    HEARS = (FilmOpened, JobChanged, QueueChanged)

    def __init__(self, studio: Studio, frames: Frames) -> None:
        self.list = JobList()
        super().__init__(studio, frames)
        self.title = label(self.tr("Queue"), "title")
        self.pause = tool("", self.tr("Hold the queue between two steps"), mark="pause")
        self.pause.clicked.connect(lambda: studio.attempt(studio.resume if studio.paused else studio.pause))
        self.clear = tool("", self.tr("Forget what is finished"), mark="clear")
        self.clear.clicked.connect(self._clear)
        self.empty = label(self.tr("Nothing is being made."), "small")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.empty.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.MinimumExpanding)
        self.list.reordered.connect(self._reorder)
        box = column(self, spacing=theme.XS)
        box.addLayout(row(self.title, 1, self.clear, self.pause, spacing=0))
        box.addWidget(self.empty)
        box.addWidget(self.list, 1)

    def refresh(self) -> None:
        jobs = listed(self.studio.jobs)
        left = sum(not job.over for job in jobs)
        self.title.setText(self.tr("Queue") + (f"  {left}" if left else ""))
        self.pause.setIcon(icon("play" if self.studio.paused else "pause"))
        self.pause.setToolTip(self.tr("Go on") if self.studio.paused else self.tr("Hold the queue between two steps"))
        self.pause.setVisible(self.studio.paused or any(not job.over for job in jobs))
        self.clear.setVisible(any(job.over for job in jobs))
        self.empty.setVisible(not jobs)
        self.list.setVisible(bool(jobs))
        wanted = [(job.id, job.active) for job in jobs]
        if wanted != [self.list.item(index).data(ID + 1) for index in range(self.list.count())]:
            self._lay_out(jobs)
        for index, job in enumerate(jobs):
            self.row(index).show_job(job)

    def row(self, index: int) -> JobRow:
        made = self.list.itemWidget(self.list.item(index))
        if not isinstance(made, JobRow):
            raise IndexError(index)
        return made

    def _lay_out(self, jobs: list[Job]) -> None:
        self.list.clear()
        movable = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsDragEnabled
        for job in jobs:
            item, shown = QListWidgetItem(self.list), JobRow()
            item.setData(ID, job.id)
            item.setData(ID + 1, (job.id, job.active))
            item.setFlags(movable if isinstance(job.state, Waiting) else Qt.ItemFlag.ItemIsEnabled)
            item.setSizeHint(QSize(0, ROW if job.active else ROW_AT_REST))
            shown.cancel.connect(lambda name=job.id: self.studio.attempt(self.studio.cancel, name))
            shown.rewind.connect(lambda name=job.id: self.studio.attempt(self.studio.rewind, name))
            shown.enough.connect(lambda name=job.id: self.studio.attempt(self.studio.enough, name))
            self.list.setItemWidget(item, shown)

    def _reorder(self, names: list[str]) -> None:
        waiting = [name for name in names if (job := self.studio.job(name)) and isinstance(job.state, Waiting)]
        self.studio.attempt(self.studio.reorder, waiting)
        self.list.clear()  # a moved row has lost its widget
        self.refresh_soon()

    def _clear(self) -> None:
        self.studio.clear_finished()
        self.refresh_soon()


def listed(jobs: tuple[Job, ...]) -> list[Job]:
    """What is running, then what waits in its order, then the last few that are over, newest first."""
    active = [job for job in jobs if job.active]
    places = {job.id: job.state.position for job in jobs if isinstance(job.state, Waiting)}
    waiting = sorted((job for job in jobs if job.id in places), key=lambda job: places[job.id])
    done_imports = {job.id for job in jobs if job.kind == "import" and isinstance(job.state, Finished)}
    over = [job for job in reversed(jobs) if job.over and job.id not in done_imports]
    return [*active, *waiting, *over[:SHOWN_OVER]]
