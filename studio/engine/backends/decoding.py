"""Engine: finished latents of an open-weights autoencoder become frames piece by piece. Torch only.

Each function yields frames (T, H, W, 3) uint8 in order. Latents are (1, C, F, h, w), as the autoencoder takes them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import torch
from torch import Tensor


def to_pictures(video: Tensor) -> np.ndarray:
    """(1, 3, T, H, W) in -1..1 -> (T, H, W, 3) uint8."""
    pixels = video[0].float().add(1).mul(127.5).round_().clamp_(0, 255)
    return pixels.byte().permute(1, 2, 3, 0).cpu().numpy()


def to_pixels(pictures: np.ndarray) -> Tensor:
    """(T, H, W, 3) uint8 -> (1, 3, T, H, W) in -1..1, fp32."""
    return torch.from_numpy(np.ascontiguousarray(pictures)).permute(3, 0, 1, 2)[None].float().div(127.5).sub(1)


@torch.no_grad()
def wan_frames(vae: Any, latents: Tensor) -> Iterator[np.ndarray]:
    """Latent frame by latent frame with the decoder's own cache: equal to decoding all at once."""
    from diffusers.models.autoencoders.autoencoder_kl_wan import unpatchify

    if (hook := getattr(vae, "_hf_hook", None)) is not None:        # offloading listens to `decode` alone
        hook.pre_forward(vae)
    vae.clear_cache()
    x = vae.post_quant_conv(latents)
    try:
        for i in range(x.shape[2]):
            vae._conv_idx = [0]
            first = {"first_chunk": True} if i == 0 else {}
            out = vae.decoder(x[:, :, i:i + 1], feat_cache=vae._feat_map, feat_idx=vae._conv_idx, **first)
            if vae.config.patch_size is not None:
                out = unpatchify(out, patch_size=vae.config.patch_size)
            yield to_pictures(out.clamp(-1, 1))
    finally:
        vae.clear_cache()


@torch.no_grad()
def overlapped_frames(decode: Callable[[Tensor], Tensor], latents: Tensor, *, grid: int, size: int = 8,
                      overlap: int = 3) -> Iterator[np.ndarray]:
    """Windows of `size` latent frames that share `overlap`, cross-faded over the shared frames.

    `decode` takes F latent frames and gives grid·(F - 1) + 1 frames. One window is decoded in one piece.
    """
    count, start = latents.shape[2], 0
    waiting: Tensor | None = None               # frames (1, 3, T, H, W) the next window will be faded into
    while True:
        stop = count if count - start <= size else start + size
        video = decode(latents[:, :, start:stop])
        if start:                               # its first latent frame decodes to one frame, here it stands for `grid`
            video = video[:, :, 1:]
        if waiting is not None:
            shared = waiting.shape[2]
            share = torch.linspace(0, 1, shared + 2, device=video.device)[1:-1].view(1, 1, -1, 1, 1)
            faded = torch.lerp(waiting, video[:, :, :shared], share.to(video.dtype))
            video = torch.cat([faded, video[:, :, shared:]], 2)
        if stop == count:
            yield to_pictures(video)
            return
        keep = (overlap - 1) * grid
        yield to_pictures(video[:, :, :-keep])
        waiting = video[:, :, -keep:]
        start = stop - overlap
