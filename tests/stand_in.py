"""A real little engine without a network: a thread that makes coloured frames through the engine's own surface.

It reads its memory through the reader it is given, so what it paints tells which files were handed over: a canvas runs
from the mean colour of what lies before it to that of what lies after it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from studio.engine.control import BackTo, CancelledByUser, ClosingDown, Control, EnoughForNow
from studio.engine.events import Cancelled, Done, Failed, Frames, Loading, Paused, Preview, Queued, Rewound, Step
from studio.engine.journal import Journal
from studio.engine.request import GROUP, RATE, GenerateRequest, Turn, check
from studio.problem import Problem, StudioError


class StandIn:
    """The surface of `studio.engine.thread.Engine`. Clear `go` to hold every instance before its next group."""

    go = threading.Event()
    go.set()
    made: list[StandIn] = []

    def __init__(self, *, models: Path, journal: Path, on_event: Callable, read) -> None:
        self._journal, self._on_event, self._read = Journal(journal), on_event, read
        self._waiting: list[tuple[GenerateRequest, Control]] = []
        self._running: tuple[GenerateRequest, Control] | None = None
        self._changed = threading.Condition()
        self._closed = self._paused = False
        self._thread: threading.Thread | None = None
        self.asked: list[GenerateRequest] = []
        StandIn.made.append(self)

    def submit(self, request: GenerateRequest) -> None:
        check(request)
        with self._changed:
            self._journal.add(request)
            self.asked.append(request)
            self._on_event(Queued(request.id, len(self._waiting)))
            self._waiting.append((request, Control()))
            if self._thread is None:
                self._thread = threading.Thread(target=self._work)
                self._thread.start()
            self._changed.notify_all()

    def cancel(self, request_id: str) -> None:
        with self._changed:
            for item in self._waiting:
                if item[0].id == request_id:
                    self._waiting.remove(item)
                    self._journal.forget(request_id)
                    self._on_event(Cancelled(request_id))
                    return
            self._control(request_id, Control.cancel)

    def enough(self, request_id: str) -> None:
        self._control(request_id, Control.enough)

    def back_to(self, request_id: str, window: int, seed: int) -> None:
        self._control(request_id, lambda control: control.back_to(window, seed))

    def finished(self, request_id: str) -> bool:
        return self._journal.finished(request_id)

    def pause(self) -> None:
        self._paused = True
        if self._running:
            self._running[1].pause()

    def resume(self) -> None:
        with self._changed:
            self._paused = False
            if self._running:
                self._running[1].resume()
            self._changed.notify_all()

    def reorder(self, request_ids: Sequence[str]) -> None:
        with self._changed:
            self._waiting.sort(key=lambda item: list(request_ids).index(item[0].id))

    def unfinished(self) -> tuple[GenerateRequest, ...]:
        busy = {item[0].id for item in (*self._waiting, self._running) if item}
        return tuple(request for request in self._journal.unfinished() if request.id not in busy)

    def forget(self, request_id: str) -> None:
        self._journal.forget(request_id)

    def close(self) -> None:
        with self._changed:
            self._closed = True
            if self._running:
                self._running[1].close()
            self._changed.notify_all()
        if self._thread:
            self._thread.join()

    def _control(self, request_id: str, wish: Callable[[Control], None]) -> None:
        for item in (*self._waiting, self._running):
            if item and item[0].id == request_id:
                wish(item[1])

    def _work(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._closed or (self._waiting and not self._paused))
                if self._closed:
                    return
                self._running = self._waiting.pop(0)
            request, control = self._running
            try:
                last = self._make(request, control)
            except ClosingDown:
                last = None
            except CancelledByUser:
                self._journal.forget(request.id)
                last = Cancelled(request.id)
            except StudioError as exc:
                last = Failed(request.id, exc.problem)
            except Exception as exc:
                last = Failed(request.id, Problem(repr(exc)))
            self._running = None
            if last:
                self._on_event(last)

    def _make(self, request: GenerateRequest, control: Control):
        self._on_event(Loading(request.id, "bundled model"))
        if "fail" in request.prompts[0].text:
            raise StudioError("The stand-in was told to fail.", next_step="Tell it otherwise.")
        canvas = self._canvas(request)
        complete, made, group = True, 0, -1
        while (group := group + 1) < request.groups:
            try:
                self._gate(request, control, made)
                while not StandIn.go.wait(0.01):
                    self._gate(request, control, made)
            except EnoughForNow:
                complete = False
                break
            except BackTo as wish:
                request = replace(request, turns=(*request.turns, Turn(wish.window, wish.seed)))
                self._on_event(Rewound(request.id, request, ((wish.window * GROUP, group * GROUP),)))
                group, canvas = wish.window - 1, 255 - canvas
                continue
            first = group * GROUP
            self._on_event(Step(request.id, group + 1, request.groups, group, request.groups, None))
            self._on_event(Preview(request.id, first, canvas[first][::8, ::8]))
            self._on_event(Frames(request.id, first, canvas[first : min(first + GROUP, request.frames)]))
            made = min(first + GROUP, request.frames)
        kept = self._journal.open(request)
        kept.receive("take.latents", request.id.encode())
        return Done(request.id, made, str(kept.folder / "take.latents"), 2.0, 0.5, complete)

    def _gate(self, request: GenerateRequest, control: Control, made: int) -> None:
        if control.paused:
            self._on_event(Paused(request.id))
        control.gate(something_made=made > 0)

    def _canvas(self, request: GenerateRequest) -> np.ndarray:
        """(T, H, W, 3) uint8 from the colour before to the colour after."""
        before, after = colour(request), None
        for still in request.stills:
            before = self._read.picture(still.path, still.at, request.width, request.height).mean((0, 1))
        for motion in request.motion:
            if motion.path.endswith(".latents"):
                continue
            film = self._read.video(motion.path, motion.start, motion.stop, RATE, request.width, request.height)
            assert film.shape[1:] == (request.height, request.width, 3)
            if motion.time < 0:
                before = film[-1].mean((0, 1))
            else:
                after = film[0].mean((0, 1))
        after = before if after is None else after
        frames = request.groups * GROUP
        mix = np.linspace(0, 1, frames)[:, None]
        tones = (before * (1 - mix) + after * mix).round().astype(np.uint8)
        return np.broadcast_to(tones[:, None, None], (frames, request.height, request.width, 3))


def colour(request: GenerateRequest) -> np.ndarray:
    """The seed's own colour."""
    return np.random.default_rng(request.seed).integers(40, 216, 3).astype(float)
