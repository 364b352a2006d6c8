"""World: the light of a place and the few brushes its layers are painted with. Knows no particular place."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPainterPath, QPolygonF, QRadialGradient

from studio.world.palette import RGB, mix, paint

SKY_TOP, GROUND_END = -260.0, 140.0
WHITE: RGB = (250, 252, 255)
LAMP: RGB = (255, 214, 120)
Sky = tuple[RGB, RGB, RGB]                       # zenith, middle, horizon

_MULTIPLY = {"day": (1.0, 1.0, 1.0), "sunset": (1.0, 0.82, 0.78), "night": (0.54, 0.57, 0.82)}
_CAST = {"day": ((255, 250, 230), 0.0), "sunset": ((255, 122, 84), 0.14), "night": ((40, 48, 124), 0.15)}
_LAMPLIGHT = (1.0, 0.80, 0.70)
_VEIL = {  # weather -> how much, and the colour per time that it lays over the sky
    "rain": (0.66, {"day": (126, 142, 162), "sunset": (158, 116, 128), "night": (38, 46, 76)}),
    "snow": (0.55, {"day": (206, 220, 236), "sunset": (228, 182, 194), "night": (74, 86, 134)}),
    "fog": (0.80, {"day": (224, 230, 230), "sunset": (242, 206, 186), "night": (98, 108, 144)}),
    "petals": (0.30, {"day": (252, 218, 232), "sunset": (255, 170, 176), "night": (92, 66, 132)}),
}


@dataclass(frozen=True, slots=True)
class Layer:
    """One sheet of a place. `paint` covers x in [-extent, extent] stage units, y down, the main plane's ground at 0."""

    parallax: float                              # 0 infinitely far, 1 the characters' plane, >1 nearer
    paint: Callable[[QPainter], None]


@dataclass(frozen=True, slots=True)
class Light:
    """Time and weather as a colour grade; `sky` is graded already, `lamplight` is how far lamps undo the night."""

    time: str
    weather: str
    sky: Sky
    lamplight: float = 0.0

    def near_lamps(self, amount: float) -> Light:
        """The same light where lamps warm the night."""
        return replace(self, lamplight=amount) if self.time == "night" else self

    @property
    def lamps(self) -> bool:
        """True when lamps and windows are lit."""
        return self.time != "day"

    @property
    def snowy(self) -> bool:
        """True when roofs and ground lie under snow."""
        return self.weather == "snow"

    def tone(self, rgb: RGB, distance: float = 0.0) -> RGB:
        """`rgb` seen in this light, 0 (near) to 1 (at the horizon) away."""
        seen = _multiply(rgb, _MULTIPLY[self.time])
        seen = mix(seen, *_CAST[self.time])
        if self.lamplight:
            seen = mix(seen, _multiply(rgb, _LAMPLIGHT), self.lamplight)
        if self.weather == "rain":
            grey = sum(seen) / 3
            seen = mix(seen, (round(grey * 0.84), round(grey * 0.92), round(grey * 1.04)), 0.42)
        fog = 0.26 + 0.42 * distance if self.weather == "fog" else 0.0
        return mix(seen, self.sky[2], min(0.9, 0.55 * distance + fog))

    def __call__(self, rgb: RGB, distance: float = 0.0) -> QColor:
        return paint(self.tone(rgb, distance))

    def ground(self, rgb: RGB) -> RGB:
        """A ground colour before grading: white under snow, darker in rain."""
        return mix(rgb, (230, 240, 255), 0.86) if self.snowy else mix(rgb, (60, 66, 88),
                                                                      0.16) if self.weather == "rain" else rgb


def _multiply(rgb: RGB, by: tuple[float, float, float]) -> RGB:
    return round(rgb[0] * by[0]), round(rgb[1] * by[1]), round(rgb[2] * by[2])


def light_of(time: str, weather: str, sky: Sky) -> Light:
    """The light of a time and weather under a place's clear sky."""
    if weather not in _VEIL:
        return Light(time, weather, sky)
    amount, veil = _VEIL[weather]
    zenith, middle, horizon = (mix(c, veil[time], amount) for c in sky)
    return Light(time, weather, (zenith, middle, horizon))


def brush(p: QPainter, colour: QColor) -> None:
    """Fill with `colour`, no outline."""
    p.setPen(Qt.PenStyle.NoPen)
    p.setBrush(colour)


def poly(p: QPainter, colour: QColor, *points: tuple[float, float]) -> None:
    """A filled polygon."""
    brush(p, colour)
    p.drawPolygon(QPolygonF([QPointF(x, y) for x, y in points]))


def box(p: QPainter, colour: QColor, x: float, y: float, w: float, h: float, r: float = 0.0) -> None:
    """A filled rectangle from its top left corner, corners rounded by `r`."""
    brush(p, colour)
    p.drawRoundedRect(QRectF(x, y, w, h), r, r) if r else p.drawRect(QRectF(x, y, w, h))


