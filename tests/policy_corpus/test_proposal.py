"""What is proposed for a file before it is taken in: every particular with the line that it comes from."""

import io
import zipfile
from datetime import date
from pathlib import Path

import pytest

from policy_corpus.corrections import NONE, Corrections, Field, corrections
from policy_corpus.findings import Finding, Sure
from policy_corpus.model import TextKind
from policy_corpus.proposal import Proposal, propose
from policy_corpus.sources import arrival
from policy_corpus.store import Corpus
from policy_corpus.successors import Kind, Standing
from tests.policy_corpus import notices
from tests.policy_corpus.notices import came, number

LAW = """# 东岭省教师条例

（1996年5月15日 东岭省第八届人民代表大会常务委员会第十九次会议通过
2022年4月20日 东岭省第十三届人民代表大会常务委员会第三十四次会议修订）

第一条 为了加强教师队伍建设，根据教师法，结合本省实际，制定本条例。

第二条 县级以上人民政府教育行政部门主管本行政区域内的教师工作。

第三条 本条例自2022年5月1日起施行，有效期五年。
"""


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    """An empty corpus."""
    return notices.corpus(tmp_path)


def proposed(corpus: Corpus, words: str, name: str = "通知.txt", given: Corrections = NONE) -> Proposal:
    """The proposal for a text."""
    return propose(corpus, arrival(words.encode(), name, given=given))


def found(proposal: Proposal, place: int = 0) -> dict[Field, Finding]:
    """The findings of a document by field."""
    return {finding.field: finding for finding in proposal.documents[place].findings}


def test_a_notice(corpus: Corpus) -> None:
    """Number, issuer and day stand at their places; the kind follows from the title; what is not said is told apart."""
    fields = found(proposed(corpus, notices.text(8)))
    for field, sure, line, excerpt in (
        (Field.NUMBER, Sure.STATED, 3, number(8)),
        (Field.TITLE, Sure.STATED, 1, "东岭省教育厅关于加强第8类教师培训工作的通知"),
        (Field.ISSUERS, Sure.STATED, 23, "东岭省教育厅"),
        (Field.ISSUED, Sure.STATED, 25, "2020年3月5日"),
        (Field.EFFECTIVE, Sure.STATED, 21, "本通知自2020年9月1日起施行。"),
    ):
        assert (fields[field].sure, fields[field].line, fields[field].excerpt) == (sure, line, excerpt), field
    assert (fields[Field.STATUS].sure, fields[Field.REGION].sure) == (Sure.ASSUMED, Sure.ASSUMED)
    assert (fields[Field.EXPIRES].sure, fields[Field.EXPIRES].value) == (Sure.MISSING, ())


def test_a_law(corpus: Corpus) -> None:
    """The day is that of the last amendment in the head; an end that has to be reckoned is inferred."""
    fields = found(proposed(corpus, LAW, "条例.md"))
    assert (fields[Field.ISSUED].value, fields[Field.ISSUED].line) == (("2022-04-20",), 4)
    assert (fields[Field.EXPIRES].value, fields[Field.EXPIRES].sure) == (("2027-04-30",), Sure.INFERRED)
    assert (fields[Field.EXPIRES].line, fields[Field.EFFECTIVE].line) == (10, 10)
    assert fields[Field.TITLE].excerpt == "东岭省教师条例"


def test_a_day_that_only_the_file_name_has(corpus: Corpus) -> None:
    """It is assumed, and the name is shown for it."""
    words = notices.text(8).replace("2020年3月5日\n", "")
    fields = found(proposed(corpus, words, "通知(2020-03-09).txt"))
    assert (fields[Field.ISSUED].sure, fields[Field.ISSUED].excerpt) == (Sure.ASSUMED, "通知(2020-03-09).txt")


def test_a_draft(corpus: Corpus) -> None:
    """The line that calls it a draft is shown."""
    words = LAW.replace("# 东岭省教师条例", "# 东岭省教师条例（征求意见稿）")
    assert found(proposed(corpus, words, "条例.md"))[Field.STATUS].line == 1


def test_a_corrected_particular(corpus: Corpus) -> None:
    """The administrator's word counts, and what was read is shown beside it; the text's other words stay."""
    given = corrections({Field.REGION: ["350405"], Field.NUMBER: ["东教师[2020]88号"]})
    proposal = proposed(corpus, notices.text(8), given=given)
    fields = found(proposal)
    assert (fields[Field.NUMBER].value, fields[Field.NUMBER].sure) == ((number(88),), Sure.GIVEN)
    assert fields[Field.NUMBER].read == (number(8),)
    assert proposal.documents[0].document.level.value == "county"
    assert fields[Field.ISSUED].sure is Sure.STATED


