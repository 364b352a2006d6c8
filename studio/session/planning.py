"""Session: from a clip to the engine's request. Pure: looks at the film and at which files exist, changes nothing.

The canvas begins with the clip's first source frame; what touches the clip on its track is memory at its exact time.
"""

from __future__ import annotations

import math
import re
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

from studio.document.film import (
    CastMember,
    Clip,
    FrameRef,
    Media,
    Project,
    Shot,
    Take,
    Track,
    find_clip,
    find_media,
    find_take,
    new_id,
    take_length,
)
from studio.engine.request import (
    BUNDLED,
    GUIDANCE,
    RATE,
    STEPS,
    CastReference,
    GenerateRequest,
    Lora,
    Motion,
    Prompt,
    Still,
    check,
)
from studio.engine.shape import model_size
from studio.problem import StudioError
from studio.session import adapted, models, places
from studio.session.naming import filmed, in_words, named
from studio.session.understanding import stretches

Resolve = Callable[[str], Path]

MOST_REFERENCES = 5  # pictures of the cast in one shot; the sampler's memory has room for motion beside them
REACH = Fraction(4)  # seconds of a neighbour that are remembered
AFTER, BEFORE, FILL, LOOP, BLEND = "extend after", "extend before", "fill", "loop", "blend"
RECUT = "re-cut"
_LEFT, _RIGHT = {AFTER, FILL, LOOP, BLEND, RECUT}, {BEFORE, FILL, BLEND, RECUT}


@dataclass(frozen=True, slots=True)
class Settings:
    """How takes are sampled unless a shot says otherwise."""

    steps: int = STEPS
    guidance: float = GUIDANCE
    model: str = BUNDLED
    expansion: bool = True  # a prompt without an expansion gets one before it is generated


def fresh_seeds(n: int) -> list[int]:
    return [secrets.randbelow(2**31) for _ in range(n)]


def parse_aspect(text: str) -> tuple[int, int]:
    """A shape such as "16:9" as (16, 9). Raises StudioError."""
    found = re.fullmatch(r"\s*(\d{1,5})\s*[:x×/]\s*(\d{1,5})\s*", text)
    if not found or "0" in (found[1].lstrip("0") or "0", found[2].lstrip("0") or "0"):
        raise StudioError(f"“{text[:20]}” is not a shape.", next_step="Choose 16:9, 9:16 or 1:1.")
    return int(found[1]), int(found[2])


def canvas_seconds(frames: int, rate: Fraction) -> float:
    """Whole frames of the model that cover `frames` film frames, in seconds."""
    return math.ceil(frames * RATE / rate) / RATE


def request_for(
    project: Project, clip_id: str, *, resolve: Resolve, settings: Settings, seed: int | None = None
) -> GenerateRequest:
    """The request that makes a take of the shot. Raises StudioError naming what is missing or wrong."""
    track, clip = the_clip(project, clip_id)
    shot = clip.shot
    if shot is None:
        raise StudioError("This clip is imported footage.", next_step="Extend it, remix it, or make a new shot.")
    width, height = _size(project, shot.aspect)
    frames = clip.offset + math.ceil(clip.length * clip.speed)
    if take := find_take(project, clip.take):
        frames = max(frames, take_length(take, project.rate) or 0)
    stills = tuple(
        Still(str(_file(project, key.image, resolve)), float(key.time / project.rate),
              _seconds(project, key.image), key.strength)
        for key in shot.keyframes
    )  # fmt: skip
    request = GenerateRequest(
        id=f"{clip.id}-{new_id()}",
        prompts=_prompts(project, track, clip, shot, float(frames / project.rate)),
        seconds=canvas_seconds(frames, project.rate),
        width=width,
        height=height,
        seed=next(s for s in (seed, shot.seed, *fresh_seeds(1)) if s is not None),
        steps=settings.steps,
        guidance=settings.guidance,
        verb=shot.verb or _verb(stills),
        stills=stills,
        motion=_memory(project, track, clip, resolve, verb=shot.verb),
        cast=_cast(project, track, clip, shot, resolve),
        model=shot.model or settings.model,
        loras=_loras(project, shot, resolve, model=shot.model or settings.model),
    )
    return check(_for_model(project, request, shot.aspect, settings, frames=frames))


