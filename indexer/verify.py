"""Checks that hold a sentence against its sources: numbers, references, words, meaning. Pure functions.

They would rather refuse a true sentence than let a false one pass: the quote itself can always be shown.
"""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from indexer.agreement import disagreement
from indexer.lexicon import lexicon
from indexer.model import Citation
from indexer.normalise import Day, Quantity, Range, chinese_number, document_numbers, fold, quantities, references
from indexer.words import tagged
from policy_corpus.regions import find_regions

SUPPORTED = 0.7
"""Least share of a sentence's content words that must stand in its sources."""

_SENTENCE = re.compile(r"[^。！？!?；;\n]*[。！？!?；;]+[”’」』）)]*|[^。！？!?；;\n]+")
_SPACE = re.compile(r"\s+")
_HAN = "零〇一二两三四五六七八九十百千万亿"
_NUMERAL = re.compile(rf"[\d{_HAN}]")
_DIGITS = re.compile(r"\d+(?:\.\d+)?")
_ORDINAL = re.compile(rf"第([{_HAN}]+|\d+)")
_RATE = re.compile(r"每(?:个)?(?:学年|年|学期|季度|月|周|天|日)|年均|逐年|[翻加]倍|双倍")
_RATE_SAME = {"每日": "每天", "每个月": "每月", "每个学期": "每学期", "每个学年": "每学年"}
_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9@._\-/:]+")
_TITLE = re.compile(r"《([^《》]{2,120}(?:《[^《》]*》[^《》]*)*)》")
_COUNTED = frozenset("人名所家间项条件种类门篇批套份本台户")
_MONTHS = {"年": 12, "个月": 1}

_CONTENT = ("n", "v", "a", "b", "i", "l", "j", "t", "s", "z", "eng")
_FREE_WORDS = """
拿出 用于 用来 占到 算作 计作 本人 之后 以后 之前 日前 名义 名目
是 有 要 会 能 可 可以 应 应该 应当 必须 需 需要 得 按 按照 根据 依据 规定 要求 文件 政策 内容
提到 写明 写 说 指 指的 就是 属于 包括 包含 其中 如下 以下 上述 为 成 作 作为 进行 做 用 由 让
使 给 来 去 到 在 已经 目前 现在 情况 方面 问题 有关 相关 具体 明确 没有 没 不 不得 不能 不会
不用 不必 不需要 无需 至少 最少 最多 最低 最高 不少 超过 低于 达到 左右 一般 一定 这 那 该 其
他们 大家 您 你 我 人 等 都 也 还 就 只 才 算 叫 同时 另外 此外 并且 而且 如果 因为 所以 每
各 个 里 中 内 前 后 时 时候 当地 方式 总共 共 一共 合计 分别 年内 以内 之内 一共有 老师 每人 每位 每名 个人
请 学
"""
_FREE = frozenset(_FREE_WORDS.split())
"""Words in which anything can be said, and modals and negations, which `disagreement` looks after."""


def located(quote: str, text: str) -> bool:
    """Whether `quote` stands in `text` word for word, after nothing but white-space folding."""
    wanted = _SPACE.sub(" ", quote).strip()
    return bool(wanted) and wanted in _SPACE.sub(" ", text)


def unsupported_numbers(text: str, sources: Sequence[str]) -> tuple[str, ...]:
    """Numbers of `text` whose value and unit stand in none of `sources`, as `text` writes them.

    Spelling does not matter (三年, 3年, ３年; 30%, 百分之三十, 三成), the unit does. Document numbers and labels
    of articles are not among them: see `unsupported_references`.
    """
    folded = fold(text).text
    known = [fold(source).text for source in sources]
    if any(_stands_apart(folded, source) for source in known):
        return ()
    there = [quantity for source in known for quantity in quantities(source)]
    found = quantities(folded)
    missing = [q.raw for q in found if not any(_same(q, other) for other in there)]
    spans = [(q.start, q.end) for q in found] + [(r.start, r.end) for r in references(folded)]
    spans += [(n.start, n.end) for n in document_numbers(folded)]
    missing += _loose_numbers(_blanked(folded, spans), known)
    return tuple(dict.fromkeys(missing))


