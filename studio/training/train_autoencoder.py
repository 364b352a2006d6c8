"""Training: the autoencoder, on crops of drawn groups.

The loss is squared and absolute error, weighted where the picture moves (small figures matter more than the sky behind
them), plus the error of its edges and of its changes from frame to frame, also from the last frame of a group to the
first of the next. Noise on the latents makes them smooth; a light pull keeps their size near one. Latents at half the
size must decode to the picture at half the size (Skorokhodov et al. 2025, "Improving the diffusability of
autoencoders"), and what changes from cell to cell is pulled harder: like a picture's, most of a latent's variance then
lies in what is large, which a transformer learns first, and less of what it must predict looks like noise to it.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from studio.model import weights
from studio.model.autoencoder import GROUP, Autoencoder, AutoencoderConfig
from studio.problem import StudioError
from studio.training.dataset import shards, to_groups
from studio.training.loop import Run, load_averaged
from studio.training.optimizer import MasterOptimizer

LATENT_NOISE = 0.08
PULL, DETAIL_PULL = 1e-3, 2e-2
DECODER_NOISE = 0.03        # a decoder trained alone: what the transformer makes is never quite what the encoder would
DECODER_PARTS = ("from_latent", "decoder", "up", "leave")


def psnr(mse: float) -> float:
    """Peak signal-to-noise ratio in dB of a mean squared error over values in -1..1."""
    return float(10 * np.log10(4.0 / max(mse, 1e-12)))


def halved(x: Tensor) -> Tensor:
    """(N, C, H, W) at half the size, each cell the mean of four."""
    return F.avg_pool2d(x, 2)


def coarse_share(latents: Tensor) -> float:
    """The share of the latents' variance (N, C, h, w) that lies in the means of 2 x 2 cells: 1 smooth, 0.25 noise."""
    apart = latents.float() - latents.float().mean((0, 2, 3), keepdim=True)
    return float(halved(apart).square().mean() / apart.square().mean().clamp_min(1e-12))


