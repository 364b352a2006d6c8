"""Training: sizes of the transformer, from the bundled one to several billion parameters. The code is the same for all.

Only `pocket` is trained here. The larger ones are sizes that are known to work for networks of this kind; what they
learn depends on the footage and the hours they are given.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import torch

from studio.model.transformer import Transformer, TransformerConfig


@dataclass(frozen=True, slots=True)
class Preset:
    """`rate`: multiplies the learning rates. `batch`: multiplies a stage's batch sizes, over all processes.

    `sharded`: too large for every process to hold masters and moments of its own.
    """

    config: TransformerConfig
    rate: float = 1.0
    batch: float = 1.0
    sharded: bool = False
    told: str = ""


PRESETS: dict[str, Preset] = {
    "pocket": Preset(TransformerConfig(kernel=3), told="the bundled one; a laptop"),
    "small": Preset(TransformerConfig(width=768, depth=12, heads=12, kernel=3), 0.7, 2, told="one card of 12 GB"),
    "medium": Preset(TransformerConfig(width=1024, depth=24, heads=16, kernel=3), 0.5, 4, told="one of 24 GB"),
    "large": Preset(TransformerConfig(width=2048, depth=24, heads=16, kernel=3), 0.35, 8, True, "eight of 40 GB"),
    "grand": Preset(TransformerConfig(width=3072, depth=32, heads=24, kernel=3), 0.25, 16, True, "eight of 80 GB"),
}
BYTES = 2 + 2 + 4 * 3       # of one parameter: itself, its gradient, its master, average and momentum


@lru_cache
def parameters(name: str) -> int:
    """How many parameters the preset's network has; takes no memory."""
    with torch.device("meta"):
        return sum(p.numel() for p in Transformer(PRESETS[name].config).parameters())


def lines() -> list[str]:
    """A table of the presets for people."""
    rows = [f"{'preset':8} {'parameters':>14} {'width':>6} {'depth':>6} {'heads':>6} {'training state':>15}  meant for"]
    for name, preset in PRESETS.items():
        c, count = preset.config, parameters(name)
        rows.append(f"{name:8} {count:>14,} {c.width:>6} {c.depth:>6} {c.heads:>6} {count * BYTES / 2**30:>12.1f} GB"
                    f"  {preset.told}")
    return rows
