"""The sampler thread: the queue, and how a person stops, holds and shortens what runs. Speed plays no part here."""

from __future__ import annotations

import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from engine_kit import Patterns, after, ask, run

from studio.engine.events import Cancelled, Done, Event, Failed, Frames, Loading, Paused, Queued, Rewound, Step
from studio.engine.journal import Journal
from studio.engine.request import Still
from studio.engine.thread import Engine
from studio.problem import StudioError

pytest_plugins = ("engine_fixtures",)

TREE = Path(__file__).parents[1]


class Heard:
    """Everything an engine says. `act` runs inside the engine's call, so what it does is done between two steps."""

    patience = 60.0

    def __init__(self) -> None:
        self.all: list[Event] = []
        self._new: queue.SimpleQueue[Event] = queue.SimpleQueue()
        self.act: Callable[[Event], None] = lambda event: None

    def __call__(self, event: Event) -> None:
        self.all.append(event)
        self.act(event)
        self._new.put(event)

    def until(self, kind: type, request_id: str = "") -> Event:
        while True:
            event = self._new.get(timeout=self.patience)
            if isinstance(event, kind) and request_id in ("", event.request_id):
                return event

    def of(self, kind: type, request_id: str = "a") -> list:
        return [e for e in self.all if isinstance(e, kind) and e.request_id == request_id]


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def engine(heard: Heard, models_folder: Path, tmp_path: Path) -> Iterator[Engine]:
    made = Engine(models=models_folder, journal=tmp_path / "journal", on_event=heard, read=Patterns())
    yield made
    made.close()


