"""`yanxiu ask`: one question, JSON, and batches."""

import json
from datetime import date

import pytest

from tests.bot.memory import TODAY, CommandLine

HENAN, HEBEI = "410000", "130000"


def test_answer(yanxiu: CommandLine) -> None:
    """The reply is printed as it is; question, region and day reach the assistant; the status is 0."""
    done = yanxiu("ask", " 五年多少学时？ ", "--region", "河南")
    assert (done.status, done.out) == (0, "每五年360学时（410000）。\n")
    asked = yanxiu.assistant.asked[0]
    assert (asked.text, asked.region, asked.as_of) == ("五年多少学时？", HENAN, TODAY)


def test_refusal_exits_with_3(yanxiu: CommandLine) -> None:
    """A refusal is printed like an answer and told apart by the status 3."""
    done = yanxiu("ask", "食堂几点开门？")
    assert (done.status, done.out) == (3, "收录的文件没有写这件事。\n")


def test_json_object(yanxiu: CommandLine) -> None:
    """`ask --json` prints one object with exactly the promised keys."""
    value = json.loads(yanxiu("ask", "--json", "学时").out)
    elapsed = value.pop("elapsed_ms")
    assert elapsed >= 0
    assert value == {
        "id": None,
        "status": "answered",
        "text": "每五年360学时（未说明地区）。",
        "citations": [
            {
                "document_number": "豫教师〔2021〕66号",
                "title": "某某意见",
                "region": "河南省",
                "label": "二(五)",
                "quote": "每五年累计不少于360学时。",
                "text_kind": "digest",
                "document_status": "in_force",
                "in_force_until": None,
                "source_url": "https://example.org/66",
            }
        ],
        "confidence": 0.9123,
        "reason": None,
    }


def test_json_refusal_has_no_citations(yanxiu: CommandLine) -> None:
    """A refusal cites nothing; what is nearest stands apart."""
    value = json.loads(yanxiu("ask", "--json", "食堂").out)
    assert (value["status"], value["citations"], value["reason"]) == ("refused", [], "not_found")
    assert len(value["nearest"]) == 1


def test_words_without_quotes_are_one_question(yanxiu: CommandLine) -> None:
    """A question typed without quotation marks is put together again."""
    yanxiu("ask", "新教师", "多少学时")
    assert yanxiu.assistant.asked[0].text == "新教师 多少学时"


def test_day_and_region_of_the_settings(yanxiu: CommandLine) -> None:
    """`--as-of` sets the day; the region in the settings is used unless the command line names one."""
    yanxiu.environ = {"YANXIU_REGION": "河北"}
    yanxiu("ask", "学时", "--as-of", "2024-02-29")
    yanxiu("ask", "学时", "--region", "豫")
    first, second = yanxiu.assistant.asked
    assert (first.as_of, first.region, second.region) == (date(2024, 2, 29), HEBEI, HENAN)


@pytest.mark.parametrize(
    ("argv", "named"),
    [
        (["ask"], "问题是空的"),
        (["ask", "   "], "问题是空的"),
        (["ask", "学时", "--region", "火星"], "火星"),
        (["ask", "学时", "--region", "朝阳"], "不止一处"),
        (["ask", "学时", "--as-of", "2026-13-01"], "2026-13-01"),
        (["ask", "学时", "--as-of", "20260901"], "20260901"),
        (["ask", "学时", "--as-of", "２０２６-09-01"], "年-月-日"),
        (["ask", "学时", "--as-of"], "--as-of"),
        (["ask", "学时", "--jsno"], "--jsno"),
        (["ask", "学\udcff时"], "UTF-8"),
        (["ask", "学时", "--batch", "-"], "--batch"),
        (["ask", "--batch", "没有这个文件.jsonl"], "没有这个文件.jsonl"),
        (["asks"], "asks"),
        ([], "COMMAND"),
    ],
)
def test_bad_input_is_one_sentence(yanxiu: CommandLine, argv: list[str], named: str) -> None:
    """Bad input exits with 2 and one line on standard error that names what is wrong."""
    done = yanxiu(*argv)
    assert (done.status, done.out) == (2, "")
    assert named in done.err
    assert done.err.count("\n") == 1
    assert yanxiu.assistant.asked == []


def test_bad_region_in_the_settings_names_the_key(yanxiu: CommandLine) -> None:
    """An unknown region in the settings is blamed on the setting."""
    yanxiu.environ = {"YANXIU_REGION": "火星"}
    assert "YANXIU_REGION" in yanxiu("ask", "学时").err


