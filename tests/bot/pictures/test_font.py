"""The font that is shipped, and how it is made."""

import unicodedata
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.ttLib import TTFont

from bot.pictures.canvas import font
from bot.pictures.make_font import MISSING, RARE, make
from bot.pictures.palette import FONT

ROOT = Path(__file__).resolve().parents[3]
_TEXTS = ROOT / "bot" / "texts"
_DRAWN = [
    *(_TEXTS / name for name in ("pictures.py", "records.py", "workbooks.py")),
    *(ROOT / "records" / name for name in ("standing/texts.py", "centre.py", "ledger.py")),
]
"""Modules whose sentences stand in pictures and documents."""


@pytest.fixture(scope="module")
def shipped() -> Iterator[TTFont]:
    """The shipped font, its outlines left unread."""
    with TTFont(FONT, lazy=True) as opened:
        yield opened


def lacking(font: TTFont, files: Iterable[Path]) -> set[str]:
    """Characters of the files that the font has not."""
    said = {character for file in files for character in file.read_text(encoding="utf-8")}
    return {character for character in said - {"\n"} if ord(character) not in font.getBestCmap()}


def test_every_sentence_can_be_drawn(shipped: TTFont) -> None:
    """What is drawn has a glyph for every character; what is said in chats as well, but for emoji."""
    assert lacking(shipped, _DRAWN) == set()
    chats = lacking(shipped, _TEXTS.glob("*.py"))
    assert {character for character in chats if unicodedata.category(character) not in ("So", "Mn")} == set()


def test_names_of_people_can_be_drawn(shipped: TTFont) -> None:
    """All of the basic block that Unicode had by 2015 and the rare characters of the 通用规范汉字表."""
    has = shipped.getBestCmap()
    rare = [int(word, 16) for row in RARE.read_text().splitlines() if row[0] != "#" for word in row.split()]
    assert len(rare) == 273
    assert [hex(code) for code in (*range(0x4E00, 0x9FD6), *rare) if code not in has] == []


def test_the_font_is_what_every_renderer_takes(shipped: TTFont) -> None:
    """TrueType outlines, no layout tables, below 8 MB, its own name, the licence beside it."""
    assert {"glyf", "cmap", "head"} <= set(shipped.keys())
    assert not {"CFF ", "GSUB", "GPOS", "fpgm"} & set(shipped.keys())
    assert FONT.stat().st_size < 8_000_000
    assert shipped["name"].getDebugName(1) == "Yanxiu Sans SC"
    assert "SIL OPEN FONT LICENSE Version 1.1" in (FONT.parent / "OFL.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("missing", ["\U0001f600", "\U00030000", "\u0e01", "\ue000"])
def test_what_is_missing_is_drawn_as_such(missing: str) -> None:
    """An emoji, a character of yesterday, another script, a private one: 〓, and nothing fails."""
    assert bytes(font(32).getmask(missing)) == bytes(font(32).getmask(chr(MISSING)))
    assert bytes(font(32).getmask("一")) != bytes(font(32).getmask(chr(MISSING)))


def test_making_the_font_is_repeatable(tmp_path: Path) -> None:
    """From cubic outlines quadratic ones, the same bytes each time; what is not asked for goes."""
    source = tmp_path / "source.otf"
    source.write_bytes(_cubic({0x41: "A", MISSING: "geta", 0x4E00: "one", 0x0E01: "other"}))
    made = [tmp_path / "1.ttf", tmp_path / "2.ttf"]
    assert [make(source, one) for one in made] == [3, 3]
    assert made[0].read_bytes() == made[1].read_bytes()
    with TTFont(made[0]) as result:
        assert set(result.getBestCmap()) == {0x41, MISSING, 0x4E00}
        assert result["glyf"][".notdef"] == result["glyf"][result.getBestCmap()[MISSING]]
        assert result["hmtx"]["A"][0] == 500


def _cubic(characters: dict[int, str]) -> bytes:
    """A font with a round glyph for each of the characters."""
    names = [".notdef", *characters.values()]
    builder: Any = FontBuilder(1000, isTTF=False)
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap(characters)
    strings = {}
    for place, name in enumerate(names, 1):
        pen = T2CharStringPen(500, None)
        pen.moveTo((0, 0))
        pen.curveTo((0, 100 * place), (400, 100 * place), (400, 0))
        pen.closePath()
        strings[name] = pen.getCharString()
    builder.setupCFF("Source", {}, strings, {})
    builder.setupHorizontalMetrics(dict.fromkeys(names, (500, 0)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": "Source", "styleName": "Regular"})
    builder.setupOS2()
    builder.setupPost()
    file = BytesIO()
    builder.save(file)
    return file.getvalue()
