"""The same over a real Ray cluster: one machine, two workers, the bundled model. Skipped where ray is not installed."""

from __future__ import annotations

import importlib.util
import os
import secrets
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from engine_kit import Patterns, ask
from safetensors.torch import load_file
from test_cluster import film, frames_of
from test_engine_thread import Heard
from test_keeping import BOARD

from studio import cli
from studio.engine.cluster import crew as joining
from studio.engine.cluster.crew import muster
from studio.engine.events import Cancelled, Done, Paused, Rewound, Step
from studio.engine.request import Still
from studio.engine.thread import Engine
from studio.problem import StudioError

# Not imported here: Ray reads its environment then, once.
pytestmark = pytest.mark.skipif(importlib.util.find_spec("ray") is None, reason="ray is not installed")

TREE = Path(__file__).parents[1]
MODELS = TREE / "resources" / "models"
PATIENCE = 600.0            # seconds, where many tests run side by side


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    """The address of a cluster with two processors."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(joining, "JOIN", PATIENCE)
        patch.setenv("RAY_AUTH_MODE", "token")
        patch.setenv("RAY_AUTH_TOKEN", secrets.token_hex(32))
        head = subprocess.Popen([sys.executable, Path(__file__).with_name("cluster_head.py")], text=True,
                                stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # fmt: skip
        try:
            address = head.stdout.readline().strip()
            assert address, "the cluster did not start"
            yield address
        finally:
            head.stdin.close()
            head.wait(60)


class Patient(Heard):
    patience = PATIENCE


class Crew:
    """The workers of the cluster, once the first request has brought them together."""

    def __init__(self, address: str, folder: Path) -> None:
        self.members: list = []
        self._address, self._folder = address, folder

    def __call__(self) -> list:
        self.members = list(muster(self._address, models=MODELS, shelf=self._folder, cpus=1))
        return self.members


def made(requests, folder: Path, heard: Heard, crew: Crew | None = None) -> Engine:
    engine = Engine(models=MODELS, journal=folder, on_event=heard, read=Patterns(), crew=crew)
    for request in requests:
        engine.submit(request)
    return engine


def test_a_film_is_the_same_though_a_worker_dies_half_way(cluster, tmp_path):
    heard, crew, killed = Patient(), Crew(cluster, tmp_path), []

    def act(event) -> None:
        if isinstance(event, Step) and event.request_id == "a" and event.window == 1 and not killed:
            killed.append(running(crew, "a"))
            os.kill(killed[0], signal.SIGKILL)

    heard.act = act
    engine = made(film(tmp_path / "crew"), tmp_path / "crew", heard, crew)
    try:
        heard.until(Done, "d")
        assert len(crew.members) == 2 and len(killed) == 1
        assert [s.window for s in heard.of(Step, "a")].count(0) == 4, "its first window was journalled here"
        alone = Patient()
        one = made(film(tmp_path / "alone"), tmp_path / "alone", alone)
        alone.until(Done, "d")
        one.close()
        for name in "abcd":
            assert np.array_equal(frames_of(heard, name), frames_of(alone, name)), name
            mine, other = (load_file(tmp_path / who / name / "take.latents") for who in ("crew", "alone"))
            assert torch.equal(mine["latents"], other["latents"]), name
        wishes_reach_the_worker(engine, heard, tmp_path)
    finally:
        engine.close()


def running(crew: Crew, name: str) -> int:
    """The process that makes a request."""
    return next(member.hello.pid for member in crew.members if member.making == name)


def wishes_reach_the_worker(engine: Engine, heard: Heard, tmp_path: Path) -> None:
    """What a person wishes is heard by the one that is left."""
    heard.act = lambda event: engine.cancel("e") if isinstance(event, Step) and event.done == 2 else None
    engine.submit(ask("e", seconds=4.0, steps=200))
    heard.until(Cancelled, "e")
    assert len(heard.of(Step, "e")) < 100

    back = []

    def act(event) -> None:
        if isinstance(event, Step) and event.request_id == "f" and event.window == 1 and not back:
            back.append(event)
            engine.back_to("f", 0, 77)
        elif isinstance(event, Rewound):
            engine.pause()

    heard.act = act
    asked = ask("f", seconds=2.0, steps=20, stills=(Still("s.png", 0.0),))
    engine.submit(asked)
    rewound = heard.until(Rewound, "f")
    heard.until(Paused, "f")
    heard.act = lambda event: None
    engine.resume()
    heard.until(Done, "f")
    assert rewound.request == replace(asked, turns=rewound.request.turns) and rewound.request.turns[0].seed == 77
    alone = Patient()
    one = made([replace(rewound.request, id="g")], tmp_path / "alone", alone)
    alone.until(Done, "g")
    one.close()
    assert np.array_equal(frames_of(heard, "f"), frames_of(alone, "g"))


def test_a_storyboard_on_the_command_line(cluster, capsys, tmp_path):
    board = tmp_path / "film.toml"
    board.write_text(BOARD)
    argv = ["storyboard", str(board), "--steps", "1", "--seed", "3", "--no-credentials"]
    assert cli.main([*argv, "-o", str(tmp_path / "a.mp4"), "--cluster", cluster, "--cluster-cpus", "1"]) == 0
    assert cli.main([*argv, "-o", str(tmp_path / "b.mp4")]) == 0
    assert (tmp_path / "a.mp4").read_bytes() == (tmp_path / "b.mp4").read_bytes()


def test_another_version_of_ray_is_named(cluster, monkeypatch, tmp_path):
    import ray

    monkeypatch.setattr(ray, "__version__", "1.0.0")
    with pytest.raises(StudioError) as told:
        muster(cluster, models=MODELS, shelf=tmp_path)
    assert "version" in told.value.problem.what and "2." in told.value.problem.next_step
