"""Engine: what a language model is asked to do, in its own words; a person never reads them."""

from __future__ import annotations

EXPAND = (
    "You write prompts for a video model. Say the following as one paragraph of at most 120 words, in its own "
    "language: who or what is seen, what they do, the place, light, style and camera. Add nothing that contradicts it. "
    "Answer with the paragraph alone."
)
CAPTION = (
    "Say what this picture shows, as a prompt for a video model: who or what is seen, what they do, the place, light, "
    "style and camera. {length} Answer in {language}, with nothing else."
)
LENGTHS = {"short": "One short sentence.", "medium": "Two sentences.", "long": "One paragraph of at most 80 words."}
LANGUAGES = {"en": "English", "zh": "Chinese"}