def oval(p: QPainter, colour: QColor, x: float, y: float, rx: float, ry: float | None = None) -> None:
    """A filled ellipse around its centre."""
    brush(p, colour)
    p.drawEllipse(QPointF(x, y), rx, rx if ry is None else ry)


def halo(p: QPainter, x: float, y: float, r: float, rgb: RGB, alpha: int = 120) -> None:
    """Light that fades out around a lamp."""
    g = QRadialGradient(QPointF(x, y), r)
    g.setColorAt(0.0, paint(rgb, alpha))
    g.setColorAt(1.0, paint(rgb, 0))
    p.setPen(Qt.PenStyle.NoPen)
    p.setBrush(g)
    p.drawEllipse(QPointF(x, y), r, r)


def fade(p: QPainter, extent: float, y0: float, y1: float, colours: tuple[RGB, ...]) -> None:
    """A band over the whole width, from the first colour at y0 to the last at y1."""
    g = QLinearGradient(0, y0, 0, y1)
    for i, rgb in enumerate(colours):
        g.setColorAt(i / max(1, len(colours) - 1), paint(rgb))
    p.setPen(Qt.PenStyle.NoPen)
    p.setBrush(g)
    p.drawRect(QRectF(-extent, y0, 2 * extent, y1 - y0))


def spread(rng: random.Random, extent: float, step: float, wobble: float = 0.3) -> Iterator[float]:
    """Places along the whole width, about `step` apart."""
    x = -extent + step * rng.random()
    while x < extent:
        yield x + step * wobble * rng.uniform(-1, 1)
        x += step


def ridge(p: QPainter, colour: QColor, extent: float, base: float, height: float, step: float,
          rng: random.Random) -> None:
    """Rolling hills: crests up to `height` over `base`, filled down to the ground's end."""
    path = QPainterPath(QPointF(-extent - step, GROUND_END))
    x, y = -extent - step, base
    path.lineTo(x, y)
    up = rng.random() < 0.5
    while x < extent + step:
        up = not up
        nx = x + step * rng.uniform(0.7, 1.3)
        ny = base - height * (rng.uniform(0.65, 1.0) if up else rng.uniform(0.0, 0.3))
        path.cubicTo(x + (nx - x) * 0.45, y, nx - (nx - x) * 0.45, ny, nx, ny)
        x, y = nx, ny
    path.lineTo(x, GROUND_END)
    brush(p, colour)
    p.drawPath(path)


def blob(p: QPainter, colour: QColor, x: float, y: float, r: float, rng: random.Random, lobes: int = 5) -> None:
    """A leafy or cloudy clump."""
    brush(p, colour)
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)
    path.addEllipse(QPointF(x, y), r * 0.8, r * 0.7)
    turn = rng.uniform(0, 1)
    for i in range(lobes):
        a = math.tau * (i + turn) / lobes
        s = r * rng.uniform(0.42, 0.56)
        path.addEllipse(QPointF(x + 0.66 * r * math.cos(a), y + 0.52 * r * math.sin(a)), s, s)
    p.drawPath(path)


def tree(p: QPainter, light: Light, x: float, base: float, r: float, leaf: RGB, bark: RGB, rng: random.Random, *,
         trunk: float = 0.9, distance: float = 0.0) -> None:
    """A round tree: trunk `trunk` crown radii long under a crown of three tones."""
    top = base - r * (trunk + 0.8)
    poly(p, light(bark, distance), (x - r * 0.16, base), (x - r * 0.1, top), (x + r * 0.1, top), (x + r * 0.18, base))
    blob(p, light(mix(leaf, (30, 30, 80), 0.22), distance), x, top, r, rng, 6)
    blob(p, light(leaf, distance), x - r * 0.08, top - r * 0.14, r * 0.84, rng, 6)
    blob(p, light(mix(leaf, WHITE, 0.8 if light.snowy else 0.26), distance), x - r * 0.24, top - r * 0.36, r * 0.42,
         rng, 5)


def ground(p: QPainter, light: Light, extent: float, horizon: float, rgb: RGB) -> None:
    """The main plane: lighter at the horizon, settled around the feet, darker towards the viewer."""
    base, dim = light.ground(rgb), (96, 130, 200) if light.snowy else (40, 36, 80)
    fade(p, extent, horizon, 30.0, (light.tone(mix(base, WHITE, 0.14), 0.12), light.tone(base),
                                    light.tone(mix(base, dim, 0.16))))
    box(p, light(mix(base, dim, 0.16)), -extent, 29.5, 2 * extent, GROUND_END - 29.5)


