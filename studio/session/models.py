"""Session: the models there are: the bundled one and those a person has added. Knows lists and sizes; loads nothing."""

from __future__ import annotations

import importlib.util
import math
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from pathlib import Path

from studio.engine.backends.capability import NATIVE, Capabilities, can, cannot, limits, refuse
from studio.engine.backends.devices import Device, gigabytes, machine
from studio.engine.backends.open_weights import forecast
from studio.engine.backends.shelf import Installed, Shelf
from studio.engine.request import BUNDLED, GenerateRequest
from studio.engine.shape import model_size
from studio.problem import StudioError
from studio.session import adapted, places

EXTRA = ("diffusers", "transformers", "accelerate", "ftfy")


@dataclass(frozen=True, slots=True)
class Card:
    """One model as a list shows it. `can` and `cannot` in words; `memory`: how it would lie in this machine."""

    id: str
    name: str
    can: tuple[str, ...]
    cannot: tuple[str, ...]
    licence: str
    size: str = ""
    path: str = ""
    memory: str = ""
    unproven: str = ""
    takes_loras: bool = False
    ours: bool = False              # downloaded by the studio, so that removing it may delete it

    @property
    def words(self) -> str:
        return f"Can: {', '.join(self.can)}." + (f" Cannot: {', '.join(self.cannot)}." if self.cannot else "")


def shelf() -> Shelf:
    return Shelf(places.shelf())


def kind_of(model: str) -> Capabilities:
    """What a model can do, by name. Raises StudioError when it is not there."""
    return shelf().kind(model)


def extra_missing() -> tuple[str, ...]:
    """Packages other models need and that are not installed. Imports nothing."""
    return tuple(name for name in EXTRA if importlib.util.find_spec(name) is None)


@lru_cache(maxsize=1)
def this_machine() -> Device:
    return machine()


def cards() -> tuple[Card, ...]:
    """The bundled model first."""
    found = [Card(BUNDLED, "The bundled model", can(NATIVE), cannot(NATIVE), NATIVE.licence)]
    return (*found, *(card(one) for one in shelf().installed()))


def card(one: Installed) -> Card:
    kind = one.kind
    width, height = size_for(kind, 16, 9)
    sample = GenerateRequest("", (), seconds=kind.window / kind.rate, width=width, height=height, model=one.id,
                             fps=kind.rate)  # fmt: skip
    ours = Path(one.path).is_relative_to(places.shelf())
    return Card(one.id, kind.name, can(kind), cannot(kind), kind.licence, gigabytes(one.bytes), one.file or one.path,
                forecast(one, sample, this_machine()).words, kind.unproven, kind.lora, ours)


def size_for(kind: Capabilities, width: int, height: int) -> tuple[int, int]:
    """The model's (width, height) for a picture of that shape, near the size it was trained on."""
    if kind is NATIVE:
        return model_size(width, height)
    shape, step = max(width, 1) / max(height, 1), kind.size_step
    sides = range(step, 2049, step)

    def distance(size: tuple[int, int]) -> float:
        return abs(math.log(size[0] / size[1] / shape)) + 0.3 * abs(math.log(size[0] * size[1] / kind.area))

    near = ((across, down) for across in sides for down in sides if 0.5 < across / down / shape < 2)
    return min(near, key=distance)


def seconds_for(kind: Capabilities, frames: int, rate: Fraction) -> float:
    """Whole frames of the model that cover `frames` film frames, in seconds."""
    return math.ceil(frames * kind.rate / rate) / kind.rate


def for_model(request: GenerateRequest, *, shape: tuple[int, int], frames: int, rate: Fraction,
              usual: bool) -> GenerateRequest:  # fmt: skip
    """The request in its model's own size, rate and number of steps. Raises StudioError for what it cannot do.

    `shape`: of the film or the shot. `frames` at `rate`: how long it is on the timeline. `usual`: whether steps and
    guidance are another model's, so that this one's usual ones are taken.
    """
    kind = kind_of(request.model)
    if kind is NATIVE:
        return request
    width, height = size_for(kind, *shape)
    made = replace(
        request, width=width, height=height, fps=kind.rate,
        seconds=1 / kind.rate if request.picture else seconds_for(kind, frames, rate),
        steps=kind.steps if usual else request.steps, guidance=kind.guidance if usual else request.guidance,
        motion=tuple(replace(motion, path=video_of(motion.path)) for motion in request.motion),
        cast=tuple(replace(cast, path=video_of(cast.path)) for cast in request.cast),
        remix=request.remix and replace(request.remix, path=video_of(request.remix.path)),
    )  # fmt: skip
    refuse(made, kind)
    return made


def video_of(path: str) -> str:
    """The video of a take lies beside its latents, which only the model that made them can read."""
    return str(Path(path).with_suffix(".mp4")) if path.endswith(".latents") else path


def notes(request: GenerateRequest) -> tuple[str, ...]:
    """What is good to know before the start: lesser ways it will be done in, and how it will lie in memory."""
    if request.model == BUNDLED:
        return adapted.notes(request)
    one = shelf().get(request.model)
    if missing := extra_missing():
        step = "Run “pip install -r requirements-gpu.txt”, and start the studio again."
        raise StudioError(f"This model needs packages that are not installed: {', '.join(missing)}.", next_step=step)
    return (*limits(request, one.kind), f"In memory: {forecast(one, request, this_machine()).words}.")


def table() -> str:
    """What each kind of model can do, as Markdown."""
    from studio.engine.backends.capability import table as as_markdown

    return as_markdown()


def open_once(model: str) -> str:
    """Loads a model as a generation would, lets it go again, and says how it lay in memory. Takes its time."""
    from studio.engine.backends.open_weights import OpenWeights

    one = shelf().get(model)
    kind = one.kind
    width, height = size_for(kind, 16, 9)
    request = GenerateRequest("check", (), seconds=1.0, width=width, height=height, model=model, fps=kind.rate)
    host = OpenWeights(shelf())
    try:
        return host.open(request).words
    finally:
        host.release()
