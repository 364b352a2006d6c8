"""The command line's question to a file: where do you come from? Reads Content Credentials back."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import Any

KINDS = {
    "trainedAlgorithmicMedia": "made by a generative model",
    "compositeWithTrainedAlgorithmicMedia": "partly made by a generative model",
    "humanEdits": "edited by a person, nothing in it made by a model",
}


def add_commands(commands) -> None:
    told = "tell what a file says of its making"
    made = commands.add_parser(
        "provenance", help=told, description=told.capitalize() + ": its Content Credentials (C2PA). Nothing is fetched."
    )
    made.add_argument("file", type=Path, help="an mp4, mov, gif, webp, png or other file that can hold them")
    made.add_argument("--json", action="store_true", help="one JSON object on the last line")
    made.set_defaults(command=provenance)


def provenance(args: argparse.Namespace) -> dict[str, Any]:
    from studio.media.provenance import read
    from studio.session.places import user_data

    found = read(args.file, data=user_data())
    if not args.json:
        print("\n".join(_lines(args.file.name, found)))
    return {"file": str(args.file.absolute()), **asdict(found)}


def _lines(name: str, found):
    if not found.signed:
        yield f"{name} carries no Content Credentials."
        return
    whole = "unchanged since then" if found.valid else f"CHANGED since then ({', '.join(found.trouble) or 'invalid'})"
    where = "on this computer" if found.here else f"by “{found.signer}”, whom nobody vouches for here"
    yield f"{name}: {KINDS.get(found.generated, found.generated or 'of unknown making')}, {whole}."
    yield f"  Signed {where}, written with {found.generator}."
    for made in found.made:
        yield f"  {made.model}, seed {made.seed}: {made.expanded or made.prompt}"
    for sentence in found.finishing:
        yield f"  {sentence}"
    for source in found.sources:
        how = "from" if source["role"] in ("input", "inputTo") else "shows"
        yield f"  {how} {source['title']}  {source['sha256'][:16]}".rstrip()
