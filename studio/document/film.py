"""Document room: what a film is. Frozen data and questions about it; knows nothing of files, pixels or tensors.

Every position and length on the timeline is an integer number of film frames (`Project.rate` per second).
"""

from __future__ import annotations

import secrets
from bisect import bisect_right
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, fields
from fractions import Fraction
from typing import Literal

from studio.document.timebase import conform, conformed_length

MediaKind = Literal["video", "picture", "audio"]
TrackKind = Literal["video", "audio"]


def new_id() -> str:
    """A short random hex name, the only place ids are made."""
    return secrets.token_hex(6)


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """An imported file. `path` is relative to the film folder when inside it, absolute otherwise.

    `frames` counts units of `rate`: video frames, or samples for audio. A picture has one frame and no end.
    """

    id: str
    path: str
    kind: MediaKind
    name: str = ""
    width: int = 0
    height: int = 0
    rate: Fraction = Fraction(24)
    frames: int = 1
    has_audio: bool = False
    digest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """How a take was made; `request` is the engine's own request as JSON, enough to make it again."""

    verb: str
    prompt: str = ""
    expanded: str = ""
    seconds: Fraction = Fraction(0)
    width: int = 0
    height: int = 0
    seed: int = 0
    steps: int = 0
    guidance: float = 0.0
    model: str = ""
    request: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Take:
    """One generation. `path` (mp4) and `latents` ("" when there are none) are relative to the film folder.

    While `complete` is false the take may still grow, and clips showing it keep the length they were planned with.
    """

    id: str
    path: str
    latents: str = ""
    frames: int = 0
    rate: Fraction = Fraction(24)
    width: int = 0
    height: int = 0
    recipe: Recipe
    created: str = ""  # ISO 8601
    complete: bool = True
    has_audio: bool = False


@dataclass(frozen=True, slots=True)
class FrameRef:
    """One frame of an imported file or of a take, counted at that source's own rate."""

    kind: Literal["media", "take"]
    id: str
    frame: int = 0


@dataclass(frozen=True, slots=True)
class Keyframe:
    """A picture the shot must pass through, `time` film frames after the shot's first frame."""

    time: int
    image: FrameRef
    strength: float = 1.0


@dataclass(frozen=True, slots=True)
class MediaSource:
    """The clip shows an imported file."""

    media_id: str


@dataclass(frozen=True, slots=True)
class LoraFile:
    """A small file of weights a shot's model is changed by, `weight` times."""

    path: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """The clip is generated. Without a chosen `take` it is a planned shot: a prompt waiting for its first take.

    `aspect` ("16:9"), `seed`, `model` left empty mean: the film's own, a fresh one, the current one.
    """

    prompt: str = ""
    negative: str = ""
    expanded: str = ""
    verb: str = ""  # "" lets the session choose from the keyframes
    aspect: str = ""
    camera: str = ""  # how it is filmed, in words
    look: str = ""  # "" for the film's own
    seed: int | None = None
    model: str = ""
    keyframes: tuple[Keyframe, ...] = ()
    cast: tuple[str, ...] = ()  # names of CastMember
    loras: tuple[LoraFile, ...] = ()
    takes: tuple[str, ...] = ()  # ids, oldest first
    take: str | None = None  # the chosen one of `takes`


