"""Session: what observers of a `Studio` are told. Small frozen facts; no Qt, no tensors."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from studio.document.film import Project
from studio.problem import Problem
from studio.session.jobs import Job
from studio.storage.recovery import Recovery

if TYPE_CHECKING:
    import numpy as np


@dataclass(frozen=True, slots=True)
class FilmOpened:
    """Another film is open: everything on screen starts afresh."""

    folder: Path


@dataclass(frozen=True, slots=True)
class FilmClosed:
    folder: Path


@dataclass(frozen=True, slots=True)
class FilmSaved:
    folder: Path


@dataclass(frozen=True, slots=True)
class RecoveryOffered:
    """The studio died with unsaved edits; answer with `Studio.recover` or `Studio.decline_recovery`."""

    recovery: Recovery


@dataclass(frozen=True, slots=True)
class UnfinishedFound:
    """A crash left generations behind; answer with `Studio.resume_unfinished` or `Studio.forget_unfinished`."""

    job_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProjectChanged:
    """The film was edited, undone, redone, or a take arrived. `label` is the edit's name."""

    before: Project
    after: Project
    label: str


@dataclass(frozen=True, slots=True)
class SelectionChanged:
    clip_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlayheadChanged:
    frame: int


@dataclass(frozen=True, slots=True)
class PlaybackChanged:
    """`speed` 0 is standing still; negative plays backwards."""

    speed: float


@dataclass(frozen=True, slots=True)
class JobChanged:
    """A job is new or its state is another one; the state says whether it is over."""

    job: Job


@dataclass(frozen=True, slots=True)
class QueueChanged:
    """The order of the waiting jobs, or whether the queue is paused."""

    job_ids: tuple[str, ...]
    paused: bool


@dataclass(frozen=True, slots=True)
class FramesArrived:
    """Frames `first` … `first + count - 1` of the job's canvas, at the job's rate, can be shown: see `Studio.live`."""

    job_id: str
    clip_id: str
    first: int
    count: int


@dataclass(frozen=True, slots=True)
class PreviewArrived:
    """The sampler's present guess of one frame: (H, W, 3) uint8, small and rough."""

    job_id: str
    clip_id: str
    frame: int
    picture: np.ndarray


@dataclass(frozen=True, slots=True)
class TakeArrived:
    clip_id: str
    take_id: str


@dataclass(frozen=True, slots=True)
class PictureArrived:
    """A generated picture is in the bin."""

    media_id: str


@dataclass(frozen=True, slots=True)
class MediaFound:
    """Files that were missing are there again: whatever could not be read of them can be now."""

    media_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProxyChanged:
    """So much (0..1) of the footage's proxy is there: the preview may show it by that from now on."""

    media_id: str
    share: float


@dataclass(frozen=True, slots=True)
class ProblemRaised:
    problem: Problem


Change = (
    FilmOpened | FilmClosed | FilmSaved | RecoveryOffered | UnfinishedFound | ProjectChanged | SelectionChanged
    | PlayheadChanged | PlaybackChanged | JobChanged | QueueChanged | FramesArrived | PreviewArrived | TakeArrived
    | PictureArrived | MediaFound | ProxyChanged | ProblemRaised
)  # fmt: skip
