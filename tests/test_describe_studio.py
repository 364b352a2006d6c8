"""Describing clips in the running studio: asked without waiting, shown in a window, used as a prompt."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from PySide6.QtWidgets import QApplication
from safetensors.torch import save_file
from stand_in import StandIn
from test_describe import CERTAIN
from test_describe import folder as folder
from test_writing import Answering
from test_writing import server as server
from ui_kit import application, clip, footage, made, open_timeline

from studio.engine import events
from studio.session.changes import ProblemRaised
from studio.session.studio import Studio
from studio.ui.dialogs.describe import DescribeDialog
from studio.ui.timeline.hits import OnClip
from studio.ui.timeline.layout import rows
from studio.ui.timeline.menu import menu_for

pytest_plugins = ("engine_fixtures",)


@pytest.fixture
def studio(tmp_path: Path, folder: Path):
    application()
    StandIn.go.set()
    StandIn.made.clear()
    found = Studio(data=tmp_path / "data", engine=StandIn, models=folder)
    found.create(tmp_path / "film")
    found.heard = []
    found.subscribe(found.heard.append)
    yield found
    StandIn.go.set()
    found.close()


def imported(studio: Studio, path: Path) -> str:
    studio.import_media(footage(path), at=0)
    studio.wait(timeout=30)
    return studio.project.tracks[0].clips[0].id


def generated(studio: Studio) -> str:
    """A take with latents that can be read; the stand-in's own are none."""
    name = made(studio, "a red car")
    take = studio.project.takes[-1]
    save_file({"latents": torch.zeros(6, 4, 14, 24).half()}, str(studio.folder / take.latents))
    return name


def answer(studio: Studio, clip_id: str, **options: str):
    found: list = []
    studio.describe(clip_id, on_done=found.append, **options)
    assert not found, "nobody waits for it"
    studio.pump_until(lambda: bool(found), timeout=60)
    return found[0]


def test_footage_is_described_in_both_languages(studio, tmp_path):
    name = imported(studio, tmp_path / "foreign.mp4")
    told = answer(studio, name)
    assert told.facts == CERTAIN and "cat" in told.text
    assert "猫" in answer(studio, name, language="zh", length="short").text


def test_a_model_of_ones_own_looks_first_and_the_captioner_instead_of_it(studio, tmp_path, server):
    name = imported(studio, tmp_path / "foreign.mp4")
    studio.use_writer(server)
    assert studio.has_writer and answer(studio, name, own=False).facts == CERTAIN
    told = answer(studio, name)
    assert (told.text, told.facts, told.note, told.trouble) == ("A fox in the snow.", {}, "", "")
    picture = Answering.asked[-1][1]["messages"][0]["content"][1]["image_url"]["url"]
    assert picture.startswith("data:image/png;base64,")
    Answering.said["/v1/chat/completions"] = None
    told = answer(studio, name)
    assert told.facts == CERTAIN and "reads no pictures" in told.trouble and told.note


def test_a_take_is_shown_to_a_model_of_ones_own_as_film(studio, server):
    name = generated(studio)
    studio.use_writer(server)
    assert answer(studio, name).text == "A fox in the snow."


def test_the_dialog_lets_one_choose_who_looks(studio, tmp_path, server):
    name = imported(studio, tmp_path / "foreign.mp4")
    shown = clip(studio, name)
    plain = DescribeDialog(studio, shown)
    assert plain.by.isHidden() and plain.by.value() == "studio"
    plain.reject()
    studio.use_writer(server)
    dialog = DescribeDialog(studio, shown)
    assert not dialog.by.isHidden()
    studio.pump_until(lambda: bool(dialog.text.toPlainText()), timeout=60)
    assert dialog.text.toPlainText() == "A fox in the snow." and not dialog.note.text()
    Answering.said["/v1/chat/completions"] = None
    dialog.ask()
    studio.pump_until(lambda: bool(dialog.text.toPlainText()), timeout=60)
    assert "cat" in dialog.text.toPlainText() and "reads no pictures. The built-in" in dialog.note.text()
    dialog.reject()


def test_trouble_is_told_and_answered(studio, tmp_path):
    name = imported(studio, tmp_path / "foreign.mp4")
    media = studio.project.media[0]
    (studio.folder / media.path).write_bytes(b"no longer a film")
    assert answer(studio, name) is None
    assert any(isinstance(change, ProblemRaised) for change in studio.heard)
    planned = studio.new_shot("a red car", at=480)
    studio.attempt(studio.describe, planned, on_done=print)
    assert sum(isinstance(change, ProblemRaised) for change in studio.heard) == 2


def test_what_was_seen_becomes_the_prompt_of_a_silent_shot(studio, tmp_path):
    name = imported(studio, tmp_path / "foreign.mp4")
    StandIn.go.clear()
    job = studio.extend_after(name, seconds=1)
    studio.pump_until(lambda: studio.job(job.id).active, timeout=30)
    studio.handle(events.Described(job.id, "an orange cat runs"))
    assert clip(studio, job.clip_id).prompt == "an orange cat runs"
    assert [p.text for p in studio.job(job.id).request.prompts] == ["an orange cat runs"]
    StandIn.go.set()
    studio.wait(timeout=30)
    assert studio.project.takes[-1].recipe.prompt == "an orange cat runs"
    assert studio.project.takes[-1].id in clip(studio, job.clip_id).takes
    spoken = made(studio, "a blue bus", at=480)
    studio.described(spoken, "something else")
    assert clip(studio, spoken).prompt == "a blue bus"


def test_the_dialog_shows_it_and_puts_it_into_the_shot(studio):
    name = generated(studio)
    dialog = DescribeDialog(studio, clip(studio, name))
    assert not dialog.use.isEnabled()
    studio.pump_until(lambda: bool(dialog.text.toPlainText()), timeout=60)
    assert "cat" in dialog.text.toPlainText() and "drawn world" in dialog.note.text()
    dialog.language._buttons["zh"].click()
    studio.pump_until(lambda: "猫" in dialog.text.toPlainText(), timeout=60)
    dialog.text.setPlainText("一只蓝色的猫")
    dialog.use.click()
    assert clip(studio, name).prompt == "一只蓝色的猫"
    QApplication.processEvents()


def test_an_answer_after_the_dialog_is_closed_goes_nowhere(studio):
    name = generated(studio)
    dialog = DescribeDialog(studio, clip(studio, name))
    dialog.reject()
    del dialog
    QApplication.processEvents()
    assert answer(studio, name).facts == CERTAIN


def test_the_menu_offers_it_for_what_exists(studio):
    with open_timeline(studio) as timeline:
        name = made(studio, at=240)
        asked: list[str] = []
        timeline.describe_wanted.connect(asked.append)
        for one, able in ((name, True), ("b", False)):
            shown = clip(studio, one)
            row = next(row for row in rows(timeline.film, timeline.view) if shown in row.track.clips)
            menu = menu_for(timeline, OnClip(row, shown, None, shown.start + 3))
            entry = next(action for action in menu.actions() if action.text().startswith("Describe"))
            assert entry.isEnabled() is able
            entry.trigger()
            menu.close()
        assert asked == [name]
