"""UI room: the models there are: what each can do, adding a folder or a file, checking, removing, downloading."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QDialog, QLineEdit, QListWidget, QListWidgetItem, QProgressBar, QWidget

from studio.session.changes import Change, JobChanged
from studio.session.jobs import Cancelled, Failed, Finished, Job, Running
from studio.session.models import Card
from studio.session.shelving import OfferCard
from studio.session.studio import Studio
from studio.ui import theme
from studio.ui.dialogs import files
from studio.ui.language import in_a_row, said, series
from studio.ui.widgets import Check, Choice, button, column, field, label, restyle, row, rule

BUNDLED = 0     # its row


def tr(text: str) -> str:
    return QCoreApplication.translate("Models", text)


def abilities(card: Card) -> str:
    """What a model can do and, on a second line, what it cannot."""
    cannot = tr("Cannot: {what}.").format(what=series(card.cannot)) if card.cannot else ""
    return "\n".join(filter(None, [tr("Can: {what}.").format(what=series(card.can)), cannot]))


class ModelsDialog(QDialog):
    """Closing it leaves a download running; the queue shows it."""

    def __init__(self, studio: Studio, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._studio, self._models = studio, studio.models
        self._job: str | None = None
        self._cards: tuple[Card, ...] = ()
        self._offer: OfferCard | None = None
        self._writer = ""
        self.setWindowTitle(tr("Models"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumSize(760, 560)
        leave = studio.subscribe(self._heard)
        self.destroyed.connect(lambda *_: leave())
        self._build()
        self.refresh()

    # -- what is on it -------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Models"))
        self.list.setFixedWidth(230)
        self.list.currentRowChanged.connect(self._show)
        self.title, self.can = label("", "title"), label("", "", wrap=True)
        self.cannot, self.memory = label("", "hint", wrap=True), label("", "hint", wrap=True)
        self.licence, self.place = label("", "hint", wrap=True), label("", "small", wrap=True)
        self.place.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.check, self.remove = button(tr("Check its files")), button(tr("Remove"))
        self.delete = Check(tr("Delete its files too"))
        self.add_folder, self.add_file = button(tr("Add a folder…")), button(tr("Add a file…"))
        self.base = Choice()
        self.base.setAccessibleName(tr("The model whose other parts the file needs"))
        self.repo = QLineEdit(placeholderText=tr("owner/name on huggingface.co"))
        self.look_up, self.download = button(tr("Look up")), button(tr("Download"), "primary")
        self.offered = label("", "hint", wrap=True)
        self.accept_licence = Check(tr("I have read its licence and accept it"))
        self.writer = QLineEdit(placeholderText=self._writer_hint())
        self.cluster = QLineEdit(self._studio.cluster, placeholderText=tr("this computer; or a Ray cluster, HOST:PORT"))
        self.cluster.setToolTip(tr("Only one you trust: its machines can run anything here."))
        self.bar = QProgressBar(textVisible=False)
        self.bar.setRange(0, 1000)
        self.words = label("", "hint", wrap=True)
        self.stop, self.close_button = button(tr("Stop")), button(tr("Close"))
        self._lay_out()
        self.check.clicked.connect(lambda: self._begin(self._models.check, self._card().id, done=self._sound))
        self.remove.clicked.connect(self._remove)
        self.add_folder.clicked.connect(lambda: files.choose_folder(self, tr("Add a model"), Path.home(), self.add))
        self.add_file.clicked.connect(self._choose_file)
        self.repo.textEdited.connect(lambda _: self._offered(None))
        self.repo.returnPressed.connect(self.look)
        self.look_up.clicked.connect(self.look)
        self.accept_licence.toggled.connect(lambda on: self.download.setEnabled(on))
        self.download.clicked.connect(self.fetch)
        self.close_button.clicked.connect(self.accept)
        self.writer.editingFinished.connect(self.use_writer)
        self.cluster.editingFinished.connect(self.use_cluster)
        self.stop.clicked.connect(lambda: self._job and self._studio.cancel(self._job))

    def _lay_out(self) -> None:
        details = QWidget()
        inner = column(details, margin=0, spacing=theme.S)
        for part in (self.title, self.can, self.cannot, self.memory, self.licence, self.place):
            inner.addWidget(part)
        inner.addLayout(row(self.check, self.remove, self.delete, 1))
        inner.addStretch(1)
        box = column(self, margin=theme.XL, spacing=theme.L)
        box.addWidget(label(tr("Models"), "display"))
        upper = row(self.list, details, spacing=theme.L)
        upper.setStretch(1, 1)
        box.addLayout(upper, 1)
        box.addWidget(rule())
        box.addLayout(row(self.add_folder, self.add_file, label(tr("with the parts of"), "small"), self.base, 1))
        box.addWidget(field(tr("Download"), self.repo, self.look_up))
        box.addWidget(self.offered)
        box.addLayout(row(self.accept_licence, 1, self.download))
        box.addWidget(field(tr("Prompts are expanded by"), self.writer))
        box.addWidget(field(tr("Shots are made by"), self.cluster))
        box.addWidget(self.bar)
        last = row(self.words, self.stop, self.close_button)
        last.setStretch(0, 1)
        box.addLayout(last)
        for part in (self.bar, self.stop):
            part.hide()
        self._offered(None)

    def _writer_hint(self) -> str:
        return tr("the studio itself; or a folder with a language model, or http://localhost:8080/v1")

    # -- what a person does --------------------------------------------------------------------------------------

    def add(self, path: Path) -> None:
        self._begin(self._models.add, path, done=self._arrived)

    def add_with(self, path: Path, base: str) -> None:
        self._begin(self._models.add, path, base=base, done=self._arrived)

    def look(self) -> None:
        """Only now is the network asked."""
        if self.repo.text().strip():
            self._begin(self._models.look_up, self.repo.text().strip(), done=self._offered)

    def fetch(self) -> None:
        if self._offer is not None and self.accept_licence.isChecked():
            self._begin(self._models.download, self._offer, done=self._arrived)

    def use_writer(self) -> None:
        """Nothing is asked there before the next prompt."""
        where = self.writer.text().strip()
        if where != self._writer:
            self._writer = where
            self._studio.attempt(self._studio.use_writer, where)

    def use_cluster(self) -> None:
        """It is joined by the next shot."""
        where = self.cluster.text().strip()
        if where != self._studio.cluster:
            self._studio.attempt(self._studio.use_cluster, where)
            self.cluster.setText(self._studio.cluster)

    def _choose_file(self) -> None:
        base = self.base.currentData() or ""
        files.choose_weights(self, Path.home(), lambda path: self.add_with(path, base))

    def _remove(self) -> None:
        card = self._card()
        self._studio.attempt(self._models.remove, card.id, delete=self.delete.isChecked() and card.ours)
        if self._studio.settings.model == card.id:
            self._studio.choose_model("")
        self.refresh()

    def _begin(self, act: Callable[..., Job], *args: object, done: Callable[..., object], **options: object) -> None:
        job = self._studio.attempt(act, *args, on_done=done, **options)
        if job is not None:
            self._job = job.id
            self._tell(job)

    # -- what is shown -------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        chosen = max(self.list.currentRow(), 0)
        self._cards = self._models.cards()
        self.list.clear()
        for card in self._cards:
            item = QListWidgetItem(card.id if card.path else said(card.name))
            item.setToolTip(abilities(card))
            self.list.addItem(item)
        self.base.clear()
        for card in self._cards[BUNDLED + 1:]:
            self.base.addItem(card.id, card.id)
        self.base.setEnabled(len(self._cards) > 1)
        self.add_file.setEnabled(len(self._cards) > 1)
        self.list.setCurrentRow(min(chosen, len(self._cards) - 1))
        if missing := self._models.missing():
            self._say(tr("Other models need packages that are not installed: {names}. Run “pip install -r "
                         "requirements-gpu.txt” and start the studio again.").format(names=", ".join(missing)), "warn")

    def _card(self) -> Card:
        return self._cards[max(self.list.currentRow(), 0)]

    def _show(self, number: int) -> None:
        if not 0 <= number < len(self._cards):
            return
        card = self._cards[number]
        own = bool(card.path)
        name = said(card.name)
        self.title.setText(f"{name}  ·  {card.size}" if card.size else name)
        able, _, unable = abilities(card).partition("\n")
        self.can.setText(able)
        unproven = said(card.unproven)
        unproven = tr("Never tried on real weights: {what}.").format(what=unproven[:1].lower() + unproven[1:])
        self.cannot.setText(" ".join(filter(None, [unable, unproven if card.unproven else ""])))
        self.memory.setText(tr("In memory: {how}.").format(how=said(card.memory)))
        self.licence.setText(tr("Licence: {what}").format(what=said(card.licence)))
        self.place.setText(card.path)
        for part in (self.memory, self.place, self.check, self.remove):
            part.setVisible(own)
        self.delete.setVisible(own and card.ours)
        self.delete.setChecked(False)

    def _sound(self, card: Card) -> None:
        self._say(tr("{name} is sound.").format(name=card.id), "hint")

    def _arrived(self, card: Card) -> None:
        self._offered(None)
        self.repo.clear()
        self.refresh()
        self.list.setCurrentRow(next((n for n, one in enumerate(self._cards) if one.id == card.id), 0))
        self._say(tr("{name} can be chosen for shots now.").format(name=card.id), "hint")

    def _offered(self, card: OfferCard | None) -> None:
        """Size, licence and memory, before anything is fetched."""
        self._offer = card
        self.accept_licence.setChecked(False)
        for part in (self.offered, self.accept_licence, self.download):
            part.setVisible(card is not None)
        self.download.setEnabled(False)
        if card is not None:
            self.offered.setText(
                tr("{name}: {size} to download. {can} In memory: {memory}. Licence: {licence}").format(
                    name=card.name, size=card.size, can=said(card.words), memory=said(card.memory),
                    licence=said(card.licence),
                )
            )

    def _heard(self, change: Change) -> None:
        if isinstance(change, JobChanged) and change.job.id == self._job:
            self._tell(change.job)

    def _tell(self, job: Job) -> None:
        self.bar.setVisible(not job.over)
        self.stop.setVisible(not job.over)
        match job.state:
            case Running() as run:
                self.bar.setValue(round(1000 * run.fraction))
                self._say(tr("{what}: {done} %").format(what=said(job.label), done=int(100 * run.fraction)), "hint")
            case Failed(problem=problem):
                self._say(in_a_row(problem), "danger")
            case Cancelled():
                self._say(tr("Stopped. A download goes on where it was."), "hint")
            case Finished():
                pass                                # what came of it has been said
            case _:
                self._say(said(job.label), "hint")

    def _say(self, text: str, role: str) -> None:
        self.words.setText(text)
        restyle(self.words, "role", role)
