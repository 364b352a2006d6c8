"""World: what a scene IS, before anybody draws or describes it. Standard library only; no Qt, no pixels.

Everything is measured in *stage units*: the short side of the frame is 112 units, the origin is the frame's centre at
ground level of the shot, x grows right and y grows down. Time is seconds. A scene is a pure function of its seed.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from typing import Any

PEOPLE = ("woman", "man", "child", "wizard", "knight", "astronaut")
CREATURES = ("robot", "monster", "dog", "cat", "rabbit", "horse", "mammoth", "penguin", "bird", "dragon")
VEHICLES = ("car", "bus")
KINDS = PEOPLE + CREATURES + VEHICLES
COLOURS = ("red", "orange", "yellow", "green", "blue", "purple", "pink", "white", "black", "brown")
PLACES = ("neon street", "market street", "snowy meadow", "flower meadow", "forest", "beach", "river road", "room",
          "castle", "desert", "moon")
TIMES = ("day", "sunset", "night")
WEATHERS = ("clear", "rain", "snow", "petals", "fog")
ACTIONS = ("stand", "walk", "run", "jump", "dance", "wave", "sit", "cast", "drive", "fly")
CAMERAS = ("still", "pan left", "pan right", "zoom in", "zoom out", "follow")
SHOTS = ("wide", "medium", "close")
VIEWS = ("level", "low", "high")
STYLES = ("flat", "ink", "watercolour", "night neon")
INDOORS = ("room",)
AIRLESS = ("moon",)

# Height of a kind in stage units in a medium shot, feet to crown.
HEIGHT = {"woman": 66, "man": 68, "child": 54, "wizard": 74, "knight": 68, "astronaut": 68, "robot": 66, "monster": 54,
          "dog": 46, "cat": 44, "rabbit": 46, "horse": 66, "mammoth": 72, "penguin": 52, "bird": 40, "dragon": 60,
          "car": 42, "bus": 58}
SHOT_SCALE = {"wide": 0.85, "medium": 1.15, "close": 1.55}
KEEPSAKES = ("candle", "lantern", "campfire", "ball", "cake")     # props that need no event to make sense
LEAVING_SECONDS = 5.0       # shorter clips have no room for leaving and coming back
# Stage units per second in a medium shot.
SPEED = {"walk": 18.0, "run": 36.0, "drive": 36.0, "fly": 26.0}


@dataclass(frozen=True, slots=True)
class Character:
    """One member of the cast. `colour` is what a caption names: the main garment of people, the body of the rest."""

    kind: str
    colour: str
    jacket: str | None = None            # people only: a second garment over the first
    hair: str = "brown"                  # "black" | "brown" | "blond" | "red" | "grey"
    skin: int = 1                        # 0..4, light to dark
    accessories: tuple[str, ...] = ()    # "sunglasses" "hat" "scarf" "backpack" "umbrella" "book" "stars"
    build: float = 1.0                   # 0.9..1.1 of the kind's height
    seed: int = 0                        # small individual differences (spots, fur, stickers)


@dataclass(frozen=True, slots=True)
class Performance:
    """What a character does and where. x is the place of its feet at t=0; it moves while its action moves."""

    character: Character
    action: str
    facing: int = 1                      # 1 looks and moves right, -1 left
    x: float = 0.0
    depth: float = 0.0                   # 0 main plane; >0 further back (smaller, higher); <0 nearer
    pace: float = 1.0                    # multiplies SPEED
    phase: float = 0.0                   # gait phase at t=0, radians
    leaves_at: float | None = None       # walks out of the frame around this second ...
    returns_at: float | None = None      # ... and is back around this one


@dataclass(frozen=True, slots=True)
class Prop:
    """A thing: "candle" "ball" "tower" "cake" "lantern" "umbrella" "boat" "campfire" "sign"; `event` leaves a mark."""

    kind: str
    x: float
    colour: str = "red"
    in_front: bool = False
    event: str | None = None             # "topple" (ball knocks the tower over), "bite" (cake is eaten), ...
    event_at: float = 1.5


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything a renderer and a caption need."""

    cast: tuple[Performance, ...]        # the first is the main character
    place: str
    time: str = "day"
    weather: str = "clear"
    camera: str = "still"
    shot: str = "medium"
    view: str = "level"
    style: str = "flat"
    props: tuple[Prop, ...] = ()
    occluder: tuple[str, float] | None = None   # ("tree" | "wall" | "sign" | "pillar", x), in front of all
    crowd: int = 0                       # passers-by behind the main plane
    wet: bool = False                    # the ground mirrors the lights
    seed: int = 0                        # layout of the place: buildings, trees, clouds
    leading: float = 0.0                 # camera offset at t=0, units


