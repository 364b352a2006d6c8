"""The preview's server, the files of live frames, the reader, the pace."""

from __future__ import annotations

import queue
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from studio.document.film import Clip, Shot, new_project
from studio.engine.request import GenerateRequest, Prompt
from studio.media.encode import VideoWriter
from studio.media.sequence import write_picture
from studio.problem import StudioError
from studio.session.frames import FrameServer, Wish
from studio.session.live import RECENT, LiveFrames
from studio.session.pace import Pace, work
from studio.session.planning import canvas_seconds, model_size, parse_aspect
from studio.session.problems import as_problem
from studio.session.reader import MediaReader, conform


def frame(value: int, height: int = 16, width: int = 32) -> np.ndarray:
    return np.full((height, width, 3), value, np.uint8)


def test_live_frames_come_in_any_order_and_leave_memory(tmp_path):
    live = LiveFrames(tmp_path / "x.live", frames=100, rate=Fraction(12))
    live.put(96, np.stack([frame(n) for n in range(96, 104)]))  # what lies past the canvas is dropped
    live.put(0, np.stack([frame(n) for n in range(96)]))
    assert (live.known, live.ahead) == (100, 100) and len(live._recent) == RECENT
    assert [int(live.frame(n)[0, 0, 0]) for n in (0, 50, 99)] == [0, 50, 99] and live.frame(100) is None
    live.close()
    assert not list(tmp_path.iterdir())


def test_live_frames_with_a_hole(tmp_path):
    live = LiveFrames(tmp_path / "x.live", frames=12, rate=Fraction(12))
    live.put(4, np.stack([frame(1)] * 8))
    assert live.ahead == 0 and live.frame(0) is None and live.frame(4) is not None
    live.close()


def film_with_a_planned_shot():
    film = new_project(width=64, height=32)
    clip = Clip(id="c", start=24, length=48, source=Shot(prompt="x"))
    return replace(film, tracks=(replace(film.tracks[0], clips=(clip,)), film.tracks[1]))


def test_the_preview_shows_live_frames_of_what_has_no_take(tmp_path):
    live = LiveFrames(tmp_path / "x.live", frames=24, rate=Fraction(12))
    live.put(0, np.stack([frame(200)] * 12))
    shown: queue.SimpleQueue = queue.SimpleQueue()
    server = FrameServer(shown.put)
    film = film_with_a_planned_shot()
    try:
        for at, is_live in ((24, True), (47, True), (48, False), (3, False)):
            server.ask(Wish(film, tmp_path, at, (64, 32), {"c": live}))
            picture = shown.get(timeout=20)
            assert (picture.frame, picture.live, picture.picture.shape) == (at, is_live, (32, 64, 3))
            assert not is_live or picture.picture.mean() == 200
    finally:
        server.close()
        live.close()


def test_wishes_that_are_overtaken_are_not_drawn(tmp_path):
    shown: list[int] = []
    first, go = queue.SimpleQueue(), queue.SimpleQueue()

    def deliver(picture):
        shown.append(picture.frame)
        first.put(1)
        go.get(timeout=20)

    server = FrameServer(deliver)
    film = film_with_a_planned_shot()
    server.ask(Wish(film, tmp_path, 0, (64, 32)))
    first.get(timeout=20)
    for at in range(1, 50):
        server.ask(Wish(film, tmp_path, at, (64, 32)))
    go.put(1)
    first.get(timeout=20)
    go.put(1)
    server.close()
    assert shown == [0, 49]


def test_the_reader_brings_a_film_whole_and_cutting_brings_it_back(tmp_path):
    path = tmp_path / "v.mp4"
    with VideoWriter(path, width=320, height=180, rate=Fraction(30)) as writer:
        for n in range(30):
            writer.write(frame(8 * n, 180, 320))
    film = MediaReader().video(str(path), 0.5, 1.0, 12, 192, 112)
    assert film.shape == (6, 112, 192, 3)
    assert np.abs(film[:, 56, 96, 0].astype(int) - [120, 136, 160, 176, 200, 216]).max() <= 12
    assert film[0, 0, 0, 0] > 90  # the narrow rest repeats the edge, it is not black
    still = MediaReader().picture(str(path), 0.5, 144, 144)
    assert still.shape == (144, 144, 3) and abs(int(still.mean()) - 120) < 8


def test_a_wide_rest_is_black():
    square = conform(frame(200, 100, 100), 192, 112)
    assert square.shape == (112, 192, 3) and square[56, 0, 0] == 0 and square[0, 96, 0] == 200


def test_a_picture_can_stand_for_motion(tmp_path):
    path = write_picture(tmp_path / "p.png", frame(90, 90, 160))
    assert MediaReader().video(str(path), 0, 1 / 3, 12, 192, 112).shape == (4, 112, 192, 3)


@pytest.mark.parametrize(
    ("shape", "size"), [((1920, 1080), (192, 112)), ((1080, 1920), (112, 192)), ((500, 500), (144, 144))]
)
def test_model_sizes_of_the_usual_shapes(shape, size):
    assert model_size(*shape) == size


@pytest.mark.parametrize("shape", [(640, 480), (2048, 858), (1, 1), (20000, 100), (3, 4000)])
def test_model_sizes_of_any_shape(shape):
    width, height = model_size(*shape)
    assert width % 16 == height % 16 == 0 and 64 <= width <= 512 and 64 <= height <= 512
    wanted = min(max(shape[0] / shape[1], 1 / 8), 8)
    assert wanted == pytest.approx(width / height, rel=0.12)


def test_shapes_are_read():
    assert parse_aspect(" 16:9") == (16, 9)
    for text in ("", "16", "0:9", "16:0", "a:b", "1:2:3", "-1:2"):
        with pytest.raises(StudioError):
            parse_aspect(text)


def test_the_canvas_covers_the_clip():
    for frames in range(1, 200):
        assert round(canvas_seconds(frames, Fraction(24)) * 12) * 2 >= frames
    assert canvas_seconds(30, Fraction(30000, 1001)) == pytest.approx(13 / 12)


def test_pace_survives_a_damaged_file(tmp_path):
    (tmp_path / "pace.json").write_text('{"pocket": ["x"], "other": 3}')
    pace = Pace(tmp_path / "pace.json")
    request = GenerateRequest("a", (Prompt("x"),))
    assert pace.estimate(request) is None
    for seconds in (10, 20, 1000):
        pace.learn(request, seconds)
    assert Pace(tmp_path / "pace.json").estimate(replace(request, seconds=8.0)) == pytest.approx(40)
    assert work(replace(request, guidance=1.0)) < work(request)


def test_a_traceback_is_logged_once(caplog):
    try:
        raise ValueError("secret detail")
    except ValueError as exc:
        first, second = as_problem(exc, doing="testing"), as_problem(exc, doing="testing")
    assert first == second and "secret detail" not in str(first)
    assert caplog.text.count("Traceback") == 1
    assert "disk is full" in as_problem(OSError(28, "x")).what
