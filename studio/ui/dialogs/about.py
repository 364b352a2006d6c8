"""UI room: what this is, and whose work it stands on."""

from __future__ import annotations

import platform
import re
import sys
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QSize, Qt
from PySide6.QtGui import QFontDatabase, QTextOption
from PySide6.QtWidgets import (
    QDialog,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QTabWidget,
    QWidget,
)

from studio import __version__
from studio.ui import theme
from studio.ui.icons import icon
from studio.ui.widgets import button, column, label, row

COLLECTED = "LICENCES.txt"  # in the double-click app: the licence of everything in it, by scripts/licences.py
LIST = 220  # pixels
HEAD = re.compile(r"^#{78}\n(?P<name>.+)\n(?P<terms>.*)\n#{78}\n", re.MULTILINE)


def tr(text: str) -> str:
    return QCoreApplication.translate("About", text)


@dataclass(frozen=True, slots=True)
class Part:
    """Something this studio is made of: its name, its terms in a word, and their text."""

    name: str
    terms: str
    text: str


def parts(root: Path) -> list[Part]:
    """The studio itself, its notices, and whatever else was collected into this copy."""
    found = [
        Part("Fantascope", "Apache-2.0", read(root / "LICENSE")),
        Part(tr("Work of others"), tr("What is in here, and under which terms"), read(root / "NOTICE")),
    ]
    collected = read(root / COLLECTED) if (root / COLLECTED).is_file() else ""
    heads = list(HEAD.finditer(collected))
    for head, following in zip(heads, [*heads[1:], None], strict=False):
        text = collected[head.end() : following.start() if following else None].strip("\n")
        found.append(Part(head["name"], head["terms"], text))
    return found


def read(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return tr("The file {name} is missing from this copy.").format(name=path.name)


class AboutDialog(QDialog):
    """Name, version and licences; `root` is the folder that holds LICENSE and NOTICE."""

    def __init__(self, root: Path, parent: QWidget | None = None, *, licences: bool = False) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("About Fantascope"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(860, 600)
        box = column(self, margin=theme.XL, spacing=theme.L)
        box.addLayout(self._head())
        self.tabs = QTabWidget(documentMode=True)
        self.tabs.tabBar().setDrawBase(False)
        self.tabs.addTab(self._about(), tr("About"))
        self.tabs.addTab(self._licences(parts(root)), tr("Licences"))
        self.tabs.setCurrentIndex(1 if licences else 0)
        box.addWidget(self.tabs, 1)
        close = button(tr("Close"))
        close.clicked.connect(self.accept)
        box.addLayout(row(1, close))

    def _head(self):
        mark = QLabel()
        mark.setPixmap(icon("app").pixmap(QSize(64, 64)))
        words = QWidget()
        lines = column(words, margin=0, spacing=2)
        lines.addWidget(label("Fantascope", "display"))
        lines.addWidget(label(tr("Version {version}").format(version=__version__), "hint"))
        return row(mark, words, 1, spacing=theme.L)

    def _about(self) -> QWidget:
        page = QWidget()
        lines = column(page, margin=0, spacing=theme.L)
        lines.setContentsMargins(0, theme.L, theme.XL * 4, 0)
        frozen = getattr(sys, "frozen", False)
        for text in (
            tr("A studio for directing generated video: words become shots, and shots a film."),
            tr("Everything runs on this machine. Nothing you write, import or make leaves it, and the studio opens no "
               "network connection unless you ask it to fetch a model."),
            tr("The bundled model draws one small cartoon world. It was trained on drawings made by this project's own "
               "code; no footage of others is in it."),
            tr("This copy is the app: with its Python and its libraries, passed on as a whole under GPL 3, because the "
               "encoders x264 and x265 in it are. The studio's own source is under the Apache License 2.0.")
            if frozen else tr("This copy runs from source, under the Apache License 2.0."),
        ):  # fmt: skip
            lines.addWidget(label(text, wrap=True))
        lines.addStretch(1)
        lines.addWidget(label(f"Python {platform.python_version()}   ·   {platform.platform(terse=True)}", "small"))
        return page

    def _licences(self, found: list[Part]) -> QWidget:
        """A list of the parts, and the terms of the chosen one. Texts are put in when asked for: some are long."""
        self.list, self.terms = QListWidget(), label("", "title", wrap=True)
        self.text = QPlainTextEdit(readOnly=True)
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPixelSize(theme.SMALL)
        self.text.setFont(font)
        self.text.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        for part in found:
            item = QListWidgetItem(part.name)
            item.setToolTip(part.terms)
            self.list.addItem(item)
        self.list.currentRowChanged.connect(lambda at: self._show(found[at]))
        right = QWidget()
        lines = column(right, margin=0, spacing=theme.S)
        lines.addWidget(self.terms)
        lines.addWidget(self.text, 1)
        self.list.setFixedWidth(LIST)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setCurrentRow(0)
        page = QWidget()
        across = row(self.list, right, spacing=theme.L)
        across.setContentsMargins(0, theme.L, 0, 0)
        page.setLayout(across)
        return page

    def _show(self, part: Part) -> None:
        self.terms.setText(f"{part.name}   ·   {part.terms}" if part.terms else part.name)
        self.text.setPlainText(part.text)
