"""Training: the transformer, by rectified flow on canvas frames, with memory read as inference reads it."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from studio.model import weights
from studio.model.rope import Cut
from studio.model.text_encoder import TextEncoder
from studio.model.transformer import Block, Role, Transformer, TransformerConfig
from studio.training.batches import GROUP_SECONDS, TASKS, Batch, Batches, box_weight
from studio.training.dataset import Shard
from studio.training.loop import Run, load_averaged
from studio.training.optimizer import MasterOptimizer
from studio.training.parallel import Party, spread
from studio.training.train_autoencoder import halved

# Stage -> (task, batch size, weight). Pictures and single groups first: they teach words and looks cheaply.
STAGES: dict[str, tuple[tuple[str, int, float], ...]] = {
    "looks": (("picture", 64, 0.3), ("group", 64, 0.3), ("pair", 32, 0.1), ("close picture", 128, 0.1),
              ("close group", 128, 0.2)),
    "clips": (("picture", 64, 0.14), ("group", 64, 0.28), ("pair", 32, 0.2), ("image pair", 32, 0.1),
              ("after", 28, 0.06), ("before", 28, 0.04), ("fill", 32, 0.05), ("long after", 14, 0.1),
              ("long fill", 12, 0.03), ("cast picture", 40, 0.05), ("cast", 24, 0.05), ("close group", 128, 0.1),
              ("close pair", 64, 0.14), ("close after", 56, 0.06)),
    "windows": (("picture", 64, 0.08), ("group", 64, 0.1), ("pair", 32, 0.14), ("clip", 24, 0.04),
                ("image pair", 32, 0.1), ("image", 20, 0.06), ("after", 28, 0.06), ("before", 28, 0.06),
                ("fill", 32, 0.06), ("long after", 14, 0.14), ("long before", 14, 0.06), ("long fill", 12, 0.06),
                ("anchored", 12, 0.04), ("cast picture", 40, 0.03), ("cast", 24, 0.05), ("close group", 128, 0.06),
                ("close pair", 64, 0.12), ("close after", 56, 0.06)),
}
VALIDATE_EVERY = 250
KERNEL = 3
PLAIN = ("pieces", "place", "role", "enter", "leave", "last", "noise_in", "noise_out", "empty", "table",
         "near")


def timesteps(shape: tuple[int, int], rng: np.random.Generator) -> Tensor:
    """Logit-normal, one level a clip, leaning to the noisy end where a picture's layout is decided; a tenth uniform."""
    b, t = shape
    level = 1 / (1 + np.exp(-(rng.normal(0.4, 1.0, (b, 1)))))
    level = np.where(rng.random((b, 1)) < 0.1, rng.random((b, 1)), level)
    return torch.from_numpy(level).float().expand(b, t).contiguous()


def flow_loss(network: Transformer, canvas: Tensor, noise: Tensor, level: Tensor, seconds: Tensor, roles: Tensor,
              weight: Tensor, states: Tensor, ids: Tensor, mask: Tensor,
              memory: tuple[Tensor, Tensor, Tensor] | None, cut: Cut | None = None) -> Tensor:
    """Weighted squared error of the velocity, mean over everything; the arguments are those of `Batch`.

    Half of it is that of the means of 2 x 2 cells, counted so that errors like noise weigh the same in both (after
    Hoogeboom et al. 2023, "simple diffusion"): shapes are learned before textures, and the minimum stays where it is.
    """
    text = network.read(states, ids, mask)
    known = network.remember(*memory, text, cut) if memory is not None else None
    t = level[:, :, None, None, None].to(canvas.dtype)
    velocity = network((1 - t) * canvas + t * noise, seconds, roles, level, text, known, cut)
    error = velocity.float() - (noise - canvas).float()
    fine = (error.square() * weight).mean()
    coarse = (halved(error.flatten(0, 1)).square() * halved(weight.flatten(0, 1))).mean()
    return 0.5 * fine + 2 * coarse


