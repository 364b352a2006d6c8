"""UI room, timeline: the few words and numbers painted on it."""

from __future__ import annotations

from fractions import Fraction

from PySide6.QtCore import QCoreApplication

from studio.session.film import seconds


def tr(text: str) -> str:
    return QCoreApplication.translate("Timeline", text)


def duration(frames: int, rate: Fraction) -> str:
    """A length for people: `1.5 s`, `2 min 5 s`; whole frames below half a second."""
    time = float(seconds(frames, rate))
    if time < 0.5:
        return tr("{} frames").format(frames) if frames != 1 else tr("1 frame")
    if time < 60:
        return tr("{} s").format(f"{time:.1f}")
    minutes, rest = divmod(round(time), 60)
    return tr("{} min {} s").format(minutes, rest)
