"""Media room: film strips for the timeline and the bin, kept on disk. Knows no film, no Qt, no torch.

A strip is kept as one .npz under a key made of the file's beginning, end, size and of what was asked, so a renamed or
moved file keeps its strip and a changed one loses it. The folder can be deleted at any time.
"""

from __future__ import annotations

import hashlib
import math
import os
import zipfile
from fractions import Fraction
from pathlib import Path

import numpy as np

from studio.media.decode import VideoReader
from studio.media.picture import read_picture
from studio.media.probe import MediaInfo, probe
from studio.media.resize import resize

CACHE_BYTES = 256 << 20
MAX_COUNT = 2000
Strip = list[tuple[Fraction, np.ndarray]]


def strip(
    path: Path | str, *, height: int, count: int | None = None, every: Fraction | None = None, cache: Path | None = None
) -> Strip:
    """(time in seconds, (height, W, 3) uint8) thumbnails: `count` spread evenly, or one `every` so many seconds.

    `cache` is a folder to keep them in. Raises StudioError when the file can't be shown.
    """
    path = Path(path)
    kept = None if cache is None else Path(cache) / f"{_key(path, height, count, every)}.npz"
    if kept is not None and (found := _load(kept)) is not None:
        return found
    made = _make(probe(path, want="video"), height, count, every)
    if kept is not None:
        _save(kept, made)
        trim(kept.parent)
    return made


def _make(info: MediaInfo, height: int, count: int | None, every: Fraction | None) -> Strip:
    width = max(1, round(info.width * height / info.height))
    if info.kind == "picture":
        return [(Fraction(0), resize(read_picture(info.path), width, height))]
    with VideoReader(info.path, width=width, height=height) as reader:
        return [(time, reader.frame_at(time)) for time in _times(info.duration, count, every)]


def _times(duration: Fraction, count: int | None, every: Fraction | None) -> list[Fraction]:
    if count is None:
        every = max(every or Fraction(1), duration / MAX_COUNT)
        return [index * every for index in range(max(1, math.ceil(duration / every)))]
    count = max(1, min(count, MAX_COUNT))
    return [duration * index / count for index in range(count)]


def _key(path: Path, height: int, count: int | None, every: Fraction | None) -> str:
    digest = hashlib.sha256(f"1 {height} {count} {every}".encode())
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            digest.update(size.to_bytes(8, "little") + file.read(65536))
            file.seek(max(0, size - 65536))
            digest.update(file.read())
    except OSError:
        pass  # the probe that follows says it better
    return digest.hexdigest()[:32]


def _load(kept: Path) -> Strip | None:
    try:
        with np.load(kept, allow_pickle=False) as held:
            frames, times = held["frames"], held["times"]
        os.utime(kept)
        return [(Fraction(int(n), int(d)), frame) for (n, d), frame in zip(times, frames, strict=True)]
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return None  # absent or damaged: made again


def _save(kept: Path, made: Strip) -> None:
    times = np.array([(time.numerator, time.denominator) for time, _ in made], np.int64)
    part = kept.with_name(f"{kept.stem}.{os.getpid()}.part.npz")
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        np.savez(part, frames=np.stack([frame for _, frame in made]), times=times)
        os.replace(part, kept)
    except OSError:
        part.unlink(missing_ok=True)  # a strip that can't be kept is still a strip


def trim(folder: Path, *, limit: int = CACHE_BYTES) -> None:
    """Delete the longest unused strips until the folder holds no more than `limit` bytes."""
    try:
        held = sorted((file.stat().st_mtime_ns, file.stat().st_size, file) for file in folder.glob("*.npz"))
    except OSError:
        return
    total = sum(size for _, size, _ in held)
    for _, size, file in held:
        if total <= limit:
            return
        file.unlink(missing_ok=True)
        total -= size
