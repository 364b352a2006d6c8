"""Words by a person's own language model: a real little server, and a real folder of random weights."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import numpy as np
import pytest

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
    made = HTTPServer(("127.0.0.1", 0), Answering)
    thread = threading.Thread(target=made.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{made.server_port}/v1"
    made.shutdown()
    made.server_close()
    thread.join()


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
    with pytest.raises(StudioError, match="words only"):
        mine.caption(np.zeros((4, 4, 3), np.uint8))


def test_a_folder_that_asks_for_code_is_refused(folder, tmp_path):
    import shutil

    shutil.copytree(folder, tmp_path / "evil")
    config = json.loads((folder / "config.json").read_text())
    (tmp_path / "evil/config.json").write_text(json.dumps({**config, "auto_map": {"AutoModelForCausalLM": "e.E"}}))
    with pytest.raises(StudioError, match="code of its own"):
        writer(str(tmp_path / "evil"))
