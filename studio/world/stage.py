"""World: where everything stands at a moment and how the camera sees it. Standard library only; no Qt, no pixels.

Places are in stage units. *Stage* coordinates are what a scene uses: x from the frame's centre at the middle of the
clip, y from the ground line, down. *Frame* coordinates add the camera: x from the frame's centre, y from its top.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from studio.world.scene import HEIGHT, SHOT_SCALE, SPEED, VEHICLES, Performance, Scene, actions_of, moves

SHORT = 112.0                                              # the frame's short side
WIDE = 192 / 112                                           # the usual aspect, width over height
GROUND = {"level": 0.75, "low": 0.86, "high": 0.66}        # ground line as a share of the frame's height
VIEW_SCALE = {"level": 1.0, "low": 1.12, "high": 0.92}     # figures seen from below loom, from above shrink
LAYER_SCALE = {"wide": 0.85, "medium": 1.0, "close": 1.2}  # the place changes less with the shot than the figures
DEPTH_SCALE, DEPTH_RISE = 0.35, 16.0                       # per unit of depth: shrinks by this share, rises so far
JUMP_LIFT = 22.0
FLIGHT = 52.0                                              # flyers are drawn so far over their place, per build
OCCLUDER_WIDTH, OCCLUDER_PARALLAX = 30.0, 1.15
PAN_SPEED, ZOOM_RATE, MIDDLE = 22.0, 0.09, 2.0             # pans and zooms are at rest value in the clip's middle
LEAVE, BACK = (-1.0, 0.4), (-1.2, 0.2)                     # seconds around leaves_at, returns_at spent on the way
_CADENCE = {"walk": 1.1, "run": 1.7, "fly": 2.5, "jump": 0.9, "dance": 1.0, "wave": 1.5, "stand": 0.35, "sit": 0.35,
            "cast": 0.5}                                   # cycles per second
_WHEEL = {"car": 9.5, "bus": 10.5}                         # wheel radius, so that wheels roll and do not slip
_WIDTH = {"dog": 1.15, "cat": 1.1, "rabbit": 0.8, "horse": 1.15, "mammoth": 1.2, "penguin": 0.7, "bird": 1.5,
          "dragon": 1.4, "car": 2.0, "bus": 1.8, "monster": 0.9, "robot": 0.6}           # share of the height; else 0.5


@dataclass(frozen=True, slots=True)
class Moment:
    """A performance at one moment, in stage coordinates; y is where it is drawn from, `floor` the ground under it."""

    x: float
    y: float
    floor: float
    scale: float
    facing: int
    action: str
    phase: float


@dataclass(frozen=True, slots=True)
class Camera:
    """The camera at one moment: `x` units to the right of its rest, `zoom` about a point in frame coordinates."""

    x: float
    zoom: float
    anchor_x: float
    anchor_y: float
    ground: float

    def see(self, x: float, y: float, parallax: float = 1.0) -> tuple[float, float]:
        """Stage coordinates to frame coordinates."""
        return (self.anchor_x + self.zoom * (x - self.x * parallax - self.anchor_x),
                self.anchor_y + self.zoom * (self.ground + y - self.anchor_y))


def frame_units(aspect: float) -> tuple[float, float]:
    """Width and height in stage units of a frame of this aspect (width over height)."""
    return SHORT * max(aspect, 1.0), SHORT * max(1 / aspect, 1.0)


def figure_scale(scene: Scene) -> float:
    """How large figures at depth 0 are drawn before the camera zooms."""
    return SHOT_SCALE[scene.shot] * VIEW_SCALE[scene.view]


def figure_size(performance: Performance, scene: Scene) -> tuple[float, float]:
    """Width and height of a figure's box in stage units."""
    character = performance.character
    tall = HEIGHT[character.kind] * character.build * figure_scale(scene) * (1 - DEPTH_SCALE * performance.depth)
    return tall * _WIDTH.get(character.kind, 0.5), tall


def ground_line(scene: Scene, height: float) -> float:
    """The ground line below the frame's top, low enough for the main character's head to stay in the frame."""
    main = scene.cast[0]
    needed = 1.06 * sum(_span(main, scene)) + 4                # ears, plumes and crests rise above the crown
    if main.action == "jump":
        needed += JUMP_LIFT * min(figure_scale(scene), 1.2)
    return max(GROUND[scene.view] * height, needed if scene.shot == "close" else min(needed, height - 4))


def cadence(performance: Performance, action: str) -> float:
    """Radians per second of an action's phase."""
    if action == "drive":
        return SPEED["drive"] * performance.pace / _WHEEL.get(performance.character.kind, 7.0)
    return 2 * math.pi * _CADENCE[action] * (performance.pace if moves(action) else 1.0)


def step_length(action: str) -> float:
    """Units of a medium shot between one footprint and the next."""
    return SPEED[action] / _CADENCE[action] / 2


def position(performance: Performance, scene: Scene, t: float, *, aspect: float = WIDE) -> tuple[float, float]:
    """Where the feet are at `t` seconds: stage coordinates (x, y); a walk out of the frame and back is part of it."""
    now = moment(performance, scene, t, aspect=aspect)
    return now.x, now.y


