"""Engine: Helios. Chunks of 33 frames, each going on from the latents of those before: minutes in one take.

Driven chunk by chunk with one generator it makes the very latents of one long call, so a take can be shown, stopped,
given another prompt, and gone on with after a crash at every chunk.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import numpy as np
import torch
from torch import Tensor

from studio.engine.backends.call import Call, Known, Sampled
from studio.engine.backends.families.family import OnStep
from studio.engine.backends.families.wan import NEGATIVE, Wan

LATENTS = 9                     # latent frames of a chunk
HISTORY = (16, 2, 1)            # latent frames remembered: far, near, last
STAGES = 3
CHUNK = 33                      # frames of a chunk


@lru_cache(maxsize=1)
def pyramid_pipeline() -> Any:
    from diffusers import HeliosPyramidPipeline  # pyright: ignore[reportPrivateImportUsage]  # diffusers exports its names lazily

    class SteadyPyramidPipeline(HeliosPyramidPipeline):
        """The covariance of its block noise is singular but for 1e-8: some processors cannot factor it in 32 bits."""

        def sample_block_noise(self, batch_size: int, channel: int, num_frames: int, height: int, width: int,
                               patch_size: tuple[int, ...] = (1, 2, 2), device: Any = None,
                               generator: Any = None) -> Tensor:  # fmt: skip
            sizes = (batch_size, channel, num_frames, height, width, patch_size, device, generator)
            state = generator.get_state()
            try:
                return super().sample_block_noise(*sizes)
            except torch.linalg.LinAlgError:  # pyright: ignore[reportPrivateImportUsage]  # its documented name
                generator.set_state(state)
            gamma, (_, ph, pw) = self.scheduler.config.gamma, patch_size
            cells = ph * pw
            covariance = torch.eye(cells, dtype=torch.double) * (1 + gamma + 1e-8) - gamma
            factor = torch.linalg.cholesky(covariance).float().to(generator.device)
            blocks = batch_size * channel * num_frames * (height // ph) * (width // pw)
            noise = torch.randn(blocks, cells, generator=generator, device=generator.device) @ factor.T
            noise = noise.view(batch_size, channel, num_frames, height // ph, width // pw, ph, pw)
            return noise.permute(0, 1, 2, 3, 5, 4, 6).reshape(batch_size, channel, num_frames, height, width).to(device)

    return SteadyPyramidPipeline


class Helios(Wan):
    """The folder names one of two pipelines: the pyramid (distilled and mid) or the base one."""

    @classmethod
    def pipeline_class(cls, named: str) -> Any:
        import diffusers

        return pyramid_pipeline() if named == "HeliosPyramidPipeline" else getattr(diffusers, named)

    @property
    def pyramid(self) -> bool:
        return "Pyramid" in type(self.pipe).__name__

    def steps_of(self, call: Call) -> int:
        if not self.pyramid:
            return call.steps
        first = self._amplified and call.number == 0
        return STAGES * self._stage_steps(call) * (2 if first else 1)

    @property
    def _amplified(self) -> bool:
        return self.pyramid and bool(self.pipe.config.is_distilled)

    def _stage_steps(self, call: Call) -> int:
        return max(1, call.steps // STAGES)

    def sample(self, call: Call, on_step: OnStep) -> Sampled:
        generator = self.seeded(call)
        done = -1
        steps = self.steps_of(call)

        def counted(_i: int, _steps: int, latents: Tensor, scheduler: Any) -> None:
            nonlocal done
            done += 1                           # the pipeline counts anew in each stage
            on_step(min(done, steps - 1), steps, latents, scheduler)

        more: dict[str, Any] = {"num_inference_steps": call.steps}
        if self.pyramid:
            more = {"pyramid_num_inference_steps_list": [self._stage_steps(call)] * STAGES,
                    "is_amplify_first_chunk": self._amplified and call.number == 0}
        given = self._known(call, generator)
        with _no_decoding(self.pipe.vae), _first_seen(self.pipe.transformer) as anchor:
            out = self.pipe(
                prompt=call.prompt, negative_prompt=NEGATIVE, height=call.height, width=call.width, num_frames=CHUNK,
                guidance_scale=call.guidance, generator=generator, output_type="latent",
                history_sizes=list(HISTORY),    # its own default is changed in place
                callback_on_step_end=self.stepper(counted, steps, lambda latents: latents), **more, **given,
            )  # fmt: skip
        kept = {"generator": generator.get_state()}
        if given and not call.history:
            kept |= {"anchor": anchor[0], "before": out.frames[:, :, :-LATENTS]}
        return Sampled(out.frames[:, :, -LATENTS:], kept)

    def _known(self, call: Call, generator: torch.Generator) -> dict[str, Any]:
        """What goes before the chunk: earlier chunks, a film, a first picture, or nothing."""
        if call.history:
            first = call.history[0]
            if not call.reseed:
                generator.set_state(call.history[-1].more["generator"].cpu())
            before = [first.more["before"]] if "before" in first.more else []
            latents = torch.cat([*before, *(chunk.latents for chunk in call.history)], 2)[:, :, -sum(HISTORY):]
            anchor = first.more.get("anchor", first.latents[:, :, :1]).to(self.device, torch.float32)
            return {"video_latents": latents.to(self.device), "image_latents": anchor,
                    "add_noise_to_video_latents": False, "add_noise_to_image_latents": False}
        before = next((run for run in call.known if run.stop <= 0), None)
        if before is not None:
            return {"video": self._film(before)}
        still = next((run for run in call.known if run.start == 0), None)
        if still is not None:
            from PIL import Image

            return {"image": Image.fromarray(still.pictures[0])}
        return {}

    def _film(self, run: Known) -> list[Any]:
        """The last whole chunks of a stretch; a shorter one begins with its first frame held."""
        from PIL import Image

        pictures = run.pictures
        if len(pictures) < CHUNK:
            pictures = np.concatenate([np.repeat(pictures[:1], CHUNK - len(pictures), 0), pictures])
        return [Image.fromarray(picture) for picture in pictures]

    def seeded(self, call: Call) -> torch.Generator:
        """On the device: this pipeline also draws plain random numbers there."""
        return torch.Generator(self.device).manual_seed(call.seed)


@contextmanager
def _no_decoding(vae: Any) -> Iterator[None]:
    """The pipeline decodes each chunk even when latents are asked for; here that is done once, after they are kept."""
    nothing = torch.zeros(1, 3, 1, 1, 1)
    vae.decode = lambda *_args, **_options: (nothing,)
    try:
        yield
    finally:
        del vae.decode


@contextmanager
def _first_seen(transformer: Any) -> Iterator[list[Tensor]]:
    """What the network is told of the take's first frame: it anchors every later chunk, and nothing hands it out."""
    seen: list[Tensor] = []

    def hook(_module: Any, _args: Any, given: dict[str, Any]) -> None:
        if not seen:
            seen.append(given["latents_history_short"][:, :, :1].detach().cpu())

    handle = transformer.register_forward_pre_hook(hook, with_kwargs=True)
    try:
        yield seen
    finally:
        handle.remove()
