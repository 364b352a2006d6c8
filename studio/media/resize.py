"""Media room: frames between sizes, shapes and colour spaces. Knows no files, no film, no Qt, no torch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

from studio.media import hdr

if TYPE_CHECKING:
    from av.video.frame import VideoFrame

Fit = Literal["letterbox", "crop"]
_BT709, _BT601, _BT2020 = 1, 5, 9  # swscale's numbers
_FROM_H273 = {1: 1, 4: 4, 5: 5, 6: 5, 7: 7, 9: 9, 10: 9}  # matrix coefficients of H.273 -> swscale


def source_matrix(frame: VideoFrame) -> int:
    """The YCbCr matrix of a frame; untagged material is BT.601 up to 1024 × 576 and BT.709 above, as players assume."""
    large = frame.width > 1024 or frame.height > 576
    return _FROM_H273.get(frame.colorspace, _BT709 if large else _BT601)


def is_plain(frame: VideoFrame, width: int, height: int) -> bool:
    """Whether the frame is what the studio itself would write: 8-bit planar 4:2:0, limited BT.709, progressive."""
    return (
        (frame.width, frame.height, frame.format.name) == (width, height, "yuv420p")
        and source_matrix(frame) == _BT709 and frame.color_range in (0, 1) and frame.color_trc not in (hdr.PQ, hdr.HLG)
        and not frame.interlaced_frame
    )  # fmt: skip


def to_rgb(
    frame: VideoFrame, *, width: int | None = None, height: int | None = None, deep: bool = False, quick: bool = False
) -> np.ndarray:
    """Decode colour and scale in one pass to (H, W, 3): uint8, or uint16 when `deep`.

    `quick` leaves chroma at half its sharpness and rounds less carefully: half the time, for pictures that pass by.
    """
    width, height = width or frame.width, height or frame.height
    # By way of planar RGB: the same to the last bit as straight to packed, in a third of the time.
    planar = not (deep or frame.format.is_rgb or frame.format.has_palette)
    picture = frame.reformat(
        width=width,
        height=height,
        format="rgb48le" if deep else "gbrp" if planar else "rgb24",
        src_colorspace=source_matrix(frame),
        dst_color_range="JPEG",
        interpolation=_filter(frame.width, frame.height, width, height, quick=quick),
        threads=_threads(width * height),
    )
    return (picture.reformat(format="rgb24", threads=1) if planar else picture).to_ndarray()


def resize(frame: np.ndarray, width: int, height: int) -> np.ndarray:
    """(H, W, 3) uint8 to exactly width × height: area average downwards, Lanczos upwards."""
    from av import VideoFrame

    rows, columns = frame.shape[:2]
    if (columns, rows) == (width, height):
        return frame
    # Planar RGB is scaled as it is; packed RGB would be filtered through YCbCr on the way, three times slower.
    planar = VideoFrame.from_ndarray(np.ascontiguousarray(frame), format="rgb24").reformat(format="gbrp", threads=1)
    flags = _filter(columns, rows, width, height)
    scaled = planar.reformat(width=width, height=height, interpolation=flags, threads=_threads(width * height))
    return scaled.to_ndarray(format="rgb24")


def contained(width: int, height: int, *, inside: tuple[int, int]) -> tuple[int, int]:
    """The largest (width, height) of the same shape that fits inside."""
    scale = min(inside[0] / width, inside[1] / height)
    return max(1, min(inside[0], round(width * scale))), max(1, min(inside[1], round(height * scale)))


def fit(frame: np.ndarray, width: int, height: int, *, mode: Fit = "letterbox") -> np.ndarray:
    """(H, W, 3) uint8 to (height, width, 3): whole with black bars, or filling with the overhang cut off evenly."""
    rows, columns = frame.shape[:2]
    if mode == "letterbox":
        return pad(resize(frame, *contained(columns, rows, inside=(width, height))), width, height)
    # Cut first, at source resolution: the scaler then never makes pixels nobody sees.
    keep_w, keep_h = contained(width, height, inside=(columns, rows))
    top, left = (rows - keep_h) // 2, (columns - keep_w) // 2
    return resize(frame[top : top + keep_h, left : left + keep_w], width, height)


def pad(frame: np.ndarray, width: int, height: int) -> np.ndarray:
    """Centre a frame that is not larger than width × height on black."""
    rows, columns = frame.shape[:2]
    if (columns, rows) == (width, height):
        return frame
    out = np.zeros((height, width, 3), np.uint8)
    top, left = (height - rows) // 2, (width - columns) // 2
    out[top : top + rows, left : left + columns] = frame
    return out


def _threads(pixels: int) -> int:
    """For swscale, where 0 means all cores: small frames are done before a second thread has started."""
    return 1 if pixels <= 640 * 480 else 0


def _filter(from_w: int, from_h: int, to_w: int, to_h: int, *, quick: bool = False) -> int:
    from av.video.reformatter import Interpolation as I

    kernel = I.LANCZOS if to_w > from_w or to_h > from_h else I.AREA if (to_w, to_h) != (from_w, from_h) else I.BICUBIC
    return int(kernel | I.ACCURATE_RND) if quick else int(kernel | I.ACCURATE_RND | I.FULL_CHR_H_INT | I.FULL_CHR_H_INP)
