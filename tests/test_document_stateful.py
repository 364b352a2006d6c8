"""Random sequences of every edit: the film stays sound, undo goes all the way back, and the codec loses nothing."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from film_kit import film, rich_film, take
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from studio.document import edit
from studio.document.check import check
from studio.document.film import (
    CastMember,
    Clip,
    FrameRef,
    Keyframe,
    Marker,
    MediaSource,
    Project,
    Shot,
    Span,
    Title,
    each_clip,
    find_clip,
    new_id,
)
from studio.document.history import History
from studio.document.joins import played, shown_at
from studio.storage.codec import dumps, loads

frames = st.integers(-10, 250)
steps = st.integers(-60, 60)
modes = st.sampled_from(["refuse", "overwrite", "insert"])
speeds = st.sampled_from([Fraction(1), Fraction(2), Fraction(1, 3), Fraction(24000, 25025), Fraction(7, 5)])
sources = st.sampled_from(
    [
        MediaSource("m"), MediaSource("p"), MediaSource("s"), Shot(prompt="a boat"), Shot(takes=("t",), take="t"),
        Title(text="The end"),
    ]
)  # fmt: skip
images = st.sampled_from(
    [FrameRef("media", "p"), FrameRef("media", "m", 99), FrameRef("take", "t", 5), FrameRef("take", "x")]
)


class Editing(RuleBasedStateMachine):
    """Every rule picks its targets by number, so that it can name what an earlier edit made."""

    @initialize(start=st.sampled_from([film(), rich_film()]))
    def begin(self, start: Project) -> None:
        self.first = start
        self.history = History(start)

    @property
    def film(self) -> Project:
        return self.history.present

    def clip(self, pick: int) -> str:
        clips = [clip.id for _, clip in each_clip(self.film)]
        return clips[pick % len(clips)] if clips else "none"

    def track(self, pick: int) -> str:
        return self.film.tracks[pick % len(self.film.tracks)].id if self.film.tracks else "none"

    def try_edit(self, name: str, /, *args: object, **keywords: object) -> None:
        before = self.film
        try:
            after = getattr(edit, name)(before, *args, **keywords)
        except edit.EditRefused as refused:
            assert refused.problem.what.endswith(".")
            return
        after = after[0] if isinstance(after, tuple) else after
        self.history = self.history.do(name, after)

    picks = st.integers(0, 11)

    @rule(
        how=st.sampled_from(["insert", "overwrite"]),
        source=sources,
        at=frames,
        length=st.integers(0, 60),
        offset=st.integers(0, 40),
        pick=picks,
    )
    def put(self, how, source, at, length, offset, pick):
        still = source == MediaSource("p") or source == Shot(prompt="a boat") or isinstance(source, Title)
        clip = Clip(id=new_id(), start=0, length=length, source=source, offset=0 if still else offset, fade_in=9)
        self.try_edit(how, clip, track_id=self.track(pick), at=at)

    @rule(source=sources, at=frames, pick=picks)
    def insert_everywhere(self, source, at, pick):
        clip = Clip(id=new_id(), start=0, length=12, source=source)
        self.try_edit("insert", clip, track_id=self.track(pick), at=at, everywhere=True)

    @rule(how=st.sampled_from(["lift", "extract"]), start=frames, length=st.integers(0, 80))
    def cut_range(self, how, start, length):
        self.try_edit(how, Span(start, start + length))

    @rule(how=st.sampled_from(["remove_clips", "ripple_delete"]), picks=st.sets(picks, max_size=2))
    def take_away(self, how, picks):
        self.try_edit(how, [self.clip(pick) for pick in picks])

    @rule(picks=st.sets(picks, max_size=3), by=steps, lanes=st.integers(-1, 1), mode=modes)
    def move(self, picks, by, lanes, mode):
        self.try_edit("move_clips", [self.clip(pick) for pick in picks], by=by, lanes=lanes, mode=mode)

    @rule(pick=picks, to=frames, track=picks, mode=modes)
    def move_one(self, pick, to, track, mode):
        self.try_edit("move_clip", self.clip(pick), to=to, track_id=self.track(track), mode=mode)

    @rule(
        how=st.sampled_from(["trim_start", "trim_end", "ripple_trim_start", "ripple_trim_end", "roll"]),
        pick=picks,
        to=frames,
    )
    def trim(self, how, pick, to):
        self.try_edit(how, self.clip(pick), to=to)

    @rule(how=st.sampled_from(["slip", "slide"]), pick=picks, by=steps)
    def slip_or_slide(self, how, pick, by):
        self.try_edit(how, self.clip(pick), by=by)

    @rule(pick=picks, portion=st.integers(1, 9))
    def blade(self, pick, portion):
        found = find_clip(self.film, self.clip(pick))
        if found:
            self.try_edit("blade", found[1].id, at=found[1].start + found[1].length * portion // 10)

    @rule(at=frames)
    def blade_all(self, at):
        self.try_edit("blade_all", at)

    @rule(pick=picks, speed=speeds, ripple=st.booleans())
    def speed(self, pick, speed, ripple):
        self.try_edit("set_speed", self.clip(pick), speed=speed, ripple=ripple)

    @rule(pick=picks, side=st.sampled_from(["start", "end"]), to=frames, how=st.sampled_from(["stretch", "trim_group"]))
    def pull(self, pick, side, to, how):
        self.try_edit(how, self.clip(pick), side=side, to=to)

    @rule(pick=picks, length=st.integers(-2, 50))
    def dissolve(self, pick, length):
        self.try_edit("set_dissolve", self.clip(pick), frames=length)

    @rule(picks=st.sets(picks, max_size=4), part=st.booleans())
    def tie(self, picks, part):
        self.try_edit("clear_group" if part else "set_group", [self.clip(pick) for pick in picks])

    @rule(pick=picks)
    def detach(self, pick):
        if len(self.film.tracks) < 6:
            self.try_edit("detach_sound", self.clip(pick))

    @rule(at=frames, length=st.integers(0, 60), text=st.text(max_size=5))
    def title(self, at, length, text):
        if len(self.film.tracks) < 6:
            self.try_edit("add_title", Title(text=text), at=at, length=length, clip_id=new_id())

    @rule(pick=picks, size=st.integers(0, 600), colour=st.sampled_from(["#ff00ff", "red", ""]))
    def retitle(self, pick, size, colour):
        self.try_edit("set_title", self.clip(pick), size=size, text="Two\nlines", place="foot", plate=True)
        self.try_edit("set_title", self.clip(pick), colour=colour)

    @rule(pick=picks, at=frames, every=st.booleans())
    def close(self, pick, at, every):
        if every:
            self.try_edit("close_gaps", self.track(pick))
        else:
            self.try_edit("close_gap", self.track(pick), at=at)

    @rule(picks=st.sets(picks, min_size=1, max_size=3), track=picks, at=frames, mode=modes)
    def copy_paste(self, picks, track, at, mode):
        try:
            copied = edit.copy_clips(self.film, [self.clip(pick) for pick in picks])
        except edit.EditRefused:
            return
        self.try_edit("paste_clips", copied, track_id=self.track(track), at=at, mode=mode)

    @rule(pick=picks)
    def duplicate_or_plan(self, pick):
        self.try_edit("duplicate" if pick % 2 else "plan_again", self.clip(pick))

    @rule(
        pick=picks,
        length=st.integers(0, 70),
        rate=st.sampled_from([Fraction(24), Fraction(8), Fraction(30000, 1001)]),
        complete=st.booleans(),
    )
    def new_take(self, pick, length, rate, complete):
        self.try_edit("add_take", take(new_id(), length, rate=rate, complete=complete), clip_id=self.clip(pick))

    @rule(pick=picks, length=st.integers(0, 70), complete=st.booleans())
    def take_changes(self, pick, length, complete):
        old = self.film.takes[pick % len(self.film.takes)] if self.film.takes else take("none")
        self.try_edit("update_take", replace(old, frames=length, complete=complete))

    @rule(pick=picks, which=picks, remove=st.booleans())
    def choose_or_remove_take(self, pick, which, remove):
        chosen = self.film.takes[which % len(self.film.takes)].id if self.film.takes else "none"
        if remove:
            self.try_edit("remove_take", chosen)
        else:
            self.try_edit("choose_take", self.clip(pick), take_id=chosen)

    @rule(pick=picks, time=st.integers(-1, 60), image=images, remove=st.booleans())
    def keyframe(self, pick, time, image, remove):
        if remove:
            self.try_edit("remove_keyframe", self.clip(pick), time=time)
        else:
            self.try_edit("set_keyframe", self.clip(pick), keyframe=Keyframe(time, image, 0.5))

    @rule(pick=picks, fade_in=st.none() | steps, fade_out=st.none() | steps, gain=st.floats(-200, 200))
    def sound(self, pick, fade_in, fade_out, gain):
        self.try_edit("set_fades", self.clip(pick), fade_in=fade_in, fade_out=fade_out)
        self.try_edit("set_gain", self.clip(pick), gain_db=gain)

    @rule(
        pick=picks,
        text=st.text(st.characters(codec="utf-8"), max_size=8),
        cast=st.lists(st.sampled_from(["anna", "bo"]), max_size=3),
    )
    def words(self, pick, text, cast):
        self.try_edit("set_name", self.clip(pick), name=text)
        self.try_edit("set_prompt", self.clip(pick), prompt=text)
        self.try_edit("set_shot", self.clip(pick), cast=cast, seed=pick)

    @rule(name=st.sampled_from(["anna", "bo", ""]), image=images, remove=st.booleans())
    def cast(self, name, image, remove):
        if remove:
            self.try_edit("remove_cast_member", name)
        else:
            self.try_edit("set_cast_member", CastMember(name, "someone", image))

    @rule(pick=picks, how=st.sampled_from(["muted", "locked", "solo"]), on=st.booleans())
    def switch(self, pick, how, on):
        self.try_edit(f"set_{how}", self.track(pick), **{how: on})

    @rule(
        pick=picks,
        kind=st.sampled_from(["video", "audio"]),
        to=st.integers(-1, 5),
        how=st.sampled_from(["add", "add", "move", "remove"]),
    )
    def stack(self, pick, kind, to, how):
        if how == "add" and len(self.film.tracks) < 6:
            self.try_edit("add_track", kind)
        elif how == "move":
            self.try_edit("move_track", self.track(pick), to=to)
        elif how == "remove":
            self.try_edit("remove_track", self.track(pick))

    @rule(frame=frames, to=frames, how=st.sampled_from(["add", "move", "remove", "in", "out"]))
    def marks(self, frame, to, how):
        if how == "add":
            self.try_edit("add_marker", Marker(frame, "here"))
        elif how == "move":
            self.try_edit("move_marker", frame, to=to)
        elif how == "remove":
            self.try_edit("remove_marker", frame)
        else:
            self.try_edit(f"set_{how}", frame)

    @rule(media=st.sampled_from("mpsx"))
    def remove_media(self, media):
        self.try_edit("remove_media", media)

    @precondition(lambda self: self.history.past)
    @rule()
    def undo_and_redo(self):
        there = self.film
        self.history = self.history.undo()
        assert check(self.film) == []
        self.history = self.history.redo()
        assert self.film == there

    @precondition(lambda self: self.history.past)
    @rule()
    def undo(self):
        self.history = self.history.undo()

    @rule(steps=st.integers(-6, 6))
    def travel(self, steps):
        walked = self.history
        for _ in range(abs(steps)):
            walked = walked.undo() if steps < 0 else walked.redo()
        self.history = self.history.travel(steps)
        assert (self.history.past, self.history.present, self.history.future) == (
            walked.past, walked.present, walked.future
        )  # fmt: skip

    @invariant()
    def sound_and_saved_whole(self):
        if hasattr(self, "history"):
            assert check(self.film) == []
            assert loads(dumps(self.film)) == self.film
            for track in self.film.tracks:
                for one in played(track):
                    assert one.start <= one.clip.start < one.clip.end <= one.end

    @invariant()
    def every_frame_is_whole(self):
        """Wherever something is shown its shares make up one, and nothing is shown where no clip lies."""
        for track in self.film.tracks if hasattr(self, "history") else ():
            for clip in track.clips:
                for frame in {clip.start, clip.end - 1, clip.start + clip.length // 2}:
                    layers = shown_at(track, frame)
                    assert abs(sum(layer.share for layer in layers) - 1) < 1e-9
                    assert clip in [layer.clip for layer in layers]

    def teardown(self) -> None:
        history = getattr(self, "history", None)
        while history and history.past:
            history = history.undo()
        assert history is None or history.present == self.first


Editing.TestCase.settings = settings(max_examples=60, stateful_step_count=40)
TestEditing = Editing.TestCase
