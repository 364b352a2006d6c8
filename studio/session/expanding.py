"""Session: expansions for the running studio: asked for on the owner's thread, answered there, remembered.

Looking up unknown words needs the text model: that happens on the engine room's language thread. No Qt, no tensors.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from studio.document import edit
from studio.document.film import Project, Take, find_clip
from studio.document.lanes import EditRefused
from studio.engine.language import Language
from studio.engine.writing import Writer, writer
from studio.session.expansion import Expansion, complete, expand
from studio.session.jobs import Job
from studio.session.planning import BLEND, spoken, told
from studio.session.problems import as_problem
from studio.session.steady import steady

KEPT = 256                                  # expansions remembered
SEED = 0                                    # of a shot's expansion: its takes differ by their own seeds alone


class Expander:
    """Remembers per (prompt, seed): the same text gives the same expansion. `call` runs a function on the owner's
    thread at its next pump."""

    def __init__(self, call: Callable[[Callable[[], None]], None], *, models: Path) -> None:
        self._call, self._language = call, Language(models)
        self._kept: OrderedDict[tuple[str, int], Expansion] = OrderedDict()
        self._writer: Writer | None = None

    @property
    def written(self) -> bool:
        """Whether a language model of the person's own expands prompts."""
        return self._writer is not None

    @property
    def writer(self) -> Writer | None:
        return self._writer

    def use(self, where: str) -> None:
        """From now on the language model at that address or in that folder; "" for the tables. Raises StudioError."""
        self._writer = writer(where) if where else None
        self._kept.clear()

    def ask(self, prompt: str, *, seed: int, on_done: Callable[[Expansion], None]) -> None:
        """`on_done(expansion)` at the next pump at the earliest. Without a text model unknown words are left out."""
        found = self._kept.get((prompt, seed)) if self._writer else self._ready(prompt, seed)
        if found is not None:
            self._call(lambda: on_done(found))
            return
        if self._writer is not None:
            ask = self._writer
            threading.Thread(target=lambda: self._write(ask, prompt, seed, on_done), daemon=True).start()
            return

        def answer(result: Expansion | None, trouble: BaseException | None) -> None:
            if trouble is not None:
                as_problem(trouble, doing="reading a prompt")       # logged; the tables alone must do
                self._call(lambda: on_done(self.now(prompt, seed=seed)))
            elif result is not None:
                self._call(lambda: on_done(self._keep(prompt, seed, result)))

        self._language.ask(lambda lookup: expand(prompt, seed=seed, lookup=lookup), answer)

    def _write(self, ask: Writer, prompt: str, seed: int, on_done: Callable[[Expansion], None]) -> None:
        """On a thread of its own. Without an answer the prompt goes as it is, and the reason is said."""
        try:
            found = Expansion(ask.expand(prompt), "", {}, {}, (), None)
        except Exception as exc:
            found = Expansion(prompt, "", {}, {}, (str(as_problem(exc, doing="asking the language model")),), None)
            self._call(lambda: on_done(found))
            return
        self._call(lambda: on_done(self._keep(prompt, seed, found)))

    def now(self, prompt: str, *, seed: int = SEED) -> Expansion:
        """At once: what is remembered, else what the tables alone give, which is remembered from now on."""
        return self._ready(prompt, seed) or self._keep(prompt, seed, expand(prompt, seed=seed))

    def film(self, project: Project, clip_id: str) -> Project:
        """The film with the shot's expansion in it, if it has a prompt and no expansion yet."""
        found = find_clip(project, clip_id)
        shot = found[1].shot if found else None
        if shot is None or shot.expanded.strip() or not shot.prompt.strip() or shot.verb == BLEND:
            return project
        text = self.now(told(project, shot, words=steady)).text
        try:
            return edit.set_shot(project, clip_id, expanded=text)
        except EditRefused:                 # a locked track: the prompt goes as it is
            return project

    def close(self) -> None:
        self._language.close()

    def _ready(self, prompt: str, seed: int) -> Expansion | None:
        if (prompt, seed) in self._kept:
            self._kept.move_to_end((prompt, seed))
            return self._kept[prompt, seed]
        return self._keep(prompt, seed, expand(prompt, seed=seed)) if complete(prompt) else None

    def _keep(self, prompt: str, seed: int, found: Expansion) -> Expansion:
        """The first answer stays: one asked for twice while it was being looked up is not answered in two ways."""
        found = self._kept.setdefault((prompt, seed), found)
        if len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return found


def with_prompt(take: Take, project: Project, job: Job) -> Take:
    """The take whose recipe tells the person's own prompt and, apart from it, the expansion that was generated."""
    found = find_clip(project, job.clip_id)
    shot = found[1].shot if found else None
    read = [prompt.text for prompt in job.asked.prompts]
    if take.recipe is None or shot is None or not shot.expanded or read != [text for _, text in spoken(project, shot)]:
        return take
    return replace(take, recipe=replace(take.recipe, prompt=shot.prompt, expanded=" → ".join(read)))


def expand_and_wait(prompt: str, *, seed: int = SEED, language: str | None = None, models: Path) -> Expansion:
    """For the command line: with the text model where a word needs it, without it where there is none."""
    if complete(prompt):
        return expand(prompt, seed=seed, language=language)
    from studio.engine.language import Nearest
    from studio.problem import StudioError

    try:
        lookup = Nearest(models).value
    except StudioError as exc:
        found = expand(prompt, seed=seed, language=language)
        return replace(found, left_out=(*found.left_out, exc.problem.what))
    return expand(prompt, seed=seed, language=language, lookup=lookup)
