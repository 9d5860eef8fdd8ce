"""The commands `yanxiu records import` and `undo`: help, examples, the preview, what they did."""

from collections.abc import Sequence

HELP_IMPORT = "导入名册或学时：先预览，再登记，要么全部登记、要么一行也不登记"
HELP_IMPORT_FILE = "表格文件：.xlsx、.xls 或 .csv"
HELP_IMPORT_KIND = "表里是什么：roster（名册）或 hours（学时）"
HELP_IMPORT_SOURCE = "学时表没有“来源”时用的来源；不写就用文件名"
HELP_IMPORT_SINCE = "名册里地区、学段、岗位的变动从哪天起算，例如 2025-09-01；不写就是今天"
HELP_IMPORT_DRY_RUN = "只预览，不登记"
HELP_IMPORT_SKIP = "与已登记的不同的行不登记，其余照常登记"
HELP_IMPORT_YES = "不再询问，直接登记"
HELP_IMPORT_ERRORS = "有问题的格子标红的表格存到哪里；不写就存在原文件旁边"
HELP_UNDO = "撤销一次导入；不写批次号就列出最近的批次"
HELP_UNDO_BATCH = "批次号，导入时显示过"
HELP_UNDO_YES = "不再询问"

EXAMPLES_IMPORT = """例子：
  yanxiu records import 名册.xlsx --kind roster --dry-run
  yanxiu records import 名册.xlsx --kind roster --since 2025-09-01
  yanxiu records import 学时.xlsx --kind hours --source 省平台
  yanxiu records import 学时.csv --kind hours --skip-conflicts --yes --json
  yanxiu records import 学时.xls --kind hours --errors 问题.xlsx

名册的列：工号、姓名、性别、出生日期、单位、行政区划、学段、学科、岗位、入职日期；工号和姓名必须有，空格子不改动原有的资料。
学时的列：工号、项目编号、项目名称、类别、学时、完成日期、来源、凭证；工号、学时、完成日期和项目必须有。
列的顺序不限，表头上面可以有标题，常用的别名都认得。同一份表导入两次，第二次什么也不会变。
在终端里会先预览再询问；不在终端里就直接登记，除非加了 --dry-run。有错误时什么也不登记，退出码是 2。"""
EXAMPLES_UNDO = """例子：
  yanxiu records undo
  yanxiu records undo 12
  yanxiu records undo 12 --yes --json

撤销学时不会删除记录，而是登记更正把它们冲回；之后另行更正过的照原样保留。"""

IMPORT_KINDS = {"roster": "名册", "hours": "学时"}
"""Kind → what it is called, which may be typed as well."""
BATCH_HEADINGS = ("批次", "种类", "文件", "行数", "导入时间", "状态")
BATCH_STANDS, BATCH_UNDONE = "有效", "已撤销"
NO_BATCHES = "还没有导入过。"
IMPORT_PREVIEW_ONLY = "这只是预览，什么也没有登记。"
IMPORT_DECLINED = "没有登记，什么也没变。"
IMPORT_NOTHING_NEW = "没有新的内容，什么也没变。"
ASK_IMPORT = "要登记吗？确认请输入 y："
SINCE_IS_FOR_ROSTERS = "--since 只用于名册（--kind roster）。学时按各行的完成日期登记。"
SOURCE_IS_FOR_HOURS = "--source 只用于学时（--kind hours）。"
UNDO_NEEDS_YES = "撤销导入要确认。请在终端里运行，或加上 --yes。"
UNDO_DECLINED = "没有撤销，什么也没变。"
ERRORS_HEADING, CONFLICTS_HEADING, CHANGES_HEADING = "错误", "与已登记的不同", "变动"
EMPTY_VALUE = "（空）"


def bad_import_kind(given: str) -> str:
    return f"不能导入“{given}”。--kind 请写 roster（名册）或 hours（学时）。"


