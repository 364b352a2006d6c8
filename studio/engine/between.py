"""Engine: finishing of generated frames for export: the frame between two neighbours. Knows one network; no films.

Torch is imported when the first frame comes, on the thread that exports.
"""

from __future__ import annotations

import math
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from studio.problem import StudioError

if TYPE_CHECKING:
    import torch

FILE = "inbetween.safetensors"
STILL = 2               # of 255: two frames that differ by no more anywhere are one frame shown twice
CUT = 45.0              # mean difference, of 255, from which two frames are no longer one motion
LEARNED_ON = 224        # the shorter side up to which motion is looked for at full size
SECONDS = 1.2           # a megapixel takes about so long on two cores


def installed(models: Path) -> bool:
    """Whether the network is in the folder."""
    return (models / FILE).is_file()


class Between:
    """Called with two neighbouring frames (H, W, 3) uint8 and a time 0 < t < 1 it answers the frame then.

    Frames that are the same come back as they are; over a cut the nearer one does.
    """

    def __init__(self, models: Path) -> None:
        """Raises StudioError when the network is not there."""
        self._path = models / FILE
        if not self._path.is_file():
            raise StudioError("The network that makes frames in between is not installed.",
                              next_step="Export without smooth motion, or reinstall the studio.")
        self._network: torch.nn.Module | None = None

    def __call__(self, first: np.ndarray, second: np.ndarray, time: Fraction | float) -> np.ndarray:
        apart = np.abs(first.astype(np.int16) - second)
        still = apart.max() <= STILL
        if still or apart.mean() >= CUT:
            return first if still or time < 0.5 else second
        import torch

        network = self._network or self._load()
        reduce = max(1, math.ceil(min(first.shape[:2]) / LEARNED_ON))
        with torch.inference_mode():
            pair = torch.from_numpy(np.stack((first, second))).permute(0, 3, 1, 2).float().div_(255)
            made = network(pair[:1], pair[1:], torch.tensor([float(time)]), reduce=reduce)[0]
            return made.mul_(255).round_().clamp_(0, 255).byte().permute(1, 2, 0).contiguous().numpy()

    def _load(self) -> torch.nn.Module:
        import torch

        from studio.engine.models import quickest_dtype, use_all_cores
        from studio.model import weights
        from studio.model.inbetween import Inbetween

        use_all_cores()
        network = weights.load(self._path, Inbetween, dtype=quickest_dtype("cpu")).requires_grad_(False)
        self._network = network
        return network.to(memory_format=torch.channels_last)                        # type: ignore[call-overload]
