"""Footage from outside becomes shards: cut where it is cut, in its own shape, described, and encoded once."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
import torch
from media_footage import video
from safetensors.torch import load_file
from training_kit import autoencoder

from studio.model import weights
from studio.model.captioner import FACTS, Captioner, CaptionerConfig
from studio.training import command
from studio.training.batches import TASKS
from studio.training.dataset import Shard, shards
from studio.training.prepare import GROUP, LENGTHS, pieces
from studio.training.prepare import shots as cut
from studio.training.train_captioner import labels
from studio.world.captions import mentions

pytest.importorskip("scenedetect")


@pytest.fixture
def runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A runs folder with a tiny autoencoder and captioner."""
    monkeypatch.setattr(command, "MODELS", tmp_path / "none")
    torch.manual_seed(0)
    for name, network in (("autoencoder", autoencoder()), ("captioner", Captioner(CaptionerConfig(4, 16, 1)))):
        weights.save(tmp_path / "runs" / name / f"{name}.safetensors", network)
    return tmp_path / "runs"


def scene(seed: int, count: int, *, size: tuple[int, int] = (180, 320)) -> list[np.ndarray]:
    """A textured picture that drifts slowly sideways: no cut inside."""
    rng = np.random.default_rng(seed)
    ground = rng.integers(0, 255, 3)
    coarse = rng.integers(-60, 60, (size[0] // 20 + 1, size[1] // 20 + 9, 3)) + ground
    big = coarse.clip(0, 255).astype(np.uint8).repeat(20, 0).repeat(20, 1)
    return [np.ascontiguousarray(big[: size[0], k: k + size[1]]) for k in range(count)]


def prepare(runs: Path, clips: Path, *words: str) -> int:
    return command.main(["prepare", "--folder", str(runs), "--clips", str(clips), *words])


def lines(folder: Path) -> list[dict]:
    return [json.loads(line) for line in (folder / "clips.jsonl").read_text("utf-8").splitlines()]


def test_every_shot_is_split_into_lengths_the_tasks_know() -> None:
    for length in (3, 4, 11, 12, 47, 48, 72, 80, 500):
        found = list(pieces(length))
        assert all(count in LENGTHS for _, count in found) and sum(n for _, n in found) == length // GROUP * GROUP
        assert [first for first, _ in found] == [sum(n for _, n in found[:k]) for k in range(len(found))]
    assert max(LENGTHS) // GROUP >= max(task.length for task in TASKS.values())


def test_cuts_are_found_and_nothing_is_lost() -> None:
    film = scene(1, 30) + scene(2, 17) + scene(3, 100)
    found = list(cut(iter(film)))
    starts = [first for first, _ in found]
    assert {0, 30, 47} <= set(starts) and all(len(shot) <= LENGTHS[0] for _, shot in found)
    assert np.array_equal(np.concatenate([shot for _, shot in found]), np.stack(film))
    assert starts == [sum(len(shot) for _, shot in found[:k]) for k in range(len(found))]
    assert [first for first, _ in cut(iter(scene(5, 60)))] == [0], "a slow drift is no cut"


def test_a_folder_of_anything_becomes_shards(runs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    clips = tmp_path / "clips"
    (clips / "deeper").mkdir(parents=True)
    video(clips / "a wide one.mp4", scene(1, 30) + scene(2, 30), rate=Fraction(12))
    video(clips / "deeper" / "tall.mp4", scene(3, 25, size=(320, 180)), rate=Fraction(24))
    video(clips / "flash.mp4", scene(4, 2), rate=Fraction(12))
    (clips / "broken.mp4").write_bytes(b"not a film at all" * 99)
    (clips / "empty.mov").touch()
    (clips / "notes.txt").write_text("not looked at")
    assert prepare(runs, clips) == 0
    said = capsys.readouterr().out.splitlines()
    assert sum(line.startswith("skipped ") for line in said) == 3 and all("Traceback" not in line for line in said)
    assert {line.split(":")[0] for line in said[:-1] if line.startswith("skipped")} == {
        "skipped broken.mp4", "skipped empty.mov", "skipped flash.mp4"}
    found = shards(runs / "data", "latents.safetensors")
    assert {p.name.split("-", 1)[1] for p in found} == {"192x112-12", "192x112-4", "112x192-12"}
    for folder in found:
        width, height, frames = map(int, folder.name.split("-", 1)[1].replace("x", "-").split("-"))
        shard, told = Shard.load(folder), lines(folder)
        n = len(told)
        assert shard.motion.shape == (n, frames // GROUP, 4, height // 8, width // 8)
        assert shard.still.shape == (n, 4, height // 8, width // 8) and shard.boxes.shape == (n, frames // GROUP, 4)
        assert all(len(texts) == 12 and all(texts) for texts in shard.captions)
        for line in told:
            assert set(line["facts"]) == set(FACTS) and line["start"] >= 0
            assert mentions(line["captions"][0], "kind", line["facts"]["kind"], language="en")
            assert len(labels(line["facts"], line["captions"])) == len(FACTS)
    starts = {line["start"] for folder in found for line in lines(folder) if "wide" in line["source"]}
    assert starts == {0.0, 1.0, 2.0, 2.5, 3.5, 4.5}, "the cut at 2.5 s, and what each shot is split into"


def test_what_is_prepared_is_left_alone_and_what_is_new_is_added(runs: Path, tmp_path: Path) -> None:
    clips = tmp_path / "clips"
    clips.mkdir()
    video(clips / "a.mp4", scene(1, 24), rate=Fraction(12))
    out = tmp_path / "shards"
    assert prepare(runs, clips, "-o", str(out)) == 0
    assert not shards(out), "what is trained on frames leaves it alone"
    (first,) = shards(out, "latents.safetensors")
    before = load_file(str(first / "latents.safetensors"))["motion"]
    video(clips / "b.mp4", scene(2, 24), rate=Fraction(12))
    assert prepare(runs, clips, "-o", str(out)) == prepare(runs, clips, "-o", str(out)) == 0
    assert len(shards(out, "latents.safetensors")) == 2
    assert torch.equal(load_file(str(first / "latents.safetensors"))["motion"], before)


@pytest.mark.parametrize(("make", "sentence"), [
    (lambda folder: None, "is not a folder"),
    (lambda folder: folder.mkdir(), "no videos"),
    (lambda folder: (folder.mkdir(), (folder / "a.mp4").write_bytes(b"x" * 99)), "Nothing could be used"),
])
def test_trouble_is_one_sentence(runs, tmp_path, make, sentence, capsys) -> None:
    make(tmp_path / "clips")
    assert prepare(runs, tmp_path / "clips") == 1
    said = capsys.readouterr().err
    assert sentence in said and said.count("\n") == 1
