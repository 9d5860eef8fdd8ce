"""What is no official document is refused with a sentence that says what is missing and what to do."""

import pytest

from policy_corpus.errors import NotAPolicyDocument
from policy_corpus.parser import parse_originals

_CASES = {
    "empty": ("  \n\n", "空文件"),
    "html": ("<!DOCTYPE html>\n<html><body><h1>404 页面不存在</h1></body></html>", "网页源代码"),
    "csv": ("姓名,学校,学时\n教师001,甲校,72\n教师002,乙校,80\n教师003,丙校,90\n", "CSV"),
    "json": ('{"title": "关于研修的通知", "hours": 72, "items": []}', "JSON"),
    "english": ("Lorem ipsum dolor sit amet. " * 20, "几乎没有中文"),
    "recipe": (
        "红烧茄子的做法\n一、备料。茄子两根洗净切块，大蒜五瓣切末，生抽两勺，白糖一勺，食盐适量。\n"
        "二、下锅。热锅凉油，中火煎至两面金黄，加入调料翻炒，收汁装盘即可食用。\n",
        "找不到公文标题",
    ),
    "poem": ("春日\n" + "小楼一夜听着雨声，巷口明朝有人卖花。\n" * 6, "找不到公文标题"),
    "news": (
        "我省召开教师研修工作会议\n2023-05-03 10:20 来源：某某日报\n"
        "本报讯 昨日，省教育厅召开教师研修工作会议，部署《教师研修办法》的落实。\n"
        "会议强调，各地要按照湘教发〔2023〕8号文件要求，落实每五年360学时的规定。\n",
        "找不到公文标题",
    ),
    "news with a notice in its headline": (
        "省教育厅印发教师研修工作的通知\n近日，省教育厅印发《关于教师研修工作的通知》（湘教发〔2023〕8号），引发热议。\n"
        "一、统筹安排\n通知提出，各地要统筹安排。\n二、落实经费\n通知要求，经费要足额到位。\n（记者 略）\n",
        "没有文号",
    ),
    "title only": ("湖南省教育厅关于教师研修工作的通知\n湘教发〔2023〕8号\n" + "首页 > 通知公告\n" * 10, "没有正文"),
    "school notice": (
        "关于周末秋游的通知\n各位家长：\n本周六组织秋游，请按时到校门口集合，自备午餐和雨具，注意安全，谢谢配合。\n三年级二班\n2023年4月6日\n",
        "没有文号",
    ),
}


@pytest.mark.parametrize("case", _CASES)
def test_refused_with_a_reason(case: str) -> None:
    """The sentence names the file and the reason, and ends with what to do."""
    text, reason = _CASES[case]
    with pytest.raises(NotAPolicyDocument) as refusal:
        parse_originals(text, name="某文件.txt")
    sentence = str(refusal.value)
    assert reason in sentence
    assert "“某文件.txt”" in sentence
    assert sentence.endswith("。")
