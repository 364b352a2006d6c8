"""Collects every word the window says, and brings resources/translations up to date: `python scripts/translations.py`.

Words of the window stand in tr() and NOOP() in studio/ui. Sentences of the other rooms, which know no Qt, are found by
their form; names and numbers in them become {1}, {2}…. Phrases that are no sentences are listed in PHRASES. All of them
go through Qt's own tools: pyside6-lupdate keeps what was translated, pyside6-lrelease packs it. Edit the .ts file by
hand or with pyside6-linguist in between, and run this again.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
from studio.interchange.losses import FEATURES  # noqa: E402

FOLDER = ROOT / "resources" / "translations"
TS, QM, SENTENCES = (FOLDER / name for name in ("studio_zh_CN.ts", "studio_zh_CN.qm", "sentences.txt"))

ROOMS = ("document", "storage", "interchange", "media", "model", "engine", "session", "ui")
PLAIN = {"loop.py", "speaker.py", "drag.py", "editing.py"}  # of the ui, those that speak English as the other rooms do
# Calls that are given the name of an undo step or a job.
LABELLED = {
    "edit", "happen", "start", "submit", "attempt", "_set", "_try", "_start", "_at_playhead", "_each_selected",
    "_place_and_make",
}  # fmt: skip
# Two templates of the interchange room that stand for too much; PHRASES has what they become.
VAGUE = {"{1} {2} only a note in the file: other programs will not see {3}.", "{1} {2} behind: {3} cannot carry {4}."}
ORDERS = ("You write prompts", "Say in one paragraph")  # said to a language model, not to a person
PLACE = re.compile(r"\{\w*\}")
# Spoken on the command line alone, or words about pictures rather than of the studio.
SILENT = {
    "storyboard.py", "splice.py", "filming.py", "oneshot.py", "staging.py", "steady.py", "understanding.py",
    "lexicon.py", "wording_en.py", "wording_zh.py", "writing_prompts.py", "captioner.py",
}  # fmt: skip
# Files whose half-sentences end up inside a sentence.
HALVES = {"safety.py", "headers.py", "devices.py", "codec.py", "capability.py", "loading.py", "plain.py"}
CONTEXT = "Sentence"


def main() -> int:
    """Rewrite the list of sentences, the .ts and the .qm."""
    tools = Path(sys.executable).parent
    FOLDER.mkdir(parents=True, exist_ok=True)
    told = sentences(ROOT)
    SENTENCES.write_text("\n".join(told) + "\n", "utf-8")
    lines = [f"QT_TRANSLATE_NOOP({context!r}, {text!r})\n" for context, text in sorted(sources(ROOT))]
    with tempfile.TemporaryDirectory() as folder:
        collected = Path(folder) / "collected.py"
        collected.write_text("".join(lines), "utf-8")
        subprocess.run(
            [tools / "pyside6-lupdate", "-no-obsolete", "-locations", "none", "-source-language", "en",
             "-target-language", "zh_CN", collected, "-ts", TS], check=True,
        )  # fmt: skip
    packed = QM.with_suffix(".new")
    subprocess.run([tools / "pyside6-lrelease", TS, "-qm", packed], check=True)
    packed.replace(QM)  # a window that is open reads on in the old one; writing over it would end that window
    return 0


def sources(root: Path) -> set[tuple[str, str]]:
    """(context, English) of everything that can be translated."""
    return {*window(root), *((CONTEXT, text) for text in sentences(root))}


# -- the window's own words ------------------------------------------------------------------------------------------


def window(root: Path) -> Iterator[tuple[str, str]]:
    """(context, English) of every tr() and NOOP() in studio/ui."""
    for file in sorted((root / "studio" / "ui").rglob("*.py")):
        tree = ast.parse(file.read_text("utf-8"))
        own = context_of(tree, root)
        yield from _calls(tree, own, "")


def _calls(node: ast.AST, module: str, owner: str) -> Iterator[tuple[str, str]]:
    for child in ast.iter_child_nodes(node):
        name = child.name if isinstance(child, ast.ClassDef) else owner
        match child:
            case ast.Call(func=ast.Name(id="NOOP"), args=[ast.Constant(context), ast.Constant(text)]):
                yield context, text
            case ast.Call(func=ast.Name(id="tr"), args=[ast.Constant(text)]):
                yield module, text
            case ast.Call(func=ast.Attribute(attr="tr", value=ast.Name(id="self")), args=[ast.Constant(text)]):
                yield owner, text
        yield from _calls(child, module, name)


def context_of(tree: ast.Module, root: Path) -> str:
    """The context of a module's tr(): its own, or that of the module it is imported from."""
    for node in tree.body:
        match node:
            case ast.FunctionDef(name="tr"):
                for inner in ast.walk(node):
                    if isinstance(inner, ast.Constant) and isinstance(inner.value, str) and inner.value.isidentifier():
                        return inner.value
            case ast.ImportFrom(module=str(module), names=names) if any(alias.name == "tr" for alias in names):
                return context_of(ast.parse((root / f"{module.replace('.', '/')}.py").read_text("utf-8")), root)
    return ""


# -- what the other rooms say ----------------------------------------------------------------------------------------


