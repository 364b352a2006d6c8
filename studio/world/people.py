"""World: people, drawn. QtGui painting only; knows characters and poses, not places, cameras or captions.

Every person is one figure (figure.py) in one costume. Painting goes from back to front: what is carried behind, far
arm, legs, body, head, near arm, what is carried in front.
"""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from studio.world.figure import Chain, Figure, Point, figure_of
from studio.world.palette import GARMENT, HAIR, INK, RGB, SKIN
from studio.world.pose import Pose
from studio.world.scene import Character
from studio.world.wardrobe import (
    GOLD,
    LEATHER,
    NO_BRUSH,
    SHOE,
    WHITE,
    accent,
    blend,
    dark,
    disc,
    draw_backpack,
    draw_book,
    draw_lightning,
    draw_scarf,
    draw_shield,
    draw_umbrella,
    hand_of,
    light,
    limb,
    panel,
    pen,
    polygon,
    shape,
    slab,
    star,
    tone,
    toward,
)

TROUSERS: RGB = (78, 80, 108)
STEEL: RGB = (188, 197, 212)
UMBRELLA_ARM = (0.95, 1.9)
BOOK_ARM = (0.1, 1.2)


def draw_person(p: QPainter, character: Character, pose: Pose) -> None:
    """Draw a person with its feet at (0, 0), facing right, in local stage units. An unknown action stands."""
    book, umbrella = "book" in character.accessories, "umbrella" in character.accessories
    figure = figure_of(character.kind, pose, near_hold=UMBRELLA_ARM if umbrella else None,
                       far_hold=BOOK_ARM if book else None, wave_near=book)
    p.save()
    p.setRenderHint(QPainter.RenderHint.Antialiasing)
    p.scale(character.build, character.build)
    _COSTUMES[character.kind](p, character, figure, pose)
    p.restore()


def _edges(f: Figure, *, waist: float, hem: float, flare: float) -> tuple[list[Point], list[Point]]:
    """Left and right edge of a garment: shoulder, chest, waist, hips, hem.

    `waist` is a factor of the hip width; `hem` is how far down the leg it ends, 0 at the hip to 1 at the ground;
    `flare` is the width it gains there. The hem follows the knees and streams behind with the figure's trail.
    """
    (cx, cy), (hx, hy), s = f.chest, f.hip, f.size
    mx, my = toward(f.chest, f.hip, 0.62)
    ax, ay = toward(f.chest, f.hip, 0.25)
    w = s.hip * waist
    left = [(cx - s.shoulder * 0.7, cy - 1.6), (ax - s.shoulder - 0.8, ay), (mx - w, my)]
    right = [(cx + s.shoulder * 0.7, cy - 1.6), (ax + s.shoulder + 0.8, ay), (mx + w, my)]
    if f.sitting and hem > 0.45:
        knee = max(f.near_leg[1], f.far_leg[1])
        return (left + [(hx - s.hip - 3.0, hy), (hx - s.hip - 4.0 - flare * 0.3, 0.6)],
                right + [(knee[0] + 1.0, f.near_leg[1][1] - 5.0), (knee[0] + 4.0 + flare * 0.3, 0.6)])
    bottom = min(hy + s.leg * hem, -0.6)
    knees = (f.near_leg[1][0], f.far_leg[1][0])
    reach = hem * 0.9
    back = min(-s.hip, (min(knees) - hx) * reach - 3.0) - flare - f.trail * hem
    front = max(s.hip, (max(knees) - hx) * reach + 3.0) + flare - f.trail * hem * 0.3
    swish = f.flutter * flare * 0.16
    left += [(hx - s.hip - flare * 0.25, hy), (hx + back + swish, bottom - f.trail * 0.3 * hem),
             (hx + back + 2.0, bottom + 1.0)]
    right += [(hx + s.hip + flare * 0.25, hy), (hx + front + swish, bottom - f.flutter * 0.5),
              (hx + front - 2.0, bottom + 1.0)]
    return left, right


def _garment(p: QPainter, edges: tuple[list[Point], list[Point]], rgb: RGB) -> None:
    """A garment in three tones: shade behind, base, light in front."""
    panel(p, *edges, dark(rgb))
    panel(p, *edges, rgb, span=(0.2, 1.0))
    panel(p, *edges, light(rgb), span=(0.68, 0.95))


