"""Who may do what to whom. Services call `require`; handlers never decide."""

from enum import StrEnum

from policy_corpus import regions
from records.errors import RecordsError
from records.model import Actor, Particulars, Person, Scope


class NotPermitted(RecordsError):
    """The person asking has no right to this."""


class Action(StrEnum):
    """Everything that needs a right; the value is what the person wanted to do, in words."""

    SEE_OWN = "查看自己的资料"
    ASK_STAFF = "请工作人员解答"
    LEAVE = "解除自己的绑定"
    SEE_PERSON = "查看这位教师的资料"
    EDIT_ROSTER = "登记或修改这位教师的资料"
    INVITE = "给这位教师发绑定码"
    UNBIND = "解除这位教师的绑定"
    APPROVE_ACCOUNT = "批准这位教师更换账号"
    ANSWER = "回答这位教师的提问"
    KEEP_FAQ = "把问答存为常见问题"
    GRANT = "授予或收回角色"
    EXPORT = "导出这位教师的全部资料"
    SEE_AUDIT = "查看操作记录"
    SEE_STANDING = "查看这位教师的学时"
    POST_HOURS = "登记或更正这位教师的学时"
    CLAIM = "申报自己的学时"
    DECIDE_CLAIM = "审核这位教师申报的学时"
    SET_RULES_OF_CENTRE = "修改这个地区的本中心设定"
    ANNOUNCE = "给这个范围的人员发通知"
    APPROVE_ANNOUNCEMENT = "审批发给这个范围的通知"
    KEEP_CORPUS = "修改文件库"
    SEE_UNANSWERED = "查看没人答得上来的问题"


_OWN = frozenset({Action.SEE_OWN, Action.ASK_STAFF, Action.LEAVE, Action.CLAIM})
_STAFF = frozenset(
    {
        Action.SEE_PERSON,
        Action.EDIT_ROSTER,
        Action.INVITE,
        Action.UNBIND,
        Action.APPROVE_ACCOUNT,
        Action.ANSWER,
        Action.KEEP_FAQ,
        Action.SEE_STANDING,
        Action.POST_HOURS,
        Action.DECIDE_CLAIM,
        Action.SET_RULES_OF_CENTRE,
        Action.ANNOUNCE,
        Action.APPROVE_ANNOUNCEMENT,
    }
)
_HOLDS_THE_ENTRY = frozenset({Action.EDIT_ROSTER, Action.INVITE, Action.UNBIND, Action.APPROVE_ACCOUNT})
"""Who may do these could come into the rights of the person: staff may not do them to somebody of wider rights."""
_NEVER_ONESELF = frozenset({Action.APPROVE_ACCOUNT, Action.POST_HOURS, Action.DECIDE_CLAIM})
"""What nobody may decide in their own case."""


def covers(scope: Scope, region: str, school: str) -> bool:
    """Whether a place lies within `scope`; an unknown place lies in none."""
    if not region or not regions.covers(scope.region, region):
        return False
    return not scope.school or scope.school == school


def permitted(actor: Actor, action: Action, subject: Person | Particulars | None = None) -> bool:
    """Whether `actor` may do `action` to `subject`; without a subject, whether there is anybody to whom."""
    me = actor.person
    if me is None:
        return actor.command_line and action not in _OWN
    if me.left is not None:
        return action in (Action.SEE_OWN, Action.LEAVE) and _is_oneself(me, subject)
    if action in _OWN:
        return _is_oneself(me, subject)
    if action in _NEVER_ONESELF and subject is not None and _is_oneself(me, subject):
        return False
    if me.is_administrator:
        return True
    if action not in _STAFF:
        return False
    if subject is None:
        return bool(me.scopes)
    if action in _HOLDS_THE_ENTRY and isinstance(subject, Person) and not _within(me, subject):
        return False
    place = subject.particulars if isinstance(subject, Person) else subject
    return any(covers(scope, place.region, place.school) for scope in me.scopes)


def require(actor: Actor, action: Action, subject: Person | Particulars | None = None) -> None:
    """Raises `NotPermitted` unless `permitted`."""
    if not permitted(actor, action, subject):
        raise NotPermitted(f"您没有权限{action.value}。如需办理，请联系教师发展中心的管理员。")


def _within(me: Person, subject: Person) -> bool:
    """Whether `subject` has no right that `me`, who is staff, lacks."""
    return not subject.is_administrator and all(
        any(covers(mine, theirs.region, theirs.school) for mine in me.scopes) for theirs in subject.scopes
    )


def _is_oneself(me: Person, subject: Person | Particulars | None) -> bool:
    return subject is None or (isinstance(subject, Person) and subject.id == me.id)
