"""Session: a storyboard file: a cast, a look, and shots that name them. Read whole and checked before anything is made.

    [film]   aspect = "16:9"    look = "watercolour painting"    seed = 7
    [[cast]] name = "anna"      is = "a woman in a red dress"     image = "anna.png"     (either will do)
    [[shot]] prompt = "@anna runs through the snow"     seconds = 4     camera = "the camera follows her"
             look = "my-style=0.7"                      (of this shot alone)

Whoever the model was taught (`train adapt --kind cast`) needs neither “is” nor “image”.

Pure but for reading the file; standard library only. Trouble names the field it was found in.
"""

from __future__ import annotations

import difflib
import math
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from studio.engine.request import MAX_SECONDS
from studio.problem import StudioError
from studio.session.naming import NAME, named, unknown
from studio.session.planning import parse_aspect
from studio.storage.atomic import read_limited

MAX_BYTES = 2**20
MOST_SHOTS, MOST_CAST = 200, 16
MOST_MINUTES = 60
USUAL_SECONDS = 4.0
LONGEST = {"prompt": 4000, "camera": 400, "look": 400, "is": 1000, "aspect": 20, "image": 4000}      # characters
FIELDS = {"film": ("aspect", "look", "seed"), "cast": ("name", "is", "image"),
          "shot": ("prompt", "seconds", "camera", "look")}


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of the cast: told in words, shown in a picture, or both. `learned`: the model was taught who it is."""

    name: str
    told: str = ""
    image: Path | None = None
    learned: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """One shot. `cast`: the names its prompt mentions, in their order. `look`: "" for the film's own."""

    prompt: str
    seconds: float = USUAL_SECONDS
    camera: str = ""
    cast: tuple[str, ...] = ()
    look: str = ""


@dataclass(frozen=True, slots=True)
class Storyboard:
    """A film in words. `seed` None: a fresh one."""

    shots: tuple[Card, ...]
    cast: tuple[Member, ...] = ()
    aspect: tuple[int, int] = (16, 9)
    look: str = ""
    seed: int | None = None


class Wrong(StudioError):
    """The storyboard cannot be filmed as it is."""


def read_storyboard(path: Path, *, learned: Collection[str] = ()) -> Storyboard:
    """The storyboard in a TOML file; pictures are found from its folder. Raises StudioError naming the field.

    `learned`: the characters the model was taught.
    """
    try:
        data = tomllib.loads(read_limited(path, limit=MAX_BYTES).decode("utf-8-sig"))
    except RecursionError as exc:
        raise Wrong(f"“{path.name}” is nested too deeply.", next_step="A storyboard needs no nesting.") from exc
    except ValueError as exc:           # bad UTF-8, bad TOML, absurdly long numbers
        raise Wrong(f"“{path.name}” is not readable TOML: {str(exc)[:120]}.", next_step="Mend that line.") from exc
    return storyboard(data, folder=path.absolute().parent, learned=learned)


def storyboard(data: Mapping[str, Any], *, folder: Path, learned: Collection[str] = ()) -> Storyboard:
    """The storyboard that plain data describes."""
    _refuse_unknown("the file", data, tuple(FIELDS))
    film = data.get("film", {})
    if not isinstance(film, dict):
        raise Wrong("film: it should be a table.", next_step="Write [film], and its fields below.")
    _refuse_unknown("film", film, FIELDS["film"])
    cast: list[Member] = []
    for number, entry in enumerate(_tables(data, "cast", most=MOST_CAST), 1):
        known = {other.name for other in cast}
        cast.append(_member(f"cast {number}", entry, folder=folder, known=known, learned=learned))
    names = tuple(member.name for member in cast)
    shots = tuple(_card(f"shot {n}", entry, names) for n, entry in enumerate(_tables(data, "shot", most=MOST_SHOTS), 1))
    if not shots:
        raise Wrong("shot: the storyboard has none.", next_step="Write [[shot]], and below it: prompt = \"…\".")
    if sum(shot.seconds for shot in shots) > 60 * MOST_MINUTES:
        what = f"shot: together they last more than {MOST_MINUTES} minutes."
        raise Wrong(what, next_step="Split the storyboard over several films.")
    aspect = _text("film", film, "aspect") or "16:9"
    try:
        shape = parse_aspect(aspect)
    except StudioError as exc:
        raise Wrong(f"film: aspect: {exc.problem.what}", next_step=exc.problem.next_step) from exc
    return Storyboard(shots, tuple(cast), shape, _text("film", film, "look"), _seed(film))


