"""Engine: LoRA files: whether one fits a model, and several of them in one pipeline, each with its weight."""

from __future__ import annotations

import importlib.util
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
        except (ValueError, RuntimeError, KeyError, OSError, AttributeError, NotImplementedError) as exc:
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
