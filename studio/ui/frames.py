"""UI room: single frames of the film as small pictures, read on a thread of their own. Knows session, no widget."""

from __future__ import annotations

from collections import OrderedDict
from pathlib import Path
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QObject, Qt, Signal

from studio.problem import StudioError
from studio.session.changes import Change, MediaFound
from studio.session.film import (
    Clip,
    FrameRef,
    Media,
    Project,
    Take,
    clip_at,
    find_media,
    find_take,
    seconds,
    source_frame,
)
from studio.session.reader import MediaReader
from studio.session.studio import Studio
from studio.ui.reading import Reading

HELD = 400  # small pictures kept in memory
SIZE = (256, 144)


class Wanted(NamedTuple):
    path: Path
    at: float
    size: tuple[int, int]


class Frames(QObject):
    """`of(ref)` gives a picture at once or None, and emits `arrived` when it has been read. `close` ends the thread."""

    arrived = Signal()

    def __init__(self, studio: Studio) -> None:
        super().__init__()
        self._studio = studio
        self._held: OrderedDict[Wanted, np.ndarray | None] = OrderedDict()
        reader = MediaReader()
        self._reading = Reading("small pictures", lambda it: reader.picture(str(it.path), it.at, *it.size))
        self._reading.found.connect(self._keep, Qt.ConnectionType.QueuedConnection)
        self._leave = studio.subscribe(self._heard)

    def of(self, ref: FrameRef | None, *, size: tuple[int, int] = SIZE) -> np.ndarray | None:
        """(H, W, 3) uint8 covering `size`, or None: not there yet, or not to be had."""
        wanted = self._wanted(ref, size)
        if wanted is None:
            return None
        if wanted not in self._held:
            self._held[wanted] = None  # and stays so for a file that is missing or cannot be shown
            self._reading.ask(wanted)
        return self._held.get(wanted)

    def close(self) -> None:
        """End the thread after the picture it is reading."""
        self._leave()
        self._reading.close()

    def _wanted(self, ref: FrameRef | None, size: tuple[int, int]) -> Wanted | None:
        project = self._studio.project
        if ref is None or not self._studio.is_open:
            return None
        source = find_media(project, ref.id) if ref.kind == "media" else find_take(project, ref.id)
        if source is None or (isinstance(source, Media) and source.kind == "audio"):
            return None
        try:
            path = self._studio.require_folder().resolve(source.path)
        except StudioError:
            return None
        return Wanted(path, float(seconds(ref.frame, source.rate)), size)

    def _heard(self, change: Change) -> None:
        if isinstance(change, MediaFound):  # what could not be read is asked for again
            for wanted in [wanted for wanted, picture in self._held.items() if picture is None]:
                del self._held[wanted]
            self.arrived.emit()

    def _keep(self, wanted: Wanted, picture: np.ndarray) -> None:
        self._held[wanted] = picture
        self._held.move_to_end(wanted)
        while len(self._held) > HELD:
            self._held.popitem(last=False)
        self.arrived.emit()


def first_frame(source: Media | Take) -> FrameRef:
    """The picture that stands for a whole file or take: a little way in, past a fade from black."""
    kind = "take" if isinstance(source, Take) else "media"
    return FrameRef(kind, source.id, min(source.frames // 8, 24))


def clip_under(project: Project, frame: int) -> Clip | None:
    """The clip seen at a film frame: the topmost one on the unmuted video tracks that is more than words."""
    shown = (clip_at(track, frame) for track in reversed(project.tracks) if track.kind == "video" and not track.muted)
    return next((clip for clip in shown if clip is not None and clip.title is None), None)


def frame_under(project: Project, frame: int) -> FrameRef | None:
    """The source's frame that is seen at a film frame; None over a gap or a planned shot."""
    clip = clip_under(project, frame)
    return frame_ref(project, clip, frame) if clip else None


def frame_ref(project: Project, clip: Clip, frame: int) -> FrameRef | None:
    """The source's frame a clip shows at a film frame; None for a planned shot or a title."""
    if clip.planned or clip.title:
        return None
    at = min(max(frame, clip.start), clip.end - 1)
    index = source_frame(project, clip, at=at)
    return FrameRef("take", clip.take or "", index) if clip.shot else FrameRef("media", clip.media_id or "", index)
