"""Session: the playhead's clock. Told the time, it says which frame to show. No Qt, no threads, no timers."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

SPEEDS = (1, 2, 4, 8)


@dataclass(slots=True)
class Playback:
    """Where the playhead is and how it moves over the frames [0, duration).

    `now` is any steady clock in seconds; with sound, the sound's own. A film is played from its in to its out point
    when both exist and the playhead is between them, in a loop if `looping`.
    """

    rate: Fraction = Fraction(24)
    duration: int = 0
    in_point: int | None = None
    out_point: int | None = None
    looping: bool = False
    frame: int = 0
    speed: float = 0.0  # frames of film per frame of time; 0 stands still, negative runs backwards
    _since: float = 0.0
    _from: float = 0.0  # position at `_since`, in frames

    @property
    def playing(self) -> bool:
        return self.speed != 0

    def set_film(self, *, rate: Fraction, duration: int, in_point: int | None, out_point: int | None) -> None:
        """The film changed under the playhead."""
        self.rate, self.duration, self.in_point, self.out_point = rate, duration, in_point, out_point

    def seek(self, frame: int, now: float = 0.0) -> None:
        """Put the playhead on a frame; a running one goes on from there."""
        self.frame = max(0, frame)
        self._since, self._from = now, float(self.frame)

    def step(self, by: int, now: float = 0.0) -> None:
        """Stop, and move by whole frames."""
        self.pause(now)
        self.seek(self.frame + by, now)

    def play(self, now: float, speed: float = 1.0) -> None:
        """Run. At the end of what is played, from its beginning (backwards: from its end)."""
        self.tick(now)
        start, stop = self.range
        if speed > 0 and self.frame >= stop - 1:
            self.frame = start
        elif speed < 0 and self.frame <= start:
            self.frame = max(start, stop - 1)
        self.speed = float(speed) if stop > start else 0.0
        self._since, self._from = now, float(self.frame)

    def pause(self, now: float = 0.0) -> None:
        if self.playing:
            self.tick(now)
        self.speed = 0.0

    def toggle(self, now: float) -> None:
        """The space bar."""
        if self.playing:
            self.pause(now)
        else:
            self.play(now)

    def shuttle(self, key: str, now: float) -> None:
        """`l` faster forwards, `j` faster backwards, `k` stop. Against the direction it first slows down."""
        if key == "k":
            self.pause(now)
            return
        way = 1 if key == "l" else -1
        along = self.speed * way
        if along > 0:
            speed = next((s for s in SPEEDS if s > along), SPEEDS[-1])
        elif along < -1:
            speed = -max(s for s in SPEEDS if s < -along)
        else:
            speed = 1
        self.play(now, way * speed)

    @property
    def range(self) -> tuple[int, int]:
        """The half-open range that is being played."""
        start, stop = self.in_point or 0, self.duration if self.out_point is None else self.out_point
        marked = self.in_point is not None or self.out_point is not None
        if marked and start <= self.frame < stop:
            return start, stop
        return 0, self.duration

    def tick(self, now: float) -> int:
        """The frame to show at `now`. Stops by itself on the last frame (backwards: the first) unless looping."""
        if not self.playing:
            return self.frame
        start, stop = self.range
        place = self._from + (now - self._since) * self.speed * float(self.rate)
        if start <= place < stop:
            self.frame = int(place)
        elif self.looping and stop > start:
            place = start + (place - start) % (stop - start)
            self.frame = min(int(place), stop - 1)
            self._since, self._from = now, place
        else:
            self.frame = max(start, stop - 1) if self.speed > 0 else start
            self.speed = 0.0
        return self.frame
