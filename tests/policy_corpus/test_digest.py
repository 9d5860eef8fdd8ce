"""Our own digests: what is shipped loads, what is malformed is refused with its place."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from policy_corpus.digest import read_digest
from policy_corpus.errors import CorpusError
from policy_corpus.model import Document, Status, TextKind
from tests.properties import examples

DOCUMENTS = Path(__file__).parents[2] / "policy_corpus" / "documents"
SHIPPED = sorted(DOCUMENTS.glob("*.md"))

HEAD = """+++
number = "测教〔2021〕1号"
title = "关于测试的通知"
kind = "通知"
issuers = ["测试省教育厅"]
region = "410000"
level = "province"
issued = 2021-05-11
+++
"""
BODY = "## 前言\n第一段。\n"
Write = Callable[[str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write one digest and return its path."""

    def _write(content: str) -> Path:
        path = tmp_path / "ce.md"
        path.write_text(content, encoding="utf-8")
        return path

    return _write


def refusal(path: Path) -> str:
    with pytest.raises(CorpusError) as caught:
        read_digest(path)
    return str(caught.value)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
class TestShipped:
    def test_loads_with_unique_labels_in_order(self, path: Path) -> None:
        """Every shipped digest loads as 要点, its labels unique and its provisions numbered in order."""
        document = read_digest(path)
        labels = [provision.label for provision in document.provisions]
        assert document.text_kind is TextKind.DIGEST
        assert len(set(labels)) == len(labels)
        assert [provision.order for provision in document.provisions] == list(range(len(labels)))

    def test_labels_use_half_width_parentheses(self, path: Path) -> None:
        """Labels are written 二(五), so that one question form finds them in every digest."""
        assert not [p.label for p in read_digest(path).provisions if set("（）㈠㈡㈢ ") & set(p.label)]

    def test_says_where_it_comes_from(self, path: Path) -> None:
        """A digest names who issued the document and where the text was found."""
        document = read_digest(path)
        assert document.issuers
        assert document.source

    def test_every_line_is_a_whole_sentence(self, path: Path) -> None:
        """Each line can be quoted alone: it ends like a sentence and holds no Markdown."""
        lines = [line for provision in read_digest(path).provisions for line in provision.text.splitlines()]
        assert not [line for line in lines if not line.endswith(("。", "：", "；")) or line.startswith(("-", "*"))]

    def test_holds_no_personal_contact(self, path: Path) -> None:
        """Telephone numbers and mail addresses of officials stay out."""
        content = path.read_text(encoding="utf-8")
        assert "@" not in content
        assert "电话：" not in content


def test_all_documents_are_there() -> None:
    """The official documents of five regions are shipped, each with its file of rules."""
    assert {read_digest(path).region for path in SHIPPED} >= {"130000", "350405", "360000", "410000", "620702"}
    assert all(path.with_suffix(".rules.toml").is_file() for path in SHIPPED)


def test_hebei_lists_hold_every_institution() -> None:
    """The bulletin's lists give as many institutions as their headings and city lines say: 14, 24 and 3."""
    document = read_digest(DOCUMENTS / "hebei-2013-37.md")
    for label, expected in (("一", 14), ("二", 24), ("三", 3)):
        cities = [line for line in provision_text(document, label).splitlines() if "所）：" in line]
        found = [line.split("）：")[1].rstrip("。").split("、") for line in cities]
        assert [len(names) for names in found] == [int(line.split("（")[1].split("所")[0]) for line in cities]
        assert len({name for names in found for name in names}) == expected


def provision_text(document: Document, label: str) -> str:
    return next(provision.text for provision in document.provisions if provision.label == label)


def test_head_becomes_the_document(write: Write) -> None:
    """The head's fields are read; what is left out takes its default."""
    document = read_digest(write(HEAD + BODY))
    assert (document.number, document.region, document.id) == ("测教〔2021〕1号", "410000", "测教〔2021〕1号")
    assert document.declared_status is Status.IN_FORCE
    assert document.effective is None


def test_headings_label_and_group(write: Write) -> None:
    """A numeral heading and a `LABEL | HEADING` open provisions; a heading without text is a group."""
    document = read_digest(
        write(HEAD + "## 前言\n甲。\n## 二、举措\n### 二(一) | (一)体系\n乙。\n\n丙。\n## 三、保障\n丁。\n")
    )
    assert [(p.label, p.heading_path, p.text) for p in document.provisions] == [
        ("前言", ("前言",), "甲。"),
        ("二(一)", ("二、举措", "(一)体系"), "乙。\n丙。"),
        ("三", ("三、保障",), "丁。"),
    ]


