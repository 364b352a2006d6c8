"""Interchange room: a foreign timeline becomes a film, whatever its numbers claim. Knows the document, opens no files.

Readers say what they found, in film frames as exact fractions; here it is rounded, bounded, kept from overlapping and
checked. What cannot be a clip is counted and told, never guessed at silently.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from fractions import Fraction
from math import ceil, floor
from pathlib import Path

from studio.document.check import check
from studio.document.film import (
    MAX_FRAMES,
    MAX_GAIN,
    MAX_SPEED,
    MIN_GAIN,
    MIN_SPEED,
    Clip,
    Marker,
    Media,
    MediaSource,
    Project,
    Shot,
    Source,
    Take,
    Track,
    TrackKind,
    new_id,
)
from studio.interchange.places import kind_of, local_path, plain_name
from studio.problem import StudioError

MAX_BYTES = 64 * 2**20
MAX_CLIPS, MAX_TRACKS = 100_000, 500
UNREADABLE = "Export it again from the program it comes from."

_SENTENCES = {
    "place": ("1 clip has an impossible place or length and was left out.",
              "{n} clips have an impossible place or length and were left out."),
    "overlap": ("1 clip lay over another one of its track and was cut back.",
                "{n} clips lay over others of their track and were cut back."),
    "speed": ("1 clip ran backwards, stood still or had an impossible speed; it now runs forwards.",
              "{n} clips ran backwards, stood still or had an impossible speed; they now run forwards."),
    "nested": ("1 nested sequence was left out; its place is empty.",
               "{n} nested sequences were left out; their places are empty."),
    "transition": ("1 transition became a cut.", "{n} transitions became cuts."),
    "effect": ("1 effect was left out.", "{n} effects were left out."),
    "disabled": ("1 clip that was switched off was left out.", "{n} clips that were switched off were left out."),
    "missing": ("1 clip names no file; it is a planned shot with its name as the prompt.",
                "{n} clips name no file; they are planned shots with their names as prompts."),
    "silent": ("1 sound clip names no file and was left out.", "{n} sound clips name no file and were left out."),
    "kind": ("1 clip lay on a track of another kind and was left out.",
             "{n} clips lay on tracks of another kind and were left out."),
    "remote": ("1 file lies on another machine and is shown as missing.",
               "{n} files lie on other machines and are shown as missing."),
    "escape": ("1 file lies outside the timeline's folder and is shown as missing.",
               "{n} files lie outside the timeline's folder and are shown as missing."),
    "unusable": ("1 file has a name the studio cannot use and is shown as missing.",
                 "{n} files have names the studio cannot use and are shown as missing."),
    "foreign": ("1 file is not a video, picture or sound by its name and is shown as missing.",
                "{n} files are not videos, pictures or sounds by their names and are shown as missing."),
    "marker": ("1 marker could not be placed.", "{n} markers could not be placed."),
    "footage": ("1 generated shot came in as footage; its prompt is its clip's name.",
                "{n} generated shots came in as footage; their prompts are their clips' names."),
    "notes": ("The notes of 1 clip could not be read.", "The notes of {n} clips could not be read."),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Arrived:
    """A sound film, what of the timeline is not in it, and the member of a bundle behind each media or take id."""

    project: Project
    losses: tuple[str, ...]
    bundled: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One clip as a reader found it. Times in film frames, from `start` up to `end`; `offset` into its source."""

    start: Fraction
    end: Fraction
    offset: Fraction = Fraction(0)
    speed: Fraction = Fraction(1)
    name: str = ""
    gain_db: float = 0.0
    fade_in: int = 0
    fade_out: int = 0
    colour: str = ""
    group: str = ""
    dissolve: Fraction = Fraction(0)  # from the clip it touches


