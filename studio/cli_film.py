"""The command line: films from a storyboard, and a film remixed towards other words."""

from __future__ import annotations

import argparse
import contextlib
import math
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from studio.cli_expand import expanded
from studio.cli_make import SUFFIXES, _command, _engine, _makers, _output, _request, _told, _unsigned
from studio.engine.request import BUNDLED, MAX_SECONDS, RATE, Motion, check_sampling
from studio.problem import StudioError
from studio.session.bar import Bar
from studio.session.planning import Settings, canvas_seconds, model_size


def add_commands(commands) -> None:
    made = _command(commands, "storyboard", "make a film from a storyboard whose cast stays itself", storyboard)
    made.add_argument("board", type=Path, metavar="FILM.TOML", help="[film], [[cast]] and [[shot]]")
    made.add_argument("--no-expand", action="store_true", help="hand the words over as they are written")
    made.add_argument("--no-credentials", dest="credentials", action="store_false", help="write none into the file")
    made.set_defaults(credentials=True)
    made.epilog = "Stopped, it keeps what is finished in a folder beside FILE; the same command goes on from there."

    made = _command(commands, "remix", "change a film towards other words", remix)
    made.add_argument("clip", type=Path)
    made.add_argument("--prompt", required=True, help="what it should become")
    made.add_argument("--strength", type=float, default=0.6, help="0: the same film, 1: a new one (0.6)")
    made.add_argument("--no-expand", action="store_true", help="hand the words over as they are written")


def storyboard(args: argparse.Namespace) -> dict[str, Any]:
    from fractions import Fraction

    from studio.session.adapted import learned, notes
    from studio.session.crediting import made_credits, seal_for
    from studio.session.filming import Filming, write_script
    from studio.session.keeping import Keep, mark_of
    from studio.session.oneshot import Workshop
    from studio.session.places import models, user_data
    from studio.session.splice import New, Shape, splice
    from studio.session.steady import steady
    from studio.session.storyboard import read_storyboard

    board = read_storyboard(args.board, learned=[one.name for one in learned("cast")])
    board = replace(board, look=args.look or board.look)
    pictures = [member.image for member in board.cast if member.image]
    for member in board.cast:
        _require_face(member)
    out = _output(args.output, inputs=[args.board, *pictures], suffixes=SUFFIXES)
    _refuse_wild(args)
    if args.model != BUNDLED or args.lora:
        raise StudioError("A storyboard is made by the bundled model.", next_step="Leave out --model and --lora.")
    settings = Settings(steps=args.steps, guidance=args.guidance)
    told = {} if args.no_expand else {"words": _Words(quiet=args.json), "steady": steady}
    bar, unsigned = Bar("Storyboard"), []
    with Keep(out) as keep, _going_on(keep):
        seeds = (args.seed, board.seed, keep.seed)
        seed = next((seed for seed in seeds if seed is not None), None)
        script = write_script(board, settings=settings, seed=seed, **told)
        keep.note(script.seed)
        for sentence in dict.fromkeys(note for scene in script.scenes for note in notes(scene.request)):
            print(sentence, file=sys.stderr)
        with Workshop(
            progress=lambda *told: bar.show(*told), journal=keep.takes, engine=_makers(args), ahead=bool(args.cluster)
        ) as workshop:

            def begin(title: str, request) -> None:
                nonlocal bar
                bar.clear()
                bar = Bar(f"{title} {request.prompts[0].text[:40]}")

            filming = Filming(script, workshop, on_begin=begin, made_by=mark_of(models()))
            already = [workshop.finished(request.id) for request in filming.asked]
            if any(already):
                found = sum(already[len(script.portraits) :])
                print(f"{found} of {len(board.shots)} shots are finished already, in {keep.folder}.", file=sys.stderr)
            names = {workshop.latents(r.id): f"Take: {r.prompts[0].text[:80]}" for r in filming.asked}
            seal = seal_for(
                out, lambda: made_credits(out.name, filming.shots, titles=names), data=user_data(), told=unsigned.append
            )
            shape = Shape(*model_size(*board.aspect), Fraction(RATE))
            count = splice(
                out, [New(filming.frames(), script.frames)], shape=shape, codec=SUFFIXES[out.suffix.lower()],
                seal=seal if args.credentials else None,
            )  # fmt: skip
            bar.clear()
        keep.complete()
    outcomes = filming.outcomes
    wall = sum(outcome.wall_seconds for outcome in outcomes)
    ahead = sum(outcome.wall_seconds for outcome in outcomes[: len(script.portraits)])      # the cast's pictures
    if not args.json:
        print(f"{out}: {len(board.shots)} shots, {count / RATE:.2f} s, seed {script.seed}, made in {wall:.1f} s")
    shots = [
        {"prompt": card.prompt, "read_as": " → ".join(p.text for p in asked.prompts), "seconds": asked.seconds,
         "frames": asked.frames, "seed": asked.seed, "cast": list(card.cast), "references": len(asked.cast),
         "found": found}
        for card, asked, found in zip(board.shots, filming.shots, already[len(script.portraits) :], strict=True)
    ]  # fmt: skip
    return {
        "output": str(out.absolute()), "frames": count, "fps": RATE, "width": shape.width, "height": shape.height,
        "seed": script.seed, "wall_s": round(wall, 3), "first_frame_s": _first_frame(ahead, outcomes, script),
        "model": settings.model, "look": board.look, "cast": [member.name for member in board.cast], "shots": shots,
        **_unsigned(unsigned),
    }  # fmt: skip


