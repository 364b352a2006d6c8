"""A real model of the smallest kind for the engine tests: random weights, the real text encoder, drawn patterns."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import pytest
import torch

from studio.engine.control import Control
from studio.engine.events import Done, Event, Frames
from studio.engine.journal import Journal
from studio.engine.models import Models
from studio.engine.request import GenerateRequest, Motion, Prompt
from studio.engine.sample import generate
from studio.model import weights
from studio.model.autoencoder import Autoencoder, AutoencoderConfig
from studio.model.transformer import Transformer, TransformerConfig

TEXT = Path(__file__).parents[1] / "resources" / "models" / "text.safetensors"
SIZE = {"width": 64, "height": 64}


def write_models(folder: Path) -> Path:
    """The three files of a model. Random everywhere: zeroed output layers would make every take plain noise."""
    torch.manual_seed(7)
    network = Transformer(TransformerConfig(channels=4, width=32, depth=2, heads=2, text_depth=1, vocabulary=8))
    for parameter in network.parameters():
        torch.nn.init.normal_(parameter, std=0.15)
    weights.save(folder / "transformer.safetensors", network, dtype=torch.float32)
    config = AutoencoderConfig(channels=4, fine=8, coarse=8, encoder_coarse=1, decoder_coarse=1, decoder_fine=1)
    autoencoder = Autoencoder(config)
    for parameter in autoencoder.parameters():
        torch.nn.init.normal_(parameter, std=0.12)
    weights.save(folder / "autoencoder.safetensors", autoencoder, dtype=torch.float32)
    os.symlink(TEXT, folder / "text.safetensors")
    return folder


@pytest.fixture(scope="session")
def models_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of a tiny model."""
    return write_models(tmp_path_factory.mktemp("models"))


class Patterns:
    """A reader of files that need not exist: what is seen is made from the file's name and the time."""

    def picture(self, path: str, at: float, width: int, height: int) -> np.ndarray:
        return self.video(path, at, at, 12.0, width, height)[0]

    def video(self, path: str, start: float, stop: float, rate: float, width: int, height: int) -> np.ndarray:
        first, count = round(start * rate), max(1, round((stop - start) * rate))
        return np.stack([self._frame(path, first + k, width, height) for k in range(count)])

    def _frame(self, path: str, number: int, width: int, height: int) -> np.ndarray:
        y, x = np.mgrid[:height, :width]
        tint = sum(path.encode()) % 97
        return np.stack([x * 3 + number * 5, y * 2 + tint, x + y + tint * number], -1).astype(np.uint8)


def ask(name: str = "a", **changes: object) -> GenerateRequest:
    fields = {"prompts": (Prompt("a red fox runs"),), "seconds": 2.0, "steps": 4, "seed": 1, **SIZE, **changes}
    return GenerateRequest(name, **fields)


def before(path: str = "left.mp4", *, stop: float = 2.0, length: float = 2.0) -> Motion:
    """A stretch that ends where the canvas begins."""
    return Motion(path, stop - length, stop, -length)


def after(path: str = "right.mp4", *, time: float, start: float = 0.0, length: float = 2.0) -> Motion:
    return Motion(path, start, start + length, time)


def events(
    request: GenerateRequest, models: Models, folder: Path, *, control: Control | None = None
) -> Iterator[Event]:
    journal = Journal(folder).open(request)
    return generate(request, models, read=Patterns(), control=control or Control(), journal=journal)


def run(request: GenerateRequest, models: Models, folder: Path) -> tuple[np.ndarray, Done]:
    """See `gathered`."""
    return gathered(request, events(request, models, folder))


def gathered(request: GenerateRequest, said: Iterable[Event]) -> tuple[np.ndarray, Done]:
    """All frames in their places (T, H, W, 3), each of which must have come exactly once, and the last word."""
    frames: dict[int, np.ndarray] = {}
    done = None
    for event in said:
        if isinstance(event, Frames):
            for number, picture in enumerate(event.pictures, event.first):
                assert number not in frames, f"frame {number} came twice"
                frames[number] = picture
        elif isinstance(event, Done):
            done = event
    assert done is not None
    if done.complete:
        assert sorted(frames) == list(range(request.frames))
    return np.stack([frames[n] for n in sorted(frames)]), done

