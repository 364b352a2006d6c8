"""Session: any prompt becomes a full caption the bundled model knows. Pure; standard library only.

What was said is never contradicted; what was not said is filled in by the seed, by the world's own rules; what the
world cannot draw is drawn as the nearest thing or left out, and either is named. `lookup` finds the nearest thing for
words no table knows (`engine.language`); without it such words are left out.
"""

from __future__ import annotations

import hashlib
import random
import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from studio.session.lexicon import anchors, held
from studio.session.staging import stage
from studio.session.understanding import Said, stretches, understand
from studio.world import captions_en, captions_zh
from studio.world.captions import Told, facts
from studio.world.scene import Scene

Lookup = Callable[[str, tuple[tuple[str, str], ...]], str | None]
JOINTS = {"en": "\nThen: ", "zh": "\n然后："}
MOST_NAMED = 12             # words named as left out
MOST_LOOKED_UP = 12
PHRASINGS = 24              # ways to say one scene, of which the one nearest to the prompt's own words is taken


@dataclass(frozen=True, slots=True)
class Expansion:
    """`text`: what the model reads, one stretch a line. `facts`: what was said; `filled`: what the seed added.

    `left_out`: one sentence for each thing that is drawn as something else or not at all. `scene`: the last stretch's.
    """

    text: str
    language: str
    facts: dict[str, str]
    filled: dict[str, str]
    left_out: tuple[str, ...]
    scene: Scene | None


def expand(prompt: str, *, seed: int = 0, language: str | None = None, lookup: Lookup | None = None) -> Expansion:
    """The expansion of a prompt; the same arguments give the same. `language`: "en" or "zh" to answer in another.

    An empty prompt stays empty. Raises whatever `lookup` raises.
    """
    text, found, scene, before = "", None, None, None
    left_out: list[str] = []
    told: dict[str, str] = {}
    filled: dict[str, str] = {}
    for part in stretches(prompt[:8000]) if prompt.strip() else ():
        found = understand(part)
        tongue = language or found.language
        _look_up(found, lookup)
        own_seed = int.from_bytes(hashlib.sha256(f"{seed} {part}".encode("utf-8", "replace")).digest()[:4], "big")
        scene, notes, said = stage(found, tongue, seed=own_seed, before=before)
        left_out += notes + _left_out(found, scene, tongue)
        told = {**told, **said}
        filled = {name: value for name, value in facts(scene).items() if name not in told}
        line = _say(scene, said, tongue, part, own_seed)
        text, before = text + JOINTS[tongue] + line if text else line, scene
    return Expansion(text, (language or found.language) if found else language or "en", told, filled,
                     _named(left_out, language or (found.language if found else "en")), scene)


def complete(prompt: str) -> bool:
    """Whether the tables know every word that matters, so that no lookup would change the expansion."""
    for part in stretches(prompt[:8000]):
        found = understand(part)
        if found.main.unknown or found.main.unknown_deed or (found.unknown_places and not _sure(found)):
            return False
    return True


def _sure(found: Said) -> bool:
    return any(not near for *_, near in found.places)


def _look_up(found: Said, lookup: Lookup | None) -> None:
    """Unknown words find their place, or are lost."""
    main, language = found.main, found.language

    def value(word: str, attribute: str) -> str | None:
        return lookup(word, anchors(attribute, language)) if lookup else None

    if main.unknown:
        main.kind, main.word = value(main.unknown, "kind") or "", main.unknown
        if not main.kind:
            found.lost.append(main.unknown)
            main.word = ""
    if main.unknown_deed:
        if main.action:
            found.lost.append(main.unknown_deed)
        else:
            main.action, main.deed = value(main.unknown_deed, "action") or "", main.unknown_deed
            if not main.action:
                found.lost.append(main.unknown_deed)
    for word in found.unknown_places[:MOST_LOOKED_UP]:
        place = None if _sure(found) else value(word, "place")
        if place:
            found.places.append((place, 1.5, word, True))
        else:
            found.lost.append(word)
    found.lost += found.unknown_places[MOST_LOOKED_UP:]


def _left_out(found: Said, scene: Scene, language: str) -> list[str]:
    """The words nothing draws, but for what the place shows anyway."""
    shown = [w for w in found.lost if not held(scene.place, w, found.language)]
    return [f"left out: {word}" if language == "en" else f"未画出：{word}" for word in dict.fromkeys(shown)]


def _named(notes: list[str], language: str) -> tuple[str, ...]:
    notes = list(dict.fromkeys(notes))
    more = len(notes) - MOST_NAMED
    if more <= 0:
        return tuple(notes)
    return (*notes[:MOST_NAMED], f"left out: {more} more" if language == "en" else f"未画出：另外{more}处")


def _say(scene: Scene, said: dict[str, str], language: str, prompt: str, seed: int) -> str:
    """A long caption that tells everything; of several phrasings the one that shares most words with the prompt."""
    who = scene.cast[0].character
    told = Told(
        length="long", place=True, time=True, weather=scene.weather != "clear" or "weather" in said,
        camera=scene.camera != "still" or "camera" in said, direction="facing" in said or scene.camera != "follow",
        company=True, jacket=who.jacket is not None, hair=True, worn=who.accessories, crowd=scene.crowd > 0,
        props=True, wet=scene.wet, foreground=False, shot=True,
        view=scene.view != "level" or "view" in said, style=scene.style != "flat" or "style" in said,
    )  # fmt: skip
    tongue = captions_zh if language == "zh" else captions_en
    own = _grams(prompt, language)
    ways = [tongue.tell(scene, told, random.Random(seed * PHRASINGS + n)) for n in range(PHRASINGS)]
    return max(ways, key=lambda way: len(own & _grams(way, language)))


def _grams(text: str, language: str) -> set[str]:
    if language == "zh":
        return {text[i : i + 2] for i in range(len(text) - 1)}
    words = re.findall(r"[a-z]+", text[:8000].lower())
    return {word[:5] for word in words if len(word) > 2}


def without_expansion(prompt: str) -> Expansion:
    """The prompt as it is, in the same shape."""
    return replace(expand(""), text=prompt)
