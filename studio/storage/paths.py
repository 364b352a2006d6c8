"""Storage room: which paths a film may name. Inside the folder, or, for imported files only, absolute."""

from __future__ import annotations

import os
import re
from pathlib import Path, PurePosixPath

from studio.document.film import Project
from studio.problem import StudioError

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_DRIVE = re.compile(r"[A-Za-z]:")


def refuse_escape(path: str) -> None:
    """Raise StudioError unless `path` is a plain relative path with forward slashes and without `..`."""
    parts = PurePosixPath(path).parts
    hostile = not parts or path.startswith("/") or ".." in parts or "\\" in path or _DRIVE.match(path)
    if hostile or _CONTROL.search(path) or len(path) > 1024:
        raise StudioError(f"The film names a file outside its folder: “{_CONTROL.sub('?', path)[:80]}”.")


def inside(root: Path, path: str) -> Path:
    """The file in the folder. Raises StudioError when the path, or a link on its way, leads out of it."""
    refuse_escape(path)
    found = root / path
    try:
        real, home = os.path.realpath(found), os.path.realpath(root)
    except (OSError, ValueError) as exc:
        raise StudioError(f"“{path[:80]}” is not a usable path.") from exc
    if os.path.commonpath([real, home]) != home:
        raise StudioError(f"“{path[:80]}” is a link that leads out of the film's folder.")
    return found


def resolve(root: Path, path: str) -> Path:
    """Where an imported file is: absolute as it stands, or inside the folder."""
    return Path(path) if is_absolute(path) else inside(root, path)


def is_absolute(path: str) -> bool:
    """Absolute on this or another system. Network shares (`//host`) are not: opening one would call that host."""
    share = path.startswith(("//", "\\\\", "/\\", "\\/"))
    return not share and not _CONTROL.search(path) and (path.startswith("/") or bool(re.match(r"[A-Za-z]:[\\/]", path)))


def refuse_hostile_paths(root: Path, project: Project) -> None:
    """Raise StudioError when the film names a file it has no business with."""
    for media in project.media:
        if not is_absolute(media.path):
            inside(root, media.path)
    for take in project.takes:
        inside(root, take.path)
        if take.latents:
            inside(root, take.latents)


def within_folder(root: Path, path: Path) -> str:
    """How a film in `root` should name the file: relative when it is inside, absolute otherwise."""
    real, home = Path(os.path.realpath(path)), Path(os.path.realpath(root))
    return real.relative_to(home).as_posix() if real.is_relative_to(home) else str(real)
