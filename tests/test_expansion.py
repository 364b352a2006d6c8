"""Prompt expansion: what was said is found, kept and never contradicted; what cannot be drawn is named."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from engine_kit import models_folder  # noqa: F401
from stand_in import StandIn

from studio import cli
from studio.document.film import find_clip, find_take
from studio.engine.language import Nearest
from studio.problem import StudioError
from studio.session.expansion import complete, expand
from studio.session.lexicon import anchors, language_of
from studio.session.places import models
from studio.session.studio import Studio
from studio.session.understanding import stretches, understand
from studio.world.captions import VOCABULARY, facts, mentions

WOMAN = (
    "A stylish woman walks down a Tokyo street filled with warm glowing neon and animated city signage. She wears a "
    "black leather jacket, a long red dress, and black boots, and carries a black purse. She wears sunglasses and red "
    "lipstick. She walks confidently and casually. The street is damp and reflective, creating a mirror effect of the "
    "colorful lights. Many pedestrians walk about."
)
MAMMOTHS = (
    "Several giant wooly mammoths approach treading through a snowy meadow, their long wooly fur lightly blows in the "
    "wind as they walk, snow covered trees and dramatic snow capped mountains in the distance, mid afternoon light "
    "with wispy clouds and a sun high in the distance creates a warm glow, the low camera view is stunning capturing "
    "the large furry mammal"
)
TOKYO = (
    "Beautiful, snowy Tokyo city is bustling. The camera moves through the bustling city street, following several "
    "people enjoying the beautiful snowy weather and shopping at nearby stalls. Gorgeous sakura petals are flying "
    "through the wind along with snowflakes."
)
# prompt, what it says as "attribute value, ..."
SAID = [
    (WOMAN, "kind woman, colour red, jacket black, place neon street, action walk, worn sunglasses"),
    (MAMMOTHS, "kind mammoth, place snowy meadow, action walk, time day, view low"),
    ("a wizard wearing a pointed hat and a blue robe with white stars casting a spell that shoots lightning from his "
     "hand and holding an old tome in his other hand", "kind wizard, colour blue, action cast, worn stars book"),
    (TOKYO, "kind woman, place market street, weather snow, camera follow, action walk"),
    ("a couple strolls along a road by a river, cars on the left, a row of shops on the right, camera follows from "
     "above", "kind woman, place river road, action walk, camera follow, view high"),
    ("Animated scene features a close-up of a short fluffy monster kneeling beside a melting red candle",
     "kind monster, action sit, shot close, style flat"),
    ("a red car", "kind car, colour red"),
    ("the car is blue", "kind car, colour blue"),
    ("horse", "kind horse"),
    ("a man in green dances in a castle at midnight", "kind man, colour green, action dance, place castle, time night"),
    ("a dark blue bus drives through the desert in thick fog", "kind bus, colour blue, place desert, action drive, "
     "weather fog"),
    ("Two cats dance on the moon at night, no rain", "kind cat, action dance, place moon, time night"),
    ("an old man in a brown coat sits on the beach at dawn", "kind man, colour brown, action sit, place beach, "
     "time sunset"),
    ("In the pouring rain, a yellow dragon soars over an old stone castle",
     "kind dragon, colour yellow, action fly, place castle, weather rain"),
    ("a dog with white fur runs to the left across a field of flowers, pan left",
     "kind dog, colour white, action run, place flower meadow, facing left, camera pan left"),
    ("Wide shot, watercolour style: a purple robot waves in a cozy room",
     "kind robot, colour purple, action wave, place room, shot wide, style watercolour"),
    ("the camera follows a brown horse galloping along the seashore on a sunny day",
     "kind horse, colour brown, action run, place beach, camera follow, time day, weather clear"),
    ("A boy in yellow overalls jumps in the woods while it snows",
     "kind child, colour yellow, action jump, place forest, weather snow"),
    ("a black-haired woman in a pink dress holds an umbrella", "kind woman, colour pink, hair black, worn umbrella"),
    ("On a street lined with market stalls, a penguin waddles by", "kind penguin, place market street, action walk"),
    ("a woman waits beside a white car", "kind woman, action stand"),
    ("slow zoom in on an astronaut in a white space suit standing on the lunar surface",
     "kind astronaut, colour white, action stand, place moon, camera zoom in"),
    ("一位穿红色连衣裙、戴墨镜的时髦女人走在霓虹闪烁的东京街头，地面湿漉漉的，行人来来往往",
     "kind woman, colour red, worn sunglasses, place neon street, action walk"),
    ("一只小狗在沙滩上奔跑，没有下雨", "kind dog, place beach, action run"),
    ("一个巫师穿着蓝色长袍，头戴尖顶帽，手里拿着一本旧书，施放闪电",
     "kind wizard, colour blue, worn book, action cast"),
    ("女人穿着红裙子和男人穿着蓝色大衣在河边散步，镜头跟随着他们",
     "kind woman, colour red, place river road, action walk, camera follow"),
    ("几头猛犸象在雪原上行走，远处有雪山，低机位", "kind mammoth, place snowy meadow, action walk, view low"),
    ("夜晚，一条绿色的龙飞过城堡", "kind dragon, colour green, action fly, place castle, time night"),
    ("一辆黄色公交车在沙漠里行驶，日落时分", "kind bus, colour yellow, place desert, action drive, time sunset"),
    ("特写：一个毛茸茸的小怪兽跪在一支红色蜡烛旁", "kind monster, action sit, shot close"),
    ("下雪的集市上，镜头跟着几个人散步", "kind woman, place market street, weather snow, camera follow, action walk"),
    ("宇航员在月球上跳跃，镜头推近", "kind astronaut, place moon, action jump, camera zoom in"),
]


def wanted(text: str) -> dict[str, str]:
    attributes = (pair.split(" ", 1) for pair in text.split(", "))
    return {name: value for name, value in attributes}


@pytest.mark.parametrize(("prompt", "said"), SAID)
def test_what_was_said_is_found_kept_and_told(prompt, said):
    for seed in range(8):
        found = expand(prompt, seed=seed)
        said_here = wanted(said)
        worn = set(said_here.pop("worn", "").split())
        assert {name: found.facts.get(name) for name in said_here} == said_here, found
        assert worn <= set(found.scene.cast[0].character.accessories)
        drawn = facts(found.scene)
        for name, value in said_here.items():
            if name in VOCABULARY:
                assert drawn[name] == value
                assert mentions(found.text, name, value, language=found.language), found.text
        for name in ("place", "time", "weather", "camera"):
            others = [value for value in VOCABULARY[name] if value != drawn[name]]
            assert not [value for value in others if mentions(found.text, name, value, language=found.language)], found
        assert set(found.filled).isdisjoint(found.facts) and {*found.filled, *found.facts} >= set(drawn)
        assert not re.search(r"[{}]|  |: :|^[:,]", found.text)


def test_the_prompts_of_the_mission_lose_little():
    woman = expand(WOMAN)
    assert set(woman.left_out) == {"left out: black boots", "left out: black purse", "left out: red lipstick"}
    assert woman.scene.crowd and woman.scene.wet
    mammoths = expand(MAMMOTHS)
    assert len(mammoths.scene.cast) == 3 and {p.character.kind for p in mammoths.scene.cast} == {"mammoth"}
    couple = expand("a couple strolls along a road by a river, cars on the left, camera follows from above")
    assert [p.character.kind for p in couple.scene.cast] == ["woman", "man", "car"]
    monster = expand("a short fluffy monster kneeling beside a melting red candle")
    assert [(p.kind, p.colour) for p in monster.scene.props] == [("candle", "red")] and not monster.left_out
    assert "left out: sakura petals" in expand(TOKYO).left_out


def test_adjectives_belong_to_their_nouns_and_verbs_to_their_subjects():
    found = understand("a woman in a red dress and a black jacket walks past a white cat that sleeps")
    assert (found.main.kind, found.main.action) == ("woman", "walk")
    assert [(slot, colour) for slot, colour, _ in found.main.clothes] == [("garment", "red"), ("outer", "black")]
    assert [(f.kind, f.colour) for f in found.others] == [("cat", "white")]
    bear = expand("a bear and a wolf dance by two white cats").scene.cast
    assert [(p.character.kind, p.action) for p in bear[:2]] == [("monster", "dance"), ("dog", "dance")]
    assert facts(expand("she walks alone at night").scene)["kind"] == "woman"
    assert expand("drone view of waves crashing against the cliffs").facts == {"place": "beach", "view": "high"}
    assert understand("Through the forest, past a knight, runs a rabbit").main.kind == "rabbit"
    assert expand("Petals are flying while a dog sits").facts["action"] == "sit"
    assert expand("a man drives a yellow car").facts == {"kind": "car", "colour": "yellow", "action": "drive"}


@pytest.mark.parametrize("seed", range(12))
def test_what_was_denied_is_not_filled_in(seed):
    assert facts(expand("a red dog on the beach, no rain and not at night", seed=seed).scene)["weather"] != "rain"
    assert expand("a woman without a hat and without people in a neon street", seed=seed).scene.crowd == 0
    found = expand("一个女人走在集市上，没有下雪，没有行人", seed=seed).scene
    assert found.weather != "snow" and found.crowd == 0


def test_the_same_arguments_give_the_same_and_seeds_fill_in_otherwise():
    assert expand(TOKYO, seed=4) == expand(TOKYO, seed=4)
    assert len({expand("a dog", seed=seed).text for seed in range(20)}) > 12
    assert expand("a red car", language="zh").text != expand("a red car").text
    assert language_of(expand("a red car in the snow", language="zh").text) == "zh"


@pytest.mark.parametrize(("prompt", "notes"), [
    ("a pirate sails across the ocean", {"no pirate: drawn as a man", "no sails: drawn walking"}),
    ("a sailing ship by a castle", {"no sailing ship: drawn as a bus"}),
    ("a dog waves", {"no waving: drawn jumping"}),
    ("a blue bus in a forest", {"no forest: drawn as a river road"}),
    ("rain in a living room", {"left out: rain"}),
    ("a woman with a necklace and a gold dress", {"left out: necklace", "no gold: drawn as yellow"}),
    ("seven penguins", {"no 7: drawn as three"}),
    ("一个海盗在大海上航行", {"没有“海盗”：画成男人", "没有“航行”：画成行走"}),
])  # fmt: skip
def test_what_cannot_be_drawn_is_named(prompt, notes):
    assert notes <= set(expand(prompt).left_out), expand(prompt).left_out


def test_nothing_is_left_out_of_what_the_world_says_itself():
    for attribute in ("kind", "place", "action"):
        for value, words in VOCABULARY[attribute].items():
            for language, phrases in words.items():
                for phrase in phrases:
                    if attribute == "kind":
                        assert understand(phrase, language).main.kind == value, phrase
                    elif attribute == "place":
                        text = f"a woman in {phrase}" if language == "en" else f"女人在{phrase}"
                        assert understand(text, language).place[0] == value, phrase
                    else:
                        text = f"it {phrase}" if language == "en" else f"它{phrase}"
                        assert understand(text, language).main.action == value, phrase


def test_stretches():
    assert stretches("a dog runs, then it sits down") == ["a dog runs", "it sits down"]
    assert stretches("A cat sleeps. Then it jumps and then dances.") == ["A cat sleeps", "it jumps", "dances."]
    assert stretches("一只狗在奔跑，然后坐下") == ["一只狗在奔跑", "坐下"]
    assert stretches("no more than a strengthened athena") == ["no more than a strengthened athena"]
    assert stretches("") == [""]


@pytest.mark.parametrize(
    "prompt", ["a white dog runs on the beach, then it sits down", "一只白色的狗在沙滩上奔跑，然后坐下"]
)
def test_a_later_stretch_keeps_cast_and_place(prompt):
    found = expand(prompt)
    first, second = stretches(found.text)
    for text, action in ((first, "run"), (second, "sit")):
        for name, value in (("kind", "dog"), ("colour", "white"), ("place", "beach"), ("action", action)):
            assert mentions(text, name, value, language=found.language), text
    assert len(stretches(found.text)) == 2


def test_odd_prompts_are_quick_and_harmless():
    assert expand("").text == expand(" \n").text == ""
    for prompt in ("a red dog runs, " * 500, "florp " * 1333, "x" * 8000, "红" * 8000, "然后" * 4000, "then " * 1600,
                   "。，！?!;:\"'()", "🐕 🌊", "\0\ud800", "123 456", "no no no", "without", "的", "Ein Hund rennt"):
        found = expand(prompt)
        assert len(found.text) < 4000 * 8 and len(found.left_out) <= 13


@pytest.fixture(scope="module")
def nearest():
    if not (models() / "text.safetensors").is_file():
        pytest.skip("resources/models/text.safetensors is missing")
    return Nearest(models())


@pytest.mark.parametrize(("word", "attribute", "language", "value"), [
    ("fireman", "kind", "en", "man"), ("grandma", "kind", "en", "woman"), ("cafeteria", "place", "en", "room"),
    ("mountaintop", "place", "en", "snowy meadow"), ("海湾", "place", "zh", "beach"),
    ("democracy", "kind", "en", None), ("spoon", "kind", "en", None), ("spoon", "place", "en", None),
])  # fmt: skip
def test_unknown_words_find_what_is_nearest(nearest, word, attribute, language, value):
    assert nearest.value(word, anchors(attribute, language)) == value


def test_unknown_words_in_a_prompt(nearest):
    found = expand("a fireman walks in a cafeteria", lookup=nearest.value)
    assert (found.facts["kind"], found.facts["place"]) == ("man", "room")
    assert found.left_out == ("no fireman: drawn as a man", "no cafeteria: drawn as a room")
    found = expand("a spoon of democracy", lookup=nearest.value)
    assert "kind" not in found.facts and found.left_out
    assert not complete("a fireman walks") and complete(WOMAN)


def test_a_missing_text_model_is_a_sentence(tmp_path):
    with pytest.raises(StudioError, match="is missing"):
        Nearest(tmp_path)


@pytest.fixture
def studio(tmp_path):
    StandIn.go.set()
    StandIn.made.clear()
    studio = Studio(data=tmp_path / "data", engine=StandIn)
    studio.create(tmp_path / "film")
    yield studio
    studio.close()


def answer(studio, prompt):
    found = []
    studio.expand(prompt, on_done=found.append)
    assert not found, "the owner is answered in pump, never inside the call"
    studio.pump_until(lambda: bool(found))
    return found[0]


def test_the_studio_answers_in_its_pump_and_remembers(studio):
    assert answer(studio, "a red car").facts == {"kind": "car", "colour": "red"}
    first = answer(studio, "a fireman runs")
    assert answer(studio, "a fireman runs") is first
    made = studio.new_shot("a fireman runs", seconds=1)
    assert studio.request_for(made).prompts[0].text == first.text


def test_without_a_text_model_the_tables_must_do(tmp_path):
    studio = Studio(data=tmp_path / "data", models=tmp_path, engine=StandIn)
    try:
        assert "left out: fireman" in answer(studio, "a fireman runs").left_out
    finally:
        studio.close()


def test_a_generated_shot_keeps_prompt_and_expansion(studio):
    made = studio.new_shot("a red car, then it stops", seconds=2)
    job = studio.generate(made)
    shot = find_clip(studio.project, made)[1].shot
    assert shot.prompt == "a red car, then it stops" and len(stretches(shot.expanded)) == 2
    assert [p.text for p in job.request.prompts] == stretches(shot.expanded)
    assert [p.start for p in job.request.prompts] == [0.0, 1.0]
    studio.wait(timeout=30)
    recipe = find_take(studio.project, find_clip(studio.project, made)[1].take).recipe
    assert recipe.prompt == shot.prompt and recipe.expanded == " → ".join(stretches(shot.expanded))
    studio.undo()
    assert find_clip(studio.project, made) is None, "an expansion is no undo step"


def test_an_edited_expansion_is_taken_as_it_is_and_off_means_off(studio):
    from studio.document import edit

    made = studio.new_shot("a red car", seconds=1)
    studio.edit("Expand", lambda film: edit.set_shot(film, made, expanded="A blue bus waits."))
    assert studio.request_for(made).prompts[0].text == "A blue bus waits."
    studio.settings = replace(studio.settings, expansion=False)
    other = studio.new_shot("a florp", seconds=1, at=100)
    assert studio.request_for(other).prompts[0].text == "a florp"
    studio.settings = replace(studio.settings, expansion=True)
    job = studio.extend_after(made, seconds=1) if studio.generate(made) and not studio.wait(timeout=30) else None
    assert find_clip(studio.project, job.clip_id)[1].shot.expanded == job.request.prompts[0].text
    studio.wait(timeout=30)


def test_the_command_line(capsys):
    assert cli.main(["expand", "a red car", "--lang", "zh", "--seed", "3", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["facts"] == {"kind": "car", "colour": "red"} and language_of(told["text"]) == "zh"
    assert cli.main(["expand", "a sailing ship"]) == 0
    assert "no sailing ship: drawn as a bus" in capsys.readouterr().err
    for bad in (["expand", " "], ["expand", "x" * 8001], ["expand", "a", "--lang", "fr"], ["expand"]):
        assert cli.main(bad) == 2
        assert len(capsys.readouterr().err.strip().splitlines()) == 1


def test_render_expands_unless_told_not_to(capsys, tmp_path, monkeypatch):
    from studio.session import queue

    StandIn.go.set()
    monkeypatch.setattr(queue, "shipped_engine", lambda: StandIn)
    out = str(tmp_path / "o.mp4")
    for more, text in (([], expand("a red car").text), (["--no-expand"], "a red car")):
        assert cli.main(["render", "a red car", "-o", out, "--seconds", "1", "--json", *more]) == 0
        assert json.loads(capsys.readouterr().out)["prompt"] == text
        assert StandIn.made[-1].asked[0].prompts[0].text == text
