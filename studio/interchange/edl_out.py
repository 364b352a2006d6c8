"""Interchange room: one picture track and up to four sound tracks of a film as a CMX 3600 edit decision list.

Record time 00:00:00:00 is the film's first frame; source times count from each file's first frame; both non-drop at the
film's nominal rate. Comments beginning with FANTASCOPE hold exactly what the format rounds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from math import ceil, floor

from studio.document.film import Clip, Project, Track, find_media, find_take
from studio.document.timebase import timecode
from studio.interchange.losses import Outgoing, name_of, told
from studio.interchange.places import plain_name
from studio.problem import StudioError

OURS = "FANTASCOPE"
MOST_EVENTS = 999
_CARRIED = {"speed", "prompts"}
_CHANNELS = ("A", "A2", "A3", "A4")
_HOURS = 100


def write(project: Project, *, path: Callable[[str], str], track_id: str = "") -> Outgoing:
    """The list. `path` says where the file at a path of the document is; `track_id` chooses the picture track.

    Without it: the lowest picture track that has clips. Raises StudioError for a film too long for timecode.
    """
    if project.duration >= _HOURS * 3600 * ceil(project.rate):
        raise StudioError("An EDL ends at 99 hours.", next_step="Export an OTIO timeline instead.")
    chosen, left = _chosen(project, track_id)
    lines = [f"TITLE: {plain_name(project.name, most=70) or 'Untitled'}", "FCM: NON-DROP FRAME"]
    events = sorted(
        ((clip.start, number, channel, clip) for number, (channel, track) in enumerate(chosen) for clip in track.clips),
        key=lambda event: event[:2],
    )
    for number, (_, _, channel, clip) in enumerate(events, 1):
        lines += ["", *_event(project, number, channel, clip, path)]
        if number == 1:
            lines.append(f"* {OURS} RATE: {project.rate}")
    return Outgoing("\n".join(lines) + "\n", tuple(_losses(project, chosen, left, len(events))))


def _chosen(project: Project, track_id: str) -> tuple[list[tuple[str, Track]], list[Track]]:
    """(channel, track) of what goes into the list, and the tracks with clips that stay out of it."""
    filled = [track for track in project.tracks if track.clips]
    pictures = [track for track in filled if track.kind == "video"]
    sounds = [track for track in filled if track.kind == "audio"]
    shown = [track for track in pictures if track.id == track_id] if track_id else pictures[:1]
    taken = [*(("V", track) for track in shown), *zip(_CHANNELS, sounds, strict=False)]
    kept = {track.id for _, track in taken}
    return taken, [track for track in filled if track.id not in kept]


def _event(
    project: Project, number: int, channel: str, clip: Clip, path: Callable[[str], str]
) -> Iterator[str]:
    source = find_take(project, clip.take) or find_media(project, clip.media_id)
    reel = "AX" if source else "BL"
    spent = max(1, floor((clip.length - 1) * clip.speed) + 1)
    times = (clip.offset, clip.offset + spent, clip.start, clip.end)
    codes = " ".join(timecode(frame, project.rate) for frame in times)
    yield f"{number:03d}  {reel:<8} {channel:<5} C        {codes}"
    if clip.speed != 1:
        pace = float(clip.speed * ceil(project.rate))
        yield f"M2   {reel:<8} {pace:05.1f}                {timecode(clip.offset, project.rate)}"
        yield f"* {OURS} SPEED: {clip.speed}"
    yield f"* FROM CLIP NAME: {plain_name(name_of(project, clip))}"
    if source:
        yield f"* FROM FILE: {plain_name(path(source.path), most=1000)}"
    if clip.planned and clip.prompt:
        yield f"* {OURS} PROMPT: {plain_name(clip.prompt, most=2000)}"


def _losses(project: Project, chosen: list[tuple[str, Track]], left: list[Track], events: int) -> Iterator[str]:
    if left:
        names = ", ".join(f"“{track.name or track.kind}”" for track in left[:5]) + (" …" if len(left) > 5 else "")
        yield f"An EDL holds one picture track and four sound tracks: {names} stay behind."
    if events > MOST_EVENTS:
        yield f"The list has {events:,} events; some programs read {MOST_EVENTS} at most."
    if project.rate.denominator != 1:
        nominal = ceil(project.rate)
        yield f"Timecode counts {nominal} frames a second, non-drop; set the other program to {_decimal(project.rate)}."
    counted = {clip.take or clip.media_id: clip for _, track in chosen for clip in track.clips}
    found = (find_take(project, clip.take) or find_media(project, clip.media_id) for clip in counted.values())
    other = [s for s in found if s and getattr(s, "kind", "video") == "video" and s.rate != project.rate]
    if other:
        yield f"Source times of {len(other)} file(s) with another frame rate count at the film's rate."
    yield from told(project, "EDL", carried=_CARRIED, noted={"planned"})


def _decimal(rate: Fraction) -> str:
    return f"{float(rate):.3f}".rstrip("0").rstrip(".")
