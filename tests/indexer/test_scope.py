"""Whose rules apply: county, city, province, nation; in force on the day; others only when named."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.scope import Scope, scope_of, silent, valid
from policy_corpus.model import Document, Level, Status, TextKind
from policy_corpus.regions import covers, get
from tests.indexer.invented import LIAONING, MIANYANG, NATION, SANTAI, SICHUAN, YANTING, YUNNAN
from tests.properties import examples

DAY = date(2026, 9, 1)
REGIONS = (NATION, SICHUAN, MIANYANG, YANTING, SANTAI, YUNNAN, LIAONING, "510100", "530100", "530102", "210100")


def document(region: str, title: str = "示例办法", **facts: Any) -> Document:
    """An invented document of `region`, in force since 2020 unless `facts` say otherwise."""
    level = get(region).level or Level.NATION
    bare = Document("", title, "办法", ("示例局",), region, level, TextKind.DIGEST, (), date(2020, 1, 1))
    return replace(bare, **facts)


EVERYWHERE = tuple(document(region) for region in REGIONS)


def regions_for(region: str | None, *, named: bool = False) -> set[str]:
    """The regions whose documents a question from `region` looks into."""
    asked = get(region) if region else None
    return {d.region for d in scope_of(EVERYWHERE, as_of=DAY, region=asked, named=named, only=()).documents}


def test_from_county_up_to_the_nation() -> None:
    """A county's people are under their county, its city, its province and the nation."""
    assert regions_for(YANTING) == {YANTING, MIANYANG, SICHUAN, NATION}


def test_a_province_known_from_the_profile_brings_no_county() -> None:
    """Someone of whom only the province is known gets nothing from its cities and counties."""
    assert regions_for(SICHUAN) == {SICHUAN, NATION}


def test_a_province_named_brings_its_counties() -> None:
    """Naming a province also looks into the documents of its cities and counties."""
    assert regions_for(SICHUAN, named=True) == {SICHUAN, NATION, MIANYANG, YANTING, SANTAI, "510100"}


def test_the_nation_named_brings_no_province() -> None:
    """Asking for the whole country looks into national documents alone."""
    assert regions_for(NATION, named=True) == {NATION}


def test_without_a_region_everything_is_looked_into() -> None:
    """When nobody's region is known every region's documents are in scope."""
    scope = scope_of(EVERYWHERE, as_of=DAY, region=None, named=False, only=())
    assert scope.documents == EVERYWHERE
    assert scope.regions == ()


def test_a_named_document_is_looked_into_whatever_its_region() -> None:
    """A question that names another region's document gets that document and no other."""
    other = EVERYWHERE[REGIONS.index(YUNNAN)]
    scope = scope_of(EVERYWHERE, as_of=DAY, region=get(YANTING), named=False, only=(other,))
    assert scope == Scope((other,), (YUNNAN,))


@pytest.mark.parametrize(
    ("facts", "kept"),
    [
        ({"declared_status": Status.DRAFT}, True),
        ({"declared_status": Status.REPEALED}, False),
        ({"superseded_on": DAY}, False),
        ({"repealed_on": DAY}, False),
        ({"repealed_on": DAY + timedelta(1)}, True),
        ({"declared_status": Status.REPEALED, "repealed_on": DAY + timedelta(1)}, True),
        ({"superseded_on": DAY + timedelta(1)}, True),
        ({"expires": DAY}, True),
        ({"expires": DAY - timedelta(1)}, False),
        ({"effective": DAY}, True),
        ({"effective": DAY + timedelta(1)}, False),
    ],
)
def test_only_what_is_in_force_and_drafts(facts: dict[str, Any], kept: bool) -> None:
    """Drafts stay; what is repealed, superseded, expired or not yet in force goes, on the very day."""
    one = document(YANTING, **facts)
    for region in (get(YANTING), None):
        assert scope_of([one], as_of=DAY, region=region, named=False, only=()).documents == ((one,) if kept else ())


OLD = document(NATION, "研修示例法", issued=date(2010, 1, 1), superseded_on=date(2020, 9, 1))
NEW = document(NATION, "研修示例法", issued=date(2020, 6, 1), effective=date(2020, 9, 1))


@pytest.mark.parametrize(
    ("as_of", "one"),
    [(date(2015, 1, 1), OLD), (date(2020, 8, 31), OLD), (date(2020, 9, 1), NEW), (DAY, NEW)],
)
@pytest.mark.parametrize("only", [(), (OLD, NEW)])
def test_the_day_picks_the_version(as_of: date, one: Document, only: tuple[Document, ...]) -> None:
    """Of two versions of a law the one in force on the day counts, named or not."""
    scope = scope_of((OLD, NEW), as_of=as_of, region=get(YANTING), named=False, only=only)
    assert scope.documents == (one,)


def test_a_named_document_out_of_force_is_still_found() -> None:
    """A repealed document that the question names is looked into: the answer says that it is repealed."""
    gone = document(SICHUAN, declared_status=Status.REPEALED)
    assert scope_of((gone, NEW), as_of=DAY, region=get(SICHUAN), named=False, only=(gone,)).documents == (gone,)


