"""Media room: reading back what was written. Knows no film, no Qt, no torch."""

from __future__ import annotations

import struct
from fractions import Fraction
from pathlib import Path

from studio.media.opening import opened, trouble
from studio.media.picture import picture_size


def count_frames(path: Path, *, container: str, rate: Fraction | None = None) -> tuple[int, tuple[int, int]]:
    """(frames, (width, height)) of a finished file, by walking its packets and decoding the first and the last stretch.

    WebP keeps a frame that stays as one long one; with `rate` it counts as many. Raises StudioError when the file can't
    be read.
    """
    if container == "webp":
        return _animated_webp(path, rate)
    with opened(path) as source, trouble(path):
        stream = source.streams.video[0]
        count, size = 0, (0, 0)
        for packet in source.demux(stream):
            if packet.size:
                count += 1
            if count == 1 or not packet.size:
                for frame in packet.decode():
                    size = (frame.width, frame.height)
    return count, size if size != (0, 0) else (stream.width, stream.height)


def _animated_webp(path: Path, rate: Fraction | None) -> tuple[int, tuple[int, int]]:
    """By its RIFF chunks: this FFmpeg writes animations but does not read them. One without any is a still picture."""
    data, offset, count, shown = path.read_bytes(), 12, 0, 0
    while offset + 8 <= len(data):
        name, length = struct.unpack_from("<4sI", data, offset)
        if name == b"ANMF":
            count += 1
            shown += int.from_bytes(data[offset + 20 : offset + 23], "little")  # milliseconds
        offset += 8 + length + length % 2
    if rate is not None and count:
        count = max(count, round(shown * rate / 1000))
    return max(count, 1), picture_size(path)
