"""Media room: frames out of a video, by time. Knows no film, no Qt, no torch.

Time zero is the first frame that can be shown. A frame stays until the next one begins (nearest earlier), whatever the
spacing, so variable-rate footage keeps its true speed. Interlaced material is shown woven, as stored.

On the way to a far frame, frames no other one is made from are left out ("sparse"): half of the work of most footage.
`_whole_from` is the time from which nothing was left out; no frame before it is ever shown.
"""

from __future__ import annotations

import math
import os
from collections import deque
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from studio.media import hdr
from studio.media.opening import MAX_PIXELS, open_container, trouble
from studio.media.picture import read_picture
from studio.media.probe import declared_rate, display_size, main_video, time_base
from studio.media.resize import fit, is_plain, to_rgb
from studio.problem import StudioError

if TYPE_CHECKING:
    from av.video.frame import VideoFrame

    Timed = tuple[Fraction, VideoFrame]

__all__ = ["Overtaken", "VideoReader", "fit", "read_picture"]

SEEK_AHEAD = Fraction(2)  # seconds that are decoded through rather than sought over
THREADED_ABOVE = 640 * 480  # smaller pictures decode fastest, and seek soonest, on one thread
TRAIL_BYTES = 64 << 20  # of decoded frames kept behind the one in hand once somebody steps back
_PATIENCE = 64  # damaged packets in a row before the rest is given up
_BEGINNING = Fraction(-(10**9))


class Overtaken(Exception):
    """The frame that was asked for is no longer wanted; the reader stands somewhere on the way and can go on."""


