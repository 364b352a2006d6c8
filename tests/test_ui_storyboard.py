"""The storyboard, names while they are typed, and the dialogs of the verbs, on a real studio."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit
from shiboken6 import isValid
from stand_in import StandIn
from ui_kit import LEFT, PLAIN, application, at, drag, made, open_watched_studio, spans

from studio.session import board
from studio.session.film import CastMember, FrameRef, edit, find_clip
from studio.session.jobs import Running
from studio.ui import theme
from studio.ui.dialogs.parts import PastsDialog, RecutDialog
from studio.ui.dialogs.rangestrip import RangeStrip
from studio.ui.dialogs.remix import RemixDialog
from studio.ui.dialogs.useframe import UseFrameDialog
from studio.ui.frames import Frames
from studio.ui.mentions import Mentions
from studio.ui.panels.boardcard import CARD_MIME
from studio.ui.panels.queue import QueuePanel
from studio.ui.panels.storyboard import StoryboardPanel
from studio.ui.timeline.layout import View
from studio.ui.timeline.view import TimelineView

ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def studio(tmp_path, caplog):
    theme.apply(application(), theme.DARK)
    with open_watched_studio(tmp_path, caplog) as studio:
        yield studio


@pytest.fixture
def show(studio):
    """Shows widgets and dialogs, and takes them away again."""
    frames, shown = Frames(studio), []

    def make(kind, *args, **options):
        widget = kind(studio, *args, frames, **options) if kind is not PastsDialog else kind(studio, *args)
        widget.resize(1200, 330)
        widget.show()
        widget.activateWindow()
        if isinstance(widget, StoryboardPanel | QueuePanel):
            widget.refresh_now()
        shown.append(widget)
        return widget

    make.frames, make.shown = frames, shown
    yield make
    StandIn.go.set()
    frames.close()
    for widget in shown:
        if isValid(widget):
            widget.hide()
            widget.deleteLater()
    QApplication.processEvents()


def settled(studio) -> None:
    def look() -> bool:
        QApplication.processEvents()
        return not studio.busy

    studio.pump_until(look, timeout=30)
    QApplication.processEvents()


def order(studio) -> list[str]:
    return [card.clip.prompt for card in board.cards(studio.project)]


def three(studio) -> list[str]:
    return [studio.add_card(words, seconds=1) for words in ("one", "two", "three")]


def dropped(row, clip_id: str, x: float) -> None:
    data = QMimeData()
    data.setData(CARD_MIME, clip_id.encode())
    for kind in (QDragEnterEvent, QDragMoveEvent):
        QApplication.sendEvent(row, kind(QPoint(int(x), 40), Qt.DropAction.MoveAction, data, LEFT, PLAIN))
    assert row.mark.isVisible()
    QApplication.sendEvent(row, QDropEvent(QPointF(x, 40), Qt.DropAction.MoveAction, data, LEFT, PLAIN))
    assert not row.mark.isVisible()


# The storyboard


def test_what_is_written_on_a_card_is_in_the_film(studio, show):
    panel = show(StoryboardPanel)
    panel.add()
    (clip,) = studio.project.tracks[0].clips
    widget = panel._cards[clip.id]
    QTest.keyClicks(widget.prompt, "a fox")
    widget.length.setValue(2.5)
    widget.camera.said.emit("slow zoom in")
    widget.look.said.emit("ink drawing")
    shot = studio.project.tracks[0].clips[0]
    assert (shot.prompt, shot.length) == ("a fox", 60)
    assert (shot.shot.camera, shot.shot.look) == ("slow zoom in", "ink drawing")
    panel.look.said.emit("watercolour painting")
    panel.refresh_now()
    assert studio.project.look == "watercolour painting" and widget.camera.currentText() == "Zoom in"
    assert "1 card" in panel.told.text() and "2.5" in panel.told.text() and "1 to make" in panel.told.text()
    for _ in range(5):
        studio.undo()
    assert studio.project.tracks[0].clips[0].prompt == ""


def test_own_words_for_a_look_stand_in_the_list(studio, show):
    panel = show(StoryboardPanel)
    panel.add()
    for words in ("as an old photograph", "as a dream", ""):
        studio.edit("Look", lambda film, words=words: edit.set_look(film, words))
        panel.refresh_now()
        assert panel.look.currentData() == words
    assert panel.look.count() == 6


def test_cards_are_moved_by_dragging_and_by_keys(studio, show):
    panel = show(StoryboardPanel)
    one, two, three_ = three(studio)
    panel.refresh_now()
    QApplication.processEvents()
    dropped(panel.row, three_, 1.0)
    assert order(studio) == ["three", "one", "two"]
    QApplication.processEvents()
    dropped(panel.row, three_, panel._cards[one].geometry().right() + 2.0)
    assert order(studio) == ["one", "three", "two"]
    QTest.keyClick(panel._cards[two], Qt.Key.Key_Left, ALT)
    assert order(studio) == ["one", "two", "three"]
    QTest.keyClick(panel._cards[one], Qt.Key.Key_Right, ALT)
    assert order(studio) == ["two", "one", "three"]
    panel._cards[one].setFocus()
    QApplication.processEvents()
    assert studio.selection == (one,) and studio.playback.frame == 24
    QTest.keyClick(panel._cards[one], Qt.Key.Key_Delete)
    assert order(studio) == ["two", "three"] and studio.project.duration == 48
    assert not studio.problems


def test_rendering_the_film_and_one_card_again(studio, show):
    panel = show(StoryboardPanel)
    first, *_ = three(studio)
    panel.refresh_now()
    panel.render_film.click()
    settled(studio)
    panel.refresh_now()
    assert all(clip.take for clip in studio.project.tracks[0].clips) and not panel.render_film.isEnabled()
    assert panel._cards[first].state.text() == "made"
    panel._cards[first].make.click()
    settled(studio)
    assert [len(clip.takes) for clip in studio.project.tracks[0].clips] == [2, 1, 1]
    QTest.keyClicks(panel._cards[first].prompt, " more")
    panel.refresh_now()
    assert panel._cards[first].state.text() == "changed" and panel.render_film.isEnabled()


def test_what_is_missing_is_named_before_anything_is_queued(studio, show):
    panel = show(StoryboardPanel)
    three(studio)
    studio.add_card("@ben runs")
    panel.refresh_now()
    panel.render_film.click()
    assert "Card 4: prompt names @ben" in studio.problems[-1].what and not studio.jobs


def test_a_card_that_is_being_made_says_so(studio, show):
    panel = show(StoryboardPanel)
    first, *_ = three(studio)
    StandIn.go.clear()
    studio.generate(first)
    studio.pump_until(lambda: isinstance(studio.job_of(first).state, Running), timeout=30)
    panel.refresh_now()
    assert not panel._cards[first].bar.isHidden() and not panel._cards[first].make.isEnabled()
    StandIn.go.set()
    settled(studio)


def test_a_board_that_nobody_looks_at_costs_nothing(studio, show):
    panel = show(StoryboardPanel)
    panel.hide()
    three(studio)
    panel.refresh_now()
    assert not panel._cards


# Names


def test_names_are_offered_while_they_are_typed(studio, show):
    field = QPlainTextEdit()
    show.shown.append(field)
    names = Mentions(field, lambda: [("anna", "a woman"), ("andy", "a man"), ("rex", "")])
    field.show()
    field.activateWindow()
    field.setFocus()
    QApplication.processEvents()
    QTest.keyClicks(field, "look, @an")
    assert [names.completionModel().index(n, 0).data() for n in range(2)] == ["@anna   a woman", "@andy   a man"]
    names._take("andy")
    assert field.toPlainText() == "look, @andy "
    QTest.keyClicks(field, "and @re")
    names.popup().show()
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert field.toPlainText() == "look, @andy and @rex " and not names.popup().isVisible()
    QTest.keyClicks(field, "@zoe")
    assert not names.popup().isVisible()


# Dialogs


def test_remix_hands_over_the_words_and_the_strength(studio, show):
    name = made(studio)
    dialog = RemixDialog(studio, find_clip(studio.project, name)[1])
    show.shown.append(dialog)
    dialog.prompt.setPlainText("a blue car")
    dialog.quick._buttons["30"].click()
    dialog.start()
    (job,) = [job for job in studio.jobs if job.label == "Remix"]
    assert job.request.remix_strength == 0.3 and job.request.prompts[0].text == "a blue car"
    settled(studio)


def test_recut_marks_a_part_with_the_mouse_and_with_keys(studio, show):
    name = made(studio, seconds=4)
    dialog = show(RecutDialog, find_clip(studio.project, name)[1])
    QApplication.processEvents()
    strip = dialog.strip
    assert (strip.start, strip.stop) == (32, 64)
    scale = strip.width() / 96
    drag(strip, (64 * scale, 30), (72 * scale, 30))
    assert (strip.start, strip.stop) == (32, 72)
    drag(strip, (50 * scale, 30), (40 * scale, 30))
    assert (strip.start, strip.stop) == (22, 62)
    QTest.keyClick(strip, Qt.Key.Key_Up)
    QTest.keyClick(strip, Qt.Key.Key_Right)
    QTest.keyClick(strip, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert (strip.start, strip.stop) in ((33, 62), (22, 73))
    strip.set_range(24, 48)
    dialog.prompt.setPlainText("it jumps")
    dialog.start()
    assert [(c.start, c.end) for c in studio.project.tracks[0].clips] == [(0, 24), (24, 48), (48, 96)]
    settled(studio)


def test_recut_can_make_another_take_instead(studio, show):
    name = made(studio, seconds=4)
    dialog = show(RecutDialog, find_clip(studio.project, name)[1])
    dialog.how._buttons["again"].click()
    dialog.strip.set_range(0, 96)
    assert dialog.go.isEnabled() and not dialog.prompt.isEnabled()
    dialog.strip.set_range(24, 48)
    dialog.start()
    settled(studio)
    assert len(studio.project.tracks[0].clips) == 1 and len(find_clip(studio.project, name)[1].takes) == 2


def test_a_strip_keeps_its_stretch_inside_and_never_empty():
    application()
    strip = RangeStrip(10, start=2, stop=4, picture=lambda frame: np.zeros((9, 16, 3), np.uint8))
    for start, stop, want in ((-5, 3, (0, 3)), (8, 30, (8, 10)), (9, 2, (9, 10)), (4, 4, (4, 5))):
        strip.set_range(start, stop)
        assert (strip.start, strip.stop) == want
    strip.resize(200, 72)
    strip.grab()
    strip.deleteLater()


def test_many_pasts(studio, show):
    name = made(studio)
    dialog = show(PastsDialog, find_clip(studio.project, name)[1])
    dialog.count.setValue(2)
    dialog.length.setValue(1.5)
    dialog.start()
    settled(studio)
    before = studio.project.tracks[0].clips[0]
    assert (before.length, len(before.takes)) == (36, 2)


def used(studio, show, name: str, **options):
    clip = find_clip(studio.project, name)[1]
    return show(UseFrameDialog, FrameRef("take", clip.take, 6), clip_id=name, **options)


def test_a_frame_becomes_what_was_chosen(studio, show):
    name = made(studio)
    other = studio.new_shot("later", at=200)
    dialog = used(studio, show, name)
    dialog.strength.setValue(40)
    dialog.choices["last"].setChecked(True)
    dialog.start()
    new = next(c for c in studio.project.tracks[0].clips if c.start == 48)
    (key,) = new.shot.keyframes
    assert (key.time, key.strength, key.image.frame) == (new.length - 1, 0.4, 6) and studio.selection == (new.id,)
    dialog = used(studio, show, name)
    dialog.choices["keyframe"].setChecked(True)
    dialog.shot.setCurrentIndex(dialog.shot.findData(other))
    dialog.time.setValue(1.5)
    dialog.start()
    assert [key.time for key in find_clip(studio.project, other)[1].shot.keyframes] == [36]
    dialog = used(studio, show, name, use="cast")
    dialog.name.setEditText("no good name")
    dialog.start()
    assert "one word" in studio.problems[-1].what and dialog.isVisible()
    dialog.name.setEditText("@anna")
    dialog.strength.setValue(70)
    dialog.start()
    assert studio.project.cast == (CastMember("anna", "", FrameRef("take", dialog._image.id, 6), 0.7),)
    dialog = used(studio, show, name, use="picture")
    dialog.start()
    settled(studio)
    assert [media.kind for media in studio.project.media] == ["picture"]


def test_going_back_from_the_queue(studio, show, monkeypatch):
    panel = show(QueuePanel)
    StandIn.go.clear()
    job = studio.generate(studio.new_shot("a fox", seconds=4))
    studio.pump_until(lambda: isinstance(studio.job(job.id).state, Running), timeout=30)
    studio._queue._set(studio.job(job.id), Running(30, 64, window=2, windows=4))
    asked = []
    monkeypatch.setattr(StandIn, "back_to", lambda self, *args: asked.append(args))
    panel.refresh_now()
    assert panel.row(0).back.isVisibleTo(panel)
    panel.row(0).back.click()
    assert asked[0][:2] == (job.id, 1)
    StandIn.go.set()
    settled(studio)


def test_dragging_a_trimmed_edge_past_its_source_is_one_undo_step(studio):
    name = made(studio, seconds=2)
    studio.edit("Trim", lambda film: edit.trim_end(film, name, to=24))
    view = TimelineView(studio)
    view.resize(1200, 360)
    view.show()
    view.view = View(1200, 360, scale=4.0)
    try:
        steps = len(studio.history.past)
        drag(view, (at(view, 24)[0] - 2, at(view, 24)[1]), at(view, 72))
        assert len(studio.history.past) == steps + 1 and studio.history.undo_label == "Extend after"
        (old, new) = studio.project.tracks[0].clips
        assert old.end == new.start == 48 and new.end > 60
        studio.undo()
        assert spans(studio) == [(0, 24)]
        studio.wait(timeout=30)
    finally:
        view.close_down()
        view.hide()
