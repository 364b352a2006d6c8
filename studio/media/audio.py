"""Media room: sound as 48 kHz stereo float32, one file at a time and mixed for a film. No Qt, no torch.

Time zero of a file with pictures is its first picture, so sound and picture of one clip stay together.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path

import numpy as np

from studio.document.film import Clip, Project, Track, find_media, find_take
from studio.document.joins import Played, played
from studio.media.lru import Pool, place
from studio.media.opening import open_container, trouble
from studio.media.probe import main_audio, main_video, time_base
from studio.problem import StudioError

SAMPLE_RATE = 48000
_OPEN_READERS = 12
_PREROLL = Fraction(1, 5)  # decoded and dropped after a seek: codecs need a frame or two to settle
_JUMP = SAMPLE_RATE  # samples that are decoded through rather than sought over


class AudioReader:
    """The sound of one file as (N, 2) float32 at 48 kHz; silence before it begins and after it ends."""

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path)
        self._container = open_container(self.path)
        try:
            with trouble(self.path):
                stream = main_audio(self._container)
                if stream is None or stream.codec_context is None:
                    raise StudioError(f"“{self.path.name}” has no sound.", next_step="Choose a file with sound.")
                pictures = main_video(self._container)
                lead = pictures if pictures is not None else stream
                self._stream = stream
                self._zero = Fraction(lead.start_time or 0) * (lead.time_base or 0)
                self._resume(0)
        except BaseException:
            self._container.close()
            raise

    def close(self) -> None:
        """Let go of the file; harmless twice."""
        self._chunks = iter(())
        self._container.close()

    def __enter__(self) -> AudioReader:
        return self

    def __exit__(self, *_exc) -> None:
        self.close()

    def read(self, start: int, count: int) -> np.ndarray:
        """(count, 2) float32 from sample `start` on. Raises StudioError."""
        out = np.zeros((count, 2), np.float32)
        with trouble(self.path):
            if start < self._at or start > self._at + len(self._chunk) + _JUMP:
                self._seek(start)
            while True:
                low, high = max(start, self._at), min(start + count, self._at + len(self._chunk))
                if low < high:
                    out[low - start : high - start] = self._chunk[low - self._at : high - self._at]
                if self._at + len(self._chunk) >= start + count:
                    return out
                if (following := next(self._chunks, None)) is None:
                    self._at, self._chunk, self._chunks = start + count, np.zeros((0, 2), np.float32), iter(())
                    return out
                self._at, self._chunk = following

    def chunks(self) -> Iterator[np.ndarray]:
        """All of it in pieces of (n, 2), in order, gaps filled with silence. Raises StudioError."""
        position = 0
        with trouble(self.path):
            self._seek(0)
            following: tuple[int, np.ndarray] | None = self._at, self._chunk
            while following is not None:
                self._at, self._chunk = following
                if (gap := self._at - position) > 0:
                    yield np.zeros((gap, 2), np.float32)
                piece = self._chunk[max(0, position - self._at) :]
                position = max(position, self._at + len(self._chunk))
                if len(piece):
                    yield piece
                following = next(self._chunks, None)
            self._resume(position)

    def _seek(self, start: int) -> None:
        time = max(Fraction(start, SAMPLE_RATE) - _PREROLL, Fraction(0)) + self._zero
        first = self._stream.start_time or 0
        target = max(math.floor(time / time_base(self._stream)), first) if start else min(first, 0)
        self._container.seek(target, stream=self._stream)
        self._resume(start)
        self._at, self._chunk = next(self._chunks, (start, np.zeros((0, 2), np.float32)))
        if self._at > start > 0:  # the container landed late: come from the beginning
            self._container.seek(min(first, 0), stream=self._stream)
            self._resume(0)

    def _resume(self, start: int) -> None:
        self._chunks = self._decoded()
        self._at, self._chunk = start, np.zeros((0, 2), np.float32)

    def _decoded(self) -> Iterator[tuple[int, np.ndarray]]:
        """(first sample, (n, 2)) in order. Small jitter of timestamps is ignored, a real gap moves on."""
        from av import AudioFrame, AudioResampler
        from av.error import FFmpegError

        # One channel goes to both sides at full level; FFmpeg's own mono to stereo would take 3 dB off.
        layout = "mono" if self._stream.codec_context.channels == 1 else "stereo"
        resampler = AudioResampler(format="flt", layout=layout, rate=SAMPLE_RATE)
        position: int | None = None
        packets, damaged = self._container.demux(self._stream), 0
        while damaged < 64:
            try:
                packet = next(packets, None)
                frames = [] if packet is None else packet.decode()
            except FFmpegError:
                damaged += 1
                continue
            for frame in frames:
                if not isinstance(frame, AudioFrame):
                    continue
                if frame.pts is not None:
                    here = round((frame.pts * (frame.time_base or 0) - self._zero) * SAMPLE_RATE)
                    position = here if position is None or abs(here - position) > SAMPLE_RATE // 10 else position
                position = position or 0
                frame.pts = None
                for piece in resampler.resample(frame):
                    samples = _stereo(piece)
                    yield position, samples
                    position += len(samples)
            if packet is None:
                for piece in resampler.resample(None):
                    yield position or 0, _stereo(piece)
                return


def _stereo(piece) -> np.ndarray:
    samples = piece.to_ndarray().reshape(piece.samples, -1)
    return np.repeat(samples, 2, 1) if samples.shape[1] == 1 else samples


def read_audio(path: Path | str, *, start: Fraction = Fraction(0), seconds: Fraction | None = None) -> np.ndarray:
    """(N, 2) float32 at 48 kHz; to the end of the sound when `seconds` is not given. Raises StudioError."""
    with AudioReader(path) as reader:
        first = round(start * SAMPLE_RATE)
        if seconds is not None:
            return reader.read(first, round(seconds * SAMPLE_RATE))
        pieces = list(reader.chunks())
        return np.concatenate(pieces)[first:] if pieces else np.zeros((0, 2), np.float32)


def peaks(
    path: Path | str, *, per_second: int = 100, cancel: Callable[[], bool] = lambda: False
) -> np.ndarray | None:
    """The waveform for drawing: (N, 2) float32, lowest and highest value of either channel in each stretch.

    None once `cancel` says so.
    """
    step, rest, found = SAMPLE_RATE // per_second, np.zeros((0, 2), np.float32), []
    with AudioReader(path) as reader:
        for piece in reader.chunks():
            if cancel():
                return None
            rest = np.concatenate((rest, piece))
            whole = len(rest) // step * step
            blocks = rest[:whole].reshape(-1, step * 2)
            found.append(np.stack((blocks.min(1), blocks.max(1)), -1))
            rest = rest[whole:]
    if len(rest):
        found.append(np.array([[rest.min(), rest.max()]], np.float32))
    return np.concatenate(found) if found else np.zeros((0, 2), np.float32)


class Mixer:
    """The sound of a film, in pieces: every clip that sounds, with its gain and fades, added up."""

    def __init__(self, project: Project, folder: Path) -> None:
        self._project, self._folder = project, Path(folder)
        self._readers: Pool[AudioReader | None] = Pool(_OPEN_READERS)
        self.missing: dict[Path, str] = {}
        self._clips = [one for track in audible(project) for one in played(track) if self._source(one.clip)]

    @property
    def silent(self) -> bool:
        """No clip of the film has any sound."""
        return not self._clips

    def read(self, start: int, count: int) -> np.ndarray:
        """(count, 2) float32 within ±1 from film sample `start` on (48 kHz, counted from film frame 0)."""
        out = np.zeros((count, 2), np.float32)
        for one in self._clips:
            first, last = (round(frame / self._project.rate * SAMPLE_RATE) for frame in (one.start, one.end))
            low, high = max(start, first), min(start + count, last)
            path = self._source(one.clip)
            if low < high and path is not None and (reader := self._reader(path)):
                samples = self._clip_samples(one, reader, low - first, high - low, last - first)
                out[low - start : high - start] += samples
        return np.clip(out, -1, 1, out=out)

    def _clip_samples(self, one: Played, reader: AudioReader, at: int, count: int, length: int) -> np.ndarray:
        clip = one.clip
        origin = (clip.offset - (clip.start - one.start) * clip.speed) / self._project.rate * SAMPLE_RATE
        if clip.speed == 1:
            samples = _from(reader, round(origin) + at, count)
        else:  # tape: pitch follows speed
            places = float(origin) + (at + np.arange(count)) * float(clip.speed)
            base = math.floor(places[0])
            source = _from(reader, base, math.floor(places[-1]) - base + 2)
            samples = np.stack([np.interp(places - base, np.arange(len(source)), side) for side in source.T], -1)
        fade_in, fade_out = (frames / self._project.rate * SAMPLE_RATE for frames in (one.fade_in, one.fade_out))
        gain = fade_gain(at + np.arange(count), length=length, fade_in=float(fade_in), fade_out=float(fade_out))
        return samples * (gain * 10 ** (clip.gain_db / 20))[:, None].astype(np.float32)

    def _source(self, clip: Clip) -> Path | None:
        if take := find_take(self._project, clip.take):
            return place(self._folder, take.path) if take.has_audio else None
        media = find_media(self._project, clip.media_id)
        if media is None or not (media.has_audio or media.kind == "audio"):
            return None
        return place(self._folder, media.path)

    def _reader(self, path: Path) -> AudioReader | None:
        def make() -> AudioReader | None:
            try:
                return AudioReader(path)
            except StudioError as exc:
                self.missing[path] = str(exc)
                return None

        return self._readers.get(path, make)

    def close(self) -> None:
        """Let go of all files."""
        self._readers.close()


def _from(reader: AudioReader, start: int, count: int) -> np.ndarray:
    """(count, 2) from a sample that may lie before the sound, where a dissolve reaches: silence there."""
    lead = min(max(-start, 0), count)
    if not lead:
        return reader.read(start, count)
    rest = reader.read(0, count - lead) if lead < count else np.zeros((0, 2), np.float32)
    return np.concatenate((np.zeros((lead, 2), np.float32), rest))


def audible(project: Project) -> list[Track]:
    """The tracks that are heard: none that is muted, and only the soloed ones when there are any."""
    solo = any(track.solo for track in project.tracks)
    return [track for track in project.tracks if not track.muted and (track.solo or not solo)]


def fade_gain(at: np.ndarray, *, length: int, fade_in: float, fade_out: float) -> np.ndarray:
    """Equal-power gain at positions `at` of a clip; all in one unit (samples or frames)."""
    gain = np.ones(len(at))
    if fade_in > 0:
        gain *= np.sin(np.clip(at / fade_in, 0, 1) * (np.pi / 2))
    if fade_out > 0:
        gain *= np.sin(np.clip((length - at) / fade_out, 0, 1) * (np.pi / 2))
    return gain
