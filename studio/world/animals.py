"""World: the four-legged animals, and the strokes every creature is made of. Knows QtGui painting; no place or camera.

Stage units of a medium shot: feet at (0, 0), y up is negative, facing right. Angles in degrees, clockwise.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from .palette import GARMENT, INK, RGB, mix, paint, shade
from .pose import Pose
from .scene import Character

Point = tuple[float, float]

WHITE, DARK = QColor(255, 253, 246), paint(INK)
IVORY, ORANGE, BLUSH = QColor(255, 240, 204), QColor(255, 150, 40), QColor(250, 160, 170)

# Looked up once: an enum member costs as much as a short stroke.
_ROUND, _NO_PEN = (Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin), Qt.PenStyle.NoPen


@dataclass(frozen=True, slots=True)
class Coat:
    """The tones of one body colour: far side, main, lit, and a contrasting one for manes, ears and stripes."""

    base: QColor
    shade: QColor
    light: QColor
    deep: QColor
    mane: QColor


@lru_cache(maxsize=32)
def coat_of(colour: str) -> Coat:
    """Tones of a named colour. Black is shaded upwards, or its far side would vanish at night."""
    rgb: RGB = GARMENT[colour]
    if colour == "black":
        tones = (rgb, (70, 70, 90), (92, 92, 114), (92, 90, 116), (126, 122, 150))
    elif colour == "white":
        tones = (rgb, (200, 204, 220), (255, 255, 252), (160, 166, 190), (150, 156, 184))
    else:
        deep = shade(rgb, -0.42)
        bright = colour in ("yellow", "orange", "pink")
        tones = (rgb, shade(rgb, -0.24), shade(rgb, 0.34), deep,
                 mix(deep, (110, 50, 20), 0.5) if bright else shade(rgb, 0.55))
    return Coat(*(paint(tone) for tone in tones))


# --- strokes ---------------------------------------------------------------------------------------------------------

def oval(p: QPainter, tone: QColor, x: float, y: float, rx: float, ry: float) -> None:
    p.setBrush(tone)
    p.drawEllipse(QPointF(x, y), rx, ry)


def poly(p: QPainter, tone: QColor, *points: Point) -> None:
    p.setBrush(tone)
    p.drawPolygon([QPointF(x, y) for x, y in points])


def limb(p: QPainter, tone: QColor, width: float, *points: Point) -> None:
    """A thick line with round ends and joints."""
    p.setPen(QPen(tone, width, *_ROUND))
    if len(points) == 2:
        p.drawLine(QPointF(*points[0]), QPointF(*points[1]))
    else:
        p.drawPolyline([QPointF(x, y) for x, y in points])
    p.setPen(_NO_PEN)


@contextmanager
def turned(p: QPainter, x: float, y: float, angle: float = 0.0) -> Iterator[None]:
    """Local axes at (x, y), turned by `angle` degrees."""
    p.save()
    p.translate(x, y)
    p.rotate(angle)
    yield
    p.restore()


def eye(p: QPainter, x: float, y: float, r: float, *, blink: bool = False, iris: QColor = DARK) -> None:
    """A white eye whose pupil looks forward."""
    if blink:
        limb(p, DARK, 1.6, (x - r * 0.7, y), (x + r * 0.7, y))
        return
    oval(p, WHITE, x, y, r, r * 1.1)
    oval(p, iris, x + r * 0.25, y + r * 0.1, r * 0.68, r * 0.78)
    oval(p, WHITE, x + r * 0.48, y - r * 0.3, r * 0.26, r * 0.26)


def scarf(p: QPainter, colour: str, pose: Pose, at: Point, width: float, *, slope: float = 0.0) -> None:
    """A scarf round a neck at `at`; its end flies behind whatever moves."""
    tone = QColor(36, 196, 200) if colour in ("red", "orange", "pink", "brown") else QColor(236, 56, 60)
    x, y = at
    lift = {"run": 1.0, "walk": 0.7, "dance": 0.5, "jump": 0.6}.get(pose.action, 0.0)
    wave = 2.2 * math.sin(pose.phase + 5.0 * pose.t)
    back, down = 5 + 9 * lift, 10 - 14 * lift
    start = (x - width * 0.42, y)
    limb(p, tone.darker(125), 5.0, start,
         (start[0] - back * 0.5, y + down * 0.5 + wave * 0.5), (start[0] - back, y + down - wave))
    with turned(p, x, y, slope):
        oval(p, tone, 0, 0, width / 2, 3.4)


def blinks(character: Character, pose: Pose) -> bool:
    """True for a moment every few seconds; black faces keep their eyes open, a dark lid would erase them."""
    return character.colour != "black" and (pose.t + character.seed % 29 / 10) % 2.9 < 0.14


def airborne(pose: Pose) -> float:
    """0 on the ground .. 1 at the top of a jump; 0 for every other action."""
    return max(0.0, math.sin(pose.phase)) if pose.action == "jump" else 0.0


def jointed(a: Point, b: Point, length: float, side: int) -> tuple[Point, Point, Point]:
    """A two-bone limb from a to b: its joint bends forward for side 1, backward for -1."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    reach = max(1e-6, math.hypot(dx, dy))
    out = math.sqrt(max(0.0, length * length - reach * reach)) / 2 * side
    return a, ((a[0] + b[0]) / 2 + dy / reach * out, (a[1] + b[1]) / 2 - dx / reach * out), b


