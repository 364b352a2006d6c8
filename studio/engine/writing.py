"""Engine: words by a language model of the person's own choice: a folder of weights, or an address they typed in.

An address is asked with the protocol most local servers speak (`/chat/completions`). Nothing is asked that was not
typed in; a folder is opened by the same rules as any other weights. Torch is imported for a folder alone.
"""

from __future__ import annotations

import base64
import json
import struct
import threading
import urllib.error
import urllib.request
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from studio.engine.writing_prompts import CAPTION, EXPAND, LANGUAGES, LENGTHS
from studio.problem import StudioError

if TYPE_CHECKING:
    import numpy as np

MOST_ANSWER = 2**20
PATIENCE = 120.0        # seconds
TOKENS = 300


class Writer(Protocol):
    def expand(self, prompt: str) -> str:
        """The prompt in more words. Raises StudioError."""
        ...

    def caption(self, picture: np.ndarray, *, language: str = "en", length: str = "long") -> str:
        """What a picture (H, W, 3) uint8 shows. Raises StudioError, also when the model reads no pictures."""
        ...


def writer(where: str, *, model: str = "") -> Writer:
    """By address or folder. `model`: the name the server knows it by; "" for its first one."""
    if where.startswith(("http://", "https://")):
        return Server(where, model=model)
    return Folder(Path(where).expanduser())


class Server:
    """A server of the person's own, reached at the address they typed in and nowhere else: redirects are refused."""

    def __init__(self, address: str, *, model: str = "") -> None:
        self._address = address.rstrip("/").removesuffix("/chat/completions")
        self._model = model
        self._opener = urllib.request.build_opener(_NoRedirect, urllib.request.ProxyHandler({}))

    def expand(self, prompt: str) -> str:
        return self._ask([{"role": "system", "content": EXPAND}, {"role": "user", "content": prompt}])

    def caption(self, picture: np.ndarray, *, language: str = "en", length: str = "long") -> str:
        url = "data:image/png;base64," + base64.b64encode(_png(picture)).decode()
        content = [
            {"type": "text", "text": _asked(language, length)}, {"type": "image_url", "image_url": {"url": url}},
        ]  # fmt: skip
        try:
            return self._ask([{"role": "user", "content": content}])
        except StudioError as exc:
            if isinstance(exc.__cause__, urllib.error.HTTPError) and 400 <= exc.__cause__.code < 500:
                raise _blind(f"The language model at {self._address}") from exc
            raise

    def _ask(self, messages: list[dict[str, Any]]) -> str:
        if not self._model:
            told = self._send("/models", None)
            self._model = _told(lambda: str(told["data"][0]["id"]))
        body = {"model": self._model, "messages": messages, "max_tokens": TOKENS, "temperature": 0.4, "stream": False}
        told = self._send("/chat/completions", body)
        return _cleaned(_told(lambda: told["choices"][0]["message"]["content"]))

    def _send(self, path: str, body: dict[str, Any] | None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self._address + path, data, {"Content-Type": "application/json"})
        try:
            with self._opener.open(request, timeout=PATIENCE) as answer:
                return json.loads(answer.read(MOST_ANSWER))
        except (OSError, ValueError, urllib.error.URLError) as exc:
            what = f"The language model at {self._address} does not answer."
            raise StudioError(what, next_step="Start it, or choose another address.") from exc


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, req: object, fp: object, code: int, msg: str, headers: object, newurl: str) -> None:
        return None


