"""UI room, timeline: the timeline as a picture, painted anew only when something other than the playhead changed."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPixmap

from studio.ui.timeline.chrome import CAP, paint_moving, paint_still
from studio.ui.timeline.clips import HINTS
from studio.ui.timeline.layout import HEADER, RULER, View
from studio.ui.timeline.paint import paint_lanes
from studio.ui.timeline.scene import Scene, colour, pen


class Picture:
    """Keeps what stands still. `stale` is set when it must be painted anew."""

    def __init__(self) -> None:
        self.stale = True
        self._kept = QPixmap()

    def paint(self, painter: QPainter, scene: Scene, part: QRect) -> None:
        """The `part` of the timeline that has to be shown again."""
        size = QSize(scene.view.width, scene.view.height)
        if self.stale or self._kept.deviceIndependentSize().toSize() != size:
            self._renew(scene, size)
        ratio = scene.ratio
        source = QRectF(part.x() * ratio, part.y() * ratio, part.width() * ratio, part.height() * ratio)
        painter.drawPixmap(QRectF(part), self._kept, source)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_moving(painter, scene)
        if scene.focused:
            painter.setPen(pen(scene.theme.accent))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRect(0, 0, size.width() - 1, size.height() - 1))

    def _renew(self, scene: Scene, size: QSize) -> None:
        if self._kept.size() != size * scene.ratio or self._kept.devicePixelRatio() != scene.ratio:
            self._kept = QPixmap(size * scene.ratio)
            self._kept.setDevicePixelRatio(scene.ratio)
        painter = QPainter(self._kept)
        painter.setRenderHints(HINTS)
        painter.setFont(scene.font)
        painter.fillRect(QRect(0, 0, size.width(), size.height()), colour(scene.theme.window))
        paint_lanes(painter, scene)
        paint_still(painter, scene)
        painter.end()
        self.stale = False


def dirty(view: View, before: int, after: int) -> list[QRect]:
    """What must be shown again when only the playhead moved: where it was, where it is, and its timecode."""
    strips = [QRect(round(view.x(frame)) - CAP, 0, 2 * CAP, view.height) for frame in (before, after)]
    return [*strips, QRect(0, 0, HEADER, RULER)]
