"""The one shape in which trouble reaches a person. Standard library only; any room may import it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """What happened, what was kept, and what to do next: three sentences, no traceback."""

    what: str
    kept: str = ""
    next_step: str = ""

    def __str__(self) -> str:
        return " ".join(part for part in (self.what, self.kept, self.next_step) if part)


class StudioError(Exception):
    """Raised anywhere in the studio for trouble a person can act on; carries the Problem shown to them."""

    def __init__(self, what: str, *, kept: str = "", next_step: str = "") -> None:
        self.problem = Problem(what, kept, next_step)
        super().__init__(str(self.problem))
