"""Media files damaged in every way a disk, a cable or an ill will can: by seed, so that each can be made again.

Run as a program it opens them as the studio would and prints a line for each; what crashes takes only this process.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import numpy as np
from media_footage import grey, picture, tone, video


def originals(folder: Path) -> list[Path]:
    """Small sound files of many kinds, made once."""
    folder.mkdir(exist_ok=True)
    noise = np.random.default_rng(0).integers(0, 256, (12, 48, 64, 3), np.uint8)
    kinds = {
        "a.mp4": {}, "b.mkv": {"options": {"g": "4"}}, "c.avi": {}, "d.mov": {"codec": "mjpeg", "pixels": "yuvj420p"},
        "e.webm": {"codec": "libvpx-vp9"}, "f.mov": {"codec": "prores_ks", "pixels": "yuv422p10le"},
        "g.gif": {"codec": "gif", "pixels": "rgb8"},
    }  # fmt: skip
    made = [video(folder / name, noise, rate=Fraction(10), **rest) for name, rest in kinds.items()]
    made += [tone(folder / name, seconds=0.5) for name in ("h.wav", "i.mov")]
    stills = {"j.png": ("png", "rgb24"), "k.jpg": ("mjpeg", "yuvj420p"), "l.webp": ("libwebp", "bgra")}
    stills |= {"m.bmp": ("bmp", "bgr24"), "n.tiff": ("tiff", "rgb24")}
    for name, (codec, layout) in stills.items():
        made.append(picture(folder / name, grey(5), codec=codec, layout=layout))
    return made


def mutants(files: list[Path], folder: Path, *, count: int, seed: int) -> Iterator[Path]:
    """`count` damaged copies, one at a time: the one before is gone when the next is made."""
    rng = random.Random(seed)
    whole = [path.read_bytes() for path in files]
    for number in range(count):
        which = rng.randrange(len(files))
        data = bytearray(whole[which])
        for _ in range(rng.choice((1, 1, 2, 4))):
            data = damaged(data, whole, rng)
        path = folder / f"{number:04d}{files[which].suffix}"
        path.write_bytes(data)
        yield path
        path.unlink()


def damaged(data: bytearray, others: list[bytes], rng: random.Random) -> bytearray:
    if not data:
        return data
    at = rng.randrange(len(data))
    match rng.randrange(7):
        case 0:
            return data[:at]
        case 1:
            for _ in range(rng.choice((1, 8, 64))):
                data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
        case 2:  # the beginning is where the sizes and counts are
            for _ in range(rng.choice((1, 4, 16))):
                data[rng.randrange(min(len(data), 256))] = rng.choice((0, 1, 127, 128, 255))
        case 3:
            other = rng.choice(others)
            return data[:at] + other[rng.randrange(len(other)) :]
        case 4:
            length = rng.randrange(1, 512)
            data[at : at + length] = bytes(len(data[at : at + length]))
        case 5:
            del data[at : at + rng.randrange(1, 256)]
        case 6:
            return data[:at] + data[at : at + rng.randrange(1, 256)] * 3 + data[at:]
    return data


def opened(path: Path) -> str:
    """Everything the studio does with a file somebody brings; "" when it could, else the sentence it says."""
    from studio.media.audio import peaks
    from studio.media.decode import VideoReader
    from studio.media.probe import probe
    from studio.media.proxy import slow
    from studio.media.thumbs import strip
    from studio.problem import StudioError

    try:
        info = probe(path)
        if info.has_audio:
            peaks(path)
        if info.kind == "video":
            slow(path)
            with VideoReader(path, width=48, quick=True) as reader:
                for time in (0, 0.5, 0.2, float(min(info.duration, 10**6)), 0):
                    assert reader.frame_at(Fraction(time)).shape[1:] == (48, 3)
        if info.kind != "audio":
            strip(path, height=16, count=3)
    except StudioError as exc:
        assert exc.problem.what.endswith((".", "!", "?")) and "Error" not in exc.problem.what, exc.problem
        return str(exc)
    return ""


def main(folder: Path, count: int, seed: int) -> None:
    for path in mutants(originals(folder / "whole"), folder, count=count, seed=seed):
        print(json.dumps([path.name, opened(path)]), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
