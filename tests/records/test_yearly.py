"""The sum of a calendar year, whatever stands in the ledger."""

from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from records.ledger import Held, Unit
from records.yearly import YearSum, year_sums
from tests.properties import examples

HELD = st.builds(
    Held,
    id=st.just("1"),
    completed=st.dates(date(2025, 12, 1), date(2027, 1, 31)),
    hours=st.decimals(min_value=Decimal("0.001"), max_value=200, places=3),
    unit=st.sampled_from(Unit),
    category=st.sampled_from(("", "公需", "专业")),
    training=st.just(""),
    project=st.just(""),
    pending=st.booleans(),
    offset_to=st.sampled_from(("", "专业")),
)


def held(hours: int, day: date, category: str = "公需", *, pending: bool = False, offset_to: str = "") -> Held:
    """Hours that stand."""
    return Held("1", day, Decimal(hours), Unit.HOUR, category, "", "", pending, offset_to)


def test_a_year_by_category() -> None:
    """From the first of January to the last of December; what waits is apart; an offset counts as what it became."""
    ledger = [
        held(8, date(2025, 12, 31)),
        held(10, date(2026, 1, 1)),
        held(20, date(2026, 12, 31), "专业"),
        held(5, date(2026, 6, 1), pending=True),
        held(4, date(2026, 6, 1), "", offset_to="公需"),
        held(9, date(2027, 1, 1)),
    ]
    (found,) = year_sums(ledger, 2026)
    assert found == (
        YearSum(Unit.HOUR, "", Decimal(34), Decimal(5)),
        (
            YearSum(Unit.HOUR, "专业", Decimal(20), Decimal(0)),
            YearSum(Unit.HOUR, "公需", Decimal(14), Decimal(5)),
        ),
    )
    assert year_sums(ledger, 2024) == ()


@settings(max_examples=examples(60))
@given(st.lists(HELD, max_size=12))
def test_the_parts_are_the_sum(ledger: list[Held]) -> None:
    """Nothing is counted twice or left out, and hours are never added to credits."""
    for total, parts in year_sums(ledger, 2026):
        own = [one for one in ledger if one.completed.year == 2026 and one.unit is total.unit]
        assert total.standing == sum(part.standing for part in parts)
        assert total.pending == sum(part.pending for part in parts)
        assert total.standing + total.pending == sum(one.hours for one in own)
        assert len({part.category for part in parts}) == len(parts)
