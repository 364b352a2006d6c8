"""World: the English a scene is told in: vocabulary first, grammar after. Standard library only."""

from __future__ import annotations

import random
import re
from typing import TYPE_CHECKING

from studio.world.scene import AIRLESS, COLOURS, INDOORS, PEOPLE, VEHICLES, Character, Performance, Prop, Scene, moves

if TYPE_CHECKING:
    from studio.world.captions import Told

NOUNS: dict[str, tuple[str, ...]] = {
    "woman": ("woman", "lady"), "man": ("man", "gentleman"), "child": ("child", "kid"),
    "wizard": ("wizard", "magician", "sorcerer"), "knight": ("knight",), "astronaut": ("astronaut", "spaceman"),
    "robot": ("robot",), "monster": ("monster", "creature"), "dog": ("dog", "puppy"), "cat": ("cat", "kitten"),
    "rabbit": ("rabbit", "bunny"), "horse": ("horse", "pony"), "mammoth": ("mammoth",), "penguin": ("penguin",),
    "bird": ("bird",), "dragon": ("dragon",), "car": ("car", "automobile"), "bus": ("bus",),
}
PLURALS = {"woman": "women", "man": "men", "gentleman": "gentlemen", "child": "children", "spaceman": "spacemen",
           "lady": "ladies", "puppy": "puppies", "bunny": "bunnies", "pony": "ponies", "bus": "buses"}
# How a noun {n} takes its colour {c}.
PAINTED = {
    "woman": ("{n} in a {c} dress", "{n} wearing a {c} dress", "stylish {n} in a {c} dress", "{n} in {c}",
              "{c}-dressed {n}"),
    "man": ("{n} in a {c} coat", "{n} wearing a {c} sweater", "{n} in a {c} sweater", "{n} in {c}"),
    "child": ("{n} in {c} dungarees", "{n} wearing {c} dungarees", "little {n} in {c} overalls", "{n} in {c}"),
    "wizard": ("{n} in a {c} robe", "{n} in a {c} robe and a pointed hat", "{n} with a pointed hat and a {c} robe",
               "old {n} in a long {c} robe", "{n} in {c}"),
    "knight": ("{n} in a {c} cape", "{n} with a {c} cape", "{n} in {c} armour", "{c} {n}"),
    "astronaut": ("{n} in a {c} space suit", "{n} wearing a {c} suit", "{c} {n}"),
    "robot": ("{c} {n}", "{c} toy {n}", "{c} metal {n}"),
    "monster": ("{c} {n}", "fluffy {c} {n}", "furry {c} {n}", "short fluffy {c} {n}", "fluffy {n} with {c} fur"),
    "dog": ("{c} {n}", "little {c} {n}", "{n} with {c} fur"), "cat": ("{c} {n}", "little {c} {n}", "{n} with {c} fur"),
    "rabbit": ("{c} {n}", "fluffy {c} {n}", "{n} with {c} fur"), "horse": ("{c} {n}", "{c} {n} with a flowing mane"),
    "mammoth": ("{c} {n}", "{c} woolly {n}", "woolly {c} {n}", "giant {c} woolly {n}"),
    "penguin": ("{c} {n}", "little {c} {n}"), "bird": ("{c} {n}", "little {c} {n}", "{n} with {c} feathers"),
    "dragon": ("{c} {n}", "big {c} {n}", "{n} with {c} scales"),
    "car": ("{c} {n}", "little {c} {n}", "{n} painted {c}"),
    "bus": ("{c} {n}", "big {c} {n}", "{c} city {n}"),
}
GARMENTS = (" dress", " coat", " sweater", " dungarees", " overalls")
SHE = {"woman": ("she", "her"), "man": ("he", "him"), "wizard": ("he", "him")}

