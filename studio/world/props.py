"""World: the things that stand about, and the marks that events leave on them. Knows no scene and no camera.

A prop stands with its base at (0, 0), y up is negative, in the stage units of a medium shot. Events are one way: what
fell stays fallen, what was bitten stays bitten.
"""

from __future__ import annotations

import math
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QPainter, QPainterPath, QPolygonF, QRadialGradient

from studio.world.palette import GARMENT, RGB, paint, shade
from studio.world.scene import Prop

GLOWING = ("candle", "lantern", "campfire")
_WOOD: RGB = (150, 98, 58)
_BLOCKS: tuple[RGB, ...] = (GARMENT["red"], GARMENT["yellow"], GARMENT["blue"], GARMENT["green"], GARMENT["purple"])
_BLOCK = 8.0
_FLAME = QPolygonF([QPointF(x, y) for x, y in (
    (0, -10), (2.2, -6.5), (3.6, -3), (2.6, -0.6), (0, 0), (-2.6, -0.6), (-3.6, -3), (-1.6, -6))])
BALL_RADIUS = 7.0
TOPPLE_SECONDS = 0.8


def draw_prop(p: QPainter, prop: Prop, t: float, *, rolled: float = 0.0) -> None:
    """Paints `prop` at `t` seconds. `rolled` is how far a ball has rolled, units. KeyError for an unknown kind."""
    p.setPen(Qt.PenStyle.NoPen)
    painter = _PAINTERS[prop.kind]
    painter(p, prop, t, rolled) if painter is _ball else painter(p, prop, t)      # type: ignore[operator]


def rolled(ball: Prop, others: tuple[Prop, ...], t: float, *, scale: float = 1.0) -> float:
    """How far a ball has rolled at `t`: into the tower that topples and a little back from it; without one it rests.

    `scale` is stage units per local unit; the answer is in local units.
    """
    tower = next((o for o in others if o.kind == "tower" and o.event == "topple"), None)
    if ball.kind != "ball" or tower is None:
        return 0.0
    side = 1.0 if tower.x >= ball.x else -1.0
    way = (tower.x - ball.x) / scale - side * (BALL_RADIUS + _BLOCK / 2)
    start = max(0.0, tower.event_at - 1.5)
    if t < tower.event_at:
        u = min(max((t - start) / max(tower.event_at - start, 0.1), 0.0), 1.0)
        return way * u * (0.4 + 0.6 * u)
    return way - side * 7.0 * (1 - math.exp(-2.5 * (t - tower.event_at)))


def is_lit(prop: Prop, t: float) -> bool:
    """True while a candle, lantern or campfire burns: "light" lights it at event_at, "out" puts it out."""
    return {"light": t >= prop.event_at, "out": t < prop.event_at}.get(prop.event or "", True)


def _box(p: QPainter, rgb: RGB, x: float, y: float, w: float, h: float, r: float = 0.0) -> None:
    p.setBrush(paint(rgb))
    p.drawRoundedRect(QRectF(x, y, w, h), r, r)


def _poly(p: QPainter, rgb: RGB, *points: tuple[float, float]) -> None:
    p.setBrush(paint(rgb))
    p.drawPolygon(QPolygonF([QPointF(x, y) for x, y in points]))


def _oval(p: QPainter, rgb: RGB, x: float, y: float, rx: float, ry: float) -> None:
    p.setBrush(paint(rgb))
    p.drawEllipse(QPointF(x, y), rx, ry)


@lru_cache(maxsize=8)
def _halo(radius: float) -> QBrush:
    light = QRadialGradient(QPointF(0, 0), radius)
    light.setColorAt(0.0, paint((255, 214, 120), 150))
    light.setColorAt(1.0, paint((255, 170, 80), 0))
    return QBrush(light)


def _glow(p: QPainter, x: float, y: float, radius: float) -> None:
    p.translate(x, y)
    p.setBrush(_halo(radius))
    p.drawEllipse(QPointF(0, 0), radius, radius)
    p.translate(-x, -y)


def _flame(p: QPainter, x: float, y: float, size: float, t: float, offset: float = 0.0) -> None:
    """Three tones of fire that lick upwards."""
    for rgb, part in (((240, 90, 34), 1.0), ((252, 160, 40), 0.72), ((255, 232, 130), 0.42)):
        p.save()
        p.translate(x, y)
        p.shear(0.22 * math.sin(9 * t + offset), 0)
        p.scale(size * part, size * part * (1 + 0.18 * math.sin(13 * t + 2 * offset)))
        p.setBrush(paint(rgb))
        p.drawPolygon(_FLAME)
        p.restore()


