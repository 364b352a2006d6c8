"""World: from likely facts back to words: which of them can be true together, and how a caption tells them.

Standard library only. What is read off a film is never certain; a caption leaves out what is unsure where it can.
"""

from __future__ import annotations

import math
import random

from studio.world import captions_en, captions_zh
from studio.world.captions import Told
from studio.world.scene import Character, Performance, Scene, actions_of, moves, places_of, weathers_of

Reading = dict[str, dict[str, float]]       # fact -> value -> how likely it is
TONGUES = {"en": captions_en, "zh": captions_zh}
FREE = ("colour", "time", "shot")           # go with everything


def consistent(reading: Reading) -> dict[str, str]:
    """The likeliest facts that can be true together: nobody flies who cannot, and no rain falls in a room."""
    worth = {name: {value: math.log(max(p, 1e-9)) for value, p in values.items()} for name, values in reading.items()}

    def best(name: str, able: tuple[str, ...]) -> tuple[float, str]:
        return max((worth[name][value], value) for value in able)

    def deed(kind: str) -> tuple[float, str, str]:
        cameras = tuple(worth["camera"])
        still = tuple(camera for camera in cameras if camera != "follow")
        found = []
        for action in actions_of(kind):
            likelihood, camera = best("camera", cameras if moves(action) else still)
            found.append((likelihood + worth["action"][action], action, camera))
        return max(found)

    def spot(kind: str) -> tuple[float, str, str]:
        found = []
        for place in places_of(kind):
            likelihood, weather = best("weather", weathers_of(place))
            found.append((likelihood + worth["place"][place], place, weather))
        return max(found)

    _, kind = max((worth["kind"][kind] + deed(kind)[0] + spot(kind)[0], kind) for kind in worth["kind"])
    (_, action, camera), (_, place, weather) = deed(kind), spot(kind)
    free = {name: best(name, tuple(worth[name]))[1] for name in FREE}
    return {"kind": kind, "colour": free["colour"], "place": place, "time": free["time"], "weather": weather,
            "action": action, "camera": camera, "shot": free["shot"]}


def retell(facts: dict[str, str], language: str, length: str, *, unsure: frozenset[str] = frozenset(),
           seed: int = 0) -> str:
    """A caption of the facts `consistent` found, but for those unsure; shorter ones leave out what goes without saying.

    Who, colour and action are always told. The same arguments give the same text. Raises KeyError for an unknown
    language or length.
    """
    main = Performance(Character(facts["kind"], facts["colour"]), facts["action"])
    scene = Scene((main,), facts["place"], time=facts["time"], weather=facts["weather"], camera=facts["camera"],
                  shot=facts["shot"])
    short, full = {"short": (True, False), "medium": (False, False), "long": (False, True)}[length]

    def tell(name: str, *, wanted: bool) -> bool:
        return wanted and name not in unsure

    told = Told(
        length=length, place=tell("place", wanted=True), time=tell("time", wanted=not short),
        weather=tell("weather", wanted=scene.weather != "clear"), direction=False, company=False, jacket=False,
        camera=tell("camera", wanted=full or (not short and scene.camera != "still")), hair=False, worn=(),
        crowd=False, props=False, wet=False, foreground=False, shot=tell("shot", wanted=full), view=False, style=False,
    )  # fmt: skip
    return TONGUES[language].tell(scene, told, random.Random(seed))
