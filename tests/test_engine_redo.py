"""Going back: windows of a running take made again, a stretch of a finished one made anew, the rest untouched."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from engine_kit import Patterns, after, ask, before, events, run
from safetensors.torch import load_file

from studio.engine.control import Control
from studio.engine.events import Done, Frames, Paused, Rewound, Step
from studio.engine.journal import Journal
from studio.engine.plan import make_plan
from studio.engine.request import CastReference, GenerateRequest, Redo, Turn
from studio.problem import StudioError

pytest_plugins = ("engine_fixtures",)


def _gone_back(request, models, folder, *, at: int, to: int, control: Control | None = None):
    """Frames in their places after going back to window `to` when `at` windows had come, and all that was told."""
    control, heard, frames, seen = control or Control(), [], {}, 0
    for event in events(request, models, folder, control=control):
        heard.append(event)
        if isinstance(event, Frames):
            frames.update(enumerate(event.pictures, event.first))
            seen += 1
            if seen == at:
                control.back_to(to, 99)
        elif isinstance(event, Rewound):
            for start, stop in event.spans:
                for number in range(start, stop):
                    del frames[number]
    return np.stack([frames[n] for n in range(request.frames)]), heard


def test_going_back_makes_the_windows_from_there_on_again_and_keeps_the_others(models, tmp_path):
    request = ask(seconds=4.0, steps=2)
    plain, _ = run(request, models, tmp_path / "plain")
    frames, heard = _gone_back(request, models, tmp_path / "back", at=3, to=1)
    (told,) = [e for e in heard if isinstance(e, Rewound)]
    assert told.request == replace(request, turns=(Turn(1, 99),)) and told.spans == ((8, 24), (24, 40))
    assert np.array_equal(frames[:8], plain[:8]) and not np.array_equal(frames[8:24], plain[8:24])
    again, _ = run(told.request, models, tmp_path / "again")
    assert np.array_equal(again, frames), "the request that is told of makes the same film"
    (left,) = Journal(tmp_path / "back").unfinished()
    assert left == told.request
    replayed, _ = run(left, models, tmp_path / "back")
    assert np.array_equal(replayed, frames)


def test_the_window_in_flight_can_be_begun_again_even_while_it_is_held(models, tmp_path):
    request, control = ask(seconds=2.0, steps=4), Control()
    heard = []
    for event in events(request, models, tmp_path, control=control):
        heard.append(event)
        if isinstance(event, Step) and sum(isinstance(e, Step) for e in heard) == 2:
            control.pause()
            control.back_to(5, 99)
        elif isinstance(event, Paused):
            control.resume()
    (told,) = [e for e in heard if isinstance(e, Rewound)]
    assert told.spans == () and told.request.turns == (Turn(0, 99),) and isinstance(heard[-1], Done)


def test_later_turns_win_over_earlier_ones():
    request = replace(ask(seed=1), turns=(Turn(3, 30), Turn(1, 10), Turn(2, 20)))
    assert [request.seed_of(n) for n in range(5)] == [1, 10, 20, 20, 20]
    assert GenerateRequest.from_json(request.to_json()) == request


@pytest.mark.parametrize(("start", "stop"), [(0.0, 1.0), (1.4, 2.0), (3.0, 4.0), (0.0, 4.0)])
@pytest.mark.parametrize("around", [(), "before", "after", "both"])
def test_a_stretch_is_covered_once_and_meets_both_its_sides(start, stop, around):
    motion = {(): (), "before": (before(),), "after": (after(time=4.0),), "both": (before(), after(time=4.0))}[around]
    plan = make_plan(ask(seconds=4.0, motion=motion, redo=Redo("t.latents", start, stop)))
    covered = sorted(g for window in plan.windows for g in window.groups)
    assert covered == list(range(12))
    fresh = {g for window in plan.windows if not window.kept for g in window.groups}
    assert fresh == set(range(int(start * 3 + 0.01), -int(-(stop * 3 - 0.01) // 1)))
    known = {(frame.source, frame.index) for w in plan.windows if not w.kept for frame in w.memory}
    for edge in (min(fresh) - 1, max(fresh) + 1):
        assert not 0 <= edge < 12 or ("made", edge) in known
    done: set[int] = set()
    for window in plan.windows:
        assert all(frame.index in done for frame in window.memory if frame.source == "made")
        done |= set(window.groups)


def test_only_the_stretch_of_a_finished_take_is_made_anew(models, tmp_path):
    request = ask(seconds=4.0, steps=2)
    old, done = run(request, models, tmp_path / "old")
    changed = replace(request, id="b", seed=5, redo=Redo(done.latents, 1.0, 2.0))
    new, done = run(changed, models, tmp_path / "new")
    assert np.array_equal(new[:12], old[:12]) and np.array_equal(new[24:], old[24:])
    assert not np.array_equal(new[12:24], old[12:24])
    assert done.complete and load_file(done.latents)["latents"].shape[0] == 12
    assert len(list((tmp_path / "new" / "b").glob("window-*"))) == 1, "what is kept is not written twice"


def test_a_take_made_backwards_can_be_redone_too(models, tmp_path):
    request = ask(seconds=1.5, steps=1, motion=(after(time=1.5),))
    old, done = run(request, models, tmp_path / "old")
    new, _ = run(replace(request, seed=3, redo=Redo(done.latents, 0.0, 0.5)), models, tmp_path / "new")
    assert not np.array_equal(new[:4], old[:4]) and np.array_equal(new[-8:], old[-8:])


def test_a_take_that_was_stopped_early_is_not_redone(models, tmp_path):
    _, done = run(ask(seconds=1.0, steps=1), models, tmp_path / "old")
    with pytest.raises(StudioError, match="not whole"):
        run(ask("b", seconds=4.0, steps=1, redo=Redo(done.latents, 0.0, 0.5)), models, tmp_path / "new")
    with pytest.raises(StudioError, match="outside the take"):
        from studio.engine.request import check

        check(ask(redo=Redo(done.latents, 1.0, 0.5)))


class Counted(Patterns):
    """Counts the pictures that are read."""

    read = 0

    def picture(self, path: str, at: float, width: int, height: int) -> np.ndarray:
        self.read += 1
        return super().picture(path, at, width, height)


def test_the_same_reference_is_encoded_once_and_a_made_one_never(quick_models, tmp_path):
    from studio.engine.memory import recall

    models = quick_models
    models.load()
    cast = CastReference("anna.png", name="anna")
    read = Counted()
    for name in ("a", "b", "c"):
        request = ask(name, cast=(cast,))
        known = recall(request, [f for w in make_plan(request).windows for f in w.memory], models, read)
    assert read.read == 1 and len(known) == 1
    _, done = run(ask("p", picture=True, seconds=1 / 12, steps=2), models, tmp_path)
    request = ask("d", cast=(CastReference(done.latents, name="anna"),))
    known = recall(request, [f for w in make_plan(request).windows for f in w.memory], models, read)
    assert np.array_equal(next(iter(known.values())), load_file(done.latents)["latents"][0].float())


def test_a_frame_of_an_earlier_take_is_a_reference(models, tmp_path):
    _, done = run(ask("old", seconds=2.0, steps=1), models, tmp_path / "old")
    base = ask("new", seconds=0.6, steps=2)
    shown = replace(base, cast=(CastReference(done.latents, at=1.0, name="anna"),))
    plain, _ = run(base, models, tmp_path / "a")
    assert np.abs(plain.astype(int) - run(shown, models, tmp_path / "b")[0]).mean() > 0.05


def test_the_order_of_what_waits_survives_a_crash(tmp_path):
    journal = Journal(tmp_path)
    for name in "abc":
        journal.add(ask(name))
    journal.keep_order(["c", "a"])
    assert [r.id for r in journal.unfinished()] == ["b", "c", "a"]
    assert not journal.finished("a")
    (tmp_path / "a" / "take.latents").touch()
    assert journal.finished("a")
