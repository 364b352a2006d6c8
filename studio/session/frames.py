"""Session: pictures for the preview, made on one background thread, the latest wish first. No Qt, no tensors."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from studio.document.film import Clip, Project
from studio.session.live import LiveFrames
from studio.session.problems import as_problem

if TYPE_CHECKING:
    import numpy as np

    from studio.media.compose import Compositor


@dataclass(frozen=True, slots=True)
class Wish:
    """One frame of a film at one size. `live`: unfinished takes by clip; `follow`: clips whose own take they hide."""

    project: Project
    folder: Path
    frame: int
    size: tuple[int, int]  # width, height
    live: Mapping[str, LiveFrames] = field(default_factory=dict)
    follow: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Shown:
    """The picture for a wish: (H, W, 3) uint8. `live` when it comes from a take that is still being made."""

    frame: int
    size: tuple[int, int]
    picture: np.ndarray
    live: bool = False


class FrameServer:
    """Draws wishes; one that is overtaken by a later one before it began is never drawn.

    `deliver` is called on the server's thread: hand the picture over to your own.
    """

    def __init__(self, deliver: Callable[[Shown], None]) -> None:
        self._deliver = deliver
        self._wish: Wish | None = None
        self._stop = False
        self._news = threading.Condition()
        self._thread: threading.Thread | None = None
        self._compositor: tuple[tuple[Path, tuple[int, int]], Compositor] | None = None

    def ask(self, wish: Wish) -> None:
        """Want this frame, and no earlier one any more."""
        with self._news:
            self._wish = wish
            self._news.notify()
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="studio preview")
            self._thread.start()

    def close(self) -> None:
        """Stop and wait for the thread."""
        with self._news:
            self._stop = True
            self._news.notify()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _run(self) -> None:
        try:
            while True:
                with self._news:
                    self._news.wait_for(lambda: self._stop or self._wish is not None)
                    wish, self._wish = self._wish, None
                    if self._stop:
                        return
                try:
                    self._deliver(self._draw(wish))
                except Exception as exc:
                    as_problem(exc, doing="drawing the preview")
        finally:
            if self._compositor is not None:
                self._compositor[1].close()

    def _draw(self, wish: Wish) -> Shown:
        compositor = self._open(wish)
        clip = compositor.clip_on_top(wish.frame)
        picture = live_frame(wish, clip) if clip is not None else None
        if picture is None:
            return Shown(wish.frame, wish.size, compositor.frame(wish.frame))
        from studio.media.resize import fit

        return Shown(wish.frame, wish.size, fit(picture, *wish.size, mode="crop"), live=True)

    def _open(self, wish: Wish) -> Compositor:
        from studio.media.compose import Compositor

        key = (wish.folder, wish.size)
        if self._compositor is None or self._compositor[0] != key:
            if self._compositor is not None:
                self._compositor[1].close()
            self._compositor = (key, Compositor(wish.project, wish.folder, wish.size))
        compositor = self._compositor[1]
        if compositor.project is not wish.project:
            compositor.show(wish.project)
        return compositor


def live_frame(wish: Wish, clip: Clip) -> np.ndarray | None:
    """The unfinished take's frame for this clip, where it has arrived and may be shown."""
    live = wish.live.get(clip.id)
    if live is None or not (clip.planned or clip.id in wish.follow):
        return None
    inner = clip.offset + (wish.frame - clip.start) * clip.speed.numerator // clip.speed.denominator
    return live.frame(int(inner * live.rate / wish.project.rate))
