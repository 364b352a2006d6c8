"""A disk that is full, a real one of a few megabytes, under everything that writes.

Each time: a sentence, the film opens, nothing finished is lost, nothing half-written is left, and once there is room
the same thing succeeds. Needs a file system of its own to fill: run as root, or below `unshare -rm`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from engine_kit import models_folder  # noqa: F401
from media_footage import tone, video
from safetensors.numpy import load_file
from stand_in import StandIn
from test_cli import film as footage
from test_finish import folder as upscalers  # noqa: F401

from studio import cli
from studio.disk import FULL
from studio.document.check import check
from studio.engine.events import Frames
from studio.media import provenance
from studio.media.decode import VideoReader
from studio.media.identity import load_identity
from studio.media.probe import probe
from studio.media.proxy import ProxyMaker
from studio.media.thumbs import strip
from studio.problem import StudioError
from studio.session import queue, waves
from studio.session.changes import ProblemRaised
from studio.session.exporting import ExportSettings
from studio.session.jobs import Failed, Finished, Job
from studio.session.studio import Studio
from studio.storage import atomic

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a small file system is made by mount")
MEGABYTES = 24


class Disk:
    """A file system of its own, in memory. `fill` leaves so many bytes."""

    def __init__(self, root: Path) -> None:
        self.root, self._ballast = root, root / "ballast"

    def fill(self, left: int = 0) -> None:
        with open(self._ballast, "wb", buffering=0) as file:
            size = 1 << 20
            while size >= 4096:
                try:
                    if file.write(b"x" * size) < size:
                        size //= 2
                except OSError as exc:
                    assert exc.errno in FULL
                    size //= 2
            os.truncate(self._ballast, max(0, file.tell() - left))

    def free(self) -> None:
        self._ballast.unlink()

    def unfinished(self) -> list[str]:
        return sorted(str(path.relative_to(self.root)) for path in self.root.rglob("*") if ".part" in path.name)


@pytest.fixture
def disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Disk]:
    root = tmp_path / "disk"
    root.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={MEGABYTES}m", "none", str(root)], capture_output=True,
                          check=False)  # fmt: skip
    if made.returncode:
        pytest.skip("nothing may be mounted here: run as root, or below “unshare -rm”")
    monkeypatch.setattr(atomic, "SPARE", 0)  # what is asked for beforehand is passed: the disk fills up meanwhile
    monkeypatch.setattr("studio.session.footprint.SPARE", 0)
    try:
        yield Disk(root)
    finally:
        subprocess.run(["umount", "-l", str(root)], check=False)


@pytest.fixture
def studio(disk: Disk, tmp_path: Path) -> Iterator[Studio]:
    """A saved film with a finished take in it, all of it on the small disk."""
    StandIn.go.set()
    made = Studio(data=disk.root / "data", engine=StandIn)
    made.create(disk.root / "a.film")
    finish(made, made.generate(made.new_shot("a red car", at=0, seconds=1)))
    made.save()
    yield made
    made.close()


def finish(studio: Studio, job: Job) -> object:
    studio.wait(timeout=120)
    state = studio.job(job.id).state
    assert isinstance(state, Finished), state
    return state.result


def refused(studio: Studio, job: Job) -> str:
    """How a job ended for which there was no room."""
    studio.wait(timeout=120)
    state = studio.job(job.id).state
    assert isinstance(state, Failed), state
    return complained(state.problem)


def complained(problem) -> str:
    words = str(problem)
    assert any(said in words for said in ("full", "room", "No space left")), words
    assert "Free" in problem.next_step and "Error" not in words, words
    return words


def sound(disk: Disk, studio: Studio) -> None:
    """The film is whole as it was saved, and nothing unfinished lies about."""
    assert disk.unfinished() == []
    before = studio.project
    other = Studio(data=disk.root / "data", engine=StandIn)
    studio.close()
    other.open(disk.root / "a.film")
    try:
        assert check(other.project) == []
        held = other.recovery.project if other.recovery else other.project
        assert {take.id for take in before.takes} <= {take.id for take in held.takes}
        for take in held.takes:
            with VideoReader(other.folder / take.path) as reader:
                assert reader.frame_at(Fraction(0)).size
    finally:
        other.close()
    studio.open(disk.root / "a.film")
    if studio.recovery:
        studio.recover()


@pytest.mark.parametrize("left", [0, 4096])
def test_save(disk, studio, left):
    studio.new_shot("prompt " * 3000, at=0)
    saved = (studio.folder / "project.json").read_bytes()
    disk.fill(left)
    with pytest.raises(StudioError) as caught:
        studio.save()
    complained(caught.value.problem)
    assert (studio.folder / "project.json").read_bytes() == saved and studio.dirty
    assert disk.unfinished() == []
    disk.free()
    studio.save()
    assert not studio.dirty
    sound(disk, studio)


def test_autosave_is_tried_again_and_told_once(disk, studio, monkeypatch):
    monkeypatch.setattr("studio.session.desk.AUTOSAVE_AFTER", 0.0)
    told = []
    studio.subscribe(lambda change: told.append(change.problem) if isinstance(change, ProblemRaised) else None)
    disk.fill()
    studio.new_shot("another", at=0)
    for _ in range(3):
        studio.pump()
    assert len(told) == 1 and complained(told[0]) and disk.unfinished() == []
    disk.free()
    studio.pump()
    assert (studio.folder / "autosave.json").is_file()
    sound(disk, studio)
    assert len(studio.project.tracks[0].clips) == 2


@pytest.mark.parametrize("left", [0, 1 << 20])
def test_import(disk, studio, tmp_path, monkeypatch, left):
    path = tmp_path / "long.wav"
    tone(path, seconds=30)
    monkeypatch.setattr("studio.storage.importing.require_space", lambda *_: None)
    media = studio.project.media
    disk.fill(left)
    refused(studio, studio.import_media(path, at=0))
    assert studio.project.media == media and not list((studio.folder / "media").iterdir())
    sound(disk, studio)
    monkeypatch.undo()
    refused(studio, studio.import_media(path, at=0))  # as it is said before anything is copied
    disk.free()
    monkeypatch.setattr(atomic, "SPARE", 0)
    finish(studio, studio.import_media(path, at=0))
    sound(disk, studio)


def test_journal_of_a_take(disk, studio, tmp_path, models_folder):  # noqa: F811
    """The true sampler: its windows are kept, the rest is sampled when there is room, to the same frames."""
    takes = {}
    for name in ("calm", "full"):
        real = Studio(data=disk.root / "data", models=models_folder)
        real.settings = replace(real.settings, steps=1)
        real.create(disk.root / f"{name}.film")
        heard = []
        handle = real.handle

        def watch(event, handle=handle, heard=heard, name=name):
            handle(event)
            heard.append(event)
            if name == "full" and isinstance(event, Frames) and len([e for e in heard if isinstance(e, Frames)]) == 1:
                disk.fill()

        real.handle = watch
        job = real.generate(real.new_shot("a red car", at=0, seconds=3), seed=4)
        if name == "full":
            refused(real, job)
            kept = sorted(path.name for path in (real.folder / "journal").rglob("window-*"))
            assert kept and disk.unfinished() == []
            disk.free()
            job = real.retry(job.id)
        finish(real, job)
        (take,) = real.project.takes
        takes[name] = load_file(real.folder / take.latents)["latents"].tobytes()
        assert not real.unfinished
        real.close()
    assert takes["calm"] == takes["full"]


def test_frames_of_a_running_take(disk, studio):
    """The film is made on; what the cache has no room for is held in memory, and the take is complete."""
    StandIn.go.clear()
    job = studio.generate(studio.new_shot("a red car", at=0, seconds=4))
    studio.pump_until(lambda: studio.job(job.id).active, timeout=30)
    disk.fill(100_000)
    StandIn.go.set()
    refused(studio, job)
    assert disk.unfinished() == [] and not list((studio.folder / "cache").glob("*.live"))
    assert [request.id for request in studio.unfinished] == [] and len(studio.project.takes) == 1
    disk.free()
    finish(studio, studio.retry(job.id))
    assert studio.project.takes[-1].frames == 48
    studio.save()
    sound(disk, studio)


def test_decode_caches(disk, studio, tmp_path):
    """Film strips and waveforms are shown, kept or not."""
    clip, song = footage(tmp_path / "clip.mp4", (200, 60, 30)), tmp_path / "song.wav"
    tone(song, seconds=20)
    cache = studio.folder / "cache" / "strips"
    wave = {"folder": studio.folder, "digest": "0" * 64}
    disk.fill()
    assert len(strip(clip, height=36, count=4, cache=cache)) == 4
    assert len(waves.waveform(song, **wave)) == 2000
    assert not list(cache.glob("*")) and disk.unfinished() == []
    disk.free()
    strip(clip, height=36, count=4, cache=cache)
    waves.waveform(song, **wave)
    assert len(list(cache.glob("*.npz"))) == 1 and len(list((studio.folder / waves.WAVES).iterdir())) == 1
    sound(disk, studio)


def test_proxy(disk, studio, tmp_path):
    maker = ProxyMaker(footage(tmp_path / "clip.mp4", (200, 60, 30)), studio.folder / "cache/proxies/x")
    disk.fill(20_000)
    with pytest.raises((StudioError, OSError)):
        maker.make(0)
    assert disk.unfinished() == [] and not list((studio.folder / "cache/proxies/x").glob("*"))
    disk.free()
    assert maker.make(0).is_file()
    maker.close()
    sound(disk, studio)


@pytest.mark.parametrize(("name", "choice"), [
    ("a.mp4", {}), ("a.mov", {"codec": "prores"}), ("frames", {"codec": "png"}),
    ("fine.mp4", {"upscale": 2}),
])  # fmt: skip
def test_export(disk, studio, monkeypatch, upscalers, name, choice):  # noqa: F811
    settings = ExportSettings(width=320, height=180, quality="lossless", **choice)
    out = disk.root / name
    noise = np.random.default_rng(0).integers(0, 256, (6, 180, 320, 3), dtype=np.uint8)
    finish(studio, studio.import_media(video(disk.root / "noise.mp4", list(noise)), at=0))
    said = studio.check_export(out, settings)
    assert said.fits
    disk.fill(60_000)
    words = refused(studio, studio.export(out, settings))
    assert name in words and not out.exists()
    sound(disk, studio)
    # now the look ahead is passed and the disk fills up on the way
    monkeypatch.setattr("studio.media.export.Preflight.fits", property(lambda _: True))
    refused(studio, studio.export(out, settings))
    assert disk.unfinished() == [] and not out.exists()
    disk.free()
    finish(studio, studio.export(out, settings))
    assert not out.is_file() or probe(out).frames > 12
    sound(disk, studio)


def test_signing(disk, studio, monkeypatch):
    """The film is more than its credentials: without room for them it is there all the same, and it is said."""
    out = disk.root / "a.mp4"
    told = []
    studio.subscribe(lambda change: told.append(str(change.problem)) if isinstance(change, ProblemRaised) else None)
    finish(studio, studio.export(out, ExportSettings(sign=False)))
    size = out.stat().st_size
    out.unlink()
    monkeypatch.setattr("studio.media.export.Preflight.fits", property(lambda _: True))
    disk.fill(size + 8192)
    finish(studio, studio.export(out, ExportSettings()))
    assert len(told) == 1 and "without Content Credentials" in told[0] and "No space left" in told[0]
    assert disk.unfinished() == [] and probe(out).frames == 24 and not provenance.read(out).signed
    disk.free()
    finish(studio, studio.export(out, ExportSettings()))
    assert len(told) == 1 and provenance.read(out).valid
    # the key of this computer, which is made when it is first needed
    other = disk.root / "other"
    disk.fill()
    with pytest.raises(OSError):
        load_identity(other)
    assert disk.unfinished() == []
    disk.free()
    assert load_identity(other) == load_identity(other)
    sound(disk, studio)


def test_storyboard(disk, capsys, tmp_path, monkeypatch):
    StandIn.go.set()
    made: list[Callable] = []

    class Filling(StandIn):
        def _make(self, request, control):
            folder = self._journal.open(request).folder
            done = super()._make(request, control)
            (folder / "window-000.safetensors").write_bytes(b"window")
            made.append(request)
            if len(made) == 1:
                disk.fill(1000)
            return done

    monkeypatch.setattr(queue, "shipped_engine", lambda: Filling)
    board = tmp_path / "film.toml"
    board.write_text('[[shot]]\nprompt = "snow"\nseconds = 1\n[[shot]]\nprompt = "rain"\nseconds = 1\n')
    out = disk.root / "a.mp4"
    argv = ["storyboard", str(board), "-o", str(out), "--no-expand", "--json"]
    assert cli.main(argv) == 2
    error = json.loads(capsys.readouterr().out.splitlines()[-1])["error"]
    assert ("full" in error["what"] or "room" in error["what"]) and "is kept in" in error["what"] and error["next"]
    assert disk.unfinished() == [] and not out.exists()
    disk.free()
    assert cli.main(argv) == 0
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert told["shots"][0]["found"] and probe(out).frames == 24
    assert sorted(path.name for path in disk.root.iterdir()) == ["a.mp4"]


def test_pictures_copies_and_timelines(disk, studio, tmp_path):
    """The rest of what writes: a frame into the bin, the film to another place, the film for another editor."""
    from studio.session.interchanging import write_timeline

    (take,) = studio.project.takes
    saved = studio.project
    disk.fill(2000)
    with pytest.raises(StudioError) as caught:
        studio.save_as(disk.root / "b.film")
    complained(caught.value.problem)
    for name in ("cut.otio", "cut.otioz", "cut.edl"):
        with pytest.raises((StudioError, OSError)):
            write_timeline(studio.project, studio.folder, disk.root / name)
        assert not (disk.root / name).exists(), name
    assert studio.project == saved and disk.unfinished() == []
    assert sorted(path.name for path in disk.root.iterdir()) == ["a.film", "ballast", "data"]
    disk.free()
    for name in ("cut.otio", "cut.otioz", "cut.edl"):
        assert write_timeline(studio.project, studio.folder, disk.root / name).path.is_file()
    studio.save_as(disk.root / "b.film")
    studio.wait(timeout=60)
    assert np.all([(studio.folder / part).is_file() for part in (take.path, "project.json")])
