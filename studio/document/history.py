"""Document room: undo as a list of snapshots of an immutable film. Knows nothing of screens or files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from studio.document.film import Project

LIMIT = 1000


@dataclass(frozen=True, slots=True)
class Step:
    """A film as it was, and the label of the edit that led away from it (past) or to it (future)."""

    label: str
    project: Project


@dataclass(frozen=True, slots=True)
class History:
    """The film now, with what can be undone (oldest first) and redone (next first)."""

    present: Project
    past: tuple[Step, ...] = ()
    future: tuple[Step, ...] = ()
    merge_key: str = ""

    @property
    def undo_label(self) -> str | None:
        return self.past[-1].label if self.past else None

    @property
    def redo_label(self) -> str | None:
        return self.future[0].label if self.future else None

    def films(self) -> Iterator[Project]:
        """The film as it is, was, and would be again."""
        yield self.present
        yield from (step.project for step in (*self.past, *self.future))

    def do(self, label: str, project: Project, *, merge_key: str = "", limit: int = LIMIT) -> History:
        """Take `project` as the present. Consecutive edits with the same non-empty key undo as one (a drag)."""
        if project == self.present:
            return self
        if merge_key and merge_key == self.merge_key and self.past:
            return replace(self, present=project, future=())
        past = ((*self.past, Step(label, self.present)))[-limit:]
        return History(project, past, (), merge_key)

    def undo(self) -> History:
        """One edit back; unchanged at the beginning."""
        if not self.past:
            return self
        step = self.past[-1]
        return History(step.project, self.past[:-1], (Step(step.label, self.present), *self.future))

    def redo(self) -> History:
        """One edit forward again; unchanged at the end."""
        if not self.future:
            return self
        step = self.future[0]
        return History(step.project, (*self.past, Step(step.label, self.present)), self.future[1:])

    def travel(self, steps: int) -> History:
        """So many edits on, or back when negative, as far as there are any."""
        films = [*self.past, Step("", self.present), *self.future]
        at = min(max(len(self.past) + steps, 0), len(films) - 1)
        if at == len(self.past):
            return self
        # A label names the edit between two films: in the past it stands with the earlier, in the future the later one.
        labels = [step.label for step in (*self.past, *self.future)]
        past = tuple(Step(labels[i], films[i].project) for i in range(at))
        future = tuple(Step(labels[i - 1], films[i].project) for i in range(at + 1, len(films)))
        return History(films[at].project, past, future)

    def settle(self) -> History:
        """End a merge (the drag was released): the next edit is a step of its own whatever its key."""
        return replace(self, merge_key="")

    def each(self, change: Callable[[Project], Project]) -> History:
        """The same steps, with every film of them changed. A film that several share is changed once."""
        seen: dict[int, Project] = {}

        def changed(film: Project) -> Project:
            if id(film) not in seen:
                seen[id(film)] = change(film)
            return seen[id(film)]

        past, future = (
            tuple(replace(step, project=changed(step.project)) for step in steps) for steps in (self.past, self.future)
        )
        return replace(self, present=changed(self.present), past=past, future=future)

    def amend(self, project: Project) -> History:
        """Change the present without a step of its own, for what happens to a film rather than is done to it."""
        return replace(self, present=project)
