"""The timeline driven by hand: every gesture on a real studio, judged by the film it leaves behind."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from ui_kit import at, click, clip, drag, hold, hover, let_go, made, mouse, spans, wheel

from studio.session.film import Project, check, edit, find_clip
from studio.ui.timeline.hits import OnGap
from studio.ui.timeline.layout import button_x, button_y, rows

pytest_plugins = ("ui_fixtures",)

CONTROL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)


def one_step(studio, before: Project) -> None:
    """What happened is one undo step that leads back to `before` and holds together in both directions."""
    after = studio.project
    assert after != before and not check(after)
    studio.undo()
    assert studio.project == before
    studio.redo()
    assert studio.project == after


# -- moving ------------------------------------------------------------------------------------------------------


def test_a_drag_moves_a_clip_in_one_step(studio, timeline):
    before = studio.project
    drag(timeline, at(timeline, 160), at(timeline, 190))
    assert clip(studio, "c").start == 174
    assert studio.history.undo_label == "Move clip"
    one_step(studio, before)


def test_a_click_that_trembles_moves_nothing(studio, timeline):
    before = studio.project
    x, y = at(timeline, 160)
    drag(timeline, (x, y), (x + 3, y + 2))
    assert studio.project is before and studio.selection == ("c",)


def test_what_snapping_shows_is_where_the_clip_lands(studio, timeline):
    start, end = at(timeline, 160), at(timeline, 160 - 46.5)
    hold(timeline, start, end)
    assert timeline.gesture.snapped == 96, "the line must stand on the end of b"
    seen = find_clip(timeline.shown(), "c")[1].start
    assert seen == 96 and clip(studio, "c").start == 144, "the film itself waits for the release"
    let_go(timeline, end)
    assert clip(studio, "c").start == 96


def test_alt_suspends_snapping(studio, timeline):
    drag(timeline, at(timeline, 160), at(timeline, 160 - 46.5), keys=ALT)
    assert clip(studio, "c").start == 97


def test_a_clip_snaps_to_the_playhead(studio, timeline):
    studio.seek(240)
    drag(timeline, at(timeline, 160), at(timeline, 160 + 47))
    assert clip(studio, "c").end == 240


def test_escape_takes_a_drag_back(studio, timeline):
    before = studio.project
    hold(timeline, at(timeline, 160), at(timeline, 260))
    QTest.keyClick(timeline, Qt.Key.Key_Escape)
    let_go(timeline, at(timeline, 260))
    assert studio.project is before


def test_a_clip_that_vanishes_leaves_the_hand(studio, timeline):
    hold(timeline, at(timeline, 160), at(timeline, 260))
    studio.edit("Delete", lambda film: edit.remove_clips(film, ["c"]))
    after = studio.project
    mouse(timeline, QEvent.Type.MouseMove, *at(timeline, 300))
    let_go(timeline, at(timeline, 300))
    assert studio.project is after


def test_a_drag_over_another_clip_overwrites_and_with_control_inserts(studio, timeline):
    before = studio.project
    drag(timeline, at(timeline, 160), at(timeline, 40), keys=ALT)
    assert spans(studio) == [(0, 24), (24, 72), (72, 96)]
    studio.undo()
    assert studio.project == before
    drag(timeline, at(timeline, 160), at(timeline, 16), keys=CONTROL)
    assert [c.id for c in studio.project.tracks[0].clips] == ["c", "a", "b"]


def test_clips_go_to_another_lane_and_never_to_one_that_cannot_hold_them(studio, timeline):
    studio.edit("Track", lambda film: edit.add_track(film, "video"))
    drag(timeline, at(timeline, 160), at(timeline, 160, lane=1))
    assert find_clip(studio.project, "c")[0] is studio.project.tracks[1]
    sound = next(i for i, track in enumerate(studio.project.tracks) if track.kind == "audio")
    drag(timeline, at(timeline, 20), at(timeline, 220, lane=sound))
    assert find_clip(studio.project, "a")[0].kind == "video"


def test_several_clips_move_together(studio, timeline):
    click(timeline, *at(timeline, 60))
    click(timeline, *at(timeline, 160), keys=CONTROL)
    drag(timeline, at(timeline, 60), at(timeline, 60 + 25), keys=ALT)
    assert spans(studio) == [(0, 48), (73, 121), (169, 217)]


def test_a_locked_track_holds_still(studio, timeline):
    row = rows(studio.project, timeline.view)[0]
    click(timeline, button_x("lock") + 5, button_y(row) + 5)
    assert studio.project.tracks[0].locked
    before = studio.project
    drag(timeline, at(timeline, 160), at(timeline, 260))
    drag(timeline, at(timeline, 191.5), at(timeline, 260))
    click(timeline, *at(timeline, 120))
    assert studio.project is before


@pytest.mark.parametrize(("button", "field"), [("mute", "muted"), ("solo", "solo"), ("lock", "locked")])
def test_the_switches_of_a_track(studio, timeline, button, field):
    row = rows(studio.project, timeline.view)[0]
    for expected in (True, False):
        click(timeline, button_x(button) + 5, button_y(row) + 5)
        assert getattr(studio.project.tracks[0], field) is expected


# -- trimming and extending --------------------------------------------------------------------------------------


def test_both_edges_trim_in_one_step(studio, timeline):
    before = studio.project
    drag(timeline, at(timeline, 191.5), at(timeline, 171.5), keys=ALT)
    assert (clip(studio, "c").start, clip(studio, "c").end) == (144, 172)
    one_step(studio, before)
    drag(timeline, at(timeline, 144.5), at(timeline, 150.5), keys=ALT)
    assert clip(studio, "c").start in (150, 151)


def test_the_cursor_tells_an_edge_from_a_body(timeline):
    hover(timeline, *at(timeline, 191.5))
    assert timeline.cursor().shape() == Qt.CursorShape.SizeHorCursor
    hover(timeline, *at(timeline, 168))
    assert timeline.cursor().shape() == Qt.CursorShape.ArrowCursor


def test_control_ripples_and_shift_rolls(studio, timeline):
    drag(timeline, at(timeline, 95.5), at(timeline, 79.5), keys=CONTROL | ALT)
    assert spans(studio) == [(0, 48), (48, 80), (128, 176)]
    drag(timeline, at(timeline, 47.5), at(timeline, 37.5), keys=SHIFT | ALT)
    assert spans(studio)[:2] == [(0, 38), (38, 80)]


def test_an_edge_past_the_source_generates_what_is_missing(studio, timeline):
    name = made(studio, seconds=2, at=240)
    hold(timeline, at(timeline, 287.5), at(timeline, 323.8), keys=ALT)
    assert timeline.gesture.beyond == 36 and timeline.gesture.to == 288
    assert clip(studio, name).end == 288
    let_go(timeline, at(timeline, 323.8), keys=ALT)
    new = next(c for c in studio.project.tracks[0].clips if c.start == 288)
    assert new.length == 36 and studio.job_of(new.id) is not None
    studio.wait(timeout=30)
    assert clip(studio, new.id).take and not check(studio.project)
    assert clip(studio, name).end == 288


def test_an_edge_before_the_source_generates_what_led_up_to_it(studio, timeline):
    name = made(studio, seconds=2, at=240)
    drag(timeline, at(timeline, 240.5), at(timeline, 216.2), keys=ALT)
    studio.wait(timeout=30)
    assert clip(studio, name).start == 240
    assert (216, 240) in spans(studio)


def test_a_shortened_take_first_gives_back_what_it_has(studio, timeline):
    name = made(studio, seconds=2, at=240)
    studio.edit("Trim", lambda film: edit.trim_end(film, name, to=264))
    drag(timeline, at(timeline, 263.5), at(timeline, 280.2), keys=ALT)
    assert clip(studio, name).end == 280 and studio.job_of(name) is None
    assert not any(c.start >= 280 for c in studio.project.tracks[0].clips)


def test_an_edge_a_little_past_the_source_asks_for_nothing(studio, timeline):
    made(studio, seconds=2, at=240)
    before = studio.project
    drag(timeline, at(timeline, 287.5), at(timeline, 289.6), keys=ALT)
    assert studio.project is before and not studio.busy


def test_a_planned_shot_simply_becomes_longer(studio, timeline):
    drag(timeline, at(timeline, 191.5), at(timeline, 239.5), keys=ALT)
    assert clip(studio, "c").end == 240 and not studio.busy


def test_slip_and_slide(studio, timeline):
    name = made(studio, seconds=4, at=240)
    studio.edit("Trim", lambda film: edit.trim_end(film, name, to=288))
    QTest.keyClick(timeline, Qt.Key.Key_Y)
    drag(timeline, at(timeline, 270), at(timeline, 260))
    assert (clip(studio, name).start, clip(studio, name).offset) == (240, 10)
    QTest.keyClick(timeline, Qt.Key.Key_U)
    drag(timeline, at(timeline, 70), at(timeline, 76))
    assert spans(studio)[:2] == [(0, 54), (54, 102)]


# -- cutting, removing, filling ----------------------------------------------------------------------------------


def test_the_blade_cuts_where_it_is_pressed(studio, timeline):
    before = studio.project
    QTest.keyClick(timeline, Qt.Key.Key_B)
    click(timeline, *at(timeline, 20))
    assert spans(studio)[:2] == [(0, 20), (20, 48)]
    one_step(studio, before)


def test_control_k_cuts_at_the_playhead(studio, timeline):
    studio.seek(70)
    QTest.keyClick(timeline, Qt.Key.Key_K, CONTROL)
    assert spans(studio) == [(0, 48), (48, 70), (70, 96), (144, 192)]


def test_delete_leaves_a_gap_and_shift_delete_closes_up(studio, timeline):
    click(timeline, *at(timeline, 60))
    QTest.keyClick(timeline, Qt.Key.Key_Delete)
    assert spans(studio) == [(0, 48), (144, 192)]
    studio.undo()
    click(timeline, *at(timeline, 60))
    QTest.keyClick(timeline, Qt.Key.Key_Delete, SHIFT)
    assert spans(studio) == [(0, 48), (96, 144)]


def test_without_a_selection_delete_lifts_the_marked_range(studio, timeline):
    studio.edit("Range", lambda film: edit.set_out(edit.set_in(film, 24), 72))
    QTest.keyClick(timeline, Qt.Key.Key_Delete)
    assert spans(studio) == [(0, 24), (72, 96), (144, 192)]


def test_a_click_on_a_gap_fills_it_to_the_frame(studio, timeline):
    made(studio, at=192)
    made(studio, at=260)
    before = timeline.grab().toImage()
    hover(timeline, *at(timeline, 250))
    assert isinstance(timeline.hover, OnGap)
    assert timeline.grab().toImage() != before, "the gap must offer itself"
    click(timeline, *at(timeline, 250))
    studio.wait(timeout=30)
    assert (240, 260) in spans(studio) and not check(studio.project)


# -- selecting and looking ---------------------------------------------------------------------------------------


def test_the_rubber_band_takes_what_it_touches(studio, timeline):
    x, y = at(timeline, 230)
    hold(timeline, (x, y), (timeline.view.x(60), y - 20))
    assert set(studio.selection) == {"b", "c"}
    let_go(timeline, (x, y))
    click(timeline, *at(timeline, 250))
    assert studio.selection == ()


def test_a_double_click_opens_the_shot(studio, timeline):
    opened = []
    timeline.shot_opened.connect(opened.append)
    mouse(timeline, QEvent.Type.MouseButtonDblClick, *at(timeline, 60))
    assert opened == ["b"] and studio.selection == ("b",)


def test_the_ruler_scrubs(studio, timeline):
    drag(timeline, (timeline.view.x(10), 8), (timeline.view.x(90), 8))
    assert studio.playback.frame == 90


def test_in_and_out_are_dragged_along_the_ruler(studio, timeline):
    studio.edit("Range", lambda film: edit.set_out(edit.set_in(film, 20), 110))
    before = studio.project
    drag(timeline, (timeline.view.x(20), 28), (timeline.view.x(31), 28), keys=ALT)
    assert (studio.project.in_point, studio.project.out_point) == (31, 110)
    one_step(studio, before)


@pytest.mark.parametrize("notches", [3, -2])
def test_control_wheel_zooms_around_the_pointer(timeline, notches):
    timeline.view = replace(timeline.view, left=500.0)
    x, y = 700, 100
    before, scale = timeline.view.frame(x), timeline.view.scale
    wheel(timeline, x, y, notches=notches, keys=CONTROL)
    assert abs(timeline.view.frame(x) - before) <= 1
    assert (timeline.view.scale > scale) == (notches > 0)


def test_keys_go_about_and_mark(studio, timeline):
    keys = Qt.Key
    for key, frame in (
        (keys.Key_End, 192), (keys.Key_Home, 0), (keys.Key_Right, 1), (keys.Key_Down, 48), (keys.Key_Down, 96),
        (keys.Key_Up, 48), (keys.Key_Left, 47),
    ):  # fmt: skip
        QTest.keyClick(timeline, key)
        assert studio.playback.frame == frame, key
    QTest.keyClick(timeline, keys.Key_Right, SHIFT)
    assert studio.playback.frame == 57
    for key in (keys.Key_I, keys.Key_M):
        QTest.keyClick(timeline, key)
    studio.seek(100)
    QTest.keyClick(timeline, keys.Key_O)
    film = studio.project
    assert (film.in_point, film.out_point, film.markers[0].frame) == (57, 101, 57)
    scale = timeline.view.scale
    QTest.keyClick(timeline, keys.Key_Plus)
    assert timeline.view.scale > scale


def test_everything_has_a_name_for_a_screen_reader(studio, timeline):
    assert timeline.accessibleName() == "Timeline"
    studio.select(["b"])
    assert "shot b" in timeline.accessibleDescription()
