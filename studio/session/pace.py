"""Session: how fast this machine has been, and so how long a request will take. A small file in the user's folder."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from pathlib import Path
from statistics import median

from studio.engine.request import GenerateRequest
from studio.problem import StudioError
from studio.storage.atomic import read_limited, write_atomic

KEEP = 20  # runs remembered for each model
_LIMIT = 2**20


def work(request: GenerateRequest) -> float:
    """The request's size: sampled megapixels (latent groups × steps × passes). Memory costs about one step."""
    passes = 2 if request.guidance not in (0.0, 1.0) else 1
    return request.groups * (request.steps * passes + 1) * request.width * request.height / 1e6


class Pace:
    """Seconds per unit of `work`, by model, from finished runs. Trouble with the file costs the estimate alone."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._runs = _read(path)

    def estimate(self, request: GenerateRequest) -> float | None:
        """Seconds the request will take; None until this machine has finished one with that model."""
        runs = self._runs.get(request.model)
        return median(runs) * work(request) if runs else None

    def learn(self, request: GenerateRequest, seconds: float) -> None:
        """A finished, uninterrupted run took this long."""
        if not 0 < seconds < 1e7:
            return
        self._runs[request.model] = [*self._runs.get(request.model, [])[-KEEP + 1 :], seconds / work(request)]
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            write_atomic(self._path, json.dumps(self._runs).encode())
        except (StudioError, OSError) as exc:
            logging.getLogger("studio").info("the pace was not saved: %s", exc)


def _read(path: Path) -> dict[str, list[float]]:
    try:
        data = json.loads(read_limited(path, limit=_LIMIT))
    except (StudioError, ValueError, RecursionError):
        return {}
    if not isinstance(data, Mapping):
        return {}
    return {
        name: [float(run) for run in runs[-KEEP:]]
        for name, runs in data.items()
        if isinstance(runs, list) and all(type(run) in (int, float) and run > 0 for run in runs)
    }
