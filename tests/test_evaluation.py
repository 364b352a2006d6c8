"""Evaluation: the recogniser learns and keeps what it promises, every figure answers to what it measures, and every
suite runs from the command line with a model of the smallest kind."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from engine_kit import write_models
from training_kit import RESOURCES

from studio import cli
from studio.problem import StudioError
from studio.training import command, evaluation_memory, evaluation_pace, evaluation_seams, recogniser, train_recogniser
from studio.training.dataset import draw_shard, held_out
from studio.training.evaluation import Shelf
from studio.training.evaluation_adherence import prompts, scores
from studio.training.evaluation_prompts import ask, drawn, unseen_scene, without_colour
from studio.training.evaluation_sheet import RIGHT, WRONG, Row, compose
from studio.training.recogniser import LABELS, Recogniser, RecogniserConfig
from studio.world.captions import ATTRIBUTES, caption, choose, facts, mentions
from studio.world.stage import visible

TINY = RecogniserConfig(stem=8, look=8, motion=8, fine=16, coarse=16, fine_blocks=1, coarse_blocks=1)
SHIPPED = RESOURCES / "recogniser.safetensors"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A few drawn clips to learn from."""
    folder = tmp_path_factory.mktemp("data")
    draw_shard(folder / "s000-16x9-12", 8, 70_000)
    draw_shard(folder / "eval-tiny", 2, 9_700_000, evaluation=True)
    return folder


def tiny() -> Recogniser:
    torch.manual_seed(3)
    return Recogniser(TINY).eval()


# -- the recogniser -----------------------------------------------------------------------------------------------


def test_the_recogniser_learns_what_drawings_show(data: Path) -> None:
    torch.manual_seed(0)
    network = train_recogniser.build(TINY, torch.float32)
    optimizer = train_recogniser.make_optimizer(network)
    batches = iter(train_recogniser.Seconds(data, batch=8, seed=0))
    losses = []
    for _ in range(14):
        clips, labels, boxes = next(batches)
        loss, right = train_recogniser.loss_of(network, clips.float(), labels, boxes)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    assert set(right) == set(ATTRIBUTES)
    assert np.mean(losses[-3:]) < 0.85 * np.mean(losses[:2])


