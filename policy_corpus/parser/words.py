"""Shapes of the lines that frame an official document: title, number, addressees, signature, date."""

import re
from datetime import date

from policy_corpus.parser.numbering import to_int

KINDS = (
    "补充通知",
    "紧急通知",
    "通知",
    "实施意见",
    "指导意见",
    "若干意见",
    "意见",
    "管理办法",
    "实施办法",
    "暂行办法",
    "办法",
    "条例",
    "规定",
    "通报",
    "决定",
    "决议",
    "通告",
    "公告",
    "公报",
    "实施细则",
    "细则",
    "实施方案",
    "工作方案",
    "方案",
    "规划",
    "纲要",
    "标准",
    "指南",
    "指引",
    "批复",
    "复函",
    "函",
    "章程",
    "规则",
    "规程",
    "大纲",
    "守则",
    "准则",
    "规范",
    "工作要点",
    "要点",
    "行动计划",
    "计划",
    "若干措施",
    "措施",
    "制度",
    "目录",
    "命令",
    "令",
    "法",
    "报告",
    "议案",
    "请示",
    "纪要",
    "安排",
    "意见书",
)
NORMATIVE = frozenset({"条例", "规程", "规定", "办法", "细则", "规则", "准则", "章程", "法"})
_BASES = ("通知", "意见", "办法", "细则", "方案", "措施", "要点", "计划", "函")
_KIND = "|".join(sorted(KINDS, key=len, reverse=True))
_QUALIFIER = (
    r"(?:\s*[（(〔【\[][^（）()]{1,30}[)）〕】\]]|\s*(?:公开)?征求意见稿|\s*草案|\s*讨论稿|\s*送审稿|\s*（?试行）?)*"
)
_TITLE_END = re.compile(rf"({_KIND}){_QUALIFIER}[》\"”]?$")
_NO_LAW = re.compile(
    r"(?:做|方|用|看|想|说|写|吃|书|语|手|魔|打|玩|技|算|疗|住|穿|兵|枪|剑|戏|章|文|违|合|非|执|普|立|司|守)法$"
)
_NO_TITLE = re.compile(
    r"^目[录次]$|[。；;！!？?]|[:：]$|^(?:附\s*[件表录]|抄送|特此|来源|第.{1,4}条)|^[（(【].{0,8}$|[,，]$"
)

NUMBER_PATTERN = (
    r"[\u4e00-\u9fff（）()·]{1,20}?\s?[〔\[［（(【﹝]\s*(?:19|20)\d\d\s*年?[〕\]］）)】﹞]\s*第?\s*[0-9０-９]{1,5}\s*号"
)
_NUMBER = re.compile(rf"({NUMBER_PATTERN})")
_NUMBER_LINE = re.compile(
    rf"[（(【\[]?(?:(?:文\s*号|发文字号|文件编号|发文号|文件号)\s*[】\]]?[:：]\s*)?({NUMBER_PATTERN})[)）】\]]?(?:\s*签\s*发\s*人\s*[:：]?.{{0,20}})?"
)
_DECREE = re.compile(
    r"((?:中华人民共和国)?[\u4e00-\u9fff]{2,24}(?:部|委员会|政府|总局|局|办公室|厅))\s*令\s*[（(]?\s*(?:(\d{4})年)?\s*第?\s*"
    r"([0-9〇零○一二三四五六七八九十百]+)\s*号[)）]?"
)

_YEAR = r"((?:19|20)\d\d|[12一二][〇零○ＯO0一二三四五六七八九]{3})"
_UNIT = r"(\d{1,2}|[一二三四五六七八九十]{1,3})"
_DAY = rf"{_YEAR}\s*年\s*{_UNIT}\s*月\s*{_UNIT}\s*[日号]"
DAY = re.compile(_DAY)
_DATE_LINE = re.compile(rf"[（(]?\s*{_DAY}\s*[)）]?")
_ISO_DAY = re.compile(r"((?:19|20)\d\d)[-/.年](\d{1,2})[-/.月](\d{1,2})")

