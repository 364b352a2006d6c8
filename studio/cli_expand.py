"""The command line's reading half: what the bundled model is told when a person says something in their own words."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from studio.problem import StudioError


def add_commands(commands) -> None:
    told = "say a prompt in the bundled model's own words"
    made = commands.add_parser("expand", help=told, description=told.capitalize() + ". What it cannot draw is named.")
    made.add_argument("prompt", help="what is to be seen, in English or Chinese")
    made.add_argument("--lang", choices=("en", "zh"), help="language of the answer (the prompt's own)")
    made.add_argument("--seed", type=int, default=0, help="chooses what the prompt leaves open (0)")
    made.add_argument("--writer", default="", metavar="WHERE",
                      help="ask a language model instead: a folder of weights, or an address such as "
                           "http://localhost:8080/v1")  # fmt: skip
    made.add_argument("--json", action="store_true", help="one JSON object on the last line")
    made.set_defaults(command=expand)


def expand(args: argparse.Namespace) -> dict[str, Any]:
    from studio.engine.request import MAX_PROMPT

    if not args.prompt.strip():
        step = "Say what should be seen, for example: a red car drives through the desert."
        raise StudioError("The prompt is empty.", next_step=step)
    if len(args.prompt) > MAX_PROMPT:
        raise StudioError(f"The prompt has {len(args.prompt):,} characters; {MAX_PROMPT:,} is the most.",
                          next_step="Shorten it, or split it over several shots.")
    if args.writer:
        from studio.engine.writing import writer

        text = writer(args.writer).expand(args.prompt)
        if not args.json:
            print(text)
        return {"text": text, "writer": args.writer}
    found = expanded(args.prompt, seed=args.seed, language=args.lang)
    if not args.json:
        print(found.text)
        for note in found.left_out:
            print(f"  {note}", file=sys.stderr)
    return {"text": found.text, "language": found.language, "facts": found.facts, "filled": found.filled,
            "left_out": list(found.left_out), "seed": args.seed}


def expanded(prompt: str, *, seed: int = 0, language: str | None = None):
    """The expansion of a prompt, with the shipped text model (or the one `FANTASCOPE_MODELS` names)."""
    from studio.session import places
    from studio.session.expanding import expand_and_wait

    return expand_and_wait(prompt, seed=seed, language=language, models=places.models())


def prompt_of(args: argparse.Namespace) -> tuple[str, tuple[str, ...]]:
    """What `render` hands to the model, and the lines that tell so: the expansion, unless `--no-expand` was given."""
    from studio.engine.request import MAX_PROMPT

    if args.no_expand or not args.prompt.strip() or len(args.prompt) > MAX_PROMPT:
        return args.prompt, ()
    found = expanded(args.prompt)
    return found.text, (f"Expanded: {found.text}", *(f"  {note}" for note in found.left_out))
