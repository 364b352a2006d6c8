"""Makes every picture of the README anew: the window, the film in it, and a contact sheet of that film.

    make pictures                                     into resources/pictures
    python -m scripts.pictures --out DIR --models DIR

The film is made here by the model, through the session, as a person at the desk would: shots from words, one
extension, one cut that is filled again. All seeds are fixed. The window is the real one, with one more shot on its way.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

    from studio.session.jobs import Job
    from studio.session.studio import Studio

OUT = Path(__file__).resolve().parents[1] / "resources" / "pictures"
CAR = "a red car drives right in the desert at sunset"
WIZARD = "a wizard in a blue robe casts lightning in the snow at night"
DOG = "一只橙色的狗在海滩上奔跑"
DRAGON = "a green dragon flies over a castle at sunset"        # the one that is being made when the window is grabbed
STILL = "a white rabbit stands in a flower meadow"

WINDOW = (1600, 1000)
FILM = (384, 224)
RATE = Fraction(12)
MOST_BYTES = 3_000_000
COLUMNS, CELL, GAP, LINE = 6, (192, 112), 8, 26


def main() -> None:
    options = argparse.ArgumentParser(prog="python -m scripts.pictures", description="Make the README's pictures anew.")
    options.add_argument("--out", type=Path, default=OUT, help="where they go (%(default)s)")
    options.add_argument("--models", type=Path, help="the folder of the weights (the studio's own)")
    options.add_argument("--steps", type=int, default=16, help="sampling steps (%(default)s)")
    options.add_argument("--seed", type=int, default=11, help="the first shot's seed (%(default)s)")
    args = options.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    from studio.session.places import resources
    from studio.session.studio import Studio
    from studio.ui import theme

    app = QApplication([])
    theme.load_fonts(resources() / "fonts")
    theme.apply(app, theme.DARK)
    require_letters()
    args.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="fantascope-") as folder:
        studio = Studio(data=Path(folder) / "data", models=args.models)
        studio.settings = replace(studio.settings, steps=args.steps)
        studio.create(Path(folder) / "Demo")
        try:
            end = make_film(studio, args.seed)
            write_film(studio, args.out / "film.webp", stop=end)
            write_contact(studio, args.out / "contact.png")
            grab_window(studio, args.out / "studio.png", args.seed, at=end)
        finally:
            studio.close()


# -- the film ---------------------------------------------------------------------------------------------------------


def make_film(studio: Studio, seed: int) -> int:
    """Car, its extension, the wizard with a hole filled again, the dog; returns the frame after the last."""
    from studio.session import shots
    from studio.session.film import Span, edit, find_clip

    track = studio.project.tracks[0].id

    def shot(prompt: str, seconds: int, seed: int) -> str:
        made = studio.new_shot(prompt, at=studio.project.duration, seconds=seconds, track_id=track, seed=seed)
        finish(studio, studio.generate(made))
        return made

    def placed(label: str, result: tuple, seed: int) -> str:
        film, made = result
        studio.edit(label, lambda _: film)
        finish(studio, studio.generate(made, seed=seed))
        return made

    car = shot(CAR, 3, seed)
    placed("Extend after", shots.extend_after(studio.project, car, seconds=Fraction(2), prompt=""), seed + 1)
    wizard = shot(WIZARD, 4, seed + 2)
    finish(studio, studio.generate(wizard, seed=seed + 3, choose=False))          # a second take to choose from
    start = find_clip(studio.project, wizard)[1].start
    hole = Span(start + 32, start + 64)                                         # whole groups: latents stay untouched
    studio.edit("Lift", lambda film: edit.lift(film, hole, track_ids=[track]))
    placed("Fill gap", shots.fill_gap(studio.project, track, at=hole.start, prompt=""), seed + 4)
    shot(DOG, 3, seed + 5)
    finish(studio, studio.picture(STILL, seed=seed + 6))
    studio.select((car,))
    return studio.project.duration


def finish(studio: Studio, job: Job) -> None:
    """Wait for a job; it must have come to a good end."""
    from studio.session.jobs import Finished

    began = time.monotonic()
    studio.wait()
    state = studio.job(job.id).state
    if not isinstance(state, Finished):
        raise SystemExit(f"{job.label} did not finish: {state}")
    print(f"{job.label}: {job.request.prompts[-1].text} ({time.monotonic() - began:.0f} s)", flush=True)


def write_film(studio: Studio, out: Path, *, stop: int) -> None:
    """The film as the studio exports it, at the model's own rate and twice its size."""
    from studio.session.exporting import ExportSettings

    for quality in ("high", "draft"):
        settings = ExportSettings(
            codec="webp", quality=quality, width=FILM[0], height=FILM[1], rate=RATE, start=0, stop=stop
        )
        job = studio.export(out, settings)
        studio.wait()
        if not out.is_file():
            raise SystemExit(f"The film was not written: {studio.job(job.id).state}")
        if out.stat().st_size <= MOST_BYTES:
            return report(out)
    raise SystemExit(f"{out.name} has {out.stat().st_size:,} bytes; {MOST_BYTES:,} is the most.")


