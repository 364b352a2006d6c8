"""Small files of every awkward kind, made on the spot. A frame's number can be read back from its grey."""

from __future__ import annotations

import struct
from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

STEP = 12  # grey levels between one frame and the next


def grey(index: int, *, width: int = 64, height: int = 48) -> np.ndarray:
    return np.full((height, width, 3), 10 + index * STEP, np.uint8)


def number(frame: np.ndarray) -> int:
    """Which `grey` this is."""
    return round((float(frame.mean()) - 10) / STEP)


def video(
    path: Path,
    frames: Iterable[np.ndarray],
    *,
    rate: Fraction = Fraction(25),
    stamps: list[int] | None = None,
    codec: str = "libx264",
    pixels: str = "yuv420p",
    options: dict[str, str] | None = None,
    movflags: str = "",
) -> Path:
    """Write RGB frames; `stamps` are their times in milliseconds when the rate is to vary."""
    with av.open(str(path), "w", options={"movflags": movflags} if movflags else {}) as container:
        stream = container.add_stream(codec, rate=rate, options=options or {"crf": "5"})
        stream.pix_fmt = pixels
        tick = Fraction(1, 1000) if stamps else 1 / rate
        stream.codec_context.time_base = tick
        for index, pixel in enumerate(frames):
            if index == 0:
                stream.height, stream.width = pixel.shape[:2]
            frame = av.VideoFrame.from_ndarray(pixel, format="rgb24").reformat(format=pixels)
            frame.pts, frame.time_base = stamps[index] if stamps else index, tick
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def turned(path: Path) -> Path:
    """Give an mp4 the display matrix of a phone held upright: 90° clockwise."""
    data = bytearray(path.read_bytes())
    start = data.find(b"tkhd")
    matrix = start + 8 + (32 if data[start + 4] == 1 else 20) + 16
    data[matrix : matrix + 36] = struct.pack(">9i", 0, 65536, 0, -65536, 0, 0, 0, 0, 1 << 30)
    path.write_bytes(data)
    return path


def hdr(path: Path, level: int, *, transfer: int) -> Path:
    """Three frames of one 16-bit signal level, 10 bits, BT.2020, PQ (16) or HLG (18)."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx265", rate=24, options={"x265-params": "log-level=error", "crf": "4"})
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p10le"
        context = stream.codec_context
        context.colorspace, context.color_primaries, context.color_trc, context.color_range = 9, 9, transfer, 1
        for index in range(3):
            frame = av.VideoFrame.from_ndarray(np.full((48, 64, 3), level, np.uint16), format="rgb48le")
            frame = frame.reformat(format="yuv420p10le", dst_colorspace="BT2020", dst_color_range="MPEG")
            frame.pts = index
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def tone(path: Path, *, seconds: float = 1.0, rate: int = 44100, level: float = 0.5, pitch: float = 440) -> Path:
    """A sine in a wav file, mono."""
    wave = level * np.sin(np.arange(int(seconds * rate)) * 2 * np.pi * pitch / rate)
    with av.open(str(path), "w") as container:
        stream = container.add_stream("pcm_s16le", rate=rate, layout="mono")
        frame = av.AudioFrame.from_ndarray((wave * 32767).astype(np.int16)[None], format="s16", layout="mono")
        frame.sample_rate, frame.pts = rate, 0
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def picture(path: Path, pixels: np.ndarray, *, codec: str, layout: str) -> Path:
    """One still in any format FFmpeg writes."""
    context = av.CodecContext.create(codec, "w")
    context.height, context.width = pixels.shape[:2]
    context.pix_fmt, context.time_base = layout, Fraction(1, 25)
    source = av.VideoFrame.from_ndarray(pixels, format="rgba" if pixels.shape[2] == 4 else "rgb24")
    frame = source.reformat(format=layout, dst_color_range="JPEG" if layout.startswith("yuvj") else None)
    frame.pts = 0
    path.write_bytes(b"".join(bytes(packet) for packet in [*context.encode(frame), *context.encode(None)]))
    return path
