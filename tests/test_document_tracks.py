"""Tracks, markers, in and out points, settings."""

from __future__ import annotations

from fractions import Fraction

import pytest
from film_kit import film, footage, locked, mint, tried

from studio.document import edit
from studio.document.film import Marker


def test_tracks_are_added_above_their_kind_under_a_free_name():
    after = tried(film(), lambda p: edit.add_track(p, "video", mint=mint()))
    assert [track.name for track in after.tracks] == ["V1", "V2", "V3", "A1"]
    after = tried(after, lambda p: edit.add_track(p, "audio", name="Music", at=0))
    assert after.tracks[0].name == "Music"


def test_tracks_move_are_renamed_and_removed():
    after = tried(film(), lambda p: edit.move_track(p, "V1", to=2))
    assert [track.id for track in after.tracks] == ["V2", "A1", "V1"]
    after = tried(after, lambda p: edit.rename_track(p, "V1", name="Titles"))
    assert after.tracks[2].name == "Titles"
    assert [track.id for track in tried(after, lambda p: edit.remove_track(p, "V1")).tracks] == ["V2", "A1"]


@pytest.mark.parametrize("name", ["muted", "locked", "solo"])
def test_switches_turn_on_and_off_even_on_a_locked_track(name: str):
    switch = getattr(edit, f"set_{name}")
    on = tried(film(), lambda p: switch(p, "V1", **{name: True}))
    assert getattr(on.tracks[0], name) and not getattr(on.tracks[1], name)
    assert not getattr(switch(locked(on), "V1", **{name: False}).tracks[0], name)


def test_markers_are_one_per_frame_in_order():
    after = tried(film(), lambda p: edit.add_marker(edit.add_marker(p, Marker(9, "b")), Marker(4, "a")))
    after = tried(after, lambda p: edit.add_marker(p, Marker(9, "c", "red")))
    assert [(m.frame, m.name) for m in after.markers] == [(4, "a"), (9, "c")]
    assert [m.frame for m in tried(after, lambda p: edit.move_marker(p, 4, to=20)).markers] == [9, 20]
    assert [m.frame for m in tried(after, lambda p: edit.remove_marker(p, 4)).markers] == [9]
    for wrong in (lambda: edit.add_marker(after, Marker(-1)), lambda: edit.remove_marker(after, 5)):
        with pytest.raises(edit.EditRefused):
            wrong()


def test_in_and_out_never_cross():
    after = tried(film(), lambda p: edit.set_out(edit.set_in(p, 5), 20))
    assert (after.in_point, after.out_point) == (5, 20)
    late = tried(after, lambda p: edit.set_in(p, 20))
    assert (late.in_point, late.out_point) == (20, None)
    early = tried(after, lambda p: edit.set_out(p, 5))
    assert (early.in_point, early.out_point) == (None, 5)
    assert tried(after, lambda p: edit.set_in(p, None)).in_point is None
    with pytest.raises(edit.EditRefused):
        edit.set_out(after, 0)


def test_settings_stay_possible():
    after = tried(film(), lambda p: edit.set_look(edit.set_size(edit.rename_film(p, "Sea"), 640, height=360), "ink"))
    assert (after.name, after.width, after.height, after.look) == ("Sea", 640, 360, "ink")
    assert tried(film(), lambda p: edit.set_rate(p, Fraction(30000, 1001))).rate == Fraction(30000, 1001)
    with pytest.raises(edit.EditRefused, match="fixed"):
        edit.set_rate(film(footage("a", 0, 5)), Fraction(30))
    with pytest.raises(edit.EditRefused, match="pixels"):
        edit.set_size(film(), 0, height=360)
