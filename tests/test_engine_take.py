"""Every verb, sampled for real with a tiny model: what comes back, what it depends on, and what it must not touch."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from engine_kit import Patterns, after, ask, before, events, run
from safetensors import safe_open

from studio.engine.control import Control
from studio.engine.events import Frames, Preview, Step
from studio.engine.journal import Journal
from studio.engine.request import CastReference, Motion, Prompt, Still
from studio.engine.sample import generate
from studio.problem import StudioError

pytest_plugins = ("engine_fixtures",)


def _differ(a: np.ndarray, b: np.ndarray) -> float:
    return float(np.abs(a.astype(int) - b.astype(int)).mean())


def test_the_same_request_gives_the_same_frames_and_another_seed_others(models, tmp_path):
    request = ask(seconds=1.5)
    first, _ = run(request, models, tmp_path / "a")
    again, _ = run(request, models, tmp_path / "b")
    other, _ = run(replace(request, seed=2), models, tmp_path / "c")
    assert first.shape == (18, 64, 64, 3)
    assert first.dtype == np.uint8
    assert np.array_equal(first, again)
    assert _differ(first, other) > 5


@pytest.mark.parametrize("aspect", [(192, 112), (112, 192), (144, 144)])
def test_every_aspect_comes_back_at_its_size(models, tmp_path, aspect):
    width, height = aspect
    frames, done = run(ask(seconds=0.3, steps=1, width=width, height=height), models, tmp_path)
    assert frames.shape == (4, height, width, 3)
    assert (done.frames, done.first, done.complete) == (4, 0, True)


def test_the_prompt_its_strength_and_chinese_are_heard(models, tmp_path):
    base = ask(seconds=0.6)
    plain, _ = run(base, models, tmp_path / "a")
    for i, changed in enumerate((
        replace(base, prompts=(Prompt("a blue whale swims"),)),
        replace(base, prompts=(Prompt("一只红色的狐狸在奔跑"),)),
        replace(base, guidance=1.0),
    )):
        assert _differ(plain, run(changed, models, tmp_path / str(i))[0]) > 0.1


def test_prompts_take_turns(models, tmp_path):
    one = ask(seconds=2.0)
    two = replace(one, prompts=(*one.prompts, Prompt("rain at night", 1.0)))
    a, b = run(one, models, tmp_path / "a")[0], run(two, models, tmp_path / "b")[0]
    assert np.array_equal(a[:8], b[:8])
    assert not np.array_equal(a[8:], b[8:])


def test_steps_previews_and_frames_are_told_in_order(models, tmp_path):
    heard = list(events(ask(seconds=2.0, steps=6), models, tmp_path))
    steps = [e for e in heard if isinstance(e, Step)]
    assert [s.done for s in steps] == list(range(1, 13))
    assert {(s.total, s.windows) for s in steps} == {(12, 2)}
    assert steps[0].seconds_left is None
    assert steps[-1].seconds_left == 0
    previews = [e for e in heard if isinstance(e, Preview)]
    assert [p.frame for p in previews] == [6, 18]
    assert previews[0].picture.shape == (64, 64, 3)
    assert [e.first for e in heard if isinstance(e, Frames)] == [0, 8]


def test_a_picture_is_one_frame(models, tmp_path):
    frames, done = run(ask(picture=True, seconds=1 / 12), models, tmp_path)
    assert frames.shape == (1, 64, 64, 3)
    assert done.frames == 1


def test_exact_stills_are_spliced_and_faint_ones_only_remembered(models, tmp_path):
    request = ask(seconds=1.0, stills=(Still("s.png", 0.0), Still("t.png", 0.5), Still("u.png", 0.75, strength=0.5)))
    frames, _ = run(request, models, tmp_path / "a")
    for name, frame in (("s.png", 0), ("t.png", 6)):
        assert np.array_equal(frames[frame], Patterns().picture(name, 0.0, 64, 64))
    assert not np.array_equal(frames[9], Patterns().picture("u.png", 0.0, 64, 64))
    without, _ = run(replace(request, stills=request.stills[:2]), models, tmp_path / "b")
    assert _differ(frames[9], without[9]) > 0.05


def test_cast_changes_the_take_without_being_in_it(models, tmp_path):
    base = ask(seconds=0.6)
    with_cast = replace(base, cast=(CastReference("anna.png"),))
    assert _differ(run(base, models, tmp_path / "a")[0], run(with_cast, models, tmp_path / "b")[0]) > 0.05


@pytest.mark.parametrize("seconds", [1.0, 3.0])
def test_a_fill_depends_on_both_neighbours(models, tmp_path, seconds):
    base = ask(seconds=seconds, steps=2, motion=(before("a.mp4"), after("b.mp4", time=seconds)))
    plain, _ = run(base, models, tmp_path / "a")
    left, right = base.motion
    for name, motion in (("l", (before("z.mp4"), right)), ("r", (left, after("z.mp4", time=seconds)))):
        changed, _ = run(replace(base, motion=motion), models, tmp_path / name)
        assert _differ(plain, changed) > 0.05


def test_going_on_from_a_take_never_encodes_it_again(models, tmp_path, monkeypatch):
    _, done = run(ask(seconds=2.0, steps=2), models, tmp_path / "first")
    film = _counted(models, monkeypatch)
    extended = ask("b", seconds=1.0, steps=2, motion=(before(done.latents),))
    fill = replace(extended, motion=(before(done.latents), after(done.latents, time=1.0)))
    lead_up = replace(extended, motion=(after(done.latents, time=1.0, length=2 / 12),))
    loop = replace(extended, motion=(before(done.latents), after(done.latents, time=1.0)))
    for i, request in enumerate((extended, fill, lead_up, loop)):
        run(request, models, tmp_path / str(i))
    assert film["encode"] == 0
    off_the_border = before(done.latents, stop=23 / 12, length=1.0)
    run(replace(extended, motion=(off_the_border,)), models, tmp_path / "off")
    assert film["encode"] > 0


def _counted(models, monkeypatch) -> dict[str, int]:
    counts = {"encode": 0}
    real = models.autoencoder.encode

    def encode(groups):
        counts["encode"] += 1
        return real(groups)

    monkeypatch.setattr(models.autoencoder, "encode", encode)
    return counts


def test_the_take_file_holds_exactly_what_was_shown(models, tmp_path):
    frames, done = run(ask(seconds=17 / 12, steps=2), models, tmp_path)
    with safe_open(done.latents, framework="pt") as file:
        meta, latents = file.metadata(), file.get_tensor("latents")
    assert meta == {"rate": "12", "frames": "17", "lead": "0", "width": "64", "height": "64", "model": "pocket"}
    assert np.array_equal(models.decode(latents.float())[:17], frames)


def test_a_take_made_backwards_is_cut_at_its_start_and_its_file_says_so(models, tmp_path):
    request = ask(seconds=17 / 12, steps=2, motion=(after(time=17 / 12),))
    assert [e.first for e in events(request, models, tmp_path / "a") if isinstance(e, Frames)] == [9, 0]
    frames, done = run(request, models, tmp_path / "b")
    with safe_open(done.latents, framework="pt") as file:
        lead = int(file.metadata()["lead"])
        assert lead == 3
        assert np.array_equal(models.decode(file.get_tensor("latents").float())[lead:], frames)
    # Its end lies on a group border, so going on after it reads its latents as they are.
    again = ask("c", seconds=0.6, steps=1, motion=(before(done.latents, stop=17 / 12, length=1.0),))
    run(again, models, tmp_path / "c")


def test_a_remix_starts_from_the_film_itself(models, tmp_path):
    original, done = run(ask(seconds=2.0), models, tmp_path / "a")
    request = ask("b", seconds=2.0, seed=9, remix=Motion(done.latents, 0.0, 2.0, 0.0), prompts=(Prompt("snow"),))
    distance = []
    for strength in (0.0, 0.3, 0.9):
        frames, _ = run(replace(request, remix_strength=strength), models, tmp_path / f"{strength}")
        distance.append(_differ(frames, original))
    assert distance[0] == 0
    assert 0 < distance[1] < distance[2]


def test_a_film_shorter_than_the_canvas_can_still_be_remixed(models, tmp_path):
    frames, _ = run(ask(seconds=2.0, steps=2, remix=Motion("short.mp4", 0.0, 0.5, 0.0)), models, tmp_path)
    assert len(frames) == 24


@pytest.mark.parametrize(
    ("content", "changes", "words"),
    [
        (None, {}, "missing"),
        (b"not a take at all", {}, "damaged"),
        ("take", {"width": 80}, "another picture size"),
        ("take", {"model": "giant"}, "another model"),
    ],
)
def test_a_take_that_does_not_fit_is_refused_with_a_reason(models, tmp_path, content, changes, words):
    path = tmp_path / "x.latents"
    if content == "take":
        path = Path(run(ask(seconds=1.0, steps=1), models, tmp_path / "a")[1].latents)
    elif content:
        path.write_bytes(content)
    with pytest.raises(StudioError, match=words):
        run(ask("b", seconds=1.0, motion=(before(str(path), stop=1.0, length=1.0),), **changes), models, tmp_path / "b")


def test_a_neighbour_of_two_frames_is_enough(models, tmp_path):
    frames, _ = run(ask(seconds=0.6, steps=1, motion=(before(stop=2 / 12, length=2 / 12),)), models, tmp_path)
    assert len(frames) == 7


def test_memory_stays_flat_over_a_long_take(models, tmp_path):
    statm = Path("/proc/self/statm")
    if not statm.exists():
        pytest.skip("this system does not tell how much memory is held")
    held = []
    for event in events(ask(seconds=80.0, steps=1, guidance=1.0, width=128, height=128), models, tmp_path):
        if isinstance(event, Frames):
            held.append(int(statm.read_text().split()[1]) * 4096)
    assert len(held) == 61
    assert held[-1] - held[10] < 12 * 2**20, "50 windows of frames would be 39 MB"


def test_a_sparse_plan_makes_a_whole_take_too(models, tmp_path):
    request = ask(seconds=4.0, steps=2, order="sparse")
    making = generate(request, models, read=Patterns(), control=Control(), journal=Journal(tmp_path).open(request))
    firsts = [e.first for e in making if isinstance(e, Frames)]
    assert firsts == [0, 20, 40, 44, 4, 24]
