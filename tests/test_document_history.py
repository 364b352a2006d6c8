"""Undo as snapshots."""

from __future__ import annotations

from film_kit import film

from studio.document import edit
from studio.document.history import History


def named(name: str):
    return edit.rename_film(film(), name)


def test_undo_and_redo_walk_the_same_films_with_their_labels():
    history = History(film()).do("Name it A", named("A")).do("Name it B", named("B"))
    assert (history.undo_label, history.redo_label) == ("Name it B", None)
    back = history.undo()
    assert (back.present.name, back.undo_label, back.redo_label) == ("A", "Name it A", "Name it B")
    assert back.undo().present == film() and back.undo().undo_label is None
    assert back.undo().redo().redo().present == history.present
    assert back.undo().undo() == back.undo() and history.redo() == history


def test_a_new_edit_forgets_the_future():
    history = History(film()).do("A", named("A")).undo().do("B", named("B"))
    assert history.redo_label is None and len(history.past) == 1


def test_a_drag_is_one_step_until_it_settles():
    history = History(film())
    for name in "ABC":
        history = history.do("Drag", named(name), merge_key="drag a")
    assert len(history.past) == 1 and history.undo().present == film()
    history = history.settle().do("Drag", named("D"), merge_key="drag a")
    assert len(history.past) == 2
    assert len(history.do("Other", named("E"), merge_key="drag b").past) == 3


def test_a_drag_after_undo_is_a_step_of_its_own():
    history = History(film()).do("A", named("A")).do("Drag", named("B"), merge_key="k").undo()
    history = history.do("Drag", named("C"), merge_key="k")
    assert history.undo().present.name == "A"


def test_no_change_is_no_step_and_old_steps_are_dropped():
    assert History(film()).do("Nothing", film()) == History(film())
    history = History(film())
    for number in range(30):
        history = history.do("Rename", named(str(number)), limit=10)
    assert len(history.past) == 10


def test_amend_changes_the_present_without_a_step():
    history = History(film()).do("A", named("A")).amend(named("B"))
    assert history.present.name == "B" and len(history.past) == 1


def test_travelling_is_so_many_undos_or_redos():
    history = History(named("0"))
    for name in "1234":
        history = history.do(f"edit {name}", named(name))
    back = history.travel(-3)
    assert (back.present.name, back.undo_label, back.redo_label) == ("1", "edit 1", "edit 2")
    assert back.travel(3) == history
    assert back.travel(-99).present.name == "0" and back.travel(99).present.name == "4" and back.travel(0) is back
