"""What every test gets: no screen, one thread per worker, a home of its own, and nothing left running behind it."""

from __future__ import annotations

import os

# Before anything imports torch or Qt: both read these once.
os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["OMP_NUM_THREADS"] = "1"

import itertools
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# No deadline: a busy machine is not a failing test. No database: tests write nowhere but their own folder.
settings.register_profile(
    "studio", deadline=None, database=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("studio")

HOME_FOLDERS = {
    "HOME": ".",
    "XDG_CONFIG_HOME": ".config",
    "XDG_CACHE_HOME": ".cache",
    "XDG_DATA_HOME": ".local/share",
    "XDG_STATE_HOME": ".local/state",
    "XDG_RUNTIME_DIR": "run",
}
_numbers = itertools.count()


@pytest.fixture(scope="session")
def _homes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("homes")


@pytest.fixture(autouse=True)
def home(_homes: Path) -> Iterator[Path]:
    """A fresh home folder, so that no test meets the settings, caches or crash marks of another."""
    path = _homes / str(next(_numbers))
    with pytest.MonkeyPatch.context() as patch:
        for variable, folder in HOME_FOLDERS.items():
            (path / folder).mkdir(mode=0o700, parents=True, exist_ok=True)
            patch.setenv(variable, str(path / folder))
        yield path


@pytest.fixture(autouse=True)
def no_threads_left() -> Iterator[None]:
    """A test that leaves a non-daemon thread behind fails: in the app it would keep the process from ending."""
    before = set(threading.enumerate())
    yield
    left = threads_left(before, patience=5.0)
    assert not left, f"threads left running: {', '.join(thread.name for thread in left)}"


def threads_left(before: set[threading.Thread], *, patience: float) -> list[threading.Thread]:
    """The non-daemon threads started since `before` that are still alive after `patience` seconds altogether."""
    left = [thread for thread in threading.enumerate() if thread not in before and not thread.daemon]
    until = time.monotonic() + patience
    for thread in left:
        thread.join(max(0.0, until - time.monotonic()))
    return [thread for thread in left if thread.is_alive()]
