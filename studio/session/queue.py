"""Session: the generations. Owns the engine and its jobs; turns what the engine says into takes. No Qt, no tensors."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from studio.document.film import Media, Take
from studio.engine import events
from studio.engine.plan import make_plan
from studio.engine.request import GROUP, GenerateRequest, Prompt
from studio.problem import Problem, StudioError
from studio.session import places, storing
from studio.session.changes import Change, FramesArrived, JobChanged, PreviewArrived, QueueChanged
from studio.session.cluster import on_cluster
from studio.session.footprint import footprint, refuse_too_large
from studio.session.jobs import (
    Cancelled,
    Cancelling,
    Failed,
    Finished,
    Job,
    JobState,
    Paused,
    Running,
    Waiting,
    birth,
)
from studio.session.live import LiveFrames
from studio.session.pace import Pace
from studio.session.planning import clip_of
from studio.session.problems import as_problem
from studio.session.reader import MediaReader
from studio.session.work import Work
from studio.storage.folder import FilmFolder

if TYPE_CHECKING:
    from studio.engine.thread import Engine

LOADING = "loading the model"


class Owner(Protocol):
    """What the queue needs of the studio it belongs to."""

    data: Path

    def tell(self, change: Change) -> None: ...
    def report(self, problem: Problem) -> None: ...
    def post(self, event: object) -> None: ...
    def pump(self) -> bool: ...
    def require_folder(self) -> FilmFolder: ...
    def take_stored(self, job: Job, take: Take, *, first: int) -> None: ...
    def picture_stored(self, media: Media) -> Media: ...
    def described(self, clip_id: str, text: str) -> None: ...


class Queue:
    """All methods on the owner's thread; engine events come in through `handle`."""

    def __init__(self, owner: Owner, *, models: Path | None, engine: Callable[..., Engine] | None) -> None:
        self.jobs: dict[str, Job] = {}
        self.live: dict[str, LiveFrames] = {}
        self.pace = Pace(owner.data / "pace.json")
        self.paused = False
        self.cluster = ""  # the address of the cluster that makes the takes; this computer does without one
        self._owner, self._models, self._make = owner, models or places.models(), engine
        self._engine: Engine | None = None
        self._order: list[str] = []  # jobs not begun, next first
        self._interrupted: set[str] = set()  # paused or resumed runs say nothing about the machine's pace
        self._kept: set[str] = set()  # stored, their journals not gone yet
        self._storing = Work(owner.post, on_job=lambda _: None)
        self._sounds: dict[str, events.Sound] = {}

    @property
    def journal(self) -> Path:
        return self._owner.require_folder().journal / "takes"

    def engine(self) -> Engine:
        """The engine, made when it is first needed."""
        if self._engine is None:
            make = on_cluster(self.cluster) if self.cluster else self._make or shipped_engine()
            self.journal.mkdir(parents=True, exist_ok=True)
            self._engine = make(
                models=self._models, journal=self.journal, on_event=self._owner.post, read=MediaReader()
            )
            if self.paused:
                self._engine.pause()
        return self._engine

    def make_on(self, cluster: str) -> None:
        """From now on takes are made by the Ray cluster at that address; "": here. Raises StudioError while one is."""
        if any(not job.over for job in self.jobs.values()):
            what = "Shots are being made, so who makes them cannot change."
            raise StudioError(what, next_step="Wait for them, or cancel them first.")
        if cluster:
            on_cluster(cluster)
        if self._engine is not None:
            self._engine.close()
            self._engine = None
        self.cluster = cluster

    def submit(
        self, request: GenerateRequest, *, clip_id: str, label: str, choose: bool, replaces: str | None
    ) -> Job:
        """Queue a generation. Raises StudioError at once when it cannot be made."""
        engine = self.engine()
        refuse_too_large(footprint(request, models=self._models, disk=self.journal))
        job = Job(
            id=request.id, kind="picture" if request.picture else "generate", label=label, state=Waiting(),
            born=birth(), clip_id=clip_id, request=request, choose=choose, replaces=replaces,
        )  # fmt: skip
        self.jobs[job.id] = job
        self._order.append(job.id)
        try:
            engine.submit(request)
        except BaseException:
            del self.jobs[job.id]
            self._order.remove(job.id)
            raise
        self._owner.tell(JobChanged(job))
        self._recount()
        return self.jobs[job.id]

    @property
    def models(self) -> Path:
        """The folder of the weights."""
        return self._models

    def of(self, clip_id: str) -> Job | None:
        """The unfinished generation of a clip, the one furthest along."""
        found = [job for job in self.jobs.values() if job.clip_id == clip_id and not job.over]
        return next((job for job in found if job.active), found[0] if found else None)

    def cancel(self, job_id: str) -> None:
        if self._ask_to_stop(job_id, Cancelling()):
            self.engine().cancel(job_id)

    def enough(self, job_id: str) -> None:
        if self._ask_to_stop(job_id, Cancelling(keep=True)):
            self.engine().enough(job_id)

    def rewind(self, job_id: str, *, at: int | None, seed: int) -> None:
        """Make the window again that shows canvas frame `at` (the last finished one when None), and all after it."""
        job = self.jobs.get(job_id)
        if job is None or job.request is None or not isinstance(job.state, Running | Paused):
            raise StudioError("Only what is being made can go back.", next_step="Mark a stretch of the take instead.")
        run, windows = _progress(job), make_plan(job.request).windows
        group = (at or 0) // GROUP
        found = next((n for n, w in enumerate(windows) if w.start <= group < w.stop and not w.kept), run.window)
        self.engine().back_to(job_id, max(run.window - 1, 0) if at is None else min(found, run.window), seed)

    def retry(self, job_id: str) -> Job:
        job = self.jobs.get(job_id)
        if job is None or not isinstance(job.state, Failed | Cancelled):
            raise StudioError("Only a generation that failed or was cancelled can be tried again.")
        del self.jobs[job_id]
        self._interrupted.add(job_id)
        try:
            return self.submit(
                job.asked, clip_id=job.clip_id, label=job.label, choose=job.choose, replaces=job.replaces
            )
        except BaseException:
            self.jobs[job_id] = job
            raise

    def pause(self) -> None:
        self.paused = True
        self._interrupted.update(name for name, job in self.jobs.items() if job.active)
        if self._engine is not None:
            self._engine.pause()
        self._tell_queue()

    def resume(self) -> None:
        self.paused = False
        if self._engine is not None:
            self._engine.resume()
        for job in tuple(self.jobs.values()):
            if isinstance(job.state, Paused):
                self._set(job, job.state.progress)
        self._tell_queue()

    def reorder(self, job_ids: Sequence[str]) -> None:
        named = [name for name in job_ids if name in self._order]
        self._order = named + [name for name in self._order if name not in named]
        self.engine().reorder(self._order)
        self._recount()

    def clear_finished(self) -> None:
        self.jobs = {name: job for name, job in self.jobs.items() if not job.over}

    @property
    def unfinished(self) -> tuple[GenerateRequest, ...]:
        if self._engine is None and not (self.journal.is_dir() and any(self.journal.iterdir())):
            return ()
        known = self.jobs.keys() | self._kept
        return tuple(request for request in self.engine().unfinished() if request.id not in known)

    def resume_unfinished(self, request_ids: Sequence[str] | None) -> tuple[Job, ...]:
        wanted = [r for r in self.unfinished if request_ids is None or r.id in request_ids]
        # A request that was made whole before the studio died is only decoded and stored; those come first.
        wanted.sort(key=lambda r: not self.engine().finished(r.id))
        self._interrupted.update(request.id for request in wanted)
        return tuple(
            self.submit(r, clip_id=clip_of(r.id), label=r.verb.capitalize(), choose=True, replaces=None) for r in wanted
        )

    def import_finished(self) -> tuple[Job, ...]:
        """Take in what was finished and not stored when the studio died. Nothing is sampled."""
        ready = [r.id for r in self.unfinished if self.engine().finished(r.id)]
        return self.resume_unfinished(ready) if ready else ()

    def forget_unfinished(self, request_ids: Sequence[str] | None) -> None:
        for request in self.unfinished:
            if request_ids is None or request.id in request_ids:
                self.engine().forget(request.id)

    def close(self) -> None:
        """Stop the engine; takes that are finished but not yet stored are stored first."""
        engine, self._engine = self._engine, None
        if engine is None:
            return
        engine.close()
        self._owner.pump()
        self._storing.close(cancel=False)
        self._owner.pump()
        for live in self.live.values():
            live.close()
        self.jobs.clear()
        self.live.clear()
        self._order.clear()
        self._interrupted.clear()
        self._kept.clear()

    # What the engine says

    def handle(self, event: object) -> None:
        job = self.jobs.get(getattr(event, "request_id", ""))
        if job is None or job.over:
            return
        match event:
            case events.Loading(what=what):
                self._begin(job)
                doing = LOADING if what in ("bundled model", job.asked.model) else what
                self._run(job, replace(_progress(job), doing=doing, seconds_left=self.pace.estimate(job.asked)))
            case events.Described(text=text):
                request = replace(job.asked, prompts=(Prompt(text),))
                self.jobs[job.id] = replace(job, request=request)
                self._owner.described(job.clip_id, text)
            case events.Step():
                self._begin(job)
                left = event.seconds_left
                if left is None and (whole := self.pace.estimate(job.asked)) is not None:
                    left = whole * (1 - event.done / max(event.total, 1))
                self._run(job, Running(event.done, event.total, event.window, event.windows, left))
                self._recount()
            case events.Preview(frame=frame, picture=picture):
                self._owner.tell(PreviewArrived(job.id, job.clip_id, frame, picture))
            case events.Frames(first=first, pictures=pictures):
                self._begin(job)
                self._frames(job, first, pictures)
            case events.Rewound(request=request, spans=spans):
                self._interrupted.add(job.id)
                self.jobs[job.id] = replace(job, request=request)
                if live := self.live.get(job.id):
                    for first, stop in spans:
                        live.drop(first, stop)
                self._owner.tell(JobChanged(self.jobs[job.id]))
            case events.Sound():
                self._sounds[job.id] = event
            case events.Paused():
                if not isinstance(job.state, Cancelling):
                    self._set(job, Paused(_progress(job)))
            case events.Done():
                self._store(job, event)
            case events.Cancelled():
                self._end(job, Cancelled())
            case events.Failed(problem=problem):
                self._end(job, Failed(problem))

    def _frames(self, job: Job, first: int, pictures) -> None:
        try:
            live = self.live.get(job.id)
            if live is None:
                cache = self._owner.require_folder().cache
                cache.mkdir(exist_ok=True)
                path = cache / f"{job.id}.live"
                live = self.live[job.id] = LiveFrames(path, frames=job.asked.frames, rate=job.asked.rate)
            live.put(first, pictures)
        except OSError as exc:
            if self._ask_to_stop(job.id, Cancelling(keep=True)):  # what is finished stays, in the journal at least
                self._owner.report(as_problem(exc, doing="keeping the new frames"))
                self.engine().enough(job.id)
            return
        self._owner.tell(FramesArrived(job.id, job.clip_id, first, len(pictures)))

    def _store(self, job: Job, done: events.Done) -> None:
        live = self.live.get(job.id)
        if live is None or live.ahead_of(done.first) == 0:
            self._end(job, Cancelled() if isinstance(job.state, Cancelling) else Failed(storing.NO_FRAMES))
            return
        if done.complete and job.id not in self._interrupted and not self.cluster:
            self.pace.learn(job.asked, done.wall_seconds)
        self._begin(job)
        self._run(job, replace(_progress(job), doing="Keeping the take", seconds_left=None))
        folder, sound = self._owner.require_folder(), self._sounds.pop(job.id, None)
        if job.kind == "picture":
            self._storing.start(
                "picture", job.label, lambda _: storing.picture(folder, job.asked, live),
                then=lambda media: self._stored(job, done, media), failed=lambda problem: self._lost(job, problem),
            )  # fmt: skip
        else:
            self._storing.start(
                "generate", job.label, lambda _: storing.take(folder, job, done, live, sound),
                then=lambda take: self._stored(job, done, take), failed=lambda problem: self._lost(job, problem),
            )  # fmt: skip

    def _stored(self, job: Job, done: events.Done, made: Take | Media) -> str:
        if isinstance(made, Take):
            self._owner.take_stored(self.jobs.get(job.id, job), made, first=done.first)
        else:
            made = self._owner.picture_stored(made)
        self._kept.add(job.id)
        finished = Finished(made.id, done.complete, done.wall_seconds, done.first_frame_seconds)
        self._end(self.jobs.get(job.id, job), finished)
        return made.id

    def _lost(self, job: Job, problem) -> None:
        self._end(self.jobs.get(job.id, job), Failed(problem))

    # Keeping the books

    def _ask_to_stop(self, job_id: str, state: Cancelling) -> bool:
        job = self.jobs.get(job_id)
        if job is None or job.over or (isinstance(job.state, Cancelling) and not job.state.keep):
            return False
        self._set(job, state)
        return True

    def _begin(self, job: Job) -> None:
        if job.id in self._order:
            self._order.remove(job.id)
            self._recount()

    def _run(self, job: Job, state: Running) -> None:
        if not isinstance(job.state, Cancelling):
            self._set(job, state)

    def _end(self, job: Job, state: JobState) -> None:
        live = self.live.pop(job.id, None)
        if live is not None:
            live.close()
        self._interrupted.discard(job.id)
        self._sounds.pop(job.id, None)
        if job.id in self._order:
            self._order.remove(job.id)
        self._set(job, state)
        self._recount()
        self._forget_stored()

    def _forget_stored(self) -> None:
        """The journal of what is stored goes, but for a picture of the cast that a request still waits to remember."""
        if self._engine is None or not self._kept:
            return
        with contextlib.suppress(StudioError, KeyError, OSError):
            asked = [job.request for job in self.jobs.values() if job.request and not job.over]
            asked += [request for request in self._engine.unfinished() if request.id not in self._kept]
            wanted = {Path(ref.path).parent.name for request in asked for ref in request.cast}
            for name in self._kept - wanted:
                self._engine.forget(name)
                self._kept.discard(name)

    def _set(self, job: Job, state: JobState) -> None:
        if state != job.state:
            changed = self.jobs[job.id] = replace(job, state=state)
            self._owner.tell(JobChanged(changed))

    def _recount(self) -> None:
        """Tell the waiting jobs their place, and how long they will wait and take."""
        left = [job.state.seconds_left for job in self.jobs.values() if isinstance(job.state, Running)]
        known = [seconds for seconds in left if seconds is not None]
        total = sum(known) if len(known) == len(left) else None
        for position, name in enumerate(self._order):
            job = self.jobs[name]
            mine = self.pace.estimate(job.asked)
            total = None if total is None or mine is None else total + mine
            if isinstance(job.state, Waiting):
                self._set(job, Waiting(position, None if total is None else round(total)))
        self._tell_queue()

    def _tell_queue(self) -> None:
        now = QueueChanged(tuple(self._order), self.paused)
        if now != getattr(self, "_told", None):
            self._told = now
            self._owner.tell(now)


def _progress(job: Job) -> Running:
    match job.state:
        case Running():
            return job.state
        case Paused(progress=progress):
            return progress
        case _:
            return Running()


def shipped_engine() -> Callable[..., Engine]:
    try:
        from studio.engine.thread import Engine
    except ImportError as exc:
        raise StudioError("The sampler is not installed.", next_step="Run “make run” once to install it.") from exc
    return partial(Engine, shelf=places.shelf())
