"""Every verb of the studio, with a stand-in for the network and real files for everything else."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from stand_in import StandIn

from studio.document import edit
from studio.document.check import check
from studio.document.film import FrameRef, find_clip, find_media, find_take, gaps
from studio.media.decode import VideoReader
from studio.media.encode import VideoWriter
from studio.media.sequence import write_picture
from studio.problem import StudioError
from studio.session.changes import FramesArrived, JobChanged, PictureArrived, TakeArrived, UnfinishedFound
from studio.session.jobs import Cancelled, Cancelling, Failed, Finished, Paused, Running, Waiting
from studio.session.studio import Studio

RED, BLUE = (200, 30, 30), (30, 30, 200)


@pytest.fixture
def studio(tmp_path):
    StandIn.go.set()
    StandIn.made.clear()
    studio = Studio(data=tmp_path / "data", engine=StandIn)
    studio.settings = replace(studio.settings, expansion=False)  # test_expansion.py has it on
    studio.create(tmp_path / "film")
    changes: list = []
    studio.subscribe(changes.append)
    studio.heard = changes
    yield studio
    StandIn.go.set()
    studio.close()


def clip(studio, clip_id):
    return find_clip(studio.project, clip_id)[1]


def shot(studio, prompt="a red car", **options) -> str:
    made = studio.new_shot(prompt, **options)
    studio.generate(made)
    studio.wait(timeout=30)
    return made


def footage(path: Path, colour, *, seconds=2, rate=Fraction(25), size=(320, 180)) -> Path:
    with VideoWriter(path, width=size[0], height=size[1], rate=rate) as writer:
        for _ in range(int(seconds * rate)):
            writer.write(np.full((size[1], size[0], 3), colour, np.uint8))
    return path


def bring(studio, path, **options) -> str:
    """Import and place; the new clip's id."""
    before = {c.id for t in studio.project.tracks for c in t.clips}
    studio.import_media(path, **options)
    studio.wait(timeout=30)
    (made,) = {c.id for t in studio.project.tracks for c in t.clips} - before
    return made


def shown(studio, clip_id, index) -> np.ndarray:
    take = find_take(studio.project, clip(studio, clip_id).take)
    with VideoReader(studio.folder / take.path) as reader:
        return reader.frame_at(index / take.rate).mean((0, 1))


def until(studio, state) -> None:
    studio.pump_until(lambda: any(isinstance(job.state, state) for job in studio.jobs), timeout=30)


def test_a_planned_shot_becomes_a_take_with_its_recipe(studio):
    made = studio.new_shot("a red car", seconds=2)
    job = studio.generate(made, seed=7)
    studio.wait(timeout=30)
    take = find_take(studio.project, clip(studio, made).take)
    assert (take.frames, take.rate, take.width, take.height) == (24, 12, 192, 112)
    assert take.recipe.seed == 7 and take.recipe.prompt == "a red car"
    assert (studio.folder / take.path).is_file() and (studio.folder / take.latents).read_bytes() == job.id.encode()
    assert Path(take.latents).stem == Path(take.path).stem
    assert clip(studio, made).length == 48 and check(studio.project) == []
    assert studio.job(job.id).state == Finished(take.id, True, 2.0, 0.5)
    arrived = [c for c in studio.heard if isinstance(c, FramesArrived)]
    assert sum(c.count for c in arrived) == 24 and studio.live(job.id) is None
    assert not list((studio.folder / "cache").iterdir()) and not studio.unfinished


def test_live_frames_can_be_shown_while_the_rest_is_made(studio):
    StandIn.go.clear()
    job = studio.generate(studio.new_shot("a red car", seconds=2))
    until(studio, Running)
    assert studio.live(job.id) is None or studio.live(job.id).frame(23) is None
    StandIn.go.set()
    studio.pump_until(lambda: any(isinstance(c, FramesArrived) for c in studio.heard), timeout=30)
    live = studio.live(job.id)
    if live is not None:
        assert live.frame(0).shape == (112, 192, 3)
    studio.wait(timeout=30)


