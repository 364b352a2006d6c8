"""Engine: how a canvas becomes calls of a pipeline that only knows lengths of grid·k + 1. Pure, standard library only.

Frames are counted on the canvas: 0 is its first, what lies before it is negative. A window makes the frames
`start`..`stop`; its call covers `frames` frames from `begin` on, of which those outside the window are either known
(context) or made and thrown away.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from studio.engine.backends.capability import Capabilities, sides
from studio.engine.request import GenerateRequest

LEAST = 8       # frames of a window at least, where prompts are dense


@dataclass(frozen=True, slots=True)
class Window:
    start: int
    stop: int
    begin: int
    frames: int
    prompt: int = 0

    @property
    def end(self) -> int:
        """The first frame after the call."""
        return self.begin + self.frames


def windows(request: GenerateRequest, kind: Capabilities, *, before: int, after: int) -> tuple[Window, ...]:
    """Windows in the order they are made. `before`, `after`: how many frames are known right beside the canvas."""
    n = request.frames
    if request.picture or (kind.chunk == 0 and request.remix is not None):
        return (Window(0, n, 0, _on_grid(n, kind)),)
    if kind.chunk:
        return tuple(Window(at, min(n, at + kind.chunk), at, kind.chunk, _prompt(request, kind, at + kind.chunk / 2))
                     for at in range(0, n, kind.chunk))
    backwards = after > 0 and before == 0
    made: list[Window] = []
    for start, stop in _spans(request, kind, backwards=backwards, both=before > 0 and after > 0):
        left = before if start == 0 else 0 if backwards else start + before
        right = after if stop == n else n - stop + after if backwards else 0
        window = _call(start, stop, kind, left=left, right=right)
        made.append(Window(start, stop, *window, _prompt(request, kind, (start + stop) / 2)))
    return tuple(made)


def _spans(request: GenerateRequest, kind: Capabilities, *, backwards: bool, both: bool) -> list[tuple[int, int]]:
    """The canvas cut at its prompts, and where a stretch is longer than one sampling."""
    n = request.frames
    cuts = {0, n}
    if kind.prompts:
        cuts |= {f for p in request.prompts if LEAST <= (f := round(p.start * kind.rate)) <= n - LEAST}
    edges = sorted(cuts)
    most = kind.window - kind.context * (2 if both else 1)
    spans = []
    for start, stop in pairwise(edges):
        pieces = -(-(stop - start) // most)
        marks = [start + (stop - start) * i // pieces for i in range(pieces + 1)]
        spans += list(pairwise(marks))
    return spans[::-1] if backwards else spans


def _call(start: int, stop: int, kind: Capabilities, *, left: int, right: int) -> tuple[int, int]:
    """(begin, frames) of the call: context on both sides, its length on the grid.

    Context before is grid·m + 1 frames, so that it is whole latent frames from the call's first on. What the grid asks
    for besides is taken from beyond the context after, or made and thrown away; leading up to a clip, before it.
    """
    before = _whole(min(left, kind.context), kind.grid)
    after = _whole(min(right, kind.context), kind.grid)
    length = before + stop - start + after
    frames = _on_grid(length, kind)
    spare = frames - length
    return (start - before, frames) if before or not after else (start - spare, frames)


def _whole(count: int, grid: int) -> int:
    return (count - 1) // grid * grid + 1 if count > 0 else 0


def _on_grid(count: int, kind: Capabilities) -> int:
    return -(-(count - 1) // kind.grid) * kind.grid + 1


def _prompt(request: GenerateRequest, kind: Capabilities, frame: float) -> int:
    """The last prompt that has begun."""
    begun = [(p.start, i) for i, p in enumerate(request.prompts) if p.start <= frame / kind.rate]
    return max(begun)[1] if begun else 0


def context_wanted(request: GenerateRequest, kind: Capabilities) -> tuple[int, int]:
    """How many frames before and after the canvas are worth reading."""
    before, after = sides(request)
    extra = kind.grid if before else 0          # what the grid asks for beyond the context after
    return (kind.context if before else 0), (kind.context + extra if after else 0)
