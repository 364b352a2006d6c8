"""UI room, timeline: where things stand on the screen and what is under the pointer. Pure; no widget, no painter.

Frames are film frames, x and y device-independent pixels. Nothing here walks all clips of a track: a timeline with
5,000 clips costs what its visible part costs.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from studio.session.film import Clip, Gap, Marker, Project, Track

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


def visible(track: Track, view: View) -> Iterator[Clip]:
    """The clips that reach into the window; of those narrower than a pixel, one for each pixel."""
    last = view.last
    return (track.clips[index] for index in _seen(track, view) if track.clips[index].start < last)


def visible_gaps(track: Track, view: View, *, least: float = 0.0) -> Iterator[Gap]:
    """The empty stretches of at least so many pixels that have a clip after them and reach into the window."""
    clips = track.clips
    for index in _seen(track, view):
        left = clips[index - 1] if index else None
        start = left.end if left else 0
        if clips[index].start > start and (clips[index].start - start) * view.scale >= least:
            yield Gap(start, clips[index].start, left, clips[index])


def _seen(track: Track, view: View) -> Iterator[int]:
    """Indices of the clips in sight and of the one after them, at most about one for each pixel of the window."""
    clips, pixel, last = track.clips, 1 / view.scale, view.last
    index = max(bisect_right(clips, view.left, key=lambda clip: clip.start) - 1, 0)
    while index < len(clips):
        yield index
        clip = clips[index]
        if clip.start >= last:
            return
        index += 1
        if clip.length < pixel:  # no more clips than frames can start within the same pixel
            furthest = min(index + math.ceil(pixel), len(clips))
            index = bisect_left(clips, clip.start + pixel, lo=index, hi=furthest, key=lambda other: other.start)


def gap_under(track: Track, frame: int) -> Gap | None:
    index = bisect_right(track.clips, frame, key=lambda clip: clip.start)
    left = track.clips[index - 1] if index else None
    if index == len(track.clips) or (left is not None and frame < left.end):
        return None
    return Gap(left.end if left else 0, track.clips[index].start, left, track.clips[index])


@dataclass(frozen=True, slots=True)
class OnRuler:
    """`mark` is the in or out point, `marker` the marker under the pointer."""

    frame: int
    mark: Literal["in", "out"] | None = None
    marker: Marker | None = None


@dataclass(frozen=True, slots=True)
class OnHeader:
    row: Row
    button: Button | None


@dataclass(frozen=True, slots=True)
class OnClip:
    row: Row
    clip: Clip
    side: Side | None
    frame: int


@dataclass(frozen=True, slots=True)
class OnGap:
    row: Row
    gap: Gap
    frame: int


@dataclass(frozen=True, slots=True)
class OnEmpty:
    """A lane without anything there, or below all lanes when `row` is None."""

    row: Row | None
    frame: int


@dataclass(frozen=True, slots=True)
class OnFoot:
    """The scroll bar."""


Hit = OnRuler | OnHeader | OnClip | OnGap | OnEmpty | OnFoot


def hit(project: Project, view: View, x: float, y: float) -> Hit:
    """What is under the pointer."""
    frame = view.frame(x)
    if y >= view.lanes_bottom:
        return OnFoot()
    if y < RULER:
        return _on_ruler(project, view, x, frame)
    row = row_at(rows(project, view), y)
    if x < HEADER:
        return OnHeader(row, _button_at(row, x, y)) if row else OnEmpty(None, 0)
    if row is None:
        return OnEmpty(None, frame)
    if clip := _clip_near(row.track, view, x):
        return OnClip(row, clip, _side(clip, row.track, view, x), frame)
    gap = gap_under(row.track, frame)
    return OnGap(row, gap, frame) if gap else OnEmpty(row, frame)


def _on_ruler(project: Project, view: View, x: float, frame: int) -> OnRuler:
    marks: tuple[tuple[Literal["in", "out"], int | None], ...] = (("in", project.in_point), ("out", project.out_point))
    for name, at in marks:
        if at is not None and abs(view.x(at) - x) <= EDGE:
            return OnRuler(frame, mark=name)
    marker = min(project.markers, key=lambda m: abs(view.x(m.frame) - x), default=None)
    near = marker is not None and abs(view.x(marker.frame) - x) <= EDGE
    return OnRuler(frame, marker=marker if near else None)


def _clip_near(track: Track, view: View, x: float) -> Clip | None:
    """The clip under `x`, or the one whose edge is a few pixels away across a gap."""
    at = (x - HEADER) / view.scale + view.left
    index = bisect_right(track.clips, at, key=lambda clip: clip.start)
    if index and at < track.clips[index - 1].end:
        return track.clips[index - 1]
    reach = EDGE / 2 / view.scale
    if index and at - track.clips[index - 1].end <= reach:
        return track.clips[index - 1]
    if index < len(track.clips) and track.clips[index].start - at <= reach:
        return track.clips[index]
    return None


def _side(clip: Clip, track: Track, view: View, x: float) -> Side | None:
    """Which edge is grasped. The middle third of a short clip always moves it."""
    start, end = view.x(clip.start), view.x(clip.end)
    reach = min(EDGE, (end - start) / 3)
    if x <= start + reach:
        return "start"
    return "end" if x >= end - reach else None


def button_x(button: Button) -> int:
    return HEADER - 10 - (len(BUTTONS) - BUTTONS.index(button)) * (BUTTON + 4) + 4


def button_y(row: Row) -> int:
    return row.bottom - BUTTON - 9


def _button_at(row: Row, x: float, y: float) -> Button | None:
    if not button_y(row) <= y < button_y(row) + BUTTON:
        return None
    return next((button for button in BUTTONS if button_x(button) <= x < button_x(button) + BUTTON), None)


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
