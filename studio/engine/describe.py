"""Engine: what a clip shows, by the captioner: how likely each value of each fact is. Knows networks and files.

Torch is imported when the first clip is looked at, on this room's own daemon thread or the caller's, nowhere earlier.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from studio.engine.asking import Asking
from studio.engine.reading import Reader, Reading
from studio.engine.request import GROUP, RATE, GenerateRequest, Motion, Prompt
from studio.problem import StudioError

if TYPE_CHECKING:
    import torch

    from studio.engine.memory import Known
    from studio.model.captioner import Captioner

FILE = "captioner.safetensors"
SPAN = 6                # latent frames looked at together
LOOKS = 4               # places of a long clip that are looked at
STEP = "Use the clip's video, or generate it again."


def spans(groups: int) -> list[tuple[int, int]]:
    """(first, count) of the stretches of latent frames to look at: all of a short clip, some of a long one."""
    looks = min(LOOKS, -(-groups // SPAN))
    if looks <= 1:
        return [(0, groups)]
    return [(round(n * (groups - SPAN) / (looks - 1)), SPAN) for n in range(looks)]


def guess(captioner: Captioner, stretches: Iterable[torch.Tensor]) -> Reading:
    """What stretches (G, C, h, w) of one clip show together: the likelihoods of each are multiplied."""
    import torch

    from studio.model.captioner import FACTS

    found = []
    with torch.inference_mode():
        for stretch in stretches:
            logits = captioner(stretch[None].to(captioner.score.weight))
            found.append({name: torch.log_softmax(values[0].float(), -1) for name, values in logits.items()})
    total = {name: torch.softmax(torch.stack([one[name] for one in found]).mean(0), -1) for name in FACTS}
    return {name: dict(zip(FACTS[name], row.tolist(), strict=True)) for name, row in total.items()}


def prompted(request: GenerateRequest, known: Known, start: torch.Tensor | None, captioner: Captioner | None,
             read: Reader) -> GenerateRequest:
    """A request that says nothing is given what its memory (or the film it starts from) shows as its prompt.

    Without a captioner, or with nothing to look at, it stays the same object.
    """
    import torch

    from studio.engine.plan import Source

    if captioner is None or any(prompt.text.strip() for prompt in request.prompts):
        return request
    source = Source.MOTION if request.motion else Source.STILL
    stretches = [] if start is None else [start[first: first + count] for first, count in spans(len(start))]
    for index in sorted({index for its, index, _ in known if its is source}):
        parts = sorted(key for key in known if key[:2] == (source, index))
        stretches.append(torch.stack([known[key] for key in parts]))
    if not stretches:
        return request
    return replace(request, prompts=(Prompt(read.words(guess(captioner, stretches))),))


class Seer:
    """The captioner and the autoencoder that goes with it. Raises StudioError when a file is missing or damaged.

    Both are looked for in the folder `models`, unless one is named.
    """

    def __init__(self, models: Path, *, captioner: Path | None = None, autoencoder: Path | None = None,
                 dtype: torch.dtype | None = None) -> None:
        import torch

        from studio.engine.models import quickest_dtype, use_all_cores
        from studio.model import weights
        from studio.model.autoencoder import Autoencoder
        from studio.model.captioner import Captioner

        use_all_cores()
        dtype = dtype or quickest_dtype("cpu")
        self.captioner = weights.load(captioner or models / FILE, Captioner, dtype=dtype)
        self._coder = weights.load(autoencoder or models / "autoencoder.safetensors", Autoencoder, dtype=dtype)
        for network in (self.captioner, self._coder):
            network.requires_grad_(False).to(memory_format=torch.channels_last)     # type: ignore[call-overload]
        if self._coder.config.channels != self.captioner.config.channels:
            raise StudioError("The captioner and the autoencoder do not belong together.",
                              next_step="Reinstall the studio.")

    def look(self, motion: Motion, read: Reader, *, width: int, height: int) -> Reading:
        """What the stretch of film shows. A `.latents` file is looked at as it is; others are conformed to the size.

        `width` and `height`: multiples of 16 near the film's shape. Raises StudioError for what cannot be read.
        """
        if Path(motion.path).suffix == ".latents":
            return guess(self.captioner, self._stored(motion))
        return guess(self.captioner, self._encoded(motion, read, width, height))

    def encode(self, frames: object) -> torch.Tensor:
        """Frames (T, H, W, 3) uint8 -> latents (ceil(T/4), C, H/8, W/8); the last frame fills the last group."""
        import numpy as np
        import torch

        short = -len(frames) % GROUP                                                        # type: ignore[arg-type]
        frames = np.concatenate([frames, np.repeat(frames[-1:], short, 0)]) if short else frames  # type: ignore
        groups = torch.from_numpy(np.ascontiguousarray(frames)).unflatten(0, (-1, GROUP)).permute(0, 1, 4, 2, 3)
        pixels = groups.float().div(127.5).sub(1).to(self._coder.leave.weight.dtype)
        with torch.inference_mode():
            return torch.cat([self._coder.encode(group[None]) for group in pixels])

    def _encoded(self, motion: Motion, read: Reader, width: int, height: int) -> Iterable[torch.Tensor]:
        for first, count in spans(max(1, -(-round((motion.stop - motion.start) * RATE) // GROUP))):
            start = motion.start + first * GROUP / RATE
            stop = min(motion.stop, start + count * GROUP / RATE)
            yield self.encode(read.video(motion.path, start, stop, RATE, width, height))

    def _stored(self, motion: Motion) -> Iterable[torch.Tensor]:
        from safetensors import SafetensorError, safe_open

        path = Path(motion.path)
        try:
            with safe_open(str(path), framework="pt") as file:
                lead, latents = int((file.metadata() or {}).get("lead", 0)), file.get_slice("latents")
                stored, channels = latents.get_shape()[:2]
                if channels != self.captioner.config.channels:
                    raise StudioError(f"“{path.name}” was made by another model.", next_step=STEP)
                low = min((round(motion.start * RATE) + lead) // GROUP, stored - 1)
                high = min(max(low + 1, -(-(round(motion.stop * RATE) + lead) // GROUP)), stored)
                for first, count in spans(high - low):
                    yield latents[low + first: low + first + count]
        except (SafetensorError, OSError, ValueError) as exc:
            raise StudioError(f"“{path.name}” cannot be read.", next_step=STEP) from exc


class Describer:
    """A `Seer` on a thread of its own, beside the sampler, never before it; see `Asking`."""

    def __init__(self, models: Path, read: Reader) -> None:
        self._models, self._read = models, read
        self._asking = Asking("describer")
        self._seer: Seer | None = None

    def ask(self, motion: Motion, *, width: int, height: int,
            answer: Callable[[Reading | None, BaseException | None], None]) -> None:
        def look() -> Reading:
            self._seer = self._seer or Seer(self._models)
            return self._seer.look(motion, self._read, width=width, height=height)

        self._asking.ask(look, answer)

    def close(self) -> None:
        self._asking.close()
