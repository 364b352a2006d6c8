"""Document room: the few moves every timeline edit is made of. Pure; knows nothing of files, pixels or screens."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Container, Iterable
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from operator import attrgetter
from typing import Literal

from studio.document.film import (
    MAX_FRAMES,
    Clip,
    MediaSource,
    Project,
    Shot,
    Span,
    Title,
    Track,
    find_clip,
    find_clips,
    find_media,
    find_take,
    find_track,
    has_inner_time,
    shifted,
    source_length,
)
from studio.problem import StudioError

Mode = Literal["refuse", "overwrite", "insert"]
Mint = Callable[[], str]
_START = attrgetter("start")


class EditRefused(StudioError):
    """The edit cannot be made; the film is unchanged."""


def open_track(project: Project, track_id: str) -> Track:
    """The track, ready to be edited. Refused when it is missing or locked."""
    track = find_track(project, track_id)
    if track is None:
        raise EditRefused("That track is no longer in the film.")
    if track.locked:
        raise EditRefused(f"Track “{track.name}” is locked.", next_step="Unlock it to edit its clips.")
    return track


def open_clip(project: Project, clip_id: str) -> tuple[Track, Clip]:
    """The clip and its track, ready to be edited. Refused when it is missing or its track is locked."""
    found = find_clip(project, clip_id)
    if found is None:
        raise EditRefused("That clip is no longer in the film.")
    return open_track(project, found[0].id), found[1]


def open_clips(project: Project, clip_ids: Iterable[str]) -> list[tuple[Track, Clip]]:
    """Like `open_clip` for many, each once, in one walk through the film."""
    wanted = tuple(dict.fromkeys(clip_ids))
    found = find_clips(project, wanted)
    for clip_id in wanted:
        if clip_id not in found or found[clip_id][0].locked:
            open_clip(project, clip_id)  # says why not
    return list(found.values())


def chosen_tracks(project: Project, track_ids: Iterable[str] | None) -> list[Track]:
    """The named tracks, or every unlocked one."""
    if track_ids is None:
        return [track for track in project.tracks if not track.locked]
    return [open_track(project, track_id) for track_id in dict.fromkeys(track_ids)]


def with_track(project: Project, track: Track) -> Project:
    """The film with the track of the same id replaced."""
    return replace(project, tracks=tuple(track if old.id == track.id else old for old in project.tracks))


def with_clips(track: Track, clips: Iterable[Clip]) -> Track:
    """The track holding exactly `clips`. Refused past the last frame a timeline can have.

    A dissolve goes with its cut: a clip that nothing touches any more loses it.
    """
    ordered = sorted(clips, key=_START)
    if ordered and ordered[-1].end > MAX_FRAMES:
        raise EditRefused("The film would become longer than a timeline can be.")
    return replace(track, clips=tuple(joined(ordered)))


def joined(clips: list[Clip]) -> list[Clip]:
    """The clips of a track in order, none with a dissolve from a clip that is not there."""
    if not any(clip.dissolve for clip in clips):
        return clips
    cut = {right.id for left, right in pairwise(clips) if left.end == right.start}
    return [replace(clip, dissolve=0) if clip.dissolve and clip.id not in cut else clip for clip in clips]


def with_clip(project: Project, track: Track, clip: Clip) -> Project:
    """The film with the clip of the same id on `track` replaced."""
    return with_track(project, with_clips(track, (clip if old.id == clip.id else old for old in track.clips)))


def settle(clip: Clip) -> Clip:
    """Fades that fit the clip, and in a planned shot only the keyframes that lie inside it."""
    fade_in = min(clip.fade_in, clip.length)
    clip = replace(clip, fade_in=fade_in, fade_out=min(clip.fade_out, clip.length - fade_in))
    shot = clip.shot
    if shot is None or shot.take is not None:
        return clip
    kept = tuple(key for key in shot.keyframes if 0 <= key.time < clip.length)
    return clip if kept == shot.keyframes else replace(clip, source=replace(shot, keyframes=kept))


def planned_again(clip: Clip, shot: Shot) -> Clip:
    """The generated clip as a planned shot of its present place and length; its takes stay listed."""
    keys = tuple(replace(key, time=key.time - clip.offset) for key in shot.keyframes)
    waiting = replace(shot, take=None, keyframes=keys)
    return settle(replace(clip, source=waiting, offset=0, speed=Fraction(1)))


def recut(project: Project, clip: Clip, *, start: int, end: int) -> Clip:
    """The clip covering [start, end) instead, its frames staying where they were on the timeline.

    Moving the head earlier takes ceil(d * speed) source frames, later floor(d * speed): the last frame of the
    source can then never be passed by rounding.
    """
    moved = start - clip.start
    source, offset = clip.source, clip.offset
    if has_inner_time(project, clip):
        offset += moved * clip.speed.numerator // clip.speed.denominator
    elif isinstance(source, Shot) and moved:
        source = replace(source, keyframes=tuple(replace(key, time=key.time - moved) for key in source.keyframes))
    return settle(replace(clip, start=start, length=end - start, source=source, offset=offset))


def part(project: Project, clip: Clip, *, span: Span, clip_id: str) -> Clip:
    """The piece of the clip inside `span`, under a new id; a fade or dissolve stays with the end it belongs to."""
    start, end = max(clip.start, span.start), min(clip.end, span.end)
    if start != clip.start:
        clip = replace(clip, fade_in=0, dissolve=0)
    fade_out = clip.fade_out if end == clip.end else 0
    return recut(project, replace(clip, id=clip_id, fade_out=fade_out), start=start, end=end)


def split(project: Project, track: Track, *, at: int, mint: Mint, only: Container[str] | None = None) -> Track:
    """The track with a cut at `at`, unchanged when no clip (of `only`) is there. The left piece keeps the id."""
    pieces: list[Clip] = []
    for clip in track.clips:
        if clip.start < at < clip.end and (only is None or clip.id in only):
            pieces.append(part(project, clip, span=Span(clip.start, at), clip_id=clip.id))
            pieces.append(part(project, clip, span=Span(at, clip.end), clip_id=mint()))
        else:
            pieces.append(clip)
    return replace(track, clips=tuple(pieces))


def occupied(track: Track, span: Span) -> bool:
    """Whether any clip of the track reaches into `span`."""
    index = bisect_right(track.clips, span.start, key=_START)
    before = index > 0 and track.clips[index - 1].end > span.start
    return span.length > 0 and (before or (index < len(track.clips) and track.clips[index].start < span.end))


def carve(project: Project, track: Track, *, span: Span, mint: Mint) -> Track:
    """The track with nothing left inside `span`. What remains of a clip keeps its id on its first piece."""
    if not occupied(track, span):
        return track
    pieces: list[Clip] = []
    for clip in track.clips:
        if clip.end <= span.start or clip.start >= span.end:
            pieces.append(clip)
            continue
        name = clip.id
        if clip.start < span.start:
            pieces.append(part(project, clip, span=Span(clip.start, span.start), clip_id=name))
            name = mint()
        if clip.end > span.end:
            pieces.append(part(project, clip, span=Span(span.end, clip.end), clip_id=name))
    return replace(track, clips=tuple(joined(pieces)))


def shift(track: Track, *, at: int, by: int) -> Track:
    """The track with every clip that starts at or after `at` moved by `by` frames."""
    return with_clips(track, [shifted(clip, by) if clip.start >= at else clip for clip in track.clips])


def refuse_misfit(project: Project, track: Track, clip: Clip) -> None:
    """Refuse a clip whose source is missing, too short, or of a kind the track cannot hold."""
    if clip.start < 0:
        raise EditRefused("A clip cannot start before the beginning of the film.")
    if clip.length < 1 or clip.offset < 0:
        raise EditRefused("A clip must be at least one frame long.")
    if isinstance(clip.source, MediaSource):
        media = find_media(project, clip.source.media_id)
        if media is None:
            raise EditRefused("This clip's file is not in the film.", next_step="Import the file first.")
        holds = media.kind != "audio" if track.kind == "video" else media.kind == "audio" or media.has_audio
    elif isinstance(clip.source, Title):
        holds = track.kind == "video"
    else:
        if any(find_take(project, take_id) is None for take_id in clip.takes):
            raise EditRefused("This clip's takes are not in the film.")
        holds = track.kind == "video"
    if not holds:
        wanted = "picture" if track.kind == "video" else "sound"
        raise EditRefused(f"Track “{track.name}” holds {wanted}, and this clip has none.")
    room = longest(project, clip)
    if room is not None and clip.length > room:
        raise EditRefused(f"The source has only {max(room, 0)} frames left for this clip.")


def longest(project: Project, clip: Clip) -> int | None:
    """The greatest length the clip can have with its present head; None when its source has no end."""
    held = source_length(project, clip)
    if held is None:
        return None
    return -((clip.offset - held) * clip.speed.denominator // clip.speed.numerator)


def headroom(project: Project, clip: Clip) -> int | None:
    """Film frames the head can still be moved earlier; None when its source has no beginning."""
    if not has_inner_time(project, clip):
        return None
    return clip.offset * clip.speed.denominator // clip.speed.numerator


def place(project: Project, placements: Iterable[tuple[str, Clip]], *, mode: Mode, mint: Mint) -> Project:
    """Put clips on tracks: refuse overlaps, overwrite what is there, or push it later (once per track)."""
    per_track: dict[str, list[Clip]] = {}
    for track_id, clip in placements:
        per_track.setdefault(track_id, []).append(clip)
    for track_id, clips in per_track.items():
        track = open_track(project, track_id)
        for clip in clips:
            refuse_misfit(project, track, clip)
        if find_clips(project, [clip.id for clip in clips]):
            raise EditRefused("That clip is already in the film.")
        if mode == "insert":
            start, end = min(clip.start for clip in clips), max(clip.end for clip in clips)
            track = shift(split(project, track, at=start, mint=mint), at=start, by=end - start)
        for clip in clips:
            if mode == "overwrite":
                track = carve(project, track, span=Span(clip.start, clip.end), mint=mint)
            elif occupied(track, Span(clip.start, clip.end)):
                raise EditRefused("Another clip is already there.", next_step="Overwrite it, or insert instead.")
        project = with_track(project, with_clips(track, track.clips + tuple(settle(clip) for clip in clips)))
    return project