class Flow(nn.Module):
    """`flow_loss` as a module, which is what can be spread over processes."""

    def __init__(self, network: Transformer) -> None:
        super().__init__()
        self.network = network

    def forward(self, *batch: Any) -> Tensor:
        return flow_loss(self.network, *batch)


def loss_of(flow: nn.Module, batch: Batch, rng: np.random.Generator, *, device: torch.device | None = None,
            dtype: torch.dtype = torch.bfloat16) -> Tensor:
    """The loss of a batch by a `Flow`. Levels and noise are drawn for the whole batch, of which this may be a part."""
    whole = batch.whole or len(batch.canvas)
    level = timesteps((whole, batch.seconds.shape[1]), rng)[batch.rows]
    noise = torch.randn(whole, *batch.canvas.shape[1:])[batch.rows].to(dtype)
    if device is not None and device.type != "cpu":
        batch, level, noise = batch.to(device), level.to(device), noise.to(device)
    memory = None
    if batch.memory is not None:
        memory = batch.memory.to(dtype), batch.memory_seconds, batch.memory_roles
    return flow(batch.canvas.to(dtype), noise, level, batch.seconds, batch.roles, batch.weight,
                batch.states.to(dtype), batch.ids, batch.mask, memory, batch.cut)


class Validation:
    """The loss on a fixed set of unseen clips with fixed noise, so that figures of different hours can be compared."""

    def __init__(self, folder: Path, batches: Batches, *, clips: int = 48) -> None:
        shard = Shard.load(folder)
        clips = min(clips, len(shard.still))
        source = torch.Generator().manual_seed(0)
        self.canvas = torch.cat([shard.still[:clips], shard.motion[:clips, 0]])[:, None]    # (2N, 1, C, h, w)
        self.noise = torch.randn(self.canvas.shape, generator=source).bfloat16()
        self.roles = torch.tensor([Role.PICTURE] * clips + [Role.CANVAS] * clips)[:, None].int()
        self.seconds = torch.tensor([0.0] * clips + [0.5 * GROUP_SECONDS] * clips)[:, None]
        self.inside = box_weight(shard.boxes[:clips, :1], *self.canvas.shape[-2:], heavy=2.0).repeat(2, 1, 1, 1, 1)
        self.text = tuple(t.repeat(2, *[1] * (t.ndim - 1)) for t in batches.text(shard, np.arange(clips), 0.0))

    @torch.no_grad()
    def measure(self, network: Transformer) -> dict[str, float]:
        """Mean squared error of the velocity over the whole (`all`) and in the main character's box (`figure`)."""
        everywhere, figure = [], []
        box = (self.inside > self.inside.mean((-1, -2), keepdim=True)).float()
        for level in (0.3, 0.5, 0.7, 0.9):
            t = torch.full(self.seconds.shape, level)
            x = (1 - level) * self.canvas + level * self.noise
            v = network(x.bfloat16(), self.seconds, self.roles, t, network.read(*self.text))
            error = (v.float() - (self.noise - self.canvas).float()).square().mean(2, keepdim=True)
            everywhere.append(float(error.mean()))
            figure.append(float((error * box).sum() / box.sum()))
        return {"all": float(np.mean(everywhere)), "figure": float(np.mean(figure))}


