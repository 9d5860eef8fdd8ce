"""Settings: what is allowed, what is wrong."""

from collections.abc import Sequence

MASKED = "（已设置，不显示）"
DEFAULT_VALUE = "默认值"
ALLOWED_PATH = "一个文件夹的路径"
ALLOWED_EMBEDDING = "bundled、sentence-transformers:模型路径 或 openai:模型名"
ALLOWED_TEXT = "一行文字"
ALLOWED_URL = "以 http:// 或 https:// 开头的地址"
ALLOWED_DATABASE = "sqlite:///路径 或 postgresql://用户@主机/库名"
ALLOWED_TOKEN = "BotFather 给的令牌，一行文字"
ALLOWED_FILE = "一个文件的路径"
ALLOWED_BOT_NAME = "机器人的用户名，5 到 32 个字母、数字或下划线，不带 @"
ALLOWED_HTTPS = "以 https:// 开头的地址"
ALLOWED_LISTEN = "地址:端口，例如 127.0.0.1:8080"
ALLOWED_REGION = "地区名称，例如 河北、沙县、甘州区"
SETTINGS_HEADING = "当前设置（环境变量优先于当前文件夹的 yanxiu.toml，再次是数据文件夹的 yanxiu.toml）："


def environment_variable(name: str) -> str:
    return f"环境变量 {name}"


def allowed_seconds(most: int) -> str:
    return f"大于 0、不超过 {most} 的秒数"


def allowed_count(most: int) -> str:
    return f"1 到 {most} 的整数"


def allowed_words(words: Sequence[str]) -> str:
    return "、".join(words)


def unknown_setting(key: str, file: str, closest: str, known: Sequence[str]) -> str:
    place = f"{file} 里的设置项 {key}" if file else f"环境变量 {key}"
    hint = f"是不是想写 {closest}？" if closest else ""
    return f"不认识{place}。{hint}可用的有：{'、'.join(known)}。"


def bad_setting(key: str, value: str, place: str, allowed: str) -> str:
    return f"设置项 {key} 的值“{value}”不能用（来自{_spaced(place)}）。请改为：{allowed}。"


def setting_not_here(key: str, file: str) -> str:
    return f"{file} 就在数据文件夹里，不能再设置 {key}。请改用环境变量 YANXIU_HOME，或写在当前文件夹的 yanxiu.toml 里。"


def secret_in_file(key: str, file: str, variable: str) -> str:
    return f"{file} 里不能写 {key}，以免密钥随文件外传。请从文件中删去，改用环境变量 {variable}。"


def settings_file_unreadable(file: str, why: str) -> str:
    return f"读不出设置文件 {file}（{why}）。请检查权限，并保存为 UTF-8 编码。"


def settings_file_malformed(file: str, why: str) -> str:
    return f'设置文件 {file} 的格式有误（{why}）。请写成“设置项 = 值”的形式，文字加引号，例如 region = "河北"。'


def home_unusable(home: str, why: str) -> str:
    return f"数据文件夹 {home} 不能写入（{why}）。请用环境变量 YANXIU_HOME 指定一个可以写入的文件夹。"


def _spaced(text: str) -> str:
    """A file name keeps its distance from the Chinese around it."""
    return f" {text} " if text.isascii() else text