TitlePlace = Literal["centre", "lower third", "foot", "top"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Title:
    """The clip is words over what lies below. `size`: height of the letters in thousandths of the picture's height."""

    text: str = ""
    place: TitlePlace = "centre"
    size: int = 90
    colour: str = "#ffffff"
    plate: bool = False  # a dark ground behind the words


Source = MediaSource | Shot | Title

MAX_FRAMES = 1_000_000_000  # no timeline position lies beyond this
MIN_SPEED, MAX_SPEED = Fraction(1, 100), Fraction(100)
MIN_GAIN, MAX_GAIN = -96.0, 24.0  # decibels
MIN_TITLE, MAX_TITLE, MAX_WORDS = 10, 500, 2000  # a title's size, and its letters


@dataclass(frozen=True, slots=True, kw_only=True)
class Clip:
    """A stretch of a track. Frame k of the clip shows frame `offset + floor(k * speed)` of its source at film rate.

    Pictures, titles and planned shots have no inner time: their offset stays 0 and their speed 1. Clips of one `group`
    are chosen, moved and cut together. `dissolve` counts the frames, centred on the clip's start, over which it comes
    in from the clip that touches it there (see `joins`).
    """

    id: str
    start: int
    length: int
    source: Source
    offset: int = 0
    name: str = ""
    speed: Fraction = Fraction(1)
    gain_db: float = 0.0
    fade_in: int = 0
    fade_out: int = 0
    colour: str = ""
    group: str = ""
    dissolve: int = 0

    @property
    def end(self) -> int:
        """The first frame after the clip."""
        return self.start + self.length

    @property
    def shot(self) -> Shot | None:
        return self.source if isinstance(self.source, Shot) else None

    @property
    def title(self) -> Title | None:
        return self.source if isinstance(self.source, Title) else None

    @property
    def media_id(self) -> str | None:
        return self.source.media_id if isinstance(self.source, MediaSource) else None

    @property
    def prompt(self) -> str:
        return self.source.prompt if isinstance(self.source, Shot) else ""

    @property
    def takes(self) -> tuple[str, ...]:
        return self.source.takes if isinstance(self.source, Shot) else ()

    @property
    def take(self) -> str | None:
        """The id of the chosen take."""
        return self.source.take if isinstance(self.source, Shot) else None

    @property
    def planned(self) -> bool:
        """Waiting for its first take."""
        return isinstance(self.source, Shot) and self.source.take is None


_SLOTS = tuple((slot.__get__, slot.__set__) for slot in (getattr(Clip, one.name) for one in fields(Clip)))
_put_start = Clip.start.__set__  # type: ignore[attr-defined]


def shifted(clip: Clip, by: int) -> Clip:
    """The same clip `by` frames later: what `replace` gives, several times faster, for edits that move thousands."""
    made = object.__new__(Clip)
    for get, put in _SLOTS:
        put(made, get(clip))
    _put_start(made, clip.start + by)
    return made


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """One lane: clips sorted by start, never overlapping. Later video tracks are shown above earlier ones."""

    id: str
    name: str = ""
    kind: TrackKind = "video"
    clips: tuple[Clip, ...] = ()
    muted: bool = False
    locked: bool = False
    solo: bool = False

    @property
    def end(self) -> int:
        return self.clips[-1].end if self.clips else 0


@dataclass(frozen=True, slots=True)
class Marker:
    """A named frame; at most one marker stands on a frame."""

    frame: int
    name: str = ""
    colour: str = ""


@dataclass(frozen=True, slots=True)
class CastMember:
    """Someone or something that stays itself from shot to shot; prompts call it `@name`."""

    name: str
    description: str = ""
    image: FrameRef | None = None
    strength: float = 1.0  # how much of the picture is remembered


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """The whole film. The in and out points bound the half-open range [in_point, out_point)."""

    id: str = field(default_factory=new_id)
    name: str = "Untitled"
    rate: Fraction = Fraction(24)
    width: int = 1280
    height: int = 720
    sample_rate: int = 48000
    tracks: tuple[Track, ...] = ()
    media: tuple[Media, ...] = ()
    takes: tuple[Take, ...] = ()
    markers: tuple[Marker, ...] = ()
    in_point: int | None = None
    out_point: int | None = None
    look: str = ""
    cast: tuple[CastMember, ...] = ()

    @property
    def duration(self) -> int:
        """Film frames up to the end of the last clip."""
        return max((track.end for track in self.tracks), default=0)


@dataclass(frozen=True, slots=True)
class Span:
    """Half-open range of film frames."""

    start: int
    end: int

    @property
    def length(self) -> int:
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Gap:
    """Empty frames [start, end) before a clip; `left` is None for a gap at the head of the track."""

    start: int
    end: int
    left: Clip | None
    right: Clip

    @property
    def length(self) -> int:
        return self.end - self.start


def new_project(
    name: str = "Untitled", *, rate: Fraction = Fraction(24), width: int = 1280, height: int = 720
) -> Project:
    """A film with one empty video track and one empty audio track."""
    tracks = (Track(id=new_id(), name="V1"), Track(id=new_id(), name="A1", kind="audio"))
    return Project(name=name, rate=rate, width=width, height=height, tracks=tracks)


def find_track(project: Project, track_id: str) -> Track | None:
    return next((track for track in project.tracks if track.id == track_id), None)


def find_media(project: Project, media_id: str | None) -> Media | None:
    return next((media for media in project.media if media.id == media_id), None)


def find_take(project: Project, take_id: str | None) -> Take | None:
    return next((take for take in project.takes if take.id == take_id), None)


def each_clip(project: Project) -> Iterator[tuple[Track, Clip]]:
    return ((track, clip) for track in project.tracks for clip in track.clips)


def find_clip(project: Project, clip_id: str) -> tuple[Track, Clip] | None:
    for track in project.tracks:
        for clip in track.clips:
            if clip.id == clip_id:
                return track, clip
    return None


def find_clips(project: Project, clip_ids: Collection[str]) -> dict[str, tuple[Track, Clip]]:
    """Every one of these clips that is in the film, in the order asked, in one walk through it."""
    wanted = frozenset(clip_ids)
    if not wanted:
        return {}
    found = {clip.id: (track, clip) for track in project.tracks for clip in track.clips if clip.id in wanted}
    return {clip_id: found[clip_id] for clip_id in clip_ids if clip_id in found}


def whole_groups(project: Project, clip_ids: Collection[str]) -> tuple[str, ...]:
    """The clips, and after them whatever is in a group with one of them."""
    groups = {clip.group for _, clip in find_clips(project, clip_ids).values() if clip.group}
    if not groups:
        return tuple(dict.fromkeys(clip_ids))
    others = (clip.id for _, clip in each_clip(project) if clip.group in groups)
    return tuple(dict.fromkeys((*clip_ids, *others)))


def clip_at(track: Track, frame: int) -> Clip | None:
    """The clip that covers `frame`."""
    index = bisect_right(track.clips, frame, key=lambda clip: clip.start) - 1
    return track.clips[index] if index >= 0 and frame < track.clips[index].end else None


def gaps(track: Track) -> tuple[Gap, ...]:
    """Every empty stretch that has a clip after it."""
    found, cursor, left = [], 0, None
    for clip in track.clips:
        if clip.start > cursor:
            found.append(Gap(cursor, clip.start, left, clip))
        cursor, left = clip.end, clip
    return tuple(found)


def gap_at(track: Track, frame: int) -> Gap | None:
    return next((gap for gap in gaps(track) if gap.start <= frame < gap.end), None)


def title_trouble(title: Title) -> str:
    """What is wrong with a title, as a sentence; "" when nothing is."""
    if len(title.text) > MAX_WORDS:
        return f"A title has at most {MAX_WORDS} letters."
    if not MIN_TITLE <= title.size <= MAX_TITLE:
        return f"A title's size is between {MIN_TITLE} and {MAX_TITLE} thousandths of the picture."
    if not (len(title.colour) == 7 and title.colour[0] == "#" and set(title.colour[1:]) <= set("0123456789abcdef")):
        return "A title's colour is written as #rrggbb."
    return ""


def has_inner_time(project: Project, clip: Clip) -> bool:
    """Whether offset and speed mean anything: true for footage, sound and generated shots."""
    if isinstance(clip.source, Title):
        return False
    if isinstance(clip.source, Shot):
        return clip.source.take is not None
    media = find_media(project, clip.source.media_id)
    return media is None or media.kind != "picture"


def media_length(media: Media, rate: Fraction) -> int | None:
    """Frames at film `rate` the file holds; None for a picture, which has no end."""
    return None if media.kind == "picture" else conformed_length(media.frames, media.rate, rate)


def take_length(take: Take, rate: Fraction) -> int | None:
    """Frames at film `rate` the take holds; None while it may still grow."""
    return conformed_length(take.frames, take.rate, rate) if take.complete else None


def source_length(project: Project, clip: Clip) -> int | None:
    """Film-rate frames the clip's source holds; None without an end (pictures, titles, planned and growing shots)."""
    if isinstance(clip.source, Shot):
        take = find_take(project, clip.source.take)
        return take_length(take, project.rate) if take else None
    media = find_media(project, clip.media_id)
    return media_length(media, project.rate) if media else None


def source_frame(project: Project, clip: Clip, *, at: int) -> int:
    """The frame index, at the source's own rate, that film frame `at` of this clip shows.

    Outside the clip, where a dissolve reaches, too: the source's own first and last frames are then held.
    """
    inner = clip.offset + (at - clip.start) * clip.speed.numerator // clip.speed.denominator
    source = find_take(project, clip.take) or find_media(project, clip.media_id)
    if source is None or not has_inner_time(project, clip):
        return 0
    return min(max(conform(inner, project.rate, source.rate), 0), max(source.frames - 1, 0))


def source_time(project: Project, clip: Clip, *, at: Fraction) -> Fraction:
    """The same without rounding: how far into its source, in the source's own frames, film time `at` (frames) is."""
    source = find_take(project, clip.take) or find_media(project, clip.media_id)
    if source is None or not has_inner_time(project, clip):
        return Fraction(0)
    inner = clip.offset + (at - clip.start) * clip.speed
    return min(max(inner * source.rate / project.rate, Fraction(0)), Fraction(max(source.frames - 1, 0)))
