"""Engine: LoRA files: whether one fits a model, and several of them in one pipeline, each with its weight."""

from __future__ import annotations

import importlib.util
import json
import re
from pathlib import Path
from typing import Any

from studio.engine.backends.headers import Header, read_header
from studio.engine.backends.safety import headers_of
from studio.engine.request import Lora
from studio.problem import StudioError

STEP = "Use one that was made for this very model."
_HALF = re.compile(
    r"^(?:transformer\.|diffusion_model\.)?(.+)\.(lora_A|lora_B|lora_down|lora_up)(?:\.default)?\.weight$"
)
SETTINGS = "lora_adapter_metadata"      # the note beside the weights that diffusers hands to peft as it stands
_LAYER = re.compile(r"[\w.^$-]{1,300}")  # peft matches these as patterns; such ones cannot take long
_WORDS = {"peft_type": "LORA", "bias": "none", "megatron_core": "megatron.core"}
_SWITCHES = {"use_rslora", "use_dora", "lora_bias", "inference_mode", "fan_in_fan_out", "init_lora_weights"}
_NUMBERS = {"lora_alpha", "lora_dropout", "qalora_group_size"}
_REMARKS = {"task_type", "base_model_name_or_path", "revision", "peft_version"}


def fits(file: Path, model: Path) -> None:
    """Raises StudioError with the reason when a LoRA file cannot belong to the model in the folder `model`.

    Names only other programs use are left to the loader to translate.
    """
    if not file.is_file():
        raise StudioError(f"The LoRA file “{file.name}” is missing.", next_step="Put it back, or remove it here.")
    if file.suffix != ".safetensors":
        raise StudioError(f"“{file.name}” is no safetensors file.", next_step="LoRA files are opened as those only.")
    header, base = read_header(file), headers_of(model / "transformer").shapes
    halves = _halves(header)
    _asks_for_no_more(file, header)
    if not halves:
        if not any("lora" in name for name in header.shapes):
            raise StudioError(f"“{file.name}” is no LoRA file.", next_step=STEP)
        return
    known = {name: shapes for name, shapes in halves.items() if f"{name}.weight" in base}
    for name, shapes in known.items():
        out, width = base[f"{name}.weight"][:2]
        down, up = shapes.get("down"), shapes.get("up")
        if (down and down[1] != width) or (up and up[0] != out):
            what = f"“{file.name}” was made for a model of another size: {name} is {out}×{width} here."
            raise StudioError(what, next_step=STEP)


def combine(pipe: Any, loras: tuple[Lora, ...], model: Path) -> None:
    """Takes out what was there and puts these in, together. Raises StudioError for one that does not fit."""
    if loras and importlib.util.find_spec("peft") is None:
        step = "Run “pip install -r requirements-gpu.txt” in the studio's environment."
        raise StudioError("LoRA files need the package peft.", next_step=step)
    for lora in loras:
        fits(Path(lora.path), model)
    pipe.unload_lora_weights()
    for number, lora in enumerate(loras):
        file = Path(lora.path)
        try:
            pipe.load_lora_weights(str(file.parent), weight_name=file.name, adapter_name=f"lora{number}",
                                   local_files_only=True, use_safetensors=True)  # fmt: skip
            found = pipe.get_list_adapters()
        except (ValueError, TypeError, LookupError, RuntimeError, OSError, AttributeError) as exc:
            pipe.unload_lora_weights()
            raise StudioError(f"“{file.name}” does not fit this model.", next_step=STEP) from exc
        if not any(f"lora{number}" in names for names in found.values()):
            pipe.unload_lora_weights()
            raise StudioError(f"Nothing in “{file.name}” belongs to this model.", next_step=STEP)
    if loras:
        names = [f"lora{number}" for number in range(len(loras))]
        pipe.set_adapters(names, [lora.weight for lora in loras])


def _halves(header: Header) -> dict[str, dict[str, tuple[int, ...]]]:
    """Layer -> {"down": (rank, in), "up": (out, rank)}."""
    found: dict[str, dict[str, tuple[int, ...]]] = {}
    for name, shape in header.shapes.items():
        if (match := _HALF.match(name)) and len(shape) == 2:
            side = "down" if match[2] in ("lora_A", "lora_down") else "up"
            found.setdefault(match[1], {})[side] = shape
    return found


def _asks_for_no_more(file: Path, header: Header) -> None:
    """The settings in a file decide what is built for it: no more than the weights that are there, and nothing else."""
    told = header.notes.get(SETTINGS)
    if told is None:
        return
    try:
        settings = dict(json.loads(told))
    except (ValueError, TypeError, RecursionError) as exc:
        raise StudioError(f"The settings in “{file.name}” are damaged.", next_step="Get the file again.") from exc
    most = max((min(shape) for shape in header.shapes.values() if len(shape) == 2), default=0)
    for name, value in settings.items():
        if not _modest(str(name).rpartition(".")[2], value, most):
            what = f"“{file.name}” asks for more than its weights need: {str(name)[:60]}."
            raise StudioError(what, kept="Nothing was loaded.", next_step=STEP)


def _modest(key: str, value: Any, most: int) -> bool:
    """Whether a setting of peft is one that weights of rank `most` and below can have."""
    match key:
        case "r":
            return type(value) is int and 0 < value <= most
        case "rank_pattern" | "alpha_pattern":
            highest = most if key == "rank_pattern" else 2**31
            ranks = value or {}
            return isinstance(ranks, dict) and all(
                _LAYER.fullmatch(name) and type(n) in (int, float) and 0 < n <= highest for name, n in ranks.items())
        case "target_modules" | "exclude_modules":
            names = [value] if isinstance(value, str) else value or []
            return isinstance(names, list) and all(isinstance(n, str) and _LAYER.fullmatch(n) for n in names)
    if isinstance(value, str):
        return key in _REMARKS or value == _WORDS.get(key, "")
    if isinstance(value, bool):
        return not value or key in _SWITCHES
    return not value or (key in _NUMBERS and isinstance(value, int | float))
