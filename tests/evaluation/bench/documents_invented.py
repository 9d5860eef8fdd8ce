"""Invented notices of many counties, as long and as varied as real ones: fifteen provisions, figures of their own."""

import random
from collections.abc import Sequence
from functools import cache

from policy_corpus.model import Level
from policy_corpus.region_index import index

PROVISIONS = 15
"""Of each notice, its introduction not counted."""
_SECTIONS = ("总体要求", "培训学时", "组织实施", "经费保障", "考核评价")
_NUMERALS = "一二三四五"
_SUBJECTS = (
    "中小学教师继续教育", "乡村教师素质提升", "幼儿园教师岗位培训", "班主任培训", "校长任职资格培训",
    "教师信息技术应用能力提升", "新任教师岗前培训", "师德师风专题培训", "心理健康教育教师培训", "中小学教师校本研修",
    "骨干教师培养", "职业学校教师企业实践", "教研员专业发展", "特殊教育教师培训", "教师培训学时管理",
    "教师进修学校建设", "音体美教师培训", "教师资格定期注册", "劳动教育教师培训", "家庭教育指导教师培训",
)  # fmt: skip
_BODIES = (
    "县教师发展中心", "教育主管部门", "教师进修学校", "中心学校",
    "培训承办机构", "人力资源社会保障部门", "财政部门", "教研室",
)  # fmt: skip
_PEOPLE = (
    "在职教师", "新任教师", "班主任", "校长", "幼儿园园长",
    "教研员", "骨干教师", "乡村教师", "特岗教师", "职业学校教师",
)  # fmt: skip
_THINGS = (
    "学科教学知识", "课堂教学技能", "教育法律法规", "学生心理辅导", "信息化教学", "课程标准解读", "作业设计",
    "安全管理", "家校沟通", "教育科研方法", "普通话", "实验教学", "综合实践活动", "融合教育", "阅读指导",
    "教学评价", "传统文化", "应急救护",
)  # fmt: skip
_COMMON = (
    "坚持按需施训，把{thing}作为{people}培训的重点内容。",
    "{body}应当建立{people}培训档案，如实记录培训的内容、时间和考核结果。",
    "任何单位和个人不得以培训名义向{people}收取费用。",
    "鼓励{people}通过网络研修、送教下乡和影子跟岗等方式学习{thing}。",
    "培训结束后由{body}组织考核，考核合格的登记学时。",
    "{people}无正当理由不参加培训的，由{body}责令改正。",
    "{body}负责制定{thing}方面的课程目录，并向社会公布。",
    "对弄虚作假取得学时的{people}，一经查实取消其学时。",
    "学校应当为{people}参加{thing}培训提供时间和条件。",
    "县外培训的{people}凭结业证书到{body}登记。",
)
_OWN = (
    "{people}每五年参加培训不少于{hours}学时，其中{thing}不少于{some}学时。",
    "{people}在上岗前参加不少于{some}学时的{thing}培训，每天不超过{few}学时。",
    "培训经费按照教职工工资总额的{share}%安排，其中{thing}方面的经费不少于{money}万元。",
    "{body}在每年{month}月底前公布培训计划，并在培训开始{days}日前通知{people}。",
    "选派{people}{number}名参加省级{thing}研修，每期不少于{days}天。",
    "{body}应当在收到申请之日起{days}个工作日内完成学时审核，审核结果公示{few}天。",
    "校本研修每学期不少于{some}学时，由{body}按{share}%的比例抽查。",
    "参加{thing}培训的{people}，每学时折算{few}个学分，每年最多折算{some}学时。",
    "到{year}年，全县{people}接受{thing}培训的比例达到{percent}%以上。",
    "每{few}年评选一次{thing}方面的先进个人，每次不超过{number}人，奖励{money}00元。",
    "{people}因病因产假不能参加培训的，可在{month}个月内补训，补训不少于{some}学时。",
    "{body}每年组织{people}开展{thing}教研活动不少于{few}次，参加率不低于{percent}%。",
)


def notice(serial: int, *, revised: bool = False) -> str:
    """The text of the notice with this serial number, from 0; `revised`: with another figure in one provision."""
    chance = random.Random(serial)
    county = _counties()[serial % len(_counties())]
    year, subject = 2012 + serial % 13, _SUBJECTS[serial // 7 % len(_SUBJECTS)]
    lines = [
        f"{county}教育局关于进一步加强{subject}工作的通知",
        f"{county[:2]}教发〔{year}〕{serial + 1}号",
        "各中心学校、县直各学校：",
        f"为做好{county}{subject}工作，根据上级有关规定，结合本县实际，现就有关事项通知如下：",
    ]
    for section, heading in enumerate(_SECTIONS):
        lines.append(f"{_NUMERALS[section]}、{heading}")
        for place in range(PROVISIONS // len(_SECTIONS)):
            thing = _THINGS[(serial + 5 * section + place) % len(_THINGS)]
            said = "".join(_sentences(chance, year))
            more = f"本项工作每年复核{2 + serial % 9}次。" if revised and (section, place) == (2, 1) else ""
            lines.append(f"（{_NUMERALS[place]}）{thing}。{said}{more}")
    lines += [f"本通知自{year}年9月1日起施行。", f"{county}教育局", f"{year}年3月{1 + serial % 28}日"]
    return "\n\n".join(lines) + "\n"


def _sentences(chance: random.Random, year: int) -> Sequence[str]:
    """One that stands in many notices, and two with figures of this one."""
    patterns = (chance.choice(_COMMON), *chance.sample(_OWN, 2))
    return [
        pattern.format(
            people=chance.choice(_PEOPLE), body=chance.choice(_BODIES), thing=chance.choice(_THINGS),
            hours=chance.randrange(72, 481, 4), some=chance.randint(8, 120), few=chance.randint(2, 9),
            share=chance.randint(10, 50) / 10, money=chance.randint(2, 90), month=chance.randint(1, 12),
            days=chance.randint(3, 30), number=chance.randint(2, 300), year=year + chance.randint(1, 5),
            percent=chance.randint(60, 99),
        )
        for pattern in patterns
    ]  # fmt: skip


@cache
def _counties() -> tuple[str, ...]:
    return tuple(r.full_name for r in index().regions.values() if r.level is Level.COUNTY and r.name.endswith("县"))
