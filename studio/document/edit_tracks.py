"""Document room: edits to tracks, marks and the film's own settings. Pure `Project -> Project`."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from studio.document.film import MAX_FRAMES, Marker, Project, Track, TrackKind, find_track, new_id
from studio.document.lanes import EditRefused, Mint, open_track, with_track


def add_track(
    project: Project, kind: TrackKind, *, name: str = "", at: int | None = None, mint: Mint = new_id
) -> Project:
    """A new empty track, above the others of its kind unless `at` gives its place in `project.tracks`."""
    if not name:
        taken = {track.name for track in project.tracks}
        letter = "V" if kind == "video" else "A"
        name = next(f"{letter}{n}" for n in range(1, len(taken) + 2) if f"{letter}{n}" not in taken)
    if at is None:
        at = max((i + 1 for i, track in enumerate(project.tracks) if track.kind == kind), default=len(project.tracks))
    at = min(max(at, 0), len(project.tracks))
    track = Track(id=mint(), name=name, kind=kind)
    return replace(project, tracks=(*project.tracks[:at], track, *project.tracks[at:]))


def remove_track(project: Project, track_id: str) -> Project:
    """The film without the track and its clips. Refused when it is locked."""
    open_track(project, track_id)
    return replace(project, tracks=tuple(track for track in project.tracks if track.id != track_id))


def move_track(project: Project, track_id: str, *, to: int) -> Project:
    """The track at another place in the stack."""
    track = _track(project, track_id)
    rest = [other for other in project.tracks if other.id != track_id]
    rest.insert(min(max(to, 0), len(rest)), track)
    return replace(project, tracks=tuple(rest))


def rename_track(project: Project, track_id: str, *, name: str) -> Project:
    return with_track(project, replace(_track(project, track_id), name=name))


def set_muted(project: Project, track_id: str, *, muted: bool) -> Project:
    return with_track(project, replace(_track(project, track_id), muted=muted))


def set_locked(project: Project, track_id: str, *, locked: bool) -> Project:
    return with_track(project, replace(_track(project, track_id), locked=locked))


def set_solo(project: Project, track_id: str, *, solo: bool) -> Project:
    return with_track(project, replace(_track(project, track_id), solo=solo))


def _track(project: Project, track_id: str) -> Track:
    """Unlike `open_track`, also a locked one: its name and switches stay within reach."""
    track = find_track(project, track_id)
    if track is None:
        raise EditRefused("That track is no longer in the film.")
    return track


def add_marker(project: Project, marker: Marker) -> Project:
    """The marker in its place, replacing one on the same frame."""
    _refuse_outside(marker.frame)
    others = [other for other in project.markers if other.frame != marker.frame]
    return replace(project, markers=tuple(sorted([*others, marker], key=lambda m: m.frame)))


def remove_marker(project: Project, frame: int) -> Project:
    kept = tuple(marker for marker in project.markers if marker.frame != frame)
    if kept == project.markers:
        raise EditRefused("There is no marker on this frame.")
    return replace(project, markers=kept)


def move_marker(project: Project, frame: int, *, to: int) -> Project:
    moved = next((marker for marker in project.markers if marker.frame == frame), None)
    if moved is None:
        raise EditRefused("There is no marker on this frame.")
    return add_marker(remove_marker(project, frame), replace(moved, frame=to))


def set_in(project: Project, frame: int | None) -> Project:
    """The in point; an out point not after it is cleared."""
    if frame is not None:
        _refuse_outside(frame)
    out = project.out_point
    crossed = frame is not None and out is not None and out <= frame
    return replace(project, in_point=frame, out_point=None if crossed else out)


def set_out(project: Project, frame: int | None) -> Project:
    """The out point (the first frame not included); an in point not before it is cleared."""
    if frame is not None:
        _refuse_outside(frame - 1)
    start = project.in_point
    crossed = frame is not None and start is not None and start >= frame
    return replace(project, out_point=frame, in_point=None if crossed else start)


def _refuse_outside(frame: int) -> None:
    if not 0 <= frame < MAX_FRAMES:
        raise EditRefused("That frame is outside the film.")


def rename_film(project: Project, name: str) -> Project:
    return replace(project, name=name)


def set_look(project: Project, look: str) -> Project:
    return replace(project, look=look)


def set_size(project: Project, width: int, *, height: int) -> Project:
    """The picture size in pixels."""
    if not (16 <= width <= 16384 and 16 <= height <= 16384):
        raise EditRefused("A film's sides must be between 16 and 16384 pixels.")
    return replace(project, width=width, height=height)


def set_rate(project: Project, rate: Fraction) -> Project:
    """The film rate, while no clip is counted in it."""
    if not 1 <= rate <= 240:
        raise EditRefused("A film's rate must be between 1 and 240 frames per second.")
    if any(track.clips for track in project.tracks) and rate != project.rate:
        raise EditRefused("The rate is fixed once the film has clips.", next_step="Start a new film at that rate.")
    return replace(project, rate=rate)
