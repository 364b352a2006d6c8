"""Session: a text as a row of items that say what its words mean in the drawn world. Pure; standard library only.

The longest phrase wins. What no table knows is an item of slot "unknown", so that it can be looked up or named.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from studio.session import wording_en, wording_zh
from studio.world import captions_en, captions_zh
from studio.world.captions import VOCABULARY
from studio.world.scene import COLOURS

NOUNS = {"kind", "group", "crowd", "place", "garment", "outer", "worn", "own", "prop", "thing"}
_TABLES = {"en": wording_en, "zh": wording_zh}
_HAN = re.compile(r"[\u3400-\u9fff]")
_WORD = re.compile(r"[a-z0-9]+(?:'[a-z]+)?|[.!?;\n。！？；]|[,:()\[\]\"“”—–，、：（）]|[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a phrase stands for. `near`: it is something else, drawn as this. `many`: a plural."""

    slot: str
    value: str = ""
    near: bool = False
    many: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """A phrase of the text with its meanings; `slot` and `value` are the first one's."""

    text: str
    meanings: tuple[Meaning, ...]

    @property
    def slot(self) -> str:
        return self.meanings[0].slot

    @property
    def value(self) -> str:
        return self.meanings[0].value


def language_of(text: str) -> str:
    """ "zh" when Chinese characters make up a good part of the text, else "en"."""
    han = len(_HAN.findall(text))
    return "zh" if han and han * 3 >= len(re.findall(r"[^\W\d_]", text)) * 0.5 else "en"


def items(text: str, language: str) -> Iterator[Item]:
    """The text's phrases in order, with "stop" between clauses and "end" between sentences."""
    text = unicodedata.normalize("NFKC", text).replace("’", "'").lower()
    yield from _chinese(text) if language == "zh" else _english(text)
    yield Item("", (Meaning("end"),))


def anchors(attribute: str, language: str) -> tuple[tuple[str, str], ...]:
    """Phrases an unknown word can be compared with, each with the value it stands for; "" for what nothing draws."""
    tables = _TABLES[language]
    found: dict[str, str] = {}
    for value, said in VOCABULARY[attribute].items():
        found |= dict.fromkeys(said[language], value)
    exact, near = (tables.VERBS["exact"], tables.VERBS["near"]) if attribute == "action" else (
        tables.EXACT[attribute], tables.NEAR[attribute])
    for table in (exact, near):
        for value, phrases in table.items():
            for phrase in phrases.split("|"):
                found.setdefault(phrase, value)
    for phrase in tables.THINGS.split("|"):
        found.setdefault(phrase, "")
    return tuple(found.items())


def held(place: str, word: str, language: str) -> bool:
    """Whether a place shows this anyway."""
    forms = {word, *_singulars(word)} if language == "en" else {word}
    return not forms.isdisjoint(_TABLES[language].HOLDS.get(place, "").split("|"))


def _english(text: str) -> Iterator[Item]:
    entries, longest = _entries("en")
    words = [w.removesuffix("'s") if w not in entries else w for w in _WORD.findall(text.replace("-", " "))]
    at = 0
    while at < len(words):
        word = words[at]
        if not word[0].isalnum():
            yield Item(word, (Meaning("end" if word in ".!?;\n。！？；" else "stop"),))
            at += 1
            continue
        for length in range(min(longest, len(words) - at), 0, -1):
            phrase = " ".join(words[at : at + length])
            if meanings := entries.get(phrase):
                yield Item(phrase, meanings)
                at += length
                break
        else:
            yield Item(word, (Meaning("unknown"),))
            at += 1


def _chinese(text: str) -> Iterator[Item]:
    entries, longest = _entries("zh")
    at, unknown = 0, ""
    while at < len(text):
        found = next((text[at : at + n] for n in range(longest, 0, -1) if text[at : at + n] in entries), "")
        mark = "end" if text[at] in ".!?;\n。！？；" else "" if text[at].isalnum() else "stop"
        if not found and not mark:
            unknown += text[at]
            at += 1
            continue
        if unknown:
            yield Item(unknown, (Meaning("unknown"),))
            unknown = ""
        if found:
            yield Item(found, entries[found])
        elif not text[at].isspace() or mark == "end":
            yield Item(text[at], (Meaning(mark),))
        at += len(found) or 1
    if unknown:
        yield Item(unknown, (Meaning("unknown"),))


