"""Engine: the networks, ready to run. Knows weight files, number formats and processors; nothing of requests."""

from __future__ import annotations

import os
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np
import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor

from studio.engine import adapted
from studio.engine.request import Lora
from studio.model import lora, weights
from studio.model.autoencoder import GROUP, Autoencoder
from studio.model.captioner import Captioner
from studio.model.text_encoder import TextEncoder
from studio.model.transformer import Text, Transformer
from studio.problem import StudioError

PROMPTS = 32            # prompts kept encoded
STILLS = 64             # pictures kept encoded
NATIVE_BF16 = ("avx512_bf16", "amx_tile")       # what of a processor multiplies it
WORTH = 1.25            # how much quicker bf16 must be to be worth its rounding


class Models:
    """The text encoder, the autoencoder and the transformer of one folder, loaded when first needed.

    `dtype`: None for what is quickest on this processor. Other devices than "cpu" are unchecked.
    """

    def __init__(self, folder: Path, *, device: str = "cpu", dtype: torch.dtype | None = None) -> None:
        self.folder, self.device = folder, torch.device(device)
        self._wanted = dtype
        self._prompts: OrderedDict[str, Text] = OrderedDict()
        self._stills: OrderedDict[object, Tensor] = OrderedDict()
        self._own: dict[str, Tensor] = {}               # the transformer's own numbers, of the layers that were changed
        self._adapted: tuple[object, ...] = ()          # what it is changed by
        self.loaded = False

    def load(self) -> None:
        """Reads the weights, once. Raises StudioError when one is missing or damaged."""
        if self.loaded:
            return
        use_all_cores()
        self.dtype = self._wanted or quickest_dtype(self.device.type)
        self.transformer = weights.load(self.folder / "transformer.safetensors", Transformer, dtype=self.dtype)
        self.autoencoder = weights.load(self.folder / "autoencoder.safetensors", Autoencoder, dtype=self.dtype)
        if self.autoencoder.config.channels != self.transformer.config.channels:
            raise StudioError("The model's two files do not belong together.", next_step="Reinstall the studio.")
        for network in (self.transformer, self.autoencoder):
            network.requires_grad_(False).to(self.device)
        self.autoencoder.to(memory_format=torch.channels_last)                      # type: ignore[call-overload]
        self._encoder = _text_encoder(self.folder / "text.safetensors")
        if self._encoder.width != self.transformer.config.text_width:
            raise StudioError("The text encoder does not fit the model.", next_step="Reinstall the studio.")
        self.loaded = True

    @property
    def encoder(self) -> TextEncoder:
        return self._encoder

    def adapt(self, loras: Sequence[Lora] = ()) -> None:
        """Adds these files to the transformer, each at its weight, in place of what was added before.

        Without any it has its own numbers again, to the bit. Raises StudioError for a file that is damaged or does not
        fit, and leaves the transformer as it was.
        """
        wanted = tuple((one.path, one.weight, _changed(one.path)) for one in loras if one.weight)
        if wanted == self._adapted:
            return
        additions: dict[str, list[tuple[lora.Pair, float]]] = {}
        for one in loras:
            for layer, pair in self._pairs(Path(one.path)).items() if one.weight else ():
                additions.setdefault(f"{layer}.weight", []).append((pair, one.weight))
        parameters = dict(self.transformer.named_parameters())
        own = {name: self._own.get(name, parameters[name].data) for name in additions}
        merged = {name: lora.merged(own[name], some) for name, some in additions.items()}
        for name, tensor in {**self._own, **merged}.items():
            parameters[name].data = tensor
        self._own, self._adapted = own, wanted
        self._prompts.clear()               # they were read by other layers

    def _pairs(self, path: Path) -> dict[str, lora.Pair]:
        adapted.check(path, self.folder)
        try:
            tensors = load_file(str(path))
            if not all(t.is_floating_point() and bool(t.isfinite().all()) for t in tensors.values()):
                raise ValueError("it holds what is no number")
            return lora.pairs(tensors)
        except (SafetensorError, OSError, ValueError) as exc:
            raise StudioError(f"“{path.name}” cannot be used: {exc}.", kept="Nothing was loaded.",
                              next_step="Teach it again, or leave it out.") from exc

    @cached_property
    def captioner(self) -> Captioner | None:
        """What says what latents show; None where its file was not installed. Raises StudioError for a damaged one."""
        path = self.folder / "captioner.safetensors"
        if not path.is_file():
            return None
        found = weights.load(path, Captioner, dtype=self.dtype).requires_grad_(False)
        fits = found.config.channels == self.autoencoder.config.channels
        return found.to(memory_format=torch.channels_last) if fits else None            # type: ignore[call-overload]

    @torch.inference_mode()
    def text(self, prompt: str) -> Text:
        """Two rows: the prompt and the empty prompt."""
        if prompt not in self._prompts:
            states, ids, mask = (x.to(self.device) for x in self._encoder.encode([prompt, ""]))
            self._prompts[prompt] = self.transformer.read(states.to(self.dtype), ids, mask)
            if len(self._prompts) > PROMPTS:
                self._prompts.popitem(last=False)
        self._prompts.move_to_end(prompt)
        return self._prompts[prompt]

    @torch.inference_mode()
    def encode(self, frames: np.ndarray) -> Tensor:
        """Whole groups of frames (G*4, H, W, 3) uint8 -> latents (G, C, H/8, W/8) fp32 on the CPU."""
        groups = torch.from_numpy(np.ascontiguousarray(frames)).unflatten(0, (-1, GROUP)).permute(0, 1, 4, 2, 3)
        return torch.cat([self.autoencoder.encode(self._pixels(group[None])).float().cpu() for group in groups])

    def still(self, key: object, picture: Callable[[], np.ndarray]) -> Tensor:
        """Latents (C, H/8, W/8) of (H, W, 3) uint8 held for a whole group; what `key` names is encoded once."""
        if key not in self._stills:
            self._stills[key] = self.encode(np.repeat(picture()[None], GROUP, 0))[0]
            if len(self._stills) > STILLS:
                self._stills.popitem(last=False)
        self._stills.move_to_end(key)
        return self._stills[key]

    @torch.inference_mode()
    def decode(self, latents: Tensor) -> np.ndarray:
        """Latents (G, C, h, w) -> frames (G*4, 8h, 8w, 3) uint8. Group by group: the same whatever else is decoded."""
        net, frames = self.autoencoder, []
        for latent in latents:
            raw = latent.to(self.device).float() * net.deviation[:, None, None] + net.mean[:, None, None]
            pixels = net.decode_raw(raw[None].to(self.dtype))[0].float()            # (4, 3, H, W)
            frames.append(pixels.add(1).mul(127.5).round_().clamp_(0, 255).byte().permute(0, 2, 3, 1).cpu().numpy())
        return np.concatenate(frames)

    def _pixels(self, group: Tensor) -> Tensor:
        return group.to(self.device).float().div(127.5).sub(1).to(self.dtype)


