"""The command line's looking half: what this machine has, in plain words."""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

WEIGHTS = ("transformer.safetensors", "autoencoder.safetensors", "text.safetensors")
GB = 2**30


def add_commands(commands) -> None:
    made = commands.add_parser("doctor", help="look at this machine and say what is missing")
    made.add_argument("--json", action="store_true", help="one JSON object on the last line")
    made.add_argument("--seed", type=int, help=argparse.SUPPRESS)
    made.add_argument("--steps", type=int, help=argparse.SUPPRESS)
    made.set_defaults(command=doctor)


def doctor(args: argparse.Namespace) -> dict[str, Any]:
    """Every finding as (name, fine, sentence); what is not fine says what to do."""
    findings = [*_machine(), *_graphics(), *_rooms(), *_models(), *_others(), *_speed(), *_screen()]
    if not args.json:
        for name, fine, told in findings:
            print(f"{'✓' if fine else '!'} {name:<10} {told}")
    return {
        "output": None,
        "fine": all(fine for _, fine, _ in findings),
        "findings": [{"name": name, "fine": fine, "what": told} for name, fine, told in findings],
    }


def _machine():
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    told = f"{cores} processor cores, {platform.machine()}, Python {platform.python_version()}."
    yield "cores", cores >= 2, told if cores >= 2 else f"{told} The window may stutter while a film is made."
    bf16 = native_bf16()
    yield "bf16", True, (
        "The processor computes in bfloat16 by itself: the fast way." if bf16 else
        "The processor knows no bfloat16: takes are computed in 32 bits, which is slower."
    )  # fmt: skip
    memory = total_memory()
    if memory:
        enough = memory >= 3 * GB
        yield "memory", enough, f"{memory / GB:.1f} GB." + ("" if enough else " At least 3 GB is needed.")
    from studio.session.places import user_data

    folder = user_data()
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    enough = free >= 2 * GB
    yield "disk", enough, f"{free / GB:.1f} GB free in {folder}." + ("" if enough else " Free some; films need room.")


def _graphics():
    """Looked for on the disk: asking torch would take seconds."""
    import importlib.util

    if sys.platform == "darwin":
        yield "gpu", True, "Not used: the bundled model runs on the processor."
        return
    card = _nvidia()
    found = importlib.util.find_spec("torch")
    usable = found and found.origin and any((Path(found.origin).parent / "lib").glob("*torch_cuda.*"))
    if not card:
        yield "gpu", True, "No NVIDIA card is found, and none is needed: the bundled model runs on the processor."
    elif usable:
        yield "gpu", True, f"{card}. The bundled model runs on the processor all the same."
    else:
        yield "gpu", True, f"{card}, but this build of PyTorch is for processors alone and cannot use it."


def _nvidia() -> str:
    """The card's name, as its Linux driver tells it; elsewhere whatever nvidia-smi says; "" where there is none."""
    for told in Path("/proc/driver/nvidia/gpus").glob("*/information"):
        for line in told.read_text(errors="replace").splitlines():
            if line.startswith("Model:"):
                return line.partition(":")[2].strip()
    if sys.platform.startswith("linux") or not (program := shutil.which("nvidia-smi")):
        return ""
    asked = [program, "--query-gpu=name", "--format=csv,noheader"]
    try:
        told = subprocess.run(asked, capture_output=True, text=True, check=False, timeout=10).stdout
        return told.partition("\n")[0].strip()
    except (OSError, subprocess.TimeoutExpired):
        return ""


def _rooms():
    import importlib.util

    needed = ("torch", "numpy", "av", "PySide6", "safetensors")
    missing = [name for name in needed if not importlib.util.find_spec(name)]
    mend = "Fetch the studio again." if frozen() else "Run “make run” once to install them."
    yield "packages", not missing, f"{', '.join(missing)} missing. {mend}" if missing else "All there."
    if "av" not in missing:
        from studio.media.codecs import CODECS, available

        lacking = [codec.label for key, codec in CODECS.items() if key not in available()]
        can = ", ".join(CODECS[key].label for key in available())
        not_here = f" Not here: {', '.join(lacking)}." if lacking else ""
        yield "codecs", "h264" in available(), f"Writes {can}.{not_here}"


