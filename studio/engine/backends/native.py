"""Engine: the bundled model as a backend: the studio's own sampler, whose events are handed on as they come."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import torch

from studio.engine.control import Control
from studio.engine.events import Done, Event
from studio.engine.journal import TakeJournal
from studio.engine.models import Models
from studio.engine.reading import Reader
from studio.engine.request import GenerateRequest
from studio.engine.sample import generate


class Native:
    """Loaded once and kept: it is small."""

    def __init__(self, folder: Path, *, dtype: torch.dtype | None = None) -> None:
        self.models = Models(folder, dtype=dtype)

    def run(self, request: GenerateRequest, *, read: Reader, control: Control, journal: TakeJournal,
            emit: Callable[[Event], None], since: float | None = None) -> Done:  # fmt: skip
        """Tells every event through `emit` and returns the last, `Done`. Raises what `generate` raises."""
        for event in generate(request, self.models, read=read, control=control, journal=journal, since=since):
            if isinstance(event, Done):
                return event
            emit(event)
        raise RuntimeError("the sampler ended without a last word")

    def release(self) -> None:
        """Nothing to give back."""
