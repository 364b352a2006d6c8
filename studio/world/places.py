"""World: the places scenes happen in, as parallax layers. Joins the painters; draws no characters."""

from __future__ import annotations

from collections.abc import Callable

from studio.world.places_houses import HOUSES
from studio.world.places_nature import NATURE
from studio.world.places_town import TOWN
from studio.world.scenery import Layer, Light, Sky, light_of

__all__ = ["GLOW", "Layer", "layers", "light"]

Painter = Callable[[Light, int, float], tuple[Layer, ...]]
_PLACES: dict[str, tuple[dict[str, Sky], Painter]] = {**TOWN, **HOUSES, **NATURE}

# Places whose own lamps colour the ground: what a wet street mirrors, and what a renderer may let bloom.
GLOW = {("neon street", "night"), ("neon street", "sunset"), ("market street", "night"), ("market street", "sunset"),
        ("river road", "night"), ("castle", "night"), ("room", "night")}


def light(place: str, time: str, weather: str) -> Light:
    """The light over a place: its graded sky, and a grade for colours. KeyError for an unknown place or time."""
    return light_of(time, weather, _PLACES[place][0][time])


def layers(place: str, time: str, weather: str, seed: int, extent: float) -> tuple[Layer, ...]:
    """The layers of a place, back to front, sky first; each covers x in [-extent, extent].

    The first covers y from -260 to 140, the one with parallax 1 reaches down to 140. The same arguments paint the same
    pixels. KeyError for an unknown place or time.
    """
    return _PLACES[place][1](light(place, time, weather), seed, extent)
