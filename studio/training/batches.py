"""Training: batches for the transformer, from encoded shards. Each batch is one task of one shape.

A task says how many groups are made (canvas) and which are known (memory). Everything a studio verb shows the network
at inference is shown here: stills at a frame's exact time, groups before, after and on both sides, none at all.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field, fields, replace
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from studio.model.autoencoder import GROUP
from studio.model.rope import Cut
from studio.model.text_encoder import TextEncoder
from studio.model.transformer import Role, TransformerConfig
from studio.problem import StudioError
from studio.training.dataset import RATE, Shard, shards
from studio.training.parallel import Party

GROUP_SECONDS = GROUP / RATE
MEMORY_ROLES: dict[int | str, Role] = {"still": Role.STILL, "cast": Role.CAST}
LENGTH_CYCLE = (0, 1, 0, 1, 2)      # short, medium or long caption, by a clip's place in its shard


@dataclass(frozen=True, slots=True)
class Task:
    """`canvas` and `memory` are group offsets within a stretch of a clip; "still" is that of its first frame.

    "cast" is the first frame of another clip with the same main character. A `close` task sees no more of a frame than
    a square around the main character (after Wang et al. 2023, "Patch Diffusion"): figures cost half as much there.
    """

    name: str
    canvas: tuple[int, ...]
    memory: tuple[int | str, ...] = ()
    picture: bool = False
    close: bool = False

    @property
    def length(self) -> int:
        """Groups a clip must have."""
        return max((*self.canvas, *(m for m in self.memory if isinstance(m, int)))) + 1


TASKS = {t.name: t for t in (
    Task("picture", (0,), picture=True),
    Task("group", (0,)),
    Task("pair", (0, 1)),
    Task("clip", (0, 1, 2)),
    Task("image pair", (0, 1), ("still",)),
    Task("image", (0, 1, 2), ("still",)),
    Task("after", (1, 2), (0,)),
    Task("before", (0, 1), (2,)),
    Task("fill", (1,), (0, 2)),
    Task("long after", (2, 3, 4, 5), (0, 1)),
    Task("long before", (0, 1, 2, 3), (4, 5)),
    Task("long fill", (2, 3, 4, 5), (0, 1, 6, 7)),
    Task("anchored", (4, 5, 6, 7), ("still", 0, 2, 3)),
    Task("cast picture", (0,), ("cast",), picture=True),
    Task("cast", (0, 1), ("cast",)),
    Task("close picture", (0,), picture=True, close=True),
    Task("close group", (0,), close=True),
    Task("close pair", (0, 1), close=True),
    Task("close after", (1, 2), (0,), close=True),
)}
CLOSE = 12          # cells, the side of the square a close task sees
PATCH = TransformerConfig().patch


@dataclass(slots=True)
class Batch:
    """Latents bf16 (B, T, C, h, w) with seconds and roles (B, T); loss weights (B, T, 1, h, w); text encoded.

    Of a batch of `whole` rows these are the ones `rows` names (0: of as many as there are, all).
    """

    canvas: Tensor
    seconds: Tensor
    roles: Tensor
    weight: Tensor
    states: Tensor
    ids: Tensor
    mask: Tensor
    memory: Tensor | None = None
    memory_seconds: Tensor | None = None
    memory_roles: Tensor | None = None
    cut: Cut | None = None
    whole: int = 0
    rows: slice = field(default_factory=lambda: slice(None))

    def to(self, device: torch.device) -> Batch:
        moved = {f.name: value.to(device) for f in fields(self) if isinstance(value := getattr(self, f.name), Tensor)}
        return replace(self, **moved)


class Batches:
    """Draws batches from the shards of one folder. Everything stays in memory: latents are small.

    Where a party trains, all draw the same batch and each keeps its rows; shards that appear later are not taken up.
    """

    def __init__(self, root: Path, encoder: TextEncoder, *, seed: int, party: Party | None = None) -> None:
        self.root, self.party = root, party or Party()
        self.shards: list[Shard] = []
        self._loaded: set[Path] = set()
        self._looked = 0.0
        self._look()
        if not self.shards:
            raise StudioError(f"There are no encoded shards in {root}.",
                              next_step="Run `python -m studio train encode` first.")
        self.encoder = encoder
        self.rng = np.random.default_rng(seed)
        self._states: dict[str, tuple[Tensor, Tensor]] = {}

    def _look(self) -> None:
        """Takes up shards that were encoded since; looks every few minutes."""
        if not self.shards or (self.party.size == 1 and time.monotonic() - self._looked > 120):
            there = self.party.agree_names([str(p) for p in shards(self.root, "latents.safetensors")])
            new = [p for p in map(Path, there) if p not in self._loaded]
            self.shards += [Shard.load(p) for p in new]
            self._loaded.update(new)
            self._looked = time.monotonic()

    def lookup(self, size: int) -> Tensor:
        """The learned-vector table for the `size - 1` pieces the captions use most; 0 elsewhere."""
        count: dict[int, int] = {}
        for shard in self.shards:
            for texts in shard.captions[::3]:
                for text in texts:
                    for piece in self.encoder.tokenizer.encode(text):
                        count[piece] = count.get(piece, 0) + 1
        table = torch.zeros(len(self.encoder.tokenizer.pieces), dtype=torch.long)
        used = sorted(count, key=lambda p: (-count[p], p))[: size - 1]
        table[torch.tensor(used)] = torch.arange(1, len(used) + 1)
        return table

    def text(self, shard: Shard, rows: np.ndarray, drop: float,
             part: slice = slice(None)) -> tuple[Tensor, Tensor, Tensor]:
        """The caption each clip has, some of them dropped; those of `part` encoded, once, and kept.

        A clip has one of its captions for good, of the length `LENGTH_CYCLE` gives it, two thirds of them English:
        encoding more of them costs more than they teach.
        """
        texts = []
        for row in rows:
            language = 3 if row // len(LENGTH_CYCLE) % 3 == 0 else 0
            told = shard.captions[row][2 * (language + LENGTH_CYCLE[row % len(LENGTH_CYCLE)])]
            texts.append("" if self.rng.random() < drop else told)
        texts = texts[part]
        new = sorted({t for t in texts if t not in self._states}, key=len)
        for i in range(0, len(new), 32):
            states, ids, mask = self.encoder.encode(new[i: i + 32])
            for text, s, n, length in zip(new[i: i + 32], states.bfloat16(), ids, mask.sum(1).tolist(), strict=True):
                self._states[text] = (s[:length].clone(), n[:length].clone())
        rows_of = [self._states[t] for t in texts]
        longest = max(1, *(len(n) for _, n in rows_of))
        mask = torch.tensor([[i < len(n) for i in range(longest)] for _, n in rows_of])
        pad = torch.nn.functional.pad
        return (torch.stack([pad(s, (0, 0, 0, longest - len(s))) for s, _ in rows_of]),
                torch.stack([pad(n, (0, longest - len(n)), value=1) for _, n in rows_of]), mask)

    def _corrupted(self, known: Tensor, noise: float) -> Tensor:
        """Memory (B, M, C, h, w) as inference shows it after an hour: noisy, too strong, blurred; one in ten is clean.

        Each frame has its own fault, so the network learns to trust none blindly and drift does not feed itself.
        """
        b, m = known.shape[:2]

        def each(low: float, high: float) -> Tensor:
            return torch.from_numpy(self.rng.uniform(low, high, (b, m, 1, 1, 1))).float()

        blurred = torch.nn.functional.avg_pool2d(known.flatten(0, 1), 3, 1, 1, count_include_pad=False).view_as(known)
        spoiled = torch.where(each(0, 1) < 0.15, known.lerp(blurred, 0.6), known)
        spoiled = spoiled * each(0.88, 1.12) + each(0, noise) * torch.randn(known.shape)
        clean = torch.from_numpy(self.rng.random((b, 1, 1, 1, 1))) < 0.1
        return torch.where(clean, known, spoiled)

    def fitting(self, task: Task) -> list[Shard]:
        """The shards whose clips are long and large enough for this task, and have partners if it needs them."""
        return [s for s in self.shards if s.motion.shape[1] >= task.length and (s.cast or "cast" not in task.memory)
                and min(s.motion.shape[-2:]) >= (CLOSE if task.close else 0)]

    def draw(self, task: Task, batch: int, *, text_drop: float = 0.1, memory_noise: float = 0.15) -> Batch:
        self._look()
        fitting = self.fitting(task)
        if not fitting:
            raise StudioError(f"No encoded shard has clips for the task “{task.name}”.",
                              next_step="Draw and encode longer clips, or pairs with a shared cast.")
        sizes = np.array([len(s.captions) for s in fitting], dtype=float)
        shard = fitting[self.rng.choice(len(fitting), p=sizes / sizes.sum())]
        n, groups, _, h, w = shard.motion.shape
        length = self.rng.choice(LENGTH_CYCLE[:n])          # captions of one length share a batch: less is padded
        rows = self.rng.choice([r for r in range(n) if LENGTH_CYCLE[r % len(LENGTH_CYCLE)] == length], size=batch)
        # A still exists for a clip's first frame only, so tasks that need it start there.
        last = 0 if "still" in task.memory or task.picture else groups - task.length
        start = self.rng.integers(last + 1, size=batch)
        index, first = torch.from_numpy(rows), torch.from_numpy(start)

        def at(k: int | str) -> Tensor:
            if k == "cast":
                return shard.still[index ^ 1]
            return shard.still[index] if isinstance(k, str) else shard.motion[index, first + k]

        canvas = shard.still[index][:, None] if task.picture else torch.stack([at(k) for k in task.canvas], 1)
        seconds = torch.tensor([[0.0 if task.picture else _centre(k) for k in task.canvas]]).expand(batch, -1)
        role = Role.PICTURE if task.picture else Role.CANVAS
        boxes = torch.stack([shard.boxes[index, first + k] for k in task.canvas], 1)                # (B, T, 4)
        part = self.party.rows
        weight, roles = box_weight(boxes, h, w), torch.full(seconds.shape, int(role))
        corner = self._corner(boxes, h, w) if task.close else None
        if corner is not None:
            canvas, weight = cut_out(canvas, corner), cut_out(weight, corner)
            weight = weight / weight.mean((-1, -2), keepdim=True)
        out = Batch(canvas[part], seconds[part], roles[part], weight[part], *self.text(shard, rows, text_drop, part),
                    cut=None if corner is None else Cut(corner[part] // PATCH, h // PATCH, w // PATCH),
                    whole=batch, rows=part)
        if task.memory and self.rng.random() > 0.05:
            known = torch.stack([at(k) for k in task.memory], 1)
            known = known if corner is None else cut_out(known, corner)
            out.memory = self._corrupted(known.float(), memory_noise).bfloat16()[part]
            out.memory_seconds = torch.tensor([[_centre(k) for k in task.memory]]).expand(len(out.memory), -1)
            kinds = [int(MEMORY_ROLES.get(k, Role.MOTION)) for k in task.memory]
            out.memory_roles = torch.tensor([kinds]).expand(len(out.memory), -1)
        return out

    def _corner(self, boxes: Tensor, h: int, w: int) -> Tensor:
        """Where squares begin that hold the middle of `boxes` (B, T, 4): (B, 2) row and column in cells, on tokens."""
        middle = (boxes[..., :2] + boxes[..., 2:]).mean(1).flip(-1) / 2 * torch.tensor([h, w])
        loose = torch.from_numpy(self.rng.uniform(-CLOSE / 4, CLOSE / 4, (len(boxes), 2))).float()
        corner = ((middle + loose - CLOSE / 2) / PATCH).round().long() * PATCH
        return corner.clamp(torch.zeros(2, dtype=torch.long), torch.tensor([h, w]) - CLOSE)


def cut_out(x: Tensor, corner: Tensor) -> Tensor:
    """Squares of CLOSE cells out of (B, T, C, h, w), each from its own row and column (B, 2) on."""
    places = zip(x, corner.tolist(), strict=True)
    return torch.stack([one[..., top:top + CLOSE, left:left + CLOSE] for one, (top, left) in places])


def _centre(k: int | str) -> float:
    """The time a frame of memory or canvas stands for, seconds after the stretch begins."""
    if k == "cast":
        return 0.0
    return 0.5 / RATE if k == "still" else (k + 0.5) * GROUP_SECONDS                        # type: ignore[operator]


def box_weight(boxes: Tensor, h: int, w: int, heavy: float = 3.0) -> Tensor:
    """(B, T, 1, h, w): more inside the main character's box, for what moves and matters is small beside the sky."""
    y, x = (torch.arange(h) + 0.5) / h, (torch.arange(w) + 0.5) / w
    left, top, right, bottom = (boxes[..., i, None, None] for i in range(4))
    inside = (x >= left) & (x <= right) & (y[:, None] >= top) & (y[:, None] <= bottom)
    weight = 1 + (heavy - 1) * inside.float()
    return (weight / weight.mean((-1, -2), keepdim=True)).unsqueeze(2)
