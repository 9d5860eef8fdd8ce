"""Who a person is: binding, their own data, leaving, invitations, another account."""

from collections.abc import Sequence
from datetime import datetime

from records.china import clock

BUTTON_LEAVE = "解除绑定"
BUTTON_STAY = "不解除"
BUTTON_APPROVE = "✅ 同意"
BUTTON_REJECT = "❌ 不同意"
ROLE_ADMINISTRATOR = "管理员"
EXPORT_NAME = "我的资料.json"
QR_NAME = "绑定二维码"

NOT_BOUND_YET = "您还没有绑定。请向所在学校或教师发展中心要一个绑定码（像 K7MQ-2XPN-8RTD），直接发给我就行。"
BIND_HOW = "请把绑定码写在后面，例如：/bind K7MQ-2XPN-8RTD 。直接把绑定码发给我也行。"
CHANGE_ASKED = "这个工号原来绑定了另一个账号。已请工作人员确认，同意之后就换到这个账号，请稍候。"
CHANGE_ASKED_ELSEWHERE = (
    "有人用您的绑定码，申请把您的工号换到另一个账号。如果是您本人换了手机，不用理会；如果不是，请马上告诉教师发展中心。"
)
CHANGE_IS_APPROVED = "工作人员已同意，您的工号换到了这个账号。/me 看我的资料。"
CHANGE_IS_REJECTED = "工作人员没有同意更换账号。如有疑问，请联系教师发展中心。"
NO_CHANGES = "没有待批的换账号申请。"
LEAVE_REALLY = (
    "解除之后，我就不知道您是谁了：转人工、查自己的资料都要重新绑定，这里的对话记录会删除。"
    "名册和学时由教师发展中心保管，不受影响。确定解除吗？"
)
STAYED = "好的，没有解除。"
LEFT = "已解除绑定，这里的对话记录已删除。要再绑定，请向教师发展中心要新的绑定码。"
EXPORTED = "这是系统里关于您的全部资料。"


def role_staff(region: str, school: str) -> str:
    return f"工作人员（{region}{school}）"


def introduced(name: str, number: str, place: str, school: str, roles: Sequence[str]) -> str:
    """Name and number, place, roles, a line each."""
    lines = [f"{name}（工号 {number}）", f"{place}{'　' if place and school else ''}{school}", "、".join(roles)]
    return "\n".join(line for line in lines if line)


def bound(who: str) -> str:
    return f"绑定好了。您是：\n{who}\n\n如果不是您本人，请马上发 /unbind 解除。/help 看能做什么。"


def bound_before(who: str) -> str:
    return f"您早就绑定了，不用再绑。您是：\n{who}"


def change_wanted(name: str, number: str, school: str) -> str:
    return f"{school}{name}（工号 {number}）申请换到另一个账号。请先用电话等办法核实是本人，再决定。"


def change_approved(name: str) -> str:
    return f"✅ 已同意{name}更换账号。"


def change_rejected(name: str) -> str:
    return f"没有同意{name}更换账号。"


def invite_how(most: int) -> str:
    return f"请把工号写在后面，一次最多 {most} 个，例如：/invite T0001"


def invited(name: str, code: str, link: str, until: datetime) -> str:
    return f"{name}的绑定码：{code}\n点链接或扫码即可绑定：{link}\n{clock(until)} 前有效，只能用一次。请只转给本人。"
