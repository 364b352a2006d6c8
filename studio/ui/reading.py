"""UI room: files read on a thread of their own, one after the other, and handed over on the widgets'. Knows no film."""

from __future__ import annotations

import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import Any

from PySide6.QtCore import QObject, Signal

from studio.problem import StudioError


class Reading(QObject):
    """`ask(wish)` starts the thread and has `read(wish)` run there; `found` gives the wish and what came of it.

    Of a file that is missing or cannot be read nothing is heard, nor when `read` answers None.
    """

    found = Signal(object, object)

    def __init__(self, name: str, read: Callable[[Any], object]) -> None:
        super().__init__()
        self._name, self._read = name, read
        self._asked: SimpleQueue[Any] = SimpleQueue()
        self._thread: threading.Thread | None = None
        self._closed = False

    def ask(self, wish: object) -> None:
        if self._closed:
            return
        self._asked.put(wish)
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name=self._name)
            self._thread.start()

    def forget(self) -> None:
        """What waits is no longer wished for."""
        while not self._asked.empty():
            self._asked.get()

    def close(self) -> None:
        """End the thread after what it is reading; harmless twice."""
        self._closed = True
        self.forget()
        self._asked.put(None)
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _run(self) -> None:
        while (wish := self._asked.get()) is not None:
            try:
                made = self._read(wish)
            except (StudioError, OSError, ValueError):
                continue
            if made is not None:
                self.found.emit(wish, made)
