"""The command `train`: draws, encodes and measures for real, and says in one line what is missing."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file
from training_kit import RESOURCES, TINY_CODER, autoencoder

from studio.model import weights
from studio.model.text_encoder import TextEncoder
from studio.model.transformer import TransformerConfig
from studio.training import command, profiling, train_autoencoder
from studio.training.dataset import SIZES, draw_shard


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A runs folder whose evaluation shard is small and there already; publishing goes nowhere near the repository."""
    monkeypatch.setattr(command, "MODELS", tmp_path / "published")
    monkeypatch.setitem(SIZES, "1:1", (112, 112))
    draw_shard(tmp_path / "runs" / "data" / "eval-wide", 1, 9_000_000, aspect="1:1", frames=4, evaluation=True)
    return tmp_path / "runs"


def run(folder: Path, *words: str) -> int:
    return command.main([words[0], "--folder", str(folder), *words[1:]])


def draw(folder: Path, *words: str) -> int:
    return run(folder, "draw", "--count", "2", "--aspect", "1:1", "--frames", "4", "--workers", "1", *words)


def names(folder: Path) -> list[str]:
    return sorted(p.name for p in (folder / "data").iterdir())


def test_each_draw_adds_a_shard_of_new_scenes(folder: Path) -> None:
    assert draw(folder) == draw(folder) == draw(folder, "--seed", "50007") == draw(folder) == 0
    assert names(folder) == ["eval-wide", "s000-1x1-4", "s001-1x1-4", "s005+7-1x1-4", "s006-1x1-4"]
    assert draw(folder, "--seed", "0") == 0         # drawn already
    assert len(names(folder)) == 5


def test_a_shard_broken_off_is_the_next_to_be_drawn(folder: Path) -> None:
    assert draw(folder) == 0
    (folder / "data" / "s000-1x1-4" / "clips.jsonl").unlink()
    assert draw(folder) == 0
    assert names(folder) == ["eval-wide", "s000-1x1-4"]


