"""Storage room: what to offer after a crash. Offers only: nothing here changes a film."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from studio.document.film import Project
from studio.problem import StudioError
from studio.storage import paths
from studio.storage.atomic import discard, read_limited
from studio.storage.autosave import NAME
from studio.storage.codec import MAX_BYTES, loads
from studio.storage.folder import PROJECT, load_project
from studio.storage.lock import lock_state
from studio.storage.note import read_note, write_note

SAFE_AFTER = 3
_MARK = Path("journal", "starts.json")


@dataclass(frozen=True, slots=True)
class Recovery:
    """An offer: the film as last autosaved, when that was, and whether the studio died with it open."""

    project: Project
    saved_at: datetime
    crashed: bool
    saved_is_damaged: bool


def find_recovery(root: Path, *, owner_died: bool = False) -> Recovery | None:
    """The autosaved film, when it differs from the saved one and is newer, or its studio died, or the saved is damaged.

    `owner_died` is `FilmFolder.owner_died` once the folder is open. An unreadable autosave is no offer and no error.
    """
    try:
        kept = paths.inside(root, NAME)
        autosaved = loads(read_limited(kept, limit=MAX_BYTES))
        paths.refuse_hostile_paths(root, autosaved)
        written = kept.stat().st_mtime_ns
    except (StudioError, OSError):
        return None
    try:
        saved, saved_at = load_project(root), (root / PROJECT).stat().st_mtime_ns
    except (StudioError, OSError):
        saved, saved_at = None, 0
    crashed = owner_died or lock_state(root) == "stale"
    if autosaved == saved or not (crashed or saved is None or written > saved_at):
        return None
    return Recovery(autosaved, datetime.fromtimestamp(written / 1e9, UTC), crashed, saved is None)


@dataclass(frozen=True, slots=True)
class Start:
    """How often in a row the film's studio has crashed before this start."""

    crashes: int

    @property
    def safe_mode(self) -> bool:
        """Start with nothing optional: no caches read, no jobs resumed, no graphics card."""
        return self.crashes >= SAFE_AFTER


def begin_start(root: Path) -> Start:
    """Note that the film is being opened. A start that was not ended before counts as a crash."""
    crashes = _unended(root / _MARK)
    (root / _MARK).parent.mkdir(exist_ok=True)
    write_note(root / _MARK, unended=crashes + 1)
    return Start(crashes)


def end_start(root: Path) -> None:
    """Note that the film was closed in good order, which ends any row of crashes."""
    discard(root / _MARK)


def _unended(mark: Path) -> int:
    count = read_note(mark, "unended")
    return min(count, 1000) if type(count) is int and count > 0 else 0
