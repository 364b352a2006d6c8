"""The command line's models half: what is there, adding, checking, removing; nothing is fetched here."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import Any

from studio.session import models


def add_commands(commands) -> None:
    top = commands.add_parser("models", help="models of one's own: list, add, check, remove")
    verbs = top.add_subparsers(metavar="verb", required=True)
    _verb(verbs, "list", "what there is, and what each can do", show)
    made = _verb(verbs, "add", "list a folder of weights, or a single file to be used with one", add)
    made.add_argument("path", type=Path)
    made.add_argument("--name", default="", help="what to call it (the folder's name)")
    made.add_argument("--base", default="", help="for a single file: the model whose other parts it needs")
    made = _verb(verbs, "check", "look at a model's files once more; --open also loads it once", check)
    made.add_argument("name")
    made.add_argument("--open", action="store_true", help="load it, and say how it lies in memory")
    made = _verb(verbs, "remove", "take a model off the list", remove)
    made.add_argument("name")
    made.add_argument("--delete", action="store_true", help="delete its files too, if the studio downloaded them")
    _verb(verbs, "table", "what each kind of model can do, as Markdown", table)


def _verb(verbs, name: str, told: str, run) -> argparse.ArgumentParser:
    made = verbs.add_parser(name, help=told, description=told.capitalize() + ".")
    made.add_argument("--json", action="store_true", help="one JSON object on the last line")
    made.set_defaults(command=run)
    return made


def show(args: argparse.Namespace) -> dict[str, Any]:
    cards = models.cards()
    if not args.json:
        for card in cards:
            print(f"{card.id:<20} {card.name}  {card.size}")
            print(f"    {card.words}")
            if card.path:
                print(f"    In memory: {card.memory}.  {card.path}")
        if missing := models.extra_missing():
            print(f"Other models need {', '.join(missing)}: pip install -r requirements-gpu.txt")
    return {"models": [asdict(card) for card in cards], "missing": list(models.extra_missing())}


def add(args: argparse.Namespace) -> dict[str, Any]:
    one = models.shelf().add(args.path, name=args.name, base=args.base)
    return _told(args, one, "Added")


def check(args: argparse.Namespace) -> dict[str, Any]:
    one = models.shelf().check(args.name)
    told = _told(args, one, "Sound")
    if args.open:
        told["memory"] = models.open_once(args.name)
        if not args.json:
            print(f"Opened: {told['memory']}.")
    return told


def remove(args: argparse.Namespace) -> dict[str, Any]:
    deleted = models.shelf().remove(args.name, files=args.delete)
    if not args.json:
        files = "its files are deleted" if deleted else "its files are untouched"
        print(f"{args.name} is off the list; {files}.")
    return {"removed": args.name, "deleted": deleted}


def table(args: argparse.Namespace) -> dict[str, Any]:
    found = models.table()
    if not args.json:
        print(found, end="")
    return {"table": found}


def _told(args: argparse.Namespace, one, what: str) -> dict[str, Any]:
    card = models.card(one)
    if not args.json:
        print(f"{what}: {card.id}, {card.name}, {card.size}. {card.words}")
        print(f"In memory: {card.memory}. Licence: {card.licence}")
        if card.unproven:
            print(f"{card.unproven}: never tried on real weights.")
    return {"model": asdict(card)}
