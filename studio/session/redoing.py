"""Session: from a finished take to the request that makes a stretch of it again. Pure but for which files exist."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from studio.document.film import Clip, Project, Span, Take, find_clip, find_take, new_id
from studio.engine.request import RATE, GenerateRequest, Redo, check
from studio.problem import StudioError
from studio.session.planning import Resolve, Settings, fresh_seeds, prompts_of


def redo_request(
    project: Project, clip_id: str, *, start: int, stop: int, resolve: Resolve, settings: Settings,
    seed: int | None = None,
) -> GenerateRequest:  # fmt: skip
    """The take's own request, from other noise between film frames start..stop; the shot's present words are used.

    Raises StudioError when the clip shows no take made here, or none of it is marked.
    """
    found = find_clip(project, clip_id)
    take = find_take(project, found[1].take) if found else None
    latents = resolve(take.latents) if take and take.latents else None
    if found is None or take is None or latents is None or not latents.is_file():
        step = "For anything else, cut the stretch out: re-cut."
        raise StudioError("Only a take that was made here can be made again in part.", next_step=step)
    clip = found[1]
    span = Span(max(start, clip.start), min(stop, clip.end))
    if span.length < 1:
        raise StudioError("No part of this clip is marked.", next_step="Mark a stretch of it with I and O.")
    first, last = (_seconds(project, clip, frame) for frame in (span.start, span.end))
    old = _as_kept(GenerateRequest.from_json(take.recipe.request), take)
    redo = Redo(str(latents), min(first, old.seconds - 1 / RATE), min(max(last, first + 1 / RATE), old.seconds))
    if redo.stop <= redo.start:
        redo = replace(redo, start=max(0.0, redo.stop - 1 / RATE))
    changed = replace(
        old, id=f"{clip.id}-{new_id()}", seed=fresh_seeds(1)[0] if seed is None else seed, turns=(), redo=redo,
        prompts=prompts_of(project, clip_id, seconds=old.seconds) or old.prompts, steps=settings.steps,
        guidance=settings.guidance,
    )  # fmt: skip
    return check(changed)


def _as_kept(request: GenerateRequest, take: Take) -> GenerateRequest:
    """The request as if the take had been asked for as it is: as long, with the neighbours that are still there."""
    seconds = take.frames / RATE
    motion = tuple(m for m in request.motion if Path(m.path).is_file())
    if take.frames != request.frames:  # it was stopped early: one of its ends is open
        before = tuple(m for m in motion if m.time < 0)
        motion = before or tuple(replace(m, time=m.time - request.seconds + seconds) for m in motion)
    there = lambda picture: Path(picture.path).is_file()  # noqa: E731
    remix = request.remix if request.remix and there(request.remix) else None
    return replace(
        request, seconds=seconds, motion=motion, stills=tuple(filter(there, request.stills)),
        cast=tuple(filter(there, request.cast)), remix=remix,
    )  # fmt: skip


def _seconds(project: Project, clip: Clip, frame: int) -> float:
    """The take's time that film frame `frame` of the clip shows."""
    return float((clip.offset + (frame - clip.start) * clip.speed) / project.rate)
