"""Training: three moments of drawn films, the middle one at any time between the others. Drawn on the spot, never kept.

The world is a function of time, so the truth of a frame between two others costs no more than the frames themselves.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from studio.training.dataset import RATE, SIZES, held_out

KEYS = 7                # frames at the model's rate of one scene; between each two there is one more
SCALES = (1.0, 1.5, 2.0)        # of the model's own size: larger frames move further
MOVING = 0.7            # mean difference of neighbours, of 255, from which a scene is worth learning from
CROP = 96
HELD = 96               # scenes in memory
EVERY = 2               # batches to each new scene
UNSEEN = 9_000_000      # the first seed of scenes nothing is trained on


class Moments(NamedTuple):
    """Frames (B, 3, H, W) in 0..1, and when `between` is: 0 at `first`, 1 at `second`."""

    first: Tensor
    between: Tensor
    second: Tensor
    time: Tensor            # (B,)


def draw(seed: int, *, scale: float = 1.0, unseen: bool = False, keys: int = KEYS) -> tuple[np.ndarray, np.ndarray]:
    """Frames of one scene (2 keys - 1, H, W, 3) uint8 and their times in frames of the model's rate."""
    from studio.world.captions import facts
    from studio.world.draw import Renderer
    from studio.world.scene import sample_scene

    rng = random.Random(seed)
    width, height = (round(side * scale) for side in SIZES["16:9"])
    scenes = (sample_scene(seed * 64 + k, aspect=width / height, seconds=2.0) for k in range(1 << 16))
    scene = next(scene for scene in scenes if held_out(facts(scene)) == unseen)
    start = rng.uniform(0.0, 1.0)
    times = np.array([k / 2 if k % 2 == 0 else k // 2 + rng.uniform(0.15, 0.85) for k in range(2 * keys - 1)])
    renderer = Renderer(scene, width, height, seconds=start + keys / RATE)
    return np.stack([renderer.frame(start + at / RATE) for at in times]), times


class Batches:
    """Endless `Moments` of crops in which something moves: turned over, turned round, run backwards, brightened."""

    def __init__(self, *, batch: int, seed: int) -> None:
        self.batch, self.rng, self._seed = batch, np.random.default_rng(seed), 1_000_000 + seed * 1000 % 7_000_000
        self._scenes: list[tuple[np.ndarray, np.ndarray]] = []

    def __iter__(self) -> Iterator[Moments]:
        while len(self._scenes) < self.batch:
            self._draw()
        while True:
            self._draw()
            for _ in range(EVERY):
                yield self._brightened(*zip(*(self._crop() for _ in range(self.batch)), strict=True))

    def _draw(self) -> None:
        while True:
            self._seed += 1
            frames, times = draw(self._seed, scale=float(self.rng.choice(SCALES)))
            if np.abs(frames[2:, ::4, ::4].astype(np.int16) - frames[:-2, ::4, ::4]).mean() >= MOVING:
                break
        self._scenes = [*self._scenes[-HELD + 1:], (frames, times)]

    def _crop(self) -> tuple[np.ndarray, float]:
        """(3, CROP, CROP, 3) uint8: of three places the one that moves most."""
        rng = self.rng
        frames, times = self._scenes[int(rng.integers(len(self._scenes)))]
        span = int(rng.choice((2, 3, 4), p=(0.65, 0.2, 0.15)))
        i = int(rng.integers(len(frames) - span))
        j, k = i + int(rng.integers(1, span)), i + span
        height, width = frames.shape[1:3]
        best, found = -1.0, frames[:3]
        for _ in range(3):
            y, x = int(rng.integers(height - CROP + 1)), int(rng.integers(width - CROP + 1))
            part = frames[[i, j, k], y: y + CROP, x: x + CROP]
            moves = float(np.abs(part[2, ::4, ::4].astype(np.int16) - part[0, ::4, ::4]).mean())
            best, found = (moves, part) if moves > best else (best, found)
        time = float((times[j] - times[i]) / (times[k] - times[i]))
        if rng.random() < 0.5:
            found, time = found[::-1], 1 - time
        for axis in (1, 2):
            found = np.flip(found, axis) if rng.random() < 0.5 else found
        return (found.swapaxes(1, 2) if rng.random() < 0.5 else found), time

    def _brightened(self, crops: tuple[np.ndarray, ...], times: tuple[float, ...]) -> Moments:
        """Decoded frames flicker a little: each end has its own brightness, and what lies between goes over."""
        x = torch.from_numpy(np.stack(crops)).permute(1, 0, 4, 2, 3).float() / 255        # (3, B, 3, H, W)
        t = torch.tensor(times, dtype=torch.float32)
        ends = torch.from_numpy(self.rng.normal(1.0, 0.02, (2, len(crops))).astype(np.float32))
        gain = torch.stack((ends[0], torch.lerp(ends[0], ends[1], t), ends[1]))
        first, middle, last = (x * gain[..., None, None, None]).clamp_(0, 1).unbind(0)
        return Moments(first, middle, last, t)


def unseen(count: int, *, first: int = 0) -> Iterator[Moments]:
    """Of so many scenes that are never trained on, every frame between two neighbours; scenes at rest are passed by."""
    seed = UNSEEN + first
    while count:
        frames, times = draw(seed, unseen=True, keys=4)
        seed += 1
        if np.abs(frames[2:].astype(np.int16) - frames[:-2]).mean() < MOVING:
            continue
        count -= 1
        x = torch.from_numpy(frames).permute(0, 3, 1, 2).float() / 255
        yield Moments(x[:-2:2], x[1::2], x[2::2], torch.from_numpy(times[1::2] % 1).float())


@torch.no_grad()
def figures(network: torch.nn.Module, count: int = 24) -> dict[str, float]:
    """Mean PSNR (dB) of in-between frames of unseen scenes: the network's, both frames laid together, and repeating."""
    found: dict[str, list[Tensor]] = {"network": [], "blend": [], "repeat": []}
    for first, between, second, time in unseen(count):
        nearest = torch.where((time < 0.5).view(-1, 1, 1, 1), first, second)
        answers = {"network": network(first, second, time).clamp(0, 1), "repeat": nearest,
                   "blend": torch.lerp(first, second, time.view(-1, 1, 1, 1))}
        for name, answer in answers.items():
            error = F.mse_loss(answer, between, reduction="none").mean((1, 2, 3))
            found[name].append(-10 * torch.log10(error.clamp(min=1e-6)))
    return {name: round(float(torch.cat(values).mean()), 2) for name, values in found.items()}
