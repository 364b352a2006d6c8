"""The right frame at the right time, upright and in the right colour."""

from __future__ import annotations

import struct
from fractions import Fraction

import numpy as np
import pytest
from media_footage import grey, hdr, number, picture, tone, turned, video

from studio.media.decode import VideoReader, fit, read_picture
from studio.problem import StudioError


@pytest.mark.parametrize("suffix", ["mp4", "mkv", "avi"])
@pytest.mark.parametrize("rate", [Fraction(24000, 1001), Fraction(25), Fraction(60)])
def test_every_frame_at_its_own_time(tmp_path, rate, suffix):
    frames = [grey(index) for index in range(20)]
    path = video(tmp_path / f"a.{suffix}", frames, rate=rate, options={"g": "5", "crf": "5"})
    with VideoReader(path) as reader:
        assert [number(reader.frame_at(index / rate)) for index in range(20)] == list(range(20))
        for index in (13, 2, 19, 0, 7):  # backwards, and far
            assert number(reader.frame_at(index / rate)) == index
            assert number(reader.frame_at((index + Fraction(1, 2)) / rate)) == index
        assert number(reader.frame_at(Fraction(99))) == 19
        assert number(reader.frame_at(Fraction(-1))) == 0
        assert [number(f) for f in reader.frames(Fraction(0), 20 / rate, rate)] == list(range(20))
        assert [number(f) for f in reader.frames(4 / rate, 8 / rate, rate * 2)] == [4, 4, 5, 5, 6, 6, 7, 7]


@pytest.mark.parametrize("suffix", ["mp4", "mkv"])
def test_varying_rate_keeps_true_time(tmp_path, suffix):
    stamps = [0, 40, 100, 500, 510, 900]
    with VideoReader(video(tmp_path / f"a.{suffix}", [grey(i) for i in range(6)], stamps=stamps)) as reader:
        for time, expected in ((39, 0), (41, 1), (99, 1), (300, 2), (499, 2), (500, 3), (520, 4), (899, 4), (901, 5)):
            tolerated = {expected} if time not in (39, 99, 499, 899) or suffix == "mp4" else {expected, expected + 1}
            assert number(reader.frame_at(Fraction(time, 1000))) in tolerated, time
        tenths = reader.frames(Fraction(0), Fraction(1), Fraction(10))
        assert [number(frame) for frame in tenths] == [0, 2, 2, 2, 2, 3, 4, 4, 4, 5]


def test_long_jumps_land_exactly(tmp_path):
    """Six seconds with two key frames: jumps are sought, and the frame between key frames is found again."""
    frames = [grey(index % 20) for index in range(150)]
    path = video(tmp_path / "a.mp4", frames, options={"g": "90", "crf": "5", "bf": "3"})
    with VideoReader(path) as reader:
        for index in (149, 1, 120, 89, 90, 0, 91, 60):
            assert number(reader.frame_at(Fraction(index, 25))) == index % 20, index


def test_upright(tmp_path):
    scene = grey(0)
    scene[:, :32] = (220, 30, 30)  # red on the left as stored, on top as shown
    with VideoReader(turned(video(tmp_path / "a.mp4", [scene] * 3))) as reader:
        shown = reader.frame_at(Fraction(0))
    assert shown.shape == (64, 48, 3)
    assert shown[8, 24, 0] > 150 and shown[56, 24, 0] < 60


def test_sizes(tmp_path):
    path = video(tmp_path / "a.mp4", [grey(3, width=333, height=187)] * 2, pixels="yuv444p")
    for asked, shape in (
        ({}, (187, 333, 3)),
        ({"width": 100}, (56, 100, 3)),
        ({"height": 374}, (374, 666, 3)),
        ({"width": 10, "height": 20}, (20, 10, 3)),
    ):
        with VideoReader(path, **asked) as reader:
            assert reader.frame_at(Fraction(0)).shape == shape
            assert number(reader.frame_at(Fraction(0))) == 3


