"""Session: the frames of a running generation, kept on disk in any order: memory stays flat however long it is."""

from __future__ import annotations

import contextlib
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

RECENT = 48  # decoded frames also kept in memory for the preview
MOST_HELD = 512 << 20  # bytes of frames that a full disk refused and memory holds instead


class LiveFrames:
    """Frames of one canvas at the model's rate. Written by `put` on the owner's thread, read by any.

    A full disk is no reason to lose them: what it does not take stays in memory, up to MOST_HELD.
    """

    def __init__(self, path: Path, *, frames: int, rate: Fraction) -> None:
        self.path, self.frames, self.rate = path, frames, rate
        self.shape: tuple[int, int, int] | None = None
        self._known = bytearray(frames)
        self._file = path.open("w+b", buffering=0)
        self._recent: dict[int, np.ndarray] = {}
        self._held: dict[int, np.ndarray] = {}

    @property
    def known(self) -> int:
        """How many frames have arrived."""
        return sum(self._known)

    @property
    def ahead(self) -> int:
        """How many have arrived without a hole from the first on."""
        return self.ahead_of(0)

    def ahead_of(self, first: int) -> int:
        """How many have arrived without a hole from frame `first` on."""
        hole = self._known.find(0, first)
        return (self.frames if hole < 0 else hole) - first

    def drop(self, first: int, stop: int) -> None:
        """Frames first..stop are not wanted: they will be made again."""
        for index in range(max(first, 0), min(stop, self.frames)):
            self._known[index] = 0
            self._recent.pop(index, None)
            self._held.pop(index, None)

    def has(self, index: int) -> bool:
        return 0 <= index < self.frames and bool(self._known[index])

    def put(self, first: int, pictures: np.ndarray) -> None:
        """Keep (T, H, W, 3) uint8 as frames `first` and following. Raises OSError when there is no room anywhere."""
        import numpy as np

        self.shape = self.shape or pictures.shape[1:]
        for index, picture in enumerate(pictures, first):
            if not 0 <= index < self.frames:
                continue
            picture = np.ascontiguousarray(picture)
            self._write(index, picture)
            self._recent[index] = picture
            self._known[index] = 1
        while len(self._recent) > RECENT:
            self._recent.pop(next(iter(self._recent)), None)

    def _write(self, index: int, picture: np.ndarray) -> None:
        rest = picture.data.cast("B")
        self._held.pop(index, None)
        try:
            self._file.seek(index * picture.nbytes)
            while rest:  # a disk that is nearly full takes a part
                rest = rest[self._file.write(rest) :]
        except OSError:
            if (len(self._held) + 1) * picture.nbytes > MOST_HELD:
                raise
            self._held[index] = picture.copy()

    def frame(self, index: int) -> np.ndarray | None:
        """(H, W, 3) uint8, or None when it has not arrived."""
        import numpy as np

        if self.shape is None or not self.has(index):
            return None
        for kept in (self._recent, self._held):
            if (picture := kept.get(index)) is not None:
                return picture
        height, width, depth = self.shape
        size = height * width * depth
        with open(self.path, "rb") as file:  # own handle: the preview's thread must not move the writer's place
            file.seek(index * size)
            return np.frombuffer(file.read(size), np.uint8).reshape(self.shape)

    def arrived(self, index: int) -> np.ndarray:
        """The same of a frame that is there. Raises KeyError for another."""
        if (picture := self.frame(index)) is None:
            raise KeyError(index)
        return picture

    def close(self) -> None:
        """Let go of the file; harmless twice."""
        self._file.close()
        with contextlib.suppress(OSError):
            self.path.unlink(missing_ok=True)
