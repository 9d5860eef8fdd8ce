"""What kind of thing a question asks for, and whether a sentence holds such a thing.

A question for a number is answered by a sentence with a number of that kind, or not at all: this is
what keeps "每人每天补助多少元" from being answered with a percentage.
"""

import re
from collections.abc import Sequence
from enum import StrEnum

from indexer.normalise import Quantity


class Expected(StrEnum):
    """The kind of answer that a question asks for."""

    HOURS = "hours"
    PERCENT = "percent"
    MONEY = "money"
    AGE = "age"
    COUNT = "count"
    TIMES = "times"
    SCORE = "score"
    DATE = "date"
    DURATION = "duration"
    NUMBER = "number"
    """Some number, of whatever unit."""
    WHO = "who"
    CONTACT = "contact"
    YES_NO = "yes_no"
    WHY = "why"
    HOW = "how"
    WHAT = "what"
    """Anything else; no sentence is excluded."""


_HOW_MANY = r"(?:多少|几|好多|若干)"
_COUNTED = (
    r"个?(?:人|位|名|所|家|间|项|条|件|种|类|篇|门|支|批|级|户|本|份|台|册"
    r"|部门|单位|机构|学校|中心|老师|教师|区县?|县)"
)
_IS = r"(?:是|要|得|有|为|应该|应|该|要求|标准|规定)*"
_QUESTIONS: tuple[tuple[Expected, tuple[str, ...]], ...] = (
    (
        Expected.CONTACT,
        (r"电话|手机号|邮箱|微信|QQ|qq|网址|网站|官网|联系方式|地址|哪个网|什么网", r"在哪个?(?:网|平台)"),
    ),
    (
        Expected.HOURS,
        (
            rf"{_HOW_MANY}个?(?:学时|课时|学分|小时)",
            rf"(?:学时|课时|学分|小时数)数?{_IS}{_HOW_MANY}",
            r"学时(?:要求|标准|数)",
        ),
    ),
    (
        Expected.PERCENT,
        (
            r"百分之(?:几|多少)",
            rf"(?:比例|占比|比率|百分比)(?:{_IS}|不低于|不少于|达到|各|分别|最低|最高)*{_HOW_MANY}",
            rf"多(?:大|少|高)的?比例|占(?:到|了|总数的?)?{_HOW_MANY}|几成|什么比例|{_HOW_MANY}比例|{_HOW_MANY}%",
            rf"比例.{{0,6}}(?:怎么|如何)(?:定|规定|要求)|(?:1:|一比){_HOW_MANY}",
        ),
    ),
    (
        Expected.MONEY,
        (
            rf"{_HOW_MANY}(?:钱|元|块|万|经费|费用)|罚(?:款|金|钱)?{_HOW_MANY}|罚几|几(?:块|万|千|百)(?:钱|元)?",
            rf"(?:收费|费用|补助|补贴|津贴|罚款|报酬|奖金|经费)(?:标准)?(?:{_IS}|最高|最多)*{_HOW_MANY}",
        ),
    ),
    (
        Expected.AGE,
        (
            rf"{_HOW_MANY}周?岁|什么年龄",
            r"多大(?:年纪|年龄|岁数|的?(?:孩子|儿童|老师|教师|人|小孩|娃)|(?:可以|才能|能|就|才|要)?(?:上|入|送))",
            r"年龄(?:限制|要求|条件|上限|界限|范围|线)?(?:是|在|有)?(?:多少|多大|什么|几|怎么|如何)",
        ),
    ),
    (Expected.SCORE, (rf"{_HOW_MANY}分(?!钟|之|别)|分数线|及格线|总分",)),
    (
        Expected.TIMES,
        (
            rf"{_HOW_MANY}(?:次|回|遍|趟)|多久(?:一次|(?:要|得|会)?.{{1,8}}一次)|隔多久|频率|几个?(?:年|月|学期|星期).{{0,8}}一次",
        ),
    ),
    (
        Expected.DATE,
        (
            r"什么时候|何时|啥时候|啥时|哪一?(?:年|天|月|日)|几月|几号|什么时间|什么日期|多会儿|几时",
            r"哪个(?:时间|日期|学年|年度|月)|截止(?:时间|日期)?|时限|时间节点|最晚|最迟|日期是|[啥什]么?日子",
            rf"期限(?!.{{0,3}}{_HOW_MANY})",
        ),
    ),
    (
        Expected.DURATION,
        (
            r"多久|多长时间|多长的?(?:期限|周期)?",
            rf"{_HOW_MANY}个?(?:年|月|天|日|周|星期|工作日|学期|小时|分钟|学年)",
        ),
    ),
    (
        Expected.COUNT,
        (
            rf"{_HOW_MANY}{_COUNTED}",
            rf"(?:人数|数量|总数|名额|数目)(?:是|有|为|要求)*{_HOW_MANY}|一共有?{_HOW_MANY}",
        ),
    ),
    (Expected.NUMBER, (r"多少(?!有)|(?<!哪)几(?!乎|何|率|经|方面|种|点)",)),
    (
        Expected.WHO,
        (
            r"谁|归哪|找哪|由哪|哪管|哪[儿里](?:管|负责)",
            r"哪(?:个|些|家|几个|级|几家|一级)?(?:部门|单位|机构|机关|政府|学校|大学|高校|院校)",
            r"哪(?:个|些|家|几个|级|几家|一级)?(?:中心|网站|人|组织|处室|科室|局|厅)",
            r"什么(?:部门|单位|机构|机关|人|组织)",
        ),
    ),
    (Expected.WHY, (r"为什么|为啥|为何|干嘛|凭什么|凭啥|原因|咋回事|怎么回事|理由|什么意义|图个?啥|图什么",)),
    (Expected.HOW, (r"怎么|如何|怎样|咋|程序|流程|步骤|手续",)),
    (
        Expected.YES_NO,
        (r"(.)不\1|吗|么[?？]?$|是否|有没有|能否|可否|对不对|给不给|还是",),
    ),
)
_PATTERNS = tuple((kind, re.compile("|".join(patterns))) for kind, patterns in _QUESTIONS)

