"""Media room: still pictures to RGB. Knows no film, no Qt, no torch.

PyAV reads them all (PNG, JPEG with its EXIF turn, WebP, BMP, GIF, TIFF), so there is no second image library. The size
is read from the header first: a bomb is refused before any decoder sees it.
"""

from __future__ import annotations

import io
import struct
from pathlib import Path

import numpy as np

from studio.media.opening import MAX_PIXELS, PICTURES, options, require_file, trouble
from studio.media.resize import to_rgb
from studio.problem import StudioError

MAX_BYTES = 1 << 30
ANIMATED = "Use a GIF, an MP4 or a still picture instead."
_MAGIC = {b"\x89PNG": "png", b"\xff\xd8\xff": "jpeg", b"BM": "bmp", b"GIF8": "gif", b"II*\0": "tiff", b"MM\0*": "tiff"}
_NO_LENGTH = {0x01, *range(0xD0, 0xD9)}  # JPEG markers that stand alone
_FRAME_HEADERS = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}


def sniff(path: Path) -> str:
    """The picture format its first bytes show ("png", "jpeg", …), "" for anything else."""
    try:
        with path.open("rb") as file:
            head = file.read(16)
    except OSError:
        return ""
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    return next((kind for magic, kind in _MAGIC.items() if head.startswith(magic)), "")


def read_picture(path: Path | str) -> np.ndarray:
    """The picture upright as (H, W, 3) uint8 RGB, transparency over white. Raises StudioError."""
    import av

    path = Path(path)
    require_file(path)
    width, height = picture_size(path)
    if width * height > MAX_PIXELS:
        raise StudioError(
            f"“{path.name}” is {width} × {height}, {width * height // 1_000_000} million pixels; "
            f"the studio opens up to {MAX_PIXELS // 1_000_000}.",
            next_step="Make a smaller copy and use that.",
        )
    if _animated_webp(path):
        raise StudioError(f"“{path.name}” is an animated WebP, which is not read yet.", next_step=ANIMATED)
    with trouble(path), av.open(io.BytesIO(path.read_bytes()), "r", options=options(PICTURES)) as container:
        stream = container.streams.video[0]
        stream.codec_context.options = {"max_pixels": str(MAX_PIXELS)}
        stream.thread_type, stream.codec_context.thread_count = "SLICE", 1
        frame = next(container.decode(stream))
        return np.ascontiguousarray(np.rot90(_over_white(frame), round(frame.rotation / 90)))


def _animated_webp(path: Path) -> bool:
    with path.open("rb") as file:
        head = file.read(21)
    return head[8:16] == b"WEBPVP8X" and bool(head[20] & 2)


def _over_white(frame) -> np.ndarray:
    if not any(component.is_alpha for component in frame.format.components) and frame.format.name != "pal8":
        return to_rgb(frame)
    rgba = frame.reformat(format="rgba").to_ndarray()
    colour, alpha = rgba[..., :3].astype(np.uint16), rgba[..., 3:].astype(np.uint16)
    return ((colour * alpha + 255 * (255 - alpha) + 127) // 255).astype(np.uint8)


def picture_size(path: Path) -> tuple[int, int]:
    """(width, height) as the header says, before any turn; (0, 0) for a header without one. Raises StudioError."""
    kind = sniff(path)
    if not kind:
        raise StudioError(f"“{path.name}” is not a picture.", next_step="Choose a PNG, JPEG, WebP, BMP, GIF or TIFF.")
    if path.stat().st_size > MAX_BYTES:
        raise StudioError(f"“{path.name}” is too large to be opened as a picture.", next_step="Make a smaller copy.")
    try:
        with path.open("rb") as file:
            return _SIZES[kind](file)
    except (struct.error, OSError, IndexError, ValueError) as exc:
        raise StudioError(f"“{path.name}” is a damaged picture.", next_step="Copy or export it again.") from exc


def _at(file, layout: str, offset: int) -> tuple[int, ...]:
    file.seek(offset)
    return struct.unpack(layout, file.read(struct.calcsize(layout)))


def _bmp(file) -> tuple[int, int]:
    width, height = _at(file, "<ii", 18)
    return abs(width), abs(height)


def _webp(file) -> tuple[int, int]:
    (kind,) = _at(file, "4s", 12)
    if kind == b"VP8X":
        a, b, c, d, e, f = _at(file, "6B", 24)
        return 1 + (a | b << 8 | c << 16), 1 + (d | e << 8 | f << 16)
    if kind == b"VP8L":
        (bits,) = _at(file, "<I", 21)
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    width, height = _at(file, "<HH", 26)
    return width & 0x3FFF, height & 0x3FFF


def _jpeg(file) -> tuple[int, int]:
    offset = 2
    while True:
        lead, marker = _at(file, ">BB", offset)
        if lead != 0xFF:
            raise ValueError("lost the marker")
        if marker in _FRAME_HEADERS:
            height, width = _at(file, ">HH", offset + 5)
            return width, height
        fill = marker == 0xFF
        offset += 1 if fill else 2 if marker in _NO_LENGTH else 2 + _at(file, ">H", offset + 2)[0]


def _tiff(file) -> tuple[int, int]:
    order = "<" if _at(file, "2s", 0)[0] == b"II" else ">"
    (start,) = _at(file, order + "I", 4)
    (count,) = _at(file, order + "H", start)
    found = {256: 0, 257: 0}
    for index in range(count):
        entry = start + 2 + 12 * index
        tag, kind = _at(file, order + "HH", entry)
        if tag in found:
            (found[tag],) = _at(file, order + ("H" if kind == 3 else "I"), entry + 8)
    return found[256], found[257]


_SIZES = {
    "png": lambda file: _at(file, ">II", 16),
    "gif": lambda file: _at(file, "<HH", 6),
    "bmp": _bmp,
    "webp": _webp,
    "jpeg": _jpeg,
    "tiff": _tiff,
}
