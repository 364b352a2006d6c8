"""Engine: what every family of open-weights models shares. Knows torch and a loaded pipeline; no files, no requests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, ClassVar

import numpy as np
import torch
from torch import Tensor

from studio.engine.backends.call import Call, Sampled
from studio.engine.backends.decoding import to_pixels

OnStep = Callable[[int, int, Tensor, Any], None]       # step from 0, steps, latents (1, C, F, h, w), the scheduler
KEPT_PROMPTS = 16


class Family:
    """One loaded pipeline. Subclasses say how it is called, how it decodes, and which class it is loaded as."""

    pipeline: ClassVar[str] = ""

    @classmethod
    def pipeline_class(cls, _named: str) -> Any:
        """The class to load a folder as that names itself `_named`; imports diffusers."""
        import diffusers

        return getattr(diffusers, cls.pipeline)

    def __init__(self, pipe: Any) -> None:
        self.pipe = pipe
        pipe.set_progress_bar_config(disable=True)
        self._prompts: dict[str, Any] = {}
        self._encode = pipe.encode_prompt
        pipe.encode_prompt = self._encode_once

    def sample(self, call: Call, on_step: OnStep) -> Sampled:
        raise NotImplementedError

    def frames(self, sampled: Sampled) -> Iterator[np.ndarray]:
        """Every frame of the call, piece by piece: (T, H, W, 3) uint8."""
        raise NotImplementedError

    def sound(self, sampled: Sampled) -> tuple[np.ndarray, int] | None:
        """((N, 2) float32, samples a second) of the call, for models that make sound."""
        return None

    def steps_of(self, call: Call) -> int:
        """How many steps a call takes."""
        return call.steps

    # -- helpers -------------------------------------------------------------------------------------------------

    @property
    def device(self) -> torch.device:
        return self.pipe._execution_device

    def seeded(self, call: Call) -> torch.Generator:
        """On the CPU, so that every device gets the same noise."""
        return torch.Generator().manual_seed(call.seed)

    @torch.no_grad()
    def encode(self, pictures: np.ndarray) -> Tensor:
        """(T, H, W, 3) uint8, T on the grid -> raw latents (1, C, F, h, w) of the autoencoder's mean."""
        vae = self.pipe.vae
        return vae.encode(to_pixels(pictures).to(self.device, vae.dtype)).latent_dist.mode()

    def normal(self, latents: Tensor) -> Tensor:
        """Raw latents as the transformer sees them."""
        raise NotImplementedError

    def stepper(self, on_step: OnStep, steps: int, unpack: Callable[[Tensor], Tensor]) -> Callable[..., dict]:
        """A step callback as pipelines want it."""

        def stepped(pipe: Any, i: int, _t: Any, given: dict[str, Tensor]) -> dict[str, Tensor]:
            on_step(i, steps, unpack(given["latents"]), pipe.scheduler)
            return given

        return stepped

    def _encode_once(self, *args: Any, **options: Any) -> Any:
        """The text encoder is the largest part of some models: the same words are never read twice."""
        plain = {k: v for k, v in options.items() if not isinstance(v, Tensor) and k != "device"}
        key = repr((args, sorted(plain.items(), key=lambda item: item[0])))
        if key not in self._prompts:
            if len(self._prompts) >= KEPT_PROMPTS:
                self._prompts.pop(next(iter(self._prompts)))
            found = self._encode(*args, **options)
            self._prompts[key] = tuple(x.cpu() if isinstance(x, Tensor) else x for x in found)
        return tuple(x.to(self.device) if isinstance(x, Tensor) else x for x in self._prompts[key])
