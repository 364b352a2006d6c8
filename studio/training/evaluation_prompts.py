"""Training: the scenes an evaluation asks for, none ever drawn for training, and the words they are asked in."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from typing import Any

import numpy as np

from studio.engine.request import RATE
from studio.training.dataset import held_out
from studio.world.captions import ATTRIBUTES, caption, choose, facts
from studio.world.draw import Figure, Renderer
from studio.world.scene import Scene, actions_of, sample_scene

FIRST_SEED = 40_000_000         # scenes of evaluations begin here, far from those of any shard
TRIES = 1 << 16


@dataclass(frozen=True, slots=True)
class Asked:
    """A prompt, the scene it tells, and the attributes that follow from its words."""

    scene: Scene
    text: str
    language: str
    length: str
    attributes: frozenset[str]

    @property
    def truth(self) -> dict[str, str]:
        return facts(self.scene)


def unseen_scene(seed: int, *, seconds: float = 2.0, **fixed: Any) -> Scene:
    """A scene whose combination of kind, colour and place is held out from training; `fixed` as in `sample_scene`.

    Its main character is of a kind that can do a fixed action.
    """
    first = (FIRST_SEED + seed) * TRIES
    tries = (sample_scene(first + k, seconds=seconds, **fixed) for k in range(TRIES))
    return next(scene for scene in tries if held_out(facts(scene)) and _able(scene))


def _able(scene: Scene) -> bool:
    return scene.cast[0].action in actions_of(scene.cast[0].character.kind)


def ask(scene: Scene, language: str, length: str, seed: int) -> Asked:
    """The world's own caption of the scene as a prompt.

    A long caption keeps silent about weather and camera only where they are clear and still, so it asks for all; what a
    shorter one does not tell is left open and not judged.
    """
    told = choose(scene, length, rng=random.Random(seed))
    named = {"kind", "colour", "action"} | {name for name in ("place", "time", "weather", "camera")
                                            if getattr(told, name)}
    attributes = frozenset(ATTRIBUTES) if length == "long" else frozenset(named)
    return Asked(scene, caption(scene, language, length, seed), language, length, attributes)


def without_colour(scene: Scene, seed: int) -> str:
    """A long English caption that does not say which colour the main character is: only memory can know it then."""
    colour = facts(scene)["colour"]
    told = (caption(scene, "en", "long", seed * TRIES + k) for k in range(TRIES))
    text = next(t for t in told if not re.search(rf"\b(?:in|painted) {colour}\b|\b{colour}-", t, re.IGNORECASE))
    text = re.sub(rf"\b{colour} ", "", text, flags=re.IGNORECASE)
    text = re.sub(r"\b([Aa])n? (?=[aeiouAEIOU])", r"\1n ", text)
    text = re.sub(r"\b([Aa])n (?=[^aeiouAEIOU])", r"\1 ", text)
    return text[0].upper() + text[1:]


def drawn(scene: Scene, seconds: float, *, width: int = 192, height: int = 112, start: float = 0.0,
          main: Figure | None = None) -> np.ndarray:
    """The film the world draws of the scene: (T, H, W, 3) uint8. `main` paints the main character instead."""
    count = max(1, round(seconds * RATE))
    renderer = Renderer(scene, width, height, seconds=start + seconds, main=main)
    return np.stack([renderer.frame(start + k / RATE) for k in range(count)])
