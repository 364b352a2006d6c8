"""Session: requests without a film, frames handed over in order as they are made. For the command line."""

from __future__ import annotations

import queue
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from studio.engine import events
from studio.engine.request import GenerateRequest, check
from studio.problem import StudioError
from studio.session import places
from studio.session.live import LiveFrames
from studio.session.reader import MediaReader

if TYPE_CHECKING:
    import numpy as np

    from studio.engine.thread import Engine

Progress = Callable[[float, str, float | None], None]  # fraction, what is done, seconds left


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a finished request went. `described`: the prompt that was read off its neighbours where it had none."""

    frames: int
    wall_seconds: float
    first_frame_seconds: float
    described: str = ""


class Workshop:
    """An engine for requests that are made one after the other; leave the `with` block to stop it.

    What it made stays readable (`latents`) until then, so that later requests may remember it. `journal`: a folder in
    which it stays for longer, and from which a request that was begun before goes on. `ahead`: the engine makes several
    side by side, so it is given all that is expected at once.
    """

    def __init__(
        self,
        *,
        models: Path | None = None,
        engine: Callable[..., Engine] | None = None,
        progress: Progress = lambda fraction, doing, left: None,
        journal: Path | None = None,
        ahead: bool = False,
    ) -> None:
        self.progress, self._ahead = progress, ahead
        self._events: queue.SimpleQueue[events.Event] = queue.SimpleQueue()
        self._aside: dict[str, _Aside] = {}
        self._passing = tempfile.TemporaryDirectory(prefix="fantascope-", ignore_cleanup_errors=True)
        self._journal = journal or Path(self._passing.name)
        make = engine or _shipped()
        self._engine = make(
            models=models or places.models(), journal=self._journal, on_event=self._events.put, read=MediaReader()
        )

    def __enter__(self) -> Workshop:
        return self

    def __exit__(self, *_exc) -> None:
        self.close()

    def close(self) -> None:
        """Stop the engine, wait for its thread, drop the journal nobody gave it."""
        self._engine.close()
        for aside in self._aside.values():
            aside.live.close()
        self._passing.cleanup()

    def latents(self, request_id: str) -> str:
        """Where the latents of a request are once it is finished."""
        return str(self._journal / request_id / "take.latents")

    def finished(self, request_id: str) -> bool:
        """Whether a request was made whole before: submitting it samples nothing."""
        return self._engine.finished(request_id)

    def expect(self, requests: Iterable[GenerateRequest]) -> None:
        """All that will be submitted, in its order. Raises StudioError as `submit` does."""
        for request in requests if self._ahead else ():
            self._aside[request.id] = _Aside(Path(self._passing.name) / f"{request.id}.live", request)
            self._engine.submit(request)

    def submit(self, request: GenerateRequest) -> None:
        """Begin. Raises StudioError at once for a request that cannot run."""
        if request.id not in self._aside:
            self._engine.submit(request)

    def frames(self, request: GenerateRequest, done: Callable[[Outcome], None]) -> Iterator[np.ndarray]:
        """(H, W, 3) uint8 of the submitted request, from the first to the last. Raises StudioError."""
        early: dict[int, np.ndarray] = {}
        due, described = 0, ""
        for event in self._of(request.id):
            match event:
                case events.Loading(what=what):
                    self.progress(0.0, what, None)
                case events.Described(text=text):
                    described = text
                case events.Step(done=steps, total=total, seconds_left=left):
                    self.progress(steps / max(total, 1), "", left)
                case events.Frames(first=first, pictures=pictures):
                    # Whoever takes over from a lost worker tells some frames again.
                    early.update((n, picture) for n, picture in enumerate(pictures, first) if n >= due)
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
                    done(Outcome(last.frames, last.wall_seconds, last.first_frame_seconds, described))
                    return

    def _of(self, request_id: str) -> Iterator[events.Event]:
        """Every event of a request; those of others are kept until these are asked for."""
        if aside := self._aside.pop(request_id, None):
            yield from aside.events()
        while True:
            event = self._events.get()
            if event.request_id == request_id:
                yield event
            elif aside := self._aside.get(event.request_id):
                aside.put(event)


class _Aside:
    """What was told of a request before its turn; its frames are on disk."""

    def __init__(self, path: Path, request: GenerateRequest) -> None:
        self._id, self._told = request.id, []
        self.live = LiveFrames(path, frames=request.frames, rate=request.rate)

    def put(self, event: events.Event) -> None:
        if isinstance(event, events.Frames):
            self.live.put(event.first, event.pictures)
        elif not isinstance(event, events.Step | events.Preview):
            self._told.append(event)

    def events(self) -> Iterator[events.Event]:
        """All there is, once. Frames first, so that the last word comes last."""
        for number in range(self.live.frames):
            if self.live.has(number):
                yield events.Frames(self._id, number, self.live.arrived(number)[None])
        self.live.close()
        yield from self._told


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
