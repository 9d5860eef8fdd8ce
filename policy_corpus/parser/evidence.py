"""Is this an official document at all? If not, say what is missing and what to do."""

import re

from policy_corpus.errors import NotAPolicyDocument
from policy_corpus.parser.numbering import Style, marker
from policy_corpus.parser.parts import Layout
from policy_corpus.parser.words import NORMATIVE, institutions, title_kind

_HTML = re.compile(r"\s*(?:<!doctype html|<html|<head|<body|<\?xml)", re.IGNORECASE)
_TAG = re.compile(r"</?(?:div|p|span|td|tr|script|style|a|br|li|ul|h\d)\b[^>]*>", re.IGNORECASE)
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_GOVERNMENT = re.compile(r"国务院|人民政府|教育部|教育[厅局委]|行政部门|主管部门|国家机关|委员会|事业单位|各级各类学校")
_ADVICE = "如果确是政策文件，请补全标题、文号、主送机关或落款后再添加。"


def refuse_unreadable(text: str, name: str) -> None:
    """Raise `NotAPolicyDocument` for what is no Chinese running text: empty files, pages in HTML, data."""
    called = f"“{name}”"
    if not text.strip():
        raise NotAPolicyDocument(f"{called}是空文件，没有可读的文字。请检查文件是否保存完整后重试。")
    if _HTML.match(text) or len(_TAG.findall(text)) >= 5:
        raise NotAPolicyDocument(
            f"{called}里的文字是网页源代码，不是政策文件的正文。"
            "请直接添加它的网址，或在浏览器里把网页另存为“网页，仅 HTML”（.html）后添加。"
        )
    if re.match(r"\s*[\[{]", text) and re.search(r'"\s*:\s*["\[{\d]', text[:400]):
        raise NotAPolicyDocument(f"{called}是 JSON 数据，不是政策文件的正文。请改用文件原文（.txt 或 .md）。")
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    commas = [line.count(",") + line.count("\t") for line in lines]
    if len(lines) >= 3 and commas[0] >= 1 and sum(count == commas[0] for count in commas) * 10 >= len(lines) * 9:
        raise NotAPolicyDocument(f"{called}是表格数据（CSV），不是政策文件的正文。请改用文件原文（.txt 或 .md）。")
    if len(_CHINESE.findall(text)) < 30:
        raise NotAPolicyDocument(
            f"{called}中几乎没有中文正文，看不出是政策文件。请检查文件内容或编码（应为 UTF-8）后重试。"
        )


def refuse_unofficial(title: str, layout: Layout, name: str) -> None:
    """Raise `NotAPolicyDocument` when title, frame and structure do not add up to an official document."""
    called = f"“{name}”"
    if not title_kind(title):
        raise NotAPolicyDocument(
            f"{called}中找不到公文标题（以“通知”“意见”“办法”“条例”等结尾的一行），不像政策文件。{_ADVICE}"
        )
    paras = [*layout.main, *(para for annex in layout.annexes for para in annex.paras)]
    if not paras:
        raise NotAPolicyDocument(f"{called}只有标题“{title}”，没有正文。请补上正文后再添加。")
    if _score(title, layout) < 2:
        raise NotAPolicyDocument(
            f"{called}有标题“{title}”，但没有文号、主送机关、发文机关落款和条款结构，不像政策文件。{_ADVICE}"
        )


def _score(title: str, layout: Layout) -> int:
    """Points for what only official documents have; two are enough."""
    marks = [
        mark for para in [*layout.main, *(p for a in layout.annexes for p in a.paras)] if (mark := marker(para.text))
    ]
    articles = sum(mark.style is Style.ARTICLE for mark in marks)
    sections = sum(mark.style in (Style.TOP, Style.PAREN) for mark in marks)
    text = "".join(para.text for para in layout.main)
    official = bool(_GOVERNMENT.search(text) or _GOVERNMENT.search(title))
    signed = bool(layout.signature) and layout.date is not None
    normative = title_kind(title) in NORMATIVE
    titled = "关于" in title and bool(
        institutions(re.sub(r"等\S{1,4}部门$", "", title.split("关于")[0]).replace("、", " "))
    )
    return (
        2 * bool(layout.number)
        + bool(layout.addressees)
        + signed
        + bool(layout.letterhead)
        + 2 * bool(layout.adoption)
        + 2 * (articles >= 2)
        + (sections >= 2 and official)
        + (normative and official)
        + titled
    )
