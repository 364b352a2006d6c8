"""World: the open places, from snowy meadow to moon. Each painter returns its layers, back to front."""

from __future__ import annotations

import random

from PySide6.QtGui import QPainter

from studio.world.palette import RGB, mix, paint
from studio.world.scenery import (
    GROUND_END,
    SKY_TOP,
    WHITE,
    Layer,
    Light,
    Sky,
    blob,
    box,
    fade,
    ground,
    halo,
    marks,
    oval,
    poly,
    ridge,
    sky,
    spread,
    stars,
    sun_x,
    tree,
)

_DUSK: Sky = ((104, 74, 156), (240, 118, 124), (255, 208, 128))
_DARK: Sky = ((14, 20, 64), (32, 44, 108), (70, 86, 158))


def _fir(p: QPainter, light: Light, x: float, base: float, h: float, distance: float, *, dusted: bool) -> None:
    green, dark = light((46, 116, 104), distance), light((30, 86, 88), distance)
    box(p, light((104, 74, 60), distance), x - h * 0.05, base - h * 0.14, h * 0.1, h * 0.14)
    for i, (low, wide) in enumerate(((0.1, 0.30), (0.36, 0.24), (0.62, 0.17))):
        y, top = base - h * low, base - h * min(1.0, low + 0.44)
        poly(p, dark, (x - h * wide, y), (x, top), (x + h * wide, y))
        poly(p, green, (x - h * wide, y), (x, top), (x + h * wide * 0.25, y))
        if dusted:
            t = 0.42 if i < 2 else 0.6
            poly(p, light(WHITE, distance), (x - h * wide * t, top + (y - top) * t), (x, top),
                 (x + h * wide * t, top + (y - top) * t),
                 (x + h * wide * t * 0.3, top + (y - top) * t * 0.72),
                 (x - h * wide * t * 0.3, top + (y - top) * t * 1.1))


def _peaks(p: QPainter, light: Light, extent: float, rng: random.Random, rgb: RGB, base: float, height: float,
           distance: float) -> None:
    for x in spread(rng, extent + 60, height * 0.95):
        h, w = height * rng.uniform(0.7, 1.1), height * rng.uniform(0.75, 1.0)
        lean = rng.uniform(-0.1, 0.1) * w
        tip = (x + lean, base - h)
        poly(p, light(rgb, distance), (x - w, base), tip, (x + w, base))
        poly(p, light(mix(rgb, (40, 50, 110), 0.28), distance), tip, (x + w, base), (x + w * 0.12, base),
             (x + lean + w * 0.1, base - h * 0.55))
        s = 0.4
        left, right = (x + lean - (w + lean) * s, base - h * (1 - s)), (x + lean + (w - lean) * s, base - h * (1 - s))
        poly(p, light(WHITE, distance * 0.6), left, tip, right, (x + lean + w * 0.16, base - h * 0.72),
             (x + lean + w * 0.02, base - h * 0.56), (x + lean - w * 0.18, base - h * 0.7))


def _snowy_meadow(light: Light, seed: int, extent: float) -> tuple[Layer, ...]:
    def far(p: QPainter) -> None:
        _peaks(p, light, extent, random.Random(f"peaks {seed}"), (122, 156, 206), -26, 50, 0.25)

    def middle(p: QPainter) -> None:
        rng = random.Random(f"slope {seed}")
        for x in spread(rng, extent, 21):
            _fir(p, light, x, -31 + rng.uniform(-3, 2), rng.uniform(17, 26), 0.42, dusted=False)
        ridge(p, light((214, 230, 248), 0.15), extent, -30, 6, 70, rng)

    def near(p: QPainter) -> None:
        rng = random.Random(f"firs {seed}")
        for x in spread(rng, extent, 74):
            for dx, h in ((-13, rng.uniform(34, 46)), (9, rng.uniform(52, 74))):
                _fir(p, light, x + dx, -23, h, 0.16, dusted=True)

    def meadow(p: QPainter) -> None:
        rng = random.Random(f"snow {seed}")
        ridge(p, light((240, 246, 254)), extent, -25, 5, 90, rng)
        fade(p, extent, -24, 30, (light.tone((240, 246, 254)), light.tone((226, 236, 250)),
                                  light.tone((196, 214, 242))))
        box(p, light((196, 214, 242)), -extent, 29.5, 2 * extent, GROUND_END - 29.5)
        marks(p, light((198, 216, 244)), extent, rng, top=-16, rows=4, size=12)
        marks(p, light(WHITE), extent, rng, top=-20, rows=4, size=8)

    return sky(light, seed, extent), Layer(0.12, far), Layer(0.4, middle), Layer(0.75, near), Layer(1.0, meadow)


