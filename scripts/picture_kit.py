"""What the picture scripts share: saving, waiting, letters, numbered marks and strips of pictures with words."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtCore import QPoint
    from PySide6.QtGui import QImage

    from studio.session.jobs import Job
    from studio.session.studio import Studio

GAP, LINE = 8, 26


def finish(studio: Studio, job: Job) -> None:
    """Wait for a job; it must have come to a good end."""
    from studio.session.jobs import Finished

    began = time.monotonic()
    studio.wait()
    state = studio.job(job.id).state
    if not isinstance(state, Finished):
        raise SystemExit(f"{job.label} did not finish: {state}")
    print(f"{job.label}: {job.request.prompts[-1].text} ({time.monotonic() - began:.0f} s)", flush=True)


def live(studio: Studio, done: Callable[[], bool], *, seconds: float) -> None:
    """Let window and studio go on until `done()`, or for so long."""
    from PySide6.QtWidgets import QApplication

    until = time.monotonic() + seconds
    while not done() and time.monotonic() < until:
        studio.pump()
        QApplication.processEvents()
        time.sleep(0.02)


def image(frame) -> QImage:
    """(H, W, 3) uint8 as a picture of its own."""
    from PySide6.QtGui import QImage

    height, width, _ = frame.shape
    return QImage(frame.tobytes(), width, height, 3 * width, QImage.Format.Format_RGB888).copy()


def strip(pictures: Sequence[tuple[str, QImage]], *, columns: int, cell: tuple[int, int]) -> QImage:
    """Pictures in rows of `columns`, each with a few words below it, on the studio's own dark ground."""
    from PySide6.QtCore import QRect, Qt
    from PySide6.QtGui import QColor, QImage, QPainter
    from PySide6.QtWidgets import QApplication

    from studio.ui import theme

    (width, height), rows = cell, -(-len(pictures) // columns)
    sheet = QImage(columns * (width + GAP) + GAP, rows * (height + LINE + GAP) + GAP, QImage.Format.Format_RGB32)
    sheet.fill(QColor(theme.DARK.window))
    painter = QPainter(sheet)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.setFont(QApplication.font())
    painter.setPen(QColor(theme.DARK.text))
    for number, (words, picture) in enumerate(pictures):
        x = GAP + number % columns * (width + GAP)
        y = GAP + number // columns * (height + LINE + GAP)
        painter.drawImage(QRect(x, y, width, height), picture)
        painter.drawText(QRect(x, y + height, width, LINE), Qt.AlignmentFlag.AlignCenter, words)
    painter.end()
    return sheet


def marked(picture: QImage, points: Sequence[QPoint]) -> QImage:
    """A copy with numbered discs, 1 to n, at the points."""
    from PySide6.QtCore import QPointF, QRectF, Qt
    from PySide6.QtGui import QColor, QPainter, QPen
    from PySide6.QtWidgets import QApplication

    from studio.ui import theme

    made, radius = picture.copy(), 19
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    font = QApplication.font()
    font.setPixelSize(20)
    font.setBold(True)
    painter.setFont(font)
    for number, point in enumerate(points, 1):
        middle = QPointF(point)
        painter.setPen(QPen(QColor(theme.DARK.window), 3))
        painter.setBrush(QColor(theme.DARK.accent))
        painter.drawEllipse(middle, radius, radius)
        painter.setPen(QColor(theme.DARK.accent_text))
        frame = QRectF(middle.x() - radius, middle.y() - radius, 2 * radius, 2 * radius)
        painter.drawText(frame, Qt.AlignmentFlag.AlignCenter, str(number))
    painter.end()
    return made


def require_letters() -> None:
    """End where fonts are missing and every letter would be the same box."""
    from PySide6.QtCore import QRect, Qt
    from PySide6.QtGui import QImage, QPainter
    from PySide6.QtWidgets import QApplication

    def drawn(letter: str) -> bytes:
        picture = QImage(32, 32, QImage.Format.Format_Grayscale8)
        picture.fill(0)
        painter = QPainter(picture)
        painter.setFont(QApplication.font())
        painter.setPen(Qt.GlobalColor.white)
        painter.drawText(QRect(0, 0, 32, 32), Qt.AlignmentFlag.AlignCenter, letter)
        painter.end()
        return bytes(picture.constBits())

    for pair in ("ab", "狗海"):
        if drawn(pair[0]) == drawn(pair[1]):
            raise SystemExit(f"No font here shows “{pair}”. Install DejaVu; Chinese comes with resources/fonts.")


def save(picture: QImage, out: Path) -> None:
    """Fails rather than leaving half a set behind in silence."""
    if picture.isNull() or not picture.save(str(out)):
        raise SystemExit(f"{out} cannot be written.")
    report(out)


def report(out: Path) -> None:
    print(f"{out} ({out.stat().st_size / 1000:,.0f} kB)", flush=True)
