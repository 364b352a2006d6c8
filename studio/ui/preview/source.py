"""UI room, preview: asks for the frames of the film and brings them to the widget's thread. Latest wish wins."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal

from studio.session.film import Clip, Project, clip_at
from studio.session.frames import FrameServer, Shown, Wish
from studio.session.live import LiveFrames
from studio.session.studio import Studio

SCALES = (0.25, 0.375, 0.5, 0.75, 1.0)  # of the film's own size: a dragged splitter must not reopen every file


class FrameSource(QObject):
    """`ask` wants the frame at the playhead; `shown(Shown)` is emitted with it. `close` ends the thread."""

    shown = Signal(object)
    _made = Signal(object)

    def __init__(self, studio: Studio) -> None:
        super().__init__()
        self._studio = studio
        self._server: FrameServer | None = None
        self.follow: frozenset[str] = frozenset()  # clips whose unfinished take is watched instead of their own
        self._made.connect(self.shown, Qt.ConnectionType.QueuedConnection)

    def ask(self, frame: int, *, width: int, height: int) -> None:
        """Want film frame `frame`, to fill about width × height pixels."""
        studio = self._studio
        if studio.folder is None:
            return
        if self._server is None:
            self._server = FrameServer(self._made.emit)
        size = render_size(studio.project, width, height)
        wish = Wish(
            studio.project, studio.folder, frame, size, live=live_takes(studio), follow=self.follow,
            ahead=int(studio.playback.speed), proxies=not studio.safe_mode,
        )  # fmt: skip
        self._server.ask(wish)

    def close(self) -> None:
        """End the thread after the frame it is drawing; harmless twice."""
        if self._server is not None:
            self._server.close()
            self._server = None


def render_size(project: Project, width: int, height: int) -> tuple[int, int]:
    """The smallest of a few sizes of the film that covers width × height; even sides."""
    scale = next((s for s in SCALES if project.width * s >= width and project.height * s >= height), 1.0)
    return max(round(project.width * scale / 2) * 2, 2), max(round(project.height * scale / 2) * 2, 2)


def live_takes(studio: Studio) -> dict[str, LiveFrames]:
    """The unfinished takes that have frames, by clip."""
    jobs = (job for job in studio.jobs if job.active and job.clip_id)
    return {job.clip_id: live for job in jobs if (live := studio.live(job.id)) is not None}


def clip_on_stage(project: Project, frame: int) -> Clip | None:
    """The uppermost clip that is seen at a frame."""
    solo = any(track.solo for track in project.tracks)
    seen = (t for t in reversed(project.tracks) if t.kind == "video" and not t.muted and (t.solo or not solo))
    return next((clip for track in seen if (clip := clip_at(track, frame))), None)


__all__ = ["FrameSource", "Shown", "clip_on_stage", "live_takes", "render_size"]
