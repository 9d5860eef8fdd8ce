"""The documentation is tested: commands, settings and make targets stand where people look for them."""

import argparse
import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import arguments
from bot.settings import KEYS, variable

ROOT = Path(__file__).resolve().parents[1]
READMES = ("README.md", "README.zh-CN.md")


_RECOGNISING = (
    "conversation.py",
    "render.py",
    "reception/__init__.py",
    "reception/hours.py",
    "reception/announce_words.py",
    "reception/claim_words.py",
    "reception/claims.py",
    "reception/places.py",
    "reception/wishes.py",
)
"""Modules of `bot/` with patterns that recognise Chinese."""


def commands(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    """Every parser of the command line, groups included, the top one first."""
    yield parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for below in action.choices.values():
                yield from commands(below)


PARSERS = list(commands(arguments.parser()))
LEAVES = [parser for parser in PARSERS if parser.get_default("command")]


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("parser", PARSERS, ids=lambda p: p.prog)
def test_help_teaches_by_example(parser: argparse.ArgumentParser) -> None:
    """Every `--help` says in Chinese what the command does and shows it in use."""
    shown = parser.format_help()
    assert re.search(r"[一-鿿]{4}", parser.description or "")
    assert "例子：" in shown
    assert parser.prog.split()[-1] in shown.split("例子：")[1]
    for english in ("usage:", "positional arguments", "options:", "show this help"):
        assert english not in shown


@pytest.mark.parametrize("parser", LEAVES, ids=lambda p: p.prog)
def test_examples_parse(parser: argparse.ArgumentParser) -> None:
    """Every example in a help text is a command line that the parser accepts."""
    for line in (parser.epilog or "").splitlines():
        match = re.match(r"\s+(?:YANXIU_\w+=\S+ )?yanxiu (.+?)(?: > .*)?$", line)
        if match:
            words = [word.strip('"') for word in re.findall(r'"[^"]*"|\S+', match[1])]
            assert arguments.parse(words).command


@pytest.mark.parametrize("readme", READMES)
@pytest.mark.parametrize("parser", LEAVES, ids=lambda p: p.prog)
def test_readmes_have_every_command(readme: str, parser: argparse.ArgumentParser) -> None:
    """Both READMEs show every command and every option but --help."""
    text = read(readme)
    assert f"`{parser.prog}" in text
    for action in parser._actions:
        for option in action.option_strings:
            assert option in text or option in ("-h", "--help")


@pytest.mark.parametrize("readme", READMES)
def test_readmes_have_every_setting(readme: str) -> None:
    """Both READMEs have a row for every setting, and no row for one that does not exist."""
    text = read(readme)
    assert {f"YANXIU_{name}" for name in re.findall(r"^\| `YANXIU_(\w+)`", text, re.MULTILINE)} == set(
        map(variable, KEYS)
    )


def test_readme_has_every_make_target() -> None:
    """The README names every phony target that is meant for people, and only those that exist."""
    phony = re.search(r"^\.PHONY: (.+)$", read("Makefile"), re.MULTILINE)
    assert phony
    targets = set(phony[1].split()) - {"clean"}
    assert set(re.findall(r"`make ([a-z-]+)", read("README.md"))) == targets


@pytest.mark.parametrize("page", [*READMES, *(str(p.relative_to(ROOT)) for p in (ROOT / "docs").rglob("*.md"))])
def test_links_lead_somewhere(page: str) -> None:
    """Every relative link in the documentation names a file that is there."""
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", read(page)):
        assert ((ROOT / page).parent / target).exists(), target


def test_changelog_has_this_version() -> None:
    """The version that is installed has its section in the changelog."""
    assert f"## {arguments.version()}\n" in read("CHANGELOG.md")


def test_every_test_says_what_it_holds() -> None:
    """Each test has a docstring that states the behaviour."""
    silent = []
    for file in (ROOT / "tests").rglob("test_*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
                silent += [] if ast.get_docstring(node) else [f"{file.name}:{node.lineno}"]
    assert silent == []


def test_user_facing_sentences_stand_in_texts() -> None:
    """In `bot/` no other module holds Chinese text for people; patterns that recognise Chinese are no sentences."""
    recognising = {ROOT / "bot" / name for name in _RECOGNISING}
    for file in (ROOT / "bot").rglob("*.py"):
        if file in recognising or file.parent.name == "texts":
            continue
        tree = ast.parse(file.read_text(encoding="utf-8"))
        docstrings = {node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in docstrings:
                assert not re.search(r"[一-鿿]", node.value), f"{file.name}:{node.lineno}"


def test_every_text_is_said() -> None:
    """`bot/texts/` holds no sentence that nothing says."""
    own = "".join(file.read_text(encoding="utf-8") for file in (ROOT / "bot" / "texts").glob("*.py"))
    names = set(re.findall(r"^(?:def )?([A-Za-z]\w*)(?= = |\()", own, re.MULTILINE))
    spoken = "".join(file.read_text(encoding="utf-8") for file in (ROOT / "bot").rglob("*.py"))
    assert len(names) > 200
    assert [n for n in sorted(names) if f"texts.{n}" not in spoken and len(re.findall(rf"\b{n}\b", own)) < 2] == []