def _flower(p: QPainter, light: Light, x: float, y: float, r: float, rgb: RGB) -> None:
    box(p, light((58, 132, 62)), x - 0.7, y, 1.4, r * 2.2)
    petal = light(rgb)
    for dx, dy in ((-0.62, -0.5), (0.62, -0.5), (-0.62, 0.5), (0.62, 0.5)):
        oval(p, petal, x + dx * r, y + dy * r, r * 0.68)
    oval(p, light((255, 236, 150) if rgb[2] > 90 else (255, 250, 230)), x, y, r * 0.52)


_PETALS: tuple[RGB, ...] = ((240, 74, 96), (255, 206, 60), (250, 246, 240), (250, 130, 190), (150, 104, 226))


def _flower_meadow(light: Light, seed: int, extent: float) -> tuple[Layer, ...]:
    def far(p: QPainter) -> None:
        rng = random.Random(f"hills {seed}")
        ridge(p, light(light.ground((112, 184, 170)), 0.35), extent, -32, 30, 90, rng)
        ridge(p, light(light.ground((126, 198, 128)), 0.22), extent, -28, 20, 70, rng)

    def near(p: QPainter) -> None:
        rng = random.Random(f"hill {seed}")
        leaf = (248, 164, 196) if light.weather == "petals" else (70, 156, 84)
        for x in spread(rng, extent, 118):
            tree(p, light, x, -28, rng.uniform(13, 18), leaf, (124, 88, 66), rng, distance=0.12)
        ridge(p, light(light.ground((134, 204, 92)), 0.08), extent, -26, 9, 84, rng)
        for x in spread(rng, extent, 9):
            oval(p, light(rng.choice(_PETALS), 0.2), x, -22 + rng.uniform(-3, 0), 1.5, 1.2)

    def meadow(p: QPainter) -> None:
        rng = random.Random(f"flowers {seed}")
        ground(p, light, extent, -23, (116, 196, 78))
        marks(p, light(light.ground((140, 214, 92))), extent, rng, top=-19, rows=5, size=10)
        for y, step, r in ((-18, 17, 1.5), (-11, 26, 1.9), (-2, 40, 2.3), (9, 44, 2.7), (19, 30, 3.2), (30, 30, 3.6),
                           (40, 34, 4)):
            for x in spread(rng, extent, step, 0.45):
                _flower(p, light.near_lamps(0.35), x, y + rng.uniform(-2.5, 2.5), r, rng.choice(_PETALS))

    def front(p: QPainter) -> None:
        rng = random.Random(f"grass {seed}")
        dark = light(light.ground((66, 150, 66)))
        for x in spread(rng, extent, 48, 0.5):
            for dx in (-6, -2, 2, 6):
                poly(p, dark, (x + dx - 2, 48), (x + dx * 1.7, 21 + abs(dx) * 0.6), (x + dx + 2, 48))

    return sky(light, seed, extent), Layer(0.15, far), Layer(0.5, near), Layer(1.0, meadow), Layer(1.3, front)


def _trunks(p: QPainter, light: Light, extent: float, rng: random.Random, *, step: float, width: float, base: float,
            bark: RGB,
            distance: float) -> None:
    for x in spread(rng, extent, step, 0.35):
        w, lean = width * rng.uniform(0.75, 1.25), rng.uniform(-4, 4)
        poly(p, light(bark, distance), (x - w * 0.9, base), (x - w * 0.5, base - 10), (x - w * 0.42 + lean, SKY_TOP),
             (x + w * 0.42 + lean, SKY_TOP),
             (x + w * 0.5, base - 10), (x + w * 0.9, base))
        poly(p, light(mix(bark, (30, 26, 60), 0.25), distance), (x + w * 0.9, base), (x + w * 0.5, base - 10),
             (x + w * 0.42 + lean, SKY_TOP),
             (x + w * 0.12 + lean, SKY_TOP), (x + w * 0.1, base))


