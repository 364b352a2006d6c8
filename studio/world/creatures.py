"""World: the creatures of the cast, and the door to animals and vehicles. Knows QtGui painting; no place or camera.

Stage units of a medium shot: feet at (0, 0), y up is negative, facing right. Flyers in the air keep their body
FLIGHT units above that origin.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPolygonF

from .animals import (
    ANIMALS,
    DARK,
    IVORY,
    ORANGE,
    WHITE,
    Point,
    airborne,
    blinks,
    coat_of,
    eye,
    limb,
    oval,
    poly,
    scarf,
    turned,
)
from .pose import Pose
from .scene import Character
from .vehicles import draw_vehicle

__all__ = ["FLIGHT", "draw_creature", "draw_vehicle"]

FLIGHT = 20.0
CYAN, GLOW = QColor(120, 255, 250), QColor(90, 235, 255, 110)


def _bob(pose: Pose) -> float:
    """How far the body is above (negative) its rest."""
    bounce = {"walk": 1.6, "run": 3.6, "dance": 3.0}.get(pose.action)
    if bounce:
        return -bounce * abs(math.cos(pose.phase))
    return 0.5 * pose.swing - 1.5 * airborne(pose)


def _feet(pose: Pose, stride: float, lift: float) -> tuple[Point, Point]:
    """Offsets of the near and the far foot."""
    s, c = pose.swing, math.cos(pose.phase)
    match pose.action:
        case "walk" | "run":
            k = 1.0 if pose.action == "walk" else 1.55
            return (k * stride * s, -k * lift * max(0.0, c)), (-k * stride * s, -k * lift * max(0.0, -c))
        case "dance":
            return (0.0, -1.3 * lift * max(0.0, s)), (0.0, -1.3 * lift * max(0.0, -s))
        case "jump":
            air = airborne(pose)
            return (3 * air, -1.2 * lift * air), (-3 * air, -0.9 * lift * air)
    return (0.0, 0.0), (0.0, 0.0)


def _arms(pose: Pose) -> tuple[float, float]:
    """Angles of the near and the far arm: 0 hangs down, 90 points forward, 180 up, negative backward."""
    s = pose.swing
    match pose.action:
        case "walk":
            return -38 * s, 38 * s
        case "run":
            return -68 * s + 10, 68 * s + 10
        case "dance":
            return -75 - 75 * s, 75 - 75 * s
        case "wave":
            return -22, 124 + 24 * s
        case "jump":
            air = airborne(pose)
            return -30 - 110 * air, 30 + 110 * air
    return -16 + 2 * s, 16 - 2 * s


def _reach(x: float, y: float, length: float, angle: float) -> Point:
    a = math.radians(angle)
    return x + length * math.sin(a), y + length * math.cos(a)


def _sway(pose: Pose, degrees: float) -> float:
    """Side-to-side tilt of the whole body."""
    return degrees * pose.swing * {"dance": 1.4, "walk": 0.6, "run": 0.6}.get(pose.action, 0.0)


def _robot(p: QPainter, character: Character, pose: Pose) -> None:
    c = coat_of(character.colour)
    sitting = pose.action == "sit"
    dy = _bob(pose) + (12 if sitting else 0)
    grey, dark = QColor(132, 142, 164), QColor(104, 112, 138)
    (nx, ny), (fx, fy) = _feet(pose, 8, 6)
    for hip, (x, y), metal, boot in ((5, (fx, fy), dark, c.shade), (-5, (nx, ny), grey, c.base)):
        foot = (hip + 17, -4.5) if sitting else (hip + x, y - 4)
        limb(p, metal, 5, (hip, -15 + dy), foot)
        p.setBrush(boot)
        p.drawRoundedRect(QRectF(foot[0] - 5, foot[1] - 2.5, 12.5, 6.8), 2.5, 2.5)
    near, far = _arms(pose)
    with turned(p, 0, -14 + dy, _sway(pose, 5)):
        _robot_arm(p, 12, far, dark, c.shade)
        p.setBrush(c.shade)
        p.drawRoundedRect(QRectF(-14, -23, 28, 24), 4, 4)
        p.setBrush(c.base)
        p.drawRoundedRect(QRectF(-14, -23, 28, 20.5), 4, 4)
        p.setBrush(dark)
        p.drawRoundedRect(QRectF(-3, -18, 14, 10.5), 2.5, 2.5)
        blink = int(pose.t * 3 + character.seed % 3) % 3
        for i, light in enumerate((QColor(255, 90, 90), QColor(255, 224, 90), QColor(110, 240, 130))):
            oval(p, light if i == blink else light.darker(170), 0.2 + 3.9 * i, -12.8, 1.7, 1.7)
        limb(p, grey, 6, (0, -24), (0, -26))
        with turned(p, 0, -25, _sway(pose, 5) + (4 * pose.swing if pose.action == "wave" else 0)):
            limb(p, grey, 2.2, (0, -18), (0.8 * pose.swing, -23))
            oval(p, QColor(255, 84, 84), 0.8 * pose.swing, -25, 3.0, 3.0)
            for x in (-14, 14):
                oval(p, grey, x, -9.5, 3, 4.4)
            p.setBrush(c.shade)
            p.drawRoundedRect(QRectF(-14.5, -20, 29, 20), 4.5, 4.5)
            p.setBrush(c.base)
            p.drawRoundedRect(QRectF(-14.5, -20, 29, 17.4), 4.5, 4.5)
            p.setBrush(QColor(32, 36, 60))
            p.drawRoundedRect(QRectF(-9, -16.5, 21.5, 13), 4, 4)
            for x in (-3.2, 7.2):
                oval(p, GLOW, x, -11.4, 4.6, 4.6)
                if blinks(character, pose):
                    limb(p, CYAN, 1.8, (x - 2.2, -11.4), (x + 2.2, -11.4))
                else:
                    oval(p, CYAN, x, -11.4, 3.0, 3.2)
            limb(p, CYAN, 1.6, (0, -5.8), (4.4, -5.8))
        if "scarf" in character.accessories:
            scarf(p, character.colour, pose, (0, -23.5), 22)
        _robot_arm(p, -13, near, grey, c.base)


def _robot_arm(p: QPainter, x: float, angle: float, metal: QColor, hand: QColor) -> None:
    end = _reach(x, -19, 15.5, angle)
    limb(p, metal, 4.6, (x, -19), end)
    oval(p, hand, end[0], end[1], 4.5, 4.5)


@lru_cache(maxsize=8)
def _fluff(radius: float, tufts: int) -> QPolygonF:
    """A ball of fur round (0, 0): pointed tufts, all combed a little downwards."""
    points = []
    for i in range(tufts * 2):
        a = math.pi * i / tufts + (0.09 if i % 2 else 0.0)
        r = radius * (1.0 if i % 2 else 0.86)
        points.append(QPointF(r * math.cos(a), r * math.sin(a) * 0.97))
    return QPolygonF(points)


def _monster(p: QPainter, character: Character, pose: Pose) -> None:
    c = coat_of(character.colour)
    sitting = pose.action == "sit"
    dy = _bob(pose) + (2.5 if sitting else 0)
    (nx, ny), (fx, fy) = _feet(pose, 7, 6)
    for x, y, tone in ((8 + fx, fy, c.deep), (-7 + nx, ny, c.deep)):
        oval(p, tone, x + (7 if sitting else 2), y - 3, 6.8, 4.2 if not sitting else 5)
    near, far = _arms(pose)
    limb(p, c.shade, 7, (15, -22 + dy), _reach(15, -22 + dy, 11, far))
    calm = pose.action in ("stand", "sit", "wave")
    squash = 1 + (0.012 * pose.swing if calm else 0.035 * math.sin(2 * pose.phase))
    with turned(p, 0, -23 + dy, _sway(pose, 8)):
        p.scale(1 / squash, squash)
        for x, lean in ((-8, -4), (9, 4)):
            poly(p, IVORY, (x - 4, -15), (x + lean, -26.5), (x + 4, -15))
        p.setBrush(c.shade)
        p.drawPolygon(_fluff(22.5, 17))
        p.translate(0, -1.2)
        p.setBrush(c.base)
        p.drawPolygon(_fluff(20.5, 15))
        oval(p, c.light, 3, 10, 11, 7.4)
        gape = 5.4 + 1.5 * abs(pose.swing)
        p.setBrush(QColor(92, 20, 44))
        p.drawChord(QRectF(-5.5, 3 - gape, 18, gape * 2.2), 180 * 16, 180 * 16)
        oval(p, QColor(248, 110, 130), 3.6, 2.4 + gape * 0.85, 4.6, 2.2)
        for x in (-2.6, 6.8):
            poly(p, WHITE, (x, 3), (x + 3.6, 3), (x + 1.8, 7))
        for x in (-4.6, 8.4):
            eye(p, x, -6, 6.0, blink=blinks(character, pose))
    limb(p, c.base, 7.6, (-16, -21 + dy), _reach(-16, -21 + dy, 12, near))


@lru_cache(maxsize=1)
def _egg() -> QPainterPath:
    """A penguin's outline, standing on y = 0."""
    path = QPainterPath(QPointF(0, -45))
    path.cubicTo(9, -45, 12, -38, 12, -31)
    path.cubicTo(18, -22, 18, 0, 0, 0)
    path.cubicTo(-18, 0, -18, -22, -12, -31)
    path.cubicTo(-12, -38, -9, -45, 0, -45)
    return path


