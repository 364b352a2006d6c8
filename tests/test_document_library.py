"""Files, takes and cast."""

from __future__ import annotations

from dataclasses import replace

import pytest
from film_kit import clip_of, film, footage, lane, locked, planned, rich_film, take, tried

from studio.document import edit
from studio.document.film import CastMember, FrameRef, Media, find_take


def test_files_come_once_and_leave_only_when_unused():
    new = Media(id="n", path="media/n.png", kind="picture")
    after = tried(film(footage("a", 0, 5)), lambda p: edit.add_media(p, new))
    with pytest.raises(edit.EditRefused, match="already"):
        edit.add_media(after, new)
    assert tried(after, lambda p: edit.remove_media(p, "n")).media == film().media
    for used in ("m", "p"):  # by a clip, by the cast
        with pytest.raises(edit.EditRefused, match="still used"):
            edit.remove_media(after, used)


def test_files_can_be_renamed_and_found_elsewhere():
    after = tried(film(), lambda p: edit.relink_media(edit.rename_media(p, "m", name="Sea"), "m", path="/other/m.mp4"))
    assert (after.media[0].name, after.media[0].path) == ("Sea", "/other/m.mp4")


def test_the_first_take_of_a_planned_shot_is_shown_and_the_second_only_listed():
    before = film(planned("a", 0, 30))
    one = tried(before, lambda p: edit.add_take(p, take("t1"), clip_id="a"))
    two = tried(one, lambda p: edit.add_take(p, take("t2"), clip_id="a"))
    assert (clip_of(two, "a").takes, clip_of(two, "a").take) == (("t1", "t2"), "t1")
    assert clip_of(tried(two, lambda p: edit.choose_take(p, "a", take_id="t2")), "a").take == "t2"


def test_a_finished_take_is_kept_when_its_clip_is_gone_or_locked():
    assert find_take(tried(film(), lambda p: edit.add_take(p, take("t1"), clip_id="gone")), "t1")
    after = tried(locked(film(planned("a", 0, 30))), lambda p: edit.add_take(p, take("t1"), clip_id="a"))
    assert clip_of(after, "a").takes == ("t1",) and clip_of(after, "a").planned


def test_a_growing_take_keeps_the_planned_length_until_it_is_complete():
    growing = take("t1", 8, complete=False)
    before = tried(film(planned("a", 0, 30), footage("b", 30, 5)), lambda p: edit.add_take(p, growing, clip_id="a"))
    assert lane(before)[0] == ("a", 0, 30, 0)
    done = tried(before, lambda p: edit.update_take(p, replace(growing, frames=20, complete=True)))
    assert lane(done) == [("a", 0, 20, 0), ("b", 30, 35, 0)]


def test_a_clip_wholly_past_a_stopped_take_is_planned_again():
    growing = take("t1", 8, complete=False)
    before = edit.add_take(film(planned("a", 0, 30)), growing, clip_id="a")
    before = edit.blade(before, "a", at=20)
    after = tried(before, lambda p: edit.update_take(p, replace(growing, frames=12, complete=True)))
    left, right = after.tracks[0].clips
    assert (left.length, left.take) == (12, "t1")
    assert right.planned and (right.start, right.length, right.offset, right.takes) == (20, 10, 0, ("t1",))


def test_update_reaches_clips_on_locked_tracks():
    growing = take("t1", 8, complete=False)
    before = locked(edit.add_take(film(planned("a", 0, 30)), growing, clip_id="a"))
    after = tried(before, lambda p: edit.update_take(p, replace(growing, frames=12, complete=True)))
    assert lane(after) == [("a", 0, 12, 0)]


def test_choosing_a_shorter_take_shortens_the_clip_and_keeps_it_inside():
    before = edit.add_take(film(planned("a", 0, 40)), take("t1"), clip_id="a")
    before = edit.trim_start(edit.add_take(before, take("short", 6), clip_id="a"), "a", to=30)
    after = tried(before, lambda p: edit.choose_take(p, "a", take_id="short"))
    assert lane(after) == [("a", 30, 36, 0)]
    empty = edit.add_take(before, take("empty", 0))
    with pytest.raises(edit.EditRefused, match="no frames"):
        edit.choose_take(empty, "a", take_id="empty")
    with pytest.raises(edit.EditRefused, match="imported footage"):
        edit.choose_take(film(footage("a", 0, 5)), "a", take_id="t")


def test_a_take_leaves_the_film_only_when_nothing_shows_it():
    before = rich_film()
    with pytest.raises(edit.EditRefused, match="still used"):
        edit.remove_take(before, "t")
    listed = edit.plan_again(before, "made")
    after = tried(listed, lambda p: edit.remove_take(p, "t"))
    assert after.takes == () and clip_of(after, "made").takes == ()


def test_cast_members_are_added_changed_and_removed_from_shots():
    before = rich_film()
    after = tried(before, lambda p: edit.set_cast_member(p, CastMember("bo", "a dog", FrameRef("take", "t", 3))))
    assert [member.name for member in after.cast] == ["anna", "bo"]
    changed = tried(after, lambda p: edit.set_cast_member(p, CastMember("anna", "a girl in blue")))
    assert changed.cast[0].description == "a girl in blue"
    gone = tried(after, lambda p: edit.remove_cast_member(p, "anna"))
    assert clip_of(gone, "made").shot.cast == ()
    with pytest.raises(edit.EditRefused, match="not in the film"):
        edit.set_cast_member(before, CastMember("cy", image=FrameRef("media", "p", 1)))
    with pytest.raises(edit.EditRefused, match="name"):
        edit.set_cast_member(before, CastMember(" "))
