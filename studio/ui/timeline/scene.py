"""UI room, timeline: all that a painting of it depends on, and the brushes the painters share."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen, QPixmap, QPolygonF, QStaticText

from studio.session.film import Project
from studio.ui.theme import SMALL, Theme
from studio.ui.timeline.drag import IDLE, Drop, Gesture
from studio.ui.timeline.hits import Hit
from studio.ui.timeline.layout import View
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
    pictures: Pictures
    gesture: Gesture = IDLE
    selection: frozenset[str] = frozenset()
    hover: Hit | None = None
    drop: Drop | None = None
    playhead: int = 0
    tool: str = "select"
    focused: bool = False
    ratio: float = 1.0
    groups: frozenset[str] = frozenset()  # those that have more than one clip
    busy: frozenset[str] = frozenset()  # the clips something is being made for
    making: Callable[[str], Making | None] = lambda _: None


class Pictures:
    """What was painted once and will be painted again: pixmaps up to so many bytes, the longest unused going first."""

    def __init__(self, limit: int = 64 << 20) -> None:
        self._limit, self._bytes = limit, 0
        self._held: OrderedDict[Hashable, tuple[object, QPixmap]] = OrderedDict()

    def find(self, key: Hashable, of: object = None) -> QPixmap | None:
        """The picture of `of` (known by identity: part of the key is its id) in the state the key tells."""
        known = self._held.get(key)
        if known is None or known[0] is not of:
            return None
        self._held.move_to_end(key)
        return known[1]

    def keep(self, key: Hashable, of: object, made: QPixmap) -> QPixmap:
        """Remember it, and give it back."""
        if old := self._held.pop(key, None):
            self._bytes -= _bytes(old[1])
        self._held[key] = of, made
        self._bytes += _bytes(made)
        while self._bytes > self._limit and len(self._held) > 1:
            self._bytes -= _bytes(self._held.popitem(last=False)[1][1])
        return made

    def clear(self) -> None:
        self._held.clear()
        self._bytes = 0


def _bytes(picture: QPixmap) -> int:
    return picture.width() * picture.height() * 4


@lru_cache(maxsize=512)
def colour(value: str, alpha: float = 1.0) -> QColor:
    """Shared: not to be changed."""
    made = QColor(value)
    made.setAlphaF(alpha)
    return made


@lru_cache(maxsize=256)
def pen(value: str, width: float = 1.0, alpha: float = 1.0, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> QPen:
    """Shared: not to be changed."""
    return QPen(colour(value, alpha), width, style)


_fonts: dict[tuple[str, int, bool], tuple[QFont, QFontMetrics]] = {}


def _sized(font: QFont, pixels: int, bold: bool) -> tuple[QFont, QFontMetrics]:
    key = (font.key(), pixels, bold)
    if key not in _fonts:
        made = QFont(font)
        made.setPixelSize(pixels)
        made.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
        _fonts[key] = made, QFontMetrics(made)
    return _fonts[key]


def sized(font: QFont, pixels: int, *, bold: bool = False) -> QFont:
    return _sized(font, pixels, bold)[0]


def metrics(font: QFont, pixels: int, *, bold: bool = False) -> QFontMetrics:
    return _sized(font, pixels, bold)[1]


@lru_cache(maxsize=16)
def hatch(ink: str, alpha: float, ground: str = "") -> QPixmap:
    """Diagonal lines, to be tiled: far quicker than a pattern brush."""
    made = QPixmap(8, 8)
    made.fill(QColor(ground) if ground else Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(pen(ink, 1.1, alpha))
    for start in (-8, 0, 8):
        painter.drawLine(QPointF(start - 1, 9), QPointF(start + 9, -1))
    painter.end()
    return made


@lru_cache(maxsize=2048)
def static(words: str, key: str) -> QStaticText:
    """Words laid out once; `key` is the font's."""
    made = QStaticText(words)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
    return made


def pill(painter: QPainter, scene: Scene, words: str, at: QPointF, *, fill: str, ink: str, room: float = 1e6) -> QRectF:
    """A small rounded caption with its upper left corner at `at`."""
    font, measure = sized(scene.font, SMALL, bold=True), metrics(scene.font, SMALL, bold=True)
    words = measure.elidedText(words, Qt.TextElideMode.ElideRight, int(max(room - 14, 0)))
    box = QRectF(at.x(), at.y(), measure.horizontalAdvance(words) + 14, 19)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour(fill, 0.92))
    painter.drawRoundedRect(box, 9.5, 9.5)
    painter.setFont(font)
    painter.setPen(colour(ink))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)
    return box


def diamond(painter: QPainter, scene: Scene, at: QPointF, *, size: float = 4.5) -> None:
    corners = [QPointF(at.x() + dx * size, at.y() + dy * size) for dx, dy in ((0, -1), (1, 0), (0, 1), (-1, 0))]
    painter.setPen(pen(scene.theme.window))
    painter.setBrush(colour(scene.theme.accent))
    painter.drawPolygon(QPolygonF(corners))
