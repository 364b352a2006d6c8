"""The tree keeps the rules of the house, and the checker that says so can tell when it does not."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from rooms import LONGEST, ROOMS, faults

TREE = Path(__file__).parents[1]
FILES = sorted(path.relative_to(TREE).as_posix() for top in ("studio", "tests") for path in (TREE / top).rglob("*.py"))


@pytest.mark.parametrize("path", FILES)
def test_file_keeps_the_rules(path: str) -> None:
    assert faults(path, (TREE / path).read_text("utf-8")) == []


def test_every_room_is_there() -> None:
    assert {path.parent.name for path in TREE.glob("studio/*/__init__.py")} == set(ROOMS)


@pytest.mark.parametrize(
    ("module", "heavy"),
    [
        ("studio", ("torch", "PySide6", "av", "numpy")),
        ("studio.__main__", ("torch", "PySide6", "av", "numpy")),
        ("studio.app", ("torch",)),  # the window paints first; the sampler thread imports torch later
    ],
)
def test_importing_an_entry_is_light(module: str, heavy: tuple[str, ...]) -> None:
    """The entry's own lines are not enough: nothing they import may bring the heavy packages in either."""
    if module != "studio" and not (TREE / f"{module.replace('.', '/')}.py").exists():
        pytest.skip(f"there is no {module}")
    code = f"import sys, {module}; sys.exit(', '.join(name for name in {heavy!r} if name in sys.modules) or 0)"
    run = subprocess.run([sys.executable, "-c", code], cwd=TREE, capture_output=True, text=True, check=False)
    assert run.returncode == 0, f"{module} imports {run.stderr}"


@pytest.mark.parametrize(
    ("path", "source", "complaint"),
    [
        # wrong arrows, however they are written
        ("studio/document/a.py", "from studio.engine import plan", "document must not know engine"),
        ("studio/document/a.py", "from studio import storage", "document must not know storage"),
        ("studio/document/a.py", "import studio.media.decode as d", "document must not know media"),
        ("studio/document/a.py", "from ..session import edit", "document must not know session"),
        ("studio/document/a.py", "from .. import ui", "document must not know ui"),
        ("studio/ui/timeline/a.py", "from ...engine.plan import Plan", "ui must not know engine"),
        ("studio/engine/a.py", "def f():\n    from studio.document import film", "engine must not know document"),
        ("studio/model/a.py", "from studio.engine import plan", "model must not know engine"),
        ("studio/session/a.py", "from studio.ui import window", "session must not know ui"),
        ("studio/session/a.py", "from studio.training import loop", "session must not know training"),
        ("studio/session/a.py", "from studio.world import draw", "session must not know world"),
        ("studio/engine/a.py", "from studio.world import scene", "engine must not know world"),
        ("studio/session/a.py", "from studio import app", "app is a composition root"),
        ("studio/problem.py", "from studio.document import film", "problem must not know document"),
        ("studio/app.py", "from studio.training import loop", "the app never imports training"),
        # packages out of place
        ("studio/session/a.py", "def f():\n    import torch", "torch has no place in session"),
        ("studio/session/a.py", "importlib.import_module('torch.nn')", "torch has no place in session"),
        ("studio/engine/a.py", "from PySide6.QtCore import QObject", "PySide6 has no place in engine"),
        ("studio/document/a.py", "import numpy as np", "numpy has no place in document"),
        ("studio/problem.py", "import numpy", "numpy has no place in problem"),
        ("studio/world/a.py", "from PySide6.QtWidgets import QWidget", "QtCore and QtGui alone"),
        ("studio/world/a.py", "from PySide6 import QtWidgets", "QtCore and QtGui alone"),
        ("studio/media/a.py", "import requests", "requests is not a dependency"),
        # too early
        ("studio/__main__.py", "import torch", "torch at import time"),
        ("studio/__main__.py", "try:\n    from PySide6 import QtCore\nexcept ImportError:\n    pass", "at import time"),
        ("studio/__init__.py", "class A:\n    import numpy", "numpy at import time"),
        # code from data
        ("studio/storage/a.py", "import pickle", "pickle runs code"),
        ("studio/storage/a.py", "from pickle import loads", "pickle runs code"),
        ("studio/model/a.py", "import torch\nx = torch.load('w')", "torch.load runs"),
        ("studio/model/a.py", "import torch as t\nx = t.load('w')", "torch.load runs"),
        ("studio/model/a.py", "from torch import load", "torch.load runs"),
        ("studio/model/a.py", "from torch import load as fetch", "torch.load runs"),
        ("studio/model/a.py", "import torch\nx = torch.hub.load('a', 'b')", "torch.hub.load runs"),
        ("studio/ui/a.py", "eval('1')", "eval runs"),
        ("studio/ui/a.py", "run = exec", "exec runs"),
        ("studio/ui/a.py", "import builtins\nbuiltins.exec('1')", "builtins.exec runs"),
        ("studio/media/a.py", "import numpy\nnumpy.load('a', allow_pickle=True)", "allow_pickle=True runs"),
        # out of place altogether
        ("studio/utils/a.py", "", "utils is not a room"),
        ("studio/helpers.py", "", "neither a room nor a composition root"),
        ("tests/test_a.py", "x = 1\n" * (LONGEST + 1), f"{LONGEST + 1} lines"),
    ],
)
def test_checker_complains(path: str, source: str, complaint: str) -> None:
    found = faults(path, source)
    assert len(found) == 1, found
    assert complaint in found[0]


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("studio/session/a.py", "from studio.engine import plan\nfrom ..document.film import Clip\nimport json"),
        ("studio/session/a.py", "from studio.world import captions_en\nfrom studio.world.scene import Scene"),
        ("studio/document/a.py", "from studio.problem import Problem\nfrom . import film\nimport studio"),
        ("studio/training/a.py", "import torch\nfrom studio.world import scene\nfrom studio.model import weights"),
        ("studio/world/a.py", "from PySide6.QtGui import QPainter\nfrom PySide6 import QtCore\nimport numpy"),
        ("studio/app.py", "from PySide6 import QtWidgets\nfrom studio.ui import window\nimport studio.engine"),
        ("studio/cli_train.py", "from studio.training import loop"),
        ("studio/__main__.py", "def main():\n    import torch\n    from studio.app import run"),
        ("studio/model/a.py", "from safetensors.torch import load\nload(b'').eval()"),
        ("studio/ui/a.py", "from PySide6.QtWidgets import QDialog\nQDialog().exec()"),
        ("studio/media/a.py", "x = 1\n" * LONGEST),
        ("tests/test_a.py", "import anything, pickle"),
    ],
)
def test_checker_is_content(path: str, source: str) -> None:
    assert faults(path, source) == []
