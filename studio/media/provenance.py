"""Media room: Content Credentials (C2PA) in finished files: what made them, with which words, from which pictures.

Signed offline, with the key of this computer: no clock and no list of revoked keys is asked for over the network.
Knows neither film nor session; told in `Credits` what there is to say.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from studio import __version__
from studio.disk import sha256_of
from studio.media.identity import Identity, load_identity
from studio.media.opening import require_file
from studio.problem import StudioError

# What can carry credentials, as the studio writes it. WebM has no place for them, nor has a folder of pictures.
FORMATS = {
    ".mp4": "video/mp4", ".m4v": "video/mp4", ".mov": "video/quicktime", ".gif": "image/gif", ".webp": "image/webp",
    ".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".avi": "video/avi", ".tif": "image/tiff",
    ".tiff": "image/tiff", ".wav": "audio/wav", ".mp3": "audio/mpeg", ".m4a": "audio/mp4", ".flac": "audio/flac",
}  # fmt: skip
LABEL = "org.fantascope.generation"  # our assertion: the takes, and the digests of what went in
_SOURCE_TYPE = "http://cv.iptc.org/newscodes/digitalsourcetype/"
_UNTRUSTED = "signingCredential.untrusted"  # what any key says that no list vouches for
_MOST_TEXT = 8000
# Nothing is fetched: neither manifests that lie elsewhere nor the state of anybody's certificate.
_OFFLINE = {
    "verify": {"remote_manifest_fetch": False, "ocsp_fetch": False}, "builder": {"thumbnail": {"enabled": False}},
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """One generated take."""

    model: str
    prompt: str
    seed: int
    verb: str = ""
    expanded: str = ""
    steps: int = 0
    guidance: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Ingredient:
    """A picture, clip or sound that went in: shown as it is ("component"), or made use of by the model ("input")."""

    path: Path
    title: str
    role: Literal["component", "input"] = "component"
    digest: str = ""  # SHA-256, computed when it is not known


@dataclass(frozen=True, slots=True, kw_only=True)
class Credits:
    """All there is to say about a file. `generated`: all of it, some of it or none of it by a model."""

    title: str
    made: tuple[Made, ...] = ()
    ingredients: tuple[Ingredient, ...] = ()
    generated: Literal["all", "some", "none"] = "all"
    finishing: tuple[str, ...] = ()  # what networks did to the generated frames in the export, a sentence each


def can_sign(path: Path | str) -> bool:
    """Whether files of this name have a place for credentials."""
    return Path(path).suffix.lower() in FORMATS


def sign(
    path: Path, credits: Credits, *, data: Path, form: str, check: Callable[[Path], object] = lambda signed: None
) -> str:
    """Put credentials into the finished file at `path`, in its place. `data`: the user's folder, `form`: its MIME type.

    `check` may raise at what it sees of the signed file. Returns "" when all is well, else a sentence: the file is then
    as it was.
    """
    part = path.with_name(f".{path.name[:60]}.{secrets.token_hex(4)}.signed.part")
    try:
        identity = load_identity(data)
        try:
            _sign(path, part, credits, identity, form, look=True)
        except OSError:
            raise
        except Exception:  # a damaged or mislabelled source: its name and digest are told all the same
            part.unlink(missing_ok=True)
            _sign(path, part, credits, identity, form, look=False)
        check(part)
        os.replace(part, path)
        return ""
    except ImportError:
        return "No Content Credentials were written: this copy of the studio lacks the library for them."
    except Exception as exc:  # whatever the library raises: a film without credentials is still the film
        reason = (getattr(exc, "strerror", None) or str(exc) or type(exc).__name__).splitlines()[0][:160].rstrip(".")
        return f"The file was written, but without Content Credentials: {reason}."
    finally:
        part.unlink(missing_ok=True)


def _sign(path: Path, part: Path, credits: Credits, identity: Identity, form: str, *, look: bool) -> None:
    """With `look` the sources' own credentials, if they have any, go in as well; their pixels never do."""
    import c2pa

    described = [(item, item.digest or _digest(item.path)) for item in credits.ingredients if item.path.is_file()]
    looked = {n for n, (item, _) in enumerate(described) if look and can_sign(item.path)}
    info = c2pa.C2paSignerInfo(c2pa.C2paSigningAlg.ES256, identity.chain, identity.key, None)
    with (
        c2pa.Signer.from_info(info) as signer,
        _context(identity, signer=signer) as context,
        c2pa.Builder(_manifest(credits, described, form, looked), context=context) as builder,
        path.open("rb") as source,
        part.open("x+b") as target,
    ):
        for number in sorted(looked):
            told = _ingredient(*described[number], number)
            with described[number][0].path.open("rb") as file:
                builder.add_ingredient(told, told["format"], file)
        builder.sign(form, source, target)
        target.flush()
        os.fsync(target.fileno())
    with _context(identity) as context, part.open("rb") as file, c2pa.Reader(form, file, context=context) as reader:
        if reader.get_validation_state() not in ("Valid", "Trusted"):
            raise ValueError("they could not be read back")


