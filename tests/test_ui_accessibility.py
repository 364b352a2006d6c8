"""For those who hear the window or have no mouse: every part has words, every command a key or a letter."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtGui import QAccessible, QAccessibleInterface, QKeySequence
from PySide6.QtWidgets import QDialog, QMenu
from shiboken6 import isValid
from stand_in import StandIn
from ui_kit import application, clip, made

from studio.session.film import CastMember, Marker, edit
from studio.session.studio import Studio
from studio.ui import actions, keymaps, language
from studio.ui.dialogs.about import AboutDialog
from studio.ui.dialogs.describe import DescribeDialog
from studio.ui.dialogs.export import ExportDialog
from studio.ui.dialogs.keys import KeysDialog
from studio.ui.dialogs.models import ModelsDialog
from studio.ui.dialogs.parts import PastsDialog, RecutDialog
from studio.ui.dialogs.remix import RemixDialog
from studio.ui.dialogs.title import TitleDialog
from studio.ui.dialogs.useframe import UseFrameDialog
from studio.ui.frames import frame_ref
from studio.ui.window import MainWindow

Name, Role = QAccessible.Text.Name, QAccessible.Role
BUTTONS = {Role.Button, Role.CheckBox, Role.RadioButton, Role.ButtonMenu, Role.ButtonDropDown}
FIELDS = {Role.EditableText, Role.ComboBox, Role.SpinBox, Role.Slider}


@pytest.fixture
def window(tmp_path: Path) -> Iterator[MainWindow]:
    app = application()
    QAccessible.setActive(True)
    StandIn.go.set()
    shown = MainWindow(Studio(data=tmp_path / "data", engine=StandIn))
    shown.studio.create(tmp_path / "film")
    shown.show()
    app.processEvents()
    yield shown
    StandIn.go.set()
    shown.go()
    language.use(app, language.ENGLISH)
    app.processEvents()


def told(widget) -> Iterator[QAccessibleInterface]:
    """A widget and everything in it, as a screen reader goes through them."""
    yield from walk(QAccessible.queryAccessibleInterface(widget))


def walk(found: QAccessibleInterface | None, depth: int = 0) -> Iterator[QAccessibleInterface]:
    assert depth < 40, "the tree bites its tail"
    if found is None or not found.isValid():
        return
    yield found
    for index in range(found.childCount()):
        yield from walk(found.child(index), depth + 1)


def nameless(widget) -> list[str]:
    """Buttons and fields that are seen and have no words."""
    silent = []
    for part in told(widget):
        if part.role() in BUTTONS | FIELDS and not part.text(Name).strip() and not part.state().invisible:
            thing = part.object()
            if thing is not None and thing.objectName().startswith("qt_"):
                continue  # Qt's own, such as the line edit within a spin box
            silent.append(f"{part.role().name} {thing!r}")
    return silent


def timeline_told(window: MainWindow) -> QAccessibleInterface:
    return QAccessible.queryAccessibleInterface(window.timeline)


def names(part: QAccessibleInterface) -> list[str]:
    return [part.child(index).text(Name) for index in range(part.childCount())]


def test_no_button_and_no_field_of_the_window_is_nameless(window: MainWindow) -> None:
    made(window.studio)
    window.studio.edit("Cast", lambda film: edit.set_cast_member(film, CastMember("anna")))
    window.shot.more_button.setChecked(True)
    for tab in range(window.tabs.count()):
        window.tabs.setCurrentIndex(tab)
        window.lower_tabs.setCurrentIndex(tab % 2)
        application().processEvents()
        assert nameless(window) == []


def test_no_button_and_no_field_of_a_dialog_is_nameless(window: MainWindow) -> None:
    studio = window.studio
    name = made(studio)
    shot, root = clip(studio, name), Path(__file__).parents[1]
    window.timeline.commands.add_title()
    title = next(c for track in studio.project.tracks for c in track.clips if c.title)
    image = frame_ref(studio.project, shot, 0)
    dialogs = [
        lambda: AboutDialog(root, window), lambda: DescribeDialog(studio, shot, window),
        lambda: ExportDialog(studio, window), lambda: KeysDialog("own", lambda _: None, window),
        lambda: ModelsDialog(studio, window), lambda: RecutDialog(studio, shot, window.frames, window),
        lambda: PastsDialog(studio, shot, window), lambda: RemixDialog(studio, shot, window),
        lambda: TitleDialog(studio, title, window),
        lambda: UseFrameDialog(studio, image, window.frames, clip_id=name, parent=window),
    ]  # fmt: skip
    for opened in dialogs:
        dialog = opened()
        dialog.show()
        assert nameless(dialog) == [], type(dialog).__name__
        application().processEvents()
        if isValid(dialog):  # the stand-in's take cannot be described, which closes that dialog once it is known
            assert nameless(dialog) == [], type(dialog).__name__
            dialog.close()


def test_the_timeline_tells_its_playhead_markers_tracks_and_clips(window: MainWindow) -> None:
    studio = window.studio
    first, track = made(studio, "a red car"), studio.project.tracks[0]
    second = studio.new_shot("a blue dog", at=96, seconds=2, track_id=track.id)
    studio.edit("Marker", lambda film: edit.add_marker(film, Marker(24, "here")))
    studio.seek(24)
    studio.select([second])
    told = timeline_told(window)
    assert names(told)[:2] == ["Playhead, 00:00:01:00", "Marker “here”, 00:01"]
    lane = next(part for part in map(told.child, range(told.childCount())) if part.text(Name).startswith("Track V1"))
    assert lane.text(Name) == "Track V1, Picture, 2 clips"
    assert names(lane) == [
        "Mute, track V1", "Solo, track V1", "Lock, track V1", "Clip “a red car”, shot 1, 00:00–00:02, track V1",
        "Gap, 00:02–00:04, track V1. Fill with motion",
        "Clip “a blue dog”, shot 2, 00:04–00:06, track V1, planned",
    ]  # fmt: skip
    red, gap, blue = (lane.child(n) for n in (3, 4, 5))
    assert blue.state().selected and not red.state().selected
    assert told.focusChild().text(Name) == blue.text(Name)
    assert red.parent().text(Name) == lane.text(Name) and lane.indexOfChild(gap) == 4
    centre = red.rect().center()
    assert lane.rect().contains(red.rect()) and not red.rect().intersects(blue.rect())
    assert lane.childAt(centre.x(), centre.y()).text(Name) == red.text(Name)
    studio.edit("Mute", lambda film: edit.set_muted(film, track.id, muted=True))
    assert lane.child(0).state().checked and lane.text(Name).endswith("muted")
    studio.edit("Delete", lambda film: edit.remove_clips(film, [first]))
    assert not red.isValid() and red.rect().isEmpty() and red.text(Name) == ""


def test_a_clip_that_is_being_made_says_how_far_it_is(window: MainWindow) -> None:
    studio = window.studio
    StandIn.go.clear()
    name = studio.new_shot("a red car", at=0, seconds=2, track_id=studio.project.tracks[0].id)
    studio.generate(name)
    lane = timeline_told(window).child(1)
    making = next(part for part in map(lane.child, range(lane.childCount())) if "a red car" in part.text(Name))
    assert making.state().busy
    assert not making.text(Name).endswith("track V1")
    StandIn.go.set()
    studio.wait(timeout=30)
    assert not making.state().busy and making.text(Name).endswith("track V1")


def test_what_is_scrolled_away_is_off_the_screen(window: MainWindow) -> None:
    made(window.studio)
    lane = timeline_told(window).child(1)
    shot = lane.child(3)
    assert not shot.state().offscreen
    window.timeline.view = replace(window.timeline.view, left=1000.0)
    assert shot.state().offscreen and shot.rect().isEmpty()


# -- without a mouse -------------------------------------------------------------------------------------------------


def letters(menu: QMenu) -> list[str]:
    return [found[1].upper() for action in menu.actions() if (found := re.search("&([^&])", action.text()))]


@pytest.mark.parametrize("spoken", [language.ENGLISH, language.CHINESE])
def test_every_command_has_a_letter_of_its_own_in_its_menu(window: MainWindow, spoken: str) -> None:
    language.use(application(), spoken)
    actions.speak(window)
    bar = window.menuBar()
    menus = [bar, *(action.menu() for action in bar.actions())]
    menus += [action.menu() for menu in menus[1:] for action in menu.actions() if action.menu()]
    for menu in menus:
        shown = [action for action in menu.actions() if not action.isSeparator()]
        without = [a.text() for a in shown if "&" not in a.text()]
        assert not without, without
        found = letters(menu)
        twice = sorted({letter for letter in found if found.count(letter) > 1})
        clashing = [a.text() for a in shown for letter in twice if f"&{letter}" in a.text().upper()]
        assert not clashing, clashing


@pytest.mark.parametrize("name", list(keymaps.MAPS))
def test_no_key_means_two_things(window: MainWindow, name: str) -> None:
    held: dict[str, str] = {}
    for command, keys in keymaps.keys_of(name).items():
        for key in keys:
            assert QKeySequence(key).toString(), f"{key} is no key"
            other = held.setdefault(key, command)
            same = {other, command} in ({"split", "blade"},)
            assert other == command or same, f"{key}: {other} and {command}"


def test_everything_the_timeline_can_do_has_a_key_or_stands_in_a_menu(window: MainWindow) -> None:
    known = set(keymaps.own()) | {entry.name for _, entries in actions.MENUS for entry in entries if entry}
    tools = {name.removeprefix("do_") for name in dir(window.timeline) if name.startswith("do_")}
    assert tools <= known, tools - known
    assert not window.findChildren(QDialog)
