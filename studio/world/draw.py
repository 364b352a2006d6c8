"""World: paints a scene's frames. QtGui painting only: no application, window or text, so it runs in any process."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QTransform

from studio.world import finish
from studio.world.creatures import draw_creature, draw_vehicle
from studio.world.palette import paint
from studio.world.people import draw_person
from studio.world.places import GLOW, Light, layers, light
from studio.world.pose import Pose
from studio.world.props import GLOWING, draw_prop, rolled
from studio.world.scene import AIRLESS, INDOORS, PEOPLE, VEHICLES, Character, Performance, Scene
from studio.world.stage import (
    LAYER_SCALE,
    OCCLUDER_PARALLAX,
    OCCLUDER_WIDTH,
    SHORT,
    WIDE,
    Camera,
    Moment,
    camera,
    figure_scale,
    figure_size,
    frame_units,
    moment,
    position,
    step_length,
    visible,
)
from studio.world.weather import draw_weather

__all__ = ["Renderer", "contact_sheet", "position", "render", "visible"]

Figure = Callable[[QPainter, Character, Pose], None]
_SUBPIXEL = 1.00002                  # QPainter rounds pure translations to pixels; this scale is not one
_TINT = {"sunset": (255, 112, 70, 30), "night": (34, 42, 122, 58)}
_SOFT_GROUND = ("snowy meadow", "beach", "desert", "moon")
_PREMULTIPLIED = QImage.Format.Format_ARGB32_Premultiplied
_CROWD_PHASES = 12
_OCCLUDERS = {"tree": ((122, 82, 54), (92, 60, 44), (150, 106, 70)),
              "wall": ((178, 96, 76), (146, 74, 62), (206, 126, 98)),
              "sign": ((46, 110, 176), (34, 82, 140), (244, 240, 230)),
              "pillar": ((206, 198, 186), (168, 158, 152), (230, 224, 212))}           # base, shade, light


@dataclass(frozen=True, slots=True)
class _Sheet:
    """One layer of the place in pixels; (left, top) is its corner in the layer's own units."""

    parallax: float
    image: QImage
    left: float
    top: float


@dataclass(frozen=True, slots=True)
class _PasserBy:
    """A walker of the crowd with its gait as sprites; `foot` is the pixel of the sprite that stands on the ground."""

    performance: Performance
    sprites: dict[int, QImage]


