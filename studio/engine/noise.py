"""Engine: noise. Drawn on the CPU and by name, so every device, every plan and every restart gets the same."""

from __future__ import annotations

import hashlib

import torch
from torch import Tensor


def noise(shape: tuple[int, ...], seed: int, name: str | int) -> Tensor:
    """Standard normal noise, fp32; `name` is the canvas group it is for."""
    digest = hashlib.blake2b(f"{seed} {name}".encode(), digest_size=8).digest()
    return torch.randn(shape, generator=torch.Generator().manual_seed(int.from_bytes(digest) >> 1))
