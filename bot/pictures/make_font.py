"""Make the font that is shipped: `python -m bot.pictures.make_font SOURCE OUT`; needs the extra `[font]`.

SOURCE is Noto Sans CJK or Source Han Sans (Simplified Chinese), Regular, under the SIL Open Font License: an .otf, or
the .ttc of Debian's package fonts-noto-cjk. The same source gives the same bytes.

Outlines become quadratic (TrueType): reportlab embeds no others. Hints and layout tables go. The glyph of what is
missing is 〓, so that a character that the font lacks is seen, and nothing ever fails on it.
"""

import sys
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any

FAMILY = "Yanxiu Sans SC"
"""Its own name: a modified version is not to pass for the source."""
MISSING = 0x3013
"""〓, the printers' sign for a character that is not at hand."""
RARE = Path(__file__).parent / "fonts" / "rare.txt"
_BLOCKS = (
    (0x20, 0x7E),  # ASCII
    (0xA0, 0xFF),  # Latin-1
    (0x2010, 0x2027),  # dashes, quotation marks, …
    (0x2030, 0x203B),  # ‰, ′, ※
    (0x2150, 0x218B),  # fractions, Roman numerals
    (0x2190, 0x2199),  # arrows
    (0x2200, 0x22A5),  # −, ×, ≤, ≥
    (0x2460, 0x24FF),  # ① to ⑳, ⑴, ⒈
    (0x2500, 0x25EF),  # lines, bars, ■, ●, ◆
    (0x2605, 0x2606),
    (0x3000, 0x303F),  # Chinese punctuation, 〇
    (0x3105, 0x312F),  # zhuyin
    (0x3220, 0x3243),  # ㈠
    (0x4E00, 0x9FFF),  # the basic block
    (0xFF01, 0xFF5E),  # full width
    (0xFFE0, 0xFFE5),
)
_SINGLE = "ˇˉˊˋ˙·™℃℅№☆★♀♂✓✔✕✗✘㎎㎏㎜㎝㎞㎡㏄㏎㏑㏒㏕"
_PINYIN = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňǹḿ"
_KEPT_TABLES = {"head", "hhea", "maxp", "OS/2", "hmtx", "cmap", "loca", "glyf", "name", "post", "gasp"}
_TOLERANCE = 1.0
"""How far a quadratic outline may lie from the cubic one, in thousandths of an em."""
_MADE = 3_723_062_400
"""Seconds since 1904 in the header: always 2021-12-23 or so, whenever it is made."""


def characters() -> frozenset[int]:
    """Code points that the font is to have, as far as the source has them."""
    rare = (int(word, 16) for line in _lines(RARE) for word in line.split())
    blocks = (range(first, last + 1) for first, last in _BLOCKS)
    return frozenset(chain(rare, *blocks, map(ord, _SINGLE + _PINYIN)))


def make(source: Path, out: Path) -> int:
    """Write the font; returns how many characters it has."""
    font = _opened(source)
    _subset(font, characters())
    if "CFF " in font:
        _to_quadratic(font)
    _mark_missing(font)
    _name(font)
    for tag in set(font.keys()) - _KEPT_TABLES - {"GlyphOrder"}:
        del font[tag]
    font.recalcTimestamp = False
    font["head"].created = font["head"].modified = _MADE
    font["post"].formatType = 3.0
    font.save(out)
    font.close()
    return len(font.getBestCmap())


def _lines(file: Path) -> Iterator[str]:
    for line in file.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            yield line


def _opened(source: Path) -> Any:
    """The font in the file; of a collection, the one for Simplified Chinese."""
    from fontTools.ttLib import TTCollection, TTFont

    if source.suffix.lower() != ".ttc":
        return TTFont(source)
    for font in TTCollection(source, lazy=True).fonts:
        if (font["name"].getDebugName(4) or "").endswith(" SC") and "Mono" not in font["name"].getDebugName(4):
            return font
    raise SystemExit(f"{source}: no font for Simplified Chinese in it")


def _subset(font: Any, wanted: Iterable[int]) -> None:
    from fontTools.subset import Options, Subsetter

    options = Options()
    options.layout_features = []
    options.hinting = False
    options.notdef_outline = True
    options.name_IDs = [0, 13, 14]
    options.drop_tables += ["BASE", "VORG", "vhea", "vmtx", "GSUB", "GPOS", "GDEF"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=list(wanted))
    subsetter.subset(font)


def _to_quadratic(font: Any) -> None:
    """Replace the cubic outlines of the CFF table by quadratic ones in glyf."""
    from fontTools.pens.cu2quPen import Cu2QuPen
    from fontTools.pens.ttGlyphPen import TTGlyphPen
    from fontTools.ttLib import newTable

    order, glyphs = font.getGlyphOrder(), font.getGlyphSet()
    made = {}
    for name in order:
        pen = TTGlyphPen(glyphs)
        # TrueType's outer contours run the other way round.
        glyphs[name].draw(Cu2QuPen(pen, _TOLERANCE, reverse_direction=True))
        made[name] = pen.glyph()
    font["loca"], font["glyf"] = newTable("loca"), newTable("glyf")
    font["glyf"].glyphOrder, font["glyf"].glyphs = order, made
    for name, glyph in made.items():
        glyph.recalcBounds(font["glyf"])
        font["hmtx"][name] = (font["hmtx"][name][0], getattr(glyph, "xMin", 0))
    _profile(font["maxp"])
    font.sfntVersion = "\0\1\0\0"


def _profile(maxp: Any) -> None:
    """The fields that TrueType outlines need; what depends on the glyphs is worked out on saving."""
    maxp.tableVersion = 0x00010000
    maxp.maxZones = 1
    for field in (
        "maxTwilightPoints",
        "maxStorage",
        "maxFunctionDefs",
        "maxInstructionDefs",
        "maxStackElements",
        "maxSizeOfInstructions",
        "maxComponentElements",
    ):
        setattr(maxp, field, 0)


def _mark_missing(font: Any) -> None:
    """Draw 〓 for whatever is missing."""
    name = font.getBestCmap()[MISSING]
    font["glyf"][".notdef"] = font["glyf"][name]
    font["hmtx"][".notdef"] = font["hmtx"][name]


def _name(font: Any) -> None:
    table = font["name"]
    kept = {number: table.getDebugName(number) or "" for number in (0, 13, 14)}
    table.names = []
    named = {1: FAMILY, 2: "Regular", 3: f"{FAMILY} Regular", 4: FAMILY, 6: FAMILY.replace(" ", ""), **kept}
    for number, text in sorted(named.items()):
        table.setName(text, number, 3, 1, 0x409)
    font["OS/2"].achVendID = "NONE"


if __name__ == "__main__":
    if len(sys.argv) != 3:
        raise SystemExit("usage: python -m bot.pictures.make_font SOURCE OUT")
    sys.stdout.write(f"{make(Path(sys.argv[1]), Path(sys.argv[2]))} characters\n")
