"""Session: imports and exports on one worker thread, one after the other. No Qt, no tensors."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from studio.document.film import new_id
from studio.problem import Problem
from studio.session.jobs import Cancelled, Cancelling, Failed, Finished, Job, JobKind, JobState, Running, Waiting, birth
from studio.session.problems import as_problem


class CalledOff(Exception):
    """Raised inside a worker's function when its job was cancelled."""


class Task:
    """What a worker's function gets: a way to tell its progress, which raises CalledOff once the job is cancelled."""

    def __init__(self, report: Callable[[int, int], None]) -> None:
        self._report, self._stop, self._told = report, threading.Event(), -1

    @property
    def cancelled(self) -> bool:
        return self._stop.is_set()

    def progress(self, done: int, total: int) -> None:
        if self.cancelled:
            raise CalledOff
        percent = 100 * done // max(total, 1)
        if percent != self._told:  # a report for every chunk would flood the owner
            self._told = percent
            self._report(done, total)

    def cancel(self) -> None:
        self._stop.set()


class Work:
    """The worker. `call` runs a function on the owner's thread; `on_job` hears of every change there."""

    def __init__(self, call: Callable[[Callable[[], None]], None], *, on_job: Callable[[Job], None]) -> None:
        self.jobs: dict[str, Job] = {}
        self._call, self._on_job = call, on_job
        self._tasks: dict[str, Task] = {}
        self._inbox: deque[tuple[Any, ...] | None] = deque()
        self._ready = threading.Semaphore(0)
        self._thread: threading.Thread | None = None

    def start(
        self,
        kind: JobKind,
        label: str,
        run: Callable[[Task], Any],
        *,
        then: Callable[[Any], str],
        failed: Callable[[Problem], None] = lambda _: None,
    ) -> Job:
        """Do `run(task)` on the worker, then `then(its result)` on the owner's thread, which returns the job's result.

        Trouble in either goes to `failed`, on the owner's thread, and into the job's state.
        """
        job = Job(id=new_id(), kind=kind, label=label, state=Waiting(), born=birth())

        def report(done: int, total: int) -> None:
            self._call(lambda: self._advance(job.id, Running(done, total)))

        task = Task(report)
        self._tasks[job.id] = task
        self.change(job)
        self._inbox.append((job.id, task, run, then, failed))
        self._ready.release()
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="studio worker")
            self._thread.start()
        return job

    def change(self, job: Job) -> None:
        self.jobs[job.id] = job
        self._on_job(job)

    def cancel(self, job_id: str) -> None:
        job = self.jobs.get(job_id)
        if job and not job.over:
            self._tasks[job_id].cancel()
            self.change(replace(job, state=Cancelling()))

    def clear_finished(self) -> None:
        self.jobs = {name: job for name, job in self.jobs.items() if not job.over}

    def close(self, *, cancel: bool = True) -> None:
        """Cancel everything (or let it finish) and wait for the thread; what it reports is heard at the next pump."""
        for task in self._tasks.values() if cancel else ():
            task.cancel()
        if self._thread is not None:
            self._inbox.append(None)
            self._ready.release()
            self._thread.join()
            self._thread = None

    def _advance(self, job_id: str, state: JobState) -> None:
        job = self.jobs.get(job_id)
        if job and not job.over and not (isinstance(job.state, Cancelling) and isinstance(state, Running)):
            self.change(replace(job, state=state))

    def _end(self, job_id: str, state: JobState) -> None:
        self._tasks.pop(job_id, None)
        self._advance(job_id, state)

    def _finish(
        self, job_id: str, result: Any, then: Callable[[Any], str], failed: Callable[[Problem], None]
    ) -> None:
        try:
            told = then(result)
        except Exception as exc:
            self._fail(job_id, as_problem(exc, doing=self.jobs[job_id].label), failed)
        else:
            self._end(job_id, Finished(told))

    def _fail(self, job_id: str, problem: Problem, failed: Callable[[Problem], None]) -> None:
        self._end(job_id, Failed(problem))
        failed(problem)

    def _run(self) -> None:
        while True:
            self._ready.acquire()
            item = self._inbox.popleft()
            if item is None:
                return
            self._call(self._done(item))

    def _done(self, item: tuple[Any, ...]) -> Callable[[], None]:
        """Run one item here; the returned function says how it ended, on the owner's thread."""
        job_id, task, run, then, failed = item
        try:
            task.progress(0, 1)
            result = run(task)
        except CalledOff:
            return lambda: self._end(job_id, Cancelled())
        except Exception as exc:
            problem = as_problem(exc, doing="working in the background")
            return lambda: self._fail(job_id, problem, failed)
        return lambda: self._finish(job_id, result, then, failed)
