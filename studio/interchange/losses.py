"""Interchange room: what a timeline cannot carry, told as plain sentences. Knows the document and no format."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from studio.document.film import Clip, Project, each_clip, find_media, find_take


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A timeline as text, and what of the film is not in it."""

    text: str
    losses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sentence:
    """One kind of thing: its name for one and for several."""

    one: str
    many: str

    def of(self, count: int) -> str:
        return f"1 {self.one}" if count == 1 else f"{count} {self.many}"


FEATURES: Mapping[str, Sentence] = {
    "fades": Sentence("clip with a fade", "clips with fades"),
    "gain": Sentence("clip with its own loudness", "clips with their own loudness"),
    "dissolves": Sentence("dissolve", "dissolves"),
    "groups": Sentence("group of clips", "groups of clips"),
    "titles": Sentence("title", "titles"),
    "speed": Sentence("clip with its own speed", "clips with their own speed"),
    "colours": Sentence("clip colour", "clip colours"),
    "planned": Sentence("planned shot", "planned shots"),
    "prompts": Sentence("prompt", "prompts"),
    "takes": Sentence("take that is not shown", "takes that are not shown"),
    "keyframes": Sentence("keyframe", "keyframes"),
    "cast": Sentence("member of the cast", "members of the cast"),
    "look": Sentence("look of the film", "looks"),
    "markers": Sentence("marker", "markers"),
    "range": Sentence("in or out point", "in and out points"),
    "muted": Sentence("muted track", "muted tracks"),
    "held": Sentence("locked or soloed track", "locked or soloed tracks"),
    "names": Sentence("track name", "track names"),
}


def counts(project: Project) -> dict[str, int]:
    """How much of each feature the film has."""
    clips = [clip for _, clip in each_clip(project)]
    shown = {clip.take for clip in clips}
    return {
        "fades": sum(bool(clip.fade_in or clip.fade_out) for clip in clips),
        "gain": sum(clip.gain_db != 0 for clip in clips),
        "dissolves": sum(clip.dissolve > 0 for clip in clips),
        "groups": len({clip.group for clip in clips if clip.group}),
        "titles": sum(clip.title is not None for clip in clips),
        "speed": sum(clip.speed != 1 for clip in clips),
        "colours": sum(bool(clip.colour) for clip in clips),
        "planned": sum(clip.planned for clip in clips),
        "prompts": sum(bool(clip.prompt) and not clip.planned for clip in clips),
        "takes": sum(take.id not in shown for take in project.takes),
        "keyframes": sum(len(clip.shot.keyframes) for clip in clips if clip.shot),
        "cast": len(project.cast),
        "look": bool(project.look),
        "markers": len(project.markers),
        "range": (project.in_point is not None) + (project.out_point is not None),
        "muted": sum(track.muted for track in project.tracks),
        "held": sum(track.locked or track.solo for track in project.tracks),
        "names": sum(bool(track.name) for track in project.tracks),
    }


def told(project: Project, label: str, *, carried: set[str], noted: set[str]) -> Iterator[str]:
    """A sentence for every feature the film has and the format does not carry.

    What is `noted` travels in the margins of the file: this studio reads it back, other programs do not.
    """
    for name, count in counts(project).items():
        if not count or name in carried:
            continue
        what, one = FEATURES[name].of(count), count == 1
        if name in noted:
            yield f"{what} {'is' if one else 'are'} only a note in the file: other programs will not see {_it(one)}."
        else:
            yield f"{what} {'stays' if one else 'stay'} behind: {label} cannot carry {_it(one)}."


def name_of(project: Project, clip: Clip) -> str:
    """What to call a clip elsewhere: its own name, its file's, or the beginning of its prompt."""
    media, take = find_media(project, clip.media_id), find_take(project, clip.take)
    words = clip.prompt if len(clip.prompt) <= 60 else clip.prompt[:59] + "…"
    title = clip.title.text if clip.title else ""
    return clip.name or words or title[:60] or (media.name if media else "") or (take.id if take else "") or clip.id


def _it(one: bool) -> str:
    return "it" if one else "them"
