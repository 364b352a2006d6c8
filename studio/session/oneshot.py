"""Session: one request without a film, frames handed over in order as they are made. For the command line."""

from __future__ import annotations

import queue
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from studio.engine import events
from studio.engine.request import GenerateRequest, check
from studio.problem import StudioError
from studio.session import places
from studio.session.reader import MediaReader

if TYPE_CHECKING:
    import numpy as np

    from studio.engine.thread import Engine

Progress = Callable[[float, str, float | None], None]  # fraction, what is done, seconds left


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a finished request went."""

    frames: int
    wall_seconds: float
    first_frame_seconds: float


class OneShot:
    """A request being made on the engine's thread since this object exists; leave the `with` block to stop it."""

    def __init__(
        self,
        request: GenerateRequest,
        *,
        models: Path | None = None,
        engine: Callable[..., Engine] | None = None,
        progress: Progress = lambda fraction, doing, left: None,
    ) -> None:
        self.request, self.outcome = check(request), None
        self._progress = progress
        self._events: queue.SimpleQueue[events.Event] = queue.SimpleQueue()
        self._journal = tempfile.TemporaryDirectory(prefix="fantascope-", ignore_cleanup_errors=True)
        make = engine or _shipped()
        self._engine = make(
            models=models or places.models(), journal=Path(self._journal.name), on_event=self._events.put,
            read=MediaReader(),
        )  # fmt: skip
        try:
            self._engine.submit(self.request)
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> OneShot:
        return self

    def __exit__(self, *_exc) -> None:
        self.close()

    def close(self) -> None:
        """Stop the engine, wait for its thread, drop its journal."""
        self._engine.close()
        self._journal.cleanup()

    def frames(self) -> Iterator[np.ndarray]:
        """(H, W, 3) uint8, from the first to the last. Raises StudioError with what went wrong."""
        early: dict[int, np.ndarray] = {}
        due = 0
        while True:
            match self._events.get():
                case events.Loading(what=what):
                    self._progress(0.0, what, None)
                case events.Step(done=done, total=total, seconds_left=left):
                    self._progress(done / max(total, 1), "", left)
                case events.Frames(first=first, pictures=pictures):
                    early.update(enumerate(pictures, first))
                    while due in early and due < self.request.frames:
                        yield early.pop(due)
                        due += 1
                case events.Failed(problem=problem):
                    raise StudioError(problem.what, kept=problem.kept, next_step=problem.next_step)
                case events.Cancelled():
                    raise StudioError("The generation was stopped.", kept="Nothing was written.")
                case events.Done() as done:
                    if due < self.request.frames:
                        raise StudioError("The sampler finished too early.", next_step="Run it again.")
                    self._progress(1.0, "", 0.0)
                    self.outcome = Outcome(done.frames, done.wall_seconds, done.first_frame_seconds)
                    return


def _shipped() -> Callable[..., Engine]:
    from studio.session.queue import shipped_engine

    return shipped_engine()
