"""Interchange room: .otioz, a zip of a timeline and the files it shows. Knows zips, opens no media.

Only files the caller hands over go in: a path that merely stands in a film or in a timeline is never followed here.
Only members the timeline shows come out, under names of our own.
"""

from __future__ import annotations

import os
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

from studio.document.film import Project, new_id
from studio.interchange import otio_in, otio_out
from studio.interchange.arriving import MAX_BYTES, UNREADABLE, Arrived
from studio.interchange.losses import Outgoing
from studio.problem import StudioError

_CONTENT, _VERSION = "content.otio", "version.txt"
_MOST_MEMBERS = 20_000
_CHUNK = 4 << 20
_INFLATION = 200  # times a member may be larger than it is stored: media hardly shrinks at all


def write(
    project: Project, out: Path, *, files: Mapping[str, Path], url: Callable[[str], str],
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Outgoing:  # fmt: skip
    """Write the bundle to `out` (which must not be a film's file yet). `files`: path in the document -> file to pack.

    What is not in `files` is named by `url` instead. Raises OSError; `out` is then unfinished.
    """
    members = _members(files)
    made = otio_out.write(project, url=lambda path: members.get(path) or url(path))
    total, done = sum(file.stat().st_size for file in files.values()), 0
    with zipfile.ZipFile(out, "x", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(_VERSION, "1.0.0")
        archive.writestr(_CONTENT, made.text)
        for path, member in members.items():
            with files[path].open("rb") as source, archive.open(_stored(member), "w", force_zip64=True) as target:
                while chunk := source.read(_CHUNK):
                    target.write(chunk)
                    done += len(chunk)
                    progress(done, max(total, done))
    with out.open("rb+") as file:
        os.fsync(file.fileno())
    return made


def read(path: Path, *, mint: Callable[[], str] = new_id) -> Arrived:
    """The film of a bundle; its files stay in the bundle until `unpack`. Raises StudioError."""
    with _opened(path) as archive:
        infos = {info.filename: info for info in archive.infolist()}
        content = infos.get(_CONTENT)
        if content is None or content.file_size > MAX_BYTES:
            raise StudioError(f"“{path.name}” holds no timeline.", next_step=UNREADABLE)
        try:
            text = archive.read(content)
        except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError, EOFError) as exc:
            raise _damaged(path) from exc
        return otio_in.read(text, members=frozenset(infos), mint=mint)


def unpack(path: Path, member: str, target: Path, *, progress: Callable[[int], None] = lambda count: None) -> None:
    """Write one member to the new file `target`. Raises StudioError for a damaged or inflated one, OSError."""
    with _opened(path) as archive:
        info = archive.getinfo(member)
        if info.file_size > max(info.compress_size, 1) * _INFLATION:
            raise StudioError(f"“{Path(member).name}” in “{path.name}” is not what it claims to be.")
        try:
            with archive.open(info) as source, target.open("xb") as file:
                left = info.file_size
                while chunk := source.read(min(_CHUNK, left + 1)):
                    left -= len(chunk)
                    if left < 0:
                        raise _damaged(path)
                    file.write(chunk)
                    progress(len(chunk))
        except (zipfile.BadZipFile, ValueError, RuntimeError, NotImplementedError, EOFError) as exc:
            raise _damaged(path) from exc


def size_of(path: Path, members: list[str]) -> int:
    """Bytes these members take when unpacked, as the bundle claims."""
    with _opened(path) as archive:
        return sum(archive.getinfo(member).file_size for member in members)


def _members(files: Mapping[str, Path]) -> dict[str, str]:
    """Document path -> name in the bundle, each different even where letters' case does not count."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for path in files:
        name = Path(path).name
        stem, suffix, number = Path(name).stem, Path(name).suffix, 2
        while name.lower() in taken:
            name, number = f"{stem}-{number}{suffix}", number + 1
        taken.add(name.lower())
        found[path] = f"media/{name}"
    return found


def _stored(member: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(member)
    info.compress_type, info.external_attr = zipfile.ZIP_STORED, 0o644 << 16
    return info


def _opened(path: Path) -> zipfile.ZipFile:
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as exc:
        raise _damaged(path) from exc
    except OSError as exc:
        raise StudioError(f"“{path.name}” can't be read.", next_step="Check that it is there.") from exc
    if len(archive.infolist()) > _MOST_MEMBERS:
        archive.close()
        raise StudioError(f"“{path.name}” holds more than {_MOST_MEMBERS:,} files.", next_step=UNREADABLE)
    return archive


def _damaged(path: Path) -> StudioError:
    return StudioError(f"“{path.name}” is damaged or not a bundle.", next_step=UNREADABLE)
