"""World: brushes for cloth and limbs, and the things people wear and carry. QtGui painting only; knows no scene.

Everything is drawn in the local stage units of a figure (see figure.py). Flat tones: base, shade and light.
"""

from __future__ import annotations

import math
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QPainter, QPainterPath, QPainterPathStroker, QPen

from studio.world.figure import Chain, Figure, Point
from studio.world.palette import RGB, mix, paint, shade

NO_PEN, NO_BRUSH = Qt.PenStyle.NoPen, Qt.BrushStyle.NoBrush
WHITE: RGB = (252, 251, 246)
GOLD: RGB = (250, 196, 62)
LEATHER: RGB = (128, 76, 40)
SHOE: RGB = (112, 58, 58)
WARM = ("red", "orange", "pink", "brown", "purple")


@lru_cache(maxsize=256)
def brush(rgb: RGB, alpha: int = 255) -> QBrush:
    """A solid brush; shared, never changed."""
    return QBrush(paint(rgb, alpha))


@lru_cache(maxsize=512)
def pen(rgb: RGB, width: float) -> QPen:
    """A round pen; shared, never changed."""
    return QPen(brush(rgb), width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)


# Palette arithmetic, remembered: a figure asks for the same tones in every frame.
tone = lru_cache(maxsize=512)(shade)
blend = lru_cache(maxsize=512)(mix)


@lru_cache(maxsize=256)
def dark(rgb: RGB) -> RGB:
    """The shade tone of a cloth; white turns cool, so that it still reads as white."""
    return mix(rgb, (120, 132, 176), 0.34) if min(rgb) > 230 else shade(rgb, -0.34)


@lru_cache(maxsize=256)
def light(rgb: RGB) -> RGB:
    """The light tone; black cloth gets more of it, or it is lost at night."""
    return shade(rgb, 0.24 if max(rgb) < 80 else 0.17)


def soft(points: list[Point]) -> QPainterPath:
    """A closed shape that rounds every corner of `points` (a quadratic B-spline)."""
    px, py = points[-1]
    nx, ny = points[0]
    path = QPainterPath()
    path.moveTo((px + nx) * 0.5, (py + ny) * 0.5)
    for cx, cy in points[1:]:
        path.quadTo(nx, ny, (nx + cx) * 0.5, (ny + cy) * 0.5)
        nx, ny = cx, cy
    path.quadTo(nx, ny, (nx + points[0][0]) * 0.5, (ny + points[0][1]) * 0.5)
    return path


def track(points: tuple[Point, ...] | list[Point]) -> QPainterPath:
    """An open path of straight lines; filling closes it."""
    path = QPainterPath()
    path.moveTo(*points[0])
    for x, y in points[1:]:
        path.lineTo(x, y)
    return path


def shape(p: QPainter, points: list[Point], rgb: RGB) -> None:
    """Fill a soft shape."""
    p.setPen(NO_PEN)
    p.setBrush(brush(rgb))
    p.drawPath(soft(points))


def polygon(p: QPainter, points: list[Point], rgb: RGB) -> None:
    """Fill a shape with sharp corners."""
    p.setPen(NO_PEN)
    p.setBrush(brush(rgb))
    p.drawPath(track(points))


def disc(p: QPainter, at: Point, rx: float, rgb: RGB, *, ry: float | None = None, alpha: int = 255) -> None:
    """Fill an ellipse; `ry` defaults to `rx`."""
    p.setPen(NO_PEN)
    p.setBrush(brush(rgb, alpha))
    p.drawEllipse(QPointF(*at), rx, rx if ry is None else ry)


def slab(p: QPainter, box: tuple[float, float, float, float], radius: float, rgb: RGB) -> None:
    """Fill a rounded rectangle (x, y, width, height)."""
    p.setPen(NO_PEN)
    p.setBrush(brush(rgb))
    p.drawRoundedRect(QRectF(*box), radius, radius)


