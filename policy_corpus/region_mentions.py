"""Regions mentioned in running text: where, and which.

The rule for a name without its suffix: a province counts anywhere, a well-known city unless its name
arises at the seam of two words, a county only between two boundaries (what may stand before and after
a place), and a name that is also a word only directly behind the region that contains it.
"""

import re
from dataclasses import dataclass

from policy_corpus.model import Level
from policy_corpus.region_index import NATION, Index, NameKind, Region, index
from policy_corpus.region_words import SAFE_CHARS, words


@dataclass(frozen=True, slots=True)
class Mention:
    """A region named in a text at `[start, end)`."""

    start: int
    end: int
    region: Region
    """The region meant; with `others`, the first of those that bear the name."""
    others: tuple[Region, ...] = ()
    """Further regions of the same name that the text does not rule out; ask the person."""


_KINDS_OF_SCHOOL = (
    "师范|科技|理工|工业|农业|农林|医科|医药|中医药|财经|政法|外国语|外语|民族|工程|交通|第[一二三四五]|教育|职业|技术|幼儿|体育|艺术|音乐|"
    "电子|经济|工商|城建|开放|广播电视|林业|海洋|水利|电力|传媒|信息|高等专科|高等|专科|大学|管理|贸易|美术|轻工|石油|矿业|航空|"
    "铁道|警察|行政|社会主义|青年|政治|中国|北方|东方|联合|应用|城市|语言|首都"
)
_INSTITUTION = re.compile(rf"(?:省|市)?(?:{_KINDS_OF_SCHOOL})*(?:大学|学院|师专|高等专科学校|职业学校|出版社|教育出版)")
_STREET = re.compile(r"[东西南北中一二三]?(?:路(?!桥|南|北)|大街|大道)|[东西南北]街")
_DIRECTION = re.compile(r"[岸麓坡侧段翼隅]")
_BEFORE_DIRECTION = {
    "江西": "长珠漓松闽湘赣沿", "海南": "上渤黄沿入近", "海东": "上渤黄沿", "海西": "上渤黄沿",
    "海北": "上渤黄沿",
    "河南": "黄淮沿运过", "河北": "黄淮沿运过", "山东": "太泰华衡恒嵩庐燕中行", "山西": "太泰华衡恒嵩庐燕中行",
    "湖南": "西洞鄱", "湖北": "西洞鄱",
}  # fmt: skip
_NOT_THE_SUFFIX = {"市": "场值", "区": "域别间块分", "县": ""}
_NUMBER_HEAD = re.compile(
    r"(?:教|政|财|人社|委|发改|编|学位|科|办|价)[一-鿿]{0,5}\s*(?:[〔\[［(（【]\s*)?(?:19|20)\d{2}"
)
_OFFICE_HEAD = re.compile(r"教师|教体|教基|政发|教育厅|教育局|教人")
_WORD_AFTER = {"天津": "贴", "上海": "选"}
_NATION_TAIL = re.compile(r"人大|人民代表|政协|教育大会|优秀|模范|先进")
_STATE_TAIL = re.compile(r"(?:的|对[一-鿿]{0,6})?(?:统一)?(?:规定|要求|层面|文件|政策|标准|法律)|有没有|有什么|怎么")
_JOINT = re.compile(r"[\s·・]*的?[\s]*")


def find_regions(text: str) -> list[Mention]:
    """Regions named in `text`, in order, without overlap; a chain (河北省石家庄市赞皇县) is one mention.

    Universities and publishers that carry a region in their name are no mention of the region.
    """
    data = index()
    found: list[Mention] = []
    position = 0
    while position < len(text):
        step = _match(data, text, position, found)
        if isinstance(step, int):
            position = step
            continue
        _append(text, found, step)
        position = step.end
    return _narrowed(found)


def _match(data: Index, text: str, start: int, found: list[Mention]) -> Mention | int:
    """The mention that begins at `start`, or where to look next."""
    for length in data.lengths.get(text[start], ()):
        name = text[start : start + length]
        codes = data.names.get(name)
        if codes is None:
            continue
        end = start + length
        if data.kinds[name] is not NameKind.CHAR and (institution := _INSTITUTION.match(text, end)):
            return institution.end()
        regions = tuple(data.regions[code] for code in codes)
        parent = _parent_before(text, start, found)
        inside = tuple(r for r in regions if parent is not None and parent.code in r.ancestors)
        if inside and _fits_below(data, text, end, name):
            inside = preferred(inside)
            return Mention(start, end, inside[0], inside[1:])
        if _counts(data, text, start, end, name, found):
            best = preferred(regions)
            return Mention(start, end, best[0], best[1:])
    return start + 1


def preferred(regions: tuple[Region, ...]) -> tuple[Region, ...]:
    """Those of several bearers of one name that a speaker may mean.

    A province or the nation is meant before all others; a city before the county of the same name
    inside it and before counties elsewhere, save 朝阳, whose district in the capital is as well known.
    """
    codes = {region.code for region in regions}
    regions = tuple(r for r in regions if codes.isdisjoint(r.ancestors))
    for level in (Level.NATION, Level.PROVINCE):
        if top := tuple(r for r in regions if r.level is level):
            return top
    cities = tuple(r for r in regions if r.level is Level.CITY)
    if cities and all(r.short != "朝阳" for r in cities):
        return cities
    return regions


def _parent_before(text: str, start: int, found: list[Mention]) -> Region | None:
    if not found or not _JOINT.fullmatch(text, found[-1].end, start):
        return None
    return found[-1].region if found[-1].region.code != NATION else None


