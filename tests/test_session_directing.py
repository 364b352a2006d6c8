"""What a director does with what is there: parts made again, other beginnings, cards, frames used elsewhere."""

from __future__ import annotations

import shutil
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from stand_in import StandIn
from test_session_studio import RED, bring, clip, footage, shot, shown, until
from test_session_studio import studio as studio

from studio.document import edit
from studio.document.check import check
from studio.document.film import CastMember, FrameRef, find_clip, find_media, find_take
from studio.engine import events
from studio.engine.journal import Journal
from studio.engine.request import Turn
from studio.problem import StudioError
from studio.session import board
from studio.session.changes import FilmOpened, PictureArrived, UnfinishedFound
from studio.session.footprint import Footprint, footprint, refuse_too_large
from studio.session.jobs import Finished, Running
from studio.session.studio import Studio


def spans(studio) -> list[tuple[int, int]]:
    return [(c.start, c.end) for c in studio.project.tracks[0].clips]


def cast(studio, name: str, **fields) -> None:
    studio.edit("Cast", lambda film: edit.set_cast_member(film, CastMember(name, **fields)))


# Parts


def test_recut_makes_what_was_cut_away_anew_between_what_is_kept(studio, tmp_path):
    under = bring(studio, footage(tmp_path / "l.mp4", RED), at=24)
    steps = len(studio.history.past)
    job = studio.recut(under, 36, 48, prompt="it jumps")
    assert len(studio.history.past) == steps + 1 and spans(studio) == [(24, 36), (36, 48), (48, 72)]
    before, after = job.request.motion
    assert (job.request.verb, before.stop, before.time, after.start, after.time) == ("re-cut", 0.5, -0.5, 1.0, 0.5)
    studio.wait(timeout=30)
    made = clip(studio, job.clip_id)
    assert made.take and made.prompt == "it jumps" and check(studio.project) == []
    assert np.abs(shown(studio, made.id, 0) - RED).max() < 12
    studio.undo()
    assert spans(studio) == [(24, 72)]


@pytest.mark.parametrize(("start", "stop", "verb"), [(0, 12, "extend before"), (36, 60, "extend after")])
def test_recut_at_an_end_has_one_side(studio, start, stop, verb):
    under = shot(studio, seconds=2)
    job = studio.recut(under, start, stop)
    assert job.request.verb == verb and len(job.request.motion) == 1
    studio.wait(timeout=30)


@pytest.mark.parametrize(("start", "stop", "what"), [(0, 48, "whole clip"), (90, 99, "No part"), (9, 9, "No part")])
def test_recut_of_nothing_or_all_is_refused(studio, start, stop, what):
    under = shot(studio, seconds=2)
    before = studio.project
    with pytest.raises(StudioError, match=what):
        studio.recut(under, start, stop)
    assert studio.project is before


def test_many_pasts_are_takes_of_one_shot_and_one_undo_step(studio):
    end = shot(studio, at=0, seconds=2)
    steps = len(studio.history.past)
    jobs = studio.pasts(end, n=3, seconds=1)
    studio.wait(timeout=30)
    (made,) = {job.clip_id for job in jobs}
    assert len(studio.history.past) == steps + 1 and len(clip(studio, made).takes) == 3
    assert len({job.request.seed for job in jobs}) == 3 and all(job.request.verb == "extend before" for job in jobs)
    assert spans(studio) == [(0, 24), (24, 72)]
    studio.undo()
    assert spans(studio) == [(0, 48)]


def test_a_marked_stretch_of_a_take_is_made_again_as_another_take(studio):
    made = shot(studio, seconds=4)
    old = find_take(studio.project, clip(studio, made).take)
    steps = len(studio.history.past)
    job = studio.redo_part(made, 24, 48, seed=77)
    assert (job.request.redo.start, job.request.redo.stop, job.request.seed) == (1.0, 2.0, 77)
    assert job.request.redo.path == str(studio.folder / old.latents) and job.request.seconds == 4
    studio.wait(timeout=30)
    assert clip(studio, made).take != old.id and len(clip(studio, made).takes) == 2
    assert len(studio.history.past) == steps
    with pytest.raises(StudioError, match="No part"):
        studio.redo_part(made, 300, 400)


