"""The command line: says what is wanted to the rooms that can do it. Heavy things are imported inside commands only."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NoReturn

from studio import __version__
from studio.problem import StudioError

TROUBLE = 2  # exit code of every failure a person can act on
INTERRUPTED = 130


class Parser(argparse.ArgumentParser):
    """Complains in one sentence, like everything else here."""

    def error(self, message: str) -> NoReturn:
        message = message[0].upper() + message[1:].rstrip(".")
        raise StudioError(f"{message}.", next_step=f"Run “{self.prog} --help” to see how it is written.")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code: 0, 2 for trouble, 130 when interrupted."""
    argv = list(sys.argv[1:] if argv is None else argv)
    as_json = "--json" in argv
    from studio.app import log_kept
    from studio.session.places import user_data

    with log_kept(user_data()):
        try:
            found = run(argv)
        except KeyboardInterrupt as exc:
            kept = str(exc) or "Nothing was written."
            return fail(StudioError("Stopped.", kept=kept), as_json=as_json, code=INTERRUPTED)
        except Exception as exc:
            return fail(exc, as_json=as_json)
    if isinstance(found, int):
        return found
    if as_json:
        print(json.dumps({"ok": True, **found}, ensure_ascii=False), flush=True)
    return 0 if found.get("ok", True) else TROUBLE


def run(argv: list[str]) -> int | dict[str, Any]:
    """An exit code, or what was made as data for `--json`."""
    named = [word for word in argv if word not in ("--json", "--safe-mode")]
    if named == ["--self-check"]:
        from studio.cli_check import self_check

        return self_check(as_json="--json" in argv)
    if not named or (len(named) == 1 and to_open(named[0])):
        return open_window(Path(named[0]) if named else None, as_json="--json" in argv)
    if argv[0] in ("train", "bench"):
        return tool(argv[0])(argv[1:]) or 0
    args = parser().parse_args(argv)
    if not hasattr(args, "command"):
        raise StudioError("No command is given.", next_step="Run “studio --help” to see them.")
    try:
        return args.command(args)
    except ModuleNotFoundError as exc:
        not_here(argv[0], exc)


def to_open(word: str) -> bool:
    """Whether a lone word is what a desktop hands over and no command: a film, or a file to begin a film with."""
    path = Path(word)
    return word.rstrip("/\\").endswith((".film", "project.json", ".fantascope")) or bool(path.suffix and path.is_file())


def not_here(name: str, exc: ModuleNotFoundError) -> NoReturn:
    """A part of ours that this copy of the studio was built without, in a sentence; any other lack as it is."""
    if not (exc.name or "").startswith("studio."):
        raise exc
    step = "Use a copy of the whole project."
    raise StudioError(f"“{name}” is not part of this copy of the studio.", next_step=step) from exc


def tool(name: str) -> Callable[[list[str]], int | None]:
    """A command with a command line of its own. Raises StudioError when this copy of the studio has none."""
    try:
        if name == "train":
            from studio.training.command import main as run_tool
        else:
            from studio.cli_bench import main as run_tool
    except ModuleNotFoundError as exc:
        not_here(name, exc)
    return run_tool


def open_window(film: Path | None, *, as_json: bool) -> int | dict[str, Any]:
    from studio import app

    if app.has_display():
        return app.run(film)
    from studio.cli_make import demo

    return demo(quiet=as_json)


def fail(exc: Exception, *, as_json: bool, code: int = TROUBLE) -> int:
    """Say it in one line, on stderr or as the last line of JSON."""
    from studio.session.problems import as_problem

    problem = as_problem(exc, doing="running this command")
    what = " ".join(filter(None, (problem.what, problem.kept)))
    if as_json:
        print(json.dumps({"ok": False, "error": {"what": what, "next": problem.next_step}}, ensure_ascii=False))
    else:
        print(" ".join(f"{what} {problem.next_step}".split()), file=sys.stderr)
    return code


def parser() -> Parser:
    """Every command and its options."""
    from studio import (
        cli_describe,
        cli_doctor,
        cli_evaluate,
        cli_expand,
        cli_export,
        cli_film,
        cli_finish,
        cli_interchange,
        cli_make,
        cli_models,
        cli_provenance,
    )

    top = Parser(
        prog="studio",
        description="A desktop studio for directing generated video. Without a command, or with a .film or a file to "
        "begin one with: the window. With --safe-mode: the window without anything optional. With --self-check: try "
        "every part once.",
    )
    top.add_argument("--version", action="version", version=f"Fantascope {__version__}")
    commands = top.add_subparsers(metavar="command", parser_class=Parser)
    cli_make.add_commands(commands)
    cli_film.add_commands(commands)
    cli_expand.add_commands(commands)
    cli_describe.add_commands(commands)
    cli_export.add_commands(commands)
    cli_finish.add_commands(commands)
    cli_interchange.add_commands(commands)
    cli_provenance.add_commands(commands)
    cli_doctor.add_commands(commands)
    cli_models.add_commands(commands)
    cli_evaluate.add_commands(commands)
    for name, help_text in (("bench", "measure this machine"), ("train", "train the bundled model")):
        commands.add_parser(name, help=help_text, add_help=False)
    return top
