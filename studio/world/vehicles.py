"""World: what drives. Knows QtGui painting; knows no scene, place or camera.

Stage units of a medium shot: the wheels stand on y = 0, y up is negative, the bonnet points right.
"""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from .animals import DARK, WHITE, coat_of, limb, oval, poly
from .palette import SKIN, paint
from .pose import Pose
from .scene import Character

GLASS, GLARE, TYRE, RIM = QColor(168, 222, 246), QColor(226, 246, 255), QColor(30, 30, 40), QColor(226, 230, 238)
LAMP, TAIL_LAMP = QColor(255, 236, 130), QColor(255, 70, 60)


def _block(p: QPainter, tone: QColor, x: float, y: float, w: float, h: float, r: float) -> None:
    p.setBrush(tone)
    p.drawRoundedRect(QRectF(x, y, w, h), r, r)


def _wheel(p: QPainter, x: float, r: float, angle: float) -> None:
    """A wheel whose bottom is at y = 0; three bars make its turning visible, one of them red."""
    oval(p, TYRE, x, -r, r, r)
    oval(p, RIM, x, -r, r * 0.66, r * 0.66)
    for k in range(3):
        a = angle + k * math.pi / 3
        dx, dy = r * 0.58 * math.cos(a), r * 0.58 * math.sin(a)
        limb(p, QColor(226, 60, 60) if k == 0 else QColor(88, 92, 110), r * 0.2, (x - dx, -r - dy), (x + dx, -r + dy))
    oval(p, TYRE, x, -r, r * 0.2, r * 0.2)


def _exhaust(p: QPainter, x: float, pose: Pose) -> None:
    for i in range(3):
        age = (pose.t * 1.3 + i / 3) % 1.0
        oval(p, QColor(236, 236, 240, round(215 * (1 - age))),
             x - 18 * age, -6 - 7 * age * age, 2.2 + 3.4 * age, 2.0 + 3.0 * age)


def _head(p: QPainter, x: float, y: float, r: float, person: int) -> None:
    """Somebody behind the glass: hair, face, shoulders."""
    hair = (QColor(52, 36, 34), QColor(120, 70, 40), QColor(224, 184, 96), QColor(70, 70, 84))[person % 4]
    _block(p, QColor(70, 78, 110), x - r * 1.3, y + r * 0.8, r * 2.6, r * 2.2, r * 0.8)
    oval(p, hair, x - r * 0.2, y - r * 0.2, r * 1.08, r * 1.08)
    oval(p, paint(SKIN[person // 4 % 5]), x + r * 0.25, y + r * 0.15, r * 0.8, r * 0.85)


def _car(p: QPainter, character: Character, pose: Pose) -> None:
    c = coat_of(character.colour)
    driving = pose.action == "drive"
    bounce = 0.9 * math.sin(2 * pose.phase) if driving else 0.25 * pose.swing
    if driving:
        _exhaust(p, -42, pose)
    p.save()
    p.translate(0, bounce)
    limb(p, TYRE, 4, (-42, -6), (-36, -6))
    poly(p, c.base, (-31, -22), (-22, -36), (-18, -38), (9, -38), (13, -36), (25, -22))     # cabin
    poly(p, GLASS, (-25, -22.5), (-18.6, -33.8), (-4.5, -33.8), (-4.5, -22.5))
    poly(p, GLASS, (-0.5, -22.5), (-0.5, -33.8), (9.4, -33.8), (18.4, -22.5))
    poly(p, GLARE, (-20, -22.5), (-14, -33.8), (-10, -33.8), (-16, -22.5))
    p.save()
    p.setClipRect(QRectF(-0.5, -33.8, 19, 11.6))
    _head(p, 5.5, -27.5 - bounce * 0.4, 4.2, character.seed)
    limb(p, DARK, 1.8, (12.6, -25.5), (11.0, -21.5))
    p.restore()
    _block(p, c.shade, -42, -24, 84, 18, 7)
    _block(p, c.base, -42, -24.5, 84, 13.5, 6.5)
    limb(p, c.light, 2.4, (-35, -21.2), (30, -21.2))
    limb(p, c.deep, 1.8, (-2.5, -19), (-2.5, -9))
    limb(p, c.deep, 2.2, (2, -17), (6.5, -17))
    _block(p, TYRE, -44, -10, 88, 4.6, 2.3)
    oval(p, WHITE, 38.2, -18.5, 4.0, 4.4)
    oval(p, LAMP, 38.8, -18.5, 3.0, 3.4)
    _block(p, TAIL_LAMP, -42, -20.5, 4, 6.5, 1.8)
    for x in (-25, 25):
        p.setBrush(c.deep)
        p.drawPie(QRectF(x - 11.5, -20.5, 23, 23), 0, 180 * 16)
    p.restore()
    for x in (-25, 25):
        _wheel(p, x, 9.5, pose.phase if driving else 0.4)


def _bus(p: QPainter, character: Character, pose: Pose) -> None:
    c = coat_of(character.colour)
    driving = pose.action == "drive"
    bounce = 0.9 * math.sin(2 * pose.phase) if driving else 0.25 * pose.swing
    if driving:
        _exhaust(p, -56, pose)
    p.save()
    p.translate(0, bounce)
    limb(p, TYRE, 4, (-56, -6), (-50, -6))
    _block(p, c.shade, -54, -59.5, 108, 54, 8)
    _block(p, c.base, -54, -60, 108, 44, 8)
    limb(p, c.light, 3.4, (-47, -56.8), (46, -56.8))
    for i, x in enumerate((-49, -28.5, -8, 12.5)):
        _block(p, GLASS, x, -51.5, 17.5, 19.5, 3)
        if i != 1 + character.seed % 2:
            _head(p, x + 9, -40.5, 4.6, character.seed // (3 + i))
            _block(p, c.base, x - 1, -32, 19.5, 8.5, 0)
        poly(p, GLARE, (x + 2, -34), (x + 6, -49.5), (x + 8.5, -49.5), (x + 4.5, -34))
    p.setBrush(GLASS)                                                                            # windscreen
    p.drawPolygon([QPointF(35, -51.5), QPointF(49, -51.5), QPointF(54, -47), QPointF(54, -28), QPointF(35, -28)])
    _head(p, 43, -39.5 - bounce * 0.4, 4.8, character.seed // 2)
    _block(p, c.base, 34, -28.6, 20, 7, 0)
    limb(p, DARK, 1.8, (50.5, -33), (48.5, -28.6))
    _block(p, WHITE, -54, -25.6, 108, 4.4, 0)
    _block(p, TYRE, -55, -9, 110, 4.4, 2.2)
    oval(p, LAMP, 51, -15.5, 3.2, 3.4)
    _block(p, TAIL_LAMP, -54, -19, 3.6, 7, 1.6)
    for x in (-31, 31):
        p.setBrush(c.deep)
        p.drawPie(QRectF(x - 12.5, -22.5, 25, 25), 0, 180 * 16)
    p.restore()
    for x in (-31, 31):
        _wheel(p, x, 10.5, pose.phase if driving else 0.4)


VEHICLE_DRAWINGS = {"car": _car, "bus": _bus}


def draw_vehicle(p: QPainter, character: Character, pose: Pose) -> None:
    """Draws a vehicle of scene.VEHICLES: wheels on y = 0, bonnet right, HEIGHT[kind] * build units high."""
    p.save()
    p.setRenderHint(QPainter.RenderHint.Antialiasing)
    p.setPen(Qt.PenStyle.NoPen)
    p.scale(character.build, character.build)
    VEHICLE_DRAWINGS[character.kind](p, character, pose)
    p.restore()
