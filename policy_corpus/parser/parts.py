"""The parts of one document, and the predicates by which its paragraphs are told apart."""

import re
from dataclasses import dataclass, field

from policy_corpus.parser.noise import is_metadata
from policy_corpus.parser.numbering import Style, marker
from policy_corpus.parser.text import Paragraph
from policy_corpus.parser.words import title_kind

REACH = 15
"""How many paragraphs may lie between a title and the text that it is the title of."""


@dataclass(slots=True)
class Annex:
    """One annex: its name in labels (附件1), its title lines and its text."""

    name: str
    titles: list[Paragraph] = field(default_factory=list)
    paras: list[Paragraph] = field(default_factory=list)


@dataclass(slots=True)
class Layout:
    """The paragraphs of one document, by part. All but `main` and the annexes' `paras` are marked already."""

    title: list[Paragraph] = field(default_factory=list)
    number: str = ""
    letterhead: list[Paragraph] = field(default_factory=list)
    adoption: list[Paragraph] = field(default_factory=list)
    addressees: list[Paragraph] = field(default_factory=list)
    metadata: list[Paragraph] = field(default_factory=list)
    main: list[Paragraph] = field(default_factory=list)
    attachments: list[Paragraph] = field(default_factory=list)
    signature: list[Paragraph] = field(default_factory=list)
    date: Paragraph | None = None
    copies: list[Paragraph] = field(default_factory=list)
    imprint: list[Paragraph] = field(default_factory=list)
    annexes: list[Annex] = field(default_factory=list)


ANNEX = re.compile(
    r"[【\[]?附(?:\s*([件录表])\s*([0-9０-９]{1,2}|[一二三四五六七八九十]{1,3})?|(?=\s*[:：]))\s*[】\]]?"
    r"\s*(?:[:：.．、—]|\s|$)\s*(.{0,80})"
)


def opens_unit(para: Paragraph, *, first: bool = False) -> bool:
    """Whether a paragraph begins a chapter, article or section (with `first`: the first of them)."""
    mark = marker(para.text) if not para.table else None
    return mark is not None and not mark.weak and mark.style <= Style.ARABIC and (not first or mark.number == 1)


def annex_start(para: Paragraph) -> re.Match[str] | None:
    """A line such as 附件, 附件1, 附件2：教师培训学时表."""
    if para.table or re.search(r"[。；;]", para.text):
        return None
    return ANNEX.fullmatch(para.text)


def is_title_line(para: Paragraph) -> bool:
    return not para.table and not para.comment and bool(title_kind(para.text)) and not is_metadata(para.text)


def bare(text: str) -> str:
    """Text without white space and brackets, for comparing titles."""
    return re.sub(r"[\s（）()〈〉<>《》]", "", text)
