"""Frames between frames: at exact times, inside one take and nowhere else, in the export and nowhere else."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors import safe_open
from training_kit import RESOURCES

from studio import cli
from studio.document.film import Clip, Media, MediaSource, Project, Recipe, Shot, Take, Track, source_frame, source_time
from studio.engine.between import CUT, FILE, SECONDS, Between, installed
from studio.media.compose import Compositor
from studio.media.decode import VideoReader
from studio.media.encode import VideoWriter
from studio.media.export import Cancelled, export_film, preflight
from studio.media.probe import probe
from studio.media.provenance import read
from studio.model import weights
from studio.model.inbetween import Inbetween, InbetweenConfig, compare, fetched
from studio.problem import StudioError
from studio.session.exporting import ExportSettings, can_smooth, look_ahead, seconds_between, smoother, write
from studio.training import command, moments
from studio.training.train_inbetween import loss_of

TINY = InbetweenConfig(coarse=8, middle=8, fine=8, depth=2)
SIZE = (96, 64)
STEP = 4.0              # pixels the hills move from one frame of a take to the next


def tiny() -> Inbetween:
    """A network in which every weight acts."""
    torch.manual_seed(0)
    network = Inbetween(TINY)
    with torch.no_grad():
        for parameter in network.parameters():
            if not parameter.any():
                parameter.normal_(std=0.02)
    return network.eval()


def scenery(shift: float = 0.0, *, size: tuple[int, int] = SIZE) -> np.ndarray:
    """Soft hills of light that lie `shift` pixels further to the right: (H, W, 3) uint8."""
    y, x = np.mgrid[: size[1], : size[0]].astype(np.float32)
    x = x - shift
    waves = [np.sin(x / 7) + np.cos(y / 5), np.sin((x + y) / 9), np.cos(x / 11) * np.sin(y / 6)]
    return (128 + 50 * np.stack(waves, -1)).clip(0, 255).astype(np.uint8)


def off(frame: np.ndarray, shift: float) -> float:
    """How far the frame is from the hills at `shift`, its edges left out."""
    inner = (slice(8, -8), slice(16, -16))
    return float(np.abs(scenery(shift)[inner].astype(int) - frame[inner]).mean())


def pair(*shifts: float, size: tuple[int, int] = SIZE) -> list[torch.Tensor]:
    return [torch.from_numpy(scenery(s, size=size)).permute(2, 0, 1)[None].float() / 255 for s in shifts]


# -- the network --------------------------------------------------------------------------------------------------


@torch.no_grad()
def test_it_passes_through_both_frames_at_any_size():
    network = tiny()
    for size in ((96, 64), (50, 37), (17, 16)):
        first, second = pair(0, 3, size=size)
        times = torch.tensor([0.0, 0.5, 1.0])
        made = network(first.expand(3, -1, -1, -1), second.expand(3, -1, -1, -1), times)
        assert made.shape == (3, 3, size[1], size[0]) and made.dtype == torch.float32
        assert (made[0] - first[0]).abs().max() < 2e-3 and (made[2] - second[0]).abs().max() < 2e-3
        assert (made[1] - first[0]).abs().max() > 0.02


@torch.no_grad()
def test_comparing_alone_follows_what_moves():
    """New weights add nothing: what is found is found by comparing."""
    first, truth, second = pair(0, 2.4, 6)
    time = torch.tensor([0.4])
    made = Inbetween(TINY)(first, second, time)
    blend = torch.lerp(first, second, 0.4)
    inner = (..., slice(8, -8), slice(12, -12))
    assert (made - truth)[inner].square().mean() < (blend - truth)[inner].square().mean() / 4
    costs, steps = compare(pair(0, 2), torch.zeros(1, 4, 64, 96), torch.full((1, 1, 1, 1), 0.5), 2)
    assert steps[int(costs[..., 10:-10, 10:-10].mean((0, 2, 3)).argmin())].tolist() == [2, 0]
    assert torch.allclose(fetched(first, torch.tensor([1.0, 2.0]).view(1, 2, 1, 1).expand(1, 2, 64, 96))[..., :-2, :-1],
                          first[..., 2:, 1:], atol=1e-5)


@torch.no_grad()
def test_motion_of_large_frames_is_found_in_smaller_ones():
    first, truth, second = pair(0, 6, 12, size=(192, 128))
    network = Inbetween(TINY)
    found = [float((network(first, second, torch.tensor([0.5]), reduce=n) - truth)[..., 16:-16, 32:-32].square().mean())
             for n in (1, 2)]
    blend = float((torch.lerp(first, second, 0.5) - truth)[..., 16:-16, 32:-32].square().mean())
    assert found[1] < blend / 4


# -- in the engine ------------------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    found = tmp_path / "models"
    weights.save(found / FILE, tiny())
    monkeypatch.setenv("FANTASCOPE_MODELS", str(found))
    return found


def test_stills_and_cuts_come_back_as_they_are(folder: Path) -> None:
    between = Between(folder)
    first, second = scenery(), scenery(4)
    made = between(first, second, Fraction(1, 2))
    assert made.shape == first.shape and made.dtype == np.uint8
    assert not np.array_equal(made, first) and np.array_equal(made, between(first, second, Fraction(1, 2)))
    assert between(first, first.copy(), Fraction(3, 4)) is first
    other = 255 - first // 4 - 60 * (first > 128).astype(np.uint8)
    assert np.abs(first.astype(int) - other).mean() > CUT
    assert between(first, other, Fraction(2, 5)) is first and between(first, other, Fraction(3, 5)) is other


def test_what_is_not_there_is_said(tmp_path: Path, folder: Path) -> None:
    assert installed(folder) and not installed(tmp_path) and can_smooth()
    with pytest.raises(StudioError, match="not installed"):
        Between(tmp_path)
    assert smoother(ExportSettings()) is None
    (folder / FILE).write_bytes(b"no weights")
    with pytest.raises(StudioError, match="cannot be used"):
        Between(folder)(scenery(), scenery(4), 0.5)


# -- in the film --------------------------------------------------------------------------------------------------

RECIPE = Recipe(verb="text", prompt="hills", seed=7, model="pocket")


def movie(path: Path, shifts: list[float], *, rate: int = 12) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with VideoWriter(path, width=SIZE[0], height=SIZE[1], rate=Fraction(rate), quality="lossless") as writer:
        for shift in shifts:
            writer.write(scenery(shift))


@pytest.fixture
def film(tmp_path: Path) -> tuple[Project, Path]:
    """Two takes at 12 a second, half a second each, with a cut between them; then footage at 12 a second."""
    root = tmp_path / "a.film"
    movie(root / "takes/a.mp4", [STEP * n for n in range(12)])
    movie(root / "takes/b.mp4", [80 - STEP * n for n in range(12)])
    movie(root / "media/m.mp4", [STEP * n for n in range(12)])
    shape = {"width": SIZE[0], "height": SIZE[1], "frames": 12, "rate": Fraction(12)}
    takes = tuple(Take(id=name, path=f"takes/{name}.mp4", recipe=RECIPE, **shape) for name in "ab")
    media = (Media(id="m", path="media/m.mp4", kind="video", name="m.mp4", **shape),)
    clips = (
        Clip(id="1", start=0, length=12, source=Shot(prompt="hills", takes=("a",), take="a")),
        Clip(id="2", start=12, length=12, source=Shot(prompt="hills", takes=("b",), take="b"), offset=6),
        Clip(id="3", start=24, length=12, source=MediaSource("m")),
    )
    tracks = (Track(id="v", kind="video", clips=clips),)
    project = Project(id="p", name="a", width=SIZE[0], height=SIZE[1], rate=Fraction(24), takes=takes, media=media,
                      tracks=tracks)  # fmt: skip
    return project, root


def test_times_inside_a_source_are_exact(film):
    project, _ = film
    _, second, footage = project.tracks[0].clips
    assert source_time(project, second, at=Fraction(12)) == 3
    assert source_time(project, second, at=Fraction(12) + Fraction(2, 5)) == Fraction(16, 5)
    slow = replace(second, speed=Fraction(1, 3))
    assert source_time(project, slow, at=Fraction(13)) == 3 + Fraction(1, 6) and source_frame(project, slow, at=13) == 3
    assert source_time(project, footage, at=Fraction(400)) == 11 and source_time(project, footage, at=Fraction(0)) == 0


class Noting:
    """A stand-in for the network that tells what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[np.ndarray, np.ndarray, Fraction]] = []

    def __call__(self, first: np.ndarray, second: np.ndarray, time: Fraction) -> np.ndarray:
        self.asked.append((first, second, time))
        return np.full_like(first, 255)


