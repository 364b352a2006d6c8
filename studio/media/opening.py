"""Media room: the one way into a file from outside, and the one way its trouble comes out. No Qt, no torch.

Every file is opened with an explicit list of container formats and with the `file` protocol alone. Without both, a
playlist renamed to .mp4 makes the demuxer open whatever paths and addresses are written in it.
"""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from studio.problem import StudioError

if TYPE_CHECKING:
    from av.container import InputContainer

MAX_PIXELS = 64_000_000  # per frame; an 8K frame is 33 million
CONTAINERS = (
    "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts,mpeg,flv,asf,ogg,mxf,gif,apng,ivf,yuv4mpegpipe,"
    "wav,w64,mp3,aac,flac,aiff,caf,ac3,eac3,amr,au"
)
PICTURES = "jpeg_pipe,png_pipe,webp_pipe,bmp_pipe,tiff_pipe,gif,apng"
OPENS = "The studio opens MP4, MOV, MKV, WebM, AVI, GIF, WAV, MP3, FLAC, PNG, JPEG, WebP, BMP and TIFF."


def options(formats: str = CONTAINERS) -> dict[str, str]:
    """Demuxer options that keep a file from reaching beyond itself."""
    return {"format_whitelist": formats, "protocol_whitelist": "file", "max_pixels": str(MAX_PIXELS)}


@contextmanager
def trouble(path: Path, *, doing: str = "read", next_step: str = "") -> Iterator[None]:
    """Turn every error PyAV is known to raise on damaged input into one StudioError about `path`."""
    from av.error import FFmpegError

    try:
        yield
    except (FFmpegError, IndexError, ValueError, ArithmeticError, OSError, StopIteration, MemoryError) as exc:
        code = getattr(exc, "errno", None)
        if code == errno.EACCES:
            raise StudioError(f"“{path.name}” may not be {doing}.", next_step="Check its permissions.") from exc
        if isinstance(exc, MemoryError):
            raise StudioError(
                f"There is not enough memory to {doing} “{path.name}”.", next_step="Close other programs and try again."
            ) from exc
        raise StudioError(
            f"“{path.name}” can't be {doing}: it is damaged or not a media file.", next_step=next_step or OPENS
        ) from exc


def require_file(path: Path) -> int:
    """The size of `path` in bytes. Raises StudioError when there is no file there or nothing in it."""
    try:
        size = os.stat(path).st_size
    except (OSError, ValueError) as exc:
        raise StudioError(
            f"“{path.name}” is not there.", next_step=f"Put it back at {path}, or choose its new place."
        ) from exc
    if path.is_dir():
        raise StudioError(f"“{path.name}” is a folder.", next_step="Choose a file inside it.")
    if not path.is_file():
        raise StudioError(f"“{path.name}” is not an ordinary file.", next_step=OPENS)
    if size == 0:
        raise StudioError(f"“{path.name}” is empty.", next_step="Copy it again from where it came from.")
    return size


@contextmanager
def opened(path: Path) -> Iterator[InputContainer]:
    """An open container for `path`, closed on the way out. Raises StudioError."""
    container = open_container(path)
    try:
        yield container
    finally:
        container.close()


def open_container(path: Path) -> InputContainer:
    """Open `path` (absolute from here on, so that its name can never read as a protocol). Raises StudioError."""
    import av
    from av.error import ArgumentError, FFmpegError, InvalidDataError

    require_file(path)
    try:
        return av.open(str(path.absolute()), options=options(), metadata_errors="replace")
    except ArgumentError as exc:  # what the demuxer says of a format outside the list
        raise StudioError(f"“{path.name}” is a kind of file the studio does not open.", next_step=OPENS) from exc
    except InvalidDataError as exc:
        raise StudioError(
            f"“{path.name}” can't be read: it is cut short, damaged or not a media file.",
            next_step="Copy or export it again; an unfinished recording needs the program that made it.",
        ) from exc
    except (FFmpegError, ValueError, OSError, IndexError) as exc:
        with trouble(path):
            raise exc


def free_bytes(folder: Path) -> int:
    """Bytes free on the disk that holds `folder` (or its nearest existing parent)."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return shutil.disk_usage(folder).free
