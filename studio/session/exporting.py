"""Session: the film into a file, on the worker. No Qt, no tensors."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

from studio.document.film import Project
from studio.session.jobs import Job
from studio.session.work import CalledOff, Task, Work
from studio.storage.folder import FilmFolder

if TYPE_CHECKING:
    from studio.media.export import Preflight


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportSettings:
    """What is written. None: the film's own size and rate, its in and out point (film frames, `stop` excluded)."""

    codec: str = "h264"
    quality: Literal["lossless", "high", "draft"] = "high"
    width: int | None = None
    height: int | None = None
    rate: Fraction | None = None
    start: int | None = None
    stop: int | None = None
    allow_missing: bool = False  # a slate in place of files that are gone


class Owner(Protocol):
    project: Project

    def require_folder(self) -> FilmFolder: ...


def check_export(owner: Owner, out: Path, settings: ExportSettings) -> Preflight:
    """What the export will be, how much room it needs, and what is missing. Writes nothing."""
    from studio.media.export import preflight

    choice = asdict(settings)
    del choice["allow_missing"]
    return preflight(owner.project, owner.require_folder().root, out, **choice)


def start_export(owner: Owner, work: Work, out: Path, settings: ExportSettings) -> Job:
    """Export the film as it is now; edits made meanwhile are not in it."""
    film, root = owner.project, owner.require_folder().root

    def run(task: Task) -> Path:
        from studio.media.export import Cancelled, export_film

        try:
            return export_film(
                film, root, out, progress=task.progress, cancel=lambda: task.cancelled, **asdict(settings)
            )
        except Cancelled as exc:
            raise CalledOff from exc

    return work.start("export", f"Export {out.name}", run, then=str)
