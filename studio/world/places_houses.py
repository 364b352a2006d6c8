"""World: the room and the castle. Each painter returns its layers, back to front."""

from __future__ import annotations

import random

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath

from studio.world.palette import RGB, mix, paint
from studio.world.scenery import (
    GROUND_END,
    LAMP,
    SKY_TOP,
    WHITE,
    Layer,
    Light,
    box,
    brush,
    fade,
    ground,
    halo,
    marks,
    oval,
    poly,
    ridge,
    sky,
    spread,
)


def _room(light: Light, seed: int, extent: float) -> tuple[Layer, ...]:
    dark = light.time == "night"
    wall, dado, floor = {
        "day": ((238, 196, 158), (250, 234, 206), (196, 138, 92)),
        "sunset": ((232, 150, 122), (246, 196, 156), (176, 106, 78)),
        "night": ((112, 84, 138), (138, 106, 156), (112, 74, 92)),
    }[light.time]
    pick = random.Random(f"room {seed}")
    fabric = pick.choice(((206, 74, 84), (58, 136, 150), (84, 104, 178)))
    bays = [i * 150.0 for i in range(-int(extent // 150) - 1, int(extent // 150) + 2)]
    shift = pick.uniform(-40, 40)

    def seen(rgb: RGB) -> RGB:
        if dark:
            return mix(rgb, (70, 48, 112), 0.5)
        return mix(rgb, (255, 130, 80), 0.2) if light.time == "sunset" else rgb

    def outside(p: QPainter) -> None:
        sky(light, seed, extent, clouds=7).paint(p)
        ridge(p, light((116, 186, 110), 0.1), extent, -40, 14, 50, random.Random(f"view {seed}"))

    def inside(p: QPainter) -> None:
        rng = random.Random(f"wall {seed}")
        path = QPainterPath()
        path.setFillRule(Qt.FillRule.OddEvenFill)
        path.addRect(QRectF(-extent, SKY_TOP, 2 * extent, GROUND_END - SKY_TOP))
        for bay in bays:
            path.addRoundedRect(QRectF(bay + shift - 22, -82, 44, 46), 3, 3)
        brush(p, paint(wall))
        p.drawPath(path)
        for bay in bays:
            x = bay + shift
            frame = paint(seen((252, 244, 226)))
            box(p, frame, x - 1.4, -82, 2.8, 46)
            box(p, frame, x - 22, -62, 44, 2.6)
            for edge in ((-25, -85, 50, 4), (-25, -85, 4, 50), (21, -85, 4, 50), (-28, -38, 56, 5)):
                box(p, frame, x + edge[0], edge[1], edge[2], edge[3], 1)
            for side in (-1, 1):
                poly(p, paint(seen(fabric)), (x + side * 33, -88), (x + side * 12, -88), (x + side * 20, -64),
                     (x + side * 23, -32), (x + side * 33, -32))
            box(p, paint(seen((140, 92, 66))), x - 36, -90, 72, 3.4, 1.7)
            sx = x + 52                                                    # the shelf
            for y in (-72.0, -50.0):
                box(p, paint(seen((140, 92, 66))), sx, y, 44, 3.2, 1)
                bx = sx + 3
                while bx < sx + 38:
                    w, h = rng.uniform(3.4, 5.4), rng.uniform(9, 14)
                    if rng.random() < 0.72:
                        book = rng.choice(((196, 84, 80), (86, 138, 168), (226, 178, 92), (110, 150, 112),
                                           (236, 222, 196)))
                        box(p, paint(mix(seen(book), wall, 0.2)), bx, y - h, w, h, 0.8)
                    bx += w + 0.4
            if rng.random() < 0.7:                                         # a picture above
                box(p, frame, sx + 8, -122, 28, 24, 1)
                box(p, paint(seen((130, 190, 210))), sx + 11, -119, 22, 18)
                poly(p, paint(seen((96, 160, 110))), (sx + 11, -101), (sx + 20, -113), (sx + 26, -105),
                     (sx + 29, -109), (sx + 33, -101))
        box(p, paint(dado), -extent, -29, 2 * extent, GROUND_END)
        box(p, paint(mix(dado, (90, 50, 80), 0.25)), -extent, -29, 2 * extent, 2)

    def furnishing(p: QPainter) -> None:
        fade(p, extent, -20, 30, (mix(floor, WHITE, 0.12), floor, mix(floor, (50, 26, 60), 0.16)))
        box(p, paint(mix(floor, (50, 26, 60), 0.16)), -extent, 29.5, 2 * extent, GROUND_END - 29.5)
        box(p, paint(mix(dado, WHITE, 0.2)), -extent, -22, 2 * extent, 3)
        for y in (-14, -5, 6, 19, 34, 52, 74, 100):
            box(p, paint(mix(floor, (70, 34, 50), 0.26)), -extent, y, 2 * extent, 1.5)
        for bay in bays:
            x = bay + shift
            rug = seen(fabric)
            oval(p, paint(mix(rug, (60, 30, 60), 0.2)), x + 8, 5, 58, 14)
            oval(p, paint(mix(rug, (250, 226, 190), 0.55)), x + 8, 4.4, 51, 11.6)
            oval(p, paint(mix(rug, (250, 226, 190), 0.15)), x + 8, 4.2, 40, 8.6)
            lx = x - 52                                                    # the standing lamp
            if light.lamps:
                halo(p, lx, -56, 56 if dark else 40, (255, 206, 120), 160 if dark else 100)
            box(p, paint(seen((96, 68, 66))), lx - 1.2, -56, 2.4, 42)
            oval(p, paint(seen((96, 68, 66))), lx, -13, 8, 2.6)
            poly(p, paint((255, 228, 150) if light.lamps else (250, 222, 160)), (lx - 11, -50), (lx - 6.5, -67),
                 (lx + 6.5, -67), (lx + 11, -50))
            px = x + 76                                                    # a plant
            for dx, dy in ((-9, -24), (-4, -31), (4, -32), (9, -25)):
                poly(p, paint(seen((82, 156, 102))), (px - 2, -24), (px + dx - 3, dy - 8), (px + dx, dy - 14),
                     (px + dx + 2.4, dy - 6), (px + 2, -24))
            poly(p, paint(seen((206, 112, 80))), (px - 7, -27), (px + 7, -27), (px + 5, -12), (px - 5, -12))

    return Layer(0.05, outside), Layer(0.85, inside), Layer(1.0, furnishing)


def _tower(p: QPainter, light: Light, x: float, w: float, top: float, stone: RGB, roof: RGB, distance: float) -> None:
    box(p, light(stone, distance), x - w / 2, top, w, GROUND_END - top)
    box(p, light(mix(stone, (50, 40, 90), 0.24), distance), x + w * 0.2, top, w * 0.3, GROUND_END - top)
    box(p, light(mix(stone, WHITE, 0.16), distance), x - w * 0.58, top, w * 1.16, w * 0.2)
    poly(p, light(mix(roof, WHITE, 0.8) if light.snowy else roof, distance), (x - w * 0.68, top), (x, top - w * 1.25),
         (x + w * 0.68, top))
    poly(p, light(mix(roof, (40, 20, 70), 0.26), distance), (x + w * 0.2, top), (x, top - w * 1.25),
         (x + w * 0.68, top))
    hole = paint(LAMP) if light.lamps else light((92, 84, 120), distance)
    box(p, hole, x - w * 0.11, top + w * 0.42, w * 0.22, w * 0.42, w * 0.11)


def _castle(light: Light, seed: int, extent: float) -> tuple[Layer, ...]:
    stone, roof = (178, 172, 196), random.Random(f"roof {seed}").choice(((82, 102, 184), (186, 78, 92), (70, 140, 146)))
    flags: tuple[RGB, ...] = ((214, 60, 70), (56, 108, 204), (248, 196, 66))

    def far(p: QPainter) -> None:
        rng = random.Random(f"keep {seed}")
        ridge(p, light(light.ground((132, 178, 158)), 0.35), extent, -34, 28, 90, rng)
        for x in spread(rng, extent, 118, 0.1):
            for dx, w, top in ((-15, 13, -70), (15, 13, -76), (0, 18, -92)):
                _tower(p, light, x + dx, w, top + rng.uniform(-5, 5), stone, roof, 0.3)
        ridge(p, light(light.ground((120, 176, 124)), 0.2), extent, -30, 10, 70, rng)

    def walls(p: QPainter) -> None:
        rng = random.Random(f"battlements {seed}")
        box(p, light(stone, 0.04), -extent, -46, 2 * extent, GROUND_END)
        box(p, light(mix(stone, WHITE, 0.16), 0.04), -extent, -46, 2 * extent, 3)
        for i in range(int(-extent // 15), int(extent // 15) + 1):
            box(p, light(stone, 0.04), i * 15.0, -55, 9, 10)
            box(p, light(WHITE if light.snowy else mix(stone, WHITE, 0.16), 0.04), i * 15.0, -55, 9, 2.6)
        for x in spread(rng, extent, 17):
            box(p, light(mix(stone, (60, 50, 110), rng.choice((0.13, 0.2)))), x, rng.choice((-41, -35)),
                rng.uniform(7, 11), 4.4, 1)
        for i, x in enumerate(spread(rng, extent, 112, 0.08)):
            _tower(p, light, x, 27, -54 - 16 * (i % 2), mix(stone, (230, 220, 220), 0.15), roof, 0.02)
            top, flag = -54 - 16 * (i % 2) - 34, flags[i % 3]
            box(p, light((110, 84, 76)), x - 0.9, top - 15, 1.8, 16)
            poly(p, light(flag), (x + 0.9, top - 15), (x + 16, top - 11), (x + 0.9, top - 6))
            for k, dx in enumerate((40, 70)):
                cloth = light.near_lamps(0.4)(flags[(i + k) % 3], 0.12)
                box(p, light((110, 84, 76)), x + dx - 8, -46, 16, 2.2)
                poly(p, cloth, (x + dx - 6.5, -45), (x + dx + 6.5, -45), (x + dx + 6.5, -24), (x + dx, -28),
                     (x + dx - 6.5, -24))
                poly(p, light((250, 232, 176), 0.1), (x + dx, -42), (x + dx + 3.4, -37.5), (x + dx, -33),
                     (x + dx - 3.4, -37.5))
            if light.lamps:
                halo(p, x + 55, -42, 24, (255, 168, 70), 190)
                poly(p, paint((255, 150, 60)), (x + 52, -41), (x + 55, -50), (x + 58, -41))
                poly(p, paint((255, 232, 140)), (x + 53.4, -41), (x + 55, -46), (x + 56.6, -41))
            box(p, light((100, 74, 70)), x + 53.6, -41, 2.8, 10)

    def court(p: QPainter) -> None:
        rng = random.Random(f"court {seed}")
        ground(p, light, extent, -24, (124, 176, 100))
        for x in spread(rng, extent, 20):
            oval(p, light(light.ground((92, 152, 88))), x, -23, rng.uniform(8, 13), rng.uniform(4, 7))
        fade(p, extent, -11, 30, (light.tone(light.ground((214, 198, 172))), light.tone(light.ground((184, 166, 148)))))
        box(p, light(light.ground((184, 166, 148))), -extent, 29.5, 2 * extent, GROUND_END)
        marks(p, light(light.ground((190, 172, 154))), extent, rng, top=-8, rows=5, size=7)
        marks(p, light(light.ground((228, 214, 192))), extent, rng, top=-8, rows=5, size=6)

    return sky(light, seed, extent), Layer(0.15, far), Layer(0.6, walls), Layer(1.0, court)


HOUSES = {
    "room": ({
        "day": ((96, 184, 242), (136, 206, 248), (206, 236, 250)),
        "sunset": ((190, 90, 140), (250, 134, 110), (255, 200, 120)),
        "night": ((14, 20, 64), (24, 34, 92), (56, 72, 144)),
    }, _room),
    "castle": ({
        "day": ((86, 160, 236), (156, 202, 248), (236, 236, 248)),
        "sunset": ((88, 70, 160), (226, 112, 146), (255, 196, 140)),
        "night": ((16, 18, 66), (40, 44, 116), (92, 88, 164)),
    }, _castle),
}
