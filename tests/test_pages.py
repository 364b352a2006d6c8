"""README, guide and pages: their commands are understood, their links lead somewhere, no picture is made by hand."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from studio import cli, cli_bench
from studio.training import command

TREE = Path(__file__).resolve().parents[1]
PAGES = [*sorted(TREE.glob("*.md")), *sorted((TREE / "docs").glob("*.md")), TREE / "resources" / "models" / "README.md"]
CALLED = re.compile(r"^(?:(?:\.venv/bin/)?python -m studio|(?:Fantascope/)?fantascope)\b(?!-)")
ALONE = re.compile(
    r"^(?:render|extend|fill|loop|blend|remix|storyboard|expand|describe|interchange|provenance|models|evaluate) "
)
OWN = {"train": command.parser, "bench": cli_bench.parser}  # commands with a command line of their own


def named(page: Path) -> str:
    return page.relative_to(TREE).as_posix()


def told(page: Path) -> Iterator[str]:
    """What a page says to type: lines of its code blocks, and code inside its sentences."""
    text = page.read_text("utf-8")
    for block in re.findall(r"```sh\n(.*?)```", text, re.S):
        yield from re.sub(r"\\\n\s*", "", block).splitlines()
    yield from re.findall(r"^    (\S.*)$", text, re.M)
    yield from re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", text, flags=re.S))


def commands(page: Path) -> Iterator[list[str]]:
    """The studio's own among them, as words."""
    for line in told(page):
        line = line.partition("  #")[0].strip()
        if CALLED.match(line):
            yield shlex.split(CALLED.sub("", line))
        elif ALONE.match(line):
            yield shlex.split(line)


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_command_is_understood(page):
    for words in commands(page):
        if words in ([], ["…"], ["--self-check"], ["--safe-mode"]):
            continue
        parser, words = (OWN[words[0]](), words[1:]) if words[0] in OWN else (cli.parser(), words)
        if "--help" in words or not words:
            assert not words or words[0] in parser.format_help(), words
            continue
        if words[1:2] == ["…"] and "-o" not in words:
            words += ["-o", "x"]  # only what matters is told
        parser.parse_args(words)  # raises, or leaves, where it does not understand


def test_the_pages_name_commands():
    """The test above would be silent about a page it cannot read."""
    found = {words[0] for page in PAGES for words in commands(page) if words}
    assert {"render", "extend", "storyboard", "models", "doctor", "bench", "train", "--self-check"} <= found


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_make_target_exists(page):
    rules = re.findall(r"^([\w -]+):(?!=)", (TREE / "Makefile").read_text(), re.M)
    targets = {name for rule in rules for name in rule.split()}
    for line in told(page):
        for name in re.findall(r"^make (?:[A-Z_]+=\S+ )*([a-z][\w-]*)", line):
            assert name in targets, line


# -- links and pictures -----------------------------------------------------------------------------------------------


def anchors(page: Path) -> set[str]:
    """Of its headings, as they are made from them where pages are read."""
    heads = re.findall(r"^#+ (.*)$", page.read_text("utf-8"), re.M)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_link_leads_somewhere(page):
    for link in re.findall(r"\]\(([^)\s]+)\)", page.read_text("utf-8")):
        if link.startswith(("https://", "http://")):
            continue
        place, _, anchor = link.partition("#")
        target = (page.parent / place).resolve() if place else page
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


def test_every_picture_that_is_shown_is_made_and_every_picture_made_is_shown():
    """By `make docs-pictures`: a picture that no script writes is one made by hand."""
    writes = r'(?:readme|guide|out) / "([\w-]+\.(?:png|webp))"'
    shows = r'(?:\]\(|src=")([^)"\s]+\.(?:png|webp|gif|jpe?g|svg))'
    scripts = [path.read_text("utf-8") for path in (TREE / "scripts").glob("picture*.py")]
    made = {name for text in scripts for name in re.findall(writes, text)}
    shown = {(page.parent / name).resolve() for page in PAGES for name in re.findall(shows, page.read_text("utf-8"))}
    assert shown and all(path.is_file() for path in shown)
    kept = {path for folder in ("docs/pictures", "resources/pictures") for path in (TREE / folder).rglob("*.*")
            if path.suffix != ".safetensors"}  # fmt: skip
    assert kept == shown
    assert {path.name for path in kept} == made
    assert "docs-pictures" in re.search(r"^([\w -]+):.*\n.*scripts\.pictures", (TREE / "Makefile").read_text(), re.M)[1]
