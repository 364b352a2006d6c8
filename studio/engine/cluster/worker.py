"""Engine: what runs on a machine of the cluster: the same backends, driven from afar. Knows nothing of Ray.

The head sends a request, the files it needs by what is in them, and wishes; it fetches messages, small ones, as they
come. What a message is: the event itself, or a tuple of a word and plain values. Files a person named are read on the
head, which alone has them.
"""

from __future__ import annotations

import logging
import os
import platform
import queue
import re
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.engine.control import CancelledByUser, ClosingDown, Control
from studio.engine.events import Done, Event, Frames
from studio.engine.journal import TakeJournal
from studio.engine.request import BUNDLED, GenerateRequest
from studio.problem import Problem, StudioError

if TYPE_CHECKING:
    import numpy as np

    from studio.engine.backends.backend import Backend
    from studio.engine.reading import Reading

PIECE = 4 * 2**20           # bytes of one message, about
AHEAD = 16                  # messages made before the head has fetched them; then the sampler waits
log = logging.getLogger("studio.engine")


@dataclass(frozen=True, slots=True)
class Hello:
    """Who answers. `format`: the number format that is quickest there."""

    host: str
    pid: int
    format: str


@dataclass(frozen=True, slots=True)
class Order:
    """One take to be made.

    `files`: what the request calls them -> what they are called in the worker's store, or what its reader asks for.
    `journal`: the files of finished windows; `weights`: those of the bundled model; by name -> by content.
    """

    request: str
    files: dict[str, str]
    journal: dict[str, str]
    weights: dict[str, str]
    format: str
    waited: float               # seconds since the take was asked for


class Worker:
    """One at a time, made by Ray in a process of its own. `shelf`: where its machine lists models that were added."""

    def __init__(self, *, shelf: str) -> None:
        self._shelf = Path(os.environ.get("FANTASCOPE_SHELF") or shelf)
        self._folder = tempfile.TemporaryDirectory(prefix="fantascope-worker-", ignore_cleanup_errors=True)
        self._store = Path(self._folder.name) / "store"
        self._store.mkdir()
        self._backends: dict[str, Backend] = {}
        self._take = _Take()

    def hello(self) -> Hello:
        from studio.engine.models import quickest_dtype

        return Hello(platform.node(), os.getpid(), str(quickest_dtype("cpu")).removeprefix("torch."))

    # -- files, by what is in them ---------------------------------------------------------------------------------

    def missing(self, wanted: Mapping[str, str]) -> list[str]:
        """Which of the files (name in the store -> path on the head) are not here. The same path may hold the same."""
        for name, path in wanted.items():
            if not (self._store / name).exists() and os.path.isfile(path) and content_name(Path(path)) == name:
                os.symlink(path, self._store / name)
        return [name for name in wanted if not (self._store / name).exists()]

    def put(self, name: str, piece: bytes, last: bool) -> None:
        """The next piece of a file; it is there once the last one is."""
        part = self._store / f"{_plain(name)}.part"
        with part.open("ab") as file:
            file.write(piece)
        if last:
            os.replace(part, self._store / name)

    # -- a take ----------------------------------------------------------------------------------------------------

    def begin(self, order: Order) -> None:
        """Starts a take; `more` tells how it goes."""
        self._take = _Take()
        threading.Thread(target=self._make, args=(order, self._take), name="sampler", daemon=True).start()

    def more(self) -> list[Any]:
        """The messages since the last call, in order; waits for one. The last of a take is a tuple that says "over"."""
        outbox, size = self._take.outbox, 0
        found = [outbox.get()]
        while size < PIECE and not outbox.empty():
            found.append(outbox.get())
            size += getattr(getattr(found[-1], "pictures", None), "nbytes", 0)
        return found

    def wish(self, wishes: Mapping[str, object]) -> None:
        self._take.control.hear(wishes)

    def give(self, answer: object) -> None:
        """What the reader asked for, or the Problem that says why not."""
        self._take.answers.put(answer)

    def _make(self, order: Order, take: _Take) -> None:
        try:
            last: tuple[object, ...] = (self._run(order, take),)
        except CancelledByUser:
            last = ("cancelled",)
        except ClosingDown:
            last = ("closing",)
        except StudioError as exc:
            last = (exc.problem,)
        except BaseException as exc:
            log.error("a take failed", exc_info=exc)
            last = "memory" if isinstance(exc, MemoryError) else "error", f"{type(exc).__name__}: {exc}"
        take.tell(("over", *last))

    def _run(self, order: Order, take: _Take) -> Done:
        since = time.monotonic() - order.waited
        request = GenerateRequest.from_json(order.request)
        with tempfile.TemporaryDirectory(dir=self._folder.name) as folder:
            journal = _Mirrored(Path(folder), take.tell)
            for name, content in order.journal.items():
                os.symlink(self._store / content, Path(folder) / _plain(name))
            here = {path: self._here(name) for path, name in order.files.items()}
            desk = _Desk(take, {name: path for path, name in here.items()})

            def emit(event: Event) -> None:
                for piece in pieces(event):
                    take.tell(piece)

            return self._backend(request, order).run(elsewhere(request, here), read=desk, control=take.control,
                                                     journal=journal, emit=emit, since=since)  # fmt: skip

    def _here(self, name: str) -> str:
        return str(self._store / name) if (self._store / name).exists() else name

    def _backend(self, request: GenerateRequest, order: Order) -> Backend:
        """Made once for each model's weights; another one gives its memory back first."""
        kind = " ".join(order.weights.values()) if request.model == BUNDLED else ""
        for other in (name for name in self._backends if name != kind):
            self._backends[other].release()
        if kind not in self._backends:
            if request.model == BUNDLED:
                import torch

                from studio.engine.backends.native import Native

                folder = Path(tempfile.mkdtemp(dir=self._folder.name))
                for name, content in order.weights.items():
                    os.symlink(self._store / content, folder / _plain(name))
                self._backends[kind] = Native(folder, dtype=getattr(torch, order.format))
            else:
                from studio.engine.backends.open_weights import OpenWeights
                from studio.engine.backends.shelf import Shelf

                shelf = Shelf(self._shelf)
                if all(one.id != request.model for one in shelf.installed()):
                    what = f"The model “{request.model}” is not installed on {platform.node()}."
                    raise StudioError(what, next_step="Add it there: “python -m studio models add”.")
                self._backends[kind] = OpenWeights(shelf)
        return self._backends[kind]


