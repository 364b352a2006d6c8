"""UI room, preview: play, step, mark and jump. Widgets here show the studio's playback and hold none of their own."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QFont, QIcon, QKeyEvent, QPainter, QPen, QPixmap, QPolygonF
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QToolButton, QWidget

from studio.session.changes import Change, FilmClosed, FilmOpened, PlaybackChanged, PlayheadChanged, ProjectChanged
from studio.session.film import StudioError, parse_timecode, timecode
from studio.session.studio import Studio
from studio.ui import theme
from studio.ui.preview.stage import tr
from studio.ui.timeline.commands import Commands
from studio.ui.widgets import label, tool

ICON = 18


class Timecode(QLineEdit):
    """The playhead's timecode. Type one and press Enter to jump; `+` or `-` in front counts from here."""

    jumped = Signal(int)

    def __init__(self, studio: Studio) -> None:
        super().__init__()
        self._studio = studio
        self.setAccessibleName(tr("Timecode"))
        self.setToolTip(tr("Type a timecode and press Enter to jump there"))
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        font = QFont(self.font())
        font.setPixelSize(theme.TITLE)
        font.setWeight(QFont.Weight.DemiBold)
        self.setFont(font)
        self.setFixedWidth(self.fontMetrics().horizontalAdvance("00:00:00:00") + 30)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus | Qt.FocusPolicy.TabFocus)
        self.returnPressed.connect(self._jump)

    def show_frame(self, frame: int) -> None:
        if not self.hasFocus():
            self.setText(timecode(frame, self._studio.project.rate))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.show_frame(self._studio.playback.frame)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.clearFocus()
        else:
            super().keyPressEvent(event)

    def _jump(self) -> None:
        words, here = self.text().strip(), self._studio.playback.frame
        sign = words[:1] if words[:1] in ("+", "-") else ""
        try:
            frame = parse_timecode(words.lstrip("+-"), self._studio.project.rate)
        except StudioError as exc:
            self._studio.report(exc.problem)
            self.selectAll()
            return
        target = {"+": here + frame, "-": here - frame}.get(sign, frame)
        self.clearFocus()
        self.jumped.emit(max(target, 0))