def test_hdr_becomes_ordinary_light(tmp_path):
    """Reference white (203 cd/m²: PQ 0.58, HLG 0.75) stays bright, 1000 cd/m² is white, black is black."""
    levels = {16: (0.0, 0.30, 0.58, 0.752), 18: (0.0, 0.30, 0.75, 1.0)}
    for transfer, signals in levels.items():
        shown = []
        for index, signal in enumerate(signals):
            path = hdr(tmp_path / f"{transfer}{index}.mp4", round(signal * 65535), transfer=transfer)
            with VideoReader(path) as reader:
                shown.append(float(reader.frame_at(Fraction(0)).mean()))
        assert shown == sorted(shown) and len(set(shown)) == 4
        assert shown[0] < 4 and 215 < shown[2] < 240 and shown[3] > 250, shown


def test_damage_in_the_middle_is_stepped_over(tmp_path):
    noise = np.random.default_rng(0).integers(0, 256, (30, 48, 64, 3), np.uint8)
    path = video(tmp_path / "a.mp4", noise, options={"g": "5"})
    data = bytearray(path.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 3000] = bytes(3000)
    path.write_bytes(data)
    with VideoReader(path) as reader:
        assert sum(1 for _ in reader.frames(Fraction(0), Fraction(30, 25), Fraction(25))) == 30


def test_what_holds_no_video_is_refused(tmp_path):
    with pytest.raises(StudioError, match="no video"):
        VideoReader(tone(tmp_path / "a.wav"))


@pytest.mark.parametrize(
    ("codec", "layout", "off"),
    [("png", "rgb24", 0), ("bmp", "bgr24", 0), ("tiff", "rgb24", 0), ("mjpeg", "yuvj444p", 6), ("libwebp", "bgra", 8)],
)
def test_picture_colours(tmp_path, codec, layout, off):
    scene = np.full((64, 80, 3), (200, 80, 30), np.uint8)
    scene[:32] = (20, 200, 250)
    read = read_picture(picture(tmp_path / "a", scene, codec=codec, layout=layout))
    assert read.shape == scene.shape and read.dtype == np.uint8
    assert np.abs(read[[16, 48]].astype(int) - scene[[16, 48]]).max() <= off


def test_transparency_is_shown_over_white(tmp_path):
    scene = np.zeros((8, 8, 4), np.uint8)
    scene[:4] = (200, 80, 30, 255)
    read = read_picture(picture(tmp_path / "a.png", scene, codec="png", layout="rgba"))
    assert (read[0, 0] == (200, 80, 30)).all() and (read[7, 7] == 255).all()


def test_a_photograph_is_turned_as_its_camera_was(tmp_path):
    scene = np.zeros((40, 80, 3), np.uint8)
    scene[:, :40] = 255
    path = picture(tmp_path / "a.jpg", scene, codec="mjpeg", layout="yuvj444p")
    entry = b"II*\0\x08\0\0\0" + struct.pack("<H", 1) + struct.pack("<HHII", 0x112, 3, 1, 6) + bytes(4)
    block = b"Exif\0\0" + entry
    data = path.read_bytes()
    path.write_bytes(data[:2] + b"\xff\xe1" + struct.pack(">H", len(block) + 2) + block + data[2:])
    read = read_picture(path)
    assert read.shape == (80, 40, 3) and read[10].mean() > 240 and read[70].mean() < 15


def test_fit_keeps_shape_and_colour():
    frame = np.full((100, 200, 3), (10, 200, 90), np.uint8)
    boxed = fit(frame, 120, 120)
    assert boxed.shape == (120, 120, 3) and not boxed[:30].any() and not boxed[-30:].any()
    assert (boxed[31:-31] == (10, 200, 90)).all()
    assert (fit(frame, 90, 160, mode="crop") == (10, 200, 90)).all()


def test_strong_reduction_averages():
    noise = np.random.default_rng(1).integers(0, 256, (1000, 1000, 3), np.uint8)
    small = fit(noise, 20, 20)
    assert np.abs(small - noise.reshape(20, 50, 20, 50, 3).mean((1, 3))).max() <= 1


def test_stepping_back_shows_what_going_forward_showed(tmp_path):
    path = video(tmp_path / "a.mp4", (grey(n % 20) for n in range(160)), options={"crf": "5", "g": "160"})
    with VideoReader(path) as reader:
        for n in (150, 149, 148, 120, 119, 121, 60, 59, 0, 1, 159, 158):
            assert number(reader.frame_at(Fraction(n, 25))) == n % 20, n
