"""Training: the optimizer. Muon for the matrices inside networks, AdamW for the rest, fp32 masters of bf16 weights.

Muon (Jordan et al. 2024) replaces a matrix's momentum by its nearest orthogonal matrix, found with five Newton-Schulz
iterations. Per sample it learns faster than AdamW; the iterations cost little beside a batch of thousands of tokens.
"""

from __future__ import annotations

from collections.abc import Iterable

import torch
from torch import Tensor, nn

from studio.training.parallel import Layout, local, total


def orthogonalise(matrices: Tensor, iterations: int = 5) -> Tensor:
    """The orthogonal factors of `matrices` (..., rows, columns), approximately: singular values end in 0.7..1.2.

    Many matrices of one shape at once keep both cores busy where one alone would not.
    """
    x = matrices.flatten(0, -3) if matrices.ndim > 2 else matrices[None]
    wide = x.shape[-2] <= x.shape[-1]
    x = (x if wide else x.mT).bfloat16().contiguous()
    x = x / (x.norm(dim=(-2, -1), keepdim=True) + 1e-7)
    for _ in range(iterations):
        gram = x @ x.mT
        gram = torch.baddbmm(gram, gram, gram, beta=-4.7750, alpha=2.0315)
        x = torch.baddbmm(x, gram, x, beta=3.4445)
    return (x if wide else x.mT).reshape(matrices.shape)


class MasterOptimizer:
    """Steps fp32 master copies of a network's (possibly bf16) parameters and keeps an exponential average of them.

    `matrix_rate` and `vector_rate` are the learning rates of the two kinds; `scale` in `step` multiplies both.
    Parameters whose name contains one of `plain` are treated as vectors even if they are matrices (embeddings, in and
    out projections), as Muon's authors advise. Of parameters that lie spread over processes each keeps its own part of
    master, average and moments; only a matrix that is being orthogonalised is put together for a moment.
    """

    def __init__(self, network: nn.Module, *, matrix_rate: float, vector_rate: float, decay: float = 0.01,
                 average: float = 0.999, plain: Iterable[str] = ()) -> None:
        plain = tuple(plain)
        self.names = [n for n, p in network.named_parameters() if p.requires_grad]
        self.parameters = [p for p in network.parameters() if p.requires_grad]
        self.layouts = [Layout(p) for p in self.parameters]
        self.sharded = any(layout.sharded for layout in self.layouts)
        self.live = [local(p.detach()) for p in self.parameters]
        self.master = [p.float().clone() for p in self.live]
        self.average = [m.clone() for m in self.master]
        self.is_matrix = [p.ndim >= 2 and min(p.shape[0], p.numel() // p.shape[0]) >= 16
                          and not any(s in n for s in plain)
                          for n, p in zip(self.names, self.parameters, strict=True)]
        self.first = [torch.zeros_like(m) for m in self.master]
        self.second = [torch.zeros(1) if mat else torch.zeros_like(m)
                       for m, mat in zip(self.master, self.is_matrix, strict=True)]
        self.alike: dict[torch.Size, list[int]] = {}        # matrices by shape, to be orthogonalised together
        for i, (p, mat) in enumerate(zip(self.parameters, self.is_matrix, strict=True)):
            if mat:
                self.alike.setdefault(torch.Size((p.shape[0], p.numel() // p.shape[0])), []).append(i)
        self.matrix_rate, self.vector_rate, self.decay, self.keep = matrix_rate, vector_rate, decay, average
        self.steps = 0

    @torch.no_grad()
    def step(self, scale: float = 1.0, *, clip: float = 1.0) -> float:
        """One update from the live gradients, which are cleared. Returns the gradient norm before clipping."""
        gradients = [local(p.grad).float() if p.grad is not None else torch.zeros_like(m)
                     for p, m in zip(self.parameters, self.master, strict=True)]
        for p in self.parameters:
            p.grad = None
        norm = float(total(torch.stack([g.norm() for g in gradients]).square().sum(), sharded=self.sharded)) ** 0.5
        if not norm < float("inf"):         # NaN or infinite: skip this batch, keep the weights
            return norm
        shrink = min(1.0, clip / (norm + 1e-6))
        self.steps += 1
        torch._foreach_mul_(gradients, shrink)  # pyright: ignore[reportPrivateImportUsage]  # all at once
        for shape, members in self.alike.items():
            moments = [self.first[i] for i in members]
            torch._foreach_mul_(moments, 0.95)  # pyright: ignore[reportPrivateImportUsage]  # all at once
            torch._foreach_add_(moments, [gradients[i] for i in members])  # pyright: ignore[reportPrivateImportUsage]  # all at once
            updates = orthogonalise(torch.stack([self.layouts[i].whole(gradients[i] + 0.95 * a).flatten(1)
                                                 for i, a in zip(members, moments, strict=True)])).float()
            rate = self.matrix_rate * scale * max(1.0, shape[0] / shape[1]) ** 0.5
            for i, update in zip(members, updates, strict=True):
                part = self.layouts[i].part(update.view(self.parameters[i].shape))
                self.master[i].mul_(1 - rate * self.decay).sub_(part, alpha=rate)
        for i, (g, m, a, b) in enumerate(zip(gradients, self.master, self.first, self.second, strict=True)):
            if not self.is_matrix[i]:
                a.lerp_(g, 0.1)
                b.lerp_(g.square(), 0.02)
                first, second = a / (1 - 0.9 ** self.steps), b / (1 - 0.98 ** self.steps)
                m.sub_(first / (second.sqrt() + 1e-8), alpha=self.vector_rate * scale)
        for p, m in zip(self.live, self.master, strict=True):
            p.copy_(m)
        keep = min(self.keep, (1 + self.steps) / (10 + self.steps))
        torch._foreach_lerp_(self.average, self.master, 1 - keep)  # pyright: ignore[reportPrivateImportUsage]  # all at once
        return norm

    def averaged(self) -> dict[str, Tensor]:
        """The averaged weights by parameter name, fp32, whole: where they are spread over processes, all must ask."""
        return {n: layout.whole(a) for n, layout, a in zip(self.names, self.layouts, self.average, strict=True)}

    def state(self) -> dict[str, Tensor]:
        """Everything needed to go on, as flat tensors for safetensors; whole, like `averaged`."""
        parts = {"master": self.master, "average": self.average, "first": self.first, "second": self.second}
        out = {f"{part}.{name}": tensor if part == "second" and matrix else layout.whole(tensor)
               for part, tensors in parts.items()
               for name, layout, matrix, tensor in zip(self.names, self.layouts, self.is_matrix, tensors, strict=True)}
        return out | {"steps": torch.tensor([self.steps])}

    @torch.no_grad()
    def load(self, state: dict[str, Tensor]) -> list[str]:
        """Take up a saved state; tensors that are new or changed shape start fresh. Returns their names."""
        fresh: list[str] = []
        parts = {"master": self.master, "average": self.average, "first": self.first, "second": self.second}
        for part, tensors in parts.items():
            for i, (name, tensor) in enumerate(zip(self.names, tensors, strict=True)):
                saved, single = state.get(f"{part}.{name}"), part == "second" and self.is_matrix[i]
                if saved is not None and saved.shape == (tensor.shape if single else self.parameters[i].shape):
                    tensor.copy_(saved if single else self.layouts[i].part(saved.to(tensor)))
                elif part == "master":
                    fresh.append(name)
        for p, m in zip(self.live, self.master, strict=True):
            p.copy_(m)
        self.steps = int(state["steps"][0]) if "steps" in state else 0
        return fresh
