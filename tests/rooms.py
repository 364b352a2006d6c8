"""The rules of the house as code: who may import whom, how long a file may be, what is never called.

`faults(path, source)` reads one file's source, never runs it, and lists what it does wrong. The session may read the
world's words (what a scene is and how it is told) but not its drawing; the engine knows no world at all.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

LONGEST = 450

# room -> the other rooms it may import
ROOMS: dict[str, set[str]] = {
    "document": set(),
    "storage": {"document"},
    "interchange": {"document"},
    "media": {"document"},
    "model": set(),
    "engine": {"model"},
    "session": {"document", "storage", "interchange", "media", "model", "engine"},
    "ui": {"session"},
    "world": set(),
    "training": {"world", "model", "engine", "media"},
}

# package -> the rooms it may be imported in; what is not named here is not a dependency of the studio
PACKAGES: dict[str, set[str]] = {
    "torch": {"model", "engine", "training"},
    "safetensors": {"model", "engine", "training"},
    "PySide6": {"ui", "world"},
    "shiboken6": {"ui", "world"},
    "qasync": {"ui"},
    "av": {"media", "training"},
    "PIL": {"media", "engine"},
    "c2pa": {"media"},
    "cryptography": {"media"},
    "scenedetect": {"training"},
    "diffusers": {"engine"},
    "transformers": {"engine"},
    "accelerate": {"engine"},
    "huggingface_hub": {"engine"},
    "torchao": {"engine"},
    "ray": {"engine"},
    "numpy": {"media", "model", "engine", "session", "ui", "world", "training"},
}
# The world's Qt-free half, open to the session.
WORDS = {"captions", "captions_en", "captions_zh", "prompts", "retell", "scene"}
WORLD_QT = {"QtCore", "QtGui"}  # the world paints; it has no widgets

# never at module level in the files that run before the window is up
HEAVY = {"torch", "safetensors", "PySide6", "shiboken6", "qasync", "av", "numpy", "PIL", "c2pa", "cryptography"}
ENTRIES = {"__init__", "__main__"}

# loading any of these can run code hidden in a file
PICKLES = {"pickle", "_pickle", "cPickle", "dill", "cloudpickle", "shelve", "marshal", "joblib"}
RUNNERS = {"eval", "exec"}
LOADERS = {"builtins.eval", "builtins.exec"} | {f"torch.{name}load" for name in ("", "serialization.", "jit.", "hub.")}


@dataclass(frozen=True, slots=True)
class Import:
    """One imported name in full (`studio.document.film.Clip`), where it stands, and whether it runs at import time."""

    name: str
    line: int
    at_once: bool


def is_root(module: str) -> bool:
    """Whether a top-level module of the studio is a composition root, which may import everything."""
    return module in {"app", "__main__"} or module.startswith("cli")


def faults(path: str, source: str) -> list[str]:
    """What `source`, standing at `path` (relative, such as "studio/ui/window.py"), does wrong: one sentence each."""
    parts = PurePosixPath(path).with_suffix("").parts
    found = []
    if (lines := source.count("\n") + 1) > LONGEST + 1:
        found.append(f"{path}: {lines - 1} lines; {LONGEST} is the most")
    if parts[0] != "studio":
        return found

    tree = ast.parse(source, path)
    imports = list(_imports(tree, parts))
    home = parts[1]
    if len(parts) == 2:
        if not is_root(home) and home not in {"__init__", "problem", "disk"}:
            found.append(f"{path}: neither a room nor a composition root")
    elif home not in ROOMS:
        found.append(f"{path}: {home} is not a room")

    for entry in imports:
        if reason := _refusal(home, len(parts) == 2, entry):
            found.append(f"{path}:{entry.line}: {reason}")
    for line, name in _runners(tree, imports):
        found.append(f"{path}:{line}: {name} runs or loads code from data")
    return found


def _refusal(home: str, top_level: bool, entry: Import) -> str | None:
    """Why a file of the room `home` may not have this import; None if it may."""
    package, _, rest = entry.name.partition(".")
    if package in PICKLES:
        return f"{package} runs code from data"
    if package in sys.stdlib_module_names:
        return None
    if top_level and home in ENTRIES and entry.at_once and package in HEAVY:
        return f"{package} at import time; the window must be up before it"
    root = top_level and is_root(home)

    if package == "studio":
        target = rest.partition(".")[0]
        if target == "training" and root and home == "app":
            return "the app never imports training"
        if is_root(target):
            return None if root else f"{target} is a composition root; nothing imports it"
        if root or target == home or target not in ROOMS:
            return None
        if home == "session" and target == "world" and (*rest.split("."), "")[1] in WORDS:
            return None
        if target not in ROOMS.get(home, set()):
            return f"{home} must not know {target}"
        return None

    if package not in PACKAGES:
        return f"{package} is not a dependency of the studio"
    if root:
        return None
    if home not in PACKAGES[package]:
        return f"{package} has no place in {home}"
    if home == "world" and package == "PySide6" and rest.partition(".")[0] not in WORLD_QT:
        return "world may use QtCore and QtGui alone"
    return None


def _imports(tree: ast.AST, parts: tuple[str, ...]) -> Iterator[Import]:
    """Every import of a module, at any depth, relative ones resolved, `import_module("x")` included."""

    def above(level: int) -> tuple[str, ...]:
        return parts[:-level] if level else ()

    def walk(node: ast.AST, at_once: bool) -> Iterator[Import]:
        match node:
            case ast.Import(names=names):
                yield from (Import(alias.name, node.lineno, at_once) for alias in names)
            case ast.ImportFrom(module=module, names=names, level=level):
                base = (*above(level), *filter(None, [module]))
                yield from (Import(".".join((*base, alias.name)), node.lineno, at_once) for alias in names)
            case ast.Call(
                func=ast.Name(id="import_module" | "__import__") | ast.Attribute(attr="import_module"),
                args=[ast.Constant(value=str(module)), *_],
            ):
                yield Import(module, node.lineno, at_once)
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.Lambda():
                at_once = False
            case ast.If(test=ast.Name(id="TYPE_CHECKING") | ast.Attribute(attr="TYPE_CHECKING")):
                at_once = False
        for child in ast.iter_child_nodes(node):
            yield from walk(child, at_once)

    return walk(tree, True)


def _runners(tree: ast.AST, imports: list[Import]) -> Iterator[tuple[int, str]]:
    """Uses of eval, exec and torch.load, also under another name, and arrays unpickled by numpy."""
    for entry in imports:
        if entry.name in LOADERS:
            yield entry.line, entry.name
    known_as = {
        alias.asname: alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
        if alias.asname
    }
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name, ctx=ast.Load()) if name in RUNNERS:
                yield node.lineno, name
            case ast.Attribute(attr="load" | "eval" | "exec"):
                owner, _, rest = ast.unparse(node).partition(".")
                if (name := f"{known_as.get(owner, owner)}.{rest}") in LOADERS:
                    yield node.lineno, name
            case ast.keyword(arg="allow_pickle", value=ast.Constant(value=True)):
                yield node.lineno, "allow_pickle=True"
