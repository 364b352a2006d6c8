"""Shots made by a cluster: who waits for whom, what is done when a worker is lost, and that the film is the same."""

from __future__ import annotations

import importlib.util
import socket
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from engine_kit import Patterns, ask, before
from test_engine_thread import Heard

from studio.engine.backends.backend import WorkerLost
from studio.engine.backends.native import Native
from studio.engine.cluster import crew
from studio.engine.cluster.crew import Seat, seats
from studio.engine.cluster.worker import content_name, elsewhere, pieces, read_pieces
from studio.engine.events import Done, Failed, Frames, Loading, Paused, Step
from studio.engine.journal import Journal
from studio.engine.request import CastReference, Lora, Still
from studio.engine.thread import Engine
from studio.problem import StudioError

pytest_plugins = ("engine_fixtures",)

TREE = Path(__file__).parents[1]
needs_ray = pytest.mark.skipif(importlib.util.find_spec("ray") is None, reason="ray is not installed")


# -- a crew without Ray: two members in this process -------------------------------------------------------------------


class Mortal(Native):
    """Is lost while it makes `dies_at`, once its first window is in the journal."""

    dies_at = ""

    def run(self, request, *, emit, **rest):
        def told(event):
            if isinstance(event, Step) and event.window and request.id == self.dies_at:
                raise WorkerLost(request, "a machine")
            emit(event)

        return super().run(request, emit=told, **rest)


def engine_of(members, folder: Path, heard: Heard, models: Path) -> Engine:
    return Engine(models=models, journal=folder, on_event=heard, read=Patterns(), crew=lambda: members)


def frames_of(heard: Heard, name: str) -> np.ndarray:
    found: dict[int, np.ndarray] = {}
    for event in heard.of(Frames, name):
        found |= dict(enumerate(event.pictures, event.first))
    return np.stack([found[n] for n in sorted(found)])


def film(folder: Path) -> list:
    """Four shots: the third remembers who was in the first, the fourth goes on from the third."""
    journal = Journal(folder)
    first, second = ask("a", seconds=4.0, seed=1), ask("b", seconds=2.0, seed=2)
    third = ask("c", seconds=2.0, seed=3, cast=(CastReference(str(journal.take("a")), at=0.5),))
    fourth = ask("d", seconds=1.0, seed=4, motion=(before(str(journal.take("c"))),))
    return [first, second, third, fourth]


@pytest.fixture
def alone(models_folder, tmp_path) -> dict[str, np.ndarray]:
    """The film as one machine makes it."""
    heard = Heard()
    engine = Engine(models=models_folder, journal=tmp_path / "alone", on_event=heard, read=Patterns())
    try:
        for request in film(tmp_path / "alone"):
            engine.submit(request)
        heard.until(Done, "d")
        return {name: frames_of(heard, name) for name in "abcd"}
    finally:
        engine.close()


def test_what_one_member_was_at_another_goes_on_with(alone, models_folder, tmp_path):
    members = [Mortal(models_folder), Mortal(models_folder)]
    members[0].dies_at = members[1].dies_at = "a"
    heard, lost = Heard(), []

    def act(event) -> None:
        if isinstance(event, Loading) and event.request_id == "a" and event.what == "bundled model":
            lost.append(event)
            if len(lost) == 2:
                for member in members:
                    member.dies_at = ""

    heard.act = act
    engine = engine_of(members, tmp_path / "crew", heard, models_folder)
    try:
        for request in film(tmp_path / "crew"):
            engine.submit(request)
        heard.until(Done, "d")
    finally:
        engine.close()
    assert len(lost) == 2 and len([e for e in heard.all if isinstance(e, Done)]) == 4
    for name, frames in alone.items():
        assert np.array_equal(frames_of(heard, name), frames), name
    windows = [step.window for step in heard.of(Step, "a")]
    assert windows.count(0) == 4, "the first window was in the journal, and is not sampled again"


def test_a_shot_waits_for_those_it_remembers(models_folder, tmp_path):
    heard = Heard()
    engine = engine_of([Native(models_folder), Native(models_folder)], tmp_path, heard, models_folder)
    try:
        engine.pause()
        for request in reversed(film(tmp_path)):
            engine.submit(request)
        engine.resume()
        heard.until(Done, "d")
        heard.all = [e for e in heard.all if isinstance(e, Done | Step)]
        place = {(type(e), e.request_id): n for n, e in reversed(list(enumerate(heard.all)))}
        assert place[Done, "a"] < place[Step, "c"] and place[Done, "c"] < place[Step, "d"]
    finally:
        engine.close()