def remix_request(
    project: Project, clip_id: str, *, shown: Clip, strength: float, resolve: Resolve, settings: Settings
) -> GenerateRequest:
    """The request that starts from what `shown` shows, noised to `strength`."""
    _, clip = the_clip(project, clip_id)
    path = _source_file(project, shown, resolve)
    start = shown.offset if shown.id != clip.id else 0
    frames = math.ceil(shown.length * shown.speed)
    if take := find_take(project, shown.take):
        frames = (take_length(take, project.rate) or frames) - start
    stretch = Motion(str(path), float(start / project.rate), float((start + frames) / project.rate), 0.0)
    base = request_for(project, clip_id, resolve=resolve, settings=settings)
    made = replace(base, verb="remix", motion=(), remix=stretch, remix_strength=min(max(strength, 0.0), 1.0))
    aspect = clip.shot.aspect if clip.shot else ""
    return check(_for_model(project, made, aspect, settings, frames=frames))


def picture_request(
    project: Project, prompt: str, *, aspect: str, seed: int | None, settings: Settings, cast: tuple[str, ...] = ()
) -> GenerateRequest:
    """A still. `cast`: who of it is in the picture, where the prompt names nobody any more."""
    shown = Shot(prompt=prompt, cast=cast)
    width, height = _size(project, aspect)
    request = GenerateRequest(
        id=f"picture-{new_id()}", prompts=tuple(map(Prompt, _spoken(project, [prompt], shown))), seconds=1 / RATE,
        width=width, height=height, seed=fresh_seeds(1)[0] if seed is None else seed, steps=settings.steps,
        guidance=settings.guidance, verb="picture", picture=True, model=settings.model,
        loras=adapted.loras(_learned(project, shown)[1]) if settings.model == BUNDLED else (),
    )  # fmt: skip
    return check(_for_model(project, request, aspect, settings, frames=1))


def _for_model(
    project: Project, request: GenerateRequest, aspect: str, settings: Settings, *, frames: int
) -> GenerateRequest:
    """The request as its model wants it: nothing changes for the bundled one."""
    if request.model == BUNDLED:
        return request
    shape = parse_aspect(aspect) if aspect else (project.width, project.height)
    return models.for_model(
        request, shape=shape, frames=frames, rate=project.rate, usual=request.model != settings.model
    )


def _loras(project: Project, shot: Shot, resolve: Resolve, *, model: str) -> tuple[Lora, ...]:
    """What changes the model: for the bundled one what was learned here, for another the shot's files for it."""
    if model == BUNDLED:
        for lora in shot.loras:
            if Path(lora.path).parent == places.adapted():
                _there(Path(lora.path))
        return adapted.loras(_learned(project, shot)[1])
    files = ((_there(resolve(lora.path)), lora.weight) for lora in shot.loras)
    return tuple(Lora(str(file), weight) for file, weight in files if adapted.of_file(file) is None)


def _learned(project: Project, shot: Shot) -> tuple[str, tuple[adapted.Chosen, ...]]:
    """The words of the shot's look, or the film's; and what it uses of what was learned: look, cast, its own files."""
    members = {member.name: member for member in project.cast}
    cast = (members[name] for name in mentioned(project, shot) if name in members)
    look, own = adapted.look_of(shot.look.strip() or project.look)
    return look, adapted.together((
        own,
        *(adapted.character(member.name, member.strength) for member in cast),
        *(adapted.of_file(Path(lora.path), lora.weight) for lora in shot.loras if Path(lora.path).is_absolute()),
    ))  # fmt: skip


def clip_of(request_id: str) -> str:
    """The clip a request was made for, from its id; "" for a picture."""
    name = request_id.rpartition("-")[0]
    return "" if name == "picture" else name


def tail(project: Project, clip: Clip, resolve: Resolve) -> Motion:
    """The last seconds the clip shows, lying right before time 0."""
    path, start, stop = _stretch(project, clip, resolve)
    start = max(start, stop - REACH)
    return Motion(str(path), float(start), float(stop), float(start - stop))


