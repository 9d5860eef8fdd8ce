"""Reader of originals (原文): scraped text or Markdown of official documents to `Document`s.

`parse_originals` gives the documents, `account` the role of every character, so that nothing is lost in
silence: the concatenated segments are the normalised input, and the BODY and TABLE segments of a label
are, white space aside, the text of that provision.
"""

from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

from policy_corpus.errors import NotAPolicyDocument
from policy_corpus.model import Document, Provision, TextKind
from policy_corpus.parser import metadata
from policy_corpus.parser.evidence import refuse_unofficial, refuse_unreadable
from policy_corpus.parser.head import read_head
from policy_corpus.parser.outline import Scope, outline
from policy_corpus.parser.parts import Layout
from policy_corpus.parser.place import place
from policy_corpus.parser.runon import split_run_on
from policy_corpus.parser.split import split_documents
from policy_corpus.parser.tail import read_tail
from policy_corpus.parser.text import Paragraph, Role, normalise, paragraphs
from policy_corpus.parser.titles import annex_heading, joined_title
from policy_corpus.parser.words import addressees, copied_to, title_kind

__all__ = ["Role", "Segment", "account", "normalise", "parse_originals"]


class Segment(NamedTuple):
    """A stretch of normalised input and what the parser took it for."""

    role: Role
    text: str
    label: str = ""
    """Label of the provision, for MARKER, HEADING, BODY and TABLE."""
    document: int = -1
    """Position of the document in the file, -1 outside of any."""


@dataclass(frozen=True, slots=True)
class _Parsed:
    paras: list[Paragraph]
    document: Document


def parse_originals(text: str, *, name: str) -> tuple[Document, ...]:
    """The official documents in `text`, in order; `name` is the file's name, for dates in it and for messages.

    Raises `NotAPolicyDocument` with a Chinese sentence when the text holds none.
    """
    return tuple(parsed.document for parsed in _parse(text, name))


def account(text: str, *, name: str = "") -> list[Segment]:
    """Every character of `normalise(text)` in order, with its role.

    Raises `NotAPolicyDocument` like `parse_originals`.
    """
    segments: list[Segment] = []
    for position, parsed in enumerate(_parse(text, name)):
        for para in parsed.paras:
            segments.extend(_segments(para, position))
    return segments


def _parse(text: str, name: str) -> list[_Parsed]:
    text = normalise(text)
    refuse_unreadable(text, name)
    paras = split_run_on(paragraphs(text))
    return [_read(paras[start:end], name) for start, end in split_documents(paras)]


def _read(paras: list[Paragraph], name: str) -> _Parsed:
    layout = Layout()
    body = read_head(paras, layout)
    read_tail(paras, body, layout)
    title = joined_title([para.text for para in layout.title])
    refuse_unofficial(title, layout, name)
    notes: list[str] = []
    provisions = _provisions(layout, notes)
    if not provisions:
        raise NotAPolicyDocument(f"“{name}”只有标题“{title}”，没有正文。请补上正文后再添加。")
    document = _document(title, layout, provisions, name, notes)
    return _Parsed(paras, document)


def _provisions(layout: Layout, notes: list[str]) -> list[Provision]:
    used: set[str] = set()
    found = outline(layout.main, Scope(plain="前言" if layout.annexes else "正文"), used, notes)
    for annex in layout.annexes:
        headings = (annex_heading(annex.name, [para.text for para in annex.titles]),)
        found += outline(annex.paras, Scope(annex.name, headings, closes=False), used, notes)
    if layout.attachments and not layout.annexes:
        notes.append("正文列有附件，但本文件没有附件的内容。如有附件，请另行补充。")
    return [Provision(p.label, p.heading_path, p.text, order) for order, p in enumerate(found)]


def _document(title: str, layout: Layout, provisions: list[Provision], name: str, notes: list[str]) -> Document:
    issued_by = metadata.issuers(title, layout)
    if not issued_by:
        notes.append("未写明发文机关。")
    text = "\n".join(provision.text for provision in provisions[:20])
    region, level = place(title, issued_by, layout.number, text, notes)
    head = "\n".join(para.text for para in chain(layout.metadata, layout.title))
    status = metadata.declared_status(title, head, name)
    days = metadata.dates(layout, provisions, name, status, notes)
    return Document(
        number=layout.number,
        title=title,
        kind=title_kind(title),
        issuers=issued_by,
        region=region,
        level=level,
        text_kind=TextKind.ORIGINAL,
        provisions=tuple(provisions),
        issued=days.issued,
        effective=days.effective,
        expires=days.expires,
        declared_status=status,
        supersedes=metadata.supersedes(provisions),
        source_url=metadata.source_url(layout),
        source=metadata.source_name(layout),
        addressees=tuple(dict.fromkeys(name for para in layout.addressees for name in addressees(para.text))),
        copied_to=tuple(dict.fromkeys(name for para in layout.copies for name in copied_to(para.text))),
        notes=tuple(dict.fromkeys(notes)),
    )


def _segments(para: Paragraph, document: int) -> list[Segment]:
    """A paragraph's raw characters, grouped by role."""
    roles: dict[int, tuple[Role, str]] = {}
    for span in para.spans:
        for offset in para.offsets[span.start : span.end]:
            roles[offset] = (span.role, span.label)
    result: list[Segment] = []
    start, current = 0, None
    for i, char in enumerate(para.raw):
        given = roles.get(i) or ((Role.SPACE, "") if char.isspace() else (Role.MARKUP, ""))
        if given != current:
            if current is not None:
                result.append(Segment(current[0], para.raw[start:i], current[1], document))
            start, current = i, given
    if current is not None:
        result.append(Segment(current[0], para.raw[start:], current[1], document))
    return result
