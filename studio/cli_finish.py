"""The command line's finishing of one file: smoother and finer, as an export does it to generated shots."""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from typing import Any

from studio.cli_interchange import _rate
from studio.cli_make import SUFFIXES, _output, _unsigned
from studio.session.bar import Bar


def add_commands(commands) -> None:
    told = "make a generated clip smoother or finer"
    made = commands.add_parser(
        "finish", help=told, description=told.capitalize() + ": with frames in between, made by a network, for a "
        "higher rate, and at two or four times the size. Its sound goes along.",
    )  # fmt: skip
    made.add_argument("clip", type=Path)
    made.add_argument("-o", "--output", type=Path, required=True, metavar="FILE", help=", ".join(SUFFIXES))
    made.add_argument("--rate", metavar="FPS", help="frames a second: 24, 60 or 30000/1001 (the clip's own)")
    made.add_argument("--upscale", type=int, choices=(1, 2, 4), default=1, help="so many times as large (1)")
    made.add_argument("--json", action="store_true", help="one JSON object on the last line")
    made.set_defaults(command=finish)


def finish(args: argparse.Namespace) -> dict[str, Any]:
    from studio.session.finishing import finish_file
    from studio.session.places import user_data

    out = _output(args.output, inputs=[args.clip], suffixes=SUFFIXES)
    bar, since, unsigned = Bar(f"Finish {args.clip.name}"), time.monotonic(), []

    try:
        settings, check = finish_file(
            args.clip, out, codec=SUFFIXES[out.suffix.lower()], data=user_data(), told=unsigned.append,
            rate=_rate(args.rate), upscale=args.upscale, progress=bar.count,
        )  # fmt: skip
    finally:
        bar.clear()
    wall, rate = time.monotonic() - since, float(settings.rate or 0)
    if not args.json:
        print(f"{out}: {check.frames} frames at {rate:.5g} a second, {check.between} of them made in between, "
              f"{settings.width} × {settings.height}, in {wall:.1f} s")  # fmt: skip
    return {"output": str(out.absolute()), "frames": check.frames, "fps": rate, "between": check.between,
            "width": settings.width, "height": settings.height, "wall_s": round(wall, 3),
            **_unsigned(unsigned)}  # fmt: skip
