"""Session: the film into a file, on the worker. No Qt, no tensors."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

from studio.document.film import Project
from studio.problem import Problem
from studio.session import places
from studio.session.crediting import credits
from studio.session.jobs import Job
from studio.session.work import CalledOff, Task, Work
from studio.storage.folder import FilmFolder

if TYPE_CHECKING:
    from studio.engine.finish import Finisher
    from studio.media.encode import Seal
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
    upscale: Literal[1, 2, 4] = 1  # generated shots are made so many times finer before they are fitted
    sign: bool = True  # put Content Credentials into files that can hold them


class Owner(Protocol):
    project: Project
    data: Path

    def report(self, problem: Problem) -> None: ...

    def require_folder(self) -> FilmFolder: ...


def check_export(owner: Owner, out: Path, settings: ExportSettings) -> Preflight:
    """What the export will be, how much room it needs, and what is missing. Writes nothing."""
    from studio.media.export import preflight

    choice = asdict(settings)
    del choice["allow_missing"], choice["sign"], choice["upscale"]
    return preflight(owner.project, owner.require_folder().root, out, **choice)


def start_export(owner: Owner, work: Work, out: Path, settings: ExportSettings) -> Job:
    """Export the film as it is now; edits made meanwhile are not in it."""
    film, root = owner.project, owner.require_folder().root

    unsigned: list[str] = []
    choice = asdict(settings)
    del choice["sign"], choice["upscale"]
    finish = finisher(settings.upscale)

    def run(task: Task) -> Path:
        from studio.media.export import Cancelled, export_film

        try:
            seal = sealer(film, root, out, settings, data=owner.data, told=unsigned.append)
            watch = {"progress": task.progress, "cancel": lambda: task.cancelled}
            return export_film(film, root, out, seal=seal, finish=finish, **watch, **choice)
        except Cancelled as exc:
            raise CalledOff from exc

    def then(path: Path) -> str:
        for sentence in filter(None, unsigned):
            owner.report(Problem(sentence, "The film itself is complete."))
        return str(path)

    return work.start("export", f"Export {out.name}", run, then=then)


def finisher(scale: int) -> Finisher | None:
    """What makes generated frames finer, None for as they are. Raises StudioError when it is not installed."""
    from studio.engine.finish import Finisher

    return Finisher(places.models(), scale) if scale > 1 else None


def finishes() -> tuple[int, ...]:
    """The values of `ExportSettings.upscale` this copy of the studio can do."""
    from studio.engine.finish import scales

    return (1, *scales(places.models()))


def signable(codec: str) -> bool:
    """Whether files of this kind have a place for Content Credentials."""
    from studio.media.codecs import CODECS
    from studio.media.provenance import can_sign

    return codec in CODECS and can_sign(f"film{CODECS[codec].suffix}")


def sealer(
    film: Project, root: Path, out: Path, settings: ExportSettings, *, data: Path, told: Callable[[str], object]
) -> Seal | None:
    """What puts the credentials into the finished file; `told` hears why not, in a sentence, or "" when all is well."""
    from studio.media.codecs import CODECS
    from studio.media.provenance import FORMATS, sign

    if not (settings.sign and signable(settings.codec)):
        return None
    form = FORMATS[CODECS[settings.codec].suffix]
    facts = credits(film, root, out, start=settings.start, stop=settings.stop)
    return lambda part, check: told(sign(part, facts, data=data, form=form, check=check))
