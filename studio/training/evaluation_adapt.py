"""Training: can somebody be learned from twenty clips, and what is forgotten for it?

The world draws a stranger no caption can tell, in twenty places; the model learns it from those films as anybody's
would be learned. Then the same prompts and the same noise are filmed before and after. Neither the captioner nor the
autoencoder judges: likeness is measured by what the recogniser, which never saw the stranger, sees where it looks for
the main character, and by nothing but colours. Drawings of the stranger in the very scenes asked for are measured
likewise: no film can be seen to do better. What was made before is the control.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import torch

from studio.engine.adapted import base_of, latents_of
from studio.engine.request import RATE, Lora
from studio.media.encode import VideoWriter
from studio.problem import StudioError
from studio.training import evaluation_adherence as adherence
from studio.training.adapt import Lesson, learn
from studio.training.adapt_clips import with_trigger
from studio.training.evaluation import Judge, Maker, Report, Setting, share
from studio.training.evaluation_prompts import FIRST_SEED, Asked, ask, drawn
from studio.training.evaluation_sheet import Row, spread
from studio.training.recogniser import SECOND, Recogniser, halved, to_network
from studio.world.scene import KINDS, Scene, actions_of, sample_scene
from studio.world.stranger import draw_stranger

NAME, MINUTES = "zibbo", 25.0
CLIPS, CLIP_SECONDS = 20, 3.0           # what it is learned from
PROMPTS, SECONDS = 40, 2.0              # what is asked for, of the stranger and of the world each
OTHERS = 6                              # drawn films of each kind, to tell the stranger from
LEVELS = 4                              # of each colour, for the palette
WINDOWS = ((40, 32), (64, 48), (88, 72))    # pixels high and wide: figures of a wide, a medium and a close shot


def adapt(setting: Setting) -> Report:
    """`similarity`: cosine to the clips given. `taken`: the share of films nearer to the stranger than to any kind.

    `palette`: how many of its colours are found together. `asked`: what the prompts say besides who it is.
    `adherence`: ordinary prompts, with what was learned still added. Each `before`, `after` and `drawn`. `rise` is that
    of the similarity, `fall` the larger of the two falls.
    """
    judge = Judge(setting)
    judge.ready()
    with tempfile.TemporaryDirectory(prefix="fantascope-") as spare:
        weights = base_of(setting.models)[:6] + latents_of(setting.models)[:6]      # others are taught anew
        work = (setting.work or Path(spare)) / f"adapt-{setting.seed}-{weights}"
        given = stranger_films(setting.seed, CLIPS)
        write_clips(given, work / "clips")
        lesson = Lesson(NAME, "cast", work / "clips", work / "run", setting.models, work / f"{NAME}.safetensors",
                        minutes=MINUTES if setting.minutes is None else setting.minutes)
        done = learn(lesson)
        if done.left > 0.5:
            raise StudioError("Learning was stopped.", kept=f"What was learned so far is in {work}.",
                              next_step="Give the command again to go on.")
        found, rows = compare(setting, judge, given, (Lora(str(lesson.target)),), done.facts)
        return Report({**found, "clips": len(given), "steps_learned": done.steps, "minutes": lesson.minutes,
                       "known_as": done.facts}, rows, across=2)


def stranger_films(seed: int, count: int) -> list[np.ndarray]:
    """Films of the stranger in places, lights and poses of all kinds; (T, H, W, 3) uint8 each."""
    scenes = (_alone(sample_scene(FIRST_SEED * 2 + seed * 1009 + i, kind="monster", seconds=CLIP_SECONDS))
              for i in range(count))
    return [drawn(scene, CLIP_SECONDS, start=0.5, main=draw_stranger) for scene in scenes]


def write_clips(films: Sequence[np.ndarray], folder: Path) -> None:
    """As files, for those that are not there."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, film in enumerate(films):
        path = folder / f"clip-{number:02d}.mp4"
        if not path.exists():
            with VideoWriter(path, width=film.shape[2], height=film.shape[1], rate=Fraction(RATE)) as writer:
                for frame in film:
                    writer.write(frame)


