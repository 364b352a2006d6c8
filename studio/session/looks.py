"""Session: looks and camera moves to choose from, each with the words the bundled model knows it by. Pure."""

from __future__ import annotations

LOOKS = (
    ("Flat cartoon", "flat cartoon"),
    ("Ink drawing", "ink drawing"),
    ("Watercolour", "watercolour painting"),
    ("Neon glow", "glowing neon style"),
)
CAMERAS = (
    ("Still", "the camera stays still"),
    ("Pan left", "the camera pans left"),
    ("Pan right", "the camera pans right"),
    ("Zoom in", "slow zoom in"),
    ("Zoom out", "slow zoom out"),
    ("Follow", "the camera follows"),
)
