"""The corpus in a data directory: adding, replacing, merging, versions, caching."""

import json
import multiprocessing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from policy_corpus import sources
from policy_corpus.digest import read_digest
from policy_corpus.errors import CorpusError
from policy_corpus.intake import Added, Refused, Unchanged
from policy_corpus.merging import effective
from policy_corpus.model import Document, Level, Provision, Status, TextKind
from policy_corpus.store import Corpus
from policy_corpus.successors import chained

NOTICE = """东岭省教育厅关于加强教师培训工作的通知

东教师〔2020〕8号

各市教育局：

为做好教师培训工作，现通知如下：

一、明确要求

（一）在职教师每五年完成{hours}学时培训。

（二）新任教师完成120学时岗前培训。

二、落实经费

各地按照教师工资总额的1.5%安排培训经费。

东岭省教育厅

2020年3月5日
"""

DIGEST = """+++
number = "东教师〔2020〕8号"
title = "东岭省教育厅关于加强教师培训工作的通知"
kind = "通知"
issuers = ["东岭省教育厅"]
region = "410000"
level = "province"
issued = 2020-03-05
source_url = "https://example.org/8"
+++

## 一、明确要求
### 一(一) | (一)在职教师
在职教师每五年要完成360学时培训。

> 读法（采用）：所有在职教师。
> 读法：只指公办学校教师。

## 二、落实经费
培训经费按教师工资总额的1.5%安排。
"""

RULES = """[[rule]]
id = "donglin-360"
name = "五年360学时"
label = "一(一)"
roles = ["在职教师"]
hours = "360"
period = "cycle"
cycle_years = 5
reading = "按采用的读法。"
"""


@pytest.fixture
def shipped(tmp_path: Path) -> Path:
    """A folder with one digest and its rules."""
    folder = tmp_path / "shipped"
    folder.mkdir()
    (folder / "donglin.md").write_text(DIGEST, encoding="utf-8")
    (folder / "donglin.rules.toml").write_text(RULES, encoding="utf-8")
    return folder


@pytest.fixture
def corpus(tmp_path: Path, shipped: Path) -> Corpus:
    """A corpus without originals."""
    return Corpus(tmp_path / "home", shipped)


def notice(folder: Path, *, hours: int = 360, name: str = "通知.txt", encoding: str = "utf-8") -> Path:
    """An original of the digest's document."""
    path = folder / name
    path.write_text(NOTICE.format(hours=hours), encoding=encoding)
    return path


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below `folder` with its content."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file() and p.name != "lock"}


def test_without_originals_the_digests_are_the_corpus(corpus: Corpus) -> None:
    """A new data directory shows the shipped digests and rules, and is not written to."""
    (document,) = corpus.documents()
    assert document.text_kind is TextKind.DIGEST
    assert [rule.document for rule in corpus.rules()] == ["东教师〔2020〕8号"]
    assert corpus.originals() == ()


def test_an_original_replaces_its_digest(corpus: Corpus, tmp_path: Path) -> None:
    """The original is shown; readings and what its text does not say come from the digest."""
    (added,) = corpus.add([notice(tmp_path)])
    assert isinstance(added, Added)
    (document,) = corpus.documents()
    assert document.text_kind is TextKind.ORIGINAL
    assert (document.source_url, document.region, document.level) == ("https://example.org/8", "410000", Level.PROVINCE)
    provisions = {provision.label: provision for provision in document.provisions}
    assert "360学时" in provisions["一(一)"].text
    assert [reading.chosen for reading in provisions["一(一)"].readings] == [True, False]
    assert [d.text_kind for d in corpus.all_documents()] == [TextKind.ORIGINAL, TextKind.DIGEST]
    assert [rule.document for rule in corpus.rules()] == [document.id]


def test_adding_the_same_content_twice_changes_nothing(corpus: Corpus, tmp_path: Path) -> None:
    """A second addition, under another name too, gives Unchanged and leaves every byte as it was."""
    corpus.add([notice(tmp_path)])
    before, content = tree(tmp_path / "home"), corpus.content_hash()
    results = corpus.add([notice(tmp_path), notice(tmp_path, name="另一个名字.md")])
    assert all(isinstance(result, Unchanged) for result in results)
    assert (tree(tmp_path / "home"), corpus.content_hash()) == (before, content)


def test_a_changed_file_replaces_the_old_one(corpus: Corpus, tmp_path: Path) -> None:
    """The new text counts, the old bytes are kept, and the content hash changes."""
    path = notice(tmp_path)
    corpus.add([path])
    old_bytes, old_hash = path.read_bytes(), corpus.content_hash()
    (added,) = corpus.add([notice(tmp_path, hours=400)])
    assert isinstance(added, Added)
    assert added.replaced == ("东教师〔2020〕8号",)
    (document,) = corpus.documents()
    assert any("400学时" in provision.text for provision in document.provisions)
    assert corpus.content_hash() != old_hash
    assert old_bytes in tree(tmp_path / "home" / "corpus" / "sources").values()
    assert len(corpus.originals()) == 1


