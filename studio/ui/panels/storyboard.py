"""UI room: the storyboard: the film's shots as cards in a row. A card is its shot on the timeline, seen another way."""

from __future__ import annotations

from fractions import Fraction

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLayout, QScrollArea, QSizePolicy, QWidget

from studio.session import board
from studio.session.adapted import learned_looks
from studio.session.changes import FilmOpened, JobChanged, ProjectChanged, QueueChanged, SelectionChanged
from studio.session.film import FrameRef, edit, find_take, seconds
from studio.session.jobs import Cancelling, Job, Paused, Running
from studio.session.looks import LOOKS
from studio.session.studio import Studio
from studio.ui import theme
from studio.ui.frames import Frames, first_frame
from studio.ui.language import said
from studio.ui.mentions import Mentions
from studio.ui.panels.boardcard import CARD_MIME, FACE, WIDTH, BoardCard, WordsChoice
from studio.ui.panels.panel import Panel
from studio.ui.times import remaining
from studio.ui.widgets import EmptyState, button, card, column, label, pages, restyle, reveal, row

BIG = (448, 252)


class CardRow(QWidget):
    """The cards side by side; one that is dragged over them shows where it would land."""

    def __init__(self, drop) -> None:
        super().__init__()
        self._drop = drop
        self.setAcceptDrops(True)
        self.box = QHBoxLayout(self)
        self.box.setContentsMargins(theme.XS, 0, theme.XS, theme.XS)
        self.box.setSpacing(theme.S)
        self.box.setSizeConstraint(QLayout.SizeConstraint.SetMinAndMaxSize)
        self.mark = QFrame(self)
        self.mark.setObjectName("landing")
        self.mark.setFixedWidth(3)
        self.mark.hide()

    def place(self, x: float) -> int:
        """Before which card something let go at `x` would land."""
        items = (self.box.itemAt(i) for i in range(self.box.count()))
        cards = (item.widget() for item in items if item is not None)
        return sum(isinstance(one, BoardCard) and one.geometry().center().x() < x for one in cards)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasFormat(CARD_MIME):
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        at = self.place(event.position().x())
        x = theme.XS + at * (WIDTH + theme.S) - theme.S // 2 - 1
        self.mark.setGeometry(max(x, 0), 0, 3, self.height() - theme.XS)
        self.mark.raise_()
        self.mark.show()
        event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.mark.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        self.mark.hide()
        if event.mimeData().hasFormat(CARD_MIME):
            event.acceptProposedAction()
            self._drop(bytes(event.mimeData().data(CARD_MIME).data()).decode(), self.place(event.position().x()))


