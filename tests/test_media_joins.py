"""Titles and dissolves as they are seen, heard and written out."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from media_footage import grey, number, tone, video

from studio.document import edit
from studio.document.film import Clip, Media, MediaSource, Project, Title, Track
from studio.media import titles
from studio.media.audio import SAMPLE_RATE, Mixer
from studio.media.compose import Compositor
from studio.media.decode import VideoReader
from studio.media.export import export_film
from studio.media.titles import draw_title, lay

SIZE = (160, 120)
RATE = Fraction(24)


@pytest.fixture
def film(tmp_path):
    """Two clips of one file that meet at 8 (source frames 0–8 and 12–20), a tone under each at half loudness."""
    (tmp_path / "media").mkdir()
    video(tmp_path / "media/v.mp4", [grey(i, width=160, height=120) for i in range(20)], rate=RATE)
    tone(tmp_path / "media/t.wav", seconds=1)
    media = (
        Media(id="v", path="media/v.mp4", kind="video", rate=RATE, frames=20, width=160, height=120),
        Media(id="t", path="media/t.wav", kind="audio", rate=Fraction(44100), frames=44100, has_audio=True),
    )

    def pair(source: str, offset: int) -> tuple[Clip, Clip]:
        shown = MediaSource(source)
        return (
            Clip(id=f"{source}1", start=0, length=8, source=shown),
            Clip(id=f"{source}2", start=8, length=8, source=shown, offset=offset),
        )

    tracks = (Track(id="v1", clips=pair("v", 12)), Track(id="a1", kind="audio", clips=pair("t", 8)))
    return Project(rate=RATE, width=160, height=120, tracks=tracks, media=media), tmp_path


def test_a_dissolve_mixes_what_lies_past_both_edges(film):
    project, folder = film
    soft = edit.set_dissolve(project, "v2", frames=4)
    with Compositor(soft, folder, SIZE) as compositor:
        seen = [float(compositor.frame(at).mean() - 10) / 12 for at in range(4, 12)]
    # Frame 6 shows a's 6 and b's 10 (two frames before its first), at an eighth; and so on.
    shares = (0.125, 0.375, 0.625, 0.875)
    expected = [4, 5, *(n + 4 * share for n, share in zip((6, 7, 8, 9), shares, strict=True)), 14, 15]
    assert np.allclose(seen, expected, atol=0.25), seen


def test_a_source_without_more_frames_holds_its_last(film):
    project, folder = film
    late = edit.set_dissolve(edit.slip(edit.slip(project, "v1", by=12), "v2", by=-12), "v2", frames=8)
    with Compositor(late, folder, SIZE) as compositor:
        assert number(compositor.frame(11)) == round(19 / 8 * 0.5 + 3 * 7.5 / 8)
        assert number(compositor.frame(4)) == round(16 * 7.5 / 8)


def test_nothing_from_below_shines_through_a_dissolve(film):
    project, folder = film
    below = Track(id="v0", clips=(Clip(id="z", start=0, length=16, source=MediaSource("v"), offset=4),))
    soft = edit.set_dissolve(project, "v2", frames=8)
    with (
        Compositor(soft, folder, SIZE) as alone,
        Compositor(replace(soft, tracks=(below, *soft.tracks)), folder, SIZE) as over,
    ):
        for at in range(4, 12):
            assert np.array_equal(alone.frame(at), over.frame(at))


def test_sound_crosses_over_without_a_dip(film):
    project, folder = film

    def loudness(one: Project) -> list[float]:
        mixer = Mixer(one, folder)
        step = SAMPLE_RATE // 24
        try:
            return [float(np.sqrt((mixer.read(at * step, step) ** 2).mean())) for at in range(16)]
        finally:
            mixer.close()

    hard = loudness(project)
    faded = edit.set_fades(edit.set_fades(project, "t1", fade_out=2), "t2", fade_in=2)
    soft = loudness(edit.set_dissolve(project, "t2", frames=4))
    assert min(loudness(faded)[6:10]) < 0.8 * hard[7]
    assert min(soft[6:10]) > 0.95 * hard[7], "the same tone on both sides stays at least as loud"


def test_sound_that_begins_at_its_source_comes_in_from_silence(film):
    project, folder = film
    early = edit.set_dissolve(edit.slip(project, "t2", by=-8), "t2", frames=8)
    only = replace(early, tracks=(replace(early.tracks[1], clips=(early.tracks[1].clips[1],)),))
    for one in (early, edit.set_speed(early, "t2", speed=Fraction(2))):
        mixer = Mixer(one, folder)
        try:
            assert np.isfinite(mixer.read(0, SAMPLE_RATE)).all() and np.abs(mixer.read(0, SAMPLE_RATE)).max() > 0.01
        finally:
            mixer.close()
    assert only.tracks[0].clips[0].dissolve == 8  # a film as it may be held in the hand, not as it is saved


# -- titles --------------------------------------------------------------------------------------------------------


def ink(title: Title, width: int = 320, height: int = 180) -> np.ndarray:
    """Where the title changes a grey picture, (H, W) bool."""
    ground = np.full((height, width, 3), 90, np.uint8)
    return (lay(ground, draw_title(title, width, height), 1.0) != ground).any(-1)


def test_words_stand_where_they_are_placed():
    rows = {place: ink(Title(text="Words", place=place)).any(1).nonzero()[0] for place in ("top", "centre", "foot")}
    assert rows["top"].max() < 60 and rows["foot"].min() > 120
    assert abs((rows["centre"].min() + rows["centre"].max()) / 2 - 90) < 5
    across = ink(Title(text="Words", place="lower third")).any(0).nonzero()[0]
    assert across.max() < 160, "a lower third is set from the left"


@pytest.mark.parametrize("text", ["A long line that goes on until it has to be broken", "很长的一行字" * 8, "W" * 90])
def test_a_long_line_is_broken_and_stays_inside(text):
    mask = ink(Title(text=text, size=80))
    columns = mask.any(0).nonzero()[0]
    assert columns.min() > 0 and columns.max() < 319
    rows = mask.any(1).nonzero()[0]
    assert rows.max() - rows.min() > 1.6 * 0.08 * 180, "more than one line"


def test_letters_of_either_font_are_real_letters():
    def letter(text: str) -> bytes:
        return draw_title(Title(text=text), 320, 180).pixels.tobytes()

    assert len({letter(one) for one in "AgéЯ中国"}) == 6
    assert draw_title(Title(text=" \n "), 320, 180) is None


def test_a_title_without_its_font_is_still_there(tmp_path, monkeypatch):
    monkeypatch.setattr(titles, "FONTS", tmp_path)
    assert ink(Title(text="Words")).any()


def test_a_title_lies_over_the_picture_fades_and_is_exported(film):
    project, folder = film
    title = Title(text="IIIIIIIII", size=200, colour="#ff0000")
    titled = edit.add_title(project, title, at=2, length=6, clip_id="w")
    titled = edit.set_fades(titled, "w", fade_in=4)
    with Compositor(titled, folder, SIZE) as compositor:
        reds = [int(compositor.frame(at)[..., 0].max()) for at in range(1, 9)]
        assert compositor.clip_on_top(4).id == "v1"
        assert reds[0] < 80 and reds[1] < reds[2] < reds[3] <= 255 and reds[-1] < 180
        out = export_film(titled, folder, folder / "out.mp4")
        shown = compositor.frame(6)
    with VideoReader(out) as reader:
        written = reader.frame_at(Fraction(6, 24))
    red = shown[..., 0].astype(int) - shown[..., 1] > 120
    again = written[..., 0].astype(int) - written[..., 1] > 60
    assert red.sum() > 200 and (again & red).sum() > 0.8 * red.sum()
