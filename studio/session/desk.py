"""Session: the open film, its history, selection and playhead, and whoever watches them. No Qt, no tensors."""

from __future__ import annotations

import contextlib
import logging
import shutil
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from studio.document.check import check
from studio.document.film import Project, find_clips, new_project
from studio.document.history import History
from studio.engine.events import Preview, Step
from studio.problem import Problem, StudioError
from studio.session import places
from studio.session.changes import (
    Change,
    FilmClosed,
    FilmOpened,
    FilmSaved,
    PlaybackChanged,
    PlayheadChanged,
    ProblemRaised,
    ProjectChanged,
    RecoveryOffered,
    SelectionChanged,
)
from studio.session.playback import Playback
from studio.session.problems import as_problem
from studio.session.sound import Clock
from studio.storage.autosave import clear_autosave, write_autosave
from studio.storage.folder import SUFFIX, FilmFolder, create_film, open_film
from studio.storage.recovery import Recovery, begin_start, end_start, find_recovery

AUTOSAVE_AFTER = 2.0  # seconds an edit may be unsaved on disk
SIZES = {"16:9": (1280, 720), "9:16": (720, 1280), "1:1": (1080, 1080), "4:3": (960, 720)}
_NOTHING = new_project()
T = TypeVar("T")


class Desk:
    """One film at a time, or none. Observers hear of every change, in order, on the owner's thread."""

    def __init__(self, *, data: Path | None = None, wake: Callable[[], None] = lambda: None) -> None:
        self.data = data or places.user_data()
        self.playback = Playback()
        self.clock = Clock()  # what the playhead goes by
        self.recovery: Recovery | None = None
        self.safe_mode = False
        self._wake = wake
        self._folder: FilmFolder | None = None
        self._history = History(_NOTHING)
        self._saved = self._kept = _NOTHING  # as in project.json; as in project.json or the autosave
        self._edited_at: float | None = None
        self._autosave_failed = False
        self._selection: tuple[str, ...] = ()
        self._observers: list[Callable[[Change], None]] = []
        self._inbox: list[tuple[int, object]] = []  # what was posted, each with its place in the order
        self._latest: dict[tuple[type, str], tuple[int, object]] = {}
        self._posted = 0
        self._lock = threading.Lock()
        self._news = threading.Event()

    # Watching

    def subscribe(self, callback: Callable[[Change], None]) -> Callable[[], None]:
        """Hear of every change from now on; the returned function ends that."""
        self._observers.append(callback)

        def unsubscribe() -> None:
            with contextlib.suppress(ValueError):
                self._observers.remove(callback)

        return unsubscribe

    def tell(self, change: Change) -> None:
        """Let every observer know. One that fails is logged and does not keep the others from hearing."""
        for observer in tuple(self._observers):
            try:
                observer(change)
            except Exception as exc:
                as_problem(exc, doing=f"showing {type(change).__name__}")

    def post(self, event: object) -> None:
        """Hand over an engine event (or a function to be called) from any thread; heard at the next `pump`.

        Nothing is lost but progress and previews, of which the latest wins.
        """
        with self._lock:
            self._posted += 1
            if isinstance(event, Step | Preview):
                self._latest[type(event), event.request_id] = (self._posted, event)
            else:
                self._inbox.append((self._posted, event))
        self._news.set()
        self._wake()

    call = post

    def pump(self) -> bool:
        """Hear everything posted since the last call and autosave when due. True when something was heard."""
        self._news.clear()
        with self._lock:
            # In the order they were posted: a step heard after the pause that followed it would undo the pause.
            heard = sorted((*self._inbox, *self._latest.values()), key=lambda item: item[0])
            self._inbox, self._latest = [], {}
        for _, event in heard:
            self._hear(event)
        if self._edited_at is not None and time.monotonic() - self._edited_at > AUTOSAVE_AFTER:
            self._autosave_when_due()
        return bool(heard)

    def pump_until(self, done: Callable[[], bool], *, timeout: float = 60.0) -> None:
        """Pump, asleep in between, until `done()`. Raises TimeoutError."""
        until = time.monotonic() + timeout
        while True:
            self.pump()
            if done():
                return
            if time.monotonic() > until:
                raise TimeoutError("the studio was waited for too long")
            self._news.wait(0.2)

    def attempt(self, action: Callable[..., T], *args: Any, **options: Any) -> T | None:
        """Call `action`; what it raises becomes a `ProblemRaised` and None is returned."""
        try:
            return action(*args, **options)
        except Exception as exc:
            self.report(as_problem(exc, doing=getattr(action, "__name__", "working").replace("_", " ").strip()))
            return None

    def report(self, problem: Problem) -> None:
        self.tell(ProblemRaised(problem))

    def handle(self, event: object) -> None:
        """An engine event, on the owner's thread. For the layer above."""

    def _hear(self, event: object) -> None:
        self.attempt(event if callable(event) else lambda: self.handle(event))

    # The film

    @property
    def is_open(self) -> bool:
        return self._folder is not None

    @property
    def folder(self) -> Path | None:
        """The film's folder, None when no film is open."""
        return self._folder.root if self._folder else None

    def require_folder(self) -> FilmFolder:
        if self._folder is None:
            raise StudioError("No film is open.", next_step="Open a film, or make a new one.")
        return self._folder

    @property
    def project(self) -> Project:
        """The film now. Immutable: hold on to it as long as you like."""
        return self._history.present

    @property
    def history(self) -> History:
        return self._history

    @property
    def dirty(self) -> bool:
        """There are edits that `save` has not seen."""
        return self.project is not self._saved and self.project != self._saved

    def create(self, folder: Path | str, aspect: str = "16:9", *, name: str = "") -> None:
        """Make a new film folder (`.film` is added) and open it, closing the one that is open."""
        folder = Path(folder)
        width, height = SIZES.get(aspect, SIZES["16:9"])
        project = new_project(name or folder.stem, width=width, height=height)
        self._leave()
        self._enter(create_film(folder, project), project)

    def create_untitled(self, aspect: str = "16:9") -> None:
        """A film in the user's data folder, so that work is kept from the first moment; `save_as` gives it a home."""
        self.create(self.untitled_path(f"{datetime.now():%Y-%m-%d %H.%M.%S}"), aspect, name="Untitled")

    def untitled_path(self, stem: str) -> Path:
        """A free place in the user's data folder for a film that has no home yet."""
        home = self.data / "untitled"
        free = (home / f"{stem}{tail}{SUFFIX}" for tail in ("", *(f" {n}" for n in range(2, 1000))))
        return next(path for path in free if not path.exists())

    @property
    def untitled(self) -> bool:
        return self.folder is not None and self.folder.parent == self.data / "untitled"

    def open(self, folder: Path | str, *, force: bool = False) -> None:
        """Open a film folder. A crash's autosave is offered (`RecoveryOffered`), never taken by itself.

        Only a film whose own file is damaged opens on its autosave, unsaved. Raises StudioError.
        """
        opened = open_film(Path(folder), force=force)
        try:
            recovery = find_recovery(opened.root, owner_died=opened.owner_died)
            try:
                project = opened.load()
            except StudioError:
                if recovery is None:
                    raise
                project = recovery.project
            self._leave()
        except BaseException:
            opened.close()
            raise
        self._enter(opened, project, recovery=recovery)

    def save(self) -> None:
        """Write the film. Raises StudioError; the file saved before is then untouched."""
        folder = self.require_folder()
        folder.save(self.project)
        self._saved = self._kept = self.project
        self._edited_at = None
        self.tell(FilmSaved(folder.root))

    def save_as(self, folder: Path | str) -> None:
        """Copy the whole film to a new folder and go on there. The one left behind stays as it was last saved."""
        here, target = self.require_folder(), Path(folder)
        target = target if target.suffix == SUFFIX else target.with_name(target.name + SUFFIX)
        self.film_closing()
        made = create_film(target, self.project)
        try:
            for room in ("takes", "media"):
                shutil.copytree(here.root / room, made.root / room, dirs_exist_ok=True)
            self.move_to(made)
        except (OSError, shutil.Error, StudioError):
            made.close()
            shutil.rmtree(made.root, ignore_errors=True)
            raise

    def move_to(self, made: FilmFolder) -> None:
        """Go on in a folder that holds a copy of the film's files, with all that can be undone, the selection and the
        playhead. A film without a name gets the folder's."""

        def named(film: Project) -> Project:
            return replace(film, name=made.root.stem) if film.name in ("", "Untitled") else film

        history, selection, frame = self._history.each(named), self._selection, self.playback.frame
        made.save(history.present)
        self._leave(keep=False)
        self._enter(made, history.present, history=history)
        self.select(selection)
        self.seek(frame)

    def close_film(self, *, discard: bool = False) -> None:
        """Close the film. Unsaved edits stay in its autosave and are offered next time, unless discarded."""
        self._leave(keep=not discard)

    def close(self) -> None:
        """Close the film and everything behind it; see `close_film`."""
        self._leave()

    def autosave(self) -> None:
        """Keep unsaved edits on disk beside the film."""
        self._edited_at = None
        if self._folder is None or self.project == self._kept:
            return
        if self.dirty:
            write_autosave(self._folder.root, self.project)
        else:
            clear_autosave(self._folder.root)  # undone back to what is saved
        self._kept = self.project

    def _autosave_when_due(self) -> None:
        """One that fails is told once and tried again until it succeeds."""
        try:
            self.autosave()
        except Exception as exc:
            problem, self._edited_at = as_problem(exc, doing="saving automatically"), time.monotonic()
            if not self._autosave_failed:
                self._autosave_failed = True
                self.report(problem)
        else:
            self._autosave_failed = False

    def recover(self) -> None:
        """Take the offered autosave, as an edit that can be undone."""
        offer, self.recovery = self.recovery, None
        if offer is not None:
            self._become(self._history.do("Recover", offer.project), "Recover")

    def decline_recovery(self) -> None:
        self.recovery = None
        clear_autosave(self.require_folder().root)

    def film_closing(self) -> None:
        """About to leave the film; raises StudioError to stay. For the layer above."""

    def film_opened(self) -> None:
        """A film was opened and told. For the layer above."""

    def _enter(
        self, folder: FilmFolder, project: Project, *, recovery: Recovery | None = None, history: History | None = None
    ) -> None:
        self._folder, self._history = folder, history or History(project)
        damaged = recovery is not None and recovery.saved_is_damaged
        self._saved = self._kept = _NOTHING if damaged else project
        self.recovery = None if damaged else recovery
        self.safe_mode = self._crashed_often(folder.root) or self.safe_mode
        self._selection, self._edited_at = (), None
        self.playback = Playback()
        self._follow()
        self.tell(FilmOpened(folder.root))
        if recovery is not None:
            self.tell(RecoveryOffered(recovery))
        self.film_opened()

    def _crashed_often(self, root: Path) -> bool:
        try:
            return begin_start(root).safe_mode
        except (StudioError, OSError) as exc:  # a full disk must not keep a film shut
            logging.getLogger("studio").warning("the start could not be noted: %s", exc)
            return False

    def _leave(self, *, keep: bool = True) -> None:
        if self._folder is None:
            return
        self.film_closing()
        folder = self._folder
        if not keep:
            clear_autosave(folder.root)
        elif self.recovery is None:  # an offer not yet answered must outlive this sitting
            try:
                self.autosave()
            except StudioError as exc:
                logging.getLogger("studio").warning("the last autosave failed: %s", exc)
        end_start(folder.root)
        folder.close()
        self._folder, self._history, self._saved = None, History(_NOTHING), _NOTHING
        self._selection = ()
        self.tell(FilmClosed(folder.root))

    # Editing

    def edit(self, label: str, change: Callable[[Project], Project], *, merge_key: str = "") -> None:
        """One undo step: the film becomes `change(film)`. Edits in a row with one `merge_key` (a drag) are one step.

        Raises StudioError, the film unchanged, when the edit is refused.
        """
        self.require_folder()
        after = change(self.project)
        if after is self.project:
            return
        if troubles := check(after, sound=self.project):
            raise StudioError(f"That edit would damage the film: {troubles[0]}", kept="The film is unchanged.")
        self._become(self._history.do(label, after, merge_key=merge_key), label)

    def settle(self) -> None:
        """End a drag: the next edit is a step of its own whatever its key."""
        self._history = self._history.settle()

    def undo(self) -> None:
        self._become(self._history.undo(), f"Undo {self._history.undo_label or ''}".strip())

    def redo(self) -> None:
        self._become(self._history.redo(), f"Redo {self._history.redo_label or ''}".strip())

    def travel(self, steps: int) -> None:
        """So many edits on, or back when negative."""
        self._become(self._history.travel(steps), "History")

    def happen(
        self, label: str, change: Callable[[Project], Project], *, where: Callable[[Project], bool] = lambda _: True
    ) -> None:
        """What happens to a film rather than is done to it: no undo step. Past and future films it concerns follow."""
        present = self.project
        follow = lambda film: change(film) if film is present or where(film) else film  # noqa: E731
        self._become(self._history.each(follow), label)

    def _become(self, history: History, label: str) -> None:
        before, self._history = self.project, history
        if before is self.project:
            return
        self._edited_at = self._edited_at or time.monotonic()
        self._follow()
        self.tell(ProjectChanged(before, self.project, label))
        self.select(self._selection)

    def _follow(self) -> None:
        film = self.project
        self.playback.set_film(
            rate=film.rate, duration=film.duration, in_point=film.in_point, out_point=film.out_point
        )

    # Selection and playhead

    @property
    def selection(self) -> tuple[str, ...]:
        """The ids of the selected clips, all of them in the film."""
        return self._selection

    def select(self, clip_ids: Iterable[str]) -> None:
        chosen = tuple(find_clips(self.project, tuple(dict.fromkeys(clip_ids))))
        if chosen != self._selection:
            self._selection = chosen
            self.tell(SelectionChanged(chosen))

    def seek(self, frame: int) -> None:
        """Put the playhead on a frame."""
        before = self.playback.frame
        self.playback.seek(frame, self.clock.now())
        if self.playback.frame != before:
            self.tell(PlayheadChanged(self.playback.frame))

    def transport(self, key: str) -> None:
        """Keys of a tape machine: j, k, l, and the space bar to play and stop."""
        before, now = self.playback.speed, self.clock.now()
        if key == " ":
            self.playback.toggle(now)
        else:
            self.playback.shuttle(key, now)
        if self.playback.speed != before:
            self.tell(PlaybackChanged(self.playback.speed))

    def tick(self, now: float | None = None) -> int:
        """Advance a running playhead to `now` (by default the clock's); returns the frame to show."""
        before, speed = self.playback.frame, self.playback.speed
        frame = self.playback.tick(self.clock.now() if now is None else now)
        if frame != before:
            self.tell(PlayheadChanged(frame))
        if self.playback.speed != speed:
            self.tell(PlaybackChanged(self.playback.speed))
        return frame
