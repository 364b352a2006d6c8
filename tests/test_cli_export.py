"""Films exported from the command line: every choice of the window, the same checks, the same credentials."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from media_footage import grey, video

from studio import cli
from studio.document.film import Clip, Media, MediaSource, Recipe, Shot, Take
from studio.media import provenance
from studio.media.decode import VideoReader
from studio.media.probe import probe
from studio.session.studio import ExportSettings, Studio


@pytest.fixture
def film(tmp_path):
    """Half a second of a take, half a second of footage, half a second that nobody has made yet; nobody has it open."""
    studio = Studio(data=tmp_path / "data")
    studio.create(tmp_path / "a.film")
    root = studio.folder
    video(root / "takes/t.mp4", [grey(i) for i in range(12)], rate=Fraction(24))
    video(root / "media/m.mp4", [grey(i) for i in range(12)], rate=Fraction(24))
    recipe = Recipe(verb="text", prompt="a red boat", seed=7, model="pocket")

    def filled(made):
        clips = (
            Clip(id="a", start=0, length=12, source=Shot(prompt="a red boat", takes=("t",), take="t")),
            Clip(id="b", start=12, length=12, source=MediaSource("m")),
            Clip(id="c", start=24, length=12, source=Shot(prompt="later")),
        )
        media = (Media(id="m", path="media/m.mp4", kind="video", frames=12, width=64, height=48, name="m.mp4"),)
        take = Take(id="t", path="takes/t.mp4", frames=12, width=64, height=48, recipe=recipe)
        tracks = (replace(made.tracks[0], clips=clips), *made.tracks[1:])
        return replace(made, width=64, height=48, tracks=tracks, media=media, takes=(take,), out_point=24)

    studio.edit("New", filled)
    studio.save()
    studio.close()
    return root


def run(capsys, *argv: object) -> tuple[int, dict, str]:
    code = cli.main(["export", *map(str, argv), "--json"])
    said = capsys.readouterr()
    return code, json.loads(said.out.splitlines()[-1]), said.err


def test_the_same_file_as_from_the_window(film, capsys, tmp_path):
    code, told, said = run(capsys, film, "-o", tmp_path / "a.mp4", "--no-credentials")
    assert code == 0 and not said
    assert (told["frames"], told["width"], told["fps"], told["codec"]) == (24, 64, 24, "h264")
    assert told["planned"] == 0 and told["signed"] is False and told["bytes"] == (tmp_path / "a.mp4").stat().st_size
    with Studio_of(film) as studio:
        studio.export(tmp_path / "b.mp4", ExportSettings(sign=False))
        studio.wait(timeout=60)
    with VideoReader(tmp_path / "a.mp4") as one, VideoReader(tmp_path / "b.mp4") as other:
        for n in range(24):  # encoders are not the same to the bit
            shown = [reader.frame_at(Fraction(n, 24)).astype(int) for reader in (one, other)]
            assert np.abs(shown[0] - shown[1]).max() <= 8


class Studio_of:
    def __init__(self, film):
        self._studio = Studio(data=film.parent / "data")
        self._studio.open(film)

    def __enter__(self):
        return self._studio

    def __exit__(self, *_exc):
        self._studio.close()


def test_it_is_signed_and_may_be_open_elsewhere(film, capsys, tmp_path):
    with Studio_of(film) as studio:
        code, told, _ = run(capsys, film / "project.json", "-o", tmp_path / "a.mp4")
        assert code == 0 and told["signed"] and studio.is_open
    found = provenance.read(tmp_path / "a.mp4")
    assert found.valid and [made.prompt for made in found.made] == ["a red boat"]
    assert [source["title"] for source in found.sources] == ["m.mp4"]


@pytest.mark.parametrize(("name", "more", "expected"), [
    ("a.mov", (), (24, 64, 48, 24)),
    ("a.webm", ("--size", "96x96", "--rate", "12", "--quality", "draft"), (12, 96, 96, 12)),
    ("a.gif", ("--from", "0.25", "--to", "0.5"), (6, 64, 48, 24)),
    ("a.mp4", ("--codec", "h265", "--to", "1.5"), (36, 64, 48, 24)),
])  # fmt: skip
def test_choices(film, capsys, tmp_path, name, more, expected):
    code, told, _ = run(capsys, film, "-o", tmp_path / name, *more)
    assert code == 0, told
    assert (told["frames"], told["width"], told["height"], told["fps"]) == expected
    info = probe(tmp_path / name)
    assert (info.frames, info.width, info.height) == expected[:3]
    assert told["planned"] == (expected[0] == 36)


def test_pictures_and_places(film, capsys, tmp_path):
    code, told, _ = run(capsys, film, "-o", tmp_path / "frames", "--from", 0.5)
    assert code == 0 and told["codec"] == "png" and len(list((tmp_path / "frames").iterdir())) == 12
    assert not told["signed"] and "unsigned" not in told
    first = probe(sorted((tmp_path / "frames").iterdir())[0])
    assert first.kind == "picture" and (first.width, first.height) == (64, 48)
    code, told, _ = run(capsys, film, "-o", tmp_path / "frames")
    assert code == 2 and "already exists" in told["error"]["what"]


def test_what_is_wrong_is_said_before_anything_is_written(film, capsys, tmp_path):
    (film / "media/m.mp4").rename(tmp_path / "gone.mp4")
    bad = {
        "missing": (film, "-o", "a.mp4"),
        "is not a film": (tmp_path / "data", "-o", "a.mp4"),
        "does not end like": (film, "-o", "a.txt"),
        "is no name for H.264": (film, "-o", "a.webm", "--codec", "h264"),
        "is no name for PNG": (film, "-o", "a.mp4", "--codec", "png"),
        "is not a size": (film, "-o", "a.mp4", "--size", "9x9"),
        "is not a frame rate": (film, "-o", "a.mp4", "--rate", "x"),
        "no such place": (film, "-o", "a.mp4", "--from", "9"),
        "nothing to export": (film, "-o", "a.mp4", "--from", "0.5", "--to", "0.25", "--allow-missing"),
        "is not there": (film, "-o", "no/a.mp4"),
        "Invalid choice": (film, "-o", "a.mp4", "--codec", "h263"),
        "Argument --upscale": (film, "-o", "a.mp4", "--upscale", "3"),
    }
    for what, (given, option, name, *more) in bad.items():
        code, told, _ = run(capsys, given, option, tmp_path / name, *more)
        assert code == 2 and (what in told["error"]["what"] or what == "Invalid choice"), (what, told)
        assert told["error"]["next"], what
    names = {path.name for path in tmp_path.iterdir()}
    assert names - {"data"} == {"a.film", "gone.mp4"}
    code, told, _ = run(capsys, film, "-o", tmp_path / "a.mp4", "--allow-missing")
    assert code == 0 and len(told["missing"]) == 1
    with VideoReader(tmp_path / "a.mp4") as reader:
        assert np.ptp(reader.frame_at(Fraction(3, 4))) > 20         # a slate with words, not plain grey


def test_a_person_reads_one_line(film, capsys, tmp_path):
    assert cli.main(["export", str(film), "-o", str(tmp_path / "a.mp4"), "--to", "1.5"]) == 0
    said = capsys.readouterr()
    assert "36 frames, 1.50 s, 64 × 48" in said.out and "without a take" in said.err and "1" in said.err
