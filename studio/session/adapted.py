"""Session: what the bundled model was taught here (`train adapt`): looks and characters beside the built-in ones.

A look is chosen by its name wherever a look is: of a film, a shot, on the command line, in a storyboard. A character is
whoever in the cast has its name. `my-style=0.7` is the look at a lesser weight. Reads headers only; no tensors, no Qt.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from studio.engine import adapted
from studio.engine.adapted import Adapted
from studio.engine.request import BUNDLED, GenerateRequest, Lora
from studio.problem import StudioError
from studio.session import places
from studio.session.lexicon import language_of
from studio.session.naming import filmed, in_words, named, with_look

LIGHTER = (0.7, 0.4)            # weights offered beside the full one
MOST_WEIGHT = 2.0


@dataclass(frozen=True, slots=True)
class Chosen:
    """One of them, `weight` times."""

    one: Adapted
    weight: float = 1.0


def learned(kind: str = "") -> tuple[Adapted, ...]:
    """Everything that was learned here, by name; a file that cannot be read is left out."""
    found = []
    for path in sorted(places.adapted().glob(f"*{adapted.SUFFIX}")):
        try:
            one = adapted.read(path)
        except StudioError:
            continue
        if not kind or one.kind == kind:
            found.append(one)
    return tuple(found)


def find(name: str, kind: str) -> Adapted | None:
    """The look or character (`kind` "cast") of that name."""
    return next((one for one in learned(kind) if one.name == name), None) if adapted.NAME.fullmatch(name) else None


def learned_looks() -> tuple[tuple[str, str], ...]:
    """(title, words) of the looks that were learned, each at a few weights; to be listed after the built-in ones."""
    found = []
    for one in learned("look"):
        found.append((one.name, one.name))
        found += [(f"{one.name} {weight:.0%}", f"{one.name}={weight:g}") for weight in LIGHTER]
    return tuple(found)


def look_of(text: str) -> tuple[str, Chosen | None]:
    """What a look's text is: words to be told, or one that was learned. Raises StudioError for a senseless weight."""
    name, _, weight = text.strip().partition("=")
    one = find(name.strip(), "look")
    return ("", Chosen(one, _weight(weight, text) if weight else 1.0)) if one else (text.strip(), None)


def character(name: str, weight: float = 1.0) -> Chosen | None:
    one = find(name, "cast")
    return Chosen(one, weight) if one else None


def words_of(one: Adapted, text: str) -> str:
    """Who a character is, in the language of the text it stands in."""
    return one.words.get(language_of(text)) or one.words.get("en") or one.name


def cast_in(text: str) -> tuple[str, tuple[Chosen, ...]]:
    """A prompt with the learned characters it mentions put into words, and who they are."""
    known = {one.name: one for one in learned("cast")} if "@" in text else {}
    names = named(text, known)
    told = in_words(text, {name: words_of(known[name], text) for name in names}) if names else text
    return told, tuple(Chosen(known[name]) for name in names)


def of_file(path: Path, weight: float = 1.0) -> Chosen | None:
    """The same of a file a person named; None where it is a LoRA file for another kind of model."""
    return Chosen(adapted.read(path), weight) if adapted.is_adapted(path) else None


def by_name_or_file(text: str, weight: float) -> Chosen | None:
    """What `--lora` names: a file, or one that was learned here, by its name."""
    path = Path(text)
    if not path.is_file() and (one := find(text, "look") or find(text, "cast")):
        return Chosen(one, weight)
    return of_file(path, weight) if path.is_file() else None


def together(some: Iterable[Chosen | None]) -> tuple[Chosen, ...]:
    """Each file once, in the order they came; the last weight that was said of it counts."""
    return tuple({chosen.one.path: chosen for chosen in some if chosen is not None}.values())


def spoken(text: str, look: str, chosen: Iterable[Chosen]) -> str:
    """The prompt with the look's words and the word of everything learned after it; without words it stays empty."""
    text = with_look(text, look)
    for one in (each.one for each in chosen if each.weight):
        if not text.endswith(f", {one.trigger}"):
            text = filmed(text, one.trigger)
    return text


def loras(chosen: Iterable[Chosen]) -> tuple[Lora, ...]:
    """For a request. Raises StudioError for one that does not fit the model that is here."""
    return tuple(Lora(str(adapted.check(Path(c.one.path), places.models()).path), c.weight) for c in chosen)


def notes(request: GenerateRequest) -> tuple[str, ...]:
    """What is good to know of what was learned, before the start."""
    if request.model != BUNDLED:
        return ()
    stale = (adapted.stale(adapted.read(Path(one.path)), places.models()) for one in request.loras)
    return tuple(sentence for sentence in stale if sentence)


def _weight(text: str, whole: str) -> float:
    try:
        weight = float(text)
    except ValueError:
        weight = math.nan
    if not abs(weight) <= MOST_WEIGHT:
        raise StudioError(f"“{whole[:60]}” is no look with a weight.",
                          next_step=f"Write it as NAME=WEIGHT, a number up to {MOST_WEIGHT:g}: my-style=0.7.")
    return weight
