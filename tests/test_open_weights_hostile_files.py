"""Hostile LoRA files and single files of weights: each refused in a sentence, nothing of them imported, nothing run."""

from __future__ import annotations

import json
import struct
from collections.abc import Callable
from pathlib import Path

import pytest
from weights_folder import PICKLE, arena, looked_at, write_weights

from studio.engine.backends.headers import _GGUF_BLOCKS

LAYER = "blocks.0.attn1.to_q"
GGUF = b"GGUF" + struct.pack("<I", 3)


def lora(width: int = 24, settings: object = None, rank: int = 4) -> Callable[[Path], None]:
    """A LoRA file for the sound model, with settings beside it."""
    def write(path: Path) -> None:
        told = settings if isinstance(settings, str) else json.dumps(settings)
        shapes = {f"transformer.{LAYER}.lora_A.weight": (rank, width),
                  f"transformer.{LAYER}.lora_B.weight": (24, rank)}  # fmt: skip
        write_weights(path, shapes, None if settings is None else {"lora_adapter_metadata": told})

    return write


def cut(path: Path) -> None:
    lora()(path)
    path.write_bytes(path.read_bytes()[:-5])


def moved(path: Path) -> None:
    """Both tensors claim the same bytes."""
    lora()(path)
    data = path.read_bytes()
    length = struct.unpack("<Q", data[:8])[0]
    header = json.loads(data[8:8 + length])
    for entry in header.values():
        entry["data_offsets"] = [0, 4 * 24 * 4]
    told = json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(told)) + told + data[8 + length:])


def data(content: bytes) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        path.write_bytes(content)

    return write


def asks(**settings: object) -> Callable[[Path], None]:
    return lora(settings={f"transformer.{key}": value for key, value in {"r": 4, **settings}.items()})


