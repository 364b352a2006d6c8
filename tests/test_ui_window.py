"""The main window on a real studio: menus, drops, saving and opening, export, problems, leaving."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtGui import QCloseEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QInputDialog,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPushButton,
)
from stand_in import StandIn
from ui_kit import application, drop, footage, made, picture

from studio.problem import Problem
from studio.session.film import edit
from studio.session.jobs import Finished
from studio.session.places import resources
from studio.session.studio import Studio
from studio.ui import actions, keymaps, theme
from studio.ui.commands import Commands
from studio.ui.dialogs.about import AboutDialog
from studio.ui.dialogs.export import ExportDialog
from studio.ui.dialogs.keys import KeysDialog
from studio.ui.dialogs.problem import Bars, ProblemDialog
from studio.ui.dialogs.remix import RemixDialog
from studio.ui.main import begin
from studio.ui.timeline.commands import KEYS
from studio.ui.window import MainWindow


@pytest.fixture
def window(tmp_path, caplog):
    """A window on a new untitled film. A fault that was only logged fails the test."""
    app = application()
    theme.apply(app, theme.DARK)
    StandIn.go.set()
    StandIn.made.clear()
    studio = Studio(data=tmp_path / "data", engine=StandIn)
    studio.create_untitled()
    shown = MainWindow(studio)
    shown.show()
    app.processEvents()
    with caplog.at_level(logging.ERROR, logger="studio"):
        yield shown
    StandIn.go.set()
    shown.go()
    put_away(shown)
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR], caplog.text


def put_away(shown: MainWindow) -> None:
    shown.deleteLater()
    QApplication.processEvents()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@contextmanager
def window_on(folder: Path | None, data: Path) -> Iterator[MainWindow]:
    """A window that begins as the program does."""
    application()
    studio = Studio(data=data, engine=StandIn)
    shown = MainWindow(studio)
    shown.show()
    try:
        begin(studio, folder, last=None, safe=False)
        yield shown
    finally:
        shown.go()
        put_away(shown)


def until(window: MainWindow, done: Callable[[], object], *, timeout: float = 30.0) -> None:
    """Let the window live until `done()`."""

    def look() -> bool:
        QApplication.processEvents()
        return bool(done())

    window.studio.pump_until(look, timeout=timeout)


def trigger(window: MainWindow, name: str) -> None:
    action = window.actions_by_name[name]
    assert action.isEnabled(), f"{name} is disabled"
    action.trigger()
    QApplication.processEvents()


def said(window: MainWindow) -> list[str]:
    return [bar.text.text() for bar in window.bars.shown()]


def dialog(window: MainWindow, kind: type):
    return next(found for found in window.findChildren(kind) if found.isVisible())


def pick(window: MainWindow, path: Path) -> None:
    """Answer the open file dialog."""
    asked = dialog(window, QFileDialog)
    asked.findChild(QLineEdit, "fileNameEdit").setText(str(path))
    asked.accept()
    QApplication.processEvents()


# -- actions --------------------------------------------------------------------------------------------------------


def test_every_action_does_something():
    entries = [entry for _, entries in actions.MENUS for entry in entries if entry is not None]
    names = [entry.name for entry in entries]
    assert len(set(names)) == len(names)
    for name in names:
        assert callable(getattr(Commands, name)), name


def test_no_shortcut_is_given_twice():
    entries = [entry for _, entries in actions.MENUS for entry in entries if entry is not None]
    keys = [QKeySequence(key).toString() for entry in entries for key in entry.keys]
    assert len(set(keys)) == len(keys)
    assert all(keys)


def test_timeline_keys_on_the_sheet_exist():
    known = set(KEYS.values())
    assert {name for _, named in keymaps.SHEET for name, _ in named} <= known


def test_undo_and_redo_follow_the_history(window):
    undo, redo = window.actions_by_name["undo"], window.actions_by_name["redo"]
    assert not undo.isEnabled() and not redo.isEnabled()
    window.studio.new_shot("a red car")
    assert undo.isEnabled() and not redo.isEnabled()
    assert "New shot" in undo.text()
    trigger(window, "undo")
    assert window.studio.project.duration == 0
    assert not undo.isEnabled() and redo.isEnabled()
    trigger(window, "redo")
    assert window.studio.project.duration == 96


def test_clip_actions_wait_for_a_selection(window):
    extend = window.actions_by_name["extend_after"]
    assert not extend.isEnabled()
    window.studio.select([window.studio.new_shot("a red car")])
    assert extend.isEnabled()
    window.studio.select(())
    assert not extend.isEnabled()


def test_copy_and_paste_put_the_shot_at_the_playhead(window):
    studio = window.studio
    studio.select([studio.new_shot("a red car", at=0)])
    window.timeline.setFocus()
    trigger(window, "copy")
    studio.seek(200)
    trigger(window, "paste")
    clips = studio.project.tracks[0].clips
    assert [(clip.start, clip.prompt) for clip in clips] == [(0, "a red car"), (200, "a red car")]
    assert studio.selection == (clips[1].id,)


def test_blade_and_delete(window):
    studio = window.studio
    name = made(studio, "a red car", 2)
    studio.select([name])
    studio.seek(24)
    trigger(window, "blade")
    assert [(clip.start, clip.end) for clip in studio.project.tracks[0].clips] == [(0, 24), (24, 48)]
    studio.select([studio.project.tracks[0].clips[0].id])
    trigger(window, "ripple_delete")
    assert [(clip.start, clip.end) for clip in studio.project.tracks[0].clips] == [(0, 24)]


def test_extending_makes_a_second_shot(window):
    studio = window.studio
    studio.select([made(studio, "a red car", 2)])
    trigger(window, "extend_after")
    until(window, lambda: not studio.busy)
    clips = studio.project.tracks[0].clips
    assert [(clip.start, clip.end) for clip in clips] == [(0, 48), (48, 120)]
    assert clips[1].take


def test_remix_makes_another_take(window):
    studio = window.studio
    name = made(studio, "a red car", 1)
    window.timeline.remix_wanted.emit(name)
    asked = dialog(window, RemixDialog)
    asked.prompt.setPlainText("a blue car")
    asked.strength.setValue(40)
    asked.go.click()
    (job,) = [job for job in studio.jobs if job.label == "Remix"]
    assert "blue" in job.request.prompts[0].text and job.request.remix_strength == 0.4
    until(window, lambda: not studio.busy)
    assert len(studio.project.tracks[0].clips[0].takes) == 2


def test_renaming_a_track(window):
    track = window.studio.project.tracks[0]
    window.timeline.rename_wanted.emit(track.id)
    asked = dialog(window, QInputDialog)
    asked.setTextValue("Pictures")
    asked.accept()
    assert window.studio.project.tracks[0].name == "Pictures"


def test_an_action_that_cannot_be_done_says_why(window):
    trigger(window, "export")
    assert any("nothing to export" in text for text in said(window))
    assert len(window.bars.shown()) == 1


# -- files ----------------------------------------------------------------------------------------------------------


def test_save_and_open_roundtrip(window, tmp_path):
    studio = window.studio
    studio.new_shot("a red car")
    trigger(window, "save")  # an untitled film asks for a home
    pick(window, tmp_path / "Cars.film")
    until(window, lambda: studio.folder == tmp_path / "Cars.film")
    assert not studio.dirty
    assert "Cars" in window.windowTitle()
    studio.new_shot("a blue car", at=200)
    assert window.isWindowModified()
    trigger(window, "save")
    assert not window.isWindowModified()
    trigger(window, "new_film")
    assert studio.project.duration == 0 and studio.untitled
    trigger(window, "open_film")
    pick(window, tmp_path / "Cars.film")
    until(window, lambda: studio.project.duration)
    assert [clip.prompt for clip in studio.project.tracks[0].clips] == ["a red car", "a blue car"]


def test_a_film_that_cannot_be_opened_leaves_the_open_one_alone(window, tmp_path):
    here = window.studio.folder
    (tmp_path / "broken.film").mkdir()
    window.commands.open_path(tmp_path / "broken.film")
    assert window.studio.folder == here
    assert len(said(window)) == 1


def test_dropped_files_come_into_the_bin(window, tmp_path):
    files = [footage(tmp_path / "a.mp4"), picture(tmp_path / "b.png")]
    drop(window, files, 5, 5)
    until(window, lambda: len(window.studio.project.media) == 2)
    until(window, lambda: window.bin.list.count() == 2)
    until(window, lambda: window.frames.of(_first(window)) is not None)
    window.bin.refresh_now()
    assert window.bin.list.item(0).text() == "a.mp4"


def _first(window):
    from studio.ui.frames import first_frame

    return first_frame(window.studio.project.media[0])


def test_a_dropped_film_is_opened(window, tmp_path):
    with_shot = Studio(data=tmp_path / "other", engine=StandIn)
    with_shot.create(tmp_path / "Dropped")
    with_shot.new_shot("a fox")
    with_shot.save()
    with_shot.close()
    drop(window, [tmp_path / "Dropped.film"], 5, 5)
    assert window.studio.project.name == "Dropped"
    assert window.studio.project.tracks[0].clips[0].prompt == "a fox"


def test_a_file_that_is_no_media_is_a_sentence(window, tmp_path):
    (tmp_path / "notes.txt").write_text("hello")
    drop(window, [tmp_path / "notes.txt"], 5, 5)
    until(window, lambda: said(window))
    assert "notes.txt" in said(window)[0] and "Traceback" not in said(window)[0]


# -- export ---------------------------------------------------------------------------------------------------------


def test_export_dialog_writes_a_film(window, tmp_path):
    from studio.session.reader import MediaReader

    made(window.studio, "a red car", 1)
    trigger(window, "export")
    asked = dialog(window, ExportDialog)
    out = tmp_path / "out.mp4"
    asked.path.setText(str(out))
    asked.side.setCurrentIndex(0)
    asked.shape.show_value("1:1")
    asked.go.click()
    job = next(job for job in window.studio.jobs if job.kind == "export")
    until(window, lambda: window.studio.job(job.id).over)
    assert isinstance(window.studio.job(job.id).state, Finished)
    assert "out.mp4" in asked.words.text() and asked.go.isVisible()
    assert MediaReader().picture(str(out), 0.5, 480, 480).shape == (480, 480, 3)
    asked.close()


def test_export_suffix_follows_the_format(window, tmp_path):
    made(window.studio, "a red car", 1)
    trigger(window, "export")
    asked = dialog(window, ExportDialog)
    asked.path.setText(str(tmp_path / "my.film.v2.mp4"))
    asked.format.setCurrentIndex(3)
    assert asked.path.text() == str(tmp_path / "my.film.v2.webm")
    assert asked.settings().codec == "vp9"
    asked.shape.show_value("9:16")
    assert (asked.settings().width, asked.settings().height) == (1080, 1920)
    asked.close()


def test_export_range_is_the_whole_film_unless_marked(window):
    made(window.studio, "a red car", 2)
    window.studio.edit("In", lambda film: edit.set_in(film, 12))
    trigger(window, "export")
    asked = dialog(window, ExportDialog)
    assert asked.marked.isChecked() and asked.settings().start is None
    asked.marked.setChecked(False)
    assert (asked.settings().start, asked.settings().stop) == (0, 48)
    asked.close()


# -- problems, recovery -----------------------------------------------------------------------------------------------


def test_a_problem_is_shown_once_and_can_be_dismissed(window):
    trouble = Problem("The disk is full.", "The film is unchanged.", "Free some space.")
    window.studio.report(trouble)
    window.studio.report(trouble)
    assert said(window) == ["The disk is full. The film is unchanged. Free some space."]
    window.bars.shown()[0].dismiss()
    assert said(window) == []


def test_bars_never_push_the_window_out_of_sight():
    application()
    bars = Bars()
    for number in range(20):
        bars.problem(Problem(f"Trouble {number}."))
    assert [bar.text.text() for bar in bars.shown()] == ["Trouble 19.", "Trouble 18.", "Trouble 17."]


def test_problem_dialog_says_all_and_copies_it(window):
    window.show_problem(Problem("It broke.", "Nothing was lost.", "Try again."))
    shown = dialog(window, ProblemDialog)
    next(b for b in shown.findChildren(QPushButton) if b.text() == "Copy").click()
    assert QApplication.clipboard().text() == "It broke. Nothing was lost. Try again."
    shown.accept()


def test_recovery_is_offered_and_taken_only_when_asked(tmp_path):
    application()
    first = Studio(data=tmp_path / "data", engine=StandIn)
    first.create(tmp_path / "film")
    first.new_shot("never saved")
    first.close()
    with window_on(tmp_path / "film.film", tmp_path / "data") as window:
        studio = window.studio
        assert studio.project.duration == 0
        (bar,) = window.bars.shown()
        next(b for b in bar.findChildren(QPushButton) if b.text() == "Restore them").click()
        assert studio.project.tracks[0].clips[0].prompt == "never saved"


def test_the_window_opens_whatever_happened_to_the_film(tmp_path):
    with window_on(tmp_path / "gone.film", tmp_path / "data") as window:
        assert window.studio.is_open and window.studio.untitled
        assert len(said(window)) == 1


# -- leaving ----------------------------------------------------------------------------------------------------------


def test_closing_asks_about_unsaved_edits_without_blocking(window, tmp_path):
    window.studio.save_as(tmp_path / "Kept")
    window.studio.new_shot("a red car")
    event = QCloseEvent()
    window.closeEvent(event)
    assert not event.isAccepted() and window.isVisible()
    box = dialog(window, QMessageBox)
    next(b for b in box.buttons() if b.text() == "Save").click()
    until(window, lambda: not window.isVisible())
    saved = json.loads((tmp_path / "Kept.film" / "project.json").read_text())
    assert "a red car" in json.dumps(saved)


def test_an_untitled_film_is_kept_without_a_question(window):
    folder = window.studio.folder
    window.studio.new_shot("a red car")
    window.close()
    until(window, lambda: not window.isVisible())
    assert "a red car" in (folder / "project.json").read_text()


def test_the_window_remembers_its_shape(window, tmp_path):
    window.tabs.setCurrentIndex(2)
    trigger(window, "theme_light")
    window.upper.setSizes([400, 600])
    wanted = window.upper.sizes()
    window._remember()
    with window_on(None, tmp_path / "data") as again:
        QApplication.processEvents()
        assert again.tabs.currentIndex() == 2
        assert again.settings.value("theme") == "light"
        assert again.upper.sizes() == wanted
    trigger(window, "theme_dark")


# -- help -------------------------------------------------------------------------------------------------------------


def test_the_sheet_of_keys_lists_every_shortcut(window):
    QTest.keyClicks(window, "?")
    shown = dialog(window, KeysDialog)
    texts = {part.text() for part in shown.findChildren(QLabel)}
    for what in ("Save", "Generate", "Blade at playhead", "Play or stop", "Snapping on or off"):
        assert what in texts
    shown.accept()


def test_about_shows_the_licences(window):
    shown = AboutDialog(resources().parent, window, licences=True)
    assert "Apache License" in shown.text.toPlainText()
    shown.list.setCurrentRow(1)
    assert "PyAV" in shown.text.toPlainText()
    shown.close()
