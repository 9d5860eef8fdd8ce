"""A change of the corpus as a page: self-contained, without scripts, readable on a phone. Everything is escaped."""

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import TYPE_CHECKING

from bot import corpus_render
from bot.change_render import becomes, evaluation_sentence, how_to_answer, signed
from bot.pictures import palette
from bot.texts import change as change_texts
from bot.texts import corpus as corpus_texts
from policy_corpus.corrections import NAMES
from policy_corpus.diff import Change as Provisional
from policy_corpus.diff import Diff, Piece, Sort
from records.standing.model import hours_text

if TYPE_CHECKING:
    from bot.app import App
    from bot.change import Change
    from bot.change_trial import Compared, Evaluation
    from policy_corpus.proposal import Proposed
    from policy_corpus.rule_changes import Question, RuleProposal
    from records.impact import Impact

_TEACHERS = 50
_QUESTIONS = 50
_AROUND = 40
"""Characters of unchanged text kept on either side of a change."""

_STYLE = f"""
*{{box-sizing:border-box}}
body{{margin:0;background:{palette.PAGE};color:{palette.INK};line-height:1.6;
font-family:"PingFang SC","Microsoft YaHei","Noto Sans CJK SC","Source Han Sans SC",sans-serif}}
header{{background:{palette.DEEP};color:#fff;padding:1.2rem 1rem}}
header h1{{margin:0;font-size:1.35rem}}header p{{margin:.3rem 0 0;color:{palette.PALE}}}
main{{max-width:52rem;margin:0 auto;padding:1rem .75rem}}
section{{background:{palette.CARD};border-radius:.8rem;padding:1rem;margin:0 0 1rem;overflow-wrap:anywhere}}
h2{{font-size:1.15rem;margin:0 0 .6rem}}h3{{font-size:1rem;margin:1rem 0 .3rem}}
.tiles{{display:grid;grid-template-columns:repeat(auto-fit,minmax(7rem,1fr));gap:.5rem;margin:.6rem 0}}
.tile{{background:{palette.TILE};border-radius:.6rem;padding:.5rem .7rem}}
.tile b{{display:block;font-size:1.4rem}}.tile span,.soft{{color:{palette.SOFT};font-size:.88rem}}
.warn{{color:{palette.VERMILION};font-weight:bold}}
.wide{{overflow-x:auto}}table{{border-collapse:collapse;width:100%;font-size:.9rem}}
th,td{{border-bottom:1px solid {palette.RULE};padding:.35rem .45rem;text-align:left;vertical-align:top}}
th{{background:{palette.TILE}}}td.n,th.n{{text-align:right;white-space:nowrap}}
del{{color:{palette.VERMILION}}}ins{{color:{palette.GREEN};text-decoration:none;
border-bottom:2px solid {palette.GREEN}}}
del.number,ins.number{{font-weight:bold;font-size:1.08em}}
.change{{border-left:4px solid {palette.RULE};padding:.1rem 0 .1rem .7rem;margin:.6rem 0}}
.change.numbers{{border-color:{palette.ORANGE}}}.sort{{font-size:.85rem;color:{palette.SOFT}}}
.figure{{font-size:1.25rem;font-weight:bold;margin:.2rem 0}}
blockquote{{margin:.3rem 0;padding:.3rem .7rem;background:{palette.TILE};border-radius:.4rem;font-size:.9rem}}
table:not(.list) td:first-child,table.list td,table.list th{{white-space:nowrap}}
table.list td:first-child{{white-space:normal;min-width:7rem}}
code{{overflow-wrap:anywhere}}
"""


def page(change: "Change", app: "App") -> str:
    """The whole page. It names teachers, and says so."""
    proposed = [one for proposal in change.proposals for one in proposal.documents]
    parts = [
        *(_section(f"《{one.document.title}》", _document(one, app)) for one in proposed),
        _section(change_texts.ATTACHMENTS_HEADING, _attachments(change)),
        _section(change_texts.RULES_HEADING, _rules(change.rules)),
        _section(change_texts.IMPACT_HEADING, _impact(change.impact)),
        _section(change_texts.TRIAL_HEADING, _evaluation(change.evaluation)),
    ]
    problems = [f"<p class=warn>{escape(change_texts.problem_new(p.what, p.fix))}</p>" for p in change.problems]
    refused = [f"<p class=warn>{escape(corpus_texts.refused(name, why))}</p>" for name, why in change.refused]
    title = escape(change_texts.CHANGE_TITLE)
    day = escape(app.today().isoformat())
    return (
        "<!doctype html><html lang=zh-CN><head><meta charset=utf-8>"
        '<meta name=viewport content="width=device-width,initial-scale=1">'
        f"<title>{title} {day}</title><style>{_STYLE}</style></head><body>"
        f"<header><h1>{title}</h1><p>{day}　{escape(change_texts.REPORT_FOR_STAFF)}</p></header><main>"
        f"{''.join((*refused, *problems, *parts))}</main></body></html>\n"
    )


