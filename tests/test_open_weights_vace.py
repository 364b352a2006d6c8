"""What Wan VACE is told: each known frame in its place with a mask that keeps it, regions, and pictures of the cast.

And LTX-Video: its stills lie at their exact times. (LTX-2 and TI2V: see test_open_weights_exact.py.)
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from engine_kit import Patterns, after, before
from open_weights_kit import SIZES, ask, film, run
from test_open_weights import Masked, still
from test_open_weights_exact import call, quiet

from studio.engine.backends.call import Known
from studio.engine.backends.capability import FAMILIES
from studio.engine.backends.decoding import to_pictures
from studio.engine.backends.windows import windows
from studio.engine.request import CastReference, Motion

pytest_plugins = ("open_weights_fixtures",)
pytestmark = pytest.mark.usefixtures("no_network")

KIND, (WIDTH, HEIGHT) = FAMILIES["vace"], SIZES["vace"]
FRAMES = 18
SECONDS = FRAMES / KIND.rate
LEFT, RIGHT = before(), after(time=SECONDS)
INSIDE = (Motion("a.mp4", 0.0, 5 / KIND.rate, 0.0), Motion("b.mp4", 0.0, 4 / KIND.rate, 14 / KIND.rate))


@pytest.fixture
def told(backend, monkeypatch):
    """What the pipeline is given to go by: film (T, H, W, 3), mask (T, H, W) True where it is made, and the cast."""
    host, heard = backend("vace"), {}
    host.open(ask("vace", "open"))
    pipe = host._family.pipe
    prepare = pipe.prepare_video_latents

    def listen(video, mask, references=None, *args, **options):
        cast = [to_pictures(picture[None, :, None])[0] for picture in (references or [[]])[0] if picture is not None]
        heard.update(film=to_pictures(video), mask=(mask[0, 0] > 0.5).numpy(), cast=cast)
        return prepare(video, mask, references, *args, **options)

    monkeypatch.setattr(pipe, "prepare_video_latents", listen)
    return host, heard


def source(frame: int, motion: tuple[Motion, ...], stills: tuple) -> np.ndarray | None:
    """The picture that is known at a frame of the canvas."""
    for one in stills:
        if round(one.time * KIND.rate) == frame:
            return Patterns().picture(one.path, 0.0, WIDTH, HEIGHT)
    for one in motion:
        first, count = round(one.time * KIND.rate), round((one.stop - one.start) * KIND.rate)
        if first <= frame < first + count:
            return Patterns()._frame(one.path, round(one.start * KIND.rate) + frame - first, WIDTH, HEIGHT)
    return None


@pytest.mark.parametrize(
    ("motion", "stills", "beside"),
    [
        ((), (), (0, 0)),
        ((), (still(0, KIND),), (0, 0)),
        ((), (still(FRAMES - 1, KIND),), (0, 0)),
        ((), (still(3, KIND), still(10, KIND)), (0, 0)),
        ((LEFT,), (), (13, 0)),
        ((RIGHT,), (), (0, 17)),
        ((LEFT, RIGHT), (), (13, 17)),
        ((LEFT, RIGHT), (still(7, KIND),), (13, 17)),
        (INSIDE, (), (0, 0)),
    ],
    ids=["text", "first", "last", "keyframes", "on", "back", "gap", "gap-and-keyframe", "inside"],
)
def test_every_known_frame_is_in_its_place_and_kept_by_the_mask(motion, stills, beside, told, tmp_path):
    host, heard = told
    request = ask("vace", frames=FRAMES, motion=motion, stills=stills)
    frames, _ = run(request, host, tmp_path, Patterns())
    (window,) = windows(request, KIND, before=beside[0], after=beside[1])
    assert heard["film"].shape == (window.frames, HEIGHT, WIDTH, 3)
    kept = []
    for i in range(window.frames):
        own = source(window.begin + i, motion, stills)
        assert heard["mask"][i].all() if own is None else not heard["mask"][i].any()
        if own is None:
            assert (heard["film"][i] == 128).all(), "unknown frames are grey"
            continue
        assert np.array_equal(heard["film"][i], own)
        if 0 <= window.begin + i < FRAMES:
            kept.append(window.begin + i)
            assert np.array_equal(frames[window.begin + i], own), "a person's own frame, to the bit"
    assert len(kept) == len(stills) + (9 if motion is INSIDE else 0)
    assert (LEFT not in motion or window.begin == -13) and (window.end > FRAMES + 3) == (RIGHT in motion)


def test_a_region_is_made_anew_and_only_that(told, tmp_path):
    host, heard = told
    read = Masked()
    request = ask("vace", frames=FRAMES, remix=Motion("film.mp4", 0.0, SECONDS, 0.0), mask="mask.png")
    run(request, host, tmp_path, read)
    wanted = read.picture("mask.png", 0.0, WIDTH, HEIGHT).mean(-1) >= 128
    own = read.video("film.mp4", 0.0, SECONDS, KIND.rate, WIDTH, HEIGHT)
    assert np.array_equal(heard["mask"][:FRAMES], np.broadcast_to(wanted, (FRAMES, HEIGHT, WIDTH)))
    assert np.array_equal(heard["film"][:FRAMES][:, ~wanted], own[:, ~wanted])
    assert (heard["film"][:, wanted] == 128).all()


def test_the_cast_is_looked_at_and_leaves_no_frame_behind(told, tmp_path):
    host, heard = told
    cast = tuple(CastReference(f"{name}.png") for name in ("anna", "bob", "cleo", "dan"))
    plain, _ = run(ask("vace", frames=FRAMES), host, tmp_path / "a", Patterns())
    assert heard["cast"] == []
    seen, _ = run(ask("vace", frames=FRAMES, cast=cast), host, tmp_path / "b", Patterns())
    assert len(heard["cast"]) == KIND.references == 3
    for picture, one in zip(heard["cast"], cast, strict=False):
        assert np.array_equal(picture, Patterns().picture(one.path, 0.0, WIDTH, HEIGHT))
    assert seen.shape == plain.shape and not np.array_equal(seen, plain)
    soft = tuple(replace(one, strength=0.0) for one in cast)
    again, _ = run(ask("vace", frames=FRAMES, cast=soft), host, tmp_path / "c", Patterns())
    assert heard["cast"] == [] and np.array_equal(again, plain), "one of no strength is not looked at"


def test_ltx_stills_lie_at_their_exact_times(loaded):
    """Tokens of their own before those of the film, each told the second it is seen at."""
    family, seen = loaded("ltx"), []
    width, height = SIZES["ltx"]

    def hook(_module, _args, given):
        seen.append(given["video_coords"])

    handle = family.pipe.transformer.register_forward_pre_hook(hook, with_kwargs=True)
    try:
        stills = tuple(Known(frame, film(1, width, height)) for frame in (13, 40))
        family.sample(call("ltx", 41, known=stills), quiet)
    finally:
        handle.remove()
    cells = (width // 8) * (height // 8)
    times = seen[0][0, 0, : -6 * cells] * 24
    assert len(times) == 2 * cells
    assert sorted(set(times.round().int().flatten().tolist())) == [13, 40]