class Folder:
    """A language model in a folder of its own, opened at the first question and kept."""

    def __init__(self, folder: Path) -> None:
        from studio.engine.backends.loading import require_extra
        from studio.engine.backends.safety import no_remote_code

        require_extra()
        no_remote_code(folder)
        self._folder = folder
        self._open: tuple[bool, Any, Any] | None = None
        self._lock = threading.Lock()           # prompts and pictures are asked about on threads of their own

    def expand(self, prompt: str) -> str:
        with self._lock:
            return self._expanded(prompt)

    def caption(self, picture: np.ndarray, *, language: str = "en", length: str = "long") -> str:
        with self._lock:
            return self._captioned(picture, _asked(language, length))

    def _expanded(self, prompt: str) -> str:
        import torch

        tokens, network = self._opened(sees=False)
        messages = [{"role": "system", "content": EXPAND}, {"role": "user", "content": prompt}]
        if getattr(tokens, "chat_template", None):
            ids = tokens.apply_chat_template(messages, add_generation_prompt=True, return_tensors="pt",
                                             return_dict=True)["input_ids"]
        else:
            ids = tokens(f"{EXPAND}\n\n{prompt}\n\n", return_tensors="pt")["input_ids"]
        with torch.inference_mode():
            out = network.generate(ids.to(network.device), max_new_tokens=TOKENS, do_sample=False)
        return _cleaned(tokens.decode(out[0, ids.shape[1]:], skip_special_tokens=True))

    def _captioned(self, picture: np.ndarray, words: str) -> str:
        import torch
        from PIL import Image

        reader, network = self._opened(sees=True)
        shown = Image.fromarray(picture)
        content = [{"type": "image", "image": shown}, {"type": "text", "text": words}]
        if getattr(reader, "chat_template", None):
            asked = reader.apply_chat_template([{"role": "user", "content": content}], add_generation_prompt=True,
                                               tokenize=True, return_dict=True, return_tensors="pt")  # fmt: skip
        else:
            asked = reader(images=shown, text=f"{getattr(reader, 'image_token', '<image>')}\n{words}\n",
                           return_tensors="pt")  # fmt: skip
        with torch.inference_mode():
            out = network.generate(**asked.to(network.device, network.dtype), max_new_tokens=TOKENS, do_sample=False)
        return _cleaned(reader.decode(out[0, asked["input_ids"].shape[1]:], skip_special_tokens=True))

    def _opened(self, *, sees: bool) -> tuple[Any, Any]:
        """What reads, and the network: for words alone, or for pictures too. One of them is kept."""
        if self._open is not None and self._open[0] == sees:
            return self._open[1:]
        self._open = None
        from studio.engine.backends.loading import go_offline, no_larger_than_its_files
        from studio.engine.backends.safety import headers_of

        go_offline()
        import transformers
        from accelerate import init_empty_weights

        local = {"local_files_only": True, "trust_remote_code": False}
        kinds = (transformers.AutoModelForImageTextToText, transformers.AutoProcessor) if sees else (
            transformers.AutoModelForCausalLM, transformers.AutoTokenizer)  # fmt: skip
        try:
            config = transformers.AutoConfig.from_pretrained(str(self._folder), **local)
            if sees and type(config) not in transformers.MODEL_FOR_IMAGE_TEXT_TO_TEXT_MAPPING:
                raise _blind(f"The language model in “{self._folder.name}”")
            with init_empty_weights():
                network = kinds[0].from_config(config)
            no_larger_than_its_files("language model", network, headers_of(self._folder))
            network = kinds[0].from_pretrained(str(self._folder), use_safetensors=True, **local).eval()
            self._open = sees, kinds[1].from_pretrained(str(self._folder), **local), network
        except (OSError, ValueError, RuntimeError, KeyError, ImportError) as exc:
            what = f"The language model in “{self._folder.name}” cannot be opened."
            raise StudioError(what, next_step="Choose a folder with a text model in safetensors.") from exc
        return self._open[1:]


def _asked(language: str, length: str) -> str:
    return CAPTION.format(language=LANGUAGES[language], length=LENGTHS[length])


def _blind(who: str) -> StudioError:
    return StudioError(f"{who} reads no pictures.", next_step="Choose one that does.")


def _told(read: Any) -> str:
    try:
        found = read()
    except (KeyError, IndexError, TypeError) as exc:
        raise StudioError("The language model's answer cannot be read.", next_step="Choose another address.") from exc
    if not isinstance(found, str) or not found.strip():
        raise StudioError("The language model gave no answer.", next_step="Ask again, or choose another one.")
    return found


def _cleaned(text: str) -> str:
    """Without what a model thought aloud, and as one line."""
    text = text.rpartition("</think>")[2]
    found = " ".join(text.split()).strip("\"“” ")
    if not found:
        raise StudioError("The language model gave no answer.", next_step="Ask again, or choose another one.")
    return found[:4000]


def _png(picture: np.ndarray) -> bytes:
    """An RGB picture (H, W, 3) uint8 as a PNG file."""
    height, width, _ = picture.shape
    rows = b"".join(b"\0" + row.tobytes() for row in picture)

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
