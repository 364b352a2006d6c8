"""Waveforms: read once, kept, and painted on what sounds."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from media_footage import tone
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from ui_kit import open_studio, open_timeline

from studio.session.waves import WAVES, waveform


def test_a_waveform_is_kept_and_a_damaged_one_made_again(tmp_path):
    source = tone(tmp_path / "a.wav", seconds=2, level=0.5)
    made = waveform(source, tmp_path, digest="abc")
    assert made.shape == (200, 2) and abs(made[:, 1].max() - 0.5) < 0.02 and abs(made[:, 0].min() + 0.5) < 0.02
    (kept,) = (tmp_path / WAVES).iterdir()
    source.unlink()
    assert np.abs(waveform(source, tmp_path, digest="abc") - made).max() < 0.001
    tone(tmp_path / "a.wav", seconds=2)
    kept.write_bytes(b"damaged")
    assert waveform(source, tmp_path, digest="abc").shape == (200, 2)


def test_a_cancelled_one_leaves_nothing(tmp_path):
    source = tone(tmp_path / "a.wav", seconds=2)
    assert waveform(source, tmp_path, digest="abc", cancel=lambda: True) is None
    assert not (tmp_path / WAVES).exists()


def test_the_timeline_shows_what_sounds(tmp_path):
    with open_studio(tmp_path) as studio, open_timeline(studio) as view:
        studio.import_media(tone(tmp_path / "a.wav", seconds=3), at=0)
        studio.wait(timeout=30)
        (clip,) = studio.project.tracks[1].clips
        strips = view.supply.strips

        def levels(one=clip):
            return strips.wave(studio.project, one, first=0, per_column=1, columns=60)

        for _ in range(400):
            if levels() is not None:
                break
            QTest.qWait(20)
            QApplication.processEvents()
        assert len(levels()) == 60 and max(high for _, high in levels()) > 0.45
        quiet = levels(replace(clip, gain_db=-20.0))
        assert max(high for _, high in quiet) < 0.06
