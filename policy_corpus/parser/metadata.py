"""Dates, issuers, standing and sources that a document states about itself."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from policy_corpus.model import Provision, Status
from policy_corpus.parser.numbering import to_int
from policy_corpus.parser.parts import Layout
from policy_corpus.parser.words import DAY, NORMATIVE, any_day, day, institutions

_SELF = (
    r"本(?:实施)?(?:法|条例|规定|办法|细则|规则|通知|意见|方案|决定|标准|章程|准则|规范|措施|文件|计划"
    r"|通告|公告|制度|指南|要点)"
)
_FROM = re.compile(
    rf"(?:自|从|于)?\s*(?:{DAY.pattern}|(?:正式)?(公布|发布|印发|颁布|下发|发文|通过|批准|印制)之日)\s*起?\s*(?:后)?\s*(\d+|[一二三四五六七八九十]+)?\s*(日)?后?\s*(?:正式)?(?:开始)?(?:施行|执行|实施|生效|试行)"
)
_TERM = re.compile(
    r"(?:有效期|试行期|有效期限|试行期限)\s*(?:为|是|定为|暂定)?\s*[:：]?\s*(\d+|[一二三四五六七八九十两]+)\s*(年|个月)"
)
_UNTIL = re.compile(rf"有效期[^。；]{{0,30}}?(?:至|到|截止(?:至|到)?)\s*{DAY.pattern}")
_TRIAL = re.compile(r"试行\s*(\d+|[一二三四五六七八九十两]+)\s*(年|个月)")
_DRAFT = re.compile(r"征求意见稿|草案|讨论稿|送审稿|公开征求[^。]{0,60}意见")
_REPEALED = re.compile(
    r"(?:有效性|时效性|效力状态|是否有效)\s*[】\]]?\s*[:：]\s*(?:已?废止|已?失效|无效|否)|[（(]已?(?:废止|失效)[)）]"
)
_REPEALED_ON = re.compile(r"废止日期\s*[】\]]?\s*[:：]\s*(\S+)|已[于自](\S{8,14}?)起?废止")
_URL = re.compile(r"https?://[^\s)）>》\]，。]+")
_SOURCE = re.compile(r"(?:信息来源|文章来源|来源|稿源|转自)\s*[】\]]?\s*[:：]\s*([^\s:：,，]{2,40})")
_FILE_DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)[-.年]?(\d{1,2})[-.月]?(\d{1,2})日?(?!\d)")
_ADOPTED = r"通过|修订|修正|修改|公布|发布|颁布|批准"
_SESSION = re.compile(r"第[〇零○一二三四五六七八九十百\d]+(?:届|次)")
_PUBLISHED_KEY = re.compile(
    r"发布时间|发布日期|发文时间|公布日期|公开日期|印发日期|更新时间|^[【\[（(]?\s*(?:时间|日期)|^(?:19|20)\d\d"
)
_WRITTEN_KEY = re.compile(r"成文日期|生成日期|发文日期")


@dataclass(frozen=True, slots=True)
class Dates:
    issued: date | None
    effective: date | None
    expires: date | None
    wordings: tuple[date, ...]


def dates(layout: Layout, provisions: list[Provision], name: str, kind: str, status: Status, notes: list[str]) -> Dates:
    """成文, 施行 and expiry dates, and those of a law's wordings; what had to be assumed goes to `notes`.

    A draft has not been published, so that 自公布之日起 gives no date for it.
    """
    issued = _issued(layout, name, notes)
    published = None if status is Status.DRAFT else _published_by_congress(layout) or issued
    text = "\n".join(provision.text for provision in provisions)
    effective = _effective(text, published)
    start = effective or (None if status is Status.DRAFT else issued)
    wordings = _wordings(layout, issued)
    if not wordings and issued and effective and effective < issued and not layout.number and kind in NORMATIVE:
        wordings = (effective, issued)  # laws do not reach back: this one was amended, though its head does not say so
    return Dates(issued, effective, _expires(text, start), wordings)


def _issued(layout: Layout, name: str, notes: list[str]) -> date | None:
    in_name = _day_in_name(name)
    if adopted := _adoption_days(layout, _ADOPTED):
        latest = max(adopted)
        if in_name and in_name != latest:
            notes.append(
                f"文件名中的日期（{in_name.isoformat()}）与正文所载最后一次通过或修改的日期（{latest.isoformat()}）不同，取正文日期。"
            )
        return latest
    if layout.date and (signed := any_day(layout.date.text)):
        return signed
    for key, told in ((_WRITTEN_KEY, False), (_PUBLISHED_KEY, True)):
        for para in layout.metadata:
            if key.search(para.text) and (found := any_day(para.text)):
                if told:
                    notes.append(f"文末未写成文日期，取文首或网页所载日期{found.isoformat()}。")
                return found
    for para in layout.imprint:
        if found := any_day(para.text):
            notes.append(f"正文未写成文日期，取印发日期{found.isoformat()}。")
            return found
    if in_name is None:
        notes.append("未找到成文日期。")
    return in_name


def _day_in_name(name: str) -> date | None:
    match = _FILE_DAY.search(name)
    return day(match) if match else None


def _adoption_days(layout: Layout, words: str) -> list[date]:
    """Days in the head of a law on which one of `words` happened; 施行 alone is none."""
    return [found for found, act in _acts(layout) if re.search(words, act)]


def _acts(layout: Layout) -> Iterator[tuple[date, str]]:
    """The days in the head of a law, each with the words behind it."""
    for para in layout.adoption:
        matches = list(DAY.finditer(para.text))
        for match, following in zip(matches, [*matches[1:], None], strict=True):
            if found := day(match):
                yield found, para.text[match.end() : following.start() if following else None]


def _wordings(layout: Layout, issued: date | None) -> tuple[date, ...]:
    """Days of the first adoption and of each amendment; where an act was approved or published later, that day."""
    acts = sorted((found, words) for found, words in _acts(layout) if re.search(_ADOPTED, words))
    days: list[date] = []
    for found, words in acts:
        if days and not re.search(r"修订|修正|修改", words):
            days.pop()
        days.append(found)
    return tuple(days) if issued in days else ()


def _published_by_congress(layout: Layout) -> date | None:
    """The day to which 自公布之日起 in a law points: its first publication, else its first adoption."""
    published = _adoption_days(layout, r"公布|发布|颁布")
    adopted = _adoption_days(layout, r"通过|批准")
    return min(published) if published else (max(adopted) if len(adopted) == 1 else None)


def _effective(text: str, published: date | None) -> date | None:
    best: date | None = None
    for match in _FROM.finditer(text):
        sentence = text[max(text.rfind("。", 0, match.start()), text.rfind("\n", 0, match.start())) + 1 : match.start()]
        if sentence.strip() and not re.search(rf"{_SELF}[^。]{{0,40}}$|^\s*$", sentence):
            continue
        if match[1]:
            best = day(match)
        elif published:
            delay = to_int(match[5]) if match[5] and match[6] else 0
            best = published + timedelta(days=delay)
    return best


def _expires(text: str, start: date | None) -> date | None:
    for match in _UNTIL.finditer(text):
        if _speaks_of_itself(text, match.start()):
            return day(match)
    terms = [m for pattern in (_TERM, _TRIAL) for m in pattern.finditer(text) if _speaks_of_itself(text, m.start())]
    if not terms or start is None:
        return None
    match = terms[0]
    months = to_int(match[1]) * (12 if match[2] == "年" else 1)
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    first_out = date(year, month + 1, min(start.day, 28)) + timedelta(days=max(0, start.day - 28))
    return first_out - timedelta(days=1)


def _speaks_of_itself(text: str, at: int) -> bool:
    """Whether the sentence up to `at` is about the document, not about a certificate's 有效期."""
    start = max(text.rfind("。", 0, at), text.rfind("\n", 0, at)) + 1
    return re.search(rf"{_SELF}|施行|执行|实施|^\s*$", text[start:at]) is not None


