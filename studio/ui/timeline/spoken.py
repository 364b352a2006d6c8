"""UI room, timeline: the timeline for those who hear it: playhead, markers, tracks, clips and gaps, each in words.

Nothing of the film is kept here. A part knows by which name it is found, and looks itself up whenever it is asked.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QAccessible, QAccessibleEvent, QAccessibleInterface, QWindow
from PySide6.QtWidgets import QAccessibleWidget

from studio.session.film import Clip, Gap, Marker, Project, Track, find_clip, find_media, seconds, timecode
from studio.ui.timeline import layout
from studio.ui.timeline.clips import clip_rect, title
from studio.ui.timeline.words import tr

if TYPE_CHECKING:
    from studio.ui.timeline.view import TimelineView

# ("playhead",), ("marker", frame), ("track", id), ("button", track, name), ("clip", id) or ("gap", track, frame)
Key = tuple[Any, ...]
Role = QAccessible.Role
Text = QAccessible.Text
ROLES = {
    "playhead": Role.Indicator, "marker": Role.ListItem, "track": Role.List, "button": Role.CheckBox,
    "clip": Role.ListItem, "gap": Role.Button,
}  # fmt: skip
_kept: list[QAccessibleInterface] = []  # Qt deletes them with their widget; Python must not do so before
_installed = False


def install() -> None:
    """Tell Qt how timelines are told. Nothing is made before a screen reader asks."""
    global _installed
    if not _installed:
        _installed = True
        QAccessible.installFactory(_made)


def _made(_name: str, widget: Any) -> QAccessibleInterface | None:
    if not hasattr(widget, "tied"):  # of all widgets, timelines alone know groups
        return None
    _kept.append(TimelineTold(widget))
    return _kept[-1]


def tell(view: TimelineView) -> None:
    """Another clip is chosen: a screen reader reads it out."""
    if QAccessible.isActive() and view.studio.selection:
        told = QAccessible.queryAccessibleInterface(view)
        if isinstance(told, TimelineTold) and (part := told.focusChild()) is not None:
            QAccessible.updateAccessibility(QAccessibleEvent(part, QAccessible.Event.Focus))


class Holder:
    """The children of whoever has `keys` of them, and `part` that finds one by its key."""

    keys: Callable[[], list[Key]]
    part: Callable[[Key], Part]

    def childCount(self) -> int:
        return len(self.keys())

    def child(self, index: int) -> QAccessibleInterface | None:
        keys = self.keys()
        return self.part(keys[index]) if 0 <= index < len(keys) else None

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        keys = self.keys()
        return keys.index(child.key) if isinstance(child, Part) and child.key in keys else -1

    def childAt(self, x: int, y: int) -> QAccessibleInterface | None:
        found = (self.part(key) for key in self.keys())
        return next((part for part in found if part.rect().contains(x, y)), None)


# Qt's stubs do not say that a child, a parent, an object or a window may be None; Qt itself does.
class TimelineTold(Holder, QAccessibleWidget):  # pyright: ignore[reportIncompatibleMethodOverride]
    """The whole: the playhead, the markers, and the tracks from top to bottom."""

    def __init__(self, view: TimelineView) -> None:
        super().__init__(view, Role.Client, view.accessibleName())
        self.view = weakref.ref(view)
        self._parts: dict[Key, Part] = {}

    def part(self, key: Key) -> Part:
        if key not in self._parts:
            made = self._parts[key] = Part(self, key)
            QAccessible.registerAccessibleInterface(made)
            _kept.append(made)
        return self._parts[key]

    def keys(self) -> list[Key]:
        view = self.view()
        if view is None:
            return []
        markers = (("marker", marker.frame) for marker in view.film.markers)
        rows = layout.rows(view.film, view.view)
        return [("playhead",), *markers, *(("track", row.track.id) for row in rows)]

    def text(self, what: Text) -> str:
        view = self.view()
        if view is None:
            return ""
        return {Text.Name: view.accessibleName(), Text.Description: view.accessibleDescription()}.get(what, "")

    def focusChild(self) -> QAccessibleInterface | None:  # pyright: ignore[reportIncompatibleMethodOverride]
        view = self.view()
        if view is None:
            return None
        chosen = view.studio.selection
        return self.part(("clip", chosen[0])) if chosen and find_clip(view.film, chosen[0]) else None


class Part(Holder, QAccessibleInterface):  # pyright: ignore[reportIncompatibleMethodOverride]
    """One thing that is painted on the timeline."""

    def __init__(self, whole: TimelineTold, key: Key) -> None:
        super().__init__()
        self.whole, self.key, self.part = whole, key, whole.part

    # Where it belongs

    @property
    def _view(self) -> TimelineView | None:
        return self.whole.view()

    @property
    def _row(self) -> layout.Row | None:
        """The track it is, or lies on."""
        view, (kind, name, *_) = self._view, (*self.key, None)
        if view is None:
            return None
        if kind == "clip":
            found = find_clip(view.film, name)
            name = found[0].id if found else None
        return next((row for row in layout.rows(view.film, view.view) if row.track.id == name), None)

    @property
    def _clip(self) -> Clip | None:
        found = find_clip(self._view.film, self.key[1]) if self._view and self.key[0] == "clip" else None
        return found[1] if found else None

    @property
    def _marker(self) -> Marker | None:
        markers = self._view.film.markers if self._view and self.key[0] == "marker" else ()
        return next((marker for marker in markers if marker.frame == self.key[1]), None)

    def keys(self) -> list[Key]:
        """What lies on a track: its switches, its clips and the gaps that can be filled, in their order."""
        row = self._row if self.key[0] == "track" else None
        if row is None:
            return []
        track, found, end = row.track, [], 0
        for clip in track.clips:
            if clip.start > end and track.kind == "video":
                found.append(("gap", track.id, end))
            found.append(("clip", clip.id))
            end = clip.end
        return [*(("button", track.id, name) for name in layout.BUTTONS), *found]

    def isValid(self) -> bool:
        match self.key[0]:
            case "playhead":
                return self._view is not None
            case "marker":
                return self._marker is not None
            case "gap":
                return self._row is not None and self._gap() is not None
        return self._row is not None

    def object(self) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        return None

    def window(self) -> QWindow | None:  # pyright: ignore[reportIncompatibleMethodOverride]
        return self._view.window().windowHandle() if self._view else None

    def parent(self) -> QAccessibleInterface | None:  # pyright: ignore[reportIncompatibleMethodOverride]
        if self.key[0] in ("playhead", "marker", "track"):
            return self.whole
        return self.part(("track", self._row.track.id)) if self._row else self.whole

    def focusChild(self) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        return None

    # What it says

    def role(self) -> Role:
        return ROLES[self.key[0]]

    def text(self, what: Text) -> str:
        return self._name() if what == Text.Name and self.isValid() else ""

    def setText(self, what: Text, text: str) -> None:
        """Names are changed in the film, not here."""

    def _name(self) -> str:
        view, row, clip = self._view, self._row, self._clip
        if view is None:
            return ""
        film = view.film
        match self.key:
            case ("playhead",):
                return tr("Playhead, {}").format(timecode(view.studio.playback.frame, film.rate))
            case ("marker", frame) if marker := self._marker:
                at = clock(film, frame)
                return tr("Marker “{}”, {}").format(marker.name, at) if marker.name else tr("Marker, {}").format(at)
            case ("track", _) if row:
                return track_said(row.track)
            case ("button", _, name) if row:
                said = {"mute": tr("Mute"), "solo": tr("Solo"), "lock": tr("Lock")}[name]
                return tr("{}, track {}").format(said, row.track.name)
            case ("gap", _, _) if row and (gap := self._gap()):
                return tr("Gap, {}, track {}. Fill with motion").format(span(film, gap.start, gap.end), row.track.name)
            case ("clip", _) if row and clip:
                making = view.scene().making(clip.id)
                return clip_said(film, row.track, clip, making=making.text if making else "")
        return ""

    def _gap(self) -> Gap | None:
        row = self._row
        return layout.gap_under(row.track, self.key[2]) if row else None

    def state(self) -> QAccessible.State:
        made, view = QAccessible.State(), self._view
        if view is None or not self.isValid():
            made.invalid = True
            return made
        row, clip = self._row, self._clip
        if clip is not None:
            made.selectable = made.focusable = True
            made.multiSelectable = True
            made.selected = clip.id in view.studio.selection
            made.focused = view.hasFocus() and view.studio.selection[:1] == (clip.id,)
            made.busy = view.studio.job_of(clip.id) is not None
        if row is not None and self.key[0] == "button":
            made.checkable = True
            track, name = row.track, self.key[2]
            made.checked = {"mute": track.muted, "solo": track.solo, "lock": track.locked}[name]
        elif row is not None:
            made.readOnly = row.track.locked
        made.offscreen = self.rect().isEmpty()
        return made

    def rect(self) -> QRect:
        """On the screen; empty while it is scrolled out of sight."""
        view, row, clip = self._view, self._row, self._clip
        if view is None or not self.isValid():
            return QRect()
        now, lanes = view.view, QRect(layout.HEADER, layout.RULER, view.view.lanes_width, view.view.lanes_bottom)
        match self.key:
            case ("playhead",):
                box = QRect(round(now.x(view.studio.playback.frame)) - 6, 0, 12, now.lanes_bottom) & lanes.adjusted(
                    -6, -layout.RULER, 6, 0
                )
            case ("marker", frame):
                box = QRect(round(now.x(frame)) - 6, 0, 12, layout.RULER)
            case ("track", _) if row:
                box = QRect(0, row.y, now.width, row.height) & lanes.adjusted(-layout.HEADER, 0, 0, 0)
            case ("button", _, name) if row:
                box = QRect(layout.button_x(name), layout.button_y(row), layout.BUTTON, layout.BUTTON)
            case ("gap", _, _) if row and (gap := self._gap()):
                left = round(now.x(gap.start))
                box = QRect(left, row.y, round(now.x(gap.end)) - left, row.height) & lanes
            case ("clip", _) if row and clip and clip.end > now.left and clip.start < now.last:
                box = clip_rect(row, clip, now).toRect() & lanes
            case _:
                box = QRect()
        return QRect(view.mapToGlobal(QPoint(box.x(), box.y())), box.size()) if not box.isEmpty() else QRect()


# -- words -----------------------------------------------------------------------------------------------------------


def clock(film: Project, frame: int) -> str:
    """A time as it is said: minutes and seconds."""
    minutes, rest = divmod(round(float(seconds(frame, film.rate))), 60)
    return f"{minutes:02}:{rest:02}"


def span(film: Project, start: int, end: int) -> str:
    return f"{clock(film, start)}–{clock(film, end)}"


def track_said(track: Track) -> str:
    kind = tr("Picture") if track.kind == "video" else tr("Sound")
    switches: Sequence[tuple[bool, str]] = (
        (track.muted, tr("muted")), (track.solo, tr("solo")), (track.locked, tr("locked")),
    )  # fmt: skip
    count = tr("1 clip") if len(track.clips) == 1 else tr("{} clips").format(len(track.clips))
    said = tr("Track {}, {}, {}").format(track.name, kind, count)
    return tr(", ").join([said, *(word for on, word in switches if on)])


def clip_said(film: Project, track: Track, clip: Clip, *, making: str = "") -> str:
    """What it is called, the how manieth shot of its track, from when to when, on which track, and how far it is."""
    shots = [one.id for one in track.clips if one.shot is not None]
    media = find_media(film, clip.media_id)
    what = tr("title") if clip.title else tr("sound") if media and media.kind == "audio" else tr("footage")
    if clip.shot is not None:
        what = tr("shot {}").format(shots.index(clip.id) + 1)
    when = span(film, clip.start, clip.end)
    said = tr("Clip “{}”, {}, {}, track {}").format(title(film, clip), what, when, track.name)
    state = making or (tr("planned") if clip.planned else "")
    return tr(", ").join(filter(None, [said, state]))
