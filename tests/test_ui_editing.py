"""The editor's crafts by mouse, menu and key: groups, dissolves, fades, speed, titles; the keymaps; the history."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMenu
from ui_kit import application, at, click, clip, drag, hover, spans

from studio.session.film import (
    Clip,
    Marker,
    Media,
    MediaSource,
    Project,
    Shot,
    Title,
    Track,
    check,
    edit,
    find_clip,
)
from studio.ui import actions, keymaps, theme
from studio.ui.dialogs.keys import KeysDialog
from studio.ui.dialogs.title import TitleDialog
from studio.ui.frames import Frames
from studio.ui.panels.history import HistoryPanel
from studio.ui.timeline import layout
from studio.ui.timeline.hits import OnClip, OnDissolve, OnFade, fade_x, hit
from studio.ui.timeline.view import TimelineView

pytest_plugins = ("ui_fixtures",)

CONTROL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


@pytest.fixture
def timeline(timeline, studio):
    """Besides the shots a, b and c there is footage f (200–260) of a file with 240 frames and sound."""
    studio.edit("Footage", with_footage)
    return timeline


def with_footage(film: Project) -> Project:
    media = Media(id="m", path="media/none.mp4", kind="video", frames=240, has_audio=True, name="sea.mp4")
    shown = Clip(id="f", start=200, length=60, offset=20, source=MediaSource("m"))
    return edit.overwrite(edit.add_media(film, media), shown, track_id=film.tracks[0].id, at=200)


def key(timeline: TimelineView, keys: str) -> None:
    """Press what a person would for keys in Qt's portable writing."""
    combination = QKeySequence(keys)[0]
    QTest.keyClick(timeline, combination.key(), combination.keyboardModifiers())


def menu(timeline: TimelineView, x: float, y: float) -> QMenu:
    point = QPointF(x, y).toPoint()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, point, timeline.mapToGlobal(point))
    QApplication.sendEvent(timeline, event)
    return timeline.findChildren(QMenu, options=Qt.FindChildOption.FindDirectChildrenOnly)[-1]


def entry(shown: QMenu, *texts: str):
    for text in texts:
        action = next(a for a in shown.actions() if a.text().split("\t")[0] == text)
        shown = action.menu() or shown
    return action


# -- fades, dissolves, speed -------------------------------------------------------------------------------------


def handle(timeline: TimelineView, name: str, side: str) -> tuple[float, float]:
    row = layout.rows(timeline.film, timeline.view)[0]
    return fade_x(clip(timeline.studio, name), timeline.view, side), row.y + layout.LABEL


def test_a_fades_handle_is_dragged(studio, timeline):
    x, y = handle(timeline, "f", "start")
    assert isinstance(hit(timeline.film, timeline.view, x, y), OnFade)
    drag(timeline, (x, y), (timeline.view.x(218), y))
    assert (clip(studio, "f").fade_in, clip(studio, "f").start) == (18, 200)
    assert studio.history.undo_label == "Fade in" and not check(studio.project)
    x, y = handle(timeline, "f", "end")
    drag(timeline, (x, y), (timeline.view.x(240), y))
    assert clip(studio, "f").fade_out == 20
    drag(timeline, handle(timeline, "f", "start"), (timeline.view.x(150), y))
    assert clip(studio, "f").fade_in == 0


def test_fades_reach_the_playhead_by_key_and_are_chosen_in_the_menu(studio, timeline):
    studio.select(["f"])
    studio.seek(212)
    key(timeline, "Alt+[")
    studio.seek(250)
    key(timeline, "Alt+]")
    assert (clip(studio, "f").fade_in, clip(studio, "f").fade_out) == (12, 10)
    shown = menu(timeline, *at(timeline, 230))
    entry(shown, "Fade out", "2.0 s").trigger()
    shown.close()
    assert clip(studio, "f").fade_out == 48


