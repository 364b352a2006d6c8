"""UI room, timeline: fetches what the strips show, on a thread of its own, and hands it over on the widget's."""

from __future__ import annotations

import threading
from fractions import Fraction
from queue import SimpleQueue

import numpy as np
from PySide6.QtCore import QObject, Qt, Signal

from studio.problem import StudioError
from studio.session.changes import FramesArrived
from studio.session.film import Project, find_media, find_take, seconds
from studio.session.reader import MediaReader
from studio.session.studio import Studio
from studio.ui.timeline.strips import HEIGHT, StripKey, Strips

MOST_PICTURES = 240  # in one strip; a longer source is seen less often
LIVE_STEP = 2  # every so many live frames one is kept as a thumbnail


class Supply(QObject):
    """`strips` fills as things are read; `arrived` says that there is more to paint. `close` ends the thread."""

    arrived = Signal()
    _strip = Signal(object, object)

    def __init__(self, studio: Studio) -> None:
        super().__init__()
        self._studio = studio
        self.strips = Strips(self._ask_strip, lambda media_id: None)
        self._asked: SimpleQueue[tuple[StripKey, str, float, float, tuple[int, int]] | None] = SimpleQueue()
        self._thread: threading.Thread | None = None
        self._closed = False
        self._strip.connect(self._keep, Qt.ConnectionType.QueuedConnection)

    def close(self) -> None:
        """End the thread after what it is reading; harmless twice."""
        self._closed = True
        while not self._asked.empty():
            self._asked.get()
        self._asked.put(None)
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def clear(self) -> None:
        """Another film."""
        while not self._asked.empty():
            self._asked.get()
        self.strips.clear()

    def film_changed(self, before: Project, after: Project) -> None:
        """Takes that grew and files that were found again are read again."""
        if before.takes is not after.takes:
            old = {take.id: take for take in before.takes}
            for take in after.takes:
                if take.id in old and old[take.id] != take:
                    self.strips.forget(take.id)
        if before.media is not after.media:
            known = {media.id: media.path for media in before.media}
            for media in after.media:
                if known.get(media.id, media.path) != media.path:
                    self.strips.forget(media.id)

    # -- what is being made --------------------------------------------------------------------------------------

    def live_arrived(self, change: FramesArrived) -> None:
        live = self._studio.live(change.job_id)
        if live is None:
            return
        self.strips.live_length(change.clip_id, live.frames)
        for index in range(change.first, change.first + change.count):
            picture = live.frame(index) if index % LIVE_STEP == 0 else None
            self.strips.live_frame(change.clip_id, index, picture)

    def live_over(self, clip_id: str) -> None:
        self.strips.live_over(clip_id)

    # -- the thread ----------------------------------------------------------------------------------------------

    def _ask_strip(self, key: StripKey) -> None:
        film = self._studio.project
        source = find_take(film, key.source) or find_media(film, key.source)
        if source is None or self._closed or not self._studio.is_open or not source.frames:
            return
        try:
            path = self._studio.require_folder().resolve(source.path)
        except StudioError:
            return
        whole = float(seconds(source.frames, source.rate))
        still = getattr(source, "kind", "") == "picture"
        every = max(float(key.every), whole / MOST_PICTURES)
        wide, high = source.width or film.width, source.height or film.height
        size = (max(round(HEIGHT * wide / max(high, 1)), 1), HEIGHT)
        self._asked.put((key, str(path), every if still else whole, every, size))
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="film strips")
            self._thread.start()

    def _keep(self, key: StripKey, made: tuple[float, np.ndarray]) -> None:
        every, pictures = made
        self.strips.put_strip(key, pictures, every=Fraction(every).limit_denominator(1000))
        self.arrived.emit()

    def _work(self) -> None:
        reader = MediaReader()
        while (wish := self._asked.get()) is not None:
            key, path, stop, every, size = wish
            try:
                pictures = reader.video(path, 0.0, stop, 1 / every, *size)
            except (StudioError, OSError, ValueError):
                continue  # a file that is missing or cannot be shown keeps its plain clip
            self._strip.emit(key, (every, pictures))