def test_only_neighbours_of_one_take_are_asked_for(film):
    project, root = film
    noting = Noting()
    with Compositor(project, root, SIZE, between=noting) as compositor:
        shown = [compositor.frame(at) for at in range(36)]
    white = [bool((frame == 255).all()) for frame in shown]
    assert white == [False, True] * 12 + [False] * 12, "every other frame of the takes, none of the footage"
    assert {time for *_, time in noting.asked} == {Fraction(1, 2)}
    for first, second, _ in noting.asked:
        place = STEP * int(np.argmin([off(first, s) for s in np.arange(0, 84, STEP)]))
        assert min(off(second, place + s) for s in (-STEP, STEP)) < 2, "no pair over the cut"
    with Compositor(project, root, SIZE) as compositor:
        assert np.array_equal(compositor.frame(7), compositor.frame(6)), "without it frames are repeated"


def test_each_side_of_a_dissolve_moves_by_itself(film):
    project, root = film
    track = project.tracks[0]
    clips = (track.clips[0], replace(track.clips[1], dissolve=6), track.clips[2])
    project = replace(project, tracks=(replace(track, clips=clips),))
    noting = Noting()
    with Compositor(project, root, SIZE, between=noting) as compositor:
        compositor.frame(11, past=Fraction(1, 5))
    assert [time for *_, time in noting.asked] == [Fraction(3, 5), Fraction(3, 5)]
    (left, right, _), (other, last, _) = noting.asked
    assert off(left, STEP * 5) < 2 and off(right, STEP * 6) < 2
    assert off(other, 80 - STEP * 2) < 2 and off(last, 80 - STEP * 3) < 2