def test_a_dissolve_by_key_is_lengthened_by_hand_and_removed_by_menu(studio, timeline):
    studio.seek(44)
    key(timeline, "Ctrl+T")
    assert clip(studio, "b").dissolve == 24
    x, y = timeline.view.x(60), at(timeline, 60)[1] + 10
    under = hit(timeline.film, timeline.view, x, y)
    assert isinstance(under, OnDissolve) and under.edge
    drag(timeline, (x, y), (timeline.view.x(66), y))
    assert clip(studio, "b").dissolve == 36 and studio.history.undo_label == "Dissolve"
    studio.select(())
    shown = menu(timeline, timeline.view.x(48), y)
    entry(shown, "Remove").trigger()
    shown.close()
    assert clip(studio, "b").dissolve == 0
    assert isinstance(hit(timeline.film, timeline.view, timeline.view.x(48), y), OnClip)


def test_a_dissolve_is_seen(studio, timeline):
    before = timeline.grab().toImage()
    studio.edit("Dissolve", lambda film: edit.set_dissolve(film, "b", frames=24))
    x, y = round(timeline.view.x(42)), round(at(timeline, 42)[1])
    assert timeline.grab().toImage().pixelColor(x, y) != before.pixelColor(x, y)


def test_the_speed_tool_stretches_a_clip_over_its_own_frames(studio, timeline):
    key(timeline, "R")
    drag(timeline, at(timeline, 259.5), at(timeline, 289.5), keys=ALT)
    shown = clip(studio, "f")
    assert (shown.start, shown.end, shown.offset, shown.speed) == (200, 290, 20, Fraction(2, 3))
    key(timeline, "V")
    shown = menu(timeline, *at(timeline, 230))
    entry(shown, "Speed", "200 %").trigger()
    shown.close()
    assert clip(studio, "f").speed == 2 and clip(studio, "f").length == 30


# -- groups and sound --------------------------------------------------------------------------------------------


def test_a_group_is_chosen_moved_and_cut_as_one_and_alt_takes_one_alone(studio, timeline):
    studio.select(["a", "c"])
    key(timeline, "Ctrl+Alt+G")
    click(timeline, *at(timeline, 20))
    assert set(studio.selection) == {"a", "c"}
    click(timeline, *at(timeline, 20), keys=ALT)
    assert studio.selection == ("a",)
    studio.select(())
    drag(timeline, at(timeline, 170), at(timeline, 173.5), keys=Qt.KeyboardModifier.NoModifier)
    assert clip(studio, "c").start - 144 == clip(studio, "a").start > 0
    studio.undo()
    studio.select(["a"])
    key(timeline, "Ctrl+Alt+Shift+G")
    click(timeline, *at(timeline, 20))
    assert studio.selection == ("a",) and not clip(studio, "c").group


def test_sound_taken_off_a_clip_is_trimmed_with_it(studio, timeline):
    studio.select(["f"])
    key(timeline, "Ctrl+Alt+U")
    sound = studio.project.tracks[1].clips[0]
    assert (sound.start, sound.end) == (200, 260)
    drag(timeline, at(timeline, 259.5), at(timeline, 244.5), keys=ALT)
    ends = {found[1].end for name in ("f", sound.id) if (found := find_clip(studio.project, name))}
    assert len(ends) == 1 and ends != {260}


# -- at the playhead ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ("[", [(0, 48), (70, 96)]), ("]", [(0, 48), (48, 70)]), ("Q", [(0, 48), (48, 74)]),
        ("W", [(0, 48), (48, 70)]), ("E", [(0, 70), (70, 96)]),
    ],
)  # fmt: skip
def test_edges_come_to_the_playhead(studio, timeline, keys, expected):
    before = studio.project
    studio.seek(70)
    key(timeline, keys)
    assert spans(studio)[:2] == expected
    assert spans(studio)[2] == {"Q": (122, 170), "W": (118, 166)}.get(keys, (144, 192))
    assert len(studio.history.past) == 5, "one step"
    studio.undo()
    assert studio.project == before


