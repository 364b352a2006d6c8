"""UI room: the pictures a shot must pass through, in their order, each with its time."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QScrollArea, QToolButton, QWidget

from studio.session.film import Clip, Keyframe, Project, seconds
from studio.ui import theme
from studio.ui.frames import Frames
from studio.ui.widgets import DropZone, card, clear

THUMB = QSize(80, 45)
STRENGTHS = (1.0, 0.75, 0.5, 0.25)


class KeyframeStrip(DropZone, QScrollArea):
    """Thumbnails with "First", "Last" or a time below, and a place to add one."""

    dropped = Signal(list)  # of Path
    file_wanted = Signal()
    frame_wanted = Signal()
    moved = Signal(int, int)  # from time, to time
    removed = Signal(int)
    weighed = Signal(int, float)  # time, strength

    def __init__(self, frames: Frames) -> None:
        super().__init__()
        self._frames = frames
        self._shown: object = None
        self.setAcceptDrops(True)
        self.setWidgetResizable(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFixedHeight(THUMB.height() + 36)
        inner = QWidget()
        self._row = QHBoxLayout(inner)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(theme.XS)
        self.setWidget(inner)

    def files_dropped(self, files: list[Path]) -> None:
        self.dropped.emit(files)

    def show_clip(self, clip: Clip | None, project: Project) -> None:
        keys = clip.shot.keyframes if clip and clip.shot else ()
        pictures = [self._frames.of(key.image) for key in keys]
        state = (keys, clip and clip.length, [p is not None for p in pictures], theme.current().name)
        if state == self._shown:
            return
        self._shown = state
        clear(self._row)
        while self._row.count():
            self._row.takeAt(0)
        if clip is not None:
            for key, pixels in zip(keys, pictures, strict=True):
                plate = card(pixels, THUMB, mark="…", ratio=self.devicePixelRatioF())
                made = self._plate(self._time(key, clip, project), plate)
                made.setMenu(self._menu(made, key, clip))
                made.setToolTip(self.tr("Strength {n} %").format(n=round(100 * key.strength)))
                self._row.addWidget(made)
        add = self._plate(self.tr("Add picture"), card(None, THUMB, mark="＋", ratio=self.devicePixelRatioF()))
        add.setToolTip(self.tr("A picture the shot must pass through. You can drop one here."))
        menu = QMenu(add)
        menu.addAction(self.tr("Choose a picture…"), self.file_wanted.emit)
        menu.addAction(self.tr("Use the current frame"), self.frame_wanted.emit)
        add.setMenu(menu)
        self._row.addWidget(add)
        self._row.addStretch(1)

    def _plate(self, text: str, pixmap) -> QToolButton:
        made = QToolButton()
        made.setText(text)
        made.setProperty("role", "plate")
        made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        made.setIconSize(THUMB)
        made.setIcon(pixmap)
        made.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        made.setAccessibleName(text)
        return made

    def _menu(self, parent: QWidget, key: Keyframe, clip: Clip) -> QMenu:
        menu, last = QMenu(parent), clip.length - 1
        for text, time in ((self.tr("Make it the first frame"), 0), (self.tr("Make it the last frame"), last)):
            act = menu.addAction(text, lambda time=time: self.moved.emit(key.time, time))
            act.setEnabled(key.time != time)
        middle = menu.addAction(self.tr("Move to the middle"), lambda: self.moved.emit(key.time, last // 2))
        middle.setEnabled(key.time != last // 2)
        strength = menu.addMenu(self.tr("Strength"))
        for share in STRENGTHS:
            choice = QAction(f"{share:.0%}", strength, checkable=True, checked=abs(key.strength - share) < 0.01)
            choice.triggered.connect(lambda _=False, share=share: self.weighed.emit(key.time, share))
            strength.addAction(choice)
        menu.addSeparator()
        menu.addAction(self.tr("Remove"), lambda: self.removed.emit(key.time))
        return menu

    def _time(self, key: Keyframe, clip: Clip, project: Project) -> str:
        if key.time == 0:
            return self.tr("First")
        if key.time >= clip.length - 1:
            return self.tr("Last")
        return self.tr("{seconds} s").format(seconds=f"{float(seconds(key.time, project.rate)):.1f}")
