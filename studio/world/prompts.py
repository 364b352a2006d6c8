"""World: the six prompts the studio is measured by, each with a scene that draws it. Standard library only."""

from __future__ import annotations

from studio.world.scene import Character, Performance, Prop, Scene

_STYLISH_WOMAN = Scene(
    (Performance(Character("woman", "red", jacket="black", hair="black", accessories=("sunglasses",), seed=11), "walk",
                 x=-24.0),),
    "neon street", time="night", camera="follow", crowd=3, wet=True, seed=101)

_WIZARD = Scene(
    (Performance(Character("wizard", "blue", hair="grey", skin=0, accessories=("book", "stars"), seed=21), "cast",
                 x=-16.0),),
    "castle", time="night", seed=102)

_SNOWY_TOKYO = Scene(
    (Performance(Character("woman", "pink", hair="black", accessories=("scarf",), seed=31), "walk", x=-10.0),
     Performance(Character("man", "blue", hair="black", accessories=("hat",), seed=32), "walk", x=-38.0, depth=0.12,
                 phase=2.2)),
    "market street", weather="snow", camera="follow", crowd=3, seed=103)

_COUPLE = Scene(
    (Performance(Character("woman", "yellow", seed=41), "walk", x=2.0),
     Performance(Character("man", "green", hair="black", seed=42), "walk", x=26.0, depth=0.05, phase=2.6),
     Performance(Character("car", "red", seed=43), "drive", x=-74.0, depth=0.35, pace=0.6)),
    "river road", camera="follow", view="high", seed=104)

_MONSTER = Scene(
    (Performance(Character("monster", "purple", build=0.92, seed=51), "sit", x=-14.0),),
    "room", time="night", shot="close", camera="zoom in", props=(Prop("candle", 22.0, colour="red", in_front=True),),
    seed=105)

_MAMMOTHS = Scene(
    (Performance(Character("mammoth", "brown", build=1.06, seed=61), "walk", x=-18.0, pace=0.9),
     Performance(Character("mammoth", "brown", build=0.94, seed=62), "walk", x=-66.0, depth=0.15, pace=0.9, phase=1.9),
     Performance(Character("mammoth", "brown", build=0.9, seed=63), "walk", x=36.0, depth=0.25, pace=0.9, phase=4.1)),
    "snowy meadow", view="low", seed=106)

SIX: tuple[tuple[str, Scene], ...] = (
    ("A stylish woman in a black jacket, a red dress and sunglasses walks down a wet Tokyo street of warm glowing neon "
     "at night, among many pedestrians.", _STYLISH_WOMAN),
    ("A wizard in a pointed hat and a blue robe with white stars casts lightning from one hand and holds an old book "
     "in the other.", _WIZARD),
    ("Snowy Tokyo: the camera follows people walking past street stalls, and cherry petals fly through the air with "
     "the snowflakes.", _SNOWY_TOKYO),
    ("A couple strolls along a river road with cars on the left and a row of shops on the right; the camera follows "
     "them from above.", _COUPLE),
    ("A short fluffy monster kneels beside a red candle.", _MONSTER),
    ("Several woolly mammoths walk through a snowy meadow, with trees and snow-capped mountains behind, in the light "
     "of the afternoon, seen from a low camera.", _MAMMOTHS),
)