@contextlib.contextmanager
def _going_on(keep):
    """What stops the film says where its finished part is, and how to go on."""
    try:
        yield
    except KeyboardInterrupt as exc:
        raise KeyboardInterrupt(_kept(keep) or "Nothing was written.") from exc
    except StudioError as exc:
        kept = _kept(keep)
        if not kept:
            raise
        raise StudioError(exc.problem.what, kept=kept, next_step=exc.problem.next_step) from exc


def _kept(keep) -> str:
    return f"What is finished is kept in {keep.folder}; the same command goes on from there." if keep.holds else ""


def remix(args: argparse.Namespace) -> dict[str, Any]:
    from studio.session.splice import New, footage, shape_of, splice

    film = footage(args.clip)
    out = _output(args.output, inputs=[args.clip], suffixes=SUFFIXES)
    if not (math.isfinite(args.strength) and 0 <= args.strength <= 1):
        what = f"The strength must lie in 0..1, not {args.strength:g}."
        raise StudioError(what, next_step="0 is the same film, 1 a new one.")
    if not args.prompt.strip():
        raise StudioError("The prompt is empty.", next_step="Say what the film should become.")
    shape = shape_of(film)
    count = max(1, math.ceil(film.seconds * shape.rate))
    seconds = canvas_seconds(count, shape.rate)
    if seconds > MAX_SECONDS:
        raise StudioError(f"“{args.clip.name}” lasts {seconds:.0f} seconds; {MAX_SECONDS} is the most for one remix.",
                          next_step="Cut it into shorter films first.")
    request = _request(
        args, prompt=args.prompt, seconds=seconds, size=model_size(shape.width, shape.height), verb="remix",
        remix=Motion(str(args.clip), 0.0, float(film.seconds), 0.0), remix_strength=args.strength,
        words=str if args.no_expand else _Words(quiet=args.json),
    )  # fmt: skip
    with _engine(request, args) as making:
        new = New(making.frames(), count, sound=film)
        written = splice(out, [new], shape=shape, codec=SUFFIXES[out.suffix.lower()])
        told = _told(args, out, making, frames=written, shape=(shape.width, shape.height, shape.rate))
    return {**told, "strength": args.strength, "prompt": " → ".join(p.text for p in request.prompts)}


class _Words:
    """A prompt in the model's own words; what it becomes is told, unless `quiet`."""

    def __init__(self, *, quiet: bool) -> None:
        self._quiet = quiet

    def __call__(self, prompt: str) -> str:
        from studio.engine.request import MAX_PROMPT

        if not prompt.strip() or len(prompt) > MAX_PROMPT:
            return prompt                       # refused when the request is checked
        found = expanded(prompt)
        for line in () if self._quiet else (f"Expanded: {found.text}", *(f"  {note}" for note in found.left_out)):
            print(line, file=sys.stderr)
        return found.text


def _refuse_wild(args: argparse.Namespace) -> None:
    check_sampling(args.steps, args.guidance)
    if args.seed is not None and not 0 <= args.seed < 2**62:
        what = f"The seed must lie in 0..2^62 - 1, not {args.seed}."
        raise StudioError(what, next_step="Leave it out for a fresh one.")


def _require_face(member) -> None:
    """A member's picture must be one. Raises StudioError naming the member."""
    from studio.session.importing import look

    if member.image is None:
        return
    try:
        if look(member.image, visible=True).kind == "picture":
            return
        trouble = StudioError("it is a film.", next_step="Give a picture of it.")
    except StudioError as exc:
        trouble = exc
    what = f"cast @{member.name}: image: {trouble.problem.what}"
    raise StudioError(what, next_step=trouble.problem.next_step) from trouble


def _first_frame(ahead: float, outcomes, script) -> float:
    return round(ahead + outcomes[len(script.portraits)].first_frame_seconds, 3)
