"""Training: the captioner, on the latents of drawn clips and the truth that was drawn.

Latents are spoiled as those of generated and foreign film are: noise, contrast, a cropped edge. Clips of many groups
teach motion; clips of one teach looks.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from studio.model import weights
from studio.model.captioner import FACTS, Captioner, CaptionerConfig
from studio.problem import StudioError
from studio.training.dataset import Shard, shards
from studio.training.loop import Run, load_averaged
from studio.training.optimizer import MasterOptimizer
from studio.world.captions_en import SHOTS

PLAIN = ("enter", "score", "heads")
UNKNOWN = -1            # a fact nobody wrote down
FRAMES = 96             # latent frames in a batch
LONGEST = 6             # latent frames of one clip


@dataclass(slots=True)
class Labelled:
    """Clips (N, T, C, h, w) bf16 and the index of each fact (N, attributes), UNKNOWN where it is not known."""

    latents: Tensor
    facts: Tensor


def labels(facts: dict[str, str], captions: list[str]) -> list[int]:
    """The indices of a clip's facts, in the order of `FACTS`. The shot size is told by its captions alone."""
    known = {"shot": shot_of(captions), **facts}
    return [FACTS[name].index(known[name]) if known[name] in FACTS[name] else UNKNOWN for name in FACTS]


def shot_of(captions: list[str]) -> str:
    text = " ".join(captions).lower()
    for shot, phrases in SHOTS.items():
        if any(re.search(rf"\b{re.escape(phrase.lower())}\b", text) for phrase in phrases):
            return shot
    return ""


def labelled(folder: Path) -> Labelled:
    shard = Shard.load(folder)
    rows = [labels(facts, captions) for facts, captions in zip(shard.facts, shard.captions, strict=True)]
    return Labelled(shard.motion, torch.tensor(rows))


class Clips:
    """Endless batches (B, T, C, h, w) with facts (B, attributes); about FRAMES latent frames each."""

    def __init__(self, folders: list[Path], *, seed: int) -> None:
        self.shards = [labelled(folder) for folder in folders]
        self.rng = np.random.default_rng(seed)
        # A clip of many groups is worth more: only there camera and action show.
        worth = np.array([len(s.facts) * min(3, s.latents.shape[1]) for s in self.shards], dtype=float)
        self.shares = worth / worth.sum()

    def __iter__(self) -> Iterator[tuple[Tensor, Tensor]]:
        while True:
            shard = self.shards[self.rng.choice(len(self.shards), p=self.shares)]
            n, groups, _, h, w = shard.latents.shape
            length = int(self.rng.integers(1 if groups < 3 or self.rng.random() < 0.1 else 2, min(groups, LONGEST) + 1))
            index = torch.from_numpy(self.rng.integers(n, size=max(1, FRAMES // length)))
            first = torch.from_numpy(self.rng.integers(groups - length + 1, size=len(index)))
            x = torch.stack([shard.latents[index, first + k] for k in range(length)], 1)
            yield self._spoiled(x, h, w), shard.facts[index]

    def _spoiled(self, x: Tensor, h: int, w: int) -> Tensor:
        top, left = self.rng.integers(3), self.rng.integers(3)
        bottom, right = h - self.rng.integers(3), w - self.rng.integers(3)
        x = x[..., top:bottom, left:right].float()
        b = len(x)
        noise = torch.from_numpy(self.rng.uniform(-0.3, 0.4, (b, 1, 1, 1, 1)).clip(0)).float()
        gain = torch.from_numpy(self.rng.uniform(0.85, 1.15, (b, 1, 1, 1, 1))).float()
        return x * gain + noise * torch.randn(x.shape)


def loss_of(network: Captioner, latents: Tensor, facts: Tensor) -> Tensor:
    """Mean cross-entropy over the attributes that are known."""
    found = network(latents)
    losses = [F.cross_entropy(found[name].float(), facts[:, i], ignore_index=UNKNOWN, label_smoothing=0.05)
              for i, name in enumerate(FACTS) if (facts[:, i] != UNKNOWN).any()]
    return torch.stack(losses).mean()


@torch.no_grad()
def evaluate(network: Captioner, clips: Labelled, *, batch: int = 24) -> dict[str, float]:
    """Accuracy for each attribute, `mean` over the seven the world tells, and `joint`: all seven right."""
    dtype = next(network.parameters()).dtype
    right = []
    for i in range(0, len(clips.facts), batch):
        found = network(clips.latents[i: i + batch].to(dtype))
        chosen = torch.stack([logits.argmax(-1) for logits in found.values()], -1)
        right.append(chosen == clips.facts[i: i + batch])
    hits, known = torch.cat(right), clips.facts != UNKNOWN
    rates = {name: float(hits[:, i][known[:, i]].float().mean()) for i, name in enumerate(FACTS) if known[:, i].any()}
    told = [i for i, name in enumerate(FACTS) if name != "shot"]
    return rates | {"mean": float(np.mean([v for n, v in rates.items() if n != "shot"])),
                    "joint": float(hits[:, told].all(-1).float().mean())}


def train(data: Path, folder: Path, target: Path, *, minutes: float, rate: float = 1.0, cooldown: float = 0.5,
          config: CaptionerConfig | None = None, dtype: torch.dtype = torch.bfloat16,
          steps: int = 0) -> dict[str, float]:
    """Trains for `minutes`, or at most `steps`, going on from `folder` where it holds a checkpoint.

    Writes `target` with every checkpoint. Returns the accuracy on the evaluation clips, none of which shares kind,
    colour and place at once with a training clip.
    """
    torch.manual_seed(int(time.time()))
    folders = shards(data, "latents.safetensors")
    if not folders:
        raise StudioError(f"There are no encoded shards in {data}.",
                          next_step="Run `python -m studio train encode` first.")
    clips = iter(Clips(folders, seed=int(time.time())))
    network = Captioner(config or CaptionerConfig()).to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    network = network.to(dtype)
    optimizer = MasterOptimizer(network, matrix_rate=0.02 * rate, vector_rate=2e-3 * rate, plain=PLAIN, average=0.99)
    figures: dict[str, float] = {}

    def publish() -> None:
        averaged = Captioner(network.config).to(dtype)
        load_averaged(averaged, optimizer)
        unseen = data / "eval-wide"
        if (unseen / "latents.safetensors").exists():
            figures.update(evaluate(averaged, labelled(unseen)))
            print({name: round(value, 3) for name, value in figures.items()}, flush=True)
        notes = {"steps": str(optimizer.steps), **{name: f"{value:.4f}" for name, value in figures.items()}}
        weights.save(target, averaged, notes=notes)

    run = Run(folder, optimizer, minutes, cooldown=cooldown, on_checkpoint=publish, most_steps=steps)
    run.resume()
    for scale in run.steps():
        began = time.monotonic()
        latents, facts = next(clips)
        loss = loss_of(network, latents.to(dtype), facts)
        loss.backward()
        norm = optimizer.step(scale)
        run.report(loss=loss.item(), norm=norm, scale=scale, seconds=time.monotonic() - began)
    return figures
