"""Session: pictures for the preview, made on one background thread, the latest wish first. No Qt, no tensors."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from studio.document.film import Clip, Project
from studio.session.live import LiveFrames
from studio.session.problems import as_problem
from studio.session.proxies import PROXIES

if TYPE_CHECKING:
    import numpy as np

    from studio.media.compose import Compositor


STARVED = 0.25  # seconds without a picture after which a wish is granted although a later one waits
AHEAD = 3  # frames drawn before they are due while the film plays


@dataclass(frozen=True, slots=True)
class Wish:
    """One frame of a film at one size. `live`: unfinished takes by clip; `follow`: clips whose own take they hide.

    `ahead` is how many film frames it is to the next wish while playing, 0 while standing still. `proxies` says whether
    footage may be shown by its proxy.
    """

    project: Project
    folder: Path
    frame: int
    size: tuple[int, int]  # width, height
    live: Mapping[str, LiveFrames] = field(default_factory=dict)
    follow: frozenset[str] = frozenset()
    ahead: int = 0
    proxies: bool = True


@dataclass(frozen=True, slots=True)
class Shown:
    """The picture for a wish: (H, W, 3) uint8. `live` when it comes from a take that is still being made.

    `proxy` when footage in it is shown by its small stand-in.
    """

    frame: int
    size: tuple[int, int]
    picture: np.ndarray
    live: bool = False
    proxy: bool = False


class FrameServer:
    """Draws wishes; one that is overtaken by a later one is not drawn, or given up half-way.

    While the film plays, the next few frames are drawn before they are asked for.
    `deliver` is called on the server's thread: hand the picture over to your own.
    """

    def __init__(self, deliver: Callable[[Shown], None]) -> None:
        self._deliver = deliver
        self._wish: Wish | None = None
        self._stop = False
        self._news = threading.Condition()
        self._thread: threading.Thread | None = None
        self._compositor: tuple[tuple[Path, tuple[int, int], bool], Compositor] | None = None
        self._delivered, self._patience = time.monotonic(), STARVED

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
        from studio.media.decode import Overtaken

        try:
            while (wish := self._next()) is not None:
                try:
                    # While playing the decoder goes the same way as the wishes: each picture is worth finishing.
                    self._patience = 0.0 if wish.ahead else STARVED
                    self._deliver(self._draw(wish))
                    self._delivered = time.monotonic()
                    self._patience = math.inf
                    self._draw_ahead(wish)
                except Overtaken:
                    continue
                except Exception as exc:
                    as_problem(exc, doing="drawing the preview")
        finally:
            if self._compositor is not None:
                self._compositor[1].close()

    def _next(self) -> Wish | None:
        """The latest wish, once there is one; None at the end."""
        with self._news:
            self._news.wait_for(lambda: self._stop or self._wish is not None)
            wish, self._wish = self._wish, None
            return None if self._stop else wish

    def _overtaken(self) -> bool:
        """Another wish waits, and the eye has had something to see lately."""
        return self._stop or (self._wish is not None and time.monotonic() - self._delivered < self._patience)

    def _draw_ahead(self, wish: Wish) -> None:
        """Bring the frames that are due next into the compositor's cache."""
        for step in range(1, AHEAD + 1) if wish.ahead else ():
            frame = wish.frame + step * wish.ahead
            if self._wish is not None or self._stop or not 0 <= frame < wish.project.duration:
                return
            self._draw(replace(wish, frame=frame))

    def _draw(self, wish: Wish) -> Shown:
        compositor = self._open(wish)
        clip = compositor.clip_on_top(wish.frame)
        picture = live_frame(wish, clip) if clip is not None else None
        if picture is None:
            picture = compositor.frame(wish.frame)
            return Shown(wish.frame, wish.size, picture, proxy=compositor.by_proxy)
        from studio.media.resize import fit

        return Shown(wish.frame, wish.size, fit(picture, *wish.size, mode="crop"), live=True)

    def _open(self, wish: Wish) -> Compositor:
        from studio.media.compose import Compositor

        key = (wish.folder, wish.size, wish.proxies)
        if self._compositor is None or self._compositor[0] != key:
            if self._compositor is not None:
                self._compositor[1].close()
            made = Compositor(
                wish.project, wish.folder, wish.size, quick=True, overtaken=self._overtaken,
                proxies=wish.folder / PROXIES if wish.proxies else None,
            )  # fmt: skip
            self._compositor = (key, made)
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
