"""Session: waveforms for drawing, read once and kept in the film's `cache/`. No Qt, no tensors."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

WAVES = "cache/waves"
PER_SECOND = 100


def waveform(
    source: Path, folder: Path, *, digest: str = "", cancel: Callable[[], bool] = lambda: False
) -> np.ndarray | None:
    """(N, 2) float32, the lowest and highest value PER_SECOND times a second; None when cancelled.

    `folder` is the film's; `digest` names the file's bytes, so that the waveform is found again. Raises StudioError.
    """
    import numpy as np

    from studio.media.audio import peaks

    kept = folder / WAVES / f"{digest}.{PER_SECOND}.npy" if digest else None
    if kept is not None and (found := _load(kept)) is not None:
        return found
    made = peaks(source, per_second=PER_SECOND, cancel=cancel)
    if made is not None and kept is not None:
        part = kept.with_suffix(f".{os.getpid()}.part")
        try:
            kept.parent.mkdir(parents=True, exist_ok=True)
            with open(part, "wb") as file:
                np.save(file, made.astype(np.float16))
            os.replace(part, kept)
        except OSError:
            part.unlink(missing_ok=True)  # a waveform that can't be kept is still one
    return made


def _load(kept: Path) -> np.ndarray | None:
    """None when it is absent or damaged: made again."""
    import numpy as np

    try:
        found = np.load(kept, allow_pickle=False)
    except (OSError, ValueError, EOFError):
        return None
    return found.astype(np.float32) if found.ndim == 2 and found.shape[1] == 2 else None
