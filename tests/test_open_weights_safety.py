"""Hostile and broken folders of weights: each refused in a sentence, nothing of them imported, nothing run."""

from __future__ import annotations

import json
import shutil
import struct
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from weights_folder import INDEX, PICKLE, TRACE, arena, looked_at, write_folder, write_weights

from studio.engine.backends.headers import read_header
from studio.engine.backends.safety import inspect, no_remote_code
from studio.engine.backends.shelf import Shelf
from studio.problem import StudioError


def edit(path: Path, **changes: object) -> None:
    data = json.loads(path.read_text()) if path.is_file() else {}
    path.write_text(json.dumps({**data, **changes}))


def shards(folder: Path, name: str) -> None:
    edit(folder / "transformer/diffusion_pytorch_model.safetensors.index.json", weight_map={"a": name})


def link(folder: Path) -> None:
    outside = folder.parent / f"{folder.name}-outside.safetensors"
    write_weights(outside, {"x": (2, 2)})
    (folder / "vae/more.safetensors").symlink_to(outside)


def weights_of(folder: Path) -> Path:
    return folder / "transformer/diffusion_pytorch_model.safetensors"


def rewrite(path: Path, change: Callable[[dict], None]) -> None:
    data = path.read_bytes()
    length = struct.unpack("<Q", data[:8])[0]
    header = json.loads(data[8:8 + length])
    change(header)
    told = json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(told)) + told + data[8 + length:])


def overlap(header: dict) -> None:
    header["blocks.1.attn1.to_q.weight"]["data_offsets"] = [0, 24 * 24 * 4]


def huge(header: dict) -> None:
    header["blocks.1.attn1.to_q.weight"]["shape"] = [2**40, 2**40]


# what is done to the folder -> a part of the sentence it is refused with
HOSTILE: dict[str, tuple[Callable[[Path], object], str]] = {
    "a pickle": (lambda f: (f / "transformer/diffusion_pytorch_model.bin").write_bytes(PICKLE), "can hold code"),
    "a checkpoint": (lambda f: (f / "old.ckpt").write_bytes(PICKLE), "can hold code"),
    "a program beside it": (lambda f: (f / "pipeline.py").write_text(TRACE), "can hold code"),
    "a pipeline of its own": (lambda f: edit(f / "model_index.json", _class_name=["evil", "Pipe"]), "code of its own"),
    "a pipeline of the disk": (lambda f: edit(f / "model_index.json", _class_name="evil.Pipe"), "no model the studio"),
    "an unknown pipeline": (lambda f: edit(f / "model_index.json", _class_name="EvilPipeline"), "no model the studio"),
    "a foreign library": (lambda f: edit(f / "model_index.json", scheduler=["subprocess", "Popen"]), "not on the list"),
    "a foreign class": (lambda f: edit(f / "model_index.json", vae=["diffusers", "AutoencoderDC"]), "not on the list"),
    "a pickle by another name": (lambda f: weights_of(f).write_bytes(PICKLE), "more than there can be"),
    "an added part": (lambda f: edit(f / "model_index.json", evil=["evil", "Evil"]), "not on the list"),
    "a part outside": (lambda f: edit(f / "model_index.json", **{"../vae": INDEX["vae"]}), "has the name"),
    "remote code": (lambda f: edit(f / "text_encoder/config.json", auto_map={"AutoModel": "e.E"}), "code of its own"),
    "a tokenizer's code": (lambda f: edit(f / "tokenizer/tokenizer_config.json", auto_map={"A": "e.E"}), "code of its"),
    "a hub kernel": (lambda f: edit(f / "text_encoder/config.json", _attn_implementation="evil/kernel"), "kernel"),
    "another class inside": (lambda f: edit(f / "vae/config.json", _class_name="Evil"), "calls itself"),
    "a link out of it": (link, "leads out of its folder"),
    "a shard outside": (lambda f: shards(f, "../../secret.safetensors"), "leads out of its folder"),
    "a shard elsewhere": (lambda f: shards(f, "/etc/passwd"), "leads out of its folder"),
    "a missing shard": (lambda f: shards(f, "part-2.safetensors"), "is missing"),
    "a missing part": (lambda f: shutil.rmtree(f / "vae"), "is missing"),
    "no index": (lambda f: (f / "model_index.json").unlink(), "is missing"),
    "a broken index": (lambda f: (f / "model_index.json").write_text("{"), "cannot be read"),
    "an oversize header": (lambda f: weights_of(f).write_bytes(struct.pack("<Q", 2**40) + b"{}"), "more than there"),
    "no header": (lambda f: weights_of(f).write_bytes(b""), "not a safetensors file"),
    "a header of rubbish": (lambda f: weights_of(f).write_bytes(struct.pack("<Q", 4) + b"rubb"), "damaged header"),
    "half a file": (lambda f: weights_of(f).write_bytes(weights_of(f).read_bytes()[:-9]), "not downloaded whole"),
    "tensors that overlap": (lambda f: rewrite(weights_of(f), overlap), "does not fit its shape"),
    "a tensor larger than the file": (lambda f: rewrite(weights_of(f), huge), "does not fit its shape"),
    "more layers than weights": (lambda f: edit(f / "transformer/config.json", num_layers=900), "900"),
    "layers without end": (lambda f: edit(f / "transformer/config.json", num_layers=10**9), "1,000,000,000"),
    "another width": (lambda f: edit(f / "transformer/config.json", attention_head_dim=999), "wide"),
    "no weights": (lambda f: weights_of(f).unlink(), "no safetensors weights"),
}

