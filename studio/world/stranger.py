"""World: somebody no caption can tell. Never drawn for training: evaluations draw it to see whether it can be learned.

Two-coloured in bands, two eyes on stalks, stilts for legs: of every kind and colour there are words for it is none.
Stage units as in `creatures`: feet at (0, 0), y up is negative, facing right, as tall as a monster.
"""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from .pose import Pose
from .scene import Character

TEAL, SHADE, CORAL = QColor(26, 196, 186), QColor(18, 150, 152), QColor(255, 104, 92)
STILT, SHOE, WHITE, DARK = QColor(64, 44, 120), QColor(255, 206, 62), QColor(252, 252, 246), QColor(28, 22, 48)
BANDS, HIP, BODY = 3, -19.0, QRectF(-15.5, -42.0, 31.0, 26.0)


def draw_stranger(p: QPainter, character: Character, pose: Pose) -> None:
    """Draws it in a pose; of the character only its build counts."""
    p.save()
    p.scale(character.build, character.build)
    swing, lift = math.sin(pose.phase), math.cos(pose.phase)
    stride = {"walk": 7.0, "run": 11.0}.get(pose.action, 0.0)
    bounce = {"walk": 1.6, "run": 3.4, "dance": 3.0, "jump": 2.0}.get(pose.action, 0.4)
    up = -bounce * abs(lift)
    if pose.action == "sit":
        up += 12.0
    for side in (-1, 1):
        forward = side * swing * stride
        raised = (5.0 if stride else 4.0 * (pose.action in ("dance", "jump"))) * max(0.0, side * lift)
        _stilt(p, QPointF(6.0 * side, HIP + up), QPointF(7.0 * side + forward, -2.5 - raised))
    p.translate(0.0, up)
    _arm(p, -1, pose, swing)
    _body(p)
    _arm(p, 1, pose, swing)
    for side, tall in ((-1, 8.0), (1, 12.0)):
        _eye(p, side, tall, sway=1.4 * swing)
    p.restore()


def _line(p: QPainter, colour: QColor, width: float, *points: QPointF) -> None:
    p.setPen(QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
    p.drawPolyline(list(points))
    p.setPen(Qt.PenStyle.NoPen)


def _stilt(p: QPainter, hip: QPointF, foot: QPointF) -> None:
    knee = QPointF((hip.x() + foot.x()) / 2 + 2.0, (hip.y() + foot.y()) / 2)
    _line(p, STILT, 4.0, hip, knee, foot)
    p.setBrush(SHOE)
    p.drawEllipse(QRectF(foot.x() - 4.0, foot.y() - 2.5, 11.0, 5.0))


def _body(p: QPainter) -> None:
    outline = QPainterPath()
    outline.addEllipse(BODY)
    p.save()
    p.setBrush(TEAL)
    p.drawPath(outline)
    p.setClipPath(outline, Qt.ClipOperation.IntersectClip)
    p.setBrush(SHADE)
    p.drawRect(QRectF(BODY.left(), BODY.top(), 7.0, BODY.height()))
    p.setBrush(CORAL)
    band = BODY.height() / (2 * BANDS + 1)
    for n in range(BANDS):
        p.drawRect(QRectF(BODY.left(), BODY.top() + (2 * n + 1) * band, BODY.width(), band))
    p.restore()


def _arm(p: QPainter, side: int, pose: Pose, swing: float) -> None:
    raised = {"wave": 70.0 + 25.0 * swing if side > 0 else -35.0, "dance": 45.0 * side * swing + 20.0,
              "run": 20.0 * side * swing}.get(pose.action, -35.0)
    angle = math.radians(raised)
    shoulder = QPointF(13.0 * side, -30.0)
    hand = QPointF(shoulder.x() + side * 11.0 * math.cos(angle), shoulder.y() - 11.0 * math.sin(angle))
    _line(p, STILT, 3.4, shoulder, hand)
    p.setBrush(SHOE)
    p.drawEllipse(hand, 3.2, 3.2)


def _eye(p: QPainter, side: int, tall: float, *, sway: float) -> None:
    root, top = QPointF(6.0 * side, -40.0), QPointF(8.0 * side + sway, -40.0 - tall)
    _line(p, CORAL, 3.0, root, top)
    p.setBrush(WHITE)
    p.drawEllipse(top, 5.2, 5.2)
    p.setBrush(DARK)
    p.drawEllipse(QPointF(top.x() + 1.8, top.y() + 0.4), 2.4, 2.4)
