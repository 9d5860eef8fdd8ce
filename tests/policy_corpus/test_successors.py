"""Which document takes the place of which, and from which day."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from policy_corpus.corrections import Field, corrections
from policy_corpus.model import Document, Level, Provision, Status, TextKind
from policy_corpus.successors import Kind, Standing, chained, precedence, relations
from tests.policy_corpus import notices
from tests.policy_corpus.notices import came, number

DAY = date(2023, 9, 1)


def rule(title: str, issued: date, **changes: object) -> Document:
    """A short document."""
    document = Document(
        number="",
        title=title,
        kind="办法",
        issuers=("东岭省教育厅",),
        region="410000",
        level=Level.PROVINCE,
        text_kind=TextKind.ORIGINAL,
        provisions=(Provision("第一条", (), "为了加强教师培训，制定本办法。", 0),),
        issued=issued,
    )
    return replace(document, **changes)  # type: ignore[arg-type]


def repealing(sentence: str, *names: str, **changes: object) -> Document:
    """A later document whose last provision says `sentence`."""
    provision = Provision("第九条", (), sentence, 0)
    return rule("东岭省新办法", date(2023, 6, 1), effective=DAY, provisions=(provision,), supersedes=names, **changes)


def test_a_repealed_document_ends_when_the_new_one_takes_effect(tmp_path: Path) -> None:
    """《…》（文号）同时废止 closes the document on the day of effect, not on the day of issue."""
    corpus = notices.corpus(tmp_path)
    end = f"《东岭省教育厅关于加强第8类教师培训工作的通知》（{number(8)}）同时废止。"
    corpus.take([came(notices.text(8)), came(notices.text(9, year=2023, end=end), "新.txt")])
    old = corpus.get(number(8))
    assert (old.superseded_by, old.superseded_on) == (number(9, 2023), DAY)
    assert [old.status_on(day) for day in (date(2023, 8, 31), DAY)] == [Status.IN_FORCE, Status.SUPERSEDED]


def test_a_repeal_waits_for_its_document(tmp_path: Path) -> None:
    """The repeal of a document that is not there is kept, and applies as soon as that is added."""
    corpus = notices.corpus(tmp_path)
    end = f"《东岭省教育厅关于加强第8类教师培训工作的通知》（{number(8)}）同时废止。"
    corpus.take([came(notices.text(9, year=2023, end=end))])
    (waiting,) = relations(corpus.documents())
    assert (waiting.standing, waiting.name, waiting.day) == (Standing.WAITING, number(8), DAY)
    corpus.take([came(notices.text(8), "旧.txt")])
    (applied,) = relations(corpus.documents())
    assert (applied.standing, applied.targets) == (Standing.APPLIED, (number(8),))
    assert corpus.get(number(8)).superseded_on == DAY


def test_a_title_of_two_regions_is_proposed_not_applied() -> None:
    """A title that fits documents of regions that the successor may not mean closes none of them."""
    one = rule("教师培训管理办法", date(2015, 1, 1), region="410102", level=Level.COUNTY)
    two = replace(one, region="410105")
    successor = repealing("《教师培训管理办法》同时废止。", "教师培训管理办法")
    closed = chained((one, two, successor))
    assert [d.superseded_by for d in closed] == ["", "", ""]
    (relation,) = relations((one, two, successor))
    assert (relation.standing, relation.label) == (Standing.AMBIGUOUS, "第九条")
    assert len(relation.targets) == 2


def test_a_document_of_ones_own_region_is_meant_before_others() -> None:
    """Of several documents of a title the one of the successor's own region is closed, and no other."""
    mine = rule("教师培训管理办法", date(2015, 1, 1))
    other = replace(mine, region="360000")
    successor = repealing("《教师培训管理办法》同时废止。", "教师培训管理办法")
    closed = chained((other, mine, successor))
    assert [d.superseded_on for d in closed] == [None, DAY, None]


def test_a_city_does_not_repeal_a_law() -> None:
    """A document of a wider region is not closed by its title."""
    law = rule("教师培训条例", date(2015, 1, 1), region="100000", level=Level.NATION)
    successor = repealing("《教师培训条例》同时废止。", "教师培训条例", region="410100", level=Level.CITY)
    assert relations((law, successor))[0].standing is Standing.AMBIGUOUS
    assert chained((law, successor))[0] == law


@pytest.mark.parametrize(
    "sentence",
    ["《教师培训管理办法》第三条同时废止。", "《教师培训管理办法》（东教师〔2015〕1号）中有关学时的规定同时废止。"],
)
def test_a_partial_repeal_closes_nothing(sentence: str) -> None:
    """Where only an article or some provisions are repealed, the document stays in force."""
    held = rule("教师培训管理办法", date(2015, 1, 1))
    successor = repealing(sentence, "教师培训管理办法")
    assert relations((held, successor))[0].standing is Standing.PARTIAL
    assert chained((held, successor))[0] == held


def test_the_day_of_a_repeal_can_be_said() -> None:
    """自…起废止 names a day of its own."""
    held = rule("教师培训管理办法", date(2015, 1, 1))
    successor = repealing("《教师培训管理办法》自2024年1月1日起废止。", "教师培训管理办法")
    assert chained((held, successor))[0].superseded_on == date(2024, 1, 1)


def test_an_amended_law_repealed_others_when_it_first_took_effect() -> None:
    """The text of an amended law is later than the day on which it repealed an older document."""
    held = rule("托幼管理条例", date(1998, 12, 25))
    successor = rule("学前教育条例", date(2018, 9, 7), effective=date(2013, 6, 2), supersedes=("托幼管理条例",))
    assert chained((held, successor))[0].superseded_on == date(2013, 6, 2)


