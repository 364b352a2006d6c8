"""Engine: the take journal. Knows files and latents, nothing of networks or plans.

Each request has a folder, each finished window of latents a file in it, on disk before it is decoded: a crash loses at
most the window in flight.

    journal/<request>/request.json              what was asked for
    journal/<request>/window-000.safetensors    latents of the first window made, and the group it starts at
    journal/<request>/enough                    present when the person wanted no more windows
    journal/<request>/take.latents              the take, once it is finished
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import shutil
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from studio.disk import FULL, sync_folder
from studio.engine.request import GenerateRequest
from studio.problem import StudioError

if TYPE_CHECKING:
    from torch import Tensor



class Journal:
    """All requests that are not stored or forgotten yet."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def add(self, request: GenerateRequest) -> None:
        """Notes a request. Windows of the very same request are kept, those of another with its id are dropped."""
        folder, text = self._folder(request.id), request.to_json()
        with contextlib.suppress(OSError):
            if (folder / "request.json").read_text("utf-8") == text:
                return
        self.forget(request.id)
        _write(folder / "request.json", text.encode())

    def open(self, request: GenerateRequest) -> TakeJournal:
        self.add(request)
        return TakeJournal(self._folder(request.id))

    def unfinished(self) -> tuple[GenerateRequest, ...]:
        """Every request whose take nobody has stored or forgotten, oldest first. Unreadable ones are left out."""
        found = []
        for path in self._root.glob("*/request.json"):
            with contextlib.suppress(OSError, UnicodeDecodeError, StudioError):
                request = GenerateRequest.from_json(path.read_text("utf-8"))
                found.append((path.stat().st_mtime_ns, path.parent.name, request))
        return tuple(request for *_, request in sorted(found, key=lambda item: item[:2]))

    def has_windows(self, request: GenerateRequest) -> bool:
        return any(self._folder(request.id).glob("window-*.safetensors"))

    def finished(self, request_id: str) -> bool:
        """Whether every window is there and only the take has not been stored."""
        return self.take(request_id).is_file()

    def keep_order(self, request_ids: Iterable[str]) -> None:
        """From now on `unfinished` gives these in this order, after those not named."""
        now = time.time_ns()
        for place, name in enumerate(request_ids):
            with contextlib.suppress(OSError):
                os.utime(self._folder(name) / "request.json", ns=(now + place, now + place))

    def take(self, request_id: str) -> Path:
        """Where a request's take is once it is finished."""
        return self._folder(request_id) / "take.latents"

    def forget(self, request_id: str) -> None:
        shutil.rmtree(self._folder(request_id), ignore_errors=True)

    def _folder(self, request_id: str) -> Path:
        if re.fullmatch(r"[A-Za-z0-9_-]{1,80}", request_id):
            return self._root / request_id
        return self._root / hashlib.blake2b(request_id.encode(), digest_size=16).hexdigest()


class TakeJournal:
    """One request's folder, written by the sampler thread."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def window(self, number: int, *, start: int, shape: tuple[int, ...] | None) -> Tensor | None:
        """Latents of a finished window; None when it was never finished, is damaged, or is of another plan.

        `shape` None: whatever it has.
        """
        from safetensors import SafetensorError, safe_open

        path = self._window(number)
        if not path.is_file():
            return None
        try:
            with safe_open(str(path), framework="pt") as file:
                if (file.metadata() or {}).get("start") != str(start):
                    return None
                latents = file.get_tensor("latents")
        except (SafetensorError, OSError, ValueError):
            return None
        return latents if shape is None or tuple(latents.shape) == shape else None

    def append(self, number: int, latents: Tensor, *, start: int, more: Mapping[str, Tensor] | None = None) -> None:
        """Latents (T, C, h, w) of the window at group `start`, on disk when this returns. Raises StudioError.

        `more`: what a model has to keep besides, by name; `more` gives it back.
        """
        _write_tensors(self._window(number), latents, {"start": str(start)}, more)

    def more(self, number: int) -> dict[str, Tensor]:
        """What was kept of a window that `window` has just given, besides its latents."""
        from safetensors import safe_open

        with safe_open(str(self._window(number)), framework="pt") as file:
            return {name: file.get_tensor(name) for name in file.keys() if name != "latents"}     # noqa: SIM118

    @property
    def stopped(self) -> bool:
        """Whether the person wanted no more windows than there are."""
        return (self.folder / "enough").exists()

    def stop(self) -> None:
        _write(self.folder / "enough", b"")

    def back_to(self, number: int, request: GenerateRequest) -> None:
        """Forgets window `number` and all after it; `request` goes on from there."""
        for path in self.folder.glob("window-*.safetensors"):
            if path.name >= self._window(number).name:
                path.unlink(missing_ok=True)
        for name in ("enough", "take.latents"):
            (self.folder / name).unlink(missing_ok=True)
        _write(self.folder / "request.json", request.to_json().encode())

    def receive(self, name: str, data: bytes) -> None:
        """A file of this folder, written elsewhere; on disk when this returns. Raises StudioError, ValueError."""
        if not re.fullmatch(r"window-\d{3,6}\.safetensors|take\.latents", name):
            raise ValueError(f"{name!r} is no file of a journal")
        _write(self.folder / name, data)

    def finish(self, latents: Tensor, metadata: dict[str, str]) -> Path:
        """Writes the take's latents (G, C, h, w) beside the windows; returns the path."""
        path = self.folder / "take.latents"
        _write_tensors(path, latents, metadata)
        return path

    def _window(self, number: int) -> Path:
        return self.folder / f"window-{number:03d}.safetensors"


def _write_tensors(path: Path, latents: Tensor, metadata: dict[str, str],
                   more: Mapping[str, Tensor] | None = None) -> None:  # fmt: skip
    from safetensors.torch import save

    tensors = {"latents": latents, **(more or {})}
    _write(path, save({name: tensor.contiguous() for name, tensor in tensors.items()}, metadata))


def _write(path: Path, data: bytes) -> None:
    """The whole file or nothing, also through a power cut."""
    temporary = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(temporary, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
        sync_folder(path.parent)
    except OSError as exc:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        if exc.errno in FULL:
            step = "Free some space, then generate the shot again: it goes on where it stopped."
            raise StudioError("The disk is full, so the new frames could not be kept.", next_step=step) from exc
        step = "Check the disk and its permissions, then generate the shot again."
        raise StudioError(f"{path.parent} cannot be written: {exc.strerror or exc}.", next_step=step) from exc
