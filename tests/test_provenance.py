"""Exported films say how they were made: signed offline, read back, and never at the price of the film."""

from __future__ import annotations

import json
import stat
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from media_footage import grey, video
from stand_in import StandIn

from studio import cli
from studio.document.film import Clip, FrameRef, Keyframe, Media, MediaSource, Recipe, Shot, Take
from studio.engine.request import GenerateRequest, Motion, Prompt, Still
from studio.media import provenance
from studio.media.encode import open_writer
from studio.media.identity import FILE, load_identity
from studio.media.probe import probe
from studio.media.provenance import Credits, Ingredient, Made
from studio.media.sequence import write_picture
from studio.problem import StudioError
from studio.session import queue
from studio.session.changes import ProblemRaised
from studio.session.crediting import sign_made
from studio.session.places import user_data
from studio.session.studio import ExportSettings, Studio

WORDS = "a red boat 船 & <sky>"


@pytest.fixture
def studio(tmp_path):
    """A film of a take made from a picture, then footage."""
    with_film = Studio(data=user_data())
    with_film.create(tmp_path / "film")
    root = with_film.folder
    video(root / "takes/t.mp4", [grey(i) for i in range(12)], rate=Fraction(24))
    video(root / "media/m.mp4", [grey(i) for i in range(12)], rate=Fraction(24))
    write_picture(root / "media/p.png", np.full((48, 64, 3), (200, 0, 0), np.uint8))
    request = GenerateRequest(id="r", prompts=(Prompt(WORDS),), seed=7, stills=(Still(str(root / "media/p.png"), 0.0),))
    recipe = Recipe(verb="image", prompt=WORDS, seed=7, model="pocket", request=request.to_json())
    shot = Shot(prompt=WORDS, takes=("t",), take="t", keyframes=(Keyframe(0, FrameRef("media", "p")),))

    def filled(film):
        track = replace(film.tracks[0], clips=(
            Clip(id="a", start=0, length=12, source=shot), Clip(id="b", start=12, length=12, source=MediaSource("m")),
        ))  # fmt: skip
        media = (
            Media(id="m", path="media/m.mp4", kind="video", frames=12, width=64, height=48, name="street.mp4",
                  digest="d" * 64),
            Media(id="p", path="media/p.png", kind="picture", width=64, height=48, name="boat.png"),
        )  # fmt: skip
        take = Take(id="t", path="takes/t.mp4", frames=12, width=64, height=48, recipe=recipe)
        return replace(film, width=64, height=48, tracks=(track, *film.tracks[1:]), media=media, takes=(take,))

    with_film.edit("New", filled)
    yield with_film
    with_film.close()


def exported(studio, name, **settings):
    troubles = []
    studio.subscribe(lambda change: troubles.append(str(change.problem)) if isinstance(change, ProblemRaised) else None)
    out = studio.folder.parent / name
    studio.export(out, ExportSettings(**settings))
    studio.wait(timeout=120)
    return out, troubles


def test_an_export_says_how_it_was_made(studio, capsys):
    out, troubles = exported(studio, "film.mp4")
    assert not troubles and probe(out).frames == 24
    assert [item.name for item in out.parent.iterdir() if ".part" in item.name] == []
    code = cli.main(["provenance", str(out), "--json"])
    told = json.loads(capsys.readouterr().out.strip().splitlines()[-1])
    assert (code, told["ok"], told["signed"], told["valid"], told["here"]) == (0, True, True, True, True)
    assert told["generated"] == "compositeWithTrainedAlgorithmicMedia" and "Fantascope" in told["generator"]
    assert [(made["model"], made["prompt"], made["seed"]) for made in told["made"]] == [("pocket", WORDS, 7)]
    sources = {source["title"]: source for source in told["sources"]}
    assert sources["boat.png"]["role"] == "input" and len(sources["boat.png"]["sha256"]) == 64
    assert sources["street.mp4"] == {"title": "street.mp4", "role": "component", "sha256": "d" * 64}
    assert not provenance.read(out).here  # nobody else knows this computer's key
    assert cli.main(["provenance", str(out)]) == 0
    said = capsys.readouterr().out
    assert "partly made by a generative model, unchanged" in said and WORDS in said


def test_a_changed_file_is_told(studio):
    out, _ = exported(studio, "film.mp4", stop=12)
    assert provenance.read(out).generated == "trainedAlgorithmicMedia"
    data = bytearray(out.read_bytes())
    data[data.find(b"mdat") + 200] ^= 1
    out.write_bytes(data)
    found = provenance.read(out)
    assert found.signed and not found.valid and found.trouble


@pytest.mark.parametrize(("codec", "suffix"), [("prores", "mov"), ("gif", "gif"), ("webp", "webp"), ("av1", "mp4")])
def test_every_kind_that_can_hold_them(studio, codec, suffix):
    out, troubles = exported(studio, f"a.{suffix}", codec=codec)
    assert not troubles and provenance.read(out).valid and provenance.read(out).made[0].seed == 7