@pytest.mark.parametrize(("rate", "between"), [(12, 0), (24, 12), (25, 24), (30, 24), (48, 36), (60, 48)])
def test_the_count_is_known_before(film, tmp_path, rate, between):
    """Two takes of twelve film frames, half a second each: of those written all that fall between their own."""
    project, root = film
    check = preflight(project, root, tmp_path / "x.mp4", rate=Fraction(rate), smooth=True)
    assert abs(check.between - between) <= 1
    assert check.between_megapixels == pytest.approx(check.between * SIZE[0] * SIZE[1] / 1e6)
    assert seconds_between(check) == pytest.approx(check.between_megapixels * SECONDS)
    noting = Noting()
    export_film(project, root, tmp_path / "x.mp4", rate=Fraction(rate), between=noting)
    made = len({(first.tobytes(), time) for first, _, time in noting.asked})
    assert abs(made - check.between) <= 2
    assert preflight(project, root, tmp_path / "x.mp4", rate=Fraction(rate)).between == 0


def test_an_export_is_smooth_when_that_is_wished(film, folder, tmp_path):
    project, root = film
    weights.save(folder / FILE, Inbetween(TINY))
    settings = ExportSettings(rate=Fraction(48), smooth=True, quality="lossless", stop=12, start=0)
    out = write(project, root, tmp_path / "s.mp4", settings, data=tmp_path, told=lambda told: None,
                between=smoother(settings))  # fmt: skip
    with VideoReader(out) as reader:
        frames = [reader.frame_at(Fraction(n, 48)) for n in range(24)]
    for n, frame in enumerate(frames):
        before, there, after = (off(frame, STEP * (n / 4 + part)) for part in (-0.5, 0, 0.5))
        assert there < 0.7 * min(before, after), f"frame {n} is not where it belongs"
    made = read(out, data=tmp_path)
    assert made.valid and made.finishing == ("A network made frames in between, for 48 a second.",)
    assert look_ahead(project, root, out, settings).between == 18


