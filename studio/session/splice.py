"""Session: footage and new frames into one file, at the footage's own size and rate, its sound kept."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from studio.engine.request import RATE, Motion
from studio.problem import StudioError
from studio.session.importing import look
from studio.session.planning import REACH

if TYPE_CHECKING:
    import numpy as np

    from studio.media.encode import Seal
    from studio.media.probe import MediaInfo


@dataclass(frozen=True, slots=True)
class Footage:
    """A file as it is."""

    info: MediaInfo

    @property
    def seconds(self) -> Fraction:
        return self.info.frames / self.info.rate

    def tail(self) -> Motion:
        """The file's last seconds, right before time 0."""
        start = max(Fraction(0), self.seconds - REACH)
        return Motion(str(self.info.path), float(start), float(self.seconds), float(start - self.seconds))

    def head(self, time: Fraction) -> Motion:
        """The file's first seconds, from `time` on."""
        return Motion(str(self.info.path), 0.0, float(min(self.seconds, REACH)), float(time))


@dataclass(frozen=True, slots=True)
class New:
    """`count` frames at the footage's rate, from frames of the model, at its own `rate`, as they come.

    `sound`: whose sound it has.
    """

    frames: Iterable[np.ndarray]
    count: int
    sound: Footage | None = None
    rate: Fraction = Fraction(RATE)


@dataclass(frozen=True, slots=True)
class Shape:
    """What the file will be like: even sides, a rate a player understands."""

    width: int
    height: int
    rate: Fraction


def footage(path: Path) -> Footage:
    """Look at a film from outside. Raises StudioError for anything that is not one."""
    info = look(path, visible=True)
    if info.kind != "video":
        raise StudioError(f"“{path.name}” is a picture.", next_step="Use render --image to bring it to life.")
    return Footage(info)


def shape_of(film: Footage) -> Shape:
    info = film.info
    return Shape(info.width, info.height, min(max(info.rate, Fraction(1)), Fraction(240)))


def splice(
    out: Path, parts: Sequence[Footage | New], *, shape: Shape, codec: str = "h264", seal: Seal | None = None
) -> int:
    """Write the parts one after the other; returns the number of frames. The file appears only when it is whole.

    `seal` as in VideoWriter.
    """
    from studio.media.encode import open_writer

    sound = _Sound(parts, shape.rate)
    try:
        with open_writer(
            out, width=shape.width, height=shape.height, rate=shape.rate, codec=codec, quality="lossless",
            audio=sound.source, frames=sum(_count(part, shape.rate) for part in parts), seal=seal,
        ) as writer:  # fmt: skip
            for part in parts:
                for picture in _pictures(part, shape):
                    writer.write(picture)
        return writer.written
    finally:
        sound.close()


def _count(part: Footage | New, rate: Fraction) -> int:
    return part.count if isinstance(part, New) else max(1, math.ceil(part.seconds * rate))


def _pictures(part: Footage | New, shape: Shape) -> Iterator[np.ndarray]:
    from studio.media.decode import VideoReader
    from studio.media.resize import fit

    if isinstance(part, New):
        # The model saw the whole picture inside its own frame; cutting to the footage's shape brings it back.
        for picture in _at_rate(part, shape.rate):
            yield fit(picture, shape.width, shape.height, mode="crop")
        return
    with VideoReader(part.info.path) as reader:
        for index in range(_count(part, shape.rate)):
            picture = reader.frame_at(index / shape.rate)
            yield picture if picture.shape[:2] == (shape.height, shape.width) else fit(
                picture, shape.width, shape.height
            )


def _at_rate(part: New, rate: Fraction) -> Iterator[np.ndarray]:
    shown = -1
    picture: np.ndarray | None = None
    source = iter(part.frames)
    for index in range(part.count):
        while shown < index * part.rate // rate:
            picture = next(source, picture)
            shown += 1
        if picture is None:
            raise ValueError("nothing was made")
        yield picture
    for _ in source:  # the rest of the last group; the engine has to come to its end
        pass


class _Sound:
    """The sound of the footage, each at its place; silence where there is none. `source` is None without any."""

    def __init__(self, parts: Sequence[Footage | New], rate: Fraction) -> None:
        from studio.media.audio import SAMPLE_RATE, AudioReader

        self._pieces: list[tuple[int, int, AudioReader]] = []
        frame = 0
        for part in parts:
            count = _count(part, rate)
            heard = part if isinstance(part, Footage) else part.sound
            if heard is not None and heard.info.has_audio:
                first, last = (round(Fraction(f) / rate * SAMPLE_RATE) for f in (frame, frame + count))
                self._pieces.append((first, last, AudioReader(heard.info.path)))
            frame += count
        self.source = (self._read, SAMPLE_RATE) if self._pieces else None

    def _read(self, start: int, count: int) -> np.ndarray:
        import numpy as np

        out = np.zeros((count, 2), np.float32)
        for first, last, reader in self._pieces:
            low, high = max(start, first), min(start + count, last)
            if low < high:
                out[low - start : high - start] = reader.read(low - first, high - low)
        return out

    def close(self) -> None:
        for _, _, reader in self._pieces:
            reader.close()
