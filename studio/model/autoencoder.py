"""Model: the video autoencoder in time-independent groups. Torch only; knows nothing of requests, files or training.

Four frames become one latent frame and a group never sees its neighbours, so any group can be encoded, cached, pinned,
decoded or streamed alone. A still picture is a group of four equal frames. The four frames of a group live in the
channel dimension of dense 3x3 convolutions: the kind of block that runs closest to a processor's limit.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

GROUP = 4           # frames in one latent frame
STRIDE = 8          # pixels in one latent cell, each way


@dataclass(frozen=True, slots=True)
class AutoencoderConfig:
    """Sizes of the autoencoder: `channels` numbers for each latent cell of 8 x 8 pixels x 4 frames."""

    channels: int = 16
    fine: int = 128             # width at a quarter of the picture's size
    coarse: int = 256           # width at an eighth
    encoder_fine: int = 2       # residual blocks at each level
    encoder_coarse: int = 3
    decoder_coarse: int = 4
    decoder_fine: int = 5


class ChannelNorm(nn.Module):
    """Root-mean-square norm over channels at each position: the same for any picture size, unlike a group norm."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.gain = nn.Parameter(torch.ones(channels))

    def forward(self, x: Tensor) -> Tensor:
        scale = torch.rsqrt(x.float().square().mean(1, keepdim=True) + 1e-6).to(x.dtype)    # (B, 1, H, W)
        return x * scale * self.gain[:, None, None]


class ResidualBlock(nn.Module):
    """Two dense 3x3 convolutions; the second starts at zero, so a fresh block is the identity."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.norm = ChannelNorm(channels)
        self.widen = nn.Conv2d(channels, channels, 3, padding=1)
        self.narrow = nn.Conv2d(channels, channels, 3, padding=1)
        nn.init.zeros_(self.narrow.weight)
        nn.init.zeros_(self.narrow.bias)                                                    # type: ignore[arg-type]

    def forward(self, x: Tensor) -> Tensor:
        return x + self.narrow(F.silu(self.widen(F.silu(self.norm(x)))))


class Autoencoder(nn.Module):
    """Groups of frames to latents and back.

    `encode`: (B, 4, 3, H, W) in -1..1 -> (B, C, H/8, W/8), standardised to about zero mean and unit deviation.
    `decode`: the reverse; values may leave -1..1 slightly and are clamped by the caller that shows them.
    H and W must be multiples of 8.
    """

    mean: Tensor
    deviation: Tensor

    def __init__(self, config: AutoencoderConfig = AutoencoderConfig()) -> None:
        super().__init__()
        self.config = c = config
        self.enter = nn.Conv2d(3 * GROUP * 16, c.fine, 3, padding=1)
        self.encoder_fine = nn.Sequential(*(ResidualBlock(c.fine) for _ in range(c.encoder_fine)))
        self.down = nn.Conv2d(c.fine * 4, c.coarse, 1)
        self.encoder_coarse = nn.Sequential(*(ResidualBlock(c.coarse) for _ in range(c.encoder_coarse)))
        self.to_latent = nn.Conv2d(c.coarse, c.channels, 1)
        self.from_latent = nn.Conv2d(c.channels, c.coarse, 3, padding=1)
        self.decoder_coarse = nn.Sequential(*(ResidualBlock(c.coarse) for _ in range(c.decoder_coarse)))
        self.up = nn.Conv2d(c.coarse, c.fine * 4, 1)
        self.decoder_fine = nn.Sequential(*(ResidualBlock(c.fine) for _ in range(c.decoder_fine)))
        self.leave = nn.Conv2d(c.fine, 3 * GROUP * 16, 3, padding=1)
        # Statistics of the raw latents over the training world; set once when training ends.
        self.register_buffer("mean", torch.zeros(c.channels))
        self.register_buffer("deviation", torch.ones(c.channels))

    def encode_raw(self, groups: Tensor) -> Tensor:
        """Latents before standardisation; what the trainer regularises."""
        b, t, rgb, height, width = groups.shape
        if t != GROUP or rgb != 3 or height % STRIDE or width % STRIDE:
            expected = f"(B, {GROUP}, 3, H, W) with H and W multiples of {STRIDE}"
            raise ValueError(f"groups must be {expected}, got {tuple(groups.shape)}")
        x = F.pixel_unshuffle(groups.reshape(b, t * rgb, height, width), 4)                 # (B, 192, H/4, W/4)
        x = x.to(memory_format=torch.channels_last)
        x = self.encoder_fine(self.enter(x))                                                # (B, fine, H/4, W/4)
        x = self.encoder_coarse(self.down(F.pixel_unshuffle(x, 2)))                         # (B, coarse, H/8, W/8)
        return self.to_latent(x)                                                            # (B, C, H/8, W/8)

    def decode_raw(self, latents: Tensor) -> Tensor:
        """Frames from latents before standardisation."""
        x = self.decoder_coarse(self.from_latent(latents.to(memory_format=torch.channels_last)))
        x = self.decoder_fine(F.pixel_shuffle(self.up(x), 2))                               # (B, fine, H/4, W/4)
        x = F.pixel_shuffle(self.leave(x), 4)                                               # (B, 12, H, W)
        return x.reshape(x.shape[0], GROUP, 3, *x.shape[2:])

    def encode(self, groups: Tensor) -> Tensor:
        raw = self.encode_raw(groups)       # the statistics are fp32: standardise there, hand back the network's type
        return ((raw - self.mean[:, None, None]) / self.deviation[:, None, None]).to(raw.dtype)

    def decode(self, latents: Tensor) -> Tensor:
        raw = latents * self.deviation[:, None, None] + self.mean[:, None, None]
        return self.decode_raw(raw.to(self.leave.weight.dtype))