def test_it_can_be_called_off_within_a_frame(film, tmp_path):
    project, root = film
    noting = Noting()
    with pytest.raises(Cancelled):
        export_film(project, root, tmp_path / "x.mp4", rate=Fraction(60), between=noting,
                    cancel=lambda: len(noting.asked) > 2)  # fmt: skip
    assert len(noting.asked) < 12 and not (tmp_path / "x.mp4").exists()


def run(capsys: pytest.CaptureFixture[str], *argv: object) -> tuple[int, dict]:
    code = cli.main([*map(str, argv), "--json"])
    return code, json.loads(capsys.readouterr().out.strip().splitlines()[-1])


def test_a_file_is_finished_by_a_command(film, folder, tmp_path, capsys):
    source, out = film[1] / "takes/a.mp4", tmp_path / "smooth.mp4"
    code, told = run(capsys, "finish", source, "-o", out, "--rate", "30")
    assert code == 0 and told["ok"]
    assert {key: told[key] for key in ("frames", "fps", "between")} == {"frames": 30, "fps": 30.0, "between": 24}
    found = probe(out)
    assert (found.frames, found.rate, found.width, found.height) == (30, 30, *SIZE)
    assert read(out).finishing == ("A network made frames in between, for 30 a second.",)
    code, told = run(capsys, "finish", source, "-o", tmp_path / "same.mp4")
    assert code == 2 and "12 frames a second already" in told["error"]["what"] and "--rate" in told["error"]["next"]
    assert not (tmp_path / "same.mp4").exists()
    code, told = run(capsys, "finish", tmp_path / "none.mp4", "-o", tmp_path / "x.mp4", "--rate", "30")
    assert code == 2 and told["error"]["what"]


# -- training and what is shipped ---------------------------------------------------------------------------------


def test_moments_are_what_they_say():
    batches = iter(moments.Batches(batch=2, seed=3))
    first, between, second, time = next(batches)
    assert first.shape == between.shape == second.shape == (2, 3, moments.CROP, moments.CROP)
    assert bool(((time > 0) & (time < 1)).all()) and float((first - second).abs().mean()) > 0.002
    again = next(iter(moments.Batches(batch=2, seed=3)))
    assert all(torch.equal(a, b) for a, b in zip((first, between, second, time), again, strict=True))
    frames, times = moments.draw(moments.UNSEEN, unseen=True, keys=3)
    assert len(frames) == len(times) == 5 and list(times[::2]) == [0, 1, 2] and (np.diff(times) > 0).all()


def test_it_learns(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    network = Inbetween(TINY)
    batch = next(iter(moments.Batches(batch=2, seed=1)))
    optimizer = torch.optim.Adam(network.parameters(), 5e-4)
    losses = []
    for _ in range(16):
        loss, _ = loss_of(network, batch)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    assert losses[-1] < losses[0] * 0.95
    for place in ("train_inbetween", "moments"):
        monkeypatch.setattr(f"studio.training.{place}.figures", lambda *_: {"network": 1.0})
    assert command.main(["inbetween", "--minutes", "0.001", "--folder", str(tmp_path)]) == 0
    made = tmp_path / "inbetween" / "inbetween.safetensors"
    assert made.is_file() and str(made) in capsys.readouterr().out
    assert command.main(["inbetween", "--minutes", "0", "--folder", str(tmp_path)]) == 0
    assert capsys.readouterr().out == "dB on unseen scenes {'network': 1.0}\n"


def test_the_shipped_network_beats_plainer_ways_on_scenes_it_never_saw():
    path = RESOURCES / FILE
    network = weights.load(path, Inbetween)
    found = moments.figures(network, 4)
    assert found["network"] > found["blend"] + 2 and found["network"] > found["repeat"] + 3
    assert path.stat().st_size < 3e6
    with safe_open(str(path), framework="pt") as file:
        told = json.loads(file.metadata()["psnr"])
    assert told["network"] > told["blend"] + 2
