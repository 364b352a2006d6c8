"""Engine: carries out a memory plan on a loaded pipeline. Knows torch devices; predicts nothing."""

from __future__ import annotations

import gc
import re
from typing import Any

import torch

from studio.engine.backends.devices import Device, Plan, total_ram

_NO_MEMORY = re.compile("out of memory|can't allocate|not enough memory", re.IGNORECASE)


def device_here() -> Device:
    """What PyTorch can compute on, with the memory that is free now."""
    if torch.cuda.is_available():
        free, _ = torch.cuda.mem_get_info()
        return Device("cuda", torch.cuda.get_device_name(), free, total_ram())
    if torch.backends.mps.is_available():
        return Device("mps", "Apple graphics", total_ram(), total_ram())
    return Device("cpu", "the processor", total_ram(), total_ram())


def number_format(device: Device) -> torch.dtype:
    return torch.float32 if device.kind == "cpu" else torch.bfloat16


def fit(pipe: Any, plan: Plan, device: Device, *, folder: str = "") -> None:
    """Puts the pipeline where the plan says. `folder`: where weights may be laid out for reading from disk."""
    where = torch.device(device.kind)
    match plan.fit:
        case "resident":
            pipe.to(where)
        case "offload" | "int8" | "nf4":          # in few bits since it was opened
            pipe.enable_model_cpu_offload(device=where)
        case "fp8":
            for name in ("transformer", "transformer_2"):
                if (network := getattr(pipe, name, None)) is not None:
                    network.enable_layerwise_casting(storage_dtype=torch.float8_e4m3fn, compute_dtype=network.dtype)
            pipe.enable_model_cpu_offload(device=where)
        case "group" | "disk":
            pipe.enable_group_offload(
                onload_device=where, offload_device=torch.device("cpu"), offload_type="leaf_level",
                use_stream=device.kind == "cuda", low_cpu_mem_usage=plan.fit == "disk",
                offload_to_disk_path=folder if plan.fit == "disk" else None,
            )  # fmt: skip
    vae = pipe.vae
    if plan.fit != "resident" and hasattr(vae, "enable_tiling"):
        vae.enable_tiling()


def out_of_memory(exc: BaseException) -> bool:
    return isinstance(exc, MemoryError | torch.OutOfMemoryError) or (
        isinstance(exc, RuntimeError) and _NO_MEMORY.search(str(exc)) is not None
    )


def clear_memory() -> None:
    gc.collect()
    if torch.cuda.is_available():
        torch.cuda.empty_cache()