def _manifest(
    credits: Credits, described: list[tuple[Ingredient, str]], form: str, looked: set[int]
) -> dict[str, Any]:
    kinds = {"all": "trainedAlgorithmicMedia", "some": "compositeWithTrainedAlgorithmicMedia", "none": "humanEdits"}
    agent = {"name": "Fantascope", "version": __version__}
    roles = [item.role for item, _ in described]
    ids = {role: [f"i{n}" for n, own in enumerate(roles) if own == role] for role in ("component", "input")}
    created: dict[str, Any] = {
        "action": "c2pa.created", "softwareAgent": agent, "digitalSourceType": _SOURCE_TYPE + kinds[credits.generated],
    }  # fmt: skip
    if ids["input"]:
        created["parameters"] = {"ingredientIds": ids["input"]}
    actions = [created]
    if ids["component"]:
        actions.append({"action": "c2pa.placed", "parameters": {"ingredientIds": ids["component"]}})
    for sentence in credits.finishing:
        actions.append({"action": "c2pa.edited", "description": sentence, "softwareAgent": agent,
                        "digitalSourceType": _SOURCE_TYPE + "algorithmicallyEnhanced"})  # fmt: skip
    takes = [
        {
            "model": made.model, "prompt": made.prompt[:_MOST_TEXT], "expanded": made.expanded[:_MOST_TEXT],
            "seed": str(made.seed), "verb": made.verb, "steps": made.steps, "guidance": str(made.guidance),
        }
        for made in credits.made
    ]  # fmt: skip
    sources = [{"title": item.title, "role": item.role, "sha256": digest} for item, digest in described]
    return {
        "claim_generator_info": [agent], "title": credits.title, "format": form,
        "ingredients": [
            _ingredient(item, digest, n) for n, (item, digest) in enumerate(described) if n not in looked
        ],
        "assertions": [
            {"label": "c2pa.actions.v2", "data": {"actions": actions}},
            {"label": LABEL, "data": {"takes": takes, "sources": sources, "finishing": [*credits.finishing]}},
        ],
    }  # fmt: skip


def _ingredient(item: Ingredient, digest: str, number: int) -> dict[str, Any]:
    return {
        "title": item.title, "label": f"i{number}", "metadata": {"sha256": digest},
        "format": FORMATS.get(item.path.suffix.lower(), "application/octet-stream"),
        "relationship": "inputTo" if item.role == "input" else "componentOf",
    }  # fmt: skip


# -- reading back ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """What a file says of itself. `valid`: nothing was changed since it was signed; `here`: signed on this computer."""

    signed: bool
    valid: bool = False
    here: bool = False
    generator: str = ""
    signer: str = ""
    generated: str = ""  # the IPTC digital source type
    made: tuple[Made, ...] = ()
    sources: tuple[dict[str, str], ...] = ()  # title, role, sha256
    finishing: tuple[str, ...] = ()
    trouble: tuple[str, ...] = ()  # codes of what does not hold


def read(path: Path | str, *, data: Path | None = None) -> Provenance:
    """The credentials of a file; `data` is the user's folder. Raises StudioError for what can't hold any."""
    path = Path(path)
    require_file(path)
    form = FORMATS.get(path.suffix.lower())
    if form is None:
        step = f"Files that can: {', '.join(FORMATS)}."
        raise StudioError(f"“{path.name}” is of a kind that cannot hold Content Credentials.", next_step=step)
    try:
        import c2pa
    except ImportError as exc:
        raise StudioError("The library for Content Credentials is missing.", next_step="Reinstall the studio.") from exc
    known = load_identity(data) if data and (data / "credentials").is_dir() else None
    try:
        with _context(known) as context, path.open("rb") as file, c2pa.Reader(form, file, context=context) as reader:
            return _told(json.loads(reader.json()), reader.get_validation_state() or "")
    except c2pa.C2paError as exc:
        if "ManifestNotFound" in type(exc).__name__ or "ManifestNotFound" in str(exc):
            return Provenance(signed=False)
        raise StudioError(f"The credentials of “{path.name}” can't be read; it may be damaged.") from exc
    except (OSError, ValueError) as exc:
        raise StudioError(f"“{path.name}” can't be read.", next_step="Check that it is whole.") from exc


def _told(store: dict[str, Any], state: str) -> Provenance:
    active = store.get("manifests", {}).get(store.get("active_manifest"), {})
    data = {entry.get("label"): entry.get("data", {}) for entry in active.get("assertions", [])}
    actions = data.get("c2pa.actions.v2", data.get("c2pa.actions", {})).get("actions", [])
    kind = next((action["digitalSourceType"] for action in actions if action.get("digitalSourceType")), "")
    ours = data.get(LABEL, {})
    codes = tuple(entry.get("code", "") for entry in store.get("validation_status", []))
    agent = next(iter(active.get("claim_generator_info", [])), {})
    titled = [{"title": item.get("title", ""), "role": item.get("relationship", ""), "sha256": ""}
              for item in active.get("ingredients", [])]  # fmt: skip
    return Provenance(
        signed=True, valid=state in ("Valid", "Trusted"), here=state == "Trusted",
        generator=" ".join(filter(None, (agent.get("name"), agent.get("version")))),
        signer=active.get("signature_info", {}).get("issuer", ""), generated=kind.rpartition("/")[2],
        made=tuple(_made(take) for take in ours.get("takes", [])),
        sources=tuple(ours.get("sources", [])) or tuple(titled),
        finishing=tuple(map(str, ours.get("finishing", []))),
        trouble=tuple(code for code in codes if code != _UNTRUSTED),
    )  # fmt: skip


def _made(take: dict[str, Any]) -> Made:
    seed = str(take.get("seed", "0"))
    return Made(
        model=str(take.get("model", "")), prompt=str(take.get("prompt", "")), verb=str(take.get("verb", "")),
        expanded=str(take.get("expanded", "")), seed=int(seed) if seed.lstrip("-").isdigit() and len(seed) < 40 else 0,
    )  # fmt: skip


def _context(identity: Identity | None, *, signer=None):
    import c2pa

    trust = {"trust": {"user_anchors": identity.root.decode()}} if identity else {}
    return c2pa.Context.from_dict({**_OFFLINE, **trust}, signer=signer)


@cache
def _digest_of(path: Path, size: int, changed: int) -> str:
    return sha256_of(path)


def _digest(path: Path) -> str:
    state = path.stat()
    return _digest_of(path, state.st_size, state.st_mtime_ns)
