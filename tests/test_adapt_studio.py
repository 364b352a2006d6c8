"""Somebody learned: how that is measured, and where the window offers it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from adapt_kit import models as models
from adapt_kit import shelf as shelf
from adapt_kit import taught
from engine_kit import models_folder as models_folder
from ui_kit import open_watched_studio

from studio.engine.request import Lora
from studio.training import evaluation_adapt as evaluation
from studio.training.evaluation import Judge, Setting
from studio.training.evaluation_prompts import drawn
from studio.training.recogniser import Recogniser
from studio.ui.frames import Frames
from studio.ui.panels.boardcard import WordsChoice
from studio.ui.panels.cast import CastPanel
from studio.ui.panels.storyboard import StoryboardPanel
from studio.world.stranger import draw_stranger


def test_the_stranger_is_nobody_of_the_world() -> None:
    asked = evaluation.stranger_asked(5, {"kind": "dog", "colour": "red"})
    assert not asked.attributes & {"kind", "colour"} and asked.scene.cast[0].character.kind == "monster"
    film, again, monster = (drawn(asked.scene, 0.3, start=0.5, main=main)
                            for main in (draw_stranger, draw_stranger, None))
    assert np.array_equal(film, again) and not np.array_equal(film, monster)
    likeness = evaluation.Likeness(Recogniser(), [film])
    assert likeness.palette(film) > likeness.palette(monster) + 0.1


def test_before_and_after_are_compared_by_the_same_prompts(models, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(evaluation, "OTHERS", 1)
    torch.manual_seed(1)
    judge = Judge(Setting(models))
    object.__setattr__(judge, "network", Recogniser().eval())
    given = evaluation.stranger_films(0, 2)
    evaluation.write_clips(given, tmp_path / "clips")
    assert len(list((tmp_path / "clips").glob("*.mp4"))) == 2
    path = taught(tmp_path / "x", models, evaluation.NAME)
    setting = Setting(models, limit=2, steps=2, seconds=0.3)
    found, rows = evaluation.compare(setting, judge, given, (Lora(str(path)),), {"kind": "dog", "colour": "red"})
    assert len(rows) == 2 and found["n"] == 2
    for name in ("similarity", "taken", "palette", "asked", "adherence"):
        assert set(found[name]) == {"drawn", "before", "after"}
        assert all(value is not None and abs(value) <= 1.001 for value in found[name].values())
    assert found["similarity"]["before"] != found["similarity"]["after"]
    assert found["rise"] == pytest.approx(found["similarity"]["after"] - found["similarity"]["before"], abs=1e-3)
    same, _ = evaluation.compare(setting, judge, given, (), {"kind": "dog", "colour": "red"})
    assert same["rise"] == same["fall"] == 0, "the control: nothing learned, nothing changed"


# -- the window -------------------------------------------------------------------------------------------------------


@pytest.fixture
def studio(tmp_path: Path, caplog: pytest.LogCaptureFixture):
    with open_watched_studio(tmp_path, caplog) as studio:
        yield studio


@pytest.fixture
def show(studio):
    """Makes panels, and takes them away again."""
    pictures, shown = Frames(studio), []

    def make(kind):
        shown.append(panel := kind(studio, pictures))
        panel.show()
        panel.refresh_now()
        return panel

    yield make
    for panel in shown:
        panel.close()
    pictures.close()


def listed(choice: WordsChoice) -> list[object]:
    return [choice.itemData(n) for n in range(choice.count())]


def test_learned_looks_are_listed_after_the_built_in_ones(models, shelf: Path, studio, show) -> None:
    panel = show(StoryboardPanel)
    assert listed(panel.look)[-5:] == ["glowing neon style", "my-style", "my-style=0.7", "my-style=0.4", None]
    panel.look.said.emit("my-style=0.7")
    panel.refresh_now()
    assert studio.project.look == "my-style=0.7" and panel.look.currentText() == "my-style 70%"
    panel.look.show_words("as in a dream")
    taught(shelf, models, "later")
    panel.look.showPopup()
    panel.look.hidePopup()
    assert listed(panel.look)[-5:] == ["later", "later=0.7", "later=0.4", "as in a dream", None]
    assert panel.look.currentText() == "as in a dream"


def test_learned_characters_join_the_cast(models, shelf: Path, studio, show) -> None:
    panel = show(CastPanel)
    assert not panel.learned.isHidden()
    panel.learned.menu().aboutToShow.emit()
    (zibbo,) = panel.learned.menu().actions()
    zibbo.trigger()
    panel.refresh_now()
    (member,) = studio.project.cast
    assert (member.name, member.image, member.description) == ("zibbo", None, "")
    assert "a pink monster" in panel._cards["zibbo"].description.placeholderText()
    panel.learned.menu().aboutToShow.emit()
    assert [action.isEnabled() for action in panel.learned.menu().actions()] == [False]
    for path in shelf.iterdir():
        path.unlink()
    panel.refresh_now()
    assert panel.learned.isHidden()
