"""Interchange room: a film as an OpenTimelineIO timeline (.otio JSON). Knows the document, opens no files.

Cuts, gaps, tracks, speeds, markers, names and media are OTIO's own; what OTIO has no place for stands in `metadata`
under "fantascope", where this studio reads it back and other programs can show it.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

from studio.document.film import Clip, Project, Shot, Track, find_media, find_take, gaps
from studio.document.joins import dissolve_span
from studio.document.plain import to_plain
from studio.interchange.losses import Outgoing, name_of, told

NOTES = "fantascope"
_CARRIED = {"speed", "markers", "muted", "names", "prompts", "dissolves"}
_NOTED = {"fades", "gain", "colours", "planned", "look", "range", "held", "groups", "titles"}
# OTIO knows these marker colours; others stay in the notes.
COLOURS = ("PINK", "RED", "ORANGE", "YELLOW", "GREEN", "CYAN", "BLUE", "PURPLE", "MAGENTA", "BLACK", "WHITE")

Url = Callable[[str], str]


def write(project: Project, *, url: Url) -> Outgoing:
    """The timeline. `url` says how the file at a path of the document is to be named."""
    text = json.dumps(timeline(project, url=url), ensure_ascii=False, allow_nan=False, indent=1)
    return Outgoing(text, tuple(told(project, "OTIO", carried=_CARRIED, noted=_NOTED)))


def timeline(project: Project, *, url: Url) -> dict[str, Any]:
    """The same as JSON-able data."""
    rate = project.rate
    stack = _item("Stack.1", "tracks", children=[_track(project, track, url) for track in project.tracks])
    stack["markers"] = [
        {
            "OTIO_SCHEMA": "Marker.2", "metadata": {NOTES: {"colour": marker.colour}}, "name": marker.name,
            "color": marker.colour.upper() if marker.colour.upper() in COLOURS else "RED",
            "marked_range": _range(marker.frame, 0, rate), "comment": "",
        }
        for marker in project.markers
    ]  # fmt: skip
    notes = {
        "rate": str(rate), "width": project.width, "height": project.height, "sample_rate": project.sample_rate,
        "in_point": project.in_point, "out_point": project.out_point, "look": project.look,
    }  # fmt: skip
    return {
        "OTIO_SCHEMA": "Timeline.1", "metadata": {NOTES: notes}, "name": project.name, "global_start_time": None,
        "tracks": stack,
    }  # fmt: skip


def _track(project: Project, track: Track, url: Url) -> dict[str, Any]:
    empty = {gap.end: gap.length for gap in gaps(track)}
    children: list[dict[str, Any]] = []
    for left, clip in zip((None, *track.clips), track.clips, strict=False):
        if left and clip.dissolve and (span := dissolve_span(left, clip)).length:
            children.append(_dissolve(clip.start - span.start, span.end - clip.start, project.rate))
        if length := empty.get(clip.start):
            children.append(_item("Gap.1", "", source_range=_range(0, length, project.rate)))
        children.append(_clip(project, clip, url))
    notes = {"id": track.id, "locked": track.locked, "solo": track.solo}
    kind = "Video" if track.kind == "video" else "Audio"
    made = _item("Track.1", track.name, children=children, notes=notes, enabled=not track.muted)
    return {**made, "kind": kind}


def _dissolve(before: int, after: int, rate: Fraction) -> dict[str, Any]:
    return {
        "OTIO_SCHEMA": "Transition.1", "metadata": {}, "name": "Dissolve", "transition_type": "SMPTE_Dissolve",
        "in_offset": _time(before, rate), "out_offset": _time(after, rate),
    }  # fmt: skip


def _clip(project: Project, clip: Clip, url: Url) -> dict[str, Any]:
    notes: dict[str, Any] = {
        "id": clip.id, "name": clip.name, "speed": str(clip.speed), "fade_in": clip.fade_in, "colour": clip.colour,
        "fade_out": clip.fade_out, "gain_db": clip.gain_db, "group": clip.group,
    }  # fmt: skip
    if clip.shot:  # pictures of other moments and other takes belong to the film they are in
        notes["shot"] = to_plain(bare(clip.shot))
    warp = {
        "OTIO_SCHEMA": "LinearTimeWarp.1", "metadata": {}, "name": "", "effect_name": "LinearTimeWarp",
        "time_scalar": float(clip.speed), "enabled": True,
    }  # fmt: skip
    made = _item("Clip.2", name_of(project, clip), source_range=_range(clip.offset, clip.length, project.rate),
                 notes=notes, effects=[warp] if clip.speed != 1 else [])  # fmt: skip
    return {
        **made, "media_references": {"DEFAULT_MEDIA": _reference(project, clip, url)},
        "active_media_reference_key": "DEFAULT_MEDIA",
    }  # fmt: skip


def bare(shot: Shot) -> Shot:
    """The shot without what ties it to other things of its film, or to files: out of these a timeline makes nothing."""
    return replace(shot, keyframes=(), cast=(), loras=(), takes=(), take=None)


def _reference(project: Project, clip: Clip, url: Url) -> dict[str, Any]:
    media, take = find_media(project, clip.media_id), find_take(project, clip.take)
    if source := take or media:
        if take:
            source = replace(take, recipe=replace(take.recipe, request=""))
        notes = {"take": to_plain(source)} if take else {"media": to_plain(source)}
        length = max(source.frames, 1)
        return {
            "OTIO_SCHEMA": "ExternalReference.1", "metadata": {NOTES: notes}, "available_image_bounds": None,
            "name": media.name if media else source.id, "available_range": _range(0, length, source.rate),
            "target_url": url(source.path),
        }  # fmt: skip
    if clip.title:
        return {
            "OTIO_SCHEMA": "GeneratorReference.1", "metadata": {}, "name": "Title", "available_range": None,
            "available_image_bounds": None, "generator_kind": "Title", "parameters": to_plain(clip.title),
        }  # fmt: skip
    return {
        "OTIO_SCHEMA": "MissingReference.1", "metadata": {}, "name": "", "available_range": None,
        "available_image_bounds": None,
    }  # fmt: skip


def _item(
    schema: str, name: str, *, notes: dict[str, Any] | None = None, source_range: dict[str, Any] | None = None,
    effects: list[Any] | None = None, enabled: bool = True, **rest: Any,
) -> dict[str, Any]:  # fmt: skip
    return {
        "OTIO_SCHEMA": schema, "metadata": {NOTES: notes} if notes else {}, "name": name, "effects": effects or [],
        "source_range": source_range, "markers": [], "enabled": enabled, "color": None, **rest,
    }  # fmt: skip


def _range(start: int, length: int, rate: Fraction) -> dict[str, Any]:
    return {"OTIO_SCHEMA": "TimeRange.1", "duration": _time(length, rate), "start_time": _time(start, rate)}


def _time(frames: int, rate: Fraction) -> dict[str, Any]:
    return {"OTIO_SCHEMA": "RationalTime.1", "rate": float(rate), "value": float(frames)}