def sentences(root: Path) -> list[str]:
    """Every sentence, label and phrase that is English until it is shown, as a template, in a steady order."""
    found = {*PHRASES}
    for feature in FEATURES.values():
        found |= {f"1 {feature.one}", f"{{1}} {feature.many}"}
    for room in ROOMS:
        for file in sorted((root / "studio" / room).rglob("*.py")):
            if file.name not in SILENT:
                tree = ast.parse(file.read_text("utf-8"))
                found |= set(labels(tree)) if room in ("session", "ui") else set()
                if room != "ui" or file.name in PLAIN:
                    found |= {text for text in templates(tree) if _is_sentence(text) or _is_half(file, text)}
    return sorted(text for text in found - VAGUE if re.search("[A-Za-z]{2}", PLACE.sub("", text)))


def _is_sentence(text: str) -> bool:
    """Words that end with a full stop."""
    return text.endswith(".") and " " in text and "\n" not in text and not text.startswith(("*", *ORDERS))


def _is_half(file: Path, text: str) -> bool:
    return file.name in HALVES and text.count(" ") >= 2 and text[:1].islower()


def labels(tree: ast.AST) -> Iterator[str]:
    """What undo steps and jobs are called: a capitalised word or two among the first arguments of certain calls."""
    for node in ast.walk(tree):
        given: list[ast.AST] = []
        match node:
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=args, keywords=options):
                given = [option.value for option in options if option.arg in ("label", "doing")]
                given += args[:3] if name in LABELLED else []
            case ast.Assign(targets=[ast.Name(id="label")], value=value):
                given = [value]
        for part in given:
            for inner in (part.body, part.orelse) if isinstance(part, ast.IfExp) else (part,):
                text = template(inner)
                if text and text[:1].isupper() and "\n" not in text:
                    yield text


def templates(tree: ast.AST) -> set[str]:
    """Every string apart from docstrings, what is filled in written as {1}, {2}…."""
    passed: set[int] = set()
    for node in ast.walk(tree):
        match node:
            case (
                ast.Module(body=[ast.Expr(value=first), *_]) | ast.ClassDef(body=[ast.Expr(value=first), *_])
                | ast.FunctionDef(body=[ast.Expr(value=first), *_])
                | ast.AsyncFunctionDef(body=[ast.Expr(value=first), *_])
            ):
                passed.add(id(first))
            case ast.Call(func=ast.Name(id="tr" | "NOOP") | ast.Attribute(attr="tr"), args=args):
                passed |= {id(arg) for arg in args}  # has been told in the window's language
    found = set()
    for node in ast.walk(tree):  # outer nodes come first: parts of a template are not strings of their own
        if id(node) in passed or (text := template(node)) is None:
            continue
        found.add(text)
        passed |= {id(part) for part in getattr(node, "values", ()) if isinstance(part, ast.Constant)}
    return found


def template(node: ast.AST) -> str | None:
    """A string as written, names and expressions in it numbered."""
    number = count(1)
    match node:
        case ast.Constant(value=str(text)):
            return PLACE.sub(lambda _: f"{{{next(number)}}}", text)
        case ast.JoinedStr(values=parts):
            return "".join(
                str(part.value) if isinstance(part, ast.Constant) else f"{{{next(number)}}}" for part in parts
            )
    return None


# What is shown without being a sentence, a label or a half-sentence: names of verbs, looks and cameras, what a model
# can do, what is being done, what another program's timeline leaves behind.
PHRASES = (
    "text", "image", "Text", "Image", "extend after", "extend before", "fill", "Fill", "loop", "blend", "remix",
    "re-cut", "storyboard", "picture", "keyframes", "redo", "Keeping the take",
    "reading what is known", "describing the clip", "reading a prompt", "asking the language model",
    "keeping the new frames", "drawing the preview", "mixing the sound", "working in the background",
    "loading the model", "open weights", "The bundled model",
    "first frame", "last frame", "fill a gap", "a stretch again", "part of a picture", "a prompt per window",
    "single picture", "sound", "known frames pinned", "{1} cast pictures", "cast pictures", "pictures", "the processor",
    "Apple graphics", "AMD graphics", "{1}, about {2} there and {3} of main memory", "all of it on the device",
    "Exact keyframes and kept stretches", "Everything known but the first frame",
    "begin with a given picture", "end with a given picture", "use LoRA files", "change a film",
    "left out: {1}", "left out: {1} more", "no {1}: drawn {2}", "no {1}: drawn as {2}",
    "Card {1}: {2}", "{1} of {2}", "in another window", "on {1}", "Can: {1}. Cannot: {2}.", "opened", "read",
    "Flat cartoon", "Ink drawing", "Watercolour", "Neon glow", "Still", "Pan left", "Pan right", "Zoom in", "Zoom out",
    "Follow",
    "{1} is only a note in the file: other programs will not see it.",
    "{1} are only a note in the file: other programs will not see them.",
    "{1} stays behind: {2} cannot carry it.", "{1} stay behind: {2} cannot carry them.",
    "Insert clip", "Insert clips", "Move clip", "Move clips", "Recover", "Re-cut", "Many pasts", "Move marker",
    "kind", "colour", "action", "place", "time", "weather", "camera", "style", "shot", "direction", "company",
)  # fmt: skip

if __name__ == "__main__":
    raise SystemExit(main())
