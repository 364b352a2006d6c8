"""The command line's export: a film folder into a file, checked and signed as from the window."""

from __future__ import annotations

import argparse
import math
import re
import sys
import time
from fractions import Fraction
from pathlib import Path
from typing import Any

from studio.cli_interchange import _load, _rate
from studio.cli_make import _output, _unsigned
from studio.problem import StudioError
from studio.session.bar import Bar

CODECS = ("h264", "h265", "av1", "vp9", "prores", "gif", "webp", "png")
LARGEST, SMALLEST = 8192, 16


def add_commands(commands) -> None:
    told = "write a film folder as one file"
    made = commands.add_parser(
        "export", help=told, description=told.capitalize() + ": between its in and out point, where it has them. It is "
        "looked over first, read back, signed (Content Credentials) and only then given its name.",
    )  # fmt: skip
    made.add_argument("film", type=Path, help="a .film")
    made.add_argument("-o", "--output", type=Path, required=True, metavar="FILE", help="for png: a new folder")
    made.add_argument("--codec", choices=CODECS, help="by default what FILE's name asks for: h264 for .mp4")
    made.add_argument("--quality", choices=("draft", "high", "lossless"), default="high")
    made.add_argument("--size", metavar="WxH", help="1920x1080 (the film's own)")
    made.add_argument("--rate", metavar="FPS", help="frames a second: 25 or 24000/1001 (the film's own)")
    made.add_argument("--from", dest="start", type=float, metavar="SECONDS", help="begin there instead")
    made.add_argument("--to", dest="stop", type=float, metavar="SECONDS", help="end there instead")
    made.add_argument("--upscale", type=int, choices=(1, 2, 4), default=1, help="detail of generated shots (1)")
    made.add_argument("--smooth", action="store_true", help="make the frames between those of generated shots")
    made.add_argument("--allow-missing", action="store_true", help="put a slate where a file is missing")
    made.add_argument("--no-credentials", action="store_true", help="do not say in the file how it was made")
    made.add_argument("--json", action="store_true", help="one JSON object on the last line")
    made.set_defaults(command=export)


def export(args: argparse.Namespace) -> dict[str, Any]:
    from studio.session.exporting import (
        ExportSettings,
        finisher,
        look_ahead,
        seconds_between,
        signable,
        smoother,
        write,
    )
    from studio.session.places import user_data

    root = args.film.parent if args.film.is_file() else args.film
    film = _load(root)
    codec, out = _target(args.output, args.codec)
    width, height = _size(args.size) if args.size else (film.width, film.height)
    frames = {"start": _frame(args.start, film, "--from"), "stop": _frame(args.stop, film, "--to")}
    settings = ExportSettings(
        codec=codec, quality=args.quality, width=width, height=height, rate=_rate(args.rate), upscale=args.upscale,
        smooth=args.smooth, allow_missing=args.allow_missing, sign=not args.no_credentials, **frames,
    )  # fmt: skip
    finish, between = finisher(args.upscale), smoother(settings)
    found = look_ahead(film, root, out, settings)
    if found.planned and not args.json:
        print(f"  shots without a take, which show a slate: {found.planned}", file=sys.stderr)
    if found.between and not args.json:
        told = f"  frames in between to be made: {found.between}, about {seconds_between(found):.0f} s"
        print(told, file=sys.stderr)
    bar, since, unsigned = Bar(f"Export {out.name}"), time.monotonic(), []

    try:
        write(film, root.absolute(), out, settings, data=user_data(), told=unsigned.append, check=found,
              finish=finish, between=between, progress=bar.count)  # fmt: skip
    finally:
        bar.clear()
    wall, rate = time.monotonic() - since, settings.rate or film.rate
    size = _bytes(out)
    if not args.json:
        print(f"{out}: {found.frames} frames, {float(found.frames / rate):.2f} s, {width} × {height}, "
              f"{size / 1e6:.1f} MB, written and checked in {wall:.1f} s")  # fmt: skip
    return {
        "output": str(out.absolute()), "frames": found.frames, "fps": float(rate), "width": width, "height": height,
        "codec": codec, "bytes": size, "planned": found.planned, "between": found.between,
        "missing": [str(path) for path in found.missing],
        "signed": settings.sign and signable(codec) and not any(unsigned), "wall_s": round(wall, 3),
        **_unsigned(unsigned),
    }  # fmt: skip


def _target(out: Path, codec: str | None) -> tuple[str, Path]:
    """The codec and where it goes, once the name fits it and nothing is in the way. Raises StudioError."""
    from studio.media.codecs import CODECS as TABLE
    from studio.media.codecs import usable

    suffix = out.suffix.lower()
    codec = codec or next((key for key, kind in TABLE.items() if kind.suffix == suffix), "png" if not suffix else "")
    if not codec:
        known = ", ".join(dict.fromkeys(kind.suffix for kind in TABLE.values() if kind.suffix))
        step = f"Use {known}, or a folder's name for pictures."
        raise StudioError(f"“{out.name}” does not end like a file that can be written here.", next_step=step)
    kind = usable(codec)
    if suffix != kind.suffix and (kind.suffix or suffix in {other.suffix for other in TABLE.values()}):
        wanted = f"ends in {kind.suffix}" if kind.suffix else "is a folder, whose name has no such ending"
        raise StudioError(f"“{out.name}” is no name for {kind.label}: that {wanted}.",
                          next_step="Change one of the two.")
    return codec, _output(out, inputs=[], suffixes=(suffix,), folder=not kind.container)


def _size(text: str) -> tuple[int, int]:
    found = re.fullmatch(r"\s*(\d{1,5})\s*[x×:]\s*(\d{1,5})\s*", text)
    sides = (int(found[1]), int(found[2])) if found else (0, 0)
    if not all(SMALLEST <= side <= LARGEST for side in sides):
        told = f"“{text[:20]}” is not a size of {SMALLEST} to {LARGEST} pixels a side."
        raise StudioError(told, next_step="Write it as 1920x1080.")
    return sides


def _frame(seconds: float | None, film, option: str) -> int | None:
    if seconds is None:
        return None
    if not math.isfinite(seconds) or not 0 <= seconds <= film.duration / film.rate + 1:
        told = f"{option}: the film has no such place; it lasts {float(film.duration / film.rate):.2f} seconds."
        raise StudioError(told, next_step="Give seconds from its beginning.")
    return min(round(Fraction(seconds) * film.rate), film.duration)


def _bytes(out: Path) -> int:
    return sum(file.stat().st_size for file in ([out] if out.is_file() else out.iterdir()))
