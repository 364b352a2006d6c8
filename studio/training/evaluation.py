"""Training: evaluation, what every suite shares: its setting, the engine it makes films with, the judge, its report.

Suites draw their scenes and prompts themselves and never see a training shard. Films are made by the studio's own
engine from a folder of weights, exactly as for a person; the recogniser looks at the pixels that come back.
"""

from __future__ import annotations

import queue
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from studio.engine.events import Done, Event, Failed, Frames
from studio.engine.reading import Reading
from studio.engine.request import GUIDANCE, RATE, STEPS, GenerateRequest, Order, Prompt
from studio.engine.thread import Engine
from studio.problem import StudioError
from studio.training import recogniser
from studio.training.evaluation_sheet import Row

Progress = Callable[[float, str], None]


@dataclass(frozen=True, slots=True)
class Setting:
    """What one evaluation is run with. None: the suite's own default."""

    models: Path                                # folder of the weights
    limit: int | None = None                    # takes, prompts or films, as the suite counts
    seed: int = 0
    steps: int = STEPS
    guidance: float = GUIDANCE
    order: Order = "windows"
    seconds: float | None = None                # length of a take
    checkpoints: tuple[Path, ...] = ()          # other weights of the transformer, for `compute`
    minutes: float | None = None                # what may be spent on learning, for `adapt`
    work: Path | None = None                    # a folder for what is worth keeping, should the suite be stopped
    width: int = 192
    height: int = 112
    progress: Progress = lambda fraction, doing: None

    def count(self, default: int) -> int:
        return default if self.limit is None else self.limit


@dataclass(frozen=True, slots=True)
class Report:
    """What a suite found: figures for JSON, and the rows of its contact sheet with a word about each."""

    figures: dict[str, Any]
    rows: list[Row] = field(default_factory=list)
    across: int = 1             # rows side by side on the sheet


@dataclass(frozen=True, slots=True)
class Made:
    """A finished take. `latents` is a file that lives as long as its Maker."""

    frames: np.ndarray          # (T, H, W, 3) uint8
    latents: str
    wall_seconds: float
    first_frame_seconds: float


class Shelf:
    """The engine's reader over films that are in memory: 12 frames a second, found by the name they were put under."""

    def __init__(self) -> None:
        self._films: dict[str, np.ndarray] = {}

    def put(self, name: str, frames: np.ndarray) -> str:
        self._films[name] = frames
        return name

    def picture(self, path: str, at: float, width: int, height: int) -> np.ndarray:
        return self.video(path, at, at + 0.5 / RATE, RATE, width, height)[0]

    def video(self, path: str, start: float, stop: float, rate: float, width: int, height: int) -> np.ndarray:
        film, count = self._films[path], max(1, round((stop - start) * rate))
        if film.shape[1:3] != (height, width):
            raise ValueError(f"{path!r} is {film.shape[2]} x {film.shape[1]}, not {width} x {height}")
        at = (round(start * RATE) + np.arange(count) * RATE / rate).astype(int)
        return film[at.clip(0, len(film) - 1)]

    def words(self, reading: Reading) -> str:
        """Every film here is asked for in words, so none is described."""
        return ""


class Maker:
    """The engine with one folder of weights. Leave the `with` block to end its thread and drop what it kept."""

    def __init__(self, setting: Setting, *, models: Path | None = None) -> None:
        self.setting, self.shelf = setting, Shelf()
        self._said: queue.SimpleQueue[Event] = queue.SimpleQueue()
        self._folder = tempfile.TemporaryDirectory(prefix="fantascope-", ignore_cleanup_errors=True)
        self._number = 0
        self._engine = Engine(models=models or setting.models, journal=Path(self._folder.name), read=self.shelf,
                              on_event=self._said.put)

    def __enter__(self) -> Maker:
        return self

    def __exit__(self, *_exc: object) -> None:
        self._engine.close()
        self._folder.cleanup()

    def make(self, prompt: str, *, seconds: float, seed: int, steps: int | None = None, **rest: Any) -> Made:
        """One take. `rest`: stills, motion, cast and whatever else a request has. Raises StudioError if it fails."""
        setting = self.setting
        self._number += 1
        request = GenerateRequest(
            f"take-{self._number}", (Prompt(prompt),), seconds=seconds, width=setting.width, height=setting.height,
            seed=seed, steps=steps or setting.steps, guidance=setting.guidance, order=setting.order, **rest,
        )
        frames = np.zeros((request.frames, request.height, request.width, 3), np.uint8)
        self._engine.submit(request)
        while True:
            match self._said.get():
                case Frames(first=first, pictures=pictures):
                    frames[first: first + len(pictures)] = pictures[: len(frames) - first]
                case Failed(problem=problem):
                    raise StudioError(problem.what, kept=problem.kept, next_step=problem.next_step)
                case Done() as done:
                    return Made(frames, done.latents, done.wall_seconds, done.first_frame_seconds)


class Judge:
    """The recogniser, read when first asked, and how often it is right about drawings."""

    def __init__(self, setting: Setting) -> None:
        self.path = setting.models / "recogniser.safetensors"

    @cached_property
    def network(self) -> recogniser.Recogniser:
        return recogniser.load(self.path)

    def ready(self) -> None:
        """Reads the recogniser before hours are spent on films it cannot judge. Raises StudioError."""
        self.network.eval()

    def seconds(self, film: np.ndarray) -> list[dict[str, str]]:
        """What every whole second of a film shows."""
        return self.network.told(self.network.judge(film))

    def film(self, film: np.ndarray) -> dict[str, str]:
        """What a film shows on the whole."""
        return self.network.summed(self.network.judge(film))


def same(told: dict[str, str], truth: dict[str, str], attributes: Sequence[str] = ("kind", "colour")) -> bool:
    """Whether all the attributes are as they should be; kind and colour make a character's identity."""
    return all(told[name] == truth[name] for name in attributes)


def share(hits: Sequence[bool | float]) -> float | None:
    """The mean, rounded; None of nothing."""
    return round(float(np.mean(hits)), 4) if len(hits) else None


def suites() -> dict[str, Callable[[Setting], Report]]:
    """Every suite by name."""
    from studio.training import (
        evaluation_adapt,
        evaluation_adherence,
        evaluation_memory,
        evaluation_pace,
        evaluation_seams,
    )

    return {
        "adherence": evaluation_adherence.adherence, "keyframes": evaluation_seams.keyframes,
        "seams": evaluation_seams.seams, "take60": evaluation_pace.take60,
        "permanence": evaluation_memory.permanence, "cast": evaluation_memory.cast,
        "steps": evaluation_adherence.steps, "compute": evaluation_adherence.compute, "speed": evaluation_pace.speed,
        "adapt": evaluation_adapt.adapt,
    }
