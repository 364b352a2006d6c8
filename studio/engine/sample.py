"""Engine: the sampler. `denoise` follows a velocity from noise to data; `generate` makes a take, window after window.

Both are generators: whoever drives them hears of every step, and stops them between any two.
"""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from torch import Tensor

from studio.engine.control import BackTo, Control, EnoughForNow
from studio.engine.events import Described, Done, Event, Frames, Loading, Paused, Preview, Rewound, Step
from studio.engine.guidance import Velocity
from studio.engine.journal import TakeJournal
from studio.engine.models import Models
from studio.engine.plan import Window
from studio.engine.reading import Reader
from studio.engine.request import GenerateRequest
from studio.engine.take import Take, rounded

PREVIEW_EVERY = 4       # steps


def denoise(velocity: Velocity, x: Tensor, times: Sequence[float], *, second_order: bool = True,
            jumps: Sequence[float] = ()) -> Iterator[Tensor]:
    """Follows dx/dt = velocity(x, t) along falling `times`; yields an estimate of the data after every step.

    The last estimate is the result. Euler's method; with `second_order` the two-step Adams-Bashforth method over
    uneven steps, at the same cost. `jumps`: times where the velocity is not smooth; no correction reaches across one.
    """
    before: tuple[float, Tensor] | None = None
    for t, following in pairwise(times):
        step, v = following - t, velocity(x, t)
        direction = v
        if second_order and before is not None and not any(t <= jump < before[0] for jump in jumps):
            last, v_last = before
            direction = v + step / (2 * (t - last)) * (v - v_last)
        x, clean = x + step * direction, x - t * v
        before = t, v
        yield clean if following > 0 else x


def generate(request: GenerateRequest, models: Models, *, read: Reader, control: Control,
             journal: TakeJournal, since: float | None = None) -> Iterator[Event]:
    """Makes the take a request asks for; the last event is `Done`.

    `since`: when the wait began (time.monotonic). Windows that the journal holds are decoded, not sampled again, and
    come out the same to the bit. A wish to go back drops windows and makes them again. Raises CancelledByUser,
    ClosingDown, StudioError.
    """
    began, first_frame = since or time.monotonic(), None
    models.load()
    models.adapt(request.loras)
    if request.motion or request.stills or request.cast or request.remix:
        yield Loading(request.id, "reading what is known")
    take = Take.begin(request, models, read)
    if take.request is not request:
        yield Described(request.id, take.request.prompts[0].text)
    progress = _Progress(request.id, take)
    number = 0
    while number < len(take.plan.windows):
        window = take.plan.windows[number]
        try:
            yield from _gate(take, control)
            latents = take.kept(window)
            if latents is None:
                latents = journal.window(number, start=window.start, shape=take.shape(window))
            if latents is None:
                if journal.stopped:
                    break
                latents = yield from _sample(take, window, number, progress, control)
                journal.append(number, latents, start=window.start)
        except EnoughForNow:
            journal.stop()
            break
        except BackTo as wish:
            number = yield from _go_back(take, wish, number, journal)
            progress.window_over(number - 1)
            continue
        take.keep(window, latents)
        progress.window_over(number)
        number += 1
        first, pictures = take.pictures(window)
        if len(pictures):
            first_frame = first_frame or time.monotonic() - began
            yield Frames(request.id, first, pictures)
    kept = take.finished()
    path = journal.finish(kept.latents, kept.metadata)
    yield Done(request.id, kept.frames, str(path), time.monotonic() - began, first_frame or 0.0,
               complete=kept.frames == request.frames, first=kept.first)


def _go_back(take: Take, wish: BackTo, number: int, journal: TakeJournal) -> Generator[Event, None, int]:
    """Unmakes what was wished to be made again; returns the window to go on with."""
    fresh = next((n for n, window in enumerate(take.plan.windows) if not window.kept), 0)
    first = max(fresh, min(wish.window, number))
    gone = take.back_to(first, wish.seed)
    journal.back_to(first, take.request)
    yield Rewound(take.request.id, take.request, tuple(take.shown(window) for window in gone))
    return first


def _sample(take: Take, window: Window, number: int, progress: _Progress,
            control: Control) -> Generator[Event, None, Tensor]:
    """Samples one window; returns its latents as they are kept."""
    x, velocity = take.start(window), take.velocity(window)
    jumps = take.guidance.interval if take.guidance.on else ()
    progress.began()
    estimates = denoise(velocity, x, take.times, jumps=jumps)
    for i, x in enumerate(estimates, 1):
        yield progress.step(number, i)
        if i == len(take.times) - 1:
            break
        if i % PREVIEW_EVERY == 0:
            yield Preview(take.request.id, *take.preview(window, x))
        yield from _gate(take, control)
        progress.began()
    return rounded(x)


def _gate(take: Take, control: Control) -> Iterator[Event]:
    """Between two steps. Says so before it waits; a pause that comes just after it looked is met at the next step."""
    if held := control.paused:
        yield Paused(take.request.id)
    control.gate(wait=held, something_made=bool(take.made))


@dataclass(slots=True)
class _Progress:
    """Counts steps, and times those of this run: groups times steps are the work."""

    request_id: str
    take: Take
    done: int = 0
    work_left: int = 0
    work: int = 0
    seconds: float = 0.0
    since: float = 0.0

    def __post_init__(self) -> None:
        self.window_over(-1)

    def began(self) -> None:
        self.since = time.monotonic()

    def step(self, number: int, i: int) -> Step:
        """After step `i` (from 1) of a window. The very first only warms the machine up: no pace yet."""
        groups = len(self.take.plan.windows[number].groups)
        if number or i > 1:
            self.seconds += time.monotonic() - self.since
            self.work += groups
        self.done, self.work_left = self.done + 1, self.work_left - groups
        left = self.seconds / self.work * self.work_left if self.work else None
        return Step(self.request_id, self.done, self.take.steps * len(self.take.plan.windows), number,
                    len(self.take.plan.windows), left)

    def window_over(self, number: int) -> None:
        """A window is there, sampled or from the journal."""
        windows, steps = self.take.plan.windows, self.take.steps
        self.done = (number + 1) * steps
        self.work_left = steps * sum(len(window.groups) for window in windows[number + 1:] if not window.kept)
