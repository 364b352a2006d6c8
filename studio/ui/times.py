"""UI room: durations and sizes in words."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication


def tr(text: str) -> str:
    return QCoreApplication.translate("Times", text)


def remaining(seconds: float | None) -> str:
    """How long it will still take; "estimating" until that is known."""
    if seconds is None:
        return tr("estimating")
    return tr("{time} left").format(time=duration(seconds))


def duration(seconds: float) -> str:
    """Coarse on purpose: a guess that flickers by the second is harder to read and no truer."""
    if seconds < 10:
        return tr("a few seconds")
    if seconds < 90:
        return tr("{n} s").format(n=round(seconds / 5) * 5)
    if seconds < 90 * 60:
        return tr("{n} min").format(n=round(seconds / 60))
    return tr("{h} h {m} min").format(h=int(seconds // 3600), m=round(seconds % 3600 / 60))


def size(count: int) -> str:
    """Bytes as a person says them."""
    value, unit = float(count), "B"
    for unit in ("B", "kB", "MB", "GB", "TB"):
        if value < 1000 or unit == "TB":
            break
        value /= 1000
    return f"{value:.0f} {unit}" if value >= 10 or unit == "B" else f"{value:.1f} {unit}"
