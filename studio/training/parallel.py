"""Training: one run on many processes, as `torchrun` starts them. One process alone is a party of one.

Every process draws the same random numbers and takes its own rows of each batch, so the loss curve does not depend on
how many there are. Small networks are copied to all and gradients averaged (DDP); of large ones everyone keeps a part
(FSDP). Checkpoints are whole either way, so any number of processes can go on from them.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TypeVar, cast

import torch
import torch.distributed as dist
from torch import Tensor, nn

PATIENCE = timedelta(minutes=30)        # for the slowest process
M = TypeVar("M", bound=nn.Module)


@dataclass(frozen=True, slots=True)
class Party:
    """Those who train together. `rank` 0 decides and writes."""

    rank: int = 0
    size: int = 1
    device: torch.device = field(default_factory=lambda: torch.device("cpu"))

    @property
    def first(self) -> bool:
        return self.rank == 0

    @property
    def rows(self) -> slice:
        """Which rows of a batch are this process's."""
        return slice(self.rank, None, self.size)

    def agree(self, *numbers: float) -> tuple[float, ...]:
        """The numbers of the first."""
        if self.size == 1:
            return numbers
        told = torch.tensor(numbers, dtype=torch.float64, device=self.device)
        dist.broadcast(told, 0)
        return tuple(told.tolist())

    def agree_names(self, names: Sequence[str]) -> list[str]:
        """The names of the first."""
        told = [list(names)]
        if self.size > 1:
            dist.broadcast_object_list(told, 0, device=self.device)
        return told[0]

    def mean(self, number: float) -> float:
        if self.size == 1:
            return number
        total = torch.tensor([number], dtype=torch.float64, device=self.device)
        dist.all_reduce(total)
        return float(total) / self.size

    def wait(self) -> None:
        """Until all are here."""
        if self.size > 1:
            dist.barrier()


@contextmanager
def join() -> Iterator[Party]:
    """The party `torchrun` made, or one of one. On CUDA each process has a card (unchecked), else processors."""
    size = int(os.environ.get("WORLD_SIZE", "1"))
    cuda = torch.cuda.is_available()
    device = torch.device("cuda", int(os.environ.get("LOCAL_RANK", "0"))) if cuda else torch.device("cpu")
    if cuda:
        torch.cuda.set_device(device)
    if size == 1:
        yield Party(device=device)
        return
    dist.init_process_group("nccl" if cuda else "gloo", timeout=PATIENCE)
    try:
        yield Party(dist.get_rank(), size, device)
    finally:
        dist.destroy_process_group()


def spread(module: M, party: Party, *, sharded: bool = False) -> M | nn.Module:
    """The module to call instead, whose backward averages gradients over the party.

    `sharded`: from here on every process holds a part of each parameter; build the optimizer afterwards.
    """
    if party.size == 1:
        return module
    if sharded:
        from torch.distributed.device_mesh import init_device_mesh
        from torch.distributed.fsdp import fully_shard

        fully_shard(module, mesh=init_device_mesh(party.device.type, (party.size,)))
        return module
    from torch.nn.parallel import DistributedDataParallel

    return DistributedDataParallel(module, device_ids=[party.device] if party.device.type == "cuda" else None)


def local(tensor: Tensor) -> Tensor:
    """This process's part of a parameter or gradient; the same memory."""
    own = getattr(tensor, "to_local", None)
    return own() if own is not None else tensor


@dataclass(frozen=True, slots=True)
class Layout:
    """How one parameter lies over the party. For one that everybody holds whole, nothing is done."""

    parameter: Tensor

    @property
    def sharded(self) -> bool:
        return hasattr(self.parameter, "to_local")

    def whole(self, part: Tensor) -> Tensor:
        """The full tensor from everybody's part; all must ask."""
        if not self.sharded:
            return part
        from torch.distributed.tensor import DTensor

        p = cast(DTensor, self.parameter)
        made = DTensor.from_local(part, p.device_mesh, p.placements, run_check=False, shape=p.shape, stride=p.stride())
        return made.full_tensor()

    def part(self, whole: Tensor) -> Tensor:
        """This process's part of a tensor everybody holds."""
        if not self.sharded:
            return whole
        from torch.distributed.tensor import DTensor, distribute_tensor

        p = cast(DTensor, self.parameter)
        return distribute_tensor(whole, p.device_mesh, p.placements, src_data_rank=None).to_local()


def total(squares: Tensor, *, sharded: bool) -> Tensor:
    """A sum over all parts of what each process summed over its own."""
    if sharded:
        dist.all_reduce(squares)
    return squares
