"""UI room, timeline: files held over it: what they are, where they would land, and the landing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QMimeData, QMimeDatabase, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent

from studio.session import shots
from studio.session.film import (
    FrameRef,
    Keyframe,
    Project,
    find_clip,
    find_media,
    media_length,
    snap,
    snap_points,
    timecode,
)
from studio.session.studio import Studio
from studio.ui.timeline.drag import Drop, tolerance
from studio.ui.timeline.hits import OnClip, OnEmpty, OnGap, hit
from studio.ui.timeline.layout import View
from studio.ui.timeline.words import tr
from studio.ui.widgets import dropped_files

MEDIA_MIME = "application/x-fantascope-media"  # what the bin hands over: ids, one a line
SHOT_SECONDS = 4
HEAD = 0.12  # the share of a shot at its start where a picture becomes its first frame


Kind = Literal["picture", "video", "audio"]
KINDS: dict[str, Kind] = {"image": "picture", "video": "video", "audio": "audio"}


@dataclass(frozen=True, slots=True)
class Held:
    """One thing in the hand: a file, or something that is in the film already. `length` 0 is not known."""

    kind: Kind
    path: Path | None = None
    media_id: str | None = None
    length: int = 0


def held(data: QMimeData, project: Project) -> tuple[Held, ...]:
    """What is being dragged, in order; nothing that the timeline could not take."""
    if data.hasFormat(MEDIA_MIME):
        ids = bytes(data.data(MEDIA_MIME).data()).decode(errors="ignore").split("\n")
        known = [media for name in ids if (media := find_media(project, name))]
        return tuple(
            Held(media.kind, media_id=media.id, length=media_length(media, project.rate) or 0) for media in known
        )
    files = (path for path in dropped_files(data) if path.is_file())
    return tuple(Held(kind, path=path) for path in files if (kind := kind_of(path)))


def kind_of(path: Path) -> Kind | None:
    """What a file is by its name; whether it can be read is found out when it is imported."""
    name = QMimeDatabase().mimeTypeForFile(str(path), QMimeDatabase.MatchMode.MatchExtension).name()
    if name == "image/gif":
        return "video"
    return KINDS.get(name.partition("/")[0])


def target(project: Project, view: View, things: Sequence[Held], *, x: float, y: float, playhead: int) -> Drop:
    """Where `things` would land if they were let go at (x, y)."""
    under = hit(project, view, x, y)
    frame = view.nearest(x)
    place = under if isinstance(under, OnClip | OnGap | OnEmpty) else None
    row = place.row if place else None
    if row is not None and row.track.locked:
        return Drop("none", row.lane, frame, text=tr("This track is locked"))
    first = things[0]
    if first.kind == "picture" and place is not None and row is not None and row.track.kind == "video":
        return _picture(project, view, place, lane=row.lane, frame=frame, playhead=playhead)
    wanted = "audio" if first.kind == "audio" else "video"
    lane = row.lane if row is not None and row.track.kind == wanted else _first_lane(project, wanted)
    if lane is None:
        return Drop("none", None, frame, text=tr("There is no track for this"))
    frame = _snapped(project, view, frame, playhead=playhead)
    if first.kind == "picture":
        return Drop("shot", lane, frame, length=_shot(project), text=tr("New shot from this picture"))
    return Drop("clip", lane, frame, length=first.length, text=tr("Sound") if wanted == "audio" else tr("Clip"))


def _picture(
    project: Project, view: View, under: OnClip | OnGap | OnEmpty, *, lane: int, frame: int, playhead: int
) -> Drop:
    words = tr("New shot from this picture")
    if isinstance(under, OnClip) and under.clip.shot is not None:
        clip = under.clip
        frame = min(max(frame, clip.start), clip.end - 1)
        if frame - clip.start < clip.length * HEAD:
            return Drop("keyframe", lane, clip.start, clip_id=clip.id, text=tr("First frame of this shot"))
        text = tr("Keyframe at {}").format(timecode(frame - clip.start, project.rate))
        return Drop("keyframe", lane, frame, clip_id=clip.id, text=text)
    if isinstance(under, OnClip):  # footage is not cut in two by a picture: the shot goes before or after it
        clip = under.clip
        edge = clip.start if frame < clip.start + clip.length / 2 else clip.end
        return Drop("shot", lane, edge, length=_shot(project), text=words)
    if isinstance(under, OnGap):
        gap = under.gap
        start = gap.start if (frame - gap.start) * view.scale < 40 else frame
        return Drop("shot", lane, start, length=min(_shot(project), gap.end - start), text=words)
    return Drop("shot", lane, _snapped(project, view, frame, playhead=playhead), length=_shot(project), text=words)


def _snapped(project: Project, view: View, frame: int, *, playhead: int) -> int:
    near = snap.snap([frame], snap_points(project, playhead=playhead), tolerance=tolerance(view))
    return near.point.frame if near else frame


def _shot(project: Project) -> int:
    return round(SHOT_SECONDS * project.rate)


def _first_lane(project: Project, kind: str) -> int | None:
    lanes = (lane for lane, track in enumerate(project.tracks) if track.kind == kind and not track.locked)
    return next(lanes, None)


def land(studio: Studio, drop: Drop, things: Sequence[Held]) -> None:
    """Let the things go. Files are imported first and land when they have been read."""
    film = studio.project
    track_id = film.tracks[drop.lane].id if drop.lane is not None else None
    if drop.kind == "keyframe":
        _keyframe(studio, drop, things[0])
    elif drop.kind == "shot":
        pictures = [thing for thing in things if thing.kind == "picture"]
        for index, thing in enumerate(pictures):
            length = drop.length if len(pictures) == 1 else _shot(film)
            _shot_from(studio, thing, track_id=track_id, at=drop.frame + index * length, length=length)
    elif drop.kind == "clip":
        # Each is put at the same frame and pushes what is there, so the last one goes first.
        for thing in reversed(things):
            _place(studio, thing, track_id=track_id, at=drop.frame)


def _keyframe(studio: Studio, drop: Drop, thing: Held) -> None:
    found = find_clip(studio.project, drop.clip_id)
    if found is None:
        return
    clip = found[1]
    time = drop.frame - clip.start + clip.offset
    if thing.media_id is not None:
        studio.attempt(studio.set_keyframe, clip.id, time, FrameRef("media", thing.media_id))
    else:
        studio.attempt(studio.add_keyframe, clip.id, time, thing.path)


def _shot_from(studio: Studio, thing: Held, *, track_id: str | None, at: int, length: int) -> None:
    length_seconds = Fraction(length) / studio.project.rate
    if thing.media_id is None:
        studio.attempt(
            studio.image_to_video, thing.path, at=at, track_id=track_id, seconds=length_seconds, generate=False
        )
        return
    key = Keyframe(0, FrameRef("media", thing.media_id))
    made = studio.attempt(studio.new_shot, track_id=track_id, at=at, seconds=length_seconds, keyframes=[key])
    studio.select([made] if made else [])


def _place(studio: Studio, thing: Held, *, track_id: str | None, at: int) -> None:
    if thing.media_id is not None:
        name = thing.media_id
        place = lambda film: shots.place_media(film, name, track_id=track_id, at=at, insert=False)[0]  # noqa: E731
        studio.attempt(studio.edit, "Place clip", place)
    else:
        studio.attempt(studio.import_media, thing.path, at=at, track_id=track_id)


class Dropping:
    """For the timeline: takes what is dragged over it from outside. `drop` is where it would land."""

    drop: Drop | None = None
    _held: tuple[Held, ...] = ()
    studio: Studio
    view: View

    @property
    def film(self) -> Project:
        raise NotImplementedError

    def refresh(self) -> None:
        raise NotImplementedError

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self._held = held(event.mimeData(), self.film)
        if self._held:
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self._aim(event.position())

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self._aim(event.position())
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept(QRect(event.position().toPoint(), QSize(1, 1)))

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._held, self.drop = (), None
        self.refresh()

    def dropEvent(self, event: QDropEvent) -> None:
        if self._held:
            self._aim(event.position())
            drop, things = self.drop, self._held
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            if drop is not None and drop.kind != "none":
                land(self.studio, drop, things)
        self._held, self.drop = (), None
        self.refresh()

    def _aim(self, at: QPointF) -> None:
        if self._held:
            playhead = self.studio.playback.frame
            self.drop = target(self.film, self.view, self._held, x=at.x(), y=at.y(), playhead=playhead)
            self.refresh()
