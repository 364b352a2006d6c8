"""Open-weights pipelines of the smallest kind: real classes, random weights, saved as real folders in seconds."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

os.environ["HF_HUB_OFFLINE"] = os.environ["TRANSFORMERS_OFFLINE"] = "1"

import numpy as np
import pytest

pytest.importorskip("diffusers", reason="the packages for other models are not installed (requirements-gpu.txt)")

import torch
import transformers
from engine_kit import gathered

from studio.engine.backends.families.family import Family
from studio.engine.backends.loading import open_pipeline
from studio.engine.backends.shelf import Shelf
from studio.engine.control import Control
from studio.engine.events import Done, Event
from studio.engine.journal import Journal
from studio.engine.request import GenerateRequest, Prompt

LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789.,!?-'"
SIZES = {"ltx": (32, 32), "ltx2": (64, 64), "vace": (16, 16), "ti2v": (32, 32), "helios": (64, 64)}
HEADS = {"num_attention_heads": 2, "attention_head_dim": 12}


def tokenizer() -> Any:
    """Letters as words, from a literal list."""
    words = [("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0), ("\u2581", -2.0), *((letter, -3.0) for letter in LETTERS)]
    return transformers.T5Tokenizer(vocab=words, extra_ids=0, model_max_length=128)


def encoder(words: int, *, umt5: bool = False) -> Any:
    kinds = (transformers.UMT5Config, transformers.UMT5EncoderModel) if umt5 else (
        transformers.T5Config, transformers.T5EncoderModel)  # fmt: skip
    torch.manual_seed(0)
    return kinds[1](kinds[0](
        vocab_size=words, d_model=32, d_kv=8, d_ff=37, num_layers=2, num_heads=4, relative_attention_num_buckets=8,
        dropout_rate=0.0, decoder_start_token_id=0, is_encoder_decoder=False, use_cache=False,
        tie_word_embeddings=False,
    )).eval()  # fmt: skip


def ltx() -> Any:
    import diffusers as d

    words = tokenizer()
    torch.manual_seed(0)
    network = d.LTXVideoTransformer3DModel(
        in_channels=8, out_channels=8, patch_size=1, patch_size_t=1, num_attention_heads=4, attention_head_dim=8,
        cross_attention_dim=32, num_layers=2, caption_channels=32,
    )  # fmt: skip
    vae = d.AutoencoderKLLTXVideo(
        latent_channels=8, block_out_channels=(8,) * 4, decoder_block_out_channels=(8,) * 4,
        layers_per_block=(1,) * 5, decoder_layers_per_block=(1,) * 5,
        spatio_temporal_scaling=(True, True, True, False), decoder_spatio_temporal_scaling=(True, True, True, False),
        decoder_inject_noise=(False,) * 5, upsample_residual=(False,) * 4, upsample_factor=(1,) * 4,
        timestep_conditioning=False, patch_size=1, patch_size_t=1, encoder_causal=True, decoder_causal=False,
    )  # fmt: skip
    return d.LTXConditionPipeline(transformer=network, vae=vae.eval(), scheduler=d.FlowMatchEulerDiscreteScheduler(),
                                  text_encoder=encoder(len(words)), tokenizer=words)  # fmt: skip


def _wan_network(kind: Any, **changes: Any) -> Any:
    return kind(**{**HEADS, "patch_size": (1, 2, 2), "in_channels": 16, "out_channels": 16, "text_dim": 32,
                   "freq_dim": 256, "ffn_dim": 32, "num_layers": 2, "cross_attn_norm": True,
                   "qk_norm": "rms_norm_across_heads", **changes})  # fmt: skip


def _wan_vae(**changes: Any) -> Any:
    import diffusers as d

    torch.manual_seed(1)
    return d.AutoencoderKLWan(**{"base_dim": 3, "z_dim": 16, "dim_mult": [1] * 4, "num_res_blocks": 1,
                                 "temperal_downsample": [False, True, True], **changes}).eval()  # fmt: skip


def _wan_parts(scheduler: Any, network: Any, vae: Any) -> dict[str, Any]:
    words = tokenizer()
    return {"tokenizer": words, "text_encoder": encoder(len(words), umt5=True), "vae": vae, "scheduler": scheduler,
            "transformer": network}  # fmt: skip


def vace() -> Any:
    import diffusers as d

    torch.manual_seed(0)
    network = _wan_network(d.WanVACETransformer3DModel, num_layers=3, vace_layers=[0, 2], vace_in_channels=96,
                           rope_max_seq_len=32)  # fmt: skip
    scheduler = d.UniPCMultistepScheduler(prediction_type="flow_prediction", use_flow_sigmas=True, flow_shift=3.0)
    return d.WanVACEPipeline(**_wan_parts(scheduler, network, _wan_vae()), transformer_2=None)


def ti2v() -> Any:
    import diffusers as d

    torch.manual_seed(0)
    network = _wan_network(d.WanTransformer3DModel, rope_max_seq_len=32)
    vae = _wan_vae(base_dim=8, is_residual=True, in_channels=12, out_channels=12, patch_size=2, decoder_base_dim=8,
                   scale_factor_spatial=16)  # fmt: skip
    scheduler = d.FlowMatchEulerDiscreteScheduler(shift=5.0)
    return d.WanPipeline(**_wan_parts(scheduler, network, vae), transformer_2=None, expand_timesteps=True)


def helios() -> Any:
    import diffusers as d

    torch.manual_seed(0)
    network = _wan_network(
        d.HeliosTransformer3DModel, rope_dim=(4, 4, 4), has_multi_term_memory_patch=True, guidance_cross_attn=True,
        zero_history_timestep=True, is_amplify_history=False,
    )  # fmt: skip
    return d.HeliosPyramidPipeline(**_wan_parts(d.HeliosDMDScheduler(stages=3), network, _wan_vae()), is_distilled=True)


def _gemma() -> tuple[Any, Any]:
    words = {"<pad>": 0, "<eos>": 1, "<bos>": 2, "<unk>": 3, "<mask>": 4, "\u2581": 5}
    for letter in (*LETTERS, "<boi>", "<eoi>", "<img>"):
        words[letter] = len(words)
    torch.manual_seed(0)
    config = transformers.Gemma3Config(
        text_config={
            "vocab_size": len(words), "hidden_size": 32, "intermediate_size": 37, "num_hidden_layers": 2,
            "num_attention_heads": 4, "num_key_value_heads": 2, "head_dim": 8, "query_pre_attn_scalar": 8,
            "max_position_embeddings": 256, "sliding_window": 64,
            "layer_types": ["sliding_attention", "full_attention"],
        },
        vision_config={"hidden_size": 16, "intermediate_size": 32, "num_hidden_layers": 1, "num_attention_heads": 2,
                       "image_size": 28, "patch_size": 14, "model_type": "siglip_vision_model"},
        mm_tokens_per_image=4, boi_token_index=words["<boi>"], eoi_token_index=words["<eoi>"],
        image_token_index=words["<img>"],
    )  # fmt: skip
    return (transformers.GemmaTokenizer(vocab=words, merges=[], model_max_length=128),
            transformers.Gemma3ForConditionalGeneration(config).eval())


def ltx2() -> Any:
    import diffusers as d
    from diffusers.pipelines.ltx2 import LTX2TextConnectors
    from diffusers.pipelines.ltx2.vocoder import LTX2Vocoder

    words, reader = _gemma()
    torch.manual_seed(0)
    network = d.LTX2VideoTransformer3DModel(
        in_channels=4, out_channels=4, patch_size=1, patch_size_t=1, num_attention_heads=2, attention_head_dim=8,
        cross_attention_dim=16, audio_in_channels=4, audio_out_channels=4, audio_num_attention_heads=2,
        audio_attention_head_dim=4, audio_cross_attention_dim=8, num_layers=2, qk_norm="rms_norm_across_heads",
        caption_channels=32, rope_double_precision=False, rope_type="split",
    )  # fmt: skip
    heads = {f"{kind}_connector_{name}": value for kind in ("video", "audio") for name, value in (
        ("num_attention_heads", 4), ("attention_head_dim", 8), ("num_layers", 1), ("num_learnable_registers", None))}
    connectors = LTX2TextConnectors(
        caption_channels=32, text_proj_in_factor=3, **heads, connector_rope_base_seq_len=32, rope_theta=10000.0,
        rope_double_precision=False, causal_temporal_positioning=False, rope_type="split",
    )  # fmt: skip
    vae = d.AutoencoderKLLTX2Video(
        latent_channels=4, block_out_channels=(8,) * 4, decoder_block_out_channels=(8,) * 3,
        layers_per_block=(1,) * 5, decoder_layers_per_block=(1,) * 4, spatio_temporal_scaling=(True,) * 4,
        decoder_spatio_temporal_scaling=(True,) * 3, decoder_inject_noise=(False,) * 4, upsample_residual=(False,) * 3,
        upsample_factor=(1,) * 3, timestep_conditioning=False, patch_size=4, patch_size_t=1, encoder_causal=True,
        decoder_causal=False, spatial_compression_ratio=32, temporal_compression_ratio=8,
    ).eval()  # fmt: skip
    audio = d.AutoencoderKLLTX2Audio(
        base_channels=4, output_channels=2, ch_mult=(1,), num_res_blocks=1, attn_resolutions=None, in_channels=2,
        resolution=32, latent_channels=2, norm_type="pixel", causality_axis="height", dropout=0.0,
        mid_block_add_attention=False, sample_rate=16000, mel_hop_length=160, is_causal=True, mel_bins=8,
    ).eval()  # fmt: skip
    vocoder = LTX2Vocoder(
        in_channels=16, hidden_channels=32, out_channels=2, upsample_kernel_sizes=[4, 4], upsample_factors=[2, 2],
        resnet_kernel_sizes=[3], resnet_dilations=[[1, 3, 5]], leaky_relu_negative_slope=0.1,
        output_sampling_rate=16000,
    )  # fmt: skip
    return d.LTX2ConditionPipeline(
        transformer=network, vae=vae, audio_vae=audio, scheduler=d.FlowMatchEulerDiscreteScheduler(),
        text_encoder=reader, tokenizer=words, connectors=connectors, vocoder=vocoder,
    )  # fmt: skip


MAKERS: dict[str, Callable[[], Any]] = {"ltx": ltx, "ltx2": ltx2, "vace": vace, "ti2v": ti2v, "helios": helios}


@pytest.fixture(scope="session")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The saved folder of a family, made when it is first asked for."""
    root, made = tmp_path_factory.mktemp("open-weights"), {}

    def folder(family: str) -> Path:
        if family not in made:
            made[family] = root / f"tiny-{family}"
            MAKERS[family]().save_pretrained(made[family])
        return made[family]

    return folder


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory, folders: Callable[[str], Path]) -> Callable[[str], Shelf]:
    """A shelf on which the model of a family stands under the family's name."""
    shelf = Shelf(tmp_path_factory.mktemp("shelf"))

    def with_model(family: str) -> Shelf:
        if family not in {one.id for one in shelf.installed()}:
            shelf.add(folders(family), name=family)
        return shelf

    return with_model


