"""check() sees each broken invariant, and passes a sound film."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from film_kit import film, footage, planned, rich_film, take

from studio.document.check import check
from studio.document.film import CastMember, Clip, FrameRef, Keyframe, Marker, MediaSource, Shot


def test_a_sound_film_has_no_troubles():
    assert check(rich_film()) == []


@pytest.mark.parametrize(
    ("clips", "word"),
    [
        ([footage("a", 0, 10), footage("b", 9, 5)], "overlap"),
        ([footage("a", 20, 10), footage("b", 0, 5)], "out of order"),
        ([footage("a", 0, 10), footage("a", 20, 5)], "Two clips"),
        ([footage("a", 0, 0)], "place"),
        ([footage("a", -1, 5)], "place"),
        ([footage("a", 0, 101)], "past the end"),
        ([footage("a", 0, 51, speed=Fraction(2))], "past the end"),
        ([footage("a", 0, 5, offset=-1)], "before its source"),
        ([footage("a", 0, 5, speed=Fraction(0))], "speed"),
        ([footage("a", 0, 5, fade_in=3, fade_out=3)], "fades"),
        ([footage("a", 0, 5, gain_db=float("nan"))], "gain"),
        ([footage("../a", 0, 5)], "unusable id"),
        ([Clip(id="a", start=0, length=5, source=MediaSource("x"))], "not in the film"),
        ([Clip(id="a", start=0, length=5, source=MediaSource("s"))], "sound on a picture"),
        ([Clip(id="a", start=0, length=5, source=MediaSource("p"), offset=1)], "offset"),
        ([Clip(id="a", start=0, length=49, source=Shot(takes=("t",), take="t"))], "past the end"),
        ([planned("a", 0, 5, takes=("x",))], "takes"),
        ([planned("a", 0, 5, takes=("t", "t"))], "takes"),
        ([Clip(id="a", start=0, length=5, source=Shot(take="t"))], "does not list"),
        ([planned("a", 0, 5, cast=("bo",))], "cast"),
        ([planned("a", 0, 5, keyframes=(Keyframe(5, FrameRef("media", "p")),))], "outside the shot"),
        ([planned("a", 0, 5, keyframes=(Keyframe(1, FrameRef("media", "m", 100)),))], "past the end"),
        ([planned("a", 0, 5, keyframes=(Keyframe(1, FrameRef("take", "x")),))], "not in the film"),
        ([planned("a", 0, 5, keyframes=(Keyframe(1, FrameRef("media", "p"), float("nan")),))], "strength"),
    ],
)
def test_broken_clips_are_seen(clips: list[Clip], word: str):
    base = film()
    broken = replace(base, tracks=(replace(base.tracks[0], clips=tuple(clips)), *base.tracks[1:]))
    assert any(word in trouble for trouble in check(broken)), check(broken)


@pytest.mark.parametrize(
    "change",
    [
        {"rate": Fraction(0)},
        {"width": 0},
        {"sample_rate": 1},
        {"markers": (Marker(5), Marker(5))},
        {"markers": (Marker(-5),)},
        {"in_point": 5, "out_point": 5},
        {"in_point": -1},
        {"cast": (CastMember("a"), CastMember("a"))},
        {"cast": (CastMember("a", image=FrameRef("take", "x")),)},
        {"takes": (take("t", rate=Fraction(0)),)},
        {"takes": (take("t", -1),)},
        {"id": ""},
    ],
)
def test_broken_films_are_seen(change: dict[str, object]):
    assert check(replace(film(), **change))


def test_a_shot_on_a_sound_track_is_seen():
    base = film()
    broken = replace(base.tracks[2], clips=(planned("a", 0, 5),))
    assert any("sound track" in trouble for trouble in check(replace(base, tracks=(*base.tracks[:2], broken))))


def test_beside_a_sound_film_only_what_changed_is_looked_into_and_all_of_that():
    sound = rich_film()
    assert check(sound, sound=sound) == []
    track = sound.tracks[0]
    worse = replace(track, clips=(*track.clips[:-1], replace(track.clips[-1], length=0)))
    changes = (
        {"tracks": (worse, *sound.tracks[1:])},
        {"tracks": (replace(track, kind="audio" if track.kind == "video" else "video"), *sound.tracks[1:])},
        {"media": ()},
        {"takes": ()},
        {"cast": ()},
    )
    for change in changes:
        broken = replace(sound, **change)
        assert sorted(check(broken, sound=sound)) == sorted(check(broken)) != [], change
