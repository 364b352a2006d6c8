"""Media room: frames into files. Knows no film, no Qt, no torch.

A file grows beside its place as `name.part`. `close` finishes it, reads it back, flushes it to the disk and only then
renames it; whatever stood at the place before stays whole until that moment.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.container import OutputContainer
from av.error import FFmpegError
from av.filter import Graph
from av.video.format import VideoFormat
from av.video.frame import PictureType, VideoFrame
from av.video.reformatter import ColorPrimaries, ColorTrc
from av.video.stream import VideoStream

from studio.disk import FULL
from studio.media.codecs import CODECS, Quality, available, estimate_bytes, usable
from studio.media.files import disk_full, publish, write_problem
from studio.media.sequence import PictureWriter, write_picture
from studio.media.verify import count_frames
from studio.problem import StudioError

__all__ = ["CODECS", "PictureWriter", "VideoWriter", "available", "estimate_bytes", "open_writer", "write_picture"]

AudioSource = Callable[[int, int], np.ndarray]  # (first sample, count) -> (count, channels) float32
Seal = Callable[[Path, Callable[[Path], None]], object]  # may replace a finished file by one the function accepts
_SWS = "BICUBIC"


class VideoWriter:
    """Writes one file, frame by frame, in flat memory.

    `audio` is (samples, sample_rate), samples being (N, 1 or 2) float32 or a function that gives them piece by piece.
    Odd sizes are padded to even with their last row and column. `frames` is how many are coming, if that is known: it
    makes the complaint about a full disk exact. `seal` is called with the finished file before it is renamed. Leaving a
    `with` block normally closes, by an error aborts.
    """

    def __init__(
        self,
        path: Path | str,
        *,
        width: int,
        height: int,
        rate: Fraction,
        codec: str = "h264",
        quality: Quality = "high",
        audio: tuple[np.ndarray | AudioSource, int] | None = None,
        frames: int | None = None,
        seal: Seal | None = None,
    ) -> None:
        self.path, self.width, self.height, self.rate = Path(path), width, height, Fraction(rate)
        self.written, self._expected = 0, frames
        self._quality: Quality = quality
        self._codec_key, self._codec, self._seal = codec, usable(codec), seal
        if not self._codec.container:
            raise ValueError("A folder of pictures is written by PictureWriter; open_writer chooses.")
        if not 1 <= self.rate <= 240:
            raise StudioError("A film needs between 1 and 240 frames a second.", next_step="Choose another frame rate.")
        self._part = self.path.with_name(self.path.name + ".part")
        self._sound = _Sound(audio) if audio and self._codec.audio else None
        self._container: OutputContainer | None = None
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._part.unlink(missing_ok=True)
            options = dict(self._codec.container_options)
            self._container = av.open(str(self._part.absolute()), "w", format=self._codec.container, options=options)
            self._add_streams(self._container)
        except (FFmpegError, OSError, ValueError) as exc:
            self.abort()
            raise self._complaint(exc) from exc

    def _add_streams(self, container: OutputContainer) -> None:
        options = dict(self._codec.options[self._quality])
        stream = container.add_stream(self._codec.encoder, rate=self.rate, options=options)
        if not isinstance(stream, VideoStream):
            raise ValueError(f"{self._codec.encoder} does not encode pictures")
        even = self._codec.pixels.startswith("yuv")
        stream.width, stream.height = (self.width + self.width % 2, self.height + self.height % 2) if even else (
            self.width, self.height
        )  # fmt: skip
        stream.pix_fmt = self._codec.pixels
        context = stream.codec_context
        context.time_base = 1 / self.rate
        if even:  # say plainly what the numbers mean, or players guess from the size
            context.colorspace = 1
            context.color_primaries, context.color_trc, context.color_range = ColorPrimaries.BT709, ColorTrc.BT709, 1
        if self._codec.tag:
            context.codec_tag = self._codec.tag
        self._stream = stream
        self._palette = _palette(self.width, self.height, self.rate) if self._codec.pixels == "pal8" else None
        if self._sound:
            self._sound.add_to(container, self._codec.audio)
        container.start_encoding()  # now, not with the first packet: a folder without access is told at once

    def write(self, frame: np.ndarray) -> None:
        """Add one (height, width, 3) uint8 RGB frame. Raises StudioError, e.g. when the disk is full."""
        if frame.shape != (self.height, self.width, 3) or frame.dtype != np.uint8:
            expected = f"({self.height}, {self.width}, 3) uint8"
            raise ValueError(f"frame is {frame.shape} {frame.dtype}, the file takes {expected}")
        self._add(lambda: self._picture(frame))

    def takes(self, frame: VideoFrame) -> bool:
        """Whether `write_stored` can have it: planar 4:2:0 of exactly the file's size."""
        shape = (frame.width, frame.height) == (self._stream.width, self._stream.height) == (self.width, self.height)
        return shape and self._codec.pixels.startswith("yuv") and frame.format.name == "yuv420p"

    def write_stored(self, frame: VideoFrame) -> None:
        """Add a frame as a decoder gave it (limited-range BT.709, see `takes`): no colour is touched on the way."""
        self._add(lambda: _as_new(frame, self._codec.pixels))

    def _add(self, make: Callable[[], VideoFrame]) -> None:
        if self._container is None:
            raise ValueError("the file is closed")
        try:
            picture = make()
            picture.pts, picture.time_base = self.written, 1 / self.rate
            self._container.mux(self._stream.encode(picture))
            self.written += 1
            if self._sound:
                self._sound.encode_until(self.written / self.rate, self._container)
        except (FFmpegError, OSError) as exc:
            raise self._complaint(exc) from exc

    def _picture(self, frame: np.ndarray) -> VideoFrame:
        if self._palette:
            source = av.VideoFrame.from_ndarray(np.ascontiguousarray(frame), format="rgb24")
            source.pts, source.time_base = self.written, 1 / self.rate
            self._palette.vpush(source)
            return self._palette.vpull()
        extra = (self._stream.height - self.height, self._stream.width - self.width)
        if any(extra):
            frame = np.pad(frame, ((0, extra[0]), (0, extra[1]), (0, 0)), mode="edge")
        source = av.VideoFrame.from_ndarray(np.ascontiguousarray(frame), format="rgb24")
        if not self._codec.pixels.startswith("yuv"):
            return source.reformat(format=self._codec.pixels, threads=1)
        return source.reformat(
            format=self._codec.pixels, dst_colorspace="ITU709", dst_color_range="MPEG", interpolation=_SWS, threads=1
        )

    def close(self) -> Path:
        """Finish, read back, flush, rename; returns the path. Raises StudioError, having left nothing behind."""
        if self._container is None:
            return self.path
        try:
            if self.written == 0:
                raise StudioError("There is no frame to write.", next_step="Choose a longer range.")
            self._container.mux(self._stream.encode(None))
            if self._sound:
                self._sound.finish(self.written / self.rate, self._container)
            self._container.close()
            self._container = None
            self._check(self._part)
            if self._seal is not None:
                self._seal(self._part, self._check)
            publish(self._part, self.path)
        except (FFmpegError, OSError) as exc:
            self.abort()
            raise self._complaint(exc) from exc
        except BaseException:
            self.abort()
            raise
        return self.path

    def _check(self, part: Path) -> None:
        size = (self._stream.width, self._stream.height)
        found, found_size = count_frames(part, container=self._codec.container, rate=self.rate)
        still = self._codec.container == "webp" and found == 1  # nothing moves in it
        if (found != self.written and not still) or found_size != size:
            raise StudioError(
                f"“{self.path.name}” was written but reads back as {found} frames of {found_size[0]} × {found_size[1]} "
                f"instead of {self.written} of {size[0]} × {size[1]}.",
                kept="The file that was there before is untouched.",
                next_step="Try again, or choose another codec.",
            )

    def abort(self) -> None:
        """Give up and leave nothing behind; harmless after close."""
        container, self._container = self._container, None
        if container is not None:
            with suppress(FFmpegError, OSError):  # a full disk fails here once more; the part goes away all the same
                container.close()
        with suppress(OSError):
            self._part.unlink(missing_ok=True)

    def __enter__(self) -> VideoWriter:
        return self

    def __exit__(self, kind, *_exc) -> None:
        if kind is None:
            self.close()
        else:
            self.abort()

    def _complaint(self, exc: Exception) -> StudioError:
        if getattr(exc, "errno", None) not in FULL:
            return write_problem(self.path, exc)
        frames = max(self._expected or 0, self.written + 1)
        shape = {"width": self.width, "height": self.height, "rate": self.rate, "frames": frames}
        return disk_full(self.path, estimate_bytes(self._codec_key, quality=self._quality, **shape))


