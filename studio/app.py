"""Composition root: puts the window together. Nothing heavy at import time; the window paints before torch is there."""

from __future__ import annotations

import gc
import logging
import logging.handlers
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def has_display() -> bool:
    """Whether a window can be shown: always, except on a Linux without X or Wayland."""
    if not sys.platform.startswith("linux"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


@contextmanager
def log_kept(folder: Path) -> Iterator[None]:
    """Warnings and tracebacks go to `folder`/studio.log, three files of a megabyte, and not to the terminal."""
    handler: logging.Handler
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = logging.handlers.RotatingFileHandler(
            folder / "studio.log", maxBytes=2**20, backupCount=2, encoding="utf-8"
        )
    except OSError:
        handler = logging.NullHandler()  # no log is no reason for no studio
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(threadName)s %(message)s"))
    logger = logging.getLogger("studio")
    before = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    try:
        yield
    finally:
        logger.setLevel(before)
        logger.removeHandler(handler)
        handler.close()


def run(film: Path | None = None) -> int:
    """Open the window, on `film` if one is given; returns the exit code."""
    gc.disable()  # what is imported stays; looking through it for rubbish would take a tenth of the start
    try:
        from studio.ui.main import main
    finally:
        gc.freeze()
        gc.enable()
    return main(film)
