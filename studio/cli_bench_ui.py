"""The command line's measuring half: the window. Start, lateness, painting, scrubbing, and the film written out."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from studio.cli_bench import Bench, Figure, percentile
from studio.problem import StudioError

if TYPE_CHECKING:
    import numpy as np
    from PySide6.QtCore import SignalInstance
    from PySide6.QtWidgets import QApplication

    from studio.session.sound import NullSink
    from studio.session.studio import Studio
    from studio.ui.window import MainWindow

CLIPS = 5000
PATIENCE = 600.0  # seconds after which a window that does not come to an end is closed


# -- from nothing to the first picture of the window -----------------------------------------------------------------


def start(bench: Bench) -> Iterator[Figure]:
    """A process of its own and a home of its own; the disk's cache is warm."""
    runs = []
    for number in range(2 if bench.quick else 4):
        home = bench.folder / f"home{number}"
        home.mkdir()
        env = {**os.environ, "XDG_DATA_HOME": str(home), "LOCALAPPDATA": str(home)}
        if sys.platform == "darwin":
            env["HOME"] = str(home)
        code = "from studio.cli_bench_ui import paint_once; paint_once()"
        paths = [str(Path(__file__).parents[1]), env.get("PYTHONPATH", "")]
        env["PYTHONPATH"] = os.pathsep.join(filter(None, paths))
        since = time.time()
        child = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=False)
        told = child.stdout.split()
        if child.returncode or not told:
            raise StudioError("The window did not open in a process of its own.", next_step="Look into the log.")
        runs.append(float(told[-1]) - since)
    yield Figure("from the command to the window's first painting", min(runs[1:]), "s", bar=2.0)


def paint_once() -> None:
    """Open the window as always, print the time its first painting was done, and leave."""
    from PySide6.QtCore import QEvent, QObject, QTimer
    from PySide6.QtWidgets import QApplication

    from studio.ui.main import run
    from studio.ui.window import MainWindow

    class Watch(QObject):
        seen = False

        def eventFilter(self, target: QObject, event: QEvent) -> bool:
            if not self.seen and event.type() == QEvent.Type.Paint and isinstance(target, MainWindow):
                self.seen = True
                QTimer.singleShot(0, lambda: (print(time.time(), flush=True), target.go()))  # its children are painted
            return False

    app = QApplication([sys.argv[0]])
    watch = Watch()
    app.installEventFilter(watch)
    run(None)


# -- the window while a take is made ---------------------------------------------------------------------------------


def late(bench: Bench) -> Iterator[Figure]:
    """The whole studio, with the real sampler in its thread; a short take before it loads the model."""
    from PySide6.QtCore import QTimer

    from studio.session.changes import JobChanged
    from studio.session.jobs import Failed, Finished
    from studio.ui.loop import Loop
    from studio.ui.window import MainWindow

    app = application()
    loop = Loop(app)
    studio = new_studio(bench, "late", models=bench.models, wake=loop.wake)
    window = MainWindow(studio, gone=app.quit)
    lengths, trouble = [1, 2 if bench.quick else 4], []

    def begin() -> None:
        loop.forget_lateness()
        made = studio.new_shot("a red car drives along a wet street at night", seconds=lengths.pop(0))
        studio.select((made,))
        studio.generate(made)

    def heard(change: object) -> None:
        if not isinstance(change, JobChanged) or not change.job.over:
            return
        if not isinstance(change.job.state, Finished):
            state = change.job.state
            trouble.append(state.problem if isinstance(state, Failed) else None)
        QTimer.singleShot(0, window.go if trouble or not lengths else begin)

    studio.subscribe(heard)
    window.show()
    loop.attach(studio.pump)
    QTimer.singleShot(0, begin)
    QTimer.singleShot(int(PATIENCE * 1000), window, window.go)
    loop.run(on_signal=window.go)
    if trouble or lengths:
        raise StudioError(trouble[0].what if trouble and trouble[0] else "The take was not finished.")
    yield Figure("lateness of the window's loop while sampling, p50", loop.lateness(50), "ms", bar=4)
    yield Figure("lateness of the window's loop while sampling, p99", loop.lateness(99), "ms", bar=50)


# -- painting and editing --------------------------------------------------------------------------------------------


