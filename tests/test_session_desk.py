"""Opening, editing, undoing, saving, crashing and coming back, without a screen."""

from __future__ import annotations

import threading
from fractions import Fraction
from pathlib import Path

import pytest

from studio.document import edit
from studio.document.film import Marker
from studio.engine.events import Step
from studio.problem import StudioError
from studio.session.changes import FilmOpened, ProblemRaised, ProjectChanged, RecoveryOffered, SelectionChanged
from studio.session.desk import Desk
from studio.storage.folder import load_project


@pytest.fixture
def desk(tmp_path):
    desk = Desk(data=tmp_path / "data")
    desk.create(tmp_path / "one")
    yield desk
    desk.close()


def heard(desk: Desk) -> list:
    changes: list = []
    desk.subscribe(changes.append)
    return changes


def mark(desk: Desk, frame: int) -> None:
    desk.edit("Add marker", lambda film: edit.add_marker(film, Marker(frame)))


def test_edit_undo_redo_are_told(desk):
    changes = heard(desk)
    mark(desk, 5)
    marked = desk.project
    desk.undo()
    assert not desk.project.markers
    desk.redo()
    assert desk.project == marked and desk.dirty
    assert [c.label for c in changes if isinstance(c, ProjectChanged)] == [
        "Add marker", "Undo Add marker", "Redo Add marker"
    ]  # fmt: skip


def test_a_drag_is_one_step(desk):
    for name in ("a", "ab", "abc"):
        desk.edit("Rename", lambda film, name=name: edit.rename_film(film, name), merge_key="drag")
    desk.settle()
    desk.edit("Rename", lambda film: edit.rename_film(film, "d"), merge_key="drag")
    desk.undo()
    assert desk.project.name == "abc"
    desk.undo()
    assert desk.project.name == "one"


def test_a_refused_edit_changes_nothing(desk):
    before = desk.project
    with pytest.raises(StudioError):
        desk.edit("Remove", lambda film: edit.remove_marker(film, 3))
    changes = heard(desk)
    assert desk.attempt(desk.edit, "Remove", lambda film: edit.remove_marker(film, 3)) is None
    assert desk.project is before and isinstance(changes[0], ProblemRaised)


def test_one_broken_observer_does_not_silence_the_others(desk, caplog):
    desk.subscribe(lambda change: 1 / 0)
    changes = heard(desk)
    mark(desk, 1)
    assert changes and "ZeroDivisionError" in caplog.text


def test_unsubscribing(desk):
    changes: list = []
    stop = desk.subscribe(changes.append)
    stop()
    stop()
    mark(desk, 1)
    assert not changes


def test_save_and_open_again(desk, tmp_path):
    mark(desk, 7)
    desk.save()
    assert not desk.dirty
    saved = desk.project
    desk.close_film()
    assert not desk.is_open
    desk.open(tmp_path / "one.film")
    assert desk.project == saved and desk.history.undo_label is None


def test_save_as_leaves_the_old_film_as_it_was_saved(desk, tmp_path):
    (desk.folder / "media" / "x.txt").write_text("x")
    mark(desk, 7)
    desk.save_as(tmp_path / "two")
    assert desk.folder == tmp_path / "two.film" and not desk.dirty
    assert (desk.folder / "media" / "x.txt").read_text() == "x"
    assert load_project(tmp_path / "one.film").markers == ()
    assert load_project(tmp_path / "two.film").markers == (Marker(7),)
    with pytest.raises(StudioError):
        desk.save_as(tmp_path / "one")
    assert desk.folder == tmp_path / "two.film"
    desk.undo()
    assert desk.project.markers == () and desk.dirty
    desk.redo()
    assert desk.project.markers == (Marker(7),)


def test_unsaved_edits_are_offered_not_taken(desk, tmp_path):
    mark(desk, 9)
    desk.close_film()
    changes = heard(desk)
    desk.open(tmp_path / "one.film")
    assert desk.project.markers == () and any(isinstance(c, RecoveryOffered) for c in changes)
    desk.recover()
    assert desk.project.markers == (Marker(9),)
    desk.undo()
    assert desk.project.markers == ()