def _sleeve(p: QPainter, arm: Chain, f: Figure, rgb: RGB, skin: RGB, *, far: bool = False) -> None:
    """A sleeved arm with its hand. The near one wears a rim of shade, so that it reads before a body of its colour."""
    if not far:
        limb(p, arm, f.size.sleeve + 1.6, dark(rgb))
    limb(p, arm, f.size.sleeve, _dim(rgb) if far else light(rgb))
    hand_of(p, arm, f.size.sleeve * 0.56, tone(skin, -0.12) if far else skin)


def _dim(rgb: RGB) -> RGB:
    """The tone of a far limb: shade, but for black cloth, which night would swallow."""
    return tone(rgb, 0.08) if max(rgb) < 80 else blend(rgb, dark(rgb), 0.75)


def _legs(p: QPainter, f: Figure, rgb: RGB, shoe: RGB) -> None:
    """Both legs, the far one in shade."""
    width = f.size.trouser
    for chain, toe, cloth in ((f.far_leg, f.toes[1], _dim(rgb)), (f.near_leg, f.toes[0], rgb)):
        limb(p, chain, width, cloth)
        limb(p, (chain[2], toe), max(4.4, width * 0.72), shoe if cloth == rgb else dark(shoe))


def _jacket(p: QPainter, edges: tuple[list[Point], list[Point]], rgb: RGB, *, upto: int) -> None:
    """An open jacket: both fronts of the garment's edges down to their `upto`-th point."""
    left, right = edges[0][:upto], edges[1][:upto]
    left = [(x - 1.2, y) for x, y in left]
    right = [(x + 1.0, y) for x, y in right]
    panel(p, left, right, dark(rgb), span=(0.0, 0.28))
    panel(p, left, right, rgb, span=(0.05, 0.28))
    panel(p, left, right, rgb, span=(0.8, 1.0))


def _face(p: QPainter, f: Figure, skin: RGB, *, sunglasses: bool) -> None:
    """Head, ear, cheeks and eyes, looking to the right."""
    (x, y), r = f.head, f.size.head
    disc(p, (x, y), r, skin, ry=r * 0.98)
    disc(p, (x - r * 0.55, y + r * 0.22), r * 0.2, tone(skin, -0.18))
    for dx in (-0.02, 0.78):
        disc(p, (x + r * dx, y + r * 0.48), r * 0.17, blend(skin, (238, 92, 92), 0.42), ry=r * 0.13)
    if sunglasses:
        slab(p, (x - r * 0.7, y + r * 0.02, r * 1.62, r * 0.16), 0.5, INK)
        slab(p, (x - r * 0.22, y - r * 0.05, r * 0.56, r * 0.46), 1.5, INK)
        slab(p, (x + r * 0.42, y - r * 0.05, r * 0.52, r * 0.46), 1.5, INK)
    else:
        for dx in (0.14, 0.66):
            disc(p, (x + r * dx, y + r * 0.14), r * 0.125, INK, ry=r * 0.2)
    limb(p, ((x + r * 0.3, y + r * 0.6), (x + r * 0.43, y + r * 0.66), (x + r * 0.56, y + r * 0.6)), 1.5, (150, 52, 58))


def _hair(c: Character) -> RGB:
    """Hair colour; black is lifted towards blue, or it is lost at night."""
    return blend(HAIR[c.hair], (86, 84, 122), 0.3) if c.hair == "black" else HAIR[c.hair]


def _cap_of_hair(p: QPainter, f: Figure, rgb: RGB, *, fringe: float) -> None:
    """Hair over crown and nape; `fringe` is how far it comes down the forehead, in head radii."""
    (x, y), r = f.head, f.size.head
    shape(p, [(x + r * 1.05, y - r * 0.35), (x + r * 0.85, y - r * 1.15), (x - r * 0.2, y - r * 1.32),
              (x - r * 1.2, y - r * 0.95),
              (x - r * 1.25, y + r * 0.25), (x - r * 0.75, y + r * 0.65), (x - r * 0.62, y - r * 0.1),
              (x - r * 0.3, y - r * fringe),
              (x + r * 0.5, y - r * fringe)], rgb)
    shape(p, [(x - r * 0.5, y - r * 0.95), (x + r * 0.3, y - r * 1.12), (x + r * 0.6, y - r * 0.8),
              (x, y - r * 0.72)], tone(rgb, 0.25))


