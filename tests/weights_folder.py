"""A folder of weights by hand: it passes every look that is taken at it, and is of no other use."""

from __future__ import annotations

import json
import struct
from pathlib import Path

INDEX = {
    "_class_name": "WanVACEPipeline", "_diffusers_version": "0.42.1",
    "transformer": ["diffusers", "WanVACETransformer3DModel"], "vae": ["diffusers", "AutoencoderKLWan"],
    "text_encoder": ["transformers", "UMT5EncoderModel"], "tokenizer": ["transformers", "T5Tokenizer"],
    "scheduler": ["diffusers", "UniPCMultistepScheduler"], "transformer_2": [None, None],
}  # fmt: skip


def write_weights(path: Path, shapes: dict[str, tuple[int, ...]]) -> None:
    header, at = {}, 0
    for name, shape in shapes.items():
        size = 4
        for side in shape:
            size *= side
        header[name] = {"dtype": "F32", "shape": list(shape), "data_offsets": [at, at + size]}
        at += size
    told = json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(told)) + told + bytes(at))


def write_folder(folder: Path) -> Path:
    """A folder that passes: hand-written, of no use but to be looked at."""
    for part in INDEX:
        if not part.startswith("_") and part != "transformer_2":
            (folder / part).mkdir(parents=True)
    (folder / "model_index.json").write_text(json.dumps(INDEX))
    blocks = {f"blocks.{n}.attn1.to_q.weight": (24, 24) for n in range(2)}
    write_weights(folder / "transformer/diffusion_pytorch_model.safetensors", blocks)
    config = {"_class_name": "WanVACETransformer3DModel", "num_layers": 2, "num_attention_heads": 2,
              "attention_head_dim": 12}  # fmt: skip
    (folder / "transformer/config.json").write_text(json.dumps(config))
    for part, kind in (("vae", "AutoencoderKLWan"), ("text_encoder", "")):
        write_weights(folder / part / "model.safetensors", {"x": (2, 2)})
        (folder / part / "config.json").write_text(json.dumps({"_class_name": kind} if kind else {}))
    for part in ("tokenizer/tokenizer", "scheduler/scheduler"):
        (folder / f"{part}_config.json").write_text("{}")
    return folder
