"""Media room: reading back what was written. Knows no film, no Qt, no torch."""

from __future__ import annotations

import struct
from pathlib import Path

from studio.media.opening import opened, trouble


def count_frames(path: Path, *, container: str) -> tuple[int, tuple[int, int]]:
    """(frames, (width, height)) of a finished file, by walking its packets and decoding the first and the last stretch.

    Raises StudioError when it can't be read.
    """
    if container == "webp":
        return _animated_webp(path)
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


def _animated_webp(path: Path) -> tuple[int, tuple[int, int]]:
    """By its RIFF chunks: this FFmpeg writes animations but does not read them."""
    data, offset, count, size = path.read_bytes(), 12, 0, (0, 0)
    while offset + 8 <= len(data):
        name, length = struct.unpack_from("<4sI", data, offset)
        if name == b"VP8X":
            body = data[offset + 12 : offset + 18]
            size = (1 + int.from_bytes(body[:3], "little"), 1 + int.from_bytes(body[3:], "little"))
        count += name == b"ANMF"
        offset += 8 + length + length % 2
    return count, size
