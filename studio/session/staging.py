"""Session: from what a text says to a scene the world can draw. Pure; standard library only.

Every place where the world's rules overrule the text gives a note; nothing else may differ from what was said.
"""

from __future__ import annotations

import random
from dataclasses import replace

from studio.session.lexicon import held
from studio.session.understanding import Figure, Said
from studio.world import captions_zh
from studio.world.captions_en import NUMBERS, STYLES
from studio.world.scene import (
    AIRLESS,
    COLOURS,
    INDOORS,
    PEOPLE,
    PLACES,
    SHOT_SCALE,
    TIMES,
    VEHICLES,
    Character,
    Performance,
    Prop,
    Scene,
    actions_of,
    moves,
    places_of,
    sample_character,
    sample_scene,
    weathers_of,
)

MOST_ALIKE = 3              # characters of one kind in a frame
JACKETED = ("woman", "man", "child")
WARDROBE = {"wizard": ("book", "stars"), "dog": ("scarf",), "cat": ("scarf",), "rabbit": ("scarf",),
            "robot": ("scarf",), "penguin": ("scarf", "hat")}
PERSON = ("sunglasses", "hat", "scarf", "backpack", "umbrella", "book")
# What a kind does instead of what it cannot do, the nearest first.
INSTEAD = {"cast": ("wave", "jump"), "wave": ("jump", "dance"), "drive": ("run", "walk"), "fly": ("jump", "run"),
           "sit": ("stand",), "run": ("fly", "drive", "walk"), "walk": ("drive", "fly"), "jump": ("drive", "fly"),
           "dance": ("drive", "jump")}
# What is filled in when nothing is said: what one expects to see.
NATURAL = {"mammoth": ("brown",), "horse": ("brown", "white", "black"), "dog": ("brown", "white", "black", "orange"),
           "cat": ("orange", "black", "white", "brown"), "rabbit": ("white", "brown"), "penguin": ("black", "blue"),
           "dragon": ("green", "red"), "astronaut": ("white", "orange")}
PRONOUNS = {"she": "woman", "her": "woman", "她": "woman", "he": "man", "him": "man", "他": "man"}
SETTING = {"candle": "room", "cake": "room", "tower": "room", "campfire": "forest", "boat": "beach"}
_DOES = {"stand": "standing", "walk": "walking", "run": "running", "jump": "jumping", "dance": "dancing",
         "wave": "waving", "sit": "sitting", "cast": "casting lightning", "drive": "driving", "fly": "flying"}

Staged = tuple[Scene, list[str], dict[str, str]]


def stage(said: Said, language: str, *, seed: int, before: Scene | None = None) -> Staged:
    """The scene, the notes, and what was said in the world's values. `before`: what the scene goes on from."""
    return _Stage(said, language, seed, before).set()


