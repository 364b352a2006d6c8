"""UI room: the language of the window: English as written in the code, or a translation made with Qt Linguist.

The other rooms speak English and know no Qt. `said` tells what they say in the window's language, at the moment it is
shown: it finds the template a sentence was made from, and fills in the translated one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from studio.problem import Problem
from studio.session.places import resources

SYSTEM, ENGLISH, CHINESE = "system", "en", "zh_CN"
CONTEXT = "Sentence"
_PLACE = re.compile(r"\{(\d)\}")
_translators: list[QTranslator] = []
_current = ENGLISH


def NOOP(_context: str, text: str) -> str:
    """Words of a table, which is made before the language is known: marked for translation here, translated when shown.
    """
    return text


def current() -> str:
    """The language in force."""
    return _current


def resolved(choice: str) -> str:
    """The language a choice stands for; the system's, if there is a translation, unless one is named."""
    if choice in (ENGLISH, CHINESE):
        return choice
    first = (QLocale.system().uiLanguages() or ["en"])[0]
    return CHINESE if QLocale(first).language() == QLocale.Language.Chinese else ENGLISH


def use(app: QApplication, choice: str) -> None:
    """Put a language in force. Every widget gets a LanguageChange event; Qt's own words change too."""
    global _current
    _current = resolved(choice)
    while _translators:
        app.removeTranslator(_translators.pop())
    said.cache_clear()
    if _current == ENGLISH:
        return
    qt = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
    for file in (qt / f"qtbase_{_current}.qm", resources() / "translations" / f"studio_{_current}.qm"):
        translator = QTranslator()
        if translator.load(str(file)):
            app.installTranslator(translator)
            _translators.append(translator)


# -- what the other rooms say ----------------------------------------------------------------------------------------


@lru_cache(maxsize=1024)
def said(text: str) -> str:
    """A sentence or phrase of another room in the window's language; as it is, where there is no translation."""
    if _current == ENGLISH or not text:
        return text
    if (whole := QCoreApplication.translate(CONTEXT, text)) != text:
        return whole
    for template, pattern in _templates():
        if found := pattern.fullmatch(text):
            return _filled(template, found.groups())
    return text


def told(problem: Problem) -> Problem:
    """A problem in the window's language."""
    return replace(problem, what=said(problem.what), kept=said(problem.kept), next_step=said(problem.next_step))


def in_a_row(problem: Problem) -> str:
    """Its sentences one after the other, in the window's language."""
    return str(problem) if _current == ENGLISH else "".join(map(said, (problem.what, problem.kept, problem.next_step)))


def series(words: Iterable[str]) -> str:
    """Phrases of another room as a list in a sentence."""
    return (", " if _current == ENGLISH else "、").join(map(said, words))


def _filled(template: str, values: Sequence[str]) -> str:
    """The translated template with what stood in the English one."""
    parts = {str(n): _part(template, n, value) for n, value in enumerate(values, start=1)}
    return _PLACE.sub(lambda place: parts.get(place[1], ""), QCoreApplication.translate(CONTEXT, template))


def _part(template: str, number: int, value: str) -> str:
    """What is filled in may be a sentence itself, or phrases in a list; a name in quotes is a name."""
    if f"“{{{number}}}" in template or f"@{{{number}}}" in template:
        return value
    whole, pieces = said(value), value.split(", ")
    return series(pieces) if whole == value and [said(piece) for piece in pieces] != pieces else whole


@lru_cache(maxsize=1)
def _templates() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Templates with something to fill in and how they look when it is, the most telling ones first."""
    file = resources() / "translations" / "sentences.txt"
    lines = file.read_text("utf-8").splitlines() if file.is_file() else []
    found = [line for line in lines if "{1}" in line]
    found.sort(key=lambda line: -len(_PLACE.sub("", line)))
    return tuple((line, _pattern(line)) for line in found)


def _pattern(template: str) -> re.Pattern[str]:
    return re.compile(_PLACE.sub("(.*?)", re.escape(template).replace(r"\{", "{").replace(r"\}", "}")), re.DOTALL)
