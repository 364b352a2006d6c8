"""Session: the one place where an exception becomes a sentence. Its traceback is logged once."""

from __future__ import annotations

import logging

from studio.disk import FULL
from studio.problem import Problem, StudioError

log = logging.getLogger("studio")


def as_problem(exc: BaseException, *, doing: str = "working") -> Problem:
    """What to tell the person. `doing` completes “The studio stumbled while …”."""
    if isinstance(exc, StudioError):
        if exc.__cause__ is not None and not isinstance(exc.__cause__, StudioError):
            log.info("%s", exc, exc_info=exc.__cause__)
        return exc.problem
    if not getattr(exc, "studio_logged", False):
        log.error("while %s", doing, exc_info=exc)
        vars(exc)["studio_logged"] = True
    if isinstance(exc, MemoryError):
        return Problem("There is not enough memory.", "The film is unchanged.", "Close other programs.")
    if isinstance(exc, OSError) and exc.errno in FULL:
        return Problem("The disk is full.", "What was there before is untouched.", "Free some space, then try again.")
    if isinstance(exc, OSError):
        name = f" “{exc.filename}”" if exc.filename else ""
        why = f"The file{name} could not be read or written: {exc.strerror or exc}."
        return Problem(why, next_step="Check the disk and its permissions, then try again.")
    return Problem(
        f"The studio stumbled while {doing}: {type(exc).__name__}.",
        "The film is unchanged.",
        "Try again; what happened is written in the log.",
    )
