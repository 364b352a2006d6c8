"""The film folder: saving whole, refusing what is hostile, offering what was lost."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from film_kit import film, rich_film, take

from studio.problem import StudioError
from studio.storage import atomic, codec
from studio.storage.autosave import clear_autosave, write_autosave
from studio.storage.folder import DOOR, create_film, load_project, open_film
from studio.storage.importing import import_file, store_take
from studio.storage.lock import NAME, lock_state, release_lock, take_lock
from studio.storage.recovery import begin_start, end_start, find_recovery

REPOSITORY = Path(__file__).resolve().parent.parent
posix = pytest.mark.skipif(os.name == "nt", reason="signals and limits of POSIX")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    with create_film(tmp_path / "boats", rich_film()) as folder:
        return folder.root


def python(code: str, *args: object, **keywords) -> subprocess.Popen[str]:
    environment = {**os.environ, "PYTHONPATH": f"{REPOSITORY}{os.pathsep}{REPOSITORY / 'tests'}"}
    command = [sys.executable, "-c", code, *map(str, args)]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


# --- save and open ---------------------------------------------------------------------------------------------------


def test_a_film_comes_back_as_it_was(root: Path):
    assert root.name == "boats.film"
    assert {path.name for path in root.iterdir()} == {"project.json", DOOR, "takes", "media", "cache", "journal"}
    with open_film(root) as folder:
        assert folder.load() == rich_film()
        folder.save(replace(rich_film(), name="Sea"))
    assert load_project(root).name == "Sea"
    with open_film(root / "project.json") as folder:
        assert folder.root == root


def test_rates_are_written_as_exact_fractions(root: Path):
    assert json.loads((root / "project.json").read_bytes())["project"]["tracks"][0]["clips"][0]["speed"] == "1000/1001"


def test_no_folder_is_written_over(root: Path):
    with pytest.raises(StudioError, match="already exists"):
        create_film(root, film())
    with pytest.raises(StudioError, match="not a film"):
        open_film(root / "takes")


def test_an_unsound_film_is_not_saved(root: Path):
    with open_film(root) as folder:
        for unsound in (
            replace(film(), width=0),
            replace(film(), name="\ud800"),
            replace(film(), takes=(take("t", path="../t"),)),
        ):
            with pytest.raises(StudioError):
                folder.save(unsound)
        assert folder.load() == rich_film()


def test_older_schemas_are_migrated_and_newer_ones_refused(root: Path, monkeypatch: pytest.MonkeyPatch):
    old, now = json.loads(codec.dumps(rich_film())), codec.SCHEMA
    old["project"]["title"] = old["project"].pop("name")
    monkeypatch.setattr(codec, "SCHEMA", now + 1)
    monkeypatch.setitem(
        codec.MIGRATIONS, now, lambda data: {"name": data["title"], **{k: v for k, v in data.items() if k != "title"}}
    )
    assert codec.decode(old) == rich_film()
    with pytest.raises(StudioError, match=f"schema {now} to {now + 1}"):
        codec.decode({**old, "project": [1]})
    with pytest.raises(StudioError, match="newer version"):
        codec.decode({**old, "schema": now + 2})


def test_a_film_of_the_first_schema_opens_with_clips_that_stand_alone():
    data = json.loads(codec.dumps(rich_film()))
    for track in data["project"]["tracks"]:
        for clip in track["clips"]:
            del clip["group"], clip["dissolve"]
    assert codec.decode({**data, "schema": 1}) == rich_film()
    with pytest.raises(StudioError, match="schema 1 to 2"):
        codec.decode({**data, "schema": 1, "project": {"tracks": 3}})


# --- hostile folders -------------------------------------------------------------------------------------------------


def spoiled(change) -> bytes:
    data = json.loads(codec.dumps(rich_film()))
    change(data["project"])
    return json.dumps(data).encode()


def at(path: str, value: object):
    def change(data):
        *way, last = [int(step) if step.isdigit() else step for step in path.split(".")]
        for step in way:
            data = data[step]
        data[last] = value

    return change


CLIP = "tracks.0.clips.0"
HOSTILE = {
    "empty": b"",
    "not json": b"{",
    "not utf-8": b'{"format": "\xff"}',
    "a list": b"[]",
    "a number": b"1" * 5000,
    "deep": b"[" * 200_000,
    "deep closed": b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
    "nan": b'{"format": NaN}',
    "no schema": b'{"format": "fantascope/film"}',
    "true schema": b'{"format": "fantascope/film", "schema": true, "project": {}}',
    "no project": b'{"format": "fantascope/film", "schema": 1}',
    "no id": spoiled(lambda data: data.pop("id")),
    "unknown field": spoiled(at("colour_space", "p3")),
    "wrong type": spoiled(at("width", "1280")),
    "true width": spoiled(at("width", True)),
    "float frame": spoiled(at(f"{CLIP}.start", 0.5)),
    "negative frame": spoiled(at(f"{CLIP}.start", -5)),
    "negative length": spoiled(at(f"{CLIP}.length", -5)),
    "huge frame": spoiled(at(f"{CLIP}.start", 10**18)),
    "endless number": spoiled(at(f"{CLIP}.start", 10**300)),
    "overlap": spoiled(at("tracks.0.clips.1.start", 3)),
    "past the source": spoiled(at(f"{CLIP}.length", 5000)),
    "zero rate": spoiled(at("rate", "0")),
    "zero denominator": spoiled(at("rate", "24/0")),
    "word rate": spoiled(at("rate", "fast")),
    "huge fraction": spoiled(at("rate", "1" * 400)),
    "no source kind": spoiled(at(f"{CLIP}.source", {"media_id": "m"})),
    "other source kind": spoiled(at(f"{CLIP}.source", {"is": "Path", "media_id": "m"})),
    "source tag list": spoiled(at(f"{CLIP}.source", {"is": [1]})),
    "clip is text": spoiled(at(CLIP, "clip")),
    "tracks is a dict": spoiled(at("tracks", {})),
    "track kind": spoiled(at("tracks.0.kind", ["video"])),
    "infinite gain": spoiled(at(f"{CLIP}.gain_db", 1e308)).replace(b"1e+308", b"1e999"),
    "endless gain": spoiled(at(f"{CLIP}.gain_db", 10**400)),
    "lone surrogate": spoiled(at("name", "\ud800")),
    "take above": spoiled(at("takes.0.path", "../../etc/passwd")),
    "take hidden above": spoiled(at("takes.0.path", "takes/../../x.mp4")),
    "take absolute": spoiled(at("takes.0.path", "/etc/passwd")),
    "take on a drive": spoiled(at("takes.0.path", "C:\\x.mp4")),
    "take drive-relative": spoiled(at("takes.0.path", "C:x.mp4")),
    "latents above": spoiled(at("takes.0.latents", "../x.latents")),
    "take backslashes": spoiled(at("takes.0.path", "takes\\..\\..\\x")),
    "take zero byte": spoiled(at("takes.0.path", "takes/a\0b")),
    "take itself": spoiled(at("takes.0.path", ".")),
    "media above": spoiled(at("media.0.path", "../m.mp4")),
    "media share": spoiled(at("media.0.path", "\\\\host\\share\\m.mp4")),
    "media slash share": spoiled(at("media.0.path", "//host/share/m.mp4")),
    "take long": spoiled(at("takes.0.path", "a" * 5000)),
    "id escapes": spoiled(at("id", "../x")),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_projects_are_a_sentence_and_are_left_alone(root: Path, name: str):
    (root / "project.json").write_bytes(HOSTILE[name])
    with open_film(root) as folder, pytest.raises(StudioError) as caught:
        folder.load()
    assert caught.value.problem.what.rstrip("”.") and len(str(caught.value)) < 600
    assert (root / "project.json").read_bytes() == HOSTILE[name]
    assert find_recovery(root) is None


def test_enormous_projects_are_refused_unread(root: Path):
    with open(root / "project.json", "wb") as file:
        file.truncate(codec.MAX_BYTES + 1)
    with pytest.raises(StudioError, match="64 MB"):
        load_project(root)


@posix
def test_links_out_of_the_folder_and_pipes_are_refused(root: Path, tmp_path: Path):
    outside = tmp_path / "outside.mp4"
    outside.write_bytes(b"secret")
    (root / "takes" / "t.mp4").symlink_to(outside)
    with pytest.raises(StudioError, match="leads out"):
        load_project(root)
    (root / "takes" / "t.mp4").unlink()
    assert load_project(root)
    (root / "project.json").rename(tmp_path / "elsewhere.json")
    (root / "project.json").symlink_to(tmp_path / "elsewhere.json")
    with pytest.raises(StudioError, match="leads out"):
        load_project(root)
    (root / "project.json").unlink()
    os.mkfifo(root / "project.json")
    with pytest.raises(StudioError, match="ordinary file"):
        load_project(root)
    (root / "takes").rmdir()
    (root / "takes").symlink_to(tmp_path)
    with pytest.raises(StudioError, match="leads out"):
        open_film(root)
    assert lock_state(root) == "free"


# --- atomic saves ----------------------------------------------------------------------------------------------------

SAVE_FOR_EVER = """
import sys
from dataclasses import replace
from pathlib import Path
from film_kit import rich_film
from studio.storage.folder import open_film
folder = open_film(Path(sys.argv[1]))
print("ready", flush=True)
while True:
    for name in ("a" * 200_000, "b" * 400_000):
        folder.save(replace(rich_film(), name=name))
