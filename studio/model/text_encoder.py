"""Model: the frozen text encoder, multilingual-e5-small (MIT) in four bits. Torch only; knows nothing of scenes.

English and Chinese go in; for every piece the states of three layers come out side by side: the first says which word
it is, the last what it means here. Weights: blocks of 32 numbers share one half-precision scale, two numbers in a byte.
"""

from __future__ import annotations

from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors import SafetensorError, safe_open
from torch import Tensor

from studio.model.tokenizer import PAD, Tokenizer
from studio.problem import StudioError

BLOCK = 32
LAYERS_OUT = (0, 6, 12)         # embedding, middle, last
PREFIX = "query: "              # the encoder was trained with it


def dequantise(packed: Tensor, scale: Tensor) -> Tensor:
    """Bytes (..., n/2) and scales (..., n/32) -> fp32 (..., n). Low nibbles are a block's first half, zero is 8."""
    blocks = packed.view(*packed.shape[:-1], -1, BLOCK // 2)
    numbers = torch.cat([blocks & 15, blocks >> 4], -1).float() - 8.0               # (..., n/32, 32)
    return (numbers * scale.float()[..., None]).flatten(-2)


class TextEncoder:
    """Loaded from one safetensors file; never trained. `width` numbers for every piece, computed in `dtype`.

    Raises StudioError when the file is missing, damaged or another model's.
    """

    def __init__(self, path: Path, *, dtype: torch.dtype = torch.float32) -> None:
        try:
            with safe_open(str(path), framework="pt") as file:
                self._take(file, dtype)
        except (SafetensorError, OSError, KeyError, ValueError, RuntimeError) as exc:
            step = "Reinstall the studio, or pack the text model again."
            raise StudioError(f"The text model {path.name} in {path.parent} cannot be read.", next_step=step) from exc

    def _take(self, file: safe_open, dtype: torch.dtype) -> None:
        tensors = {name: file.get_tensor(name) for name in file.keys()}             # noqa: SIM118 (not a dict)
        text = bytes(tensors.pop("pieces").tolist()).decode("utf-8")
        self.tokenizer = Tokenizer(text.split("\n"), tensors.pop("scores").tolist())
        self._embedding, self._embedding_scale = tensors.pop("embedding.packed"), tensors.pop("embedding.scale")
        names = [n.removesuffix(".packed") for n in tensors if n.endswith(".packed")]
        self._w = {n: dequantise(tensors.pop(n + ".packed"), tensors.pop(n + ".scale")) for n in names} | tensors
        self._w = {n: t.to(dtype) for n, t in self._w.items()}
        self._dtype = dtype
        self._layers = sum(n.endswith(".q.w") for n in self._w)
        self._hidden = self._w["position"].shape[1]
        self._heads = 12
        self.width = self._hidden * len(LAYERS_OUT)

    def _linear(self, x: Tensor, name: str) -> Tensor:
        return F.linear(x, self._w[name + ".w"], self._w[name + ".b"])

    def _norm(self, x: Tensor, name: str) -> Tensor:
        return F.layer_norm(x, (self._hidden,), self._w[name + ".w"], self._w[name + ".b"], 1e-12)

    @torch.no_grad()
    def encode(self, texts: list[str], *, limit: int = 96) -> tuple[Tensor, Tensor, Tensor]:
        """Prompts -> states (B, L, width) of about unit deviation, piece ids (B, L), mask (B, L).

        An empty text has a mask that is False everywhere. `limit`: the most pieces read of one text.
        """
        rows = [self.tokenizer.encode(PREFIX + t, limit=limit) if t.strip() else [] for t in texts]
        length = max(1, *map(len, rows)) if rows else 1
        ids = torch.tensor([row + [PAD] * (length - len(row)) for row in rows], dtype=torch.long)      # (B, L)
        mask = torch.tensor([[i < len(row) for i in range(length)] for row in rows])
        x = dequantise(self._embedding[ids], self._embedding_scale[ids]).to(self._dtype)
        x = self._norm(x + self._w["position"][:length] + self._w["type"], "embedding.norm")
        kept = [x]
        bias = torch.zeros(mask.shape, dtype=self._dtype).masked_fill(~mask, -1e9)[:, None, None]
        for i in range(self._layers):
            name = f"layer{i}"
            q, k, v = (self._linear(x, f"{name}.{part}").unflatten(-1, (self._heads, -1)).transpose(1, 2)
                       for part in "qkv")                                           # (B, H, L, D)
            attended = F.scaled_dot_product_attention(q, k, v, attn_mask=bias).transpose(1, 2).flatten(2)
            x = self._norm(x + self._linear(attended, f"{name}.out"), f"{name}.norm1")
            x = self._norm(x + self._linear(F.gelu(self._linear(x, f"{name}.up")), f"{name}.down"), f"{name}.norm2")
            if i + 1 in LAYERS_OUT:
                kept.append(x)
        states = torch.cat([(k - self._w["out.mean"][j]) / self._w["out.deviation"][j] for j, k in enumerate(kept)], -1)
        return states * mask[..., None], ids, mask
