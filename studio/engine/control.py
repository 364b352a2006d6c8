"""Engine: how a person stops, holds or shortens a running generation. Standard library only; nothing here polls."""

from __future__ import annotations

import threading


class CancelledByUser(Exception):
    """Nothing of the take is wanted."""


class EnoughForNow(Exception):
    """What is finished is wanted, and no more."""


class ClosingDown(Exception):
    """The studio is closing: stop, and leave the journal for the next start."""


class Control:
    """Wishes from any thread, heard by the sampler at its next gate. Cancelling and closing also end a pause."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._paused = self._cancelled = self._enough = self._closing = False

    @property
    def paused(self) -> bool:
        return self._paused

    def pause(self) -> None:
        self._set(_paused=True)

    def resume(self) -> None:
        self._set(_paused=False)

    def cancel(self) -> None:
        self._set(_cancelled=True)

    def enough(self) -> None:
        self._set(_enough=True)

    def close(self) -> None:
        self._set(_closing=True)

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
            if self._enough and something_made:
                raise EnoughForNow

    def _urgent(self, something_made: bool) -> bool:
        return self._closing or self._cancelled or (self._enough and something_made)

    def _set(self, **wishes: bool) -> None:
        with self._changed:
            for name, wish in wishes.items():
                setattr(self, name, wish)
            self._changed.notify_all()
