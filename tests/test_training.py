"""Training: the optimizer, the drawn data, and runs that learn, stop and go on."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file
from torch import nn
from training_kit import RESOURCES, TINY_CODER, autoencoder

from studio.model import weights
from studio.model.autoencoder import Autoencoder
from studio.model.text_encoder import TextEncoder
from studio.model.transformer import Role, Transformer, TransformerConfig
from studio.problem import StudioError
from studio.training import train_autoencoder, train_transformer
from studio.training.batches import CLOSE, TASKS, Batches
from studio.training.dataset import CAPTION_MIX, Shard, draw_shard, encode_shard, held_out, shards
from studio.training.loop import Run, load_averaged
from studio.training.optimizer import MasterOptimizer, orthogonalise

TREE = Path(__file__).parents[1]
CLIPS, FRAMES = 8, 12


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eight training clips and four for evaluation, drawn and encoded by a tiny autoencoder."""
    root = tmp_path_factory.mktemp("data")
    draw_shard(root / "s000-1x1-12", CLIPS, 0, aspect="1:1", cast=True)
    draw_shard(root / "eval-wide", 4, 9_000_000, evaluation=True)
    encode_shard(root / "s000-1x1-12", autoencoder().bfloat16())
    return root


def lines(folder: Path) -> list[dict]:
    return [json.loads(line) for line in (folder / "clips.jsonl").read_text("utf-8").splitlines()]


# -- optimizer ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("shape", [(64, 64), (32, 96), (96, 32)])
def test_orthogonalised_updates_turn_and_do_not_stretch(shape: tuple[int, int]) -> None:
    matrix = torch.randn(shape, generator=torch.Generator().manual_seed(0)) * 1e-4
    values = torch.linalg.svdvals(orthogonalise(matrix).float())
    # Five iterations leave the smallest of a square matrix's singular values behind; the others end in a band about 1.
    assert float(values.max()) < 1.3 and float(values.quantile(0.1)) > 0.5


def small(seed: int = 0) -> nn.Sequential:
    torch.manual_seed(seed)
    return nn.Sequential(nn.Linear(16, 32), nn.SiLU(), nn.Linear(32, 16))


def learn(network: nn.Module, optimizer: MasterOptimizer, steps: int, *, seed: int = 0) -> list[float]:
    generator, losses = torch.Generator().manual_seed(seed), []
    for _ in range(steps):
        x = torch.randn(64, 16, generator=generator).to(next(network.parameters()).dtype)
        loss = (network(x) - x.flip(-1)).float().square().mean()
        loss.backward()
        optimizer.step()
        losses.append(float(loss.detach()))
    return losses


def make(network: nn.Module, **options: float) -> MasterOptimizer:
    return MasterOptimizer(network, matrix_rate=0.02, vector_rate=1e-3, **options)          # type: ignore[arg-type]


def test_matrices_move_by_orthogonal_steps() -> None:
    network = small()
    optimizer = make(network, decay=0.0)
    before = network[0].weight.detach().clone()
    learn(network, optimizer, 1)
    moved = (network[0].weight.detach() - before) / 0.02 / 2**0.5       # 32 rows of 16: the rate times sqrt(2)
    values = torch.linalg.svdvals(moved)
    assert float(values.max()) < 1.3 and float(values.median()) > 0.5


def test_it_learns_also_in_bf16() -> None:
    for network in (small(), small().bfloat16()):
        losses = learn(network, make(network), 60)
        assert np.mean(losses[-5:]) < 0.5 * np.mean(losses[:5])


def test_masters_keep_what_bf16_would_lose() -> None:
    """Steps far below bf16's resolution add up in the fp32 masters."""
    network = small().bfloat16()
    optimizer = MasterOptimizer(network, matrix_rate=1e-5, vector_rate=1e-7)
    start = [m.clone() for m in optimizer.master]
    learn(network, optimizer, 3)
    assert all(not torch.equal(a, b) for a, b in zip(start, optimizer.master, strict=True))
    for p, m in zip(network.parameters(), optimizer.master, strict=True):
        assert torch.equal(p, m.bfloat16())


def test_averages_lag_behind() -> None:
    network = small()
    optimizer = make(network)
    start = network[0].weight.detach().clone()
    learn(network, optimizer, 30)
    now, average = network[0].weight.detach(), optimizer.averaged()["0.weight"]
    assert 0 < float((average - start).norm()) < float((now - start).norm())
    other = small(1)
    load_averaged(other, optimizer)
    assert torch.equal(other[0].weight, average)


