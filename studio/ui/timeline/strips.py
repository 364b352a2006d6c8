"""UI room, timeline: thumbnails and waveforms as they arrive. Asks once for each and never waits; knows no files.

A strip is a source seen every so many seconds, a power of two, so that trimming and small zooms reuse what is there.
While a strip is on its way the nearest one at hand stands in for it.
"""

from __future__ import annotations

import math
from collections import Counter, OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPixmap

from studio.session.film import Clip, Project, find_media, find_take
from studio.session.waves import PER_SECOND
from studio.ui.widgets import image_of

HEIGHT = 112  # pixels of a kept thumbnail: sharp at twice the density of an ordinary screen
FINEST, COARSEST = Fraction(1, 4), Fraction(64)
MOST_STRIPS = 400
MOST_READY = 4000  # thumbnails scaled to the size they are painted in


@dataclass(frozen=True, slots=True)
class StripKey:
    """One film strip: a file or a take, one picture every `every` seconds."""

    source: str
    every: Fraction


@dataclass(slots=True)
class LiveStrip:
    """The thumbnails of a generation under way, by frame of its canvas."""

    frames: int
    known: set[int] = field(default_factory=set)
    images: dict[int, QImage] = field(default_factory=dict)
    ahead: int = 0  # frames there are without a hole from the first on