def test_the_surface_costs_nothing_at_import():
    code = "import sys, studio.engine.thread, studio.engine.plan, studio.engine.schedule; " \
           "sys.exit(' '.join({'torch', 'numpy', 'safetensors'} & set(sys.modules)) or 0)"
    found = subprocess.run([sys.executable, "-c", code], cwd=TREE, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stderr


def test_a_request_runs_to_its_take_on_a_thread_of_its_own(engine, heard):
    threads = set()
    heard.act = lambda event: threads.add(threading.current_thread().name)
    engine.submit(ask(seconds=1.0))
    done = heard.until(Done)
    assert [type(e) for e in heard.all[:2]] == [Queued, Loading]
    assert heard.all[0].position == 0
    assert len({id(e) for e in heard.of(Step)}) == 8
    assert threads == {threading.current_thread().name, "sampler"}
    assert done.wall_seconds >= done.first_frame_seconds > 0
    frames = np.concatenate([e.pictures for e in heard.of(Frames)])
    assert frames.shape == (12, 64, 64, 3)
    assert Path(done.latents).is_file()
    assert [r.id for r in engine.unfinished()] == ["a"], "kept until the take is stored"
    engine.forget("a")
    assert engine.unfinished() == ()
    assert not Path(done.latents).exists()


def test_cancel_is_heard_at_the_next_step_and_nothing_is_kept(engine, heard):
    heard.act = lambda event: engine.cancel("a") if isinstance(event, Step) and event.done == 3 else None
    engine.submit(ask(seconds=4.0, steps=50))
    heard.until(Cancelled)
    assert [s.done for s in heard.of(Step)] == [1, 2, 3]
    assert engine.unfinished() == ()
    heard.act = lambda event: None
    engine.submit(ask("b", seconds=0.3, steps=1))
    heard.until(Done, "b")


def test_pause_holds_between_two_steps_and_the_take_is_the_same(engine, heard, quick_models, tmp_path):
    request = ask(seconds=1.0)
    heard.act = lambda event: engine.pause() if isinstance(event, Step) and event.done == 2 else None
    engine.submit(request)
    heard.until(Paused)
    assert len(heard.of(Step)) == 2
    heard.act = lambda event: None
    engine.submit(ask("b", seconds=0.3, steps=1))
    engine.resume()
    heard.until(Done, "a")
    heard.until(Done, "b")
    frames = np.concatenate([e.pictures for e in heard.of(Frames)])
    assert np.array_equal(frames, run(request, quick_models, tmp_path / "alone")[0])


def test_a_paused_queue_starts_nothing_and_can_be_cancelled(engine, heard):
    engine.pause()
    for name in "abc":
        engine.submit(ask(name, seconds=0.3, steps=1))
    engine.reorder(["c", "a"])
    engine.cancel("b")
    heard.until(Cancelled, "b")
    assert not any(isinstance(e, Loading) for e in heard.all)
    engine.resume()
    heard.until(Done, "a")
    assert [e.request_id for e in heard.all if isinstance(e, Done)] == ["c", "a"]


def test_cancel_ends_a_pause(engine, heard):
    heard.act = lambda event: engine.pause() if isinstance(event, Step) and event.done == 1 else None
    engine.submit(ask(seconds=4.0))
    heard.until(Paused)
    engine.cancel("a")
    heard.until(Cancelled)


def test_enough_keeps_the_finished_windows(engine, heard):
    heard.act = lambda event: engine.enough("a") if isinstance(event, Step) and event.window == 2 else None
    engine.submit(ask(seconds=4.0))
    done = heard.until(Done)
    assert (done.frames, done.first, done.complete) == (24, 0, False)
    assert sum(len(e.pictures) for e in heard.of(Frames)) == 24


def test_enough_before_anything_is_there_finishes_the_first_window(engine, heard):
    heard.act = lambda event: engine.enough("a") if isinstance(event, Queued) else None
    engine.submit(ask(seconds=4.0))
    engine.enough("a")
    done = heard.until(Done)
    assert (done.frames, done.complete) == (8, False)


def test_enough_of_a_take_made_backwards_keeps_its_end_and_says_where_it_starts(engine, heard):
    heard.act = lambda event: engine.enough("a") if isinstance(event, Frames) else None
    engine.submit(ask(seconds=33 / 12, motion=(after(time=33 / 12),)))
    done = heard.until(Done)
    assert (done.first, done.frames, done.complete) == (25, 8, False)
    assert heard.of(Frames)[0].first == 25


def test_closing_leaves_what_ran_and_waited_for_the_next_start(engine, heard, models_folder, quick_models, tmp_path):
    request = ask(seconds=2.0)
    stopped = threading.Event()

    def closing(event: Event) -> None:
        if isinstance(event, Step) and event.window == 1 and not stopped.is_set():
            stopped.set()
            threading.Thread(target=engine.close).start()
            while not engine._closed:
                pass

    heard.act = closing
    engine.submit(request)
    engine.submit(ask("b", seconds=0.3, steps=1))
    assert stopped.wait(60)
    engine.close()
    assert not heard.of(Done)
    again = Heard()
    second = Engine(models=models_folder, journal=tmp_path / "journal", on_event=again, read=Patterns())
    try:
        assert {r.id for r in second.unfinished()} == {"a", "b"}
        for left in second.unfinished():
            second.submit(left)
        assert second.unfinished() == ()
        again.until(Done, "a")
        assert {s.window for s in again.of(Step)} == {1}
        frames = np.concatenate([e.pictures for e in again.of(Frames)])
        assert np.array_equal(frames, run(request, quick_models, tmp_path / "alone")[0])
    finally:
        second.close()


def test_what_cannot_run_is_refused_at_once(engine, heard):
    with pytest.raises(StudioError, match="length"):
        engine.submit(ask(seconds=0))
    engine.pause()
    engine.submit(ask())
    with pytest.raises(StudioError, match="already"):
        engine.submit(ask())
    engine.close()
    with pytest.raises(StudioError, match="closing"):
        engine.submit(ask("b"))


class Broken(Patterns):
    def __init__(self, error: Exception) -> None:
        self.error = error

    def picture(self, *_: object) -> np.ndarray:
        raise self.error


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (StudioError("“s.png” is missing."), "“s.png” is missing."),
        (MemoryError(), "not enough memory"),
        (RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to"), "not enough memory"),
        (ZeroDivisionError(), "ZeroDivisionError"),
    ],
)
def test_trouble_becomes_a_problem_and_the_queue_goes_on(models_folder, heard, tmp_path, caplog, error, words):
    engine = Engine(models=models_folder, journal=tmp_path, on_event=heard, read=Broken(error))
    try:
        engine.submit(ask(stills=(Still("s.png", 0.0),)))
        failed = heard.until(Failed)
        assert words in failed.problem.what
        assert failed.problem.kept
        assert sum(record.exc_info is not None for record in caplog.records) == 1
        assert engine.unfinished() == ()
        engine.submit(ask("b", seconds=0.3, steps=1))
        heard.until(Done, "b")
    finally:
        engine.close()


def test_missing_weights_are_a_problem(heard, tmp_path):
    engine = Engine(models=tmp_path / "none", journal=tmp_path / "journal", on_event=heard, read=Patterns())
    try:
        engine.submit(ask())
        assert "missing" in heard.until(Failed).problem.what
    finally:
        engine.close()


def test_an_engine_that_never_ran_closes(tmp_path):
    Engine(models=tmp_path, journal=tmp_path / "j", on_event=print, read=Patterns()).close()
    assert not (tmp_path / "j").exists()


def test_a_running_request_goes_back_and_what_waits_keeps_its_order_through_a_crash(engine, heard, tmp_path):
    def act(event: Event) -> None:
        if isinstance(event, Frames) and event.first == 8 and not heard.of(Rewound):
            engine.back_to("a", 0, 99)
            engine.submit(ask("b"))
            engine.submit(ask("c"))
            engine.reorder(["c", "b"])
            engine.back_to("b", 0, 99)

    heard.act = act
    engine.submit(ask(seconds=4.0, steps=2))
    told = heard.until(Rewound)
    assert told.spans == ((0, 8), (8, 24)) and told.request.turns[0].seed == 99
    engine.pause()
    engine.resume()
    heard.until(Done, "a")
    assert [e.request_id for e in heard.all if isinstance(e, Rewound)] == ["a"]
    assert engine.finished("a")
    engine.close()
    names = [request.id for request in Journal(tmp_path / "journal").unfinished()]
    assert names.index("c") < names.index("b")
