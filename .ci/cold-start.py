#!/usr/bin/env python3
"""Seconds from a command to its window's first painting, with nothing in the disk's cache.

    .ci/cold-start.py dist/Fantascope/fantascope              the packaged app
    .ci/cold-start.py .venv/bin/python -m studio              from source
    .ci/cold-start.py --runs 5 --shot window.ppm COMMAND...   more often; the last window as a picture

Looks at a screen of its own (Xvfb) a hundred times a second. Every run has a new home folder, so each is a first start.
“Without waiting” leaves out the time other programs kept the cores. Linux only; needs root, to empty the cache.
"""

from __future__ import annotations

import argparse
import mmap
import os
import shutil
import signal
import struct
import subprocess
import tempfile
import time
from pathlib import Path

DISPLAY = ":77"
PAINTED = 12  # so many colours more than the empty screen has
PATIENCE = 60.0


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--runs", type=int, default=3)
    options.add_argument("--warm", action="store_true", help="leave the cache as it is")
    options.add_argument("--shot", type=Path, help="write the last window here, five seconds after it was painted")
    options.add_argument("command", nargs=argparse.REMAINDER)
    args = options.parse_args()
    folder = Path(tempfile.mkdtemp(dir="/dev/shm"))
    screen = subprocess.Popen(["Xvfb", DISPLAY, "-screen", "0", "1600x1000x24", "-fbdir", folder],
                              stderr=subprocess.DEVNULL)  # fmt: skip
    try:
        time.sleep(2)
        with (folder / "Xvfb_screen0").open("rb") as file, mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ) as seen:
            runs = [run(args, seen, last=number == args.runs - 1) for number in range(args.runs)]
    finally:
        screen.terminate()
        screen.wait()
        shutil.rmtree(folder)
    print(f"median {sorted(runs)[len(runs) // 2]:.2f} s")


def run(args: argparse.Namespace, seen: mmap.mmap, *, last: bool) -> float:
    """One start, told and ended."""
    home = tempfile.mkdtemp(prefix="fantascope-")
    env = {**os.environ, "DISPLAY": DISPLAY, "XDG_DATA_HOME": home, "HOME": home, "QT_QPA_PLATFORM": "xcb"}
    empty = colours(seen)
    if not args.warm:
        os.sync()
        Path("/proc/sys/vm/drop_caches").write_text("3")
    since = time.monotonic()
    child = subprocess.Popen(args.command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                             start_new_session=True)  # fmt: skip
    try:
        while colours(seen) <= empty + PAINTED:
            if child.poll() is not None or time.monotonic() - since > PATIENCE:
                raise SystemExit("No window was painted.")
            time.sleep(0.01)
        took = time.monotonic() - since
        computed, waited = (int(word) / 1e9 for word in Path(f"/proc/{child.pid}/schedstat").read_text().split()[:2])
        print(f"{took:.2f} s; without waiting {took - waited:.2f} s, of which {computed:.2f} s computing", flush=True)
        if last and args.shot:
            time.sleep(5)
            args.shot.write_bytes(picture(seen))
    finally:
        os.killpg(child.pid, signal.SIGTERM)
        child.wait(20)
        time.sleep(0.5)
        shutil.rmtree(home, ignore_errors=True)
    return took


def colours(seen: mmap.mmap) -> int:
    """How many there are in some thousand pixels."""
    step = (len(seen) // 6000 & ~3) + 4
    return len({seen[at : at + 3] for at in range(4096, len(seen) - 4, step)})


def picture(seen: mmap.mmap) -> bytes:
    """The screen as a PPM file; Xvfb keeps it as XWD."""
    head = struct.unpack(">25I", seen[:100])
    start, width, height = head[0] + head[19] * 12, head[4], head[5]
    raw, out = seen[start : start + 4 * width * height], bytearray(width * height * 3)
    out[0::3], out[1::3], out[2::3] = raw[2::4], raw[1::4], raw[0::4]
    return b"P6 %d %d 255\n" % (width, height) + bytes(out)


if __name__ == "__main__":
    main()
