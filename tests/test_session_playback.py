"""The playhead's clock, told the time."""

from __future__ import annotations

from fractions import Fraction

import pytest

from studio.session.playback import Playback


def clock(**given) -> Playback:
    playback = Playback()
    film = {"rate": Fraction(24), "duration": 240, "in_point": None, "out_point": None, **given}
    playback.set_film(**film)
    return playback


def test_one_second_is_one_second_of_film():
    playback = clock()
    playback.play(100.0)
    assert [playback.tick(100 + t) for t in (0, 0.5, 1, 2.99)] == [0, 12, 24, 71]


def test_it_stops_on_the_last_frame_and_starts_over():
    playback = clock()
    playback.play(0)
    assert playback.tick(1000) == 239 and not playback.playing
    playback.play(1000)
    assert playback.tick(1000.5) == 12


def test_looping_keeps_the_phase_between_in_and_out():
    playback = clock(in_point=48, out_point=72)
    playback.looping = True
    playback.seek(48)
    playback.play(0)
    assert [playback.tick(t) for t in (0.5, 1.0, 1.5, 10.25)] == [60, 48, 60, 54]


def test_outside_the_marks_the_whole_film_is_played():
    playback = clock(in_point=48, out_point=72)
    playback.seek(100)
    playback.play(0)
    assert playback.tick(1) == 124


def test_shuttle():
    playback = clock(duration=10_000)
    playback.seek(5000)
    speeds = []
    for key in "lllljjjjjjk":
        playback.shuttle(key, 0)
        speeds.append(playback.speed)
    assert speeds == [1, 2, 4, 8, 4, 2, 1, -1, -2, -4, 0]


def test_backwards_stops_on_the_first_frame():
    playback = clock()
    playback.seek(24)
    playback.shuttle("j", 0)
    assert playback.tick(0.5) == 12
    assert playback.tick(9) == 0 and not playback.playing


def test_changing_speed_does_not_jump():
    playback = clock()
    playback.play(0)
    playback.shuttle("l", 1.0)
    assert playback.tick(1.0) == 24
    assert playback.tick(2.0) == 72


@pytest.mark.parametrize("speed", [1.0, -1.0])
def test_an_empty_film_does_not_play(speed):
    playback = clock(duration=0)
    playback.play(0, speed)
    assert not playback.playing and playback.tick(5) == 0
