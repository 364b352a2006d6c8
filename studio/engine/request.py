"""Engine: what is asked for. Standard library only; read back from the journal it gives the same frames.

Every verb of the studio is one request: a *canvas* to be made (`seconds`, with a prompt for each stretch) and a
*memory* of what is known: stills at exact times and stretches of motion. Times are seconds on the canvas; what lies
before it has negative time, what lies after it a time past its end. The engine never hears of clips or tracks.
"""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass, fields
from fractions import Fraction
from typing import Any, Literal, get_args

from studio.problem import StudioError

BUNDLED = "pocket"          # the bundled model; every other name is one the person has added
RATE = 12                   # frames a second of the bundled model
GROUP = 4                   # frames in one latent frame; canvases are whole groups
STEPS, GUIDANCE = 16, 6.0   # the bundled model's usual ones
ASPECTS = {"16:9": (192, 112), "9:16": (112, 192), "1:1": (144, 144)}       # width, height in pixels
MAX_PROMPT = 8000           # characters kept of a prompt; what is longer is refused, never cut in silence
MAX_SECONDS = 600

Order = Literal["windows", "sparse"]     # of a take: one window after another, or keyframes first and then the gaps


@dataclass(frozen=True, slots=True)
class Prompt:
    """What is to be seen from `start` seconds of the canvas on."""

    text: str
    start: float = 0.0


@dataclass(frozen=True, slots=True)
class Still:
    """A picture to be seen at `time` seconds of the canvas. `path`: a picture, or a video read at `at` seconds."""

    path: str
    time: float
    at: float = 0.0
    strength: float = 1.0


@dataclass(frozen=True, slots=True)
class Motion:
    """A stretch of known film. `path`: a video file, or the .latents file of a take (then nothing is encoded again).

    The stretch `start`..`stop` (seconds in the file) lies on the canvas with its first frame at `time`:
    `time = -(stop - start)` puts it right before the canvas, `time = seconds` right after it.
    """

    path: str
    start: float
    stop: float
    time: float


@dataclass(frozen=True, slots=True)
class CastReference:
    """How a character looks: a picture, or a frame at `at` seconds of a video or of a take's .latents."""

    path: str
    at: float = 0.0
    name: str = ""
    strength: float = 1.0


@dataclass(frozen=True, slots=True)
class Turn:
    """From window `window` of the plan on the noise is that of `seed`: a person went back to there and tried again."""

    window: int
    seed: int


@dataclass(frozen=True, slots=True)
class Redo:
    """A whole take of this request (`path`: its .latents): only its seconds `start`..`stop` are made anew."""

    path: str
    start: float
    stop: float


