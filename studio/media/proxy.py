"""Media room: proxies, small stand-ins for footage that is slow to show from the middle. Knows no Qt, no torch.

A proxy is a folder of short files, `00000.mov` and so on, each a stretch of the source in which every frame stands for
itself. What is there is used, whatever is missing can be made later and in any order. Only ever shown, never exported.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import numpy as np

from studio.document.film import Media
from studio.media.decode import VideoReader
from studio.media.lru import Pool
from studio.media.opening import opened, trouble
from studio.media.probe import SCAN_BYTES, SCAN_PACKETS, main_video
from studio.media.resize import contained
from studio.problem import StudioError

SIZE = (960, 540)  # the most a proxy's picture may measure
SECONDS = 8  # of one file
TICKS = 90_000  # of a second: how finely a proxy knows when a frame begins
TOO_SLOW = 48_000_000  # pixels to be decoded for one frame in the worst case; about 60 ms on a core
TOO_LARGE = 1920 * 1200  # pixels of one frame that are decoded at their own size and thrown away
_OPEN = 3
_JPEG = {"qmin": "4", "qmax": "4"}


class CalledOff(Exception):
    """The making of a proxy was cancelled."""


def slow(path: Path) -> bool:
    """Whether showing any frame of the video can take long: large pictures, or many from key frame to key frame.

    Reads packets of the beginning, decodes nothing. Raises StudioError.
    """
    with opened(path) as container, trouble(path):
        stream = main_video(container)
        if stream is None:
            return False
        pixels = stream.width * stream.height
        longest = run = read = 0
        for count, packet in enumerate(container.demux(stream)):
            read += packet.size
            if count >= SCAN_PACKETS or read > SCAN_BYTES:
                break
            run = 1 if packet.is_keyframe else run + bool(packet.size)
            longest = max(longest, run)
        return pixels > TOO_LARGE or pixels * longest > TOO_SLOW


def proxy_folder(proxies: Path, media: Media, state: tuple[str, int, int]) -> Path:
    """Where the footage's proxy is, named by its bytes where they are known, else by the file's `state` (see stamp)."""
    return proxies / (media.digest or hashlib.sha256(repr(state).encode()).hexdigest())[:32]


def stretches(duration: Fraction) -> int:
    """How many files the proxy of a video of so many seconds has."""
    return max(1, -(-duration.numerator // (duration.denominator * SECONDS)))


def stretch(folder: Path, index: int) -> Path:
    return folder / f"{index:05d}.mov"


class ProxyMaker:
    """Makes the files of one proxy, best in order: the source is then decoded once. One thread, one core."""

    def __init__(self, source: Path, folder: Path) -> None:
        self._folder = folder
        self._reader = VideoReader(source, threads=1, quick=True)
        own = self._reader.width, self._reader.height
        width, height = contained(*own, inside=SIZE) if own[0] > SIZE[0] or own[1] > SIZE[1] else own
        self._reader.width, self._reader.height = max(2, width // 2 * 2), max(2, height // 2 * 2)

    def make(self, index: int, *, cancel: Callable[[], bool] = lambda: False) -> Path:
        """Write file `index`; whole or not at all. Raises CalledOff, StudioError, or OSError when the disk refuses."""
        import av

        out = stretch(self._folder, index)
        part = out.with_suffix(".part")
        self._folder.mkdir(parents=True, exist_ok=True)
        try:
            with trouble(out, doing="written"), av.open(str(part), "w", format="mov") as container:
                video = container.add_stream("mjpeg", rate=25, options=_JPEG)
                video.width, video.height, video.pix_fmt = self._reader.width, self._reader.height, "yuvj420p"
                video.codec_context.time_base = Fraction(1, TICKS)
                for stamp, picture in self._pictures(index):
                    if cancel():
                        raise CalledOff
                    frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
                    frame = frame.reformat(format="yuvj420p", dst_color_range="JPEG")
                    frame.pts, frame.time_base = stamp, Fraction(1, TICKS)
                    container.mux(video.encode(frame))
                container.mux(video.encode(None))
            os.replace(part, out)
        finally:
            part.unlink(missing_ok=True)
        return out

    def _pictures(self, index: int):
        """(tick, picture): a frame begins when the source's reader first shows it, which the ticks of a file blur."""
        start, last = Fraction(index * SECONDS), -1
        for time, picture in self._reader.passing(start, start + SECONDS):
            last = max(int((time - self._reader.slack - start) * TICKS), last + 1)
            yield last, picture

    def close(self) -> None:
        self._reader.close()


class Proxy:
    """A proxy as far as it is made."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._open: Pool[VideoReader | None] = Pool(_OPEN)

    def frame_at(self, time: Fraction, *, size: tuple[int, int]) -> np.ndarray | None:
        """What the source shows at `time` seconds: (H, W, 3) uint8 of that size; None where nothing is made yet."""
        index = max(0, time.numerator // (time.denominator * SECONDS))
        file = stretch(self._folder, index)
        if not file.exists():
            return None
        reader = self._open.get(index, lambda: _reader(file))
        if reader is None:
            return None
        reader.width, reader.height = size
        try:
            return reader.frame_at(time - index * SECONDS)
        except StudioError:
            return None

    def close(self) -> None:
        self._open.close()


def _reader(file: Path) -> VideoReader | None:
    """None for a damaged file, which is then made again."""
    try:
        return VideoReader(file, quick=True, threads=1)
    except StudioError:
        file.unlink(missing_ok=True)
        return None