AMENDED = document(
    NATION,
    "研修修正法",
    issued=date(2021, 4, 29),
    effective=date(1995, 9, 1),
    wordings=(date(1995, 3, 18), date(2021, 4, 29)),
)


@pytest.mark.parametrize(
    ("as_of", "looked_into"),
    [(date(1990, 1, 1), False), (date(2010, 1, 1), False), (date(2021, 4, 28), False), (date(2021, 4, 29), True)],
)
@pytest.mark.parametrize("only", [(), (AMENDED,)])
def test_an_amended_text_is_looked_into_from_its_own_day_on(
    as_of: date, looked_into: bool, only: tuple[Document, ...]
) -> None:
    """Before the amendment nothing is read in it, named or not: it is the one by which to say why."""
    asked = {"as_of": as_of, "region": get(YANTING), "named": False, "only": only}
    assert scope_of((AMENDED,), **asked).documents == ((AMENDED,) if looked_into else ())  # type: ignore[arg-type]
    assert silent((AMENDED,), **asked).documents == (() if looked_into else (AMENDED,))  # type: ignore[arg-type]


def test_of_several_named_documents_each_is_looked_into() -> None:
    """A repealed document that is named beside one in force is found as well."""
    gone = document(SICHUAN, "示例意见", repealed_on=DAY)
    scope = scope_of((gone, NEW), as_of=DAY, region=None, named=False, only=(gone, NEW))
    assert scope.documents == (gone, NEW)


@pytest.mark.parametrize(("as_of", "found"), [(date(2020, 6, 1), True), (date(2020, 5, 31), False)])
def test_a_named_document_that_is_issued_but_not_in_force(as_of: date, found: bool) -> None:
    """From its issue on its words can be looked up, as such; before it there was nothing."""
    scope = scope_of((NEW,), as_of=as_of, region=None, named=False, only=(NEW,))
    assert scope.documents == ((NEW,) if found else ())


def test_what_is_superseded_does_not_excuse_itself() -> None:
    """An older version says nothing of why: the newer one is asked."""
    assert silent((OLD,), as_of=DAY, region=None, named=False, only=()).documents == ()


days = st.dates(date(2000, 1, 1), date(2030, 1, 1))


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """A document of some region with some dates and standing."""
    return document(
        draw(st.sampled_from(REGIONS)),
        issued=draw(days),
        expires=draw(st.none() | days),
        superseded_on=draw(st.none() | days),
        repealed_on=draw(st.none() | days),
        title=draw(st.sampled_from(["示例办法", "示例意见", "示例条例"])),
        declared_status=draw(st.sampled_from([Status.IN_FORCE, Status.DRAFT, Status.REPEALED])),
    )


@settings(max_examples=examples(60))
@given(st.lists(documents(), max_size=12), st.sampled_from(REGIONS), days)
def test_nothing_outside_the_chain_is_ever_in_scope(held: list[Document], region: str, as_of: date) -> None:
    """For a region that the question does not name: only it and what lies above, in force or draft, and all of that."""
    scope = scope_of(held, as_of=as_of, region=get(region), named=False, only=())
    chain = {region, *get(region).ancestors}
    binding = (Status.IN_FORCE, Status.DRAFT)
    assert scope.documents == tuple(d for d in held if d.region in chain and d.status_on(as_of) in binding)
    assert set(scope.regions) == {d.region for d in scope.documents}


@settings(max_examples=examples(60))
@given(st.lists(documents(), max_size=12), st.sampled_from(REGIONS), days)
def test_a_named_region_never_brings_a_stranger(held: list[Document], region: str, as_of: date) -> None:
    """Even for a region that is named, every document in scope lies on the line above it or inside it."""
    scope = scope_of(held, as_of=as_of, region=get(region), named=True, only=())
    assert all(covers(d.region, region) or covers(region, d.region) for d in scope.documents)
    assert {id(d) for d in valid(held, as_of)} >= {id(d) for d in scope.documents}


@settings(max_examples=examples(60))
@given(st.lists(documents(), max_size=12), st.sampled_from(REGIONS), days, st.booleans())
def test_every_title_answers_or_is_silent_for_a_reason(
    held: list[Document], region: str, as_of: date, named: bool
) -> None:
    """Each title under which one is is in the scope, or silent by one text, or superseded: never two of these."""
    only = tuple(held) if named else ()
    asked = {"as_of": as_of, "region": get(region), "named": False, "only": only}
    speaking = {(d.region, d.title) for d in scope_of(held, **asked).documents}  # type: ignore[arg-type]
    excused = [(d.region, d.title) for d in silent(held, **asked).documents]  # type: ignore[arg-type]
    assert len(set(excused)) == len(excused)
    assert not speaking & set(excused)
    chain = {region, *get(region).ancestors}
    for title in {(d.region, d.title) for d in held if named or d.region in chain} - speaking - set(excused):
        statuses = {d.status_on(as_of) for d in held if (d.region, d.title) == title}
        assert Status.SUPERSEDED in statuses
