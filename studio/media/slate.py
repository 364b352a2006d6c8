"""Media room: the pictures that stand in for pictures that are not there. Arrays only."""

from __future__ import annotations

import numpy as np

INK, PAPER = np.array([28, 30, 36]), np.array([38, 41, 49])
RED, GREY = np.array([176, 74, 66]), np.array([92, 98, 112])


def slate(width: int, height: int, *, missing: bool) -> np.ndarray:
    """(height, width, 3) uint8: quiet diagonal stripes in a thin frame, with a cross when the source is missing."""
    y, x = np.mgrid[:height, :width].astype(np.float32) + 0.5
    unit = min(width, height)
    stripe = np.clip(np.abs((x + y) / (unit / 6) % 2 - 1) * (unit / 6) - unit / 12 + 0.5, 0, 1)[..., None]
    picture = INK + (PAPER - INK) * stripe
    edge = max(1.0, unit / 120)
    margin = unit / 24
    inside = np.minimum(np.minimum(x, width - x), np.minimum(y, height - y)) - margin
    marks = np.clip(edge / 2 + 0.5 - np.abs(inside), 0, 1)
    if missing:
        u, v, arm = x - width / 2, y - height / 2, unit / 9
        cross = np.minimum(np.abs(u - v), np.abs(u + v)) / np.sqrt(2)
        marks = np.maximum(marks, np.clip(edge + 0.5 - cross, 0, 1) * (np.hypot(u, v) < arm))
    colour = RED if missing else GREY
    return np.clip(picture + (colour - picture) * marks[..., None] + 0.5, 0, 255).astype(np.uint8)
