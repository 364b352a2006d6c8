"""Media room: a film into a file. Knows the document; no Qt, no torch."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from studio.document.film import Clip, Project, Take, each_clip, find_media, find_take
from studio.document.timebase import conformed_length
from studio.media.ahead import ahead
from studio.media.audio import SAMPLE_RATE, Mixer
from studio.media.codecs import Quality, estimate_bytes, usable
from studio.media.compose import Between, Compositor, Finish
from studio.media.encode import PictureWriter, Seal, VideoWriter, open_writer
from studio.media.files import disk_full
from studio.media.lru import place
from studio.media.opening import free_bytes
from studio.problem import StudioError

if TYPE_CHECKING:
    from av.video.frame import VideoFrame


class Cancelled(Exception):
    """The export was called off; nothing is left of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preflight:
    """What an export will be, and what stands in its way. Nothing has been written when this is made."""

    frames: int
    bytes_needed: int
    bytes_free: int
    missing: tuple[Path, ...] = ()  # files that would be slates, or silence
    planned: int = 0  # shots without a take
    between: int = 0  # frames of generated shots that are to be made, about
    between_megapixels: float = 0.0  # and all of them together

    @property
    def fits(self) -> bool:
        """The disk has room."""
        return self.bytes_free > self.bytes_needed


def preflight(
    project: Project,
    folder: Path | str,
    out: Path | str,
    *,
    codec: str = "h264",
    quality: Quality = "high",
    width: int | None = None,
    height: int | None = None,
    rate: Fraction | None = None,
    start: int | None = None,
    stop: int | None = None,
    smooth: bool = False,
) -> Preflight:
    """Look before leaping; `start` and `stop` are film frames, left out they are the in and out points.

    `smooth`: frames in between are to be made.
    """
    usable(codec)
    first, last = _range(project, start, stop)
    rate = rate or project.rate
    frames = max(0, conformed_length(last - first, project.rate, rate))
    missing, planned, between, megapixels = set(), 0, 0, 0.0
    for _, clip in each_clip(project):
        if clip.end <= first or clip.start >= last:
            continue
        source = find_take(project, clip.take) or find_media(project, clip.media_id)
        planned += clip.planned
        if smooth and isinstance(source, Take):
            shown = min(clip.end, last) - max(clip.start, first)
            made = _made_between(shown, clip, source, film=project.rate, rate=rate)
            between, megapixels = between + made, megapixels + made * source.width * source.height / 1e6
        if source is not None and not (path := place(Path(folder), source.path)).is_file():
            missing.add(path)
    shape = {"width": width or project.width, "height": height or project.height, "rate": rate, "frames": frames}
    return Preflight(
        frames=frames,
        bytes_needed=estimate_bytes(codec, quality=quality, **shape),
        bytes_free=free_bytes(Path(out).absolute().parent),
        missing=tuple(sorted(missing)),
        planned=planned,
        between=between,
        between_megapixels=megapixels,
    )


def _made_between(frames: int, clip: Clip, take: Take, *, film: Fraction, rate: Fraction) -> int:
    """Of film frames of a take written at `rate`, how many fall between its own: with steps of p/q all but a q-th."""
    written = Fraction(frames) * rate / film
    return round(written * (1 - Fraction(1, (clip.speed * take.rate / rate).denominator)))


def export_film(
    project: Project,
    folder: Path | str,
    out: Path | str,
    *,
    codec: str = "h264",
    quality: Quality = "high",
    width: int | None = None,
    height: int | None = None,
    rate: Fraction | None = None,
    start: int | None = None,
    stop: int | None = None,
    allow_missing: bool = False,
    seal: Seal | None = None,
    between: Between | None = None,
    finish: Finish | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
    cancel: Callable[[], bool] = lambda: False,
) -> Path:
    """Write film frames [start, stop) to `out`; the file appears only when it is complete and has been read back.

    `between` and `finish` as in Compositor. `seal` as in VideoWriter: the last thing done to it before that. A folder
    of pictures has none.

    Raises StudioError for trouble (missing files unless allowed, no room, a damaged result) and Cancelled.
    """
    folder, out = Path(folder), Path(out)
    width, height, rate = width or project.width, height or project.height, rate or project.rate
    choice = {"codec": codec, "quality": quality, "width": width, "height": height, "rate": rate}
    check = preflight(project, folder, out, start=start, stop=stop, **choice)
    _refuse(check, out, folder=folder, project=project, allow_missing=allow_missing)
    first, _ = _range(project, start, stop)
    mixer = Mixer(project, folder)
    offset = round(first / project.rate * SAMPLE_RATE)
    sound = None if mixer.silent else (lambda at, count: mixer.read(offset + at, count), SAMPLE_RATE)
    try:
        with (
            Compositor(project, folder, (width, height), cache_bytes=64 << 20, between=between,
                       finish=finish) as compositor,
            open_writer(out, audio=sound, frames=check.frames, seal=seal, **choice) as writer,
        ):
            shown = (first + Fraction(index) * project.rate / rate for index in range(check.frames))
            with ahead(_pictures(compositor, writer, shown, allow_missing=allow_missing)) as pictures:
                for done, picture in enumerate(pictures):
                    if cancel():
                        raise Cancelled
                    if isinstance(picture, np.ndarray):
                        writer.write(picture)
                    elif isinstance(writer, VideoWriter):
                        writer.write_stored(picture)
                    progress(done + 1, check.frames)
            if cancel():
                raise Cancelled
    finally:
        mixer.close()
    return out


def _pictures(
    compositor: Compositor, writer: VideoWriter | PictureWriter, shown: Iterable[Fraction], *, allow_missing: bool
) -> Iterator[np.ndarray | VideoFrame]:
    """The film at the times `shown`, in frames; what needs no change as it is stored, where the writer takes that."""
    direct = writer if isinstance(writer, VideoWriter) else None
    for time in shown:
        at = math.floor(time)
        stored = compositor.stored(at, past=time - at) if direct else None
        picture = stored if direct and stored and direct.takes(stored) else compositor.frame(at, past=time - at)
        if compositor.missing and not allow_missing:
            raise StudioError(next(iter(compositor.missing.values())), kept="Nothing was written.")
        yield picture


def _refuse(check: Preflight, out: Path, *, folder: Path, project: Project, allow_missing: bool) -> None:
    if check.frames <= 0:
        raise StudioError("There is nothing to export in this range.", next_step="Move the in and out points.")
    sources = {place(folder, source.path).absolute() for source in (*project.media, *project.takes)}
    if out.absolute() in sources:
        raise StudioError(f"“{out.name}” is part of this film.", next_step="Export under another name.")
    if check.missing and not allow_missing:
        names = ", ".join(f"“{path.name}”" for path in check.missing[:3]) + (" …" if len(check.missing) > 3 else "")
        raise StudioError(
            f"{len(check.missing)} file(s) of this film are missing: {names}.",
            next_step="Put them back, or export with a slate in their place.",
        )
    if not check.fits:
        raise disk_full(out.absolute(), check.bytes_needed)


def _range(project: Project, start: int | None, stop: int | None) -> tuple[int, int]:
    first = start if start is not None else project.in_point or 0
    last = stop if stop is not None else project.out_point if project.out_point is not None else project.duration
    return first, last
