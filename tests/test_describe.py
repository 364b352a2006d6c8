"""Describing: what the captioner's answers become in words, in requests without a prompt, and on the command line."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from engine_kit import Patterns, ask, before, write_models
from media_footage import video
from safetensors.torch import save_file

from studio import cli
from studio.engine.control import Control
from studio.engine.describe import LOOKS, SPAN, Seer, spans
from studio.engine.events import Described, Event
from studio.engine.journal import Journal
from studio.engine.models import Models
from studio.engine.request import GenerateRequest, Motion, Still
from studio.engine.sample import generate
from studio.model import weights
from studio.model.captioner import FACTS, Captioner, CaptionerConfig
from studio.session.describing import describe
from studio.session.reader import MediaReader
from studio.world import scene
from studio.world.captions import LENGTHS, mentions
from studio.world.retell import consistent, retell

pytest_plugins = ("engine_fixtures",)

CERTAIN = {"kind": "cat", "colour": "orange", "place": "beach", "time": "sunset", "weather": "rain", "action": "run",
           "camera": "follow", "shot": "wide"}


def reading(sure: float = 0.9, **facts: str) -> dict[str, dict[str, float]]:
    """Each fact with this likelihood, the rest shared evenly."""
    told = CERTAIN | facts
    return {name: {value: sure if value == told[name] else (1 - sure) / (len(values) - 1) for value in values}
            for name, values in FACTS.items()}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny model with a captioner that always answers the same, whatever it sees: a cat, and so on."""
    found = write_models(tmp_path_factory.mktemp("models"))
    torch.manual_seed(3)
    captioner = Captioner(CaptionerConfig(channels=4, width=32, depth=1))
    for name, values in FACTS.items():
        torch.nn.init.zeros_(captioner.heads[name].bias)
        captioner.heads[name].bias.data[values.index(CERTAIN[name])] = 12.0
    weights.save(found / "captioner.safetensors", captioner)
    return found


# -- the network --------------------------------------------------------------------------------------------------


def test_it_knows_what_the_world_can_draw() -> None:
    assert FACTS == {"kind": scene.KINDS, "colour": scene.COLOURS, "place": scene.PLACES, "time": scene.TIMES,
                     "weather": scene.WEATHERS, "action": scene.ACTIONS, "camera": scene.CAMERAS, "shot": scene.SHOTS}


@pytest.mark.parametrize("shape", [(1, 14, 24), (3, 24, 14), (2, 17, 9), (7, 8, 8)])
def test_any_length_and_size_goes_in(shape: tuple[int, int, int]) -> None:
    t, h, w = shape
    network = Captioner(CaptionerConfig(channels=4, width=32)).eval()
    found = network(torch.randn(2, t, 4, h, w))
    assert {name: tuple(logits.shape) for name, logits in found.items()} == {n: (2, len(v)) for n, v in FACTS.items()}


def test_the_order_of_frames_matters() -> None:
    """A pan to the left is a pan to the right seen backwards."""
    torch.manual_seed(0)
    network = Captioner(CaptionerConfig(channels=4, width=32)).eval()
    film = torch.randn(1, 4, 4, 14, 24)
    there, back = network(film)["camera"], network(film.flip(1))["camera"]
    assert (there - back).abs().max() > 1e-4
    assert torch.allclose(network(film)["camera"], there)


def test_it_has_at_most_a_million_and_a_half_parameters() -> None:
    assert sum(p.numel() for p in Captioner().parameters()) <= 1_500_000


# -- the stretches that are looked at -----------------------------------------------------------------------------


@pytest.mark.parametrize("groups", [1, 5, SPAN, SPAN + 1, 20, 24, 180, 1800])
def test_a_clip_is_looked_at_from_its_start_to_its_end(groups: int) -> None:
    found = spans(groups)
    assert found[0][0] == 0 and sum(found[-1]) == groups and len(found) <= LOOKS
    assert all(count <= max(SPAN, 1) and first >= 0 for first, count in found)


def test_films_of_any_size_latents_and_pictures_are_read(folder: Path, tmp_path: Path) -> None:
    seer = Seer(folder, dtype=torch.float32)
    film = seer.look(Motion("a.mp4", 0.0, 1.25, 0.0), Patterns(), width=96, height=64)
    still = seer.look(Motion("a.png", 0.0, 1 / 12, 0.0), Patterns(), width=64, height=96)
    for found in (film, still):
        assert found["kind"]["cat"] > 0.9 and sum(found["place"].values()) == pytest.approx(1)
    latents = torch.randn(9, 4, 8, 12).half()
    save_file({"latents": latents}, str(tmp_path / "t.latents"), metadata={"lead": "2"})
    seen = seer.look(Motion(str(tmp_path / "t.latents"), 0.0, 2.0, 0.0), Patterns(), width=96, height=64)
    assert seen["camera"]["follow"] > 0.9


def test_the_last_group_is_filled_with_the_last_frame(folder: Path) -> None:
    seer, frames = Seer(folder, dtype=torch.float32), Patterns().video("a", 0, 0.5, 12, 64, 64)
    assert len(frames) == 6
    whole = np.concatenate([frames, np.repeat(frames[-1:], 2, 0)])
    assert torch.equal(seer.encode(frames), seer.encode(whole))


