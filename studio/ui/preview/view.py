"""UI room, preview: the stage and its transport, following the studio. It never leaves what is being watched by itself.

Playing is the studio's: a timer here only tells it the time and asks for the frame it names.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QVBoxLayout, QWidget

from studio.session.changes import (
    Change,
    FilmClosed,
    FilmOpened,
    FramesArrived,
    JobChanged,
    MediaFound,
    PlaybackChanged,
    PlayheadChanged,
    PreviewArrived,
    ProjectChanged,
    ProxyChanged,
)
from studio.session.film import Clip, StudioError, find_clip
from studio.session.frames import Shown
from studio.session.jobs import Job, Paused, Running, Waiting
from studio.session.proxies import Proxies
from studio.session.sound import Sound
from studio.session.studio import Studio
from studio.ui.language import said
from studio.ui.preview.source import FrameSource, clip_on_stage, live_takes
from studio.ui.preview.speaker import Speaker
from studio.ui.preview.stage import Note, Stage, tr
from studio.ui.preview.transport import Transport
from studio.ui.timeline.commands import KEYS, Commands
from studio.ui.timeline.dropping import kind_of
from studio.ui.times import remaining

TICK_MS = 8  # a running playhead is asked often; a frame is asked for only when it moves
KEYBOARD = (
    "play", "shuttle_back", "shuttle_stop", "shuttle_on", "back", "forward", "back_ten", "forward_ten",
    "set_in", "set_out", "clear_range", "go_home", "go_end", "previous_cut", "next_cut", "add_marker",
)  # fmt: skip


class PreviewView(QWidget):
    """`close_down` ends its thread. `source.follow` holds the clips whose unfinished take is being watched."""

    def __init__(self, studio: Studio, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.studio, self.commands = studio, Commands(studio)
        self.keys = {keys: name for keys, name in KEYS.items() if name in KEYBOARD}
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.stage, self.source, self.transport = Stage(), FrameSource(studio), Transport(studio)
        self.proxies, self.sound = Proxies(studio), Sound(studio.clock, Speaker)
        self._rough: str = ""  # the job whose rough guess is on stage
        self._proxy = False  # whether footage on stage is shown by its small stand-in
        self._told_silent = False
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self.stage, 1)
        box.addWidget(self.transport)
        self._clock = QTimer(self, interval=TICK_MS, timerType=Qt.TimerType.PreciseTimer)
        self._clock.timeout.connect(self._tick)
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._ask)
        self.stage.resized.connect(self._soon.start)
        self.stage.pressed.connect(lambda: self.stage.setFocus(Qt.FocusReason.MouseFocusReason))
        self.stage.chip_pressed.connect(self.return_to_render)
        self.stage.dropped.connect(self._dropped)
        self.source.shown.connect(self._show)
        self.setFocusProxy(self.stage)
        self._leave = studio.subscribe(self.heard)
        self.destroyed.connect(lambda *_, leave=self._leave: leave())
        self.follow_film()

    def close_down(self) -> None:
        """Stop listening and end the thread; harmless twice."""
        self._leave()
        self.transport.close_down()
        self._clock.stop()
        self._soon.stop()
        self.sound.stop()
        self.proxies.close()
        self.source.close()

    # -- what the studio says ------------------------------------------------------------------------------------

    def heard(self, change: Change) -> None:
        match change:
            case FilmOpened() | FilmClosed():
                self.source.close()
                self.source.follow = frozenset()
                self.sound.stop()
                self._clock.stop()
                self.stage.show_picture(None)
                self.follow_film()
            case ProjectChanged(after=film):
                self.sound.show(film)
                self.follow_film()
            case PlayheadChanged():
                self._rough = ""
                self._say()
                self._soon.start()
            case PlaybackChanged(speed=speed):
                self._clock.start() if speed else self._clock.stop()
                self._sound(speed)
            case MediaFound():
                self._soon.start()
            case ProxyChanged(media_id=media_id):
                clip = self._clip()
                if clip is not None and clip.media_id == media_id and not self._proxy:
                    self._soon.start()
            case FramesArrived(clip_id=clip_id):
                if self._on_stage(clip_id):
                    self._soon.start()
                self._say()
            case PreviewArrived(clip_id=clip_id):
                self._show_rough(change)
            case JobChanged(job=job):
                if job.over:
                    self.source.follow -= {job.clip_id}
                    self._rough = ""
                    self._soon.start()
                self._say()

    def follow_film(self) -> None:
        """The film is another one, or has changed."""
        film = self.studio.project
        self.stage.set_aspect(film.width / film.height)
        self._say()
        self._soon.start()

    def _tick(self) -> None:
        """The playhead goes on, and the sound with it; one that was put elsewhere takes the sound along."""
        self.studio.tick()
        self.sound.push()
        playback = self.studio.playback
        if self.sound.astray(playback.frame, float(playback.rate), loop=self._loop()):
            self._sound(playback.speed)

    def _loop(self) -> tuple[int, int] | None:
        playback = self.studio.playback
        return playback.range if playback.looping else None

    def _sound(self, speed: float) -> None:
        """Heard at its own pace only; faster, slower and backwards are silent."""
        self.sound.stop()
        if speed != 1 or self.studio.folder is None:
            return
        try:
            self.sound.start(self.studio.project, self.studio.folder, self.studio.playback.frame, loop=self._loop())
        except StudioError as exc:
            if not self._told_silent:  # once: it would be the same at every press of the space bar
                self._told_silent = True
                self.studio.report(exc.problem)

    def _ask(self) -> None:
        width, height = self.stage.pixels()
        self.source.ask(self.studio.playback.frame, width=width, height=height)

    def _show(self, shown: Shown) -> None:
        if self._rough and not shown.live:
            return  # a rough guess of what is being made says more than an empty slate
        self.stage.show_picture(shown.picture)
        if shown.proxy != self._proxy:
            self._proxy = shown.proxy
            self._say()

    def _show_rough(self, change: PreviewArrived) -> None:
        clip = self._clip()
        if clip is None or clip.id != change.clip_id or not (clip.planned or clip.id in self.source.follow):
            return
        if not self._live_here(clip):
            self._rough = change.job_id
            self.stage.show_picture(change.picture)
            self._say()

    # -- what is said over the picture ---------------------------------------------------------------------------

    def _clip(self) -> Clip | None:
        return clip_on_stage(self.studio.project, self.studio.playback.frame)

    def _on_stage(self, clip_id: str) -> bool:
        clip = self._clip()
        return clip is not None and clip.id == clip_id

    def _live_here(self, clip: Clip) -> bool:
        """Whether the unfinished take has the frame under the playhead."""
        live = live_takes(self.studio).get(clip.id)
        if live is None:
            return False
        inner = clip.offset + (self.studio.playback.frame - clip.start) * clip.speed
        return live.has(int(int(inner) * live.rate / self.studio.project.rate))

    def _sampled(self) -> Job | None:
        """The generation that is running, if any."""
        return next((job for job in self.studio.jobs if job.active and job.clip_id), None)

    def _say(self) -> None:
        clip, job = self._clip(), self._sampled()
        on_stage = job is not None and clip is not None and clip.id == job.clip_id
        watching = clip is not None and on_stage and (clip.planned or clip.id in self.source.follow)
        chip = tr("LIVE · return to render") if job is not None and not watching and self._place(job) else ""
        badge = tr("LIVE") if watching else ""
        self.stage.say(self._note(clip), chip=chip, badge=badge, corner=tr("Proxy") if self._proxy else "")

    def _note(self, clip: Clip | None) -> Note | None:
        film = self.studio.project
        if not self.studio.is_open or film.duration == 0:
            return Note(tr("Drop a picture or a video here"), tr("Or describe your first shot and press Generate."))
        if clip is None or not clip.planned or self._live_here(clip):
            return None
        job = self.studio.job_of(clip.id)
        if job is None:
            return Note(clip.prompt or tr("A shot without words yet"), tr("Planned. Generate it to see it here."))
        if self._rough:
            return None
        match job.state:
            case Waiting(position=position):
                return Note(tr("Waiting its turn"), tr("{} before it").format(position) if position else "", ring=True)
            case Running(total=0, doing=doing):
                return Note(tr("First frames in a moment"), said(doing), ring=True)
            case Running(seconds_left=left) as state:
                return Note(tr("First frames in a moment"), remaining(left), ring=True, progress=state.fraction)
            case Paused(progress=progress):
                return Note(tr("Paused"), ring=True, progress=progress.fraction)
        return Note(tr("Stopping"), ring=True)

    def _place(self, job: Job) -> Clip | None:
        found = find_clip(self.studio.project, job.clip_id)
        return found[1] if found else None

    def return_to_render(self) -> None:
        """Go to what is being made, and watch it."""
        job = self._sampled()
        clip = self._place(job) if job else None
        if clip is None:
            return
        self.source.follow |= {clip.id}
        self.studio.seek(clip.start)
        self.follow_film()

    # -- input ---------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        combination = event.keyCombination()
        pressed = combination.keyboardModifiers() & ~Qt.KeyboardModifier.KeypadModifier
        name = QKeySequence(pressed.value | combination.key().value).toString(QKeySequence.SequenceFormat.PortableText)
        command = self.keys.get(name)
        if command is None:
            super().keyPressEvent(event)
        else:
            getattr(self.commands, command)()

    def _dropped(self, files: list[Path]) -> None:
        """Pictures become shots after what is under the playhead; anything else goes to the playhead as a clip."""
        clip = self._clip()
        at = clip.end if clip is not None else self.studio.playback.frame
        for path in reversed(files):
            kind = kind_of(path)
            if kind == "picture":
                self.studio.attempt(self.studio.image_to_video, path, at=at, generate=False)
            elif kind:
                self.studio.attempt(self.studio.import_media, path, at=at)
