"""UI room, timeline: all that a painting of it depends on, and the brushes the painters share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen, QPolygonF

from studio.session.film import Project
from studio.ui.theme import SMALL, Theme
from studio.ui.timeline.drag import IDLE, Drop, Gesture
from studio.ui.timeline.layout import Hit, View
from studio.ui.timeline.strips import Strips

CORNER = 4


@dataclass(frozen=True, slots=True)
class Making:
    """A clip being generated: `done` of its length (0..1) and the words for it."""

    done: float
    text: str


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything a painting of the timeline depends on. `project` is the film as the gesture would leave it."""

    project: Project
    before: Project
    view: View
    theme: Theme
    font: QFont
    strips: Strips
    gesture: Gesture = IDLE
    selection: frozenset[str] = frozenset()
    hover: Hit | None = None
    drop: Drop | None = None
    playhead: int = 0
    tool: str = "select"
    focused: bool = False
    making: Callable[[str], Making | None] = lambda _: None


def colour(value: str, alpha: float = 1.0) -> QColor:
    made = QColor(value)
    made.setAlphaF(alpha)
    return made


def sized(font: QFont, pixels: int, *, bold: bool = False) -> QFont:
    made = QFont(font)
    made.setPixelSize(pixels)
    made.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    return made


def pill(painter: QPainter, scene: Scene, words: str, at: QPointF, *, fill: str, ink: str, room: float = 1e6) -> QRectF:
    """A small rounded caption with its upper left corner at `at`."""
    font = sized(scene.font, SMALL, bold=True)
    metrics = QFontMetrics(font)
    words = metrics.elidedText(words, Qt.TextElideMode.ElideRight, int(max(room - 14, 0)))
    box = QRectF(at.x(), at.y(), metrics.horizontalAdvance(words) + 14, 19)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour(fill, 0.92))
    painter.drawRoundedRect(box, 9.5, 9.5)
    painter.setFont(font)
    painter.setPen(colour(ink))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)
    return box


def diamond(painter: QPainter, scene: Scene, at: QPointF, *, size: float = 4.5) -> None:
    corners = [QPointF(at.x() + dx * size, at.y() + dy * size) for dx, dy in ((0, -1), (1, 0), (0, 1), (-1, 0))]
    painter.setPen(QPen(colour(scene.theme.window), 1))
    painter.setBrush(colour(scene.theme.accent))
    painter.drawPolygon(QPolygonF(corners))
