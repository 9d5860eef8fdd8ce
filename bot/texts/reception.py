"""Chats with a person of the centre behind them: answers, buttons, the help desk."""

MENU = (
    ("help", "怎么用"),
    ("hours", "我还差多少学时"),
    ("region", "告诉我您在哪里，例如 /region 河北"),
    ("original", "上一个回答所引条款的全文"),
    ("staff", "转人工：请中心的工作人员解答"),
    ("me", "我的资料"),
    ("bind", "绑定工号：/bind 加绑定码"),
    ("export", "导出系统里关于我的全部资料"),
    ("unbind", "解除绑定"),
)
MENU_STAFF = (
    ("queue", "待答问题"),
    ("claims", "待审的学时申报"),
    ("hours", "教师的学时：/hours 加工号"),
    ("invite", "给教师发绑定码：/invite 加工号"),
    ("changes", "换账号申请"),
    ("cancel", "放下正在写的内容"),
)
MENU_GROUP = (("help", "怎么用"),)

BUTTON_SOURCE = "📄 看原文"
BUTTON_PREVIOUS = "◀ 上一条"
BUTTON_NEXT = "下一条 ▶"
BUTTON_GOOD = "👍"
BUTTON_BAD = "👎"
BUTTON_STAFF = "🙋 转人工"
BUTTON_PRIVATE = "私聊我"
BUTTON_SEND_AGAIN = "再发一次"

MAY_BE_LOST = "刚才网络或程序中断了一下，给您的一条回复可能没有送到，它的开头如下。如果没看到，请点下面的按钮。"
SENT_AGAIN = "好的，马上再发。"
SENT_ALREADY = "已经再发过一次了。"
NOT_YOURS = "这是给别人的回答，您自己问一次就能用这些按钮。"
NOTHING_MORE = "没有更多了。"
OLD_BUTTON = "这个按钮已经失效，请重新提问。"
THANKS = "谢谢，记下了。"
CANCELLED = "好的，放下了，没有发出任何内容。"
NOTHING_TO_CANCEL = "现在没有正在写的内容。"
ONLY_IN_PRIVATE = "这件事涉及个人资料，不在群里说。请点下面的按钮私聊我。"
FILE_NOT_EXPECTED = (
    "文件和图片我只在申报学时的时候收：绑定以后，把证书的照片或 PDF 发给我。还没有绑定的，"
    "请先向所在学校或教师发展中心要一个绑定码，发给我就行。有问题请直接打字。"
)

HELP_CHAT_FIRST = """我是研修助手，帮您查教师培训的规定。不用学什么命令，像平常说话一样打字就行：

　“五年要修多少学时？”
　“新教师岗前培训要几天？”
　“那校长呢？”（可以接着上一句问）

先说一声“我在河北”这样的话，我就按您那里的文件回答。
绑定以后，可以问“我还差多少学时”，再问“为什么”“照现在的速度来得及吗”“如果我再参加一个 60 学时的培训呢”。
培训的学时没有登记？把证书的照片或 PDF 发给我，就能申报，审核通过后计入。
回答下面有几个按钮：
　📄 看原文　把所引的条款整条给您看，有几条可以翻页
　👍 👎　这个回答对不对；点 👎 会请工作人员看一看
　🙋 转人工　请您所在中心的工作人员来答

我只按收录的文件回答，每句都注明出处；文件没有写的，我会直说没有，不会猜。

收到过绑定码（像 K7MQ-2XPN-8RTD）的老师，直接把它发给我，就能用转人工。/me 看我的资料，/unbind 解除绑定。"""
HELP_CHAT_STAFF = """您是工作人员，还可以：
　/queue　看待答的问题，点“回答”写答复，确认后才发出
　/claims　审核教师申报的学时，也可以说“待审申报”
　/invite 工号　给教师发一次性绑定码（14 天有效，带二维码）
　/changes　批准教师更换账号
　/cancel　放下正在写的内容
　/hours 工号　看一位教师的学时

答过的问题可以“存为常见问题”，以后有人再问，就直接给出您的答复和条款。"""


def help_in_group(name: str) -> str:
    return f"在群里，请@我再提问，例如：“@{name} 五年要修多少学时？”个人的事请私聊我。"