# third person/plural/participle, then what goes with it; "~" marks a verb without a progressive form.
FURRED = ("dog", "cat", "rabbit", "horse")
HEAVY = ("mammoth", "monster", "robot", "dragon")
UPRIGHT = (*PEOPLE, "monster", "robot", "penguin")
VERBS: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {  # a phrase, and the kinds it suits (none: all)
    "stand": (("stands/stand/standing", ()), ("stands/stand/standing still", ()), ("waits/wait/waiting quietly", ()),
              ("is/are/~ parked", VEHICLES)),
    "walk": (("walks/walk/walking", ()), ("strolls/stroll/strolling", PEOPLE), ("walks/walk/walking slowly", ()),
             ("wanders/wander/wandering", (*UPRIGHT, "cat", "rabbit")), ("trots/trot/trotting", ("dog", "horse")),
             ("waddles/waddle/waddling", ("penguin", "bird")), ("stomps/stomp/stomping", HEAVY)),
    "run": (("runs/run/running", ()), ("runs/run/running fast", ()), ("races/race/racing", ()),
            ("dashes/dash/dashing", UPRIGHT), ("gallops/gallop/galloping", ("horse",)), ("jogs/jog/jogging", PEOPLE)),
    "jump": (("jumps/jump/jumping", ()), ("hops/hop/hopping", ()), ("jumps/jump/jumping up and down", ()),
             ("leaps/leap/leaping into the air", ())),
    "dance": (("dances/dance/dancing", ()), ("dances/dance/dancing happily", ()), ("does/do/doing a dance", ())),
    "wave": (("waves/wave/waving", ()), ("waves/wave/waving hello", ()), ("waves/wave/waving one hand", UPRIGHT),
             ("gives/give/giving a friendly wave", ())),
    "sit": (("sits/sit/sitting", ()), ("kneels/kneel/kneeling", (*PEOPLE, "monster", "robot")),
            ("sits/sit/sitting down", ()), ("sits/sit/sitting on the ground", ())),
    "cast": (("casts/cast/casting lightning from one hand", ()), ("throws/throw/throwing a lightning bolt", ()),
             ("casts/cast/casting a bolt of lightning", ()), ("shoots/shoot/shooting lightning from one hand", ()),
             ("casts/cast/casting lightning", ())),
    "drive": (("drives/drive/driving", ()), ("drives/drive/driving along", ()), ("rolls/roll/rolling along", ()),
              ("speeds/speed/speeding along", ())),
    "fly": (("flies/fly/flying", ()), ("soars/soar/soaring", ()), ("glides/glide/gliding", ())),
}