def train(data: Path, folder: Path, target: Path, text: Path, *, minutes: float, stage: str = "clips",
          compiled: bool = True, rate: float = 1.0, cooldown: float = 0.25, batch_scale: float = 1.0,
          start: Path | None = None, config: TransformerConfig | None = None, party: Party | None = None,
          sharded: bool = False, dtype: torch.dtype = torch.bfloat16, seed: int | None = None, steps: int = 0) -> None:
    """Trains for `minutes`, going on from `folder` where it holds a checkpoint, which also writes `target`.

    Where it holds none, training begins with the weights in `start`; without those, with nothing. A `party` trains
    together, every step on one batch; `sharded`: each of it keeps only a part of the network. `seed` and `steps`, the
    most of this sitting, make a run that can be repeated.
    """
    party = party or Party()
    (drawn_seed,) = party.agree(seed if seed is not None else int(time.time()))
    torch.manual_seed(int(drawn_seed))
    rng = np.random.default_rng(int(drawn_seed))
    batches = Batches(data, TextEncoder(text, dtype=torch.bfloat16), seed=int(drawn_seed), party=party)
    network = Transformer(config or TransformerConfig(kernel=KERNEL)).to(dtype)
    table = folder / "lookup.pt.safetensors"
    if start is not None and not (folder / "state.safetensors").exists():
        trained = weights.load(start, Transformer)
        network = Transformer(replace(trained.config, kernel=KERNEL)).to(dtype)
        network.load_state_dict(trained.state_dict(), strict=False)     # a fresh convolution changes nothing
        if party.first:
            _keep(table, trained.adapter.lookup)    # a learned vector keeps the piece it was learned for
    if party.first:
        _lookup(batches, table, network.config.vocabulary)
    party.wait()
    network.adapter.lookup.copy_(_lookup(batches, table, network.config.vocabulary))
    network.to(party.device)
    flow = spread(Flow(network), party, sharded=sharded)
    optimizer = MasterOptimizer(network, matrix_rate=0.02 * rate, vector_rate=1.2e-3 * rate, plain=PLAIN, average=0.999)

    def averaged() -> Transformer:
        copy = Transformer(network.config)
        copy.adapter.lookup.copy_(network.adapter.lookup)
        load_averaged(copy, optimizer)
        return copy

    def publish() -> None:
        copy = averaged()
        if party.first:
            weights.save(target, copy, notes={"steps": str(optimizer.steps)})

    run = Run(folder, optimizer, minutes, cooldown=cooldown, on_checkpoint=publish, party=party, most_steps=steps)
    run.resume()
    if compiled:
        compile_blocks()
    unseen = data / "eval-wide"
    validation = Validation(unseen, batches) if (unseen / "latents.safetensors").exists() else None
    mix = [part for part in STAGES[stage] if batches.fitting(TASKS[part[0]])]
    shares = np.array([share for *_, share in mix])
    for scale in run.steps():
        began = time.monotonic()
        name, size, _ = mix[rng.choice(len(mix), p=shares / shares.sum())]
        count = max(1, int(size * batch_scale) // party.size) * party.size
        batch = batches.draw(TASKS[name], count)
        drawn = time.monotonic()
        loss = loss_of(flow, batch, rng, device=party.device, dtype=dtype)
        loss.backward()
        norm = optimizer.step(scale)
        run.report(loss=party.mean(loss.item()), norm=norm, scale=scale, text_seconds=drawn - began,
                   seconds=time.monotonic() - began)
        if validation is not None and optimizer.steps % VALIDATE_EVERY == 0:
            copy = averaged().bfloat16()
            if party.first:
                run.validated(**validation.measure(copy))


def compile_blocks() -> None:
    """Compiles what lies between two attentions, once for all blocks: the whole network would take minutes."""
    Block.mix = torch.compile(Block.mix, dynamic=True)                                      # type: ignore[method-assign]
    Block.project = torch.compile(Block.project, dynamic=True)                              # type: ignore[method-assign]
    Block.finish = torch.compile(Block.finish, dynamic=True)                                # type: ignore[method-assign]


def _lookup(batches: Batches, path: Path, size: int) -> Tensor:
    """The table of learned pieces: made once, then kept, or every learned vector would change its meaning."""
    from safetensors.torch import load_file

    if path.exists():
        return load_file(str(path))["lookup"]
    return _keep(path, batches.lookup(size))


def _keep(path: Path, table: Tensor) -> Tensor:
    from safetensors.torch import save_file

    path.parent.mkdir(parents=True, exist_ok=True)
    save_file({"lookup": table.contiguous()}, str(path))
    return table
