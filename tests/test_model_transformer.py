"""The transformer: patches, relative time, read-only memory, prompts, and the weights the studio ships."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch
from training_kit import RESOURCES, TINY_FORMER, frames, prompt, roles, transformer

from studio.model import weights
from studio.model.rope import TIME_UNIT, Cut, place_waves, rotary_table, rotate
from studio.model.transformer import Role, Transformer, TransformerConfig, patchify, unpatchify

pytestmark = pytest.mark.usefixtures("no_gradients")
TIMES = torch.tensor([[0.0, 1 / 3]])


@pytest.fixture
def no_gradients():
    with torch.no_grad():
        yield


def far(a: torch.Tensor, b: torch.Tensor) -> bool:
    return float((a - b).abs().max()) > 1e-3


@pytest.mark.parametrize(("rows", "columns"), [(14, 24), (24, 14), (18, 18), (2, 2)])
def test_sizes_of_every_aspect(rows: int, columns: int) -> None:
    network = transformer()
    x = frames(3, rows=rows, columns=columns, batch=2)
    text = prompt(network, [[5, 6, 7], [5, 0, 0]])
    times = torch.arange(3.0).expand(2, -1)
    assert network(x, times, roles(3, batch=2), torch.full((2, 3), 0.5), text).shape == x.shape


def test_patches_come_back_where_they_were() -> None:
    x = torch.arange(2 * 3 * 4 * 6 * 8.0).view(2, 3, 4, 6, 8)
    tokens = patchify(x, 2)
    assert tokens.shape == (2, 3 * 3 * 4, 16)
    assert torch.equal(unpatchify(tokens, 3, 6, 8, 2), x)
    # The second token of the second frame is the patch beside its first.
    assert torch.equal(tokens[0, 12 + 1], x[0, 1, :, 0:2, 2:4].flatten())


def test_a_fresh_network_predicts_zero() -> None:
    network = Transformer(TINY_FORMER)
    out = network(frames(2), TIMES, roles(2), torch.ones(1, 2), prompt(network))
    assert not out.any()


def test_widths_that_do_not_split_are_refused() -> None:
    with pytest.raises(ValueError, match="heads"):
        Transformer(TransformerConfig(width=30, heads=4))


# -- time ---------------------------------------------------------------------------------------------------------


def _scores(seconds: list[float], seed: int = 0) -> torch.Tensor:
    """Attention scores of random queries and keys on frames of 2 x 2 tokens at these times."""
    generator = torch.Generator().manual_seed(seed)
    n = 4 * len(seconds)
    q, k = (torch.randn(1, 1, n, 32, generator=generator) for _ in range(2))
    cosine, sine = (t[:, None] for t in rotary_table(torch.tensor([seconds]), 2, 2, 32))
    return rotate(q, cosine, sine) @ rotate(k, cosine, sine).transpose(-1, -2)


def test_only_relative_time_counts() -> None:
    still = _scores([0.0, 1 / 3, 1.0])
    for shift in (5.0, -2.5, 1 / 24):
        torch.testing.assert_close(_scores([t + shift for t in (0.0, 1 / 3, 1.0)]), still, rtol=1e-3, atol=1e-3)
    assert far(_scores([0.0, 1 / 3, 1.1]), still)


def test_rotation_keeps_lengths_and_turns_a_radian_a_group() -> None:
    x = torch.randn(1, 2, 8, 32)
    cosine, sine = (t[:, None] for t in rotary_table(torch.tensor([[0.0, TIME_UNIT]]), 2, 2, 32))
    torch.testing.assert_close(rotate(x, cosine, sine).norm(dim=-1), x.norm(dim=-1))
    assert float(cosine[0, 0, 4, 0]) == pytest.approx(0.5403, abs=1e-3)      # cos 1, fastest wave, second frame


def test_space_is_counted_from_the_middle() -> None:
    wide, tall = rotary_table(torch.zeros(1, 1), 3, 5, 32), rotary_table(torch.zeros(1, 1), 5, 3, 32)
    for a, b in zip(wide, tall, strict=True):
        assert torch.equal(a[0, 1 * 5 + 2], b[0, 2 * 3 + 1])


def test_tokens_of_a_cut_know_where_in_the_whole_frame_they_lie() -> None:
    whole = place_waves(7, 12).view(7, 12, 16)
    cut = Cut(torch.tensor([[1, 3], [0, 6]]), 7, 12)
    seen = place_waves(6, 5, cut=cut).view(2, 6, 5, 16)
    assert torch.equal(seen[0], whole[1:7, 3:8]) and torch.equal(seen[1], whole[:6, 6:11])
    network = transformer()
    x, text = frames(1, rows=12, columns=10, batch=2), prompt(network, [[5, 6], [5, 6]])
    x[1] = x[0]
    told = network(x, torch.zeros(2, 1), roles(1, batch=2), torch.full((2, 1), 0.5), text, None, cut)
    assert far(told[0], told[1])


def test_the_network_sees_relative_time_alone() -> None:
    network = transformer()
    text, x, level = prompt(network), frames(2), torch.full((1, 2), 0.4)
    known = frames(1, seed=3)

    def made(shift: float, memory_at: float = -0.5) -> torch.Tensor:
        memory = network.remember(known, torch.tensor([[memory_at + shift]]), roles(1, Role.MOTION), text)
        return network(x, TIMES + shift, roles(2), level, text, memory)

    torch.testing.assert_close(made(7.0), made(0.0), rtol=1e-3, atol=1e-3)
    assert far(made(0.0, memory_at=-2.0), made(0.0))


# -- memory -------------------------------------------------------------------------------------------------------


def test_memory_is_read_only() -> None:
    """Computed together with a canvas of any noise or alone, memory's keys and values are the same: nothing writes."""
    network = transformer()
    text, known = prompt(network), frames(2, seed=1)
    at, kind = torch.tensor([[-1.0, -0.5]]), roles(2, Role.MOTION)
    memory = network.remember(known, at, kind, text)
    keys, values = memory.keys.clone(), memory.values.clone()
    first = network(frames(2, seed=2), TIMES, roles(2), torch.full((1, 2), 0.9), text, memory)
    second = network(frames(2, seed=2) * 5, TIMES, roles(2), torch.full((1, 2), 0.1), text, memory)
    assert far(first, second)
    assert torch.equal(memory.keys, keys) and torch.equal(memory.values, values)
    again = network.remember(known, at, kind, text)
    assert torch.equal(again.keys, keys) and torch.equal(again.values, values)


