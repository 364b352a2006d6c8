"""Engine: one sampling of an open-weights pipeline, told in frames, and what comes of it. Knows no pipeline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from torch import Tensor


@dataclass(frozen=True, slots=True)
class Known:
    """Frames known from `start` of the call on: (T, H, W, 3) uint8. `strength` below 1 lets them change."""

    start: int
    pictures: np.ndarray
    strength: float = 1.0

    @property
    def stop(self) -> int:
        return self.start + len(self.pictures)


@dataclass(frozen=True, slots=True)
class Sampled:
    """Latents (1, C, F, h, w), normalised, of a whole call; `more` is what decoding or going on needs besides."""

    latents: Tensor
    more: dict[str, Tensor] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Call:
    """`frames` frames of `width` × `height`.

    `film` (frames, H, W, 3) is what a remix starts from, noised to `strength`. With a `mask` (H, W) bool only
    what is True is made anew.
    """

    prompt: str
    frames: int
    width: int
    height: int
    rate: int
    seed: int
    steps: int
    guidance: float
    number: int = 0                 # which window of the take
    known: tuple[Known, ...] = ()
    references: tuple[np.ndarray, ...] = ()
    film: np.ndarray | None = None
    strength: float = 1.0
    mask: np.ndarray | None = None
    history: Sequence[Sampled] = ()     # the windows before, for models that go on from their latents
    reseed: bool = False                # draw this window's noise from `seed`, not where the window before stopped


def runs(pictures: dict[int, tuple[np.ndarray, float]], *, begin: int, end: int) -> tuple[Known, ...]:
    """Neighbouring frames of one strength as stretches, counted from `begin`; those outside begin..end are left out."""
    found: list[Known] = []
    group: list[int] = []
    for frame in [*sorted(f for f in pictures if begin <= f < end), end + 1]:
        if group and (frame != group[-1] + 1 or pictures[frame][1] != pictures[group[-1]][1]):
            stack = np.stack([pictures[f][0] for f in group])
            found.append(Known(group[0] - begin, stack, pictures[group[0]][1]))
            group = []
        if frame < end:
            group.append(frame)
    return tuple(found)


def held(call: Call) -> tuple[np.ndarray, np.ndarray]:
    """The whole call as a film: known frames in place, each unknown one the nearest known. And which are known (T,)."""
    known = np.zeros(call.frames, bool)
    film = np.full((call.frames, call.height, call.width, 3), 128, np.uint8)
    for run in call.known:
        film[run.start:run.stop] = run.pictures[: call.frames - run.start]
        known[run.start:run.stop] = True
    where = np.flatnonzero(known)
    if len(where):
        nearest = where[np.abs(np.arange(call.frames)[:, None] - where[None]).argmin(1)]
        film = film[nearest]
    return film, known