class Crops:
    """Endless batches of square crops of groups, (B, 4, 3, S, S), bf16; one in eight is a still. B is even.

    Groups 2k and 2k + 1 follow each other in one clip; where the first is a still, the second is what it was taken
    from. Sees shards as they appear. Raises StudioError when there are none.
    """

    def __init__(self, root: Path, *, batch: int, size: int, seed: int) -> None:
        self.root, self.batch, self.size = root, batch, size
        self.rng = np.random.default_rng(seed)
        self.maps: list[np.ndarray] = []
        self._looked = 0.0

    def _look(self) -> None:
        if time.monotonic() - self._looked > 60 or not self.maps:
            self.maps = [np.load(p / "frames.npy", mmap_mode="r") for p in shards(self.root)]
            self._looked = time.monotonic()
            if not self.maps:
                step = "Run `python -m studio train draw` first."
                raise StudioError(f"There are no drawn shards in {self.root}.", next_step=step)

    def __iter__(self) -> Iterator[Tensor]:
        while True:
            self._look()
            crops = []
            for _ in range(self.batch // 2):
                clips = self.maps[self.rng.integers(len(self.maps))]
                n, t, height, width, _ = clips.shape
                g = GROUP * self.rng.integers(max(1, t // GROUP - 1))
                y, x = (8 * self.rng.integers((side - self.size) // 8 + 1) for side in (height, width))
                crop = clips[self.rng.integers(n), g: g + 2 * GROUP, y: y + self.size, x: x + self.size]
                if self.rng.random() < 0.125 or len(crop) < 2 * GROUP:
                    crop = np.concatenate([np.repeat(crop[:1], GROUP, 0), crop[:GROUP]])
                crop = crop[:, :, ::-1] if self.rng.random() < 0.5 else crop
                crops += [crop[:GROUP], crop[GROUP:]]
            yield to_groups(np.stack(crops))


def loss_of(network: Autoencoder, x: Tensor, noise: Tensor) -> tuple[Tensor, Tensor]:
    """(loss, mean squared error) of reconstructing groups `x`, as `Crops` gives them, through latents with `noise`."""
    latents = network.encode_raw(x)
    error = network.decode_raw(latents + noise).float() - x.float()
    small = network.decode_raw(halved(latents + noise)).float() - halved(x.flatten(0, 1)).view_as(x[..., ::2, ::2])
    moving = (x - x.mean(1, keepdim=True)).abs().amax(2, keepdim=True).float()
    weight = 1 + 3 * moving
    edges = (error[..., 1:] - error[..., :-1]).abs().mean() + (error[..., 1:, :] - error[..., :-1, :]).abs().mean()
    follow = error.unflatten(0, (-1, 2)).flatten(1, 2)                      # (B/2, 8, 3, S, S)
    flicker = (follow[:, 1:] - follow[:, :-1]).abs().mean() + (follow[:, GROUP] - follow[:, GROUP - 1]).abs().mean()
    loss = 4 * (weight * error.square()).mean() + (weight * error.abs()).mean() + 0.5 * edges + 0.5 * flicker
    loss = loss + 0.25 * (4 * small.square().mean() + small.abs().mean())
    raw = latents.float()
    detail = raw - F.interpolate(halved(raw), scale_factor=2)
    return loss + PULL * raw.square().mean() + DETAIL_PULL * detail.square().mean(), error.square().mean().detach()


@torch.no_grad()
def evaluate(network: Autoencoder, frames: np.ndarray) -> dict[str, float]:
    """Over whole unseen clips (N, T, H, W, 3): PSNR, `border`, the frame difference across group borders over that
    inside, and `coarse`, the `coarse_share` of its latents."""
    errors, across, inside, coarse = [], [], [], []
    dtype = next(network.parameters()).dtype
    for clip in frames:
        groups = to_groups(clip.reshape(-1, GROUP, *clip.shape[1:])).to(dtype)
        latents = network.encode_raw(groups)
        out = network.decode_raw(latents).float().clamp(-1, 1)
        coarse.append(coarse_share(latents.flatten(1, -3)))
        errors.append(float((out - groups.float()).square().mean()))
        flat = out.flatten(0, 1)
        change = (flat[1:] - flat[:-1]).abs().mean((1, 2, 3))
        border = torch.arange(len(change)) % GROUP == GROUP - 1
        across.append(float(change[border].mean()))
        inside.append(float(change[~border].mean()))
    return {"psnr": float(np.mean([psnr(e) for e in errors])), "border": float(np.mean(across) / np.mean(inside)),
            "coarse": float(np.mean(coarse))}


@torch.no_grad()
def set_statistics(network: Autoencoder, root: Path, *, groups: int = 1024) -> None:
    """Measures the raw latents' mean per channel and their deviation over training frames and stores them.

    One deviation for all channels: the decoder bears the same noise in each, so none is worth more precision.
    """
    crops, dtype = iter(Crops(root, batch=32, size=112, seed=1)), next(network.parameters()).dtype
    raw = torch.cat([network.encode_raw(next(crops).to(dtype)).float() for _ in range(max(1, groups // 32))])
    network.mean.copy_(raw.mean((0, 2, 3)))
    network.deviation.fill_(float((raw - raw.mean((0, 2, 3), keepdim=True)).square().mean().sqrt()))


def build(config: AutoencoderConfig, dtype: torch.dtype) -> Autoencoder:
    """A fresh network ready to train in `dtype`; its statistics stay fp32."""
    network = Autoencoder(config).to(memory_format=torch.channels_last).to(dtype)       # type: ignore[call-overload]
    network.mean, network.deviation = network.mean.float(), network.deviation.float()
    return network


def make_optimizer(network: Autoencoder, rate: float = 1.0) -> MasterOptimizer:
    return MasterOptimizer(network, matrix_rate=0.02 * rate, vector_rate=1e-3 * rate, plain=("to_latent",),
                           average=0.998)


def train(data: Path, folder: Path, target: Path, *, minutes: float, batch: int = 16, size: int = 96,
          compiled: bool = True, rate: float = 1.0, cooldown: float = 0.6, decoder_only: bool = False,
          start: Path | None = None, config: AutoencoderConfig | None = None,
          dtype: torch.dtype = torch.bfloat16) -> None:
    """Trains for `minutes`, going on from `folder` where it holds a checkpoint; writes `target` at the end.

    Where it holds none, training begins with the weights in `start`; blocks that `config` has and those weights have
    not begin as the identity. `decoder_only` starts from the weights in `target` and leaves its encoder and statistics
    as they are.
    """
    torch.manual_seed(int(time.time()))
    start = target if decoder_only else start
    network = build(config or AutoencoderConfig(), dtype)
    if start is not None:
        trained = weights.load(start, Autoencoder)
        network = build(config or trained.config, dtype)
        network.load_state_dict(trained.state_dict(), strict=config is None)
    if decoder_only:                # the transformer lives in these latents: the encoder must not move any more
        for name, p in network.named_parameters():
            p.requires_grad_(name.startswith(DECODER_PARTS))
    optimizer = make_optimizer(network, rate)
    run = Run(folder, optimizer, minutes, cooldown=cooldown)
    run.resume()
    step = torch.compile(loss_of) if compiled else loss_of
    crops = iter(Crops(data, batch=batch, size=size, seed=optimizer.steps))
    unseen = np.load(data / "eval-wide" / "frames.npy", mmap_mode="r")[:16]
    shape = (batch, network.config.channels, size // 8, size // 8)
    amount = DECODER_NOISE if decoder_only else LATENT_NOISE
    for scale in run.steps():
        began = time.monotonic()
        loss, mse = step(network, next(crops).to(dtype), amount * torch.randn(shape, dtype=dtype))
        loss.backward()
        norm = optimizer.step(scale)
        run.report(loss=loss.item(), psnr=psnr(mse.item()), norm=norm, scale=scale, seconds=time.monotonic() - began)
        if optimizer.steps % 300 == 0:
            print(evaluate(network, unseen), flush=True)
    load_averaged(network, optimizer)
    if not decoder_only:
        set_statistics(network, data)
    figures = evaluate(network, np.load(data / "eval-wide" / "frames.npy", mmap_mode="r"))
    print(figures, flush=True)
    notes = {"steps": str(optimizer.steps), "psnr": f"{figures['psnr']:.2f}", "border": f"{figures['border']:.3f}",
             "coarse": f"{figures['coarse']:.2f}"}
    weights.save(target, network, notes=notes)
