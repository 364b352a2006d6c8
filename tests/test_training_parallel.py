"""Many processes train as one would: the same loss curve, the same checkpoint, whatever their number."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from parallel_worker import TINY
from safetensors.torch import load_file
from training_kit import autoencoder

from studio.model import weights
from studio.model.transformer import Transformer, TransformerConfig
from studio.training import command, loop
from studio.training.dataset import draw_shard, encode_shard
from studio.training.parallel import Party, join, spread
from studio.training.presets import PRESETS, parameters
from studio.training.train_transformer import KERNEL

HERE = Path(__file__).parent
STEPS = 4


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("data")
    draw_shard(root / "s000-1x1-12", 10, 0, aspect="1:1")
    encode_shard(root / "s000-1x1-12", autoencoder().bfloat16())
    return root


def train(data: Path, folder: Path, *, processes: int, steps: int = STEPS, seed: int = 5, how: str = "copied") -> None:
    """Runs the worker under torchrun; every step is written to the log."""
    worker = [str(HERE / "parallel_worker.py"), str(data), str(folder), str(steps), str(seed), how]
    alone = [sys.executable, *worker]
    torchrun = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", str(processes)]
    paths = os.pathsep.join([str(HERE), str(HERE.parent)])
    words = alone if processes == 1 else [*torchrun, *worker]
    run = subprocess.run(words, capture_output=True, text=True, timeout=1200, check=False,
                         env=os.environ | {"PYTHONPATH": paths, "OMP_NUM_THREADS": "1"})
    assert run.returncode == 0, run.stderr[-3000:]


def curve(folder: Path) -> list[tuple[int, float, float]]:
    with (folder / "log.csv").open(encoding="utf-8") as file:
        return [(int(row["step"]), float(row["loss"]), float(row["norm"])) for row in csv.DictReader(file)]


def alike(one: Path, other: Path) -> None:
    """The same curve, and checkpoints that hold the same numbers."""
    assert [step for step, *_ in curve(one)] == [step for step, *_ in curve(other)]
    for (_, loss, norm), (_, also, too) in zip(curve(one), curve(other), strict=True):
        assert loss == pytest.approx(also, rel=1e-3) and norm == pytest.approx(too, rel=5e-3)
    a, b = (load_file(str(folder / "state.safetensors")) for folder in (one, other))
    assert a.keys() == b.keys()
    for name, tensor in a.items():
        assert tensor.shape == b[name].shape, name
        if name.startswith("master."):
            assert torch.allclose(tensor, b[name], atol=2e-2), name


@pytest.fixture(scope="module")
def alone(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("alone")
    train(data, folder, processes=1)
    return folder


@pytest.mark.parametrize("how", ["copied", "sharded"])
def test_two_processes_learn_as_one_does(data: Path, alone: Path, tmp_path: Path, how: str) -> None:
    train(data, tmp_path, processes=2, how=how)
    alike(alone, tmp_path)
    assert len(curve(alone)) == STEPS and len({loss for _, loss, _ in curve(alone)}) == STEPS
    made = weights.load(tmp_path / "t.safetensors", Transformer)
    assert made.config == TINY


def test_another_number_of_processes_goes_on(data: Path, alone: Path, tmp_path: Path) -> None:
    """One process began; one and two (each with a part) go on from its checkpoint in the same way."""
    one, two = tmp_path / "one", tmp_path / "two"
    for folder, processes, how in ((one, 1, "copied"), (two, 2, "sharded")):
        shutil.copytree(alone, folder)
        train(data, folder, processes=processes, steps=2, seed=9, how=how)
    assert curve(two)[-1][0] == STEPS + 2
    alike(one, two)


def test_a_party_of_one_is_nothing_special() -> None:
    with join() as party:
        assert party == Party(device=party.device) and party.first and party.rows == slice(0, None, 1)
        assert party.agree(1.5, 0) == (1.5, 0) and party.mean(2.0) == 2.0 and party.agree_names(["a"]) == ["a"]
        network = torch.nn.Linear(2, 2)
        assert spread(network, party, sharded=True) is network


def test_presets_reach_from_a_laptop_to_billions(capsys: pytest.CaptureFixture[str]) -> None:
    assert tuple(PRESETS) == command.SIZES_OF_TRANSFORMER
    assert PRESETS["pocket"].config == TransformerConfig(kernel=KERNEL)
    counts = [parameters(name) for name in PRESETS]
    assert counts == sorted(counts) and counts[0] < 25e6 and counts[-1] > 4e9
    assert command.main(["presets"]) == 0
    said = capsys.readouterr().out
    assert all(f"{count:,}" in said for count in counts)


def test_a_sitting_ends_after_its_steps(tmp_path: Path) -> None:
    from studio.training.optimizer import MasterOptimizer

    network = torch.nn.Linear(4, 4)
    optimizer = MasterOptimizer(network, matrix_rate=0.1, vector_rate=0.1)
    run = loop.Run(tmp_path, optimizer, 60.0, most_steps=3)
    for scale in run.steps():
        network(torch.ones(1, 4)).sum().backward()
        optimizer.step(scale)
    assert optimizer.steps == 3 and (tmp_path / "state.safetensors").exists()
