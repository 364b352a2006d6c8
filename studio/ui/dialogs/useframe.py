"""UI room: "use this frame as…": the first, last or any picture of a shot, somebody of the cast, or a picture alone."""

from __future__ import annotations

from fractions import Fraction

from PySide6.QtCore import QCoreApplication, QSize, Qt
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QButtonGroup, QComboBox, QDoubleSpinBox, QLabel, QRadioButton, QVBoxLayout, QWidget

from studio.problem import StudioError
from studio.session.film import FrameRef, each_clip, frames_for
from studio.session.naming import NAME
from studio.session.planning import the_clip
from studio.session.studio import Studio
from studio.ui import theme
from studio.ui.dialogs.verb import Share, VerbDialog
from studio.ui.frames import Frames
from studio.ui.widgets import Choice, card, field, row

FACE = QSize(256, 144)
FIRST, LAST, KEY, CAST, PICTURE = "first", "last", "keyframe", "cast", "picture"
NEW = ""


def tr(text: str) -> str:
    return QCoreApplication.translate("UseFrame", text)


class UseFrameDialog(VerbDialog):
    """`clip_id`: the clip the frame is from; new shots go right after it."""

    def __init__(
        self, studio: Studio, image: FrameRef, frames: Frames, *, clip_id: str, use: str = FIRST,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        hint = tr("It can begin or end a shot, be passed on the way, show who somebody is, or be kept as a picture.")
        super().__init__(studio, tr("Use this frame as…"), hint, tr("Use it"), parent)
        self._image, self._frames, self._clip_id = image, frames, clip_id
        self.face = QLabel()
        self.face.setFixedSize(FACE)
        self._uses = QButtonGroup(self)
        self.choices: dict[str, QRadioButton] = {}
        words = QVBoxLayout()
        words.setSpacing(theme.S)
        for name, text in ((FIRST, tr("First frame")), (LAST, tr("Last frame")), (KEY, tr("A frame on the way")),
                           (CAST, tr("Somebody of the cast")), (PICTURE, tr("A picture in the bin"))):  # fmt: skip
            self.choices[name] = made = QRadioButton(text)
            self._uses.addButton(made)
            words.addWidget(made)
            made.toggled.connect(self._say)
        words.addStretch(1)
        top = row(self.face, spacing=theme.L)
        top.addLayout(words, 1)
        self.body.addLayout(top)
        self.shot = Choice()
        self.shot.addItem(tr("A new shot after this clip"), NEW)
        for _, clip in each_clip(studio.project):
            if clip.shot is not None and clip.id != clip_id:
                self.shot.addItem(clip.name or clip.prompt[:40] or tr("Shot"), clip.id)
        self.time = QDoubleSpinBox(decimals=1, minimum=0.0, maximum=600.0, singleStep=0.5, value=1.0)
        self.time.setSuffix(tr(" s"))
        self.time.setFixedWidth(80)
        self.name = Choice()
        self.name.setEditable(True)
        self.name.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        for member in studio.project.cast:
            self.name.addItem(f"@{member.name}")
        self.name.setEditText("")
        if (written := self.name.lineEdit()) is not None:
            written.setPlaceholderText(tr("@anna"))
        self.strength = Share(100, least=5)
        self.shot_field = field(tr("Of which shot"), self.shot)
        self.time_field = field(tr("At"), self.time)
        self.name_field = field(tr("Who"), self.name)
        self.strength_field = field(tr("Strength"), self.strength, self.strength.words)
        line = row(self.shot_field, self.time_field, self.name_field)
        line.setStretch(0, 1)
        line.setStretch(2, 1)
        self.body.addLayout(line)
        self.body.addWidget(self.strength_field)
        frames.arrived.connect(self._show_face)
        self.choices[use].setChecked(True)
        self._show_face()
        self._say()

    @property
    def use(self) -> str:
        return next(name for name, made in self.choices.items() if made.isChecked())

    def begin(self) -> object:
        studio, image, strength = self.studio, self._image, self.strength.share
        match self.use:
            case "picture":
                return studio.keep_picture(image)
            case "cast":
                name = self.name.currentText().strip().removeprefix("@")
                if not NAME.fullmatch(name):
                    raise StudioError(tr("A cast member needs a name of one word."))
                studio.cast_as(name, image, strength=strength)
                return True
        target = self.shot.currentData()
        if target == NEW:
            self._make_shot(image, strength)
            return True
        _, clip = the_clip(studio.project, target)
        time = {FIRST: 0, LAST: clip.length - 1}.get(self.use, self._time())
        studio.set_keyframe(target, min(time, clip.length - 1), image, strength=strength)
        studio.select([target])
        return True

    def _make_shot(self, image: FrameRef, strength: float) -> None:
        track, clip = the_clip(self.studio.project, self._clip_id)
        made = self.studio.shot_from(
            image, last=self.use == LAST, strength=strength, prompt=clip.prompt, track_id=track.id, at=clip.end
        )
        self.studio.select([made])

    def _time(self) -> int:
        return frames_for(Fraction(str(round(self.time.value(), 1))), self.studio.project.rate)

    def _say(self, *_: object) -> None:
        use = self.use
        if isinstance(shots := self.shot.model(), QStandardItemModel):
            shots.item(0).setEnabled(use != KEY)
        if use == KEY and self.shot.currentData() == NEW and self.shot.count() > 1:
            self.shot.setCurrentIndex(1)
        self.choices[KEY].setEnabled(self.shot.count() > 1)
        self.shot_field.setVisible(use in (FIRST, LAST, KEY))
        self.time_field.setVisible(use == KEY)
        self.name_field.setVisible(use == CAST)
        self.strength_field.setVisible(use != PICTURE)

    def _show_face(self) -> None:
        pixels = self._frames.of(self._image, size=(FACE.width() * 2, FACE.height() * 2))
        self.face.setPixmap(card(pixels, FACE, mark="…", ratio=self.devicePixelRatioF()))
        self.face.setAlignment(Qt.AlignmentFlag.AlignTop)
