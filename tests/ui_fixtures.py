"""Fixtures of the UI tests: a studio with a new film, and a timeline that shows three shots of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from ui_kit import open_studio, open_timeline

from studio.session.studio import Studio
from studio.ui.timeline.view import TimelineView


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[Studio]:
    with open_studio(tmp_path) as studio:
        yield studio


@pytest.fixture
def timeline(studio: Studio) -> Iterator[TimelineView]:
    """See `open_timeline`."""
    with open_timeline(studio) as view:
        yield view