# --- the four-legged rig ---------------------------------------------------------------------------------------------

@dataclass(frozen=True, slots=True)
class Rig:
    """Proportions of a four-legged animal at rest."""

    hip: Point
    shoulder: Point
    rump: float                           # radii of the two ends of the body
    chest: float
    leg: float                            # width of a leg
    neck: Point                           # from shoulder to the head's centre
    stride: float
    rear: float = 46.0                    # how far it stands up when it dances, degrees


@dataclass(frozen=True, slots=True)
class Stance:
    """Where the joints are at one moment. Feet: near front, near rear, far front, far rear."""

    hip: Point
    shoulder: Point
    head: Point
    nod: float
    feet: tuple[Point, Point, Point, Point]


def _step(x: float, phase: float, stride: float) -> Point:
    return x + stride * math.sin(phase), -0.55 * stride * max(0.0, math.cos(phase))


def stance(rig: Rig, pose: Pose) -> Stance:
    """The joints of `rig` in `pose`."""
    (hx, hy), (sx, sy), ph, s = rig.hip, rig.shoulder, pose.phase, pose.swing
    length, tilt, nod = math.hypot(sx - hx, sy - hy), math.degrees(math.atan2(sy - hy, sx - hx)), 0.0
    front, back = sx, hx
    feet = ((front, 0.0), (back, 0.0), (front + 3, -1.0), (back + 3, -1.0))
    match pose.action:
        case "walk":
            feet = (_step(front, ph, rig.stride), _step(back, ph + math.pi, rig.stride),
                    _step(front + 2, ph + math.pi, rig.stride), _step(back + 2, ph, rig.stride))
            hy, nod = hy - 0.08 * rig.stride * abs(s), 4 * math.cos(2 * ph)
        case "run":
            reach = rig.stride * 1.75
            feet = (_step(front, ph, reach), _step(back, ph + math.pi - 0.4, reach),
                    _step(front + 2, ph + 0.7, reach), _step(back + 2, ph + math.pi + 0.3, reach))
            hy, tilt, nod = hy - 0.3 * rig.stride * (1 + math.cos(ph)) / 2, tilt + 7 * math.cos(ph), 6 * s
        case "jump":
            air = airborne(pose)
            crouch = 0.16 * -hy * max(0.0, -math.sin(ph))
            hy, tilt, nod = hy + crouch, tilt - 10 * air, -8 * air
            out, up = rig.stride * 1.3 * air, 0.35 * -hy * air
            feet = ((front + out, -up), (back - out, -up * 0.4),
                    (front + out + 4, -up * 1.4), (back - out - 3, -up * 0.6))
        case "sit":
            hy = -rig.rump * 0.95
            drop = min(0.92, (-sy - -hy) / length + 0.12)
            tilt = -math.degrees(math.asin(drop))
            front = hx + length * math.cos(math.radians(tilt)) + 2
            feet = ((front, 0.0), (hx + rig.rump * 1.15, -rig.leg * 0.4),
                    (front + 4, -1.0), (hx + rig.rump * 1.3, -1.0))
            nod = 2 * s
        case "dance":
            hx, tilt, nod = hx + 4 + 2.5 * s, -rig.rear + 8 * math.cos(ph), 7 * s
            hy -= 1.5 * abs(s)
            feet = (feet[0], (back + 4, -4 * max(0.0, s)), feet[2], (back + 9, -4 * max(0.0, -s)))
        case _:
            hy, nod = hy + 0.5 * s, 1.5 * s
    rad = math.radians(tilt)
    sx, sy = hx + length * math.cos(rad), hy + length * math.sin(rad)
    if pose.action == "dance":            # paws paddle in the air
        paddle = 0.22 * length
        feet = ((sx + 9 + paddle * s, sy + 7 - paddle * s), feet[1],
                (sx + 11 - paddle * s, sy + 5 + paddle * s), feet[3])
    lean = math.radians(min(0.0, tilt) * (0.3 if pose.action in ("sit", "dance") else 1.0))
    nx, ny = rig.neck
    head = (sx + nx * math.cos(lean) - ny * math.sin(lean), sy + nx * math.sin(lean) + ny * math.cos(lean))
    return Stance((hx, hy), (sx, sy), head, nod, feet)


