"""The pure half: windows on a grid, memory plans, what is refused and told before the start, the table in the docs."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.engine.backends import devices
from studio.engine.backends.capability import FAMILIES, NATIVE, VERBS, limits, refuse, table
from studio.engine.backends.devices import GB, Device, few_bits, plans, working_memory
from studio.engine.backends.windows import context_wanted, windows
from studio.engine.request import CastReference, GenerateRequest, Motion, Prompt, check
from studio.problem import StudioError
from studio.session import models

TREE = Path(__file__).parents[1]
OPEN = tuple(FAMILIES.values())


def ask(kind, frames: int, **changes) -> GenerateRequest:
    fields = {"prompts": (Prompt("a fox"),), "seconds": frames / kind.rate, "width": kind.size_step * 4,
              "height": kind.size_step * 4, "model": kind.family, "fps": kind.rate, **changes}
    return GenerateRequest("a", **fields)


@settings(max_examples=300)
@given(st.sampled_from(OPEN), st.integers(1, 700), st.integers(0, 40), st.integers(0, 40), st.integers(1, 3))
def test_windows_cover_the_canvas_once_on_the_grid(kind, frames, before, after, prompts):
    starts = tuple(Prompt("x", i * frames / kind.rate / prompts) for i in range(prompts))
    request = ask(kind, frames, prompts=starts)
    assert request.frames == frames
    made = windows(request, kind, before=before, after=0 if kind.chunk else after)
    covered = sorted((w.start, w.stop) for w in made)
    assert covered[0][0] == 0
    assert covered[-1][1] == frames
    assert all(a[1] == b[0] for a, b in pairwise(covered))
    for window in made:
        assert window.begin <= window.start < window.stop <= window.end
        if kind.chunk:
            assert window.frames == kind.chunk
        else:
            assert (window.frames - 1) % kind.grid == 0
            assert window.frames <= kind.window + kind.grid
            left = window.start - window.begin
            if before or (window.start and not (after and not before)):
                assert left == 0 or (left - 1) % kind.grid == 0, "what lies before is whole latent frames"
                assert left >= 1


@given(st.sampled_from([k for k in OPEN if not k.chunk]), st.integers(1, 60), st.integers(1, 40))
def test_leading_up_to_a_clip_ends_on_the_grid(kind, frames, after):
    """So that the known clip after it is whole latent frames up to the call's end."""
    last = windows(ask(kind, frames), kind, before=0, after=after)[0]
    assert last.stop == frames
    assert (last.end - frames - 1) % kind.grid == 0


def test_enough_is_read_of_the_neighbours():
    kind = FAMILIES["ltx"]
    motion = (Motion("a.mp4", 0, 4, -4), Motion("b.mp4", 0, 4, 40 / kind.rate))
    before, after = context_wanted(ask(kind, 40, motion=motion), kind)
    (window,) = windows(ask(kind, 40, motion=motion), kind, before=before, after=after)
    assert window.end - 40 <= after


# -- said before the start -------------------------------------------------------------------------------------------


def test_every_flag_that_can_be_refused_has_words():
    for kind in OPEN:
        for flag in VERBS:
            assert isinstance(getattr(kind, flag), bool)


def test_wrong_rates_lengths_and_sizes_are_refused():
    kind = FAMILIES["vace"]
    refuse(ask(kind, 17), kind)
    for changes, words in (({"fps": 24}, "frames a second"), ({"seconds": 61.0}, "up to 60 seconds"),
                           ({"width": 72}, "multiples of 16")):  # fmt: skip
        with pytest.raises(StudioError, match=words):
            refuse(ask(kind, 17, **changes), kind)
    refuse(GenerateRequest("a", (Prompt("x"),)), NATIVE)


def test_what_will_be_done_in_a_lesser_way_is_told():
    kind = FAMILIES["ltx"]
    assert limits(ask(kind, 17), kind) == ()
    (told,) = limits(ask(kind, 17, cast=(CastReference("a.png"),)), kind)
    assert "descriptions" in told
    (told,) = limits(ask(kind, 17, prompts=(Prompt("a"), Prompt("b", 0.3))), replace(kind, prompts=False))
    assert "joined" in told


def test_the_docs_say_what_the_code_says():
    assert table() in (TREE / "docs" / "models.md").read_text("utf-8"), "run: python -m studio models table"


# -- memory ----------------------------------------------------------------------------------------------------------

