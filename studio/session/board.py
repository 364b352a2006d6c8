"""Session: the storyboard: the shots of the film's first picture track, as cards. Pure `Project -> Project`.

A card is its shot on the timeline and nothing beside it: what is edited here is edited there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache

from studio.document import edit
from studio.document.film import (
    CastMember,
    Clip,
    FrameRef,
    Project,
    Shot,
    Track,
    find_clip,
    find_take,
    new_id,
    take_length,
)
from studio.document.lanes import EditRefused
from studio.document.timebase import frames_for
from studio.engine.request import GenerateRequest
from studio.problem import StudioError
from studio.session import shots
from studio.session.adapted import character
from studio.session.naming import unknown
from studio.session.planning import BLEND, mentioned, prompts_of, the_clip


@dataclass(frozen=True, slots=True)
class Card:
    """`number` counts from 1. `changed`: its words are others than those its take was made from."""

    number: int
    clip: Clip
    changed: bool = False

    @property
    def shot(self) -> Shot:
        return self.clip.shot or Shot()

    @property
    def due(self) -> bool:
        """Whether filming the board makes it."""
        return self.clip.planned or self.changed


def board_track(project: Project) -> Track | None:
    """The lowest picture track with a shot, or else the lowest one."""
    tracks = [track for track in project.tracks if track.kind == "video"]
    return next((t for t in tracks if any(clip.shot for clip in t.clips)), tracks[0] if tracks else None)


def cards(project: Project) -> tuple[Card, ...]:
    """The shots of the board's track in their order."""
    track = board_track(project)
    found = [clip for clip in track.clips if clip.shot] if track else []
    return tuple(Card(n, clip, is_changed(project, clip)) for n, clip in enumerate(found, 1))


def is_changed(project: Project, clip: Clip) -> bool:
    """Whether a take made now would be made from other words than the one that is shown."""
    take = find_take(project, clip.take)
    if take is None or not take.recipe.request:
        return False
    made = _words(take.recipe.request)
    now = tuple(prompt.text for prompt in prompts_of(project, clip.id, seconds=1.0))
    return made is not None and bool(now) and made != now


@lru_cache(maxsize=1024)
def _words(request: str) -> tuple[str, ...] | None:
    try:
        return tuple(prompt.text for prompt in GenerateRequest.from_json(request).prompts)
    except StudioError:
        return None


def add_card(project: Project, *, prompt: str, after: str | None, seconds: Fraction) -> tuple[Project, str]:
    """A planned shot right after the card `after`, pushing what follows, or behind everything on the track."""
    track = board_track(project)
    if track is None:
        raise EditRefused("There is no picture track.", next_step="Add one first.")
    found = find_clip(project, after) if after else None
    at = found[1].end if found else track.end
    length = frames_for(seconds, project.rate)
    if not 0 < seconds <= 600 or length < 1:
        raise EditRefused("A shot lasts from one frame to 600 seconds.", next_step="Choose another length.")
    clip = Clip(id=new_id(), start=at, length=length, source=shots.planned(prompt))
    return edit.insert(project, clip, track_id=track.id, at=at), clip.id


def move_card(project: Project, clip_id: str, *, to: int) -> Project:
    """The card as the `to`-th of the board, from 0. The others close up behind it and make room before it."""
    order = [card.clip.id for card in cards(project)]
    if clip_id not in order:
        raise EditRefused("That card is no longer on the board.")
    at = order.index(clip_id)
    to = min(max(to, 0), len(order) - 1)
    if at == to:
        return project
    order.insert(to, order.pop(at))
    track, clip = the_clip(project, clip_id)
    film = edit.ripple_delete(project, [clip_id])
    following = find_clip(film, order[to + 1]) if to + 1 < len(order) else None
    before = the_clip(film, order[to - 1])[1].end if to else 0
    place = following[1].start if following else before
    return edit.insert(film, replace(clip, start=place), track_id=track.id, at=place)


def set_length(project: Project, clip_id: str, *, seconds: Fraction) -> Project:
    """As long as that; a take that is too short for it stays in the list while the card is planned again."""
    found = find_clip(project, clip_id)
    if found is None or not 0 < seconds <= 600:
        raise EditRefused("A shot lasts from one frame to 600 seconds.", next_step="Choose another length.")
    clip = found[1]
    frames = max(1, frames_for(seconds, project.rate))
    if frames == clip.length:
        return project
    take = find_take(project, clip.take)
    held = take_length(take, project.rate) if take else None
    if held is not None and clip.offset + frames * clip.speed > held:
        project = edit.plan_again(project, clip_id)
    return edit.ripple_trim_end(project, clip_id, to=clip.start + frames)


def troubles(project: Project) -> list[StudioError]:
    """What keeps the board from being filmed, card by card, naming the field."""
    found, names = [], [member.name for member in project.cast]
    told = {m.name for m in project.cast if m.description.strip() or m.image or character(m.name)}
    shown = cards(project)
    if not shown:
        found.append(StudioError("The storyboard has no cards.", next_step="Add one and say what is to be seen."))
    for card in shown:
        shot, where = card.shot, f"Card {card.number}"
        if strangers := unknown(shot.prompt, names):
            step = "Add them to the cast, or write the name without @."
            found.append(StudioError(f"{where}: prompt names @{strangers[0]}, who is not in the cast.", next_step=step))
        elif not (shot.prompt.strip() or shot.keyframes or shot.verb == BLEND) and not shot.verb:
            found.append(StudioError(f"{where}: prompt is missing.", next_step="Say what is to be seen."))
        for name in mentioned(project, shot):
            if name not in told:
                what = f"{where}: @{name} has neither a description nor a picture."
                found.append(StudioError(what, next_step="Describe them in the cast, or give them a frame."))
    return found


def faceless(project: Project, clip_ids: Sequence[str]) -> list[CastMember]:
    """Who is in these shots and described, but has no picture yet. Whoever was learned needs none."""
    wanted = (the_clip(project, clip_id)[1].shot for clip_id in clip_ids)
    names = {name for shot in wanted if shot for name in mentioned(project, shot)}
    return [m for m in project.cast
            if m.name in names and m.image is None and m.description.strip() and not character(m.name)]


def with_face(project: Project, name: str, image: FrameRef) -> Project:
    """The member with a picture, unless they are gone or have one by now, or this film does not have the picture."""
    member = next((m for m in project.cast if m.name == name and m.image is None), None)
    if member is None or all(media.id != image.id for media in project.media):
        return project
    film = edit.set_cast_member(project, replace(member, image=image))
    return edit.rename_media(film, image.id, name=f"@{name}")
