"""Proposals, changes, versions and refreshes of the corpus as JSON values and as text."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from bot.app import App
from bot.texts import corpus as corpus_texts
from bot.texts import words
from policy_corpus.corrections import NAMES, Field
from policy_corpus.diff import Change, Diff, Piece, Sort, marked
from policy_corpus.findings import Finding
from policy_corpus.history.comparison import Comparison
from policy_corpus.history.versions import Version, in_law
from policy_corpus.model import Document, Status
from policy_corpus.proposal import Proposal, Proposed
from policy_corpus.successors import Kind, Relation
from records.china import day_of

_AROUND = 30
"""Characters of unchanged text shown on either side of a change."""
_LONGEST = 300


def proposal_text(proposal: Proposal, app: App) -> str:
    """A proposal, one particular a line."""
    lines = [corpus_texts.PROPOSAL_KNOWN] if proposal.known else []
    for proposed in proposal.documents:
        lines += _proposed_lines(proposed, app)
    lines += attachment_lines(proposal)
    own = {proposed.document.id for proposed in proposal.documents}
    lines += [line for line in closed_lines(proposal.effect) if not any(f" {name} " in line for name in own)]
    return "\n".join(lines)


def _proposed_lines(proposed: Proposed, app: App) -> Iterator[str]:
    document, previous = proposed.document, proposed.previous
    kind = words.TEXT_KIND[previous.text_kind] if previous is not None else ""
    yield corpus_texts.proposal_heading(document.title, len(document.provisions), kind)
    for finding in proposed.findings:
        if finding.value or finding.read or finding.field in (Field.NUMBER, Field.ISSUED, Field.ISSUERS):
            yield _finding_text(finding, app)
    yield from (relation_text(relation) for relation in proposed.relations)
    yield from (corpus_texts.precedence_note(label, sentence) for label, sentence in proposed.precedence)
    yield from (corpus_texts.proposal_note(note) for note in document.notes)
    if proposed.diff:
        yield diff_text(proposed.diff, app)


def _finding_text(finding: Finding, app: App) -> str:
    read = value_text(finding.field, finding.read, app) if finding.read is not None else None
    value = value_text(finding.field, finding.value, app)
    name = NAMES[finding.field]
    return corpus_texts.finding(name, value, finding.sure.value, finding.line, finding.excerpt, read, finding.file)


def value_text(field: Field, value: Sequence[str], app: App) -> str:
    """A particular as a person reads it."""
    said = {Field.STATUS: corpus_texts.FIELD_STATUS, Field.LEVEL: corpus_texts.FIELD_LEVEL}.get(field, {})
    shown = [app.region_name(text) if field is Field.REGION else said.get(text, text) for text in value]
    return "、".join(shown) or corpus_texts.NOTHING


def relation_text(relation: Relation) -> str:
    """What a document takes the place of, in a sentence."""
    return corpus_texts.relation(
        relation.kind is Kind.NEWER_VERSION,
        relation.standing.value,
        relation.name,
        relation.targets,
        _day(relation.day),
        corpus_texts.where(relation.line, relation.label, relation.sentence),
    )


def closed_lines(effect: Comparison) -> list[str]:
    """Documents that end, or no longer end, because of a change."""
    return [_closed_line(new) for _, new in effect.closed]


def _closed_line(document: Document) -> str:
    if document.repealed_on and document.ended == (document.repealed_on, Status.REPEALED):
        return corpus_texts.repealed(document.title, document.repealed_by, _day(document.repealed_on))
    return corpus_texts.closed(document.title, document.superseded_by, _day(document.superseded_on))


def proposal_json(proposal: Proposal, path: str) -> dict[str, Any]:
    """The JSON object of `corpus propose`."""
    return {
        "path": path,
        "known": proposal.known,
        "documents": [_proposed_json(proposed) for proposed in proposal.documents],
        "attachments": [
            {
                "name": one.name,
                "address": one.address or None,
                "became": one.became.value,
                "said": one.said,
                "titles": list(one.titles),
                "kept": one.kept.lack.value if one.kept is not None else None,
                "kept_reason": one.kept.reason if one.kept is not None else "",
            }
            for one in proposal.attachments
        ],
        "effect": comparison_json(proposal.effect),
    }


def attachment_lines(proposal: Proposal) -> list[str]:
    """What becomes of each file that came with a document; what is not there is among the document's notes."""
    return [
        corpus_texts.file_brought(
            one.name,
            one.became.value,
            one.said,
            one.titles,
            one.kept.reason or corpus_texts.FILE_UNLINKED if one.kept is not None else "",
        )
        for one in proposal.attachments
        if one.became.value in corpus_texts.FILES_BROUGHT
    ]


