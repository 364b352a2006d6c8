"""Media room: what a file holds, told without reading all of it. Knows no film, no Qt, no torch."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Literal

from studio.media.opening import MAX_PIXELS, opened, require_file, trouble
from studio.media.picture import picture_size, read_picture, sniff
from studio.problem import StudioError

if TYPE_CHECKING:
    from av.audio.stream import AudioStream
    from av.container import InputContainer
    from av.stream import Stream
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream

SCAN_PACKETS, SCAN_BYTES = 600, 32 << 20
STANDARD_RATES = tuple(Fraction(n) for n in (10, 12, 15, 24, 25, 30, 48, 50, 60, 90, 100, 120)) + tuple(
    Fraction(n * 1000, 1001) for n in (24, 30, 60, 120)
)
PQ, HLG = 16, 18  # transfer characteristics of ITU-T H.273


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaInfo:
    """What is in a file. `width` × `height` is the size shown: after rotation and pixel aspect.

    `frames` counts units of `rate`: video frames, 1 for a picture, samples for sound. For variable-rate video it counts
    frames at the average rate, which is what a timeline can address. `exact` is false when it is an estimate.
    """

    path: Path
    kind: Literal["video", "picture", "audio"]
    width: int = 0
    height: int = 0
    rate: Fraction = Fraction(24)
    variable_rate: bool = False
    frames: int = 1
    exact: bool = True
    duration: Fraction = Fraction(0)  # seconds
    has_audio: bool = False
    sample_rate: int = 0
    channels: int = 0
    codec: str = ""
    rotation: int = 0  # degrees clockwise: 0, 90, 180 or 270
    hdr: bool = False
    note: str = ""  # one sentence when something about the file is unusual


@dataclass(frozen=True, slots=True)
class Pace:
    """How the frames of a video follow each other; `span` in seconds from the first to the end of the last."""

    rate: Fraction
    variable: bool
    frames: int
    exact: bool
    span: Fraction
    note: str = ""


def probe(path: Path | str, *, want: Literal["any", "video", "audio"] = "any") -> MediaInfo:
    """Look at `path`. Raises StudioError for whatever can't be used, or is not what is wanted."""
    path = Path(path)
    size = require_file(path)
    if sniff(path) and (info := _probe_picture(path)):
        return _wanted(info, want)
    with opened(path) as container, trouble(path):
        video = main_video(container)
        audio = main_audio(container)
        info = _probe_video(path, container, video, size) if video else _probe_audio(path, container, audio)
    return _wanted(info, want)


def main_video(container: InputContainer) -> VideoStream | None:
    """The video stream that is meant to be watched: cover art does not count."""
    from av.stream import Disposition

    streams = [s for s in container.streams.video if not s.disposition & Disposition.attached_pic and s.codec_context]
    best = container.streams.best("video")
    return next((stream for stream in streams if stream is best), next(iter(streams), None))


def main_audio(container: InputContainer) -> AudioStream | None:
    """The sound that is meant to be heard."""
    best = container.streams.best("audio")
    return next((stream for stream in container.streams.audio if stream is best), None)


def time_base(stream: Stream) -> Fraction:
    """Seconds of one tick of its timestamps."""
    return stream.time_base or Fraction(1, 1000)


def declared_rate(video: VideoStream) -> Fraction:
    """The rate the container states, 25 when it states none that makes sense."""
    for name in ("average_rate", "guessed_rate"):
        try:
            rate = getattr(video, name)
        except ZeroDivisionError:  # a damaged header states 1/0
            continue
        if rate and 0 < rate <= 1000:
            return rate
    return Fraction(25)


def display_size(stream: VideoStream, frame: VideoFrame) -> tuple[int, int, int]:
    """(width, height, degrees clockwise) as the frame is meant to be seen."""
    aspect = stream.sample_aspect_ratio or stream.codec_context.sample_aspect_ratio or Fraction(1)
    if not Fraction(1, 8) <= aspect <= 8:
        aspect = Fraction(1)
    width, height = max(1, round(frame.width * aspect)), frame.height
    turn = round(-frame.rotation / 90) % 4 * 90
    return (height, width, turn) if turn in (90, 270) else (width, height, turn)


def _wanted(info: MediaInfo, want: str) -> MediaInfo:
    if want == "video" and info.kind == "audio":
        raise StudioError(f"“{info.path.name}” is sound only.", next_step="Choose a video, or use an audio track.")
    if want == "audio" and not info.has_audio:
        raise StudioError(f"“{info.path.name}” has no sound.", next_step="Choose a file with sound.")
    return info


