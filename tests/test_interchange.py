"""Timelines out and in: the cuts stay, other readers see the same ones, and nothing hostile gets through."""

from __future__ import annotations

import json
import zipfile
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import opentimelineio as otio
import pytest
from film_kit import film, footage, planned, rich_film
from hypothesis import given
from hypothesis import settings as tries
from hypothesis import strategies as st

from studio import cli
from studio.document import edit
from studio.document.check import check
from studio.document.film import Clip, Marker, MediaSource, Project, Shot, Title, Track
from studio.document.joins import dissolve_span
from studio.interchange import bundle, edl_in, edl_out, fcpxml_in, fcpxml_out, otio_in, otio_out
from studio.interchange.places import bundled_name, local_path
from studio.problem import StudioError
from studio.session.interchanging import film_from, read_timeline, write_timeline
from studio.storage.folder import create_film, load_project

RATES = [Fraction(24), Fraction(25), Fraction(30), Fraction(60), Fraction(24000, 1001), Fraction(30000, 1001)]
SPEEDS = [Fraction(1), Fraction(1), Fraction(1, 2), Fraction(2), Fraction(1001, 1000), Fraction(7, 3)]


def url(path: str) -> str:
    return "file://" + (path if path.startswith("/") else f"/films/x.film/{path}")


@st.composite
def clips(draw, kind: str, letter: str) -> tuple[Clip, ...]:
    """A lane of footage, shots, pictures and titles with gaps, speeds and dissolves between them."""
    at, made = 0, []
    for number in range(draw(st.integers(0, 5))):
        gap = draw(st.sampled_from([0, 0, 1, 30]))
        at += gap
        what = draw(st.sampled_from(["s"] if kind == "audio" else ["m", "m", "take", "p", "planned", "title"]))
        length = draw(st.integers(1, 12))
        speed = draw(st.sampled_from(SPEEDS)) if what in ("m", "s", "take") else Fraction(1)
        offset = draw(st.integers(0, 8)) if what in ("m", "s", "take") else 0
        source = {
            "take": Shot(prompt="a boat", takes=("t",), take="t"), "planned": Shot(prompt="sea & <sky>"),
            "title": Title(text="The end"),
        }.get(what, MediaSource(what))  # fmt: skip
        made.append(
            Clip(id=f"{letter}{number}", start=at, length=length, source=source, offset=offset, speed=speed,
                 name=draw(st.sampled_from(["", "Ä “b” & <c>"])),
                 dissolve=draw(st.sampled_from([0, 0, 4])) if made and not gap else 0)
        )  # fmt: skip
        at += length
    return tuple(made)


@st.composite
def films(draw) -> Project:
    base = film()
    tracks = tuple(replace(t, clips=draw(clips(t.kind, t.id.lower()))) for t in base.tracks)
    frames = sorted(draw(st.sets(st.integers(0, 40), max_size=3)))
    markers = tuple(Marker(frame, "m") for frame in frames)
    made = replace(base, rate=draw(st.sampled_from(RATES)), tracks=tracks, markers=markers)
    assert check(made) == []
    return made


def cuts(project: Project) -> list[list[tuple]]:
    lanes = ([(c.start, c.end, c.offset, c.speed) for c in track.clips] for track in project.tracks)
    return [lane for lane in lanes if lane]


def dissolves(project: Project) -> list[tuple[int, int]]:
    pairs = ((left, right) for track in project.tracks for left, right in pairwise(track.clips) if right.dissolve)
    return [(span.start, span.end) for pair in pairs if (span := dissolve_span(*pair)).length]


def empty(project: Project) -> bool:
    return not any(track.clips for track in project.tracks)


@given(films())
@tries(max_examples=60)
def test_otio_round_trip(project):
    """Through OTIO's own reader and writer as well, which may reorder, rename and upgrade what it likes."""
    if empty(project):
        return
    text = otio_out.write(project, url=url).text
    theirs = otio.adapters.write_to_string(otio.adapters.read_from_string(text, "otio_json"), "otio_json")
    for data in (text, theirs):
        back = otio_in.read(data.encode()).project
        assert cuts(back) == cuts(project)
        assert dissolves(back) == dissolves(project)
        assert [m.frame for m in back.markers] == [m.frame for m in project.markers]
        assert (back.rate, [t.kind for t in back.tracks]) == (project.rate, [t.kind for t in project.tracks])


