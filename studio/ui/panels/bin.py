"""UI room: the bin: every file of the film, to be dragged to the timeline, the prompt or the file manager."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QSize, Qt, QUrl, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from studio.problem import StudioError
from studio.session import shots
from studio.session.changes import FilmOpened, PictureArrived, ProjectChanged
from studio.session.film import Media, edit, seconds
from studio.session.studio import Studio
from studio.ui import theme
from studio.ui.frames import Frames, first_frame
from studio.ui.language import in_a_row
from studio.ui.panels.panel import Panel
from studio.ui.widgets import DropZone, EmptyState, button, card, column, label, pages, row

MEDIA_MIME = "application/x-fantascope-media"  # the media's id, UTF-8
ID = Qt.ItemDataRole.UserRole
THUMB = QSize(100, 56)


class MediaList(QListWidget):
    """Thumbnails that can be dragged: within the studio by id, elsewhere as the file itself."""

    removed = Signal(str)

    def __init__(self, studio: Studio) -> None:
        super().__init__()
        self._studio = studio
        self.setViewMode(QListWidget.ViewMode.IconMode)
        self.setIconSize(THUMB)
        self.setGridSize(QSize(THUMB.width() + theme.M + 2, THUMB.height() + 36))
        self.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.setMovement(QListWidget.Movement.Static)
        self.setDragEnabled(True)
        self.setWordWrap(False)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QListWidget.SelectionMode.ExtendedSelection)

    def mimeData(self, items: Sequence[QListWidgetItem]) -> QMimeData:
        data = QMimeData()
        ids = [item.data(ID) for item in items]
        data.setData(MEDIA_MIME, "\n".join(ids).encode())
        folder = self._studio.require_folder()
        paths = [folder.resolve(media.path) for media in self._studio.project.media if media.id in ids]
        data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
        return data

    def supportedDropActions(self) -> Qt.DropAction:
        return Qt.DropAction.CopyAction

    def event(self, event: QEvent) -> bool:
        """Here the delete key is about files, not about the timeline's clips."""
        ours = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and event.key() in ours:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            for item in self.selectedItems():
                self.removed.emit(item.data(ID))
            return
        super().keyPressEvent(event)


class BinPanel(DropZone, Panel):
    """`import_wanted` asks for the file dialog; files dropped here are imported at once."""

    HEARS = (FilmOpened, ProjectChanged, PictureArrived)
    import_wanted = Signal()

    def __init__(self, studio: Studio, frames: Frames) -> None:
        self.list = MediaList(studio)
        super().__init__(studio, frames)
        self.setAcceptDrops(True)
        self.count = label("", "small")
        more, self.first = button(self.tr("Import")), button(self.tr("Import files"))
        for made in (more, self.first):
            made.clicked.connect(lambda: self.import_wanted.emit())
        self.list.removed.connect(lambda media: studio.attempt(self.remove, media))
        self.list.itemActivated.connect(lambda item: studio.attempt(self.append, item.data(ID)))
        full = QWidget()
        box = column(full, margin=0, spacing=theme.S)
        box.addWidget(self.list, 1)
        box.addLayout(row(self.count, 1, more))
        empty = EmptyState(
            self.tr("Nothing here yet"),
            self.tr("Drop videos, pictures and music here, or straight onto the timeline."),
            self.first,
        )
        self._pages = pages(self, empty, full)

    def focus(self) -> None:
        (self.list if self.list.count() else self.first).setFocus()

    def chosen(self) -> list[str]:
        """The ids of the selected files, in the bin's order."""
        items = (self.list.item(index) for index in range(self.list.count()))
        return [item.data(ID) for item in items if item.isSelected()]

    def files_dropped(self, files: list[Path]) -> None:
        for path in files:
            self.studio.attempt(self.studio.import_media, path)

    def remove(self, media_id: str) -> None:
        self.studio.edit("Remove from bin", lambda film: edit.remove_media(film, media_id))

    def append(self, media_id: str) -> None:
        """Put it at the playhead, as a drag to the timeline would."""
        at = self.studio.playback.frame
        film, _ = shots.place_media(self.studio.project, media_id, track_id=None, at=at, insert=False)
        self.studio.edit("Place in film", lambda _: film)

    def refresh(self) -> None:
        media = self.studio.project.media
        self._pages.setCurrentIndex(1 if media else 0)
        self.count.setText(self.tr("1 file") if len(media) == 1 else self.tr("{n} files").format(n=len(media)))
        while self.list.count() > len(media):
            self.list.takeItem(self.list.count() - 1)
        while self.list.count() < len(media):
            self.list.addItem(QListWidgetItem())
        for index, one in enumerate(media):
            self._show(self.list.item(index), one)

    def _show(self, item: QListWidgetItem, media: Media) -> None:
        item.setData(ID, media.id)
        item.setText(media.name or Path(media.path).name)
        item.setTextAlignment(Qt.AlignmentFlag.AlignHCenter)
        pixels = self.frames.of(first_frame(media))
        state = (media.id, media.name, pixels is not None, theme.current().name)
        if item.data(ID + 1) == state:
            return  # drawing a pixmap for every file at every edit would be felt
        item.setData(ID + 1, state)
        item.setIcon(card(pixels, THUMB, mark="♪" if media.kind == "audio" else "", ratio=self.devicePixelRatioF()))
        item.setToolTip(self._tip(media))

    def _tip(self, media: Media) -> str:
        parts = [media.name or Path(media.path).name]
        if media.width:
            parts.append(f"{media.width} × {media.height}")
        if media.kind != "picture":
            parts.append(self.tr("{seconds} s").format(seconds=f"{float(seconds(media.frames, media.rate)):.1f}"))
        try:
            if not self.studio.require_folder().resolve(media.path).is_file():
                parts.append(self.tr("The file is missing."))
        except StudioError as trouble:
            parts.append(in_a_row(trouble.problem))
        return "\n".join(parts)
