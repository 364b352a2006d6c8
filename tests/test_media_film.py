"""A film through the compositor, the mixer, the strips and the export."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from media_footage import grey, number, picture, tone, video

from studio.document.film import Clip, Media, MediaSource, Project, Recipe, Shot, Take, Track
from studio.media.audio import SAMPLE_RATE, Mixer, peaks, read_audio
from studio.media.compose import Compositor
from studio.media.export import Cancelled, export_film, preflight
from studio.media.probe import probe
from studio.media.thumbs import strip, trim
from studio.problem import StudioError

SIZE = (96, 54)


@pytest.fixture
def film(tmp_path):
    """V1: a wide clip 0–10, a gap, a take 15–20. V2: a picture 4–6. A1: half a second of tone from 12."""
    (tmp_path / "media").mkdir()
    video(tmp_path / "media/wide.mp4", [grey(i, width=96, height=24) for i in range(20)], rate=Fraction(24))
    video(tmp_path / "take.mp4", [grey(i) for i in range(20)], rate=Fraction(24))
    picture(tmp_path / "media/red.png", np.full((54, 96, 3), (200, 0, 0), np.uint8), codec="png", layout="rgb24")
    tone(tmp_path / "media/tone.wav", seconds=1)
    rate = Fraction(24)
    media = (
        Media(id="wide", path="media/wide.mp4", kind="video", rate=rate, frames=20, width=96, height=24),
        Media(id="red", path="media/red.png", kind="picture", width=96, height=54),
        Media(id="tone", path="media/tone.wav", kind="audio", rate=Fraction(44100), frames=44100, has_audio=True),
    )
    takes = (Take(id="t", path="take.mp4", frames=20, rate=rate, width=64, height=48, recipe=Recipe(verb="text")),)
    one = (
        Clip(id="a", start=0, length=10, source=MediaSource("wide"), offset=3),
        Clip(id="b", start=15, length=5, source=Shot(take="t", takes=("t",))),
    )
    two = (Clip(id="c", start=4, length=2, source=MediaSource("red")),)
    sound = (Clip(id="d", start=12, length=12, source=MediaSource("tone"), gain_db=-6.0, fade_out=6),)
    tracks = (
        Track(id="v1", clips=one),
        Track(id="v2", clips=two),
        Track(id="a1", kind="audio", clips=sound),
    )
    return Project(rate=rate, width=96, height=54, tracks=tracks, media=media, takes=takes), tmp_path


def test_what_is_on_screen(film):
    project, folder = film
    with Compositor(project, folder, SIZE) as compositor:
        first = compositor.frame(0)
        assert first.shape == (54, 96, 3)
        assert number(first[16:38]) == 3 and not first[:14].any()  # letterboxed, from its offset
        assert number(compositor.frame(9)[16:38]) == 12
        assert tuple(compositor.frame(5)[27, 48]) == (200, 0, 0) and compositor.clip_on_top(5).id == "c"
        assert not compositor.frame(12).any() and compositor.clip_on_top(12) is None
        assert number(compositor.frame(16)) == 1  # covers, no bars
        assert [number(compositor.frame(i)) for i in (19, 15, 18)] == [4, 0, 3]
        assert not compositor.missing


def test_muted_solo_and_speed(film):
    project, folder = film
    v1, v2, a1 = project.tracks
    with Compositor(replace(project, tracks=(v1, replace(v2, muted=True), a1)), folder, SIZE) as compositor:
        assert number(compositor.frame(5)[16:38]) == 8
        compositor.show(replace(project, tracks=(v1, replace(v2, solo=True), a1)))
        assert not compositor.frame(0).any()
        fast = replace(v1, clips=(replace(v1.clips[0], speed=Fraction(3, 2)),))
        compositor.show(replace(project, tracks=(fast,)))
        assert [number(compositor.frame(i)[16:38]) for i in range(5)] == [3, 4, 6, 7, 9]


def test_a_fade_lets_the_lower_track_through(film):
    project, folder = film
    v1, v2, _ = project.tracks
    fading = replace(v2, clips=(replace(v2.clips[0], length=4, fade_in=2),))
    with Compositor(replace(project, tracks=(v1, fading)), folder, SIZE) as compositor:
        reds = [int(compositor.frame(i)[27, 48, 0]) for i in range(3, 8)]
        blues = [int(compositor.frame(i)[27, 48, 2]) for i in range(3, 8)]
    assert reds == sorted(reds) and blues == sorted(blues, reverse=True)
    assert 0 < blues[1] < blues[0] and blues[3] == 0


def test_missing_and_planned_are_slates(film):
    project, folder = film
    (folder / "take.mp4").unlink()
    (folder / "media/wide.mp4").write_bytes(b"nonsense" * 100)
    planned = Track(id="v9", clips=(Clip(id="p", start=30, length=5, source=Shot(prompt="a house")),))
    with Compositor(replace(project, tracks=(*project.tracks, planned)), folder, SIZE) as compositor:
        slates = [compositor.frame(index) for index in (16, 0, 31)]
        assert all(frame.shape == (54, 96, 3) and frame.any() for frame in slates)
        assert set(compositor.missing) == {folder / "take.mp4", folder / "media/wide.mp4"}
        assert not np.array_equal(slates[0], slates[2])
        video(folder / "take.mp4", [grey(i) for i in range(20)], rate=Fraction(24))
        assert number(compositor.frame(16)) == 1 and folder / "take.mp4" not in compositor.missing


def test_memory_stays_bounded(film):
    project, folder = film
    limit = 3 * 96 * 54 * 3
    with Compositor(project, folder, SIZE, cache_bytes=limit) as compositor:
        for index in range(20):
            compositor.frame(index)
            assert compositor._cache.bytes <= limit
        copies = []
        for index in range(12):
            name = f"copy{index}.mp4"
            (folder / name).write_bytes((folder / "take.mp4").read_bytes())
            copies.append(replace(project.takes[0], id=name, path=name))
        clips = tuple(Clip(id=c.id, start=i, length=1, source=Shot(take=c.id)) for i, c in enumerate(copies))
        compositor.show(replace(project, takes=tuple(copies), tracks=(Track(id="v", clips=clips),)))
        for index in range(12):
            assert number(compositor.frame(index)) == 0
            assert len(compositor._readers) <= 8


def test_mix_has_gain_fades_and_place(film):
    project, folder = film
    mixer = Mixer(project, folder)
    whole = mixer.read(0, SAMPLE_RATE)
    assert whole.shape == (SAMPLE_RATE, 2) and whole.dtype == np.float32
    begin = SAMPLE_RATE // 2
    assert not whole[: begin - 1].any()
    loud = np.abs(whole[begin + 2000 : begin + 10000]).max()
    assert abs(loud - 0.5 * 10 ** (-6 / 20)) < 0.01
    assert np.abs(whole[-200:]).max() < 0.02 < np.abs(whole[-4000:-3000]).max()
    pieces = np.concatenate([mixer.read(at, 1600) for at in range(0, SAMPLE_RATE, 1600)])
    assert np.abs(pieces - whole).max() < 1e-6
    (folder / "media/tone.wav").unlink()
    deaf = Mixer(project, folder)
    assert not deaf.read(0, SAMPLE_RATE).any() and folder / "media/tone.wav" in deaf.missing
    mixer.close()


def test_sound_is_resampled_and_drawn(tmp_path):
    path = tone(tmp_path / "a.wav", seconds=2, level=0.25)
    samples = read_audio(path)
    assert samples.shape == (96000, 2)
    assert np.abs(samples[:, 0] - samples[:, 1]).max() == 0
    spectrum = np.abs(np.fft.rfft(samples[:48000, 0]))
    assert int(spectrum.argmax()) == 440
    part = read_audio(path, start=Fraction(3, 2), seconds=Fraction(1))
    assert part.shape == (48000, 2) and not part[24100:].any()
    assert np.abs(part[:20000] - samples[72000:92000]).max() < 1e-3
    drawn = peaks(path, per_second=50)
    assert drawn.shape == (100, 2)
    assert np.abs(drawn[5:-5] - [-0.25, 0.25]).max() < 0.01


def test_export_is_the_film(film):
    project, folder = film
    seen = []
    out = export_film(project, folder, folder / "out.mp4", progress=lambda done, total: seen.append((done, total)))
    info = probe(out)
    assert (info.width, info.height, info.rate, info.frames, info.has_audio) == (96, 54, Fraction(24), 24, True)
    assert seen[-1] == (24, 24) and len(seen) == 24
    exported = replace(project, media=(Media(id="o", path="out.mp4", kind="video", frames=24),), takes=())
    whole = Track(id="v", clips=(Clip(id="o", start=0, length=24, source=MediaSource("o")),))
    exported = replace(exported, tracks=(whole,))
    with Compositor(project, folder, SIZE) as before, Compositor(exported, folder, SIZE) as after:
        for index in range(24):
            assert np.abs(before.frame(index)[30].astype(int) - after.frame(index)[30]).mean() < 6, index
    heard = read_audio(out)[:, 0]
    assert abs(int(np.argmax(np.abs(heard) > 0.05)) - 24000) < 600


def test_export_of_a_range_at_another_rate(film):
    project, folder = film
    out = export_film(
        project, folder, folder / "part.webm", codec="vp9", width=54, height=96, rate=Fraction(48), start=15, stop=20
    )
    info = probe(out)
    assert (info.width, info.height, info.rate, info.frames) == (54, 96, Fraction(48), 10)


def test_export_refuses_and_cleans_up(film):
    project, folder = film
    before = {path.name for path in folder.iterdir()}
    calls = iter([False, False, True])
    with pytest.raises(Cancelled):
        export_film(project, folder, folder / "x.mp4", cancel=lambda: next(calls))
    with pytest.raises(StudioError, match="nothing to export"):
        export_film(project, folder, folder / "x.mp4", start=5, stop=5)
    with pytest.raises(StudioError, match="part of this film"):
        export_film(project, folder, folder / "take.mp4")
    assert {path.name for path in folder.iterdir()} == before
    (folder / "take.mp4").unlink()
    assert preflight(project, folder, folder / "x.mp4").missing == (folder / "take.mp4",)
    with pytest.raises(StudioError, match="missing"):
        export_film(project, folder, folder / "x.mp4")
    assert export_film(project, folder, folder / "x.mp4", allow_missing=True).exists()


def test_strips_are_kept_and_bounded(tmp_path):
    path = video(tmp_path / "a.mp4", [grey(i) for i in range(20)], rate=Fraction(10))
    cache = tmp_path / "cache"
    made = strip(path, height=24, count=5, cache=cache)
    assert [number(frame) for _, frame in made] == [0, 4, 8, 12, 16]
    assert made[0][1].shape == (24, 32, 3) and made[1][0] == Fraction(2, 5)
    assert [number(frame) for _, frame in strip(path, height=24, every=Fraction(1))] == [0, 10]
    (kept,) = cache.iterdir()
    again = strip(path.rename(tmp_path / "moved.mp4"), height=24, count=5, cache=cache)
    assert [time for time, _ in again] == [time for time, _ in made] and len(list(cache.iterdir())) == 1
    kept.write_bytes(b"damaged")
    assert number(strip(tmp_path / "moved.mp4", height=24, count=5, cache=cache)[4][1]) == 16
    for height in (10, 12, 14):
        strip(tmp_path / "moved.mp4", height=height, count=5, cache=cache)
    trim(cache, limit=4000)
    assert sum(file.stat().st_size for file in cache.iterdir()) <= 4000
