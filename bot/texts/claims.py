"""Claims of hours in a chat: what the teacher and the staff of their centre read."""

from collections.abc import Sequence

CLAIM_SOURCE = "Telegram 申报"
BUTTON_SUBMIT = "✅ 提交"
BUTTON_PASS = "✅ 通过"
BUTTON_FAIL = "❌ 不通过"

CLAIM_WORDS = (
    "请写上培训名称、学时和完成日期，例如：暑期集中培训 24学时 2026-07-20\n"
    "知道学时类别的，可以再写一句，例如：类别：公需科目"
)
CLAIM_WORDS_AGAIN = f"请重新写。{CLAIM_WORDS}\n/cancel 放下。"
CLAIM_FILE_CHANGED = "刚才那份证书还没有提交，现在换成了这一份；一次申报一份证书。"
CLAIM_FILE_KIND = "这种文件不能当凭证。申报学时请发证书的照片或 PDF；有问题请直接打字。"
CLAIM_FILE_KIND_STAFF = (
    "这种文件不能当凭证，也不是能导入的表格。申报自己的学时请发证书的照片或 PDF；"
    "导入名册或学时请发 .xlsx、.xls 或 .csv 表格。"
)
CLAIM_NOT_WAITING = "没有等待确认的申报。请重新发一次证书的照片或 PDF。"
REASON_NOT_WAITING = "没有等待确认的理由。请在 /claims 里点“不通过”。"
FINISH_WRITING_FIRST = "您有一段正在写的内容还没有发出。请先写完，或用 /cancel 放下，再做这件事。"
CLAIMS_EMPTY = "没有待审的申报。"
CLAIMS_MORE = "还有更多待审的申报。"
CLAIMS_NO_MORE = "后面没有待审的申报了。"
CLAIM_PROJECT, CLAIM_HOURS, CLAIM_DAY = "培训名称", "学时", "完成日期"
CLAIM_PHOTO, CLAIM_FILE = "照片", "文件"
REASON_AGAIN = "请重新写理由，直接发给我。/cancel 放下。"
FILE_GONE = "（这里取不到证书的原件了，请向本人要。）"
CLAIM_TOLD = "已告诉这位教师。"
CLAIM_NOT_TOLD = "这位教师目前没有绑定账号，要请您另外告诉本人。"
SEVERAL_HOURS = "写了不止一个学时数，不知道以哪个为准。请只写这张证书的学时，例如：24学时。"
SEVERAL_DAYS = "写了不止一个日期，不知道哪天完成。请只写完成的那一天，例如：2026-07-20。"


def claim_missing(parts: Sequence[str]) -> str:
    return f"还缺{'、'.join(parts)}。请补上，直接发给我；/cancel 放下。"


def bad_day(written: str, reason: str, fix: str) -> str:
    return f"日期“{written}”{reason}。{fix}。"


def day_without_year(written: str) -> str:
    return f"日期“{written}”没有写年份。请写成 年-月-日，例如 2026-07-20。"


def claim_said(project: str, hours: str, unit: str, day: str, category: str = "") -> str:
    named = f"\n类别：{category}" if category else ""
    return f"培训：{project}\n学时：{hours} {unit}\n完成日期：{day}{named}"


def claim_preview(said: str, file: str) -> str:
    return f"将这样申报：\n{said}\n凭证：{file}\n确认提交吗？"


def claim_handed_in(number: str, said: str) -> str:
    return f"✅ 已提交申报（第 {number} 号），审核结果会发到这里。通过以前，这些学时显示为“待审核”。\n{said}"


def claim_nobody(number: str, said: str) -> str:
    return f"✅ 已记下申报（第 {number} 号）。您那里眼下没有工作人员绑定账号，有人值守后会审核。\n{said}"


def claim_known(number: str, *, approved: bool) -> str:
    state = "已经通过，学时已计入" if approved else "正在等待审核"
    return f"同样的培训已申报过（第 {number} 号），{state}，不用再报。"


def claims_heading(shown: int, total: str) -> str:
    return f"待审申报 {total} 项" + ("：" if str(shown) == total else f"，先看最早的 {shown} 项：")


def claim_card(number: str, name: str, staff_number: str, school: str) -> str:
    return f"学时申报第 {number} 号\n{school}{name}（工号 {staff_number}）"


def claim_evidence(evidence: str) -> str:
    return f"凭证：{evidence}"


def claim_passed(number: str, name: str, told: str) -> str:
    return f"✅ 已通过{name}的申报（第 {number} 号）。{told}"


def claim_failed(number: str, name: str, told: str) -> str:
    return f"已退回{name}的申报（第 {number} 号）。{told}"


def claim_counts(number: str, said: str, owed: str) -> str:
    return f"✅ 您的学时申报（第 {number} 号）已通过，从现在起计入。\n{said}\n\n{owed}"


def claim_refused(number: str, said: str, reason: str) -> str:
    return f"您的学时申报（第 {number} 号）没有通过。\n{said}\n理由：{reason}\n补齐以后，可以重新发证书申报。"


def claim_decided_by(number: str, name: str, day: str, *, approved: bool) -> str:
    return f"第 {number} 号申报已由{name}于 {day} {'通过' if approved else '退回'}，不用再处理。"


def claim_gone(number: str) -> str:
    return f"第 {number} 号申报已经撤销，不用再处理。"


def write_claim_reason(number: str, said: str) -> str:
    return f"第 {number} 号申报不通过：\n{said}\n请写明理由，直接发给我；发出前会请您确认。/cancel 放下。"


def reason_preview(told: str) -> str:
    return f"将这样告诉教师：\n\n{told}\n\n确认发送吗？"
