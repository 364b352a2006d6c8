"""Engine: what comes back. Standard library and NumPy types only; every event names its request.

Frames, results and problems are never dropped; `Step` and `Preview` may be (the latest one wins).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from studio.problem import Problem

if TYPE_CHECKING:
    import numpy as np

    from studio.engine.request import GenerateRequest


@dataclass(frozen=True, slots=True)
class Queued:
    request_id: str
    position: int                   # 0: next


@dataclass(frozen=True, slots=True)
class Loading:
    request_id: str
    what: str                       # "bundled model", "reading the clip" ...


@dataclass(frozen=True, slots=True)
class Described:
    """The request said nothing, so what is known was looked at, and `text` is its prompt."""

    request_id: str
    text: str


@dataclass(frozen=True, slots=True)
class Step:
    request_id: str
    done: int                       # sampling steps finished over all windows
    total: int
    window: int
    windows: int
    seconds_left: float | None      # None until this machine's own pace is known


@dataclass(frozen=True, slots=True)
class Preview:
    """The sampler's present guess of one frame; small and rough."""

    request_id: str
    frame: int
    picture: np.ndarray             # (H, W, 3) uint8


@dataclass(frozen=True, slots=True)
class Frames:
    """Decoded frames, final. `first` counts frames of the canvas from 0; stretches may arrive in any order."""

    request_id: str
    first: int
    pictures: np.ndarray            # (T, H, W, 3) uint8


@dataclass(frozen=True, slots=True)
class Sound:
    """The take's own sound, from its first frame on, by models that make it; comes once, before `Done`."""

    request_id: str
    rate: int                       # samples a second
    samples: np.ndarray             # (N, 2) float32


@dataclass(frozen=True, slots=True)
class Paused:
    request_id: str


@dataclass(frozen=True, slots=True)
class Rewound:
    """The frames first..stop of each of `spans` are unmade; `request` is what goes on from here, under the same id."""

    request_id: str
    request: GenerateRequest
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Done:
    """`complete` is False after "enough": `frames` of the request's frames exist, from the start of the canvas.

    A take that was made backwards has its end instead: then `first` is the canvas frame it starts at.
    """

    request_id: str
    frames: int
    latents: str                    # path of the take's latents (safetensors)
    wall_seconds: float
    first_frame_seconds: float
    complete: bool = True
    first: int = 0


@dataclass(frozen=True, slots=True)
class Cancelled:
    request_id: str


@dataclass(frozen=True, slots=True)
class Failed:
    request_id: str
    problem: Problem


Event = Queued | Loading | Described | Step | Preview | Frames | Sound | Paused | Rewound | Done | Cancelled | Failed
