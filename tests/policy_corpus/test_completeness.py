"""Completeness of a digest against its original, on invented texts."""

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy_corpus.completeness import Problem, ProblemKind, copied_sentences, missing_facts, read_exceptions
from policy_corpus.errors import CorpusError
from policy_corpus.facts import FactKind, facts, normalise, same_number
from policy_corpus.model import Document, Level, Provision, Reading, TextKind
from policy_corpus.numerals import numeral_value


def digest(*texts: str, readings: tuple[str, ...] = (), issued: date | None = None) -> Document:
    """An invented digest with one provision for each text; the readings belong to the first."""
    return Document(
        number="云山教〔2020〕8号",
        title="云山市教师培训办法",
        kind="办法",
        issuers=("云山市教育局",),
        region="990100",
        level=Level.CITY,
        text_kind=TextKind.DIGEST,
        issued=issued,
        provisions=tuple(
            Provision(
                label=f"第{i}条",
                heading_path=(f"第{i}条",),
                text=text,
                order=i,
                readings=tuple(Reading(r, chosen=n == 0) for n, r in enumerate(readings)) if i == 1 else (),
            )
            for i, text in enumerate(texts, start=1)
        ),
    )


HEAD = "云山市教师培训办法\n云山教〔2020〕8号\n第1条\n"


def missing(original: str, restated: str) -> list[str]:
    """What the digest with one provision `restated` lacks of `original`."""
    problems = missing_facts(HEAD + original, digest(restated), {})
    return [p.fact for p in problems if p.kind is ProblemKind.MISSING]


def invented(original: str, restated: str) -> list[str]:
    """What the digest with one provision `restated` has beyond `original`."""
    problems = missing_facts(HEAD + original, digest(restated), {})
    return [p.fact for p in problems if p.kind is ProblemKind.INVENTED]


def chinese(n: int) -> str:
    """1 to 9999 as a Chinese numeral."""
    digits, written, gap = "零一二三四五六七八九", "", False
    for place, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        figure = n // place % 10
        if figure:
            written += ("零" if gap and written else "") + digits[figure] + name
        gap = figure == 0
    return written.removeprefix("一") if 10 <= n < 20 else written


@given(st.integers(1, 9999))
def test_a_chinese_numeral_has_its_value(n: int) -> None:
    """Every numeral from 一 to 九千九百九十九 is read as written."""
    assert numeral_value(chinese(n)) == n


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("两千零五", 2005),
        ("二〇二一", 2021),
        ("三万", 30_000),
        ("一百二", 120),
        ("一亿三千万", 130_000_000),
        ("十二五", None),
        ("五十百", None),
    ],
)
def test_chinese_numerals_at_the_edges(text: str, value: int | None) -> None:
    """Year figures, large places and planning periods are told apart."""
    assert numeral_value(text) == value


@given(st.integers(2, 9999), st.sampled_from(["学时", "名", "年", "周岁", "所", "天"]))
def test_the_same_number_in_any_script_is_the_same_fact(n: int, unit: str) -> None:
    """Arabic, full-width and Chinese figures, with or without spaces, satisfy each other."""
    wide = str(n).translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    forms = [f"不少于{n}{unit}", f"不少于 {n} {unit}", f"不少于{wide}{unit}", f"不少于{chinese(n)}{unit}"]
    for original in forms:
        for restated in forms:
            assert missing(original, restated) == []
            assert invented(original, restated) == []


@given(st.lists(st.integers(2, 900), min_size=2, max_size=8, unique=True), st.data())
def test_any_number_left_out_is_reported_on_its_line(numbers: list[int], data: st.DataObject) -> None:
    """Exactly the number that the digest omits is missing, with the original's line."""
    lines = [f"事项甲共{n}学时。" for n in numbers]
    gone = data.draw(st.integers(0, len(numbers) - 1))
    kept = "\n".join(line for i, line in enumerate(lines) if i != gone)
    assert missing_facts(HEAD + "\n".join(lines), digest(kept), {}) == (
        Problem(ProblemKind.MISSING, f"{numbers[gone]}学时", 4 + gone, fact_kind=FactKind.NUMERAL),
    )


@given(
    st.text(
        alphabet="第十条一二三《》〈〉<>“”‘’〔〕[]（）()0123456789.年月日号学时、，。：:\n 教师市学校http/www%",
        max_size=60,
    )
)
def test_a_text_is_complete_against_itself(text: str) -> None:
    """Whatever the text, a digest of the same words lacks nothing of it and adds nothing."""
    body = text.replace("\r", "")
    assert missing_facts("\n".join([*HEAD.split("\n"), body]), digest(body), {}) == ()


@given(st.text(max_size=80))
def test_any_text_can_be_read(text: str) -> None:
    """No text, however broken, stops the extraction, and every fact names a line of the text."""
    plain = normalise(text)
    assert all(1 <= fact.line <= plain.count("\n") + 1 for fact in facts(plain))
    assert normalise(plain).count("\n") == plain.count("\n")


