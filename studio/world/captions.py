"""World: a scene says what it shows, in English or Chinese. Standard library only; no Qt, no pixels, no networks.

Which facts are told is chosen here, once for both languages; how they are said lives in `captions_en`, `captions_zh`.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass

from studio.world import captions_en, captions_zh
from studio.world.scene import AIRLESS, INDOORS, Scene, moves

LANGUAGES = ("en", "zh")
LENGTHS = ("short", "medium", "long")
ATTRIBUTES = ("kind", "colour", "place", "time", "weather", "action", "camera")
_TONGUES = {"en": captions_en, "zh": captions_zh}

# attribute -> value -> language -> phrases, the plainest first. A phrase may lie inside another ("红色" in "粉红色"):
# whoever searches a text for values must prefer the longest match.
VOCABULARY: dict[str, dict[str, dict[str, tuple[str, ...]]]] = {
    attribute: {value: {language: tongue.WORDS[attribute][value] for language, tongue in _TONGUES.items()}
                for value in captions_en.WORDS[attribute]}
    for attribute in ATTRIBUTES
}


@dataclass(frozen=True, slots=True)
class Told:
    """The facts one caption tells besides kind, colour and action, which every caption tells."""

    length: str
    place: bool
    time: bool
    weather: bool
    camera: bool
    direction: bool        # where it moves, or where it looks if it stays
    company: bool
    jacket: bool
    hair: bool
    worn: tuple[str, ...]  # accessories named
    crowd: bool
    props: bool
    wet: bool
    foreground: bool       # the occluder, and leaving and returning
    shot: bool
    view: bool
    style: bool


def choose(scene: Scene, length: str, *, rng: random.Random) -> Told:
    """Which facts a caption of this length tells of this scene."""
    def odds(short: float, medium: float, long: float = 1.0) -> bool:
        return rng.random() < {"short": short, "medium": medium, "long": long}[length]

    who = scene.cast[0].character
    sky = scene.place not in INDOORS + AIRLESS
    dark = scene.time in ("sunset", "night")
    return Told(
        length=length,
        place=odds(0.95, 0.95),
        time=odds(0.85, 1.0 if dark else 0.85),
        weather=odds(0.6, 1.0) if scene.weather != "clear" else sky and odds(0.0, 0.1, 0.35),
        camera=odds(0.15, 0.6) if scene.camera != "still" else odds(0.0, 0.0, 0.5),
        direction=odds(0.5, 0.7) if moves(scene.cast[0].action) else odds(0.0, 0.1, 0.8),
        company=odds(0.5, 0.85),
        jacket=odds(0.3, 0.8),
        hair=odds(0.0, 0.15, 0.9),
        worn=tuple(thing for thing in who.accessories if odds(0.15, 0.5)),
        crowd=scene.crowd > 0 and odds(0.1, 0.4),
        props=odds(0.4, 0.7),
        wet=scene.wet and odds(0.1, 0.4),
        foreground=odds(0.0, 0.0),
        shot=odds(0.0, 0.2) if scene.shot != "medium" else odds(0.0, 0.0),
        view=odds(0.15, 0.5) if scene.view != "level" else odds(0.0, 0.0, 0.2),
        style=odds(0.1, 0.3) if scene.style != "flat" else odds(0.0, 0.0, 0.5),
    )


def caption(scene: Scene, language: str, length: str, seed: int) -> str:
    """What the scene shows, as one to three sentences (a short one may lack its full stop).

    `language` is "en" or "zh"; `length` "short", "medium" or "long". The same arguments give the same text. Raises
    KeyError for a language, length or value that has no words.
    """
    rng = random.Random(seed)
    tongue = _TONGUES[language]
    return tongue.tell(scene, choose(scene, length, rng=rng), rng)


def facts(scene: Scene) -> dict[str, str]:
    """The seven attributes of the scene that a caption tells and a recogniser looks for."""
    main = scene.cast[0]
    return {"kind": main.character.kind, "colour": main.character.colour, "place": scene.place, "time": scene.time,
            "weather": scene.weather, "action": main.action, "camera": scene.camera}


def mentions(text: str, attribute: str, value: str, *, language: str) -> bool:
    """True if `text` holds one of the phrases for this value: whole words in English, characters in Chinese."""
    phrases = VOCABULARY[attribute][value][language]
    if language == "zh":
        return any(phrase in text for phrase in phrases)
    return any(re.search(rf"(?<![a-z-]){re.escape(phrase)}(?![a-z])", text, re.IGNORECASE) for phrase in phrases)
