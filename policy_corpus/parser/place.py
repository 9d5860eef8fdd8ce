"""Region and level of a document, from its title, issuers, number and text."""

import re

from policy_corpus.model import Level
from policy_corpus.regions import NATION, Mention, find_regions, get

_NATIONAL = re.compile(
    r"中华人民共和国|国务院|中共中央|全国人民代表大会|^(?:教育部|财政部|人力资源|国家|司法部|科技部|中央|中宣部|民政部|公安部)|国家教育委员会"
)


def place(title: str, issuers: tuple[str, ...], number: str, text: str, notes: list[str]) -> tuple[str, Level]:
    """GB/T 2260 code and level of the issuer.

    Asked in turn: issuers, beginning of the title, abbreviation in the number (赣教师字), the text. A document
    that names no region counts as the whole country's, with a note unless a national body issued it.
    """
    heads = [*issuers, re.split("关于", title)[0]]
    for head in heads:
        if mention := _leading(head):
            return _found(mention, notes)
        if head and _NATIONAL.search(head):
            return NATION, Level.NATION
    if number and (mention := _leading(number)):
        return _found(mention, notes)
    if mention := next(iter(find_regions(title)), None):
        return _found(mention, notes)
    if not _NATIONAL.search(title) and not re.search(r"国务院|国家教育委员会|教育部|中华人民共和国", text[:3000]):
        notes.append("未写明地区，暂按全国（100000）处理，请核对。")
    return NATION, Level.NATION


def _leading(text: str) -> Mention | None:
    """The region at the very beginning of `text`, 中共 aside."""
    cleaned = re.sub(r"^(?:中共|中国共产党|共青团)", "", text.strip())
    return next((mention for mention in find_regions(cleaned) if mention.start == 0), None)


def _found(mention: Mention, notes: list[str]) -> tuple[str, Level]:
    region = mention.region
    if mention.others:
        names = "、".join(get(other.code).full_name for other in (region, *mention.others))
        notes.append(f"地区名有重名（{names}），暂按{region.full_name}处理，请核对。")
    return region.code, region.level
