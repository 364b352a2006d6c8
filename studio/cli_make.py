"""The command line's making half: render, extend, fill, loop, blend, and the demo film where there is no screen."""

from __future__ import annotations

import argparse
import math
import os
import secrets
import sys
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any, get_args

from studio.cli_expand import prompt_of
from studio.engine.request import (
    BUNDLED,
    GUIDANCE,
    RATE,
    STEPS,
    GenerateRequest,
    Lora,
    Motion,
    Order,
    Prompt,
    Still,
    check,
)
from studio.problem import StudioError
from studio.session import adapted
from studio.session.bar import Bar
from studio.session.crediting import sign_made
from studio.session.models import for_model, kind_of
from studio.session.places import user_data
from studio.session.planning import canvas_seconds, model_size, parse_aspect
from studio.session.understanding import stretches

SUFFIXES = {".mp4": "h264", ".webm": "vp9", ".mov": "prores", ".gif": "gif", ".webp": "webp"}
DEMO = (
    "a stylish woman in a black jacket, a red dress and sunglasses walks down a wet Tokyo street of warm neon",
    "a wizard in a pointed hat and a blue robe with white stars casts lightning from one hand, a book in the other",
    "snow falls in Tokyo, people walk past street stalls, cherry petals fly with the snow",
    "a couple strolls along a river road, cars on the left, a row of shops on the right, seen from above",
    "a short fluffy monster kneels by a red candle",
    "woolly mammoths walk across a snowy meadow, trees and mountains behind, afternoon light",
)


def add_commands(commands) -> None:
    made = _command(commands, "render", "make a film from words, and pictures if there are any", render)
    made.add_argument("prompt", help="what is to be seen, in English or Chinese")
    made.add_argument("--seconds", type=float, default=4.0, help="how long (4)")
    made.add_argument("--aspect", default="16:9", help="16:9, 9:16 or 1:1")
    made.add_argument("--image", type=Path, metavar="PICTURE", help="the first frame")
    made.add_argument("--last", type=Path, metavar="PICTURE", help="the last frame")
    made.add_argument("--keyframe", action="append", default=[], metavar="SECONDS=PICTURE", help="a frame on the way")
    made.add_argument("--picture", action="store_true", help="one still picture instead of a film")
    _order(made)
    made.add_argument("--no-expand", action="store_true", help="hand the words over as they are written")

    made = _command(commands, "extend", "go on after the end of a film, or lead up to its beginning", extend)
    made.add_argument("clip", type=Path)
    side = made.add_mutually_exclusive_group(required=True)
    side.add_argument("--after", type=float, metavar="SECONDS")
    side.add_argument("--before", type=float, metavar="SECONDS")
    made.add_argument("--prompt", default="")
    _order(made)

    for name, told, run in (
        ("fill", "make what lies between two films", fill),
        ("blend", "turn one film into another", blend),
    ):
        made = _command(commands, name, told, run)
        made.add_argument("left", type=Path)
        made.add_argument("right", type=Path)
        made.add_argument("--seconds", type=float, default=2.0, help="length of the bridge (2)")
        made.add_argument("--prompt", default="")

    made = _command(commands, "loop", "make a film's end lead back to its beginning", loop)
    made.add_argument("clip", type=Path)
    made.add_argument("--seconds", type=float, default=1.5, help="length of the bridge (1.5)")
    made.add_argument("--prompt", default="")


def _order(made: argparse.ArgumentParser) -> None:
    made.add_argument("--order", choices=get_args(Order), default="windows",
                      help="of a long take: one window after another, or sparse keyframes first (windows)")  # fmt: skip


def _command(commands, name: str, told: str, run: Callable) -> argparse.ArgumentParser:
    made = commands.add_parser(name, help=told, description=told.capitalize() + ".")
    made.add_argument("-o", "--output", type=Path, required=True, metavar="FILE")
    made.add_argument("--seed", type=int, help="the same seed makes the same film; a fresh one is reported otherwise")
    made.add_argument("--steps", type=int, default=STEPS, help=f"sampling steps ({STEPS}; other models have their own)")
    made.add_argument("--guidance", type=float, default=GUIDANCE, help=f"how strict with words ({GUIDANCE:g})")
    made.add_argument("--model", default=BUNDLED, help="one of “studio models list” (the bundled one)")
    made.add_argument("--look", default="", metavar="LOOK[=WEIGHT]", help="one that was learned, or words for one")
    made.add_argument("--lora", action="append", default=[], metavar="FILE[=WEIGHT]",
                      help="add a LoRA file, or what was learned under a name")  # fmt: skip
    made.add_argument("--credentials", action="store_true", help="say in the file how it was made (C2PA)")
    made.add_argument("--cluster", default="", metavar="ADDRESS", help="let a Ray cluster make it (HOST:PORT)")
    made.add_argument("--cluster-cpus", type=int, default=0, metavar="N", help="processors of one worker without a GPU")
    made.add_argument("--json", action="store_true", help="one JSON object on the last line")
    made.set_defaults(command=run)
    return made


