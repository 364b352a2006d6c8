"""Engine: whether a folder of weights may be opened at all. Standard library only: nothing of it is imported or run.

A folder passes when its `model_index.json` names only classes on the list below, every file of weights is safetensors
or GGUF with a header that fits the file and the configuration, every shard is there, and nothing leads out of it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from studio.engine.backends.capability import FAMILIES, Capabilities, kind_of_pipeline
from studio.engine.backends.headers import Header, read_header, refused
from studio.problem import StudioError

MOST_JSON = 64 * 2**20          # tokenizers are tens of megabytes; configurations are far smaller
MOST_FILES = 5000
MOST_LAYERS, MOST_NUMBER = 1000, 2**30
STEP = "Use the folder as its makers publish it, with safetensors weights."

CLASSES: dict[str, set[str]] = {
    "diffusers": {
        "AutoencoderKLLTXVideo", "LTXVideoTransformer3DModel", "AutoencoderKLLTX2Video", "AutoencoderKLLTX2Audio",
        "LTX2VideoTransformer3DModel", "AutoencoderKLWan", "WanTransformer3DModel", "WanVACETransformer3DModel",
        "HeliosTransformer3DModel", "FlowMatchEulerDiscreteScheduler", "UniPCMultistepScheduler", "HeliosScheduler",
        "HeliosDMDScheduler",
    },
    "ltx2": {"LTX2TextConnectors", "LTX2Vocoder", "LTX2VocoderWithBWE", "LTX2DurationHead"},
    "transformers": {
        "T5EncoderModel", "UMT5EncoderModel", "T5Tokenizer", "T5TokenizerFast", "LlamaTokenizer",
        "LlamaTokenizerFast", "GemmaTokenizer", "GemmaTokenizerFast", "Gemma3ForConditionalGeneration",
        "Gemma3Processor", "Gemma4UnifiedForConditionalGeneration", "Gemma4UnifiedProcessor",
        "Gemma4ForConditionalGeneration", "Gemma4Processor", "AutoTokenizer", "PreTrainedTokenizerFast",
        "TokenizersBackend",
    },
}  # fmt: skip
WEIGHTLESS = ("Tokenizer", "Scheduler", "Processor", "TokenizersBackend", "TokenizerFast")
FORBIDDEN = {
    ".py", ".pyc", ".pyd", ".so", ".dll", ".dylib", ".sh", ".bat", ".exe", ".bin", ".pt", ".pth", ".ckpt", ".pkl",
    ".pickle", ".joblib", ".npy", ".npz", ".h5", ".msgpack", ".tar",
}  # fmt: skip
REMOTE_KEYS = {"auto_map", "custom_pipelines", "trust_remote_code", "kernel_config", "use_kernels"}


@dataclass(frozen=True, slots=True)
class Sound:
    """A folder that may be opened. `parts`: bytes of weights by component."""

    path: Path
    pipeline: str
    kind: Capabilities
    parts: dict[str, int]

    @property
    def bytes(self) -> int:
        return sum(self.parts.values())


def inspect(folder: Path) -> Sound:
    """Raises StudioError with one sentence for the first thing that is wrong."""
    folder = folder.expanduser()
    if not folder.is_dir():
        raise StudioError(f"“{folder}” is not a folder.", next_step="Choose the folder that holds model_index.json.")
    _walk(folder)
    index = _json(folder / "model_index.json")
    pipeline = index.get("_class_name")
    if not isinstance(pipeline, str):
        raise unsafe("its pipeline is code of its own, which is never run")
    kind = kind_of_pipeline(pipeline)
    if kind is None:
        known = ", ".join(kind.name for kind in FAMILIES.values())
        raise StudioError(f"“{pipeline[:60]}” is no model the studio knows.", next_step=f"It can use {known}.")
    if pipeline == "WanPipeline" and index.get("expand_timesteps") is not True:
        raise StudioError("This Wan model is made for text only.", next_step="Use Wan 2.2 TI2V-5B or Wan 2.1 VACE.")
    parts = {}
    for name, told in index.items():
        if isinstance(told, list) and told != [None, None]:
            parts[name] = _component(folder, name, told)
    for name in ("transformer", "vae", "text_encoder", "tokenizer", "scheduler"):
        if name not in parts:
            raise StudioError(f"The folder lacks its {name}.", next_step=STEP)
    return Sound(folder, pipeline, kind, {name: size for name, size in parts.items() if size})


def inspect_file(file: Path, base: Sound) -> int:
    """Bytes of a single file of transformer weights that is to take the place of those in `base`."""
    file = file.expanduser()
    if file.suffix not in (".safetensors", ".gguf"):
        raise unsafe(f"“{file.name}” is neither safetensors nor GGUF")
    header = read_header(file)
    layers = _config(base.path / "transformer").get("num_layers")
    blocks = _blocks(header)
    if blocks and isinstance(layers, int) and blocks != layers:
        what = f"“{file.name}” has {blocks} blocks and the folder beside it {layers}, so they do not belong together."
        raise StudioError(what, next_step="Choose the folder the file was made from.")
    return header.bytes


def headers_of(folder: Path) -> Header:
    """All tensors of one component, every shard. Raises StudioError when one is missing or damaged."""
    shapes: dict[str, tuple[int, ...]] = {}
    size = 0
    for file in _shards(folder):
        header = read_header(file)
        shapes.update(header.shapes)
        size += header.bytes
    return Header(shapes, size)


def no_remote_code(folder: Path) -> None:
    """The same rules for a folder of another kind, such as a language model: no code, no pickles, sound headers."""
    if not folder.is_dir():
        raise StudioError(f"“{folder}” is not a folder.", next_step="Choose the folder that holds config.json.")
    _walk(folder)
    _config(folder)
    headers_of(folder)


def unsafe(why: str) -> StudioError:
    return StudioError(f"This model was refused: {why}.", kept="Nothing of it was opened.", next_step=STEP)


# -- files -----------------------------------------------------------------------------------------------------------


def _walk(folder: Path) -> None:
    """No pickles, no programs, nothing that leads out of the folder, no settings that ask for code."""
    root = folder.resolve()
    allowed = [root]
    if root.parent.name == "snapshots":         # the hub's own cache: files are links to the blobs beside it
        allowed.append(root.parents[1] / "blobs")
    for count, path in enumerate(_files(folder)):
        if count > MOST_FILES:
            raise unsafe(f"it has more than {MOST_FILES} files")
        if not any(path.resolve().is_relative_to(place) for place in allowed):
            raise unsafe(f"“{path.name}” leads out of its folder")
        if path.suffix.lower() in FORBIDDEN:
            raise unsafe(f"“{path.name}” can hold code; only safetensors and GGUF weights are opened")
        if path.suffix == ".json" and not path.name.endswith(".index.json"):
            _no_code_asked(path, _json(path))


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.is_dir() and not path.is_symlink():
            yield from _files(path)
        else:
            yield path


def _no_code_asked(path: Path, value: Any, depth: int = 0) -> None:
    if path.name in ("tokenizer.json", "vocab.json"):       # words, not settings
        return
    if isinstance(value, dict) and depth < 8:
        for key, inner in value.items():
            if key in REMOTE_KEYS and inner not in (None, False, {}, []):
                raise unsafe(f"“{path.name}” asks for code of its own ({key})")
            if "attn_implementation" in str(key) and isinstance(inner, str) and "/" in inner:
                raise unsafe(f"“{path.name}” asks for a kernel from the hub")
            _no_code_asked(path, inner, depth + 1)


def _json(path: Path) -> dict[str, Any]:
    try:
        if path.stat().st_size > MOST_JSON:
            raise refused(path, "is larger than settings ever are")
        data = json.loads(path.read_bytes())
    except FileNotFoundError as exc:
        raise StudioError(f"“{path.name}” is missing from {path.parent}.", next_step=STEP) from exc
    except (OSError, ValueError, RecursionError) as exc:
        raise refused(path, "cannot be read") from exc
    if not isinstance(data, dict):
        raise refused(path, "cannot be read")
    return data


# -- components ------------------------------------------------------------------------------------------------------


def _component(folder: Path, name: str, told: list[Any]) -> int:
    """Bytes of weights of one part; 0 for one without any. Its class must be on the list."""
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,40}", name):
        raise unsafe(f"a part has the name “{name[:40]}”")
    if len(told) != 2 or not all(isinstance(word, str) for word in told):
        raise unsafe(f"its {name} is not described as it should be")
    library, kind = told
    if kind not in CLASSES.get(library, ()):
        raise unsafe(f"its {name} is “{library[:40]}.{kind[:40]}”, which is not on the list")
    part = folder / name
    if not part.is_dir():
        raise StudioError(f"The folder “{name}” is missing.", next_step=STEP)
    if kind.endswith(WEIGHTLESS):
        return 0
    config = _config(part)
    own = config.get("_class_name", kind)
    if own != kind:
        raise unsafe(f"its {name} calls itself “{str(own)[:40]}”")
    header = headers_of(part)
    _fits(name, config, header)
    return header.bytes


def _config(part: Path) -> dict[str, Any]:
    config = _json(part / "config.json")
    for place in (config, *(inner for inner in config.values() if isinstance(inner, dict))):
        for key, value in place.items():
            if type(value) is int and abs(value) > (MOST_LAYERS if "layers" in key else MOST_NUMBER):
                raise refused(part / "config.json", f"asks for {key} = {value:,}")
    return config


def _shards(part: Path) -> list[Path]:
    """The files of weights of one part: those its index names, else every one that is there."""
    indexes = sorted(part.glob("*.safetensors.index.json"))
    if not indexes:
        found = sorted(part.glob("*.safetensors"))
        if not found:
            raise StudioError(f"“{part.name}” has no safetensors weights.", next_step=STEP)
        return found
    named = _json(indexes[0]).get("weight_map")
    if not isinstance(named, dict) or not named:
        raise refused(indexes[0], "cannot be read")
    files = []
    for name in sorted({str(value) for value in named.values()}):
        if Path(name).name != name or not name.endswith(".safetensors"):
            raise unsafe(f"“{indexes[0].name}” leads out of its folder")
        if not (part / name).is_file():
            raise StudioError(f"“{name}” is missing from {part}.", next_step="Download the rest of the model.")
        files.append(part / name)
    return files


def _fits(name: str, config: dict[str, Any], header: Header) -> None:
    """The configuration decides how much memory is taken, so it must describe the weights that are there."""
    layers, blocks = config.get("num_layers"), _blocks(header)
    if isinstance(layers, int) and name.startswith("transformer") and blocks != layers:
        raise StudioError(f"The {name} has {blocks} blocks and its configuration says {layers}.", next_step=STEP)
    heads, size = config.get("num_attention_heads"), config.get("attention_head_dim")
    if name.startswith("transformer") and isinstance(heads, int) and isinstance(size, int):
        widths = {n for shape in header.shapes.values() for n in shape}
        if heads * size not in widths:
            what = f"The {name}'s weights are not {heads * size} wide, as its configuration says."
            raise StudioError(what, next_step=STEP)


def _blocks(header: Header) -> int:
    numbers = {int(found[1]) for name in header.shapes
               if (found := re.search(r"(?:^|\.)(?:transformer_blocks|blocks)\.(\d{1,6})\.", name))}
    return len(numbers)
