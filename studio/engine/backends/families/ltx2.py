"""Engine: LTX-2, 2.3 and 2.5: pictures and sound together, stills and clips at exact frames.

The stock pipeline counts conditions in latent frames, so a last frame lands seven frames early and a clip that is not
at the start loses most of itself. Two overrides mend that: conditions at exact frames, and kept stretches, which are
pinned latent frame by latent frame. Its own guidance is three kinds, each of which has to be turned off by itself.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import numpy as np
import torch
from torch import Tensor

from studio.engine.backends.call import Call, Known, Sampled, held
from studio.engine.backends.families.family import OnStep
from studio.engine.backends.families.lightricks import Lightricks

DISTILLED_STEPS = 8
FULL = {"stg_scale": 1.0, "modality_scale": 3.0, "guidance_rescale": 0.7, "audio_guidance_scale": 7.0,
        "audio_stg_scale": 1.0, "audio_modality_scale": 3.0, "audio_guidance_rescale": 0.7}  # fmt: skip
OFF = {"stg_scale": 0.0, "modality_scale": 1.0, "guidance_rescale": 0.0, "audio_guidance_scale": 1.0,
       "audio_stg_scale": 0.0, "audio_modality_scale": 1.0, "audio_guidance_rescale": 0.0}  # fmt: skip
STG_BLOCK = 28
Lists = tuple[list, list, list, list]


@lru_cache(maxsize=1)
def exact_pipeline() -> Any:
    from diffusers import LTX2ConditionPipeline  # pyright: ignore[reportPrivateImportUsage]  # diffusers exports its names lazily
    from diffusers.pipelines.ltx2.pipeline_ltx2_condition import LTX2VideoCondition

    class ExactPipeline(LTX2ConditionPipeline):
        """Conditions are (frame, LTX2VideoCondition). `kept`: normalised latents (1, C, F, h, w), pinned (F,) bool."""

        kept: tuple[Tensor, Tensor] | None = None

        def preprocess_conditions(self, conditions: Any = None, height: int = 512, width: int = 768,
                                  num_frames: int = 121, device: Any = None) -> Lists:  # fmt: skip
            """As the stock class, with an index its own sum, (index - 1) · grid + 1, turns into the exact frame."""
            grid = self.vae_temporal_compression_ratio
            found: Lists = ([], [], [], [])
            for frame, condition in conditions or ():
                at_start = dataclasses.replace(condition, index=0)
                one = super().preprocess_conditions([at_start], height, width, num_frames, device)
                one[2][0] = 0 if frame == 0 else (frame - 1) / grid + 1
                for every, own in zip(found, one, strict=True):
                    every += own
            return found

        def prepare_latents(self, *args: Any, **options: Any) -> Any:
            """As the stock class; then kept latent frames take the place of noise."""
            latents, mask, clean, coordinates = super().prepare_latents(*args, **options)
            if self.kept is not None:
                known, pinned = self.kept
                cells = known.shape[-2] * known.shape[-1]
                tokens = self._pack_latents(known.to(latents), self.transformer_spatial_patch_size,
                                            self.transformer_temporal_patch_size)
                for i in torch.nonzero(pinned).flatten().tolist():
                    place = slice(i * cells, (i + 1) * cells)
                    latents[:, place], clean[:, place], mask[:, place] = tokens[:, place], tokens[:, place], 1.0
            return latents, mask, clean, coordinates

    ExactPipeline.Condition = LTX2VideoCondition        # type: ignore[attr-defined]
    return ExactPipeline


class LTX2(Lightricks):
    @classmethod
    def pipeline_class(cls, _named: str) -> Any:
        return exact_pipeline()

    def steps_of(self, call: Call) -> int:
        return len(self._sigmas(call))

    def sample(self, call: Call, on_step: OnStep) -> Sampled:
        stretches = [run for run in call.known if len(run.pictures) > self.grid and run.strength >= 1]
        stills = [run for run in call.known if run not in stretches]
        sigmas, pipe = self._sigmas(call), self.pipe
        more: dict[str, Any] = {}
        if call.film is not None:
            latents = self.encode(call.film)
            more = {"latents": latents.float(), "noise_scale": sigmas[0]}
        guided = call.guidance > 1
        layers = pipe.transformer.config.num_layers
        pipe.kept = self._kept(call, stretches)
        try:
            video, audio = pipe(
                prompt=call.prompt, negative_prompt="", conditions=list(self._conditions(stills)) or None,
                num_frames=call.frames, width=call.width, height=call.height, frame_rate=float(call.rate),
                num_inference_steps=len(sigmas), sigmas=sigmas, guidance_scale=call.guidance if guided else 1.0,
                **(FULL if guided else OFF), spatio_temporal_guidance_blocks=[min(STG_BLOCK, layers - 1)],
                use_cross_timestep=bool(pipe.transformer.config.get("cross_attn_mod")), generator=self.seeded(call),
                output_type="latent", return_dict=False, **more,
                callback_on_step_end=self.stepper(on_step, len(sigmas), lambda tokens: self._whole(tokens, call)),
            )  # fmt: skip
        finally:
            pipe.kept = None
        return Sampled(self.normal(video), {"audio": audio})

    def frames(self, sampled: Sampled) -> Iterator[np.ndarray]:
        vae = self.pipe.vae
        times = torch.zeros(1, device=self.device, dtype=vae.dtype) if vae.config.timestep_conditioning else None
        yield from self.decoded(sampled.latents.to(self.device), times)

    @torch.no_grad()
    def sound(self, sampled: Sampled) -> tuple[np.ndarray, int] | None:
        pipe = self.pipe
        audio = sampled.more["audio"].to(self.device, pipe.audio_vae.dtype)
        wave = pipe.vocoder(pipe.audio_vae.decode(audio, return_dict=False)[0])[0].float().cpu()
        wave = wave if wave.ndim == 2 else wave[None]
        stereo = wave[:2] if len(wave) >= 2 else wave.expand(2, -1)
        return stereo.T.contiguous().clamp(-1, 1).numpy(), int(pipe.vocoder.config.output_sampling_rate)

    # -- one call's arguments ----------------------------------------------------------------------------------------

    def _sigmas(self, call: Call) -> list[float]:
        """The distilled model's own eight, else even ones; a remix begins where its strength says."""
        from diffusers.pipelines.ltx2.utils import DISTILLED_SIGMA_VALUES

        if call.guidance <= 1 and call.steps == DISTILLED_STEPS:
            sigmas = list(DISTILLED_SIGMA_VALUES)
        else:
            sigmas = [1 - i / call.steps * (1 - 1 / call.steps) for i in range(call.steps)]
        if call.film is None:
            return sigmas
        return [call.strength, *(s for s in sigmas if s < call.strength - 1e-3)] if call.strength < 1 else sigmas

    def _conditions(self, stills: list[Known]) -> Iterator[tuple[int, Any]]:
        condition = type(self.pipe).Condition
        for run in stills:
            for i, picture in enumerate(run.pictures):
                yield run.start + i, condition(frames=picture, strength=run.strength)

    def _kept(self, call: Call, stretches: list[Known]) -> tuple[Tensor, Tensor] | None:
        """Latents of the film that is known, encoded whole, and the latent frames that are wholly inside it."""
        if not stretches:
            return None
        film, known = held(dataclasses.replace(call, known=tuple(stretches)))
        pinned = [known[(0 if i == 0 else self.grid * (i - 1) + 1):self.grid * i + 1].all()
                  for i in range((call.frames - 1) // self.grid + 1)]
        return self.normal(self.encode(film)), torch.tensor(pinned)

    def _whole(self, tokens: Tensor, call: Call) -> Tensor:
        """Tokens (1, N, C), conditions last, as latents (1, C, F, h, w) without the conditions."""
        return self.unpacked(tokens[:, : math.prod(self.shape_of(call))], call)
