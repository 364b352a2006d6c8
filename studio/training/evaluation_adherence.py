"""Training: does the film show what was asked? Adherence, and the same prompts over sampling steps and checkpoints."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from studio.problem import StudioError
from studio.training.evaluation import Judge, Made, Maker, Report, Setting, share
from studio.training.evaluation_prompts import Asked, ask, drawn, unseen_scene
from studio.training.evaluation_sheet import Row, spread
from studio.world.captions import ATTRIBUTES

PROMPTS = 300
SECONDS = 2.0
STEPS = (2, 4, 8, 16, 32)
Told = list[dict[str, str]]


def adherence(setting: Setting) -> Report:
    """Held-out scenes, each asked for in English and in Chinese with the same noise; every second in a long caption.

    An attribute counts where the prompt asks for it. `joint`: all seven right at once, of the long prompts, which ask
    for all; `joint_told`: everything the prompt asked for, of all prompts.
    """
    judge = Judge(setting)
    asked = prompts(setting.count(PROMPTS), setting.seed)
    seconds = setting.seconds or SECONDS
    judge.ready()
    told, rows, wall = [], [], 0.0
    with Maker(setting) as maker:
        for i, one in enumerate(asked):
            setting.progress(i / len(asked), one.text[:40])
            made = maker.make(one.text, seconds=seconds, seed=setting.seed + i // 2)
            told.append(judge.film(made.frames))
            rows.append(_row(one, told[-1], [p[::2, ::2] for p in spread(made.frames, 3)]))
            wall += made.wall_seconds
    figures = scores(asked, told)
    figures |= {"zh_minus_en": _difference(asked, told), "recogniser": own_accuracy(judge, asked, seconds),
                "by_language": _by(asked, told, "language"), "by_length": _by(asked, told, "length"),
                "seconds": seconds, "wall_s": round(wall, 1)}
    return Report(figures, rows, across=4)


def prompts(count: int, seed: int) -> list[Asked]:
    """English and Chinese in turn for the same scene; scenes alternate between short and long captions."""
    asked = []
    for i in range(count):
        number = i // 2
        length, language = ("short", "long")[number % 2], ("en", "zh")[i % 2]
        asked.append(ask(unseen_scene(seed * 100_003 + number), language, length, seed + number))
    return asked


def scores(asked: Sequence[Asked], told: Told) -> dict[str, Any]:
    """`n`, `mean` over the attributes, `joint`, `joint_told`, `per_attribute` and how often each was `asked`."""
    hits: dict[str, list[bool]] = {name: [] for name in ATTRIBUTES}
    whole, said = [], []
    for one, found in zip(asked, told, strict=True):
        right = {name: found[name] == one.truth[name] for name in one.attributes}
        for name, hit in right.items():
            hits[name].append(hit)
        said.append(all(right.values()))
        if len(right) == len(ATTRIBUTES):
            whole.append(all(right.values()))
    per = {name: share(found) for name, found in hits.items()}
    known = [value for value in per.values() if value is not None]
    return {"n": len(asked), "mean": share(known), "joint": share(whole), "joint_told": share(said),
            "per_attribute": per, "asked": {name: len(found) for name, found in hits.items()}}


def own_accuracy(judge: Judge, asked: Sequence[Asked], seconds: float) -> dict[str, Any]:
    """How the recogniser fares on the world's own drawings of the same scenes: no film can be seen to do better."""
    scenes = {id(one.scene): one for one in asked if one.language == "en" or len(asked) == 1}.values()
    told = [judge.film(drawn(one.scene, seconds, start=0.5)) for one in scenes]
    found = scores(list(scenes), told)
    return {"mean": found["mean"], "joint": found["joint"], "per_attribute": found["per_attribute"], "n": found["n"]}


def _difference(asked: Sequence[Asked], told: Told) -> float | None:
    means = {language: figures["mean"] for language, figures in _by(asked, told, "language").items()}
    return round(means["zh"] - means["en"], 4) if "zh" in means else None