def _proposed_json(proposed: Proposed) -> dict[str, Any]:
    document = proposed.document
    return {
        "id": document.id,
        "title": document.title,
        "provisions": len(document.provisions),
        "previous": proposed.previous.text_kind.value if proposed.previous is not None else None,
        "findings": [
            {
                "field": f.field.value,
                "value": list(f.value),
                "sure": f.sure.value,
                "line": f.line,
                "file": f.file or None,
                "excerpt": f.excerpt,
                "read": list(f.read) if f.read is not None else None,
            }
            for f in proposed.findings
        ],
        "relations": [relation_json(relation) for relation in proposed.relations],
        "precedence": [{"label": label, "sentence": sentence} for label, sentence in proposed.precedence],
        "notes": list(document.notes),
        "diff": diff_json(proposed.diff) if proposed.diff is not None else None,
    }


def relation_json(relation: Relation) -> dict[str, Any]:
    """A relation between documents."""
    return {
        "kind": relation.kind.value,
        "standing": relation.standing.value,
        "name": relation.name,
        "targets": list(relation.targets),
        "day": _day(relation.day) or None,
        "label": relation.label,
        "sentence": relation.sentence,
        "line": relation.line,
    }


def comparison_text(found: Comparison) -> str:
    """What changes in the whole corpus, a line a document."""
    lines = [corpus_texts.set_added(d.title, d.id) for d in found.added]
    lines += [corpus_texts.set_removed(d.title, d.id) for d in found.removed]
    lines += [corpus_texts.set_changed(change.new.title, counts_text(change.diff)) for change in found.changed]
    return "\n".join([*lines, *(f"  {line}" for line in closed_lines(found))])


def comparison_json(found: Comparison) -> dict[str, Any]:
    """What changes in the whole corpus."""
    return {
        "added": [document.id for document in found.added],
        "removed": [document.id for document in found.removed],
        "changed": [{"id": change.new.id, "diff": diff_json(change.diff)} for change in found.changed],
        "closed": [
            {
                "id": new.id,
                "superseded_by": new.superseded_by or None,
                "superseded_on": _day(new.superseded_on) or None,
                "repealed_by": new.repealed_by or None,
                "repealed_on": _day(new.repealed_on) or None,
            }
            for _, new in found.closed
        ],
    }


def counts_text(diff: Diff) -> str:
    """How many provisions were added, removed, …, those that stayed included."""
    counts = Counter(change.sort for change in diff.changes)
    return corpus_texts.sorts_counted([(sort.value, counts[sort]) for sort in Sort if counts[sort]])


def diff_text(diff: Diff, app: App) -> str:
    """A comparison of two texts; changed words as 【旧→新】."""
    if not diff:
        return corpus_texts.DIFF_SAME
    lines: list[str] = []
    if diff.particulars:
        lines.append(corpus_texts.PARTICULARS_HEADING)
    for field in diff.particulars:
        old, new = value_text(field.field, field.old, app), value_text(field.field, field.new, app)
        lines.append(corpus_texts.particular_changed(NAMES[field.field], old, new))
    lines.append(counts_text(diff))
    for change in diff.changed:
        lines += _change_lines(change)
    return "\n".join(lines)