def test_kinds_that_cannot_are_named(studio, tmp_path):
    out, troubles = exported(studio, "a.webm", codec="vp9")
    assert not troubles and out.is_file()
    with pytest.raises(StudioError, match="cannot hold"):
        provenance.read(out)
    with pytest.raises(StudioError):
        provenance.read(tmp_path / "none.mp4")
    assert provenance.read(video(tmp_path / "plain.mp4", [grey(1)])).signed is False
    (tmp_path / "bad.mp4").write_bytes(b"nonsense" * 99)
    with pytest.raises(StudioError):
        provenance.read(tmp_path / "bad.mp4")


def test_signing_off_and_signing_that_fails_leave_the_film(studio):
    out, _ = exported(studio, "off.mp4", sign=False)
    assert provenance.read(out).signed is False
    user_data().mkdir(parents=True, exist_ok=True)
    (user_data() / "credentials").write_text("in the way")
    out, troubles = exported(studio, "unsigned.mp4")
    assert probe(out).frames == 24 and provenance.read(out).signed is False
    assert len(troubles) == 1 and "without Content Credentials" in troubles[0] and "complete" in troubles[0]
    assert not list(out.parent.glob(".*part"))


def test_a_signed_file_that_does_not_read_back_is_not_taken(tmp_path):
    def refuse(signed):
        raise StudioError("The frames are gone.")

    out, told = tmp_path / "a.mp4", []

    def seal(part, check):
        told.append(provenance.sign(part, Credits(title="a"), data=tmp_path, form="video/mp4", check=refuse))

    with open_writer(out, width=64, height=48, rate=Fraction(24), seal=seal) as writer:
        writer.write(grey(1))
    assert "frames are gone" in told[0] and provenance.read(out).signed is False


def test_the_identity_is_private_and_stays(tmp_path):
    first = load_identity(tmp_path)
    file = tmp_path / FILE
    assert stat.S_IMODE(file.stat().st_mode) == 0o600 and stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert load_identity(tmp_path) == first and first.chain.count(b"BEGIN CERTIFICATE") == 2
    file.write_bytes(file.read_bytes()[:500])
    assert load_identity(tmp_path) != first  # damaged: a new one
    assert [item.name for item in file.parent.iterdir()] == [file.name]


def test_sources_that_are_damaged_or_unknown_are_told_by_name(tmp_path):
    (tmp_path / "odd.mkv").write_bytes(b"mkv" * 99)
    (tmp_path / "broken.png").write_bytes(b"not a png" * 99)
    out = video(tmp_path / "a.mp4", [grey(1)])
    sources = tuple(Ingredient(path=tmp_path / name, title=name) for name in ("odd.mkv", "broken.png", "gone.mp4"))
    made = tuple(Made(model="m", prompt="x" * 9000, seed=2**63) for _ in range(50))
    told = Credits(title="a", ingredients=sources, made=made)
    assert provenance.sign(out, told, data=tmp_path, form="video/mp4") == ""
    found = provenance.read(out, data=tmp_path)
    assert found.valid and [source["title"] for source in found.sources] == ["odd.mkv", "broken.png"]
    assert len(found.made) == 50 and found.made[0].seed == 2**63


def test_files_made_on_the_command_line(tmp_path):
    """Footage that was extended is shown in the file; the picture a shot began with was made use of."""
    clip = video(tmp_path / "clip.mp4", [grey(1)])
    out = video(tmp_path / "out.mp4", [grey(2)])
    still = write_picture(tmp_path / "p.png", grey(3))
    request = GenerateRequest(id="r", prompts=(Prompt("on it goes"),), seed=5, motion=(Motion(str(clip), 0, 1, -1),),
                              stills=(Still(str(still), 1.0),))  # fmt: skip
    assert sign_made(out, [request], data=tmp_path / "data") == ""
    found = provenance.read(out, data=tmp_path / "data")
    assert found.here and found.generated == "compositeWithTrainedAlgorithmicMedia" and found.made[0].seed == 5
    assert [(s["title"], s["role"]) for s in found.sources] == [("clip.mp4", "component"), ("p.png", "input")]
    assert sign_made(tmp_path / "x.webm", [request], data=tmp_path) == ""


def test_render_signs_when_asked(monkeypatch, capsys, tmp_path):
    """Not by itself: without, the same seed makes the same bytes."""
    StandIn.go.set()
    monkeypatch.setattr(queue, "shipped_engine", lambda: StandIn)
    out = tmp_path / "out.mp4"
    code = cli.main(["render", "a red car", "-o", str(out), "--seconds", "1", "--seed", "3", "--credentials", "--json"])
    told = json.loads(capsys.readouterr().out.strip().splitlines()[-1])
    assert code == 0 and "unsigned" not in told
    assert provenance.read(out).valid and provenance.read(out).made[0].seed == 3
