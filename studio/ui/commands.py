"""UI room: what each action of the menus does. One method per entry of `actions.MENUS`, by the same name."""

from __future__ import annotations

import json
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QMimeData, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QInputDialog, QLineEdit, QPlainTextEdit

from studio.problem import StudioError
from studio.session.film import Clip, edit, find_clip, find_track, new_id
from studio.session.places import resources
from studio.session.studio import Studio
from studio.ui import actions, theme
from studio.ui.dialogs import files
from studio.ui.dialogs.about import AboutDialog
from studio.ui.dialogs.export import ExportDialog
from studio.ui.dialogs.keys import KeysDialog, written
from studio.ui.dialogs.remix import RemixDialog

if TYPE_CHECKING:
    from studio.ui.window import MainWindow

CLIPS_MIME = "application/x-fantascope-clips+json"
# The timeline's and the preview's own keys as the sheet of shortcuts shows them: (title, (command, words)).
TIMELINE_KEYS = (
    ("Playing", (
        ("play", "Play or stop"), ("shuttle_back", "Play backwards, faster"), ("shuttle_stop", "Stop"),
        ("shuttle_on", "Play, faster"), ("back", "One frame back"), ("forward", "One frame on"),
        ("back_ten", "Ten frames back"), ("forward_ten", "Ten frames on"), ("previous_cut", "Previous cut"),
        ("next_cut", "Next cut"), ("go_home", "Beginning"), ("go_end", "End"),
    )),
    ("Timeline", (
        ("tool_select", "Select"), ("tool_blade", "Blade"), ("tool_slip", "Slip"), ("tool_slide", "Slide"),
        ("toggle_snapping", "Snapping on or off"), ("set_in", "In point"), ("set_out", "Out point"),
        ("clear_range", "Clear in and out"), ("add_marker", "Marker"), ("nudge_left", "Nudge left"),
        ("nudge_right", "Nudge right"), ("select_previous", "Select previous clip"),
        ("select_next", "Select next clip"), ("open_shot", "Open the shot"), ("escape", "Let go"),
    )),
)  # fmt: skip
EXTEND_SECONDS = Fraction(3)
VARIATIONS = 4


def tr(text: str) -> str:
    return QCoreApplication.translate("Commands", text)


class Commands:
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
        self.studio.attempt(self.studio.save_as, path)

    def import_files(self) -> None:
        files.choose_media(self.window, self._videos(), self.import_paths)

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

    def paste(self) -> None:
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
        track = find_clip(film, chosen[0].id)[0] if chosen else next(t for t in film.tracks if t.kind == "video")
        pasted, made = edit.paste_clips(film, copied, track_id=track.id, at=at, mint=new_id)
        self.studio.edit(tr("Paste"), lambda _: pasted)
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

        self.studio.edit(tr("Close gaps"), closed)

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

    def rename_track(self, track_id: str) -> None:
        """Not in the menus: the timeline asks for it."""
        track = find_track(self.studio.project, track_id)
        if track is None:
            return
        asked = QInputDialog(self.window)
        asked.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        asked.setWindowTitle(tr("Rename track"))
        asked.setLabelText(tr("Name"))
        asked.setTextValue(track.name)
        asked.textValueSelected.connect(
            lambda name: self.studio.attempt(
                self.studio.edit, tr("Rename track"), lambda film: edit.rename_track(film, track_id, name=name)
            )
        )
        asked.open()

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
        self.window.show_tab(self.window.bin)

    def show_cast(self) -> None:
        self.window.show_tab(self.window.cast)

    def show_takes(self) -> None:
        self.window.show_tab(self.window.takes)

    def focus_prompt(self) -> None:
        self.window.shot.prompt.setFocus()

    def theme_dark(self) -> None:
        self.window.set_theme(theme.DARK)

    def theme_light(self) -> None:
        self.window.set_theme(theme.LIGHT)

    def full_screen(self) -> None:
        window = self.window
        window.showNormal() if window.isFullScreen() else window.showFullScreen()

    def keys(self) -> None:
        first: dict[str, str] = {}  # of several keys for one command, the first
        for keys, name in self.window.timeline.keys.items():
            first.setdefault(name, keys)
        timeline = [
            (title, [(tr(words), first[name]) for name, words in named if name in first])
            for title, named in TIMELINE_KEYS
        ]
        groups = [*actions.keyed(), *((tr(title), lines) for title, lines in timeline)]
        KeysDialog([(title, [(what, written(keys)) for what, keys in lines]) for title, lines in groups],
                   self.window).open()  # fmt: skip

    def about(self) -> None:
        AboutDialog(resources().parent, self.window).open()
