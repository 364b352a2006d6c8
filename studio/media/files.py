"""Media room: putting a finished file in its place, and saying why that failed. Knows no film, no Qt, no torch."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from studio.media.opening import free_bytes
from studio.problem import StudioError


def publish(part: Path, path: Path) -> None:
    """Flush `part` to the disk and put it in the place of `path` in one step. Raises OSError."""
    flush(part)
    os.replace(part, path)
    if os.name == "posix":
        flush(path.parent)


def flush(path: Path) -> None:
    """fsync a file, or a folder where the system can. Raises OSError."""
    handle = os.open(path, os.O_RDONLY if os.name == "posix" else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def disk_full(path: Path, needed: int) -> StudioError:
    """The complaint of a disk without room for `needed` bytes at `path`."""
    return StudioError(
        f"There is no room to write “{path.name}”: it needs about {in_words(needed)}, "
        f"{in_words(free_bytes(path.parent))} are free.",
        kept="The unfinished file was removed; nothing else changed.",
        next_step="Free some space or choose another disk.",
    )


def write_problem(path: Path, exc: Exception) -> StudioError:
    """The complaint of a file that can't be written for any other reason."""
    if getattr(exc, "errno", None) in (errno.EACCES, errno.EPERM, errno.EROFS):
        return StudioError(f"“{path.parent}” can't be written to.", next_step="Choose another folder.")
    return StudioError(
        f"“{path.name}” can't be written: {getattr(exc, 'strerror', None) or 'the encoder refused'}.",
        kept="Nothing else changed.",
        next_step="Choose another size, codec or folder.",
    )


def in_words(count: int) -> str:
    """Bytes for people: 950 kB, 12 MB, 3.4 GB."""
    if count < 1_000_000:
        return f"{max(1, round(count / 1000))} kB"
    return f"{count / 1e6:.0f} MB" if count < 1_000_000_000 else f"{count / 1e9:.1f} GB"
