"""UI room, timeline: what a hand on the timeline is doing, as small data. Pure; no widget, no painter.

A gesture that edits is a pure `Project -> Project`: `shown(project, gesture)` is what is painted while it lasts and
what is committed when it ends, so what is seen is where it lands.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from studio.session.film import (
    Clip,
    Project,
    StudioError,
    Track,
    edit,
    find_clip,
    find_media,
    snap,
    snap_points,
    source_length,
)
from studio.ui.timeline.hits import Hit, OnClip, OnDissolve, OnFade
from studio.ui.timeline.layout import SNAP, Side, View

Tool = Literal["select", "blade", "slip", "slide", "rate"]
TrimKind = Literal["trim", "ripple", "roll", "rate"]
MoveMode = Literal["overwrite", "insert"]

MANY = 400  # beyond so many dragged clips only the outermost edges snap


@dataclass(frozen=True, slots=True)
class Idle:
    pass


@dataclass(frozen=True, slots=True)
class Press:
    """The button is down and the pointer has not gone far enough to mean a drag."""

    hit: Hit
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Scrub:
    pass


@dataclass(frozen=True, slots=True)
class Pan:
    """The view follows the hand (`foot`: the scroll bar's handle does)."""

    x: float
    y: float
    view: View
    foot: bool = False


@dataclass(frozen=True, slots=True)
class Band:
    x0: float
    y0: float
    x1: float
    y1: float
    kept: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class MarkDrag:
    """The in point, the out point or a marker, being moved along the ruler."""

    what: Literal["in", "out", "marker"]
    origin: int
    to: int
    snapped: int | None = None


@dataclass(frozen=True, slots=True)
class Move:
    clip_ids: tuple[str, ...]
    grabbed: int  # film frame under the pointer when the drag began
    lane: int  # lane under it
    by: int = 0
    lanes: int = 0
    mode: MoveMode = "overwrite"
    snapped: int | None = None
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Trim:
    """`beyond` counts the frames past the source's end that the studio is asked to generate."""

    clip_id: str
    side: Side
    kind: TrimKind
    to: int
    beyond: int = 0
    snapped: int | None = None


@dataclass(frozen=True, slots=True)
class Inner:
    """Slip or slide: the clip's content, or the clip between its neighbours."""

    clip_id: str
    tool: Literal["slip", "slide"]
    grabbed: int
    by: int = 0


@dataclass(frozen=True, slots=True)
class Fade:
    """A fade's handle."""

    clip_id: str
    side: Side
    frames: int


@dataclass(frozen=True, slots=True)
class Cross:
    """An end of a dissolve; the other end follows, as it stays centred on the cut."""

    clip_id: str
    frames: int


@dataclass(frozen=True, slots=True)
class Drop:
    """Where files held over the timeline would land. `length` is 0 while a file's length is unknown."""

    kind: Literal["shot", "keyframe", "clip", "none"]
    lane: int | None
    frame: int
    length: int = 0
    clip_id: str = ""
    text: str = ""


IDLE = Idle()
Gesture = Idle | Press | Scrub | Pan | Band | MarkDrag | Move | Trim | Inner | Fade | Cross


def clips_of(gesture: Gesture) -> tuple[str, ...]:
    """The clips in the hand."""
    match gesture:
        case Move(clip_ids=ids):
            return ids
        case Trim(clip_id=clip_id) | Inner(clip_id=clip_id) | Fade(clip_id=clip_id) | Cross(clip_id=clip_id):
            return (clip_id,)
        case Press(hit=OnClip(clip=clip) | OnFade(clip=clip) | OnDissolve(clip=clip)):
            return (clip.id,)
    return ()


def label(gesture: Gesture) -> str:
    """The name of the undo step the gesture ends in; "" for one that edits nothing."""
    match gesture:
        case Move(clip_ids=ids, mode="insert"):
            return "Insert clip" if len(ids) == 1 else "Insert clips"
        case Move(clip_ids=ids):
            return "Move clip" if len(ids) == 1 else "Move clips"
        case Trim(kind=kind):
            return {"trim": "Trim", "ripple": "Ripple trim", "roll": "Roll", "rate": "Change speed"}[kind]
        case Inner(tool=tool):
            return "Slip" if tool == "slip" else "Slide"
        case Fade(side=side):
            return "Fade in" if side == "start" else "Fade out"
        case Cross():
            return "Dissolve"
        case MarkDrag(what=what):
            return {"in": "Set in point", "out": "Set out point", "marker": "Move marker"}[what]
    return ""


def change(gesture: Gesture) -> Callable[[Project], Project] | None:
    """The edit the gesture stands for; None when it would change nothing."""
    match gesture:
        case Move(by=0, lanes=0):
            return None
        case Move(clip_ids=ids, by=by, lanes=lanes, mode=mode):
            return lambda project: edit.move_clips(project, ids, by=by, lanes=lanes, mode=mode)
        case Trim(clip_id=clip_id, kind="roll", side="end", to=to):
            return lambda project: edit.roll(project, clip_id, to=to)
        case Trim(clip_id=clip_id, kind="roll", to=to):
            return lambda project: edit.roll(project, _before(project, clip_id).id, to=to)
        case Trim(clip_id=clip_id, side=side, kind="ripple", to=to):
            verb = edit.ripple_trim_start if side == "start" else edit.ripple_trim_end
            return lambda project: verb(project, clip_id, to=to)
        case Trim(clip_id=clip_id, side=side, kind=kind, to=to):
            verb = edit.stretch if kind == "rate" else edit.trim_group
            return lambda project: verb(project, clip_id, side=side, to=to)
        case Fade(clip_id=clip_id, side="start", frames=frames):
            return lambda project: edit.set_fades(project, clip_id, fade_in=frames)
        case Fade(clip_id=clip_id, frames=frames):
            return lambda project: edit.set_fades(project, clip_id, fade_out=frames)
        case Cross(clip_id=clip_id, frames=frames):
            return lambda project: edit.set_dissolve(project, clip_id, frames=frames)
        case Inner(by=0):
            return None
        case Inner(clip_id=clip_id, tool="slip", by=by):
            return lambda project: edit.slip(project, clip_id, by=-by)
        case Inner(clip_id=clip_id, by=by):
            return lambda project: edit.slide(project, clip_id, by=by)
        case MarkDrag(what="in", to=to):
            return lambda project: edit.set_in(project, to)
        case MarkDrag(what="out", to=to):
            return lambda project: edit.set_out(project, to)
        case MarkDrag(origin=origin, to=to):
            return lambda project: edit.move_marker(project, origin, to=to) if origin != to else project
    return None


def shown(project: Project, gesture: Gesture) -> Project:
    """The film as it would be if the hand let go now. Raises StudioError when it cannot be made."""
    made = change(gesture)
    return made(project) if made else project


def held(project: Project, clip_id: str) -> tuple[Track, Clip]:
    """The clip in the hand and its track. Raises StudioError when it has gone meanwhile."""
    found = find_clip(project, clip_id)
    if found is None:
        raise StudioError("That clip is no longer in the film.")
    return found


def _before(project: Project, clip_id: str) -> Clip:
    track, clip = held(project, clip_id)
    index = track.clips.index(clip)
    return track.clips[index - 1] if index else clip


def tolerance(view: View) -> int:
    return max(round(SNAP / view.scale), 0)


def move(
    project: Project, gesture: Move, *, view: View, frame: int, lane: int | None, snapping: bool, playhead: int
) -> Move:
    """The move with the pointer at `frame` over `lane`; a lane that cannot hold the clips is not taken."""
    clips = [found[1] for clip_id in gesture.clip_ids if (found := find_clip(project, clip_id))]
    first = min(clip.start for clip in clips)
    by, snapped = max(frame - gesture.grabbed, -first), None
    if snapping:
        edges = sorted({edge for clip in clips for edge in (clip.start, clip.end)})
        edges = edges if len(clips) <= MANY else [edges[0], edges[-1]]
        points = snap_points(project, playhead=playhead, ignore=frozenset(gesture.clip_ids))
        near = snap.snap([edge + by for edge in edges], points, tolerance=tolerance(view), earliest=0)
        if near:
            by, snapped = by + near.by, near.point.frame
    lanes, refused = gesture.lanes if lane is None else lane - gesture.lane, ""
    for tried in dict.fromkeys((lanes, gesture.lanes, 0)):
        moved = replace(gesture, by=by, lanes=tried, snapped=snapped, refused="")
        if tried == 0 and len(clips) == 1:
            return moved  # its own lane holds it: no need to try
        try:
            shown(project, moved)
            return moved
        except StudioError as exc:
            refused = str(exc)
    return replace(gesture, refused=refused)


def trim(
    project: Project, gesture: Trim, *, view: View, frame: int, snapping: bool, playhead: int, reach: bool
) -> Trim:
    """The trim with the pointer at `frame`. With `reach` an edge dragged past its source asks for more of it."""
    clip = held(project, gesture.clip_id)[1]
    snapped = None
    if snapping:
        points = snap_points(project, playhead=playhead, ignore={gesture.clip_id} if gesture.kind == "ripple" else ())
        points = tuple(p for p in points if p.frame != (clip.start if gesture.side == "start" else clip.end))
        near = snap.snap([frame], points, tolerance=tolerance(view))
        if near:
            frame, snapped = near.point.frame, near.point.frame
    if gesture.kind != "trim":
        moved = replace(gesture, to=frame, snapped=snapped)
        return moved if gesture.kind == "ripple" else _landed(project, moved)
    limits = edit.start_limits if gesture.side == "start" else edit.end_limits
    low, high = limits(project, gesture.clip_id)
    to = min(max(frame, low), high)
    if clip.group:
        return _landed(project, replace(gesture, to=to, beyond=0, snapped=snapped))
    beyond = _beyond(project, clip, side=gesture.side, frame=frame) if reach else 0
    landed = to if not beyond else (to + beyond if gesture.side == "end" else to - beyond)
    return replace(gesture, to=to, beyond=beyond, snapped=snapped if snapped == landed else None)


def _landed(project: Project, gesture: Trim) -> Trim:
    """The edge where the edit really puts it, so that no snap line lies."""
    try:
        landed = held(shown(project, gesture), gesture.clip_id)[1]
    except StudioError:
        return gesture
    to = landed.start if gesture.side == "start" else landed.end
    return replace(gesture, to=to, snapped=gesture.snapped if gesture.snapped == to else None)


def _beyond(project: Project, clip: Clip, *, side: Side, frame: int) -> int:
    """Frames past the source's end (or before its beginning) that fit before the next clip."""
    track = held(project, clip.id)[0]
    if track.kind != "video" or not can_grow(project, clip):
        return 0
    index = track.clips.index(clip)
    if side == "end":
        source_end = clip.start + (edit.longest(project, clip) or 0)
        room = track.clips[index + 1].start - source_end if index + 1 < len(track.clips) else None
        wanted = frame - source_end
    else:
        source_start = clip.start - (edit.headroom(project, clip) or 0)
        room = source_start - track.clips[index - 1].end if index else None
        wanted = source_start - frame
    # A neighbour further off bounds what is generated; one that touches the source's end moves out of the way.
    return max(min(wanted, room) if room else wanted, 0)


def can_grow(project: Project, clip: Clip) -> bool:
    """Whether there is an end to go past: moving pictures of a known length."""
    media = find_media(project, clip.media_id)
    return source_length(project, clip) is not None and (media is None or media.kind == "video")
