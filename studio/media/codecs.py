"""Media room: what films can be written as. A table; knows no files, no Qt, no torch."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from types import MappingProxyType
from typing import Literal

from studio.problem import StudioError

Quality = Literal["lossless", "high", "draft"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Codec:
    """One way of writing. `bits_per_pixel` is what typical footage takes at each quality; it only feeds estimates."""

    label: str
    encoder: str
    container: str  # FFmpeg's muxer, "" for a folder of pictures
    suffix: str
    pixels: str
    options: Mapping[str, Mapping[str, str]]
    bits_per_pixel: Mapping[str, float]
    audio: str = ""  # encoder of the sound, "" when the container has none
    tag: str = ""
    container_options: Mapping[str, str] = field(default_factory=dict)


def _each(**values: dict[str, str]) -> Mapping[str, Mapping[str, str]]:
    return MappingProxyType(values)


def _crf(lossless: int, high: int, draft: int, **common: str) -> Mapping[str, Mapping[str, str]]:
    values = {"lossless": lossless, "high": high, "draft": draft}
    return _each(**{quality: {"crf": str(crf), **common} for quality, crf in values.items()})


def _bits(lossless: float, high: float, draft: float) -> Mapping[str, float]:
    return MappingProxyType({"lossless": lossless, "high": high, "draft": draft})


def _x264() -> dict[str, str]:
    """Its AVX-512 routines do not give the same bits twice; without them the same frames are the same file."""
    try:
        from numpy._core._multiarray_umath import __cpu_features__ as has
    except ImportError:
        has = {}
    return {"preset": "medium", **({"x264-params": "asm=AVX2"} if has.get("AVX512F") else {})}


_FASTSTART = MappingProxyType({"movflags": "+faststart"})
_X265 = {"preset": "medium", "x265-params": "log-level=error"}
_VP9 = {"b:v": "0", "deadline": "good", "cpu-used": "3", "row-mt": "1"}

CODECS: Mapping[str, Codec] = MappingProxyType({
    "h264": Codec(
        label="H.264", encoder="libx264", container="mp4", suffix=".mp4", pixels="yuv420p", audio="aac",
        options=_crf(9, 18, 26, **_x264()), bits_per_pixel=_bits(0.9, 0.16, 0.06), container_options=_FASTSTART,
    ),
    "h265": Codec(
        label="H.265", encoder="libx265", container="mp4", suffix=".mp4", pixels="yuv420p", audio="aac", tag="hvc1",
        options=_crf(10, 20, 28, **_X265), bits_per_pixel=_bits(0.8, 0.11, 0.04), container_options=_FASTSTART,
    ),
    "av1": Codec(
        label="AV1", encoder="libsvtav1", container="mp4", suffix=".mp4", pixels="yuv420p10le", audio="aac",
        options=_crf(12, 26, 40, preset="8"), bits_per_pixel=_bits(0.7, 0.09, 0.03), container_options=_FASTSTART,
    ),
    "vp9": Codec(
        label="VP9", encoder="libvpx-vp9", container="webm", suffix=".webm", pixels="yuv420p", audio="libopus",
        options=_crf(10, 24, 36, **_VP9), bits_per_pixel=_bits(0.8, 0.11, 0.04),
    ),
    "prores": Codec(
        label="ProRes 422 HQ", encoder="prores_ks", container="mov", suffix=".mov", pixels="yuv422p10le",
        audio="pcm_s16le", container_options=_FASTSTART, bits_per_pixel=_bits(4.2, 4.2, 1.6),
        options=_each(lossless={"profile": "3"}, high={"profile": "3"}, draft={"profile": "0"}),
    ),
    "gif": Codec(
        label="GIF", encoder="gif", container="gif", suffix=".gif", pixels="pal8",
        options=_each(lossless={}, high={}, draft={}), bits_per_pixel=_bits(5.0, 5.0, 5.0),
    ),
    "webp": Codec(
        label="Animated WebP", encoder="libwebp_anim", container="webp", suffix=".webp", pixels="bgra",
        container_options=MappingProxyType({"loop": "0"}), bits_per_pixel=_bits(6.0, 0.5, 0.2),
        options=_each(lossless={"lossless": "1"}, high={"quality": "85"}, draft={"quality": "60"}),
    ),
    "png": Codec(
        label="PNG sequence", encoder="png", container="", suffix="", pixels="rgb24",
        options=_each(lossless={}, high={}, draft={}), bits_per_pixel=_bits(14.0, 14.0, 14.0),
    ),
})  # fmt: skip


@cache
def available() -> tuple[str, ...]:
    """The keys of CODECS that this build of FFmpeg can write."""
    from av.codec import Codec as Encoder
    from av.codec.codec import UnknownCodecError

    os.environ.setdefault("SVT_LOG", "1")  # errors only; the encoder otherwise prints a banner for every film
    found = []
    for key, codec in CODECS.items():
        try:
            for name in filter(None, (codec.encoder, codec.audio)):
                Encoder(name, "w")
        except UnknownCodecError:
            continue
        found.append(key)
    return tuple(found)


def usable(key: str) -> Codec:
    """The codec called `key`. Raises StudioError when this build of FFmpeg lacks it."""
    if key not in available():
        label = CODECS[key].label if key in CODECS else key
        raise StudioError(f"{label} can't be written on this machine.", next_step="Choose H.264.")
    return CODECS[key]


def estimate_bytes(codec: str, *, quality: Quality, width: int, height: int, rate: Fraction, frames: int) -> int:
    """A generous guess of the finished file's size, sound included."""
    picture = width * height * frames * CODECS[codec].bits_per_pixel[quality] / 8
    sound = frames / rate * 192_000 / (1 if CODECS[codec].audio.startswith("pcm") else 8) if CODECS[codec].audio else 0
    return int(picture * 1.25 + sound) + 65536