def _change_lines(change: Change) -> Iterator[str]:
    old, new = change.old, change.new
    also = [s.value for s, holds in ((Sort.RENUMBERED, change.renumbered), (Sort.MOVED, change.moved)) if holds]
    also = [sort for sort in also if sort != change.sort.value]
    yield corpus_texts.provision_changed(
        change.sort.value, old.label if old is not None else "", new.label if new is not None else "", also
    )
    if change.pieces:
        yield f"  {marked(_shortened(change.pieces))}"
        if change.numbers:
            yield corpus_texts.numbers_changed([(piece.old, piece.new) for piece in change.numbers])
    elif (only := new if old is None else old if new is None else None) is not None:
        yield f"  {only.text[:_LONGEST]}{'…' if len(only.text) > _LONGEST else ''}"


def _shortened(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces with long unchanged stretches cut to what stands beside a change."""
    result: list[Piece] = []
    for place, piece in enumerate(pieces):
        text = piece.new
        if piece.same and len(text) > 2 * _AROUND + 10:
            before = text[:_AROUND] if place else ""
            after = text[-_AROUND:] if place < len(pieces) - 1 else ""
            text = f"{before}…{after}"
            result.append(Piece(text, text))
        else:
            result.append(piece)
    return result


def diff_json(diff: Diff) -> dict[str, Any]:
    """A comparison of two texts; provisions that stayed are only counted."""
    return {
        "particulars": [{"field": p.field.value, "old": list(p.old), "new": list(p.new)} for p in diff.particulars],
        "counts": {sort.value: count for sort, count in Counter(change.sort for change in diff.changes).items()},
        "changes": [_change_json(change) for change in diff.changed],
    }


def _change_json(change: Change) -> dict[str, Any]:
    return {
        "sort": change.sort.value,
        "old_label": change.old.label if change.old is not None else None,
        "new_label": change.new.label if change.new is not None else None,
        "renumbered": change.renumbered,
        "moved": change.moved,
        "old": change.old.text if change.old is not None else None,
        "new": change.new.text if change.new is not None else None,
        "pieces": [{"old": p.old, "new": p.new, "same": p.same, "number": p.number} for p in change.pieces],
        "numbers": [{"old": p.old, "new": p.new} for p in change.numbers],
    }


def version_row(version: Version) -> tuple[str, ...]:
    """A version for the table of `corpus history`."""
    document = version.document
    first, last = in_law(document)
    spans = [corpus_texts.held_span(_moment(h.since), _moment(h.until) if h.ended else "") for h in version.held]
    return (
        str(version.number),
        document.title,
        document.number or corpus_texts.NO_NUMBER,
        corpus_texts.law_span(_day(first), _day(last)),
        "；".join(spans) or words.TEXT_KIND[document.text_kind],
        version.url or version.name,
    )


def version_json(version: Version) -> dict[str, Any]:
    """A version as the JSON object of `corpus history`."""
    first, last = in_law(version.document)
    return {
        "version": version.number,
        "id": version.document.id,
        "title": version.document.title,
        "text_kind": version.document.text_kind.value,
        "provisions": len(version.document.provisions),
        "sha256": version.document.sha256,
        "in_law_from": _day(first) or None,
        "in_law_until": _day(last) or None,
        "held": [
            {
                "revision": held.revision,
                "since": held.since.isoformat() if held.since else None,
                "ended_by": held.ended,
                "until": held.until.isoformat() if held.until else None,
            }
            for held in version.held
        ],
        "live": version.live,
        "name": version.name,
        "url": version.url,
    }


def document_line(document: Document) -> str:
    """Title and id of a document."""
    return f"《{document.title}》{document.number}"


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _moment(moment: datetime | None) -> str:
    """The day in China."""
    return day_of(moment).isoformat() if moment else ""
