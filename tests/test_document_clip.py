"""What a clip is called, says and sounds like; copy and paste."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from film_kit import clip_of, film, footage, lane, mint, planned, rich_film, tried

from studio.document import edit
from studio.document.film import FrameRef, Keyframe
from studio.problem import StudioError


def test_name_colour_gain_and_fades():
    after = tried(
        film(footage("a", 0, 10)), lambda p: edit.set_colour(edit.set_name(p, "a", name="Sea"), "a", colour="red")
    )
    assert (clip_of(after, "a").name, clip_of(after, "a").colour) == ("Sea", "red")
    assert clip_of(tried(after, lambda p: edit.set_gain(p, "a", gain_db=float("-inf"))), "a").gain_db == -96
    with pytest.raises(edit.EditRefused):
        edit.set_gain(after, "a", gain_db=float("nan"))


def test_the_fade_being_dragged_pushes_the_other():
    before = film(footage("a", 0, 10, fade_in=6, fade_out=4))
    for fades, expected in (({"fade_in": 8}, (8, 2)), ({"fade_out": 99}, (0, 10)), ({"fade_in": -5}, (0, 4))):
        clip = clip_of(tried(before, lambda p, fades=fades: edit.set_fades(p, "a", **fades)), "a")
        assert (clip.fade_in, clip.fade_out) == expected


def test_a_new_prompt_drops_the_old_expansion():
    before = edit.set_shot(film(planned("a", 0, 10)), "a", expanded="a long red boat at dawn", seed=7)
    shot = clip_of(tried(before, lambda p: edit.set_prompt(p, "a", prompt="a blue boat")), "a").shot
    assert (shot.prompt, shot.expanded, shot.seed) == ("a blue boat", "", 7)
    with pytest.raises(edit.EditRefused, match="imported footage"):
        edit.set_prompt(film(footage("a", 0, 5)), "a", prompt="x")
    with pytest.raises(edit.EditRefused, match="@bo"):
        edit.set_shot(before, "a", cast=["anna", "bo"])
    assert clip_of(tried(before, lambda p: edit.set_shot(p, "a", cast=["anna"])), "a").shot.cast == ("anna",)


def test_keyframes_stay_inside_ordered_and_one_per_time():
    before = film(planned("a", 5, 10))
    picture = FrameRef("media", "p")
    after = before
    for key in (Keyframe(9, picture), Keyframe(0, picture), Keyframe(9, picture, 0.25)):
        after = tried(after, lambda p, key=key: edit.set_keyframe(p, "a", keyframe=key))
    assert [(key.time, key.strength) for key in clip_of(after, "a").shot.keyframes] == [(0, 1.0), (9, 0.25)]
    assert len(clip_of(tried(after, lambda p: edit.remove_keyframe(p, "a", time=0)), "a").shot.keyframes) == 1
    for wrong in (
        Keyframe(10, picture),
        Keyframe(-1, picture),
        Keyframe(1, FrameRef("take", "x")),
        Keyframe(1, picture, 2),
    ):
        with pytest.raises(edit.EditRefused):
            edit.set_keyframe(before, "a", keyframe=wrong)


def test_plan_again_keeps_the_place_the_takes_and_the_keyframes_in_view():
    before = edit.set_keyframe(rich_film(), "made", keyframe=Keyframe(9, FrameRef("media", "p")))
    clip = clip_of(tried(before, lambda p: edit.plan_again(p, "made")), "made")
    assert clip.planned and (clip.start, clip.length, clip.offset, clip.takes) == (60, 20, 0, ("t",))
    assert [key.time for key in clip.shot.keyframes] == [4]


def test_copy_and_paste_through_json_keeps_distances_and_makes_new_ids():
    before = edit.overwrite(rich_film(), footage("up", 0, 8), track_id="V2", at=70)
    copied = json.loads(json.dumps(edit.copy_clips(before, ["made", "up"])))
    after = tried(before, lambda p: edit.paste_clips(p, copied, track_id="V1", at=200, mint=mint())[0])
    assert lane(after)[-1] == ("n0", 200, 220, 5) and lane(after, "V2")[-1] == ("n1", 210, 218, 0)
    assert replace(clip_of(after, "n0"), id="made", start=60) == clip_of(before, "made")
    with pytest.raises(edit.EditRefused, match="not enough tracks"):
        edit.paste_clips(before, copied, track_id="A1", at=0)


@pytest.mark.parametrize(
    "data", [None, [], {}, {"format": "fantascope/clips/1"}, {"format": "fantascope/clips/1", "clips": [3]}]
)
def test_pasting_anything_else_is_a_sentence(data: object):
    with pytest.raises(StudioError):
        edit.paste_clips(film(), data, track_id="V1", at=0)


def test_pasting_into_another_film_is_a_sentence():
    copied = edit.copy_clips(rich_film(), ["made"])
    stranger = replace(film(), takes=())
    with pytest.raises(edit.EditRefused, match="takes are not"):
        edit.paste_clips(stranger, copied, track_id="V1", at=0)
    copied["clips"][0]["clip"]["length"] = -4
    with pytest.raises(StudioError):
        edit.paste_clips(film(), copied, track_id="V1", at=0)
