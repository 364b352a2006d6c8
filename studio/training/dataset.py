"""Training: drawn clips on disk. A shard is one folder: frames drawn once, captions that tell the truth, latents.

    shard/frames.npy        uint8 (N, T, H, W, 3)
    shard/clips.jsonl       one line a clip: scene seed, facts, captions, the main character's box in every group
    shard/latents.safetensors   bf16 `motion` (N, T/4, C, h, w) and `still` (N, C, h, w), standardised
"""

from __future__ import annotations

import json
import os
import random
import zlib
from concurrent.futures import ProcessPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from torch import Tensor

from studio.model.autoencoder import GROUP, Autoencoder

RATE = 12
CAPTION_MIX = (("en", "short"), ("en", "medium"), ("en", "long"), ("zh", "short"), ("zh", "medium"), ("zh", "long"))
SIZES = {"16:9": (192, 112), "9:16": (112, 192), "1:1": (144, 144)}


def held_out(facts: dict[str, str]) -> bool:
    """True for one combination of kind, colour and place in twelve: never drawn for training, kept for evaluation."""
    return zlib.crc32("|".join((facts["kind"], facts["colour"], facts["place"])).encode()) % 12 == 0


def _draw_one(job: tuple[int, int, int, int, bool, int]) -> tuple[np.ndarray, str]:
    """Frames and the line of `clips.jsonl` for one scene seed; runs in a worker process.

    `shared`: the seed of the scene whose main character plays in this one too, in another place; else -1.
    """
    from studio.world.captions import caption, facts
    from studio.world.draw import Renderer
    from studio.world.scene import Scene, sample_scene
    from studio.world.stage import camera, figure_size, frame_units, moment

    seed, width, height, frames, evaluation, shared = job
    aspect, seconds = width / height, frames / RATE
    rng = random.Random(seed ^ 0x5EED)

    def drawable(seed: int, **fixed: object) -> Scene:
        tries = (sample_scene(seed * 64 + k, aspect=aspect, seconds=max(seconds, 2.0), **fixed) for k in range(1 << 16))
        return next(scene for scene in tries if held_out(facts(scene)) == evaluation)

    scene = drawable(seed) if shared < 0 else drawable(seed, character=drawable(shared).cast[0].character)
    start = rng.uniform(0.0, 1.0)
    renderer = Renderer(scene, width, height, seconds=seconds + start)
    pictures = np.stack([renderer.frame(start + k / RATE) for k in range(frames)])
    units, boxes = frame_units(aspect), []
    for g in range(frames // GROUP):
        t = start + (g * GROUP + 1.5) / RATE
        main = scene.cast[0]
        now, sight = moment(main, scene, t, aspect=aspect), camera(scene, t, aspect=aspect)
        (x, y), (wide, tall) = sight.see(now.x, now.y), figure_size(main, scene)
        middle, half = x / units[0] + 0.5, wide / units[0] / 2
        box = (middle - half, (y - tall) / units[1], middle + half, y / units[1])
        boxes.append([round(min(1.0, max(0.0, v)), 3) for v in box])
    texts = [caption(scene, tongue, length, rng.randrange(1 << 30)) for tongue, length in CAPTION_MIX for _ in range(2)]
    line = {"seed": seed, "facts": facts(scene), "captions": texts, "boxes": boxes, "shared": shared}
    return pictures, json.dumps(line, ensure_ascii=False)


def draw_shard(folder: Path, count: int, first_seed: int, *, aspect: str = "16:9", frames: int = 12,
               evaluation: bool = False, cast: bool = False, workers: int = 1) -> None:
    """Draws `count` clips into `folder`; a folder that is already complete is left alone, a part of one is drawn anew.

    `cast`: every second clip shows the main character of the one before it, in another place.
    Raises OSError when the disk has no room for all of it.
    """
    if (folder / "clips.jsonl").exists():
        return
    width, height = SIZES[aspect]
    folder.mkdir(parents=True, exist_ok=True)
    shape = (count, frames, height, width, 3)
    pixels = np.lib.format.open_memmap(folder / "frames.npy", mode="w+", dtype=np.uint8, shape=shape)
    if hasattr(os, "posix_fallocate"):      # a mapped file that meets a full disk later ends the process without a word
        with (folder / "frames.npy").open("r+b") as file:
            os.posix_fallocate(file.fileno(), 0, os.fstat(file.fileno()).st_size)
    jobs = [(first_seed + i, width, height, frames, evaluation, first_seed + i - 1 if cast and i % 2 else -1)
            for i in range(count)]
    lines = []
    fresh = get_context("spawn")           # forked processes inherit Qt's and torch's locks, but not their threads
    with ProcessPoolExecutor(workers, mp_context=fresh) if workers > 1 else nullcontext() as pool:
        drawn = pool.map(_draw_one, jobs, chunksize=4) if pool else map(_draw_one, jobs)
        for i, (pictures, line) in enumerate(drawn):
            pixels[i] = pictures
            lines.append(line)
    pixels.flush()
    temporary = folder / "clips.part"
    temporary.write_text("\n".join(lines) + "\n", encoding="utf-8")
    os.replace(temporary, folder / "clips.jsonl")


def to_groups(frames: np.ndarray) -> Tensor:
    """uint8 (B, 4, H, W, 3) -> bf16 (B, 4, 3, H, W) in -1..1."""
    return torch.from_numpy(np.array(frames)).permute(0, 1, 4, 2, 3).bfloat16().div_(127.5).sub_(1)


@torch.no_grad()
def encode_shard(folder: Path, autoencoder: Autoencoder, *, batch: int = 32, groups: int | None = None) -> None:
    """Writes the shard's latents, quickest with a bf16 autoencoder in `channels_last`; those it has are left alone.

    `groups`: encode only so many of each clip, where looks matter more than length.
    """
    target = folder / "latents.safetensors"
    if target.exists():
        return
    frames = np.load(folder / "frames.npy", mmap_mode="r")
    n, t, *_ = frames.shape
    t = min(t, (groups or t) * GROUP)
    motion, still, dtype = [], [], next(autoencoder.parameters()).dtype

    def latents(groups: np.ndarray) -> Tensor:
        return autoencoder.encode(to_groups(groups).to(dtype)).bfloat16().contiguous()

    for i in range(0, n, batch):
        part = frames[i: i + batch, : t]
        motion.append(latents(part.reshape(-1, GROUP, *part.shape[2:])).unflatten(0, (-1, t // GROUP)))
        still.append(latents(np.repeat(part[:, :1], GROUP, 1)))
    temporary = folder / "latents.part"
    save_file({"motion": torch.cat(motion).contiguous(), "still": torch.cat(still).contiguous()}, str(temporary))
    os.replace(temporary, target)


@dataclass(slots=True)
class Shard:
    """One shard ready to train from: latents in memory, captions, boxes (N, T/4, 4) in fractions of the frame."""

    motion: Tensor          # (N, T/4, C, h, w) bf16
    still: Tensor           # (N, C, h, w) bf16
    captions: list[list[str]]
    boxes: Tensor
    facts: list[dict[str, str]]
    cast: bool = False      # clips 2k and 2k + 1 show the same main character

    @classmethod
    def load(cls, folder: Path) -> Shard:
        tensors = load_file(str(folder / "latents.safetensors"))
        lines = [json.loads(line) for line in (folder / "clips.jsonl").read_text("utf-8").splitlines()]
        return cls(tensors["motion"], tensors["still"], [c["captions"] for c in lines],
                   torch.tensor([c["boxes"] for c in lines]), [c["facts"] for c in lines],
                   any(c.get("shared", -1) >= 0 for c in lines))


def shards(root: Path, file: str = "clips.jsonl") -> list[Path]:
    """The complete training shards below `root`, oldest first; those whose name starts with "eval" are left out.

    By default those that were drawn: footage that was prepared has latents and no frames.
    """
    found = sorted(p.parent for p in root.glob(f"*/{file}") if not p.parent.name.startswith("eval"))
    return found if file != "clips.jsonl" else [p for p in found if (p / "frames.npy").exists()]