def test_footage_is_not_redone_but_recut(studio, tmp_path):
    under = bring(studio, footage(tmp_path / "l.mp4", RED), at=0)
    with pytest.raises(StudioError, match="Only a take"):
        studio.redo_part(under, 0, 12)


def test_going_back_while_it_is_made_keeps_what_was_before(studio):
    StandIn.go.clear()
    job = studio.generate(studio.new_shot("a red car", seconds=2))
    until(studio, Running)
    StandIn.go.set()
    studio.pump_until(lambda: studio.live(job.id) and studio.live(job.id).known >= 8, timeout=30)
    StandIn.go.clear()
    if studio.job(job.id).over:
        pytest.skip("it was quicker than the test")
    studio.rewind(job.id)
    StandIn.go.set()
    studio.wait(timeout=30)
    state = studio.job(job.id).state
    assert isinstance(state, Finished) and find_take(studio.project, state.result).frames == 24
    with pytest.raises(StudioError, match="Only what is being made"):
        studio.rewind(job.id)


def test_what_was_unmade_is_not_shown_and_the_request_follows(studio):
    StandIn.go.clear()
    job = studio.generate(studio.new_shot("a red car", seconds=2))
    until(studio, Running)
    studio._queue.handle(events.Frames(job.id, 0, np.zeros((12, 112, 192, 3), np.uint8)))
    live = studio.live(job.id)
    turned = replace(job.request, turns=(Turn(1, 5),))
    studio._queue.handle(events.Rewound(job.id, turned, ((4, 12),)))
    assert live.has(3) and not live.has(4) and live.ahead_of(0) >= 4 and studio.job(job.id).request == turned
    StandIn.go.set()
    studio.wait(timeout=30)


# Trouble and the queue


def test_a_take_made_backwards_and_stopped_early_keeps_its_end(studio):
    first = shot(studio, at=48, seconds=2)
    StandIn.go.clear()
    job = studio.extend_before(first, seconds=2)
    until(studio, Running)
    made = clip(studio, job.clip_id)
    queue = studio._queue
    queue._frames(job, 12, np.full((12, 112, 192, 3), 90, np.uint8))
    latents = Journal(queue.journal).open(job.request).folder / "take.latents"
    latents.write_bytes(b"x")
    queue.handle(events.Done(job.id, 12, str(latents), 1.0, 0.5, False, 12))
    studio.pump_until(lambda: isinstance(studio.job(job.id).state, Finished), timeout=30)
    kept = clip(studio, job.clip_id)
    assert (kept.length, kept.end) == (24, made.end) and find_take(studio.project, kept.take).frames == 12
    assert np.abs(shown(studio, kept.id, 0) - 90).max() < 3 and check(studio.project) == []
    StandIn.go.set()


def _killed(studio, *, finished: bool):
    """The film as it would lie on the disk after a kill, with one generation in its journal."""
    made = studio.new_shot("a red car", seconds=1)
    request = studio.request_for(made)
    studio.save()
    folder = Journal(studio._queue.journal).open(request).folder
    if finished:
        (folder / "take.latents").write_bytes(b"whole")
    return made, request


@pytest.mark.parametrize("finished", [True, False])
def test_what_was_finished_when_the_program_died_is_taken_in_unasked(studio, tmp_path, finished):
    made, request = _killed(studio, finished=finished)
    studio.close_film()
    studio.heard.clear()
    studio.open(tmp_path / "film.film")
    studio.wait(timeout=30)
    assert bool(clip(studio, made).take) is finished
    assert (UnfinishedFound((request.id,)) in studio.heard) is not finished


