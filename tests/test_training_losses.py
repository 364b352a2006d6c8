"""Training: what the losses ask for, measured on errors and latents made by hand."""

from __future__ import annotations

import pytest
import torch
from torch import nn
from training_kit import TINY_CODER

from studio.training import train_autoencoder, train_transformer


def test_smooth_latents_have_a_large_coarse_share() -> None:
    y, x = torch.meshgrid(torch.arange(8.0), torch.arange(8.0), indexing="ij")
    noise = torch.randn(4, 3, 32, 32, generator=torch.Generator().manual_seed(1))
    assert train_autoencoder.coarse_share((x + y)[None, None]) > 0.9
    assert train_autoencoder.coarse_share(((x + y) % 2)[None, None]) < 0.01
    assert train_autoencoder.coarse_share(noise) == pytest.approx(0.25, abs=0.05)


def test_what_changes_from_cell_to_cell_costs_more() -> None:
    """Of two encoders with latents of one size, the one whose latents are rough has the greater loss."""
    network = train_autoencoder.build(TINY_CODER, torch.float32)
    x = torch.rand(4, 4, 3, 48, 48, generator=torch.Generator().manual_seed(2)) * 2 - 1
    flat = torch.ones(4, 4, 6, 6)
    rough = flat * (torch.arange(6) % 2 * 2 - 1)
    losses = []
    for latents in (flat, rough):
        network.encode_raw = lambda _, latents=latents: latents                             # type: ignore[method-assign]
        network.decode_raw = lambda z: torch.zeros(4, 4, 3, *(8 * s for s in z.shape[2:]))  # type: ignore[method-assign]
        losses.append(float(train_autoencoder.loss_of(network, x, torch.zeros_like(flat))[0]))
    assert losses[1] - losses[0] == pytest.approx(train_autoencoder.DETAIL_PULL, rel=1e-3)


@pytest.mark.parametrize(("kind", "loss"), [("like noise", 1.0), ("of whole shapes", 2.5)])
def test_errors_of_shape_weigh_more_than_errors_like_noise(kind: str, loss: float) -> None:
    """Of errors of one size, 1, those that neighbouring cells share cost 2.5 times as much."""
    source = torch.Generator().manual_seed(3)
    canvas, noise = torch.randn(2, 8, 1, 4, 32, 32, generator=source)
    error = torch.randn(8, 1, 4, 32, 32, generator=source) if kind == "like noise" else torch.ones(8, 1, 4, 32, 32)

    class Wrong(nn.Module):
        def read(self, *_: object) -> None:
            return None

        def forward(self, *_: object) -> torch.Tensor:
            return noise - canvas + error

    level = torch.full((8, 1), 0.5)
    measured = train_transformer.flow_loss(Wrong(), canvas, noise, level, level, level, torch.ones(8, 1, 1, 32, 32),
                                           level, level, level, None)                       # type: ignore[arg-type]
    assert float(measured) == pytest.approx(loss, rel=0.05)
