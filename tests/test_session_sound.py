"""Sound is the clock: what is heard, how far it is, and the picture that follows it."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from media_footage import tone

from studio.document.film import Clip, Media, MediaSource, new_project
from studio.media.audio import Mixer
from studio.problem import StudioError
from studio.session.playback import Playback
from studio.session.sound import RATE, Clock, Feed, NullSink, Sound, sample


class Steady:
    """A clock that goes when it is told to."""

    def __init__(self) -> None:
        self.time = 100.0

    def __call__(self) -> float:
        return self.time


class Kept(NullSink):
    """Keeps what it hears."""

    def __init__(self, **rest) -> None:
        super().__init__(**rest)
        self.samples: list[np.ndarray] = []

    def write(self, samples: np.ndarray) -> int:
        self.samples.append(samples)
        return super().write(samples)


def film(tmp_path):
    """Ten seconds at 30 fps: a tone from 1 s on, trimmed at its head, twice as quiet, fading out."""
    if not (tmp_path / "tone.wav").exists():
        tone(tmp_path / "tone.wav", seconds=12)
    project = new_project(rate=Fraction(30))
    media = Media(
        id="m", path="tone.wav", kind="audio", rate=Fraction(44100), frames=12 * 44100, has_audio=True, digest="d"
    )
    clip = Clip(id="c", start=30, length=270, source=MediaSource("m"), offset=15, gain_db=-6.0, fade_out=30)
    v1, a1 = project.tracks
    return replace(project, tracks=(v1, replace(a1, clips=(clip,))), media=(media,))


def collect(feed: Feed, count: int) -> np.ndarray:
    blocks, held, until = [], 0, time.monotonic() + 30
    while held < count and time.monotonic() < until:
        block = feed.take(count - held)
        if block is None:
            time.sleep(0.001)
        else:
            blocks.append(block)
            held += len(block)
    return np.concatenate(blocks)


def test_what_is_fed_is_what_the_film_sounds_like(tmp_path):
    project = film(tmp_path)
    feed = Feed(project, tmp_path, RATE // 2)
    heard = collect(feed, 2 * RATE)
    feed.close()
    mixer = Mixer(project, tmp_path)
    assert np.array_equal(heard, mixer.read(RATE // 2, 2 * RATE)) and heard.any()
    mixer.close()


def test_a_loop_is_heard_without_a_gap(tmp_path):
    project = film(tmp_path)
    first, last = sample(60, project), sample(67, project)
    feed = Feed(project, tmp_path, first, loop=(first, last))
    heard = collect(feed, 4 * (last - first))
    feed.close()
    rounds = heard.reshape(4, last - first, 2)
    assert rounds[0].any() and all(np.array_equal(one, rounds[0]) for one in rounds[1:])


def test_an_edit_is_heard_without_starting_again(tmp_path):
    project = film(tmp_path)
    feed = Feed(project, tmp_path, sample(60, project))
    collect(feed, RATE // 10)
    v1, a1 = project.tracks
    feed.show(replace(project, tracks=(v1, replace(a1, muted=True))))
    later = collect(feed, 2 * RATE)
    feed.close()
    assert later[:500].any() and not later[-500:].any()


@pytest.mark.parametrize("drift", [0.999, 1.0, 1.0005])
def test_picture_and_sound_are_together_after_ten_minutes(tmp_path, drift):
    """A device that is faster or slower than the system's clock, and a window that is late now and then."""
    steady = Steady()
    clock = Clock(steady)
    sink = NullSink(steady=steady, drift=drift)
    sound = Sound(clock, lambda: sink, steady=steady)
    project = film(tmp_path)
    playback = Playback()
    playback.set_film(rate=Fraction(30), duration=30 * 700, in_point=None, out_point=None)
    playback.play(clock.now())
    sound.start(project, tmp_path, 0)
    rng, worst, late = np.random.default_rng(1), 0.0, 0.0
    feed, sound._feed = sound._feed, Endless()  # what is mixed does not matter here, ten minutes of it take a while
    while sink.played() < 600:
        steady.time += 0.008 if rng.random() < 0.999 else 0.1
        sound.push()
        frame = playback.tick(clock.now())
        off = sink.played() * 30 - (frame + 0.5)  # the middle of the frame on screen
        worst = max(worst, abs(off))
        late = off
    assert abs(late) <= 1 and worst <= 1.5, (late, worst)
    sound._feed = feed
    sound.stop()


class Endless:
    def take(self, count: int) -> np.ndarray | None:
        return np.zeros((min(count, 2400), 2), np.float32) if count > 0 else None


def test_the_clock_waits_for_the_sound_and_never_goes_back(tmp_path):
    steady = Steady()
    clock = Clock(steady)
    assert clock.now() == 100
    heard = 0.0
    clock.follow(lambda: heard)
    steady.time += 5
    assert clock.now() == 100
    heard = 2.0
    assert clock.now() == 102
    heard = 1.0
    assert clock.now() == 102
    heard = 3.0
    clock.release()
    steady.time += 1
    assert clock.now() == 104


def test_sound_starts_at_the_playhead_and_stops_at_once(tmp_path):
    steady, project = Steady(), film(tmp_path)
    sink = Kept(steady=steady)
    sound = Sound(Clock(steady), lambda: sink, steady=steady)
    sound.start(project, tmp_path, 60)
    until = time.monotonic() + 30
    while sum(map(len, sink.samples)) < RATE // 5 and time.monotonic() < until:
        sound.push()
        time.sleep(0.001)
    mixer = Mixer(project, tmp_path)
    heard = np.concatenate(sink.samples)
    assert np.array_equal(heard, mixer.read(sample(60, project), len(heard))) and heard.any()
    mixer.close()
    assert not sound.astray(60, 30.0)
    assert [sound.astray(200, 30.0) for _ in range(3)] == [False, False, True]
    sound.stop()
    sound.stop()
    assert not sound.playing and not [t for t in threading.enumerate() if t.name == "studio sound"]


def test_without_an_output_it_says_so_and_the_clock_goes_on(tmp_path):
    def none():
        raise StudioError("This machine has no sound output.")

    steady = Steady()
    clock = Clock(steady)
    sound = Sound(clock, none, steady=steady)
    with pytest.raises(StudioError, match="no sound output"):
        sound.start(film(tmp_path), tmp_path, 0)
    steady.time += 2
    assert clock.now() == 102 and not sound.playing


def test_a_silent_film_needs_no_output(tmp_path):
    sound = Sound(Clock(), lambda: pytest.fail("opened"))
    sound.start(new_project(), tmp_path, 0)
    assert not sound.playing
