"""The command line: what it makes, and that everything that can go wrong is one sentence and exit code 2."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from studio import cli
from studio.media.audio import read_audio
from studio.media.decode import VideoReader
from studio.media.encode import VideoWriter
from studio.media.probe import probe
from studio.media.sequence import write_picture
from studio.session.places import models

pytest_plugins = ("session_fixtures",)

RED, BLUE = (200, 30, 30), (30, 30, 200)
TREE = Path(__file__).parents[1]


def film(path: Path, colour, *, seconds=2.0, rate=Fraction(25), size=(320, 180), sound=False) -> Path:
    tone = np.sin(np.arange(int(seconds * 48000)) * 0.06).astype(np.float32)[:, None] * 0.5
    audio = (tone, 48000) if sound else None
    with VideoWriter(path, width=size[0], height=size[1], rate=rate, audio=audio) as writer:
        for n in range(int(seconds * rate)):
            picture = np.full((size[1], size[0], 3), colour, np.uint8)
            picture[: size[1] // 4, n * 4 : n * 4 + 20] = 255 - picture[0, 0]
            writer.write(picture)
    return path


def run(capsys, *argv) -> tuple[int, dict]:
    code = cli.main([*map(str, argv), "--json"])
    return code, json.loads(capsys.readouterr().out.strip().splitlines()[-1])


def colour_at(path: Path, time: float) -> np.ndarray:
    with VideoReader(path) as reader:
        return reader.frame_at(Fraction(time))[reader.height // 2 :].mean((0, 1))


def test_render(stand_in, capsys, tmp_path):
    out = tmp_path / "out.mp4"
    code, told = run(capsys, "render", "a red car", "-o", out, "--seconds", "1.5", "--aspect", "9:16", "--seed", "3")
    assert code == 0 and told["ok"]
    expected = {"frames": 18, "fps": 12.0, "width": 112, "height": 192, "seed": 3, "model": "pocket"}
    assert {key: told[key] for key in expected} == expected and told["first_frame_s"] == 0.5
    info = probe(out)
    assert (info.frames, info.width, info.height, info.rate) == (18, 112, 192, 12)
    assert not list(tmp_path.glob("*.part"))


def test_a_fresh_seed_is_reported_and_makes_the_same_again(stand_in, capsys, tmp_path):
    _, told = run(capsys, "render", "a", "-o", tmp_path / "a.mp4", "--seconds", "1")
    _, again = run(capsys, "render", "a", "-o", tmp_path / "b.mp4", "--seconds", "1", "--seed", told["seed"])
    assert again["seed"] == told["seed"]
    assert (tmp_path / "a.mp4").read_bytes() == (tmp_path / "b.mp4").read_bytes()


def test_render_with_pictures(stand_in, capsys, tmp_path):
    picture = write_picture(tmp_path / "p.png", np.full((90, 160, 3), RED, np.uint8))
    code, _ = run(capsys, "render", "", "-o", tmp_path / "o.mp4", "--image", picture, "--keyframe", f"1.5={picture}")
    assert code == 0 and np.abs(colour_at(tmp_path / "o.mp4", 0.0) - RED).max() < 10
    (request,) = stand_in.made[-1].asked
    assert [still.time for still in request.stills] == [0.0, 1.5]
    code, told = run(capsys, "render", "a", "-o", tmp_path / "o.png", "--picture")
    assert code == 0 and told["frames"] == 1 and probe(tmp_path / "o.png").kind == "picture"


def test_extend_after_keeps_size_rate_sound_and_the_clip_itself(stand_in, capsys, tmp_path):
    clip = film(tmp_path / "clip.mp4", RED, rate=Fraction(30000, 1001), size=(322, 180), sound=True)
    code, told = run(capsys, "extend", clip, "-o", tmp_path / "o.mp4", "--after", "1")
    assert code == 0 and told["new_frames"] == 30
    before, after = probe(clip), probe(tmp_path / "o.mp4")
    assert (after.width, after.height, after.rate) == (322, 180, before.rate)
    assert after.frames == before.frames + 30 and after.has_audio
    with VideoReader(clip) as old, VideoReader(tmp_path / "o.mp4") as new:
        for index in (0, 17, before.frames - 1):
            a, b = (r.frame_at(index / before.rate).astype(int) for r in (old, new))
            assert np.abs(a - b).mean() < 2
    assert np.abs(colour_at(tmp_path / "o.mp4", 2.5) - colour_at(clip, 1.9)).max() < 20
    sound = read_audio(tmp_path / "o.mp4")
    assert np.abs(sound[4800:90000]).mean() > 0.1 and np.abs(sound[100000:130000]).mean() < 0.01


def test_extend_before(stand_in, capsys, tmp_path):
    clip = film(tmp_path / "clip.mp4", RED, seconds=1, sound=True)
    code, told = run(capsys, "extend", clip, "-o", tmp_path / "o.mp4", "--before", "0.5")
    assert code == 0 and told["frames"] == 38 and told["new_frames"] == 13
    assert np.abs(colour_at(tmp_path / "o.mp4", 1.0) - RED).max() < 8
    sound = read_audio(tmp_path / "o.mp4")
    assert np.abs(sound[:20000]).mean() < 0.02 < 0.1 < np.abs(sound[30000:60000]).mean()
    (motion,) = stand_in.made[-1].asked[0].motion
    assert motion.time == pytest.approx(13 / 25)


@pytest.mark.parametrize("verb", ["fill", "blend"])
def test_between_two_films_of_unlike_kinds(stand_in, capsys, tmp_path, verb):
    left = film(tmp_path / "l.mp4", RED)
    right = film(tmp_path / "r.mp4", BLUE, rate=Fraction(50), size=(200, 300))
    code, told = run(capsys, verb, left, right, "-o", tmp_path / "o.mp4", "--seconds", "1")
    assert code == 0 and told["frames"] == 50 + 25 + 50 and (told["width"], told["fps"]) == (320, 25.0)
    start, end = colour_at(tmp_path / "o.mp4", 2.05), colour_at(tmp_path / "o.mp4", 2.95)
    assert start[0] > start[2] and end[2] > end[0]


def test_loop(stand_in, capsys, tmp_path):
    clip = film(tmp_path / "clip.mp4", RED, seconds=1)
    code, told = run(capsys, "loop", clip, "-o", tmp_path / "o.webm", "--seconds", "1")
    assert code == 0 and told["frames"] == 50
    assert len(stand_in.made[-1].asked[0].motion) == 2


def bad_inputs(folder: Path) -> dict[str, list]:
    """Everything people hand over by mistake, written to `folder`: name -> arguments."""
    good = film(folder / "good.mp4", RED, seconds=1)
    (folder / "cut.mp4").write_bytes(good.read_bytes()[:700])
    (folder / "text.mp4").write_text("Dear diary")
    (folder / "empty.mp4").touch()
    write_picture(folder / "tiny.png", np.zeros((1, 1, 3), np.uint8))
    header = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + (20000).to_bytes(4, "big") * 2 + b"\x08\x02\0\0\0"
    (folder / "huge.png").write_bytes(header + bytes(64))
    import wave

    with wave.open(str(folder / "sound.wav"), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(bytes(16000))
    out = folder / "o.mp4"
    return {
        "empty prompt": ["render", "  ", "-o", out],
        "long prompt": ["render", "x" * 100_000, "-o", out],
        "tiny picture": ["render", "a", "-o", out, "--image", folder / "tiny.png"],
        "huge picture": ["render", "a", "-o", out, "--image", folder / "huge.png"],
        "film as picture": ["render", "a", "-o", out, "--image", good],
        "no such picture": ["render", "a", "-o", out, "--image", folder / "none.png"],
        "keyframe outside": ["render", "a", "-o", out, "--keyframe", f"9={folder / 'tiny.png'}"],
        "keyframe unreadable": ["render", "a", "-o", out, "--keyframe", "tree.png"],
        "cut short": ["extend", folder / "cut.mp4", "-o", out, "--after", "1"],
        "text": ["extend", folder / "text.mp4", "-o", out, "--after", "1"],
        "empty": ["extend", folder / "empty.mp4", "-o", out, "--after", "1"],
        "sound only": ["extend", folder / "sound.wav", "-o", out, "--after", "1"],
        "folder as film": ["extend", folder, "-o", out, "--after", "1"],
        "no folder": ["extend", good, "-o", folder / "none" / "o.mp4", "--after", "1"],
        "output is a folder": ["extend", good, "-o", folder, "--after", "1"],
        "output is the input": ["extend", good, "-o", good, "--after", "1"],
        "output is the right one": ["fill", good, good, "-o", good],
        "unknown suffix": ["render", "a", "-o", folder / "o.xyz"],
        "no length": ["extend", good, "-o", out, "--after", "0"],
        "nan": ["extend", good, "-o", out, "--after", "nan"],
        "too long": ["render", "a", "-o", out, "--seconds", "1e9"],
        "not a number": ["render", "a", "-o", out, "--seconds", "four"],
        "bad aspect": ["render", "a", "-o", out, "--aspect", "wide"],
        "no steps": ["render", "a", "-o", out, "--steps", "0"],
        "bad guidance": ["render", "a", "-o", out, "--guidance", "nan"],
        "bad seed": ["render", "a", "-o", out, "--seed", "-1"],
        "both sides": ["extend", good, "-o", out, "--after", "1", "--before", "1"],
        "no output": ["render", "a"],
        "no command": ["rendre", "a"],
        "engine trouble": ["render", "please fail", "--no-expand", "-o", out],
    }


def test_bad_input_is_one_sentence_and_damages_nothing(stand_in, capsys, tmp_path):
    cases = bad_inputs(tmp_path)
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    for name, argv in cases.items():
        code, told = run(capsys, *argv)
        assert code == 2 and told["ok"] is False, name
        assert told["error"]["what"] and told["error"]["next"], name
        assert cli.main([*map(str, argv)]) == 2, name
        printed = capsys.readouterr()
        assert printed.out == "" and len(printed.err.strip().splitlines()) == 1, name
        assert "Traceback" not in printed.err and len(printed.err) < 400, name
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_an_output_that_was_there_survives_a_failure(stand_in, capsys, tmp_path):
    (tmp_path / "o.mp4").write_bytes(b"precious")
    code, _ = run(capsys, "render", "please fail", "--no-expand", "-o", tmp_path / "o.mp4")
    assert code == 2 and (tmp_path / "o.mp4").read_bytes() == b"precious"


@pytest.mark.skipif(os.name != "posix", reason="limits of file size are a thing of POSIX")
def test_a_full_disk_is_said_and_leaves_nothing(tmp_path):
    film(tmp_path / "clip.mp4", RED, seconds=1)
    code = f"""
