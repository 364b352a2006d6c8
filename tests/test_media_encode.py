"""What is written can be read back, is named honestly, and never harms what was there."""

from __future__ import annotations

import resource
import signal
from fractions import Fraction

import av
import numpy as np
import pytest
from media_footage import grey, number

from studio.media.audio import read_audio
from studio.media.decode import VideoReader, read_picture
from studio.media.encode import CODECS, VideoWriter, available, open_writer, write_picture
from studio.media.probe import probe
from studio.media.verify import count_frames
from studio.problem import StudioError

SHAPE = {"width": 64, "height": 48, "rate": Fraction(24)}


def coloured(index: int, width: int, height: int) -> np.ndarray:
    frame = np.full((height, width, 3), (200, 80, 30), np.uint8)
    frame[: height // 2] = (20, 120 + 8 * index, 220)
    return frame


@pytest.mark.parametrize("codec", sorted(CODECS))
def test_each_codec_reads_back(tmp_path, codec):
    if codec not in available():
        pytest.skip(f"this FFmpeg does not write {codec}")
    out = tmp_path / f"film{CODECS[codec].suffix}"
    with open_writer(out, codec=codec, width=97, height=75, rate=Fraction(25), quality="lossless") as writer:
        for index in range(8):
            writer.write(coloured(index, 97, 75))
    assert [item.name for item in tmp_path.iterdir()] == [out.name]
    if codec == "png":
        read = [read_picture(file) for file in sorted(out.iterdir())]
    elif codec == "webp":
        assert count_frames(out, container="webp") == (8, (97, 75))
        return
    else:
        info = probe(out)
        assert (info.frames, info.rate) == (8, Fraction(25))
        padded = CODECS[codec].pixels.startswith("yuv")
        assert (info.width, info.height) == ((98, 76) if padded else (97, 75))
        with VideoReader(out) as reader:
            read = [reader.frame_at(index / info.rate)[:75, :97] for index in range(8)]
    for index, frame in enumerate(read):
        off = np.abs(frame.astype(int) - coloured(index, 97, 75))
        assert off[[18, 56]].mean() < 4, (codec, index, off.mean())


def test_h264_says_what_its_numbers_mean(tmp_path):
    with VideoWriter(tmp_path / "a.mp4", **SHAPE) as writer:
        writer.write(grey(4))
    with av.open(str(tmp_path / "a.mp4")) as container:
        frame = next(container.decode(video=0))
        assert frame.format.name == "yuv420p"
        assert (frame.colorspace, frame.color_primaries, frame.color_trc, frame.color_range) == (1, 1, 1, 1)
    data = (tmp_path / "a.mp4").read_bytes()
    assert data.find(b"moov") < data.find(b"mdat")


@pytest.mark.parametrize("rate", [Fraction(24000, 1001), Fraction(30), Fraction(60)])
@pytest.mark.parametrize("size", [(96, 54), (54, 96), (64, 64)])
def test_any_rate_and_shape(tmp_path, rate, size):
    with VideoWriter(tmp_path / "a.mp4", width=size[0], height=size[1], rate=rate) as writer:
        for index in range(5):
            writer.write(grey(index, width=size[0], height=size[1]))
    info = probe(tmp_path / "a.mp4")
    assert (info.width, info.height, info.rate, info.frames) == (*size, rate, 5)


def test_sound_stays_with_the_picture(tmp_path):
    sound = np.zeros((48000, 2), np.float32)
    sound[24000:24480] = 0.8  # a click half a second in
    for codec in ("h264", "vp9", "prores"):
        out = tmp_path / f"a{CODECS[codec].suffix}"
        with VideoWriter(out, codec=codec, audio=(sound, 48000), **SHAPE) as writer:
            for index in range(24):
                writer.write(grey(index % 20))
        heard = np.abs(read_audio(out)[:, 0])
        first = int(np.argmax(heard > 0.3))
        assert abs(first - 24000) < 480, (codec, first)
        assert abs(len(heard) - 48000) < 4800


def test_nothing_is_there_until_it_is_complete(tmp_path):
    out = tmp_path / "a.mp4"
    out.write_bytes(b"the film of yesterday")
    writer = VideoWriter(out, **SHAPE)
    writer.write(grey(1))
    assert out.read_bytes() == b"the film of yesterday" and (tmp_path / "a.mp4.part").exists()
    writer.abort()
    assert [item.name for item in tmp_path.iterdir()] == ["a.mp4"]
    with pytest.raises(RuntimeError), VideoWriter(out, **SHAPE) as writer:
        writer.write(grey(1))
        raise RuntimeError
    with pytest.raises(StudioError, match="no frame"):
        VideoWriter(out, **SHAPE).close()
    assert out.read_bytes() == b"the film of yesterday"
    assert [item.name for item in tmp_path.iterdir()] == ["a.mp4"]


@pytest.mark.parametrize("codec", ["h264", "png"])
def test_a_full_disk_is_said_and_harms_nothing(tmp_path, codec):
    """The limit on file size makes writes fail as a full disk does, in the middle of the film."""
    out = tmp_path / "film"
    noise = np.random.default_rng(0).integers(0, 256, (360, 640, 3), np.uint8)
    limits, handler = resource.getrlimit(resource.RLIMIT_FSIZE), signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, limits[1]))
        with pytest.raises(StudioError) as caught:  # noqa: SIM117
            with open_writer(
                out, codec=codec, width=640, height=360, rate=Fraction(24), quality="lossless", frames=50
            ) as writer:
                for index in range(50):
                    writer.write(np.roll(noise, index * 7, 1))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, handler)
    assert "no room" in caught.value.problem.what and "MB" in caught.value.problem.what
    assert not list(tmp_path.iterdir())


def test_bad_wishes_are_sentences(tmp_path):
    (tmp_path / "file").touch()
    for path, wish in (
        (tmp_path / "a.mp4", {"codec": "laserdisc"}),
        (tmp_path / "a.mp4", {"rate": Fraction(0)}),
        (tmp_path / "a.mp4", {"width": 0}),
        (tmp_path / "file" / "a.mp4", {}),
    ):
        with pytest.raises(StudioError):
            open_writer(path, **{**SHAPE, **wish})
    assert [item.name for item in tmp_path.iterdir()] == ["file"]


def test_a_frame_of_another_size_is_a_mistake(tmp_path):
    with VideoWriter(tmp_path / "a.mp4", **SHAPE) as writer:
        with pytest.raises(ValueError, match=r"\(48, 64, 3\)"):
            writer.write(grey(1, width=32))
        writer.write(grey(2))


def test_write_picture(tmp_path):
    assert number(read_picture(write_picture(tmp_path / "a.png", grey(7)))) == 7
