"""Downloads from a little hub of our own: what is offered, what comes, what is refused, how a stopped one goes on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from serving import serving
from weights_folder import write_folder

from studio.engine.backends.shelf import Shelf
from studio.problem import StudioError

pytest.importorskip("huggingface_hub", reason="the packages for other models are not installed (requirements-gpu.txt)")

from studio.engine.backends.fetching import Unwanted, fetch, look

SHA = "0123456789abcdef0123456789abcdef01234567"


class Hub(BaseHTTPRequestHandler):
    folder: Path
    asked: list[str] = []

    def do_HEAD(self) -> None:
        self._answer(body=False)

    def do_GET(self) -> None:
        self._answer(body=True)

    def _answer(self, *, body: bool) -> None:
        self.asked.append(f"{self.command} {self.path}")
        path = self.path.partition("?")[0]
        if path.startswith("/api/models/maker/wan"):
            files = [{"rfilename": str(p.relative_to(self.folder)), "size": p.stat().st_size}
                     for p in sorted(self.folder.rglob("*")) if p.is_file()]  # fmt: skip
            self._send(json.dumps({"id": "maker/wan", "sha": SHA, "siblings": files,
                                   "cardData": {"license": "apache-2.0"}}).encode(), {}, body=body)  # fmt: skip
        elif path.startswith(f"/maker/wan/resolve/{SHA}/"):
            data = (self.folder / path.removeprefix(f"/maker/wan/resolve/{SHA}/")).read_bytes()
            self._send(data, {"ETag": f'"{hashlib.sha1(data).hexdigest()}"', "X-Repo-Commit": SHA}, body=body)
        else:
            self.send_response(404)
            self.send_header("X-Error-Code", "RepoNotFound")
            self.end_headers()

    def _send(self, data: bytes, headers: dict[str, str], *, body: bool) -> None:
        self.send_response(200)
        for name, value in {**headers, "Content-Length": str(len(data))}.items():
            self.send_header(name, value)
        self.end_headers()
        if body:
            self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "cache"))
    Hub.folder, Hub.asked = write_folder(tmp_path / "there"), []
    (Hub.folder / "old.ckpt").write_bytes(b"pickle")
    (Hub.folder / "run.py").write_text("raise SystemExit")
    (Hub.folder / "whole.safetensors").write_bytes(bytes(1000))
    (Hub.folder / "vae/diffusion.bin").write_bytes(b"pickle")
    with serving(Hub) as address:
        yield address


def test_what_is_offered_is_what_the_pipeline_needs(hub):
    offer = look("https://huggingface.co/maker/wan", endpoint=hub)
    assert (offer.kind.family, offer.licence, offer.revision) == ("vace", "apache-2.0", SHA)
    names = {name for name, _ in offer.files}
    assert "transformer/diffusion_pytorch_model.safetensors" in names
    assert not names & {"old.ckpt", "run.py", "whole.safetensors", "vae/diffusion.bin"}
    assert set(offer.parts) == {"transformer", "vae", "text_encoder"}


def test_a_stopped_download_goes_on_and_is_checked_like_any_folder(hub, tmp_path):
    offer = look("maker/wan", endpoint=hub)

    def stop(done: int, total: int) -> None:
        if done > total // 2:
            raise Unwanted

    with pytest.raises(Unwanted):
        fetch(offer, tmp_path / "got", progress=stop, endpoint=hub)
    there = {path for path in (tmp_path / "got").rglob("*.safetensors")}
    assert there
    Hub.asked.clear()
    seen = []
    folder = fetch(offer, tmp_path / "got", progress=lambda done, total: seen.append((done, total)), endpoint=hub)
    assert seen[-1] == (offer.bytes, offer.bytes)
    fetched = " ".join(asked for asked in Hub.asked if asked.startswith("GET"))
    assert not any(str(path.relative_to(folder)) in fetched for path in there), "what was there is not fetched again"
    assert Shelf(tmp_path / "shelf").add(folder).family == "vace"


@pytest.mark.parametrize(
    ("name", "words"),
    [("no name", "not a model's name"), ("../../etc", "not a model's name"), ("nobody/nothing", "no model")],
)
def test_what_cannot_be_had_is_said(name, words, hub):
    with pytest.raises(StudioError, match=words):
        look(name, endpoint=hub)


def test_nothing_but_a_download_is_allowed_to_connect(hub, monkeypatch):
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    look("maker/wan", endpoint=hub)
    assert constants.HF_HUB_OFFLINE is True
