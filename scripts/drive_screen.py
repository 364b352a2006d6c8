"""What `drive` works with: a screen of its own, hands, eyes, patience, and a tune. Linux only."""

from __future__ import annotations

import math
import os
import subprocess
import sys
import time
import wave
from array import array
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ("Xvfb", "openbox", "xdotool", "import")
SCREEN = "1440x900x24"
LEAST = 40_000  # bytes of a picture of a window that has been painted
HOLD = """
import sys
from PySide6.QtGui import QGuiApplication
app = QGuiApplication([])
app.clipboard().setText(sys.argv[1])
app.exec()
"""  # what is copied goes with the program it was copied in


class Stuck(Exception):
    """The studio did not come to where a step leads."""


class Screen:
    """A display with a window manager and hands. `close` ends all that was started."""

    def __init__(self, out: Path, language: str) -> None:
        read, write = os.pipe()
        self._running = [subprocess.Popen(["Xvfb", "-displayfd", str(write), "-noreset", "-screen", "0", SCREEN],
                                          pass_fds=[write], stderr=subprocess.DEVNULL)]  # fmt: skip
        os.close(write)
        with open(read) as told:  # to the end of the line: Xvfb dies of a pipe that is closed before
            number = told.readline().strip()
        if not number:
            raise Stuck("Xvfb gave no display.")
        home, spoken = out / "home", {"en": "en_GB.UTF-8", "zh": "zh_CN.UTF-8"}[language]
        (home / "Videos").mkdir(parents=True)
        self.env = {**os.environ, "DISPLAY": f":{number}", "HOME": str(home), "LANG": spoken, "LC_ALL": spoken,
                    "LANGUAGE": spoken.split(".")[0], "XDG_DATA_HOME": str(home / "data"),
                    "XDG_CONFIG_HOME": str(home / "config"), "QT_QPA_PLATFORM": "xcb"}  # fmt: skip
        self._out, self._pictures, self._held = out, 0, None
        self._start("openbox")

    def _start(self, *command: str) -> subprocess.Popen:
        log = open(self._out / "log.txt", "ab")  # noqa: SIM115 (the program that is started has it)
        made = subprocess.Popen(command, env=self.env, cwd=ROOT, stdout=log, stderr=log)
        self._running.append(made)
        log.close()
        return made

    def studio(self) -> subprocess.Popen:
        made = self._start(sys.executable, "-m", "studio")
        wait("a window", lambda: "Fantascope" in self.title())
        shot = self._out / "now.png"
        wait("a picture in it", lambda: self._look(shot).stat().st_size > LEAST)
        shot.unlink()
        time.sleep(3)
        return made

    def title(self) -> str:
        """Of the window that has the keyboard."""
        asked = ["xdotool", "getactivewindow", "getwindowname"]
        return subprocess.run(asked, env=self.env, capture_output=True, text=True, check=False).stdout.strip()

    def press(self, *keys: str) -> None:
        for key in keys:
            subprocess.run(["xdotool", "key", "--clearmodifiers", key], env=self.env, check=True)
            time.sleep(0.5)

    def ask(self, key: str) -> None:
        """Press what opens a dialog, and wait for it."""
        self.press(key)
        wait("a dialog", lambda: self.title() and "Fantascope" not in self.title())
        time.sleep(2)

    def answer(self, key: str, path: str) -> None:
        """A file dialog: the key that opens it, and the path it is given."""
        self.ask(key)
        self.write(path)
        self.press("Return")
        wait("the window", lambda: "Fantascope" in self.title())

    def write(self, text: str) -> None:
        """Letter by letter; what no key writes is pasted, as an input method hands it over."""
        if text.isascii():
            subprocess.run(["xdotool", "type", "--delay", "40", text], env=self.env, check=True)
        else:
            if self._held:
                self._held.terminate()
            self._held = self._start(sys.executable, "-c", HOLD, text)
            time.sleep(3)
            self.press("ctrl+v")
        time.sleep(0.7)

    def picture(self, name: str) -> None:
        self._pictures += 1
        path = self._out / f"{self._pictures:02}-{name}.png"
        print(self._look(path), flush=True)

    def _look(self, path: Path) -> Path:
        subprocess.run(["import", "-window", "root", str(path)], env=self.env, check=True)
        return path

    def close(self) -> None:
        for one in reversed(self._running):
            one.terminate()
            one.wait(timeout=60)


def wait(what: str, come: Callable[[], object], *, seconds: float = 300) -> None:
    until = time.monotonic() + seconds
    while not come():
        if time.monotonic() > until:
            raise Stuck(f"Waited {seconds:.0f} s for {what}.")
        time.sleep(1)


def tune(path: Path, *, seconds: int = 6, rate: int = 44100) -> Path:
    """A chord a second, so that there is something to hear."""

    def at(n: int) -> int:
        chord = sum(math.sin(math.tau * pitch * n / rate) for pitch in (220, 277, 330))
        return int(6000 * math.exp(-2 * (n / rate % 1)) * chord)

    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, rate, 0, "NONE", ""))
        file.writeframes(array("h", map(at, range(rate * seconds))).tobytes())
    return path
