"""The studio and the command line with the true engine: all the way from a prompt to a file, untrained."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from engine_kit import models_folder  # noqa: F401

from studio import cli
from studio.document.check import check
from studio.document.film import find_clip, find_take, gaps
from studio.media.encode import VideoWriter
from studio.media.probe import probe
from studio.session.jobs import Finished
from studio.session.studio import Studio


@pytest.fixture
def studio(tmp_path, models_folder):  # noqa: F811
    studio = Studio(data=tmp_path / "data", models=models_folder)
    studio.settings = replace(studio.settings, steps=2)
    studio.create(tmp_path / "film")
    yield studio
    studio.close()


def footage(path: Path, value: int, rate: int = 25) -> Path:
    with VideoWriter(path, width=320, height=180, rate=Fraction(rate)) as writer:
        for _ in range(rate):
            writer.write(np.full((180, 320, 3), value, np.uint8))
    return path


def finished(studio, job) -> None:
    studio.wait(timeout=120)
    state = studio.job(job.id).state
    assert isinstance(state, Finished), state


def test_from_a_prompt_to_a_take_and_on_from_its_latents(studio):
    made = studio.new_shot("a red car drives", seconds=1)
    finished(studio, studio.generate(made, seed=5))
    take = find_take(studio.project, find_clip(studio.project, made)[1].take)
    assert take.frames == 12 and (studio.folder / take.latents).is_file()
    job = studio.extend_after(made, seconds=1)
    assert job.request.motion[0].path.endswith(".latents")
    finished(studio, job)
    finished(studio, studio.extend_before(made, seconds=Fraction(1, 2)))
    finished(studio, studio.loop(made, seconds=Fraction(1, 2)))
    finished(studio, studio.remix(made, prompt="a blue car drives"))
    track = studio.project.tracks[0]
    assert [clip.length for clip in track.clips] == [12, 24, 12, 24] and not gaps(track)
    assert check(studio.project) == [] and not studio.unfinished


def test_the_same_seed_makes_the_same_file(studio):
    made = studio.new_shot("a red car drives", seconds=1)
    finished(studio, studio.generate(made, seed=5))
    finished(studio, studio.generate(made, seed=5))
    first, second = (find_take(studio.project, name) for name in find_clip(studio.project, made)[1].takes)
    assert first.path == second.path and first.id != second.id


def test_a_gap_between_foreign_films(studio, tmp_path):
    studio.import_media(footage(tmp_path / "l.mp4", 200), at=0)
    studio.wait(timeout=60)
    studio.import_media(footage(tmp_path / "r.mp4", 30, 50), at=24 + 13)
    studio.wait(timeout=60)
    job = studio.fill_gap(studio.project.tracks[0].id, 30)
    finished(studio, job)
    assert find_clip(studio.project, job.clip_id)[1].length == 13


def test_a_picture(studio):
    job = studio.picture("a red car")
    finished(studio, job)
    assert studio.project.media[0].kind == "picture"


def test_the_command_line(models_folder, tmp_path, monkeypatch, capsys):  # noqa: F811
    monkeypatch.setenv("FANTASCOPE_MODELS", str(models_folder))
    clip, out = footage(tmp_path / "clip.mp4", 120), tmp_path / "o.mp4"
    for argv, frames in (
        (["render", "a red car", "--seconds", "1"], 12),
        (["extend", clip, "--after", "1"], 50),
        (["extend", clip, "--before", "1"], 50),
        (["fill", clip, clip, "--seconds", "1"], 75),
    ):
        code = cli.main([*map(str, argv), "-o", str(out), "--steps", "2", "--seed", "1", "--json"])
        told = json.loads(capsys.readouterr().out)
        assert code == 0 and told["frames"] == frames == probe(out).frames, argv
        assert told["first_frame_s"] <= told["wall_s"]