def test_the_command_trains_goes_on_and_publishes(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
                                                  capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(command, "MODELS", tmp_path / "published")
    (tmp_path / "data").symlink_to(data)
    words = ["recogniser", "--folder", str(tmp_path), "--minutes", "0.001", "--publish"]
    assert command.main(words) == command.main(words) == 0
    assert "resumed at step 1" in capsys.readouterr().out
    promised = json.loads(recogniser.notes(tmp_path / "published" / "recogniser.safetensors")["accuracy"])
    assert promised.keys() == {"mean", *ATTRIBUTES}
    assert recogniser.load(tmp_path / "published" / "recogniser.safetensors").labels == LABELS


def test_a_mirrored_pan_pans_the_other_way(data: Path) -> None:
    source = train_recogniser._source(data / "s000-16x9-12")
    for facts_of in source.facts:
        facts_of["camera"] = LABELS["camera"].index("pan left")
    plain = [recogniser.halved(source.second(i)) for i in range(source.shape[0])]
    batches = train_recogniser.Seconds(data, batch=2, seed=0)
    seen = set()
    for _ in range(40):
        clip, labels, box = batches._one(source)
        assert 0 <= box[0] < box[2] <= 1 and 0 <= box[1] < box[3] <= 1
        mirrored = not any(np.array_equal(clip, one) for one in plain)
        seen.add((mirrored, LABELS["camera"][labels["camera"]]))
    assert seen == {(False, "pan left"), (True, "pan right")}


def test_seconds_without_the_character_teach_nothing() -> None:
    here, gone = [0.4, 0.2, 0.6, 0.9], [1.0, 0.2, 1.0, 0.9]
    assert train_recogniser._starts([here] * 3) == [0]
    assert train_recogniser._starts([here] * 4 + [gone] * 2 + [here] * 3) == [0, 4, 24]
    assert train_recogniser._starts([gone] * 3) == []


@pytest.mark.parametrize(("frames", "seconds"), [(3, 1), (12, 1), (23, 1), (36, 3)])
def test_every_whole_second_is_judged(frames: int, seconds: int) -> None:
    network, film = tiny(), np.random.default_rng(0).integers(0, 255, (frames, 112, 144, 3), np.uint8)
    verdict = network.judge(film)
    assert all(p.shape == (seconds, len(LABELS[name])) and np.allclose(p.sum(1), 1, atol=1e-5)
               for name, p in verdict.items())
    told = network.told(verdict)
    assert len(told) == seconds and all(told[0][name] in LABELS[name] for name in ATTRIBUTES)
    assert network.summed(verdict).keys() == set(ATTRIBUTES)


def test_seconds_are_judged_one_by_one() -> None:
    network = tiny()
    film = np.random.default_rng(1).integers(0, 255, (24, 64, 64, 3), np.uint8)
    together, alone = network.judge(film), network.judge(film[12:])
    assert all(np.allclose(together[name][1], alone[name][0], atol=1e-5) for name in ATTRIBUTES)


def test_a_recogniser_is_written_and_read(tmp_path: Path) -> None:
    network, path = tiny(), tmp_path / "recogniser.safetensors"
    recogniser.save(path, network, notes={"accuracy": "{}"})
    again = recogniser.load(path)
    assert recogniser.notes(path)["accuracy"] == "{}"
    film = np.random.default_rng(2).integers(0, 255, (12, 64, 64, 3), np.uint8)
    assert np.allclose(network.judge(film)["kind"], again.judge(film)["kind"], atol=0.02)


def test_a_recogniser_that_cannot_judge_says_so(tmp_path: Path) -> None:
    path = tmp_path / "recogniser.safetensors"
    with pytest.raises(StudioError, match="missing"):
        recogniser.load(path)
    path.write_bytes(b"nonsense")
    with pytest.raises(StudioError, match="cannot be read"):
        recogniser.load(path)
    recogniser.save(path, Recogniser(TINY, LABELS | {"place": ("attic", "cellar")}))
    with pytest.raises(StudioError, match="another world: they differ in place"):
        recogniser.load(path)


@pytest.mark.skipif(not SHIPPED.exists(), reason="this copy has no recogniser")
def test_the_shipped_recogniser_keeps_its_promise(tmp_path: Path) -> None:
    promised = json.loads(recogniser.notes(SHIPPED)["accuracy"])
    draw_shard(tmp_path / "eval", 24, 9_800_000, evaluation=True)
    found = train_recogniser.accuracy(recogniser.load(SHIPPED), tmp_path / "eval")
    assert found["mean"] > promised["mean"] - 0.08
    assert found["mean"] > 0.6


# -- prompts ------------------------------------------------------------------------------------------------------


def test_scenes_are_held_out_and_never_the_same() -> None:
    scenes = [unseen_scene(seed) for seed in range(12)]
    assert all(held_out(facts(scene)) for scene in scenes)
    assert len(set(scenes)) == 12 and scenes == [unseen_scene(seed) for seed in range(12)]


def test_only_what_is_told_is_asked() -> None:
    silent = 0
    for seed in range(40):
        scene = unseen_scene(seed)
        told = choose(scene, "short", rng=random.Random(seed))
        asked = ask(scene, "en", "short", seed)
        assert asked.text == caption(scene, "en", "short", seed)
        assert {"kind", "colour", "action"} <= asked.attributes
        assert ("camera" in asked.attributes) == told.camera
        silent += "camera" not in asked.attributes
        assert ask(scene, "zh", "long", seed).attributes == set(ATTRIBUTES)
    assert silent > 10


def test_the_same_scenes_are_asked_for_in_both_languages() -> None:
    asked = prompts(8, 5)
    assert [one.language for one in asked] == ["en", "zh"] * 4
    assert [one.length for one in asked] == ["short", "short", "long", "long"] * 2
    assert all(a.scene == b.scene and a.attributes == b.attributes
               for a, b in zip(asked[::2], asked[1::2], strict=True))


def test_a_prompt_can_keep_the_colour_to_itself() -> None:
    for seed in range(60):
        scene = replace((one := unseen_scene(seed)), cast=one.cast[:1], props=())
        text, truth = without_colour(scene, seed), facts(scene)
        assert not mentions(text, "colour", truth["colour"], language="en"), text
        assert mentions(text, "kind", truth["kind"], language="en"), text
        assert "  " not in text and " an the" not in text and text[0].isupper()


# -- figures ------------------------------------------------------------------------------------------------------


def test_scores_count_what_was_asked() -> None:
    asked = prompts(4, 0)
    right = [one.truth for one in asked]
    perfect = scores(asked, right)
    assert perfect["mean"] == perfect["joint"] == perfect["joint_told"] == 1.0
    assert perfect["asked"]["kind"] == 4 and perfect["asked"]["camera"] >= 2
    wrong = [told | {"kind": "none"} if one.length == "long" else told for one, told in zip(asked, right, strict=True)]
    found = scores(asked, wrong)
    assert found["per_attribute"]["kind"] == 0.5 and found["joint"] == 0.0 and found["joint_told"] == 0.5
    assert found["mean"] == pytest.approx(1 - 0.5 / 7, abs=1e-3)


def pan(frames: int, *, pace: float = 2.0) -> np.ndarray:
    """A pattern that slides by."""
    x = np.arange(96)[None] - pace * np.arange(frames)[:, None]
    wave = 128 + 100 * np.sin(x / 7)
    return np.repeat(np.repeat(wave[:, None, :, None], 64, 1), 3, 3).astype(np.uint8)


def test_seams_are_measured_where_they_are() -> None:
    smooth = evaluation_seams.at_seams(pan(48), [16, 32])
    assert smooth["seam"] == pytest.approx(1, abs=0.05) and smooth["velocity"] == pytest.approx(1, abs=0.25)
    jump = pan(48).copy()
    jump[16:] = pan(80)[48:]                                # somewhere else from frame 16 on
    assert evaluation_seams.at_seams(jump, [16])["seam"] > 3
    assert evaluation_seams.at_seams(jump, [15])["seam"] < 1.3
    tinted = pan(48).copy()
    tinted[16:] += 12
    assert evaluation_seams.at_seams(tinted, [16])["colour_step"] > 5
    turned = np.concatenate([pan(24), pan(24)[::-1]])[np.r_[0:24, 25:48]]
    assert evaluation_seams.at_seams(turned, [24])["velocity"] > 3
    assert evaluation_seams.at_seams(turned, [24])["seam"] == pytest.approx(1, abs=0.05)


def test_a_minute_is_compared_end_to_end() -> None:
    even = evaluation_pace.over_time(pan(240))
    assert even["drift"] < 0.02 and even["motion"] == pytest.approx(1, abs=0.05)
    frozen = pan(240).copy()
    frozen[180:] = frozen[180]
    assert evaluation_pace.over_time(frozen)["motion"] == 0
    pale = (pan(240) * np.linspace(1, 0.6, 240)[:, None, None, None]).astype(np.uint8)
    found = evaluation_pace.over_time(pale)
    assert found["colour"] > 0.1 and found["contrast"] > 0.2
    assert found["drift"] == max(found["colour"], found["contrast"])


def test_main_characters_of_a_minute_stay_in_the_frame() -> None:
    for seed in range(8):
        scene = evaluation_pace.staying_scene(seed)
        assert all(visible(scene.cast[0], scene, t) > 0.6 for t in (0.0, 10.0, 59.0)), scene


@pytest.mark.parametrize("kind", ["_occluded", "_returning"])
def test_characters_go_and_come_back(kind: str) -> None:
    cases = getattr(evaluation_memory, kind)(0)
    for case, _ in zip(cases, range(4), strict=False):
        main, now = case.scene.cast[0], case.now
        assert held_out(facts(case.scene))
        assert visible(main, case.scene, now) <= evaluation_memory.HIDDEN
        assert all(visible(main, case.scene, now + s + 0.5) >= evaluation_memory.SEEN for s in case.judged)
        first = now - evaluation_memory.KNOWN / 12
        assert max(visible(main, case.scene, first + k / 12) for k in range(4)) >= evaluation_memory.SEEN


def test_the_shelf_hands_out_frames_by_time() -> None:
    shelf, film = Shelf(), np.arange(24, dtype=np.uint8)[:, None, None, None] * np.ones((1, 16, 16, 3), np.uint8)
    shelf.put("film", film)
    assert shelf.picture("film", 1.0, 16, 16)[0, 0, 0] == 12
    assert shelf.video("film", 0.5, 1.0, 12, 16, 16)[:, 0, 0, 0].tolist() == [6, 7, 8, 9, 10, 11]
    assert shelf.video("film", 1.5, 3.0, 12, 16, 16)[-1, 0, 0, 0] == 23


def test_a_sheet_shows_what_was_right() -> None:
    picture = np.zeros((56, 96, 3), np.uint8)
    rows = [Row([picture] * 2, [True, False]), Row([picture] * 2, [None, True]), Row([picture] * 2)]
    sheet = compose(rows, across=2)
    assert sheet.dtype == np.uint8 and sheet.shape[0] > 2 * 56 and sheet.shape[1] > 4 * 96
    colours = {tuple(c) for c in sheet.reshape(-1, 3).tolist()}
    assert {RIGHT, WRONG} <= colours
    with pytest.raises(ValueError):
        compose([])


def test_scenes_are_drawn_in_the_size_asked_for() -> None:
    film = drawn(unseen_scene(1), 0.5, width=144, height=144)
    assert film.shape == (6, 144, 144, 3) and film.std() > 5


# -- the command --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The weights of a tiny model and a recogniser that knows nothing."""
    folder = write_models(tmp_path_factory.mktemp("tiny"))
    recogniser.save(folder / "recogniser.safetensors", tiny())
    return folder


def evaluate(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, dict]:
    code = cli.main(["evaluate", *words, "--json"])
    return code, json.loads(capsys.readouterr().out.splitlines()[-1])


KEYS = {
    "adherence": ("mean", "joint", "per_attribute", "zh_minus_en", "recogniser"),
    "keyframes": ("mean", "seam", "colour_step", "recogniser"), "seams": ("seam", "colour_step", "loop", "velocity"),
    "take60": ("identity", "drift", "motion", "recogniser"), "permanence": ("mean", "occluder", "return", "recogniser"),
    "cast": ("mean", "recogniser"), "steps": ("mean", "by_steps"), "compute": ("mean", "by_checkpoint"),
    "speed": ("rtf", "first_frame_s"),
}


@pytest.mark.parametrize("suite", KEYS)
def test_every_suite_runs(suite: str, models: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str],
                          monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FANTASCOPE_MODELS", str(models))
    limit = "2" if suite in ("adherence", "permanence") else "1"
    more = [str(models / "transformer.safetensors")] if suite == "compute" else []
    code, found = evaluate(capsys, suite, *more, "--limit", limit, "--steps", "1", "--seconds", "0.34",
                           "--guidance", "1", "-o", str(tmp_path))
    assert code == 0 and found["ok"] is True, found
    assert {"n", *KEYS[suite]} <= found.keys() and found["n"] >= 1
    for key in KEYS[suite]:
        assert found[key] is not None or key == "joint"     # two prompts may both be short
        if isinstance(found[key], float) and key in ("mean", "joint", "identity"):
            assert 0 <= found[key] <= 1
    sheet, figures = tmp_path / f"{suite}.png", json.loads((tmp_path / f"{suite}.json").read_text("utf-8"))
    assert sheet.read_bytes().startswith(b"\x89PNG") and len(figures["rows"]) >= 1
    assert sorted(p.name for p in tmp_path.iterdir()) == [f"{suite}.json", f"{suite}.png"]


@pytest.mark.parametrize(("words", "told"), [
    (("adherance",), "no suite"), (("cast", "--limit", "0"), "nothing to judge"),
    (("cast", "--limit", "-3"), "nothing"), (("speed", "--steps", "0"), "Steps"),
    (("cast", "weights.safetensors"), "no checkpoints"), (("compute",), "no checkpoints to compare"),
    (("compute", "missing.safetensors"), "missing"),
    (("take60", "--seconds", "nan"), "cannot be judged"), ((), "required"),
])
def test_what_cannot_be_evaluated_is_said(words: tuple[str, ...], told: str, models: Path, tmp_path: Path,
                                          capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FANTASCOPE_MODELS", str(models))
    code, found = evaluate(capsys, *words, *(["-o", str(tmp_path)] if words else []))
    assert code == 2 and found["ok"] is False
    assert told in found["error"]["what"] and found["error"]["next"]


def test_missing_files_are_named(models: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str],
                                 monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FANTASCOPE_MODELS", str(tmp_path))
    assert "transformer.safetensors is missing" in evaluate(capsys, "speed", "-o", str(tmp_path))[1]["error"]["what"]
    for name in ("transformer", "autoencoder", "text"):
        (tmp_path / f"{name}.safetensors").symlink_to(models / f"{name}.safetensors")
    code, found = evaluate(capsys, "adherence", "-o", str(tmp_path))
    assert code == 2 and "recogniser.safetensors is missing" in found["error"]["what"]
    (tmp_path / "file").write_text("x")
    assert "is a file" in evaluate(capsys, "cast", "-o", str(tmp_path / "file"))[1]["error"]["what"]
    assert "can't be made" in evaluate(capsys, "cast", "-o", str(tmp_path / "file" / "in"))[1]["error"]["what"]
