"""UI room, timeline: the widget. Turns input into gestures and gestures into edits; holds no film of its own.

A drag lives in `gesture` alone and becomes one edit when it ends. The lanes are kept as a picture while only the
playhead moves.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QEvent, QPoint, QPointF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from studio.session.changes import (
    Change,
    FilmClosed,
    FilmOpened,
    FramesArrived,
    JobChanged,
    PlaybackChanged,
    PlayheadChanged,
    ProjectChanged,
    SelectionChanged,
)
from studio.session.film import Project, StudioError, Track, find_clip, find_clips, whole_groups
from studio.session.studio import Studio
from studio.ui import theme
from studio.ui.timeline import drag, hands, hits, layout, spoken
from studio.ui.timeline.commands import KEYS, Commands
from studio.ui.timeline.dropping import Dropping
from studio.ui.timeline.menu import menu_for
from studio.ui.timeline.picture import Picture, dirty
from studio.ui.timeline.progress import making
from studio.ui.timeline.scene import Pictures, Scene
from studio.ui.timeline.supply import Supply
from studio.ui.timeline.words import tr

WHEEL_STEP = 60.0  # pixels a notch of the wheel scrolls
ZOOM_STEP = 1.25


class TimelineView(Dropping, QWidget):
    """The film on its tracks. `close_down` ends its threads; `keys` may be replaced by another keymap."""

    shot_opened = Signal(str)  # a clip's id: show it in the prompt panel and put the caret there
    remix_wanted = Signal(str)
    verb_wanted = Signal(str, str, int)  # a method of the window's commands, the clip, the film frame
    describe_wanted = Signal(str)
    cast_wanted = Signal(str, int)  # clip, film frame: make a cast member of it
    rename_wanted = Signal(str)  # a track's id
    tool_changed = Signal(str)

    def __init__(self, studio: Studio, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.studio, self.commands = studio, Commands(studio)
        self.keys, self.snapping, self.tool = dict(KEYS), True, "select"
        self.view = layout.View()
        self.gesture: drag.Gesture = drag.IDLE
        self.hover: hits.Hit | None = None
        self._preview: tuple[Project, drag.Gesture, Project] | None = None
        self._picture, self._pictures = Picture(), Pictures()
        self._groups: tuple[Project, frozenset[str]] | None = None
        self._playhead = 0  # where it was last seen
        self._fitted = False
        self.supply = Supply(studio)
        self.supply.arrived.connect(self.refresh)
        self._crawl = QTimer(self, interval=30)  # scrolls while a drag is held at an edge
        self._crawl.timeout.connect(self._crawled)
        self._pointer = (QPointF(), Qt.KeyboardModifier.NoModifier)
        self.setMouseTracking(True)
        self.setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(480, 150)
        self.setAccessibleName(tr("Timeline"))
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._leave = studio.subscribe(self.heard)
        self.destroyed.connect(lambda *_, leave=self._leave: leave())
        spoken.install()
        self._describe()

    # -- what the studio says ------------------------------------------------------------------------------------

    @property
    def film(self) -> Project:
        return self.studio.project

    def heard(self, change: Change) -> None:
        """One change of the studio."""
        match change:
            case FilmOpened() | FilmClosed():
                self.supply.clear()
                self._pictures.clear()
                self.gesture, self.hover, self._fitted = drag.IDLE, None, False
                self._fit_once()
            case ProjectChanged(before=before, after=after):
                self.supply.film_changed(before, after)
                if before.media is not after.media or before.takes is not after.takes or before.width != after.width:
                    self._pictures.clear()
                if len(find_clips(after, held := drag.clips_of(self.gesture))) < len(held):
                    self.gesture = drag.IDLE  # what was in the hand is gone
                self.hover = None
                self._fit_once()
            case PlayheadChanged(frame=frame):
                self._follow(frame)
                for part in dirty(self.view, self._playhead, frame):
                    self.update(part)
                self._playhead = frame
                return
            case FramesArrived():
                self.supply.live_arrived(change)
            case JobChanged(job=job):
                if job.over:
                    self.supply.live_over(job.clip_id)
            case SelectionChanged():
                spoken.tell(self)
            case PlaybackChanged():
                pass
            case _:
                return
        self._describe()
        self.refresh()

    def refresh(self) -> None:
        """Paint everything anew."""
        self._picture.stale = True
        self.update()

    def close_down(self) -> None:
        """Stop listening and end the threads; harmless twice."""
        self._leave()
        self.supply.close()

    def stand(self, view: layout.View, *, tool: str, snapping: bool) -> None:
        """Look at the same stretch of the film as another timeline did, with the same tool."""
        self.view = replace(view, width=self.width(), height=self.height())
        self._fitted, self.tool, self.snapping = True, tool, snapping
        self.refresh()

    def track_of(self, clip_id: str) -> Track | None:
        found = find_clip(self.film, clip_id)
        return found[0] if found else None

    def _follow(self, frame: int) -> None:
        if isinstance(self.gesture, drag.Idle) and self.studio.playback.playing:
            moved = self.view.revealing(self.film, frame)
            if moved is not self.view:
                self.view = moved
                self.refresh()

    def _fit_once(self) -> None:
        """Show the whole film when it is first seen, then leave the zoom to the person."""
        if not self._fitted and self.width() > layout.HEADER + 50:
            self._fitted = self.film.duration > 0
            self.view = self.view.fitted(max(self.film.duration, round(30 * self.film.rate)))

    def _describe(self) -> None:
        self.setAccessibleDescription(hands.described(self))

    # -- painting ------------------------------------------------------------------------------------------------

    def scene(self) -> Scene:
        return Scene(
            project=self.shown(),
            before=self.film,
            view=self.view,
            theme=theme.current(),
            font=self.font(),
            strips=self.supply.strips,
            pictures=self._pictures,
            gesture=self.gesture,
            selection=frozenset(self.studio.selection),
            hover=self.hover,
            drop=self.drop,
            playhead=self.studio.playback.frame,
            tool=self.tool,
            focused=self.hasFocus(),
            ratio=self.devicePixelRatioF(),
            groups=self.tied(),
            busy=frozenset(job.clip_id for job in self.studio.jobs if not job.over),
            making=partial(making, self.studio),
        )

    def tied(self) -> frozenset[str]:
        """The groups of the film that have more than one clip."""
        if self._groups is None or self._groups[0] is not self.film:
            self._groups = self.film, layout.groups(self.film)
        return self._groups[1]

    def shown(self) -> Project:
        """The film as the gesture would leave it."""
        film, kept = self.film, self._preview
        if kept is not None and kept[0] is film and kept[1] == self.gesture:
            return kept[2]
        try:
            after = drag.shown(film, self.gesture)
        except StudioError:
            after = film
        self._preview = (film, self.gesture, after)
        return after

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self._picture.paint(painter, self.scene(), event.rect())
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.view = replace(self.view, width=self.width(), height=self.height())
        self._fit_once()
        self.view = self.view.scrolled(self.film)
        self.refresh()

    def changeEvent(self, event: QEvent) -> None:
        self._pictures.clear()  # another theme, font, language or screen
        self.refresh()

    def sizeHint(self) -> QSize:
        return QSize(1200, 320)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.update()

    # -- the mouse -----------------------------------------------------------------------------------------------

    def hit(self, at: QPointF) -> hits.Hit:
        return hits.hit(self.film, self.view, at.x(), at.y())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not isinstance(self.gesture, drag.Idle):
            return
        at = event.position()
        if event.button() == Qt.MouseButton.MiddleButton:
            self._begin(drag.Pan(at.x(), at.y(), self.view))
        elif event.button() == Qt.MouseButton.LeftButton:
            self._begin(hands.pressed(self, self.hit(at), at, event.modifiers()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        self._pointer = (at, event.modifiers())
        if isinstance(self.gesture, drag.Idle):
            self._hover(at)
            return
        self._drag(at, event.modifiers())
        outside = not layout.HEADER <= at.x() <= self.width()
        pulls = isinstance(self.gesture, drag.Move | drag.Trim | drag.Band | drag.Scrub | drag.MarkDrag | drag.Fade)
        if pulls and outside and not self._crawl.isActive():
            self._crawl.start()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        middle = isinstance(self.gesture, drag.Pan) and not self.gesture.foot
        if event.button() != (Qt.MouseButton.MiddleButton if middle else Qt.MouseButton.LeftButton):
            return
        done, self.gesture = self.gesture, drag.IDLE
        self._crawl.stop()
        hands.released(self, done)
        self._hover(event.position())
        self.refresh()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        under = self.hit(event.position())
        if event.button() != Qt.MouseButton.LeftButton:
            return
        if isinstance(under, hits.OnClip) and self.tool == "select":
            self.studio.select([under.clip.id])
            self.do_open_shot()
        elif isinstance(under, hits.OnHeader) and under.button is None:
            self.rename_wanted.emit(under.row.track.id)
        else:
            self.mousePressEvent(event)

    def leaveEvent(self, event) -> None:
        self.hover = None
        self.refresh()

    def _begin(self, gesture: drag.Gesture) -> None:
        self.gesture = gesture
        self.refresh()

    def _drag(self, at: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        self.gesture = hands.dragged(self, self.gesture, at, modifiers)
        self.setCursor(hands.cursor(self, self.hover))
        self.refresh()

    def _crawled(self) -> None:
        at, modifiers = self._pointer
        beyond = min(at.x() - layout.HEADER, 0) + max(at.x() - self.width(), 0)
        if isinstance(self.gesture, drag.Idle) or not beyond:
            self._crawl.stop()
            return
        self.view = self.view.scrolled(self.film, right=max(min(beyond, 60), -60) * 0.6)
        self._drag(at, modifiers)

    def _hover(self, at: QPointF) -> None:
        before, self.hover = self.hover, self.hit(at)
        self.setCursor(hands.cursor(self, self.hover))
        self.setToolTip(hands.tip(self.hover))
        if hands.looks(before) != hands.looks(self.hover):
            self.refresh()

    def wheelEvent(self, event: QWheelEvent) -> None:
        turn, fine = event.angleDelta(), event.pixelDelta()
        down, right = turn.y() / 120, turn.x() / 120
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom(ZOOM_STEP**down, around=max(event.position().x(), layout.HEADER))
        elif event.modifiers() & Qt.KeyboardModifier.AltModifier:  # Qt turns the wheel sideways under Alt
            self.scroll_by(down=-(down or right) * WHEEL_STEP)
        else:
            along = -fine.x() - fine.y() if not fine.isNull() else -(down + right) * WHEEL_STEP
            self.scroll_by(right=along)
        event.accept()

    def scroll_by(self, *, right: float = 0.0, down: float = 0.0) -> None:
        self.view = self.view.scrolled(self.film, right=right, down=down)
        self.refresh()

    def zoom(self, factor: float, *, around: float | None = None) -> None:
        """Around an x, or around the playhead when that is in sight, else the middle."""
        if around is None:
            around = self.view.x(self.studio.playback.frame)
            if not layout.HEADER <= around <= self.width():
                around = layout.HEADER + self.view.lanes_width / 2
        self.view = self.view.zoomed(factor, around=around)
        self.refresh()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        under = hands.under_selection(self) if by_key else self.hit(QPointF(event.pos()))
        if under is None:
            return
        if isinstance(under, hits.OnClip) and under.clip.id not in self.studio.selection:
            self.studio.select(whole_groups(self.film, (under.clip.id,)))
        menu = menu_for(self, under)
        if menu is not None:
            where = hands.spot(self, under) if by_key else event.pos()
            menu.popup(self.mapToGlobal(QPoint(where)))

    # -- the keyboard --------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and not isinstance(self.gesture, drag.Idle):
            self._begin(drag.IDLE)
            return
        combination = event.keyCombination()
        pressed = Qt.KeyboardModifier(combination.keyboardModifiers() & ~Qt.KeyboardModifier.KeypadModifier)
        name = QKeySequence(pressed.value | combination.key().value).toString(QKeySequence.SequenceFormat.PortableText)
        command = self.keys.get(name) or self.keys.get(event.text())
        if command is None or not self.run(command):
            super().keyPressEvent(event)

    def run(self, command: str) -> bool:
        """Carry out a command by its name in KEYS; False when there is none of that name."""
        act = getattr(self, f"do_{command}", None) or getattr(self.commands, command, None)
        if act is None:
            return False
        act()
        self._reveal()
        return True

    def knows(self, command: str) -> bool:
        return hasattr(self, f"do_{command}") or hasattr(self.commands, command)

    def key_of(self, command: str) -> str:
        """The key in force for a command, as people write it; "" when it has none."""
        key = next((key for key, name in self.keys.items() if name == command), "")
        return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)

    def _reveal(self) -> None:
        self.view = self.view.revealing(self.film, self.studio.playback.frame)
        self._describe()
        self.refresh()

    def set_tool(self, tool: str) -> None:
        if tool != self.tool:
            self.tool = tool
            self.setCursor(hands.cursor(self, self.hover))
            self.tool_changed.emit(tool)
            self.refresh()

    def do_tool_select(self) -> None:
        self.set_tool("select")

    def do_tool_blade(self) -> None:
        self.set_tool("blade")

    def do_tool_slip(self) -> None:
        self.set_tool("slip")

    def do_tool_slide(self) -> None:
        self.set_tool("slide")

    def do_tool_rate(self) -> None:
        self.set_tool("rate")

    def do_toggle_snapping(self) -> None:
        self.snapping = not self.snapping

    def do_zoom_in(self) -> None:
        self.zoom(ZOOM_STEP**2)

    def do_zoom_out(self) -> None:
        self.zoom(ZOOM_STEP**-2)

    def do_zoom_fit(self) -> None:
        self.view = self.view.fitted(self.film.duration)

    def do_open_shot(self) -> None:
        """The selected shot's prompt, or the selected title's words."""
        found = find_clip(self.film, self.studio.selection[0]) if self.studio.selection else None
        if found and found[1].title:
            self.verb_wanted.emit("edit_title", found[1].id, self.studio.playback.frame)
        elif found:
            self.shot_opened.emit(found[1].id)

    def do_escape(self) -> None:
        self.studio.select([])
        self.set_tool("select")
