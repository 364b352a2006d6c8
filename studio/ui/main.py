"""UI room: the window's beginning and end: application, theme, fonts, studio, loop."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSettings, QTimer
from PySide6.QtWidgets import QApplication

from studio.problem import StudioError
from studio.session.crashes import Crash, watched
from studio.session.places import resources, user_data
from studio.session.studio import Studio
from studio.session.welcome import demo_film
from studio.ui import language, theme
from studio.ui.icons import icon
from studio.ui.loop import Loop
from studio.ui.window import MainWindow

SAFE_MODE = "--safe-mode"
FILMS = (".film", ".fantascope", ".json", "")  # how what is opened as a film may end
SETTLE_MS = 700  # the first start: the window is on screen and its thumbnails are coming in


def main(film: Path | None = None) -> int:
    """One sitting; how the one before it ended is told at the start."""
    with watched(user_data()) as crash:
        return run(film, sys.argv[1:], crash=crash)


def run(folder: Path | None, argv: Sequence[str] = (), *, crash: Crash | None = None) -> int:
    """Show the window until it is closed; returns the exit code. The film is opened once the window is on screen."""
    running = QApplication.instance()
    app = running if isinstance(running, QApplication) else QApplication([sys.argv[0]])
    app.setApplicationName("Fantascope")
    app.setDesktopFileName("fantascope")
    app.setQuitOnLastWindowClosed(False)
    app.setWindowIcon(icon("app"))
    loop = Loop(app)
    studio = Studio(wake=loop.wake)
    settings = QSettings(str(studio.data / "window.ini"), QSettings.Format.IniFormat)
    theme.load_fonts(resources() / "fonts")
    theme.apply(app, theme.THEMES.get(str(settings.value("theme", "")), theme.DARK))
    language.use(app, str(settings.value("language", language.SYSTEM)))
    window = MainWindow(studio, gone=app.quit)
    loop.problem.connect(window.show_problem)
    window.show()
    last = str(settings.value("film", ""))
    safe = SAFE_MODE in argv or (crash is not None and crash.safe_mode)
    first = not last and folder is None and not safe
    QTimer.singleShot(0, lambda: begin(studio, folder, last=Path(last) if last else None, safe=safe, first=first))
    if first:
        QTimer.singleShot(SETTLE_MS, lambda: welcome(window))
    loop.attach(studio.pump)
    if crash is not None:
        QTimer.singleShot(0, lambda: window.tell_crash(crash, last))  # after the film is opened, which clears the bars
    try:
        return loop.run(on_signal=window.go)
    finally:
        window.go()  # whatever ended the loop, no thread stays behind


def begin(studio: Studio, folder: Path | None, *, last: Path | None, safe: bool, first: bool = False) -> None:
    """Open the film asked for, else the last one, the demo film at the `first` start, else a new untitled one.

    A file that is no film begins an untitled one. Whatever fails, there is a film.
    """
    if safe:
        studio.safe_mode = True
    else:
        studio.attempt(studio.take_up_model)
    wanted = folder or (last if last and last.is_dir() and not safe else None)
    if wanted is None and first:
        wanted = demo_film(studio.data)
    if folder is not None and folder.suffix not in FILMS:
        studio.attempt(studio.create_untitled)
        studio.attempt(studio.import_media, folder, at=0)
    elif wanted is not None:
        try:
            studio.open(wanted)
        except StudioError as trouble:
            studio.attempt(studio.create_untitled)
            studio.report(trouble.problem)
            return
    else:
        studio.attempt(studio.create_untitled)


def welcome(window: MainWindow) -> None:
    """At the first start: the demo film plays, and the tour begins."""
    if window.studio.project.duration:
        window.studio.transport(" ")
    window.commands.tour()
