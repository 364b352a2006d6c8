"""Model: the picture between two neighbouring frames, at any time between them. Torch only.

Motion is found coarse to fine: each stage compares the frames at places round what the one before it found, leans to
where they match and lets convolutions mend that. Both frames are fetched along the motion and laid together by a mask,
and a small correction is added. By construction the answer passes through both: at time 0 it is the first, at 1 the
second. The scheme is RIFE's (Huang et al. 2022), the comparing that of PWC-Net (Sun et al. 2018) on plain pixels.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn

GRAIN = 16                                  # sides are made a multiple of it for the coarsest stage
STAGES = ((4, 3), (2, 2), (1, 1))           # so many times smaller, and so many of its pixels to each side are compared
MOTION = 8.0                                # pixels a stage's convolutions count motion in


@dataclass(frozen=True, slots=True)
class InbetweenConfig:
    coarse: int = 48        # channels at an eighth of the size
    middle: int = 40        # at a quarter
    fine: int = 32          # at half
    depth: int = 4          # convolutions of each stage


class Found(NamedTuple):
    """What the stages agree on so far. `motion`: pixels (x, y) from first to second, by the one and by the other."""

    motion: Tensor          # (B, 4, H, W) fp32
    mask: Tensor            # (B, 1, H, W), log odds for the first frame beyond those the time gives
    ends: tuple[Tensor, Tensor]         # both frames as they are then, (B, 3, H, W)
    merged: Tensor          # (B, 3, H, W)


class Inbetween(nn.Module):
    """Frames (B, 3, H, W) in 0..1 and times (B,) in 0..1 -> (B, 3, H, W), about 0..1."""

    def __init__(self, config: InbetweenConfig = InbetweenConfig()) -> None:
        super().__init__()
        self.config = config
        widths, known = (config.coarse, config.middle, config.fine), (7, 18, 18)
        self.stages = nn.ModuleList(
            Stage(inputs + (2 * reach + 1) ** 2, width, 5, config.depth)
            for inputs, width, (_, reach) in zip(known, widths, STAGES, strict=True)
        )  # fmt: skip
        self.trust = nn.Parameter(torch.tensor([30.0, 30.0, 30.0]))         # how sharply a stage leans to a match
        self.mend = Stage(17, config.fine, 3, config.depth // 2)

    def forward(self, first: Tensor, second: Tensor, time: Tensor, *, reduce: int = 1) -> Tensor:
        """`reduce`: motion is looked for in frames so many times smaller, for frames larger than it was learned on."""
        return self.steps(first, second, time, reduce=reduce)[-1]

    def steps(self, first: Tensor, second: Tensor, time: Tensor, *, reduce: int = 1) -> list[Tensor]:
        """The answers after each stage; the last one is the network's."""
        height, width = first.shape[-2:]
        grain = GRAIN * reduce
        space = (0, -width % grain, 0, -height % grain)
        large = [F.pad(frame.float(), space, mode="replicate") for frame in (first, second)]
        small = [_smaller(frame, reduce) for frame in large]
        t = time.float().view(-1, 1, 1, 1)
        blank = small[0].new_zeros(len(t), 5, *small[0].shape[-2:])
        clock = blank[:, :1] + t
        found, answers = _merge(small, t, blank[:, :4], blank[:, 4:]), []
        for stage, trust, (scale, reach) in zip(self.stages, self.trust, STAGES, strict=True):
            part = [_smaller(frame, scale) for frame in small]
            motion = _smaller(found.motion.detach(), scale) / scale
            with torch.no_grad():
                costs, steps = compare(part, motion, t, reach)
            lean = torch.einsum("bnhw,nc->bchw", torch.softmax(costs * -trust.float(), 1), steps)
            known = [*part, _smaller(clock, scale), costs * 4]
            if scale < STAGES[0][0]:
                known += [_smaller(x, scale) for x in (*found.ends, found.mask)] + [motion / MOTION]
            change = stage(torch.cat(known, 1))
            change = torch.cat((change[:, :4] * MOTION + lean.repeat(1, 2, 1, 1), change[:, 4:]), 1)
            change = _larger(change, scale)
            found = _merge(small, t, found.motion + change[:, :4] * scale, found.mask + change[:, 4:])
            answers.append(found.merged)
        seen = torch.cat([*small, *found.ends, found.merged, found.mask, clock], 1)
        mended = self.mend(seen) * (4 * t * (1 - t))
        if reduce > 1:
            motion, mask, mended = (_larger(x, reduce) for x in (found.motion, found.mask, mended))
            found = _merge(large, t, motion * reduce, mask)
        answers.append(found.merged + mended)
        return [answer[..., :height, :width] for answer in answers]