def _smoke(p: QPainter, x: float, y: float, since: float) -> None:
    for i in range(3):
        rise = since * 12 - i * 5
        if 0 < rise < 30:
            p.setBrush(paint((210, 212, 220), round(150 * (1 - rise / 30))))
            p.drawEllipse(QPointF(x + 2.5 * math.sin(rise / 4 + i), y - rise), 1.6 + rise / 9, 1.6 + rise / 9)


def _burn(p: QPainter, prop: Prop, t: float, y: float, size: float, glow: float) -> None:
    if is_lit(prop, t):
        _glow(p, 0, y - 4 * size, glow * (1 + 0.05 * math.sin(11 * t)))
        _flame(p, 0, y, size, t)
    elif prop.event == "out":
        _smoke(p, 0, y - 2, t - prop.event_at)


def _candle(p: QPainter, prop: Prop, t: float) -> None:
    rgb = GARMENT[prop.colour]
    _box(p, (196, 150, 62), -7, -3, 14, 3, 1.5)
    _box(p, rgb, -3.6, -21, 7.2, 18.5, 1)
    _box(p, shade(rgb, -0.25), 1.0, -21, 2.6, 18.5, 1)
    _box(p, (60, 46, 40), -0.7, -24, 1.4, 3.5)
    _burn(p, prop, t, -22.5, 0.95, 22)


def _ball(p: QPainter, prop: Prop, t: float, rolled: float) -> None:
    rgb, r = GARMENT[prop.colour], BALL_RADIUS
    p.save()
    p.translate(rolled, -r)
    p.rotate(math.degrees(rolled / r))
    _oval(p, rgb, 0, 0, r, r)
    p.setBrush(paint((255, 252, 240) if prop.colour != "white" else GARMENT["red"]))
    for start in (0, 120, 240):
        p.drawPie(QRectF(-r, -r, 2 * r, 2 * r), start * 16, 50 * 16)
    _oval(p, shade(rgb, -0.2), 0, 0, r * 0.32, r * 0.32)
    p.restore()


def _tower(p: QPainter, prop: Prop, t: float) -> None:
    """Five blocks; after a "topple" they lie in a row to the right of where the tower stood."""
    gone = min(max((t - prop.event_at) / TOPPLE_SECONDS, 0.0), 1.0) if prop.event == "topple" else 0.0
    fall = gone * gone * (3 - 2 * gone)
    half = _BLOCK / 2
    for i, rgb in enumerate(_BLOCKS):
        angle = math.radians(90 * fall)
        height = half + i * _BLOCK
        x = math.sin(angle) * height * 1.15
        y = -max(half, height * math.cos(angle)) if i else -half
        p.save()
        p.translate(x, y)
        p.rotate(90 * fall * (1 + 0.5 * (i % 2)) if i else 0.0)
        _box(p, rgb, -half, -half, _BLOCK, _BLOCK, 1.2)
        _box(p, shade(rgb, -0.22), half - 2.4, -half, 2.4, _BLOCK, 1.2)
        p.restore()


@lru_cache(maxsize=4)
def _cake_parts(bitten: bool) -> tuple[QPainterPath, QPainterPath, QPainterPath]:
    """Lower tier, upper tier and icing; a bite takes the upper right third away."""
    parts = []
    for rect, r in ((QRectF(-15, -12, 30, 12), 2), (QRectF(-10.5, -22, 21, 11), 2), (QRectF(-11.5, -23.5, 23, 5), 2.5)):
        path = QPainterPath()
        path.addRoundedRect(rect, r, r)
        parts.append(path)
    if bitten:
        bite = QPainterPath()
        bite.setFillRule(Qt.FillRule.WindingFill)
        for x, y, r in ((12, -21, 8), (14, -11, 7), (5.5, -24, 5)):
            bite.addEllipse(QPointF(x, y), r, r)
        parts = [part.subtracted(bite) for part in parts]
    return parts[0], parts[1], parts[2]