def test_a_saved_state_goes_on_bit_for_bit(tmp_path: Path) -> None:
    network = small().bfloat16()
    optimizer = make(network)
    learn(network, optimizer, 5)
    save_file({n: t.contiguous() for n, t in optimizer.state().items()}, str(tmp_path / "s.safetensors"))
    other = small(seed=9).bfloat16()
    resumed = make(other)
    assert resumed.load(load_file(str(tmp_path / "s.safetensors"))) == []
    assert learn(network, optimizer, 5, seed=7) == learn(other, resumed, 5, seed=7)
    for name, tensor in optimizer.state().items():
        assert torch.equal(tensor, resumed.state()[name]), name


def test_what_is_new_or_another_size_starts_fresh() -> None:
    state = make(small()).state()
    del state["master.2.bias"]
    state["master.0.weight"] = torch.zeros(5, 5)
    assert sorted(make(small(1)).load(state)) == ["0.weight", "2.bias"]


@pytest.mark.parametrize("poison", [float("nan"), float("inf")])
def test_a_poisoned_gradient_is_skipped(poison: float) -> None:
    network = small()
    optimizer = make(network)
    learn(network, optimizer, 2)
    before = {n: t.clone() for n, t in optimizer.state().items()}
    network(torch.zeros(1, 16)).sum().backward()
    network[0].bias.grad[3] = poison
    assert not optimizer.step() < float("inf")
    assert all(torch.equal(before[n], t) for n, t in optimizer.state().items())
    assert all(p.grad is None for p in network.parameters())
    assert np.isfinite(learn(network, optimizer, 2)).all()


# -- data ---------------------------------------------------------------------------------------------------------


def test_held_out_scenes_are_for_evaluation_alone(data: Path) -> None:
    assert not any(held_out(line["facts"]) for line in lines(data / "s000-1x1-12"))
    assert all(held_out(line["facts"]) for line in lines(data / "eval-wide"))
    assert [p.name for p in shards(data)] == ["s000-1x1-12"]


def test_about_one_combination_in_twelve_is_held_out() -> None:
    from studio.world.scene import KINDS, PLACES

    every = [{"kind": k, "colour": c, "place": p} for k in KINDS for p in PLACES for c in ("red", "blue", "green")]
    assert 0.06 < np.mean([held_out(facts) for facts in every]) < 0.11


def test_the_same_seeds_draw_the_same_shard(data: Path, tmp_path: Path) -> None:
    draw_shard(tmp_path / "again", 3, 0, aspect="1:1", cast=True, workers=2)
    whole = np.load(data / "s000-1x1-12" / "frames.npy", mmap_mode="r")
    assert whole.shape == (CLIPS, FRAMES, 144, 144, 3)
    assert np.array_equal(np.load(tmp_path / "again" / "frames.npy"), whole[:3])
    assert lines(tmp_path / "again") == lines(data / "s000-1x1-12")[:3]


def test_a_broken_off_shard_is_drawn_anew_and_a_whole_one_left_alone(data: Path, tmp_path: Path) -> None:
    folder = tmp_path / "s000-1x1-12"
    folder.mkdir()
    (folder / "frames.npy").write_bytes(b"half of it")
    assert shards(tmp_path) == []
    draw_shard(folder, 1, 0, aspect="1:1")
    assert np.array_equal(np.load(folder / "frames.npy")[0], np.load(data / "s000-1x1-12" / "frames.npy")[0])
    (folder / "frames.npy").write_bytes(b"mine")
    draw_shard(folder, 1, 0, aspect="1:1")
    assert (folder / "frames.npy").read_bytes() == b"mine"
    assert not list(folder.glob("*.part"))


def test_clips_move_and_say_what_they_show(data: Path) -> None:
    clips = np.load(data / "s000-1x1-12" / "frames.npy").astype(int)
    assert all(np.abs(np.diff(clip, axis=0)).mean() > 0 for clip in clips)
    for line in lines(data / "s000-1x1-12"):
        assert len(line["captions"]) == 2 * len(CAPTION_MIX) and all(line["captions"])
        assert all(text.isascii() for text in line["captions"][:6])
        assert not any(text.isascii() for text in line["captions"][6:])
        assert len(line["boxes"]) == FRAMES // 4
        assert all(0 <= a <= 1 for box in line["boxes"] for a in box) and all(b[0] <= b[2] for b in line["boxes"])


