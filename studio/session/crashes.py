"""Session: whether the studio ended well the last times, and what to tell when it did not. No Qt, no tensors.

Every running studio keeps a mark in the user's data folder, named after its process, and takes it away at the end.
A mark whose process is gone is a crash.
"""

from __future__ import annotations

import contextlib
import faulthandler
import platform
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

import studio
from studio.problem import StudioError
from studio.storage.atomic import discard
from studio.storage.lock import is_alive, read_owner, this_process
from studio.storage.note import read_note, write_note
from studio.storage.recovery import SAFE_AFTER

RUNS, ROW, FAULTS, LOG = "runs", "crashes.json", "faults.log", "studio.log"
LINES = 80  # of the log in a report
_MOST = 64 * 1024


@dataclass(frozen=True, slots=True)
class Crash:
    """The last sitting ended badly, the `row`-th in a row. `report` is for whoever mends it."""

    row: int
    report: str

    @property
    def safe_mode(self) -> bool:
        """Start with nothing optional: the last film is not opened by itself, no caches, nothing taken up again."""
        return self.row >= SAFE_AFTER


@contextlib.contextmanager
def watched(data: Path) -> Iterator[Crash | None]:
    """Around a sitting: says how the one before ended, and keeps the marks for the next. Never raises by itself."""
    crash, mark = _look_back(data), data / RUNS / f"{this_process().pid}.json"
    faults = None
    with contextlib.suppress(OSError, StudioError):
        mark.parent.mkdir(parents=True, exist_ok=True)
        write_note(mark, **asdict(this_process()))
        faults = open(data / FAULTS, "w", encoding="utf-8")  # noqa: SIM115  held until the very end: a crash writes here
        faulthandler.enable(faults)
    try:
        yield crash
    finally:
        if faults is not None:
            faulthandler.disable()
            faults.close()
        discard(mark)
        discard(data / ROW)


def _look_back(data: Path) -> Crash | None:
    dead = [mark for mark in (data / RUNS).glob("*.json") if not is_alive(read_owner(mark))]
    if not dead:
        return None
    row = _row(data) + 1
    with contextlib.suppress(OSError, StudioError):
        write_note(data / ROW, row=row)
    crash = Crash(row, report(data))
    for mark in dead:
        discard(mark)
    return crash


def report(data: Path) -> str:
    """Versions, what the interpreter said at the end, and the last lines of the log. Nothing of what is in the film."""
    parts = [
        f"Fantascope {studio.__version__}, Python {platform.python_version()}, {platform.platform()}",
        f"Reported {datetime.now():%Y-%m-%d %H:%M}",
    ]
    for title, name in (("The end", FAULTS), ("The log", LOG)):
        lines = _tail(data / name)
        if lines:
            parts.append("\n".join((f"{title}:", *lines[-LINES:])))
    return "\n\n".join(parts).replace(str(Path.home()), "~")


def _tail(path: Path) -> list[str]:
    try:
        with open(path, "rb") as file:
            file.seek(max(0, path.stat().st_size - _MOST))
            return file.read().decode(errors="replace").strip().splitlines()
    except OSError:
        return []


def _row(data: Path) -> int:
    row = read_note(data / ROW, "row")
    return row if type(row) is int and 0 < row < 1000 else 0


def sentence(crash: Crash) -> str:
    """What the person is told at the start."""
    if crash.safe_mode:
        return (
            f"The studio ended unexpectedly {crash.row} times in a row, so it has started in safe mode: "
            "the last film was not opened by itself, and nothing is taken up again until you say so."
        )
    return "The studio ended unexpectedly last time. What was saved is untouched."

