"""One text to its documents, with the roles of its paragraphs; files that came with it become annexes."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from policy_corpus.errors import NotAPolicyDocument
from policy_corpus.model import Document, Provision, TextKind
from policy_corpus.parser import metadata
from policy_corpus.parser.enclosing import Enclosed, Enclosure, enclose
from policy_corpus.parser.evidence import refuse_unofficial, refuse_unreadable
from policy_corpus.parser.head import read_head
from policy_corpus.parser.outline import Scope, outline
from policy_corpus.parser.parts import Layout
from policy_corpus.parser.place import place
from policy_corpus.parser.repeals import repeals
from policy_corpus.parser.runon import split_run_on
from policy_corpus.parser.split import split_documents
from policy_corpus.parser.tail import read_tail
from policy_corpus.parser.text import Paragraph, normalise, paragraphs
from policy_corpus.parser.titles import annex_heading, joined_title
from policy_corpus.parser.words import addressees, copied_to, title_kind


@dataclass(frozen=True, slots=True)
class Parsed:
    """A document, and what was made of every paragraph of its text."""

    paras: list[Paragraph]
    document: Document
    layout: Layout
    enclosed: tuple[Enclosed, ...] = ()
    """The files that became its annexes, one for each enclosure."""


def read(text: str, name: str, enclosures: Sequence[Enclosure] = ()) -> list[Parsed]:
    """The documents in `text`, in order; the enclosures are annexes of the last one, under which they were listed.

    Raises `NotAPolicyDocument` when the text holds none.
    """
    text = normalise(text)
    if not enclosures:
        refuse_unreadable(text, name)
    paras = split_run_on(paragraphs(text))
    places = split_documents(paras)
    return [_read(paras[start:end], name, enclosures if end == len(paras) else ()) for start, end in places]


def _read(paras: list[Paragraph], name: str, enclosures: Sequence[Enclosure]) -> Parsed:
    layout = Layout()
    body = read_head(paras, layout)
    read_tail(paras, body, layout)
    if enclosures:  # the lines that name the files may look like annexes without any text
        layout.annexes = [annex for annex in layout.annexes if annex.paras]
    enclosed = tuple(enclose(enclosure, layout) for enclosure in enclosures)
    title = joined_title([para.text for para in layout.title])
    refuse_unofficial(title, layout, name)
    notes: list[str] = []
    provisions = _provisions(layout, notes)
    if not provisions:
        raise NotAPolicyDocument(f"“{name}”只有标题“{title}”，没有正文。请补上正文后再添加。")
    return Parsed(paras, _document(title, layout, provisions, name, notes), layout, enclosed)


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
    kind = title_kind(title)
    days = metadata.dates(layout, provisions, name, kind, status, notes)
    return Document(
        number=layout.number,
        title=title,
        kind=kind,
        issuers=issued_by,
        region=region,
        level=level,
        text_kind=TextKind.ORIGINAL,
        provisions=tuple(provisions),
        issued=days.issued,
        effective=days.effective,
        expires=days.expires,
        declared_status=status,
        supersedes=tuple(repeal.name for repeal in repeals(title, provisions)),
        repealed_on=metadata.repealed_on(head),
        wordings=days.wordings,
        source_url=metadata.source_url(layout),
        source=metadata.source_name(layout),
        addressees=tuple(dict.fromkeys(name for para in layout.addressees for name in addressees(para.text))),
        copied_to=tuple(dict.fromkeys(name for para in layout.copies for name in copied_to(para.text))),
        notes=tuple(dict.fromkeys(notes)),
    )