_BODY_END = (
    r"人民政府办公[厅室]|人民政府|政府办公[厅室]|政府|办公[厅室]|委员会办公室|委员会|代表大会|法院|检察院|总局|管理局|[厅局部院署馆校社团处科所会委]"
    r"|大学|学院|中心|工作组|小组|编办|教研室|党组|党工委|管委会"
)
_INSTITUTION = re.compile(
    rf"(?:中共|中国|共青团)?[\u4e00-\u9fff（）()·、]{{1,40}}(?:{_BODY_END})(?:[（(](?:章|盖章|代章|印章)[)）])?"
)
_NOT_INSTITUTION = re.compile(r"[，,。；;：:！？《》“”]|名单|方案|通知|意见|办法|培训班|教师进修学校$")
_LETTERHEAD = re.compile(
    r"[\u4e00-\u9fff\s、（）()]{3,60}文\s*件|.{0,30}签\s*发\s*人\s*[:：].{0,20}|(?:机\s*密|秘\s*密|绝\s*密|特\s*急|加\s*急|平\s*急)[★\s\d年]*"
)
_ADDRESSEE = re.compile(
    r"(?:各|省|市|县|区|本|全|有关|相关|驻|在|直属|局|厅|部|教育|机关|国务院|中央|公司|[\u4e00-\u9fff]{2,12}(?:省|市|县|区|乡|镇|局|厅|部|委|院|校|中心|大学|学院|教研室))"
)
_ADDRESSEE_TOKEN = re.compile(
    rf"(?:{_BODY_END}|单位|部门|机构|企业|学校|院校|高校|中小学|幼儿园|街道|地区|[省市县区州盟旗乡镇处室组站园])(?:[（(][^）)]*[)）])?$"
)
_NOT_ADDRESSEE = re.compile(
    r"现将|如下|通知|为了|为|根据|按照|以下|提出|。|；|《|联系|电话|附件|抄送|^[一二三四五六七八九十]+、|^[（(]|\d{3}"
)

_ADOPTION_WORDS = re.compile(r"审议|通过|修订|修正|公布|发布|批准|施行|修改|颁布")


def title_kind(text: str) -> str:
    """Kind of document that a title line ends with, such as 通知; empty when it is no title."""
    text = re.sub(r"\s", "", strip_number(text.strip()))
    if not 3 <= len(text) <= 150 or _NO_TITLE.search(text):
        return ""
    match = _TITLE_END.search(text)
    if match is None:
        return ""
    kind = match[1]
    if kind == "法" and (
        _NO_LAW.search(text[: match.end(1)]) or not re.search(r"中华人民共和国|^[\u4e00-\u9fff]{2,20}法", text)
    ):
        return ""
    for base in _BASES:
        if kind.endswith(base):
            return base
    return kind


def strip_number(title: str) -> str:
    """A title without the document number that blogs append in brackets."""
    return re.sub(rf"\s*[（(【\[]\s*{NUMBER_PATTERN}\s*[)）】\]]\s*$", "", title).strip()


def number_line(text: str) -> str:
    """The normalised document number that is all a line says, else empty."""
    match = _NUMBER_LINE.fullmatch(text.strip())
    if match:
        return normal_number(match[1])
    decree = _DECREE.fullmatch(text.strip())
    if decree and "主席" not in decree[1] and not decree[1].endswith("国务院"):
        year = f"{decree[2]}年" if decree[2] else ""
        return f"{decree[1]}令{year}第{to_int(decree[3])}号"
    return ""


def numbers_in(text: str) -> list[str]:
    """Every document number in running text, normalised; what stands before the issuer's abbreviation is cut off."""
    return [normal_number(match[1]) for match in _NUMBER.finditer(text)]


