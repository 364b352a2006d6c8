"""Model: the diffusion transformer over spacetime patches. Torch only; it never hears of verbs, files or prompts.

Two kinds of frames come in. *Canvas* frames are being made and carry a timestep each; *memory* frames are known, each
at a time (any time, also negative) and in a role. Memory is read-only: memory tokens attend to memory, canvas tokens to
both. So the keys and values of memory are computed once per window (`remember`) and a long context costs one step.
Velocity convention: x_t = (1 - t) * data + t * noise, the network predicts noise - data (rectified flow, Liu et al.
2022).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import IntEnum

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from studio.model.rope import Cut, place_waves, rotary_table, rotate


class Role(IntEnum):
    """What a frame is to the sampler; a learned embedding each."""

    CANVAS = 0          # a moving group of four frames to be made
    PICTURE = 1         # a still to be made
    MOTION = 2          # a known moving group
    STILL = 3           # a known still at an exact time
    CAST = 4            # how a character looks; its time says nothing


@dataclass(frozen=True, slots=True)
class TransformerConfig:
    """Sizes of the transformer. A token is `patch` x `patch` latent cells of one latent frame."""

    channels: int = 16
    patch: int = 2
    width: int = 384
    depth: int = 5              # blocks start as the identity, so a trained network can be made deeper
    heads: int = 6
    text_width: int = 1152      # what the text encoder hands over for each piece
    text_depth: int = 2         # trainable layers over the frozen text states
    vocabulary: int = 4096      # learned vectors for the pieces that training captions use; 0 is "none"
    text_vocabulary: int = 46145    # pieces the text encoder knows
    kernel: int = 0             # odd side of a depthwise convolution over a frame's tokens in each block; 0: none


@dataclass(frozen=True, slots=True)
class Text:
    """Prompts ready for cross-attention: per layer keys and values, a mask to add to the scores, a pooled vector."""

    keys: Tensor        # (layers, B, H, L, D)
    values: Tensor      # (layers, B, H, L, D)
    bias: Tensor        # (B, 1, 1, L) 0 where there is a piece, very negative where not
    pooled: Tensor      # (B, width)


@dataclass(frozen=True, slots=True)
class Memory:
    """Known frames, already read by every layer."""

    keys: Tensor        # (layers, B, H, M, D)
    values: Tensor


def patchify(latents: Tensor, patch: int) -> Tensor:
    """(B, T, C, h, w) -> tokens (B, T*h/p*w/p, C*p*p)."""
    b, t, c, h, w = latents.shape
    x = latents.reshape(b, t, c, h // patch, patch, w // patch, patch)
    return x.permute(0, 1, 3, 5, 2, 4, 6).reshape(b, t * (h // patch) * (w // patch), c * patch * patch)


def unpatchify(tokens: Tensor, frames: int, height: int, width: int, patch: int) -> Tensor:
    """Tokens (B, N, C*p*p) -> (B, T, C, height, width), sizes in latent cells."""
    b, _, numbers = tokens.shape
    c = numbers // (patch * patch)
    x = tokens.reshape(b, frames, height // patch, width // patch, c, patch, patch)
    return x.permute(0, 1, 4, 2, 5, 3, 6).reshape(b, frames, c, height, width)


def _norm(x: Tensor) -> Tensor:
    return F.layer_norm(x, (x.shape[-1],))


def _per_frame(x: Tensor, gain: Tensor, shift: Tensor | None = None) -> Tensor:
    """Tokens (B, T*S, W) times a vector for each frame (B, T, W), plus another: broadcast, never repeated in memory."""
    b, t, w = gain.shape
    y = x.view(b, t, -1, w) * gain[:, :, None]
    return (y if shift is None else y + shift[:, :, None]).view(x.shape)


def attend(q: Tensor, k: Tensor, v: Tensor, bias: Tensor | None = None) -> Tensor:
    """Explicit softmax attention, (B, H, N, D) each: on the processors we train on it beats the fused kernel."""
    scores = (q * q.shape[-1] ** -0.5) @ k.transpose(-1, -2)                    # (B, H, N, M)
    if bias is not None:
        scores = scores + bias
    return torch.softmax(scores, -1) @ v


class Split(nn.Module):
    """A linear layer whose output is split into heads: (B, N, W) -> `parts` tensors (B, H, N, D)."""

    def __init__(self, width_in: int, width: int, heads: int, parts: int) -> None:
        super().__init__()
        self.heads, self.parts = heads, parts
        self.linear = nn.Linear(width_in, parts * width)

    def forward(self, x: Tensor) -> tuple[Tensor, ...]:
        b, n, _ = x.shape
        return self.linear(x).view(b, n, self.parts, self.heads, -1).permute(2, 0, 3, 1, 4).unbind(0)


def _merge(x: Tensor) -> Tensor:
    return x.transpose(1, 2).flatten(2)                                         # (B, H, N, D) -> (B, N, W)


class HeadNorm(nn.Module):
    """RMS norm of queries or keys within a head: keeps attention scores bounded at any learning rate."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.gain = nn.Parameter(torch.ones(width))

    def forward(self, x: Tensor) -> Tensor:
        return x * torch.rsqrt(x.float().square().mean(-1, keepdim=True) + 1e-6).to(x.dtype) * self.gain


