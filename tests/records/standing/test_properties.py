"""What holds of every standing, whatever the rules, the teacher and the ledger."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from policy_corpus.model import Category
from records.ledger import Entry, EntryKind
from records.standing import RuleBook, Standing, standing
from tests.properties import examples
from tests.records.standing.compare import differences, figures
from tests.records.standing.invented import entry, only, rule, stand
from tests.records.standing.scenarios import Scenario, scenario

scenarios = st.integers(0, 1_000_000).map(scenario)
few = settings(max_examples=examples(60), derandomize=True)


def found(made: Scenario, entries: list[Entry] | None = None) -> Standing:
    book = RuleBook(made.rules, ())
    return standing(book, made.facts, made.entries if entries is None else entries, made.day, made.settings)


@few
@given(made=scenarios, seed=st.integers())
def test_the_order_of_entries_never_matters(made: Scenario, seed: int) -> None:
    """Any order of import gives the same standing, to the last note and step."""
    shuffled = list(made.entries)
    Random(seed).shuffle(shuffled)
    assert found(made, shuffled) == found(made)


@few
@given(made=scenarios)
def test_importing_twice_never_matters(made: Scenario) -> None:
    """The same source keys again, under new ids and later, change nothing."""
    later = [replace(e, id=f"{e.id}-2", recorded_at=e.recorded_at + timedelta(days=1)) for e in made.entries]
    assert found(made, [*made.entries, *later]) == found(made)


@few
@given(made=scenarios, hours=st.integers(1, 400))
def test_an_entry_and_its_correction_are_nothing(made: Scenario, hours: int) -> None:
    """What is posted and taken back leaves no trace in the standing."""
    now = datetime(2026, 2, 1, tzinfo=UTC)
    posted = entry("x", hours, made.day, recorded_at=now)
    taken_back = entry("y", 0, None, kind=EntryKind.CORRECTION, refers_to="x", recorded_at=now + timedelta(minutes=1))
    assert found(made, [*made.entries, posted, taken_back]) == found(made)


@few
@given(made=scenarios)
def test_remaining_is_what_is_required_and_not_counted(made: Scenario) -> None:
    """Remaining is max(0, required − counted), of every line; so is it of every category."""
    for line in found(made).lines:
        assert line.remaining == max(Decimal(0), line.required - line.counted)
        for category in line.categories:
            assert category.remaining == max(Decimal(0), category.required - category.counted)


@few
@given(made=scenarios)
def test_nothing_counts_more_than_its_rate(made: Scenario) -> None:
    """Counted is at most earned at the highest rate, and what was carried in."""
    highest = max(c.rate for r in made.rules for c in (*r.categories, Category("")))
    times = max([Decimal(1), *(offset.rate for r in made.rules for offset in r.offsets)])
    for line in found(made).lines:
        assert line.counted <= line.earned * max(highest, Decimal(1)) * times + line.carried
        for category in line.categories:
            assert category.maximum is None or category.counted <= category.maximum


@few
@given(made=scenarios, hours=st.integers(1, 60), days=st.integers(0, 2000))
def test_more_training_never_leaves_more_to_do(made: Scenario, hours: int, days: int) -> None:
    """One more posting never raises what remains of a rule, all its lines together."""
    more = entry("x", hours, made.day - timedelta(days=days), recorded_at=datetime(2026, 2, 1, tzinfo=UTC))
    before, after = found(made), found(made, [*made.entries, more])
    for one in made.rules:
        left = [sum(line.remaining for line in s.lines if line.rule == one.id) for s in (before, after)]
        assert left[1] <= left[0]


@few
@given(hours=st.lists(st.tuples(st.sampled_from(("线上", "校本", "讲座")), st.integers(1, 200)), max_size=12))
def test_the_sum_of_the_parts_is_the_total(hours: list[tuple[str, int]]) -> None:
    """Categories and what lies outside them add up to what is counted."""
    parts = (Category("线上", maximum=Decimal(120), rate=Decimal("0.5")), Category("校本", maximum=Decimal(90)))
    entries = [entry(f"e{n}", amount, category=kind) for n, (kind, amount) in enumerate(hours)]
    line = only(stand(rule(categories=parts), entries))
    assert line.counted == sum(category.counted for category in line.categories) + line.other
    assert line.earned == sum(amount for _, amount in hours)


@few
@given(made=scenarios)
def test_history_changes_no_figure(made: Scenario) -> None:
    """A line that is shown anyway has the same figures when every earlier cycle is worked out too."""
    book = RuleBook(made.rules, ())
    whole = figures(standing(book, made.facts, made.entries, made.day, made.settings, history=True))
    for key, values in figures(found(made)).items():
        assert whole[key] == values


@few
@given(made=scenarios)
def test_every_line_cites_its_provision(made: Scenario) -> None:
    """No line and no first or last step of the arithmetic stands without document and label."""
    for line in found(made).lines:
        assert line.document_number
        assert line.label
        assert all(line.steps[end].document_number and line.steps[end].label for end in (0, -1))


def test_a_slow_reading_agrees() -> None:
    """An implementation that shares no code comes to the same figures on random ledgers; CI looks at 10,000."""
    for seed in range(40):
        assert differences(scenario(seed)) == [], seed


def test_no_entry_and_no_rule() -> None:
    """Nothing asked and nothing done is an empty standing."""
    empty = stand([], day=date(2025, 1, 1))
    assert (empty.lines, empty.duties, empty.problems) == ((), (), ())
