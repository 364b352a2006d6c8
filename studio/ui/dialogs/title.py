"""UI room: the words of a title, where they stand, how large, in which colour. What is typed is on screen at once."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QColorDialog, QDialog, QPlainTextEdit, QSlider, QWidget

from studio.session.film import Clip, Title, edit, find_clip
from studio.session.studio import Studio
from studio.ui import theme
from studio.ui.language import NOOP
from studio.ui.widgets import Check, Choice, button, column, field, label, row

# (place, words, the size that suits it)
PLACES = (
    ("centre", NOOP("Title", "Centre"), 90), ("lower third", NOOP("Title", "Lower third"), 55),
    ("foot", NOOP("Title", "Foot, as subtitles"), 48), ("top", NOOP("Title", "Top"), 60),
)  # fmt: skip


def tr(text: str) -> str:
    return QCoreApplication.translate("Title", text)


class TitleDialog(QDialog):
    """Every change is made at once; all of them are one undo step. Cancel takes them back."""

    def __init__(self, studio: Studio, clip: Clip, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._studio, self._clip_id, self._before = studio, clip.id, clip.title or Title()
        self.setWindowTitle(tr("Title"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(460)
        shown = self._before
        self.words = QPlainTextEdit(shown.text)
        self.words.setTabChangesFocus(True)
        self.words.setFixedHeight(96)
        self.words.setAccessibleName(tr("Words"))
        self.words.selectAll()
        self.place = Choice()
        for name, text, _ in PLACES:
            self.place.addItem(tr(text), name)
        self.place.setCurrentIndex(max(self.place.findData(shown.place), 0))
        self.size_of = QSlider(Qt.Orientation.Horizontal)
        self.size_of.setRange(20, 300)
        self.size_of.setValue(shown.size)
        self.colour = button("")
        self.colour.setFixedWidth(64)
        self.colour.setAccessibleName(tr("Colour"))
        self.plate = Check(tr("Dark ground behind the words"))
        self.plate.setChecked(shown.plate)
        self._paint(shown.colour)
        done, close = button(tr("Done"), "primary"), button(tr("Cancel"))
        close.setMinimumHeight(40)
        box = column(self, margin=theme.XL, spacing=theme.L)
        box.addWidget(label(tr("Title"), "display"))
        box.addWidget(self.words)
        box.addLayout(row(field(tr("Place"), self.place), field(tr("Colour"), self.colour, 1), spacing=theme.L))
        box.addWidget(field(tr("Size"), self.size_of))
        box.addWidget(self.plate)
        box.addLayout(row(1, close, done))
        self.words.textChanged.connect(lambda: self.change(text=self.words.toPlainText()))
        self.place.currentIndexChanged.connect(self._placed)
        self.size_of.valueChanged.connect(lambda size: self.change(size=size))
        self.plate.toggled.connect(lambda on: self.change(plate=on))
        self.colour.clicked.connect(self._ask_colour)
        done.clicked.connect(self.accept)
        close.clicked.connect(self.reject)
        self.finished.connect(self._finished)

    def change(self, **changes: object) -> None:
        """One step of the history, however much is changed while the dialog is open."""
        found = find_clip(self._studio.project, self._clip_id)
        if found is None or found[1].title is None:
            self.close()
            return
        self._studio.attempt(
            self._studio.edit,
            "Edit title",
            lambda film: edit.set_title(film, self._clip_id, **changes),
            merge_key=f"title {self._clip_id} {id(self)}",
        )

    def _placed(self) -> None:
        name, _, size = PLACES[self.place.currentIndex()]
        self.change(place=name, size=size)
        self.size_of.blockSignals(True)
        self.size_of.setValue(size)
        self.size_of.blockSignals(False)

    def _ask_colour(self) -> None:
        asked = QColorDialog(QColor(self._colour), self)
        asked.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        asked.colorSelected.connect(lambda chosen: self._coloured(chosen.name()))
        asked.open()

    def _coloured(self, value: str) -> None:
        self._paint(value)
        self.change(colour=value)

    def _paint(self, value: str) -> None:
        self._colour = value
        self.colour.setStyleSheet(f"background: {value};")

    def _finished(self, result: int) -> None:
        if result == QDialog.DialogCode.Rejected:
            before = self._before
            changes = {name: getattr(before, name) for name in ("text", "place", "size", "colour", "plate")}
            self.change(**changes)
        self._studio.settle()
