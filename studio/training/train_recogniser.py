"""Training: the recogniser, on drawn seconds of film made soft and noisy the way a decoder makes them."""

from __future__ import annotations

import json
import time
from collections import deque
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from studio.problem import StudioError
from studio.training.dataset import shards
from studio.training.loop import Run, load_averaged
from studio.training.optimizer import MasterOptimizer
from studio.training.recogniser import LABELS, SECOND, Recogniser, RecogniserConfig, halved, save, to_network

MIRRORED = {"pan left": "pan right", "pan right": "pan left"}
WEIGHTS = {"kind": 2.0, "colour": 1.5, "action": 1.5}       # what is seen on the small figure alone is learned last
POINTED = 0.3           # weight of looking for these where the figure is
SEEN = 0.5              # of its largest box in the clip a figure must show for a second to be learned from
READERS = 3             # batches read at once: clips lie scattered over a disk that is slower than the network
BANK = 16               # clips' worth of noise more than a batch needs; a batch begins anywhere among them


@dataclass(frozen=True, slots=True)
class _Source:
    file: Path                  # frames.npy
    offset: int                 # of its first frame, in bytes
    shape: tuple[int, ...]      # (N, T, H, W, 3)
    facts: list[dict[str, int]]
    starts: list[list[int]]     # of each clip: frames at which a second may begin
    boxes: np.ndarray           # (N, T/4, 4) left, top, right, bottom of the main character in fractions of the frame

    def second(self, clip: int, start: int = 0) -> np.ndarray:
        """Twelve frames (12, H, W, 3) in one read: a mapped file would come page by page."""
        _, t, *picture = self.shape
        size = int(np.prod(picture))
        offset = self.offset + (clip * t + start) * size
        return np.fromfile(self.file, np.uint8, SECOND * size, offset=offset).reshape(SECOND, *picture)


