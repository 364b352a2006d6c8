"""Storage room: small JSON files that hold a fact or two. Whoever reads one checks the type of what it says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from studio.problem import StudioError
from studio.storage.atomic import read_limited, write_atomic

_MOST = 4096  # bytes


def write_note(path: Path, **facts: Any) -> None:
    """Raises StudioError as `write_atomic` does."""
    write_atomic(path, json.dumps(facts).encode())


def read_note(path: Path, fact: str) -> Any:
    """What the file says of it, of whatever type; None where it cannot be read or says nothing."""
    try:
        return json.loads(read_limited(path, limit=_MOST))[fact]
    except (StudioError, ValueError, KeyError, TypeError, RecursionError):
        return None
