"""Engine: what a weights file says of itself, read without loading it. Standard library only.

Nothing read here is trusted: every length is checked against the file before memory is taken for it.
"""

from __future__ import annotations

import json
import math
import struct
from dataclasses import dataclass, field
from pathlib import Path

from studio.problem import StudioError

MOST_HEADER = 32 * 2**20        # bytes; real headers have a few hundred kilobytes
MOST_TENSORS = 200_000
BITS = {"F64": 64, "F32": 32, "F16": 16, "BF16": 16, "F8_E4M3": 8, "F8_E5M2": 8, "I64": 64, "I32": 32, "I16": 16,
        "I8": 8, "U8": 8, "U16": 16, "U32": 32, "U64": 64, "BOOL": 8}  # fmt: skip
_GGUF_FIXED = {0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 4, 6: 4, 7: 1, 10: 8, 11: 8, 12: 8}     # value type -> bytes
_STRING, _ARRAY = 8, 9
_GGUF_BLOCKS = {            # tensor type -> (numbers of a block, its bytes)
    0: (1, 4), 1: (1, 2), 2: (32, 18), 3: (32, 20), 6: (32, 22), 7: (32, 24), 8: (32, 34), 9: (32, 40), 10: (256, 84),
    11: (256, 110), 12: (256, 144), 13: (256, 176), 14: (256, 210), 15: (256, 292), 16: (256, 66), 17: (256, 74),
    18: (256, 98), 19: (256, 50), 20: (32, 18), 21: (256, 110), 22: (256, 82), 23: (256, 136), 24: (1, 1), 25: (1, 2),
    26: (1, 4), 27: (1, 8), 28: (1, 8), 29: (256, 56), 30: (1, 2), 34: (256, 54), 35: (256, 66), 39: (32, 17),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Header:
    """Shapes by tensor name, how many bytes of weights there are, and the notes beside them (safetensors only)."""

    shapes: dict[str, tuple[int, ...]]
    bytes: int
    notes: dict[str, str] = field(default_factory=dict)


def read_header(path: Path) -> Header:
    """Raises StudioError when the file is not what its name says, or is damaged."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            return _gguf(file, size, path) if path.suffix == ".gguf" else _safetensors(file, size, path)
    except OSError as exc:
        raise refused(path, "cannot be read") from exc


def refused(path: Path, why: str) -> StudioError:
    return StudioError(f"“{path.name}” {why}.", kept="Nothing was loaded.", next_step="Get the file again.")


def _safetensors(file, size: int, path: Path) -> Header:
    start = file.read(8)
    length = int.from_bytes(start, "little")
    if len(start) < 8 or length < 2:
        raise refused(path, "is not a safetensors file")
    if length > min(MOST_HEADER, size - 8):
        raise refused(path, f"claims a header of {length:,} bytes, more than there can be")
    try:
        told = json.loads(file.read(length))
        notes = told.pop("__metadata__", None) or {}
        spans = sorted((*entry["data_offsets"], name) for name, entry in told.items())
        shapes = {name: tuple(entry["shape"]) for name, entry in told.items()}
        bits = {name: BITS[entry["dtype"]] for name, entry in told.items()}
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as exc:
        raise refused(path, "has a damaged header") from exc
    if not isinstance(notes, dict) or not all(isinstance(note, str) for note in notes.values()):
        raise refused(path, "has a damaged header")
    at = 0
    for begin, end, name in spans:
        shape = shapes[name]
        if not all(type(n) is int and 0 <= n < 2**48 for n in (begin, end, *shape)):
            raise refused(path, "has a damaged header")
        if begin != at or (end - begin) * 8 != math.prod(shape) * bits[name]:
            raise refused(path, f"has a tensor whose size does not fit its shape: {name[:60]}")
        at = end
    if at != size - 8 - length:
        raise refused(path, "is shorter or longer than its header says: it was not downloaded whole")
    return Header(shapes, at, notes)


def _gguf(file, size: int, path: Path) -> Header:
    """Header of GGUF version 2 or 3."""
    reader = _Bytes(file, size, path)
    if reader.take(4) != b"GGUF" or reader.number("<I") not in (2, 3):
        raise refused(path, "is not a GGUF file")
    tensors, entries = reader.number("<Q"), reader.number("<Q")
    if tensors > MOST_TENSORS or entries > MOST_TENSORS:
        raise refused(path, f"claims {max(tensors, entries):,} entries, more than there can be")
    for _ in range(entries):
        reader.string()
        reader.skip_value(reader.number("<I"))
    shapes, last, sizes = {}, 0, 0
    for _ in range(tensors):
        name, dimensions = reader.string(), reader.number("<I")
        if dimensions > 8:
            raise refused(path, "has a damaged header")
        shape = tuple(reversed([reader.number("<Q") for _ in range(dimensions)]))
        numbers, held = _GGUF_BLOCKS.get(reader.number("<I"), (0, 0))
        if not numbers or math.prod(shape) % numbers:
            raise refused(path, f"has a tensor of an unknown kind: {name[:60]}")
        shapes[name] = shape
        sizes += (length := math.prod(shape) // numbers * held)
        last = max(last, reader.number("<Q") + length)
    if not shapes or max(last, sizes) > size - reader.at:
        raise refused(path, "is shorter than its header says: it was not downloaded whole")
    return Header(shapes, size - reader.at)


class _Bytes:
    """Reads a header piece by piece; never more than the file has, and never more than a header may be."""

    def __init__(self, file, size: int, path: Path) -> None:
        self._file, self._left, self._path, self.at = file, min(size, MOST_HEADER), path, 0

    def take(self, count: int) -> bytes:
        if count > self._left - self.at:
            raise refused(self._path, "has a header that is larger than it can be")
        self.at += count
        data = self._file.read(count)
        if len(data) < count:
            raise refused(self._path, "ends in the middle of its header")
        return data

    def number(self, form: str) -> int:
        return struct.unpack(form, self.take(struct.calcsize(form)))[0]

    def string(self) -> str:
        return self.take(self.number("<Q")).decode("utf-8", "replace")

    def skip_value(self, kind: int) -> None:
        if kind == _STRING:
            self.string()
        elif kind == _ARRAY:
            inner, count = self.number("<I"), self.number("<Q")
            if inner in _GGUF_FIXED:
                self.take(_GGUF_FIXED[inner] * count)
            elif inner == _STRING:
                for _ in range(count):
                    self.string()
            else:
                raise refused(self._path, "has a damaged header")
        elif kind in _GGUF_FIXED:
            self.take(_GGUF_FIXED[kind])
        else:
            raise refused(self._path, "has a damaged header")
