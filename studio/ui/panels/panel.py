"""UI room: what every panel is: it watches the studio, and renders again when something it shows has changed."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QWidget

from studio.session.changes import Change
from studio.session.film import Clip, find_clip
from studio.session.studio import Studio
from studio.ui.frames import Frames


class Panel(QWidget):
    """Subclasses name the changes they show in `HEARS` and draw in `refresh`, which runs once per turn of the loop."""

    HEARS: tuple[type, ...] = ()

    def __init__(self, studio: Studio, frames: Frames) -> None:
        super().__init__()
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.studio, self.frames = studio, frames
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.refresh_now)
        leave = studio.subscribe(self._heard)
        self.destroyed.connect(lambda *_: leave())
        frames.arrived.connect(self.refresh_soon)
        self.refresh_soon()

    def focus(self) -> None:
        """Where the keyboard goes when a person goes to this panel."""
        self.setFocus()

    def refresh(self) -> None:
        """Make the widgets say what the studio says."""
        raise NotImplementedError

    def refresh_now(self) -> None:
        self._soon.stop()
        self.refresh()

    def refresh_soon(self) -> None:
        """Any number of changes in one turn of the loop cost one refresh."""
        if not self._soon.isActive():
            self._soon.start()

    def chosen_clip(self) -> Clip | None:
        """The clip the panels are about: the first of the selection."""
        selected = self.studio.selection
        found = find_clip(self.studio.project, selected[0]) if selected else None
        return found[1] if found else None

    def _heard(self, change: Change) -> None:
        if isinstance(change, self.HEARS):
            self.refresh_soon()
