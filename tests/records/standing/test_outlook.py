"""What if, how fast, and the JSON of a standing."""

import json
from datetime import date
from decimal import Decimal

from policy_corpus.model import CarryOver
from records.standing import RuleBook, hours_text, projection, what_if
from tests.records.standing.invented import SETTINGS, TODAY, entry, only, rule, stand, teacher, yearly


def test_what_if_asks_the_same_function() -> None:
    """60 hours more leave 60 hours less, and the standing itself is untouched."""
    book = RuleBook([rule()], ())
    found = what_if(book, teacher(), [entry("a", 40)], TODAY, SETTINGS, [entry("x", 60)])
    assert (only(found.before).remaining, only(found.after).remaining) == (Decimal(320), Decimal(260))
    assert found.after == stand(rule(), [entry("a", 40), entry("x", 60)])


def test_the_pace_so_far_says_when() -> None:
    """10 hours in the 60 days to 1 March leave 10 of 20: another 60 days, by 30 April, in time."""
    (found,) = projection(stand(yearly(20), [entry("a", 10, date(2025, 2, 1))]))
    assert (found.complete_on, found.in_time) == (date(2025, 4, 30), True)
    assert found.per_year == Decimal("60.88")


def test_a_slow_pace_is_too_late() -> None:
    """3 hours in 60 days do not make 20 in a year."""
    (found,) = projection(stand(yearly(20), [entry("a", 3, date(2025, 2, 1))]))
    assert (found.complete_on, found.in_time) == (date(2026, 2, 4), False)


def test_without_hours_there_is_no_pace() -> None:
    """Nothing is foretold from nothing, nor from hours that were carried in."""
    (found,) = projection(stand(yearly(20)))
    assert (found.complete_on, found.in_time) == (None, None)
    (found,) = projection(stand(yearly(20, carry_over=CarryOver()), [entry("a", 30, date(2024, 2, 1))]))
    assert (found.complete_on, found.in_time) == (None, None)


def test_what_is_complete_stays_complete() -> None:
    """With nothing remaining the day is today."""
    (found,) = projection(stand(yearly(20), [entry("a", 25, date(2025, 2, 1))]))
    assert (found.complete_on, found.in_time) == (TODAY, True)


def test_json_has_exactly_the_promised_keys() -> None:
    """Teacher, day and lines; hours as plain decimals, days in ISO; further keys only inside a line."""
    value = json.loads(json.dumps(stand(rule(), [entry("a", "84.50")]).to_json()))
    assert list(value) == ["teacher", "as_of", "lines"]
    (line,) = value["lines"]
    promised = {
        "rule": "r",
        "document_number": "测教〔2020〕1号",
        "label": "一",
        "cycle": {"start": "2021-01-01", "end": "2025-12-31"},
        "required": "360",
        "earned": "84.5",
        "counted": "84.5",
        "pending": "0",
        "remaining": "275.5",
        "deadline": "2025-12-31",
        "categories": [],
        "notes": ["本中心设定“周期起始日”：从2021-01-01起算。"],
    }
    assert {key: line[key] for key in promised} == promised


def test_hours_are_written_plainly() -> None:
    """No exponent, no needless zero."""
    values = ("0", "0.00", "10", "1E+2", "12.50", "0.125", "360.0000")
    assert [hours_text(Decimal(value)) for value in values] == ["0", "0", "10", "100", "12.5", "0.125", "360"]
