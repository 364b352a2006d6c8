"""Session: files of the film that are gone, and finding them again in a folder. No Qt, no tensors."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Protocol

from studio.disk import sha256_of
from studio.document import edit
from studio.document.film import Media, Project
from studio.problem import StudioError
from studio.session.changes import Change, MediaFound
from studio.session.importing import look
from studio.session.jobs import Job
from studio.session.work import CalledOff, Task, Work
from studio.storage.folder import FilmFolder
from studio.storage.importing import Imported, import_file

MOST_FILES = 200_000  # looked at in one search


class Owner(Protocol):
    """What relinking needs of the studio."""

    @property
    def project(self) -> Project: ...
    def require_folder(self) -> FilmFolder: ...
    def tell(self, change: Change) -> None: ...
    def happen(self, label: str, change: Callable[[Project], Project]) -> None: ...


def missing(project: Project, folder: FilmFolder) -> tuple[Media, ...]:
    """The imported files that are not where the film says."""
    return tuple(media for media in project.media if not _there(media, folder))


def start(owner: Owner, work: Work, where: Path) -> Job:
    """Look for every missing file in the folder `where` and below, and bring in what is found.

    A file is the same when its bytes are; failing that, when name and kind are and it is as long. The job's result says
    how many were found. Fails with a sentence when none was.
    """
    folder = owner.require_folder()
    wanted = missing(owner.project, folder)
    if not wanted:
        raise StudioError("No file of this film is missing.")

    def run(task: Task) -> dict[str, Imported]:
        found = search(where, wanted, cancelled=lambda: task.cancelled)
        return {name: import_file(folder.root, path, progress=task.progress) for name, path in found.items()}

    def listed(found: dict[str, Imported]) -> str:
        if not found:
            names = ", ".join(f"“{media.name or media.path}”" for media in wanted[:3])
            raise StudioError(
                f"Nothing in “{where.name}” is {names}{' or another missing file' if len(wanted) > 3 else ''}.",
                kept="The film is unchanged; the missing files show as slates.",
                next_step="Choose another folder.",
            )

        def relinked(film: Project) -> Project:
            here = {media.id for media in film.media}
            for name, kept in found.items():
                film = edit.relink_media(film, name, path=kept.path, digest=kept.digest) if name in here else film
            return film

        owner.happen("Relink", relinked)
        owner.tell(MediaFound(tuple(found)))
        return f"{len(found)} of {len(wanted)}"

    return work.start("import", f"Look in {where.name}", run, then=listed)


def search(
    where: Path, wanted: Sequence[Media], *, cancelled: Callable[[], bool] = lambda: False
) -> dict[str, Path]:
    """media id -> file, for what is found. Raises CalledOff."""
    found: dict[str, Path] = {}
    endings = {Path(media.path).suffix.lower() for media in wanted} | {Path(m.name).suffix.lower() for m in wanted}
    near = [path for path in _files(where, cancelled) if path.suffix.lower() in endings]
    for media in wanted:  # by name first, which is cheap
        named = [path for path in near if path.name == media.name or (media.digest and path.stem == media.digest)]
        same = next((path for path in named if media.digest and _digest(path, cancelled) == media.digest), None)
        other = same or next((path for path in named if _stands_for(media, path)), None)
        if other is not None:
            found[media.id] = other
    by_bytes = {media.digest: media.id for media in wanted if media.digest and media.id not in found}
    for path in near if by_bytes else ():
        if (name := by_bytes.pop(_digest(path, cancelled), None)) is not None:
            found[name] = path
        if not by_bytes:
            break
    return found


def _files(where: Path, cancelled: Callable[[], bool]) -> Iterator[Path]:
    seen = 0
    for folder, below, names in os.walk(where):
        below[:] = sorted(name for name in below if not name.startswith("."))
        for name in sorted(names):
            seen += 1
            if cancelled():
                raise CalledOff
            if seen > MOST_FILES:
                return
            yield Path(folder) / name


def _digest(path: Path, cancelled: Callable[[], bool]) -> str:
    if cancelled():
        raise CalledOff
    try:
        return sha256_of(path)
    except OSError:
        return ""


def _stands_for(media: Media, path: Path) -> bool:
    """Another version of the file: of its kind, and long enough for every clip of it."""
    try:
        info = look(path)
    except StudioError:
        return False
    return info.kind == media.kind and info.frames * media.rate >= (media.frames - 1) * info.rate


def _there(media: Media, folder: FilmFolder) -> bool:
    try:
        return folder.resolve(media.path).is_file()
    except StudioError:
        return False
