"""Engine: what is made in which order, and what each part may remember. Pure and standard library only.

The canvas is a row of latent groups. A *window* is the stretch of it that is sampled at once; its memory names frames
that are known or already made. Group g of the canvas lies around `Plan.seconds(g)` on the request's clock.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

from studio.engine.request import GROUP, RATE, GenerateRequest, Motion, Redo

SPAN = GROUP / RATE         # seconds of one group
WINDOW = 4                  # groups sampled at once
FIRST = 2                   # groups in the first window, so that first frames arrive quickly
MEMORY = 8                  # frames of memory of one window
REMEMBERED = 8              # groups read of a neighbouring clip
NEAR_STILL = 2.0            # seconds around a window in which a still is remembered
STILLS = 3
KEYS = WINDOW + 1           # groups from one sparse keyframe to the next: the gap between two is one window
ANCHOR_PAST = 4             # groups after which the take's first frame is held as an anchor
OLDER = (6, 18)             # groups back of the sparse older frames: two seconds and six
FAR = 8.0                   # anchors and older frames are told to be at most this far away: no clip taught more


class Source(StrEnum):
    """Where a frame of memory comes from; `Frame.index` counts within it."""

    MADE = "made"           # canvas groups
    MOTION = "motion"       # request.motion
    STILL = "still"         # request.stills
    CAST = "cast"           # request.cast


@dataclass(frozen=True, slots=True, order=True)
class Frame:
    """One frame of memory. `part`: which of the remembered groups of a motion. `seconds`: what the model hears."""

    source: Source
    index: int
    part: int = 0
    seconds: float = 0.0

    @property
    def key(self) -> tuple[Source, int, int]:
        """Which latent it is, whatever time it is told at."""
        return self.source, self.index, self.part


@dataclass(frozen=True, slots=True)
class Window:
    """Canvas groups `start`..`stop`, sampled together with `memory`; `prompt` counts in request.prompts.

    `kept` ones are those of the take that `request.redo` names: they are not sampled.
    """

    start: int
    stop: int
    memory: tuple[Frame, ...] = ()
    prompt: int = 0
    kept: bool = False

    @property
    def groups(self) -> range:
        return range(self.start, self.stop)


@dataclass(frozen=True, slots=True)
class Plan:
    """Windows in the order they are made. `lead`: frames of the first groups that are never shown.

    A canvas that must meet only what comes after it is aligned with its end, so what is too long is cut at its start.
    """

    groups: int
    lead: int
    windows: tuple[Window, ...] = ()

    def seconds(self, group: int) -> float:
        """The middle of a group on the request's clock."""
        return (group * GROUP + GROUP / 2 - self.lead) / RATE


def make_plan(request: GenerateRequest) -> Plan:
    """Windows that cover the canvas exactly once, each with at most MEMORY frames of memory."""
    groups = request.groups
    known = known_motion(request)
    before = any(frame.seconds < request.seconds / 2 for frame in known)
    after = any(frame.seconds >= request.seconds / 2 for frame in known)
    backwards = after and not before
    plan = Plan(groups, lead=max(0, groups * GROUP - request.frames) if backwards and not request.picture else 0)
    if request.redo is not None:
        return _redone(request, plan, request.redo, known)
    if request.order == "sparse" and groups > KEYS:
        spans = _sparse(groups, known_start=before or after, open_end=not (before and after))
    elif before and after:
        spans = _inwards(groups)
    else:
        spans = _forwards(groups)
    if backwards:
        spans = [(groups - stop, groups - start) for start, stop in spans]
    windows: list[Window] = []
    made: list[Frame] = []
    for start, stop in spans:
        window = Window(start, stop, prompt=_prompt(request, (plan.seconds(start) + plan.seconds(stop - 1)) / 2))
        windows.append(replace(window, memory=_memory(request, plan, window, [*known, *made], both=before and after)))
        made += [Frame(Source.MADE, g, seconds=plan.seconds(g)) for g in window.groups]
    return replace(plan, windows=tuple(windows))