def _leg(p: QPainter, tone: QColor, toe: QColor, width: float, top: Point, foot: Point,
         *, rest: float, side: int) -> None:
    """A leg from `top` to `foot`, nearly straight when they are `rest` apart."""
    reach = (rest - width * 0.5) * 1.02
    ankle = (foot[0], foot[1] - width * 0.5)
    limb(p, tone, width, *jointed(top, ankle, reach, side))
    oval(p, toe, foot[0] + width * 0.22, foot[1] - width * 0.3, min(width * 0.72, width * 0.35 + 2.2), width * 0.32)


def _far_legs(p: QPainter, rig: Rig, st: Stance, pose: Pose, tone: QColor, toe: QColor) -> None:
    if pose.action != "sit":              # a folded leg is behind the near haunch
        _leg(p, tone, toe, rig.leg, (st.hip[0] + 2, st.hip[1]), st.feet[3], rest=-rig.hip[1], side=-1)
    _leg(p, tone, toe, rig.leg, (st.shoulder[0] + 2, st.shoulder[1]), st.feet[2], rest=-rig.shoulder[1], side=1)


def _near_legs(p: QPainter, rig: Rig, st: Stance, pose: Pose, c: Coat, toe: QColor) -> None:
    if pose.action == "sit":
        oval(p, c.shade, st.hip[0] + rig.rump * 0.35, st.hip[1] + rig.rump * 0.25, rig.rump * 0.92, rig.rump * 0.75)
        oval(p, c.base, st.hip[0] + rig.rump * 0.3, st.hip[1] + rig.rump * 0.12, rig.rump * 0.88, rig.rump * 0.7)
        oval(p, toe, st.feet[1][0], -rig.leg * 0.4, rig.leg * 1.0, rig.leg * 0.42)
    else:
        _leg(p, c.base, toe, rig.leg, st.hip, st.feet[1], rest=-rig.hip[1], side=-1)
    _leg(p, c.base, toe, rig.leg, st.shoulder, st.feet[0], rest=-rig.shoulder[1], side=1)


def _body(p: QPainter, rig: Rig, st: Stance, c: Coat) -> None:
    (hx, hy), (sx, sy) = st.hip, st.shoulder
    half = min(rig.rump, rig.chest) * 0.92 / max(1e-6, math.hypot(sx - hx, sy - hy))
    dx, dy = (sx - hx) * half, (sy - hy) * half
    for tone, drop, scale in ((c.shade, 0.0, 1.0), (c.base, -1.2, 0.93)):
        ox, oy = -dy * scale, dx * scale
        poly(p, tone, (hx + ox, hy + drop + oy), (sx + ox, sy + drop + oy),
             (sx - ox, sy + drop - oy), (hx - ox, hy + drop - oy))
        oval(p, tone, hx, hy + drop, rig.rump * scale, rig.rump * scale)
        oval(p, tone, sx, sy + drop, rig.chest * scale, rig.chest * scale)


# --- the animals -----------------------------------------------------------------------------------------------------