@given(films())
@tries(max_examples=40)
def test_otio_reader_sees_the_same_cuts(project):
    timeline = otio.adapters.read_from_string(otio_out.write(project, url=url).text, "otio_json")
    for ours, theirs in zip(project.tracks, timeline.tracks, strict=True):
        shown = [theirs.range_of_child(item) for item in theirs if isinstance(item, otio.schema.Clip)]
        rate = float(project.rate)
        assert [(r.start_time.rescaled_to(rate).value, r.duration.rescaled_to(rate).value) for r in shown] == [
            (clip.start, clip.length) for clip in ours.clips
        ]


@given(films())
@tries(max_examples=60)
def test_fcpxml_round_trip(project):
    if empty(project):
        return
    back = fcpxml_in.read(fcpxml_out.write(project, url=url).text.encode()).project
    assert cuts(back) == cuts(project)
    assert dissolves(back) == dissolves(project)
    held = [m.frame for m in project.markers if m.frame < project.duration]
    assert (back.rate, [m.frame for m in back.markers]) == (project.rate, held)
    assert [type(c.source) for t in back.tracks for c in t.clips if c.title or c.planned] == [
        type(c.source) for t in project.tracks for c in t.clips if c.title or c.planned
    ]


@given(films())
@tries(max_examples=60)
def test_edl_round_trip(project):
    chosen = [next((t for t in project.tracks[:2] if t.clips), None), project.tracks[2]]
    kept = replace(project, tracks=tuple(track for track in chosen if track and track.clips))
    if not kept.tracks:
        return
    back = edl_in.read(edl_out.write(project, path=lambda path: f"/films/{path}").text.encode()).project
    assert cuts(back) == cuts(kept)
    assert back.rate == project.rate


def test_other_readers_of_edl_and_fcpxml_see_the_same_cuts(tmp_path):
    """OpenTimelineIO's own adapters, at a rate they know."""
    project = film(footage("a", 0, 40), footage("b", 40, 10, offset=7), footage("c", 60, 20, offset=50))
    (tmp_path / "a.edl").write_text(edl_out.write(project, path=lambda path: f"/films/{path}").text)
    (tmp_path / "a.fcpxml").write_text(fcpxml_out.write(project, url=url).text)
    for name in ("a.edl", "a.fcpxml"):
        found = otio.adapters.read_from_file(str(tmp_path / name))
        track = (found if isinstance(found, otio.schema.Timeline) else found[0]).tracks[0]
        clips = [item for item in track if isinstance(item, otio.schema.Clip)]
        ranges = [track.range_of_child(clip) for clip in clips]
        assert [(r.start_time.value, r.duration.value) for r in ranges] == [(0, 40), (40, 10), (60, 20)]
        assert [clip.source_range.start_time.value for clip in clips] == [0, 7, 50]
        assert all("m.mp4" in clip.media_reference.target_url for clip in clips)


def test_what_cannot_come_along_is_said():
    project = replace(rich_film(), look="noir")
    for made, words in (
        (otio_out.write(project, url=url), ("1 clip with a fade", "cast", "keyframe")),
        (edl_out.write(project, path=str), ("fade", "loudness", "look", "cast")),
        (fcpxml_out.write(project, url=url), ("1 planned shot", "look", "track names")),
    ):
        said = " ".join(made.losses)
        assert all(word in said for word in words), said
        assert all(sentence.endswith(".") for sentence in made.losses)
    upper = replace(project, tracks=(project.tracks[0], replace(project.tracks[1], clips=(planned("x", 0, 5),))))
    assert any("“V2”" in sentence for sentence in edl_out.write(upper, path=str).losses)


def test_prompts_and_notes_travel():
    text = otio_out.write(rich_film(), url=url).text
    timeline = otio.adapters.read_from_string(text, "otio_json")
    notes = [clip.metadata["fantascope"] for clip in timeline.find_clips()]
    assert [note["shot"]["prompt"] for note in notes if "shot" in note] == ["船 @anna", "a red boat"]
    back = otio_in.read(text.encode()).project
    clips = back.tracks[0].clips
    assert clips[2].prompt == "a red boat" and clips[2].planned
    assert (clips[1].fade_in, clips[1].gain_db, clips[1].colour) == (3, -6.5, "teal")
    assert clips[1].name == "船 @anna"  # its take stays in the other film, so it came as footage


# -- bundles --------------------------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path):
    """A film whose take and footage are there, whose music lies outside."""
    music = tmp_path / "secret.wav"
    music.write_bytes(b"not of this film" * 99)
    project = rich_film()
    media = tuple(replace(m, path=str(music)) if m.id == "s" else m for m in project.media)
    sound = Clip(id="snd", start=0, length=10, source=MediaSource("s"))
    tracks = (*project.tracks[:2], replace(project.tracks[2], clips=(sound,)))
    with create_film(tmp_path / "boats.film", replace(project, media=media, tracks=tracks)) as made:
        (made.media / "m.mp4").write_bytes(b"footage" * 1000)
        (made.takes / "t.mp4").write_bytes(b"take" * 1000)
        return made.root


