"""How what is kept about a person is called in Chinese."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from policy_corpus import regions
from records.centre import SETTING_NAMES
from records.china import CHINA
from records.model import Role
from records.reminders.model import KIND_NAMES
from records.reminders.settings import SETTING_NAMES as REMINDER_SETTINGS

FIELDS: Mapping[str, str] = {
    "account": "Telegram 账号",
    "action": "事项",
    "added": "新登记",
    "after": "改后",
    "answer": "答复",
    "answered": "有答案",
    "answered_at": "答复时间",
    "approved": "已批准",
    "approved_at": "核定时间",
    "as_of": "截至日期",
    "checked_at": "最近核验时间",
    "checks": "被核验的次数",
    "code": "核验码",
    "content": "内容",
    "asked_at": "提出时间",
    "at": "时间",
    "before": "改前",
    "blocked_at": "停用机器人的时间",
    "born": "出生日期",
    "bound_at": "绑定时间",
    "category": "类别",
    "citation": "依据",
    "citations": "依据",
    "closed_at": "结束时间",
    "completed": "完成日期",
    "created_at": "记录时间",
    "cycle_start": "周期开始",
    "day": "哪一天",
    "deadline": "期限",
    "decided_at": "办理时间",
    "detail": "细节",
    "done_at": "处理时间",
    "doubted": "对回答有疑问",
    "due_at": "应发时间",
    "entered": "入职日期",
    "evidence": "凭证",
    "expires_at": "有效期到",
    "failures": "输错次数",
    "field": "项",
    "file_name": "文件",
    "first_day": "开始日期",
    "granted_at": "授予时间",
    "hours": "数量",
    "id": "编号",
    "issued_at": "发出时间",
    "kind": "种类",
    "made_at": "记录时间",
    "lapsed_at": "依据失效时间",
    "last_day": "结束日期",
    "left": "离岗日期",
    "method": "方式",
    "name": "姓名",
    "note": "说明",
    "number": "工号",
    "opened_at": "导入时间",
    "paused_until": "暂停到",
    "payload": "内容",
    "post": "岗位",
    "project": "项目名称",
    "project_number": "项目编号",
    "question": "问题",
    "reason": "理由",
    "campaign_id": "通知编号",
    "confirmed_at": "确认时间",
    "read_at": "已阅时间",
    "received_at": "收到时间",
    "recorded_at": "登记时间",
    "refers_to": "所指的记录",
    "region": "地区",
    "retired_at": "停用时间",
    "revoked_at": "收回时间",
    "role": "角色",
    "rule": "规则",
    "school": "单位",
    "sent_at": "发出时间",
    "set_at": "设定时间",
    "setting": "设定",
    "sex": "性别",
    "shown": "助手当时的回答",
    "source": "来源",
    "stage": "学段",
    "state": "状态",
    "subject": "学科",
    "taken_at": "接手时间",
    "text": "回答",
    "threshold": "天数",
    "training": "培训形式",
    "undone_at": "撤销时间",
    "unit": "计量单位",
    "until": "到哪一天为止",
    "updated_at": "更新时间",
    "used_at": "使用时间",
    "value": "内容",
    "verdict": "评价",
    "withdrawn_at": "作废时间",
}
"""Column → its name."""

DEEDS: Mapping[str, str] = {
    "account.approve_change": "批准更换账号",
    "account.ask_change": "申请更换账号",
    "account.bind": "绑定账号",
    "account.reject_change": "不批准更换账号",
    "account.unbind": "解除绑定",
    "bulletin.export": "导出学情通报",
    "announce.approve": "审批通知",
    "announce.cancel": "取消通知",
    "announce.confirm": "确认通知",
    "announce.correct": "更正通知",
    "announce.create": "起草通知",
    "announce.pause": "暂停通知",
    "announce.resume": "继续发通知",
    "announce.send_again": "把存疑的通知再发一次",
    "announce.take_as_sent": "把存疑的通知当作已送达",
    "centre.set": "修改本中心设定",
    "centre.unset": "取消本中心设定",
    "codes.issue": "发绑定码",
    "faq.keep": "存为常见问题",
    "faq.retire": "停用常见问题",
    "import.hours": "导入学时",
    "import.roster": "导入名册",
    "import.undo_hours": "撤销学时导入",
    "import.undo_roster": "撤销名册导入",
    "ledger.append": "批量登记学时",
    "ledger.approval": "批准学时申报",
    "ledger.claim": "申报学时",
    "ledger.correction": "更正学时",
    "ledger.export": "导出台账",
    "ledger.offset": "登记学分冲抵",
    "ledger.posting": "登记学时",
    "ledger.rejection": "不批准学时申报",
    "people.add": "登记入册",
    "people.export": "导出资料",
    "people.grant": "授予角色",
    "people.leave": "登记离岗",
    "people.note_leave": "登记假期",
    "people.return": "恢复在册",
    "people.revoke": "收回角色",
    "people.roster": "导入名册资料",
    "people.update": "修改资料",
    "people.withdraw_leave": "撤销假期",
    "reminders.set": "修改提醒设定",
    "reminders.snooze": "推迟提醒",
    "reminders.start": "恢复提醒",
    "reminders.stop": "停用提醒",
    "reminders.unset": "取消提醒设定",
    "ticket.answer": "答复提问",
    "ticket.close": "结束提问",
    "ticket.release": "放下提问",
    "ticket.take": "接手提问",
    "transcripts.issue": "出具学习档案",
}
"""Action of an audit row → what was done."""

_WORDS: Mapping[str, Mapping[str, str]] = {
    "role": {Role.STAFF.value: "工作人员", Role.ADMINISTRATOR.value: "管理员"},
    "action": DEEDS,
    "setting": {**SETTING_NAMES, **REMINDER_SETTINGS},
    "field": {"region": "行政区划", "stage": "学段", "post": "岗位"},
    "kind": {
        **{kind.value: name for kind, name in KIND_NAMES.items()},
        "posting": "学时登记",
        "claim": "申报",
        "approval": "批准申报",
        "rejection": "不批准申报",
        "offset": "学分冲抵",
        "correction": "更正",
        "roster": "名册",
        "hours": "学时",
    },
    "state": {
        "waiting": "待发",
        "sending": "正在发",
        "sent": "已发",
        "uncertain": "可能已发",
        "failed": "没有送到",
        "cancelled": "已取消",
    },
}


def in_words(name: str, value: Any) -> str:
    """The value of a column as a person reads it; moments in China's time."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return f"{value.astimezone(CHINA):%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if name == "region":
        return regions.get(value).full_name
    if name == "verdict":
        return "👍" if value > 0 else "👎"
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, Mapping):
        return _cited(value) or json.dumps(value, ensure_ascii=False)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "；".join(in_words(name, item) for item in value)
    return _WORDS.get(name, {}).get(value, str(value)).replace("\n", "\n    ")


def _cited(value: Mapping[str, Any]) -> str:
    """A citation by title and provision; empty for anything else."""
    title, label = value.get("title"), value.get("label")
    return f"《{title}》{label}" if title and label else ""
