"""Training: what every trainer shares. A run can be killed at any moment: checkpoints are replaced whole.

    run/state.safetensors   masters, averages and optimizer moments
    run/log.csv             one line every few steps
    run/validation.csv      now and then, the loss on a fixed set
"""

from __future__ import annotations

import csv
import os
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

from studio.training.optimizer import MasterOptimizer
from studio.training.parallel import Party

CHECKPOINT_SECONDS = 180


@dataclass(slots=True)
class Run:
    """One sitting of a trainer: `minutes` long, the last `cooldown` share of it at a falling rate.

    Where a party trains, the first one's clock counts and it alone writes; `on_checkpoint` is called by all.
    """

    folder: Path
    optimizer: MasterOptimizer
    minutes: float
    cooldown: float = 0.25
    warmup_steps: int = 60
    report_every: int = 20
    on_checkpoint: Callable[[], None] = lambda: None
    party: Party = field(default_factory=Party)
    most_steps: int = 0         # in this sitting; 0: as many as the time allows
    _sums: dict[str, float] = field(default_factory=dict)
    _count: int = 0
    _stopped: bool = False

    def resume(self) -> None:
        """Takes up the last checkpoint where there is one."""
        path = self.folder / "state.safetensors"
        if path.exists():
            fresh = self.optimizer.load(load_file(str(path)))
            new = f", fresh: {', '.join(fresh)}" if fresh else ""
            if self.party.first:
                print(f"resumed at step {self.optimizer.steps}{new}", flush=True)

    def save(self) -> None:
        state = self.optimizer.state()
        if self.party.first:
            self.folder.mkdir(parents=True, exist_ok=True)
            temporary = self.folder / "state.part"
            save_file({n: t.contiguous() for n, t in state.items()}, str(temporary))
            os.replace(temporary, self.folder / "state.safetensors")
        self.on_checkpoint()

    def steps(self) -> Iterator[float]:
        """Yields the rate's scale until the time is over or the process is told to stop; checkpoints on the way."""
        def stop(*_: object) -> None:
            self._stopped = True

        before = {s: signal.signal(s, stop) for s in (signal.SIGTERM, signal.SIGINT)}
        try:
            yield from self._steps()
        finally:
            for s, handler in before.items():
                signal.signal(s, handler)

    def _steps(self) -> Iterator[float]:
        begin = last = time.monotonic()
        first_step = self.optimizer.steps
        while True:
            now = time.monotonic()
            left, due = 1 - (now - begin) / max(self.minutes * 60, 1e-9), now - last > CHECKPOINT_SECONDS
            left, due, stopped = self.party.agree(left, due, self._stopped)
            if stopped or left <= 0 or 0 < self.most_steps <= self.optimizer.steps - first_step:
                break
            if due:
                self.save()
                last = now
            warm = min(1.0, (self.optimizer.steps - first_step + 1) / self.warmup_steps)
            yield warm * min(1.0, max(0.02, left / max(self.cooldown, 1e-6)))
        self.save()

    def report(self, **values: float) -> None:
        """Gathers a step's figures; every few steps their means go to the log and the terminal."""
        for name, value in values.items():
            self._sums[name] = self._sums.get(name, 0.0) + value
        self._count += 1
        if self._count < self.report_every:
            return
        means = {n: round(v / self._count, 5) for n, v in self._sums.items()}
        row = {"step": self.optimizer.steps, "time": round(time.time()), **means}
        self._sums, self._count = {}, 0
        if self.party.first:
            self._log("log.csv", row)

    def validated(self, **figures: float) -> None:
        """Keeps the figures of the fixed validation set in a log of their own."""
        rounded = {n: round(v, 5) for n, v in figures.items()}
        self._log("validation.csv", {"step": self.optimizer.steps, "time": round(time.time()), **rounded})

    def _log(self, name: str, row: dict[str, float]) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / name
        new = not path.exists()
        with path.open("a", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, row.keys())
            if new:
                writer.writeheader()
            writer.writerow(row)
        print("  ".join(f"{n} {v:g}" for n, v in row.items() if n != "time"), flush=True)


def load_averaged(network: torch.nn.Module, optimizer: MasterOptimizer) -> None:
    """Puts the averaged weights into `network` (any dtype)."""
    averaged = optimizer.averaged()
    with torch.no_grad():
        for name, parameter in network.named_parameters():
            if name in averaged:
                parameter.copy_(averaged[name])
