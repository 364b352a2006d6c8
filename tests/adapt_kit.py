"""A tiny model in a folder of its own, and files such as `train adapt` writes for it, of random numbers."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from studio.engine import adapted as files
from studio.model import lora, weights
from studio.model.transformer import Transformer


def taught(folder: Path, models: Path, name: str = "my-style", *, scale: float = 0.3, seed: int = 0,
           **notes: str) -> Path:
    """A file such as `train adapt` writes, of random additions, for the model in the folder `models`."""
    network = weights.load(models / "transformer.safetensors", Transformer)
    torch.manual_seed(seed)
    tensors = {}
    for layer, linear in lora.layers(network).items():
        tensors[f"{layer}.lora_A.weight"] = (torch.randn(2, linear.in_features) * linear.in_features ** -0.5).half()
        tensors[f"{layer}.lora_B.weight"] = (scale * torch.randn(linear.out_features, 2)).half()
    meta = {"network": "lora", "of": "transformer", "name": name, "kind": "look", "trigger": name, "rank": "2",
            "words": "{}", "base": files.base_of(models), "latents": files.latents_of(models), **notes}
    folder.mkdir(parents=True, exist_ok=True)
    save_file(tensors, str(folder / f"{name}.safetensors"), metadata=meta)
    return folder / f"{name}.safetensors"


@pytest.fixture
def models(models_folder: Path, tmp_path: Path) -> Path:
    """A tiny model's files, free to be changed."""
    return shutil.copytree(models_folder, tmp_path / "models", symlinks=True)


@pytest.fixture
def shelf(models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where this user's studio finds a look “my-style” and a character “zibbo”."""
    monkeypatch.setenv("FANTASCOPE_MODELS", str(models))
    monkeypatch.setenv("FANTASCOPE_ADAPTED", str(tmp_path / "adapted"))
    taught(tmp_path / "adapted", models)
    words = json.dumps({"en": "a pink monster", "zh": "一只粉色怪物"})
    taught(tmp_path / "adapted", models, "zibbo", kind="cast", words=words, seed=1)
    return tmp_path / "adapted"
