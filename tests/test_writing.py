"""Words by a person's own language model: a real little server, and a real folder of random weights."""

from __future__ import annotations

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import numpy as np
import pytest
from serving import serving

from studio.engine.writing import writer
from studio.problem import StudioError


class Answering(BaseHTTPRequestHandler):
    """`said`: what comes back by path; requests are kept in `asked`."""

    said: dict[str, object] = {}
    asked: list[tuple[str, dict]] = []

    def do_GET(self) -> None:
        self._answer({})

    def do_POST(self) -> None:
        self._answer(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

    def _answer(self, body: dict) -> None:
        self.asked.append((self.path, body))
        said = self.said.get(self.path)
        if isinstance(said, str):
            self.send_response(302)
            self.send_header("Location", said)
            self.end_headers()
            return
        self.send_response(200 if said is not None else 404)
        self.end_headers()
        self.wfile.write(json.dumps(said).encode())

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[str]:
    Answering.asked = []
    Answering.said = {
        "/v1/models": {"data": [{"id": "small"}]},
        "/v1/chat/completions": {"choices": [{"message": {"content": "<think>?</think>\n “A fox\n in the snow.”"}}]},
    }  # fmt: skip
    with serving(Answering) as address:
        yield f"{address}/v1"


def test_a_prompt_is_expanded_by_the_server_that_was_typed_in(server):
    assert writer(server).expand("a fox") == "A fox in the snow."
    assert [path for path, _ in Answering.asked] == ["/v1/models", "/v1/chat/completions"]
    body = Answering.asked[-1][1]
    assert body["model"] == "small"
    assert body["messages"][-1] == {"role": "user", "content": "a fox"}


def test_a_picture_is_sent_as_a_picture(server):
    import base64
    import io

    from PIL import Image

    shown = np.arange(4 * 6 * 3, dtype=np.uint8).reshape(4, 6, 3)
    assert writer(server, model="seer").caption(shown) == "A fox in the snow."
    ((_, body),) = Answering.asked
    url = body["messages"][0]["content"][1]["image_url"]["url"]
    data = base64.b64decode(url.removeprefix("data:image/png;base64,"))
    assert np.array_equal(np.asarray(Image.open(io.BytesIO(data))), shown)


@pytest.mark.parametrize(
    ("said", "words"),
    [({"choices": []}, "cannot be read"), ({"choices": [{"message": {"content": " "}}]}, "no answer"),
     (None, "does not answer"), ("http://127.0.0.1:9/elsewhere", "does not answer")],
)  # fmt: skip
def test_a_useless_answer_is_a_sentence_and_redirects_are_not_followed(said, words, server):
    Answering.said["/v1/chat/completions"] = said
    with pytest.raises(StudioError, match=words):
        writer(server, model="x").expand("a fox")


def test_nobody_there():
    with pytest.raises(StudioError, match="does not answer"):
        writer("http://127.0.0.1:9").expand("a fox")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("transformers", reason="the packages for other models are not installed (requirements-gpu.txt)")
    import torch
    from open_weights_kit import tokenizer
    from transformers import LlamaConfig, LlamaForCausalLM

    words, made = tokenizer(), tmp_path_factory.mktemp("language")
    torch.manual_seed(0)
    config = LlamaConfig(vocab_size=len(words), hidden_size=16, intermediate_size=16, num_hidden_layers=1,
                         num_attention_heads=2, eos_token_id=None, max_position_embeddings=2048)  # fmt: skip
    LlamaForCausalLM(config).save_pretrained(made)
    words.save_pretrained(made)
    return made


def test_a_folder_of_weights_writes_without_the_network(folder, monkeypatch):
    from studio.engine import writing

    monkeypatch.setattr(writing, "TOKENS", 12)
    mine = writer(str(folder))
    assert mine.expand("a fox")
    assert mine.expand("a fox") == mine.expand("a fox")
    with pytest.raises(StudioError, match="reads no pictures"):
        mine.caption(np.zeros((4, 4, 3), np.uint8))
    assert mine.expand("a fox")


@pytest.fixture(scope="module")
def seeing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model that reads pictures and words, of the smallest kind."""
    transformers = pytest.importorskip("transformers", reason="requirements-gpu.txt is not installed")
    import torch
    from open_weights_kit import tokenizer

    words, made = tokenizer(), tmp_path_factory.mktemp("seeing")
    words.add_tokens(["<image>"], special_tokens=True)
    place = words.convert_tokens_to_ids("<image>")
    small = {"hidden_size": 16, "intermediate_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2}
    torch.manual_seed(0)
    config = transformers.LlavaConfig(
        vision_config=transformers.CLIPVisionConfig(**small, image_size=28, patch_size=14, projection_dim=16),
        text_config=transformers.LlamaConfig(**small, vocab_size=len(words), eos_token_id=None,
                                             max_position_embeddings=2048),
        image_token_index=place, vision_feature_layer=-1,
    )  # fmt: skip
    transformers.LlavaForConditionalGeneration(config).save_pretrained(made)
    side = {"height": 28, "width": 28}
    transformers.LlavaProcessor(
        transformers.CLIPImageProcessor(size=side, crop_size=side), words, patch_size=14,
        vision_feature_select_strategy="default", num_additional_image_tokens=1,
    ).save_pretrained(made)  # fmt: skip
    return made


def test_a_folder_whose_model_sees_is_shown_the_picture(seeing, monkeypatch):
    from studio.engine import writing

    monkeypatch.setattr(writing, "TOKENS", 12)
    mine, seen = writer(str(seeing)), []
    black, white = np.zeros((30, 40, 3), np.uint8), np.full((30, 40, 3), 255, np.uint8)
    told = mine.caption(black)
    assert told and told == mine.caption(black)
    _, _, network = mine._open
    tower = network.model.vision_tower
    tower.register_forward_pre_hook(lambda _, given, more: seen.append((*given, *more.values())[0]), with_kwargs=True)
    assert mine.caption(black) and mine.caption(white)
    assert len(seen) == 2 and (seen[0] < seen[1]).all(), "it was shown both"


def test_the_language_and_length_are_asked_for_and_a_blind_model_is_named(server):
    writer(server, model="seer").caption(np.zeros((4, 4, 3), np.uint8), language="zh", length="short")
    asked = Answering.asked[0][1]["messages"][0]["content"][0]["text"]
    assert "Chinese" in asked and "One short sentence." in asked
    Answering.said["/v1/chat/completions"] = None               # 404, as servers answer what they cannot do
    with pytest.raises(StudioError, match="reads no pictures"):
        writer(server, model="blind").caption(np.zeros((4, 4, 3), np.uint8))


def test_a_folder_that_asks_for_more_than_it_holds_takes_no_memory(folder, tmp_path):
    import shutil

    shutil.copytree(folder, tmp_path / "grown")
    config = json.loads((folder / "config.json").read_text())
    (tmp_path / "grown/config.json").write_text(json.dumps({**config, "intermediate_size": 10**6}))
    with pytest.raises(StudioError, match="configuration asks for"):
        writer(str(tmp_path / "grown")).expand("a fox")


def test_a_folder_that_asks_for_code_is_refused(folder, tmp_path):
    import shutil

    shutil.copytree(folder, tmp_path / "evil")
    config = json.loads((folder / "config.json").read_text())
    (tmp_path / "evil/config.json").write_text(json.dumps({**config, "auto_map": {"AutoModelForCausalLM": "e.E"}}))
    with pytest.raises(StudioError, match="code of its own"):
        writer(str(tmp_path / "evil"))
