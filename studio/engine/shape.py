"""Engine: the sizes the bundled model works at. Standard library only."""

from __future__ import annotations

import math

from studio.engine.request import ASPECTS

AREA = 192 * 112        # pixels of the model's frames, about


def model_size(width: int, height: int) -> tuple[int, int]:
    """The model's (width, height) for a picture of that shape: multiples of 16 near its usual area."""
    shape = max(width, 1) / max(height, 1)
    for name, size in ASPECTS.items():
        across, down = map(int, name.split(":"))
        if abs(shape * down / across - 1) < 0.02:
            return size
    sides = range(64, 513, 16)

    def distance(size: tuple[int, int]) -> float:
        return abs(math.log(size[0] / size[1] / shape)) + 0.3 * abs(math.log(size[0] * size[1] / AREA))

    return min(((across, down) for across in sides for down in sides), key=distance)