class VideoReader:
    """An open video. Frames are (H, W, 3) uint8 RGB, upright, square-pixelled, read-only, of size `width` × `height`.

    Give neither size for the video's own, one to keep its shape, both for exactly that. `quick` trades the last bit of
    chroma accuracy for half of the time. Not for use by two threads at once. The frame in hand is kept until the next
    is asked for, so asking again costs nothing.
    """

    def __init__(
        self, path: Path | str, *, width: int | None = None, height: int | None = None, quick: bool = False,
        threads: int | None = None,
    ) -> None:  # fmt: skip
        self.path, self._quick = Path(path), quick
        self._container = open_container(self.path)
        try:
            with trouble(self.path):
                own_w, own_h, self._turn = self._open_stream(threads or min(os.cpu_count() or 1, 4))
        except BaseException:
            self._container.close()
            raise
        self.width = width or (max(1, round(own_w * height / own_h)) if height else own_w)
        self.height = height or (max(1, round(own_h * width / own_w)) if width else own_h)

    def _open_stream(self, threads: int) -> tuple[int, int, int]:
        stream = main_video(self._container)
        if stream is None:
            raise StudioError(f"“{self.path.name}” holds no video.", next_step="Choose a video file.")
        self._stream, self._tick = stream, time_base(stream)
        stream.codec_context.options = {"max_pixels": str(MAX_PIXELS)}
        large = stream.width * stream.height > THREADED_ABOVE and threads > 1
        stream.thread_type = "AUTO" if large else "SLICE"
        stream.codec_context.thread_count = threads if large else 1
        self._period = 1 / declared_rate(stream)
        # Containers round timestamps to their ticks; a frame that is late by less than one is not late.
        self.slack = min(self._tick, self._period / 4)
        self._stored_order = self._container.format.name == "avi"  # has no times but the order of storage
        self._zero = Fraction(0)
        self._shown: tuple[Fraction, np.ndarray] | None = None
        self._trail: deque[Timed] = deque(maxlen=0)
        self._whole_from, self._passing = _BEGINNING, False
        self._source: Iterator[Timed] = iter(())
        self._now: Timed | None = None
        self._next: Timed | None = None
        self._restart()
        first = self._in_hand()
        self._zero = first[0]
        self._now = (Fraction(0), first[1])
        if self._next is not None:
            self._next = (self._next[0] - self._zero, self._next[1])
        return display_size(stream, first[1])

    def __enter__(self) -> VideoReader:
        return self

    def __exit__(self, *_exc) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file; harmless twice."""
        self._shown = self._now = self._next = None
        self._source = iter(())
        self._trail.clear()
        self._container.close()

    def frame_at(self, time: Fraction, *, overtaken: Callable[[], bool] = lambda: False) -> np.ndarray:
        """The frame on screen at `time` seconds: (H, W, 3) uint8. The first and the last are held beyond the ends.

        `overtaken` is asked between frames on a longer way; once it is true, Overtaken is raised.
        """
        with trouble(self.path):
            stamp, frame = self._at(max(Fraction(time), Fraction(0)), overtaken)
            if self._shown is None or self._shown[0] != stamp:
                self._shown = (stamp, self._convert(frame))
        return self._shown[1]

    def stored_at(self, time: Fraction) -> VideoFrame | None:
        """The same frame as it is stored, where that is what an encoder takes: upright 8-bit BT.709 of this size.

        None for every other, and for what is interlaced: `frame_at` converts those. The frame is still this reader's.
        """
        with trouble(self.path):
            _, frame = self._at(max(Fraction(time), Fraction(0)), lambda: False)
            return frame if not self._turn and is_plain(frame, self.width, self.height) else None

    def frames(self, start: Fraction, stop: Fraction, rate: Fraction) -> Iterator[np.ndarray]:
        """The frames on screen at start, start + 1/rate, … before `stop` (seconds)."""
        for index in range(math.ceil((stop - start) * rate)):
            yield self.frame_at(start + index / rate)

    def passing(self, start: Fraction, stop: Fraction) -> Iterator[tuple[Fraction, np.ndarray]]:
        """(time, picture) of the frame on screen at `start`, then of every one that begins before `stop`."""
        picture = self.frame_at(start)
        while True:
            with trouble(self.path):
                yield self._in_hand()[0], picture
                if self._next is None or self._next[0] - self.slack >= stop:
                    return
                picture = self.frame_at(self._next[0])

    # Decoding: `_now` is the frame in hand, `_next` the one after it (None at the end), `_trail` those right before it.

    def _in_hand(self) -> Timed:
        if self._now is None:
            raise StudioError(
                f"“{self.path.name}” has no frame that can be decoded.", next_step="Copy or export it again."
            )
        return self._now

    def _at(self, time: Fraction, overtaken: Callable[[], bool]) -> Timed:
        """The frame on screen at `time`: one of the trail, or the one the decoder is brought to."""
        late, back = time + self.slack, False
        if late < self._in_hand()[0]:
            if self._trail and self._trail[0][0] <= late:
                return next(held for held in reversed(self._trail) if held[0] <= late)
            pixels, back = max(self._stream.width * self._stream.height, 1), True
            self._trail = deque(maxlen=max(2, min(TRAIL_BYTES * 2 // (3 * pixels), 64)))
        # Room for the frames a step back would show next, when that is the way somebody goes.
        whole = time - self._period * (max(self._trail.maxlen or 0, 2) if back else 2)
        self._go_to(time, whole, overtaken)
        if self._in_hand()[0] < self._whole_from:  # a long frame: the one on screen here may have been left out
            self._seek(time, _BEGINNING)
            self._go_on(late, overtaken)
        return self._in_hand()

    def _go_to(self, time: Fraction, whole: Fraction, overtaken: Callable[[], bool]) -> None:
        late = time + self.slack
        now, ahead = self._in_hand()[0], self._next
        far = ahead is not None and late > ahead[0] + SEEK_AHEAD and self._key_frame_between(now, time)
        if late < now or far or now < self._whole_from > late:
            self._seek(time, whole)
        elif ahead is not None and whole > max(ahead[0], self._whole_from):
            self._whole_from = whole
        self._go_on(late, overtaken)

    def _go_on(self, late: Fraction, overtaken: Callable[[], bool]) -> None:
        while self._next is not None and self._next[0] <= late:
            if overtaken():
                raise Overtaken
            now = self._in_hand()
            if now[0] < self._whole_from:
                self._trail.clear()  # never a hole in it: what is looked up there is the last one not after a time
            else:
                self._trail.append(now)
            self._now, self._next = self._next, next(self._source, None)

    def _key_frame_between(self, now: Fraction, time: Fraction) -> bool:
        """Whether seeking to `time` saves anything over going on from `now`; yes when the file has no index."""
        entries = self._stream.index_entries
        found = entries.search_timestamp(self._ticks(time)) if len(entries) else -1
        return found < 0 or entries[found].timestamp > self._ticks(now)

    def _ticks(self, time: Fraction) -> int:
        return math.floor((time + self._zero) / self._tick)

    def _seek(self, time: Fraction, whole: Fraction) -> None:
        """Land on a key frame at or before `time`, going further back while the decoder first shows a later frame."""
        ahead, back = self._now, Fraction(0)
        while time > back:
            self._container.seek(self._ticks(time - back), stream=self._stream)
            self._resume(time - back, whole)
            if self._now is not None and self._now[0] <= time + self.slack:
                return
            back = max(Fraction(2), back * 2)
        self._restart()
        if self._now is None:
            self._now = ahead  # the file vanished under us: hold what was shown

    def _restart(self) -> None:
        start = self._stream.start_time or 0
        self._container.seek(min(start, 0), stream=self._stream)
        self._resume(Fraction(0), _BEGINNING)

    def _resume(self, near: Fraction, whole: Fraction) -> None:
        self._whole_from = whole
        self._source = self._decoded(near)
        self._trail.clear()
        self._now = next(self._source, None)
        self._next = next(self._source, None)

    def _decoded(self, near: Fraction) -> Iterator[Timed]:
        """(time, frame) from where the container stands; damaged packets are skipped."""
        from av.error import FFmpegError

        last, damaged = near - self._period, 0
        packets = self._container.demux(self._stream)
        while damaged <= _PATIENCE:
            try:
                packet = next(packets, None)
                if packet is None:
                    return
                self._leave_out(packet.pts)
                frames = packet.decode()
            except FFmpegError:  # one damaged packet, or the end of a file cut short: the generator is then done
                damaged += 1
                continue
            damaged = 0
            for frame in frames:
                stamp = frame.dts if frame.pts is None or self._stored_order else frame.pts
                time = last + self._period if stamp is None else stamp * self._tick - self._zero
                last = time
                yield time, frame

    def _leave_out(self, stamp: int | None) -> None:
        """Before a packet is decoded: frames nothing depends on are skipped while they lie before `_whole_from`."""
        passing = stamp is not None and not self._stored_order and stamp * self._tick - self._zero < self._whole_from
        if passing != self._passing:
            self._passing = passing
            self._stream.codec_context.skip_frame = "NONREF" if passing else "DEFAULT"

    def _convert(self, frame: VideoFrame) -> np.ndarray:
        turned = self._turn in (90, 270)
        width, height = (self.height, self.width) if turned else (self.width, self.height)
        if frame.color_trc in (hdr.PQ, hdr.HLG):
            rgb = hdr.tone_map(to_rgb(frame, width=width, height=height, deep=True), transfer=frame.color_trc)
        else:
            rgb = to_rgb(frame, width=width, height=height, quick=self._quick)
        if self._turn:
            rgb = np.ascontiguousarray(np.rot90(rgb, -self._turn // 90))
        rgb.flags.writeable = False
        return rgb
