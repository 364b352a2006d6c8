"""World: what falls or drifts between the camera and the stage. Few and big particles, to be seen moving.

Every particle is a function of seed and time alone; where it wraps around it is outside the frame.
"""

from __future__ import annotations

import math
import random
from functools import lru_cache

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPolygonF

Particle = tuple[float, float, float, float]          # four numbers in 0..1: place across, place down, pace, character
MARGIN = 12.0                                         # units outside the frame where particles wrap around
_USUAL_AREA = 192.0 * 112.0
# Flat caps: round ones cost ten times as much.
_RAIN = QPen(QColor(214, 228, 250, 170), 1.6, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap)
_PETALS = (QColor(255, 170, 200, 240), QColor(255, 202, 220, 240), QColor(246, 138, 182, 240))
_PETAL = QPolygonF([QPointF(x, y) for x, y in (
    (-3.2, 0.2), (-1.6, -1.7), (1.2, -1.5), (3.2, 0.0), (1.2, 1.5), (-1.6, 1.6))])


@lru_cache(maxsize=64)
def _particles(kind: str, seed: int, count: int) -> tuple[Particle, ...]:
    rng = random.Random(f"{kind} {seed}")
    return tuple((rng.random(), rng.random(), rng.random(), rng.random()) for _ in range(count))


def _count(usual: int, width: float, height: float) -> int:
    return max(6, round(usual * width * height / _USUAL_AREA))


def draw_weather(p: QPainter, weather: str, t: float, seed: int, width_units: float, height_units: float) -> None:
    """Paints `weather` at `t` seconds over a frame of width x height stage units, origin at its top left corner.

    "clear" paints nothing. KeyError for an unknown weather.
    """
    painter = {"clear": None, "rain": _rain, "snow": _snow, "petals": _petals, "fog": _fog}[weather]
    if painter is not None:
        painter(p, t, seed, width_units, height_units)


def _rain(p: QPainter, t: float, seed: int, width: float, height: float) -> None:
    across, down = width + 2 * MARGIN, height + 2 * MARGIN
    streaks = []
    for u, v, pace, _ in _particles("rain", seed, _count(45, width, height)):
        fallen = v * down + t * (150 + 50 * pace)
        turn, y = divmod(fallen, down)
        x = (u * across + 61.8 * turn - 0.3 * y) % across - MARGIN
        streaks.append(QLineF(x, y - MARGIN, x - 2.6, y - MARGIN + 8.6))
    p.setPen(_RAIN)
    p.drawLines(streaks)
    p.setPen(Qt.PenStyle.NoPen)


def _snow(p: QPainter, t: float, seed: int, width: float, height: float) -> None:
    across, down = width + 2 * MARGIN, height + 2 * MARGIN
    flake, whole = _flake(), QRectF(0, 0, 32, 32)
    for u, v, pace, size in _particles("snow", seed, _count(38, width, height)):
        y = (v * down + t * (16 + 14 * pace)) % down - MARGIN
        x = (u * across + t * 5 * (pace - 0.3) + 4 * math.sin(1.3 * t + 6.28 * size)) % across - MARGIN
        half = 2.1 + 1.5 * size
        p.drawImage(QRectF(x - half, y - half, 2 * half, 2 * half), flake, whole)


@lru_cache(maxsize=1)
def _flake() -> QImage:
    """A white flake with a bluish rim that shows on snow, 32 x 32 pixels; drawing it is a third of drawing ovals."""
    image = QImage(32, 32, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    p = QPainter(image)
    p.setRenderHint(QPainter.RenderHint.Antialiasing)
    p.setPen(Qt.PenStyle.NoPen)
    for rgba, x, y, radius in (((160, 182, 222, 130), 16.6, 17.0, 14.0), ((255, 255, 255, 245), 15.4, 15.2, 12.2)):
        p.setBrush(QColor(*rgba))
        p.drawEllipse(QPointF(x, y), radius, radius)
    p.end()
    return image


def _petals(p: QPainter, t: float, seed: int, width: float, height: float) -> None:
    across, down = width + 2 * MARGIN, height + 2 * MARGIN
    p.setPen(Qt.PenStyle.NoPen)
    base = p.transform()
    for u, v, pace, turn in _particles("petals", seed, _count(30, width, height)):
        y = (v * down + t * (11 + 10 * pace) + 3 * math.sin(1.7 * t + 6.28 * turn)) % down - MARGIN
        x = (u * across - t * (9 + 8 * turn) + 6 * math.sin(1.1 * t + 6.28 * pace)) % across - MARGIN
        p.translate(x, y)
        p.rotate(360 * turn + t * (60 + 90 * pace))
        p.scale(1.0, 0.45 + 0.55 * abs(math.cos(2.1 * t + 6.28 * turn)))
        p.setBrush(_PETALS[int(3 * pace) % 3])
        p.drawPolygon(_PETAL)
        p.setTransform(base)


def _fog(p: QPainter, t: float, seed: int, width: float, height: float) -> None:
    bank, whole = _bank(), QRectF(0, 0, 256, 32)
    lap, half = max(1.25 * width, 150.0), height * 0.17
    for i, (u, v, pace, _) in enumerate(_particles("fog", seed, 3)):
        middle = height * (0.34 + 0.24 * i + 0.06 * v) + 3 * math.sin(0.6 * t + 6.28 * u)
        x = (u * lap + (10 + 8 * pace) * (1 if i % 2 else -1) * t) % lap - lap
        p.drawImage(QRectF(x, middle - half, 2 * lap, 2 * half), bank, whole)


@lru_cache(maxsize=1)
def _bank() -> QImage:
    """A bank of fog, 256 x 32 pixels, that repeats after 128: thick and thin parts, soft above and below."""
    x = np.arange(256) * (2 * np.pi / 128)
    y = (np.arange(32)[:, None] + 0.5) / 32
    billow = 0.60 + 0.30 * np.sin(x) * np.cos(3 * y) + 0.14 * np.sin(2 * x + 1 + 4 * y) + 0.10 * np.sin(3 * x + 2)
    alpha = 116 * np.sin(np.pi * y) ** 2 * billow                                                # (32, 256)
    tone = np.array((244, 240, 236, 255)) / 255                                                  # B, G, R, A
    pixels = np.ascontiguousarray((alpha[..., None] * tone).round().astype(np.uint8))
    return QImage(pixels.data, 256, 32, 1024, QImage.Format.Format_ARGB32_Premultiplied).copy()
