"""The figures of a region and who is falling behind, as text for a screen and as JSON values."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from bot.render import table
from bot.texts import records as records_texts
from bot.texts import workbooks as workbook_texts
from records.centre import SETTING_NAMES
from records.standing.model import hours_text

if TYPE_CHECKING:
    from records.risk import Asked, AtRisk, Bulletin, Figures


def bulletin_text(found: "Bulletin", place: str, titles: Mapping[str, str]) -> str:
    """The figures and the rules that they rest on, by school, and who is falling behind."""
    total = found.total
    parts = [
        records_texts.bulletin_heading(place, found.as_of.isoformat(), found.everybody, total.teachers),
        records_texts.bulletin_counts(
            total.done, _rate(total), total.on_course, total.behind, total.overdue, total.unknown
        ),
        workbook_texts.worked_out_by([_rule(one, titles) for one in found.rules]),
    ]
    if found.schools:
        parts += ["", table(records_texts.SCHOOL_HEADINGS, [_school_row(one) for one in found.schools])]
    if found.at_risk:
        parts += ["", table(records_texts.AT_RISK_HEADINGS, [_at_risk_row(one) for one in found.at_risk])]
    else:
        parts += ["", records_texts.NOBODY_AT_RISK]
    if found.unset:
        names = [records_texts.bulletin_unset(SETTING_NAMES[field], count) for field, count in found.unset]
        parts += ["", records_texts.unset_settings(names, cycles="cycle_starts" in dict(found.unset))]
    if found.problems:
        parts += ["", records_texts.bulletin_problems(found.problems)]
    return "\n".join(parts)


def bulletin_json(found: "Bulletin") -> dict[str, Any]:
    """The JSON object of `records atrisk --json`; hours as strings."""
    return {
        "region": found.region,
        "school": found.school,
        "as_of": found.as_of.isoformat(),
        "everybody": found.everybody,
        "rules": [
            {
                "rule": one.rule,
                "document_number": one.document_number,
                "label": one.label,
                "teachers": one.teachers,
                "short": one.short,
            }
            for one in found.rules
        ],
        "total": _figures_json(found.total),
        "schools": [_figures_json(one) for one in found.schools],
        "at_risk": [
            {
                "teacher": one.number,
                "name": one.name,
                "school": one.school,
                "region": one.region,
                "pace": one.pace.value,
                "remaining": hours_text(one.remaining),
                "deadline": one.deadline.isoformat() if one.deadline else None,
                "rules": [
                    {
                        "rule": short.rule,
                        "document_number": short.document_number,
                        "label": short.label,
                        "pace": short.pace.value,
                        "required": hours_text(short.required),
                        "counted": hours_text(short.counted),
                        "pending": hours_text(short.pending),
                        "remaining": hours_text(short.remaining),
                        "deadline": short.deadline.isoformat() if short.deadline else None,
                        "complete_on": short.complete_on.isoformat() if short.complete_on else None,
                    }
                    for short in one.shortfalls
                ],
            }
            for one in found.at_risk
        ],
        "unset": [{"field": field, "name": SETTING_NAMES[field], "teachers": count} for field, count in found.unset],
        "problems": found.problems,
    }


def _rule(one: "Asked", titles: Mapping[str, str]) -> str:
    cited = workbook_texts.workbook_rule(titles.get(one.document_number, ""), one.document_number, one.label)
    return workbook_texts.rule_with_counts(cited, one.teachers, one.short)


def _rate(figures: "Figures") -> str:
    return "" if figures.rate is None else records_texts.bulletin_percent(float(figures.rate))


def _school_row(figures: "Figures") -> tuple[str, ...]:
    counts = (figures.on_course, figures.behind, figures.overdue, figures.unknown)
    return (
        figures.school or records_texts.NO_SCHOOL,
        str(figures.teachers),
        str(figures.done),
        _rate(figures),
        *map(str, counts),
        hours_text(figures.remaining),
    )


def _at_risk_row(one: "AtRisk") -> tuple[str, ...]:
    return (
        one.number,
        one.name,
        one.school,
        records_texts.PACES[one.pace.value],
        hours_text(one.remaining),
        one.deadline.isoformat() if one.deadline else "",
        one.shortfalls[0].name,
    )


def _figures_json(figures: "Figures") -> dict[str, Any]:
    return {
        "school": figures.school,
        "teachers": figures.teachers,
        "done": figures.done,
        "rate": None if figures.rate is None else f"{float(figures.rate):.4f}",
        "on_course": figures.on_course,
        "behind": figures.behind,
        "overdue": figures.overdue,
        "unknown": figures.unknown,
        "remaining": hours_text(figures.remaining),
    }
