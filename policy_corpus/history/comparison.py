"""Two states of the corpus compared, document by document. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from policy_corpus.diff import Diff, diff
from policy_corpus.merging import number_key, title_key
from policy_corpus.model import Document


@dataclass(frozen=True, slots=True)
class Changed:
    """A document whose text or particulars are other."""

    old: Document
    new: Document
    diff: Diff


@dataclass(frozen=True, slots=True)
class Comparison:
    """What one state has and the other has not."""

    added: tuple[Document, ...]
    removed: tuple[Document, ...]
    changed: tuple[Changed, ...]
    closed: tuple[tuple[Document, Document], ...]
    """Documents, old and new, of which only what ends them, or the day of that, is other."""

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed or self.closed)


def compare(before: Sequence[Document], after: Sequence[Document]) -> Comparison:
    """The documents of two effective sets compared; the same document is found by its id, else by number or title."""
    rest = {document.id: document for document in after}
    pairs = [(document, rest.pop(document.id)) for document in before if document.id in rest]
    paired = {document.id for document, _ in pairs}
    gone = [document for document in before if document.id not in paired]
    by_name = {key: document for document in reversed(rest.values()) for key in _names(document)}
    for document in list(gone):
        found = next((by_name[key] for key in _names(document) if key in by_name), None)
        if found is not None and found.id in rest:
            gone.remove(document)
            pairs.append((document, rest.pop(found.id)))
    differing = [(a, b) for a, b in pairs if a != b]
    changed = [Changed(a, b, diff(a, b)) for a, b in differing]
    return Comparison(
        tuple(rest.values()),
        tuple(gone),
        tuple(change for change in changed if change.diff),
        tuple((change.old, change.new) for change in changed if _ending(change.old) != _ending(change.new)),
    )


def _names(document: Document) -> tuple[str, ...]:
    title = f"{title_key(document.title)} {document.issued}"
    return (number_key(document.number), title) if document.number else (title,)


def _ending(document: Document) -> tuple[object, ...]:
    return document.superseded_by, document.superseded_on, document.repealed_by, document.repealed_on