def head(project: Project, clip: Clip, resolve: Resolve, *, time: Fraction) -> Motion:
    """The first seconds the clip shows, lying from `time` on."""
    path, start, stop = _stretch(project, clip, resolve)
    return Motion(str(path), float(start), float(min(stop, start + REACH)), float(time))


def whole(project: Project, clip_id: str, resolve: Resolve) -> tuple[Motion, tuple[int, int]]:
    """All that the clip shows, and the model's (width, height) for it. Raises StudioError where there is nothing."""
    _, clip = the_clip(project, clip_id)
    path, start, stop = _stretch(project, clip, resolve)
    source = find_take(project, clip.take) or find_media(project, clip.media_id)
    size = (source.width, source.height) if source else (project.width, project.height)
    return Motion(str(path), float(start), float(stop), 0.0), model_size(*size)


def _memory(project: Project, track: Track, clip: Clip, resolve: Resolve, *, verb: str) -> tuple[Motion, ...]:
    left, right = _touching(track, clip)
    begin, end = clip.offset / project.rate, (clip.offset + clip.length) / project.rate
    found = []
    if verb in _LEFT:
        if left is None:
            raise StudioError("The clip this shot goes on from is gone.", next_step="Move it back so that they touch.")
        motion = tail(project, left, resolve)
        found.append(replace(motion, time=motion.time + float(begin)))
    if verb in _RIGHT or verb == LOOP:
        other = left if verb == LOOP else right
        if other is None:
            raise StudioError("The clip this shot leads to is gone.", next_step="Move it back so that they touch.")
        found.append(head(project, other, resolve, time=end))
    return tuple(found)


def _touching(track: Track, clip: Clip) -> tuple[Clip | None, Clip | None]:
    left = next((other for other in track.clips if other.end == clip.start), None)
    right = next((other for other in track.clips if other.start == clip.end), None)
    return left, right


def _stretch(project: Project, clip: Clip, resolve: Resolve) -> tuple[Path, Fraction, Fraction]:
    """(file, start, stop): what the clip shows of its source, in seconds there."""
    path = _source_file(project, clip, resolve)
    media = find_media(project, clip.media_id)
    if media is not None and media.kind == "picture":
        return path, Fraction(0), Fraction(1, 3)
    start = clip.offset / project.rate
    return path, start, start + clip.length * clip.speed / project.rate


def _source_file(project: Project, clip: Clip, resolve: Resolve) -> Path:
    """The take's latents when it has them: what was made here is never encoded again."""
    if clip.planned:
        raise StudioError("The clip beside this one has not been made yet.", next_step="Generate that one first.")
    if take := find_take(project, clip.take):
        latents = resolve(take.latents) if take.latents else None
        return latents if latents and latents.is_file() else _there(resolve(take.path))
    media = find_media(project, clip.media_id)
    if media is None or media.kind == "audio":
        raise StudioError("A sound or a title has no pictures to go on from.", next_step="Choose a clip with pictures.")
    return _there(resolve(media.path))


def _prompts(project: Project, track: Track, clip: Clip, shot: Shot, seconds: float) -> tuple[Prompt, ...]:
    left, right = _touching(track, clip)
    if shot.verb == BLEND and not shot.prompt.strip() and left and right and (left.prompt or right.prompt):
        first, last = _words(left) or _words(right), _words(right) or _words(left)
        first, last = _spoken(project, (first, last), shot)
        return Prompt(first), Prompt(last, seconds / 2)
    return tuple(Prompt(text, seconds * n) for n, text in spoken(project, shot))


def prompts_of(project: Project, clip_id: str, *, seconds: float) -> tuple[Prompt, ...]:
    """What the model reads for the shot over `seconds` of canvas; empty without words."""
    track, clip = the_clip(project, clip_id)
    found = _prompts(project, track, clip, clip.shot, seconds) if clip.shot else ()
    return tuple(prompt for prompt in found if prompt.text)


def frame_file(project: Project, image: FrameRef, resolve: Resolve) -> tuple[Path, float]:
    """(file, seconds in it) of a frame of the film. Raises StudioError when it is gone."""
    return _file(project, image, resolve), _seconds(project, image)