def _fits_below(data: Index, text: str, end: int, name: str) -> bool:
    """Whether `name`, right behind its ancestor, is the place and not a word."""
    kind = data.kinds[name]
    if kind is NameKind.CHAR:
        return False
    if kind is NameKind.FULL:
        return not _is_cut(text, end, name) and (len(name) > 2 or text[end : end + 1] not in ("级", "域"))
    if _STREET.match(text, end):
        return False
    return name not in words().ordinary or _right_boundary(text, end)


def _counts(data: Index, text: str, start: int, end: int, name: str, found: list[Mention]) -> bool:
    kind = data.kinds[name]
    if kind is NameKind.CHAR:
        return _char_counts(text, start, end, name, found)
    level = min((data.regions[code].level for code in data.names[name]), key=_depth)
    if level is Level.NATION:
        return _nation_counts(text, end, name)
    if kind is NameKind.FULL:
        return _full_counts(text, start, end, name, found)
    if _STREET.match(text, end) or _DIRECTION.match(text, end):
        return False
    before, after = text[max(start - 1, 0) : start], text[end : end + 1]
    if (before and before in _BEFORE_DIRECTION.get(name, "")) or (after and after in _WORD_AFTER.get(name, "")):
        return False
    if level is Level.PROVINCE or len(name) > 2:
        return True
    both = _left_boundary(text, start, found) and (_right_boundary(text, end) or _child_follows(data, text, end, name))
    if level is Level.CITY:
        if name in words().ordinary:
            return _left_boundary(text, start, found) and text.startswith(words().strong_right_cues, end)
        return both or name not in words().risky_cities
    return both and name not in words().ordinary and not (name.endswith("县") and text[end : end + 1] in "级域市区")


def _depth(level: Level) -> int:
    return (Level.NATION, Level.PROVINCE, Level.CITY, Level.COUNTY).index(level)


def _full_counts(text: str, start: int, end: int, name: str, found: list[Mention]) -> bool:
    if _is_cut(text, end, name):
        return False
    if name in words().ordinary_full:
        return len(name) > 2 and name.endswith("市") and _left_boundary(text, start, found)
    if len(name) == 2:
        if text[end : end + 1] in ("级", "域", "市", "区"):
            return False
        return _left_boundary(text, start, found) and _right_boundary(text, end)
    return True


def _is_cut(text: str, end: int, name: str) -> bool:
    """Whether the suffix belongs to the next word: 合作市|场, 静安区|域."""
    following = text[end : end + 1]
    return bool(following) and following in _NOT_THE_SUFFIX.get(name[-1], "")


def _char_counts(text: str, start: int, end: int, name: str, found: list[Mention]) -> bool:
    """豫 in front of a document number or office, or standing alone; never inside a word."""
    if _NUMBER_HEAD.match(text, end):
        return True
    if name not in SAFE_CHARS:
        return False
    if not (_left_boundary(text, start, found) or text[max(start - 1, 0) : start] in SAFE_CHARS):
        return False
    if _OFFICE_HEAD.match(text, end) or text[end : end + 1] in SAFE_CHARS:
        return True
    return _right_boundary(text, end, char=True)


def _nation_counts(text: str, end: int, name: str) -> bool:
    if name == "全国":
        return not _NATION_TAIL.match(text, end)
    return name == "国家" and bool(_STATE_TAIL.match(text, end))


def _left_boundary(text: str, start: int, found: list[Mention]) -> bool:
    if start == 0 or not "一" <= text[start - 1] <= "鿿":
        return True
    return bool(found and found[-1].end == start) or text.endswith(words().left_cues, 0, start)


def _right_boundary(text: str, end: int, *, char: bool = False) -> bool:
    """Whether a place may end here. Behind a single character 教版 (a textbook edition) and 级 continue a word."""
    if end >= len(text) or not "一" <= text[end] <= "鿿":
        return True
    if char and text[end : end + 2] in ("教版", "教材", "教社"):
        return False
    return text.startswith(words().right_cues, end)


def _child_follows(data: Index, text: str, end: int, name: str) -> bool:
    """Whether the next word names a region inside a bearer of `name`: 长春|朝阳区."""
    codes = set(data.names[name])
    words = (text[end : end + length] for length in data.lengths.get(text[end : end + 1], ()))
    return any(
        not codes.isdisjoint(data.regions[code].ancestors) for word in words for code in data.names.get(word, ())
    )


def _append(text: str, found: list[Mention], mention: Mention) -> None:
    """Add `mention`, joined to the one before when that is its ancestor and nothing stands between."""
    parent = _parent_before(text, mention.start, found)
    if parent is not None and parent.code in mention.region.ancestors:
        mention = Mention(found.pop().start, mention.end, mention.region, mention.others)
    found.append(mention)


def _narrowed(found: list[Mention]) -> list[Mention]:
    """Settle names with several bearers by the region named nearest, before or else after."""
    settled: list[Mention] = []
    for position, mention in enumerate(found):
        bearers = (mention.region, *mention.others)
        if mention.others:
            for other in (*reversed(settled), *found[position + 1 :]):
                if other.others:
                    continue
                if inside := _within(bearers, other.region):
                    bearers = preferred(inside)
                    break
        settled.append(Mention(mention.start, mention.end, bearers[0], bearers[1:]))
    return settled


def _within(bearers: tuple[Region, ...], place: Region) -> tuple[Region, ...]:
    """The bearers inside `place`, or inside the smallest of its ancestors that holds any; empty if none."""
    for code in (place.code, *reversed(place.ancestors)):
        if code != NATION and (inside := tuple(r for r in bearers if code in (r.code, *r.ancestors))):
            return inside
    return ()