def _changed(path: str) -> int:
    try:
        return os.stat(path).st_mtime_ns
    except OSError:
        return 0                # whoever opens it says what is wrong


def _text_encoder(path: Path) -> TextEncoder:
    if not path.is_file():
        what = f"The model file {path.name} is missing from {path.parent}."
        raise StudioError(what, next_step="Reinstall the studio.")
    try:
        return TextEncoder(path)
    except Exception as exc:        # a damaged file fails in as many ways as it has tensors
        raise StudioError(f"The model file {path.name} cannot be used.", next_step="Reinstall the studio.") from exc


def use_all_cores() -> None:
    """One thread for each physical core this process may run on; OMP_NUM_THREADS is obeyed where it is set."""
    if "OMP_NUM_THREADS" not in os.environ:
        torch.set_num_threads(physical_cores())


def physical_cores() -> int:
    allowed = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else set(range(os.cpu_count() or 1))
    try:
        topology = Path("/sys/devices/system/cpu")
        siblings = {(topology / f"cpu{n}/topology/thread_siblings_list").read_text() for n in allowed}
    except OSError:
        return max(1, len(allowed))
    return max(1, len(siblings))


@lru_cache(maxsize=1)
def quickest_dtype(device: str) -> torch.dtype:
    """bf16 where the processor multiplies it natively. On others it is several times slower than fp32.

    The processor's own word goes first: a take that is taken up by the next process must get the same format, and a
    race, which tells on the others, may end differently on a busy machine.
    """
    if device != "cpu" or any(getattr(torch.cpu, f"_is_{unit}_supported", bool)() for unit in NATIVE_BF16):
        return torch.bfloat16
    best = {torch.float32: float("inf"), torch.bfloat16: float("inf")}
    for _ in range(6):              # in turn, so that a busy machine slows both
        for dtype in best:
            a, b = torch.ones(384, 384, dtype=dtype), torch.ones(384, 1536, dtype=dtype)
            began = time.perf_counter()
            for _ in range(4):
                torch.mm(a, b)
            best[dtype] = min(best[dtype], time.perf_counter() - began)
    return torch.bfloat16 if best[torch.float32] > WORTH * best[torch.bfloat16] else torch.float32
