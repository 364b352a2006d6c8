"""Session: the sound of a playing film, and the clock it makes. No Qt: where the samples go is a `Sink`.

While sound plays, its own progress is the time: the picture waits for it and never runs ahead. Mixing happens on a
thread of its own, a little ahead of what is heard; the owner's thread moves samples into the sink from its timer.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from studio.document.film import Project
from studio.session.problems import as_problem

if TYPE_CHECKING:
    import numpy as np

RATE = 48000
BLOCK = RATE // 20
LEAD = RATE * 3 // 4  # samples mixed ahead
_SNAP = 0.08  # seconds between the sink's word and ours that are not smoothed away
_ASTRAY = 3  # calls in a row that find the playhead elsewhere before the sound follows it


class Sink(Protocol):
    """Where samples are heard: 48 kHz, (N, 2) float32."""

    def free(self) -> int:
        """Samples it would take now."""
        ...

    def write(self, samples: np.ndarray) -> int:
        """Hand over; returns how many it took."""
        ...

    def played(self) -> float:
        """Seconds heard since it was opened."""
        ...

    def close(self) -> None: ...


class Clock:
    """Seconds that never go back: the system's, or, while it follows something, that one's."""

    def __init__(self, steady: Callable[[], float] = time.monotonic) -> None:
        self._steady, self._offset, self._last = steady, 0.0, 0.0
        self._position: Callable[[], float] | None = None

    def now(self) -> float:
        here = self._steady() + self._offset if self._position is None else self._offset + self._position()
        self._last = max(self._last, here)
        return self._last

    def follow(self, position: Callable[[], float]) -> None:
        """Go on from here by `position`, seconds that begin at 0."""
        self._offset, self._position = self.now(), position

    def release(self) -> None:
        """Go on from here by the system."""
        here, self._position = self.now(), None
        self._offset = here - self._steady()


class Feed:
    """The film's sound from sample `start` on, mixed ahead; within `loop` (first, end sample) over and over."""

    def __init__(self, project: Project, folder: Path, start: int, *, loop: tuple[int, int] | None = None) -> None:
        self._project, self._folder, self._at, self._loop = project, folder, start, loop
        self._ready: deque[np.ndarray] = deque()
        self._held, self._stop = 0, False
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._work, name="studio sound")
        self._thread.start()

    def show(self, project: Project) -> None:
        """Go on with an edited film; what is mixed already is still heard."""
        with self._changed:
            self._project = project

    def take(self, count: int) -> np.ndarray | None:
        """The next at most `count` samples, None when none is ready."""
        with self._changed:
            if not self._ready or count <= 0:
                return None
            block = self._ready.popleft()
            if len(block) > count:
                self._ready.appendleft(block[count:])
                block = block[:count]
            self._held -= len(block)
            self._changed.notify()
            return block

    def close(self) -> None:
        with self._changed:
            self._stop = True
            self._changed.notify()
        self._thread.join()

    def _work(self) -> None:
        from studio.media.audio import Mixer

        project, mixer = self._project, Mixer(self._project, self._folder)
        try:
            while True:
                with self._changed:
                    self._changed.wait_for(lambda: self._stop or self._held < LEAD)
                    if self._stop:
                        return
                    wanted = self._project
                if wanted is not project:
                    mixer.close()
                    project, mixer = wanted, Mixer(wanted, self._folder)
                count = min(BLOCK, self._loop[1] - self._at) if self._loop else BLOCK
                block = mixer.read(self._at, count)
                self._at += count
                if self._loop and self._at >= self._loop[1]:
                    self._at = self._loop[0]
                with self._changed:
                    self._ready.append(block)
                    self._held += len(block)
        except Exception as exc:  # the picture goes on in silence
            as_problem(exc, doing="mixing the sound")
        finally:
            mixer.close()


