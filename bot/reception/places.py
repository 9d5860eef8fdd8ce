"""The regions and schools that staff name when they ask for figures."""

import re
from collections.abc import Sequence

from bot import texts
from policy_corpus import regions
from policy_corpus.errors import YanxiuError
from policy_corpus.region_index import Region
from records.model import Scope

_SCHOOL = re.compile(r"[学校园院班]$|[学校园院]（|中心$|[一二三四五六七八九十\d]中$")
"""How a school is called; a town's name may begin it (朝阳小学)."""


class UnclearPlace(YanxiuError):
    """A place that cannot be told from others."""


def areas_of(own: Sequence[Scope], given: str) -> list[Scope]:
    """Where somebody with the areas `own` means by `given`, a region, a school, or both; their own without it.

    A school may lie in any of the regions given. Raises `UnclearPlace`.
    """
    words = given.split()
    if not words:
        if not own:
            raise UnclearPlace(texts.BULLETIN_WHERE)
        return list(own)
    found = () if _SCHOOL.search(words[0]) else _within(regions.candidates(words[0]), own)
    if len(found) > 1:
        raise UnclearPlace(texts.bulletin_ambiguous("、".join(region.full_name for region in found)))
    if found:
        return [Scope(found[0].code, " ".join(words[1:]))]
    school = " ".join(words)
    if not own:
        raise UnclearPlace(texts.BULLETIN_WHERE)
    reached = [scope for scope in own if scope.school in ("", school)]
    # Of the others only the name is said, to refuse it.
    return [Scope(scope.region, school) for scope in (reached or own)]


def _within(found: Sequence[Region], own: Sequence[Scope]) -> Sequence[Region]:
    """Those in one's own areas, if there are any: staff of 朝阳市 mean theirs."""
    inside = [region for region in found if any(regions.covers(scope.region, region.code) for scope in own)]
    return inside or found
