"""The window's manners: where the keyboard goes, what the wheel leaves alone, what comes into view, what is said."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from stand_in import StandIn
from ui_kit import application, made, picture, wheel

from studio.session.changes import ProblemRaised
from studio.session.film import CastMember, edit
from studio.session.studio import Studio
from studio.ui import theme
from studio.ui.window import MainWindow


@pytest.fixture
def window(tmp_path: Path) -> Iterator[MainWindow]:
    app = application()
    theme.apply(app, theme.DARK)
    StandIn.go.set()
    shown = MainWindow(Studio(data=tmp_path / "data", engine=StandIn))
    shown.studio.create(tmp_path / "film")
    shown.setWindowState(Qt.WindowState.WindowNoState)
    shown.resize(1440, 880)
    shown.show()
    shown.activateWindow()
    app.processEvents()
    yield shown
    shown.go()
    app.processEvents()


def act(window: MainWindow, name: str) -> QWidget | None:
    """Trigger an action; who has the keyboard then."""
    window.actions_by_name[name].trigger()
    QApplication.processEvents()
    return QApplication.focusWidget()


def in_view(part: QWidget) -> bool:
    return part.isVisible() and part.visibleRegion().boundingRect() == part.rect()


def said(window: MainWindow, name: str) -> list[str]:
    """What is reported when an action is triggered."""
    told: list[str] = []
    hear = lambda change: told.append(change.problem.what) if isinstance(change, ProblemRaised) else None  # noqa: E731
    leave = window.studio.subscribe(hear)
    act(window, name)
    leave()
    return told


# -- the keyboard ----------------------------------------------------------------------------------------------------


def test_going_to_a_panel_takes_the_keyboard_along(window):
    for name, panel in (("show_bin", window.bin), ("show_cast", window.cast), ("show_takes", window.takes),
                        ("show_history", window.history), ("show_board", window.board)):  # fmt: skip
        focus = act(window, name)
        assert focus is not None and panel.isAncestorOf(focus), name
    assert act(window, "show_board") is window.board.first
    card = window.studio.add_card("a fox", seconds=1)
    assert act(window, "show_board") is window.board._cards[card]


def test_after_a_name_the_caret_waits_for_looks(window):
    QTest.keyClicks(act(window, "show_cast"), "anna\r")
    QTest.keyClicks(QApplication.focusWidget(), "a woman in red\r")
    (member,) = window.studio.project.cast
    assert (member.name, member.description) == ("anna", "a woman in red")


def test_a_name_that_is_offered_is_taken_by_a_key_that_goes_to_the_list(window):
    """The list of names is a window of its own, and gets the keys while it is shown."""
    window.studio.edit("Cast", lambda film: edit.set_cast_member(film, CastMember("anna", description="a woman")))
    act(window, "new_card")
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Tab):
        QTest.keyClicks(QApplication.focusWidget(), "@an")
        names = QApplication.activePopupWidget()
        assert names is not None
        QTest.keyClick(names, key)
        assert QApplication.activePopupWidget() is None
    assert window.studio.project.tracks[0].clips[0].prompt == "@anna @anna "


def test_enter_in_the_bin_places_the_file(window, tmp_path):
    window.studio.import_media(picture(tmp_path / "a.png"))
    window.studio.wait(timeout=30)
    window.bin.refresh_now()
    listed = act(window, "show_bin")
    QTest.keyClick(listed, Qt.Key.Key_Down)
    QTest.keyClick(listed, Qt.Key.Key_Return)
    assert len(window.studio.project.tracks[0].clips) == 1


# -- the wheel and what is in view -----------------------------------------------------------------------------------


def test_the_wheel_scrolls_past_values_and_turns_only_the_one_in_use(window):
    clip = window.studio.new_shot("a fox", seconds=4)
    window.studio.select((clip,))
    window.shot.refresh_now()
    window.shot.prompt.setFocus()
    shot = window.shot
    shot.more_button.setChecked(True)
    before = (shot.slider.value(), shot.length.value(), shot.steps.value(), shot.model.currentIndex())
    for part in (shot.slider, shot.length, shot.steps, shot.model):
        wheel(part, 4, 4, notches=-2)
        assert not part.hasFocus()
    assert (shot.slider.value(), shot.length.value(), shot.steps.value(), shot.model.currentIndex()) == before
    shot.steps.setFocus()
    wheel(shot.steps, 4, 4, notches=-2)
    assert shot.steps.value() == before[2] - 2


def test_more_is_brought_into_view(window):
    window.resize(1440, 700)
    QApplication.processEvents()
    window.shot.more_button.click()
    QApplication.processEvents()
    assert in_view(window.shot.steps)


def test_a_new_card_is_seen_whole_and_the_playhead_is_on_it(window):
    for _ in range(6):
        act(window, "new_card")
    last = list(window.board._cards.values())[-1]
    assert in_view(last)
    assert window.studio.playback.frame == window.studio.project.tracks[0].clips[-1].start


# -- what is said ----------------------------------------------------------------------------------------------------


def test_making_where_nothing_can_be_made_is_a_sentence(window):
    clip = made(window.studio, seconds=1)
    assert said(window, "fill_gap") == ["There is no gap under the playhead."]
    window.studio.select((clip,))
    assert said(window, "blend") == ["No clip follows this one."]


def test_a_board_that_is_in_the_queue_is_not_offered_again(window):
    window.studio.settings = type(window.studio.settings)(expansion=False)
    act(window, "show_board")
    window.studio.add_card("a fox", seconds=1)
    window.board.refresh_now()
    assert window.board.render_film.isEnabled()
    StandIn.go.clear()
    window.board.render_film.click()
    window.board.refresh_now()
    window.queue.refresh_now()
    assert not window.board.render_film.isEnabled()
    assert window.queue.title.text().endswith("1")
    StandIn.go.set()
    window.studio.wait(timeout=30)