def sheet_taken(sheet: str, row: int, columns: Sequence[tuple[str, str]], unused: Sequence[str]) -> str:
    """Where the table was found and how its columns were understood; pairs of usual heading and heading in the file."""
    place = f"工作表“{sheet}”，" if sheet else ""
    named = "、".join(word if word == heading else f"{word}（{heading}）" for word, heading in columns)
    left = f"；没有用到的列：{'、'.join(unused)}" if unused else ""
    return f"{place}表头在第 {row} 行：{named}{left}"


def sheets_ignored(names: Sequence[str], hidden: Sequence[str]) -> str:
    shown = "、".join(f"“{name}”" + ("（隐藏）" if name in hidden else "") for name in names)
    return f"没有读的工作表：{shown}"


def import_counts(kind: str, new: int, unchanged: int, changed: int, conflicts: int, errors: int) -> str:
    changing = f"，变动 {changed}" if kind == "roster" else f"，冲突 {conflicts}"
    return f"{IMPORT_KINDS[kind]}：新增 {new}，没有变化 {unchanged}{changing}，错误 {errors}"


def rows_skipped(count: int, shown: Sequence[str]) -> str:
    return f"跳过 {count} 行（合计、说明和重复的表头）：{'、'.join(shown)}{'等' if count > len(shown) else ''}"


def rows_repeated(count: int, shown: Sequence[str]) -> str:
    return f"{count} 行与前面的完全相同，只算一次：{'、'.join(shown)}{'等' if count > len(shown) else ''}"


def row_skipped(row: str, text: str) -> str:
    return f"{row}“{text}”"


def row_repeated(row: str, first: str) -> str:
    return f"{row}同{first}"


def row_in_file(sheet: str, row: int) -> str:
    """Where a row is; `sheet` is empty when there is only one."""
    return f"“{sheet}”第 {row} 行" if sheet else f"第 {row} 行"


def import_notice(column: str, count: int, text: str, row: str) -> str:
    first = f"（{row}{'等' if count > 1 else ''}）" if row else ""
    return f"注意：{column} 有 {count} 格{text}{first}"


def import_problem(row: str, column: str, value: str, reason: str, fix: str) -> str:
    cell = f" {column}“{value}”" if column and value else f" {column}"
    return f"  {row}{cell.rstrip()}：{reason}。{fix}。"


def roster_change(row: str, number: str, word: str, before: str, after: str) -> str:
    return f"  {row} {number} {word}：{before or EMPTY_VALUE} → {after}"


def listed(heading: str, shown: int, total: int) -> str:
    return f"{heading}（共 {total} 处）：" if shown == total else f"{heading}（共 {total} 处，先列 {shown} 处）："


def marked_saved(path: str) -> str:
    return f"有问题的格子已标红，存在 {path}。改好后直接导入它就行。"


def import_refused(errors: int, conflicts: int) -> str:
    """Why nothing was written."""
    if errors:
        return f"有 {errors} 处错误，什么也没有登记。请改正后重新导入。"
    return (
        f"有 {conflicts} 行与已登记的不同，什么也没有登记。请核对；要跳过这些行、登记其余的，请加上 --skip-conflicts。"
    )


def import_done(kind: str, batch: int, new: int, changed: int) -> str:
    changing = f"，变动 {changed}" if kind == "roster" else ""
    return f"已登记，批次 {batch}：新增 {new}{changing}。要撤销请运行：yanxiu records undo {batch}"


def no_such_batch(batch: str) -> str:
    return f"没有批次“{batch}”。不带批次号运行 yanxiu records undo 可以看到最近的批次。"


def ask_undo(batch: int) -> str:
    return f"要撤销批次 {batch} 吗？确认请输入 y："


def batch_undone(batch: int, rows: int) -> str:
    return f"已撤销批次 {batch}，涉及 {rows} 行。"


def marked_name(stem: str, count: int) -> str:
    """Name of the marked file; with a number when there are earlier ones."""
    return f"{stem}-问题.xlsx" if count == 1 else f"{stem}-问题{count}.xlsx"


