"""Document room: where one clip of a track passes into the next. Questions about a film; knows no pixels or samples.

A dissolve is centred on the cut and takes at most half of either clip, so that two never meet. Each side is shown as
far past its own edge as the dissolve reaches; a source that ends earlier holds its last frame.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from studio.document.film import Clip, Span, Track


@dataclass(frozen=True, slots=True)
class Layer:
    """A clip on screen, and how much of the track it makes up, 0..1. Of two, the earlier clip comes first."""

    clip: Clip
    share: float = 1.0


@dataclass(frozen=True, slots=True)
class Played:
    """A clip with what dissolves add to it: film frames [start, end), coming in and going out over so many."""

    clip: Clip
    start: int
    end: int
    fade_in: int
    fade_out: int


def dissolve_room(left: Clip, right: Clip) -> int:
    """The longest dissolve the cut between the two has room for, 0 when they do not touch."""
    return min(left.length // 2, right.length // 2) * 2 if left.end == right.start else 0


def dissolve_span(left: Clip, right: Clip) -> Span:
    """The film frames over which `right` comes in from `left`; empty when it simply follows."""
    length = min(right.dissolve, dissolve_room(left, right))
    start = right.start - length // 2
    return Span(start, start + length)


def shown_at(track: Track, frame: int) -> tuple[Layer, ...]:
    """What the track shows at a film frame: nothing, a clip, or two that dissolve."""
    clips = track.clips
    index = bisect_right(clips, frame, key=lambda clip: clip.start) - 1
    if index < 0 or frame >= clips[index].end:
        return ()
    for left in (index - 1, index):
        if left >= 0 and left + 1 < len(clips) and clips[left + 1].dissolve:
            span = dissolve_span(clips[left], clips[left + 1])
            if span.start <= frame < span.end:
                share = (frame - span.start + 0.5) / span.length  # at the middle of the frame: neither end is lost
                return Layer(clips[left], 1 - share), Layer(clips[left + 1], share)
    return (Layer(clips[index]),)


def played(track: Track) -> Iterator[Played]:
    """Every clip as it is heard: a dissolve is a fade out of the one under a fade in of the other."""
    clips = track.clips
    for index, clip in enumerate(clips):
        start, end, fade_in, fade_out = clip.start, clip.end, clip.fade_in, clip.fade_out
        if clip.dissolve and index and (span := dissolve_span(clips[index - 1], clip)).length:
            start, fade_in = span.start, span.length
        if index + 1 < len(clips) and clips[index + 1].dissolve:
            span = dissolve_span(clip, clips[index + 1])
            if span.length:
                end, fade_out = span.end, span.length
        yield Played(clip, start, end, fade_in, fade_out)
