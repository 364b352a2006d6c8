"""Interchange room: an FCPXML project as a film. Trusts no number and no entity in it; opens no files."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import NoReturn
from xml.etree import ElementTree as ET
from xml.parsers import expat

from studio.document.film import MAX_FRAMES, Shot, Source, Title, new_id, title_trouble
from studio.interchange.arriving import UNREADABLE, Arrival, Arrived, Piece, exact_rate, readable
from studio.interchange.fcpxml_out import PREFIX
from studio.interchange.places import plain_name
from studio.problem import StudioError

_TIME = re.compile(r"(-?[0-9]{1,18}(?:\.[0-9]{1,9})?)(?:/([0-9]{1,18}))?s?", re.ASCII)
_LEAF = {"asset-clip", "clip", "video", "audio", "title", "gap"}
_NESTED = {"ref-clip", "sync-clip", "mc-clip", "audition"}
_EFFECTS = {"filter-video", "filter-audio", "adjust-transform", "adjust-crop", "adjust-blend", "adjust-conform"}
_DEEPEST = 64


def read(data: bytes, *, base: Path | None = None, mint: Callable[[], str] = new_id) -> Arrived:
    """The film of the first project in the file. Raises StudioError."""
    root = parse(readable(data, "document"))
    project = next(root.iter("project"), None)
    sequence = next((project if project is not None else root).iter("sequence"), None)
    if root.tag != "fcpxml" or sequence is None:
        raise StudioError("This is not an FCPXML project.", next_step="Choose a file that holds one.")
    resources = {node.get("id", ""): node for block in root.iter("resources") for node in block}
    form = resources.get(sequence.get("format", ""))
    step = _time(form.get("frameDuration")) if form is not None else None
    rate = exact_rate(1 / step) if step and step > 0 else None
    size = {side: _whole(form.get(side) if form is not None else None, 0) for side in ("width", "height")}
    name = (project.get("name") if project is not None else "") or "Timeline"
    arrival = Arrival(name, rate=rate or Fraction(24), base=base, mint=mint, **size)
    reader = _Reader(arrival, resources)
    reader.spine(sequence.find("spine"), Fraction(0), zero=_time(sequence.get("tcStart")) or Fraction(0), lane=0)
    reader.settle()
    return arrival.finish()


class _Reader:
    """Walks the storyline; `found` holds (lane, start, piece, source, switched off, sound alone), times in seconds."""

    def __init__(self, arrival: Arrival, resources: dict[str, ET.Element]) -> None:
        self.arrival, self.resources = arrival, resources
        self.found: list[tuple[int, Piece, Source | None, bool, bool]] = []

    def spine(self, spine: ET.Element | None, at: Fraction, *, zero: Fraction, lane: int) -> None:
        """One after the other from `at`; children name their place in a time that begins with `zero`."""
        cursor, dissolve = zero, Fraction(0)
        for node in spine if spine is not None else ():
            if node.tag == "transition":
                dissolve = max(_time(node.get("duration")) or Fraction(0), Fraction(0))
                continue
            if node.tag not in _LEAF | _NESTED:
                continue
            offset = _time(node.get("offset"))
            cursor = cursor if offset is None else offset
            self.item(node, at + cursor - zero, lane=lane, dissolve=dissolve)
            cursor, dissolve = cursor + (self.length(node) or Fraction(0)), Fraction(0)
        if dissolve:
            self.arrival.lost("transition")

    def item(self, node: ET.Element, at: Fraction, *, lane: int, dissolve: Fraction = Fraction(0)) -> None:
        """A clip at `at` seconds and all that hangs from it."""
        start = _time(node.get("start")) or Fraction(0)
        length = self.length(node) or Fraction(0)
        if node.tag in _NESTED:
            self.arrival.lost("nested")
        elif node.tag != "gap" or _notes(node).get("prompt"):
            self._clip(node, at, length, lane, dissolve)
        elif dissolve:
            self.arrival.lost("transition")
        for child in node:
            offset = _time(child.get("offset")) or Fraction(0)
            here = at + offset - start
            if child.tag in _LEAF | _NESTED and child.get("lane") is not None:
                self.item(child, here, lane=_lane(child))
            elif child.tag == "spine":
                self.spine(child, here, zero=Fraction(0), lane=_lane(child))
            elif child.tag in ("marker", "chapter-marker"):
                place = at + (_time(child.get("start")) or Fraction(0)) - start
                self.arrival.marker(self.arrival.frames(place), child.get("value"))
            elif child.tag in _EFFECTS:
                self.arrival.lost("effect")

    def _clip(self, node: ET.Element, at: Fraction, length: Fraction, lane: int, dissolve: Fraction) -> None:
        frames, notes = self.arrival.frames, _notes(node)
        inner = self._inner(node)
        asset = self.resources.get(inner.get("ref", ""))
        zero = (_time(asset.get("start")) if asset is not None else None) or Fraction(0)
        speed, start = self._speed(node), _time(node.get("start"))
        offset = (start if start is not None else zero / speed) * speed - zero
        if inner is not node:  # a clip around its media: both have a start
            offset = (start or Fraction(0)) - (_time(inner.get("offset")) or Fraction(0)) + (
                _time(inner.get("start")) or zero) - zero  # fmt: skip
        piece = Piece(
            start=frames(at), end=frames(at + length), offset=frames(offset), speed=speed,
            name=plain_name(node.get("name")), gain_db=_decibels(node), dissolve=frames(dissolve),
            fade_in=_whole(notes.get("fadeIn"), 0), fade_out=_whole(notes.get("fadeOut"), 0),
        )  # fmt: skip
        sound = inner.tag == "audio" or node.get("srcEnable") == "audio"
        sound = sound or (asset is not None and asset.get("hasVideo") != "1" and asset.get("hasAudio") == "1")
        self.found.append((lane, piece, self._source(node, asset, notes, sound), node.get("enabled") == "0", sound))

    def settle(self) -> None:
        """Lanes become tracks: those below the spine first, sound after all pictures."""
        lanes: dict[tuple[bool, int], list[tuple[Piece, Source | None, bool]]] = {}
        for lane, piece, source, off, sound in self.found:
            lanes.setdefault((sound, abs(lane) if sound else lane), []).append((piece, source, off))
        if (False, 0) not in lanes and any(not sound for sound, _ in lanes):
            lanes[False, 0] = []
        for (sound, _), rows in sorted(lanes.items(), key=lambda entry: entry[0]):
            muted = bool(rows) and all(off for _, _, off in rows)
            track = self.arrival.track("", "audio" if sound else "video", muted=muted)
            for piece, source, off in sorted(rows, key=lambda row: row[0].start):
                if off and not muted:
                    self.arrival.lost("disabled")
                else:
                    self.arrival.place(track, piece, source)

    # -- one clip ------------------------------------------------------------------------------------------------

    def length(self, node: ET.Element) -> Fraction | None:
        asset = self.resources.get(node.get("ref", ""))
        return _time(node.get("duration")) or (_time(asset.get("duration")) if asset is not None else None)

    def _inner(self, node: ET.Element) -> ET.Element:
        """The media inside a <clip>; other elements are their own."""
        if node.tag != "clip":
            return node
        return next((child for child in node if child.tag in ("video", "audio") and child.get("lane") is None), node)

    def _source(self, node: ET.Element, asset: ET.Element | None, notes: dict[str, str], sound: bool) -> Source | None:
        if node.tag == "gap":
            return Shot(prompt=notes["prompt"])
        if node.tag == "title":
            return _title(node, notes)
        url = _address(asset) if asset is not None and asset.tag == "asset" else ""
        if asset is None or not url:
            return None
        form = self.resources.get(asset.get("format", ""))
        step = _time(form.get("frameDuration")) if form is not None else None
        rate = 1 / step if step and step > 0 and asset.get("hasVideo") == "1" else Fraction(48000)
        whole = _time(asset.get("duration")) or Fraction(0)
        width, height = (_whole(form.get(side) if form is not None else None, 0) for side in ("width", "height"))
        return self.arrival.file(
            url, name=asset.get("name"), rate=rate, frames=int(whole * rate), silent=sound,
            has_audio=asset.get("hasAudio") == "1", width=width, height=height,
        )  # fmt: skip

    def _speed(self, node: ET.Element) -> Fraction:
        points = [(_time(p.get("time")), _time(p.get("value"))) for p in node.iterfind("timeMap/timept")]
        points = [(time, value) for time, value in points if time is not None and value is not None]
        if len(points) < 2:
            return Fraction(1)
        (t0, v0), (t1, v1) = points[0], points[-1]
        if len(points) > 2:
            self.arrival.lost("effect")
        speed = (v1 - v0) / (t1 - t0) if t1 > t0 else Fraction(0)
        if speed <= 0:
            self.arrival.lost("speed")
            return Fraction(1)
        return speed.limit_denominator(1_000_000)


# -- XML that may claim anything ------------------------------------------------------------------------------------


def parse(text: str) -> ET.Element:
    """The document's tree. Entities, own or foreign, are refused: FCPXML needs none. Raises StudioError."""
    builder, depth = ET.TreeBuilder(), 0
    parser = expat.ParserCreate(encoding="utf-8")
    parser.buffer_text = True

    def begin(tag: str, given: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > _DEEPEST:
            raise StudioError("This document is nested too deeply.", next_step=UNREADABLE)
        builder.start(tag, given)

    def end(tag: str) -> None:
        nonlocal depth
        depth -= 1
        builder.end(tag)

    def refuse(*_: object) -> NoReturn:
        raise StudioError("This document defines entities, which no project needs.", next_step=UNREADABLE)

    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = begin, end, builder.data
    parser.EntityDeclHandler = parser.ExternalEntityRefHandler = parser.UnparsedEntityDeclHandler = refuse
    try:
        parser.Parse(text.encode(), True)
        return builder.close()
    except (expat.ExpatError, AssertionError, ValueError) as exc:
        raise StudioError("This is not readable XML.", next_step=UNREADABLE) from exc


def _time(text: str | None) -> Fraction | None:
    """Seconds: "1001/24000s", "5s", "2.5s"; None for anything else."""
    found = _TIME.fullmatch(text.strip()) if text and len(text) < 60 else None
    if not found or (found[2] and not int(found[2])):
        return None
    return Fraction(found[1]) / int(found[2] or 1)


def _address(asset: ET.Element) -> str:
    """The original file of an asset, however the version writes it."""
    inner = next((rep.get("src", "") for rep in asset.iter("media-rep") if rep.get("kind") != "proxy-media"), "")
    return inner or asset.get("src", "")


def _notes(node: ET.Element) -> dict[str, str]:
    pairs = ((md.get("key", ""), md.get("value", "")) for md in node.iterfind("metadata/md"))
    return {key.removeprefix(PREFIX): value for key, value in pairs if key.startswith(PREFIX)}


def _title(node: ET.Element, notes: dict[str, str]) -> Title:
    words = "".join(text for part in node.iterfind("text") for text in part.itertext()).strip()[:2000]
    given = Title(text=plain_name(words, most=2000) or plain_name(node.get("name")))
    place = notes.get("place", given.place)
    made = replace(
        given, place=place if place in ("centre", "lower third", "foot", "top") else given.place,
        size=_whole(notes.get("size"), given.size), colour=notes.get("colour", given.colour),
        plate=notes.get("plate") == "1",
    )  # fmt: skip
    return given if title_trouble(made) else made


def _decibels(node: ET.Element) -> float:
    text = next((found.get("amount", "") for found in node.iterfind("adjust-volume")), "").removesuffix("dB")
    return float(text) if re.fullmatch(r"[-+]?[0-9]{1,4}(\.[0-9]{1,6})?", text, re.ASCII) else 0.0


def _whole(text: str | None, default: int) -> int:
    plain = text is not None and re.fullmatch("[0-9]{1,9}", text, re.ASCII)
    return min(int(text or 0), MAX_FRAMES) if plain else default


def _lane(node: ET.Element) -> int:
    text = node.get("lane") or "0"
    return int(text) if re.fullmatch(r"-?[0-9]{1,6}", text, re.ASCII) else 0


