"""Document room: edits that put clips down, take them away or move them. Pure `Project -> Project`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from studio.document.edit_tracks import add_track
from studio.document.film import Clip, Project, Span, Title, Track, find_clip, gap_at, gaps, new_id, shifted
from studio.document.lanes import (
    EditRefused,
    Mint,
    Mode,
    carve,
    chosen_tracks,
    occupied,
    open_clip,
    open_clips,
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
    for track, gone in _by_track(project, clip_ids):
        project = with_track(project, with_clips(track, [clip for clip in track.clips if clip.id not in gone]))
    return project


def ripple_delete(project: Project, clip_ids: Iterable[str]) -> Project:
    """The film without these clips; on each track what follows moves up."""
    for track, gone in _by_track(project, clip_ids):
        by, kept = 0, []
        for clip in track.clips:
            if clip.id in gone:
                by += clip.length
            else:
                kept.append(shifted(clip, -by) if by else clip)
        project = with_track(project, with_clips(track, kept))
    return project


def _by_track(project: Project, clip_ids: Iterable[str]) -> list[tuple[Track, set[str]]]:
    groups: dict[str, tuple[Track, set[str]]] = {}
    for track, clip in open_clips(project, clip_ids):
        groups.setdefault(track.id, (track, set()))[1].add(clip.id)
    return list(groups.values())


def move_clips(
    project: Project, clip_ids: Iterable[str], *, by: int, lanes: int = 0, mode: Mode = "refuse", mint: Mint = new_id
) -> Project:
    """Move clips together, `by` frames along and `lanes` tracks further in `project.tracks`.

    Where another clip is in the way the move is refused, or overwrites it, or pushes it later, as `mode` says.
    """
    order = [track.id for track in project.tracks]
    placements = []
    for track, clip in open_clips(project, clip_ids):
        lane = order.index(track.id) + lanes
        if not 0 <= lane < len(order):
            raise EditRefused("There is no track there.", next_step="Add a track first.")
        placements.append((order[lane], shifted(clip, by)))
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
    copy = replace(clip, id=mint(), group="", dissolve=0)
    return insert(project, copy, track_id=track.id, at=clip.end, mint=mint)


def add_title(project: Project, title: Title, *, at: int, length: int, clip_id: str, mint: Mint = new_id) -> Project:
    """Words over whatever is shown at `at`: on the lowest picture track free above it all, or on a new one."""
    span, over = Span(at, at + length), None
    for track in reversed([track for track in project.tracks if track.kind == "video"]):
        if track.locked or occupied(track, span):
            break
        over = track.id
    if over is None:
        project = add_track(project, "video", mint=mint)
        over = next(track.id for track in reversed(project.tracks) if track.kind == "video")
    clip = Clip(id=clip_id, start=at, length=length, source=title)
    return place(project, [(over, clip)], mode="refuse", mint=mint)
