"""UI room: the takes of the selected shot: look, compare, choose. Nothing here is ever overwritten."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QSizePolicy, QWidget

from studio.session.changes import FilmOpened, ProjectChanged, SelectionChanged, TakeArrived
from studio.session.film import Clip, Take, edit, find_take
from studio.session.studio import Studio
from studio.ui import theme
from studio.ui.frames import Frames, first_frame
from studio.ui.language import said
from studio.ui.panels.panel import Panel
from studio.ui.widgets import EmptyState, button, card, column, image_of, pages, row

ID = Qt.ItemDataRole.UserRole
THUMB = QSize(104, 58)


class Compare(QWidget):
    """Two pictures, one over the other, and a wipe that follows the pointer: left of it the chosen take."""

    def __init__(self) -> None:
        super().__init__()
        self.setMouseTracking(True)
        self.setMinimumHeight(96)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._chosen: tuple[str, np.ndarray | None] = ("", None)
        self._other: tuple[str, np.ndarray | None] = ("", None)
        self._wipe = 0.5

    def show_pair(self, chosen: tuple[str, np.ndarray | None], other: tuple[str, np.ndarray | None]) -> None:
        self._chosen, self._other = chosen, other
        self.update()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return width * 9 // 16

    def resizeEvent(self, event) -> None:
        self.setFixedHeight(self.heightForWidth(self.width()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._wipe = event.position().x() / max(1, self.width())
        self.update()

    def leaveEvent(self, event) -> None:
        self._wipe = 0.5
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        colours, painter = theme.current(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(self.rect(), QColor(colours.window))
        alone = self._other[1] is None or self._other[0] == self._chosen[0]
        split = self.width() if alone else round(self.width() * self._wipe)
        for (name, pixels), left, right in ((self._chosen, 0, split), (self._other, split, self.width())):
            if right <= left:
                continue
            painter.setClipRect(QRectF(left, 0, right - left, self.height()))
            if pixels is not None:
                painter.drawImage(self.rect(), image_of(pixels))
            at_left = left == 0
            self._caption(painter, name, at_left=at_left)
        if not alone:
            painter.setClipping(False)
            painter.fillRect(split - 1, 0, 2, self.height(), QColor(colours.accent))
        painter.end()

    def _caption(self, painter: QPainter, name: str, *, at_left: bool) -> None:
        if not name:
            return
        width = painter.fontMetrics().horizontalAdvance(name) + 2 * theme.S
        box = QRectF(theme.S if at_left else self.width() - width - theme.S, self.height() - 30, width, 22)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(0, 0, 0, 170))
        painter.drawRoundedRect(box, 4, 4)
        painter.setPen(QColor("#ffffff"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, name)


class TakesPanel(Panel):
    """Pointing at a take compares it with the chosen one; a double click or Enter chooses it."""

    HEARS = (FilmOpened, ProjectChanged, SelectionChanged, TakeArrived)

    def __init__(self, studio: Studio, frames: Frames) -> None:
        self.compare, self.list = Compare(), QListWidget()
        super().__init__(studio, frames)
        self.list.setIconSize(THUMB)
        self.list.setMouseTracking(True)
        self.list.setUniformItemSizes(True)
        self.list.setSpacing(1)
        self.list.itemEntered.connect(lambda item: self._compare_with(item.data(ID)))
        self.list.currentItemChanged.connect(lambda item, _: item and self._compare_with(item.data(ID)))
        self.list.itemActivated.connect(lambda item: self.choose(item.data(ID)))
        self.use, self.remove = button(self.tr("Use this take")), button(self.tr("Remove"), "quiet")
        self.use.clicked.connect(lambda: self._with_current(self.choose))
        self.remove.clicked.connect(lambda: self._with_current(self.discard))
        full = QWidget()
        box = column(full, margin=0, spacing=theme.S)
        box.addWidget(self.compare)
        box.addWidget(self.list, 1)
        box.addLayout(row(self.use, 1, self.remove))
        empty = EmptyState(
            self.tr("No takes of this shot"),
            self.tr("Each time you generate a shot, its take appears here. Point at one to compare, then choose."),
        )
        self._pages = pages(self, empty, full)

    def focus(self) -> None:
        self.list.setFocus()

    def choose(self, take_id: str) -> None:
        clip = self.chosen_clip()
        if clip is not None:
            self.studio.attempt(self.studio.choose_take, clip.id, take_id)

    def discard(self, take_id: str) -> None:
        remove = lambda film: edit.remove_take(film, take_id)  # noqa: E731
        self.studio.attempt(self.studio.edit, "Remove take", remove)

    def step(self, by: int) -> None:
        """Choose the take `by` places along, oldest first."""
        clip = self.chosen_clip()
        if clip is None or not clip.takes:
            return
        at = clip.takes.index(clip.take) if clip.take in clip.takes else -1 if by > 0 else 0
        self.choose(clip.takes[(at + by) % len(clip.takes)])

    def refresh(self) -> None:
        clip, project = self.chosen_clip(), self.studio.project
        takes = [take for name in reversed(clip.takes) if (take := find_take(project, name))] if clip else []
        self._pages.setCurrentIndex(1 if takes else 0)
        while self.list.count() > len(takes):
            self.list.takeItem(self.list.count() - 1)
        while self.list.count() < len(takes):
            self.list.addItem(QListWidgetItem())
        if clip is not None and takes:
            for index, take in enumerate(takes):
                self._show(self.list.item(index), take, clip, number=len(takes) - index)
            shown = self.list.currentItem() or self.list.item(0)
            self._compare_with(shown.data(ID))

    def _show(self, item: QListWidgetItem, take: Take, clip: Clip, *, number: int) -> None:
        chosen = take.id == clip.take
        item.setData(ID, take.id)
        length = self.tr("{seconds} s").format(seconds=f"{float(take.frames / take.rate):.1f}")
        seed = self.tr("seed {seed}").format(seed=take.recipe.seed)
        name = self._name(number) + (self.tr("  ·  in the film") if chosen else "")
        item.setText(f"{name}\n{length}  ·  {seed}")
        item.setForeground(QColor(theme.current().accent if chosen else theme.current().text))
        item.setIcon(card(self.frames.of(first_frame(take)), THUMB, ratio=self.devicePixelRatioF()))
        item.setToolTip(self._recipe(take))

    def _compare_with(self, take_id: str) -> None:
        clip, project = self.chosen_clip(), self.studio.project
        if clip is None:
            return

        def side(name: str | None) -> tuple[str, np.ndarray | None]:
            take = find_take(project, name)
            if take is None or name not in clip.takes:
                return "", None
            return self._name(clip.takes.index(name) + 1), self.frames.of(first_frame(take), size=(512, 288))

        chosen = side(clip.take) if clip.take else side(take_id)
        self.compare.show_pair(chosen, side(take_id))

    def _name(self, number: int) -> str:
        return self.tr("Take {number}").format(number=number)

    def _recipe(self, take: Take) -> str:
        made = take.recipe
        lines = [
            made.prompt or self.tr("(no prompt)"),
            *([self.tr("Read as: {text}").format(text=made.expanded)] if made.expanded else []),
            self.tr("{verb} · {width} × {height} · {steps} steps · guidance {guidance}").format(
                verb=said(made.verb), width=take.width, height=take.height, steps=made.steps,
                guidance=f"{made.guidance:g}",
            ),
            self.tr("Seed {seed} · model {model}").format(seed=made.seed, model=made.model or "–"),
        ]
        if not take.complete:
            lines.append(self.tr("Stopped early: what existed was kept."))
        return "\n".join(lines)

    def _with_current(self, act) -> None:
        item = self.list.currentItem()
        if item is not None:
            act(item.data(ID))
