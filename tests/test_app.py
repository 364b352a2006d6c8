"""The double-click app: what it is handed opens, and what the desktop reads is well-formed."""

from __future__ import annotations

import configparser
import os
import re
import subprocess
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
from media_footage import grey, video
from stand_in import StandIn

from studio.cli import to_open
from studio.session.changes import JobChanged
from studio.session.jobs import Failed
from studio.session.studio import Studio
from studio.storage.folder import DOOR
from studio.ui.main import begin

TREE = Path(__file__).resolve().parents[1]
DESKTOP = TREE / "desktop" / "linux"


# -- what a desktop hands over ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "opens"),
    [("a.film", True), ("a.film/", True), (f"a.film/{DOOR}", True), ("clip.mp4", True), ("gone.mp4", False),
     ("doctor", False), ("folder", False), ("--help", False)],
)  # fmt: skip
def test_a_lone_word_is_a_film_a_file_or_a_command(tmp_path, monkeypatch, word, opens):
    (tmp_path / "clip.mp4").touch()
    (tmp_path / "doctor").touch()  # a file that is named like a command hides no command
    (tmp_path / "folder").mkdir()
    monkeypatch.chdir(tmp_path)
    assert to_open(word) is opens


def test_a_file_that_is_no_film_begins_one(tmp_path):
    studio = Studio(data=tmp_path / "data", engine=StandIn)
    try:
        begin(studio, video(tmp_path / "clip.mp4", [grey(n) for n in range(10)]), last=None, safe=False)
        studio.wait(timeout=30)
        (clip,) = studio.project.tracks[0].clips
        assert studio.untitled and clip.start == 0 and studio.project.media[0].id == clip.source.media_id
    finally:
        studio.close()


def test_what_cannot_be_opened_leaves_a_film_all_the_same(tmp_path):
    studio = Studio(data=tmp_path / "data", engine=StandIn)
    heard = []
    studio.subscribe(heard.append)
    (tmp_path / "words.txt").write_text("no picture")
    try:
        begin(studio, tmp_path / "words.txt", last=None, safe=False)
        studio.wait(timeout=30)
        assert studio.untitled and studio.project.duration == 0 and not studio.project.media
        assert any(isinstance(told, JobChanged) and isinstance(told.job.state, Failed) for told in heard)
    finally:
        studio.close()


# -- what the desktop reads -------------------------------------------------------------------------------------------


def test_the_desktop_entry_names_the_type_of_films():
    entry = configparser.ConfigParser(interpolation=None)
    entry.optionxform = str
    entry.read(DESKTOP / "fantascope.desktop", "utf-8")
    about = entry["Desktop Entry"]
    assert about["Exec"] == "fantascope %f" and about["Icon"] == "fantascope"
    space = "{http://www.freedesktop.org/standards/shared-mime-info}"
    (told,) = ElementTree.parse(DESKTOP / "fantascope.xml").getroot().iter(f"{space}mime-type")
    assert about["MimeType"].split(";") == [told.get("type"), ""]
    assert told.find(f"{space}glob").get("pattern") == f"*{Path(DOOR).suffix}"


@pytest.mark.skipif(os.name != "posix", reason="a shell script")
def test_the_installer_comes_and_goes_whatever_its_folder_is_called(tmp_path):
    place, data = tmp_path / "my $films & `50%` | \\ \"more\"", tmp_path / "data"
    place.mkdir()
    for file in (*DESKTOP.iterdir(), TREE / "resources" / "icons" / "fantascope-256.png"):
        (place / file.name).write_bytes(file.read_bytes())
    env = {**os.environ, "XDG_DATA_HOME": str(data)}
    subprocess.run(["sh", place / "install.sh"], env=env, check=True, capture_output=True)
    entry = (data / "applications" / "fantascope.desktop").read_text("utf-8")
    (command,) = re.findall(r'^Exec="(.*)" %f$', entry, re.M)
    assert not re.search(r"(?<!\\)(?:\\\\)*\\(?!\\)", command)  # every key's rule: a backslash stands twice
    command = re.sub(r'\\(["`$\\])', r"\1", command.replace("\\\\", "\\"))  # then this key's
    assert command.replace("%%", "%") == str(place / "fantascope")
    subprocess.run(["sh", place / "install.sh", "--remove"], env=env, check=True, capture_output=True)
    assert not [path for path in data.rglob("fantascope*") if path.is_file()]
