"""What the window says after a crash and about files that are gone."""

from __future__ import annotations

import pytest
from media_footage import tone
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton
from ui_kit import application, open_studio

from studio.session.crashes import Crash
from studio.session.film import find_media
from studio.ui.window import MainWindow


@pytest.fixture
def window(tmp_path):
    application()
    with open_studio(tmp_path) as studio:
        made = MainWindow(studio)
        yield made
        made.go()


def press(bar, words: str) -> None:
    next(button for button in bar.findChildren(QPushButton) if button.text() == words).click()


def test_a_crash_is_told_and_its_report_copied(window):
    window.tell_crash(Crash(1, "versions and the log"), last="/somewhere/a.film")
    (bar,) = window.bars.shown()
    assert "untouched" in bar.text.text()
    assert "Open the last film" not in [button.text() for button in bar.findChildren(QPushButton)]
    press(bar, "Copy report")
    assert QGuiApplication.clipboard().text() == "versions and the log"


def test_in_safe_mode_the_last_film_waits_to_be_asked_for(window, tmp_path):
    other = tmp_path / "other.film"
    window.studio.save()
    window.studio.create(other)
    window.studio.save()
    window.studio.create(tmp_path / "third.film")
    window.tell_crash(Crash(3, "report"), last=str(other))
    (bar,) = window.bars.shown()
    assert "safe mode" in bar.text.text() and window.studio.folder.name == "third.film"
    press(bar, "Open the last film")
    assert window.studio.folder == other


def test_missing_files_are_named_when_a_film_is_opened(window, tmp_path):
    studio = window.studio
    studio.import_media(tone(tmp_path / "song.wav"), at=0)
    studio.wait(timeout=60)
    folder, (media,) = studio.folder, studio.project.media
    studio.save()
    kept = folder / find_media(studio.project, media.id).path
    kept.rename(tmp_path / "away.wav")
    studio.create(tmp_path / "other.film")
    assert not window.bars.shown()
    studio.open(folder)
    (bar,) = window.bars.shown()
    assert "song.wav" in bar.text.text() and "missing" in bar.text.text()
    assert "find_missing" in window.actions_by_name