def moves(action: str) -> bool:
    """True for actions that carry a character across the stage."""
    return action in SPEED


def actions_of(kind: str) -> tuple[str, ...]:
    """The actions a kind can perform."""
    if kind in VEHICLES:
        return ("drive", "stand")
    if kind in ("bird", "dragon"):
        return ("fly", "stand", "walk", "jump", "dance")
    if kind in ("dog", "cat", "rabbit", "horse", "mammoth"):
        return ("stand", "walk", "run", "jump", "sit", "dance")
    if kind == "penguin":
        return ("stand", "walk", "run", "jump", "dance", "wave", "sit")
    if kind == "wizard":
        return ("cast", "stand", "walk", "run", "jump", "dance", "wave", "sit")
    return ("stand", "walk", "run", "jump", "dance", "wave", "sit")


def places_of(kind: str) -> tuple[str, ...]:
    """The places a kind may be met in: vehicles do not drive indoors."""
    return tuple(p for p in PLACES if not (kind in VEHICLES and p in ("room", "forest")))


def weathers_of(place: str) -> tuple[str, ...]:
    """The weathers a place may have."""
    if place in INDOORS or place in AIRLESS:
        return ("clear",)
    return WEATHERS if place != "desert" else ("clear", "rain", "snow", "fog")


def sample_character(rng: random.Random, *, kind: str | None = None, colour: str | None = None) -> Character:
    """A member of the cast drawn at random; what is given is kept."""
    kind = kind or rng.choice(KINDS)
    colour = colour or rng.choice(COLOURS)
    people = kind in ("woman", "man", "child")
    jacket = rng.choice([c for c in COLOURS if c != colour]) if people and rng.random() < 0.35 else None
    wardrobe = {"woman": ("sunglasses", "hat", "scarf", "backpack", "umbrella"),
                "man": ("sunglasses", "hat", "scarf", "backpack"), "child": ("hat", "scarf", "backpack"),
                "wizard": ("book", "stars"), "dog": ("scarf",), "cat": ("scarf",),
                "penguin": ("scarf", "hat"), "rabbit": ("scarf",), "robot": ("scarf",)}.get(kind, ())
    worn = tuple(a for a in wardrobe if rng.random() < (0.6 if kind == "wizard" else 0.2))
    return Character(kind, colour, jacket=jacket, hair=rng.choice(("black", "brown", "blond", "red", "grey")),
                     skin=rng.randrange(5), accessories=worn, build=rng.uniform(0.92, 1.08),
                     seed=rng.randrange(1 << 30))


