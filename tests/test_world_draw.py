"""The drawn world: frames are a pure function of scene and time, cover the frame, and show what the scene says."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from studio.world import draw
from studio.world.draw import Renderer, contact_sheet, position, render, visible
from studio.world.scene import (
    ACTIONS,
    CAMERAS,
    KINDS,
    PLACES,
    SHOT_SCALE,
    SHOTS,
    SPEED,
    STYLES,
    VIEWS,
    WEATHERS,
    Character,
    Performance,
    Prop,
    Scene,
    actions_of,
    moves,
    sample_scene,
)
from studio.world.stage import SHORT, camera, moment

MAGENTA = np.array((255, 0, 255), np.uint8)
SIZES = ((96, 56), (56, 96), (72, 72))


def a_scene(kind: str = "woman", action: str = "stand", **changes: object) -> Scene:
    scene = Scene((Performance(Character(kind, "red"), action),), "flower meadow", seed=5)
    return replace(scene, **changes)                                                 # type: ignore[arg-type]


@pytest.mark.parametrize("seed", range(6))
def test_same_scene_same_pixels_in_any_order(seed: int) -> None:
    scene = sample_scene(seed)
    forwards = render(scene, 96, 56, (0.0, 1.3, 2.6))
    other = Renderer(scene, 96, 56)
    backwards = [other.frame(t) for t in (2.6, 1.3, 0.0)]
    assert forwards.shape == (3, 56, 96, 3) and forwards.dtype == np.uint8
    assert np.array_equal(forwards, np.stack(backwards[::-1]))


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("place", ("flower meadow", "neon street", "room", "moon", "beach"))
@pytest.mark.parametrize("shot", SHOTS)
def test_the_place_covers_the_frame(shot: str, place: str, view: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Painted over magenta with nobody on the stage, no magenta is left, at every camera's extremes."""
    monkeypatch.setattr(Renderer, "_paint_figures", lambda *_, **__: None)
    monkeypatch.setattr(Renderer, "_paint_marks_and_shadows", lambda *_, **__: None)
    for i, move in enumerate(CAMERAS):
        scene = a_scene("dog", "run", place=place, shot=shot, view=view, camera=move, leading=40.0 * (-1) ** i)
        stage = Renderer(scene, *SIZES[i % 3])
        stage._prepare()
        for t in (0.0, 2.0, 8.0):
            stage._canvas.fill(0xFFFF00FF)
            untouched = (np.abs(stage.frame(t).astype(int) - MAGENTA) < 40).all(-1)
            assert not untouched.any(), (move, t)


def test_the_main_character_is_in_the_frame() -> None:
    """An occluder may hide it, the frame's edge may not. Runners cross a narrow frame in less than 4 s."""
    for width, height, few in ((192, 112, 3), (112, 192, 6), (144, 144, 6)):
        aspect = width / height
        lost = []
        for seed in range(60):
            scene = replace(sample_scene(seed, aspect=aspect), occluder=None)
            if min(visible(scene.cast[0], scene, t, aspect=aspect) for t in (0.0, 4.0)) < 0.3:
                lost.append(seed)
        assert len(lost) <= few, (width, lost)


def test_the_head_of_a_close_shot_is_in_the_frame() -> None:
    for kind in KINDS:
        scene = a_scene(kind, shot="close")
        with_, without = render(scene, 192, 112, (0.0,))[0], _without_cast(scene, 0.0)
        rows = np.flatnonzero((with_ != without).any((1, 2)))
        assert rows[0] >= 1, kind


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("shot", ("wide", "medium"))
def test_feet_stand_on_the_ground_inside_the_frame(shot: str, view: str) -> None:
    for kind in ("wizard", "cat", "bus"):
        scene = a_scene(kind, shot=shot, view=view)
        x, y = camera(scene, 0.0).see(*position(scene.cast[0], scene, 0.0))
        assert abs(x) < 1 and 0.6 * SHORT < y < SHORT - 3


@pytest.mark.parametrize("action", ACTIONS)
def test_each_action_moves_the_picture(action: str) -> None:
    kind = next(k for k in ("woman", "wizard", "car", "bird") if action in actions_of(k))
    frames = render(a_scene(kind, action), 96, 56, [i / 6 for i in range(8)]).astype(int)
    change = np.abs(frames[1:] - frames[:-1]).max((1, 2, 3))
    assert change.max() > (40 if action not in ("stand", "sit") else 4)


def test_walkers_walk_the_way_they_face_and_followers_stay() -> None:
    for facing in (-1, 1):
        scene = Scene((Performance(Character("man", "blue"), "walk", facing=facing),), "beach")
        travelled = position(scene.cast[0], scene, 2.0)[0] - position(scene.cast[0], scene, 0.0)[0]
        assert travelled == pytest.approx(facing * 2 * SPEED["walk"] * SHOT_SCALE["medium"])
        follow = replace(scene, camera="follow")
        xs = [camera(follow, t).see(*position(follow.cast[0], follow, t))[0] for t in (0.0, 1.0, 4.0)]
        assert xs == pytest.approx([xs[0]] * 3)
        still, moved = (_without_cast(replace(follow, weather="clear"), t) for t in (0.0, 2.0))
        assert (still != moved).any()