def _penguin(p: QPainter, character: Character, pose: Pose) -> None:
    c = coat_of(character.colour)
    belly = QColor(255, 236, 196) if character.colour == "white" else WHITE
    sitting = pose.action == "sit"
    dy = -3 + _bob(pose) + (2.5 if sitting else 0)
    (nx, ny), (fx, fy) = _feet(pose, 4.5, 4.5)
    for x, y, tone in ((6 + fx, fy, ORANGE.darker(120)), (-5 + nx, ny, ORANGE)):
        oval(p, tone, x + (9 if sitting else 2), y - 2.2 - sitting * 2, 6.2, 2.6 + sitting * 2)
    near, far = _arms(pose)
    if pose.action in ("walk", "run", "stand", "sit"):    # flippers held away from the body
        spread = {"run": 70, "walk": 40}.get(pose.action, 16)
        near, far = -spread - 12 * pose.swing, spread - 12 * pose.swing
    with turned(p, 0, dy, _sway(pose, 12) + (8 if pose.action == "run" else 0)):
        limb(p, c.shade, 6.4, (11, -26), _reach(12, -27, 13.5, far))
        poly(p, c.shade, (-12, -8), (-19, -1), (-8, -2))
        p.setBrush(c.base)
        p.drawPath(_egg())
        oval(p, belly, 4, -13.5, 10.2, 12.6)
        oval(p, belly, 1.2, -35, 5.2, 5.0)
        oval(p, belly, 7.0, -35, 4.6, 5.0)
        for x in (0.9, 7.4):
            if blinks(character, pose):
                limb(p, DARK, 1.5, (x - 1.6, -36), (x + 1.6, -36))
            else:
                oval(p, DARK, x, -36, 2.1, 2.5)
                oval(p, WHITE, x + 0.6, -36.9, 0.8, 0.8)
        poly(p, ORANGE, (1.8, -34), (7, -34.6), (14, -31.6), (7, -29.2), (2.4, -30.4))
        if "scarf" in character.accessories:
            scarf(p, character.colour, pose, (1, -27), 25)
        if "hat" in character.accessories:
            tone = QColor(255, 206, 60) if character.colour not in ("yellow", "orange") else QColor(46, 120, 214)
            p.setBrush(tone)
            p.drawChord(QRectF(-11, -52, 22, 22), 0, 180 * 16)
            limb(p, WHITE, 4.4, (-9.5, -41), (10, -41))
            oval(p, WHITE, 0, -52, 3.8, 3.8)
        limb(p, c.shade, 7.6, (-12, -25.5), _reach(-12, -26, 14.5, near))
        limb(p, c.base, 5.4, (-12, -26), _reach(-12, -26.5, 14, near))