def limb(p: QPainter, joints: tuple[Point, ...], width: float, rgb: RGB) -> None:
    """A round-ended tube through `joints`."""
    p.setBrush(NO_BRUSH)
    p.setPen(pen(rgb, width))
    p.drawPath(track(joints))


def panel(p: QPainter, left: list[Point], right: list[Point], rgb: RGB, *,
          span: tuple[float, float] = (0.0, 1.0)) -> None:
    """The part of the cloth between two edges that `span` (fractions of the way across) names."""
    a, b = span
    near = [(lx + (rx - lx) * a, ly + (ry - ly) * a) for (lx, ly), (rx, ry) in zip(left, right, strict=True)]
    far = [(lx + (rx - lx) * b, ly + (ry - ly) * b) for (lx, ly), (rx, ry) in zip(left, right, strict=True)]
    shape(p, near + far[::-1], rgb)


def toward(a: Point, b: Point, amount: float) -> Point:
    """The point `amount` of the way from a to b."""
    return a[0] + (b[0] - a[0]) * amount, a[1] + (b[1] - a[1]) * amount


def hand_of(p: QPainter, arm: Chain, radius: float, rgb: RGB) -> None:
    """A mitten at the end of an arm, a little beyond the sleeve."""
    disc(p, toward(arm[1], arm[2], 1.12), radius, rgb)


def _offset(points: tuple[Point, ...], at: Point, scale: float = 1.0) -> list[Point]:
    return [(at[0] + x * scale, at[1] + y * scale) for x, y in points]


@lru_cache(maxsize=32)
def _star(radius: float) -> QPainterPath:
    return track([(math.sin(k * math.pi / 5) * radius * (0.46 if k % 2 else 1.0),
                   -math.cos(k * math.pi / 5) * radius * (0.46 if k % 2 else 1.0)) for k in range(10)])


def star(p: QPainter, at: Point, radius: float, rgb: RGB) -> None:
    """A five-pointed star."""
    p.setPen(NO_PEN)
    p.setBrush(brush(rgb))
    p.translate(*at)
    p.drawPath(_star(radius))
    p.translate(-at[0], -at[1])


def accent(*colours: str | None) -> RGB:
    """The colour of scarf and umbrella: red, teal or gold, the first that is far from every garment named."""
    if not any(c in WARM for c in colours):
        return 226, 58, 62
    return (38, 176, 178) if "blue" not in colours and "green" not in colours else (250, 208, 60)


def draw_backpack(p: QPainter, f: Figure, colour: str) -> None:
    """A pack on the back; drawn before the body."""
    rgb = (64, 140, 128) if colour in ("orange", "brown", "yellow") else (206, 122, 48)
    x, y = toward(f.chest, f.hip, 0.42)
    w, h = f.size.shoulder * 1.15, f.size.torso * 0.88
    left = x - f.size.shoulder * 0.9 - w
    slab(p, (left, y - h * 0.55, w + 6.0, h), 4.0, dark(rgb))
    slab(p, (left, y - h * 0.55, w + 6.0, h * 0.55), 4.0, rgb)


def draw_scarf(p: QPainter, f: Figure, rgb: RGB) -> None:
    """A scarf round the neck, its tail streaming behind."""
    x, y = f.chest
    stream = 5.0 + f.trail * 1.5
    tip = (x - 7.0 - stream, y + 13.0 - f.trail * 1.5 + f.flutter * 2.5)
    limb(p, ((x - 3.0, y + 1.0), (x - 7.0 - stream * 0.4, y + 6.0 - f.flutter * 1.5 - f.trail * 0.5), tip), 4.6,
         dark(rgb))
    limb(p, ((x - f.size.shoulder * 0.55, y - 0.2), (x + 1.0, y + 1.8), (x + f.size.shoulder * 0.65, y - 0.4)), 5.4,
         rgb)


