"""Moving edges and cuts: trim, ripple, roll, slip, slide, blade, speed."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from film_kit import clip_of, film, footage, lane, mint, planned, take, tried
from hypothesis import given
from hypothesis import strategies as st

from studio.document import edit
from studio.document.check import check
from studio.document.film import Clip, FrameRef, Keyframe, MediaSource, Shot, source_frame


def test_trim_start_stops_at_the_first_source_frame_and_at_one_frame():
    before = film(footage("a", 20, 20, offset=6))
    assert lane(tried(before, lambda p: edit.trim_start(p, "a", to=25))) == [("a", 25, 40, 11)]
    assert lane(tried(before, lambda p: edit.trim_start(p, "a", to=0))) == [("a", 14, 40, 0)]
    assert lane(tried(before, lambda p: edit.trim_start(p, "a", to=99))) == [("a", 39, 40, 25)]


def test_trim_end_stops_at_the_last_source_frame_and_at_the_neighbour():
    before = film(footage("a", 0, 10, offset=80), footage("b", 50, 10))
    assert lane(tried(before, lambda p: edit.trim_end(p, "a", to=40)))[0] == ("a", 0, 20, 80)
    assert edit.end_limits(before, "a") == (1, 20)
    before = film(footage("a", 0, 10), footage("b", 50, 10))
    assert lane(tried(before, lambda p: edit.trim_end(p, "a", to=70)))[0] == ("a", 0, 50, 0)


def test_a_generated_clip_ends_with_its_take_counted_at_film_rate():
    shot = Shot(takes=("slow",), take="slow")
    before = replace(film(), takes=(take("slow", 16, rate=Fraction(8)),))
    before = edit.append(before, Clip(id="g", start=0, length=10, source=shot), track_id="V1")
    after = tried(before, lambda p: edit.trim_end(p, "g", to=500))
    assert lane(after) == [("g", 0, 48, 0)]
    assert source_frame(after, clip_of(after, "g"), at=47) == 15


def test_pictures_and_planned_shots_have_no_end():
    picture = Clip(id="p", start=10, length=5, source=MediaSource("p"))
    before = film(picture, planned("q", 400, 5))
    after = tried(before, lambda p: edit.trim_end(edit.trim_start(p, "p", to=0), "p", to=9000))
    assert lane(after)[0] == ("p", 0, 400, 0)


def test_trimming_the_head_of_a_planned_shot_moves_its_keyframes_with_the_picture():
    before = film(
        planned("a", 10, 20, keyframes=(Keyframe(2, FrameRef("media", "p")), Keyframe(9, FrameRef("media", "p"))))
    )
    after = tried(before, lambda p: edit.trim_start(p, "a", to=15))
    assert [key.time for key in clip_of(after, "a").shot.keyframes] == [4]
    after = tried(before, lambda p: edit.trim_start(p, "a", to=4))
    assert [key.time for key in clip_of(after, "a").shot.keyframes] == [8, 15]


def test_ripple_trims_move_what_follows():
    before = film(footage("a", 5, 20, offset=10), footage("b", 25, 10), footage("c", 40, 5))
    after = tried(before, lambda p: edit.ripple_trim_start(p, "a", to=9))
    assert lane(after) == [("a", 5, 21, 14), ("b", 21, 31, 0), ("c", 36, 41, 0)]
    after = tried(before, lambda p: edit.ripple_trim_start(p, "a", to=-99))
    assert lane(after) == [("a", 5, 35, 0), ("b", 35, 45, 0), ("c", 50, 55, 0)]
    after = tried(before, lambda p: edit.ripple_trim_end(p, "a", to=500))
    assert lane(after) == [("a", 5, 95, 10), ("b", 95, 105, 0), ("c", 110, 115, 0)]


def test_roll_moves_the_cut_within_both_sources():
    before = film(footage("a", 0, 20, offset=70), footage("b", 20, 20, offset=4))
    assert lane(tried(before, lambda p: edit.roll(p, "a", to=25))) == [("a", 0, 25, 70), ("b", 25, 40, 9)]
    assert lane(tried(before, lambda p: edit.roll(p, "a", to=99))) == [("a", 0, 30, 70), ("b", 30, 40, 14)]
    assert lane(tried(before, lambda p: edit.roll(p, "a", to=0))) == [("a", 0, 16, 70), ("b", 16, 40, 0)]
    with pytest.raises(edit.EditRefused, match="touch"):
        edit.roll(before, "b", to=30)


def test_slip_stays_inside_the_source():
    before = film(footage("a", 0, 20, offset=50))
    assert lane(tried(before, lambda p: edit.slip(p, "a", by=-10)))[0][3] == 40
    assert lane(tried(before, lambda p: edit.slip(p, "a", by=-99)))[0][3] == 0
    assert lane(tried(before, lambda p: edit.slip(p, "a", by=99)))[0][3] == 80
    with pytest.raises(edit.EditRefused, match="no other frames"):
        edit.slip(film(planned("a", 0, 5)), "a", by=1)


def test_slide_between_touching_neighbours():
    before = film(footage("a", 0, 20, offset=75), footage("b", 20, 10), footage("c", 30, 20, offset=3))
    assert lane(tried(before, lambda p: edit.slide(p, "b", by=4))) == [
        ("a", 0, 24, 75),
        ("b", 24, 34, 0),
        ("c", 34, 50, 7),
    ]
    assert lane(tried(before, lambda p: edit.slide(p, "b", by=99)))[1] == ("b", 25, 35, 0)
    assert lane(tried(before, lambda p: edit.slide(p, "b", by=-99)))[1] == ("b", 17, 27, 0)


def test_slide_in_open_space_stops_at_the_next_clip():
    before = film(footage("a", 0, 5), footage("b", 20, 10), footage("c", 40, 5))
    assert lane(tried(before, lambda p: edit.slide(p, "b", by=99)))[1:] == [("b", 30, 40, 0), ("c", 40, 45, 0)]
    assert lane(tried(before, lambda p: edit.slide(p, "b", by=-99)))[:2] == [("a", 0, 5, 0), ("b", 5, 15, 0)]


def test_blade_changes_no_frame_that_is_shown():
    before = film(footage("a", 0, 30, offset=5, speed=Fraction(3, 2), fade_in=4, fade_out=6))
    after = tried(before, lambda p: edit.blade(p, "a", at=10, mint=mint()))
    left, right = after.tracks[0].clips
    assert (left.id, right.id) == ("a", "n0")
    assert (left.fade_in, left.fade_out, right.fade_in, right.fade_out) == (4, 0, 0, 6)
    shown = [source_frame(after, left, at=f) for f in range(10)] + [
        source_frame(after, right, at=f) for f in range(10, 30)
    ]
    assert shown == [source_frame(before, clip_of(before, "a"), at=f) for f in range(30)]
    for at in (0, 30):
        with pytest.raises(edit.EditRefused, match="inside"):
            edit.blade(before, "a", at=at)


def test_blade_all_cuts_every_unlocked_track():
    before = edit.append(film(footage("a", 0, 20)), footage("s", 0, 20), track_id="A1")
    after = tried(before, lambda p: edit.blade_all(p, 8, mint=mint()))
    assert [len(track.clips) for track in after.tracks] == [2, 0, 2]


def test_speed_keeps_the_source_frames_and_refuses_to_run_over():
    before = film(footage("a", 0, 20, fade_out=15), footage("b", 30, 5))
    fast = tried(before, lambda p: edit.set_speed(p, "a", speed=Fraction(2)))
    assert lane(fast)[0] == ("a", 0, 10, 0) and clip_of(fast, "a").fade_out == 10
    with pytest.raises(edit.EditRefused, match="run into"):
        edit.set_speed(before, "a", speed=Fraction(1, 2))
    slow = tried(before, lambda p: edit.set_speed(p, "a", speed=Fraction(1, 2), ripple=True))
    assert lane(slow) == [("a", 0, 40, 0), ("b", 50, 55, 0)]
    for speed in (Fraction(0), Fraction(-1), Fraction(1000)):
        with pytest.raises(edit.EditRefused, match="between"):
            edit.set_speed(before, "a", speed=speed)


speeds = st.fractions(min_value=Fraction(1, 100), max_value=100, max_denominator=10_000)


@given(
    speed=speeds, start=st.integers(0, 80), length=st.integers(1, 60), to=st.integers(-20, 300), at=st.integers(1, 200)
)
def test_no_speed_lets_an_edge_pass_the_source(speed, start, length, to, at):
    before = film(footage("a", start, length, offset=30))
    # Stretched to the source's last frame, so that rounding the wrong way anywhere passes it.
    before = edit.trim_end(edit.set_speed(before, "a", speed=speed), "a", to=10**6)
    for change in (edit.trim_start, edit.trim_end, edit.ripple_trim_start, edit.ripple_trim_end):
        after = change(before, "a", to=to)
        assert check(after) == []
        again = change(after, "a", to=at)
        assert check(again) == []
    clip = clip_of(before, "a")
    if clip.start < at < clip.end:
        assert check(edit.blade(before, "a", at=at)) == []


def test_a_stretched_clip_shows_the_same_frames_slower_or_faster():
    before = film(footage("a", 0, 20, offset=10), footage("b", 60, 10))
    slow = tried(before, lambda p: edit.stretch(p, "a", side="end", to=40))
    assert lane(slow)[0] == ("a", 0, 40, 10) and clip_of(slow, "a").speed == Fraction(1, 2)
    assert lane(tried(before, lambda p: edit.stretch(p, "a", side="end", to=900)))[0] == ("a", 0, 60, 10)
    fast = tried(before, lambda p: edit.stretch(p, "b", side="start", to=65))
    assert lane(fast)[1] == ("b", 65, 70, 0) and clip_of(fast, "b").speed == 2
    assert clip_of(tried(before, lambda p: edit.stretch(p, "a", side="end", to=-5)), "a").length == 1
