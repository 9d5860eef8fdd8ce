"""What a change of the corpus means: rules, whom it touches, answers; the draft of an announcement."""

from collections.abc import Sequence

TRYING = "试答问题"
ASSESSING = "计算影响"
CHANGE_TITLE = "政策变更报告"
REPORT_FOR_STAFF = "含教师姓名和工号，只供管理人员查看。"
NOTHING_CHANGED = "没有变化"
NO_VALUE = "—"

# Rules.

RULES_HEADING = "规则"
PARTS_OF_PATH = {
    "hours": "学时",
    "cycle_years": "周期年数",
    "within_months": "完成期限（月）",
    "hours_per_credit": "每学分折合学时",
    "valid_from": "生效日",
    "valid_until": "截止日",
    "minimum": "最低学时",
    "maximum": "最高学时",
    "minimum_share": "最低比例",
    "maximum_share": "最高比例",
    "rate": "折算比例",
    "male_under": "男教师年龄界线",
    "female_under": "女教师年龄界线",
    "at_least_years": "教龄下限",
    "under_years": "教龄上限",
    "at_least_days": "最少天数",
    "for_from": "补哪个时期（起）",
    "for_until": "补哪个时期（止）",
    "window_from": "补训开始",
    "window_until": "补训结束",
}
DOUBTS = {
    "several": "新文本里可能对应的数不止一个，或前后说法不一",
    "no_number": "新文本相应的地方没有这样的数",
    "digest": "原文的数与随软件提供的要点不同",
    "reworded": "条文有改动，但没有改到这条规则用的数，请核对",
    "not_found": "新文件里没有找到相应的条款，规则会随旧文件失效",
}
ASK_RULES = "规则要一起改吗？一起改请输入 y；都不改、只收录文件请输入 n；只有几条不改，请输入它们的编号："
ASK_WITHOUT_RULES = "规则都不改，只收录文件，影响如上。要收录吗？收录请输入 y："
NO_WORDS = ("n", "no", "不", "不改", "否", "")
ALL_WORDS = ("all", "全部", "都")
CHANGED_SINCE = "刚才的预览之后，政策库又有了改动。什么也没有改，请重新看一次。"
RULES_SHOWN_AS_TAKEN = (
    "影响是按规则一起改（--accept-rules）计算的；要看规则不改时的影响，请加 --leave 规则编号，或 --leave all。"
)
RULE_LEFT = "  这次不改，照旧计算"
RULE_DAY_MISSING = "  从哪一天起：文件没有写，请用 --rules-from 写明"
RULES_NONE_LIVE = "规则都不改，只收录文件。"
RULES_LEFT = "规则没有改。要改请加上 --accept-rules 再运行，或用 yanxiu corpus rule amend。"
NO_RULES_HELD = "没有自己添加的规则，也没有修改过规则。"
RULE_HEADINGS = ("编号", "名称", "文件", "条款", "有效", "来历")
ORIGINS = {"shipped": "随软件提供", "local": "自己添加", "amended": "修改"}
RULE_DAY_NEEDED = "请用 --from 写明从哪一天起，例如 --from 2026-09-01。"
NOTHING_TO_AMEND = "没有写要改什么。请加上 --set、--label 或 --end。"
END_AND_SET = "--end 不能和 --set、--label 一起用。请只留一种。"


def figure_name(path: str) -> str:
    """categories.公需科目.minimum → 公需科目最低学时."""
    head, _, last = path.rpartition(".")
    owner = head.removeprefix("categories.") if head.startswith("categories.") else ""
    return f"{owner}{PARTS_OF_PATH.get(last, path)}"


def rule_change(name: str, old: str, new: str) -> str:
    return f"  {name}：{old} → {new}"


def rule_heading(name: str, identity: str) -> str:
    return f"规则“{name}”（{identity}）"


def rule_since(day: str) -> str:
    return f"  自 {day} 起"


def rule_place(old: str, new: str) -> str:
    return f"  依据条款：{old} → {new}"


def rule_moves(document: str, label: str) -> str:
    return f"  改由 {document} {label} 规定"


def rule_ends(label: str) -> str:
    return f"  条款 {label} 已删去，规则到此为止"


def evidence(old: str, new: str) -> tuple[str, str]:
    return f"    原：{old or NO_VALUE}", f"    新：{new or NO_VALUE}"


def question(doubt: str, name: str, value: str, candidates: Sequence[str]) -> str:
    what = f"{name}（现为 {value}）：" if value else ""
    offered = f"；可能是 {'、'.join(candidates)}" if candidates else ""
    return f"  请决定：{what}{DOUBTS[doubt]}{offered}"


def how_to_answer(rule: str, path: str, candidates: Sequence[str], value: str) -> str:
    shown = candidates[0] if candidates else value
    return f"    回答请加上：--answer {rule}:{path}={shown}（不变就写 {value}）"


def how_to_place(rule: str) -> str:
    return f"    回答请加上：--answer {rule}:label=新文件的条款（不改就加 --leave {rule}）"


def how_to_read(rule: str) -> str:
    return f"    规则不变请加上：--answer {rule}:read=yes；有数要改就写 --answer {rule}:项目=数"


def rules_live(taken: Sequence[str], left: Sequence[str]) -> str:
    named = "、".join(f"“{name}”" for name in taken)
    others = "、".join(f"“{name}”" for name in left)
    return f"一起改的规则：{named}" + (f"；不改的：{others}" if others else "")


def bad_answer(given: str) -> str:
    return f"--answer “{given}”看不懂。请写成 规则编号:项目=数，例如 --answer henan-2021-66-cycle-360:hours=400。"


