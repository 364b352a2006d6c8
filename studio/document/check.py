"""Document room: what must hold in every film, after every edit and before every save. Knows nothing of files."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import fields
from fractions import Fraction
from itertools import pairwise
from operator import attrgetter

from studio.document.film import (
    MAX_FRAMES,
    MAX_GAIN,
    MAX_SPEED,
    MIN_GAIN,
    MIN_SPEED,
    Clip,
    FrameRef,
    Media,
    MediaSource,
    Project,
    Shot,
    Take,
    Title,
    Track,
    each_clip,
    media_length,
    take_length,
    title_trouble,
)

# All of a clip but its place: one that was sound is sound wherever it is moved to.
_INNER = attrgetter(*(field.name for field in fields(Clip) if field.name != "start"))
_ID = re.compile(r"[0-9A-Za-z_-]{1,64}")


def check(project: Project, *, sound: Project | None = None) -> list[str]:
    """Every broken invariant as a sentence; an empty list for a sound film. Linear in the size of the film.

    `sound`: a film known to be sound. The clips both share are not looked into again, which makes an edit cheap.
    """
    return list(_Checker(project, sound).troubles())


class _Checker:
    """Holds the indices that keep the check linear."""

    def __init__(self, project: Project, sound: Project | None) -> None:
        self.project = project
        self.known = _tracks(sound) if sound is not None and _same_library(project, sound) else {}
        self.media = {media.id: media for media in project.media}
        self.takes = {take.id: take for take in project.takes}
        self.cast = {member.name for member in project.cast}

    def troubles(self) -> Iterator[str]:
        project = self.project
        yield from self._settings()
        yield from _ids("film", [project.id])
        yield from _ids("track", (track.id for track in project.tracks))
        yield from _twice("clip", [clip.id for _, clip in each_clip(project)])
        yield from _ids("file", (media.id for media in project.media))
        yield from _ids("take", (take.id for take in project.takes))
        for media in project.media:
            yield from self._media(media)
        for take in project.takes:
            yield from self._take(take)
        for track in project.tracks:
            yield from self._track(track)
        yield from self._marks()
        yield from self._cast()

    def _settings(self) -> Iterator[str]:
        project = self.project
        if not 1 <= project.rate <= 240:
            yield f"The film's rate {project.rate} is not between 1 and 240."
        if not (16 <= project.width <= 16384 and 16 <= project.height <= 16384):
            yield f"The film's size {project.width} × {project.height} is not between 16 and 16384."
        if not 8000 <= project.sample_rate <= 384000:
            yield f"The film's sample rate {project.sample_rate} is not between 8000 and 384000."

    def _media(self, media: Media) -> Iterator[str]:
        if not media.path:
            yield f"File {media.id} has no path."
        if not (0 < media.rate <= 1_000_000 and 1 <= media.frames < 2**48):
            yield f"File {media.id} has an impossible rate or length."
        elif not _drawable(media.width, media.height):
            yield f"File {media.id} has an impossible size."
        elif (media_length(media, self.project.rate) or 0) > MAX_FRAMES:
            yield f"File {media.id} is longer than a timeline can be."

    def _take(self, take: Take) -> Iterator[str]:
        if not take.path:
            yield f"Take {take.id} has no path."
        if not (0 < take.rate <= 1_000_000 and 0 <= take.frames <= MAX_FRAMES):
            yield f"Take {take.id} has an impossible rate or length."
        elif not _drawable(take.width, take.height):
            yield f"Take {take.id} has an impossible size."
        if not math.isfinite(take.recipe.guidance):
            yield f"Take {take.id} has an impossible guidance."

    def _track(self, track: Track) -> Iterator[str]:
        old = self.known.get(track.id)
        if old is not None and old.kind != track.kind:
            old = None
        first, last = _changed(old.clips, track.clips) if old else (0, len(track.clips))
        before = {clip.id: clip for clip in old.clips[first:]} if old else {}
        for clip in track.clips[first:last]:
            same = before.get(clip.id)
            if same is None or _INNER(same) != _INNER(clip) or clip.start < 0 or clip.end > MAX_FRAMES:
                yield from self._clip(track, clip)
        around = track.clips[max(first - 1, 0) : last + 1]
        if first == 0 and around and around[0].dissolve:
            yield f"Clip {around[0].id} dissolves in from nothing."
        for left, right in pairwise(around):
            end = left.start + left.length
            if right.start < end:
                yield f"Clips {left.id} and {right.id} overlap or are out of order on track “{track.name}”."
            elif right.dissolve and right.start != end:
                yield f"Clip {right.id} dissolves in from nothing."

    def _clip(self, track: Track, clip: Clip) -> Iterator[str]:
        if not _ID.fullmatch(clip.id):
            yield "A clip has an unusable id."
        if clip.start < 0 or clip.length < 1 or clip.end > MAX_FRAMES:
            yield f"Clip {clip.id} has an impossible place: {clip.start} + {clip.length}."
            return
        if clip.fade_in < 0 or clip.fade_out < 0 or clip.fade_in + clip.fade_out > clip.length:
            yield f"Clip {clip.id} has fades that do not fit."
        if not 0 <= clip.dissolve <= MAX_FRAMES:
            yield f"Clip {clip.id} has an impossible dissolve."
        if clip.group and not _ID.fullmatch(clip.group):
            yield f"Clip {clip.id} is in a group with an unusable id."
        if not MIN_GAIN <= clip.gain_db <= MAX_GAIN:
            yield f"Clip {clip.id} has an impossible gain."
        if not MIN_SPEED <= clip.speed <= MAX_SPEED or clip.speed.denominator > 1_000_000:
            yield f"Clip {clip.id} has an impossible speed."
            return
        if isinstance(clip.source, MediaSource):
            yield from self._footage(track, clip, clip.source)
        elif isinstance(clip.source, Title):
            yield from self._title(track, clip, clip.source)
        else:
            yield from self._shot(track, clip, clip.source)

    def _footage(self, track: Track, clip: Clip, source: MediaSource) -> Iterator[str]:
        media = self.media.get(source.media_id)
        if media is None:
            yield f"Clip {clip.id} shows a file that is not in the film."
            return
        if track.kind == "video" and media.kind == "audio":
            yield f"Clip {clip.id} is sound on a picture track."
        if track.kind == "audio" and not (media.kind == "audio" or media.has_audio):
            yield f"Clip {clip.id} has no sound but lies on a sound track."
        if media.rate > 0 and media.frames > 0:
            held = media_length(media, self.project.rate) if self.project.rate > 0 else None
            yield from _covered(clip, held, timed=media.kind != "picture")

    def _title(self, track: Track, clip: Clip, title: Title) -> Iterator[str]:
        if track.kind != "video":
            yield f"Clip {clip.id} is a title on a sound track."
        if trouble := title_trouble(title):
            yield f"Clip {clip.id} cannot be shown. {trouble}"
        yield from _covered(clip, None, timed=False)

    def _shot(self, track: Track, clip: Clip, shot: Shot) -> Iterator[str]:
        if track.kind != "video":
            yield f"Clip {clip.id} is a shot on a sound track."
        if len(set(shot.takes)) != len(shot.takes) or any(take_id not in self.takes for take_id in shot.takes):
            yield f"Clip {clip.id} lists takes twice or that are not in the film."
        if any(name not in self.cast for name in shot.cast) or len(set(shot.cast)) != len(shot.cast):
            yield f"Clip {clip.id} names somebody twice or who is not in the cast."
        end = clip.length if shot.take is None else MAX_FRAMES
        times = [key.time for key in shot.keyframes]
        if any(not 0 <= time < end for time in times) or any(b <= a for a, b in pairwise(times)):
            yield f"Clip {clip.id} has keyframes out of order or outside the shot."
        for key in shot.keyframes:
            if not 0.0 <= key.strength <= 1.0:
                yield f"Clip {clip.id} has a keyframe of impossible strength."
            yield from self._frame(key.image, f"A keyframe of clip {clip.id}")
        if shot.take is None:
            yield from _covered(clip, None, timed=False)
        elif shot.take not in shot.takes:
            yield f"Clip {clip.id} shows a take it does not list."
        elif (take := self.takes.get(shot.take)) and take.rate > 0 and self.project.rate > 0:
            yield from _covered(clip, take_length(take, self.project.rate), timed=True)

    def _frame(self, image: FrameRef, owner: str) -> Iterator[str]:
        source = (self.media if image.kind == "media" else self.takes).get(image.id)
        if source is None:
            yield f"{owner} uses a file or take that is not in the film."
        elif image.frame < 0 or (image.kind == "media" and image.frame >= source.frames):
            yield f"{owner} uses a frame past the end of its source."

    def _marks(self) -> Iterator[str]:
        frames = [marker.frame for marker in self.project.markers]
        if any(not 0 <= frame < MAX_FRAMES for frame in frames) or any(b <= a for a, b in pairwise(frames)):
            yield "The markers are out of order or outside the film."
        start, end = self.project.in_point, self.project.out_point
        if (start is not None and not 0 <= start < MAX_FRAMES) or (end is not None and not 0 < end <= MAX_FRAMES):
            yield "The in or out point is outside the film."
        if start is not None and end is not None and start >= end:
            yield "The out point is not after the in point."

    def _cast(self) -> Iterator[str]:
        if len(self.cast) != len(self.project.cast) or any(not name.strip() for name in self.cast):
            yield "The cast has a name twice or an empty name."
        for member in self.project.cast:
            if not 0.0 <= member.strength <= 1.0:
                yield f"Cast member “{member.name}” has an impossible strength."
            if member.image:
                yield from self._frame(member.image, f"Cast member “{member.name}”")


def _same_library(project: Project, sound: Project) -> bool:
    """Whether all that a clip's soundness depends on, besides the clip, is the same in both films."""
    library = ("media", "takes", "cast")
    return project.rate == sound.rate and all(getattr(project, name) is getattr(sound, name) for name in library)