def render(args: argparse.Namespace) -> dict[str, Any]:
    from studio.session.splice import New, Shape, splice

    stills = tuple(_stills(args))
    for still in stills:
        _require_picture(Path(still.path))
    out = _output(args.output, inputs=[Path(s.path) for s in stills], suffixes=(".png",) if args.picture else SUFFIXES)
    width, height = model_size(*parse_aspect(args.aspect))
    args.no_expand = args.no_expand or args.model != BUNDLED     # the expansion speaks the bundled model's words
    args.prompt, cast = _cast_in(args, args.prompt)
    prompt, told = prompt_of(args)
    request = _request(
        args, prompt=prompt, seconds=args.seconds, size=(width, height), verb="image" if stills else "text",
        stills=stills, picture=args.picture, learned=cast,
    )  # fmt: skip
    for line in () if args.json else told:
        print(line, file=sys.stderr)
    with _engine(request, args) as making:
        if args.picture:
            from studio.media.sequence import write_picture

            (picture,) = making.frames()
            write_picture(out, picture)
            count = 1
        else:
            shape = Shape(request.width, request.height, request.rate)
            new = New(making.frames(), request.frames, rate=request.rate)
            count = splice(out, [new], shape=shape, codec=SUFFIXES[out.suffix.lower()])
        shown = (request.width, request.height, request.fps)
        return {**_told(args, out, making, frames=count, shape=shown), "prompt": prompt}


def extend(args: argparse.Namespace) -> dict[str, Any]:
    after = args.after is not None

    def plan(film, count: int, rate: Fraction) -> tuple[Motion, ...]:
        return (film.tail(),) if after else (film.head(count / rate),)

    verb = "extend after" if after else "extend before"
    seconds = args.after if after else args.before
    return _bridge(args, args.clip, args.clip, seconds, verb, plan, order="film new" if after else "new film")


def loop(args: argparse.Namespace) -> dict[str, Any]:
    def plan(film, count: int, rate: Fraction) -> tuple[Motion, ...]:
        return film.tail(), film.head(count / rate)

    return _bridge(args, args.clip, args.clip, args.seconds, "loop", plan, order="film new")


def fill(args: argparse.Namespace, verb: str = "fill") -> dict[str, Any]:
    from studio.session.splice import footage

    right = footage(args.right)

    def plan(film, count: int, rate: Fraction) -> tuple[Motion, ...]:
        return film.tail(), right.head(count / rate)

    return _bridge(args, args.left, args.right, args.seconds, verb, plan, order="film new right")


def blend(args: argparse.Namespace) -> dict[str, Any]:
    return fill(args, "blend")


def _bridge(
    args: argparse.Namespace, first: Path, last: Path, seconds: float, verb: str, plan: Callable, *, order: str
) -> dict[str, Any]:
    """Footage and what is made for it, in one file at the first film's size and rate."""
    from studio.session.splice import New, footage, shape_of, splice

    film = footage(first)
    out = _output(args.output, inputs=[first, last], suffixes=SUFFIXES)
    shape = shape_of(film)
    _refuse_length(seconds)
    count = max(1, math.floor(Fraction(seconds) * shape.rate + Fraction(1, 2)))
    request = _request(
        args, prompt=args.prompt, seconds=canvas_seconds(count, shape.rate),
        size=model_size(shape.width, shape.height), verb=verb, motion=plan(film, count, shape.rate),
    )  # fmt: skip
    with _engine(request, args) as making:
        parts = {"film": film, "new": New(making.frames(), count, rate=request.rate)}
        if "right" in order:
            parts["right"] = footage(last)
        codec = SUFFIXES[out.suffix.lower()]
        written = splice(out, [parts[name] for name in order.split()], shape=shape, codec=codec)
        told = _told(args, out, making, frames=written, shape=(shape.width, shape.height, shape.rate))
    return {**told, "new_frames": count}