# -- words --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_is_sure_is_said_and_what_is_not_is_not(language: str) -> None:
    found = describe(reading(), language=language)
    assert found.facts == CERTAIN and not found.unsure
    told = {n: v for n, v in CERTAIN.items() if n != "shot"}
    assert all(mentions(found.text, name, value, language=language) for name, value in told.items()), found.text
    vague = reading()
    vague["weather"] = {"rain": 0.5, "snow": 0.3, "clear": 0.2, "petals": 0.0, "fog": 0.0}
    found = describe(vague, language=language)
    assert found.unsure == {"weather": {"rain": 0.5, "snow": 0.3, "clear": 0.2}}
    assert not any(mentions(found.text, "weather", v, language=language) for v in ("rain", "snow", "fog"))


def test_each_length_says_no_less_than_the_shorter() -> None:
    short, medium, long = (describe(reading(), length=length).text for length in LENGTHS)
    assert len(short) < len(medium) < len(long)
    assert "camera" not in short and "sunset" not in short


def test_facts_fit_together() -> None:
    impossible = ({"kind": "car", "action": "walk"}, {"place": "room"}, {"place": "moon", "weather": "snow"},
                  {"action": "sit"}, {"kind": "bus", "place": "forest", "action": "fly"})
    for told in impossible:
        facts = consistent(reading(**told))
        assert facts["action"] in scene.actions_of(facts["kind"]) and facts["place"] in scene.places_of(facts["kind"])
        assert facts["weather"] in scene.weathers_of(facts["place"])
        assert facts["camera"] != "follow" or scene.moves(facts["action"])


def test_every_combination_the_world_knows_has_words() -> None:
    for seed in range(60):
        drawn = scene.sample_scene(seed)
        main = drawn.cast[0]
        facts = {"kind": main.character.kind, "colour": main.character.colour, "place": drawn.place, "time": drawn.time,
                 "weather": drawn.weather, "action": main.action, "camera": drawn.camera, "shot": drawn.shot}
        assert consistent(reading(0.95, **facts)) == facts
        for language in ("en", "zh"):
            assert mentions(retell(facts, language, "short", seed=seed), "kind", facts["kind"], language=language)


# -- requests without a prompt ------------------------------------------------------------------------------------


class Speaking(Patterns):
    def words(self, found: dict) -> str:
        return describe(found).text


def described(request: GenerateRequest, models: Models, folder: Path, read: Patterns) -> list[Event]:
    journal = Journal(folder).open(request)
    making = generate(request, models, read=read, control=Control(), journal=journal)
    return [event for event in making if isinstance(event, Described)]


def test_going_on_without_words_uses_what_is_seen(folder: Path, tmp_path: Path) -> None:
    models = Models(folder, dtype=torch.float32)
    silent = ask(prompts=(), motion=(before(),), seconds=0.6, steps=1)
    (first,) = described(silent, models, tmp_path / "a", Speaking())
    assert first.request_id == "a" and mentions(first.text, "kind", "cat", language="en")
    stills = replace(silent, motion=(), stills=(Still("p.png", 0.0),))
    assert described(stills, models, tmp_path / "b", Speaking())
    remix = replace(silent, motion=(), remix=Motion("a.mp4", 0.0, 0.6, 0.0))
    assert described(remix, models, tmp_path / "c", Speaking())
    assert not described(ask(motion=(before(),), seconds=0.6, steps=1), models, tmp_path / "d", Speaking())


def test_without_a_captioner_nothing_changes(models_folder: Path, tmp_path: Path) -> None:
    models = Models(models_folder, dtype=torch.float32)
    silent = ask(prompts=(), motion=(before(),), seconds=0.6, steps=1)
    assert not described(silent, models, tmp_path, Patterns())


def test_the_reader_of_the_studio_finds_words() -> None:
    assert MediaReader().words(reading()) == describe(reading()).text


# -- the command line ---------------------------------------------------------------------------------------------


def test_the_command_tells_what_it_sees(folder, tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.setenv("FANTASCOPE_MODELS", str(folder))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    clip = video(tmp_path / "foreign.mp4", [np.full((70, 90, 3), 9 * n, np.uint8) for n in range(20)])
    assert cli.main(["describe", str(clip), "--lang", "zh", "--json"]) == 0
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert told["ok"] and told["facts"]["kind"] == "cat" and "猫" in told["text"]
    assert set(told["confidence"]) == set(FACTS) and told["unsure"] == {} and "drawn world" in told["note"]
    assert cli.main(["describe", str(tmp_path / "none.mp4"), "--json"]) == 2
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["ok"] is False
    monkeypatch.setenv("FANTASCOPE_MODELS", str(tmp_path))
    assert cli.main(["describe", str(clip)]) == 2
    assert "captioner.safetensors is missing" in capsys.readouterr().err


def test_extend_without_a_prompt_tells_what_it_saw(folder, tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.setenv("FANTASCOPE_MODELS", str(folder))
    clip = video(tmp_path / "foreign.mp4", [np.full((64, 64, 3), 9 * n, np.uint8) for n in range(20)])
    words = ["extend", str(clip), "--after", "0.3", "-o", str(tmp_path / "out.mp4"), "--steps", "1", "--json"]
    assert cli.main(words) == 0
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert mentions(told["described"], "kind", "cat", language="en")
    assert cli.main([*words[:-1], "--prompt", "a blue bus", "--json"]) == 0
    assert "described" not in json.loads(capsys.readouterr().out.splitlines()[-1])