DOG = Rig((-13, -17), (9, -17.5), 7.6, 8.6, 5.2, (9, -11), 6.5)
CAT = Rig((-12, -13.5), (7, -13), 6.6, 6.2, 4.2, (8, -11), 5.5)
RABBIT = Rig((-6, -11), (4, -12), 10.5, 8.0, 4.6, (5, -10), 4.5, rear=60)
HORSE = Rig((-17, -35), (13, -35), 10.5, 11, 6.0, (17, -20), 9.5, rear=26)
MAMMOTH = Rig((-18, -36), (9, -40), 19, 21.5, 12.5, (19, -10), 8.0, rear=22)


def _dog(p: QPainter, character: Character, pose: Pose) -> None:
    c, st = coat_of(character.colour), stance(DOG, pose)
    wag = 20 * math.sin(2 * pose.phase + 7 * pose.t)
    with turned(p, st.hip[0] - 5, st.hip[1] - 4, wag - 12):
        limb(p, c.base, 4.6, (0, 0), (-6, -6), (-7, -14))
    _far_legs(p, DOG, st, pose, c.shade, c.shade)
    _body(p, DOG, st, c)
    if character.seed & 1:
        oval(p, c.deep, st.hip[0] + 5, st.hip[1] - 4, 5, 3.6)
    oval(p, c.light, st.shoulder[0] + 3.5, st.shoulder[1] + 2.5, 4.6, 5.4)
    _near_legs(p, DOG, st, pose, c, c.light)
    limb(p, c.base, 10.5, st.shoulder, st.head)
    if "scarf" in character.accessories:
        scarf(p, character.colour, pose,
              ((st.shoulder[0] + st.head[0]) / 2, (st.shoulder[1] + st.head[1]) / 2 + 1.5), 16, slope=25)
    with turned(p, *st.head, st.nod):
        oval(p, c.base, 0, -1, 9.8, 9.4)
        limb(p, c.light, 7.0, (6, 3), (12, 3.2))
        if pose.action in ("run", "jump", "dance", "sit"):
            limb(p, QColor(250, 110, 130), 3.4, (10, 6.5), (9.5, 9.5))
        oval(p, DARK, 15.2, 0.6, 3.0, 2.4)
        eye(p, 4.6, -3.4, 2.9, blink=blinks(character, pose))
        with turned(p, -3.5, -7, 10 * math.sin(pose.phase)):
            oval(p, c.deep, -2.6, 6.5, 4.2, 8.2)


def _cat(p: QPainter, character: Character, pose: Pose) -> None:
    c, st = coat_of(character.colour), stance(CAT, pose)
    sway = 4 * math.sin(pose.phase + 2 * pose.t)
    hx, hy = st.hip
    low = 8 if pose.action == "sit" else 0
    limb(p, c.base, 3.8, (hx - 3, hy), (hx - 10, hy - 2 + low),
         (hx - 12 + sway * 0.4, hy - 10), (hx - 9 + sway, hy - 18))
    limb(p, c.deep, 3.8, (hx - 9.6 + sway * 0.8, hy - 16), (hx - 9 + sway, hy - 18))
    _far_legs(p, CAT, st, pose, c.shade, c.shade)
    _body(p, CAT, st, c)
    for k in (0.05, 0.4, 0.75):           # tabby bars over the back
        x, y = hx + (st.shoulder[0] - hx) * k, hy + (st.shoulder[1] - hy) * k
        limb(p, c.deep, 2.6, (x - 1.0, y - 5.2), (x, y - 1.0))
    _near_legs(p, CAT, st, pose, c, c.light)
    limb(p, c.base, 8.5, st.shoulder, st.head)
    if "scarf" in character.accessories:
        scarf(p, character.colour, pose,
              ((st.shoulder[0] + st.head[0]) / 2, (st.shoulder[1] + st.head[1]) / 2 + 2), 14, slope=20)
    with turned(p, *st.head, st.nod):
        poly(p, c.shade, (0.5, -6), (6.5, -14.5), (8.8, -4))
        oval(p, c.base, 0, 0, 10.2, 8.4)
        poly(p, c.base, (-8.8, -3), (-6.5, -14), (-0.5, -6.5))
        poly(p, BLUSH, (-6.6, -5.6), (-5.6, -10.6), (-2.6, -6.6))
        oval(p, c.light, 5, 3.6, 4.8, 3.4)
        oval(p, QColor(240, 100, 120), 6.4, 1.6, 1.7, 1.2)
        for x in (-0.6, 7.0):
            if blinks(character, pose):
                eye(p, x, -1.6, 2.4, blink=True)
            else:
                oval(p, QColor(214, 250, 120), x, -1.6, 2.7, 2.9)
                oval(p, DARK, x + 0.4, -1.4, 1.3, 2.4)


