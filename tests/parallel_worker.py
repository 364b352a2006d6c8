"""What `torchrun` starts in the tests: trains a tiny transformer on shards that are there, alone or in company."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path

import torch
from training_kit import RESOURCES

from studio.model.transformer import TransformerConfig
from studio.training import train_transformer
from studio.training.loop import Run
from studio.training.parallel import join

TINY = TransformerConfig(channels=4, width=32, depth=2, heads=2, text_depth=1, vocabulary=64, kernel=3)


def main(data: str, folder: str, steps: str, seed: str, how: str) -> None:
    torch.set_num_threads(1)
    train_transformer.Run = partial(Run, report_every=1)                                    # type: ignore[misc]
    train_transformer.STAGES["clips"] = (("picture", 4, 0.4), ("pair", 4, 0.3), ("after", 4, 0.3))
    with join() as party:
        train_transformer.train(
            Path(data), Path(folder), Path(folder) / "t.safetensors", RESOURCES / "text.safetensors", minutes=60.0,
            compiled=False, config=TINY, party=party, sharded=how == "sharded", dtype=torch.float32, seed=int(seed),
            steps=int(steps))


if __name__ == "__main__":
    main(*sys.argv[1:])
