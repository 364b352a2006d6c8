"""Session: who makes the shots: this computer, or the machines of a Ray cluster. Joins nothing itself."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from studio.session import places

if TYPE_CHECKING:
    from studio.engine.thread import Engine


def on_cluster(address: str, *, cpus: int = 0) -> Callable[..., Engine]:
    """Makes engines whose takes are made by the workers at `address`: one for each GPU, or for each `cpus` processors.

    The cluster is joined by the first request. Raises StudioError for what is no address.
    """
    from studio.engine.cluster.crew import host_and_port, muster

    host_and_port(address)

    def make(*, models: Path, **rest) -> Engine:
        from studio.engine.thread import Engine

        shelf = places.shelf()
        crew = partial(muster, address, models=models, shelf=shelf, cpus=cpus)
        return Engine(models=models, shelf=shelf, crew=crew, **rest)

    return make
