"""World: the neon street, the market street, the river road. Each painter returns its layers, back to front."""

from __future__ import annotations

import random

from PySide6.QtGui import QPainter

from studio.world.palette import RGB, mix, paint
from studio.world.scenery import (
    GROUND_END,
    LAMP,
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
    tree,
)

_NEON: tuple[RGB, ...] = ((255, 62, 158), (40, 216, 244), (255, 214, 56))
_BLOSSOM: RGB = (250, 164, 196)
_LEAF: RGB = (88, 164, 96)


def _glyph(p: QPainter, rgb: RGB, x: float, y: float, s: float, rng: random.Random) -> None:
    """A blocky mark of bars in a square of side `s`; like writing, but nobody's."""
    colour, t = paint(rgb), s * 0.2
    rows = rng.sample((0.0, 0.4, 0.8), 2)
    for r in rows:
        box(p, colour, x, y + r * s, s, t)
    for c in rng.sample((0.0, 0.4, 0.8), rng.choice((1, 2))):
        box(p, colour, x + c * s, y + min(rows) * s * rng.choice((0, 1)), t, s * (1 - min(rows)))


def _sign(p: QPainter, light: Light, x: float, y: float, rgb: RGB, rng: random.Random, *, tall: int = 0,
          wide: int = 0) -> None:
    """A lit board of `tall` marks one under another, or `wide` side by side; x, y is its top left corner."""
    s = 7.5
    w, h = (s + 5, tall * (s + 2.5) + 3) if tall else (wide * (s + 2.5) + 3, s + 5)
    lit = rgb if light.lamps else mix(rgb, light.tone((214, 210, 226)), 0.24)
    solid = rng.random() < 0.5
    box(p, paint(lit), x, y, w, h, 2)
    if not solid:
        box(p, paint((44, 22, 70)), x + 1.6, y + 1.6, w - 3.2, h - 3.2, 1)
    ink = (52, 24, 76) if solid else mix(lit, WHITE, 0.35)
    for i in range(tall or wide):
        d = 2.6 + i * (s + 2.5)
        _glyph(p, ink, x + (2.5 if tall else d), y + (d if tall else 2.5), s, rng)


