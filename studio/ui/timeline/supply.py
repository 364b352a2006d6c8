"""UI room, timeline: fetches what the strips show, on a thread of its own, and hands it over on the widget's."""

from __future__ import annotations

import threading
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from queue import SimpleQueue

import numpy as np
from PySide6.QtCore import QObject, Qt, Signal

from studio.problem import StudioError
from studio.session.changes import Change, FramesArrived, MediaFound
from studio.session.film import Project, find_media, find_take, seconds
from studio.session.reader import MediaReader
from studio.session.studio import Studio
from studio.session.waves import waveform
from studio.ui.timeline.strips import HEIGHT, StripKey, Strips

MOST_PICTURES = 240  # in one strip; a longer source is seen less often
LIVE_STEP = 2  # every so many live frames one is kept as a thumbnail


class Supply(QObject):
    """`strips` fills as things are read; `arrived` says that there is more to paint. `close` ends the threads."""

    arrived = Signal()
    _strip = Signal(object, object)
    _wave = Signal(str, object)

    def __init__(self, studio: Studio) -> None:
        super().__init__()
        self._studio = studio
        self.strips = Strips(self._ask_strip, self._ask_wave)
        self._asked: SimpleQueue[tuple[StripKey, str, float, float, tuple[int, int]] | None] = SimpleQueue()
        self._sounds: SimpleQueue[tuple[str, Path, Path, str] | None] = SimpleQueue()
        self._threads: dict[str, threading.Thread] = {}  # sound has its own: an hour of it must not hold up pictures
        self._closed = False
        self._strip.connect(self._keep, Qt.ConnectionType.QueuedConnection)
        self._wave.connect(self._keep_wave, Qt.ConnectionType.QueuedConnection)
        self._leave = studio.subscribe(self._heard)

    def close(self) -> None:
        """End the threads after what they are reading; harmless twice."""
        self._closed = True
        self._leave()
        self._forget_asked()
        self._asked.put(None)
        self._sounds.put(None)
        for thread in self._threads.values():
            thread.join()
        self._threads.clear()

    def clear(self) -> None:
        """Another film."""
        self._forget_asked()
        self.strips.clear()

    def _forget_asked(self) -> None:
        for queue in (self._asked, self._sounds):
            while not queue.empty():
                queue.get()

    def _run(self, name: str, work: Callable[[], None]) -> None:
        """Start a thread unless it runs already."""
        if name not in self._threads:
            self._threads[name] = threading.Thread(target=work, name=name)
            self._threads[name].start()

    def _heard(self, change: Change) -> None:
        if isinstance(change, MediaFound):
            for media_id in change.media_ids:
                self.strips.forget(media_id)
            self.arrived.emit()

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
        self._run("film strips", self._work)

    def _ask_wave(self, media_id: str) -> None:
        media = find_media(self._studio.project, media_id)
        if media is None or self._closed or not self._studio.is_open or not (media.has_audio or media.kind == "audio"):
            return
        try:
            folder = self._studio.require_folder()
            self._sounds.put((media_id, folder.resolve(media.path), folder.root, media.digest))
        except StudioError:
            return
        self._run("waveforms", self._listen)

    def _keep_wave(self, media_id: str, peaks: np.ndarray) -> None:
        if find_media(self._studio.project, media_id) is not None:
            self.strips.put_wave(media_id, peaks)
            self.arrived.emit()

    def _listen(self) -> None:
        while (wish := self._sounds.get()) is not None:
            media_id, source, root, digest = wish
            try:
                peaks = waveform(source, root, digest=digest, cancel=lambda: self._closed)
            except (StudioError, OSError):
                continue  # a file that is missing or has no sound keeps its plain clip
            if peaks is not None:
                self._wave.emit(media_id, peaks)

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
