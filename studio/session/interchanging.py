"""Session: the film as a timeline for other programs, and theirs as a film. No Qt, no tensors.

A timeline only names files. Out: just what lies in the film's own folder is packed into a bundle. In: nothing is opened
because it is named; clips show such files from where they lie, and what is not there can be put back later.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Protocol

from studio.disk import sha256_of
from studio.document.film import Project, each_clip, find_media, find_take
from studio.interchange import bundle, edl_in, edl_out, fcpxml_in, fcpxml_out, otio_in, otio_out
from studio.interchange.arriving import MAX_BYTES, Arrived
from studio.interchange.losses import Outgoing
from studio.interchange.places import file_url
from studio.problem import StudioError
from studio.session.jobs import Job
from studio.session.work import Task, Work
from studio.storage.atomic import discard, explain, part_beside, read_limited, require_space, sync_folder, write_atomic
from studio.storage.folder import FilmFolder, create_film
from studio.storage.importing import store_take
from studio.storage.paths import inside, is_absolute, resolve

TIMELINES = {".otio": "OpenTimelineIO", ".otioz": "OpenTimelineIO with files", ".edl": "EDL", ".fcpxml": "FCPXML"}
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Exchanged:
    """A written timeline, or the folder of the film made from one, and what did not come along, in sentences."""

    path: Path
    losses: tuple[str, ...]


class Owner(Protocol):
    @property
    def project(self) -> Project: ...

    def require_folder(self) -> FilmFolder: ...


def write_timeline(
    project: Project, root: Path, out: Path, *, track_id: str = "", progress: Progress = lambda done, total: None
) -> Exchanged:
    """Write the film in the folder `root` to `out`, whole or not at all; its suffix says how. Raises StudioError."""
    kind = _kind(out)

    def url(path: str) -> str:
        return file_url(resolve(root, path))

    if kind == ".otioz":
        made, more = _write_bundle(project, root, out, url=url, progress=progress)
        return Exchanged(out, (*made.losses, *more))
    if kind == ".otio":
        made = otio_out.write(project, url=url)
    elif kind == ".edl":
        made = edl_out.write(project, path=lambda path: str(resolve(root, path)), track_id=track_id)
    else:
        made = fcpxml_out.write(project, url=url)
    write_atomic(out, made.text.encode())
    return Exchanged(out, made.losses)


def read_timeline(path: Path, *, rate: Fraction | None = None) -> Arrived:
    """The film a timeline tells of. `rate`: frames a second of an EDL, which does not say. Raises StudioError."""
    kind = _kind(path)
    if kind == ".otioz":
        return bundle.read(path)
    data = read_limited(path, limit=MAX_BYTES)
    if kind == ".edl":
        return edl_in.read(data, base=path.parent, rate=rate)
    return (otio_in if kind == ".otio" else fcpxml_in).read(data, base=path.parent)


def film_from(
    path: Path, target: Path, *, rate: Fraction | None = None, progress: Progress = lambda done, total: None
) -> Exchanged:
    """Make the new film folder `target` of a timeline, with the files of its bundle. Raises StudioError."""
    arrived = read_timeline(path, rate=rate)
    with create_film(target, arrived.project) as folder:
        try:
            project = _unpacked(path, arrived, folder, progress) if arrived.bundled else arrived.project
            folder.save(project)
        except BaseException:
            shutil.rmtree(folder.root, ignore_errors=True)
            raise
        return Exchanged(folder.root, (*arrived.losses, *_absent(project, folder)))


# -- on the worker, for a window ------------------------------------------------------------------------------------


def start_export(owner: Owner, work: Work, out: Path, *, told: Callable[[Exchanged], object]) -> Job:
    """Write the film as it is now; `told` is called on the owner's thread when it is done."""
    film, root = owner.project, owner.require_folder().root

    def then(made: Exchanged) -> str:
        told(made)
        return str(made.path)

    run: Callable[[Task], Exchanged] = lambda task: write_timeline(film, root, out, progress=task.progress)  # noqa: E731
    return work.start("export", f"Export {out.name}", run, then=then)


