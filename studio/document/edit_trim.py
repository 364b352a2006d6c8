"""Document room: edits to where clips begin, end and cut. Pure `Project -> Project`.

An edge dragged too far stops at its limit: a neighbour, the source's first or last frame, or one frame of length.
The limits are public so that the screen can show them, and offer to generate what lies beyond.
"""

from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction
from operator import attrgetter
from typing import Literal

from studio.document.film import (
    MAX_FRAMES,
    MAX_SPEED,
    MIN_SPEED,
    Clip,
    Project,
    Track,
    clip_at,
    find_clip,
    find_clips,
    has_inner_time,
    new_id,
    shifted,
    source_length,
    whole_groups,
)
from studio.document.lanes import (
    EditRefused,
    Mint,
    chosen_tracks,
    headroom,
    longest,
    open_clip,
    recut,
    settle,
    split,
    with_clip,
    with_clips,
    with_track,
)

Side = Literal["start", "end"]


def start_limits(project: Project, clip_id: str) -> tuple[int, int]:
    """The earliest and the latest frame a plain trim can move the clip's start to."""
    track, clip = _found(project, clip_id)
    left, _ = _neighbours(track, clip)
    head = headroom(project, clip)
    earliest = left.end if left else 0
    return (earliest if head is None else max(earliest, clip.start - head)), clip.end - 1


def end_limits(project: Project, clip_id: str) -> tuple[int, int]:
    """The earliest and the latest frame a plain trim can move the clip's end to."""
    track, clip = _found(project, clip_id)
    _, right = _neighbours(track, clip)
    room = longest(project, clip)
    latest = right.start if right else MAX_FRAMES
    return clip.start + 1, (latest if room is None else min(latest, clip.start + room))


def trim_start(project: Project, clip_id: str, *, to: int) -> Project:
    """Move the clip's start, leaving its frames where they are."""
    track, clip = open_clip(project, clip_id)
    low, high = start_limits(project, clip_id)
    return with_clip(project, track, recut(project, clip, start=_within(to, low, high), end=clip.end))


def trim_end(project: Project, clip_id: str, *, to: int) -> Project:
    """Move the clip's end."""
    track, clip = open_clip(project, clip_id)
    low, high = end_limits(project, clip_id)
    return with_clip(project, track, recut(project, clip, start=clip.start, end=_within(to, low, high)))


def ripple_trim_start(project: Project, clip_id: str, *, to: int) -> Project:
    """Make the frame now at `to` the clip's first; the clip stays in place and what follows on the track moves."""
    track, clip = open_clip(project, clip_id)
    head = headroom(project, clip)
    # A source without a beginning still grows only as far as a timeline reaches.
    earliest = clip.start - (MAX_FRAMES if head is None else head)
    by = _within(to, earliest, clip.end - 1) - clip.start
    cut = replace(recut(project, clip, start=clip.start + by, end=clip.end), start=clip.start)
    return with_track(project, _rippled(track, clip, cut))


def ripple_trim_end(project: Project, clip_id: str, *, to: int) -> Project:
    """Move the clip's end, and what follows on the track with it."""
    track, clip = open_clip(project, clip_id)
    room = longest(project, clip)
    latest = MAX_FRAMES if room is None else clip.start + room
    cut = recut(project, clip, start=clip.start, end=_within(to, clip.start + 1, latest))
    return with_track(project, _rippled(track, clip, cut))


def roll(project: Project, left_id: str, *, to: int) -> Project:
    """Move the cut between a clip and the one that touches its end."""
    track, left = open_clip(project, left_id)
    _, right = _neighbours(track, left)
    if right is None or right.start != left.end:
        raise EditRefused("A roll needs two clips that touch.", next_step="Close the gap between them first.")
    room, head = longest(project, left), headroom(project, right)
    low = left.start + 1 if head is None else max(left.start + 1, right.start - head)
    high = right.end - 1 if room is None else min(right.end - 1, left.start + room)
    cut = _within(to, low, high)
    return _with_changed(
        project,
        track,
        recut(project, left, start=left.start, end=cut),
        recut(project, right, start=cut, end=right.end),
    )


def slip(project: Project, clip_id: str, *, by: int) -> Project:
    """Show an earlier or later part of the source (`by` source frames), the clip staying where it is."""
    track, clip = open_clip(project, clip_id)
    if not has_inner_time(project, clip):
        raise EditRefused("A picture or a planned shot has no other frames to slip to.")
    held = source_length(project, clip)
    if held is None:
        raise EditRefused("This take is still being made.", next_step="Slip it when it is finished.")
    needed = (clip.length - 1) * clip.speed.numerator // clip.speed.denominator + 1
    return with_clip(project, track, replace(clip, offset=_within(clip.offset + by, 0, held - needed)))


def slide(project: Project, clip_id: str, *, by: int) -> Project:
    """Move the clip between its neighbours; those that touch it give way on one side and follow on the other."""
    track, clip = open_clip(project, clip_id)
    before, after = _neighbours(track, clip)
    low = (before.end if before else 0) - clip.start
    high = (after.start if after else MAX_FRAMES) - clip.end
    left = before if before and before.end == clip.start else None
    right = after if after and after.start == clip.end else None
    if left:
        low = left.start + 1 - clip.start
    if right:
        high = right.end - 1 - clip.end
    if left and (room := longest(project, left)) is not None:
        high = min(high, left.start + room - clip.start)
    if right and (head := headroom(project, right)) is not None:
        low = max(low, -head)
    by = _within(by, low, high)
    changed = [replace(clip, start=clip.start + by)]
    if left:
        changed.append(recut(project, left, start=left.start, end=left.end + by))
    if right:
        changed.append(recut(project, right, start=right.start + by, end=right.end))
    return _with_changed(project, track, *changed)


