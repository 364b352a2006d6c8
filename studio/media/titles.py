"""Media room: the words of a title as pixels to be laid over a picture. Knows the document's titles; no film, no Qt.

Letters are set with Pillow, the only rasteriser here that needs no Qt and sets any script; Latin, Greek and Cyrillic in
Inter, Chinese and Japanese in Droid Sans Fallback, both bundled.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from studio.document.film import Title

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont, ImageFont

    Font = FreeTypeFont | ImageFont

FONTS = Path(__file__).resolve().parents[2] / "resources" / "fonts"
LATIN, HAN = "InterDisplay-SemiBold.otf", "DroidSansFallbackFull.ttf"
FIRST_HAN = "\u2e80"  # from here on letters are of the second font
MARGIN = 0.07  # of the picture's width and height, left free around the words
LINE = 1.22  # distance of two lines, in letter heights


@dataclass(frozen=True, slots=True)
class Overlay:
    """(h, w, 4) uint8 with straight alpha, its upper left corner at (left, top) of the picture."""

    pixels: np.ndarray
    left: int
    top: int


def draw_title(title: Title, width: int, height: int) -> Overlay | None:
    """The title for a picture of width × height; None when it says nothing."""
    from PIL import Image, ImageDraw, ImageFilter

    pixels = max(round(title.size * height / 1000), 4)
    fonts = _font(LATIN, pixels), _font(HAN, pixels)
    room = width * (1 - 2 * MARGIN)
    lines = [line for text in title.text.splitlines() for line in _wrapped(text, fonts, room)]
    if not any(line.strip() for line in lines):
        return None
    widths = [_width(line, fonts) for line in lines]
    across, step = max(widths), pixels * LINE
    pad_x, pad_y = pixels * 0.55, pixels * 0.38  # also the reach of the shadow
    size = min(round(across + 2 * pad_x), width), min(round(step * len(lines) + 2 * pad_y), height)
    words = Image.new("L", size)
    brush = ImageDraw.Draw(words)
    for number, (line, wide) in enumerate(zip(lines, widths, strict=True)):
        x = pad_x if title.place == "lower third" else (size[0] - wide) / 2
        for part, font in _runs(line, fonts):
            brush.text((x, pad_y + step * (number + 0.5) + pixels * 0.36), part, fill=255, font=font, anchor="ls")
            x += font.getlength(part)
    if title.plate:
        under = Image.new("L", size)
        ImageDraw.Draw(under).rounded_rectangle((0, 0, size[0] - 1, size[1] - 1), pixels * 0.22, fill=168)
    else:
        under = words.filter(ImageFilter.GaussianBlur(pixels * 0.11)).point([n * 7 // 10 for n in range(256)])
    drawn = Image.merge("RGBA", [Image.new("L", size)] * 3 + [under])
    colour = Image.new("RGBA", size, title.colour)
    colour.putalpha(words)
    drawn.alpha_composite(colour)
    left, top = _corner(title, size, width, height)
    return Overlay(np.asarray(drawn), left, top)


def lay(below: np.ndarray, over: Overlay, opacity: float) -> np.ndarray:
    """The picture (H, W, 3) uint8 with the overlay on it."""
    made = below.copy()
    rows, columns = over.pixels.shape[:2]
    part = made[over.top : over.top + rows, over.left : over.left + columns]
    alpha = over.pixels[..., 3:].astype(np.float32) * (opacity / 255)
    part[:] = (part * (1 - alpha) + over.pixels[..., :3] * alpha + 0.5).astype(np.uint8)
    return made


def _corner(title: Title, size: tuple[int, int], width: int, height: int) -> tuple[int, int]:
    left = (width - size[0]) // 2
    if title.place == "lower third":
        left = min(round(width * MARGIN), width - size[0])
    lowest = height - size[1]
    top = {
        "centre": lowest / 2,
        "top": height * MARGIN,
        "lower third": height * 0.84 - size[1],
        "foot": height * (1 - MARGIN / 2) - size[1],
    }[title.place]
    return left, min(max(round(top), 0), lowest)


def _font(name: str, pixels: int) -> Font:
    """The bundled font; without it the one inside Pillow, so that a title is never lost with a file."""
    from PIL import ImageFont

    try:
        return ImageFont.truetype(FONTS / name, pixels)
    except OSError:
        return ImageFont.load_default(pixels)


def _runs(line: str, fonts: tuple[Font, Font]):
    """(text, font) for each stretch of one font."""
    for han, letters in groupby(line, key=lambda letter: letter >= FIRST_HAN):
        yield "".join(letters), fonts[han]


def _width(line: str, fonts: tuple[Font, Font]) -> float:
    return sum(font.getlength(part) for part, font in _runs(line, fonts))


def _wrapped(text: str, fonts: tuple[Font, Font], room: float) -> list[str]:
    """The text in lines that fit: broken at spaces, and anywhere beside a Chinese letter or in a word too long."""
    lines, line = [], ""
    for word in _words(text, fonts, room):
        if line.strip() and _width((line + word).rstrip(), fonts) > room:
            lines.append(line.rstrip())
            line = word.lstrip()
        else:
            line += word
    return [*lines, line.rstrip()]


def _words(text: str, fonts: tuple[Font, Font], room: float):
    word = ""
    for letter in text:
        if letter >= FIRST_HAN or (word and word[-1] >= FIRST_HAN) or _width(word + letter, fonts) > room:
            yield word
            word = letter
        else:
            word += letter
            if letter == " ":
                yield word
                word = ""
    yield word