TOO_MUCH = "more than its weights need"
# file name -> (how it is made, a part of the sentence it is refused with)
LORAS: dict[str, tuple[Callable[[Path], None], str]] = {
    "pickle.safetensors": (data(PICKLE), "more than there can be"),
    "pickle.bin": (data(PICKLE), "no safetensors file"),
    "pickle.pt": (data(PICKLE), "no safetensors file"),
    "program.py": (data(b"open('ran', 'w')"), "no safetensors file"),
    "empty.safetensors": (data(b""), "not a safetensors file"),
    "oversize.safetensors": (data(struct.pack("<Q", 2**40) + b"{}"), "more than there can be"),
    "rubbish.safetensors": (data(struct.pack("<Q", 4) + b"rubb"), "damaged header"),
    "deep.safetensors": (data(struct.pack("<Q", 200_000) + b"[" * 200_000), "damaged header"),
    "cut.safetensors": (cut, "not downloaded whole"),
    "overlap.safetensors": (moved, "does not fit its shape"),
    "width.safetensors": (lora(width=32), "another size"),
    "rank.safetensors": (asks(r=10**9), TOO_MUCH),
    "ranks.safetensors": (asks(rank_pattern={LAYER: 10**9}), TOO_MUCH),
    "pattern.safetensors": (asks(alpha_pattern={"(a+)+": 1}), TOO_MUCH),
    "targets.safetensors": (asks(target_modules="(a+)+$"), TOO_MUCH),
    "module.safetensors": (asks(megatron_config={"x": 1}, megatron_core="evil"), TOO_MUCH),
    "core.safetensors": (asks(megatron_core="evil"), TOO_MUCH),
    "layers.safetensors": (asks(layer_replication=[[0, 10**6]]), TOO_MUCH),
    "weights.safetensors": (asks(init_lora_weights="pissa_niter_10000000"), TOO_MUCH),
    "copies.safetensors": (asks(modules_to_save=["blocks"]), TOO_MUCH),
    "settings.safetensors": (lora(settings="{"), "are damaged"),
    "list.safetensors": (lora(settings=[1, 2]), "are damaged"),
    "none.safetensors": (lambda path: write_weights(path, {"x": (2, 2)}), "no LoRA"),
}  # fmt: skip
FILES: dict[str, tuple[Callable[[Path], None], str]] = {
    "pickle.safetensors": (data(PICKLE), "more than there can be"),
    "pickle.gguf": (data(PICKLE), "not a GGUF"),
    "pickle.ckpt": (data(PICKLE), "neither safetensors nor GGUF"),
    "pickle.bin": (data(PICKLE), "neither safetensors nor GGUF"),
    "oversize.safetensors": (data(struct.pack("<Q", 2**40) + b"{}"), "more than there can be"),
    "other.safetensors": (lambda path: write_weights(path, {f"blocks.{n}.x": (2,) for n in range(7)}), "7 blocks"),
    "version.gguf": (data(b"GGUF" + struct.pack("<IQQ", 99, 1, 0)), "not a GGUF"),
    "short.gguf": (data(GGUF), "ends in the middle|larger than it can be"),
    "tensors.gguf": (data(GGUF + struct.pack("<QQ", 2**60, 0)), "more than there can be"),
    "notes.gguf": (data(GGUF + struct.pack("<QQ", 1, 2**60)), "more than there can be"),
    "name.gguf": (data(GGUF + struct.pack("<QQQ", 1, 1, 2**50)), "larger than it can be"),
    "array.gguf": (data(GGUF + struct.pack("<QQQ", 1, 1, 1) + b"x" + struct.pack("<IIQ", 9, 4, 2**62)), "larger than"),
    "nested.gguf": (data(GGUF + struct.pack("<QQQ", 1, 1, 1) + b"x" + struct.pack("<IIQ", 9, 9, 1)), "damaged header"),
    "kind.gguf": (data(GGUF + struct.pack("<QQQ", 1, 1, 1) + b"x" + struct.pack("<I", 77)), "damaged header"),
    "sides.gguf": (data(GGUF + struct.pack("<QQQ", 1, 0, 1) + b"x" + struct.pack("<I", 2**31)), "damaged header"),
    "unknown.gguf": (data(GGUF + struct.pack("<QQQ", 1, 0, 1) + b"x" + struct.pack("<IQIQ", 1, 4, 99, 0) + bytes(64)),
                     "unknown kind"),
    "beyond.gguf": (data(GGUF + struct.pack("<QQQ", 1, 0, 1) + b"x" + struct.pack("<IQIQ", 1, 4, 0, 2**40) + bytes(64)),
                    "not downloaded whole"),
    "large.gguf": (data(GGUF + struct.pack("<QQQ", 1, 0, 1) + b"x" + struct.pack("<IQQIQ", 2, 2**31, 2**31, 0, 0)
                        + bytes(64)), "not downloaded whole"),
}  # fmt: skip
CASES = {**{f"lora/{name}": case for name, case in LORAS.items()}, **FILES}


@pytest.fixture(scope="module")
def looked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, list], list[str]]:
    """All of them were shown to one process; see `looked_at`."""
    root = arena(tmp_path_factory.mktemp("hostile-files"))
    lora()(root / "lora/sound.safetensors")
    asks(lora_alpha=8, target_modules=[LAYER], megatron_core="megatron.core", bias="none", peft_type="LORA",
         use_dora=False, init_lora_weights=True, rank_pattern={}, layer_replication=None, peft_version="0.21.2",
         qalora_group_size=16)(root / "lora/settled.safetensors")  # fmt: skip
    for name, (write, _) in CASES.items():
        write(root / name)
    found, loaded = looked_at(root, [*CASES, "lora/sound.safetensors", "lora/settled.safetensors"])
    return root, found, loaded


@pytest.mark.parametrize("case", CASES)
def test_it_is_refused_in_a_sentence_and_nothing_is_imported_or_run(case, looked):
    root, found, loaded = looked
    (sentence,), done = found[case]
    assert sentence and any(words in sentence for words in CASES[case][1].split("|")), sentence
    assert "\n" not in sentence
    assert done == []
    assert loaded == []
    assert not list(root.rglob("ran"))


def test_sizes_of_gguf_tensors_are_those_of_its_own_package():
    constants = pytest.importorskip("gguf.constants")
    own = {int(kind): size for kind, size in constants.GGML_QUANT_SIZES.items()}
    assert own.items() >= _GGUF_BLOCKS.items()


@pytest.mark.parametrize("case", ["lora/sound.safetensors", "lora/settled.safetensors"])
def test_a_sound_one_passes(case, looked):
    assert looked[1][case] == [[None], []]
