"""A folder of weights by hand: it passes every look that is taken at it, and is of no other use.

And a process of its own that looks at hostile ones, in a place where whatever would run leaves a trace.
"""

from __future__ import annotations

import json
import os
import pickle
import struct
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

INDEX = {
    "_class_name": "WanVACEPipeline", "_diffusers_version": "0.42.1",
    "transformer": ["diffusers", "WanVACETransformer3DModel"], "vae": ["diffusers", "AutoencoderKLWan"],
    "text_encoder": ["transformers", "UMT5EncoderModel"], "tokenizer": ["transformers", "T5Tokenizer"],
    "scheduler": ["diffusers", "UniPCMultistepScheduler"], "transformer_2": [None, None],
}  # fmt: skip


TRACE = "open('ran', 'w').close()"          # what code that came with a model would do


class _Payload:
    def __reduce__(self) -> tuple:
        return exec, (TRACE,)


PICKLE = pickle.dumps(_Payload())

# For each file or folder: what it is refused with on each way in, and what else the process did the while. A sound
# model goes first, so that whatever the looking itself needs is there by then.
LOOK = """
import json, sys
from pathlib import Path
from studio.engine.backends.loading import open_pipeline, require_extra
from studio.engine.backends.lora import fits
from studio.engine.backends.shelf import Installed, Shelf
from studio.problem import StudioError

def ways(path):
    if path.is_dir():
        yield lambda: shelf.add(path)
        yield lambda: extra and open_pipeline(Installed("x", str(path), "vace", 1), dtype=None)
    elif path.parent.name == "lora":
        yield lambda: fits(path, sound)
    else:
        yield lambda: shelf.add(path, base="sound")

def told(way):
    try:
        way()
    except StudioError as exc:
        return exc.problem.what

shelf, sound = Shelf(Path("shelf")), Path("sound").absolute()
shelf.add(sound, name="sound")
try:
    extra = require_extra() is None
except StudioError:
    extra = False
WATCHED = ("import", "exec", "compile", "pickle.", "marshal.", "subprocess.", "os.system", "os.exec", "os.posix_spawn",
           "os.spawn", "os.fork", "ctypes.", "socket.", "urllib.")
done, found = [], {}
sys.addaudithook(lambda event, args: event.startswith(WATCHED) and done.append(f"{event} {args[:1]!r:.80}"))
for word in sys.argv[1:]:
    done.clear()
    sentences = [told(way) for way in ways(Path(word))]
    found[word] = [sentences if extra else sentences[:1], list(done)]
packages = {"torch", "diffusers", "transformers", "safetensors", "gguf", "peft", "numpy", "evil", "pickle"}
print(json.dumps([found, sorted(packages & {*sys.modules})]))
"""


def arena(root: Path) -> Path:
    """A place with a sound model, and with a module `evil` for whoever imports it."""
    write_folder(root / "sound")
    (root / "lora").mkdir()
    (root / "evil.py").write_text(TRACE)
    return root


def looked_at(root: Path, paths: Sequence[str]) -> tuple[dict[str, list], list[str]]:
    """(path -> [sentences, what was imported, run or opened the while], which packages were loaded in the end)."""
    told = subprocess.run([sys.executable, "-c", LOOK, *paths], cwd=root, text=True, capture_output=True, check=False,
                          env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])})  # fmt: skip
    assert told.returncode == 0, told.stderr
    found, loaded = json.loads(told.stdout)
    return found, loaded


def write_weights(path: Path, shapes: dict[str, tuple[int, ...]], notes: dict[str, str] | None = None) -> None:
    header: dict[str, object] = {"__metadata__": notes} if notes else {}
    at = 0
    for name, shape in shapes.items():
        size = 4
        for side in shape:
            size *= side
        header[name] = {"dtype": "F32", "shape": list(shape), "data_offsets": [at, at + size]}
        at += size
    told = json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(told)) + told + bytes(at))


def write_folder(folder: Path) -> Path:
    """A folder that passes: hand-written, of no use but to be looked at."""
    for part in INDEX:
        if not part.startswith("_") and part != "transformer_2":
            (folder / part).mkdir(parents=True)
    (folder / "model_index.json").write_text(json.dumps(INDEX))
    blocks = {f"blocks.{n}.attn1.to_q.weight": (24, 24) for n in range(2)}
    write_weights(folder / "transformer/diffusion_pytorch_model.safetensors", blocks)
    config = {"_class_name": "WanVACETransformer3DModel", "num_layers": 2, "num_attention_heads": 2,
              "attention_head_dim": 12}  # fmt: skip
    (folder / "transformer/config.json").write_text(json.dumps(config))
    for part, kind in (("vae", "AutoencoderKLWan"), ("text_encoder", "")):
        write_weights(folder / part / "model.safetensors", {"x": (2, 2)})
        (folder / part / "config.json").write_text(json.dumps({"_class_name": kind} if kind else {}))
    for part in ("tokenizer/tokenizer", "scheduler/scheduler"):
        (folder / f"{part}_config.json").write_text("{}")
    return folder
