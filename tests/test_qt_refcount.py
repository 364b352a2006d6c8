"""Void Qt calls keep the reference count of None where it was.

PySide6 6.12.0 drops one reference per call; on Python 3.11, where None can die, that ends the process.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest
from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QColor, QImage, QPainter

CALLS = 1_000
SLACK = 50  # what the interpreter itself may take or give back meanwhile


def drift(call: Callable[[], None]) -> int:
    """How far the reference count of None moves over CALLS calls."""
    call()
    before = sys.getrefcount(None)
    for _ in range(CALLS):
        call()
    return sys.getrefcount(None) - before


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None is immortal from Python 3.12 on")
def test_drift_sees_a_leak() -> None:
    kept: list[None] = []
    assert drift(lambda: kept.append(None)) >= CALLS - SLACK


def test_void_object_calls_leave_none_alone() -> None:
    thing, timer = QObject(), QTimer()
    assert abs(drift(lambda: thing.setObjectName("clip"))) < SLACK
    assert abs(drift(lambda: timer.setInterval(40))) < SLACK


def test_void_painting_calls_leave_none_alone() -> None:
    image = QImage(8, 8, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    try:
        assert abs(drift(lambda: painter.fillRect(0, 0, 8, 8, QColor(12, 34, 56)))) < SLACK
        assert abs(drift(painter.save)) < SLACK
        assert abs(drift(painter.restore)) < SLACK
    finally:
        painter.end()
