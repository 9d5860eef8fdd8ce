"""Regions by GB/T 2260: look one up, read a person's statement of one, find those named in a text."""

import re
from functools import lru_cache

from policy_corpus.errors import CorpusError
from policy_corpus.region_index import NATION, Region, index
from policy_corpus.region_mentions import Mention, find_regions, preferred

__all__ = ["NATION", "Mention", "Region", "candidates", "covers", "distance", "find_regions", "get", "resolve"]

_FILLER = re.compile(r"[\s,，、·・/>－—-]+|(?<=.)的(?=.)")
_LEAD = re.compile(r"^(?:我们?(?:是|在|来自)|来自|在|是)")
_TAIL = re.compile(r"(?:的?(?:人|老师|教师)|这边|那边|当地|本地|的)$")


def get(code: str) -> Region:
    """The region with this six-digit code.

    Raises `CorpusError` when there is none.
    """
    region = index().regions.get(code)
    if region is None:
        raise CorpusError(f"没有代码为“{code}”的地区。请使用 GB/T 2260 的六位代码（全国用 {NATION}），县级以上。")
    return region


def covers(ancestor_code: str, code: str) -> bool:
    """Whether the region `code` is `ancestor_code` itself or lies in it; unknown codes raise `CorpusError`."""
    region = get(code)
    return get(ancestor_code).code in (region.code, *region.ancestors)


def distance(code: str, other: str) -> int:
    """Steps between two regions on the tree of regions: 0 the same, 1 parent and child, 2 siblings."""
    path = (*get(code).ancestors, code)
    other_path = (*get(other).ancestors, other)
    shared = sum(1 for left, right in zip(path, other_path, strict=False) if left == right)
    return len(path) + len(other_path) - 2 * shared


def resolve(text: str) -> Region | None:
    """The one region that a person states (河北, 张掖甘州, 豫, 620702).

    None when the text names none or leaves several; `candidates` tells them apart.
    """
    found = candidates(text)
    return found[0] if len(found) == 1 else None


@lru_cache(maxsize=4096)
def candidates(text: str) -> tuple[Region, ...]:
    """All regions that a person's statement may mean: one when it is clear, several for 朝阳, none when unknown."""
    statement = _FILLER.sub("", text.strip())
    if re.fullmatch(r"\d{6}", statement):
        region = index().regions.get(statement)
        return (region,) if region else ()
    for shape in (statement, _TAIL.sub("", _LEAD.sub("", statement))):
        if shape and (codes := _readings(shape, "")):
            return preferred(tuple(index().regions[code] for code in codes))
    return _only_mention(text)


def _readings(text: str, below: str) -> tuple[str, ...]:
    """Codes of the regions at the end of every way to read `text` as a chain of names inside `below`."""
    data = index()
    codes: list[str] = []
    for length in data.lengths.get(text[0], ()):
        for code in data.names.get(text[:length], ()) if length <= len(text) else ():
            if below and below not in data.regions[code].ancestors:
                continue
            ends = (code,) if length == len(text) else _readings(text[length:], code)
            codes.extend(end for end in ends if end not in codes)
    return tuple(codes)


def _only_mention(text: str) -> tuple[Region, ...]:
    mentions = find_regions(text)
    if len({mention.region.code for mention in mentions}) != 1:
        return ()
    return (mentions[0].region, *mentions[0].others)
