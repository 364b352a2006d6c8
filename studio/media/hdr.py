"""Media room: high dynamic range to the standard range of the studio. Arrays only; no files, no Qt, no torch.

1. Signal to light: PQ by SMPTE ST 2084; HLG by BT.2100 with its system gamma of 1.2 at 1000 cd/m². Light is counted in
   units of reference white, 203 cd/m² (BT.2408).
2. BT.2020 primaries to BT.709 (BT.2087), negatives clipped.
3. Highlights: with m = max(R, G, B), everything up to the knee K = 0.7 is left alone. Above it, with
   u = (m - K) / (1 - K) and w the same for a peak of 1000 cd/m², m becomes K + (1 - K) · u (1 + u / w²) / (1 + u),
   which leaves the knee with slope 1 and reaches 1 at the peak. R, G and B are scaled together, so hue stays.
4. Light to signal with a gamma of 2.2.
"""

from __future__ import annotations

from functools import cache

import numpy as np

PQ, HLG = 16, 18
WHITE, PEAK, KNEE = 203.0, 1000.0, 0.7
_TO_709 = np.array([[1.6605, -0.5876, -0.0728], [-0.1246, 1.1329, -0.0083], [-0.0182, -0.1006, 1.1187]], np.float32)
_LUMA = np.array([0.2627, 0.6780, 0.0593], np.float32)
_STEPS = 4096


def tone_map(signal: np.ndarray, *, transfer: int) -> np.ndarray:
    """(H, W, 3) uint16 BT.2020 signal, full range, to (H, W, 3) uint8 BT.709. `transfer` is PQ or HLG (H.273)."""
    light = _light(transfer)[signal]  # (H, W, 3) float32
    if transfer == HLG:
        light *= np.maximum(light @ _LUMA, 1e-6)[..., None] ** np.float32(0.2) * np.float32(PEAK / WHITE)
    light = np.maximum(light @ _TO_709.T, 0)
    top = light.max(-1, keepdims=True)
    u, w = np.maximum(top - KNEE, 0) / (1 - KNEE), (PEAK / WHITE - KNEE) / (1 - KNEE)
    rolled = np.where(top > KNEE, KNEE + (1 - KNEE) * u * (1 + u / w**2) / (1 + u), top)
    light *= rolled / np.maximum(top, 1e-6)
    return _encode()[np.minimum(np.sqrt(light) * (_STEPS - 1) + 0.5, _STEPS - 1).astype(np.uint16)]


@cache
def _light(transfer: int) -> np.ndarray:
    """(65536,) float32: light for each code value; scene light 0..1 for HLG."""
    code = np.arange(65536) / 65535
    if transfer == PQ:
        power = code ** (1 / 78.84375)
        nits = 10000 * (np.maximum(power - 0.8359375, 0) / (18.8515625 - 18.6875 * power)) ** (1 / 0.1593017578125)
        return (nits / WHITE).astype(np.float32)
    a, b, c = 0.17883277, 0.28466892, 0.55991073
    return np.where(code <= 0.5, code**2 / 3, (np.exp((code - c) / a) + b) / 12).astype(np.float32)


@cache
def _encode() -> np.ndarray:
    """(4096,) uint8 over the square root of light, which spends the entries where the eye looks."""
    return np.round(255 * np.linspace(0, 1, _STEPS) ** (2 / 2.2)).astype(np.uint8)
