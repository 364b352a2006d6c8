"""Without the packages for other models: the studio says how to add them, and nothing else of it changes.

Runs where they are installed and where they are not: a process of its own hides them.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from weights_folder import write_folder, write_weights

TREE = Path(__file__).parents[1]
EXTRAS = ("diffusers", "transformers", "accelerate", "peft", "ftfy", "gguf", "huggingface_hub", "torchao",
          "bitsandbytes", "ray")  # fmt: skip
HIDE = "import json, sys\nfor name in json.loads(sys.argv[1]): sys.modules[name] = None\n"
LOADED = "sorted(name for name, module in sys.modules.items() if module is not None)"
# What a person may try, and what it comes to: (what is said, what to do), or what is printed.
TRIED = """
import contextlib, io
from pathlib import Path
from studio.cli import main
from studio.engine.backends.fetching import look
from studio.engine.backends.lora import combine
from studio.engine.request import Lora
from studio.engine.writing import writer
from studio.problem import StudioError

def said(*words):
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        main(list(words))
    return out.getvalue()

def trouble(do):
    try:
        do()
    except StudioError as exc:
        return [exc.problem.what, exc.problem.next_step]

def told(*words):
    error = json.loads(said(*words, "--json").splitlines()[-1])["error"]
    return [error["what"], error["next"]]

def heavy():
    return sorted(name for name in ("torch", *json.loads(sys.argv[1])) if sys.modules.get(name))

found = {
    "added": said("models", "add", "wan"), "list": said("models", "list"), "checked": said("models", "check", "wan"),
    "table": said("models", "table"), "heavy": heavy(),
    "opened": told("models", "check", "wan", "--open"),
    "made": told("render", "a fox", "-o", "fox.mp4", "--model", "wan", "--seconds", "1"),
    "downloaded": trouble(lambda: look("maker/wan")),
    "written": trouble(lambda: writer("words").expand("a fox")),
    "lora": trouble(lambda: combine(None, (Lora("a.safetensors"),), Path("wan"))),
}
"""


def ran(code: str, hidden: tuple[str, ...], where: Path = TREE) -> dict:
    given = [sys.executable, "-c", f"{HIDE}{code}\nprint(json.dumps([found, {LOADED}]))", json.dumps(hidden)]
    env = {**os.environ, "PYTHONPATH": str(TREE), "FANTASCOPE_SHELF": str(where / "shelf")}
    told = subprocess.run(given, cwd=where, capture_output=True, text=True, check=False, env=env)
    assert told.returncode == 0, told.stderr
    return json.loads(told.stdout.splitlines()[-1])


@pytest.fixture(scope="module")
def tried(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict]:
    root = tmp_path_factory.mktemp("without")
    write_folder(root / "wan")
    (root / "words").mkdir()
    (root / "words/config.json").write_text("{}")
    write_weights(root / "words/model.safetensors", {"x": (2,)})
    return root, ran(TRIED, EXTRAS, root)[0]


@pytest.mark.parametrize("what", ["opened", "made", "downloaded", "written", "lora"])
def test_whatever_needs_them_says_how_to_add_them(what, tried):
    root, found = tried
    trouble, step = found[what]
    assert "packages" in trouble or "package" in trouble
    assert "pip install -r requirements-gpu.txt" in step
    assert not (root / "fox.mp4").exists()


def test_lists_and_looks_at_files_need_none_of_them(tried):
    found = tried[1]
    assert "Wan 2.1 VACE" in found["list"] and "pip install -r requirements-gpu.txt" in found["list"]
    assert found["added"].startswith("Added") and found["checked"].startswith("Sound")
    assert "| first frame | yes" in found["table"]
    assert found["heavy"] == []


def test_the_start_is_the_same_with_and_without_them():
    """What is imported until the window could be built, and nothing of it is theirs."""
    code = "import studio.app, studio.cli, studio.session.studio, studio.ui.main\nfound = studio.cli.parser() and 0"
    (_, with_them), (_, without) = ran(code, ()), ran(code, EXTRAS)
    assert with_them == without
    assert not {"torch", *EXTRAS} & {name.partition(".")[0] for name in with_them}
