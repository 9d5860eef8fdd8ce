"""Documents that a question names: by number (文号), by 《title》, or by the short name that people use."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from indexer.normalise import chinese_number, document_numbers, fold
from policy_corpus.model import Document
from policy_corpus.regions import NATION, get

_NATION_PREFIX = "中华人民共和国"
_KIND = re.compile(r"(?:法|条例|办法|规定|细则|意见|通知|通报|方案|决定|规划)$")
_BRACKETS = re.compile(r"[《》〈〉<>“”\"]")
_TITLE = re.compile(r"《([^《》]{2,60})》")
_DIGITS = "〇一二三四五六七八九"
_SPELLED = re.compile(
    r"(?P<office>[\u4e00-\u9fff]{2,6})[〔\[(](?P<year>[〇零一二三四五六七八九]{4})[〕\])](?P<serial>[一二三四五六七八九十百零〇]+)号"
)
_TAIL = re.compile(r"[(（](?:征求意见稿|草案|试行|修订|暂行|试点)[)）]$")


@dataclass(frozen=True, slots=True)
class Named:
    """What was found in a question."""

    documents: tuple[Document, ...]
    spans: tuple[tuple[int, int], ...]
    """Where the names stand, so that they are not read as content."""
    unknown: str
    """The first number or title that no document bears; empty when there is none."""


class NamedDocuments:
    """Finds names of the given documents in folded text."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self._documents = documents
        self._numbers = {fold(d.number).text: d for d in documents if d.number}
        self._aliases: dict[str, list[Document]] = {}
        for document in documents:
            for alias in aliases(document):
                self._aliases.setdefault(alias, []).append(document)
        self._longest_first = sorted(self._aliases, key=len, reverse=True)

    def find(self, text: str) -> Named:
        """Documents named in `text` (folded)."""
        documents: list[Document] = []
        spans: list[tuple[int, int]] = []
        unknown = ""
        for number, document in self._numbers.items():
            if (start := text.find(number)) >= 0:
                documents.append(document)
                spans.append((start, start + len(number)))
        for mention in document_numbers(text):
            if any(start < mention.end and mention.start < end for start, end in spans):
                continue
            spans.append((mention.start, mention.end))
            matching = [d for number, d in self._numbers.items() if mention.matches(number)]
            documents.extend(matching)
            if not matching:
                unknown = unknown or text[mention.start : mention.end]
        for match in _SPELLED.finditer(text):
            year = "".join(str(_DIGITS.index(c)) for c in match["year"].replace("零", "〇"))
            number = f"{match['office']}〔{year}〕{chinese_number(match['serial'])}号"
            known = [d for stored, d in self._numbers.items() if number.endswith(stored)]
            documents.extend(known)
            spans.append(match.span())
        plain, positions = _without_brackets(text)
        taken = [False] * len(plain)
        for alias in self._longest_first:
            start = plain.find(alias)
            if start < 0 or any(taken[start : start + len(alias)]):
                continue
            taken[start : start + len(alias)] = [True] * len(alias)
            documents.extend(self._aliases[alias])
            spans.append((positions[start], positions[start + len(alias) - 1] + 1))
        for title in _TITLE.finditer(text):
            if not any(start < title.end() and title.start() < end for start, end in spans):
                unknown = unknown or title.group()
        unique = {id(document): document for document in documents}
        return Named(tuple(unique.values()), tuple(spans), unknown)


def aliases(document: Document) -> set[str]:
    """Names by which people call `document`: its title, without nation or region, without tail."""
    title = _BRACKETS.sub("", fold(document.title).text)
    names = {title, _TAIL.sub("", title)}
    for name in tuple(names):
        names.add(name.replace(_NATION_PREFIX, ""))
        if document.region != NATION:
            region = get(document.region)
            for prefix in (region.full_name, region.name, region.short):
                if name.startswith(prefix):
                    names |= {
                        name[len(prefix) :],
                        name[len(prefix) :].replace(_NATION_PREFIX, ""),
                        region.short + name[len(prefix) :].replace(_NATION_PREFIX, ""),
                    }
        if "关于" in name:
            subject = name.split("关于", 1)[1]
            names |= {subject, re.sub(r"的(?=(?:实施)?(?:意见|通知|通报|办法)$)", "", subject)}
    return {n for n in names if len(n) >= 3 and _KIND.search(n) and n not in ("办法", "规定")}


def _without_brackets(text: str) -> tuple[str, list[int]]:
    kept = [(c, i) for i, c in enumerate(text) if not _BRACKETS.match(c)]
    return "".join(c for c, _ in kept), [i for _, i in kept]