# "staying|moving|flying" prepositions, then the place.
PLACES = {
    "neon street": (("on|down|over", "a neon street"), ("on|down|over", "a Tokyo street of warm glowing neon"),
                    ("on|along|over", "a neon-lit city street"), ("in|through|over", "a street full of neon signs"),
                    ("on|down|over", "a Tokyo street with glowing neon signs")),
    "market street": (("on|down|over", "a market street"), ("on|down|over", "an old street with stalls"),
                      ("on|along|over", "a Tokyo street with stalls"), ("in|past|over", "a street market"),
                      ("on|along|over", "a street lined with market stalls")),
    "snowy meadow": (("in|across|over", "a snowy meadow"), ("in|across|over", "a snow-covered field"),
                     ("in|through|over", "a snowy meadow with mountains and trees behind")),
    "flower meadow": (("in|through|over", "a flower meadow"), ("in|across|over", "a meadow full of flowers"),
                      ("in|through|over", "a field of flowers"), ("in|across|over", "a blooming meadow")),
    "forest": (("in|through|through", "a forest"), ("in|through|through", "the woods"),
               ("among|past|between", "the tall trees of a forest")),
    "beach": (("on|along|over", "a beach"), ("on|along|over", "a sandy beach"), ("on|along|over", "the seashore"),
              ("on|across|over", "a beach by the sea")),
    "river road": (("on|down|over", "a river road"), ("on|down|over", "a road along the river with shops on the right"),
                   ("on|along|over", "a riverside road"), ("on|down|over", "a riverside street with a row of shops")),
    "room": (("in|through|through", "a room"), ("in|through|through", "a cosy room"),
             ("in|across|across", "a living room")),
    "castle": (("in front of|past|over", "a castle"), ("by|past|over", "an old stone castle"),
               ("near|past|around", "a castle with towers")),
    "desert": (("in|through|through", "the desert"), ("in|across|over", "a sandy desert"),
               ("among|across|over", "the sand dunes")),
    "moon": (("on|across|over", "the moon"), ("on|across|over", "the surface of the moon"),
             ("on|across|over", "the lunar surface")),
}
STREETS = ("neon street", "market street", "river road")
# Phrases that are true everywhere; then under an open sky; then under an open, clear sky.
TIMES = {
    "day": (("by day", "during the day", "in the afternoon", "in the daytime"),
            ("in daylight", "in the afternoon light"),
            ("on a sunny day", "on a bright day", "in the sunshine")),
    "sunset": (("at sunset", "in the evening", "at dusk"), ("in the golden evening light", "as the sun sets"),
               ("in the warm light of the setting sun", "under an orange evening sky")),
    "night": (("at night", "by night", "late at night"), ("in the dark of night", "under a night sky"),
              ("under the stars", "under a starry sky")),
}
WEATHERS = {
    "clear": (("under a clear sky", "in clear weather"), ()),
    "rain": (("in the rain", "in pouring rain"), ("while it rains", "as rain falls", "while the rain pours down")),
    "snow": (("in the snow", "in falling snow"),
             ("while snow falls", "as big snowflakes drift down", "while it snows")),
    "petals": (("among falling cherry petals", "in a shower of petals"),
               ("while cherry petals fly through the air", "as cherry petals drift by", "while petals flutter down")),
    "fog": (("in the fog", "in thick fog", "in the mist"), ("while fog drifts by", "as mist hangs in the air")),
}
SPELLS = {"rain": "rainy", "snow": "snowy", "fog": "foggy"}
DAYTIMES = {"day": "day", "sunset": "evening", "night": "night"}
CAMERAS = {
    "still": (("the camera stays still", "the camera does not move"), ("static camera", "fixed shot")),
    "pan left": (("the camera pans left", "the camera pans to the left"), ("pan left", "slow pan to the left")),
    "pan right": (("the camera pans right", "the camera pans to the right"), ("pan right", "slow pan to the right")),
    "zoom in": (("the camera zooms in", "the camera slowly moves closer"), ("zoom in", "slow zoom in")),
    "zoom out": (("the camera zooms out", "the camera slowly moves back"), ("zoom out", "slow zoom out")),
    "follow": (("the camera follows {him}", "the camera moves along with {him}", "the camera tracks {him}"),
               ("tracking shot", "follow shot")),
}
SHOTS = {"wide": ("wide shot", "long shot"), "medium": ("medium shot", "mid shot"), "close": ("close-up", "close shot")}
VIEWS = {"level": ("eye level",), "low": ("low camera", "low angle", "seen from a low camera"),
         "high": ("high angle", "seen from above", "view from above")}
STYLES = {"flat": ("flat cartoon", "simple cartoon style"), "ink": ("ink drawing", "ink outline style"),
          "watercolour": ("watercolour painting", "watercolour style"),
          "night neon": ("glowing neon style", "neon art style")}
WORN = {"sunglasses": "sunglasses", "hat": "a hat", "scarf": "a scarf", "stars": "white stars"}
HELD = {"backpack": "carrying a backpack", "umbrella": "holding an umbrella", "book": "holding an old book"}
EVENTS = {"topple": ("a ball knocks over the tower", "the tower is knocked over by a ball"),
          "bite": ("a bite of the cake is eaten", "somebody bites into the cake")}
CROWDS = ("people pass by behind", "pedestrians walk by in the background", "passers-by fill the street")
PUDDLES = ("the wet ground mirrors the lights", "the wet ground shines", "lights are mirrored on the wet ground")
UNPAINTED = ("campfire",)
NUMBERS = {2: "two", 3: "three", 4: "four", 5: "five"}


def _core(place: str) -> str:
    article, rest = place.split(" ", 1)
    return rest if article in ("a", "an", "the") else place


def _forms(entry: str) -> tuple[str, ...]:
    verbs, _, rest = entry.partition(" ")
    return (rest,) if verbs.endswith("~") else tuple(f"{verb} {rest}".strip() for verb in verbs.split("/"))


