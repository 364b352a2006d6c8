"""Small films for the document and storage tests, and how an edit is tried: do, undo, redo, checked each time."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

from studio.document.check import check
from studio.document.film import (
    CastMember,
    Clip,
    FrameRef,
    Keyframe,
    Media,
    MediaSource,
    Project,
    Recipe,
    Shot,
    Take,
    Track,
)
from studio.document.history import History


def mint() -> Callable[[], str]:
    """Ids that read well in a failing test: n0, n1, …"""
    numbers = itertools.count()
    return lambda: f"n{next(numbers)}"


def take(take_id: str, frames: int = 48, **fields: object) -> Take:
    fields = {"path": f"takes/{take_id}.mp4", "recipe": Recipe(verb="text", seconds=Fraction(2)), **fields}
    return Take(id=take_id, frames=frames, **fields)


def footage(clip_id: str, start: int, length: int, **fields: object) -> Clip:
    """A clip of the 100-frame video `m`."""
    return Clip(id=clip_id, start=start, length=length, source=MediaSource("m"), **fields)


def planned(clip_id: str, start: int, length: int, **shot: object) -> Clip:
    return Clip(id=clip_id, start=start, length=length, source=Shot(prompt="a red boat", **shot))


def film(*clips: Clip) -> Project:
    """A 24 fps film: video tracks V1 (holding `clips`) and V2, sound track A1; media m, p(icture), s(ound); take t."""
    media = (
        Media(id="m", path="media/m.mp4", kind="video", frames=100, has_audio=True, name="m.mp4"),
        Media(id="p", path="media/p.png", kind="picture", name="p.png"),
        Media(id="s", path="/music/s.wav", kind="audio", rate=Fraction(48000), frames=96000, name="s.wav"),
    )
    tracks = (
        Track(id="V1", name="V1", clips=tuple(clips)),
        Track(id="V2", name="V2"),
        Track(id="A1", name="A1", kind="audio"),
    )
    cast = (CastMember("anna", "a girl in red", FrameRef("media", "p")),)
    project = Project(id="film", name="Boats", tracks=tracks, media=media, takes=(take("t"),), cast=cast)
    assert check(project) == []
    return project


def rich_film() -> Project:
    """A film with some of everything."""
    shot = Shot(
        prompt="船 @anna",
        cast=("anna",),
        seed=2**63,
        takes=("t",),
        take="t",
        keyframes=(Keyframe(3, FrameRef("media", "p"), 0.5),),
    )
    made = Clip(id="made", start=60, length=20, source=shot, offset=5, fade_in=3, gain_db=-6.5, colour="teal")
    return film(footage("a", 0, 40, speed=Fraction(24000, 1001) / 24), made, planned("b", 90, 30))


def tried(project: Project, edit: Callable[[Project], Project]) -> Project:
    """The edited film, after check() held on it, on its undo and on its redo."""
    history = History(project).do("edit", edit(project))
    assert check(history.present) == []
    back = history.undo()
    assert back.present == project and check(back.present) == []
    assert back.redo().present == history.present
    return history.present


def lane(project: Project, track_id: str = "V1") -> list[tuple[str, int, int, int]]:
    """(id, start, end, offset) of each clip on the track."""
    track = next(track for track in project.tracks if track.id == track_id)
    return [(clip.id, clip.start, clip.end, clip.offset) for clip in track.clips]


def clip_of(project: Project, clip_id: str) -> Clip:
    return next(clip for track in project.tracks for clip in track.clips if clip.id == clip_id)


def locked(project: Project, track_id: str = "V1") -> Project:
    tracks = (replace(track, locked=track.locked or track.id == track_id) for track in project.tracks)
    return replace(project, tracks=tuple(tracks))
