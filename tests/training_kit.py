"""Tiny networks and a few drawn clips for the tests of model and training."""

from __future__ import annotations

from pathlib import Path

import torch

from studio.model.autoencoder import Autoencoder, AutoencoderConfig
from studio.model.transformer import Role, Text, Transformer, TransformerConfig

RESOURCES = Path(__file__).parents[1] / "resources" / "models"
TINY_CODER = AutoencoderConfig(channels=4, fine=16, coarse=16, encoder_coarse=1, decoder_coarse=1, decoder_fine=1)
TINY_FORMER = TransformerConfig(channels=4, width=32, depth=2, heads=2, text_width=24, text_depth=1, vocabulary=8,
                                text_vocabulary=20)


def autoencoder(seed: int = 0) -> Autoencoder:
    """A tiny autoencoder in which every weight acts: blocks that start as the identity are given small numbers."""
    torch.manual_seed(seed)
    return _stirred(Autoencoder(TINY_CODER)).eval()


def transformer(seed: int = 0) -> Transformer:
    """A tiny transformer in which every weight acts, and pieces 5 and 6 have learned vectors."""
    torch.manual_seed(seed)
    network = _stirred(Transformer(TINY_FORMER)).eval()
    network.adapter.lookup[5], network.adapter.lookup[6] = 1, 2
    return network


def _stirred(network: torch.nn.Module) -> torch.nn.Module:
    with torch.no_grad():
        for p in network.parameters():
            if not p.any():
                p.normal_(std=0.1)
    return network


def prompt(network: Transformer, ids: list[list[int]] = [[5, 6, 7]], *, seed: int = 0) -> Text:       # noqa: B006
    """Prompts of made-up states, the same for the same id; id 0 is padding."""
    table = torch.randn(network.config.text_vocabulary, network.config.text_width,
                        generator=torch.Generator().manual_seed(seed))
    pieces = torch.tensor(ids)
    return network.read(table[pieces], pieces, pieces > 0)


def frames(count: int, *, seed: int = 0, rows: int = 4, columns: int = 6, batch: int = 1) -> torch.Tensor:
    """Latent frames (batch, count, 4, rows, columns) of noise."""
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(batch, count, TINY_FORMER.channels, rows, columns, generator=generator)


def roles(count: int, role: Role = Role.CANVAS, *, batch: int = 1) -> torch.Tensor:
    return torch.full((batch, count), int(role))
