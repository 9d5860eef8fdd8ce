"""Whether a sentence says the same as the source that it is closest to: negation, bounds, duty, which number is whose.

All of this is about sentences whose words and numbers do stand in the source. "补训要收费用" has every word
of "补训免收费用"; "新任教师360学时" has a number that stands there for others.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from indexer.lexicon import lexicon
from indexer.normalise import Quantity, fold, quantities
from indexer.words import tagged

_CLAUSE = re.compile(r"[^，,；;。！!？?：:\n]+")
_WITHIN = re.compile(r"[^，,；;。！!？?：:、\n]")
_STOP = re.compile(r"[。！？!?\n]")
_LONGEST_RUN = 3
_TIE = 0.02
_SAME_DENIAL = 0.3
"""How much less like the sentence a run may be that denies the very same thing."""
_OTHER_NUMBER = 0.15
"""How much better a number's surroundings may fit another number of the source before it counts as mistaken."""
_IGNORED = re.compile(r"[^\u4e00-\u9fffA-Za-z]|[的了要得着过需应须可就都也还和与及等是有在为对把被将其该各]")

_AT_LEAST = r"不(?:得|能|可|应|宜)?(?:再)?(?:少于|低于|小于|早于)|至少|最少|最低|起码"
_AT_MOST = (
    r"不(?:得|能|可|应|宜)?(?:再)?(?:超过|多于|高于|大于|晚于|迟于)|至多|最多|最高"
    r"|不足|未满|不满|不到|小于|低于|少于|早于"
)
_BEFORE = re.compile(rf"(?P<least>{_AT_LEAST})|(?P<most>{_AT_MOST})|(?P<over>超过|高于|多于|大于|晚于|已满|年满)")
_AFTER = re.compile(r"的?(?:\(含\))?(?:(?P<least>及?以上)|(?P<most>及?以下|以内|之内))")
_NEAR = 16
"""Characters between a bound and its number."""
_NO_NEGATION = re.compile(
    rf"{_AT_LEAST}|{_AT_MOST}|不得不|不能不|不可不|不可或缺|必不可少|无不|不断|不仅|不但|不只|不光|不论|不管|不同|不一(?!定)|不久|不良|无论|无私|无限"
    r"|非常|除非|未来|是不是|能不能|要不要|可不可以|有没有|需不需要|是否|能否"
)
_NEGATION = re.compile(r"不|未|无|没|勿|免|非|禁止|严禁")
_DENIED = re.compile(rf"(?:{_NEGATION.pattern})[得能需用必须再会可予要以许准应该有]*(.)")
_DUTY = re.compile(r"必须|务必|应当|一律|强制|不得|严禁|禁止|应(?![用对试聘])|须(?!知)|(?<![重主需只])要(?![点素求])")
_STRICT_DUTY = re.compile(r"必须|务必|应当|一律|强制|硬性")
_CHOICE = re.compile(r"可以|允许|自愿|酌情|原则上|(?<![不认许])可(?![持能靠行])")
_ENCOURAGED = re.compile(r"鼓励|支持|提倡")
_VERDICT = re.compile(
    r"(?:是的?|对的?|不是|不对|可以|不可以|不行|行|能|不能|要|不要|需要|不需要|不用|无需|有|没有|会|不会)的?"
)

_OPPOSITES = (
    "国家级 省级 市级 县级 区级 乡镇级 校级",
    "教育部 教育厅 教育局",
    "男 女",
    "新任 在职",
    "幼儿园 小学 初中 高中 中职 高校",
    "农村 乡村 城市 城镇 城区",
    "公办 民办",
    "必修 选修",
    "远程 网络 线上 集中 线下 面授",
    "专任 专职 兼职",
    "初级 中级 高级 正高级 副高级",
    "全部 全体 全额 部分 半额",
    "以前 之前 以后 之后",
    "上半年 下半年",
    "本科 专科 硕士 博士",
    "优秀 良好",
    "以上 以下",
    "以上 以内",
    "学生 教师 校长 园长 家长",
    "学校 政府",
    "或者 并且",
)
_CONTRASTS = tuple(tuple(row.split()) for row in _OPPOSITES)
"""Words that exclude each other: where the source has one, another one is no paraphrase."""


