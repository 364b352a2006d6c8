"""The loop and the program around it, each in a process of its own; and the colours one has to be able to read."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from studio.problem import Problem, StudioError
from studio.ui import theme
from studio.ui.loop import as_problem

# -- theme ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("shown", theme.THEMES.values(), ids=lambda t: t.name)
def test_text_can_be_read(shown):
    on = [(ink, ground) for ink in ("text", "muted", "accent", "live", "warn", "danger")
          for ground in ("window", "panel", "raised")]  # fmt: skip
    on += [("text", f"clip_{kind}") for kind in ("video", "take", "planned", "audio", "title")] + [("text", "gap")]
    on += [("accent_text", "accent")]
    low = {(ink, ground): ratio for ink, ground in on
           if (ratio := theme.contrast(getattr(shown, ink), getattr(shown, ground))) < 4.5}  # fmt: skip
    assert not low


def test_contrast_is_the_known_measure():
    assert theme.contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert theme.contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=0.001)


# -- the loop ---------------------------------------------------------------------------------------------------------

LIVES = """
import asyncio, os, signal, sys, threading
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QDialog
from studio.problem import Problem
from studio.ui.loop import Loop, Opened

app = QApplication([])
loop = Loop(app)
heard, pumped = [], []
loop.problem.connect(lambda problem: heard.append(problem.what))
loop.attach(lambda: pumped.append(threading.current_thread() is threading.main_thread()))

def slot(): raise ValueError("slot")
def thread(): raise KeyError("thread")
async def coroutine(): raise LookupError("coroutine")
async def asks():
    dialog = QDialog()
    QTimer.singleShot(0, dialog.accept)
    heard.append(await Opened.result(dialog))

QTimer.singleShot(0, slot)
QTimer.singleShot(0, lambda: threading.Thread(target=thread).start())
QTimer.singleShot(0, lambda: loop.spawn(coroutine()))
QTimer.singleShot(0, lambda: loop.spawn(asks()))
for _ in range(3):
    threading.Thread(target=loop.wake).start()
QTimer.singleShot(700, lambda: os.kill(os.getpid(), signal.SIGTERM))
code = loop.run(on_signal=app.quit)
print(code, sorted(map(str, heard)), all(pumped) and bool(pumped), loop.lateness(99) >= loop.lateness(50) >= 0)
"""


def test_loop_hears_threads_catches_everything_and_ends_on_a_signal():
    run = subprocess.run([sys.executable, "-c", LIVES], capture_output=True, text=True, timeout=60, check=False,
                         cwd=Path(__file__).parents[1], env={**os.environ, "QT_QPA_PLATFORM": "offscreen"})  # fmt: skip
    lines = [f"Something unexpected went wrong ({name})." for name in ("KeyError", "LookupError", "ValueError")]
    assert run.stdout.strip() == f"0 {['1', *lines]} True True", run.stderr


def test_trouble_keeps_its_own_words():
    assert as_problem(StudioError("No room.", next_step="Free some.")) == Problem("No room.", "", "Free some.")


WHOLE = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from studio.ui import main, window
seen = []
class Watched(window.MainWindow):
    def showEvent(self, event):
        super().showEvent(event)
        seen.append("torch" in sys.modules or "av" in sys.modules)
        QTimer.singleShot(800, lambda: (seen.append(self.studio.is_open and self.studio.untitled), self.close()))
main.MainWindow = Watched
code = main.run(None, ["--safe-mode"])
import threading
print(code, seen, [t.name for t in threading.enumerate() if not t.daemon], "torch" in sys.modules)
"""


def test_the_studio_opens_a_new_film_and_closes_again(home):
    run = subprocess.run([sys.executable, "-c", WHOLE], capture_output=True, text=True, timeout=60, check=False,
                         cwd=Path(__file__).parents[1], env={**os.environ, "QT_QPA_PLATFORM": "offscreen"})  # fmt: skip
    assert run.stdout.strip() == "0 [False, True] ['MainThread'] False", run.stderr


KILLED = """
import os, sys
from PySide6.QtCore import QTimer
from studio.session.changes import RecoveryOffered
from studio.ui import main, window
class Watched(window.MainWindow):
    def showEvent(self, event):
        super().showEvent(event)
        self.offers = []
        self.studio.subscribe(self.hear)
        QTimer.singleShot(800, self.act)
    def hear(self, change):
        if isinstance(change, RecoveryOffered):
            self.offers.append(change)
    def act(self):
        print(self.studio.folder, len(self.offers), flush=True)
        if sys.argv[1] == "die":
            self.studio.new_shot("a red car", at=0, seconds=2)
            self.studio.autosave()
            os.kill(os.getpid(), 9)
        self.close()
main.MainWindow = Watched
main.run(None, [])
"""


def test_killed_and_started_again_it_opens_the_same_film_and_offers_what_was_not_saved(home):
    told = []
    for what in ("die", "look"):
        run = subprocess.run([sys.executable, "-c", KILLED, what], capture_output=True, text=True, timeout=60,
                             check=False, cwd=Path(__file__).parents[1],
                             env={**os.environ, "QT_QPA_PLATFORM": "offscreen"})  # fmt: skip
        told.append(run.stdout.strip().rsplit(" ", 1))
    (first, offers_first), (second, offers_second) = told
    assert first == second and first.endswith(".film")
    assert (offers_first, offers_second) == ("0", "1")
