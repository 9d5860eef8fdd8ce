"""What a person has to know of a document on the day that they ask about: in force, ended, not yet, reworded since."""

from datetime import date

from policy_corpus.model import Document, Status

LAWS = ("法", "条例")
"""Kinds that a congress passes; others are issued."""


def day_said(day: date) -> str:
    """2021-04-29 → 2021年4月29日."""
    return f"{day.year}年{day.month}月{day.day}日"


def note(document: Document, as_of: date) -> str:
    """What to say beside a quote from `document`; empty when it is in force on the day and no end is known."""
    status = document.status_on(as_of)
    if status is Status.DRAFT:
        return "注意：这是征求意见稿，尚未正式施行，不能当作正式规定。"
    if status is Status.IN_FORCE and document.ended is None:
        return ""
    if status is Status.IN_FORCE and document.last is not None:
        return f"这份文件有效至{day_said(document.last)}，此后{_end(document).removeprefix('已')}。"
    return f"注意：{_standing('这份文件', document, as_of)}"


def silence(document: Document, as_of: date) -> str:
    """Why `document`, which is not in force on the day, cannot answer for it."""
    return _standing(f"《{document.title}》", document, as_of)


def _standing(name: str, document: Document, as_of: date) -> str:
    status, asked = document.status_on(as_of), day_said(as_of)
    if status is Status.OTHER_WORDING:
        return _reworded(name, document, asked, as_of)
    if status is Status.NOT_YET or (document.since is not None and as_of < document.since):
        return _not_yet(name, document, asked, as_of)
    if document.void:
        return f"{name}已废止，但没有写明从哪一天起，不能确定{asked}是否有效。"
    if status is Status.EXPIRED and document.expires is not None:
        return f"{name}的有效期到{day_said(document.expires)}为止，{asked}已过有效期。"
    if document.ended is None:
        return ""
    return f"{name}自{day_said(document.ended[0])}起{_end(document)}，{asked}不再有效。"


def _end(document: Document) -> str:
    """已被新版取代, 已被某文件取代, 已废止（依据某决定）, 已过有效期; 已 is left out of what is to come."""
    status = document.ended[1] if document.ended is not None else Status.IN_FORCE
    if status is Status.SUPERSEDED:
        by = "新版" if document.superseded_by.startswith(document.title) else document.superseded_by
        return f"已被{by or '新的文件'}取代"
    if status is Status.REPEALED:
        return f"已废止（依据{document.repealed_by}）" if document.repealed_by else "已废止"
    return "已过有效期"


def _reworded(name: str, document: Document, asked: str, as_of: date) -> str:
    adopted = f"{day_said(document.issued)}修改" if document.issued is not None else "后来修改"
    later = document.begins is not None and document.begins != document.issued
    begins = f"、{day_said(document.begins)}起施行" if later and document.begins is not None else ""
    before = max((day for day in document.earlier if day <= as_of), default=None)
    last = f"（那一天以前最近一次通过或修改是{day_said(before)}）" if before is not None else ""
    return (
        f"库里的{name}是{adopted}{begins}的文本，{asked}时的条文{last}不在库里，不能把修改后的条文当作那一天的规定。"
        "请管理员用 yanxiu corpus add 收录当时的文本。"
    )


def _not_yet(name: str, document: Document, asked: str, as_of: date) -> str:
    """Not adopted yet, or adopted and not in force."""
    since = document.since
    adopted = min(document.earlier, default=document.issued)
    if since is None:
        return f"{name}在{asked}还没有施行。"
    if adopted is None or as_of >= adopted:
        return f"{name}自{day_said(since)}起施行，{asked}还没有施行。"
    act = "通过" if document.kind in LAWS or document.wordings else "印发"
    effect = f"，自{day_said(since)}起施行" if since != adopted else "" if document.earlier else "并施行"
    if not document.wordings and not document.number:
        # Its head does not tell its history: there may have been an older law of this name.
        return f"库里的{name}{day_said(adopted)}{act}{effect}；{asked}有没有同名的文件，库里查不到。"
    return f"{name}{day_said(adopted)}才{act}{effect}；{asked}还没有这份文件。"
