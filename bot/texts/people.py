"""The commands `yanxiu people …`: help, examples, what they did."""

from collections.abc import Sequence

HELP_PEOPLE = "名册、角色和绑定码：谁能用机器人、谁是工作人员"
HELP_PEOPLE_NUMBER = "工号"
HELP_PEOPLE_ADD = "把一个人登记入册"
HELP_PEOPLE_NAME = "姓名"
HELP_PEOPLE_REGION = "所在地区，例如 甘州区；不写就用设置项 region"
HELP_PEOPLE_SCHOOL = "单位，例如 示例小学"
HELP_PEOPLE_STAGE = "学段，例如 小学"
HELP_PEOPLE_SUBJECT = "学科，例如 数学"
HELP_PEOPLE_POST = "岗位，例如 专任教师"
HELP_PEOPLE_SEX = "性别：男 或 女"
HELP_PEOPLE_BORN = "出生日期，例如 1990-05-01"
HELP_PEOPLE_ENTERED = "入职日期，例如 2012-09-01"
HELP_PEOPLE_GRANT = "授予角色：工作人员（staff，要有负责的范围）或管理员（administrator）"
HELP_PEOPLE_REVOKE = "收回角色"
HELP_PEOPLE_ROLE = "staff（工作人员）或 administrator（管理员）"
HELP_PEOPLE_SCOPE = "工作人员负责的地区，例如 甘州区"
HELP_PEOPLE_SCOPE_REVOKED = "只收回这个地区的；不写就全部收回"
HELP_PEOPLE_SCOPE_SCHOOL = "只负责这个地区里的这一个单位"
HELP_PEOPLE_INVITE = "发一次性绑定码：14 天有效，旧码随即作废"
HELP_PEOPLE_QR = "再把二维码图片存进这个文件夹，一人一张"
HELP_PEOPLE_LIST = "列出在册人员"
HELP_PEOPLE_LIST_REGION = "只列这个地区和它下面的"
HELP_PEOPLE_LIST_SCHOOL = "只列这个单位的"
HELP_PEOPLE_LIST_ROLE = "只列有这个角色的：staff 或 administrator"
HELP_PEOPLE_UNBIND = "解除一个人的账号绑定；名册资料保留"
HELP_PEOPLE_YES = "不再询问"
HELP_PEOPLE_EXPORT = "导出系统里关于一个人的全部资料"

EXAMPLES_PEOPLE = """例子：
  yanxiu people add A001 管理员
  yanxiu people grant A001 administrator
  yanxiu people invite A001

这三步就有了第一位管理员；把打印出来的绑定码发给机器人，账号就绑定了。"""
EXAMPLES_PEOPLE_ADD = """例子：
  yanxiu people add A001 管理员
  yanxiu people add T0001 教师001 --region 甘州区 --school 示例小学 --stage 小学 --subject 数学
  yanxiu people add T0002 教师002 --post 专任教师 --sex 女 --born 1990-05-01 --entered 2012-09-01"""
EXAMPLES_PEOPLE_GRANT = """例子：
  yanxiu people grant A001 administrator
  yanxiu people grant T0001 staff --scope 甘州区
  yanxiu people grant T0002 staff --scope 甘州区 --school 示例小学

重复授予没有影响。工作人员只看得到、办得了负责范围里的人和事。"""
EXAMPLES_PEOPLE_REVOKE = """例子：
  yanxiu people revoke T0001 staff
  yanxiu people revoke T0002 staff --scope 甘州区 --school 示例小学
  yanxiu people revoke A001 administrator"""
EXAMPLES_PEOPLE_INVITE = """例子：
  yanxiu people invite A001
  yanxiu people invite T0001 T0002 --qr 绑定码/
  yanxiu people invite T0001 --json

绑定码只显示这一次，谁拿到都能绑定，请当面或私下交给本人。"""
EXAMPLES_PEOPLE_LIST = """例子：
  yanxiu people list
  yanxiu people list --region 张掖市 --role staff
  yanxiu people list --school 示例小学 --json"""
EXAMPLES_PEOPLE_UNBIND = """例子：
  yanxiu people unbind T0001
  yanxiu people unbind T0001 --yes"""
EXAMPLES_PEOPLE_EXPORT = """例子：
  yanxiu people export T0001
  yanxiu people export T0001 --json > T0001.json"""

ROLES = {"staff": "工作人员", "administrator": "管理员"}
"""Role → what it is called, which may be typed as well."""
PEOPLE_HEADINGS = ("工号", "姓名", "地区", "单位", "角色", "账号")
BOUND, UNBOUND = "已绑定", "未绑定"
NOBODY_FOUND = "没有符合条件的在册人员。"
SCHOOL_NEEDS_SCOPE = "只写 --school 不够：同名的单位各地都有。请同时用 --scope 写明地区。"
NO_ADMINISTRATOR_LEFT = "注意：现在一位管理员也没有了。要再设一位，请运行 yanxiu people grant 工号 administrator。"
CODES_ARE_SECRET = "绑定码只显示这一次，谁拿到都能绑定，请当面或私下交给本人。"
QR_NEEDS_BOT = "二维码里要有机器人的名字。请先设置 YANXIU_TELEGRAM_BOT（机器人的用户名，不带 @），再用 --qr。"
UNBIND_NEEDS_YES = "解除绑定要确认。请在终端里运行，或加上 --yes。"
NOTHING_DONE = "没有解除，什么也没变。"
YES_WORDS = ("y", "yes", "是", "好", "确认")


def person_added(number: str, name: str) -> str:
    return f"已登记：{number} {name}。发绑定码请运行：yanxiu people invite {number}"


def role_held(number: str, name: str, roles: str) -> str:
    return f"{number} {name} 现在的角色：{roles or '（无）'}"


def role_in_words(role: str, region: str, school: str) -> str:
    place = region + (f" {school}" if school else "")
    return f"{ROLES[role]}（{place}）" if place else ROLES[role]


def roles_in_row(roles: Sequence[str]) -> str:
    return "、".join(roles)


def bad_role(given: str) -> str:
    return f"没有“{given}”这个角色。请写 staff（工作人员）或 administrator（管理员）。"


def invitation(number: str, name: str, code: str, way: str, until: str) -> str:
    return f"{number} {name}　{code}　{way}　有效期到 {until}"


def way_by_start(code: str) -> str:
    return f"在 Telegram 里向机器人发送：/start {code}"


def qr_saved(count: int, folder: str) -> str:
    return f"{count} 张二维码已存入 {folder}。"


def qr_unsaved(folder: str, why: str) -> str:
    return f"二维码不能存入 {folder}（{why}）。请换一个可以写入的文件夹，再发一次绑定码。"


def total_found(total: int) -> str:
    return f"共 {total} 人。"


def ask_unbind(number: str, name: str) -> str:
    return f"要解除 {number} {name} 的账号绑定吗？此人的对话记录会一并删除。确认请输入 y："


def unbound(number: str, name: str) -> str:
    return f"已解除 {number} {name} 的账号绑定。重新绑定请运行：yanxiu people invite {number}"