def test_what_it_takes_the_place_of(corpus: Corpus) -> None:
    """A known document shows its changes, a repealed one is in the effect, and nothing has changed yet."""
    corpus.take([came(notices.text(8)), came(notices.text(9), "九.txt")])
    content = corpus.content_hash()
    end = f"《东岭省教育厅关于加强第9类教师培训工作的通知》（{number(9)}）同时废止。"
    proposal = proposed(corpus, notices.text(8, hours=400, end=end))
    (one,) = proposal.documents
    assert one.previous is not None
    assert one.diff is not None
    assert next((p.old, p.new) for change in one.diff.changed for p in change.numbers) == ("360", "400")
    assert [relation.targets for relation in one.relations] == [(number(9),)]
    assert [new.number for _, new in proposal.effect.closed] == [number(9)]
    assert (proposal.known, proposal.revision, corpus.content_hash()) == (False, 1, content)
    assert proposed(corpus, notices.text(8)).known


def test_a_decision_shows_the_line_of_each_repeal(corpus: Corpus) -> None:
    """Every document that it repeals comes with the line that names it, and whether it is in the corpus."""
    corpus.take([came(notices.text(8))])
    words = (
        f"东岭省教育厅关于废止部分规范性文件的决定\n\n{number(1, 2023)}\n\n各市教育局：\n\n"
        "决定自2024年1月1日起废止下列规范性文件：\n\n"
        f"1.《东岭省教育厅关于加强第8类教师培训工作的通知》（{number(8)}）\n\n"
        f"2.《东岭省教育厅关于加强第9类教师培训工作的通知》（{number(9)}）\n\n东岭省教育厅\n\n2023年12月5日\n"
    )
    proposal = proposed(corpus, words, "决定.txt")
    (one,) = proposal.documents
    assert [(r.kind, r.standing, r.name, r.line, r.day) for r in one.relations] == [
        (Kind.ENDS, Standing.APPLIED, number(8), 9, date(2024, 1, 1)),
        (Kind.ENDS, Standing.WAITING, number(9), 11, date(2024, 1, 1)),
    ]
    assert (found(proposal)[Field.SUPERSEDES].line, found(proposal)[Field.SUPERSEDES].sure) == (7, Sure.STATED)
    ((old, new),) = proposal.effect.closed
    assert (old.repealed_on, new.repealed_on, new.repealed_by) == (None, date(2024, 1, 1), number(1, 2023))


def test_the_day_of_a_repeal_on_the_page_has_its_line(corpus: Corpus) -> None:
    """废止日期 above the title is shown for it."""
    fields = found(proposed(corpus, f"有效性：已废止\n废止日期：2024-01-01\n{notices.text(8)}"))
    assert (fields[Field.REPEALED].value, fields[Field.REPEALED].line) == (("2024-01-01",), 2)
    assert fields[Field.STATUS].value == ("repealed",)


def test_an_original_of_a_shipped_digest(tmp_path: Path) -> None:
    """The digest is named as what is replaced, without a comparison of wordings that are not meant to be alike."""
    corpus = Corpus(tmp_path / "home")
    digest = corpus.get("豫教师〔2021〕66号")
    words = notices.text(8).replace(number(8), digest.number)
    (one,) = proposed(corpus, words).documents
    assert one.previous is not None
    assert (one.previous.text_kind, one.diff) == (TextKind.DIGEST, None)


def test_a_zip_of_documents(corpus: Corpus) -> None:
    """Each document of a ZIP has its own lines; what is no document is noted."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("1.txt", notices.text(1))
        archive.writestr("2.txt", "\n\n" + notices.text(2))
        archive.writestr("3.txt", "今天吃面，明天喝汤。" * 10)
    proposal = propose(corpus, arrival(packed.getvalue(), "来件.zip"))
    assert [found(proposal, place)[Field.NUMBER].line for place in (0, 1)] == [3, 5]
    assert any("3.txt" in note for note in proposal.documents[0].document.notes)
    corpus.take([proposal.arrival], base=proposal.revision)
    assert {document.number for document in notices.corpus(corpus.base.parents[1]).documents()} == {
        number(1),
        number(2),
    }
