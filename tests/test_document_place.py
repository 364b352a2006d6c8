"""Putting clips down, taking them away and moving them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from film_kit import film, footage, lane, locked, mint, planned, tried

from studio.document import edit
from studio.document.film import MAX_FRAMES, Clip, MediaSource, Span

NEW = footage("new", 0, 10, offset=7)


def test_insert_cuts_the_clip_under_it_and_pushes_the_rest():
    before = film(footage("a", 0, 20, offset=2), footage("b", 30, 10))
    after = tried(before, lambda p: edit.insert(p, NEW, track_id="V1", at=5, mint=mint()))
    assert lane(after) == [("a", 0, 5, 2), ("new", 5, 15, 7), ("n0", 15, 30, 7), ("b", 40, 50, 0)]


def test_insert_everywhere_keeps_unlocked_tracks_in_step():
    before = edit.append(film(footage("a", 0, 20)), footage("s", 0, 20), track_id="A1")
    before = locked(edit.append(before, footage("v", 0, 20), track_id="V2"), "V2")
    after = tried(before, lambda p: edit.insert(p, NEW, track_id="V1", at=0, everywhere=True))
    assert lane(after, "A1") == [("s", 10, 30, 0)]
    assert lane(after, "V2") == [("v", 0, 20, 0)]


def test_overwrite_replaces_what_is_there():
    before = film(footage("a", 0, 20), footage("b", 20, 4), footage("c", 24, 10, fade_out=3, fade_in=2))
    after = tried(before, lambda p: edit.overwrite(p, NEW, track_id="V1", at=16, mint=mint()))
    assert lane(after) == [("a", 0, 16, 0), ("new", 16, 26, 7), ("c", 26, 34, 2)]
    tail = after.tracks[0].clips[2]
    assert (tail.fade_in, tail.fade_out) == (0, 3)


def test_overwrite_in_the_middle_leaves_both_ends():
    after = tried(film(footage("a", 0, 40)), lambda p: edit.overwrite(p, NEW, track_id="V1", at=10, mint=mint()))
    assert lane(after) == [("a", 0, 10, 0), ("new", 10, 20, 7), ("n0", 20, 40, 20)]


def test_lift_leaves_a_gap_and_extract_closes_it():
    before = film(footage("a", 0, 20), footage("b", 20, 20))
    lifted = tried(before, lambda p: edit.lift(p, Span(15, 25), mint=mint()))
    assert lane(lifted) == [("a", 0, 15, 0), ("b", 25, 40, 5)]
    extracted = tried(before, lambda p: edit.extract(p, Span(15, 25), mint=mint()))
    assert lane(extracted) == [("a", 0, 15, 0), ("b", 15, 30, 5)]


def test_extract_inside_one_clip_joins_its_ends():
    after = tried(film(footage("a", 0, 20)), lambda p: edit.extract(p, Span(5, 10), mint=mint()))
    assert lane(after) == [("a", 0, 5, 0), ("n0", 5, 15, 10)]


def test_an_empty_range_is_refused():
    with pytest.raises(edit.EditRefused, match="no range"):
        edit.lift(film(footage("a", 0, 20)), Span(5, 5))


def test_remove_leaves_gaps_and_ripple_delete_does_not():
    before = film(footage("a", 0, 10), footage("b", 10, 10), footage("c", 25, 10), footage("d", 40, 5))
    assert lane(tried(before, lambda p: edit.remove_clips(p, ["a", "c"]))) == [("b", 10, 20, 0), ("d", 40, 45, 0)]
    assert lane(tried(before, lambda p: edit.ripple_delete(p, ["a", "c"]))) == [("b", 0, 10, 0), ("d", 20, 25, 0)]


def test_move_refuses_overwrites_or_inserts():
    before = film(footage("a", 0, 10), footage("b", 10, 10), footage("c", 20, 10))
    with pytest.raises(edit.EditRefused, match="already there"):
        edit.move_clip(before, "a", to=15)
    over = tried(before, lambda p: edit.move_clip(p, "a", to=15, mode="overwrite", mint=mint()))
    assert lane(over) == [("b", 10, 15, 0), ("a", 15, 25, 0), ("c", 25, 30, 5)]
    pushed = tried(before, lambda p: edit.move_clip(p, "a", to=20, mode="insert", mint=mint()))
    assert lane(pushed) == [("b", 10, 20, 0), ("a", 20, 30, 0), ("c", 30, 40, 0)]


def test_clips_move_together_over_their_own_places():
    before = film(footage("a", 0, 10), footage("b", 10, 10))
    after = tried(before, lambda p: edit.move_clips(p, ["a", "b"], by=5))
    assert lane(after) == [("a", 5, 15, 0), ("b", 15, 25, 0)]


def test_move_to_another_track():
    after = tried(film(footage("a", 0, 10)), lambda p: edit.move_clips(p, ["a"], by=3, lanes=1))
    assert lane(after) == [] and lane(after, "V2") == [("a", 3, 13, 0)]


@pytest.mark.parametrize(
    ("lanes", "by", "reason"), [(-1, 0, "no track"), (9, 0, "no track"), (0, -1, "before"), (0, MAX_FRAMES, "longer")]
)
def test_move_off_the_timeline_is_refused(lanes: int, by: int, reason: str):
    with pytest.raises(edit.EditRefused, match=reason):
        edit.move_clips(film(footage("a", 0, 10)), ["a"], by=by, lanes=lanes)


def test_gaps_close_one_by_one_or_all_at_once():
    before = film(footage("a", 5, 5), footage("b", 20, 5), footage("c", 30, 5))
    one = tried(before, lambda p: edit.close_gap(p, "V1", at=12))
    assert lane(one) == [("a", 5, 10, 0), ("b", 10, 15, 0), ("c", 20, 25, 0)]
    assert lane(tried(before, lambda p: edit.close_gaps(p, "V1"))) == [
        ("a", 0, 5, 0),
        ("b", 5, 10, 0),
        ("c", 10, 15, 0),
    ]
    with pytest.raises(edit.EditRefused, match="no gap"):
        edit.close_gap(before, "V1", at=6)


def test_duplicate_follows_its_original():
    before = film(footage("a", 0, 10, offset=4), footage("b", 10, 5))
    after = tried(before, lambda p: edit.duplicate(p, "a", mint=mint()))
    assert lane(after) == [("a", 0, 10, 4), ("n0", 10, 20, 4), ("b", 20, 25, 0)]


@pytest.mark.parametrize(
    ("clip", "track_id", "reason"),
    [
        (footage("x", 0, 101), "V1", "only 100 frames"),
        (footage("x", 0, 1, offset=100), "V1", "only 0 frames"),
        (footage("x", 0, 0), "V1", "at least one frame"),
        (Clip(id="x", start=0, length=5, source=MediaSource("s")), "V1", "holds picture"),
        (Clip(id="x", start=0, length=5, source=MediaSource("p")), "A1", "holds sound"),
        (planned("x", 0, 5), "A1", "holds sound"),
        (Clip(id="x", start=0, length=5, source=MediaSource("lost")), "V1", "not in the film"),
        (planned("x", 0, 5, takes=("lost",)), "V1", "takes are not"),
        (planned("a", 0, 5), "V2", "already in the film"),
        (planned("x", 0, 5), "gone", "no longer"),
    ],
)
def test_clips_that_do_not_fit_are_refused(clip: Clip, track_id: str, reason: str):
    with pytest.raises(edit.EditRefused, match=reason):
        edit.overwrite(film(footage("a", 0, 10)), clip, track_id=track_id, at=50)


@pytest.mark.parametrize(
    "change",
    [
        lambda p: edit.insert(p, NEW, track_id="V1", at=0),
        lambda p: edit.overwrite(p, NEW, track_id="V1", at=0),
        lambda p: edit.lift(p, Span(0, 5), track_ids=["V1"]),
        lambda p: edit.remove_clips(p, ["a"]),
        lambda p: edit.ripple_delete(p, ["a"]),
        lambda p: edit.move_clip(p, "a", to=50),
        lambda p: edit.close_gaps(p, "V1"),
        lambda p: edit.trim_end(p, "a", to=5),
        lambda p: edit.blade(p, "a", at=5),
        lambda p: edit.set_prompt(p, "a", prompt="no"),
        lambda p: edit.remove_track(p, "V1"),
    ],
)
def test_locked_tracks_refuse_edits(change):
    with pytest.raises(edit.EditRefused, match="locked"):
        change(locked(film(footage("a", 0, 10))))


def test_lift_without_names_passes_over_locked_tracks():
    before = locked(film(footage("a", 0, 10)))
    assert edit.lift(before, Span(0, 5)) == before


def test_planned_shots_keep_the_keyframes_inside_each_piece():
    from studio.document.film import FrameRef, Keyframe

    keys = tuple(Keyframe(time, FrameRef("media", "p")) for time in (0, 8, 12, 19))
    before = film(planned("a", 0, 20, keyframes=keys))
    after = tried(before, lambda p: edit.lift(p, Span(5, 10), mint=mint()))
    left, right = after.tracks[0].clips
    assert [key.time for key in left.shot.keyframes] == [0]
    assert [key.time for key in right.shot.keyframes] == [2, 9]
    assert right.offset == 0 and replace(right.shot, keyframes=()) == replace(left.shot, keyframes=())