@pytest.fixture(scope="session")
def loaded(shelf: Callable[[str], Shelf]) -> Callable[[str], Family]:
    """The adapter of a family around its loaded pipeline, in full precision."""
    made: dict[str, Family] = {}

    def load(family: str) -> Family:
        if family not in made:
            made[family] = open_pipeline(shelf(family).get(family), dtype=torch.float32)
        return made[family]

    return load


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever opens a connection fails."""

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket.socket, "connect", refuse)


def picture(width: int, height: int, number: int = 0) -> np.ndarray:
    y, x = np.mgrid[:height, :width]
    return np.stack([x * 5 + number * 9, y * 7 + 3 * number, x + y + number], -1).astype(np.uint8)


def film(frames: int, width: int, height: int, first: int = 0) -> np.ndarray:
    return np.stack([picture(width, height, first + n) for n in range(frames)])


def ask(family: str, name: str = "a", **changes: Any) -> GenerateRequest:
    from studio.engine.backends.capability import FAMILIES

    width, height = SIZES[family]
    kind = FAMILIES[family]
    frames = changes.pop("frames", 17)
    fields = {"prompts": (Prompt("a red fox runs"),), "seconds": frames / kind.rate, "steps": 3, "seed": 1,
              "width": width, "height": height, "guidance": kind.guidance, "model": family, "fps": kind.rate, **changes}
    return GenerateRequest(name, **fields)


def events(request: GenerateRequest, backend: Any, folder: Path, read: Any, *, control: Control | None = None,
           on_event: Callable[[Event], None] = lambda _: None) -> Iterator[Event]:  # fmt: skip
    """What the backend says, last of all `Done`."""
    heard: list[Event] = []

    def emit(event: Event) -> None:
        heard.append(event)
        on_event(event)

    done = backend.run(request, read=read, control=control or Control(), journal=Journal(folder).open(request),
                       emit=emit)  # fmt: skip
    yield from (*heard, done)


def run(request: GenerateRequest, backend: Any, folder: Path, read: Any) -> tuple[np.ndarray, Done]:
    """See `gathered`; the take must be complete."""
    frames, done = gathered(request, events(request, backend, folder, read))
    assert done.complete
    return frames, done
