"""Fixtures of the open-weights tests: the tiny folders, a shelf of them, and one loaded backend for each family."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from engine_kit import models_folder as models_folder
from open_weights_kit import folders as folders
from open_weights_kit import loaded as loaded
from open_weights_kit import no_network as no_network
from open_weights_kit import shelf as shelf

from studio.engine.backends.open_weights import OpenWeights
from studio.engine.backends.shelf import Shelf


@pytest.fixture(scope="session")
def backend(shelf: Callable[[str], Shelf]) -> Iterator[Callable[[str], OpenWeights]]:
    """The backend that has the family's model loaded, the same for all tests."""
    made: dict[str, OpenWeights] = {}

    def of(family: str) -> OpenWeights:
        if family not in made:
            made[family] = OpenWeights(shelf(family))
        return made[family]

    yield of
    for host in made.values():
        host.release()
