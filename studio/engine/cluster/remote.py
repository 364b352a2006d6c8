"""Engine: a worker of a cluster as a backend. Lives on the head; sends what is needed, fetches what comes. Knows Ray.

A finished window is in the head's journal before its frames are handed on, so a worker may be lost at any time.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from studio.engine.backends.backend import WorkerLost
from studio.engine.cluster.worker import Hello, Order, content_name, read_pieces
from studio.engine.control import CancelledByUser, ClosingDown, Control
from studio.engine.events import Done, Event, Rewound
from studio.engine.journal import TakeJournal
from studio.engine.reading import Reader
from studio.engine.request import BUNDLED, GenerateRequest
from studio.problem import Problem, StudioError

SENT = (".latents", ".safetensors")         # what the engine opens itself; all else is read by the head's reader
log = logging.getLogger("studio.engine")


class Remote:
    """One worker. `actor`: its handle; `models`: the bundled model's folder here; `format`: the crew's numbers."""

    def __init__(self, actor: Any, hello: Hello, *, models: Path, format: str, leave: Callable[[], None]) -> None:
        self.hello, self.making = hello, ""
        self._actor, self._models, self._format, self._leave = actor, models, format, leave

    def run(self, request: GenerateRequest, *, read: Reader, control: Control, journal: TakeJournal,
            emit: Callable[[Event], None], since: float | None = None) -> Done:  # fmt: skip
        """See `Backend.run`; the worker runs the same backend."""
        self.making = request.id
        take = _Take(request, self._actor, read=read, control=control, journal=journal, emit=emit)
        from ray.exceptions import RayError, RayTaskError

        try:
            self._begin(request, journal, waited=time.monotonic() - (since or time.monotonic()))
            control.relay(take.wish)
            return take.follow()
        except RayTaskError as exc:
            raise RuntimeError(f"the worker on {self.hello.host} failed") from exc
        except (RayError, ConnectionError) as exc:
            if control.closing:
                raise ClosingDown from exc
            raise WorkerLost(take.request, f"{self.hello.host}: {type(exc).__name__}") from exc
        finally:
            control.relay(None)
            self.making = ""

    def release(self) -> None:
        """Ends the worker's process, and with the last one the connection."""
        import ray

        with contextlib.suppress(Exception):
            ray.kill(self._actor)
        self._leave()

    def _begin(self, request: GenerateRequest, journal: TakeJournal, *, waited: float) -> None:
        files = {path: _called(path) for path in request.files}
        windows = {path.name: path for path in journal.folder.glob("window-*.safetensors")}
        windows |= {path.name: path for path in [journal.folder / "enough"] if path.exists()}
        weights = sorted(self._models.glob("*.safetensors")) if request.model == BUNDLED else []
        sent = [Path(path) for path in files if _is_sent(path)]
        self._send(*sent, *windows.values(), *weights)
        self._ask(self._actor.begin.remote(Order(
            request.to_json(), files, {name: content_name(path) for name, path in windows.items()},
            {path.name: content_name(path) for path in weights}, self._format, waited,
        )))  # fmt: skip

    def _send(self, *paths: Path) -> None:
        """What the worker has not got, piece by piece."""
        names = {content_name(path): path for path in paths}
        for name in self._ask(self._actor.missing.remote({name: str(path) for name, path in names.items()})):
            for piece, last in read_pieces(names[name]):
                self._ask(self._actor.put.remote(name, piece, last))

    def _ask(self, reference: Any) -> Any:
        import ray

        return ray.get(reference)


class _Take:
    """One take as it is followed from the head."""

    def __init__(self, request: GenerateRequest, actor: Any, *, read: Reader, control: Control, journal: TakeJournal,
                 emit: Callable[[Event], None]) -> None:  # fmt: skip
        self.request = request
        self._actor, self._read, self._control, self._journal, self._emit = actor, read, control, journal, emit
        self._part = b""

    def wish(self, wishes: dict[str, object]) -> None:
        """Whoever closes does not wait for a step: all that is finished is here already."""
        import ray

        with contextlib.suppress(Exception):        # of a lost worker; whoever follows the take hears of it
            if wishes.get("closing"):
                ray.kill(self._actor)
            elif wishes:
                self._actor.wish.options(concurrency_group="aside").remote(wishes)

    def follow(self) -> Done:
        """Hands on every event until the last one. Raises what the worker's backend raised, and RayError."""
        import ray

        while True:
            for message in ray.get(self._actor.more.remote()):
                match message:
                    case ("over", *last):
                        return self._over(*last)
                    case ("file", name, piece, whole):
                        self._part += piece
                        if whole:
                            self._journal.receive(name, self._part)
                            self._part = b""
                    case ("stop",):
                        self._journal.stop()
                    case ("back to", number, turns, prompts):
                        self.request = replace(self.request, turns=turns, prompts=prompts)
                        self._journal.back_to(number, self.request)
                    case Rewound():
                        self._emit(replace(message, request=self.request))
                    case ("picture" | "video" | "words" as what, *given):
                        self._answer(getattr(self._read, what), given)
                    case _:
                        self._emit(message)

    def _answer(self, read: Callable[..., Any], given: list[Any]) -> None:
        try:
            found = read(*given)
        except StudioError as exc:
            found = exc.problem
        except Exception:
            self._actor.give.remote(Problem("The file could not be read."))
            raise
        self._actor.give.remote(found)

    def _over(self, last: Done | Problem | str, told: str = "") -> Done:
        match last:
            case Done():
                return replace(last, latents=str(self._journal.folder / "take.latents") if last.latents else "")
            case Problem(what, kept, next_step):
                raise StudioError(what, kept=kept, next_step=next_step)
            case "cancelled":
                raise CancelledByUser
            case "closing":
                raise ClosingDown
            case "memory":
                raise MemoryError(told)
        raise RuntimeError(told)


def _is_sent(path: str) -> bool:
    return Path(path).suffix in SENT and os.path.isfile(path)


def _called(path: str) -> str:
    """A file's name on the worker: by its content when it is sent, else one that changes when the file does."""
    if _is_sent(path):
        return content_name(Path(path))
    told = path
    with contextlib.suppress(OSError):
        state = os.stat(path)
        told = f"{path} {state.st_mtime_ns} {state.st_size}"
    return hashlib.blake2b(told.encode(), digest_size=20).hexdigest() + Path(path).suffix