class _Stage:
    """Lives for one scene; `told` gathers the facts that were said and are kept."""

    def __init__(self, said: Said, language: str, seed: int, before: Scene | None) -> None:
        self.said, self.language, self.before = said, language, before
        self.rng = random.Random(seed)
        self.seed = seed
        self.notes: list[str] = []
        self.told: dict[str, str] = {}

    def set(self) -> Staged:
        said = self.said
        self._main_from_company()
        main = self._cast_main()
        place = self._place(main.kind)
        action = self._action(main.kind, said.main)
        weather = self._weather(place)
        time = self._one("time") or self._from_before("time") or self._fitting_time(place)
        camera = self._one("camera") or self._from_before("camera")
        shot, view, style = (self._one(slot) or self._from_before(slot) for slot in ("shot", "view", "style"))
        fixed = {"character": main, "place": place, "time": time, "weather": weather, "action": action,
                 "camera": camera, "shot": shot or "medium"}
        base = sample_scene(self.seed, **{name: value for name, value in fixed.items() if value})
        if not camera and (base.camera != "follow" or ("camera", "follow") in said.denied):
            base = replace(base, camera="still")
        lead = base.cast[0]
        if said.main.facing:
            facing = -1 if said.main.facing == "left" else 1
            lead = replace(lead, facing=facing, x=lead.x * facing * lead.facing)
            self.told["facing"] = said.main.facing
        cast = (lead, *self._company(lead, base.shot))
        crowd = (self.before or base).crowd if said.crowd is None else 3 if said.crowd else 0
        wet = base.wet if said.wet is None else said.wet
        if said.wet is None and ("weather", "rain") in said.denied:
            wet = False
        wet = wet and place not in INDOORS + AIRLESS
        scene = replace(
            base, cast=cast, view=view or "level", style=style or "flat", crowd=crowd, wet=wet, occluder=None,
            props=self._props(lead, base.shot), shot=shot or base.shot,
        )  # fmt: skip
        if self.before:
            scene = replace(scene, seed=self.before.seed)
        self._note_colours()
        return scene, self.notes, self.told

    # Who

    def _main_from_company(self) -> None:
        """Without a subject, whoever is named is the main character."""
        main, others = self.said.main, self.said.others
        if not main.kind and others and not (self.before and not main.unknown):
            other = others.pop(0)
            main.kind, main.word, main.count = other.kind, other.word, other.count
            main.colour, main.hair = main.colour or other.colour, main.hair or other.hair
            main.clothes, main.worn = main.clothes + other.clothes, main.worn + other.worn
            main.own += other.own
            main.action, main.deed = main.action or other.action, main.deed or other.deed
        if main.kind in PEOPLE and main.action == "drive":          # who drives is not seen
            car = next((f for f in others if f.kind in VEHICLES), None)
            if car is not None:
                others.remove(car)
                self.said.lost.append(main.word or self._name("kind", main.kind))
                main.kind, main.word, main.colour, main.count = car.kind, car.word, car.colour, car.count
                main.clothes, main.worn, main.own, main.hair = [], [], [], ""

    def _cast_main(self) -> Character:
        figure, before = self.said.main, self.before
        if before and not figure.kind:
            self._dress_rest(figure, before.cast[0].character)
            return before.cast[0].character
        kind = figure.kind = figure.kind or PRONOUNS.get(self.said.pronoun, "")
        if kind == "person" or (not kind and self.said.crowd):
            kind = figure.kind = self.rng.choice([k for k in ("woman", "man") if ("kind", k) not in self.said.denied])
        if kind:
            self.told["kind"] = kind
            if figure.word:
                self._drawn_as(figure.word, "kind", kind)
        else:
            action = figure.action
            fits = [k for k in ("woman", "man", "child", "dog", "cat", "robot", "rabbit", "car", "bird", "wizard")
                    if (not action or action in actions_of(k)) and ("kind", k) not in self.said.denied
                    and (k in JACKETED or not figure.clothes)]
            kind = figure.kind = self.rng.choice(fits or ["woman"])
        if before and before.cast[0].character.kind == kind and not figure.colour and not figure.clothes:
            return before.cast[0].character
        return self._character(figure, main=True)

    def _character(self, figure: Figure, *, main: bool = False) -> Character:
        """A member of the cast that wears what was said, and nothing that was denied."""
        kind, person = figure.kind, figure.kind in PEOPLE
        colour, jacket = figure.colour, ""
        asked = False
        for slot, tone, word in figure.clothes:
            coat = kind == "man" and ("coat" in word or word in ("大衣", "外套"))
            if slot == "outer" and kind in JACKETED and not (coat and not colour):
                jacket, asked = jacket or tone, True
            elif slot == "garment" or coat or person:
                if not colour:
                    colour = tone
                elif tone and tone != colour:
                    self.said.lost.append(f"{tone} {word}" if self.said.language == "en" else word)
            else:
                self.said.lost.append(word)
        drawn = sample_character(self.rng, kind=kind, colour=colour or self._free_colour("colour", kind))
        allowed = WARDROBE.get(kind, PERSON if kind in JACKETED else ())
        for thing in figure.worn:
            if thing not in allowed and main:
                self.said.lost.append(self._worn_word(thing))
        worn = tuple(dict.fromkeys(thing for thing in figure.worn if thing in allowed))
        if kind == "wizard" and not worn and not self.before:
            worn = tuple(t for t in drawn.accessories if ("worn", t) not in self.said.denied)
        if asked and not jacket:
            jacket = self.rng.choice([c for c in COLOURS if c != drawn.colour])
        for owner, word in figure.own:
            if owner != kind and not any(o == kind for o, w in figure.own if w == word):
                self.said.lost.append(word)
        if main:
            self.told |= {name: value for name, value in (
                ("colour", colour), ("hair", figure.hair), ("jacket", jacket if asked else ""),
                ("worn", " ".join(t for t in worn if t in figure.worn))) if value}
        return replace(drawn, jacket=jacket or None, hair=figure.hair or drawn.hair, accessories=worn)

    def _dress_rest(self, figure: Figure, character: Character) -> None:
        """Clothes and colours put on somebody who is known already are not seen."""
        for _, tone, word in figure.clothes:
            self.said.lost.append(f"{tone} {word}".strip())

    def _free_colour(self, slot: str, kind: str = "") -> str:
        natural = NATURAL.get(kind, COLOURS)
        return self.rng.choice([c for c in natural if (slot, c) not in self.said.denied] or list(COLOURS))

    def _company(self, lead: Performance, shot: str) -> tuple[Performance, ...]:
        """Who is with the main character: more of its kind, or others in the places left beside it."""
        main, gap = self.said.main, 30.0 * SHOT_SCALE[shot]
        if self.before and not main.kind and not self.said.others:
            return tuple(replace(p, action=lead.action, x=lead.x - gap * (n + 1), facing=lead.facing)
                         for n, p in enumerate(self.before.cast[1:]) if lead.action in actions_of(p.character.kind))
        if main.count > MOST_ALIKE:
            few = NUMBERS[MOST_ALIKE]
            self.notes.append(f"no {main.count}: drawn as {few}" if self.language == "en"
                              else f"没有{main.count}个：画成三个")
        alike = [replace(main, clothes=[], worn=[], own=[])] * (min(main.count, MOST_ALIKE) - 1)
        found = []
        row = [*alike, *(figure for figure in self.said.others for _ in range(figure.count))]
        for figure in row[:MOST_ALIKE - 1]:
            if figure.kind == "person":
                figure.kind = "man"
            if figure.word and figure is not main and figure not in alike:
                self._drawn_as(figure.word, "kind", figure.kind)
            same = figure.kind == lead.character.kind or (figure.kind in PEOPLE and lead.character.kind in PEOPLE)
            who = self._character(figure)
            if figure in alike:
                who = replace(who, colour=lead.character.colour, jacket=lead.character.jacket)
            able = actions_of(figure.kind)
            alongside = lead.action if (same or figure.joined) and lead.action in able else able[0]
            deed = self._action(figure.kind, figure, quiet=True) or alongside
            side = (-1 if len(found) % 2 == 0 else 1) * lead.facing
            where = {"x": lead.x + side * gap * (1 + len(found) // 2), "depth": 0.1 + 0.1 * len(found)}
            if figure.kind in VEHICLES:
                where["depth"] = 0.35
            found.append(Performance(who, deed, facing=lead.facing, pace=lead.pace, phase=1.9 + len(found), **where))
        for figure in row[MOST_ALIKE - 1:]:
            self.said.lost.append(figure.word or self._name("kind", figure.kind))
        return tuple(found)

    # What they do, and where

    def _action(self, kind: str, figure: Figure, *, quiet: bool = False) -> str:
        able = actions_of(kind)
        wanted = figure.action
        if not wanted:
            free = [a for a in able if ("action", a) not in self.said.denied]
            if self.said.one.get("camera", ("",))[0] == "follow" and not quiet:
                free = [a for a in free if moves(a)] or free
            return "" if quiet or len(free) == len(able) else self.rng.choice(free or list(able))
        shown = wanted if wanted in able else next((a for a in INSTEAD.get(wanted, ()) if a in able), able[0])
        rolls = kind in VEHICLES and wanted in ("walk", "run") and not figure.deed
        if (figure.deed or shown != wanted) and not rolls:
            self._drawn_as(figure.deed or self._name("action", wanted), "action", shown)
        if not quiet:
            self.told["action"] = shown
        return shown

    def _place(self, kind: str) -> str:
        said = self.said.place
        if said is None:
            if self.before:
                return self.before.place
            weather = self.said.one.get("weather", ("",))[0]
            home = next((SETTING[prop] for prop, _ in self.said.props if prop in SETTING), "")
            if home in places_of(kind) and (not weather or weather in weathers_of(home)) and not self.said.crowd:
                return home
            free = [p for p in places_of(kind) if ("place", p) not in self.said.denied
                    and (not weather or weather in weathers_of(p)) and (not self.said.wet or p not in INDOORS + AIRLESS)
                    and (not self.said.crowd or p in ("neon street", "market street"))]
            if weather == "snow" and "snowy meadow" in free:
                return "snowy meadow"               # where anybody would expect it
            earthly = [p for p in free if p not in AIRLESS or kind in ("astronaut", "robot")]
            return self.rng.choice(earthly or free or list(PLACES))
        value, word, near = said
        shown = value if value in places_of(kind) else "river road"
        if shown != value or (near and not held(shown, word, self.said.language)):
            self._drawn_as(word, "place", shown)
        for other, _, name, _ in self.said.places:
            if other != value:
                self.said.lost.append(name)
        self.told["place"] = shown
        return shown

    def _weather(self, place: str) -> str:
        able = weathers_of(place)
        value = self._one("weather", able)
        if value:
            return value
        if self.before and self.before.weather in able:
            return self.before.weather
        free = [w for w in able if ("weather", w) not in self.said.denied]
        calm = "clear" in free and (len(free) < len(able) or self.rng.random() < 0.9)
        return "clear" if calm else self.rng.choice(free)

    def _one(self, slot: str, able: tuple[str, ...] | None = None) -> str:
        if slot not in self.said.one:
            return ""
        value, word, near = self.said.one[slot]
        if able is not None and value not in able:
            self.said.lost.append(word)
            return able[0]
        if near:
            self._drawn_as(word, slot, value)
        self.told[slot] = value
        return value

    def _from_before(self, slot: str) -> str:
        return getattr(self.before, slot) if self.before else ""

    def _fitting_time(self, place: str) -> str:
        free = [t for t in TIMES if ("time", t) not in self.said.denied]
        if place == "neon street" and "night" in free:
            return "night"
        return "" if len(free) == len(TIMES) else (free or ["day"])[0]

    def _props(self, lead: Performance, shot: str) -> tuple[Prop, ...]:
        said, gap = self.said, 24.0 * SHOT_SCALE[shot]
        if not said.props and self.before and not said.event:
            return self.before.props
        if said.event == "topple":
            return (Prop("ball", -30.0, colour="red"), Prop("tower", 26.0, event="topple"))
        if said.event == "bite":
            return (Prop("cake", lead.x + gap * lead.facing, colour="pink", event="bite"),)
        things = list(dict.fromkeys(said.props))
        for kind, _ in things[3:]:
            said.lost.append(kind)
        return tuple(Prop(kind, lead.x + lead.facing * (gap if n == 0 else -gap * (n + 0.6)),
                          colour=colour or self._free_colour("prop"), in_front=n == 0 and kind == "candle")
                     for n, (kind, colour) in enumerate(things[:3]))

    # Notes

    def _drawn_as(self, word: str, attribute: str, value: str) -> None:
        if self.language == "en":
            name = self._name(attribute, value)
            article = "an " if name[0] in "aeiou" else "a "
            how = name if attribute == "action" else f"as {article if attribute in ('kind', 'place') else ''}{name}"
            self.notes.append(f"no {word}: drawn {how}")
        else:
            self.notes.append(f"没有“{word}”：画成{self._name(attribute, value)}")

    def _name(self, attribute: str, value: str) -> str:
        if self.language == "en":
            names = {"action": _DOES, "style": {style: said[0] for style, said in STYLES.items()}}
            return names.get(attribute, {}).get(value, value)
        if attribute == "action":
            return captions_zh.VERBS[value][0][0]
        return {"kind": captions_zh.NOUNS, "place": captions_zh.PLACES, "weather": captions_zh.WEATHERS,
                "style": captions_zh.STYLES, "colour": captions_zh.COLOURS}[attribute][value][0]

    def _worn_word(self, thing: str) -> str:
        return thing if self.language == "en" else {
            "sunglasses": "墨镜", "hat": "帽子", "scarf": "围巾", "backpack": "背包", "umbrella": "伞", "book": "书",
            "stars": "星星"}[thing]

    def _note_colours(self) -> None:
        for word, value in dict.fromkeys(self.said.near_colours):
            self._drawn_as(word, "colour", value)
