"""Session: what a text says of a scene, and what it says that no scene can hold. Pure; standard library only.

Read clause by clause. The main character is the grammatical subject: the first noun that no preposition governs and
that is neither weather, crowd nor camera. Adjectives belong to the next noun, verbs to the clause's subject.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise

from studio.session.lexicon import NOUNS, Item, Meaning, held, items, language_of

SINGLE = ("time", "weather", "camera", "shot", "view", "style")     # a scene has one of each
MOST_STRETCHES = 8
LOCATIVE = ("in", "on", "at", "through", "across", "along", "inside", "into", "over", "down", "在", "沿着", "沿")
MANY = ("people", "family", "人们", "几个", "一群", "家人")
_THEN = re.compile(
    r"\s*(?:^|[,;.!?\n]|\band\b|(?<=\w))\s*(?:\band\s+)?\b(?:then|after that|afterwards|and finally)\b[:,]?\s+"
    r"|\s*[，,。；;！\n]?\s*(?:然后|接着|随后|之后)[：:，,]?\s*", re.IGNORECASE)


@dataclass(slots=True)
class Figure:
    """Somebody, as far as the text says. `clothes`: (slot, colour or "", the word), in the order they were named."""

    kind: str = ""
    word: str = ""                  # what the text calls it, when it is drawn as something else
    unknown: str = ""               # a noun no table knows, to be looked up
    count: int = 1
    colour: str = ""
    clothes: list[tuple[str, str, str]] = field(default_factory=list)
    worn: list[str] = field(default_factory=list)
    own: list[tuple[str, str]] = field(default_factory=list)
    hair: str = ""
    action: str = ""
    deed: str = ""                  # the verb, when it is drawn as another one
    unknown_deed: str = ""
    facing: str = ""
    joined: bool = False            # "a bear and a wolf dance": does what the one before it does


@dataclass(slots=True)
class Said:
    """Everything found in one stretch of text. Values are the world's own; words are the text's."""

    language: str
    main: Figure = field(default_factory=Figure)
    others: list[Figure] = field(default_factory=list)
    one: dict[str, tuple[str, str, bool]] = field(default_factory=dict)     # slot of SINGLE -> value, word, near
    places: list[tuple[str, float, str, bool]] = field(default_factory=list)    # value, weight, word, near
    unknown_places: list[str] = field(default_factory=list)
    props: list[tuple[str, str]] = field(default_factory=list)              # kind, colour or ""
    event: str = ""
    pronoun: str = ""                                                       # before anybody is named
    crowd: bool | None = None
    wet: bool | None = None
    denied: set[tuple[str, str]] = field(default_factory=set)
    lost: list[str] = field(default_factory=list)                           # words nothing draws
    near_colours: list[tuple[str, str]] = field(default_factory=list)       # word, value

    @property
    def place(self) -> tuple[str, str, bool] | None:
        """The place the words speak for most: value, word, near."""
        if not self.places:
            return None
        votes: dict[str, float] = {}
        for value, weight, word, _ in self.places:
            votes[value] = votes.get(value, 0.0) + weight
            for other in {p[0] for p in self.places} - {value}:
                if held(other, word, self.language):
                    votes[other] = votes.get(other, 0.0) + weight / 2
        value = max(votes, key=lambda v: votes[v])
        named = [p for p in self.places if p[0] == value]
        _, _, word, near = next((p for p in named if not p[3]), named[0])
        return value, word, near


def stretches(text: str) -> list[str]:
    """What happens one after the other: the text parted at "then" (然后), into MOST_STRETCHES at most. Never empty."""
    parts = [part.strip(" ,;，；\n") for part in _THEN.split(text, MOST_STRETCHES - 1)]
    return [part for part in parts if part] or [text.strip()]


def understand(text: str, language: str | None = None) -> Said:
    """Read one stretch of text. Any length; quick."""
    language = language or language_of(text)
    reader = _Reader(Said(language))
    row = list(items(text, language))
    for item, following in pairwise([*row, row[-1]]):
        reader.take(item, following)
    return reader.said


class _Reader:
    """The state between two items; lives for one text."""

    def __init__(self, said: Said) -> None:
        self.said, self.current = said, said.main
        self.chinese = said.language == "zh"
        self.before = Figure()              # Chinese: what is worn is said before who wears it
        self.subject: Figure | str | None = None
        self.prep = ""
        self.acted = self.negated = self.is_ = self.noun = self.determined = False
        self.count = 1
        self.colours: list[tuple[str, str, bool]] = []
        self.unknown: list[str] = []
        self.last_denied = self.governed = self.joined = False
        self.before_item = ""

    def take(self, item: Item, following: Item) -> None:
        slot = item.slot
        if slot == "unknown":
            self.unknown.append(item.text)
            if following.slot != "unknown":
                self._end_unknown(following)
            return
        if slot in ("garment", "outer", "worn", "own", "thing", "prop", "kind", "place", "group") and self.negated:
            self._deny(item)
            return
        self.governed, self.before_item = self.before_item == "preposition", slot
        handler = getattr(self, f"_{slot}", None)
        if slot in SINGLE:
            for meaning in item.meanings:
                self._single(meaning.slot, meaning.value, item.text, meaning.near)
        elif handler is not None:
            handler(item)
        if slot in NOUNS:
            self.noun, self.determined = True, False
        elif slot not in ("filler", "colour"):
            self.noun = False

    # Marks and small words

    def _stop(self, _: Item) -> None:
        self._loose_colours()
        self._settle_before()
        self.prep, self.negated, self.is_, self.joined, self.count = "", False, False, False, 1

    def _end(self, item: Item) -> None:
        self._stop(item)
        self.subject, self.acted = None, False

    def _determiner(self, _: Item) -> None:
        self._loose_colours()
        self.determined = True

    def _number(self, item: Item) -> None:
        self.count, self.determined = int(item.value), True

    def _preposition(self, item: Item) -> None:
        self._loose_colours()
        self.prep = item.text if item.text not in ("of", "for", "like") else self.prep

    def _and(self, item: Item) -> None:
        self.joined = not self.acted and not self.prep
        self.negated = self.last_denied and item.text in ("or", "nor", "或", "和")
        if self.chinese:
            self._settle_before()

    def _negation(self, _: Item) -> None:
        self.negated = True

    def _be(self, _: Item) -> None:
        self.is_ = True

    def _pronoun(self, item: Item) -> None:
        if not self.said.main.kind and not self.said.pronoun:
            self.said.pronoun = item.text
        self.subject = self.current = self.said.main
        self.prep, self.acted = "", False

    def _pursuing(self, item: Item) -> None:
        if self.subject == "camera":
            self._single("camera", item.value, item.text, False)

    # What there is one of

    def _single(self, slot: str, value: str, word: str, near: bool) -> None:
        if (slot, value) == ("camera", ""):
            self.subject, self.prep = "camera", ""
            return
        if slot == "camera":
            self.subject = "camera"
        if self.negated:
            self.said.denied.add((slot, value))
            self.last_denied, self.negated = True, False
            return
        kept = self.said.one.get(slot)
        if kept is None or (kept[2] and not near):
            self.said.one[slot] = (value, word, near)
        elif kept[0] != value:
            self.said.lost.append(word)
        if slot == "weather" and self.subject is None:
            self.subject = "weather"
        if slot in ("weather", "time"):
            self.prep, self.colours = "", []

    def _place(self, item: Item) -> None:
        for meaning in item.meanings:
            if meaning.slot == "place":
                weight = 3.0 if not meaning.near else 1.5 if self.prep in LOCATIVE else 1.0
                self.said.places.append((meaning.value, weight, item.text, meaning.near))
        if self.prep or self.acted or self.chinese:
            self.prep = ""
        elif self.subject is None and not self.said.main.kind and not self.said.main.unknown:
            self.subject = "place"
        self.colours = []

    def _crowd(self, item: Item) -> None:
        if self.negated:
            self.said.crowd, self.negated = False, False
            return
        self.said.crowd = True
        if self.subject is None:
            self.subject = "crowd"

    def _empty(self, _: Item) -> None:
        self.said.crowd = False

    def _wet(self, _: Item) -> None:
        self.said.wet, self.negated = not self.negated, False

    def _event(self, item: Item) -> None:
        self.said.event = item.value

    # Characters and what they wear

    def _kind(self, item: Item) -> None:
        meaning = item.meanings[0]
        main, said = self.said.main, self.said
        count = self.count if self.count > 1 else 2 if meaning.many else 1
        word = item.text if meaning.near else ""
        taken = bool(main.kind or main.unknown)
        object_of = self.acted and isinstance(self.subject, Figure) and self.subject is main
        if not taken and (not self.prep or self.subject == "camera") and not object_of:
            self.current = self.subject = main          # also when a camera follows it
            main.kind, main.word, main.count = meaning.value, word, count
        elif main.kind == meaning.value and not self.determined and not self.prep:
            self.current = main
            self.subject = main if self.subject is None else self.subject
        elif main.kind == meaning.value and self.subject is None and not self.prep and count == 1:
            self.subject = self.current = main      # "the dog" again
        else:
            self.current = Figure(meaning.value, word, count=count, joined=self.joined and not self.prep)
            said.others.append(self.current)
            if not self.prep and not self.acted and self.subject is None:
                self.subject = self.current
        self._dress_from_before()
        self._colour_of(self.current)
        self.prep, self.count, self.acted = "", 1, False if self.current is self.subject else self.acted

    def _group(self, item: Item) -> None:
        main = self.said.main
        many = item.meanings[0].many or self.count > 1 or any(w in item.text for w in MANY)
        if main.kind or main.unknown or (self.prep and self.subject not in (None, "camera", "place")):
            self.said.crowd = True if many else self.said.crowd
            return
        main.kind = "woman" if item.value == "couple" or many else "person"
        self.current = main
        self.subject = main
        if item.value == "couple" or many:
            self.said.others.append(Figure("man"))
        self._dress_from_before()
        self.prep, self.count, self.acted = "", 1, False

    def _garment(self, item: Item) -> None:
        target = self.before if self.chinese else self.current
        target.clothes.append((item.slot, self._take_colour(), item.text))
        self.prep = ""

    _outer = _garment

    def _worn(self, item: Item) -> None:
        colour = self._take_colour()
        (self.before if self.chinese else self.current).worn.append(item.value)
        if colour and item.value not in ("stars", "book"):
            self.said.lost.append(f"the {colour} of the {item.text}" if not self.chinese else item.text + "的颜色")
        self.prep = ""

    def _own(self, item: Item) -> None:
        self._take_colour()
        for meaning in item.meanings:
            self.current.own.append((meaning.value, item.text))

    def _hair(self, item: Item) -> None:
        (self.before if self.chinese else self.current).hair = item.value
        self.colours = []

    def _colour(self, item: Item) -> None:
        self.colours.append((item.value, item.text, item.meanings[0].near))

    def _prop(self, item: Item) -> None:
        self.said.props.append((item.value, self._take_colour()))
        if self.subject is None and not self.prep and not self.said.main.kind:
            self.subject = "thing"
        self.prep = ""

    def _thing(self, item: Item) -> None:
        word = self.colours[0][1] if self.colours else ""
        self.said.lost.append(f"{word} {item.text}".strip() if not self.chinese else word + item.text)
        self.colours = []
        if self.subject is None and not self.prep:
            self.subject = "thing"
        self.prep = ""

    # Deeds

    def _action(self, item: Item) -> None:
        meaning = item.meanings[0]
        if item.text == "waves" and (self.governed or self.determined):     # of the sea
            self._place(Item("waves", (Meaning("place", "beach", near=True),)))
            return
        if self.negated:
            self.said.denied.add(("action", meaning.value))
            self.negated, self.last_denied = False, True
            return
        self._settle_before()
        who = self.subject if isinstance(self.subject, Figure) else self.said.main if self.subject is None else None
        self.prep, self.acted = "", True
        if who is None or (self.subject is None and self.noun and self.chinese):
            return
        if not who.action or (who.deed and not meaning.near):
            if who.deed:
                self.said.lost.append(who.deed)
            who.action, who.deed = meaning.value, item.text if meaning.near else ""
        elif who.action != meaning.value:
            self.said.lost.append(item.text)

    def _facing(self, item: Item) -> None:
        if not isinstance(self.subject, str):
            (self.subject or self.said.main).facing = item.value

    # Colours, clothes before their wearer, words nobody knows

    def _take_colour(self) -> str:
        if not self.colours:
            return ""
        (value, word, near), *rest = self.colours
        self.colours = []
        self.said.lost += [text for _, text, _ in rest]
        if near:
            self.said.near_colours.append((word, value))
        return value

    def _colour_of(self, figure: Figure) -> None:
        if self.colours and not figure.colour:
            figure.colour = self._take_colour()
        self.colours = []

    def _loose_colours(self) -> None:
        """Colours no noun followed: "in red", "the car is red", "painted blue"."""
        if not self.colours:
            return
        about = self.subject if self.is_ else self.current
        if isinstance(about, Figure) or (about is None and self.current.kind):
            self._colour_of(about if isinstance(about, Figure) else self.current)
        else:
            self.said.lost += [text for _, text, _ in self.colours]
            self.colours = []

    def _dress_from_before(self) -> None:
        """Chinese: what was named since the last clause belongs to this one."""
        before, self.before = self.before, Figure()
        self.current.clothes += before.clothes
        self.current.worn += before.worn
        self.current.hair = before.hair or self.current.hair

    def _settle_before(self) -> None:
        if self.chinese:
            self._dress_from_before()

    def _deny(self, item: Item) -> None:
        self.said.denied |= {(m.slot, m.value) for m in item.meanings}
        self.negated, self.last_denied, self.colours, self.count = False, True, [], 1
        self.prep = ""
        if item.slot == "group":
            self.said.crowd = False

    def _end_unknown(self, following: Item) -> None:
        words, self.unknown = self.unknown, []
        text, main = (" " if not self.chinese else "").join(words), self.said.main
        color = self.colours[0][1] if self.colours else ""
        if self.negated:
            self.negated, self.colours = False, []
            return
        if self.chinese and len(text) == 1:
            return
        if following.slot in NOUNS or following.slot == "colour" or following.text in ("of", "的"):
            self.said.lost.append(text)
            return
        subject = self.subject is None and not self.prep and not self.acted and not main.kind and not main.unknown
        if subject:
            verb = len(words) > 1 and words[-1].endswith(("s", "ing", "ed"))
            main.unknown = " ".join(words[:-1] if verb else words)[:60] if not self.chinese else text[:12]
            main.unknown_deed = words[-1] if verb else ""
            main.count, self.subject, self.current, self.acted = self.count, main, main, verb
            self._dress_from_before()
            self._colour_of(main)
        elif self.subject is main and not self.acted and not main.action and not self.determined and not self.prep:
            main.unknown_deed, self.acted = words[0] if not self.chinese else text, True
            self.said.lost += words[1:] if not self.chinese else []
        elif self.prep and not color:
            self.said.unknown_places.append(text)
        else:
            self.said.lost.append(f"{color} {text}".strip() if not self.chinese else color + text)
        self.colours, self.noun, self.determined = [], True, False
        self.prep, self.count = "", 1