# -- the contact sheet ------------------------------------------------------------------------------------------------


def write_contact(studio: Studio, out: Path) -> None:
    """One row a clip: what was asked for, and frames from its first to its last."""
    from PySide6.QtCore import QRect, Qt
    from PySide6.QtGui import QColor, QImage, QPainter
    from PySide6.QtWidgets import QApplication

    from studio.media.compose import Compositor
    from studio.ui import theme

    film, (width, height) = studio.project, CELL
    clips = [clip for clip in film.tracks[0].clips if not clip.planned]
    row = LINE + height + 2 * GAP
    sheet = QImage(COLUMNS * (width + GAP) + GAP, len(clips) * row + GAP, QImage.Format.Format_RGB32)
    sheet.fill(QColor(theme.DARK.window))
    painter = QPainter(sheet)
    painter.setFont(QApplication.font())
    painter.setPen(QColor(theme.DARK.text))
    compositor = Compositor(film, studio.folder, CELL)
    for number, clip in enumerate(clips):
        top, how = number * row + GAP, f"{clip.shot.verb}: " if clip.shot.verb else ""
        words = QRect(GAP, top, sheet.width() - 2 * GAP, LINE)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, f"{how}{clip.prompt}")
        for column in range(COLUMNS):
            at = clip.start + (clip.length - 1) * column // (COLUMNS - 1)
            painter.drawImage(GAP + column * (width + GAP), top + LINE, image(compositor.frame(at)))
    painter.end()
    compositor.close()
    save(sheet, out)


# -- the window -------------------------------------------------------------------------------------------------------


def grab_window(studio: Studio, out: Path, seed: int, *, at: int) -> None:
    """The real window, half-way through one more shot."""
    from studio.session.jobs import Running
    from studio.ui.window import MainWindow

    window = MainWindow(studio)
    window.resize(*WINDOW)
    window.show()
    window.show_tab(window.takes)
    studio.seek(studio.project.tracks[0].clips[0].start + 20)
    coming = studio.new_shot(DRAGON, at=at, seconds=4, track_id=studio.project.tracks[0].id, seed=seed + 7)
    window.actions_by_name["zoom_fit"].trigger()
    studio.clear_finished()
    live(studio, lambda: False, seconds=5)                                      # thumbnails arrive one by one
    job = studio.generate(coming)
    behind = studio.generate(studio.project.tracks[0].clips[-2].id, seed=seed + 8, choose=False)
    studio.save()

    def half() -> bool:
        state = studio.job(job.id).state
        return studio.job(job.id).over or (isinstance(state, Running) and state.fraction > 0.5)

    live(studio, half, seconds=600)
    live(studio, lambda: studio.job(job.id).over, seconds=0.4)
    save(window.grab().toImage(), out)
    for name in (behind.id, job.id):
        if not studio.job(name).over:
            studio.cancel(name)
    live(studio, lambda: not studio.busy, seconds=60)
    window.go()


def live(studio: Studio, done: Callable[[], bool], *, seconds: float) -> None:
    """Let window and studio go on until `done()`, or for so long."""
    from PySide6.QtWidgets import QApplication

    until = time.monotonic() + seconds
    while not done() and time.monotonic() < until:
        studio.pump()
        QApplication.processEvents()
        time.sleep(0.02)


# -- small things -----------------------------------------------------------------------------------------------------


def require_letters() -> None:
    """End where fonts are missing and every letter would be the same box."""
    from PySide6.QtCore import QRect, Qt
    from PySide6.QtGui import QImage, QPainter
    from PySide6.QtWidgets import QApplication

    def drawn(letter: str) -> bytes:
        picture = QImage(32, 32, QImage.Format.Format_Grayscale8)
        picture.fill(0)
        painter = QPainter(picture)
        painter.setFont(QApplication.font())
        painter.setPen(Qt.GlobalColor.white)
        painter.drawText(QRect(0, 0, 32, 32), Qt.AlignmentFlag.AlignCenter, letter)
        painter.end()
        return bytes(picture.constBits())

    for pair in ("ab", "狗海"):
        if drawn(pair[0]) == drawn(pair[1]):
            raise SystemExit(f"No font here shows “{pair}”. Install DejaVu; Chinese comes with resources/fonts.")


def image(frame) -> QImage:
    """(H, W, 3) uint8 as a picture of its own."""
    from PySide6.QtGui import QImage

    height, width, _ = frame.shape
    return QImage(frame.tobytes(), width, height, 3 * width, QImage.Format.Format_RGB888).copy()


def save(picture: QImage, out: Path) -> None:
    if not picture.save(str(out)):
        raise SystemExit(f"{out} cannot be written.")
    report(out)


def report(out: Path) -> None:
    print(f"{out} ({out.stat().st_size / 1000:,.0f} kB)", flush=True)


if __name__ == "__main__":
    sys.exit(main())
