"""Session: the timeline half of each verb: where the new shot lies. Pure `Project -> (Project, clip id)`."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from studio.document import edit
from studio.document.film import (
    Clip,
    Keyframe,
    MediaSource,
    Project,
    Shot,
    Span,
    Track,
    clip_at,
    find_clip,
    find_media,
    find_track,
    gap_at,
    media_length,
    new_id,
)
from studio.document.lanes import EditRefused, carve, open_clip, open_track, place, shift, with_track
from studio.document.timebase import frames_for
from studio.session.planning import AFTER, BEFORE, BLEND, FILL, LOOP, RECUT

Made = tuple[Project, str]
PICTURE_SECONDS = Fraction(4)  # a picture dropped on the timeline


def planned(
    prompt: str,
    *,
    aspect: str = "",
    seed: int | None = None,
    verb: str = "",
    keyframes: tuple[Keyframe, ...] = (),
    cast: tuple[str, ...] = (),
) -> Shot:
    return Shot(prompt=prompt, aspect=aspect, seed=seed, verb=verb, keyframes=keyframes, cast=cast)


def new_shot(project: Project, shot: Shot, *, track_id: str | None, at: int, seconds: Fraction) -> Made:
    """On the named track exactly at `at`, or on the first free video track, after the clip that is there."""
    clip = Clip(id=new_id(), start=max(at, 0), length=_frames(seconds, project), source=shot)
    if track_id is None:
        track = first_track(project, "video")
        under = clip_at(track, clip.start)
        if under is not None and clip.start > under.start:
            clip = replace(clip, start=under.end)
        track_id = track.id
    return _put(project, track_id, clip), clip.id


def extend_after(project: Project, clip_id: str, *, seconds: Fraction, prompt: str, verb: str = AFTER) -> Made:
    """Right after the clip; what follows moves by what is missing, and no more."""
    track, clip = _picture_clip(project, clip_id)
    length = _frames(seconds, project)
    following = next((other for other in track.clips if other.start >= clip.end), None)
    room = following.start - clip.end if following else length
    if room < length:
        project = with_track(project, shift(track, at=clip.end, by=length - room))
    return _made(project, track, start=clip.end, length=length, shot=_like(clip, verb=verb, prompt=prompt))


def extend_before(project: Project, clip_id: str, *, seconds: Fraction, prompt: str) -> Made:
    """Right before the clip, which moves later by what is missing."""
    track, clip = _picture_clip(project, clip_id)
    length = _frames(seconds, project)
    room = clip.start - max((other.end for other in track.clips if other.end <= clip.start), default=0)
    by = max(0, length - room)
    if by:
        project = with_track(project, shift(track, at=clip.start, by=by))
    shot = _like(clip, verb=BEFORE, prompt=prompt)
    return _made(project, track, start=clip.start + by - length, length=length, shot=shot)


def fill_gap(project: Project, track_id: str, *, at: int, prompt: str) -> Made:
    """Exactly as long as the gap. Before the first clip of a track there is one side only: it leads up to it."""
    track = open_track(project, track_id)
    gap = gap_at(track, at)
    if gap is None:
        raise EditRefused("There is no gap here.", next_step="Click the empty stretch between two clips.")
    lead = gap.left or gap.right
    shot = _like(lead, verb=FILL if gap.left else BEFORE, prompt=prompt or lead.prompt or gap.right.prompt)
    return _made(project, track, start=gap.start, length=gap.length, shot=shot)


def loop(project: Project, clip_id: str, *, seconds: Fraction, prompt: str) -> Made:
    return extend_after(project, clip_id, seconds=seconds, prompt=prompt, verb=LOOP)


def blend(project: Project, left_id: str, right_id: str, *, seconds: Fraction, prompt: str) -> Made:
    """Between two clips that follow each other: in their gap, or pushing the right one where they touch."""
    track, left = _picture_clip(project, left_id)
    _, right = _picture_clip(project, right_id)
    following = next((other for other in track.clips if other.start >= left.end), None)
    if following is None or following.id != right.id:
        raise EditRefused("A blend needs two neighbours on one track.", next_step="Move the clips side by side.")
    length = right.start - left.end or _frames(seconds, project)
    if right.start == left.end:
        project = with_track(project, shift(track, at=right.start, by=length))
    shot = replace(_like(left, verb=BLEND, prompt=prompt), prompt=prompt)  # left empty, both prompts cross over
    return _made(project, track, start=left.end, length=length, shot=shot)


def recut(project: Project, clip_id: str, *, start: int, stop: int, prompt: str) -> Made:
    """A planned shot in place of the film frames start..stop of the clip; what is kept stands on either side of it."""
    track, clip = _picture_clip(project, clip_id)
    start, stop = max(start, clip.start), min(stop, clip.end)
    if clip.planned:
        raise EditRefused("This shot has not been made yet.", next_step="Generate it first.")
    if stop <= start:
        raise EditRefused("No part of this clip is marked.", next_step="Mark a stretch of it with I and O.")
    if (start, stop) == (clip.start, clip.end):
        raise EditRefused("The whole clip is marked.", next_step="Leave some of it to go on from.")
    verb = BEFORE if start == clip.start else AFTER if stop == clip.end else RECUT
    shot = _like(clip, verb=verb, prompt=prompt)
    cut = with_track(project, carve(project, track, span=Span(start, stop), mint=new_id))
    return _made(cut, open_track(cut, track.id), start=start, length=stop - start, shot=shot)


def keep_end(project: Project, clip_id: str, *, end: int) -> Project:
    """A clip that became shorter lies as before at its end, not at its start."""
    found = find_clip(project, clip_id)
    if found is None or end <= found[1].end:
        return project
    return edit.move_clip(project, clip_id, to=found[1].start + end - found[1].end)


def remix(project: Project, clip_id: str, *, prompt: str) -> Made:
    """A shot takes the new prompt; footage gets a shot of the same place and length above it."""
    track, clip = _picture_clip(project, clip_id)
    if clip.shot is not None:
        changed = prompt.strip() and prompt != clip.prompt
        return (edit.set_prompt(project, clip_id, prompt=prompt) if changed else project), clip_id
    order = list(project.tracks)
    above = next((t for t in order[order.index(track) + 1 :] if t.kind == "video"), None)
    if above is None or above.locked or any(c.start < clip.end and clip.start < c.end for c in above.clips):
        project = edit.add_track(project, "video", at=order.index(track) + 1)
        above = project.tracks[order.index(track) + 1]
    return _made(project, above, start=clip.start, length=clip.length, shot=planned(prompt))


def place_media(project: Project, media_id: str, *, track_id: str | None, at: int, insert: bool) -> Made:
    """The whole file as a clip at `at`, on the named track or the first one that can hold it."""
    media = find_media(project, media_id)
    if media is None:
        raise EditRefused("That file is no longer in the film.")
    kind = "audio" if media.kind == "audio" else "video"
    track = find_track(project, track_id) if track_id else None
    if track is None or track.kind != kind:
        track = first_track(project, kind)
    length = media_length(media, project.rate) or _frames(PICTURE_SECONDS, project)
    clip = Clip(id=new_id(), start=max(at, 0), length=length, source=MediaSource(media_id), name=media.name)
    if insert:
        return edit.insert(project, clip, track_id=track.id, at=clip.start), clip.id
    return _put(project, track.id, clip), clip.id


def first_track(project: Project, kind: str) -> Track:
    track = next((track for track in project.tracks if track.kind == kind and not track.locked), None)
    if track is None:
        what = "picture" if kind == "video" else "sound"
        raise EditRefused(f"There is no unlocked {what} track.", next_step="Unlock one, or add a track.")
    return track


def _put(project: Project, track_id: str, clip: Clip) -> Project:
    """Where there is room, without moving anything; else what is there moves later."""
    track = open_track(project, track_id)
    taken = any(other.start < clip.end and clip.start < other.end for other in track.clips)
    return place(project, [(track_id, clip)], mode="insert" if taken else "refuse", mint=new_id)


def _made(project: Project, track: Track, *, start: int, length: int, shot: Shot) -> Made:
    clip = Clip(id=new_id(), start=start, length=length, source=shot)
    return place(project, [(track.id, clip)], mode="refuse", mint=new_id), clip.id


def _like(clip: Clip, *, verb: str, prompt: str) -> Shot:
    """A shot that goes on from `clip`: its words, its cast and its look, unless other words are given."""
    other = clip.shot or Shot()
    return replace(planned(prompt or other.prompt, aspect=other.aspect, verb=verb, cast=other.cast), look=other.look)


def _picture_clip(project: Project, clip_id: str) -> tuple[Track, Clip]:
    track, clip = open_clip(project, clip_id)
    if track.kind != "video":
        raise EditRefused("This clip is sound.", next_step="Choose a clip with pictures.")
    if clip.title is not None:
        raise EditRefused("This clip is a title.", next_step="Choose a clip with pictures.")
    return track, clip


def _frames(seconds: Fraction, project: Project) -> int:
    if not 0 < seconds <= 600:
        raise EditRefused("A shot lasts from one frame to 600 seconds.", next_step="Choose another length.")
    return max(1, frames_for(seconds, project.rate))


