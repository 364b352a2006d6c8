"""A look or a character learned from a few clips: what is added to the weights, who may load it, where it is chosen."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
import torch
from adapt_kit import models as models
from adapt_kit import shelf as shelf
from adapt_kit import taught
from engine_kit import ask, run
from engine_kit import models_folder as models_folder
from media_footage import video
from safetensors.torch import load_file, save_file
from stand_in import StandIn
from training_kit import frames, prompt, roles, transformer

from studio import cli
from studio.document import edit
from studio.document.film import CastMember, LoraFile, Shot
from studio.engine import adapted as files
from studio.engine.models import Models
from studio.engine.request import BUNDLED, Lora
from studio.model import lora, weights
from studio.model.autoencoder import Autoencoder
from studio.model.captioner import Captioner, CaptionerConfig
from studio.model.transformer import Transformer
from studio.problem import StudioError
from studio.session import adapted, planning
from studio.session.filming import write_script
from studio.session.naming import filmed
from studio.session.planning import Settings
from studio.session.storyboard import storyboard
from studio.session.studio import Studio
from studio.training import adapt, adapt_clips, command
from studio.training.adapt import Lesson, learn
from studio.world.captions import mentions

Q = torch.tensor


# -- the network ----------------------------------------------------------------------------------------------------


def velocity(network: Transformer) -> torch.Tensor:
    text = prompt(network)
    known = network.remember(frames(1, seed=3), Q([[-0.2]]), roles(1, 2), text)
    return network(frames(2), Q([[0.2, 0.5]]), roles(2), torch.full((1, 2), 0.6), text, known)


def test_an_addition_starts_as_nothing_and_merged_it_is_what_was_learned_beside() -> None:
    before, network = velocity(transformer()), transformer()
    lora.attach(network, 3)
    assert torch.equal(velocity(network), before)
    learned = [name for name, p in network.named_parameters() if p.requires_grad]
    assert learned and all(name.endswith((lora.DOWN, lora.UP)) for name in learned)
    assert {name.split(".")[0] for name in learned} == {"blocks", "text_kv", "adapter"}
    with torch.no_grad():
        for name, p in network.named_parameters():
            if name.endswith(lora.UP):
                p.normal_(std=0.2)
    beside = velocity(network)
    beside.square().mean().backward()
    halves = dict(network.named_parameters())
    assert all(bool(halves[name].grad.any()) for name in learned), "each of them is read, memory and text too"
    assert not torch.allclose(beside, before, atol=1e-3)
    plain = transformer()
    for layer, pair in lora.pairs({name: halves[name].detach() for name in learned}).items():
        linear = plain.get_submodule(layer)
        linear.weight.data = lora.merged(linear.weight.data, [(pair, 0.25), (pair, 0.75)])
    assert torch.allclose(velocity(plain), beside, atol=1e-4)


def test_halves_that_do_not_belong_together_are_refused() -> None:
    with pytest.raises(ValueError, match="one half"):
        lora.pairs({"blocks.0.out.lora_A.weight": torch.zeros(2, 2)})
    with pytest.raises(ValueError, match="no low-rank"):
        lora.pairs({"blocks.0.out.weight": torch.zeros(2, 2)})


# -- the engine -----------------------------------------------------------------------------------------------------


def test_a_job_changes_the_weights_and_the_next_finds_them_as_they_were(models: Path, tmp_path: Path) -> None:
    one, two = (Lora(str(taught(tmp_path / str(n), models, seed=n))) for n in range(2))
    host = Models(models, dtype=torch.bfloat16)
    host.load()
    own = {name: p.clone() for name, p in host.transformer.named_parameters()}

    def film(name: str, *loras: Lora) -> np.ndarray:
        return run(ask(name, loras=loras, seconds=0.3, steps=2), host, tmp_path / "journal" / name)[0]

    plain = film("a")
    changed = film("b", one)
    assert not np.array_equal(changed, plain)
    assert not np.array_equal(film("c", one, two), changed)
    faint, fainter = (np.abs(film(f"d{w}", Lora(one.path, w)).astype(int) - plain).mean() for w in (0.5, 0.05))
    assert 0 < fainter < faint
    assert np.array_equal(film("e", Lora(one.path, 0.0)), plain)
    film("f", two)
    assert np.array_equal(film("g"), plain)
    assert all(torch.equal(p, own[name]) for name, p in host.transformer.named_parameters())


def test_prompts_are_read_by_the_changed_layers(models: Path, tmp_path: Path) -> None:
    host = Models(models, dtype=torch.float32)
    host.load()
    before = host.text("a red fox")
    host.adapt((Lora(str(taught(tmp_path / "x", models))),))
    assert not torch.equal(host.text("a red fox").keys, before.keys)
    host.adapt()
    assert torch.equal(host.text("a red fox").keys, before.keys)


def _rewrite(path: Path, change) -> Path:
    """The file with what `change(tensors)` makes of its tensors."""
    tensors, notes = load_file(str(path)), files.read_header(path).notes
    save_file(change(tensors), str(path), metadata=notes)
    return path


def _other_latents(path: Path, models: Path) -> Path:
    coder = weights.load(models / "autoencoder.safetensors", Autoencoder)
    coder.mean += 1
    weights.save(models / "autoencoder.safetensors", coder, dtype=torch.float32)
    return path


def _first(tensors: dict, value) -> dict:
    name = next(iter(tensors))
    return {**tensors, name: value(tensors[name])}


@pytest.mark.parametrize(("spoil", "sentence"), [
    (lambda path, models: path.with_name("gone.safetensors"), "is missing"),
    (lambda path, models: path.rename(path.with_suffix(".bin")), "no safetensors"),
    (lambda path, models: (path.write_bytes(path.read_bytes()[:-9]), path)[1], "shorter or longer"),
    (lambda path, models: models / "transformer.safetensors", "not made for the bundled"),
    (lambda path, models: taught(path.parent, models, rank="900"), "does not say what it is"),
    (lambda path, models: taught(path.parent, models, trigger="two words"), "does not say what it is"),
    (lambda path, models: taught(path.parent, models, words="[" * 9), "does not say what it is"),
    (lambda path, models: taught(path.parent, models, rank="3"), "another size"),
    (lambda path, models: _rewrite(path, lambda t: {**t, "blocks.9.out.lora_A.weight": torch.ones(2, 2)}), "blocks.9"),
    (lambda path, models: _rewrite(path, lambda t: {**t, "extra": torch.ones(2)}), "another size"),
    (lambda path, models: _rewrite(path, lambda t: _first(t, lambda x: x * float("nan"))), "no number"),
    (lambda path, models: _rewrite(path, lambda t: _first(t, lambda x: x.int())), "no number"),
    (_other_latents, "sees pictures in another way"),
])
def test_what_does_not_fit_is_refused_and_nothing_changes(spoil, sentence, models: Path, tmp_path: Path) -> None:
    path = spoil(taught(tmp_path / "x", models), models)
    host = Models(models, dtype=torch.float32)
    host.load()
    before = host.text("a red fox").keys
    with pytest.raises(StudioError, match=sentence):
        host.adapt((Lora(str(path)),))
    assert torch.equal(host.text("a red fox").keys, before)


def test_weights_trained_on_since_are_no_hindrance_but_told(models: Path, tmp_path: Path) -> None:
    path = taught(tmp_path / "x", models)
    assert files.stale(files.check(path, models), models) == ""
    coder = weights.load(models / "autoencoder.safetensors", Autoencoder)
    coder.leave.bias.data += 1                                              # how latents are shown, not what they mean
    weights.save(models / "autoencoder.safetensors", coder, notes={"steps": "9"}, dtype=torch.float32)
    network = weights.load(models / "transformer.safetensors", Transformer)
    weights.save(models / "transformer.safetensors", network, notes={"steps": "9"}, dtype=torch.float32)
    assert files.stale(files.check(path, models), models) == "", "notes are no numbers"
    network.leave.bias.data += 1
    weights.save(models / "transformer.safetensors", network, dtype=torch.float32)
    assert "earlier weights" in files.stale(files.check(path, models), models)


# -- where it is chosen ---------------------------------------------------------------------------------------------


def test_looks_and_characters_are_found_by_name(shelf: Path) -> None:
    assert adapted.learned_looks() == (("my-style", "my-style"), ("my-style 70%", "my-style=0.7"),
                                       ("my-style 40%", "my-style=0.4"))
    words, chosen = adapted.look_of(" my-style=0.5 ")
    assert words == "" and (chosen.one.name, chosen.weight) == ("my-style", 0.5)
    assert adapted.look_of("ink drawing") == ("ink drawing", None) and adapted.look_of("zibbo") == ("zibbo", None)
    for wrong in ("my-style=much", "my-style=9", "my-style=nan"):
        with pytest.raises(StudioError, match="no look with a weight"):
            adapted.look_of(wrong)
    assert adapted.cast_in("@zibbo runs")[0] == "a pink monster runs"
    assert adapted.cast_in("@zibbo在跑")[0] == "一只粉色怪物在跑"
    assert adapted.cast_in("@anna runs") == ("@anna runs", ())
    (shelf / "broken.safetensors").write_bytes(b"x" * 40)
    assert [one.name for one in adapted.learned()] == ["my-style", "zibbo"]


@pytest.fixture
def studio(tmp_path: Path):
    StandIn.go.set()
    StandIn.made.clear()
    studio = Studio(data=tmp_path / "data", engine=StandIn)
    studio.settings = replace(studio.settings, expansion=False)
    studio.create(tmp_path / "film")
    yield studio
    studio.close()


def test_a_shot_is_made_with_its_look_its_cast_and_its_files(studio, shelf: Path) -> None:
    made = studio.new_shot("a red car drives.")

    def asked(**fields):
        studio.edit("x", lambda film: edit.set_shot(film, made, **fields))
        request = studio.request_for(made)
        return request.prompts[0].text, {Path(one.path).stem: one.weight for one in request.loras}

    assert asked() == ("a red car drives.", {})
    assert asked(look="my-style") == ("a red car drives, my-style", {"my-style": 1.0})
    assert asked(look="ink drawing") == ("a red car drives., ink drawing", {})
    studio.edit("x", lambda film: edit.set_look(film, "my-style=0.4"))
    assert asked(look="")[1] == {"my-style": 0.4} and asked(look="ink drawing")[1] == {}
    studio.edit("x", lambda film: edit.set_cast_member(film, CastMember("zibbo", strength=0.5)))
    assert asked(prompt="@zibbo waves", look="") == (
        "a pink monster waves, my-style, zibbo", {"my-style": 0.4, "zibbo": 0.5})
    own = (LoraFile(str(shelf / "my-style.safetensors"), 0.9), LoraFile("/nowhere/else.safetensors"))
    assert asked(prompt="a fox", loras=own) == ("a fox, my-style", {"my-style": 0.9}), "the last weight counts"
    (shelf / "my-style.safetensors").unlink()
    with pytest.raises(StudioError, match="is missing"):
        studio.request_for(made)


def test_a_learned_character_needs_neither_words_nor_a_picture(studio, shelf: Path) -> None:
    studio.edit("x", lambda film: edit.set_cast_member(film, CastMember("zibbo")))
    studio.add_card("@zibbo walks", seconds=1)
    assert len(studio.film_board()) == 1
    studio.wait(timeout=30)
    (engine,) = StandIn.made
    assert [(r.prompts[0].text, r.cast, len(r.loras)) for r in engine.asked] == [("a pink monster walks, zibbo", (), 1)]


def test_pictures_have_the_look_and_the_cast_too(studio, shelf: Path) -> None:
    studio.edit("x", lambda film: edit.set_cast_member(edit.set_look(film, "my-style"), CastMember("zibbo")))
    request = studio.picture("@zibbo sits").request
    assert request.prompts[0].text == "a pink monster sits, my-style, zibbo" and len(request.loras) == 2
    studio.wait(timeout=30)


def test_other_models_take_other_files(shelf: Path, studio, tmp_path: Path) -> None:
    save_file({"x.lora_A.weight": torch.ones(2, 2)}, str(tmp_path / "wan.safetensors"))
    both = (LoraFile(str(shelf / "my-style.safetensors")), LoraFile(str(tmp_path / "wan.safetensors"), 0.5))
    shot = Shot(prompt="a fox", look="my-style", loras=both)
    for model, names in ((BUNDLED, ["my-style"]), ("wan", ["wan"])):
        found = planning._loras(studio.project, shot, studio.require_folder().resolve, model=model)
        assert [Path(one.path).stem for one in found] == names


def test_a_storyboard_names_looks_of_film_and_shot_and_learned_characters(shelf: Path, tmp_path: Path) -> None:
    board = storyboard({
        "film": {"look": "my-style"}, "cast": [{"name": "zibbo"}],
        "shot": [{"prompt": "@zibbo walks", "seconds": 0.4}, {"prompt": "a fox", "look": "ink drawing"},
                 {"prompt": "@zibbo跑", "look": "my-style=0.5"}],
    }, folder=tmp_path, learned=["zibbo"])  # fmt: skip
    script = write_script(board, settings=Settings(), seed=1)
    asked = [scene.request for scene in script.scenes]
    told = [(one.prompts[0].text, [(Path(r.path).stem, r.weight) for r in one.loras]) for one in asked]
    assert script.portraits == {} and told == [
        ("a pink monster walks, my-style, zibbo", [("my-style", 1.0), ("zibbo", 1.0)]),
        ("a fox, ink drawing", []),
        ("一只粉色怪物跑, my-style, zibbo", [("my-style", 0.5), ("zibbo", 1.0)]),
    ]
    with pytest.raises(StudioError, match="neither"):
        storyboard({"cast": [{"name": "zibbo"}], "shot": [{"prompt": "a"}]}, folder=tmp_path)


def test_the_command_line_renders_a_learned_look(shelf: Path, tmp_path: Path, capsys) -> None:
    def pixels(*words: str) -> bytes:
        out = tmp_path / "o.png"
        code = cli.main(["render", "a red fox runs", "-o", str(out), "--picture", "--steps", "2", "--seed", "1",
                         "--no-expand", "--json", *words])
        told = json.loads(capsys.readouterr().out.splitlines()[-1])
        return out.read_bytes() if code == 0 else told["error"]["what"]

    plain = pixels()
    assert pixels("--look", "my-style") not in (plain, pixels("--look", "my-style=0.3"))
    assert pixels("--look", "my-style=0") == plain, "without it, not even its word is told"
    assert pixels("--lora", "my-style=0.3") == pixels("--look", "my-style=0.3")
    assert "nothing the bundled model has learned" in pixels("--lora", "elsewhere.safetensors")
    assert "no look with a weight" in pixels("--look", "my-style=lots")


# -- learning -------------------------------------------------------------------------------------------------------


@pytest.fixture
def clips(tmp_path: Path, models: Path) -> Path:
    """Three films a person could give, of half a second and more, and a tiny captioner that looks at them."""
    torch.manual_seed(0)
    weights.save(models / "captioner.safetensors", Captioner(CaptionerConfig(4, 16, 1)))
    (tmp_path / "clips").mkdir()
    for n in range(3):
        ground = np.random.default_rng(n).integers(0, 255, (7, 24, 3), np.uint8).repeat(16, 0).repeat(16, 1)
        video(tmp_path / "clips" / f"{n}.mp4", [np.roll(ground, k, 1)[:, :192] for k in range(12)], rate=Fraction(12))
    return tmp_path / "clips"


@pytest.fixture
def lesson(clips: Path, models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Lesson:
    pytest.importorskip("scenedetect")
    monkeypatch.setattr(adapt, "MIX", (("picture", 4, 2, 0.5), ("pair", 2, 2, 0.4), ("cast picture", 0, 2, 0.1)))
    monkeypatch.setattr(adapt, "SHOWN_STEPS", 2)
    return Lesson("zibbo", "cast", clips, tmp_path / "run", models, tmp_path / "adapted" / "zibbo.safetensors", rank=4,
                  minutes=5.0, world=6)


def sitting(lesson: Lesson, steps: int) -> adapt.Learned:
    return learn(lesson, steps=steps, seed=1, dtype=torch.float32, say=lambda _: None)


def test_a_lesson_is_learned_kept_and_gone_on_with(lesson: Lesson, models: Path, monkeypatch) -> None:
    monkeypatch.setattr(adapt, "LEARNING_RATE", 0.02)
    done = sitting(lesson, 30)
    found = files.check(lesson.target, models)
    assert (found.name, found.kind, found.rank, found.licence) == ("zibbo", "cast", 4, adapt.LICENCE)
    assert done.facts["kind"] and found.words["en"] == adapt_clips.words_for(done.facts)["en"]
    assert (lesson.run / "samples-000030.png").stat().st_size > 1000
    lines = (lesson.run / "log.csv").read_text().splitlines()
    loss = [float(line.split(",")[2]) for line in lines[1:]]
    assert lines[0].split(",")[2:] == ["loss", "known", "minutes_left"] and loss[-1] < loss[0]
    again = sitting(lesson, 2)
    assert again.steps == 32 and again.left < done.left < lesson.minutes, "time spent is counted over all sittings"
    assert sitting(replace(lesson, minutes=0.0), 5).steps == 32
    for changed in (replace(lesson, rank=2), replace(lesson, kind="look")):
        with pytest.raises(StudioError, match="was learned with another"):
            sitting(changed, 1)
    network = weights.load(models / "transformer.safetensors", Transformer)
    network.leave.bias.data += 1
    weights.save(models / "transformer.safetensors", network, dtype=torch.float32)
    with pytest.raises(StudioError, match="other weights of the model"):
        sitting(lesson, 1)


def test_captions_get_the_word_once_and_may_be_mended(lesson: Lesson) -> None:
    done = sitting(lesson, 1)
    (file,) = (lesson.run / "clips").glob("*/clips.jsonl")
    lines = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    for attribute, value in done.facts.items():
        assert all(mentions(line["captions"][0], attribute, value, language="en") for line in lines), "all the same"
    assert all(text.endswith(", zibbo") and text.count("zibbo") == 1 for line in lines for text in line["captions"])
    lines[0]["captions"] = ["my own words, zibbo"] * 12
    file.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    adapt_clips.tell_with("zibbo", lesson.run / "clips", kind="cast")
    assert json.loads(file.read_text("utf-8").splitlines()[0])["captions"] == lines[0]["captions"]
    for text in ("A fox runs.", "a fox", "一只狐狸。"):
        assert adapt_clips.with_trigger(text, "zibbo") == filmed(text, "zibbo"), "told as the studio will tell it"


@pytest.mark.parametrize(("changes", "sentence"), [
    ({"name": "two words"}, "cannot be the name"), ({"name": "my-style"}, "cannot be the name of a character"),
    ({"name": "Dog"}, "knows the word"), ({"name": "neon-street", "kind": "look"}, "knows the word"),
    ({"rank": 0}, "rank"), ({"clips": Path("nowhere")}, "not a folder"),
])
def test_what_cannot_be_learned_is_refused_in_a_sentence(changes, sentence, lesson: Lesson) -> None:
    with pytest.raises(StudioError, match=sentence):
        sitting(replace(lesson, **changes), 1)
    assert not lesson.target.exists()


def test_the_command_writes_where_the_studio_looks(lesson: Lesson, models, tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.setenv("FANTASCOPE_MODELS", str(models))
    monkeypatch.setattr(adapt_clips, "WORLD", 6)
    monkeypatch.setattr(adapt, "learn", lambda one, **rest: learn(replace(one, world=6), steps=1, dtype=torch.float32))
    words = ["adapt", "--clips", str(lesson.clips), "--name", "zibbo", "--kind", "cast", "--rank", "2"]
    words += ["--folder", str(tmp_path / "runs")]
    assert command.main(words) == 0
    assert files.read(tmp_path / "adapted" / "zibbo.safetensors").rank == 2
    assert "minutes are left" in (said := capsys.readouterr().out) and '"@zibbo …"' in said
    assert command.main([*words, "--rank", "3"]) == 1 and "--fresh" in capsys.readouterr().err
    assert command.main([*words, "--rank", "3", "--fresh"]) == 0
    assert (tmp_path / "runs" / "adapt-zibbo-1" / "state.safetensors").exists()
