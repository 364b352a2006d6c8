"""Engine: what this machine has for a model, and how a model is fitted into it. Standard library only.

Numbers are predictions: what a GPU really needs only a GPU can tell. When one is wrong the next smaller plan is taken.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from studio.engine.backends.capability import Capabilities

GB = 2**30
HEADROOM = 0.9          # of the free memory of a device is counted on
Fit = Literal["resident", "offload", "int8", "fp8", "nf4", "group", "disk"]
FEW: dict[Fit, str] = {"int8": "torchao", "nf4": "bitsandbytes"}      # ways whose package a person may have installed
NF4 = 0.3               # of 16 bits: four, the scales of each block, and layers that stay as they are


@dataclass(frozen=True, slots=True)
class Device:
    """`kind`: "cuda" (also ROCm), "mps" or "cpu". Bytes of its own memory and of the machine's."""

    kind: str
    name: str
    memory: int
    ram: int


@dataclass(frozen=True, slots=True)
class Plan:
    """One way to fit a model: predicted bytes on the device and in main memory."""

    fit: Fit
    device: int
    ram: int

    @property
    def words(self) -> str:
        how = {
            "resident": "all of it on the device",
            "offload": "one part at a time on the device",
            "int8": "one part at a time, the transformer in 8 bits by torchao (untried on a GPU)",
            "fp8": "one part at a time, the transformer kept in 8 bits",
            "nf4": "one part at a time, the transformer in 4 bits by bitsandbytes (untried on a GPU)",
            "group": "a few layers at a time on the device: slower",
            "disk": "a few layers at a time, read from disk: slowest",
        }[self.fit]
        return f"{how}, about {gigabytes(self.device)} there and {gigabytes(self.ram)} of main memory"


def few_bits(file: str = "") -> frozenset[Fit]:
    """The ways of `FEW` that this installation offers. None for a transformer in a `file`: it stays as it is."""
    if file:
        return frozenset()
    return frozenset(way for way, package in FEW.items() if importlib.util.find_spec(package) is not None)


def plans(
    parts: dict[str, int], working: int, device: Device, *, few: frozenset[Fit] = frozenset()
) -> tuple[Plan, ...]:
    """Every way that should fit, quickest first; the last one is always there, to be tried at least.

    `parts`: bytes of weights by component. `working`: bytes besides the weights, see `working_memory`. `few`: see
    `few_bits`; those packages speak CUDA.
    """
    total, largest = sum(parts.values()), max(parts.values(), default=0)
    if device.kind == "cpu":
        return (Plan("resident", total + working, total + working),)
    network = sum(size for name, size in parts.items() if name.startswith("transformer"))
    rest = max((size for name, size in parts.items() if not name.startswith("transformer")), default=0)
    few = few if device.kind == "cuda" else frozenset()
    four = Plan("nf4", max(round(network * NF4), rest) + working, total - network // 2)
    every = (
        Plan("resident", total + working, 2 * GB),
        Plan("offload", largest + working, total),
        Plan("int8" if "int8" in few else "fp8", max(network // 2, rest) + working, total - network // 2),
        *([four] if "nf4" in few else []),
        Plan("group", largest // 20 + working, total),
        Plan("disk", largest // 20 + working, total // 4),
    )
    fitting = [plan for plan in every if plan.device <= HEADROOM * device.memory and plan.ram <= HEADROOM * device.ram]
    return tuple(fitting) or every[-1:]


def working_memory(kind: Capabilities, width: int, height: int, frames: int) -> int:
    """Bytes that come and go while sampling and decoding, about: activations of one block, and decoded frames."""
    pixels = width * height * min(frames, kind.window)
    return round(0.5 * GB + 90 * pixels)


def machine() -> Device:
    """What there is, asked of the system without loading PyTorch."""
    ram = total_ram()
    if shutil.which("nvidia-smi"):
        asked = ["nvidia-smi", "--query-gpu=name,memory.total", "--format=csv,noheader,nounits"]
        try:
            said = subprocess.run(asked, capture_output=True, text=True, timeout=5, check=True).stdout
            name, memory = said.splitlines()[0].rsplit(",", 1)
            return Device("cuda", name.strip(), int(memory) * 2**20, ram)
        except (OSError, subprocess.SubprocessError, ValueError, IndexError):
            pass
    for path in sorted(Path("/sys/class/drm").glob("card*/device/mem_info_vram_total")):
        try:
            memory = int(path.read_text())
        except (OSError, ValueError):
            continue
        if memory >= 4 * GB:                    # less is a processor's own graphics
            return Device("cuda", "AMD graphics", memory, ram)
    if sys.platform == "darwin" and os.uname().machine == "arm64":
        return Device("mps", "Apple graphics", ram, ram)
    return Device("cpu", "the processor", ram, ram)


def total_ram() -> int:
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return 16 * GB


def gigabytes(size: int) -> str:
    return f"{size / GB:.1f} GB" if size >= GB / 10 else f"{size / 2**20:.0f} MB"
