"""Frames, rates, timecode; snapping; questions about a track."""

from __future__ import annotations

from fractions import Fraction

import pytest
from film_kit import film, footage, rich_film
from hypothesis import given
from hypothesis import strategies as st

from studio.document import edit
from studio.document.film import Marker, clip_at, gap_at, gaps
from studio.document.snap import SnapPoint, snap, snap_points
from studio.document.timebase import (
    conform,
    conformed_length,
    frame_at,
    frames_for,
    parse_timecode,
    seconds,
    timecode,
)
from studio.problem import StudioError

rates = st.sampled_from(
    [Fraction(24), Fraction(24000, 1001), Fraction(25), Fraction(30000, 1001), Fraction(8), Fraction(60)]
)


@given(st.integers(0, 10**7), rates, rates)
def test_a_film_frame_shows_the_source_frame_its_time_falls_in(frame, film_rate, source_rate):
    shown = conform(frame, film_rate, source_rate)
    assert seconds(shown, source_rate) <= seconds(frame, film_rate) < seconds(shown + 1, source_rate)


@given(st.integers(1, 10**6), rates, rates)
def test_exactly_the_frames_of_a_conformed_length_have_a_source_frame(frames, source_rate, film_rate):
    length = conformed_length(frames, source_rate, film_rate)
    assert conform(length - 1, film_rate, source_rate) < frames <= conform(length, film_rate, source_rate)


@given(st.integers(-(10**7), 10**7), rates)
def test_time_and_timecode_come_back(frame, rate):
    assert frame_at(seconds(frame, rate), rate) == frames_for(seconds(frame, rate), rate) == frame
    assert parse_timecode(timecode(frame, rate), rate) == frame


def test_timecode_reads_as_people_write_it():
    assert timecode(24 * 3661 + 5, Fraction(24)) == "01:01:01:05"
    assert timecode(-1, Fraction(30000, 1001)) == "-00:00:00:01"
    assert parse_timecode("2:03", Fraction(24)) == 51
    for wrong in ("", "a", "1:2:3:4:5", "1.5", "9" * 5000, "١"):
        with pytest.raises(StudioError):
            parse_timecode(wrong, Fraction(24))


def test_clip_at_and_gaps():
    track = film(footage("a", 5, 5), footage("b", 10, 5), footage("c", 20, 5)).tracks[0]
    found = [clip.id if (clip := clip_at(track, frame)) else "-" for frame in (4, 5, 9, 10, 14, 15, 24, 25)]
    assert found == ["-", "a", "a", "b", "b", "-", "c", "-"]
    assert [(gap.start, gap.end, gap.left and gap.left.id, gap.right.id) for gap in gaps(track)] == [
        (0, 5, None, "a"),
        (15, 20, "b", "c"),
    ]
    assert gap_at(track, 17).length == 5 and gap_at(track, 25) is None
    assert film(footage("a", 5, 5)).duration == 10 and film().duration == 0


def test_snapping_lands_on_the_nearest_point_it_shows():
    project = edit.add_marker(rich_film(), Marker(50))
    points = snap_points(project, playhead=45, ignore={"made"})
    assert points == (
        SnapPoint(0, "clip"),
        SnapPoint(40, "clip"),
        SnapPoint(45, "playhead"),
        SnapPoint(50, "marker"),
        SnapPoint(90, "clip"),
        SnapPoint(120, "clip"),
    )
    found = snap((47, 67), points, tolerance=4)
    assert (found.by, found.point) == (-2, SnapPoint(45, "playhead"))
    assert snap((47, 88), points, tolerance=2).point.frame == 45
    assert snap((70,), points, tolerance=4) is None


def test_snapping_never_pulls_a_clip_before_the_film():
    points = (SnapPoint(18, "marker"),)
    assert snap((1, 20), points, tolerance=5) is not None
    assert snap((1, 20), points, tolerance=5, earliest=0) is None


@given(
    st.lists(st.integers(0, 200), min_size=1, max_size=20, unique=True),
    st.integers(0, 220),
    st.integers(0, 30),
    st.integers(0, 9),
)
def test_snap_agrees_with_trying_every_point(frames, start, length, tolerance):
    points = tuple(SnapPoint(frame, "clip") for frame in sorted(frames))
    moves = [f - e for f in frames for e in (start, start + length) if abs(f - e) <= tolerance]
    found = snap((start, start + length), points, tolerance=tolerance)
    assert (found is None) == (not moves)
    if found:
        assert abs(found.by) == min(map(abs, moves))
        assert found.point.frame - found.by in (start, start + length)
