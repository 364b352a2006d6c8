"""UI room, timeline: what is under the pointer. Pure; no widget, no painter."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import Literal

from studio.session.film import Clip, Gap, Marker, Project, Span, Track
from studio.ui.timeline.layout import (
    BUTTON,
    BUTTONS,
    EDGE,
    HEADER,
    LABEL,
    RULER,
    Button,
    Row,
    Side,
    View,
    button_x,
    button_y,
    gap_under,
    row_at,
    rows,
    visible_dissolves,
)

FADE_GRIP, FADE_INSET, LEAST_FADED = 6, 12.0, 60  # a fade's handle: its reach, its rest, the clip that has one
LEAST_DISSOLVE = 8  # pixels below which a dissolve has no badge


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
class OnFade:
    """The handle of a fade, on the upper edge of a clip's pictures."""

    row: Row
    clip: Clip
    side: Side
    frame: int


@dataclass(frozen=True, slots=True)
class OnDissolve:
    """Where two clips cross; `clip` is the one that comes in. `edge`: near an end, where its length is changed."""

    row: Row
    clip: Clip
    span: Span
    edge: bool
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


Hit = OnRuler | OnHeader | OnClip | OnFade | OnDissolve | OnGap | OnEmpty | OnFoot


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
    if dissolve := _dissolve_at(row, view, x, y):
        return dissolve
    if clip := _clip_near(row.track, view, x):
        if side := _fade_at(row, clip, view, x, y):
            return OnFade(row, clip, side, frame)
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


def fade_x(clip: Clip, view: View, side: Side) -> float:
    """Where the handle of a fade stands: at its inner end, a little inside the clip when there is none."""
    inset = FADE_INSET if (clip.end - clip.start) * view.scale > 4 * FADE_INSET else 0.0
    if side == "start":
        return view.x(clip.start) + max(clip.fade_in * view.scale, inset)
    return view.x(clip.end) - max(clip.fade_out * view.scale, inset)


def _fade_at(row: Row, clip: Clip, view: View, x: float, y: float) -> Side | None:
    if (clip.end - clip.start) * view.scale < LEAST_FADED or abs(y - (row.y + LABEL)) > FADE_GRIP:
        return None
    sides: tuple[Side, ...] = ("start", "end")
    return next((side for side in sides if abs(fade_x(clip, view, side) - x) <= FADE_GRIP), None)


def _dissolve_at(row: Row, view: View, x: float, y: float) -> OnDissolve | None:
    """A dissolve's badge lies over the lower part of the two clips: the label row still takes hold of the clips."""
    if y < row.y + LABEL:
        return None
    for _, right, span in visible_dissolves(row.track, view):
        start, end = view.x(span.start), view.x(span.end)
        if start - EDGE / 2 <= x <= end + EDGE / 2 and end - start >= LEAST_DISSOLVE:
            reach = min(EDGE, (end - start) / 4)
            return OnDissolve(row, right, span, x <= start + reach or x >= end - reach, view.frame(x))
    return None


def _button_at(row: Row, x: float, y: float) -> Button | None:
    if not button_y(row) <= y < button_y(row) + BUTTON:
        return None
    return next((button for button in BUTTONS if button_x(button) <= x < button_x(button) + BUTTON), None)