@pytest.mark.parametrize(
    ("original", "restated"),
    [
        ("自２０２１年５月１１日起", "从2021-05-11开始"),
        ("二〇二一年五月十一日", "2021年5月11日"),
        ("到二〇二五年", "到2025年"),
        ("按1.5-2.5%安排", "比例是1.5%—2.5%"),
        ("2012~2013年度", "2012～2013年度"),
        ("百分之七十以上", "70%以上"),
        ("三分之二", "2/3"),
        ("比例为1∶1", "比例是1:1"),
        ("1,200名教师", "教师1200名"),
        ("3万名教师", "教师30000名"),
        ("每年一次，每次半天", "每年有1次，时间是0.5天"),
        ("依据国发［2013］34号文件", "依据是（国发〔2013〕34号）"),
        ("（国发(2013)34号）", "国发〔2013〕34号"),
        ("按《关于印发< 云山市“十二五”规划>的通知》", "依据《关于印发〈云山市“十二五”规划〉的通知》"),
        ("做优秀教师的“摇篮”", "学校要当好“摇篮”"),
        ("网址：http://www.example.cn/a/2013/10/22/1.html", "见 http://www.example.cn/a/2013/10/22/1.html 。"),
        ("㈠原则上45周岁以下", "(一) 年龄在45岁以下"),
        ("1、共有五个部门", "共有5个部门"),
        ("进一步统一安排，逐一核对，一次性完成", "安排要统一"),
        ("五年一周期，补二学年", "以五年为一个周期，补的是两个学年"),
        ("新一轮检查", "这一轮检查"),
        ("打造一支队伍，建立一批基地", "建立队伍和基地"),
    ],
)
def test_equal_facts_in_other_spelling(original: str, restated: str) -> None:
    """Spelling, brackets, dashes and enumerators make no difference to a fact."""
    assert missing(original, restated) == []
    assert invented(original, restated) == []


@pytest.mark.parametrize(
    ("original", "restated", "fact"),
    [
        ("每年72学时", "每年72名", "72学时"),
        ("三年内参加", "近年内参加", "三年"),
        ("到2020年", "到2021年", "2020年"),
        ("2021年5月11日", "2021年5月", "2021年5月11日"),
        ("不少于35%", "不少于53%", "35%"),
        ("见云教〔2013〕34号", "见云教〔2013〕37号", "见云教[2013]34号"),
        ("冀教师〔2013〕34号", "教师〔2013〕34号", "冀教师[2013]34号"),
        ("按照《经费办法》", "按照经费的规定", "《经费办法》"),
        ("做名师的“摇篮”", "做名师的乐园", "“摇篮”"),
        ("落实“十二五”要求", "落实规划要求", "十二五"),
        ("比例为1:1", "比例为1:2", "1:1"),
        ("第九条规定", "前面的规定", "第九条"),
        ("云山市 青石县教师进修学校", "云山市：白石县教师进修学校", "青石县教师进修学校"),
    ],
)
def test_a_fact_that_the_digest_lacks(original: str, restated: str, fact: str) -> None:
    """A changed or lost fact is reported as it stands in the original."""
    assert fact in missing(original, restated)


def test_a_listed_institution_belongs_to_its_city() -> None:
    """Under another city's name an institution of the list counts as missing."""
    original = "云山市  青石县教师进修学校\n        白水县教研训中心\n江口市  乌石县教师进修学校"
    right = "云山市（2所）：青石县教师进修学校、白水县教研训中心。\n江口市（1所）：乌石县教师进修学校。"
    wrong = "云山市：青石县教师进修学校。\n江口市：乌石县教师进修学校、白水县教研训中心。"
    assert missing(original, right) == []
    assert missing(original, wrong) == ["白水县教研训中心"]


def test_every_addressee_is_asked_for() -> None:
    """The bodies of the first addressing line must be in the digest; later lines with a colon are text."""
    original = "各县教育局、财政局，有关高等学校：\n一、总则\n各校要做好以下工作："
    problems = missing_facts(f"云山教〔2020〕8号\n{original}", digest("主送各县教育局、财政局"), {})
    assert [(p.fact, p.line) for p in problems if p.kind is ProblemKind.MISSING] == [("有关高等学校", 2)]


def test_what_the_digest_adds_is_located_by_its_provision() -> None:
    """A number of the digest that the original lacks names the provision, a date of the head the head."""
    problems = missing_facts(
        HEAD + "第2条\n共360学时。", digest("无。", "共360学时，另加480学时。", issued=date(2020, 1, 2)), {}
    )
    assert [(p.kind, p.fact, p.label) for p in problems] == [
        (ProblemKind.INVENTED, "2020年1月2日", ""),
        (ProblemKind.INVENTED, "480学时", "第2条"),
    ]
    assert "要点条款“第2条”：数字“480学时”在原文里找不到" in str(problems[1])


def test_a_reading_states_no_fact_but_may_not_invent_one() -> None:
    """Readings do not make a digest complete, and their numbers are held against the original."""
    problems = missing_facts(
        HEAD + "共360学时。", digest("共若干学时。", readings=("合计360学时。", "合计90学时。")), {}
    )
    assert [(p.kind, p.fact) for p in problems] == [
        (ProblemKind.MISSING, "360学时"),
        (ProblemKind.INVENTED, "90学时"),
    ]