PARTS = {"transformer": 10 * GB, "text_encoder": 11 * GB, "vae": GB // 2}


@pytest.mark.parametrize(
    ("memory", "ram", "fits"),
    [
        (80, 64, ("resident", "offload", "fp8", "group", "disk")),
        (32, 64, ("resident", "offload", "fp8", "group", "disk")),
        (16, 64, ("offload", "fp8", "group", "disk")),
        (8, 64, ("group", "disk")),
        (8, 16, ("disk",)),
        (1, 8, ("disk",)),
    ],
)
def test_plans_fit_what_the_device_has_quickest_first(memory, ram, fits):
    device = Device("cuda", "a card", memory * GB, ram * GB)
    found = plans(PARTS, GB, device)
    assert tuple(plan.fit for plan in found) == fits
    assert all(plan.words for plan in found)


def test_few_bits_are_offered_where_their_package_is(monkeypatch):
    """And only on the cards it speaks to; what they need is said with the rest."""
    there = {"torchao", "bitsandbytes"}
    monkeypatch.setattr(devices.importlib.util, "find_spec", lambda name: name if name in there else None)
    assert few_bits() == {"int8", "nf4"} and few_bits("a.gguf") == frozenset()
    card = Device("cuda", "a card", 8 * GB, 64 * GB)
    parts = {"transformer": 20 * GB, "text_encoder": 4 * GB}
    assert [plan.fit for plan in plans(parts, GB, card)] == ["group", "disk"]
    found = plans(parts, GB, card, few=few_bits())
    assert [plan.fit for plan in found] == ["nf4", "group", "disk"]
    assert "4 bits by bitsandbytes" in found[0].words and "untried" in found[0].words and "7.0 GB" in found[0].words
    assert plans(parts, GB, replace(card, memory=16 * GB), few=few_bits())[0].fit == "int8"
    assert all(p.fit not in devices.FEW for p in plans(parts, GB, replace(card, kind="mps"), few=few_bits()))
    there.clear()
    assert few_bits() == frozenset()


def test_the_processor_has_one_plan_and_longer_shots_need_more():
    (only,) = plans(PARTS, GB, Device("cpu", "", 4 * GB, 4 * GB))
    assert only.fit == "resident"
    kind = FAMILIES["ltx"]
    assert working_memory(kind, 704, 480, 121) > working_memory(kind, 704, 480, 25)


# -- the session's half ----------------------------------------------------------------------------------------------


def test_sizes_are_the_models_own():
    for kind in OPEN:
        for shape in ((16, 9), (9, 16), (1, 1), (1920, 804)):
            width, height = models.size_for(kind, *shape)
            assert width % kind.size_step == height % kind.size_step == 0
            assert abs(width / height / (shape[0] / shape[1]) - 1) < 0.2
            assert 0.5 < width * height / kind.area < 2
    assert models.size_for(NATIVE, 16, 9) == (192, 112)


def test_a_request_is_put_into_its_models_terms(monkeypatch, tmp_path):
    kind = FAMILIES["ltx2"]
    monkeypatch.setattr(models, "kind_of", lambda _: kind)
    base = GenerateRequest("a", (Prompt("x"),), seconds=3.0, model="mine", motion=(Motion("take.latents", 0, 2, -2),))
    made = models.for_model(base, shape=(1280, 720), frames=72, rate=Fraction(24), usual=True)
    assert (made.fps, made.frames, made.steps, made.guidance) == (24, 72, 8, 1.0)
    assert made.motion[0].path == "take.mp4", "only the model that made them reads latents"
    assert check(made) == made
    assert GenerateRequest.from_json(made.to_json()) == made


def test_the_list_and_the_refusal_import_nothing_heavy(tmp_path):
    code = (
        "import sys; sys.modules['diffusers'] = None\n"
        "from studio.session import models\n"
        "import importlib.util; found = models.extra_missing; models.EXTRA = ('nowhere_to_be_found',)\n"
        "assert models.cards()[0].id == 'pocket'; assert models.extra_missing() == ('nowhere_to_be_found',)\n"
        "from studio.engine.backends import loading; loading.NEEDED = ('nowhere_to_be_found',)\n"
        "from studio.problem import StudioError\n"
        "try: loading.require_extra()\n"
        "except StudioError as exc: assert 'requirements-gpu.txt' in exc.problem.next_step\n"
        "else: raise SystemExit('not refused')\n"
        "import studio.engine.thread\n"
        "loaded = {'torch', 'transformers', 'accelerate', 'huggingface_hub', 'PIL'} & set(sys.modules)\n"
        "sys.exit(' '.join(loaded) or 0)"
    )
    found = subprocess.run([sys.executable, "-c", code], cwd=TREE, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stderr
