"""The text side: the tokenizer on vocabularies made by hand, and the frozen encoder the studio ships."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from training_kit import RESOURCES

from studio.model.text_encoder import BLOCK, TextEncoder, dequantise
from studio.model.tokenizer import BEGIN, END, SPACE, UNKNOWN, Tokenizer
from studio.problem import StudioError

SPECIAL = ["<s>", "<pad>", "</s>", "<unk>"]


def tokenizer(**pieces: float) -> Tokenizer:
    """A tokenizer of these pieces with their log probabilities; `_` stands for the space mark."""
    return Tokenizer(SPECIAL + [p.replace("_", SPACE) for p in pieces], [0.0] * 4 + list(pieces.values()))


def split(it: Tokenizer, text: str, **options: int) -> list[str]:
    return [it.pieces[i].replace(SPACE, "_") for i in it.encode(text, **options)]


# -- tokenizer ----------------------------------------------------------------------------------------------------


def test_the_most_probable_split_wins() -> None:
    it = tokenizer(_=-3.0, _a=-2.0, a=-2.5, b=-2.5, ab=-3.0, _ab=-6.0, abb=-9.0)
    assert split(it, "ab") == ["<s>", "_a", "b", "</s>"]                   # -4.5 beats "_" "ab" -6 and "_ab" -6
    assert split(it, "aab") == ["<s>", "_a", "ab", "</s>"]
    assert split(it, "abb") == ["<s>", "_a", "b", "b", "</s>"]             # greedy would take the long piece


def test_spaces_and_forms_are_made_one() -> None:
    it = tokenizer(_=-3.0, _a=-2.0, _b=-2.0, a=-4.0, b=-4.0)
    assert it.encode("  a \n\t b ") == it.encode("a b") == it.encode("ａ　ｂ")     # full-width letters and space
    assert split(it, "a b") == ["<s>", "_a", "_b", "</s>"]


def test_unknown_characters_are_one_unknown_piece_a_run() -> None:
    it = tokenizer(_=-3.0, a=-2.0)
    assert split(it, "aжжжaж") == ["<s>", "_", "a", "<unk>", "a", "<unk>", "</s>"]


def test_special_pieces_cannot_be_written() -> None:
    it = tokenizer(_=-3.0, s=-2.0)
    assert END not in it.encode("</s>")[1:-1] and BEGIN not in it.encode("<s>")[1:]


@pytest.mark.parametrize("text", ["", " ", "a", "a" * 500])
@pytest.mark.parametrize("limit", [2, 5, 128])
def test_the_limit_holds_and_marks_stay(text: str, limit: int) -> None:
    ids = tokenizer(_=-3.0, a=-2.0).encode(text, limit=limit)
    assert len(ids) <= limit and ids[0] == BEGIN and ids[-1] == END


class Counted(dict):
    """A table that knows how often it was asked."""

    asked = 0

    def get(self, *key: object) -> object:
        self.asked += 1
        return super().get(*key)


@pytest.fixture(scope="module")
def encoder() -> TextEncoder:
    return TextEncoder(RESOURCES / "text.safetensors")


@pytest.mark.parametrize("text", ["word " * 20_000, "a" * 100_000, "狗" * 100_000, "ж" * 100_000, "\ufdfa" * 100_000])
def test_a_very_long_text_costs_no_more_than_its_beginning(encoder: TextEncoder, text: str) -> None:
    """Work is linear in what is read, and what is read has a bound: twice the text costs the same."""
    index = Counted(encoder.tokenizer._index)
    it = Tokenizer(SPECIAL, [0.0] * 4)
    it.pieces, it.scores, it._index, it._longest = encoder.tokenizer.pieces, encoder.tokenizer.scores, index, 16
    ids = it.encode(text, limit=16)
    once, index.asked = index.asked, 0
    assert len(ids) <= 16
    assert once <= 16 * 64 * 18 * 16        # limit, characters a piece, the widest NFKC expansion, longest piece
    assert ids == it.encode(text * 2, limit=16) and index.asked == once


def test_shipped_pieces_split_both_languages(encoder: TextEncoder) -> None:
    assert split(encoder.tokenizer, "a red dog runs")[1:-1] == ["_a", "_red", "_dog", "_runs"]
    assert "红色" in split(encoder.tokenizer, "一只红色的狗在奔跑")
    for text in ("A wizard, holding an old book; casts lightning!", "巫师举起一本旧书，施放闪电。"):
        assert UNKNOWN not in encoder.tokenizer.encode(text)


# -- encoder ------------------------------------------------------------------------------------------------------


def test_four_bits_unfold_by_block() -> None:
    packed = torch.tensor([[0x0F] * 16 + [0x80] * 16], dtype=torch.uint8)      # low nibbles first, zero is 8
    out = dequantise(packed, torch.tensor([[2.0, 0.5]], dtype=torch.float16))
    assert out.shape == (1, 2 * BLOCK)
    assert out[0, :16].eq(14).all() and out[0, 16:32].eq(-16).all()
    assert out[0, 32:48].eq(-4).all() and out[0, 48:].eq(0).all()


PAIRS = (
    ("a red dog runs on the beach", "一只红色的狗在沙滩上奔跑"),
    ("a wizard casts lightning in a castle at night", "夜晚一位巫师在城堡里施放闪电"),
    ("snow falls on a quiet street market", "雪落在安静的街市上"),
    ("a blue car drives along the river", "一辆蓝色的汽车沿着河行驶"),
)


def meaning(encoder: TextEncoder, texts: list[str]) -> torch.Tensor:
    """Unit vectors: the mean of the last layer's states over the pieces of each text."""
    states, _, mask = encoder.encode(texts)
    last = states.chunk(3, -1)[2] * encoder._w["out.deviation"][2] + encoder._w["out.mean"][2]
    mean = (last * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
    return torch.nn.functional.normalize(mean, dim=-1)


def test_translations_are_nearest(encoder: TextEncoder) -> None:
    likeness = meaning(encoder, [en for en, _ in PAIRS]) @ meaning(encoder, [zh for _, zh in PAIRS]).T
    assert likeness.argmax(0).tolist() == likeness.argmax(1).tolist() == [0, 1, 2, 3]
    others = likeness[~torch.eye(4, dtype=torch.bool)]
    assert float(likeness.diagonal().min()) > float(others.max())


def test_a_paraphrase_is_nearer_than_another_scene(encoder: TextEncoder) -> None:
    one, same, other = meaning(encoder, ["a woman walks through the rain", "a lady strolls in a downpour",
                                         "a rocket flies to the moon"])
    assert float(one @ same) > float(one @ other)


def test_an_empty_text_has_no_pieces(encoder: TextEncoder) -> None:
    states, ids, mask = encoder.encode(["", "  \n", "a dog"])
    assert not mask[:2].any() and not states[:2].any()
    assert mask[2].all() and states.shape == (3, ids.shape[1], encoder.width)
    states, _, mask = encoder.encode([""])
    assert states.shape == (1, 1, encoder.width) and not mask.any()


def test_the_encoder_reads_no_more_than_the_limit(encoder: TextEncoder) -> None:
    states, ids, mask = encoder.encode(["dog " * 500, "cat"], limit=12)
    assert states.shape[1] == ids.shape[1] == mask.shape[1] == 12
    assert ids[0, -1] == END and mask[0].all() and mask[1].sum() < 12


def test_states_are_the_same_each_time_and_in_any_company(encoder: TextEncoder) -> None:
    alone = encoder.encode(["a red dog"])[0]
    assert torch.equal(alone, encoder.encode(["a red dog"])[0])
    crowd = encoder.encode(["a red dog", "a wizard casts lightning in a castle at night, by a candle"])[0]
    torch.testing.assert_close(crowd[:1, : alone.shape[1]], alone, rtol=1e-3, atol=1e-3)


def test_one_layer_knows_words_and_the_last_knows_context(encoder: TextEncoder) -> None:
    """The first block's state of a word is the same in two sentences but for its place; the last block's is not."""
    (a, ids, _), (b, _, _) = encoder.encode(["river bank"]), encoder.encode(["piggy bank"])
    word = [i for i, piece in enumerate(ids[0].tolist()) if encoder.tokenizer.pieces[piece] == SPACE + "bank"]
    assert word and a.shape[1] >= word[0]
    other = encoder.encode(["piggy bank"])[1][0].tolist().index(int(ids[0, word[0]]))
    first, last = ((a[0, word[0]].chunk(3)[k], b[0, other].chunk(3)[k]) for k in (0, 2))
    near = torch.nn.functional.cosine_similarity
    assert float(near(*first, dim=0)) > float(near(*last, dim=0))


@pytest.mark.parametrize("content", [None, b"", b"garbage" * 100])
def test_a_file_that_is_no_text_model_is_named(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "text.safetensors"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(StudioError, match=r"text\.safetensors"):
        TextEncoder(path)
