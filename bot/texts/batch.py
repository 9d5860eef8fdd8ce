"""Batches of questions."""

FIX_BATCH = "以上各行改好之后再运行；这次一个问题也没有回答。"


def batch_unreadable(file: str, why: str) -> str:
    return f"读不出 {file}（{why}）。请检查文件名和权限。"


def batch_empty(file: str) -> str:
    return f'{file} 里没有问题。每行写一个 JSON 对象，例如 {{"id": 1, "question": "新教师要培训多少学时？"}}。'


def batch_line(file: str, line: int, problem: str) -> str:
    return f"{file} 第 {line} 行：{problem}"


LINE_NOT_UTF8 = "不是 UTF-8 编码。请另存为 UTF-8。"
LINE_EMPTY_QUESTION = "question 是空的。请写上问题。"
LINE_NO_QUESTION = "缺少 question。请写上问题。"
LINE_NO_ID = "缺少 id。请给这一行一个编号（文字或整数）。"
LINE_BAD_ID = "id 应是文字或整数。"
LINE_NOT_OBJECT = '应是一个 JSON 对象，例如 {"id": 1, "question": "…"}。'
LINE_BAD_HISTORY = 'history 应是一组文字，例如 ["新教师要培训多少学时？"]。'


def line_not_json(column: int) -> str:
    return f"不是完整的 JSON（从第 {column} 个字符起读不懂）。"


def more_bad_lines(count: int) -> str:
    return f"……另有 {count} 行也有问题。"


def line_not_text(key: str) -> str:
    return f"{key} 应是文字，并且是有效的 Unicode。"


def batch_incidents(count: int, reference: str, log: str) -> str:
    where = f"，详细情况记在 {log}" if log else ""
    return f"有 {count} 个问题处理时出错{where}。请把编号 {reference} 等告诉维护人员。"
