"""What every room that handles files must know of disks. Standard library only; any room may import it."""

from __future__ import annotations

import errno
import hashlib
import os
from pathlib import Path

FULL = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}  # the ways a disk says that it is full


def sync_folder(folder: Path) -> None:
    """Make renames in the folder survive a power cut, where the system can."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as exc:
        if exc.errno not in (errno.EINVAL, errno.ENOTSUP):  # some network disks cannot sync a folder
            raise
    finally:
        os.close(handle)


def sha256_of(path: Path | str) -> str:
    """The digest of the file's bytes, in hex: what files are kept under. Raises OSError."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