WORDS: dict[str, dict[str, tuple[str, ...]]] = {
    "kind": {kind: (*nouns, *(PLURALS.get(n, n + "s") for n in nouns)) for kind, nouns in NOUNS.items()},
    "colour": {colour: (colour,) for colour in COLOURS},
    "place": {place: tuple(_core(np) for _, np in options) for place, options in PLACES.items()},
    "time": {time: (*(phrase for group in groups for phrase in group),
                    *(f"{spell} {DAYTIMES[time]}" for spell in SPELLS.values()))
             for time, groups in TIMES.items()},
    "weather": {weather: (*plain, *clauses, *(f"{SPELLS[weather]} {d}" for d in DAYTIMES.values() if weather in SPELLS))
                for weather, (plain, clauses) in WEATHERS.items()},
    "action": {action: tuple(dict.fromkeys(f for entry, _ in entries for f in _forms(entry)))
               for action, entries in VERBS.items()},
    "camera": {camera: (*(c.removeprefix("the ").removesuffix(" {him}") for c in clauses), *labels)
               for camera, (clauses, labels) in CAMERAS.items()},
}


def tell(scene: Scene, told: Told, rng: random.Random) -> str:
    """The scene in one to three English sentences, or in a phrase without a full stop."""
    return re.sub(r"\b([Aa]) (?=[aeiou])", r"\1n ", _text(scene, told, rng))


def _text(scene: Scene, told: Told, rng: random.Random) -> str:
    main = scene.cast[0]
    fellows = tuple(p for p in scene.cast[1:] if told.company and p.action == main.action and _alike(p, main))
    front, end = _frame(scene, told, rng, plural=bool(fellows))
    first = _main_sentence(scene, told, rng, fellows)
    around = _surroundings(scene, told, rng, fellows)
    if told.length != "long":
        text = first
        if around:
            text += rng.choice((", and ", "; ")) + _series(around)
        if end:
            text += rng.choice(("; ", ". ", " - ")) + end if ". " not in text else ". " + end
        if front:
            text = f"{front}: {text}" if rng.random() < 0.5 else f"{text}{'; ' if end else ', '}{front}"
        plain = ". " not in text and rng.random() < (0.5 if told.length == "short" else 0.2)
        return text if plain else _sentences(text.split(". "))
    parts = [first, _series(around)]
    if (around or end) and rng.random() < 0.35:
        parts[0] = f"{front}: {first}"
        parts.append(end)
    else:
        parts.append("; ".join(p for p in (front, end) if p))
    return _sentences([p for p in parts if p])


def _alike(one: Performance, other: Performance) -> bool:
    a, b = one.character.kind, other.character.kind
    return a == b or (a in PEOPLE and b in PEOPLE)


def _main_sentence(scene: Scene, told: Told, rng: random.Random, fellows: tuple[Performance, ...]) -> str:
    main = scene.cast[0]
    who, plural, comma = _subject(main, told, rng, fellows)
    place, when, clause = _place(scene, told, rng), *_when(scene, told, rng)
    around = [place, *when] if rng.random() < 0.75 else [*when, place]
    opening = ""
    order = rng.random()
    if order < 0.18 and when:
        opening, around = when[0], [place, *when[1:]]
    elif order < 0.3 and place:
        opening, around = place, when
    verb = _verb(main, rng, plural=plural, participle=told.length == "short" and not (
        opening or comma or clause or told.crowd or told.props or told.wet))
    act = [verb, _direction(main, rng)] if told.direction else [verb]
    if main.action == "cast" and "book" in told.worn:
        act.append("with an old book in the other hand" if "hand" in verb else "while holding an old book")
    near = [p for p in scene.props if abs(p.x - main.x) < 40 and not p.event and not moves(main.action)]
    if told.props and near:
        act.append(f"{rng.choice(('by', 'beside', 'next to'))} {_thing(near[0])}")
    sentence = " ".join(p for p in (f"{who}{comma}", *act, *around, clause) if p)
    return f"{opening}, {sentence}" if opening else sentence


