"""Engine: the workers of a Ray cluster the person already has: finds it, and makes one worker for each GPU.

Whoever can reach a Ray cluster can run anything on it, and what its machines send is unpickled by Ray here: only a
cluster one trusts, on a network one trusts. The studio joins one and never starts one. Nothing is told to anybody else:
Ray's usage reports are off. The studio's own code is sent along, so that all machines make a take in the same way;
they need Ray, torch, numpy and safetensors (and requirements-gpu.txt for other models) of their own.
"""

from __future__ import annotations

import contextlib
import importlib.util
import logging
import os
import re
import socket
import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from studio.engine.cluster.remote import Remote
from studio.engine.cluster.worker import Hello, Worker
from studio.problem import StudioError

REACH = 5.0             # seconds a machine has to answer at the address
JOIN = 120.0            # seconds the workers have to start
# Before Ray is imported: it reads them once. It would try for ten minutes to be let in.
QUIET = {"RAY_USAGE_STATS_ENABLED": "0", "RAY_NUM_REDIS_GET_RETRIES": "1", "RAY_gcs_rpc_server_connect_timeout_s": "5"}
ADD = "Run “pip install -r requirements-cluster.txt” in the studio's environment, and start it again."
CHECK = "Check the address, and that “ray status” shows the cluster there."


@dataclass(frozen=True, slots=True)
class Seat:
    """Where one worker sits: a machine of the cluster, and what of it is the worker's own."""

    node: str
    cpus: float
    gpus: int = 0


def seats(nodes: Iterable[Mapping[str, Any]], *, cpus: int = 0) -> list[Seat]:
    """One for each GPU there is; where there is none, one for each `cpus` processors of a machine (0: all it has)."""
    alive = [(str(n["NodeID"]), n.get("Resources", {})) for n in nodes if n.get("Alive")]
    found = [
        Seat(node, have.get("CPU", 0) // have["GPU"], 1)
        for node, have in alive for _ in range(int(have.get("GPU", 0)))
    ]  # fmt: skip
    if found:
        return found
    for node, have in alive:
        whole = int(have.get("CPU", 0))
        each = min(cpus or whole, whole)
        found += [Seat(node, each)] * (whole // each if each else 0)
    return found


def muster(address: str, *, models: Path, shelf: Path, cpus: int = 0) -> Sequence[Remote]:
    """Joins the cluster at `address` (HOST:PORT or ray://HOST:PORT) and starts its workers.

    They share one number format, so that a shot looks the same whoever makes it. Raises StudioError.
    """
    ray = _join(address)
    try:
        actors = [_seated(ray, seat, shelf) for seat in seats(ray.nodes(), cpus=cpus)]
        hellos = _greeted(ray, actors, address)
    except BaseException:
        ray.shutdown()
        raise
    quick = "bfloat16" if all(hello.format == "bfloat16" for hello in hellos.values()) else "float32"
    leave = _last(len(hellos), ray.shutdown)
    return [Remote(actor, hello, models=models, format=quick, leave=leave) for actor, hello in hellos.items()]


def host_and_port(address: str) -> tuple[str, int]:
    """What HOST:PORT or ray://HOST:PORT names. Raises StudioError for anything else."""
    told = re.fullmatch(r"(?:ray://)?(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+):(\d{1,5})", address)
    if not told or not 0 < int(told[2]) < 65536:
        raise StudioError(f"“{address[:80]}” is no address of a Ray cluster.", next_step="Write it as HOST:PORT.")
    return told[1].strip("[]"), int(told[2])


def _join(address: str) -> Any:
    """Ray, connected. Raises StudioError."""
    place = host_and_port(address)
    if importlib.util.find_spec("ray") is None:
        raise StudioError("Making shots on a cluster needs a package that is not installed: ray.", next_step=ADD)
    try:
        socket.create_connection(place, timeout=REACH).close()
    except OSError as exc:
        raise StudioError(f"Nothing answers at {address}.", kept="Nothing was made.", next_step=CHECK) from exc
    os.environ |= QUIET
    import ray

    logging.getLogger("ray").setLevel(logging.ERROR)

    try:
        ray.init(
            address, log_to_driver=False, configure_logging=False, namespace="fantascope",
            runtime_env={"py_modules": [str(Path(__file__).parents[2])]},
        )  # fmt: skip
    except Exception as exc:
        if "ersion mismatch" in str(exc):
            what = f"The cluster at {address} has another version of Ray or Python than the studio."
            found = re.findall(r"(Ray|Python): ([\w.]+)", str(exc))
            step = "Install the same here: " + ", ".join(f"{name} {version}" for name, version in found[:2]) + "."
            raise StudioError(what, kept="Nothing was made.", next_step=step) from exc
        if "token" in str(exc).lower() or "uthenticat" in str(exc):
            what = f"The cluster at {address} wants a token that this computer does not have."
            step = "Copy ~/.ray/auth_token from the cluster's machine to the same place here."
            raise StudioError(what, kept="Nothing was made.", next_step=step) from exc
        what = f"The cluster at {address} could not be joined ({type(exc).__name__})."
        raise StudioError(what, kept="Nothing was made.", next_step=CHECK) from exc
    return ray


def _seated(ray: Any, seat: Seat, shelf: Path) -> Any:
    from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

    # Wishes keep their order in a group of their own, beside the call that waits for messages.
    kind = ray.remote(concurrency_groups={"aside": 1})(Worker)
    return kind.options(
        num_cpus=seat.cpus, num_gpus=seat.gpus, max_restarts=0,
        scheduling_strategy=NodeAffinitySchedulingStrategy(seat.node, soft=False),
    ).remote(shelf=str(shelf))  # fmt: skip


def _greeted(ray: Any, actors: Sequence[Any], address: str) -> dict[Any, Hello]:
    """The workers that started, and what they say. Raises StudioError when none did."""
    asked = {actor.hello.remote(): actor for actor in actors}
    ready = ray.wait(list(asked), num_returns=len(asked), timeout=JOIN)[0] if asked else []
    found, trouble = {}, None
    for reference, actor in asked.items():
        try:
            if reference in ready:
                found[actor] = ray.get(reference)
                continue
        except Exception as exc:
            trouble = exc
        with contextlib.suppress(Exception):
            ray.kill(actor)
    if not found:
        why = f" ({trouble})".splitlines()[-1][:200] if trouble else ""
        what = f"No machine of the cluster at {address} could start a worker{why}."
        step = "Install torch, numpy and safetensors on its machines, and see that they are free."
        raise StudioError(what, kept="Nothing was made.", next_step=step) from trouble
    return found


def _last(count: int, then: Any) -> Any:
    """A function whose `count`-th call calls `then`."""
    lock, left = threading.Lock(), [count]

    def leave() -> None:
        with lock:
            left[0] -= 1
            if left[0]:
                return
        then()

    return leave
