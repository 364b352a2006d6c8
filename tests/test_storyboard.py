"""Storyboards: what a file may say, what is refused and how, and who is remembered in which shot."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from studio import cli
from studio.media.probe import probe
from studio.media.sequence import write_picture
from studio.problem import StudioError
from studio.session.filming import MOST_REFERENCES, requests, write_script
from studio.session.naming import being_named, in_words, named, unknown
from studio.session.planning import Settings
from studio.session.storyboard import Card, Member, Storyboard, read_storyboard

pytest_plugins = ("session_fixtures",)

BOARD = """
[film]
aspect = "9:16"
look = "watercolour painting"
seed = 11

[[cast]]
name = "anna"
is = "a woman in a red dress"

[[cast]]
name = "rex"
image = "rex.png"

[[shot]]
prompt = "@anna walks through the snow"
seconds = 1

[[shot]]
prompt = "@anna waves; @rex runs"
seconds = 0.5
camera = "the camera pans left"

[[shot]]
prompt = "an empty street at night"
"""


def written(folder: Path, text: str = BOARD) -> Path:
    write_picture(folder / "rex.png", np.full((90, 160, 3), (90, 60, 30), np.uint8))
    path = folder / "film.toml"
    path.write_text(text, "utf-8")
    return path


def test_names_in_prompts():
    cast = ["anna", "安娜", "ann"]
    assert named("@anna and @ann, then @anna; mail@anna.org", cast) == ("anna", "ann")
    assert named("然后@安娜走过来", cast) == ("安娜",) and named("@anna走", cast) == ("anna",)
    assert unknown("@anna, @annabel and @ben!", cast) == ("annabel", "ben")
    assert in_words("@anna's dog, @ben", {"anna": "a woman"}) == "a woman's dog, ben"
    assert in_words("@安娜走", {"安娜": "一个女人"}) == "一个女人走"
    assert being_named("look, @an", caret=9) == (6, "an") and being_named("@an b", caret=5) is None


def test_a_storyboard_says_what_was_written(tmp_path):
    board = read_storyboard(written(tmp_path))
    assert (board.aspect, board.look, board.seed) == ((9, 16), "watercolour painting", 11)
    assert board.cast == (Member("anna", "a woman in a red dress"), Member("rex", "", tmp_path / "rex.png"))
    assert [shot.cast for shot in board.shots] == [("anna",), ("anna", "rex"), ()]
    assert board.shots[1] == Card("@anna waves; @rex runs", 0.5, "the camera pans left", ("anna", "rex"))
    assert board.shots[2].seconds == 4


WRONG = {
    'shot 3: prompt names @ben, who is not in the cast': BOARD.replace("an empty street", "@ben in a street"),
    'Did you mean @anna': BOARD.replace("@anna waves", "@ana waves"),
    'shot 2: “promt” is not a field': BOARD.replace('prompt = "@anna waves', 'promt = "@anna waves'),
    'film: “aspekt” is not a field': BOARD.replace("aspect", "aspekt"),
    'the file: “shots” is not a field': BOARD.replace("[[shot]]", "[[shots]]"),
    'shot 1: seconds should be a number': BOARD.replace("seconds = 1\n", 'seconds = "1"\n'),
    'shot 2: seconds should be': BOARD.replace("0.5", "nan"),
    'shot 2: seconds should be a number above 0': BOARD.replace("0.5", "-1"),
    'shot 2: seconds should be a number above': BOARD.replace("0.5", "9" * 400),
    'shot 1: seconds should be a number above': BOARD.replace("seconds = 1\n", "seconds = true\n"),
    'more than 60 minutes': BOARD + '[[shot]]\nprompt = "a"\nseconds = 600\n' * 7,
    'film: seed should be a whole number': BOARD.replace("seed = 11", "seed = -4"),
    'film: aspect: “wide” is not a shape': BOARD.replace("9:16", "wide"),
    'film: it should be a table': "film = 3",
    'cast 2: name “anna” is there twice': BOARD.replace('"rex"', '"anna"'),
    'cast 1: name should be one word': BOARD.replace('name = "anna"', 'name = "anna lee"'),
    'cast 1: @anna has neither': BOARD.replace('is = "a woman in a red dress"', ""),
    'cast 2: image “none.png” is not there': BOARD.replace("rex.png", "none.png"),
    'is not there': BOARD.replace("rex.png", "~nobody-here/rex.png"),
    'cast 2: image “xxx': BOARD.replace("rex.png", "x" * 3000),
    'cast 1: is should be text': BOARD.replace('is = "a woman in a red dress"', "is = 3"),
    'shot 3: prompt is missing': BOARD.replace("an empty street at night", "  "),
    'shot 3: prompt has': BOARD.replace("an empty street", "x" * 5000),
    'shot: it should be a list': BOARD.split("[[shot]]")[0] + '[shot]\nprompt = "a"\n',
    'shot: there are 201': BOARD.split("[[shot]]")[0] + '[[shot]]\nprompt = "a"\n' * 201,
    'shot: the storyboard has none': BOARD.split("[[shot]]")[0],
    'is not readable TOML': "[film\n",
    'is not readable TOML: ': "[film]\nseed = " + "9" * 6000,
    'nested too deeply': "x = " + "[" * 100_000,
}


@pytest.mark.parametrize("what", WRONG)
def test_what_is_wrong_is_named_before_anything_is_made(stand_in, capsys, tmp_path, what):
    path = written(tmp_path, WRONG[what])
    code = cli.main(["storyboard", str(path), "-o", str(tmp_path / "out.mp4"), "--json"])
    told = json.loads(capsys.readouterr().out.splitlines()[-1])["error"]
    assert code == 2 and what in f"{told['what']} {told['next']}" and told["next"], told
    assert not stand_in.made and not (tmp_path / "out.mp4").exists()


def test_files_that_are_no_storyboards(stand_in, capsys, tmp_path):
    path = written(tmp_path)
    (tmp_path / "rex.png").write_bytes(b"no picture")
    (tmp_path / "bytes.toml").write_bytes(b"\xff\xfe\0\0")
    with (tmp_path / "huge.toml").open("wb") as file:
        file.truncate(2**31)
    for name in ("film.toml", "bytes.toml", "huge.toml", "missing.toml", "."):
        assert cli.main(["storyboard", str(tmp_path / name), "-o", str(tmp_path / "o.mp4")]) == 2, name
        told = capsys.readouterr().err.strip()
        assert told and len(told.splitlines()) == 1 and "Traceback" not in told, name
    assert cli.main(["storyboard", str(path), "-o", str(path)]) == 2 and path.read_text() == BOARD
    assert not stand_in.made


def test_a_storyboard_becomes_one_film_whose_cast_is_remembered(stand_in, capsys, tmp_path):
    out = tmp_path / "out.mp4"
    code = cli.main(["storyboard", str(written(tmp_path)), "-o", str(out), "--json"])
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert code == 0, told
    assert (told["frames"], told["width"], told["height"], told["seed"]) == (12 + 6 + 48, 112, 192, 11)
    assert probe(out).frames == 66
    (engine,) = stand_in.made
    portrait, first, second, third = engine.asked
    assert portrait.picture and "red dress" in portrait.prompts[0].text
    assert [ref.name for ref in first.cast] == ["anna"] and first.cast[0].path.endswith(f"{portrait.id}/take.latents")
    assert [(ref.name, Path(ref.path).name) for ref in second.cast] == [
        ("anna", "take.latents"), ("rex", "rex.png"), ("anna", "take.latents")]
    assert second.cast[2].path.endswith(f"{first.id}/take.latents") and second.cast[2].at == 0.5
    assert third.cast == () and len({first.seed, second.seed, third.seed}) == 3
    assert all(prompt.text.endswith(", watercolour painting") for r in engine.asked for prompt in r.prompts)
    assert "red" in first.prompts[0].text and "woman" in first.prompts[0].text and "@" not in first.prompts[0].text
    assert "left" in " ".join(p.text for p in second.prompts)
    assert [shot["references"] for shot in told["shots"]] == [1, 3, 0]


def test_the_same_storyboard_makes_the_same_film(stand_in, capsys, tmp_path):
    path = written(tmp_path, BOARD.replace("seed = 11", ""))
    for name, seed in (("a", "5"), ("b", "5"), ("c", "6")):
        argv = ["storyboard", str(path), "-o", str(tmp_path / f"{name}.mp4"), "--seed", seed, "--no-credentials"]
        assert cli.main(argv) == 0
    a, b, c = ((tmp_path / f"{name}.mp4").read_bytes() for name in "abc")
    assert a == b != c


def test_no_shot_remembers_more_than_fits():
    cast = tuple(Member(f"m{n}", "a cat") for n in range(9))
    names = tuple(member.name for member in cast)
    board = Storyboard((Card("all", 1.0, "", names),) * 2, cast)
    script = write_script(board, settings=Settings(), seed=1)
    assert len(script.portraits) == 9
    *portraits, first, second = requests(script, latents=lambda name: f"/{name}")
    assert len(portraits) == 9 and len(first.cast) == len(second.cast) == MOST_REFERENCES
    assert [ref.path for ref in first.cast] == [f"/{face.id}" for face in portraits[:MOST_REFERENCES]]


def test_a_prompt_that_grows_too_long_names_its_shot():
    board = Storyboard((Card("a", 1.0), Card("@m " * 900, 1.0, "", ("m",))), (Member("m", "a cat " * 100),))
    with pytest.raises(StudioError, match="shot 2: The prompt has"):
        write_script(board, settings=Settings(), seed=1)


def test_remix(stand_in, capsys, tmp_path):
    from test_cli import RED, film

    clip = film(tmp_path / "clip.mp4", RED, seconds=1.5, sound=True)
    argv = ["remix", str(clip), "--prompt", "a snowy street", "-o", str(tmp_path / "o.mp4"), "--json"]
    assert cli.main([*argv, "--strength", "0.3"]) == 0
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    (request,) = stand_in.made[-1].asked
    assert (request.verb, request.remix_strength, request.remix.stop) == ("remix", 0.3, 1.48)
    before, after = probe(clip), probe(tmp_path / "o.mp4")
    assert (after.frames, after.width, after.height, after.rate) == (before.frames, 320, 180, 25) and after.has_audio
    assert told["strength"] == 0.3 and "snow" in told["prompt"]
    for bad in (["--strength", "2"], ["--strength", "nan"], ["--prompt", " "]):
        assert cli.main([*argv, *bad]) == 2
        assert json.loads(capsys.readouterr().out.splitlines()[-1])["error"]["next"]


@pytest.mark.parametrize("told", ["a woman in a red dress", "a woman", "a dog", "一只小狗", "一个女人", "a captain"])
def test_what_a_description_leaves_open_is_the_same_in_every_shot(told):
    from studio.session.expansion import expand
    from studio.session.steady import steady

    deeds = ("走在街上", "夜里在海滩上跑") if told[0] == "一" else ("walks down a street", "waves on a beach at night")
    seen = [expand(f"{steady(told)} {deed}", seed=n).scene.cast[0].character for n, deed in enumerate(deeds)]
    assert len({who.kind for who in seen}) == len({who.colour for who in seen}) == 1
    assert seen[0].kind == "dog" or len({who.hair for who in seen}) == 1
    assert steady(steady(told)) == steady(told)
    assert steady("") == "" and "a orange" not in steady("a dog")


def test_the_cast_looks_alike_in_all_prompts_of_a_film(stand_in, capsys, tmp_path):
    deeds = ("walks in the snow", "waves", "runs at night")
    board = '[[cast]]\nname = "anna"\nis = "a woman"\n'
    board += "".join(f'[[shot]]\nseconds = 0.4\nprompt = "@anna {deed}"\n' for deed in deeds)
    path = tmp_path / "b.toml"
    path.write_text(board)
    assert cli.main(["storyboard", str(path), "-o", str(tmp_path / "o.mp4"), "--seed", "1", "--json"]) == 0
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    from studio.session.expansion import expand

    seen = [expand(shot["read_as"]).scene.cast[0].character for shot in told["shots"]]
    assert len({(who.kind, who.colour, who.hair) for who in seen}) == 1, told["shots"]