def _woman(p: QPainter, c: Character, f: Figure, pose: Pose) -> None:
    """A long-haired woman in a flared dress, perhaps an open jacket over it."""
    dress, hair, skin = GARMENT[c.colour], _hair(c), SKIN[c.skin]
    jacket = GARMENT[c.jacket] if c.jacket else None
    (x, y), r = f.head, f.size.head
    if "backpack" in c.accessories:
        draw_backpack(p, f, c.colour)
    _sleeve(p, f.far_arm, f, jacket or dress, skin, far=True)
    _legs(p, f, skin, SHOE)
    tip = (x - r * 0.95 - f.trail * 1.6, y + r * 2.35 - f.trail * 0.9)
    sway = f.flutter * 1.4
    shape(p, [(x + r * 0.5, y - r), (x - r * 0.9, y - r * 1.2), (x - r * 1.55 - f.trail * 0.4, y + r * 0.4),
              (tip[0] - r * 0.75 + sway, tip[1]), (tip[0] + sway, tip[1] + 2.5),
              (tip[0] + r * 0.6 + sway, tip[1] - 1.0),
              (x - r * 0.1, y + r * 1.1), (x + r * 0.6, y)], tone(hair, -0.22))
    edges = _edges(f, waist=0.64, hem=0.68, flare=7.5)
    _garment(p, edges, dress)
    if jacket:
        _jacket(p, edges, jacket, upto=4)
    _face(p, f, skin, sunglasses="sunglasses" in c.accessories)
    _cap_of_hair(p, f, hair, fringe=0.42)
    shape(p, [(x - r * 0.55, y - r * 0.7), (x - r * 1.25, y - r * 0.5), (x - r * 1.4 - f.trail * 0.3, y + r * 0.7),
              (x - r * 1.15 - f.trail * 0.9 + sway, y + r * 1.75 - f.trail * 0.4), (x - r * 0.6, y + r * 0.9)], hair)
    if "hat" in c.accessories:
        _brimmed_hat(p, f, (236, 200, 128), dress, brim=1.65)
    if "scarf" in c.accessories:
        draw_scarf(p, f, accent(c.colour, c.jacket))
    if "umbrella" in c.accessories:
        draw_umbrella(p, f.near_arm[2], y - r * 1.9, accent(c.colour, c.jacket))
    _sleeve(p, f.near_arm, f, jacket or dress, skin)


def _man(p: QPainter, c: Character, f: Figure, pose: Pose) -> None:
    """A broad, short-haired man in a long coat."""
    coat, hair, skin = GARMENT[c.colour], _hair(c), SKIN[c.skin]
    jacket = GARMENT[c.jacket] if c.jacket else None
    if "backpack" in c.accessories:
        draw_backpack(p, f, c.colour)
    _sleeve(p, f.far_arm, f, jacket or coat, skin, far=True)
    _legs(p, f, (96, 98, 112) if c.colour == "black" else TROUSERS, SHOE)
    edges = _edges(f, waist=1.12, hem=0.42, flare=1.6)
    _garment(p, edges, coat)
    if jacket:
        _jacket(p, edges, jacket, upto=4)
    _face(p, f, skin, sunglasses="sunglasses" in c.accessories)
    _cap_of_hair(p, f, hair, fringe=0.55)
    if "hat" in c.accessories:
        _brimmed_hat(p, f, (112, 104, 100), INK, brim=1.4)
    if "scarf" in c.accessories:
        draw_scarf(p, f, accent(c.colour, c.jacket))
    else:
        x, y = f.chest
        polygon(p, [(x - 2.5, y - 0.6), (x + 2.0, y + 4.5), (x + 6.0, y - 0.6)],
                WHITE if c.colour != "white" else dark(WHITE))
    _sleeve(p, f.near_arm, f, jacket or coat, skin)