def _subject(main: Performance, told: Told, rng: random.Random,
             fellows: tuple[Performance, ...]) -> tuple[str, bool, str]:
    """The noun phrase, whether it is plural, and the comma that closes it if it holds one."""
    who = main.character
    cast = [who, *(f.character for f in fellows)]
    if len(cast) > 1 and all((c.kind, c.colour) == (who.kind, who.colour) for c in cast) and who.kind not in PEOPLE:
        template = rng.choice([t for t in PAINTED[who.kind] if t.endswith("{n}")])
        noun = rng.choice(NOUNS[who.kind])
        many = template.format(n=PLURALS.get(noun, noun + "s"), c=who.colour)
        return (f"a group of {many}" if rng.random() < 0.3 else f"{NUMBERS.get(len(cast), 'many')} {many}"), True, ""
    noun = rng.choice(NOUNS[who.kind])
    text = rng.choice(PAINTED[who.kind])
    jacket = who.jacket if told.jacket else None
    if jacket and not text.endswith(GARMENTS):
        text = PAINTED[who.kind][0]
    text = text.format(n=noun, c=who.colour)
    if "stars" in told.worn:
        text = text.replace(" robe", " robe with white stars") if "robe" in text else text + " with white stars"
    if jacket:
        text += rng.choice((" and {}", " under {}", " with {}")).format(_a(f"{jacket} jacket"))
    if told.hair and who.kind in ("woman", "man", "child"):
        after = text.replace(noun, f"{noun} with {who.hair} hair", 1)
        text = after if rng.random() < 0.5 else f"{who.hair}-haired {text}"
    text = _a(text)
    worn = [WORN[t] for t in told.worn if t in WORN and t != "stars"]
    held = [HELD[t] for t in told.worn if t in HELD and not (t == "book" and main.action == "cast")]
    extras = [*([f"{'with' if 'wearing' in text else 'wearing'} {_series(worn)}"] if worn else []), *held]
    comma = ""
    if extras and len(cast) > 1:
        text = f"{text} {_series(extras)}"
    elif extras:
        text, comma = f"{text}, {_series(extras)}", ","
    if len(cast) == 1:
        return text, False, comma
    others = [_a(rng.choice(PAINTED[c.kind]).format(n=rng.choice(NOUNS[c.kind]), c=c.colour)) for c in cast[1:]]
    if len(cast) == 2 and {c.kind for c in cast} == {"woman", "man"} and rng.random() < 0.5:
        return f"a couple, {text} and {others[0]}", True, ","
    return _series([text, *others]), True, ""


def _verb(main: Performance, rng: random.Random, *, plural: bool, participle: bool) -> str:
    suited = [entry for entry, kinds in VERBS[main.action] if not kinds or main.character.kind in kinds]
    verbs, _, rest = rng.choice(suited).partition(" ")
    third, many, ing = verbs.split("/")
    form, finite = rng.random(), many if plural else third
    if ing == "~":
        return rest if participle and form < 0.25 else f"{finite} {rest}"
    if participle and form < 0.25:
        finite = ing
    elif form < 0.45:
        finite = f"{'are' if plural else 'is'} {ing}"
    return f"{finite} {rest}".strip()


def _direction(main: Performance, rng: random.Random) -> str:
    side, back = ("right", "left") if main.facing > 0 else ("left", "right")
    if main.action == "cast":
        return f"towards the {side}"
    if not moves(main.action):
        return f"facing {side}" if rng.random() < 0.5 else f"facing to the {side}"
    return rng.choice((f"to the {side}", f"to the {side}", f"towards the {side}", f"from {back} to {side}"))


def _place(scene: Scene, told: Told, rng: random.Random) -> str:
    preposition, place = rng.choice(PLACES[scene.place])
    if not told.place:
        return ""
    staying, moving, flying = preposition.split("|")
    action = scene.cast[0].action
    how = flying if action == "fly" else moving if moves(action) and rng.random() < 0.7 else staying
    if scene.place in STREETS:
        if told.wet:
            place = _a(f"wet {_core(place)}")
        elif scene.place == "market street" and scene.weather == "snow" and told.weather and rng.random() < 0.5:
            place = _a(f"snowy {_core(place)}")
    return f"{how} {place}"


