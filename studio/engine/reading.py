"""Engine: how pictures and films on disk reach the sampler. Standard library only.

Whoever builds an engine brings a reader.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import numpy as np


Reading = dict[str, dict[str, float]]       # fact -> value -> how likely it is, adding up to 1


class Reader(Protocol):
    """Opens files for the sampler thread. Both raise StudioError for what cannot be used."""

    def picture(self, path: str, at: float, width: int, height: int) -> np.ndarray:
        """A picture file, or the frame of a film on screen at `at` seconds: (height, width, 3) uint8, cut to cover."""
        ...

    def video(self, path: str, start: float, stop: float, rate: float, width: int, height: int) -> np.ndarray:
        """(T, height, width, 3) uint8, T ≥ 1: the frames on screen at start, start + 1/rate, … before `stop`."""
        ...

    def words(self, reading: Reading) -> str:
        """What was seen, as a prompt. Asked only where nothing was said and the models can describe."""
        ...
