"""Storage room: whole files or nothing. Knows files and disks, nothing of what is in them."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import shutil
import stat
from pathlib import Path

from studio.disk import FULL, sync_folder
from studio.problem import StudioError

SPARE = 64 * 2**20  # bytes left free for the system and the next save


def write_atomic(path: Path, data: bytes) -> None:
    """Replace the file at `path` with `data`: after a crash at any moment it holds the old bytes or the new ones.

    Raises StudioError, leaving the old file as it was, when the disk is full or refuses.
    """
    temporary = part_beside(path)
    try:
        with open(temporary, "xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
        sync_folder(path.parent)
    except OSError as exc:
        raise explain(exc, path) from exc
    finally:
        discard(temporary)


def part_beside(path: Path) -> Path:
    """A fresh name for the unfinished form of `path`, in the same folder so that it can be renamed into place."""
    return path.with_name(f".{path.name[:80]}.{secrets.token_hex(4)}.part")


def discard(path: Path) -> None:
    """Remove the file if it is there and can be removed."""
    with contextlib.suppress(OSError):
        path.unlink(missing_ok=True)


def read_limited(path: Path, *, limit: int) -> bytes:
    """The bytes of a regular file of at most `limit` bytes. Raises StudioError for anything else.

    Pipes and devices are refused before opening: reading them could wait for ever.
    """
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):
            raise StudioError(f"“{path.name}” is not an ordinary file.")
        with open(path, "rb") as file:
            data = file.read(limit + 1)
    except FileNotFoundError as exc:
        raise StudioError(f"“{path.name}” is missing from {path.parent}.") from exc
    except OSError as exc:
        raise explain(exc, path) from exc
    if len(data) > limit:
        raise StudioError(f"“{path.name}” is larger than {limit // 2**20} MB, more than any film needs.")
    return data


def require_space(folder: Path, size: int) -> None:
    """Raise StudioError when the disk of `folder` cannot take `size` more bytes and keep a reserve."""
    free = shutil.disk_usage(folder).free
    if free < size + SPARE:
        missing = (size + SPARE - free) / 2**20
        raise StudioError(
            f"The disk with {folder} is too full.",
            kept="Nothing was written.",
            next_step=f"Free {missing:,.0f} MB there, then try again.",
        )


def explain(exc: OSError, path: Path) -> StudioError:
    """The system's refusal as a sentence."""
    if exc.errno in FULL:
        kept, step = "What was saved before is kept.", "Free some space on that disk, then try again."
        return StudioError(f"The disk with “{path.name}” is full.", kept=kept, next_step=step)
    if exc.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        step = "Change the folder's permissions, or choose another folder."
        return StudioError(f"“{path}” may not be read or written.", next_step=step)
    reason = exc.strerror or type(exc).__name__
    step = "Check the disk, then try again."
    return StudioError(f"“{path}” could not be read or written: {reason}.", next_step=step)
