"""Training: the optimizer. Muon for the matrices inside networks, AdamW for the rest, fp32 masters of bf16 weights.

Muon (Jordan et al. 2024) replaces a matrix's momentum by its nearest orthogonal matrix, found with five Newton-Schulz
iterations. Per sample it learns faster than AdamW; the iterations cost little beside a batch of thousands of tokens.
"""

from __future__ import annotations

from collections.abc import Iterable

import torch
from torch import Tensor, nn


def orthogonalise(matrix: Tensor, iterations: int = 5) -> Tensor:
    """The orthogonal factor of `matrix` (rows, columns), approximately: singular values end in about 0.7..1.2."""
    x = matrix.bfloat16()
    wide = x.shape[0] <= x.shape[1]
    x = x if wide else x.T
    x = x / (x.norm() + 1e-7)
    for _ in range(iterations):
        gram = x @ x.T
        x = 3.4445 * x + (-4.7750 * gram + 2.0315 * gram @ gram) @ x
    return x if wide else x.T


class MasterOptimizer:
    """Steps fp32 master copies of a network's (possibly bf16) parameters and keeps an exponential average of them.

    `matrix_rate` and `vector_rate` are the learning rates of the two kinds; `scale` in `step` multiplies both.
    Parameters whose name contains one of `plain` are treated as vectors even if they are matrices (embeddings, in and
    out projections), as Muon's authors advise.
    """

    def __init__(self, network: nn.Module, *, matrix_rate: float, vector_rate: float, decay: float = 0.01,
                 average: float = 0.999, plain: Iterable[str] = ()) -> None:
        plain = tuple(plain)
        self.names = [n for n, p in network.named_parameters() if p.requires_grad]
        self.live = [p for p in network.parameters() if p.requires_grad]
        self.master = [p.detach().float().clone() for p in self.live]
        self.average = [m.clone() for m in self.master]
        self.is_matrix = [m.ndim >= 2 and min(m.flatten(1).shape) >= 16 and not any(s in n for s in plain)
                          for n, m in zip(self.names, self.master, strict=True)]
        self.first = [torch.zeros_like(m) for m in self.master]
        self.second = [torch.zeros(1) if mat else torch.zeros_like(m)
                       for m, mat in zip(self.master, self.is_matrix, strict=True)]
        self.matrix_rate, self.vector_rate, self.decay, self.keep = matrix_rate, vector_rate, decay, average
        self.steps = 0

    @torch.no_grad()
    def step(self, scale: float = 1.0, *, clip: float = 1.0) -> float:
        """One update from the live gradients, which are cleared. Returns the gradient norm before clipping."""
        gradients = [p.grad.float() if p.grad is not None else torch.zeros_like(m)
                     for p, m in zip(self.live, self.master, strict=True)]
        norm = float(torch.stack([g.norm() for g in gradients]).norm())
        if not norm < float("inf"):         # NaN or infinite: skip this batch, keep the weights
            for p in self.live:
                p.grad = None
            return norm
        shrink = min(1.0, clip / (norm + 1e-6))
        self.steps += 1
        moments = zip(self.first, self.second, self.is_matrix, strict=True)
        for p, g, m, (a, b, mat) in zip(self.live, gradients, self.master, moments, strict=True):
            g.mul_(shrink)
            if mat:
                a.mul_(0.95).add_(g)
                update = orthogonalise((g + 0.95 * a).flatten(1)).view_as(m).float()
                rows, columns = m.flatten(1).shape
                rate = self.matrix_rate * scale * max(1.0, rows / columns) ** 0.5
                m.mul_(1 - rate * self.decay).sub_(update, alpha=rate)
            else:
                a.lerp_(g, 0.1)
                b.lerp_(g.square(), 0.02)
                first, second = a / (1 - 0.9 ** self.steps), b / (1 - 0.98 ** self.steps)
                m.sub_(first / (second.sqrt() + 1e-8), alpha=self.vector_rate * scale)
            p.grad = None
            p.copy_(m)
        keep = min(self.keep, (1 + self.steps) / (10 + self.steps))
        torch._foreach_lerp_(self.average, self.master, 1 - keep)
        return norm

    def averaged(self) -> dict[str, Tensor]:
        """The averaged weights by parameter name, fp32."""
        return dict(zip(self.names, self.average, strict=True))

    def state(self) -> dict[str, Tensor]:
        """Everything needed to go on, as flat tensors for safetensors."""
        parts = {"master": self.master, "average": self.average, "first": self.first, "second": self.second}
        out = {f"{part}.{name}": tensor
               for part, tensors in parts.items() for name, tensor in zip(self.names, tensors, strict=True)}
        return out | {"steps": torch.tensor([self.steps])}

    @torch.no_grad()
    def load(self, state: dict[str, Tensor]) -> list[str]:
        """Take up a saved state; tensors that are new or changed shape start fresh. Returns their names."""
        fresh: list[str] = []
        parts = {"master": self.master, "average": self.average, "first": self.first, "second": self.second}
        for part, tensors in parts.items():
            for name, tensor in zip(self.names, tensors, strict=True):
                saved = state.get(f"{part}.{name}")
                if saved is not None and saved.shape == tensor.shape:
                    tensor.copy_(saved)
                elif part == "master":
                    fresh.append(name)
        for p, m in zip(self.live, self.master, strict=True):
            p.copy_(m)
        self.steps = int(state["steps"][0]) if "steps" in state else 0
        return fresh
