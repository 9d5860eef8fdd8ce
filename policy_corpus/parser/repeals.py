"""What a document repeals: sentences such as 《…》（文号）同时废止, and the lists of a decision that repeals several.

A list counts only below a line that says what becomes of its items (下列规范性文件予以废止：, 附件2 废止的文件目录).
What stands below 继续有效 or 修改, or below a line that says both, is not repealed.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from policy_corpus.model import Provision
from policy_corpus.parser.words import DAY, day, number_line, numbers_in, title_kind

_WORD = r"(?:废止|停止执行|不再执行|失效)"
_ENDS = re.compile(rf"(?<!不予)(?<!未)(?<!已)(?<!已经)(?<!已被){_WORD}")
_KEEPS = re.compile(r"继续有效|继续执行|保留|修改|修订|修正|重新(?:印发|公布|发布)")
_FROM_DAY = re.compile(rf"{DAY.pattern}\s*起(?:(?!施行|执行|实施|试行|生效)[^。；]){{0,20}}?{_WORD}")
_VERDICT = re.compile(rf"{_WORD}|{_KEEPS.pattern}")
_BRACKET = r"[（(][^（()）]*[〔\[（(][^）)]*号[^）)]*[)）]|[（(][^（()）]{4,40}号[)）]"
_CITED = re.compile(rf"《((?:[^《》]|《[^《》]*》)+)》\s*({_BRACKET})?")
_NAMED = re.compile(rf"([^\s《（(][^（(|]{{5,120}}?)\s*({_BRACKET})")
_PART = re.compile(
    r"(?:的|中的?)?第[一二三四五六七八九十百\d]+[编章节条款项]|中(?:的|关于|有关)|(?:有关|相关)(?:规定|条款|内容)"
)
_PARTS = re.compile(r"(?:部分|有关|个别)(?:条款|内容|规定)")
_GROUND = re.compile(r"\s*(?:为了?|根据|依据|依照|按照|遵照|贯彻|经|鉴于)")
_INTRODUCES = re.compile(r"下列|以下|如下|所列|[:：]\s*$")
_ANNEXED = re.compile(r"附件|附表|附后|目录|清单")
_DOCUMENTS = re.compile(r"文件|规章|法规|通知|办法|规定|意见|条例|制度|政策")
_REST = re.compile(rf"[\s、，,；;。和及与]*(?:{_PART.pattern}|$)")
_DECIDES = re.compile(r"废止|失效|清理结果")


@dataclass(frozen=True, slots=True)
class Repeal:
    """One document that another one ends."""

    name: str
    """Its number, or its title where none is given."""
    label: str
    """The provision that names it."""
    sentence: str
    """The sentence, or the line of a list."""
    since: date | None
    """The day that the text names for it."""
    partial: bool
    """Whether only a part of it ends."""


@dataclass(frozen=True, slots=True)
class _Order:
    """A line that says what becomes of those listed below it."""

    text: str
    ends: bool
    """False for 继续有效, 修改, and for a line that says several things, or something else."""
    section: str = ""
    """The heading under which it stands; it holds there, and for annexes when it speaks of them."""


def is_decision(title: str) -> bool:
    """Whether a document of this title ends others without taking their place (关于废止部分规范性文件的决定)."""
    return _DECIDES.search(title) is not None


def repeals(title: str, provisions: Sequence[Provision]) -> tuple[Repeal, ...]:
    """What the provisions of a document of this title end, each document once, in the order of the text."""
    if not any(_ENDS.search(text) for p in provisions for text in (p.text, *p.heading_path)):
        return ()
    found: dict[str, Repeal] = {}
    decision = is_decision(title)
    general = next((since for p in provisions for text in _general(p) if (since := _day(text))), None)
    order: _Order | None = None
    for provision in provisions:
        above = _heading_order(provision, decision)
        for line in _lines(provision):
            for sentence in re.findall(r"[^。]+。?", line):
                order = _order(sentence, provision, decision) or order
            ruling = above or (order if _reaches(order, provision) else None)
            for repeal in (*_said(line, provision.label), *_listed(line, provision.label, ruling, general)):
                found.setdefault(repeal.name, repeal)
    return tuple(found.values())


def _general(provision: Provision) -> Iterator[str]:
    """Sentences that speak of all documents that are repealed, without naming one."""
    return (sentence for sentence in re.split(r"[。\n]", provision.text) if "《" not in sentence)


def _lines(provision: Provision) -> Iterator[str]:
    """The lines of a provision; an item of a list may have been taken for its heading."""
    if provision.heading_path and _items(provision.heading_path[-1]):
        yield provision.heading_path[-1]
    yield from provision.text.split("\n")


def _bare(text: str) -> str:
    """The words around the names of documents."""
    return re.sub(_BRACKET, "", _CITED.sub("", text))


def _order(sentence: str, provision: Provision, decision: bool) -> _Order | None:
    """What a sentence says of those listed below it; None when it is no such sentence."""
    bare = _bare(sentence)
    if not _INTRODUCES.search(bare) and not (_ANNEXED.search(bare) and _VERDICT.search(bare)):
        return None
    return _Order(sentence, _rules(bare, decision) is True, _section(provision))


def _heading_order(provision: Provision, decision: bool) -> _Order | None:
    """What the innermost heading that says anything about it says."""
    for heading in reversed(provision.heading_path):
        verdict = _rules(_bare(heading), decision) if not _items(heading) else None
        if verdict is not None:
            return _Order(heading, verdict)
    return None


def _rules(bare: str, decision: bool) -> bool | None:
    """Whether words end documents; None when they say nothing of the kind.

    Outside of a decision they have to speak of documents: 证书失效 does not.
    """
    ends, keeps = _ENDS.search(bare), _KEEPS.search(bare)
    if not (ends or keeps) or not (decision or _DOCUMENTS.search(bare)):
        return None
    return ends is not None and keeps is None


def _section(provision: Provision) -> str:
    return next((heading for heading in provision.heading_path if not _items(heading)), "")


def _reaches(order: _Order | None, provision: Provision) -> bool:
    """Whether what a sentence says is about the lines of this provision."""
    if order is None:
        return False
    annexed = provision.label.startswith("附") and _ANNEXED.search(order.text) is not None
    return annexed or order.section == _section(provision)


def _said(line: str, label: str) -> Iterator[Repeal]:
    """What sentences of the line end by name."""
    for sentence in re.findall(r"[^。]+", line):
        if _ENDS.search(_bare(sentence)) is None:
            continue
        for match in _CITED.finditer(_repealing_part(sentence)):
            yield _repeal(_name(match[1], match[2]), label, sentence.strip(), _day(sentence))


def _repealing_part(sentence: str) -> str:
    """The clause that ends in 废止, with the clauses before it that go on listing titles; no grounds (根据《…》)."""
    clauses = re.split(r"[，；,;](?![^《]*》)(?![^（(]*[)）])", sentence)
    last = next((i for i, clause in enumerate(clauses) if _ENDS.search(_bare(clause))), len(clauses) - 1)
    first = last
    while first and not _GROUND.match(clauses[first - 1]):
        if _CITED.search("".join(clauses[first : last + 1])) and not re.match(r"\s*原?《", clauses[first - 1]):
            break
        first -= 1
    return "，".join(clauses[first : last + 1])


def _listed(line: str, label: str, order: _Order | None, general: date | None) -> Iterator[Repeal]:
    """The documents that a line of a list names, when they end."""
    cells = [cell.strip() for cell in re.split(r"[|\t]", line) if cell.strip()]
    verdicts = [cell for cell in cells if len(cell) <= 12 and (_ENDS.search(cell) or _KEEPS.search(cell))]
    if len(cells) > 1 and verdicts:  # a column of the table says what becomes of each
        ends = all(_ENDS.search(cell) and not _KEEPS.search(cell) for cell in verdicts)
    else:
        ends = order is not None and order.ends and _KEEPS.search(_bare(line)) is None
    if ends:
        since = (_day(order.text) if order is not None else None) or general
        for name in _items(line):
            yield _repeal(
                name, label, line.strip(), since, partial=order is not None and bool(_PARTS.search(order.text))
            )


def _items(line: str) -> tuple[str, ...]:
    """The documents that a line consists of: 《…》（文号）、《…》, 关于…的通知（文号）, or a row of a table."""
    cells = [cell.strip() for cell in re.split(r"[|\t]", line) if cell.strip()]
    if len(cells) > 1:
        numbers = [number for cell in cells if (number := number_line(cell))]
        titles = [cell.strip("《》") for cell in cells if title_kind(cell.strip("《》"))]
        return tuple(numbers or titles)[:1]
    text = re.sub(r"^(?:[（(]?[\d一二三四五六七八九十]{1,3}[)）、.．]+)?\s*", "", line.strip())
    if re.match(r"原?《", text):
        found = [match for match in _CITED.finditer(text) if match[2] or title_kind(match[1])]
        whole = found and _REST.match(_CITED.sub("", text).removeprefix("原"))
        return tuple(_name(match[1], match[2]) for match in found) if whole else ()
    named = _NAMED.match(text)
    if named is None or not title_kind(named[1]) or not _REST.match(text[named.end() :]):
        return ()
    return (_name(named[1], named[2]),)


def _name(title: str, bracket: str | None) -> str:
    """The number in the brackets behind a title, else the title."""
    number = numbers_in(bracket) if bracket else []
    return number[0] if number else title.strip()


def _repeal(name: str, label: str, sentence: str, since: date | None, *, partial: bool = False) -> Repeal:
    return Repeal(name, label, sentence, since, partial or _is_partial(sentence, name))


def _is_partial(sentence: str, name: str) -> bool:
    """Whether the sentence repeals 《name》第三条 rather than the whole."""
    shown = re.search(rf"{re.escape(name)}[》\s]*(?:[（(][^（）()]*[)）])*[）)]?", sentence)
    return shown is not None and _PART.match(sentence[shown.end() :].lstrip()) is not None


def _day(text: str) -> date | None:
    match = _FROM_DAY.search(text)
    return day(match) if match else None
