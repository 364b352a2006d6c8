"""The models dialog and the choice of a model in the shot panel, with folders that are looked at and never loaded."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from ui_kit import application, open_studio
from weights_folder import write_folder, write_weights

from studio.engine.backends.capability import FAMILIES
from studio.engine.request import GUIDANCE, STEPS
from studio.session import models
from studio.session.changes import ProblemRaised
from studio.session.film import find_clip
from studio.session.jobs import Failed
from studio.session.planning import Settings
from studio.session.shelving import OfferCard
from studio.session.studio import Studio
from studio.ui.dialogs.models import ModelsDialog
from studio.ui.frames import Frames
from studio.ui.main import begin
from studio.ui.panels.shot import ShotPanel


@pytest.fixture
def studio(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Studio]:
    monkeypatch.setenv("FANTASCOPE_SHELF", str(tmp_path / "shelf"))
    monkeypatch.setattr(models, "EXTRA", ())
    with open_studio(tmp_path) as made:
        yield made


@pytest.fixture
def dialog(studio: Studio) -> Iterator[ModelsDialog]:
    made = ModelsDialog(studio)
    made.show()
    yield made
    made.close()
    application().processEvents()


def listed(dialog: ModelsDialog) -> list[str]:
    return [dialog.list.item(n).text() for n in range(dialog.list.count())]


def test_a_folder_is_checked_listed_and_removed(studio, dialog, tmp_path):
    assert listed(dialog) == ["The bundled model"]
    assert not dialog.remove.isVisible()
    folder = write_folder(tmp_path / "wan-vace")
    dialog.add(folder)
    studio.wait(timeout=30)
    assert listed(dialog) == ["The bundled model", "wan-vace"]
    assert "Wan 2.1 VACE" in dialog.title.text()
    assert "keyframes" in dialog.can.text()
    assert "sound" in dialog.cannot.text()
    assert "In memory:" in dialog.memory.text()
    assert "can be chosen" in dialog.words.text()
    dialog.check.click()
    studio.wait(timeout=30)
    assert "sound" in dialog.words.text()
    assert not dialog.delete.isVisible(), "what was not downloaded here is not deleted here"
    dialog.remove.click()
    assert listed(dialog) == ["The bundled model"]
    assert folder.is_dir()


def test_a_single_file_needs_the_parts_of_another(studio, dialog, tmp_path):
    assert not dialog.add_file.isEnabled()
    dialog.add(write_folder(tmp_path / "wan"))
    studio.wait(timeout=30)
    write_weights(tmp_path / "small.safetensors", {f"blocks.{n}.x": (2,) for n in range(2)})
    assert dialog.base.currentData() == "wan"
    dialog.add_with(tmp_path / "small.safetensors", dialog.base.currentData())
    studio.wait(timeout=30)
    assert listed(dialog) == ["The bundled model", "small", "wan"]


def test_what_is_refused_says_why(studio, dialog, tmp_path):
    folder = write_folder(tmp_path / "evil")
    (folder / "pipeline.py").write_text("raise SystemExit")
    dialog.add(folder)
    studio.wait(timeout=30)
    assert "can hold code" in dialog.words.text()
    assert any(isinstance(job.state, Failed) for job in studio.jobs)
    assert listed(dialog) == ["The bundled model"]


def test_a_download_waits_for_a_yes_to_its_licence(studio, dialog, monkeypatch):
    asked = []
    kind = FAMILIES["vace"]
    offer = OfferCard(None, kind.name, "19.0 GB", "apache-2.0", "all of it", "Can: much.")
    monkeypatch.setattr(type(studio.models), "look_up",
                        lambda self, repo, on_done: asked.append(repo) or on_done(offer))
    monkeypatch.setattr(type(studio.models), "download", lambda self, card, on_done: asked.append(card))
    assert not dialog.download.isVisible()
    dialog.repo.setText("Wan-AI/Wan2.1-VACE-1.3B-diffusers")
    assert asked == [], "typing asks nobody"
    dialog.look_up.click()
    assert asked == ["Wan-AI/Wan2.1-VACE-1.3B-diffusers"]
    assert "19.0 GB" in dialog.offered.text()
    assert "apache-2.0" in dialog.offered.text()
    assert not dialog.download.isEnabled()
    dialog.accept_licence.setChecked(True)
    dialog.download.click()
    assert asked[1:] == [offer]
    dialog.repo.textEdited.emit("another")
    assert not dialog.download.isVisible(), "what was accepted was the other one"


def test_without_the_packages_it_says_how_to_add_them(studio, monkeypatch):
    monkeypatch.setattr(models, "EXTRA", ("nowhere_to_be_found",))
    dialog = ModelsDialog(studio)
    assert "requirements-gpu.txt" in dialog.words.text()
    dialog.close()
    application().processEvents()


def test_a_shot_is_made_by_the_model_that_is_chosen_for_it(studio, tmp_path):
    models.shelf().add(write_folder(tmp_path / "wan"))
    frames = Frames(studio)
    panel = ShotPanel(studio, frames)
    panel.show()
    try:
        clip_id = studio.new_shot("a red fox", at=0, seconds=2)
        studio.select((clip_id,))
        panel.refresh_now()
        assert [panel.model.itemData(n) for n in range(panel.model.count())] == ["pocket", "wan"]
        panel.model.setCurrentIndex(1)
        panel.model.activated.emit(1)
        panel.refresh_now()
        assert find_clip(studio.project, clip_id)[1].shot.model == "wan"
        assert (panel.steps.value(), panel.guidance.value()) == (30, 5.0)
        request = studio.request_for(clip_id)
        assert (request.model, request.fps, request.frames) == ("wan", 16, 32)
        assert request.width % 16 == 0
        assert "keyframes" in panel.model.toolTip()
        assert any("In memory" in note for note in models.notes(request))
        models.shelf().remove("wan")
        panel.refresh_now()
        assert "not installed" in panel.model.currentText()
        assert studio.attempt(studio.generate, clip_id) is None
        studio.choose_model("")
        assert studio.settings == replace(studio.settings, model="pocket", steps=STEPS, guidance=GUIDANCE)
    finally:
        panel.hide()
        frames.close()
        application().processEvents()


def test_the_chosen_model_is_there_at_the_next_start(studio, tmp_path):
    models.shelf().add(write_folder(tmp_path / "wan"))
    studio.choose_model("wan")
    told = []
    for gone in (False, True, True):
        again = Studio(data=studio.data)
        again.subscribe(lambda change: told.append(str(change.problem)) if isinstance(change, ProblemRaised) else None)
        if gone and not told:
            models.shelf().remove("wan")
        begin(again, None, last=None, safe=False)
        assert again.settings == (studio.settings if not gone else Settings())
        again.close()
    assert len(told) == 1 and "“wan”" in told[0] and "bundled model is chosen" in told[0]  # said once
    for text in ("", "[]", '{"model": 7}', '{"model": ""}'):
        (studio.data / "model.json").write_text(text)
        studio.settings = Settings()
        studio.take_up_model()
        assert studio.settings == Settings(), text


def test_nothing_heavy_came_in_by_looking(studio, dialog):
    if "torch" in sys.modules:
        pytest.skip("other tests of this process have loaded it")
    assert not {"diffusers", "transformers", "huggingface_hub"} & set(sys.modules)


def test_shots_can_be_made_by_a_cluster_and_here_again(studio, dialog):
    troubles = []
    studio.subscribe(lambda change: troubles.append(change) if isinstance(change, ProblemRaised) else None)
    dialog.cluster.setText("somewhere")
    dialog.use_cluster()
    assert (studio.cluster, dialog.cluster.text()) == ("", "") and "no address" in troubles[0].problem.what
    dialog.cluster.setText("127.0.0.1:9")
    dialog.use_cluster()
    job = studio.generate(studio.new_shot("a red car", at=0))
    studio.pump_until(lambda: studio.job(job.id).over, timeout=60)
    failed = studio.job(job.id).state
    assert isinstance(failed, Failed)
    assert "Nothing answers at 127.0.0.1:9" in failed.problem.what or "not installed: ray" in failed.problem.what
    dialog.cluster.setText("")
    dialog.use_cluster()
    assert studio.cluster == ""
    again = studio.retry(job.id)
    studio.pump_until(lambda: studio.job(again.id).over, timeout=60)
    assert not isinstance(studio.job(again.id).state, Failed)