def test_bundle_holds_the_films_own_files_alone_and_comes_back(folder, tmp_path):
    made = write_timeline(load_project(folder), folder, tmp_path / "cut.otioz")
    with zipfile.ZipFile(made.path) as archive:
        assert sorted(archive.namelist()) == ["content.otio", "media/m.mp4", "media/t.mp4", "version.txt"]
    assert any("outside the film's folder" in sentence for sentence in made.losses)
    timeline = otio.adapters.read_from_file(str(made.path))
    assert "media/m.mp4" in [clip.media_reference.target_url for clip in timeline.find_clips()
                             if isinstance(clip.media_reference, otio.schema.ExternalReference)]  # fmt: skip
    back = film_from(made.path, tmp_path / "back.film")
    project = load_project(back.path)
    assert cuts(project) == cuts(load_project(folder))
    clip = project.tracks[0].clips[1]
    assert clip.take and clip.prompt == "船 @anna"  # a generated shot again, with its recipe
    take = next(take for take in project.takes if take.id == clip.take)
    assert (back.path / take.path).read_bytes() == b"take" * 1000
    assert (back.path / project.media[0].path).read_bytes() == b"footage" * 1000
    assert not list(back.path.rglob("*.part"))


def test_otio_written_bundle_opens(folder, tmp_path):
    """One that OTIO packed itself."""
    text = otio_out.write(load_project(folder), url=lambda path: (folder / path).as_uri()).text
    timeline = otio.adapters.read_from_string(text, "otio_json")
    otio.adapters.write_to_file(timeline, str(tmp_path / "theirs.otioz"))
    back = film_from(tmp_path / "theirs.otioz", tmp_path / "back.film")
    assert cuts(load_project(back.path)) == cuts(load_project(folder))


def test_a_hostile_bundle_reaches_nothing(tmp_path):
    project = film(footage("a", 0, 10))
    for name in ("../../escape.mp4", "media/../../escape.mp4", "/etc/escape.mp4", "media/sub/escape.mp4"):
        text = otio_out.write(project, url=lambda path, name=name: name).text
        with zipfile.ZipFile(tmp_path / "a.otioz", "w") as archive:
            archive.writestr("content.otio", text)
            archive.writestr(name, b"x" * 100)
        assert read_timeline(tmp_path / "a.otioz").bundled == {}
    with zipfile.ZipFile(tmp_path / "bomb.otioz", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("content.otio", otio_out.write(project, url=lambda path: "media/m.mp4").text)
        archive.writestr("media/m.mp4", b"\0" * 20_000_000)
    with pytest.raises(StudioError, match="not what it claims"):
        film_from(tmp_path / "bomb.otioz", tmp_path / "new.film")
    assert not (tmp_path / "new.film").exists()
    for data in (b"", b"PK\3\4" + b"\0" * 99, b"nonsense"):
        (tmp_path / "b.otioz").write_bytes(data)
        with pytest.raises(StudioError):
            read_timeline(tmp_path / "b.otioz")


# -- what a file may claim ------------------------------------------------------------------------------------------


def test_places_named_by_timelines():
    base = Path("/films/cut")
    assert local_path("file:///a/b%20c.mp4", base) == ("/a/b c.mp4", "")
    assert local_path("shots/a.mp4", base) == ("/films/cut/shots/a.mp4", "")
    assert local_path("C:\\shots\\a.mp4", base) == ("C:\\shots\\a.mp4", "")
    assert local_path("file:///C:/shots/a.mp4", base) == ("C:/shots/a.mp4", "")
    for hostile in ("../../etc/passwd.mp4", "http://host/a.mp4", "file://host/a.mp4", "//host/a.mp4", "a\0.mp4", "",
                    "file:////host/a.mp4", "\\\\host\\a.mp4", "x" * 5000, "%2e%2e/%2e%2e/a.mp4"):  # fmt: skip
        assert local_path(hostile, base)[0] == "", hostile
    assert bundled_name("media/a.mp4") and not bundled_name("media/../a.mp4") and not bundled_name("media/a\\b.mp4")


def test_named_files_that_are_no_media_are_not_taken(tmp_path):
    project = film(footage("a", 0, 10), footage("b", 20, 10))
    text = otio_out.write(project, url=lambda path: "file:///etc/shadow").text
    (tmp_path / "a.otio").write_text(text)
    made = film_from(tmp_path / "a.otio", tmp_path / "a.film")
    assert not any("/etc" in media.path for media in load_project(made.path).media)
    assert any("not a video" in sentence for sentence in made.losses)


HOSTILE_XML = (
    '<!DOCTYPE f [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><fcpxml version="1.8">&b;</fcpxml>',
    '<!DOCTYPE f [<!ENTITY x SYSTEM "file:///etc/passwd">]><fcpxml version="1.8"><event name="&x;"/></fcpxml>',
    '<!DOCTYPE f [<!ENTITY % p SYSTEM "http://127.0.0.1/x"> %p;]><fcpxml version="1.8"/>',
    "<fcpxml>" + "<spine>" * 5000,
    "<fcpxml", "", "<html/>", "\x00", "<fcpxml><sequence/></fcpxml>",
)  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE_XML)
def test_hostile_xml_is_one_sentence(text):
    with pytest.raises(StudioError):
        fcpxml_in.read(text.encode())


