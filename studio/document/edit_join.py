"""Document room: edits that tie clips together: dissolves, groups, a clip and its own sound. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from studio.document.edit_tracks import add_track
from studio.document.film import MIN_GAIN, Clip, Project, Span, Track, find_media, new_id, whole_groups
from studio.document.joins import dissolve_room
from studio.document.lanes import EditRefused, Mint, occupied, open_clip, open_clips, place, with_clips, with_track


def set_dissolve(project: Project, clip_id: str, *, frames: int) -> Project:
    """Let the clip come in from the one that touches its start, over at most so many frames; 0 cuts hard again.

    The fades that would darken the middle of it are taken away.
    """
    track, clip = open_clip(project, clip_id)
    index = track.clips.index(clip)
    left = track.clips[index - 1] if index else None
    room = dissolve_room(left, clip) if left else 0
    if frames > 0 and (left is None or left.end != clip.start):
        raise EditRefused("A dissolve needs two clips that touch.", next_step="Close the gap between them first.")
    if frames > 0 and not room:
        raise EditRefused("These clips are too short for a dissolve.")
    frames = min(max(frames, 0), room)
    changed = {clip.id: replace(clip, dissolve=frames, fade_in=0 if frames else clip.fade_in)}
    if left and frames:
        changed[left.id] = replace(left, fade_out=0)
    return with_track(project, with_clips(track, [changed.get(old.id, old) for old in track.clips]))


def set_group(project: Project, clip_ids: Iterable[str], *, mint: Mint = new_id) -> Project:
    """Make these clips one group; they leave the groups they were in."""
    chosen = open_clips(project, clip_ids)
    if len(chosen) < 2:
        raise EditRefused("A group needs at least two clips.", next_step="Select them with Ctrl and a click.")
    name = mint()
    return _with_group(project, {clip.id for _, clip in chosen}, name)


def clear_group(project: Project, clip_ids: Collection[str]) -> Project:
    """Part the groups these clips are in, whole."""
    members = [clip.id for _, clip in open_clips(project, whole_groups(project, clip_ids)) if clip.group]
    if not members:
        raise EditRefused("These clips are not in a group.")
    return _with_group(project, set(members), "")


def _with_group(project: Project, clip_ids: set[str], name: str) -> Project:
    def renamed(track: Track) -> Track:
        if not any(clip.id in clip_ids for clip in track.clips):
            return track
        return replace(track, clips=tuple(replace(c, group=name) if c.id in clip_ids else c for c in track.clips))

    return replace(project, tracks=tuple(map(renamed, project.tracks)))


def detach_sound(project: Project, clip_id: str, *, mint: Mint = new_id) -> Project:
    """Put the clip's own sound on a sound track under it, in a group with the picture, which falls silent."""
    track, clip = open_clip(project, clip_id)
    media = find_media(project, clip.media_id)
    if track.kind != "video" or media is None or not media.has_audio:
        raise EditRefused("This clip has no sound of its own.")
    if clip.gain_db <= MIN_GAIN:
        raise EditRefused("This clip's sound was taken off it already.")
    span = Span(clip.start, clip.end)
    free = (t.id for t in project.tracks if t.kind == "audio" and not t.locked and not occupied(t, span))
    under = next(free, None)
    if under is None:
        project = add_track(project, "audio", mint=mint)
        under = next(t.id for t in reversed(project.tracks) if t.kind == "audio")
    name = clip.group or mint()
    sound: Clip = replace(clip, id=mint(), group=name, dissolve=0, colour="")
    silent = replace(clip, group=name, gain_db=MIN_GAIN)
    track = with_clips(track, [silent if old.id == clip.id else old for old in track.clips])
    return place(with_track(project, track), [(under, sound)], mode="refuse", mint=mint)
