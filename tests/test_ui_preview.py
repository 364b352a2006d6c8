"""The preview on a real studio: what is on stage, what is said over it, and where the playhead goes."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolButton
from stand_in import StandIn
from ui_kit import application, click, drop, footage, picture

from studio.session.changes import ProblemRaised
from studio.session.film import find_clip
from studio.ui.preview.source import render_size
from studio.ui.preview.stage import Note, Stage
from studio.ui.preview.transport import Transport
from studio.ui.preview.view import PreviewView

pytest_plugins = ("ui_fixtures",)

RED, BLUE = (200, 30, 30), (30, 30, 200)
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def preview(studio):
    made = PreviewView(studio)
    made.resize(640, 360)
    made.show()
    yield made
    made.close_down()
    made.hide()
    QTest.qWait(0)


@pytest.fixture
def transport(studio):
    made = Transport(studio)
    made.resize(760, 40)
    made.show()
    yield made
    made.close_down()
    made.hide()


def two_clips(studio, tmp_path) -> None:
    """Two seconds of red, then two of blue."""
    for name, colour, at in (("red.mp4", RED, 0), ("blue.mp4", BLUE, 48)):
        studio.import_media(footage(tmp_path / name, colour), at=at)
        studio.wait(timeout=30)


def until(done, *, studio=None) -> None:
    for _ in range(400):
        if studio is not None:
            studio.pump()
        QApplication.processEvents()
        if done():
            return
        QTest.qWait(20)
    raise AssertionError("it never happened")


def on_stage(preview) -> tuple[int, int, int]:
    """The colour in the middle of the picture itself."""
    image: QImage | None = preview.stage._image
    if image is None:
        return (-1, -1, -1)
    return image.pixelColor(image.width() // 2, image.height() // 2).toTuple()[:3]


def near(one, other, *, by=12) -> bool:
    return all(abs(a - b) <= by for a, b in zip(one, other, strict=True))


# -- the picture -------------------------------------------------------------------------------------------------


def test_the_frame_under_the_playhead_is_on_stage(studio, preview, tmp_path):
    two_clips(studio, tmp_path)
    studio.seek(10)
    until(lambda: near(on_stage(preview), RED))
    studio.seek(60)
    until(lambda: near(on_stage(preview), BLUE))


def test_the_last_of_many_wishes_wins(studio, preview, tmp_path):
    two_clips(studio, tmp_path)
    shown = []
    preview.source.shown.connect(lambda one: shown.append(one.frame))
    for frame in range(96):
        studio.seek(frame)
        QApplication.processEvents()
    until(lambda: shown and shown[-1] == 95)
    assert shown == sorted(shown) and near(on_stage(preview), BLUE)


def test_the_picture_is_whole_and_centred():
    application()
    stage = Stage()
    stage.resize(800, 300)
    stage.set_aspect(16 / 9)
    box = stage.picture_rect()
    assert (round(box.height()), round(box.center().x())) == (300, 400)
    stage.show_picture(np.full((90, 160, 3), BLUE, np.uint8))
    image = stage.grab().toImage()
    ratio = image.devicePixelRatio()
    at = lambda x, y: image.pixelColor(int(x * ratio), int(y * ratio)).toTuple()[:3]  # noqa: E731
    assert at(400, 150) == BLUE and at(20, 150) != BLUE and at(780, 150) != BLUE


def test_the_size_asked_for_is_one_of_a_few(studio):
    film = studio.project
    sizes = {render_size(film, width, width * 9 // 16) for width in range(100, 3000, 37)}
    assert len(sizes) == 5 and max(sizes) == (1280, 720)
    assert render_size(film, 641, 360) == (960, 540)


# -- what is said over it ----------------------------------------------------------------------------------------


def test_an_empty_film_says_how_to_begin(preview):
    assert "Drop a picture" in preview.stage.note.title


def test_a_planned_shot_shows_its_prompt(studio, preview):
    studio.new_shot("a lighthouse in a storm", at=0)
    assert preview.stage.note.title == "a lighthouse in a storm"


def test_waiting_for_the_first_frames_is_said_with_a_ring(studio, preview):
    made = studio.new_shot("a red car", at=0)
    StandIn.go.clear()
    job = studio.generate(made)
    until(lambda: studio.job(job.id).active, studio=studio)
    assert preview.stage.note.ring and "First frames" in preview.stage.note.title
    assert preview.stage.badge == "LIVE" and preview.stage.chip == ""


def test_frames_that_are_being_made_are_on_stage_at_once(studio, preview):
    made = studio.new_shot("a red car", at=0, seed=5)
    live = []
    preview.source.shown.connect(lambda one: live.append(one.live))
    studio.generate(made)
    until(lambda: any(live) or not studio.busy, studio=studio)
    until(lambda: not studio.busy and preview.stage.note is None, studio=studio)
    tone = np.random.default_rng(5).integers(40, 216, 3)
    until(lambda: near(on_stage(preview), tone), studio=studio)


def test_the_chip_leads_to_what_is_sampled_and_nothing_else_does(studio, preview, tmp_path):
    two_clips(studio, tmp_path)
    studio.seek(10)
    made = studio.new_shot("a red car", at=96)
    StandIn.go.clear()
    job = studio.generate(made)
    until(lambda: studio.job(job.id).active, studio=studio)
    assert studio.playback.frame == 10, "the stage is not stolen"
    assert preview.stage.chip == "LIVE · return to render"
    box = preview.stage.chip_rect()
    click(preview.stage, box.center().x(), box.center().y())
    assert studio.playback.frame == 96 and preview.stage.chip == ""
    StandIn.go.set()
    studio.wait(timeout=30)
    assert preview.stage.badge == "" and preview.source.follow == frozenset()


def test_another_take_is_watched_only_when_asked_for(studio, preview):
    made = studio.new_shot("a red car", at=0)
    studio.generate(made)
    studio.wait(timeout=30)
    StandIn.go.clear()
    job = studio.generate(made)
    until(lambda: studio.job(job.id).active, studio=studio)
    assert preview.stage.chip and made not in preview.source.follow
    QTest.keyClick(preview.stage, Qt.Key.Key_Return)
    assert made in preview.source.follow and preview.stage.badge == "LIVE"


def test_notes_are_told_to_screen_readers():
    application()
    stage = Stage()
    stage.say(Note("First frames in a moment", ring=True), badge="LIVE")
    assert stage.accessibleName() and "First frames" in stage.accessibleDescription()
    assert stage._turn.isActive()
    stage.say(None)
    assert not stage._turn.isActive()


# -- the hand ----------------------------------------------------------------------------------------------------


def test_a_dropped_picture_becomes_the_first_frame_of_a_new_shot(studio, preview, tmp_path):
    drop(preview.stage, [picture(tmp_path / "sea.png")], 300, 150)
    studio.wait(timeout=30)
    (clip,) = studio.project.tracks[0].clips
    assert clip.planned and [key.time for key in clip.shot.keyframes] == [0]


def test_a_picture_dropped_on_a_clip_goes_after_it(studio, preview, tmp_path):
    two_clips(studio, tmp_path)
    studio.seek(10)
    drop(preview.stage, [picture(tmp_path / "sea.png")], 300, 150)
    studio.wait(timeout=30)
    assert [(c.start, c.planned) for c in studio.project.tracks[0].clips] == [(0, False), (48, True), (144, False)]


def test_keys_play_step_and_mark(studio, preview, tmp_path):
    two_clips(studio, tmp_path)
    keys = Qt.Key
    for key, with_, frame in (
        (keys.Key_Right, Qt.KeyboardModifier.NoModifier, 1), (keys.Key_Right, SHIFT, 11),
        (keys.Key_Left, Qt.KeyboardModifier.NoModifier, 10), (keys.Key_Left, SHIFT, 0),
        (keys.Key_End, Qt.KeyboardModifier.NoModifier, 96), (keys.Key_Home, Qt.KeyboardModifier.NoModifier, 0),
    ):  # fmt: skip
        QTest.keyClick(preview.stage, key, with_)
        assert studio.playback.frame == frame, (key, with_)
    studio.seek(20)
    for key, speed in ((keys.Key_L, 1), (keys.Key_L, 2), (keys.Key_K, 0), (keys.Key_J, -1), (keys.Key_Space, 0)):
        QTest.keyClick(preview.stage, key)
        assert studio.playback.speed == speed, key
    studio.seek(20)
    QTest.keyClick(preview.stage, keys.Key_I)
    studio.seek(40)
    QTest.keyClick(preview.stage, keys.Key_O)
    assert (studio.project.in_point, studio.project.out_point) == (20, 41)


def test_playing_moves_the_playhead_and_stops_at_the_end(studio, preview, tmp_path):
    two_clips(studio, tmp_path)
    studio.seek(80)
    QTest.keyClick(preview.stage, Qt.Key.Key_Space)
    until(lambda: studio.playback.speed == 0)
    assert studio.playback.frame == 95 and not preview._clock.isActive()


def test_a_typed_timecode_jumps_and_nonsense_is_told(studio, transport, tmp_path):
    two_clips(studio, tmp_path)
    field, troubles = transport.timecode, []
    studio.subscribe(lambda change: troubles.append(change) if isinstance(change, ProblemRaised) else None)
    for words, frame in (("00:00:02:06", 54), ("1:00", 24), ("+12", 36), ("-6", 30)):
        field.setText(words)
        QTest.keyClick(field, Qt.Key.Key_Return)
        assert studio.playback.frame == frame, words
    assert not troubles
    field.setText("soon")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert len(troubles) == 1 and studio.playback.frame == 30


def test_the_buttons_do_what_they_say(studio, transport, tmp_path):
    two_clips(studio, tmp_path)
    press = lambda name: transport.buttons[name].click()  # noqa: E731
    press("end")
    assert studio.playback.frame == 96
    press("home")
    press("forward")
    assert studio.playback.frame == 1
    press("play")
    assert studio.playback.playing
    press("play")
    press("loop")
    assert not studio.playback.playing and studio.playback.looping
    assert transport.count.text().endswith("/ 96")
    assert all(button.accessibleName() for button in transport.findChildren(QToolButton))


def test_a_new_film_empties_the_stage(studio, preview, tmp_path):
    two_clips(studio, tmp_path)
    until(lambda: near(on_stage(preview), RED))
    studio.create(tmp_path / "other")
    assert "Drop a picture" in preview.stage.note.title and find_clip(studio.project, "x") is None
    studio.new_shot("again", at=0)
    until(lambda: not near(on_stage(preview), RED))
