"""UI room, timeline: the menus under the right button, built for whatever was hit."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

from studio.session.film import Clip, Project
from studio.ui.timeline.commands import next_clip
from studio.ui.timeline.layout import Hit, OnClip, OnEmpty, OnGap, OnHeader, OnRuler, gap_under
from studio.ui.timeline.words import tr

if TYPE_CHECKING:
    from studio.ui.timeline.view import TimelineView

EXTENSIONS = (1, 2, 4, 8)  # seconds
VARIATIONS = (2, 4, 8)


def menu_for(view: TimelineView, under: Hit) -> QMenu | None:
    """The menu for what was hit; None where there is nothing to offer."""
    menu = QMenu(view)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    match under:
        case OnClip(clip=clip, frame=frame):
            _clip(
                menu, view, clip, frame=min(max(frame, clip.start), clip.end - 1), sound=under.row.track.kind == "audio"
            )
        case OnGap():
            _gap(menu, view, under)
        case OnEmpty(row=row, frame=frame):
            _empty(menu, view, row.track.id if row else None, frame)
        case OnHeader(row=row):
            _header(menu, view, row.track.id)
        case OnRuler(frame=frame, marker=marker):
            _ruler(menu, view, frame, marker.frame if marker else None)
        case _:
            return None
    return menu


def _add(menu: QMenu, text: str, act: Callable[[], object], *, on: bool = True, keys: str = "") -> None:
    action = menu.addAction(f"{text}\t{keys}" if keys else text)
    action.setEnabled(on)
    action.triggered.connect(lambda *_: act())


def _clip(menu: QMenu, view: TimelineView, clip: Clip, *, frame: int, sound: bool) -> None:
    do, film = view.commands, view.film
    if not sound:
        _making(menu, view, film, clip, frame)
        menu.addSeparator()
    _add(menu, tr("Split here"), lambda: do.split_at(clip.id, frame), on=clip.start < frame)
    _add(menu, tr("Duplicate"), do.duplicate, keys="Ctrl+D")
    _add(menu, tr("Delete"), do.delete, keys="Del")
    _add(menu, tr("Delete and close gap"), do.ripple_delete, keys="Shift+Del")
    if (track := view.track_of(clip.id)) and (gap := gap_under(track, clip.start - 1)) and clip.start:
        _add(menu, tr("Close gap before"), lambda: do.close_gap(track.id, gap.start))


def _making(menu: QMenu, view: TimelineView, film: Project, clip: Clip, frame: int) -> None:
    do = view.commands
    made, shot = not clip.planned, clip.shot is not None
    if shot:
        _add(menu, tr("Generate another take") if made else tr("Generate"), lambda: do.make("generate", clip.id))
        more = menu.addMenu(tr("Variations"))
        for count in VARIATIONS:
            _add(more, tr("{} takes").format(count), lambda n=count: do.make("variations", clip.id, n=n))
        _add(menu, tr("Edit prompt"), lambda: view.shot_opened.emit(clip.id), keys="Enter")
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
    use = menu.addMenu(tr("Use this frame as"))
    use.setEnabled(made)
    _add(use, tr("First frame of a new shot"), lambda: do.shot_from_frame(clip.id, frame))
    follows = right is not None and right.shot is not None
    _add(use, tr("First frame of the next shot"), lambda: do.keyframe_of_next(clip.id, frame), on=follows)
    _add(use, tr("Cast member…"), lambda: view.cast_wanted.emit(clip.id, frame))


def _gap(menu: QMenu, view: TimelineView, under: OnGap) -> None:
    do, track = view.commands, under.row.track
    if track.kind == "video":
        _add(menu, tr("Fill with motion"), lambda: do.fill(track.id, under.gap), keys="G")
        _add(menu, tr("New shot here"), lambda: do.new_shot(track.id, under.gap.start))
    _add(menu, tr("Close gap"), lambda: do.close_gap(track.id, under.gap.start))
    _add(menu, tr("Close all gaps of this track"), lambda: do.close_gaps(track.id))


def _empty(menu: QMenu, view: TimelineView, track_id: str | None, frame: int) -> None:
    _add(menu, tr("New shot here"), lambda: view.commands.new_shot(track_id, frame))
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


def _ruler(menu: QMenu, view: TimelineView, frame: int, marker: int | None) -> None:
    do = view.commands
    if marker is not None:
        _add(menu, tr("Remove marker"), lambda: do.remove_marker(marker))
        menu.addSeparator()
    for text, act, keys in (
        (tr("Set in point"), do.set_in, "I"),
        (tr("Set out point"), do.set_out, "O"),
        (tr("Add marker"), do.add_marker, "M"),
    ):
        _add(menu, text, lambda act=act: (do.seek(frame), act()), keys=keys)
    ranged = view.film.in_point is not None or view.film.out_point is not None
    _add(menu, tr("Clear in and out"), do.clear_range, on=ranged, keys="Alt+X")
