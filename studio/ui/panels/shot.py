"""UI room: the shot: what should be seen, from which pictures, how long, in which shape. Renders the selected clip.

With nothing selected the panel is about a shot to come: the first thing said about it puts it into the film.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QRegularExpressionValidator
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from studio.problem import StudioError
from studio.session.changes import FilmOpened, JobChanged, ProjectChanged, QueueChanged, SelectionChanged
from studio.session.film import Clip, Keyframe, edit, find_media, frames_for, seconds
from studio.session.planning import the_clip
from studio.session.studio import Studio
from studio.ui import theme
from studio.ui.dialogs.models import abilities
from studio.ui.frames import Frames, frame_under
from studio.ui.icons import icon
from studio.ui.language import said
from studio.ui.mentions import Mentions
from studio.ui.panels.expanded import ExpandedField
from studio.ui.panels.keyframes import KeyframeStrip
from studio.ui.panels.loras import LoraList
from studio.ui.panels.make import MakeBar
from studio.ui.panels.panel import Panel
from studio.ui.widgets import (
    Choice,
    Count,
    Number,
    PromptEdit,
    Segmented,
    Slider,
    button,
    column,
    field,
    label,
    reveal,
    row,
    rule,
    tool,
)

ASPECTS = (("16:9", "16:9"), ("9:16", "9:16"), ("1:1", "1:1"))
USUAL_SECONDS = 4.0
LONGEST_SLIDER = 20.0  # the field goes further
MOST_SECONDS = 600.0


class ShotPanel(Panel):
    HEARS = (FilmOpened, ProjectChanged, SelectionChanged, JobChanged, QueueChanged)
    picture_wanted = Signal()

    def __init__(self, studio: Studio, frames: Frames) -> None:
        super().__init__(studio, frames)
        self._build()
        self._connect()

    # -- what is on it -------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.title, self.subtitle = label(self.tr("Shot"), "title"), label("", "small")
        self.new = tool("", self.tr("Describe a new shot"), mark="plus")
        self.prompt = PromptEdit()
        self.prompt.setAccessibleName(self.tr("Prompt"))
        Mentions(self.prompt, lambda: [(member.name, member.description) for member in self.studio.project.cast])
        self.prompt.setPlaceholderText(
            self.tr("What should be seen?\n\nA red cat walks through a snowy forest at sunset, slow pan to the left")
        )
        self.prompt.setMinimumHeight(96)
        self.expanded = ExpandedField(self.studio)
        self.keyframes = KeyframeStrip(self.frames)
        self.keyframes_field = field(self.tr("Pictures to pass through"), self.keyframes)
        self.length = Number(decimals=1, minimum=0.1, maximum=MOST_SECONDS, singleStep=0.5)
        self.length.setSuffix(self.tr(" s"))
        self.length.setFixedWidth(68)
        self.length.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.length.setKeyboardTracking(False)
        self.slider = Slider(Qt.Orientation.Horizontal)
        self.slider.setRange(5, round(10 * LONGEST_SLIDER))
        self.slider.setSingleStep(5)
        self.slider.setPageStep(10)
        self.length_field = field(self.tr("Length"), self.slider, self.length)
        self.aspect = Segmented(ASPECTS)
        self.aspect_field = field(self.tr("Shape"), self.aspect)
        self.seed = QLineEdit(placeholderText=self.tr("any"))
        self.seed.setValidator(QRegularExpressionValidator(r"\d{0,10}"))
        self.dice = tool("", self.tr("Another seed"), mark="dice")
        self.lock = tool("", self.tr("Keep one seed; open: a new one for each take"), checkable=True, mark="unlock")
        self.seed_field = field(self.tr("Seed"), self.seed, self.dice, self.lock, spacing=theme.XS)
        self.more_button = button(self.tr("More…"), "link")
        self.more_button.setCheckable(True)
        self.more_button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.steps = Count(minimum=1, maximum=200)
        self.guidance = Number(decimals=1, minimum=0.0, maximum=20.0, singleStep=0.5)
        for part in (self.steps, self.guidance):
            part.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.model = Choice()
        self.more = QWidget()
        more = column(self.more, margin=0, spacing=theme.M)
        more.addLayout(
            row(
                field(self.tr("Steps"), self.steps),
                field(self.tr("Guidance"), self.guidance),
                field(self.tr("Model"), self.model, 1),
                spacing=theme.M,
            )
        )
        self.loras = LoraList()
        more.addWidget(self.loras)
        self.more.hide()
        self.footage = label("", "hint", wrap=True)
        self.make = MakeBar(self.studio)
        self._lay_out()

    def _lay_out(self) -> None:
        inner = QWidget()
        box = column(inner, margin=theme.M, spacing=theme.M)
        box.addLayout(row(self.title, self.subtitle, 1, self.new))
        box.addWidget(self.footage)
        box.addWidget(self.prompt, 1)
        box.addWidget(self.expanded)
        box.addWidget(self.keyframes_field)
        box.addWidget(self.length_field)
        pair = row(self.aspect_field, self.seed_field, spacing=theme.M)
        pair.setStretch(0, 1)
        pair.setStretch(1, 1)
        box.addLayout(pair)
        box.addWidget(self.more_button, alignment=Qt.AlignmentFlag.AlignLeft)
        box.addWidget(self.more)
        self.page = QScrollArea(widgetResizable=True)
        self.page.setFrameShape(QFrame.Shape.NoFrame)
        self.page.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.page.setWidget(inner)
        bottom = QWidget()
        column(bottom, margin=theme.M).addWidget(self.make)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.page, 1)
        outer.addWidget(rule())
        outer.addWidget(bottom)

    def _connect(self) -> None:
        self.new.clicked.connect(self.begin_new)
        self.prompt.edited.connect(lambda text: self._try(self._say, text))
        self.prompt.left.connect(self.studio.settle)
        self.prompt.submitted.connect(self.generate)
        self.prompt.dropped.connect(self.add_pictures)
        self.expanded.edited.connect(lambda text: self._try(self._expand, text))
        self.expanded.switched.connect(self._switch_expansion)
        self.expanded.arrived.connect(self.refresh_soon)
        self.keyframes.dropped.connect(self.add_pictures)
        self.keyframes.file_wanted.connect(self.picture_wanted)
        self.keyframes.frame_wanted.connect(lambda: self._try(self._add_current_frame))
        self.keyframes.moved.connect(lambda old, new: self._try(self._move_keyframe, old, new))
        self.keyframes.removed.connect(lambda time: self._try(self._remove_keyframe, time))
        self.keyframes.weighed.connect(lambda time, share: self._try(self._weigh_keyframe, time, share))
        self.slider.valueChanged.connect(lambda tenths: self._try(self._last, tenths / 10))
        self.slider.sliderReleased.connect(self.studio.settle)
        self.length.valueChanged.connect(lambda value: self._try(self._last, value))
        self.aspect.chosen.connect(lambda value: self._try(self._set, "Shape", aspect=value))
        self.seed.editingFinished.connect(lambda: self._try(self._seeded, self.seed.text()))
        self.dice.clicked.connect(lambda: self._try(self._set, "Seed", seed=secrets.randbelow(2**31)))
        self.lock.clicked.connect(lambda on: self._try(self._lock, on))
        self.more_button.toggled.connect(self._show_more)
        self.steps.valueChanged.connect(lambda value: self._settings(steps=value))
        self.guidance.valueChanged.connect(lambda value: self._settings(guidance=value))
        self.model.activated.connect(lambda _: self._try(self._choose_model, self.model.currentData()))
        self.loras.changed.connect(lambda files: self._try(self._set, "LoRA", merge="loras", loras=files))
        self.make.generate.connect(self.generate)

    # -- what a person does --------------------------------------------------------------------------------------

    def begin_new(self) -> None:
        """Nothing selected, the caret in an empty prompt."""
        self.studio.select(())
        self.refresh_now()
        self.prompt.setFocus()

    def _show_more(self, on: bool) -> None:
        """Brought into view: on a small screen it opens below the edge."""
        self.more.setVisible(on)
        if on:
            reveal(self.page, self.more)

    def generate(self) -> None:
        """Ctrl+Enter anywhere, or the button."""
        self.studio.settle()
        clip = self.chosen_clip()
        if clip is None or clip.shot is None:
            self._try(self._missing)
        else:
            self.refresh_now()
            self.expanded.when_known(lambda: self._generate(clip.id))

    def _generate(self, clip_id: str) -> None:
        if self.studio.job_of(clip_id) is None:
            self._try(self.studio.generate, clip_id)
        self.refresh_now()

    def add_pictures(self, files: list[Path]) -> None:
        """The first becomes the first frame if that is free, what follows the last one, then the middle."""
        clip_id = self._try(self._shot)
        found = self.chosen_clip()
        if clip_id is None or found is None or found.shot is None:
            return
        taken = {key.time for key in found.shot.keyframes}
        free = (time for time in (0, found.length - 1, found.length // 2) if time not in taken)
        for path, time in zip(files, free, strict=False):
            self._try(self.studio.add_keyframe, clip_id, time, path)

    def _try(self, act: Callable[..., object], *args: object, **options: object):
        return self.studio.attempt(act, *args, **options)

    def _missing(self) -> None:
        raise StudioError(
            self.tr("There is no shot to generate."),
            next_step=self.tr("Write a prompt, or select a shot on the timeline."),
        )

    def _shot(self, prompt: str = "") -> str:
        """The selected shot; a new one when there is none."""
        clip = self.chosen_clip()
        if clip is not None and clip.shot is not None:
            return clip.id
        if clip is not None:
            raise StudioError(self.tr("This clip is imported footage."), next_step=self.tr("Describe a new shot."))
        made = self.studio.new_shot(prompt, seconds=Fraction(str(USUAL_SECONDS)))
        self.studio.select((made,))
        if (clip := self.chosen_clip()) is not None:
            self.studio.seek(clip.start)
        return made

    def _say(self, text: str) -> None:
        clip = self.chosen_clip()
        if clip is None and text.strip():
            self._shot(text)
        elif clip is not None and clip.shot is not None and text != clip.prompt:
            change = lambda film: edit.set_prompt(film, clip.id, prompt=text)  # noqa: E731
            self.studio.edit("Prompt", change, merge_key=f"prompt {clip.id}")

    def _expand(self, text: str) -> None:
        clip = self.chosen_clip()
        if clip is not None and clip.shot is not None and text != clip.shot.expanded:
            self._set("Expanded prompt", merge="expanded", expanded=text)

    def _switch_expansion(self, on: bool) -> None:
        """Off means off: this shot's expansion goes too."""
        self._settings(expansion=on)
        clip = self.chosen_clip()
        if not on and clip is not None and clip.shot is not None and clip.shot.expanded:
            self._try(self._set, "Expanded prompt", expanded="")

    def _set(self, name: str, *, merge: str = "", **changes: object) -> None:
        clip_id = self._shot()
        key = f"{merge} {clip_id}" if merge else ""
        self.studio.edit(name, lambda film: edit.set_shot(film, clip_id, **changes), merge_key=key)

    def _last(self, length: float) -> None:
        clip_id = self._shot()
        film = self.studio.project
        _, clip = the_clip(film, clip_id)
        frames = max(1, frames_for(Fraction(str(round(length, 1))), film.rate))
        if clip.planned and frames != clip.length:
            change = lambda film: edit.ripple_trim_end(film, clip_id, to=clip.start + frames)  # noqa: E731
            self.studio.edit("Length", change, merge_key=f"length {clip_id}")

    def _seeded(self, text: str) -> None:
        clip = self.chosen_clip()
        now = clip.shot.seed if clip and clip.shot else None
        seed = int(text) if text else None
        if seed != now:
            self._set("Seed", seed=seed)

    def _lock(self, on: bool) -> None:
        """Locked: the seed of the chosen take, or one drawn now. Unlocked: a fresh one for each take."""
        clip = self.chosen_clip()
        taken = next((take.recipe.seed for take in self.studio.project.takes if clip and take.id == clip.take), None)
        seed = taken if taken is not None else secrets.randbelow(2**31)
        self._set("Seed", seed=seed if on else None)

    def _settings(self, **changes: object) -> None:
        self.studio.settings = replace(self.studio.settings, **changes)
        self.refresh_soon()

    def _choose_model(self, model: str) -> None:
        """For this shot, and for those that come after it."""
        self.studio.choose_model(model)
        clip = self.chosen_clip()
        if clip is not None and clip.shot is not None and clip.shot.model != model:
            self._set("Model", model=model)
        self.refresh_soon()

    # -- keyframes -----------------------------------------------------------------------------------------------

    def _add_current_frame(self) -> None:
        image = frame_under(self.studio.project, self.studio.playback.frame)
        if image is None:
            raise StudioError(
                self.tr("There is no picture under the playhead."),
                next_step=self.tr("Move the playhead onto a clip."),
            )
        _, clip = the_clip(self.studio.project, self._shot())
        taken = {key.time for key in clip.shot.keyframes} if clip.shot else set()
        time = next((time for time in (0, clip.length - 1, clip.length // 2) if time not in taken), 0)
        self.studio.set_keyframe(clip.id, time, image)

    def _keyframe(self, time: int) -> tuple[Clip, Keyframe]:
        found = ((clip, key) for clip in [self.chosen_clip()] if clip and clip.shot for key in clip.shot.keyframes)
        return next((clip, key) for clip, key in found if key.time == time)

    def _move_keyframe(self, old: int, new: int) -> None:
        clip, key = self._keyframe(old)

        def moved(film):
            film = edit.remove_keyframe(film, clip.id, time=old)
            return edit.set_keyframe(film, clip.id, keyframe=replace(key, time=new))

        self.studio.edit("Move keyframe", moved)

    def _remove_keyframe(self, time: int) -> None:
        clip, _ = self._keyframe(time)
        self.studio.edit("Remove keyframe", lambda film: edit.remove_keyframe(film, clip.id, time=time))

    def _weigh_keyframe(self, time: int, share: float) -> None:
        clip, key = self._keyframe(time)
        changed = replace(key, strength=share)
        self.studio.edit("Strength", lambda film: edit.set_keyframe(film, clip.id, keyframe=changed))

    # -- what the studio says ------------------------------------------------------------------------------------

    def refresh(self) -> None:
        clip, film = self.chosen_clip(), self.studio.project
        shot = clip.shot if clip else None
        footage = clip is not None and shot is None
        self._show_head(clip)
        about_shots = (self.prompt, self.expanded, self.keyframes_field, self.length_field, self.aspect_field,
                       self.seed_field, self.more_button, self.make)  # fmt: skip
        for part in about_shots:
            part.setVisible(not footage)
        self.more.setVisible(self.more_button.isChecked() and not footage)
        self.footage.setVisible(footage)
        self.prompt.show_text(shot.prompt if shot else "")
        self.expanded.show_clip(clip)
        self.keyframes.show_clip(clip, film)
        self._show_length(clip)
        self.aspect.show_value((shot.aspect if shot else "") or self._film_shape())
        seed = shot.seed if shot else None
        if not self.seed.hasFocus():
            self.seed.setText("" if seed is None else str(seed))
        self.lock.setChecked(seed is not None)
        self.lock.setIcon(icon("lock" if seed is not None else "unlock"))
        self._quietly(self.steps, self.studio.settings.steps)
        self._quietly(self.guidance, self.studio.settings.guidance)
        self.loras.show_files(shot.loras if shot else ())
        self._show_models((shot.model if shot else "") or self.studio.settings.model)
        if not footage:
            missing = shot is None or not (shot.prompt.strip() or shot.keyframes or shot.verb)
            known = self.expanded.known
            self.make.show_clip(clip.id if clip else None, prompt_missing=missing, known=known)

    def _show_models(self, chosen: str) -> None:
        """Every model with what it can do; one that is not there any more is shown as such."""
        cards = self.studio.models.cards()
        names = [card.id for card in cards]
        if names != [self.model.itemData(n) for n in range(self.model.count())]:
            self.model.clear()
            for number, card in enumerate(cards):
                self.model.addItem(card.id if card.path else self.tr("bundled"), card.id)
                self.model.setItemData(number, abilities(card), Qt.ItemDataRole.ToolTipRole)
        if chosen not in names:
            self.model.addItem(self.tr("{name}: not installed").format(name=chosen), chosen)
        self.model.setCurrentIndex(self.model.findData(chosen))
        self.loras.setVisible(any(card.id == chosen and card.takes_loras for card in cards))
        self.model.setToolTip(next((abilities(card) for card in cards if card.id == chosen), ""))

    def _show_head(self, clip: Clip | None) -> None:
        self.new.setVisible(clip is not None)
        if clip is None:
            self.title.setText(self.tr("New shot"))
            self.subtitle.setText("")
            return
        if clip.title is not None:
            self.title.setText(clip.name or self.tr("Title"))
            self.subtitle.setText(" ".join(clip.title.text.split()))
            self.footage.setText(self.tr("Double-click the title on the timeline to change its words."))
            return
        if clip.shot is None:
            media = find_media(self.studio.project, clip.media_id)
            self.title.setText(clip.name or (media.name if media else self.tr("Clip")))
            self.subtitle.setText(self.tr("footage"))
            self.footage.setText(self.tr("Right-click the clip to extend it, loop it, or blend it with the next one."))
            return
        self.title.setText(clip.name or self.tr("Shot"))
        verb = said(clip.shot.verb)
        self.subtitle.setText("  ·  ".join(filter(None, [verb, self._takes(len(clip.takes))])))

    def _takes(self, count: int) -> str:
        if count == 0:
            return self.tr("planned")
        return self.tr("1 take") if count == 1 else self.tr("{n} takes").format(n=count)

    def _show_length(self, clip: Clip | None) -> None:
        length = float(seconds(clip.length, self.studio.project.rate)) if clip else USUAL_SECONDS
        fixed = clip is not None and not clip.planned
        tip = self.tr("Drag the clip's edge on the timeline to trim or extend it.") if fixed else ""
        for part in (self.slider, self.length):
            part.setEnabled(not fixed)
            part.setToolTip(tip)
        if not self.length.hasFocus() or fixed:
            self._quietly(self.length, length)
        if not self.slider.isSliderDown():
            self._quietly(self.slider, round(10 * length))

    def _film_shape(self) -> str:
        film = self.studio.project
        ratio = film.width / max(1, film.height)
        return "16:9" if ratio > 1.2 else "9:16" if ratio < 0.85 else "1:1"

    def _quietly(self, widget, value) -> None:
        """Show a value without hearing of it as a wish."""
        widget.blockSignals(True)
        widget.setValue(value)
        widget.blockSignals(False)
        widget.update()