def _models():
    from studio.session.places import models

    folder = models()
    lacking = [name for name in WEIGHTS if not (folder / name).is_file()]
    size = sum(path.stat().st_size for path in folder.glob("*.safetensors")) if folder.is_dir() else 0
    if lacking:
        yield "model", False, f"{', '.join(lacking)} missing from {folder}. Fetch the studio again."
    else:
        yield "model", True, f"The bundled model is complete ({size / 2**20:.0f} MB in {folder})."
        try:
            yield from _training(folder)
        except (OSError, ValueError, AttributeError) as exc:
            yield "training", False, f"A model file is damaged: {exc}. Fetch the studio again."


def _others():
    from studio.session.models import cards, extra_missing

    count, missing = len(cards()) - 1, extra_missing()
    told = f"{count} of your own." if count else "None of your own; the bundled model does without."
    if missing and frozen():
        told += " This app has no room for others; the studio from source has."
    elif missing:
        told += " To use others: pip install -r requirements-gpu.txt."
    yield "others", not (count and missing), told


def _training(folder: Path):
    yield "pictures", True, _told(folder / "autoencoder.safetensors", psnr="true to {} dB on clips it never saw",
                                  border="a step between groups of frames {} times one inside",
                                  steps="{} steps of training")
    yield "motion", True, _told(folder / "transformer.safetensors", steps="{} steps of training")


def _told(path: Path, **phrases: str) -> str:
    """What a weights file's own metadata say of its training; the file is not loaded."""
    with path.open("rb") as file:
        notes = json.loads(file.read(int.from_bytes(file.read(8), "little") & 0xFFFFFF)).get("__metadata__", {})
    told = ", ".join(phrase.format(notes[name]) for name, phrase in phrases.items() if name in notes)
    return f"{told[:1].upper()}{told[1:]}." if told else "Says nothing of its training."


def _speed():
    """What making films has taken on this machine so far."""
    from studio.engine.request import GenerateRequest, Prompt
    from studio.session.pace import Pace
    from studio.session.places import user_data

    shot = GenerateRequest(id="shot", prompts=(Prompt(""),), seconds=4.0, width=192, height=112, steps=16)
    seconds = Pace(user_data() / "pace.json").estimate(shot)
    yield "speed", True, (
        f"A shot of 4 seconds takes about {seconds:.0f} s here, by what was made so far."
        if seconds
        else "Not known yet; it is learnt from the first shots that are made."
    )


def _screen():
    from studio.app import has_display
    from studio.session.places import resources

    fonts = sorted(path.name for path in (resources() / "fonts").glob("*.?tf"))
    yield "fonts", bool(fonts), (
        f"{len(fonts)} bundled, Chinese included." if fonts else "The bundled ones are missing; Chinese may be boxes."
    )
    yield "display", has_display(), (
        f"A window can be shown ({os.environ.get('XDG_SESSION_TYPE') or sys.platform})."
        if has_display()
        else f"None here: the command line works, and “{'fantascope' if frozen() else 'python -m studio'}” makes the "
        "demo film."
    )


def frozen() -> bool:
    """Whether this is the double-click app."""
    return bool(getattr(sys, "frozen", False))


def native_bf16() -> bool:
    """Whether the processor computes in bfloat16 by itself."""
    if sys.platform.startswith("linux"):
        try:
            flags = Path("/proc/cpuinfo").read_text()
        except OSError:
            return False
        return any(name in flags for name in ("amx_bf16", "avx512_bf16", " bf16"))
    if sys.platform == "darwin":
        asked = ["sysctl", "-n", "hw.optional.arm.FEAT_BF16"]
        return subprocess.run(asked, capture_output=True, text=True, check=False).stdout.strip() == "1"
    return False


def total_memory() -> int | None:
    """Bytes of memory; None where the system does not say."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return None