class Stage(nn.Module):
    """(B, inputs, H, W) -> (B, outputs, H, W) fp32, worked on at half the size; zero when it is new."""

    def __init__(self, inputs: int, width: int, outputs: int, depth: int) -> None:
        super().__init__()
        self.enter = nn.Conv2d(inputs, width, 4, 2, 1)
        self.body = nn.ModuleList(nn.Conv2d(width, width, 3, padding=1) for _ in range(depth))
        self.leave = nn.Conv2d(width, outputs * 4, 3, padding=1)
        nn.init.zeros_(self.leave.weight)
        nn.init.zeros_(self.leave.bias)         # type: ignore[arg-type]

    def forward(self, x: Tensor) -> Tensor:
        x = x.to(self.enter.weight.dtype).contiguous(memory_format=torch.channels_last)
        x = F.leaky_relu(self.enter(x), 0.1)
        for layer in self.body:
            x = x + F.leaky_relu(layer(x), 0.1)
        return F.pixel_shuffle(self.leave(x), 2).float()


def compare(frames: list[Tensor], motion: Tensor, t: Tensor, reach: int) -> tuple[Tensor, Tensor]:
    """How badly the frames (B, 3, h, w) match with each of the steps (N, 2) added to `motion`: (B, N, h, w)."""
    b, _, h, w = frames[0].shape
    side = torch.arange(-reach, reach + 1, device=motion.device, dtype=torch.float32)
    steps = torch.stack(torch.meshgrid(side, side, indexing="xy"), -1).flatten(0, 1)
    n = len(steps)
    moved = (motion[:, None] + steps.repeat(1, 2)[None, :, :, None, None]).flatten(0, 1)
    many = [frame[:, None].expand(b, n, 3, h, w).flatten(0, 1) for frame in frames]
    one, other = _at(many, moved, t.repeat_interleave(n, 0))
    apart = (one - other).abs_().mean(1).view(b, n, h, w)
    return F.avg_pool2d(apart, 3, 1, 1, count_include_pad=False), steps


def fetched(frame: Tensor, motion: Tensor) -> Tensor:
    """The frame (B, C, H, W) where each pixel is taken from `motion` (B, 2, H, W) pixels (x, y) away."""
    h, w = frame.shape[-2:]
    y = torch.arange(h, device=frame.device, dtype=torch.float32)[:, None]
    x = torch.arange(w, device=frame.device, dtype=torch.float32)
    places = torch.stack(((x + motion[:, 0]) * (2 / (w - 1)) - 1, (y + motion[:, 1]) * (2 / (h - 1)) - 1), -1)
    return F.grid_sample(frame, places, mode="bilinear", padding_mode="border", align_corners=True)


def _at(frames: list[Tensor], motion: Tensor, t: Tensor) -> tuple[Tensor, Tensor]:
    return fetched(frames[0], motion[:, :2] * -t), fetched(frames[1], motion[:, 2:] * (1 - t))


def _merge(frames: list[Tensor], t: Tensor, motion: Tensor, mask: Tensor) -> Found:
    one, other = _at(frames, motion, t)
    share = torch.sigmoid(mask + torch.logit(1 - t, eps=1e-4))
    return Found(motion, mask, (one, other), other + share * (one - other))


def _smaller(x: Tensor, scale: int) -> Tensor:
    return F.avg_pool2d(x, scale) if scale > 1 else x


def _larger(x: Tensor, scale: int) -> Tensor:
    return F.interpolate(x, scale_factor=scale, mode="bilinear", align_corners=False) if scale > 1 else x
