"""Engine: one daemon thread that answers questions in turn. Knows neither networks nor files."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from typing import Any


class Asking:
    """`ask(work, answer)` runs `work()` on a daemon thread of its own, which the first question starts.

    What comes of it, or what was raised, goes to `answer(result, exception)` there, which must hand it on and return.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._inbox: queue.SimpleQueue[tuple[Callable, Callable] | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._closed = False

    def ask(self, work: Callable[[], Any], answer: Callable[[Any, BaseException | None], None]) -> None:
        self._inbox.put((work, answer))
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
            self._thread.start()

    def close(self) -> None:
        """Ends the thread after the question it is at; those behind it are not answered."""
        self._closed = True
        if self._thread is not None:
            self._inbox.put(None)
            self._thread.join()
            self._thread = None

    def _run(self) -> None:
        while (item := self._inbox.get()) and not self._closed:
            work, answer = item
            try:
                result = work()
            except Exception as exc:
                answer(None, exc)
            else:
                answer(result, None)
