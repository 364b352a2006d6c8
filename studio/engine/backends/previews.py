"""Engine: a rough picture from latents of any autoencoder, without decoding: a linear map, fitted once. Torch only."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor

SIDE = 64           # latent cells of the picture it is fitted on are few; colours are what counts


class Rough:
    """Colours as a weighted sum of channels, by least squares between a drawn film and its own latents."""

    def __init__(self, encode: Callable[[np.ndarray], Tensor], *, width: int, height: int, frames: int) -> None:
        """`encode`: (T, H, W, 3) uint8 -> normalised latents (1, C, F, h, w)."""
        pictures = _patches(frames, height, width)
        latents = encode(pictures)[0].float().cpu()                             # (C, F, h, w)
        colours = torch.from_numpy(pictures).permute(3, 0, 1, 2).float().div(127.5).sub(1)
        _, f, h, w = latents.shape
        small = torch.nn.functional.adaptive_avg_pool3d(colours, (f, h, w))
        rows = _with_one(latents.flatten(1).T)                                  # (N, C + 1)
        penalty = 1e-3 * len(rows) * torch.eye(rows.shape[1])
        self._weights = torch.linalg.solve(rows.T @ rows + penalty, rows.T @ small.flatten(1).T)     # (C + 1, 3)

    def picture(self, latents: Tensor, frame: int) -> np.ndarray:
        """(h, w, 3) uint8 of one latent frame of (1, C, F, h, w)."""
        cells = latents[0, :, min(frame, latents.shape[2] - 1)].float().cpu()   # (C, h, w)
        colours = _with_one(cells.flatten(1).T) @ self._weights
        pixels = colours.add(1).mul(127.5).clamp(0, 255).byte()
        return pixels.view(*cells.shape[1:], 3).numpy()


def _with_one(rows: Tensor) -> Tensor:
    return torch.cat([rows, torch.ones(len(rows), 1)], 1)


def _patches(frames: int, height: int, width: int) -> np.ndarray:
    """Large patches of many colours, the same in every frame."""
    rng = np.random.default_rng(0)
    colours = rng.integers(0, 256, (max(1, height // 16), max(1, width // 16), 3), dtype=np.uint8)
    still = np.kron(colours, np.ones((16, 16, 1), np.uint8))
    still = np.resize(still, (height, width, 3)) if still.shape[:2] != (height, width) else still
    return np.repeat(still[None], frames, 0)
