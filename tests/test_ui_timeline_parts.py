"""The timeline's other half: files held over it, its menus, its strips, and the arithmetic below."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from stand_in import StandIn
from ui_kit import application, at, carry, clip, drop, footage, made, picture, spans

from studio.session.film import Clip, Project, Recipe, Shot, Take, Track, find_clip, new_id
from studio.ui.timeline import drag as gestures
from studio.ui.timeline.hits import OnClip, OnGap, hit
from studio.ui.timeline.layout import View, rows, visible
from studio.ui.timeline.strips import StripKey, Strips, level

pytest_plugins = ("ui_fixtures",)

# -- files held over it ------------------------------------------------------------------------------------------


def test_a_picture_on_an_empty_place_becomes_a_shot_that_begins_with_it(studio, timeline, tmp_path):
    file = picture(tmp_path / "sea.png")
    carry(timeline, [file], *at(timeline, 220))
    shown = timeline.drop
    assert (shown.kind, shown.frame, shown.length) == ("shot", 220, 96)
    drop(timeline, [file], *at(timeline, 220))
    assert timeline.drop is None
    studio.wait(timeout=30)
    new = studio.project.tracks[0].clips[-1]
    assert (new.start, new.length, new.planned) == (220, 96, True)
    assert new.shot.keyframes[0].time == 0


def test_a_picture_in_a_gap_stays_inside_it(studio, timeline, tmp_path):
    drop(timeline, [picture(tmp_path / "sea.png")], *at(timeline, 100))
    studio.wait(timeout=30)
    assert spans(studio) == [(0, 48), (48, 96), (96, 144), (144, 192)]


def test_a_picture_in_the_middle_of_a_shot_is_a_keyframe(studio, timeline, tmp_path):
    drop(timeline, [picture(tmp_path / "sea.png")], *at(timeline, 78))
    studio.wait(timeout=30)
    assert [key.time for key in clip(studio, "b").shot.keyframes] == [30]
    assert spans(studio) == [(0, 48), (48, 96), (144, 192)]


def test_a_video_becomes_a_clip(studio, timeline, tmp_path):
    drop(timeline, [footage(tmp_path / "sea.mp4")], *at(timeline, 220))
    studio.wait(timeout=30)
    new = studio.project.tracks[0].clips[-1]
    assert (new.start, new.length, new.media_id) == (220, 48, studio.project.media[0].id)


def test_what_the_timeline_cannot_take_is_not_taken(studio, timeline, tmp_path):
    text = tmp_path / "notes.txt"
    text.write_text("no film")
    drop(timeline, [text], *at(timeline, 220))
    assert timeline.drop is None and not studio.busy


# -- the menu ----------------------------------------------------------------------------------------------------


def menu(timeline, x, y) -> QMenu:
    point = QPointF(x, y).toPoint()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, point, timeline.mapToGlobal(point))
    QApplication.sendEvent(timeline, event)
    return timeline.findChildren(QMenu, options=Qt.FindChildOption.FindDirectChildrenOnly)[-1]


def entry(menu: QMenu, text: str):
    return next(action for action in menu.actions() if action.text().split("\t")[0] == text)


def test_the_menu_of_a_made_clip_offers_every_verb(studio, timeline):
    name = made(studio, at=240)
    shown = menu(timeline, *at(timeline, 260))
    texts = [action.text().split("\t")[0] for action in shown.actions() if action.text()]
    for verb in ("Extend after", "Extend before", "Loop", "Blend with next", "Remix…", "Variations",
                 "Use this frame as", "Split here", "Delete"):  # fmt: skip
        assert verb in texts, verb
    assert not entry(shown, "Blend with next").isEnabled(), "nothing follows"
    entry(entry(shown, "Extend after").menu(), "2 s").trigger()
    shown.close()
    studio.wait(timeout=30)
    assert (288, 336) in spans(studio) and clip(studio, name).end == 288


def test_a_planned_shot_offers_only_what_can_be_done(studio, timeline):
    shown = menu(timeline, *at(timeline, 60))
    assert not entry(shown, "Loop").isEnabled() and entry(shown, "Generate").isEnabled()
    entry(shown, "Delete").trigger()
    shown.close()
    assert find_clip(studio.project, "b") is None


def test_use_this_frame_as_the_first_of_a_new_shot(studio, timeline):
    name = made(studio, at=240)
    shown = menu(timeline, *at(timeline, 252.5))
    entry(entry(shown, "Use this frame as").menu(), "First frame of a new shot").trigger()
    shown.close()
    new = studio.project.tracks[0].clips[-1]
    key = new.shot.keyframes[0]
    assert new.start == 288 and (key.time, key.image.id, key.image.frame) == (0, clip(studio, name).take, 6)


# -- strips ------------------------------------------------------------------------------------------------------


def test_a_strip_is_read_from_the_film_and_painted(studio, timeline):
    made(studio, at=240)
    before = timeline.grab().toImage()
    strips = timeline.supply.strips
    for _ in range(100):
        if strips._strips:
            break
        QTest.qWait(50)
    assert strips._strips, "the strip of the take never arrived"
    assert timeline.grab().toImage() != before


def test_strips_are_asked_for_once_and_a_near_one_stands_in():
    application()
    asked = []
    strips = Strips(asked.append, asked.append)
    studio_film = Project()
    take_clip, film = planned_film(studio_film)
    assert strips.tile(film, take_clip, 0, step=24) is None
    assert strips.tile(film, take_clip, 5, step=24) is None
    assert asked == [StripKey("t", Fraction(1))]
    shades = [np.full((9, 16, 3), shade, np.uint8) for shade in (10, 20, 30)]
    strips.put_strip(asked[0], shades, every=Fraction(1))
    assert strips.tile(film, take_clip, 13, step=24).toImage().pixelColor(3, 3).red() == 20
    assert strips.tile(film, take_clip, 13, step=96).toImage().pixelColor(3, 3).red() == 20, "until its own has come"
    assert asked[1:] == [StripKey("t", Fraction(4))]


def planned_film(film: Project) -> tuple[Clip, Project]:
    recipe = Recipe(verb="text")
    take = Take(id="t", path="takes/t.mp4", frames=36, rate=Fraction(12), width=16, height=9, recipe=recipe)
    shown = Clip(id="x", start=0, length=72, source=Shot(takes=("t",), take="t"))
    return shown, replace(film, takes=(take,), tracks=(Track(id="v", clips=(shown,)),))


def test_a_live_strip_grows_from_the_left_and_knows_its_holes():
    application()
    strips = Strips(lambda _: None, lambda _: None)
    strips.live_length("x", 8)
    shade = np.full((9, 16, 3), 77, np.uint8)
    for index in (0, 1, 3):
        strips.live_frame("x", index, shade if index != 1 else None)
    assert strips.live_share("x") == 2 / 8
    strips.live_frame("x", 2, None)
    assert strips.live_share("x") == 4 / 8
    assert strips.live_tile("x", 0.9).toImage().pixelColor(2, 2).red() == 77
    strips.live_over("x")
    assert strips.live_share("x") == 0


def test_the_strip_of_a_running_generation_fills(studio, timeline):
    StandIn.go.clear()
    job = studio.generate("c")
    studio.pump_until(lambda: studio.job(job.id).active, timeout=30)
    assert timeline.supply.strips.live_share("c") == 0
    StandIn.go.set()
    studio.pump_until(lambda: timeline.supply.strips.live_share("c") > 0 or not studio.busy, timeout=30)
    studio.wait(timeout=30)
    assert timeline.supply.strips.live_share("c") == 0, "the take's own strip takes over"


# -- the arithmetic ----------------------------------------------------------------------------------------------


@given(st.floats(0.01, 60), st.floats(0, 1e5), st.integers(0, 100_000))
def test_pixels_and_frames_are_inverse(scale, left, frame):
    view = View(1000, 300, scale=scale, left=left)
    assert abs(view.nearest(view.x(frame)) - frame) <= 0
    zoomed = view.zoomed(1.7, around=500)
    assert abs(zoomed.x(view.frame(500)) - view.x(view.frame(500))) <= max(zoomed.scale, 1)


def crowd(count: int, *, every: int = 50, length: int = 48) -> Project:
    clips = tuple(Clip(id=new_id(), start=i * every, length=length, source=Shot(prompt="x")) for i in range(count))
    return Project(tracks=(Track(id="v", clips=clips),))


@given(st.floats(0.005, 20), st.floats(0, 200_000))
def test_a_crowded_track_costs_what_is_seen(scale, left):
    film, view = CROWD, View(1000, 300, scale=scale, left=left)
    seen = list(visible(film.tracks[0], view))
    assert len(seen) <= view.lanes_width + 2
    assert all(c.start < view.last for c in seen)
    if scale * 48 >= 1:
        inside = [c for c in film.tracks[0].clips if c.end > left and c.start < view.last]
        assert set(inside) <= set(seen)


CROWD = crowd(5000)


@given(st.integers(0, 192), st.floats(0.5, 20))
def test_what_is_hit_is_what_stands_there(frame, scale):
    film, view = crowd(4), View(4000, 300, scale=scale)
    row = rows(film, view)[0]
    found = hit(film, view, view.x(frame + 0.5), row.y + 10)
    start = frame // 50 * 50
    if frame - start < 48:
        assert isinstance(found, OnClip) and found.clip.start == start
    else:
        assert isinstance(found, OnGap | OnClip)


def test_every_clip_can_be_grasped_in_its_middle_however_short():
    film = crowd(3)
    for scale in (0.06, 0.2, 1.0, 8.0):
        view = View(1000, 300, scale=scale)
        row = rows(film, view)[0]
        found = hit(film, view, view.x(50 + 24), row.y + 10)
        assert isinstance(found, OnClip) and found.side is None and found.clip.start == 50


def test_a_gesture_that_changes_nothing_is_no_edit():
    assert gestures.change(gestures.Move(("a",), 0, 0)) is None
    assert gestures.change(gestures.Inner("a", "slip", 0)) is None
    assert level(0.01) == Fraction(1, 4) and level(5.0) == 4
