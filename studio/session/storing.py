"""Session: finished frames become files of the film. Runs on a worker; knows no Qt, no tensors."""

from __future__ import annotations

import os
import shutil
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

from studio.document.film import Media, Recipe, Take, new_id
from studio.engine.events import Done, Sound
from studio.engine.request import GenerateRequest
from studio.problem import Problem, StudioError
from studio.session.jobs import Job
from studio.session.live import LiveFrames
from studio.storage.atomic import discard, part_beside
from studio.storage.folder import FilmFolder
from studio.storage.importing import import_file, store_take

NO_FRAMES = Problem("The sampler finished without one frame.", "The film is unchanged.", "Generate the shot again.")


def take(folder: FilmFolder, job: Job, done: Done, live: LiveFrames, sound: Sound | None = None) -> Take:
    """Write `takes/<hash>.mp4` and `takes/<hash>.latents`. Raises StudioError; nothing half-written is left."""
    from studio.media.encode import VideoWriter

    request, count = job.asked, min(done.frames, live.ahead_of(done.first))
    height, width, _ = live.arrived(done.first).shape
    finished = folder.cache / f"{job.id}.mp4"
    with VideoWriter(
        finished, width=width, height=height, rate=request.rate, quality="lossless", frames=count,
        audio=(sound.samples, sound.rate) if sound else None,
    ) as writer:  # fmt: skip
        for index in range(done.first, done.first + count):
            writer.write(live.arrived(index))
    path = store_take(folder.root, finished)
    latents = ""
    if done.latents and Path(done.latents).is_file():
        latents = str(Path(path).with_suffix(".latents").as_posix())
        _copy(Path(done.latents), folder.root / latents)
    return Take(
        id=job.id.rpartition("-")[2],
        path=path,
        latents=latents,
        frames=count,
        rate=request.rate,
        width=width,
        height=height,
        recipe=recipe(request),
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        has_audio=sound is not None,
    )


def picture(folder: FilmFolder, request: GenerateRequest, live: LiveFrames) -> Media:
    """Put the picture into the film's media folder. Raises StudioError."""
    from studio.media.sequence import write_picture

    frame = live.arrived(0)
    height, width, _ = frame.shape
    made = write_picture(folder.cache / f"{request.id}.png", frame)
    try:
        kept = import_file(folder.root, made)
    finally:
        discard(made)
    words = " ".join(prompt.text for prompt in request.prompts)
    name = words if len(words) <= 40 else words[:39] + "…"
    return Media(
        id=new_id(), path=kept.path, kind="picture", name=name or "Picture", width=width, height=height,
        digest=kept.digest,
    )  # fmt: skip


def recipe(request: GenerateRequest) -> Recipe:
    """How the take was made; the request itself is in it, so it can be made again."""
    return Recipe(
        verb=request.verb,
        prompt=" → ".join(prompt.text for prompt in request.prompts),
        seconds=Fraction(request.seconds).limit_denominator(1000),
        width=request.width,
        height=request.height,
        seed=request.seed,
        steps=request.steps,
        guidance=request.guidance,
        model=request.model,
        request=request.to_json(),
    )


def _copy(source: Path, target: Path) -> None:
    """The journal's file goes only after the take is in the film, so this copies."""
    part = part_beside(target)
    try:
        shutil.copyfile(source, part)
        os.replace(part, target)
    except OSError as exc:
        raise StudioError(
            "The take could not be kept: the disk refused.",
            kept="Its work is in the journal and can be resumed.",
            next_step="Free some space, then resume it.",
        ) from exc
    finally:
        discard(part)
