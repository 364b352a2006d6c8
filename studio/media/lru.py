"""Media room: bounded memory. Open files by count, frames by bytes; the longest unused goes first. No Qt, no torch."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from pathlib import Path
from typing import Generic, TypeVar

import numpy as np

T = TypeVar("T")


class Pool(Generic[T]):
    """At most `limit` open things; whatever falls out is closed."""

    def __init__(self, limit: int) -> None:
        self._limit, self._held = limit, OrderedDict[Hashable, T]()

    def __len__(self) -> int:
        return len(self._held)

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """The thing called `key`, made when it is not at hand."""
        if key not in self._held:
            while len(self._held) >= self._limit:
                _close(self._held.popitem(last=False)[1])
            self._held[key] = make()
        self._held.move_to_end(key)
        return self._held[key]

    def close(self) -> None:
        """Close everything."""
        while self._held:
            _close(self._held.popitem()[1])


class FrameCache:
    """Arrays up to `limit` bytes altogether."""

    def __init__(self, limit: int) -> None:
        self._limit, self._held, self.bytes = limit, OrderedDict[Hashable, np.ndarray](), 0

    def get(self, key: Hashable) -> np.ndarray | None:
        """The array kept as `key`, or None."""
        if key in self._held:
            self._held.move_to_end(key)
        return self._held.get(key)

    def put(self, key: Hashable, frame: np.ndarray) -> None:
        """Keep `frame`, unless it alone is larger than the cache."""
        if key in self._held or frame.nbytes > self._limit:
            return
        self._held[key] = frame
        self.bytes += frame.nbytes
        while self.bytes > self._limit:
            self.bytes -= self._held.popitem(last=False)[1].nbytes

    def clear(self) -> None:
        """Forget everything."""
        self._held.clear()
        self.bytes = 0


def place(folder: Path, path: str) -> Path:
    """Where a path of the document is: relative ones are inside the film folder."""
    return Path(folder) / path


def stamp(path: Path) -> tuple[str, int, int]:
    """What tells one state of a file from another: path, size, time of change; zeros when it is not there."""
    try:
        state = path.stat()
    except (OSError, ValueError):
        return str(path), 0, 0
    return str(path), state.st_size, state.st_mtime_ns


def _close(thing: object) -> None:
    close = getattr(thing, "close", None)
    if close is not None:
        close()
