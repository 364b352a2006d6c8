"""Document room: edits to the film's files, takes and cast. Pure; knows nothing of where a file really is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from studio.document.edit_clip import refuse_unknown_frame
from studio.document.film import (
    CastMember,
    Clip,
    FrameRef,
    Media,
    Project,
    Shot,
    Take,
    each_clip,
    find_clip,
    find_media,
    find_take,
    take_length,
)
from studio.document.lanes import EditRefused, longest, open_clip, planned_again, settle, with_clip


def add_media(project: Project, media: Media) -> Project:
    """The film with one more imported file."""
    if find_media(project, media.id):
        raise EditRefused(f"“{media.name}” is already in the film.")
    return replace(project, media=(*project.media, media))


def rename_media(project: Project, media_id: str, *, name: str) -> Project:
    if find_media(project, media_id) is None:
        raise EditRefused("That file is no longer in the film.")
    return replace(project, media=tuple(replace(m, name=name) if m.id == media_id else m for m in project.media))


def relink_media(project: Project, media_id: str, *, path: str, digest: str = "") -> Project:
    """The same file found at another path."""
    if find_media(project, media_id) is None:
        raise EditRefused("That file is no longer in the film.")
    relinked = (replace(m, path=path, digest=digest or m.digest) if m.id == media_id else m for m in project.media)
    return replace(project, media=tuple(relinked))


def remove_media(project: Project, media_id: str) -> Project:
    """The film without the file. Refused while a clip, a keyframe or the cast uses it."""
    media = find_media(project, media_id)
    if media is None:
        raise EditRefused("That file is no longer in the film.")
    shown = any(clip.media_id == media_id for _, clip in each_clip(project))
    if shown or any(ref.kind == "media" and ref.id == media_id for ref in frame_refs(project)):
        raise EditRefused(f"“{media.name}” is still used.", next_step="Remove what uses it first.")
    return replace(project, media=tuple(other for other in project.media if other.id != media_id))


def add_take(project: Project, take: Take, *, clip_id: str | None = None) -> Project:
    """Record a generation, and list it with its shot. A planned shot on an unlocked track shows it at once.

    Finished work is never refused: a clip that is gone or locked leaves the take in the film, to be used later.
    """
    if find_take(project, take.id):
        raise EditRefused("That take is already in the film.")
    project = replace(project, takes=(*project.takes, take))
    found = find_clip(project, clip_id) if clip_id else None
    shot = found[1].shot if found else None
    if found is None or shot is None:
        return project
    track, clip = found
    listed = replace(clip, source=replace(shot, takes=(*shot.takes, take.id)))
    project = with_clip(project, track, listed)
    wanted = clip.planned and not track.locked and take_length(take, project.rate) != 0
    return choose_take(project, clip.id, take_id=take.id) if wanted else project


def update_take(project: Project, take: Take) -> Project:
    """A take that grew, shrank or was completed. Clips showing more than a completed take holds are shortened.

    A clip that lies wholly past its end becomes a planned shot again. Locked tracks follow: their clips must not
    promise frames that do not exist.
    """
    if find_take(project, take.id) is None:
        raise EditRefused("That take is no longer in the film.")
    project = replace(project, takes=tuple(take if old.id == take.id else old for old in project.takes))
    for track, clip in tuple(each_clip(project)):
        if clip.take == take.id:
            track = next(t for t in project.tracks if t.id == track.id)
            project = with_clip(project, track, _fit(project, clip))
    return project


def choose_take(project: Project, clip_id: str, *, take_id: str) -> Project:
    """Show another take of the shot. The clip keeps its place and head where it can, and is shortened if it must."""
    track, clip = open_clip(project, clip_id)
    take = find_take(project, take_id)
    if clip.shot is None:
        raise EditRefused("This clip is imported footage and has no takes.")
    if take is None:
        raise EditRefused("That take is no longer in the film.")
    held = take_length(take, project.rate)
    if held == 0:
        raise EditRefused("That take has no frames yet.")
    takes = clip.takes if take_id in clip.takes else (*clip.takes, take_id)
    chosen = replace(clip, source=replace(clip.shot, takes=takes, take=take_id))
    if held is not None and chosen.offset >= held:
        needed = (chosen.length - 1) * chosen.speed.numerator // chosen.speed.denominator + 1
        chosen = replace(chosen, offset=max(held - needed, 0))
    return with_clip(project, track, _fit(project, chosen))


def remove_take(project: Project, take_id: str) -> Project:
    """The film without the take. Refused while a clip shows it, or a keyframe or the cast uses one of its frames."""
    if find_take(project, take_id) is None:
        raise EditRefused("That take is no longer in the film.")
    shown = any(clip.take == take_id for _, clip in each_clip(project))
    if shown or any(ref.kind == "take" and ref.id == take_id for ref in frame_refs(project)):
        raise EditRefused("That take is still used.", next_step="Choose another take of the shot first.")

    def unlist(clip: Clip) -> Clip:
        if clip.shot is None or take_id not in clip.takes:
            return clip
        return replace(clip, source=replace(clip.shot, takes=tuple(t for t in clip.takes if t != take_id)))

    tracks = tuple(replace(track, clips=tuple(map(unlist, track.clips))) for track in project.tracks)
    return replace(project, tracks=tracks, takes=tuple(take for take in project.takes if take.id != take_id))


def set_cast_member(project: Project, member: CastMember) -> Project:
    """Add someone to the cast, or change the member of that name."""
    if not member.name.strip():
        raise EditRefused("A cast member needs a name.")
    if member.image is not None:
        refuse_unknown_frame(project, member.image)
    if any(other.name == member.name for other in project.cast):
        return replace(project, cast=tuple(member if other.name == member.name else other for other in project.cast))
    return replace(project, cast=(*project.cast, member))


def remove_cast_member(project: Project, name: str) -> Project:
    """The film without the member; no shot lists it any more."""

    def uncast(clip: Clip) -> Clip:
        if clip.shot is None or name not in clip.shot.cast:
            return clip
        return replace(clip, source=replace(clip.shot, cast=tuple(other for other in clip.shot.cast if other != name)))

    tracks = tuple(replace(track, clips=tuple(map(uncast, track.clips))) for track in project.tracks)
    return replace(project, tracks=tracks, cast=tuple(member for member in project.cast if member.name != name))


def frame_refs(project: Project) -> Iterator[FrameRef]:
    """Every single frame the cast and the keyframes point at."""
    yield from (member.image for member in project.cast if member.image)
    for _, clip in each_clip(project):
        if isinstance(clip.source, Shot):
            yield from (key.image for key in clip.source.keyframes)


def _fit(project: Project, clip: Clip) -> Clip:
    room = longest(project, clip)
    if room is None or clip.length <= room:
        return settle(clip)
    if room > 0:
        return settle(replace(clip, length=room))
    return planned_again(clip, clip.shot) if clip.shot else clip