def _forest(light: Light, seed: int, extent: float) -> tuple[Layer, ...]:
    leaf = light.ground((58, 138, 78)) if light.snowy else (58, 138, 78)

    def far(p: QPainter) -> None:
        rng = random.Random(f"far wood {seed}")
        fade(p, extent, -120, -20, (light.tone((120, 186, 130), 0.3), light.tone((206, 232, 160), 0.4)))
        box(p, light((120, 186, 130), 0.3), -extent, SKY_TOP, 2 * extent, 140.5)
        _trunks(p, light, extent, rng, step=19, width=6, base=-26, bark=(104, 156, 116), distance=0.3)
        for x in spread(rng, extent, 17):
            blob(p, light((112, 180, 112), 0.22), x, -28, 9, rng)

    def middle(p: QPainter) -> None:
        rng = random.Random(f"mid wood {seed}")
        _trunks(p, light, extent, rng, step=52, width=9, base=-24, bark=(126, 112, 88), distance=0.18)
        for x in spread(rng, extent, 26):
            blob(p, light((74, 152, 92), 0.2), x, rng.uniform(-108, -90), rng.uniform(22, 28), rng, 6)
        box(p, light((74, 152, 92), 0.2), -extent, SKY_TOP, 2 * extent, 150)
        for x in spread(rng, extent, 24):
            blob(p, light((78, 156, 88), 0.14), x, -24, rng.uniform(8, 12), rng)

    def near(p: QPainter) -> None:
        rng = random.Random(f"near wood {seed}")
        _trunks(p, light, extent, rng, step=96, width=15, base=-18, bark=(118, 84, 66), distance=0.04)
        for x in spread(rng, extent, 30):
            blob(p, light(mix(leaf, (20, 40, 60), 0.18)), x, rng.uniform(-110, -98), rng.uniform(22, 30), rng, 6)
        for x in spread(rng, extent, 24):
            blob(p, light(leaf), x, rng.uniform(-134, -122), rng.uniform(20, 26), rng, 6)
        box(p, light(leaf), -extent, SKY_TOP, 2 * extent, 132)

    def floor(p: QPainter) -> None:
        rng = random.Random(f"floor {seed}")
        ground(p, light, extent, -24, (92, 150, 74))
        ridge(p, light(light.ground((196, 164, 112))), extent, -7, 3, 60, rng)
        fade(p, extent, -7.5, 30, (light.tone(light.ground((196, 164, 112))), light.tone(light.ground((176, 142, 98)))))
        marks(p, light(light.ground((214, 186, 134))), extent, rng, top=-6, rows=3, size=9)
        ridge(p, light(light.ground((66, 126, 66))), extent, 25, 4, 30, rng)
        for x in spread(rng, extent, 62):
            cap = rng.choice(((224, 66, 58), (240, 160, 60)))
            box(p, light((250, 238, 214)), x - 1.6, -16, 3.2, 6, 1.2)
            poly(p, light(cap), (x - 5, -15), (x - 3.4, -19), (x, -21), (x + 3.4, -19), (x + 5, -15))
            oval(p, light(WHITE), x - 1, -18, 1.1)
        for x in spread(rng, extent, 37):
            for dx in (-7, -3.5, 0, 3.5, 7):
                poly(p, light(light.ground((60, 140, 74))), (x - 1.6, -12), (x + dx, -24 + abs(dx) * 0.8),
                     (x + 1.6, -12))
        if light.time == "night":
            for x in spread(rng, extent, 22):
                y = rng.uniform(-78, -22)
                halo(p, x, y, 6, (220, 255, 130), 150)
                oval(p, paint((240, 255, 170)), x, y, 1.3)

    return sky(light, seed, extent), Layer(0.2, far), Layer(0.5, middle), Layer(0.8, near), Layer(1.0, floor)


