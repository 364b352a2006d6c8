"""UI room: what the actions of the Timeline menu do, and the keys. A half of `commands.Commands`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QInputDialog

from studio.problem import StudioError
from studio.session import shots
from studio.session.film import edit, find_clip
from studio.ui import keymaps
from studio.ui.dialogs.keys import KeysDialog
from studio.ui.dialogs.title import TitleDialog

if TYPE_CHECKING:
    from studio.session.studio import Studio
    from studio.ui.window import MainWindow


def tr(text: str) -> str:
    return QCoreApplication.translate("Commands", text)


def _timelines(name: str) -> Callable[[Craft], object]:
    """The timeline's own command of that name."""
    return lambda craft: craft.window.timeline.run(name)


class Craft:
    """Every method may raise StudioError."""

    studio: Studio
    window: MainWindow

    lift, extract = _timelines("lift"), _timelines("extract")
    trim_start_here, trim_end_here = _timelines("trim_start_here"), _timelines("trim_end_here")
    ripple_start_here, ripple_end_here = _timelines("ripple_start_here"), _timelines("ripple_end_here")
    roll_here, close_gap_here = _timelines("roll_here"), _timelines("close_gap_here")
    fade_in_here, fade_out_here = _timelines("fade_in_here"), _timelines("fade_out_here")
    dissolve, detach_sound = _timelines("dissolve"), _timelines("detach_sound")
    group, ungroup = _timelines("group"), _timelines("ungroup")
    next_marker, previous_marker = _timelines("next_marker"), _timelines("previous_marker")
    mute_track, solo_track, lock_track = _timelines("mute_track"), _timelines("solo_track"), _timelines("lock_track")

    # -- from the bin --------------------------------------------------------------------------------------------

    def insert_from_bin(self) -> None:
        self._from_bin(insert=True)

    def overwrite_from_bin(self) -> None:
        self._from_bin(insert=False)

    def _from_bin(self, *, insert: bool) -> None:
        """What is selected in the bin, one after the other from the playhead on."""
        names = self.window.bin.chosen()
        if not names:
            raise StudioError(tr("Nothing is selected in the bin."), next_step=tr("Click a file in it first."))
        film, at, made = self.studio.project, self.studio.playback.frame, []
        for name in names:
            film, clip = shots.place_media(film, name, track_id=None, at=at, insert=insert)
            found = find_clip(film, clip)
            at, made = (found[1].end if found else at), [*made, clip]
        self.studio.edit("Insert" if insert else "Overwrite", lambda _: film)
        self.studio.select(made)
        self.studio.seek(at)

    # -- titles, speed, markers ----------------------------------------------------------------------------------

    def title(self) -> None:
        """A title at the playhead, and the dialog for its words."""
        if name := self.window.timeline.commands.add_title():
            self.edit_title_of(name, 0)

    def edit_title_of(self, clip_id: str, _frame: int) -> None:
        found = find_clip(self.studio.project, clip_id)
        if found and found[1].title:
            TitleDialog(self.studio, found[1], self.window).open()

    def speed_of_clip(self) -> None:
        if not self.studio.selection:
            raise StudioError(tr("No clip is selected."), next_step=tr("Click a clip on the timeline first."))
        self.speed_of(self.studio.selection[0], 0)

    def speed_of(self, clip_id: str, _frame: int) -> None:
        """Ask for a speed in per cent, for every selected clip."""
        found = find_clip(self.studio.project, clip_id)
        if found is None:
            return
        asked = self._asked(tr("Change speed"), tr("Speed in per cent; 100 is as it was filmed"))
        asked.setInputMode(QInputDialog.InputMode.IntInput)
        asked.setIntRange(1, 10_000)
        asked.setIntValue(round(found[1].speed * 100))
        asked.intValueSelected.connect(self.window.timeline.commands.speed)
        asked.open()

    def rename_marker_of(self, _clip_id: str, frame: int) -> None:
        marker = next((marker for marker in self.studio.project.markers if marker.frame == frame), None)
        if marker is None:
            return
        asked = self._asked(tr("Rename marker"), tr("Name"))
        asked.setTextValue(marker.name)
        asked.textValueSelected.connect(lambda name: self.window.timeline.commands.rename_marker(marker, name))
        asked.open()

    def rename_track(self, track_id: str) -> None:
        """Not in the menus: the timeline asks for it."""
        track = next((track for track in self.studio.project.tracks if track.id == track_id), None)
        if track is None:
            return

        def rename(name: str) -> None:
            label = "Rename track"
            self.studio.attempt(self.studio.edit, label, lambda film: edit.rename_track(film, track_id, name=name))

        asked = self._asked(tr("Rename track"), tr("Name"))
        asked.setTextValue(track.name)
        asked.textValueSelected.connect(rename)
        asked.open()

    def _asked(self, title: str, words: str) -> QInputDialog:
        made = QInputDialog(self.window)
        made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        made.setWindowTitle(title)
        made.setLabelText(words)
        return made

    # -- keys ----------------------------------------------------------------------------------------------------

    def use_keymap(self, name: str) -> None:
        """Put a map in force, in the menus and on the timeline, and remember it."""
        keys = keymaps.keys_of(name)
        for command, action in self.window.actions_by_name.items():
            action.setShortcuts([QKeySequence(key) for key in keys.get(command, ())])
        timeline = self.window.timeline
        timeline.keys = {key: command for command, held in keys.items() for key in held if timeline.knows(command)}
        self.window.settings.setValue("keymap", name)

    def keys(self) -> None:
        current = str(self.window.settings.value("keymap", keymaps.OWN))
        KeysDialog(current, self.use_keymap, self.window).open()