def _tracks(project: Project) -> dict[str, Track]:
    return {track.id: track for track in project.tracks}


def _changed(old: tuple[Clip, ...], new: tuple[Clip, ...]) -> tuple[int, int]:
    """The stretch of `new` between its longest head and its longest tail that `old` has too."""
    if old is new:
        return len(new), len(new)
    most = min(len(old), len(new))
    first = next((index for index in range(most) if old[index] is not new[index]), most)
    tail = next((count for count in range(most - first) if old[-1 - count] is not new[-1 - count]), most - first)
    return first, len(new) - tail


def _covered(clip: Clip, held: int | None, *, timed: bool) -> Iterator[str]:
    if not timed and (clip.offset != 0 or clip.speed != Fraction(1)):
        yield f"Clip {clip.id} has an offset or speed its source cannot have."
    if timed and not 0 <= clip.offset <= MAX_FRAMES:
        yield f"Clip {clip.id} starts before its source."
    elif held is not None:
        last = clip.offset + (clip.length - 1) * clip.speed.numerator // clip.speed.denominator
        if last >= held:
            yield f"Clip {clip.id} runs past the end of its source."


def _ids(what: str, ids: Iterable[str]) -> Iterator[str]:
    ids = list(ids)
    if not all(map(_ID.fullmatch, ids)):
        yield f"A {what} has an unusable id."
    yield from _twice(what, ids)


def _twice(what: str, ids: list[str]) -> Iterator[str]:
    if len(set(ids)) < len(ids):
        name = next(name for index, name in enumerate(ids) if name in ids[:index])
        yield f"Two {what}s have the id {name}."


def _drawable(width: int, height: int) -> bool:
    return 0 <= width <= 65536 and 0 <= height <= 65536