def demo(*, quiet: bool) -> dict[str, Any]:
    """What `python -m studio` does where no window can be shown: a film of several prompts."""
    from studio.session.oneshot import OneShot
    from studio.session.splice import New, Shape, splice

    names = ("demo.mp4", *(f"demo-{n}.mp4" for n in range(2, 1000)))
    out = _output(next(Path(name) for name in names if not Path(name).exists()), inputs=[], suffixes=SUFFIXES)
    print(f"There is no display here, so the demo film is being made: {out.absolute()}", file=sys.stderr)
    args = argparse.Namespace(seed=None, steps=STEPS, guidance=GUIDANCE, json=quiet)
    first = _request(args, prompt=DEMO[0], seconds=3.0, size=(192, 112), verb="text")
    timings = []

    def frames():
        for number, prompt in enumerate(DEMO, 1):
            request = replace(first, id=secrets.token_hex(6), prompts=(Prompt(prompt),))
            bar = Bar(f"{number}/{len(DEMO)} {prompt[:40]}")
            with OneShot(request, progress=bar.show) as making:
                yield from making.frames()
                timings.append(making.outcome)
            bar.clear()

    shape = Shape(192, 112, Fraction(RATE))
    count = splice(out, [New(frames(), first.frames * len(DEMO))], shape=shape)
    print(f"Made {out.absolute()}: {len(DEMO)} shots, {count / RATE:g} seconds.", file=sys.stderr)
    return {
        "output": str(out.absolute()), "frames": count, "fps": RATE, "width": 192, "height": 112, "seed": first.seed,
        "wall_s": round(sum(t.wall_seconds for t in timings), 2),
        "first_frame_s": round(timings[0].first_frame_seconds, 2), "model": first.model, "prompts": list(DEMO),
    }  # fmt: skip


def _request(
    args: argparse.Namespace, *, prompt: str, seconds: float, size: tuple[int, int], verb: str,
    words: Callable[[str], str] = str, learned: tuple[adapted.Chosen, ...] = (), **rest: Any
) -> GenerateRequest:
    seed = secrets.randbelow(2**31) if args.seed is None else args.seed
    if not 0 <= seed < 2**63:
        raise StudioError(f"The seed must lie in 0..2^63 - 1, not {seed}.", next_step="Leave it out for a fresh one.")
    _refuse_length(seconds)
    prompt, cast = _cast_in(args, prompt)
    look, chosen = _chosen(args, (*learned, *cast))
    parts = [adapted.spoken(part, look, chosen) for part in stretches(words(prompt))]
    prompts = tuple(Prompt(part, seconds * n / len(parts)) for n, part in enumerate(parts))
    made = GenerateRequest(
        id=secrets.token_hex(6), prompts=prompts, seconds=seconds, width=size[0],
        height=size[1], seed=seed, steps=args.steps, guidance=args.guidance, verb=verb,
        order=getattr(args, "order", "windows"),
        model=_model(args), loras=adapted.loras(chosen) if _model(args) == BUNDLED else tuple(_loras(args)), **rest,
    )  # fmt: skip
    if made.model != BUNDLED:
        usual = (args.steps, args.guidance) == (STEPS, GUIDANCE)
        made = for_model(made, shape=size, frames=round(seconds * 1000), rate=Fraction(1000), usual=usual)
    return check(made)


def _model(args: argparse.Namespace) -> str:
    return getattr(args, "model", BUNDLED)


def _loras(args: argparse.Namespace):
    for text in getattr(args, "lora", ()):
        path, _, weight = text.rpartition("=")
        try:
            yield Lora(path, float(weight)) if path else Lora(text)
        except ValueError as exc:
            told = f"“{text[:60]}” is no LoRA file with a weight."
            raise StudioError(told, next_step="Write it as FILE=WEIGHT, for example style.safetensors=0.8.") from exc


def _cast_in(args: argparse.Namespace, prompt: str) -> tuple[str, tuple[adapted.Chosen, ...]]:
    """The prompt with learned characters in words, and who they are; another model knows none."""
    return adapted.cast_in(prompt) if _model(args) == BUNDLED else (prompt, ())


def _chosen(args: argparse.Namespace, cast: tuple[adapted.Chosen, ...]) -> tuple[str, tuple[adapted.Chosen, ...]]:
    """The look in words, and everything learned that is asked for. Raises StudioError for a file of another model."""
    if _model(args) != BUNDLED:
        return getattr(args, "look", ""), ()
    look, own = adapted.look_of(getattr(args, "look", ""))
    files = []
    for lora in _loras(args):
        if not (found := adapted.by_name_or_file(lora.path, lora.weight)):
            step = "Name one that “python -m studio train adapt” made, or choose the model it was made for."
            raise StudioError(f"“{lora.path[-60:]}” is nothing the bundled model has learned.", next_step=step)
        files.append(found)
    return look, adapted.together((own, *cast, *files))


