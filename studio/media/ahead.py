"""Media room: work that is done a little ahead of its use, on a thread of its own. Knows no film, no Qt, no torch."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from queue import Empty, Queue
from typing import TypeVar

T = TypeVar("T")
_END = object()


@contextmanager
def ahead(items: Iterable[T], *, most: int = 4) -> Iterator[Iterator[T]]:
    """An iterator over `items`, which are made on a thread, at most `most` before they are asked for.

    What `items` raises is raised to whoever asks. Leaving the `with` block ends the thread, also in the middle.
    """
    ready: Queue = Queue(max(most, 2))
    stop = threading.Event()
    failed: list[BaseException] = []

    def make() -> None:
        try:
            for item in items:
                if stop.is_set():
                    return
                ready.put(item)
        except BaseException as exc:
            failed.append(exc)
        finally:
            ready.put(_END)

    def taken() -> Iterator[T]:
        while (item := ready.get()) is not _END:
            yield item
        if failed:
            raise failed[0]

    thread = threading.Thread(target=make, name="frames ahead")
    thread.start()
    try:
        yield taken()
    finally:
        stop.set()
        while thread.is_alive():  # make room for what it may be about to hand over
            try:
                ready.get(timeout=0.05)
            except Empty:
                continue
        thread.join()
