"""Training the captioner: what it is told, what it is shown, and that it learns, stops and goes on."""

from __future__ import annotations

import json
from itertools import islice
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import save_file
from training_kit import RESOURCES

from studio.model import weights
from studio.model.captioner import FACTS, Captioner, CaptionerConfig
from studio.training import command
from studio.training.train_captioner import FRAMES, LONGEST, UNKNOWN, Clips, evaluate, labelled, labels, shot_of, train
from studio.world.captions import caption, facts
from studio.world.scene import sample_scene

TINY = CaptionerConfig(channels=4, width=32, depth=1)


def shard(folder: Path, count: int, groups: int, *, first: int = 0) -> Path:
    """Made-up latents that show a few facts: colour and time in a channel each, the camera as a drift over groups."""
    folder.mkdir(parents=True)
    rng = np.random.default_rng(first)
    motion, lines = [], []
    for seed in range(first, first + count):
        scene = sample_scene(seed)
        told = facts(scene)
        texts = [caption(scene, "en", "long", seed)] * 12
        x = rng.normal(0, 0.1, (groups, 4, 14, 24))
        x[:, 0] += 0.4 * FACTS["colour"].index(told["colour"])
        x[:, 1] += 0.4 * FACTS["time"].index(told["time"])
        x[:, 2] += np.arange(groups)[:, None, None] * (FACTS["camera"].index(told["camera"]) - 2.5)
        motion.append(x)
        lines.append({"seed": seed, "facts": told, "captions": texts, "boxes": [[0, 0, 1, 1]] * groups})
    tensor = torch.from_numpy(np.stack(motion)).bfloat16()
    save_file({"motion": tensor, "still": tensor[:, 0].clone()}, str(folder / "latents.safetensors"))
    (folder / "clips.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    return folder


@pytest.fixture
def data(tmp_path: Path) -> Path:
    shard(tmp_path / "data" / "s000-16x9-12", 40, 3)
    shard(tmp_path / "data" / "s001-16x9-4", 40, 1, first=1000)
    shard(tmp_path / "data" / "eval-wide", 30, 3, first=5000)
    return tmp_path / "data"


def test_facts_are_told_as_they_are() -> None:
    for seed in range(40):
        scene = sample_scene(seed)
        told = facts(scene)
        found = labels(told, [caption(scene, "en", "long", seed)])
        assert [FACTS[n][i] for n, i in zip(FACTS, found, strict=True)] == [*told.values(), scene.shot]
    assert labels({**told, "place": "opera house"}, [""])[list(FACTS).index("place")] == UNKNOWN
    assert shot_of(["a red car drives"]) == ""


def test_batches_are_of_one_shape_and_know_their_facts(data: Path) -> None:
    clips = Clips([data / "s000-16x9-12", data / "s001-16x9-4"], seed=0)
    lengths = set()
    for x, told in islice(clips, 30):
        b, t, c, h, w = x.shape
        lengths.add(t)
        assert b == FRAMES // t and c == 4 and t <= LONGEST and 10 <= h <= 14 and 20 <= w <= 24
        assert told.shape == (b, len(FACTS)) and x.isfinite().all()
    assert lengths == {1, 2, 3}


def test_it_learns_what_can_be_seen_and_goes_on(data: Path, tmp_path: Path) -> None:
    target = tmp_path / "captioner.safetensors"
    options = {"config": TINY, "dtype": torch.float32, "minutes": 60.0}
    torch.manual_seed(0)
    before = evaluate(Captioner(TINY), labelled(data / "eval-wide"))
    first = train(data, tmp_path / "run", target, steps=70, **options)
    assert set(first) == {*FACTS, "mean", "joint"} and first["mean"] > before["mean"] + 0.1
    again = train(data, tmp_path / "run", target, steps=50, **options)
    assert again["time"] > 0.7 and again["mean"] > first["mean"] - 0.05
    known = weights.load(target, Captioner)
    assert known.config == TINY and int(weights_note(target, "steps")) == 120


def weights_note(path: Path, name: str) -> str:
    from safetensors import safe_open

    with safe_open(str(path), framework="pt") as file:
        return file.metadata()[name]


def test_the_command_trains_and_says_what_is_missing(data: Path, tmp_path: Path, capsys) -> None:
    assert command.main(["captioner", "--folder", str(tmp_path / "nowhere")]) == 1
    assert "no encoded shards" in capsys.readouterr().err
    assert command.main(["captioner", "--folder", str(tmp_path), "--resume"]) == 1
    assert "no checkpoint" in capsys.readouterr().err


@pytest.mark.skipif(not (RESOURCES / "captioner.safetensors").exists(), reason="no captioner is published yet")
def test_the_published_captioner_fits_the_autoencoder() -> None:
    from studio.engine.describe import Seer

    seer = Seer(RESOURCES)
    assert seer.captioner.config == CaptionerConfig()
    assert float(weights_note(RESOURCES / "captioner.safetensors", "mean")) > 0.5
