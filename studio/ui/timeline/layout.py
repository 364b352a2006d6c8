"""UI room, timeline: where things stand on the screen. Pure; no widget, no painter.

Frames are film frames, x and y device-independent pixels. A track is walked through once for each state it is in;
from then on a timeline with 5,000 clips costs what its visible part costs.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import Counter, OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from studio.session.film import Clip, Gap, Project, Span, Track, dissolve_span

HEADER = 152  # width of the track headers
RULER = 36
FOOT = 14  # the scroll bar along the lower edge
LABEL = 19  # the name on top of a clip
VIDEO_ROW, AUDIO_ROW = 78, 56
ROW_GAP, SECTION_GAP, TOP_PAD = 2, 8, 6
EDGE = 7  # how near the pointer must be to take hold of an edge
SNAP = 9  # and to a snap point
MIN_SCALE, MAX_SCALE = 0.002, 64.0
TAIL = 240  # pixels of empty timeline that can be scrolled to after the last clip

Side = Literal["start", "end"]
Button = Literal["mute", "solo", "lock"]
BUTTON = 20
BUTTONS: tuple[Button, ...] = ("mute", "solo", "lock")


@dataclass(frozen=True, slots=True)
class View:
    """The window onto the film: its size, how many pixels a frame takes, and what stands at its upper left."""

    width: int = 800
    height: int = 300
    scale: float = 4.0
    left: float = 0.0
    top: int = 0

    @property
    def lanes_width(self) -> int:
        return max(self.width - HEADER, 1)

    @property
    def lanes_bottom(self) -> int:
        return self.height - FOOT

    @property
    def last(self) -> float:
        """The film frame at the right edge."""
        return self.left + self.lanes_width / self.scale

    def x(self, frame: float) -> float:
        return HEADER + (frame - self.left) * self.scale

    def frame(self, x: float) -> int:
        """The frame under `x`, never before the film."""
        return max(math.floor((x - HEADER) / self.scale + self.left), 0)

    def nearest(self, x: float) -> int:
        """The frame boundary nearest to `x`, never before the film."""
        return max(round((x - HEADER) / self.scale + self.left), 0)

    def frames(self, pixels: float) -> int:
        """Whole frames in a distance."""
        return round(pixels / self.scale)

    def zoomed(self, factor: float, *, around: float) -> View:
        """Another scale with the frame under `around` (x) staying where it is."""
        scale = min(max(self.scale * factor, MIN_SCALE), MAX_SCALE)
        under = (around - HEADER) / self.scale + self.left
        return replace(self, scale=scale, left=max(under - (around - HEADER) / scale, 0.0))

    def fitted(self, duration: int) -> View:
        """The whole film in the window."""
        scale = (self.lanes_width - 40) / max(duration, 24)
        return replace(self, scale=min(max(scale, MIN_SCALE), 12.0), left=0.0)

    def scrolled(self, project: Project, *, right: float = 0.0, down: float = 0.0) -> View:
        """Moved by pixels, within the film."""
        furthest = max(project.duration + (TAIL - self.lanes_width) / self.scale, 0.0, self.left if right <= 0 else 0.0)
        left = min(max(self.left + right / self.scale, 0.0), max(furthest, 0.0))
        room = max(stack_height(project) - (self.lanes_bottom - RULER), 0)
        return replace(self, left=left, top=int(min(max(self.top + down, 0), room)))

    def revealing(self, project: Project, frame: int) -> View:
        """Scrolled a page when `frame` is out of sight."""
        if self.left <= frame <= self.last - 12 / self.scale:
            return self
        span = self.lanes_width / self.scale
        return replace(self, left=max(frame - span * (0.08 if frame > self.left else 0.92), 0.0))


@dataclass(frozen=True, slots=True)
class Row:
    """One track on the screen. `lane` is its index in `project.tracks`."""

    track: Track
    lane: int
    y: int
    height: int

    @property
    def bottom(self) -> int:
        return self.y + self.height


def row_height(track: Track) -> int:
    return VIDEO_ROW if track.kind == "video" else AUDIO_ROW


def display_order(project: Project) -> list[int]:
    """Lanes from top to bottom: the uppermost picture first, then sound."""
    video = [lane for lane, track in enumerate(project.tracks) if track.kind == "video"]
    audio = [lane for lane, track in enumerate(project.tracks) if track.kind == "audio"]
    return [*reversed(video), *audio]


def stack_height(project: Project) -> int:
    heights = [row_height(track) + ROW_GAP for track in project.tracks]
    return TOP_PAD + sum(heights) + SECTION_GAP + 12


def rows(project: Project, view: View) -> tuple[Row, ...]:
    """Every track from top to bottom."""
    found, y, above = [], RULER + TOP_PAD - view.top, None
    for lane in display_order(project):
        track = project.tracks[lane]
        if above is not None and above.kind != track.kind:
            y += SECTION_GAP
        found.append(Row(track, lane, y, row_height(track)))
        y, above = y + row_height(track) + ROW_GAP, track
    return tuple(found)


def row_at(found: tuple[Row, ...], y: float) -> Row | None:
    return next((row for row in found if row.y <= y < row.bottom), None)


@dataclass(frozen=True, slots=True)
class Edges:
    """The clips of a track as arrays of film frames, and the few of them that are joined to others."""

    starts: np.ndarray
    ends: np.ndarray
    dissolves: tuple[int, ...]  # indices of clips that dissolve in
    groups: Counter[str]


_KEPT = 24
_edges: OrderedDict[int, tuple[tuple[Clip, ...], Edges]] = OrderedDict()


def edges(clips: tuple[Clip, ...]) -> Edges:
    """Made once for each state of a track: an edit makes one track new, an undo brings back one that is known."""
    known = _edges.get(id(clips))
    if known is None or known[0] is not clips:
        starts = np.array([clip.start for clip in clips], np.int64)
        lengths = np.array([clip.length for clip in clips], np.int64)
        dissolves = tuple(index for index, clip in enumerate(clips) if clip.dissolve)
        groups = Counter(clip.group for clip in clips if clip.group)
        known = _edges[id(clips)] = clips, Edges(starts, starts + lengths, dissolves, groups)
        if len(_edges) > _KEPT:
            _edges.popitem(last=False)
    return known[1]


def groups(project: Project) -> frozenset[str]:
    """The groups that have more than one clip."""
    counted = sum((edges(track.clips).groups for track in project.tracks), Counter())
    return frozenset(name for name, count in counted.items() if count > 1)


def seen(track: Track, view: View) -> slice:
    """The indices of the clips that reach into the window."""
    made = edges(track.clips)
    first = int(np.searchsorted(made.ends, view.left, "right"))
    return slice(first, max(int(np.searchsorted(made.starts, view.last, "left")), first))


def visible(track: Track, view: View) -> Iterator[Clip]:
    """The clips that reach into the window; of those narrower than a pixel, one for each pixel."""
    part = seen(track, view)
    indices = np.arange(part.start, part.stop)
    if len(indices) > view.lanes_width:
        columns = np.floor((edges(track.clips).starts[part] - view.left) * view.scale)
        indices = indices[np.concatenate(([True], columns[1:] != columns[:-1]))]
    return (track.clips[index] for index in indices.tolist())


def parted(
    track: Track, view: View, *, narrow: float
) -> tuple[list[tuple[float, float]], list[tuple[Clip, int, int]]]:
    """What is in sight: (left, right) of the bars that clips narrower than `narrow` pixels run into, and (clip, left,
    right) of the others, on whole pixels and not far out of the window."""
    made, part = edges(track.clips), seen(track, view)
    left = HEADER + (made.starts[part] - view.left) * view.scale
    right = HEADER + (made.ends[part] - view.left) * view.scale
    thin = right - left < narrow
    near = np.clip((left, right), HEADER - 40, view.width + 40).round().astype(int)[:, ~thin]
    clips = (track.clips[part.start + index] for index in np.flatnonzero(~thin).tolist())
    wide = list(zip(clips, *near.tolist(), strict=True))
    left, right = left[thin], np.maximum(right[thin], left[thin] + 1)
    if not len(left):
        return [], wide
    heads = np.flatnonzero(np.concatenate(([True], left[1:] - right[:-1] >= 1)))
    tails = np.concatenate((heads[1:], [len(left)])) - 1
    return list(zip(left[heads].tolist(), right[tails].tolist(), strict=True)), wide


def visible_gaps(track: Track, view: View, *, least: float = 0.0) -> Iterator[Gap]:
    """The empty stretches of at least so many pixels that have a clip after them and reach into the window."""
    clips, made, part = track.clips, edges(track.clips), seen(track, view)
    starts = made.starts[part.start : part.stop + 1]  # the gap before the first clip out of sight is in sight
    first = np.array([made.ends[part.start - 1] if part.start else 0])
    before = np.concatenate((first, made.ends[part]))[: len(starts)]
    open_ = (starts > before) & ((starts - before) * view.scale >= least)
    for index in (part.start + np.flatnonzero(open_)).tolist():
        left = clips[index - 1] if index else None
        yield Gap(left.end if left else 0, clips[index].start, left, clips[index])


def visible_dissolves(track: Track, view: View) -> Iterator[tuple[Clip, Clip, Span]]:
    """(from, to, film frames) of every dissolve in the window."""
    clips = track.clips
    for index in edges(clips).dissolves:
        span = dissolve_span(clips[index - 1], clips[index]) if index else None
        if span is not None and span.length and span.end > view.left and span.start < view.last:
            yield clips[index - 1], clips[index], span


def gap_under(track: Track, frame: int) -> Gap | None:
    index = bisect_right(track.clips, frame, key=lambda clip: clip.start)
    left = track.clips[index - 1] if index else None
    if index == len(track.clips) or (left is not None and frame < left.end):
        return None
    return Gap(left.end if left else 0, track.clips[index].start, left, track.clips[index])


def button_x(button: Button) -> int:
    return HEADER - 10 - (len(BUTTONS) - BUTTONS.index(button)) * (BUTTON + 4) + 4


def button_y(row: Row) -> int:
    return row.bottom - BUTTON - 9


def inside(project: Project, view: View, *, x0: float, y0: float, x1: float, y1: float) -> frozenset[str]:
    """Ids of the clips touched by a rectangle."""
    left, right = sorted((x0, x1))
    upper, lower = sorted((y0, y1))
    first, last = (left - HEADER) / view.scale + view.left, (right - HEADER) / view.scale + view.left
    return frozenset(
        clip.id
        for row in rows(project, view)
        if row.y < lower and upper < row.bottom
        for clip in row.track.clips
        if clip.start < last and first < clip.end
    )


def thumb(project: Project, view: View, *, length: int) -> tuple[float, float]:
    """Position and width, in pixels, of the scroll bar's handle over `length` pixels."""
    whole = max(project.duration + TAIL / view.scale, view.last)
    width = max(length * (view.lanes_width / view.scale) / whole, 28.0)
    return min(length * view.left / whole, length - width), width


STEPS = (1, 2, 5, 10)
NICE_SECONDS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 18000, 36000)


def ruler_step(scale: float, rate: float) -> tuple[int, int]:
    """(frames between labels, frames between ticks) so that labels stand about a hundred pixels apart."""
    second = math.ceil(rate)
    steps = [step for step in STEPS if step < second] + [second * n for n in NICE_SECONDS]
    major = next((step for step in steps if step * scale >= 96), steps[-1])
    minor = next((step for step in steps if step * scale >= 9 and major % step == 0), major)
    return major, minor
