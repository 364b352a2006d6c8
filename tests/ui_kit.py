"""A hand for the tests of painted widgets: presses, drags and drops where a person would, and footage to do it with."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget
from stand_in import StandIn

from studio.media.encode import VideoWriter
from studio.media.sequence import write_picture
from studio.session.changes import ProblemRaised
from studio.session.film import Clip, Shot, edit, find_clip
from studio.session.studio import Studio
from studio.ui.timeline.layout import View, rows
from studio.ui.timeline.view import TimelineView

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
PLAIN = Qt.KeyboardModifier.NoModifier


def application() -> QApplication:
    return QApplication.instance() or QApplication([])


@contextmanager
def open_studio(tmp_path: Path) -> Iterator[Studio]:
    """A new film, with the stand-in for the network and everything else real."""
    application()
    StandIn.go.set()
    StandIn.made.clear()
    studio = Studio(data=tmp_path / "data", engine=StandIn)
    studio.create(tmp_path / "film")
    try:
        yield studio
    finally:
        StandIn.go.set()
        studio.close()


@contextmanager
def open_watched_studio(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> Iterator[Studio]:
    """Without prompt expansion, and with what it reports in `problems`. No error may be in its log at the end."""
    with open_studio(tmp_path) as studio, caplog.at_level(logging.ERROR, logger="studio"):
        studio.settings = replace(studio.settings, expansion=False)
        studio.problems = []
        studio.subscribe(lambda said: studio.problems.append(said.problem) if isinstance(said, ProblemRaised) else None)
        yield studio
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR], caplog.text


@contextmanager
def open_timeline(studio: Studio) -> Iterator[TimelineView]:
    """Planned shots a (0–48), b (48–96) and, after a gap, c (144–192) on V1; four pixels a frame."""
    track = studio.project.tracks[0].id
    for name, start in (("a", 0), ("b", 48), ("c", 144)):
        clip = Clip(id=name, start=start, length=48, source=Shot(prompt=f"shot {name}"))
        studio.edit("New", lambda film, c=clip: edit.overwrite(film, c, track_id=track, at=c.start))
    view = TimelineView(studio)
    view.resize(1200, 360)
    view.show()
    view.view = View(1200, 360, scale=4.0)
    try:
        yield view
    finally:
        view.close_down()
        view.hide()
        application().processEvents()


def clip(studio: Studio, name: str) -> Clip:
    found = find_clip(studio.project, name)
    assert found is not None, f"{name} is gone"
    return found[1]


def spans(studio: Studio, lane: int = 0) -> list[tuple[int, int]]:
    return [(c.start, c.end) for c in studio.project.tracks[lane].clips]


def at(view: TimelineView, frame: float, lane: int = 0) -> tuple[float, float]:
    """The middle of a lane at a film frame."""
    row = next(row for row in rows(view.film, view.view) if row.lane == lane)
    return view.view.x(frame), row.y + row.height / 2


def made(studio: Studio, prompt: str = "a red car", seconds: int = 2, at: int = 0) -> str:
    """A finished take on the first track."""
    name = studio.new_shot(prompt, at=at, seconds=seconds, track_id=studio.project.tracks[0].id)
    studio.generate(name)
    studio.wait(timeout=30)
    return name


def mouse(widget: QWidget, kind: QEvent.Type, x: float, y: float, *, keys=PLAIN, button=LEFT) -> None:
    """One mouse event at widget coordinates."""
    at = QPointF(x, y)
    moved = kind == QEvent.Type.MouseMove
    held = NONE if kind == QEvent.Type.MouseButtonRelease else button
    event = QMouseEvent(kind, at, widget.mapToGlobal(at), NONE if moved else button, held, keys)
    QApplication.sendEvent(widget, event)


def hover(widget: QWidget, x: float, y: float) -> None:
    mouse(widget, QEvent.Type.MouseMove, x, y, button=NONE)


def click(widget: QWidget, x: float, y: float, *, keys=PLAIN) -> None:
    mouse(widget, QEvent.Type.MouseButtonPress, x, y, keys=keys)
    mouse(widget, QEvent.Type.MouseButtonRelease, x, y, keys=keys)


def hold(widget: QWidget, start: tuple[float, float], end: tuple[float, float], *, keys=PLAIN) -> None:
    """Press at `start` and drag to `end`, without letting go."""
    mouse(widget, QEvent.Type.MouseButtonPress, *start, keys=keys)
    for share in (0.3, 0.7, 1.0):
        x, y = (a + (b - a) * share for a, b in zip(start, end, strict=True))
        mouse(widget, QEvent.Type.MouseMove, x, y, keys=keys)


def let_go(widget: QWidget, end: tuple[float, float], *, keys=PLAIN) -> None:
    mouse(widget, QEvent.Type.MouseButtonRelease, *end, keys=keys)


def drag(widget: QWidget, start: tuple[float, float], end: tuple[float, float], *, keys=PLAIN) -> None:
    hold(widget, start, end, keys=keys)
    let_go(widget, end, keys=keys)


def wheel(widget: QWidget, x: float, y: float, *, notches: int, keys=PLAIN) -> None:
    at = QPointF(x, y)
    event = QWheelEvent(
        at, widget.mapToGlobal(at), QPoint(), QPoint(0, 120 * notches), NONE, keys, Qt.ScrollPhase.NoScrollPhase, False
    )
    QApplication.sendEvent(widget, event)


def carry(widget: QWidget, files: Iterable[Path], x: float, y: float) -> QMimeData:
    """Files from the file manager come over the widget and stay at (x, y)."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in files])
    copy = Qt.DropAction.CopyAction
    QApplication.sendEvent(widget, QDragEnterEvent(QPoint(int(x), int(y)), copy, data, LEFT, PLAIN))
    QApplication.sendEvent(widget, QDragMoveEvent(QPoint(int(x), int(y)), copy, data, LEFT, PLAIN))
    return data


def drop(widget: QWidget, files: Iterable[Path], x: float, y: float) -> None:
    data = carry(widget, files, x, y)
    QApplication.sendEvent(widget, QDropEvent(QPointF(x, y), Qt.DropAction.CopyAction, data, LEFT, PLAIN))


def picture(path: Path, colour=(200, 120, 40)) -> Path:
    write_picture(path, np.full((90, 160, 3), colour, np.uint8))
    return path


def footage(path: Path, colour=(30, 30, 200), *, seconds: int = 2, rate: int = 24) -> Path:
    with VideoWriter(path, width=160, height=90, rate=Fraction(rate)) as writer:
        for _ in range(seconds * rate):
            writer.write(np.full((90, 160, 3), colour, np.uint8))
    return path
