"""Document room: frames, rates and timecode in exact arithmetic. Knows nothing of files, pixels or screens."""

from __future__ import annotations

import math
import re
from fractions import Fraction

from studio.problem import StudioError


def seconds(frames: int, rate: Fraction) -> Fraction:
    """The exact time in seconds at which frame `frames` begins."""
    return Fraction(frames) / rate


def frame_at(time: Fraction, rate: Fraction) -> int:
    """The frame whose interval contains `time` (seconds)."""
    return math.floor(Fraction(time) * rate)


def frames_for(time: Fraction, rate: Fraction) -> int:
    """The whole number of frames nearest to a duration of `time` seconds (halves round up)."""
    return math.floor(Fraction(time) * rate + Fraction(1, 2))


def conform(index: int, from_rate: Fraction, to_rate: Fraction) -> int:
    """Frame `index` at `from_rate` begins inside this frame at `to_rate` (the nearest one not later)."""
    return math.floor(Fraction(index) * to_rate / from_rate)


def conformed_length(frames: int, from_rate: Fraction, to_rate: Fraction) -> int:
    """How many frames at `to_rate` begin within `frames` frames at `from_rate`: each has a source frame to show."""
    return math.ceil(Fraction(frames) * to_rate / from_rate)


def timecode(frame: int, rate: Fraction) -> str:
    """`HH:MM:SS:FF`, non-drop, counted at the nominal (rounded up) rate; a leading minus before zero."""
    nominal = math.ceil(rate)
    total, frames = divmod(abs(frame), nominal)
    minutes, secs = divmod(total, 60)
    hours, minutes = divmod(minutes, 60)
    sign = "-" if frame < 0 else ""
    return f"{sign}{hours:02d}:{minutes:02d}:{secs:02d}:{frames:02d}"


_TIMECODE = re.compile(r"(-?)(?:(?:(?:(\d{1,4}):)?(\d{1,4}):)?(\d{1,6}):)?(\d{1,9})", re.ASCII)


def parse_timecode(text: str, rate: Fraction) -> int:
    """Read `HH:MM:SS:FF` (leading parts may be left out) back to a frame. Raises StudioError for anything else."""
    found = _TIMECODE.fullmatch(text.strip())
    if not found:
        raise StudioError(f"“{text[:40]}” is not a timecode.", next_step="Write it as hours:minutes:seconds:frames.")
    sign, hours, minutes, secs, frames = found.groups(default="0")
    whole = (int(hours) * 60 + int(minutes)) * 60 + int(secs)
    count = whole * math.ceil(rate) + int(frames)
    return -count if sign == "-" else count
