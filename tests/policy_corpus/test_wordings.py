"""Which text of a law answers for which day: held against a slow account of its history, told day by day."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policy_corpus.model import Document, Level, Provision, Status, TextKind
from policy_corpus.successors import chained
from tests.properties import examples

TITLE = "东岭省教师条例"
LAW = Document(
    number="",
    title=TITLE,
    kind="条例",
    issuers=("东岭省人民代表大会常务委员会",),
    region="410000",
    level=Level.PROVINCE,
    text_kind=TextKind.ORIGINAL,
    provisions=(Provision("第一条", (), "为了加强教师队伍建设，制定本条例。", 0),),
)


def amended(*wordings: str, effective: str | None = None, **facts: object) -> Document:
    """A law whose head tells these days; the last is that of the text."""
    days = tuple(date.fromisoformat(day) for day in wordings)
    first = date.fromisoformat(effective) if effective else None
    return replace(LAW, issued=days[-1], effective=first, wordings=days, **facts)  # type: ignore[arg-type]


EDUCATION = amended("1995-03-18", "2009-08-27", "2015-12-27", "2021-04-29", effective="1995-09-01")
"""First in force in 1995, amended three times."""
COMPULSORY = amended("1986-04-12", "2006-06-29", "2015-04-24", effective="2006-09-01")
"""Revised in 2006: when its first wording took effect is not told."""


def statuses(documents: Sequence[Document], *days: str) -> list[list[Status]]:
    """The status of each document on each day."""
    return [[document.status_on(date.fromisoformat(day)) for document in documents] for day in days]


def test_an_amended_text_does_not_answer_for_the_days_before() -> None:
    """Before its amendment the law was worded otherwise; before its first day it was not there."""
    found = statuses([EDUCATION], "1995-08-31", "1995-09-01", "2021-04-28", "2021-04-29")
    assert found == [[Status.NOT_YET], [Status.OTHER_WORDING], [Status.OTHER_WORDING], [Status.IN_FORCE]]


def test_a_revised_text_knows_only_when_the_law_was_adopted() -> None:
    """Where the day of effect is that of a revision, the law was there from its adoption on, for all that is told."""
    found = statuses([COMPULSORY], "1986-04-11", "1986-04-12", "2010-01-01", "2015-04-24")
    assert found == [[Status.NOT_YET], [Status.OTHER_WORDING], [Status.OTHER_WORDING], [Status.IN_FORCE]]


def test_a_notice_that_reaches_back_is_not_taken_for_an_amended_one() -> None:
    """自2023年1月1日起执行, said in March, holds from January: nothing says that it was worded otherwise before."""
    notice = replace(LAW, number="东教师〔2023〕8号", issued=date(2023, 3, 5), effective=date(2023, 1, 1))
    assert statuses([notice], "2022-12-31", "2023-02-01") == [[Status.NOT_YET], [Status.IN_FORCE]]


def test_the_day_of_effect_of_an_amendment_can_be_given() -> None:
    """The head tells when it was adopted; an administrator who knows when it took effect corrects that."""
    corrected = replace(EDUCATION, effective=date(2021, 4, 30))
    assert statuses([corrected], "2021-04-29", "2021-04-30") == [[Status.OTHER_WORDING], [Status.IN_FORCE]]


def test_a_wording_that_is_not_held_is_a_gap() -> None:
    """The text of 1995 ends with the amendment of 2009, whose text nobody added, and not with the one of 2021."""
    first = amended("1995-03-18", effective="1995-09-01")
    old, new = chained([first, EDUCATION])
    assert (old.superseded_on, old.superseded_by) == (date(2009, 8, 27), new.id)
    assert statuses([old, new], "2000-01-01", "2018-01-01", "2022-01-01") == [
        [Status.IN_FORCE, Status.NOT_YET],
        [Status.SUPERSEDED, Status.OTHER_WORDING],
        [Status.SUPERSEDED, Status.IN_FORCE],
    ]
    assert statuses([old, new], "1995-04-01") == [[Status.NOT_YET, Status.NOT_YET]]


def test_a_head_tells_of_its_predecessor_as_well() -> None:
    """A text without a head learns from the later one that the law is older than itself."""
    bare = replace(LAW, issued=date(2009, 2, 24), effective=date(2009, 6, 1))
    alone = statuses([bare], "2000-01-01")
    old, _ = chained([bare, amended("1993-02-06", "2009-02-24", "2024-09-27")])
    assert alone == [[Status.NOT_YET]]
    assert statuses([old], "1990-01-01", "2000-01-01", "2015-01-01") == [
        [Status.NOT_YET],
        [Status.OTHER_WORDING],
        [Status.IN_FORCE],
    ]


def test_two_files_of_one_wording_do_not_both_answer() -> None:
    """The same law under another day of issue: the file that came last answers."""
    one = replace(LAW, issued=date(2022, 4, 20), effective=date(2022, 5, 1))
    two = replace(LAW, issued=date(2022, 5, 1))
    assert statuses(chained([one, two]), "2022-04-30", "2023-01-01") == [
        [Status.NOT_YET, Status.NOT_YET],
        [Status.SUPERSEDED, Status.IN_FORCE],
    ]


@pytest.mark.parametrize(
    ("facts", "first", "status"),
    [
        ({"superseded_on": date(2024, 1, 1), "expires": date(2024, 6, 30)}, date(2024, 1, 1), Status.SUPERSEDED),
        ({"repealed_on": date(2024, 3, 1), "superseded_on": date(2024, 5, 1)}, date(2024, 3, 1), Status.REPEALED),
        ({"expires": date(2023, 12, 31), "repealed_on": date(2024, 3, 1)}, date(2024, 1, 1), Status.EXPIRED),
        ({"expires": date.max}, None, Status.IN_FORCE),
    ],
)
def test_what_comes_first_ends_it(facts: dict[str, date], first: date | None, status: Status) -> None:
    """Of a successor, a repeal and the end of the validity the earliest counts, from its very day."""
    document = replace(LAW, issued=date(2019, 1, 1), **facts)  # type: ignore[arg-type]
    assert document.ended == ((first, status) if first else None)
    for day in (first - timedelta(days=1), document.last) if first else (date(2090, 1, 1),):
        assert day is not None
        assert document.status_on(day) is Status.IN_FORCE
    if first:
        assert {document.status_on(first), document.status_on(date(2040, 1, 1))} == {status}


# A law's whole history in numbered days, and what a reader of the texts that are held can make of it.


@dataclass(frozen=True)
class Wording:
    """One wording of the law."""

    adopted: int
    effect: int
    fresh: bool
    """Whether its text names a day of effect of its own; an amended one repeats the old one."""
    held: bool


@dataclass(frozen=True)
class History:
    """What happened, and which texts were added."""

    wordings: tuple[Wording, ...]
    repealed: int | None
    expires: int | None
    """Of the last text that is held."""

    @property
    def held(self) -> list[int]:
        """Places of the texts that were added."""
        return [place for place, wording in enumerate(self.wordings) if wording.held]


_LAST = 200


def at(day: int) -> date:
    """A numbered day."""
    return date(2000, 1, 1) + timedelta(days=day)


@st.composite
def histories(draw: st.DrawFn) -> History:
    """A law of up to five wordings, some of which are held, maybe repealed, maybe with a validity."""
    wordings: list[Wording] = []
    day = draw(st.integers(5, 20))
    for place in range(draw(st.integers(1, 5))):
        fresh = place == 0 or draw(st.booleans())
        effect = day + (draw(st.integers(0, 12)) if fresh else 0)
        wordings.append(Wording(day, effect, fresh, draw(st.booleans())))
        day = effect + draw(st.integers(1, 25))
    if not any(wording.held for wording in wordings):
        wordings[-1] = replace(wordings[-1], held=True)
    last = max(wording.effect for wording in wordings if wording.held)
    later = st.none() | st.integers(last + 1, _LAST)
    return History(tuple(wordings), draw(later), draw(later))


def documents(history: History) -> list[Document]:
    """The texts that are held, and the decision that repeals the law."""
    result = []
    for place in history.held:
        told = history.wordings[: place + 1]
        effect = next(wording.effect for wording in reversed(told) if wording.fresh)
        expires = history.expires if place == history.held[-1] else None
        result.append(
            replace(
                LAW,
                issued=at(told[-1].adopted),
                effective=at(effect),
                wordings=tuple(at(wording.adopted) for wording in told),
                expires=at(expires) if expires is not None else None,
            )
        )
    if history.repealed is not None:
        day = at(history.repealed)
        sentence = f"《{TITLE}》自{day.year}年{day.month}月{day.day}日起废止。"
        decision = replace(LAW, title=f"关于废止《{TITLE}》的决定", issued=at(_LAST + 1), supersedes=(TITLE,))
        result.append(replace(decision, provisions=(Provision("正文", (), sentence, 0),)))
    return result


def in_law(history: History, day: int) -> int | None:
    """Place of the wording that was law on the day; None before the first and after the end."""
    if history.repealed is not None and day >= history.repealed:
        return None
    begun = [place for place, wording in enumerate(history.wordings) if wording.effect <= day]
    return begun[-1] if begun else None


def answering(history: History, day: int) -> int | None:
    """Place of the text that a careful reader of those held would quote for the day, or None.

    They know all adoptions up to that of the last text held, and nothing of what came after it.
    """
    known = history.held[-1]
    quoted = None
    for place in history.held:
        if history.wordings[place].effect <= day:
            quoted = place
    if quoted is None or (history.repealed is not None and day >= history.repealed):
        return None
    if quoted == known and history.expires is not None and day > history.expires:
        return None
    following = quoted + 1
    if following <= known and not history.wordings[following].held and history.wordings[following].adopted <= day:
        return None
    return quoted


@settings(max_examples=examples(150))
@given(histories())
def test_on_each_day_the_right_text_answers_or_none(history: History) -> None:
    """Every day: at most one text, the one that a careful reader would quote, and never one of another time."""
    texts = chained(documents(history))[: len(history.held)]
    for day in range(_LAST + 20):
        status = [text.status_on(at(day)) for text in texts]
        speaking = [place for place, s in zip(history.held, status, strict=True) if s is Status.IN_FORCE]
        expected = answering(history, day)
        assert speaking == ([] if expected is None else [expected])
        if expected is not None and expected < history.held[-1]:
            assert in_law(history, day) == expected
        assert speaking == [p for p, t in zip(history.held, texts, strict=True) if _between(t, day)]


def _between(text: Document, day: int) -> bool:
    """Whether the day lies between the first and the last on which the text says that it is in force."""
    return (text.begins or date.min) <= at(day) <= (text.last or date.max)


@settings(max_examples=examples(150))
@given(histories())
def test_when_none_answers_it_is_said_why(history: History) -> None:
    """Every day without an answer: too early, held in another wording, repealed, or past its validity."""
    texts = chained(documents(history))[: len(history.held)]
    first = history.wordings[0]
    told = all(not wording.fresh for wording in history.wordings[1 : history.held[0] + 1])
    since = first.effect if told else first.adopted
    for day in range(_LAST + 20):
        if answering(history, day) is not None:
            continue
        status = {text.status_on(at(day)) for text in texts}
        if day < since:
            assert status == {Status.NOT_YET}
        elif day < history.wordings[history.held[-1]].effect:
            assert Status.OTHER_WORDING in status
        elif history.repealed is not None and day >= history.repealed:
            assert status & {Status.REPEALED, Status.EXPIRED}
        else:
            assert Status.EXPIRED in status