def test_extend_after_pushes_by_what_is_missing_and_remembers_latents(studio):
    first = shot(studio, seconds=2)
    last = shot(studio, "a blue dog", at=60, seconds=1)
    job = studio.extend_after(first, seconds=1)
    studio.wait(timeout=30)
    made = clip(studio, job.clip_id)
    assert (made.start, made.end, clip(studio, last).start) == (48, 72, 72)
    (motion,) = job.request.motion
    assert motion.path.endswith(".latents") and (motion.start, motion.stop, motion.time) == (0, 2, -2)
    assert job.request.verb == "extend after" and made.prompt == "a red car" and made.take
    studio.undo()
    assert find_clip(studio.project, job.clip_id) is None and clip(studio, last).start == 60


def test_extend_before_at_the_head_moves_the_clip(studio):
    first = shot(studio, at=0, seconds=2)
    job = studio.extend_before(first, seconds=1)
    studio.wait(timeout=30)
    assert (clip(studio, job.clip_id).start, clip(studio, first).start) == (0, 24)
    (motion,) = job.request.motion
    assert (motion.time, motion.start) == (1, 0)


def test_a_gap_is_filled_to_the_frame_from_both_sides(studio, tmp_path):
    left = bring(studio, footage(tmp_path / "l.mp4", RED), at=0)
    right = bring(studio, footage(tmp_path / "r.mp4", BLUE), at=48 + 31)
    track, _ = find_clip(studio.project, left)
    (gap,) = gaps(track)
    job = studio.fill_gap(track.id, gap)
    studio.wait(timeout=30)
    made = clip(studio, job.clip_id)
    assert (made.start, made.length) == (48, 31) and clip(studio, right).start == 79
    before, after = job.request.motion
    assert before.time == -2 and after.time == pytest.approx(31 / 24)
    assert np.abs(shown(studio, made.id, 0) - RED).max() < 12
    assert np.abs(shown(studio, made.id, 15) - BLUE).max() < 25
    assert check(studio.project) == []


def test_loop_and_blend(studio):
    left = shot(studio, "a red car", at=0, seconds=2)
    right = shot(studio, "a blue dog", at=48, seconds=2)
    job = studio.blend(left, right, seconds=1)
    assert [p.text for p in job.request.prompts] == ["a red car", "a blue dog"]
    assert job.request.prompts[1].start == pytest.approx(0.5)
    studio.wait(timeout=30)
    assert clip(studio, right).start == 72
    around = studio.loop(right, seconds=1)
    paths = {motion.path for motion in around.request.motion}
    assert len(paths) == 1 and [motion.time for motion in around.request.motion] == [-2, 1]
    studio.wait(timeout=30)
    with pytest.raises(StudioError, match="neighbours"):
        studio.blend(left, right)


def test_extending_what_is_not_made_yet_leaves_no_empty_clip(studio):
    made = studio.new_shot("a red car")
    before = studio.project
    with pytest.raises(StudioError, match="has not been made"):
        studio.extend_after(made, seconds=1)
    assert studio.project is before


def test_variations_keep_the_chosen_take(studio):
    made = shot(studio, seconds=1)
    chosen = clip(studio, made).take
    jobs = studio.variations(made, 3)
    studio.wait(timeout=30)
    assert clip(studio, made).take == chosen and len(clip(studio, made).takes) == 4
    assert len({job.request.seed for job in jobs}) == 3
    studio.choose_take(made, clip(studio, made).takes[-1])
    assert clip(studio, made).take != chosen


def test_generating_again_shows_the_new_take_unless_another_was_chosen_meanwhile(studio):
    made = shot(studio, seconds=1)
    first = clip(studio, made).take
    studio.generate(made)
    studio.wait(timeout=30)
    second = clip(studio, made).take
    assert second != first
    StandIn.go.clear()
    studio.generate(made)
    until(studio, Running)
    studio.choose_take(made, first)
    StandIn.go.set()
    studio.wait(timeout=30)
    assert clip(studio, made).take == first and len(clip(studio, made).takes) == 3


