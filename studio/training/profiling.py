"""Training: what this machine can do, measured before hours are spent. Needs no data; writes nothing."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
import torch
from torch.utils.flop_counter import FlopCounterMode

from studio.model.transformer import Transformer
from studio.training import train_autoencoder, train_transformer
from studio.training.batches import CLOSE, TASKS, Batch, Task
from studio.training.optimizer import MasterOptimizer

WORTH = 1.2         # how much faster bf16 must multiply before its coarser numbers are worth it
GRID = (14, 24)     # latent cells of a 16:9 clip


def seconds_of(function: Callable[[], object], *, budget: float = 0.5) -> float:
    """The shortest time of one call, over as many as fit the budget after a first that warms up; at least two."""
    function()
    best, end = float("inf"), time.monotonic() + budget
    for number in range(1000):
        began = time.perf_counter()
        function()
        best = min(best, time.perf_counter() - began)
        if number and time.monotonic() > end:
            break
    return best


def matmul_rate(dtype: torch.dtype, *, side: int = 1536, budget: float = 0.5) -> float:
    """Floating-point operations per second of a large square matrix product."""
    a, b = (torch.randn(side, side).to(dtype) for _ in range(2))
    return 2 * side**3 / seconds_of(lambda: a @ b, budget=budget)


def choose_dtype(*, side: int = 1536, budget: float = 0.5) -> tuple[torch.dtype, dict[torch.dtype, float]]:
    """bf16 where the processor multiplies it clearly faster than fp32, and both rates."""
    rates = {dtype: matmul_rate(dtype, side=side, budget=budget) for dtype in (torch.float32, torch.bfloat16)}
    return (torch.bfloat16 if rates[torch.bfloat16] > WORTH * rates[torch.float32] else torch.float32), rates


def blank_batch(task: Task, batch: int, network: Transformer, dtype: torch.dtype, *, pieces: int = 32) -> Batch:
    """Random numbers in the shapes a batch of this task has."""
    c = network.config

    grid = (CLOSE, CLOSE) if task.close else GRID

    def frames(count: int) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        latents = torch.randn(batch, count, c.channels, *grid).to(dtype)
        return latents, torch.arange(count).float().expand(batch, -1) / 3, torch.zeros(batch, count, dtype=torch.long)

    states = torch.randn(batch, pieces, c.text_width).to(dtype)
    ids = torch.zeros(batch, pieces, dtype=torch.long)
    canvas, seconds, roles = frames(len(task.canvas))
    weight = torch.ones(batch, len(task.canvas), 1, *grid)
    out = Batch(canvas, seconds, roles, weight, states, ids, torch.ones_like(ids, dtype=torch.bool))
    if task.memory:
        out.memory, out.memory_seconds, out.memory_roles = frames(len(task.memory))
    return out


def _line(name: str, size: int, step: Callable[[], object], peak: float) -> str:
    with FlopCounterMode(display=False) as counter:
        step()
    work, took = counter.get_total_flops(), seconds_of(step, budget=0)
    share = work / took / peak
    return (f"{name:<12} {size:4d} clips  {took:7.2f} s/step  {size / took:7.1f} clips/s"
            f"  {work / took / 1e12:6.3f} TFLOP/s  {share:5.0%} of the limit")


def transformer_lines(stage: str, dtype: torch.dtype, peak: float, *, scale: float = 1.0,
                      network: Transformer | None = None) -> list[str]:
    """One line for each task of the stage: whole steps, forward, backward and optimizer, not compiled."""
    network = (network or Transformer()).to(dtype)
    optimizer = MasterOptimizer(network, matrix_rate=0.0, vector_rate=0.0, plain=train_transformer.PLAIN)
    rng, lines = np.random.default_rng(0), []
    for name, size, _ in train_transformer.STAGES[stage]:
        size = max(1, round(size * scale))
        batch = blank_batch(TASKS[name], size, network, dtype)
        known, when, roles = batch.memory, batch.memory_seconds, batch.memory_roles
        memory = (known, when, roles) if known is not None and when is not None and roles is not None else None
        level = train_transformer.timesteps((size, len(TASKS[name].canvas)), rng)
        noise = torch.randn_like(batch.canvas)

        def step(batch: Batch = batch, memory=memory, level=level, noise=noise) -> None:
            train_transformer.flow_loss(network, batch.canvas, noise, level, batch.seconds, batch.roles, batch.weight,
                                        batch.states, batch.ids, batch.mask, memory).backward()
            optimizer.step()

        lines.append(_line(name, size, step, peak))
    return lines


def autoencoder_lines(dtype: torch.dtype, peak: float, *, batch: int = 16, size: int = 96,
                      config: train_autoencoder.AutoencoderConfig | None = None) -> list[str]:
    """One line: a whole step on crops, not compiled."""
    network = train_autoencoder.build(config or train_autoencoder.AutoencoderConfig(), dtype)
    optimizer = train_autoencoder.make_optimizer(network, rate=0.0)
    x = torch.rand(batch, 4, 3, size, size).to(dtype)
    noise = torch.zeros(batch, network.config.channels, size // 8, size // 8, dtype=dtype)

    def step() -> None:
        train_autoencoder.loss_of(network, x, noise)[0].backward()
        optimizer.step()

    return [_line("crops", batch, step, peak)]
