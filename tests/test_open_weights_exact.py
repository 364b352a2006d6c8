"""What has to hold to the bit, or to a rounding: decoding piece by piece, chunks, pinned frames, keyframes, LoRA."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch
from open_weights_kit import SIZES, film, picture

from studio.engine.backends.call import Call, Known
from studio.engine.backends.decoding import to_pictures
from studio.engine.backends.families.ltx import placed
from studio.engine.backends.families.ti2v import pinned
from studio.engine.backends.hooks import clean_estimate
from studio.engine.backends.loading import open_pipeline
from studio.engine.backends.lora import combine, fits
from studio.engine.backends.safety import inspect
from studio.engine.backends.shelf import Shelf
from studio.engine.request import Lora
from studio.problem import StudioError

pytest_plugins = ("open_weights_fixtures",)
pytestmark = pytest.mark.usefixtures("no_network")


def call(family: str, frames: int, **changes) -> Call:
    width, height = SIZES[family]
    usual = {"prompt": "a red fox", "rate": 24, "seed": 1, "steps": 3, "guidance": 1.0, "known": ()}
    return Call(frames=frames, width=width, height=height, **{**usual, **changes})


def quiet(*_: object) -> None:
    pass


def joined(family, sampled) -> np.ndarray:
    return np.concatenate(list(family.frames(sampled)))


@pytest.mark.parametrize("name", ["vace", "ti2v"])
def test_wan_latent_by_latent_is_the_whole_decoded_at_once(name, loaded):
    family = loaded(name)
    sampled = family.sample(call(name, 17), quiet)
    pieces = list(family.frames(sampled))
    assert [len(piece) for piece in pieces] == [1, 4, 4, 4, 4]
    with torch.no_grad():
        whole = to_pictures(family.pipe.vae.decode(family.raw(sampled.latents), return_dict=False)[0])
    assert np.array_equal(np.concatenate(pieces), whole)


@pytest.mark.parametrize("name", ["ltx", "ltx2"])
def test_ltx_in_windows_has_every_frame_in_its_place(name, loaded):
    """Cross-faded windows only come near the whole; but each frame is nearest to itself, not to its neighbours."""
    from studio.engine.backends.decoding import overlapped_frames

    vae = loaded(name).pipe.vae
    latents = torch.randn(1, vae.config.latent_channels, 13, 2, 2, generator=torch.Generator().manual_seed(0))

    def decode(part):
        return vae.decode(part, None, return_dict=False)[0]

    with torch.no_grad():
        pieces = list(overlapped_frames(decode, latents, grid=8, size=8, overlap=4))
        whole = to_pictures(decode(latents))
    found = np.concatenate(pieces)
    assert len(pieces) > 2
    assert found.shape == whole.shape
    far = [np.abs(found.astype(int) - np.roll(whole, shift, 0)).mean() for shift in (0, -8, 8, -1, 1)]
    assert far[0] < 0.5 * min(far[1:3])
    assert far[0] < min(far[3:])


def test_helios_in_chunks_is_one_long_call(loaded):
    family = loaded("helios")
    width, height = SIZES["helios"]
    still, clip = Known(0, film(1, width, height)), Known(-40, film(40, width, height))
    for first in ({}, {"known": (still,)}, {"known": (clip,)}):
        chunks = []
        for number in range(3):
            chunks.append(family.sample(call("helios", 33, number=number, history=tuple(chunks), **first), quiet))
        generator = torch.Generator().manual_seed(1)
        whole = family.pipe(
            prompt="a red fox", height=height, width=width, num_frames=99, generator=generator, guidance_scale=1.0,
            pyramid_num_inference_steps_list=[1, 1, 1], is_amplify_first_chunk=True, output_type="latent",
            history_sizes=[16, 2, 1], **family._known(call("helios", 33, **first), generator),
        ).frames[:, :, -27:]  # fmt: skip
        assert torch.equal(torch.cat([chunk.latents for chunk in chunks], 2), whole)


def test_kept_stretches_stay_to_the_bit_in_ltx2_and_only_they(loaded):
    family = loaded("ltx2")
    width, height = SIZES["ltx2"]
    pictures = film(41, width, height)
    known = (Known(0, pictures[:17]), Known(30, pictures[30:]))
    seen = []

    def hear(_i, _steps, latents, _scheduler):
        seen.append(latents.clone())

    sampled = family.sample(call("ltx2", 41, known=known), hear)
    kept, mask = family._kept(call("ltx2", 41), list(known))
    assert mask.tolist() == [True, True, True, False, False, True]
    off = (seen[-1] - kept).abs().amax((0, 1, 3, 4))
    assert (off[mask] < 1e-5).all()
    assert (off[~mask] > 0.01).all()
    assert (sampled.latents - seen[-1]).abs().max() < 1e-4


def test_ltx2_conditions_lie_at_their_exact_frames(loaded):
    """The stock class puts a last frame seven frames early; a still covers [40, 41) of 41 frames here."""
    family = loaded("ltx2")
    width, height = SIZES["ltx2"]
    seen = []

    def hook(_module, _args, given):
        seen.append(given["video_coords"])

    handle = family.pipe.transformer.register_forward_pre_hook(hook, with_kwargs=True)
    try:
        stills = tuple(Known(frame, film(1, width, height)) for frame in (40, 13))
        family.sample(call("ltx2", 41, known=stills), quiet)
    finally:
        handle.remove()
    cells = (width // 32) * (height // 32)
    times = (seen[0][0, 0, 6 * cells:] * 24).round().int().unique(dim=0).tolist()
    assert times == [[13, 14], [40, 41]]


def test_ltx_conditions_are_clips_on_the_grid_and_stills_at_the_edges():
    def where(*known: Known) -> list[tuple[int, int]]:
        return [(start, len(frames)) for start, frames, _ in placed(known, 8)]

    pictures = film(40, 16, 16)
    assert where(Known(0, pictures[:17])) == [(0, 17)]
    assert where(Known(0, pictures[:12])) == [(0, 9), (11, 1)]
    assert where(Known(24, pictures[:17])) == [(24, 17)]
    assert where(Known(21, pictures[:20])) == [(24, 17), (21, 1)]
    assert where(Known(5, pictures[:1]), Known(40, pictures[:1])) == [(5, 1), (40, 1)]
    assert where(Known(3, pictures[:7])) == [(3, 1), (9, 1)]


def test_wan_pins_whole_latent_frames_and_single_stills():
    def which(*known: range, frames: int = 17) -> list[int]:
        mask = np.zeros(frames, bool)
        for part in known:
            mask[part.start:part.stop] = True
        return np.flatnonzero(pinned(mask, 4)).tolist()

    assert which(range(0, 1)) == [0]
    assert which(range(0, 9)) == [0, 1, 2]
    assert which(range(0, 8)) == [0, 1]
    assert which(range(16, 17)) == [4]
    assert which(range(6, 7)) == [2]
    assert which(range(7, 17)) == [3, 4]
    assert which() == []


def test_ti2v_keeps_pinned_latents_to_the_bit(loaded):
    family = loaded("ti2v")
    width, height = SIZES["ti2v"]
    pictures = film(17, width, height)
    times = []

    def hook(_module, _args, given):
        times.append(given["timestep"].unique().numel())

    handle = family.pipe.transformer.register_forward_pre_hook(hook, with_kwargs=True)
    try:
        found = family.sample(call("ti2v", 17, known=(Known(0, pictures[:9]), Known(16, pictures[16:]))), quiet).latents
    finally:
        handle.remove()
    from studio.engine.backends.call import held

    given, _ = held(call("ti2v", 17, known=(Known(0, pictures[:9]), Known(16, pictures[16:]))))
    own = family.normal(family.encode(given))
    off = (found - own).abs().amax((0, 1, 3, 4))
    assert (off[[0, 1, 2, 4]] < 1e-5).all()
    assert off[3] > 0.01
    assert set(times) == {2}, "known latent frames are told time 0, the others the step's own"


@pytest.mark.parametrize(("guidance", "calls"), [(1.0, 8), (3.0, 24)])
def test_guidance_that_is_off_costs_no_pass_of_the_network(guidance, calls, loaded):
    family, count = loaded("ltx2"), []
    handle = family.pipe.transformer.register_forward_pre_hook(lambda *_: count.append(1))
    try:
        family.sample(call("ltx2", 9, steps=8, guidance=guidance), quiet)
    finally:
        handle.remove()
    assert len(count) == calls


def test_previews_show_what_the_model_believes_in(loaded):
    family = loaded("ltx")
    inside, believed, told = [], [], []

    def hook(_module, _args, given, out):
        inside.append((given["hidden_states"].clone(), out[0].clone()))

    def hear(i, _steps, latents, scheduler):
        x, velocity = inside[-1]
        own = x - scheduler.sigmas[i] * velocity
        believed.append(family._whole(own, asked))
        told.append(clean_estimate(scheduler, before[0] if before else None, latents, i) if before else None)
        before[:] = [latents.clone()]

    asked, before = call("ltx", 17, steps=4), []
    handle = family.pipe.transformer.register_forward_hook(hook, with_kwargs=True)
    try:
        family.sample(asked, hear)
    finally:
        handle.remove()
    for own, seen in list(zip(believed, told, strict=True))[1:]:
        assert torch.allclose(own, seen, atol=1e-4)


def test_a_prompt_is_read_once(loaded):
    family, count = loaded("vace"), []
    handle = family.pipe.text_encoder.register_forward_pre_hook(lambda *_: count.append(1))
    try:
        family.sample(call("vace", 5, prompt="never said before"), quiet)
        once = len(count)
        family.sample(call("vace", 5, prompt="never said before", seed=2), quiet)
    finally:
        handle.remove()
    assert once >= 1
    assert len(count) == once


# -- LoRA ------------------------------------------------------------------------------------------------------------


def lora(path: Path, *, width: int = 32, layer: str = "transformer_blocks.0.attn1.to_q", scale: float = 1.0) -> Path:
    from safetensors.torch import save_file

    generator = torch.Generator().manual_seed(3)
    down, up = torch.randn(4, width, generator=generator), torch.randn(width, 4, generator=generator) * scale
    save_file({f"transformer.{layer}.lora_A.weight": down, f"transformer.{layer}.lora_B.weight": up}, path)
    return path


def test_lora_files_are_weighed_combined_and_taken_out_again(loaded, folders, tmp_path):
    family, model = loaded("ltx"), folders("ltx")
    first, second = lora(tmp_path / "a.safetensors"), lora(tmp_path / "b.safetensors", scale=-1.0)

    def made() -> torch.Tensor:
        return family.sample(call("ltx", 9), quiet).latents

    plain = made()
    combine(family.pipe, (Lora(str(first), 0.5),), model)
    half = made()
    assert not torch.allclose(plain, half, atol=1e-4)
    combine(family.pipe, (Lora(str(first), 1.0), Lora(str(second), 1.0)), model)
    assert torch.allclose(made(), plain, atol=1e-3), "one is the other's opposite"
    combine(family.pipe, (), model)
    assert torch.equal(made(), plain)


def test_a_lora_is_weighed_by_the_settings_in_its_file(loaded, folders, tmp_path):
    """As its trainer saves it: all that peft knows of it lies beside the weights."""
    from peft import LoraConfig
    from safetensors.torch import load_file

    family, model = loaded("ltx"), folders("ltx")
    plain, layer = lora(tmp_path / "a.safetensors"), "transformer_blocks.0.attn1.to_q"
    weights = {name.removeprefix("transformer."): x for name, x in load_file(plain).items()}
    type(family.pipe).save_lora_weights(
        tmp_path, transformer_lora_layers=weights, weight_name="b.safetensors",
        transformer_lora_adapter_metadata=LoraConfig(r=4, lora_alpha=8, target_modules=[layer]).to_dict(),
    )  # fmt: skip
    combine(family.pipe, (Lora(str(plain), 1.0),), model)
    twice = family.sample(call("ltx", 9), quiet).latents
    combine(family.pipe, (Lora(str(tmp_path / "b.safetensors"), 0.5),), model)
    assert torch.allclose(family.sample(call("ltx", 9), quiet).latents, twice, atol=1e-5)
    combine(family.pipe, (), model)


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (lambda p: lora(p / "x.safetensors", width=48), "another size"),
        (lambda p: lora(p / "x.safetensors", layer="nowhere.else"), "belongs to this model|does not fit"),
        (lambda p: p / "gone.safetensors", "missing"),
        (lambda p: (p / "x.bin").write_bytes(b"x") and p / "x.bin", "no safetensors"),
    ],
)
def test_a_lora_that_does_not_fit_is_refused_with_a_reason(file, words, loaded, folders, tmp_path):
    with pytest.raises(StudioError, match=words):
        combine(loaded("ltx").pipe, (Lora(str(file(tmp_path))),), folders("ltx"))
    loaded("ltx").sample(call("ltx", 9), quiet)


def test_weights_that_are_no_lora_are_refused(folders):
    with pytest.raises(StudioError, match="no LoRA"):
        fits(folders("ltx") / "vae/diffusion_pytorch_model.safetensors", folders("ltx"))


# -- opening ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("family", "part", "changes", "words"),
    [
        ("vace", "vae", {"base_dim": 3000}, "do not fit its configuration"),
        ("vace", "transformer", {"ffn_dim": 10**6}, "do not fit its configuration"),
        ("vace", "text_encoder", {"d_ff": 10**6}, "configuration asks for"),
        ("vace", "text_encoder", {"num_layers": 900}, "configuration asks for"),
        ("ltx2", "vocoder", {"hidden_channels": 4096}, "do not fit its configuration"),
        ("ltx2", "text_encoder", {"vision_config": {"hidden_size": 4096, "num_attention_heads": 16, "image_size": 28,
                                                    "patch_size": 14, "model_type": "siglip_vision_model"}},
         "configuration asks for"),
        ("ltx2", "text_encoder", {"vision_config": {"num_hidden_layers": 10**9}}, "num_hidden_layers = 1,000,000,000"),
    ],
)
def test_a_configuration_larger_than_its_weights_takes_no_memory(family, part, changes, words, folders, tmp_path):
    folder = tmp_path / "grown"
    shutil.copytree(folders(family), folder)
    config = json.loads((folder / part / "config.json").read_text())
    (folder / part / "config.json").write_text(json.dumps({**config, **changes}))
    with pytest.raises(StudioError, match=words):
        open_pipeline(Shelf(tmp_path / "shelf").add(folder), dtype=torch.float32)


def test_a_part_without_its_weights_takes_no_memory(folders, tmp_path):
    """All the tensors of the text encoder are gone but one."""
    from safetensors.torch import load_file, save_file

    folder = tmp_path / "bare"
    shutil.copytree(folders("vace"), folder)
    file = folder / "text_encoder/model.safetensors"
    name, tensor = next((name, x) for name, x in load_file(file).items() if x.ndim == 1)
    save_file({name: tensor}, file)
    with pytest.raises(StudioError, match="configuration asks for"):
        open_pipeline(Shelf(tmp_path / "shelf").add(folder), dtype=torch.float32)


@pytest.mark.parametrize("suffix", ["safetensors", "gguf"])
def test_a_single_file_takes_the_place_of_the_transformer(suffix, folders, tmp_path):
    shelf = Shelf(tmp_path / "shelf")
    shelf.add(folders("ltx"), name="base")
    source = folders("ltx") / "transformer/diffusion_pytorch_model.safetensors"
    file = tmp_path / f"small.{suffix}"
    if suffix == "gguf":
        gguf = pytest.importorskip("gguf")
        from safetensors.numpy import load_file

        writer = gguf.GGUFWriter(file, "ltxv")
        for name, tensor in load_file(source).items():
            writer.add_tensor(name, tensor)
        writer.write_header_to_file()
        writer.write_kv_data_to_file()
        writer.write_tensors_to_file()
        writer.close()
    else:
        shutil.copy(source, file)
    made = shelf.add(file, base="base")
    family = open_pipeline(made, dtype=torch.float32)
    whole = open_pipeline(shelf.get("base"), dtype=torch.float32)
    mine, other = (one.sample(call("ltx", 9), quiet).latents for one in (family, whole))
    assert torch.allclose(mine, other, atol=1e-4)


def test_the_folders_are_sound(folders):
    for name in SIZES:
        assert inspect(folders(name)).kind.family == name


def test_drawn_previews_have_the_colours_of_their_latents(loaded):
    from studio.engine.backends.previews import Rough

    family = loaded("vace")
    rough = Rough(lambda pictures: family.normal(family.encode(pictures)), width=64, height=64, frames=1)
    shown = rough.picture(family.normal(family.encode(picture(64, 64)[None])), 0)
    assert (shown.shape, shown.dtype) == ((8, 8, 3), np.uint8)


def test_a_transformer_in_eight_bits_by_torchao(shelf):
    pytest.importorskip("torchao")
    model = shelf("ltx").get("ltx")
    family, whole = (open_pipeline(model, dtype=torch.bfloat16, fit=fit) for fit in ("int8", "resident"))
    layers = [part.weight for part in family.pipe.transformer.modules() if isinstance(part, torch.nn.Linear)]
    assert layers and all(weight.qdata.dtype == torch.int8 for weight in layers)
    width, height = SIZES["ltx"]
    mine, other = (one.sample(call("ltx", 9), quiet) for one in (family, whole))
    assert joined(family, mine).shape == (9, height, width, 3)
    assert (mine.latents - other.latents).float().std() < 0.2 * other.latents.float().std()


@pytest.mark.parametrize("name", ["ltx", "vace"])
def test_sixteen_bits_are_made_and_decoded_too(name, shelf):
    """As on a graphics card; Wan's autoencoder stays in 32 bits."""
    family = open_pipeline(shelf(name).get(name), dtype=torch.bfloat16)
    width, height = SIZES[name]
    sampled = family.sample(call(name, 9, known=(Known(0, film(1, width, height)),)), quiet)
    assert family.pipe.transformer.dtype == torch.bfloat16
    assert family.pipe.vae.dtype == (torch.float32 if name == "vace" else torch.bfloat16)
    assert joined(family, sampled).shape == (9, height, width, 3)
