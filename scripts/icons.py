"""Draws the app's icon in every size a desktop asks for: PNG for Linux, .ico for Windows, .icns for macOS.

    python -m scripts.icons                           into resources/icons

A magic lantern, which once was called a fantascope: its lens, and a picture that grows in the beam.
"""

from __future__ import annotations

import argparse
import os
import struct
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtGui import QImage, QPainter

OUT = Path(__file__).resolve().parents[1] / "resources" / "icons"
SIZES = (16, 24, 32, 48, 64, 128, 256, 512)
WINDOWS = (16, 24, 32, 48, 64, 128, 256)
MACOS = {b"icp4": 16, b"icp5": 32, b"ic07": 128, b"ic08": 256, b"ic09": 512, b"ic11": 32, b"ic12": 64, b"ic13": 256}

LENS = (0.235, 0.5, 0.125)  # middle and radius, in parts of the icon's side
BEAM = (0.27, 0.10, 0.885, 0.315)  # from x and half height to x and half height
# x of the middle, width to half height, strength; as high as the beam there lets them
FRAMES = ((0.435, 0.42, 0.38), (0.545, 0.46, 0.62), (0.745, 1.12, 1.0))


def draw(side: int) -> QImage:
    """The icon, `side` pixels wide and high. Small ones leave out what would only be grey."""
    from PySide6.QtCore import QPointF, QRectF, Qt
    from PySide6.QtGui import QColor, QImage, QLinearGradient, QPainter, QPainterPath, QPolygonF, QRadialGradient

    image = QImage(side, side, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.scale(side, side)

    margin = 0.0 if side <= 24 else 0.035
    plate = QLinearGradient(0, margin, 0, 1 - margin)
    plate.setColorAt(0, QColor("#30343f"))
    plate.setColorAt(1, QColor("#15161b"))
    painter.setBrush(plate)
    shape = QPainterPath()
    shape.addRoundedRect(QRectF(margin, margin, 1 - 2 * margin, 1 - 2 * margin), 0.22, 0.22)
    painter.drawPath(shape)
    painter.setClipPath(shape)

    x0, h0, x1, h1 = BEAM
    light = QLinearGradient(x0, 0, x1, 0)
    light.setColorAt(0, tinted("#f7c877", 0.80))
    light.setColorAt(1, tinted("#f0b45c", 0.10))
    painter.setBrush(light)
    corners = [QPointF(x0, 0.5 - h0), QPointF(x1, 0.5 - h1), QPointF(x1, 0.5 + h1), QPointF(x0, 0.5 + h0)]
    painter.drawPolygon(QPolygonF(corners))
    _frames(painter, FRAMES if side > 32 else FRAMES[-1:] if side <= 16 else FRAMES[1:], mark=side > 16)

    x, y, radius = LENS
    if side > 24:
        halo = QRadialGradient(x, y, radius * 2.1)
        halo.setColorAt(0.45, tinted("#f0b45c", 0.45))
        halo.setColorAt(1, tinted("#f0b45c", 0.0))
        painter.setBrush(halo)
        painter.drawEllipse(QPointF(x, y), radius * 2.1, radius * 2.1)
    glass = QRadialGradient(x - radius * 0.3, y - radius * 0.35, radius * 1.5)
    glass.setColorAt(0, QColor("#fff6e0"))
    glass.setColorAt(0.45, QColor("#f7c877"))
    glass.setColorAt(1, QColor("#d98e33"))
    painter.setBrush(glass)
    painter.drawEllipse(QPointF(x, y), radius, radius)
    painter.end()
    return image


def _frames(painter: QPainter, frames: tuple, *, mark: bool) -> None:
    from PySide6.QtCore import QPointF, QRectF
    from PySide6.QtGui import QColor, QPolygonF

    x0, h0, x1, h1 = BEAM
    for x, shape, strength in frames:
        half = (h0 + (h1 - h0) * (x - x0) / (x1 - x0)) * 0.80
        wide = half * shape
        painter.setBrush(tinted("#fff1d4", strength))
        painter.drawRoundedRect(QRectF(x - wide / 2, 0.5 - half, wide, 2 * half), 0.028, 0.028)
    if not mark:
        return
    tip, back, high = x + wide * 0.27, x - wide * 0.20, wide * 0.29
    painter.setBrush(QColor("#1b1c22"))
    painter.drawPolygon(QPolygonF([QPointF(back, 0.5 - high), QPointF(tip, 0.5), QPointF(back, 0.5 + high)]))


def tinted(colour: str, alpha: float):
    from PySide6.QtGui import QColor

    made = QColor(colour)
    made.setAlphaF(alpha)
    return made


def png(image: QImage) -> bytes:
    from PySide6.QtCore import QBuffer, QByteArray, QIODevice

    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return bytes(data.data())


def ico(pictures: dict[int, bytes]) -> bytes:
    """Windows: a directory of PNGs; a side of 256 is written as 0."""
    at, heads, body = 6 + 16 * len(pictures), b"", b""
    for side, data in pictures.items():
        heads += struct.pack("<BBBBHHII", side % 256, side % 256, 0, 0, 1, 32, len(data), at + len(body))
        body += data
    return struct.pack("<HHH", 0, 1, len(pictures)) + heads + body


def icns(pictures: dict[bytes, bytes]) -> bytes:
    """macOS: blocks of a four-letter kind, a length that counts itself, and a PNG."""
    body = b"".join(kind + struct.pack(">I", 8 + len(data)) + data for kind, data in pictures.items())
    return b"icns" + struct.pack(">I", 8 + len(body)) + body


def main() -> None:
    options = argparse.ArgumentParser(prog="python -m scripts.icons", description="Draw the app's icon anew.")
    options.add_argument("--out", type=Path, default=OUT, help="where it goes (%(default)s)")
    args = options.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtGui import QGuiApplication

    app = QGuiApplication([])
    args.out.mkdir(parents=True, exist_ok=True)
    drawn = {side: png(draw(side)) for side in SIZES}
    for side, data in drawn.items():
        (args.out / f"fantascope-{side}.png").write_bytes(data)
    (args.out / "fantascope.ico").write_bytes(ico({side: drawn[side] for side in WINDOWS}))
    (args.out / "fantascope.icns").write_bytes(icns({kind: drawn[side] for kind, side in MACOS.items()}))
    print(f"{len(drawn) + 2} files in {args.out}")
    del app


if __name__ == "__main__":
    main()
