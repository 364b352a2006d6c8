"""Model: unigram tokenizer (Kudo 2018) over the text encoder's pruned vocabulary of pieces. Standard library only."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field

BEGIN, PAD, END, UNKNOWN = 0, 1, 2, 3
SPACE = "\u2581"


@dataclass(slots=True)
class Tokenizer:
    """Pieces with their log probabilities; `encode` finds the most probable split of a text (Viterbi)."""

    pieces: list[str]
    scores: list[float]
    _index: dict[str, int] = field(init=False)
    _longest: int = field(init=False)
    _unknown: float = field(init=False)

    def __post_init__(self) -> None:
        self._index = {piece: i for i, piece in enumerate(self.pieces) if i > UNKNOWN}
        self._longest = max(map(len, self.pieces), default=1)
        self._unknown = min(self.scores) - 10.0

    def encode(self, text: str, *, limit: int = 128) -> list[int]:
        """Piece ids with begin and end marks, at most `limit` of them (the end mark is always kept)."""
        text = " ".join(unicodedata.normalize("NFKC", text[: limit * 64]).split())
        text = SPACE + text.replace(" ", SPACE)
        n = len(text)
        best, back = [0.0] + [-1e30] * n, [(0, UNKNOWN)] * (n + 1)
        for i in range(n):
            if best[i] + self._unknown > best[i + 1]:
                best[i + 1], back[i + 1] = best[i] + self._unknown, (i, UNKNOWN)
            for j in range(i + 1, min(n, i + self._longest) + 1):
                piece = self._index.get(text[i:j])
                if piece is not None and best[i] + self.scores[piece] > best[j]:
                    best[j], back[j] = best[i] + self.scores[piece], (i, piece)
        ids: list[int] = []
        while n > 0:
            n, piece = back[n]
            if piece != UNKNOWN or ids[-1:] != [UNKNOWN]:      # a run of unknown characters is one unknown piece
                ids.append(piece)
        return [BEGIN, *reversed(ids)][: limit - 1] + [END]
