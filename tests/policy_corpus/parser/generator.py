"""Invented official documents for property-based tests, with the provisions that they must yield."""

from collections.abc import Callable
from dataclasses import dataclass

from hypothesis import strategies as st

from policy_corpus.numerals import to_chinese

_SUBJECTS = ("参训人员", "各培训机构", "研修基地", "县级中心", "专任教师", "培训团队", "各学校", "管理员")
_VERBS = ("按计划完成", "逐项落实", "定期报送", "认真组织", "统一登记", "及时公布", "妥善保管")
_OBJECTS = ("年度研修任务", "学时记录", "培训档案", "课程资源", "考核结果", "经费账目", "名师工作室清单")
_TOPICS = ("统筹规划", "队伍建设", "课程资源", "过程管理", "经费保障", "评价督导", "信息平台", "校本研修")
_NOISE_BEFORE = (
    "首页 > 政务公开 > 通知公告",
    "您的位置：首页",
    "某某博客",
    "分享到：",
    "扫一扫在手机打开当前页",
    "上传人：b****8 文档编号：974",
)
_NOISE_AFTER = (
    "相关阅读",
    "上一篇：没有了",
    "版权所有：某某网",
    "展开阅读全文",
    "某ICP备13004133号",
    "责任编辑：略",
    "- 3 -",
)
_CIRCLED = "①②③④⑤⑥⑦⑧⑨"
_BRACKETED = "⑴⑵⑶⑷⑸⑹⑺⑻⑼"
_ENCLOSED = "㈠㈡㈢㈣㈤㈥㈦㈧㈨"
_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")

MARKS: dict[str, tuple[Callable[[int], str], ...]] = {
    "top": (lambda n: f"{to_chinese(n)}、",),
    "paren": (lambda n: f"（{to_chinese(n)}）", lambda n: f"({to_chinese(n)})", lambda n: _ENCLOSED[n - 1]),
    "arabic": (
        lambda n: f"{n}.",
        lambda n: f"{n}．",
        lambda n: f"{n}、",
        lambda n: f"{n}. ",
        lambda n: f"{n}．".translate(_WIDE),
    ),
    "inner": (lambda n: f"（{n}）", lambda n: f"({n})", lambda n: _BRACKETED[n - 1]),
    "circle": (lambda n: _CIRCLED[n - 1],),
}
LABELS: dict[str, Callable[[int], str]] = {
    "top": to_chinese,
    "paren": lambda n: f"({to_chinese(n)})",
    "arabic": str,
    "inner": lambda n: f"({n})",
    "circle": lambda n: _CIRCLED[n - 1],
}
STYLES = ("top", "paren", "arabic", "inner", "circle")


@dataclass
class Unit:
    """A unit that the text was built from: its label path and all its characters, number included."""

    label: str
    lines: list[str]
    depth: int = 0


@dataclass
class Generated:
    text: str
    units: list[Unit]
    number: str
    title: str
    name: str = "invented.txt"


sentences = st.builds(
    lambda subject, verb, thing: f"{subject}{verb}{thing}。",
    st.sampled_from(_SUBJECTS),
    st.sampled_from(_VERBS),
    st.sampled_from(_OBJECTS),
)
prose = st.lists(sentences, min_size=1, max_size=3).map("".join)
topics = st.lists(st.sampled_from(_TOPICS), min_size=1, max_size=2, unique=True).map("和".join)


@st.composite
def sections(draw: st.DrawFn, prefix: str = "") -> list[Unit]:
    """一、(一) 1. (1) ① nested at random, each style written in one of its variants throughout."""
    depth = draw(st.integers(1, 4))
    styles = [style for style in STYLES if style == "top" or draw(st.booleans())][:depth]
    marks = {style: draw(st.sampled_from(MARKS[style])) for style in styles}
    units: list[Unit] = []

    def fill(path: str, level: int) -> None:
        style = styles[level]
        for n in range(1, draw(st.integers(2, 4)) + 1):
            label = path + LABELS[style](n)
            shape = draw(st.sampled_from(("heading", "sentence", "topic and sentence")))
            mark = marks[style](n)
            if shape == "heading":
                lines = [mark + draw(topics), draw(prose)]
            elif shape == "sentence":
                lines = [mark + draw(prose)]
            else:
                lines = [f"{mark}{draw(topics)}。{draw(prose)}"]
            units.append(Unit(prefix + label, lines, level + 1))
            if level + 1 < len(styles) and draw(st.booleans()):
                fill(label, level + 1)

    fill("", 0)
    return units


