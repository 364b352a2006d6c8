"""Session: @names in prompts: who is meant, and what the model reads instead; the look and the camera that go with it.

Pure; standard library only.

In Chinese no space ends a name: "@安娜走" names 安娜 when the cast has her.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

NAME = re.compile(r"\w{1,40}")
_MENTION = re.compile(r"(?<![A-Za-z0-9_.@])@(\w+)")


def named(text: str, names: Iterable[str]) -> tuple[str, ...]:
    """Who of `names` the text mentions, each once, in the order of the text."""
    known = frozenset(names)
    found = (_meant(run, known) for run in _MENTION.findall(text))
    return tuple(dict.fromkeys(name for name in found if name))


def unknown(text: str, names: Iterable[str]) -> tuple[str, ...]:
    """What follows an @ and is nobody of `names`."""
    known = frozenset(names)
    return tuple(dict.fromkeys(run for run in _MENTION.findall(text) if not _meant(run, known)))


def in_words(text: str, told: Mapping[str, str]) -> str:
    """The text with every @name replaced by what is told of it; an unknown one loses its @."""
    known = frozenset(told)

    def say(found: re.Match[str]) -> str:
        run = found[1]
        name = _meant(run, known)
        return told[name] + run[len(name):] if name else run

    return _MENTION.sub(say, text).strip()


def filmed(words: str, camera: str) -> str:
    """What is seen, and after it how it is filmed."""
    return f"{words.rstrip(' .,，。')}, {camera.strip()}" if words.strip() and camera.strip() else words


def with_look(words: str, look: str) -> str:
    """The prompt with the film's look after it."""
    return f"{words}, {look.strip()}" if words and look.strip() else words


def being_named(text: str, *, caret: int) -> tuple[int, str] | None:
    """(where the @ stands, the letters typed since) while a name is being written at the caret; else None."""
    found = re.search(r"(?<![A-Za-z0-9_.@])@(\w{0,40})\Z", text[:caret])
    return (found.start(), found[1]) if found else None


def _meant(run: str, known: frozenset[str]) -> str:
    if run in known:
        return run
    ends: Callable[[str], bool] = lambda name: not (run[len(name)].isascii() and name[-1].isascii())    # noqa: E731
    return max((name for name in known if run.startswith(name) and ends(name)), key=len, default="")
