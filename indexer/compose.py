"""Replies a good clerk would write: the fact, the quote, the source; every sentence for users of the answer."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import takewhile

from indexer import validity
from indexer.expect import fitting, is_number
from indexer.model import Citation
from indexer.normalise import fold, quantities
from indexer.orders import is_order
from indexer.passage import Passage
from indexer.read import Reading
from indexer.understand import Part
from indexer.units import units_of
from policy_corpus.model import Document, Level, Status, TextKind
from policy_corpus.regions import NATION, Region, get, resolve

_WHOLE = 260
"""Provisions up to so many characters are quoted whole: about a phone's screen."""
_WINDOW = 220
"""Characters quoted of a longer one."""
_LIST_WINDOW = 480
_FACT = 60
"""A quote longer than this is led by the sentence or clause that answers."""

STATUS = {
    Status.IN_FORCE: "现行有效",
    Status.DRAFT: "征求意见稿，未正式施行",
    Status.SUPERSEDED: "已被新版取代",
    Status.REPEALED: "已废止",
    Status.EXPIRED: "已过有效期",
    Status.NOT_YET: "尚未施行",
    Status.OTHER_WORDING: "修改后的文本，那一天的条文可能不同",
}
_LISTED = re.compile(r"^[^，。]{2,14}：[^。]*(?:学校|中心)|^[^，。；：]{2,60}(?:学校|中心)$")
"""A line of a list (唐山市：滦南县教研训中心、…): what it is a list of stands in the heading."""
KIND = {TextKind.DIGEST: "要点", TextKind.ORIGINAL: "原文"}


@dataclass(frozen=True, slots=True)
class Block:
    """The reply to one part for one document: a fact, its quote and where it stands."""

    fact: str
    """Clause that answers, verbatim out of the quote; empty when the quote is short enough by itself."""
    citation: Citation
    lead: Citation | None
    """The line that introduces the enumeration from which the quote is."""
    remarks: tuple[str, ...]
    passage: Passage
    also: bool = False
    """Whether this stands beside another provision that answers better."""


def region_name(code: str) -> str:
    """Full name of a region, 全国 for the nation."""
    return get(code).full_name


def block_of(part: Part, reading: Reading, as_of: date) -> Block:
    """The reply that `reading` gives to `part`."""
    passage = reading.passage
    start, end = window(reading)
    citation = cite(passage, passage.text[start:end], as_of)
    lead = None
    if reading.unit.lead is not None and reading.unit.lead[0] < start:
        lead = cite(passage, passage.text[slice(*reading.unit.lead)].strip(), as_of)
    return Block(
        fact=_fact(part, passage, passage.text[reading.unit.start : reading.unit.end].strip(), citation.quote),
        citation=citation,
        lead=lead,
        remarks=_remarks(part, passage, citation.quote),
        passage=passage,
    )


def short_block(reading: Reading, as_of: date) -> Block:
    """A second provision beside the answer: its sentence alone."""
    passage, unit = reading.passage, reading.unit
    citation = cite(
        passage, passage.text[unit.start : min(unit.introduces or unit.end, unit.start + _LIST_WINDOW)], as_of
    )
    lead = cite(passage, passage.text[slice(*unit.lead)].strip(), as_of) if unit.lead else None
    return Block(_listed(passage, citation.quote), citation, lead, (), passage, also=True)


def cite(passage: Passage, quote: str, as_of: date) -> Citation:
    """`quote` out of `passage` as a citation."""
    document = passage.document
    return Citation(
        document_number=document.number,
        title=document.title,
        region=region_name(document.region),
        label=passage.label,
        quote=quote.strip(),
        text_kind=document.text_kind,
        document_status=document.status_on(as_of),
        source_url=document.source_url,
        valid_until=document.last.isoformat() if document.last is not None else "",
    )


def window(reading: Reading) -> tuple[int, int]:
    """Span to quote: the whole provision when it is short, else the sentence with what stands around it."""
    text, unit = reading.passage.text, reading.unit
    if len(text) <= _WHOLE and not any(is_order(text[u.start : u.end]) for u in units_of(text)):
        return 0, len(text)
    start, end = unit.start, unit.introduces or unit.end
    limit = _LIST_WINDOW if unit.introduces else _WINDOW
    pieces = units_of(text)
    if end - start > limit:
        return start, max((u.end for u in pieces if u.start >= start and u.end - start <= limit), default=unit.end)
    after = list(takewhile(lambda u: not is_order(text[u.start : u.end]), (u for u in pieces if u.start >= end)))
    earlier = [u for u in reversed(pieces) if u.end <= start]
    before = list(takewhile(lambda u: not is_order(text[u.start : u.end]), earlier))[::-1]
    while after or before:
        if after and after[0].end - start <= limit:
            end = after.pop(0).end
        elif before and end - before[-1].start <= limit:
            start = before.pop().start
            after = []
        else:
            break
    return start, end


