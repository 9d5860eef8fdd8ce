"""Invented rules, one invented teacher and their hours, to work examples by hand."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from policy_corpus.model import Period, Rule
from records.centre import CentreSettings, CycleStart
from records.facts import Dated, Sex, TeacherFacts
from records.ledger import Entry, EntryKind
from records.standing import Line, RuleBook, Standing, standing

COUNTY, CITY, PROVINCE, NATION = "620702", "620700", "620000", "100000"
TODAY = date(2025, 3, 1)
CYCLE = CycleStart(NATION, first_day=date(2021, 1, 1))
SETTINGS = CentreSettings(cycle_starts=(CYCLE,))
RECORDED = datetime(2026, 1, 1, tzinfo=UTC)


def rule(rule_id: str = "r", **fields: Any) -> Rule:
    """Five years, 360 hours, for every teacher of the county; `fields` say what is otherwise."""
    usual: dict[str, Any] = {
        "id": rule_id,
        "name": f"要求{rule_id}",
        "document": "测教〔2020〕1号",
        "label": "一",
        "region": COUNTY,
        "roles": ("在职教师",),
    }
    if "period" not in fields and "hours" not in fields:
        usual |= {"hours": Decimal(360), "period": Period.CYCLE, "cycle_years": 5}
    return Rule(**(usual | fields))


def change(rule_id: str = "c", **fields: Any) -> Rule:
    """A rule of the same document without hours and period, which changes the others."""
    usual: dict[str, Any] = {"hours": None, "period": None, "label": "二"}
    return rule(rule_id, **(usual | fields))


def yearly(hours: int, **fields: Any) -> Rule:
    """So many hours every year."""
    usual: dict[str, Any] = {"hours": Decimal(hours), "period": Period.YEAR}
    return rule(**(usual | fields))


def cyclic(hours: int, years: int = 5, **fields: Any) -> Rule:
    """So many hours every so many years."""
    usual: dict[str, Any] = {"hours": Decimal(hours), "period": Period.CYCLE, "cycle_years": years}
    return rule(**(usual | fields))


def teacher(**fields: Any) -> TeacherFacts:
    """A woman born in 1985, in service in the county since 2010."""
    usual: dict[str, Any] = {
        "teacher": "T0001",
        "regions": (Dated(COUNTY),),
        "stages": (Dated("小学"),),
        "posts": (Dated("教师"),),
        "sex": Sex.FEMALE,
        "born": date(1985, 3, 1),
        "entered": date(2010, 9, 1),
    }
    return TeacherFacts(**(usual | fields))


def entry(entry_id: str, hours: str | int, day: date | None = date(2024, 5, 1), **fields: Any) -> Entry:
    """A posting of 继续教育."""
    usual: dict[str, Any] = {
        "id": entry_id,
        "teacher": "T0001",
        "kind": EntryKind.POSTING,
        "hours": Decimal(hours),
        "completed": day,
        "source": "hours.xlsx",
        "source_key": entry_id,
        "recorded_at": RECORDED,
        "recorded_by": "staff",
        "category": "继续教育",
    }
    return Entry(**(usual | fields))


def stand(
    rules: Rule | list[Rule],
    entries: list[Entry] | None = None,
    *,
    facts: TeacherFacts | None = None,
    settings: CentreSettings = SETTINGS,
    day: date = TODAY,
    history: bool = False,
) -> Standing:
    """The standing of the usual teacher under the rules."""
    book = RuleBook(rules if isinstance(rules, list) else [rules], ())
    return standing(book, facts or teacher(), entries or [], day, settings, history=history)


def only(found: Standing) -> Line:
    """Its one line."""
    (line,) = found.lines
    return line


def figures(line: Line) -> tuple[int | Decimal, ...]:
    """Required, earned, counted, remaining."""
    return line.required, line.earned, line.counted, line.remaining


def said(line: Line, part: str) -> bool:
    """Whether a note of the line has this part."""
    return any(part in note for note in line.notes)


def shown(line: Line, part: str) -> str:
    """The provision that the step with this part cites; fails when there is no such step."""
    step = next(step for step in line.steps if part in step.text)
    return f"{step.document_number} {step.label}".strip()
