"""Session: a file made elsewhere, or by `render`, finished on its own: as a film with one take. No Qt, no tensors."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from studio.document.film import Clip, Project, Recipe, Shot, Take, Track
from studio.document.timebase import conformed_length
from studio.problem import StudioError
from studio.session.crediting import seal_for
from studio.session.exporting import ExportSettings, finisher, finishing, look_ahead, smoother

if TYPE_CHECKING:
    from studio.media.export import Preflight
    from studio.media.probe import MediaInfo


def as_film(info: MediaInfo, *, rate: Fraction) -> Project:
    """The whole file as the only take of a film at `rate`."""
    width, height = info.width, info.height
    take = Take(id="take", path=str(info.path.absolute()), frames=info.frames, rate=info.rate, width=width,
                height=height, has_audio=info.has_audio, recipe=Recipe(verb="text", prompt=""))  # fmt: skip
    length = conformed_length(info.frames, info.rate, rate)
    clip = Clip(id="clip", start=0, length=length, source=Shot(prompt="", takes=("take",), take="take"))
    tracks = (Track(id="v", kind="video", clips=(clip,)),)
    return Project(id="finish", name=info.path.stem, rate=rate, width=width, height=height, takes=(take,),
                   tracks=tracks)  # fmt: skip


def finish_file(
    source: Path, out: Path, *, codec: str, data: Path, told: Callable[[str], object], rate: Fraction | None = None,
    upscale: Literal[1, 2, 4] = 1, progress: Callable[[int, int], None] = lambda done, total: None,
) -> tuple[ExportSettings, Preflight]:  # fmt: skip
    """Write `source` to `out` at `rate`, with frames in between, so many times as large. Its sound goes along.

    Its credentials, where it has some, go into those of the new file; `told` as in `seal_for`. Raises StudioError.
    """
    from studio.media.export import export_film
    from studio.media.probe import probe
    from studio.media.provenance import Credits, Ingredient

    info = probe(source, want="video")
    film = as_film(info, rate=rate or info.rate)
    width, height = (round(side * upscale / 2) * 2 for side in (info.width, info.height))
    choice = {"codec": codec, "width": width, "height": height, "rate": film.rate}
    settings = ExportSettings(**choice, upscale=upscale, smooth=film.rate > info.rate)
    if upscale == 1 and not settings.smooth:
        step = "Give --rate with more, or --upscale."
        raise StudioError(f"“{source.name}” has {float(info.rate):.5g} frames a second already.", next_step=step)
    finish, between = finisher(upscale), smoother(settings)
    check = look_ahead(film, info.path.parent, out, settings)

    def facts() -> Credits:
        shown = Ingredient(path=info.path, title=info.path.name)
        return Credits(title=out.name, ingredients=(shown,), generated="some",
                       finishing=finishing(settings, film.rate, check))  # fmt: skip

    export_film(film, info.path.parent, out, **choice, finish=finish, between=between, progress=progress,
                seal=seal_for(out, facts, data=data, told=told))  # fmt: skip
    return settings, check