def test_slip_slide_and_gap_by_key(studio, timeline):
    studio.select(["f"])
    key(timeline, "Ctrl+Alt+Left")
    assert clip(studio, "f").offset == 21
    studio.select(["b"])
    key(timeline, "Alt+Shift+Left")
    assert spans(studio)[:2] == [(0, 47), (47, 95)]
    studio.seek(120)
    key(timeline, "Alt+G")
    assert spans(studio)[2] == (95, 143)


def test_lift_and_extract_need_a_range_and_take_every_track(studio, timeline):
    told = []
    studio.subscribe(told.append)
    before = studio.project
    key(timeline, ";")
    assert studio.project is before and any("range" in str(getattr(one, "problem", "")) for one in told)
    studio.edit("Range", lambda film: edit.set_out(edit.set_in(film, 24), 72))
    key(timeline, ";")
    assert spans(studio)[:2] == [(0, 24), (72, 96)]
    studio.undo()
    key(timeline, "'")
    assert spans(studio)[:2] == [(0, 24), (24, 48)]


def test_markers_are_walked_and_tracks_switched_by_key(studio, timeline):
    for frame in (30, 90):
        studio.edit("Marker", lambda film, f=frame: edit.add_marker(film, Marker(f)))
    studio.seek(0)
    key(timeline, "Shift+M")
    key(timeline, "Shift+M")
    assert studio.playback.frame == 90
    key(timeline, "Ctrl+Shift+M")
    assert studio.playback.frame == 30
    for keys, field in (("Alt+M", "muted"), ("Alt+S", "solo"), ("Alt+L", "locked")):
        key(timeline, keys)
        assert getattr(studio.project.tracks[0], field)


# -- titles ------------------------------------------------------------------------------------------------------


def test_a_title_is_written_in_its_dialog_as_one_step(studio, timeline):
    studio.seek(24)
    name = timeline.commands.add_title()
    before = studio.project
    asked = TitleDialog(studio, clip(studio, name))
    asked.words.setPlainText("The")
    asked.words.setPlainText("The end")
    asked.place.setCurrentIndex(asked.place.findData("foot"))
    asked.plate.setChecked(True)
    assert clip(studio, name).title == Title(text="The end", place="foot", size=48, plate=True)
    asked.accept()
    studio.undo()
    assert studio.project == before
    asked = TitleDialog(studio, clip(studio, name))
    asked.words.setPlainText("Not this")
    asked.reject()
    assert clip(studio, name).title == find_clip(before, name)[1].title


def test_a_double_click_on_a_title_asks_for_its_words(studio, timeline):
    wanted = []
    timeline.verb_wanted.connect(lambda verb, name, frame: wanted.append((verb, name)))
    studio.edit("Title", lambda film: edit.add_title(film, Title(text="Fin"), at=0, length=48, clip_id="t"))
    x, y = at(timeline, 20, lane=1)
    QTest.mouseDClick(timeline, Qt.MouseButton.LeftButton, pos=QPointF(x, y).toPoint())
    assert wanted == [("edit_title", "t")]
    hover(timeline, x, y)
    assert "Fin" in timeline.accessibleDescription()


# -- keys --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", keymaps.MAPS)
def test_a_map_names_real_commands_and_gives_every_key_once(name):
    known = keymaps.own()
    held: dict[str, str] = {}
    for command, keys in keymaps.keys_of(name).items():
        assert command in known, command
        for one in keys:
            portable = QKeySequence(one).toString(QKeySequence.SequenceFormat.PortableText)
            assert portable == one, "written as Qt writes it"
            same = {held.get(one, command), command}
            assert len(same) == 1 or same == {"blade", "split"}, f"{one}: {same}"
            held[one] = command
    for command, keys in known.items():
        if keys and name != keymaps.OWN and command not in keymaps.keys_of(name):
            assert command in {"remove_marker"}, f"{command} has no key in {name}"