@pytest.fixture(scope="module")
def looked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, list], list[str]]:
    """Every folder was shown to a process of its own: (where it ran, case -> what came of it, packages it loaded)."""
    root = arena(tmp_path_factory.mktemp("hostile"))
    for number, (change, _) in enumerate(HOSTILE.values()):
        change(write_folder(root / str(number)))
    found, loaded = looked_at(root, [str(number) for number in range(len(HOSTILE))])
    return root, dict(zip(HOSTILE, found.values(), strict=True)), loaded


@pytest.mark.parametrize("case", HOSTILE)
def test_it_is_refused_in_a_sentence_and_nothing_is_imported_or_run(case, looked):
    """When it is added, and when a folder that was sound once is opened."""
    root, found, loaded = looked
    sentences, done = found[case]
    for sentence in sentences:
        assert sentence and HOSTILE[case][1] in sentence and "\n" not in sentence
    assert done == []
    assert loaded == []
    assert not list(root.rglob("ran"))


def test_the_trap_would_snap(tmp_path):
    """Whoever imports what lies there, or unpickles it, is caught."""
    arena(tmp_path)
    (tmp_path / "x.pkl").write_bytes(PICKLE)
    for code in ("import evil", "import pickle; pickle.load(open('x.pkl', 'rb'))"):
        subprocess.run([sys.executable, "-c", code], cwd=tmp_path, check=True)
        (tmp_path / "ran").unlink()


def test_a_sound_folder_passes_and_only_that_is_listed(looked):
    root, *_ = looked
    (only,) = Shelf(root / "shelf").installed()
    assert (only.family, dict(only.parts)["transformer"]) == ("vace", 2 * 24 * 24 * 4)


def test_the_cache_of_the_hub_may_link_to_its_own_blobs(tmp_path):
    blob = tmp_path / "models--a--b/blobs/abc"
    folder = write_folder(tmp_path / "models--a--b/snapshots/0123")
    blob.parent.mkdir(parents=True)
    weights_of(folder).rename(blob)
    weights_of(folder).symlink_to(blob)
    assert inspect(folder).kind.family == "vace"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"GGUX" + bytes(40), "not a GGUF"),
        (b"GGUF" + struct.pack("<IQQ", 3, 2**60, 0), "more than there can be"),
        (b"GGUF" + struct.pack("<IQQ", 3, 1, 1) + struct.pack("<Q", 2**50), "larger than it can be"),
        (b"GGUF" + struct.pack("<IQQ", 3, 1, 0) + struct.pack("<Q", 1) + b"x" + struct.pack("<I", 99), "damaged"),
        (b"GGUF" + struct.pack("<IQQ", 3, 0, 0), "not downloaded whole"),
    ],
)
def test_a_damaged_gguf_takes_no_memory(tmp_path, data, words):
    (tmp_path / "x.gguf").write_bytes(data)
    with pytest.raises(StudioError, match=words):
        read_header(tmp_path / "x.gguf")


def test_folders_of_language_models_obey_the_same_rules(tmp_path):
    (tmp_path / "config.json").write_text(json.dumps({"model_type": "x"}))
    write_weights(tmp_path / "model.safetensors", {"x": (2,)})
    no_remote_code(tmp_path)
    (tmp_path / "modeling_x.py").write_text(TRACE)
    with pytest.raises(StudioError, match="can hold code"):
        no_remote_code(tmp_path)


# -- the shelf -------------------------------------------------------------------------------------------------------


def test_models_are_listed_checked_and_removed(tmp_path):
    shelf, folder = Shelf(tmp_path / "shelf"), write_folder(tmp_path / "wan")
    made = shelf.add(folder, name="my wan")
    assert made.id == "my-wan"
    assert [one.id for one in shelf.installed()] == ["my-wan"]
    with pytest.raises(StudioError, match="already"):
        shelf.add(folder, name="my-wan")
    with pytest.raises(StudioError, match="cannot be a model's name"):
        shelf.add(folder, name="pocket")
    weights_of(folder).write_bytes(b"")
    with pytest.raises(StudioError, match="not a safetensors"):
        shelf.check("my-wan")
    assert not shelf.remove("my-wan", files=True), "what lies elsewhere is never deleted"
    assert folder.is_dir()
    with pytest.raises(StudioError, match="not installed"):
        shelf.get("my-wan")


def test_a_single_file_stands_on_the_folder_it_was_made_from(tmp_path):
    shelf, folder = Shelf(tmp_path / "shelf"), write_folder(tmp_path / "shelf/wan")
    shelf.add(folder)
    file = tmp_path / "small.safetensors"
    write_weights(file, {f"blocks.{n}.x": (2,) for n in range(2)})
    with pytest.raises(StudioError, match="only a part"):
        shelf.add(file)
    made = shelf.add(file, base="wan")
    assert (made.id, made.path, dict(made.parts)["transformer"]) == ("small", str(folder), 16)
    with pytest.raises(StudioError, match="needs parts"):
        shelf.remove("wan")
    assert not shelf.remove("small", files=True)
    assert file.is_file()
    write_weights(tmp_path / "other.safetensors", {f"blocks.{n}.x": (2,) for n in range(3)})
    with pytest.raises(StudioError, match="do not belong together"):
        shelf.add(tmp_path / "other.safetensors", base="wan")
    assert shelf.remove("wan", files=True)
    assert not folder.exists()


def test_a_damaged_list_is_an_empty_one(tmp_path):
    (tmp_path / "installed.json").write_text("[{}, 3]")
    assert Shelf(tmp_path).installed() == ()
