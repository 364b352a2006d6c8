"""Session: a file from outside becomes part of the film. Copied on the worker, listed on the owner's thread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from studio.document import edit
from studio.document.film import Media, Project, Take, new_id
from studio.problem import StudioError
from studio.session.jobs import Job
from studio.session.work import Task, Work
from studio.storage.atomic import discard
from studio.storage.folder import FilmFolder
from studio.storage.importing import import_file

if TYPE_CHECKING:
    from studio.media.probe import MediaInfo

SMALLEST = 16  # pixels of a side; less is a tracking dot, not a picture


class Owner(Protocol):
    """What an import needs of the studio."""

    @property
    def project(self) -> Project: ...

    def edit(self, label: str, change: Callable[[Project], Project]) -> None: ...
    def require_folder(self) -> FilmFolder: ...


def start(
    owner: Owner,
    work: Work,
    path: Path,
    *,
    place: Callable[[Project, str], Project] = lambda film, _: film,
    after: Callable[[str], None] = lambda _: None,
    visible: bool = False,
) -> Job:
    """Import `path`; `place(film, media id)` belongs to the same undo step, `after` comes when that is done.

    With `visible` a file of sound alone is refused. The same bytes are listed once.
    """
    folder = owner.require_folder()

    def listed(media: Media) -> str:
        chosen = ""

        def change(film: Project) -> Project:
            nonlocal chosen
            same = next((old for old in film.media if old.digest == media.digest and old.path == media.path), None)
            chosen = same.id if same else media.id
            return place(film if same else edit.add_media(film, media), chosen)

        owner.edit(f"Import {media.name}", change)
        after(chosen)
        return chosen

    return work.start("import", f"Import {path.name}", lambda task: bring_in(folder, path, task, visible), then=listed)


def bring_in(folder: FilmFolder, path: Path, task: Task, visible: bool) -> Media:
    """Look at the file, copy it, describe it. Raises StudioError for whatever cannot be used."""
    info = look(path, visible=visible)
    kept = import_file(folder.root, path, progress=task.progress)
    return Media(
        id=new_id(), path=kept.path, kind=info.kind, name=kept.name, width=info.width, height=info.height,
        rate=info.rate, frames=info.frames, has_audio=info.has_audio, digest=kept.digest,
    )  # fmt: skip


def start_still(owner: Owner, work: Work, path: Path, *, at: float, name: str) -> Job:
    """One frame of a picture or film file becomes a picture in the bin. The job's result is the media's id."""
    folder = owner.require_folder()

    def cut(task: Task) -> Media:
        picture = write_picture_of(path, at, folder.cache / f"{new_id()}.png")
        try:
            return replace(bring_in(folder, picture, task, True), name=name)
        finally:
            discard(picture)

    def listed(media: Media) -> str:
        same = next((old for old in owner.project.media if old.digest == media.digest), None)
        if same is None:
            owner.edit("Keep picture", lambda film: edit.add_media(film, media))
        return same.id if same else media.id

    return work.start("import", f"Picture {name}", cut, then=listed)


def write_picture_of(path: Path, at: float, target: Path) -> Path:
    """The frame on screen at `at` seconds, at its own size, as a PNG. Raises StudioError."""
    from studio.media.decode import VideoReader
    from studio.media.picture import read_picture, sniff
    from studio.media.sequence import write_picture

    target.parent.mkdir(exist_ok=True)
    if sniff(path) not in ("", "gif"):
        return write_picture(target, read_picture(path))
    with VideoReader(path) as reader:
        return write_picture(target, reader.frame_at(Fraction(at).limit_denominator(1_000_000)))


def take_as_media(take: Take) -> Media:
    """A take as a file of the bin."""
    words = take.recipe.prompt.strip()
    name = words if len(words) <= 40 else words[:39] + "…"
    return Media(
        id=new_id(), path=take.path, kind="video", name=name or "Take", width=take.width, height=take.height,
        rate=take.rate, frames=max(take.frames, 1),
    )  # fmt: skip


def look(path: Path, *, visible: bool = False) -> MediaInfo:
    """Probe a file from outside. Raises StudioError for what has nothing to show."""
    from studio.media.probe import probe

    info = probe(path, want="video" if visible else "any")
    if info.kind != "audio" and min(info.width, info.height) < SMALLEST:
        raise StudioError(
            f"“{path.name}” is {info.width} × {info.height}; there is nothing to see in it.",
            next_step=f"Choose one of at least {SMALLEST} × {SMALLEST} pixels.",
        )
    return info