class Sound:
    """The sound of whatever is playing. All methods on the owner's thread.

    `open_sink` may raise StudioError: the film then plays silently by the system's clock. `clock` is the owner's.
    """

    def __init__(self, clock: Clock, open_sink: Callable[[], Sink], *, steady: Callable[[], float] = time.monotonic):
        self._clock, self.open, self._steady = clock, open_sink, steady
        self._feed: Feed | None = None
        self._sink: Sink | None = None
        self._position = self._at = 0.0
        self._begun, self._astray = 0.0, 0

    @property
    def playing(self) -> bool:
        return self._sink is not None

    def start(self, project: Project, folder: Path, frame: int, *, loop: tuple[int, int] | None = None) -> None:
        """From the beginning of film frame `frame` on; within the frames of `loop` again and again. Raises StudioError.

        A film without any sound plays nothing.
        """
        self.stop()
        if silent(project, folder):
            return
        sink = self.open()
        ends = (sample(loop[0], project), sample(loop[1], project)) if loop else None
        self._feed, self._sink = Feed(project, folder, sample(frame, project), loop=ends), sink
        self._begun, self._astray = frame / float(project.rate), 0
        self._position, self._at = 0.0, self._steady()
        self.push()
        self._clock.follow(self.position)

    def stop(self) -> None:
        """Silence at once; harmless twice."""
        sink, feed, self._sink, self._feed = self._sink, self._feed, None, None
        if sink is not None and feed is not None:
            self._clock.release()
            sink.close()
            feed.close()

    def show(self, project: Project) -> None:
        if self._feed is not None:
            self._feed.show(project)

    def push(self) -> None:
        """Move what is mixed into the sink; to be called more often than the sink runs empty."""
        sink, feed = self._sink, self._feed
        if sink is None or feed is None:
            return
        while (block := feed.take(sink.free())) is not None:
            sink.write(block)

    def position(self) -> float:
        """Seconds heard since `start`, without the steps in which a sink counts them."""
        if self._sink is None:
            return self._position
        now, heard = self._steady(), self._sink.played()
        guess = self._position + (now - self._at if heard > 0 else 0.0)
        self._at = now
        guess = heard if abs(heard - guess) > _SNAP else guess + (heard - guess) * 0.1
        self._position = max(self._position, guess)
        return self._position

    def astray(self, frame: int, rate: float, *, loop: tuple[int, int] | None = None) -> bool:
        """Whether the playhead has been put elsewhere than where the sound is: it must start again there."""
        if self._sink is None:
            return False
        heard = (self._begun + self._position) * rate
        if loop and heard >= loop[1]:
            heard = loop[0] + (heard - loop[0]) % (loop[1] - loop[0])
        self._astray = self._astray + 1 if abs(heard - frame) > 3 else 0
        return self._astray >= _ASTRAY


class NullSink:
    """Hears nothing, at the pace of a device: in steps of `period` seconds, `drift` times as fast as the clock says."""

    def __init__(self, *, steady: Callable[[], float] = time.monotonic, drift: float = 1.0, period: float = 0.01):
        self._steady, self._drift, self._period = steady, drift, period
        self._buffered, self._heard, self._rest, self._at = 0, 0, 0.0, steady()

    def _go_on(self) -> None:
        now = self._steady()
        due, self._at = self._rest + (now - self._at) * RATE * self._drift, now
        step = int(self._period * RATE)
        whole = int(due) // step * step
        self._rest = due - whole
        heard = min(whole, self._buffered)
        self._buffered -= heard
        self._heard += heard

    def free(self) -> int:
        self._go_on()
        return max(RATE // 5 - self._buffered, 0)

    def write(self, samples: np.ndarray) -> int:
        self._buffered += len(samples)
        return len(samples)

    def played(self) -> float:
        self._go_on()
        return self._heard / RATE

    def close(self) -> None:
        self._buffered = 0


def sample(frame: int, project: Project) -> int:
    """The first sample of a film frame."""
    return round(frame / project.rate * RATE)


def silent(project: Project, folder: Path) -> bool:
    from studio.media.audio import Mixer

    return Mixer(project, folder).silent
