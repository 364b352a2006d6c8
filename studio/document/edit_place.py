"""Document room: edits that put clips down, take them away or move them. Pure `Project -> Project`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from studio.document.film import Clip, Project, Span, Track, find_clip, gap_at, gaps, new_id
from studio.document.lanes import (
    EditRefused,
    Mint,
    Mode,
    carve,
    chosen_tracks,
    open_clip,
    open_track,
    place,
    shift,
    split,
    with_clips,
    with_track,
)


def insert(
    project: Project, clip: Clip, *, track_id: str, at: int, everywhere: bool = False, mint: Mint = new_id
) -> Project:
    """Put the clip at `at`, pushing what follows later: on this track, or `everywhere` it is not locked."""
    if everywhere:
        for track in chosen_tracks(project, None):
            if track.id != track_id:
                pushed = shift(split(project, track, at=at, mint=mint), at=at, by=clip.length)
                project = with_track(project, pushed)
    return place(project, [(track_id, replace(clip, start=at))], mode="insert", mint=mint)


def overwrite(project: Project, clip: Clip, *, track_id: str, at: int, mint: Mint = new_id) -> Project:
    """Put the clip at `at`, in place of whatever is there."""
    return place(project, [(track_id, replace(clip, start=at))], mode="overwrite", mint=mint)


def append(project: Project, clip: Clip, *, track_id: str) -> Project:
    """Put the clip after the last one of the track."""
    at = open_track(project, track_id).end
    return place(project, [(track_id, replace(clip, start=at))], mode="refuse", mint=new_id)


def lift(project: Project, span: Span, *, track_ids: Iterable[str] | None = None, mint: Mint = new_id) -> Project:
    """Empty `span` on the named tracks, or on every unlocked one, leaving a gap."""
    _refuse_empty(span)
    for track in chosen_tracks(project, track_ids):
        project = with_track(project, carve(project, track, span=span, mint=mint))
    return project


def extract(project: Project, span: Span, *, track_ids: Iterable[str] | None = None, mint: Mint = new_id) -> Project:
    """Cut `span` out of the named tracks, or of every unlocked one; what follows moves up."""
    _refuse_empty(span)
    for track in chosen_tracks(project, track_ids):
        carved = carve(project, track, span=span, mint=mint)
        project = with_track(project, shift(carved, at=span.end, by=-span.length))
    return project


def _refuse_empty(span: Span) -> None:
    if span.start < 0 or span.length < 1:
        raise EditRefused("There is no range to cut.", next_step="Set an in point and an out point after it.")


def remove_clips(project: Project, clip_ids: Iterable[str]) -> Project:
    """The film without these clips, with gaps where they were."""
    for track, clips in _by_track(project, clip_ids):
        project = with_track(project, with_clips(track, (c for c in track.clips if c not in clips)))
    return project


def ripple_delete(project: Project, clip_ids: Iterable[str]) -> Project:
    """The film without these clips; on each track what follows moves up."""
    for track, clips in _by_track(project, clip_ids):
        gone, kept = 0, []
        for clip in track.clips:
            if clip in clips:
                gone += clip.length
            else:
                kept.append(replace(clip, start=clip.start - gone))
        project = with_track(project, with_clips(track, kept))
    return project


def _by_track(project: Project, clip_ids: Iterable[str]) -> list[tuple[Track, set[Clip]]]:
    groups: dict[str, tuple[Track, set[Clip]]] = {}
    for clip_id in clip_ids:
        track, clip = open_clip(project, clip_id)
        groups.setdefault(track.id, (track, set()))[1].add(clip)
    return list(groups.values())


def move_clips(
    project: Project, clip_ids: Iterable[str], *, by: int, lanes: int = 0, mode: Mode = "refuse", mint: Mint = new_id
) -> Project:
    """Move clips together, `by` frames along and `lanes` tracks further in `project.tracks`.

    Where another clip is in the way the move is refused, or overwrites it, or pushes it later, as `mode` says.
    """
    order = [track.id for track in project.tracks]
    placements = []
    for clip_id in dict.fromkeys(clip_ids):
        track, clip = open_clip(project, clip_id)
        lane = order.index(track.id) + lanes
        if not 0 <= lane < len(order):
            raise EditRefused("There is no track there.", next_step="Add a track first.")
        placements.append((order[lane], replace(clip, start=clip.start + by)))
    lifted = remove_clips(project, [clip.id for _, clip in placements])
    return place(lifted, placements, mode=mode, mint=mint)


def move_clip(
    project: Project, clip_id: str, *, to: int, track_id: str | None = None, mode: Mode = "refuse", mint: Mint = new_id
) -> Project:
    """Move one clip so that it starts at `to`, on its own track or another."""
    track, clip = open_clip(project, clip_id)
    lifted = remove_clips(project, [clip_id])
    return place(lifted, [(track_id or track.id, replace(clip, start=to))], mode=mode, mint=mint)


def close_gap(project: Project, track_id: str, *, at: int) -> Project:
    """Move everything after the gap at `at` up to its start."""
    track = open_track(project, track_id)
    gap = gap_at(track, at)
    if gap is None:
        raise EditRefused("There is no gap here.")
    return with_track(project, shift(track, at=gap.end, by=-gap.length))


def close_gaps(project: Project, track_id: str) -> Project:
    """Close every gap of the track."""
    track = open_track(project, track_id)
    for gap in reversed(gaps(track)):
        track = shift(track, at=gap.end, by=-gap.length)
    return with_track(project, track)


def duplicate(project: Project, clip_id: str, *, mint: Mint = new_id) -> Project:
    """A copy of the clip inserted right after it."""
    found = find_clip(project, clip_id)
    if found is None:
        raise EditRefused("That clip is no longer in the film.")
    track, clip = found
    return insert(project, replace(clip, id=mint()), track_id=track.id, at=clip.end, mint=mint)