def start_import(work: Work, path: Path, target: Path, *, told: Callable[[Exchanged], object]) -> Job:
    """Make a film of a timeline in the new folder `target`."""

    def then(made: Exchanged) -> str:
        told(made)
        return str(made.path)

    return work.start("import", f"Import {path.name}", lambda task: film_from(path, target, progress=task.progress),
                      then=then)  # fmt: skip


# -- bundles ---------------------------------------------------------------------------------------------------------


def _write_bundle(
    project: Project, root: Path, out: Path, *, url: Callable[[str], str], progress: Progress
) -> tuple[Outgoing, list[str]]:
    files: dict[str, Path] = {}
    elsewhere, gone = set(), set()
    for _, clip in each_clip(project):
        source = find_take(project, clip.take) or find_media(project, clip.media_id)
        if source is None:
            continue
        if is_absolute(source.path):
            elsewhere.add(source.path)
        elif (file := inside(root, source.path)).is_file():
            files[source.path] = file
        else:
            gone.add(source.path)
    part = part_beside(out)
    try:
        require_space(out.absolute().parent, sum(file.stat().st_size for file in files.values()))
        made = bundle.write(project, part, files=files, url=url, progress=progress)
        os.replace(part, out)
        sync_folder(out.absolute().parent)
    except OSError as exc:
        raise explain(exc, out) from exc
    finally:
        discard(part)
    more = []
    if elsewhere:
        more.append(f"{len(elsewhere)} file(s) outside the film's folder are named in the bundle, not packed into it.")
    if gone:
        more.append(f"{len(gone)} file(s) are missing from the film's folder, and so from the bundle.")
    return made, more


def _unpacked(path: Path, arrived: Arrived, folder: FilmFolder, progress: Progress) -> Project:
    """The film with its files in the folder, named by what is in them."""
    total, done = bundle.size_of(path, list(set(arrived.bundled.values()))), 0
    require_space(folder.root, total)

    def count(size: int) -> None:
        nonlocal done
        done += size
        progress(done, max(total, done))

    placed: dict[str, tuple[str, str]] = {}
    takes = {take.id for take in arrived.project.takes}
    try:
        for source_id, member in arrived.bundled.items():
            part = part_beside(folder.cache / "unpacked")
            try:
                bundle.unpack(path, member, part, progress=count)
                suffix = Path(member).suffix.lower()
                placed[source_id] = (
                    (store_take(folder.root, part, suffix=suffix), "") if source_id in takes
                    else _kept(folder, part, suffix=suffix)
                )  # fmt: skip
            finally:
                discard(part)
    except OSError as exc:
        raise explain(exc, folder.root) from exc
    media = tuple(replace(m, path=placed[m.id][0], digest=placed[m.id][1]) if m.id in placed else m
                  for m in arrived.project.media)  # fmt: skip
    made = tuple(replace(t, path=placed[t.id][0]) if t.id in placed else t for t in arrived.project.takes)
    return replace(arrived.project, media=media, takes=made)


def _kept(folder: FilmFolder, part: Path, *, suffix: str) -> tuple[str, str]:
    """Move an unpacked file to `media/<sha256><suffix>`; (that path, digest)."""
    digest = sha256_of(part)
    name = f"{digest}{suffix if suffix[1:].isalnum() and len(suffix) < 9 else ''}"
    os.replace(part, folder.media / name)
    return f"media/{name}", digest


def _absent(project: Project, folder: FilmFolder) -> list[str]:
    """Whether named files are there is asked of the disk's list, without opening one."""
    gone = [media.name for media in project.media if not folder.resolve(media.path).is_file()]
    names = ", ".join(f"“{name}”" for name in gone[:3]) + (" …" if len(gone) > 3 else "")
    return [f"{len(gone)} file(s) are not where the timeline says: {names}."] if gone else []


def _kind(path: Path) -> str:
    kind = path.suffix.lower()
    if kind not in TIMELINES:
        known = ", ".join(TIMELINES)
        raise StudioError(f"“{path.name}” does not end like a timeline.", next_step=f"Use one of {known}.")
    return kind
