"""Session: the film of the first start. A copy of what ships, so that it can be edited, spoilt and thrown away."""

from __future__ import annotations

import logging
import shutil
from pathlib import Path

from studio.session.places import resources
from studio.storage.folder import PROJECT

DEMO = "Demo.film"


def shipped() -> Path:
    """Where the demo film lies that comes with the studio; a copy of the studio may be without it."""
    return resources() / "demo" / DEMO


def demo_film(data: Path, *, source: Path | None = None) -> Path | None:
    """The user's own copy of the demo film in `data`, made at the first call. None when there is none to copy."""
    source = source or shipped()
    film = data / "demo" / DEMO
    if (film / PROJECT).is_file():
        return film
    if not (source / PROJECT).is_file():
        return None
    part = film.with_suffix(".part")
    try:
        shutil.rmtree(part, ignore_errors=True)
        shutil.copytree(source, part, copy_function=shutil.copyfile)  # without the modes: what ships may be read-only
        part.rename(film)
    except OSError as exc:
        logging.getLogger("studio").warning("the demo film could not be copied: %s", exc)
        shutil.rmtree(part, ignore_errors=True)
        return None
    return film
