"""A storyboard on the command line that was stopped goes on from what it had finished, and signs what it made."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from stand_in import StandIn

from studio import cli
from studio.engine.events import Done
from studio.media import provenance
from studio.media.probe import probe
from studio.problem import StudioError
from studio.session import queue
from studio.session.keeping import Keep, mark_of

BOARD = """
[[cast]]
name = "anna"
is = "a woman in a red dress"
[[shot]]
prompt = "@anna walks"
seconds = 0.5
[[shot]]
prompt = "@anna waves"
seconds = 0.5
[[shot]]
prompt = "an empty street"
seconds = 0.5
"""
TREE = Path(__file__).parents[1]


class Journaled(StandIn):
    """Leaves windows behind, as the engine does, and samples nothing that is finished."""

    stop_at = 99
    sampled: list[str] = []

    def _make(self, request, control):
        folder = self._journal.open(request).folder
        if not self._journal.finished(request.id):
            if len(Journaled.sampled) == Journaled.stop_at:
                raise StudioError("The power is gone.", next_step="Wait.")
            Journaled.sampled.append(request.id)
        (folder / "window-000.safetensors").write_bytes(b"window")
        done = super()._make(request, control)
        assert isinstance(done, Done)
        return done


@pytest.fixture
def engine(monkeypatch):
    StandIn.go.set()
    monkeypatch.setattr(Journaled, "stop_at", 99)
    monkeypatch.setattr(Journaled, "sampled", [])
    monkeypatch.setattr(queue, "shipped_engine", lambda: Journaled)
    return Journaled


@pytest.fixture
def board(tmp_path):
    path = tmp_path / "film.toml"
    path.write_text(BOARD)
    return path


def run(capsys, board: Path, *more: object) -> tuple[int, dict, str]:
    code = cli.main(["storyboard", str(board), "-o", str(board.with_name("a.mp4")), *map(str, more), "--json"])
    said = capsys.readouterr()
    return code, json.loads(said.out.splitlines()[-1]), said.err


def test_a_stopped_film_goes_on_where_it_was(engine, capsys, board):
    folder = board.with_name("a.mp4.making")
    engine.stop_at = 2                                  # the face, the first shot; then the power is gone
    code, told, _ = run(capsys, board)
    assert code == 2 and not told["ok"] and str(folder) in told["error"]["what"] and told["error"]["next"] == "Wait."
    assert sorted(p.name for p in board.parent.iterdir()) == ["a.mp4.making", "film.toml"]
    seed = json.loads((folder / "note.json").read_text())["seed"]
    engine.stop_at = 99
    code, told, said = run(capsys, board)
    assert code == 0 and told["seed"] == seed and [shot["found"] for shot in told["shots"]] == [True, False, False]
    assert "1 of 3 shots are finished already" in said and len(engine.sampled) == 4
    assert probe(board.with_name("a.mp4")).frames == 18 and not folder.exists()


def test_only_what_would_be_the_same_is_taken_up(engine, capsys, board):
    engine.stop_at = 3
    assert run(capsys, board, "--seed", 5)[0] == 2
    engine.stop_at = 99
    board.write_text(BOARD.replace("@anna walks", "@anna runs"))        # the second shot remembers the first
    _, told, _ = run(capsys, board, "--seed", 5)
    assert [shot["found"] for shot in told["shots"]] == [False, False, False] and len(engine.sampled) == 3 + 3
    engine.stop_at = len(engine.sampled) + 4
    board.write_text(BOARD + '[[shot]]\nprompt = "snow"\nseconds = 0.5\n')
    assert run(capsys, board, "--seed", 5)[0] == 2
    engine.stop_at = 99
    assert [shot["found"] for shot in run(capsys, board, "--seed", 6)[1]["shots"]] == [False] * 4  # another seed


def test_one_at_a_time_and_nothing_left_of_nothing(engine, capsys, board):
    with Keep(board.with_name("a.mp4")):
        code, told, _ = run(capsys, board)
        assert code == 2 and "being made already" in told["error"]["what"]
    engine.stop_at = 0
    assert run(capsys, board)[0] == 2
    assert [p.name for p in board.parent.iterdir()] == ["film.toml"]
    for note in ("", "[]", '{"seed": -1}', '{"seed": true}', '{"seed": "5"}'):
        with Keep(board.with_name("a.mp4")) as keep:
            (keep.folder / "note.json").write_text(note)
            assert keep.seed is None
    assert mark_of(board.parent) == "" != mark_of(TREE / "resources/models")


def test_other_models_are_refused(engine, capsys, board):
    assert "bundled model" in run(capsys, board, "--model", "other")[1]["error"]["what"]


def test_the_film_says_how_it_was_made(engine, capsys, board):
    _, told, said = run(capsys, board, "--seed", 5)
    found = provenance.read(board.with_name("a.mp4"))
    assert found.valid and found.generated == "trainedAlgorithmicMedia" and "unsigned" not in told and not said
    assert [made.seed for made in found.made] == [5 + n for n in (1, 2, 3)]
    titles = [source["title"] for source in found.sources]
    assert any("woman" in title for title in titles) and all(title.startswith("Take: ") for title in titles)
    run(capsys, board, "--seed", 5, "--no-credentials")
    assert not provenance.read(board.with_name("a.mp4")).signed


SLOW = """
import signal, sys, time
signal.signal(signal.SIGINT, signal.default_int_handler)     # a shell's background jobs begin with it ignored
from stand_in import StandIn
from test_keeping import Journaled
from studio import cli
from studio.session import queue
queue.shipped_engine = lambda: Journaled
make = Journaled._make
def slowly(self, request, control):
    if len(Journaled.sampled) == 2:
        print("two are made", flush=True)
        StandIn.go.clear()
    return make(self, request, control)
Journaled._make = slowly
sys.exit(cli.main(sys.argv[1:]))
"""


@pytest.mark.skipif(os.name == "nt", reason="no such signals")
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_killed_and_called_again(engine, capsys, board, how):
    env = {**os.environ, "PYTHONPATH": f"{TREE}{os.pathsep}{TREE / 'tests'}"}
    argv = ["storyboard", str(board), "-o", str(board.with_name("a.mp4"))]
    with subprocess.Popen([sys.executable, "-c", SLOW, *argv], env=env, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True) as child:  # fmt: skip
        assert child.stdout.readline().strip() == "two are made"
        time.sleep(0.1)
        child.send_signal(how)
        try:
            _, said = child.communicate(timeout=60)
        finally:
            child.kill()
    if how == signal.SIGINT:
        assert child.returncode == 130 and "Stopped. What is finished is kept in" in said
    code, told, _ = run(capsys, board)
    assert code == 0 and [shot["found"] for shot in told["shots"]] == [True, False, False]
    assert sorted(p.name for p in board.parent.iterdir()) == ["a.mp4", "film.toml"]
