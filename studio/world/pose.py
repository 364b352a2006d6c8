"""World: the pose a character is drawn in at one moment. Standard library only."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pose:
    """One moment of an action.

    `phase` is the gait phase in radians: one stride (left and right step) per 2*pi while walking or running, one
    wheel turn while driving, one wing beat while flying, one bounce while jumping or dancing, one wave of the hand
    while waving. It also drives breathing (tiny) while standing or sitting. `t`: seconds since the scene began.
    """

    action: str
    phase: float
    t: float

    @property
    def swing(self) -> float:
        """-1..1, the forward swing of the near leg."""
        return math.sin(self.phase)
