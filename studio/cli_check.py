"""The command line's proving half: does this copy of the studio really work, from the window to a written film?

`python -m studio --self-check`, or the same of the double-click app. Everything runs as it does for a person, in a
temporary folder and without a screen. The window comes first: it must paint before torch is there.
"""

from __future__ import annotations

import logging
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio import __version__
from studio.problem import StudioError

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from studio.session.jobs import Job
    from studio.session.studio import Studio

PROMPT = "a red car drives right in the desert at sunset"
SEED, STEPS = 7, 8
SIZE = (384, 224)
PATIENCE = 900.0  # seconds for one job; a slow machine is no broken one
NOT_HERE = "Not in this build."


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the report. `fine` is None for what this copy does not have."""

    name: str
    fine: bool | None
    told: str
    seconds: float


def self_check(*, as_json: bool = False) -> dict[str, Any]:
    """Try every part once, print a report of one screen, and say as data whether all of it held."""
    os.environ["QT_QPA_PLATFORM"] = os.environ.get("FANTASCOPE_CHECK_PLATFORM", "offscreen")
    began = time.monotonic()
    quiet_qt()
    with tempfile.TemporaryDirectory(prefix="fantascope-check-", ignore_cleanup_errors=True) as folder:
        check = Check(Path(folder), quiet=as_json)
        if not as_json:
            print(f"Fantascope {__version__}, {kind()}, Python {platform.python_version()}, {platform.platform()}\n")
        try:
            check.everything()
        finally:
            check.close()
    fine = all(line.fine is not False for line in check.lines)
    if not as_json:
        verdict = "Everything works." if fine else "Something here does not work: see the lines marked with “!”."
        print(f"\n{verdict} {time.monotonic() - began:.0f} s in all.")
    return {
        "output": None, "fine": fine, "ok": fine, "version": __version__, "kind": kind(),
        "lines": [{"name": line.name, "fine": line.fine, "what": line.told, "seconds": round(line.seconds, 3)}
                  for line in check.lines],
    }  # fmt: skip


def quiet_qt() -> None:
    """The platform without a screen has something to say of every window; it goes to the log."""
    from PySide6.QtCore import qInstallMessageHandler

    log = logging.getLogger("studio.qt")
    qInstallMessageHandler(lambda _kind, _context, words: log.info("%s", words))


def kind() -> str:
    return "the app" if getattr(sys, "frozen", False) else "from source"


class Check:
    """The parts in order, each standing on the one before. After the first that fails the rest is not tried."""

    app: QApplication           # both are there from `opens` on, the first part
    studio: Studio

    def __init__(self, folder: Path, *, quiet: bool = False) -> None:
        self.folder, self.quiet = folder, quiet
        self.lines: list[Line] = []
        self.window: Any = None
        self.film = folder / "check.mp4"

    def everything(self) -> None:
        parts: tuple[tuple[str, Callable[[], str | None]], ...] = (
            ("window", self.opens), ("files", self.complete), ("render", self.renders), ("extend", self.extends),
            ("picture", self.shows), ("encode", self.encodes), ("sign", self.signs), ("keep", self.keeps),
        )  # fmt: skip
        for name, part in parts:
            since = time.monotonic()
            try:
                told = part()
                line = Line(name, None if told is None else True, told or NOT_HERE, time.monotonic() - since)
            except Exception as exc:
                from studio.session.problems import as_problem

                problem = as_problem(exc, doing=f"checking: {name}")
                line = Line(name, False, " ".join(filter(None, (problem.what, problem.next_step))), 0.0)
            self._say(line)
            if line.fine is False:
                return

    def _say(self, line: Line) -> None:
        self.lines.append(line)
        if not self.quiet:
            mark = {True: "✓", False: "!", None: "–"}[line.fine]
            print(f"{mark} {line.name:<8} {line.seconds:6.1f} s  {line.told}", flush=True)

    def close(self) -> None:
        if self.window is not None:
            self.window.go()
        elif hasattr(self, "studio"):
            self.studio.close()

    # -- the parts: each returns what to say, None for what this copy does not have, or raises ------------------------

    def opens(self) -> str:
        """The real window, without a screen: painted, not empty, and torch not touched."""
        since = age()
        from PySide6.QtWidgets import QApplication

        from studio.session.places import resources
        from studio.session.studio import Studio
        from studio.ui import theme
        from studio.ui.window import MainWindow

        app = QApplication.instance()
        self.app = app if isinstance(app, QApplication) else QApplication([sys.argv[0]])
        theme.load_fonts(resources() / "fonts")
        theme.apply(self.app, theme.DARK)
        self.studio = Studio(data=self.folder / "data")
        self.window = MainWindow(self.studio)
        self.window.show()
        self.app.processEvents()
        picture = self.window.grab().toImage()
        took, busy, early = age(), time.process_time(), "torch" in sys.modules
        require(picture.width() > 600 and colours(picture) > 30, "The window stays empty.")
        require(not early, "torch is loaded before the window is there, which makes it slow to open.")
        self.studio.create(self.folder / "Check")
        started = f", {took:.1f} s after the program began ({busy:.1f} s of processor time)" if since > 0 else ""
        return f"{picture.width()} × {picture.height()} painted{started}; torch is not loaded yet."

    def complete(self) -> str:
        """Weights, fonts and licences are where they are looked for."""
        from studio.cli_doctor import WEIGHTS
        from studio.session.places import models, resources

        weights = [models() / name for name in WEIGHTS]
        lacking = [path.name for path in weights if not path.is_file()]
        require(not lacking, f"{', '.join(lacking)} missing from {models()}.")
        fonts = list((resources() / "fonts").glob("*.?tf"))
        require(bool(fonts), "The bundled font is missing.")
        require((resources().parent / "NOTICE").is_file(), "The licences are missing.")
        size = sum(path.stat().st_size for path in weights) / 2**20
        return f"The bundled model ({size:.0f} MB), {len(fonts)} fonts, the licences."

    def renders(self) -> str:
        self.studio.settings = replace(self.studio.settings, steps=STEPS)
        self.clip = self.studio.new_shot(PROMPT, at=0, seconds=1, seed=SEED)
        since = time.monotonic()
        self._finish(self.studio.generate(self.clip))
        return f"One second of film in {time.monotonic() - since:.1f} s, loading the model included."

    def extends(self) -> str:
        before = self.studio.project.duration
        self._finish(self.studio.extend_after(self.clip, seconds=Fraction(1)))
        longer = self.studio.project.duration - before
        require(longer > 0, "The film did not become longer.")
        return f"{longer} frames more, from the film's own latents."

    def shows(self) -> str:
        """What was made is a picture that moves, and the window shows it."""
        from studio.media.compose import Compositor

        film = self.studio.project
        with_film = Compositor(film, self.studio.require_folder().root, SIZE)
        try:
            first, last = with_film.frame(0), with_film.frame(film.duration - 1)
        finally:
            with_film.close()
        spread = float(first.std((0, 1)).max())     # within a channel: a flat colour has none
        require(spread > 4, "The frames are one flat colour.")
        require(bool((first != last).any()), "The film stands still.")
        self._live(lambda: False, seconds=0.5)
        require(colours(self.window.grab().toImage()) > 60, "The window does not show the film.")
        return f"The frames differ from each other (contrast {spread:.0f}), and the window shows them."

    def encodes(self) -> str:
        from studio.media.probe import probe
        from studio.session.exporting import ExportSettings

        settings = ExportSettings(codec="h264", quality="high", width=SIZE[0], height=SIZE[1])
        self._finish(self.studio.export(self.film, settings))
        found = probe(self.film)
        require(found.width == SIZE[0] and found.frames >= self.studio.project.duration - 1, "The file is incomplete.")
        return f"H.264, {found.frames} frames read back, {self.film.stat().st_size / 1000:.0f} kB."

    def signs(self) -> str | None:
        """Content Credentials of the written film, where this copy of the studio can write them."""
        try:
            import c2pa  # noqa: F401
        except ImportError:
            return None
        from studio.media.provenance import read

        found = read(self.film, data=self.studio.data)
        require(found.signed, "The written film carries no Content Credentials.")
        require(found.valid, f"The film's Content Credentials do not hold: {', '.join(found.trouble)}.")
        require(found.here and len(found.made) > 0, "The film's Content Credentials are not of this computer.")
        return f"Content Credentials read back: {len(found.made)} takes, unchanged since they were signed here."

    def keeps(self) -> str:
        """Saved, closed and opened again, the film is the same."""
        film, folder = self.studio.project, self.studio.require_folder().root
        self.studio.save()
        self.studio.close_film()
        self.studio.open(folder)
        require(self.studio.project == film, "The film changed on its way to disk.")
        return f"Saved and opened again: {len(film.tracks[0].clips)} shots, {len(film.takes)} takes."

    # -- small things -------------------------------------------------------------------------------------------------

    def _finish(self, job: Job) -> None:
        """Wait for a job with the window alive; its trouble is ours."""
        from studio.session.jobs import Failed, Finished

        now = lambda: self.studio.job(job.id) or job  # noqa: E731
        self._live(lambda: now().over, seconds=PATIENCE)
        state = now().state
        if isinstance(state, Failed):
            raise StudioError(state.problem.what, kept=state.problem.kept, next_step=state.problem.next_step)
        require(isinstance(state, Finished), f"{job.label} did not come to an end.")

    def _live(self, done: Callable[[], bool], *, seconds: float) -> None:
        until = time.monotonic() + seconds
        while not done() and time.monotonic() < until:
            self.studio.pump()
            self.app.processEvents()
            time.sleep(0.005)


def require(held: bool, what: str) -> None:
    if not held:
        raise StudioError(what, next_step="Fetch the studio again. If that does not help, please report this line.")


def colours(picture) -> int:
    """How many colours a coarse look at a QImage finds."""
    small = picture.scaled(64, 40)
    return len({small.pixel(x, y) for x in range(small.width()) for y in range(small.height())})


def age() -> float:
    """Seconds since this process began, start-up of Python included; 0 where the system does not say."""
    try:
        ticks = int(Path("/proc/self/stat").read_text().rpartition(")")[2].split()[19])
        up = float(Path("/proc/uptime").read_text().split()[0])
        return up - ticks / os.sysconf("SC_CLK_TCK")
    except (OSError, ValueError, IndexError, AttributeError):
        return 0.0
