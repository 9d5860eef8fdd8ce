"""What kind of thing a question asks for, and which sentences hold such a thing."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from indexer.expect import Expected, expected_of, holds, is_number
from indexer.normalise import fold, quantities


def answers(question: str, sentence: str) -> bool:
    """Whether `sentence` holds what `question` asks for."""
    asked, said = fold(question).text, fold(sentence).text
    return holds(expected_of(asked), asked, said, quantities(said))


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("五年要修多少学时", Expected.HOURS),
        ("新老师要上几个课时", Expected.HOURS),
        ("岗前培训的学时要求", Expected.HOURS),
        ("高级职称占百分之多少", Expected.PERCENT),
        ("专职教师比例不低于多少", Expected.PERCENT),
        ("每人每天补助多少元", Expected.MONEY),
        ("违规收费罚多少钱", Expected.MONEY),
        ("男教师多少岁可以免修", Expected.AGE),
        ("考核多少分合格", Expected.SCORE),
        ("每学期听课几次", Expected.TIMES),
        ("多久登记一次", Expected.TIMES),
        ("补训什么时候截止", Expected.DATE),
        ("哪年印发的", Expected.DATE),
        ("公示几天", Expected.DURATION),
        ("一个周期多长时间", Expected.DURATION),
        ("中心要有多少名专职教师", Expected.COUNT),
        ("建成几所县级中心", Expected.COUNT),
        ("由哪个部门负责", Expected.WHO),
        ("学时谁来登记", Expected.WHO),
        ("在哪个网站报名", Expected.CONTACT),
        ("咨询电话是什么", Expected.CONTACT),
        ("为什么要补训", Expected.WHY),
        ("怎么申请免修", Expected.HOW),
        ("培训收费吗", Expected.YES_NO),
        ("能不能用支教抵学时", Expected.YES_NO),
        ("研修机构应当具备的条件", Expected.WHAT),
        ("", Expected.WHAT),
    ],
)
def test_the_kind_of_a_question(question: str, kind: Expected) -> None:
    """Each way to ask is known by its words."""
    assert expected_of(fold(question).text) is kind


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("五年要修多少学时", "每五年不少于四百一十课时。"),
        ("公示几天", "公示5个工作日。"),
        ("有效期几年", "本办法有效期为三年。"),
        ("几个月内办完", "在六十日内办结。"),
        ("中心要有多少名专职教师", "专职教师不少于18人。"),
        ("建成多少所中心", "到2026年建成70所标准化中心。"),
        ("高级职称占比多少", "高级职称不低于五分之三。"),
        ("每人每天补助多少元", "每人每天260元。"),
        ("培训要交多少钱", "培训免收一切费用。"),
        ("几岁可以免修", "男满58周岁的可以免修。"),
        ("多久登记一次", "每学期登记一次。"),
        ("由谁登记", "由县级教师发展中心登记。"),
        ("什么时候截止", "2014年12月15日前报送。"),
        ("怎么申请", "任何一句都不排除。"),
    ],
)
def test_sentences_that_can_answer(question: str, sentence: str) -> None:
    """A sentence with a thing of the kind is kept, in any spelling of the number."""
    assert answers(question, sentence)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("公示几天", "有效期为5年。"),
        ("公示几天", "按照2021年5月的通知执行。"),
        ("有效期几年", "公示5天。"),
        ("中心要有多少名专职教师", "全省建成70所中心。"),
        ("建成多少所中心", "专职教师不少于18名。"),
        ("每人每天补助多少元", "每人每年研修3天。"),
        ("五年要修多少学时", "每五年考核一次。"),
        ("高级职称占比多少", "专职教师不少于18名。"),
        ("几岁可以免修", "每五年不少于410学时。"),
        ("由谁登记", "登记结果公示5天。"),
        ("什么时候截止", "高级职称不低于55%。"),
        ("中心要有多少名专职教师", "按照有关规定配备。"),
    ],
)
def test_sentences_that_cannot(question: str, sentence: str) -> None:
    """Days are not answered in years, people not in schools, and a number not without one."""
    assert not answers(question, sentence)


_FITS = (
    ("五年要修多少学时", ("学时", "课时", "学分", "小时")),
    ("公示几天", ("天", "日", "个工作日", "周")),
    ("有效期几年", ("年", "个月", "个学期")),
    ("要有多少名教师", ("名", "人", "位")),
    ("建成多少所中心", ("所", "家", "个")),
    ("每人补助多少元", ("元", "万元", "%")),
    ("占比多少", ("%",)),
    ("几岁可以免修", ("岁", "周岁")),
    ("听课几次", ("次", "回")),
    ("有多少", ("名", "所", "学时", "元", "%", "天")),
)


_FIRST_YEAR, _LAST_YEAR = 1900, 2099
"""Numbers that are read as a year of the calendar before 年."""


@given(st.sampled_from([(q, unit) for q, units in _FITS for unit in units]), st.integers(1, 9999))
def test_a_number_of_the_kind_is_always_accepted(asked: tuple[str, str], number: int) -> None:
    """Whatever the number is, a sentence with the unit that was asked for can answer; 1900年 is a date, no duration."""
    question, unit = asked
    assume(unit != "年" or not _FIRST_YEAR <= number <= _LAST_YEAR)
    assert is_number(expected_of(question))
    assert answers(question, f"规定为不少于{number}{unit}。")


@given(
    st.sampled_from([q for q, _ in _FITS]), st.text(st.sampled_from("按照有关规定执行由负责登记的部门"), max_size=20)
)
def test_a_number_is_never_answered_without_one(question: str, sentence: str) -> None:
    """A sentence without any number answers no question for one."""
    assert not answers(question, sentence)