def _palm(p: QPainter, light: Light, x: float, base: float, h: float, rng: random.Random) -> None:
    lean = rng.choice((-1, 1)) * rng.uniform(6, 14)
    for i in range(6):
        t, u = i / 6, (i + 1) / 6
        poly(p, light((176, 126, 80) if i % 2 else (152, 104, 68)), (x + lean * t * t - 3 + t, base - h * t),
             (x + lean * u * u - 2.6 + t, base - h * u),
             (x + lean * u * u + 2.6 - t, base - h * u), (x + lean * t * t + 3 - t, base - h * t))
    cx, cy = x + lean, base - h
    for dx, dy, bend in ((-24, 8, -10), (24, 8, -10), (-20, -6, -12), (20, -6, -12), (-11, 17, -3), (12, 17, -3),
                         (0, -15, -6)):
        leaf = light((44, 150, 92) if dy > 0 else (74, 182, 104))
        poly(p, leaf, (cx, cy - 2), (cx + dx * 0.5, cy + dy * 0.3 + bend * 0.7), (cx + dx, cy + dy),
             (cx + dx * 0.45, cy + dy * 0.4 + bend * 0.2 + 2), (cx, cy + 2))
    oval(p, light((128, 82, 52)), cx - 2.4, cy + 2.6, 2.6)
    oval(p, light((150, 98, 60)), cx + 2.4, cy + 3, 2.6)


def _parasol(p: QPainter, light: Light, x: float, base: float, rgb: RGB) -> None:
    box(p, light((244, 236, 220)), x - 1, base - 34, 2, 34)
    for i, (a, b) in enumerate(((-20, -12), (-12, -4), (-4, 4), (4, 12), (12, 20))):
        poly(p, light(rgb if i % 2 == 0 else (252, 246, 234), 0.06),
             (x + a, base - 29 + (2 if abs(a + b) > 30 else 0)), (x + a * 0.72, base - 38), (x, base - 44),
             (x + b * 0.72, base - 38), (x + b, base - 29 + (2 if abs(a + b) > 30 else 0)))
    box(p, light(mix(rgb, WHITE, 0.3)), x + 8, base - 3, 22, 4, 1.5)
    box(p, light(mix(rgb, WHITE, 0.5)), x + 8, base - 3, 6, 4, 1.5)


def _beach(light: Light, seed: int, extent: float) -> tuple[Layer, ...]:
    water = (38, 168, 206)

    def sea(p: QPainter) -> None:
        rng = random.Random(f"sea {seed}")
        for x in spread(rng, extent, 260):
            oval(p, light((86, 160, 120), 0.3), x, -44, 26, 9)
            oval(p, light((110, 178, 124), 0.3), x + 14, -44, 16, 12)
        fade(p, extent, -45, -18, (light.tone(water, 0.1), light.tone(mix(water, (96, 224, 214), 0.5)),
                                   light.tone((130, 232, 218))))
        box(p, light((130, 232, 218)), -extent, -18.5, 2 * extent, GROUND_END + 18.5)
        if light.lamps and light.weather not in ("rain", "snow"):
            glint = (255, 214, 150) if light.time == "sunset" else (190, 206, 250)
            for i in range(5):
                oval(p, paint(glint, 130), sun_x(seed) + (-1) ** i * 3, -42 + i * 4, 17 - 2 * i, 1.2)
        for x in spread(rng, extent, 44):
            oval(p, light(WHITE, 0.2), x, rng.uniform(-40, -32), rng.uniform(5, 10), 0.9)
        for x in spread(rng, extent, 150):
            poly(p, light((250, 246, 238)), (x, -60), (x, -45), (x + 10, -45))
            poly(p, light((240, 96, 80)), (x - 1.4, -56), (x - 1.4, -45), (x - 7, -45))
            poly(p, light((120, 80, 66)), (x - 9, -44), (x + 11, -44), (x + 7, -40), (x - 6, -40))

    def shore(p: QPainter) -> None:
        rng = random.Random(f"sand {seed}")
        ridge(p, light((246, 252, 250)), extent, -22, 3.4, 36, rng)
        rng = random.Random(f"sand {seed}")
        p.translate(0, 3)
        ridge(p, light(light.ground((222, 188, 132))), extent, -22, 3.4, 36, rng)
        p.translate(0, -3)
        ground(p, light, extent, -17, (246, 220, 158))
        marks(p, light(light.ground((228, 196, 134))), extent, rng, top=-13, rows=5, size=9)
        for x in spread(rng, extent, 152, 0.12):
            _palm(p, light, x, -13, rng.uniform(58, 70), rng)
            _parasol(p, light, x + rng.uniform(52, 66), -12,
                     rng.choice(((232, 84, 76), (56, 130, 206), (250, 170, 60))))
        for x in spread(rng, extent, 40):
            y, rgb = rng.uniform(17, 40), rng.choice(((248, 132, 104), (252, 246, 236), (240, 160, 186)))
            oval(p, light(rgb), x, y, 2.8, 2.1)
            oval(p, light(mix(rgb, WHITE, 0.5)), x - 0.7, y - 0.7, 1.1, 0.8)

    return sky(light, seed, extent), Layer(0.2, sea), Layer(1.0, shore)