def test_an_exception_excuses_only_its_own_place() -> None:
    """A snippet of the original is not asked for; the same number elsewhere still is."""
    original = HEAD + "第 6 页 / 共6页\n每年6次。\n共6页可下载"
    assert [p.fact for p in missing_facts(original, digest("无。"), {"第 6 页 / 共6页": "翻页标记"})] == ["6次", "6页"]


def test_an_exception_can_excuse_an_addition() -> None:
    """A snippet that only the digest has excuses what the digest adds there."""
    counted = digest("云山市（2所）：青石县教师进修学校。")
    assert [p.fact for p in missing_facts(HEAD, counted, {})] == ["2所"]
    assert missing_facts(HEAD, counted, {"云山市（2所）": "逐市计数"}) == ()


def test_an_unused_exception_is_a_problem() -> None:
    """An exception that matches neither text is reported, so that the list stays short."""
    problems = missing_facts(HEAD, digest("无。"), {"第9页": "翻页标记"})
    assert [(p.kind, p.fact) for p in problems] == [(ProblemKind.UNUSED_EXCEPTION, "第9页")]
    assert "请删除" in str(problems[0])


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("根据云教师[2013]34号", "按照云教师[2013]34号", True),
        ("国发[2013]34号", "冀国发[2013]34号", False),
        ("云教师[2013]34号", "云教师[2013]134号", False),
        ("教[2013]34号", "云教[2013]34号", False),
    ],
)
def test_document_numbers_are_compared_without_the_words_before(one: str, other: str, same: bool) -> None:
    """Words before a number do not count; a province's letter does."""
    assert same_number(one, other) is same
    assert same_number(other, one) is same


SENTENCE = "云山市要求每一所学校都为新来的教师安排一位有经验的同事"


@given(st.sampled_from(["。", "；", "\n"]), st.sampled_from(["", "，"]))
def test_a_copied_sentence_is_found_whatever_its_punctuation(end: str, comma: str) -> None:
    """A long sentence of the original in the digest is reported with its line, commas aside."""
    restated = SENTENCE[:8] + comma + SENTENCE[8:]
    (problem,) = copied_sentences(f"第一行。\n{SENTENCE}{end}其他。", digest(f"另有一事。{restated}。"), {})
    assert (problem.kind, problem.line, problem.label) == (ProblemKind.COPIED, 2, "第1条")
    assert "请换成自己的话" in str(problem)


def test_a_sentence_of_the_original_inside_a_longer_one_is_found() -> None:
    """Wrapping a copied sentence in words of our own does not make it ours."""
    assert copied_sentences(f"{SENTENCE}。", digest(f"文件写道{SENTENCE}，并且落实。"), {})


@pytest.mark.parametrize(
    "restated",
    [
        "云山市的新教师由有经验的同事带。",
        "依据《云山市教师进修学校建设与管理以及经费使用办法（试行）》。",
        "主办单位：青石县教师进修学校 白水县教师进修学校 乌石县教师进修学校。",
    ],
)
def test_own_words_titles_and_lists_are_no_copies(restated: str) -> None:
    """Short sentences, cited titles and lists of institutions may coincide."""
    original = (
        f"{SENTENCE}。\n依据《云山市教师进修学校建设与管理以及经费使用办法（试行）》。\n"
        "青石县教师进修学校 白水县教师进修学校 乌石县教师进修学校\n"
    )
    assert copied_sentences(original, digest(restated), {}) == ()


def test_a_named_copy_is_excused() -> None:
    """A sentence inside an exception's snippet may stay."""
    assert copied_sentences(f"{SENTENCE}。", digest(f"{SENTENCE}。"), {SENTENCE: "固定口号"}) == ()


def test_exceptions_file_is_read_with_its_part(tmp_path: Path) -> None:
    """File name, reasons and the part of the original come from the file; line numbers stay true."""
    path = tmp_path / "a.exceptions.toml"
    path.write_text(
        'original = "a.txt"\nfirst_line = 2\nlast_line = 3\n[[exception]]\ntext = "甲"\nreason = "乙"\n', "utf-8"
    )
    exceptions = read_exceptions(path)
    assert (exceptions.original, dict(exceptions.reasons)) == ("a.txt", {"甲": "乙"})
    assert exceptions.part("一\n二\n三\n四") == "\n二\n三\n"


@pytest.mark.parametrize(
    "content",
    [
        "",
        "original = ",
        'original = "a"\n[[exception]]\ntext = "甲"\n',
        'original = "a"\n[[exception]]\ntext = "甲"\nreason = " "\n',
    ],
)
def test_a_broken_exceptions_file_names_itself(tmp_path: Path, content: str) -> None:
    """Each malformed file is refused with a sentence that starts with its name."""
    path = tmp_path / "b.exceptions.toml"
    path.write_text(content, "utf-8")
    with pytest.raises(CorpusError, match=re.escape("b.exceptions.toml：例外清单有误")):
        read_exceptions(path)