def test_a_finished_take_whose_shot_was_never_saved_is_in_the_bin(studio, tmp_path):
    made, _ = _killed(studio, finished=True)
    studio.edit("Delete", lambda film: edit.remove_clips(film, [made]))
    studio.save()
    studio.close_film()
    studio.open(tmp_path / "film.film")
    studio.wait(timeout=30)
    (media,) = studio.project.media
    assert media.name == "a red car" and media.frames == 12 and (studio.folder / media.path).is_file()
    assert check(studio.project) == []


def test_a_footprint_is_known_before_the_start_and_refused_when_the_disk_is_full(studio, tmp_path, monkeypatch):
    request = studio.request_for(studio.new_shot("a red car", seconds=4))
    small, large = studio.footprint(request), studio.footprint(replace(request, seconds=40.0))
    assert small.memory == large.memory and 5 * small.disk < large.disk and small.fits
    assert small.disk > 48 * 192 * 112 * 3
    with pytest.raises(StudioError, match="too little room on the disk"):
        refuse_too_large(Footprint(memory=1, disk=10**9, free_disk=10**8))
    assert Footprint(memory=10, disk=1, free_memory=5).tight
    assert footprint(request, models=tmp_path / "none", disk=tmp_path / "none").free_disk is None
    from studio.session import queue

    monkeypatch.setattr(queue, "footprint", lambda *_, **__: Footprint(memory=1, disk=10**9, free_disk=0))
    with pytest.raises(StudioError, match="too little room"):
        studio.generate(studio.project.tracks[0].clips[0].id)
    assert not studio.busy


def test_extending_past_a_trim_is_one_undo_step(studio):
    made = shot(studio, seconds=2)
    studio.edit("Trim", lambda film: edit.trim_end(film, made, to=24))
    steps = len(studio.history.past)
    job = studio.extend_after(made, seconds=1, trim=lambda film: edit.trim_end(film, made, to=48))
    assert spans(studio) == [(0, 48), (48, 72)] and len(studio.history.past) == steps + 1
    assert job.request.motion[0].stop == 2.0
    studio.undo()
    assert spans(studio) == [(0, 24)]
    studio.wait(timeout=30)


def test_saving_elsewhere_copies_in_the_background_and_goes_on_there(studio, tmp_path):
    made = shot(studio, seconds=1)
    StandIn.go.clear()
    making = studio.generate(made)
    until(studio, Running)
    job = studio.save_as_soon(tmp_path / "kept")
    late = studio.new_shot("late", at=100)
    studio.select((made,))
    studio.seek(12)
    studio.heard.clear()
    studio.pump_until(lambda: any(isinstance(c, FilmOpened) for c in studio.heard), timeout=30)
    assert studio.folder == tmp_path / "kept.film" and find_clip(studio.project, late)
    assert studio.selection == (made,) and studio.playback.frame == 12
    assert not any(isinstance(c, UnfinishedFound) for c in studio.heard), "what goes on by itself is not asked about"
    take = find_take(studio.project, clip(studio, made).take)
    assert (studio.folder / take.path).is_file() and (studio.folder / take.latents).is_file()
    StandIn.go.set()
    studio.wait(timeout=30)
    assert studio.job(job.id).state == Finished(str(studio.folder))
    assert isinstance(studio.job(making.id).state, Finished)
    assert len(clip(studio, made).takes) == 2 and not (tmp_path / "film.film" / "journal" / "takes").exists()
    again = studio.attempt(studio.save_as_soon, tmp_path / "kept")
    assert again is None and studio.folder == tmp_path / "kept.film"


# The storyboard


def test_cards_are_the_shots_in_their_order(studio):
    first = studio.add_card("one", seconds=1)
    last = studio.add_card("three", seconds=2)
    middle = studio.add_card("two", after=first, seconds=1)
    assert [card.clip.prompt for card in board.cards(studio.project)] == ["one", "two", "three"]
    assert spans(studio) == [(0, 24), (24, 48), (48, 96)]
    studio.move_card(last, 0)
    assert [card.clip.id for card in board.cards(studio.project)] == [last, first, middle]
    assert spans(studio) == [(0, 48), (48, 72), (72, 96)]
    studio.move_card(last, 9)
    studio.undo()
    studio.undo()
    assert [card.clip.id for card in board.cards(studio.project)] == [first, middle, last]
    studio.set_card_length(first, 3)
    assert spans(studio) == [(0, 72), (72, 96), (96, 144)]