def blade(project: Project, clip_id: str, *, at: int, mint: Mint = new_id) -> Project:
    """Cut the clip in two at `at`; the left piece keeps the id. Its group is cut too, into a left and a right one."""
    _, clip = open_clip(project, clip_id)
    if not clip.start < at < clip.end:
        raise EditRefused("The blade must fall inside the clip.")
    return _bladed(project, at, only=frozenset(whole_groups(project, [clip_id])), mint=mint)


def blade_all(project: Project, at: int, *, mint: Mint = new_id) -> Project:
    """Cut every clip under `at` on unlocked tracks."""
    return _bladed(project, at, only=None, mint=mint)


def _bladed(project: Project, at: int, *, only: frozenset[str] | None, mint: Mint) -> Project:
    parted: dict[str, str] = {}  # a group that was cut -> the group of what lies right of the cut
    for track in chosen_tracks(project, None):
        cut = clip_at(track, at)
        if cut is not None and cut.start < at and (only is None or cut.id in only):
            project = with_track(project, split(project, track, at=at, mint=mint, only={cut.id}))
            if cut.group and cut.group not in parted:
                parted[cut.group] = mint()
    for track in chosen_tracks(project, None) if parted else ():
        clips = (
            replace(clip, group=parted[clip.group]) if clip.start >= at and clip.group in parted else clip
            for clip in track.clips
        )
        project = with_track(project, replace(track, clips=tuple(clips)))
    return project


def stretch(project: Project, clip_id: str, *, side: Side, to: int) -> Project:
    """Move an edge with the source frames staying in the clip: it plays slower or faster. Stops at the neighbours."""
    track, clip = open_clip(project, clip_id)
    if not has_inner_time(project, clip):
        raise EditRefused("A picture or a planned shot has no speed.", next_step="Change its length instead.")
    left, right = _neighbours(track, clip)
    if side == "end":
        most = (right.start if right else MAX_FRAMES) - clip.start
        wanted = to - clip.start
    else:
        most = clip.end - (left.end if left else 0)
        wanted = clip.end - to
    inner = clip.length * clip.speed  # source frames shown
    length = _within(wanted, max(math.ceil(inner / MAX_SPEED), 1), min(most, math.floor(inner / MIN_SPEED)))
    speed = (inner / length).limit_denominator(10_000)
    paced = replace(clip, speed=min(max(speed, MIN_SPEED), MAX_SPEED), length=length)
    room = longest(project, paced)
    paced = paced if room is None else replace(paced, length=min(length, room))
    start = clip.start if side == "end" else clip.end - paced.length
    return with_clip(project, track, settle(replace(paced, start=start)))


def trim_group(project: Project, clip_id: str, *, side: Side, to: int) -> Project:
    """Trim the clip and whatever of its group begins (or ends) with it, as far as all of them can go."""
    _, clip = open_clip(project, clip_id)
    edge = attrgetter(side)
    linked = find_clips(project, whole_groups(project, [clip_id])).values()
    names = [one.id for lane, one in linked if edge(one) == edge(clip) and not lane.locked]
    limits = start_limits if side == "start" else end_limits
    ranges = [limits(project, name) for name in names]
    to = _within(to, max(low for low, _ in ranges), min(high for _, high in ranges))
    for name in names:
        project = (trim_start if side == "start" else trim_end)(project, name, to=to)
    return project


def set_speed(project: Project, clip_id: str, *, speed: Fraction, ripple: bool = False) -> Project:
    """Play the same source frames at another speed. The clip's length changes; with `ripple` what follows moves.

    Without `ripple` a clip that would run into the next one is refused.
    """
    track, clip = open_clip(project, clip_id)
    speed = Fraction(speed).limit_denominator(10_000)
    if not MIN_SPEED <= speed <= MAX_SPEED:
        raise EditRefused("A clip's speed must be between 1 % and 10000 %.")
    if not has_inner_time(project, clip):
        raise EditRefused("A picture or a planned shot has no speed.", next_step="Change its length instead.")
    faster = replace(clip, speed=speed, length=max(1, math.floor(clip.length * clip.speed / speed + Fraction(1, 2))))
    room = longest(project, faster)
    faster = settle(faster if room is None else replace(faster, length=min(faster.length, room)))
    _, right = _neighbours(track, clip)
    if ripple:
        return with_track(project, _rippled(track, clip, faster))
    if right is not None and faster.end > right.start:
        raise EditRefused("At this speed the clip would run into the next one.", next_step="Let what follows move.")
    return with_clip(project, track, faster)


def _found(project: Project, clip_id: str) -> tuple[Track, Clip]:
    found = find_clip(project, clip_id)
    if found is None:
        raise EditRefused("That clip is no longer in the film.")
    return found


def _neighbours(track: Track, clip: Clip) -> tuple[Clip | None, Clip | None]:
    index = track.clips.index(clip)
    left = track.clips[index - 1] if index else None
    return left, track.clips[index + 1] if index + 1 < len(track.clips) else None


def _within(value: int, low: int, high: int) -> int:
    return max(low, min(value, high))


def _with_changed(project: Project, track: Track, *changed: Clip) -> Project:
    """In one step: between two, clips that touch would not, and lose what joins them."""
    new = {clip.id: clip for clip in changed}
    return with_track(project, with_clips(track, [new.get(old.id, old) for old in track.clips]))


def _rippled(track: Track, old: Clip, new: Clip) -> Track:
    by = new.length - old.length

    def moved(clip: Clip) -> Clip:
        if clip.id == old.id:
            return new
        return shifted(clip, by) if clip.start >= old.end else clip

    return with_clips(track, map(moved, track.clips))
