"""Session: a film to a new place while it stays open. Files go over on the worker, then the film itself."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from studio.document.film import Project
from studio.session.jobs import Job
from studio.session.work import Task, Work
from studio.storage.atomic import require_space
from studio.storage.folder import SUFFIX, FilmFolder, create_film

ROOMS = ("takes", "media")
_CHUNK = 4 * 2**20


class Owner(Protocol):
    @property
    def project(self) -> Project: ...

    def require_folder(self) -> FilmFolder: ...
    def move_to(self, made: FilmFolder, *, copied: str) -> None: ...


def start(owner: Owner, work: Work, target: Path) -> Job:
    """The finished job's result is the new folder, in which the film is then open. Edits made meanwhile are in it."""
    here = owner.require_folder()
    target = target if target.suffix == SUFFIX else target.with_name(target.name + SUFFIX)
    made = create_film(target, owner.project)

    def run(task: Task) -> None:
        try:
            copy_rooms(here.root, made.root, task)
        except BaseException:
            drop(made)
            raise

    def then(_: None) -> str:
        try:
            owner.move_to(made, copied=job.id)
        except BaseException:
            drop(made)
            raise
        return str(made.root)

    job = work.start("export", f"Save as {target.stem}", run, then=then)
    return job


def copy_rooms(source: Path, target: Path, task: Task) -> None:
    """Takes and media, with progress. Raises StudioError when the disk is too small, CalledOff when cancelled."""
    total = sum(path.stat().st_size for path in _files(source))
    require_space(target, total)
    done = 0
    for size in _copied(source, target):
        done += size
        task.progress(done, max(total, done))


def copy_rest(source: Path, target: Path) -> None:
    """What was made or imported while the rest was copied, and the work that is not finished, which moves over."""
    for _ in _copied(source, target):
        pass
    for path in (source / "journal").glob("*"):
        shutil.move(path, target / "journal" / path.name)


def drop(made: FilmFolder) -> None:
    """A copy that came to nothing leaves nothing."""
    made.close()
    shutil.rmtree(made.root, ignore_errors=True)


def _files(root: Path) -> Iterator[Path]:
    return (path for room in ROOMS for path in sorted((root / room).rglob("*")) if path.is_file())


def _copied(source: Path, target: Path) -> Iterator[int]:
    """Copies what is not there yet, chunk by chunk; yields the bytes of each. Files here are named by their content."""
    for path in _files(source):
        wanted = target / path.relative_to(source)
        if wanted.is_file() and wanted.stat().st_size == path.stat().st_size:
            continue
        wanted.parent.mkdir(parents=True, exist_ok=True)
        try:
            with open(path, "rb") as reader, open(wanted, "wb") as writer:
                while chunk := reader.read(_CHUNK):
                    writer.write(chunk)
                    yield len(chunk)
        except OSError as exc:
            from studio.storage.atomic import explain

            raise explain(exc, wanted) from exc