def disagreement(sentence: str, sources: Sequence[str]) -> str:
    """What `sentence` changes relative to the closest place in `sources`; empty when nothing.

    `verdict` (a bare yes or no), `negation`, `duty`, `contrast`, `bound` or `pairing`. A sentence that is
    unlike every source is not judged here: its words are not supported either.
    """
    folded = [_bare(source) for source in sources]
    said = _toward(_bare(sentence), "\n".join(folded))
    if any(_is_copied(said.strip("。！？；"), source) for source in folded):
        return ""
    runs = [run for source in folded for run in _runs(source)]
    for match in _CLAUSE.finditer(said):
        clause = match.group()
        if _VERDICT.fullmatch(clause):
            return "verdict"
        problem = _clause_problem(clause, _closest(clause, runs))
        if problem and not (problem == "negation" and _denies_the_same(said, runs)):
            return problem
    return _number_problem(said, folded)


def _is_copied(said: str, source: str) -> bool:
    """Whether whole clauses of `source` are `said`; without the 不 in front of it a copy says the contrary."""
    at = source.find(said)
    return at == 0 or (at > 0 and not _WITHIN.match(source[at - 1]))


def _bare(text: str) -> str:
    return fold(text).text.replace(" ", "")


def _toward(sentence: str, source: str) -> str:
    """`sentence` with words that the source lacks replaced by what the source writes for them."""
    words = []
    for word, _ in tagged(sentence):
        other = "" if word in source else next((o for o in lexicon().others(word) if len(o) > 1 and o in source), "")
        # 顶 → 抵 changes a word; 没通过 → 不合格 or 免收 → 不收 would change what is compared below.
        words.append(other if other and _negations(other) == _negations(word) else word)
    return "".join(words)


@dataclass(frozen=True, slots=True)
class _Run:
    """Neighbouring clauses of a source."""

    text: str
    sentence: str
    """The sentence or sentences to which they belong."""
    pairs: frozenset[str]


def _runs(source: str) -> Iterator[_Run]:
    spans = [m.span() for m in _CLAUSE.finditer(source)]
    stops = [0, *(m.end() for m in _STOP.finditer(source)), len(source)]
    for first in range(len(spans)):
        for count in range(1, min(_LONGEST_RUN, len(spans) - first) + 1):
            start, end = spans[first][0], spans[first + count - 1][1]
            opening = max(stop for stop in stops if stop <= start)
            closing = min(stop for stop in stops if stop >= end)
            yield _Run(source[start:end], source[opening:closing], _pairs(source[start:end]))


def _pairs(text: str) -> frozenset[str]:
    """Pairs of neighbouring characters, without numerals, negations and the words that carry no content."""
    kept = _IGNORED.sub(" ", _NEGATION.sub(" ", _NO_NEGATION.sub(" ", _AFTER.sub(" ", text))))
    return frozenset(kept[i : i + 2] for i in range(len(kept) - 1) if " " not in kept[i : i + 2])


def _closest(clause: str, runs: Sequence[_Run]) -> list[_Run]:
    """The runs that are most like `clause`; several when they are level."""
    scored, best = _scored(clause, runs)
    denied = _denied(clause)
    # 不收取费用 is nearer to 已收取的费用 in its letters, to 免收费用 in what it says.
    same = [run for score, run in scored if denied and score >= best - _SAME_DENIAL and _denied(run.text) == denied]
    return same or [run for score, run in scored if score >= best - _TIE]


def _scored(clause: str, runs: Sequence[_Run]) -> tuple[list[tuple[float, _Run]], float]:
    """The runs that have anything in common with `clause`, each with its likeness, and the best likeness."""
    wanted = _pairs(clause)
    scored = [(_likeness(wanted, run.pairs), run) for run in runs if wanted & run.pairs]
    return scored, max((score for score, _ in scored), default=0.0)


def _likeness(wanted: frozenset[str], there: frozenset[str]) -> float:
    """Mean of how much of `wanted` is there, and of how much the two have in common (F1)."""
    common = len(wanted & there)
    return common / len(wanted) / 2 + common / (len(wanted) + len(there))


def _clause_problem(clause: str, closest: Sequence[_Run]) -> str:
    if not closest:
        return "negation" if _negations(clause) else ""
    if all(_negations(run.text) != _negations(clause) for run in closest):
        return "negation"
    if all(_duty_changed(clause, run.text) for run in closest):
        return "duty"
    if all(_bounds_opposed(clause, run.text) for run in closest):
        return "bound"
    if all(_contrasts(clause, run) for run in closest):
        return "contrast"
    return ""


def _negations(text: str) -> int:
    return len(_NEGATION.findall(_NO_NEGATION.sub("", text)))


def _denied(text: str) -> list[str]:
    """The first character of each thing that is denied: 免收, 不收取, 不得收 all deny 收."""
    return sorted(_DENIED.findall(_NO_NEGATION.sub("", text)))


