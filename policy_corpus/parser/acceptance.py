"""Which numbers at the start of a paragraph open a provision, and which are only words of a sentence."""

import itertools
import re
from dataclasses import replace

from policy_corpus.numerals import to_chinese
from policy_corpus.parser.numbering import Marker, Style, marker
from policy_corpus.parser.text import Paragraph

_CONTAINERS = (Style.PART, Style.CHAPTER, Style.DIVISION)
_LARGEST_GAP = 3


def accepted(paras: list[Paragraph], notes: list[str]) -> dict[int, Marker]:
    """Markers that open provisions, by paragraph index. What is doubtful goes to `notes`."""
    found = {i: m for i, para in enumerate(paras) if not para.table and (m := marker(para.text))}
    articles = _articles(found, notes)
    if articles and not _sections_lead(found, articles):
        groups = _groups(found, min(articles), paras)
        containers = _containers(found)
        return dict(sorted((articles | containers | groups).items()))
    rest = {i: m for i, m in found.items() if m.style is not Style.ARTICLE}
    return _sections(_without_lone_digits(rest), notes)


def is_article_regime(marks: dict[int, Marker]) -> bool:
    return any(m.style is Style.ARTICLE for m in marks.values())


def _articles(found: dict[int, Marker], notes: list[str]) -> dict[int, Marker]:
    """The articles: numbers that go up by one, or begin anew after a chapter heading."""
    every = [(i, m) for i, m in found.items() if m.style is Style.ARTICLE]
    spaced = {m.number for _, m in every if m.spaced}
    mostly_spaced = len(spaced) * 3 >= len(every) * 2
    # where articles are set off by a space, 第三条关于… without one is a reference if 第三条 also stands with one
    candidates = [(i, m) for i, m in every if m.spaced or not mostly_spaced or m.number not in spaced]
    chapters = [i for i, m in found.items() if m.style in (Style.PART, Style.CHAPTER)]
    result: dict[int, Marker] = {}
    last_index, last = -1, 0
    for position, (i, m) in enumerate(candidates):
        restart = m.number == 1 and last > 0 and any(last_index < c < i for c in chapters)
        follows = m.number == last + 1 or (m.number == last and "之" in m.label)
        jump = m.number > last + 1 and not any(other.number == last + 1 for _, other in candidates[position + 1 :])
        if not (follows or restart or (jump and (last == 0 or m.number - last <= _LARGEST_GAP))):
            continue
        if jump and not restart:
            notes.append(
                f"条文从第{to_chinese(last)}条跳到{m.label}，请核对原文是否缺条。"
                if last
                else f"条文从{m.label}开始，请核对原文是否缺条。"
            )
        result[i] = m
        last_index, last = i, m.number
    numbers = {m.number for m in result.values()}
    return result if len(numbers) >= 2 or (numbers == {1} and candidates[0][0] == min(result)) else {}


def _sections_lead(found: dict[int, Marker], articles: dict[int, Marker]) -> bool:
    """Whether the text is built of 一、二、 sections in which the articles are only quoted."""
    first = min(articles)
    return sum(m.style is Style.TOP for i, m in found.items() if i < first) >= 2


def _containers(found: dict[int, Marker]) -> dict[int, Marker]:
    """章 and 节 headings in rising order; a lower number than expected is taken for a reference."""
    result: dict[int, Marker] = {}
    last: dict[Style, int] = {}
    for i, m in found.items():
        if m.style not in _CONTAINERS:
            continue
        if m.number > last.get(m.style, 0) or m.number == 1:
            result[i] = m
            last[m.style] = m.number
            for style in _CONTAINERS:
                if style > m.style:
                    last.pop(style, None)
    return result


def _groups(found: dict[int, Marker], first: int, paras: list[Paragraph]) -> dict[int, Marker]:
    """一、 headings used as chapters over the articles (一、总则 / 第一条 …)."""
    lead = [i for i, m in found.items() if m.style is Style.TOP and i == first - 1]
    if not lead:
        return {}
    result, last = {}, 0
    for i, m in found.items():
        rest = paras[i].text[m.end :]
        if m.style is Style.TOP and m.number == last + 1 and len(rest) <= 30 and not re.search(r"[。；：;:，,]$", rest):
            result[i], last = replace(m, style=Style.CHAPTER), m.number
    return result


def _sections(found: dict[int, Marker], notes: list[str]) -> dict[int, Marker]:
    """Sections nested by the style of their numbers; each style counts up within its parent."""
    result: dict[int, Marker] = {}
    stack: list[Marker] = []
    latest: dict[Style, int] = {}
    for i, m in found.items():
        kept = [open_ for open_ in stack if open_.style < m.style]
        same = next((open_ for open_ in stack if open_.style is m.style), None)
        if same is None:
            fits = m.number <= _LARGEST_GAP or m.number == latest.get(m.style, 0) + 1
        else:
            fits = 0 <= m.number - same.number <= _LARGEST_GAP or m.number == 1
        if m.style in _CONTAINERS:
            fits = same is None or m.number != same.number
        if not fits:
            notes.append(f"“{m.label}”的序号与前文不连续，按正文处理，请核对。")
            continue
        if m.style not in _CONTAINERS:
            expected = same.number + 1 if same else 1
            if m.number > expected and not (same is None and m.number == latest.get(m.style, 0) + 1):
                notes.append(f"序号从{to_text(expected - 1)}跳到“{m.label}”，请核对原文是否缺段。")
        result[i] = m
        stack = [*kept, m]
        latest[m.style] = m.number
    return result


def to_text(number: int) -> str:
    """How a gap's lower end is told to a person."""
    return str(number) if number else "开头"


def _without_lone_digits(found: dict[int, Marker]) -> dict[int, Marker]:
    """Drop `1 标题` lines unless they form a run beginning at 1."""
    weak = [(i, m) for i, m in found.items() if m.weak]
    good: set[int] = set()
    for (i, m), (j, n) in itertools.pairwise(weak):
        if n.number == m.number + 1 and (m.number == 1 or i in good):
            good |= {i, j}
    return {i: m for i, m in found.items() if not m.weak or i in good}
