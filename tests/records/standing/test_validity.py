"""A rule binds while its document is in force: no day before, no day after, whatever ended it."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from policy_corpus.model import Document, Level, Period, Provision, Rule, Status, TextKind
from records.standing.book import RuleBook
from records.standing.spans import holds
from tests.properties import examples

FIRST = date(2020, 1, 1)
DOCUMENT = Document(
    number="东教师〔2020〕8号",
    title="东岭省教师培训办法",
    kind="办法",
    issuers=("东岭省教育厅",),
    region="410000",
    level=Level.PROVINCE,
    text_kind=TextKind.ORIGINAL,
    provisions=(Provision("一", (), "在职教师每年完成72学时培训。", 0),),
)
RULE = Rule(
    id="yearly",
    name="每年72学时",
    document=DOCUMENT.id,
    label="一",
    region="410000",
    roles=("在职教师",),
    hours=Decimal(72),
    period=Period.YEAR,
)
days = st.integers(0, 120).map(lambda day: FIRST + timedelta(days=day))


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """A document with any dates, amended or not, and any end."""
    issued = draw(days)
    return replace(
        DOCUMENT,
        issued=issued,
        effective=draw(st.none() | days),
        wordings=tuple(sorted({*draw(st.lists(days, max_size=3)), issued})),
        expires=draw(st.none() | days),
        superseded_on=draw(st.none() | days),
        repealed_on=draw(st.none() | days),
        declared_status=draw(st.sampled_from([Status.IN_FORCE, Status.REPEALED])),
    )


@settings(max_examples=examples(150))
@given(documents())
def test_a_rule_binds_on_the_days_on_which_its_document_is_in_force(document: Document) -> None:
    """Day by day the rule is valid exactly when the document is in force by its status."""
    (prepared,) = RuleBook([RULE], [document]).by_region["410000"]
    for number in range(-2, 125):
        day = FIRST + timedelta(days=number)
        in_force = document.status_on(day) is Status.IN_FORCE
        assert holds(prepared.valid, day.toordinal()) == in_force


def test_a_day_that_the_rule_names_goes_before_that_of_an_amended_text() -> None:
    """What the administrator knows of the years before the amendment is said by valid_from."""
    amended = replace(DOCUMENT, issued=date(2021, 1, 1), effective=FIRST, wordings=(FIRST, date(2021, 1, 1)))
    (prepared,) = RuleBook([replace(RULE, valid_from=FIRST)], [amended]).by_region["410000"]
    assert holds(prepared.valid, FIRST.toordinal())
