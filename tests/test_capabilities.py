"""The table and the tests are one: whatever it says yes to is run, by the family it says it of.

And beside it: a wish to stop is heard while decoding too. (What is not installed: see test_without_extras.py.)
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from engine_kit import Patterns, after, before
from engine_kit import ask as ask_native
from engine_kit import run as run_native
from open_weights_kit import SIZES, ask, events, film, run
from test_open_weights import CLAIMS
from test_open_weights_exact import call, quiet

from studio.engine.backends.call import Known
from studio.engine.backends.capability import FAMILIES, FLAGS, NATIVE
from studio.engine.backends.headers import read_header
from studio.engine.control import CancelledByUser, Control
from studio.engine.request import CastReference, Lora, Motion, Prompt, Still

pytest_plugins = ("open_weights_fixtures", "engine_fixtures")
pytestmark = pytest.mark.usefixtures("no_network")

TREE = Path(__file__).parents[1]
LORA = tuple(family for family, kind in FAMILIES.items() if kind.lora)
PINNED = tuple(family for family, kind in FAMILIES.items() if kind.exact_pin and not kind.chunk)
# What Helios knows lies in its history, which is never sampled: chunks that are one long call say so.
ELSEWHERE = {
    ("ltx2", "audio"): "test_open_weights.py", ("helios", "exact_pin"): "test_open_weights_exact.py",
    ("native", "redo"): "test_engine_redo.py", ("native", "lora"): "test_adapt.py",
}  # fmt: skip
BUNDLED_DOES = {
    "text": {}, "first": {"stills": (Still("a.png", 0.0),)}, "last": {"stills": (Still("b.png", 23 / 12),)},
    "keyframes": {"stills": (Still("a.png", 0.5), Still("b.png", 1.25))}, "prefix": {"motion": (before(),)},
    "suffix": {"motion": (after(time=2.0),)}, "gap": {"motion": (before(), after(time=2.0))},
    "remix": {"remix": Motion("film.mp4", 0.0, 2.0, 0.0)}, "picture": {"picture": True},
    "references": {"cast": (CastReference("anna.png"), CastReference("bob.png"))},
    "prompts": {"prompts": (Prompt("a red fox"), Prompt("a blue car", 1.0))},
}  # fmt: skip


def test_what_the_table_says_yes_to_is_what_was_run():
    said = {(kind.family, flag) for kind in (NATIVE, *FAMILIES.values())
            for flag in (*(flag for flag, _ in FLAGS), "references") if getattr(kind, flag)}  # fmt: skip
    ran = {*CLAIMS, *ELSEWHERE, *(("native", verb) for verb in (*BUNDLED_DOES, "exact_pin")),
           *((family, "lora") for family in LORA), *((family, "exact_pin") for family in PINNED)}  # fmt: skip
    assert said == {(family, verb) for family, verb in ran if verb != "text"}
    for (_, flag), file in ELSEWHERE.items():
        word = {"exact_pin": "one_long_call", "audio": "sound"}.get(flag, flag)
        assert word in (TREE / "tests" / file).read_text("utf-8").lower()


@pytest.mark.parametrize("verb", BUNDLED_DOES)
def test_the_bundled_model_does_what_it_claims(verb, models, tmp_path):
    request = ask_native(seconds=2.0, steps=2, **BUNDLED_DOES[verb])
    frames, done = run_native(request, models, tmp_path)
    assert frames.shape == (request.frames, 64, 64, 3) and done.frames == request.frames
    for still in request.stills:
        own = Patterns().picture(still.path, 0.0, 64, 64)
        assert np.array_equal(frames[round(still.time * 12)], own), "the person's own picture, to the bit"


@pytest.mark.parametrize("family", LORA)
def test_a_lora_changes_the_take_and_its_going_restores_it(family, backend, folders, tmp_path):
    import torch
    from safetensors.torch import save_file

    weights = next((folders(family) / "transformer").glob("*.safetensors"))
    shapes = read_header(weights).shapes
    layer = next(name for name in sorted(shapes) if name.endswith("attn1.to_q.weight")).removesuffix(".weight")
    out, width = shapes[f"{layer}.weight"]
    noise = torch.Generator().manual_seed(3)
    file = tmp_path / "a.safetensors"
    save_file({f"transformer.{layer}.lora_A.weight": torch.randn(4, width, generator=noise),
               f"transformer.{layer}.lora_B.weight": torch.randn(out, 4, generator=noise) * 4}, file)  # fmt: skip
    host, frames = backend(family), 33 if FAMILIES[family].chunk else 9
    plain, _ = run(ask(family, "a", frames=frames), host, tmp_path / "a", Patterns())
    changed, _ = run(ask(family, "b", frames=frames, loras=(Lora(str(file)),)), host, tmp_path / "b", Patterns())
    again, _ = run(ask(family, "c", frames=frames), host, tmp_path / "c", Patterns())
    assert not np.array_equal(plain, changed) and np.array_equal(plain, again)


@pytest.mark.parametrize("family", PINNED)
def test_what_is_pinned_stays_whatever_the_network_says(family, loaded):
    """Before anything is spliced back: the latents of known frames are left alone, and only they."""
    import torch

    model, (width, height) = loaded(family), SIZES[family]
    kind = FAMILIES[family]
    known = (Known(0, film(kind.grid + 1, width, height)),)
    last, made = model.pipe.transformer.proj_out.weight, []
    for factor in (2.0, 0.5):               # and back to where it was
        made.append(model.sample(call(family, 4 * kind.grid + 1, known=known), quiet).latents)
        with torch.no_grad():
            last.mul_(factor)
    one, other = made
    off = (one - other).abs().amax((0, 1, 3, 4))
    assert len(off) == 5 and (off[:2] < 1e-4).all() and (off[2:] > 1e-2).all()


@pytest.mark.parametrize("family", [family for family, kind in FAMILIES.items() if kind.decode == "exact"])
def test_cancel_is_heard_between_two_frames_that_are_decoded(family, backend, tmp_path):
    host, control, seen = backend(family), Control(), []
    run(ask(family, frames=33), host, tmp_path / "first", Patterns())
    pipe = host._family.pipe

    def count(*_):
        seen.append(1)
        if len(seen) == 2:
            control.cancel()

    handle = pipe.vae.decoder.register_forward_hook(count)
    try:
        with pytest.raises(CancelledByUser):
            list(events(ask(family, "b", frames=33), host, tmp_path / "second", Patterns(), control=control))
    finally:
        handle.remove()
    assert len(seen) == 2 and host._family.pipe is pipe
    run(ask(family, "c", frames=33), host, tmp_path / "third", Patterns())
