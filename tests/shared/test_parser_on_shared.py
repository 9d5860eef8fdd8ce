"""The parser on the real documents beside the checkout: structure and metadata, no official sentences."""

import re
from datetime import date
from pathlib import Path

import pytest

from policy_corpus.digest import read_digest
from policy_corpus.model import Document, Level, Status
from policy_corpus.numerals import to_chinese
from policy_corpus.parser import Role, account, normalise, parse_originals
from policy_corpus.parser.numbering import to_int

pytestmark = pytest.mark.shared

_ROOT = Path(__file__).resolve().parents[2]
_SHARED = _ROOT.parent / "shared"
_POLICIES = sorted((_SHARED / "policy_documents").glob("*.txt"))
_LAWS = sorted((_SHARED / "law_documents").glob("*.md"))
_IN_SECTIONS = "高等教育管理职责暂行规定(1986-03-12)"

_ARTICLES = [f"第{to_chinese(number)}条" for number in range(1, 40)]

_EXPECTED: dict[str, tuple[str, str, Level, Status, date | None, str]] = {
    "shaxian-2022": ("", "350405", Level.COUNTY, Status.IN_FORCE, date(2022, 6, 1),
                     "前言 一 二 三(一) 三(二) 三(三) 四(一) 四(二) 四(三) 四(四)"),
    "ganzhou-draft": ("", "620702", Level.COUNTY, Status.DRAFT, None, " ".join(_ARTICLES)),
    "hebei-2013-34": ("冀教师〔2013〕34号", "130000", Level.PROVINCE, Status.IN_FORCE, date(2013, 10, 11),
                      "前言 一 二 三 三(一) 三(二) 三(三) 三(四) 三(五) 三(六) 四 五(一) 五(二) 五(三) 五(四)"),
    "hebei-2013-37": ("冀教师〔2013〕37号", "130000", Level.PROVINCE, Status.IN_FORCE, date(2013, 11, 26),
                      "前言 一 二 三 结语"),
    "henan-2021-66": ("豫教师〔2021〕66号", "410000", Level.PROVINCE, Status.IN_FORCE, date(2021, 5, 11),
                      "前言 一 二(一) 二(二) 二(三) 二(四) 二(五) 三(一) 三(二) 三(三) 三(四)"),
    "jiangxi-2014-36": ("赣教师字〔2014〕36号", "360000", Level.PROVINCE, Status.IN_FORCE, date(2014, 11, 24),
                        "前言 一 二1 二2 二3 三 三1 三2 四 结语"),
}  # fmt: skip


def _documents(path: Path) -> tuple[Document, ...]:
    return parse_originals(path.read_text(encoding="utf-8"), name=path.name)


def _policies() -> dict[str, Document]:
    found = [document for path in _POLICIES for document in _documents(path)]
    return dict(zip(("shaxian-2022", "ganzhou-draft", "hebei-2013-34", "hebei-2013-37", "henan-2021-66",
                     "jiangxi-2014-36"), found, strict=True))  # fmt: skip


def test_all_files_are_there() -> None:
    """Five policy files and all laws take part."""
    assert len(_POLICIES) == 5
    assert len(_LAWS) >= 38


@pytest.mark.parametrize("slug", _EXPECTED)
def test_policy_document(slug: str) -> None:
    """Number, region, level, status, date and labels of each policy document."""
    document = _policies()[slug]
    number, region, level, status, issued, labels = _EXPECTED[slug]
    assert (document.number, document.region, document.level) == (number, region, level)
    assert (document.declared_status, document.issued) == (status, issued)
    assert [provision.label for provision in document.provisions] == labels.split()


@pytest.mark.parametrize("slug", _EXPECTED)
def test_original_and_digest_agree(slug: str) -> None:
    """Our digest of a document has the same identity and the same labels as the parsed original."""
    document = _policies()[slug]
    digest = read_digest(_ROOT / "policy_corpus" / "documents" / f"{slug}.md")
    assert (document.id, document.title, document.kind) == (digest.id, digest.title, digest.kind)
    assert [p.label for p in document.provisions] == [p.label for p in digest.provisions]
    if document.issuers:
        assert document.issuers == digest.issuers


@pytest.mark.parametrize("path", _POLICIES + _LAWS, ids=lambda path: path.stem)
def test_no_character_is_lost(path: Path) -> None:
    """The account of each file is complete, and provisions are exactly its body segments."""
    text = path.read_text(encoding="utf-8")
    segments = account(text, name=path.name)
    assert "".join(segment.text for segment in segments) == normalise(text)
    for position, document in enumerate(_documents(path)):
        for provision in document.provisions:
            body = "".join(s.text for s in segments if s.document == position and s.label == provision.label
                           and s.role in (Role.BODY, Role.TABLE))  # fmt: skip
            assert re.sub(r"\s", "", body) == re.sub(r"\s", "", provision.text)


@pytest.mark.parametrize("path", _LAWS, ids=lambda path: path.stem)
def test_law(path: Path) -> None:
    """Articles run from 第一条 to the highest number without a gap; title and date are those of head or file name."""
    (document,) = _documents(path)
    text = path.read_text(encoding="utf-8")
    assert document.title == text.splitlines()[0].removeprefix("# ")
    assert document.issued is not None
    assert document.number == ""
    assert all(provision.text.strip() for provision in document.provisions)
    if path.stem == _IN_SECTIONS:
        assert [p.label for p in document.provisions][:3] == ["前言", "一", "一(一)"]
        return
    numbers = [to_int(provision.label[1:-1]) for provision in document.provisions]
    highest = max(to_int(n) for n in re.findall(r"^第([一二三四五六七八九十百零]+)条", text, re.MULTILINE))
    assert numbers == list(range(1, highest + 1))
    chapters = re.findall(r"^## (第\S+章)", text, re.MULTILINE)
    assert len({provision.heading_path[:1] for provision in document.provisions}) == max(1, len(chapters))