def test_cached_memory_equals_recomputation() -> None:
    network = transformer()
    text, known, x = prompt(network), frames(2, seed=1), frames(2, seed=2)
    at, kind, level = torch.tensor([[-1.0, -0.5]]), roles(2, Role.STILL), torch.full((1, 2), 0.5)
    cached = network.remember(known, at, kind, text)
    for scale in (1.0, 0.5, 0.1):       # three steps of a sampler with one cache
        fresh = network.remember(known, at, kind, text)
        torch.testing.assert_close(network(x * scale, TIMES, roles(2), level * scale, text, cached),
                                   network(x * scale, TIMES, roles(2), level * scale, text, fresh))


def test_canvas_reads_memory_its_time_and_its_role() -> None:
    network = transformer()
    text, x, level = prompt(network), frames(2), torch.full((1, 2), 0.5)

    def made(known: torch.Tensor | None, at: float = -0.5, role: Role = Role.MOTION) -> torch.Tensor:
        memory = None if known is None else network.remember(known, torch.tensor([[at]]), roles(1, role), text)
        return network(x, TIMES, roles(2), level, text, memory)

    base = made(frames(1, seed=1))
    assert far(base, made(None))
    assert far(base, made(frames(1, seed=9)))
    assert far(base, made(frames(1, seed=1), at=0.9))
    assert far(base, made(frames(1, seed=1), role=Role.CAST))


def test_canvas_frames_see_each_other() -> None:
    network = transformer()
    text, x = prompt(network), frames(2)
    other = x.clone()
    other[:, 1] += 1
    made = [network(c, TIMES, roles(2), torch.full((1, 2), 0.5), text)[:, 0] for c in (x, other)]
    assert far(*made)


def test_the_clips_of_a_batch_are_strangers() -> None:
    network = transformer()
    text, x = prompt(network, [[5, 6, 7], [6, 7, 8]]), frames(2, batch=2)
    times, level = TIMES.expand(2, -1), torch.tensor([[0.2, 0.2], [0.9, 0.9]])
    both = network(x, times, roles(2, batch=2), level, text)
    alone = network(x[:1], TIMES, roles(2), level[:1], prompt(network, [[5, 6, 7]]))
    torch.testing.assert_close(both[:1], alone, rtol=1e-4, atol=1e-5)


# -- text ---------------------------------------------------------------------------------------------------------


def test_a_prompt_differs_from_another_and_from_none() -> None:
    network = transformer()
    x, level = frames(2), torch.full((1, 2), 0.5)
    made = [network(x, TIMES, roles(2), level, prompt(network, ids)) for ids in ([[5, 6]], [[7, 8]], [[0, 0]])]
    assert all(far(a, b) for i, a in enumerate(made) for b in made[:i])
    assert all(torch.isfinite(m).all() for m in made)


