"""Session: long work as data. A job's state is exactly one of the classes below; no Qt, no tensors, no threads."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from typing import Literal

from studio.engine.request import GenerateRequest
from studio.problem import Problem

JobKind = Literal["generate", "picture", "import", "export"]


@dataclass(frozen=True, slots=True)
class Waiting:
    """Not begun. `position` 0 is next; `seconds_left` until it is done, None until this machine's pace is known."""

    position: int = 0
    seconds_left: float | None = None


@dataclass(frozen=True, slots=True)
class Running:
    """`done` of `total` steps; `doing` says in words what is not a step ("loading the model")."""

    done: int = 0
    total: int = 0
    window: int = 0
    windows: int = 1
    seconds_left: float | None = None
    doing: str = ""

    @property
    def fraction(self) -> float:
        return self.done / self.total if self.total else 0.0


@dataclass(frozen=True, slots=True)
class Paused:
    """Stopped between two steps; `progress` is where."""

    progress: Running


@dataclass(frozen=True, slots=True)
class Cancelling:
    """Asked to stop; lasts until the worker has really returned. `keep` is true after "enough"."""

    keep: bool = False


@dataclass(frozen=True, slots=True)
class Finished:
    """`result` is the take's id, the media's id, or the written file's path. `complete` is false after "enough"."""

    result: str
    complete: bool = True
    wall_seconds: float = 0.0
    first_frame_seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Cancelled:
    pass


@dataclass(frozen=True, slots=True)
class Failed:
    problem: Problem


JobState = Waiting | Running | Paused | Cancelling | Finished | Cancelled | Failed


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One piece of long work. Generations carry their request and the clip the take will belong to."""

    id: str
    kind: JobKind
    label: str  # "Extend after", "Import beach.mp4"
    state: JobState
    born: int = 0  # rises from job to job
    clip_id: str = ""
    request: GenerateRequest | None = None
    choose: bool = True  # show the take on its clip when it arrives
    replaces: str | None = None  # the take shown when the job was made; another choice made since then is respected

    @property
    def asked(self) -> GenerateRequest:
        """What a generation asks for. Raises ValueError for an import or an export, which ask for nothing."""
        if self.request is None:
            raise ValueError(f"{self.label} is no generation")
        return self.request

    @property
    def over(self) -> bool:
        return isinstance(self.state, Finished | Cancelled | Failed)

    @property
    def active(self) -> bool:
        return isinstance(self.state, Running | Paused | Cancelling)


_births = count(1)


def birth() -> int:
    """The next job's place in the order jobs were made."""
    return next(_births)