def _cactus(p: QPainter, light: Light, x: float, base: float, h: float, side: int) -> None:
    green, dark, w = light((74, 150, 96), 0.04), light((48, 118, 84), 0.04), h * 0.15
    for sx, low, high in ((-side, 0.36, 0.72), (side, 0.5, 0.88)):
        ax = x + sx * w * 2.0
        box(p, dark, min(x, ax), base - h * low - w * 0.8, abs(ax - x), w * 0.9)
        box(p, dark if sx > 0 else green, ax - w * 0.45, base - h * high, w * 0.9, h * (high - low) + w * 0.1, w * 0.45)
    box(p, green, x - w * 0.6, base - h, w * 1.2, h, w * 0.6)
    box(p, dark, x + w * 0.1, base - h + w * 0.5, w * 0.5, h - w * 0.5)
    if light.snowy:
        oval(p, light(WHITE), x, base - h + 1, w * 0.7, w * 0.4)
    else:
        oval(p, light((250, 130, 150)), x, base - h, w * 0.4)


def _desert(light: Light, seed: int, extent: float) -> tuple[Layer, ...]:
    def mesas(p: QPainter) -> None:
        rng, rock = random.Random(f"mesas {seed}"), (206, 104, 74)
        for x in spread(rng, extent, 92, 0.25):
            h, w = rng.uniform(22, 46), rng.uniform(17, 34)
            top = -30 - h
            poly(p, light(rock, 0.2), (x - w - 10, -24), (x - w, top + h * 0.5), (x - w + 3, top), (x + w - 3, top),
                 (x + w, top + h * 0.5), (x + w + 10, -24))
            poly(p, light((166, 76, 70), 0.2), (x + w * 0.4, top), (x + w - 3, top), (x + w, top + h * 0.5),
                 (x + w + 10, -24), (x + w * 0.5, -24))
            box(p, light((236, 148, 98), 0.15), x - w + 1, top + h * 0.3, 1.35 * w, 4)
            box(p, light(WHITE if light.snowy else (244, 168, 112), 0.1), x - w + 3, top, 2 * w - 6, 3.6)

    def dunes(p: QPainter) -> None:
        rng = random.Random(f"dunes {seed}")
        ridge(p, light(light.ground((240, 172, 104)), 0.14), extent, -28, 15, 80, rng)
        ridge(p, light(light.ground((228, 150, 88)), 0.06), extent, -24, 9, 64, rng)

    def plain(p: QPainter) -> None:
        rng = random.Random(f"plain {seed}")
        ground(p, light, extent, -22, (244, 188, 112))
        marks(p, light(light.ground((224, 158, 92))), extent, rng, top=-18, rows=5, size=15)
        for x in spread(rng, extent, 112, 0.2):
            _cactus(p, light, x, -14, rng.uniform(36, 56), rng.choice((-1, 1)))
            stone = x + rng.uniform(34, 60)
            oval(p, light((176, 104, 84)), stone, -13, 8, 5)
            oval(p, light((208, 136, 104)), stone - 1.6, -14.5, 5.4, 3.2)
        for x in spread(rng, extent, 70):
            oval(p, light((196, 124, 90)), x, rng.uniform(20, 44), 4, 2.2)

    return sky(light, seed, extent, clouds=2), Layer(0.15, mesas), Layer(0.45, dunes), Layer(1.0, plain)


def _crater(p: QPainter, light: Light, rock: RGB, x: float, y: float, r: float) -> None:
    oval(p, light(mix(rock, WHITE, 0.4)), x, y, r, r * 0.34)
    oval(p, light(mix(rock, (30, 30, 60), 0.42)), x, y + r * 0.05, r * 0.84, r * 0.25)
    oval(p, light(mix(rock, (30, 30, 60), 0.2)), x + r * 0.06, y + r * 0.12, r * 0.66, r * 0.16)