def test_a_card_longer_than_its_take_is_planned_again(studio):
    made = shot(studio, seconds=1)
    studio.set_card_length(made, Fraction(1, 2))
    assert clip(studio, made).take and clip(studio, made).length == 12
    studio.set_card_length(made, 3)
    assert clip(studio, made).planned and len(clip(studio, made).takes) == 1 and clip(studio, made).length == 72


def test_filming_the_board_gives_the_cast_faces_first_and_makes_only_what_is_due(studio):
    cast(studio, "anna", description="a woman in a red dress")
    first = studio.add_card("@anna walks", seconds=1)
    second = studio.add_card("a street at night", seconds=1)
    studio.edit("Look", lambda film: edit.set_look(film, "ink drawing"))
    assert studio.film_board() == (first, second)
    assert [job.label for job in studio.jobs] == ["Cast @anna", "Text", "Text"]
    studio.wait(timeout=30)
    assert not list(studio._queue.journal.iterdir()), "nothing is left in the journal"
    (face,) = [m for m in studio.project.cast if m.name == "anna"]
    assert find_media(studio.project, face.image.id) and any(isinstance(c, PictureArrived) for c in studio.heard)
    asked = StandIn.made[-1].asked
    assert [r.picture for r in asked] == [True, False, False]
    assert [ref.path for ref in asked[1].cast] == [str(studio._queue.journal / asked[0].id / "take.latents")]
    assert asked[1].cast[0].name == "anna" and asked[1].prompts[0].text == "a woman in a red dress walks, ink drawing"
    with pytest.raises(StudioError, match="Every card is made"):
        studio.film_board()
    takes = clip(studio, second).takes
    studio.edit("Prompt", lambda film: edit.set_prompt(film, first, prompt="@anna runs"))
    assert [card.changed for card in board.cards(studio.project)] == [True, False]
    assert studio.film_board() == (first,)
    studio.wait(timeout=30)
    assert len(clip(studio, first).takes) == 2 and clip(studio, second).takes == takes
    third = studio.add_card("@anna again", seconds=1)
    request = studio.request_for(third)
    assert [ref.name for ref in request.cast] == ["anna", "anna"], "the last shot that showed her is remembered too"


@pytest.mark.parametrize(
    ("prompt", "what"),
    [("@ben", "Card 2: prompt names @ben"), ("  ", "Card 2: prompt is missing"), ("@zoe", "neither a description")],
)
def test_a_board_with_something_missing_is_refused_before_the_queue(studio, prompt, what):
    cast(studio, "zoe")
    studio.add_card("a street", seconds=1)
    studio.add_card(prompt, seconds=1)
    with pytest.raises(StudioError, match=what):
        studio.film_board()
    assert not studio.jobs


def test_a_cards_look_and_camera_are_in_its_prompt(studio):
    made = studio.add_card("a red car", seconds=1)
    studio.edit("Look", lambda film: edit.set_look(film, "ink drawing"))
    studio.edit("Camera", lambda film: edit.set_shot(film, made, camera="the camera pans left"))
    assert studio.request_for(made).prompts[0].text == "a red car, the camera pans left, ink drawing"
    studio.edit("Look", lambda film: edit.set_shot(film, made, look="watercolour painting"))
    assert studio.request_for(made).prompts[0].text == "a red car, the camera pans left, watercolour painting"


def test_a_face_that_fails_does_not_keep_the_film_from_being_made(studio):
    cast(studio, "anna", description="fail")
    made = studio.add_card("a street with @anna", seconds=1)
    studio.edit("Words", lambda film: edit.set_shot(film, made, expanded="a quiet street"))
    studio.film_board()
    studio.wait(timeout=30)
    assert clip(studio, made).take and studio.project.cast[0].image is None