def normal_number(number: str) -> str:
    """赣教师字[2014] 36号 → 赣教师字〔2014〕36号."""
    number = re.sub(r"\s", "", number)
    number = number.translate(str.maketrans("０１２３４５６７８９", "0123456789"))
    number = re.sub(r"[〔\[［（(【﹝]((?:19|20)\d\d)年?[〕\]］）)】﹞]第?(\d+)号", r"〔\1〕\2号", number)
    return re.sub(r"^[（(]+", "", number)


def day(match: re.Match[str], first: int = 1) -> date | None:
    """The date whose year, month and day are three groups of `match`; None for 2月30日 and the like."""
    year, month, number = match[first], match[first + 1], match[first + 2]
    year = year.replace("O", "〇").replace("Ｏ", "〇").replace("0", "〇") if not year.isdecimal() else year
    try:
        return date(to_int(year), to_int(month), to_int(number))
    except (ValueError, KeyError):
        return None


def date_line(text: str) -> date | None:
    """The date that is all a line says: 2014年11月24日, 二〇二三年三月一日."""
    match = _DATE_LINE.fullmatch(text.strip())
    return day(match) if match else None


def dated_at(text: str) -> int | None:
    """Where the date begins in a line that ends a document: 0 for a bare date, after the issuers' names otherwise."""
    if date_line(text):
        return 0
    match = DAY.search(text)
    if match and match.end() == len(text) and match.start() and institutions(text[: match.start()].strip()):
        return match.start()
    return None


def any_day(text: str) -> date | None:
    """The first date in `text`, also as 2022-03-01."""
    if match := DAY.search(text):
        return day(match)
    match = _ISO_DAY.search(text)
    return day(match) if match else None


def institutions(text: str) -> tuple[str, ...]:
    """The institutions that a signature line names, set apart by white space; empty when it is no such line.

    A name that is itself broken by a space (三明市沙县区 人民政府办公室) is put together again.
    """
    if not text or len(text) > 120 or _NOT_INSTITUTION.search(text):
        return ()
    found: list[str] = []
    rest = ""
    for token in text.split():
        rest += token
        if len(rest) >= 3 and _INSTITUTION.fullmatch(rest):
            found.append(re.sub(r"[（(](?:章|盖章|代章|印章)[)）]$", "", rest))
            rest = ""
    return () if rest else tuple(found)


def is_letterhead(text: str) -> bool:
    """XX省教育厅文件, 签发人：…, or a degree of secrecy or urgency."""
    return bool(_LETTERHEAD.fullmatch(text.strip()))


def addressees(text: str) -> tuple[str, ...]:
    """主送机关 that a line ending in a colon names; empty when it is no such line."""
    text = text.strip()
    if not text.endswith((":", "：")) or len(text) > 400 or _NOT_ADDRESSEE.search(text) or not _ADDRESSEE.match(text):
        return ()
    names = tuple(part.strip() for part in _split_names(text[:-1]) if part.strip())
    plain = sum(bool(_ADDRESSEE_TOKEN.search(name)) for name in names)
    return names if names and plain * 2 >= len(names) else ()


def _split_names(text: str) -> list[str]:
    """Split at 、，and spaces outside brackets."""
    names, depth, current = [], 0, ""
    for char in text:
        depth += (char in "（(") - (char in ")）")
        if depth <= 0 and char in "、，,；;":
            names.append(current)
            current = ""
        else:
            current += char
    return [*names, current]


def copied_to(text: str) -> tuple[str, ...]:
    """抄送机关 of a line such as 抄送：A、B。"""
    names = re.sub(r"^\s*(?:抄\s*[送报]|主\s*送|分\s*送)\s*[:：]?\s*", "", text).rstrip("。. ")
    return tuple(part.strip() for part in _split_names(names) if part.strip())


def is_adoption(text: str) -> bool:
    """A line in the head of a law that says who adopted, amended, published it and when."""
    return (
        len(text) <= 400
        and bool(re.match(rf"[（(]?\s*(?:根据)?\s*{_DAY}", text))
        and bool(_ADOPTION_WORDS.search(text))
        and (not text.endswith("。"))
    )