class Transport(QWidget):
    """The row under the picture. It says what the studio says; `close_down` stops it listening."""

    def __init__(self, studio: Studio, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._studio = studio
        commands = self.commands = Commands(studio)
        self._drawn: tuple[str, float] | None = None
        self.buttons: dict[str, QToolButton] = {}
        self.timecode = Timecode(studio)
        self.timecode.jumped.connect(commands.seek)
        self.count = label("", "small")
        self.count.setAccessibleName(tr("Frame"))
        self.speed = QLabel("")
        self.speed.setProperty("role", "small")
        box = QHBoxLayout(self)
        box.setContentsMargins(theme.S, theme.XS, theme.S, theme.XS)
        box.setSpacing(2)
        box.addWidget(self.timecode)
        box.addSpacing(theme.S)
        box.addWidget(self.speed)
        box.addStretch(1)
        for name, tip, act in (
            ("in", tr("Set in point (I)"), commands.set_in),
            ("home", tr("Go to the beginning (Home)"), commands.go_home),
            ("back", tr("One frame back (Left)"), commands.back),
            ("play", tr("Play or stop (Space)"), commands.play),
            ("forward", tr("One frame on (Right)"), commands.forward),
            ("end", tr("Go to the end (End)"), commands.go_end),
            ("out", tr("Set out point (O)"), commands.set_out),
        ):
            box.addWidget(self._button(name, tip, act))
        box.addStretch(1)
        box.addWidget(self.count)
        box.addSpacing(theme.S)
        loop = self._button("loop", tr("Loop"), self._looped)
        loop.setCheckable(True)
        box.addWidget(loop)
        self._leave = studio.subscribe(self.heard)
        self.destroyed.connect(lambda *_, leave=self._leave: leave())
        self.show_playback()

    def heard(self, change: Change) -> None:
        if isinstance(change, FilmOpened | FilmClosed | ProjectChanged | PlayheadChanged | PlaybackChanged):
            self.show_playback()

    def close_down(self) -> None:
        """Stop listening; harmless twice."""
        self._leave()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self.buttons:
            self.show_playback()

    def _button(self, name: str, tip: str, act) -> QToolButton:
        made = tool("", tip)
        made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        made.setIconSize(QSize(ICON, ICON))
        made.clicked.connect(lambda *_: act())
        self.buttons[name] = made
        return made

    def _looped(self) -> None:
        self._studio.playback.looping = self.buttons["loop"].isChecked()
        self.show_playback()

    def show_playback(self) -> None:
        playback, film = self._studio.playback, self._studio.project
        self.timecode.show_frame(playback.frame)
        self.count.setText(tr("{} / {}").format(f"{playback.frame:,}", f"{film.duration:,}"))
        self.speed.setText("" if playback.speed in (0, 1) else f"{playback.speed:+g}×")
        self.buttons["loop"].setChecked(playback.looping)
        for name in self.buttons:
            self.buttons[name].setEnabled(film.duration > 0 or name == "loop")
        state = (f"{theme.current().name} {playback.playing} {playback.looping}", self.devicePixelRatioF())
        if state != self._drawn:
            self._drawn = state
            for name, made in self.buttons.items():
                shown = "pause" if name == "play" and playback.playing else name
                ink = theme.current().accent if name == "loop" and playback.looping else theme.current().text
                made.setIcon(icon(shown, ink, ratio=self.devicePixelRatioF()))


def icon(name: str, ink: str, *, ratio: float = 1.0) -> QIcon:
    """One of the transport's signs, drawn on an 18 × 18 field."""
    plate = QPixmap(QSize(ICON, ICON) * ratio)
    plate.setDevicePixelRatio(ratio)
    plate.fill(Qt.GlobalColor.transparent)
    painter = QPainter(plate)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(ink))
    match name:
        case "play":
            _triangle(painter, 4, 15)
        case "pause":
            painter.drawRoundedRect(QRectF(4, 3, 3.6, 12), 1, 1)
            painter.drawRoundedRect(QRectF(10.4, 3, 3.6, 12), 1, 1)
        case "forward" | "back":
            flip = name == "back"
            _triangle(painter, 12 if flip else 6, 5 if flip else 13, half=4.5)
            painter.drawRect(QRectF(3 if flip else 13.4, 4.5, 1.6, 9))
        case "home" | "end":
            flip = name == "home"
            _triangle(painter, 9 if flip else 3, 3 if flip else 9, half=4.5)
            _triangle(painter, 15 if flip else 9, 9 if flip else 15, half=4.5)
        case "in" | "out":
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(ink), 1.8))
            near, far = (6, 11) if name == "in" else (12, 7)
            painter.drawPolyline(QPolygonF([QPointF(far, 3), QPointF(near, 3), QPointF(near, 15), QPointF(far, 15)]))
        case "loop":
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(ink), 1.7, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
            painter.drawArc(QRectF(3, 4, 12, 10), 20 * 16, 140 * 16)
            painter.drawArc(QRectF(3, 4, 12, 10), 200 * 16, 140 * 16)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(ink))
            for corners in (((12.2, 7.6), (17, 7.4), (14.6, 3.2)), ((5.8, 10.4), (1, 10.6), (3.4, 14.8))):
                painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in corners]))
    painter.end()
    return QIcon(plate)


def _triangle(painter: QPainter, base: float, tip: float, *, half: float = 6.0) -> None:
    middle = ICON / 2
    corners = [QPointF(base, middle - half), QPointF(tip, middle), QPointF(base, middle + half)]
    painter.drawPolygon(QPolygonF(corners))
