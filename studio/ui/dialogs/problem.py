"""UI room: trouble as a person meets it: a dialog for what stops the work, a bar for what does not. No tracebacks."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QFrame, QVBoxLayout, QWidget

from studio.problem import Problem
from studio.ui import theme
from studio.ui.language import in_a_row, told
from studio.ui.widgets import button, column, label, restyle, row, tool

WIDTH = 460


def tr(text: str) -> str:
    return QCoreApplication.translate("Problem", text)


class ProblemDialog(QDialog):
    """What happened, what was kept, what to do next; each on its own line, all of it can be copied."""

    def __init__(self, problem: Problem, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        problem = told(problem)
        self.setWindowTitle(tr("Something needs your attention"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(WIDTH)
        box = column(self, margin=theme.XL, spacing=theme.M)
        for text, role in ((problem.what, "title"), (problem.kept, "hint"), (problem.next_step, "")):
            if text:
                line = label(text, role, wrap=True)
                line.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
                box.addWidget(line)
        copy, close = button(tr("Copy")), button(tr("Close"))
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(in_a_row(problem)))
        close.clicked.connect(self.accept)
        close.setDefault(True)
        box.addStretch(1)
        box.addSpacing(theme.S)
        box.addLayout(row(1, copy, close))
        close.setFocus()
        self.resize(WIDTH, box.totalHeightForWidth(WIDTH))


class Bar(QFrame):
    """One line across the top of the window: a sentence, what can be done about it, and a way to send it off."""

    def __init__(self, text: str, choices: Sequence[tuple[str, Callable[[], object]]] = (), *, tone: str = "") -> None:
        super().__init__()
        self.setObjectName("bar")
        self.again: Callable[[], Bar] | None = None  # makes it anew, in another language
        restyle(self, "tone", tone)
        self.text = label(text, wrap=True)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setAccessibleName(text)
        line = row(self.text)
        line.setContentsMargins(theme.M, theme.XS, theme.S, theme.XS)
        line.setStretch(0, 1)
        for caption, act in choices:
            made = button(caption)
            made.clicked.connect(lambda _=False, act=act: (self.dismiss(), act()))
            line.addWidget(made)
        dismiss = tool("", tr("Dismiss"), mark="close")
        dismiss.clicked.connect(self.dismiss)
        line.addWidget(dismiss)
        self.setLayout(line)

    def dismiss(self) -> None:
        self.hide()
        self.deleteLater()


class Bars(QWidget):
    """The bars above the window's panels, newest at the top. The same sentence is never shown twice."""

    MOST = 3

    def __init__(self) -> None:
        super().__init__()
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(0)

    def add(self, make: Callable[[], Bar]) -> None:
        """A bar that is made now, and again when the language changes."""
        bar = make()
        bar.again = make
        shown = self.shown()
        for other in shown:
            if other.text.text() == bar.text.text():
                other.dismiss()
        for other in shown[self.MOST - 1 :]:
            other.dismiss()
        self._box.insertWidget(0, bar)
        bar.show()

    def shown(self) -> list[Bar]:
        items = (self._box.itemAt(index) for index in range(self._box.count()))
        return [bar for item in items if item and isinstance(bar := item.widget(), Bar) and not bar.isHidden()]

    def problem(self, problem: Problem) -> None:
        """A small trouble. Copying takes all of its sentences."""

        def make() -> Bar:
            words = in_a_row(problem)
            return Bar(words, [(tr("Copy"), lambda: QGuiApplication.clipboard().setText(words))], tone="danger")

        self.add(make)

    def say_again(self) -> None:
        """In the language that is in force now."""
        for bar in reversed(self.shown()):
            bar.dismiss()
            if bar.again is not None:
                self.add(bar.again)

    def clear(self) -> None:
        for bar in self.shown():
            bar.dismiss()
