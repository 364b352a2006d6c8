"""Training: the bundled model learns one new look or character from a few clips, as low-rank additions to its layers.

Half of every step is the person's clips, told with the new word; half is clips of the drawn world, told as ever. So the
network learns to do the new thing where the word is, and what it always did where it is not.

    run/adapt.json              what is learned on what, and the seconds spent so far
    run/state.safetensors       additions, averages, moments: the same command goes on from here
    run/samples-000120.png      clips given · the same prompts before · now; the last two columns are of the world
"""

from __future__ import annotations

import json
import os
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file
from torch import Tensor

from studio.engine import adapted
from studio.engine.describe import Seer
from studio.engine.guidance import Guidance, guided_velocity
from studio.engine.models import Models
from studio.engine.noise import noise
from studio.engine.request import GUIDANCE, RATE, Lora
from studio.engine.sample import denoise
from studio.engine.schedule import timesteps
from studio.media.sequence import write_picture
from studio.model import lora, weights
from studio.model.transformer import Role, Transformer
from studio.problem import StudioError
from studio.training import adapt_clips
from studio.training.batches import TASKS, Batch, Batches
from studio.training.evaluation_sheet import Row, compose
from studio.training.loop import Run
from studio.training.optimizer import MasterOptimizer
from studio.training.train_transformer import Flow, loss_of

# (task, clips of the person's, clips of the world, share of steps). Looks are learned from pictures and single groups;
# the rest keeps motion and memory as they were.
MIX = (("picture", 16, 16, 0.25), ("group", 16, 16, 0.35), ("pair", 8, 8, 0.2), ("after", 6, 6, 0.08),
       ("image pair", 6, 6, 0.06), ("cast picture", 0, 16, 0.06))
LEARNING_RATE = 1.5e-3
LICENCE = "Learned from clips its maker gave; whoever passes it on answers for the rights in them."
SHOWN, SHOWN_WORLD, SHOWN_STEPS = 6, 2, 12      # columns of a sheet of samples, steps of each
Say = adapt_clips.Say


@dataclass(frozen=True, slots=True)
class Lesson:
    """What is to be learned. `models`: the folder of the weights it is for; `target`: the file it becomes."""

    name: str
    kind: str
    clips: Path
    run: Path
    models: Path
    target: Path
    rank: int = 16
    minutes: float = 25.0
    licence: str = LICENCE
    captioner: Path | None = None
    threads: int | None = None
    world: int = adapt_clips.WORLD


@dataclass(frozen=True, slots=True)
class Learned:
    """How a sitting ended. `facts`: the kind and colour a new character goes by; `left`: minutes not used."""

    target: Path
    facts: dict[str, str]
    steps: int
    left: float


def learn(lesson: Lesson, *, steps: int = 0, seed: int | None = None, dtype: torch.dtype | None = None,
          say: Say = print) -> Learned:
    """Learns until the minutes are over, going on where it was; `steps`: the most of this sitting.

    Raises StudioError for clips, names and models that cannot be used, before anything is learned.
    """
    refuse(lesson)
    notes = _take_up(lesson)
    adapt_clips.prepare_clips(lesson.clips, lesson.run / "clips",
                              Seer(lesson.models, captioner=lesson.captioner, dtype=dtype), say=say)
    facts = adapt_clips.tell_with(lesson.name, lesson.run / "clips", kind=lesson.kind)
    models = Models(lesson.models, dtype=dtype)
    models.load()
    if lesson.threads:
        torch.set_num_threads(lesson.threads)
    adapt_clips.world_clips(lesson.run / "world", models.autoencoder, count=lesson.world, say=say)
    seed = int(time.time()) if seed is None else seed
    torch.manual_seed(seed)
    own = Batches(lesson.run / "clips", models.encoder, seed=seed)
    world = Batches(lesson.run / "world", models.encoder, seed=seed + 1)
    teacher = Teacher(lesson, notes, models, own, world, facts=facts, seed=seed)
    say(f"learning “{lesson.name}” from {sum(len(s.captions) for s in own.shards)} clips; "
        f"{teacher.minutes_left:.1f} of {lesson.minutes:g} minutes are left")
    teacher.teach(steps=steps)
    return Learned(lesson.target, facts, teacher.optimizer.steps, teacher.minutes_left)


def refuse(lesson: Lesson) -> None:
    """Raises StudioError for a name that cannot be used, or a rank that makes no sense."""
    word, whose = (adapted.NAME, "a look") if lesson.kind == "look" else (adapted.MENTION, "a character")
    if not word.fullmatch(lesson.name):
        raise StudioError(f"“{lesson.name[:40]}” cannot be the name of {whose}.",
                          next_step="Use one word of letters and digits; a look's may have dashes, too.")
    if adapt_clips.known_word(lesson.name):
        raise StudioError(f"The model knows the word “{lesson.name}” already.", next_step="Choose one of your own.")
    if not 1 <= lesson.rank <= adapted.MOST_RANK:
        raise StudioError(f"The rank must lie in 1..{adapted.MOST_RANK}, not {lesson.rank}.",
                          next_step="16 is a good start.")


