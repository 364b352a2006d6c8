"""Engine: opens a checked folder of weights as a pipeline. Local files only; no code, no pickles, no downloads."""

from __future__ import annotations

import importlib.util
import math
import os
from pathlib import Path
from typing import Any

from studio.engine.backends.devices import FEW, Fit
from studio.engine.backends.headers import Header
from studio.engine.backends.safety import WEIGHTLESS, Sound, headers_of, inspect, inspect_file, refused
from studio.engine.backends.shelf import Installed
from studio.problem import StudioError

NEEDED = ("diffusers", "transformers", "accelerate", "ftfy")
OFFLINE = {
    "HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1", "HF_DATASETS_OFFLINE": "1", "HF_HUB_DISABLE_TELEMETRY": "1",
    "DIFFUSERS_VERBOSITY": "error", "TRANSFORMERS_VERBOSITY": "error", "USE_HUB_KERNELS": "0",
    "DISABLE_KERNEL_MAPPING": "1", "HF_HUB_DISABLE_PROGRESS_BARS": "1",
}  # fmt: skip
SPARE, SMALL = 1.25, 2**14      # what a network may have besides its files: tensors that are tied to others
PACKED = 8                      # numbers of a few bits that one number in the files may stand for
ADD = "Run “pip install -r requirements-gpu.txt” in the studio's environment, and start it again."


def require_extra() -> None:
    """Raises StudioError when the packages for other models are not installed. Imports nothing."""
    missing = [name for name in NEEDED if importlib.util.find_spec(name) is None]
    if missing:
        raise StudioError(f"Other models need packages that are not installed: {', '.join(missing)}.", next_step=ADD)


def go_offline() -> None:
    """Before anything of the hub is imported: those packages read the environment once. And they keep quiet."""
    os.environ.update(OFFLINE)
    import diffusers
    import transformers

    for package in (diffusers, transformers):
        package.utils.logging.set_verbosity_error()
        package.utils.logging.disable_progress_bar()


def open_pipeline(model: Installed, *, dtype: Any, fit: Fit = "resident") -> Any:
    """The family's adapter around the loaded pipeline, on the CPU. Raises StudioError for what is wrong with it.

    `fit`: a way of `devices.FEW` turns the transformers into few bits while they are read.
    """
    require_extra()
    sound = inspect(Path(model.path))           # once more: files change
    if model.file:
        inspect_file(Path(model.file), sound)
    go_offline()
    import torch
    from diffusers import PipelineQuantizationConfig  # pyright: ignore[reportPrivateImportUsage]  # diffusers exports its names lazily

    from studio.engine.backends.families.wan import Wan  # whose autoencoder was trained in 32 bits

    family = _family(model.family)
    pipeline = family.pipeline_class(sound.pipeline)
    shapes_fit(sound)
    exact_vae = issubclass(family, Wan) and dtype != torch.float32
    formats = {"default": dtype, "vae": torch.float32} if exact_vae else dtype
    parts = {"transformer": _single_file(sound, Path(model.file), dtype)} if model.file else {}
    if fit in FEW:
        names = [name for name in dict(model.parts) if name.startswith("transformer")]
        few: dict[str, Any] = dict.fromkeys(names, _few_bits(fit, dtype))
        parts["quantization_config"] = PipelineQuantizationConfig(quant_mapping=few)
    try:
        pipe = pipeline.from_pretrained(
            str(sound.path), local_files_only=True, use_safetensors=True, trust_remote_code=False, dtype=formats,
            **parts,
        )  # fmt: skip
    except (OSError, ValueError, RuntimeError, KeyError, TypeError) as exc:
        what = f"The model “{model.id}” cannot be opened: {_first_line(exc)}"
        raise StudioError(what, next_step=f"Check it: python -m studio models check {model.id}") from exc
    return family(pipe)


def _family(name: str) -> Any:
    match name:
        case "ltx":
            from studio.engine.backends.families.ltx import LTX as family
        case "ltx2":
            from studio.engine.backends.families.ltx2 import LTX2 as family
        case "vace":
            from studio.engine.backends.families.wan import Vace as family
        case "ti2v":
            from studio.engine.backends.families.ti2v import TI2V as family
        case "helios":
            from studio.engine.backends.families.helios import Helios as family
        case _:
            raise StudioError(f"This studio does not know models of the family “{name}”.", next_step="Update it.")
    return family


