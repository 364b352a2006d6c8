"""Training: the network that makes frames between frames, on scenes drawn on the spot."""

from __future__ import annotations

import json
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor

from studio.model import weights
from studio.model.inbetween import Inbetween, InbetweenConfig
from studio.training.loop import Run, load_averaged
from studio.training.moments import Batches, Moments, figures
from studio.training.optimizer import MasterOptimizer

STAGES = (0.2, 0.3, 0.5, 1.0)       # weights of the answers after each stage


def loss_of(network: Inbetween, moments: Moments) -> tuple[Tensor, float]:
    """The weighted distance of every stage's answer from the truth, and the last one's own, of 255."""
    answers = network.steps(moments.first, moments.second, moments.time)
    parts = [_distance(answer, moments.between) for answer in answers]
    loss = sum(weight * part for weight, part in zip(STAGES, parts, strict=True))
    return torch.as_tensor(loss), float(F.l1_loss(answers[-1].detach(), moments.between)) * 255


def _distance(answer: Tensor, truth: Tensor) -> Tensor:
    """Absolute differences of the pictures and of their edges: without those, what is unsure becomes blurred."""
    error = answer - truth
    return error.abs().mean() + error.diff(dim=-1).abs().mean() + error.diff(dim=-2).abs().mean()


def build(config: InbetweenConfig, dtype: torch.dtype) -> Inbetween:
    return Inbetween(config).to(memory_format=torch.channels_last).to(dtype)         # type: ignore[call-overload]


def make_optimizer(network: Inbetween, rate: float = 1.0) -> MasterOptimizer:
    return MasterOptimizer(network, matrix_rate=0.01 * rate, vector_rate=1e-3 * rate, plain=("enter", "leave"),
                           average=0.995)


def train(folder: Path, target: Path, *, minutes: float, batch: int = 8, rate: float = 1.0, cooldown: float = 0.5,
          config: InbetweenConfig | None = None, dtype: torch.dtype = torch.bfloat16) -> None:
    """Trains for `minutes`, going on from `folder` where it holds a checkpoint. Every checkpoint writes `target` too.

    `target` tells how its frames compare with plainer ways on unseen scenes.
    """
    torch.manual_seed(0)
    network = build(config or InbetweenConfig(), dtype)
    optimizer = make_optimizer(network, rate)

    def write(scenes: int = 8) -> None:
        averaged = build(network.config, torch.float32)
        load_averaged(averaged, optimizer)
        found = figures(averaged, scenes)
        print(f"dB on unseen scenes {found}", flush=True)
        notes = {"steps": str(optimizer.steps), "psnr": json.dumps(found)}
        weights.save(target, averaged, notes=notes)

    run = Run(folder, optimizer, minutes, cooldown=cooldown, warmup_steps=50, on_checkpoint=write)
    run.resume()
    batches = iter(Batches(batch=batch, seed=optimizer.steps))
    for scale in run.steps():
        loss, off = loss_of(network, next(batches))
        loss.backward()
        norm = optimizer.step(scale)
        run.report(loss=loss.item(), off=off, norm=norm, scale=scale)
    write(24)
