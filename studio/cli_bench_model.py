"""The command line's measuring half: the sampler. Seconds to the first frames, what a step costs, what a take holds."""

from __future__ import annotations

import queue
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

from studio.cli_bench import Bench, Figure
from studio.engine.events import Done, Event, Failed, Frames
from studio.engine.request import GenerateRequest, Prompt
from studio.problem import StudioError

if TYPE_CHECKING:
    from studio.model.transformer import TransformerConfig

PROMPT = "a red car drives along a wet street at night, people walk past with umbrellas"
SIDE = 1536  # of the matrices whose product is this machine's limit


class Sitting:
    """An engine with the model loaded. Leave the `with` block to end its thread."""

    def __init__(self, bench: Bench) -> None:
        from studio.engine.thread import Engine
        from studio.session.reader import MediaReader

        self._said: queue.SimpleQueue[tuple[float, Event]] = queue.SimpleQueue()
        self._engine = Engine(
            models=bench.models, journal=bench.folder / "takes", read=MediaReader(),
            on_event=lambda event: self._said.put((time.perf_counter(), event)),
        )  # fmt: skip

    def __enter__(self) -> Sitting:
        for _ in self.make("warm", seconds=0.3, steps=2):
            pass
        return self

    def __exit__(self, *_exc) -> None:
        self._engine.close()

    def make(self, name: str, *, seconds: float, steps: int = 16) -> Iterator[tuple[float, Event]]:
        """Seconds since the request was submitted, and what the engine said then. Raises StudioError if it fails."""
        request = GenerateRequest(name, (Prompt(PROMPT),), seconds=seconds, steps=steps, seed=1)
        since = time.perf_counter()
        self._engine.submit(request)
        while True:
            at, event = self._said.get()
            if isinstance(event, Failed):
                raise StudioError(event.problem.what, kept=event.problem.kept, next_step=event.problem.next_step)
            yield at - since, event
            if isinstance(event, Done):
                self._engine.forget(name)
                return


def first(bench: Bench) -> Iterator[Figure]:
    seconds = 2 if bench.quick else 4
    with Sitting(bench) as sitting:
        said = list(sitting.make("clip", seconds=seconds))
    yield Figure("first decoded frames after asking", next(at for at, e in said if isinstance(e, Frames)), "s", bar=5)
    yield Figure(f"making one second of film ({seconds} s clip, 16 steps)", said[-1][0] / seconds, "s", bar=5)


def step(bench: Bench) -> Iterator[Figure]:
    """A step and a large matrix product in turn, so that a busy machine slows both; the best of each counts."""
    import torch

    from studio.engine.guidance import Guidance, guided_velocity
    from studio.engine.models import Models
    from studio.engine.plan import make_plan
    from studio.model.autoencoder import STRIDE
    from studio.model.transformer import Role

    models = Models(bench.models)
    models.load()
    request = GenerateRequest("step", (Prompt(PROMPT),), seconds=60)
    plan = make_plan(request)
    window = max(plan.windows, key=lambda w: len(w.groups) * 100 + len(w.memory))
    known, made = len(window.memory), len(window.groups)
    rows, columns = request.height // STRIDE, request.width // STRIDE
    config = models.transformer.config
    cell = config.channels, rows, columns
    text = models.text(PROMPT)
    velocity = guided_velocity(
        models.transformer, text,
        memory=(torch.randn(known, *cell), torch.arange(-known, 0) / 3, torch.full((known,), Role.MOTION)),
        seconds=torch.arange(made) / 3, roles=torch.full((made,), Role.CANVAS), guidance=Guidance(request.guidance),
    )  # fmt: skip
    x = torch.randn(made, *cell)
    a, b = (torch.randn(SIDE, SIDE).to(models.dtype) for _ in range(2))
    steps, products = [], []
    with torch.inference_mode():
        for _ in range(6 if bench.quick else 16):
            steps.append(_seconds(lambda: velocity(x, 0.5)))
            products.append(_seconds(lambda: a @ b))
    work = step_flops(
        config, batch=2, frames=made, memory=known, rows=rows, columns=columns, pieces=text.keys.shape[-2]
    )
    took, limit = min(steps), 2 * SIDE**3 / min(products)
    name = str(models.dtype).removeprefix("torch.")
    yield Figure(f"one guided step ({made} latent frames, {known} remembered)", took * 1e3, "ms")
    yield Figure(f"matrix products on this machine ({name})", limit / 1e9, "GFLOP/s")
    yield Figure(f"a step's share of that ({work / 1e9:.1f} GFLOP)", work / took / limit, "%", bar=0.5, floor=True)


def _seconds(work) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def step_flops(
    config: TransformerConfig, *, batch: int, frames: int, rows: int, columns: int, memory: int = 0, pieces: int = 0
) -> float:
    """Floating-point operations of one pass through the transformer: a multiplication and an addition count as two.

    `frames` latent frames of `rows` x `columns` cells are made and `memory` more attended to, whose keys and values
    are at hand, like those of the prompt's `pieces`. `batch` is 2 with guidance. Only matrix products are counted;
    norms, modulation and the softmax move memory rather than compute.
    """
    width, numbers = config.width, config.channels * config.patch**2
    tokens_each = (rows // config.patch) * (columns // config.patch)
    tokens = frames * tokens_each
    attended = (frames + memory) * tokens_each
    linear = 14 * width**2  # queries, keys, values 3, out 1, to the text 1 and back 1, MLP 4 + 4
    attention = 2 * width * (attended + pieces)  # scores, then the weighted values
    token = config.depth * (linear + attention) + 2 * numbers * width
    frame = 2 * 256 * width + 6 * width**2 + 2 * width**2  # noise level in, modulation of the blocks, of the end
    return 2.0 * batch * (tokens * token + frames * frame)


def memory(bench: Bench) -> Iterator[Figure]:
    """Two steps a window: what is resident depends on the windows' number and size, not on how often one is refined."""
    long, short = (20, 5) if bench.quick else (60, 5)
    with Sitting(bench) as sitting:
        before = [resident() for _ in sitting.make("short", seconds=short, steps=2)]
        after = [resident() for _ in sitting.make("long", seconds=long, steps=2)]
    half = len(after) // 2
    yield Figure(f"resident memory of a {short} s take", max(before) / 2**20, "MB")
    yield Figure(f"that of a {long} s take over it", max(after) / max(before), "×", bar=1.1)
    growth = max(after[half:]) / max(after[:half]) - 1
    yield Figure("growth over the long take's second half", max(growth, 0.0), "%", bar=0.02)


def resident() -> int:
    """Bytes of this process that are in memory."""
    from studio.ui.window import memory as shown

    return shown()
