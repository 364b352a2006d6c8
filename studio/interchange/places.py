"""Interchange room: files as timelines name them. Looks at names alone; no file is opened, asked for or followed."""

from __future__ import annotations

import os
import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

from studio.document.film import MediaKind

PICTURES = {".png", ".jpg", ".jpeg", ".webp", ".bmp", ".tif", ".tiff", ".gif"}
SOUNDS = {".wav", ".w64", ".mp3", ".flac", ".ogg", ".opus", ".m4a", ".aac", ".aif", ".aiff", ".caf", ".ac3"}
VIDEOS = {
    ".mp4", ".mov", ".m4v", ".mkv", ".webm", ".avi", ".mpg", ".mpeg", ".ts", ".mts", ".mxf", ".ogv", ".flv", ".3gp",
}  # fmt: skip
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_DRIVE = re.compile(r"/?[A-Za-z]:[\\/]")


def file_url(path: Path) -> str:
    """`file:///…` for an absolute path."""
    return path.absolute().as_uri()


def kind_of(path: str) -> MediaKind | None:
    """What a file of this name would be; None for what the studio never opens."""
    suffix = Path(path).suffix.lower()
    kinds: tuple[tuple[MediaKind, set[str]], ...] = (("picture", PICTURES), ("audio", SOUNDS), ("video", VIDEOS))
    return next((kind for kind, known in kinds if suffix in known), None)


def local_path(url: str, base: Path | None) -> tuple[str, str]:
    """(absolute path, "") for a URL or path of a timeline, or ("", why not): remote, escape, unusable.

    Relative ones lie beside the timeline, in `base`, and may not lead out of it.
    """
    if not url or len(url) > 4096:
        return "", "unusable"
    if _DRIVE.match(url):  # a path of another system stays as it is written
        return _plain(url.lstrip("/"))
    try:
        parts = urlsplit(url)
    except ValueError:
        return "", "unusable"
    if parts.scheme == "file":
        if parts.netloc not in ("", "localhost"):
            return "", "remote"
        path = unquote(parts.path)
        return _plain(path[1:] if _DRIVE.match(path) else path)
    if parts.scheme:
        return "", "remote"
    path = unquote(url) if "%" in url else url
    if path.startswith("/"):
        return _plain(path)
    if base is None or "\\" in path:
        return "", "unusable"
    home = os.path.normpath(base.absolute())
    found = os.path.normpath(os.path.join(home, path))
    return _plain(found) if found.startswith(home + os.sep) else ("", "escape")


def bundled_name(url: str) -> str:
    """The member of an .otioz that a URL names, "" when it names none: `media/` and one plain file name."""
    path = unquote(url.removeprefix("file://").removeprefix("./"))
    folder, _, name = path.rpartition("/")
    good = folder == "media" and name not in ("", ".", "..") and "\\" not in name and not _CONTROL.search(name)
    return path if good and len(path) <= 512 else ""


def plain_name(name: object, *, most: int = 200) -> str:
    """A name in one line, without anything a screen or a line of text would trip over."""
    return " ".join(_CONTROL.sub(" ", name).split())[:most] if isinstance(name, str) else ""


def _plain(path: str) -> tuple[str, str]:
    if path.startswith("//") or _CONTROL.search(path) or any("\ud800" <= letter <= "\udfff" for letter in path):
        return "", "remote" if path.startswith("//") else "unusable"
    if not (path.startswith("/") or _DRIVE.match(path)):
        return "", "unusable"
    return (os.path.normpath(path) if path.startswith("/") else path), ""