def draw_umbrella(p: QPainter, hand: Point, top: float, rgb: RGB) -> None:
    """An open umbrella on a pole from `hand` to the height `top`."""
    x = hand[0]
    limb(p, ((x, hand[1] + 4.0), (x, top)), 2.2, LEATHER)
    for half, tone in ((22.0, dark(rgb)), (14.5, rgb), (5.5, light(rgb))):
        path = QPainterPath(QPointF(x - half, top + 5.0))
        path.cubicTo(x - half * 0.86, top - 12.0, x + half * 0.86, top - 12.0, x + half, top + 5.0)
        path.quadTo(x, top + 1.5, x - half, top + 5.0)
        p.setPen(NO_PEN)
        p.setBrush(brush(tone))
        p.drawPath(path)
    disc(p, (x, top - 8.4), 1.8, LEATHER)


def draw_book(p: QPainter, hand: Point) -> None:
    """An old brown book held up in a hand: open pages towards the reader, clasp and corners of gold."""
    x, y = hand
    slab(p, (x - 4.5, y - 11.5, 13.5, 14.0), 1.6, (88, 50, 28))
    slab(p, (x + 6.0, y - 10.2, 3.4, 11.4), 0.8, (244, 228, 186))
    slab(p, (x - 3.0, y - 11.5, 9.0, 14.0), 1.2, (146, 90, 46))
    slab(p, (x - 0.4, y - 7.6, 4.0, 6.2), 1.2, GOLD)


def draw_shield(p: QPainter, at: Point, rgb: RGB, steel: RGB) -> None:
    """A kite shield with a cross."""
    outline = ((-8.5, -9.0), (0.0, -11.0), (8.5, -9.0), (8.5, 1.0), (0.0, 14.0), (-8.5, 1.0))
    polygon(p, _offset(outline, at), steel)
    polygon(p, _offset(outline, at, 0.79), rgb)
    polygon(p, _offset(((0.0, -11.0), (8.5, -9.0), (8.5, 1.0), (0.0, 14.0)), at, 0.79), light(rgb))
    cross = dark(rgb) if min(rgb) > 220 else WHITE
    slab(p, (at[0] - 1.5, at[1] - 6.5, 3.0, 13.0), 0.5, cross)
    slab(p, (at[0] - 5.0, at[1] - 3.5, 10.0, 3.0), 0.5, cross)


_BOLTS = (
    (((0, 0), (11, -9), (15, 2), (29, -10), (34, 3), (47, -7), (51, 2), (66, -6)), ((34, 3), (42, 13), (50, 12))),
    (((0, 0), (9, 6), (17, -8), (27, 5), (37, -9), (44, 4), (56, -8), (68, 1)), ((17, -8), (26, -18), (37, -19))),
    (((0, 0), (13, -6), (17, 7), (31, -3), (35, 8), (48, -5), (54, 7), (67, -2)), ((31, -3), (41, -16), (51, -15))),
)


@lru_cache(maxsize=16)
def _bolt(index: int, width: float) -> QPainterPath:
    """The outline of a bolt and its fork at a width."""
    stroker = QPainterPathStroker(pen(GOLD, width))
    line, fork = _BOLTS[index]
    outline = stroker.createStroke(track(line))
    stroker.setWidth(width * 0.7)
    return outline.united(stroker.createStroke(track(fork)))


def draw_lightning(p: QPainter, palm: Point, t: float) -> None:
    """The bolt from a palm to the right, 66 to 68 units long: a new shape six times a second, thin as each one dies."""
    beat = math.floor(t * 6.0)
    girth = 0.5 if t * 6.0 - beat > 0.72 else 1.0
    p.save()
    p.translate(*palm)
    disc(p, (0.0, 0.0), 8.0 * girth, (255, 226, 90), alpha=110)
    star(p, (0.0, 0.0), 6.5 * girth, (255, 232, 96))
    for rgb, width in (((252, 190, 40), 6.8), ((255, 250, 190), 3.2)):
        p.setBrush(brush(rgb))
        p.drawPath(_bolt(beat % len(_BOLTS), width * girth))
    disc(p, (0.0, 0.0), 2.6, (255, 254, 236))
    p.restore()