class Strips:
    """`ask_strip(key)` and `ask_wave(media_id)` start the work; `put_strip` and `put_wave` bring what it made."""

    def __init__(self, ask_strip: Callable[[StripKey], None], ask_wave: Callable[[str], None]) -> None:
        self._ask_strip, self._ask_wave = ask_strip, ask_wave
        self._asked: set[StripKey | str] = set()
        self._strips: OrderedDict[StripKey, tuple[Fraction, list[QImage]]] = OrderedDict()
        self._levels: dict[str, set[Fraction]] = {}
        self._waves: dict[str, np.ndarray] = {}
        self._live: dict[str, LiveStrip] = {}
        self._ready: dict[tuple[int, int], QPixmap] = {}
        self._news: Counter[str] = Counter()

    def news(self, source: str | None) -> int:
        """Another number whenever something came for a file or take: what was painted of it is out of date."""
        return self._news.get(source or "", 0)

    def clear(self) -> None:
        """Another film."""
        self._asked.clear()
        self._strips.clear()
        self._levels.clear()
        self._waves.clear()
        self._live.clear()
        self._ready.clear()

    # -- film strips ---------------------------------------------------------------------------------------------

    def tile(self, project: Project, clip: Clip, index: int, *, step: float, height: int = HEIGHT) -> QPixmap | None:
        """The picture nearest to the source's frame `index`, `height` pixels high; a tile covers `step` film frames."""
        source = find_take(project, clip.take) or find_media(project, clip.media_id)
        if source is None:
            return None
        still = getattr(source, "kind", "") == "picture"
        wanted = StripKey(source.id, COARSEST if still else level(step * float(clip.speed) / float(project.rate)))
        if wanted not in self._asked:
            self._asked.add(wanted)
            self._ask_strip(wanted)
        key = self._nearest(wanted)
        if key is None:
            return None
        every, images = self._strips[key]
        self._strips.move_to_end(key)
        return self._sized(images[min(int(Fraction(index) / source.rate / every), len(images) - 1)], height)

    def _sized(self, image: QImage, height: int) -> QPixmap:
        """Scaled once, not at every painting."""
        key = (image.cacheKey(), height)
        if key not in self._ready:
            if len(self._ready) >= MOST_READY:
                self._ready.clear()
            smooth = Qt.TransformationMode.SmoothTransformation
            self._ready[key] = QPixmap.fromImage(image.scaledToHeight(height, smooth))
        return self._ready[key]

    def put_strip(self, key: StripKey, pictures: Sequence[np.ndarray] | np.ndarray, *, every: Fraction) -> None:
        """(H, W, 3) uint8 thumbnails, one `every` so many seconds (a long source is seen less often than asked)."""
        if not len(pictures):
            return
        self._strips[key] = (every, [image_of(picture) for picture in pictures])
        self._news[key.source] += 1
        self._levels.setdefault(key.source, set()).add(key.every)
        while len(self._strips) > MOST_STRIPS:
            old, _ = self._strips.popitem(last=False)
            self._levels[old.source].discard(old.every)
            self._asked.discard(old)

    def forget(self, source: str) -> None:
        """A take or file changed: its strips are asked for again, the old ones shown until then."""
        self._asked = {key for key in self._asked if source != (key.source if isinstance(key, StripKey) else key)}
        self._waves.pop(source, None)

    def _nearest(self, wanted: StripKey) -> StripKey | None:
        held = self._levels.get(wanted.source)
        if not held:
            return None
        every = min(held, key=lambda one: abs(math.log2(one / wanted.every)))
        return StripKey(wanted.source, every)

    # -- sound ---------------------------------------------------------------------------------------------------

    def wave(
        self, project: Project, clip: Clip, *, first: float, per_column: float, columns: int
    ) -> list[tuple[float, float]] | None:
        """Lowest and highest value (-1..1) for each pixel column; column 0 begins at film frame `first`."""
        media = clip.media_id
        if media is None:
            return None
        if media not in self._waves:
            if media not in self._asked:
                self._asked.add(media)
                self._ask_wave(media)
            return None
        peaks = self._waves[media]
        scale = PER_SECOND / float(project.rate)
        inner = clip.offset + (first + np.arange(columns + 1) * per_column - clip.start) * float(clip.speed)
        places = np.clip((inner * scale).astype(np.int64), 0, max(len(peaks) - 1, 0))
        if not len(peaks):
            return []
        low = np.minimum.reduceat(peaks[:, 0], places[:-1])
        high = np.maximum.reduceat(peaks[:, 1], places[:-1])
        gain = 10 ** (clip.gain_db / 20)
        return list(zip(np.clip(low * gain, -1, 1).tolist(), np.clip(high * gain, -1, 1).tolist(), strict=True))

    def put_wave(self, media_id: str, peaks: np.ndarray) -> None:
        """(N, 2) float32, lowest and highest value, PER_SECOND of them."""
        self._waves[media_id] = peaks
        self._news[media_id] += 1

    # -- what is being made --------------------------------------------------------------------------------------

    def live_length(self, clip_id: str, frames: int) -> None:
        """A canvas of so many frames is being made for the clip."""
        strip = self._live.get(clip_id)
        if strip is None or strip.frames != frames:
            self._live[clip_id] = LiveStrip(frames)

    def live_frame(self, clip_id: str, index: int, picture: np.ndarray | None) -> None:
        """Frame `index` has arrived; (H, W, 3) uint8, or None where a neighbour's thumbnail will do."""
        strip = self._live[clip_id]
        strip.known.add(index)
        while strip.ahead in strip.known:
            strip.ahead += 1
        if picture is not None:
            smooth = Qt.TransformationMode.SmoothTransformation
            strip.images[index] = image_of(picture).scaledToHeight(HEIGHT, smooth)

    def live_over(self, clip_id: str) -> None:
        self._live.pop(clip_id, None)

    def live_share(self, clip_id: str) -> float:
        """How much of the canvas exists from its first frame on, 0..1."""
        strip = self._live.get(clip_id)
        return strip.ahead / max(strip.frames, 1) if strip else 0.0

    def live_tile(self, clip_id: str, share: float, *, height: int = HEIGHT) -> QPixmap | None:
        strip = self._live.get(clip_id)
        if not strip or not strip.ahead:
            return None
        wanted = min(int(share * strip.frames), strip.ahead - 1)
        found = next((strip.images[index] for index in range(wanted, -1, -1) if index in strip.images), None)
        return None if found is None else self._sized(found, height)


def level(tile_seconds: float) -> Fraction:
    """The power of two of seconds at or below a tile's length."""
    if tile_seconds <= FINEST:
        return FINEST
    return min(Fraction(2) ** math.floor(math.log2(tile_seconds)), COARSEST)
