"""How what is kept about a person is called in Chinese."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from policy_corpus import regions
from records.china import CHINA
from records.model import Role

FIELDS: Mapping[str, str] = {
    "account": "Telegram 账号",
    "action": "事项",
    "answer": "答复",
    "answered": "有答案",
    "answered_at": "答复时间",
    "approved": "已批准",
    "approved_at": "核定时间",
    "asked_at": "提出时间",
    "at": "时间",
    "blocked_at": "停用机器人的时间",
    "born": "出生日期",
    "bound_at": "绑定时间",
    "citation": "依据",
    "citations": "依据",
    "closed_at": "结束时间",
    "created_at": "记录时间",
    "decided_at": "办理时间",
    "detail": "细节",
    "done_at": "处理时间",
    "doubted": "对回答有疑问",
    "due_at": "应发时间",
    "entered": "入职日期",
    "expires_at": "有效期到",
    "failures": "输错次数",
    "granted_at": "授予时间",
    "issued_at": "发出时间",
    "lapsed_at": "依据失效时间",
    "left": "离岗日期",
    "method": "方式",
    "name": "姓名",
    "number": "工号",
    "paused_until": "暂停到",
    "payload": "内容",
    "post": "岗位",
    "question": "问题",
    "reason": "不予答复的理由",
    "received_at": "收到时间",
    "region": "地区",
    "retired_at": "停用时间",
    "revoked_at": "收回时间",
    "role": "角色",
    "school": "单位",
    "sent_at": "发出时间",
    "sex": "性别",
    "shown": "助手当时的回答",
    "stage": "学段",
    "state": "状态",
    "subject": "学科",
    "taken_at": "接手时间",
    "text": "回答",
    "updated_at": "更新时间",
    "used_at": "使用时间",
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
    "codes.issue": "发绑定码",
    "faq.keep": "存为常见问题",
    "faq.retire": "停用常见问题",
    "people.add": "登记入册",
    "people.export": "导出资料",
    "people.grant": "授予角色",
    "people.leave": "登记离岗",
    "people.return": "恢复在册",
    "people.revoke": "收回角色",
    "people.update": "修改资料",
    "ticket.answer": "答复提问",
    "ticket.close": "结束提问",
    "ticket.release": "放下提问",
    "ticket.take": "接手提问",
}
"""Action of an audit row → what was done."""

_WORDS = {
    "role": {Role.STAFF.value: "工作人员", Role.ADMINISTRATOR.value: "管理员"},
    "action": DEEDS,
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
    if isinstance(value, Mapping):
        return _cited(value) or json.dumps(value, ensure_ascii=False)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "；".join(in_words(name, item) for item in value)
    return _WORDS.get(name, {}).get(value, str(value)).replace("\n", "\n    ")


def _cited(value: Mapping[str, Any]) -> str:
    """A citation by title and provision; empty for anything else."""
    title, label = value.get("title"), value.get("label")
    return f"《{title}》{label}" if title and label else ""
