"""Every family of open-weights models, every verb it claims: real pipelines, random weights, no network."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from engine_kit import Patterns, after, before
from open_weights_kit import SIZES, ask, events, run

from studio.engine.backends.capability import FAMILIES, VERBS
from studio.engine.backends.open_weights import OpenWeights
from studio.engine.control import Control
from studio.engine.events import Cancelled, Done, Failed, Frames, Loading, Paused, Preview, Rewound, Sound, Step
from studio.engine.journal import Journal
from studio.engine.request import CastReference, Motion, Prompt, Still
from studio.problem import StudioError

pytest_plugins = ("open_weights_fixtures",)
pytestmark = pytest.mark.usefixtures("no_network")

KINDS = tuple(FAMILIES.values())


class Masked(Patterns):
    """Patterns, and a mask whose left half is to be made anew."""

    def picture(self, path: str, at: float, width: int, height: int) -> np.ndarray:
        if path != "mask.png":
            return super().picture(path, at, width, height)
        mask = np.zeros((height, width, 3), np.uint8)
        mask[:, : width // 2] = 255
        return mask


def still(frame: int, kind, **changes) -> Still:
    return Still(f"still{frame}.png", frame / kind.rate, **changes)


def request_for(kind, verb: str):
    """A request that needs this ability of the model."""
    frames = 18 if not kind.chunk else 40
    seconds = frames / kind.rate
    match verb:
        case "first":
            more = {"stills": (still(0, kind),)}
        case "last":
            more = {"stills": (still(frames - 1, kind),)}
        case "keyframes":
            more = {"stills": (still(3, kind), still(10, kind))}
        case "prefix":
            more = {"motion": (before(),)}
        case "suffix":
            more = {"motion": (after(time=seconds),)}
        case "gap":
            more = {"motion": (before(), after(time=seconds))}
        case "remix":
            more = {"remix": Motion("film.mp4", 0.0, seconds, 0.0), "remix_strength": 0.5}
        case "mask":
            more = {"remix": Motion("film.mp4", 0.0, seconds, 0.0), "mask": "mask.png"}
        case "references":
            more = {"cast": (CastReference("anna.png"), CastReference("bob.png"))}
        case "prompts":
            more = {"prompts": (Prompt("a red fox"), Prompt("a blue car", seconds / 2))}
        case "picture":
            more, frames = {"picture": True}, 1
        case _:
            more = {}
    return ask(kind.family, frames=frames, **more)


CLAIMS = [(kind.family, verb) for kind in KINDS
          for verb in ("text", "first", "last", "keyframes", "prefix", "suffix", "gap", "remix", "mask", "references",
                       "prompts", "picture") if getattr(kind, verb, True)]  # fmt: skip
REFUSALS = [(kind.family, verb) for kind in KINDS for verb in ("last", "suffix", "gap", "remix", "mask", "picture")
            if not getattr(kind, verb)]  # fmt: skip


@pytest.mark.parametrize(("family", "verb"), CLAIMS)
def test_each_family_does_what_it_claims(family, verb, backend, tmp_path):
    kind = FAMILIES[family]
    request = request_for(kind, verb)
    read = Masked()
    frames, done = run(request, backend(family), tmp_path, read)
    width, height = SIZES[family]
    assert frames.shape == (request.frames, height, width, 3)
    assert (done.frames, done.latents) == (request.frames, "")
    for given in request.stills:
        own = read.picture(given.path, 0.0, width, height)
        assert np.array_equal(frames[round(given.time * kind.rate)], own), "the person's own picture, to the bit"
    if verb == "mask":
        kept = read.picture("mask.png", 0.0, width, height).mean(-1) < 128
        film = read.video("film.mp4", 0.0, request.seconds, kind.rate, width, height)
        assert kept.any()
        assert not kept.all()
        assert np.array_equal(frames[:, kept], film[:, kept])
        assert not np.array_equal(frames[:, ~kept], film[:, ~kept])


@pytest.mark.parametrize(("family", "verb"), REFUSALS)
def test_what_a_model_cannot_do_is_refused_before_anything_is_loaded(family, verb, backend, tmp_path):
    host = OpenWeights(backend(family)._shelf)
    with pytest.raises(StudioError, match=VERBS[verb]):
        list(events(request_for(FAMILIES[family], verb), host, tmp_path, Patterns()))
    assert host._family is None


@pytest.mark.parametrize("family", [kind.family for kind in KINDS if kind.prefix and not kind.chunk])
def test_known_frames_inside_the_canvas_come_back_to_the_bit(family, backend, tmp_path):
    """A stretch kept on either side of what is made again."""
    kind = FAMILIES[family]
    seconds = 25 / kind.rate
    kept = (Motion("a.mp4", 0.0, 9 / kind.rate, 0.0), Motion("b.mp4", 0.0, 6 / kind.rate, 19 / kind.rate))
    request = ask(family, frames=25, motion=kept)
    frames, _ = run(request, backend(family), tmp_path, Patterns())
    width, height = SIZES[family]
    assert request.seconds == seconds
    assert np.array_equal(frames[:9], Patterns().video("a.mp4", 0.0, 9 / kind.rate, kind.rate, width, height))
    assert np.array_equal(frames[19:], Patterns().video("b.mp4", 0.0, 6 / kind.rate, kind.rate, width, height))


@pytest.mark.parametrize("family", ["ltx", "vace"])
@pytest.mark.parametrize("way", ["on", "back", "between"])
def test_a_take_longer_than_one_sampling_is_made_in_windows(family, way, backend, tmp_path, monkeypatch):
    import dataclasses

    kind = dataclasses.replace(FAMILIES[family], window=41, context=9)
    monkeypatch.setitem(FAMILIES, family, kind)
    frames = 60
    motion = {"on": (before(),), "back": (after(time=frames / kind.rate),),
              "between": (before(), after(time=frames / kind.rate))}[way]  # fmt: skip
    shown, _ = run(ask(family, frames=frames, motion=motion, steps=2), backend(family), tmp_path, Patterns())
    assert len(shown) == frames


def test_the_journal_gives_the_same_take_back_without_sampling(backend, tmp_path):
    request = request_for(FAMILIES["helios"], "prompts")
    first, _ = run(request, backend("helios"), tmp_path, Patterns())
    heard = list(events(request, backend("helios"), tmp_path, Patterns()))
    again = np.concatenate([e.pictures for e in heard if isinstance(e, Frames)])
    assert np.array_equal(first, again)
    assert not [e for e in heard if isinstance(e, Step)]
    assert Journal(tmp_path).finished(request.id)


def test_a_take_goes_on_after_a_crash_to_the_same_frames(backend, tmp_path):
    """What the second chunk starts from, its noise included, comes from the journal of the first."""
    request = ask("helios", frames=90)
    whole, _ = run(request, backend("helios"), tmp_path / "whole", Patterns())

    class Crash(Exception):
        pass

    def crash(event):
        if isinstance(event, Step) and event.window == 1:
            raise Crash

    with pytest.raises(Crash):
        list(events(request, backend("helios"), tmp_path / "torn", Patterns(), on_event=crash))
    heard = list(events(request, backend("helios"), tmp_path / "torn", Patterns()))
    assert {e.window for e in heard if isinstance(e, Step)} == {1, 2}
    assert np.array_equal(whole, np.concatenate([e.pictures for e in heard if isinstance(e, Frames)]))


def test_steps_previews_and_sound_are_told_on_the_way(backend, tmp_path):
    heard = list(events(ask("ltx2", frames=25, steps=8), backend("ltx2"), tmp_path, Patterns()))
    steps = [e.done for e in heard if isinstance(e, Step)]
    assert steps == list(range(1, 9))
    previews = [e for e in heard if isinstance(e, Preview)]
    assert previews
    assert all(e.picture.dtype == np.uint8 and e.picture.shape[2] == 3 and 0 <= e.frame < 25 for e in previews)
    sound = next(e for e in heard if isinstance(e, Sound))
    assert sound.samples.shape == (round(25 / 24 * sound.rate), 2)
    assert sound.samples.dtype == np.float32
    assert isinstance(heard[-1], Done)


def test_wan_frames_arrive_one_latent_frame_at_a_time(backend, tmp_path):
    heard = list(events(ask("vace", frames=17), backend("vace"), tmp_path, Patterns()))
    assert [len(e.pictures) for e in heard if isinstance(e, Frames)] == [1, 4, 4, 4, 4]


@pytest.mark.parametrize("family", list(FAMILIES))
def test_cancel_ends_within_one_block_and_the_model_goes_on(family, backend, tmp_path):
    """The wish comes between two blocks: not one more block is computed."""
    host = backend(family)
    run(ask(family, frames=33), host, tmp_path / "first", Patterns())
    pipe, control, seen = host._family.pipe, Control(), []
    blocks = getattr(pipe.transformer, "transformer_blocks", None) or pipe.transformer.blocks

    def count(*_):
        seen.append(1)
        if len(seen) == 3:
            control.cancel()

    handles = [block.register_forward_hook(count) for block in blocks]
    try:
        from studio.engine.control import CancelledByUser

        with pytest.raises(CancelledByUser):
            list(events(ask(family, "b", frames=33, steps=50), host, tmp_path / "second", Patterns(), control=control))
    finally:
        for handle in handles:
            handle.remove()
    assert len(seen) == 3
    assert host._family.pipe is pipe
    run(ask(family, "c", frames=33), host, tmp_path / "third", Patterns())


def test_enough_keeps_finished_windows_and_pause_holds_between_steps(backend, tmp_path):
    control = Control()

    def wish(event):
        if isinstance(event, Step) and event.done == 1:
            control.pause()
        elif isinstance(event, Paused):
            control.resume()
        elif isinstance(event, Step) and event.window == 1:
            control.enough()

    heard = list(events(ask("helios", frames=90), backend("helios"), tmp_path, Patterns(), control=control,
                        on_event=wish))  # fmt: skip
    done = heard[-1]
    assert [type(e) for e in heard].count(Paused) == 1
    assert (done.first, done.frames, done.complete) == (0, 33, False)


def test_going_back_unmakes_windows_and_makes_them_from_other_noise(backend, tmp_path):
    control, wished = Control(), []

    def wish(event):
        if isinstance(event, Step) and event.window == 2 and not wished:
            wished.append(1)
            control.back_to(1, 99)

    heard = list(events(ask("helios", frames=90), backend("helios"), tmp_path, Patterns(), control=control,
                        on_event=wish))  # fmt: skip
    told = next(e for e in heard if isinstance(e, Rewound))
    assert told.spans == ((33, 66),)
    assert told.request.seed_of(1) == 99
    at = heard.index(told)
    second = [np.concatenate([e.pictures for e in part if isinstance(e, Frames) and 33 <= e.first < 66])
              for part in (heard[:at], heard[at:])]  # fmt: skip
    assert second[0].shape == second[1].shape
    assert not np.array_equal(*second)


def test_out_of_memory_takes_the_next_plan_and_says_so(shelf, tmp_path, monkeypatch):
    import torch

    from studio.engine.backends import open_weights
    from studio.engine.backends.devices import Device, Plan

    plans = (Plan("resident", 1, 1), Plan("group", 1, 1))
    monkeypatch.setattr(open_weights, "plans", lambda *_, **__: plans)
    host = OpenWeights(shelf("ltx"), device=Device("cpu", "the processor", 2**34, 2**34))
    failed = []

    def wish(event):
        if isinstance(event, Step) and not failed:
            failed.append(host.plan.fit)
            raise torch.OutOfMemoryError("CUDA out of memory")

    request = ask("ltx", frames=17)
    heard = list(events(request, host, tmp_path / "a", Patterns(), on_event=wish))
    assert failed == ["resident"]
    assert host.plan.fit == "group"
    assert any("not enough memory" in e.what for e in heard if isinstance(e, Loading))
    shown = np.concatenate([e.pictures for e in heard if isinstance(e, Frames)])
    host.release()
    assert np.array_equal(shown, run(request, OpenWeights(shelf("ltx")), tmp_path / "b", Patterns())[0])

    monkeypatch.setattr(open_weights, "plans", lambda *_, **__: plans[:1])

    def never(event):
        if isinstance(event, Step):
            raise torch.OutOfMemoryError("CUDA out of memory")

    with pytest.raises(StudioError, match="not enough memory"):
        list(events(request, OpenWeights(shelf("ltx")), tmp_path / "c", Patterns(), on_event=never))


def test_the_engine_runs_both_kinds_and_refuses_what_is_not_there(models_folder, shelf, tmp_path):
    import queue

    import engine_kit

    from studio.engine.thread import Engine

    heard: queue.SimpleQueue = queue.SimpleQueue()
    where = shelf("vace")
    engine = Engine(models=models_folder, journal=tmp_path / "j", on_event=heard.put, read=Patterns(),
                    shelf=where.folder)  # fmt: skip
    try:
        with pytest.raises(StudioError, match="not installed"):
            engine.submit(ask("ltx2", model="nowhere"))
        with pytest.raises(StudioError, match="change a film"):
            engine.submit(request_for(FAMILIES["vace"], "remix"))
        engine.submit(ask("vace", "a", frames=5, steps=1))
        engine.submit(engine_kit.ask("b", seconds=0.3, steps=1))
        engine.submit(ask("vace", "c", frames=5, steps=1))
        ended = []
        while len(ended) < 3:
            event = heard.get(timeout=120)
            if isinstance(event, Done | Failed | Cancelled):
                ended.append(event)
        assert [(type(e), e.request_id) for e in ended] == [(Done, "a"), (Done, "b"), (Done, "c")], ended
    finally:
        engine.close()
    assert Path(tmp_path / "j").is_dir()


def test_soft_stills_of_later_windows_are_not_forgotten():
    from studio.engine.backends.frames_known import KnownFrames

    kind = FAMILIES["ltx"]
    request = ask("ltx", frames=200, stills=(still(150, kind, strength=0.5), still(10, kind)))
    known = KnownFrames.read(request, kind, Patterns())
    assert known.given == {10}
    known.remember(0, np.zeros((60, 32, 32, 3), np.uint8))
    known.forget(kept=set(range(50, 70)))
    assert set(known.frames) == {10, 150, *range(50, 60)}
    known.unmake(range(60))
    assert set(known.frames) == {10, 150}