def bad_set(given: str) -> str:
    return f"--set “{given}”看不懂。请写成 项目=数，例如 --set hours=400。"


def no_such_rule(given: str) -> str:
    return f"没有“{given}”这条规则。请用 yanxiu corpus rule list 查看有哪些规则。"


def no_such_question(rule: str, known: Sequence[str]) -> str:
    named = f"牵动的规则有：{'、'.join(known)}。" if known else "它没有牵动任何规则。"
    return f"新文本没有牵动规则“{rule}”，不用对它作决定。{named}"


def rules_changed(count: int) -> str:
    return f"一并修改了 {count} 条规则。"


def rules_added(count: int, title: str) -> str:
    return f"已为《{title}》添加 {count} 条规则。"


def rule_amended(name: str, day: str, ends: bool) -> str:
    return f"规则“{name}”自 {day} 起{'失效' if ends else '按新规定计算'}。撤销请运行：yanxiu corpus rollback"


def rule_removed(name: str) -> str:
    return f"已撤去“{name}”的添加或修改。撤销请运行：yanxiu corpus rollback"


# Impact.

IMPACT_HEADING = "对教师的影响"
IMPACT_NONE = "没有教师受影响。"
IMPACT_NOT_WORKED_OUT = "没有牵动任何人的应修学时，不用计算影响。"
TILE_TOUCHED = "受影响"
TILE_SHORT = "变为不足"
TILE_COMPLETE = "变为已完成"
TILE_MORE = "要多修"
TILE_LESS = "可少修"
TILE_OTHER = "其他受影响"
EFFECT_HEADINGS = ("规则", "条款", "涉及人数", "多修", "少修", "学时合计")
TEACHER_HEADINGS = ("工号", "姓名", "单位", "还差（前）", "还差（后）", "相差")
BECOMES = {"short": "变为不足", "complete": "变为已完成", "": ""}


def impact_summary(as_of: str, everybody: int, touched: int, short: int, complete: int, more: int, less: int) -> str:
    return (
        f"影响（{as_of}，{everybody:,} 人在册）：{touched:,} 人受影响；{short:,} 人由达标变为不足，"
        f"{complete:,} 人变为已完成；{more:,} 人要多修，{less:,} 人可少修。"
    )


def impact_day(as_of: str, everybody: int) -> str:
    return f"按 {as_of} 计算，有关地区在册 {everybody:,} 人"


def people(count: int) -> str:
    return f"{count:,} 人"


def effect_line(name: str, label: str, teachers: int, difference: str) -> str:
    return f"  {name}（{label}）：{teachers:,} 人，学时合计 {difference}"


def teachers_left_out(count: int) -> str:
    return f"另有 {count:,} 人，名单可用 --touched 导出。"


# Answers.

TRIAL_HEADING = "试答"
LAPSED_HEADING = "依据不在了的常见问题"
LOST_HEADING = "答不出来了的问题"
CHANGED_HEADING = "答案换了依据的问题"
BEFORE, AFTER = "现在", "之后"
ASK_ANYWAY = "有问题会答不出来。仍然收录请输入“仍然”："
ANYWAY_WORDS = ("仍然", "anyway")
WORSE_DECLINED = "有问题会答不出来，所以什么也没有改。看过以后仍要收录，请加上 --anyway。"
NO_TRIAL = "还没有索引，没有试答。"


def trial_summary(asked: int, before: int, after: int, lost: int, lapsed: int, changed: int) -> str:
    return (
        f"试答 {asked} 个问题：现在答得出 {before} 个，之后 {after} 个；"
        f"{lost} 个答不出来了，{lapsed} 个常见问题的依据不在了，{changed} 个换了依据。"
    )


def lost_lines(question: str, before: str, after: str) -> tuple[str, str, str]:
    return f"  问：{question}", f"    {BEFORE}：{before}", f"    {AFTER}：{after}"


def problem_new(what: str, fix: str) -> str:
    return f"  检查发现：{what}。{fix}"


# Report and draft.

DRY_RUN = "这只是查看，什么也没有改。"
DIFF_HEADING = "条文变化"
ATTACHMENTS_HEADING = "附件"
FINDING_HEADINGS = ("项目", "读到", "出处")


def written_to(what: str, path: str) -> str:
    return f"{what}已写入 {path}"


REPORT, PICTURE, TOUCHED, DRAFT = "报告", "图片", "受影响人员的工号", "通知草稿"


def cannot_write(path: str, why: str) -> str:
    return f"无法写入 {path}（{why}）。请换一个位置。"


NOBODY_TOUCHED = "没有教师受影响，没有名单可写，也不用通知。"


def draft(titles: Sequence[str], changes: Sequence[str], since: str) -> str:
    """An announcement to those touched; staff read and complete it."""
    named = "、".join(f"《{title}》" for title in titles)
    lines = [f"各位老师：{named}有新的规定{f'，自 {since} 起执行' if since else ''}，与您的学时有关。"]
    lines += [f"· {change}" for change in changes]
    lines.append("您的应修、已修和还差学时已按新规定重新计算，发送“我的学时”即可查看；有疑问请回复“转人工”。")
    return "\n".join(lines)


def draft_change(name: str, figure: str, old: str, new: str) -> str:
    return f"{name}：{figure}由 {old} 改为 {new}"


def draft_end(name: str) -> str:
    return f"{name}：不再要求"


def announce_hint(text: str, numbers: str) -> str:
    return f"发通知：核对 {text} 后运行 yanxiu announce new --text {text} --numbers {numbers}"
