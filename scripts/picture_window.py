"""The window in the README and the guide: the real one, with the film in it and one more shot on its way."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from scripts.picture_kit import live, marked, save

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from studio.session.studio import Studio
    from studio.ui.timeline.view import TimelineView
    from studio.ui.window import MainWindow

# what is being made when the window is grabbed
DRAGON, DRAGON_ZH = "a green dragon flies over a castle at sunset", "日落时，一条绿色的龙飞过城堡"
WINDOW = (1600, 1000)
# the parts that are numbered, and where the number covers nothing: in shares of the part
MARKS = (("tabs", (0.5, 0.62)), ("preview", (0.05, 0.09)), ("timeline", (0.55, 0.78)), ("shot", (0.62, 0.042)),
         ("queue", (0.62, 0.13)))  # fmt: skip
SETTLE = 5.0  # seconds for thumbnails, which arrive one by one


def grab_windows(studio: Studio, readme: Path, guide: Path, *, seed: int, at: int) -> None:
    """README: the window half-way through one more shot. Guides: the same with numbers, and its parts one by one."""
    from PySide6.QtCore import Qt

    from studio.ui import language
    from studio.ui.window import MainWindow

    film, window = studio.project, MainWindow(studio)
    window.setWindowState(Qt.WindowState.WindowNoState)  # whatever the screen it stands on
    window.resize(*WINDOW)
    window.show()
    window.set_language(language.ENGLISH)
    grab_window(window, guide, readme=readme, words=DRAGON, seed=seed, at=at)
    studio.edit("Again", lambda _: film)
    window.set_language(language.CHINESE)
    live(studio, lambda: False, seconds=SETTLE)
    grab_window(window, guide / "zh", words=DRAGON_ZH, seed=seed, at=at)
    window.go()


def grab_window(window: MainWindow, guide: Path, *, readme: Path | None = None, words: str, seed: int, at: int) -> None:
    """In the language that is in force. With `readme`, also what English pages alone show."""
    from studio.session.film import Span, edit
    from studio.session.jobs import Running
    from studio.ui.dialogs.about import AboutDialog
    from studio.ui.dialogs.export import ExportDialog
    from studio.ui.tour import Tour, stops

    studio = window.studio
    window.show_tab(window.takes)
    first = studio.project.tracks[0].clips[0]
    wizard = next(clip for clip in studio.project.tracks[0].clips if "wizard" in clip.prompt)
    studio.select((first.id,))
    studio.seek(first.start + 20)
    coming = studio.new_shot(words, at=at, seconds=4, track_id=studio.project.tracks[0].id, seed=seed + 7)
    window.actions_by_name["zoom_fit"].trigger()
    studio.clear_finished()
    live(studio, lambda: False, seconds=SETTLE)
    job = studio.generate(coming)
    behind = studio.generate(studio.project.tracks[0].clips[-2].id, seed=seed + 8, choose=False)
    studio.save()

    def half() -> bool:
        state = studio.job(job.id).state
        return studio.job(job.id).over or (isinstance(state, Running) and state.fraction > 0.5)

    live(studio, half, seconds=900)
    live(studio, lambda: studio.job(job.id).over, seconds=0.4)
    whole = window.grab().toImage()
    if readme:
        save(whole, readme / "studio.png")
    save(marked(whole, [spot(window, getattr(window, name), *at) for name, at in MARKS]), guide / "window.png")
    save(window.shot.grab().toImage(), guide / "shot.png")
    for name in (behind.id, job.id):
        if not studio.job(name).over:
            studio.cancel(name)
    live(studio, lambda: not studio.busy, seconds=60)
    studio.clear_finished()

    studio.select((wizard.id,))
    live(studio, lambda: False, seconds=SETTLE / 2)
    takes = window.tabs.grab().toImage()
    save(takes.copy(0, 0, takes.width(), min(takes.height(), 350)), guide / "takes.png")
    hole = Span(first.start + 24, first.start + 60)
    studio.edit("Lift", lambda film: edit.lift(film, hole, track_ids=[film.tracks[0].id]))
    point_at(window.timeline, (hole.start + hole.end) / 2)
    live(studio, lambda: False, seconds=SETTLE / 2)
    strips = window.timeline.grab().toImage()
    save(strips.copy(0, 0, strips.width(), min(strips.height(), 200)), guide / "gap.png")
    studio.undo()
    dialog(studio, ExportDialog(studio, window), guide / "export.png")

    tour = Tour(window, stops(window))
    tour.start()
    tour.go(1)
    live(studio, lambda: False, seconds=0.5)
    save(window.grab().toImage(), guide / "tour.png")
    tour.end()
    if readme:
        root = Path(__file__).resolve().parents[1]
        dialog(studio, AboutDialog(root, window, licences=True), guide / "licences.png")


def dialog(studio: Studio, shown: QWidget, out: Path) -> None:
    shown.show()
    live(studio, lambda: False, seconds=1.0)
    save(shown.grab().toImage(), out)
    shown.close()


def spot(window: MainWindow, part: QWidget, x: float, y: float):
    """A point of a part, given in shares of it, as its window counts."""
    from PySide6.QtCore import QPoint

    return part.mapTo(window, QPoint(round(part.width() * x), round(part.height() * y)))


def point_at(timeline: TimelineView, frame: float) -> None:
    """The mouse over a frame of the first track."""
    from PySide6.QtCore import QPoint
    from PySide6.QtTest import QTest

    from studio.ui.timeline.layout import rows

    first = rows(timeline.film, timeline.view)[0]
    QTest.mouseMove(timeline, QPoint(round(timeline.view.x(frame)), round(first.y + first.height / 2)))
