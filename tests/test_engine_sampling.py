"""The sampler's mathematics against what can be known exactly."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
import torch
from torch import Tensor

from studio.engine.guidance import Guidance, guided_velocity, memory_rows, text_rows
from studio.engine.models import Models
from studio.engine.noise import noise
from studio.engine.sample import denoise
from studio.engine.schedule import timesteps
from studio.model.transformer import Role, Text, Transformer, attend, unpatchify

pytest_plugins = ("engine_fixtures",)


@pytest.mark.parametrize("steps", [1, 4, 16])
@pytest.mark.parametrize("strength", [1.0, 0.6, 0.05])
def test_timesteps_fall_from_the_strength_to_zero(steps, strength):
    times = timesteps(steps, strength=strength)
    assert times[0] == pytest.approx(strength)
    assert times[-1] == 0
    assert all(a > b for a, b in pairwise(times))
    assert len(times) == max(1, round(steps * strength)) + 1


def test_the_shift_leaves_more_steps_where_the_layout_is_decided():
    assert timesteps(16, shift=1.0)[8] == pytest.approx(0.5)
    assert timesteps(16, shift=3.0)[8] == pytest.approx(0.75)
    assert timesteps(16, strength=0.0) == [0.0]


def _gaussian(deviation: float):
    """The exact velocity for data that is normal with this deviation, and where it carries noise to."""

    def velocity(x: Tensor, t: float) -> Tensor:
        variance = (1 - t) ** 2 * deviation**2 + t**2
        return x * (t - (1 - t) * deviation**2) / variance

    return velocity


@pytest.mark.parametrize("second_order", [False, True])
def test_denoising_converges_to_the_exact_flow_with_its_order(second_order):
    x, errors = torch.tensor([1.3]), []
    for steps in (32, 64):
        *_, last = denoise(_gaussian(0.5), x, timesteps(steps, shift=1.5), second_order=second_order)
        errors.append(abs(float(last) - 1.3 * 0.5))
    order = math.log2(errors[0] / errors[1])
    assert order > (1.6 if second_order else 0.8)
    assert errors[1] < (0.002 if second_order else 0.03)


def test_denoising_tells_an_estimate_of_the_data_at_every_step():
    target = torch.full((3,), 0.25)
    estimates = list(denoise(lambda x, t: (x - target) / t, torch.randn(3), timesteps(5)))
    assert len(estimates) == 5
    assert all(torch.allclose(e, target, atol=1e-5) for e in estimates)


def test_the_correction_does_not_reach_across_a_jump():
    def velocity(x: Tensor, t: float) -> Tensor:
        return torch.full_like(x, 100.0 if t > 0.5 else 1.0)

    *_, last = denoise(velocity, torch.zeros(1), [1.0, 0.6, 0.3, 0.0], jumps=(0.5,))
    assert float(last) == pytest.approx(-40 - 30 - 0.3, rel=1e-5)


def test_guidance_follows_its_scale_inside_its_interval_only():
    a, b = torch.randn(4, 4), torch.randn(4, 4)
    assert torch.allclose(Guidance(3.0).combine(a, b), b + 3 * (a - b))
    assert torch.allclose(Guidance(3.0, rescale=1.0).combine(a, b).std(), a.std())
    assert not Guidance(1.0).on
    assert [Guidance(3.0).active(t) for t in (1.0, 0.95, 0.5, 0.1, 0.05)] == [False, True, True, False, False]


def test_noise_is_its_own_for_every_group_and_seed_and_always_the_same():
    shape = (2, 3, 4)
    assert torch.equal(noise(shape, 5, 3), noise(shape, 5, 3))
    assert not torch.equal(noise(shape, 5, 3), noise(shape, 5, 4))
    assert not torch.equal(noise(shape, 5, 3), noise(shape, 6, 3))
    assert noise((1,), 1, 0).item() == pytest.approx(-1.4125359, abs=1e-6)



def _joint(net: Transformer, canvas: tuple, known: tuple, text: Text) -> Tensor:
    """Canvas and memory in one sequence, with a mask that keeps memory from reading the canvas."""
    (latents, seconds, roles, timestep), (past, past_seconds, past_roles) = canvas, known
    x, frames, table = net._enter(latents, seconds, roles, timestep, text)
    y, past_frames, past_table = net._enter(past, past_seconds, past_roles, torch.zeros_like(past_seconds), text)
    own, theirs = x.shape[1], y.shape[1]
    z = torch.cat([y, x], 1)
    frames = torch.cat([past_frames, frames], 1)
    table = tuple(torch.cat([a, b], 2) for a, b in zip(past_table, table, strict=True))
    mask = torch.zeros(1, 1, own + theirs, own + theirs)
    mask[..., :theirs, theirs:] = -1e9
    for i, block in enumerate(net.blocks):
        gates = block.modulation(frames)
        q, k, v = block.project(z, gates, table)
        z = block.finish(z, attend(q, k, v, mask), gates, (text.keys[i], text.values[i], text.bias))
    shift, gain = net.last(torch.nn.functional.silu(net._condition(timestep, roles, text))).chunk(2, -1)
    z = torch.nn.functional.layer_norm(z[:, theirs:], (z.shape[-1],)).unflatten(1, (latents.shape[1], -1))
    z = (z * (1 + gain[:, :, None]) + shift[:, :, None]).flatten(1, 2)
    return unpatchify(net.leave(z), latents.shape[1], *latents.shape[3:], net.config.patch)


def _window(models: Models):
    torch.manual_seed(3)
    canvas, past = torch.randn(3, 4, 8, 8), torch.randn(2, 4, 8, 8)
    seconds, past_seconds = torch.tensor([0.2, 0.5, 0.8]), torch.tensor([-0.5, -0.2])
    roles = torch.full((3,), Role.CANVAS)
    return canvas, seconds, roles, (past, past_seconds, torch.tensor([Role.MOTION, Role.STILL]))


@torch.no_grad()
def test_memory_read_once_equals_memory_computed_jointly(models):
    canvas, seconds, roles, memory = _window(models)
    text = text_rows(models.text("a red fox runs"), 1)
    velocity = guided_velocity(models.transformer, models.text("a red fox runs"), memory=memory, seconds=seconds,
                               roles=roles, guidance=Guidance(1.0))
    t = torch.full((1, 3), 0.7)
    known = tuple(m[None] for m in memory)
    joint = _joint(models.transformer, (canvas[None], seconds[None], roles[None], t), known, text)
    assert joint.abs().mean() > 0.05
    assert torch.allclose(velocity(canvas, 0.7), joint[0], atol=2e-5)


@torch.no_grad()
def test_guidance_in_one_batch_equals_two_passes_with_the_same_memory(models):
    canvas, seconds, roles, memory = _window(models)
    net, pair = models.transformer, models.text("a red fox")
    where = {"memory": memory, "seconds": seconds, "roles": roles}
    velocity = guided_velocity(net, pair, guidance=Guidance(4.0), **where)
    t, single = torch.full((1, 3), 0.5), []
    for prompt in ("a red fox", ""):
        text = text_rows(models.text(prompt), 1)
        known = net.remember(*(m[None] for m in memory), text)
        single.append(net(canvas[None], seconds[None], roles[None], t, text, memory_rows(known, 1))[0])
    assert not torch.allclose(*single, atol=1e-3)
    assert torch.allclose(velocity(canvas, 0.5), Guidance(4.0).combine(*single), atol=1e-4)
    plain = guided_velocity(net, pair, guidance=Guidance(1.0), **where)
    assert torch.allclose(velocity(canvas, 0.99), plain(canvas, 0.99), atol=1e-5), "no guidance outside its interval"