def test_padding_changes_nothing() -> None:
    network = transformer()
    x, level = frames(2), torch.full((1, 2), 0.5)
    short, long = ([[5, 6]], [[5, 6, 0, 0, 0]])
    made = [network(x, TIMES, roles(2), level, prompt(network, ids)) for ids in (short, long)]
    torch.testing.assert_close(*made, rtol=1e-4, atol=1e-5)
    empties = [network(x, TIMES, roles(2), level, prompt(network, ids)) for ids in ([[0]], [[0, 0, 0]])]
    torch.testing.assert_close(*empties, rtol=1e-4, atol=1e-5)


def test_pieces_are_looked_up() -> None:
    """Only pieces in the table have a learned vector, and each its own; row 0 means none."""
    network = transformer()
    before = {piece: prompt(network, [[piece]]).pooled for piece in (5, 6, 7)}
    network.adapter.pieces.weight[1] *= -1      # the vector of piece 5
    network.adapter.pieces.weight[0] *= -1      # nobody's
    after = {piece: prompt(network, [[piece]]).pooled for piece in (5, 6, 7)}
    assert far(before[5], after[5])
    assert torch.equal(before[6], after[6]) and torch.equal(before[7], after[7])


def test_noise_level_is_heard_per_frame() -> None:
    network = transformer()
    x, text = frames(2), prompt(network)
    base = network(x, TIMES, roles(2), torch.tensor([[0.5, 0.5]]), text)
    assert far(network(x, TIMES, roles(2), torch.tensor([[0.5, 0.9]]), text)[:, 1], base[:, 1])


# -- what ships ---------------------------------------------------------------------------------------------------


def test_shipped_weights_load_and_fit_the_other_files() -> None:
    path = RESOURCES / "transformer.safetensors"
    if not path.exists():
        pytest.skip("resources/models/transformer.safetensors is not trained yet")
    from safetensors import safe_open

    from studio.model.text_encoder import TextEncoder

    network = weights.load(path, Transformer)
    c = network.config
    encoder = TextEncoder(RESOURCES / "text.safetensors")
    assert c.text_width == encoder.width and c.text_vocabulary == len(encoder.tokenizer.pieces)
    lookup = network.adapter.lookup
    assert lookup.dtype == torch.long and 100 < int(lookup.max()) < c.vocabulary and int(lookup.min()) == 0
    assert all(torch.isfinite(p).all() for p in network.parameters())
    if (RESOURCES / "autoencoder.safetensors").exists():
        with safe_open(str(RESOURCES / "autoencoder.safetensors"), framework="pt") as file:
            assert file.get_slice("mean").get_shape() == [c.channels]

    text = network.read(*encoder.encode(["a red dog runs on the beach", "夜晚，一位巫师在城堡里"]))
    x = torch.randn(2, 1, c.channels, 14, 24, generator=torch.Generator().manual_seed(0))
    made = network(x, torch.zeros(2, 1), roles(1, Role.CANVAS, batch=2), torch.ones(2, 1), text)
    assert made.shape == x.shape and torch.isfinite(made).all()
    assert float((made - x).square().mean()) < 1.5        # at full noise the velocity is noise minus a picture


def test_the_convolution_reaches_the_neighbours_in_the_same_frame_only() -> None:
    torch.manual_seed(0)
    network = Transformer(replace(TINY_FORMER, kernel=3))
    block = network.blocks[0]
    tokens = torch.randn(1, 2 * 3 * 4, TINY_FORMER.width)
    assert torch.equal(block.mix(tokens, 3, 4), tokens)             # a fresh one changes nothing
    block.near.normal_()
    expected = torch.nn.functional.conv2d(
        torch.nn.functional.layer_norm(tokens, (TINY_FORMER.width,)).view(2, 3, 4, -1).permute(0, 3, 1, 2),
        block.near.permute(2, 0, 1)[:, None], padding=1, groups=TINY_FORMER.width)
    expected = tokens + expected.permute(0, 2, 3, 1).reshape(tokens.shape)
    assert torch.allclose(block.mix(tokens, 3, 4), expected, atol=1e-5)
    other = tokens.clone()
    other[:, 0] += 1                                                # the first token of the first frame ...
    changed = (block.mix(other, 3, 4) != block.mix(tokens, 3, 4)).any(-1)[0].nonzero().flatten().tolist()
    assert changed == [0, 1, 4, 5]                                  # ... is seen by its neighbours there
