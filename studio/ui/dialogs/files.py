"""UI room: asking for files and folders without stopping the window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QFileDialog, QWidget

PICTURES = "*.png *.jpg *.jpeg *.webp *.bmp *.tif *.tiff *.gif *.avif"
MEDIA = f"{PICTURES} *.mp4 *.mov *.mkv *.webm *.avi *.m4v *.mpg *.mxf *.wav *.mp3 *.flac *.ogg *.opus *.m4a *.aac"

TIMELINES = "OpenTimelineIO, EDL, FCPXML (*.otio *.otioz *.edl *.fcpxml)"


def tr(text: str) -> str:
    return QCoreApplication.translate("Files", text)


def choose_films(parent: QWidget, start: Path, done: Callable[[Path], object]) -> QFileDialog:
    """A film is a folder whose name ends in .film."""
    dialog = _made(parent, tr("Open film"), start)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    return _opened(dialog, lambda paths: done(paths[0]))


def choose_target(
    parent: QWidget, title: str, start: Path, done: Callable[[Path], object], *, pattern: str = ""
) -> QFileDialog:
    """A path to write to; `start` is the folder and name to begin with."""
    dialog = _made(parent, title, start.parent)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setFileMode(QFileDialog.FileMode.AnyFile)
    if pattern:
        dialog.setNameFilter(pattern)
    dialog.selectFile(start.name)
    return _opened(dialog, lambda paths: done(paths[0]))


def choose_media(parent: QWidget, start: Path, done: Callable[[list[Path]], object]) -> QFileDialog:
    return _files(parent, tr("Import"), start, f"{tr('Videos, pictures and sound')} ({MEDIA})", done, many=True)


def choose_timeline(parent: QWidget, start: Path, done: Callable[[Path], object]) -> QFileDialog:
    return _files(parent, tr("Import timeline"), start, TIMELINES, lambda paths: done(paths[0]), many=False)


def choose_picture(parent: QWidget, start: Path, done: Callable[[Path], object]) -> QFileDialog:
    chosen = lambda paths: done(paths[0])  # noqa: E731
    return _files(parent, tr("Choose a picture"), start, f"{tr('Pictures')} ({PICTURES})", chosen, many=False)


def choose_folder(parent: QWidget, title: str, start: Path, done: Callable[[Path], object]) -> QFileDialog:
    dialog = _made(parent, title, start)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    return _opened(dialog, lambda paths: done(paths[0]))


def choose_weights(parent: QWidget, start: Path, done: Callable[[Path], object]) -> QFileDialog:
    """A single file of a model's weights."""
    pattern = f"{tr('Weights')} (*.safetensors *.gguf)"
    return _files(parent, tr("Add a file"), start, pattern, lambda paths: done(paths[0]), many=False)


def _files(
    parent: QWidget, title: str, start: Path, pattern: str, done: Callable[[list[Path]], object], *, many: bool
) -> QFileDialog:
    dialog = _made(parent, title, start)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles if many else QFileDialog.FileMode.ExistingFile)
    dialog.setNameFilters([pattern, tr("All files (*)")])
    return _opened(dialog, done)


def _made(parent: QWidget, title: str, start: Path) -> QFileDialog:
    dialog = QFileDialog(parent, title, str(start))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setLabelText(QFileDialog.DialogLabel.LookIn, tr("Look in:"))  # Qt has no Chinese for these two
    dialog.setLabelText(QFileDialog.DialogLabel.FileType, tr("Files of type:"))
    return dialog


def _opened(dialog: QFileDialog, done: Callable[[list[Path]], object]) -> QFileDialog:
    dialog.accepted.connect(lambda: done([Path(name) for name in dialog.selectedFiles()]))
    dialog.open()
    return dialog
