"""Session: what there is to say about where an exported film comes from. No Qt, no tensors."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from studio.document.film import Clip, FrameRef, Project, Take, find_media, find_take
from studio.engine.request import GenerateRequest
from studio.problem import StudioError
from studio.storage.paths import resolve

if TYPE_CHECKING:
    from studio.media.encode import Seal
    from studio.media.provenance import Credits, Ingredient


def credits(project: Project, root: Path, out: Path, *, start: int | None, stop: int | None) -> Credits:
    """Takes, their words, models and seeds, and every file that went in, of what film frames [start, stop) show.

    None: the film's in and out point.
    """
    from studio.media.audio import audible
    from studio.media.provenance import Credits, Made

    first = start if start is not None else project.in_point or 0
    last = stop if stop is not None else project.out_point if project.out_point is not None else project.duration
    shown = [(t, c) for t in audible(project) for c in t.clips if c.start < last and c.end > first]
    takes = {take.id: take for _, clip in shown if (take := find_take(project, clip.take))}
    footage = any(track.kind == "video" and clip.media_id for track, clip in shown)
    made = tuple(
        Made(model=r.model, prompt=r.prompt, expanded=r.expanded, seed=r.seed, verb=r.verb, steps=r.steps,
             guidance=r.guidance)
        for r in (take.recipe for take in takes.values())
    )  # fmt: skip
    generated = "none" if not takes else "some" if footage else "all"
    found = {(item.path, item.role): item for item in _ingredients(project, root, [c for _, c in shown], takes)}
    return Credits(title=out.name, made=made, ingredients=tuple(found.values()), generated=generated)


def made_credits(
    title: str, requests: Sequence[GenerateRequest], *, titles: Mapping[str, str] = MappingProxyType({})
) -> Credits:
    """Of a film made outside of any film folder. What the requests went on from is shown in it, unless they remixed it.

    `titles`: what to call files whose names say nothing, by path.
    """
    from studio.media.provenance import Credits, Ingredient, Made

    made = tuple(
        Made(model=r.model, prompt=" → ".join(p.text for p in r.prompts), seed=r.seed, verb=r.verb, steps=r.steps,
             guidance=r.guidance)
        for r in requests
    )  # fmt: skip
    shown = list(dict.fromkeys(part.path for request in requests for part in request.motion))
    used = [path for path in dict.fromkeys(p.path for r in requests for p in r.parts) if path not in shown]

    def ingredient(path: str, role: Literal["component", "input"]) -> Ingredient:
        return Ingredient(path=Path(path), title=titles.get(path) or Path(path).name, role=role)

    ingredients = (*(ingredient(path, "component") for path in shown), *(ingredient(path, "input") for path in used))
    return Credits(title=title, made=made, ingredients=ingredients, generated="some" if shown else "all")


def sign_made(out: Path, requests: Sequence[GenerateRequest], *, data: Path) -> str:
    """Put credentials into a finished file made outside of any film, where its kind can hold them.

    Returns "" or a sentence why not.
    """
    from studio.media.provenance import FORMATS, sign

    form = FORMATS.get(out.suffix.lower())
    return sign(out, made_credits(out.name, requests), data=data, form=form) if form else ""


def seal_for(out: Path, facts: Callable[[], Credits], *, data: Path, told: Callable[[str], object]) -> Seal | None:
    """What signs the file that becomes `out` before it is there; None where its kind cannot be signed.

    `facts` is asked when the file is whole. `told` hears why not, in a sentence, or "" when all is well.
    """
    from studio.media.provenance import FORMATS, sign

    if not (form := FORMATS.get(out.suffix.lower())):
        return None
    return lambda part, check: told(sign(part, facts(), data=data, form=form, check=check))


def _ingredients(
    project: Project, root: Path, clips: list[Clip], takes: dict[str, Take]
) -> Iterator[Ingredient]:
    from studio.media.provenance import Ingredient

    for clip in clips:
        if media := find_media(project, clip.media_id):
            yield Ingredient(path=resolve(root, media.path), title=media.name or Path(media.path).name,
                             digest=media.digest)  # fmt: skip
        cast = [m.image for m in project.cast if clip.shot and m.name in clip.shot.cast and m.image]
        frames = [key.image for key in clip.shot.keyframes] if clip.take and clip.shot else []
        yield from (_of_frame(project, root, frame) for frame in (*frames, *(cast if clip.take else ())))
    known = {str(resolve(root, media.path)): media for media in project.media}
    made = {str(resolve(root, path)): take for take in project.takes for path in (take.path, take.latents) if path}
    for take in takes.values():
        for path in _read_by(take):
            media, other = known.get(path), made.get(path)
            title = media.name if media else f"Take: {other.recipe.prompt[:80]}" if other else Path(path).name
            yield Ingredient(path=Path(path), title=title, role="input", digest=media.digest if media else "")


def _of_frame(project: Project, root: Path, frame: FrameRef) -> Ingredient:
    from studio.media.provenance import Ingredient

    if frame.kind == "media" and (media := find_media(project, frame.id)):
        return Ingredient(path=resolve(root, media.path), title=media.name or Path(media.path).name, role="input",
                          digest=media.digest)  # fmt: skip
    take = find_take(project, frame.id)
    path, words = (take.path, take.recipe.prompt[:80]) if take else ("takes/missing", "missing")
    return Ingredient(path=resolve(root, path), title=f"Take: {words}", role="input")


def _read_by(take: Take) -> list[str]:
    """The files its request names: pictures, footage, other takes, and added weights."""
    if not take.recipe.request:
        return []
    try:
        request = GenerateRequest.from_json(take.recipe.request)
    except StudioError:
        return []
    return list(dict.fromkeys(part.path for part in request.parts))