_SHORT = frozenset({"小时", "分钟", "学时"})
_DAYS = frozenset({"天", "工作日", "周", "个月"})
_YEARS = frozenset({"年", "学年", "学期", "个月", "年度"})
_UNITS: dict[Expected, frozenset[str]] = {
    Expected.HOURS: frozenset({"学时", "学分", "小时"}),
    Expected.PERCENT: frozenset({"%", "比", "倍"}),
    Expected.MONEY: frozenset({"元", "%", "倍"}),
    Expected.AGE: frozenset({"周岁"}),
    Expected.TIMES: frozenset({"次", "年", "个月", "学期", "学年", "周"}),
    Expected.DURATION: _SHORT | _DAYS | _YEARS,
}
_ASKED_UNITS = tuple(
    (kind, re.compile(rf"{_HOW_MANY}(?:个)?(?:{words})"), units)
    for kind, words, units in (
        (Expected.DURATION, "小时|分钟|学时", _SHORT),
        (Expected.DURATION, "天|日|周|星期|工作日", _DAYS),
        (Expected.DURATION, "年|学年|学期", _YEARS),
        (Expected.DURATION, "月", _DAYS | _YEARS),
        (Expected.COUNT, "人|位|名|老师|教师|学生|专家", frozenset({"名", "人", "人次", "个"})),
        (Expected.COUNT, "所|家|间|机构|学校|中心|部门|单位", frozenset({"所", "家", "间", "个"})),
    )
)
"""What a question that names its unit may be answered in: 几天 not in years, 多少名 not in schools."""
_CLAIMS = {"学时": Expected.HOURS, "%": Expected.PERCENT, "元": Expected.MONEY, "周岁": Expected.AGE}
_NOT_COUNTED = frozenset({"日期", "学年度", "年度", "元", "次"}).union(
    *(_UNITS[kind] for kind in (Expected.HOURS, Expected.PERCENT, Expected.AGE, Expected.DURATION))
)
_DATE = re.compile(
    r"\d{4}年|\d+月\d+日|[一二三四五六七八九十]+月|每年|每学期|学年|之日起|年底|以前|之前|届时|期间|\d+日(?:内|前)|第[一二三四]季度|寒暑假|\d+(?:个)?(?:年|月|天)内|[天日月年]内|(?:工作)?日内"
)
_BODY = re.compile(
    r"部门|委员会|政府|机构|机关|中心|学校|大学|学院|教育部|教育厅|教育局|厅|局|教研室|联盟|单位|人员|校长|园长|法院|国务院|组织|研修院|督学|专家|基地|教师|监护人|父母|举办者"
)
_CONTACT = re.compile(r"www\.|http|网\(|[a-z0-9-]+\.(?:com|cn|org)|\d{3,4}-\d{7,8}|网站|官网|教师教育网|平台|@")
_EVERY = re.compile(r"每(?:隔)?[一二两三四五六七八九十\d]{0,2}个?(?:年|月|周|日|天|学期|学年|季度|星期)")
_REASON = re.compile(r"为了|为[^，。]{2,}，|目的|因为|由于|是为|以便|依据|根据|原因|意义|因此|必然")
_SCORE = re.compile(r"\d+分(?!钟|之)")
_PATTERN_OF = {
    Expected.DATE: _DATE,
    Expected.WHO: _BODY,
    Expected.CONTACT: _CONTACT,
    Expected.SCORE: _SCORE,
    Expected.WHY: _REASON,
}
_FREE = re.compile(r"免收|免费|不收|不得收|全额退|不得向.{0,12}收")


