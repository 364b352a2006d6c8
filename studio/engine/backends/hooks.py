"""Engine: hearing what a running pipeline does, and stopping it. Knows torch modules, no pipeline in particular.

A pipeline's own way of being interrupted still decodes, and some have none. Raising from a hook before each block ends
any of them within one block, and leaves it fit for the next call.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any


class Stopped(BaseException):
    """Carries a wish through a pipeline: it is no Exception, so nothing on the way can swallow it."""

    def __init__(self, wish: BaseException) -> None:
        super().__init__(wish)
        self.wish = wish


@contextmanager
def heard(pipe: Any, before: Callable[[str], None]) -> Iterator[None]:
    """`before(name)` is called before each network of the pipeline runs, and each block of one; it may raise.

    What it raises comes out as it is, and the pipeline's offloading is put back in order.
    """

    def hook(name: str) -> Callable[..., None]:
        def call(*_: object) -> None:
            try:
                before(name)
            except BaseException as exc:
                raise Stopped(exc) from exc

        return call

    handles = [module.register_forward_pre_hook(hook(name)) for name, module in _modules(pipe)]
    try:
        yield
    except Stopped as stopped:
        pipe.maybe_free_model_hooks()
        raise stopped.wish from None
    finally:
        for handle in handles:
            handle.remove()


def _modules(pipe: Any) -> Iterator[tuple[str, Any]]:
    """Each network, its halves (an autoencoder runs each by itself), and its blocks: networks keep them in lists."""
    from torch.nn import Module, ModuleList

    for name, network in pipe.components.items():
        if not isinstance(network, Module):
            continue
        yield name, network
        yield from ((f"{name}.{half}", module) for half, module in network.named_children())
        for blocks in network.modules():
            if isinstance(blocks, ModuleList):
                yield from ((f"{name} block", block) for block in blocks)


def clean_estimate(scheduler: Any, before: Any, after: Any, step: int) -> Any:
    """The data the model now believes in, from the latents before and after a step of Euler's method over a flow.

    Schedulers that keep their own estimate (UniPC) are asked for it. `after` where neither is known.
    """
    kept = getattr(scheduler, "model_outputs", None)
    if kept and kept[-1] is not None and kept[-1].shape == after.shape:
        return kept[-1]
    sigmas = getattr(scheduler, "sigmas", None)
    if before is None or sigmas is None or step + 1 >= len(sigmas) or before.shape != after.shape:
        return after
    here, there = float(sigmas[step]), float(sigmas[step + 1])
    return after if here == there else after - there * (before - after) / (here - there)
