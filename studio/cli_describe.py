"""The command line's seeing half: what a film shows, in the bundled model's own words."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any


def add_commands(commands) -> None:
    told = "say what a film or picture shows, in the bundled model's own words"
    made = commands.add_parser("describe", help=told, description=told.capitalize() + ". It knows only the drawn "
                               "world: anything else is told as the nearest thing in it.")
    made.add_argument("clip", type=Path, help="a film or a picture of any size")
    made.add_argument("--lang", choices=("en", "zh"), default="en", help="language of the answer (en)")
    made.add_argument("--length", choices=("short", "medium", "long"), default="long", help="how much is told (long)")
    made.add_argument("--json", action="store_true", help="one JSON object on the last line")
    made.set_defaults(command=describe)


def describe(args: argparse.Namespace) -> dict[str, Any]:
    from studio.session import places
    from studio.session.describing import describe_file

    found = describe_file(args.clip, language=args.lang, length=args.length, models=places.models())
    if not args.json:
        print(found.text)
        for name, values in found.unsure.items():
            maybe = " or ".join(f"{value} ({p:.0%})" for value, p in values.items())
            print(f"  unsure of the {name}: {maybe}", file=sys.stderr)
        if found.unsure:
            print(f"  {found.note}", file=sys.stderr)
    return {"text": found.text, "language": found.language, "length": args.length, "facts": found.facts,
            "confidence": found.confidence, "unsure": found.unsure, "note": found.note}