def _as_new(frame: VideoFrame, pixels: str) -> VideoFrame:
    """Without the kind it had in its file (I, P, B), which the encoder would repeat."""
    made = frame if frame.format.name == pixels else frame.reformat(format=pixels, threads=1)
    made.pict_type = PictureType.NONE
    return made


class _Sound:
    """The sound half of a file: pulled from its source just ahead of the pictures, so that both stay interleaved."""

    def __init__(self, audio: tuple[np.ndarray | AudioSource, int]) -> None:
        source, self._rate = audio
        self._source = source if callable(source) else _pieces(source)
        self._sent, self._packed = 0, 1024

    def add_to(self, container, encoder: str) -> None:
        rate = 48000 if encoder == "libopus" else self._rate
        bits = {} if encoder.startswith("pcm") else {"bit_rate": 192_000}
        self._stream = container.add_stream(encoder, rate=rate, layout="stereo", **bits)

    def encode_until(self, time: Fraction, container) -> None:
        end = int(time * self._rate)
        while self._sent + self._packed <= end:
            self._encode(self._packed, container)

    def finish(self, time: Fraction, container) -> None:
        self.encode_until(time, container)
        if (rest := int(time * self._rate) - self._sent) > 0:
            self._encode(rest, container)
        container.mux(self._stream.encode(None))

    def _encode(self, count: int, container) -> None:
        samples = np.zeros((count, 2), np.float32)
        found = np.asarray(self._source(self._sent, count), np.float32)
        samples[: len(found)] = found  # mono broadcasts to both
        frame = av.AudioFrame.from_ndarray(np.clip(samples, -1, 1).reshape(1, -1), format="flt", layout="stereo")
        frame.sample_rate, frame.pts, frame.time_base = self._rate, self._sent, Fraction(1, self._rate)
        container.mux(self._stream.encode(frame))
        self._sent += count


def _pieces(samples: np.ndarray) -> AudioSource:
    samples = samples[:, None] if samples.ndim == 1 else samples[:, :2]
    return lambda start, count: samples[start : start + count]


def open_writer(
    path: Path | str, *, width: int, height: int, codec: str = "h264", **rest
) -> VideoWriter | PictureWriter:
    """The writer for `codec`; the remaining arguments are those of VideoWriter."""
    if usable(codec).container:
        return VideoWriter(path, width=width, height=height, codec=codec, **rest)
    return PictureWriter(path, width=width, height=height, frames=rest.get("frames"))


def _palette(width: int, height: int, rate: Fraction) -> Graph:
    """A filter that gives every frame its own best 256 colours, one frame at a time."""
    graph = Graph()
    form = VideoFormat("rgb24", width, height)
    source = graph.add_buffer(width=width, height=height, format=form, time_base=1 / rate)
    split, use = graph.add("split"), graph.add("paletteuse", "new=1")
    make = graph.add("palettegen", "stats_mode=single")
    sink = graph.add("buffersink")
    source.link_to(split)
    split.link_to(make, 0)
    split.link_to(use, 1, 0)
    make.link_to(use, 0, 1)
    use.link_to(sink)
    graph.configure()
    return graph
