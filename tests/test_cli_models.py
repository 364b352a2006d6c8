"""`studio models` and `--model`: what a person reads, what a program reads, what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from weights_folder import write_folder

from studio.cli import main
from studio.session import models


@pytest.fixture(autouse=True)
def empty_shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FANTASCOPE_SHELF", str(tmp_path / "shelf"))


def said(capsys: pytest.CaptureFixture[str], *words: str) -> dict:
    code = main([*words, "--json"])
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert told["ok"] == (code == 0)
    return told


def test_a_model_is_added_listed_checked_and_removed(tmp_path, capsys):
    folder = write_folder(tmp_path / "wan")
    assert said(capsys, "models", "add", str(folder))["model"]["id"] == "wan"
    found = said(capsys, "models", "list")["models"]
    assert [one["id"] for one in found] == ["pocket", "wan"]
    assert "keyframes" in found[1]["can"]
    assert said(capsys, "models", "check", "wan")["model"]["name"] == "Wan 2.1 VACE"
    assert main(["models", "list"]) == 0
    assert "Cannot: remix" in capsys.readouterr().out
    assert said(capsys, "models", "remove", "wan") == {"ok": True, "removed": "wan", "deleted": False}
    assert folder.is_dir()


def test_trouble_is_one_sentence_and_what_to_do(tmp_path, capsys):
    folder = write_folder(tmp_path / "wan")
    (folder / "x.bin").write_bytes(b"x")
    error = said(capsys, "models", "add", str(folder))["error"]
    assert "can hold code" in error["what"]
    assert error["next"]
    assert "not installed" in said(capsys, "models", "check", "nowhere")["error"]["what"]
    out = str(tmp_path / "a.mp4")
    told = said(capsys, "render", "a red fox", "-o", out, "--model", "nowhere")
    assert "not installed" in told["error"]["what"]


def test_what_a_model_cannot_do_is_said_before_it_is_loaded(tmp_path, capsys):
    models.shelf().add(write_folder(tmp_path / "wan"))
    told = said(capsys, "render", "a fox", "-o", str(tmp_path / "a.mp4"), "--model", "wan", "--seconds", "90")
    assert "up to 60 seconds" in told["error"]["what"]
    assert not (tmp_path / "a.mp4").exists()


def test_the_table_is_printed(capsys):
    assert main(["models", "table"]) == 0
    assert capsys.readouterr().out.startswith("|  | Pocket | LTX-Video 0.9")
