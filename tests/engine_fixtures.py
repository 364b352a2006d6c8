"""Fixtures of the engine tests: one tiny model for all of them."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from engine_kit import models_folder as models_folder

from studio.engine.models import Models


@pytest.fixture(scope="session")
def models(models_folder: Path) -> Models:
    """The tiny model, loaded in full precision, in which results can be compared closely."""
    found = Models(models_folder, dtype=torch.float32)
    found.load()
    return found


@pytest.fixture(scope="session")
def quick_models(models_folder: Path) -> Models:
    """The same as the engine loads it: in this processor's own number format."""
    return Models(models_folder)
