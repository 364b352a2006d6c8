"""Document room: where an edge lands when it is dragged near something. Works in frames; the screen turns its
pixels of tolerance into frames. Knows nothing of pixels or Qt."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Literal

from studio.document.film import Project

PointKind = Literal["playhead", "clip", "marker", "in", "out", "start"]


@dataclass(frozen=True, slots=True)
class SnapPoint:
    """A frame edges are drawn to, and what stands there."""

    frame: int
    kind: PointKind


@dataclass(frozen=True, slots=True)
class Snapped:
    """Adding `by` to every dragged edge puts one of them exactly on `point`: what is shown is where it lands."""

    by: int
    point: SnapPoint


def snap_points(
    project: Project, *, playhead: int | None = None, ignore: Collection[str] = ()
) -> tuple[SnapPoint, ...]:
    """Every frame worth landing on, sorted, one point per frame. `ignore` holds the ids of the clips being dragged."""
    found: dict[int, PointKind] = {}
    if playhead is not None:
        found[playhead] = "playhead"
    if project.in_point is not None:
        found.setdefault(project.in_point, "in")
    if project.out_point is not None:
        found.setdefault(project.out_point, "out")
    for marker in project.markers:
        found.setdefault(marker.frame, "marker")
    for track in project.tracks:
        for clip in track.clips:
            if clip.id not in ignore:
                found.setdefault(clip.start, "clip")
                found.setdefault(clip.end, "clip")
    found.setdefault(0, "start")
    return tuple(SnapPoint(frame, found[frame]) for frame in sorted(found))


def snap(
    edges: Iterable[int], points: tuple[SnapPoint, ...], *, tolerance: int, earliest: int | None = None
) -> Snapped | None:
    """The smallest move, at most `tolerance` frames, that puts one of `edges` on a point; None when none is near.

    With `earliest`, moves that would put the first edge before that frame are not offered.
    """
    edges = tuple(edges)
    best: Snapped | None = None
    for edge in edges:
        index = bisect_left(points, edge, key=lambda point: point.frame)
        for point in points[max(index - 1, 0) : index + 1]:
            by = point.frame - edge
            allowed = abs(by) <= tolerance and (earliest is None or min(edges) + by >= earliest)
            if allowed and (best is None or abs(by) < abs(best.by)):
                best = Snapped(by, point)
    return best