def marks(p: QPainter, colour: QColor, extent: float, rng: random.Random, *, top: float = -24.0, rows: int = 5,
          size: float = 7.0) -> None:
    """Flat strokes lying on the ground, larger towards the viewer."""
    for row in range(rows):
        near = (row + 0.5) / rows
        y = top + (42.0 - top) * near ** 1.3
        for x in spread(rng, extent, 34 + 46 * near):
            oval(p, colour, x, y + rng.uniform(-2, 2), size * (0.6 + near) * rng.uniform(0.6, 1.2), 0.9 + 1.1 * near)


def sun_x(seed: int) -> float:
    """Where sun and moon stand in the sky."""
    return random.Random(f"sun {seed}").choice((-1, 1)) * random.Random(f"sun at {seed}").uniform(26, 46)


def sky(light: Light, seed: int, extent: float, *, sun: bool = True, clouds: int = 5) -> Layer:
    """The sky of a light: gradient, sun or moon and stars, clouds. It does not move with the camera."""

    def draw(p: QPainter) -> None:
        rng = random.Random(f"sky {seed}")
        top, middle, low = light.sky
        box(p, paint(low), -extent, SKY_TOP, 2 * extent, GROUND_END - SKY_TOP)
        box(p, paint(top), -extent, SKY_TOP, 2 * extent, 110)
        fade(p, extent, -150.5, -30.0, (top, mix(top, middle, 0.6), middle, low))
        x, y = sun_x(seed), rng.uniform(-70, -60)
        dull = light.weather == "fog"
        if light.time == "night" and light.weather in ("clear", "petals"):
            stars(p, rng, extent)
        shows = sun and light.weather not in ("rain", "snow")
        if shows and light.time != "night":
            _disc(p, light, x, y, faint=dull)
        _clouds(p, light, rng, extent, clouds)
        if shows and light.time == "night":
            _disc(p, light, x, y, faint=dull)

    return Layer(0.0, draw)


def stars(p: QPainter, rng: random.Random, extent: float, count: int = 130) -> None:
    """Round stars over the upper sky, evenly strewn (an additive recurrence keeps them apart)."""
    wide, a, b = min(extent, 240.0), rng.random(), rng.random()
    for i in range(count):
        x, y = wide * (2 * ((a + i * 0.7548777) % 1) - 1), -175 + 130 * ((b + i * 0.5698403) % 1)
        r = rng.choice((0.8, 1.0, 1.0, 1.5))
        oval(p, paint((255, 250, 220), 235 if r > 1.2 else 190), x, y, r)


def _disc(p: QPainter, light: Light, x: float, y: float, *, faint: bool) -> None:
    if light.time == "night":
        halo(p, x, y, 34, (190, 210, 255), 80)
        oval(p, paint((252, 246, 214), 150 if faint else 255), x, y, 10)
        if not faint:
            oval(p, paint((226, 216, 184)), x - 3, y - 2, 2.4)
            oval(p, paint((226, 216, 184)), x + 3.4, y + 3.2, 1.8)
        return
    low = light.time == "sunset"
    rgb = (255, 226, 130) if low else (255, 240, 150)
    y, r = (-50.0, 15.0) if low else (y, 10.0)
    halo(p, x, y, 5.0 * r, (255, 214, 130) if low else (255, 252, 214), 70 if faint else 150)
    oval(p, paint(rgb, 90), x, y, r * 1.45)
    oval(p, paint(rgb, 160 if faint else 255), x, y, r)


def _clouds(p: QPainter, light: Light, rng: random.Random, extent: float, count: int) -> None:
    tint = {"day": WHITE, "sunset": (255, 170, 150), "night": (94, 104, 168)}[light.time]
    if light.weather == "rain":
        tint = {"day": (98, 112, 134), "sunset": (120, 88, 112), "night": (26, 32, 58)}[light.time]
        for x in spread(rng, min(extent, 260), 44):
            blob(p, paint(mix(tint, light.sky[0], 0.35)), x, rng.uniform(-104, -88), rng.uniform(26, 36), rng, 6)
        box(p, paint(mix(tint, light.sky[0], 0.35)), -extent, SKY_TOP, 2 * extent, 158)
    for i in range(count):
        x, y = -170 + 340 * (i + rng.random()) / max(1, count), rng.uniform(-136,
                                                                            -100) if i % 3 == 2 else rng.uniform(-80,
                                                                                                                 -60)
        w, colour = rng.uniform(15, 25), paint(mix(tint, light.sky[1], 0.18 if light.time == "day" else 0.42))
        path = QPainterPath()
        path.setFillRule(Qt.FillRule.WindingFill)
        path.addRoundedRect(QRectF(x - w, y - 3.5, 2 * w, 7), 3.5, 3.5)
        path.addEllipse(QPointF(x - w * 0.25, y - 4), w * 0.42, w * 0.34)
        path.addEllipse(QPointF(x + w * 0.32, y - 3), w * 0.34, w * 0.26)
        brush(p, colour)
        p.drawPath(path)
