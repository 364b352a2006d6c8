"""Media room: frames as PNG files, singly or as a numbered folder. Knows no film, no Qt, no torch."""

from __future__ import annotations

import os
import shutil
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from studio.disk import FULL
from studio.media.files import disk_full, flush, publish, write_problem
from studio.problem import StudioError


class PictureWriter:
    """Writes numbered PNG files with the interface of VideoWriter; their folder appears when it is complete."""

    def __init__(self, path: Path | str, *, width: int, height: int, frames: int | None = None) -> None:
        self.path, self.width, self.height, self.written = Path(path), width, height, 0
        self._expected = frames
        self._part = self.path.with_name(self.path.name + ".part")
        if self.path.exists() and (not self.path.is_dir() or any(self.path.iterdir())):
            raise StudioError(f"“{self.path.name}” already exists.", next_step="Choose a new or an empty folder.")
        shutil.rmtree(self._part, ignore_errors=True)
        try:
            self._part.mkdir(parents=True)
        except OSError as exc:
            raise write_problem(self.path, exc) from exc

    def write(self, frame: np.ndarray) -> None:
        """Add one (height, width, 3) uint8 RGB frame as the next number. Raises StudioError."""
        if frame.shape != (self.height, self.width, 3):
            raise ValueError(f"frame is {frame.shape}, the folder takes ({self.height}, {self.width}, 3)")
        try:
            (self._part / f"{self.path.name}_{self.written:06d}.png").write_bytes(png_bytes(frame))
        except OSError as exc:
            if exc.errno in FULL:
                done = sum(file.stat().st_size for file in self._part.iterdir())
                whole = done * max(self._expected or 0, self.written + 1) // max(self.written, 1)
                raise disk_full(self.path, whole) from exc
            raise write_problem(self.path, exc) from exc
        self.written += 1

    def close(self) -> Path:
        """Let the finished folder appear; returns its path. Raises StudioError."""
        if not self._part.exists():
            return self.path
        if self.written == 0:
            self.abort()
            raise StudioError("There is no frame to write.", next_step="Choose a longer range.")
        try:
            if self.path.is_dir():
                self.path.rmdir()
            for file in self._part.iterdir():
                flush(file)
            os.replace(self._part, self.path)
        except OSError as exc:
            self.abort()
            raise write_problem(self.path, exc) from exc
        return self.path

    def abort(self) -> None:
        """Give up and leave nothing behind; harmless after close."""
        shutil.rmtree(self._part, ignore_errors=True)

    def __enter__(self) -> PictureWriter:
        return self

    def __exit__(self, kind, *_exc) -> None:
        if kind is None:
            self.close()
        else:
            self.abort()


def write_picture(path: Path | str, frame: np.ndarray) -> Path:
    """Write one (H, W, 3) uint8 RGB frame as PNG, whole or not at all. Raises StudioError."""
    path = Path(path)
    part = path.with_name(path.name + ".part")
    try:
        part.write_bytes(png_bytes(frame))
        publish(part, path)
    except OSError as exc:
        part.unlink(missing_ok=True)
        raise (disk_full(path, frame.nbytes) if exc.errno in FULL else write_problem(path, exc)) from exc
    return path


def png_bytes(frame: np.ndarray) -> bytes:
    """(H, W, 3) uint8 RGB as a PNG file."""
    context = av.CodecContext.create("png", "w")
    context.height, context.width = frame.shape[:2]
    context.pix_fmt, context.time_base = "rgb24", Fraction(1, 25)
    picture = av.VideoFrame.from_ndarray(np.ascontiguousarray(frame), format="rgb24")
    picture.pts = 0
    return b"".join(bytes(packet) for packet in [*context.encode(picture), *context.encode(None)])
