"""The command line's door to other editors: a film out as a timeline, a timeline in as a film."""

from __future__ import annotations

import argparse
import sys
from fractions import Fraction
from pathlib import Path
from typing import Any

from studio.problem import StudioError


def add_commands(commands) -> None:
    told = "hand a film to another editor, or make one of its timeline"
    made = commands.add_parser(
        "interchange", help=told,
        description=told.capitalize() + ": .otio, .otioz (with the files), .edl, .fcpxml. What is left behind is said.",
    )  # fmt: skip
    made.add_argument("input", type=Path, help="a .film, or a timeline")
    made.add_argument("-o", "--output", type=Path, required=True, metavar="FILE", help="a timeline, or a new .film")
    made.add_argument("--track", default="", metavar="NAME", help="the picture track of an EDL (the lowest with clips)")
    made.add_argument("--rate", metavar="FPS", help="frames a second of an EDL, which does not say: 25 or 24000/1001")
    made.add_argument("--json", action="store_true", help="one JSON object on the last line")
    made.set_defaults(command=interchange)


def interchange(args: argparse.Namespace) -> dict[str, Any]:
    from studio.session.interchanging import film_from

    incoming = args.output.suffix.lower() == ".film"
    if incoming == (args.input.suffix.lower() == ".film"):
        step = "Write “film.film -o cut.otio” or “cut.otio -o new.film”."
        raise StudioError("One of the two must be a .film, the other a timeline.", next_step=step)
    if incoming:
        made = film_from(args.input, args.output, rate=_rate(args.rate))
        project = _load(made.path)
    else:
        made, project = _out(args)
    if not args.json:
        print(f"{made.path}: {len(project.tracks)} tracks, {sum(len(t.clips) for t in project.tracks)} clips")
        for sentence in made.losses:
            print(f"  {sentence}", file=sys.stderr)
    return {
        "output": str(made.path.absolute()), "losses": list(made.losses), "rate": str(project.rate),
        "tracks": len(project.tracks), "clips": sum(len(track.clips) for track in project.tracks),
        "frames": project.duration,
    }  # fmt: skip


def _out(args: argparse.Namespace):
    from studio.session.interchanging import write_timeline

    project = _load(args.input)
    chosen = [track.id for track in project.tracks if args.track and track.name == args.track]
    if args.track and not chosen:
        names = ", ".join(track.name for track in project.tracks)
        raise StudioError(f"The film has no track “{args.track}”.", next_step=f"Its tracks: {names}.")
    if not args.output.absolute().parent.is_dir():
        raise StudioError(f"The folder {args.output.absolute().parent} is not there.", next_step="Make it first.")
    made = write_timeline(project, args.input.absolute(), args.output.absolute(), track_id="".join(chosen[:1]))
    return made, project


def _load(path: Path):
    from studio.storage.folder import load_project

    if not path.is_dir():
        raise StudioError(f"“{path.name}” is not a film.", next_step="Give a folder whose name ends in .film.")
    return load_project(path)


def _rate(text: str | None) -> Fraction | None:
    if text is None:
        return None
    try:
        rate = Fraction(text)
    except (ValueError, ZeroDivisionError) as exc:
        raise StudioError(f"“{text}” is not a frame rate.", next_step="Write 25, 29.97 or 30000/1001.") from exc
    if not 1 <= rate <= 240:
        raise StudioError("A film needs between 1 and 240 frames a second.", next_step="Give another rate.")
    from studio.interchange.arriving import exact_rate

    return exact_rate(rate)