def _child(p: QPainter, c: Character, f: Figure, pose: Pose) -> None:
    """A child with a big head and a tuft, in overalls with a pocket."""
    cloth, hair, skin = GARMENT[c.colour], _hair(c), SKIN[c.skin]
    jacket = GARMENT[c.jacket] if c.jacket else None
    (x, y), r = f.head, f.size.head
    if "backpack" in c.accessories:
        draw_backpack(p, f, c.colour)
    _sleeve(p, f.far_arm, f, jacket or cloth, skin, far=True)
    _legs(p, f, cloth, SHOE)
    edges = _edges(f, waist=1.12, hem=0.22, flare=0.8)
    _garment(p, edges, cloth)
    trim = dark(WHITE) if c.colour == "white" else WHITE
    cx, cy = toward(f.chest, f.hip, 0.62)
    slab(p, (cx - 1.5, cy - 2.6, 6.4, 5.6), 1.8, trim)
    if jacket:
        _jacket(p, edges, jacket, upto=4)
    _face(p, f, skin, sunglasses="sunglasses" in c.accessories)
    _cap_of_hair(p, f, hair, fringe=0.5)
    if "hat" in c.accessories:
        shape(p, [(x - r * 1.25, y - r * 0.3), (x - r * 1.05, y - r * 1.4), (x + r * 0.1, y - r * 1.75),
                  (x + r * 1.1, y - r * 1.3),
                  (x + r * 1.15, y - r * 0.3)], cloth)
        limb(p, ((x - r * 0.92, y - r * 0.5), (x + r * 0.9, y - r * 0.5)), 4.0, trim)
        disc(p, (x - r * 0.1, y - r * 1.5), 3.4, WHITE)
    else:
        limb(p, ((x - 1.5, y - r * 1.0), (x - 2.2, y - r * 1.28), (x - 4.5 + f.flutter, y - r * 1.42)), 3.2, hair)
    if "scarf" in c.accessories:
        draw_scarf(p, f, accent(c.colour, c.jacket))
    _sleeve(p, f.near_arm, f, jacket or cloth, skin)


def _brimmed_hat(p: QPainter, f: Figure, rgb: RGB, band: RGB, *, brim: float) -> None:
    """A hat with a crown, a ribbon and a wide brim."""
    (x, y), r = f.head, f.size.head
    top = y - r * 0.62
    shape(p, [(x - r * 1.0, top + 1.5), (x - r * 0.85, top - r * 1.0), (x, top - r * 1.1),
              (x + r * 0.85, top - r * 1.0), (x + r * 1.0, top + 1.5)], rgb)
    limb(p, ((x - r * 0.68, top - 2.0), (x + r * 0.68, top - 2.0)), 3.0, band)
    disc(p, (x + 0.8, top), r * brim, dark(rgb), ry=3.2)
    disc(p, (x + 0.8, top - 0.8), r * brim, rgb, ry=2.5)


_ROBE_STARS = ((0.36, 0.42, 3.0), (0.72, 0.50, 2.6), (0.24, 0.66, 3.0), (0.56, 0.70, 3.8), (0.84, 0.74, 3.0),
               (0.36, 0.88, 3.6), (0.70, 0.90, 3.0))      # across, down (fractions of the robe), radius


def _wizard(p: QPainter, c: Character, f: Figure, pose: Pose) -> None:
    """A white-bearded wizard in robe and pointed hat."""
    robe, skin = GARMENT[c.colour], SKIN[c.skin]
    (x, y), r = f.head, f.size.head
    glyph = (92, 116, 196) if c.colour == "white" else WHITE
    starry = "stars" in c.accessories
    _wide_sleeve(p, f.far_arm, dark(robe), skin)
    _legs(p, f, dark(robe), SHOE)
    edges = _edges(f, waist=0.98, hem=0.86, flare=5.5)
    _garment(p, edges, robe)
    if starry:
        (cx, cy), (left, right) = f.chest, (edges[0][-1], edges[1][-1])
        for across, down, radius in _ROBE_STARS:
            row = toward((cx - 6.0, cy), left, down), toward((cx + 6.0, cy), right, down)
            star(p, toward(*row, across), radius, glyph)
    mx, my = toward(f.chest, f.hip, 0.72)
    limb(p, ((mx - 7.0, my - 0.5), (mx, my + 0.8), (mx + 7.0, my - 0.5)), 2.8, GOLD)
    if "book" in c.accessories:
        draw_book(p, f.far_arm[2])
        hand_of(p, f.far_arm, 2.8, skin)
    casting = pose.action == "cast"
    if not casting:
        _wide_sleeve(p, f.near_arm, robe, skin)
    sway = f.flutter * 1.2 - f.trail * 0.6
    _face(p, f, skin, sunglasses=False)
    shape(p, [(x - r * 0.75, y + r * 0.1), (x - r * 0.95, y + r * 1.0), (x - r * 0.2 + sway * 0.5, y + r * 1.9),
              (x + r * 0.4 + sway, y + r * 2.9),
              (x + r * 0.9 + sway * 0.5, y + r * 1.9), (x + r * 1.15, y + r * 0.5), (x + r * 0.6, y + r * 0.55),
              (x, y + r * 0.62)],
          (214, 222, 236))
    shape(p, [(x - r * 0.35, y + r * 0.55), (x - r * 0.5, y + r * 1.1), (x + r * 0.4 + sway, y + r * 2.8),
              (x + r * 1.1, y + r * 1.2), (x + r * 1.1, y + r * 0.5), (x + r * 0.42, y + r * 0.62)], WHITE)
    disc(p, (x + r * 0.7, y + r * 0.4), r * 0.2, tone(skin, -0.12))
    _pointed_hat(p, f, robe, glyph if starry else None)
    if casting:
        _wide_sleeve(p, f.near_arm, robe, skin)
        draw_lightning(p, toward(f.near_arm[1], f.near_arm[2], 1.45), pose.t)


