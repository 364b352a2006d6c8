"""UI room, timeline: what pressing, dragging and letting go mean, gesture by gesture. Called by the widget alone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QCursor

from studio.session.film import Clip, Project, find_clip, snap, snap_points, timecode, whole_groups
from studio.ui.timeline import drag, layout
from studio.ui.timeline.clips import title
from studio.ui.timeline.hits import Hit, OnClip, OnDissolve, OnEmpty, OnFade, OnFoot, OnGap, OnHeader, OnRuler
from studio.ui.timeline.words import duration, tr

if TYPE_CHECKING:
    from studio.ui.timeline.view import TimelineView

FAR = 4  # pixels a pressed pointer may stray and still click
LEAST_EXTENSION = 12  # pixels past the source's end before a generation is offered
CONTROL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)


def pressed(view: TimelineView, under: Hit, at: QPointF, modifiers: Qt.KeyboardModifier) -> drag.Gesture:
    """What begins when the left button goes down."""
    match under:
        case OnRuler(mark=mark) if mark is not None:
            origin = (view.film.in_point if mark == "in" else view.film.out_point) or 0
            return drag.MarkDrag(mark, origin, origin)
        case OnRuler(marker=marker) if marker is not None:
            view.commands.seek(marker.frame)
            return drag.MarkDrag("marker", marker.frame, marker.frame)
        case OnRuler():
            view.commands.seek(view.view.nearest(at.x()))
            return drag.Scrub()
        case OnHeader(row=row, button=button):
            if button is not None:
                view.commands.toggle(row.track, button)
            return drag.IDLE
        case OnFoot():
            return drag.Pan(at.x(), at.y(), view.view, foot=True)
        case OnClip(clip=clip) if view.tool == "blade":
            frame = view.view.nearest(at.x())
            if view.snapping and not modifiers & ALT:
                frame = _near(view, frame, only="playhead")
            view.commands.split_at(clip.id, frame)
            return drag.IDLE
        case OnClip(clip=clip) | OnFade(clip=clip):
            _choose(view, clip.id, modifiers)
    return drag.Press(under, at.x(), at.y())


def _choose(view: TimelineView, clip_id: str, modifiers: Qt.KeyboardModifier) -> None:
    """A clip is chosen with its group; with Alt alone."""
    chosen = view.studio.selection
    names = (clip_id,) if modifiers & ALT else whole_groups(view.film, (clip_id,))
    if modifiers & (CONTROL | SHIFT):
        kept = tuple(name for name in chosen if name not in names)
        view.studio.select(kept if clip_id in chosen and modifiers & CONTROL else (*names, *kept))
    elif clip_id not in chosen or len(names) < len(whole_groups(view.film, (clip_id,))):
        view.studio.select(names)


def dragged(view: TimelineView, gesture: drag.Gesture, at: QPointF, modifiers: Qt.KeyboardModifier) -> drag.Gesture:
    """The gesture with the pointer at `at`."""
    film, now = view.film, view.view
    snapping = view.snapping and not modifiers & ALT
    playhead = view.studio.playback.frame
    match gesture:
        case drag.Press(x=x, y=y):
            far = abs(at.x() - x) >= FAR or abs(at.y() - y) >= FAR
            return dragged(view, _started(view, gesture, modifiers), at, modifiers) if far else gesture
        case drag.Scrub():
            frame = now.nearest(at.x())
            view.commands.seek(_near(view, frame, playhead=False) if snapping and modifiers & SHIFT else frame)
        case drag.Pan(x=x, y=y, view=start, foot=foot):
            by = x - at.x()
            if foot:
                whole = max(film.duration + layout.TAIL / start.scale, start.last)
                by = -by * whole * start.scale / start.lanes_width
            view.view = start.scrolled(film, right=by, down=0 if foot else y - at.y())
        case drag.Band():
            return _banded(view, replace(gesture, x1=at.x(), y1=at.y()))
        case drag.MarkDrag():
            frame = now.nearest(at.x())
            landed = _near(view, frame, ignore=gesture.to) if snapping else frame
            return replace(gesture, to=landed, snapped=landed if landed != frame else None)
        case drag.Move():
            row = layout.row_at(layout.rows(film, now), at.y())
            mode = "insert" if modifiers & CONTROL else "overwrite"
            return drag.move(
                film, replace(gesture, mode=mode), view=now, frame=now.frame(at.x()),
                lane=row.lane if row else None, snapping=snapping, playhead=playhead,
            )  # fmt: skip
        case drag.Trim():
            moved = drag.trim(
                film, gesture, view=now, frame=now.nearest(at.x()), snapping=snapping, playhead=playhead, reach=True
            )
            return replace(moved, beyond=0) if moved.beyond * now.scale < LEAST_EXTENSION else moved
        case drag.Inner():
            return replace(gesture, by=now.frames(at.x() - now.x(gesture.grabbed)))
        case drag.Fade(clip_id=clip_id, side=side):
            clip = drag.held(film, clip_id)[1]
            reach = now.nearest(at.x()) - clip.start if side == "start" else clip.end - now.nearest(at.x())
            return replace(gesture, frames=min(max(reach, 0), clip.length))
        case drag.Cross(clip_id=clip_id):
            cut = drag.held(film, clip_id)[1].start
            return replace(gesture, frames=max(2 * abs(now.nearest(at.x()) - cut), 2))
    return gesture


def _started(view: TimelineView, press: drag.Press, modifiers: Qt.KeyboardModifier) -> drag.Gesture:
    """What a press turns into once the pointer has moved."""
    match press.hit:
        case OnClip(row=row) | OnFade(row=row) | OnDissolve(row=row) if row.track.locked:
            return drag.IDLE
        case OnFade(clip=clip, side=side):
            return drag.Fade(clip.id, side, clip.fade_in if side == "start" else clip.fade_out)
        case OnDissolve(clip=clip):
            return drag.Cross(clip.id, clip.dissolve)
        case OnClip(clip=clip, side=None, frame=frame) if view.tool in ("slip", "slide"):
            return drag.Inner(clip.id, view.tool, frame)
        case OnClip(row=row, clip=clip, side=side) if side is not None:
            kind = "ripple" if modifiers & CONTROL else "roll" if modifiers & SHIFT else "trim"
            kind = "rate" if view.tool == "rate" else kind
            return drag.Trim(clip.id, side, kind, clip.start if side == "start" else clip.end)
        case OnClip(row=row, clip=clip, frame=frame):
            chosen = view.studio.selection
            return drag.Move(chosen if clip.id in chosen else (clip.id,), frame, row.lane)
    kept = frozenset(view.studio.selection) if modifiers & (CONTROL | SHIFT) else frozenset()
    return drag.Band(press.x, press.y, press.x, press.y, kept)


def _banded(view: TimelineView, band: drag.Band) -> drag.Band:
    touched = layout.inside(view.film, view.view, x0=band.x0, y0=band.y0, x1=band.x1, y1=band.y1)
    order = (clip.id for track in view.film.tracks for clip in track.clips)
    view.studio.select([name for name in order if name in touched or name in band.kept])
    return band


def _near(view: TimelineView, frame: int, *, playhead: bool = True, ignore: int | None = None, only: str = "") -> int:
    points = snap_points(view.film, playhead=view.studio.playback.frame if playhead else None)
    points = tuple(p for p in points if p.frame != ignore and only in ("", p.kind))
    near = snap.snap([frame], points, tolerance=drag.tolerance(view.view))
    return near.point.frame if near else frame


def released(view: TimelineView, gesture: drag.Gesture) -> None:
    """The button is up: a drag becomes its one edit, a press its click."""
    match gesture:
        case drag.Press(hit=OnGap(row=row, gap=gap)) if row.track.kind == "video" and not row.track.locked:
            view.commands.fill(row.track.id, gap)
        case drag.Press(hit=OnEmpty() | OnGap()):
            view.studio.select([])
        case drag.Press(hit=OnClip(row=row)) if row.track.locked:
            pass
        case drag.Trim(clip_id=clip_id, side=side, beyond=beyond) if beyond:
            trim = None if _vain(view.film, gesture) else drag.change(gesture)
            view.commands.extend(clip_id, side=side, frames=beyond, trim=trim)
        case drag.Move(refused=refused) if refused:
            pass
        case _:
            _commit(view, gesture)


def _commit(view: TimelineView, gesture: drag.Gesture) -> None:
    change = drag.change(gesture)
    if change is not None and not _vain(view.film, gesture):
        view.commands.edit(drag.label(gesture), change)


def _vain(film: Project, gesture: drag.Gesture) -> bool:
    """A trim that leaves the edge where it is must not become an undo step."""
    if isinstance(gesture, drag.MarkDrag):
        return gesture.to == gesture.origin
    if isinstance(gesture, drag.Fade | drag.Cross):
        return drag.shown(film, gesture) == film
    if not isinstance(gesture, drag.Trim):
        return False
    clip = drag.held(film, gesture.clip_id)[1]
    return gesture.to == (clip.start if gesture.side == "start" else clip.end)


def cursor(view: TimelineView, under: Hit | None) -> QCursor:
    shape = Qt.CursorShape
    if isinstance(view.gesture, drag.Pan):
        return QCursor(shape.ClosedHandCursor)
    if isinstance(view.gesture, drag.Move):
        return QCursor(shape.ForbiddenCursor if view.gesture.refused else shape.ClosedHandCursor)
    if isinstance(view.gesture, drag.Trim):
        return QCursor(shape.SizeHorCursor)
    match under:
        case OnClip(row=row) | OnFade(row=row) | OnDissolve(row=row) if row.track.locked:
            return QCursor(shape.ForbiddenCursor)
        case OnFade() | OnDissolve():
            return QCursor(shape.SizeHorCursor)
        case OnClip() if view.tool == "blade":
            return QCursor(shape.SplitHCursor)
        case OnClip(side=side) if side is not None or view.tool in ("slip", "slide"):
            return QCursor(shape.SizeHorCursor)
        case OnRuler(mark=mark, marker=marker) if mark is not None or marker is not None:
            return QCursor(shape.SizeHorCursor)
        case OnGap(row=row) if row.track.kind == "video" and not row.track.locked:
            return QCursor(shape.PointingHandCursor)
        case OnHeader(button=button) if button is not None:
            return QCursor(shape.PointingHandCursor)
    return QCursor(shape.ArrowCursor)


def looks(under: Hit | None) -> object:
    """What of a hit is seen: a new painting is due only when this changes."""
    match under:
        case OnClip(clip=clip, side=side):
            return clip.id, side
        case OnFade(clip=clip, side=side):
            return clip.id, side, "fade"
        case OnDissolve(clip=clip):
            return clip.id, "dissolve"
        case OnGap(row=row, gap=gap):
            return row.track.id, gap.start
        case OnHeader(row=row, button=button):
            return row.track.id, button
        case OnFoot():
            return "foot"
    return None


def tip(under: Hit | None) -> str:
    match under:
        case OnHeader(button="mute"):
            return tr("Mute")
        case OnHeader(button="solo"):
            return tr("Solo")
        case OnHeader(button="lock"):
            return tr("Lock")
        case OnRuler(marker=marker) if marker is not None:
            return marker.name
        case OnFade(side=side):
            return tr("Fade in") if side == "start" else tr("Fade out")
        case OnDissolve():
            return tr("Dissolve")
        case OnClip(clip=clip):
            return clip.prompt
    return ""


def under_selection(view: TimelineView) -> Hit | None:
    """What the menu key is about: the selected clip, or the gap or place under the playhead on the topmost track."""
    frame = view.studio.playback.frame
    found = layout.rows(view.film, view.view)
    for row in found:
        for clip in row.track.clips if view.studio.selection else ():
            if clip.id == view.studio.selection[0]:
                return OnClip(row, clip, None, min(max(frame, clip.start), clip.end - 1))
    for row in found:
        if gap := layout.gap_under(row.track, frame):
            return OnGap(row, gap, frame)
    return OnEmpty(found[0], frame) if found else None


def spot(view: TimelineView, under: Hit) -> QPoint:
    """Where a menu opened by the keyboard stands."""
    row = getattr(under, "row", None)
    x = min(max(view.view.x(getattr(under, "frame", 0)), layout.HEADER), view.width() - 20)
    return QPoint(int(x), int(row.y + row.height / 2) if row else layout.RULER)


def described(view: TimelineView) -> str:
    """The timeline in words, for a screen reader."""
    film, chosen = view.film, view.studio.selection
    clips = sum(len(track.clips) for track in film.tracks)
    playhead = timecode(view.studio.playback.frame, film.rate)
    words = tr("{} tracks, {} clips, playhead at {}.").format(len(film.tracks), clips, playhead)
    if chosen and (found := find_clip(film, chosen[0])):
        words += " " + tr("Selected: {}.").format(spoken(film, found[1], count=len(chosen)))
    return words


def spoken(film: Project, clip: Clip, *, count: int) -> str:
    """A clip in words, for a screen reader."""
    if count > 1:
        return tr("{} clips").format(count)
    return f"{title(film, clip)}, {timecode(clip.start, film.rate)}, {duration(clip.length, film.rate)}"
