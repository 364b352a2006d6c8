"""UI room: the main window. It puts the parts in their places, and tells them nothing but when to go."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path

from PySide6.QtCore import QByteArray, QEvent, QSettings, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QGuiApplication
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QLabel,
    QMainWindow,
    QMessageBox,
    QSplitter,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from studio.problem import Problem
from studio.session.changes import (
    Change,
    FilmClosed,
    FilmOpened,
    FilmSaved,
    JobChanged,
    ProblemRaised,
    ProjectChanged,
    RecoveryOffered,
    SelectionChanged,
    UnfinishedFound,
)
from studio.session.crashes import Crash, sentence
from studio.session.jobs import Failed
from studio.session.relinking import missing
from studio.session.studio import Studio
from studio.ui import actions, language, theme
from studio.ui.commands import Commands
from studio.ui.dialogs import files
from studio.ui.dialogs.problem import Bar, Bars, ProblemDialog
from studio.ui.frames import Frames
from studio.ui.icons import icon
from studio.ui.panels.bin import BinPanel
from studio.ui.panels.cast import CastPanel
from studio.ui.panels.history import HistoryPanel
from studio.ui.panels.queue import QueuePanel
from studio.ui.panels.shot import ShotPanel
from studio.ui.panels.storyboard import StoryboardPanel
from studio.ui.panels.takes import TakesPanel
from studio.ui.preview.view import PreviewView
from studio.ui.timeline.view import TimelineView
from studio.ui.times import size
from studio.ui.tour import Tour
from studio.ui.widgets import DropZone

FRAME = 40  # pixels that a window's title and borders take at most
HEARTBEAT_MS = 500  # autosave and the memory figure; news of threads come through the loop at once


class MainWindow(DropZone, QMainWindow):
    """`gone` is called once, after the last film is closed and the threads have ended."""

    def __init__(self, studio: Studio, *, gone: Callable[[], object] = lambda: None) -> None:
        super().__init__()
        self.studio, self._gone, self._going = studio, gone, False
        self.settings = QSettings(str(studio.data / "window.ini"), QSettings.Format.IniFormat)
        self.frames = Frames(studio)
        self.commands = Commands(studio, self)
        self.bars = Bars()
        self._renewal = QTimer(self, singleShot=True, interval=0)
        self._renewal.timeout.connect(self._renew)
        self.setWindowIcon(icon("app"))
        self.setAcceptDrops(True)
        self._compose()
        self.actions_by_name = actions.build(self, self.commands.handler)
        self.commands.use_keymap(str(self.settings.value("keymap", "own")))
        self._status()
        self._wire()
        self._restore()
        self._leave = studio.subscribe(self._heard)
        self._beat = QTimer(self, interval=HEARTBEAT_MS)
        self._beat.timeout.connect(self._heartbeat)
        self._beat.start()
        self._show_state()
        self._spoken = language.current()

    # -- putting together ----------------------------------------------------------------------------------------

    def _compose(self) -> None:
        studio, frames = self.studio, self.frames
        self.bin, self.cast = BinPanel(studio, frames), CastPanel(studio, frames)
        self.takes, self.queue = TakesPanel(studio, frames), QueuePanel(studio, frames)
        self.history = HistoryPanel(studio, frames)
        self.shot = ShotPanel(studio, frames)
        self.preview, self.timeline = PreviewView(studio), TimelineView(studio)
        self.tabs = QTabWidget(documentMode=True)
        self.tabs.tabBar().setDrawBase(False)
        for panel, name in ((self.bin, self.tr("Bin")), (self.cast, self.tr("Cast")), (self.takes, self.tr("Takes")),
                            (self.history, self.tr("History"))):
            self.tabs.addTab(panel, name)
        self.upper = splitter(Qt.Orientation.Horizontal, (self.tabs, 0), (self.preview, 1))
        self.board = StoryboardPanel(studio, frames)
        self.lower_tabs = QTabWidget(documentMode=True)
        self.lower_tabs.tabBar().setDrawBase(False)
        self.lower_tabs.addTab(self.timeline, self.tr("Timeline"))
        self.lower_tabs.addTab(self.board, self.tr("Storyboard"))
        self.work = splitter(Qt.Orientation.Vertical, (self.upper, 1), (self.lower_tabs, 0))
        self.side = splitter(Qt.Orientation.Vertical, (self.shot, 1), (self.queue, 0))
        self.whole = splitter(Qt.Orientation.Horizontal, (self.work, 1), (self.side, 0))
        middle = QWidget()
        box = QVBoxLayout(middle)
        box.setContentsMargins(theme.XS, 0, theme.XS, 0)
        box.setSpacing(0)
        box.addWidget(self.bars)
        box.addWidget(self.whole, 1)
        self.setCentralWidget(middle)

    def _status(self) -> None:
        bar = self.statusBar()
        bar.setSizeGripEnabled(False)
        self.film_words, self.save_words, self.memory_words = QLabel(), QLabel(), QLabel()
        for part in (self.film_words, self.save_words, self.memory_words):
            part.setProperty("role", "small")
            part.setContentsMargins(theme.S, 0, theme.S, 0)
        bar.addWidget(self.film_words)
        bar.addPermanentWidget(self.save_words)
        bar.addPermanentWidget(self.memory_words)
        self._show_memory()

    def _wire(self) -> None:
        self.bin.import_wanted.connect(self.commands.handler("import_files"))
        self.shot.picture_wanted.connect(
            lambda: files.choose_picture(self, Path.home(), lambda path: self.shot.add_pictures([path]))
        )
        self.timeline.shot_opened.connect(self._open_shot)
        self.timeline.remix_wanted.connect(lambda clip: self.studio.attempt(self.commands.remix, clip))
        self.timeline.describe_wanted.connect(lambda clip: self.studio.attempt(self.commands.describe, clip))
        self.timeline.verb_wanted.connect(
            lambda name, clip, frame: self.studio.attempt(getattr(self.commands, f"{name}_of"), clip, frame)
        )
        self.timeline.rename_wanted.connect(self.commands.rename_track)
        self.timeline.cast_wanted.connect(self._cast_from)

    def _open_shot(self, clip_id: str) -> None:
        self.studio.select((clip_id,))
        self.shot.refresh_now()
        self.shot.prompt.setFocus()

    def _cast_from(self, clip_id: str, frame: int) -> None:
        self.studio.attempt(self.commands.use_frame_of, clip_id, frame, use="cast")

    def show_tab(self, panel: QWidget) -> None:
        self.tabs.setCurrentWidget(panel)

    def set_theme(self, chosen: theme.Theme) -> None:
        theme.apply(_app(), chosen)
        self.settings.setValue("theme", chosen.name)
        self.actions_by_name[f"theme_{chosen.name}"].setChecked(True)
        for panel in (self.bin, self.cast, self.takes, self.history, self.shot, self.queue, self.board):
            panel.refresh_soon()

    def set_language(self, choice: str) -> None:
        """"system", or the name of a language. Everything on screen changes at once."""
        self.settings.setValue("language", choice)
        language.use(_app(), choice)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._renewal.start()

    def _renew(self) -> None:
        """Build the panels anew: they hold no state of their own, so that another language is only another build."""
        if self._going or self._spoken == language.current():
            return
        self._spoken = language.current()
        touring = [tour.at for tour in self.findChildren(Tour) if tour.at >= 0]
        for part in (*self.findChildren(Tour), *self.findChildren(QDialog)):
            part.end() if isinstance(part, Tour) else part.close()
        self.studio.transport("k")
        tabs, places = (self.tabs.currentIndex(), self.lower_tabs.currentIndex()), self._places()
        view, tool, snapping = self.timeline.view, self.timeline.tool, self.timeline.snapping
        for part in (self.timeline, self.preview):
            part.close_down()
        self.bars.setParent(None)
        self._compose()
        self._wire()
        if (central := self.centralWidget()) is not None:
            central.show()
        self.bars.show()
        self._put(places)
        self.tabs.setCurrentIndex(tabs[0])
        self.lower_tabs.setCurrentIndex(tabs[1])
        self.timeline.stand(view, tool=tool, snapping=snapping)
        actions.speak(self)
        self.commands.use_keymap(str(self.settings.value("keymap", "own")))
        self.bars.say_again()
        self._show_state()
        self._show_memory()
        if touring:
            self.commands.tour()
            next(tour for tour in self.findChildren(Tour) if tour.at >= 0).go(touring[0])

    # -- remembered ----------------------------------------------------------------------------------------------

    def _splitters(self) -> dict[str, QSplitter]:
        return {"upper": self.upper, "work": self.work, "side": self.side, "whole": self.whole}

    def _restore(self) -> None:
        screen = QGuiApplication.primaryScreen().availableSize()
        self.resize(min(1600, screen.width()), min(960, screen.height()))
        if not (screen.width() > 1600 and screen.height() > 960 + FRAME):
            self.setWindowState(Qt.WindowState.WindowMaximized)  # its frame would push the last line off the screen
        self.upper.setSizes([270, 760])
        self.work.setSizes([545, 355])
        self.side.setSizes([650, 210])
        self.whole.setSizes([1240, 350])
        if geometry := self.settings.value("geometry"):
            self.restoreGeometry(geometry)
        self._put({name: self.settings.value(f"splitters/{name}") for name in self._splitters()})
        self.tabs.setCurrentIndex(int(str(self.settings.value("tab", 0))))
        self.actions_by_name[f"theme_{theme.current().name}"].setChecked(True)
        spoken = self.actions_by_name.get(f"language_{self.settings.value('language', language.SYSTEM)}")
        (spoken or self.actions_by_name["language_system"]).setChecked(True)

    def _places(self) -> dict[str, QByteArray]:
        return {name: part.saveState() for name, part in self._splitters().items()}

    def _put(self, places: Mapping[str, QByteArray | None]) -> None:
        for name, part in self._splitters().items():
            if state := places.get(name):
                part.restoreState(state)

    def _remember(self) -> None:
        self.settings.setValue("geometry", self.saveGeometry())
        self.settings.setValue("tab", self.tabs.currentIndex())
        for name, state in self._places().items():
            self.settings.setValue(f"splitters/{name}", state)
        self._remember_film()

    def _remember_film(self) -> None:
        """At once when a film opens, not at the end: after a crash the next start must find the film again."""
        if self.studio.folder is not None:
            self.settings.setValue("film", str(self.studio.folder))
        self.settings.sync()

    # -- what the studio says ------------------------------------------------------------------------------------

    def _heard(self, change: Change) -> None:
        match change:
            case ProblemRaised(problem=problem):
                self.bars.problem(problem)
            case JobChanged(job=job) if isinstance(job.state, Failed):
                self.bars.problem(job.state.problem)
            case RecoveryOffered():
                self._offer_recovery(change)
            case UnfinishedFound(job_ids=found):
                self._offer_unfinished(len(found))
            case FilmOpened() | FilmClosed():
                self._remember_film()
                self.bars.clear()
                self._offer_relinking()
                self._show_state()
            case FilmSaved() | ProjectChanged() | SelectionChanged():
                self._show_state()

    def show_problem(self, problem: Problem) -> None:
        """What nobody expected: a dialog, not a bar."""
        ProblemDialog(problem, self).open()

    def _offer_recovery(self, change: RecoveryOffered) -> None:
        when = change.recovery.saved_at.astimezone().strftime("%x %H:%M")

        def make() -> Bar:
            text = self.tr("Edits that were never saved were kept from {when}.").format(when=when)
            choices = [(self.tr("Restore them"), self._act(self.studio.recover)),
                       (self.tr("Discard them"), self._act(self.studio.decline_recovery))]  # fmt: skip
            return Bar(text, choices, tone="accent")

        self.bars.add(make)

    def _offer_unfinished(self, count: int) -> None:
        def make() -> Bar:
            text = self.tr("{n} unfinished generations were found.").format(n=count)
            if count == 1:
                text = self.tr("An unfinished generation was found.")
            choices = [(self.tr("Go on"), self._act(self.studio.resume_unfinished)),
                       (self.tr("Forget"), self._act(self.studio.forget_unfinished))]  # fmt: skip
            return Bar(text, choices, tone="accent")

        self.bars.add(make)

    def _offer_relinking(self) -> None:
        studio = self.studio
        gone = missing(studio.project, studio.require_folder()) if studio.is_open else ()

        def make() -> Bar:
            names = ", ".join(f"“{media.name or media.path}”" for media in gone[:3]) + ("…" if len(gone) > 3 else "")
            text = self.tr("{n} files of this film are missing: {names}.").format(n=len(gone), names=names)
            if len(gone) == 1:
                text = self.tr("A file of this film is missing: {names}.").format(names=names)
            return Bar(text, [(self.tr("Find…"), self._act(self.commands.find_missing))], tone="danger")

        if gone:
            self.bars.add(make)

    def tell_crash(self, crash: Crash, last: str = "") -> None:
        """The studio ended badly: how often, what was kept, a report to copy; and the `last` film, when it waits."""

        def make() -> Bar:
            choices = [(self.tr("Copy report"), lambda: QGuiApplication.clipboard().setText(crash.report))]
            if crash.safe_mode and last:
                choices.insert(0, (self.tr("Open the last film"), lambda: self.commands.open_path(Path(last))))
            return Bar(language.said(sentence(crash)), choices, tone="danger")

        self.bars.add(make)

    def _act(self, verb: Callable[[], object]) -> Callable[[], object]:
        return lambda: self.studio.attempt(verb)

    def _show_state(self) -> None:
        studio, film, history = self.studio, self.studio.project, self.studio.history
        self.setWindowTitle(f"{film.name}[*] — Fantascope")
        self.setWindowModified(studio.dirty)
        self.film_words.setText(f"{film.width} × {film.height}   ·   {float(film.rate):.5g} fps")
        where = self.tr("Unsaved changes") if studio.dirty else self.tr("Saved")
        self.save_words.setText(self.tr("Untitled film, kept on this machine") if studio.untitled else where)
        chosen = bool(studio.selection)
        named = self.actions_by_name
        undo, redo = (language.said(label or "") for label in (history.undo_label, history.redo_label))
        named["undo"].setEnabled(history.undo_label is not None)
        named["redo"].setEnabled(history.redo_label is not None)
        named["undo"].setText(self.tr("&Undo {what}").format(what=undo) if undo else self.tr("&Undo"))
        named["redo"].setText(self.tr("Red&o {what}").format(what=redo) if redo else self.tr("Red&o"))
        for name in ("duplicate", "variations", "extend_after", "extend_before", "loop", "blend", "previous_take",
                     "remix_clip", "recut", "pasts", "use_frame", "go_back",
                     "next_take", "enough", "cancel_job", "deselect"):  # fmt: skip
            named[name].setEnabled(chosen)

    def _heartbeat(self) -> None:
        self.studio.pump()
        self._show_memory()

    def _show_memory(self) -> None:
        self.memory_words.setText(self.tr("Memory {size}").format(size=size(memory())))

    # -- files from outside --------------------------------------------------------------------------------------

    def files_dropped(self, files: list[Path]) -> None:
        """A film is opened; anything else is brought into the bin."""
        films = [path for path in files if path.suffix in (".film", ".fantascope")]
        if films:
            self.commands.open_path(films[0])
        else:
            self.commands.import_paths(files)

    # -- leaving -------------------------------------------------------------------------------------------------

    def before_leaving(self, then: Callable[[], object]) -> None:
        """Ask about unsaved edits, without blocking, and go on. An untitled film is simply kept."""
        studio = self.studio
        if studio.untitled and studio.dirty:
            studio.attempt(studio.save)
        if not studio.dirty:
            studio.attempt(then)
            return
        box = QMessageBox(self)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setText(self.tr("Save the changes to “{name}”?").format(name=studio.project.name))
        save = box.addButton(self.tr("Save"), QMessageBox.ButtonRole.AcceptRole)
        drop = box.addButton(self.tr("Don't save"), QMessageBox.ButtonRole.DestructiveRole)
        box.addButton(self.tr("Cancel"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(save)

        def answered(chosen) -> None:
            if chosen is save:
                studio.attempt(lambda: (studio.save(), then()))
            elif chosen is drop:
                studio.attempt(lambda: (studio.close_film(discard=True), then()))

        box.buttonClicked.connect(answered)
        box.open()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._going:
            event.accept()
            return
        event.ignore()
        self.before_leaving(self.go)

    def go(self) -> None:
        """Close for good without asking; unsaved edits stay in the autosave and are offered at the next start."""
        if self._going:
            return
        self._going = True
        self._beat.stop()
        self._remember()
        self.hide()
        self._leave()
        for part in (self.timeline, self.preview):
            part.close_down()
        self.frames.close()
        self.studio.close()
        self.close()
        self._gone()


def splitter(way: Qt.Orientation, *parts: tuple[QWidget, int]) -> QSplitter:
    """Parts side by side or one above the other, each with its share of new room."""
    made = QSplitter(way)
    made.setHandleWidth(theme.XS)
    made.setChildrenCollapsible(False)
    for index, (part, share) in enumerate(parts):
        made.addWidget(part)
        made.setStretchFactor(index, share)
    return made


def memory() -> int:
    """Bytes of this process that are in memory."""
    try:
        with open("/proc/self/statm") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, AttributeError):
        try:
            import resource

            return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        except ImportError:
            return 0


def _app() -> QApplication:
    """The running application, which a window never is without."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        raise RuntimeError("there is a window and no application")
    return app
