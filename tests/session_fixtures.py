"""Fixtures of tests that make films without a screen: the studio's engine is the stand-in."""

from __future__ import annotations

import pytest
from stand_in import StandIn

from studio.session import queue


@pytest.fixture
def stand_in(monkeypatch: pytest.MonkeyPatch) -> type[StandIn]:
    StandIn.go.set()
    StandIn.made.clear()
    monkeypatch.setattr(queue, "shipped_engine", lambda: StandIn)
    return StandIn
