"""Session: progress as one line on a terminal; silent anywhere else."""

from __future__ import annotations

import sys
import time

WIDTH = 24


class Bar:
    """A bar on stderr. `show` and `count` draw, `clear` wipes it."""

    def __init__(self, label: str) -> None:
        self._label, self._on, self._since = label, sys.stderr.isatty(), time.monotonic()

    def show(self, fraction: float, doing: str, left: float | None) -> None:
        """`fraction` 0..1, what is being done in words, seconds left if known."""
        if not self._on:
            return
        full = round(min(max(fraction, 0.0), 1.0) * WIDTH)
        rest = doing or ("estimating" if left is None else f"{left:.0f} s left")
        bar = "█" * full + "·" * (WIDTH - full)
        print(f"\r\x1b[K{self._label} {bar} {fraction:4.0%}  {rest}", end="", file=sys.stderr, flush=True)

    def count(self, done: int, total: int) -> None:
        """`done` of `total` frames; once they are some, what they took since the bar is there tells the time left."""
        spent = time.monotonic() - self._since
        self.show(done / total, "", spent / done * (total - done) if done > 9 else None)

    def clear(self) -> None:
        if self._on:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
