"""UI room, timeline: the edits made at the playhead and to the selection, beyond cutting and removing.

Each is one undo step. A half of `Commands`, which gives it the film, the playhead and `edit`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from studio.session.film import (
    Clip,
    Project,
    Span,
    StudioError,
    Title,
    Track,
    clip_at,
    edit,
    find_clip,
    gap_at,
    new_id,
)
from studio.ui.timeline.words import tr

if TYPE_CHECKING:
    from studio.session.studio import Studio

DISSOLVE = Fraction(1)  # seconds
TITLE = Fraction(4)


class Editing:
    """Nothing here raises: a refusal is told to the person."""

    _studio: Studio
    edit: Callable[[str, Callable[[Project], Project]], None]
    _selected: Callable[[], list[tuple[Track, Clip]]]
    _range: Callable[[], Span | None]
    toggle: Callable[[Track, str], None]

    @property
    def _film(self) -> Project:
        return self._studio.project

    @property
    def _frame(self) -> int:
        return self._studio.playback.frame

    # -- the marked range ----------------------------------------------------------------------------------------

    def lift(self) -> None:
        """Empty the marked range on every unlocked track."""
        span = self._range() or Span(0, 0)
        self.edit("Lift", lambda film: edit.lift(film, span))

    def extract(self) -> None:
        """Cut the marked range out of every unlocked track."""
        span = self._range() or Span(0, 0)
        self.edit("Extract", lambda film: edit.extract(film, span))

    # -- edges, at the playhead ----------------------------------------------------------------------------------

    def trim_start_here(self) -> None:
        self._at_playhead("Trim", lambda f, c: edit.trim_group(f, c.id, side="start", to=self._frame))

    def trim_end_here(self) -> None:
        self._at_playhead("Trim", lambda f, c: edit.trim_group(f, c.id, side="end", to=self._frame))

    def ripple_start_here(self) -> None:
        """Cut away what lies before the playhead; the playhead goes to where that was."""
        found = self._under()
        self._at_playhead("Ripple trim", lambda f, c: edit.ripple_trim_start(f, c.id, to=self._frame))
        if found:
            self._studio.seek(found[0][1].start)

    def ripple_end_here(self) -> None:
        self._at_playhead("Ripple trim", lambda f, c: edit.ripple_trim_end(f, c.id, to=self._frame))

    def roll_here(self) -> None:
        """Bring the cut nearest to the playhead, on the selected clip's track or the uppermost that has one, here."""
        cut = self._nearest_cut()
        if cut is not None:
            self.edit("Roll", lambda film: edit.roll(film, cut[0].id, to=self._frame))

    def slip_left(self) -> None:
        self._each_selected("Slip", lambda f, c: edit.slip(f, c.id, by=1))

    def slip_right(self) -> None:
        self._each_selected("Slip", lambda f, c: edit.slip(f, c.id, by=-1))

    def slide_left(self) -> None:
        self._each_selected("Slide", lambda f, c: edit.slide(f, c.id, by=-1))

    def slide_right(self) -> None:
        self._each_selected("Slide", lambda f, c: edit.slide(f, c.id, by=1))

    def close_gap_here(self) -> None:
        """The gap under the playhead, on the uppermost unlocked track that has one."""
        for track in reversed(self._film.tracks):
            if not track.locked and gap_at(track, self._frame):
                self.edit("Close gap", lambda film, t=track: edit.close_gap(film, t.id, at=self._frame))
                return
        self._refuse(tr("There is no gap under the playhead."))

    # -- time, light, words --------------------------------------------------------------------------------------

    def speed(self, percent: int, *, clip_ids: Iterable[str] | None = None) -> None:
        """What follows moves along, so that nothing is overwritten."""
        names = tuple(clip_ids) if clip_ids is not None else self._studio.selection
        pace = Fraction(percent, 100)
        self.edit("Change speed", lambda film: _each(film, names, _speed(pace)))

    def fade_in_here(self) -> None:
        """From the clip's start to the playhead."""
        self._at_playhead("Fade in", lambda f, c: edit.set_fades(f, c.id, fade_in=self._frame - c.start))

    def fade_out_here(self) -> None:
        self._at_playhead("Fade out", lambda f, c: edit.set_fades(f, c.id, fade_out=c.end - self._frame))

    def fade(self, side: Literal["start", "end"], frames: int) -> None:
        """Of every selected clip; 0 for none."""
        if side == "start":
            self._each_selected("Fade in", lambda f, c: edit.set_fades(f, c.id, fade_in=frames))
        else:
            self._each_selected("Fade out", lambda f, c: edit.set_fades(f, c.id, fade_out=frames))

    def dissolve(self) -> None:
        """At the start of every selected clip that another one touches; without any, at the cut nearest by."""
        chosen = [clip.id for track, clip in self._selected() if _touched(track, clip)]
        cut = None if chosen else self._nearest_cut()
        names = chosen or ([cut[1].id] if cut else [])
        frames = round(DISSOLVE * self._film.rate)
        self.edit("Dissolve", lambda film: _each(film, names, lambda f, n: edit.set_dissolve(f, n, frames=frames)))

    def dissolve_of(self, clip_id: str, frames: int) -> None:
        label = "Dissolve" if frames else "Remove dissolve"
        self.edit(label, lambda film: edit.set_dissolve(film, clip_id, frames=frames))

    def add_title(self, at: int | None = None) -> str:
        """Words over the picture, from the playhead on; the new clip's id, "" when it was refused."""
        name, start = new_id(), self._frame if at is None else at
        length = round(TITLE * self._film.rate)
        shown = Title(text=tr("Title"))
        self.edit("Title", lambda film: edit.add_title(film, shown, at=start, length=length, clip_id=name))
        if find_clip(self._film, name) is None:
            return ""
        self._studio.select([name])
        return name

    # -- tied together -------------------------------------------------------------------------------------------

    def group(self) -> None:
        chosen = self._studio.selection
        self.edit("Group", lambda film: edit.set_group(film, chosen))

    def ungroup(self) -> None:
        chosen = self._studio.selection
        self.edit("Ungroup", lambda film: edit.clear_group(film, chosen))

    def detach_sound(self) -> None:
        self._each_selected("Detach sound", lambda f, c: edit.detach_sound(f, c.id))

    # -- marks and switches --------------------------------------------------------------------------------------

    def next_marker(self) -> None:
        later = [marker.frame for marker in self._film.markers if marker.frame > self._frame]
        if later:
            self._studio.seek(later[0])

    def previous_marker(self) -> None:
        earlier = [marker.frame for marker in self._film.markers if marker.frame < self._frame]
        if earlier:
            self._studio.seek(earlier[-1])

    def mute_track(self) -> None:
        self._switch("mute")

    def solo_track(self) -> None:
        self._switch("solo")

    def lock_track(self) -> None:
        self._switch("lock")

    def _switch(self, switch: str) -> None:
        """Of the selected clip's track, or of the uppermost one with a clip under the playhead."""
        found = self._selected() or self._under(locked=True)
        if found:
            self.toggle(found[0][0], switch)
        else:
            self._refuse(tr("No clip is selected."), tr("Click a clip on the track first."))

    # -- what they are about -------------------------------------------------------------------------------------

    def _under(self, *, locked: bool = False) -> list[tuple[Track, Clip]]:
        """The selected clips under the playhead; without any, the uppermost clip there."""
        at = self._frame
        chosen = [(track, clip) for track, clip in self._selected() if clip.start <= at <= clip.end]
        if chosen:
            return chosen
        tracks = (track for track in reversed(self._film.tracks) if locked or not track.locked)
        here = ((track, clip) for track in tracks if (clip := clip_at(track, at)))
        return [found] if (found := next(here, None)) else []

    def _at_playhead(self, label: str, change: Callable[[Project, Clip], Project]) -> None:
        found = [clip.id for _, clip in self._under()]
        if not found:
            self._refuse(tr("There is no clip under the playhead."))
            return
        self.edit(label, lambda film: _each(film, found, lambda f, name: change(f, _clip(f, name))))

    def _each_selected(self, label: str, change: Callable[[Project, Clip], Project]) -> None:
        chosen = self._studio.selection
        if not chosen:
            self._refuse(tr("No clip is selected."), tr("Click a clip on the timeline first."))
            return
        self.edit(label, lambda film: _each(film, chosen, lambda f, name: change(f, _clip(f, name))))

    def _nearest_cut(self) -> tuple[Clip, Clip] | None:
        """The clips on either side of the cut nearest to the playhead."""
        chosen = [track for track, _ in self._selected()]
        for track in chosen or [track for track in reversed(self._film.tracks) if not track.locked]:
            pairs = zip(track.clips, track.clips[1:], strict=False)
            cuts = [(left, right) for left, right in pairs if left.end == right.start]
            if cuts:
                return min(cuts, key=lambda cut: abs(cut[1].start - self._frame))
        self._refuse(tr("There is no cut where two clips touch."), tr("Close a gap first."))
        return None

    def _refuse(self, what: str, next_step: str = "") -> None:
        self._studio.report(StudioError(what, next_step=next_step).problem)


def _each(film: Project, names: Iterable[str], change: Callable[[Project, str], Project]) -> Project:
    for name in names:
        film = change(film, name)
    return film


def _clip(film: Project, name: str) -> Clip:
    found = find_clip(film, name)
    if found is None:
        raise edit.EditRefused("That clip is no longer in the film.")
    return found[1]


def _speed(pace: Fraction) -> Callable[[Project, str], Project]:
    return lambda film, name: edit.set_speed(film, name, speed=pace, ripple=True)


def _touched(track: Track, clip: Clip) -> bool:
    index = track.clips.index(clip)
    return index > 0 and track.clips[index - 1].end == clip.start