def _duty_changed(clause: str, source: str) -> bool:
    """Whether a duty becomes a choice, or what was no duty becomes one."""
    strict, chosen = _STRICT_DUTY.search(clause), _CHOICE.search(clause)
    if strict and not chosen and _CHOICE.search(source) and not _STRICT_DUTY.search(source):
        return True
    if not _DUTY.search(source):
        return bool(strict)
    may = _CHOICE.search(source)
    return bool(chosen and not may) or bool(_ENCOURAGED.search(clause) and not may and not _ENCOURAGED.search(source))


def _denies_the_same(sentence: str, runs: Sequence[_Run]) -> bool:
    """Whether the whole `sentence` denies what its source denies, where a clause of it alone is too short to tell."""
    scored, best = _scored(sentence, runs)
    return bool(_denied(sentence)) and any(
        _denied(run.text) == _denied(sentence) for score, run in scored if score >= best - _TIE
    )


def _contrasts(clause: str, run: _Run) -> bool:
    """Whether `clause` puts one of a set of opposites where the source has another."""
    for group in _CONTRASTS:
        more = [word for word in group if _count(word, clause) > _count(word, run.text)]
        fewer = [word for word in group if _count(word, clause) < _count(word, run.text)]
        if more and fewer:
            return True
        if any(not _count(word, run.sentence) for word in more) and any(_count(word, run.sentence) for word in group):
            return True
    return False


def _count(word: str, text: str) -> int:
    return max(text.count(form) for form in (word, *lexicon().others(word)))


@dataclass(frozen=True, slots=True)
class _Placed:
    """A quantity and what stands around it."""

    quantity: Quantity
    pairs: frozenset[str]
    bound: str


def _number_problem(sentence: str, sources: Sequence[str]) -> str:
    there = [placed for source in sources for part in re.split(r"[。！？\n]", source) for placed in _placed(part)]
    for mine in _placed(sentence):
        same_unit = [other for other in there if _measure(other.quantity) == _measure(mine.quantity)]
        equal = [other for other in same_unit if other.quantity.value == mine.quantity.value]
        if not equal:
            continue  # a number that stands nowhere is another check's business
        if mine.bound and all(_opposed(mine.bound, other.bound) for other in equal):
            return "bound"
        fits = max(_fit(mine, other) for other in equal)
        if any(_fit(mine, other) > fits + _OTHER_NUMBER for other in same_unit if other not in equal):
            return "pairing"
    return ""


def _placed(text: str) -> Iterator[_Placed]:
    found = quantities(text)
    for quantity in found:
        alike = [other for other in found if _measure(other) == _measure(quantity)]
        start = max((other.end for other in alike if other.end <= quantity.start), default=0)
        following = _CLAUSE.match(text, quantity.end)
        end = min([other.start for other in alike if other.start >= quantity.end], default=len(text))
        end = min(end, following.end() if following else quantity.end)
        around = f"{text[start : quantity.start]}|{text[quantity.end : end]}"
        since = max((other.end for other in found if other.end <= quantity.start), default=0)
        yield _Placed(quantity, _pairs(around), _bound(text, quantity, since))


def _measure(quantity: Quantity) -> str:
    """Units in which two numbers may be confused."""
    return "%" if quantity.unit == "比" else quantity.unit


def _bound(text: str, quantity: Quantity, since: int) -> str:
    """`least`, `most`, `over` or nothing, by the words just after the number or before it in its clause."""
    since = max(since, quantity.start - _NEAR, *(text.rfind(c, 0, quantity.start) for c in "，；：、"))
    before = list(_BEFORE.finditer(text, since, quantity.start))
    match = _AFTER.match(text, quantity.end) or (before[-1] if before else None)
    return (match.lastgroup or "") if match else ""


def _bounds_opposed(clause: str, source: str) -> bool:
    """Whether `clause` sets an upper bound where `source` has lower ones only, or the reverse (低于国家标准)."""
    mine, there = ({m.lastgroup == "most" for m in _BEFORE.finditer(text)} for text in (clause, source))
    return len(mine) == 1 and bool(there) and not mine & there


def _opposed(bound: str, other: str) -> bool:
    """Whether a sentence's `bound` is another than the source's; 超过 and 以上 are close enough."""
    return (bound == "most") != (other == "most") if other else True


def _fit(mine: _Placed, other: _Placed) -> float:
    """Share of what stands around `mine` that stands around `other` as well."""
    return len(mine.pairs & other.pairs) / len(mine.pairs) if mine.pairs else 0.0