def sample_scene(seed: int, *, aspect: float = 192 / 112, seconds: float = 4.0, **fixed: Any) -> Scene:
    """A scene drawn at random from its seed.

    `fixed` pins any of kind, colour, place, time, weather, action, camera, shot, character. `aspect` is width over
    height. The main character stays readable: it starts where its motion keeps it mostly in the frame for `seconds`.
    """
    rng = random.Random(seed)
    character = fixed.get("character") or sample_character(rng, kind=fixed.get("kind"), colour=fixed.get("colour"))  # type: ignore[arg-type]
    kind = character.kind                                                                                            # type: ignore[union-attr]
    place = fixed.get("place") or rng.choice(places_of(kind))
    time = fixed.get("time") or rng.choices(TIMES, (5, 3, 4))[0]
    weather = fixed.get("weather") or rng.choices(w := weathers_of(place), [5 if x == "clear" else 2 for x in w])[0]  # type: ignore[arg-type]
    options = actions_of(kind)
    likely = [3 if a in ("walk", "drive", "fly", "cast") else 1.5 for a in options]
    action = fixed.get("action") or rng.choices(options, likely)[0]
    camera = fixed.get("camera") or rng.choices(CAMERAS, (6, 1.2, 1.2, 1.2, 1.2, 3 if moves(action) else 0))[0]      # type: ignore[arg-type]
    shot = fixed.get("shot") or rng.choices(SHOTS, (1.2, 6, 1.8))[0]
    view = rng.choices(VIEWS, (10, 1, 1))[0]
    facing = rng.choice((-1, 1))
    scale = SHOT_SCALE[shot]                                                                                         # type: ignore[index]
    half = 56.0 * max(aspect, 1.0) if aspect >= 1 else 56.0
    pace = rng.uniform(0.85, 1.15)
    travel = SPEED.get(action, 0.0) * pace * scale * seconds if camera != "follow" else 0.0                          # type: ignore[arg-type]
    room = max(0.0, half - 24.0 * scale)
    if travel > 2 * room and "camera" not in fixed:         # too fast for this frame: the camera goes along
        camera, travel = "follow", 0.0
    x = -facing * min(travel / 2, room) + rng.uniform(-0.3, 0.3) * max(0.0, room - travel / 2)
    main = Performance(character, action, facing=facing, x=x, pace=pace, phase=rng.uniform(0, 6.283))                # type: ignore[arg-type]
    company: tuple[Performance, ...] = ()
    if kind not in VEHICLES and rng.random() < 0.1:
        other = sample_character(rng, kind=rng.choice(PEOPLE[:3] if kind in PEOPLE else (kind,)))
        same = action if action in actions_of(other.kind) else "stand"
        company = (Performance(other, same, facing=facing, x=x - 26 * scale * rng.choice((-1, 1)), pace=pace,
                               phase=rng.uniform(0, 6.283), depth=0.12),)
    crowd = rng.choice((0, 2, 3)) if place in ("neon street", "market street") else 0
    occluder = (rng.choice(("tree", "pillar", "sign")), rng.uniform(-30, 30)) if rng.random() < 0.08 else None
    if camera == "follow" or not moves(action):             # nobody may stand behind it for good
        occluder = None
    wet = weather == "rain" or (place == "neon street" and rng.random() < 0.5)
    layout, leading = rng.randrange(1 << 30), rng.uniform(-40, 40)
    props: tuple[Prop, ...] = ()
    if kind not in VEHICLES and not moves(action) and rng.random() < 0.15:                                           # type: ignore[arg-type]
        props = (Prop(rng.choice(KEEPSAKES), x + facing * 30 * scale, rng.choice(COLOURS)),)
    if seconds >= LEAVING_SECONDS and camera == "still" and rng.random() < 0.3:
        leaves = rng.uniform(1.0, seconds - 2.4)
        main = replace(main, leaves_at=leaves, returns_at=leaves + rng.uniform(1.8, 2.4))
    return Scene((main, *company), place, time=time, weather=weather, camera=camera, shot=shot, view=view,           # type: ignore[arg-type]
                 crowd=crowd, occluder=occluder, props=props, wet=wet, seed=layout, leading=leading)


def in_another_place(scene: Scene, seed: int) -> Scene:
    """The same cast in another shot: place, time, weather, camera and shot size change, the characters do not."""
    character = scene.cast[0].character
    other = sample_scene(seed, character=character)
    return replace(other, cast=(other.cast[0],))