def test_encode_reads_every_shard_once(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    weights.save(folder / "autoencoder" / "autoencoder.safetensors", autoencoder())
    assert draw(folder) == run(folder, "encode") == 0
    latents = folder / "data" / "s000-1x1-4" / "latents.safetensors"
    written = latents.stat().st_mtime_ns
    assert (folder / "data" / "eval-wide" / "latents.safetensors").exists()
    assert run(folder, "encode") == 0 and latents.stat().st_mtime_ns == written
    assert run(folder, "encode", "--again") == 0 and latents.stat().st_mtime_ns > written
    assert "2 shards are encoded" in capsys.readouterr().out


@pytest.mark.parametrize(("words", "sentence"), [
    (["encode"], "no drawn shards"),
    (["autoencoder"], "no drawn shards"),
    (["transformer"], "no encoded shards"),
    (["draw", "--frames", "6"], "multiple of 4"),
    (["draw", "--count", "900000000"], "no room"),
    (["pack-text"], "missing"),
    (["pack-text", "nowhere.bin"], "nowhere.bin is missing"),
])
def test_trouble_is_one_line(folder: Path, words: list[str], sentence: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(folder, *words) == 1
    said = capsys.readouterr().err
    assert sentence in said and said.count("\n") == 1 and "Traceback" not in said


@pytest.mark.parametrize("words", [[], ["dance"], ["draw", "--aspect", "2:1"], ["draw", "--count", "-1"],
                                   ["transformer", "--stage", "opera"], ["autoencoder", "--minutes", "nan"],
                                   ["autoencoder", "--resume", "--fresh"]])
def test_a_wrong_command_line_returns_two(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(words) == 2
    assert "usage" in capsys.readouterr().err


def test_help_is_no_trouble(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["transformer", "--help"]) == 0
    assert "--stage" in capsys.readouterr().out


def test_checkpoints_that_cannot_be_used(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert draw(folder) == 0
    capsys.readouterr()
    assert run(folder, "autoencoder", "--resume") == 1
    assert "no checkpoint" in capsys.readouterr().err
    state = folder / "autoencoder" / "state.safetensors"
    state.parent.mkdir(exist_ok=True)
    save_file({"master.enter.weight": torch.zeros(2, 2), "steps": torch.tensor([3])}, str(state))
    before = state.read_bytes()
    assert run(folder, "autoencoder") == 1
    assert "does not fit" in capsys.readouterr().err
    state.write_bytes(before[:40])
    assert run(folder, "autoencoder") == 1
    assert "cannot be read" in capsys.readouterr().err
    assert state.read_bytes() == before[:40]


def test_a_fresh_run_keeps_the_old_one_and_publishes_when_asked(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(train_autoencoder, "set_statistics", partial(train_autoencoder.set_statistics, groups=32))
    monkeypatch.setattr(train_autoencoder, "train", _short(train_autoencoder.train))
    monkeypatch.setattr(command, "EVALUATION", ("eval-wide", 1, 9_000_000))
    assert draw(folder) == 0
    (folder / "autoencoder").mkdir()
    (folder / "autoencoder" / "state.safetensors").write_bytes(b"old")
    assert run(folder, "autoencoder", "--fresh", "--minutes", "0.01", "--eager") == 0
    assert (folder / "autoencoder-1" / "state.safetensors").read_bytes() == b"old"
    assert (folder / "autoencoder" / "autoencoder.safetensors").exists() and not command.MODELS.exists()
    assert run(folder, "autoencoder", "--fresh", "--minutes", "0", "--eager", "--publish") == 0
    assert [p.name for p in command.MODELS.iterdir()] == ["autoencoder.safetensors"]


def _short(train: Callable[..., None]) -> Callable[..., None]:
    return lambda *paths, **options: train(*paths, **options, batch=2, size=32, config=TINY_CODER)


def test_profile_measures_every_task(folder: Path, monkeypatch: pytest.MonkeyPatch,
                                     capsys: pytest.CaptureFixture[str]) -> None:
    dtype, rates = profiling.choose_dtype(side=128, budget=0.0)
    assert dtype in rates and min(rates.values()) > 0
    monkeypatch.setattr(profiling, "GRID", (4, 6))
    monkeypatch.setitem(profiling.train_transformer.STAGES, "windows", (("picture", 40, 0.5), ("anchored", 20, 0.5)))
    network = profiling.Transformer(TransformerConfig(channels=4, width=32, depth=1, heads=2, text_depth=1))
    lines = profiling.transformer_lines("windows", torch.float32, rates[torch.float32], scale=0.05, network=network)
    assert [line.split()[0] for line in lines] == ["picture", "anchored"]
    assert all("s/step" in line and "of the limit" in line for line in lines)
    (line,) = profiling.autoencoder_lines(torch.float32, 1e12, batch=2, size=32, config=TINY_CODER)
    assert "crops" in line
    assert names(folder) == ["eval-wide"]


def test_packing_measures_the_states_once_and_for_all(folder: Path) -> None:
    command.MODELS.mkdir()
    shutil.copyfile(RESOURCES / "text.safetensors", command.MODELS / "text.safetensors")
    assert run(folder, "pack-text", "--scenes", "16", "--publish") == 0
    states, _, mask = TextEncoder(command.MODELS / "text.safetensors").encode(["a red dog runs on the beach"] * 2)
    assert 0.5 < float(states[mask].std()) < 2.0
    first = (command.MODELS / "text.safetensors").read_bytes()
    assert run(folder, "pack-text", "--scenes", "16", "--publish") == 0
    again = TextEncoder(command.MODELS / "text.safetensors")
    assert len(first) == (command.MODELS / "text.safetensors").stat().st_size
    torch.testing.assert_close(again.encode(["a red dog runs on the beach"] * 2)[0], states, rtol=1e-3, atol=1e-3)
