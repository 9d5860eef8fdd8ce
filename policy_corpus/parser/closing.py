"""Closing paragraphs: text after the last numbered unit that does not belong to it."""

import re

_WORKS = "通知|意见|办法|方案|规定|细则|通报|决定|措施|要求|计划|精神"
_STRICT = re.compile(
    rf"特此(?:通知|通报|公告|通告|函告|函复|批复|报告|请示|说明|函达|决定)|以上(?:{_WORKS}|请示|报告).{{0,20}}(?:请|望|妥否)|妥否，|专此|此复|此令"
)
_LOOSE = re.compile(
    rf"(?:请|望|希望|希)(?:各|你|全省|全市|全县|全区|广大|有关|受)"
    rf"|(?:各地|各市|各县|各区|各校|各单位|各部门|各级|各有关|各设区市|各州|全省各|全市各|各地各)[^。]{{0,60}}(?:本|此|该|以上|上述)(?:实施)?(?:{_WORKS})"
    rf"|(?:请)?各(?:地|市|县|区|校|单位|部门)[^。]{{0,30}}(?:执行|实施|落实|贯彻|工作|开展)(?:过程)?(?:中|过程中)"
    rf"|(?:本|此)(?:实施)?(?:{_WORKS})(?:自|由|有效期|从|印发|下发|发布|未尽)"
    rf"|(?:在)?(?:执行|实施|贯彻|落实|工作|培训|评审)(?:过程)?中[^。]{{0,30}}(?:问题|情况|意见|建议)"
    rf"|(?:执行|实施)[^。]{{0,20}}(?:中|过程中)的?(?:问题|情况)|未尽事宜|此前[^。]{{0,40}}不一致|联系人[:：]|联系电话[:：]|联系方式[:：]|咨询电话[:：]"
)
_LONG_ENOUGH = 30


def closing_start(texts: list[str], *, strict: bool, own_text: bool) -> int | None:
    """Index of the first closing paragraph among the paragraphs below the last unit's own line.

    `strict` (articles): only 特此通知 and the like. Otherwise also paragraphs that speak of the whole
    document or to all its readers, and a full paragraph after a list of short lines. `own_text`: the
    unit's own line holds text, so that it does not stand empty when all paragraphs below it go.
    """
    for i, text in enumerate(texts):
        if _STRICT.match(text):
            return i
        if strict:
            continue
        if _LOOSE.match(text) and (i > 0 or own_text or _is_contact(text)):
            return i
        if i >= 2 and _ends_list(texts[:i]) and len(text) >= _LONG_ENOUGH and text.endswith("。"):
            return i
    return None


def _is_contact(text: str) -> bool:
    return text.startswith(("联系", "咨询"))


def _ends_list(before: list[str]) -> bool:
    """Whether the lines just before are a list: short, without closing punctuation."""
    lines = before[-2:]
    return all(len(line) <= 40 and not re.search(r"[。；：:]$", line) for line in lines)
