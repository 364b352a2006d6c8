"""The whole road at the desk, as a person goes it, in the real window: `python -m scripts.drive en|zh --out folder`.

Storyboard of four cards with one cast → extend → fill → loop → music → export → reopen, by keyboard alone, on a
screen of its own, with the bundled model. The folder gets a picture of the screen after each step and the files that
were made, which are checked. Needs Linux with Xvfb, openbox, xdotool and import (of ImageMagick).
"""

from __future__ import annotations

import argparse
import shutil
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

from scripts.drive_screen import TOOLS, Screen, Stuck, tune, wait
from studio.document.film import Project, find_take
from studio.problem import StudioError
from studio.storage.folder import load_project

WORDS = {
    "en": ("anna", "a woman in a red dress", (
        "@anna walks on a beach", "@anna runs in a forest", "a red car drives in a city", "@anna dances in a park",
    )),
    "zh": ("小红", "穿红裙子的女人", (
        "@小红 在海滩上走", "@小红 在森林里跑", "一辆红色的汽车在城市里开", "@小红 在公园里跳舞",
    )),
}  # fmt: skip
# From the prompt of a new shot to the number of steps: the fields in between, and "More…", which is pressed.
TABS_TO_MORE, TABS_TO_STEPS = 9, 1


def road(screen: Screen, film: Path, music: Path, *, language: str, steps: int, patience: float) -> None:
    """Every step with a picture after it; the film is saved wherever its file is looked into."""
    name, looks, prompts = WORDS[language]
    press, write = screen.press, screen.write

    def saved(what: str, so: Callable[[Project], bool], *, seconds: float = 300) -> None:
        def come() -> bool:
            if studio.poll() is not None:
                raise Stuck("The studio has ended; home/data/fantascope/faults.log may say why.")
            if "*" in screen.title():
                press("ctrl+s")
            try:
                return so(load_project(film))
            except (StudioError, OSError):
                return False

        wait(what, come, seconds=seconds)
        time.sleep(2)

    def made(count: int) -> Callable[[Project], bool]:
        return lambda p: [clip.take is not None for clip in p.tracks[0].clips] == [True] * count

    studio = screen.studio()
    screen.picture("start")
    press("Escape", "ctrl+n")
    screen.answer("ctrl+shift+s", str(film))
    saved("the film", lambda p: not p.tracks[0].clips)
    press("ctrl+p", *["Tab"] * TABS_TO_MORE, "space", *["Tab"] * TABS_TO_STEPS, "ctrl+a")
    write(str(steps))
    press("Tab")
    screen.picture("steps")
    press("alt+2")
    write(name)
    press("Return")
    write(looks)
    press("Return")
    for prompt in prompts:
        press("ctrl+alt+n")
        write(prompt)
        press("Tab")
        write("1")
        press("Tab")
    screen.picture("cards")
    told = lambda p: (*(one.description for one in p.cast), *(clip.prompt for clip in p.tracks[0].clips))  # noqa: E731
    saved("four cards", lambda p: told(p) == (looks, *prompts))
    press("ctrl+alt+Return")
    time.sleep(5)
    screen.picture("rendering")
    saved("four takes", made(4), seconds=4 * patience)
    screen.picture("storyboard")
    press("alt+4", "shift+z", *["ctrl+Right"] * 4, "ctrl+bracketright")
    saved("an extended shot", made(5), seconds=3 * patience)
    screen.picture("extended")
    press("alt+4", "Home", "ctrl+shift+a", *["ctrl+Right"] * 3, "Delete", "ctrl+g")
    saved("a filled gap", lambda p: made(5)(p) and p.takes[-1].recipe.verb == "fill", seconds=patience)
    screen.picture("filled")
    press("alt+4", *["ctrl+Right"] * 2, "ctrl+l")
    saved("a loop", made(6), seconds=3 * patience)
    screen.picture("looped")
    screen.answer("ctrl+i", str(music))
    saved("the music in the bin", lambda p: any(media.kind == "audio" for media in p.media))
    press("alt+4", "Home", "alt+1", "End", "Return")
    saved("the music in the film", lambda p: any(t.kind == "audio" and t.clips for t in p.tracks))
    press("alt+4", "shift+z")
    screen.picture("music")
    screen.ask("ctrl+e")
    screen.picture("export")
    press("Return")
    target = Path(screen.env["HOME"]) / "Videos" / f"{film.stem}.mp4"
    wait("the exported file", target.is_file, seconds=3 * patience)
    time.sleep(3)
    screen.picture("exported")
    press("Escape")
    saved("the film as it is", lambda _: "*" not in screen.title())
    before = load_project(film)
    press("ctrl+q")
    wait("the end", lambda: studio.poll() is not None)
    studio = screen.studio()
    wait("the film again", lambda: film.stem in screen.title())
    press("alt+4", "shift+z", "ctrl+s")
    time.sleep(5)
    screen.picture("reopened")
    press("ctrl+q")
    wait("the end", lambda: studio.poll() is not None)
    check(before, load_project(film), target, steps=steps)


def check(before: Project, after: Project, target: Path, *, steps: int) -> None:
    """The film is what it was, was made as wished, and the file has its every frame and its sound."""
    import av

    if before != after:
        raise Stuck("The reopened film is not the one that was closed.")
    takes = [take for clip in after.tracks[0].clips if (take := find_take(after, clip.take))]
    if found := {take.recipe.steps for take in takes} - {steps}:
        raise Stuck(f"A take was made in {found} steps.")
    with av.open(str(target)) as file:
        frames = sum(1 for _ in file.decode(video=0))
        sound = bool(file.streams.audio)
    if frames != after.duration or not sound:
        raise Stuck(f"{target.name} has {frames} frames of {after.duration}, with sound: {sound}.")
    verbs = ", ".join(take.recipe.verb for take in takes)
    print(f"{len(takes)} clips ({verbs}), {frames} frames with sound; the reopened film is the same.")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("language", choices=sorted(WORDS))
    parser.add_argument("--out", type=Path, required=True, help="an empty or new folder")
    parser.add_argument("--steps", type=int, default=4, help="sampling steps of every take")
    parser.add_argument("--patience", type=float, default=300, help="seconds a second of film may take")
    args = parser.parse_args()
    if missing := [tool for tool in TOOLS if shutil.which(tool) is None]:
        parser.error(f"{', '.join(missing)} is missing; install xvfb, openbox, xdotool and imagemagick.")
    out = args.out.resolve()
    out.mkdir(parents=True, exist_ok=True)
    if any(out.iterdir()):
        parser.error(f"{out} is not empty.")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # what was started is ended then, too
    screen = Screen(out, args.language)
    try:
        road(screen, out / "desk.film", tune(out / "music.wav"), language=args.language, steps=args.steps,
             patience=args.patience)  # fmt: skip
    except Stuck as trouble:
        screen.picture("stuck")
        print(trouble, file=sys.stderr)
        return 1
    finally:
        screen.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
