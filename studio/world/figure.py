"""World: the bones of a person. From proportions and a pose to joints; standard library only, no Qt, no clothes.

Local stage units of a medium shot: ground at y = 0, up is negative, facing right. Angles are radians from straight
down, positive forward. In a three-quarter view facing right the near shoulder is on the left of the far one.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from studio.world.pose import Pose

Point = tuple[float, float]
Chain = tuple[Point, Point, Point]


@dataclass(frozen=True, slots=True)
class Proportions:
    """Lengths, half widths (`shoulder`, `hip`) and thicknesses (`sleeve`, `trouser`); `head` is a radius."""

    leg: float
    torso: float
    arm: float
    head: float
    shoulder: float
    hip: float
    sleeve: float
    trouser: float


PROPORTIONS = {
    "woman": Proportions(24.0, 18.5, 19.0, 10.6, 6.2, 6.0, 5.0, 4.8),
    "man": Proportions(23.5, 22.0, 20.5, 10.2, 9.6, 8.2, 6.8, 7.2),
    "child": Proportions(13.5, 13.5, 14.0, 11.0, 7.4, 7.4, 5.4, 6.4),
    "wizard": Proportions(21.0, 19.0, 22.0, 9.6, 7.0, 8.0, 6.0, 6.0),
    "knight": Proportions(22.0, 20.0, 19.0, 10.8, 9.0, 8.0, 6.8, 7.4),
    "astronaut": Proportions(19.0, 20.0, 18.5, 13.2, 9.2, 9.4, 8.2, 9.2),
}


@dataclass(frozen=True, slots=True)
class Figure:
    """Joints of one moment. Legs are hip, knee, ankle; arms shoulder, elbow, hand; `toes` are (near, far)."""

    size: Proportions
    hip: Point
    chest: Point
    head: Point
    near_leg: Chain
    far_leg: Chain
    toes: tuple[Point, Point]
    near_arm: Chain
    far_arm: Chain
    trail: float                         # how far cloth and hair stream behind, units
    flutter: float                       # -1..1, their sway
    sitting: bool


@dataclass(frozen=True, slots=True)
class _Stance:
    """Angles of one moment: legs (thigh, knee bend), arms (upper, fore), each near then far."""

    legs: tuple[Point, Point]
    arms: tuple[Point, Point]
    lean: float = 0.0
    sway: float = 0.0                    # hips sideways, units
    hop: float = 0.0                     # clear of the ground, units
    tuck: float = 0.0                    # 0 stands on the lowest foot .. 1 hangs from the hips, feet drawn up
    trail: float = 0.0


def reach(start: Point, angle: float, length: float) -> Point:
    """The end of a bone."""
    return start[0] + math.sin(angle) * length, start[1] + math.cos(angle) * length


def _step(phase: float, amplitude: float, bend: float, rest: float = 0.06, bias: float = 0.0) -> Point:
    """Thigh and knee of a leg: straight on the ground going back, bent in the air coming forward."""
    return bias + amplitude * math.sin(phase), rest + bend * max(0.0, math.cos(phase))


_RESTING_ARMS = ((-0.2, 0.05), (0.3, 0.5))


def _stance(kind: str, pose: Pose) -> _Stance:
    s, c = math.sin(pose.phase), math.cos(pose.phase)
    opposite = pose.phase + math.pi
    standing = ((-0.10, 0.03), (0.16, 0.06))
    match pose.action:
        case "walk":
            return _Stance((_step(pose.phase, 0.58, 0.85), _step(opposite, 0.58, 0.85)),
                           ((-0.70 * s, 0.3 - 0.85 * s), (0.70 * s, 0.3 + 0.85 * s)), lean=0.05, trail=2.5)
        case "run":
            return _Stance((_step(pose.phase, 0.95, 1.25, 0.3, 0.15), _step(opposite, 0.95, 1.25, 0.3, 0.15)),
                           ((-1.05 * s, 1.25 - 1.05 * s), (1.05 * s, 1.25 + 1.05 * s)),
                           lean=0.24, hop=3.0 * abs(s), trail=7.0)
        case "jump":
            up, crouch = 0.5 - 0.5 * c, max(0.0, 2.5 * c - 1.5)          # in the air; on the ground around phase 0
            raised = 0.35 + 2.1 * up
            return _Stance(((-0.1 + 0.5 * up + 0.6 * crouch, 0.05 + 1.3 * up + 1.2 * crouch),
                            (0.2 + 0.8 * up + 0.5 * crouch, 0.05 + 1.0 * up + 1.1 * crouch)),
                           ((-raised - 0.3 * crouch, -raised - 0.25 * up), (raised - 0.5 * crouch, raised + 0.25 * up)),
                           lean=0.16 * crouch, tuck=up, trail=3.0 * s)
        case "dance":
            near, far = max(0.0, s), max(0.0, -s)
            return _Stance(((-0.18 + 0.75 * far, 0.1 + 1.15 * far), (0.22 + 0.65 * near, 0.1 + 1.15 * near)),
                           ((-1.45 - 1.15 * s, -1.75 - 1.3 * s), (1.45 - 1.15 * s, 1.75 - 1.3 * s)),
                           lean=-0.16 * s, sway=3.0 * s, trail=2.0 * c)
        case "wave":
            return _Stance(standing, (_RESTING_ARMS[0], (1.95, 2.4 + 0.55 * s)), sway=0.4 * s)
        case "sit":
            return _Stance(((2.2, 1.8), (1.9, 1.05)), ((0.35, 1.0), (0.6, 1.25 + 0.04 * s)), lean=-0.06 + 0.015 * s)
        case "cast" if kind == "wizard":
            return _Stance(((-0.34, 0.02), (0.42, 0.14)), ((1.70, 1.82 + 0.05 * s), (0.3, 1.2)), lean=0.07, trail=4.0)
        case _:
            breath = 0.04 * s
            return _Stance(standing, ((-0.2 - breath, 0.05 - breath), (0.3 + breath, 0.5 + breath)))


def _bend(shoulder: Point, angles: Point, size: Proportions) -> Chain:
    elbow = reach(shoulder, angles[0], size.arm * 0.5)
    return shoulder, elbow, reach(elbow, angles[1], size.arm * 0.5)


def _leg(hip: Point, angles: Point, size: Proportions) -> tuple[Chain, Point]:
    """The chain of a leg and its toe; the toe is square to the shin, so heels strike and toes push off."""
    knee = reach(hip, angles[0], size.leg * 0.5)
    shin = angles[0] - angles[1]
    ankle = reach(knee, shin, size.leg * 0.5 - 2.2)
    flat = shin * 0.75
    return (hip, knee, ankle), (ankle[0] + math.cos(flat) * 4.2, ankle[1] - math.sin(flat) * 4.2)


def _placed(leg: Chain, toe: Point, hip: Point) -> tuple[Chain, Point]:
    """A leg moved to the hips; nothing goes below the ground."""
    (ax, ay), (bx, by), (cx, cy) = leg
    x, y = hip
    return ((ax + x, ay + y), (bx + x, min(by + y, -2.2)), (cx + x, min(cy + y, -2.2))), (toe[0] + x,
                                                                                          min(toe[1] + y, -2.0))


def figure_of(kind: str, pose: Pose, *, near_hold: Point | None = None, far_hold: Point | None = None,
              wave_near: bool = False) -> Figure:
    """The joints of `kind` in `pose`. A hold fixes an arm's (upper, fore) angles because its hand carries something."""
    size, stance = PROPORTIONS[kind], _stance(kind, pose)
    near, far = stance.arms
    if wave_near and pose.action == "wave":
        near, far = (-far[0], -far[1]), _RESTING_ARMS[1]
    near, far = near_hold or near, far_hold or far
    apart = size.hip * 0.42
    legs = [_leg((side * apart, 0.0), angles, size) for side, angles in zip((-1, 1), stance.legs, strict=True)]
    sitting = pose.action == "sit"
    lowest = max(max(leg[2][1], toe[1]) for leg, toe in legs) + 2.2
    hip_y = -lowest - stance.hop - (size.leg - lowest) * stance.tuck
    hip = (stance.sway, hip_y)
    if sitting:
        hip = (-size.leg * 0.3, -size.hip * 0.75)
    legs = [_placed(leg, toe, hip) for leg, toe in legs]
    chest = reach(hip, math.pi - stance.lean, size.torso)
    head = reach(chest, math.pi - stance.lean * 0.6 - 0.08, size.head + 0.6)
    near_shoulder = (chest[0] - size.shoulder * 0.86, chest[1] + size.sleeve * 0.55)
    far_shoulder = (chest[0] + size.shoulder * 0.80, chest[1] + size.sleeve * 0.55)
    (near_leg, near_toe), (far_leg, far_toe) = legs
    return Figure(size, hip, chest, head, near_leg, far_leg, (near_toe, far_toe), _bend(near_shoulder, near, size),
                  _bend(far_shoulder, far, size), stance.trail, math.sin(pose.phase + 0.9), sitting)
