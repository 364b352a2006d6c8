"""Engine: the sampler thread. It owns torch, which is imported here when the first request runs and nowhere earlier.

In: requests, in a queue that can be reordered, paused and cancelled from any thread. Out: events, through `on_event`.
"""

from __future__ import annotations

import logging
import re
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from studio.engine.backends.backend import Backend
from studio.engine.backends.capability import refuse
from studio.engine.backends.shelf import Shelf
from studio.engine.control import CancelledByUser, ClosingDown, Control
from studio.engine.events import Cancelled, Event, Failed, Loading, Queued
from studio.engine.journal import Journal
from studio.engine.reading import Reader
from studio.engine.request import BUNDLED, GenerateRequest, check
from studio.problem import Problem, StudioError

_NO_MEMORY = re.compile("out of memory|can't allocate|not enough memory", re.IGNORECASE)     # how torch says it
log = logging.getLogger("studio.engine")


@dataclass(frozen=True, slots=True)
class _Job:
    request: GenerateRequest
    control: Control = field(default_factory=Control)


class Engine:
    """The queue and its one thread, started by the first request. Methods may be called from any thread.

    `on_event` is called on the sampler thread, and on the caller's for what happens to waiting requests. It must hand
    the event on and return: it may hold up the queue, and it must never wait for another thread.
    `shelf`: the folder with the list of models a person has added.
    """

    def __init__(self, *, models: Path, journal: Path, on_event: Callable[[Event], None], read: Reader,
                 shelf: Path | None = None) -> None:  # fmt: skip
        self._folder, self._journal, self._on_event, self._read = models, Journal(journal), on_event, read
        self._changed = threading.Condition(threading.RLock())
        self._waiting: list[_Job] = []
        self._running: _Job | None = None
        self._paused = self._closed = False
        self._thread: threading.Thread | None = None
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
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="sampler", daemon=True)
                self._thread.start()
            self._changed.notify_all()

    def cancel(self, request_id: str) -> None:
        """Nothing of it is kept. A running one stops at its next step; `Cancelled` says that it has."""
        with self._changed:
            job = self._find(request_id)
            if job is None:
                return
            job.control.cancel()
            if job is not self._running:
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
            if (job := self._find(request_id)) and job is self._running:
                job.control.back_to(window, seed)

    def pause(self) -> None:
        """Holds the running request at its next step, and the queue behind it."""
        with self._changed:
            self._paused = True
            if self._running:
                self._running.control.pause()

    def resume(self) -> None:
        with self._changed:
            self._paused = False
            if self._running:
                self._running.control.resume()
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
            if self._running:
                self._running.control.close()
            self._changed.notify_all()
            thread = self._thread
        if thread is not None and thread is not threading.current_thread():
            thread.join()

    def _find(self, request_id: str) -> _Job | None:
        jobs = [*self._waiting, self._running] if self._running else self._waiting
        return next((job for job in jobs if job.request.id == request_id), None)

    def _tell_positions(self) -> None:
        for position, job in enumerate(self._waiting):
            self._on_event(Queued(job.request.id, position))

    # -- the sampler thread ---------------------------------------------------------------------------------------

    def _work(self) -> None:
        while job := self._next():
            last: Event | None = None
            try:
                last = self._run(job)
            except ClosingDown:
                pass
            except CancelledByUser:
                self._journal.forget(job.request.id)
                last = Cancelled(job.request.id)
            except BaseException as exc:
                last = Failed(job.request.id, self._problem(exc, job.request))
            # The job leaves before its last word: whoever hears it may submit or forget the same id at once.
            with self._changed:
                self._running = None
            if last is not None:
                self._on_event(last)

    def _next(self) -> _Job | None:
        with self._changed:
            self._changed.wait_for(lambda: self._closed or (self._waiting and not self._paused))
            if self._closed:
                return None
            self._running = job = self._waiting.pop(0)
            name = "bundled model" if job.request.model == BUNDLED else job.request.model
            self._on_event(Loading(job.request.id, name))
            self._tell_positions()
            return job

    def _run(self, job: _Job) -> Event:
        """Runs one request to its end and returns the last event, `Done`; all others are told on the way."""
        since = time.monotonic()
        backend, journal = self._backend(job.request), self._journal.open(job.request)
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
