"""Engine: finishing of generated frames for export: twice or four times the size. Knows one network; no films.

Torch is imported when the first frame comes, on the thread that exports.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from studio.problem import StudioError

if TYPE_CHECKING:
    import numpy as np
    import torch

SCALES = (2, 4)
LARGEST = 1280 * 720        # pixels of a frame that is still worth it; a larger one is handed back as it is


def file_of(scale: int) -> str:
    return f"upscaler-x{scale}.safetensors"


def scales(models: Path) -> tuple[int, ...]:
    """The scales whose network is in the folder."""
    return tuple(scale for scale in SCALES if (models / file_of(scale)).is_file())


class Finisher:
    """Called with a frame (H, W, 3) uint8 it answers (scale*H, scale*W, 3) uint8. The same frame, the same answer."""

    def __init__(self, models: Path, scale: int) -> None:
        """Raises StudioError when the network is not there."""
        self._path, self.scale = models / file_of(scale), scale
        if not self._path.is_file():
            raise StudioError(f"The network that makes frames {scale} times as large is not installed.",
                              next_step="Export without it, or pack it: “python -m studio train pack-upscaler --help”.")
        self._network: torch.nn.Module | None = None

    def __call__(self, frame: np.ndarray) -> np.ndarray:
        import torch

        if frame.shape[0] * frame.shape[1] > LARGEST:
            return frame
        network = self._network or self._load()
        with torch.inference_mode():
            x = torch.from_numpy(frame.copy()).permute(2, 0, 1)[None].to(self._dtype).div(255)
            y = network(x.to(memory_format=torch.channels_last))[0]
            return y.float().mul(255).round_().clamp_(0, 255).byte().permute(1, 2, 0).contiguous().numpy()

    def _load(self) -> torch.nn.Module:
        import torch

        from studio.engine.models import quickest_dtype, use_all_cores
        from studio.model import weights
        from studio.model.upscaler import Upscaler

        use_all_cores()
        self._dtype = quickest_dtype("cpu")
        network = weights.load(self._path, Upscaler, dtype=self._dtype).requires_grad_(False)
        if network.config.scale != self.scale:
            raise StudioError(f"{self._path.name} holds another scale.", next_step="Pack it again.")
        self._network = network
        return network.to(memory_format=torch.channels_last)                        # type: ignore[call-overload]
