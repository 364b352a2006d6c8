"""UI room, timeline: the menus under the right button, built for whatever was hit."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

from studio.session.film import Clip, Marker, Project, find_media, has_inner_time
from studio.ui.language import NOOP
from studio.ui.timeline.commands import next_clip
from studio.ui.timeline.hits import Hit, OnClip, OnDissolve, OnEmpty, OnFade, OnGap, OnHeader, OnRuler
from studio.ui.timeline.layout import Side, gap_under
from studio.ui.timeline.words import tr

if TYPE_CHECKING:
    from studio.ui.timeline.view import TimelineView

EXTENSIONS = (1, 2, 4, 8)  # seconds
VARIATIONS = (2, 4, 8)
SPEEDS = (25, 50, 75, 100, 150, 200, 400)  # percent
FADES = (Fraction(0), Fraction(1, 4), Fraction(1, 2), Fraction(1), Fraction(2))  # seconds
COLOURS = (
    (NOOP("Timeline", "Green"), ""), (NOOP("Timeline", "Amber"), "#f0b45c"), (NOOP("Timeline", "Red"), "#f4716b"),
    (NOOP("Timeline", "Blue"), "#6ea8fe"), (NOOP("Timeline", "Violet"), "#b79cff"),
)  # fmt: skip


def menu_for(view: TimelineView, under: Hit) -> QMenu | None:
    """The menu for what was hit; None where there is nothing to offer."""
    menu = QMenu(view)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    match under:
        case OnClip(clip=clip, frame=frame):
            _clip(
                menu, view, clip, frame=min(max(frame, clip.start), clip.end - 1), sound=under.row.track.kind == "audio"
            )
        case OnFade(row=row, clip=clip, frame=frame):
            return menu_for(view, OnClip(row, clip, None, frame))
        case OnDissolve(clip=clip):
            _dissolves(menu, view, clip)
        case OnGap():
            _gap(menu, view, under)
        case OnEmpty(row=row, frame=frame):
            _empty(menu, view, row.track.id if row else None, frame)
        case OnHeader(row=row):
            _header(menu, view, row.track.id)
        case OnRuler(frame=frame, marker=marker):
            _ruler(menu, view, frame, marker)
        case _:
            return None
    return menu


def _add(menu: QMenu, text: str, act: Callable[[], object], *, on: bool = True, keys: str = "") -> None:
    action = menu.addAction(f"{text}\t{keys}" if keys else text)
    action.setEnabled(on)
    action.triggered.connect(lambda *_: act())


def _clip(menu: QMenu, view: TimelineView, clip: Clip, *, frame: int, sound: bool) -> None:
    do, film = view.commands, view.film
    if not sound and clip.title is None:
        _making(menu, view, film, clip, frame)
        menu.addSeparator()
    _add(menu, tr("Split here"), lambda: do.split_at(clip.id, frame), on=clip.start < frame)
    _add(menu, tr("Duplicate"), do.duplicate, keys=view.key_of("duplicate"))
    _shaping(menu, view, clip)
    menu.addSeparator()
    _add(menu, tr("Delete"), do.delete, keys=view.key_of("delete"))
    _add(menu, tr("Delete and close gap"), do.ripple_delete, keys=view.key_of("ripple_delete"))
    if (track := view.track_of(clip.id)) and (gap := gap_under(track, clip.start - 1)) and clip.start:
        _add(menu, tr("Close gap before"), lambda: do.close_gap(track.id, gap.start))


def _shaping(menu: QMenu, view: TimelineView, clip: Clip) -> None:
    """Time, light, and what it is tied to."""
    do, film = view.commands, view.film
    menu.addSeparator()
    if clip.title:
        asked, key = lambda: view.verb_wanted.emit("edit_title", clip.id, clip.start), view.key_of("open_shot")
        _add(menu, tr("Edit title…"), asked, keys=key)
    if has_inner_time(film, clip):
        more = menu.addMenu(tr("Speed"))
        for percent in SPEEDS:
            _add(more, f"{percent} %", lambda p=percent: do.speed(p), on=clip.speed * 100 != percent)
        asked, key = lambda: view.verb_wanted.emit("speed", clip.id, clip.start), view.key_of("speed_of_clip")
        _add(more, tr("Other…"), asked, keys=key)
    sides: tuple[tuple[Side, str, int], ...] = (
        ("start", tr("Fade in"), clip.fade_in), ("end", tr("Fade out"), clip.fade_out),
    )  # fmt: skip
    for side, text, now in sides:
        more = menu.addMenu(text)
        for seconds in FADES:
            frames = round(seconds * film.rate)
            words = tr("{} s").format(float(seconds)) if seconds else tr("None")
            _add(more, words, lambda s=side, f=frames: do.fade(s, f), on=now != frames)
    track = view.track_of(clip.id)
    index = track.clips.index(clip) if track else 0
    if track and index and track.clips[index - 1].end == clip.start:
        _dissolves(menu.addMenu(tr("Dissolve from previous")), view, clip)
    chosen = view.studio.selection
    tied = clip.group in view.tied()
    if tied:
        _add(menu, tr("Ungroup"), do.ungroup, keys=view.key_of("ungroup"))
    else:
        _add(menu, tr("Group"), do.group, on=len(chosen) > 1, keys=view.key_of("group"))
    media = find_media(film, clip.media_id)
    if media is not None and media.kind == "video" and media.has_audio:
        _add(menu, tr("Detach sound"), do.detach_sound, keys=view.key_of("detach_sound"))


def _dissolves(menu: QMenu, view: TimelineView, clip: Clip) -> None:
    for seconds in FADES[1:]:
        frames = round(seconds * view.film.rate)
        _add(menu, tr("{} s").format(float(seconds)), lambda f=frames: view.commands.dissolve_of(clip.id, f))
    _add(menu, tr("Remove"), lambda: view.commands.dissolve_of(clip.id, 0), on=clip.dissolve > 0)


def _making(menu: QMenu, view: TimelineView, film: Project, clip: Clip, frame: int) -> None:
    do = view.commands
    made, shot = not clip.planned, clip.shot is not None
    if shot:
        _add(menu, tr("Generate another take") if made else tr("Generate"), lambda: do.make("generate", clip.id))
        more = menu.addMenu(tr("Variations"))
        for count in VARIATIONS:
            _add(more, tr("{} takes").format(count), lambda n=count: do.make("variations", clip.id, n=n))
        _add(menu, tr("Edit prompt"), lambda: view.shot_opened.emit(clip.id), keys=view.key_of("open_shot"))
        menu.addSeparator()
    for side, text in (("end", tr("Extend after")), ("start", tr("Extend before"))):
        more = menu.addMenu(text)
        more.setEnabled(made)
        for count in EXTENSIONS:
            frames = round(count * film.rate)
            _add(more, tr("{} s").format(count), lambda s=side, f=frames: do.extend(clip.id, side=s, frames=f))
    _add(menu, tr("Loop"), lambda: do.make("loop", clip.id), on=made)
    right = next_clip(film, clip.id)
    joins = made and right is not None and not right.planned
    _add(menu, tr("Blend with next"), lambda: do.blend_with_next(clip.id), on=joins)
    _add(menu, tr("Remix…"), lambda: view.remix_wanted.emit(clip.id), on=made)
    _add(menu, tr("Re-cut…"), lambda: view.verb_wanted.emit("recut", clip.id, frame), on=made)
    _add(menu, tr("Many pasts, one ending…"), lambda: view.verb_wanted.emit("pasts", clip.id, frame), on=made)
    if view.studio.job_of(clip.id):
        _add(menu, tr("Go back to here"), lambda: view.verb_wanted.emit("back_to", clip.id, frame))
    _add(menu, tr("Describe…"), lambda: view.describe_wanted.emit(clip.id), on=made)
    use = menu.addMenu(tr("Use this frame as"))
    use.setEnabled(made)
    _add(use, tr("First frame of a new shot"), lambda: do.shot_from_frame(clip.id, frame))
    follows = right is not None and right.shot is not None
    _add(use, tr("First frame of the next shot"), lambda: do.keyframe_of_next(clip.id, frame), on=follows)
    _add(use, tr("Last frame or keyframe of a shot…"), lambda: view.verb_wanted.emit("use_frame", clip.id, frame))
    _add(use, tr("Cast member…"), lambda: view.cast_wanted.emit(clip.id, frame))
    _add(use, tr("Picture in the bin"), lambda: view.verb_wanted.emit("keep_picture", clip.id, frame))


def _gap(menu: QMenu, view: TimelineView, under: OnGap) -> None:
    do, track = view.commands, under.row.track
    if track.kind == "video":
        _add(menu, tr("Fill with motion"), lambda: do.fill(track.id, under.gap), keys=view.key_of("fill_gap"))
        _add(menu, tr("New shot here"), lambda: do.new_shot(track.id, under.gap.start))
    _add(menu, tr("Close gap"), lambda: do.close_gap(track.id, under.gap.start))
    _add(menu, tr("Close all gaps of this track"), lambda: do.close_gaps(track.id))


def _empty(menu: QMenu, view: TimelineView, track_id: str | None, frame: int) -> None:
    _add(menu, tr("New shot here"), lambda: view.commands.new_shot(track_id, frame))
    _add(menu, tr("Title here"), lambda: view.commands.add_title(frame))
    if track_id is not None:
        _add(menu, tr("Close all gaps of this track"), lambda: view.commands.close_gaps(track_id))
    menu.addSeparator()
    _tracks(menu, view)


def _tracks(menu: QMenu, view: TimelineView) -> None:
    _add(menu, tr("Add picture track"), lambda: view.commands.add_track("video"))
    _add(menu, tr("Add sound track"), lambda: view.commands.add_track("audio"))


def _header(menu: QMenu, view: TimelineView, track_id: str) -> None:
    _add(menu, tr("Rename…"), lambda: view.rename_wanted.emit(track_id))
    _add(menu, tr("Close all gaps"), lambda: view.commands.close_gaps(track_id))
    menu.addSeparator()
    _tracks(menu, view)
    _add(menu, tr("Remove track"), lambda: view.commands.remove_track(track_id))


def _ruler(menu: QMenu, view: TimelineView, frame: int, marker: Marker | None) -> None:
    do = view.commands
    if marker is not None:
        _add(menu, tr("Rename marker…"), lambda: view.verb_wanted.emit("rename_marker", "", marker.frame))
        more = menu.addMenu(tr("Colour"))
        for text, value in COLOURS:
            _add(more, tr(text), lambda v=value: do.colour_marker(marker, v), on=marker.colour != value)
        _add(menu, tr("Remove marker"), lambda: do.remove_marker(marker.frame))
        menu.addSeparator()
    for text, act, command in (
        (tr("Set in point"), do.set_in, "set_in"),
        (tr("Set out point"), do.set_out, "set_out"),
        (tr("Add marker"), do.add_marker, "add_marker"),
    ):
        _add(menu, text, lambda act=act: (do.seek(frame), act()), keys=view.key_of(command))
    ranged = view.film.in_point is not None or view.film.out_point is not None
    _add(menu, tr("Clear in and out"), do.clear_range, on=ranged, keys=view.key_of("clear_range"))
