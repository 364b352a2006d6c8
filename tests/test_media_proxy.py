"""Proxies: the same frame at the same time as the footage they stand for, and never a half-written one."""

from __future__ import annotations

import random
from fractions import Fraction

import numpy as np
import pytest
from media_footage import grey, number, video

from studio.media import proxy
from studio.media.decode import Overtaken, VideoReader
from studio.media.proxy import CalledOff, Proxy, ProxyMaker, slow, stretch, stretches

SIZE = (64, 48)


def counted(path, **rest):
    return video(path, (grey(n % 20) for n in range(rest.pop("frames", 120))), **rest)


@pytest.mark.parametrize("suffix", ["mp4", "mkv"])
@pytest.mark.parametrize("rate", [Fraction(24000, 1001), Fraction(25)])
def test_a_proxy_shows_what_the_footage_shows(tmp_path, monkeypatch, rate, suffix):
    monkeypatch.setattr(proxy, "SECONDS", 2)
    source = counted(tmp_path / f"a.{suffix}", rate=rate, options={"g": "120", "crf": "5"})
    maker = ProxyMaker(source, tmp_path / "p")
    for index in range(stretches(120 / rate)):
        maker.make(index)
    maker.close()
    stand_in = Proxy(tmp_path / "p")
    order = list(range(120))
    random.Random(3).shuffle(order)
    with VideoReader(source) as reader:
        for n in order:
            for time in (n / rate, (n + Fraction(2, 3)) / rate):
                assert number(stand_in.frame_at(time, size=SIZE)) == number(reader.frame_at(time)), n
    stand_in.close()


def test_varying_rate_is_kept(tmp_path):
    stamps = [0, 40, 100, 500, 510, 900, 3000, 3010]
    source = video(tmp_path / "a.mkv", [grey(i) for i in range(8)], stamps=stamps)
    maker = ProxyMaker(source, tmp_path / "p")
    maker.make(0)
    maker.close()
    stand_in = Proxy(tmp_path / "p")
    with VideoReader(source) as reader:
        for time in range(0, 3100, 7):
            at = Fraction(time, 1000)
            assert number(stand_in.frame_at(at, size=SIZE)) == number(reader.frame_at(at)), time
    stand_in.close()


def test_a_file_is_whole_or_not_there(tmp_path, monkeypatch):
    monkeypatch.setattr(proxy, "SECONDS", 2)
    source = counted(tmp_path / "a.mp4", options={"crf": "5"})
    asked = []
    maker = ProxyMaker(source, tmp_path / "p")
    with pytest.raises(CalledOff):
        maker.make(0, cancel=lambda: len(asked) > 10 or asked.append(1) is not None)
    assert list((tmp_path / "p").iterdir()) == []
    maker.make(1)  # any order
    maker.close()
    stand_in = Proxy(tmp_path / "p")
    assert stand_in.frame_at(Fraction(1), size=SIZE) is None
    assert number(stand_in.frame_at(Fraction(51, 25), size=SIZE)) == 51 % 20
    stand_in.close()
    stretch(tmp_path / "p", 1).write_bytes(b"damaged")
    stand_in = Proxy(tmp_path / "p")
    assert stand_in.frame_at(Fraction(51, 25), size=SIZE) is None and not stretch(tmp_path / "p", 1).exists()
    stand_in.close()


def test_what_is_slow_to_show(tmp_path, monkeypatch):
    long = counted(tmp_path / "long.mp4", options={"g": "120", "sc_threshold": "0"})
    short = counted(tmp_path / "short.mp4", options={"g": "10"})
    assert not slow(long) and not slow(short)
    monkeypatch.setattr(proxy, "TOO_SLOW", 64 * 48 * 60)
    assert slow(long) and not slow(short)
    monkeypatch.setattr(proxy, "TOO_LARGE", 64 * 48 - 1)
    assert slow(short)


# -- the reader's own short cut: frames left out on the way ------------------------------------------------------


def test_frames_left_out_on_the_way_are_never_missed(tmp_path):
    """Wherever one comes from, the frame on screen is the one that reading from the beginning shows."""
    options = {"g": "200", "bf": "3", "b-adapt": "0", "sc_threshold": "0", "crf": "5"}
    source = counted(tmp_path / "a.mp4", frames=200, options=options)
    rng = random.Random(5)
    with VideoReader(source) as reader:
        at = 0
        for _ in range(60):
            at = rng.choice([rng.randrange(200), max(at - 3, 0), min(at + 2, 199), max(at - 20, 0)])
            assert number(reader.frame_at(Fraction(at, 25))) == at % 20, at


def test_a_long_frame_in_the_middle_is_not_left_out(tmp_path):
    stamps = [n * 40 + (3000 if n > 30 else 0) for n in range(60)]
    options = {"g": "60", "bf": "3", "b-adapt": "0", "sc_threshold": "0", "crf": "5"}
    source = video(tmp_path / "a.mp4", [grey(n % 20) for n in range(60)], stamps=stamps, options=options)
    for time in (1250, 2000, 4100):
        with VideoReader(source) as reader:
            assert number(reader.frame_at(Fraction(time, 1000))) == 30 % 20, time
            assert number(reader.frame_at(Fraction(1))) == 25 % 20


def test_a_wish_that_is_overtaken_leaves_the_reader_sound(tmp_path):
    source = counted(tmp_path / "a.mp4", frames=200, options={"g": "200", "bf": "3", "sc_threshold": "0", "crf": "5"})
    with VideoReader(source) as reader:
        for stop, wanted in ((3, 150), (9, 60), (2, 199), (5, 10)):
            asked = []
            with pytest.raises(Overtaken):
                reader.frame_at(Fraction(0 if wanted > 100 else 199, 25))
                reader.frame_at(
                    Fraction(wanted, 25), overtaken=lambda asked=asked, n=stop: asked.append(1) or len(asked) > n
                )
            for n in (wanted // 2, wanted, wanted - 1):
                assert number(reader.frame_at(Fraction(n, 25))) == n % 20, (wanted, n)


def test_quick_pictures_are_nearly_the_same(tmp_path):
    blocks = np.random.default_rng(0).integers(60, 200, (4, 12, 16, 3)).astype(np.uint8)
    source = video(tmp_path / "a.mp4", blocks.repeat(8, 1).repeat(8, 2), options={"crf": "20"})
    with VideoReader(source, width=64) as careful, VideoReader(source, width=64, quick=True) as quick:
        off = careful.frame_at(Fraction(0)).astype(int) - quick.frame_at(Fraction(0))
    assert abs(off).mean() < 4 and abs(off.mean()) < 1
