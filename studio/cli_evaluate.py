"""The command line's judging half: how well the bundled model does what is asked of it."""

from __future__ import annotations

import argparse
import json
import os
from pathlib import Path
from typing import Any, get_args

from studio.engine.request import GUIDANCE, STEPS, Order, check_sampling
from studio.problem import StudioError

SUITES = {
    "adherence": "held-out prompts in English and Chinese: what of them is seen",
    "keyframes": "stills at exact times: met without a jump, and kept",
    "seams": "extend after and before, fill, loop: the step where the film goes on",
    "take60": "a minute in one take: identity, drift, motion",
    "permanence": "behind an occluder; out of the frame and back",
    "cast": "one character over six shots",
    "steps": "the same seeds over 2 to 32 sampling steps",
    "compute": "the same seeds over training checkpoints",
    "speed": "seconds for a second of film, and to the first frames",
    "adapt": "a character it never saw, learned from twenty clips, and what that costs",
}


def add_commands(commands) -> None:
    told = "Judge the bundled model. Suites: " + "; ".join(f"{name}: {what}" for name, what in SUITES.items()) + "."
    made = commands.add_parser("evaluate", help="judge what the bundled model makes", description=told)
    made.add_argument("suite", help=", ".join(SUITES))
    made.add_argument("checkpoints", type=Path, nargs="*", metavar="CHECKPOINT", help="for compute: weights")
    made.add_argument("--limit", type=int, metavar="N", help="how many prompts or takes (the suite's own number)")
    made.add_argument("--seed", type=int, default=0, help="another seed asks for other scenes (0)")
    made.add_argument("--steps", type=int, default=STEPS, help=f"sampling steps ({STEPS})")
    made.add_argument("--guidance", type=float, default=GUIDANCE, help=f"how strict with words ({GUIDANCE:g})")
    made.add_argument("--order", choices=get_args(Order), default="windows", help="of the windows of a long take")
    made.add_argument("--seconds", type=float, help="length of a take (the suite's own)")
    made.add_argument("--minutes", type=float, help="for adapt: how long it may learn (25)")
    made.add_argument("-o", "--output", type=Path, metavar="FOLDER", help="where the contact sheet and figures go")
    made.add_argument("--json", action="store_true", help="one JSON object on the last line")
    made.set_defaults(command=evaluate)


def evaluate(args: argparse.Namespace) -> dict[str, Any]:
    _refuse(args)
    from studio.session import places
    from studio.session.bar import Bar

    out = _folder(args.output or places.user_data() / "evaluation")
    models = places.models()
    for name in ("transformer", "autoencoder", "text"):
        if not (models / f"{name}.safetensors").is_file():
            raise StudioError(f"The model file {name}.safetensors is missing from {models}.",
                              next_step="Reinstall the studio, or train the model.")
    try:
        from studio.training.evaluation import Setting, suites
        from studio.training.evaluation_sheet import compose
    except ModuleNotFoundError as exc:
        if not (exc.name or "").startswith("studio."):
            raise
        step = "Use a copy of the whole project."
        raise StudioError("“evaluate” is not part of this copy of the studio.", next_step=step) from exc
    from studio.media.sequence import write_picture

    bar = Bar(f"Evaluate {args.suite}")
    sampling = {"steps": args.steps, "guidance": args.guidance, "order": args.order}
    setting = Setting(
        models, limit=args.limit, seed=args.seed, **sampling, seconds=args.seconds,
        checkpoints=tuple(args.checkpoints), minutes=args.minutes, work=out,
        progress=lambda fraction, doing: bar.show(fraction, doing, None),
    )  # fmt: skip
    report = suites()[args.suite](setting)
    bar.clear()
    found = {"suite": args.suite, "seed": args.seed, **sampling, **report.figures}
    sheet = write_picture(out / f"{args.suite}.png", compose(report.rows, across=report.across))
    figures = out / f"{args.suite}.json"
    rows = [row.words for row in report.rows]
    figures.write_text(json.dumps({**found, "rows": rows}, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    if not args.json:
        for name, value in report.figures.items():
            print(f"{name:<14} {_plain(value)}")
        print(f"{'sheet':<14} {sheet}")
    return {**found, "sheet": str(sheet.absolute()), "output": str(figures.absolute())}


def _plain(value: Any) -> str:
    if isinstance(value, dict):
        return "  ".join(f"{name} {_plain(one)}" for name, one in value.items() if not isinstance(one, dict))
    return f"{value:.3f}" if isinstance(value, float) else str(value)


def _refuse(args: argparse.Namespace) -> None:
    """Raises StudioError for what cannot be evaluated, before anything is loaded."""
    if args.suite not in SUITES:
        raise StudioError(f"There is no suite “{args.suite[:40]}”.", next_step=f"Choose one of {', '.join(SUITES)}.")
    if args.checkpoints and args.suite != "compute":
        raise StudioError(f"“{args.suite}” takes no checkpoints.", next_step="Use compute to compare them.")
    if args.limit is not None and not 1 <= args.limit <= 100_000:
        raise StudioError(f"A limit of {args.limit} leaves nothing to judge.", next_step="Give at least 1.")
    if args.minutes is not None and not 0 <= args.minutes <= 10_000:
        raise StudioError(f"{args.minutes:g} minutes cannot be spent on learning.", next_step="25 is a good start.")
    check_sampling(args.steps, args.guidance)
    if not 0 <= args.seed < 2**31:
        raise StudioError(f"The seed must lie in 0..2^31 - 1, not {args.seed}.", next_step="0 is a good start.")
    if args.seconds is not None and not 0.3 <= args.seconds <= 600:
        raise StudioError(f"A take of {args.seconds:g} seconds cannot be judged.", next_step="Give 0.3 to 600 seconds.")


def _folder(path: Path) -> Path:
    """The folder, made where it is not there. Raises StudioError when nothing can be written to it."""
    if path.exists() and not path.is_dir():
        raise StudioError(f"“{path}” is a file.", next_step="Choose a folder.")
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as exc:
        raise StudioError(f"The folder {path} can't be made.", next_step="Choose another folder.") from exc
    if not os.access(path, os.W_OK):
        raise StudioError(f"The folder {path} can't be written to.", next_step="Choose another folder.")
    return path