def test_a_draft_repeals_nothing() -> None:
    """A draft names what it would repeal; that stays in force."""
    held = rule("教师培训管理办法", date(2015, 1, 1))
    draft = repealing("《教师培训管理办法》同时废止。", "教师培训管理办法", declared_status=Status.DRAFT)
    assert relations((held, draft))[0].standing is Standing.DRAFT
    assert chained((held, draft))[0] == held


def test_two_dated_versions_of_a_law() -> None:
    """The newer version is said to take the place of the older; each is in force in its time."""
    old = rule("东岭省教师条例", date(1996, 5, 15), effective=date(1996, 9, 1))
    new = rule("东岭省教师条例", date(2022, 4, 20), effective=date(2022, 5, 1))
    (relation,) = relations((new, old))
    assert (relation.kind, relation.successor, relation.targets) == (Kind.NEWER_VERSION, new.id, (old.id,))
    for day, valid in ((date(2010, 1, 1), old.id), (date(2022, 5, 1), new.id)):
        assert [d.id for d in chained((new, old)) if d.status_on(day) is Status.IN_FORCE] == [valid]


def test_precedence_is_only_a_note() -> None:
    """此前规定与本办法不一致的，以本办法为准 is found with its provision and closes nothing."""
    document = repealing("此前规定与本办法不一致的，以本办法为准。")
    assert precedence(document) == (("第九条", "此前规定与本办法不一致的，以本办法为准。"),)
    assert relations((document,)) == ()


def deciding(*names: str, since: str = "自2024年1月1日起", **changes: object) -> Document:
    """A decision that repeals documents by name and puts nothing in their place."""
    sentence = f"决定{since}废止{'、'.join(f'《{name}》' for name in names)}。"
    decision = replace(repealing(sentence, *names), title="关于废止部分规范性文件的决定", number=number(1, 2023))
    return replace(decision, **changes)  # type: ignore[arg-type]


def test_a_decision_repeals_and_does_not_supersede() -> None:
    """What it names is in force until the eve, and repealed from the day on, with the decision that says so."""
    held = rule("教师培训管理办法", date(2015, 1, 1))
    (found, _) = chained((held, deciding("教师培训管理办法")))
    assert (found.repealed_by, found.repealed_on, found.superseded_by) == (number(1, 2023), date(2024, 1, 1), "")
    assert [found.status_on(day) for day in (date(2014, 12, 31), date(2023, 12, 31), date(2024, 1, 1))] == [
        Status.NOT_YET,
        Status.IN_FORCE,
        Status.REPEALED,
    ]
    (relation,) = relations((held, deciding("教师培训管理办法")))
    assert (relation.kind, relation.standing, relation.day) == (Kind.ENDS, Standing.APPLIED, date(2024, 1, 1))


def test_a_decision_without_a_day_repeals_when_it_takes_effect() -> None:
    """Neither the sentence nor the list names a day: that of the decision itself counts."""
    held = rule("教师培训管理办法", date(2015, 1, 1))
    assert chained((held, deciding("教师培训管理办法", since="")))[0].repealed_on == DAY
    alone = deciding("教师培训管理办法", since="", effective=None)
    assert chained((held, alone))[0].repealed_on == date(2023, 6, 1)


@pytest.mark.parametrize("order", [(0, 1, 2), (0, 2, 1), (2, 1, 0)])
def test_of_two_decisions_the_earlier_day_counts(order: tuple[int, ...]) -> None:
    """A document that is repealed twice ended the first time, in whatever order the decisions came."""
    texts = (
        rule("教师培训管理办法", date(2015, 1, 1)),
        deciding("教师培训管理办法"),
        deciding("教师培训管理办法", since="自2023年10月1日起", number=number(2, 2023)),
    )
    found = next(d for d in chained([texts[place] for place in order]) if d.title == "教师培训管理办法")
    assert (found.repealed_by, found.repealed_on) == (number(2, 2023), date(2023, 10, 1))


def test_a_decision_repeals_every_version_of_a_law() -> None:
    """The version that was superseded before stays superseded; the last one is repealed."""
    old = rule("东岭省教师条例", date(1996, 5, 15), effective=date(1996, 9, 1))
    new = rule("东岭省教师条例", date(2022, 4, 20), effective=date(2022, 5, 1))
    first, second, _ = chained((old, new, deciding("东岭省教师条例")))
    assert first.status_on(date(2025, 1, 1)) is Status.SUPERSEDED
    assert second.status_on(date(2025, 1, 1)) is Status.REPEALED


def test_an_administrator_says_since_when_a_document_is_repealed(tmp_path: Path) -> None:
    """The day given for it holds without any decision in the corpus."""
    corpus = notices.corpus(tmp_path)
    corpus.take([came(notices.text(8))])
    corpus.correct(number(8), corrections({Field.REPEALED: ["2024-01-01"]}))
    held = corpus.get(number(8))
    assert [held.status_on(day) for day in (date(2023, 12, 31), date(2024, 1, 1))] == [Status.IN_FORCE, Status.REPEALED]


def test_an_administrator_settles_what_is_ambiguous(tmp_path: Path) -> None:
    """The number named by the administrator is closed, and the correction outlives a new text of the successor."""
    corpus = notices.corpus(tmp_path)
    corpus.take([came(notices.text(8)), came(notices.text(9, year=2023), "新.txt")])
    corpus.correct(number(9, 2023), corrections({Field.SUPERSEDES: [number(8)]}))
    assert corpus.get(number(8)).superseded_on == DAY
    corpus.take([came(notices.text(9, year=2023, hours=400), "新.txt")])
    assert corpus.get(number(8)).superseded_on == DAY
