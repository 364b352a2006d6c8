"""The bench: what it counts is what torch counts, and it can be asked for one thing and answer as data. No timings."""

from __future__ import annotations

import json

import pytest
import torch
from torch.utils.flop_counter import FlopCounterMode

from studio import cli
from studio.cli_bench import Figure, line, percentile, written
from studio.cli_bench_model import step_flops
from studio.model.transformer import Role, Transformer, TransformerConfig


@pytest.mark.parametrize(("batch", "frames", "known"), [(1, 2, 0), (2, 3, 4)])
@pytest.mark.parametrize(("width", "patch"), [(32, 2), (96, 1)])
def test_the_counted_work_of_a_step_is_what_torch_counts(batch: int, frames: int, known: int, width: int, patch: int):
    config = TransformerConfig(channels=4, patch=patch, width=width, depth=2, heads=2, text_depth=1, vocabulary=8)
    network, (rows, columns) = Transformer(config).eval(), (4, 6)

    def group(count: int, role: Role) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        latents = torch.randn(batch, count, config.channels, rows, columns)
        return latents, torch.arange(count).float().expand(batch, -1), torch.full((batch, count), role)

    with torch.no_grad():
        states = torch.randn(batch, 5, config.text_width)
        mask = torch.ones(batch, 5, dtype=torch.bool)
        text = network.read(states, torch.zeros(batch, 5, dtype=torch.long), mask)
        memory = network.remember(*group(known, Role.MOTION), text) if known else None
        with FlopCounterMode(display=False) as counter:
            network(*group(frames, Role.CANVAS), torch.full((batch, frames), 0.5), text, memory)
    counted = step_flops(
        config, batch=batch, frames=frames, memory=known, rows=rows, columns=columns, pieces=text.keys.shape[-2]
    )
    assert counted == pytest.approx(counter.get_total_flops(), rel=0.1)


def test_one_measurement_alone_as_json(capsys):
    assert cli.main(["bench", "--quick", "--only", "timeline", "--json"]) == 0
    told = json.loads(capsys.readouterr().out.strip().splitlines()[-1])
    assert told["ok"] and told["quick"] and told["machine"]["cores"] >= 1 and told["models"]
    assert list(told["figures"]) == ["timeline"]
    figures = told["figures"]["timeline"]
    assert figures and all(figure["value"] > 0 and isinstance(figure["fine"], bool) for figure in figures)


def test_an_unknown_measurement_is_one_sentence(capsys):
    assert cli.main(["bench", "--only", "nothing", "--json"]) == cli.TROUBLE
    assert "nothing" in json.loads(capsys.readouterr().out)["error"]["what"]


@pytest.mark.parametrize(
    ("figure", "fine", "words"),
    [
        (Figure("a", 3.0, "s", bar=5), True, "✓ ≤ 5.00 s"),
        (Figure("a", 6.0, "s", bar=5), False, "! ≤ 5.00 s"),
        (Figure("a", 0.4, "%", bar=0.5, floor=True), False, "40 % ! ≥ 50 %"),
        (Figure("a", 123.4, "MB"), None, "123 MB"),
        (Figure("a", None, note="There is no ffmpeg."), None, "There is no ffmpeg."),
    ],
)
def test_a_figure_and_its_bar(figure: Figure, fine: bool | None, words: str):
    assert figure.fine is fine
    assert line(figure).endswith(words)


def test_numbers():
    assert [written(x, "ms") for x in (0.123, 12.34, 567.8)] == ["0.12 ms", "12.3 ms", "568 ms"]
    assert percentile(range(100), 0.95) == 95 and percentile([7], 0.95) == 7