class _Take:
    """The three ways in and out of a running take. One that nobody follows any more disturbs no other."""

    def __init__(self) -> None:
        self.control = Control()
        self.outbox: queue.Queue[Any] = queue.Queue(AHEAD)
        self.answers: queue.SimpleQueue[object] = queue.SimpleQueue()
        self.tell = self.outbox.put


class _Desk:
    """A `Reader` whose files lie on the head: it asks for each by a message and waits for the answer."""

    def __init__(self, take: _Take, paths: Mapping[str, str]) -> None:
        self._take, self._paths = take, paths

    def picture(self, path: str, at: float, width: int, height: int) -> np.ndarray:
        return self._ask("picture", self._paths.get(path, path), at, width, height)

    def video(self, path: str, start: float, stop: float, rate: float, width: int, height: int) -> np.ndarray:
        return self._ask("video", self._paths.get(path, path), start, stop, rate, width, height)

    def words(self, reading: Reading) -> str:
        return self._ask("words", reading)

    def _ask(self, what: str, *given: object) -> Any:
        self._take.tell((what, *given))
        answer = self._take.answers.get()
        if isinstance(answer, Problem):
            raise StudioError(answer.what, kept=answer.kept, next_step=answer.next_step)
        return answer


class _Mirrored(TakeJournal):
    """A journal whose every change the head's own follows, before anything that was told after it."""

    def __init__(self, folder: Path, tell: Callable[[object], None]) -> None:
        super().__init__(folder)
        self._tell = tell

    def append(self, number: int, latents, **rest) -> None:
        super().append(number, latents, **rest)
        self._send(self._window(number))

    def finish(self, latents, metadata: dict[str, str]) -> Path:
        path = super().finish(latents, metadata)
        self._send(path)
        return path

    def stop(self) -> None:
        super().stop()
        self._tell(("stop",))

    def back_to(self, number: int, request: GenerateRequest) -> None:
        super().back_to(number, request)
        self._tell(("back to", number, request.turns, request.prompts))

    def _send(self, path: Path) -> None:
        for piece, last in read_pieces(path):
            self._tell(("file", path.name, piece, last))


def pieces(event: Event) -> Iterator[Event]:
    """The event, or several in its place when it is a long one."""
    if not isinstance(event, Frames):
        yield event
        return
    step = max(1, PIECE // max(1, event.pictures[:1].nbytes))
    for at in range(0, len(event.pictures), step):
        yield replace(event, first=event.first + at, pictures=event.pictures[at:at + step])


def read_pieces(path: Path) -> Iterator[tuple[bytes, bool]]:
    """(bytes, whether they are the last). Raises OSError."""
    with path.open("rb") as file:
        piece = file.read(PIECE)
        while True:
            following = file.read(PIECE)
            yield piece, not following
            if not following:
                return
            piece = following


def content_name(path: Path) -> str:
    """What a file is called in a store: what is in it, and the suffix that says what it is."""
    state = path.stat()
    return _content_name(path, state.st_size, state.st_mtime_ns)


@cache
def _content_name(path: Path, _size: int, _changed: int) -> str:
    import hashlib

    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=20)).hexdigest() + path.suffix


def elsewhere(request: GenerateRequest, there: Mapping[str, str]) -> GenerateRequest:
    """The request with its files called otherwise."""

    def moved(one):
        return replace(one, path=there.get(one.path, one.path)) if one else one

    many = ("stills", "motion", "cast", "loras")
    return replace(
        request, remix=moved(request.remix), redo=moved(request.redo), mask=there.get(request.mask, request.mask),
        **{name: tuple(moved(one) for one in getattr(request, name)) for name in many},
    )  # fmt: skip


def _plain(name: str) -> str:
    """A name that stays in its folder. Raises ValueError for another."""
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,120}", name):
        raise ValueError(f"{name!r} is no name of a file here")
    return name