def timeline(bench: Bench) -> Iterator[Figure]:
    """5,000 clips on one track: shots not yet made, and one file many times, so that there are strips to paint.

    Told in the time of the thread itself where the system counts it finely: nothing here waits for anything.
    """
    from studio.session.film import Clip, MediaSource, Shot, edit
    from studio.ui.timeline.view import TimelineView

    app = application()
    studio = new_studio(bench, "timeline")
    view = TimelineView(studio)
    try:
        studio.import_media(footage(bench.folder / "strip.mp4", width=320, height=180, frames=60))
        studio.wait(timeout=60)
        shown, planned = MediaSource(studio.project.media[0].id), Shot(prompt="a red car drives through the rain")
        clips = tuple(
            Clip(id=f"c{n}", start=n * 60, length=48 if n % 5 else 60, source=shown if n % 2 else planned)
            for n in range(CLIPS)
        )
        first, *others = studio.project.tracks
        studio.edit("Fill", lambda film: replace(film, tracks=(replace(first, clips=clips), *others)))
        view.resize(1600, 360)
        view.show()
        fine = time.get_clock_info("thread_time").resolution < 1e-4
        clock = time.thread_time if fine else time.perf_counter
        paints, repeats = [], 15 if bench.quick else 40
        for scale in (0.02, 0.3, 2.0):
            for n in range(repeats + 5):
                view.view = replace(view.view, scale=scale, left=1000.0 + 100 * n)
                view.refresh()
                took = _milliseconds(view.repaint, clock=clock)
                app.processEvents()  # strips that have been read arrive here
                if n >= 5:
                    paints.append(took)
        view.repaint()
        heads, edits = [], []
        for n in range(repeats):
            studio.seek(1100 + n)
            heads.append(_milliseconds(view.repaint, clock=clock))
        for n in range(repeats):
            name = f"c{100 + n}"

            def once(name: str = name) -> None:
                studio.edit("Delete", lambda film: edit.remove_clips(film, [name]))
                view.repaint()
                studio.undo()
                view.repaint()

            edits.append(_milliseconds(once, clock=clock))
        note = "processor time" if fine else ""
        for what, times, bar in (
            ("painting the timeline anew, 5,000 clips, p95", paints, 8),
            ("painting it when only the playhead moved, p95", heads, 2),
            ("one edit, its undo, and both painted, p95", edits, 50),
        ):
            yield Figure(what, percentile(times, 0.95), "ms", bar=bar, note=note)
    finally:
        view.close_down()
        view.hide()
        studio.close()
        app.processEvents()


# -- the preview -----------------------------------------------------------------------------------------------------


def scrub(bench: Bench) -> Iterator[Figure]:
    """In the whole window: from asking for a frame until it is on the stage. Dragged to and fro, then anywhere.

    Footage with one key frame in all: before its proxy is made, and with it.
    """
    with open_window(bench, "scrub") as (window, studio):
        proxies = window.preview.proxies
        proxies.enabled = False
        file = footage(bench.folder / "scrub.mp4", width=1920, height=1080, frames=48 if bench.quick else 120)
        studio.import_media(file, at=0)
        studio.wait(timeout=120)
        bare = _dragged(window, studio.project.duration, repeats=20 if bench.quick else 60)
        proxies.enabled = True
        studio.pump_until(lambda: 1.0 in proxies.share.values(), timeout=PATIENCE)
        quick = _dragged(window, studio.project.duration, repeats=20 if bench.quick else 60)
    for (dragged, jumped), when, bar in ((bare, "before there is a proxy", None), (quick, "by its proxy", 80)):
        note = "" if bar else "shown while the proxy is being made"
        yield Figure(f"scrubbing 1080p H.264, {when}, p95", percentile(dragged, 0.95), "ms", bar=80, note=note)
        yield Figure(f"jumping anywhere in it, {when}, p95", percentile(jumped, 0.95), "ms", bar=bar, note=note)


