"""Document room: clips as JSON-able data for copy and paste. Knows nothing of the system's clipboard."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from studio.document.check import check
from studio.document.edit_clip import refuse_unknown_frame
from studio.document.film import Clip, Project, find_clips, new_id
from studio.document.lanes import EditRefused, Mint, Mode, place
from studio.document.plain import from_plain, to_plain

FORMAT = "fantascope/clips/1"


def copy_clips(project: Project, clip_ids: Iterable[str]) -> dict[str, Any]:
    """The clips with their distances in time and in tracks: `{"format", "clips": [{"lane", "clip"}]}`."""
    lanes = {track.id: lane for lane, track in enumerate(project.tracks)}
    found = list(find_clips(project, tuple(dict.fromkeys(clip_ids))).values())
    if not found:
        raise EditRefused("There is nothing to copy.", next_step="Select a clip first.")
    top = min(lanes[track.id] for track, _ in found)
    first = min(clip.start for _, clip in found)
    clips = [
        {"lane": lanes[track.id] - top, "clip": to_plain(replace(clip, start=clip.start - first))}
        for track, clip in found
    ]
    return {"format": FORMAT, "clips": clips}


def paste_clips(
    project: Project, copied: Any, *, track_id: str, at: int, mode: Mode = "overwrite", mint: Mint = new_id
) -> tuple[Project, tuple[str, ...]]:
    """Put copied clips at `at`, the highest of them on `track_id`; returns the film and the new clips' ids.

    Raises StudioError when the data is not clips, or they belong to another film.
    """
    if not isinstance(copied, dict) or copied.get("format") != FORMAT or not isinstance(copied.get("clips"), list):
        raise EditRefused("What was copied is not a clip.")
    order = [track.id for track in project.tracks]
    if track_id not in order:
        raise EditRefused("That track is no longer in the film.")
    placements: list[tuple[str, Clip]] = []
    groups: dict[str, str] = {"": ""}  # copies are a group of their own, not members of the old one
    for entry in copied["clips"]:
        lane = from_plain(int, entry.get("lane") if isinstance(entry, dict) else None, where="lane")
        clip: Clip = from_plain(Clip, entry.get("clip"), where="clip")
        lane += order.index(track_id)
        if not 0 <= lane < len(order):
            raise EditRefused("There are not enough tracks below this one.", next_step="Add a track first.")
        for key in clip.shot.keyframes if clip.shot else ():
            refuse_unknown_frame(project, key.image)
        if clip.group not in groups:
            groups[clip.group] = mint()
        pasted_clip = replace(clip, id=mint(), start=clip.start + at, group=groups[clip.group])
        placements.append((order[lane], pasted_clip))
    pasted = place(project, placements, mode=mode, mint=mint)
    if troubles := check(pasted):
        raise EditRefused("The copied clips do not fit this film.", kept=troubles[0])
    return pasted, tuple(clip.id for _, clip in placements)
