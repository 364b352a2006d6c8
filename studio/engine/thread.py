"""Engine: the sampler thread. It owns torch, which is imported here when the first request runs and nowhere earlier.

In: requests, in a queue that can be reordered, paused and cancelled from any thread. Out: events, through `on_event`.
With a crew (see `studio.engine.cluster`) there is one such thread for each of its members, and none needs torch.
"""

from __future__ import annotations

import logging
import re
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from studio.engine.backends.backend import Backend, WorkerLost
from studio.engine.backends.capability import refuse
from studio.engine.backends.shelf import Shelf
from studio.engine.control import CancelledByUser, ClosingDown, Control
from studio.engine.events import Cancelled, Event, Failed, Loading, Queued
from studio.engine.journal import Journal
from studio.engine.reading import Reader
from studio.engine.request import BUNDLED, GenerateRequest, check
from studio.problem import Problem, StudioError

_NO_MEMORY = re.compile("out of memory|can't allocate|not enough memory", re.IGNORECASE)     # how torch says it
Crew = Callable[[], Sequence[Backend]]
log = logging.getLogger("studio.engine")


@dataclass(frozen=True, slots=True)
class _Job:
    request: GenerateRequest
    control: Control = field(default_factory=Control)


class Engine:
    """The queue and its one thread, started by the first request. Methods may be called from any thread.

    `on_event` is called on the sampler thread, and on the caller's for what happens to waiting requests. It must hand
    the event on and return: it may hold up the queue, and it must never wait for another thread.
    `shelf`: the folder with the list of models a person has added. `crew`: makes those who make the takes, side by
    side, on a thread each; without it this process does, one after the other. A request that reads the take of another
    one waits for it.
    """

    def __init__(self, *, models: Path, journal: Path, on_event: Callable[[Event], None], read: Reader,
                 shelf: Path | None = None, crew: Crew | None = None) -> None:  # fmt: skip
        self._folder, self._journal, self._on_event, self._read = models, Journal(journal), on_event, read
        self._changed = threading.Condition(threading.RLock())
        self._waiting: list[_Job] = []
        self._running: list[_Job] = []
        self._paused = self._closed = False
        self._threads: list[threading.Thread] = []
        self._crew = crew
        self._shelf = Shelf(shelf or models / "shelf")
        self._backends: dict[str, Backend] = {}

    # -- any thread -----------------------------------------------------------------------------------------------

    def submit(self, request: GenerateRequest) -> None:
        """Queues a request; one that is in the journal goes on from its finished windows.

        Raises StudioError at once for a request that cannot run, one that is queued already, or a full disk.
        """
        check(request)
        refuse(request, self._shelf.kind(request.model))
        with self._changed:
            if self._closed:
                raise StudioError("The studio is closing.", next_step="Start it again to generate.")
            if self._find(request.id):
                raise StudioError("This shot is being generated already.", next_step="Wait for it, or cancel it first.")
            self._journal.add(request)
            self._on_event(Queued(request.id, len(self._waiting)))
            self._waiting.append(_Job(request))
            if not self._threads:
                if self._crew:
                    self._start(self._muster, self._crew)
                else:
                    self._start(self._work)
            self._changed.notify_all()

    def cancel(self, request_id: str) -> None:
        """Nothing of it is kept. A running one stops at its next step; `Cancelled` says that it has."""
        with self._changed:
            job = self._find(request_id)
            if job is None:
                return
            job.control.cancel()
            if job in self._waiting:
                self._waiting.remove(job)
                self._journal.forget(request_id)
                self._on_event(Cancelled(request_id))
                self._tell_positions()

    def enough(self, request_id: str) -> None:
        """Keeps the finished windows and ends the take there; before the first window is finished, after it."""
        with self._changed:
            if job := self._find(request_id):
                job.control.enough()

    def back_to(self, request_id: str, window: int, seed: int) -> None:
        """A running request makes that window of its plan and all after it again: `Rewound`. Else nothing happens."""
        with self._changed:
            if (job := self._find(request_id)) and job in self._running:
                job.control.back_to(window, seed)

    def pause(self) -> None:
        """Holds the running request at its next step, and the queue behind it."""
        with self._changed:
            self._paused = True
            for job in self._running:
                job.control.pause()

    def resume(self) -> None:
        with self._changed:
            self._paused = False
            for job in (*self._running, *self._waiting):
                job.control.resume()
            self._changed.notify_all()

    def reorder(self, request_ids: Iterable[str]) -> None:
        """Waiting requests run in this order; those not named come after, as they were."""
        with self._changed:
            rank = {name: i for i, name in enumerate(request_ids)}
            self._waiting.sort(key=lambda job: rank.get(job.request.id, len(rank)))
            self._journal.keep_order(job.request.id for job in self._waiting)
            self._tell_positions()

    def unfinished(self) -> tuple[GenerateRequest, ...]:
        """Requests in the journal that are not in the queue: a crash or a closed studio left them. Oldest first."""
        with self._changed:
            return tuple(request for request in self._journal.unfinished() if not self._find(request.id))

    def finished(self, request_id: str) -> bool:
        """Whether an unfinished request only waits for its take to be stored: submitting it samples nothing."""
        return self._journal.finished(request_id)

    def forget(self, request_id: str) -> None:
        """Deletes a request's journal: its take is stored, or nobody wants it. One in the queue is left alone."""
        with self._changed:
            if not self._find(request_id):
                self._journal.forget(request_id)

    def close(self) -> None:
        """Stops at the next step and waits for the thread. What was running or waiting stays in the journal."""
        with self._changed:
            self._closed = True
            for job in self._running:
                job.control.close()
            self._changed.notify_all()
        for thread in tuple(self._threads):     # nothing starts one any more
            if thread is not threading.current_thread():
                thread.join()

    def _find(self, request_id: str) -> _Job | None:
        return next((job for job in (*self._waiting, *self._running) if job.request.id == request_id), None)

    def _start(self, work: Callable[..., None], *given: Backend | Crew) -> None:
        thread = threading.Thread(target=work, args=given, name="sampler", daemon=True)
        self._threads.append(thread)
        thread.start()

    def _tell_positions(self) -> None:
        for position, job in enumerate(self._waiting):
            self._on_event(Queued(job.request.id, position))

    # -- the sampler thread ---------------------------------------------------------------------------------------

    def _muster(self, crew: Crew) -> None:
        """Brings the crew together, and works as its first member."""
        try:
            first, *others = crew()
        except Exception as exc:
            self._give_up(exc)
            return
        with self._changed:
            for member in others:
                if self._closed:
                    member.release()
                else:
                    self._start(self._work, member)
        self._work(first)

    def _work(self, member: Backend | None = None) -> None:
        try:
            while job := self._next():
                try:
                    last = self._outcome(job, member)
                except WorkerLost as exc:
                    self._hand_back(job, exc)
                    return
                # The job leaves before its last word: whoever hears it may submit or forget the same id at once.
                with self._changed:
                    self._running.remove(job)
                    self._changed.notify_all()
                if last is not None:
                    self._on_event(last)
        finally:
            if member is not None:
                member.release()

    def _hand_back(self, job: _Job, exc: WorkerLost) -> None:
        """What a lost member was at is the next that another one does."""
        log.warning("%s: lost while making %s", exc, job.request.id)
        with self._changed:
            self._running.remove(job)
            self._waiting.insert(0, replace(job, request=exc.request))
            self._tell_positions()
            self._changed.notify_all()
            if len(self._threads) == 1:
                step = "Start the cluster again, or generate on this computer."
                self._give_up(StudioError("Every machine of the cluster is gone.", next_step=step))
            else:
                self._threads.remove(threading.current_thread())

    def _give_up(self, exc: Exception) -> None:
        """There is nobody to make anything. The next request tries to bring the crew together anew."""
        with self._changed:
            left, self._waiting = self._waiting, []
            self._threads.remove(threading.current_thread())
            for job in left:
                self._on_event(Failed(job.request.id, self._problem(exc, job.request)))

    def _outcome(self, job: _Job, member: Backend | None) -> Event | None:
        """Makes a take; returns the last word on it. Raises WorkerLost."""
        try:
            return self._run(job, member)
        except (ClosingDown, WorkerLost) as exc:
            if isinstance(exc, WorkerLost) and not self._closed:
                raise
            return None
        except CancelledByUser:
            self._journal.forget(job.request.id)
            return Cancelled(job.request.id)
        except BaseException as exc:
            return Failed(job.request.id, self._problem(exc, job.request))

    def _next(self) -> _Job | None:
        with self._changed:
            self._changed.wait_for(lambda: self._closed or (not self._paused and self._ready()))
            job = self._ready()
            if self._closed or job is None:
                return None
            self._waiting.remove(job)
            self._running.append(job)
            name = "bundled model" if job.request.model == BUNDLED else job.request.model
            self._on_event(Loading(job.request.id, name))
            self._tell_positions()
            return job

    def _ready(self) -> _Job | None:
        """The first that waits for no other one's take. Where they wait for each other it is the first of all."""
        due = {str(self._journal.take(job.request.id)) for job in (*self._running, *self._waiting)}
        ready = (job for job in self._waiting if due.isdisjoint(job.request.files))
        return next(ready, None if self._running else next(iter(self._waiting), None))

    def _run(self, job: _Job, member: Backend | None) -> Event:
        """Runs one request to its end and returns the last event, `Done`; all others are told on the way."""
        since = time.monotonic()
        backend, journal = member or self._backend(job.request), self._journal.open(job.request)
        return backend.run(job.request, read=self._read, control=job.control, journal=journal, emit=self._on_event,
                           since=since)  # fmt: skip

    def _backend(self, request: GenerateRequest) -> Backend:
        """The one that runs this request's model. Another one gives its memory back first."""
        kind = "native" if request.model == BUNDLED else "open weights"
        for other in (name for name in self._backends if name != kind):
            self._backends[other].release()
        if kind not in self._backends:
            if kind == "native":
                from studio.engine.backends.native import Native

                self._backends[kind] = Native(self._folder)
            else:
                from studio.engine.backends.open_weights import OpenWeights

                self._backends[kind] = OpenWeights(self._shelf)
        return self._backends[kind]

    def _problem(self, exc: BaseException, request: GenerateRequest) -> Problem:
        """What to tell; the traceback is logged here, once. A failed request with nothing made leaves no journal."""
        log.error("generation %s failed", request.id, exc_info=exc)
        kept = "What was finished of it is kept: generate it again and it goes on from there."
        if not self._journal.has_windows(request):
            self._journal.forget(request.id)
            kept = "Everything made before is kept."
        if isinstance(exc, StudioError):
            return exc.problem if exc.problem.kept else Problem(exc.problem.what, kept, exc.problem.next_step)
        if isinstance(exc, MemoryError) or (isinstance(exc, RuntimeError) and _NO_MEMORY.search(str(exc))):
            return Problem("There is not enough memory for this shot.", kept,
                           "Close other programs, or choose a smaller picture size.")
        return Problem(f"Generating stopped because of an error in the engine ({type(exc).__name__}).", kept,
                       "Try again; if it happens again, the log has the details.")
