"""Storage room: the `name.film/` folder of an open film. Knows the document, nothing of Qt, torch or what files show.

project.json    the film            cache/      can be deleted
takes/          generated files     journal/    unfinished work
media/          imported files      lock        who has it open
open.fantascope the film's door: no desktop lets a folder be double-clicked as a document, so this file is
"""

from __future__ import annotations

import shutil
from pathlib import Path

from studio.document.film import Project
from studio.problem import StudioError
from studio.storage import paths
from studio.storage.atomic import discard, explain, read_limited, write_atomic
from studio.storage.autosave import clear_autosave
from studio.storage.codec import MAX_BYTES, dumps, loads
from studio.storage.lock import release_lock, take_lock

SUFFIX = ".film"
PROJECT = "project.json"
DOOR = "open.fantascope"
_DOOR_TEXT = b"This folder is a film of Fantascope. Open this file, or the folder, with it.\n"
ROOMS = ("takes", "media", "cache", "journal")
# What a killed studio was about to write: nobody else has the folder once it is locked.
_LEFTOVERS = ((".", ".*.part"), ("media", ".*.part"), ("takes", ".*.part"), ("cache", "*.part"), ("cache", "*.live"))


class FilmFolder:
    """An open film folder: holds its lock until closed. Make one with `create_film` or `open_film`."""

    def __init__(self, root: Path, *, force: bool = False) -> None:
        self.root = root
        self._owner, self.owner_died = take_lock(root, force=force)
        try:
            for name in ROOMS:
                paths.inside(root, name).mkdir(exist_ok=True)
            for leftover in (path for room, name in _LEFTOVERS for path in (root / room).glob(name)):
                discard(leftover)
        except (OSError, StudioError) as exc:
            self.close()
            raise exc if isinstance(exc, StudioError) else explain(exc, root) from exc

    @property
    def takes(self) -> Path:
        return self.root / "takes"

    @property
    def media(self) -> Path:
        return self.root / "media"

    @property
    def cache(self) -> Path:
        return self.root / "cache"

    @property
    def journal(self) -> Path:
        return self.root / "journal"

    def load(self) -> Project:
        """The saved film. Raises StudioError, changing nothing, when it is damaged, hostile or too new."""
        return load_project(self.root)

    def save(self, project: Project) -> None:
        """Save the film; after a crash at any moment the old or the new one is there. Drops the autosave."""
        paths.refuse_hostile_paths(self.root, project)
        write_atomic(self.root / PROJECT, dumps(project))
        clear_autosave(self.root)
        if not (self.root / DOOR).exists():
            write_atomic(self.root / DOOR, _DOOR_TEXT)

    def resolve(self, path: str) -> Path:
        """Where the file a media or take names really is."""
        return paths.resolve(self.root, path)

    def close(self) -> None:
        """Give the folder back. Does not save."""
        release_lock(self.root, self._owner)

    def __enter__(self) -> FilmFolder:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def create_film(path: Path, project: Project) -> FilmFolder:
    """Make a new film folder (`.film` is added to the name) holding `project`, and open it.

    Raises StudioError when something is already there: no folder is ever written over.
    """
    root = path if path.suffix == SUFFIX else path.with_name(path.name + SUFFIX)
    try:
        root.mkdir(parents=True)
    except FileExistsError as exc:
        raise StudioError(f"“{root.name}” already exists.", next_step="Choose another name.") from exc
    except (OSError, ValueError) as exc:
        raise explain(exc if isinstance(exc, OSError) else OSError(str(exc)), root) from exc
    try:
        folder = FilmFolder(root)
        try:
            folder.save(project)
        except BaseException:
            folder.close()
            raise
    except BaseException:  # a film that could not be made is not in the way of the next attempt
        shutil.rmtree(root, ignore_errors=True)
        raise
    return folder


def open_film(path: Path, *, force: bool = False) -> FilmFolder:
    """Open a film folder, or the folder of a given `project.json` or door.

    Nothing is loaded yet: ask `load`, or for a recovery.
    Raises StudioError when it is not a film, or is open elsewhere (`force` takes it from another machine).
    """
    root = path.parent if path.name in (PROJECT, DOOR) else path
    if not root.is_dir() or not ((root / PROJECT).exists() or root.suffix == SUFFIX):
        raise StudioError(f"“{path.name}” is not a film.", next_step="Open a folder whose name ends in .film.")
    return FilmFolder(root, force=force)


def load_project(root: Path) -> Project:
    """Read the film without locking the folder (for listing, or opening a copy)."""
    project = loads(read_limited(paths.inside(root, PROJECT), limit=MAX_BYTES))
    paths.refuse_hostile_paths(root, project)
    return project
