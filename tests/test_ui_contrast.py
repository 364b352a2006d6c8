"""Every pair of colours that words or signs are painted in can be told apart, in both themes (WCAG 2.2, level AA)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from studio.ui import theme
from studio.ui.theme import Theme, contrast, mix
from studio.ui.timeline.menu import COLOURS

WORDS, SIGNS = 4.5, 3.0
CLIPS = ("clip_video", "clip_take", "clip_planned", "clip_audio", "clip_title")
GROUNDS = ("window", "panel", "raised")
BLACK, WHITE = "#000000", "#ffffff"

Pair = tuple[str, str, str]  # what it is, ink, ground


def words(t: Theme) -> Iterator[Pair]:
    """Text, however small. What is disabled is exempt."""
    for ground in (*GROUNDS, "gap", *CLIPS):
        yield f"text on {ground}", t.text, getattr(t, ground)
    for ink in ("muted", "danger", "warn", "live", "accent"):
        for ground in GROUNDS:
            yield f"{ink} on {ground}", getattr(t, ink), getattr(t, ground)
    hover, pressed = mix(t.text, t.raised, 0.08), mix(t.text, t.raised, 0.16)
    yield "a button under the pointer", t.text, hover
    yield "a pressed button, a chosen row", t.text, pressed
    yield "a chosen take in a chosen row", t.accent, mix(t.text, t.raised, 0.16)
    yield "a primary button", t.accent_text, t.accent
    yield "a primary button under the pointer", t.accent_text, mix(t.text, t.accent, 0.18)
    yield from timeline_words(t)
    yield from preview_words(t)


def timeline_words(t: Theme) -> Iterator[Pair]:
    yield "words of a planned shot on a line of its hatching", t.text, mix(t.accent, t.clip_planned, 0.13)
    over_gap = mix(t.accent, t.gap, 0.05)
    yield "fill with motion", t.accent, over_gap
    yield "length of the gap", t.muted, over_gap
    yield "ruler within in and out", t.muted, mix(t.accent, t.panel, 0.12)
    for fill in ("warn", "accent", "text"):
        yield f"M, S or lock that is on: {fill}", t.window, getattr(t, fill)
    yield "M, S or lock that is off", t.muted, mix(t.text, t.panel, 0.07)
    yield "M, S or lock under the pointer", t.text, mix(t.text, t.panel, 0.16)
    for clip in CLIPS:
        ground = getattr(t, clip)
        for name, fill, ink in (("accent", t.accent, t.accent_text), ("progress", t.window, t.live),
                                ("refusal", t.danger, t.window), ("readout", t.text, t.window)):  # fmt: skip
            yield f"{name} pill on {clip}", ink, mix(fill, ground, 0.92)


def preview_words(t: Theme) -> Iterator[Pair]:
    """Over any picture: the darkest and the brightest are the worst."""
    dark = theme.DARK
    for picture in (BLACK, WHITE):
        yield f"note on {picture}", dark.text, mix("#0b0c0f", picture, theme.VEIL)
        yield f"hint on {picture}", dark.muted, mix("#0b0c0f", picture, theme.VEIL)
        yield f"badge on {picture}", t.live, mix(t.window, picture, theme.PLATE)
        yield f"proxy on {picture}", t.muted, mix(t.window, picture, theme.PLATE)
        yield f"caption of a take on {picture}", WHITE, mix(BLACK, picture, 170 / 255)
    yield "way back to the render", t.window, t.live


def signs(t: Theme) -> Iterator[Pair]:
    """Lines and shapes that tell something."""
    for ground in (*GROUNDS, "gap", *CLIPS):
        yield f"playhead on {ground}", t.playhead, getattr(t, ground)
    for ground in GROUNDS:
        yield f"focus on {ground}", t.accent, getattr(t, ground)
        yield f"tick box on {ground}", t.muted, getattr(t, ground)
    for clip in CLIPS:
        yield f"grip on {clip}", t.text, getattr(t, clip)
        yield f"keyframe on {clip}", t.accent, t.window  # its outline
    yield "selection around a clip", t.selection, t.panel
    yield "selection within a clip", t.selection, t.window
    yield "sound wave", mix(t.text, t.clip_audio, 0.62), t.clip_audio
    yield "scroll bar under the pointer", t.muted, t.window
    yield "progress", t.live, t.window
    yield "marker", t.live, t.panel
    yield "edge of a planned shot", mix(t.accent, t.panel, 0.75), t.panel
    yield "tick", t.accent_text, t.accent


@pytest.mark.parametrize("name", list(theme.THEMES))
def test_words_can_be_read(name: str) -> None:
    poor = {what: round(contrast(ink, ground), 2) for what, ink, ground in words(theme.THEMES[name])
            if contrast(ink, ground) < WORDS}  # fmt: skip
    assert not poor, poor


@pytest.mark.parametrize("name", list(theme.THEMES))
def test_signs_can_be_seen(name: str) -> None:
    poor = {what: round(contrast(ink, ground), 2) for what, ink, ground in signs(theme.THEMES[name])
            if contrast(ink, ground) < SIGNS}  # fmt: skip
    assert not poor, poor


def test_contrast_is_that_of_the_guidelines() -> None:
    assert contrast(BLACK, WHITE) == pytest.approx(21)
    assert contrast("#777777", WHITE) == pytest.approx(4.48, abs=0.01)
    assert contrast("#123456", "#123456") == pytest.approx(1)


def test_the_colours_a_marker_can_have_are_seen_on_the_ruler() -> None:
    for t in theme.THEMES.values():
        for what, colour in COLOURS:
            assert contrast(theme.inked(colour or t.live, t), t.panel) >= SIGNS, (t.name, what)
