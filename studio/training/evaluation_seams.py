"""Training: is a join seen? What goes on from known film, leads up to it, fills a gap or closes a loop, and keyframes.

A step is the mean absolute change from one frame to the next, in levels of 255. At a seam it is compared with the
median of the steps inside the same film; so is the step of the mean colour, and the change of motion ("velocity").
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from studio.engine.request import GROUP, RATE, Motion, Still
from studio.training.evaluation import Judge, Maker, Report, Setting, same, share
from studio.training.evaluation_prompts import ask, drawn, unseen_scene
from studio.training.evaluation_sheet import Row, spread

PIECE = 4 * GROUP           # frames known on a side, and made: the film's thirds
FLOOR = 0.5                 # levels; a median smaller than this is taken for it: nobody sees such a step
VERBS = ("after", "before", "fill", "loop")


@dataclass(frozen=True, slots=True)
class Known:
    """Three pieces of film as the engine reads them and as they look. The middle one is only for comparison."""

    frames: np.ndarray          # (3 * PIECE, H, W, 3) uint8
    path: str
    prompt: str

    def motion(self, piece: int, time: float) -> Motion:
        """Piece 0, 1 or 2 with its first frame at `time` seconds of the canvas."""
        start = piece * PIECE / RATE
        return Motion(self.path, start, start + PIECE / RATE, time)

    def piece(self, number: int) -> np.ndarray:
        return self.frames[number * PIECE: (number + 1) * PIECE]


def seams(setting: Setting) -> Report:
    """Every verb on films the world draws and on as many the model made, which go on from their own latents."""
    count, rows = setting.count(6), []
    found: dict[str, list[dict[str, float]]] = {}
    with Maker(setting) as maker:
        for i in range(count):
            for origin in ("drawn", "made"):
                known = _known(maker, setting, i, origin)
                for k, verb in enumerate(VERBS):
                    setting.progress((i + (k + 4 * (origin == "made")) / 8) / count, f"{verb}, {origin}")
                    film, at = _joined(maker, known, verb, seed=setting.seed + i)
                    measured = at_seams(film, at)
                    for name in (verb, origin):
                        found.setdefault(name, []).append(measured)
                    edge = [film[j] for j in (at[0] - PIECE, at[0] - 2, at[0] - 1, at[0], at[0] + 1, at[0] + PIECE - 1)]
                    rows.append(Row(edge, [measured["seam"] <= 1.25, measured["colour_step"] <= 1.25],
                                    {"verb": verb, "film": origin, "prompt": known.prompt, **measured}))
    every = found["drawn"] + found["made"]
    figures: dict[str, Any] = {"n": len(every), **_mean(every), "worst": max(m["seam"] for m in every)}
    figures |= {name: _mean(some) for name, some in found.items()}
    return Report(figures, rows, across=2)


def _known(maker: Maker, setting: Setting, number: int, origin: str) -> Known:
    """Four seconds that move: somebody walks, or the camera does."""
    camera = ("pan left", "still", "zoom in", "follow")[number % 4]
    fixed = {"camera": camera} if number % 2 == 0 else {"camera": camera, "action": "walk"}
    seed, seconds = setting.seed * 997 + number, 3 * PIECE / RATE
    scene = unseen_scene(seed, seconds=seconds + 1, **fixed)
    prompt = ask(scene, "en", "long", seed).text
    if origin == "made":
        made = maker.make(prompt, seconds=seconds, seed=setting.seed + number)
        return Known(made.frames, made.latents, prompt)
    film = drawn(scene, seconds, width=setting.width, height=setting.height, start=0.5)
    return Known(film, maker.shelf.put(f"known-{number}", film), prompt)


def _joined(maker: Maker, known: Known, verb: str, *, seed: int) -> tuple[np.ndarray, list[int]]:
    """The film with what is made for it, and the frames that begin right after a seam."""
    span = PIECE / RATE
    motion = {"after": (known.motion(0, -span),), "before": (known.motion(2, span),),
              "fill": (known.motion(0, -span), known.motion(2, span)),
              "loop": (known.motion(2, -span), known.motion(0, span))}[verb]
    name = verb if verb in ("fill", "loop") else f"extend {verb}"
    new = maker.make(known.prompt, seconds=span, seed=seed, verb=name, motion=motion).frames
    match verb:
        case "after":
            return np.concatenate([known.piece(0), new]), [PIECE]
        case "before":
            return np.concatenate([new, known.piece(2)]), [PIECE]
        case "fill":
            return np.concatenate([known.piece(0), new, known.piece(2)]), [PIECE, 2 * PIECE]
        case _:
            return np.concatenate([known.piece(2), new, known.piece(0)]), [PIECE, 2 * PIECE]


def at_seams(film: np.ndarray, seams: Sequence[int]) -> dict[str, float]:
    """`seam`, `colour_step` and `velocity`: the mean over the seams of the step there over the median step inside.

    `seams`: frames that begin right after one.
    """
    pictures = film.astype(np.float32)
    change = pictures[1:] - pictures[:-1]
    steps = np.abs(change).mean((1, 2, 3))
    colours = np.abs(change.mean((1, 2))).mean(-1)
    turns = np.abs(change[1:] - change[:-1]).mean((1, 2, 3))            # turn k lies around frame k + 1
    across = [s - 1 for s in seams]
    near = sorted({k for s in seams for k in (s - 2, s - 1) if 0 <= k < len(turns)})
    return {"seam": _ratio(steps, across), "colour_step": _ratio(colours, across),
            "velocity": _ratio(turns, near)}


def _ratio(values: np.ndarray, at: Sequence[int]) -> float:
    inside = np.delete(values, list(at)) if len(at) < len(values) else values
    return round(float(values[list(at)].mean() / max(float(np.median(inside)), FLOOR)), 4)


def _mean(measured: Sequence[dict[str, float]]) -> dict[str, float | None]:
    return {name: share([m[name] for m in measured]) for name in measured[0]}


# -- keyframes ----------------------------------------------------------------------------------------------------


def keyframes(setting: Setting) -> Report:
    """Three drawn stills, at the start, in the middle and at the end: are they met without a jump, and kept?

    `mean`: kind, colour and place are right throughout. `off`: how far, in levels, the frames beside a still are from
    the drawn frames there; `drawn_off`: how far those are from the still.
    """
    count, seconds = setting.count(12), setting.seconds or 2.0
    judge, rows = Judge(setting), []
    judge.ready()
    measured: list[dict[str, float]] = []
    kept: list[bool] = []
    own: list[bool] = []
    with Maker(setting) as maker:
        for i in range(count):
            setting.progress(i / count, f"film {i + 1}")
            scene = unseen_scene(setting.seed * 991 + i, seconds=seconds + 0.5)
            asked = ask(scene, "en", "long", setting.seed + i)
            film = drawn(scene, seconds, width=setting.width, height=setting.height, start=0.5)
            path, at = maker.shelf.put("film", film), sorted({0, len(film) // 2, len(film) - 1})
            stills = tuple(Still(path, k / RATE, at=k / RATE) for k in at)
            made = maker.make(asked.text, seconds=seconds, seed=setting.seed + i, verb="keyframes", stills=stills)
            inner = sorted({k for k in (*at, *(k + 1 for k in at)) if 0 < k < len(film)})
            beside = [(a, k) for a in at for k in (a - 1, a + 1) if 0 <= k < len(film)]
            measured.append(at_seams(made.frames, inner) | {
                "off": share([_levels(made.frames[k], film[k]) for _, k in beside]) or 0.0,
                "drawn_off": share([_levels(film[k], film[a]) for a, k in beside]) or 0.0})
            names = ("kind", "colour", "place")
            kept.append(same(judge.film(made.frames), asked.truth, names))
            own.append(same(judge.film(film), asked.truth, names))
            pictures = [film[at[len(at) // 2]], *spread(made.frames, 6)]
            rows.append(Row(pictures, [kept[-1]], {"prompt": asked.text, **measured[-1]}))
    return Report({"n": count, "mean": share(kept), "recogniser": share(own), **_mean(measured)}, rows)


def _levels(a: np.ndarray, b: np.ndarray) -> float:
    return float(np.abs(a.astype(np.float32) - b).mean())
