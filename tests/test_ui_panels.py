"""The panels on a real studio: what a person types, picks and presses there, and what the panels say in return."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QListWidgetItem
from stand_in import StandIn
from ui_kit import footage, made, open_watched_studio, picture

from studio.session.film import FrameRef, find_clip
from studio.session.jobs import Cancelling, Waiting
from studio.ui.frames import Frames, frame_under
from studio.ui.panels.bin import ID, MEDIA_MIME, BinPanel
from studio.ui.panels.cast import CastPanel
from studio.ui.panels.queue import QueuePanel, listed
from studio.ui.panels.shot import ShotPanel
from studio.ui.panels.takes import TakesPanel
from studio.ui.times import duration, remaining, size

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def studio(tmp_path, caplog):
    with open_watched_studio(tmp_path, caplog) as studio:
        yield studio


@pytest.fixture
def show(studio):
    """Makes panels, and takes them away again."""
    frames, shown = Frames(studio), []

    def make(kind):
        panel = kind(studio, frames)
        panel.resize(360, 800)
        panel.show()
        panel.refresh_now()
        shown.append(panel)
        return panel

    yield make
    StandIn.go.set()
    frames.close()
    for panel in shown:
        panel.hide()
        panel.deleteLater()
    QApplication.processEvents()


def until(studio, done: Callable[[], object]) -> None:
    def look() -> bool:
        QApplication.processEvents()
        return bool(done())

    studio.pump_until(look, timeout=30)


def settled(studio) -> None:
    """Every job done, every panel up to date."""
    until(studio, lambda: True)
    until(studio, lambda: not studio.busy)
    QApplication.processEvents()


def clips(studio):
    return studio.project.tracks[0].clips


# -- shot -----------------------------------------------------------------------------------------------------------


def test_typing_makes_a_shot_and_ctrl_enter_a_job(studio, show):
    panel = show(ShotPanel)
    assert not panel.make.go.isEnabled()
    QTest.keyClicks(panel.prompt, "a red fox")
    (clip,) = clips(studio)
    assert clip.prompt == "a red fox" and clip.length == 96 and studio.selection == (clip.id,)
    StandIn.go.clear()
    QTest.keyClick(panel.prompt, Qt.Key.Key_Return, CTRL)
    job = studio.job_of(clip.id)
    assert job is not None and job.request.prompts[0].text == "a red fox"
    StandIn.go.set()
    settled(studio)
    assert clips(studio)[0].take
    assert clips(studio)[0].prompt == "a red fox", "Enter must not be typed into the prompt"


def test_a_sentence_is_undone_at_once(studio, show):
    panel = show(ShotPanel)
    QTest.keyClicks(panel.prompt, "a red fox")
    studio.settle()
    QTest.keyClicks(panel.prompt, " in the snow")
    assert clips(studio)[0].prompt == "a red fox in the snow"
    studio.undo()
    panel.refresh_now()
    assert panel.prompt.toPlainText() == "a red fox"


def test_nothing_but_spaces_makes_no_shot(studio, show):
    panel = show(ShotPanel)
    QTest.keyClicks(panel.prompt, "   ")
    assert clips(studio) == ()


def test_generating_nothing_is_a_sentence(studio, show):
    panel = show(ShotPanel)
    QTest.keyClick(panel.prompt, Qt.Key.Key_Return, CTRL)
    assert [problem.what for problem in studio.problems] == ["There is no shot to generate."]


def test_second_ctrl_enter_does_not_queue_twice(studio, show):
    panel = show(ShotPanel)
    QTest.keyClicks(panel.prompt, "a fox")
    StandIn.go.clear()
    for _ in range(3):
        QTest.keyClick(panel.prompt, Qt.Key.Key_Return, CTRL)
    assert len(studio.jobs) == 1


def test_button_becomes_enough_and_cancel_while_running(studio, show):
    panel = show(ShotPanel)
    StandIn.go.clear()
    QTest.keyClicks(panel.prompt, "a fox")
    panel.refresh_now()
    panel.make.go.click()
    (clip,) = clips(studio)
    until(studio, lambda: panel.make.enough.isVisible())
    assert panel.make.cancel.isVisible() and not panel.make.go.isVisible()
    panel.make.cancel.click()
    assert isinstance(studio.job_of(clip.id).state, Cancelling)
    settled(studio)
    assert clips(studio)[0].planned
    panel.refresh_now()
    assert panel.make.go.isEnabled() and not panel.make.cancel.isVisible()


def test_length_shape_and_seed_are_the_clips(studio, show):
    panel = show(ShotPanel)
    studio.select([studio.new_shot("a fox")])
    panel.refresh_now()
    panel.length.setValue(6.5)
    panel.aspect._buttons["9:16"].click()
    panel.seed.setText("123")
    panel.seed.editingFinished.emit()
    (clip,) = clips(studio)
    assert (clip.length, clip.shot.aspect, clip.shot.seed) == (156, "9:16", 123)
    request = studio.request_for(clip.id)
    assert (request.seed, request.width < request.height, request.seconds) == (123, True, 6.5)
    panel.refresh_now()
    assert panel.slider.value() == 65 and panel.lock.isChecked()
    panel.lock.click()
    assert clips(studio)[0].shot.seed is None
    panel.dice.click()
    assert clips(studio)[0].shot.seed is not None


def test_dragging_the_slider_is_one_undo_step(studio, show):
    panel = show(ShotPanel)
    studio.select([studio.new_shot("a fox")])
    panel.refresh_now()
    for tenths in (50, 60, 70):
        panel.slider.setValue(tenths)
    assert clips(studio)[0].length == 168
    studio.undo()
    assert clips(studio)[0].length == 96


def test_steps_and_guidance_reach_the_request(studio, show):
    panel = show(ShotPanel)
    name = studio.new_shot("a fox")
    panel.steps.setValue(8)
    panel.guidance.setValue(2.5)
    request = studio.request_for(name)
    assert (request.steps, request.guidance) == (8, 2.5)


def test_a_made_shot_keeps_its_length(studio, show):
    panel = show(ShotPanel)
    studio.select([made(studio, "a fox", 2)])
    panel.refresh_now()
    assert not panel.length.isEnabled() and panel.length.value() == 2.0


def test_dropped_pictures_become_first_and_last_frame(studio, show, tmp_path):
    panel = show(ShotPanel)
    data = QMimeData()
    files = [picture(tmp_path / "a.png"), picture(tmp_path / "b.png", (20, 200, 20))]
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in files])
    panel.prompt.insertFromMimeData(data)
    settled(studio)
    (clip,) = clips(studio)
    assert [key.time for key in clip.shot.keyframes] == [0, 95]
    panel.keyframes.moved.emit(95, 47)
    panel.keyframes.weighed.emit(0, 0.5)
    assert [(key.time, key.strength) for key in clips(studio)[0].shot.keyframes] == [(0, 0.5), (47, 1.0)]
    panel.keyframes.removed.emit(0)
    assert [key.time for key in clips(studio)[0].shot.keyframes] == [47]


def test_footage_shows_no_prompt(studio, show, tmp_path):
    panel = show(ShotPanel)
    studio.import_media(footage(tmp_path / "beach.mp4"), at=0)
    settled(studio)
    studio.select([clips(studio)[0].id])
    panel.refresh_now()
    assert not panel.prompt.isVisible() and panel.footage.isVisible()
    assert panel.title.text() == "beach.mp4"


@pytest.fixture
def expanding(studio, show):
    """A shot panel on a shot, with expansion on and the expansion already on screen."""
    studio.settings = replace(studio.settings, expansion=True)
    panel = show(ShotPanel)
    QTest.keyClicks(panel.prompt, "a red car")
    until(studio, lambda: panel.expanded.text.toPlainText())
    return panel


def test_the_expansion_is_shown_before_and_used(studio, expanding):
    (clip,) = clips(studio)
    shown = expanding.expanded.text.toPlainText()
    assert "car" in shown and shown != "a red car"
    assert clip.shot.expanded == "", "looking at it changes nothing"
    assert studio.request_for(clip.id).prompts[0].text == shown
    expanding.generate()
    assert studio.job_of(clip.id).request.prompts[0].text == shown


def test_the_expansion_can_be_edited_and_taken_back(studio, expanding):
    (clip,) = clips(studio)
    automatic = expanding.expanded.text.toPlainText()
    expanding.expanded.text.setPlainText("A red car at night.")
    assert studio.request_for(clip.id).prompts[0].text == "A red car at night."
    expanding.refresh_now()
    assert expanding.expanded.again.isVisible()
    expanding.expanded.again.click()
    expanding.refresh_now()
    assert expanding.expanded.text.toPlainText() == automatic
    assert not expanding.expanded.again.isVisible()


def test_one_switch_turns_the_expansion_off(studio, expanding):
    (clip,) = clips(studio)
    expanding.expanded.text.setPlainText("A red car at night.")
    expanding.expanded.switch.click()
    expanding.refresh_now()
    assert studio.request_for(clip.id).prompts[0].text == "a red car"
    assert not expanding.expanded.text.isVisible() and not studio.settings.expansion


def test_generating_before_the_expansion_is_there_waits_for_it(studio, show):
    studio.settings = replace(studio.settings, expansion=True)
    panel = show(ShotPanel)
    QTest.keyClicks(panel.prompt, "a red car")
    QTest.keyClick(panel.prompt, Qt.Key.Key_Return, CTRL)
    QTest.keyClick(panel.prompt, Qt.Key.Key_Return, CTRL)
    settled(studio)
    until(studio, lambda: clips(studio)[0].take)
    assert len(studio.jobs) == 1
    assert studio.jobs[0].request.prompts[0].text == clips(studio)[0].shot.expanded != ""


# -- takes ----------------------------------------------------------------------------------------------------------


def test_takes_are_listed_and_chosen(studio, show):
    panel = show(TakesPanel)
    name = made(studio, "a fox", 1)
    studio.variations(name, 2)
    settled(studio)
    studio.select([name])
    panel.refresh_now()
    first = clips(studio)[0].take
    assert panel.list.count() == 3
    assert "in the film" in panel.list.item(2).text() and panel.list.item(2).data(ID) == first
    assert "seed" in panel.list.item(0).text().lower() and "a fox" in panel.list.item(0).toolTip()
    panel.list.itemActivated.emit(panel.list.item(0))
    assert clips(studio)[0].take == panel.list.item(0).data(ID) != first
    panel.step(1)
    assert clips(studio)[0].take == first


def test_the_chosen_take_cannot_be_removed_but_others_can(studio, show):
    panel = show(TakesPanel)
    name = made(studio, "a fox", 1)
    studio.variations(name, 1)
    settled(studio)
    studio.select([name])
    panel.refresh_now()
    panel.list.setCurrentRow(1)
    panel.remove.click()
    assert len(studio.problems) == 1 and len(studio.project.takes) == 2
    panel.list.setCurrentRow(0)
    panel.remove.click()
    assert len(studio.project.takes) == 1
    studio.undo()
    assert len(studio.project.takes) == 2


# -- bin ------------------------------------------------------------------------------------------------------------


def test_bin_hands_out_ids_and_files(studio, show, tmp_path):
    panel = show(BinPanel)
    panel.files_dropped([footage(tmp_path / "a.mp4"), picture(tmp_path / "b.png")])
    settled(studio)
    panel.refresh_now()
    data = panel.list.mimeData([panel.list.item(0), panel.list.item(1)])
    assert bytes(data.data(MEDIA_MIME).data()).decode().split("\n") == [media.id for media in studio.project.media]
    assert all(url.isLocalFile() and url.toLocalFile().startswith(str(studio.folder)) for url in data.urls())


def test_double_click_places_and_delete_removes(studio, show, tmp_path):
    panel = show(BinPanel)
    panel.files_dropped([footage(tmp_path / "a.mp4")])
    settled(studio)
    panel.refresh_now()
    item: QListWidgetItem = panel.list.item(0)
    panel.list.itemActivated.emit(item)
    assert [(clip.start, clip.end) for clip in clips(studio)] == [(0, 48)]
    item.setSelected(True)
    QTest.keyClick(panel.list, Qt.Key.Key_Delete)
    assert len(studio.project.media) == 1 and "still used" in studio.problems[0].what
    studio.undo()
    QTest.keyClick(panel.list, Qt.Key.Key_Delete)
    assert studio.project.media == ()


# -- cast -----------------------------------------------------------------------------------------------------------


def test_cast_member_gets_the_frame_under_the_playhead(studio, show):
    panel = show(CastPanel)
    name = made(studio, "a fox", 2)
    studio.seek(10)
    panel.new_name.setText("@anna")
    panel.add.click()
    (member,) = studio.project.cast
    assert member.name == "anna"
    assert member.image == frame_under(studio.project, 10) == FrameRef("take", clips(studio)[0].take, 5)
    studio.select([name])
    panel.refresh_now()
    card = panel._cards["anna"]
    card.toggled.emit()
    assert find_clip(studio.project, name)[1].shot.cast == ("anna",)
    card.described.emit("a girl in red")
    assert studio.project.cast[0].description == "a girl in red"
    card.removed.emit()
    assert studio.project.cast == () and find_clip(studio.project, name)[1].shot.cast == ()


@pytest.mark.parametrize("name", ["", "two words"])
def test_cast_needs_a_name_of_one_word(studio, show, name):
    panel = show(CastPanel)
    panel.new_name.setText(name)
    panel.add.click()
    assert studio.project.cast == () and len(studio.problems) == 1


# -- queue ----------------------------------------------------------------------------------------------------------


def test_queue_shows_pauses_reorders_and_cancels(studio, show):
    panel = show(QueuePanel)
    StandIn.go.clear()
    names = [studio.new_shot(f"shot {n}", at=200 * n) for n in range(3)]
    jobs = [studio.generate(name) for name in names]
    until(studio, lambda: studio.job(jobs[0].id).active)
    panel.refresh_now()
    assert [panel.list.item(k).data(ID) for k in range(3)] == [job.id for job in jobs]
    assert panel.row(0).keep.isVisible() and panel.row(0).state.text() in ("estimating", "loading the model")
    assert panel.row(1).state.text() == "next" and not panel.row(1).keep.isVisible()
    panel._reorder([jobs[0].id, jobs[2].id, jobs[1].id])
    until(studio, lambda: panel.list.count() == 3 and panel.list.item(1).data(ID) == jobs[2].id)
    assert studio.job(jobs[2].id).state == Waiting(0, studio.job(jobs[2].id).state.seconds_left)
    panel.pause.click()
    assert studio.paused
    panel.pause.click()
    assert not studio.paused
    panel.row(2).stop.click()
    until(studio, lambda: studio.job(jobs[1].id).over)
    StandIn.go.set()
    settled(studio)
    panel.clear.click()
    panel.refresh_now()
    assert panel.list.count() == 0 and panel.empty.isVisible()


def test_a_failed_job_is_listed_as_such(studio, show):
    panel = show(QueuePanel)
    studio.generate(studio.new_shot("fail please"))
    settled(studio)
    panel.refresh_now()
    assert panel.row(0).state.text() == "failed"


def test_finished_imports_do_not_fill_the_list(studio, show, tmp_path):
    panel = show(QueuePanel)
    studio.import_media(picture(tmp_path / "a.png"))
    settled(studio)
    panel.refresh_now()
    assert listed(studio.jobs) == [] and panel.list.count() == 0


# -- words ----------------------------------------------------------------------------------------------------------


def test_times_and_sizes_in_words():
    assert remaining(None) == "estimating"
    assert [duration(s) for s in (3, 42, 300, 7260)] == ["a few seconds", "40 s", "5 min", "2 h 1 min"]
    assert [size(n) for n in (12, 1500, 42_000_000, 3 * 10**15)] == ["12 B", "1.5 kB", "42 MB", "3000 TB"]
