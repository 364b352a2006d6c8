"""Weights files: what is saved comes back, and what is not a weights file of ours is refused in a sentence."""

from __future__ import annotations

import json
import struct
from pathlib import Path

import pytest
import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file
from training_kit import autoencoder, transformer

from studio.model import weights
from studio.model.autoencoder import Autoencoder
from studio.model.transformer import Transformer
from studio.problem import StudioError


@pytest.fixture
def path(tmp_path: Path) -> Path:
    weights.save(tmp_path / "t.safetensors", transformer(), notes={"steps": "12"})
    return tmp_path / "t.safetensors"


def rewrite(path: Path, *, config: object = None, meta: dict[str, str] | None = None,
            **tensors: torch.Tensor | None) -> None:
    """The file again with another config, other metadata, or tensors replaced (None: left out)."""
    with safe_open(str(path), framework="pt") as file:
        before = dict(file.metadata())
    if config is not None:
        before["config"] = config if isinstance(config, str) else json.dumps(config)
    kept = {n: t.clone() for n, t in load_file(str(path)).items()} | tensors
    path.unlink()
    save_file({n: t for n, t in kept.items() if t is not None}, str(path), metadata=before if meta is None else meta)


def config_of(path: Path) -> dict[str, int]:
    with safe_open(str(path), framework="pt") as file:
        return json.loads(file.metadata()["config"])


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_round_trip(tmp_path: Path, dtype: torch.dtype) -> None:
    network = transformer()
    network.adapter.lookup[13] = 2**40 + 1              # no float holds this
    weights.save(tmp_path / "deep" / "t.safetensors", network, dtype=dtype)
    loaded = weights.load(tmp_path / "deep" / "t.safetensors", Transformer)
    assert loaded.config == network.config and not loaded.training
    assert loaded.adapter.lookup.dtype == torch.long and torch.equal(loaded.adapter.lookup, network.adapter.lookup)
    for (name, a), b in zip(network.named_parameters(), loaded.parameters(), strict=True):
        assert b.dtype == torch.float32 and torch.equal(a.to(dtype).float(), b), name
    assert [p.name for p in (tmp_path / "deep").iterdir()] == ["t.safetensors"]


def test_statistics_keep_their_precision_in_a_small_type(tmp_path: Path) -> None:
    network = autoencoder()
    network.mean.fill_(0.123456789)
    weights.save(tmp_path / "a.safetensors", network)
    loaded = weights.load(tmp_path / "a.safetensors", Autoencoder, dtype=torch.bfloat16)
    assert torch.equal(loaded.mean, network.mean)
    assert loaded.enter.weight.dtype == torch.bfloat16
    assert torch.isfinite(loaded.decode(loaded.encode(torch.zeros(1, 4, 3, 16, 16).bfloat16()))).all()


def test_notes_are_kept(path: Path) -> None:
    with safe_open(str(path), framework="pt") as file:
        assert file.metadata()["steps"] == "12" and file.metadata()["network"] == "transformer"


def test_saving_again_replaces(path: Path) -> None:
    other = transformer(seed=5)
    weights.save(path, other, dtype=torch.float32)
    assert torch.equal(weights.load(path, Transformer).enter.weight, other.enter.weight)


# -- refusals -----------------------------------------------------------------------------------------------------


def refused(path: Path, network: type = Transformer) -> str:
    with pytest.raises(StudioError) as caught:
        weights.load(path, network)
    assert caught.value.problem.next_step
    return str(caught.value)


def test_missing(tmp_path: Path) -> None:
    assert "missing" in refused(tmp_path / "none.safetensors")
    assert "missing" in refused(tmp_path)


def test_another_network(path: Path) -> None:
    assert "'transformer', not 'autoencoder'" in refused(path, Autoencoder)


def test_no_metadata(path: Path) -> None:
    rewrite(path, meta={})
    assert "something else" in refused(path)


@pytest.mark.parametrize("tensors", [
    {"enter.weight": torch.zeros(32, 17)},
    {"enter.weight": None},
    {"stranger": torch.zeros(1)},
    {"adapter.lookup": torch.zeros(21, dtype=torch.long)},
])
def test_tensors_that_do_not_fit(path: Path, tensors: dict[str, torch.Tensor | None]) -> None:
    rewrite(path, **tensors)
    assert next(iter(tensors)) in refused(path)


def test_numbers_of_the_wrong_kind(path: Path) -> None:
    rewrite(path, **{"adapter.lookup": torch.zeros(20)})
    assert "adapter.lookup" in refused(path)


@pytest.mark.parametrize("config", [
    "", "{", "[]", "null", "3", "[" * 100_000,
    {"unheard_of": 1}, {"width": "384"}, {"width": 384.0}, {"width": True}, {"width": None},
    {"width": 0}, {"width": -384}, {"heads": 0}, {"heads": 7}, {"patch": 0},
    {"width": 10**6, "heads": 10}, {"depth": 10**9}, {"text_depth": 10**12}, {"width": 10**30},
])
def test_configs_nobody_should_build(path: Path, config: object) -> None:
    rewrite(path, config=config if isinstance(config, str) else config_of(path) | config)       # type: ignore[operator]
    refused(path)


@pytest.mark.parametrize("share", [0.0, 0.001, 0.5, 0.999])
def test_truncated(path: Path, share: float) -> None:
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    refused(path)


@pytest.mark.parametrize("content", [b"garbage" * 1000, b"\x00" * 4096, b"\xff" * 4096, b"PK\x03\x04" + b"\x00" * 64])
def test_garbage(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "g.safetensors"
    path.write_bytes(content)
    refused(path)


def test_a_header_that_claims_huge_tensors(tmp_path: Path) -> None:
    """A terabyte by word alone: refused without taking memory, also where the config agrees with the claim."""
    side = 500_000
    config = json.dumps({"channels": 4, "fine": side, "coarse": side})
    header = {"__metadata__": {"network": "autoencoder", "config": config},
              "enter.weight": {"dtype": "F32", "shape": [side, side], "data_offsets": [0, 4 * side * side]}}
    raw = json.dumps(header).encode()
    path = tmp_path / "h.safetensors"
    path.write_bytes(struct.pack("<Q", len(raw)) + raw + b"\x00" * 64)
    refused(path, Autoencoder)
    path.write_bytes(struct.pack("<Q", 2**60) + raw)
    refused(path, Autoencoder)


def test_one_flipped_bit_in_the_header(path: Path) -> None:
    data = bytearray(path.read_bytes())
    at = data.index(b"enter.weight")
    data[at] ^= 1
    path.write_bytes(data)
    refused(path)