def _wide_sleeve(p: QPainter, arm: Chain, rgb: RGB, skin: RGB) -> None:
    """A robe's sleeve, widening towards the wrist."""
    hand_of(p, arm, 3.2, skin)
    _, elbow, hand = arm
    length = max(0.1, ((hand[0] - elbow[0]) ** 2 + (hand[1] - elbow[1]) ** 2) ** 0.5)
    nx, ny = (elbow[1] - hand[1]) / length, (hand[0] - elbow[0]) / length
    limb(p, (arm[0], elbow), 7.6, dark(rgb))
    polygon(p, [(elbow[0] - nx * 3.8, elbow[1] - ny * 3.8), (hand[0] - nx * 4.4, hand[1] - ny * 4.4),
                (hand[0] + nx * 7.0, hand[1] + ny * 7.0),
                (elbow[0] + nx * 3.8, elbow[1] + ny * 3.8)], dark(rgb))
    limb(p, (arm[0], elbow, toward(elbow, hand, 0.8)), 5.4, light(rgb))


def _pointed_hat(p: QPainter, f: Figure, rgb: RGB, glyph: RGB | None) -> None:
    """A wizard's hat, its tip bending back in the wind."""
    (x, y), r = f.head, f.size.head
    brim = y - r * 0.58
    tip = (x - 4.0 - f.trail + f.flutter * 0.8, brim - 22.0)
    polygon(p, [(x - r * 0.98, brim), (x - r * 0.45, brim - 11.0), tip, (x + r * 0.5, brim - 10.0), (x + r, brim)],
            dark(rgb))
    polygon(p, [(x - r * 0.55, brim), (x - r * 0.2, brim - 10.5), tip, (x + r * 0.5, brim - 10.0), (x + r, brim)], rgb)
    disc(p, (x + 0.5, brim + 0.8), r * 1.62, dark(rgb), ry=3.4)
    disc(p, (x + 0.5, brim), r * 1.62, light(rgb), ry=2.7)
    limb(p, ((x - r * 0.72, brim - 2.6), (x + r * 0.74, brim - 2.6)), 2.8, GOLD)
    if glyph:
        star(p, (x + 0.8, brim - 9.5), 3.4, glyph)


