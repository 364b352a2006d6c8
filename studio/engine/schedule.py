"""Engine: the timesteps of sampling, from 1 (noise) to 0 (data). Standard library only."""

from __future__ import annotations

SHIFT = 2.0     # more steps where the layout is decided; grows with the number of cells in a picture


def timesteps(steps: int, *, shift: float = SHIFT, strength: float = 1.0) -> list[float]:
    """Falling times, one more than there are steps; the last is 0.

    `strength` below 1 starts there, from noised data, with its share of the steps; 0 leaves the data alone: no step.
    The shift is that of Esser et al. 2024, "Scaling rectified flow transformers".
    """
    strength = min(max(strength, 0.0), 1.0)
    if strength == 0.0:
        return [0.0]
    count = max(1, round(steps * strength))
    start = strength / (shift - (shift - 1) * strength)         # the unshifted time that the shift sends to `strength`
    even = [start * (1 - i / count) for i in range(count + 1)]
    return [shift * u / (1 + (shift - 1) * u) for u in even]