@st.composite
def articles(draw: st.DrawFn, prefix: str = "") -> list[Unit]:
    """章, perhaps 节, and articles with 款, （一） items and lines that only begin like an article."""
    space = draw(st.sampled_from(("", " ", "　", "  ")))
    chapters = draw(st.integers(0, 3))
    divisions = chapters > 0 and draw(st.booleans())
    restart = chapters > 1 and draw(st.booleans())
    units: list[Unit] = []
    number = 0
    for chapter in range(1, max(chapters, 1) + 1):
        head = []
        if chapters:
            head.append(f"第{to_chinese(chapter)}章{space}{draw(topics)}")
        if restart:
            number = 0
        for division in range(1, (2 if divisions else 1) + 1):
            if divisions:
                head.append(f"第{to_chinese(division)}节{space}{draw(topics)}")
            for _ in range(draw(st.integers(2, 4))):
                number += 1
                label = f"第{to_chinese(chapter)}章 " if restart else ""
                if restart and divisions:
                    label += f"第{to_chinese(division)}节 "
                lines = [f"第{to_chinese(number)}条{space}{draw(prose)}"]
                lines += draw(st.lists(prose, max_size=2))
                if draw(st.booleans()):
                    lines += [f"（{to_chinese(k)}）{draw(prose)}" for k in (1, 2, 3)]
                if draw(st.booleans()):
                    lines.append(f"第{to_chinese(number + 1)}条规定的情形，{draw(prose)}")
                for line in head:
                    units.append(Unit("", [line], 1))
                head = []
                units.append(Unit(f"{prefix}{label}第{to_chinese(number)}条", lines))
    return units


@st.composite
def documents(draw: st.DrawFn) -> Generated:
    """A whole file: noise, letterhead, head, body, signature, annexes, 抄送, noise."""
    markdown = draw(st.booleans())
    indent = "" if markdown else draw(st.sampled_from(("", "　　", "  ", "\t")))
    blank = markdown or draw(st.booleans())
    colon = draw(st.sampled_from((":", "：")))
    count = draw(st.integers(0, 2))
    number = f"湘教发〔2023〕{draw(st.integers(1, 99))}号"
    title = f"湖南省教育厅关于{draw(topics)}工作的{draw(st.sampled_from(('通知', '意见', '实施方案')))}"
    preface = draw(prose)
    main = draw(st.one_of(sections(), articles()))
    units = [Unit("前言", [preface]), *main]
    lines: list[tuple[str, int]] = [(line, 0) for line in draw(st.lists(st.sampled_from(_NOISE_BEFORE), max_size=3))]
    if draw(st.booleans()):
        lines.append(("湖南省教育厅文件", 0))
    head = [(title, 1), (number, 0)] if draw(st.booleans()) else [(number, 0), (title, 1)]
    lines += [*head, (f"各市州教育局，厅直属各单位{colon}", 0), (preface, 0)]
    lines += [
        (line, unit.depth + 1 if unit.depth and len(line) < 40 and not line.endswith("。") else 0)
        for unit in main
        for line in unit.lines
    ]
    if count:
        lines.append((f"附件{colon}{draw(topics)}清单", 0))
    lines += [("湖南省教育厅", 0), ("2023年3月1日", 0)]
    for k in range(1, count + 1):
        name = f"附件{k}" if count > 1 else draw(st.sampled_from(("附件", "附件1")))
        annex = draw(st.one_of(sections(prefix=f"{name} "), articles(prefix=f"{name} ")))
        lines += [(name, 0), (f"{draw(topics)}清单", 0)]
        if draw(st.booleans()):
            rows = ["| 项目 | 学时 |", "| --- | --- |", *(f"| {draw(topics)} | {n} |" for n in range(1, 4))]
            annex.append(Unit(f"{name} 表1", rows))
        units += annex
        lines += [(line, 0) for unit in annex for line in unit.lines]
    if draw(st.booleans()):
        lines += [(f"抄送{colon}省委办公厅，省政府办公厅。", 0), ("湖南省教育厅办公室 2023年3月2日印发", 0)]
    lines += [(line, 0) for line in draw(st.lists(st.sampled_from(_NOISE_AFTER), max_size=3))]
    rendered = []
    for line, depth in lines:
        marked = f"{'#' * depth} {line}" if markdown and depth else line
        rendered.append(marked if line.startswith("|") else indent + marked)
        if blank and not line.startswith("|"):
            rendered.append("")
    return Generated("\n".join(rendered), [unit for unit in units if unit.label], number, title)
