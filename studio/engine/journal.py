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
import errno
import hashlib
import os
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from studio.engine.request import GenerateRequest
from studio.problem import StudioError

if TYPE_CHECKING:
    from torch import Tensor

_FULL = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}


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

    def window(self, number: int, *, start: int, shape: tuple[int, ...]) -> Tensor | None:
        """Latents of a finished window; None when it was never finished, is damaged, or is of another plan."""
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
        return latents if tuple(latents.shape) == shape else None

    def append(self, number: int, latents: Tensor, *, start: int) -> None:
        """Latents (T, C, h, w) of the window at group `start`, on disk when this returns. Raises StudioError."""
        _write_tensors(self._window(number), latents, {"start": str(start)})

    @property
    def stopped(self) -> bool:
        """Whether the person wanted no more windows than there are."""
        return (self.folder / "enough").exists()

    def stop(self) -> None:
        _write(self.folder / "enough", b"")

    def finish(self, latents: Tensor, metadata: dict[str, str]) -> Path:
        """Writes the take's latents (G, C, h, w) beside the windows; returns the path."""
        path = self.folder / "take.latents"
        _write_tensors(path, latents, metadata)
        return path

    def _window(self, number: int) -> Path:
        return self.folder / f"window-{number:03d}.safetensors"


def _write_tensors(path: Path, latents: Tensor, metadata: dict[str, str]) -> None:
    from safetensors.torch import save

    _write(path, save({"latents": latents.contiguous()}, metadata))


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
        _sync(path.parent)
    except OSError as exc:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        if exc.errno in _FULL:
            step = "Free some space, then generate the shot again: it goes on where it stopped."
            raise StudioError("The disk is full, so the new frames could not be kept.", next_step=step) from exc
        step = "Check the disk and its permissions, then generate the shot again."
        raise StudioError(f"{path.parent} cannot be written: {exc.strerror or exc}.", next_step=step) from exc


def _sync(folder: Path) -> None:
    """Makes a rename last, where folders can be synced."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as exc:
        if exc.errno not in (errno.EINVAL, errno.ENOTSUP):      # some network disks cannot
            raise
    finally:
        os.close(handle)
