"""Session: what a long film on the command line has finished, in a folder beside it until it is whole. No Qt.

`film.mp4.making/` holds the sampler's journal: after a kill the same requests go on from their finished windows.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from studio.problem import StudioError
from studio.storage.atomic import explain
from studio.storage.lock import NAME as LOCK
from studio.storage.lock import lock_state, release_lock, take_lock
from studio.storage.note import read_note, write_note

SUFFIX = ".making"
_NOTE = "note.json"


class Keep:
    """The folder for the film at `out`, given back at the end of the `with` block. StudioError while another has it.

    It goes with the block when nothing was finished in it, or when `complete` was called.
    """

    def __init__(self, out: Path) -> None:
        self.folder = out.absolute().with_name(out.name + SUFFIX)
        self._complete = False
        try:
            self.folder.mkdir(exist_ok=True)
            if lock_state(self.folder) == "held":
                step = "Wait for it, or choose another name."
                raise StudioError(f"“{out.name}” is being made already.", next_step=step)
            self._owner, _ = take_lock(self.folder)
            self.takes.mkdir(exist_ok=True)
        except OSError as exc:
            raise explain(exc, self.folder) from exc

    @property
    def takes(self) -> Path:
        """The journal of the sampler."""
        return self.folder / "takes"

    @property
    def holds(self) -> bool:
        """Whether anything in it was finished."""
        return any(self.takes.glob("*/window-*.safetensors"))

    @property
    def seed(self) -> int | None:
        """The seed of the run before, where it had to choose one."""
        seed = read_note(self.folder / _NOTE, "seed")
        return seed if type(seed) is int and 0 <= seed < 2**62 else None

    def note(self, seed: int) -> None:
        write_note(self.folder / _NOTE, seed=seed)

    def complete(self) -> None:
        """The film is there: nothing in here is needed any more."""
        self._complete = True

    def __enter__(self) -> Keep:
        return self

    def __exit__(self, *_exc) -> None:
        if self._complete or not self.holds:
            shutil.rmtree(self.folder, ignore_errors=True)
        if (self.folder / LOCK).exists():
            release_lock(self.folder, self._owner)


def mark_of(models: Path) -> str:
    """Tells the weights in a folder from others; cheap, so a copy of the same counts as another."""
    try:
        files = [(path.name, path.stat()) for path in sorted(models.glob("*.safetensors"))]
    except OSError:
        return ""
    return " ".join(f"{name}:{state.st_size}:{state.st_mtime_ns}" for name, state in files)
