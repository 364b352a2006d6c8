"""Proxies in a running studio: made in the background, taken up where they were left, shown and said."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest
from media_footage import grey, video
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from ui_kit import open_studio

from studio.media import proxy
from studio.session import proxies as module
from studio.session.proxies import PROXIES, Proxies
from studio.ui.preview.view import PreviewView


@pytest.fixture
def studio(tmp_path, monkeypatch):
    monkeypatch.setattr(proxy, "SECONDS", 1)
    monkeypatch.setattr(proxy, "TOO_SLOW", 64 * 48 * 30)
    with open_studio(tmp_path) as studio:
        yield studio


def bring_in(studio, tmp_path: Path) -> None:
    options = {"g": "100", "sc_threshold": "0", "crf": "10"}
    studio.import_media(video(tmp_path / "long.mp4", (grey(n % 20) for n in range(75)), options=options), at=0)
    studio.wait(timeout=60)


def until(done, studio) -> None:
    end = time.monotonic() + 60
    while not done():
        assert time.monotonic() < end, "it never happened"
        studio.pump()
        QApplication.processEvents()
        QTest.qWait(10)


def files(studio) -> list[str]:
    return sorted(path.name for path in (studio.folder / PROXIES).rglob("*.mov"))


def test_slow_footage_gets_one_and_it_is_taken_up_again(studio, tmp_path):
    made = Proxies(studio)
    bring_in(studio, tmp_path)
    (media,) = studio.project.media
    until(lambda: made.share.get(media.id) == 1, studio)
    assert files(studio) == ["00000.mov", "00001.mov", "00002.mov"]
    made.close()
    kept = (studio.folder / PROXIES / media.digest[:32] / "00002.mov").stat().st_mtime_ns
    (studio.folder / PROXIES / media.digest[:32] / "00001.mov").unlink()
    again = Proxies(studio)
    until(lambda: again.share.get(media.id) == 1, studio)
    again.close()
    assert len(files(studio)) == 3
    assert (studio.folder / PROXIES / media.digest[:32] / "00002.mov").stat().st_mtime_ns == kept


def test_what_needs_none_gets_none(studio, tmp_path):
    made = Proxies(studio)
    studio.import_media(video(tmp_path / "short.mp4", [grey(n) for n in range(15)]), at=0)
    studio.wait(timeout=60)
    until(lambda: not made.busy, studio)
    made.close()
    assert made.share == {} and files(studio) == []


def test_it_can_be_called_off_and_leaves_room_on_the_disk(studio, tmp_path, monkeypatch):
    monkeypatch.setattr(module, "RESERVE", 1 << 60)
    made = Proxies(studio)
    bring_in(studio, tmp_path)
    until(lambda: not made.busy, studio)
    assert files(studio) == []
    monkeypatch.setattr(module, "RESERVE", 0)
    made.enabled = False
    assert not made.busy
    made.enabled = True
    until(lambda: bool(files(studio)), studio)
    made.enabled = False
    assert not made.busy and not list((studio.folder / PROXIES).rglob("*.part"))
    made.close()


def test_the_preview_shows_it_and_says_so(studio, tmp_path):
    preview = PreviewView(studio)
    preview.resize(640, 360)
    preview.show()
    try:
        shown = []
        preview.source.shown.connect(shown.append)
        bring_in(studio, tmp_path)
        until(lambda: preview.proxies.share and set(preview.proxies.share.values()) == {1}, studio)
        studio.seek(60)
        until(lambda: shown and shown[-1].frame == 60 and shown[-1].proxy, studio)
        assert preview.stage.corner == "Proxy"
        shutil.rmtree(studio.folder / PROXIES)  # the cache may go at any time
        studio.seek(5)
        until(lambda: shown[-1].frame == 5, studio)
    finally:
        preview.close_down()
        preview.hide()
