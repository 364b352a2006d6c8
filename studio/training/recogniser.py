"""Training: the recogniser. Says what one second of film shows: kind, colour, place, time, weather, action, camera.

It judges the generator, so it shares nothing with it: it sees pixels only, has weights of its own, and has learned from
drawn frames alone. Used for evaluation; no part of the studio that makes films knows it.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor, nn

from studio.model.autoencoder import ChannelNorm, ResidualBlock
from studio.problem import StudioError
from studio.world import scene as world

SECOND = 12             # frames judged at once
LOOKS = (1, 6, 10)      # those whose colours are seen; of the others only the brightness, for what moves and how
LABELS: dict[str, tuple[str, ...]] = {
    "kind": world.KINDS, "colour": world.COLOURS, "place": world.PLACES, "time": world.TIMES,
    "weather": world.WEATHERS, "action": world.ACTIONS, "camera": world.CAMERAS,
}
STEP = "Run `python -m studio train recogniser --publish`, or reinstall the studio."
Verdict = dict[str, np.ndarray]     # attribute -> (seconds, values) probabilities


@dataclass(frozen=True, slots=True)
class RecogniserConfig:
    """Widths of the recogniser's stages, at 1/8 and 1/16 of the film's size."""

    stem: int = 32
    look: int = 48
    motion: int = 64
    fine: int = 64
    coarse: int = 128
    fine_blocks: int = 1
    coarse_blocks: int = 2


class Recogniser(nn.Module):
    """(B, 12, 3, H, W) in -1..1, seconds of film at half size -> for every attribute logits (B, values).

    `labels` are the values it was taught, in the order of its logits.
    """

    def __init__(self, config: RecogniserConfig = RecogniserConfig(),
                 labels: dict[str, tuple[str, ...]] | None = None) -> None:
        super().__init__()
        self.config, self.labels = config, labels or LABELS
        c = config
        self.stem = nn.Conv2d(12, c.stem, 3, padding=1)
        self.look = nn.Conv2d(c.stem, c.look, 3, stride=2, padding=1)
        self.motion = nn.Conv2d(4 * SECOND, c.motion, 3, stride=2, padding=1)
        self.mix = nn.Conv2d(c.look * len(LOOKS) + c.motion + 2, c.fine, 1)
        self.fine = nn.Sequential(*(ResidualBlock(c.fine) for _ in range(c.fine_blocks)))
        self.down = nn.Conv2d(c.fine, c.coarse, 3, stride=2, padding=1)
        self.coarse = nn.Sequential(*(ResidualBlock(c.coarse) for _ in range(c.coarse_blocks)))
        self.norm = ChannelNorm(c.coarse)
        self.where = nn.Conv2d(c.coarse, len(self.labels), 1)
        self.heads = nn.ModuleDict({name: nn.Linear(2 * c.coarse, len(values))
                                    for name, values in self.labels.items()})

    def forward(self, clips: Tensor) -> dict[str, Tensor]:
        return self.seen(clips)[0]

    def seen(self, clips: Tensor) -> tuple[dict[str, Tensor], Tensor]:
        """The logits, and where it looked for each attribute: (B, attributes, H/8, W/8), each map of sum one."""
        b, _, _, height, width = clips.shape
        clips = F.pad(clips.flatten(1, 2), (0, -width % 4, 0, -height % 4), mode="replicate").unflatten(1, (SECOND, 3))
        looks = F.pixel_unshuffle(clips[:, list(LOOKS)].flatten(0, 1), 2).to(memory_format=torch.channels_last)
        looks = F.silu(self.look(F.silu(self.stem(looks))))                     # (3B, look, H/4, W/4)
        grey = (clips[:, :, 0] + clips[:, :, 1] + clips[:, :, 2]) / 3           # (B, 12, H, W)
        change = 4 * (grey - grey.mean(1, keepdim=True))
        change = F.pixel_unshuffle(change, 2).to(memory_format=torch.channels_last)
        moving = F.silu(self.motion(change))                                    # (B, motion, H/4, W/4)
        rows, columns = looks.shape[2:]
        y, x = torch.meshgrid(torch.linspace(-1, 1, rows), torch.linspace(-1, 1, columns), indexing="ij")
        place = torch.stack([x, y]).to(clips.dtype).expand(b, -1, -1, -1)
        seen = torch.cat([looks.reshape(b, -1, rows, columns), moving, place], 1)
        deep = self.fine(self.mix(seen.to(memory_format=torch.channels_last)))
        deep = self.norm(self.coarse(self.down(deep)))                          # (B, coarse, H/8, W/8)
        flat = deep.flatten(2)
        focus = torch.softmax(self.where(deep).flatten(2).float(), -1)
        pooled = focus.to(flat.dtype) @ flat.transpose(1, 2)                    # (B, attributes, coarse)
        whole = flat.mean(-1)
        logits = {name: head(torch.cat([pooled[:, i], whole], -1)).float()
                  for i, (name, head) in enumerate(self.heads.items())}
        return logits, focus.unflatten(-1, deep.shape[2:])

    @torch.inference_mode()
    def judge(self, film: np.ndarray) -> Verdict:
        """Probabilities for every whole second of a film (T, H, W, 3) uint8 of 12 frames a second.

        A film shorter than a second holds its last frame; a rest that is no whole second is left out.
        """
        if len(film) < SECOND:
            film = np.concatenate([film, np.repeat(film[-1:], SECOND - len(film), 0)])
        seconds = [halved(film[i: i + SECOND]) for i in range(0, len(film) - SECOND + 1, SECOND)]
        found: list[dict[str, Tensor]] = [self(to_network(second[None])) for second in seconds]
        return {name: torch.cat([one[name] for one in found]).softmax(-1).numpy() for name in self.labels}

    def told(self, verdict: Verdict) -> list[dict[str, str]]:
        """The likeliest value of every attribute, second by second."""
        count = len(next(iter(verdict.values())))
        return [{name: self.labels[name][int(p[i].argmax())] for name, p in verdict.items()} for i in range(count)]

    def summed(self, verdict: Verdict) -> dict[str, str]:
        """The likeliest value of every attribute over the whole film."""
        return {name: self.labels[name][int(p.mean(0).argmax())] for name, p in verdict.items()}


def halved(frames: np.ndarray) -> np.ndarray:
    """uint8 (..., H, W, 3) at half its size: of every four pixels the mean of two that lie aslant, which is cheap."""
    height, width = frames.shape[-3] // 2 * 2, frames.shape[-2] // 2 * 2
    return (frames[..., :height:2, :width:2, :] >> 1) + (frames[..., 1:height:2, 1:width:2, :] >> 1)


def to_network(clips: np.ndarray) -> Tensor:
    """uint8 (B, 12, H, W, 3) -> fp32 (B, 12, 3, H, W) in -1..1."""
    return torch.from_numpy(np.ascontiguousarray(clips)).permute(0, 1, 4, 2, 3).float().div_(127.5).sub_(1)


def save(path: Path, network: Recogniser, *, notes: dict[str, str] | None = None) -> None:
    """Writes the network in bf16 beside its config and its labels, whole or not at all."""
    tensors = {name: tensor.bfloat16().contiguous() for name, tensor in network.state_dict().items()}
    meta = {"network": "recogniser", "config": json.dumps(asdict(network.config)),
            "labels": json.dumps(network.labels), **(notes or {})}
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(".part")
    save_file(tensors, str(temporary), metadata=meta)
    os.replace(temporary, path)


def notes(path: Path) -> dict[str, str]:
    """The header of a recogniser's file. Raises StudioError when there is none."""
    if not path.is_file():
        raise StudioError(f"The recogniser {path.name} is missing from {path.parent}.", next_step=STEP)
    try:
        with safe_open(str(path), framework="pt") as file:
            meta = file.metadata() or {}
    except (SafetensorError, OSError) as exc:
        raise StudioError(f"The recogniser {path.name} cannot be read.", next_step=STEP) from exc
    if meta.get("network") != "recogniser":
        raise StudioError(f"{path.name} holds no recogniser.", next_step=STEP)
    return meta


def load(path: Path) -> Recogniser:
    """Reads a recogniser in fp32. Raises StudioError when it is missing, damaged, or knows another world."""
    meta = notes(path)
    try:
        labels = {name: tuple(values) for name, values in json.loads(meta["labels"]).items()}
        config = RecogniserConfig(**json.loads(meta["config"]))
        with torch.device("meta"):
            network = Recogniser(config, labels)
        with safe_open(str(path), framework="pt") as file:
            state = {name: file.get_tensor(name).float() for name in network.state_dict()}
        network.load_state_dict(state, assign=True)
    except (SafetensorError, OSError, ValueError, TypeError, KeyError, RuntimeError) as exc:
        raise StudioError(f"The recogniser {path.name} cannot be used: {exc}.", next_step=STEP) from exc
    if labels != LABELS:
        differing = ", ".join(name for name in LABELS | labels if labels.get(name) != LABELS.get(name))
        raise StudioError(f"The recogniser was taught another world: they differ in {differing}.", next_step=STEP)
    return network.to(memory_format=torch.channels_last).eval().requires_grad_(False)    # type: ignore[call-overload]
