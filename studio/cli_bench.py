"""The command line's measuring half: what this machine makes of the studio, in one run, as ratios where possible.

The measurements are in cli_bench_model and cli_bench_ui; here they are chosen, run one after the other and told.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from studio.problem import StudioError

WEIGHTS = ("transformer.safetensors", "autoencoder.safetensors")
TEXT = "text.safetensors"


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number. `bar` is the most it may be, with `floor` the least; None where there is nothing to hold.

    `value` None: it could not be measured, and `note` says why in a sentence.
    """

    what: str
    value: float | None
    unit: str = ""
    bar: float | None = None
    floor: bool = False
    note: str = ""

    @property
    def fine(self) -> bool | None:
        if self.value is None or self.bar is None:
            return None
        return self.value >= self.bar if self.floor else self.value <= self.bar

    def told(self) -> tuple[str, str, str]:
        """What, figure and bar, as they stand in the table."""
        if self.value is None:
            return self.what, "skipped", ""
        bar = "" if self.bar is None else f"{'≥' if self.floor else '≤'} {written(self.bar, self.unit)}"
        return self.what, written(self.value, self.unit), bar


class Bench:
    """What the measurements share: a folder that vanishes, and the weights."""

    def __init__(self, folder: Path, *, quick: bool) -> None:
        self.folder, self.quick = folder, quick

    @cached_property
    def models(self) -> Path:
        """The shipped weights, else random ones of the default size. Raises StudioError without the text encoder."""
        from studio.session import places

        shipped = places.models()
        if not (shipped / TEXT).is_file():
            raise StudioError(f"{TEXT} is missing from {shipped}.", next_step="Reinstall the studio.")
        if not self.random:
            return shipped
        from studio.model import weights
        from studio.model.autoencoder import Autoencoder
        from studio.model.transformer import Transformer

        made = self.folder / "models"
        for name, network in zip(WEIGHTS, (Transformer(), Autoencoder()), strict=True):
            weights.save(made / name, network)
        shutil.copyfile(shipped / TEXT, made / TEXT)
        return made

    @property
    def random(self) -> bool:
        """Whether the shipped weights are incomplete, so that random ones are measured."""
        from studio.session import places

        return not all((places.models() / name).is_file() for name in WEIGHTS)


Measure = Callable[[Bench], Iterator[Figure]]


def main(argv: Sequence[str]) -> int:
    """Measure and tell; returns the exit code. A figure that misses its bar is no failure."""
    args = parser().parse_args(argv)
    os.environ["QT_QPA_PLATFORM"] = "offscreen"  # windows are real, but nobody sees them
    os.environ.setdefault("QT_LOGGING_RULES", "*.warning=false")
    machine = about_machine()
    chosen = {name: measure for name, measure in measures().items() if args.only in (None, name)}
    figures: dict[str, list[Figure]] = {}
    with tempfile.TemporaryDirectory(prefix="fantascope-", ignore_cleanup_errors=True) as folder:
        bench = Bench(Path(folder), quick=args.quick)
        if not args.json:
            print(machine["told"])
            print(about_models(bench))
            print(f"\n{'what':<58} {'figure':>10}   bar")
        for name, measure in chosen.items():
            figures[name] = []
            for figure in kept_going(name, measure, bench):
                figures[name].append(figure)
                if not args.json:
                    print(line(figure), flush=True)
        if args.json:
            found = {name: [{**asdict(figure), "fine": figure.fine} for figure in of] for name, of in figures.items()}
            told = {"ok": True, "quick": args.quick, "machine": machine, "models": about_models(bench)}
            print(json.dumps({**told, "figures": found}, ensure_ascii=False), flush=True)
    return 0


def kept_going(name: str, measure: Measure, bench: Bench) -> Iterator[Figure]:
    """The figures of one measurement; trouble in it is told in their place and the next one is measured."""
    try:
        yield from measure(bench)
    except StudioError as exc:
        yield Figure(name, None, note=str(exc))


def line(figure: Figure) -> str:
    what, value, bar = figure.told()
    mark = {True: "✓", False: "!", None: " "}[figure.fine]
    note = f"   {figure.note}" if figure.note else ""
    return f"{what:<58} {value:>10} {mark} {bar}{note}".rstrip()


def written(value: float, unit: str) -> str:
    """A number as people read it: three figures, with its unit."""
    if unit == "%":
        return f"{value * 100:.3g} %"
    digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2
    return f"{value:.{digits}f} {unit}".rstrip()


def percentile(values: Sequence[float], share: float) -> float:
    """The value that this share (0..1) of them does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def about_machine() -> dict[str, Any]:
    """The machine, as data and as one line (`told`)."""
    from studio.cli_doctor import GB, native_bf16, total_memory

    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    memory = (total_memory() or 0) / GB
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    busy = f" Other programs are at work (load {load:.1f}): figures are pessimistic." if load > 0.5 * cores else ""
    told = (
        f"{processor()}, {cores} cores{', bf16' if native_bf16() else ''}, {memory:.0f} GB, {platform.system()}, "
        f"Python {platform.python_version()}.{busy}"
    )
    return {"processor": processor(), "cores": cores, "memory_gb": round(memory, 1), "load": load, "told": told}


def processor() -> str:
    """The processor's name, or its kind where the system keeps the name to itself."""
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        lines = []
    named = (text.partition(":")[2].strip() for text in lines if text.startswith("model name"))
    return next(named, "") or platform.processor() or platform.machine()


def about_models(bench: Bench) -> str:
    if bench.random:
        return "Random weights of the default size: the shipped ones are not there. Speeds hold, pictures are noise."
    return "The shipped weights."


def measures() -> dict[str, Measure]:
    """Every measurement by its name, in the order they are run."""
    from studio import cli_bench_model as model
    from studio import cli_bench_ui as ui

    return {
        "start": ui.start, "first": model.first, "step": model.step, "memory": model.memory, "late": ui.late,
        "timeline": ui.timeline, "scrub": ui.scrub, "play": ui.play, "export": ui.export,
    }  # fmt: skip


class _Parser(argparse.ArgumentParser):
    def error(self, message: str):
        raise StudioError(f"{message[0].upper()}{message[1:]}.", next_step="Run “studio bench --help”.")


def parser() -> argparse.ArgumentParser:
    made = _Parser(prog="studio bench", description="Measure this machine.")
    made.add_argument("--json", action="store_true", help="one JSON object on the last line")
    made.add_argument("--quick", action="store_true", help="shorter takes, fewer repetitions")
    made.add_argument("--only", choices=list(measures()), metavar="NAME", help=f"one of {', '.join(measures())}")
    return made


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