def _cake(p: QPainter, prop: Prop, t: float) -> None:
    bitten = prop.event == "bite" and t >= prop.event_at
    lower, upper, icing = _cake_parts(bitten)
    rgb = GARMENT[prop.colour]
    _oval(p, (236, 238, 244), 0, 0, 19, 2.6)
    for path, tone in ((lower, rgb), (upper, shade(rgb, 0.35)), (icing, (255, 250, 240))):
        p.setBrush(paint(tone))
        p.drawPath(path)
    for x in (-11, -4, 3) if bitten else (-11, -4, 3, 10):
        _oval(p, (255, 250, 240), x, -11, 3.4, 2.4)
    for x in (-6,) if bitten else (-6, 0, 6):
        _oval(p, (206, 30, 52), x, -25, 2.3, 2.3)


def _lantern(p: QPainter, prop: Prop, t: float) -> None:
    rgb = GARMENT[prop.colour]
    _box(p, (70, 58, 62), -1.6, -56, 3.2, 56)
    _box(p, (70, 58, 62), -1.6, -56, 14, 2.6, 1)
    p.save()
    p.translate(10, -54)
    p.rotate(5 * math.sin(1.6 * t))
    if lit := is_lit(prop, t):
        _glow(p, 0, 8, 26)
    _oval(p, shade(rgb, 0.25) if lit else shade(rgb, -0.45), 0, 8, 6.6, 7.6)
    _oval(p, (255, 236, 160) if lit else shade(rgb, -0.3), 0, 8, 3.2, 5.2)
    _box(p, (70, 50, 44), -3.4, -0.6, 6.8, 2.4, 1)
    _box(p, (70, 50, 44), -3.4, 14.4, 6.8, 2.4, 1)
    p.restore()


def _umbrella(p: QPainter, prop: Prop, t: float) -> None:
    rgb = GARMENT[prop.colour]
    p.save()
    p.rotate(8 + 1.5 * math.sin(1.2 * t))
    _box(p, (236, 232, 224), -1.3, -50, 2.6, 51)
    for i, tone in enumerate((rgb, (255, 250, 240), rgb, (255, 250, 240), rgb)):
        x0, x1 = -30 + 12 * i, -18 + 12 * i
        y0, y1 = (-38 - 14 * (1 - (x / 30) ** 2) ** 0.5 * 0.4 for x in (x0, x1))
        _poly(p, tone, (0, -58), (x1, y1), ((x0 + x1) / 2, max(y0, y1) + 1.6), (x0, y0))
    p.restore()


def _boat(p: QPainter, prop: Prop, t: float) -> None:
    rgb = GARMENT[prop.colour]
    p.save()
    p.translate(0, -2 + 1.4 * math.sin(1.9 * t))
    p.rotate(4 * math.sin(1.4 * t))
    _box(p, _WOOD, -1.2, -44, 2.4, 38)
    _poly(p, (252, 248, 238), (2.4, -43), (20, -13), (2.4, -13))
    _poly(p, shade(rgb, 0.4), (-2.4, -38), (-15, -13), (-2.4, -13))
    _poly(p, rgb, (-22, -10), (25, -10), (18, 1), (-16, 1))
    _poly(p, shade(rgb, -0.3), (-19, -4.5), (21.4, -4.5), (18, 1), (-16, 1))
    p.restore()


def _campfire(p: QPainter, prop: Prop, t: float) -> None:
    for angle in (-20, 20):
        p.save()
        p.rotate(angle)
        _box(p, (112, 70, 42), -13, -5, 26, 4.6, 2)
        p.restore()
    _burn(p, prop, t, -4, 2.0, 40)
    if is_lit(prop, t):
        for i in (0, 1):
            _flame(p, -5.5 + 11 * i, -3.5, 1.1, t, 2.0 + 2 * i)
    for x in (-14, -8, 0, 8, 14):
        _oval(p, (128, 128, 138), x, -0.6, 4, 2.8)


def _sign(p: QPainter, prop: Prop, t: float) -> None:
    rgb = GARMENT[prop.colour]
    _box(p, _WOOD, -2.4, -40, 4.8, 40)
    _poly(p, rgb, (-17, -46), (14, -46), (23, -37.5), (14, -29), (-17, -29))
    _poly(p, shade(rgb, -0.25), (-17, -33), (18, -33), (14, -29), (-17, -29))
    _poly(p, (255, 250, 240), (-11, -39.5), (7, -39.5), (7, -42.5), (14, -38), (7, -33.5), (7, -36.5), (-11, -36.5))


_PAINTERS = {"candle": _candle, "ball": _ball, "tower": _tower, "cake": _cake, "lantern": _lantern,
             "umbrella": _umbrella, "boat": _boat, "campfire": _campfire, "sign": _sign}
