"""Interchange room: a CMX 3600 edit decision list as a film. Trusts no number in it; opens no files."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil
from pathlib import Path

from studio.document.film import Shot, new_id
from studio.document.plain import Malformed, from_plain
from studio.interchange.arriving import UNREADABLE, Arrival, Arrived, Piece, readable
from studio.interchange.edl_out import OURS
from studio.interchange.places import plain_name
from studio.problem import StudioError

_EVENT = re.compile(
    r"(\d{1,9})\s+(\S{1,200})\s+(\S{1,20})\s+(C|D|W\d{3}|KB?|KO)(?:\s+(\d{1,6}))?((?:\s+\d[\d:;.]{0,16}){4})\s*",
    re.ASCII,
)
_TIMECODE = re.compile(r"(\d{1,2})[:;.](\d{1,2})[:;.](\d{1,2})([:;.])(\d{1,3})", re.ASCII)
_MOTION = re.compile(r"M2\s+.*?(-?\d{1,5}(?:\.\d{1,6})?)\s+\d\d[:;.]\d\d[:;.]\d\d[:;.]\d\d\s*", re.ASCII)
_CHANNELS = {"B": ("V", "A"), "AA": ("A", "A2"), "A/V": ("V", "A"), "AA/V": ("V", "A", "A2"), "A2/V": ("V", "A2")}
_DEFAULT = Fraction(24)


@dataclass(slots=True)
class _Event:
    """One line of the list with the comments under it. Times as written."""

    reel: str
    channels: tuple[str, ...]
    cut: str
    frames: int  # of a transition
    times: list[str]
    notes: dict[str, str] = field(default_factory=dict)
    speed: str = ""


def read(
    data: bytes, *, base: Path | None = None, rate: Fraction | None = None, mint: Callable[[], str] = new_id
) -> Arrived:
    """The film. A list does not say its frame rate: `rate`, else what this studio noted in it, else 24."""
    title, events = _parsed(readable(data, "list"))
    noted = next((event.notes["RATE"] for event in events if "RATE" in event.notes), "")
    known = _fraction(noted)
    arrival = Arrival(title, rate=rate or known or _DEFAULT, base=base, mint=mint)
    if not (rate or known):
        arrival.told.append(f"An EDL does not say its frame rate; {_DEFAULT} frames a second were taken.")
    times = [[_frames(code, arrival.rate) for code in event.times] for event in events]
    if not known:
        _start_at_zero(events, times, arrival.rate)
    lanes: dict[str, list[tuple[_Event, list[int]]]] = {}
    for event, found in zip(events, times, strict=True):
        for channel in event.channels:
            lanes.setdefault(channel, []).append((event, found))
    for channel in sorted(lanes, key=lambda name: (not name.startswith("V"), name)):
        track = arrival.track("", "video" if channel.startswith("V") else "audio")
        for event, found in sorted(lanes[channel], key=lambda lane: lane[1][2]):
            _place(arrival, track, event, found)
    return arrival.finish()


def _place(arrival: Arrival, track: int, event: _Event, times: list[int]) -> None:
    start, _, record, end = times
    if record == end:
        return None  # the outgoing half of a transition
    if event.cut != "C":
        arrival.lost("transition")
    name = plain_name(event.notes.get("TO CLIP NAME") or event.notes.get("FROM CLIP NAME") or event.reel)
    piece = Piece(
        start=Fraction(record), end=Fraction(end), offset=Fraction(start), speed=_speed(arrival, event), name=name
    )
    if prompt := event.notes.get("PROMPT"):
        return arrival.place(track, piece, Shot(prompt=prompt))
    if event.reel in ("BL", "BLACK"):
        return arrival.place(track, piece, None) if "FROM CLIP NAME" in event.notes else None
    file = next((event.notes[key] for key in ("FROM FILE", "SOURCE FILE", "FROM CLIP") if event.notes.get(key)), "")
    if not file and Path(name).suffix:
        file = name
    silent = not event.channels[0].startswith("V")
    return arrival.place(track, piece, arrival.file(file, name=Path(file).name, silent=silent) if file else None)


def _speed(arrival: Arrival, event: _Event) -> Fraction:
    if written := _fraction(event.notes.get("SPEED", "")):
        return written
    return Fraction(event.speed) / ceil(arrival.rate) if event.speed else Fraction(1)


def _parsed(text: str) -> tuple[str, list[_Event]]:
    title, events = "", []
    for line in map(str.strip, text.splitlines()):
        if line.startswith("TITLE:"):
            title = line[6:].strip()
        elif found := _EVENT.fullmatch(line):
            _, reel, channel, cut, frames, times = found.groups()
            made = _Event(reel, _channels(channel), cut, int(frames or 0), times.split())
            events.append(made)
        elif events and (found := _MOTION.fullmatch(line)):
            events[-1].speed = found[1]
        elif events and line.startswith("*"):
            _note(events[-1], line[1:].strip())
    if not events:
        raise StudioError("This is not an edit decision list: it has no events.", next_step=UNREADABLE)
    return title, events


def _note(event: _Event, text: str) -> None:
    key, colon, value = text.removeprefix(f"{OURS} ").partition(":")
    if colon and len(key) < 40:
        event.notes.setdefault(key.strip().upper(), value.strip()[:4000])


def _channels(code: str) -> tuple[str, ...]:
    code = code.upper()
    return _CHANNELS.get(code) or ((code,) if code[0] in "VA" else ("V",))


def _frames(code: str, rate: Fraction) -> int:
    """Frames since 00:00:00:00; a semicolon before the frames means drop-frame at 29.97 and 59.94."""
    nominal = ceil(rate)
    found = _TIMECODE.fullmatch(code)
    if not found:
        if code.isdigit():
            return int(code)
        raise StudioError(f"“{code}” in the list is not a timecode.", next_step=UNREADABLE)
    hours, minutes, seconds, mark, frames = found.groups()
    total = int(hours) * 60 + int(minutes)
    count = (total * 60 + int(seconds)) * nominal + int(frames)
    if mark == ";" and rate.denominator == 1001 and nominal % 30 == 0:
        count -= nominal // 15 * (total - total // 10)
    return count


def _start_at_zero(events: list[_Event], times: list[list[int]], rate: Fraction) -> None:
    """Most lists begin at hour one, and so does the time on their tapes: whole hours before the first are taken off."""
    hour = _frames("01:00:00;00" if any(";" in event.times[2] for event in events) else "01:00:00:00", rate)
    first: dict[str, int] = {}
    for event, (start, _, record, _) in zip(events, times, strict=True):
        tape = event.notes.get("FROM CLIP NAME", event.reel)
        first[tape] = min(first.get(tape, start), start)
        first[""] = min(first.get("", record), record)
    for event, found in zip(events, times, strict=True):
        tape = event.notes.get("FROM CLIP NAME", event.reel)
        found[0] -= first[tape] // hour * hour
        found[2] -= first[""] // hour * hour
        found[3] -= first[""] // hour * hour


def _fraction(text: str) -> Fraction | None:
    try:
        found = from_plain(Fraction, text)
    except Malformed:
        return None
    return found if found > 0 else None