def issuers(title: str, layout: Layout) -> tuple[str, ...]:
    """Issuing bodies: the signature, else the beginning of the title, the letterhead, or the adopting congress."""
    signed = tuple(dict.fromkeys(name for para in layout.signature for name in institutions(_without_day(para.text))))
    titled = institutions(_before_about(title)) if "关于" in title else ()
    if len(titled) > len(signed):
        return titled
    if signed:
        return signed
    for para in layout.letterhead:
        head = re.sub(r"\s*(?:文\s*件|公告)$", "", para.text)
        if head != para.text and (found := institutions(head)):
            return found
    for para in layout.metadata:
        if (
            match := re.match(
                r"[【\[]?(?:发文机关|发布机构|制定机关|发文单位|发布单位)[】\]]?\s*[:：]\s*(.+)", para.text
            )
        ) and (found := institutions(match[1].replace("、", " "))):
            return found
    if decree := re.match(r"(?:中华人民共和国)?(.+)令", layout.number):
        return (decree[1],)
    return _congress(layout)


def _before_about(title: str) -> str:
    return re.sub(r"等\S{1,4}部门$|等$", "", title.split("关于")[0].strip()).replace("、", " ")


def _without_day(text: str) -> str:
    return DAY.sub("", text).strip()


def _congress(layout: Layout) -> tuple[str, ...]:
    """The congress without its session (第六届全国人民代表大会 → 全国人民代表大会), or 国务院 from its decree."""
    for para in layout.adoption:
        if match := re.search(rf"{DAY.pattern}\s*([^《]*?会议)[^《]*?通过", para.text):
            body = re.sub(r"\s|会议$|常务会议$", "", _SESSION.sub("", match[4]))
            return (body.removesuffix("常务") if body.startswith("国务院") else body,)
    for para in [*layout.adoption, *layout.letterhead]:
        if match := re.search(r"国务院|教育部|\S+?人民政府(?=令|公布|发布|第)", _without_day(para.text)):
            return (match[0],)
    return ()


def declared_status(title: str, head: str, name: str) -> Status:
    """Draft or repealed by the document's own words, else in force."""
    if _REPEALED.search(head) or _REPEALED.search(title):
        return Status.REPEALED
    return Status.DRAFT if _DRAFT.search(title) or _DRAFT.search(name) else Status.IN_FORCE


def repealed_on(head: str) -> date | None:
    """The day of the repeal that the page states about the document: 废止日期：2024-01-01, 已于2024年1月1日废止."""
    match = _REPEALED_ON.search(head)
    return any_day(match[1] or match[2]) if match else None


def source_url(layout: Layout) -> str:
    """The address that the page gives as the original's."""
    lines = [para.text for para in layout.metadata]
    for text in sorted(lines, key=lambda line: not re.search(r"原址|原文|来源|链接|转自", line)):
        if match := _URL.search(text):
            return match[0]
    return ""


def source_name(layout: Layout) -> str:
    """来源 in words."""
    for para in layout.metadata:
        if (match := _SOURCE.search(para.text)) and not match[1].startswith("http"):
            return match[1]
    return ""
