"""Session: what the captioner saw, worded as the drawn world words it; and the running studio's questions about clips.

No Qt, no tensors.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from studio.engine.describe import Describer
from studio.engine.reading import Reader, Reading
from studio.engine.request import Motion
from studio.engine.writing import Writer
from studio.problem import Problem
from studio.session.models import video_of
from studio.session.problems import as_problem
from studio.world.captions import VOCABULARY
from studio.world.retell import consistent, retell

SURE = 0.6              # likelihood below which a fact is called unsure
NAMED = 0.1             # other values at least this likely are named
PHRASINGS = 24          # ways to say it; the plainest is taken
SEEN = 768              # pixels of the long side of what a language model is shown
LIMIT = "Only the drawn world is known: anything else is told as the nearest thing in it."


@dataclass(frozen=True, slots=True)
class Description:
    """`text`: a caption, fit to be a prompt. `confidence`: of each fact, 0..1.

    `unsure`: facts that may well be wrong, each with the values it may be, likeliest first. The caption leaves them
    out where a caption can; who, colour and action are always told.
    """

    text: str
    language: str
    facts: dict[str, str]
    confidence: dict[str, float]
    unsure: dict[str, dict[str, float]]
    note: str = LIMIT           # "" where a language model of the person's own looked
    trouble: str = ""           # why it could not, so that the captioner looked instead


def describe(reading: Reading, *, language: str = "en", length: str = "long") -> Description:
    """The caption of a reading. The same reading gives the same words. Raises KeyError for an unknown language."""
    facts = consistent(reading)
    confidence = {name: round(reading[name][value], 3) for name, value in facts.items()}
    unsure = {name: _likely(reading[name]) for name, how in confidence.items() if how < SURE}
    plain = [VOCABULARY[name][value][language][0] for name, value in facts.items() if name in VOCABULARY]
    ways = [retell(facts, language, length, unsure=frozenset(unsure), seed=n) for n in range(PHRASINGS)]
    text = max(ways, key=lambda way: (sum(phrase in way for phrase in plain), -len(way)))
    return Description(text, language, facts, confidence, unsure)


def _likely(values: dict[str, float]) -> dict[str, float]:
    ordered = sorted(values, key=lambda value: -values[value])
    return {value: round(values[value], 3) for n, value in enumerate(ordered) if n < 2 or values[value] >= NAMED}


class Descriptions:
    """For the running studio: clips are looked at on the engine room's own thread, once each. `call` runs a function
    on the owner's thread at its next pump."""

    def __init__(self, call: Callable[[Callable[[], None]], None], *, models: Path, read: Reader) -> None:
        self._call, self._read, self._describer = call, read, Describer(models, read)
        self._kept: dict[tuple[Motion, int, int], Reading] = {}

    def ask(self, motion: Motion, *, size: tuple[int, int], language: str, length: str,
            on_done: Callable[[Description], None], on_trouble: Callable[[Problem], None],
            writer: Writer | None = None) -> None:  # fmt: skip
        """`on_done(description)` or `on_trouble(problem)` at the next pump at the earliest.

        `writer`: a language model of the person's own. Where it cannot tell the captioner does, and the note says why.
        """
        if writer is not None:
            self._ask_writer(writer, motion, size=size, language=language, length=length, on_done=on_done,
                             on_trouble=on_trouble)  # fmt: skip
            return
        key = (motion, *size)

        def done(reading: Reading) -> None:
            self._kept[key] = reading
            on_done(describe(reading, language=language, length=length))

        def answer(reading: Reading | None, trouble: BaseException | None) -> None:
            if trouble is not None:
                problem = as_problem(trouble, doing="describing the clip")
                self._call(lambda: on_trouble(problem))
            elif reading is not None:
                self._call(lambda: done(reading))

        if key in self._kept:
            self._call(lambda: done(self._kept[key]))
        else:
            self._describer.ask(motion, width=size[0], height=size[1], answer=answer)

    def _ask_writer(self, writer: Writer, motion: Motion, *, on_done: Callable[[Description], None], **rest) -> None:
        def look() -> None:
            middle = (motion.start + motion.stop) / 2
            try:
                picture = self._read.picture(video_of(motion.path), middle, *larger(rest["size"]))
                text = writer.caption(picture, language=rest["language"], length=rest["length"])
            except Exception as exc:
                why = as_problem(exc, doing="asking the language model").what
                instead = lambda found: on_done(replace(found, trouble=why))  # noqa: E731
                self._call(lambda: self.ask(motion, on_done=instead, **rest))
            else:
                found = Description(text, rest["language"], {}, {}, {}, note="")
                self._call(lambda: on_done(found))

        threading.Thread(target=look, name="caption", daemon=True).start()

    def close(self) -> None:
        self._describer.close()


def larger(size: tuple[int, int]) -> tuple[int, int]:
    """The same shape with its long side at `SEEN` pixels, which such models see well."""
    width, height = (max(1, round(side * SEEN / max(size))) for side in size)
    return width, height


def describe_file(path: Path, *, language: str, length: str, models: Path) -> Description:
    """A film or picture from outside, at once. Raises StudioError for what cannot be used."""
    from studio.engine.describe import Seer
    from studio.session.importing import look
    from studio.session.planning import model_size
    from studio.session.reader import MediaReader

    info = look(path, visible=True)
    seconds = 1 / 3 if info.kind == "picture" else float(info.frames / info.rate)
    width, height = model_size(info.width, info.height)
    found = Seer(models).look(Motion(str(path), 0.0, seconds, 0.0), MediaReader(), width=width, height=height)
    return describe(found, language=language, length=length)
