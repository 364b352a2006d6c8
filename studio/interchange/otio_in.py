"""Interchange room: an OpenTimelineIO timeline (.otio JSON) as a film. Trusts no number in it; opens no files."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from studio.document.film import MAX_FRAMES, MediaSource, Shot, Take, Title, new_id, title_trouble
from studio.document.plain import Malformed, from_plain
from studio.interchange.arriving import UNREADABLE, Arrival, Arrived, Piece, exact_rate, readable
from studio.interchange.otio_out import NOTES, bare
from studio.interchange.places import bundled_name, plain_name
from studio.problem import StudioError

_DEEPEST = 24  # nested sequences
_MOST = 10**15  # a time value beyond this is no time


def read(
    data: bytes, *, base: Path | None = None, members: frozenset[str] = frozenset(), mint: Callable[[], str] = new_id
) -> Arrived:
    """The film. `base` is the folder the file lies in, `members` the files of its bundle. Raises StudioError."""
    node = _timeline(_parsed(data))
    notes = _notes(node)
    tracks = [child for child in _children(_dict(node.get("tracks"))) if child]
    rate = _fraction(notes.get("rate")) or next(_rates(node, tracks), None) or Fraction(24)
    arrival = Arrival(
        node.get("name"), rate=rate, width=_whole(notes, "width", 1280), height=_whole(notes, "height", 720),
        base=base, mint=mint,
    )  # fmt: skip
    for track in tracks:
        _Lane(arrival, track, members).read()
    for marker in _list(_dict(node.get("tracks")).get("markers")):
        marker = _dict(marker)
        at = _time(_dict(marker.get("marked_range")).get("start_time"))
        colour = _notes(marker).get("colour", str(marker.get("color") or "").lower())
        arrival.marker(arrival.frames(at) if at is not None else Fraction(-1), marker.get("name"), str(colour))
    return arrival.finish(**_settings(notes))


class _Lane:
    """One track: children one after the other, each as long as it says."""

    def __init__(self, arrival: Arrival, node: dict[str, Any], members: frozenset[str]) -> None:
        self.arrival, self.node, self.members = arrival, node, members
        self.audio = node.get("kind") == "Audio"

    def read(self) -> None:
        node, notes = self.node, _notes(self.node)
        self.track = self.arrival.track(
            node.get("name"), "audio" if self.audio else "video", muted=node.get("enabled") is False,
            locked=notes.get("locked") is True, solo=notes.get("solo") is True,
        )  # fmt: skip
        whole = node.get("_whole") or _children(node)
        cut = _dict(node.get("source_range"))
        at = -(_time(cut.get("start_time")) or Fraction(0))  # a trimmed track begins where its range says
        dissolve = Fraction(0)  # into the next child
        for child in whole:
            length = _length(child)
            if _schema(child) == "Clip":
                self._clip(child, at, length, dissolve)
            elif dissolve:
                self.arrival.lost("transition")
            dissolve = Fraction(0)
            if _schema(child) == "Transition":
                dissolve = self._dissolve(child)
            elif _schema(child) in ("Stack", "Track"):
                self.arrival.lost("nested")
            at += length

    def _dissolve(self, node: dict[str, Any]) -> Fraction:
        offsets = [_time(node.get(name)) for name in ("in_offset", "out_offset")]
        length = sum((offset for offset in offsets if offset and offset > 0), Fraction(0))
        if node.get("transition_type") == "SMPTE_Dissolve" and length:
            return length
        self.arrival.lost("transition")
        return Fraction(0)

    def _clip(self, node: dict[str, Any], at: Fraction, length: Fraction, dissolve: Fraction) -> None:
        arrival, notes = self.arrival, _notes(node)
        if node.get("enabled") is False:
            return arrival.lost("disabled")
        reference = _reference(node)
        shown = _dict(node.get("source_range")) or _dict(reference.get("available_range"))
        zero = _time(_dict(_dict(reference.get("available_range")).get("start_time"))) or Fraction(0)
        start = _time(shown.get("start_time")) or Fraction(0)
        frames = arrival.frames
        piece = Piece(
            start=frames(at), end=frames(at + length), offset=frames(start - zero), speed=self._speed(node, notes),
            name=plain_name(notes["name"] if isinstance(notes.get("name"), str) else node.get("name")),
            gain_db=_decibels(notes.get("gain_db")), colour=plain_name(notes.get("colour"), most=20),
            fade_in=_whole(notes, "fade_in", 0), fade_out=_whole(notes, "fade_out", 0),
            dissolve=frames(dissolve), group=plain_name(notes.get("group"), most=60),
        )  # fmt: skip
        source = self._source(reference, notes)
        if "shot" in notes and isinstance(source, MediaSource) and not piece.name:
            piece = replace(piece, name=plain_name(node.get("name")))
        return arrival.place(self.track, piece, source)

    def _speed(self, node: dict[str, Any], notes: dict[str, Any]) -> Fraction:
        warps = [_dict(effect) for effect in _list(node.get("effects"))]
        timed = [warp for warp in warps if _schema(warp) in ("LinearTimeWarp", "FreezeFrame")]
        self.arrival.lost("effect", len(warps) - len(timed))
        if not timed:
            return Fraction(1)
        scalar = timed[0].get("time_scalar", 0) if _schema(timed[0]) == "LinearTimeWarp" else 0
        value = _number(scalar)
        written = _fraction(notes.get("speed"))
        if written and value is not None and abs(float(written) - float(value)) < 1e-9 * max(1.0, float(written)):
            return written
        return value.limit_denominator(100_000) if value is not None else Fraction(0)

    def _source(self, reference: dict[str, Any], notes: dict[str, Any]):
        """The file, the shot, the title, or None for none of them."""
        if _schema(reference) == "GeneratorReference" and reference.get("generator_kind") == "Title":
            title = self._noted(Title, reference.get("parameters"))
            return title if title and not title_trouble(title) else None
        shot = self._noted(Shot, notes.get("shot")) if "shot" in notes else None
        if shot:
            shot = bare(shot)
        url = reference.get("target_url")
        if _schema(reference) != "ExternalReference" or not isinstance(url, str) or not url:
            return shot
        member = bundled_name(url) if bundled_name(url) in self.members else ""
        facts = _notes(reference)
        if shot and member and "take" in facts and (take := self._noted(Take, facts["take"])):
            take = replace(take, recipe=replace(take.recipe, request=""))  # it names files a person never chose
            return self.arrival.take(take, shot=shot, member=member)
        if shot:
            self.arrival.lost("footage")
        return self._file(url, reference, _dict(facts.get("media")), member)

    def _file(self, url: str, reference: dict[str, Any], facts: dict[str, Any], member: str) -> MediaSource:
        ranged = _dict(_dict(reference.get("available_range")).get("duration"))
        written = _fraction(facts.get("rate"))
        rate = written or exact_rate(ranged.get("rate"))
        frames = _number(ranged.get("value"))
        return self.arrival.file(
            url, name=facts.get("name") or reference.get("name"), rate=rate, frames=int(frames) if frames else None,
            width=_whole(facts, "width", 0), height=_whole(facts, "height", 0), silent=self.audio,
            has_audio=facts.get("has_audio") is True, member=member,
        )  # fmt: skip

    def _noted(self, kind: type, value: Any):
        try:
            return from_plain(kind, value, where="note")
        except Malformed:
            self.arrival.lost("notes")
            return None


# -- JSON that may claim anything -----------------------------------------------------------------------------------


def _parsed(data: bytes) -> dict[str, Any]:
    try:
        return _dict(json.loads(readable(data, "timeline"), parse_constant=lambda _: None))
    except RecursionError as exc:
        raise StudioError("This timeline is nested too deeply.", next_step=UNREADABLE) from exc
    except ValueError as exc:  # bad JSON, absurdly long numbers
        raise StudioError("This is not an OTIO timeline: it is not readable JSON.", next_step=UNREADABLE) from exc


def _timeline(node: dict[str, Any]) -> dict[str, Any]:
    """The timeline, or the first one of a collection of them."""
    for _ in range(_DEEPEST):
        if _schema(node) == "Timeline":
            return node
        if _schema(node) not in ("SerializableCollection", "SerializeableCollection"):
            break
        node = next((child for child in _children(node) if _schema(child) != "Clip"), {})
    raise StudioError("This is not an OTIO timeline.", next_step="Choose a file that holds one.")


def _children(node: dict[str, Any]) -> list[dict[str, Any]]:
    """The children; one that stands where a track should becomes a track of its own."""
    found = [_dict(child) for child in _list(node.get("children"))]
    if _schema(node) == "Stack":
        return [child if _schema(child) == "Track" else {"_whole": [child], "kind": "Video"} for child in found]
    return found


def _rates(node: dict[str, Any], tracks: list[dict[str, Any]]) -> Iterator[Fraction]:
    """Rates the timeline gives itself, the likeliest first."""
    for track in sorted(tracks, key=lambda track: track.get("kind") == "Audio"):
        for child in _children(track):
            if rate := exact_rate(_dict(_dict(child.get("source_range")).get("duration")).get("rate")):
                yield rate
    if rate := exact_rate(_dict(node.get("global_start_time")).get("rate")):
        yield rate


def _length(node: dict[str, Any], depth: int = 0) -> Fraction:
    """Seconds a child takes up on its track; transitions lie over their neighbours."""
    if _schema(node) == "Transition" or depth > _DEEPEST:
        return Fraction(0)
    ranged = _dict(node.get("source_range"))
    if not ranged and _schema(node) == "Clip":
        ranged = _dict(_reference(node).get("available_range"))
    if ranged:
        return max(_time(ranged.get("duration")) or Fraction(0), Fraction(0))
    lengths = [_length(_dict(child), depth + 1) for child in _list(node.get("children"))]
    return max(lengths, default=Fraction(0)) if _schema(node) == "Stack" else sum(lengths, Fraction(0))


def _reference(clip: dict[str, Any]) -> dict[str, Any]:
    references = _dict(clip.get("media_references"))
    key = clip.get("active_media_reference_key", "DEFAULT_MEDIA")
    return _dict(references.get(key) if isinstance(key, str) and references else clip.get("media_reference"))


def _time(node: Any) -> Fraction | None:
    """Seconds, exactly; None for what is no time."""
    node = _dict(node)
    value, rate = _number(node.get("value")), exact_rate(node.get("rate"))
    return value / rate if value is not None and rate else None


def _number(value: Any) -> Fraction | None:
    plain = isinstance(value, int | float) and not isinstance(value, bool)
    return Fraction(value) if plain and abs(value) < _MOST else None


def _decibels(value: Any) -> float:
    number = _number(value)
    return float(number) if number is not None else 0.0


def _fraction(value: Any) -> Fraction | None:
    try:
        found = from_plain(Fraction, value)
    except Malformed:
        return None
    return found if 0 < found <= 1_000_000 else None


def _whole(notes: dict[str, Any], name: str, default: int) -> int:
    value = notes.get(name)
    return value if type(value) is int and 0 <= value <= MAX_FRAMES else default


def _settings(notes: dict[str, Any]) -> dict[str, Any]:
    look = notes.get("look")
    found: dict[str, Any] = {"look": look[:2000]} if isinstance(look, str) else {}
    if 8000 <= _whole(notes, "sample_rate", 48000) <= 384000:
        found["sample_rate"] = _whole(notes, "sample_rate", 48000)
    start, end = (notes.get(name) for name in ("in_point", "out_point"))
    start, end = (point if type(point) is int and 0 <= point < MAX_FRAMES else None for point in (start, end))
    if start is None or end is None or start < end:
        found |= {"in_point": start, "out_point": end or None}
    return found


def _schema(node: dict[str, Any]) -> str:
    name = node.get("OTIO_SCHEMA")
    return name.partition(".")[0] if isinstance(name, str) else ""


def _notes(node: dict[str, Any]) -> dict[str, Any]:
    return _dict(_dict(node.get("metadata")).get(NOTES))


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