def compare(setting: Setting, judge: Judge, given: Sequence[np.ndarray], loras: tuple[Lora, ...],
            known_as: dict[str, str]) -> tuple[dict[str, Any], list[Row]]:
    """The same prompts without and with what was learned."""
    count, seconds = setting.count(PROMPTS), setting.seconds or SECONDS
    asked = [stranger_asked(setting.seed * 100_003 + i, known_as) for i in range(count)]
    plain = adherence.prompts(count, setting.seed + 1)
    truth = [drawn(one.scene, seconds, start=0.5, main=draw_stranger) for one in asked]
    films: dict[str, list[np.ndarray]] = {"drawn": truth}
    told: dict[str, list[dict[str, str]]] = {"drawn": [judge.film(drawn(one.scene, seconds, start=0.5))
                                                       for one in plain]}
    with Maker(setting) as maker:
        for k, (when, added) in enumerate((("before", ()), ("after", loras))):
            films[when], told[when] = [], []
            for i, one in enumerate((*asked, *plain)):
                setting.progress((k + i / (2 * count)) / 2, f"{when}: {one.text[:36]}")
                text = with_trigger(one.text, NAME) if i < count else one.text
                made = maker.make(text, seconds=seconds, seed=setting.seed + i, loras=added).frames
                if i < count:
                    films[when].append(made)
                else:
                    told[when].append(judge.film(made))
    likeness = Likeness(judge.network, given)
    figures: dict[str, Any] = {"n": count}
    measures: dict[str, Callable[[np.ndarray], float]] = {
        "similarity": likeness.similarity, "taken": likeness.taken, "palette": likeness.palette}
    for name, measure in measures.items():
        figures[name] = {when: share([measure(film) for film in some]) for when, some in films.items()}
    seen = {when: [judge.film(film) for film in some] for when, some in films.items()}
    figures["asked"] = {when: _kept(asked, some) for when, some in seen.items()}
    figures["adherence"] = {when: adherence.scores(plain, some)["mean"] for when, some in told.items()}
    figures["rise"] = round(figures["similarity"]["after"] - figures["similarity"]["before"], 4)
    falls = [figures[name]["before"] - figures[name]["after"] for name in ("asked", "adherence")]
    figures["fall"] = round(max(falls), 4)
    rows = []
    for i, one in enumerate(asked):
        pictures = [_middle(films["drawn"][i]), _middle(films["before"][i]), *spread(films["after"][i], 2)]
        similar = {when: round(likeness.similarity(some[i]), 3) for when, some in films.items()}
        rows.append(Row(pictures, [likeness.taken(films["after"][i]) > 0], {"prompt": one.text, **similar}))
    return figures, rows


