"""Telegram: start-up, trouble with the server, what Telegram shows of the bot."""

TELEGRAM_NO_TOKEN = (
    "还没有机器人令牌。请在 Telegram 里找 @BotFather，发 /newbot 建一个机器人，"
    "把它给的令牌放进环境变量 YANXIU_TELEGRAM_TOKEN（或写进文件，用 YANXIU_TELEGRAM_TOKEN_FILE 指明）。"
)
TELEGRAM_MALFORMED_TOKEN = (
    "机器人令牌的样子不对，应像 123456789:字母和数字。"
    "请从 @BotFather 那里重新复制，检查环境变量 YANXIU_TELEGRAM_TOKEN。"
)
TELEGRAM_TOKEN_REFUSED = "Telegram 不认这个机器人令牌，可能已被吊销或抄错。请从 @BotFather 那里重新复制。"
TELEGRAM_TOKEN_TAKEN = "另一个程序正在用同一个令牌收消息，这边已停止。请先停掉那个程序，再启动这个。"
TELEGRAM_NO_WEBHOOK = (
    "没有设置 YANXIU_TELEGRAM_WEBHOOK。用 --webhook 时，请把它设为 Telegram 从外面能访问的 https 地址。"
)
BOT_STOPPED = "已停止。收到而没有处理完的消息都存着，下次启动接着处理。"
BOT_SHORT_DESCRIPTION = "教师培训政策，直接问，句句有出处。"
BOT_DESCRIPTION = (
    "我是研修助手。培训要多少学时、什么时候算一个周期、哪些能抵学分，用平常说话的方式问我就行。"
    "我只按收录的文件回答，并注明出自哪份文件的哪一条；文件没有写的，我会直说没有。点“开始”就可以问。"
)


def telegram_token_unreadable(file: str, why: str) -> str:
    return f"读不出令牌文件 {file}（{why}）。请检查 YANXIU_TELEGRAM_TOKEN_FILE 和文件权限。"


def telegram_silent(server: str) -> str:
    return f"{server} 没有回应。请检查网络，或用 YANXIU_TELEGRAM_API 指定能连上的 Bot API 服务器。"


def telegram_unreachable(server: str, why: str) -> str:
    return f"连不上 {server}（{why}）。请检查网络，或用 YANXIU_TELEGRAM_API 指定能连上的 Bot API 服务器。"


def telegram_answered(server: str, why: str) -> str:
    return f"{server} 的答复不对（{why}）。请检查 YANXIU_TELEGRAM_API 是不是 Bot API 服务器的地址。"


def webhook_refused(url: str, why: str) -> str:
    remedy = "请检查 YANXIU_TELEGRAM_WEBHOOK：要用 https，证书有效，端口为 443、80、88 或 8443。"
    return f"Telegram 不接受回调地址 {url}（{why}）。{remedy}"


def webhook_port_taken(listen: str, why: str) -> str:
    return f"不能在 {listen} 上接收（{why}）。请用 YANXIU_TELEGRAM_LISTEN 换一个空闲的端口。"


def bot_running(name: str, webhook: str) -> str:
    how = f"在 {webhook} 接收消息" if webhook else "正在接收消息"
    return f"机器人 @{name} {how}：https://t.me/{name} 。按 Ctrl-C 停止。"


def bot_runs_already(home: str) -> str:
    remedy = "请先停掉它；要同时开几个，请改用 PostgreSQL（YANXIU_DATABASE_URL）。"
    return f"数据文件夹 {home} 已有一个机器人进程在用。{remedy}"
