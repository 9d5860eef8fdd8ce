"""Corpus and index."""

from collections.abc import Sequence

from bot.texts.words import STATUS, TEXT_KIND
from policy_corpus.model import Document, Status

CORPUS_EMPTY = "文件库是空的。"
CORPUS_SOUND = "文件库没有发现问题。"
ADDED_HINT = "下次提问时索引会自动更新。"
NO_NUMBER = "（无文号）"
NO_DATE = "（无日期）"
LIST_HEADINGS = ("文号", "标题", "地区", "印发", "状态", "文本", "条款")
NO_INDEX = "还没有索引。第一次提问时会自动建立，也可以运行 yanxiu index rebuild。"
INDEX_FRESH = "索引与文件库一致。"
INDEX_STALE = "文件库或模型有变动，下次提问时会自动更新索引。"
INDEX_REBUILT = "索引已重建。"


def index_facts(documents: int, passages: int, embedding: str, generation: str) -> str:
    return f"第 {generation} 代索引：{documents} 份文件，{passages} 个条款，语义模型 {embedding}。"


def joined(titles: Sequence[str]) -> str:
    """Titles in a row; of many the first three."""
    shown = "、".join(f"《{title}》" for title in titles[:3])
    return f"{shown}等 {len(titles)} 份" if len(titles) > 3 else shown


def added(path: str, titles: str, provisions: int, replaced: Sequence[str]) -> str:
    instead = f"，取代早先收录的 {'、'.join(replaced)}" if replaced else ""
    return f"已收录：{path} → {titles}，共 {provisions} 条{instead}"


def unchanged(path: str, titles: str) -> str:
    return f"没有变化：{path} → {titles}，早已收录"


def refused(path: str, why: str) -> str:
    return f"没有收录 {path}：{why}"


def document_heading(document: Document, region: str, status: Status) -> str:
    """Particulars of a document, one a line."""
    day = document.issued.isoformat() if document.issued else NO_DATE
    lines = [
        f"《{document.title}》{document.number}",
        f"{'、'.join(document.issuers)}　{day}　{region}　{STATUS[status]}　{TEXT_KIND[document.text_kind]}",
    ]
    if document.source_url:
        lines.append(document.source_url)
    return "\n".join(lines)


def no_such_provision(label: str, title: str, labels: Sequence[str]) -> str:
    return f"《{title}》里没有“{label}”。这份文件的条款有：{'、'.join(labels)}。"


def problem(file: str, line: int | None, what: str, fix: str) -> str:
    place = f"{file} 第 {line} 行" if line else file
    return f"{place}：{what.rstrip('。')}。{fix}"


def problems_found(count: int) -> str:
    return f"发现 {count} 个问题。"


def reading(text: str, chosen: bool) -> str:
    return f"读法（采用）：{text}" if chosen else f"读法：{text}"
