"""Training: is a character kept? Behind an occluder, out of the frame and back, and over the shots of a story.

The prompt names the kind and never the colour, so that a right colour can have come from memory alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from studio.engine.request import GROUP, RATE, CastReference, Motion
from studio.problem import StudioError
from studio.training.evaluation import Judge, Maker, Report, Setting, same, share
from studio.training.evaluation_prompts import drawn, unseen_scene, without_colour
from studio.training.evaluation_sheet import Row, spread
from studio.world.captions import facts
from studio.world.scene import SHOTS, Scene, in_another_place
from studio.world.stage import visible

KNOWN = 8 * GROUP           # frames of drawn film the engine is shown
CANVAS = 4.0                # seconds it goes on for
HIDDEN, SEEN = 0.35, 0.8    # the visible share of a figure that counts as away, and as there
SEEDS = 4000                # scenes tried for one that fits


@dataclass(frozen=True, slots=True)
class Case:
    """A scene whose main character is away at `now` seconds and back for the canvas's `judged` whole seconds."""

    scene: Scene
    now: float
    judged: tuple[int, ...]


def permanence(setting: Setting) -> Report:
    """The world draws up to where the character is away; who comes back is looked at once the drawn one is back."""
    half = max(1, setting.count(24) // 2)
    cases = {"occluder": _first(_occluded(setting.seed), half), "return": _first(_returning(setting.seed), half)}
    if setting.limit == 1:
        cases["return"] = []
    judge, rows = Judge(setting), []
    hits: dict[str, list[float]] = {name: [] for name in cases}
    own: dict[str, list[float]] = {name: [] for name in cases}
    canvas = setting.seconds or CANVAS
    judge.ready()
    with Maker(setting) as maker:
        for name, some in cases.items():
            for i, case in enumerate(some):
                setting.progress((len(rows)) / (2 * half), name)
                film = drawn(case.scene, case.now + canvas, width=setting.width, height=setting.height)
                now = round(case.now * RATE)
                known = maker.shelf.put("known", film[now - KNOWN: now])
                prompt = without_colour(case.scene, setting.seed + i)
                made = maker.make(prompt, seconds=canvas, seed=setting.seed + i, verb="extend after",
                                  motion=(Motion(known, 0.0, KNOWN / RATE, -KNOWN / RATE),))
                truth = facts(case.scene)
                judged = [s for s in case.judged if s < canvas] or [int(canvas) - 1]
                verdict, drawn_verdict = judge.seconds(made.frames), judge.seconds(film[now:])
                hits[name].append(float(np.mean([same(verdict[s], truth) for s in judged])))
                own[name].append(float(np.mean([same(drawn_verdict[s], truth) for s in judged])))
                marks = [same(verdict[s], truth) for s in judged]
                rows.append(Row([*spread(film[now - KNOWN: now], 3), *spread(made.frames, 5)], marks,
                                {"prompt": prompt, "truth": truth, "shown": [verdict[s] for s in judged]}))
    found = {name: share(values) for name, values in hits.items()}
    figures = {"n": len(rows), "mean": share([v for v in found.values() if v is not None]), **found,
               "recogniser": {name: share(values) for name, values in own.items()}}
    return Report(figures, rows)


def _first(cases: Iterator[Case], count: int) -> list[Case]:
    found = [case for case, _ in zip(cases, range(count), strict=False)]
    if not found:
        raise StudioError("The world draws no scene in which a character is hidden and seen again.",
                          next_step="Evaluate something else, or change the world.")
    return found


def _occluded(seed: int) -> Iterator[Case]:
    """Somebody goes behind a thing in the foreground and comes out on its other side."""
    for k in range(SEEDS):
        scene = unseen_scene(seed * SEEDS + k, seconds=6.0, camera="still", shot="wide",
                             action="walk" if k % 3 else "run")
        scene = replace(scene, occluder=(("wall", "tree", "sign", "pillar")[k % 4], 0.0), camera="still",
                        cast=scene.cast[:1])
        if case := _case(scene):
            yield case


def _returning(seed: int) -> Iterator[Case]:
    """Somebody leaves the frame and returns."""
    for k in range(SEEDS):
        scene = unseen_scene(seed * SEEDS + k, seconds=6.0, camera="still", shot="medium")
        main = replace(scene.cast[0], leaves_at=2.4, returns_at=4.4)
        scene = replace(scene, cast=(main,), occluder=None, camera="still")
        if case := _case(scene):
            yield case


def _case(scene: Scene) -> Case | None:
    """The case this scene makes, if its main character is well seen, away, and well seen again."""
    shares = [visible(scene.cast[0], scene, k / RATE) for k in range(8 * RATE)]
    now = min(range(KNOWN, 4 * RATE + 1), key=lambda k: shares[k])
    after = [shares[now + s * RATE: now + (s + 1) * RATE] for s in range(int(CANVAS))]
    judged = tuple(s for s, part in enumerate(after) if min(part) >= SEEN)
    early = max(shares[now - KNOWN: now - KNOWN + GROUP])
    if shares[now] > HIDDEN or early < SEEN or not judged:
        return None
    return Case(scene, now / RATE, judged)


# -- cast ---------------------------------------------------------------------------------------------------------


def cast(setting: Setting) -> Report:
    """Six shots of one character, known by a single drawn picture, in other places and from other distances."""
    films, shots = setting.count(8), 6
    judge, rows = Judge(setting), []
    seconds = setting.seconds or 2.0
    hits: dict[str, list[bool]] = {shot: [] for shot in SHOTS}
    own: list[bool] = []
    judge.ready()
    with Maker(setting) as maker:
        for film in range(films):
            base = unseen_scene(setting.seed * 1009 + film, camera="still", shot="medium")
            base = replace(base, cast=base.cast[:1], occluder=None)
            reference = drawn(base, 1.0, width=setting.width, height=setting.height)[RATE // 2: RATE // 2 + 1]
            known = CastReference(maker.shelf.put("cast", reference), name="hero")
            pictures, marks, words = [reference[0]], [], []
            for k in range(shots):
                setting.progress((film * shots + k) / (films * shots), f"shot {k + 1} of film {film + 1}")
                scene = _shot(base, setting.seed + film * shots + k, SHOTS[k % 3])
                prompt = without_colour(scene, setting.seed + k)
                made = maker.make(prompt, seconds=seconds, seed=setting.seed + film * shots + k, cast=(known,))
                verdict, truth = judge.film(made.frames), facts(scene)
                marks.append(same(verdict, truth))
                hits[scene.shot].append(marks[-1])
                own.append(same(judge.film(drawn(scene, seconds, start=0.5)), truth))
                pictures.append(made.frames[len(made.frames) // 2])
                words.append({"prompt": prompt, "kind": verdict["kind"], "colour": verdict["colour"]})
            rows.append(Row(pictures, marks, {"truth": facts(base), "shots": words}))
    every = [hit for some in hits.values() for hit in some]
    figures: dict[str, Any] = {"n": len(every), "mean": share(every), "recogniser": share(own),
                               "by_shot": {shot: share(some) for shot, some in hits.items()}}
    return Report(figures, rows)


def _shot(base: Scene, seed: int, size: str) -> Scene:
    """The same character elsewhere, `size` large; it performs something else there."""
    scene = replace(in_another_place(base, seed), shot=size, occluder=None)
    return replace(scene, cast=(replace(scene.cast[0], leaves_at=None, returns_at=None),))