def _section(heading: str, content: Iterable[str]) -> str:
    inside = "".join(content)
    return f"<section><h2>{escape(heading)}</h2>{inside}</section>" if inside else ""


def _document(proposed: "Proposed", app: "App") -> Iterator[str]:
    document = proposed.document
    rows = [
        (
            NAMES[finding.field],
            corpus_render.value_text(finding.field, finding.value, app),
            f"{corpus_texts.SURE[finding.sure.value]} {finding.excerpt}".strip(),
        )
        for finding in proposed.findings
        if finding.value
    ]
    yield _table(change_texts.FINDING_HEADINGS, rows)
    for relation in proposed.relations:
        yield f"<p>{escape(corpus_render.relation_text(relation).strip())}</p>"
    for label, sentence in proposed.precedence:
        yield f"<p>{escape(corpus_texts.precedence_note(label, sentence).strip())}</p>"
    for note in document.notes:
        yield f"<p class=soft>{escape(corpus_texts.proposal_note(note).strip())}</p>"
    if proposed.diff:
        yield f"<h3>{escape(change_texts.DIFF_HEADING)}</h3>"
        yield from _diff(proposed.diff)


def _attachments(change: "Change") -> Iterator[str]:
    for proposal in change.proposals:
        for line in corpus_render.attachment_lines(proposal):
            yield f"<p>{escape(line.strip())}</p>"


def _diff(found: Diff) -> Iterator[str]:
    yield f"<p class=soft>{escape(corpus_render.counts_text(found))}</p>"
    # What changes numbers changes rules: it stands first.
    for change in sorted(found.changed, key=lambda one: not one.numbers):
        old, new = (p.label if p is not None else "" for p in (change.old, change.new))
        place = f"{old} → {new}" if old and new and old != new else new or old
        yield (
            f'<div class="change{" numbers" if change.numbers else ""}"><span class=sort>'
            f"{escape(corpus_texts.SORTS[change.sort.value])}</span> <b>{escape(place)}</b><br>{_wording(change)}</div>"
        )


def _wording(change: Provisional) -> str:
    if change.pieces:
        return "".join(_piece(piece, place, len(change.pieces)) for place, piece in enumerate(change.pieces))
    if change.sort is Sort.REMOVED and change.old is not None:
        return f"<del>{_lines(change.old.text)}</del>"
    if change.sort is Sort.ADDED and change.new is not None:
        return f"<ins>{_lines(change.new.text)}</ins>"
    return ""


def _piece(piece: Piece, place: int, of: int) -> str:
    if piece.same:
        text = piece.new
        if len(text) > 2 * _AROUND + 10:
            text = f"{text[:_AROUND] if place else ''}…{text[-_AROUND:] if place < of - 1 else ''}"
        return _lines(text)
    number = " class=number" if piece.number else ""
    old = f"<del{number}>{_lines(piece.old)}</del>" if piece.old else ""
    new = f"<ins{number}>{_lines(piece.new)}</ins>" if piece.new else ""
    return old + new


def _lines(text: str) -> str:
    return escape(text).replace("\n", "<br>")


def _rules(found: "Sequence[RuleProposal]") -> Iterator[str]:
    for proposal in found:
        rule = proposal.rule
        yield f"<h3>{escape(rule.name)}</h3><p class=soft>{escape(rule.id)}　{escape(proposal.document)}　"
        yield f"{escape(proposal.label)}</p>"
        if proposal.left:
            yield f"<p class=warn>{escape(change_texts.RULE_LEFT.strip())}</p>"
            continue
        if proposal.ends:
            yield f"<p class=warn>{escape(change_texts.rule_ends(rule.label).strip())}</p>"
        elif proposal.successor and proposal.placed:
            yield f"<p>{escape(change_texts.rule_moves(proposal.document, proposal.label).strip())}</p>"
        elif proposal.label != rule.label:
            yield f"<p>{escape(change_texts.rule_place(rule.label, proposal.label).strip())}</p>"
        for figure in proposal.changes:
            yield f"<p class=figure>{escape(change_texts.figure_name(figure.path))}　<del>{escape(figure.old)}</del> → "
            yield f"<ins>{escape(figure.new)}</ins></p>"
            yield _evidence(figure.old_sentence, figure.new_sentence)
        if proposal.changing and proposal.since is not None:
            yield f"<p>{escape(change_texts.rule_since(proposal.since.isoformat()).strip())}</p>"
        elif proposal.changing:
            yield f"<p class=warn>{escape(change_texts.RULE_DAY_MISSING.strip())}</p>"
        for question in proposal.questions:
            yield from _question(question)