@pytest.mark.parametrize("data", [
    b"", b"[]", b"{}", b"null", b"\xff\xfe", b"[" * 200_000, b'{"a":' * 100_000, b'{"OTIO_SCHEMA": 3}',
    b'{"OTIO_SCHEMA": "Timeline.1", "tracks": [1, 2]}', b'{"a": ' + b"9" * 10_000 + b"}",
])  # fmt: skip
def test_hostile_json_is_one_sentence(data):
    with pytest.raises(StudioError):
        otio_in.read(data)


NUMBERS = [-1, 0, 1e308, -1e308, 10**30, float("inf"), float("nan"), 0.1, 1 / 3]
ABSURD = st.sampled_from([None, "x", [], {}, True, *NUMBERS])


@given(st.data())
@tries(max_examples=150)
def test_any_field_may_be_absurd(data):
    """A film or one sentence, whatever stands anywhere in the file; and a film it makes is sound."""
    tree = json.loads(otio_out.write(rich_film(), url=url).text)
    for _ in range(data.draw(st.integers(1, 4))):
        node = tree
        while True:
            keys = sorted(node) if isinstance(node, dict) else range(len(node))
            if not keys:
                break
            key = data.draw(st.sampled_from(list(keys)))
            if not isinstance(node[key], dict | list) or data.draw(st.integers(0, 5)) == 0:
                node[key] = data.draw(ABSURD)
                break
            node = node[key]
    try:
        arrived = otio_in.read(json.dumps(tree).encode())
    except StudioError:
        return
    assert check(arrived.project) == []


@given(st.data())
@tries(max_examples=150)
def test_mutated_text_is_a_film_or_a_sentence(data):
    project = replace(rich_film(), markers=(Marker(3, "x"),))
    made, read = data.draw(st.sampled_from([
        (edl_out.write(project, path=str).text, edl_in.read), (fcpxml_out.write(project, url=url).text, fcpxml_in.read),
    ]))  # fmt: skip
    for _ in range(data.draw(st.integers(1, 5))):
        at = data.draw(st.integers(0, len(made)))
        new = data.draw(st.sampled_from(["", "9", "-", "999999999999", "/0", "0", ":", "\n", " ", "<", "é", "V", "D"]))
        made = made[:at] + new + made[at + data.draw(st.integers(0, 3)) :]
    try:
        arrived = read(made.encode())
    except StudioError:
        return
    assert check(arrived.project) == []


def test_lists_of_other_programs():
    text = """TITLE: Reel
FCM: NON-DROP FRAME
001  A001     V     C        01:00:10:00 01:00:12:00 01:00:00:00 01:00:02:00
* FROM CLIP NAME: first.mov
002  A001     V     C        01:00:20:00 01:00:20:00 01:00:02:00 01:00:02:00
002  A002     V     D    012 02:00:00:00 02:00:01:00 01:00:02:00 01:00:03:00
* FROM CLIP NAME: second.mov
M2   A002       -24.0                02:00:00:00
003  BL       V     C        00:00:00:00 00:00:01:00 01:00:03:00 01:00:04:00
004  A003     AA/V  C        00:00:01:00 00:00:02:00 01:00:04:00 01:00:05:00
"""
    arrived = edl_in.read(text.encode(), rate=Fraction(25), base=Path("/films"))
    video, *sounds = arrived.project.tracks
    assert [(c.start, c.end, c.offset) for c in video.clips] == [(0, 50, 250), (50, 75, 0), (100, 125, 0)]
    assert arrived.project.media[0].path == "/films/first.mov" and len(sounds) == 2
    said = " ".join(arrived.losses)
    assert "transition" in said and "backwards" in said
    drop = "001  A  V  C  00:00:00;00 00:00:01;00 00:10:00;00 00:10:01;00"
    rate = Fraction(30000, 1001)
    assert edl_in.read(drop.encode(), rate=rate).project.tracks[0].clips[0].start == 17982