def test_an_unanswered_offer_outlives_the_sitting(desk, tmp_path):
    mark(desk, 9)
    for _ in range(2):
        desk.close_film()
        desk.open(tmp_path / "one.film")
        assert desk.recovery is not None
    desk.decline_recovery()
    desk.close_film()
    desk.open(tmp_path / "one.film")
    assert desk.recovery is None


def test_discarded_edits_are_gone(desk, tmp_path):
    mark(desk, 9)
    desk.autosave()
    desk.close_film(discard=True)
    desk.open(tmp_path / "one.film")
    assert desk.recovery is None and desk.project.markers == ()


def test_a_damaged_film_opens_on_its_autosave_unsaved(desk, tmp_path):
    mark(desk, 9)
    desk.close_film()
    (tmp_path / "one.film" / "project.json").write_text("{")
    desk.open(tmp_path / "one.film")
    assert desk.project.markers == (Marker(9),) and desk.dirty
    assert (tmp_path / "one.film" / "project.json").read_text() == "{"
    desk.save()
    assert load_project(tmp_path / "one.film").markers == (Marker(9),)


def test_a_film_that_cannot_be_opened_leaves_the_open_one_open(desk, tmp_path):
    (tmp_path / "bad.film").mkdir()
    (tmp_path / "bad.film" / "project.json").write_text("nonsense")
    with pytest.raises(StudioError):
        desk.open(tmp_path / "bad.film")
    assert desk.folder == tmp_path / "one.film"
    mark(desk, 1)


def test_undoing_to_the_saved_film_drops_the_autosave(desk, tmp_path):
    mark(desk, 9)
    desk.autosave()
    desk.undo()
    desk.autosave()
    desk.close_film()
    desk.open(tmp_path / "one.film")
    assert desk.recovery is None


def test_pumping_autosaves(desk, monkeypatch):
    monkeypatch.setattr("studio.session.desk.AUTOSAVE_AFTER", 0.05)
    mark(desk, 9)
    desk.pump_until(lambda: (desk.folder / "autosave.json").exists(), timeout=30)
    assert desk.dirty


def test_untitled_films_have_a_place_of_their_own(tmp_path):
    desk = Desk(data=tmp_path / "data")
    changes = heard(desk)
    desk.create_untitled("9:16")
    first = desk.folder
    assert desk.untitled and (desk.project.width, desk.project.height) == (720, 1280)
    desk.create_untitled()
    assert desk.folder != first and sum(isinstance(c, FilmOpened) for c in changes) == 2
    mark(desk, 3)
    desk.save_as(tmp_path / "named")
    assert not desk.untitled and desk.project.name == "named"
    desk.undo()
    assert desk.project.name == "named" and desk.project.markers == ()
    desk.close()


def test_posting_from_other_threads_keeps_order_and_the_latest_progress(desk):
    seen: list = []
    desk.handle = seen.append
    woken: list = []
    desk._wake = lambda: woken.append(1)

    def talk():
        for n in range(200):
            desk.post(n_event(n))
            desk.post(Step("r", n, 200, 0, 1, None))

    thread = threading.Thread(target=talk)
    thread.start()
    thread.join()
    assert desk.pump() and not desk.pump()
    assert [e.n for e in seen if isinstance(e, n_event)] == list(range(200))
    assert [e.done for e in seen if isinstance(e, Step)] == [199] and len(woken) == 400


class n_event:
    def __init__(self, n: int) -> None:
        self.n = n


def test_selection_follows_the_film(desk):
    changes = heard(desk)
    desk.select(["nobody"])
    assert desk.selection == () and not changes
    desk.seek(12)
    assert desk.playback.frame == 12 and not any(isinstance(c, SelectionChanged) for c in changes)


def test_the_clock_knows_the_film(desk):
    assert desk.playback.rate == Fraction(24)
    desk.edit("In", lambda film: edit.set_in(film, 10))
    assert desk.playback.in_point == 10


def test_no_film_is_a_sentence(tmp_path):
    desk = Desk(data=tmp_path)
    with pytest.raises(StudioError, match="No film is open"):
        desk.save()
    with pytest.raises(StudioError):
        desk.open(Path(tmp_path / "nowhere.film"))
