"""The first start: the demo film, the tour, the licences, a film's door, and the check that tries every part."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from stand_in import StandIn
from ui_kit import application

from studio.problem import StudioError
from studio.session import welcome
from studio.session.studio import Studio
from studio.storage.folder import DOOR
from studio.ui import theme
from studio.ui.dialogs.about import COLLECTED, parts
from studio.ui.main import begin
from studio.ui.tour import Tour, stops
from studio.ui.window import MainWindow

TREE = Path(__file__).resolve().parents[1]


@pytest.fixture
def demo(tmp_path, monkeypatch) -> Path:
    """A demo film as it ships: closed, and nothing of it to be written to."""
    film = tmp_path / "shipped" / "Demo.film"
    studio = Studio(data=tmp_path / "maker", engine=StandIn)
    studio.create(film)
    studio.new_shot("a red car", at=0, seconds=2)
    studio.save()
    studio.close()
    for path in film.rglob("*"):
        path.chmod(0o555 if path.is_dir() else 0o444)
    monkeypatch.setattr(welcome, "shipped", lambda: film)
    yield film
    for path in film.rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)


@pytest.fixture
def window(tmp_path):
    application()
    theme.apply(application(), theme.DARK)
    shown = MainWindow(Studio(data=tmp_path / "data", engine=StandIn))
    shown.resize(1400, 900)
    shown.show()
    yield shown
    shown.go()
    shown.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


# -- the demo film --------------------------------------------------------------------------------------------------


def test_the_first_start_opens_a_copy_of_the_demo_film(window, demo):
    begin(window.studio, None, last=None, safe=False, first=True)
    assert window.studio.project.duration > 0
    assert window.studio.folder == window.studio.data / "demo" / welcome.DEMO
    window.studio.new_shot("a dog", at=0, seconds=1)
    window.studio.save()  # the copy is the person's own, whatever the modes of what ships
    window.studio.close_film()
    begin(window.studio, None, last=None, safe=False, first=True)
    assert len(window.studio.project.tracks[0].clips) == 2  # and it is not copied over again


def test_later_starts_and_copies_without_a_demo_begin_with_a_new_film(window, demo, monkeypatch, tmp_path):
    begin(window.studio, None, last=None, safe=False)
    assert window.studio.untitled
    monkeypatch.setattr(welcome, "shipped", lambda: tmp_path / "nothing")
    begin(window.studio, None, last=None, safe=False, first=True)
    assert window.studio.untitled
    with pytest.raises(StudioError, match="demo"):
        window.commands.demo()


def test_a_copy_that_was_cut_short_is_no_film(demo, tmp_path, monkeypatch):
    def fails(source, target):
        raise OSError("no room")

    with monkeypatch.context() as broken:
        broken.setattr(welcome.shutil, "copyfile", fails)
        assert welcome.demo_film(tmp_path / "data") is None
    assert not list((tmp_path / "data").rglob("*.film"))
    assert welcome.demo_film(tmp_path / "data") is not None


# -- the tour -------------------------------------------------------------------------------------------------------


def test_the_tour_goes_on_back_and_ends(window):
    ended = []
    window.studio.create_untitled()
    tour = Tour(window, stops(window))
    tour.ended.connect(lambda: ended.append(True))
    tour.start()
    seen = []
    for _ in stops(window):
        seen.append(tour.bubble.title.text())
        assert tour.bubble.isVisible() and window.rect().contains(tour.bubble.geometry())
        QTest.keyClick(tour.bubble, Qt.Key.Key_Right)
    assert len(set(seen)) == 3 and ended == [True]


def test_the_tour_can_be_left_and_goes_back(window):
    window.commands.tour()
    window.commands.tour()  # a second one takes the place of the first
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    (tour,) = window.findChildren(Tour)
    first = tour.bubble.title.text()
    QTest.keyClick(tour.bubble, Qt.Key.Key_Right)
    QTest.keyClick(tour.bubble, Qt.Key.Key_Left)
    assert tour.bubble.title.text() == first
    QTest.keyClick(tour.bubble, Qt.Key.Key_Escape)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not window.findChildren(Tour)


def test_the_tour_holds_nothing_up(window):
    """What it points at is still reached by the mouse, and the bubble moves with the window."""
    window.studio.create_untitled()
    tour = Tour(window, stops(window))
    tour.start()
    middle = tour._steps[0].place.rect().center()
    under = window.childAt(tour._steps[0].place.mapTo(window, middle))
    assert under is not tour.ring and not tour.bubble.isAncestorOf(under)
    before = tour.bubble.geometry()
    window.resize(1000, 700)
    QApplication.processEvents()
    assert tour.bubble.geometry() != before and window.rect().contains(tour.bubble.geometry())
    tour.end()


# -- licences, doors ------------------------------------------------------------------------------------------------


def test_collected_licences_are_listed_one_by_one(tmp_path):
    rule = "#" * 78
    told = f"{rule}\nOne 1.0\nMIT\n{rule}\n\ntext of one\n\n{rule}\nTwo\n\n{rule}\n\n=====\ntwo\n"
    (tmp_path / COLLECTED).write_text(told)
    listed = {part.name: part for part in parts(tmp_path)}
    assert listed["One 1.0"].terms == "MIT" and listed["One 1.0"].text == "text of one"
    assert listed["Two"].text == "=====\ntwo"
    assert "missing" in listed["Fantascope"].text


def test_a_film_is_opened_by_its_door(window, tmp_path):
    window.studio.create(tmp_path / "holiday")
    door = tmp_path / "holiday.film" / DOOR
    window.studio.close_film()
    window.studio.create_untitled()
    window.files_dropped([door])
    assert window.studio.folder == door.parent


# -- the check ------------------------------------------------------------------------------------------------------


def checked(tmp_path: Path, *before: str) -> tuple[int, dict]:
    code = ["import sys", f"sys.path[:0] = [{str(TREE / 'tests')!r}]", *before, "from studio.cli import main",
            "sys.exit(main(['--self-check', '--json']))"]  # fmt: skip
    env = {**os.environ, "XDG_DATA_HOME": str(tmp_path), "LOCALAPPDATA": str(tmp_path), "OMP_NUM_THREADS": "1"}
    ran = subprocess.run([sys.executable, "-c", "\n".join(code)], cwd=TREE, env=env, capture_output=True, text=True)
    assert ran.stdout, ran.stderr
    return ran.returncode, json.loads(ran.stdout.splitlines()[-1])


def test_self_check_with_the_bundled_model(tmp_path):
    code, told = checked(tmp_path)
    lines = {line["name"]: line for line in told["lines"]}
    assert code == 0 and told["fine"], told
    assert list(lines) == ["window", "files", "render", "extend", "picture", "encode", "sign", "keep"]
    assert lines["sign"]["fine"] in (True, None)


def test_self_check_notices_what_does_not_work(tmp_path):
    """The stand-in paints flat colours: every part runs, and yet this is no model."""
    patch = ("from studio.session import queue", "from stand_in import StandIn",
             "queue.shipped_engine = lambda: StandIn")  # fmt: skip
    code, told = checked(tmp_path, *patch)
    assert code == 2 and not told["fine"] and told["lines"][-1]["name"] == "picture"
    assert "flat" in told["lines"][-1]["what"]
