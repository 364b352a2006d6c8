"""Session: proxies of slow footage, made in the background while nobody waits for them. No Qt, no tensors.

They live in the film's `cache/`, a few seconds to a file: what a cancelled or killed studio has made is there at the
next start, and the rest is made then. The thread rests as long as it works, half a core at most, and stands still while
the film plays. (A thread of low priority would be worse: it may be put aside while it holds the interpreter.)
"""

from __future__ import annotations

import contextlib
import logging
import shutil
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Protocol

from studio.document.film import Media, Project
from studio.problem import StudioError
from studio.session.changes import (
    Change,
    FilmClosed,
    FilmOpened,
    MediaFound,
    PlaybackChanged,
    ProjectChanged,
    ProxyChanged,
)
from studio.storage.folder import FilmFolder

PROXIES = "cache/proxies"
RESERVE = 2 << 30  # bytes left free on the disk; a proxy is never worth a failed save
_log = logging.getLogger("studio")


class Owner(Protocol):
    """What proxies need of the studio."""

    safe_mode: bool

    @property
    def project(self) -> Project: ...
    @property
    def is_open(self) -> bool: ...
    def require_folder(self) -> FilmFolder: ...
    def subscribe(self, callback: Callable[[Change], None]) -> Callable[[], None]: ...
    def tell(self, change: Change) -> None: ...
    def call(self, event: object) -> None: ...


@dataclass(frozen=True, slots=True)
class Wanted:
    """Footage that may need a proxy: its file, and the folder the proxy belongs in."""

    media_id: str
    source: Path
    folder: Path
    stretches: int


class Proxies:
    """Follows the studio from film to film. All methods on the owner's thread; `close` ends the background thread."""

    def __init__(self, owner: Owner) -> None:
        self.share: dict[str, float] = {}  # media id -> how much of its proxy there is; only footage that needs one
        self._owner, self._enabled = owner, True
        self._seen: set[str] = set()
        self._waiting: deque[Wanted] = deque()
        self._stop, self._go = threading.Event(), threading.Event()
        self._go.set()
        self._thread: threading.Thread | None = None
        self._leave = owner.subscribe(self._heard)
        self._follow()

    @property
    def enabled(self) -> bool:
        """Whether proxies are made. Those there are stay, and are shown, either way."""
        return self._enabled

    @enabled.setter
    def enabled(self, wanted: bool) -> None:
        self._enabled = wanted
        self._follow() if wanted else self._halt()

    @property
    def busy(self) -> bool:
        return self._thread is not None and self._thread.is_alive()

    def close(self) -> None:
        """Stop within one frame; harmless twice."""
        self._leave()
        self._halt()

    def _heard(self, change: Change) -> None:
        match change:
            case FilmClosed():
                self._halt()
                self.share.clear()
            case FilmOpened():
                self._follow()
            case PlaybackChanged(speed=speed):
                self._go.clear() if speed else self._go.set()
            case MediaFound(media_ids=found):
                self._seen -= set(found)
                self._follow()
            case ProjectChanged(before=before, after=after) if before.media is not after.media:
                self._follow()

    def _halt(self) -> None:
        self._stop.set()
        self._go.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None
        self._waiting.clear()
        self._seen.clear()

    def _follow(self) -> None:
        """Queue the footage that has not been looked at yet."""
        if not self._enabled or self._owner.safe_mode or not self._owner.is_open:
            return
        folder = self._owner.require_folder()
        for media in self._owner.project.media:
            if media.kind == "video" and media.id not in self._seen:
                self._seen.add(media.id)
                if (wanted := _wanted(folder, media)) is not None:
                    self._waiting.append(wanted)
        if self._waiting and not self.busy:
            self._stop = threading.Event()
            self._thread = threading.Thread(target=self._work, args=(self._stop,), name="studio proxies")
            self._thread.start()

    def _made(self, stop: threading.Event, media_id: str, share: float) -> None:
        if not stop.is_set():
            self.share[media_id] = share
            self._owner.tell(ProxyChanged(media_id, share))
        self._follow()  # what was imported while the thread was about to end

    # On the background thread

    def _work(self, stop: threading.Event) -> None:
        while self._waiting and not stop.is_set():
            wanted = self._waiting.popleft()
            try:
                self._make(wanted, stop)
            except (StudioError, OSError) as exc:  # a cache that cannot be filled is no trouble of the person's
                _log.info("no proxy of %s: %s", wanted.source.name, exc)

    def _make(self, wanted: Wanted, stop: threading.Event) -> None:
        from studio.media.proxy import CalledOff, ProxyMaker, slow, stretch

        absent = [index for index in range(wanted.stretches) if not stretch(wanted.folder, index).exists()]
        if absent and not slow(wanted.source):
            return

        def told(left: int) -> None:
            share = 1 - left / wanted.stretches
            self._owner.call(lambda: self._made(stop, wanted.media_id, share))

        told(len(absent))
        if not absent:
            return
        maker, since = ProxyMaker(wanted.source, wanted.folder), time.monotonic()

        def called_off() -> bool:
            nonlocal since
            stop.wait(min(time.monotonic() - since, 0.1))
            self._go.wait()
            since = time.monotonic()
            return stop.is_set()

        with contextlib.closing(maker), contextlib.suppress(CalledOff):
            for done, index in enumerate(absent, 1):
                if stop.is_set() or shutil.disk_usage(wanted.folder.parents[2]).free < RESERVE:
                    return
                maker.make(index, cancel=called_off)
                told(len(absent) - done)


def _wanted(folder: FilmFolder, media: Media) -> Wanted | None:
    """None for a file that is not there."""
    from studio.media.lru import stamp
    from studio.media.proxy import proxy_folder, stretches

    try:
        source = folder.resolve(media.path)
    except StudioError:
        return None
    if not source.is_file():
        return None
    count = stretches(Fraction(media.frames) / media.rate)
    return Wanted(media.id, source, proxy_folder(folder.root / PROXIES, media, stamp(source)), count)

