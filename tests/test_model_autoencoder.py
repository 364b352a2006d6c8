"""The autoencoder: sizes, groups that never see each other, statistics, and the weights the studio ships."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from training_kit import RESOURCES, autoencoder

from studio.model import weights
from studio.model.autoencoder import Autoencoder

ASPECTS = ((192, 112), (112, 192), (144, 144))


@pytest.mark.parametrize(("width", "height"), ASPECTS)
def test_sizes_of_every_aspect(width: int, height: int) -> None:
    network = autoencoder()
    with torch.no_grad():
        latents = network.encode(torch.rand(2, 4, 3, height, width) * 2 - 1)
        assert latents.shape == (2, 4, height // 8, width // 8)
        assert network.decode(latents).shape == (2, 4, 3, height, width)


@torch.no_grad()
def test_groups_are_independent() -> None:
    network, clip = autoencoder(), torch.rand(3, 4, 3, 32, 48) * 2 - 1
    changed = clip.clone()
    changed[1, 2] = -changed[1, 2]
    before, after = network.encode(clip), network.encode(changed)
    assert not torch.allclose(before[1], after[1], atol=1e-3)
    for other in (0, 2):
        torch.testing.assert_close(before[other], after[other])
    torch.testing.assert_close(network.encode(clip[1:2]), before[1:2])     # alone as among others
    torch.testing.assert_close(network.decode(before[1:2]), network.decode(before)[1:2])


@torch.no_grad()
def test_every_frame_of_a_group_counts() -> None:
    network, group = autoencoder(), torch.zeros(1, 4, 3, 16, 16)
    latents = network.encode(group)
    for frame in range(4):
        changed = group.clone()
        changed[0, frame] = 1.0
        assert not torch.allclose(network.encode(changed), latents, atol=1e-4), frame


@torch.no_grad()
def test_standardising_changes_latents_but_not_pictures() -> None:
    network, group = autoencoder(), torch.rand(2, 4, 3, 16, 16)
    raw = network.encode_raw(group)
    picture = network.decode_raw(raw)
    network.mean.copy_(torch.tensor([1.0, -2.0, 0.5, 0.0]))
    network.deviation.copy_(torch.tensor([2.0, 0.5, 1.0, 3.0]))
    latents = network.encode(group)
    torch.testing.assert_close(latents[:, 1], (raw[:, 1] + 2.0) / 0.5)
    torch.testing.assert_close(network.decode(latents), picture, rtol=1e-3, atol=1e-4)


@torch.no_grad()
def test_bf16_stays_bf16_beside_fp32_statistics() -> None:
    network = autoencoder().bfloat16()
    network.mean, network.deviation = network.mean.float(), network.deviation.float()
    latents = network.encode(torch.rand(1, 4, 3, 16, 16).bfloat16())
    assert latents.dtype == torch.bfloat16
    assert network.decode(latents).dtype == torch.bfloat16


@pytest.mark.parametrize("shape", [(1, 3, 3, 16, 16), (1, 4, 1, 16, 16), (1, 4, 3, 20, 16), (1, 4, 3, 16, 12)])
def test_wrong_sizes_are_named(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="groups must be"):
        autoencoder().encode(torch.zeros(shape))


def test_shipped_weights_keep_their_promise(tmp_path: Path) -> None:
    """On eight drawn clips nobody trained on: as sharp as their own metadata say, borders hardly rougher."""
    path = RESOURCES / "autoencoder.safetensors"
    if not path.exists():
        pytest.skip("resources/models/autoencoder.safetensors is not trained yet")
    import numpy as np
    from safetensors import safe_open

    from studio.training.dataset import draw_shard
    from studio.training.train_autoencoder import evaluate

    network = weights.load(path, Autoencoder)
    c = network.config
    assert c.channels <= 32 and c.coarse >= c.fine >= 32
    assert torch.isfinite(network.mean).all() and (network.deviation > 0.01).all()
    draw_shard(tmp_path / "eval", 8, 77_000_000, evaluation=True)
    clips = np.load(tmp_path / "eval" / "frames.npy", mmap_mode="r")
    figures = evaluate(network, clips)
    with safe_open(str(path), framework="pt") as file:
        psnr, border = (float(file.metadata()[name]) for name in ("psnr", "border"))
    assert psnr >= 27.5 and figures["psnr"] >= psnr - 1.0, figures       # eight clips scatter by half a dB
    assert border <= 1.5 and figures["border"] <= border + 0.2, figures
    with torch.no_grad():
        latents = network.encode(torch.from_numpy(np.array(clips[:, :4])).permute(0, 1, 4, 2, 3) / 127.5 - 1)
    assert 0.5 < float(latents.std()) < 2.0 and abs(float(latents.mean())) < 0.5