class StoryboardPanel(Panel):
    """`studio` is told everything; what is shown comes back from it."""

    HEARS = (FilmOpened, ProjectChanged, SelectionChanged, JobChanged, QueueChanged)

    def __init__(self, studio: Studio, frames: Frames) -> None:
        self._cards: dict[str, BoardCard] = {}
        self._known: tuple[object, tuple[board.Card, ...]] = (None, ())     # a film and its cards
        self._seen: dict[str, object] = {}                                  # what each card shows
        super().__init__(studio, frames)
        attempt = studio.attempt
        self.look = WordsChoice(self.tr("No look"), LOOKS, self.tr("Look of the whole film"), more=learned_looks)
        self.look.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.look.setFixedWidth(150)
        self.look.said.connect(lambda words: attempt(self._set_look, words))
        self.told = label("", "small")
        self.new = button(self.tr("Add card"))
        self.new.clicked.connect(lambda: attempt(self.add))
        self.render_film = button(self.tr("Render film"), "accent",
                                  tip=self.tr("Make every card that is new or has changed"))  # fmt: skip
        self.render_film.clicked.connect(lambda: attempt(studio.film_board))
        self.row = CardRow(lambda clip_id, at: attempt(self._land, clip_id, at))
        self.row.box.addStretch(1)
        self.strip = QScrollArea(widgetResizable=True)
        self.strip.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.strip.setWidget(self.row)
        self.first = button(self.tr("Add the first card"))
        self.first.clicked.connect(lambda: attempt(self.add))
        empty = EmptyState(
            self.tr("Tell the film in cards"),
            self.tr("Each card is a shot: what is seen, how long, how it is filmed. Write @name for your cast."),
            self.first,
        )  # fmt: skip
        box = column(self, margin=theme.S, spacing=theme.S)
        top = row(label(self.tr("Look"), "small"), self.look, self.told, 1, self.new, self.render_film)
        box.addLayout(top)
        middle = QWidget()
        self._pages = pages(middle, empty, self.strip, margin=0)
        box.addWidget(middle, 1)

    # What a person does

    def add(self) -> None:
        """After the chosen card, or at the end; the caret is in it."""
        chosen = self.studio.selection[0] if self.studio.selection else ""
        made = self.studio.add_card(after=chosen if chosen in self._cards else None)
        self._choose(made)
        self.refresh_now()
        self._cards[made].prompt.setFocus()
        reveal(self.strip, self._cards[made])

    def _land(self, clip_id: str, at: int) -> None:
        order = list(self._cards)
        if clip_id in order:
            self._move(clip_id, at - (order.index(clip_id) < at))

    def _move(self, clip_id: str, to: int) -> None:
        self.studio.move_card(clip_id, to)
        self.refresh_now()
        if clip_id in self._cards:
            reveal(self.strip, self._cards[clip_id])

    def _step(self, clip_id: str, by: int) -> None:
        order = list(self._cards)
        at = order.index(clip_id) + by
        if 0 <= at < len(order):
            self._cards[order[at]].setFocus()
            reveal(self.strip, self._cards[order[at]])

    def focus(self) -> None:
        """To the chosen card, or the first; to the button that makes the first one."""
        chosen = next((name for name in self.studio.selection if name in self._cards), None)
        known = self._cards.get(chosen or "") or next(iter(self._cards.values()), None)
        (known or self.first).setFocus()

    def _choose(self, clip_id: str) -> None:
        found = next((c.clip for c in board.cards(self.studio.project) if c.clip.id == clip_id), None)
        if found is not None and self.studio.selection[:1] != (clip_id,):
            self.studio.select((clip_id,))
            self.studio.seek(found.start)

    def _say(self, clip_id: str, text: str) -> None:
        change = lambda film: edit.set_prompt(film, clip_id, prompt=text)  # noqa: E731
        self.studio.edit("Prompt", change, merge_key=f"prompt {clip_id}")

    def _set(self, name: str, clip_id: str, **changes: object) -> None:
        self.studio.edit(name, lambda film: edit.set_shot(film, clip_id, **changes))

    def _set_look(self, words: str) -> None:
        self.studio.edit("Look", lambda film: edit.set_look(film, words))

    def _last(self, clip_id: str, value: float) -> None:
        self.studio.set_card_length(clip_id, Fraction(str(round(value, 1))), merge_key=f"length {clip_id}")

    def _again(self, clip_id: str) -> None:
        self.studio.settle()
        if self.studio.job_of(clip_id) is None:
            self.studio.generate(clip_id)

    def _remove(self, clip_id: str) -> None:
        self._step(clip_id, 1)
        self.studio.edit("Remove card", lambda film: edit.ripple_delete(film, [clip_id]))

    # What the studio says

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh_soon()

    def refresh(self) -> None:
        if not self.isVisible():
            return  # a film of many shots is not laid out as cards while nobody looks
        film = self.studio.project
        if self._known[0] is not film:
            self._known = (film, board.cards(film))
        shown = self._known[1]
        self._pages.setCurrentIndex(1 if shown else 0)
        self.new.setVisible(bool(shown))
        self._lay_out([one.clip.id for one in shown])
        for one in shown:
            self._show(self._cards[one.clip.id], one)
        self.look.show_words(film.look)
        due = sum(one.due for one in shown)
        whole = float(seconds(sum(one.clip.length for one in shown), film.rate))
        count = self.tr("1 card") if len(shown) == 1 else self.tr("{n} cards").format(n=len(shown))
        self.told.setText(self.tr("{cards}  ·  {seconds} s  ·  {due} to make").format(
            cards=count, seconds=f"{whole:.1f}", due=due) if shown else "")  # fmt: skip
        self.render_film.setEnabled(any(one.due and self.studio.job_of(one.clip.id) is None for one in shown))

    def _lay_out(self, order: list[str]) -> None:
        if order == list(self._cards):
            return
        for gone in set(self._cards) - set(order):
            widget = self._cards.pop(gone)
            self._seen.pop(gone, None)
            widget.hide()
            widget.deleteLater()
        self._cards = {name: self._cards.get(name) or self._made(name) for name in order}
        for index, widget in enumerate(self._cards.values()):
            self.row.box.insertWidget(index, widget)
            widget.show()  # at once: what is not shown yet has no place to scroll to

    def _made(self, clip_id: str) -> BoardCard:
        made, attempt = BoardCard(clip_id), self.studio.attempt
        Mentions(made.prompt, self._names)
        made.chosen.connect(lambda: self._choose(clip_id))
        made.said.connect(lambda text: attempt(self._say, clip_id, text))
        made.settled.connect(self.studio.settle)
        made.lasted.connect(lambda value: attempt(self._last, clip_id, value))
        made.filmed.connect(lambda words: attempt(self._set, "Camera", clip_id, camera=words, expanded=""))
        made.looked.connect(lambda words: attempt(self._set, "Look", clip_id, look=words))
        made.again.connect(lambda: attempt(self._again, clip_id))
        made.removed.connect(lambda: attempt(self._remove, clip_id))
        made.moved.connect(lambda by: attempt(self._move, clip_id, list(self._cards).index(clip_id) + by))
        made.stepped.connect(lambda by: self._step(clip_id, by))
        return made

    def _names(self) -> list[tuple[str, str]]:
        return [(member.name, member.description) for member in self.studio.project.cast]

    def _show(self, widget: BoardCard, one: board.Card) -> None:
        film, clip = self.studio.project, one.clip
        job, chosen = self.studio.job_of(clip.id), self.studio.selection[:1] == (clip.id,)
        take = find_take(film, clip.take)
        key = next(iter(one.shot.keyframes), None)
        image: FrameRef | None = first_frame(take) if take else key.image if key else None
        pixels = self.frames.of(image, size=BIG)
        seen = (one, job and job.state, image, pixels is not None, chosen, theme.current().name)
        if self._seen.get(clip.id) == seen:
            return  # a step of one card costs the others nothing
        self._seen[clip.id] = seen
        widget.number.setText(str(one.number))
        words, role = self._state(one, job)
        widget.state.setText(words)
        restyle(widget.state, "role", role)
        state = job.state if job else None
        run = state.progress if isinstance(state, Paused) else state
        widget.bar.setVisible(isinstance(run, Running))
        if isinstance(run, Running):
            widget.bar.setValue(round(1000 * run.fraction))
        widget.make.setEnabled(job is None)
        widget.face.setPixmap(card(pixels, FACE, mark=str(one.number), ratio=self.devicePixelRatioF()))
        widget.prompt.show_text(one.shot.prompt)
        if not widget.length.hasFocus():
            widget.length.blockSignals(True)
            widget.length.setValue(float(seconds(clip.length, film.rate)))
            widget.length.blockSignals(False)
        widget.camera.show_words(one.shot.camera)
        widget.look.show_words(one.shot.look)
        widget.show_chosen(chosen)

    def _state(self, one: board.Card, job: Job | None) -> tuple[str, str]:
        if job is not None:
            match job.state:
                case Running() as run:
                    return said(run.doing) or remaining(run.seconds_left), "small"
                case Paused():
                    return self.tr("paused"), "warn"
                case Cancelling():
                    return self.tr("stopping"), "small"
                case _:
                    return self.tr("in the queue"), "small"
        if one.changed:
            return self.tr("changed"), "changed"
        return (self.tr("to make"), "small") if one.clip.planned else (self.tr("made"), "done")
