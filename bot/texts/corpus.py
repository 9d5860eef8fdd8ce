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


def corrected(path: str, titles: str) -> str:
    return f"已更正：{path} → {titles}"


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
    if document.earlier:
        lines.append(f"通过和修改：{'、'.join(day.isoformat() for day in document.wordings)}")
    if document.begins and (document.begins != document.issued or document.last):
        until = f"至 {document.last.isoformat()}" if document.last else "起"
        lines.append(f"这个文本有效：{document.begins.isoformat()} {until}{_ended_by(document)}")
    if document.source_url:
        lines.append(document.source_url)
    return "\n".join(lines)


def _ended_by(document: Document) -> str:
    """What ends it, in brackets."""
    status = document.ended[1] if document.ended else Status.IN_FORCE
    if status is Status.SUPERSEDED:
        return f"（由 {document.superseded_by} 取代）" if document.superseded_by else "（被取代）"
    if status is Status.REPEALED:
        return f"（由 {document.repealed_by} 废止）" if document.repealed_by else "（废止）"
    return "（有效期满）" if status is Status.EXPIRED else ""


def no_such_provision(label: str, title: str, labels: Sequence[str]) -> str:
    return f"《{title}》里没有“{label}”。这份文件的条款有：{'、'.join(labels)}。"


def problem(file: str, line: int | None, what: str, fix: str) -> str:
    place = f"{file} 第 {line} 行" if line else file
    return f"{place}：{what.rstrip('。')}。{fix}"


def problems_found(count: int) -> str:
    return f"发现 {count} 个问题。"


def reading(text: str, chosen: bool) -> str:
    return f"读法（采用）：{text}" if chosen else f"读法：{text}"


# What would be taken in.

SURE = {
    "given": "您写的",
    "stated": "原文写明",
    "inferred": "推断",
    "assumed": "原文没有写，暂按此",
    "missing": "没有找到",
}
FIELD_STATUS = {"draft": "征求意见稿", "in_force": "有效", "repealed": "已废止"}
"""What a document declares itself to be; the words may be typed as well."""
FIELD_LEVEL = {"nation": "国家", "province": "省", "city": "市", "county": "县"}
NONE_WORDS = ("无", "没有", "none")
"""What is typed for a particular that a document does not have."""
NOTHING = "（无）"
ASK_ADD = "要收录吗？确认请输入 y；要更正请输入 n，加上选项（如 --number、--region、--issued）重新运行："
ADD_DECLINED = "没有收录，什么也没变。"
PROPOSAL_KNOWN = "内容和已收录的完全相同，收录不会有变化。"
NO_OPEN_CHANGES = "没有变化。"
OTHER_RULES = "规则数据也回到那时的样子。"
NO_CORRECTIONS = "没有写要更正什么。请加上 --number、--region、--issued 之类的选项。"
_LONGEST_SENTENCE = 60
"""Characters of what a document says about another."""
DIFF_SAME = "两个文本相同。"
_STANDING = {
    "applied": "",
    "waiting": "（尚未收录，以后收录时自动标明）",
    "ambiguous": "（不能确定是哪一份，没有标明；请用 --supersedes 写明文号）",
    "partial": "（只废止其中一部分，原文件仍然有效，请留意）",
    "draft": "（本文件是征求意见稿，不取代任何文件）",
}


def bad_status(given: str) -> str:
    return f"效力不能是“{given}”。请写：有效、征求意见稿 或 已废止。"


def proposal_heading(title: str, provisions: int, previous: str) -> str:
    instead = f"，将取代现有的{previous}" if previous else ""
    return f"《{title}》，共 {provisions} 条{instead}"


FILES_BROUGHT = {
    "annex": "附件“{name}”收作{said}",
    "document": "附件“{name}”单独收作{titles}：{said}",
    "same": "附件“{name}”和“{said}”内容相同，不重复收录",
    "dropped": "附件“{name}”：网页上已没有它，收录后文件里不再有它的内容",
}
FILE_UNLINKED = "网页上已没有它的链接。如已撤下，请用 yanxiu corpus add 加网址重新收录。"
FETCHING_PAGES = "抓取网页"
CORRECTIONS_OF_ONE = "更正（文号、地区、日期等）一次只能用于一个文件或网址。请只写一个。"


def file_brought(name: str, became: str, said: str, titles: Sequence[str], kept: str) -> str:
    """What becomes of a file that came with a document; `kept` is why what is held stands in for it."""
    line = FILES_BROUGHT[became].format(name=name, said=said, titles=joined(titles))
    return f"  {line}{f'（沿用已收录的：{kept}）' if kept else ''}"


def finding(name: str, value: str, sure: str, line: int | None, excerpt: str, read: str | None, file: str = "") -> str:
    where = f"附件“{file}”" if file else ""
    place = f"，{where}第 {line} 行：{excerpt}" if line else (f"：{excerpt}" if excerpt else "")
    instead = f"，原来读作 {read}" if read is not None else ""
    return f"  {name}：{value}（{SURE[sure]}{instead}{place}）"


def where(line: int | None, label: str, sentence: str) -> str:
    """Where a document says what it repeals."""
    shown = sentence if len(sentence) <= _LONGEST_SENTENCE else f"{sentence[:_LONGEST_SENTENCE]}…"
    place = f"第 {line} 行" if line else label
    return f"（{place}：{shown}）" if place else ""


def relation(newer_version: bool, standing: str, name: str, targets: Sequence[str], day: str, place: str) -> str:
    """What a document takes the place of."""
    named = f"“{name}”" if not targets or standing == "ambiguous" else "、".join(targets)
    choice = f"，可能是 {'、'.join(targets)}" if standing == "ambiguous" else ""
    since = f"，自 {day} 起" if day else "，日期不明"
    act = "是它的新版本，取代" if newer_version else "废止"
    return f"  {act} {named}{since}{choice}{_STANDING[standing]}{place}"


