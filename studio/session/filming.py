"""Session: a storyboard becomes a film without a window: the cast's pictures first, then shot after shot.

Each member of the cast gets one reference picture, encoded once; every shot that names them remembers it in the role of
cast, and with it the middle of the last shot that showed them. No tensors, no Qt.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

from studio.disk import sha256_of
from studio.engine.request import RATE, CastReference, GenerateRequest, Prompt, check
from studio.session import adapted
from studio.session.lexicon import language_of
from studio.session.naming import filmed, in_words
from studio.session.oneshot import Outcome, Workshop
from studio.session.planning import MOST_REFERENCES, Settings, canvas_seconds, model_size
from studio.session.storyboard import Card, Member, Storyboard, Wrong
from studio.session.understanding import stretches

if TYPE_CHECKING:
    import numpy as np

PORTRAIT = {"en": "{told} stands, medium shot, the camera stays still", "zh": "{told}站着，中景，镜头不动"}
Words = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Scene:
    """One shot as it will be asked for; `cast`: the members it remembers."""

    request: GenerateRequest
    cast: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Script:
    """All requests of a film, checked. `portraits`: of the members who have no picture of their own."""

    scenes: tuple[Scene, ...]
    portraits: dict[str, GenerateRequest]
    pictures: dict[str, str]
    seed: int

    @property
    def frames(self) -> int:
        return sum(scene.request.frames for scene in self.scenes)


def write_script(
    board: Storyboard, *, settings: Settings, seed: int | None = None, words: Words = str, steady: Words = str
) -> Script:
    """Every request of the storyboard, checked before the first is made. Raises StudioError naming the shot.

    `words` turns a prompt into the model's own words, `steady` a description into one that leaves nothing open. The
    same seed makes the same film.
    """
    seed = next(s for s in (seed, board.seed, secrets.randbelow(2**31)) if s is not None)
    width, height = model_size(*board.aspect)
    base = GenerateRequest(
        id="", prompts=(), width=width, height=height, steps=settings.steps, guidance=settings.guidance,
        verb="storyboard", model=settings.model,
    )  # fmt: skip
    cast = [replace(member, told=steady(member.told)) for member in board.cast]
    seen = {name for card in board.shots for name in card.cast}
    portraits = {
        member.name: _checked(f"cast @{member.name}", _portrait(base, member, board.look, seed=seed, words=words))
        for member in cast
        if member.image is None and member.name in seen and not member.learned
    }
    scenes = [
        Scene(_checked(f"shot {n}", _shot(base, card, cast, board.look, seed=seed + n, words=words)), card.cast)
        for n, card in enumerate(board.shots, 1)
    ]
    pictures = {member.name: str(member.image) for member in board.cast if member.image and member.name in seen}
    return Script(tuple(scenes), portraits, pictures, seed)


def _shot(
    base: GenerateRequest, card: Card, cast: list[Member], look: str, *, seed: int, words: Words
) -> GenerateRequest:
    look, chosen = adapted.look_of(card.look or look)
    learned = {member.name: adapted.character(member.name) for member in cast if member.learned}
    taken_for = {name: adapted.words_of(who.one, card.prompt) for name, who in learned.items() if who}
    told = {member.name: member.told or taken_for.get(member.name) or member.name for member in cast}
    chosen = adapted.together((chosen, *(learned.get(name) for name in card.cast)))
    seconds = canvas_seconds(max(1, round(card.seconds * RATE)), base.rate)
    parts = stretches(words(filmed(in_words(card.prompt, told), card.camera)))
    prompts = tuple(
        Prompt(adapted.spoken(part, look, chosen), seconds * n / len(parts)) for n, part in enumerate(parts)
    )
    return replace(base, prompts=prompts, seconds=seconds, seed=seed, loras=adapted.loras(chosen))


def _portrait(base: GenerateRequest, member: Member, look: str, *, seed: int, words: Words) -> GenerateRequest:
    look, chosen = adapted.look_of(look)
    chosen = adapted.together((chosen,))
    text = adapted.spoken(words(portrait_prompt(member.told)), look, chosen)
    own = int.from_bytes(hashlib.blake2b(f"{seed} {member.name}".encode(), digest_size=4).digest(), "big")
    return replace(base, prompts=(Prompt(text),), seconds=1 / RATE, picture=True, seed=own, verb="picture",
                   loras=adapted.loras(chosen))  # fmt: skip


def portrait_prompt(told: str) -> str:
    """The plain medium shot in which a member of the cast is first seen."""
    return PORTRAIT[language_of(told)].format(told=told)


def _checked(where: str, request: GenerateRequest) -> GenerateRequest:
    from studio.problem import StudioError

    try:
        return check(request)
    except StudioError as exc:
        raise Wrong(f"{where}: {exc.problem.what}", next_step=exc.problem.next_step) from exc


def requests(script: Script, *, latents: Callable[[str], str], made_by: str = "") -> tuple[GenerateRequest, ...]:
    """All that is asked for, in its order: the cast's pictures, then the shots, each remembering who is in it.

    `latents` tells where those of a request will be. What decides over a request's frames decides over its id (and
    `made_by`, the weights, does), so that what is found under its id is what would be made.
    """
    salts = {path: sha256_of(path) for path in script.pictures.values()}
    asked: list[GenerateRequest] = []

    def ask(kind: str, request: GenerateRequest) -> str:
        text = replace(request, id="").to_json() + made_by + "".join(salts.get(ref.path, "") for ref in request.cast)
        text += "".join(sha256_of(lora.path) for lora in request.loras)
        named = replace(request, id=f"{kind}-{hashlib.blake2b(text.encode(), digest_size=10).hexdigest()}")
        asked.append(named)
        return latents(named.id)

    faces = {name: CastReference(path, name=name) for name, path in script.pictures.items()}
    for name, request in script.portraits.items():
        faces[name] = CastReference(ask("cast", request), name=name)
    earlier: dict[str, CastReference] = {}
    for scene in script.scenes:
        before = [earlier[name] for name in scene.cast if name in earlier]
        own = (faces[name] for name in scene.cast if name in faces)        # who was learned may have none
        distinct = {(ref.path, ref.at): ref for ref in (*own, *before)}
        remembered = tuple(distinct.values())[:MOST_REFERENCES]
        middle = CastReference(ask("shot", replace(scene.request, cast=remembered)), at=scene.request.seconds / 2)
        earlier.update({name: replace(middle, name=name) for name in scene.cast})
    return tuple(asked)


@dataclass(slots=True)
class Filming:
    """Makes a script in a workshop. `asked` is what it asks for; `outcomes` grow as that is finished."""

    script: Script
    workshop: Workshop
    on_begin: Callable[[str, GenerateRequest], None] = lambda title, request: None
    made_by: str = ""
    outcomes: list[Outcome] = field(default_factory=list)
    asked: tuple[GenerateRequest, ...] = field(init=False)

    def __post_init__(self) -> None:
        self.asked = requests(self.script, latents=self.workshop.latents, made_by=self.made_by)

    @property
    def shots(self) -> tuple[GenerateRequest, ...]:
        """What is asked for beyond the cast's pictures."""
        return self.asked[len(self.script.portraits) :]

    def frames(self) -> Iterator[np.ndarray]:
        """(H, W, 3) uint8 of all shots, from the film's first frame to its last. Raises StudioError."""
        self.workshop.expect(self.asked)
        for name, request in zip(self.script.portraits, self.asked, strict=False):
            for _ in self._make(f"@{name}", request):
                pass
        for number, request in enumerate(self.shots, 1):
            yield from self._make(f"{number}/{len(self.shots)}", request)

    def _make(self, title: str, request: GenerateRequest) -> Iterator[np.ndarray]:
        self.on_begin(title, request)
        self.workshop.submit(request)
        yield from self.workshop.frames(request, partial(list.append, self.outcomes))
