"""Session: what a description leaves open, said once, so that somebody of the cast is the same in every shot.

Each prompt is expanded for itself; what was not said (hair, the colour of a dress) would be filled in anew each time.
Pure; standard library only.
"""

from __future__ import annotations

import re
from functools import lru_cache

from studio.session.expansion import expand
from studio.session.lexicon import language_of
from studio.world import captions_en, captions_zh
from studio.world.scene import PEOPLE

HAIRED = ("woman", "man", "child")
STANDING = {"en": "{told} stands", "zh": "{told}站着"}
GARMENTS = {"woman": ("dress", "裙子"), "man": ("sweater", "毛衣"), "child": ("sweater", "毛衣")}
HAIR_ZH = {"black": "黑色头发", "brown": "棕色头发", "blond": "金色头发", "red": "红色头发", "grey": "灰色头发"}


@lru_cache(maxsize=256)
def steady(told: str, *, seed: int = 0) -> str:
    """The description with its hair and colour, when it is of somebody who has them and does not say. Else as is."""
    language = language_of(told)
    found = expand(STANDING[language].format(told=told), seed=seed)
    if not told.strip() or found.scene is None or "kind" not in found.facts:
        return told
    who = found.scene.cast[0].character
    text = told.strip().rstrip(".。")
    if "colour" not in found.facts:
        text = _coloured(text, who.kind, who.colour, language)
    if who.kind in HAIRED and "hair" not in found.facts:
        text += f", with {who.hair} hair" if language == "en" else f"，{HAIR_ZH[who.hair]}"
    return text


def _coloured(text: str, kind: str, colour: str, language: str) -> str:
    if kind in PEOPLE:
        if kind not in GARMENTS:
            return text
        english, chinese = GARMENTS[kind]
        said = f" in a {colour} {english}" if language == "en" else f"，穿{captions_zh.COLOURS[colour][0]}{chinese}"
        return text + said
    if language == "zh":
        word = max((word for word in captions_zh.NOUNS[kind] if word in text), key=len, default="")
        return text.replace(word, f"{captions_zh.COLOURS[colour][0]}的{word}", 1) if word else text
    word = next((w for w in captions_en.NOUNS[kind] if re.search(rf"\b{re.escape(w)}\b", text, re.IGNORECASE)), "")
    if not word:
        return text
    text = re.sub(rf"\b{re.escape(word)}\b", f"{colour} {word}", text, count=1, flags=re.IGNORECASE)
    return re.sub(r"\b([Aa]) (?=orange\b)", r"\1n ", text)
