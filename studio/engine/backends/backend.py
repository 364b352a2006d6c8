"""Engine: what the sampler thread asks of any kind of model. Standard library only."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from studio.engine.control import Control
from studio.engine.events import Done, Event
from studio.engine.reading import Reader
from studio.engine.request import GenerateRequest

if TYPE_CHECKING:
    from studio.engine.journal import TakeJournal


class WorkerLost(Exception):
    """Whoever made the take is gone. `request` goes on from what is in the journal, with somebody else."""

    def __init__(self, request: GenerateRequest, why: str) -> None:
        super().__init__(why)
        self.request = request


class Backend(Protocol):
    """Lives on the sampler thread. One request at a time; `release` gives its memory back."""

    def run(self, request: GenerateRequest, *, read: Reader, control: Control, journal: TakeJournal,
            emit: Callable[[Event], None], since: float | None = None) -> Done:  # fmt: skip
        """Makes the take, telling each event through `emit`, and returns the last one.

        Finished windows are in the journal before they are decoded. Raises CancelledByUser, ClosingDown, StudioError,
        and WorkerLost where it is made elsewhere.
        """
        ...

    def release(self) -> None: ...