@lru_cache(maxsize=1)
def _feather_wing() -> QPainterPath:
    """A wing raised from (0, 0), its three feathers behind."""
    path = QPainterPath(QPointF(6, 2))
    path.cubicTo(8, -12, 0, -24, -9, -29)
    path.lineTo(-9.5, -22)
    path.lineTo(-15, -22)
    path.lineTo(-12.5, -15)
    path.lineTo(-17, -12)
    path.cubicTo(-13, -4, -8, 3, 0, 4)
    path.closeSubpath()
    return path


def _beating(p: QPainter, wing: QPainterPath, tone: QColor, at: Point, beat: float, *, lean: float = 0.0) -> None:
    """A wing at `at`; beat 1 fully up, -1 fully down."""
    with turned(p, at[0], at[1], lean):
        p.scale(1.0, beat if abs(beat) > 0.28 else math.copysign(0.28, beat))
        p.setBrush(tone)
        p.drawPath(wing)


def _wing_beat(pose: Pose) -> float:
    return {"fly": 0.15 + 0.85 * math.cos(pose.phase), "dance": 0.25 + 0.75 * math.cos(2 * pose.phase),
            "jump": 0.1 + 0.9 * airborne(pose)}.get(pose.action, 0.0)


def _bird(p: QPainter, character: Character, pose: Pose) -> None:
    c = coat_of(character.colour)
    flying, beat = pose.action == "fly", _wing_beat(pose)
    y = -FLIGHT + 3.0 * math.sin(pose.phase) if flying else -16.5 + _bob(pose)
    if not flying:
        (nx, ny), (fx, fy) = _feet(pose, 5, 4)
        for x, dx, lift in ((4, fx, fy), (-2, nx, ny)):
            limb(p, ORANGE, 2.6, (x, y + 10), (x + dx, lift - 1.4), (x + dx + 4, lift - 1.4))
    with turned(p, 0, y, -8 if flying else _sway(pose, 9)):
        if flying:
            for x in (-5, -1):
                limb(p, ORANGE, 2.6, (x, 11), (x - 6, 14.5))
        if beat:
            _beating(p, _feather_wing(), c.shade, (4, -4), beat, lean=12)
        flick = 2.5 * pose.swing
        poly(p, c.deep, (-9, -3), (-25, -9 + flick), (-22, -2 + flick), (-25, 4 + flick), (-8, 6))
        oval(p, c.shade, 0, 0, 14.5, 13.6)
        oval(p, c.base, 0, -1.0, 14.2, 12.8)
        oval(p, c.light, 5, 4.5, 7.6, 7.0)
        limb(p, c.base, 3.0, (-1, -12), (-3 - flick * 0.4, -15.5))
        poly(p, ORANGE.darker(122), (11, 0), (19, 1.6), (10.5, 4))
        poly(p, ORANGE, (10.5, -5), (21.5, -0.4), (11, 1.6))
        eye(p, 7.4, -5.2, 3.7, blink=blinks(character, pose))
        if beat:
            _beating(p, _feather_wing(), c.deep, (-3, -1), beat)
            with turned(p, 0.4, -1):
                p.scale(0.74, 0.86)
                _beating(p, _feather_wing(), c.base, (-3, -0.5), beat)
        else:
            with turned(p, -4, 1, 62):
                oval(p, c.deep, 2, 3, 5.2, 8.8)


