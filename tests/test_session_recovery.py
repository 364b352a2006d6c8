"""After a crash and after a move: what is told, what is offered, what is found again. Nothing happens by itself."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from media_footage import grey, tone, video
from stand_in import StandIn

from studio.document.film import find_media
from studio.media.sequence import write_picture
from studio.problem import StudioError
from studio.session.changes import MediaFound
from studio.session.crashes import report, sentence, watched
from studio.session.jobs import Failed, Finished
from studio.session.relinking import missing
from studio.session.studio import Studio

TREE = Path(__file__).parents[1]
DIES = """
import os, signal, sys
from pathlib import Path
from studio.session.crashes import watched
with watched(Path(sys.argv[1])) as crash:
    print(crash.row if crash else 0, flush=True)
    os.kill(os.getpid(), int(sys.argv[2]))
"""


def die(data: Path, how: signal.Signals) -> int:
    """A studio that starts and is killed; returns how many crashes in a row it was told of."""
    env = {**os.environ, "PYTHONPATH": str(TREE)}
    run = subprocess.run([sys.executable, "-c", DIES, str(data), str(int(how))], env=env, capture_output=True,
                         text=True, check=False, timeout=300)  # fmt: skip
    assert run.returncode == -how
    return int(run.stdout)


def test_the_third_crash_in_a_row_starts_in_safe_mode(tmp_path):
    with watched(tmp_path) as crash:
        assert crash is None
    assert die(tmp_path, signal.SIGKILL) == 0
    assert die(tmp_path, signal.SIGSEGV) == 1
    assert die(tmp_path, signal.SIGKILL) == 2
    with watched(tmp_path) as crash:
        assert crash is not None and crash.row == 3 and crash.safe_mode and "safe mode" in sentence(crash)
    with watched(tmp_path) as crash:  # that one ended well
        assert crash is None


def test_a_crash_of_the_interpreter_is_in_the_report(tmp_path):
    (tmp_path / "studio.log").write_text("\n".join(f"line {n}" for n in range(500)))
    die(tmp_path, signal.SIGSEGV)
    with watched(tmp_path) as crash:
        assert crash is not None and not crash.safe_mode and "untouched" in sentence(crash)
        assert "Segmentation fault" in crash.report and "line 499" in crash.report and "line 100" not in crash.report
        assert "Fantascope" in crash.report and "Python" in crash.report


def test_another_studio_that_runs_is_no_crash_and_damaged_marks_are(tmp_path):
    with watched(tmp_path):
        mark = next((tmp_path / "runs").iterdir())
        mark.rename(mark.with_name("1.json"))  # as if it were another process that lives
        with watched(tmp_path) as crash:
            assert crash is None
        (tmp_path / "runs/1.json").unlink()
    for text in ("", "[]", '{"pid": "x"}', json.dumps({"pid": -1, "host": "", "started": "", "token": ""})):
        (tmp_path / "runs" / "2.json").write_text(text)
        (tmp_path / "crashes.json").write_text(text)
        with watched(tmp_path) as crash:
            assert crash is not None and crash.row == 1, text
    assert report(tmp_path / "nowhere").startswith("Fantascope")


@pytest.fixture
def studio(tmp_path):
    StandIn.go.set()
    made = Studio(data=tmp_path / "data", engine=StandIn)
    made.create(tmp_path / "a.film")
    yield made
    made.close()


def bring_in(studio: Studio, path: Path) -> str:
    job = studio.import_media(path, at=0)
    studio.wait(timeout=60)
    state = studio.job(job.id).state
    assert isinstance(state, Finished)
    return state.result


def test_missing_files_are_found_by_name_and_by_bytes(studio, tmp_path):
    away, told = tmp_path / "away", []
    (away / "deep").mkdir(parents=True)
    sea = bring_in(studio, video(tmp_path / "sea.mp4", [grey(n) for n in range(12)]))
    song = bring_in(studio, tone(tmp_path / "song.wav"))
    card = bring_in(studio, write_picture(tmp_path / "card.png", np.full((40, 40, 3), 90, np.uint8)))
    assert missing(studio.project, studio.require_folder()) == ()
    (tmp_path / "sea.mp4").rename(away / "deep" / "renamed.mp4")  # the same bytes under another name
    (tmp_path / "song.wav").rename(away / "song.wav")
    (tmp_path / "card.png").unlink()
    write_picture(away / "card.png", np.full((40, 40, 3), 120, np.uint8))  # another version under the same name
    video(away / "deep" / "song.mp4", [grey(1)] * 3)
    paths = {media.id: studio.folder / media.path for media in studio.project.media}
    for path in paths.values():
        path.unlink()
    gone = missing(studio.project, studio.require_folder())
    assert {media.id for media in gone} == {sea, song, card}
    studio.subscribe(lambda change: told.append(change) if isinstance(change, MediaFound) else None)
    steps = len(studio.history.past)
    job = studio.relink(away)
    studio.wait(timeout=60)
    assert studio.job(job.id).state.result == "3 of 3"
    assert missing(studio.project, studio.require_folder()) == ()
    assert set(told[0].media_ids) == {sea, song, card} and len(studio.history.past) == steps
    assert paths[sea].is_file() and find_media(studio.project, card).path != f"media/{paths[card].name}"
    studio.undo()
    assert missing(studio.project, studio.require_folder()) == ()  # undo does not lose them again


def test_a_folder_without_them_is_one_sentence(studio, tmp_path):
    with pytest.raises(StudioError, match="No file of this film is missing"):
        studio.relink(tmp_path)
    name = bring_in(studio, tone(tmp_path / "song.wav"))
    (studio.folder / find_media(studio.project, name).path).unlink()
    (tmp_path / "song.wav").unlink()
    (tmp_path / "elsewhere").mkdir()
    tone(tmp_path / "elsewhere/song.wav", seconds=0.2)  # its name, but not long enough for its clip
    job = studio.relink(tmp_path / "elsewhere")
    studio.wait(timeout=60)
    state = studio.job(job.id).state
    assert isinstance(state, Failed) and "song.wav" in state.problem.what and state.problem.next_step


FULL = """
import resource, signal, sys
from pathlib import Path
from studio.problem import StudioError
from studio.session.studio import Studio
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
studio = Studio(data=Path(sys.argv[1]) / "data")
resource.setrlimit(resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
studio.open(Path(sys.argv[1]) / "a.film")
assert studio.project.name == "kept"
studio.new_shot("one more", at=0)
for verb in (studio.save, studio.autosave):
    try:
        verb()
    except StudioError as exc:
        print(exc.problem.what)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
studio.save()
studio.close()
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a limit on file sizes stands in for a full disk")
def test_a_film_opens_on_a_full_disk_and_is_saved_once_there_is_room(tmp_path):
    studio = Studio(data=tmp_path / "data")
    studio.create(tmp_path / "a.film", name="kept")
    studio.close()
    env = {**os.environ, "PYTHONPATH": str(TREE)}
    run = subprocess.run([sys.executable, "-c", FULL, str(tmp_path)], env=env, capture_output=True, text=True,
                         check=False, timeout=300)  # fmt: skip
    assert run.returncode == 0, run.stderr
    assert run.stdout.count("is full") == 2
    studio.open(tmp_path / "a.film")
    assert len(studio.project.tracks[0].clips) == 1
    studio.close()


WORKS = """
import sys
from pathlib import Path
from stand_in import StandIn
from studio.session.changes import TakeArrived
from studio.session.studio import Studio
studio = Studio(data=Path(sys.argv[1]) / "data", engine=StandIn)
studio.open(Path(sys.argv[1]) / "a.film")
studio.subscribe(lambda change: print("take", change.take_id, flush=True) if isinstance(change, TakeArrived) else None)
print("open", flush=True)
while True:
    made = studio.new_shot("a red car", at=0, seconds=1)
    if sys.argv[2] == "generate" and not studio.busy:
        studio.generate(made)
    studio.pump()
    studio.save()
    print("saved", len(studio.project.tracks[0].clips), flush=True)
"""


@pytest.mark.parametrize(("doing", "lines"), [("save", 9), ("generate", 14)])
def test_what_was_told_to_be_kept_is_there_after_a_kill(tmp_path, doing, lines):
    """Killed in the middle of whatever comes next; the long form is run by hand over every operation."""
    studio = Studio(data=tmp_path / "data", engine=StandIn)
    studio.create(tmp_path / "a.film")
    studio.close()
    env = {**os.environ, "PYTHONPATH": os.pathsep.join((str(TREE), str(TREE / "tests")))}
    child = subprocess.Popen([sys.executable, "-c", WORKS, str(tmp_path), doing], env=env, text=True,
                             stdout=subprocess.PIPE)  # fmt: skip
    told = [child.stdout.readline() for _ in range(lines)]
    child.kill()
    told = [line.split() for line in (*told, *child.communicate()[0].splitlines()) if line.strip()]
    saved = max(int(words[1]) for words in told if words[0] == "saved")
    takes = {words[1] for words in told if words[0] == "take"}
    studio = Studio(data=tmp_path / "data", engine=StandIn)
    studio.open(tmp_path / "a.film")
    try:
        assert len(studio.project.tracks[0].clips) >= saved
        offered = studio.recovery.project.takes if studio.recovery else ()
        kept = {take.id for take in (*studio.project.takes, *offered)}
        assert takes <= kept | {request.id.rpartition("-")[2] for request in studio.unfinished}
        studio.resume_unfinished()
        studio.wait(timeout=120)
        assert all((studio.folder / take.path).is_file() for take in studio.project.takes)
    finally:
        studio.close()