def _stands_apart(text: str, source: str) -> bool:
    """Whether `text` stands in `source` and does not cut a number in two."""
    at = source.find(text) if text else -1
    if at < 0:
        return False
    end = at + len(text)
    cut_before = at > 0 and _NUMERAL.match(source[at - 1]) and _NUMERAL.match(text[0])
    cut_after = end < len(source) and _NUMERAL.match(text[-1])
    return not cut_before and not cut_after


def _blanked(text: str, spans: Sequence[tuple[int, int]]) -> str:
    for start, end in spans:
        text = f"{text[:start]}{' ' * (end - start)}{text[end:]}"
    return text


def _loose_numbers(rest: str, sources: Sequence[str]) -> Iterator[str]:
    """Numbers that are no quantities: digits without a unit, 第三批, 每年, 五部门."""
    everything = "\n".join(sources)
    digits = {Decimal(m) for m in _DIGITS.findall(everything)}
    ordinals = {_value(m[1]) for m in _ORDINAL.finditer(everything)}
    yield from (m.group() for m in _ORDINAL.finditer(rest) if _value(m[1]) not in ordinals | {1})
    rest = _ORDINAL.sub(" ", rest)
    yield from (m.group() for m in _DIGITS.finditer(rest) if Decimal(m.group()) not in digits)
    rates = {_RATE_SAME.get(m, m) for m in _RATE.findall(everything)}
    yield from (m for m in _RATE.findall(rest) if _RATE_SAME.get(m, m) not in rates)
    values = {_value(word) for source in sources for word in _numerals(source)} | digits
    yield from (word for word in _numerals(rest) if _value(word) not in values)


def _numerals(text: str) -> Iterator[str]:
    """Chinese numerals that stand as words of their own and say more than one."""
    for word, tag in tagged(text):
        numeral = re.match(rf"[{_HAN}]+", word) if tag in ("m", "mq", "t") else None
        if numeral and (_value(numeral.group()) or 0) > 1:
            yield numeral.group()


def _value(numeral: str) -> Decimal | None:
    try:
        return Decimal(numeral) if numeral.isdecimal() else Decimal(chinese_number(numeral))
    except ValueError:
        return None


def _same(mine: Quantity, other: Quantity) -> bool:
    """Whether `other` of a source says at least what `mine` says."""
    if isinstance(mine.value, Day) or isinstance(other.value, Day):
        return isinstance(mine.value, Day) and isinstance(other.value, Day) and _within(mine.value, other.value)
    if isinstance(other.value, Range):
        ends = (other.value,) if isinstance(mine.value, Range) else (other.value.low, other.value.high)
        return mine.unit == other.unit and mine.value in ends
    if isinstance(mine.value, Range):
        return False
    if mine.unit in _MONTHS and other.unit in _MONTHS:
        return mine.value * _MONTHS[mine.unit] == other.value * _MONTHS[other.unit]
    if {mine.unit, other.unit} == {"%", "比"}:
        share, ratio = (mine.value, other.value) if mine.unit == "%" else (other.value, mine.value)
        return share == ratio * 100
    return mine.value == other.value and _same_unit(mine.unit, other.unit)


def _same_unit(mine: str, other: str) -> bool:
    if mine == other or not mine:
        return True
    persons = {mine, other} <= {"人", "名"}
    return persons or (mine == "个" and other in _COUNTED) or (other == "个" and mine in _COUNTED)


def _within(mine: Day, other: Day) -> bool:
    """Whether each part of the date `mine` is the same in `other`, which may say more."""
    pairs = ((mine.year, other.year), (mine.month, other.month), (mine.day, other.day))
    return all(said is None or said == known for said, known in pairs)


