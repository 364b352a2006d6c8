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

from studio.engine.request import RATE, CastReference, GenerateRequest, Prompt, check
from studio.session.lexicon import language_of
from studio.session.naming import filmed, in_words, with_look
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
    told = {member.name: member.told or member.name for member in cast}
    seen = {name for card in board.shots for name in card.cast}
    portraits = {
        member.name: _checked(f"cast @{member.name}", _portrait(base, member, board.look, seed=seed, words=words))
        for member in cast
        if member.image is None and member.name in seen
    }
    scenes = [
        Scene(_checked(f"shot {n}", _shot(base, card, told, board.look, seed=seed + n, words=words)), card.cast)
        for n, card in enumerate(board.shots, 1)
    ]
    pictures = {member.name: str(member.image) for member in board.cast if member.image and member.name in seen}
    return Script(tuple(scenes), portraits, pictures, seed)


def _shot(
    base: GenerateRequest, card: Card, told: dict[str, str], look: str, *, seed: int, words: Words
) -> GenerateRequest:
    seconds = canvas_seconds(max(1, round(card.seconds * RATE)), base.rate)
    parts = stretches(words(filmed(in_words(card.prompt, told), card.camera)))
    prompts = tuple(Prompt(with_look(part, look), seconds * n / len(parts)) for n, part in enumerate(parts))
    return replace(base, id=f"shot-{secrets.token_hex(6)}", prompts=prompts, seconds=seconds, seed=seed)


def _portrait(base: GenerateRequest, member: Member, look: str, *, seed: int, words: Words) -> GenerateRequest:
    text = with_look(words(portrait_prompt(member.told)), look)
    own = int.from_bytes(hashlib.blake2b(f"{seed} {member.name}".encode(), digest_size=4).digest(), "big")
    return replace(
        base, id=f"cast-{secrets.token_hex(6)}", prompts=(Prompt(text),), seconds=1 / RATE, picture=True, seed=own,
        verb="picture",
    )  # fmt: skip


def portrait_prompt(told: str) -> str:
    """The plain medium shot in which a member of the cast is first seen."""
    return PORTRAIT[language_of(told)].format(told=told)


def _checked(where: str, request: GenerateRequest) -> GenerateRequest:
    from studio.problem import StudioError

    try:
        return check(request)
    except StudioError as exc:
        raise Wrong(f"{where}: {exc.problem.what}", next_step=exc.problem.next_step) from exc


@dataclass(slots=True)
class Filming:
    """Makes a script in a workshop. `outcomes` grow as requests finish; `asked` is what was really asked for."""

    script: Script
    workshop: Workshop
    on_begin: Callable[[str, GenerateRequest], None] = lambda title, request: None
    outcomes: list[Outcome] = field(default_factory=list)
    asked: list[GenerateRequest] = field(default_factory=list)
    _references: dict[str, CastReference] = field(default_factory=dict)
    _earlier: dict[str, CastReference] = field(default_factory=dict)

    def frames(self) -> Iterator[np.ndarray]:
        """(H, W, 3) uint8 of all shots, from the film's first frame to its last. Raises StudioError."""
        self._references = {name: CastReference(path, name=name) for name, path in self.script.pictures.items()}
        for name, request in self.script.portraits.items():
            for _ in self._make(f"@{name}", request):
                pass
            self._references[name] = CastReference(self.outcomes[-1].latents, name=name)
        for number, scene in enumerate(self.script.scenes, 1):
            request = replace(scene.request, cast=self._remembered(scene))
            yield from self._make(f"{number}/{len(self.script.scenes)}", request)
            middle = CastReference(self.outcomes[-1].latents, at=request.seconds / 2)
            self._earlier.update({name: replace(middle, name=name) for name in scene.cast})

    def _remembered(self, scene: Scene) -> tuple[CastReference, ...]:
        """The reference picture of everybody in the shot, then where they were seen last."""
        own = [self._references[name] for name in scene.cast]
        before = [self._earlier[name] for name in scene.cast if name in self._earlier]
        distinct = {(ref.path, ref.at): ref for ref in (*own, *before)}
        return tuple(distinct.values())[:MOST_REFERENCES]

    def _make(self, title: str, request: GenerateRequest) -> Iterator[np.ndarray]:
        self.on_begin(title, request)
        self.asked.append(request)
        self.workshop.submit(request)
        yield from self.workshop.frames(request, partial(list.append, self.outcomes))
