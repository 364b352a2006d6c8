"""Model: the captioner: latents of a clip to the facts of its scene. Torch only; knows nothing of words or files.

A trunk of dense 3x3 convolutions looks at each latent frame, mixing in its neighbours in time, so that walking differs
from standing and a pan from a still camera. For every attribute one learned query gathers what it needs from all places
and frames; a linear head turns that into a guess. Any number of frames of any size go in.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from studio.model.autoencoder import ResidualBlock

# The order is part of the weights: append only, and train anew after any change.
FACTS: dict[str, tuple[str, ...]] = {
    "kind": ("woman", "man", "child", "wizard", "knight", "astronaut", "robot", "monster", "dog", "cat", "rabbit",
             "horse", "mammoth", "penguin", "bird", "dragon", "car", "bus"),
    "colour": ("red", "orange", "yellow", "green", "blue", "purple", "pink", "white", "black", "brown"),
    "place": ("neon street", "market street", "snowy meadow", "flower meadow", "forest", "beach", "river road", "room",
              "castle", "desert", "moon"),
    "time": ("day", "sunset", "night"),
    "weather": ("clear", "rain", "snow", "petals", "fog"),
    "action": ("stand", "walk", "run", "jump", "dance", "wave", "sit", "cast", "drive", "fly"),
    "camera": ("still", "pan left", "pan right", "zoom in", "zoom out", "follow"),
    "shot": ("wide", "medium", "close"),
}


@dataclass(frozen=True, slots=True)
class CaptionerConfig:
    channels: int = 16          # of the autoencoder's latents
    width: int = 128
    depth: int = 2              # residual blocks, each followed by a look at the frames before and after


class Captioner(nn.Module):
    """Latents (B, T, C, h, w) of neighbouring groups -> logits (B, values) for each attribute of `FACTS`."""

    def __init__(self, config: CaptionerConfig = CaptionerConfig()) -> None:
        super().__init__()
        self.config, d = config, config.width
        self.enter = nn.Conv2d(4 * config.channels, d, 3, padding=1)
        self.blocks = nn.ModuleList(ResidualBlock(d) for _ in range(config.depth))
        self.beside = nn.ModuleList(nn.Conv2d(3 * d, d, 1) for _ in range(config.depth))
        self.score = nn.Conv2d(d, len(FACTS), 1)
        self.heads = nn.ModuleDict({name: nn.Linear(2 * d, len(values)) for name, values in FACTS.items()})
        for layer in self.beside:
            nn.init.normal_(layer.weight, std=0.02)

    def forward(self, latents: Tensor) -> dict[str, Tensor]:
        b, t, _, h, w = latents.shape
        x = F.pad(latents.flatten(0, 1), (0, w % 2, 0, h % 2), mode="replicate")
        x = F.pixel_unshuffle(x, 2).to(memory_format=torch.channels_last)                   # (B*T, 4C, h/2, w/2)
        x = self.enter(x)
        for block, beside in zip(self.blocks, self.beside, strict=True):
            x = block(x)
            x = x + beside(F.silu(_with_neighbours(x, b, t)))
        features = F.silu(x).unflatten(0, (b, t)).transpose(1, 2).flatten(2)                # (B, d, T*h*w/4)
        scores = self.score(x).unflatten(0, (b, t)).transpose(1, 2).flatten(2)              # (B, attributes, T*h*w/4)
        gathered = torch.softmax(scores.float(), -1).to(features.dtype) @ features.transpose(1, 2)
        whole = features.mean(-1)
        return {name: head(torch.cat([gathered[:, i], whole], -1))
                for i, (name, head) in enumerate(self.heads.items())}


def _with_neighbours(x: Tensor, b: int, t: int) -> Tensor:
    """(B*T, d, h, w) -> (B*T, 3d, h, w): each frame between the one before and the one after; the ends stand still."""
    frames = x.unflatten(0, (b, t))
    before = torch.cat([frames[:, :1], frames[:, :-1]], 1)
    after = torch.cat([frames[:, 1:], frames[:, -1:]], 1)
    return torch.cat([frames, before, after], 2).flatten(0, 1)
