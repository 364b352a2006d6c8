"""A wish to stop, at every place of a take: not one block more is computed, and the same loaded model goes on."""

from __future__ import annotations

import queue
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import groupby
from typing import Any

import numpy as np
import pytest
from engine_kit import Patterns
from open_weights_kit import ask, events, run

from studio.engine.backends.capability import FAMILIES
from studio.engine.backends.devices import Device, Plan
from studio.engine.backends.open_weights import OpenWeights
from studio.engine.control import CancelledByUser, Control
from studio.engine.events import Cancelled, Done, Failed, Frames, Loading, Step
from studio.engine.request import Prompt, Still
from studio.engine.thread import Engine

pytest_plugins = ("open_weights_fixtures",)
pytestmark = pytest.mark.usefixtures("no_network")

# The phases of a take, and what computes in them. What is known is read by the autoencoder's encoder.
PHASES = {
    "text": ("text_encoder.", "connectors."), "known": ("vae.encoder.",), "steps": ("transformer.",),
    "decoding": ("vae.decoder.",), "sound": ("audio_vae.decoder.", "vocoder."),
}  # fmt: skip


def layers(pipe: Any) -> Iterator[tuple[str, Any]]:
    """Everything that computes, by its whole name."""
    from torch.nn import Module

    for part, network in pipe.components.items():
        if isinstance(network, Module):
            yield from ((f"{part}.{name}", module) for name, module in network.named_modules()
                        if not next(module.children(), None))  # fmt: skip


@contextmanager
def watched(pipe: Any, after: Callable[[str], None]) -> Iterator[None]:
    """`after(layer)` is called when a layer has computed."""
    handles = [module.register_forward_hook(lambda *_, name=name: after(name)) for name, module in layers(pipe)]
    try:
        yield
    finally:
        for handle in handles:
            handle.remove()


def block(layer: str) -> str:
    """The block of a network a layer is in; the layer itself where it is in none."""
    found = re.match(r".*?\.\d+\b", layer)
    return found[0] if found else layer


def largest_block(seen: list[str]) -> int:
    return max(len(list(group)) for _, group in groupby(seen, block))


def hooks(pipe: Any) -> int:
    return sum(len(module._forward_pre_hooks) for part in pipe.components.values() if hasattr(part, "modules")
               for module in part.modules())  # fmt: skip


def wanted(family: str, name: str, words: str = "a red fox") -> Any:
    """A take that passes through every phase: it begins with a picture."""
    frames = FAMILIES[family].chunk or 9
    return ask(family, name, frames=frames, steps=3, prompts=(Prompt(words),), stills=(Still("a.png", 0.0),))


def torn(request: Any, host: OpenWeights, folder: Any, *, at: int) -> list[str]:
    """The layers that computed when the wish to stop came right after number `at` of them."""
    control, seen = Control(), []

    def after(name: str) -> None:
        seen.append(name)
        if len(seen) == at + 1:
            control.cancel()

    with watched(host._family.pipe, after), pytest.raises(CancelledByUser):
        list(events(request, host, folder, Patterns(), control=control))
    return seen


@pytest.mark.parametrize("family", FAMILIES)
def test_not_one_block_more_wherever_the_wish_comes(family, backend, tmp_path):
    host, whole = backend(family), []
    host.open(wanted(family, "open"))
    pipe, standing = host._family.pipe, hooks(host._family.pipe)
    with watched(pipe, whole.append):
        before, _ = run(wanted(family, "first"), host, tmp_path / "first", Patterns())
    most = largest_block(whole)
    for phase, parts in PHASES.items():
        inside = [i for i, name in enumerate(whole) if name.startswith(parts)]
        assert bool(inside) == (phase != "sound" or FAMILIES[family].audio), phase
        for at in sorted({inside[0], inside[len(inside) // 2], inside[-1]}) if inside else ():
            name = f"{phase}{at}"
            seen = torn(wanted(family, name, f"never read: {name}"), host, tmp_path / name, at=at)
            more = seen[at + 1:]
            assert seen == whole[:len(seen)], "the wish came where it was meant to"
            assert {block(layer) for layer in more if block(layer) != layer} <= {block(seen[at])}, (seen[at], more)
            assert len(more) < most, (seen[at], more)
            assert host._family.pipe is pipe and hooks(pipe) == standing
    again, _ = run(wanted(family, "last"), host, tmp_path / "last", Patterns())
    assert host._family.pipe is pipe
    assert np.array_equal(before, again), "the next take is the very one it would have been"


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("told", [Loading, Step, Frames])
def test_nothing_is_computed_after_a_wish_between_two_phases(family, told, backend, tmp_path):
    """While weights are read, after a step, after frames were handed on."""
    host, control, seen = backend(family), Control(), []
    host.open(wanted(family, "open"))

    def wish(event: object) -> None:
        if isinstance(event, told) and not control._cancelled:
            control.cancel()
            seen.clear()

    request = ask(family, frames=100, steps=3, seed=7)      # more than one piece, window or chunk
    with watched(host._family.pipe, seen.append), pytest.raises(CancelledByUser):
        list(events(request, host, tmp_path, Patterns(), control=control, on_event=wish))
    assert control._cancelled and seen == []


def test_a_model_whose_layers_come_and_go_is_left_in_order_too(shelf, tmp_path, monkeypatch):
    from studio.engine.backends import open_weights

    monkeypatch.setattr(open_weights, "plans", lambda *_, **__: (Plan("group", 1, 1),))
    host = OpenWeights(shelf("ltx"), device=Device("cpu", "the processor", 2**34, 2**34))
    whole: list[str] = []
    host.open(wanted("ltx", "open"))
    with watched(host._family.pipe, whole.append):
        before, _ = run(wanted("ltx", "first"), host, tmp_path / "first", Patterns())
    for at in (len(whole) // 2, len(whole) - 3):            # in a step, and while decoding
        torn(wanted("ltx", f"torn{at}", f"never read: {at}"), host, tmp_path / f"torn{at}", at=at)
    again, _ = run(wanted("ltx", "last"), host, tmp_path / "last", Patterns())
    host.release()
    assert np.array_equal(before, again)


def test_the_queue_goes_on_with_the_model_that_is_loaded(models_folder, shelf, tmp_path):
    heard: queue.SimpleQueue = queue.SimpleQueue()

    def hear(event: Any) -> None:
        if isinstance(event, Step) and event.request_id == "a":
            engine.cancel("a")
        heard.put(event)

    engine = Engine(models=models_folder, journal=tmp_path / "j", on_event=hear, read=Patterns(),
                    shelf=shelf("vace").folder)  # fmt: skip
    try:
        engine.submit(ask("vace", "a", frames=5, steps=50))
        engine.submit(ask("vace", "b", frames=5, steps=1))
        ended, pipes = [], []
        while len(ended) < 2:
            event = heard.get(timeout=120)
            if isinstance(event, Step):
                pipes.append(engine._backends["open weights"]._family.pipe)
            if isinstance(event, Done | Failed | Cancelled):
                ended.append((type(event), event.request_id))
        assert ended == [(Cancelled, "a"), (Done, "b")]
        assert len(pipes) == 2 and pipes[0] is pipes[1], "one step of the first, one of the second"
    finally:
        engine.close()