def precedence_note(label: str, sentence: str) -> str:
    return f"  注意 {label}：{sentence}（不废止旧文件，只说明以谁为准）"


def proposal_note(note: str) -> str:
    return f"  提示：{note}"


def closed(document: str, successor: str, day: str) -> str:
    return (
        f"《{document}》{f'自 {day} 起' if day else ''}由 {successor} 取代" if successor else f"《{document}》恢复有效"
    )


def repealed(document: str, decision: str, day: str) -> str:
    return f"《{document}》自 {day} 起由 {decision} 废止" if decision else f"《{document}》自 {day} 起废止"


# Changes provision by provision.

SORTS = {
    "added": "新增",
    "removed": "删除",
    "reworded": "改写",
    "renumbered": "改号",
    "moved": "移动",
    "same": "未变",
}
PARTICULARS_HEADING = "文件信息："


def sorts_counted(counts: Sequence[tuple[str, int]]) -> str:
    return "条款：" + "，".join(f"{SORTS[sort]} {count}" for sort, count in counts)


def particular_changed(name: str, old: str, new: str) -> str:
    return f"  {name}：{old} → {new}"


def provision_changed(sort: str, old: str, new: str, also: Sequence[str]) -> str:
    place = f"{old} → {new}" if old and new and old != new else new or old
    more = f"（{'、'.join(SORTS[s] for s in also)}）" if also else ""
    return f"[{SORTS[sort]}] {place}{more}"


def numbers_changed(pairs: Sequence[tuple[str, str]]) -> str:
    return "  数字变化：" + "；".join(f"{old or NOTHING} → {new or NOTHING}" for old, new in pairs)


def diff_heading(title: str, older: str, newer: str) -> str:
    return f"《{title}》：{older} → {newer}"


def version_name(number: int) -> str:
    return f"第 {number} 个文本" if number else "随软件提供的要点"


# Versions, revisions, going back.

ACTIONS = {"start": "开始", "add": "收录", "correct": "更正", "refresh": "刷新", "rollback": "退回", "rules": "规则"}
VERSION_HEADINGS = ("版本", "标题", "文号", "有效期间", "收录期间", "来源")
REVISION_HEADINGS = ("第几版", "时间", "改动", "文件数", "进来的文件", "移出的文件")
VERSION_LIVE = "至今"
UNKNOWN_TIME = "时间不详"
NO_REVISIONS = "文件库还没有改动过。"
ROLLBACK_NEEDS_YES = "退回文件库要确认。请在终端里运行，或加上 --yes。"
ROLLBACK_DECLINED = "没有退回，什么也没变。"


def law_span(first: str, last: str) -> str:
    return f"{first or '不详'} 至 {last or '今'}"


def held_span(since: str, until: str) -> str:
    return f"{since or UNKNOWN_TIME} 至 {until or VERSION_LIVE}"


def files_named(names: Sequence[str]) -> str:
    """Names of files in a row; of many the first three."""
    return "、".join(names[:3]) + (f" 等 {len(names)} 个" if len(names) > 3 else "")


def rolled_back_to(number: int) -> str:
    return f"退回到第 {number} 版"


def bad_version(given: str) -> str:
    return f"版本“{given}”不能用。请写一个整数，用 yanxiu corpus history 查看有哪些版本。"


def rollback_heading(live: int, target: int, when: str) -> str:
    return f"从第 {live} 版退回到第 {target} 版（{when or UNKNOWN_TIME}）："


def set_added(title: str, identity: str) -> str:
    return f"  新增《{title}》{identity if identity != title else ''}"


def set_removed(title: str, identity: str) -> str:
    return f"  移出《{title}》{identity if identity != title else ''}"


def set_changed(title: str, summary: str) -> str:
    return f"  换文本《{title}》：{summary}"


def ask_rollback(target: int) -> str:
    return f"要退回到第 {target} 版吗？确认请输入 y："


def rolled_back(target: int, made: int) -> str:
    return f"已退回到第 {target} 版的内容，这是第 {made} 版。要反悔请再运行：yanxiu corpus rollback"


# Registered sources and refresh.

SOURCE_HEADINGS = ("名称", "网址", "最近抓取", "结果")
NO_SOURCES = "还没有登记网址。请用 yanxiu corpus source add 登记。"
NEVER_CHECKED = "还没有"
BECAME = {
    "unchanged": "没有变化",
    "new": "新文件",
    "changed": "有新文本",
    "gone": "网页不在了",
    "unreadable": "读不成文件",
    "failed": "没有抓到",
}
REFRESH_DRY = "这只是查看，什么也没有改。"
REFRESH_NEEDS_YES = "有新的文本，还没有生效。确认后请加上 --yes 再运行一次。"
REFRESH_NONE = "没有需要更新的。"


def source_added(name: str, url: str) -> str:
    return f"已登记“{name}”：{url}。运行 yanxiu corpus refresh {name} 抓取。"


def source_removed(name: str) -> str:
    return f"已取消登记“{name}”，收录过的文本保留。"


def bad_delay(given: str) -> str:
    return f"间隔“{given}”不能用。请写不小于 1 的秒数，例如 --delay 5。"


def outcome(name: str, became: str, sentence: str) -> str:
    return f"{name}：{BECAME[became]}。{sentence.removeprefix(f'{BECAME[became]}。')}"


def ask_refresh(name: str) -> str:
    return f"要让“{name}”的新文本生效吗？确认请输入 y："


def refreshed(count: int, revision: int) -> str:
    return f"已更新 {count} 份，这是第 {revision} 版。要撤销请运行：yanxiu corpus rollback"