def _member(
    where: str, entry: Mapping[str, Any], *, folder: Path, known: set[str], learned: Collection[str]
) -> Member:
    _refuse_unknown(where, entry, FIELDS["cast"])
    name = entry.get("name")
    if not isinstance(name, str) or not NAME.fullmatch(name.removeprefix("@")):
        raise Wrong(f"{where}: name should be one word.", next_step='Write it as name = "anna".')
    name = name.removeprefix("@")
    if name in known:
        raise Wrong(f"{where}: name “{name}” is there twice.", next_step="Give each its own name.")
    told, image = _text(where, entry, "is"), _text(where, entry, "image")
    if not told and not image and name not in learned:
        step = f'Add is = "a woman in a red dress", or image = "{name}.png".'
        raise Wrong(f"{where}: @{name} has neither “is” nor “image”.", next_step=step)
    path = _file(folder, image) if image else None
    if image and path is None:
        raise Wrong(f"{where}: image “{image[:80]}” is not there.", next_step=f"It is looked for in {folder}.")
    return Member(name, told, path, name in learned)


def _card(where: str, entry: Mapping[str, Any], names: tuple[str, ...]) -> Card:
    _refuse_unknown(where, entry, FIELDS["shot"])
    prompt = _text(where, entry, "prompt")
    if not prompt:
        raise Wrong(f"{where}: prompt is missing.", next_step='Write what is to be seen: prompt = "…".')
    if strangers := unknown(prompt, names):
        name = strangers[0][:40]
        near = difflib.get_close_matches(name, names, 1)
        step = f"Did you mean @{near[0]}?" if near else f'Add a [[cast]] with name = "{name}".'
        raise Wrong(f"{where}: prompt names @{name}, who is not in the cast.", next_step=step)
    seconds = entry.get("seconds", USUAL_SECONDS)
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not _fits(seconds):
        what = f"{where}: seconds should be a number above 0 and up to {MAX_SECONDS}."
        raise Wrong(what, next_step="4 is a good start.")
    look = _text(where, entry, "look")
    return Card(prompt, float(seconds), _text(where, entry, "camera"), named(prompt, names), look)


def _fits(seconds: float) -> bool:
    return (isinstance(seconds, int) or math.isfinite(seconds)) and 0 < seconds <= MAX_SECONDS


def _seed(film: Mapping[str, Any]) -> int | None:
    seed = film.get("seed")
    if seed is not None and (type(seed) is not int or not 0 <= seed < 2**62):
        what = "film: seed should be a whole number from 0 to 2^62 - 1."
        raise Wrong(what, next_step="Leave it out for a fresh one.")
    return seed


def _text(where: str, entry: Mapping[str, Any], field: str) -> str:
    """A field of text, "" when it is left out."""
    value = entry.get(field, "")
    if not isinstance(value, str):
        raise Wrong(f"{where}: {field} should be text.", next_step=f'Write it in quotes: {field} = "…".')
    if len(value) > LONGEST[field]:
        what = f"{where}: {field} has {len(value):,} characters; {LONGEST[field]:,} is the most."
        raise Wrong(what, next_step="Shorten it.")
    if "\0" in value:
        raise Wrong(f"{where}: {field} holds a character that is no text.", next_step="Take it out.")
    return value.strip()


def _tables(data: Mapping[str, Any], name: str, *, most: int) -> list[Mapping[str, Any]]:
    found = data.get(name, [])
    if not isinstance(found, list) or not all(isinstance(entry, dict) for entry in found):
        raise Wrong(f"{name}: it should be a list of tables.", next_step=f"Write [[{name}]] with two brackets.")
    if len(found) > most:
        raise Wrong(f"{name}: there are {len(found):,}; {most} is the most.", next_step="Split the storyboard.")
    return found


def _refuse_unknown(where: str, entry: Mapping[str, Any], known: tuple[str, ...]) -> None:
    for field in entry:
        if field not in known:
            near = difflib.get_close_matches(field[:80], known, 1)
            step = f"Did you mean “{near[0]}”?" if near else f"Use {', '.join(known)}."
            raise Wrong(f"{where}: “{field[:40]}” is not a field of a storyboard.", next_step=step)


def _file(folder: Path, name: str) -> Path | None:
    try:
        path = folder / Path(name).expanduser()
        return path if path.is_file() else None
    except (OSError, ValueError, RuntimeError):     # too long, no such home
        return None
