"""The pictures of docs/model.md: what each verb knows and makes, a shot from noise to film, and how training went."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from scripts.picture_kit import image, save, strip

PROMPTS = ("A red car drives in the desert as the sun sets. Medium shot; the camera follows it.",
           "An orange dog runs along the beach on a clear day. Medium shot; the camera follows it.")  # fmt: skip
SHOWN = (1, 2, 4, 8, 12, 16)  # steps of sixteen
CELL = (192, 112)
SEED, GUIDANCE = 11, 4.0  # those the columns in training.safetensors were made with


def draw_steps(models: Path, out: Path) -> None:
    """Two shots from noise to film: what the model takes the clean picture for, after so many of sixteen steps."""
    from studio.engine.models import Models
    from studio.engine.sample import denoise

    networks, pictures = Models(models), []
    networks.load()
    for row in range(len(PROMPTS)):
        take, window, jumps = beginning(networks, row)
        for number, guess in enumerate(denoise(take.velocity(window), take.start(window), take.times, jumps=jumps), 1):
            if number in SHOWN:
                pictures.append((f"step {number}", image(take.preview(window, guess)[1])))
    save(strip(pictures, columns=len(SHOWN), cell=CELL), out)


def draw_training(models: Path, out: Path, *, record: Path, checkpoints: Sequence[Path] = ()) -> None:
    """A row a prompt, always from the same noise: the same network earlier and later in its training.

    Earlier weights are not passed on with the studio; what they made is, as latents in `record`. Given the
    `checkpoints`, the record is made anew. The last column is made now, by the network in `models`.
    """
    from safetensors.torch import load_file, save_file

    from studio.engine.models import Models
    from studio.model import weights
    from studio.model.autoencoder import GROUP
    from studio.model.transformer import Transformer

    networks = Models(models)
    networks.load()
    if checkpoints:
        made = {}
        for path in checkpoints:
            networks.transformer = weights.load(path, Transformer, dtype=networks.dtype).requires_grad_(False)
            made |= {f"{steps_of(path)} {row}": last for row, last in enumerate(ends(networks))}
        save_file(made, record)
        networks = Models(models)
        networks.load()
    columns: dict[int, list] = {}
    for name, last in (load_file(record) if record.is_file() else {}).items():
        steps, row = map(int, name.split())
        columns.setdefault(steps, [None] * len(PROMPTS))[row] = last
    columns[steps_of(models / "transformer.safetensors")] = ends(networks)
    pictures = [
        (f"{steps:,} steps", image(networks.decode(columns[steps][row].float())[GROUP // 2]))
        for row in range(len(PROMPTS)) for steps in sorted(columns)
    ]  # fmt: skip
    save(strip(pictures, columns=len(columns), cell=CELL), out)


def ends(networks) -> list:
    """What the network makes of each prompt after its last step: the middle group's latents, in half precision."""
    import torch

    from studio.engine.sample import denoise

    networks._prompts.clear()  # they were read with the network before
    found = []
    for row in range(len(PROMPTS)):
        take, window, jumps = beginning(networks, row)
        *_, last = denoise(take.velocity(window), take.start(window), take.times, jumps=jumps)
        middle = len(last) // 2
        found.append(last[middle : middle + 1].to(torch.float16).contiguous())
    return found


def beginning(networks, row: int):
    """A prompt's take, its one window, and where guidance makes the steps jump."""
    from studio.engine.take import Take

    take = Take.begin(request(PROMPTS[row], seconds=1.0), networks, read=None)
    return take, take.plan.windows[0], take.guidance.interval if take.guidance.on else ()


def request(prompt: str, *, seconds: float):
    from studio.engine.request import GenerateRequest, Prompt

    return GenerateRequest(id="picture", prompts=(Prompt(prompt),), seconds=seconds, width=CELL[0], height=CELL[1],
                           seed=SEED, steps=SHOWN[-1], guidance=GUIDANCE, verb="text")  # fmt: skip


def steps_of(path: Path) -> int:
    """Training steps, as the weights file says of itself."""
    with path.open("rb") as file:
        size = int.from_bytes(file.read(8), "little")
        notes = json.loads(file.read(size & 0xFFFFFF)).get("__metadata__", {})
    return int(notes.get("steps", 0))


