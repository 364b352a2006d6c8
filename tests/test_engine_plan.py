"""What is made in which order and what each window may remember, for every verb and length."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from studio.engine.plan import FIRST, MEMORY, SPAN, WINDOW, Plan, Source, known_motion, make_plan
from studio.engine.request import CastReference, GenerateRequest, Motion, Prompt, Still

times = st.floats(0, 60).map(lambda x: round(x, 3))


@st.composite
def requests(draw: st.DrawFn) -> GenerateRequest:
    seconds = draw(st.one_of(st.floats(0.01, 12), st.sampled_from([1 / 12, 1 / 3, 4 / 3, 4.0, 60.0])))
    motion = []
    if draw(st.booleans()):
        length = draw(st.floats(0.05, 6))
        motion.append(Motion("left", 1.0, 1.0 + length, -length))
    if draw(st.booleans()):
        motion.append(Motion("right", 0.5, 0.5 + draw(st.floats(0.05, 6)), seconds))
    return GenerateRequest(
        "a",
        prompts=tuple(Prompt(f"p{i}", start) for i, start in enumerate(draw(st.lists(times, max_size=3)))),
        seconds=seconds,
        motion=tuple(motion),
        stills=tuple(Still("s", time) for time in draw(st.lists(times, max_size=5))),
        cast=tuple(CastReference("c") for _ in range(draw(st.integers(0, 4)))),
        picture=draw(st.integers(0, 9)) == 0,
    )


@given(requests(), st.sampled_from(["windows", "sparse"]))
def test_windows_cover_the_canvas_once_and_remember_only_what_is_there(request, order):
    request = replace(request, order=order)
    plan = make_plan(request)
    assert sorted(g for w in plan.windows for g in w.groups) == list(range(request.groups))
    there = {f.key for f in known_motion(request)}
    for window in plan.windows:
        assert 1 <= len(window.groups) <= WINDOW
        assert len(window.memory) <= MEMORY
        assert len({f.key for f in window.memory}) == len(window.memory)
        for frame in window.memory:
            if frame.source in (Source.MADE, Source.MOTION):
                assert frame.key in there, "remembers what is not made yet"
            elif frame.source is Source.STILL:
                assert frame.index < len(request.stills)
        there |= {(Source.MADE, g, 0) for g in window.groups}
    assert make_plan(request) == plan


@given(requests())
def test_every_shown_frame_is_on_the_canvas(request):
    plan = make_plan(request)
    assert plan.lead >= 0
    assert plan.lead + request.frames <= plan.groups * 4


def _ask(seconds: float, **changes: object) -> GenerateRequest:
    return GenerateRequest("a", prompts=(Prompt("p"),), seconds=seconds, **changes)


def _spans(plan: Plan) -> list[tuple[int, int]]:
    return [(w.start, w.stop) for w in plan.windows]


def _keys(plan: Plan, window: int, source: Source) -> list[tuple[int, int]]:
    return [(f.index, f.part) for f in plan.windows[window].memory if f.source is source]


LEFT = Motion("left", 1.0, 3.0, -2.0)


def test_first_frames_come_early_and_the_take_goes_forwards():
    plan = make_plan(_ask(4))
    assert _spans(plan) == [(0, 2), (2, 6), (6, 10), (10, 12)]
    assert plan.windows[0].memory == ()
    assert _keys(plan, 1, Source.MADE) == [(0, 0), (1, 0)]


def test_extend_after_reads_the_last_groups_of_the_clip_at_negative_time():
    plan = make_plan(_ask(2, motion=(LEFT,)))
    near = plan.windows[0].memory
    assert [(f.part, round(f.seconds / SPAN, 6)) for f in near if f.seconds > -1] == [(4, -1.5), (5, -0.5)]


def test_extend_before_goes_backwards_and_ends_exactly_at_the_clip():
    plan = make_plan(_ask(25 / 12, motion=(Motion("right", 0, 2, 25 / 12),)))
    assert plan.groups == 7
    assert plan.lead == 3
    assert _spans(plan) == [(5, 7), (1, 5), (0, 1)]
    assert abs(plan.seconds(6) + SPAN / 2 - 25 / 12) < 1e-9
    assert _keys(plan, 0, Source.MOTION) == [(0, 0), (0, 1), (0, 5)]  # two that touch, one further on


def test_a_short_gap_is_one_window_with_both_neighbours():
    plan = make_plan(_ask(4 / 3, motion=(LEFT, Motion("right", 0, 2, 4 / 3))))
    assert _spans(plan) == [(0, 4)]
    assert _keys(plan, 0, Source.MOTION) == [(0, 4), (0, 5), (1, 0), (1, 1)]


def test_a_long_gap_is_filled_from_both_ends_and_each_window_sees_the_far_side():
    plan = make_plan(_ask(4, motion=(LEFT, Motion("right", 0, 2, 4))))
    assert _spans(plan) == [(0, 2), (8, 12), (2, 6), (6, 8)]
    assert _keys(plan, 0, Source.MOTION) == [(0, 4), (0, 5), (1, 0)]
    assert _keys(plan, 1, Source.MADE) == [(1, 0)]
    assert _keys(plan, 1, Source.MOTION) == [(1, 0), (1, 1)]
    assert _keys(plan, 3, Source.MADE) == [(4, 0), (5, 0), (8, 0), (9, 0)]


def test_long_takes_hold_an_anchor_and_sparse_older_frames():
    plan = make_plan(_ask(20))
    window = next(i for i, w in enumerate(plan.windows) if w.start >= 30)
    start = plan.windows[window].start
    assert _keys(plan, window, Source.MADE) == [(0, 0), (start - 18, 0), (start - 6, 0), (start - 2, 0), (start - 1, 0)]
    assert all(plan.seconds(start) - f.seconds <= 8.0 + 1e-9 for f in plan.windows[window].memory)


def test_cast_is_never_crowded_out():
    stills = tuple(Still("s", t) for t in (0.0, 0.5, 1.0, 1.5, 10.0))
    plan = make_plan(_ask(20, stills=stills, cast=(CastReference("c"),)))
    assert all(_keys(plan, i, Source.CAST) == [(0, 0)] for i in range(len(plan.windows)))


def test_a_still_is_remembered_at_the_exact_middle_of_its_frame():
    plan = make_plan(_ask(2, stills=(Still("s", 1.0),)))
    (frame,) = (f for f in plan.windows[0].memory if f.source is Source.STILL)
    assert frame.seconds == 12.5 / 12


def test_sparse_plans_make_keyframes_first_and_then_every_gap_at_once():
    plan = make_plan(_ask(20, order="sparse"))
    keys = [w for w in plan.windows if len(w.groups) == 1]
    assert [w.start for w in keys] == [*range(0, 60, 5), 59]
    assert list(plan.windows[: len(keys)]) == keys
    for window in plan.windows[len(keys) :]:
        nearest = {f.index for f in window.memory}
        assert {window.start - 1, window.stop} <= nearest


def test_prompts_change_with_the_middle_of_the_window():
    prompts = (Prompt("first"), Prompt("second", 2.0))
    plan = make_plan(replace(_ask(4), prompts=prompts))
    assert [w.prompt for w in plan.windows] == [0, 0, 1, 1]
    assert plan.windows[0].groups == range(FIRST)