def stranger_asked(seed: int, known_as: dict[str, str]) -> Asked:
    """A scene of the stranger that was not given, and a caption of it that calls it what the captioner took it for.

    Judged is what the prompt says besides who it is.
    """
    kind, rng = known_as["kind"], random.Random(seed)
    able = [a for a in actions_of("monster") if a in actions_of(kind)]
    scene = _alone(sample_scene(FIRST_SEED * 3 + seed, kind="monster", seconds=SECONDS, action=rng.choice(able)))
    main = scene.cast[0]
    called = replace(main.character, kind=kind, colour=known_as["colour"])
    told = replace(scene, cast=(replace(main, character=called),))
    found = ask(told, ("en", "zh")[seed % 2], ("short", "long")[seed // 2 % 2], seed)
    return replace(found, scene=scene, attributes=found.attributes - {"kind", "colour"})


def _alone(scene: Scene) -> Scene:
    main = replace(scene.cast[0], leaves_at=None, returns_at=None)
    return replace(scene, cast=(main,), occluder=None)


def _ordinary(kind: str, seed: int) -> np.ndarray:
    """A second of somebody of that kind, drawn."""
    return drawn(_alone(sample_scene(FIRST_SEED * 4 + seed, kind=kind, seconds=1.0)), 1.0, start=0.5)


def _middle(film: np.ndarray) -> np.ndarray:
    return film[len(film) // 2]


def _kept(asked: Sequence[Asked], told: Sequence[dict[str, str]]) -> float | None:
    """The share of what was asked for that is seen, each attribute counting alike."""
    hits: dict[str, list[bool]] = {}
    for one, found in zip(asked, told, strict=True):
        for name in one.attributes:
            hits.setdefault(name, []).append(found[name] == one.truth[name])
    return share([float(np.mean(some)) for some in hits.values()])


@dataclass(slots=True)
class Likeness:
    """How much a film's main character is like that of the films given."""

    network: Recogniser
    given: Sequence[np.ndarray]
    _mean: np.ndarray | None = None
    _deviation: np.ndarray | None = None
    _centres: np.ndarray | None = None          # (1 + kinds, features), the stranger first
    _colours: np.ndarray | None = None

    def similarity(self, film: np.ndarray) -> float:
        """The cosine between the film's features and those given, both as departures from the world's usual ones."""
        centres = self._learned()
        return _cosine(self._standard(film), centres[0])

    def taken(self, film: np.ndarray) -> float:
        """1.0 when the film is nearer to those given than to the drawn films of any kind."""
        centres, own = self._learned(), self._standard(film)
        return float(np.argmax([_cosine(own, centre) for centre in centres]) == 0)

    def palette(self, film: np.ndarray) -> float:
        """How much of the stranger's palette lies together somewhere in a frame: 0..1, the mean over three frames."""
        if self._colours is None:
            self._colours = stranger_palette()
        return float(np.mean([_best_window(frame, self._colours) for frame in spread(film, 3)]))

    def _learned(self) -> np.ndarray:
        if self._centres is not None:
            return self._centres
        ordinary = {kind: [self._features(_ordinary(kind, 97 * n + i)) for i in range(OTHERS)]
                    for n, kind in enumerate(KINDS)}
        every = np.stack([one for some in ordinary.values() for one in some])
        self._mean, self._deviation = every.mean(0), every.std(0) + 1e-6
        centres = [np.mean([self._standard(film) for film in self.given], 0)]
        centres += [((np.mean(some, 0) - self._mean) / self._deviation) for some in ordinary.values()]
        self._centres = np.stack(centres)
        return self._centres

    def _standard(self, film: np.ndarray) -> np.ndarray:
        return (self._features(film) - self._mean) / self._deviation

    def _features(self, film: np.ndarray) -> np.ndarray:
        """What lies before the recogniser's verdict, where it looks for the kind; the mean over the film's seconds."""
        kept: list[torch.Tensor] = []

        def keep(_module: object, _given: object, deep: torch.Tensor) -> None:
            kept.append(deep)

        hook = self.network.norm.register_forward_hook(keep)
        at, found = list(self.network.labels).index("kind"), []
        try:
            with torch.inference_mode():
                for first in range(0, max(1, len(film) - SECOND + 1), SECOND):
                    second = film[first: first + SECOND]
                    second = np.concatenate([second, np.repeat(second[-1:], SECOND - len(second), 0)])
                    _, focus = self.network.seen(to_network(halved(second)[None]))
                    found.append((kept.pop() * focus[:, at, None]).sum((-1, -2))[0].float().numpy())
        finally:
            hook.remove()
        return np.mean(found, 0)


def stranger_palette() -> np.ndarray:
    """(LEVELS^3,) shares of the colours the stranger has by day: the pixels that are others without it."""
    scenes = [_alone(sample_scene(FIRST_SEED * 5 + i, kind="monster", seconds=1.0, time="day", weather="clear",
                                  camera="still")) for i in range(6)]
    total = np.zeros(LEVELS ** 3)
    for scene in scenes:
        seen, empty = (drawn(scene, 1 / RATE, start=1.0, main=main)[0] for main in (draw_stranger, _nobody))
        changed = np.abs(seen.astype(int) - empty).max(-1) > 24
        total += np.bincount(_levels(seen)[changed], minlength=LEVELS ** 3)
    return total / total.sum()


def _nobody(*_: object) -> None:
    """Paints nothing."""


def _levels(picture: np.ndarray) -> np.ndarray:
    """(H, W, 3) uint8 -> (H, W) the number of each pixel's colour."""
    coarse = picture.astype(int) * LEVELS // 256
    return (coarse[..., 0] * LEVELS + coarse[..., 1]) * LEVELS + coarse[..., 2]


def _best_window(picture: np.ndarray, colours: np.ndarray) -> float:
    """The largest overlap of the palette with a window's colours; half of a window may be anything else."""
    hot = np.eye(LEVELS ** 3, dtype=np.float32)[_levels(picture)]
    total = np.pad(hot.cumsum(0).cumsum(1), ((1, 0), (1, 0), (0, 0)))
    best = 0.0
    for tall, wide in WINDOWS:
        inside = (total[tall:, wide:] - total[:-tall, wide:] - total[tall:, :-wide] + total[:-tall, :-wide])[::4, ::4]
        best = max(best, float(np.minimum(2 * inside / (tall * wide), colours).sum(-1).max()))
    return best


def _cosine(a: np.ndarray, b: np.ndarray) -> float:
    return float(a @ b / (np.linalg.norm(a) * np.linalg.norm(b) + 1e-9))