class Arrival:
    """Collects what a reader finds; `finish` makes the film."""

    def __init__(
        self, name: object, *, rate: Fraction, width: int = 1280, height: int = 720,
        base: Path | None = None, mint: Callable[[], str] = new_id,
    ) -> None:  # fmt: skip
        self.rate = rate if 1 <= rate <= 240 else Fraction(24)
        self.counted: Counter[str] = Counter()
        self.told: list[str] = []
        if self.rate != rate:
            self.told.append("Its frame rate is impossible; 24 frames a second were taken.")
        self.bundled: dict[str, str] = {}
        self._base, self._mint = base, mint
        sized = all(16 <= side <= 16384 for side in (width, height))
        self._project = Project(
            id=mint(), name=plain_name(name, most=120) or "Untitled", rate=self.rate,
            width=width if sized else 1280, height=height if sized else 720,
        )  # fmt: skip
        self._tracks: list[tuple[Track, list[Clip]]] = []
        self._media: dict[str, Media] = {}
        self._url_of: dict[str, str] = {}
        self._takes: dict[str, Take] = {}
        self._markers: dict[int, Marker] = {}
        self._groups: dict[str, str] = {}
        self._parted: set[str] = set()  # media whose sound lies on tracks of its own
        self._clips = 0

    def lost(self, what: str, count: int = 1) -> None:
        self.counted[what] += count

    def frames(self, seconds: Fraction) -> Fraction:
        """Film frames, exactly, of so many seconds."""
        return seconds * self.rate

    # -- what was found ------------------------------------------------------------------------------------------

    def track(
        self, name: object, kind: TrackKind, *, muted: bool = False, locked: bool = False, solo: bool = False
    ) -> int:
        """A new lane above (or after) those there are; its number is what `place` wants."""
        if len(self._tracks) >= MAX_TRACKS:
            raise StudioError(f"The timeline has more than {MAX_TRACKS} tracks.", next_step=UNREADABLE)
        same = sum(track.kind == kind for track, _ in self._tracks) + 1
        plain = plain_name(name, most=60) or f"{'V' if kind == 'video' else 'A'}{same}"
        self._tracks.append((Track(id=self._mint(), name=plain, kind=kind, muted=muted, locked=locked, solo=solo), []))
        return len(self._tracks) - 1

    def file(
        self, url: str, *, name: object = "", rate: Fraction | None = None, frames: int | None = None,
        width: int = 0, height: int = 0, has_audio: bool = False, member: str = "", silent: bool = False,
    ) -> MediaSource:  # fmt: skip
        """The file a timeline names, listed once. What has no place on this machine is listed as missing."""
        if url in self._media:
            return MediaSource(self._media[url].id)
        path, why = (f"media/{Path(member).name}", "") if member else local_path(url, self._base)
        kind = kind_of(path or url)
        if path and kind is None:
            path, why = "", "foreign"
        label = plain_name(name) or plain_name(Path(path or url).name) or "file"
        if not path:
            self.lost(why)
        rate = rate if rate and 0 < rate <= 1_000_000 else self.rate
        suffix = Path(label).suffix.lower() if kind_of(label) else ""
        made = Media(
            id=self._mint(), path=path or f"media/missing-{len(self._media)}{suffix}",
            kind=kind or ("audio" if silent else "video"), name=label, rate=rate,
            frames=frames if frames and 1 <= frames < 2**40 else 1,
            width=width if 0 <= width <= 65536 else 0, height=height if 0 <= height <= 65536 else 0,
            has_audio=has_audio or (kind or ("audio" if silent else "")) == "audio",
        )  # fmt: skip
        self._media[url], self._url_of[made.id] = made, url
        if member:
            self.bundled[made.id] = member
        return MediaSource(made.id)

    def take(self, take: Take, *, shot: Shot, member: str) -> Shot:
        """A generated shot whose frames are in the bundle."""
        if take.id not in self._takes:
            self._takes[take.id] = replace(take, path=f"takes/{Path(member).name}", latents="", complete=True)
            self.bundled[take.id] = member
        return replace(shot, takes=(take.id,), take=take.id)

    def place(self, track: int, piece: Piece, source: Source | None) -> None:
        """Put a clip on a lane; None makes a planned shot of its name."""
        lane, clips = self._tracks[track]
        start, end = _whole(piece.start), _whole(piece.end)
        if not (0 <= start < end <= MAX_FRAMES):
            return self.lost("place")
        if (clips and start < clips[-1].end) and (start := clips[-1].end) >= end:
            return self.lost("overlap")
        if start != _whole(piece.start):
            self.lost("overlap")
            piece = replace(piece, offset=piece.offset + (start - piece.start) * piece.speed)
        if source is None:
            if lane.kind == "audio":
                return self.lost("silent")
            self.lost("missing")
            source = Shot(prompt=plain_name(piece.name, most=2000))
        if not self._fits(lane, source):
            return self.lost("kind")
        if piece.dissolve and not (clips and clips[-1].end == start):
            self.lost("transition")
            piece = replace(piece, dissolve=Fraction(0))
        self._clips += 1
        if self._clips > MAX_CLIPS:
            raise StudioError(f"The timeline has more than {MAX_CLIPS:,} clips.", next_step="Split it first.")
        return clips.append(self._clip(piece, start, end, source))

    def marker(self, frame: Fraction, name: object = "", colour: str = "") -> None:
        at = _whole(frame)
        if not 0 <= at < MAX_FRAMES or at in self._markers:
            return self.lost("marker")
        self._markers[at] = Marker(at, plain_name(name), plain_name(colour, most=20))
        return None

    # -- the film ------------------------------------------------------------------------------------------------

    def finish(self, **settings: object) -> Arrived:
        """The film; further fields of Project may be given. Raises StudioError when nothing can be made of it."""
        if not self._clips and not self.counted:
            raise StudioError("This timeline is empty.", next_step="Choose one that holds clips.")
        tracks = tuple(replace(track, clips=tuple(self._heard(track, clips))) for track, clips in self._tracks)
        markers = tuple(self._markers[frame] for frame in sorted(self._markers))
        project = replace(self._project, tracks=tracks, markers=markers, **settings)
        reach = self._reach(project)
        media = tuple(_long_enough(media, reach.get(media.id, 0), self.rate) for media in self._media.values())
        takes = tuple(_long_enough(take, reach.get(take.id, 0), self.rate) for take in self._takes.values())
        project = replace(project, media=media, takes=takes)
        if troubles := check(project):
            raise StudioError(f"This timeline cannot become a film: {troubles[0]}", next_step=UNREADABLE)
        return Arrived(project, (*self._sentences(), *self.told), self.bundled)

    def _heard(self, track: Track, clips: list[Clip]) -> list[Clip]:
        """Other programs part sound from pictures: what sounds on a sound track must not sound twice."""
        if track.kind == "audio":
            return clips
        return [replace(clip, gain_db=MIN_GAIN) if clip.media_id in self._parted else clip for clip in clips]

    def _sentences(self):
        for what, (one, many) in _SENTENCES.items():
            if count := self.counted[what]:
                yield one if count == 1 else many.format(n=count)

    def _fits(self, lane: Track, source: Source) -> bool:
        if not isinstance(source, MediaSource):
            return lane.kind == "video"
        url = self._url_of[source.media_id]
        media = self._media[url]
        if lane.kind == "audio" and media.kind == "video" and not media.has_audio:
            self._media[url] = replace(media, has_audio=True)
            self._parted.add(media.id)
        return media.kind != ("audio" if lane.kind == "video" else "picture")

    def _clip(self, piece: Piece, start: int, end: int, source: Source) -> Clip:
        speed, length = piece.speed, end - start
        if not MIN_SPEED <= speed <= MAX_SPEED or speed.denominator > 1_000_000:
            near = speed.limit_denominator(1_000_000)
            if not MIN_SPEED <= near <= MAX_SPEED:
                self.lost("speed")
            speed = near if MIN_SPEED <= near <= MAX_SPEED else Fraction(1)
        offset = min(max(_whole(piece.offset), 0), MAX_FRAMES)
        if not self._timed(source):
            offset, speed = 0, Fraction(1)
        elif offset + floor((length - 1) * speed) > MAX_FRAMES // 2:
            offset, speed = 0, Fraction(1)
            self.lost("speed")
        fade_in = min(max(piece.fade_in, 0), length)
        return Clip(
            id=self._mint(), start=start, length=length, source=source, offset=offset, speed=speed,
            name=plain_name(piece.name), gain_db=min(max(piece.gain_db, MIN_GAIN), MAX_GAIN), fade_in=fade_in,
            fade_out=min(max(piece.fade_out, 0), length - fade_in), colour=plain_name(piece.colour, most=20),
            group=self._group(piece.group), dissolve=min(max(_whole(piece.dissolve), 0), MAX_FRAMES),
        )  # fmt: skip

    def _group(self, name: str) -> str:
        """A fresh id for each group the timeline names."""
        return self._groups.setdefault(name, self._mint()) if name else ""

    def _timed(self, source: Source) -> bool:
        if not isinstance(source, MediaSource):
            return isinstance(source, Shot) and source.take is not None
        return self._media[self._url_of[source.media_id]].kind != "picture"

    def _reach(self, project: Project) -> dict[str, int]:
        """The last film-rate frame of each source that some clip shows, plus one."""
        found: dict[str, int] = {}
        for track in project.tracks:
            for clip in track.clips:
                if key := clip.media_id or clip.take:
                    found[key] = max(found.get(key, 0), clip.offset + floor((clip.length - 1) * clip.speed) + 1)
        return found