"""


@posix
def test_killed_while_saving_the_film_is_always_whole(root: Path):
    for round_ in range(6):
        saving = python(SAVE_FOR_EVER, root)
        assert saving.stdout.readline() == "ready\n", saving.stderr.read()
        try:
            saving.wait(0.02 + 0.013 * round_)
        except subprocess.TimeoutExpired:
            saving.send_signal(signal.SIGKILL)
        saving.communicate()
        assert set(load_project(root).name) <= set("ab") or load_project(root).name == "Boats"
        assert lock_state(root) == "stale"
        with open_film(root) as folder:
            assert folder.owner_died
            assert not list(root.glob(".*.part"))


FULL_DISK = """
import resource, sys
from dataclasses import replace
from pathlib import Path
from film_kit import rich_film
from studio.problem import StudioError
from studio.storage.folder import open_film
folder = open_film(Path(sys.argv[1]))
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
try:
    folder.save(replace(rich_film(), name="a" * 100_000))
except StudioError as error:
    print(error)
folder.close()
"""


@posix
def test_a_full_disk_leaves_the_old_film_and_says_what_to_do(root: Path):
    out, err = python(FULL_DISK, root).communicate()
    assert "is full" in out and "Free some space" in out, err
    assert load_project(root) == rich_film()
    assert not list(root.glob(".*.part"))


@posix
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written_is_a_sentence(root: Path):
    root.chmod(0o500)
    try:
        with pytest.raises(StudioError, match="may not be"):
            atomic.write_atomic(root / "project.json", b"x")
    finally:
        root.chmod(0o700)


def test_an_impossible_place_is_a_sentence(tmp_path: Path):
    (tmp_path / "file").write_bytes(b"")
    for path in (tmp_path / "missing" / "x", tmp_path / "file" / "x"):
        with pytest.raises(StudioError):
            atomic.write_atomic(path, b"x")
    with pytest.raises(StudioError):
        create_film(tmp_path / "file" / "film", film())


# --- locks -----------------------------------------------------------------------------------------------------------


def test_a_film_is_open_once(root: Path):
    with open_film(root) as first:
        assert lock_state(root) == "held" and not first.owner_died
        with pytest.raises(StudioError, match="already open in another window"):
            open_film(root)
    assert lock_state(root) == "free"
    open_film(root).close()


def test_a_lock_of_another_machine_holds_until_forced(root: Path):
    other = {"pid": 1, "host": "elsewhere", "started": "", "token": "x"}
    (root / NAME).write_text(json.dumps(other))
    with pytest.raises(StudioError, match="on elsewhere"):
        open_film(root)
    with open_film(root, force=True) as folder:
        assert not folder.owner_died
        assert lock_state(root) == "held"


@pytest.mark.parametrize("text", ["", "{", "[]", '{"pid": "x"}', "[" * 4000, "x" * 10_000])
def test_an_unreadable_lock_is_stale(root: Path, text: str):
    (root / NAME).write_text(text)
    assert lock_state(root) == "stale"
    open_film(root).close()


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs start times")
def test_a_later_process_with_the_same_number_is_not_the_owner(root: Path):
    owner, _ = take_lock(root)
    (root / NAME).write_text(json.dumps({"pid": owner.pid, "host": owner.host, "started": "1", "token": "old"}))
    assert lock_state(root) == "stale"
    release_lock(root, owner)
    assert lock_state(root) == "stale"  # releasing leaves a lock that is no longer ours


# --- imports ---------------------------------------------------------------------------------------------------------


def test_imports_are_named_by_content_and_kept_once(root: Path, tmp_path: Path):
    data = os.urandom(5 * 2**20)
    (tmp_path / "Sea 海.MP4").write_bytes(data)
    (tmp_path / "again.mp4").write_bytes(data)
    seen: list[tuple[int, int]] = []
    first = import_file(root, tmp_path / "Sea 海.MP4", progress=lambda done, total: seen.append((done, total)))
    assert first.digest == hashlib.sha256(data).hexdigest()
    assert first.path == f"media/{first.digest}.mp4" and first.name == "Sea 海.MP4"
    assert seen == [(4 * 2**20, len(data)), (len(data), len(data))]
    assert import_file(root, tmp_path / "again.mp4").path == first.path
    assert import_file(root, root / first.path).path == first.path
    assert [path.read_bytes() == data for path in (root / "media").iterdir()] == [True]


def test_a_cancelled_import_leaves_nothing(root: Path, tmp_path: Path):
    (tmp_path / "sea.mp4").write_bytes(b"x" * 100)

    def cancel(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_file(root, tmp_path / "sea.mp4", progress=cancel)
    assert list((root / "media").iterdir()) == []


def test_imports_that_cannot_be_are_a_sentence(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    for source in (tmp_path, tmp_path / "missing.mp4"):
        with pytest.raises(StudioError):
            import_file(root, source)
    (tmp_path / "sea.mp4").write_bytes(b"x")
    monkeypatch.setattr(atomic, "SPARE", 2**62)
    with pytest.raises(StudioError, match="too full") as caught:
        import_file(root, tmp_path / "sea.mp4")
    assert "Free" in caught.value.problem.next_step
    assert list((root / "media").iterdir()) == []


def test_finished_takes_move_in(root: Path):
    (root / "cache" / "new.mp4").write_bytes(b"frames")
    path = store_take(root, root / "cache" / "new.mp4")
    assert path.startswith("takes/") and path.endswith(".mp4")
    assert (root / path).read_bytes() == b"frames" and not (root / "cache" / "new.mp4").exists()


# --- recovery --------------------------------------------------------------------------------------------------------


def test_a_newer_autosave_is_offered_and_nothing_is_changed(root: Path):
    assert find_recovery(root) is None
    unsaved = replace(rich_film(), name="Unsaved")
    write_autosave(root, unsaved)
    os.utime(root / "project.json", ns=(0, 10**9))
    offer = find_recovery(root)
    assert offer.project == unsaved and not offer.crashed and not offer.saved_is_damaged
    assert offer.saved_at.tzinfo is not None
    assert load_project(root) == rich_film()
    clear_autosave(root)
    assert find_recovery(root) is None


def test_an_older_autosave_is_offered_only_after_a_crash(root: Path):
    write_autosave(root, replace(rich_film(), name="Unsaved"))
    os.utime(root / "autosave.json", ns=(0, 10**9))
    assert find_recovery(root) is None
    assert find_recovery(root, owner_died=True).crashed
    (root / NAME).write_text("")
    assert find_recovery(root).crashed


def test_an_autosave_outlives_a_damaged_project(root: Path):
    write_autosave(root, replace(rich_film(), name="Unsaved"))
    (root / "project.json").write_bytes(b"{")
    assert find_recovery(root).saved_is_damaged


def test_no_offer_of_the_same_film_or_of_rubbish(root: Path):
    write_autosave(root, rich_film())
    assert find_recovery(root, owner_died=True) is None
    (root / "autosave.json").write_bytes(b"{")
    assert find_recovery(root, owner_died=True) is None


def test_saving_drops_the_autosave(root: Path):
    write_autosave(root, film())
    with open_film(root) as folder:
        folder.save(film())
    assert not (root / "autosave.json").exists()


def test_the_start_after_three_crashes_in_a_row_is_safe(root: Path):
    assert [begin_start(root).safe_mode for _ in range(4)] == [False, False, False, True]
    end_start(root)
    assert begin_start(root).crashes == 0
    (root / "journal" / "starts.json").write_bytes(b'{"unended": "many"}')
    assert begin_start(root).crashes == 0


def test_a_ninety_minute_film_saves_and_opens(tmp_path: Path):
    from studio.document.film import Clip, MediaSource

    clips = tuple(Clip(id=f"c{n}", start=n * 48, length=48, source=MediaSource("m")) for n in range(2700))
    long = replace(film(*clips), rate=Fraction(24))
    with create_film(tmp_path / "long", long) as folder:
        assert folder.load() == long


def test_what_a_killed_studio_was_writing_is_cleared_away(root: Path):
    gone = [root / name for name in (".project.json.1.part", "media/.import.2.part", "takes/.x.latents.3.part",
                                     "cache/a-b.mp4.part", "cache/a-b.live")]  # fmt: skip
    kept = [root / name for name in ("takes/x.mp4", "cache/strip.npz", "media/film.part.mp4")]
    for path in (*gone, *kept):
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"x")
    open_film(root).close()
    assert not any(path.exists() for path in gone) and all(path.exists() for path in kept)
