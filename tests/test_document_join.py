"""What ties clips together: dissolves, groups, a clip and its own sound; and titles over them."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from film_kit import clip_of, film, footage, lane, locked, mint, planned, tried

from studio.document import edit
from studio.document.check import check
from studio.document.film import MIN_GAIN, Clip, Project, Title, each_clip, whole_groups
from studio.document.joins import played, shown_at


def two(dissolve: int = 0) -> Project:
    return film(footage("a", 0, 40, offset=10), footage("b", 40, 20, offset=30, dissolve=dissolve))


# -- dissolves -----------------------------------------------------------------------------------------------------


def test_a_dissolve_is_centred_on_the_cut_and_shares_add_up():
    after = tried(two(), lambda p: edit.set_dissolve(p, "b", frames=10))
    track = after.tracks[0]
    names = [[layer.clip.id for layer in shown_at(track, frame)] for frame in (34, 35, 44, 45)]
    assert names == [["a"], ["a", "b"], ["a", "b"], ["b"]]
    assert [round(shown_at(track, frame)[1].share, 2) for frame in (35, 39, 40, 44)] == [0.05, 0.45, 0.55, 0.95]
    heard = [(one.start, one.end, one.fade_in, one.fade_out) for one in played(track)]
    assert heard == [(0, 45, 0, 10), (35, 60, 10, 0)]


def test_a_dissolve_takes_at_most_half_of_either_clip():
    after = tried(two(), lambda p: edit.set_dissolve(p, "b", frames=500))
    assert clip_of(after, "b").dissolve == 20
    tiny = film(footage("a", 0, 1), footage("b", 1, 9))
    with pytest.raises(edit.EditRefused, match="too short"):
        edit.set_dissolve(tiny, "b", frames=4)


def test_a_dissolve_needs_a_clip_that_touches():
    apart = film(footage("a", 0, 40), footage("b", 41, 20))
    for name in ("a", "b"):
        with pytest.raises(edit.EditRefused, match="touch"):
            edit.set_dissolve(apart, name, frames=4)


def test_a_dissolve_goes_with_its_cut():
    before = two(dissolve=10)
    assert check(before) == []
    for change in (
        lambda p: edit.trim_end(p, "a", to=38),
        lambda p: edit.remove_clips(p, ["a"]),
        lambda p: edit.move_clip(p, "b", to=70),
        lambda p: edit.set_fades(p, "b", fade_in=3),
        lambda p: edit.set_fades(p, "a", fade_out=3),
        lambda p: edit.set_dissolve(p, "b", frames=0),
    ):
        assert clip_of(tried(before, change), "b").dissolve == 0
    for change in (
        lambda p: edit.roll(p, "a", to=35),
        lambda p: edit.ripple_trim_end(p, "a", to=30),
        lambda p: edit.ripple_trim_start(p, "b", to=44),
        lambda p: edit.blade(p, "b", at=50),
        lambda p: edit.move_clips(p, ["a", "b"], by=7),
    ):
        assert clip_of(tried(before, change), "b").dissolve == 10
    assert [clip.dissolve for _, clip in each_clip(edit.blade(before, "b", at=50))] == [0, 10, 0]


def test_a_dissolve_from_nothing_is_found():
    broken = replace(two(), tracks=(replace(two().tracks[0], clips=(footage("b", 40, 20, dissolve=4),)),))
    assert check(broken) == ["Clip b dissolves in from nothing."]


def test_making_a_dissolve_takes_away_the_fades_in_it():
    before = edit.set_fades(edit.set_fades(two(), "a", fade_in=4, fade_out=4), "b", fade_in=4, fade_out=4)
    after = tried(before, lambda p: edit.set_dissolve(p, "b", frames=8))
    assert [(c.fade_in, c.fade_out) for _, c in each_clip(after)] == [(4, 0), (0, 4)]


# -- groups --------------------------------------------------------------------------------------------------------


def grouped() -> Project:
    sound = replace(footage("s", 0, 40, offset=10))
    base = film(footage("a", 0, 40, offset=10), footage("b", 40, 20))
    base = edit.overwrite(base, sound, track_id="A1", at=0)
    return edit.set_group(base, ["a", "s"], mint=mint())


def test_a_group_is_chosen_whole():
    assert whole_groups(grouped(), ("s",)) == ("s", "a")
    assert whole_groups(grouped(), ("b",)) == ("b",)
    assert whole_groups(tried(grouped(), lambda p: edit.clear_group(p, ["a"])), ("s",)) == ("s",)
    with pytest.raises(edit.EditRefused, match="two"):
        edit.set_group(grouped(), ["a"])
    with pytest.raises(edit.EditRefused, match="not in a group"):
        edit.clear_group(grouped(), ["b"])


def test_the_blade_cuts_a_group_into_a_left_and_a_right_one():
    after = tried(grouped(), lambda p: edit.blade(p, "a", at=25, mint=mint()))
    assert lane(after)[:2] == [("a", 0, 25, 10), ("n0", 25, 40, 35)]
    assert [(start, end) for _, start, end, _ in lane(after, "A1")] == [(0, 25), (25, 40)]
    right = next(c.id for c in after.tracks[2].clips if c.start == 25)
    assert set(whole_groups(after, ("n0",))) == {"n0", right}
    assert set(whole_groups(after, ("a",))) == {"a", "s"}


def test_what_begins_together_is_trimmed_together_and_as_far_as_all_can():
    after = tried(grouped(), lambda p: edit.trim_group(p, "a", side="start", to=6))
    assert (lane(after)[0], lane(after, "A1")[0]) == (("a", 6, 40, 16), ("s", 6, 40, 16))
    after = tried(grouped(), lambda p: edit.trim_group(p, "s", side="end", to=70))
    assert lane(after, "A1")[0][2] == 40, "the picture cannot go further, so the sound does not"
    still = edit.trim_group(locked(grouped(), "A1"), "a", side="start", to=6)
    assert lane(still, "A1")[0][1] == 0


def test_copies_are_a_group_of_their_own():
    before = grouped()
    copied = edit.copy_clips(before, ["a", "s"])
    pasted, names = edit.paste_clips(before, copied, track_id="V1", at=100)
    assert clip_of(pasted, names[0]).group not in ("", clip_of(pasted, "a").group)
    assert set(whole_groups(pasted, names[:1])) == set(names)


def test_a_clips_own_sound_is_taken_off_and_stays_with_it():
    after = tried(film(footage("a", 5, 40, offset=3, speed=Fraction(2))), lambda p: edit.detach_sound(p, "a"))
    (sound,) = after.tracks[2].clips
    assert (sound.start, sound.length, sound.offset, sound.speed) == (5, 40, 3, 2)
    assert clip_of(after, "a").gain_db == MIN_GAIN and set(whole_groups(after, ("a",))) == {"a", sound.id}
    with pytest.raises(edit.EditRefused, match="already"):
        edit.detach_sound(after, "a")
    with pytest.raises(edit.EditRefused, match="no sound"):
        edit.detach_sound(film(planned("q", 0, 5)), "q")


# -- titles --------------------------------------------------------------------------------------------------------


def test_a_title_goes_over_what_is_there_and_makes_its_track_when_it_must():
    once = tried(two(), lambda p: edit.add_title(p, Title(text="One"), at=10, length=20, clip_id="t1"))
    assert lane(once, "V2") == [("t1", 10, 30, 0)]
    twice = tried(once, lambda p: edit.add_title(p, Title(text="Two"), at=20, length=20, clip_id="t2"))
    assert [track.kind for track in twice.tracks] == ["video", "video", "video", "audio"]
    assert twice.tracks[2].clips[0].id == "t2"


def test_a_title_has_no_end_and_no_speed_and_is_never_heard():
    title = Clip(id="t", start=0, length=5, source=Title(text="Fin"))
    before = film(title)
    assert lane(tried(before, lambda p: edit.trim_end(p, "t", to=900)))[0][2] == 900
    for refused in (
        lambda: edit.set_speed(before, "t", speed=Fraction(2)),
        lambda: edit.stretch(before, "t", side="end", to=9),
        lambda: edit.insert(before, replace(title, id="u"), track_id="A1", at=0),
        lambda: edit.set_title(before, "t", size=5),
        lambda: edit.set_title(before, "t", colour="red"),
        lambda: edit.set_title(two(), "a", text="x"),
    ):
        with pytest.raises(edit.EditRefused):
            refused()
    after = tried(before, lambda p: edit.set_title(p, "t", text="The end", place="foot"))
    assert clip_of(after, "t").title == Title(text="The end", place="foot")
