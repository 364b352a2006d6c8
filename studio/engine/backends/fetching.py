"""Engine: the one place that asks the hub, and only on a person's click: what a model there is, then its files.

Only the files a pipeline needs come: settings, tokenizers and safetensors of the parts its index names. What came is
checked like any other folder. A download that was stopped goes on where it was.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from studio.engine.backends.capability import Capabilities, kind_of_pipeline
from studio.engine.backends.loading import ADD, NEEDED
from studio.engine.backends.safety import CLASSES
from studio.problem import StudioError

WANTED = {".json", ".safetensors", ".txt", ".model", ".jinja", ".md"}
NAME = re.compile(r"[A-Za-z0-9][\w.-]{0,95}/[A-Za-z0-9][\w.-]{0,95}")


class Unwanted(Exception):
    """Raised out of a download when the person has called it off."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What a download would bring. `revision`: the exact state that is offered."""

    repo: str
    revision: str
    kind: Capabilities
    licence: str
    files: tuple[tuple[str, int], ...]

    @property
    def bytes(self) -> int:
        return sum(size for _, size in self.files)

    @property
    def parts(self) -> dict[str, int]:
        """Bytes of weights by component."""
        found: dict[str, int] = {}
        for name, size in self.files:
            if name.endswith(".safetensors"):
                found[name.partition("/")[0]] = found.get(name.partition("/")[0], 0) + size
        return found


def look(repo: str, *, endpoint: str | None = None) -> Offer:
    """Asks the hub what “owner/name” is. Raises StudioError; nothing is written but the index, to be looked at."""
    repo = repo.strip().removeprefix("https://huggingface.co/").strip("/")
    if not NAME.fullmatch(repo):
        raise StudioError(f"“{repo[:60]}” is not a model's name.", next_step="Write it as OWNER/NAME.")
    with _online() as hub:
        api = hub.HfApi(endpoint=endpoint, token=False)
        told = _asked(lambda: api.model_info(repo, files_metadata=True), repo)
        there = {file.rfilename: int(file.size or 0) for file in told.siblings or ()}
        if "model_index.json" not in there:
            step = "Download its files on its page, and add the folder."
            raise StudioError(f"“{repo}” is not a folder the studio can use as it is.", next_step=step)
        index = _asked(lambda: json.loads(Path(hub.hf_hub_download(
            repo, "model_index.json", revision=told.sha, endpoint=endpoint, token=False)).read_bytes()), repo)
    pipeline = index.get("_class_name")
    kind = kind_of_pipeline(pipeline) if isinstance(pipeline, str) else None
    if kind is None:
        raise StudioError(f"“{str(pipeline)[:60]}” is no model the studio knows.", next_step="Choose another one.")
    parts = {name for name, what in index.items()
             if isinstance(what, list) and len(what) == 2 and what[1] in CLASSES.get(str(what[0]), ())}
    files = tuple((name, size) for name, size in sorted(there.items()) if _wanted(name, parts))
    licence = (told.card_data or {}).get("license_name") or (told.card_data or {}).get("license") or "not named"
    return Offer(repo, told.sha, kind, str(licence), files)


def _wanted(name: str, parts: set[str]) -> bool:
    path = PurePosixPath(name)
    if ".." in path.parts or path.is_absolute():
        return False
    if len(path.parts) == 1:
        return name == "model_index.json" or path.stem.upper() in ("LICENSE", "README", "NOTICE")
    return len(path.parts) == 2 and path.parts[0] in parts and path.suffix in WANTED


def fetch(offer: Offer, folder: Path, *, progress: Callable[[int, int], None], endpoint: str | None = None) -> Path:
    """Brings the files into `folder`; `progress(done, total)` in bytes may raise to stop. Raises StudioError."""
    left = offer.bytes - sum(size for name, size in offer.files if (folder / name).is_file())
    folder.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(folder).free
    if free < left + 2**30:
        what = f"The download needs {left / 2**30:.1f} GB, and {free / 2**30:.1f} GB are free."
        raise StudioError(what, next_step="Free some space first.")
    done = 0
    with _online() as hub:
        from huggingface_hub.utils import tqdm

        for name, size in offer.files:
            before, seen = done, [0]

            class Bar(tqdm):
                """Bytes of one file, as they come."""

                def update(self, n: float | None = 1, *, _before: int = before, _seen: list[int] = seen) -> None:
                    _seen[0] += int(n or 0)
                    progress(min(_before + _seen[0], offer.bytes), offer.bytes)

            progress(done, offer.bytes)
            if not ((folder / name).is_file() and (folder / name).stat().st_size == size):
                _asked(lambda name=name, bar=Bar: hub.hf_hub_download(
                    offer.repo, name, revision=offer.revision, local_dir=str(folder), endpoint=endpoint, token=False,
                    tqdm_class=bar), offer.repo)  # fmt: skip
            done += size
    progress(offer.bytes, offer.bytes)
    shutil.rmtree(folder / ".cache", ignore_errors=True)
    return folder


def _asked(ask: Callable[[], Any], repo: str) -> Any:
    from huggingface_hub.errors import GatedRepoError, HfHubHTTPError, RepositoryNotFoundError

    try:
        return ask()
    except GatedRepoError as exc:
        step = f"Accept it on https://huggingface.co/{repo}, download it there, and add the folder."
        raise StudioError(f"“{repo}” asks for its licence to be accepted first.", next_step=step) from exc
    except RepositoryNotFoundError as exc:
        raise StudioError(f"There is no model “{repo}”.", next_step="Look for it on huggingface.co.") from exc
    except (HfHubHTTPError, OSError, ValueError) as exc:
        raise StudioError("The hub does not answer.", next_step="Look at the connection, then try again.") from exc


@contextmanager
def _online() -> Iterator[Any]:
    """The hub's package, allowed to connect until the block ends; everything else stays offline."""
    import importlib.util

    if importlib.util.find_spec("huggingface_hub") is None:
        raise StudioError(f"Downloads need packages that are not installed: {NEEDED[0]}.", next_step=ADD)
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
    os.environ["HF_HUB_DISABLE_XET"] = "1"
    import huggingface_hub
    from huggingface_hub import constants

    before, constants.HF_HUB_OFFLINE = constants.HF_HUB_OFFLINE, False
    try:
        yield huggingface_hub
    finally:
        constants.HF_HUB_OFFLINE = before
