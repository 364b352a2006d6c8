"""Session: the film into a file, on the worker. No Qt, no tensors."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

from studio.document.film import Project
from studio.problem import Problem
from studio.session import places
from studio.session.crediting import credits, seal_for
from studio.session.jobs import Job
from studio.session.work import CalledOff, Task, Work
from studio.storage.folder import FilmFolder

if TYPE_CHECKING:
    from studio.engine.between import Between
    from studio.engine.finish import Finisher
    from studio.media.encode import Seal
    from studio.media.export import Preflight


Quality = Literal["lossless", "high", "draft"]
Upscale = Literal[1, 2, 4]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportSettings:
    """What is written. None: the film's own size and rate, its in and out point (film frames, `stop` excluded)."""

    codec: str = "h264"
    quality: Quality = "high"
    width: int | None = None
    height: int | None = None
    rate: Fraction | None = None
    start: int | None = None
    stop: int | None = None
    allow_missing: bool = False  # a slate in place of files that are gone
    upscale: Upscale = 1  # generated shots are made so many times finer before they are fitted
    smooth: bool = False  # where a generated shot has fewer frames a second, those in between are made
    sign: bool = True  # put Content Credentials into files that can hold them


class Owner(Protocol):
    data: Path

    @property
    def project(self) -> Project: ...
    def report(self, problem: Problem) -> None: ...

    def require_folder(self) -> FilmFolder: ...


def check_export(owner: Owner, out: Path, settings: ExportSettings) -> Preflight:
    """What the export will be, how much room it needs, and what is missing. Writes nothing."""
    return look_ahead(owner.project, owner.require_folder().root, out, settings)


def look_ahead(film: Project, root: Path, out: Path, settings: ExportSettings) -> Preflight:
    """The same for a film in the folder `root` that nobody has opened."""
    from studio.media.export import preflight

    choice = asdict(settings)
    del choice["allow_missing"], choice["sign"], choice["upscale"]
    return preflight(film, root, out, **choice)


def start_export(owner: Owner, work: Work, out: Path, settings: ExportSettings) -> Job:
    """Export the film as it is now; edits made meanwhile are not in it."""
    film, root = owner.project, owner.require_folder().root
    unsigned: list[str] = []
    finish, between = finisher(settings.upscale), smoother(settings)

    def run(task: Task) -> Path:
        from studio.media.export import Cancelled

        watch = {"progress": task.progress, "cancel": lambda: task.cancelled}
        try:
            return write(film, root, out, settings, data=owner.data, told=unsigned.append, finish=finish,
                         between=between, **watch)  # fmt: skip
        except Cancelled as exc:
            raise CalledOff from exc

    def then(path: Path) -> str:
        for sentence in filter(None, unsigned):
            owner.report(Problem(sentence, "The film itself is complete."))
        return str(path)

    return work.start("export", f"Export {out.name}", run, then=then)


def write(
    film: Project,
    root: Path,
    out: Path,
    settings: ExportSettings,
    *,
    data: Path,
    told: Callable[[str], object],
    check: Preflight | None = None,
    finish: Finisher | None = None,
    between: Between | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
    cancel: Callable[[], bool] = lambda: False,
) -> Path:
    """Write the file here and now. Raises what `media.export.export_film` does.

    `told` as in `seal_for`; `check`: what `look_ahead` found, where it was asked already.
    """
    from studio.media.export import export_film

    choice = asdict(settings)
    del choice["sign"], choice["upscale"], choice["smooth"]
    seal = sealer(film, root, out, settings, data=data, told=told, check=check)
    return export_film(film, root, out, seal=seal, finish=finish, between=between, progress=progress,
                       cancel=cancel, **choice)  # fmt: skip


def finisher(scale: int) -> Finisher | None:
    """What makes generated frames finer, None for as they are. Raises StudioError when it is not installed."""
    from studio.engine.finish import Finisher

    return Finisher(places.models(), scale) if scale > 1 else None


def smoother(settings: ExportSettings) -> Between | None:
    """What makes frames in between, None where none are wished. Raises StudioError when it is not installed."""
    from studio.engine.between import Between

    return Between(places.models()) if settings.smooth else None


def can_smooth() -> bool:
    """Whether this copy of the studio can do what `ExportSettings.smooth` says."""
    from studio.engine.between import installed

    return installed(places.models())


def finishing(settings: ExportSettings, rate: Fraction, check: Preflight) -> tuple[str, ...]:
    """What is done to generated frames on the way into the file, as its credentials tell it."""
    told = []
    if settings.upscale > 1:
        told.append(f"Generated frames were made {settings.upscale} times as large by a network.")
    if check.between:
        told.append(f"A network made frames in between, for {float(settings.rate or rate):.5g} a second.")
    return tuple(told)


def seconds_between(check: Preflight) -> float:
    """About how long the frames in between will take to make."""
    from studio.engine.between import SECONDS

    return check.between_megapixels * SECONDS


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
    film: Project, root: Path, out: Path, settings: ExportSettings, *, data: Path, told: Callable[[str], object],
    check: Preflight | None = None,
) -> Seal | None:  # fmt: skip
    """What puts the credentials into the finished file; `told` and `check` as in `write`."""
    from studio.media.codecs import CODECS

    if not (settings.sign and signable(settings.codec)):
        return None
    facts = credits(film, root, out, start=settings.start, stop=settings.stop)
    if facts.generated != "none":
        found = check or look_ahead(film, root, out, settings)
        facts = replace(facts, finishing=finishing(settings, film.rate, found))
    named = Path(f"film{CODECS[settings.codec].suffix}")  # its kind counts, not what a person calls it
    return seal_for(named, lambda: facts, data=data, told=told)
