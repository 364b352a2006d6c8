"""Storage room: one studio per film folder. A lock file says which process on which machine has it open."""

from __future__ import annotations

import json
import os
import secrets
import socket
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from studio.disk import FULL
from studio.problem import StudioError
from studio.storage.atomic import discard, explain, part_beside, read_limited

NAME = "lock"
State = Literal["free", "held", "stale"]


@dataclass(frozen=True, slots=True)
class Owner:
    """Who holds a lock. `started` tells a process from a later one given the same id; `token` is unique."""

    pid: int
    host: str
    started: str
    token: str


def this_process() -> Owner:
    pid = os.getpid()
    return Owner(pid, socket.gethostname(), _started(pid), secrets.token_hex(8))


def lock_state(root: Path) -> State:
    """Whether the folder is free, open somewhere, or left locked by a process that died."""
    return "free" if not os.path.lexists(root / NAME) else "held" if is_alive(_read(root)) else "stale"


def take_lock(root: Path, *, force: bool = False) -> tuple[Owner, bool]:
    """Lock the folder; returns the owner and whether the one before died holding it.

    `force` takes it from a holder that cannot be asked (another machine). Raises StudioError while it is held.
    """
    owner, path = this_process(), root / NAME
    part, died = part_beside(path), False
    try:
        part.write_text(json.dumps(asdict(owner)))
        for _ in range(8):
            if _claim(part, path):
                return owner, died
            holder = _read(root)
            if is_alive(holder) and not force:
                raise _held(root, holder)
            # Renamed before it is removed: of two studios that find the same dead lock only one gets to take it away.
            aside = part_beside(path)
            try:
                os.replace(path, aside)
            except FileNotFoundError:
                continue
            if read_owner(aside) != holder:  # somebody else was quicker and this is their live lock
                _claim(aside, path)
                raise _held(root, _read(root))
            discard(aside)
            died = died or holder is None or not is_alive(holder)
    except OSError as exc:
        if exc.errno in FULL and (state := lock_state(root)) != "held":
            return owner, state == "stale"  # a full disk must not keep a film shut: it is opened without a lock
        raise explain(exc, path) from exc
    finally:
        discard(part)
    raise _held(root, _read(root))


def release_lock(root: Path, owner: Owner) -> None:
    """Unlock the folder, if it is still this owner's."""
    if _read(root) == owner:
        discard(root / NAME)


def _claim(part: Path, path: Path) -> bool:
    """Give the written file its final name, unless that is taken: the lock is never seen half written."""
    try:
        os.link(part, path)
    except FileExistsError:
        return False
    except OSError:  # a disk without hard links
        try:
            with open(path, "xb") as file:
                file.write(part.read_bytes())
        except FileExistsError:
            return False
    return True


def _read(root: Path) -> Owner | None:
    return read_owner(root / NAME)


def read_owner(path: Path) -> Owner | None:
    """The owner written in a lock file; None for an unreadable one, which nobody alive has written."""
    try:
        data = json.loads(read_limited(path, limit=4096))
        owner = Owner(**data)
    except (StudioError, ValueError, TypeError, RecursionError):
        return None
    texts = (owner.host, owner.started, owner.token)
    sound = type(owner.pid) is int and 0 < owner.pid < 2**31 and all(isinstance(text, str) for text in texts)
    return owner if sound else None


def is_alive(owner: Owner | None) -> bool:
    """Whether the owner may still be running. One on another machine cannot be asked, and counts as alive."""
    if owner is None:
        return False
    if owner.host != socket.gethostname():
        return True
    if not _running(owner.pid):
        return False
    return not owner.started or _started(owner.pid) in ("", owner.started)


def _running(pid: int) -> bool:
    if os.name == "nt":  # there, os.kill(pid, 0) would end the process
        import ctypes

        handle = ctypes.windll.kernel32.OpenProcess(0x1000, False, pid)
        if handle:
            ctypes.windll.kernel32.CloseHandle(handle)
        return bool(handle)
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _started(pid: int) -> str:
    """When the process started, in the kernel's ticks since boot; "" where that cannot be read."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        return ""


def _held(root: Path, holder: Owner | None) -> StudioError:
    where = "in another window" if holder is None or holder.host == socket.gethostname() else f"on {holder.host[:60]}"
    return StudioError(f"“{root.name}” is already open {where}.", next_step="Close it there, then open it here.")
