"""Training: any footage becomes shards: cut where it is cut, kept in its shape, described, encoded once.

Cuts are found by PySceneDetect's adaptive detector on the frames the model would see. A shot is split into clips of the
lengths the tasks need; every shape and length is a bucket of its own. A finished shard is not touched again: each of
its lines names the file it came from, so the command can be killed and repeated, or given new files.
"""

from __future__ import annotations

import json
import math
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.torch import save_file
from torch import Tensor

from studio.engine.describe import Seer, guess
from studio.engine.shape import model_size
from studio.media.decode import VideoReader
from studio.media.probe import probe
from studio.media.resize import fit
from studio.model.autoencoder import GROUP
from studio.problem import StudioError
from studio.training.dataset import CAPTION_MIX, RATE
from studio.world.retell import consistent, retell

LENGTHS = (72, 36, 12, 4)       # frames of a clip, the longest that fits first
SHARD = 256                     # clips after which a bucket is written
SURE = 0.6                      # likelihood from which a caption tells a fact
SEEN = {".mp4", ".mov", ".mkv", ".webm", ".avi", ".m4v", ".mpg", ".mpeg", ".mts", ".ts", ".gif", ".mxf", ".wmv", ".flv"}
Say = Callable[[str], None]


@dataclass(slots=True)
class Tally:
    """What a run did."""

    files: int = 0
    clips: int = 0
    known: int = 0              # files that were prepared before
    skipped: dict[str, str] = field(default_factory=dict)       # file -> why


def films(folder: Path) -> list[Path]:
    """The video files below `folder`, by name."""
    if not folder.is_dir():
        raise StudioError(f"{folder} is not a folder.", next_step="Name a folder with video files in it.")
    found = sorted(p for p in folder.rglob("*") if p.suffix.lower() in SEEN and p.is_file())
    if not found:
        raise StudioError(f"There are no videos in {folder}.", next_step="Put some there: MP4, MOV, MKV, WebM, AVI.")
    return found


def shots(frames: Iterator[np.ndarray]) -> Iterator[tuple[int, np.ndarray]]:
    """(number of its first frame, (T, H, W, 3)): frames at `RATE` cut into stretches without a cut, LENGTHS[0] at most.

    Held in memory: one such stretch.
    """
    try:
        from scenedetect import AdaptiveDetector, FrameTimecode
    except ImportError as exc:
        raise StudioError("PySceneDetect is not installed; it finds the cuts.",
                          next_step="Run `pip install -r requirements-train.txt`.") from exc
    detector = AdaptiveDetector(min_scene_len=GROUP, window_width=2)
    behind = detector.event_buffer_length + 1
    held: list[np.ndarray] = []
    first = 0
    for number, frame in enumerate(frames):
        held.append(frame)
        bgr = np.ascontiguousarray(frame[..., ::-1])
        for cut in detector.process_frame(FrameTimecode(number, float(RATE)), bgr):
            if 0 < (length := cut.frame_num - first) <= len(held):
                yield first, np.stack(held[:length])
                held, first = held[length:], first + length
        if len(held) >= LENGTHS[0] + behind:
            yield first, np.stack(held[: LENGTHS[0]])
            held, first = held[LENGTHS[0]:], first + LENGTHS[0]
    if held:
        yield first, np.stack(held)


def pieces(length: int) -> Iterator[tuple[int, int]]:
    """(first, count) of the clips a shot of `length` frames gives, the longest first; less than a group is dropped."""
    first = 0
    for size in LENGTHS:
        while length - first >= size:
            yield first, size
            first += size


def read(path: Path) -> tuple[tuple[int, int], Iterator[np.ndarray]]:
    """The bucket (width, height) of a film, and its frames at `RATE`, cut to cover it. Both raise StudioError."""
    info = probe(path, want="video")
    if info.kind != "video":
        raise StudioError(f"“{path.name}” is a picture.", next_step="Videos are prepared, pictures are not.")
    reader = VideoReader(path)
    width, height = model_size(reader.width, reader.height)
    # Scaled while its colour is converted, to just cover the bucket: a 4K film is never held at its own size.
    scale = max(width / reader.width, height / reader.height)
    if scale < 1:
        reader.width, reader.height = (max(side, math.ceil(own * scale)) for side, own in (
            (width, reader.width), (height, reader.height)))

    def frames() -> Iterator[np.ndarray]:
        with reader:
            for picture in reader.frames(Fraction(0), info.frames / info.rate, Fraction(RATE)):
                yield fit(picture, width, height, mode="crop")

    return (width, height), frames()


