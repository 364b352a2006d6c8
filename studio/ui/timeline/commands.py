"""UI room, timeline: what can be done to the film from the timeline, each by name. Knows the studio, not the widget.

Every command reports its own trouble: nothing here raises.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from dataclasses import replace
from fractions import Fraction
from typing import Literal

from studio.session.directing import same
from studio.session.film import (
    Clip,
    Gap,
    Keyframe,
    Marker,
    Project,
    Span,
    Track,
    edit,
    find_clip,
)
from studio.session.studio import Studio
from studio.ui.frames import frame_ref
from studio.ui.timeline.editing import Editing
from studio.ui.timeline.layout import gap_under
from studio.ui.timeline.words import tr

# In Qt's portable writing. The window's menus come first; these answer while the timeline has the focus.
KEYS: dict[str, str] = {
    "V": "tool_select",
    "B": "tool_blade",
    "Y": "tool_slip",
    "U": "tool_slide",
    "R": "tool_rate",
    "N": "toggle_snapping",
    "Ctrl+K": "split",
    "Del": "delete",
    "Backspace": "delete",
    "Shift+Del": "ripple_delete",
    "Shift+Backspace": "ripple_delete",
    "+": "zoom_in",
    "=": "zoom_in",
    "-": "zoom_out",
    "Shift+Z": "zoom_fit",
    "Home": "go_home",
    "End": "go_end",
    "Left": "back",
    "Right": "forward",
    "Shift+Left": "back_ten",
    "Shift+Right": "forward_ten",
    "Up": "previous_cut",
    "Down": "next_cut",
    "Alt+Left": "nudge_left",
    "Alt+Right": "nudge_right",
    "Ctrl+Left": "select_previous",
    "Ctrl+Right": "select_next",
    "I": "set_in",
    "O": "set_out",
    "Alt+X": "clear_range",
    "M": "add_marker",
    "Shift+M": "next_marker",
    "Ctrl+Shift+M": "previous_marker",
    ";": "lift",
    "'": "extract",
    "[": "trim_start_here",
    "]": "trim_end_here",
    "Q": "ripple_start_here",
    "W": "ripple_end_here",
    "E": "roll_here",
    "Ctrl+Alt+Left": "slip_left",
    "Ctrl+Alt+Right": "slip_right",
    "Alt+Shift+Left": "slide_left",
    "Alt+Shift+Right": "slide_right",
    "Alt+[": "fade_in_here",
    "Alt+]": "fade_out_here",
    "Ctrl+T": "dissolve",
    "Alt+G": "close_gap_here",
    "Ctrl+Alt+G": "group",
    "Ctrl+Alt+Shift+G": "ungroup",
    "Ctrl+Alt+U": "detach_sound",
    "Alt+M": "mute_track",
    "Alt+S": "solo_track",
    "Alt+L": "lock_track",
    "G": "fill_gap",
    "Space": "play",
    "J": "shuttle_back",
    "K": "shuttle_stop",
    "L": "shuttle_on",
    "Ctrl+A": "select_all",
    "Ctrl+D": "duplicate",
    "Return": "open_shot",
    "Enter": "open_shot",
    "Esc": "escape",
}


class Commands(Editing):
    """Edits and moves of the open film, at the playhead and the selection."""

    def __init__(self, studio: Studio) -> None:
        self._studio = studio

    def edit(self, label: str, change: Callable[[Project], Project]) -> None:
        """One undo step, its refusal told to the person."""
        self._studio.attempt(self._studio.edit, label, change)

    # -- cutting and removing ------------------------------------------------------------------------------------

    def split(self) -> None:
        """Cut the selected clips under the playhead; without any, every clip there."""
        at = self._frame
        chosen = [clip for _, clip in self._selected() if clip.start < at < clip.end]
        if not chosen:
            self.edit("Split", lambda film: edit.blade_all(film, at))
            return
        self.edit("Split", lambda film: _each(film, chosen, lambda f, clip: edit.blade(f, clip.id, at=at)))

    def split_at(self, clip_id: str, frame: int) -> None:
        self.edit("Split", lambda film: edit.blade(film, clip_id, at=frame))

    def delete(self) -> None:
        """Remove the selected clips, leaving gaps; without any, lift the marked range."""
        chosen = self._studio.selection
        if chosen:
            self.edit("Delete", lambda film: edit.remove_clips(film, chosen))
        elif span := self._range():
            self.edit("Lift", lambda film: edit.lift(film, span))

    def ripple_delete(self) -> None:
        """Remove the selected clips and close up; without any, extract the marked range."""
        chosen = self._studio.selection
        if chosen:
            self.edit("Ripple delete", lambda film: edit.ripple_delete(film, chosen))
        elif span := self._range():
            self.edit("Extract", lambda film: edit.extract(film, span))

    def duplicate(self) -> None:
        chosen = [clip for _, clip in self._selected()]
        self.edit("Duplicate", lambda film: _each(film, chosen, lambda f, clip: edit.duplicate(f, clip.id)))

    def nudge_left(self) -> None:
        self._nudge(-1)

    def nudge_right(self) -> None:
        self._nudge(1)

    def _nudge(self, by: int) -> None:
        if chosen := self._studio.selection:
            self.edit("Nudge", lambda film: edit.move_clips(film, chosen, by=by))

    def close_gap(self, track_id: str, at: int) -> None:
        self.edit("Close gap", lambda film: edit.close_gap(film, track_id, at=at))

    def close_gaps(self, track_id: str) -> None:
        self.edit("Close gaps", lambda film: edit.close_gaps(film, track_id))

    # -- tracks, marks -------------------------------------------------------------------------------------------

    def toggle(self, track: Track, switch: str) -> None:
        """Mute, solo or lock a track, or the opposite."""
        match switch:
            case "mute":
                label = "Unmute track" if track.muted else "Mute track"
                self.edit(label, lambda film: edit.set_muted(film, track.id, muted=not track.muted))
            case "solo":
                label = "Unsolo track" if track.solo else "Solo track"
                self.edit(label, lambda film: edit.set_solo(film, track.id, solo=not track.solo))
            case "lock":
                label = "Unlock track" if track.locked else "Lock track"
                self.edit(label, lambda film: edit.set_locked(film, track.id, locked=not track.locked))

    def add_track(self, kind: Literal["video", "audio"]) -> None:
        label = "Add picture track" if kind == "video" else "Add sound track"
        self.edit(label, lambda film: edit.add_track(film, kind))

    def remove_track(self, track_id: str) -> None:
        self.edit("Remove track", lambda film: edit.remove_track(film, track_id))

    def set_in(self) -> None:
        self.edit("Set in point", lambda film: edit.set_in(film, self._frame))

    def set_out(self) -> None:
        """The frame under the playhead is the last one of the range."""
        self.edit("Set out point", lambda film: edit.set_out(film, self._frame + 1))

    def clear_range(self) -> None:
        self.edit("Clear in and out", lambda film: edit.set_out(edit.set_in(film, None), None))

    def add_marker(self) -> None:
        at = self._frame
        self.edit("Add marker", lambda film: edit.add_marker(film, Marker(at)))

    def rename_marker(self, marker: Marker, name: str) -> None:
        self.edit("Rename marker", lambda film: edit.add_marker(film, replace(marker, name=name)))

    def colour_marker(self, marker: Marker, colour: str) -> None:
        self.edit("Colour marker", lambda film: edit.add_marker(film, replace(marker, colour=colour)))

    def remove_marker(self, frame: int) -> None:
        self.edit("Remove marker", lambda film: edit.remove_marker(film, frame))

    # -- going about ---------------------------------------------------------------------------------------------

    def seek(self, frame: int) -> None:
        self._studio.seek(min(max(frame, 0), max(self._film.duration, 0)))

    def go_home(self) -> None:
        self.seek(0)

    def go_end(self) -> None:
        self.seek(self._film.duration)

    def back(self) -> None:
        self.seek(self._frame - 1)

    def forward(self) -> None:
        self.seek(self._frame + 1)

    def back_ten(self) -> None:
        self.seek(self._frame - 10)

    def forward_ten(self) -> None:
        self.seek(self._frame + 10)

    def previous_cut(self) -> None:
        cuts = self._cuts()
        index = bisect_left(cuts, self._frame) - 1
        self.seek(cuts[index] if index >= 0 else 0)

    def next_cut(self) -> None:
        cuts = self._cuts()
        index = bisect_right(cuts, self._frame)
        self.seek(cuts[index] if index < len(cuts) else self._film.duration)

    def _cuts(self) -> list[int]:
        clips = (clip for track in self._film.tracks for clip in track.clips)
        return sorted({edge for clip in clips for edge in (clip.start, clip.end)})

    def play(self) -> None:
        self._studio.transport(" ")

    def shuttle_back(self) -> None:
        self._studio.transport("j")

    def shuttle_stop(self) -> None:
        self._studio.transport("k")

    def shuttle_on(self) -> None:
        self._studio.transport("l")

    # -- selecting -----------------------------------------------------------------------------------------------

    def select_all(self) -> None:
        tracks = (track for track in self._film.tracks if not track.locked)
        self._studio.select(clip.id for track in tracks for clip in track.clips)

    def select_next(self) -> None:
        self._select_beside(1)

    def select_previous(self) -> None:
        self._select_beside(-1)

    def _select_beside(self, step: int) -> None:
        """The clip beside the selected one on its track, or the one under the playhead, which goes along."""
        chosen = self._selected()
        if chosen:
            track, clip = chosen[-1]
            index = track.clips.index(clip) + step
        else:
            track = next((track for track in self._film.tracks if track.clips), None)
            index = max(bisect_right(track.clips, self._frame, key=lambda c: c.start) - 1, 0) if track else -1
        if track and 0 <= index < len(track.clips):
            self._studio.select([track.clips[index].id])
            self.seek(track.clips[index].start)

    def _selected(self) -> list[tuple[Track, Clip]]:
        return [found for clip_id in self._studio.selection if (found := find_clip(self._film, clip_id))]

    def _range(self) -> Span | None:
        film = self._film
        if film.in_point is None and film.out_point is None:
            return None
        return Span(film.in_point or 0, film.duration if film.out_point is None else film.out_point)

    # -- making --------------------------------------------------------------------------------------------------

    def fill_gap(self) -> None:
        """The gap under the playhead, on the topmost track that has one."""
        for track in reversed(self._film.tracks):
            gap = gap_under(track, self._frame) if track.kind == "video" and not track.locked else None
            if gap:
                self.fill(track.id, gap)
                return
        self._refuse(tr("There is no gap under the playhead."), tr("Put the playhead between two clips first."))

    def fill(self, track_id: str, gap: Gap) -> None:
        self._studio.attempt(self._studio.fill_gap, track_id, gap)

    def extend(
        self, clip_id: str, *, side: str, frames: int, trim: Callable[[Project], Project] | None = None
    ) -> None:
        """`trim` is done first, in the same undo step."""
        verb = self._studio.extend_after if side == "end" else self._studio.extend_before
        self._studio.attempt(verb, clip_id, seconds=Fraction(frames) / self._film.rate, trim=trim or same)

    def make(self, verb: str, clip_id: str, **options: object) -> None:
        """One of the studio's verbs for a clip: generate, variations, loop."""
        self._studio.attempt(getattr(self._studio, verb), clip_id, **options)

    def blend_with_next(self, clip_id: str) -> None:
        if right := next_clip(self._film, clip_id):
            self._studio.attempt(self._studio.blend, clip_id, right.id)
        else:
            self._refuse(tr("No clip follows this one."), tr("Put another clip after it first."))

    def new_shot(self, track_id: str | None, at: int) -> None:
        made = self._studio.attempt(self._studio.new_shot, track_id=track_id, at=at)
        if made:
            self._studio.select([made])

    def shot_from_frame(self, clip_id: str, frame: int) -> None:
        """A new shot right after the clip that begins with its frame at `frame`."""
        found = find_clip(self._film, clip_id)
        if found and (ref := frame_ref(self._film, found[1], frame)):
            track, clip = found
            made = self._studio.attempt(
                self._studio.new_shot, clip.prompt, track_id=track.id, at=clip.end, keyframes=[Keyframe(0, ref)]
            )
            self._studio.select([made] if made else [])

    def keyframe_of_next(self, clip_id: str, frame: int) -> None:
        """The frame becomes the first picture of the shot that follows."""
        found, right = find_clip(self._film, clip_id), next_clip(self._film, clip_id)
        if found and right and (ref := frame_ref(self._film, found[1], frame)):
            self._studio.attempt(self._studio.set_keyframe, right.id, 0, ref)


def _each(film: Project, clips: Iterable[Clip], change: Callable[[Project, Clip], Project]) -> Project:
    for clip in clips:
        film = change(film, clip)
    return film


def next_clip(film: Project, clip_id: str) -> Clip | None:
    found = find_clip(film, clip_id)
    if found is None:
        return None
    track, clip = found
    index = track.clips.index(clip) + 1
    return track.clips[index] if index < len(track.clips) else None