def draw_world(out: Path) -> None:
    """Scenes of the training set: drawn by code, which is why their captions are true."""
    from studio.world.draw import render
    from studio.world.scene import sample_scene

    pictures = []
    for seed in range(12):
        scene = sample_scene(seed)
        pictures.append((f"{scene.place}, {scene.time}", image(render(scene, *CELL, [0.5])[0])))
    save(strip(pictures, columns=6, cell=CELL), out)


# -- the mechanism ----------------------------------------------------------------------------------------------------

VERBS = (  # verb, known before, canvas, known after, stills on the canvas; in seconds
    ("text", 0.0, 3.0, 0.0, ()),
    ("image", 0.0, 3.0, 0.0, (0.0,)),
    ("keyframes", 0.0, 3.0, 0.0, (0.0, 1.5, 2.9)),
    ("extend after", 1.5, 3.0, 0.0, ()),
    ("extend before", 0.0, 3.0, 1.5, ()),
    ("fill", 1.5, 3.0, 1.5, ()),
    ("loop", 1.5, 3.0, 1.5, ()),
)


def draw_mechanism(out: Path) -> None:
    """A row a verb: memory on either side, the canvas in between, its windows in the order the planner makes them."""
    from PySide6.QtCore import QPointF, QRectF, Qt
    from PySide6.QtGui import QColor, QImage, QPainter, QPen
    from PySide6.QtWidgets import QApplication

    from studio.ui import theme

    dark, scale, left, high, pitch, top = theme.DARK, 130, 150, 40, 62, 56
    width, height = left + int(6 * scale) + 30, top + pitch * len(VERBS) + 16
    sheet = QImage(2 * width, 2 * height, QImage.Format.Format_RGB32)
    sheet.setDevicePixelRatio(2)
    sheet.fill(QColor(dark.panel))
    painter = QPainter(sheet)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(QApplication.font())
    zero = left + 1.5 * scale

    def block(x: float, y: float, wide: float, colour: str, words: str, *, dashed: bool = False) -> None:
        painter.setPen(QPen(QColor(dark.accent), 1.4, Qt.PenStyle.DashLine) if dashed else Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colour))
        painter.drawRoundedRect(QRectF(x + 1, y, wide - 2, high), 5, 5)
        painter.setPen(QColor(dark.text))
        painter.drawText(QRectF(x, y, wide, high), Qt.AlignmentFlag.AlignCenter, words)

    painter.setPen(QColor(dark.muted))
    for words, x, wide in (("known, before", zero - 1.5 * scale, 1.5 * scale), ("canvas: windows in their order", zero,
                           3 * scale), ("known, after", zero + 3 * scale, 1.5 * scale)):  # fmt: skip
        painter.drawText(QRectF(x, 14, wide, 28), Qt.AlignmentFlag.AlignCenter, words)
    for row, (verb, before, canvas, after, stills) in enumerate(VERBS):
        y = top + row * pitch
        painter.setPen(QColor(dark.text))
        painter.drawText(QRectF(16, y, left - 24, high), Qt.AlignmentFlag.AlignVCenter, verb)
        if before:
            words = "its own end" if verb == "loop" else "memory"
            block(zero - before * scale, y, before * scale, dark.clip_take, words)
        for number, (start, stop) in enumerate(windows(verb, before, canvas, after), 1):
            block(zero + start * scale, y, (stop - start) * scale, dark.clip_planned, str(number), dashed=True)
        if after:
            words = "its own start" if verb == "loop" else "memory"
            block(zero + canvas * scale, y, after * scale, dark.clip_take, words)
        for time in stills:
            painter.setPen(QPen(QColor(dark.window), 2))
            painter.setBrush(QColor(dark.live))
            painter.drawEllipse(QPointF(zero + (time + 0.05) * scale, y + high / 2), 7, 7)
    painter.end()
    save(sheet, out)


def windows(verb: str, before: float, canvas: float, after: float) -> list[tuple[float, float]]:
    """The planner's own windows of such a request, as seconds of the canvas, in the order they are made."""
    from dataclasses import replace

    from studio.engine.plan import SPAN, make_plan
    from studio.engine.request import Motion

    motion = []
    if before:
        motion.append(Motion("before.latents", 0.0, before, -before))
    if after:
        motion.append(Motion("after.latents", 0.0, after, canvas))
    plan = make_plan(replace(request(verb, seconds=canvas), motion=tuple(motion)))
    lead = plan.lead / 12
    return [(max(0.0, w.start * SPAN - lead), min(canvas, w.stop * SPAN - lead)) for w in plan.windows]


