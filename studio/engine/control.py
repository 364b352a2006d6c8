"""Engine: how a person stops, holds or shortens a running generation. Standard library only; nothing here polls."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping


class CancelledByUser(Exception):
    """Nothing of the take is wanted."""


class EnoughForNow(Exception):
    """What is finished is wanted, and no more."""


class BackTo(Exception):
    """Window `window` of the plan and all after it shall be made again, from noise of another `seed`."""

    def __init__(self, window: int, seed: int) -> None:
        super().__init__(window, seed)
        self.window, self.seed = window, seed


class ClosingDown(Exception):
    """The studio is closing: stop, and leave the journal for the next start."""


class Control:
    """Wishes from any thread, heard by the sampler at its next gate. All but pausing and "enough" also end a pause."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._paused = self._cancelled = self._enough = self._closing = False
        self._back: tuple[int, int] | None = None
        self._relay: Callable[[dict[str, object]], None] | None = None

    @property
    def paused(self) -> bool:
        return self._paused

    @property
    def closing(self) -> bool:
        return self._closing

    def pause(self) -> None:
        self._set(_paused=True)

    def resume(self) -> None:
        self._set(_paused=False)

    def cancel(self) -> None:
        self._set(_cancelled=True)

    def enough(self) -> None:
        self._set(_enough=True)

    def back_to(self, window: int, seed: int) -> None:
        """Heard once."""
        self._set(_back=(window, seed))

    def close(self) -> None:
        self._set(_closing=True)

    def relay(self, to: Callable[[dict[str, object]], None] | None) -> None:
        """While the take is made elsewhere `to` is told every wish, first those there are, for `hear` there."""
        with self._changed:
            self._relay = to
            there = (name for name in ("_paused", "_cancelled", "_enough", "_closing") if getattr(self, name))
            self._set(**dict.fromkeys(there, True))

    def hear(self, wishes: Mapping[str, object]) -> None:
        """What the control of another process was told."""
        self._set(**{f"_{name}": wish for name, wish in wishes.items()})

    def gate(self, *, wait: bool = True, something_made: bool = True) -> None:
        """Between two steps: waits while paused (unless not `wait`), raises what was wished for.

        "Enough" is heard only when `something_made`: before that the window in flight is finished first.
        """
        with self._changed:
            self._changed.wait_for(lambda: not (wait and self._paused) or self._urgent(something_made))
            if self._cancelled:
                raise CancelledByUser
            if self._closing:
                raise ClosingDown
            if self._back is not None:
                (window, seed), self._back = self._back, None
                raise BackTo(window, seed)
            if self._enough and something_made:
                raise EnoughForNow

    def _urgent(self, something_made: bool) -> bool:
        return self._closing or self._cancelled or self._back is not None or (self._enough and something_made)

    def _set(self, **wishes: object) -> None:
        with self._changed:
            if self._relay is not None:
                self._relay({name[1:]: wish for name, wish in wishes.items()})
                wishes.pop("_back", None)           # heard once, and not here
            for name, wish in wishes.items():
                setattr(self, name, wish)
            self._changed.notify_all()