class Teacher:
    """The network with its additions while they are learned."""

    def __init__(self, lesson: Lesson, notes: dict[str, str], models: Models, own: Batches, world: Batches, *,
                 facts: dict[str, str], seed: int) -> None:
        self.lesson, self.notes, self.models, self.own, self.world = lesson, notes, models, own, world
        self.facts, self.rng = facts, np.random.default_rng(seed)
        network = weights.load(lesson.models / "transformer.safetensors", Transformer, dtype=models.dtype)
        lora.attach(network, lesson.rank)
        self.flow = Flow(network)
        self.optimizer = MasterOptimizer(network, matrix_rate=0.0, vector_rate=LEARNING_RATE, plain=("lora_",),
                                         average=0.99)
        self._spent, self._began = float(notes["seconds"]), time.monotonic()
        self._before: list[np.ndarray] = []

    @property
    def minutes_left(self) -> float:
        return max(0.0, self.lesson.minutes - (self._spent + time.monotonic() - self._began) / 60)

    def teach(self, *, steps: int = 0) -> None:
        run = Run(self.lesson.run, self.optimizer, self.minutes_left, cooldown=0.3, warmup_steps=20, report_every=10,
                  on_checkpoint=self.keep, most_steps=steps)
        run.resume()
        mix = [part for part in MIX if self.world.fitting(TASKS[part[0]])]
        shares = np.array([share for *_, share in mix])
        loss = 1.0
        for scale in run.steps():
            task, mine, theirs, _ = mix[self.rng.choice(len(mix), p=shares / shares.sum())]
            if mine and self.own.fitting(TASKS[task]):
                loss = self._follow(self.own.draw(TASKS[task], mine, text_drop=0.0))
            known = self._follow(self.world.draw(TASKS[task], theirs))
            self.optimizer.step(scale)
            run.report(loss=loss, known=known, minutes_left=self.minutes_left)

    def _follow(self, batch: Batch) -> float:
        """Adds half of the batch's gradient."""
        loss = loss_of(self.flow, batch, self.rng, dtype=self.models.dtype)
        (0.5 * loss).backward()
        return loss.item()

    # -- what is kept ---------------------------------------------------------------------------------------------

    def keep(self) -> None:
        """The file the studio opens, a sheet of samples made by it, and how long it took so far."""
        tensors = {f"{name}.weight": t.half().contiguous() for name, t in self.optimizer.averaged().items()}
        spent = self._spent + time.monotonic() - self._began
        made = (f"{sum(len(s.captions) for s in self.own.shards)} clips, {self.optimizer.steps} steps, "
                f"{spent / 60:.0f} minutes")
        words = json.dumps(adapt_clips.words_for(self.facts) if self.facts else {}, ensure_ascii=False)
        about = {key: self.notes[key] for key in ("base", "latents", "name", "kind", "rank")}
        meta = {"network": "lora", "of": "transformer", "trigger": self.lesson.name, "words": words, "made": made,
                "licence": self.lesson.licence, **about}
        self.lesson.target.parent.mkdir(parents=True, exist_ok=True)
        part = self.lesson.target.with_suffix(".part")
        save_file(tensors, str(part), metadata=meta)
        os.replace(part, self.lesson.target)
        self.notes["seconds"] = f"{spent:.1f}"
        _write(self.lesson.run / "adapt.json", json.dumps(self.notes, indent=1))
        write_picture(self.lesson.run / f"samples-{self.optimizer.steps:06d}.png", compose(self.samples()))

    def samples(self) -> list[Row]:
        """Clips as they were given, and what the model makes of their captions: before, and now."""
        shard, drawn = max(self.own.shards, key=lambda s: len(s.captions)), self.world.shards[0]
        some = np.linspace(0, len(shard.captions) - 1, min(SHOWN, len(shard.captions))).astype(int)
        shown = [(shard.still[i], shard.captions[i][4]) for i in some]
        shown += [(drawn.still[i], drawn.captions[i][4]) for i in range(0, 2 * SHOWN_WORLD, 2)]
        self._before = self._before or self._pictures(shown)
        self.models.adapt((Lora(str(self.lesson.target)),))
        now = self._pictures(shown)
        self.models.adapt()
        return [Row([self.models.decode(latent[None])[1] for latent, _ in shown]), Row(self._before), Row(now)]

    def _pictures(self, shown: list[tuple[Tensor, str]]) -> list[np.ndarray]:
        """What the model makes of each caption, in the shape of its clip; the noise is the same each time."""
        return [self._picture(text, latent.shape, number) for number, (latent, text) in enumerate(shown)]

    def _picture(self, prompt: str, shape: torch.Size, number: int) -> np.ndarray:
        guidance = Guidance(GUIDANCE)
        velocity = guided_velocity(self.models.transformer, self.models.text(prompt), memory=None,
                                   seconds=torch.tensor([0.5 / RATE]), roles=torch.tensor([int(Role.PICTURE)]),
                                   guidance=guidance)
        start = noise(tuple(shape), number, 0)[None]
        *_, made = denoise(velocity, start, timesteps(SHOWN_STEPS), jumps=guidance.interval)
        return self.models.decode(made)[1]


def _take_up(lesson: Lesson) -> dict[str, str]:
    """The notes of the run, made where there are none. Raises StudioError when the run is about something else."""
    wanted = {"name": lesson.name, "kind": lesson.kind, "rank": str(lesson.rank),
              "base": adapted.base_of(lesson.models), "latents": adapted.latents_of(lesson.models)}
    try:
        notes = json.loads((lesson.run / "adapt.json").read_text("utf-8"))
    except (OSError, ValueError):
        notes = {}
    if not notes:
        lesson.run.mkdir(parents=True, exist_ok=True)
        notes = {**wanted, "seconds": "0"}
        _write(lesson.run / "adapt.json", json.dumps(notes, indent=1))
    if differing := [key for key, value in wanted.items() if notes.get(key) != value]:
        what = {"base": "other weights of the model", "latents": "other weights of the model"}.get(
            differing[0], f"another {differing[0]}")
        raise StudioError(f"What is in {lesson.run} was learned with {what}.", kept="It is untouched.",
                          next_step="Use --fresh to start anew; the old run is kept beside the new one.")
    return notes


def _write(path: Path, text: str) -> None:
    part = path.with_name(path.name + ".part")
    part.write_text(text, "utf-8")
    os.replace(part, path)