def test_folders_are_read_recursively_in_either_encoding(corpus: Corpus, tmp_path: Path) -> None:
    """Subfolders count, hidden files do not, GB18030 is read, and progress is told."""
    folder = tmp_path / "文件 夹" / "下级"
    folder.mkdir(parents=True)
    notice(folder, encoding="gb18030")
    (folder / ".隐藏.txt").write_text("x", encoding="utf-8")
    seen: list[tuple[int, int]] = []
    results = corpus.add([folder.parent], lambda stage, done, total: seen.append((done, total)))
    assert [type(result) for result in results] == [Added]
    assert seen == [(0, 1), (1, 1)]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("表.xlsx", b"PK", "表.xlsx"),
        ("空.txt", b" \n", "空"),
        ("图.txt", b"\x89PNG\x00\x01\x02" * 50, "不是文本"),
        ("菜谱.txt", "红烧肉的做法：先把五花肉切成小块，再加酱油和糖慢慢炖。".encode() * 5, ""),
        ("大.md", b"x" * (sources.LARGEST + 1), "MB"),
    ],
)
def test_a_refused_file_gives_the_reason_and_leaves_no_trace(
    corpus: Corpus, tmp_path: Path, name: str, content: bytes, reason: str
) -> None:
    """What is no policy document is refused with a Chinese sentence, and nothing is written."""
    path = tmp_path / name
    path.write_bytes(content)
    (refused,) = corpus.add([path])
    assert isinstance(refused, Refused)
    assert reason in refused.reason
    assert refused.reason.endswith("。")
    assert tree(tmp_path / "home" / "corpus") == {}


def test_missing_and_empty_paths_are_refused(corpus: Corpus, tmp_path: Path) -> None:
    """A path that does not exist and a folder without files are values, not exceptions."""
    empty = tmp_path / "empty"
    empty.mkdir()
    assert all(isinstance(result, Refused) for result in corpus.add([tmp_path / "没有.txt", empty]))


def test_a_half_written_source_is_no_part_of_the_corpus(corpus: Corpus, tmp_path: Path) -> None:
    """Bytes without their record, as a crash leaves them, do not count and do not disturb the next addition."""
    folder = tmp_path / "home" / "corpus" / "sources"
    folder.mkdir(parents=True)
    content = NOTICE.format(hours=360).encode()
    (folder / "0123456789.txt").write_bytes(content)
    assert corpus.documents()[0].text_kind is TextKind.DIGEST
    assert isinstance(corpus.add([notice(tmp_path)])[0], Added)


def test_a_damaged_record_is_made_anew(corpus: Corpus, tmp_path: Path, shipped: Path) -> None:
    """What was read in a file can be lost: it is read again from the bytes."""
    corpus.add([notice(tmp_path)])
    (record,) = (tmp_path / "home" / "corpus" / "sources").glob("*.json")
    before = record.read_bytes()
    record.write_text("{", encoding="utf-8")
    assert Corpus(tmp_path / "home", shipped).documents() == corpus.documents()
    assert record.read_bytes() == before


def test_damaged_bytes_are_reported_and_skipped(corpus: Corpus, tmp_path: Path, shipped: Path) -> None:
    """A file whose bytes were changed takes its document out and is named; what is added later does not drop it."""
    corpus.add([notice(tmp_path)])
    (record,) = (tmp_path / "home" / "corpus" / "sources").glob("*.json")
    record.unlink()
    held = record.with_suffix(".txt")
    content = held.read_bytes()
    held.write_bytes(content + b"?")
    again = Corpus(tmp_path / "home", shipped)
    assert again.documents()[0].text_kind is TextKind.DIGEST
    assert [path.name for path, _ in again.damaged()] == [held.name]
    other = tmp_path / "另一份.txt"
    other.write_text(NOTICE.format(hours=360).replace("8号", "9号"), encoding="utf-8")
    again.add([other])
    held.write_bytes(content)
    assert len(Corpus(tmp_path / "home", shipped).originals()) == 2


def test_another_parser_version_reads_the_source_again(corpus: Corpus, tmp_path: Path, shipped: Path) -> None:
    """A cache that an older parser wrote is renewed from the kept bytes; what it lacks comes back."""
    corpus.add([notice(tmp_path)])
    (record,) = (tmp_path / "home" / "corpus" / "sources").glob("*.json")
    value = json.loads(record.read_text(encoding="utf-8"))
    value["parser"] = "older"
    value["documents"][0]["provisions"] = []
    record.write_text(json.dumps(value), encoding="utf-8")
    assert len(Corpus(tmp_path / "home", shipped).documents()[0].provisions) > 2
    assert json.loads(record.read_text(encoding="utf-8"))["parser"] == sources.parser_version()


