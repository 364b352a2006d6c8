"""Training: a minute in one take, and how long a take takes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from studio.engine.request import RATE
from studio.training.evaluation import Judge, Maker, Report, Setting, same, share
from studio.training.evaluation_prompts import ask, drawn, unseen_scene
from studio.training.evaluation_sheet import Row, spread
from studio.world.scene import Scene, moves

MINUTE = 60.0
ENDS = 5                # seconds at either end that are compared
PROMPT = "a red car drives along a wet street at night, people walk past with umbrellas"


def take60(setting: Setting) -> Report:
    """One prompt, one minute, somebody who stays in the frame. Drawn films of the same scenes are measured likewise.

    `identity`: the share of seconds in which kind and colour are right. `drift`: first against last seconds, the larger
    of the change of mean colour (of full range) and of contrast (of itself). `motion`: the energy of the last seconds
    over that of the first.
    """
    count, seconds = setting.count(3), setting.seconds or MINUTE
    judge, rows = Judge(setting), []
    judge.ready()
    made_figures, drawn_figures = [], []
    with Maker(setting) as maker:
        for i in range(count):
            setting.progress(i / count, f"take {i + 1}")
            scene = staying_scene(setting.seed * 983 + i)
            asked = ask(scene, "en", "long", setting.seed + i)
            made = maker.make(asked.text, seconds=seconds, seed=setting.seed + i)
            truth = drawn(scene, seconds, width=setting.width, height=setting.height)
            verdicts = judge.seconds(made.frames)
            right = [same(one, asked.truth) for one in verdicts]
            made_figures.append(over_time(made.frames) | {"identity": float(np.mean(right)),
                                                          "rtf": made.wall_seconds / seconds})
            drawn_figures.append(over_time(truth) | {
                "identity": float(np.mean([same(one, asked.truth) for one in judge.seconds(truth)]))})
            rows.append(Row(spread(made.frames, 10), right, {"prompt": asked.text, "truth": asked.truth,
                                                             "seconds": verdicts, **made_figures[-1]}))
    own = share([one["identity"] for one in drawn_figures])
    figures = {"n": count, "seconds": seconds, **_mean(made_figures), "drawn": _mean(drawn_figures), "recogniser": own}
    return Report(figures, rows)


def staying_scene(seed: int) -> Scene:
    """An unseen scene whose main character never leaves the frame: it stays, or the camera goes along."""
    k = 0
    while True:
        scene = unseen_scene(seed * 1000 + k, seconds=4.0, camera="follow" if (seed + k) % 2 else "still")
        main = scene.cast[0]
        if moves(main.action) == (scene.camera == "follow") and main.leaves_at is None:
            return scene
        k += 1


def over_time(film: np.ndarray) -> dict[str, float]:
    """`drift`, its parts `colour` and `contrast`, and `motion` of a film (T, H, W, 3) of 12 frames a second."""
    ends = min(ENDS * RATE, len(film) // 2)
    if ends < 2:
        return {"drift": 0.0, "colour": 0.0, "contrast": 0.0, "motion": 1.0}
    first, last = (part.astype(np.float32) for part in (film[:ends], film[-ends:]))
    colour = float(np.abs(last.mean((0, 1, 2)) - first.mean((0, 1, 2))).mean()) / 255
    deviations = [part.std((1, 2)).mean() for part in (first, last)]
    contrast = abs(float(deviations[1] / max(deviations[0], 1e-6)) - 1)
    energies = [float(np.abs(part[1:] - part[:-1]).mean()) for part in (first, last)]
    return {"drift": max(colour, contrast), "colour": colour, "contrast": contrast,
            "motion": energies[1] / max(energies[0], 1e-6)}


def speed(setting: Setting) -> Report:
    """Medians over a few takes, the model loaded: wall seconds for a second of film, and to the first frames."""
    count, seconds = setting.count(3), setting.seconds or 4.0
    rows, takes = [], []
    with Maker(setting) as maker:
        maker.make(PROMPT, seconds=0.3, seed=0, steps=2)
        for i in range(count):
            setting.progress(i / count, f"take {i + 1}")
            takes.append(maker.make(PROMPT, seconds=seconds, seed=setting.seed + i))
            rows.append(Row(spread(takes[-1].frames, 6), (), {"wall_s": round(takes[-1].wall_seconds, 3)}))
    figures: dict[str, Any] = {
        "n": count, "rtf": round(float(np.median([t.wall_seconds for t in takes])) / seconds, 4),
        "first_frame_s": round(float(np.median([t.first_frame_seconds for t in takes])), 4), "seconds": seconds,
        "steps": setting.steps}
    return Report(figures, rows)


def _mean(figures: Sequence[dict[str, float]]) -> dict[str, float | None]:
    return {name: share([one[name] for one in figures]) for name in figures[0]}
