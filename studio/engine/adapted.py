"""Engine: what the bundled model was taught from a person's own clips: a look or a character, in one small file.

The file is safetensors: low-rank additions to the transformer's layers and, in its header, what they are for and which
weights they were made on. Standard library only: nothing is loaded here, and nothing in a file is believed unchecked.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from studio.engine.backends.headers import Header, read_header, refused
from studio.problem import StudioError

SUFFIX = ".safetensors"
KINDS = ("look", "cast")
NAME = re.compile(r"\w[\w-]{0,39}")
MENTION = re.compile(r"\w{1,40}")       # of a character: it stands after an @ in prompts
MOST_RANK = 256
MOST_WORDS = 400                # characters of what a file says of itself
# What of the autoencoder does not decide what a latent means: it may be trained on its own.
DECODER = ("decoder", "from_latent", "up.", "leave")
DOWN, UP = ".lora_A.weight", ".lora_B.weight"


@dataclass(frozen=True, slots=True)
class Adapted:
    """`trigger`: the word that calls it, after what is seen. `words`: what a character is to the model, by language.

    `base` and `latents`: fingerprints of the transformer and of the encoder it was made on.
    """

    path: str
    name: str
    kind: str
    trigger: str
    rank: int
    base: str
    latents: str
    words: dict[str, str]
    licence: str = ""
    made: str = ""              # how, for people: clips, steps, minutes


def is_adapted(path: Path) -> bool:
    """Whether the file says it is one of these; what else is wrong with it is for `read` to say."""
    try:
        return path.suffix == SUFFIX and _header(path).notes.get("network") == "lora"
    except StudioError:
        return False


def read(path: Path) -> Adapted:
    """What a file says of itself. Raises StudioError for one that is missing, damaged or of another kind."""
    if not path.is_file():
        raise StudioError(f"“{path.name}” is missing.", next_step="Put it back, or choose another look.")
    if path.suffix != SUFFIX:
        raise StudioError(f"“{path.name}” is no safetensors file.", next_step="Looks are opened as those only.")
    header = _header(path)
    notes = header.notes
    if notes.get("network") != "lora" or notes.get("of") != "transformer":
        step = "Use one made by “python -m studio train adapt”."
        raise StudioError(f"“{path.name}” was not made for the bundled model.", next_step=step)
    try:
        told = json.loads(notes.get("words", "{}"))
        words = {language: told[language] for language in ("en", "zh") if isinstance(told.get(language), str)}
        found = Adapted(str(path), notes["name"], notes["kind"], notes["trigger"], int(notes["rank"]), notes["base"],
                        notes["latents"], words, notes.get("licence", ""), notes.get("made", ""))
    except (KeyError, ValueError, AttributeError, RecursionError) as exc:
        raise refused(path, "does not say what it is") from exc
    sensible = (found.kind in KINDS and NAME.fullmatch(found.name) and NAME.fullmatch(found.trigger)
                and 1 <= found.rank <= MOST_RANK)
    if not sensible or any(len(text) > MOST_WORDS for text in (*words.values(), found.licence, found.made)):
        raise refused(path, "does not say what it is")
    return found


def check(path: Path, models: Path) -> Adapted:
    """What the file is, once it fits the model in the folder `models`.

    Every tensor must be a half of an addition to a layer that is there, of its size. Weights that were trained on since
    are no hindrance (`stale` tells); an encoder that writes other latents is: the additions would mean nothing.
    Raises StudioError.
    """
    found, shapes = read(path), _header(path).shapes
    base = _header(models / "transformer.safetensors").shapes
    again = f"Teach it again: python -m studio train adapt --name {found.name} --kind {found.kind} --clips FOLDER."
    layers = {name.removesuffix(side) for name in shapes for side in (DOWN, UP) if name.endswith(side)}
    wanted = {}
    for layer in layers:
        if len(weight := base.get(f"{layer}.weight", ())) != 2:
            raise StudioError(f"“{found.name}” was made for another model: this one has no “{layer[:60]}”.",
                              kept="Nothing was loaded.", next_step=again)
        wanted |= {f"{layer}{DOWN}": (found.rank, weight[1]), f"{layer}{UP}": (weight[0], found.rank)}
    if not layers or wanted != shapes:
        raise StudioError(f"“{found.name}” was made for a model of another size.", kept="Nothing was loaded.",
                          next_step=again)
    if found.latents != latents_of(models):
        raise StudioError(f"“{found.name}” was made for a model that sees pictures in another way.",
                          kept="Nothing was loaded.", next_step=again)
    return found


def stale(found: Adapted, models: Path) -> str:
    """A sentence when the weights were trained on since the file was made; "" when they are the very same."""
    if found.base == base_of(models):
        return ""
    return f"“{found.name}” was made on earlier weights of the model; if it looks weak, teach it again."


def base_of(models: Path) -> str:
    """The fingerprint of the transformer's numbers."""
    return _fingerprint(models / "transformer.safetensors")


def latents_of(models: Path) -> str:
    """The fingerprint of what gives latents their meaning: the encoder and its statistics."""
    return _fingerprint(models / "autoencoder.safetensors", without=DECODER)


def _header(path: Path) -> Header:
    return _read_header(str(path), *_state(path))


@lru_cache(maxsize=64)
def _read_header(path: str, *state: int) -> Header:
    return read_header(Path(path))


def _fingerprint(path: Path, *, without: tuple[str, ...] = ()) -> str:
    return _hashed(str(path), without, *_state(path))


def _state(path: Path) -> tuple[int, int]:
    try:
        stat = path.stat()
    except OSError as exc:
        raise refused(path, "cannot be read") from exc
    return stat.st_size, stat.st_mtime_ns


@lru_cache(maxsize=16)
def _hashed(path: str, without: tuple[str, ...], *state: int) -> str:
    """SHA-256 over names, types, shapes and bytes of the tensors in the order of their names; notes do not count."""
    read_header(Path(path))         # every offset is inside the file
    digest = hashlib.sha256()
    with Path(path).open("rb") as file:
        start = int.from_bytes(file.read(8), "little")
        told = json.loads(file.read(start))
        for name in sorted(told):
            if name == "__metadata__" or name.startswith(without or ("\0",)):
                continue
            entry = told[name]
            begin, end = entry["data_offsets"]
            digest.update(f"{name} {entry['dtype']} {entry['shape']}\n".encode())
            file.seek(8 + start + begin)
            digest.update(file.read(end - begin))
    return digest.hexdigest()[:32]