def _question(question: "Question") -> Iterator[str]:
    name = change_texts.figure_name(question.path) if question.path else ""
    said = change_texts.question(question.doubt.value, name, question.value, question.candidates)
    yield f"<p class=warn>{escape(said.strip())}</p>"
    yield _evidence(question.old_sentence, question.new_sentence)
    yield f"<p class=soft><code>{escape(how_to_answer(question).strip())}</code></p>"


def _evidence(old: str, new: str) -> str:
    lines = (escape(line.strip()) for line in change_texts.evidence(old, new))
    return f"<blockquote>{'<br>'.join(lines)}</blockquote>"


def _impact(found: "Impact | None") -> Iterator[str]:
    if found is None:
        yield f"<p>{escape(change_texts.IMPACT_NOT_WORKED_OUT)}</p>"
        return
    yield f"<p class=soft>{escape(change_texts.impact_day(found.as_of.isoformat(), found.everybody))}</p>"
    if not found.changes:
        yield f"<p>{escape(change_texts.IMPACT_NONE)}</p>"
        return
    tiles = (
        (change_texts.TILE_TOUCHED, len(found.changes)),
        (change_texts.TILE_SHORT, found.becomes_short),
        (change_texts.TILE_COMPLETE, found.becomes_complete),
        (change_texts.TILE_MORE, found.owes_more),
        (change_texts.TILE_LESS, found.owes_less),
    )
    yield "<div class=tiles>"
    yield from (f"<div class=tile><span>{escape(word)}</span><b>{count:,}</b></div>" for word, count in tiles)
    yield "</div>"
    effects = [
        (e.name, e.label, f"{e.teachers:,}", f"{e.more:,}", f"{e.less:,}", signed(e.difference)) for e in found.effects
    ]
    yield _table(change_texts.EFFECT_HEADINGS, effects, numbers=(2, 3, 4, 5))
    people = [
        (
            one.number,
            one.name,
            one.school,
            hours_text(one.remaining[0]),
            hours_text(one.remaining[1]),
            f"{signed(one.difference)} {becomes(one)}".strip(),
        )
        for one in found.changes[:_TEACHERS]
    ]
    yield "<br>" + _table(change_texts.TEACHER_HEADINGS, people, numbers=(3, 4, 5))
    if len(found.changes) > _TEACHERS:
        yield f"<p class=soft>{escape(change_texts.teachers_left_out(len(found.changes) - _TEACHERS))}</p>"


def _evaluation(found: "Evaluation | None") -> Iterator[str]:
    if found is None:
        yield f"<p>{escape(change_texts.NO_TRIAL)}</p>"
        return
    yield f"<p{' class=warn' if found.worse else ''}>{escape(evaluation_sentence(found))}</p>"
    for heading, pairs in ((change_texts.LOST_HEADING, found.lost), (change_texts.CHANGED_HEADING, found.changed)):
        if pairs:
            yield f"<h3>{escape(heading)}</h3>"
            yield from map(_compared, pairs[:_QUESTIONS])
    if found.lapsed:
        yield f"<h3>{escape(change_texts.LAPSED_HEADING)}</h3>"
        yield from (f"<p>{escape(probe.text)}</p>" for probe in found.lapsed[:_QUESTIONS])


def _compared(one: "Compared") -> str:
    return (
        f"<p><b>{escape(one.probe.text)}</b></p><blockquote>{change_texts.BEFORE}：{_lines(one.before)}</blockquote>"
        f"<blockquote>{change_texts.AFTER}：{_lines(one.after)}</blockquote>"
    )


def _table(headings: Sequence[str], rows: Iterable[Sequence[str]], numbers: Sequence[int] = ()) -> str:
    def row(cells: Sequence[str], tag: str) -> str:
        marks = (" class=n" if place in numbers else "" for place in range(len(cells)))
        return "".join(f"<{tag}{mark}>{escape(cell)}</{tag}>" for cell, mark in zip(cells, marks, strict=True))

    body = "".join(f"<tr>{row(cells, 'td')}</tr>" for cells in rows)
    kind = " class=list" if numbers else ""
    return f"<div class=wide><table{kind}><tr>{row(headings, 'th')}</tr>{body}</table></div>"
