"""Engine: the velocity a window follows, with classifier-free guidance. Knows the transformer, not what it is for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from studio.model.transformer import Memory, Text, Transformer

Velocity = Callable[[Tensor, float], Tensor]        # (T, C, h, w) at a timestep -> the same shape


@dataclass(frozen=True, slots=True)
class Guidance:
    """How strongly the prompt is followed. 0 and 1: as predicted, in one pass instead of two.

    Inside `interval` only (Kynkäänniemi et al. 2024): at the very start guidance narrows the choice of scenes, at the
    very end it only costs time. `rescale` 0..1 pulls the deviation back to the prompted one (Lin et al. 2023).
    """

    scale: float
    interval: tuple[float, float] = (0.1, 0.95)
    rescale: float = 0.0

    @property
    def on(self) -> bool:
        return self.scale not in (0.0, 1.0)

    def active(self, t: float) -> bool:
        return self.on and self.interval[0] < t <= self.interval[1]

    def combine(self, prompted: Tensor, empty: Tensor) -> Tensor:
        guided = empty + self.scale * (prompted - empty)
        if self.rescale:
            guided = guided * (1 + self.rescale * (prompted.std() / guided.std() - 1))
        return guided


def guided_velocity(network: Transformer, text: Text, *, memory: tuple[Tensor, Tensor, Tensor] | None, seconds: Tensor,
                    roles: Tensor, guidance: Guidance) -> Velocity:
    """The velocity of canvas frames at `seconds` (T,) in `roles` (T,).

    `text`: two rows, the prompt and the empty prompt. `memory`: latents (M, C, h, w), seconds (M,), roles (M,), read
    here once. The returned function takes and gives fp32 (T, C, h, w).
    """
    rows = 2 if guidance.on else 1
    dtype = network.enter.weight.dtype
    text = text_rows(text, rows)
    with torch.inference_mode():
        known = None
        if memory is not None:
            latents, times, their_roles = memory
            known = network.remember(_rows(latents.to(dtype), rows), _rows(times, rows), _rows(their_roles, rows), text)

    @torch.inference_mode()
    def velocity(x: Tensor, t: float) -> Tensor:
        n = 2 if guidance.active(t) else 1
        out = network(_rows(x.to(dtype), n), _rows(seconds, n), _rows(roles, n),
                      torch.full((n, len(x)), t, device=x.device), text_rows(text, n), memory_rows(known, n)).float()
        return guidance.combine(out[0], out[1]) if n == 2 else out[0]

    return velocity


def text_rows(text: Text, rows: int) -> Text:
    return Text(text.keys[:, :rows], text.values[:, :rows], text.bias[:rows], text.pooled[:rows])


def memory_rows(memory: Memory | None, rows: int) -> Memory | None:
    return None if memory is None else Memory(memory.keys[:, :rows], memory.values[:, :rows])


def _rows(x: Tensor, rows: int) -> Tensor:
    return x[None].expand(rows, *x.shape)
