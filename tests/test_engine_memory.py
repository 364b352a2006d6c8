"""What is read of a neighbour: only what is remembered, and to the very frame that touches the canvas."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from engine_kit import Patterns, after, ask, before, run
from safetensors.torch import load_file

from studio.engine.memory import recall, remix_start
from studio.engine.plan import REMEMBERED, Source, known_motion
from studio.engine.request import CastReference, Motion, Still

pytest_plugins = ("engine_fixtures",)


class Noted(Patterns):
    """Notes which frames of which file were asked for."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, int, int]] = []

    def video(self, path: str, start: float, stop: float, rate: float, width: int, height: int) -> np.ndarray:
        self.asked.append((path, round(start * rate), round(stop * rate)))
        return super().video(path, start, stop, rate, width, height)


def _recalled(request, models, read=None):
    return recall(request, known_motion(request), models, read or Patterns())


@pytest.mark.parametrize(
    ("motion", "frames"),
    [
        (before("l", stop=10.0, length=10.0), (120 - 4 * REMEMBERED, 120)),
        (before("l", stop=31 / 12, length=1.0), (19, 31)),
        (before("l", stop=31 / 12, length=13 / 12), (19, 31)),
        (before("l", stop=2 / 12, length=2 / 12), (0, 2)),
        (after("r", time=2.0, start=0.25, length=20.0), (3, 3 + 4 * REMEMBERED)),
        (after("r", time=2.0, start=5 / 12, length=7 / 12), (5, 9)),
    ],
)
def test_only_whole_groups_that_touch_the_canvas_are_read(models, motion, frames):
    read = Noted()
    _recalled(ask(motion=(motion,)), models, read)
    assert read.asked == [(motion.path, *frames)]


def test_nothing_is_read_that_no_window_remembers(models):
    read = Noted()
    request = ask(motion=(before(),), stills=(Still("s", 0.0),), cast=(CastReference("c"),))
    assert recall(request, [], models, read) == {}
    assert read.asked == []


def test_the_last_group_of_a_neighbour_is_the_one_that_ends_at_the_canvas(models):
    known = _recalled(ask(motion=(before("l", stop=31 / 12, length=1.0),)), models)
    assert sorted(known) == [(Source.MOTION, 0, part) for part in range(3)]
    expected = models.encode(Patterns().video("l", 27 / 12, 31 / 12, 12, 64, 64))
    assert torch.equal(known[Source.MOTION, 0, 2], expected[0])


def test_a_still_is_a_group_of_four_equal_frames_and_fades_with_its_strength(models):
    request = ask(stills=(Still("s", 0.0), Still("s", 0.0, strength=0.25)))
    frames = [f for w in _plan(request).windows for f in w.memory]
    known = recall(request, frames, models, Patterns())
    picture = Patterns().picture("s", 0.0, 64, 64)
    assert torch.equal(known[Source.STILL, 0, 0], models.encode(np.stack([picture] * 4))[0])
    rest = known[Source.STILL, 1, 0] - 0.25 * known[Source.STILL, 0, 0]
    assert float(rest.std()) == pytest.approx(0.75, abs=0.1)


def _plan(request):
    from studio.engine.plan import make_plan

    return make_plan(request)


def test_stored_latents_are_used_to_the_bit_on_group_borders_and_made_anew_off_them(models, tmp_path):
    frames, done = run(ask(seconds=2.0, steps=1), models, tmp_path)
    stored = load_file(done.latents)["latents"].float()
    on = _recalled(ask("b", motion=(before(done.latents, stop=20 / 12, length=1.0),)), models)
    for part in range(3):
        assert torch.equal(on[Source.MOTION, 0, part], stored[2 + part])
    off = _recalled(ask("b", motion=(after(done.latents, time=2.0, start=3 / 12, length=8 / 12),)), models)
    assert torch.equal(torch.stack([off[Source.MOTION, 0, part] for part in range(2)]), models.encode(frames[3:11]))


def test_a_remix_reads_the_film_in_canvas_groups_and_holds_its_last(models, tmp_path):
    _, done = run(ask(seconds=2.0, steps=1), models, tmp_path)
    stored = load_file(done.latents)["latents"].float()
    start = remix_start(ask("b", seconds=2.0, remix=Motion(done.latents, 1 / 3, 1.25, 0.0)), models, Patterns())
    assert torch.equal(start, stored[[1, 2, 3, 3, 3, 3]])
