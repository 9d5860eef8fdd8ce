"""What would be taken in: particulars with the lines they come from, what they replace, what that changes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from policy_corpus.attachments import Attachment, attachments
from policy_corpus.corrections import NONE
from policy_corpus.diff import Diff, diff
from policy_corpus.findings import Finding, findings, line_naming
from policy_corpus.history.comparison import Comparison, compare
from policy_corpus.intake import draft
from policy_corpus.merging import same_document
from policy_corpus.model import Document, TextKind
from policy_corpus.sources import Arrival, Source
from policy_corpus.successors import Relation, precedence, relations
from policy_corpus.texts import Text, gathered

if TYPE_CHECKING:
    from policy_corpus.store import Corpus


@dataclass(frozen=True, slots=True)
class Proposed:
    """One document as it would be taken in."""

    document: Document
    """With the corrections."""
    findings: tuple[Finding, ...]
    relations: tuple[Relation, ...]
    """What it takes the place of, and what became of that."""
    precedence: tuple[tuple[str, str], ...]
    """Label and sentence of 此前规定与本办法不一致的，以本办法为准: closes nothing, but is to be known."""
    previous: Document | None
    """The text in the corpus that it takes the place of; an original before a digest."""
    diff: Diff | None
    """From `previous`, when that is an original."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A file that would be taken in."""

    arrival: Arrival
    revision: int
    """Number of the revision that was live: give it to `Corpus.take` as `base`."""
    documents: tuple[Proposed, ...]
    known: bool
    """Whether the very content is in the corpus already."""
    effect: Comparison
    """What changes in the effective set, other documents included."""
    attachments: tuple[Attachment, ...] = ()
    """What became of each file that came with it."""


def propose(corpus: "Corpus", arrival: Arrival) -> Proposal:
    """What taking `arrival` would do. Changes nothing; raises `CorpusError` when it is no policy document."""
    revision, held = corpus.revision(), corpus.originals()
    source, text = draft(corpus.base, arrival, held)
    before, after = corpus.documents(), corpus.documents_with(source.documents)
    documents = tuple(
        _proposed(document, read, held, before, after)
        for document, read in zip(source.documents, _read(source, text), strict=True)
    )
    known = any(other.sha256 == arrival.sha256 for other in held)
    brought = attachments(text, arrival.told)
    return Proposal(arrival, revision.number, documents, known, compare(before, after), brought)


@dataclass(frozen=True, slots=True)
class _Read:
    """What was found in the text of one document, and that text."""

    findings: tuple[Finding, ...]
    words: str


def _read(source: Source, text: Text) -> tuple[_Read, ...]:
    """What was found for each document; a ZIP, and a page with attachments, has several texts."""
    given = (*source.entry.corrections, *[NONE] * (len(source.read) - len(source.entry.corrections)))
    result: list[_Read] = []
    for one in gathered(text):
        places = slice(len(result), len(result) + len(one.documents))
        if one.documents:
            annexes = [(paper.name, enclosure) for paper, enclosure in one.annexes]
            words, read = one.paper.words, source.read[places]
            result += (_Read(f, words) for f in findings(words, one.paper.name, read, given[places], annexes))
    return tuple(result)


def _proposed(
    document: Document,
    read: _Read,
    held: Sequence[Source],
    before: Sequence[Document],
    after: Sequence[Document],
) -> Proposed:
    final = next((d for d in after if d.sha256 == document.sha256 and d.title == document.title), document)
    originals = [old for source in held for old in source.documents if same_document(old, document)]
    digest = next((d for d in before if d.text_kind is TextKind.DIGEST and same_document(d, final)), None)
    previous = originals[-1] if originals else digest
    changes = diff(previous, document) if previous is not None and originals else None
    taken = tuple(
        replace(relation, line=line_naming(read.words, relation.name, relation.sentence) if relation.sentence else None)
        for relation in relations(after, of=final)
    )
    return Proposed(document, read.findings, taken, precedence(document), previous, changes)