def _moon(light: Light, seed: int, extent: float) -> tuple[Layer, ...]:
    rock = (192, 192, 202)

    def space(p: QPainter) -> None:
        rng = random.Random(f"space {seed}")
        box(p, paint(light.sky[0]), -extent, SKY_TOP, 2 * extent, GROUND_END - SKY_TOP)
        fade(p, extent, -110, -20, light.sky)
        stars(p, rng, extent, 170)
        side = rng.choice((-1, 1))
        x, y, r = side * rng.uniform(22, 40), -58.0, 17.0
        halo(p, x, y, 36, (90, 160, 255), 120)
        oval(p, paint((52, 128, 232)), x, y, r)
        for dx, dy, w, h in ((-6, -6, 7, 4.5), (-3, 0, 3.6, 5), (7, 4, 5, 6), (6, -8, 4, 2.4), (-5, 10, 4, 2.2)):
            oval(p, paint((86, 186, 106)), x + dx, y + dy, w, h)
        for dx, dy, w in ((2, -3, 8), (-6, 5, 6), (4, 10, 5), (0, -14, 6)):
            oval(p, paint(WHITE, 230), x + dx, y + dy, w, 1.5)
        sun = -side * rng.uniform(52, 72)
        if light.time == "sunset":
            halo(p, sun, -36, 62, (255, 150, 80), 220)
            oval(p, paint((255, 224, 150)), sun, -38, 11)
        elif light.time == "day":
            halo(p, sun, -66, 30, (255, 250, 220), 190)
            oval(p, paint((255, 250, 226)), sun, -66, 8)

    def far(p: QPainter) -> None:
        ridge(p, light((132, 134, 152)), extent, -28, 17, 60, random.Random(f"rim {seed}"))

    def middle(p: QPainter) -> None:
        rng = random.Random(f"hills {seed}")
        ridge(p, light((160, 160, 176)), extent, -25, 8, 76, rng)
        for x in spread(rng, extent, 84):
            r = rng.uniform(6, 11)
            oval(p, light((134, 134, 152)), x, -25, r, r * 0.8)
            oval(p, light((178, 178, 192)), x - r * 0.2, -26, r * 0.68, r * 0.55)

    def surface(p: QPainter) -> None:
        rng = random.Random(f"craters {seed}")
        ground(p, light, extent, -22, rock)
        for y, step, r in ((-16, 46, 8), (-6, 88, 14), (8, 76, 12), (24, 84, 20), (42, 90, 24)):
            for x in spread(rng, extent, step, 0.4):
                _crater(p, light, rock, x, y, r * rng.uniform(0.75, 1.2))

    return Layer(0.0, space), Layer(0.2, far), Layer(0.5, middle), Layer(1.0, surface)


NATURE = {
    "snowy meadow": ({
        "day": ((112, 184, 236), (164, 214, 244), (222, 240, 250)),
        "sunset": ((120, 104, 184), (232, 150, 178), (255, 212, 186)),
        "night": ((16, 26, 76), (36, 62, 126), (92, 126, 186)),
    }, _snowy_meadow),
    "flower meadow": ({
        "day": ((74, 168, 240), (138, 206, 250), (214, 242, 250)),
        "sunset": _DUSK,
        "night": _DARK,
    }, _flower_meadow),
    "forest": ({
        "day": ((150, 206, 190), (190, 226, 176), (224, 242, 190)),
        "sunset": ((190, 96, 104), (246, 152, 96), (255, 208, 120)),
        "night": ((12, 28, 60), (22, 52, 84), (44, 88, 112)),
    }, _forest),
    "beach": ({
        "day": ((52, 160, 240), (116, 204, 250), (204, 242, 252)),
        "sunset": ((116, 72, 156), (250, 112, 116), (255, 202, 112)),
        "night": ((12, 20, 68), (30, 48, 118), (74, 100, 172)),
    }, _beach),
    "desert": ({
        "day": ((74, 182, 216), (150, 216, 220), (252, 232, 186)),
        "sunset": ((126, 58, 132), (236, 92, 88), (255, 186, 92)),
        "night": ((26, 20, 72), (58, 46, 116), (116, 92, 152)),
    }, _desert),
    "moon": ({
        "day": ((8, 8, 20), (14, 14, 34), (26, 28, 58)),
        "sunset": ((14, 8, 24), (36, 16, 42), (96, 44, 58)),
        "night": ((6, 8, 26), (10, 16, 48), (24, 38, 92)),
    }, _moon),
}