def _by(asked: Sequence[Asked], told: Told, trait: str) -> dict[str, dict[str, Any]]:
    values = list(dict.fromkeys(getattr(one, trait) for one in asked))
    pairs = list(zip(asked, told, strict=True))
    found = {}
    for value in values:
        some = [(one, seen) for one, seen in pairs if getattr(one, trait) == value]
        figures = scores([one for one, _ in some], [seen for _, seen in some])
        found[value] = {name: figures[name] for name in ("n", "mean", "joint_told")}
    return found


def _row(one: Asked, found: dict[str, str], pictures: Sequence[np.ndarray]) -> Row:
    marks = [found[name] == one.truth[name] if name in one.attributes else None for name in ATTRIBUTES]
    wrong = {name: found[name] for name in ATTRIBUTES if name in one.attributes and found[name] != one.truth[name]}
    return Row(pictures, marks, {"prompt": one.text, "truth": one.truth, "wrong": wrong})


# -- the same prompts, again and again ----------------------------------------------------------------------------


def steps(setting: Setting) -> Report:
    """The same seeds over 2 to 32 steps; a row of the sheet is a prompt, the number of steps doubles to the right."""
    asked = prompts(setting.count(12), setting.seed)
    with Maker(setting) as maker:
        films = [_films(maker, asked, setting, steps=n, done=k / len(STEPS)) for k, n in enumerate(STEPS)]
    found, rows = _compared(setting, asked, films, [str(n) for n in STEPS])
    return Report({**found[str(STEPS[-1])], "by_steps": found}, rows)


def compute(setting: Setting) -> Report:
    """The same seeds over checkpoints, in the order given and the bundled weights last."""
    paths = [*setting.checkpoints, setting.models / "transformer.safetensors"]
    if not setting.checkpoints:
        raise StudioError("There are no checkpoints to compare.",
                          next_step="Name weights of the transformer, the oldest first.")
    if missing := next((path for path in paths if not path.is_file()), None):
        raise StudioError(f"{missing} is missing.", next_step="Name files of weights, the oldest first.")
    asked, films = prompts(setting.count(12), setting.seed), []
    for k, path in enumerate(paths):
        with tempfile.TemporaryDirectory(prefix="fantascope-") as folder:
            for name in ("autoencoder", "text"):
                shutil.copyfile(setting.models / f"{name}.safetensors", Path(folder) / f"{name}.safetensors")
            shutil.copyfile(path, Path(folder) / "transformer.safetensors")
            with Maker(setting, models=Path(folder)) as maker:
                films.append(_films(maker, asked, setting, steps=None, done=k / len(paths)))
    names = [f"{k + 1} {path.stem}" for k, path in enumerate(paths)]
    found, rows = _compared(setting, asked, films, names)
    return Report({**found[names[-1]], "by_checkpoint": found}, rows)


def _films(maker: Maker, asked: Sequence[Asked], setting: Setting, *, steps: int | None, done: float) -> list[Made]:
    films = []
    for i, one in enumerate(asked):
        setting.progress(done, one.text[:40])
        films.append(maker.make(one.text, seconds=setting.seconds or 1.0, seed=setting.seed + i // 2, steps=steps))
    return films


def _compared(setting: Setting, asked: Sequence[Asked], films: Sequence[Sequence[Made]],
              names: Sequence[str]) -> tuple[dict[str, dict[str, Any]], list[Row]]:
    """Scores by name, and a row a prompt with the middle frame of each of its films."""
    judge, found = Judge(setting), {}
    own = own_accuracy(judge, asked, setting.seconds or 1.0)
    for name, made in zip(names, films, strict=True):
        figures = scores(asked, [judge.film(one.frames) for one in made])
        found[name] = figures | {"wall_s": round(sum(one.wall_seconds for one in made), 2), "recogniser": own}
    rows = [Row([row[i].frames[len(row[i].frames) // 2] for row in films], (), {"prompt": one.text})
            for i, one in enumerate(asked)]
    return found, rows
