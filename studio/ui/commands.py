"""UI room: what each action of the menus does. One method per entry of `actions.MENUS`, by the same name."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QCoreApplication, QMimeData
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit

from studio.problem import StudioError
from studio.session.film import Clip, edit, find_clip
from studio.session.places import resources
from studio.session.studio import Studio
from studio.session.welcome import demo_film
from studio.ui import language, theme
from studio.ui.craft import Craft
from studio.ui.dialogs import files
from studio.ui.dialogs.about import AboutDialog
from studio.ui.dialogs.describe import DescribeDialog
from studio.ui.dialogs.export import ExportDialog
from studio.ui.dialogs.losses import LossesDialog
from studio.ui.dialogs.models import ModelsDialog
from studio.ui.dialogs.parts import PastsDialog, RecutDialog
from studio.ui.dialogs.remix import RemixDialog
from studio.ui.dialogs.useframe import UseFrameDialog
from studio.ui.frames import frame_ref
from studio.ui.panels.panel import Panel
from studio.ui.tour import Tour, stops

if TYPE_CHECKING:
    from studio.ui.window import MainWindow

CLIPS_MIME = "application/x-fantascope-clips+json"
EXTEND_SECONDS = Fraction(3)
VARIATIONS = 4


def tr(text: str) -> str:
    return QCoreApplication.translate("Commands", text)


class Commands(Craft):
    """Every method may raise StudioError: `handler` turns that into a Problem."""

    def __init__(self, studio: Studio, window: MainWindow) -> None:
        self.studio, self.window = studio, window

    def handler(self, name: str) -> Callable[[], object]:
        act = getattr(self, name)
        return lambda: self.studio.attempt(act)

    # -- file ----------------------------------------------------------------------------------------------------

    def new_film(self) -> None:
        self.window.before_leaving(self.studio.create_untitled)

    def open_film(self) -> None:
        files.choose_films(self.window, self._films(), self.open_path)

    def open_path(self, path: Path) -> None:
        self.window.before_leaving(lambda: self.studio.open(path))

    def save(self) -> None:
        if self.studio.untitled:
            self.save_as()
        else:
            self.studio.save()

    def save_as(self) -> None:
        name = self.studio.project.name or tr("Untitled")
        files.choose_target(self.window, tr("Save film as"), self._films() / f"{name}.film", self.save_to)

    def save_to(self, path: Path) -> None:
        self.studio.attempt(self.studio.save_as_soon, path)

    def import_files(self) -> None:
        files.choose_media(self.window, self._videos(), self.import_paths)

    def find_missing(self) -> None:
        """Choose the folder in which the film's missing files are looked for."""
        look = lambda path: self.studio.attempt(self.studio.relink, path)  # noqa: E731
        files.choose_folder(self.window, tr("Find the missing files in"), self._videos(), look)

    def import_paths(self, paths: list[Path]) -> None:
        for path in paths:
            self.studio.attempt(self.studio.import_media, path)

    def export(self) -> None:
        if self.studio.project.duration == 0:
            raise StudioError(
                tr("There is nothing to export yet."), next_step=tr("Generate a shot, or import a clip.")
            )
        dialog = ExportDialog(self.studio, self.window)
        dialog.show()

    def import_timeline(self) -> None:
        files.choose_timeline(self.window, self._videos(), self.import_timeline_path)

    def import_timeline_path(self, path: Path) -> None:
        title = tr("“{name}” is an untitled film now").format(name=path.name)
        self.window.before_leaving(
            lambda: self.studio.import_timeline(path, on_done=lambda made: self._tell_losses(title, made.losses))
        )

    def export_timeline(self) -> None:
        if self.studio.project.duration == 0:
            raise StudioError(tr("There is nothing to export yet."), next_step=tr("Generate a shot, or import a clip."))
        start = self._videos() / f"{self.studio.project.name or 'film'}.otio"
        files.choose_target(self.window, tr("Export timeline"), start, self.export_timeline_to,
                            pattern=files.TIMELINES)  # fmt: skip

    def export_timeline_to(self, path: Path) -> None:
        title = tr("Written: {path}").format(path=path)
        self.studio.attempt(
            self.studio.export_timeline, path, on_done=lambda made: self._tell_losses(title, made.losses)
        )

    def _tell_losses(self, title: str, losses: Sequence[str]) -> None:
        LossesDialog(title, losses, self.window).open()

    def quit(self) -> None:
        self.window.close()

    def _films(self) -> Path:
        folder = self.studio.folder
        return Path.home() if folder is None or self.studio.untitled else folder.parent

    def _videos(self) -> Path:
        videos = Path.home() / "Videos"
        return videos if videos.is_dir() else Path.home()

    # -- edit ----------------------------------------------------------------------------------------------------

    def undo(self) -> None:
        self.studio.undo()

    def redo(self) -> None:
        self.studio.redo()

    def cut(self) -> None:
        if not self._in_text("cut"):
            self.copy()
            self.window.timeline.commands.delete()

    def copy(self) -> None:
        if self._in_text("copy"):
            return
        copied = edit.copy_clips(self.studio.project, self.studio.selection)
        data = QMimeData()
        data.setData(CLIPS_MIME, json.dumps(copied).encode())
        QGuiApplication.clipboard().setMimeData(data)

    def paste_insert(self) -> None:
        """Like paste, but what is there makes room."""
        self.paste(mode="insert")

    def paste(self, *, mode: Literal["overwrite", "insert"] = "overwrite") -> None:
        """Clips at the playhead, on the selected clip's track or the first video track; files into the bin."""
        if self._in_text("paste"):
            return
        data = QGuiApplication.clipboard().mimeData()
        if not data.hasFormat(CLIPS_MIME):
            if paths := [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]:
                self.import_paths(paths)
            return
        try:
            copied = json.loads(bytes(data.data(CLIPS_MIME).data()))
        except ValueError as exc:
            raise StudioError(tr("What was copied is not a clip.")) from exc
        film, at = self.studio.project, self.studio.playback.frame
        chosen = self._selected()
        found = find_clip(film, chosen[0].id) if chosen else None
        track = found[0] if found else next(t for t in film.tracks if t.kind == "video")
        pasted, made = edit.paste_clips(film, copied, track_id=track.id, at=at, mode=mode)
        self.studio.edit("Paste", lambda _: pasted)
        self.studio.select(made)

    def duplicate(self) -> None:
        self.window.timeline.commands.duplicate()

    def delete(self) -> None:
        self.window.timeline.commands.delete()

    def ripple_delete(self) -> None:
        self.window.timeline.commands.ripple_delete()

    def blade(self) -> None:
        self.window.timeline.commands.split()

    def close_gaps(self) -> None:
        def closed(film):
            for track in film.tracks:
                film = film if track.locked else edit.close_gaps(film, track.id)
            return film

        self.studio.edit("Close gaps", closed)

    def select_all(self) -> None:
        if not self._in_text("selectAll"):
            self.window.timeline.commands.select_all()

    def deselect(self) -> None:
        self.studio.select(())

    def _in_text(self, method: str) -> bool:
        """Whether a text field has the focus, which then does this itself."""
        focus = QApplication.focusWidget()
        if not isinstance(focus, QLineEdit | QPlainTextEdit):
            return False
        getattr(focus, method)()
        return True

    # -- clip ----------------------------------------------------------------------------------------------------

    def new_shot(self) -> None:
        self.window.shot.begin_new()

    def generate(self) -> None:
        self.window.shot.generate()

    def variations(self) -> None:
        self.studio.variations(self._one().id, VARIATIONS)
        self.window.show_tab(self.window.takes)

    def extend_after(self) -> None:
        self.studio.extend_after(self._one().id, seconds=EXTEND_SECONDS)

    def extend_before(self) -> None:
        self.studio.extend_before(self._one().id, seconds=EXTEND_SECONDS)

    def fill_gap(self) -> None:
        self.window.timeline.commands.fill_gap()

    def loop(self) -> None:
        self.studio.loop(self._one().id)

    def blend(self) -> None:
        self.window.timeline.commands.blend_with_next(self._one().id)

    def remix(self, clip_id: str) -> None:
        """Not in the menus: the timeline asks for it."""
        if found := find_clip(self.studio.project, clip_id):
            RemixDialog(self.studio, found[1], self.window).open()

    def describe(self, clip_id: str) -> None:
        """Not in the menus: the timeline asks for it."""
        if found := find_clip(self.studio.project, clip_id):
            DescribeDialog(self.studio, found[1], self.window).open()

    def remix_clip(self) -> None:
        self.remix(self._one().id)

    def recut(self) -> None:
        self.recut_of(self._one().id, 0)

    def recut_of(self, clip_id: str, _frame: int) -> None:
        """Not in the menus, like all that end in “of”: the timeline asks for it."""
        found = find_clip(self.studio.project, clip_id)
        if found and found[1].planned:
            raise StudioError(tr("This shot has not been made yet."), next_step=tr("Generate it first."))
        if found:
            RecutDialog(self.studio, found[1], self.window.frames, self.window).open()

    def pasts(self) -> None:
        self.pasts_of(self._one().id, 0)

    def pasts_of(self, clip_id: str, _frame: int) -> None:
        if found := find_clip(self.studio.project, clip_id):
            PastsDialog(self.studio, found[1], self.window).open()

    def use_frame(self) -> None:
        self.use_frame_of(self._one().id, self.studio.playback.frame)

    def use_frame_of(self, clip_id: str, frame: int, *, use: str = "first") -> None:
        found = find_clip(self.studio.project, clip_id)
        image = frame_ref(self.studio.project, found[1], frame) if found else None
        if image is None:
            raise StudioError(tr("There is no picture here."), next_step=tr("Choose a clip that has been made."))
        UseFrameDialog(
            self.studio, image, self.window.frames, clip_id=clip_id, use=use, parent=self.window
        ).open()  # fmt: skip

    def keep_picture_of(self, clip_id: str, frame: int) -> None:
        found = find_clip(self.studio.project, clip_id)
        image = frame_ref(self.studio.project, found[1], frame) if found else None
        if image is not None:
            self.studio.keep_picture(image)
            self.window.show_tab(self.window.bin)

    def go_back(self) -> None:
        if job := self.studio.job_of(self._one().id):
            self.studio.rewind(job.id)

    def back_to_of(self, clip_id: str, frame: int) -> None:
        self.studio.rewind_to(clip_id, frame)

    def show_timeline(self) -> None:
        self.window.lower_tabs.setCurrentWidget(self.window.timeline)
        self.window.timeline.setFocus()

    def show_board(self) -> None:
        self.window.lower_tabs.setCurrentWidget(self.window.board)
        self.window.board.refresh_now()
        self.window.board.focus()

    def new_card(self) -> None:
        self.show_board()
        self.window.board.add()

    def film_board(self) -> None:
        self.studio.film_board()

    def previous_take(self) -> None:
        self.window.takes.step(-1)

    def next_take(self) -> None:
        self.window.takes.step(1)

    def enough(self) -> None:
        if job := self.studio.job_of(self._one().id):
            self.studio.enough(job.id)

    def cancel_job(self) -> None:
        if job := self.studio.job_of(self._one().id):
            self.studio.cancel(job.id)

    def _selected(self) -> list[Clip]:
        return [found[1] for name in self.studio.selection if (found := find_clip(self.studio.project, name))]

    def _one(self) -> Clip:
        chosen = self._selected()
        if not chosen:
            raise StudioError(tr("No clip is selected."), next_step=tr("Click a clip on the timeline first."))
        return chosen[0]

    # -- view, help ----------------------------------------------------------------------------------------------

    def zoom_in(self) -> None:
        self.window.timeline.run("zoom_in")

    def zoom_out(self) -> None:
        self.window.timeline.run("zoom_out")

    def zoom_fit(self) -> None:
        self.window.timeline.run("zoom_fit")

    def show_bin(self) -> None:
        self._go_to(self.window.bin)

    def show_cast(self) -> None:
        self._go_to(self.window.cast)

    def show_history(self) -> None:
        self._go_to(self.window.history)

    def show_takes(self) -> None:
        self._go_to(self.window.takes)

    def _go_to(self, panel: Panel) -> None:
        self.window.show_tab(panel)
        panel.focus()

    def focus_prompt(self) -> None:
        self.window.shot.prompt.setFocus()

    def models(self) -> None:
        dialog = ModelsDialog(self.studio, self.window)
        dialog.finished.connect(lambda _: self.window.shot.refresh_soon())
        dialog.open()

    def theme_dark(self) -> None:
        self.window.set_theme(theme.DARK)

    def theme_light(self) -> None:
        self.window.set_theme(theme.LIGHT)

    def language_system(self) -> None:
        self.window.set_language(language.SYSTEM)

    def language_en(self) -> None:
        self.window.set_language(language.ENGLISH)

    def language_zh_CN(self) -> None:
        self.window.set_language(language.CHINESE)

    def full_screen(self) -> None:
        window = self.window
        window.showNormal() if window.isFullScreen() else window.showFullScreen()

    def tour(self) -> None:
        for running in self.window.findChildren(Tour):
            running.end()
        Tour(self.window, stops(self.window)).start()

    def demo(self) -> None:
        film = demo_film(self.studio.data)
        if film is None:
            raise StudioError(tr("This copy of the studio is without its demo film."),
                              next_step=tr("Fetch the studio again to have it."))  # fmt: skip
        self.open_path(film)

    def about(self) -> None:
        AboutDialog(resources().parent, self.window).open()

    def licences(self) -> None:
        AboutDialog(resources().parent, self.window, licences=True).open()