def _dragged(window: MainWindow, length: int, *, repeats: int) -> tuple[list[float], list[float]]:
    """Milliseconds of each frame while dragging to and fro, and while jumping."""
    rng, at, dragged, jumped = random.Random(1), 0, [], []
    for n in range(repeats):
        at = min(max(at + rng.randint(1, 6) * (1 if n // 15 % 2 == 0 else -1), 0), length - 1)
        dragged.append(_show(window, at))
    for _ in range(repeats // 2):
        jumped.append(_show(window, rng.randrange(length)))
    return [t for t in dragged if t], [t for t in jumped if t]


def _show(window: MainWindow, frame: int) -> float:
    """Milliseconds until film frame `frame` is painted; 0 when it was there already."""
    studio, arrived = window.studio, []
    if studio.playback.frame == frame:
        return 0.0

    def heard(shown) -> None:
        if shown.frame == frame:
            window.preview.stage.repaint()
            arrived.append(time.perf_counter())

    window.preview.source.shown.connect(heard)
    since = time.perf_counter()
    studio.seek(frame)
    run_until(lambda: bool(arrived), window.preview.source.shown, patience=30)
    window.preview.source.shown.disconnect(heard)
    if not arrived:
        raise StudioError("The preview did not show a frame within half a minute.")
    return (arrived[0] - since) * 1000


def run_until(done: Callable[[], bool], signal: SignalInstance, *, patience: float) -> None:
    """The window's loop, asleep between events, until `done()`, asked after each `signal`; or until `patience` ends."""
    from PySide6.QtCore import QEventLoop, QTimer

    loop, timer = QEventLoop(), QTimer(singleShot=True, interval=int(patience * 1000))

    def asked(*_: object) -> None:
        if done():
            loop.quit()

    timer.timeout.connect(loop.quit)
    timer.start()
    signal.connect(asked)
    loop.exec()
    signal.disconnect(asked)


def play(bench: Bench) -> Iterator[Figure]:
    """1080p, 30 frames a second, with sound, into an output that nobody hears and whose clock goes a little wrong."""
    sinks: list[NullSink] = []
    with open_window(bench, "play") as (window, studio):
        studio.edit("Rate", lambda film: replace(film, rate=Fraction(30)))
        seconds = 5 if bench.quick else 30
        file = footage(bench.folder / "play.mp4", width=1920, height=1080, frames=300, rate=30, sound=True)
        for number in range(-(-seconds // 10)):
            studio.import_media(file, at=300 * number)
            studio.wait(timeout=120)
        shown, off = played(window, sinks, seconds=seconds)
    due = max(shown) - min(shown) + 1 if shown else 0
    lost = 1 - len(set(shown)) / due if due else None
    yield Figure("frames not shown of 1080p30 with sound", lost, "%", bar=0.01, note=f"of {due}")
    yield Figure("picture away from sound at the end", abs(off[-1]) if off else None, "frames", bar=1)
    yield Figure("the same, p99 over all frames", percentile([abs(x) for x in off], 0.99) if off else None, "frames")


def played(window: MainWindow, sinks: list[NullSink], *, seconds: float) -> tuple[list[int], list[float]]:
    """Play the film from its start: the frames that were painted, and how far each was from what was heard (frames)."""
    from studio.session.sound import NullSink

    studio, preview, shown, off = window.studio, window.preview, [], []
    rate = float(studio.project.rate)

    def heard(frame) -> None:
        if studio.playback.playing and sinks:
            preview.stage.repaint()
            shown.append(frame.frame)
            off.append(sinks[-1].played() * rate - (frame.frame + 0.5))

    def ended() -> bool:
        return not studio.playback.playing or studio.playback.frame >= seconds * rate - 2

    preview.sound.open = lambda: sinks.append(NullSink(drift=1.0003)) or sinks[-1]
    preview.source.shown.connect(heard)
    studio.seek(0)
    studio.transport(" ")
    run_until(ended, preview.source.shown, patience=PATIENCE + 2 * seconds)
    studio.transport("k")
    preview.source.shown.disconnect(heard)
    return shown, off


# -- writing the film ------------------------------------------------------------------------------------------------


def export(bench: Bench) -> Iterator[Figure]:
    """The studio reads, composes, encodes, reads back and flushes; an `ffmpeg` process only encodes the same frames."""
    from studio.media.export import export_film

    size, count = (1280, 720), 48 if bench.quick else 96
    studio = new_studio(bench, "export")
    try:
        file = footage(bench.folder / "export.mp4", width=size[0], height=size[1], frames=count)
        studio.import_media(file, at=0)
        studio.wait(timeout=120)
        film, root = studio.project, studio.require_folder().root
        own, others, tool = [], [], shutil.which("ffmpeg")
        raw = bench.folder / "frames.raw"
        if tool:
            with raw.open("wb") as frames:
                for picture in pictures(*size, count):
                    frames.write(picture.data)
        for number in range(1 if bench.quick else 3):
            if tool:
                others.append(
                    _milliseconds(lambda: _ffmpeg(tool, raw, bench.folder / "raw.mp4", width=size[0], height=size[1]))
                )
            out = bench.folder / f"out{number}.mp4"
            own.append(_milliseconds(lambda out=out: export_film(film, root, out)))
    finally:
        studio.close()
    yield Figure("export, 720p H.264", count / min(own) * 1000, "fps")
    what = "export's pace over ffmpeg's with raw frames"
    if not tool:
        yield Figure(what, None, note="There is no ffmpeg on this machine to compare with.")
        return
    yield Figure(what, min(others) / min(own), "×", bar=0.8, floor=True)


def _ffmpeg(tool: str, raw: Path, out: Path, *, width: int, height: int) -> None:
    """Encode a file of raw frames as the studio would."""
    from studio.media.codecs import CODECS

    codec = CODECS["h264"]
    chosen = [word for key, value in codec.options["high"].items() for word in (f"-{key}", value)]
    given = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{width}x{height}", "-r", "24", "-i", "-"]
    command = [tool, "-v", "error", "-y", *given, "-c:v", codec.encoder, *chosen, "-pix_fmt", codec.pixels, str(out)]
    with raw.open("rb") as frames:
        child = subprocess.run(command, stdin=frames, capture_output=True, check=False)
    if child.returncode:
        words = child.stderr.decode(errors="replace").strip().splitlines() or [""]
        raise StudioError(f"The ffmpeg on this machine cannot write the same file: {words[-1]}")


# -- what they share -------------------------------------------------------------------------------------------------


def application() -> QApplication:
    """The one application, dressed as the studio's."""
    from PySide6.QtWidgets import QApplication

    from studio.session.places import resources
    from studio.ui import theme

    running = QApplication.instance()
    app = running if isinstance(running, QApplication) else QApplication(["studio"])
    app.setQuitOnLastWindowClosed(False)
    theme.load_fonts(resources() / "fonts")
    theme.apply(app, theme.DARK)
    return app


def new_studio(bench: Bench, name: str, **rest) -> Studio:
    """A studio on a new film of its own."""
    from studio.session.studio import Studio

    made = Studio(data=bench.folder / f"{name} data", **rest)
    made.create(bench.folder / f"{name}.film")
    return made


@contextmanager
def open_window(bench: Bench, name: str) -> Iterator[tuple[MainWindow, Studio]]:
    """The main window on a new film; leaving the `with` block closes both."""
    from studio.ui.window import MainWindow

    app = application()
    studio = new_studio(bench, name)
    window = MainWindow(studio)
    window.resize(1600, 960)
    window.show()
    app.processEvents()
    try:
        yield window, studio
    finally:
        window.go()
        app.processEvents()


def footage(path: Path, *, width: int, height: int, frames: int, rate: int = 24, sound: bool = False) -> Path:
    """An H.264 file of moving, grainy pictures; with `sound`, a soft hum."""
    import numpy as np

    from studio.media.encode import VideoWriter

    hum = (0.1 * np.sin(np.arange(frames * 48000 // rate) * 2 * np.pi * 110 / 48000)).astype(np.float32)
    audio = (hum, 48000) if sound else None
    with VideoWriter(path, width=width, height=height, rate=Fraction(rate), quality="draft", audio=audio) as writer:
        for picture in pictures(width, height, frames):
            writer.write(picture)
    return path


def pictures(width: int, height: int, count: int) -> Iterator[np.ndarray]:
    """(height, width, 3) uint8: a soft ground with grain that drifts, as a camera would see it."""
    import numpy as np

    rng = np.random.default_rng(1)
    ground = np.add.outer(np.arange(height) * 120 / height, np.arange(width) * 100 / width)[..., None] + (10, 20, 30)
    picture = (ground + rng.integers(0, 12, (height, width, 3))).astype(np.uint8)
    for number in range(count):
        yield np.roll(picture, (number, 3 * number), (0, 1))


def _milliseconds(work: Callable[[], object], *, clock: Callable[[], float] = time.perf_counter) -> float:
    began = clock()
    work()
    return (clock() - began) * 1000
