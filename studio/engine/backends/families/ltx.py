"""Engine: LTX-Video 0.9. Stills and clips at any frame: the pipeline appends them as tokens at their exact time."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import torch
from torch import Tensor

from studio.engine.backends.call import Call, Known, Sampled
from studio.engine.backends.families.family import OnStep
from studio.engine.backends.families.lightricks import Lightricks

DECODE_AT, DECODE_NOISE = 0.05, 0.025       # for autoencoders that finish the last steps themselves


class LTX(Lightricks):
    pipeline = "LTXConditionPipeline"

    def sample(self, call: Call, on_step: OnStep) -> Sampled:
        from diffusers.pipelines.ltx.pipeline_ltx_condition import LTXVideoCondition
        from PIL import Image

        conditions = []
        for index, frames, strength in placed(call.known, self.grid):
            first, *others = (Image.fromarray(frame) for frame in frames)
            conditions.append(LTXVideoCondition(
                frame_index=index, strength=strength, image=None if others else first,
                video=[first, *others] if others else None,
            ))  # fmt: skip
        more = {}
        if call.film is not None:
            more = {"latents": self.normal(self.encode(call.film)), "denoise_strength": call.strength}
        steps = self.steps_of(call)
        out = self.pipe(
            prompt=call.prompt, conditions=conditions or None, num_frames=call.frames, width=call.width,
            height=call.height, frame_rate=call.rate, num_inference_steps=call.steps, guidance_scale=call.guidance,
            generator=self.seeded(call), output_type="latent", **more,
            callback_on_step_end=self.stepper(on_step, steps, lambda tokens: self._whole(tokens, call)),
        )  # fmt: skip
        return Sampled(out.frames)

    def steps_of(self, call: Call) -> int:
        return max(1, min(call.steps, int(call.steps * call.strength))) if call.film is not None else call.steps

    def frames(self, sampled: Sampled) -> Iterator[np.ndarray]:
        vae = self.pipe.vae
        noise = torch.randn(sampled.latents.shape, generator=torch.Generator().manual_seed(0))
        times = None
        latents = sampled.latents.to(self.device)
        if vae.config.timestep_conditioning:
            latents = torch.lerp(latents.float(), noise.to(latents), DECODE_NOISE)
            times = torch.tensor([DECODE_AT], device=self.device, dtype=vae.dtype)
        yield from self.decoded(latents, times)

    def _whole(self, tokens: Tensor, call: Call) -> Tensor:
        """Tokens (1, N, C), conditions first, as latents (1, C, F, h, w) without the conditions."""
        cells = math.prod(self.shape_of(call))
        return self.unpacked(tokens[:, -cells:] if self.pipe.transformer_spatial_patch_size == 1 else tokens, call)


def placed(known: tuple[Known, ...], grid: int) -> Iterator[tuple[int, np.ndarray, float]]:
    """Conditions (first frame, frames, strength) for known stretches.

    A clip must begin on a multiple of `grid` and have grid·m + 1 frames, m ≥ 1; nothing checks that, and it would lie
    askew. A still may lie anywhere. What a clip cannot hold at either edge is told by a still there: the edges are what
    the new frames have to meet.
    """
    for run in known:
        start = -(-run.start // grid) * grid
        count = (run.stop - start - 1) // grid * grid + 1
        stills = {run.start, run.stop - 1}
        if count > 1:
            yield start, run.pictures[start - run.start:start - run.start + count], run.strength
            stills -= set(range(start, start + count))
        for frame in sorted(stills):
            yield frame, run.pictures[frame - run.start:frame - run.start + 1], run.strength
