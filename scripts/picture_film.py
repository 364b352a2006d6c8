"""The film of the README, which is also the demo film: made by the model, through the session, as a person would."""

from __future__ import annotations

import shutil
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from scripts.picture_kit import GAP, LINE, finish, image, report, save

if TYPE_CHECKING:
    from studio.session.studio import Studio

CAR = "a red car drives right in the desert at sunset"
WIZARD = "a wizard in a blue robe casts lightning in the snow at night"
DOG = "一只橙色的狗在海滩上奔跑"
STILL = "a white rabbit stands in a flower meadow"

FILM = (384, 224)
RATE = Fraction(12)
MOST_BYTES = 3_000_000
COLUMNS, CELL = 6, (192, 112)
DEMO_BYTES = 2_500_000  # of the demo film, which lies in the repository and in the app


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
    finish(studio, studio.generate(wizard, seed=seed + 3, choose=False))  # a second take to choose from
    start = find_clip(studio.project, wizard)[1].start
    hole = Span(start + 32, start + 64)  # whole groups: latents stay untouched
    studio.edit("Lift", lambda film: edit.lift(film, hole, track_ids=[track]))
    placed("Fill gap", shots.fill_gap(studio.project, track, at=hole.start, prompt=""), seed + 4)
    shot(DOG, 3, seed + 5)
    finish(studio, studio.picture(STILL, seed=seed + 6))
    studio.select((car,))
    return studio.project.duration


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


def write_demo(studio: Studio, out: Path) -> None:
    """The film as it is now, as the demo of the first start: what is needed to open it, and nothing else."""
    studio.save()
    part = out.with_suffix(".part")
    shutil.rmtree(part, ignore_errors=True)
    for name in ("takes", "media"):
        shutil.copytree(studio.folder / name, part / name, copy_function=shutil.copyfile)
    shutil.copyfile(studio.folder / "project.json", part / "project.json")
    size = sum(path.stat().st_size for path in part.rglob("*") if path.is_file())
    if size > DEMO_BYTES:
        raise SystemExit(f"The demo film has {size:,} bytes; {DEMO_BYTES:,} is the most.")
    shutil.rmtree(out, ignore_errors=True)
    part.rename(out)
    print(f"{out} ({size / 1000:,.0f} kB)", flush=True)


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