class Seconds:
    """Endless batches: (B, 12, 3, H, W) bf16 at half size, labels by attribute (B,), and the figures' boxes (B, 4).

    All clips of a batch have one size. New shards are seen within a minute, and later ones are drawn from more often:
    the world grows. Raises StudioError when there are none.
    """

    def __init__(self, root: Path, *, batch: int, seed: int) -> None:
        self.root, self.batch = root, batch
        self.rng, self._picks = np.random.default_rng(seed), np.random.default_rng(seed + 1)
        self._known: dict[Path, _Source] = {}
        self._looked = 0.0
        source = torch.Generator().manual_seed(seed)
        self._fine = torch.randn(batch + BANK, SECOND, 96, 96, 3, generator=source).bfloat16()
        coarse = torch.randn((batch + BANK) * SECOND // 4, 3, 24, 24, generator=source)
        coarse = F.interpolate(coarse, scale_factor=4.0, mode="bilinear").permute(0, 2, 3, 1)
        self._coarse = coarse.unflatten(0, (-1, SECOND // 4)).bfloat16()

    def __iter__(self) -> Iterator[tuple[Tensor, dict[str, Tensor], Tensor]]:
        self._look()
        with ThreadPoolExecutor(READERS) as readers:
            coming = deque(readers.submit(self._read) for _ in range(READERS))
            while True:
                clips, facts, boxes = coming.popleft().result()
                self._look()
                coming.append(readers.submit(self._read))
                labels = {name: torch.tensor([fact[name] for fact in facts]) for name in LABELS}
                yield self._worn(clips), labels, torch.from_numpy(boxes)

    def _read(self) -> tuple[np.ndarray, list[dict[str, int]], np.ndarray]:
        size = self._any(list(self._known.values())).shape[2:4]
        sources = [s for s in self._known.values() if s.shape[2:4] == size]
        clips, facts, boxes = zip(*(self._one(self._any(sources)) for _ in range(self.batch)), strict=True)
        return np.stack(clips), list(facts), np.stack(boxes)

    def _look(self) -> None:
        if self._known and time.monotonic() - self._looked < 60:
            return
        self._looked = time.monotonic()
        for folder in sorted(shards(self.root), key=_drawn_at):
            if folder not in self._known:
                self._known[folder] = _source(folder)
        if not self._known:
            raise StudioError(f"There are no drawn shards in {self.root}.",
                              next_step="Run `python -m studio train draw` first.")

    def _any(self, sources: list[_Source]) -> _Source:
        ranks = np.arange(1, len(sources) + 1)
        return sources[int(self._picks.choice(len(sources), p=ranks / ranks.sum()))]

    def _one(self, source: _Source) -> tuple[np.ndarray, dict[str, int], np.ndarray]:
        picks, i = self._picks, int(self._picks.integers(source.shape[0]))
        while not source.starts[i]:
            i = int(picks.integers(source.shape[0]))
        start = int(picks.choice(source.starts[i]))
        clip, facts = halved(source.second(i, start)), source.facts[i]
        box = source.boxes[i, start // 4: (start + SECOND) // 4].mean(0)
        if picks.random() < 0.5:
            clip, camera = clip[:, :, ::-1], LABELS["camera"][facts["camera"]]
            facts = facts | {"camera": LABELS["camera"].index(MIRRORED.get(camera, camera))}
            box = np.array([1 - box[2], box[1], 1 - box[0], box[3]], np.float32)
        return clip, facts, box

    def _worn(self, clips: np.ndarray) -> Tensor:
        """Cut a little, tinted, blurred and covered with noise that stays for four frames, as in a decoded group.

        uint8 (B, 12, H, W, 3) -> bf16 (B, 12, 3, H, W).
        """
        rng, b = self.rng, len(clips)

        def each(low: float, high: float, channels: int = 1) -> Tensor:
            return torch.from_numpy(rng.uniform(low, high, (b, 1, 1, 1, channels)).astype(np.float32)).bfloat16()

        if rng.random() < 0.5:
            y, x0 = (int(rng.integers(5)) for _ in range(2))
            clips = clips[:, :, y: clips.shape[2] - 4 + y, x0: clips.shape[3] - 4 + x0]
        x = torch.from_numpy(clips).bfloat16()
        tint = each(0.9, 1.1, 3) / 127.5
        x = torch.addcmul(each(-0.08, 0.08, 3) - 127.5 * tint, x, tint)
        if rng.random() < 0.5:
            x = torch.lerp((x[..., :1] + x[..., 1:2] + x[..., 2:]) / 3, x, each(0.7, 1.2))
        for axis in (2, 3) * int(rng.integers(3)):
            side, length = float(rng.uniform(0.05, 0.3)), x.shape[axis] - 2
            x = (x.narrow(axis, 0, length) + x.narrow(axis, 2, length)).mul_(side).add_(
                x.narrow(axis, 1, length), alpha=1 - 2 * side)
        height, width, first = *x.shape[2:4], int(rng.integers(self._fine.shape[0] - b + 1))
        if rng.random() < 0.8:
            coarse = self._coarse[first: first + b, :, :height, :width]
            x.unflatten(1, (-1, 4)).addcmul_(each(0.0, 0.15)[:, None], coarse[:, :, None])
            x.addcmul_(each(0.0, 0.08), self._fine[first: first + b, :, :height, :width])
        return x.clamp_(-1, 1).permute(0, 1, 4, 2, 3)


def _source(folder: Path) -> _Source:
    lines = [json.loads(line) for line in (folder / "clips.jsonl").read_text("utf-8").splitlines()]
    frames = np.load(folder / "frames.npy", mmap_mode="r")
    facts = [{name: LABELS[name].index(line["facts"][name]) for name in LABELS} for line in lines]
    boxes = np.array([line["boxes"] for line in lines], np.float32)
    starts = [_starts(line["boxes"]) for line in lines]
    return _Source(folder / "frames.npy", frames.offset, frames.shape, facts, starts, boxes)


def _drawn_at(folder: Path) -> float:
    return (folder / "clips.jsonl").stat().st_mtime


def _starts(boxes: list[list[float]]) -> list[int]:
    """First frames of seconds throughout which the main character is well in the picture."""
    area = [max(0.0, right - left) * max(0.0, low - high) for left, high, right, low in boxes]
    enough = [a >= SEEN * max(area) > 0 for a in area]
    span = SECOND // 4
    return [4 * g for g in range(len(area) - span + 1) if all(enough[g: g + span])]


def loss_of(network: Recogniser, clips: Tensor, labels: dict[str, Tensor],
            boxes: Tensor) -> tuple[Tensor, dict[str, float]]:
    """The weighted mean of the attributes' cross-entropies, and the share of right answers of each.

    What only the main character shows is to be looked for inside its box; that spares many steps of searching.
    """
    found, focus = network.seen(clips)
    parts = {name: F.cross_entropy(found[name], labels[name], label_smoothing=0.02) for name in found}
    loss = sum(WEIGHTS.get(name, 1.0) * part for name, part in parts.items()) / len(parts)
    pointed = focus[:, [i for i, name in enumerate(LABELS) if name in WEIGHTS]]
    hit = (pointed * _inside(boxes, *focus.shape[2:])[:, None]).sum((2, 3))
    loss = loss - POINTED * torch.log(hit + 1e-3).mean()
    right = {name: float((found[name].argmax(-1) == labels[name]).float().mean()) for name in found}
    return torch.as_tensor(loss), right


def _inside(boxes: Tensor, rows: int, columns: int) -> Tensor:
    """(B, rows, columns), 1 where a cell's middle lies in the box widened by half a cell."""
    y, x = (torch.arange(n) + 0.5 for n in (rows, columns))
    left, top, right, low = (boxes[:, i, None] for i in range(4))
    across = (x >= left * columns - 0.5) & (x <= right * columns + 0.5)
    upright = (y >= top * rows - 0.5) & (y <= low * rows + 0.5)
    return (upright[:, :, None] & across[:, None]).float()


@torch.no_grad()
def accuracy(network: Recogniser, folder: Path, *, clips: int | None = None) -> dict[str, float]:
    """Share of right answers by attribute, and their `mean`, on the first second of every clip of a drawn shard."""
    source = _source(folder)
    dtype, right = next(network.parameters()).dtype, {name: 0 for name in LABELS}
    count = min(source.shape[0], clips or source.shape[0])
    for i in range(0, count, 16):
        seconds = np.stack([halved(source.second(k)) for k in range(i, min(i + 16, count))])
        found = network(to_network(seconds).to(dtype))
        for name, logits in found.items():
            truth = torch.tensor([fact[name] for fact in source.facts[i: min(i + 16, count)]])
            right[name] += int((logits.argmax(-1) == truth).sum())
    shares = {name: n / count for name, n in right.items()}
    return shares | {"mean": sum(shares.values()) / len(shares)}


def build(config: RecogniserConfig, dtype: torch.dtype) -> Recogniser:
    return Recogniser(config).to(memory_format=torch.channels_last).to(dtype)           # type: ignore[call-overload]


def make_optimizer(network: Recogniser, rate: float = 1.0) -> MasterOptimizer:
    return MasterOptimizer(network, matrix_rate=0.02 * rate, vector_rate=2e-3 * rate,
                           plain=("heads", "where", "stem"), average=0.995)


def train(data: Path, folder: Path, target: Path, *, minutes: float, batch: int = 32, rate: float = 1.0,
          cooldown: float = 0.5, config: RecogniserConfig | None = None, dtype: torch.dtype = torch.bfloat16) -> None:
    """Trains for `minutes`, going on from `folder` where it holds a checkpoint. Every checkpoint writes `target` too.

    `target` tells its own accuracy on the newest unseen drawings below `data` (`eval*`).
    """
    torch.manual_seed(int(time.time()))
    network = build(config or RecogniserConfig(), dtype)
    optimizer = make_optimizer(network, rate)

    def write(clips: int | None = 48) -> None:
        averaged = build(network.config, torch.float32)
        load_averaged(averaged, optimizer)
        unseen = sorted((p.parent for p in data.glob("eval*/clips.jsonl")), key=_drawn_at)
        shares = {k: round(v, 4) for k, v in accuracy(averaged, unseen[-1], clips=clips).items()} if unseen else {}
        print(f"unseen {shares}", flush=True)
        save(target, averaged, notes={"steps": str(optimizer.steps), "accuracy": json.dumps(shares)})

    run = Run(folder, optimizer, minutes, cooldown=cooldown, warmup_steps=20, on_checkpoint=write)
    run.resume()
    batches = iter(Seconds(data, batch=batch, seed=optimizer.steps))
    for scale in run.steps():
        began = time.monotonic()
        clips, labels, boxes = next(batches)
        waited = time.monotonic() - began
        loss, right = loss_of(network, clips.to(dtype), labels, boxes)
        loss.backward()
        norm = optimizer.step(scale)
        run.report(loss=loss.item(), **right, norm=norm, scale=scale, waited=waited, seconds=time.monotonic() - began)
    write(None)