def unsupported_references(text: str, citations: Sequence[Citation]) -> tuple[str, ...]:
    """Document numbers, 《titles》 and labels of articles in `text` that no citation has in any of its parts."""
    folded = fold(text).text
    texts = [fold(f"{c.title}\n{c.quote}").text for c in citations]
    numbers = [fold(c.document_number).text for c in citations]
    inside = [n for t in texts for n in document_numbers(t)]
    missing = [
        folded[n.start : n.end]
        for n in document_numbers(folded)
        if not any(n.matches(number) for number in numbers)
        and not any((n.prefix, n.year, n.serial) == (m.prefix, m.year, m.serial) for m in inside)
    ]
    squeezed = [_SPACE.sub("", t) for t in texts]
    missing += [m[0] for m in _TITLE.finditer(folded) if not any(_SPACE.sub("", m[1]) in t for t in squeezed)]
    labels = [fold(c.label).text for c in citations] + [r.label for t in texts for r in references(t)]
    everything = "\n".join((*texts, *labels))
    missing += [
        folded[r.start : r.end]
        for r in references(folded)
        if not any(_is_label(label, known) for label in r.labels for known in labels) or r.part not in everything
    ]
    return tuple(dict.fromkeys(missing))


def _is_label(said: str, known: str) -> bool:
    """Whether `said` names `known` or the last steps of it: 第三条 for 附件1 第三条, (五) for 二(五)."""
    said, known = said.replace(" ", ""), known.replace(" ", "")
    if not known.endswith(said):
        return False
    before = known[: -len(said)]
    return not before or (not before[-1].isdigit() or not said[0].isdigit())


def supported_terms(text: str, sources: Sequence[str]) -> float:
    """Share of the content words of `text` that stand in `sources`, as they are or as a synonym; 1 without any."""
    scores = _scores(text, sources)
    return sum(scores) / len(scores) if scores else 1.0


def _scores(text: str, sources: Sequence[str]) -> list[float]:
    source = _squeezed("\n".join(sources))
    return [_found(word, source) for word in _content_words(text)]


def _squeezed(text: str) -> str:
    return _SPACE.sub("", fold(text).text).lower()


def _content_words(text: str) -> Iterator[str]:
    for word, tag in tagged(fold(text).text.lower()):
        named = tag.startswith(_CONTENT) and len(word) > 1 and not _NUMERAL.search(word)
        if named and word not in _FREE:
            yield word


def _found(word: str, source: str) -> float:
    if word in source or any(len(other) > 1 and other in source for other in lexicon().others(word)):
        return 1.0
    pairs = [word[i : i + 2] for i in range(len(word) - 1)]
    if len(pairs) > 1:
        return sum(pair in source for pair in pairs) / len(pairs)
    return 0.5 if all(c in source for c in word) else 0.0


def _invented_names(text: str, sources: Sequence[str]) -> bool:
    """Whether `text` names a place, a site, an address or a foreign word that no source has."""
    source = _squeezed("\n".join(sources))
    folded = fold(text).text.lower()
    if any(m.rstrip("./:-") not in source for m in _LATIN.findall(folded)):
        return True
    return any(folded[m.start : m.end] not in source and m.region.short not in source for m in find_regions(folded))


def checked(text: str, citations: Sequence[Citation], *, extra_sources: Sequence[str] = ()) -> str:
    """The sentences of `text` that pass every check against `citations`, joined; empty when none is left.

    `extra_sources` are further texts in which words and numbers may stand, such as the reply's own set phrases.
    """
    return "".join(s for s in sentences(text) if is_supported(s, citations, extra_sources=extra_sources))


def sentences(text: str) -> list[str]:
    """The sentences of `text`, each with its punctuation."""
    return [m.group().strip() for m in _SENTENCE.finditer(text) if m.group().strip()]


def is_supported(sentence: str, citations: Sequence[Citation], *, extra_sources: Sequence[str] = ()) -> bool:
    """Whether one sentence says nothing that `citations` and `extra_sources` do not say."""
    quotes = [*(c.quote for c in citations), *extra_sources]
    around = [part for c in citations for part in (c.title, c.region, c.label, c.document_number)]
    scores = _scores(sentence, [*quotes, *around])
    return (
        (bool(scores) or any(located(sentence, quote) for quote in quotes))
        and not unsupported_numbers(sentence, quotes)
        and not unsupported_references(sentence, citations)
        and not _invented_names(sentence, [*quotes, *around])
        and 0.0 not in scores
        and sum(scores) >= SUPPORTED * len(scores)
        and not disagreement(sentence, quotes)
    )