def _when(scene: Scene, told: Told, rng: random.Random) -> tuple[list[str], str]:
    """Phrases of time and weather, and a clause that must come last."""
    everywhere, sky, clear = TIMES[scene.time]
    options = list(everywhere)
    if scene.place not in INDOORS + AIRLESS:
        options += [*sky, *(clear if scene.weather == "clear" else ())]
    time, joined = rng.choice(options), rng.random() < 0.3
    if told.time and told.weather and joined and scene.weather in SPELLS:
        return [f"on a {SPELLS[scene.weather]} {DAYTIMES[scene.time]}"], ""
    phrases = [time] if told.time else []
    plain, clauses = WEATHERS[scene.weather]
    weather = rng.choice(plain + clauses)
    if told.weather and weather in plain and not (told.time and "sky" in time and "sky" in weather):
        phrases.append(weather)
    return phrases, weather if told.weather and weather in clauses else ""


def _thing(prop: Prop) -> str:
    return _a(prop.kind if prop.kind in UNPAINTED else f"{prop.colour} {prop.kind}")


def _surroundings(scene: Scene, told: Told, rng: random.Random, fellows: tuple[Performance, ...]) -> list[str]:
    """Clauses about everything around the main character."""
    main, said = scene.cast[0], []
    if told.company and told.length == "long":
        for other in (p for p in scene.cast[1:] if p not in fellows):
            who = other.character
            name = _a(rng.choice(PAINTED[who.kind]).format(n=rng.choice(NOUNS[who.kind]), c=who.colour))
            does = _forms(VERBS[other.action][0][0])[0]
            said.append(f"{name} {does} {'by' if moves(other.action) else 'nearby'}")
    if told.crowd:
        said.append(rng.choice(CROWDS))
    for prop in scene.props if told.props else ():
        if prop.event:
            said.append(rng.choice(EVENTS[prop.event]))
        elif moves(main.action) or abs(prop.x - main.x) >= 40 or prop is not _nearest(scene):
            where = "in the foreground" if prop.in_front else "on the right" if prop.x > 0 else "on the left"
            said.append(f"there is {_thing(prop)} {where}")
    if told.wet and (scene.place not in STREETS or told.length == "long"):
        said.append(rng.choice(PUDDLES))
    if told.foreground and main.leaves_at is not None:
        said.append(f"{_he(main.character)[0]} leaves the frame"
                    + (" and comes back" if main.returns_at is not None else ""))
    if told.foreground and scene.occluder:
        said.append(f"{_a(scene.occluder[0])} stands in the foreground")
    return said


def _nearest(scene: Scene) -> Prop | None:
    return next((p for p in scene.props if abs(p.x - scene.cast[0].x) < 40 and not p.event), None)


def _frame(scene: Scene, told: Told, rng: random.Random, *, plural: bool) -> tuple[str, str]:
    """How it is filmed: labels in a row, and a clause about the camera."""
    labels = [rng.choice(table[value]) for table, value, on in (
        (SHOTS, scene.shot, told.shot), (VIEWS, scene.view, told.view), (STYLES, scene.style, told.style)) if on]
    clauses, names = CAMERAS[scene.camera]
    camera = rng.choice((*clauses, *names))
    if not told.camera:
        return ", ".join(labels), ""
    if camera in names:
        return ", ".join((*labels, camera)), ""
    return ", ".join(labels), camera.format(him="them" if plural else _he(scene.cast[0].character)[1])


def _he(who: Character) -> tuple[str, str]:
    name = f"the {who.kind}" if who.kind in PEOPLE else "it"
    return SHE.get(who.kind, (name, name))


def _a(noun_phrase: str) -> str:
    return f"a {noun_phrase}"  # `tell` turns it into "an" where a vowel follows


def _series(items: list[str]) -> str:
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}" if items else ""


def _sentences(parts: list[str]) -> str:
    return " ".join(f"{p[0].upper()}{p[1:]}." for p in parts)
