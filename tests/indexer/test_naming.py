"""Documents that a question names: by number, by title, by the short name that people use."""

from datetime import date

import pytest

from indexer.naming import NamedDocuments, aliases
from indexer.normalise import fold
from policy_corpus.model import Document, Level, TextKind


def document(title: str, number: str = "", region: str = "510000", kind: str = "意见") -> Document:
    """An invented document."""
    level = Level.NATION if region == "100000" else Level.COUNTY
    return Document(number, title, kind, ("示例局",), region, level, TextKind.DIGEST, (), date(2021, 5, 11))


OPINION = document("示例教育厅关于规范四川省中小学教师培训学时的实施意见", "川教师〔2021〕9901号")
SCHEME = document("示例教育厅关于做好星光计划的通知", "川教师函〔2021〕9901号", kind="通知")
COUNTY = document("沙县区教师星光研修管理办法", "沙示教〔2022〕9902号", "350405", "办法")
LAW = document("中华人民共和国研修示例法", region="100000", kind="法")
DRAFT = document("云南省乡村教师支持示例办法（征求意见稿）", region="530000", kind="办法")
NAMES = NamedDocuments([OPINION, SCHEME, COUNTY, LAW, DRAFT])


def found(text: str) -> list[Document]:
    """The documents that `text` names."""
    named = NAMES.find(fold(text).text)
    assert not (named.documents and named.unknown)
    return list(named.documents)


@pytest.mark.parametrize(
    "said",
    [
        "川教师〔2021〕9901号",
        "川教师[2021]9901号",
        "川教师【2021】9901号",
        "川教师（2021）9901号",
        "川教师［２０２１］９９０１号",
        "川教师〔2021〕第9901号",
        "川教师2021年9901号",
        "川教师 〔2021〕 9901 号",
        "川教师9901号",
    ],
)
def test_a_number_in_every_spelling(said: str) -> None:
    """Brackets, width, spaces, 第 and a missing year make no difference; the office's name does."""
    assert found(f"请问{said}是讲什么的") == [OPINION]
    named = NAMES.find(fold(f"请问{said}是讲什么的").text)
    ((start, end),) = named.spans
    assert fold(f"请问{said}是讲什么的").text[start:end] == fold(said).text


def test_a_number_in_words() -> None:
    """Year and number may be written in Chinese numerals."""
    year = document("示例通知", "川教师〔2021〕66号")
    named = NamedDocuments([year]).find("川教师〔二〇二一〕六十六号怎么说")
    assert named.documents == (year,)


def test_a_bare_number_may_mean_several() -> None:
    """9901号文 names every document with that serial."""
    assert found("9901号文是什么时候发的") == [OPINION, SCHEME]


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("《中华人民共和国研修示例法》第二条", LAW),
        ("中华人民共和国研修示例法第二条", LAW),
        ("《研修示例法》第二条", LAW),
        ("研修示例法第二条讲什么", LAW),
        ("“研修示例法”第二条", LAW),
        ("<研修示例法>第二条", LAW),
        ("《示例教育厅关于规范四川省中小学教师培训学时的实施意见》", OPINION),
        ("规范四川省中小学教师培训学时的实施意见怎么说", OPINION),
        ("规范四川省中小学教师培训学时实施意见怎么说", OPINION),
        ("做好星光计划的通知是谁发的", SCHEME),
        ("沙县区教师星光研修管理办法", COUNTY),
        ("沙县教师星光研修管理办法", COUNTY),
        ("教师星光研修管理办法", COUNTY),
        ("《沙县教师星光研修管理办法》", COUNTY),
        ("云南省乡村教师支持示例办法（征求意见稿）", DRAFT),
        ("云南省乡村教师支持示例办法", DRAFT),
        ("云南乡村教师支持示例办法", DRAFT),
        ("乡村教师支持示例办法", DRAFT),
    ],
)
def test_titles_as_people_write_them(said: str, meant: Document) -> None:
    """With or without brackets, nation, region, issuer and tail."""
    assert found(f"请问{said}") == [meant]


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        ("川教师〔2021〕1234号怎么规定", "川教师〔2021〕1234号"),
        ("闽教师〔2021〕9901号怎么规定", "闽教师〔2021〕9901号"),
        ("《月球教师条例》怎么规定", "《月球教师条例》"),
    ],
)
def test_unknown_documents_are_told(text: str, unknown: str) -> None:
    """A number or a bracketed title that no document bears is reported as it stands."""
    named = NAMES.find(fold(text).text)
    assert named.documents == ()
    assert named.unknown == fold(unknown).text


@pytest.mark.parametrize(
    "text", ["教师五年要培训多少学时", "有没有什么管理办法", "意见怎么提", "2021年有9901人参加", ""]
)
def test_ordinary_questions_name_nothing(text: str) -> None:
    """Words like 办法 and 意见, years and counts are no names of documents."""
    named = NAMES.find(fold(text).text)
    assert (named.documents, named.unknown) == ((), "")


def test_a_document_named_twice_is_one() -> None:
    """Number and title of one document give it once, with the place of both."""
    text = fold("《研修示例法》即中华人民共和国研修示例法，川教师〔2021〕9901号").text
    named = NAMES.find(text)
    assert set(map(id, named.documents)) == {id(LAW), id(OPINION)}
    assert len(named.documents) == 2


def test_no_alias_is_a_mere_kind() -> None:
    """However short a title is, 办法 or 意见 alone is never a name."""
    for one in (OPINION, SCHEME, COUNTY, LAW, DRAFT, document("办法"), document("关于规定", kind="规定")):
        assert all(len(alias) >= 3 for alias in aliases(one))
