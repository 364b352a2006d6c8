"""Whole films into files: every kind, shape and rate, the colours kept, the disk full, and frames made ahead of use."""

from __future__ import annotations

import resource
import signal
import threading
from contextlib import contextmanager
from dataclasses import replace
from fractions import Fraction

import av
import numpy as np
import pytest
from media_footage import grey, number, video

from studio.document.film import Clip, Media, MediaSource, Project, Title, Track
from studio.media import provenance
from studio.media.ahead import ahead
from studio.media.codecs import CODECS, available
from studio.media.compose import Compositor
from studio.media.decode import VideoReader
from studio.media.export import export_film, preflight
from studio.media.probe import probe
from studio.media.provenance import Credits, sign
from studio.media.verify import count_frames
from studio.problem import StudioError

RATE = Fraction(24)
COLOURS = ((200, 40, 40), (40, 160, 60), (50, 60, 210), (230, 200, 40))


def bars(index: int, width: int, height: int) -> np.ndarray:
    frame = np.empty((height, width, 3), np.uint8)
    for n, colour in enumerate(COLOURS):
        frame[:, n * width // 4 : (n + 1) * width // 4] = colour
    frame[: height // 4] = 10 + 10 * index
    return frame


@contextmanager
def files_up_to(size: int):
    """Writes beyond fail as they do on a full disk."""
    limits, handler = resource.getrlimit(resource.RLIMIT_FSIZE), signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, handler)


@pytest.fixture
def film(tmp_path):
    """One second of HD colour bars written by the studio itself."""
    (tmp_path / "media").mkdir()
    file = tmp_path / "media/m.mp4"
    from studio.media.encode import VideoWriter

    with VideoWriter(file, width=1280, height=720, rate=RATE, quality="lossless") as writer:
        for index in range(24):
            writer.write(bars(index, 1280, 720))
    media = (Media(id="m", path="media/m.mp4", kind="video", rate=RATE, frames=24, width=1280, height=720),)
    track = Track(id="v", clips=(Clip(id="a", start=0, length=24, source=MediaSource("m")),))
    return Project(rate=RATE, width=1280, height=720, tracks=(track,), media=media), tmp_path


@pytest.fixture
def small(tmp_path):
    """One second at 64 × 48."""
    (tmp_path / "media").mkdir()
    video(tmp_path / "media/m.mp4", [grey(i % 20) for i in range(24)], rate=RATE)
    media = (Media(id="m", path="media/m.mp4", kind="video", rate=RATE, frames=24, width=64, height=48),)
    track = Track(id="v", clips=(Clip(id="a", start=0, length=24, source=MediaSource("m")),))
    return Project(rate=RATE, width=64, height=48, tracks=(track,), media=media), tmp_path


@pytest.mark.parametrize("codec", sorted(CODECS))
@pytest.mark.parametrize(("size", "rate"), [((64, 48), RATE), ((54, 96), Fraction(30000, 1001))])
def test_a_second_in_every_kind_shape_and_rate(small, codec, size, rate):
    if codec not in available():
        pytest.skip(f"this FFmpeg does not write {codec}")
    project, folder = small
    out = folder / f"out{CODECS[codec].suffix}"
    done = export_film(project, folder, out, codec=codec, width=size[0], height=size[1], rate=rate)
    count = 24 if rate == RATE else 30
    assert done == out and not list(folder.glob("*.part"))
    if codec == "png":
        assert len(list(out.iterdir())) == count
        return
    assert count_frames(out, container=CODECS[codec].container, rate=rate) == (count, size)
    if codec not in ("webp", "gif"):
        assert probe(out).rate == rate


def test_a_film_in_which_nothing_moves_is_a_webp_too(small):
    project, folder = small
    still = replace(project.tracks[0], clips=(Clip(id="t", start=0, length=24, source=Title(text="The end")),))
    out = export_film(replace(project, tracks=(still,)), folder, folder / "out.webp", codec="webp")
    assert probe(out).kind == "picture"


def test_plain_footage_goes_over_as_it_is_stored(film):
    """No colour is touched: what is written differs from what is read by the encoder's work alone, not by two turns."""
    project, folder = film
    with Compositor(project, folder, (1280, 720)) as compositor:
        assert compositor.stored(5) is not None
        assert Compositor(project, folder, (640, 360)).stored(5) is None
    out = export_film(project, folder, folder / "out.mp4", quality="lossless")
    with VideoReader(folder / "media/m.mp4") as before, VideoReader(out) as after:
        for index in range(24):
            shown = [reader.frame_at(index / RATE).astype(int) for reader in (before, after)]
            assert np.abs(shown[0] - shown[1]).mean() < 0.6, index
    with av.open(str(out)) as container:
        kinds = [frame.pict_type for frame in container.decode(video=0)]
    assert [n for n, kind in enumerate(kinds) if kind == av.video.frame.PictureType.I] == [0]  # chosen anew


def test_what_lies_over_footage_is_in_the_file(film):
    project, folder = film
    words = Track(id="t", clips=(Clip(id="t", start=6, length=6, source=Title(text="MMMMMM", size=300)),))
    faded = replace(project.tracks[0], clips=(replace(project.tracks[0].clips[0], fade_out=6),))
    project = replace(project, tracks=(faded, words))
    with Compositor(project, folder, (1280, 720)) as compositor:
        assert [compositor.stored(at) is None for at in (0, 8, 23)] == [False, True, True]
        out = export_film(project, folder, folder / "out.mp4")
        with VideoReader(out) as reader:
            for index in range(24):
                wanted, found = compositor.frame(index).astype(int), reader.frame_at(index / RATE).astype(int)
                assert np.abs(wanted - found).mean() < 4, index


def test_frames_held_and_skipped(small):
    """Another rate and another speed: stored frames are given twice, or left out."""
    project, folder = small
    slow = replace(project.tracks[0], clips=(replace(project.tracks[0].clips[0], speed=Fraction(1, 2)),))
    out = export_film(replace(project, tracks=(slow,)), folder, folder / "slow.mp4", quality="lossless")
    with VideoReader(out) as reader:
        assert [number(reader.frame_at(index / RATE)) for index in range(10)] == [0, 0, 1, 1, 2, 2, 3, 3, 4, 4]


def test_a_disk_without_room_is_said_before_anything_is_written(small):
    project, folder = small
    words = Clip(id="t", start=0, length=10**8, source=Title(text="x"))
    long = replace(project, tracks=(Track(id="v", clips=(words,)),))
    assert not preflight(long, folder, folder / "x.mp4", width=3840, height=2160, quality="lossless").fits
    with pytest.raises(StudioError, match="no room"):
        export_film(long, folder, folder / "x.mp4", width=3840, height=2160, quality="lossless")
    assert [item.name for item in folder.iterdir()] == ["media"]


@pytest.mark.parametrize("codec", ["h264", "prores", "gif", "png"])
def test_a_disk_that_fills_up_leaves_no_half_file(film, codec):
    project, folder = film
    before = threading.active_count()
    with files_up_to(1_000), pytest.raises(StudioError) as caught:
        export_film(project, folder, folder / f"out{CODECS[codec].suffix}", codec=codec, width=640, height=360)
    assert "no room" in caught.value.problem.what and caught.value.problem.kept
    assert [item.name for item in folder.iterdir()] == ["media"] and threading.active_count() == before


def test_no_room_for_the_credentials_costs_only_them(small):
    project, folder = small
    size = export_film(project, folder, folder / "a.mp4").stat().st_size
    told = []

    def seal(part, check):
        with files_up_to(size + 50):
            told.append(sign(part, Credits(title="a"), data=folder / "data", form="video/mp4", check=check))

    provenance.load_identity(folder / "data")
    out = export_film(project, folder, folder / "b.mp4", seal=seal)
    assert "without Content Credentials" in told[0] and probe(out).frames == 24
    assert not list(folder.glob("*part")) and not list(folder.glob(".*part"))


def test_frames_ahead():
    made: list[int] = []

    def items(fail_at: int = 1000):
        for index in range(fail_at):
            made.append(index)
            yield index
        raise StudioError("Enough.")

    with ahead(items(), most=3) as found:
        assert [next(found) for _ in range(4)] == [0, 1, 2, 3]
    assert len(made) < 12  # and its thread is gone, or `no_threads_left` fails
    with pytest.raises(StudioError, match="Enough"), ahead(items(5)) as found:
        assert list(found) == []
    with ahead(iter("ab")) as found:
        assert list(found) == ["a", "b"]