def test_a_new_process_sees_the_same_corpus(corpus: Corpus, tmp_path: Path, shipped: Path) -> None:
    """Documents and hash come out alike when read from disk anew."""
    corpus.add([notice(tmp_path)])
    again = Corpus(tmp_path / "home", shipped)
    assert (again.documents(), again.content_hash()) == (corpus.documents(), corpus.content_hash())


def add_in_process(home: Path, shipped: Path, path: Path) -> None:
    """What each of several processes does."""
    Corpus(home, shipped).add([path])


def test_processes_that_add_at_once_do_not_clash(tmp_path: Path, shipped: Path) -> None:
    """Several processes adding different documents end with all of them, each in order of arrival."""
    paths = []
    for serial in range(3):
        path = tmp_path / f"{serial}.txt"
        path.write_text(NOTICE.format(hours=360).replace("8号", f"{serial + 20}号"), encoding="utf-8")
        paths.append(path)
    spawn = multiprocessing.get_context("spawn")
    workers = [spawn.Process(target=add_in_process, args=(tmp_path / "home", shipped, path)) for path in paths]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    held = Corpus(tmp_path / "home", shipped).originals()
    assert [source.sequence for source in held] == [1, 2, 3]
    assert {source.name for source in held} == {"0.txt", "1.txt", "2.txt"}


@pytest.mark.parametrize("reference", ["东教师〔2020〕8号", "东教师[2020]8号", "东教师8号", "8号文", "加强教师培训"])
def test_get(corpus: Corpus, reference: str) -> None:
    """A document is found by its number in any spelling, by part of it, and by part of its title."""
    assert corpus.get(reference).number == "东教师〔2020〕8号"


@pytest.mark.parametrize("reference", ["不存在的文件", "", "9号文"])
def test_get_says_when_there_is_none(corpus: Corpus, reference: str) -> None:
    """An unknown reference raises a sentence."""
    with pytest.raises(CorpusError):
        corpus.get(reference)


def law(issued: date, *, title: str = "东岭省教师条例", **changes: object) -> Document:
    """A short law."""
    document = Document(
        number="",
        title=title,
        kind="条例",
        issuers=("东岭省人民代表大会常务委员会",),
        region="410000",
        level=Level.PROVINCE,
        text_kind=TextKind.ORIGINAL,
        provisions=(Provision("第一条", (), "为了加强教师队伍建设，制定本条例。", 0),),
        issued=issued,
    )
    return replace(document, **changes)  # type: ignore[arg-type]


def test_versions_of_a_title_follow_each_other() -> None:
    """Each older version ends on the first day of the next: its effective date, or its issue when that is later."""
    first = law(date(1996, 1, 1), effective=date(1996, 9, 1))
    second = law(date(2010, 7, 30), effective=date(1996, 9, 1))
    third = law(date(2022, 4, 20), effective=date(2022, 5, 1))
    one, two, three = sorted(chained((third, first, second)), key=lambda d: d.issued or date.min)
    assert (one.superseded_by, one.superseded_on) == (second.id, date(2010, 7, 30))
    assert (two.begins, two.superseded_on) == (date(2010, 7, 30), date(2022, 5, 1))
    assert three.superseded_by == ""
    day = date(2015, 1, 1)
    assert [d.status_on(day) for d in (one, two, three)] == [Status.SUPERSEDED, Status.IN_FORCE, Status.NOT_YET]


def test_a_draft_replaces_nothing() -> None:
    """A later draft of a law leaves the law in force."""
    held = law(date(2010, 1, 1))
    draft = law(date(2024, 1, 1), declared_status=Status.DRAFT, supersedes=("东岭省教师条例",))
    assert chained((held, draft))[0] == held


def test_a_document_that_names_what_it_replaces_closes_it() -> None:
    """`supersedes` by title or number closes the earlier document on the successor's first day."""
    held = law(date(2001, 1, 1), title="东岭省教师管理办法")
    successor = law(date(2010, 1, 1), supersedes=("东岭省教师管理办法",))
    assert chained((held, successor))[0].superseded_on == date(2010, 1, 1)


def test_the_latest_original_of_a_document_counts() -> None:
    """Of two originals of one title and date the later arrival stays; another date is another version."""
    old, new = law(date(2010, 1, 1)), law(date(2010, 1, 1), source="新来的")
    other = law(date(2020, 1, 1))
    assert [d.source for d in effective((), (old, new, other))] == ["新来的", ""]


def test_the_shipped_corpus_loads(tmp_path: Path) -> None:
    """The package's own digests and rules load, each rule naming a document and a provision that exist."""
    corpus = Corpus(tmp_path)
    labels = {document.id: {p.label for p in document.provisions} for document in corpus.documents()}
    assert len(labels) == len(list(corpus.shipped.glob("*.md"))) > 0
    assert all(rule.label in labels[rule.document] for rule in corpus.rules())
    assert all(read_digest(path) for path, _ in corpus.digests())