def test_a_take_survives_undo_and_redo_of_its_clip(studio):
    StandIn.go.clear()
    made = studio.new_shot("a red car", seconds=1)
    studio.generate(made)
    until(studio, Running)
    studio.undo()
    StandIn.go.set()
    studio.wait(timeout=30)
    assert find_clip(studio.project, made) is None and len(studio.project.takes) == 1
    studio.redo()
    assert clip(studio, made).take and check(studio.project) == []
    assert studio.history.redo_label is None


def test_picture_to_video_and_keyframe(studio, tmp_path):
    picture = write_picture(tmp_path / "p.png", np.full((90, 160, 3), RED, np.uint8))
    studio.image_to_video(picture, at=0, prompt="it drives", seconds=2)
    studio.wait(timeout=30)
    (made,) = studio.project.tracks[0].clips
    take = find_take(studio.project, made.take)
    assert take.recipe.verb == "image" and np.abs(shown(studio, made.id, 0) - RED).max() < 12
    studio.undo()
    assert not studio.project.media and not studio.project.tracks[0].clips
    studio.redo()
    studio.add_keyframe(made.id, 24, picture)
    studio.wait(timeout=30)
    request = studio.request_for(made.id)
    assert [still.time for still in request.stills] == [0, 1] and request.verb == "keyframes"
    assert len(studio.project.media) == 1


def test_a_generated_picture_arrives_in_the_bin(studio):
    job = studio.picture("a red car", aspect="1:1")
    studio.wait(timeout=30)
    media = find_media(studio.project, studio.job(job.id).state.result)
    assert (media.kind, media.width, media.height) == ("picture", 144, 144)
    assert (studio.folder / media.path).is_file() and any(isinstance(c, PictureArrived) for c in studio.heard)


def test_remix_of_footage_goes_above_it(studio, tmp_path):
    under = bring(studio, footage(tmp_path / "l.mp4", RED), at=24)
    job = studio.remix(under, prompt="in the snow", strength=0.4)
    studio.wait(timeout=30)
    track, made = find_clip(studio.project, job.clip_id)
    assert (made.start, made.length) == (24, 48) and studio.project.tracks.index(track) == 1
    assert job.request.remix.stop == pytest.approx(2) and job.request.remix_strength == 0.4


def test_cast_is_spoken_and_shown(studio):
    made = shot(studio, seconds=1)
    from studio.document.film import CastMember

    image = FrameRef("take", clip(studio, made).take, 6)
    member = CastMember("anna", "a woman in a red dress", image)
    studio.edit("Cast", lambda film: edit.set_cast_member(film, member))
    studio.edit("Look", lambda film: edit.set_look(film, "oil painting"))
    request = studio.request_for(studio.new_shot("@anna runs", at=100))
    assert request.prompts[0].text == "a woman in a red dress runs, oil painting"
    assert request.cast[0].name == "anna" and request.cast[0].at == 0.5


def test_cancel_keeps_nothing_and_enough_keeps_what_is_there(studio):
    StandIn.go.clear()
    first = studio.generate(studio.new_shot("a red car", at=0, seconds=2))
    second = studio.generate(studio.new_shot("a blue dog", at=48, seconds=2))
    until(studio, Running)
    assert isinstance(studio.job(second.id).state, Waiting)
    studio.cancel(second.id)
    studio.cancel(first.id)
    assert isinstance(studio.job(first.id).state, Cancelling)
    studio.wait(timeout=30)
    assert all(isinstance(job.state, Cancelled) for job in studio.jobs) and not studio.project.takes
    third = studio.generate(first.clip_id)
    studio.enough(third.id)
    StandIn.go.set()
    studio.wait(timeout=30)
    state = studio.job(third.id).state
    assert isinstance(state, Finished) and not state.complete
    take = find_take(studio.project, state.result)
    assert take.frames == 4 and clip(studio, third.clip_id).length == 8


