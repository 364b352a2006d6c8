"""Engine: what the models on Wan's autoencoder share, and Wan 2.1 VACE: known frames and regions as a masked film."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import torch
from torch import Tensor

from studio.engine.backends.call import Call, Sampled
from studio.engine.backends.decoding import wan_frames
from studio.engine.backends.families.family import Family, OnStep

GREY = 128                      # what VACE was trained to see where nothing is known
NEGATIVE = "blurry, static, low quality, distorted, watermark, text"


class Wan(Family):
    """Normalised latents in and out; frames one latent frame at a time."""

    @property
    def grid(self) -> int:
        return self.pipe.vae_scale_factor_temporal

    def frames(self, sampled: Sampled) -> Iterator[np.ndarray]:
        yield from wan_frames(self.pipe.vae, self.raw(sampled.latents))

    def raw(self, latents: Tensor) -> Tensor:
        mean, deviation = self._statistics(latents)
        vae = self.pipe.vae
        return (latents.to(self.device, vae.dtype) * deviation.to(vae.dtype) + mean.to(vae.dtype))

    def normal(self, latents: Tensor) -> Tensor:
        mean, deviation = self._statistics(latents)
        return (latents.to(self.device).float() - mean) / deviation

    def _statistics(self, latents: Tensor) -> tuple[Tensor, Tensor]:
        config = self.pipe.vae.config
        shape = (1, latents.shape[1], 1, 1, 1)
        return (torch.tensor(config.latents_mean, device=self.device).view(shape),
                torch.tensor(config.latents_std, device=self.device).view(shape))


class Vace(Wan):
    pipeline = "WanVACEPipeline"

    def sample(self, call: Call, on_step: OnStep) -> Sampled:
        from PIL import Image

        film, anew = self._conditions(call)
        references = [Image.fromarray(picture) for picture in call.references]
        skip = len(references)
        out = self.pipe(
            prompt=call.prompt, negative_prompt=NEGATIVE, video=[Image.fromarray(frame) for frame in film],
            mask=[Image.fromarray(mask) for mask in anew], reference_images=references or None, height=call.height,
            width=call.width, num_frames=call.frames, num_inference_steps=call.steps, guidance_scale=call.guidance,
            generator=self.seeded(call), output_type="latent",
            callback_on_step_end=self.stepper(on_step, call.steps, lambda latents: latents[:, :, skip:]),
        )  # fmt: skip
        return Sampled(out.frames[:, :, skip:])

    def _conditions(self, call: Call) -> tuple[np.ndarray, np.ndarray]:
        """The film to go by (T, H, W, 3) and where it is to be made anew (T, H, W): 255 there, 0 where it is kept."""
        film = np.full((call.frames, call.height, call.width, 3), GREY, np.uint8)
        anew = np.full(film.shape[:3], 255, np.uint8)
        if call.film is not None and call.mask is not None:
            film = np.where(call.mask[None, :, :, None], np.uint8(GREY), call.film)
            anew = np.broadcast_to(np.where(call.mask, np.uint8(255), np.uint8(0)), film.shape[:3]).copy()
        for run in call.known:
            film[run.start:run.stop] = run.pictures
            anew[run.start:run.stop] = 0
        return film, anew