class Renderer:
    """Paints one scene at one size. Layers are painted on first use and kept; frames may be asked for in any order.

    The place is prepared for the first `seconds` of the camera's way; later the figures go on and the place rests.
    `main` paints the main character in the place of its kind's own painter.
    """

    def __init__(self, scene: Scene, width: int, height: int, *, seconds: float = 8.0,
                 main: Figure | None = None) -> None:
        if min(width, height) < 16:
            raise ValueError(f"a frame needs at least 16 x 16 pixels, got {width} x {height}")
        self.scene, self.width, self.height, self.seconds = scene, width, height, seconds
        self.aspect = width / height
        self.unit = min(width, height) / SHORT
        self.units = frame_units(self.aspect)
        self._light: Light = light(scene.place, scene.time, scene.weather)
        self._size = figure_scale(scene)
        self._main = main
        self._stage = QTransform(self.unit, 0, 0, self.unit, width / 2, 0)        # frame units to pixels
        self._canvas = QImage(width, height, QImage.Format.Format_RGB32)
        self._figures = QImage(width, height, _PREMULTIPLIED)
        self._back: list[_Sheet] | QImage | None = None
        self._front: list[_Sheet] | QImage | None = None
        self._crowd: tuple[_PasserBy, ...] | None = None

    def frame(self, t: float) -> np.ndarray:
        """The picture at `t` seconds, (H, W, 3) uint8 RGB."""
        scene, sight = self.scene, camera(self.scene, t, aspect=self.aspect)
        cast = [(performance, moment(performance, scene, t, aspect=self.aspect)) for performance in scene.cast]
        cast.sort(key=lambda member: -member[0].depth)
        if self._back is None:
            self._prepare()
        p = self._painter(self._canvas)
        self._blit(p, self._back, sight, t)
        p.setTransform(self._stage)
        self._paint_marks_and_shadows(p, cast, sight)
        self._paint_props(p, sight, t, in_front=False)
        self._paint_figures(p, cast, sight, t)
        self._paint_props(p, sight, t, in_front=True)
        self._blit(p, self._front, sight, t)
        p.setTransform(self._stage)
        if scene.occluder is not None:
            _paint_occluder(p, scene.occluder[0], sight.see(scene.occluder[1], 0.0, OCCLUDER_PARALLAX), sight.zoom,
                            self.units[1], self._light)
        if scene.wet and scene.place not in INDOORS + AIRLESS:
            self._mirror(p, sight)
        p.setTransform(QTransform.fromScale(self.unit, self.unit))
        draw_weather(p, scene.weather, t, scene.seed, *self.units)
        p.end()
        return finish.apply(scene.style, _pixels(self._canvas))

    def _painter(self, image: QImage) -> QPainter:
        p = QPainter(image)
        p.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        p.setPen(Qt.PenStyle.NoPen)
        return p

    # The place

    def _prepare(self) -> None:
        """Paints the layers as wide as the camera sees them within `seconds`; all flat in one if it never moves."""
        scene, scale = self.scene, LAYER_SCALE[self.scene.shot]
        way = [camera(scene, self.seconds * i / 32, aspect=self.aspect) for i in range(33)]
        place = layers(scene.place, scene.time, scene.weather, scene.seed, self._extent())
        sheets = []
        for layer in place:
            half = self.units[0] / 2
            xs = [self._unseen(sight, x, 0.0, layer.parallax)[0] for sight in way for x in (-half, half)]
            ys = [self._unseen(sight, 0.0, y, 0.0)[1] for sight in way for y in (0.0, self.units[1])]
            pad = 0.0 if way[0] == way[-1] else 2.0
            left, top = min(xs) - pad, min(ys) - (pad if way[0].zoom != 1.0 else 0.0)
            right, bottom = max(xs) + pad, max(ys) + (pad if way[0].zoom != 1.0 else 0.0)
            k = self.unit * scale
            image = QImage(math.ceil((right - left) * k - 1e-6), math.ceil((bottom - top) * k - 1e-6), _PREMULTIPLIED)
            image.fill(0)
            p = self._painter(image)
            p.scale(k, k)
            p.translate(-left, -top)
            layer.paint(p)
            p.end()
            sheets.append(_Sheet(layer.parallax, image, left, top))
        self._back = self._flat([s for s in sheets if s.parallax <= 1.0], way, QImage.Format.Format_RGB32)
        self._front = self._flat([s for s in sheets if s.parallax > 1.0], way, _PREMULTIPLIED)

    def _extent(self) -> float:
        """Half the width places are laid out over. The layout depends on it, so the frame's size must not change it."""
        scale = LAYER_SCALE[self.scene.shot]
        reach = 0.0
        for t in (0.0, self.seconds):
            sight = camera(self.scene, t, aspect=WIDE)
            reach = max(reach, 96 / sight.zoom + abs(sight.anchor_x) * abs(1 - 1 / sight.zoom) + 1.4 * abs(sight.x))
        return 10.0 * math.ceil((reach / scale + 1.4 * abs(self.scene.leading) + 20) / 10)

    def _flat(self, sheets: list[_Sheet], way: list[Camera], kind: QImage.Format) -> list[_Sheet] | QImage | None:
        if not sheets:
            return None
        if any(sight != way[0] for sight in way):
            return sheets
        flat = QImage(self.width, self.height, kind)
        flat.fill(0)
        p = self._painter(flat)
        self._blit(p, sheets, way[0], 0.0)
        p.end()
        return flat

    def _unseen(self, sight: Camera, x: float, y: float, parallax: float) -> tuple[float, float]:
        """Frame coordinates to a layer's own units: the inverse of what `_blit` does."""
        scale = LAYER_SCALE[self.scene.shot]
        x = (x - sight.anchor_x) / sight.zoom + sight.anchor_x + parallax * sight.x
        return (x / scale + parallax * self.scene.leading,
                ((y - sight.anchor_y) / sight.zoom + sight.anchor_y - sight.ground) / scale)

    def _blit(self, p: QPainter, sheets: list[_Sheet] | QImage | None, sight: Camera, t: float) -> None:
        if sheets is None:
            return
        p.resetTransform()
        if isinstance(sheets, QImage):
            p.drawImage(0, 0, sheets)
            return
        if t > self.seconds or t < 0:
            sight = camera(self.scene, min(max(t, 0.0), self.seconds), aspect=self.aspect)
        scale, zoom = LAYER_SCALE[self.scene.shot], sight.zoom * _SUBPIXEL
        for sheet in sheets:
            left = sheet.left - sheet.parallax * self.scene.leading
            x, y = sight.see(scale * left, scale * sheet.top, sheet.parallax)
            p.setTransform(QTransform(zoom, 0, 0, zoom, self.unit * x + self.width / 2, self.unit * y))
            p.drawImage(0, 0, sheet.image)

    # Who is on the stage

    def _paint_marks_and_shadows(self, p: QPainter, cast: list[tuple[Performance, Moment]], sight: Camera) -> None:
        scene = self.scene
        if scene.place in _SOFT_GROUND or (scene.weather == "snow" and scene.place not in INDOORS):
            p.setBrush(QColor(70, 84, 140, 70))
            for performance, now in cast:
                self._paint_footprints(p, performance, now, sight)
        for performance, now in cast:
            x, y = sight.see(now.x, now.floor)
            wide, k = figure_size(performance, scene)[0], sight.zoom * now.scale
            air = 0.6 if now.action == "fly" else 1 / (1 + 0.025 * (now.floor - now.y) / now.scale)
            _paint_shadow(p, x, y + 0.6 * k, (0.36 * wide * sight.zoom + 4 * k) * air, 4.4 * k * air)

    def _paint_footprints(self, p: QPainter, performance: Performance, now: Moment, sight: Camera) -> None:
        """Every step from the start to where the walker is now; they stay where they are."""
        if performance.action not in ("walk", "run") or performance.leaves_at is not None:
            return
        step = step_length(performance.action) * now.scale
        for i in range(min(int(abs(now.x - performance.x) / step) + 1, 80)):
            side = (1.6 if i % 2 else -1.0) * now.scale
            x, y = sight.see(performance.x + performance.facing * i * step, now.floor + side)
            if abs(x) < self.units[0] / 2 + 4:
                p.drawEllipse(QPointF(x, y), 3.0 * now.scale * sight.zoom, 1.5 * now.scale * sight.zoom)

    def _paint_figures(self, p: QPainter, cast: list[tuple[Performance, Moment]], sight: Camera, t: float) -> None:
        """Crowd, then cast; in dim light on a sheet of their own, so that the light colours them and nothing else."""
        tint = _TINT.get(self.scene.time)
        q = p
        if tint is not None:
            self._figures.fill(0)
            q = self._painter(self._figures)
        self._paint_crowd(q, sight, t)
        q.setTransform(self._stage)
        area = QRect(0, 0, self.width, self.height) if self.scene.crowd else QRect()
        for performance, now in cast:
            x, y = sight.see(now.x, now.y)
            k = now.scale * sight.zoom
            painter = self._main if performance is self.scene.cast[0] else None
            _paint_character(q, performance.character, now, (x, y), k, t, painter)
            area |= self._stage.mapRect(QRectF(x - 95 * k, y - 110 * k, 190 * k, 125 * k)).toAlignedRect()
        if tint is None:
            return
        area &= self._figures.rect()
        q.resetTransform()
        q.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceAtop)
        q.fillRect(area, QColor(*tint))
        q.end()
        p.resetTransform()
        p.drawImage(area.topLeft(), self._figures, area)
        p.setTransform(self._stage)

    def _paint_props(self, p: QPainter, sight: Camera, t: float, *, in_front: bool) -> None:
        props = self.scene.props
        for prop in props:
            if prop.in_front != in_front:
                continue
            k = self._size * sight.zoom
            x, y = sight.see(prop.x, 8.0 * self._size if in_front else 0.0)
            rolling = next((o for o in props if o.kind == "ball"), None)
            flip = -1.0 if prop.kind == "tower" and rolling is not None and rolling.x > prop.x else 1.0
            way = rolled(prop, props, t, scale=self._size)
            if prop.kind not in GLOWING:
                _paint_shadow(p, x + way * k, y, 12 * k, 3 * k)
            p.save()
            p.translate(x, y)
            p.scale(k * flip, k)
            draw_prop(p, prop, t, rolled=way)
            p.restore()

    # Passers-by

    def _paint_crowd(self, p: QPainter, sight: Camera, t: float) -> None:
        if not self.scene.crowd:
            return
        if self._crowd is None:
            self._crowd = tuple(_PasserBy(performance, {}) for performance in _passers_by(self.scene))
        lap = self.units[0] / 2 / min(sight.zoom, 0.8) + 40            # they wrap around outside the frame
        for passer in self._crowd:
            who = passer.performance
            now = moment(who, self.scene, t, aspect=self.aspect)
            x = (now.x - sight.x * (1 - 0.3 * who.depth) + lap) % (2 * lap) - lap
            x, y = sight.see(x + sight.x, now.y)
            turn = int(now.phase / (2 * math.pi) * _CROWD_PHASES) % _CROWD_PHASES
            if turn not in passer.sprites:
                passer.sprites[turn] = self._sprite(who, now, turn)
            sprite, k = passer.sprites[turn], sight.zoom * _SUBPIXEL
            p.setTransform(QTransform(k, 0, 0, k, self.unit * (x - 34 * now.scale * sight.zoom) + self.width / 2,
                                      self.unit * (y - 92 * now.scale * sight.zoom)))
            p.drawImage(0, 0, sprite)

    def _sprite(self, who: Performance, now: Moment, turn: int) -> QImage:
        """A passer-by at one of the phases of its gait, muted; 68 x 98 local units, feet at (34, 92)."""
        k = now.scale * self.unit
        image = QImage(math.ceil(68 * k), math.ceil(98 * k), _PREMULTIPLIED)
        image.fill(0)
        p = self._painter(image)
        posed = Moment(0, 0, 0, now.scale, now.facing, now.action, 2 * math.pi * (turn + 0.5) / _CROWD_PHASES)
        _paint_character(p, who.character, posed, (34 * k, 92 * k), k, 0.0)
        p.resetTransform()
        p.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceAtop)
        p.fillRect(image.rect(), paint(self._light.tone((128, 130, 150), 0.1), 84))
        p.end()
        return image

    # Wet ground

    def _mirror(self, p: QPainter, sight: Camera) -> None:
        """Lays a faint upside-down picture over the ground; lamps draw long streaks."""
        line = round(self.unit * sight.see(0.0, 3.0 * self._size)[1])
        depth = self.height - line
        if depth < 2:
            return
        above = self._canvas.copy(0, max(0, line - depth), self.width, min(depth, line))
        above.flip(Qt.Orientation.Vertical)
        p.resetTransform()
        p.setOpacity(0.22)
        p.drawImage(0, line, above)
        if (self.scene.place, self.scene.time) in GLOW:
            tall = min(line, round(70 * self.unit))
            far = self._canvas.copy(0, line - tall, self.width, tall)
            streaks = far.scaled(max(8, self.width // 3), 2, mode=Qt.TransformationMode.SmoothTransformation)
            p.setCompositionMode(QPainter.CompositionMode.CompositionMode_Screen)
            p.setOpacity(0.40)
            p.drawImage(QRectF(0, line, self.width, depth), streaks, QRectF(0, 0, streaks.width(), streaks.height()))
            p.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
        p.setOpacity(1.0)


def render(scene: Scene, width: int, height: int, times: Sequence[float]) -> np.ndarray:
    """The pictures of a scene at `times`, seconds: (T, H, W, 3) uint8 RGB. ValueError for a frame under 16 pixels."""
    renderer = Renderer(scene, width, height, seconds=max([8.0, *times]))
    frames = np.empty((len(times), height, width, 3), np.uint8)
    for i, t in enumerate(times):
        frames[i] = renderer.frame(t)
    return frames


def contact_sheet(scenes: Sequence[Scene], columns: int, width: int, height: int, seconds: float) -> np.ndarray:
    """One row of `columns` moments from 0 to `seconds` per scene, 2 dark pixels between: (H', W', 3) uint8 RGB."""
    sheet = np.full((len(scenes) * (height + 2) - 2, columns * (width + 2) - 2, 3), 16, np.uint8)
    times = [seconds * i / max(1, columns - 1) for i in range(columns)]
    for row, scene in enumerate(scenes):
        for column, picture in enumerate(render(scene, width, height, times)):
            y, x = row * (height + 2), column * (width + 2)
            sheet[y:y + height, x:x + width] = picture
    return sheet


def _pixels(image: QImage) -> np.ndarray:
    rgb = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(rgb.constBits(), np.uint8).reshape(rgb.height(), rgb.bytesPerLine())
    return rows[:, :3 * rgb.width()].reshape(rgb.height(), rgb.width(), 3).copy()


def _paint_character(p: QPainter, character: Character, now: Moment, feet: tuple[float, float], k: float,
                     t: float, draw: Figure | None = None) -> None:
    draw = draw or _painter_of(character)
    p.save()
    p.translate(*feet)
    p.scale(k * now.facing, k)
    draw(p, character, Pose(now.action, now.phase, t))
    p.restore()


def _painter_of(character: Character) -> Figure:
    return draw_person if character.kind in PEOPLE else draw_vehicle if character.kind in VEHICLES else draw_creature


def _passers_by(scene: Scene) -> list[Performance]:
    """The crowd: people in muted colours with umbrellas or hats, walking either way, the farthest first."""
    rng = random.Random(f"crowd {scene.seed}")
    worn = "umbrella" if scene.weather in ("rain", "snow") else "hat"
    crowd = []
    for i in range(scene.crowd):
        who = Character(rng.choice(("woman", "man")), rng.choice(("brown", "black", "blue", "purple", "green")),
                        hair=rng.choice(("black", "brown", "grey")), skin=rng.randrange(5),
                        accessories=(worn,) if rng.random() < 0.7 else (), seed=rng.randrange(1 << 30))
        crowd.append(Performance(who, "walk", facing=rng.choice((-1, 1)),
                                 x=-90 + 180 * (i + rng.uniform(0.1, 0.9)) / scene.crowd,
                                 depth=rng.uniform(0.5, 0.8), pace=rng.uniform(0.8, 1.1), phase=rng.uniform(0, 6.283)))
    return sorted(crowd, key=lambda performance: -performance.depth)


def _paint_shadow(p: QPainter, x: float, y: float, rx: float, ry: float) -> None:
    """A soft shadow on the ground: two flat ovals."""
    for share, alpha in ((1.0, 44), (0.72, 58)):
        p.setBrush(QColor(16, 14, 40, alpha))
        p.drawEllipse(QPointF(x, y), share * rx, share * ry)


def _paint_occluder(p: QPainter, kind: str, place: tuple[float, float], zoom: float, height: float, lit: Light) -> None:
    """Something about 30 units wide that hides what passes behind it, from the frame's top to its ground."""
    x, ground = place
    foot, half = ground + 14 * zoom, OCCLUDER_WIDTH / 2 * zoom
    base, dark, pale = _OCCLUDERS[kind]
    _paint_shadow(p, x, foot, half * 1.5, 6 * zoom)
    p.setBrush(lit(base))
    p.drawRect(QRectF(x - half, -4, 2 * half, foot + 4))
    p.setBrush(lit(dark))
    p.drawRect(QRectF(x + half * 0.45, -4, half * 0.55, foot + 4))
    p.setBrush(lit(pale))
    if kind == "tree":
        p.drawRect(QRectF(x - half * 0.8, -4, half * 0.3, foot + 4))
        p.setBrush(lit((58, 138, 76)))
        for dx, dy, r in ((-1.4, 2, 1.5), (1.3, 0, 1.6), (0.0, 9, 1.3)):
            p.drawEllipse(QPointF(x + dx * half, dy * zoom), r * half, 15 * zoom)
    elif kind == "wall":
        for i in range(math.ceil(height / 12) + 1):
            y = foot - (i + 1) * 12 * zoom
            p.drawRect(QRectF(x - half + (i % 2) * half, y, half * 0.85, 9 * zoom))
    elif kind == "sign":
        p.drawRoundedRect(QRectF(x - half * 0.72, foot - 84 * zoom, half * 1.44, 60 * zoom), 3, 3)
        p.setBrush(lit((230, 70, 60)))
        p.drawEllipse(QPointF(x, foot - 66 * zoom), half * 0.5, half * 0.5)
        p.drawRect(QRectF(x - half * 0.5, foot - 48 * zoom, half, 6 * zoom))
        p.drawRect(QRectF(x - half * 0.5, foot - 38 * zoom, half, 6 * zoom))
    else:
        p.drawRect(QRectF(x - half * 0.7, -4, half * 0.3, foot + 4))
        p.setBrush(lit(base))
        p.drawRect(QRectF(x - half * 1.2, foot - 8 * zoom, 2.4 * half, 8 * zoom))