def _rabbit(p: QPainter, character: Character, pose: Pose) -> None:
    c, hop = coat_of(character.colour), 0.0
    if pose.action in ("walk", "run"):    # rabbits hop: both pairs together
        hop = max(0.0, math.sin(pose.phase)) * (4.5 if pose.action == "walk" else 8)
    st = stance(RABBIT, Pose("stand", pose.phase, pose.t) if hop or pose.action in ("walk", "run") else pose)
    leap = {"walk": 3 * pose.swing, "run": 5 * pose.swing}
    stretch = leap.get(pose.action, 6 * airborne(pose))
    p.scale(0.87, 0.87)
    p.translate(0, -hop)
    (hx, hy), (sx, sy) = st.hip, st.shoulder
    oval(p, WHITE, hx - 10.5, hy + 1, 4.6, 4.6)
    paws = st.feet[0] if pose.action == "dance" else (sx + 4 + max(0.0, stretch), -1.6)
    limb(p, c.shade, 4.6, (sx + 3, sy + 2), (paws[0] + 2.5, paws[1] - 1))
    _body(p, RABBIT, st, c)
    oval(p, c.light, sx + 2.5, sy + 3.5, 4.6, 5.6)
    limb(p, c.base, 4.6, (sx + 1, sy + 3), paws)
    oval(p, c.base, hx + 1, hy + 3.5, 7.8, 6.4)
    limb(p, c.light, 4.4, (hx - 1 - stretch, -2.2), (hx + 8 - stretch, -2.2))
    if "scarf" in character.accessories:
        scarf(p, character.colour, pose, (sx + 2, sy - 5), 15, slope=10)
    with turned(p, *st.head, st.nod):
        flop = 10 * math.cos(pose.phase) if pose.action != "stand" else 3 * pose.swing
        back = {"run": -40, "walk": -16}.get(pose.action, -6)
        for x, tone, inner, angle in ((1.5, c.shade, None, back + 17 - flop), (-2.5, c.base, BLUSH, back - 3 + flop)):
            with turned(p, x, -5, angle):
                oval(p, tone, 0, -9.5, 3.7, 10.2)
                if inner:
                    oval(p, inner, 0.3, -9, 1.8, 7.4)
        oval(p, c.base, 0, 0, 9.2, 8.0)
        oval(p, c.light, 5.6, 3, 4.4, 3.6)
        oval(p, QColor(240, 100, 130), 9.0, 1.0, 1.7, 1.4)
        eye(p, 3.4, -2.2, 2.7, blink=blinks(character, pose))


def _horse(p: QPainter, character: Character, pose: Pose) -> None:
    c, st = coat_of(character.colour), stance(HORSE, pose)
    (hx, hy), (sx, sy), (x, y) = st.hip, st.shoulder, st.head
    flow = {"run": 1.0, "walk": 0.4, "jump": 0.7}.get(pose.action, 0.15)
    wave = 3 * math.sin(pose.phase + 3 * pose.t)
    limb(p, c.mane, 6.5, (hx - 8, hy - 5), (hx - 14 - 5 * flow, min(-5.0, hy - 2 - 4 * flow)),
         (hx - 16 - 10 * flow + wave * 0.5, min(-4.0, hy + 9 - 8 * flow)),
         (hx - 15 - 16 * flow + wave, min(-4.0, hy + 20 - 14 * flow)))
    _far_legs(p, HORSE, st, pose, c.shade, DARK)
    limb(p, c.mane, 7.5, (sx + 1 - 3 * flow, sy - 13 + wave * 0.4), (x - 10 - 2 * flow, y + 4), (x - 6, y - 5))
    _body(p, HORSE, st, c)
    _near_legs(p, HORSE, st, pose, c, DARK)
    poly(p, c.base, (sx - 8, sy - 8), (x - 7, y - 2), (x + 3, y + 6), (sx + 10.6, sy + 1))
    with turned(p, x, y, st.nod + 6):
        poly(p, c.shade, (-1, -6), (3, -13.5), (5.5, -4))
        oval(p, c.base, 0, 0, 8.2, 7.6)
        limb(p, c.base, 10.0, (2, 1), (10, 7.5))
        limb(p, c.light, 8.6, (11, 8), (12.5, 9.2))
        oval(p, DARK, 14, 7.2, 1.3, 1.3)
        poly(p, c.base, (-5.5, -4.5), (-2, -13), (2, -5.5))
        limb(p, c.mane, 4.6, (-4, -6), (2.5, -5.0))
        eye(p, 3.4, -0.8, 2.8, blink=blinks(character, pose))
    for k in (0.25, 0.55, 0.85):          # locks fall over the near side of the neck
        lx, ly = sx - 6 + (x - sx) * k, sy - 9 + (y - sy + 6) * k
        limb(p, c.mane, 5.4, (lx, ly - 2), (lx - 2.5 - 5 * flow, ly + 4 - 3 * flow + wave * 0.5))