import resource, sys
sys.path[:0] = [{str(TREE)!r}, {str(TREE / "tests")!r}]
from stand_in import StandIn
from studio import cli
from studio.session import queue
queue.shipped_engine = lambda: StandIn
resource.setrlimit(resource.RLIMIT_FSIZE, (6000, 6000))
sys.exit(cli.main(["extend", "clip.mp4", "-o", "o.mp4", "--after", "2", "--json"]))
"""
    made = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert made.returncode == 2, made.stderr
    assert "no room" in json.loads(made.stdout.splitlines()[-1])["error"]["what"]
    assert [path.name for path in tmp_path.iterdir()] == ["clip.mp4"]


def test_doctor(capsys):
    code, told = run(capsys, "doctor")
    assert code == 0 and {entry["name"] for entry in told["findings"]} >= {"cores", "memory", "codecs", "model"}
    assert all(entry["what"].endswith((".", ")")) for entry in told["findings"])
    assert cli.main(["doctor"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == len(told["findings"])


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems always have a display")
def test_without_a_display_the_demo_film_is_made(stand_in, capsys, tmp_path, monkeypatch):
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.chdir(tmp_path)
    code = cli.main([])
    assert code == 0 and "no display" in capsys.readouterr().err
    assert probe(tmp_path / "demo.mp4").frames == 36 * 6
    code, told = run(capsys)
    assert code == 0 and Path(told["output"]).name == "demo-2.mp4" and len(told["prompts"]) == 6


def test_help_needs_nothing_heavy():
    code = (
        "import sys\nfrom studio.cli import main\n"
        "try: main(['render', '--help'])\nexcept SystemExit: pass\n"
        "sys.exit(any(m in sys.modules for m in ('torch', 'av', 'numpy', 'PySide6')))"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=TREE, capture_output=True, check=False).returncode == 0


def test_a_misspelt_command_is_a_sentence(capsys, tmp_path):
    for argv in (["nonsense"], ["--nonsense"], [str(tmp_path / "none.film"), "and more"]):
        assert cli.main(argv) == 2
        assert len(capsys.readouterr().err.strip().splitlines()) == 1


def test_missing_weights_are_a_sentence(capsys, tmp_path, monkeypatch):
    monkeypatch.setenv("FANTASCOPE_MODELS", str(tmp_path / "nothing"))
    code, told = run(capsys, "render", "a red car", "-o", tmp_path / "o.mp4", "--seconds", "1")
    assert code == 2 and told["error"]["what"] and not (tmp_path / "o.mp4").exists()


@pytest.mark.skipif(
    not (models() / "transformer.safetensors").is_file(), reason="resources/models/transformer.safetensors is missing"
)
def test_render_with_the_shipped_model(capsys, tmp_path):
    code, told = run(
        capsys, "render", "a red car drives through the desert", "-o", tmp_path / "o.mp4",
        "--seconds", "1", "--steps", "2", "--seed", "1",
    )  # fmt: skip
    assert code == 0, told
    assert probe(tmp_path / "o.mp4").frames == 12 and told["wall_s"] > 0
