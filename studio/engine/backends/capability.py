"""Engine: what each kind of model can do. Pure data, standard library only: the window, the command line, the planner
and the docs all read this one table, so nobody promises what the tests have not run.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from studio.engine.request import GUIDANCE, STEPS, GenerateRequest, Motion
from studio.problem import StudioError

Decode = Literal["exact", "windows", "whole"]       # how finished latents become frames before the last one is there


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """One kind of model. Frames are counted at `rate`; one sampling is `grid`·k + 1 frames, at most `window`."""

    family: str
    name: str
    pipelines: tuple[str, ...] = ()     # the classes a folder may name; () for the bundled model
    rate: int
    grid: int
    chunk: int = 0                      # frames of a fixed chunk, for models that know no other length
    size_step: int
    area: int                           # pixels of a picture as it was trained, about
    window: int                         # frames sampled at once
    context: int = 0                    # frames of a neighbour that are read, on each side
    longest: int                        # seconds of one take
    steps: int
    guidance: float
    first: bool = True
    last: bool = True
    keyframes: bool = True
    prefix: bool = True                 # goes on from a clip
    suffix: bool = True                 # leads up to a clip
    gap: bool = True                    # both at once
    mask: bool = False                  # makes part of a picture anew
    remix: bool = False                 # starts from a film
    redo: bool = False                  # makes a stretch of its own take anew
    references: int = 0                 # pictures of the cast that are looked at
    prompts: bool = True                # a prompt for each window of a take
    picture: bool = True
    audio: bool = False
    lora: bool = True
    exact_pin: bool = True              # known frames stay known while sampling; they are spliced back in any case
    decode: Decode = "whole"
    licence: str
    unproven: str = ""                  # what works by construction and was never seen on real weights


NATIVE = Capabilities(
    family="native", name="Pocket", rate=12, grid=4, size_step=16, area=192 * 112, window=16, context=32, longest=600,
    steps=STEPS, guidance=GUIDANCE, remix=True, redo=True, references=8, decode="exact",
    licence="Apache-2.0, bundled.",
)  # fmt: skip

FAMILIES: dict[str, Capabilities] = {kind.family: kind for kind in (
    Capabilities(
        family="ltx", name="LTX-Video 0.9",
        pipelines=("LTXConditionPipeline", "LTXPipeline", "LTXImageToVideoPipeline"),
        rate=25, grid=8, size_step=32, area=704 * 480, window=121, context=17, longest=60, steps=40, guidance=3.0,
        remix=True, decode="windows", licence="Read the card: it differs from version to version.",
    ),
    Capabilities(
        family="ltx2", name="LTX-2",
        pipelines=("LTX2Pipeline", "LTX2ConditionPipeline", "LTX2ImageToVideoPipeline"),
        rate=24, grid=8, size_step=32, area=768 * 512, window=241, context=17, longest=60, steps=8, guidance=1.0,
        remix=True, audio=True, decode="windows",
        licence="LTX-2 Community: free below 10 million dollars of revenue, with rules of use.",
        unproven="Exact keyframes and kept stretches",
    ),
    Capabilities(
        family="vace", name="Wan 2.1 VACE", pipelines=("WanVACEPipeline",),
        rate=16, grid=4, size_step=16, area=832 * 480, window=81, context=13, longest=60, steps=30, guidance=5.0,
        mask=True, references=3, exact_pin=False, decode="exact", licence="Apache-2.0.",
    ),
    Capabilities(
        family="ti2v", name="Wan 2.2 TI2V", pipelines=("WanPipeline", "WanImageToVideoPipeline"),
        rate=24, grid=4, size_step=32, area=1280 * 704, window=121, context=13, longest=60, steps=40, guidance=5.0,
        decode="exact", licence="Apache-2.0.", unproven="Everything known but the first frame",
    ),
    Capabilities(
        family="helios", name="Helios", pipelines=("HeliosPyramidPipeline", "HeliosPipeline"),
        rate=24, grid=4, chunk=33, size_step=64, area=640 * 384, window=33, context=99, longest=120, steps=6,
        guidance=1.0, last=False, keyframes=False, suffix=False, gap=False, picture=False, decode="exact",
        licence="Apache-2.0.",
    ),
)}  # fmt: skip


def kind_of_pipeline(pipeline: str) -> Capabilities | None:
    return next((kind for kind in FAMILIES.values() if pipeline in kind.pipelines), None)


def shown_at(still_time: float, rate: int) -> int:
    """The frame on screen at a time of the canvas."""
    return round(still_time * rate)


def sides(request: GenerateRequest) -> tuple[bool, bool]:
    """Whether a known stretch lies before the canvas, and whether one lies after it."""

    def middle(motion: Motion) -> float:
        return motion.time + (motion.stop - motion.start) / 2

    return (any(middle(m) < request.seconds / 2 for m in request.motion),
            any(middle(m) >= request.seconds / 2 for m in request.motion))


def refuse(request: GenerateRequest, kind: Capabilities) -> None:
    """Raises StudioError for what this kind of model cannot make, before anything is loaded."""
    for can, wanted in _wants(request, kind):
        if wanted and not getattr(kind, can):
            raise StudioError(f"{kind.name} cannot {VERBS[can]}.", next_step="Choose another model for this shot.")
    if request.fps != kind.rate:
        step = "Generate the shot again."
        raise StudioError(f"{kind.name} makes {kind.rate} frames a second, not {request.fps}.", next_step=step)
    if request.seconds > kind.longest:
        step = "Make it shorter, or split it."
        raise StudioError(f"{kind.name} makes takes of up to {kind.longest} seconds.", next_step=step)
    if request.remix is not None and kind is not NATIVE and request.frames > kind.window:
        step = "Cut the clip first."
        raise StudioError(f"{kind.name} changes films of up to {kind.window} frames.", next_step=step)
    if request.width % kind.size_step or request.height % kind.size_step:
        what = f"{kind.name} needs sides that are multiples of {kind.size_step}, not {request.width}×{request.height}."
        raise StudioError(what, next_step="Choose another shape.")


VERBS = {
    "first": "begin with a given picture", "last": "end with a given picture",
    "keyframes": "pass through given pictures", "prefix": "go on from a clip", "suffix": "lead up to a clip",
    "gap": "fill what lies between two clips", "mask": "make part of a picture anew", "remix": "change a film",
    "redo": "make a stretch of a take anew", "picture": "make a single picture", "lora": "use LoRA files",
}  # fmt: skip


def _wants(request: GenerateRequest, kind: Capabilities):
    before, after = sides(request)
    frames = [shown_at(still.time, kind.rate) for still in request.stills]
    yield "picture", request.picture
    yield "first", 0 in frames and not request.picture
    yield "last", any(0 < f == request.frames - 1 for f in frames)
    yield "keyframes", any(0 < f != request.frames - 1 for f in frames)
    yield "gap", before and after
    yield "prefix", before
    yield "suffix", after
    yield "mask", bool(request.mask)
    yield "remix", request.remix is not None and not request.mask
    yield "redo", request.redo is not None
    yield "lora", bool(request.loras)


def limits(request: GenerateRequest, kind: Capabilities) -> tuple[str, ...]:
    """What will be done in a lesser way than it was asked for: one sentence each, told before the start."""
    found = []
    if request.cast and not kind.references:
        found.append(f"{kind.name} cannot look at pictures of the cast; it reads their descriptions.")
    elif len(request.cast) > kind.references:
        found.append(f"{kind.name} looks at {kind.references} pictures of the cast at most; the first ones count.")
    if len(request.prompts) > 1 and not kind.prompts:
        found.append(f"{kind.name} reads one prompt for a take, so the prompts are joined.")
    if kind.unproven and (request.stills or request.motion):
        found.append(f"{kind.unproven}: never tried on real weights of {kind.name}.")
    return tuple(found)


# -- in words --------------------------------------------------------------------------------------------------------

FLAGS = (
    ("first", "first frame"), ("last", "last frame"), ("keyframes", "keyframes"), ("prefix", "extend after"),
    ("suffix", "extend before"), ("gap", "fill a gap"), ("remix", "remix"), ("redo", "a stretch again"),
    ("mask", "part of a picture"),
    ("prompts", "a prompt per window"), ("picture", "single picture"), ("audio", "sound"), ("lora", "LoRA"),
    ("exact_pin", "known frames pinned"),
)  # fmt: skip


def can(kind: Capabilities) -> tuple[str, ...]:
    """What it can do, in words."""
    found = [words for flag, words in FLAGS if getattr(kind, flag)]
    return (*found, f"{kind.references} cast pictures") if kind.references else tuple(found)


def cannot(kind: Capabilities) -> tuple[str, ...]:
    found = [words for flag, words in FLAGS if not getattr(kind, flag)]
    return tuple(found) if kind.references else (*found, "cast pictures")


def table() -> str:
    """Every kind and what it can do, as Markdown."""
    kinds = (NATIVE, *FAMILIES.values())
    decode = {"exact": "frame group by frame group, exact", "windows": "in overlapping windows", "whole": "at the end"}
    lines = [("", *(kind.name for kind in kinds)), ("---",) * (len(kinds) + 1)]
    lines += [(words, *("yes" if getattr(kind, flag) else "–" for kind in kinds)) for flag, words in FLAGS]
    lines += [
        ("cast pictures looked at", *(str(kind.references or "–") for kind in kinds)),
        ("frames a second", *(str(kind.rate) for kind in kinds)),
        ("frames sampled at once", *(str(kind.window) for kind in kinds)),
        ("longest take, seconds", *(str(kind.longest) for kind in kinds)),
        ("lengths inside", *(f"chunks of {k.chunk}" if k.chunk else f"{k.grid}·k" if k is NATIVE else f"{k.grid}·k + 1"
                             for k in kinds)),
        ("sides are multiples of", *(str(kind.size_step) for kind in kinds)),
        ("frames are decoded", *(decode[kind.decode] for kind in kinds)),
        ("pipeline classes", *(", ".join(f"`{name}`" for name in kind.pipelines) or "–" for kind in kinds)),
        ("licence", *(kind.licence for kind in kinds)),
        ("never tried on real weights", *(kind.unproven or "–" for kind in kinds)),
    ]  # fmt: skip
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"