def _fact(part: Part, passage: Passage, sentence: str, quote: str) -> str:
    """The answering clause when the quote is long, else nothing: the quote says it."""
    if listed := _listed(passage, sentence):
        return listed
    if len(quote) <= _FACT or not part.terms:
        return ""
    if is_number(part.expected) and len(sentence) > _FACT:
        clauses = [
            c
            for c in re.split(r"(?<=[，；。])", sentence)
            if fitting(part.expected, part.text, quantities(fold(c).text))
        ]
        if clauses:
            best = max(clauses, key=lambda c: sum(t.weight * t.found_in(fold(c).text) for t in part.terms))
            return best.strip("，；。 ")
    return sentence.rstrip("；，：:") if len(sentence) < len(quote) and len(sentence) <= 90 else ""


def _listed(passage: Passage, sentence: str) -> str:
    """A line of a list behind the heading that says what it lists; empty for any other sentence."""
    if not passage.heading_path or not _LISTED.search(sentence):
        return ""
    return f"{passage.heading_path[-1]}：{sentence}"


def _remarks(part: Part, passage: Passage, quote: str) -> tuple[str, ...]:
    remarks = []
    folded = fold(quote).text
    if any(_shares_number(fold(r.text).text, folded) for r in passage.readings):
        chosen = next((r.text for r in passage.readings if r.chosen), "")
        rest = [r.text for r in passage.readings if not r.chosen]
        remarks.append(f"这一句有两种读法。本助手采用：{chosen}")
        remarks.extend(f"另一种读法：{text}" for text in rest)
    return tuple(remarks)


def _shares_number(text: str, quote: str) -> bool:
    mine = {(q.value, q.unit) for q in quantities(text)}
    return bool(mine & {(q.value, q.unit) for q in quantities(quote)})


def correction(part: Part, block: Block) -> str:
    """Sentence that corrects a number which the question takes for granted and the answer contradicts."""
    found = quantities(fold(block.fact or block.citation.quote).text)
    for claim in part.claimed:
        same_unit = [q for q in found if q.unit == claim.unit]
        if same_unit and all(q.value != claim.value for q in same_unit) and _takes_for_granted(part.text):
            written = "、".join(dict.fromkeys(q.raw for q in same_unit))
            return f"文件里写的不是“{claim.raw}”，而是“{written}”。"
    return ""


def _takes_for_granted(text: str) -> bool:
    return bool(
        re.search(
            r"为什么|为啥|凭什么|凭啥|听说|不是|是不是|是.{1,12}(?:吗|吧|么)|对吗|对不对|真的|有这么|都说|规定.{0,12}(?:吗|吧)|既然|说是|怎么要",
            text,
        )
    )


def source_line(citation: Citation) -> str:
    """Title, number, label, status, kind of text and link of a citation."""
    number = citation.document_number
    number = f"（{number}）" if number and number not in citation.title else ""
    link = f" {citation.source_url}" if citation.source_url else ""
    status = STATUS[citation.document_status]
    if citation.document_status is Status.IN_FORCE and citation.valid_until:
        status = f"有效至{validity.day_said(date.fromisoformat(citation.valid_until))}"
    place = "" if _says_region(citation) else f"{citation.region}"
    return f"——{place}《{citation.title}》{number}{citation.label}［{status}，{KIND[citation.text_kind]}］{link}"


def _says_region(citation: Citation) -> bool:
    """Whether the title itself says whose document it is (我省 does not)."""
    region = resolve(citation.region)
    return region is None or region.code == NATION or region.short in citation.title


def standing(document: Document, asked: Region | None, as_of: date) -> str:
    """What a reader must know before relying on the document: a draft, an old version, a smaller region."""
    notes = [validity.note(document, as_of)]
    if asked is not None and asked.code != NATION and asked.code in get(document.region).ancestors:
        notes.append(f"这是{region_name(document.region)}的文件，只管当地，不代表{asked.full_name}。")
    in_force = document.status_on(as_of) is Status.IN_FORCE
    if in_force and asked is not None and document.level is Level.NATION and asked.level is not Level.NATION:
        notes.append(f"这是全国的规定，{asked.full_name}也适用。")
    return "".join(notes)


def block_text(block: Block, label_region: bool) -> str:
    """One block as a person reads it."""
    citation = block.citation
    name = f"【{citation.region}】" if label_region else ""
    name = f"另见：{name}" if block.also else name
    lines = []
    if block.fact:
        lines.append(f"{name}{block.fact.rstrip('。')}。")
        name = ""
    introduced = f"{block.lead.quote}…… " if block.lead else ""
    lines.append(f"{name}“{introduced}{citation.quote}”")
    lines.append(source_line(citation))
    return "\n".join((*lines, *block.remarks))


def spelling_note(corrected: Sequence[tuple[str, str]]) -> str:
    """What misspelt words were read as."""
    pairs = "、".join(f"“{wrong}”按“{right}”" for wrong, right in corrected)
    return f"（{pairs}理解。）"


def unanswered(part: Part, region: Region | None) -> str:
    """Says which of several questions, or for which of several regions one, stays open."""
    subject = region.full_name if region is not None else f"“{' '.join(part.text.split())}”"
    return f"关于{subject}：文件里没有写，我不能猜。"


def ask_region(regions: Sequence[str]) -> str:
    """Asks for the person's region after an answer that could not know it."""
    names = "、".join(dict.fromkeys(regions))
    return f"以上是{names}的规定。您在哪个省、市、县？告诉我，就只答适用于您的规定。"
