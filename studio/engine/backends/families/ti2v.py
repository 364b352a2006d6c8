"""Engine: Wan 2.2 TI2V-5B. It knows a time for each latent frame, so any whole latent frame can be known: time 0.

The stock pipeline pins the first one only; everything but that is off what the model was trained for.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
import torch
from torch import Tensor

from studio.engine.backends.call import Call, Sampled, held
from studio.engine.backends.decoding import to_pixels
from studio.engine.backends.families.family import OnStep
from studio.engine.backends.families.wan import NEGATIVE, Wan


@lru_cache(maxsize=1)
def known_frames_pipeline() -> Any:
    from diffusers import WanImageToVideoPipeline  # pyright: ignore[reportPrivateImportUsage]  # diffusers exports its names lazily
    from diffusers.utils.torch_utils import randn_tensor

    class KnownFramesPipeline(WanImageToVideoPipeline):
        """`known_film` (1, 3, T, H, W) in -1..1 and `known` (F,) bool: which latent frames of it are pinned."""

        known_film: Tensor
        known: Tensor

        def prepare_latents(self, image: Any, batch_size: int, num_channels_latents: int = 16, height: int = 480,
                            width: int = 832, num_frames: int = 81, dtype: Any = None, device: Any = None,
                            generator: Any = None, latents: Any = None, last_image: Any = None) -> Any:  # fmt: skip
            """Noise, the known film's latents, and where there is something to make."""
            scale = self.vae_scale_factor_spatial
            shape = (batch_size, num_channels_latents, len(self.known), height // scale, width // scale)
            noise = randn_tensor(shape, generator=generator, device=device, dtype=dtype)
            anew = (~self.known).to(device, dtype).view(1, 1, -1, 1, 1).expand(1, 1, -1, *shape[-2:])
            if not self.known.any():
                return noise, torch.zeros_like(noise), anew
            config = self.vae.config
            mean, deviation = (torch.tensor(x, device=device, dtype=dtype).view(1, -1, 1, 1, 1)
                               for x in (config.latents_mean, config.latents_std))
            found = self.vae.encode(self.known_film.to(device, self.vae.dtype)).latent_dist.mode()
            return noise, (found.to(device, dtype) - mean) / deviation, anew

    return KnownFramesPipeline


class TI2V(Wan):
    @classmethod
    def pipeline_class(cls, _named: str) -> Any:
        return known_frames_pipeline()

    def sample(self, call: Call, on_step: OnStep) -> Sampled:
        from PIL import Image

        film, known = held(call)
        self.pipe.known_film = to_pixels(film)
        self.pipe.known = torch.from_numpy(pinned(known, self.grid))
        try:
            out = self.pipe(
                image=Image.fromarray(film[0]), prompt=call.prompt, negative_prompt=NEGATIVE, height=call.height,
                width=call.width, num_frames=call.frames, num_inference_steps=call.steps,
                guidance_scale=call.guidance, generator=self.seeded(call), output_type="latent",
                callback_on_step_end=self.stepper(on_step, call.steps, lambda latents: latents),
            )  # fmt: skip
        finally:
            del self.pipe.known_film, self.pipe.known
        return Sampled(out.frames)


def pinned(known: np.ndarray, grid: int) -> np.ndarray:
    """(T,) bool of frames -> (F,) bool of latent frames: those wholly known, and those that hold a still.

    A still stands alone in its latent frame, which is held for its few frames; a long stretch is pinned only where it
    fills a latent frame, so that what is beside it stays free to move.
    """
    frames = np.arange((len(known) - 1) // grid + 1)
    found = []
    for i in frames:
        begin, end = (0, 1) if i == 0 else (grid * (i - 1) + 1, grid * i + 1)
        inside = known[begin:end]
        alone = inside.any() and not known[max(0, begin - 1)] and not known[min(end, len(known) - 1)]
        found.append(inside.all() or alone or (inside[-1] and end == len(known)))
    return np.array(found, bool)
