"""Session: the models a person adds, looks at, downloads and removes while the window is up. No Qt, no tensors."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from studio.engine.backends.devices import gigabytes
from studio.engine.request import BUNDLED
from studio.problem import StudioError
from studio.session import models, places
from studio.session.jobs import Job
from studio.session.models import Card
from studio.session.planning import Settings
from studio.session.work import Task, Work
from studio.storage.note import read_note, write_note

if TYPE_CHECKING:
    from studio.engine.backends.fetching import Offer


@dataclass(frozen=True, slots=True)
class OfferCard:
    """What a download would bring, in words; `offer` is for `Shelving.download`."""

    offer: Offer
    name: str
    size: str
    licence: str
    memory: str
    words: str


class Shelving:
    """Slow things run on the studio's worker as jobs; `on_done` is called from the studio's `pump`."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def cards(self) -> tuple[Card, ...]:
        return models.cards()

    def missing(self) -> tuple[str, ...]:
        """Packages that other models need and that are not installed."""
        return models.extra_missing()

    def add(self, path: Path, *, base: str = "", on_done: Callable[[Card], object]) -> Job:
        """A folder, or a single file that needs the other parts of the installed model `base`."""
        return self._start(f"Add {path.name}", lambda _: models.card(models.shelf().add(path, base=base)), on_done)

    def check(self, name: str, *, on_done: Callable[[Card], object]) -> Job:
        return self._start(f"Check {name}", lambda _: models.card(models.shelf().check(name)), on_done)

    def remove(self, name: str, *, delete: bool = False) -> None:
        """Off the list; `delete`: its files too, if they were downloaded here. Raises StudioError."""
        models.shelf().remove(name, files=delete)

    def look_up(self, repo: str, *, on_done: Callable[[OfferCard], object]) -> Job:
        """Asks the hub what it is. Nothing is fetched but its index."""
        return self._start(f"Look up {repo}", lambda _: _offer(repo), on_done)

    def download(self, card: OfferCard, *, on_done: Callable[[Card], object]) -> Job:
        """Fetches what was offered and adds it. A job that was cancelled or failed goes on where it was."""

        def run(task: Task) -> Card:
            from studio.engine.backends.fetching import fetch

            name = card.offer.repo.rpartition("/")[2]
            folder = fetch(card.offer, places.shelf() / name, progress=task.progress)
            return models.card(models.shelf().add(folder, name=name))

        return self._start(f"Download {card.offer.repo}", run, on_done)

    def _start(self, label: str, run: Callable[[Task], object], on_done: Callable[..., object]) -> Job:
        def done(result: object) -> str:
            on_done(result)
            return ""

        return self._work.start("import", label, run, then=done)


def _offer(repo: str) -> OfferCard:
    from studio.engine.backends.devices import few_bits, plans, working_memory
    from studio.engine.backends.fetching import look

    found = look(repo)
    kind = found.kind
    width, height = models.size_for(kind, 16, 9)
    working = working_memory(kind, width, height, kind.window)
    memory = plans(found.parts, working, models.this_machine(), few=few_bits())[0]
    told = f"Can: {', '.join(models.can(kind))}."
    return OfferCard(found, kind.name, gigabytes(found.bytes), f"{found.licence}. {kind.licence}", memory.words, told)


def settings_for(settings: Settings, model: str, *, written: bool = False) -> Settings:
    """The settings with another model chosen ("": the bundled one), its usual steps and guidance. Raises StudioError.

    The built-in expansion speaks the bundled model's words, so it is off for others unless prompts are `written` by a
    language model.
    """
    model = model or BUNDLED
    kind = models.kind_of(model)
    return replace(settings, model=model, steps=kind.steps, guidance=kind.guidance,
                   expansion=written or model == BUNDLED)  # fmt: skip


def remember(path: Path, model: str) -> None:
    """Keep the choice for the next start. Trouble with the file costs that alone."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_note(path, model=model)
    except (StudioError, OSError) as exc:
        logging.getLogger("studio").info("the chosen model was not kept: %s", exc)


def remembered(path: Path) -> str:
    """The model chosen in an earlier sitting; the bundled one where nothing readable says another."""
    model = read_note(path, "model")
    return model if isinstance(model, str) and 0 < len(model) < 200 else BUNDLED
