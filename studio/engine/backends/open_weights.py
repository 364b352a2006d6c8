"""Engine: models a person has added, as a backend. Loads one at a time, fitted to the device; `making` makes takes."""

from __future__ import annotations

import logging
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from studio.engine.backends.capability import refuse
from studio.engine.backends.devices import Device, Plan, few_bits, plans, working_memory
from studio.engine.backends.loading import open_pipeline, require_extra
from studio.engine.backends.shelf import Installed, Shelf
from studio.engine.control import Control
from studio.engine.events import Done, Event, Loading
from studio.engine.reading import Reader
from studio.engine.request import GenerateRequest, Lora
from studio.problem import StudioError

if TYPE_CHECKING:
    from studio.engine.backends.families.family import Family
    from studio.engine.journal import TakeJournal

log = logging.getLogger("studio.engine")


class OpenWeights:
    """`device`: None for the best there is. The model in memory stays there until another is asked for."""

    def __init__(self, shelf: Shelf, *, device: Device | None = None) -> None:
        self._shelf, self._given = shelf, device
        self._model: Installed | None = None
        self._family: Family | None = None
        self._plans: tuple[Plan, ...] = ()
        self._loras: tuple[Lora, ...] = ()
        self._disk: tempfile.TemporaryDirectory | None = None

    def run(self, request: GenerateRequest, *, read: Reader, control: Control, journal: TakeJournal,
            emit: Callable[[Event], None], since: float | None = None) -> Done:  # fmt: skip
        """See `Backend.run`. A model that does not fit into memory is fitted in a smaller way, and the person told."""
        from studio.engine.backends.making import Making

        began = since or time.monotonic()
        model = self._choose(request)
        refuse(request, model.kind)
        emit(Loading(request.id, model.id))
        making = Making(request, model.kind, self, read=read, control=control, journal=journal, emit=emit)
        return making.take(began)

    def open(self, request: GenerateRequest) -> Plan:
        """Loads the request's model and makes nothing; returns how it lies in memory. Raises StudioError."""
        self._choose(request)
        self.ready(request)
        return self._plans[0]

    def _choose(self, request: GenerateRequest) -> Installed:
        require_extra()
        model = self._shelf.get(request.model)
        if self._model != model:
            self.release()
            self._model = model
        return model

    @property
    def _chosen(self) -> Installed:
        if self._model is None:
            raise RuntimeError("no model was chosen")
        return self._model

    def ready(self, request: GenerateRequest) -> Family:
        """The loaded model with the request's LoRA files in it. Raises StudioError."""
        if self._family is None:
            self._family = self._load(request)
        if self._loras != request.loras:
            from studio.engine.backends.lora import combine

            self._loras = ()
            combine(self._family.pipe, request.loras, Path(self._chosen.path))
            self._loras = request.loras
        return self._family

    @property
    def plan(self) -> Plan | None:
        """How the model lies in memory now."""
        return self._plans[0] if self._plans else None

    def smaller(self, request: GenerateRequest, exc: BaseException, emit: Callable[[Event], None]) -> None:
        """After running out of memory: gives it all back and takes the next plan. Raises StudioError after the last."""
        rest = self._plans[1:]
        model, self._plans = self._chosen, rest
        self._unload()
        if not rest:
            what = f"There is not enough memory for {model.id} at this size."
            raise StudioError(what, next_step="Choose a smaller model or a shorter shot, or close programs.") from exc
        log.warning("%s ran out of memory; now %s", model.id, rest[0].fit)
        emit(Loading(request.id, f"{model.id} again, there was not enough memory: {rest[0].words}"))

    def release(self) -> None:
        self._plans = ()
        self._model = None
        self._unload()

    def _load(self, request: GenerateRequest) -> Family:
        from studio.engine.backends.fitting import device_here, fit, number_format

        device = self._given or device_here()
        model = self._chosen
        working = working_memory(model.kind, request.width, request.height, request.frames)
        self._plans = self._plans or plans(dict(model.parts), working, device, few=few_bits(model.file))
        plan = self._plans[0]
        if plan.fit == "disk":
            self._disk = tempfile.TemporaryDirectory(prefix="fantascope-weights-", ignore_cleanup_errors=True)
        family = open_pipeline(model, dtype=number_format(device), fit=plan.fit)
        fit(family.pipe, plan, device, folder=self._disk.name if self._disk else "")
        return family

    def _unload(self) -> None:
        family, self._family, self._loras = self._family, None, ()
        if family is None:
            return
        with suppress(Exception):               # whatever state it is in: it goes
            family.pipe.remove_all_hooks()
        del family
        from studio.engine.backends.fitting import clear_memory

        clear_memory()
        if self._disk is not None:
            self._disk.cleanup()
            self._disk = None


def forecast(model: Installed, request: GenerateRequest, device: Device) -> Plan:
    """How the model will be fitted into this machine, for people to see before the start."""
    working = working_memory(model.kind, request.width, request.height, request.frames)
    return plans(dict(model.parts), working, device, few=few_bits(model.file))[0]