def _mammoth(p: QPainter, character: Character, pose: Pose) -> None:
    c, st = coat_of(character.colour), stance(MAMMOTH, pose)
    (hx, hy), (sx, sy), (x, y) = st.hip, st.shoulder, st.head
    sway = math.sin(pose.phase)
    limb(p, c.deep, 4.5, (hx - 17, hy - 3), (hx - 22, hy + 5), (hx - 22 + 2 * sway, hy + 12))
    _far_legs(p, MAMMOTH, st, pose, c.deep, c.deep)
    _body(p, MAMMOTH, st, c)
    _near_legs(p, MAMMOTH, st, pose, c, IVORY)
    fringe: list[Point] = []
    for i in range(9):                    # a woolly skirt: long locks along the belly
        k = i / 8
        fx, fy = hx - 17 + (sx - hx + 32) * k, hy + (sy - hy) * k + 7
        fringe += [(fx, fy + (4 if i % 8 else 0)), (fx + 2.3 + 1.2 * sway, fy + 13 + (i % 2) * 3)]
    poly(p, c.shade, (hx - 17, hy - 2), *fringe, (sx + 19, sy + 2))
    poly(p, c.base, (hx - 14, hy - 4), (sx + 14, sy - 4), (sx + 16, sy + 8), (hx - 15, hy + 8))
    for k in (0.1, 0.42, 0.74):           # tufts on the flank
        tx, ty = hx - 4 + (sx - hx) * k, hy - 8 + (sy - hy) * k
        poly(p, c.light, (tx - 3, ty - 3), (tx + 3.5, ty - 3), (tx - 1, ty + 5))
    with turned(p, x, y, st.nod * 0.5):
        limb(p, IVORY.darker(116), 4.6, (14, 12), (21, 19), (29, 17), (32, 9))
        lift = {"dance": 1.0, "jump": airborne(pose)}.get(pose.action, 0.0)
        a, b = 8 * lift + 3 * sway, 34 * lift
        limb(p, c.base, 9.5, (11, 2), (18, 12 - b * 0.15))
        limb(p, c.base, 7.6, (18, 12 - b * 0.15), (19 + a, 24 - b * 0.6), (20 + a + sway, 33 - b))
        limb(p, c.base, 6.2, (20 + a + sway, 33 - b), (25 + a + 2 * sway, 38 - b * 1.35))
        oval(p, c.base, 0, 0, 16.5, 17)
        oval(p, c.base, -1, -13, 11.5, 10.5)
        poly(p, c.deep, (-10, -17), (-6, -24.5), (1, -25), (8, -20),
             (7, -12), (3.5, -16), (1, -10.5), (-2.5, -16), (-6, -11))
        limb(p, IVORY, 5.0, (9, 13), (16, 22), (26, 21), (30, 13))
        eye(p, 8.0, -3.0, 3.0, blink=blinks(character, pose))
        with turned(p, -6, -5, 6 * sway):
            oval(p, c.deep, -3, 5, 6.2, 8.6)


ANIMALS: dict[str, Callable[[QPainter, Character, Pose], None]] = {
    "dog": _dog, "cat": _cat, "rabbit": _rabbit, "horse": _horse, "mammoth": _mammoth}
