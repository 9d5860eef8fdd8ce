"""The 学习档案 as a PDF: particulars, standing with provisions and arithmetic, the ledger, a code to verify it by."""

import io
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from bot.pictures.paper import Imprint, Paper
from bot.records_render import line_text, state_text
from bot.texts import pictures as picture_texts
from bot.texts import records as records_texts
from records.centre import SETTING_NAMES
from records.china import CHINA, day_of
from records.standing.model import Line, hours_text

if TYPE_CHECKING:
    from records.ledger_book import LedgerLine
    from records.transcripts import Transcript

_DECIDING = ("approval", "rejection")
_QR_BORDER = 2


def transcript_pdf(given: "Transcript", *, place: str, titles: Mapping[str, str], link: str = "") -> bytes:
    """The document, as PDF.

    `place` is the name of the teacher's region; `titles` names what is cited; `link` opens the bot with the code, and
    is what the QR picture holds; without one it holds the code itself.
    """
    imprint = Imprint(
        title=picture_texts.TRANSCRIPT_TITLE,
        author=picture_texts.AUTHOR,
        made_at=given.issued_at.astimezone(CHINA),
        footer=picture_texts.page_code(str(given.code)),
        page_of=picture_texts.page_of,
        part=picture_texts.part,
    )
    paper = Paper(imprint)
    _head(paper, given, place, link)
    _particulars(paper, given, place)
    _overview(paper, given)
    _rules(paper, given, titles)
    _ledger(paper, given)
    _close(paper, given)
    return paper.pdf()


def _head(paper: Paper, given: "Transcript", place: str, link: str) -> None:
    """Title, days, and the code with its picture at the right."""
    day = day_of(given.issued_at).isoformat()
    who = picture_texts.ISSUED_BY_SELF if given.own else picture_texts.ISSUED_BY_STAFF
    words = [
        paper.paragraph(picture_texts.TRANSCRIPT_TITLE, "title"),
        paper.paragraph(picture_texts.as_of(given.standing.as_of.isoformat()), "text"),
        paper.paragraph(picture_texts.issued(day, place, who), "text"),
        paper.paragraph(picture_texts.code_line(str(given.code)), "code"),
        paper.paragraph(picture_texts.HOW_TO_VERIFY, "note"),
    ]
    caption = picture_texts.QR_LINK if link else picture_texts.QR_CODE
    paper.beside(words, [paper.picture(_qr(link or str(given.code))), paper.paragraph(caption, "caption")])


def _particulars(paper: Paper, given: "Transcript", place: str) -> None:
    of = given.particulars
    entered = of.entered.isoformat() if of.entered else ""
    values = (of.name, of.number, of.sex, of.school, place, of.stage, of.subject, of.post, entered)
    paper.heading(picture_texts.PART_PERSON)
    pairs = list(zip(picture_texts.PARTICULARS, values, strict=True))
    paper.fields([(word, value) for word, value in pairs if value])


def _overview(paper: Paper, given: "Transcript") -> None:
    """A row for each requirement."""
    paper.heading(picture_texts.PART_OVERVIEW)
    found = given.standing
    if found.lines:
        rows = [_overview_row(line) for line in found.lines]
        paper.table(
            picture_texts.OVERVIEW_HEADINGS, rows, widths=(34, 22, 10, 10, 10, 11, 10, 15), numbers=(2, 3, 4, 5, 6)
        )
    else:
        paper.add(records_texts.NO_REQUIREMENT, "text")


def _overview_row(line: Line) -> tuple[str, ...]:
    start, end = line.cycle_start, line.cycle_end
    named = line.name if line.binding else picture_texts.draft(line.name)
    return (
        named,
        picture_texts.span(start.isoformat(), end.isoformat()) if start and end else picture_texts.NO_CYCLE,
        *map(hours_text, (line.required, line.earned, line.counted, line.pending, line.remaining)),
        line.deadline.isoformat() if line.deadline else picture_texts.NO_DEADLINE,
    )


def _rules(paper: Paper, given: "Transcript", titles: Mapping[str, str]) -> None:
    """Each requirement with provision, figures, arithmetic and notes; then what concerns none of them alone."""
    found = given.standing
    parts = [line_text(line, titles, position) for position, line in enumerate(found.lines, 1)]
    general = [
        (
            records_texts.STANDING_DUTIES,
            [records_texts.standing_duty(d.name, d.document_number, d.label, not d.binding) for d in found.duties],
        ),
        (records_texts.STANDING_GENERAL, list(found.notes)),
        (records_texts.STANDING_TROUBLES, [problem.what for problem in found.problems]),
    ]
    general = [(title, lines) for title, lines in general if lines]
    if parts or general or given.unset:
        paper.heading(picture_texts.PART_RULES)
    for heading, *lines in parts:
        paper.add(heading, "rule")
        _indented(paper, lines)
    for title, lines in general:
        paper.add(title, "rule")
        _indented(paper, lines)
    if given.unset:
        paper.add(picture_texts.undecided("、".join(SETTING_NAMES[field] for field in given.unset)), "detail")


def _indented(paper: Paper, lines: Sequence[str]) -> None:
    """Lines that a screen indents by blanks."""
    for line in lines:
        depth = len(line) - len(line.lstrip(" "))
        paper.add(line.strip(), "step" if depth > 3 else "detail")


def _ledger(paper: Paper, given: "Transcript") -> None:
    """The entries that bring hours; a decision shows in the state of what it decided."""
    counting = {held.id: held.pending for held in given.book.stands.held}
    lines = [line for line in given.book.lines if line.entry.kind.value not in _DECIDING]
    paper.heading(picture_texts.PART_LEDGER)
    if not lines:
        paper.add(picture_texts.NO_ENTRIES, "text")
        return
    paper.add(picture_texts.ledger_note(given.standing.as_of.isoformat(), len(lines)), "note")
    rows = [_entry_row(line, counting) for line in lines]
    paper.table(picture_texts.ENTRY_HEADINGS, rows, widths=(9, 17, 40, 20, 15, 20, 16), numbers=(0, 4))


def _entry_row(line: "LedgerLine", counting: Mapping[str, bool]) -> tuple[str, ...]:
    entry = line.entry
    return (
        entry.id,
        entry.completed.isoformat() if entry.completed else "",
        entry.project or records_texts.ENTRY_KINDS[entry.kind.value],
        entry.category or entry.training,
        records_texts.ledger_quantity(hours_text(entry.hours), entry.unit.value),
        entry.source,
        state_text(line, counting),
    )


def _close(paper: Paper, given: "Transcript") -> None:
    """How far it can be trusted, and room for signature and seal."""
    paper.space(10)
    paper.add(picture_texts.CLOSING, "note")
    paper.add(picture_texts.fingerprint(given.fingerprint), "note")
    paper.signatures(picture_texts.SIGNATURES)


def _qr(text: str) -> bytes:
    import segno

    made = io.BytesIO()
    segno.make(text, error="m", micro=False).save(made, kind="png", scale=8, border=_QR_BORDER)
    return made.getvalue()