@dataclass(slots=True)
class Bucket:
    """Clips of one shape and length on their way to a shard."""

    motion: list[Tensor] = field(default_factory=list)          # (T/4, C, h, w)
    still: list[Tensor] = field(default_factory=list)           # (C, h, w)
    lines: list[dict[str, Any]] = field(default_factory=list)


class Preparer:
    """Turns films into shards below `out`; `say` hears one sentence a file."""

    def __init__(self, seer: Seer, out: Path, *, say: Say = print) -> None:
        self._seer, self._out, self._say = seer, out, say
        self._buckets: dict[tuple[int, int, int], Bucket] = {}
        self._known = _prepared(out)
        self.tally = Tally()

    def run(self, files: list[Path]) -> Tally:
        """Every film once. One that cannot be used is told and skipped; what was made of it before that is dropped."""
        for path in files:
            mark = _mark(path)
            if mark in self._known:
                self.tally.known += 1
                continue
            try:
                made = list(self._clips(path, mark))
            except StudioError as exc:
                self.tally.skipped[str(path)] = exc.problem.what
                self._say(f"skipped {path.name}: {exc.problem.what}")
                continue
            if not made:
                self.tally.skipped[str(path)] = f"It is shorter than {GROUP / RATE:.2g} s."
                self._say(f"skipped {path.name}: {self.tally.skipped[str(path)]}")
                continue
            for size, motion, still, line in made:
                bucket = self._buckets.setdefault((*size, len(motion)), Bucket())
                bucket.motion.append(motion)
                bucket.still.append(still)
                bucket.lines.append(line)
            self.tally.files += 1
            self.tally.clips += len(made)
            self._say(f"{path.name}: {len(made)} clips")
            if max(len(bucket.lines) for bucket in self._buckets.values()) >= SHARD:
                self.write()
        self.write()
        return self.tally

    def write(self) -> None:
        """Every bucket becomes a shard. Between two films only, so that a film is in the shards whole or not at all."""
        for (width, height, groups), bucket in self._buckets.items():
            number = len(list(self._out.glob("p*"))) if self._out.is_dir() else 0
            folder = self._out / f"p{number:03d}-{width}x{height}-{groups * GROUP}"
            folder.mkdir(parents=True)
            tensors = {"motion": torch.stack(bucket.motion).bfloat16().contiguous(),
                       "still": torch.stack(bucket.still).bfloat16().contiguous()}
            text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in bucket.lines)
            (folder / "clips.part").write_text(text, "utf-8")
            save_file(tensors, str(folder / "latents.part"))
            os.replace(folder / "clips.part", folder / "clips.jsonl")
            os.replace(folder / "latents.part", folder / "latents.safetensors")
        self._buckets.clear()

    def _clips(self, path: Path, mark: str) -> Iterator[tuple[tuple[int, int], Tensor, Tensor, dict[str, Any]]]:
        size, frames = read(path)
        for first, shot in shots(frames):
            for start, count in pieces(len(shot)):
                clip = shot[start: start + count]
                motion = self._seer.encode(clip)
                (still,) = self._seer.encode(np.repeat(clip[:1], GROUP, 0))
                seed = self.tally.clips * 97 + first + start
                yield size, motion, still, self._line(motion, seed) | {
                    "source": mark, "start": round((first + start) / RATE, 3)}

    def _line(self, motion: Tensor, seed: int) -> dict[str, Any]:
        """The line of `clips.jsonl`: what the captioner saw, worded by the seed, since no scene was drawn by one.

        The box is the whole frame: nobody knows where the main character stands.
        """
        reading = guess(self._seer.captioner, [motion])
        facts = consistent(reading)
        sure = {name: round(reading[name][value], 3) for name, value in facts.items()}
        unsure = frozenset(name for name, how in sure.items() if how < SURE)
        texts = [retell(facts, tongue, length, unsure=unsure, seed=2 * seed + n)
                 for tongue, length in CAPTION_MIX for n in range(2)]
        return {"seed": -1, "facts": facts, "confidence": sure, "captions": texts,
                "boxes": [[0.0, 0.0, 1.0, 1.0]] * len(motion)}


def _mark(path: Path) -> str:
    """Names a file and its state: a file that was changed is another one."""
    stat = path.stat()
    return f"{path.resolve()}|{stat.st_size}|{int(stat.st_mtime)}"


def _prepared(out: Path) -> set[str]:
    lines = (line for path in out.glob("*/clips.jsonl") for line in path.read_text("utf-8").splitlines())
    return {json.loads(line).get("source", "") for line in lines}
