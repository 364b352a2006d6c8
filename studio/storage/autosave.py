"""Storage room: the unsaved film, written beside the saved one. Never read except to make an offer."""

from __future__ import annotations

from pathlib import Path

from studio.document.film import Project
from studio.storage.atomic import discard, write_atomic
from studio.storage.codec import dumps

NAME = "autosave.json"


def write_autosave(root: Path, project: Project) -> None:
    """Keep the film as it is now, unsaved edits included. The saved film is not touched."""
    write_atomic(root / NAME, dumps(project))


def clear_autosave(root: Path) -> None:
    """Forget it: the film was saved, or the person said no to the offer."""
    discard(root / NAME)
