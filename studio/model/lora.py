"""Model: low-rank additions to a network's linear layers (Hu et al. 2021). Torch only; knows no files, names or looks.

A layer `y = W x + b` becomes `y = (W + B A) x + b` with A (rank, in) and B (out, rank); A and B alone are learned. To
learn them they run beside the layer (`attach`); to use them they are added to W once (`merged`), which costs no step.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

DOWN, UP = "lora_A", "lora_B"
# Layers that read or write a token's width. What turns latents, noise levels and places into tokens is left alone.
INSIDE = ("blocks.", "text_kv.", "adapter.")


@dataclass(frozen=True, slots=True)
class Pair:
    """What is added to one layer: `down` A (rank, in), `up` B (out, rank), any floating type."""

    down: Tensor
    up: Tensor


class LowRank(nn.Module):
    """A linear layer with an addition beside it that can be learned; it starts as nothing. The layer is left alone."""

    def __init__(self, layer: nn.Linear, rank: int) -> None:
        super().__init__()
        self.layer = layer
        like = {"dtype": layer.weight.dtype, "device": layer.weight.device}
        self.lora_A = nn.Parameter(torch.randn(rank, layer.in_features, **like) * layer.in_features ** -0.5)
        self.lora_B = nn.Parameter(torch.zeros(layer.out_features, rank, **like))

    def forward(self, x: Tensor) -> Tensor:
        return self.layer(x) + F.linear(F.linear(x, self.lora_A), self.lora_B)


def layers(network: nn.Module) -> dict[str, nn.Linear]:
    """The linear layers additions are made to, by name."""
    return {name: layer for name, layer in network.named_modules()
            if isinstance(layer, nn.Linear) and name.startswith(INSIDE)}


def attach(network: nn.Module, rank: int) -> None:
    """Freezes the network and puts a `LowRank` in the place of each of its inner linear layers."""
    network.requires_grad_(False)
    for name, layer in layers(network).items():
        parent, _, last = name.rpartition(".")
        setattr(network.get_submodule(parent), last, LowRank(layer, rank))


def pairs(tensors: dict[str, Tensor]) -> dict[str, Pair]:
    """`<layer>.lora_A[.weight]` and `<layer>.lora_B[.weight]` -> a pair for each layer. Raises ValueError."""
    halves: dict[str, dict[str, Tensor]] = {}
    for name, tensor in tensors.items():
        layer, _, side = name.removesuffix(".weight").rpartition(".")
        if side not in (DOWN, UP):
            raise ValueError(f"{name[:60]!r} belongs to no low-rank addition")
        halves.setdefault(layer, {})[side] = tensor
    if odd := next((layer for layer, sides in halves.items() if len(sides) != 2), None):
        raise ValueError(f"{odd[:60]!r} has one half only")
    return {layer: Pair(sides[DOWN], sides[UP]) for layer, sides in halves.items()}


def merged(weight: Tensor, additions: list[tuple[Pair, float]]) -> Tensor:
    """A new W + the sum of strength · B A, summed in fp32 and rounded once to W's own type."""
    total = weight.float()
    for pair, strength in additions:
        total = total + strength * (pair.up.float() @ pair.down.float()).to(total.device)
    return total.to(weight.dtype)
