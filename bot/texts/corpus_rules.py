"""Decisions about rules in the chat: what administrators read as they go through those that a new text touches."""

from collections.abc import Sequence

BUTTON_RULE_READ, BUTTON_RULE_ENDS = "看过了，规则不变", "规则到此为止"
BUTTON_RULE_LEAVE, BUTTON_RULE_FOLLOWS = "这条不改", "这条还是照新文件改"
BUTTON_RULE_BEFORE, BUTTON_RULE_NEXT = "◀ 上一条", "下一条 ▶"
BUTTON_RULE_UNDO, BUTTON_RULES_PREVIEW = "↩ 撤销上一步", "回到预览"
BUTTON_RULES_SEE, BUTTON_RULES_TOO = "逐条看规则", "规则也一起改"
BUTTON_PAPERS = "报告和图片"

RULE_KEEP_WORDS = frozenset({"不变", "保持不变", "仍旧", "看过了", "规则不变"})
RULE_LEAVE_WORDS = frozenset({"不改", "这条不改", "不动"})
RULE_ENDS_WORDS = frozenset({"到此为止", "规则到此为止", "取消", "废止", "失效"})
RULE_LABEL_WORD = "条款"

RULE_BEFORE = "原来：\n"
RULE_STAYS = "按您的决定，这条规则不改，照旧计算。"
RULE_SETTLED = "这条没有要决定的了。要改别的数，直接写，例如：学时 400。"
RULE_ASK_DAY = "请决定：文件没有写施行日期，规则从哪一天起改？点下面的按钮，或直接写日期，例如 2026-09-01。"
RULE_WRITE_LABEL = "请写上新文件里相应的条款，例如 二(一)；没有相应的，就点下面的按钮。"
RULE_UNDONE = "上一步已撤销。"
RULE_MOVED = "这一步已经过了，请看现在的按钮。"
RULES_DECIDED = "规则都定好了。"
RULES_VOID = "新文本牵动的规则与刚才不同，以前的决定作废了。请再看一遍："
RULES_OTHER = "决定有变动，还没有收入。请再看一遍："


def rule_page(number: int, total: int, name: str) -> str:
    return f"规则 {number} / {total}：{name}"


def rule_source(identity: str, document: str, label: str) -> str:
    return f"{identity}，依据 {document} {label}"


def rule_now(label: str, text: str) -> str:
    return f"新文件 {label}：\n{text}"


def rule_value(name: str, value: str) -> str:
    return f"{name} {value}"


def rule_keeps(value: str) -> str:
    return f"不变，仍为 {value}"


def rule_from(day: str) -> str:
    return f"自 {day} 起"


def rule_write_value(name: str) -> str:
    return f"点下面的按钮，或直接写{name}，例如 400。"


def rule_write_figure(names: Sequence[str]) -> str:
    return f"规则不变就点下面的按钮；有数要改，写上项目和数，例如：{names[0] if names else '学时'} 400。"


def rule_not_understood(names: Sequence[str]) -> str:
    return (
        f"没有看懂。可以写：{'、'.join(names)}和数（例如“{names[0] if names else '学时'} 400”），“条款 二(一)”，"
        "“规则起算 2026-09-01”，“不变”，“不改”，“到此为止”。不定规则了就点“回到预览”。"
    )


def rules_so_far(taken: int, open_ones: int) -> str:
    waiting = f"，还有 {open_ones} 条等您定（不定就不改）" if open_ones else ""
    return f"照目前的决定：{taken} 条规则一起改{waiting}。" if taken else f"照目前的决定：规则都不改{waiting}。"


def rules_button(open_ones: int) -> str:
    return f"定规则（{open_ones} 条待定）" if open_ones else BUTTON_RULES_SEE