def moment(performance: Performance, scene: Scene, t: float, *, aspect: float = WIDE) -> Moment:
    """Everything about a performance at `t` seconds that drawing needs."""
    size = figure_scale(scene) * (1 - DEPTH_SCALE * performance.depth)
    acting, away, way = _absence(performance, t)
    x, facing, action = _home(performance, scene, acting), performance.facing, performance.action
    phase = performance.phase + cadence(performance, action) * acting
    if away > 0.0:
        side = _exit_side(performance, scene)
        half = frame_units(aspect)[0] / 2
        sight = camera(scene, t, aspect=aspect)
        edge = side * (half / min(sight.zoom, 1.0) + figure_size(performance, scene)[0] + 6) + sight.x
        if scene.camera.startswith("zoom"):
            edge += side * half * 0.2
        x, facing = x + away * (edge - x), side * way
        action = _travel(performance.character.kind)
        phase = performance.phase + cadence(performance, action) * t
    lift = 0.0
    if action == "jump":
        u = phase / math.pi % 2.0                              # the first half of a bounce is in the air
        lift = min(size, 1.2) * max(0.0, JUMP_LIFT * 4 * u * (1 - u))
    floor = -DEPTH_RISE * performance.depth * size
    return Moment(x, floor - lift, floor, size, facing, action, phase)


def camera(scene: Scene, t: float, *, aspect: float = WIDE) -> Camera:
    """The camera at `t` seconds."""
    width, height = frame_units(aspect)
    main, ground = scene.cast[0], ground_line(scene, height)
    x, zoom = 0.0, 1.0
    if scene.camera in ("pan left", "pan right"):
        side = 1 if scene.camera == "pan right" else -1
        x = side * _pan_speed(scene, width / 2, side) * (t - MIDDLE) + _pan_centre(scene)
    elif scene.camera == "follow":
        x = _home(main, scene, t) - main.x
    elif scene.camera in ("zoom in", "zoom out"):
        side = 1 if scene.camera == "zoom in" else -1
        zoom = math.exp(side * 0.36 * math.tanh((t - MIDDLE) * ZOOM_RATE / 0.36))
    below, tall = _span(main, scene)
    return Camera(x, zoom, _home(main, scene, t) - x if zoom != 1.0 else 0.0, ground - below - tall / 2, ground)


def visible(performance: Performance, scene: Scene, t: float, *, aspect: float = WIDE) -> float:
    """The share, 0..1, of a figure's box that is inside the frame and not behind the occluder."""
    width, height = frame_units(aspect)
    sight, now = camera(scene, t, aspect=aspect), moment(performance, scene, t, aspect=aspect)
    x, y = sight.see(now.x, now.y)
    wide = figure_size(performance, scene)[0] * sight.zoom
    below, tall = (side * sight.zoom for side in _span(performance, scene))
    y -= below
    left, right = max(x - wide / 2, -width / 2), min(x + wide / 2, width / 2)
    across, upright = max(0.0, right - left), max(0.0, min(y, height) - max(y - tall, 0.0))
    if scene.occluder is not None:
        middle, half = sight.see(scene.occluder[1], 0.0, OCCLUDER_PARALLAX)[0], OCCLUDER_WIDTH * sight.zoom / 2
        across -= min(across, max(0.0, min(right, middle + half) - max(left, middle - half)))
    return across * upright / (wide * tall)


def _home(performance: Performance, scene: Scene, t: float) -> float:
    """The feet's x without any leaving: a steady motion."""
    if not moves(performance.action):
        return performance.x
    size = figure_scale(scene) * (1 - DEPTH_SCALE * performance.depth)
    return performance.x + performance.facing * SPEED[performance.action] * performance.pace * size * t


def _span(performance: Performance, scene: Scene) -> tuple[float, float]:
    """The air under a figure's box and the height of the box, stage units, without the lift of a jump."""
    tall = figure_size(performance, scene)[1]
    if performance.action != "fly":
        return 0.0, tall
    size = figure_scale(scene) * (1 - DEPTH_SCALE * performance.depth)
    return FLIGHT * performance.character.build * size - 0.4 * tall, 0.8 * tall


def _absence(performance: Performance, t: float) -> tuple[float, float, int]:
    """Seconds spent acting so far, how far out of the frame (0..1), and +1 on the way out, -1 on the way back."""
    if performance.leaves_at is None or t <= (start := performance.leaves_at + LEAVE[0]):
        return t, 0.0, 1
    gone = performance.leaves_at + LEAVE[1]
    if performance.returns_at is None:
        return start, _ease((t - start) / (gone - start)), 1
    again = max(gone, performance.returns_at + BACK[0])
    home = max(again + 0.8, performance.returns_at + BACK[1])
    if t >= home:
        return start + t - home, 0.0, 1
    if t < again:
        return start, _ease((t - start) / (gone - start)), 1
    return start, 1 - _ease((t - again) / (home - again)), -1


def _ease(u: float) -> float:
    u = min(max(u, 0.0), 1.0)
    return u * u * (3 - 2 * u)


def _exit_side(performance: Performance, scene: Scene) -> int:
    """The nearer edge of the frame, or the one the character looks at when it stands in the middle."""
    start = performance.leaves_at or 0.0
    x = _home(performance, scene, start)
    if scene.camera == "follow":
        x -= _home(scene.cast[0], scene, start) - scene.cast[0].x
    return performance.facing if abs(x) < 8 else (1 if x > 0 else -1)


def _travel(kind: str) -> str:
    """How a kind hurries out of the frame."""
    return "drive" if kind in VEHICLES else "run" if "run" in actions_of(kind) else "walk"


def _pan_speed(scene: Scene, half: float, side: int) -> float:
    """The pan's speed: slower where it would lose the main character within two seconds of the middle."""
    main = scene.cast[0]
    speed = _home(main, scene, 1.0) - main.x
    room = max(0.0, half - 0.35 * figure_size(main, scene)[0] - abs(_home(main, scene, MIDDLE) - _pan_centre(scene)))
    return min(PAN_SPEED, max(6.0, side * speed + room / MIDDLE))


def _pan_centre(scene: Scene) -> float:
    """Where a pan looks in the clip's middle: at a main character on its way, else at the stage's centre."""
    return _home(scene.cast[0], scene, MIDDLE) if moves(scene.cast[0].action) else 0.0