@lru_cache(maxsize=1)
def _bat_wing() -> QPainterPath:
    """A dragon's wing raised from (0, 0): three fingers and the skin between them."""
    path = QPainterPath(QPointF(5, 2))
    path.lineTo(2, -23)
    path.lineTo(-10, -37)
    path.quadTo(-14, -28, -22, -30)
    path.quadTo(-20, -20, -29, -17)
    path.quadTo(-20, -12, -21, -4)
    path.quadTo(-12, -6, -6, 3)
    path.closeSubpath()
    return path


def _dragon_wing(p: QPainter, skin: QColor, bone: QColor, at: Point, beat: float, *, lean: float = 0.0) -> None:
    with turned(p, *at, lean):
        k = beat if abs(beat) > 0.28 else math.copysign(0.28, beat)
        p.scale(1.0, k)
        p.setBrush(skin)
        p.drawPath(_bat_wing())
        for tip in ((-21, -29), (-28, -17)):
            limb(p, bone, 2.0, (1, -12), tip)
        limb(p, bone, 3.4, (2, 0), (2, -22), (-9, -35.5))


def _dragon(p: QPainter, character: Character, pose: Pose) -> None:
    c = coat_of(character.colour)
    flying, s = pose.action == "fly", pose.swing
    cream = IVORY if character.colour != "white" else QColor(255, 214, 150)
    spike = QColor(255, 196, 60) if character.colour not in ("yellow", "orange") else QColor(226, 66, 50)
    beat = _wing_beat(pose) if flying or pose.action in ("dance", "jump") else 0.78 + 0.05 * s
    y = -FLIGHT + 3.5 * s if flying else -21 + _bob(pose)
    p.translate(4 if flying else 10, 0)   # the long tail belongs to the figure: its middle stands on the mark
    if not flying:
        (nx, ny), (fx, fy) = _feet(pose, 7, 6)
        for x, dx, lift, tone in ((7, fx, fy, c.shade), (-6, nx, ny, c.base)):
            limb(p, tone, 8.5, (x, y + 8), (x + dx, lift - 4.5))
            oval(p, tone, x + dx + 2.5, lift - 3, 7, 3.2)
            limb(p, cream, 2.2, (x + dx + 7, lift - 2.0), (x + dx + 8.6, lift - 1.6))
    with turned(p, 0, y, (2 if flying else -34) + _sway(pose, 7)):
        skin = c.light if character.colour != "white" else c.shade
        _dragon_wing(p, c.shade, c.deep, (8, -8), beat, lean=14 if flying else 34)
        wag = 5 * math.sin(pose.phase + 1.0)
        down = 0.0 if flying else 1.0
        tail = ((-10, 2), (-22, 5 - 6 * down), (-33, 2 + 0.4 * wag - 14 * down), (-42, -3 + wag - 27 * down))
        for (ax, ay), (bx, by), width in zip(tail[:-1], tail[1:], (11.0, 8.0, 5.2), strict=True):
            limb(p, c.base, width, (ax, ay), (bx, by))
        ex, ey = tail[-1]
        with turned(p, ex, ey, 8 if flying else 40):
            poly(p, spike, (3, -7), (-12, 0), (3, 7), (0, 0))
        head = (27, -15 + 0.8 * s) if flying else (26, -16.5)
        for bx, by, size in ((-26, 1 - 8 * down, 5.0), (-16, -1.5 - 2 * down, 6.5),
                             (-5, -9, 7.5), (7, -11, 7.0), (16, -15, 6.0)):
            poly(p, spike, (bx - 4.0, by + 2), (bx - 2.5, by - size), (bx + 4.0, by + 2))
        oval(p, c.shade, 0, 0.6, 17, 12.4)
        oval(p, c.base, 0, -0.8, 16.6, 11.6)
        limb(p, c.base, 11.5, (9, -4), (19, -9), head)
        oval(p, cream, 3, 6.2, 12, 5.2)
        limb(p, cream, 3.6, (13, 3.6), (20, -3.2))
        if flying:
            for x in (-9, -2):
                limb(p, c.shade, 6.4, (x, 9), (x - 7, 13.5))
        limb(p, c.base, 4.6, (11, 2), (17 + 1.5 * s, 7.5))
        with turned(p, *head, (0 if flying else 34) + 3 * s):
            for x in (-6.5, -1):
                poly(p, cream, (x, -5), (x - 6, -14.5), (x + 4.6, -6.5))
            oval(p, c.base, 0, -1, 9.2, 8.4)
            limb(p, c.shade, 6.5, (6, 4), (14.5, 4.6))
            limb(p, c.base, 7.6, (6, 0.6), (15.6, 0.8))
            oval(p, DARK, 17, -1.0, 1.3, 1.3)
            poly(p, WHITE, (12.4, 3.6), (16.2, 3.6), (14.4, 7.4))
            eye(p, 3.4, -3.8, 3.5, blink=blinks(character, pose))
        _dragon_wing(p, skin, c.base.darker(115), (-1, -5), beat, lean=0 if flying else 26)


DRAWINGS: dict[str, Callable[[QPainter, Character, Pose], None]] = {
    "robot": _robot, "monster": _monster, "penguin": _penguin, "bird": _bird, "dragon": _dragon, **ANIMALS}


def draw_creature(p: QPainter, character: Character, pose: Pose) -> None:
    """Draws a kind of scene.CREATURES: feet at (0, 0), facing right, HEIGHT[kind] * build units high.

    The painter's state is left as it was found. A flying bird or dragon hangs FLIGHT * build units above the origin.
    """
    p.save()
    p.setRenderHint(QPainter.RenderHint.Antialiasing)
    p.setPen(Qt.PenStyle.NoPen)
    p.scale(character.build, character.build)
    DRAWINGS[character.kind](p, character, pose)
    p.restore()
