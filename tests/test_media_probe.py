"""What the probe says of good files, and the sentence it says of bad ones."""

from __future__ import annotations

import random
import struct
import zlib
from fractions import Fraction

import numpy as np
import pytest
from media_footage import grey, hdr, picture, tone, turned, video

from studio.media.decode import VideoReader
from studio.media.encode import VideoWriter
from studio.media.probe import probe
from studio.problem import StudioError


def greys(count, **size):
    return [grey(index, **size) for index in range(count)]


@pytest.mark.parametrize("suffix", ["mp4", "mkv"])
@pytest.mark.parametrize("rate", [Fraction(24000, 1001), Fraction(25), Fraction(60)])
def test_steady_rates_are_exact(tmp_path, rate, suffix):
    info = probe(video(tmp_path / f"a.{suffix}", greys(12), rate=rate))
    assert (info.kind, info.rate, info.frames, info.variable_rate, info.exact) == ("video", rate, 12, False, True)
    assert abs(info.duration - 12 / rate) < Fraction(1, 500)
    assert (info.width, info.height, info.has_audio, info.rotation, info.hdr) == (64, 48, False, 0, False)


@pytest.mark.parametrize("suffix", ["mp4", "mkv"])
def test_varying_rate_is_noticed(tmp_path, suffix):
    info = probe(video(tmp_path / f"a.{suffix}", greys(6), stamps=[0, 40, 100, 500, 510, 900]))
    assert info.variable_rate
    assert Fraction(9, 10) < info.duration < Fraction(1)
    assert abs(info.frames - info.duration * info.rate) <= Fraction(1, 2)


def test_rotation_swaps_the_size(tmp_path):
    info = probe(turned(video(tmp_path / "a.mp4", greys(3))))
    assert (info.width, info.height, info.rotation) == (48, 64, 90)


def test_odd_size_and_hdr(tmp_path):
    odd = video(tmp_path / "odd.mp4", greys(3, width=333, height=187), pixels="yuv444p")
    assert (probe(odd).width, probe(odd).height) == (333, 187)
    assert probe(hdr(tmp_path / "hdr.mp4", 30000, transfer=16)).hdr


def test_sound_only(tmp_path):
    path = tone(tmp_path / "a.wav")
    info = probe(path)
    assert (info.kind, info.sample_rate, info.channels, info.frames) == ("audio", 44100, 1, 44100)
    assert info.duration == 1
    with pytest.raises(StudioError, match="sound only"):
        probe(path, want="video")


def test_sound_beside_pictures(tmp_path):
    sound = np.zeros((48000, 2), np.float32)
    with VideoWriter(tmp_path / "a.mp4", width=64, height=48, rate=Fraction(25), audio=(sound, 48000)) as writer:
        for frame in greys(10):
            writer.write(frame)
    info = probe(tmp_path / "a.mp4", want="audio")
    assert (info.has_audio, info.sample_rate, info.channels, info.frames) == (True, 48000, 2, 10)


def trouble(path, **options):
    with pytest.raises(StudioError) as caught:
        probe(path, **options)
    problem = caught.value.problem
    assert problem.what.endswith(".") and problem.next_step and "\n" not in str(problem)
    assert "Errno" not in str(problem) and "avcodec" not in str(problem)
    return problem.what


def test_bad_files_get_one_sentence(tmp_path):
    whole = video(tmp_path / "whole.mp4", greys(12)).read_bytes()
    for name, data in {
        "cut.mp4": whole[: len(whole) // 2],
        "text.mp4": b"once upon a time\n" * 300,
        "header.mp4": whole[:24] + bytes(range(256)) * 8,
        "zeros.mkv": bytes(5000),
        "header.png": b"\x89PNG\r\n\x1a\n" + bytes(40),
        "short.jpg": b"\xff\xd8\xff\xe0\0",
    }.items():
        (tmp_path / name).write_bytes(data)
        assert name in trouble(tmp_path / name)
    (tmp_path / "empty.mp4").touch()
    assert "empty" in trouble(tmp_path / "empty.mp4")
    assert "not there" in trouble(tmp_path / "gone.mp4")
    assert "folder" in trouble(tmp_path)
    assert "no sound" in trouble(tmp_path / "whole.mp4", want="audio")


def test_a_playlist_can_not_reach_other_files(tmp_path):
    target = video(tmp_path / "other.mp4", greys(3))
    text = f"#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n{target}\n#EXT-X-ENDLIST\n"
    for name in ("list.m3u8", "list.mp4"):
        (tmp_path / name).write_text(text)
        trouble(tmp_path / name)
    (tmp_path / "list.txt").write_text(f"ffconcat version 1.0\nfile '{target}'\n")
    trouble(tmp_path / "list.txt")


def test_a_file_cut_short_after_its_index_says_how_much_is_left(tmp_path):
    noise = np.random.default_rng(0).integers(0, 256, (20, 48, 64, 3), np.uint8)
    path = video(tmp_path / "a.mp4", noise, movflags="+faststart")
    path.write_bytes(path.read_bytes()[:-20000])
    info = probe(path)
    assert "cut short" in info.note and "of 20 frames" in info.note


def test_tiny_and_huge_pictures(tmp_path):
    assert probe(picture(tmp_path / "dot.png", grey(1, width=1, height=1), codec="png", layout="rgb24")).width == 1
    head = struct.pack(">IIBBBBB", 20000, 20000, 8, 2, 0, 0, 0)
    chunk = struct.pack(">I", len(head)) + b"IHDR" + head + struct.pack(">I", zlib.crc32(b"IHDR" + head))
    (tmp_path / "huge.png").write_bytes(b"\x89PNG\r\n\x1a\n" + chunk + bytes(100))
    assert "20000 × 20000, 400 million pixels" in trouble(tmp_path / "huge.png")


def test_pictures_of_every_kind(tmp_path):
    scene = np.zeros((47, 61, 3), np.uint8)
    kinds = {"png": "rgb24", "mjpeg": "yuvj420p", "libwebp": "bgra", "bmp": "bgr24", "tiff": "rgb24"}
    for codec, layout in kinds.items():
        info = probe(picture(tmp_path / f"a.{codec}", scene, codec=codec, layout=layout))
        assert (info.kind, info.width, info.height, info.frames) == ("picture", 61, 47, 1), codec


@pytest.mark.parametrize("suffix", ["mp4", "mkv", "avi", "png"])
def test_damage_anywhere_ends_in_frames_or_a_sentence(tmp_path, suffix):
    path, chance = tmp_path / f"a.{suffix}", random.Random(7)
    if suffix == "png":
        picture(path, grey(3), codec="png", layout="rgb24")
    else:
        video(path, greys(8))
    whole = path.read_bytes()
    for _ in range(60):
        data = bytearray(whole)
        for _ in range(chance.choice((1, 5, 40))):
            data[chance.randrange(len(data))] = chance.randrange(256)
        path.write_bytes(data)
        try:
            info = probe(path)
            if info.kind == "video":
                with VideoReader(path) as reader:
                    for index in (0, 5, 2):
                        assert reader.frame_at(index / info.rate).dtype == np.uint8
        except StudioError as exc:
            assert exc.problem.next_step
