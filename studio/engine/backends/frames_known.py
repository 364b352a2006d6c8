"""Engine: the frames of a canvas that are known, at a model's own rate and size, read once. NumPy only."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from studio.engine.backends.capability import Capabilities, shown_at, sides
from studio.engine.reading import Reader
from studio.engine.request import GenerateRequest
from studio.problem import StudioError


@dataclass(slots=True)
class KnownFrames:
    """Frames by their place on the canvas, with how firmly each is known; what lies before it is negative."""

    frames: dict[int, tuple[np.ndarray, float]] = field(default_factory=dict)
    given: frozenset[int] = frozenset()         # those that are a person's own and stay as they are
    made: set[int] = field(default_factory=set)

    @classmethod
    def read(cls, request: GenerateRequest, kind: Capabilities, read: Reader) -> KnownFrames:
        """Raises StudioError for files that cannot be used."""
        found: dict[int, tuple[np.ndarray, float]] = {}
        rate, n = kind.rate, request.frames
        most = kind.context + kind.grid         # frames beyond the canvas that can be of use
        for motion in request.motion:
            if motion.path.endswith(".latents"):
                step = "Use the clip's video."
                raise StudioError(f"The latents of that clip are not {kind.name}'s.", next_step=step)
            first = shown_at(motion.time, rate)
            count = max(1, round((motion.stop - motion.start) * rate))
            low, high = max(first, -most), min(first + count, n + most)
            if low >= high:
                continue
            start = motion.start + (low - first) / rate
            film = read.video(motion.path, start, start + (high - low) / rate, rate, request.width, request.height)
            found.update({low + i: (picture, 1.0) for i, picture in enumerate(film[: high - low])})
        for still in request.stills:
            frame = min(shown_at(still.time, rate), n - 1)
            if frame >= 0 and still.strength > 0:
                picture = read.picture(still.path, still.at, request.width, request.height)
                found[frame] = (picture, min(still.strength, 1.0))
        return cls(found, frozenset(frame for frame, (_, strength) in found.items() if strength >= 1))

    def beside(self, request: GenerateRequest) -> tuple[int, int]:
        """How many frames are known without a hole right before the canvas, and right after it."""
        before, after = sides(request)
        left = right = 0
        while before and -1 - left in self.frames:
            left += 1
        while after and request.frames + right in self.frames:
            right += 1
        return left, right

    def splice(self, first: int, pictures: np.ndarray) -> np.ndarray:
        """The same frames with a person's own put back where they are known: to the bit, whatever came out there."""
        for i in range(len(pictures)):
            if first + i in self.given:
                pictures[i] = self.frames[first + i][0]
        return pictures

    def remember(self, first: int, pictures: np.ndarray) -> None:
        """Made frames the next window goes on from."""
        for frame, picture in enumerate(pictures, first):
            if frame not in self.frames:
                self.frames[frame] = (picture, 1.0)
                self.made.add(frame)

    def unmake(self, frames: range) -> None:
        """Made frames that are to be made again."""
        for frame in self.made & set(frames):
            self._drop(frame)

    def forget(self, *, kept: set[int]) -> None:
        """Made frames outside `kept` are not needed any more."""
        for frame in self.made - kept:
            self._drop(frame)

    def _drop(self, frame: int) -> None:
        self.made.discard(frame)
        del self.frames[frame]