def test_readings_stand_beside_the_text(write: Write) -> None:
    """Readings are recorded with the provision, the chosen one marked, and are no part of its text."""
    document = read_digest(write(HEAD + "## 一、总则\n甲。\n\n> 读法（采用）：只指甲。\n> 读法：也指乙。\n"))
    (provision,) = document.provisions
    assert provision.text == "甲。"
    assert [(reading.text, reading.chosen) for reading in provision.readings] == [
        ("只指甲。", True),
        ("也指乙。", False),
    ]


def test_windows_files_read_alike(tmp_path: Path) -> None:
    """A byte order mark and Windows line ends change nothing."""
    path = tmp_path / "ce.md"
    path.write_bytes(("\ufeff" + HEAD + BODY).replace("\n", "\r\n").encode())
    assert [provision.text for provision in read_digest(path).provisions] == ["第一段。"]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('kind = "通知"\n', "", "ce.md：“kind”：缺少这一项。"),
        ('"关于测试的通知"', '"  "', "“title”：内容是空的"),
        ('["测试省教育厅"]', '"测试省教育厅"', "“issuers”：应是文字的列表"),
        ('"410000"', '"41"', "“region”：“41”不是6位行政区划代码"),
        ('"province"', '"省"', "“level”：不认识“省”。可以写的有：nation、province"),
        ("2021-05-11", '"2021-05-11"', "“issued”：应是日期"),
        ("issued =", "isued =", "“isued”：不认识这个键。请改正或删去；是不是“issued”"),
        (
            "issued =",
            'status = "expired"\nissued =',
            "“status”：不认识“expired”。可以写的有：draft、in_force、repealed",
        ),
        ('level = "province"', "level = province", "第7行第9列：不合 TOML 的写法"),
        ("+++\n", "", "文件开头缺少两行 +++"),
    ],
)
def test_malformed_head_is_located(write: Write, old: str, new: str, expected: str) -> None:
    """A problem in the head names the file, the key or line, and what may be written."""
    message = refusal(write((HEAD + BODY).replace(old, new)))
    assert message.startswith("ce.md：")
    assert expected in message


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("", "没有任何条款"),
        ("甲。\n", "第10行：正文出现在第一个标题之前"),
        ("## 一、甲\n乙。\n## 一、丙\n丁。\n", "第12行：条款“一”出现了两次"),
        ("## 一、甲\n> 读法（采用）：乙。\n> 读法：丙。\n", "第10行：条款“一”只有读法、没有正文"),
        ("## 一、甲\n乙。\n> 读法：丙。\n> 读法：丁。\n", "第10行：条款“一”有2种读法，其中0种写了（采用）"),
        ("## 一、甲\n乙。\n> 读法（采用）：丙。\n", "有1种读法"),
        ("## 一、甲\n乙。\n> 读法（采用）：丙。\n> 读法：丁。\n戊。\n", "第14行：读法后面又出现了正文"),
        ("## 一、甲\n乙。\n> 解读：丙。\n", "第12行：看不懂“> 解读：丙。”"),
        ("## 一、甲\n#乙\n丙。\n", "第11行：看不懂“#乙”"),
        ("## 一 |\n甲。\n", "第10行：标题“一 |”的“|”两边要都有内容"),
    ],
)
def test_malformed_body_is_located(write: Write, body: str, expected: str) -> None:
    """A problem in the body names the file, the line and what to do."""
    message = refusal(write(HEAD + body))
    assert message.startswith("ce.md：")
    assert expected in message


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    """A missing file and one that is not UTF-8 are refused by name."""
    assert "meiyou.md：读不了这个文件" in refusal(tmp_path / "meiyou.md")
    path = tmp_path / "gbk.md"
    path.write_bytes((HEAD + BODY).encode("gbk"))
    assert "gbk.md：不是 UTF-8 编码" in refusal(path)


_sentence = st.text("教师培训学时每年不少于五360%—，", min_size=1, max_size=20).map(lambda text: text + "。")
_paragraphs = st.lists(_sentence, max_size=4)


@settings(max_examples=examples(60), suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(chapters=st.lists(st.lists(_paragraphs, min_size=1, max_size=4), min_size=1, max_size=5))
def test_nothing_is_lost_or_doubled(write: Write, chapters: list[list[list[str]]]) -> None:
    """Whatever the chapters hold, each paragraph comes back once, under its own label and in order."""
    lines, expected, article = [], [], 0
    for number, articles in enumerate(chapters, start=1):
        lines.append(f"## 第{number}章 章名")
        for paragraphs in articles:
            article += 1
            lines += [f"### 第{article}条 | 第{article}条", *paragraphs, ""]
            if paragraphs:
                expected.append((f"第{article}条", f"第{number}章 章名", "\n".join(paragraphs)))
    path = write(HEAD + "\n".join(lines) + "\n## 结语\n完。\n")
    found = [(p.label, p.heading_path[0], p.text) for p in read_digest(path).provisions]
    assert found == [*expected, ("结语", "结语", "完。")]
