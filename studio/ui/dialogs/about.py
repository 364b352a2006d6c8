"""UI room: what this is, and whose work it stands on."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QDialog, QPlainTextEdit, QTabWidget, QWidget

from studio import __version__
from studio.ui import theme
from studio.ui.widgets import button, column, label, row


def tr(text: str) -> str:
    return QCoreApplication.translate("About", text)


class AboutDialog(QDialog):
    """Name, version and licences; `root` is the folder that holds LICENSE and NOTICE."""

    def __init__(self, root: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("About Fantascope"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(680, 520)
        box = column(self, margin=theme.XL, spacing=theme.S)
        box.addWidget(label("Fantascope", "display"))
        box.addWidget(label(tr("Version {version}").format(version=__version__), "hint"))
        box.addWidget(label(tr("A studio for directing generated video. Everything runs on this machine."), wrap=True))
        tabs = QTabWidget()
        for title, name in ((tr("Work of others"), "NOTICE"), (tr("Licence"), "LICENSE")):
            tabs.addTab(self._text(root / name), title)
        box.addWidget(tabs, 1)
        close = button(tr("Close"))
        close.clicked.connect(self.accept)
        box.addLayout(row(1, close))

    def _text(self, path: Path) -> QPlainTextEdit:
        shown = QPlainTextEdit(readOnly=True)
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPixelSize(theme.SMALL)
        shown.setFont(font)
        try:
            shown.setPlainText(path.read_text("utf-8"))
        except OSError:
            shown.setPlainText(tr("The file {name} is missing from this copy.").format(name=path.name))
        return shown
