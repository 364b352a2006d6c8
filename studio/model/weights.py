"""Model: networks to and from safetensors files.

The file's metadata names the network and its sizes; nothing in it is ever executed.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import TypeVar

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import nn
from torch.overrides import TorchFunctionMode

from studio.model.autoencoder import Autoencoder, AutoencoderConfig
from studio.model.captioner import Captioner, CaptionerConfig
from studio.model.inbetween import Inbetween, InbetweenConfig
from studio.model.transformer import Transformer, TransformerConfig
from studio.model.upscaler import Upscaler, UpscalerConfig
from studio.problem import StudioError

KINDS: dict[str, tuple[type[nn.Module], type]] = {
    "autoencoder": (Autoencoder, AutoencoderConfig),
    "captioner": (Captioner, CaptionerConfig),
    "inbetween": (Inbetween, InbetweenConfig),
    "transformer": (Transformer, TransformerConfig),
    "upscaler": (Upscaler, UpscalerConfig),
}
MAX_NUMBERS = 40_000_000_000        # parameters; a config that asks for more is refused before memory is taken
MAX_SIZE = 1_000_000                # any one number of a config
MAX_DEPTH = 1_000                   # and one that counts blocks: even without memory, each of them takes time to build
_COUNTS = ("depth", "text_depth", "encoder_fine", "encoder_coarse", "decoder_coarse", "decoder_fine",
           "kernel")
N = TypeVar("N", bound=nn.Module)


def save(path: Path, network: nn.Module, *, notes: dict[str, str] | None = None,
         dtype: torch.dtype = torch.bfloat16) -> None:
    """Writes a network beside its config, atomically. Buffers (statistics, tables) stay as they are."""
    kind = next(k for k, (cls, _) in KINDS.items() if isinstance(network, cls))
    parameters = {n for n, _ in network.named_parameters()}
    tensors = {n: (t.to(dtype) if n in parameters else t).contiguous() for n, t in network.state_dict().items()}
    meta = {"network": kind, "config": json.dumps(asdict(network.config)), **(notes or {})}        # type: ignore[call-overload]
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(".part")
    save_file(tensors, str(temporary), metadata=meta)
    os.replace(temporary, path)


def _sizes(config: object) -> dict[str, int]:
    """The config of a file as keyword arguments. Raises ValueError unless every size is a sensible whole number."""
    if not isinstance(config, dict):
        raise ValueError("its config is not a table of sizes")
    for name, size in config.items():
        most = MAX_DEPTH if name in _COUNTS else MAX_SIZE
        if type(size) is not int or not (0 if name in _COUNTS else 1) <= size <= most:
            raise ValueError(f"its config has no sensible {name!r}")
    return config


class Unfilled(TorchFunctionMode):
    """Nothing is drawn at random on the meta device: there is nothing to fill, and torch would import its compiler."""

    def __torch_function__(self, func, types, args=(), kwargs=None):
        return kwargs["tensor"] if func is nn.init.normal_ else func(*args, **(kwargs or {}))


def load(path: Path, network: type[N], *, dtype: torch.dtype = torch.float32) -> N:
    """Reads a network written by `save`. Names and shapes are checked against the config before memory is taken.

    Raises StudioError when the file is missing, damaged, of another network, or does not fit its own config.
    """
    if not path.is_file():
        step = "Reinstall the studio, or train the model."
        raise StudioError(f"The model file {path.name} is missing from {path.parent}.", next_step=step)
    kind = next(k for k, (cls, _) in KINDS.items() if cls is network)
    try:
        with safe_open(str(path), framework="pt") as file:
            meta = file.metadata() or {}
            if meta.get("network") != kind:
                raise ValueError(f"it holds {meta.get('network', 'something else')!r}, not {kind!r}")
            config = KINDS[kind][1](**_sizes(json.loads(meta["config"])))
            with torch.device("meta"), Unfilled():
                built = network(config)
            if sum(p.numel() for p in built.parameters()) > MAX_NUMBERS:
                raise ValueError("its config asks for more memory than any model we know")
            state = built.state_dict()
            wanted = {n: tuple(t.shape) for n, t in state.items()}
            found = {n: tuple(file.get_slice(n).get_shape()) for n in file.keys()}       # noqa: SIM118 (not a dict)
            if wanted != found:
                wrong = sorted(n for n in wanted.keys() | found.keys() if wanted.get(n) != found.get(n))
                raise ValueError(f"{len(wrong)} tensors do not fit its config, the first is {wrong[0]!r}")
            parameters = {n for n, _ in built.named_parameters()}
            for n, blank in state.items():
                tensor = file.get_tensor(n)
                if tensor.is_floating_point() != blank.is_floating_point():
                    raise ValueError(f"{n!r} is of the wrong kind of number")
                state[n] = tensor.to(dtype) if n in parameters else tensor
    except (SafetensorError, ValueError, TypeError, KeyError, OSError, RuntimeError) as exc:
        step = "Download or train it again."
        raise StudioError(f"The model file {path.name} cannot be used: {exc}.", next_step=step) from exc
    built.load_state_dict(state, assign=True)
    return built.eval()
