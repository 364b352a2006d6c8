"""World: the colours everything is drawn with. Plain RGB tuples; `paint` turns them into QColor."""

from __future__ import annotations

from PySide6.QtGui import QColor

RGB = tuple[int, int, int]

# What a caption calls a colour. Far apart on purpose: a small model must tell them from each other at 16 pixels.
GARMENT: dict[str, RGB] = {
    "red": (214, 45, 48), "orange": (243, 134, 38), "yellow": (250, 208, 60), "green": (52, 158, 84),
    "blue": (46, 102, 214), "purple": (137, 74, 186), "pink": (246, 138, 182), "white": (244, 243, 238),
    "black": (42, 42, 52), "brown": (139, 90, 52),
}
SKIN: tuple[RGB, ...] = ((252, 220, 194), (240, 196, 160), (214, 160, 118), (168, 114, 76), (112, 74, 52))
HAIR: dict[str, RGB] = {
    "black": (34, 28, 34), "brown": (92, 56, 34), "blond": (236, 198, 110),
    "red": (190, 84, 40), "grey": (170, 170, 176),
}
INK: RGB = (28, 26, 38)


def paint(rgb: RGB, alpha: int = 255) -> QColor:
    """An RGB tuple as QColor."""
    return QColor(rgb[0], rgb[1], rgb[2], alpha)


def mix(a: RGB, b: RGB, amount: float) -> RGB:
    """`a` moved towards `b` by `amount` in 0..1."""
    return tuple(round(x + (y - x) * amount) for x, y in zip(a, b, strict=True))  # type: ignore[return-value]


def shade(rgb: RGB, amount: float) -> RGB:
    """Darker for negative, lighter for positive `amount` in -1..1."""
    return mix(rgb, (20, 16, 40), -amount) if amount < 0 else mix(rgb, (255, 252, 240), amount)