def _knight(p: QPainter, c: Character, f: Figure, pose: Pose) -> None:
    """A knight: tinted steel, tabard, plume and shield in the named colour."""
    cloth = GARMENT[c.colour]
    plate = blend(STEEL, cloth, 0.16 if c.colour != "white" else 0.0)
    (x, y), r = f.head, f.size.head
    _sleeve(p, f.far_arm, f, plate, plate, far=True)
    _legs(p, f, plate, dark(plate))
    for knee in (f.far_leg[1], f.near_leg[1]):
        disc(p, knee, 3.9, light(plate))
    _garment(p, _edges(f, waist=0.95, hem=0.5, flare=2.6), cloth)
    mx, my = toward(f.chest, f.hip, 0.78)
    limb(p, ((mx - 7.0, my), (mx + 7.0, my)), 3.0, LEATHER if c.colour != "brown" else INK)
    tail = (x - 16.0 - f.trail * 1.5, y + r * 0.1 + f.flutter * 2.0 - f.trail)
    shape(p, [(x + r * 0.5, y - r * 0.9), (x + r * 0.3, y - r * 1.75), (x - r * 0.7, y - r * 1.8),
              (tail[0] + 2.0, y - r * 1.1), tail,
              (tail[0] + 5.5, tail[1] + 1.5), (x - r * 0.7, y - r * 0.5)], cloth)
    shape(p, [(x + r * 0.3, y - r * 1.1), (x, y - r * 1.55), (x - r * 0.7, y - r * 1.5), (tail[0] + 5.0, y - r * 0.8),
              (x - r * 0.6, y - r)],
          light(cloth))
    slab(p, (x - r, y - r, r * 1.98, r * 2.0), r * 0.72, dark(plate))
    slab(p, (x - r * 0.7, y - r, r * 1.68, r * 2.0), r * 0.72, plate)
    slab(p, (x - r * 0.05, y - r * 0.3, r * 1.05, r * 0.5), 1.4, INK)
    for dx in (0.28, 0.72):
        disc(p, (x + r * dx, y - r * 0.05), 1.4, WHITE)
    polygon(p, [(x - r * 0.3, y + r * 0.12), (x + r * 1.12, y + r * 0.12), (x + r * 1.36, y + r * 0.42),
                (x + r * 0.75, y + r * 0.95),
                (x + r * 0.05, y + r * 0.85)], light(plate))
    disc(p, (x - r * 0.3, y - r * 0.02), 2.2, GOLD)
    for dx in (0.5, 0.84):
        limb(p, ((x + r * dx, y + r * 0.38), (x + r * dx, y + r * 0.6)), 1.6, dark(plate))
    _sleeve(p, f.near_arm, f, plate, plate)
    disc(p, f.near_arm[0], 4.8, cloth if c.colour == "white" else light(plate))
    sx, sy = toward(f.near_arm[1], f.near_arm[2], 0.8)
    draw_shield(p, (sx, min(sy, -14.0)), cloth, light(plate) if c.colour != "white" else dark(STEEL))


def _astronaut(p: QPainter, c: Character, f: Figure, pose: Pose) -> None:
    """An astronaut: suit in the named colour, white helmet, pack and gloves, gold visor."""
    suit = GARMENT[c.colour]
    trim = (150, 160, 182) if c.colour == "white" else WHITE
    (x, y), r = f.head, f.size.head
    px, py = toward(f.chest, f.hip, 0.35)
    slab(p, (px - f.size.shoulder - 9.5, py - 11.0, 16.0, 23.0), 4.5, dark(WHITE))
    slab(p, (px - f.size.shoulder - 9.5, py - 11.0, 16.0, 9.0), 4.0, WHITE)
    _sleeve(p, f.far_arm, f, suit, trim, far=True)
    _legs(p, f, suit, trim)
    _garment(p, _edges(f, waist=1.1, hem=0.2, flare=0.5), suit)
    mx, my = toward(f.chest, f.hip, 0.5)
    slab(p, (mx - 2.5, my - 2.6, 9.5, 6.4), 1.6, trim)
    disc(p, (mx + 0.6, my + 0.6), 1.5, (226, 58, 62))
    disc(p, (mx + 4.2, my + 0.6), 1.5, (46, 150, 214))
    disc(p, (x, y), r, dark(WHITE))
    disc(p, (x + 0.7, y - 0.4), r * 0.93, WHITE)
    slab(p, (x - r * 0.42, y - r * 0.62, r * 1.4, r * 1.2), r * 0.52, (176, 116, 30))
    slab(p, (x - r * 0.34, y - r * 0.54, r * 1.24, r * 0.98), r * 0.46, (250, 188, 52))
    p.setPen(pen((255, 240, 176), 2.2))
    p.setBrush(NO_BRUSH)
    p.drawArc(QRectF(x - r * 0.14, y - r * 0.36, r * 0.84, r * 0.7), 100 * 16, 80 * 16)
    _sleeve(p, f.near_arm, f, suit, trim)


_COSTUMES = {"woman": _woman, "man": _man, "child": _child, "wizard": _wizard, "knight": _knight,
             "astronaut": _astronaut}
