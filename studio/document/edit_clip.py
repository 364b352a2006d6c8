"""Document room: edits to what a clip is called, says and sounds like. Pure `Project -> Project`."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import fields, replace
from typing import Any

from studio.document.film import (
    MAX_GAIN,
    MIN_GAIN,
    FrameRef,
    Keyframe,
    Project,
    Shot,
    find_media,
    find_take,
    title_trouble,
)
from studio.document.lanes import EditRefused, open_clip, planned_again, with_clip, with_clips, with_track

_SHOT_FIELDS = {field.name for field in fields(Shot)} - {"takes", "take", "keyframes"}


def set_name(project: Project, clip_id: str, *, name: str) -> Project:
    track, clip = open_clip(project, clip_id)
    return with_clip(project, track, replace(clip, name=name))


def set_colour(project: Project, clip_id: str, *, colour: str) -> Project:
    """The clip's colour tag; "" for none."""
    track, clip = open_clip(project, clip_id)
    return with_clip(project, track, replace(clip, colour=colour))


def set_gain(project: Project, clip_id: str, *, gain_db: float) -> Project:
    """The clip's loudness in decibels, held between -96 and +24."""
    track, clip = open_clip(project, clip_id)
    if math.isnan(gain_db):
        raise EditRefused("A gain must be a number of decibels.")
    return with_clip(project, track, replace(clip, gain_db=float(min(max(gain_db, MIN_GAIN), MAX_GAIN))))


def set_fades(project: Project, clip_id: str, *, fade_in: int | None = None, fade_out: int | None = None) -> Project:
    """Fade lengths in film frames; the one given wins where the two would cross. A fade takes a dissolve's place."""
    track, clip = open_clip(project, clip_id)
    first = clip.fade_in if fade_in is None else min(max(fade_in, 0), clip.length)
    last = clip.fade_out if fade_out is None else min(max(fade_out, 0), clip.length)
    if fade_in is None:
        first = min(first, clip.length - last)
    last = min(last, clip.length - first)
    changed = {clip.id: replace(clip, fade_in=first, fade_out=last, dissolve=0 if first else clip.dissolve)}
    index = track.clips.index(clip) + 1
    if last and index < len(track.clips) and track.clips[index].dissolve:
        changed[track.clips[index].id] = replace(track.clips[index], dissolve=0)
    return with_track(project, with_clips(track, [changed.get(old.id, old) for old in track.clips]))


def set_title(project: Project, clip_id: str, **changes: Any) -> Project:
    """Change the words over the picture: text, place, size, colour, plate."""
    track, clip = open_clip(project, clip_id)
    if clip.title is None:
        raise EditRefused("This clip is not a title.")
    title = replace(clip.title, **changes)
    if trouble := title_trouble(title):
        raise EditRefused(trouble)
    return with_clip(project, track, replace(clip, source=title))


def set_prompt(project: Project, clip_id: str, *, prompt: str) -> Project:
    """The shot's prompt. An expansion of the old one no longer belongs to it and is dropped."""
    return set_shot(project, clip_id, prompt=prompt, expanded="")


def set_shot(project: Project, clip_id: str, **changes: Any) -> Project:
    """Change fields of the shot: prompt, negative, expanded, verb, aspect, seed, model, cast, loras."""
    track, clip = open_clip(project, clip_id)
    if clip.shot is None:
        raise EditRefused("This clip is imported footage and has no prompt.")
    if unknown := set(changes) - _SHOT_FIELDS:
        raise TypeError(f"set_shot cannot change {', '.join(sorted(unknown))}")
    if "cast" in changes:
        changes["cast"] = _known_cast(project, changes["cast"])
    return with_clip(project, track, replace(clip, source=replace(clip.shot, **changes)))


def _known_cast(project: Project, names: Iterable[str]) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(names))
    for name in names:
        if all(member.name != name for member in project.cast):
            raise EditRefused(f"Nobody in the cast is called @{name}.", next_step="Add them to the cast first.")
    return names


def set_keyframe(project: Project, clip_id: str, *, keyframe: Keyframe) -> Project:
    """Give the shot a picture to pass through, replacing one at the same time."""
    track, clip = open_clip(project, clip_id)
    if clip.shot is None:
        raise EditRefused("This clip is imported footage and has no keyframes.")
    if keyframe.time < 0 or (clip.planned and keyframe.time >= clip.length):
        raise EditRefused("A keyframe must lie inside its shot.")
    if not 0.0 <= keyframe.strength <= 1.0:
        raise EditRefused("A keyframe's strength must be between 0 and 1.")
    refuse_unknown_frame(project, keyframe.image)
    keys = [key for key in clip.shot.keyframes if key.time != keyframe.time]
    ordered = tuple(sorted([*keys, keyframe], key=lambda key: key.time))
    return with_clip(project, track, replace(clip, source=replace(clip.shot, keyframes=ordered)))


def remove_keyframe(project: Project, clip_id: str, *, time: int) -> Project:
    track, clip = open_clip(project, clip_id)
    kept = tuple(key for key in clip.shot.keyframes if key.time != time) if clip.shot else ()
    if clip.shot is None or kept == clip.shot.keyframes:
        raise EditRefused("There is no keyframe at this time.")
    return with_clip(project, track, replace(clip, source=replace(clip.shot, keyframes=kept)))


def plan_again(project: Project, clip_id: str) -> Project:
    """Make the clip a planned shot of its present length; its takes stay listed."""
    track, clip = open_clip(project, clip_id)
    if clip.shot is None:
        raise EditRefused("This clip is imported footage and cannot be planned again.")
    return with_clip(project, track, planned_again(clip, clip.shot))


def refuse_unknown_frame(project: Project, image: FrameRef) -> None:
    """Refuse a frame of a file or take that the film does not have."""
    source = find_media(project, image.id) if image.kind == "media" else find_take(project, image.id)
    if source is None or image.frame < 0 or (image.kind == "media" and image.frame >= source.frames):
        raise EditRefused("That frame is not in the film.")