def expected_of(question: str, claimed: Sequence[Quantity] = ()) -> Expected:
    """The kind of answer that the folded `question` asks for; WHAT when it is none of the others.

    A question that asks why or whether about a number which it states itself (`claimed`) asks for that number.
    """
    kind = next((kind for kind, pattern in _PATTERNS if pattern.search(question)), Expected.WHAT)
    if kind in (Expected.WHY, Expected.YES_NO, Expected.WHAT, Expected.NUMBER):
        return next((_CLAIMS[q.unit] for q in claimed if q.unit in _CLAIMS), kind)
    return kind


def is_number(kind: Expected) -> bool:
    """True for the kinds that only a sentence with a quantity answers."""
    return kind in _UNITS or kind in (Expected.COUNT, Expected.NUMBER)


def fitting(kind: Expected, question: str, found: list[Quantity]) -> list[Quantity]:
    """The quantities among `found` that may answer the folded `question` for `kind`."""
    if kind is Expected.NUMBER:
        return [q for q in found if q.unit != "日期"]
    for asked, pattern, units in _ASKED_UNITS:
        if kind is asked and pattern.search(question):
            return [q for q in found if q.unit in units]
    if kind is Expected.COUNT:
        return [q for q in found if q.unit and q.unit not in _NOT_COUNTED]
    return [q for q in found if q.unit in _UNITS.get(kind, ())]


def holds(kind: Expected, question: str, sentence: str, found: list[Quantity]) -> bool:
    """Whether the folded `sentence`, in which `found` are the quantities, can answer `question` for `kind`."""
    if kind is Expected.MONEY:
        return bool(fitting(kind, question, found)) or bool(_FREE.search(sentence))
    if kind is Expected.TIMES and _EVERY.search(sentence):
        return True
    if is_number(kind):
        return bool(fitting(kind, question, found))
    pattern = _PATTERN_OF.get(kind)
    return pattern is None or bool(pattern.search(sentence))
