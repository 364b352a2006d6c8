"""Storage room: files brought into the film folder, named by what is in them. Knows bytes, not pictures."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from studio.disk import sha256_of, sync_folder
from studio.problem import StudioError
from studio.storage.atomic import discard, explain, part_beside, require_space
from studio.storage.paths import inside, within_folder

_CHUNK = 4 * 2**20


@dataclass(frozen=True, slots=True)
class Imported:
    """Where the copy is (relative to the folder), the SHA-256 of its bytes, and the name it came with."""

    path: str
    digest: str
    name: str


def import_file(root: Path, source: Path, *, progress: Callable[[int, int], None] | None = None) -> Imported:
    """Copy a file to `media/<sha256><suffix>`; the same bytes are kept once.

    `progress(done, total)` is called as bytes arrive; what it raises cancels the import. Raises StudioError when the
    file cannot be read or the disk cannot take it; nothing half-copied is left.
    """
    kept = inside(root, "media")
    part = part_beside(kept / "import")
    try:
        info = os.stat(source)
        if not stat.S_ISREG(info.st_mode):
            raise StudioError(f"“{source.name}” is not a file.", next_step="Choose a video, a picture or a sound.")
        kept.mkdir(exist_ok=True)
        if os.path.realpath(source.parent) == os.path.realpath(kept) and source.stem == (digest := sha256_of(source)):
            return Imported(within_folder(root, source), digest, source.name)
        require_space(kept, info.st_size)
        digest = _copy(source, part, total=info.st_size, progress=progress)
        target = kept / f"{digest}{_suffix(source)}"
        if not (target.is_file() and target.stat().st_size == part.stat().st_size):
            os.replace(part, target)
            sync_folder(kept)
    except OSError as exc:
        raise explain(exc, source) from exc
    finally:
        discard(part)
    return Imported(f"media/{target.name}", digest, source.name)


def store_take(root: Path, finished: Path, *, suffix: str = "") -> str:
    """Move a finished generated file to `takes/<sha256><suffix>`; returns that relative path."""
    try:
        takes = inside(root, "takes")
        takes.mkdir(exist_ok=True)
        target = takes / f"{sha256_of(finished)[:32]}{suffix or finished.suffix}"
        try:
            os.replace(finished, target)
        except OSError:  # from another disk
            part = part_beside(target)
            try:
                require_space(takes, finished.stat().st_size)
                shutil.copyfile(finished, part)
                os.replace(part, target)
            finally:
                discard(part)
            discard(finished)
        sync_folder(takes)
    except OSError as exc:
        raise explain(exc, finished) from exc
    return f"takes/{target.name}"


def _copy(source: Path, part: Path, *, total: int, progress: Callable[[int, int], None] | None) -> str:
    sha, done = hashlib.sha256(), 0
    with open(source, "rb") as reader, open(part, "xb") as writer:
        while chunk := reader.read(_CHUNK):
            sha.update(chunk)
            writer.write(chunk)
            done += len(chunk)
            if progress:
                progress(done, max(total, done))
        writer.flush()
        os.fsync(writer.fileno())
    return sha.hexdigest()


def _suffix(source: Path) -> str:
    suffix = source.suffix.lower()
    return suffix if re.fullmatch(r"\.[a-z0-9]{1,8}", suffix) else ""
