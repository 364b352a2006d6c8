"""Media room: what the film looks like at a frame. Knows the document; no Qt, no torch."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from studio.document.film import Clip, Media, Project, Take, Title, find_media, find_take, source_frame, source_time
from studio.document.joins import shown_at
from studio.media.audio import audible, fade_gain
from studio.media.decode import VideoReader
from studio.media.lru import FrameCache, Pool, place, stamp
from studio.media.picture import read_picture
from studio.media.proxy import Proxy, proxy_folder
from studio.media.resize import contained, fit, pad
from studio.media.slate import slate
from studio.media.titles import Overlay, draw_title, lay
from studio.problem import StudioError

if TYPE_CHECKING:
    from av.video.frame import VideoFrame

OPEN_READERS = 8
DRAWN_TITLES = 16
CACHE_BYTES = 256 << 20
Finish = Callable[[np.ndarray], np.ndarray]  # (H, W, 3) uint8 to a larger one
Between = Callable[[np.ndarray, np.ndarray, Fraction], np.ndarray]  # two neighbours and a time in 0..1 to a frame


class Compositor:
    """Frames of a film at one size, (H, W, 3) uint8, read-only. Not for use by two threads at once.

    The upper tracks cover the lower ones. Footage keeps its shape inside black bars; takes fill the frame. A fade lets
    what lies below shine through, a dissolve the clip it comes from; a title covers only what its letters do. Whatever
    can't be shown becomes a slate and is told in `missing`: path -> sentence.

    With `proxies`, the folder they are in, footage that has one is shown by it, and `by_proxy` says whether the last
    picture was. `quick` is for pictures that pass by (see VideoReader). `overtaken` is asked on the way to a far frame;
    once it says yes, `frame` raises Overtaken. `between` makes the frames a take has none of; it is only ever given
    two neighbours of one take, so nothing is made across a cut. `finish` makes a generated frame finer before it is
    fitted.
    """

    def __init__(
        self, project: Project, folder: Path | str, size: tuple[int, int], *, cache_bytes: int = CACHE_BYTES,
        proxies: Path | None = None, quick: bool = False, overtaken: Callable[[], bool] = lambda: False,
        between: Between | None = None, finish: Finish | None = None,
    ) -> None:  # fmt: skip
        self.folder, self.size = Path(folder), size
        self.missing: dict[Path, str] = {}
        self.by_proxy = False
        self._proxies, self._quick, self._overtaken, self._finish = proxies, quick, overtaken, finish
        self._between = between
        self._stand_ins: Pool[Proxy] = Pool(OPEN_READERS)
        self._readers: Pool[VideoReader] = Pool(OPEN_READERS)
        self._titles: Pool[Overlay | None] = Pool(DRAWN_TITLES)
        self._cache = FrameCache(cache_bytes)
        self._black = _frozen(np.zeros((size[1], size[0], 3), np.uint8))
        self.show(project)

    def show(self, project: Project) -> None:
        """Go on with an edited film; open files and cached frames stay, since they belong to files, not to clips."""
        self.project = project
        self._tracks = [track for track in reversed(audible(project)) if track.kind == "video"]

    def frame(self, film_frame: int, *, past: Fraction = Fraction(0)) -> np.ndarray:
        """What is on screen at `film_frame`. Never raises for a file that is missing or damaged.

        `past`: so much of the frame is over, 0 <= past < 1; with `between` motion has gone on by as much.
        """
        layers = [(clip, alpha) for clip, alpha in self._layers(film_frame)]
        picture, self.by_proxy = self._black, False
        for clip, alpha in reversed(layers):
            if clip.title is not None:
                over = self._title(clip.title)
                picture = picture if over is None else _frozen(lay(picture, over, alpha))
                continue
            over = self._picture(clip, film_frame, past)
            picture = over if alpha >= 1 else _frozen(_blend(picture, over, alpha))
        return picture

    def stored(self, film_frame: int, *, past: Fraction = Fraction(0)) -> VideoFrame | None:
        """The frame as it lies in its file, when that alone is on screen and needs no change. None: see `frame`."""
        layers = list(self._layers(film_frame))
        if len(layers) != 1 or layers[0][1] < 1 or self._proxies is not None:
            return None
        clip = layers[0][0]
        source = find_take(self.project, clip.take) or find_media(self.project, clip.media_id)
        if source is None or getattr(source, "kind", "video") != "video":
            return None
        path, cover = place(self.folder, source.path), isinstance(source, Take)
        index = self._index(source, clip, film_frame, past)
        if not isinstance(index, int):
            return None
        try:
            reader = self._readers.get((stamp(path), cover), lambda: self._open(path, cover=cover))
            fits = (reader.width, reader.height) == self.size
            return reader.stored_at(Fraction(index) / source.rate) if fits else None
        except StudioError:
            return None  # `frame` says what is wrong

    def clip_on_top(self, film_frame: int) -> Clip | None:
        """The uppermost clip there that is more than words, None in a gap."""
        return next((clip for clip, _ in self._layers(film_frame) if clip.title is None), None)

    def close(self) -> None:
        """Let go of all files and frames."""
        self._readers.close()
        self._stand_ins.close()
        self._cache.clear()

    def __enter__(self) -> Compositor:
        return self

    def __exit__(self, *_exc) -> None:
        self.close()

    def _layers(self, film_frame: int):
        """(clip, opacity) from the top down to the first one that covers everything."""
        for track in self._tracks:
            layers = [layer for layer in shown_at(track, film_frame) if not self._is_sound(layer.clip)]
            worded = any(layer.clip.title for layer in layers)
            for layer in reversed(layers):
                clip = layer.clip
                # The middle of the frame, so that neither end of a fade spends a frame on nothing at all.
                at = np.array([film_frame - clip.start + 0.5])
                alpha = float(fade_gain(at, length=clip.length, fade_in=clip.fade_in, fade_out=clip.fade_out)[0])
                # Under the clip that comes in, the other one stays whole: nothing from below may shine through both.
                alpha *= layer.share if worded or layer is layers[-1] else 1.0
                yield clip, alpha
                if alpha >= 1 and clip.title is None:
                    return

    def _is_sound(self, clip: Clip) -> bool:
        media = find_media(self.project, clip.media_id)
        return media is not None and media.kind == "audio"

    def _picture(self, clip: Clip, film_frame: int, past: Fraction) -> np.ndarray:
        source: Take | Media | None = find_take(self.project, clip.take) or find_media(self.project, clip.media_id)
        if source is None:
            return self._slate(planned=clip.planned)
        path = place(self.folder, source.path)
        index = self._index(source, clip, film_frame, past)
        key = (stamp(path), index, isinstance(source, Take))
        picture = self._cache.get(key)
        if picture is None and (picture := self._by_proxy(source, key)) is not None:
            return picture
        if picture is None:
            try:
                picture = _frozen(self._read(path, source, index))
            except StudioError as exc:
                self.missing[path] = str(exc)
                return self._slate()
            self._cache.put(key, picture)
        self.missing.pop(path, None)
        return picture

    def _index(self, source: Take | Media, clip: Clip, film_frame: int, past: Fraction) -> int | Fraction:
        """The source's frame that is shown; a fraction where one between two is to be made."""
        if self._between is None or not isinstance(source, Take):
            return source_frame(self.project, clip, at=film_frame)
        exact = source_time(self.project, clip, at=film_frame + past)
        return int(exact) if exact.denominator == 1 else exact

    def _by_proxy(self, source: Take | Media, key: tuple) -> np.ndarray | None:
        """What the footage's proxy shows, None when there is none for that frame."""
        if self._proxies is None or not isinstance(source, Media) or source.kind != "video":
            return None
        picture, (state, index, _) = self._cache.get(("proxy", *key)), key
        if picture is None:
            folder = proxy_folder(self._proxies, source, state)
            stand_in = self._stand_ins.get(folder, lambda: Proxy(folder))
            size = contained(source.width or self.size[0], source.height or self.size[1], inside=self.size)
            shown = stand_in.frame_at(Fraction(index) / source.rate, size=size)
            if shown is None:
                return None
            picture = _frozen(pad(shown, *self.size))
            self._cache.put(("proxy", *key), picture)
        self.by_proxy = True
        return picture

    def _title(self, title: Title) -> Overlay | None:
        return self._titles.get(title, lambda: draw_title(title, *self.size))

    def _read(self, path: Path, source: Take | Media, index: int | Fraction) -> np.ndarray:
        cover = isinstance(source, Take)
        if not cover and source.kind == "picture":
            return fit(read_picture(path), *self.size)
        if cover and self._between is not None:
            shown = self._moved(path, source, index, self._between)
        else:
            shown = self._decoded(path, source, index, cover=cover)
        if cover and self._finish is not None and (shown.shape[1], shown.shape[0]) != self.size:
            shown = self._finish(shown)
        return fit(shown, *self.size, mode="crop") if cover else pad(shown, *self.size)

    def _decoded(self, path: Path, source: Take | Media, index: int | Fraction, *, cover: bool) -> np.ndarray:
        reader = self._readers.get((stamp(path), cover), lambda: self._open(path, cover=cover))
        return reader.frame_at(Fraction(index) / source.rate, overtaken=self._overtaken)

    def _moved(self, path: Path, source: Take, index: int | Fraction, between: Between) -> np.ndarray:
        """A take's frame, or the one between two, at the take's own size; each of the two is decoded only once."""
        first = math.floor(index)
        pair = []
        for number in (first,) if first == index else (first, first + 1):
            frame = self._cache.get(key := ("decoded", stamp(path), number))
            if frame is None:
                frame = _frozen(self._decoded(path, source, number, cover=True))
                self._cache.put(key, frame)
            pair.append(frame)
        return pair[0] if len(pair) == 1 else between(pair[0], pair[1], Fraction(index - first))

    def _open(self, path: Path, *, cover: bool) -> VideoReader:
        reader = VideoReader(path, quick=self._quick)
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
