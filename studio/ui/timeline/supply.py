"""UI room, timeline: fetches what the strips show: what is read, and what is being made. Knows no widget."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QObject, Qt, Signal

from studio.problem import StudioError
from studio.session.changes import Change, FramesArrived, MediaFound
from studio.session.film import Project, find_media, find_take, seconds
from studio.session.reader import MediaReader
from studio.session.studio import Studio
from studio.session.waves import waveform
from studio.ui.reading import Reading
from studio.ui.timeline.strips import HEIGHT, StripKey, Strips

MOST_PICTURES = 240  # in one strip; a longer source is seen less often
LIVE_STEP = 2  # every so many live frames one is kept as a thumbnail


class Film(NamedTuple):
    key: StripKey
    path: str
    stop: float  # seconds
    every: float
    size: tuple[int, int]


class Sound(NamedTuple):
    media_id: str
    path: Path
    root: Path
    digest: str


class Supply(QObject):
    """`strips` fills as things are read; `arrived` says that there is more to paint. `close` ends the threads."""

    arrived = Signal()

    def __init__(self, studio: Studio) -> None:
        super().__init__()
        self._studio = studio
        self.strips = Strips(self._ask_strip, self._ask_wave)
        self._closed = False
        reader = MediaReader()
        self._films = Reading("film strips", lambda it: reader.video(it.path, 0.0, it.stop, 1 / it.every, *it.size))
        # Sound has a thread of its own: an hour of it must not hold up pictures.
        self._sounds = Reading("waveforms", lambda it: waveform(it.path, it.root, digest=it.digest,
                                                                cancel=lambda: self._closed))  # fmt: skip
        self._films.found.connect(self._keep, Qt.ConnectionType.QueuedConnection)
        self._sounds.found.connect(self._keep_wave, Qt.ConnectionType.QueuedConnection)
        self._leave = studio.subscribe(self._heard)

    def close(self) -> None:
        """End the threads after what they are reading; harmless twice."""
        self._closed = True
        self._leave()
        self._films.close()
        self._sounds.close()

    def clear(self) -> None:
        """Another film."""
        self._films.forget()
        self._sounds.forget()
        self.strips.clear()

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

    # -- what is read --------------------------------------------------------------------------------------------

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
        self._films.ask(Film(key, str(path), every if still else whole, every, size))

    def _ask_wave(self, media_id: str) -> None:
        media = find_media(self._studio.project, media_id)
        if media is None or self._closed or not self._studio.is_open or not (media.has_audio or media.kind == "audio"):
            return
        try:
            folder = self._studio.require_folder()
            sound = Sound(media_id, folder.resolve(media.path), folder.root, media.digest)
        except StudioError:
            return
        self._sounds.ask(sound)

    def _keep_wave(self, sound: Sound, peaks: np.ndarray) -> None:
        if find_media(self._studio.project, sound.media_id) is not None:
            self.strips.put_wave(sound.media_id, peaks)
            self.arrived.emit()

    def _keep(self, film: Film, pictures: np.ndarray) -> None:
        self.strips.put_strip(film.key, pictures, every=Fraction(film.every).limit_denominator(1000))
        self.arrived.emit()