def marked_unsaved(path: str, why: str) -> str:
    return f"标出问题的表格不能存到 {path}（{why}）。请用 --errors 换一个可以写入的位置。"


BUTTON_IMPORT, BUTTON_IMPORT_REST, BUTTON_IMPORT_DROP = "✅ 导入", "✅ 导入其余的行", "放弃"
BUTTON_UNDO, BUTTON_UNDO_SURE, BUTTON_UNDO_NOT = "撤销这次导入", "确定撤销", "不撤销"
IMPORT_CHECKING = "正在检查这份表格 … 行数多的要等十几秒，结果会显示在这里。"
IMPORT_WRITING = "正在导入 … 先再核对一遍，然后登记；结果会显示在这里。"
IMPORT_IS_FOR_STAFF = (
    "名册和学时的表格由教师发展中心或学校的工作人员导入，您的账号没有这个权限。申报自己的学时，请发证书的照片或 PDF。"
)
FILE_TOO_LARGE = (
    "这个文件超过 20 MB，Telegram 不让机器人下载这么大的文件。请另存为 .xlsx（比 .xls 和 .csv 小得多），"
    "或拆成几个文件分别发。"
)
FILE_NOT_FETCHED = "没能从 Telegram 取到这个文件，什么也没有登记。请过一会儿再试，或重新发一次。"
FILE_IS_ANOTHER = "取到的文件与预览时的不一样，什么也没有登记。请重新发一次。"
IMPORT_WHICH = "这份表格看起来既像名册，也像学时。它是什么？"
IMPORT_NO_HEADER = (
    "没有找到认得的表头，看不出这是名册还是学时。名册至少要有 工号、姓名；"
    "学时至少要有 工号、项目名称、学时、完成日期。请改好表头再发，或在发文件时附上一句“名册”或“学时”。"
)
IMPORT_MARKED = "有问题的格子已标红，最后一列写着原因和改法。改好以后，直接把它发给我就行。"
IMPORT_HAS_ERRORS = "有错误时一行也不登记。请改正后重新发给我。"
IMPORT_HAS_CONFLICTS = "与已登记的不同的行不会登记，也不会改动已登记的内容。要登记其余的行吗？"
IMPORT_ONLY_CONFLICTS = "没有可以登记的行：与已登记的不同的行不会登记，确需改动的请用更正登记。"
IMPORT_ASK = "要导入吗？要么全部登记，要么一行也不登记；导入以后还可以撤销。"
IMPORT_CHANGED_SINCE = "预览以后，已登记的内容有了变化，所以还没有导入。现在的情况是："
IMPORT_DROPPED = "好的，放弃了，什么也没有登记。"
IMPORT_NOT_WAITING = "这份表格已经处理过了。要再导入，请重新发一次文件。"
IMPORT_REPLACED = "这份预览已经作废：您后来又发了别的表格。要导入这一份，请重新发一次。"
IMPORT_TOO_OLD = "这份预览已经超过一天，其间的登记可能有变化。请重新发一次文件。"


def import_progress(stage: str, done: int, total: int) -> str:
    return f"{stage} … {done:,} / {total:,} 行" if total else f"{stage} …"


def import_file(name: str) -> str:
    return f"《{name}》检查完了，还没有登记。"


def import_more(count: int) -> str:
    return f"  …还有 {count} 处，点开下面的详情，或看标红的表格。"


def import_failed(why: str) -> str:
    return f"什么也没有登记。{why}"


def import_done_here(kind: str, batch: int, new: int, changed: int, skipped: int) -> str:
    changing = f"，变动 {changed}" if kind == "roster" else ""
    left = f"；与已登记的不同的 {skipped} 行没有登记" if skipped else ""
    return f"✅ {IMPORT_KINDS[kind]}已登记，批次 {batch}：新增 {new}{changing}{left}。"


def import_ask_undo(batch: str) -> str:
    return f"撤销批次 {batch}？学时会用更正冲回，名册恢复原样；之后另行改动过的保持不变。"