def test_when_all_are_gone_it_is_said_and_the_next_try_musters_anew(models_folder, tmp_path):
    mortal, heard, mustered = Mortal(models_folder), Heard(), []
    mortal.dies_at = "a"

    def crew_of():
        mustered.append(1)
        if len(mustered) == 2:
            raise StudioError("Nothing answers there.", next_step="Look.")
        return [mortal]

    engine = Engine(models=models_folder, journal=tmp_path, on_event=heard, read=Patterns(), crew=crew_of)
    try:
        engine.submit(ask("a", seconds=4.0))
        failed = heard.until(Failed, "a")
        assert "machine" in failed.problem.what and "goes on from there" in failed.problem.kept
        engine.submit(ask("b"))
        assert heard.until(Failed, "b").problem.what == "Nothing answers there."
        mortal.dies_at = ""
        engine.submit(ask("a", seconds=4.0))
        heard.until(Done, "a")
        assert len(mustered) == 3
    finally:
        engine.close()


def test_a_shot_that_was_paused_can_be_lost_and_taken_up(models_folder, tmp_path):
    mortal, heard = Mortal(models_folder), Heard()
    mortal.dies_at = "a"
    engine = engine_of([mortal, Native(models_folder)], tmp_path, heard, models_folder)

    def act(event) -> None:
        if isinstance(event, Step) and event.request_id == "a":
            engine.pause()

    heard.act = act
    try:
        engine.submit(ask("a", seconds=4.0))
        heard.until(Paused, "a")
        heard.act = lambda event: None
        engine.resume()
        heard.until(Done, "a")
    finally:
        engine.close()


def test_one_worker_for_each_gpu_or_for_as_many_processors_as_wanted():
    def node(name, *, alive=True, **resources):
        return {"NodeID": name, "Alive": alive, "Resources": resources}

    plain = [node("a", CPU=8.0), node("b", CPU=6.0), node("dead", alive=False, CPU=64.0), node("storage")]
    assert seats(plain) == [Seat("a", 8), Seat("b", 6)]
    assert seats(plain, cpus=4) == [Seat("a", 4)] * 2 + [Seat("b", 4)]
    assert seats(plain, cpus=99) == [Seat("a", 8), Seat("b", 6)]
    assert seats([*plain, node("g", CPU=8.0, GPU=2.0)]) == [Seat("g", 4, 1)] * 2
    assert seats([]) == []


def test_files_go_by_what_is_in_them(tmp_path):
    one, other = tmp_path / "one.latents", tmp_path / "other.latents"
    one.write_bytes(b"x" * (9 * 2**20))
    other.write_bytes(one.read_bytes())
    assert content_name(one) == content_name(other) and content_name(one).endswith(".latents")
    got = list(read_pieces(one))
    assert b"".join(piece for piece, _ in got) == one.read_bytes() and [last for _, last in got] == [False, False, True]
    (tmp_path / "none").write_bytes(b"")
    assert list(read_pieces(tmp_path / "none")) == [(b"", True)]
    request = ask(stills=(Still("a.png", 0.0),), cast=(CastReference("b.latents"),), loras=(Lora("c.safetensors"),),
                  motion=(before("d.mp4"),), mask="e.png")
    moved = elsewhere(request, {name: f"/there/{name}" for name in request.files})
    assert all(name.startswith("/there/") for name in moved.files) and len(moved.files) == 5
    long = Frames("a", 3, np.zeros((40, 256, 512, 3), np.uint8))
    parts = list(pieces(long))
    assert len(parts) > 2 and [p.first for p in parts][:2] == [3, 3 + len(parts[0].pictures)]
    assert sum(len(part.pictures) for part in parts) == 40


def test_a_journal_takes_no_file_that_is_not_its_own(tmp_path):
    journal = Journal(tmp_path).open(ask())
    for name in ("../window-000.safetensors", "request.json", "window-000.safetensors/x", "x.py"):
        with pytest.raises(ValueError):
            journal.receive(name, b"")


@pytest.mark.parametrize("address", ["", "local", "auto", "host", "host:0", "host:99999", "http://host:1", "a b:1"])
def test_what_is_no_address_is_refused_before_anything_is_imported(address, tmp_path):
    with pytest.raises(StudioError, match="no address"):
        crew.muster(address, models=tmp_path, shelf=tmp_path)


def test_without_ray_it_says_how_to_add_it(monkeypatch, tmp_path):
    monkeypatch.setattr(crew.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(StudioError) as told:
        crew.muster("127.0.0.1:6379", models=tmp_path, shelf=tmp_path)
    assert "ray" in told.value.problem.what and "requirements-cluster.txt" in told.value.problem.next_step


@needs_ray
def test_an_address_where_nobody_is(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(StudioError, match="Nothing answers"):
        crew.muster(f"127.0.0.1:{port}", models=tmp_path, shelf=tmp_path)


def test_naming_no_cluster_imports_no_ray():
    code = "import sys, studio.cli, studio.session.cluster, studio.engine.cluster.crew; studio.cli.parser(); " \
           "sys.exit(' '.join({'ray', 'torch', 'numpy'} & set(sys.modules)) or 0)"
    found = subprocess.run([sys.executable, "-c", code], cwd=TREE, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stderr
