"""UI room: the cast: who stays themselves from shot to shot. A picture, a name for prompts (`@anna`), a description."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QScrollArea,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from studio.problem import StudioError
from studio.session.adapted import character, learned, words_of
from studio.session.changes import FilmOpened, ProjectChanged, SelectionChanged
from studio.session.film import CastMember, Clip, edit
from studio.session.studio import Studio
from studio.ui import theme
from studio.ui.frames import Frames, frame_under
from studio.ui.icons import icon
from studio.ui.panels.panel import Panel
from studio.ui.widgets import EmptyState, button, card, column, label, restyle, row, tool

FACE = QSize(56, 56)


class MemberCard(QFrame):
    """One member. What is typed is handed over when the field is left."""

    described = Signal(str)
    pictured = Signal()
    toggled = Signal()
    removed = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName("card")
        self.face = QLabel()
        self.face.setFixedSize(FACE)
        self.name = label(f"@{name}", "title")
        self.description = QLineEdit(placeholderText=self.tr("How they look"))
        self.description.setAccessibleName(self.tr("Description of {name}").format(name=name))
        self.description.editingFinished.connect(lambda: self.described.emit(self.description.text()))
        self.here = tool("", self.tr("In this shot"), checkable=True, mark="plus")
        self.here.clicked.connect(lambda: self.toggled.emit())
        picture = tool("", self.tr("Use the current frame as picture"), mark="camera")
        picture.clicked.connect(lambda: self.pictured.emit())
        away = tool("", self.tr("Remove from cast"), mark="close")
        away.clicked.connect(lambda: self.removed.emit())
        words = QVBoxLayout()
        words.setSpacing(theme.XS)
        words.addLayout(row(self.name, 1, self.here, picture, away, spacing=0))
        words.addWidget(self.description)
        box = QHBoxLayout(self)
        box.setContentsMargins(theme.S, theme.S, theme.S, theme.S)
        box.setSpacing(theme.M)
        box.addWidget(self.face, alignment=Qt.AlignmentFlag.AlignTop)
        box.addLayout(words, 1)


class CastPanel(Panel):
    HEARS = (FilmOpened, ProjectChanged, SelectionChanged)

    def __init__(self, studio: Studio, frames: Frames) -> None:
        super().__init__(studio, frames)
        self._cards: dict[str, MemberCard] = {}
        self.new_name = QLineEdit(placeholderText=self.tr("Name, such as anna"))
        self.new_name.setAccessibleName(self.tr("Name of the new cast member"))
        self.add = button(self.tr("Add"), tip=self.tr("With the current frame as picture, if there is one"))
        self.add.clicked.connect(lambda: studio.attempt(self.add_member))
        self.new_name.returnPressed.connect(lambda: studio.attempt(self.add_member))
        self.learned = button(self.tr("Learned"), tip=self.tr("Characters the model was taught from your clips"))
        self.learned.setMenu(QMenu(self.learned))
        self.learned.menu().aboutToShow.connect(self._offer_learned)
        inner = QWidget()
        self._members = column(inner, margin=0, spacing=theme.S)
        self._members.addStretch(1)
        scroll = QScrollArea(widgetResizable=True)
        scroll.setWidget(inner)
        middle = QWidget()
        self._pages = QStackedLayout(middle)
        self._pages.addWidget(
            EmptyState(
                self.tr("Nobody yet"),
                self.tr("Give somebody a name and say how they look, or stop the film on a good frame of them first. "
                        "Then write @name in your prompts."),
            )
        )
        self._pages.addWidget(scroll)
        box = column(self, margin=theme.S, spacing=theme.S)
        box.addWidget(middle, 1)
        box.addLayout(row(self.new_name, self.add, self.learned))

    def _offer_learned(self) -> None:
        """Those who are not in the cast yet."""
        menu, here = self.learned.menu(), {member.name for member in self.studio.project.cast}
        menu.clear()
        for one in learned("cast"):
            if one.name not in here:
                take = partial(self.studio.attempt, self._set, CastMember(one.name))
                menu.addAction(f"@{one.name}").triggered.connect(lambda *_, take=take: take())
        if menu.isEmpty():
            menu.addAction(self.tr("Nobody more")).setEnabled(False)

    def focus(self) -> None:
        self.new_name.setFocus()

    def add_member(self) -> None:
        """The caret goes on to what is to be said of them, unless the model was taught it."""
        name = self.new_name.text().strip().lstrip("@")
        if not name or any(letter.isspace() for letter in name):
            raise StudioError(self.tr("A cast member needs a name of one word."))
        if any(member.name == name for member in self.studio.project.cast):
            raise StudioError(self.tr("@{name} is already in the cast.").format(name=name))
        frame = None if character(name) else frame_under(self.studio.project, self.studio.playback.frame)
        self._set(CastMember(name, image=frame))
        self.new_name.clear()
        self.refresh_now()
        if not character(name):
            self._cards[name].description.setFocus()

    def refresh(self) -> None:
        cast, clip = self.studio.project.cast, self.chosen_clip()
        self._pages.setCurrentIndex(1 if cast else 0)
        for name in set(self._cards) - {member.name for member in cast}:
            gone = self._cards.pop(name)
            gone.hide()
            gone.deleteLater()
        for index, member in enumerate(cast):
            shown = self._cards.get(member.name) or self._made(member.name)
            self._members.insertWidget(index, shown)
            self._show(shown, member, clip)
        self.learned.setVisible(bool(learned("cast")))

    def _made(self, name: str) -> MemberCard:
        made = self._cards[name] = MemberCard(name)
        attempt = self.studio.attempt
        made.described.connect(lambda text: attempt(self._describe, name, text))
        made.pictured.connect(lambda: attempt(self._picture, name))
        made.toggled.connect(lambda: attempt(self._toggle, name))
        made.removed.connect(lambda: attempt(self._remove, name))
        return made

    def _show(self, shown: MemberCard, member: CastMember, clip: Clip | None) -> None:
        if not shown.description.hasFocus():
            shown.description.setText(member.description)
            shown.description.setCursorPosition(0)
        if known := character(member.name):
            shown.description.setPlaceholderText(self.tr("Learned: {words}").format(words=words_of(known.one, "")))
        pixels = self.frames.of(member.image, size=(128, 128))
        shown.face.setPixmap(card(pixels, FACE, mark=member.name[:1].upper(), ratio=self.devicePixelRatioF()))
        shot = clip.shot if clip else None
        shown.here.setEnabled(shot is not None)
        shown.here.setChecked(shot is not None and member.name in shot.cast)
        shown.here.setIcon(icon("check" if shown.here.isChecked() else "plus"))
        restyle(shown.name, "role", "title")

    def _member(self, name: str) -> CastMember:
        return next(member for member in self.studio.project.cast if member.name == name)

    def _set(self, member: CastMember) -> None:
        self.studio.edit("Cast", lambda film: edit.set_cast_member(film, member))

    def _change(self, name: str, **changes: object) -> None:
        self._set(replace(self._member(name), **changes))

    def _describe(self, name: str, text: str) -> None:
        if text.strip() != self._member(name).description:
            self.studio.cast_told(name, text.strip())

    def _picture(self, name: str) -> None:
        image = frame_under(self.studio.project, self.studio.playback.frame)
        if image is None:
            raise StudioError(
                self.tr("There is no picture under the playhead."),
                next_step=self.tr("Move the playhead onto a clip."),
            )
        self._change(name, image=image)

    def _toggle(self, name: str) -> None:
        clip = self.chosen_clip()
        if clip is not None and clip.shot is not None:
            cast = tuple(other for other in clip.shot.cast if other != name)
            cast = cast if name in clip.shot.cast else (*cast, name)
            self.studio.edit("Cast of the shot", lambda film: edit.set_shot(film, clip.id, cast=cast))

    def _remove(self, name: str) -> None:
        self.studio.edit("Remove from cast", lambda film: edit.remove_cast_member(film, name))
