"""Media room: frames out of a video, by time. Knows no film, no Qt, no torch.

Time zero is the first frame that can be shown. A frame stays until the next one begins (nearest earlier), whatever the
spacing, so variable-rate footage keeps its true speed. Interlaced material is shown woven, as stored.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import numpy as np

from studio.media import hdr
from studio.media.opening import MAX_PIXELS, open_container, trouble
from studio.media.picture import read_picture
from studio.media.probe import declared_rate, display_size, main_video
from studio.media.resize import fit, to_rgb
from studio.problem import StudioError

__all__ = ["VideoReader", "fit", "read_picture"]

SEEK_AHEAD = Fraction(2)  # seconds that are decoded through rather than sought over
THREADED_ABOVE = 640 * 480  # smaller pictures decode fastest, and seek soonest, on one thread
TRAIL_BYTES = 64 << 20  # of decoded frames kept behind the one in hand once somebody steps back
_PATIENCE = 64  # damaged packets in a row before the rest is given up


class VideoReader:
    """An open video. Frames are (H, W, 3) uint8 RGB, upright, square-pixelled, read-only, of size `width` × `height`.

    Give neither size for the video's own, one to keep its shape, both for exactly that. Not for use by two threads at
    once. The frame in hand is kept until the next is asked for, so asking again costs nothing.
    """

    def __init__(self, path: Path | str, *, width: int | None = None, height: int | None = None) -> None:
        self.path = Path(path)
        self._container = open_container(self.path)
        try:
            with trouble(self.path):
                self._open_stream()
        except BaseException:
            self._container.close()
            raise
        own_w, own_h, self._turn = display_size(self._stream, self._now[1])
        self.width = width or (max(1, round(own_w * height / own_h)) if height else own_w)
        self.height = height or (max(1, round(own_h * width / own_w)) if width else own_h)

    def _open_stream(self) -> None:
        stream = main_video(self._container)
        if stream is None:
            raise StudioError(f"“{self.path.name}” holds no video.", next_step="Choose a video file.")
        self._stream = stream
        stream.codec_context.options = {"max_pixels": str(MAX_PIXELS)}
        stream.thread_type = "AUTO" if stream.width * stream.height > THREADED_ABOVE else "SLICE"
        stream.codec_context.thread_count = 2 if stream.width * stream.height > THREADED_ABOVE else 1
        self._period = 1 / declared_rate(stream)
        # Containers round timestamps to their ticks; a frame that is late by less than one is not late.
        self._slack = min(stream.time_base or Fraction(1, 1000), self._period / 4)
        self._stored_order = self._container.format.name == "avi"  # has no times but the order of storage
        self._zero = Fraction(0)
        self._shown: tuple[Fraction, np.ndarray] | None = None
        self._trail: deque[tuple[Fraction, object]] = deque(maxlen=0)
        self._restart()
        if self._now is None:
            raise StudioError(
                f"“{self.path.name}” has no frame that can be decoded.", next_step="Copy or export it again."
            )
        self._zero = self._now[0]
        self._now = (Fraction(0), self._now[1])
        if self._next is not None:
            self._next = (self._next[0] - self._zero, self._next[1])

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

    def frame_at(self, time: Fraction) -> np.ndarray:
        """The frame on screen at `time` seconds: (H, W, 3) uint8. The first and the last are held beyond the ends."""
        with trouble(self.path):
            stamp, frame = self._at(max(Fraction(time), Fraction(0)))
            if self._shown is None or self._shown[0] != stamp:
                self._shown = (stamp, self._convert(frame))
        return self._shown[1]

    def frames(self, start: Fraction, stop: Fraction, rate: Fraction) -> Iterator[np.ndarray]:
        """The frames on screen at start, start + 1/rate, … before `stop` (seconds)."""
        for index in range(math.ceil((stop - start) * rate)):
            yield self.frame_at(start + index / rate)

    # Decoding: `_now` is the frame in hand, `_next` the one after it (None at the end), `_trail` those right before it.

    def _at(self, time: Fraction) -> tuple[Fraction, object]:
        """The frame on screen at `time`: one of the trail, or the one the decoder is brought to."""
        late = time + self._slack
        if late < self._now[0]:
            if self._trail and self._trail[0][0] <= late:
                return next(held for held in reversed(self._trail) if held[0] <= late)
            pixels = max(self._stream.width * self._stream.height, 1)
            self._trail = deque(maxlen=max(2, min(TRAIL_BYTES // (2 * pixels), 64)))
        self._go_to(time, late)
        return self._now

    def _go_to(self, time: Fraction, late: Fraction) -> None:
        if late < self._now[0] or (self._next is not None and late > self._next[0] + SEEK_AHEAD):
            self._seek(time)
        while self._next is not None and self._next[0] <= late:
            self._trail.append(self._now)
            self._now, self._next = self._next, next(self._source, None)

    def _seek(self, time: Fraction) -> None:
        """Land on a key frame at or before `time`, going further back while the decoder first shows a later frame."""
        ahead, back = self._now, Fraction(0)
        while time > back:
            target = math.floor((time - back + self._zero) / self._stream.time_base)
            self._container.seek(target, stream=self._stream)
            self._resume(time - back)
            if self._now is not None and self._now[0] <= time + self._slack:
                return
            back = max(Fraction(2), back * 2)
        self._restart()
        if self._now is None:
            self._now = ahead  # the file vanished under us: hold what was shown

    def _restart(self) -> None:
        start = self._stream.start_time or 0
        self._container.seek(min(start, 0), stream=self._stream)
        self._resume(Fraction(0))

    def _resume(self, near: Fraction) -> None:
        self._source = self._decoded(near)
        self._trail.clear()
        self._now = next(self._source, None)
        self._next = next(self._source, None)

    def _decoded(self, near: Fraction) -> Iterator[tuple[Fraction, object]]:
        """(time, frame) from where the container stands; damaged packets are skipped."""
        import av

        last, damaged = near - self._period, 0
        packets = self._container.demux(self._stream)
        while damaged <= _PATIENCE:
            try:
                packet = next(packets, None)
                if packet is None:
                    return
                frames = packet.decode()
            except av.FFmpegError:  # one damaged packet, or the end of a file cut short: the generator is then done
                damaged += 1
                continue
            damaged = 0
            for frame in frames:
                stamp = frame.dts if frame.pts is None or self._stored_order else frame.pts
                time = last + self._period if stamp is None else stamp * self._stream.time_base - self._zero
                last = time
                yield time, frame

    def _convert(self, frame) -> np.ndarray:
        turned = self._turn in (90, 270)
        width, height = (self.height, self.width) if turned else (self.width, self.height)
        if frame.color_trc in (hdr.PQ, hdr.HLG):
            rgb = hdr.tone_map(to_rgb(frame, width=width, height=height, deep=True), transfer=frame.color_trc)
        else:
            rgb = to_rgb(frame, width=width, height=height)
        if self._turn:
            rgb = np.ascontiguousarray(np.rot90(rgb, -self._turn // 90))
        rgb.flags.writeable = False
        return rgb
