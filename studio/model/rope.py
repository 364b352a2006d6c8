"""Model: rotary positions over time, height and width.

Time is in seconds, so any rate, any keyframe time and negative time work.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor

# One latent frame of the bundled model lasts a third of a second: the shortest time wave turns by one radian in it.
TIME_UNIT = 1 / 3


def _frequencies(pairs: int, longest: float) -> Tensor:
    return longest ** -(torch.arange(pairs, dtype=torch.float32) / max(pairs - 1, 1))      # 1 ... 1/longest


def rotary_table(seconds: Tensor, rows: int, columns: int, width: int) -> tuple[Tensor, Tensor]:
    """Cosines and sines for frames of `rows` x `columns` tokens.

    `seconds`: (B, T) the centre of each frame's interval. Space is counted in tokens from the frame's centre, so every
    aspect shares its middle. Returns two tensors (B, T*rows*columns, width/2), fp32; `width` is that of one head.
    """
    b, t = seconds.shape
    half = width // 2
    time_pairs = half // 4
    row_pairs = (half - time_pairs) // 2
    column_pairs = half - time_pairs - row_pairs
    y = torch.arange(rows, dtype=torch.float32) - (rows - 1) / 2
    x = torch.arange(columns, dtype=torch.float32) - (columns - 1) / 2
    turn_t = (seconds.float() / TIME_UNIT)[..., None] * _frequencies(time_pairs, 200.0)   # (B, T, pairs)
    turn_y = y[:, None] * _frequencies(row_pairs, 20.0)                                   # (rows, pairs)
    turn_x = x[:, None] * _frequencies(column_pairs, 20.0)                                # (columns, pairs)
    turn = torch.cat([
        turn_t[:, :, None, None].expand(b, t, rows, columns, time_pairs),
        turn_y[None, None, :, None].expand(b, t, rows, columns, row_pairs),
        turn_x[None, None, None].expand(b, t, rows, columns, column_pairs),
    ], dim=-1).reshape(b, t * rows * columns, half)                                       # (B, N, half)
    return turn.cos(), turn.sin()


class Cut(NamedTuple):
    """What is seen is a part of a frame of `rows` x `columns` tokens: that from `corner` (B, 2: row, column) on."""

    corner: Tensor
    rows: int
    columns: int


def place_waves(rows: int, columns: int, *, cut: Cut | None = None) -> Tensor:
    """Where tokens lie between the frame's edges: (B, rows*columns, 16), sines and cosines of four lengths each way.

    Rotary positions only say how far tokens are from each other; sky and ground want to know where they are. B is 1
    for whole frames.
    """
    whole = cut or Cut(torch.zeros(1, 2, dtype=torch.long), rows, columns)
    top, left = whole.corner.cpu()[..., None].unbind(1)                                     # (B, 1) each
    y = (top + torch.arange(rows, dtype=torch.float32) + 0.5) / whole.rows * 2 - 1          # (B, rows)
    x = (left + torch.arange(columns, dtype=torch.float32) + 0.5) / whole.columns * 2 - 1
    lengths = torch.tensor([0.5, 1.0, 2.0, 4.0]) * torch.pi
    turn = torch.cat([(y[..., None] * lengths)[:, :, None].expand(-1, -1, columns, -1),
                      (x[..., None] * lengths)[:, None].expand(-1, rows, -1, -1)], -1).flatten(1, 2)
    return torch.cat([turn.sin(), turn.cos()], -1)


def rotate(x: Tensor, cosine: Tensor, sine: Tensor) -> Tensor:
    """Turns queries or keys (B, H, N, D) by a table (B, 1, N, D/2), halves paired (first with second half)."""
    a, b = x.chunk(2, -1)
    return torch.cat([a * cosine - b * sine, a * sine + b * cosine], -1)
