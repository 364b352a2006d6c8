"""UI room: what another program's timeline could not carry, one sentence a line."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QListWidget, QWidget

from studio.ui import theme
from studio.ui.language import said
from studio.ui.widgets import button, column, label, row


def tr(text: str) -> str:
    return QCoreApplication.translate("Losses", text)


class LossesDialog(QDialog):
    """After a timeline was written or read. Without losses it says so."""

    def __init__(self, title: str, losses: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Timeline"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(520)
        box = column(self, margin=theme.XL, spacing=theme.M)
        box.addWidget(label(title, "title", wrap=True))
        self.list = QListWidget()
        self.list.setWordWrap(True)
        self.list.setAccessibleName(tr("What did not come along"))
        self.list.setSelectionMode(QListWidget.SelectionMode.NoSelection)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.addItems([said(loss) for loss in losses])
        if losses:
            box.addWidget(label(tr("What did not come along:"), "hint"))
            box.addWidget(self.list, 1)
            self.list.setMinimumHeight(min(48 * len(losses) + 16, 320))
        else:
            box.addWidget(label(tr("Everything came along."), "hint"))
        copy, close = button(tr("Copy")), button(tr("Close"))
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText("\n".join(map(said, losses))))
        copy.setVisible(bool(losses))
        close.clicked.connect(self.accept)
        close.setDefault(True)
        box.addLayout(row(1, copy, close))
