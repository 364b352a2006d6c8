"""What a crash, a full disk or a damaged file may cost: the window in flight, and nothing else."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from engine_kit import ask, before, events, run
from safetensors.torch import load_file

from studio.engine.control import Control
from studio.engine.events import Done, Frames, Step
from studio.engine.journal import Journal
from studio.engine.request import Prompt
from studio.problem import StudioError

pytest_plugins = ("engine_fixtures",)

TREE = Path(__file__).parents[1]
KILLED = """
import os, signal, sys
from pathlib import Path
import torch
from engine_kit import events
from studio.engine.models import Models
from studio.engine.events import Step
from studio.engine.journal import Journal

(request,) = Journal(Path(sys.argv[2])).unfinished()
models = Models(Path(sys.argv[1]), dtype=torch.float32)
for event in events(request, models, Path(sys.argv[2])):
    if isinstance(event, Step) and event.window == 2 and event.done % 4 == 2:
        os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system cannot kill -9")
def test_killed_in_the_middle_it_goes_on_to_the_same_bits(models, models_folder, tmp_path):
    request = ask(seconds=4.0, motion=(before(),))
    whole, done = run(request, models, tmp_path / "whole")
    Journal(tmp_path / "killed").add(request)
    path = os.pathsep.join((str(TREE), str(TREE / "tests")))
    dead = subprocess.run(
        [sys.executable, "-c", KILLED, models_folder, tmp_path / "killed"],
        env={**os.environ, "PYTHONPATH": path}, capture_output=True, text=True, check=False,
    )
    assert dead.returncode == -signal.SIGKILL, dead.stderr
    (left,) = Journal(tmp_path / "killed").unfinished()
    assert left == request
    stepped = [e for e in events(left, models, tmp_path / "killed") if isinstance(e, Step)]
    assert {step.window for step in stepped} == {2, 3}, "two windows were finished before"
    resumed, again = run(left, models, tmp_path / "killed")
    assert np.array_equal(whole, resumed)
    assert torch.equal(load_file(done.latents)["latents"], load_file(again.latents)["latents"])


def _window(folder: Path, number: int) -> Path:
    return folder / "a" / f"window-{number:03d}.safetensors"


@pytest.mark.parametrize("damage", ["truncated", "empty", "missing", "foreign"])
def test_a_damaged_window_is_made_again(models, tmp_path, damage):
    request = ask(seconds=2.0, steps=2)
    whole, _ = run(request, models, tmp_path)
    path = _window(tmp_path, 1)
    match damage:
        case "truncated":
            path.write_bytes(path.read_bytes()[:-100])
        case "empty":
            path.write_bytes(b"")
        case "missing":
            path.unlink()
        case "foreign":
            path.write_bytes(_window(tmp_path, 0).read_bytes())
    assert np.array_equal(run(request, models, tmp_path)[0], whole)


def test_latents_are_on_disk_before_their_frames_are_told(models, tmp_path):
    seen = 0
    for event in events(ask(seconds=2.0, steps=1), models, tmp_path):
        if isinstance(event, Frames):
            assert _window(tmp_path, seen).is_file()
            seen += 1
    assert seen == 2


def test_another_request_under_the_same_id_starts_afresh(models, tmp_path):
    request = ask(seconds=1.0, steps=2)
    run(request, models, tmp_path)
    changed = replace(request, prompts=(Prompt("a storm"),))
    frames, _ = run(changed, models, tmp_path)
    assert np.array_equal(frames, run(changed, models, tmp_path / "clean")[0])


def test_enough_is_remembered_through_a_crash(models, tmp_path):
    request, control = ask(seconds=4.0, steps=2), Control()
    frames = []
    for event in events(request, models, tmp_path, control=control):
        if isinstance(event, Frames):
            frames.append(event)
            if len(frames) == 2:
                control.enough()
    assert isinstance(event, Done)
    assert (event.frames, event.first, event.complete) == (24, 0, False)
    replay, done = run(request, models, tmp_path)
    assert len(replay) == 24
    assert not done.complete


def test_a_full_disk_is_a_sentence_and_keeps_what_was_made(models, tmp_path, monkeypatch):
    request = ask(seconds=2.0, steps=1)
    making = events(request, models, tmp_path)
    next(e for e in making if isinstance(e, Frames))

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StudioError) as caught:
        list(making)
    assert "disk is full" in caught.value.problem.what
    assert "Free some space" in caught.value.problem.next_step
    assert sorted(p.name for p in (tmp_path / "a").iterdir()) == ["request.json", "window-000.safetensors"]
    monkeypatch.undo()
    assert len(run(request, models, tmp_path)[0]) == 24


def test_requests_come_back_oldest_first_and_unreadable_ones_do_not(tmp_path):
    journal = Journal(tmp_path)
    for age, name in ((30, "b"), (20, "a"), (10, "../../escape")):
        journal.add(ask(name))
        written = max(tmp_path.glob("*/request.json"), key=lambda p: p.stat().st_ctime_ns)
        os.utime(written, (1e9 - age, 1e9 - age))
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "request.json").write_text("{")
    assert [r.id for r in journal.unfinished()] == ["b", "a", "../../escape"]
    assert not (tmp_path.parent.parent / "escape").exists()
    journal.forget("../../escape")
    journal.forget("never heard of")
    assert [r.id for r in journal.unfinished()] == ["b", "a"]
