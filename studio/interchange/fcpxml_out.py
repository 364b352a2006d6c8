"""Interchange room: a film as FCPXML 1.8, every time an exact fraction of a second. Knows the document, opens no files.

The lowest picture track is the spine; the others hang from it in lanes, sound in lanes below zero. Clips that dissolve
into each other in a lane, and places without pictures there, stand in a spine of their own.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from fractions import Fraction
from xml.etree import ElementTree as ET

from studio.document.film import Clip, Media, Project, Take, Title, Track, find_media, find_take, has_inner_time
from studio.document.joins import dissolve_span
from studio.interchange.losses import Outgoing, name_of, told
from studio.interchange.places import plain_name

PREFIX = "org.fantascope."  # of our keys in <metadata>
_CARRIED = {"speed", "prompts", "gain", "markers", "muted", "dissolves", "titles"}
_NOTED = {"fades", "planned"}
_TITLE = ".../Titles.localized/Bumper:Opener.localized/Basic Title.localized/Basic Title.moti"


def write(project: Project, *, url: Callable[[str], str]) -> Outgoing:
    """The document. `url` says how the file at a path of the film is to be named."""
    made = _Writer(project, url)
    ET.indent(made.root, " ")
    body = ET.tostring(made.root, encoding="unicode")
    text = f'<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE fcpxml>\n{body}\n'
    losses = [*told(project, "FCPXML", carried=_CARRIED, noted=_NOTED)]
    if made.unplaced:
        losses.append(f"{made.unplaced} marker(s) after the last clip stay behind: FCPXML puts markers on clips.")
    return Outgoing(text, tuple(losses))


class _Writer:
    def __init__(self, project: Project, url: Callable[[str], str]) -> None:
        self.project, self._url, self.unplaced = project, url, 0
        self.root = ET.Element("fcpxml", version="1.8")
        self._resources = ET.SubElement(self.root, "resources")
        self._ids: dict[str, str] = {}
        self._titles = 0
        self.format = self._new("format", name="", frameDuration=self.time(1),
                                width=str(project.width), height=str(project.height)).get("id", "")  # fmt: skip
        event = ET.SubElement(self.root, "event", name=_text(project.name))
        made = ET.SubElement(event, "project", name=_text(project.name))
        sequence = ET.SubElement(made, "sequence", format=self.format, duration=self.time(project.duration),
                                 tcStart="0s", tcFormat="NDF", audioLayout="stereo",
                                 audioRate={44100: "44.1k", 96000: "96k"}.get(project.sample_rate, "48k"))  # fmt: skip
        self._fill(ET.SubElement(sequence, "spine"))

    def time(self, frames: int | Fraction) -> str:
        """Film frames as seconds: "1001/24000s"."""
        seconds = Fraction(frames) / self.project.rate
        return f"{seconds.numerator}/{seconds.denominator}s" if seconds.denominator > 1 else f"{seconds.numerator}s"

    # -- the storyline -------------------------------------------------------------------------------------------

    def _fill(self, spine: ET.Element) -> None:
        pictures = [track for track in self.project.tracks if track.kind == "video"]
        sounds = [track for track in self.project.tracks if track.kind == "audio"]
        main = pictures[0] if pictures else Track(id="none")
        items = list(self._storyline(spine, main, until=self.project.duration))
        lanes = [*enumerate(pictures[1:], 1), *((-number, track) for number, track in enumerate(sounds, 1))]
        hung: dict[int, list[tuple[int, ET.Element]]] = {}
        for lane, track in lanes:
            for run in _runs(track):
                at = max(bisect_right(items, run[0].start, key=lambda item: item[0]) - 1, 0)
                hung.setdefault(at, []).append((lane, self._hanging(run, track, lane, items[at])))
        marks = self.project.markers
        for at, (start, end, zero, element, _) in enumerate(items):
            places = [child for _, child in sorted(hung.get(at, []), key=lambda entry: entry[0])]
            first, last = (bisect_left(marks, frame, key=lambda marker: marker.frame) for frame in (start, end))
            markers = [self._marker(m.frame - start + zero, m.name) for m in marks[first:last]]
            _insert(element, [*places, *markers])
        self.unplaced = sum(marker.frame >= self.project.duration for marker in self.project.markers)

    def _storyline(self, spine: ET.Element, track: Track, *, until: int, origin: int = 0) -> Iterator[tuple]:
        """Fill a spine with the track's clips and gaps; gives (start, end, start in its own time, element, clip)."""
        cursor, left = origin, None
        for clip in track.clips:
            if clip.start > cursor:
                yield cursor, clip.start, 0, self._gap(spine, cursor - origin, clip.start - cursor), None
            if left and clip.dissolve and (span := dissolve_span(left, clip)).length:
                ET.SubElement(spine, "transition", name="Cross Dissolve", offset=self.time(span.start - origin),
                              duration=self.time(span.length))  # fmt: skip
            element = self._clip(clip, track, clip.start - origin)
            spine.append(element)
            yield clip.start, clip.end, self._zero(clip), element, clip
            cursor, left = clip.end, clip
        if cursor < until:
            yield cursor, until, 0, self._gap(spine, cursor - origin, until - cursor), None

    def _hanging(self, run: list[Clip], track: Track, lane: int, item: tuple) -> ET.Element:
        start, _, zero, _, _ = item
        offset = self.time(run[0].start - start + zero)
        if len(run) == 1 and not run[0].planned:
            element = self._clip(run[0], track, 0)
            element.set("offset", offset)
            element.set("lane", str(lane))
            return element
        spine = ET.Element("spine", lane=str(lane), offset=offset)
        part = Track(id="run", clips=tuple(run), muted=track.muted, kind=track.kind)
        for _ in self._storyline(spine, part, until=run[-1].end, origin=run[0].start):
            pass
        return spine

    def _gap(self, spine: ET.Element, offset: int, length: int) -> ET.Element:
        return ET.SubElement(spine, "gap", name="Gap", offset=self.time(offset), start="0s", duration=self.time(length))

    # -- clips ---------------------------------------------------------------------------------------------------

    def _clip(self, clip: Clip, track: Track, offset: int) -> ET.Element:
        common = {"name": _text(name_of(self.project, clip)), "offset": self.time(offset)}
        timing = {"start": self.time(self._zero(clip)), "duration": self.time(clip.length)}
        if track.muted:
            timing["enabled"] = "0"
        source = find_take(self.project, clip.take) or find_media(self.project, clip.media_id)
        if clip.title:
            return self._title(clip.title, {**common, **timing})
        if source is None:  # a planned shot
            element = ET.Element("gap", {**common, **timing})
            ET.SubElement(element, "note").text = _text(clip.prompt)
            return _noted(element, prompt=clip.prompt or name_of(self.project, clip))
        tag = "video" if getattr(source, "kind", "") == "picture" else "asset-clip"
        element = ET.Element(tag, {**common, "ref": self._asset(source), **timing})
        if tag == "asset-clip" and track.kind == "audio":
            element.set("audioRole", "dialogue")
            if isinstance(source, Take) or source.kind != "audio":
                element.set("srcEnable", "audio")
        if clip.prompt:
            ET.SubElement(element, "note").text = _text(clip.prompt)
        if clip.speed != 1 and has_inner_time(self.project, clip):
            end = self._length(source)
            warp = ET.SubElement(element, "timeMap")
            ET.SubElement(warp, "timept", time="0s", value="0s", interp="linear")
            ET.SubElement(warp, "timept", time=self.time(end / clip.speed), value=self.time(end), interp="linear")
        if clip.gain_db:
            ET.SubElement(element, "adjust-volume", amount=f"{clip.gain_db:g}dB")
        recipe = getattr(source, "recipe", None)
        made = {"prompt": recipe.prompt, "model": recipe.model, "seed": str(recipe.seed)} if recipe else {}
        fades = {"fadeIn": str(clip.fade_in), "fadeOut": str(clip.fade_out)} if clip.fade_in or clip.fade_out else {}
        return _noted(element, **made, **fades)

    def _title(self, title: Title, timing: dict[str, str]) -> ET.Element:
        self._titles += 1
        effect = self._resource("title", "effect", name="Basic Title", uid=_TITLE)
        element = ET.Element("title", {**timing, "ref": effect})
        style = f"ts{self._titles}"
        ET.SubElement(ET.SubElement(element, "text"), "text-style", ref=style).text = _text(title.text)
        colour = " ".join(f"{int(title.colour[n : n + 2], 16) / 255:.4g}" for n in (1, 3, 5))
        height = str(round(title.size * self.project.height / 1000))
        ET.SubElement(ET.SubElement(element, "text-style-def", id=style), "text-style", font="Helvetica",
                      fontSize=height, fontColor=f"{colour} 1")  # fmt: skip
        return _noted(element, place=title.place, size=str(title.size), colour=title.colour,
                      plate="1" if title.plate else "")  # fmt: skip

    def _zero(self, clip: Clip) -> Fraction:
        """Where the clip begins in its own time, which a change of speed stretches."""
        return Fraction(clip.offset) / clip.speed

    def _marker(self, frame: Fraction, name: str) -> ET.Element:
        return ET.Element("marker", start=self.time(frame), duration=self.time(1), value=_text(name) or "Marker")

    # -- resources -----------------------------------------------------------------------------------------------

    def _asset(self, source: Media | Take) -> str:
        kind = getattr(source, "kind", "video")
        given = {"name": _text(getattr(source, "name", "") or source.id), "src": self._url(source.path), "start": "0s",
                 "duration": "0s" if kind == "picture" else self.time(self._length(source))}  # fmt: skip
        if kind != "audio":
            given |= {"hasVideo": "1", "format": self._format(source)}
        if kind == "audio" or getattr(source, "has_audio", False):
            given |= {"hasAudio": "1", "audioSources": "1", "audioChannels": "2"}
        return self._resource(f"{type(source).__name__} {source.id}", "asset", **given)

    def _format(self, source: Media | Take) -> str:
        if getattr(source, "kind", "video") == "picture" or not source.width:
            return self.format
        step, size = 1 / source.rate, {"width": str(source.width), "height": str(source.height)}
        key = f"format {step} {source.width} {source.height}"
        return self._resource(key, "format", name="", frameDuration=f"{step.numerator}/{step.denominator}s", **size)

    def _length(self, source: Media | Take) -> Fraction:
        """Film frames the file holds, exactly."""
        return max(source.frames, 1) * self.project.rate / source.rate

    def _resource(self, key: str, tag: str, **given: str) -> str:
        if key not in self._ids:
            self._ids[key] = self._new(tag, **given).get("id", "")
        return self._ids[key]

    def _new(self, tag: str, **given: str) -> ET.Element:
        named = {name: value for name, value in given.items() if value}
        return ET.SubElement(self._resources, tag, {"id": f"r{len(self._resources) + 1}", **named})


def _runs(track: Track) -> Iterator[list[Clip]]:
    """The clips one by one, those that dissolve into each other together."""
    run: list[Clip] = []
    for clip in track.clips:
        if run and not clip.dissolve:
            yield run
            run = []
        run.append(clip)
    if run:
        yield run


def _insert(element: ET.Element, children: list[ET.Element]) -> None:
    """Put what hangs from a clip before its metadata, where the format wants it."""
    at = next((n for n, child in enumerate(element) if child.tag == "metadata"), len(element))
    for child in reversed(children):
        element.insert(at, child)


def _noted(element: ET.Element, **notes: str) -> ET.Element:
    if found := {key: value for key, value in notes.items() if value}:
        metadata = ET.SubElement(element, "metadata")
        for key, value in found.items():
            ET.SubElement(metadata, "md", key=PREFIX + key, value=_text(value))
    return element


def _text(words: str) -> str:
    """What XML can hold."""
    return plain_name(words, most=10_000)