def test_latents_are_those_of_the_autoencoder(data: Path) -> None:
    shard = Shard.load(data / "s000-1x1-12")
    assert shard.motion.shape == (CLIPS, 3, 4, 18, 18) and shard.still.shape == (CLIPS, 4, 18, 18)
    assert shard.motion.dtype == shard.still.dtype == torch.bfloat16
    frames = torch.from_numpy(np.load(data / "s000-1x1-12" / "frames.npy")).permute(0, 1, 4, 2, 3) / 127.5 - 1
    with torch.no_grad():
        moving, still = (autoencoder().encode(x) for x in (frames[2:3, 4:8], frames[2:3, :1].expand(1, 4, 3, 144, 144)))
    assert float((shard.motion[2, 1] - moving[0]).abs().mean()) < 0.05 * float(moving.std())
    assert float((shard.still[2] - still[0]).abs().mean()) < 0.05 * float(still.std())


# -- runs ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def batches(data: Path) -> Batches:
    return Batches(data, TextEncoder(RESOURCES / "text.safetensors"), seed=0)


@pytest.mark.parametrize("name", [n for n, task in TASKS.items() if task.length <= FRAMES // 4])
def test_a_batch_of_every_task(batches: Batches, name: str) -> None:
    task = TASKS[name]
    batch, side = batches.draw(task, 3), CLOSE if task.close else 18
    assert batch.canvas.shape == (3, len(task.canvas), 4, side, side)
    assert batch.seconds.shape == batch.roles.shape == (3, len(task.canvas))
    assert batch.weight.shape == (3, len(task.canvas), 1, side, side) and float(batch.weight.mean()) == pytest.approx(1)
    assert batch.roles.eq(Role.PICTURE if task.picture else Role.CANVAS).all()
    if batch.memory is not None:
        assert batch.memory.shape[:2] == batch.memory_seconds.shape == batch.memory_roles.shape == (3, len(task.memory))
        assert batch.memory.shape[-2:] == batch.canvas.shape[-2:]


def test_a_close_task_sees_the_main_character_and_knows_where(batches: Batches) -> None:
    """Its squares are parts of frames, from the corner that is told on, with the middle of the box in them."""
    (shard,) = batches.shards
    batch = batches.draw(TASKS["close group"], 24)
    assert (batch.cut.rows, batch.cut.columns) == (9, 9)
    for seen, (top, left) in zip(batch.canvas[:, 0], (batch.cut.corner * 2).tolist(), strict=True):
        squares = shard.motion[..., top:top + CLOSE, left:left + CLOSE]
        clip, group = (squares == seen).flatten(2).all(-1).nonzero()[0].tolist()
        x, y = (shard.boxes[clip, group].unflatten(0, (2, 2)).mean(0) * 18).tolist()
        assert left <= x <= left + CLOSE and top <= y <= top + CLOSE
    assert len(batch.cut.corner.unique(dim=0)) > 1
    whole, shard.motion = shard.motion, shard.motion[..., :CLOSE - 1]
    try:
        assert batches.fitting(TASKS["group"]) and not batches.fitting(TASKS["close group"])
    finally:
        shard.motion = whole


def test_a_shared_cast_plays_in_two_places(data: Path, batches: Batches) -> None:
    told = [line["facts"] for line in lines(data / "s000-1x1-12")]
    for one, other in zip(told[::2], told[1::2], strict=True):
        assert (one["kind"], one["colour"]) == (other["kind"], other["colour"])
    assert any(one["place"] != other["place"] for one, other in zip(told[::2], told[1::2], strict=True))
    alone = batches.shards[0]
    assert alone.cast and batches.fitting(TASKS["cast"])
    alone.cast = False
    try:
        assert not batches.fitting(TASKS["cast"]) and batches.fitting(TASKS["pair"])
        with pytest.raises(StudioError, match="cast"):
            batches.draw(TASKS["cast"], 2)
    finally:
        alone.cast = True


def test_the_lookup_numbers_the_pieces_of_the_captions(batches: Batches) -> None:
    table = batches.lookup(50)
    assert sorted(table[table > 0].tolist()) == list(range(1, 50))
    known = batches.encoder.tokenizer.encode(batches.shards[0].captions[0][0])
    assert int((table[torch.tensor(known)] > 0).sum()) >= 3


def test_a_tiny_autoencoder_learns_in_six_steps(data: Path) -> None:
    network = train_autoencoder.build(TINY_CODER, torch.float32)
    optimizer = train_autoencoder.make_optimizer(network, rate=2.0)
    batch = next(iter(train_autoencoder.Crops(data, batch=4, size=48, seed=0))).float()
    noise = torch.zeros(4, 4, 6, 6)
    losses = []
    for _ in range(7):
        loss, _ = train_autoencoder.loss_of(network, batch, noise)
        loss.backward()
        optimizer.step()
        losses.append(float(loss.detach()))
    assert losses[6] < 0.9 * losses[0], losses


def test_crops_come_in_neighbours(data: Path) -> None:
    """The second of two groups goes on where the first ends: their border changes no more than their insides do."""
    batch = next(iter(train_autoencoder.Crops(data, batch=32, size=48, seed=3))).float()
    assert batch.shape == (32, 4, 3, 48, 48)
    follow = batch.unflatten(0, (-1, 2)).flatten(1, 2)
    change = (follow[:, 1:] - follow[:, :-1]).abs().mean((0, 2, 3, 4))
    stranger = (follow[1:, 4] - follow[:-1, 3]).abs().mean()
    assert change[3] < 2 * change.mean() and change[3] < 0.3 * stranger


def test_a_decoder_learns_alone_and_may_grow(data: Path, tmp_path: Path) -> None:
    """Its encoder, and so every latent ever made, stays bit for bit; blocks that are new change nothing at first."""
    target = tmp_path / "autoencoder.safetensors"
    before = autoencoder()
    weights.save(target, before, notes={"psnr": "10", "border": "1"})
    deeper = replace(TINY_CODER, decoder_fine=2)
    train_autoencoder.train(data, tmp_path / "run", target, minutes=0.02, batch=4, size=48, compiled=False,
                            decoder_only=True, config=deeper, dtype=torch.float32)
    after = weights.load(target, Autoencoder)
    assert after.config.decoder_fine == 2
    frames = torch.rand(1, 4, 3, 32, 32) * 2 - 1
    with torch.no_grad():
        old, new = before.encode(frames), after.encode(frames)
        assert torch.allclose(old, new, atol=0.02 * float(old.abs().max()))
        assert not torch.allclose(before.decode(old), after.decode(old), atol=1e-3)


def test_a_tiny_transformer_learns_in_six_steps(data: Path, batches: Batches) -> None:
    torch.manual_seed(0)
    encoder = batches.encoder
    config = TransformerConfig(channels=4, width=32, depth=2, heads=2, text_depth=1, vocabulary=64)
    assert config.text_width == encoder.width and config.text_vocabulary == len(encoder.tokenizer.pieces)
    network = Transformer(config)
    network.adapter.lookup.copy_(batches.lookup(64))
    optimizer = MasterOptimizer(network, matrix_rate=0.02, vector_rate=1e-2, plain=train_transformer.PLAIN)
    batch = batches.draw(TASKS["after"], 8)
    noise = torch.randn(batch.canvas.shape)
    level = torch.full(tuple(batch.seconds.shape), 0.7)
    memory = batch.memory.float() if batch.memory is not None else batch.canvas[:, :1].float()
    known = (memory, torch.full((8, 1), -0.3), torch.full((8, 1), int(Role.MOTION)))
    losses = []
    for _ in range(7):
        loss = train_transformer.flow_loss(network, batch.canvas.float(), noise, level, batch.seconds, batch.roles,
                                           batch.weight, batch.states.float(), batch.ids, batch.mask, known)
        loss.backward()
        optimizer.step()
        losses.append(float(loss.detach()))
    assert losses[6] < 0.97 * losses[0], losses


def test_noise_levels_lean_to_the_noisy_end() -> None:
    levels = train_transformer.timesteps((4000, 3), np.random.default_rng(0))
    assert torch.equal(levels[:, 0], levels[:, 2])
    assert ((levels > 0) & (levels < 1)).all()
    assert 0.55 < float(levels.mean()) < 0.65


def test_figures_of_a_perfect_autoencoder(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    network = autoencoder()
    monkeypatch.setattr(network, "encode_raw", lambda x: x)
    monkeypatch.setattr(network, "decode_raw", lambda x: x)
    figures = train_autoencoder.evaluate(network, np.load(data / "eval-wide" / "frames.npy"))
    assert figures["psnr"] > 60 and 0.5 < figures["border"] < 1.5
    monkeypatch.setattr(network, "decode_raw", lambda x: x + torch.linspace(-1, 1, len(x)).view(-1, 1, 1, 1, 1) * 0.5)
    worse = train_autoencoder.evaluate(network, np.load(data / "eval-wide" / "frames.npy"))
    assert worse["psnr"] < 30 and worse["border"] > 1.5


def test_a_run_warms_up_cools_down_and_saves_at_the_end(tmp_path: Path) -> None:
    network = small()
    run = Run(tmp_path / "run", make(network), minutes=0.02, warmup_steps=4, report_every=2)
    scales = []
    for scale in run.steps():
        scales.append(scale)
        run.report(loss=learn(network, run.optimizer, 1)[0])
        time.sleep(0.01)
    assert abs(scales[0] - 0.25) < 1e-6 and scales[3] > 0.99 and scales[-1] < 0.5
    assert (tmp_path / "run" / "log.csv").read_text().startswith("step,time,loss\n2,")
    again = Run(tmp_path / "run", make(small(3)), minutes=1)
    again.resume()
    assert again.optimizer.steps == run.optimizer.steps


def test_a_run_told_to_stop_saves_and_gives_the_signals_back(tmp_path: Path) -> None:
    before = signal.getsignal(signal.SIGTERM)
    run = Run(tmp_path / "run", make(small()), minutes=10)
    for number, _ in enumerate(run.steps()):
        if number == 2:
            signal.raise_signal(signal.SIGTERM)
        assert number < 3
    assert (tmp_path / "run" / "state.safetensors").exists()
    assert signal.getsignal(signal.SIGTERM) is before


KILLED = """
import sys, torch
from pathlib import Path
sys.path[:0] = [{tree!r}, {tests!r}]
from training_kit import TINY_CODER
from studio.training import loop, train_autoencoder
torch.set_num_threads(1)
loop.CHECKPOINT_SECONDS = 0
run = Path({run!r})
train_autoencoder.train(Path({data!r}), run, run / "a.safetensors", minutes=5, batch=2, size=32, compiled=False,
                        config=TINY_CODER)
"""


def test_a_run_killed_at_any_moment_goes_on(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """SIGKILL while it writes a checkpoint every step: what is there is whole, and the next run takes it up."""
    run = tmp_path / "run"
    code = KILLED.format(tree=str(TREE), tests=str(TREE / "tests"), run=str(run), data=str(data))
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    try:
        state, end = run / "state.safetensors", time.monotonic() + 60
        while not (state.exists() and load_steps(state) >= 3):
            assert process.poll() is None, process.stderr.read().decode()                  # type: ignore[union-attr]
            assert time.monotonic() < end
            time.sleep(0.02)
    finally:
        process.kill()
        process.communicate()
    assert process.returncode == -signal.SIGKILL
    steps = load_steps(state)
    monkeypatch.setattr(train_autoencoder, "set_statistics", partial(train_autoencoder.set_statistics, groups=32))
    train_autoencoder.train(data, run, run / "a.safetensors", minutes=0.002, batch=2, size=32, compiled=False,
                            config=TINY_CODER)
    assert load_steps(state) >= steps
    loaded = weights.load(run / "a.safetensors", Autoencoder)
    assert loaded.config == TINY_CODER and not torch.equal(loaded.deviation, torch.ones(4))


def load_steps(state: Path) -> int:
    return int(load_file(str(state))["steps"][0])


def test_a_decoder_trained_alone_leaves_the_latents_as_they_are(data: Path, tmp_path: Path) -> None:
    target = tmp_path / "a.safetensors"
    weights.save(target, autoencoder(), dtype=torch.float32)
    before = weights.load(target, Autoencoder)
    train_autoencoder.train(data, tmp_path / "run", target, minutes=0.01, batch=2, size=32, compiled=False,
                            decoder_only=True, dtype=torch.float32)
    after = weights.load(target, Autoencoder)
    x = torch.rand(1, 4, 3, 16, 16)
    with torch.no_grad():
        a, b = before.encode(x), after.encode(x)
        torch.testing.assert_close(a, b, rtol=0.02, atol=0.02)              # saved in bf16
        assert not torch.allclose(before.decode(a), after.decode(a), atol=1e-3)


def test_training_without_data_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(StudioError, match="train draw"):
        next(iter(train_autoencoder.Crops(tmp_path, batch=1, size=32, seed=0)))
