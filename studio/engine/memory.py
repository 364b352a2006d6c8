"""Engine: what is known, as latents. Reads neighbouring film, stills and cast through the reader.

What was made here keeps its latents (`.latents`: tensor `latents` (G, C, h, w); metadata rate, frames, lead, width,
height, model). On group borders they are used as they are: nothing goes through the autoencoder again. Anything else
is cut into groups that touch the canvas, so that its frames go on exactly where the known ones end.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from safetensors import SafetensorError, safe_open
from torch import Tensor

from studio.engine.models import Models
from studio.engine.noise import noise
from studio.engine.plan import Frame, Source, lies_before, remembered_groups
from studio.engine.reading import Reader
from studio.engine.request import GROUP, RATE, GenerateRequest, Motion
from studio.model.autoencoder import STRIDE
from studio.model.transformer import Role
from studio.problem import StudioError

ROLES = {Source.MADE: Role.MOTION, Source.MOTION: Role.MOTION, Source.STILL: Role.STILL, Source.CAST: Role.CAST}
STEP = "Generate that clip again, or use its video."
Known = dict[tuple[Source, int, int], Tensor]       # Frame.key -> (C, h, w) fp32


def recall(request: GenerateRequest, frames: Iterable[Frame], models: Models, read: Reader) -> Known:
    """Latents of every frame that is not made but known. Nothing is read that is not asked for."""
    wanted = {frame.key for frame in frames if frame.source is not Source.MADE}
    known: Known = {}
    for index in _indices(wanted, Source.MOTION):
        for part, latent in enumerate(_neighbour(request, request.motion[index], models, read)):
            known[Source.MOTION, index, part] = latent
    for source, references in ((Source.STILL, request.stills), (Source.CAST, request.cast)):
        for index in _indices(wanted, source):
            reference = references[index]
            latent = _still(request, reference.path, reference.at, models, read)
            known[source, index, 0] = _faded(latent, reference.strength, request.seed, f"{source} {index}")
    return known


def _indices(wanted: Iterable[tuple[Source, int, int]], source: Source) -> list[int]:
    return sorted({index for its, index, _ in wanted if its is source})


def _still(request: GenerateRequest, path: str, at: float, models: Models, read: Reader) -> Tensor:
    """(C, h, w) of a picture held for a whole group. The same picture is encoded once; a made one never."""
    if Path(path).suffix == ".latents":
        return _TakeFile.open(Path(path), request).still(models, at=at)
    size = request.width, request.height
    return models.still((path, at, size, _changed(path)), lambda: read.picture(path, at, *size))


def _changed(path: str) -> int:
    try:
        return os.stat(path).st_mtime_ns
    except OSError:
        return 0                # the reader says what is wrong with it


def without_missing_cast(request: GenerateRequest) -> GenerateRequest:
    """A made picture of somebody that never came is done without; a file a person gave is not."""
    there = tuple(ref for ref in request.cast if Path(ref.path).suffix != ".latents" or Path(ref.path).is_file())
    return request if len(there) == len(request.cast) else replace(request, cast=there)


def redone_groups(request: GenerateRequest, groups: int, lead: int) -> Tensor | None:
    """Latents (G, C, h, w) of the take that `request.redo` keeps; None without one."""
    if request.redo is None:
        return None
    take = _TakeFile.open(Path(request.redo.path), request)
    if (take.stored, take.lead) != (groups, lead):
        what = "This take is not whole, so a stretch of it cannot be made anew."
        raise StudioError(what, next_step="Generate the shot again, or choose a take that was finished.")
    return take.whole()


def remix_start(request: GenerateRequest, models: Models, read: Reader) -> Tensor | None:
    """Latents (groups, C, h, w) the canvas starts from; what the film is too short for repeats its last group."""
    motion = request.remix
    if motion is None:
        return None
    count = min(request.groups, max(1, -(-round((motion.stop - motion.start) * RATE) // GROUP)))
    groups = _groups(request, motion, models, read, first=round(motion.start * RATE), count=count)
    return torch.cat([groups, groups[-1:].expand(request.groups - len(groups), -1, -1, -1)])


def _neighbour(request: GenerateRequest, motion: Motion, models: Models, read: Reader) -> Tensor:
    """(G, C, h, w): the last groups of a stretch before the canvas, the first of one after it."""
    count, first = remembered_groups(motion), round(motion.start * RATE)
    if lies_before(motion, request):
        first = round(motion.stop * RATE) - count * GROUP
    return _groups(request, motion, models, read, first=first, count=count)


def _groups(
    request: GenerateRequest, motion: Motion, models: Models, read: Reader, *, first: int, count: int
) -> Tensor:
    """`count` groups from frame `first` of the file on. Where the stretch is too short its edge frame is held."""
    begin = round(motion.start * RATE)
    wanted = np.arange(first, first + count * GROUP)
    shown = wanted.clip(begin, max(begin, round(motion.stop * RATE) - 1))
    if Path(motion.path).suffix == ".latents":
        return _TakeFile.open(Path(motion.path), request).groups(models, wanted=wanted, shown=shown)
    low, high = int(shown[0]), int(shown[-1]) + 1
    frames = read.video(motion.path, low / RATE, high / RATE, RATE, request.width, request.height)
    return models.encode(frames[(shown - low).clip(0, len(frames) - 1)])


def _faded(latent: Tensor, strength: float, seed: int, name: str) -> Tensor:
    """A reference of less than full strength is remembered through noise, as the model was trained to bear."""
    if strength >= 1:
        return latent
    return strength * latent + (1 - strength) * noise(latent.shape, seed, name)


@dataclass(frozen=True, slots=True)
class _TakeFile:
    """A `.latents` file. `lead`: frames of its first group that are not shown; frame 0 of the take follows them."""

    path: Path
    lead: int
    stored: int             # groups
    picture: bool = False

    @classmethod
    def open(cls, path: Path, request: GenerateRequest) -> _TakeFile:
        """Raises StudioError when it is no such file, or of another size or model than the request's."""
        if not path.is_file():
            raise StudioError(f"“{path.name}” is missing.", next_step=STEP)
        try:
            with safe_open(str(path), framework="pt") as file:
                meta, shape = file.metadata() or {}, tuple(file.get_slice("latents").get_shape())
            rate, lead = float(meta.get("rate", RATE)), int(meta.get("lead", 0))
        except (SafetensorError, OSError, ValueError) as exc:
            raise StudioError(f"“{path.name}” is damaged.", next_step=STEP) from exc
        if meta.get("model", request.model) != request.model or rate != RATE:
            raise StudioError(f"“{path.name}” was made by another model.", next_step=STEP)
        if len(shape) != 4 or not shape[0] or shape[2:] != (request.height // STRIDE, request.width // STRIDE):
            step = "Choose the same aspect for both."
            raise StudioError(f"“{path.name}” has another picture size than this shot.", next_step=step)
        return cls(path, lead, shape[0], shape[0] == 1 and meta.get("frames") == "1")

    def still(self, models: Models, *, at: float) -> Tensor:
        """(C, h, w): a made picture as it is; of a film the frame at `at` seconds, held for a group."""
        if self.picture:
            return self._read(0, 1)[0]
        frame = min(max(round(at * RATE) + self.lead, 0), self.stored * GROUP - 1)
        group = self._read(frame // GROUP, frame // GROUP + 1)
        return models.still((str(self.path), frame), lambda: models.decode(group)[frame % GROUP])

    def groups(self, models: Models, *, wanted: np.ndarray, shown: np.ndarray) -> Tensor:
        """The frames `wanted` of the take as groups, fp32: untouched where it has them so, else of those `shown`."""
        begin, end = int(wanted[0]) + self.lead, int(wanted[-1]) + 1 + self.lead
        if begin % GROUP == 0 and begin >= 0 and end <= self.stored * GROUP:
            return self._read(begin // GROUP, end // GROUP)
        inside = (shown + self.lead).clip(0, self.stored * GROUP - 1)
        low, high = int(inside[0]) // GROUP, int(inside[-1]) // GROUP + 1
        return models.encode(models.decode(self._read(low, high))[inside - low * GROUP])

    def whole(self) -> Tensor:
        """(G, C, h, w), fp32."""
        return self._read(0, self.stored)

    def _read(self, start: int, stop: int) -> Tensor:
        try:
            with safe_open(str(self.path), framework="pt") as file:
                return file.get_slice("latents")[start:stop].float()
        except (SafetensorError, OSError) as exc:
            raise StudioError(f"“{self.path.name}” cannot be read.", next_step=STEP) from exc
