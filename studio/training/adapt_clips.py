"""Training: a person's own clips as examples of one new word: prepared, described, and told with the word.

    run/clips/p000-192x112-36/   as `train prepare` writes them; captions end with the word, and may be mended by hand
    run/world/s7000-16x9-12/     drawn clips, told as ever: whoever learns one thing shall forget nothing else
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from studio.engine.describe import Seer
from studio.model.autoencoder import Autoencoder
from studio.problem import StudioError
from studio.training.dataset import CAPTION_MIX, draw_shard, encode_shard, shards
from studio.training.prepare import SURE, Preparer, films
from studio.world.captions import VOCABULARY
from studio.world.retell import retell
from studio.world.scene import PEOPLE, actions_of, moves

LATENTS = "latents.safetensors"
WORLD, WORLD_SEED = 192, 70_000_000     # drawn clips, and the first of their scenes: far from those of any shard
Say = Callable[[str], None]


def prepare_clips(folder: Path, out: Path, seer: Seer, *, say: Say) -> None:
    """Cuts, describes and encodes the films of `folder`; those that are in `out` already are left alone."""
    told = Preparer(seer, out, say=say).run(films(folder))
    if not shards(out, LATENTS):
        reason = next(iter(told.skipped.values()), "they hold nothing that could be used.")
        raise StudioError(f"None of the clips can be learned from: {reason}",
                          next_step="Give films of a third of a second or more.")


def lines_of(out: Path) -> list[dict[str, Any]]:
    """What is told of every clip."""
    return [line for _, lines in _files(out) for line in lines]


def tell_with(trigger: str, out: Path, *, kind: str) -> dict[str, str]:
    """Puts the word into every caption that has not got it. Returns the kind and colour of a new character.

    A look is told after what is seen. A new character is the same to the captioner in no two clips: it takes it for
    whatever is nearest. So all clips call it by the kind and colour it was taken for most, and then by its name.
    """
    nearest = _nearest(lines_of(out)) if kind == "cast" else {}
    for file, lines in _files(out):
        if all(line.get("trigger") == trigger for line in lines):
            continue
        for number, line in enumerate(lines):
            if line.get("trigger") != trigger:
                line |= {"captions": _captions(line, nearest, trigger, seed=number), "trigger": trigger}
        part = file.with_suffix(".part")
        part.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), "utf-8")
        os.replace(part, file)
    return nearest


def words_for(facts: dict[str, str]) -> dict[str, str]:
    """Who a character of that kind and colour is, in each language."""
    (colour, kind), (farbe, wesen) = ([VOCABULARY[name][facts[name]][tongue][0] for name in ("colour", "kind")]
                                      for tongue in ("en", "zh"))
    article = "an" if colour[0] in "aeiou" else "a"
    return {"en": f"{article} {colour} {kind}", "zh": f"一{'个' if facts['kind'] in PEOPLE else '只'}{farbe}{wesen}"}


def with_trigger(text: str, trigger: str) -> str:
    """As the studio puts the word of a look or a character after a prompt (`session.naming.filmed`)."""
    return f"{text.rstrip(' .,，。')}, {trigger}"


def world_clips(folder: Path, autoencoder: Autoencoder, *, count: int = WORLD, say: Say) -> Path:
    """Draws and encodes ordinary clips, in pairs with a shared character; returns the folder of their shard."""
    shard = folder / f"s{WORLD_SEED // 10_000}-16x9-12"
    if not (shard / LATENTS).exists():
        say(f"drawing {count} clips of the world, so that nothing is forgotten")
        draw_shard(shard, count, WORLD_SEED, cast=True)
        encode_shard(shard, autoencoder)
        (shard / "frames.npy").unlink(missing_ok=True)      # only latents are learned from
    return shard


def known_word(name: str) -> bool:
    """Whether the model knows the word already, as a thing of the world."""
    phrases = (phrase for values in VOCABULARY.values() for tongues in values.values() for phrase in
               (*tongues["en"], *tongues["zh"]))
    return name.lower().replace("-", " ") in phrases


def _files(out: Path) -> Iterator[tuple[Path, list[dict[str, Any]]]]:
    for shard in shards(out, LATENTS):
        file = shard / "clips.jsonl"
        yield file, [json.loads(line) for line in file.read_text("utf-8").splitlines()]


def _nearest(lines: list[dict[str, Any]]) -> dict[str, str]:
    """The kind and the colour the character was most surely taken for."""
    found = {}
    for name in ("kind", "colour"):
        votes: Counter[str] = Counter()
        for line in lines:
            votes[line["facts"][name]] += line["confidence"][name]                          # type: ignore[assignment]
        found[name] = votes.most_common(1)[0][0]
    return found


def _captions(line: dict[str, Any], nearest: dict[str, str], trigger: str, *, seed: int) -> list[str]:
    facts = {**line["facts"], **nearest}
    if facts["action"] not in actions_of(facts["kind"]):
        facts["action"] = "stand"
    if facts["camera"] == "follow" and not moves(facts["action"]):
        facts["camera"] = "still"
    unsure = frozenset(name for name, how in line["confidence"].items() if how < SURE and name not in nearest)
    return [with_trigger(retell(facts, tongue, length, unsure=unsure, seed=2 * seed + n), trigger)
            for tongue, length in CAPTION_MIX for n in range(2)]
