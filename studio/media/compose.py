"""Media room: what the film looks like at a frame. Knows the document; no Qt, no torch."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np

from studio.document.film import Clip, Media, Project, Take, clip_at, find_media, find_take, source_frame
from studio.media.audio import audible, fade_gain
from studio.media.decode import VideoReader
from studio.media.lru import FrameCache, Pool, place, stamp
from studio.media.picture import read_picture
from studio.media.resize import contained, fit, pad
from studio.media.slate import slate
from studio.problem import StudioError

OPEN_READERS = 8
CACHE_BYTES = 256 << 20


class Compositor:
    """Frames of a film at one size, (H, W, 3) uint8, read-only. Not for use by two threads at once.

    The upper tracks cover the lower ones. Footage keeps its shape inside black bars; takes fill the frame. A fade lets
    what lies below shine through. Whatever can't be shown becomes a slate and is told in `missing`: path -> sentence.
    """

    def __init__(
        self, project: Project, folder: Path | str, size: tuple[int, int], *, cache_bytes: int = CACHE_BYTES
    ) -> None:
        self.folder, self.size = Path(folder), size
        self.missing: dict[Path, str] = {}
        self._readers: Pool[VideoReader | np.ndarray | None] = Pool(OPEN_READERS)
        self._cache = FrameCache(cache_bytes)
        self._black = _frozen(np.zeros((size[1], size[0], 3), np.uint8))
        self.show(project)

    def show(self, project: Project) -> None:
        """Go on with an edited film; open files and cached frames stay, since they belong to files, not to clips."""
        self.project = project
        self._tracks = [track for track in reversed(audible(project)) if track.kind == "video"]

    def frame(self, film_frame: int) -> np.ndarray:
        """What is on screen at `film_frame`. Never raises for a file that is missing or damaged."""
        layers = [(clip, alpha) for clip, alpha in self._layers(film_frame)]
        picture = self._black
        for clip, alpha in reversed(layers):
            over = self._picture(clip, film_frame)
            picture = over if alpha >= 1 else _frozen(_blend(picture, over, alpha))
        return picture

    def clip_on_top(self, film_frame: int) -> Clip | None:
        """The uppermost clip there, None in a gap."""
        return next((clip for clip, _ in self._layers(film_frame)), None)

    def close(self) -> None:
        """Let go of all files and frames."""
        self._readers.close()
        self._cache.clear()

    def __enter__(self) -> Compositor:
        return self

    def __exit__(self, *_exc) -> None:
        self.close()

    def _layers(self, film_frame: int):
        """(clip, opacity) from the top down to the first one that covers everything."""
        for track in self._tracks:
            clip = clip_at(track, film_frame)
            if clip is None or self._is_sound(clip):
                continue
            # The middle of the frame, so that neither end of a fade spends a frame on nothing at all.
            at = np.array([film_frame - clip.start + 0.5])
            alpha = fade_gain(at, length=clip.length, fade_in=clip.fade_in, fade_out=clip.fade_out)[0]
            yield clip, float(alpha)
            if alpha >= 1:
                return

    def _is_sound(self, clip: Clip) -> bool:
        media = find_media(self.project, clip.media_id)
        return media is not None and media.kind == "audio"

    def _picture(self, clip: Clip, film_frame: int) -> np.ndarray:
        source: Take | Media | None = find_take(self.project, clip.take) or find_media(self.project, clip.media_id)
        if source is None:
            return self._slate(planned=clip.planned)
        path = place(self.folder, source.path)
        index = source_frame(self.project, clip, at=film_frame)
        key = (stamp(path), index, isinstance(source, Take))
        picture = self._cache.get(key)
        if picture is None:
            try:
                picture = _frozen(self._read(path, source, index))
            except StudioError as exc:
                self.missing[path] = str(exc)
                return self._slate()
            self._cache.put(key, picture)
        self.missing.pop(path, None)
        return picture

    def _read(self, path: Path, source: Take | Media, index: int) -> np.ndarray:
        cover = isinstance(source, Take)
        if not cover and source.kind == "picture":
            return fit(read_picture(path), *self.size)
        reader = self._readers.get((stamp(path), cover), lambda: self._open(path, cover=cover))
        shown = reader.frame_at(Fraction(index) / source.rate)
        return fit(shown, *self.size, mode="crop") if cover else pad(shown, *self.size)

    def _open(self, path: Path, *, cover: bool) -> VideoReader:
        reader = VideoReader(path)
        if not cover:  # footage is scaled while its colour is converted, in one pass
            reader.width, reader.height = contained(reader.width, reader.height, inside=self.size)
        return reader

    def _slate(self, *, planned: bool = False) -> np.ndarray:
        key = ("slate", planned)
        picture = self._cache.get(key)
        if picture is None:
            picture = _frozen(slate(*self.size, missing=not planned))
            self._cache.put(key, picture)
        return picture


def _blend(below: np.ndarray, above: np.ndarray, alpha: float) -> np.ndarray:
    weight = round(alpha * 256)
    mixed = below.astype(np.uint16) * np.uint16(256 - weight) + above.astype(np.uint16) * np.uint16(weight)
    return (mixed + np.uint16(128) >> 8).astype(np.uint8) if weight < 256 else above


def _frozen(frame: np.ndarray) -> np.ndarray:
    if frame.flags.writeable:
        frame.flags.writeable = False
    return frame