def shapes_fit(sound: Sound) -> None:
    """Each network as configured, built without memory, is no larger than the tensors in its files, and has those.

    Otherwise a small file with a large configuration would take as much memory as it likes.
    """
    import json

    index = json.loads((sound.path / "model_index.json").read_bytes())
    for name, told in index.items():
        if not isinstance(told, list) or told == [None, None] or told[1].endswith(WEIGHTLESS):
            continue
        library, kind = told
        header, network = headers_of(sound.path / name), _without_memory(sound.path / name, library, kind)
        if library != "transformers":           # that one gives tensors other names while it reads them
            _same_shapes(name, network, header)
        no_larger_than_its_files(name, network, header)


def no_larger_than_its_files(name: str, network: Any, header: Header) -> None:
    """Raises StudioError when `network`, built without memory, has far more numbers than the files hold."""
    wanted = sum(parameter.numel() for parameter in network.parameters())
    there = sum(math.prod(shape) for shape in header.shapes.values())
    packed = PACKED if getattr(network.config, "quantization_config", None) else 1
    if wanted > SPARE * there * packed + SMALL:
        what = f"The {name}'s weights are {there:,} numbers, and its configuration asks for {wanted:,}."
        raise StudioError(what, next_step="Download the model again.")


def _without_memory(part: Path, library: str, kind: str) -> Any:
    """The network of one part as its configuration describes it. Raises StudioError when it describes none."""
    import json

    import diffusers
    import diffusers.pipelines.ltx2
    import transformers
    from accelerate import init_empty_weights

    try:
        with init_empty_weights():
            if library == "transformers":
                network = getattr(transformers, kind)
                return network(network.config_class.from_pretrained(str(part), local_files_only=True))
            home: Any = diffusers.pipelines.ltx2 if library == "ltx2" else diffusers
            return getattr(home, kind).from_config(json.loads((part / "config.json").read_bytes()))
    except (ValueError, TypeError, RuntimeError, LookupError, AttributeError, ArithmeticError, ImportError) as exc:
        raise refused(part / "config.json", "describes no such network") from exc


def _same_shapes(name: str, network: Any, header: Header) -> None:
    shapes = {key: tuple(tensor.shape) for key, tensor in network.state_dict().items()}
    for key, shape in shapes.items():
        if header.shapes.get(key, shape) != shape:
            what = f"The {name}'s weights do not fit its configuration: {key} is {list(header.shapes[key])}."
            raise StudioError(what, next_step="Download the model again.")
    if len(shapes.keys() - header.shapes.keys()) > len(header.shapes):
        raise StudioError(f"The {name}'s weights are of another network.", next_step="Download the model again.")


def _few_bits(fit: Fit, dtype: Any) -> Any:
    """How diffusers is told to turn weights into few bits."""
    from diffusers.quantizers.quantization_config import BitsAndBytesConfig, TorchAoConfig

    if fit == "int8":
        from torchao.quantization import Int8WeightOnlyConfig  # pyright: ignore[reportMissingImports]  # see `FEW`

        return TorchAoConfig(Int8WeightOnlyConfig(version=2))
    return BitsAndBytesConfig(load_in_4bit=True, bnb_4bit_quant_type="nf4", bnb_4bit_compute_dtype=dtype)


def _single_file(sound: Sound, file: Path, dtype: Any) -> Any:
    """One file of transformer weights, with the configuration of the folder beside it: never one from the network."""
    import json

    import diffusers

    index = json.loads((sound.path / "model_index.json").read_bytes())
    kind = getattr(diffusers, index["transformer"][1])
    more = {}
    if file.suffix == ".gguf":
        if importlib.util.find_spec("gguf") is None:
            raise StudioError("GGUF files need the package gguf.", next_step=ADD)
        from diffusers.quantizers.quantization_config import GGUFQuantizationConfig

        more["quantization_config"] = GGUFQuantizationConfig(compute_dtype=dtype)
    try:
        return kind.from_single_file(str(file), config=str(sound.path), subfolder="transformer", dtype=dtype,
                                     local_files_only=True, **more)
    except (OSError, ValueError, RuntimeError, KeyError, TypeError, NotImplementedError) as exc:
        what = f"“{file.name}” cannot be opened: {_first_line(exc)}"
        raise StudioError(what, next_step="Choose the folder the file was made from.") from exc


def _first_line(exc: BaseException) -> str:
    return (str(exc).strip().splitlines() or [type(exc).__name__])[0][:200].rstrip(".") + "."
