"""Training: contact sheets of an evaluation. Pictures in rows, a mark for each thing judged: green, red, or grey."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

PAPER, RIGHT, WRONG, OPEN = (244, 242, 238), (58, 160, 96), (206, 62, 54), (196, 194, 190)
GAP, MARK = 6, 10
TALLEST = 12_000        # pixels; rows that do not fit are left out


@dataclass(frozen=True, slots=True)
class Row:
    """Pictures (H, W, 3) uint8 of a take, what was right of it (None: not judged), and words for the figures' file."""

    pictures: Sequence[np.ndarray]
    marks: Sequence[bool | None] = ()
    words: dict[str, Any] = field(default_factory=dict)


def spread(film: np.ndarray, count: int) -> list[np.ndarray]:
    """`count` frames of a film, evenly spaced, the first and the last among them."""
    return [film[i] for i in np.linspace(0, len(film) - 1, count).round().astype(int)]


def compose(rows: Sequence[Row], *, across: int = 1) -> np.ndarray:
    """The sheet (H, W, 3) uint8, `across` rows side by side. Raises ValueError when there are no rows."""
    strips = [_strip(row) for row in rows]
    if not strips:
        raise ValueError("a sheet needs at least one row")
    height, width = max(s.shape[0] for s in strips), max(s.shape[1] for s in strips)
    lines = min(-(-len(strips) // across), max(1, TALLEST // (height + GAP)))
    across = min(across, len(strips))
    sheet = _paper(lines * (height + GAP) + GAP, across * (width + 2 * GAP))
    for i, strip in enumerate(strips[: lines * across]):
        y, x = GAP + i // across * (height + GAP), GAP + i % across * (width + 2 * GAP)
        sheet[y: y + strip.shape[0], x: x + strip.shape[1]] = strip
    return sheet


def _strip(row: Row) -> np.ndarray:
    height = max(p.shape[0] for p in row.pictures)
    wide = sum(p.shape[1] + 2 for p in row.pictures)
    strip = _paper(height, wide + (MARK + 2 if row.marks else 0))
    x = 0
    for picture in row.pictures:
        strip[: picture.shape[0], x: x + picture.shape[1]] = picture
        x += picture.shape[1] + 2
    pitch = height / max(len(row.marks), 1)
    for i, mark in enumerate(row.marks):
        top, low = round(i * pitch), max(round((i + 1) * pitch) - 2, round(i * pitch) + 1)
        strip[top: low, x: x + MARK] = OPEN if mark is None else RIGHT if mark else WRONG
    return strip


def _paper(height: int, width: int) -> np.ndarray:
    return np.full((height, width, 3), PAPER, np.uint8)
