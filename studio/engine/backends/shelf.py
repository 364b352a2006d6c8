"""Engine: which models a person has added. Standard library only; a folder is checked when it is added and when used.

    <shelf>/installed.json      what there is, and where
    <shelf>/<name>/             what was downloaded; folders added from elsewhere stay where they are
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path

from studio.engine.backends.capability import FAMILIES, NATIVE, Capabilities
from studio.engine.backends.safety import inspect, inspect_file
from studio.engine.request import BUNDLED
from studio.problem import StudioError

NEXT = "Run “python -m studio models list” to see what there is."


@dataclass(frozen=True, slots=True)
class Installed:
    """One model. `file`: a single file of transformer weights used in place of the folder's own."""

    id: str
    path: str
    family: str
    bytes: int
    file: str = ""
    parts: tuple[tuple[str, int], ...] = ()     # bytes of weights by component

    @property
    def kind(self) -> Capabilities:
        return NATIVE if self.family == NATIVE.family else FAMILIES[self.family]


class Shelf:
    """The list of models. Read anew at each question: the window and the command line may change it side by side."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def installed(self) -> tuple[Installed, ...]:
        """Every model but the bundled one, by name. A list that cannot be read counts as empty."""
        found = []
        try:
            for entry in json.loads((self.folder / "installed.json").read_bytes()):
                with contextlib.suppress(TypeError, ValueError, KeyError):
                    entry["parts"] = tuple((str(n), int(size)) for n, size in entry.get("parts", ()))
                    made = Installed(**entry)
                    if made.family in FAMILIES:
                        found.append(made)
        except (OSError, ValueError, TypeError, AttributeError):
            return ()
        return tuple(sorted(found, key=lambda one: one.id))

    def get(self, name: str) -> Installed:
        """Raises StudioError when there is no such model."""
        for one in self.installed():
            if one.id == name:
                return one
        raise StudioError(f"The model “{name}” is not installed.", next_step=NEXT)

    def kind(self, name: str) -> Capabilities:
        return NATIVE if name == BUNDLED else self.get(name).kind

    def add(self, path: Path, *, name: str = "", base: str = "") -> Installed:
        """Checks a folder, or a single file to be used with the folder of the installed model `base`, and lists it."""
        path = path.expanduser().absolute()
        made = self._from_file(path, name, base) if path.is_file() else self._from_folder(path, name)
        if any(one.id == made.id for one in self.installed()):
            raise StudioError(f"There is a model “{made.id}” already.", next_step="Give this one another name.")
        self._write((*self.installed(), made))
        return made

    def _from_folder(self, path: Path, name: str) -> Installed:
        sound = inspect(path)
        return Installed(_name(name or path.name), str(path), sound.kind.family, sound.bytes,
                         parts=tuple(sorted(sound.parts.items())))

    def _from_file(self, path: Path, name: str, base: str) -> Installed:
        if not base:
            what = f"“{path.name}” is only a part of a model."
            raise StudioError(what, next_step="Name the installed model whose other parts it needs: --base NAME.")
        other = self.get(base)
        size = inspect_file(path, inspect(Path(other.path)))
        parts = {**dict(other.parts), "transformer": size}
        return Installed(_name(name or path.stem), other.path, other.family, sum(parts.values()), str(path),
                         tuple(sorted(parts.items())))

    def check(self, name: str) -> Installed:
        """Looks at the model's files once more. Raises StudioError for what is wrong now."""
        one = self.get(name)
        sound = inspect(Path(one.path))
        if one.file:
            inspect_file(Path(one.file), sound)
        return one

    def remove(self, name: str, *, files: bool = False) -> bool:
        """Takes a model off the list; `files`: deletes it too, if it was downloaded. Returns whether it deleted."""
        one = self.get(name)
        users = [other.id for other in self.installed() if other.id != name and other.path == one.path and other.file]
        if users and not one.file:
            what = f"“{users[0]}” needs parts of this model."
            raise StudioError(what, next_step="Remove that one first.")
        self._write(tuple(other for other in self.installed() if other.id != name))
        ours = Path(one.path).resolve().is_relative_to(self.folder.resolve()) and not one.file
        if files and ours:
            shutil.rmtree(one.path, ignore_errors=True)
        return files and ours

    def _write(self, models: tuple[Installed, ...]) -> None:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            part = self.folder / "installed.json.part"
            part.write_text(json.dumps([asdict(one) for one in models], indent=1), "utf-8")
            os.replace(part, self.folder / "installed.json")
        except OSError as exc:
            what = f"The list of models in {self.folder} cannot be written."
            raise StudioError(what, next_step="Check the disk and its permissions.") from exc


def _name(text: str) -> str:
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", text).strip("-.")[:60]
    if not name or name == BUNDLED:
        raise StudioError(f"“{text[:60]}” cannot be a model's name.", next_step="Use letters, digits and dashes.")
    return name