def readable(data: bytes, what: str) -> str:
    """The text of a timeline file. Raises StudioError for what is too large or not text."""
    if len(data) > MAX_BYTES:
        raise StudioError(f"This {what} is larger than {MAX_BYTES // 2**20} MB.", next_step="Split it first.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as exc:
        raise StudioError(f"This {what} is not readable text.", next_step=UNREADABLE) from exc


def exact_rate(rate: object) -> Fraction | None:
    """The fraction a frame rate stands for: 23.976 is 24000/1001. None when it is absurd."""
    if isinstance(rate, bool) or not isinstance(rate, int | float | Fraction) or not 0 < rate <= 1_000_000:
        return None
    given = Fraction(rate)
    nominal = ceil(given)
    for near in (Fraction(round(given)), Fraction(nominal * 1000, 1001)):
        if near and abs(given / near - 1) < Fraction(1, 20000):
            return near
    return given.limit_denominator(1_000_000)


def _whole(value: Fraction) -> int:
    """The nearest frame; halves go up, so that a cut is the same seen from either side."""
    return floor(value + Fraction(1, 2))


def _long_enough(source, reach: int, rate: Fraction):
    """The source with at least as many frames as clips show of it: a file's length is known to itself alone."""
    if getattr(source, "kind", "") == "picture":
        return replace(source, frames=1)
    most = max(1, floor(MAX_FRAMES * source.rate / rate))
    needed = floor(max(reach - 1, 0) * source.rate / rate) + 1
    return replace(source, frames=max(min(source.frames, most), needed))