@cache
def _entries(language: str) -> tuple[dict[str, tuple[Meaning, ...]], int]:
    """phrase -> meanings, and the length of the longest phrase in words (characters in Chinese)."""
    tables, found = _TABLES[language], {}
    english = language == "en"

    def add(phrase: str, *meanings: Meaning, noun: bool = False) -> None:
        found.setdefault(phrase, meanings)
        if noun and english:
            many = tuple(Meaning(m.slot, m.value, m.near, many=True) for m in meanings)
            found.setdefault(_plural(phrase), many)

    told = captions_en if english else captions_zh
    gathered: dict[str, list[Meaning]] = {}
    for attribute, values in VOCABULARY.items():
        for value, said in values.items():
            for phrase in said[language]:
                many = english and attribute == "kind" and phrase not in told.NOUNS[value]
                gathered.setdefault(phrase.replace("-", " ").lower(), []).append(Meaning(attribute, value, many=many))
    for phrase in told.TIMES["day"][-1]:            # "on a sunny day": true under a clear sky alone
        gathered[phrase].append(Meaning("weather", "clear"))
    found |= {phrase: tuple(meanings) for phrase, meanings in gathered.items()}
    for slot in ("shot", "view", "style"):
        for value, phrases in getattr(told, f"{slot.upper()}S").items():
            for phrase in phrases:
                add(phrase.replace("-", " "), Meaning(slot, value))
    for phrases, pairs in ((p, key) for key, p in tables.EXACT["both"].items()):
        for phrase in phrases.split("|"):
            add(phrase, *(Meaning(*pair.split(" ")) for pair in pairs.split(",")))
    for near, table in ((False, tables.EXACT), (True, tables.NEAR)):
        for slot, values in table.items():
            for value, phrases in values.items() if slot != "both" else ():
                for phrase in phrases.split("|"):
                    add(phrase, Meaning(slot, value, near), noun=slot in NOUNS or slot in ("time", "weather"))
                    if slot == "colour":
                        for shade in ("dark ", "light ", "bright ", "deep ", "pale ") if english else ("深", "浅"):
                            add(shade + phrase, Meaning(slot, value, near))
        for value, phrases in tables.VERBS["near" if near else "exact"].items():
            for phrase in phrases.split("|"):
                for form in _conjugated(phrase) if english else (phrase, phrase + "着", "正在" + phrase):
                    add(form, Meaning("action", value, near))
        if not near:
            for colour in COLOURS if english else ():
                for shade in ("dark", "light", "bright", "deep", "pale"):
                    add(f"{shade} {colour}", Meaning("colour", colour))
            _add_structure(tables, add)
    for phrase in (*tables.THINGS.split("|"), *(w for words in tables.HOLDS.values() for w in words.split("|"))):
        add(phrase, Meaning("thing"), noun=True)
    for phrase in tables.FILLERS.split("|"):
        add(phrase, Meaning("filler"))
    return found, max(len(phrase.split(" ")) if english else len(phrase) for phrase in found)


def _add_structure(tables, add) -> None:
    for phrase, count in tables.NUMBERS.items():
        add(phrase, Meaning("number", str(count)))
    for value, phrases in tables.PURSUING.items():
        for phrase in phrases.split("|"):
            add(phrase, Meaning("pursuing", value))
    for phrase in tables.CAMERA.split("|"):
        add(phrase, Meaning("camera"))
    for slot in ("DETERMINERS", "PREPOSITIONS", "PRONOUNS", "BE", "NEGATIONS"):
        for phrase in getattr(tables, slot).split("|"):
            add(phrase, Meaning(slot.rstrip("S").lower(), phrase))
    for phrase in ("and", "or", "nor", "和", "及", "以及", "或"):
        add(phrase, Meaning("and", phrase))


def _plural(phrase: str) -> str:
    if phrase.endswith(("man", "men")):
        return phrase[:-3] + "men"
    if phrase.endswith(("s", "x", "ch", "sh")):
        return phrase + "es"
    if phrase.endswith("y") and phrase[-2:-1] not in "aeiou":
        return phrase[:-1] + "ies"
    if phrase.endswith(("wolf", "elf", "leaf")):
        return phrase[:-1] + "ves"
    return phrase + "s"


def _singulars(word: str) -> tuple[str, ...]:
    return word.removesuffix("s"), word.removesuffix("es"), word.removesuffix("ies") + "y"


def _conjugated(phrase: str) -> Iterator[str]:
    verb, _, rest = phrase.partition(" ")
    stem = verb[:-1] if verb.endswith("e") and not verb.endswith("ee") else verb
    third = verb + "es" if verb.endswith(("s", "sh", "ch", "x", "z", "o")) else (
        verb[:-1] + "ies" if verb.endswith("y") and verb[-2] not in "aeiou" else verb + "s")
    past = verb[:-1] + "ied" if verb.endswith("y") and verb[-2] not in "aeiou" else stem + "ed"
    for form in (verb, third, stem + "ing", past, *wording_en.IRREGULAR.get(verb, "").split()):
        yield f"{form} {rest}".strip()
