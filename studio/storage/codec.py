"""Storage room: a film as the text of `project.json`, and back. Knows the document, nothing of folders."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from studio.document.check import check
from studio.document.film import Project
from studio.document.plain import from_plain, to_plain
from studio.problem import StudioError

FORMAT = "fantascope/film"
SCHEMA = 2
MAX_BYTES = 64 * 2**20



def _untied(project: dict[str, Any]) -> dict[str, Any]:
    """Clips of schema 1 stood alone: no groups, no dissolves. Titles came with schema 2 as well."""
    alone = {"group": "", "dissolve": 0}
    tracks = [{**track, "clips": [{**clip, **alone} for clip in track["clips"]]} for track in project["tracks"]]
    return {**project, "tracks": tracks}


# From schema n to n + 1: functions on the plain dict under "project".
MIGRATIONS: dict[int, Callable[[dict[str, Any]], dict[str, Any]]] = {1: _untied}


def encode(project: Project) -> dict[str, Any]:
    """The film as JSON-able data; rates and speeds as "24000/1001"."""
    return {"format": FORMAT, "schema": SCHEMA, "project": to_plain(project)}


def decode(data: Any) -> Project:
    """The film that `data` describes, migrated and checked. Raises StudioError, naming what is wrong."""
    project = from_plain(Project, migrate(data))
    if troubles := check(project):
        raise damaged(troubles[0])
    return project


def migrate(data: Any) -> Any:
    """The project data of any known schema, brought to the present one. Unknown fields are refused, not dropped."""
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise StudioError("This is not a film.", next_step="Open the folder whose name ends in .film.")
    schema = data.get("schema")
    if type(schema) is not int or schema < 1:
        raise damaged("its schema is not a number.")
    if schema > SCHEMA:
        raise StudioError("This film was made with a newer version of the studio.", next_step="Update the studio.")
    if unknown := data.keys() - {"format", "schema", "project"}:
        raise damaged(f"it has a part this version does not know: “{str(min(unknown))[:40]}”.")
    project: Any = data.get("project")
    for step in range(schema, SCHEMA):
        try:
            project = MIGRATIONS[step](project)
        except (KeyError, TypeError, ValueError, AttributeError, IndexError) as exc:
            raise damaged(f"it cannot be brought from schema {step} to {step + 1}.") from exc
    return project


def dumps(project: Project) -> bytes:
    """The bytes of `project.json`. A film that would be refused on reading is refused here, before it is saved."""
    if troubles := check(project):
        raise StudioError(f"The film cannot be saved as it is: {troubles[0]}", next_step="Undo the last edit.")
    try:
        text = json.dumps(encode(project), ensure_ascii=False, allow_nan=False, indent=1)
        data = text.encode()
    except ValueError as exc:
        raise StudioError(
            "The film holds text or a number that cannot be saved.", next_step="Undo the last edit."
        ) from exc
    if len(data) > MAX_BYTES:
        raise StudioError("The film's project file would be larger than 64 MB.", next_step="Split it into two films.")
    return data


def loads(data: bytes) -> Project:
    """The film in the bytes of a `project.json`. Raises StudioError for anything that is not a sound film."""
    if len(data) > MAX_BYTES:
        raise damaged("it is larger than 64 MB.")
    try:
        plain = json.loads(data.decode(), parse_constant=_refuse_constant)
    except RecursionError as exc:
        raise damaged("it is nested too deeply.") from exc
    except ValueError as exc:  # bad UTF-8, bad JSON, absurdly long numbers
        raise damaged("it is not readable JSON.") from exc
    return decode(plain)


def damaged(reason: str) -> StudioError:
    """The error for a project file that cannot be opened."""
    step = "Open a backup of the folder, or look for an autosave in it."
    return StudioError(f"The film's project file is damaged: {reason}", kept="It was left as it is.", next_step=step)


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not a number")
