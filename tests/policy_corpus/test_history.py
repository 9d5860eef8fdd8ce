"""Revisions of the corpus, versions of a document, going back, corrections, data directories of earlier versions."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from policy_corpus import sources
from policy_corpus.codec import encode
from policy_corpus.corrections import Field, corrections
from policy_corpus.diff import Sort, diff
from policy_corpus.durable import write_atomically
from policy_corpus.errors import CorpusError
from policy_corpus.history import revisions
from policy_corpus.history.comparison import compare
from policy_corpus.history.revisions import Action, Revision
from policy_corpus.history.versions import chosen, in_law, versions
from policy_corpus.intake import Added, Corrected, Refused, Unchanged
from policy_corpus.model import Status
from policy_corpus.store import Corpus
from tests.policy_corpus import notices
from tests.policy_corpus.notices import came, number

MONDAY, TUESDAY, WEDNESDAY = (datetime(2026, 3, day, 2, tzinfo=UTC) for day in (2, 3, 4))


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    """An empty corpus."""
    return notices.corpus(tmp_path)


def hours(corpus: Corpus, serial: int = 8) -> str:
    """The provision on hours of a notice."""
    return next(p.text for p in corpus.get(number(serial)).provisions if p.label == "一(一)")


def test_each_change_is_a_revision(corpus: Corpus) -> None:
    """Files that come together are one revision; what changes nothing makes none."""
    assert corpus.revision().number == 0
    corpus.take([came(notices.text(1), "甲.txt"), came(notices.text(2), "乙.txt")], now=MONDAY)
    corpus.take([came(notices.text(1), "甲.txt")], now=TUESDAY)
    corpus.take([came(notices.text(2, hours=72), "乙.txt")], now=TUESDAY)
    assert [(r.number, r.action, r.at, len(r.entries)) for r in corpus.revisions()] == [
        (0, Action.START, None, 0),
        (1, Action.ADD, MONDAY, 2),
        (2, Action.ADD, TUESDAY, 2),
    ]


def test_a_decision_on_an_old_state_is_refused(corpus: Corpus) -> None:
    """What was decided on a preview does not go live when the corpus was changed in between."""
    seen = corpus.revision().number
    corpus.take([came(notices.text(1))])
    with pytest.raises(CorpusError, match="又有了改动"):
        corpus.take([came(notices.text(2))], base=seen)
    assert len(corpus.documents()) == 1


def test_versions_with_the_days_on_which_they_were_held(corpus: Corpus) -> None:
    """Each text of a document is kept, with the time in which it counted and the days on which it is law."""
    corpus.take([came(notices.text(8))], now=MONDAY)
    corpus.take([came(notices.text(8, hours=400))], now=TUESDAY)
    old, new = versions(corpus, number(8))
    assert [(v.number, v.live, [(h.since, h.until) for h in v.held]) for v in (old, new)] == [
        (1, False, [(MONDAY, TUESDAY)]),
        (2, True, [(TUESDAY, None)]),
    ]
    assert [day and day.isoformat() for day in in_law(new.document)] == ["2020-09-01", None]
    (change,) = diff(old.document, new.document).changed
    assert (change.sort, [(p.old, p.new) for p in change.numbers]) == (Sort.REWORDED, [("360", "400")])


def test_versions_to_compare_are_chosen_by_number(corpus: Corpus) -> None:
    """Without numbers the last two; an unknown number, or a single text, gives a sentence."""
    corpus.take([came(notices.text(8))])
    with pytest.raises(CorpusError, match="只有一个版本"):
        chosen(versions(corpus, number(8)), None, None)
    for each in (400, 420):
        corpus.take([came(notices.text(8, hours=each))])
    found = versions(corpus, number(8))
    assert [v.number for v in chosen(found, None, None)] == [2, 3]
    assert [v.number for v in chosen(found, 1, None)] == [1, 3]
    assert [v.number for v in chosen(found, 3, 1)] == [3, 1]
    with pytest.raises(CorpusError, match="没有第 9 个版本"):
        chosen(found, 9, None)


def test_going_back_is_a_new_revision(corpus: Corpus) -> None:
    """A rollback brings back documents and hash exactly, keeps what it undoes, and can be undone itself."""
    corpus.take([came(notices.text(8))], now=MONDAY)
    documents, content = corpus.documents(), corpus.content_hash()
    corpus.take([came(notices.text(8, hours=400)), came(notices.text(9), "九.txt")], now=TUESDAY)
    later = corpus.content_hash()
    made = corpus.roll_back(now=WEDNESDAY)
    assert (made.number, made.action, made.equals) == (3, Action.ROLLBACK, 1)
    assert (corpus.documents(), corpus.content_hash()) == (documents, content)
    assert [len(v.held) for v in versions(corpus, number(8))] == [2, 1]
    assert [v.live for v in versions(corpus, number(9))] == [False]
    corpus.roll_back()
    assert corpus.content_hash() == later
    corpus.roll_back(0)
    assert corpus.documents() == ()


@pytest.mark.parametrize(("to", "reason"), [(1, "与现在的政策库相同"), (7, "没有第 7 版"), (None, "")])
def test_where_one_cannot_go_back_to(corpus: Corpus, to: int | None, reason: str) -> None:
    """The live revision and one that does not exist give a sentence; the empty beginning can be gone back to."""
    corpus.take([came(notices.text(8))])
    if reason:
        with pytest.raises(CorpusError, match=reason):
            corpus.roll_back(to)
    else:
        assert corpus.roll_back(to).entries == ()


def test_nothing_to_go_back_to(corpus: Corpus) -> None:
    """A corpus that was never changed says so."""
    with pytest.raises(CorpusError, match="还没有改动过"):
        corpus.roll_back()


def test_comparison_of_two_states(corpus: Corpus) -> None:
    """A comparison names what came, what went, what has other text, and what was closed by it."""
    corpus.take([came(notices.text(1), "甲.txt"), came(notices.text(2), "乙.txt")])
    before = corpus.documents()
    end = f"《东岭省教育厅关于加强第2类教师培训工作的通知》（{number(2)}）同时废止。"
    corpus.take([came(notices.text(1, hours=72), "甲.txt"), came(notices.text(3, year=2023, end=end), "丙.txt")])
    found = compare(before, corpus.documents())
    assert [d.number for d in found.added] == [number(3, 2023)]
    assert [c.new.number for c in found.changed] == [number(1)]
    assert [(new.number, new.superseded_by) for _, new in found.closed] == [(number(2), number(3, 2023))]
    back = compare(corpus.documents(), before)
    assert [d.number for d in back.removed] == [number(3, 2023)]
    assert not compare(before, before)


def test_corrections_outlive_a_new_text(corpus: Corpus) -> None:
    """What the administrator said holds for a later text, as long as the text says there what it said before."""
    corpus.take([came(notices.text(8))])
    given = corrections({Field.EXPIRES: ["2025-08-31"], Field.ISSUED: ["2020-03-06"], Field.REGION: ["410100"]})
    corpus.correct(number(8), given)
    corpus.take([came(notices.text(8, hours=400).replace("3月5日", "3月7日"))])
    document = corpus.get(number(8))
    assert (document.region, document.level.value) == ("410100", "city")
    assert document.expires is not None
    assert document.expires.isoformat() == "2025-08-31"
    assert document.issued is not None
    assert document.issued.isoformat() == "2020-03-07", "the text says another day now, so the correction is spent"
    assert [r.action for r in corpus.revisions()][1:] == [Action.ADD, Action.CORRECT, Action.ADD]


def test_adding_a_file_again_with_other_particulars_corrects_it(corpus: Corpus, tmp_path: Path) -> None:
    """The same file with options is a correction; with the same options again nothing changes."""
    path = tmp_path / "通知.txt"
    path.write_text(notices.text(8), encoding="utf-8")
    given = corrections({Field.NUMBER: ["东教师[2020]88号"]})
    kinds = [type(corpus.add([path], given=each)[0]) for each in (corrections({}), given, given)]
    assert kinds == [Added, Corrected, Unchanged]
    assert corpus.documents()[0].number == number(88)


def test_corrections_need_one_document(corpus: Corpus, tmp_path: Path) -> None:
    """Corrections to several files, or to a file of several documents, are refused with a sentence."""
    given = corrections({Field.KIND: ["办法"]})
    path = tmp_path / "两份.txt"
    end = "各地要高度重视，精心组织，确保每一位教师都按时完成规定的学时，并将完成情况记入个人培训档案。"
    path.write_text(notices.text(1, end=end) + "\n" + notices.text(2, end=end), encoding="utf-8")
    (result,) = corpus.add([path], given=given)
    assert isinstance(result, Refused)
    assert "2份文件" in result.reason
    with pytest.raises(CorpusError, match="一个文件"):
        corpus.add([path, path], given=given)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        (Field.ISSUED, "2020-13-01"),
        (Field.REGION, "999999"),
        (Field.STATUS, "expired"),
        (Field.TITLE, ""),
        (Field.LEVEL, "village"),
    ],
)
def test_a_correction_that_cannot_be(field: Field, value: str) -> None:
    """A value of the wrong kind is refused with a sentence."""
    with pytest.raises(CorpusError) as caught:
        corrections({field: [value] if value else []})
    assert str(caught.value).endswith("。")


def test_a_correction_can_say_that_there_is_none(corpus: Corpus) -> None:
    """No values mean that the document has none."""
    corpus.take([came(notices.text(8, end="本通知有效期5年。"))])
    assert corpus.get(number(8)).expires is not None
    corpus.correct(number(8), corrections({Field.EXPIRES: [], Field.STATUS: ["repealed"]}))
    document = corpus.get(number(8))
    assert (document.expires, document.declared_status) == (None, Status.REPEALED)


def old_directory(home: Path) -> None:
    """What the program kept before there were revisions: a live source, and one that it replaced."""
    for folder, name, sequence, words in (
        ("replaced", "000001-", 1, notices.text(8)),
        ("sources", "", 2, notices.text(8, hours=400)),
    ):
        content = words.encode()
        documents = sources.parse(content, "通知.txt")
        path = home / "corpus" / folder / f"{name}{documents[0].sha256[:24]}.txt"
        write_atomically(path, content)
        value = {
            "name": "通知.txt",
            "sha256": documents[0].sha256,
            "sequence": sequence,
            "parser": "older",
            "documents": [encode(document) for document in documents],
        }
        write_atomically(path.with_suffix(".json"), json.dumps(value, ensure_ascii=False).encode())


def test_an_old_data_directory_keeps_working(corpus: Corpus, tmp_path: Path) -> None:
    """Its documents count at once; the first change gives it revisions, its replaced text among them."""
    old_directory(tmp_path / "home")
    assert (corpus.revision().number, hours(corpus)) == (0, "在职教师每五年完成400学时培训。")
    assert not revisions.numbers(corpus.base)
    content = corpus.content_hash()
    corpus.take([came(notices.text(9), "九.txt")], now=MONDAY)
    again = notices.corpus(tmp_path)
    assert [len(revision.entries) for revision in again.revisions()] == [0, 1, 1, 2]
    assert ["360" in v.document.provisions[1].text for v in versions(again, number(8))] == [True, False]
    again.roll_back(2)
    assert again.content_hash() == content


def test_a_damaged_revision_is_reported_and_the_one_before_counts(corpus: Corpus, tmp_path: Path) -> None:
    """A revision that cannot be read takes nothing away but itself; the next change gets a number of its own."""
    corpus.take([came(notices.text(8))])
    corpus.take([came(notices.text(8, hours=400))])
    revisions.path_of(corpus.base, 2).write_text("{", encoding="utf-8")
    again = notices.corpus(tmp_path)
    assert "360" in hours(again)
    assert [path.name for path, _ in again.damaged()] == ["000002.json"]
    again.take([came(notices.text(9), "九.txt")])
    assert again.revision().number == 3


def test_a_change_while_the_state_is_read_is_not_overlooked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What another process adds between two looks at the directory is there afterwards, and nothing of it is lost."""
    reader, writer = notices.corpus(tmp_path), notices.corpus(tmp_path)
    writer.take([notices.came(notices.text(1), "1.txt")])
    load = reader._reader.load

    def late(revision: Revision) -> object:
        found = load(revision)
        monkeypatch.undo()
        writer.take([notices.came(notices.text(2), "2.txt")])
        return found

    monkeypatch.setattr(reader._reader, "load", late)
    assert len(reader.documents()) == 2
    reader.take([notices.came(notices.text(3), "3.txt")])
    assert len(notices.corpus(tmp_path).documents()) == 3