def _probe_picture(path: Path) -> MediaInfo | None:
    """None when the file is an animation."""
    with trouble(path):
        size = picture_size(path)
    if sniff(path) == "gif" or (sniff(path) == "png" and b"acTL" in _head(path)):
        with opened(path) as container, trouble(path):
            if sum(1 for packet, _ in zip(container.demux(video=0), range(3), strict=False) if packet.size) > 1:
                return None
    height, width = read_picture(path).shape[:2]
    note = "A picture this small has nothing to show." if max(size) < 16 else ""
    return MediaInfo(path=path, kind="picture", width=width, height=height, codec=sniff(path), note=note)


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(4096)


def _probe_audio(path: Path, container: InputContainer, audio: AudioStream | None) -> MediaInfo:
    if audio is None or not audio.codec_context:
        raise StudioError(f"“{path.name}” holds neither pictures nor sound.", next_step="Choose another file.")
    next(container.decode(audio))
    duration = _duration(container, audio)
    rate = audio.codec_context.sample_rate
    return MediaInfo(
        path=path, kind="audio", rate=Fraction(rate), frames=round(duration * rate), exact=False, duration=duration,
        has_audio=True, sample_rate=rate, channels=audio.codec_context.channels, codec=audio.codec_context.name,
    )  # fmt: skip


def _probe_video(path: Path, container: InputContainer, video: VideoStream, size: int) -> MediaInfo:
    if video.width * video.height > MAX_PIXELS:
        raise StudioError(
            f"“{path.name}” is {video.width} × {video.height}, more than the studio decodes.",
            next_step="Make a copy of at most 8K first.",
        )
    video.codec_context.options = {"max_pixels": str(MAX_PIXELS)}
    frame = next(container.decode(video))
    width, height, rotation = display_size(video, frame)
    container.seek(0)
    pace = _pace(container, video, size)
    audio = main_audio(container)
    context = audio.codec_context if audio else None
    return MediaInfo(
        path=path, kind="video", width=width, height=height, rate=pace.rate, variable_rate=pace.variable,
        frames=pace.frames, exact=pace.exact, duration=pace.span, has_audio=context is not None,
        sample_rate=context.sample_rate if context else 0, channels=context.channels if context else 0,
        codec=video.codec_context.name, rotation=rotation, hdr=frame.color_trc in (PQ, HLG), note=pace.note,
    )  # fmt: skip


def _duration(container: InputContainer, stream) -> Fraction:
    if stream.duration:
        return Fraction(stream.duration) * time_base(stream)
    return Fraction(container.duration or 0, 1_000_000)


def _pace(container: InputContainer, video: VideoStream, size: int) -> Pace:
    """Read timestamps (nothing is decoded) from the first packets, all of them when the file is short."""
    times, read, last, ended = [], 0, 0, True
    for packet in container.demux(video):
        stamp = packet.pts if packet.pts is not None else packet.dts
        if not packet.size or stamp is None or packet.is_corrupt:
            continue
        times.append(stamp)
        read, last = read + packet.size, packet.duration or 0
        if len(times) >= SCAN_PACKETS or read > SCAN_BYTES:
            ended = False
            break
    count, times = len(times), sorted(times)
    if not ended:
        times = times[:-16] or times  # the tail of an unfinished scan lacks frames that are stored later
    tick = time_base(video)
    declared = snap(declared_rate(video))
    if len(times) < 2:
        span = max(_duration(container, video), 1 / declared) if not ended else 1 / declared
        frames = max(1, count if ended else round(span * declared))
        return Pace(declared, False, frames, ended, span)
    steps = [b - a for a, b in pairwise(times)]
    step = median(steps)
    variable = any(abs(s - step) > 1 + step * 0.05 for s in steps)
    observed = snap(Fraction(len(steps), times[-1] - times[0] or 1) / tick)
    agrees = abs(float(declared / observed) - 1) < 0.02
    if ended:
        rate = declared if agrees and not variable else observed
        span = (times[-1] - times[0]) * tick + (last * tick if variable and last else 1 / rate)
        note = _cut_short(video, size)
        return Pace(rate, variable, max(1, round(span * rate)) if variable else count, not variable, span, note)
    rate = declared if agrees or variable else observed
    span = _duration(container, video)
    frames = video.frames if video.frames and not variable else max(1, round(span * rate))
    return Pace(rate, variable, frames, bool(video.frames) and not variable, span, _cut_short(video, size))


def _cut_short(video: VideoStream, size: int) -> str:
    """A sentence when the index promises frames that lie beyond the end of the file."""
    if not video.frames or len(video.index_entries) != video.frames:
        return ""
    kept = sum(1 for entry in video.index_entries if entry.pos + entry.size <= size)
    return f"The file is cut short: {kept} of {video.frames} frames can be read." if kept < video.frames else ""


def snap(rate: Fraction) -> Fraction:
    """The standard rate that `rate` is a rounding of, else a simple fraction near it."""
    near = min(STANDARD_RATES, key=lambda standard: abs(standard - rate))
    return near if abs(float(near / rate) - 1) < 2e-4 else rate.limit_denominator(1001)