def spoken(project: Project, shot: Shot) -> list[tuple[float, str]]:
    """What the model reads for a shot, with where each stretch begins, from 0 to 1."""
    parts = _spoken(project, stretches(shot.expanded.strip() or told(project, shot)), shot)
    return [(n / len(parts), part) for n, part in enumerate(parts)]


def told(project: Project, shot: Shot, *, words: Callable[[str], str] = str) -> str:
    """What a person said of a shot: its prompt with the cast in words, and how it is filmed."""
    return filmed(with_cast(project, shot.prompt, words=words), shot.camera)


def _words(clip: Clip) -> str:
    return (clip.shot.expanded if clip.shot else "") or clip.prompt


def with_cast(project: Project, text: str, *, words: Callable[[str], str] = str) -> str:
    """The prompt with @names replaced by their descriptions, each put into `words`."""
    return in_words(text, {m.name: words(_description(m, text)) or m.name for m in project.cast})


def _description(member: CastMember, text: str) -> str:
    """What is told of a member; of one that was learned and not described, what the model takes it for."""
    learned = None if member.description.strip() else adapted.character(member.name)
    return adapted.words_of(learned.one, text) if learned else member.description


def _spoken(project: Project, texts: Iterable[str], shot: Shot) -> list[str]:
    """The same of each with the shot's look, or the film's, after it, and the word of everything learned."""
    look, learned = _learned(project, shot)
    return [adapted.spoken(with_cast(project, text), look, learned) for text in texts]


def mentioned(project: Project, shot: Shot) -> tuple[str, ...]:
    """Who of the cast is in the shot: named in its prompt, or listed with it."""
    return tuple(dict.fromkeys((*named(shot.prompt, [member.name for member in project.cast]), *shot.cast)))


def _cast(project: Project, track: Track, clip: Clip, shot: Shot, resolve: Resolve) -> tuple[CastReference, ...]:
    """The picture of everybody in the shot, then the middle of the last shot before it that showed them."""
    names = mentioned(project, shot)
    members = [member for name in names for member in project.cast if member.name == name]
    own = [
        CastReference(str(_file(project, m.image, resolve)), _seconds(project, m.image), m.name, m.strength)
        for m in members
        if m.image is not None and m.strength > 0
    ]
    before = [found for m in members if (found := _seen_before(project, track, clip, m.name, resolve))]
    distinct = {(reference.path, reference.at): reference for reference in (*own, *before)}
    return tuple(distinct.values())[:MOST_REFERENCES]


def _seen_before(project: Project, track: Track, clip: Clip, name: str, resolve: Resolve) -> CastReference | None:
    for other in reversed(track.clips):
        take = find_take(project, other.take)
        if other.end <= clip.start and other.shot and take and name in mentioned(project, other.shot):
            at = float((other.offset + other.length * other.speed / 2) / project.rate)
            if (path := resolve(take.path)).is_file():
                return CastReference(str(path), at, name)
    return None


def _file(project: Project, image: FrameRef, resolve: Resolve) -> Path:
    return _there(resolve(_source(project, image).path))


def _seconds(project: Project, image: FrameRef) -> float:
    return float(image.frame / _source(project, image).rate)


def _source(project: Project, image: FrameRef) -> Take | Media:
    source = find_take(project, image.id) if image.kind == "take" else find_media(project, image.id)
    if source is None:
        raise StudioError("A keyframe's picture is no longer in the film.", next_step="Choose another picture.")
    return source


def _there(path: Path) -> Path:
    if not path.is_file():
        raise StudioError(f"“{path.name}” is missing.", next_step="Put it back, or point the film to its new place.")
    return path


def _size(project: Project, aspect: str) -> tuple[int, int]:
    return model_size(*(parse_aspect(aspect) if aspect else (project.width, project.height)))


def _verb(stills: Iterable[Still]) -> str:
    times = [still.time for still in stills]
    return "text" if not times else "image" if times == [0.0] else "keyframes"


def the_clip(project: Project, clip_id: str) -> tuple[Track, Clip]:
    """The clip and its track. Raises StudioError when it is gone."""
    found = find_clip(project, clip_id)
    if found is None:
        raise StudioError("That clip is no longer in the film.")
    return found
