"""Makes every picture of the README, the guide and the model's page anew, and the demo film of the first start.

    make docs-pictures                                into resources/pictures, docs/pictures and resources/demo
    python -m scripts.pictures --only model           just those of one part: film, window, model
    python -m scripts.pictures --out DIR --models DIR --steps 4

The film is made here by the model, through the session, as a person at the desk would: shots from words, one
extension, one cut that is filled again. All seeds are fixed. The window is the real one, with one more shot on its way.
The training strip's earlier columns come from docs/pictures/training.safetensors, what earlier weights made; after a
new training, --checkpoints FILE... makes that anew.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PARTS = ("film", "window", "model")  # each part needs what the ones before it made, but for the model's


def main() -> None:
    options = argparse.ArgumentParser(prog="python -m scripts.pictures", description="Make every picture anew.")
    options.add_argument("--out", type=Path, default=ROOT, help="the tree they are written into (%(default)s)")
    options.add_argument("--models", type=Path, help="the folder of the weights (the studio's own)")
    options.add_argument("--only", choices=PARTS, help="just this part")
    options.add_argument("--steps", type=int, default=16, help="sampling steps of the film (%(default)s)")
    options.add_argument("--seed", type=int, default=11, help="the first shot's seed (%(default)s)")
    options.add_argument("--checkpoints", type=Path, nargs="*", default=[], help="earlier weights of the transformer")
    args = options.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import qInstallMessageHandler
    from PySide6.QtWidgets import QApplication

    from scripts.picture_kit import require_letters
    from studio.session.places import models, resources
    from studio.ui import theme

    began = time.monotonic()
    qInstallMessageHandler(lambda *_: None)  # the screenless platform says so for every window
    app = QApplication([])
    theme.load_fonts(resources() / "fonts")
    theme.apply(app, theme.DARK)
    require_letters()
    weights = args.models or models()
    readme, guide, demo = (args.out / place for place in ("resources/pictures", "docs/pictures", "resources/demo"))
    for folder in (readme, guide, guide / "zh", demo):
        folder.mkdir(parents=True, exist_ok=True)
    if args.only != "model":
        make_studio_pictures(args, readme=readme, guide=guide, demo=demo)
    if args.only in (None, "model"):
        make_model_pictures(weights, guide, checkpoints=args.checkpoints)
    print(f"Done in {(time.monotonic() - began) / 60:.1f} minutes.")


def make_studio_pictures(args: argparse.Namespace, *, readme: Path, guide: Path, demo: Path) -> None:
    """The film, and the window around it."""
    from scripts.picture_film import make_film, write_contact, write_demo, write_film
    from scripts.picture_window import grab_windows
    from studio.session.studio import Studio

    with tempfile.TemporaryDirectory(prefix="fantascope-", ignore_cleanup_errors=True) as folder:
        studio = Studio(data=Path(folder) / "data", models=args.models)
        studio.settings = replace(studio.settings, steps=args.steps)
        studio.create(Path(folder) / "Demo")
        try:
            end = make_film(studio, args.seed)
            write_film(studio, readme / "film.webp", stop=end)
            write_contact(studio, readme / "contact.png")
            write_demo(studio, demo / "Demo.film")
            if args.only != "film":
                grab_windows(studio, readme, guide, seed=args.seed, at=end)
        finally:
            studio.close()


def make_model_pictures(weights: Path, guide: Path, *, checkpoints: list[Path]) -> None:
    """What docs/model.md shows."""
    from scripts.picture_model import draw_mechanism, draw_steps, draw_training, draw_world

    draw_mechanism(guide / "mechanism.png")
    draw_world(guide / "world.png")
    draw_steps(weights, guide / "steps.png")
    record = (guide if checkpoints else ROOT / "docs" / "pictures") / "training.safetensors"
    draw_training(weights, guide / "training.png", record=record, checkpoints=checkpoints)


if __name__ == "__main__":
    sys.exit(main())