def _engine(request: GenerateRequest, args: argparse.Namespace):
    from studio.session.oneshot import OneShot

    for sentence in adapted.notes(request):
        print(sentence, file=sys.stderr)
    return OneShot(request, progress=Bar(request.verb.capitalize()).show, engine=_makers(args))


def _makers(args: argparse.Namespace):
    """Who makes the takes: None for this computer."""
    from studio.session.cluster import on_cluster

    return on_cluster(args.cluster, cpus=max(0, args.cluster_cpus)) if args.cluster else None


def _told(args: argparse.Namespace, out: Path, making, *, frames: int, shape: tuple) -> dict[str, Any]:
    width, height, rate = shape
    outcome, request = making.outcome, making.request
    Bar("").clear()
    if not args.json:
        length, took = float(frames / rate), outcome.wall_seconds
        print(f"{out}: {frames} frames, {length:.2f} s, seed {request.seed}, made in {took:.1f} s")
        if outcome.described:
            print(f"  nothing was said, so it goes on from what was seen: {outcome.described}", file=sys.stderr)
    seen = {"described": outcome.described} if outcome.described else {}
    seen |= {"look": args.look} if getattr(args, "look", "") else {}
    if getattr(args, "credentials", False):
        seen |= _unsigned([sign_made(out, [request], data=user_data())])
    return seen | {
        "output": str(out.absolute()), "frames": frames, "fps": float(rate), "width": width, "height": height,
        "seed": request.seed, "wall_s": round(outcome.wall_seconds, 3),
        "first_frame_s": round(outcome.first_frame_seconds, 3), "model": request.model,
    }  # fmt: skip


def _unsigned(told: list[str]) -> dict[str, str]:
    """Says why a file has no credentials, where that was `told`; the same for the JSON. "" is no trouble."""
    why = " ".join(filter(None, told))
    if why:
        print(f"  {why}", file=sys.stderr)
    return {"unsigned": why} if why else {}


def _stills(args: argparse.Namespace):
    end = max(0.0, args.seconds - 1 / kind_of(args.model).rate)
    if args.image:
        yield Still(str(args.image), 0.0)
    for text in args.keyframe:
        time, _, path = text.partition("=")
        try:
            at = float(time)
        except ValueError:
            at = math.nan
        if not path or not 0 <= at <= max(end, 0.0):
            told = f"“{text[:60]}” is not a keyframe inside the film."
            raise StudioError(told, next_step="Write it as SECONDS=PICTURE, for example 1.5=tree.png.")
        yield Still(path, at)
    if args.last:
        yield Still(str(args.last), end)


def _require_picture(path: Path) -> None:
    from studio.session.importing import look

    if look(path, visible=True).kind != "picture":
        raise StudioError(f"“{path.name}” is a film.", next_step="Use extend to go on from it, or give a picture.")


def _refuse_length(seconds: float) -> None:
    if not (math.isfinite(seconds) and seconds > 0):
        raise StudioError(f"A length of {seconds:g} seconds cannot be made.", next_step="Give more than 0 seconds.")


def _output(out: Path, *, inputs: list[Path], suffixes, folder: bool = False) -> Path:
    """The output's path, once nothing stands in its way. Raises StudioError before anything is computed.

    With `folder` it is one, and may be there if it is empty.
    """
    if out.suffix.lower() not in suffixes:
        known = ", ".join(suffixes)
        raise StudioError(f"“{out.name}” does not end like a file that can be written here.", next_step=f"Use {known}.")
    if out.is_dir() and not folder:
        raise StudioError(f"“{out}” is a folder.", next_step="Give the name of a file inside it.")
    home = out.absolute().parent
    if not home.is_dir():
        raise StudioError(f"The folder {home} is not there.", next_step="Make it first, or choose another.")
    if not os.access(home, os.W_OK):
        raise StudioError(f"The folder {home} can't be written to.", next_step="Choose another folder.")
    if any(path.exists() and out.exists() and os.path.samefile(path, out) for path in inputs):
        kept = "It was left as it is."
        raise StudioError(f"“{out.name}” is the film that is read.", kept=kept, next_step="Choose another name.")
    return out
