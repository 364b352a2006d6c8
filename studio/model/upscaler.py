"""Model: a small convolutional upscaler for drawn pictures (the compact super-resolution network of Real-ESRGAN).

Torch only. All work is done at the small size; one shuffle makes the large picture out of its channels.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch.nn.functional as F
from torch import Tensor, nn


@dataclass(frozen=True, slots=True)
class UpscalerConfig:
    width: int = 64
    depth: int = 16         # convolutions between the first and the last
    factor: int = 4         # what the network makes
    scale: int = 4          # what is handed over; less than `factor` is a finer picture made smaller


class Upscaler(nn.Module):
    """(B, 3, H, W) in 0..1 -> (B, 3, scale*H, scale*W), about 0..1: clamped by whoever shows it."""

    def __init__(self, config: UpscalerConfig = UpscalerConfig()) -> None:
        super().__init__()
        self.config, d = config, config.width
        self.body = nn.Sequential(nn.Conv2d(3, d, 3, padding=1), nn.PReLU(d))
        for _ in range(config.depth):
            self.body.extend((nn.Conv2d(d, d, 3, padding=1), nn.PReLU(d)))
        self.body.append(nn.Conv2d(d, 3 * config.factor**2, 3, padding=1))

    def forward(self, x: Tensor) -> Tensor:
        factor, scale = self.config.factor, self.config.scale
        y = F.pixel_shuffle(self.body(x), factor) + F.interpolate(x, scale_factor=factor, mode="nearest")
        if scale == factor:
            return y
        size = (x.shape[-2] * scale, x.shape[-1] * scale)
        return F.interpolate(y.float(), size=size, mode="bicubic", antialias=True).to(y.dtype)
