"""Session: what a generation will need of this machine, said before it starts. Looks at files and the system.

Memory does not grow with a take's length: windows are sampled one by one, frames go to disk as they come.
"""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from studio.engine.request import BUNDLED, GROUP, GenerateRequest
from studio.problem import StudioError

STUDIO = 300 * 2**20        # the libraries of the sampler, once loaded
TOKEN = 170_000             # bytes of activations for each token of a window and its memory, measured
WINDOW = 12                 # groups at once: four that are made, eight that are remembered
WEIGHTS = 2.2               # the weights in memory, of their size on disk: 16 bits there, up to 32 here
CELL = 16                   # pixels of a token's side
KEPT = 0.7                  # bytes a pixel of the lossless take, at most
SPARE = 64 * 2**20          # left free for the system and the next save


@dataclass(frozen=True, slots=True)
class Footprint:
    """Bytes. `free_*`: what there is now; None where the system does not say."""

    memory: int
    disk: int
    free_memory: int | None = None
    free_disk: int | None = None

    @property
    def tight(self) -> bool:
        """Whether the memory will hardly do."""
        return self.free_memory is not None and self.free_memory < self.memory

    @property
    def fits(self) -> bool:
        return self.free_disk is None or self.free_disk >= self.disk + SPARE


def footprint(request: GenerateRequest, *, models: Path, disk: Path) -> Footprint:
    """Predicted from the request's size and the weights of `models`."""
    pixels = request.width * request.height
    tokens = (request.width // CELL) * (request.height // CELL) * WINDOW
    weights = sum(path.stat().st_size for path in models.glob("*.safetensors")) if models.is_dir() else 0
    frames = request.groups * GROUP if request.model == BUNDLED else request.frames
    latents = request.groups * pixels // 64 * 16 * 2
    needed = frames * pixels * 3 + int(request.frames * pixels * KEPT) + 3 * latents
    return Footprint(
        memory=STUDIO + int(weights * WEIGHTS) + tokens * TOKEN // 2, disk=needed, free_memory=free_memory(),
        free_disk=_free(disk),
    )  # fmt: skip


def refuse_too_large(found: Footprint) -> None:
    """Raises StudioError when the disk has no room for it."""
    if not found.fits:
        free = max(found.free_disk or 0, 0) / 1e6
        raise StudioError(
            f"There is too little room on the disk: the take needs about {found.disk / 1e6:.0f} MB, {free:.0f} MB are "
            "free.", next_step="Free some space, or make the shot shorter.",
        )  # fmt: skip


def free_memory() -> int | None:
    """Bytes that could be had without swapping."""
    try:
        with open("/proc/meminfo", encoding="ascii") as file:
            lines = dict(line.split(":", 1) for line in file)
        return int(lines["MemAvailable"].split()[0]) * 1024
    except (OSError, KeyError, ValueError):
        try:
            return os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
        except (ValueError, OSError, AttributeError):
            return None


def _free(folder: Path) -> int | None:
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return None