def test_sound_that_lies_on_its_own_track_is_not_heard_twice():
    clip = footage("a", 0, 10)
    project = film(clip)
    tracks = (project.tracks[0], Track(id="A1", kind="audio", clips=(replace(clip, id="b"),)))
    tree = json.loads(otio_out.write(replace(project, tracks=tracks), url=url).text)
    for track in tree["tracks"]["children"]:
        for child in track["children"]:
            child["metadata"], child["media_references"]["DEFAULT_MEDIA"]["metadata"] = {}, {}
    video, audio = otio_in.read(json.dumps(tree).encode()).project.tracks
    assert video.clips[0].gain_db == -96 and audio.clips[0].gain_db == 0


def test_command_line(folder, tmp_path, capsys):
    def run(*argv) -> tuple[int, dict]:
        code = cli.main([*map(str, argv), "--json"])
        return code, json.loads(capsys.readouterr().out.strip().splitlines()[-1])

    for suffix in (".otio", ".otioz", ".edl", ".fcpxml"):
        code, told = run("interchange", folder, "-o", tmp_path / f"cut{suffix}")
        assert (code, told["ok"], told["clips"]) == (0, True, 4) and told["losses"]
        code, told = run("interchange", tmp_path / f"cut{suffix}", "-o", tmp_path / f"{suffix[1:]}.film")
        assert (code, told["ok"], told["clips"]) == (0, True, 4), told
    for wrong in ((folder, "cut.aaf"), (folder, "x.film"), (tmp_path / "none.otio", "y.film"),
                  (folder, "a.edl", "--track", "V9")):  # fmt: skip
        code, told = run("interchange", wrong[0], "-o", tmp_path / wrong[1], *wrong[2:])
        assert code == 2 and told["error"]["what"].endswith(".") and not (tmp_path / "y.film").exists()


def test_bundle_names_are_unique():
    assert bundle._members({"media/a.mp4": Path(), "takes/A.mp4": Path(), "takes/b.mp4": Path()}) == {
        "media/a.mp4": "media/a.mp4", "takes/A.mp4": "media/A-2.mp4", "takes/b.mp4": "media/b.mp4",
    }  # fmt: skip


def test_the_window_exports_and_imports(tmp_path):
    """Through the menus' own commands, with what was left behind shown."""
    from ui_kit import application, open_studio

    from studio.ui.dialogs.losses import LossesDialog
    from studio.ui.window import MainWindow

    def shown() -> LossesDialog:
        studio.wait(timeout=60)
        studio.pump()
        return next(child for child in window.findChildren(LossesDialog) if child.isVisible())

    with open_studio(tmp_path) as studio:
        track = studio.project.tracks[0].id
        made = Clip(id="a", start=10, length=30, source=Shot(prompt="a boat"), fade_in=2)
        studio.edit("New", lambda p: edit.overwrite(p, made, track_id=track, at=10))
        window = MainWindow(studio)
        window.show()
        try:
            window.commands.export_timeline_to(tmp_path / "cut.otio")
            dialog = shown()
            assert "fade" in dialog.list.item(0).text()
            dialog.accept()
            studio.save()
            window.commands.import_timeline_path(tmp_path / "cut.otio")
            shown().accept()
            assert studio.untitled and cuts(studio.project) == [[(10, 40, 0, 1)]]
        finally:
            window.go()
            application().processEvents()


def test_a_note_names_no_files_either():
    """Weights and requests would be opened when the shot is made again: neither leaves nor arrives with a timeline."""
    tree = json.loads(otio_out.write(rich_film(), url=lambda path: "media/t.mp4").text)
    clip = tree["tracks"]["children"][0]["children"][2]
    clip["metadata"]["fantascope"]["shot"]["loras"] = [{"path": "/etc/shadow"}]
    clip["media_references"]["DEFAULT_MEDIA"]["metadata"]["fantascope"]["take"]["recipe"]["request"] = "/etc/shadow"
    back = otio_in.read(json.dumps(tree).encode(), members=frozenset({"media/t.mp4"})).project
    assert back.takes and "shadow" not in repr(back)
