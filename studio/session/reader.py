"""Session: what the engine reads, opened with the media room. Called on the sampler thread; knows no Qt, no tensors.

A film reaches the model whole, centred in the model's frame. The model's shapes are only nearly those of films, so a
narrow rest is filled with the picture's own edge: black bars there would be taken for part of the scene. Cropping a
result to the film's shape undoes this exactly.
"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

    from studio.engine.reading import Reading

NARROW = 12  # a rest of at most 1/NARROW of a side is filled with the edge, a wider one is black


class MediaReader:
    """The engine's `Reader` (see studio.engine.reading) over files of any size, rate and codec."""

    def picture(self, path: str, at: float, width: int, height: int) -> np.ndarray:
        """(height, width, 3) uint8: a picture file, or the frame of a film at `at` seconds, cut to cover."""
        from studio.media.picture import read_picture, sniff
        from studio.media.resize import fit

        if sniff(Path(path)):
            return fit(read_picture(path), width, height, mode="crop")
        from studio.media.decode import VideoReader

        with VideoReader(path) as reader:
            return fit(reader.frame_at(_exact(at)), width, height, mode="crop")

    def video(self, path: str, start: float, stop: float, rate: float, width: int, height: int) -> np.ndarray:
        """(T, height, width, 3) uint8: the frames on screen at start, start + 1/rate, … before `stop`; at least one."""
        import numpy as np

        from studio.media.decode import VideoReader
        from studio.media.picture import read_picture, sniff
        from studio.media.resize import contained

        count = max(1, round((stop - start) * rate))
        if sniff(Path(path)) not in ("", "gif"):
            return np.repeat(conform(read_picture(path), width, height)[None], count, axis=0)
        with VideoReader(path) as reader:
            # Scaled while its colour is converted: a 4K film is never held at its own size.
            reader.width, reader.height = contained(reader.width, reader.height, inside=(width, height))
            first, pace = _exact(start), _exact(rate)
            return np.stack([conform(reader.frame_at(first + k / pace), width, height) for k in range(count)])

    def words(self, reading: Reading) -> str:
        """What the captioner saw, as a prompt."""
        from studio.session.describing import describe

        return describe(reading).text


def conform(frame: np.ndarray, width: int, height: int) -> np.ndarray:
    """(H, W, 3) whole inside (height, width, 3): a narrow rest repeats the edge, a wide one is black."""
    import numpy as np

    from studio.media.resize import contained, resize

    inner = resize(frame, *contained(frame.shape[1], frame.shape[0], inside=(width, height)))
    down, across = height - inner.shape[0], width - inner.shape[1]
    if not down and not across:
        return inner
    sides = ((down // 2, down - down // 2), (across // 2, across - across // 2), (0, 0))
    narrow = down * NARROW <= height and across * NARROW <= width
    return np.pad(inner, sides, mode="edge") if narrow else np.pad(inner, sides)


def _exact(seconds: float) -> Fraction:
    return Fraction(seconds).limit_denominator(1_000_000)
