"""Session: requests without a film, frames handed over in order as they are made. For the command line."""

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
    """How a finished request went. `latents` lives as long as the workshop.

    `described`: the prompt that was read off its neighbours where it had none.
    """

    frames: int
    wall_seconds: float
    first_frame_seconds: float
    latents: str = ""
    described: str = ""


class Workshop:
    """An engine for requests that are made one after the other; leave the `with` block to stop it.

    What it made stays readable (`Outcome.latents`) until then, so that later requests may remember it.
    """

    def __init__(
        self,
        *,
        models: Path | None = None,
        engine: Callable[..., Engine] | None = None,
        progress: Progress = lambda fraction, doing, left: None,
    ) -> None:
        self.progress = progress
        self._events: queue.SimpleQueue[events.Event] = queue.SimpleQueue()
        self._journal = tempfile.TemporaryDirectory(prefix="fantascope-", ignore_cleanup_errors=True)
        make = engine or _shipped()
        self._engine = make(
            models=models or places.models(), journal=Path(self._journal.name), on_event=self._events.put,
            read=MediaReader(),
        )  # fmt: skip

    def __enter__(self) -> Workshop:
        return self

    def __exit__(self, *_exc) -> None:
        self.close()

    def close(self) -> None:
        """Stop the engine, wait for its thread, drop its journal."""
        self._engine.close()
        self._journal.cleanup()

    def submit(self, request: GenerateRequest) -> None:
        """Begin. Raises StudioError at once for a request that cannot run."""
        self._engine.submit(request)

    def frames(self, request: GenerateRequest, done: Callable[[Outcome], None]) -> Iterator[np.ndarray]:
        """(H, W, 3) uint8 of the submitted request, from the first to the last. Raises StudioError."""
        early: dict[int, np.ndarray] = {}
        due, described = 0, ""
        while True:
            match self._events.get():
                case events.Loading(what=what):
                    self.progress(0.0, what, None)
                case events.Described(text=text):
                    described = text
                case events.Step(done=steps, total=total, seconds_left=left):
                    self.progress(steps / max(total, 1), "", left)
                case events.Frames(first=first, pictures=pictures):
                    early.update(enumerate(pictures, first))
                    while due in early and due < request.frames:
                        yield early.pop(due)
                        due += 1
                case events.Failed(problem=problem):
                    raise StudioError(problem.what, kept=problem.kept, next_step=problem.next_step)
                case events.Cancelled():
                    raise StudioError("The generation was stopped.", kept="Nothing was written.")
                case events.Done() as last:
                    if due < request.frames:
                        raise StudioError("The sampler finished too early.", next_step="Run it again.")
                    self.progress(1.0, "", 0.0)
                    done(Outcome(last.frames, last.wall_seconds, last.first_frame_seconds, last.latents, described))
                    return


class OneShot:
    """A single request being made since this object exists; leave the `with` block to stop it."""

    def __init__(self, request: GenerateRequest, **options) -> None:
        self.request, self.outcome = check(request), None
        self._workshop = Workshop(**options)
        try:
            self._workshop.submit(self.request)
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> OneShot:
        return self

    def __exit__(self, *_exc) -> None:
        self.close()

    def close(self) -> None:
        self._workshop.close()

    def frames(self) -> Iterator[np.ndarray]:
        """See `Workshop.frames`; `outcome` is there once they have all come."""

        def over(outcome: Outcome) -> None:
            self.outcome = outcome

        return self._workshop.frames(self.request, over)


def _shipped() -> Callable[..., Engine]:
    from studio.session.queue import shipped_engine

    return shipped_engine()
