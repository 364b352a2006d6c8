"""World: how a finished frame looks on paper or under neon. Works on pixels only and knows nothing of the scene."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

_PAPER = np.array((250, 243, 228), np.float32)
_INK = np.array((34, 30, 44), np.float32)
_LUMA = np.array((0.30, 0.59, 0.11), np.float32)


def apply(style: str, frame: np.ndarray) -> np.ndarray:
    """A frame (H, W, 3) uint8 in `style`; "flat" is the frame itself. KeyError for an unknown style."""
    finisher = {"flat": None, "ink": _ink, "watercolour": _watercolour, "night neon": _night_neon}[style]
    return frame if finisher is None else np.clip(finisher(frame.astype(np.float32)), 0, 255).astype(np.uint8)


@lru_cache(maxsize=8)
def _grain(height: int, width: int) -> np.ndarray:
    """Paper: coarse blots and fine grain about 1.0, (H, W, 1)."""
    rng = np.random.default_rng(7)
    blots = rng.standard_normal((height // 8 + 2, width // 8 + 2)).astype(np.float32)
    blots = blots.repeat(8, 0).repeat(8, 1)[:height, :width]
    for _ in range(3):
        blots = _blur(blots[..., None], 3)[..., 0]
    return (1 + 0.05 * blots + 0.02 * rng.standard_normal((height, width)).astype(np.float32))[..., None]


def _blur(image: np.ndarray, radius: int) -> np.ndarray:
    """A box blur of an (H, W, C) float image, edges repeated."""
    for axis in (0, 1):
        pad = [(0, 0)] * 3
        pad[axis] = (radius + 1, radius)
        total = np.cumsum(np.pad(image, pad, mode="edge"), axis=axis)
        width = 2 * radius + 1
        image = (total[width:] - total[:-width] if axis == 0 else total[:, width:] - total[:, :-width]) / width
    return image


def _edges(luma: np.ndarray) -> np.ndarray:
    """How sharply brightness changes, (H, W) -> (H, W, 1)."""
    edge = np.zeros_like(luma)
    edge[:, 1:] += np.abs(luma[:, 1:] - luma[:, :-1])
    edge[1:] += np.abs(luma[1:] - luma[:-1])
    return edge[..., None]


def _ink(image: np.ndarray) -> np.ndarray:
    """Brush and ink: paper, four washes of grey, dark outlines; a third of the colour stays."""
    luma = image @ _LUMA
    wash = np.floor(luma / 255 * 4.99)[..., None] / 4
    drawn = _INK + (_PAPER - _INK) * (0.25 + 0.75 * wash)
    drawn = 0.62 * drawn + 0.38 * (image * 0.8 + 51)
    return drawn * (1 - 0.75 * np.clip(_edges(luma) / 90 - 0.15, 0, 1)) * _grain(*luma.shape)


def _watercolour(image: np.ndarray) -> np.ndarray:
    """Thin paint on rough paper: pale, soft inside, a darker rim where the paint dried."""
    soft = 0.5 * image + 0.5 * _blur(image, 2)
    rim = np.clip(_edges(_blur(image, 1) @ _LUMA) / 160, 0, 0.22)
    return (0.80 * soft + 0.20 * _PAPER) * (1.04 - rim) * _grain(*image.shape[:2])


def _night_neon(image: np.ndarray) -> np.ndarray:
    """Dark and saturated; whatever is bright and colourful glows."""
    luma = (image @ _LUMA)[..., None]
    vivid = luma + 1.45 * (image - luma)
    dark = vivid * np.array((0.72, 0.62, 0.92), np.float32) * (0.45 + 0.55 * luma / 255)
    light = np.clip(image.max(-1, keepdims=True) - 150, 0, None) / 105 * np.clip(vivid, 0, 255)
    return dark + 0.5 * light + 0.6 * _blur(light, 4)