def test_pause_resume_and_order(studio):
    studio.pause()
    jobs = [studio.generate(studio.new_shot(f"shot {n}", at=48 * n, seconds=1)) for n in range(3)]
    studio.pump()
    assert studio.paused and all(isinstance(job.state, Waiting) for job in studio.jobs)
    studio.reorder([jobs[2].id])
    assert studio.job(jobs[2].id).state.position == 0
    studio.resume()
    studio.wait(timeout=30)
    arrived = [c.clip_id for c in studio.heard if isinstance(c, TakeArrived)]
    assert arrived == [jobs[n].clip_id for n in (2, 0, 1)]


def test_pausing_a_running_job_says_where_it_stands(studio):
    StandIn.go.clear()
    job = studio.generate(studio.new_shot("a red car", seconds=4))
    until(studio, Running)
    studio.pause()
    StandIn.go.set()
    until(studio, Paused)
    assert studio.job_of(job.clip_id).id == job.id
    studio.resume()
    studio.wait(timeout=30)
    assert isinstance(studio.job(job.id).state, Finished)


def test_the_machine_learns_its_pace(studio, tmp_path):
    made = studio.new_shot("a red car", seconds=2)
    request = studio.request_for(made)
    assert studio.estimate(request) is None
    studio.generate(made)
    studio.wait(timeout=30)
    assert studio.estimate(request) == pytest.approx(2.0)
    again = Studio(data=tmp_path / "data", engine=StandIn)
    assert again.estimate(request) == pytest.approx(2.0)


def test_trouble_is_a_state_with_a_sentence(studio):
    job = studio.generate(studio.new_shot("please fail", seconds=1))
    studio.wait(timeout=30)
    state = studio.job(job.id).state
    assert isinstance(state, Failed) and state.problem.next_step == "Tell it otherwise."
    assert clip(studio, job.clip_id).planned
    again = studio.retry(job.id)
    assert again.id == job.id and not again.over
    studio.wait(timeout=30)
    assert isinstance(studio.job(job.id).state, Failed)
    with pytest.raises(StudioError, match="prompt is empty"):
        studio.generate(studio.new_shot("", at=500))


def test_a_film_that_is_closed_while_it_samples_offers_to_go_on(studio, tmp_path):
    StandIn.go.clear()
    job = studio.generate(studio.new_shot("a red car", seconds=1))
    until(studio, Running)
    studio.save()
    studio.close_film()
    assert studio.jobs == ()
    StandIn.go.set()
    studio.open(tmp_path / "film.film")
    assert UnfinishedFound((job.id,)) in studio.heard
    (again,) = studio.resume_unfinished()
    assert again.clip_id == job.clip_id and again.request == job.request
    studio.wait(timeout=30)
    assert clip(studio, job.clip_id).take and not studio.unfinished


def test_imports(studio, tmp_path):
    made = bring(studio, footage(tmp_path / "l.mp4", RED), at=0)
    assert clip(studio, made).length == 48 and find_media(studio.project, clip(studio, made).media_id).rate == 25
    (tmp_path / "no.mp4").write_text("I am a text")
    job = studio.import_media(tmp_path / "no.mp4", at=0)
    studio.wait(timeout=30)
    assert isinstance(studio.job(job.id).state, Failed)
    tiny = studio.import_media(write_picture(tmp_path / "tiny.png", np.zeros((1, 1, 3), np.uint8)))
    studio.wait(timeout=30)
    assert "1 × 1" in studio.job(tiny.id).state.problem.what
    assert len(studio.project.media) == 1


def test_export_writes_the_film(studio, tmp_path):
    bring(studio, footage(tmp_path / "l.mp4", RED, seconds=1), at=0)
    job = studio.export(tmp_path / "out.mp4")
    studio.wait(timeout=60)
    assert studio.job(job.id).state.result == str(tmp_path / "out.mp4")
    states = [c.job.state for c in studio.heard if isinstance(c, JobChanged) and c.job.id == job.id]
    assert any(isinstance(state, Running) and state.fraction == 1 for state in states)
    with VideoReader(tmp_path / "out.mp4") as reader:
        assert (reader.width, reader.height) == (1280, 720)
        assert np.abs(reader.frame_at(Fraction(1, 2)).mean((0, 1)) - RED).max() < 6
