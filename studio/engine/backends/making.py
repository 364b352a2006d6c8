"""Engine: one take of an open-weights model while it is made: window after window, journalled, decoded, spliced."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from studio.engine.backends.call import Call, Known, Sampled, runs
from studio.engine.backends.capability import Capabilities
from studio.engine.backends.fitting import out_of_memory
from studio.engine.backends.frames_known import KnownFrames
from studio.engine.backends.hooks import Stopped, clean_estimate, heard
from studio.engine.backends.previews import Rough
from studio.engine.backends.windows import Window, windows
from studio.engine.control import BackTo, Control, EnoughForNow
from studio.engine.events import Done, Event, Frames, Loading, Paused, Preview, Rewound, Sound, Step
from studio.engine.reading import Reader
from studio.engine.request import GenerateRequest, Turn

if TYPE_CHECKING:
    from torch import Tensor

    from studio.engine.backends.families.family import Family
    from studio.engine.backends.open_weights import OpenWeights
    from studio.engine.journal import TakeJournal

PREVIEWS = 8            # of one window, about


class Making:
    """Lives for one run of one request, on the sampler thread."""

    def __init__(self, request: GenerateRequest, kind: Capabilities, host: OpenWeights, *, read: Reader,
                 control: Control, journal: TakeJournal, emit: Callable[[Event], None]) -> None:  # fmt: skip
        self.request, self.kind, self._host = request, kind, host
        self._control, self._journal, self._emit = control, journal, emit
        if request.motion or request.stills or request.cast or request.remix:
            emit(Loading(request.id, "reading what is known"))
        self._known = KnownFrames.read(request, kind, read)
        before, after = self._known.beside(request)
        self.windows = windows(request, kind, before=before, after=after)
        self._references = tuple(read.picture(cast.path, cast.at, request.width, request.height)
                                 for cast in request.cast[: kind.references] if cast.strength > 0)  # fmt: skip
        self._film = self._remixed(read)
        self._mask = self._masked(read)
        self._made: dict[int, Sampled] = {}     # by number of window; models that need no history keep none of them
        self._shown: set[int] = set()           # windows of which frames were handed on
        self._finished: set[int] = set()
        self._sound: dict[int, tuple[np.ndarray, int]] = {}
        self._rough: Rough | None = None
        self._first_frame: float | None = None
        self._began = self._began_step = self._seconds = 0.0
        self._work = 0

    # -- the take ----------------------------------------------------------------------------------------------------

    def take(self, began: float) -> Done:
        """Makes what the journal does not hold. Raises CancelledByUser, ClosingDown, StudioError."""
        self._began = began
        number = 0
        while number < len(self.windows):
            try:
                self._gate(pause=True)
                sampled = self._from_journal(number)
                if sampled is None:
                    if self._journal.stopped:
                        break
                    sampled = self._sample(number)
                    self._journal.append(number, sampled.latents, start=self.windows[number].start, more=sampled.more)
                if self.kind.chunk:
                    self._made[number] = sampled
                self._show(number, sampled)
                self._finished.add(number)
            except EnoughForNow:
                self._journal.stop()
                break
            except BackTo as wish:
                number = self._back_to(min(wish.window, number), wish.seed)
                continue
            number += 1
        return self._done()

    def _done(self) -> Done:
        import torch

        first, stop = self._whole()
        if self._sound:
            ordered = [self._sound[n] for n in sorted(self._finished, key=lambda n: self.windows[n].start)]
            self._emit(Sound(self.request.id, ordered[0][1], np.concatenate([samples for samples, _ in ordered])))
        self._journal.finish(torch.zeros(1), {"model": self.request.model})
        return Done(self.request.id, stop - first, "", time.monotonic() - self._began, self._first_frame or 0.0,
                    complete=stop - first == self.request.frames, first=first)

    def _whole(self) -> tuple[int, int]:
        """first..stop of the finished frames: from the canvas's start, or up to its end when made backwards."""
        done = sorted((self.windows[n] for n in self._finished), key=lambda window: window.start)
        return (done[0].start, done[-1].stop) if done else (0, 0)

    def _back_to(self, number: int, seed: int) -> int:
        """Unmakes that window and all after it."""
        gone = [n for n in range(number, len(self.windows)) if n in self._shown or n == number]
        self.request = replace(self.request, turns=(*self.request.turns, Turn(number, seed)))
        self._journal.back_to(number, self.request)
        for n in gone:
            self._shown.discard(n)
            self._finished.discard(n)
            self._made.pop(n, None)
            self._sound.pop(n, None)
        spans = tuple((self.windows[n].start, self.windows[n].stop) for n in gone)
        for start, stop in spans:
            self._known.unmake(range(start, stop))
        self._emit(Rewound(self.request.id, self.request, spans))
        return number

    def _from_journal(self, number: int) -> Sampled | None:
        latents = self._journal.window(number, start=self.windows[number].start, shape=None)
        return None if latents is None else Sampled(latents, self._journal.more(number))

    # -- sampling ----------------------------------------------------------------------------------------------------

    def _sample(self, number: int) -> Sampled:
        call = self._call(number)
        while True:
            try:
                self._gate()                    # before weights are read, which may take long
                family = self._host.ready(self.request)
                with heard(family.pipe, lambda _: self._gate()):
                    self._rough = self._rough or self._roughly(family)
                    self._began_step = time.monotonic()
                    found = family.sample(call, self._stepped(number, family))
                return Sampled(found.latents.cpu(), {name: x.cpu() for name, x in found.more.items()})
            except (RuntimeError, MemoryError) as exc:
                if not out_of_memory(exc):
                    raise
                self._host.smaller(self.request, exc, self._emit)

    def _roughly(self, family: Family) -> Rough:
        def encode(pictures: np.ndarray) -> Tensor:
            return family.normal(family.encode(pictures))

        return Rough(encode, width=self.request.width, height=self.request.height, frames=1)

    def _call(self, number: int) -> Call:
        request, window = self.request, self.windows[number]
        film = self._film
        if film is not None:
            film = film[np.arange(window.frames).clip(0, len(film) - 1)]
        strength = min(max(request.remix_strength, 0.01), 1.0) if film is not None and self._mask is None else 1.0
        history = tuple(self._made[n] for n in range(number)) if self.kind.chunk else ()
        seed = request.seed_of(number)
        return Call(
            prompt=request.prompts[window.prompt].text if request.prompts else "", frames=window.frames,
            width=request.width, height=request.height, rate=self.kind.rate, seed=_seed(seed, window.start),
            steps=request.steps, guidance=request.guidance, number=number, known=self._known_for(window),
            references=self._references, film=film, strength=strength, mask=self._mask, history=history,
            reseed=number > 0 and seed != request.seed_of(number - 1),
        )  # fmt: skip

    def _known_for(self, window: Window) -> tuple[Known, ...]:
        frames = self._known.frames
        if self.kind.chunk and window.start == 0:           # such models read what lies before as a film of its own
            back = self._known.beside(self.request)[0]
            found = runs(frames, begin=-back, end=0)
            return tuple(replace(run, start=run.start - back) for run in found) or runs(frames, begin=0, end=1)
        return runs(frames, begin=window.begin, end=window.end)

    def _stepped(self, number: int, family: Family) -> Callable[[int, int, Tensor, Any], None]:
        """Tells of each step, shows what is emerging, and hears what is wished."""
        last: list[Tensor] = []
        window = self.windows[number]

        def step(i: int, steps: int, latents: Tensor, scheduler: Any) -> None:
            try:
                now = time.monotonic()
                if number or i:                 # the very first only warms the machine up
                    self._seconds += now - self._began_step
                    self._work += 1
                windows = len(self.windows)
                done, total = number * steps + i + 1, windows * steps
                left = self._seconds / self._work * (total - done) if self._work else None
                self._emit(Step(self.request.id, done, total, number, windows, left))
                every = max(1, steps // PREVIEWS)
                if self._rough and i % every == every - 1 and i + 1 < steps:
                    clean = clean_estimate(scheduler, last[0] if last else None, latents, i)
                    middle = latents.shape[2] // 2
                    frame = window.begin + middle * self.kind.grid
                    frame = min(max(frame, window.start), window.stop - 1)
                    self._emit(Preview(self.request.id, frame, self._rough.picture(clean, middle)))
                last[:] = [latents.detach().clone()]
                self._gate(pause=True)
                self._began_step = time.monotonic()
            except BaseException as exc:
                raise Stopped(exc) from exc

        return step

    def _gate(self, *, pause: bool = False, enough: bool = True) -> None:
        if (held := self._control.paused) and pause:
            self._emit(Paused(self.request.id))
        self._control.gate(wait=held and pause, something_made=enough and bool(self._finished))

    # -- decoding ----------------------------------------------------------------------------------------------------

    def _show(self, number: int, sampled: Sampled) -> None:
        """Decodes the window, puts back what is known, and hands on each piece as it is there."""
        window, at = self.windows[number], self.windows[number].begin
        for pictures in self._decoded(number, sampled):
            first, stop = max(at, window.start), min(at + len(pictures), window.stop)
            if first < stop:
                shown = self._known.splice(first, pictures[first - at:stop - at].copy())
                if self._mask is not None and self._film is not None:
                    kept = self._film[np.arange(first, stop).clip(0, len(self._film) - 1)]
                    shown = np.where(self._mask[None, :, :, None], shown, kept)
                self._known.remember(first, shown)
                self._shown.add(number)
                self._first_frame = self._first_frame or time.monotonic() - self._began
                self._emit(Frames(self.request.id, first, shown))
            at += len(pictures)
        self._gate(enough=False)
        reach = self.kind.context + self.kind.grid
        edges = {window.start, window.stop}
        self._known.forget(kept={f for edge in edges for f in range(edge - reach, edge + reach)})

    def _decoded(self, number: int, sampled: Sampled) -> Iterator[np.ndarray]:
        """All frames of the call. What was handed on already is not handed on again when memory ran out on the way."""
        given = 0
        while True:
            try:
                self._gate(enough=False)
                family = self._host.ready(self.request)
                with heard(family.pipe, lambda _: self._gate(enough=False)):
                    at = 0
                    for pictures in family.frames(sampled):
                        if at + len(pictures) > given:
                            fresh = pictures[max(0, given - at):]
                            given = at + len(pictures)
                            yield fresh
                        at += len(pictures)
                    self._hear(number, family.sound(sampled))
                family.pipe.maybe_free_model_hooks()
                return
            except (RuntimeError, MemoryError) as exc:
                if not out_of_memory(exc):
                    raise
                self._host.smaller(self.request, exc, self._emit)

    def _hear(self, number: int, found: tuple[np.ndarray, int] | None) -> None:
        """Keeps a window's sound, cut to what is shown of it."""
        if found is None:
            return
        window, (samples, rate) = self.windows[number], found
        begin, end = (round((f - window.begin) / self.kind.rate * rate) for f in (window.start, window.stop))
        piece = samples[begin:end]
        self._sound[number] = (np.pad(piece, ((0, end - begin - len(piece)), (0, 0))), rate)

    # -- what it starts from -----------------------------------------------------------------------------------------

    def _remixed(self, read: Reader) -> np.ndarray | None:
        motion, request = self.request.remix, self.request
        if motion is None:
            return None
        stop = min(motion.stop, motion.start + request.seconds)
        return read.video(motion.path, motion.start, stop, self.kind.rate, request.width, request.height)

    def _masked(self, read: Reader) -> np.ndarray | None:
        request = self.request
        if not request.mask or self._film is None:
            return None
        return read.picture(request.mask, 0.0, request.width, request.height).mean(-1) >= 128


def _seed(seed: int, start: int) -> int:
    """Each window its own noise, the same on every machine."""
    digest = hashlib.blake2b(f"{seed} {start}".encode(), digest_size=8).digest()
    return int.from_bytes(digest) >> 1
