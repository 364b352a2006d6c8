"""Engine: which known phrase is nearest in meaning to an unknown word. Knows the text encoder; no scenes, no films.

Torch is imported when the first word is looked up, on this room's own daemon thread, and nowhere earlier.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.engine.asking import Asking
from studio.problem import StudioError

if TYPE_CHECKING:
    import torch

Anchors = tuple[tuple[str, str], ...]       # (phrase, the value it stands for; "" for nothing that can be drawn)

LEAST = 0.34            # cosine below which a word is like none of them
NEIGHBOURS = 5          # anchors that vote, by similarity
_BATCH = 64


class Nearest:
    """Words compared by the text encoder's last layer, averaged over pieces. Anchors are encoded once and kept.

    Cosines are taken after the anchors' mean is subtracted: all E5 vectors lie in one narrow cone. Not thread-safe.
    """

    def __init__(self, models: Path) -> None:
        from studio.model.text_encoder import TextEncoder

        path = models / "text.safetensors"
        if not path.is_file():
            what = f"The model file {path.name} is missing from {path.parent}."
            raise StudioError(what, next_step="Reinstall the studio.")
        self._encoder = TextEncoder(path)
        self._known: dict[Anchors, tuple[torch.Tensor, torch.Tensor]] = {}

    def value(self, word: str, anchors: Anchors) -> str | None:
        """What the word is nearest to; None when it is like nothing there, or most like what cannot be drawn."""
        import torch
        import torch.nn.functional as F

        if anchors not in self._known:
            vectors = self._vectors([phrase for phrase, _ in anchors])
            centre = vectors.mean(0)
            self._known[anchors] = centre, F.normalize(vectors - centre, dim=-1)
        centre, bank = self._known[anchors]
        likeness = bank @ F.normalize(self._vectors([word])[0] - centre, dim=-1)          # (N,)
        best = torch.topk(likeness, min(NEIGHBOURS, len(anchors)))
        votes: dict[str, float] = {}
        for closeness, index in zip(best.values.tolist(), best.indices.tolist(), strict=True):
            value = anchors[index][1]
            votes[value] = votes.get(value, 0.0) + max(closeness, 0.0) ** 3
        if best.values[0] < LEAST:
            return None
        return max(votes, key=lambda value: votes[value]) or None

    def _vectors(self, phrases: Sequence[str]) -> torch.Tensor:
        """(N, D) fp32: mean states of the last layer; short phrases are encoded with short ones."""
        import torch

        order = sorted(range(len(phrases)), key=lambda i: len(phrases[i]))
        found = [torch.empty(0)] * len(phrases)
        for start in range(0, len(order), _BATCH):
            rows = order[start : start + _BATCH]
            states, _, mask = self._encoder.encode([phrases[i] for i in rows], limit=24)
            last = states[..., states.shape[-1] * 2 // 3 :]                               # (B, L, D)
            mean = last.sum(1) / mask.sum(1, keepdim=True)
            found = [mean[rows.index(i)] if i in rows else v for i, v in enumerate(found)]
        return torch.stack(found)


class Language:
    """A `Nearest` on a thread of its own; see `Asking`. Work is given `lookup(word, anchors)`, its `value`."""

    def __init__(self, models: Path) -> None:
        self._models = models
        self._asking = Asking("language")
        self._nearest: Nearest | None = None

    def ask(self, work: Callable[[Callable[[str, Anchors], str | None]], object],
            answer: Callable[[Any, BaseException | None], None]) -> None:
        self._asking.ask(lambda: work(self._lookup), answer)

    def close(self) -> None:
        self._asking.close()

    def _lookup(self, word: str, anchors: Anchors) -> str | None:
        if self._nearest is None:
            self._nearest = Nearest(self._models)
        return self._nearest.value(word, anchors)