@pytest.mark.parametrize("where", (-30.0, 0.0, 25.0))
@pytest.mark.parametrize("move", CAMERAS)
def test_who_leaves_is_gone_and_comes_back(where: float, move: str) -> None:
    who = Performance(Character("robot", "green"), "wave", x=where, leaves_at=1.5, returns_at=4.0)
    scene = replace(a_scene(), cast=(who,), camera=move)
    assert visible(who, scene, 0.0) > 0.4
    assert visible(who, scene, 2.3) == 0.0
    steps = [position(who, scene, i / 24)[0] for i in range(140)]
    assert max(abs(b - a) for a, b in pairwise(steps)) < 12, "a jump instead of a walk"
    assert position(who, scene, 5.0)[0] == pytest.approx(where)
    out, back = moment(who, scene, 1.2), moment(who, scene, 3.6)
    assert out.facing == -back.facing and out.action == back.action == "run"


def test_an_occluder_hides() -> None:
    scene = a_scene("child", occluder=("pillar", 0.0))
    assert visible(scene.cast[0], scene, 0.0) < 0.1
    assert visible(scene.cast[0], replace(scene, occluder=("pillar", 60.0)), 0.0) == pytest.approx(1.0)
    with_, without = render(scene, 192, 112, (0.0,))[0], _without_cast(scene, 0.0)
    assert (with_[20:80, 84:108] == without[20:80, 84:108]).all()


@pytest.mark.parametrize(
    ("prop", "event"), (("tower", "topple"), ("cake", "bite"), ("candle", "out"), ("lantern", "light")))
def test_events_leave_a_mark(prop: str, event: str) -> None:
    scene = a_scene(props=(Prop(prop, 40.0, event=event, event_at=1.0),))
    quiet = replace(scene, props=(Prop(prop, 40.0),))
    eventful, uneventful = (render(s, 192, 112, (0.5, 2.5, 9.0)) for s in (scene, quiet))
    before, after, later = (eventful != uneventful).any((1, 2, 3))
    assert before != after and after == later


def test_every_prop_place_weather_and_style_paints() -> None:
    plain = render(a_scene(), 96, 56, (1.0,))
    for kind in ("candle", "ball", "tower", "cake", "lantern", "umbrella", "boat", "campfire", "sign"):
        assert (render(a_scene(props=(Prop(kind, 30.0),)), 96, 56, (1.0,)) != plain).any(), kind
    for weather in WEATHERS[1:]:
        frames = render(a_scene(weather=weather), 96, 56, (0.0, 0.25))
        assert (frames[0] != frames[1]).any(), weather
    for style in STYLES[1:]:
        assert (render(a_scene(style=style), 96, 56, (1.0,)) != plain).any(), style
    assert len({render(a_scene(place=place), 32, 32, (0.0,)).tobytes() for place in PLACES}) == len(PLACES)


def test_footprints_stay_in_the_snow() -> None:
    scene = Scene((Performance(Character("dog", "black"), "walk", x=-50.0),), "snowy meadow")
    behind = (slice(80, 90), slice(45, 60))
    fresh, trodden, later = render(scene, 192, 112, (0.0, 3.4, 4.0))
    assert (fresh[behind] != trodden[behind]).any() and (trodden[behind] == later[behind]).all()


def test_weather_is_continuous() -> None:
    for weather in ("snow", "fog"):
        frames = render(a_scene(weather=weather), 96, 56, [2 + i / 100 for i in range(40)]).astype(int)
        assert np.abs(frames[1:] - frames[:-1]).mean((1, 2, 3)).max() < 1.5


def test_the_crowd_walks_and_stays_the_same_crowd() -> None:
    scene = a_scene(place="market street", crowd=3)
    frames = render(scene, 96, 56, (0.0, 0.5))
    assert (frames[0] != frames[1]).any() and (frames[0] != render(replace(scene, crowd=0), 96, 56, (0.0,))[0]).any()
    assert draw._passers_by(scene) == draw._passers_by(scene)


def test_contact_sheet_has_a_row_for_each_scene() -> None:
    assert contact_sheet([a_scene(), a_scene("car")], 3, 48, 28, 2.0).shape == (58, 148, 3)


def test_tiny_frames_are_refused() -> None:
    with pytest.raises(ValueError, match="at least 16"):
        Renderer(a_scene(), 8, 8)


def test_moving_actions_are_the_ones_that_travel() -> None:
    for action in ACTIONS:
        scene = a_scene("woman", action)
        assert (position(scene.cast[0], scene, 1.0)[0] != 0.0) == moves(action)


def _without_cast(scene: Scene, t: float) -> np.ndarray:
    stage = Renderer(scene, 192, 112)
    stage._paint_figures = stage._paint_marks_and_shadows = lambda *_, **__: None    # type: ignore[method-assign]
    return stage.frame(t)