class Block(nn.Module):
    """Self-attention over canvas and memory, cross-attention to text, MLP; modulation per frame, not per token."""

    def __init__(self, config: TransformerConfig) -> None:
        super().__init__()
        d, heads = config.width, config.heads
        self.qkv = Split(d, d, heads, 3)
        self.q_norm, self.k_norm = HeadNorm(d // heads), HeadNorm(d // heads)
        self.out = nn.Linear(d, d)
        self.text_q = Split(d, d, heads, 1)
        self.text_out = nn.Linear(d, d)
        self.mlp_in = nn.Linear(d, 4 * d)
        self.mlp_out = nn.Linear(4 * d, d)
        self.table = nn.Parameter(nn.init.normal_(torch.empty(6, d), std=0.02))
        self.near = nn.Parameter(torch.zeros(config.kernel, config.kernel, d)) if config.kernel else None
        for layer in (self.out, self.text_out, self.mlp_out):      # a fresh block changes nothing
            nn.init.zeros_(layer.weight)
            nn.init.zeros_(layer.bias)

    def modulation(self, frames: Tensor) -> tuple[Tensor, ...]:
        """Gain, shift and gate (twice) for each frame: six (B, T, W) from (B, T, 6, W)."""
        gain_a, shift_a, gate_a, gain_m, shift_m, gate_m = (frames + self.table).unbind(2)
        return 1 + gain_a, shift_a, gate_a, 1 + gain_m, shift_m, gate_m

    def mix(self, x: Tensor, rows: int, columns: int) -> Tensor:
        """Tokens (B, T*rows*columns, W), each with something of its neighbours in the same frame: a depthwise
        convolution, written as shifted sums because that is what compiles to one pass forward and back.
        """
        if self.near is None:
            return x
        side = len(self.near)
        grid = F.pad(_norm(x).view(-1, rows, columns, x.shape[-1]), (0, 0, *(side // 2,) * 4))
        shifted = [grid[:, i: i + rows, j: j + columns] * self.near[i, j] for i in range(side) for j in range(side)]
        return x + sum(shifted).reshape(x.shape)                                            # type: ignore[union-attr]

    def project(self, x: Tensor, gates: tuple[Tensor, ...],
                table: tuple[Tensor, Tensor]) -> tuple[Tensor, Tensor, Tensor]:
        q, k, v = self.qkv(_per_frame(_norm(x), gates[0], gates[1]))            # (B, H, N, D)
        return rotate(self.q_norm(q), *table), rotate(self.k_norm(k), *table), v

    def finish(self, x: Tensor, attended: Tensor, gates: tuple[Tensor, ...],
               text: tuple[Tensor, Tensor, Tensor]) -> Tensor:
        _, _, gate_attention, gain, shift, gate_mlp = gates
        x = x + _per_frame(self.out(_merge(attended)), gate_attention)
        (q,) = self.text_q(_norm(x))
        x = x + self.text_out(_merge(attend(q, *text)))
        hidden = F.gelu(self.mlp_in(_per_frame(_norm(x), gain, shift)), approximate="tanh")
        return x + _per_frame(self.mlp_out(hidden), gate_mlp)


class TextLayer(nn.Module):
    """A plain pre-norm encoder layer over the pieces of a prompt."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.qkv = Split(width, width, heads, 3)
        self.out = nn.Linear(width, width)
        self.mlp_in = nn.Linear(width, 2 * width)
        self.mlp_out = nn.Linear(2 * width, width)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        x = x + self.out(_merge(attend(*self.qkv(_norm(x)), bias)))
        return x + self.mlp_out(F.gelu(self.mlp_in(_norm(x)), approximate="tanh"))


class TextAdapter(nn.Module):
    """Frozen text states plus a learned vector for each known piece, read by a few trainable layers.

    The frozen states carry meaning for words never trained on; the learned vectors bind colour to figure early.
    `lookup` says which learned vector a piece of the text encoder has; the trainer fills it from its captions.
    """

    lookup: Tensor

    def __init__(self, config: TransformerConfig) -> None:
        super().__init__()
        d = config.width
        self.project = nn.Linear(config.text_width, d)
        self.pieces = nn.Embedding(config.vocabulary, d)
        nn.init.normal_(self.pieces.weight, std=0.5)
        self.layers = nn.ModuleList(TextLayer(d, config.heads) for _ in range(config.text_depth))
        self.empty = nn.Parameter(nn.init.normal_(torch.empty(1, 1, d), std=0.5))
        self.pool = nn.Linear(d, d)
        self.register_buffer("lookup", torch.zeros(config.text_vocabulary, dtype=torch.long))

    def forward(self, states: Tensor, ids: Tensor, mask: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """(B, L, text_width), (B, L) the text encoder's ids, (B, L) True where a piece is -> tokens, bias, pooled.

        A first token stands for the prompt as a whole; a prompt whose mask is all False is the empty prompt.
        """
        pieces = self.lookup[ids]
        known = (pieces > 0).unsqueeze(-1)
        x = self.project(states) + self.pieces(pieces) * known
        x = torch.cat([self.empty.expand(len(x), 1, -1), x], 1)                 # (B, 1+L, W)
        mask = F.pad(mask, (1, 0), value=True)
        bias = torch.zeros(mask.shape, dtype=x.dtype, device=x.device).masked_fill(~mask, -1e4)[:, None, None]
        for layer in self.layers:
            x = layer(x, bias)
        x = _norm(x)
        return x, bias, self.pool(x[:, 0])


class Transformer(nn.Module):
    """The network. Sizes in `forward`: latents (B, T, C, h, w), h and w even; times and timesteps (B, T)."""

    def __init__(self, config: TransformerConfig = TransformerConfig()) -> None:
        super().__init__()
        if config.width % config.heads or config.width // config.heads % 4:
            raise ValueError(f"width {config.width} must split into {config.heads} heads of a multiple of 4")
        self.config = config
        d, numbers = config.width, config.channels * config.patch**2
        self.enter = nn.Linear(numbers, d)
        self.place = nn.Linear(16, d, bias=False)
        self.role = nn.Embedding(len(Role), d)
        self.adapter = TextAdapter(config)
        self.text_kv = nn.ModuleList(Split(d, d, config.heads, 2) for _ in range(config.depth))
        self.noise_in = nn.Linear(256, d)
        self.noise_out = nn.Linear(d, 6 * d)
        self.blocks = nn.ModuleList(Block(config) for _ in range(config.depth))
        self.last = nn.Linear(d, 2 * d)
        self.leave = nn.Linear(d, numbers)
        nn.init.zeros_(self.place.weight)
        for layer in (self.last, self.leave):       # the first prediction is zero: the mean of what is asked for
            nn.init.zeros_(layer.weight)
            nn.init.zeros_(layer.bias)

    # -- what is computed once ------------------------------------------------------------------------------------

    def read(self, states: Tensor, ids: Tensor, mask: Tensor) -> Text:
        """Prompts, as the text encoder hands them over, -> Text; once per prompt."""
        tokens, bias, pooled = self.adapter(states, ids, mask)
        kv = [split(tokens) for split in self.text_kv]
        return Text(torch.stack([k for k, _ in kv]), torch.stack([v for _, v in kv]), bias, pooled)

    def remember(self, latents: Tensor, seconds: Tensor, roles: Tensor, text: Text, cut: Cut | None = None) -> Memory:
        """Known frames (B, M, C, h, w) at `seconds` (B, M) in `roles` (B, M) -> Memory; once per window."""
        x, frames, table = self._enter(latents, seconds, roles, torch.zeros_like(seconds), text, cut)
        keys, values = [], []
        rows, columns = (side // self.config.patch for side in latents.shape[-2:])
        for i, block in enumerate(self.blocks):
            x = block.mix(x, rows, columns)
            gates = block.modulation(frames)
            q, k, v = block.project(x, gates, table)
            keys.append(k)
            values.append(v)
            if i + 1 < len(self.blocks):            # nothing reads the last layer's output
                x = block.finish(x, attend(q, k, v), gates, (text.keys[i], text.values[i], text.bias))
        return Memory(torch.stack(keys), torch.stack(values))

    # -- what is computed at every step ---------------------------------------------------------------------------

    def forward(self, latents: Tensor, seconds: Tensor, roles: Tensor, timesteps: Tensor, text: Text,
                memory: Memory | None = None, cut: Cut | None = None) -> Tensor:
        """The velocity (B, T, C, h, w) of canvas frames at `timesteps` in 0 (data) .. 1 (noise).

        `cut`: which part of a larger frame they are. Memory must be cut alike.
        """
        _, t, _, h, w = latents.shape
        x, frames, table = self._enter(latents, seconds, roles, timesteps, text, cut)
        for i, block in enumerate(self.blocks):
            x = block.mix(x, h // self.config.patch, w // self.config.patch)
            gates = block.modulation(frames)
            q, k, v = block.project(x, gates, table)
            if memory is not None:
                k, v = torch.cat([memory.keys[i], k], 2), torch.cat([memory.values[i], v], 2)
            x = block.finish(x, attend(q, k, v), gates, (text.keys[i], text.values[i], text.bias))
        shift, gain = self.last(F.silu(self._condition(timesteps, roles, text))).chunk(2, -1)
        return unpatchify(self.leave(_per_frame(_norm(x), 1 + gain, shift)), t, h, w, self.config.patch)

    def _condition(self, timesteps: Tensor, roles: Tensor, text: Text) -> Tensor:
        """Noise level, role and the prompt as a whole, one vector a frame: (B, T, W)."""
        waves = torch.exp(-math.log(1e4) * torch.arange(128, device=timesteps.device) / 128)
        turn = timesteps.float()[..., None] * 1000 * waves
        waves = torch.cat([turn.cos(), turn.sin()], -1).to(self.noise_in.weight.dtype)
        return self.noise_in(waves) + self.role(roles) + text.pooled[:, None]

    def _enter(self, latents: Tensor, seconds: Tensor, roles: Tensor, timesteps: Tensor, text: Text,
               cut: Cut | None = None) -> tuple[Tensor, Tensor, tuple[Tensor, Tensor]]:
        """Tokens, per-frame modulation and rotary table (B, 1, N, D/2)."""
        b, t, _, h, w = latents.shape
        p, c = self.config.patch, self.config
        rows, columns = h // p, w // p
        x = self.enter(patchify(latents, p))
        place = self.place(place_waves(rows, columns, cut=cut).to(x))                       # (1 or B, rows*columns, W)
        x = (x.view(b, t, -1, c.width) + self.role(roles)[:, :, None] + place[:, None]).view(x.shape)
        cosine, sine = rotary_table(seconds, rows, columns, c.width // c.heads)
        table = (cosine[:, None].to(x.dtype), sine[:, None].to(x.dtype))
        frames = self.noise_out(F.silu(self._condition(timesteps, roles, text))).view(b, t, 6, c.width)
        return x, frames, table