def test_faces_and_shots_in_the_queue_survive_the_end_of_the_program(studio, tmp_path):
    cast(studio, "anna", description="a woman")
    made = studio.add_card("@anna walks", seconds=1)
    StandIn.go.clear()
    studio.film_board()
    until(studio, Running)
    with pytest.raises(StudioError, match="Every card"):
        studio.film_board()
    studio.save()
    (face, shot_job) = studio.jobs
    studio.close_film()
    folder = Journal(tmp_path / "film.film" / "journal" / "takes").open(face.request).folder
    (folder / "take.latents").write_bytes(b"a face")  # it was finished in the very last moment
    StandIn.go.set()
    studio.open(tmp_path / "film.film")
    studio.wait(timeout=30)
    assert studio.project.cast[0].image and [m.name for m in studio.project.media] == ["@anna"]
    assert [request.id for request in studio.unfinished] == [shot_job.id]
    assert (folder / "take.latents").is_file(), "the shot that waits still remembers it"
    studio.resume_unfinished()
    studio.wait(timeout=30)
    assert clip(studio, made).take and not folder.exists()


def test_another_description_is_read_by_every_shot_but_own_words_stay(studio):
    studio.settings = replace(studio.settings, expansion=True)
    cast(studio, "anna", description="a woman in a red dress")
    made, own = (studio.add_card("@anna runs", seconds=1) for _ in range(2))
    studio.edit("Own", lambda film: edit.set_shot(film, own, expanded="my own words"))
    studio.generate(made)
    studio.wait(timeout=30)
    assert "red" in clip(studio, made).shot.expanded
    studio.cast_told("anna", "a woman in a green dress")
    assert clip(studio, made).shot.expanded == "" and clip(studio, own).shot.expanded == "my own words"
    assert "green" in studio.request_for(made).prompts[0].text
    assert board.cards(studio.project)[0].changed


# One frame elsewhere


def test_a_frame_is_used_elsewhere(studio):
    made = shot(studio, seconds=1)
    image = FrameRef("take", clip(studio, made).take, 6)
    job = studio.keep_picture(image)
    studio.wait(timeout=30)
    media = find_media(studio.project, studio.job(job.id).state.result)
    assert (media.kind, media.width, media.height) == ("picture", 192, 112)
    studio.cast_as("anna", image, strength=0.5)
    studio.cast_as("anna", replace(image, frame=3), strength=0.7)
    (anna,) = studio.project.cast
    assert (anna.image.frame, anna.strength) == (3, 0.7)
    last = studio.shot_from(image, last=True, strength=0.4, at=200, seconds=1)
    (key,) = clip(studio, last).shot.keyframes
    assert (key.time, key.strength, key.image) == (23, 0.4, image)
    request = studio.request_for(studio.new_shot("@anna", at=400))
    assert request.cast[0].strength == 0.7


def test_going_back_to_a_frame_finds_its_window(studio, monkeypatch):
    StandIn.go.clear()
    made = studio.new_shot("a red car", seconds=4)
    job = studio.generate(made)
    until(studio, Running)
    asked = []
    monkeypatch.setattr(type(studio._queue.engine()), "back_to", lambda self, *args: asked.append(args))
    studio._queue._set(studio.job(job.id), Running(30, 64, window=3, windows=4))
    for frame, window in ((0, 0), (20, 1), (40, 1), (60, 2), (95, 3)):
        studio.rewind_to(made, frame)
        assert asked[-1][:2] == (job.id, window), frame
    studio.rewind(job.id)
    assert asked[-1][1] == 2
    StandIn.go.set()
    studio.wait(timeout=30)


def test_another_studio_finds_nothing_left_over(studio, tmp_path):
    shot(studio, seconds=1)
    studio.save()
    studio.close_film()
    shutil.copytree(tmp_path / "film.film", tmp_path / "copy.film")
    other = Studio(data=tmp_path / "other", engine=StandIn)
    other.open(tmp_path / "copy.film")
    assert other.unfinished == () and not other.jobs
    other.close()
