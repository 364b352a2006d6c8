"""Engine: what LTX-Video and LTX-2 share: how their pipelines scale, pack and decode latents. No requests."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from torch import Tensor

from studio.engine.backends.call import Call
from studio.engine.backends.decoding import overlapped_frames
from studio.engine.backends.families.family import Family


class Lightricks(Family):
    @property
    def grid(self) -> int:
        return self.pipe.vae_temporal_compression_ratio

    def normal(self, latents: Tensor) -> Tensor:
        vae = self.pipe.vae
        return self.pipe._normalize_latents(latents, vae.latents_mean, vae.latents_std, vae.config.scaling_factor)

    def decoded(self, latents: Tensor, times: Tensor | None) -> Iterator[np.ndarray]:
        """Every frame of latents (1, C, F, h, w) as the transformer made them, piece by piece."""
        vae = self.pipe.vae
        raw = self.pipe._denormalize_latents(latents, vae.latents_mean, vae.latents_std, vae.config.scaling_factor)

        def decode(part: Tensor) -> Tensor:
            return vae.decode(part.to(vae.dtype), times, return_dict=False)[0]

        yield from overlapped_frames(decode, raw, grid=self.grid)

    def shape_of(self, call: Call) -> tuple[int, int, int]:
        """Latent frames, height and width of a call."""
        scale = self.pipe.vae_spatial_compression_ratio
        return (call.frames - 1) // self.grid + 1, call.height // scale, call.width // scale

    def unpacked(self, tokens: Tensor, call: Call) -> Tensor:
        """Tokens (1, N, C) of a call, its conditions cut off, as latents (1, C, F, h, w)."""
        pipe = self.pipe
        patch = pipe.transformer_spatial_patch_size, pipe.transformer_temporal_patch_size
        return pipe._unpack_latents(tokens, *self.shape_of(call), *patch)