@dataclass(frozen=True, slots=True)
class Lora:
    """A small file of weights added to the model's own, `weight` times."""

    path: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class GenerateRequest:
    """Everything one generation needs. `verb` is for people to read; the sampler never looks at it."""

    id: str
    prompts: tuple[Prompt, ...]
    seconds: float = 4.0
    width: int = 192
    height: int = 112
    seed: int = 0
    steps: int = STEPS
    guidance: float = GUIDANCE
    verb: str = "text"          # "text" "image" "extend after" "extend before" "fill" "loop" "blend" "remix" ...
    picture: bool = False       # one still instead of a film
    stills: tuple[Still, ...] = ()
    motion: tuple[Motion, ...] = ()
    cast: tuple[CastReference, ...] = ()
    remix: Motion | None = None     # start from this film, noised to `remix_strength`
    remix_strength: float = 0.6
    redo: Redo | None = None        # keep that take but for a stretch
    turns: tuple[Turn, ...] = ()    # later ones win
    model: str = BUNDLED
    fps: int = RATE                 # the model's own frames a second
    mask: str = ""                  # picture: where it is white the film of `remix` is made anew, and nowhere else
    loras: tuple[Lora, ...] = ()
    order: Order = "windows"

    @property
    def groups(self) -> int:
        """Latent frames on the canvas: whole groups that cover `seconds`."""
        return 1 if self.picture else max(1, math.ceil(round(self.seconds * RATE, 3) / GROUP))

    @property
    def frames(self) -> int:
        """Frames handed over: the canvas trimmed to `seconds`."""
        return 1 if self.picture else max(1, round(self.seconds * self.fps))

    @property
    def parts(self) -> tuple[Still | Motion | CastReference | Lora | Redo, ...]:
        """Everything in it that names a file, the mask aside."""
        once = (part for part in (self.remix, self.redo) if part is not None)
        return (*self.stills, *self.motion, *self.cast, *self.loras, *once)

    @property
    def files(self) -> tuple[str, ...]:
        """Paths of everything it reads, each once."""
        return tuple(dict.fromkeys(path for path in (*(part.path for part in self.parts), self.mask) if path))

    @property
    def rate(self) -> Fraction:
        return Fraction(self.fps)

    def seed_of(self, window: int) -> int:
        """The seed of a window's noise, counted in the plan's order."""
        return next((turn.seed for turn in reversed(self.turns) if turn.window <= window), self.seed)

    def to_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> GenerateRequest:
        """Reads a request back; raises StudioError when it is not one."""
        try:
            data: dict[str, Any] = json.loads(text)
            known = {f.name for f in fields(cls)}
            data = {k: v for k, v in data.items() if k in known}
            for name, kind in (("prompts", Prompt), ("stills", Still), ("motion", Motion), ("cast", CastReference),
                               ("turns", Turn), ("loras", Lora)):
                data[name] = tuple(kind(**item) for item in data.get(name, ()))
            if data.get("remix"):
                data["remix"] = Motion(**data["remix"])
            if data.get("redo"):
                data["redo"] = Redo(**data["redo"])
            return cls(**data)
        except (ValueError, TypeError, AttributeError) as exc:
            what = "A saved generation request cannot be read."
            raise StudioError(what, next_step="Generate the shot again.") from exc


def check_sampling(steps: int, guidance: float) -> None:
    """Raises StudioError for what no sampler can follow."""
    if not 1 <= steps <= 200:
        raise StudioError(f"Steps must lie in 1..200, not {steps}.", next_step=f"{STEPS} is a good start.")
    if not 0 <= guidance <= 50:
        what = f"Guidance must lie in 0..50, not {guidance:g}."
        raise StudioError(what, next_step=f"{GUIDANCE:g} is a good start.")


def check(request: GenerateRequest) -> GenerateRequest:
    """The request itself, or StudioError naming the field that is wrong and what to do."""
    known = bool(request.stills or request.motion or request.remix or request.redo)
    if not any(p.text.strip() for p in request.prompts) and not known:
        step = "Say what should be seen, for example: a red car drives through the desert."
        raise StudioError("The prompt is empty.", next_step=step)
    for prompt in request.prompts:
        if len(prompt.text) > MAX_PROMPT:
            raise StudioError(f"The prompt has {len(prompt.text):,} characters; {MAX_PROMPT:,} is the most.",
                              next_step="Shorten it, or split it over several shots.")
    if not 0 < request.seconds <= MAX_SECONDS or request.seconds != request.seconds:
        what = f"A take can last from one frame to {MAX_SECONDS} seconds, not {request.seconds:g}."
        raise StudioError(what, next_step="Choose another length.")
    if request.redo is not None and not 0 <= request.redo.start < request.redo.stop <= request.seconds + 1:
        raise StudioError("The stretch to be made again lies outside the take.", next_step="Mark a stretch inside it.")
    check_sampling(request.steps, request.guidance)
    if request.order not in get_args(Order):
        raise StudioError(f"“{request.order}” is no order of windows.", next_step="Choose “windows” or “sparse”.")
    least, most = (64, 512) if request.model == BUNDLED else (16, 4096)
    for side, size in (("Width", request.width), ("Height", request.height)):
        if size % 16 or not least <= size <= most:
            what = f"{side} must be a multiple of 16 in {least}..{most}, not {size}."
            raise StudioError(what, next_step="Choose 16:9, 9:16 or 1:1.")
    return request
