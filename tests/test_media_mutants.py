"""Damaged files end in a picture or in a sentence, never in a traceback, a crash or a wait without end."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

TREE = Path(__file__).parents[1]


def test_damaged_media_never_crash(tmp_path):
    env = {**os.environ, "PYTHONPATH": os.pathsep.join((str(TREE), str(TREE / "tests")))}
    command = [sys.executable, str(TREE / "tests/mutants.py"), str(tmp_path), "60", "7"]
    run = subprocess.run(command, env=env, capture_output=True, text=True, timeout=600, check=False)
    told = [json.loads(line) for line in run.stdout.splitlines()]
    assert run.returncode == 0, (len(told), run.stderr[-2000:])
    assert len(told) == 60
    assert any(sentence for _, sentence in told) and any(not sentence for _, sentence in told)
