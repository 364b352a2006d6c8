"""Engine: one take while it is made: what is known, what is made so far, and what each window starts from."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import torch
from torch import Tensor

from studio.engine.describe import prompted
from studio.engine.guidance import Guidance, Velocity, guided_velocity
from studio.engine.memory import ROLES, Known, recall, redone_groups, remix_start, without_missing_cast
from studio.engine.models import Models
from studio.engine.noise import noise
from studio.engine.plan import Frame, Plan, Source, Window, make_plan, still_frame
from studio.engine.reading import Reader
from studio.engine.request import GROUP, RATE, GenerateRequest, Turn
from studio.engine.schedule import timesteps
from studio.model.autoencoder import STRIDE
from studio.model.transformer import Role


@dataclass(frozen=True, slots=True)
class Finished:
    """What there is of a take: `latents` (G, C, h, w), of which `frames` are shown, from canvas frame `first` on."""

    latents: Tensor
    first: int
    frames: int
    metadata: dict[str, str]


@dataclass(slots=True)
class Take:
    """Latents live on the CPU in one piece: small lasting ones between large passing ones would fragment the heap.

    Frames are handed on and never kept.
    """

    request: GenerateRequest
    models: Models
    plan: Plan
    times: list[float]
    guidance: Guidance
    known: Known
    remixed: Tensor | None                              # (groups, C, h, w) to start from
    exact: dict[int, np.ndarray]                        # canvas frame -> the person's own picture
    redone: Tensor | None                               # (groups, C, h, w) of the take that is kept but for a stretch
    latents: Tensor                                     # (groups, C, h, w) fp16, those of `made` filled in
    made: set[int] = field(default_factory=set)         # canvas groups

    @classmethod
    def begin(cls, request: GenerateRequest, models: Models, read: Reader) -> Take:
        """Plans, and reads what is known; where nothing is said, that is described. Raises StudioError."""
        request = without_missing_cast(request)
        plan = make_plan(request)
        times = timesteps(request.steps, strength=request.remix_strength if request.remix else 1.0)
        known = recall(request, (frame for window in plan.windows for frame in window.memory), models, read)
        exact = {}
        for still in request.stills:
            if 0 <= still_frame(still.time) < request.frames and still.strength >= 1 and not request.picture:
                exact[still_frame(still.time)] = read.picture(still.path, still.at, request.width, request.height)
        remixed = remix_start(request, models, read)
        request = prompted(request, known, remixed, models.captioner, read)
        redone = redone_groups(request, plan.groups, plan.lead)
        cell = models.autoencoder.config.channels, request.height // STRIDE, request.width // STRIDE
        latents = torch.zeros(plan.groups, *cell, dtype=torch.half)
        return cls(request, models, plan, times, Guidance(request.guidance), known, remixed, exact, redone, latents)

    @property
    def steps(self) -> int:
        """Steps of each window."""
        return len(self.times) - 1

    def shape(self, window: Window) -> tuple[int, ...]:
        return (len(window.groups), *self.latents.shape[1:])

    # -- before a window -------------------------------------------------------------------------------------------

    def start(self, window: Window) -> Tensor:
        """Noise (T, C, h, w) for its groups; a remix starts from its own latents, noised to the first timestep."""
        seed = self.request.seed_of(self.plan.windows.index(window))
        x = torch.stack([noise(self.latents.shape[1:], seed, g) for g in window.groups])
        if self.remixed is not None:
            x = torch.lerp(self.remixed[window.start:window.stop], x, self.times[0])
        return x.to(self.models.device)

    def velocity(self, window: Window) -> Velocity:
        """What the window follows: its prompt read, its memory remembered, once."""
        device, models = self.models.device, self.models
        prompts = self.request.prompts
        memory = None
        if window.memory:
            latents = torch.stack([self._latent(frame) for frame in window.memory])
            times = torch.tensor([f.seconds for f in window.memory])
            roles = torch.tensor([ROLES[f.source] for f in window.memory])
            memory = (latents.to(device), times.to(device), roles.to(device))
        role = Role.PICTURE if self.request.picture else Role.CANVAS
        seconds = [0.5 / RATE] if self.request.picture else [self.plan.seconds(g) for g in window.groups]
        return guided_velocity(
            models.transformer,
            models.text(prompts[window.prompt].text if prompts else ""),
            memory=memory,
            seconds=torch.tensor(seconds, device=device),
            roles=torch.full((len(seconds),), role, device=device),
            guidance=self.guidance,
        )

    def _latent(self, frame: Frame) -> Tensor:
        return self.latents[frame.index].float() if frame.source is Source.MADE else self.known[frame.key]

    # -- after a window --------------------------------------------------------------------------------------------

    def keep(self, window: Window, latents: Tensor) -> None:
        self.latents[window.start:window.stop] = latents
        self.made.update(window.groups)

    def kept(self, window: Window) -> Tensor | None:
        """Latents of a window that is not to be sampled."""
        return rounded(self.redone[window.start:window.stop]) if window.kept and self.redone is not None else None

    def back_to(self, number: int, seed: int) -> list[Window]:
        """Unmakes window `number` and all after it, which get noise of another seed; returns those that were made."""
        gone = [w for w in self.plan.windows[number:] if not w.kept and w.start in self.made]
        for window in gone:
            self.made.difference_update(window.groups)
        self.request = replace(self.request, turns=(*self.request.turns, Turn(number, seed)))
        return gone

    def shown(self, window: Window) -> tuple[int, int]:
        """The canvas frames first..stop that a window shows."""
        start, stop = (g * GROUP - self.plan.lead for g in (window.start, window.stop))
        return max(0, start), max(0, min(stop, self.request.frames))

    def pictures(self, window: Window) -> tuple[int, np.ndarray]:
        """The window's frames that are shown: (first frame of the canvas, (T, H, W, 3) uint8)."""
        frames = self.models.decode(self.latents[window.start:window.stop])
        first = window.start * GROUP - self.plan.lead
        for frame, picture in self.exact.items():
            if first <= frame < first + len(frames):
                frames[frame - first] = picture
        begin, end = max(0, -first), self.request.frames - first
        return first + begin, frames[begin:max(begin, end)]

    def preview(self, window: Window, estimate: Tensor) -> tuple[int, np.ndarray]:
        """(frame of the canvas, (H, W, 3) uint8) in the middle of the window, of the present guess."""
        middle = len(estimate) // 2
        frame = (window.start + middle) * GROUP + GROUP // 2 - self.plan.lead
        return min(max(frame, 0), self.request.frames - 1), self.models.decode(estimate[middle:middle + 1])[GROUP // 2]

    def finished(self) -> Finished:
        """The whole take; after "enough" what is there without a hole from its start, or else up to its end."""
        groups = self.plan.groups
        start = stop = 0
        while stop in self.made:
            stop += 1
        if not stop:
            start = stop = groups
            while start - 1 in self.made:
                start -= 1
        first = max(0, start * GROUP - self.plan.lead)
        frames = min(self.request.frames, stop * GROUP - self.plan.lead) - first
        lead = first - (start * GROUP - self.plan.lead)
        return Finished(self.latents[start:stop], first, frames, {
            "rate": str(RATE), "frames": str(frames), "lead": str(lead), "model": self.request.model,
            "width": str(self.request.width), "height": str(self.request.height),
        })


def rounded(latents: Tensor) -> Tensor:
    """As latents are kept: half precision, before anything reads them, so that a restart reads the same numbers."""
    return latents.cpu().half()