def test_the_sheet_shows_the_keys_in_force():
    application()
    used = []
    shown = KeysDialog(keymaps.OWN, used.append)

    def texts() -> set[str]:
        return {part.text() for part in shown.findChildren(QLabel)}

    assert {"Dissolve", "Ctrl + T", "Play or stop"} <= texts()
    shown.map.setCurrentIndex(shown.map.findData("premiere"))
    assert used == ["premiere"] and "Ctrl + D" in texts()
    shown.close()


def test_every_menu_entry_and_key_has_its_words_on_the_sheet():
    on_sheet = {what for _, lines in keymaps.sheet(keymaps.OWN) for what, _ in lines}
    for _, entries in actions.MENUS:
        assert {actions.plain(e.text) for e in entries if e and e.keys} <= on_sheet


# -- the history -------------------------------------------------------------------------------------------------


def test_a_click_in_the_history_goes_there(studio):
    for number in range(4):
        studio.edit(f"Name it {number}", lambda film, n=number: edit.rename_film(film, str(n)))
    frames = Frames(studio)
    panel = HistoryPanel(studio, frames)
    panel.refresh_now()
    assert [panel.list.item(i).text() for i in range(panel.list.count())][:2] == ["Opened", "Name it 0"]
    panel.go(1)
    assert studio.project.name == "0" and len(studio.history.future) == 3
    panel.refresh_now()
    assert panel.list.currentRow() == 1 and panel.list.item(3).font().italic()
    panel.go(4)
    assert studio.project.name == "3"
    panel.go(0)
    assert studio.history.undo_label is None
    frames.close()


# -- painting ----------------------------------------------------------------------------------------------------


def test_a_body_is_painted_again_only_when_it_changes(studio, timeline, monkeypatch):
    from studio.ui.timeline import clips

    painted = []
    body = clips._body

    def watched(painter, scene, spot, row, clip):
        painted.append(clip.id)
        body(painter, scene, spot, row, clip)

    monkeypatch.setattr(clips, "_body", watched)
    timeline.grab()
    timeline.refresh()
    timeline.grab()
    painted.clear()
    timeline.view = replace(timeline.view, left=0.5)
    timeline.refresh()
    timeline.grab()
    assert set(painted) <= {"a"}, "what reaches out of the window on the left"
    painted.clear()
    studio.edit("Name", lambda film: edit.set_name(film, "b", name="Harbour"))
    timeline.grab()
    assert "b" in painted and "c" not in painted
    theme.apply(QApplication.instance(), theme.LIGHT)
    painted.clear()
    timeline.grab()
    assert {"b", "c", "f"} <= set(painted)
    theme.apply(QApplication.instance(), theme.DARK)


def test_narrow_clips_run_into_bars_and_wide_ones_keep_their_places():
    clips = tuple(Clip(id=f"c{n}", start=n * 10, length=10 if n % 100 else 6, source=Shot()) for n in range(1000))
    track = Track(id="v", clips=clips)
    bars, wide = layout.parted(track, layout.View(1000, 300, scale=0.25), narrow=3)
    assert not wide and len(bars) == 5 and all(left < right for left, right in bars)
    bars, wide = layout.parted(track, layout.View(1000, 300, scale=2.0, left=5.0), narrow=3)
    assert not bars and wide[0][0].id == "c0" and all(right > left for _, left, right in wide)
    assert len(wide) == len(list(layout.visible(track, layout.View(1000, 300, scale=2.0, left=5.0))))


def test_verbs_that_need_pictures_say_so_for_a_title(studio, timeline):
    told = []
    studio.subscribe(told.append)
    studio.edit("Title", lambda film: edit.add_title(film, Title(text="Fin"), at=0, length=48, clip_id="t"))
    before = studio.project
    timeline.commands.extend("t", side="end", frames=24)
    timeline.commands.make("loop", "t")
    assert studio.project == before and sum("title" in str(getattr(one, "problem", "")) for one in told) == 2