def _redone(request: GenerateRequest, plan: Plan, redo: Redo, known: list[Frame]) -> Plan:
    """The groups that are kept, then those that `redo` touches, towards which both sides are known."""
    low = min(max(0, int(redo.start * RATE + 1e-6) + plan.lead) // GROUP, plan.groups - 1)
    high = min(max(low + 1, -(-(round(redo.stop * RATE) + plan.lead) // GROUP)), plan.groups)
    sides = (range(low), range(high, plan.groups))
    windows = [
        Window(g, min(g + WINDOW, side.stop), kept=True) for side in sides for g in side[::WINDOW]
    ]
    made = [Frame(Source.MADE, g, seconds=plan.seconds(g)) for side in sides for g in side]
    first, last = plan.seconds(low), plan.seconds(high - 1)
    before = any(frame.seconds < first for frame in (*known, *made))
    after = any(frame.seconds > last for frame in (*known, *made))
    spans = _inwards(high - low) if before and after else _forwards(high - low)
    if after and not before:
        spans = [(high - low - stop, high - low - start) for start, stop in spans]
    for start, stop in spans:
        window = Window(low + start, low + stop)
        prompt = _prompt(request, (plan.seconds(window.start) + plan.seconds(window.stop - 1)) / 2)
        memory = _memory(request, plan, window, [*known, *made], both=before and after)
        windows.append(replace(window, prompt=prompt, memory=memory))
        made += [Frame(Source.MADE, g, seconds=plan.seconds(g)) for g in window.groups]
    return replace(plan, windows=tuple(windows))


def known_motion(request: GenerateRequest) -> list[Frame]:
    """The remembered groups of request.motion: the last of what lies before the canvas, the first of what is after."""
    frames = []
    for index, motion in enumerate(request.motion):
        count, start = remembered_groups(motion), motion.time
        if lies_before(motion, request):
            start += motion.stop - motion.start - count * SPAN
        frames += [Frame(Source.MOTION, index, part, start + (part + 0.5) * SPAN) for part in range(count)]
    return frames


def remembered_groups(motion: Motion) -> int:
    """Whole groups remembered of a stretch; a stretch shorter than one group counts as one."""
    return min(REMEMBERED, max(1, round((motion.stop - motion.start) * RATE) // GROUP))


def lies_before(motion: Motion, request: GenerateRequest) -> bool:
    """Whether the stretch is seen before the canvas rather than after it."""
    return motion.time + (motion.stop - motion.start) / 2 < request.seconds / 2


# -- orders: spans of groups, (start, stop) --------------------------------------------------------------------------


def _forwards(groups: int) -> list[tuple[int, int]]:
    starts = [0, *range(FIRST, groups, WINDOW)]
    return list(zip(starts, [*starts[1:], groups], strict=True))


def _inwards(groups: int) -> list[tuple[int, int]]:
    """From both ends in turn; the last one has neighbours on both sides."""
    spans, left, right, size = [], 0, groups, FIRST
    while right - left > WINDOW:
        if len(spans) % 2:
            spans.append((right - size, right))
            right -= size
        else:
            spans.append((left, left + size))
            left += size
        size = min(WINDOW, right - left)
    return [*spans, (left, right)]


def _sparse(groups: int, *, known_start: bool, open_end: bool) -> list[tuple[int, int]]:
    """Keyframes of one group over the whole length, then the gaps. Known motion at an end is a keyframe there."""
    keys = list(range(KEYS - 1 if known_start else 0, groups, KEYS))
    if open_end and keys[-1] != groups - 1:
        keys.append(groups - 1)
    edges = [-1, *keys, groups]
    gaps = [(a + 1, b) for a, b in pairwise(edges) if b - a > 1]
    return [(key, key + 1) for key in keys] + gaps


# -- memory ----------------------------------------------------------------------------------------------------------


def _memory(request: GenerateRequest, plan: Plan, window: Window, available: Sequence[Frame], *,
            both: bool) -> tuple[Frame, ...]:
    """The most useful frames first, cut to MEMORY, then in a fixed order."""
    first, last = plan.seconds(window.start), plan.seconds(window.stop - 1)
    middle = (first + last) / 2
    before = sorted((f for f in available if f.seconds < middle), key=lambda f: (-f.seconds, f))
    after = sorted((f for f in available if f.seconds >= middle), key=lambda f: (f.seconds, f))
    chosen = _near(before, first) + _near(after, last) + _stills(request, first - SPAN / 2, last + SPAN / 2)
    chosen += [Frame(Source.CAST, i, seconds=first) for i, cast in enumerate(request.cast) if cast.strength > 0]
    if not (before and after and both):     # a window between two known ends needs no anchor: errors cannot add up
        back, edge, sign = (before, first, -1) if before else (after, last, 1)
        chosen += _anchored(back, edge, sign)
    kept: dict[tuple[Source, int, int], Frame] = {}
    for frame in chosen:
        if len(kept) < MEMORY:
            kept.setdefault(frame.key, frame)
    return tuple(sorted(kept.values()))


def _near(side: Sequence[Frame], edge: float) -> list[Frame]:
    """Two frames of what touches the window; of what is further away, where it leads to: one."""
    touching = bool(side) and abs(side[0].seconds - edge) < 1.5 * SPAN
    return list(side[: 2 if touching else 1])


def _stills(request: GenerateRequest, start: float, stop: float) -> list[Frame]:
    distances = []
    for i, still in enumerate(request.stills):
        away = max(start - still.time, still.time - stop, 0.0)
        if away <= NEAR_STILL and still.strength > 0:
            distances.append((away, Frame(Source.STILL, i, seconds=still_seconds(still.time))))
    return [frame for _, frame in sorted(distances)[:STILLS]]


def _anchored(back: Sequence[Frame], edge: float, sign: int) -> list[Frame]:
    """The first frame of all, and sparse ones between it and what is near; nothing while the take is short."""
    if not back or abs(back[-1].seconds - edge) <= (ANCHOR_PAST + 0.5) * SPAN:
        return []
    older = [next((f for f in back if round(abs(f.seconds - edge) / SPAN) >= groups), back[-1]) for groups in OLDER]
    return [replace(f, seconds=edge + sign * min(FAR, abs(f.seconds - edge))) for f in (back[-1], *older)]


def still_seconds(time: float) -> float:
    """The middle of the frame that is on screen at `time`."""
    return (still_frame(time) + 0.5) / RATE


def still_frame(time: float) -> int:
    return round(time * RATE)


def _prompt(request: GenerateRequest, seconds: float) -> int:
    """The last prompt that has begun; before all of them the first."""
    begun = [(p.start, i) for i, p in enumerate(request.prompts) if p.start <= max(seconds, 0.0)]
    return max(begun)[1] if begun else 0