def _windows(p: QPainter, light: Light, x: float, y: float, w: float, h: float, rng: random.Random, *, glass: RGB,
             pane: float = 4.0) -> None:
    """Rows of square windows; at night about half are lit."""
    columns, rows = int(w // (pane * 2.1)), int(h // (pane * 2.1))
    gap = w / max(1, columns)
    for row in range(rows):
        for column in range(columns):
            lit = light.lamps and rng.random() < (0.45 if light.time == "night" else 0.25)
            colour = paint(mix(rng.choice((LAMP, LAMP, (150, 220, 255), (255, 160, 200))), light.sky[1],
                               0.24)) if lit else light(glass, 0.12)
            box(p, colour, x + column * gap + (gap - pane) / 2, y + row * pane * 2.1 + pane * 0.6, pane, pane * 1.15)


def _neon_street(light: Light, seed: int, extent: float) -> tuple[Layer, ...]:
    walls: tuple[RGB, ...] = ((158, 142, 196), (120, 144, 200), (198, 146, 178), (136, 122, 176), (112, 164, 184))

    def far(p: QPainter) -> None:
        rng = random.Random(f"towers {seed}")
        for x in spread(rng, extent, 25, 0.2):
            w, top = rng.uniform(18, 32), rng.uniform(-160, -74)
            box(p, light((132, 132, 190), 0.38), x, top, w, GROUND_END - top)
            if rng.random() < 0.4:
                box(p, light((132, 132, 190), 0.38), x + w / 2 - 1, top - 14, 2, 15)
            _windows(p, light, x, top, w, -30 - top, rng, glass=(168, 172, 220), pane=3.2)

    def near(p: QPainter) -> None:
        rng = random.Random(f"blocks {seed}")
        x, i = -extent - 20.0, rng.randrange(5)
        while x < extent:
            w, top = rng.uniform(40, 58), rng.choice((-62.0, -92.0, -124.0, -152.0, -176.0))
            wall = mix(walls[i % 5], (44, 10, 96), 0.34) if light.time == "night" else walls[i % 5]
            box(p, light(wall, 0.06), x, top, w, GROUND_END - top)
            box(p, light(mix(wall, (40, 20, 90), 0.3), 0.06), x + w * 0.84, top, w * 0.16, GROUND_END - top)
            box(p, light(WHITE if light.snowy else mix(wall, (40, 20, 90), 0.4), 0.06), x - 1, top, w + 2, 4)
            _windows(p, light, x + 3, top + 6, w * 0.78, -52 - top, rng, glass=(196, 206, 232), pane=4.4)
            shop = rng.choice(_NEON)
            glow = mix(shop, (255, 250, 230), 0.45) if light.lamps else (222, 226, 238)
            box(p, paint(mix(light.tone(wall), glow, 0.6 if light.lamps else 0.55)), x + 4, -42, w - 12, 18)
            for k in (1, 2):
                box(p, light(mix(wall, (40, 20, 90), 0.4)), x + 4 + (w - 12) * k / 3 - 1, -42, 2, 18)
            box(p, paint(shop) if light.lamps else light(shop, 0.2), x + 2, -47, w - 8, 5, 1)
            x, i = x + w + rng.choice((0.0, 1.0, 9.0)), i + rng.choice((1, 2))

    def boards(p: QPainter) -> None:
        rng = random.Random(f"signs {seed}")
        spots = tuple(spread(rng, extent, 37, 0.18))
        if light.lamps:      # halos first: they must not tint other boards
            for i, x in enumerate(spots):
                halo(p, x + 6, -52 if i % 3 == 1 else -62, 34, _NEON[(i + seed) % 3],
                     130 if light.time == "night" else 60)
        for i, x in enumerate(spots):
            rgb = _NEON[(i + seed) % 3]
            if i % 3 == 1:
                _sign(p, light, x - 8, rng.uniform(-60, -56), rgb, rng, wide=rng.choice((3, 4)))
            else:
                _sign(p, light, x, rng.uniform(-84, -76), rgb, rng, tall=rng.choice((3, 4)))
            _sign(p, light, x + rng.uniform(-6, 6), rng.uniform(-142, -126), _NEON[(i + seed + 1) % 3], rng,
                  tall=rng.choice((3, 4)))

    def street(p: QPainter) -> None:
        rng = random.Random(f"street {seed}")
        for i, x in enumerate(spread(rng, extent, 128, 0.1)):
            body = ((226, 70, 84), (240, 240, 244), (60, 130, 214))[i % 3]
            box(p, light(body), x, -43, 15, 24, 1.5)
            box(p, paint((206, 244, 255)) if light.lamps else light((190, 224, 240)), x + 2, -40, 11, 10)
            for k in range(3):
                box(p, light(_NEON[k]), x + 3 + 3.4 * k, -37, 2.2, 5)
        ground(p, light, extent, -24, (124, 108, 156))
        box(p, light(light.ground((178, 172, 196))), -extent, -24, 2 * extent, 7)
        box(p, light(light.ground((98, 92, 126))), -extent, -17, 2 * extent, 2.4)
        for x in spread(rng, extent, 210, 0.1):
            for k in range(6):
                a = x + 15 * k
                poly(p, light((208, 206, 222)), (a, -11), (a + 8, -11), (a + 4 + 0.2 * (a - x), 24),
                     (a - 8 + 0.2 * (a - x), 24))
        if light.lamps:
            for i, x in enumerate(spread(rng, extent, 29)):
                shine = paint(_NEON[i % 3], 70 if light.time == "night" else 34)
                for k in range(3):
                    box(p, shine, x + 2 * k, -13 + 9 * k, 15 - 4 * k, 3.6, 1.8)

    return sky(light, seed, extent, clouds=3), Layer(0.2, far), Layer(0.6, near), Layer(0.7, boards), Layer(1.0, street)


def _lantern(p: QPainter, light: Light, x: float, y: float, r: float, rgb: RGB) -> None:
    if light.lamps:
        halo(p, x, y, r * 3.6, (255, 190, 100), 170 if light.time == "night" else 110)
    box(p, light((70, 46, 44)), x - r * 0.5, y - r * 1.35, r, r * 2.7)
    oval(p, paint(mix(rgb, (255, 210, 110), 0.36)) if light.lamps else light(rgb), x, y, r, r * 1.1)
    oval(p, paint((255, 226, 140)) if light.lamps else light(mix(rgb, WHITE, 0.35)), x - r * 0.2, y - r * 0.1,
         r * 0.45, r * 0.7)


def _wooden_house(p: QPainter, light: Light, x: float, w: float, floors: int, wood: RGB, rng: random.Random) -> None:
    roof = (236, 242, 250) if light.snowy else (86, 98, 124)
    paper = paint(mix(LAMP, light.tone(wood), 0.22)) if light.lamps else light((246, 230, 196), 0.1)
    for floor in range(floors):
        y = -52.0 - 34 * floor
        inset = 4.0 * floor
        box(p, light(wood, 0.1), x + inset, y, w - 2 * inset, 34 + GROUND_END * (floor == 0))
        for k in range(2):
            wx, ww = x + inset + 5 + k * (w - 2 * inset - 4) / 2, (w - 2 * inset) / 2 - 9
            box(p, paper, wx, y + 8, ww, 15)
            box(p, light(mix(wood, (50, 26, 40), 0.4), 0.1), wx + ww / 2 - 0.9, y + 8, 1.8, 15)
            box(p, light(mix(wood, (50, 26, 40), 0.4), 0.1), wx, y + 14, ww, 1.8)
        e = 8.0 if floor == floors - 1 else 5.0
        poly(p, light(mix(roof, (40, 36, 70), 0.3), 0.1), (x + inset - e - 2, y - 1), (x + inset - e, y + 3),
             (x + w - inset + e, y + 3), (x + w - inset + e + 2, y - 1))
        rise = 14.0 if floor == floors - 1 else 8.0
        poly(p, light(roof, 0.1), (x + inset - e - 2, y - 1), (x + inset + 5, y - rise + 3), (x + inset + 9, y - rise),
             (x + w - inset - 9, y - rise), (x + w - inset - 5, y - rise + 3),
             (x + w - inset + e + 2, y - 1))
        if floor == floors - 1:
            box(p, light(mix(roof, (40, 36, 70), 0.4), 0.1), x + inset + 7, y - rise - 2, w - 2 * inset - 14, 3, 1.5)


def _stall(p: QPainter, light: Light, x: float, rgb: RGB, rng: random.Random) -> None:
    w, base = 46.0, -16.0
    box(p, light((96, 64, 54)), x + 1, -50, 2.6, 34)
    box(p, light((96, 64, 54)), x + w - 3.6, -50, 2.6, 34)
    if light.lamps:
        box(p, paint((255, 206, 120), 150 if light.time == "night" else 70), x + 3, -46, w - 6, 16)
    goods = rng.choice((((240, 120, 60), (226, 66, 66)), ((120, 184, 80), (250, 200, 70)),
                        ((240, 150, 170), (250, 236, 214))))
    for k in range(6):
        oval(p, light(goods[k % 2]), x + 6 + k * 6.8, base - 14, 4, 3.6)
    box(p, light((176, 118, 76)), x - 1, base - 13, w + 2, 13)
    box(p, light((206, 146, 96)), x - 2, base - 14, w + 4, 3.4)
    n = 6
    for k in range(n):
        a, b = x - 4 + (w + 8) * k / n, x - 4 + (w + 8) * (k + 1) / n
        ta, tb = x + 2 + (w - 4) * k / n, x + 2 + (w - 4) * (k + 1) / n
        stripe = light(rgb if k % 2 == 0 else (250, 240, 222), 0.08)
        poly(p, stripe, (ta, -57), (tb, -57), (b, -47), (a, -47))
        oval(p, stripe, (a + b) / 2, -47, (b - a) / 2, 3)
    if light.snowy:
        box(p, light(WHITE), x + 1, -59, w - 2, 4, 2)


def _market_street(light: Light, seed: int, extent: float) -> tuple[Layer, ...]:
    bloom = mix(_BLOSSOM, WHITE, 0.5) if light.snowy else _BLOSSOM
    woods: tuple[RGB, ...] = ((174, 122, 86), (150, 104, 80), (192, 146, 102), (160, 118, 96))

    def far(p: QPainter) -> None:
        rng = random.Random(f"far hill {seed}")
        ridge(p, light((150, 178, 168), 0.35), extent, -36, 36, 100, rng)
        for x in spread(rng, extent, 15):
            blob(p, light(mix(bloom, (150, 190, 150), rng.choice((0, 0.6))), 0.25), x, rng.uniform(-46, -38),
                 rng.uniform(9, 13), rng)
        for x in spread(rng, extent, 240):
            for k in range(4):
                y, w = -64 - 13 * k, 13 - 2 * k
                box(p, light((186, 96, 84), 0.2), x - w * 0.7, y, w * 1.4, 32 if k == 0 else 13)
                poly(p, light(WHITE if light.snowy else (84, 96, 124), 0.2), (x - w - 4, y), (x - w * 0.5, y - 5),
                     (x + w * 0.5, y - 5), (x + w + 4, y))
            box(p, light((230, 180, 90), 0.2), x - 0.9, -120, 1.8, 12)

    def houses(p: QPainter) -> None:
        rng = random.Random(f"houses {seed}")
        x, i = -extent - 20.0, rng.randrange(4)
        while x < extent:
            w = rng.uniform(46, 62)
            _wooden_house(p, light.near_lamps(0.3), x, w, rng.choice((1, 1, 2)), woods[i % 4], rng)
            x, i = x + w + rng.uniform(8, 24), i + rng.choice((1, 3))

    def street(p: QPainter) -> None:
        rng, lamplit = random.Random(f"market {seed}"), light.near_lamps(0.5)
        ground(p, light, extent, -22, (218, 186, 146))
        marks(p, light(light.ground((196, 162, 126))), extent, rng, top=-15, rows=5, size=9)
        marks(p, light(light.ground((232, 206, 170))), extent, rng, top=-17, rows=5, size=8)
        if light.weather in ("petals", "clear"):
            for x in spread(rng, extent, 13):
                oval(p, light((250, 184, 206)), x, rng.uniform(-14, 44), 1.8, 1.1)
        for i, x in enumerate(spread(rng, extent, 110, 0.06)):
            tree(p, lamplit, x + 76, -15, 21, bloom, (110, 74, 66), rng, trunk=1.15, distance=0.05)
            _stall(p, lamplit, x, ((222, 70, 66), (56, 122, 190), (60, 152, 110), (236, 150, 50))[(i + seed) % 4], rng)
            if light.lamps:
                for size in (1.0, 0.8, 0.56):
                    oval(p, paint((255, 190, 110), 20), x + 22, -5, 52 * size, 9 * size)
            for k, dx in enumerate((-9, 54)):
                box(p, lamplit((104, 70, 58)), x + dx - 1, -73 + 4 * k, 2, 58 - 4 * k)
                _lantern(p, light, x + dx, -62 + 4 * k, 4.8, (226, 62, 54))

    return sky(light, seed, extent, clouds=4), Layer(0.15, far), Layer(0.6, houses), Layer(1.0, street)


def _little_car(p: QPainter, light: Light, x: float, y: float, rgb: RGB) -> None:
    box(p, light(rgb, 0.05), x + 4, y - 11, 12, 7, 3)
    box(p, light((206, 232, 246)), x + 6, y - 9.5, 8, 4, 1)
    box(p, light(rgb, 0.05), x, y - 7, 22, 6, 2)
    for dx in (5, 17):
        oval(p, light((46, 44, 60)), x + dx, y - 1, 2.6)
    if light.lamps:
        oval(p, paint((255, 240, 180)), x + 21, y - 4.5, 1.4)
        poly(p, paint((255, 236, 170), 80), (x + 22, y - 5), (x + 40, y - 8), (x + 40, y + 1), (x + 22, y - 3))


_PERIOD = 330.0      # one stretch of river road: water and cars on its left, shops on its right


def _river_road(light: Light, seed: int, extent: float) -> tuple[Layer, ...]:
    turns = range(-int(extent // _PERIOD) - 1, int(extent // _PERIOD) + 2)
    blossom = light.weather == "petals"

    def bank(p: QPainter) -> None:
        rng = random.Random(f"bank {seed}")
        ridge(p, light(light.ground((134, 178, 178)), 0.35), extent, -52, 26, 80, rng)
        for x in spread(rng, extent, 30):
            w, h = rng.uniform(11, 18), rng.uniform(8, 17)
            wall = rng.choice(((244, 226, 196), (236, 190, 160), (222, 214, 224)))
            box(p, light(wall, 0.18), x, -52 - h, w, h + 6)
            poly(p, light(WHITE if light.snowy else (204, 104, 88), 0.18), (x - 2.5, -52 - h), (x + w / 2, -59 - h),
                 (x + w + 2.5, -52 - h))
            if light.lamps:
                box(p, paint(LAMP), x + w / 2 - 2, -49 - h, 4, 4)
        for x in spread(rng, extent, 16):
            blob(p, light(_BLOSSOM if blossom else light.ground((88, 160, 104)), 0.2), x, -52, rng.uniform(6, 9), rng)
        fade(p, extent, -50, -18, (light.tone((92, 176, 214), 0.15), light.tone((64, 144, 204)),
                                   light.tone((58, 134, 196))))
        box(p, light((58, 134, 196)), -extent, -18.5, 2 * extent, GROUND_END + 18.5)
        for x in spread(rng, extent, 15):
            oval(p, paint(LAMP, 150) if light.time == "night" and rng.random() < 0.5 else light((176, 222, 240)), x,
                 rng.uniform(-46, -30), rng.uniform(4, 9), 0.9)

    def road(p: QPainter) -> None:
        rng = random.Random(f"road {seed}")
        box(p, light(light.ground((150, 196, 120))), -extent, -33, 2 * extent, 8)
        box(p, light(light.ground((128, 130, 146))), -extent, -28, 2 * extent, GROUND_END + 28)
        for x in spread(rng, extent, 17, 0.0):
            box(p, light((244, 226, 160)), x, -21.6, 8, 1.6)
        colours = ((226, 76, 70), (250, 200, 70), (70, 140, 214), (244, 240, 234), (90, 176, 130))
        for turn in turns:
            for k, dx in enumerate((-128, -88, -46)):
                _little_car(p, light, turn * _PERIOD + dx + rng.uniform(-8, 8), -22 if k % 2 else -16,
                            colours[(turn + k + seed) % 5])

    def shops(p: QPainter) -> None:
        rng, lamplit = random.Random(f"shops {seed}"), light.near_lamps(0.36)
        ground(p, light, extent, -13, (222, 208, 190))
        box(p, light(light.ground((186, 172, 162))), -extent, -13, 2 * extent, 2.6)
        marks(p, light(light.ground((204, 188, 172))), extent, rng, top=-8, rows=4, size=10)
        for turn in turns:
            x = turn * _PERIOD + 24
            for k in range(4):
                w, top = rng.uniform(36, 44), rng.choice((-60.0, -70.0, -82.0))
                wall = ((240, 176, 150), (246, 222, 166), (164, 206, 200), (214, 178, 208),
                        (170, 190, 224))[(k + turn + seed) % 5]
                box(p, lamplit(wall, 0.08), x, top, w, -11 - top)
                poly(p, light(WHITE if light.snowy else mix(wall, (120, 50, 70), 0.5), 0.08), (x - 2, top + 1),
                     (x + 4, top - 9), (x + w - 4, top - 9), (x + w + 2, top + 1))
                glass = paint(mix(LAMP, light.tone(wall), 0.15)) if light.lamps else light((190, 222, 234), 0.08)
                for c in range(2):
                    box(p, glass, x + 6 + c * (w - 19), top + 6, 8, 10, 1)
                box(p, glass, x + 4, -36, w * 0.5, 17)
                box(p, light(mix(wall, (90, 40, 60), 0.55)), x + w - 13, -36, 9, 25, 1)
                stripe = ((218, 84, 80), (70, 146, 170), (84, 156, 110), (232, 160, 70))[(k + turn) % 4]
                for s in range(5):
                    box(p, lamplit(stripe if s % 2 == 0 else (250, 242, 228), 0.08), x + 2 + s * (w - 4) / 5, -44,
                        (w - 4) / 5, 7, 1)
                x += w
            for dx in (-134, -74, -12):
                lamp = turn * _PERIOD + dx
                box(p, light((72, 86, 104)), lamp - 1.1, -62, 2.2, 52)
                if light.lamps:
                    halo(p, lamp, -63, 20, LAMP, 170)
                oval(p, paint((255, 238, 180)) if light.lamps else light((244, 240, 226)), lamp, -63, 3.6)
            for dx in (-162, -104, -42):
                tree(p, light, turn * _PERIOD + dx, -10, 12, _BLOSSOM if blossom else _LEAF, (118, 86, 72), rng,
                     trunk=0.9, distance=0.05)

    return sky(light, seed, extent), Layer(0.2, bank), Layer(0.7, road), Layer(1.0, shops)


_DUSK: Sky = ((108, 82, 166), (240, 130, 132), (255, 206, 140))

TOWN = {
    "neon street": ({
        "day": ((128, 182, 236), (176, 212, 244), (226, 230, 246)),
        "sunset": ((92, 50, 140), (214, 84, 146), (255, 160, 130)),
        "night": ((18, 12, 52), (44, 24, 96), (104, 48, 142)),
    }, _neon_street),
    "market street": ({
        "day": ((110, 190, 236), (174, 220, 242), (244, 238, 226)),
        "sunset": _DUSK,
        "night": ((22, 22, 66), (52, 44, 104), (116, 80, 132)),
    }, _market_street),
    "river road": ({
        "day": ((92, 178, 240), (158, 212, 248), (234, 242, 240)),
        "sunset": ((116, 96, 180), (246, 142, 130), (255, 214, 146)),
        "night": ((14, 24, 68), (34, 52, 112), (84, 100, 160)),
    }, _river_road),
}