def test_batch_answers_in_order(yanxiu: CommandLine) -> None:
    """Lines are answered in order under their own ids; blank lines and a byte order mark are no matter."""
    lines = [
        '﻿{"id": "a", "question": " 多少学时？ ", "region": "河北", "as_of": "2024-09-01"}',
        "",
        '{"id": 7, "question": "食堂", "history": ["此前的话", " "], "extra": 1}\r',
        '{"id": "a", "question": "学时", "region": null}',
    ]
    done = yanxiu("ask", "--batch", "-", "--region", "河南", stdin="\n".join(lines))
    assert done.status == 0
    values = [json.loads(line) for line in done.out.splitlines()]
    assert [(v["id"], v["status"]) for v in values] == [("a", "answered"), (7, "refused"), ("a", "answered")]
    first, second, third = yanxiu.assistant.asked
    assert (first.text, first.region, first.as_of) == ("多少学时？", HEBEI, date(2024, 9, 1))
    assert (second.region, second.history) == (HENAN, ("此前的话",))
    assert third.region == HENAN


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ('{"id": 1, "question": ', "JSON"),
        ("[1]", "JSON 对象"),
        ('{"id": 1}', "question"),
        ('{"id": 1, "question": null}', "question"),
        ('{"id": 1, "question": 3}', "question"),
        ('{"id": 1, "question": "  "}', "question"),
        ('{"id": 1, "question": "\\ud800"}', "question"),
        ('{"question": "学时"}', "id"),
        ('{"id": true, "question": "学时"}', "id"),
        ('{"id": [1], "question": "学时"}', "id"),
        ('{"id": 1, "question": "学时", "region": "火星"}', "火星"),
        ('{"id": 1, "question": "学时", "region": 13}', "region"),
        ('{"id": 1, "question": "学时", "as_of": "昨天"}', "昨天"),
        ('{"id": 1, "question": "学时", "history": "此前"}', "history"),
        ('{"id": 1, "question": "学时", "history": [1]}', "history"),
        (b'{"id": 1, "question": "\xff"}', "UTF-8"),
        ("[" * 100_000, "JSON"),
        ('{"id": ' + "9" * 5000 + ', "question": "学时"}', "JSON"),
    ],
)
def test_bad_batch_line_is_located(yanxiu: CommandLine, line: str | bytes, named: str) -> None:
    """A bad line is named by file and number before anything is answered."""
    bad = line if isinstance(line, bytes) else line.encode()
    done = yanxiu("ask", "--batch", "-", stdin=b'{"id": 0, "question": "\xe5\xad\xa6\xe6\x97\xb6"}\n' + bad)
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith("标准输入 第 2 行：")
    assert named in done.err
    assert yanxiu.assistant.asked == []


def test_every_bad_line_is_reported(yanxiu: CommandLine) -> None:
    """All bad lines are reported in one go, shortened when they are many."""
    (yanxiu.folder / "问题.jsonl").write_text("x\n" * 30, encoding="utf-8")
    err = yanxiu("ask", "--batch", str(yanxiu.folder / "问题.jsonl")).err
    assert "第 1 行" in err
    assert "另有 10 行" in err


def test_empty_batch_is_refused(yanxiu: CommandLine) -> None:
    """A file without a question is bad input."""
    assert yanxiu("ask", "--batch", "-", stdin="\n\n").status == 2


def test_failure_costs_one_question_of_a_batch(yanxiu: CommandLine) -> None:
    """A question whose handling fails is refused with a reference; the others are answered; the status is 1."""
    lines = ['{"id": 1, "question": "出错"}', '{"id": 2, "question": "学时"}']
    done = yanxiu("ask", "--batch", "-", stdin="\n".join(lines))
    first, second = (json.loads(line) for line in done.out.splitlines())
    assert (done.status, first["reason"], second["status"]) == (1, "error", "answered")
    assert "secret detail" not in done.out + done.err
    assert "secret detail" in (yanxiu.home / "yanxiu.log").read_text(encoding="utf-8")


def test_unexpected_failure_is_calm(yanxiu: CommandLine) -> None:
    """An unexpected failure exits with 1 and a sentence with a reference; the details are in the log."""
    done = yanxiu("ask", "出错")
    assert (done.status, done.out) == (1, "")
    assert "Traceback" not in done.err
    reference = done.err.split("编号 ")[1].split(" ")[0]
    assert reference in (yanxiu.home / "yanxiu.log").read_text(encoding="utf-8")


def test_interruption_is_calm(yanxiu: CommandLine) -> None:
    """Ctrl-C ends with 130 and one word."""
    done = yanxiu("ask", "停")
    assert (done.status, done.err.strip().splitlines()[-1]) == (130, "已停止。")


def test_data_directory_that_cannot_be_written(yanxiu: CommandLine) -> None:
    """A data directory that is a file is refused with its name."""
    yanxiu.home.write_text("", encoding="utf-8")
    done = yanxiu("corpus", "list")
    assert done.status == 2
    assert "YANXIU_HOME" in done.err
